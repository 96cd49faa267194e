"""The grammar of answers: from the text that stood in a cell to an interval, by a named rule.

`form` says what kind of text it is, whatever the return; `interval` adds what only the return and the study
know: what its marks mean, whether it shows zeros, whether its figures are rounded, what an open band is capped at.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

ROUNDING = "rounding"


class Form(NamedTuple):
    """What a text says, before its return is asked. `low`, `high`: the numbers named in it."""

    rule: str
    status: str
    low: float | None = None
    high: float | None = None
    mark: str = ""


class Reading(NamedTuple):
    """legend: the mark that the return explains, or ROUNDING, where the reading rests on that."""

    status: str
    lower: float | None
    upper: float | None
    rule: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a return and its question say of how to read a form.

    marks: mark → (lowest, highest) count that it stands for; a lowest of None is 0 or 1, as zeros are shown.
    contradictions: marks that the return explains in two ways. rounded_to: 0 where it rounds, nobody knows how.
    """

    marks: dict[str, tuple[float | None, float]] = field(default_factory=dict)
    footnotes: frozenset[str] = frozenset()
    contradictions: frozenset[str] = frozenset()
    rounded_to: int | None = None
    zeros_shown: bool = False
    below: int = 5
    tolerance: float = 0.1
    cap: float | None = None


def _spelled() -> dict[str, int]:
    ones = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    ).split()
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    under_100 = {word: n for n, word in enumerate(ones)}
    for t, ten in enumerate(tens, start=2):
        under_100[ten] = t * 10
        for n in range(1, 10):
            under_100[f"{ten} {ones[n]}"] = t * 10 + n
    spelled = dict(under_100)
    for h in range(1, 10):
        for hundred in [f"{ones[h]} hundred"] + (["a hundred"] if h == 1 else []):
            spelled[hundred] = h * 100
            for word, n in under_100.items():
                if n:
                    spelled[f"{hundred} and {word}"] = spelled[f"{hundred} {word}"] = h * 100 + n
    return spelled


SPELLED = _spelled()
NUMBER_WORDS = "|".join(sorted({w for words in SPELLED for w in words.split() if w not in ("a", "and")}))
IN_WORDS = re.compile(rf"\b(?:a hundred|{NUMBER_WORDS})(?:[ -](?:and )?(?:{NUMBER_WORDS}))*\b")
NUMBER = r"(?:\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+)(?:\.\d+)?|\d+(?:\.\d+)?)"
DASH = r"\s*(?:-|–|—|‑|to)\s*"
ABOUT = r"(?:approx(?:imately|\.)?|circa|ca?\.?(?=\s?\d)|about|around|roughly|~|≈|est(?:imated|\.)?)"
CHANGES = (
    r"[^()]*\b(?:approx|about|around|circa|est|roughly|or|at least|at most|minimum|maximum|min|max|up to|over|under|more|less|fewer"
    r"|part|to date|ytd|only|first|last|provisional|incomplete|months?|quarters?|weeks?|january|february|march|april|may|june|july"
    r"|august|september|october|november|december)"
)

# Tried in this order; the first that fits the whole text reads it. A body's or a language's own forms go here.
RULES: tuple[tuple[str, str, str], ...] = (
    ("number", "exact", rf"(?P<low>{NUMBER})"),
    # A number in the note might be the better one, unless it only counts the notes; and some notes change the number.
    ("number with a note", "exact", rf"(?P<low>{NUMBER})\s*\((?!{CHANGES})[^()\d]*(?:notes? *\d+)?\)"),
    ("number with a note", "exact", rf"(?P<low>{NUMBER})\s*(?:[-–—,;:]?\s*see [^\d]*|\(year (?:to|ended|ending) march\))"),
    ("number with a footnote mark", "exact", rf"(?P<low>{NUMBER})\s*(?P<mark>[*†‡]+)"),
    ("none at all", "exact", r"(?P<zero>nil|none|nought|no (?:cases|people|one|records?))"),
    ("fewer than", "suppressed", rf"(?:<|&lt;|fewer th[ae]n|less th[ae]n|under|below)\s*(?P<under>{NUMBER})"),
    ("at most", "suppressed", rf"(?:≤|<=|=<|up to|no more than|at most)\s*(?P<high>{NUMBER})"),
    ("or fewer", "suppressed", rf"(?P<high>{NUMBER}) or (?:fewer|less|under|below)"),
    ("band", "banded", rf"(?P<low>{NUMBER}){DASH}(?P<high>{NUMBER})|between (?P<low2>{NUMBER})(?: and |{DASH})(?P<high2>{NUMBER})"),
    ("more than", "banded", rf"(?:>|&gt;|over|more than|above|in excess of)\s*(?P<over>{NUMBER})"),
    ("or more", "banded", rf"(?P<low>{NUMBER})\s*(?:\+|or more|and over|and above|plus)"),
    ("at least", "banded", rf"(?:≥|>=|at least|a minimum of)\s*(?P<low>{NUMBER})"),
    ("about", "approximate", rf"{ABOUT}\s*(?P<about>{NUMBER})"),
    ("mark", "suppressed", r"(?P<mark>\*+|#+|c|\[c\]|suppressed)"),
    ("dash", "suppressed", r"(?P<mark>-+|–|—|\.\.)"),
    (
        "not recorded",
        "not_recorded",
        r"(?:data |information )?(?:is |are )?not (?:routinely )?(?:recorded|collected|captured)"
        r"|(?:not|un)\s?known|don'?t know|does not record",
    ),
    (
        "not held",
        "not_held",
        r"(?:data |information )?(?:is |are )?not held|no (?:data|information)(?: held)?|not available|unavailable|does not hold",
    ),
    (
        "refused",
        "refused",
        r"(?:exempt(?:ion|ed)?|refused|withheld|redacted)?[ ,:–-]*(?:under )?"
        r"(?:s(?:ec(?:tion|\.)?|\.)? ?\d\d\b ?(?:\(\d\))?(?:\([a-z]\))?)(?: exempt(?:ion|ed)?| applies| refused)?"
        r"|exempt(?:ion|ed)?|refused|withheld|redacted|unable to provide",
    ),
    ("not applicable", "not_answered", r"n/?\.?a\.?|not applicable|no answer|tbc|prefer not to say"),
)
COMPILED = tuple((name, status, re.compile(pattern, re.IGNORECASE)) for name, status, pattern in RULES)
WITHOUT_DIGIT = tuple(rule for rule, (_, _, pattern) in zip(COMPILED, RULES) if NUMBER not in pattern)


def number(text: str) -> float:
    """The number that a NUMBER text names."""
    return float(re.sub(r"[, ](?=\d{3})", "", text))


def _no_count(text: str) -> bool:
    """A year, or digits with a leading zero: "2018-2019" and "0123-456" are no bands."""
    return bool(re.fullmatch(r"(?:19|20)\d\d|0\d+", text))


@lru_cache(maxsize=200_000)
def form(text: str) -> Form | None:
    """What the text says, or None where it is no answer that a rule knows."""
    if text.isdecimal() and len(text) <= 60:
        return Form("number", "exact", float(text), float(text))
    plain = " ".join(text.split()).lower()
    if not plain or len(plain) > 60:
        return None
    # A word beside digits is no part of their number: "two 100".
    if not re.search(r"\d", plain):
        plain = IN_WORDS.sub(lambda words: str(SPELLED.get(words[0].replace("-", " "), words[0])), plain)
    plain = plain.rstrip(".") or plain
    for name, status, pattern in COMPILED if re.search(r"\d", plain) else WITHOUT_DIGIT:
        if found := pattern.fullmatch(plain):
            return _form(name, status, found.groupdict())
    return None


def _form(name: str, status: str, said: dict[str, str | None]) -> Form | None:
    if said.get("zero"):
        return Form(name, status, 0, 0)
    mark = said.get("mark") or ""
    if under := said.get("under"):
        high = math.ceil(number(under)) - 1
        return Form(name, status, None, high) if high >= 0 else None
    if over := said.get("over"):
        return Form(name, status, math.floor(number(over)) + 1)
    if about := said.get("about"):
        return Form(name, status, number(about), number(about))
    first, last = said.get("low") or said.get("low2"), said.get("high") or said.get("high2")
    if name == "band" and any(_no_count(end) for end in (first, last)):
        return None
    low, high = number(first) if first else None, number(last) if last else None
    if name.startswith("number"):
        high = low
    if low is not None and high is not None and low > high:
        return None
    return Form(name, status, low, high, mark.lower())


def interval(text: str, context: Context) -> Reading | None:
    """The text as an answer of its return; None where no rule knows it or the return does not explain it."""
    floor = 1.0 if context.zeros_shown else 0.0
    mark = text.strip().lower()
    if mark in context.marks:
        low, high = context.marks[mark]
        status = "exact" if low == high else "suppressed"
        return Reading(status, min(floor, high) if low is None else low, high, f"'{mark}' by the return's legend", mark)
    if mark in context.contradictions:
        return Reading("unreadable", None, None, f"a '{mark}' that the return explains in two ways", mark)
    said = form(text)
    if said is None:
        return None
    match said.rule:
        case "fewer than" | "at most" | "or fewer":
            return Reading(said.status, min(floor, said.high), said.high, said.rule)
        case "mark":
            high = context.below - 1
            return Reading(said.status, min(floor, high), high, f"'{said.mark}' by the study's rule")
        case "dash":
            return Reading("unreadable", None, None, f"a '{said.mark}' that no legend of the return explains")
        case "number with a footnote mark":
            if said.mark not in context.footnotes:
                return Reading("unreadable", None, None, f"a '{said.mark}' that no note of the return explains")
        case "more than" | "or more" | "at least":
            # With no cap in config the upper end is unknown, and stays empty; so it does above the cap.
            cap = context.cap if context.cap is not None and context.cap >= said.low else None
            return Reading(said.status, said.low, cap, said.rule)
        case "about":
            slack = context.tolerance * said.low
            # Rounded first: 1.1 times 80 is a little over 88 to a computer.
            lower, upper = math.floor(round(said.low - slack, 6)), math.ceil(round(said.low + slack, 6))
            return Reading(said.status, lower, upper, said.rule)
    if said.status == "exact" and context.rounded_to == 0:
        return Reading("unreadable", None, None, "the return rounds its figures, in a way that is not clear", ROUNDING)
    if said.status == "exact" and context.rounded_to and said.low % context.rounded_to == 0:
        slack = context.rounded_to // 2
        lower, upper = max(0.0, said.low - slack), said.low + slack
        return Reading("rounded", lower, upper, f"rounded to {context.rounded_to}", ROUNDING)
    return Reading(said.status, said.low, said.high, said.rule, said.mark if said.rule == "number with a footnote mark" else "")
