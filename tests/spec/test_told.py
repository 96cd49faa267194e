"""What goes wrong outside the study, while a rule is at work: said in words, and not taken for something in a file."""

import errno
from pathlib import Path

import pytest

import read
from told import told


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "There is no room left on the disk"),
        (errno.ENOENT, "data/raw/foi/EX01/reply.csv is gone: it was there when the run began"),
        (errno.EACCES, "data/raw/foi/EX01/reply.csv may not be opened"),
        (errno.EROFS, "data/raw/foi/EX01/reply.csv cannot be written: the disk is read-only"),
    ],
)
def test_the_disk_is_told_in_words(number: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match=words), told("rule.log"):
        raise OSError(number, "as the system says it", "data/raw/foi/EX01/reply.csv")
    assert words in Path("rule.log").read_text(encoding="utf-8")


def test_what_nobody_foresaw_is_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="unforeseen"), told(str(tmp_path / "rule.log")):
        raise OSError(errno.EIO, "unforeseen")


def test_a_file_that_changes_under_the_reader_is_kept_for_neither(tmp_path: Path) -> None:
    """It would stand for its earlier content in every later run."""
    reply, kept = tmp_path / "reply.csv", tmp_path / "kept.parquet"
    reply.write_text("Year,Number\n2018,12\n")
    with pytest.raises(read.NotKept):
        read.read_file(str(reply), "the hash of what stood there before", str(kept))
    reply.unlink()
    with pytest.raises(read.NotKept):
        read.read_file(str(reply), "", str(kept))
    assert not kept.exists()
