"""verify, as a reviewer runs it: on a copy of the study's folder, with Python and python-calamine alone."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import python_calamine

from tests.run.command import ROOT


@pytest.fixture
def copy(shipped_run: Path, tmp_path: Path) -> Path:
    """What is handed over: the returns and the tables."""
    shutil.copytree(shipped_run / "data" / "raw", tmp_path / "data" / "raw")
    (tmp_path / "results").mkdir()
    for path in (shipped_run / "results").glob("*.csv"):
        shutil.copy(path, tmp_path / "results")
    return tmp_path


def verify(folder: Path) -> tuple[int, list[str], str]:
    """How it ended, what does not hold, and all that it said. It can import nothing that is installed but python-calamine."""
    alone = folder / "packages"
    alone.mkdir(exist_ok=True)
    if not (alone / "python_calamine").exists():
        (alone / "python_calamine").symlink_to(Path(python_calamine.__file__).parent)
    start = f"import sys, runpy; sys.path.append({str(alone)!r}); sys.argv = ['verify.py', {str(folder)!r}]; "
    start += f"runpy.run_path({str(ROOT / 'scripts' / 'verify.py')!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", start], capture_output=True, text=True, timeout=120)
    assert not done.stderr, done.stderr
    _, _, failed = done.stdout.partition("Does not hold: ")
    return done.returncode, [line.strip() for line in failed.splitlines()[1:]], done.stdout


def change(path: Path, edit: Callable[[list[dict]], None]) -> None:
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    edit(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def an_answer(folder: Path) -> pd.Series:
    """A plain number of a workbook that the total of a metric depends on."""
    answers = pd.read_csv(folder / "results" / "answers.csv", dtype=str, keep_default_na=False)
    plain = answers[(answers["question"] == "families_seen") & answers["raw"].str.fullmatch(r"'\d+")]
    return plain[plain["answer"].str.contains(r"\.xlsx#") & (plain["rule"] != "ruling")].iloc[0]


def place(address: str) -> tuple[str, str, str]:
    rest, _, cell = address.rpartition("!")
    path, _, part = rest.rpartition("#")
    return path, part, cell


def test_on_a_clean_copy_all_holds(copy: Path):
    code, failed, said = verify(copy)
    assert (code, failed) == (0, [])
    assert "pypdfium2 is not installed" in said
    counts = {line.split(None, 1)[1]: int(line.split()[0].replace(",", "")) for line in said.split("Could not")[0].splitlines()[1:]}
    assert counts["metrics"] == len(pd.read_csv(copy / "results" / "metrics.csv"))
    assert counts["cells"] > 1000 and counts["answers"] > 500 and counts["bodies"] > 1000


def test_a_changed_cell_is_named(copy: Path):
    answer = an_answer(copy)
    path, part, cell = place(answer["answer"])
    book = openpyxl.load_workbook(copy / "data" / "raw" / path)
    book[part][cell] = 987
    book.save(copy / "data" / "raw" / path)
    code, failed, _ = verify(copy)
    assert code == 1 and len(failed) == 2
    assert failed[0].startswith(f"files: {path}: sha256 is ")
    stands = f"there stands 987.0, and {answer['raw'][1:]!r} was read"
    assert failed[1] == f"cells: {path}, sheet {part!r}, cell {cell}: {stands}"


@pytest.mark.parametrize("metric", ["families_total", "need_met", "camhs_low", "camhs_integrated", "births", "interventions_ranked.groups"])
def test_a_changed_metric_is_named(copy: Path, metric: str):
    def edit(rows: list[dict]) -> None:
        [row] = [row for row in rows if row["metric"] == metric]
        row["upper"] = str(float(row["upper"]) * 1.01)

    change(copy / "results" / "metrics.csv", edit)
    code, failed, _ = verify(copy)
    assert code == 1 and failed[0].startswith(f"metrics: {metric}: ")
    if metric != "births":  # what others published is where it starts: what is made of it no longer follows either
        assert len(failed) == 1


def test_a_changed_answer_is_named(copy: Path):
    wanted = an_answer(copy)["answer"]

    def edit(rows: list[dict]) -> None:
        [row] = [row for row in rows if row["answer"] == wanted]
        row["lower"] = row["upper"] = "1.0"

    change(copy / "results" / "answers.csv", edit)
    code, failed, _ = verify(copy)
    assert code == 1 and failed[0].startswith(f"answers: {wanted}: ")
    assert all(line.startswith(("answers: ", "bodies: families")) for line in failed)


def test_what_a_body_puts_in_follows_from_its_answers(copy: Path):
    def edit(rows: list[dict]) -> None:
        row = next(row for row in rows if row["metric"] == "camhs_low" and row["meets"] == "no")
        row["meets"] = "maybe"

    change(copy / "results" / "inputs.csv", edit)
    code, failed, _ = verify(copy)
    assert code == 1 and sorted(line.split(":")[0] for line in failed) == ["bodies", "metrics"]
    assert all("camhs_low" in line for line in failed)


def test_a_file_that_is_gone_swapped_or_renamed_is_named(copy: Path):
    raw = copy / "data" / "raw"
    path, *_ = place(an_answer(copy)["answer"])
    others = sorted(p for p in raw.glob("foi/*/*.csv"))
    one, two = (p.relative_to(raw).as_posix() for p in others[:2])
    (raw / path).unlink()
    (raw / one).rename(raw / "kept")
    (raw / two).rename(raw / one)
    (raw / "kept").rename(raw / two)
    others[2].rename(others[2].with_name("renamed.csv"))
    code, failed, _ = verify(copy)
    assert code == 1
    assert f"files: {path}: the file is not there" in failed
    assert {line.split(": sha256")[0] for line in failed if ": sha256" in line} == {f"files: {one}", f"files: {two}"}
    renamed = others[2].relative_to(raw)
    assert f"files: {renamed.as_posix()}: the file is not there" in failed
    assert f"files listed: {renamed.with_name('renamed.csv').as_posix()}: returns.csv does not list it" in failed
    named = (path, one, two, renamed.as_posix(), renamed.with_name("renamed.csv").as_posix())
    assert all(any(name in line for name in named) for line in failed)
