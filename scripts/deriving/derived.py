"""The value of a metric: its interval, what it depends on, and how it says itself in words."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from deriving.declared import Metric
from deriving.inputs import Inputs, Interval

Lineage = tuple[tuple[str, str], ...]  # role and source


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one body puts into a metric. meets: yes · no · maybe, where a condition decides; answers: the addresses it rests on,
    none of a silent body that counts as anything."""

    body: str
    lower: float
    upper: float
    weight: float
    meets: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one value answers: a metric with its choices made and its parts picked, and of a verb that gives several, which."""

    metric: Metric
    which: str
    inputs: Inputs


@dataclass(frozen=True, slots=True)
class Derived:
    """One value.

    answered and asked: bodies; set_aside: answers that could not be used. base: what a share is a share of, in bodies.
    basis: whom the number speaks for. label: which of the several values of a metric, as a person would call it.
    contributions: what each body puts in; empty for metrics of metrics and published figures.
    of: the metrics that it is made of, in the order of its formula; of a ranking the one whose place it is.
    """

    interval: Interval
    unit: str
    how: str
    text: str
    lineage: Lineage
    answered: int | None = None
    asked: int | None = None
    set_aside: int = 0
    base: float | None = None
    basis: str = ""
    label: str = ""
    contributions: tuple[Contribution, ...] = ()
    of: tuple[str, ...] = ()
    asked_for: Asked | None = field(default=None, compare=False, repr=False)


def shown(interval: Interval, unit: str, to: float | None = None) -> str:
    """An interval as it is printed, never rounded inwards. to: the step that it is rounded to; without it shares are in
    per cent with one decimal, and other numbers whole."""
    lower, upper = interval
    if math.isnan(lower) or math.isnan(upper):
        return "not known"
    share = unit.startswith("share")
    step = to or (0.001 if share else 1)
    low, high = outwards(interval, step)
    if math.isinf(high):
        return f"{_number(low, step, share)}{'%' * share} or more"
    first, last = _number(low, step, share), _number(high, step, share)
    return (first if first == last else f"{first}–{last}") + "%" * share


def outwards(interval: Interval, step: float) -> Interval:
    """Both ends in multiples of `step`, so that the interval holds what it held; an exact number to the nearest."""
    lower, upper = interval
    if lower == upper:
        return Interval(*[round(lower / step) * step] * 2)
    high = math.ceil(round(upper / step, 6)) * step if math.isfinite(upper) else math.inf
    return Interval(math.floor(round(lower / step, 6)) * step, high)


def _number(value: float, step: float, share: bool) -> str:
    value, step = (value * 100, step * 100) if share else (value, step)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text and share else text


def ordinal(n: int) -> str:
    suffix = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"
