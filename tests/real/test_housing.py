"""A real round of requests, read with the same code: to the end on every body, and nothing read wrongly."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from recognise import recognise
from recognising.byhand import ByHand
from recognising.parts import parts_of
from recognising.readings import load_readings
from study import load_study
from tests.run.command import ROOT, snakemake

pytestmark = pytest.mark.xdist_group("housing")
STUDY = ROOT / "tests" / "studies" / "housing"


@pytest.fixture(scope="module")
def run(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("housing")
    shutil.copytree(STUDY / "config", folder / "config")
    (folder / "data").mkdir()
    (folder / "data" / "raw").symlink_to(real / "housing" / "data" / "raw")
    done = snakemake(folder, "results/returns.csv")  # make score runs it to the end
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def score(run: Path, real: Path) -> str:
    return judged(run, real)


def judged(run: Path, real: Path) -> str:
    command = [sys.executable, str(real / "score.py"), str(run), str(real / "housing" / "truth")]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_nothing_is_read_wrongly(score: str) -> None:
    right, wrong = map(int, re.search(r"^all +(\d+) +(\d+)", score, re.MULTILINE).groups())
    assert wrong == 0, score
    assert right > 79_000, score  # what is read today, so that it is not lost again


def test_with_hand_readings_all_sheets_are_right(run: Path, real: Path, tmp_path: Path) -> None:
    """The second study's readings supply what is missing, in a few lines; what was read without them stays as it is."""
    by_hand = ByHand(load_readings(STUDY.with_name("housing_by_hand") / "config", load_study(STUDY / "config")))
    bodies = {reading.file.split("/")[0] for reading in by_hand.readings}
    cells = pq.read_table(run / "data" / "interim" / "cells.parquet", filters=[("body", "in", bodies)])
    by_hand.find(parts_of(cells), {})
    answers, _ = recognise(load_study(STUDY / "config"), cells, {}, by_hand)
    assert all(outcome.answers and not outcome.problem for outcome in by_hand.outcomes.values()), by_hand.outcomes

    interim = tmp_path / "data" / "interim"
    interim.mkdir(parents=True)
    pq.write_table(answers, interim / "answers.parquet")
    rows = [line.split() for line in judged(tmp_path, real).splitlines()]
    assert {row[0]: row[2:4] for row in rows if row and row[0] in bodies} == dict.fromkeys(bodies, ["0", "0"])  # wrong, unread

    before, after = (t.set_index("answer").drop(columns=["headers", "choices"]) for t in (recognised(run, bodies), answers.to_pandas()))
    assert len(after) > len(before) and after.loc[before.index].equals(before)


def recognised(run: Path, bodies: set[str]) -> pd.DataFrame:
    return pd.read_parquet(run / "data" / "interim" / "recognised.parquet", filters=[("body", "in", bodies)])


def test_no_status_is_wrong(score: str) -> None:
    assert "wrong 0," in re.search(r"^statuses: .*$", score, re.MULTILINE)[0], score


def test_every_body_and_file_is_accounted_for(run: Path, real: Path) -> None:
    returns = pd.read_csv(run / "results" / "returns.csv", keep_default_na=False)
    raw = real / "housing" / "data" / "raw"
    sent = {p.relative_to(raw).as_posix() for p in raw.rglob("*") if p.is_file()}
    inside = set(returns["path"]) - sent
    assert sent <= set(returns["path"])
    assert len(returns) == len(sent) + len(inside)
    assert all(any(path.startswith(f"{file}/") for file in sent) for path in inside)
    assert returns["body"].nunique() == 19
    assert (returns.loc[returns["status"] != "read", "reason"] != "").all()
    assert (returns["other"] >= 0).all()
