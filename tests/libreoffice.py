"""LibreOffice without a window: it opens workbooks, computes every formula again, and what it found is read."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

# Otherwise it takes the numbers that are stored beside the formulas.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""


def recalculated(folder: Path, books: list[Path]) -> dict[str, Path]:
    """The workbooks with the values that LibreOffice computed, by file name. folder: for what it needs. Skips where there is none."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (Debian: apt-get install libreoffice-calc)")
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(ALWAYS)
    command = [office, f"-env:UserInstallation={user.parent.as_uri()}", "--headless", "--convert-to", "xlsx"]
    done = subprocess.run([*command, "--outdir", str(folder / "out"), *map(str, books)], capture_output=True, text=True, timeout=300)
    made = {book.name: folder / "out" / book.name for book in books}
    assert all(path.exists() for path in made.values()), done.stdout + done.stderr
    return made


def metrics_of(book: Path) -> dict[str, tuple[float | None, float | None]]:
    """Metric → its two ends as they are stored; None where nothing is known or there is no limit."""
    rows = CalamineWorkbook.from_path(book).get_sheet_by_name("Metrics").to_python()[1:]
    return {row[0]: tuple(end if isinstance(end, (int, float)) and end < 1e90 else None for end in row[3:5]) for row in rows}


def found_equal(book: Path) -> set[str]:
    """What the workbook itself says of its metrics and the run's."""
    return {row[7] for row in CalamineWorkbook.from_path(book).get_sheet_by_name("Metrics").to_python()[1:]}
