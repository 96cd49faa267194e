"""The metrics as they may be published: those that are hidden as wide as what is left of them, and what is made of them again."""

from __future__ import annotations

import math
from dataclasses import replace

from deriving.declared import Metric
from deriving.derived import Derived, outwards, shown
from deriving.inputs import Given, Inputs, Interval
from deriving.verbs import OWN_CHOICE, Made, values
from disclosing.counts import Printed, protected
from disclosing.gate import Hidden
from study import Disclosure

NOT_SHOWN = "not shown"
OF_ONE = ("smallest", "largest", "range", "median", "tendency")  # what rests on one body's answer, or on the order of all
NOTHING = Interval(math.nan, math.nan)


def alike(given: dict[str, Given], smallest: int) -> dict[str, Given]:
    """What bodies gave, so wide that no fewer than `smallest` gave the same: each with its next in size."""
    order = sorted((b for b, g in given.items() if g.value is not None), key=lambda b: (*given[b].value, b))
    groups = [order[n : n + smallest] for n in range(0, len(order), smallest)]
    if len(groups) > 1 and len(groups[-1]) < smallest:
        groups[-2:] = [groups[-2] + groups[-1]]
    wide = dict(given)
    for group in groups:
        ends = Interval(min(given[b].value.lower for b in group), max(given[b].value.upper for b in group))
        wide |= {b: replace(given[b], value=ends) for b in group}
    return wide


def published(
    metrics: dict[str, Metric], made: Made, inputs: Inputs, printed: Printed, hidden: dict[str, Hidden], rule: Disclosure
) -> tuple[Made, dict[str, str]]:
    """The metrics as they may be published, in the order of `made`; and of those that are hidden what: the value, the bodies that
    answered and were asked, or both. metrics: each after what it is made of."""
    found: Made = {}
    said: dict[str, str] = {}
    for name, metric in metrics.items():
        own = {which: d for which, d in made.items() if which.partition(".")[0] == name}
        if metric.inputs:
            found |= _made_again(name, metric, inputs, made, found, said)
            continue
        if metric.verb in OF_ONE and name not in rule.public and protected(metric, inputs, rule):
            key = (metric.question, tuple(sorted(metric.over.items())), metric.period)
            wide = alike(inputs.per_body(metric.question, metric.over, metric.period), rule.smallest)
            again = values(metric, replace(inputs, given={**inputs.given, key: wide}), found)
            own = {".".join(filter(None, [name, which])): d for which, d in again.items()}
            said |= {which: "value" for which, d in own.items() if d.interval != made[which].interval}
        for which, d in own.items():
            if which in printed.prints:
                d, said[which] = _as_printed(d, which, printed, hidden)
            found[which] = d
    return {name: found[name] for name in made}, {name: what for name, what in said.items() if what}


def _made_again(name: str, metric: Metric, inputs: Inputs, was: Made, found: Made, said: dict[str, str]) -> Made:
    """A metric of metrics: of those that are published."""
    made = {}
    for which, d in values(metric, inputs, found).items():
        full = ".".join(filter(None, [name, which]))
        if was[full].interval != d.interval:
            said[full] = "value"
            d = replace(d, text=NOT_SHOWN) if math.isnan(d.interval.lower) else d
        if d.answered != was[full].answered:
            said[full] = f"{said.get(full, '')} bodies".strip()
        made[full] = d
    return made


def _as_printed(d: Derived, name: str, printed: Printed, hidden: dict[str, Hidden]) -> tuple[Derived, str]:
    prints = printed.prints[name]
    bodies = "bodies" if prints.answered in hidden or prints.asked in hidden else ""
    if prints.value in hidden:
        ends = hidden[prints.value].ends
        interval = Interval(*((end + beyond) / prints.base for end, beyond in zip(ends, prints.beyond)))
        if interval.lower <= 0 and math.isinf(interval.upper):
            interval = NOTHING
        own = f" {OWN_CHOICE}" if d.how.endswith(OWN_CHOICE) else ""
        d = replace(d, interval=interval, text=_text(d, interval), how=f"As it may be published.{own}")
    if bodies:
        d = replace(d, answered=None, asked=None, base=None, basis="")
        if d.unit.startswith("share"):
            d = replace(d, text=shown(d.interval, "share"))
    return d, " ".join(filter(None, ["value" if prints.value in hidden else "", bodies]))


def _text(d: Derived, interval: Interval) -> str:
    if math.isnan(interval.lower):
        return NOT_SHOWN
    metric = d.asked_for.metric
    if not d.base:
        return shown(interval, d.unit, metric.rounded_to)
    if not d.unit.startswith("share"):
        return f"{shown(interval, '', metric.rounded_to)} of {d.base:g}"
    bodies = outwards(Interval(*(round(end * d.base, 6) for end in interval)), 1)
    return f"{shown(bodies, '')} of {d.base:g} ({shown(interval, 'share', metric.rounded_to)})"
