"""How a metric is computed, as a formula with the values in it. A formula is shown only if it comes to the metric's number."""

from __future__ import annotations

import math
from collections.abc import Callable

from auditing.given import Gave, number
from auditing.given import written as _written
from auditing.run import Run
from deriving.declared import Metric

TERMS = 60  # values that a formula writes out


def formula(run: Run, name: str, metric: Metric) -> list[str]:
    """Lines such as `lower end: 4,402 ÷ (673,275 × 0.15) = 0.0435879`; none where the values do not come to the number."""
    row = run.metrics[name]
    ends = number(row["lower"]), number(row["upper"])
    if metric.inputs and metric.verb != "ranking":
        return _of_metrics(run, name, metric.verb, ends)
    bodies = list(run.given.get(name, {}).values())
    if not bodies:
        return []
    if metric.verb in ("share", "distribution", "count"):
        return _counted(bodies, number(row["base"]) if metric.verb != "count" else None, ends)
    if metric.verb == "total":
        return _total(bodies, ends)
    if metric.verb in ("median", "smallest", "largest"):
        return _picked(metric.verb, bodies, ends)
    return []


def _of_metrics(run: Run, name: str, verb: str, ends: tuple[float, float]) -> list[str]:
    names = run.lineage.sources(name, "metric")
    of = {n: (number(run.metrics[n]["lower"]), number(run.metrics[n]["upper"])) for n in names}
    first, *others = names
    if verb == "ratio":
        divisor = " × ".join(others)
        said = [f"{first} ÷ {f'({divisor})' if len(others) > 1 else divisor}"]

        def ratio(end: int) -> tuple[str, float]:
            # The lower end divides by the upper ends, and the other way round.
            below = [of[n][1 - end] for n in others]
            written, product = " × ".join(map(_written, below)), math.prod(below)
            result = of[first][end] / product if product else math.nan
            return f"{_written(of[first][end])} ÷ {f'({written})' if len(below) > 1 else written}", result

        return _checked(said, ends, ratio)
    sign, made = (" × ", math.prod) if verb == "multiply" else (" + ", sum)
    return _checked([sign.join(names)], ends, lambda end: (sign.join(_written(of[n][end]) for n in names), made(of[n][end] for n in names)))


def _counted(bodies: list[Gave], base: float | None, ends: tuple[float, float]) -> list[str]:
    def counted(end: int) -> tuple[str, float]:
        found = [g for g in bodies if g.meets in (("yes",), ("yes", "maybe"))[end]]
        total, certain = sum(g.weight for g in found), sum(g.weight for g in found if g.meets == "yes")
        perhaps = f" and {_written(total - certain)} perhaps" if total > certain else ""
        written = f"{_written(certain)} counted{perhaps}"
        if base is None:
            return written, total
        return f"{f'({written})' if perhaps else written} ÷ {_written(base)}", total / base if base else math.nan

    return _checked([], ends, counted)


def _total(bodies: list[Gave], ends: tuple[float, float]) -> list[str]:
    def summed(end: int) -> tuple[str, float]:
        found = [(g[end], g.weight) for g in bodies if not math.isnan(g.lower)]
        weights = {weight for _, weight in found}
        result = sum(value * weight for value, weight in found)
        terms = [(_written(value), _written(weight)) for value, weight in found]
        parts = [value if len(weights) == 1 else f"{value} × {weight}" for value, weight in terms if value != "0"]
        nothing = [f"{len(found) - len(parts)} × 0"] if len(parts) < len(found) else []
        written = " + ".join(([_several(" + ", parts)] if parts else []) + nothing)
        return (f"({written}) × {_written(max(weights))}" if len(weights) == 1 and weights != {1.0} else written), result

    return _checked([], ends, summed) if any(not math.isnan(g.lower) for g in bodies) else []


def _picked(verb: str, bodies: list[Gave], ends: tuple[float, float]) -> list[str]:
    values = [g for g in bodies if not math.isnan(g.lower)]

    def picked(end: int) -> tuple[str, float]:
        found = sorted(g[end] for g in values)
        half = len(found) // 2
        middle = found[half] if len(found) % 2 else (found[half - 1] + found[half]) / 2
        result = {"median": middle, "smallest": found[0], "largest": found[-1]}[verb]
        return f"{verb} of {_several(', ', list(map(_written, found)))}", result

    return _checked([], ends, picked) if values else []


def _checked(said: list[str], ends: tuple[float, float], made: Callable[[int], tuple[str, float]]) -> list[str]:
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
