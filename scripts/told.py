"""How a rule ends when the study itself is wrong: with a message for the researcher, in its log and on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from study import ConfigError


@contextmanager
def told(log: str) -> Iterator[None]:
    """Runs a rule. What is wrong with the study's files is told in words; what is wrong with the code is a traceback."""
    try:
        yield
    except ConfigError as error:
        Path(log).write_text(f"{error}\n", encoding="utf-8")
        sys.exit(f"\nStopped, because something in the study needs a hand:\n{error}\n")
