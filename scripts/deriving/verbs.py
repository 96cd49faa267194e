"""The verbs of config/metrics.yml, and how a metric takes several values: by stratum or part, and by choice."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import replace

from deriving.declared import Metric
from deriving.derived import Asked, Derived, ordinal, shown
from deriving.inputs import Inputs, Interval
from deriving.over_bodies import count, distribution, largest, median, range_, replies, share, smallest, tendency, total
from deriving.returned import known as known_cells
from study import ConfigError

Made = dict[str, Derived]  # by metric, or metric.which
OWN_CHOICE = "This is the choice that the report's own number rests on."


def known(metric: Metric, inputs: Inputs, _) -> Derived:
    """How many bodies of a collection stand in the register."""
    n = len(inputs.bodies(metric.known))
    how = f"The lines of register.csv whose collection is {metric.known}: {n}."
    lineage = known_cells(inputs, metric.known, [])
    return Derived(Interval(n, n), metric.unit or "bodies", how, f"{n:,}", lineage, basis="register.csv")


def reference(metric: Metric, inputs: Inputs, _) -> Derived | dict[str, Derived]:
    """One published figure, by its row in a file of data/raw/reference/. A figure with `upper` is an interval."""
    picked = metric.reference
    table = inputs.references.get(picked.file)
    if table is None:
        raise ConfigError(f"it asks for data/raw/reference/{picked.file}, and there is no such file")
    rows = table
    for column in (*picked.where, *metric.by):
        if column not in table:
            raise ConfigError(
                f"data/raw/reference/{picked.file} has no column {column!r}; it has: {', '.join(c for c in table if 'address' not in c)}"
            )
    for column, wanted in picked.where.items():
        rows = rows[rows[column] == wanted]
    said = ", ".join(f"{k} = {v}" for k, v in picked.where.items())
    if metric.by:
        [column] = metric.by
        if rows[column].duplicated().any() or rows.empty:
            raise ConfigError(
                f"data/raw/reference/{picked.file} needs{f', with {said},' * bool(said)} one row for each {column}; it has {len(rows)} rows"
            )
        return {row[column] or "not said": _figure(metric, row, row[column] or "not said") for _, row in rows.iterrows()}
    if len(rows) != 1:
        raise ConfigError(f"data/raw/reference/{picked.file} has {len(rows)} rows with {said}; a metric needs exactly one")
    return _figure(metric, rows.iloc[0], "")


def multiply(metric: Metric, inputs: Inputs, made: Made) -> Derived:
    """Metrics multiplied. All are counts or shares, none negative."""
    parts = [made[name] for name in metric.multiply]
    interval = Interval(_product(p.interval.lower for p in parts), _product(p.interval.upper for p in parts))
    how = " × ".join(f"{name} ({made[name].text})" for name in metric.multiply) + "."
    unit = metric.unit or parts[0].unit
    return Derived(interval, unit, how, shown(interval, unit, metric.rounded_to), _of(metric.multiply), of=metric.multiply)


def add(metric: Metric, inputs: Inputs, made: Made) -> Derived:
    """Metrics added."""
    parts = [made[name] for name in metric.add]
    interval = Interval(sum(p.interval.lower for p in parts), sum(p.interval.upper for p in parts))
    how = " + ".join(f"{name} ({made[name].text})" for name in metric.add) + "."
    unit = metric.unit or parts[0].unit
    return Derived(interval, unit, how, shown(interval, unit, metric.rounded_to), _of(metric.add), of=metric.add)


def ratio(metric: Metric, inputs: Inputs, made: Made) -> Derived | dict[str, Derived]:
    """One metric divided by the product of others. All are counts or shares, none negative. Where some have several
    values, such as one a nation, so has the ratio, each of those with the same name."""
    several = {name: _values_of(name, made) for name in metric.inputs if name not in made}
    if not several:
        return _divided(metric, made, {name: name for name in metric.inputs})
    keys = next(iter(several.values()))
    if none := next((name for name, values in several.items() if not keys.keys() & values.keys()), None):
        raise ConfigError(f"{none} has no value for any of {', '.join(keys)}; it has: {', '.join(several[none])}")
    found = {}
    for key, value in keys.items():
        lacking = next((name for name, values in several.items() if key not in values), None)
        names = {name: f"{name}.{key}" if name in several else name for name in metric.inputs}
        of = names[metric.inputs[0]]
        why = f"{lacking} has no value for “{key}”."
        found[key] = replace(_undivided(metric, made[of], of, why) if lacking else _divided(metric, made, names), label=value.label)
    return found


def ranking(metric: Metric, inputs: Inputs, made: Made) -> dict[str, Derived]:
    """The place of each value of a metric that has several, from the largest. What may be equal or more, by its interval,
    may stand above."""
    values = _values_of(metric.ranking, made)
    found = {}
    for which, value in values.items():
        others = [other.interval for name, other in values.items() if name != which]
        above = sum(other.lower > value.interval.upper for other in others)
        perhaps = sum(other.upper >= value.interval.lower or math.isnan(other.upper) for other in others)
        interval = Interval(1 + above, 1 + perhaps)
        text = ordinal(1 + above) + (f" to {ordinal(1 + perhaps)}" if perhaps > above else "") + f" of {len(values)}"
        if math.isnan(value.interval.upper):
            interval, text = value.interval, "not known"
        how = f"{above} of {len(values)} are certainly larger" + (f", {perhaps - above} possibly" if perhaps > above else "") + "."
        lineage = _of(f"{metric.ranking}.{name}" for name in values)
        counts = {"answered": value.answered, "asked": value.asked, "set_aside": value.set_aside}
        of = (f"{metric.ranking}.{which}",)
        found[which] = Derived(interval, "place", how, text, lineage, **counts, basis=value.basis, label=value.label, of=of)
    return dict(sorted(found.items(), key=lambda item: item[1].interval))


Verb = Callable[[Metric, Inputs, Made], Derived | dict[str, Derived]]
VERBS: dict[str, Verb] = {
    "known": known,
    "reference": reference,
    "count": count,
    "share": share,
    "distribution": distribution,
    "total": total,
    "median": median,
    "range": range_,
    "smallest": smallest,
    "largest": largest,
    "tendency": tendency,
    "replies": replies,
    "multiply": multiply,
    "add": add,
    "ratio": ratio,
    "ranking": ranking,
}


def values(metric: Metric, inputs: Inputs, made: Made) -> dict[str, Derived]:
    """Which → value; the only one of a metric under "". Raises ConfigError for what does not suit the returns."""
    if metric.vary:
        found = {}
        for choice in itertools.product(*(to.items() for to in metric.vary.values())):
            changes = {varied: to for varied, (_, to) in zip(metric.vary, choice)}
            label = ", ".join(name for name, _ in choice)
            own = all(own_choice(metric, varied, inputs) == to for varied, to in changes.items())
            for which, value in values(_varied(metric, changes), inputs, made).items():
                named = f"{label}, {value.label}" if value.label else label
                how = value.how + (f" {OWN_CHOICE}" if own else "")
                found[".".join(filter(None, [*(name for name, _ in choice), which]))] = replace(value, label=named, how=how)
        return found
    if metric.by and not metric.reference:
        return _by(metric, inputs, made)
    value = VERBS[metric.verb](metric, inputs, made)
    found = {"": value} if isinstance(value, Derived) else value
    return {which: replace(d, asked_for=Asked(metric, which, inputs)) for which, d in found.items()}


def _by(metric: Metric, inputs: Inputs, made: Made) -> dict[str, Derived]:
    """One value for each value of the first of `by`, and of the others within it."""
    first, *rest = metric.by
    narrower = metric.model_copy(update={"by": tuple(rest)})
    found: dict[str, Derived] = {}
    if first in inputs.study.dimensions:
        parts = {value: {**metric.over, first: d.covers or (value,)} for value, d in inputs.study.dimensions[first].values.items()}
        if not rest:
            inputs.per_body_each(metric.question, list(parts.values()), metric.period)
        for value, over in parts.items():
            declared = inputs.study.dimensions[first].values[value]
            within = narrower.model_copy(update={"over": over})
            label = declared.names[0][:1].upper() + declared.names[0][1:] if declared.names else value
            found |= _named(values(within, inputs, made), value, label)
        return found
    bodies = inputs.bodies(metric.known or inputs.collection(metric.question))
    if first not in bodies:
        raise ConfigError(f"by: the register has no column {first!r}; it has: {', '.join(c for c in bodies if 'address' not in c)}")
    apart = known_cells(inputs, metric.known or inputs.collection(metric.question), [first])
    for value in sorted(set(bodies[first])):
        some = values(narrower, inputs.only(first, value), made)
        # Which of them a body counts for is said by its cell, and by the others' that they are not of these.
        some = {which: replace(d, lineage=tuple(dict.fromkeys(d.lineage + apart))) for which, d in some.items()}
        found |= _named(some, value or "not said", value or "not said")
    return found


def _named(found: dict[str, Derived], which: str, label: str) -> dict[str, Derived]:
    return {
        ".".join(filter(None, [which, inner])): replace(d, label=", ".join(filter(None, [label, d.label]))) for inner, d in found.items()
    }


def own_choice(metric: Metric, varied: str, inputs: Inputs) -> str:
    """What a metric says by itself where a choice varies it."""
    if varied == "cap":
        cap = inputs.asked(metric.total).cap if metric.cap is None else metric.cap
        return "" if cap is None else f"{cap:g}"
    return metric.missing if varied == "missing" else varied


def _varied(metric: Metric, changes: dict[str, str]) -> Metric:
    if metric.total:
        cap = float(changes["cap"]) if "cap" in changes else metric.cap
        return metric.model_copy(update={"vary": {}, "missing": changes.get("missing", metric.missing), "cap": cap})
    swap = lambda name: changes.get(name, name)  # noqa: E731
    update: dict = {"vary": {}}
    if metric.ratio:
        update["ratio"] = metric.ratio.model_copy(update={"of": swap(metric.ratio.of), "to": tuple(map(swap, metric.ratio.to))})
    elif metric.multiply:
        update["multiply"] = tuple(map(swap, metric.multiply))
    else:
        update["add"] = tuple(map(swap, metric.add))
    return metric.model_copy(update=update)


def _values_of(name: str, made: Made) -> dict[str, Derived]:
    return {which.partition(".")[2]: value for which, value in made.items() if which.partition(".")[0] == name}


def _divided(metric: Metric, made: Made, names: dict[str, str]) -> Derived:
    of, *to = names.values()
    low, high = (_product(made[name].interval[end] for name in to) for end in (0, 1))
    top = made[of]
    interval = Interval(top.interval.lower / high if high else math.nan, top.interval.upper / low if low else math.inf)
    how = f"{of} ({top.text}) divided by {' × '.join(f'{name} ({made[name].text})' for name in to)}."
    unit = metric.unit or "share"
    text = shown(interval, unit, metric.rounded_to)
    counts = {"answered": top.answered, "asked": top.asked, "set_aside": top.set_aside}
    return Derived(interval, unit, how, text, _of(names.values()), **counts, basis=top.basis, of=tuple(names.values()))


def _undivided(metric: Metric, top: Derived, of: str, why: str) -> Derived:
    """Of a place that stands in one metric and not in another, such as a nation that nobody wrote down."""
    counts = {"answered": top.answered, "asked": top.asked, "set_aside": top.set_aside}
    nothing = Interval(math.nan, math.nan)
    return Derived(nothing, metric.unit or "share", why, "not known", _of([of]), **counts, basis=top.basis, of=(of,))


def _product(numbers: Iterable[float]) -> float:
    """Nothing times any number is nothing, even where nobody knows how large that is."""
    numbers = list(numbers)
    return 0.0 if 0 in numbers and not any(map(math.isnan, numbers)) else math.prod(numbers)


def _figure(metric: Metric, row, label: str) -> Derived:
    value = float(row["value"])
    upper = row.get("upper")
    interval = Interval(value, value if upper is None or math.isnan(upper) else float(upper))
    how = f"{row['publisher']}: {row['source']}." + (f" Note: {row['note']}." if row.get("note") else "")
    text = shown(interval, row["unit"], metric.rounded_to)
    # Which figure it is, and of what, decides too.
    headers = ["unit", *(["upper"] if upper is not None else []), *metric.reference.where, *metric.by]
    lineage = [("reference", row["address"])] + [("header", at) for c in headers if (at := row.get(f"address_of_{c}"))]
    return Derived(interval, row["unit"], how, text, tuple(dict.fromkeys(lineage)), basis=str(row["publisher"]), label=label)


def _of(names) -> tuple[tuple[str, str], ...]:
    return tuple(("metric", name) for name in names)
