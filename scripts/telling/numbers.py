"""Metrics as they are said in a sentence: both ends in words, never rounded inwards."""

from __future__ import annotations

import math
from dataclasses import dataclass

from deriving.derived import ordinal, outwards
from deriving.inputs import Interval


@dataclass(frozen=True, slots=True)
class Number:
    """A metric as results/metrics.csv has it. base: what a share or count is of, in bodies; step: what it is rounded to; hidden:
    whether it is known, and not to be published."""

    interval: Interval
    unit: str
    base: int | None = None
    step: float | None = None
    hidden: bool = False

    @property
    def share(self) -> bool:
        return self.unit.startswith("share")

    @property
    def unknown(self) -> bool:
        return math.isnan(self.interval.lower) or math.isnan(self.interval.upper)

    @property
    def nothing(self) -> str:
        """What is said where no number is."""
        kind = "share" if self.share and self.base is None else "number"
        return f"a {kind} that is not shown" if self.hidden else f"an unknown {kind}"


def said(number: Number, step: float | None = None) -> str:
    """between 4,400 and 6,500 · 49 · at least 12 · at most 24 · 14 of the 42 · all 43 · between 4.3% and 6.5% · between 1st and
    8th. step: rounded outwards to its multiples; a share is then said as a share, not as so many bodies."""
    if number.base is not None and step is None:
        return _of_bodies(number)
    if number.unknown:
        return number.nothing
    if number.unit == "place":
        return _ends(*(ordinal(round(end)) for end in number.interval))
    low, high = outwards(number.interval, _step(number, step))
    if low <= 0 and math.isinf(high):
        return number.nothing
    first, last = (_printed(end, number, step) for end in (low, high))
    return f"at least {first}" if math.isinf(high) else f"at most {last}" if low <= 0 < high else _ends(first, last)


def per_cent(number: Number) -> str:
    """A share as it stands in brackets: 33.3% · 61.7–78.8%."""
    if number.unknown:
        return "share not shown" if number.hidden else "share not known"
    part = number if number.share else Number(Interval(*(end / number.base for end in number.interval)), "share", None)
    first, last = (_printed(end, part, None) for end in outwards(part.interval, _step(part, None)))
    return first if first == last else f"{first.removesuffix('%')}–{last}"


def _of_bodies(number: Number) -> str:
    """So many of the bodies that the metric speaks for: a share of them is turned into their number."""
    base = number.base
    if number.unknown or not base:
        return number.nothing
    bodies = Interval(*(round(end * base, 4) if number.share else end for end in number.interval))
    low, high = (round(end) for end in outwards(bodies, 1))
    if low == high:
        return f"all {base:,}" if low == base else f"none of the {base:,}" if low == 0 else f"{low:,} of the {base:,}"
    return f"at most {high:,} of the {base:,}" if low == 0 else f"between {low:,} and {high:,} of the {base:,}"


def _ends(first: str, last: str) -> str:
    return first if first == last else f"between {first} and {last}"


def _step(number: Number, step: float | None) -> float:
    return step or number.step or (0.001 if number.share else 1)


def _printed(end: float, number: Number, step: float | None) -> str:
    if math.isinf(end):
        return ""
    value, step = (end * 100, _step(number, step) * 100) if number.share else (end, _step(number, step))
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    text = f"{value:,.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text and number.share else text) + "%" * number.share
