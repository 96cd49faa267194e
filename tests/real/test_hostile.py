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
    received = files[files["file"].isin(p.name for p in folder.iterdir())]
    assert sorted(received["file"]) == sorted(p.name for p in folder.iterdir())
    assert not files["path"].duplicated().any()
    silent = files[(files["reason"] == "") & (files["notices"].str.len() == 0) & ~files["file"].isin(cells["file"])]
    assert silent.empty, "neither cells nor a word"
    for reason in files.loc[files["reason"] != "", "reason"]:
        assert reason.endswith(".") and len(reason) < 300
    assert not [r for r in files["reason"] if "made the reader stop" in r]
    why = dict(zip(files["file"], files["reason"]))
    for name in ("password.xls", "pass_protected.ods", "encrypted_no_password.xls", "example_password.xlsx"):
        assert "It has a password" in next(reason for file, reason in why.items() if file.endswith(name))
    assert "defines entities" in next(reason for file, reason in why.items() if file.endswith("xmlbomb.xlsx"))


def test_messages_give_their_attachments(real: Path) -> None:
    def inside(name: str) -> list[str]:
        path = next((real / "messages").glob(name))
        return [found.inside for found in read.opened(path.name, path.read_bytes())]

    assert len(inside("*many*")) == 14
    assert len(inside("*tnef*")) == 2
    assert len(inside("*oft*")) == 3
