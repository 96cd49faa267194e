"""How long reading and recognising all real workbooks and text tables take, as ratios to what the bare libraries take to
load them, side by side in one run; and that a content is read once.

    make bench
"""

import csv
import gc
import io
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import pandas  # noqa: F401  pyarrow imports it when it first makes an array
import pyarrow as pa
import pyarrow.compute
from python_calamine import CalamineError, CalamineWorkbook

import read
import recognise
from reading.cells import NotRead, Part
from reading.delimited import decode, delimiter
from reading.marks import DENSE
from recognising import periods, values, vocabulary
from recognising.said import letters
from study import Study, load_study

TURNS = 15
KINDS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")
CACHES = (values.form, periods.period, periods.combine, vocabulary.plain)


def bare(files: list[tuple[str, bytes]]) -> None:
    """What everybody starts from: the values of each sheet, as Python's own lists."""
    for name, content in files:
        if name.lower().endswith(".csv"):
            text = decode(content)
            list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)))
        else:
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
            for sheet in workbook.sheet_names:
                workbook.get_sheet_by_name(sheet).to_python()


def cells(files: list[tuple[str, bytes]]) -> pa.Table:
    return pa.concat_tables(
        read.placed(read.as_table(read.opened(Path(name).name, content)), read.place_of(name)) for name, content in files
    )


def turns(work: dict[str, Callable[[], object]]) -> list[dict[str, float]]:
    """The seconds of each, turn by turn: the machine is now slow, now quick, so that only what was measured together compares."""
    taken: list[dict[str, float]] = []
    for _ in range(TURNS):
        taken.append({})
        for name, once in work.items():
            for cache in CACHES:
                cache.cache_clear()
            gc.collect()
            gc.disable()  # as the rule does
            start = perf_counter()
            once()
            taken[-1][name] = perf_counter() - start
            gc.enable()
    return taken


def loadable(path: Path) -> bool:
    """Whether both can load it: the bare readers cannot hold a sheet with a cell in its last corner."""
    try:
        if any(_area(part) > DENSE for part in read.read_content(path.name, path.read_bytes()).parts):
            return False
        bare([(path.name, path.read_bytes())])
    except (NotRead, CalamineError, ValueError):
        return False
    return True


def _area(part: Part) -> int:
    return (max((c.row for c in part.cells), default=0) + 1) * (max((c.col for c in part.cells), default=0) + 1)


def main(real: Path, study: Study) -> None:
    raw = real / "housing" / "data" / "raw"
    paths = [p for folder in (raw, real / "hostile", real / "surveys") for p in sorted(folder.rglob("*"))]
    paths = [p for p in paths if p.suffix.lower() in KINDS and loadable(p)]
    files = [(f"foi/{p.parent.name}/{p.name}", p.read_bytes()) for p in paths]
    found = cells(files)
    answers, unread = recognise.recognise(study, found, {})[:2]
    letters(study, found)  # its patterns are made once, as modules are imported
    taken = turns(
        {
            "load": lambda: bare(files),
            "read": lambda: cells(files),
            "recognise": lambda: recognise.recognise(study, found, {}),
            "recognise, 2 processes": lambda: recognise.recognise_all(study, found, {}, recognise.ByHand([]), 2),
        }
    )

    def times(*names: str) -> str:
        return f"{median(sum(turn[name] for name in names) / turn['load'] for turn in taken):4.1f}"

    print(f"{len(files)} workbooks and text tables, {found.num_rows:,} cells, {len(answers):,} answers, {len(unread):,} unread")
    print(f"bare load                           1.0  ({median(turn['load'] for turn in taken):.3f} s; medians of {TURNS} turns)")
    for name in ("read", "recognise", "recognise, 2 processes"):
        print(f"{name:<34} {times(name)}")
    print(f"{'read and recognise, one process':<34} {times('read', 'recognise')}")
    print(f"{'read and recognise, as a run does':<34} {times('read', 'recognise, 2 processes')}; to be at most 12")
    first, again, added = rereading(raw)
    print(f"all files {first:.1f} s, again {again:.2f} s, with one new file {added:.2f} s: a content is read once")


def rereading(raw: Path) -> tuple[float, float, float]:
    """Seconds that rule read takes for all files, for none that is new, and for one."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        shutil.copytree(raw, here / "raw")
        out = (here / "cells.parquet", here / "files.parquet", here / "kept")
        taken = []
        for n in range(3):
            if n == 2:
                (here / "raw" / "foi" / "new").mkdir()
                (here / "raw" / "foi" / "new" / "reply.csv").write_text("Year,Number\n2018,12\n")
            start = perf_counter()
            read.main(here / "raw", [], *out, 1)
            taken.append(perf_counter() - start)
    return tuple(taken)


if __name__ == "__main__":
    here = Path(__file__).parent
    main(here.parents[1] / "shared" / "real", load_study(here / "studies" / "housing" / "config"))
