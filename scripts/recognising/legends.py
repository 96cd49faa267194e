"""What a return says of its own marks: "* any value less than 5", "- denotes zero", "rounded to the nearest 5"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from recognising import values

MARK = r"(?P<q>['‘’\"“”(]?)(?P<mark>\*{1,3}|#{1,2}|\[[cxz]\]|(?<!\w)[cxz](?!\w)|-|–|—|\.\.|†|‡)['‘’\"“”)]?"
MEANS = r"(?:=|:|means|denotes|indicates|represents|signifies|stands for|is shown where|shows|is used (?:for|where)|is|are)"
# What is counted may be named on the way to the number, but no clause of its own.
WHAT = (
    r"(?:(?:an? |any |all )?(?:values?|numbers?|counts?|figures?|cells?|totals?|data|results?|cases|people|suppressed|small numbers?)"
    r"[\s,;:-]*(?:of |that are |are |is |was |where |which is |with )*)*"
)
NUMBER = r"(?:\d[\d,]*|\w+)"
FEW = (
    rf"(?:(?:fewer|less) th[ae]n(?P<equal> or equal to)?|under|below|<)\s*(?P<under>{NUMBER})"
    rf"|(?:≤|<=|up to|at most|no more than)\s*(?P<most>{NUMBER})"
    rf"|(?P<orless>{NUMBER}) or (?:fewer|less|below|under)"
    rf"|(?:between )?(?P<low>{NUMBER})\s*(?:-|–|to|and)\s*(?P<high>{NUMBER})"
)
ZERO = r"(?P<zero>zeros?|nil|none|no cases|no data subjects|0)"
END = r"(?=[\s.;,)]*(?:$|[.;,)]|\b(?:and|to|in order|so|has|have|are|is|for|due|because|per|or)\b|\w+s?\b[\s.]*$))"
MARK_FIRST = re.compile(
    rf"^(?:.{{0,40}}?\b(?:key|notes?|legend|note that|asterisk)\b[:\s]*)?[\s(]*{MARK}\s*(?:{MEANS}\s*{WHAT}|{WHAT})(?:{ZERO}|{FEW}){END}",
    re.IGNORECASE,
)
# A bare dash opens the lines of a list: it is explained only by a word that says so.
EXPLAINED = re.compile(rf"{MARK}\s*{MEANS}", re.IGNORECASE)
REPLACING = r"(?:shown|replaced|marked|denoted|displayed|suppressed|represented|given|indicated|recorded)\b"
REPLACED = (
    rf"{REPLACING}[^.*#]{{0,40}}?"
    r"\b(?:as|with|by|using)\b[^.*#'‘“\"\[]{0,30}?"
)
# What a legend of the second form has for certain: looking for the whole of it goes through a text many times.
REPLACES = re.compile(REPLACING, re.IGNORECASE)
MARK_LAST = re.compile(rf"(?:\b{ZERO}|(?<!\w)(?:{FEW}))[^.*#]*?\b{REPLACED}{MARK}(?=\W|$)", re.IGNORECASE)
ROUNDED = re.compile(r"(?P<before>[^.]*)\brounded\b(?P<way>[^.]*?)\bnearest\s+(?P<n>[\d,]+|\w+)", re.IGNORECASE)
FOOTNOTE = re.compile(r"^\s*(?P<mark>[*†‡]+)\s*\w+", re.IGNORECASE)
ROUND_NUMBERS = {"hundred": 100, "thousand": 1000}

Explained = dict[str, tuple[str, ...]]  # mark → the addresses of what a return says of it


@dataclass(frozen=True, slots=True)
class Legend:
    """marks: mark → (lowest or None, highest) count. contradictions: marks that the return explains in two ways.

    rounded_to: 0 where the return rounds in a way that says nothing certain of each figure. texts: what says so, by mark, and of
    rounding by values.ROUNDING.
    """

    marks: dict[str, tuple[float | None, float]] = field(default_factory=dict)
    footnotes: frozenset[str] = frozenset()
    rounded_to: int | None = None
    contradictions: tuple[str, ...] = ()
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)


def legend(texts: Iterable[str]) -> Legend:
    """The legend of one return, from all its texts. A mark explained in two ways means nothing, and is told."""
    marks: dict[str, set[tuple[float | None, float]]] = {}
    footnotes: set[str] = set()
    rounded: set[int] = set()
    said: dict[str, list[str]] = {}
    for text in texts:
        if len(text) < 3 or text[0].isdigit():
            continue
        plain = " ".join(text.split())
        if explained := _explained(plain):
            mark, bounds = explained
            marks.setdefault(mark, set()).add(bounds)
            said.setdefault(mark, []).append(text)
        elif found := FOOTNOTE.match(plain):
            footnotes.add(found["mark"])
            said.setdefault(found["mark"], []).append(text)
        if (to := _rounded(plain)) is not None:
            rounded.add(to)
            said.setdefault(values.ROUNDING, []).append(text)
    agreed = {mark: next(iter(meanings)) for mark, meanings in marks.items() if len(meanings) == 1}
    return Legend(
        agreed,
        frozenset(footnotes),
        rounded.pop() if len(rounded) == 1 else 0 if rounded else None,
        tuple(sorted(mark for mark, meanings in marks.items() if len(meanings) > 1)),
        {mark: tuple(texts) for mark, texts in said.items()},
    )


def _explained(plain: str) -> tuple[str, tuple[float | None, float]] | None:
    found = MARK_FIRST.search(plain)
    if found and (found["mark"].isalpha() or found["mark"] in "-–—..") and not EXPLAINED.search(plain):
        found = None
    if not found and REPLACES.search(plain):
        found = MARK_LAST.search(plain)
    bounds = _bounds(found.groupdict()) if found else None
    return (found["mark"].lower(), bounds) if bounds else None


def _bounds(said: dict[str, str | None]) -> tuple[float | None, float] | None:
    if said.get("zero"):
        return (0.0, 0.0)
    for key, less in (("under", 0 if said.get("equal") else 1), ("most", 0), ("orless", 0)):
        if said.get(key) is not None:
            count = _count(said[key])
            return None if count is None else (None, count - less)
    low, high = _count(said.get("low")), _count(said.get("high"))
    return None if low is None or high is None or low > high else (low, high)


def _rounded(plain: str) -> int | None:
    found = ROUNDED.search(plain) if "rounded" in plain.lower() else None
    if not found or re.search(r"\bnot\b|n't\b|percent|%", found["before"], re.IGNORECASE):
        return None
    to = ROUND_NUMBERS.get(found["n"].lower()) or _count(found["n"])
    if to is None or to < 2:
        return None
    return 0 if re.search(r"\b(?:up|down)\b", found["way"], re.IGNORECASE) else int(to)


def _count(word: str | None) -> float | None:
    form = values.form(word) if word else None
    return form.low if form and form.rule == "number" else None
