"""The truth is inside: over many drawn worlds, each metric of config/metrics.yml against what is true of it.

A world says its numbers as bodies do (hidden, in bands, rounded, approximate, refused, left out, not at all); on top of that
some answers are set aside, with a wrong number in them, and some cells are not read. What is true is computed here, plainly,
from the world, and by none of the verbs: of the bodies that answered, or where a metric is bounded of all that were asked.
`FOI_WORLDS=2000 pytest tests/law/test_coverage.py` for more worlds.
"""

from __future__ import annotations

import csv
import math
import os
import re
from collections import defaultdict
from functools import cached_property
from itertools import product
from pathlib import Path
from statistics import median

import pytest

from derive import derive, load_references
from deriving.declared import load_metrics
from deriving.inputs import Inputs
from study import load_study
from tests.generator import Truth, World, drawn
from tests.made.world import DIMENSIONS, tables_of

ROOT = Path(__file__).parents[2]
CONFIG, REFERENCE = ROOT / "config", ROOT / "data" / "raw" / "reference"
STUDY = load_study(CONFIG)
METRICS = load_metrics(CONFIG / "metrics.yml", STUDY)
REFERENCES = load_references(REFERENCE)
WORLDS = int(os.environ.get("FOI_WORLDS", "12"))
AT_ONCE = 20

STATUSES = ("answered", "partly", "not_held", "refused", "clarification", "no_answer", "unknown")
ONE_VALUE = ("count", "share", "distribution", "total")  # the verbs that say something of the silent ones too

# As declared, and again with each metric that can be bounded: of all that were asked.
DECLARED = METRICS | {
    f"{name} of all": m.model_copy(update={"missing": "bounded", "strata": None, "vary": {}})
    for name, m in METRICS.items()
    if m.verb in ONE_VALUE and m.missing == "reported" and len(m.by) < 2  # the many parts of two take their time
}


# What is true ------------------------------------------------------------------------------------------------------

Numbers = dict[str, float]  # which → what is true; the only one of a metric under ""


class Told:
    """What is true of a world, metric by metric: plain arithmetic over true values, by what metrics.yml says in words."""

    def __init__(self, world: World, given: set[Truth]) -> None:
        self.bodies = {c: {b.body: b.nation for b in world.bodies if b.collection == c} for c in ("survey", "foi")}
        self.statuses = world.statuses
        self.true: dict[tuple, dict[tuple, object]] = defaultdict(dict)  # body, question, period → labels → value
        for t in world.truths:
            labels = tuple(getattr(t, d) for d in DIMENSIONS)
            if "total" not in labels and "-" not in t.age:
                self.true[t.body, t.question, t.period][labels] = t.value
        self.given = {(t.body, t.question, t.period) for t in given}

    @cached_property
    def all(self) -> dict[str, Numbers]:
        found: dict[str, Numbers] = {}
        while len(found) < len(DECLARED):
            for name, metric in DECLARED.items():
                if name not in found and all(other in found for other in metric.needs):
                    found[name] = self.of(metric, found)
        return found

    def of(self, metric, found: dict[str, Numbers]) -> Numbers:
        if metric.vary:
            return self.varied(metric, found)
        if metric.reference:
            return referred(metric)
        if metric.known:
            nations = list(self.bodies[metric.known].values())
            return {n: nations.count(n) for n in set(nations)} if metric.by else {"": len(nations)}
        if metric.add:
            return {"": sum(found[n][""] for n in metric.add)}
        if metric.multiply:
            return {"": math.prod(found[n][""] for n in metric.multiply)}
        if metric.ratio:
            keys = next((found[n] for n in (metric.ratio.of, *metric.ratio.to) if "" not in found[n]), {"": 0})
            one = lambda name, key: found[name].get("", found[name].get(key))  # noqa: E731
            return {k: divided(one(metric.ratio.of, k), math.prod(one(n, k) for n in metric.ratio.to)) for k in keys}
        if metric.ranking:
            values = found[metric.ranking]
            # Two numbers a value: its best place, and its last among equals.
            best = {f"{k} at best": 1 + sum(o > v for o in values.values()) for k, v in values.items()}
            return best | {f"{k} at last": sum(o >= v for o in values.values()) for k, v in values.items()}
        if metric.replies:
            mine = [s.status for s in self.statuses if s.question == metric.replies]
            return {status: mine.count(status) for status in STATUSES}
        if metric.by == ("nation",):
            nations = set(self.bodies[collection(metric)].values())
            return {nation: self.asked(metric, metric.over, nation)[""] for nation in nations}
        if metric.by:
            parts = product(*(STUDY.dimensions[d].values for d in metric.by))
            return {".".join(part): self.asked(metric, dict(zip(metric.by, ((v,) for v in part))), "")[""] for part in parts}
        return self.asked(metric, metric.over, "")

    def varied(self, metric, found: dict[str, Numbers]) -> Numbers:
        values = {}
        for choice in product(*(to.items() for to in metric.vary.values())):
            name, changed = ".".join(label for label, _ in choice), dict(zip(metric.vary, (to for _, to in choice)))
            if metric.total:
                one = metric.model_copy(update={"vary": {}, "missing": changed.get("missing", metric.missing)})
            else:
                to = tuple(changed.get(n, n) for n in metric.ratio.to)
                one = metric.model_copy(update={"vary": {}, "ratio": metric.ratio.model_copy(update={"to": to})})
            values[name] = self.of(one, found)[""]
        return values

    def asked(self, metric, over: dict, nation: str) -> Numbers:
        """What a metric of a question is, of the bodies that it speaks for."""
        bodies = [b for b, n in self.bodies[collection(metric)].items() if nation in ("", n)]
        answered = {b: period for b in bodies if (period := self.period(b, metric.question, metric)) is not None}
        asked = STUDY.question(collection(metric), metric.question)
        silent = metric.period[0] if metric.period else asked.period or ""
        period = answered if metric.missing != "bounded" else {b: answered.get(b, silent) for b in bodies}
        value = {b: self.value(b, metric.question, when, over) for b, when in period.items()}
        numbers = sorted(value.values()) if metric.verb in ("total", "median", "range", "smallest", "largest") else []
        match metric.verb:
            case "count":
                return {"": sum(met(v, metric.where) for v in value.values())}
            case "share":
                return {"": divided(sum(met(v, metric.where) for v in value.values()), len(value))}
            case "distribution":
                options = asked.options or ("yes", "no", "partly")
                return {o: divided(sum(o == v or (isinstance(v, tuple) and o in v) for v in value.values()), len(value)) for o in options}
            case "median":
                return {"": median(numbers) if numbers else math.nan}
            case "smallest" | "range" | "largest":
                ends = (numbers[0], numbers[-1]) if numbers else (math.nan, math.nan)
                return {"smallest": {"": ends[0]}, "largest": {"": ends[1]}, "range": dict(zip(("from", "to"), ends))}[metric.verb]
            case "tendency":
                return {"": self.tends(metric, value)}
        if metric.missing == "grossed up":
            return {"": self.grossed(metric, value, bodies)}
        return {"": sum(numbers) if numbers or metric.missing == "bounded" else math.nan}

    def grossed(self, metric, value: dict[str, float], bodies: list[str]) -> float:
        """The sum, where each silent body is like the others: of its nation, or where nobody there answered of all."""
        groups = defaultdict(list)
        for body in bodies:
            groups[self.bodies[collection(metric)][body] if metric.strata else ""].append(body)
        known = {g: [value[b] for b in members if b in value] for g, members in groups.items()}
        reached = sum(len(groups[g]) for g, v in known.items() if v)
        return sum(sum(v) / len(v) * len(groups[g]) for g, v in known.items() if v) * len(bodies) / reached if reached else math.nan

    def tends(self, metric, value: dict[str, float]) -> float:
        [(question, option)] = metric.having.items()
        both = {b: v for b, v in value.items() if (b, question, "") in self.given}
        first = [v for b, v in both.items() if self.value(b, question, "", {}) == option]
        others = [v for b, v in both.items() if self.value(b, question, "", {}) != option]
        return divided(sum((a > b) + (a == b) / 2 for a in first for b in others), len(first) * len(others))

    def period(self, body: str, question: str, metric) -> str | None:
        """The period for which a body answered: the first of those named in which it gave anything at all."""
        asked = STUDY.question(collection(metric), question)
        return next((p for p in metric.period or (asked.period or "",) if (body, question, p) in self.given), None)

    def value(self, body: str, question: str, period: str, over: dict):
        labelled = self.true[body, question, period]
        if STUDY.question("foi" if question in STUDY.questions["foi"] else "survey", question).kind != "table":
            return labelled["", "", ""]
        wanted = [{str(v) for v in over[d]} if d in over else None for d in DIMENSIONS]
        return sum(v for labels, v in labelled.items() if all(w is None or label in w for w, label in zip(wanted, labels)))


def collection(metric) -> str:
    return "foi" if metric.question in STUDY.questions["foi"] else "survey"


def divided(a: float, b: float) -> float:
    return a / b if b else math.nan


def met(value, where: str) -> bool:
    if where.startswith("<"):
        return value < float(where.strip("< "))
    if found := re.fullmatch(r"(\d+) or more", where):
        return len(value) >= int(found[1])
    return any(option == value or (isinstance(value, tuple) and option in value) for option in where.split(" or "))


def referred(metric) -> Numbers:
    with (REFERENCE / metric.reference.file).open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if all(r[c] == v for c, v in metric.reference.where.items())]
    return {row[metric.by[0]] if metric.by else "": float(row["value"]) for row in rows}


# One against the other ---------------------------------------------------------------------------------------------


def outside(seed: int) -> list[str]:
    """The metrics whose interval does not hold what is true in a world."""
    world = drawn(seed, teams=4 + seed % 9, bodies=6 + 7 * seed % 15)
    tables, given = tables_of(world, STUDY)
    made = derive("metrics.yml", DECLARED, Inputs(STUDY, references=REFERENCES, **tables))
    wrong, compared = [], set()
    for name, numbers in Told(world, given).all.items():
        for which, true in numbers.items():
            within = re.sub(r"(^| )(at best|at last|from|to)$", "", which)
            value = made.get(f"{name}.{within}" if within else name)
            compared.add(f"{name}.{within}" if within else name)
            if value is None:
                wrong.append(f"seed {seed}: {name} has no {which}")
            elif not inside(true, *value.interval):
                wrong.append(f"seed {seed}: {name} {which} is {true}; derived: {tuple(value.interval)}")
    return wrong + [f"seed {seed}: {name} was compared with nothing" for name in made if name not in compared]


def inside(true: float, lower: float, upper: float) -> bool:
    if math.isnan(true):
        return math.isnan(lower)
    return lower - 1e-6 <= true <= upper + 1e-6


@pytest.mark.parametrize("first", range(0, WORLDS, AT_ONCE))
def test_the_truth_is_inside(first: int) -> None:
    wrong = [line for seed in range(first, min(first + AT_ONCE, WORLDS)) for line in outside(seed)]
    assert not wrong, "\n".join(wrong[:20])
