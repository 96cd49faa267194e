"""A week of the researcher's: three replies come in, one return is corrected, one reply is a scan, one body has merged into
another. What changed since the accepted run is told with its cause, and the numbers keep what was promised of them.

    python -m tests.run.test_week docs/changes.png

makes the README's picture of it.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

import accept
import summary
from tests.generator import Truth, World, generate
from tests.run.command import ROOT, snakemake, study_folder
from tests.run.line import Line
from tests.run.test_truth import answers_hold, metrics_hold
from tests.run.test_verify import verify

pytestmark = [pytest.mark.xdist_group("week"), pytest.mark.long]  # one worker lives through it, once

REPLIES = ("survey/T07", "foi/EX03", "foi/SX02")
RUN, CHANGES = "results/run.json", "results/changes.html"
CORRECTED, SCANNED, MERGED, SUCCESSOR = "survey/T01", "foi/IX01", "foi/EX06", "EX03"
WRONG = "200-299"  # what the first return said, where the truth is more


def study(folder: Path) -> World:
    """A small study as it stands at the beginning of the week, and the truth behind all that will have come in at its end."""
    study_folder(folder, raw=None)
    (folder / "config" / "rulings.yml").unlink()
    shutil.copytree(ROOT / "data" / "raw" / "reference", folder / "data" / "raw" / "reference")
    world = generate(folder / "data" / "raw", seed=7, teams=16, bodies=14)
    for place in REPLIES:
        shutil.move(folder / "data" / "raw" / place, folder / "later" / place)
        edit_register(folder, place, replied="")
    [right] = (folder / "data" / "raw" / CORRECTED).glob("*.xlsx")
    shutil.move(right, folder / "later" / right.name)
    workbook = openpyxl.load_workbook(folder / "later" / right.name)
    true = families_seen(world)
    workbook[true.part][true.cell] = WRONG
    workbook.save(right)
    return world


def families_seen(world: World) -> Truth:
    return next(t for t in world.truths if (t.body, t.question) == (CORRECTED.partition("/")[2], "families_seen"))


def edit_register(folder: Path, place: str, **said: str) -> None:
    path = folder / "data" / "raw" / "register.csv"
    lines = pd.read_csv(path, dtype=str, keep_default_na=False)
    lines.loc[lines["collection"] + "/" + lines["body"] == place, list(said)] = list(said.values())
    lines.to_csv(path, index=False)


def week(folder: Path) -> None:
    """What the researcher does with what came in."""
    raw = folder / "data" / "raw"
    for place in REPLIES:
        shutil.move(folder / "later" / place, raw / place)
        edit_register(folder, place, replied="2025-01-13")
    correction(folder)
    scan(raw / SCANNED / "reply 2025-01-15.pdf")
    edit_register(folder, SCANNED, replied="2025-01-15")
    merger(folder)


def correction(folder: Path) -> None:
    """A second file with another number, whose name says that it is a correction."""
    [first] = (folder / "data" / "raw" / CORRECTED).glob("*.xlsx")
    shutil.move(folder / "later" / first.name, first.with_name("Corrected 2025-01-14.xlsx"))


def merger(folder: Path) -> None:
    """A body that never answered is part of another now, and no longer asked by itself."""
    path = folder / "data" / "raw" / "register.csv"
    pd.read_csv(path, dtype=str, keep_default_na=False).assign(became="", since="").to_csv(path, index=False)
    edit_register(folder, MERGED, became=SUCCESSOR, since="2025-01-01")


def scan(path: Path) -> None:
    """A page that is a picture, with no text in it."""
    picture = Image.new("RGB", (600, 800), "white")
    ImageDraw.Draw(picture).text((80, 80), "We received 4 referrals in 2023/24.", fill="black")
    out = io.BytesIO()
    page = Canvas(out, invariant=True)
    page.drawImage(ImageReader(picture), 0, 0, 595, 842)
    page.save()
    path.parent.mkdir(parents=True)
    path.write_bytes(out.getvalue())


def lived(folder: Path) -> SimpleNamespace:
    """The study in the folder at the end of the week."""
    world = study(folder)
    done = snakemake(folder, RUN)
    assert done.returncode == 0, done.stdout + done.stderr
    accept.main(folder / RUN, folder / "config" / "accepted.json")
    week(folder)
    done = snakemake(folder, CHANGES)
    assert done.returncode == 0, done.stdout + done.stderr
    return SimpleNamespace(folder=folder, world=world, changes=table(folder, "changes"))


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return lived(tmp_path_factory.mktemp("week"))


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "results" / f"{name}.csv", keep_default_na=False, dtype=str)


def because(after: SimpleNamespace, kind: str, name: str) -> str:
    changes = after.changes
    return changes[(changes["kind"] == kind) & (changes["name"] == name)]["because"].item()


def test_each_cause_is_named_beside_what_it_changed(after: SimpleNamespace) -> None:
    reply, corrected = "file survey/T07/Godwitworth questionnaire.xlsx (came)", "file survey/T01/Corrected 2025-01-14.xlsx (came)"
    families = because(after, "metric", "families_total")
    assert reply in families and corrected in families
    assert "T07" not in because(after, "metric", "families_most") and corrected in because(after, "metric", "families_most")
    low = because(after, "metric", "camhs_low")
    assert "file foi/EX03/" in low and "file foi/SX02/" in low and "survey/" not in low
    assert "line of the register foi/EX06 (changed)" in low
    said = because(after, "metric", "foi_replies.unknown")
    assert "file foi/IX01/reply 2025-01-15.pdf (came)" in said
    derived = after.changes[after.changes["kind"].isin(["statement", "metric", "figure"])]
    assert not derived["because"].str.contains("not known").any()
    page = (after.folder / "results" / "changes.html").read_text(encoding="utf-8")
    for name in ("Godwitworth questionnaire.xlsx", "Corrected 2025-01-14.xlsx", "reply 2025-01-15.pdf", "foi/EX06"):
        assert name in page


def test_the_verdict_that_flipped_comes_first(after: SimpleNamespace) -> None:
    first = after.changes.iloc[0]
    assert (first["kind"], first["name"], first["change"]) == ("statement", "families_per_team", "disagrees → undetermined")
    statements = after.changes[after.changes["kind"] == "statement"]
    assert statements["change"].str.contains("→").sum() == 1
    assert "  ! families_per_team  disagrees → undetermined" in summary.changed(after.changes)


def test_the_numbers_keep_what_was_promised(after: SimpleNamespace) -> None:
    returns = table(after.folder, "returns")
    kinds = returns[["answers", "totals", "headers", "unread", "other"]].astype(int)
    assert (kinds.sum(axis=1) == returns["cells"].astype(int)).all()
    answers = pd.read_parquet(after.folder / "data" / "interim" / "answers.parquet")
    rows = pd.read_csv(after.folder / "results" / "metrics.csv").itertuples()
    made = {row.metric: SimpleNamespace(interval=(row.lower, row.upper)) for row in rows}
    truths = {(t.collection, t.body, t.question, t.period, t.age, t.profession, t.band): t for t in after.world.truths}
    line = Line(answers, pd.DataFrame(), pd.DataFrame(), table(after.folder, "replies"), made)
    answers_hold(line, truths)
    metrics_hold(line, truths)
    code, failed, _ = verify(after.folder)
    assert (code, failed) == (0, [])


def test_made_again_it_has_the_same_bytes(after: SimpleNamespace) -> None:
    files = [after.folder / "results" / name for name in ("run.json", "changes.html", "changes.csv")]
    before = [path.read_bytes() for path in files]
    assert snakemake(after.folder, CHANGES, "--forcerun", "changes").returncode == 0
    assert [path.read_bytes() for path in files] == before


def photograph(page: Path, out: Path) -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 1280, "height": 960})
        opened.goto(page.resolve().as_uri())
        opened.screenshot(path=out)
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        snakemake(lived(Path(made)).folder)
        photograph(Path(made) / CHANGES, Path(sys.argv[1]))
