"""What the README says is so."""

import re
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_it_names_is_there() -> None:
    named = re.findall(r"^\| `([\w./]+)`", README.split("## Where things are")[1], re.MULTILINE)
    named += re.findall(r"`((?:config|data|scripts|tests|docs)/[\w./]+)`", README)
    assert len(named) > 10
    for name in named:
        assert (ROOT / name).exists(), name


def test_its_commands_are_targets() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`?make (\w+)`", README)) | {"test"} <= targets
    assert "make test" in (ROOT / ".ci" / "run").read_text()


def test_its_picture_and_numbers_are_of_this_version(shipped_run: Path) -> None:
    assert (ROOT / "docs" / "camhs_low.svg").read_bytes() == (shipped_run / "results" / "figures" / "camhs_low.svg").read_bytes()
    said = (shipped_run / "results" / "summary.txt").read_text(encoding="utf-8")
    for line in re.findall(r"^    (= .*)$", README, re.MULTILINE):
        assert line in said
    low = pd.read_csv(shipped_run / "results" / "metrics.csv").set_index("metric").loc["camhs_low", "text"]
    assert low.split(" (")[0] == re.search(r"!\[(\S+ of \d+) services", README)[1]
