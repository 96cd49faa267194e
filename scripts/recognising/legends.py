"""What a return says of its own marks: "* any value less than 5", "- denotes zero", "rounded to the nearest 5"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from recognising import values

MARK = r"['‘’\"“”]?(?P<mark>\*{1,3}|#{1,2}|\[?[cxz]\]?|-|–|—|\.\.|†|‡)['‘’\"“”]?"
MEANS = (
    r"\s*(?:=|:|–|—|-|means|denotes|indicates|represents|signifies|stands for|is shown where|shows"
    r"|is used (?:for|where)|is|are)?\s*"
)
FEWER = (
    r"(?:fewer|less) th[ae]n\s*(?P<under>\w+)|under\s*(?P<under2>\w+)|<\s*(?P<under3>\d+)"
    r"|between (?P<low>\w+) and (?P<high>\w+)|(?P<low2>\d+)\s*(?:-|–|to)\s*(?P<high2>\d+)"
)
ZERO = r"(?P<zero>zero|nil|none|no (?:cases|people|data subjects|\w+s recorded))"
# The mark opens the line and the rest explains it, or a sentence says what is replaced by the mark.
MARK_FIRST = re.compile(rf"^\W{{0,2}}{MARK}{MEANS}[^.]*?(?:{ZERO}|{FEWER})", re.IGNORECASE)
MARK_LAST = re.compile(
    rf"(?:{ZERO}|{FEWER})[^.*#]*?\b(?:shown|replaced|marked|denoted|displayed|suppressed|represented|given|indicated|recorded)"
    rf"[^.*#]*?\b(?:as|with|by|using|an?)\b[^.*#'‘“\"]*?{MARK}(?=\W|$)",
    re.IGNORECASE,
)
ROUNDED = re.compile(r"\brounded\b[^.]*?\bnearest\s+(?P<n>\w+)", re.IGNORECASE)
FOOTNOTE = re.compile(r"^\s*(?P<mark>[*†‡]+)\s*\w+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Legend:
    """marks: mark → (lowest or None, highest) count; sources: mark → where it is explained."""

    marks: dict[str, tuple[float | None, float]] = field(default_factory=dict)
    footnotes: frozenset[str] = frozenset()
    rounded_to: int | None = None
    contradictions: tuple[str, ...] = ()


def legend(texts: Iterable[str]) -> Legend:
    """The legend of one return, from all its texts. A mark explained in two ways means nothing, and is told."""
    marks: dict[str, set[tuple[float | None, float]]] = {}
    footnotes: set[str] = set()
    rounded: set[int] = set()
    for text in texts:
        if len(text) < 3 or text[0].isdigit():
            continue
        plain = " ".join(text.split())
        if found := MARK_FIRST.search(plain) or MARK_LAST.search(plain):
            bounds = _bounds(found.groupdict())
            if bounds:
                marks.setdefault(found["mark"].lower(), set()).add(bounds)
        elif found := FOOTNOTE.match(plain):
            footnotes.add(found["mark"])
        if (found := ROUNDED.search(plain)) and (to := _count(found["n"])):
            rounded.add(int(to))
    agreed = {mark: next(iter(said)) for mark, said in marks.items() if len(said) == 1}
    return Legend(
        agreed,
        frozenset(footnotes),
        rounded.pop() if len(rounded) == 1 else None,
        tuple(sorted(mark for mark, said in marks.items() if len(said) > 1)),
    )


def _bounds(said: dict[str, str | None]) -> tuple[float | None, float] | None:
    if said.get("zero"):
        return (0.0, 0.0)
    under = next((said[k] for k in ("under", "under2", "under3") if said.get(k)), None)
    if under is not None:
        count = _count(under)
        return None if count is None else (None, count - 1)
    low, high = _count(said.get("low") or said.get("low2")), _count(said.get("high") or said.get("high2"))
    return None if low is None or high is None or low > high else (low, high)


def _count(word: str | None) -> float | None:
    form = values.form(word) if word else None
    return form.low if form and form.rule == "number" else None
