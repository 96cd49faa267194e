"""What a file does to the process that opens it → what is said, and that the others are read."""

import faulthandler
import os
import signal
import time

import pytest

import read
from reading.cells import Cell, Content, Part
from tests.spec.test_read import read_folder

DOES = {
    "kills.csv": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "waits.csv": lambda: time.sleep(60),
    "fills.csv": lambda: bytearray(3_000_000_000),
    "breaks.csv": lambda: {}["no such key"],
    "aborts.csv": lambda: (faulthandler.disable(), os.abort()),
    "writes what no file can hold.csv": lambda: Content([Part("", [Cell(0, 0, "\ud800", "text")])]),
}


@pytest.fixture
def said(tmp_path, monkeypatch):
    monkeypatch.setattr(read, "SECONDS", 2)
    good = Content([Part("", [Cell(0, 0, "Boats", "text")])])
    monkeypatch.setattr(read, "read_content", lambda name, _: DOES[name]() if name in DOES else good)
    content = {name: name.encode() for name in [*DOES, *(f"{n}.csv" for n in range(8))]}
    return read_folder(tmp_path, {f"foi/H01/{name}": data for name, data in content.items()})


def test_each_is_a_line_and_the_others_are_read(said):
    reasons, texts = said
    reason = {path.rpartition("/")[2]: why for path, why in reasons.items()}
    assert "needs more than 2 GB" in reason["fills.csv"]
    assert "damaged, or needs more than 2 GB" in reason["aborts.csv"]
    assert "takes more than" in reason["waits.csv"]
    assert "made the reader stop (KeyError; logs/read.log says where)" in reason["breaks.csv"]
    assert "made the reader stop (ProcessExpired" in reason["kills.csv"]
    assert "made the reader stop (UnicodeEncodeError" in reason["writes what no file can hold.csv"]
    assert list(texts.values()) == ["Boats"] * 8


def test_where_it_broke_stands_in_the_log(tmp_path, monkeypatch):
    monkeypatch.setattr(read, "read_content", lambda *_: DOES["breaks.csv"]())
    (tmp_path / "raw" / "foi" / "H01").mkdir(parents=True)
    (tmp_path / "raw" / "foi" / "H01" / "a.csv").write_bytes(b"a")
    (log,) = read.main(tmp_path / "raw", [], tmp_path / "cells", tmp_path / "files", tmp_path / "kept", 1)
    assert log.startswith("foi/H01/a.csv\nTraceback")
    assert "KeyError: 'no such key'" in log
