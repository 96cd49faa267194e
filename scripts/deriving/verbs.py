"""The verbs of config/metrics.yml: how each computes its interval, what it depends on, and how it says itself in words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from deriving.declared import Metric
from deriving.inputs import Given, Inputs, Interval
from study import ConfigError

Lineage = tuple[tuple[str, str], ...]  # role and source


@dataclass(frozen=True, slots=True)
class Derived:
    """One metric's value. answered and asked: bodies; set_aside: answers that could not be used."""

    interval: Interval
    unit: str
    how: str
    text: str
    lineage: Lineage
    answered: int | None = None
    asked: int | None = None
    set_aside: int = 0


def known(metric: Metric, inputs: Inputs, _) -> Derived:
    """How many bodies of a collection stand in the register."""
    bodies = inputs.bodies(metric.known)
    n = len(bodies)
    lineage = tuple(("known", a) for a in bodies["address"] if a)
    how = f"The lines of register.csv whose collection is {metric.known}: {n}."
    return Derived(Interval(n, n), metric.unit or "bodies", how, f"{n:,}", lineage)


def reference(metric: Metric, inputs: Inputs, _) -> Derived:
    """One published figure, by the row of a file of data/raw/reference/."""
    picked = metric.reference
    table = inputs.references.get(picked.file)
    if table is None:
        raise ConfigError(f"it asks for data/raw/reference/{picked.file}, and there is no such file")
    rows = table
    for column, wanted in picked.where.items():
        if column not in table:
            raise ConfigError(f"data/raw/reference/{picked.file} has no column {column!r}; it has: {', '.join(table.columns)}")
        rows = rows[rows[column] == wanted]
    if len(rows) != 1:
        said = ", ".join(f"{k} = {v}" for k, v in picked.where.items())
        raise ConfigError(f"data/raw/reference/{picked.file} has {len(rows)} rows with {said}; a metric needs exactly one")
    row = rows.iloc[0]
    value = float(row["value"])
    how = f"{row['publisher']}: {row['source']}." + (f" Note: {row['note']}." if row.get("note") else "")
    return Derived(Interval(value, value), row["unit"], how, shown(Interval(value, value), row["unit"]), (("reference", row["address"]),))


def count(metric: Metric, inputs: Inputs, _) -> Derived:
    """How many of the bodies that answered meet a condition: those that certainly do … those that possibly do."""
    tally = _tally(metric, inputs)
    text = f"{shown(tally.interval, '')} of {tally.answered}"
    how = f"Of the {tally.answered} of {tally.asked} bodies that answered, those {tally.said}: {tally.split}."
    return Derived(tally.interval, metric.unit or "bodies", how, text, tally.lineage, tally.answered, tally.asked, tally.aside)


def share(metric: Metric, inputs: Inputs, _) -> Derived:
    """The share of the bodies that answered which meet a condition."""
    tally = _tally(metric, inputs)
    n = tally.answered or math.nan
    interval = Interval(tally.interval.lower / n, tally.interval.upper / n)
    text = f"{shown(tally.interval, '')} of {tally.answered} ({shown(interval, 'share')})" if tally.answered else "no answers"
    how = f"The bodies {tally.said}, divided by the {tally.answered} of {tally.asked} bodies that answered: {tally.split}."
    return Derived(interval, "share", how, text, tally.lineage, tally.answered, tally.asked, tally.aside)


def total(metric: Metric, inputs: Inputs, _) -> Derived:
    """The sum over bodies: of those that answered, grossed up to all known, or with limits for the silent ones."""
    given = _given(metric, inputs)
    values = _values(given)
    question = inputs.study.question(inputs.collection(metric.total), metric.total)
    answered, asked = len(values), len(given)
    silent = asked - answered
    lower, upper = sum(v.lower for v in values), sum(v.upper for v in values)
    how = f"The sum of the {answered} answers of the {asked} bodies that were asked"
    match metric.missing:
        case "grossed up":
            factor = asked / answered if answered else math.nan
            lower, upper = lower * factor, upper * factor
            how += f", times {asked}/{answered}: as if the {silent} silent ones were like the others"
        case "bounded":
            cap = math.inf if question.cap is None else question.cap
            lower, upper = lower + silent * question.at_least, upper + silent * cap if silent else upper
            how += f", and for each of the {silent} silent ones between {question.at_least:g} and {cap:g}"
        case _:
            how += "; the others are left out, not counted as zero" if silent else ""
    if question.cap is not None:
        how += f". An open answer such as “over 300” is capped at {question.cap:g}"
    if not answered and metric.missing != "bounded":
        lower = upper = math.nan  # a sum of nothing is not zero: nobody knows it
    interval, unit = Interval(lower, upper), metric.unit or question.unit or ""
    return Derived(interval, unit, f"{how}.", shown(interval, unit), _sources(given), answered, asked, _aside(given))


def range_(metric: Metric, inputs: Inputs, _) -> Derived:
    """From the lower end of the smallest answer to the upper end of the largest."""
    low, high = smallest(metric, inputs, _), largest(metric, inputs, _)
    interval = Interval(low.interval.lower, high.interval.upper)
    how = f"The smallest answer ({low.text}) and the largest ({high.text}) of the {low.answered} bodies that answered."
    text = f"from {low.text} to {high.text}"
    return Derived(interval, low.unit, how, text, low.lineage, low.answered, low.asked, low.set_aside)


def smallest(metric: Metric, inputs: Inputs, _) -> Derived:
    """The smallest answer: between the least lower end and the least upper end."""
    return _extreme(metric, inputs, min, "smallest")


def largest(metric: Metric, inputs: Inputs, _) -> Derived:
    """The largest answer: between the greatest lower end and the greatest upper end."""
    return _extreme(metric, inputs, max, "largest")


def replies(metric: Metric, inputs: Inputs, _) -> dict[str, Derived]:
    """How many bodies gave each kind of reply to a question: one metric a status."""
    table = inputs.replies[inputs.replies["question"] == metric.replies]
    # Every address that may change what a body is said to have replied.
    evidence = inputs.answers[inputs.answers["question"] == metric.replies]["answer"].tolist()
    register = inputs.bodies(inputs.collection(metric.replies))["address"].tolist()
    lineage = tuple(("answer", a) for a in evidence) + tuple(("known", a) for a in register if a)
    derived = {}
    for status, rows in sorted(table.groupby("status")):
        n = len(rows)
        how = f"Of the {len(table)} bodies asked about {metric.replies}, those whose reply is: {status.replace('_', ' ')}."
        derived[status] = Derived(Interval(n, n), "bodies", how, f"{n} of {len(table)}", lineage, n, len(table))
    return derived


def multiply(metric: Metric, inputs: Inputs, made: dict[str, Derived]) -> Derived:
    """Metrics multiplied."""
    parts = [made[name] for name in metric.multiply]
    interval = Interval(math.prod(p.interval.lower for p in parts), math.prod(p.interval.upper for p in parts))
    how = " × ".join(f"{name} ({made[name].text})" for name in metric.multiply) + "."
    return Derived(interval, metric.unit or parts[0].unit, how, shown(interval, metric.unit or ""), _of(metric))


def add(metric: Metric, inputs: Inputs, made: dict[str, Derived]) -> Derived:
    """Metrics added."""
    parts = [made[name] for name in metric.add]
    interval = Interval(sum(p.interval.lower for p in parts), sum(p.interval.upper for p in parts))
    how = " + ".join(f"{name} ({made[name].text})" for name in metric.add) + "."
    return Derived(interval, metric.unit or parts[0].unit, how, shown(interval, metric.unit or parts[0].unit), _of(metric))


def ratio(metric: Metric, inputs: Inputs, made: dict[str, Derived]) -> Derived:
    """One metric divided by the product of others. All are counts or shares, none negative."""
    of, *to = metric.inputs
    low = math.prod(made[name].interval.lower for name in to)
    high = math.prod(made[name].interval.upper for name in to)
    top = made[of]
    interval = Interval(top.interval.lower / high if high else math.nan, top.interval.upper / low if low else math.inf)
    below = " × ".join(f"{name} ({made[name].text})" for name in to)
    how = f"{of} ({top.text}) divided by {below}."
    unit = metric.unit or "share"
    return Derived(interval, unit, how, shown(interval, unit), _of(metric), top.answered, top.asked, top.set_aside)


VERBS: dict[str, Callable[[Metric, Inputs, dict[str, Derived]], Derived | dict[str, Derived]]] = {
    "known": known,
    "reference": reference,
    "count": count,
    "share": share,
    "total": total,
    "range": range_,
    "smallest": smallest,
    "largest": largest,
    "replies": replies,
    "multiply": multiply,
    "add": add,
    "ratio": ratio,
}


def shown(interval: Interval, unit: str) -> str:
    """An interval as it is printed: shares in per cent with one decimal, never rounded inwards."""
    if any(math.isnan(end) for end in interval):
        return "not known"
    if unit.startswith("share"):
        if interval.lower == interval.upper:
            return f"{interval.lower * 100:.1f}".removesuffix(".0") + "%"
        low = math.floor(round(interval.lower * 1000, 6)) / 10
        if math.isinf(interval.upper):
            return f"{low:g}% or more"
        return f"{low:g}–{math.ceil(round(interval.upper * 1000, 6)) / 10:g}%"
    low, high = math.floor(round(interval.lower, 6)), interval.upper
    if math.isinf(high):
        return f"{low:,} or more"
    high = math.ceil(round(high, 6))
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


# Shared by the verbs ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    interval: Interval
    answered: int
    asked: int
    aside: int
    said: str
    split: str
    lineage: Lineage


def _tally(metric: Metric, inputs: Inputs) -> Tally:
    given = _given(metric, inputs)
    answered = [g for g in given.values() if g.answered]
    meets, said = condition(metric.where, inputs, metric)
    if _numeric(metric, inputs):
        said = f"whose answer{_summed_over(metric)} is {said}"
    certain = sum(1 for g in answered if meets(g) is True)
    possible = sum(1 for g in answered if meets(g) is None)
    split = f"{certain} certainly" + (f", {possible} possibly" if possible else "")
    interval = Interval(certain, certain + possible)
    return Tally(interval, len(answered), len(given), _aside(given), said, split, _sources(given))


def condition(where: str, inputs: Inputs, metric: Metric) -> tuple[Callable[[Given], bool | None], str]:
    """Whether a body certainly meets a condition (True), certainly does not (False), or may (None); and its words."""
    question = inputs.study.question(inputs.collection(metric.question), metric.question)
    numeric = _numeric(metric, inputs)
    if (found := re.fullmatch(r"(\d+) or more", where)) and question.kind == "choices":
        least = int(found[1])
        return lambda g: g.options is not None and len(g.options) >= least, f"naming {where}"
    if found and numeric:
        where = f">= {found[1]}"
    if (found := re.fullmatch(r"(<=|>=|<|>)\s*(\d+(?:\.\d+)?)", where)) and numeric:
        sign, limit = found[1], float(found[2])
        words = {"<": "below", "<=": "at most", ">": "above", ">=": "at least"}[sign]

        def meets(given: Given) -> bool | None:
            if given.value is None:
                return False
            low, high = given.value
            first, last = (low, high) if sign in (">", ">=") else (high, low)
            test = {"<": lambda v: v < limit, "<=": lambda v: v <= limit, ">": lambda v: v > limit, ">=": lambda v: v >= limit}[sign]
            return True if test(first) else None if test(last) else False

        return meets, f"{words} {found[2]}"
    options = ["yes", "no", "partly"] if question.kind == "yes_no" else list(question.options)
    if where not in options:
        known = "such as < 10, <= 10, > 10 or >= 10" if numeric else f"one of: {', '.join(options)}"
        known += ", or such as 2 or more" if question.kind == "choices" else ""
        raise ConfigError(f"where: {where!r} is no condition that suits {metric.question}; it may be {known}")
    return lambda g: g.options is not None and where in g.options, f"answering {where.replace('_', ' ')}"


def _numeric(metric: Metric, inputs: Inputs) -> bool:
    return inputs.study.question(inputs.collection(metric.question), metric.question).kind in ("number", "table")


def _summed_over(metric: Metric) -> str:
    """The words for what is summed, and for when."""
    over = "".join(f", summed over {d} {', '.join(map(str, values))}," for d, values in metric.over.items())
    when = f" for {' (or else '.join(metric.period)}{')' * (len(metric.period) - 1)}" if metric.period else ""
    return over + when


def _given(metric: Metric, inputs: Inputs) -> dict[str, Given]:
    return inputs.per_body(metric.question, metric.over, metric.period)


def _values(given: dict[str, Given]) -> list[Interval]:
    return [g.value for g in given.values() if g.value is not None]


def _aside(given: dict[str, Given]) -> int:
    return sum(g.aside for g in given.values())


def _sources(given: dict[str, Given]) -> Lineage:
    return tuple(("answer", source) for g in given.values() for source in g.sources)


def _of(metric: Metric) -> Lineage:
    return tuple(("metric", name) for name in metric.inputs)


def _extreme(metric: Metric, inputs: Inputs, pick: Callable, word: str) -> Derived:
    given = _given(metric, inputs)
    values = _values(given)
    question = inputs.study.question(inputs.collection(metric.question), metric.question)
    ends = (pick(v.lower for v in values), pick(v.upper for v in values)) if values else (math.nan, math.nan)
    interval, unit = Interval(*ends), metric.unit or question.unit or ""
    how = f"The {word} of the {len(values)} answers: between the {word} lower end and the {word} upper end."
    return Derived(interval, unit, how, shown(interval, unit), _sources(given), len(values), len(given), _aside(given))
