"""How things are written on the page: links to raw files, addresses in words, text that others wrote."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from markupsafe import Markup

import addresses

LONGEST = 1000  # characters of one cell that are shown


@dataclass(frozen=True, slots=True)
class Raw:
    """Links to the raw files. folder: data/raw; page: the folder of the page that links to them."""

    folder: Path
    page: Path

    def link(self, path: str) -> str:
        """The file to open for a path below data/raw: for one inside a message or an archive, that message or archive."""
        parts = PurePosixPath(path).parts
        # A name inside an archive may try to climb out of the folder.
        safe = parts[: parts.index("..")] if ".." in parts else parts
        held = [n for n in range(1, len(safe) + 1) if self.folder.joinpath(*safe[:n]).is_file()]
        file = "/".join(safe[: held[0]] if held else safe)
        return quote(f"{Path(os.path.relpath(self.folder, self.page)).as_posix()}/{file.lstrip('/')}")


def visible(text: str) -> str:
    """Text that others wrote, with characters that would not show made visible, and cut where it is very long."""
    shown = "".join(_symbol(c) for c in text[:LONGEST])
    return shown + (f"… ({len(text) - LONGEST:,} more characters)" if len(text) > LONGEST else "")


def _symbol(character: str) -> str:
    code = ord(character)
    if code < 32 and character not in "\n\t":
        return chr(0x2400 + code)
    # Characters that turn the direction of the text round, so that it reads as what it is not.
    return f"⟨U+{code:04X}⟩" if 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069 or 0x7F <= code <= 0x9F else character


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


def linked(text: str, metrics: Iterable[str]) -> Markup:
    """The text with each metric's name that stands in it made a link to that metric."""
    names = sorted(metrics, key=len, reverse=True)
    if not names:
        return Markup.escape(text)
    pattern = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, names))})(?![\w])")
    pieces = pattern.split(text)
    link = Markup('<a href="#{}"><code>{}</code></a>')
    return Markup("").join(link.format(anchor("metric", p), p) if i % 2 else Markup.escape(p) for i, p in enumerate(pieces))


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
