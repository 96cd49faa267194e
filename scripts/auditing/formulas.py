"""How a metric is computed, as a formula with the values in it. A formula is shown only if it comes to the metric's number."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from auditing.run import Run
from deriving.conditions import condition
from deriving.declared import Metric
from deriving.inputs import OF_OPTIONS, Given, Inputs
from deriving.returned import Returned, returned

TERMS = 60  # values that a formula writes out

Lines = list[str]


class Gave(NamedTuple):
    """What one body gave to a metric, and what that counts as, in words."""

    value: str
    counts: str


def formula(run: Run, name: str, metric: Metric, inputs: Inputs, back: Returned | None) -> Lines:
    """Lines such as `lower end: 4,402 ÷ (673,275 × 0.15) = 0.00653815`; none where the values do not come to the number.
    back: what bodies gave, for a metric of one value."""
    row = run.metrics[name]
    ends = _number(row["lower"]), _number(row["upper"])
    if metric.inputs and metric.verb != "ranking":
        return _of_metrics(run, name, metric.verb, ends)
    if metric.verb in ("share", "distribution") and row["base"]:
        base = float(row["base"])
        return _checked([], ends, lambda end: (f"{_written(ends[end] * base)} ÷ {_written(base)}", ends[end]))
    if back is None:
        return []
    if metric.verb == "total":
        return _total(metric, inputs, back, ends)
    if metric.verb in ("median", "smallest", "largest"):
        return _picked(metric.verb, back, ends)
    return []


def _of_metrics(run: Run, name: str, verb: str, ends: tuple[float, float]) -> Lines:
    names = run.lineage.sources(name, "metric")
    of = {n: (_number(run.metrics[n]["lower"]), _number(run.metrics[n]["upper"])) for n in names}
    first, *others = names
    if verb == "ratio":
        divisor = " × ".join(others)
        said = [f"{first} ÷ {f'({divisor})' if len(others) > 1 else divisor}"]

        def ratio(end: int) -> tuple[str, float]:
            # The lower end divides by the upper ends, and the other way round.
            below = [of[n][1 - end] for n in others]
            written = " × ".join(map(_written, below))
            product = math.prod(below)
            result = of[first][end] / product if product else math.nan
            return f"{_written(of[first][end])} ÷ {f'({written})' if len(below) > 1 else written}", result

        return _checked(said, ends, ratio)
    sign, made = (" × ", math.prod) if verb == "multiply" else (" + ", sum)
    return _checked([sign.join(names)], ends, lambda end: (sign.join(_written(of[n][end]) for n in names), made(of[n][end] for n in names)))


def _total(metric: Metric, inputs: Inputs, back: Returned, ends: tuple[float, float]) -> Lines:
    limits, cap = inputs.limits(metric.total), inputs.asked(metric.total).cap if metric.cap is None else metric.cap
    silent_ones = limits.lower, limits.upper if cap is None else cap
    numbers = [(g.value, back.weights[body]) for body, g in back.answered.items() if g.value is not None]
    weights = {weight for _, weight in numbers}

    def summed(end: int) -> tuple[str, float]:
        if len(weights) > 1:
            return _several(" + ", [f"{_written(v[end])} × {_written(w)}" for v, w in numbers]), sum(v[end] * w for v, w in numbers)
        written = _several(" + ", [_written(v[end]) for v, _ in numbers])
        result = sum(v[end] for v, _ in numbers)
        if weights - {1.0}:
            written = f"({written}) × {back.asked} ÷ {len(back.answered)}"
            result *= back.asked / len(back.answered)
        if metric.missing == "bounded" and back.silent:
            written += f" + {back.silent} silent × {_written(silent_ones[end])}"
            result += back.silent * silent_ones[end]
        return written, result

    return _checked([], ends, summed) if numbers else []


def _picked(verb: str, back: Returned, ends: tuple[float, float]) -> Lines:
    def sorted_ends(end: int) -> tuple[str, float]:
        found = sorted(value[end] for value in back.values)
        half = len(found) // 2
        middle = found[half] if len(found) % 2 else (found[half - 1] + found[half]) / 2
        picked = {"median": middle, "smallest": found[0], "largest": found[-1]}[verb]
        return f"{verb} of {_several(', ', list(map(_written, found)))}", picked

    return _checked([], ends, sorted_ends) if back.values else []


def _checked(said: Lines, ends: tuple[float, float], made: Callable[[int], tuple[str, float]]) -> Lines:
    """`said`, then a line an end, or one where both are alike; nothing if a result is not the metric's."""
    lines = []
    for end, (word, wanted) in enumerate(zip(("lower end", "upper end"), ends)):
        written, result = made(end)
        if not (math.isclose(result, wanted, rel_tol=1e-6, abs_tol=1e-8) or (math.isnan(wanted) and not math.isfinite(result))):
            return []
        lines.append((word, f"{written} = {_written(result)}"))
    return said + ([lines[0][1]] if lines[0][1] == lines[1][1] else [f"{word}: {line}" for word, line in lines])


def _several(sign: str, written: list[str]) -> str:
    more = len(written) - TERMS
    return sign.join(written[:TERMS]) + (f"{sign}… ({more:,} more)" if more > 0 else "")


def _number(text: str) -> float:
    return float(text) if text else math.nan


def _written(value: float) -> str:
    if math.isnan(value) or math.isinf(value):
        return "no end"
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-6 else f"{value:,.6g}"


# What each body gave -------------------------------------------------------------------------------------------------


def given(metric: Metric, inputs: Inputs) -> Returned | None:
    """What bodies gave to a metric of one value that asks them; None for others."""
    asks = metric.question and metric.verb not in ("replies", "distribution") and not metric.by and not metric.vary
    return returned(metric, inputs) if asks else None


def gave(metric: Metric, inputs: Inputs, back: Returned) -> dict[str, Gave]:
    """Body → what it gave."""
    meets = condition(metric.where, inputs, metric.question)[0] if metric.where else None
    of_options = inputs.asked(metric.question).kind in OF_OPTIONS
    found = {}
    for body, g in back.answered.items():
        value = _options(g) if of_options else str(g.value) if g.value is not None else ""
        counts = {True: "counted", None: "possibly", False: "not counted"}[meets(g)] if meets else ""
        if (weight := back.weights.get(body, 1.0)) != 1.0:
            counts = f"{counts} × {_written(weight)}".strip()
        found[body] = Gave("not usable" if g.lost else value, counts)
    return found


def _options(given: Given) -> str:
    return ", ".join(sorted(o.replace("_", " ") for o in given.options or ()))
