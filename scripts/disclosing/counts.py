"""What the metrics of a study print about bodies that answered in confidence, as equations over what they said.

The unknowns are how many bodies of a stratum gave which answer, and what those of a stratum gave in all. Strata are what the
register's columns tell apart by which any metric is broken down or weighted.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import NamedTuple

from deriving.conditions import condition, options_of
from deriving.declared import Metric
from deriving.derived import Derived
from deriving.inputs import OF_OPTIONS, Given, Inputs, Interval
from disclosing.gate import HARD, Fact, Key, Row, System, Target, Vector
from study import ConfigError, Disclosure

COUNTED = ("count", "share", "distribution")
OPTIONS = 8  # of a question of which several may be ticked: with more, each is looked at by itself
Stratum = tuple[str, ...]


class Topic(NamedTuple):
    """What was asked: a question, the part of its table, the periods, and of a question with many options one of them."""

    question: str
    over: tuple[tuple[str, tuple], ...]
    periods: tuple[str, ...]
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Prints:
    """The rows that a metric prints: its value, and how many bodies answered and were asked. topic: what it is of.

    overall: whether it is of all that were asked. base: what a share is a share of. beyond: what the silent ones add to both ends.
    plain: whether nobody stands for anyone else. met and not_met: the bodies that certainly meet a condition, and those that
    certainly do not.
    """

    value: str
    answered: str
    asked: str
    topic: Topic | None = None
    overall: bool = True
    base: float = 1.0
    beyond: tuple[float, float] = (0.0, 0.0)
    plain: bool = True
    met: Vector | None = None
    not_met: Vector | None = None


@dataclass(slots=True)
class Printed:
    """prints: metric → its rows; true: the unknowns as they are."""

    system: System
    prints: dict[str, Prints]
    true: dict[Key, float]


def protected(metric: Metric, inputs: Inputs, rule: Disclosure) -> bool:
    """Whether a metric says what bodies of a collection in confidence said, or how many of a kind there are."""
    asked = metric.known or (inputs.collection(metric.question) if metric.question else "")
    return asked in rule.of


class Built:
    def __init__(self, rule: Disclosure, metrics: dict[str, Metric], inputs: Inputs, costly: dict[str, float]) -> None:
        self.rule, self.inputs, self.costly = rule, inputs, costly
        self.system, self.prints = System(), {}
        self.true: dict[Key, float] = {}
        self.columns = _columns(metrics, inputs, rule)
        self.wheres: dict[Topic, list[str]] = {}
        self.parts: dict[tuple, dict[tuple, None]] = {}
        self.capped: set[str] = set()
        self.known = {m.known for name, m in metrics.items() if m.known and name in rule.public}
        self.made_counts: set[Topic] = set()

    # Unknowns ---------------------------------------------------------------------------------------------------------

    def unknown(self, key: Key, true: float, whole: bool = True) -> Key:
        self.system.unknowns.add(key)
        if whole:
            self.system.whole.add(key)
        self.true[key] = true
        return key

    def strata(self, of: str) -> dict[str, Stratum]:
        """Body → its stratum, of a collection or a question: one where no metric of the question tells bodies apart."""
        rows = self.inputs.bodies(of if of in self.inputs.study.questions else self.inputs.collection(of))
        columns = [rows[c] for c in self.columns.get(of, ())]
        return dict(zip(rows["body"], zip(*columns))) if columns else dict.fromkeys(rows["body"], ())

    def chosen(self, of: str, told_by: tuple[tuple[str, str], ...]) -> list[Stratum]:
        """The strata of those in whose line of the register the columns say so."""
        columns = self.columns.get(of, ())
        return [s for s in sorted(set(self.strata(of).values())) if all(s[columns.index(c)] == v for c, v in told_by)]

    def asked(self, collection: str, told_by: tuple) -> str:
        """The row that says how many were asked."""
        strata = Counter(self.strata(collection).values())
        keys = {s: ("asked", collection, s) for s in strata}
        for s, key in keys.items():
            self.unknown(key, strata[s])
        vector = {keys[s]: 1.0 for s in self.chosen(collection, told_by)}
        return self.number(f"asked {collection} {_said(told_by)}".strip(), vector, bool(told_by) and collection not in self.known)

    def answers(self, key: Topic) -> dict[tuple[Stratum, tuple], Key]:
        """Stratum and what an answer is for each condition (yes, no, maybe) → how many gave it."""
        question, over, periods, _ = key
        wheres = self.wheres.get(key, [])
        tests = [condition(where, self.inputs, question)[0] for where in wheres]
        collection, strata = self.inputs.collection(question), self.strata(question)
        given = self.inputs.per_body(question, dict(over), periods)
        seen = Counter((strata[body], tuple(test(g) for test in tests)) for body, g in given.items() if g.answered)
        possible = {tuple(test(g) for test in tests) for g in _possible(self.inputs, question, wheres)} | {said for _, said in seen}
        of = {(s, said): ("gave", key, s, said) for s in sorted(set(strata.values())) for said in sorted(possible, key=repr)}
        if key not in self.made_counts:
            self.made_counts.add(key)
            for place, name in of.items():
                self.unknown(name, seen[place])
            self.asked(collection, ())
            for s in sorted(set(strata.values())) if self.columns.get(question) else ():
                self.fact({of[s, said]: -1.0 for said in possible} | {("asked", collection, s): 1.0}, 0.0, math.inf)
        return of

    def answered(self, key: Topic, told_by: tuple) -> str:
        chosen = self.chosen(key.question, told_by)
        vector = {name: 1.0 for (s, _), name in self.answers(key).items() if s in chosen}
        return self.number(f"answered {' '.join(map(str, (key[0], *key[1], *key[2])))} {_said(told_by)}".strip(), vector, bool(told_by))

    # Rows, facts and targets ------------------------------------------------------------------------------------------

    def fact(self, vector: Vector, least: float, most: float) -> None:
        self.system.facts.append(Fact(vector, least, most))

    def value(self, vector: Vector) -> float:
        return sum(self.true[key] * factor for key, factor in vector.items())

    def number(self, name: str, vector: Vector, small: bool, cost: float = 1.0) -> str:
        """A row that prints a number of bodies; small: whether it is a target where it is small, else it stays."""
        if name not in self.system.rows:
            n = self.value(vector)
            self.system.rows[name] = Row(vector, vector, (n, n), cost if small else HARD)
            if small:
                self.small(vector, name, "bodies")
        return name

    def small(self, vector: Vector, row: str, what: str) -> None:
        n, most = self.value(vector), self.rule.smallest - 1
        target = Target(vector, (1.0, most), row, f"fewer than {most + 1} {what}", (1.0, most))
        if 1 <= n <= most and target not in self.system.targets:
            self.system.targets.append(target)

    def cost(self, name: str) -> float:
        base = name.partition(".")[0]
        return HARD if base in self.rule.public else max(self.costly.get(base, 1.0), self.costly.get(name, 1.0))

    # Metrics ----------------------------------------------------------------------------------------------------------

    def count(self, name: str, d: Derived) -> None:
        """So many of those that answered: those that certainly do, and those that possibly do."""
        metric, told_by = d.asked_for.metric, d.asked_for.inputs.told_by
        where = where_of(d)
        key = self.topic(d)
        of, index = self.answers(key), self.wheres[key].index(where)
        chosen, weights = self.chosen(metric.question, told_by), self.weights(d)
        part = lambda *which: {n: 1.0 for (s, said), n in of.items() if s in chosen and said[index] in which}  # noqa: E731
        weighted = lambda *which: {  # noqa: E731
            n: weights.get(s, 1.0) for (s, said), n in of.items() if s in chosen and said[index] in which
        }
        base = float(d.base) if d.unit.startswith("share") else 1.0
        silent = d.asked - d.answered if metric.missing == "bounded" else 0
        ends = d.interval.lower * base, d.interval.upper * base - silent
        self.print(name, d, Row(weighted(True), weighted(True, None), ends, self.cost(name)), key)
        found = replace(self.prints[name], base=base, beyond=(0.0, float(silent)), plain=metric.missing == "reported")
        self.prints[name] = replace(found, met=part(True), not_met=part(False))
        self.small(part(True), name, "bodies")
        self.small(part(False), name, "bodies of which the contrary is said")

    def topic(self, d: Derived) -> Topic:
        """What is looked at together: all conditions on one question, or where it has too many options each by itself."""
        metric = d.asked_for.metric
        asked = self.inputs.asked(metric.question)
        many = asked.kind == "choices" and len(asked.options) > OPTIONS
        alone = where_of(d) if metric.verb in COUNTED and many else ""
        return Topic(metric.question, tuple(sorted(metric.over.items())), metric.period, alone)

    def weights(self, d: Derived) -> dict[Stratum, float]:
        strata = self.strata(d.asked_for.metric.question)
        return {strata[c.body]: c.weight for c in d.contributions if c.answers or c.weight != 1.0}

    def print(self, name: str, d: Derived, row: Row, key: Topic) -> None:
        told_by = d.asked_for.inputs.told_by
        off = [
            (self.value(vector), end)
            for vector, end in zip((row.lower, row.upper), row.ends)
            if math.isfinite(end) and not math.isclose(self.value(vector), end, rel_tol=1e-6, abs_tol=1e-6)
        ]
        if off and row.cost != HARD:
            raise ConfigError(
                f"config/study.yml: disclosure: what {name} gives away cannot be worked out ({off[0][0]:g} where it says {off[0][1]:g}). "
                f"Leave the metric out; or, if it may be printed whatever it gives away, name it under disclosure › public"
            )
        if off or math.isnan(row.ends[0]):
            row = Row({}, {}, row.ends, HARD)
        self.system.rows[name] = row
        collection = self.inputs.collection(d.asked_for.metric.question)
        self.prints[name] = Prints(name, self.answered(key, told_by), self.asked(collection, told_by), key, not told_by)


def _columns(metrics: dict[str, Metric], inputs: Inputs, rule: Disclosure) -> dict[str, list[str]]:
    """Collection or question → the columns of the register by which its metrics tell bodies apart: of a question none or all."""
    found: dict[str, list[str]] = {}
    for metric in metrics.values():
        if protected(metric, inputs, rule):
            columns = [c for c in (*metric.by, metric.strata) if c and c not in inputs.study.dimensions]
            collection = metric.known or inputs.collection(metric.question)
            own = found.setdefault(collection, [])
            own += [c for c in columns if c not in own]
            if columns and metric.question:
                found[metric.question] = own
    return found


def where_of(d: Derived) -> str:
    return d.asked_for.metric.where or d.asked_for.which


def _said(told_by: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{column} {value}" for column, value in told_by)


def _possible(inputs: Inputs, question: str, wheres: list[str]) -> list[Given]:
    """What a body could answer, as far as the conditions tell it apart."""
    asked = inputs.asked(question)
    if asked.kind not in OF_OPTIONS:
        limits = {float(n) for where in wheres for n in where.replace("<", " ").replace(">", " ").replace("=", " ").split()[:1]}
        points = sorted({0.0, *(max(0.0, n + step) for n in limits for step in (-0.5, 0.0, 0.5))})
        return [Given(Interval(n, n)) for n in points]
    options = list(options_of(asked))
    sizes = range(len(options) + 1) if asked.kind == "choices" and len(options) <= OPTIONS else (0, 1)
    some = [frozenset(chosen) for n in sizes for chosen in itertools.combinations(options, n)]
    return [Given(options=chosen) for chosen in some if chosen]
