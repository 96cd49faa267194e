"""Which return matters most: how much each uncertain or missing answer widens each metric, so that one knows whom to ask
first."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from deriving.conditions import options_of
from deriving.declared import Metric, in_order
from deriving.derived import Derived, shown
from deriving.inputs import OF_OPTIONS, Given, Inputs, Interval
from deriving.verbs import values

COLUMNS = ["metric", "collection", "body", "name", "why", "between", "answer", "widens", "text"]


def table(metrics: dict[str, Metric], inputs: Inputs, made: dict[str, Derived]) -> pd.DataFrame:
    """A row for each metric of one value and each body whose answer leaves it open, the widest of each metric first.

    widens: by how much the interval is wider than it could be at most if this one answer were known, in the metric's unit;
    empty where it has no end. For a body that said nothing: by how much its answer could still move the metric.
    """
    rows = []
    statuses = dict(zip(inputs.answers["answer"].tolist(), inputs.answers["status"].tolist()))
    for name, metric in metrics.items():
        if metric.question and not metric.several(metrics):
            rows += _rows(name, metric, _made_of(name, metrics), inputs, made, statuses)
    found = pd.DataFrame(rows, columns=COLUMNS)
    order = {name: i for i, name in enumerate(made)}
    by = [found["metric"].map(order), -found["widens"].fillna(math.inf), found["collection"], found["body"]]
    return found.iloc[pd.concat(by, axis=1, keys=range(4)).sort_values(list(range(4))).index].reset_index(drop=True)


def _rows(
    name: str, metric: Metric, follow: dict[str, Metric], inputs: Inputs, made: dict[str, Derived], statuses: dict[str, str]
) -> Iterator[tuple]:
    """statuses: answer → status."""
    metrics = {name: metric, **follow}
    # Its own question, and the one by whose answer its bodies are told apart.
    asked = {metric.question: (metric.over, metric.period)} | dict.fromkeys(metric.having, ({}, ()))
    given = {question: inputs.per_body(question, *how) for question, how in asked.items()}
    pinned = replace(inputs, given=dict(inputs.given))

    def width(question: str, body: str, now: Given) -> dict[str, float]:
        over, period = asked[question]
        key = (question, tuple(sorted(over.items())), period)
        pinned.given[key] = {**given[question], body: now}
        again = dict(made)
        for n, m in metrics.items():
            again[n] = values(m, pinned, again)[""]
        pinned.given[key] = given[question]
        return {n: again[n].interval.upper - again[n].interval.lower for n in metrics}

    for question in asked:
        collection = inputs.collection(question)
        register = inputs.bodies(collection).set_index("body")
        kept: dict[tuple, dict[str, float]] = {}
        for body, g in given[question].items():
            if g.answered and not g.doubtful:
                continue
            stratum = register.at[body, metric.strata] if metric.strata else ""
            said = [all_[body] if body in all_ else Given() for all_ in given.values()]
            alike = (stratum, *((one.value, one.options, one.lost, one.aside > 0) for one in said))
            if alike not in kept:  # bodies that said the same widen it by the same
                widest = width(question, body, g if g.answered else _anything(question, inputs))
                least = [width(question, body, pin) for pin in _pins(question, inputs, g)]
                kept[alike] = {n: widest[n] - max(w[n] for w in least) for n in widest}
            for n, widens in kept[alike].items():
                if widens > 1e-9 or math.isnan(widens):
                    doubtful = [s for s in g.sources if statuses.get(s, "exact") not in ("exact", "not_answered")]
                    why = ", ".join(dict.fromkeys(statuses[s] for s in doubtful)) or "not usable"
                    why = "said nothing" if not g.answered else "not usable" if g.lost else why
                    between = str(g.value) if g.value is not None else ""
                    text = shown(Interval(widens, widens), made[n].unit) if math.isfinite(widens) else "no limit"
                    at = (doubtful or list(g.sources) or [""])[0]
                    end = widens if math.isfinite(widens) else None
                    yield n, collection, body, register.at[body, "name"], why, between, at, end, text


def _made_of(name: str, metrics: dict[str, Metric]) -> dict[str, Metric]:
    """The metrics of one value that are made of this one, directly or not, each after what it is made of."""
    found = {name: metrics[name]}
    for other, metric in in_order(Path("metrics.yml"), metrics).items():
        if set(metric.inputs) & set(found) and not metric.several(metrics):
            found[other] = metric
    return {n: m for n, m in found.items() if n != name}


def _anything(question: str, inputs: Inputs) -> Given:
    asked = inputs.asked(question)
    return Given(None if asked.kind in OF_OPTIONS else inputs.limits(question), lost=True, capped=asked.cap is not None)


def _pins(question: str, inputs: Inputs, given: Given) -> list[Given]:
    """The ends of what an answer may turn out to be."""
    asked = inputs.asked(question)
    if asked.kind in OF_OPTIONS:
        every = frozenset(options_of(asked))
        return [Given(options=given.options or frozenset()), Given(options=every)]
    between = given.value or inputs.limits(question)
    return [Given(Interval(end, end)) for end in between if math.isfinite(end)]
