"""A small study, run where nothing disturbs it, and what is the same then."""

import os
from pathlib import Path

KILLS = int(os.environ.get("FOI_KILLS", 0))
TARGETS = [] if KILLS else ["results/metrics.csv"]
MADE = ("results", "data/interim")


def made(folder: Path) -> dict[str, bytes]:
    """All that a run made, but for what rule derive keeps as it is in memory: sets have no order there."""
    files = (p for name in MADE for p in sorted((folder / name).rglob("*")) if p.is_file() and p.suffix != ".pickle")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def raw(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted((folder / "data" / "raw").rglob("*")) if p.is_file()}


def same(one: dict[str, bytes], two: dict[str, bytes]) -> None:
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []
