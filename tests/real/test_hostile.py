"""Files made to break readers: a line each, quickly, and the rest goes on."""

import shutil
from pathlib import Path

import pandas as pd

import read


def test_hostile_files_are_lines(real: Path, tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "foi" / "body"
    folder.mkdir(parents=True)
    for path in [p for kind in ("hostile", "messages", "surveys") for p in (real / kind).iterdir()]:
        shutil.copy(path, folder / path.name)
    read.main(tmp_path / "raw", [read.__file__], tmp_path / "cells.parquet", tmp_path / "files.parquet", tmp_path / "kept", 2)
    files = pd.read_parquet(tmp_path / "files.parquet")
    cells = pd.read_parquet(tmp_path / "cells.parquet")
    assert sorted(files["file"]) == sorted(p.name for p in folder.iterdir())
    silent = files[(files["reason"] == "") & ~files["file"].isin(cells["file"])]
    assert set(silent["file"]) <= EMPTY, "neither cells nor a reason"
    for reason in files.loc[files["reason"] != "", "reason"]:
        assert reason.endswith(".") and len(reason) < 300


# Workbooks whose sheets hold nothing.
EMPTY = {"poi--test-data__spreadsheet__57893-many-merges.xlsx", "poi--test-data__spreadsheet__duplicate-filename.xlsx"}
