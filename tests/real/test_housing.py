"""A real round of requests, read with the same code: to the end on every body, and nothing read wrongly."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.run.line import ROOT, snakemake

pytestmark = pytest.mark.xdist_group("housing")
STUDY = ROOT / "tests" / "studies" / "housing"


@pytest.fixture(scope="module")
def run(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("housing")
    shutil.copytree(STUDY / "config", folder / "config")
    (folder / "data").mkdir()
    (folder / "data" / "raw").symlink_to(real / "housing" / "data" / "raw")
    done = snakemake(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def score(run: Path, real: Path) -> str:
    command = [sys.executable, str(real / "score.py"), str(run), str(real / "housing" / "truth")]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_nothing_is_read_wrongly(score: str) -> None:
    right, wrong = map(int, re.search(r"^all +(\d+) +(\d+)", score, re.MULTILINE).groups())
    assert wrong == 0, score
    assert right > 73_000, score  # what is read today, so that it is not lost again


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
