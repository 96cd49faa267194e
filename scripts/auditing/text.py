"""How things are written on the pages: links to raw files, cells and metrics, addresses in words, text that others wrote."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

import addresses
from picturing import links

LONGEST = 1000  # characters of one cell that are shown; all of it stands in the file, which is linked


@dataclass(frozen=True, slots=True)
class Raw:
    """Links to the raw files and to their pages, seen from results/audit. folder: data/raw; page: results/audit."""

    folder: Path
    page: Path

    def link(self, path: str) -> str:
        """The file to open for a path below data/raw: for one inside a message or an archive, that message or archive."""
        return quote(f"{Path(os.path.relpath(self.folder, self.page)).as_posix()}/{self.received(path).lstrip('/')}")

    def picture(self, path: str) -> str:
        """The page that shows what was seen in the file."""
        return f"returns/{links.page(self.received(path))}"

    def cell(self, address: str) -> str:
        """The cell at this address, on the page that shows what was seen in its file."""
        path = addresses.path_of(address)
        return f"{self.picture(path)}#{links.place(self.received(path), address)}"

    def received(self, path: str) -> str:
        """The file that was received, for a path of it or of what stands in it."""
        return _received(self.folder, path)


@lru_cache(maxsize=10_000)
def _received(folder: Path, path: str) -> str:
    pieces = path.split("/")
    # A name inside an archive may try to climb out of the folder.
    safe = pieces[: pieces.index("..")] if ".." in pieces else pieces
    return next((p for n in range(1, len(safe) + 1) if folder.joinpath(p := "/".join(safe[:n])).is_file()), "/".join(safe))


# What does not show: controls, and characters that turn the direction of the text round or hide in it, so that it reads as
# what it is not. A tab and a line's end show.
ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def visible(text: str, longest: int = LONGEST) -> str:
    """Text that others wrote, with characters that would not show made visible, and cut where it is very long."""
    shown = ODD.sub(_symbol, text[:longest])
    return shown + (f"… ({len(text) - longest:,} more characters)" if len(text) > longest else "")


def _symbol(found: re.Match) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 32 else f"⟨U+{code:04X}⟩"


def interval(lower: float | None, upper: float | None) -> str:
    """3 · 1 to 4 · 300 or more · at most 5."""
    low, high = (None if end is None or math.isnan(end) or math.isinf(end) else f"{end:,.10g}" for end in (lower, upper))
    if low is None:
        return "" if high is None else f"at most {high}"
    return f"{low} or more" if high is None else low if low == high else f"{low} to {high}"


def words(name: str) -> str:
    return name.replace("_", " ")


def anchor(*names: str) -> str:
    """An id for a place on the page, of the names of what stands there."""
    return "-".join(re.sub(r"[^A-Za-z0-9_.-]", lambda c: f"_{ord(c[0]):x}_", name) for name in names)


def metric_href(name: str) -> str:
    """Where the page of a metric is, seen from results/audit; of one of its several values (visits.Wales) the place on it."""
    declared, _, which = name.partition(".")
    return f"metrics/{anchor(declared)}.html" + (f"#{anchor('value', which)}" if which else "")


def linked(text: str, metrics: Iterable[str], root: str) -> Markup:
    """The text with each metric's name that stands in it made a link to that metric. root: the way to results/audit."""
    names = sorted(metrics, key=len, reverse=True)
    if not names:
        return Markup.escape(text)
    pattern = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, names))})(?![\w])")
    pieces = pattern.split(text)
    link = Markup('<a href="{}"><code>{}</code></a>')
    return Markup("").join(link.format(root + metric_href(p), p) if i % 2 else Markup.escape(p) for i, p in enumerate(pieces))


def cells(names: list[str]) -> str:
    """A1-style names in few words: B2 to B50, D4."""
    found: list[list[str]] = []
    last = None
    for name in names:
        try:
            here = addresses.place(name)
        except ValueError:
            here = None
        if here and last and here == (last[0] + 1, last[1]):
            found[-1][1:] = [name]
        else:
            found.append([name])
        last = here
    return ", ".join(" to ".join(run) for run in found)
