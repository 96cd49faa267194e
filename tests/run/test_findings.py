"""The findings and the tables of the shipped study: every statement, links that lead somewhere, and pages that open."""

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pypdfium2
import pytest


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def statements(folder: Path) -> pd.DataFrame:
    """As they may be published."""
    return pd.read_csv(folder / "data" / "interim" / "published" / "statements.csv", dtype=str, keep_default_na=False)


def ids(page: Path) -> set[str]:
    return set(re.findall(r'\sid="([^"]+)"', page.read_text(encoding="utf-8")))


def assert_all_told(text: str, folder: Path) -> None:
    for row in statements(folder).itertuples():
        assert row.verdict.capitalize() in text
        for words in (row.because, row.published, row.source, row.note):
            assert plain(words) in text, row.statement
    assert "invented" in text


def test_the_page_tells_every_statement_and_links_to_anchors_that_are_there(shipped_run: Path) -> None:
    results = shipped_run / "results"
    page = (results / "findings.html").read_text(encoding="utf-8")
    assert_all_told(plain(unescape(re.sub(r"<[^>]+>", "", page))), shipped_run)
    own = set(re.findall(r'\sid="([^"]+)"', page))
    assert {f"statement-{name}" for name in statements(shipped_run)["statement"]} <= own
    links = [unescape(link) for link in re.findall(r'(?:href|src)="([^"]+)"', page)]
    assert len([link for link in links if link.startswith("audit/metrics/")]) >= 26
    for link in links:
        path, _, anchor = link.partition("#")
        assert (results / path).exists(), link
        assert not anchor or anchor in (ids(results / path) if path else own), link


def test_the_document_tells_every_statement_and_links_to_anchors_that_are_there(shipped_run: Path) -> None:
    document = docx.Document(str(shipped_run / "results" / "findings.docx"))
    assert_all_told(plain("\n".join(p.text for p in document.paragraphs)), shipped_run)
    targets = {r.target_ref for r in document.part.rels.values() if r.is_external}
    assert len(targets) >= 26
    for path, _, anchor in (target.partition("#") for target in targets):
        assert path.startswith("audit/metrics/") and (not anchor or anchor in ids(shipped_run / "results" / path))
    captions = pd.read_csv(shipped_run / "results" / "figures" / "captions.csv")
    assert sorted(s._inline.docPr.get("descr") for s in document.inline_shapes) == sorted(captions["alt"])


def test_the_workbook_holds_every_statement_and_every_metric(shipped_run: Path) -> None:
    book = openpyxl.load_workbook(shipped_run / "results" / "tables.xlsx")
    assert set(statements(shipped_run)["says"]) <= {cell.value for cell in book["Statements"]["A"]}
    metrics = pd.read_csv(shipped_run / "results" / "metrics.csv", dtype=str, keep_default_na=False)
    rows = {}
    for sheet in book.worksheets[3:]:
        [table] = sheet.tables.values()
        rows[table.name] = len(list(sheet[table.ref])) - 1
    assert rows["table_numbers"] + rows["table_shares"] == (metrics["label"] == "").sum()
    several = metrics[metrics["label"] != ""]
    for name, parts in several.groupby(several["metric"].str.partition(".")[0]):
        assert rows[f"table_{name}"] == len(parts), name


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed: nothing here opens a Word document")
def test_the_document_opens_and_each_page_says_that_it_is_illustrative(shipped_run: Path, tmp_path: Path) -> None:
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    document = shipped_run / "results" / "findings.docx"
    done = subprocess.run([*command, "--outdir", str(tmp_path), str(document)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / "findings.pdf")]
    assert 5 < len(pages) < 40
    assert all("Illustrative" in page for page in pages)
    letters = lambda text: re.sub(r"[\W_]+", "", text)  # noqa: E731  # lines break anywhere, and a hyphen at their end is another sign
    text = letters(" ".join(pages))
    for row in statements(shipped_run).itertuples():
        assert letters(row.because)[:30] in text, row.statement
