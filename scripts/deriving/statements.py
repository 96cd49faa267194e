"""Statements: what the report says, against what the metrics say."""

from __future__ import annotations

import math
from decimal import ROUND_FLOOR, Decimal

from deriving.declared import Claim, Statement
from deriving.inputs import Interval
from deriving.verbs import Derived


def verdict(statement: Statement, made: dict[str, Derived]) -> str:
    """agrees · disagrees · undetermined: the weakest of its claims."""
    found = [holds(claim, made[claim.metric]) for claim in statement.claims]
    if any(f is False for f in found):
        return "disagrees"
    return "undetermined" if any(f is None for f in found) else "agrees"


def holds(claim: Claim, derived: Derived) -> bool | None:
    """Whether a claim is true for every value in the metric's interval (True), for none (False), or for some (None)."""
    low, high = rounded(derived.interval, claim.rounded_to)
    if math.isnan(low) or math.isnan(high):
        return None
    tests = []
    if claim.answered is not None:
        tests.append((derived.answered == claim.answered,) * 2)
    if claim.above is not None:
        tests.append((low > claim.above, high > claim.above))
    if claim.below is not None:
        tests.append((high < claim.below, low < claim.below))
    if claim.equals is not None:
        tests.append((low == high == claim.equals, low <= claim.equals <= high))
    if claim.between is not None:
        least, most = claim.between
        tests.append((least <= low and high <= most, low <= most and high >= least))
    if all(always for always, _ in tests):
        return True
    return None if all(possibly for _, possibly in tests) else False


def rounded(interval: Interval, to: float | None) -> Interval:
    """Both ends to the nearest multiple of `to`, as the published figure was; half is rounded up."""
    if not to:
        return interval
    return Interval(*(_rounded(end, to) for end in interval))


def _rounded(end: float, to: float) -> float:
    if math.isinf(end) or math.isnan(end):
        return end
    # In decimals, as a person rounds: to a computer 0.145 is a little less than that.
    step = Decimal(str(to))
    steps = (Decimal(str(round(end, 9))) / step + Decimal("0.5")).to_integral_value(ROUND_FLOOR)
    return float(steps * step)
