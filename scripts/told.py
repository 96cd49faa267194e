"""How a rule ends when the study itself is wrong, or the disk is: with a message for the researcher, in its log and on the
terminal."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import at_work


class ConfigError(Exception):
    """What is wrong in a file of config/, in words for the researcher who wrote it."""


# What a rule cannot mend, and a person can. EFBIG is what a limit on the size of files gives.
NO_ROOM = "There is no room left on the disk. Make some, and run snakemake again: what was finished is kept."
DISK = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), NO_ROOM),
    errno.EROFS: "{file} cannot be written: the disk is read-only. Run the study in a folder where you may write.",
    errno.ENOENT: "{file} is gone: it was there when the run began. Put it back if it was not meant to go, and run snakemake again.",
    errno.EBUSY: "{file} was changed while it was being read. Run snakemake again.",
    errno.EACCES: "{file} may not be opened. Give yourself the right to read and write it, or close the program that has it open, "
    "and run snakemake again.",
}


@contextmanager
def told(log: str) -> Iterator[None]:
    """Runs a rule. What is wrong with the study's files is told in words; what is wrong with the code is a traceback."""
    at_work.join()
    try:
        yield
    except ConfigError as error:
        _stop(log, "something in the study needs a hand", str(error))
    except OSError as error:
        if error.errno not in DISK:
            raise
        _stop(log, "the disk needs a hand", DISK[error.errno].format(file=error.filename or "a file"))


def _stop(log: str, because: str, message: str) -> None:
    with suppress(OSError):
        Path(log).write_text(f"{message}\n", encoding="utf-8")
    sys.exit(f"\nStopped, because {because}:\n{message}\n")
