"""How large a change of a number is."""

from __future__ import annotations

import math

from study import Changes

SIZES = ("large", "moderate", "small")
Ends = tuple[float, float]  # NaN where there is none


def ends(row: dict[str, str]) -> Ends:
    """Of a metric's row, whose numbers are text."""
    lower, upper = (float(row[end]) if row.get(end) else math.nan for end in ("lower", "upper"))
    return lower, upper


def size(was: Ends, now: Ends, share: bool, limits: Changes) -> str:
    """Of the end that moved further. An end that came or went is a large change; a number whose ends stand, and of which
    something else is different, such as how many answered, is a small one."""
    moved = [_points(a, b) if share else _relative(a, b, was) for a, b in zip(was, now)]
    moderate, large = (limits.moderate_points, limits.large_points) if share else (limits.moderate, limits.large)
    most = max(map(abs, moved))
    return "large" if most >= large - 1e-9 else "moderate" if most >= moderate - 1e-9 else "small"


def said(was: Ends, now: Ends, share: bool) -> str:
    """The change of both ends in words: +4.1% · lower end −2 points, upper end from 0 to 3."""
    words = [_in_words(*end, share) for end in zip(was, now)]
    if words[0] == words[1]:
        return words[0] or "the same number"
    return ", ".join(f"{which} end {word}" for which, word in zip(("lower", "upper"), words) if word)


def _relative(was: float, now: float, both: Ends) -> float:
    """As a part of the end as it was; where that was zero, of the other end."""
    if math.isnan(was) or math.isnan(now):
        return 0 if math.isnan(was) and math.isnan(now) else math.inf
    base = abs(was) or max((abs(end) for end in both if not math.isnan(end)), default=0)
    return (now - was) / base if base else math.inf if now != was else 0


def _points(was: float, now: float) -> float:
    return _relative(was, now, (was, now)) if math.isnan(was) or math.isnan(now) else (now - was) * 100


def _in_words(was: float, now: float, share: bool) -> str:
    if math.isnan(was) or math.isnan(now):
        return "" if math.isnan(was) and math.isnan(now) else "came" if math.isnan(was) else "went"
    if was == 0 != now and not share:
        return f"from 0 to {now:,.10g}"
    moved = (now - was) * 100 if share else (now - was) / abs(was) * 100 if was else 0
    if abs(moved) < 1e-9:
        return ""
    number = f"{abs(moved):.1f}".removesuffix(".0")
    number = "less than 0.1" if number == "0" else number
    unit = f" point{'' if number == '1' else 's'}" if share else "%"
    return f"{'+' if moved > 0 else '−'}{number}{unit}"
