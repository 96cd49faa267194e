"""Which numbers must not be printed, so that nobody works out a small one: linear programmes over all that is printed.

What is printed are equations over unknowns. A number is safe when everything that is still printed leaves it as open as the
rule asks; if not, the cheapest equations that keep it from being open are not printed either, until all are safe.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

import linear

Key = tuple  # of an unknown
Vector = dict[Key, float]
NEAR = 1e-6
HARD = 0.0  # the cost of what is printed whatever it gives away


class Fact(NamedTuple):
    """What everybody knows: least <= vector <= most."""

    vector: Vector
    least: float
    most: float


class Row(NamedTuple):
    """A number that is printed with both ends: lower = ends[0], upper = ends[1]. cost: of not printing it; HARD: it stays."""

    lower: Vector
    upper: Vector
    ends: tuple[float, float]
    cost: float = 1.0


class Target(NamedTuple):
    """A small number. need: all of this must remain possible, as far as facts and rows that stay allow it. known: what is said of it
    instead. row: the one that prints it, or else what it is called; why: in words."""

    vector: Vector
    need: tuple[float, float]
    row: str
    why: str
    known: tuple[float, float] = (-math.inf, math.inf)


class Hidden(NamedTuple):
    """A row that is not printed. ends: what follows of it from all the rest; because: what it protects, none where it is itself too
    small."""

    ends: tuple[float, float]
    why: str
    because: tuple[str, ...]


@dataclass(slots=True)
class System:
    """whole: the unknowns that are whole numbers; the others are not. None is negative, or else a fact says so."""

    unknowns: set[Key] = field(default_factory=set)
    whole: set[Key] = field(default_factory=set)
    facts: list[Fact] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)


def hidden(system: System) -> dict[str, Hidden]:
    """Row → why it is not printed, and what is left of it. The others may be printed as they are."""
    found: dict[str, Hidden] = {}
    for part in _apart(system):
        if part.targets:
            found |= _hidden(part)
    return {name: found[name] for name in system.rows if name in found}


def possible(system: System) -> bool:
    """Whether all that is printed and known can be true at once."""
    try:
        for part in _apart(system):
            Solver(part).range({}, set())
    except linear.Impossible:
        return False
    return True


def _hidden(system: System) -> dict[str, Hidden]:
    solver = Solver(system)
    stay = {name for name, row in system.rows.items() if row.cost == HARD}
    needs = []
    for target in system.targets:
        least, most = solver.range(target.vector, set(system.rows) - stay)
        needs += [(target, 1.0, min(most, target.need[1])), (target, -1.0, -max(least, target.need[0]))]
    because: dict[str, dict[str, None]] = {t.row: {t.row: None} for t in system.targets if t.row in system.rows and t.row not in stay}
    whys = {target.row: target.why for target in system.targets}
    for target, sign, end in needs:
        while not solver.reaches(target.vector, sign, end, set(because)):
            for name in solver.in_the_way(target.vector, sign, end, set(because)):
                because.setdefault(name, {})[target.row] = None
    for name in sorted(set(because) - set(whys), key=lambda n: -system.rows[n].cost):  # what another made needless
        if all(solver.reaches(target.vector, sign, end, set(because) - {name}) for target, sign, end in needs):
            del because[name]
    found = {}
    for name, protects in because.items():
        row = system.rows[name]
        ends = solver.range(row.lower, set(because))[0], solver.range(row.upper, set(because))[1]
        found[name] = Hidden(ends, whys.get(name, ""), () if name in whys else tuple(protects))
    return found


class Solver:
    """A system as one matrix: its facts, what is said of small numbers, the rows that are printed, and one more line for what
    is asked of it. Each row may be off by what two unknowns of its own say, which are nothing but where it is asked for."""

    def __init__(self, system: System) -> None:
        self.columns = {key: n for n, key in enumerate(sorted(system.unknowns, key=repr))}
        self.whole = np.array([key in system.whole for key in self.columns], dtype=int)
        facts = [*system.facts, *(Fact(t.vector, *t.known) for t in system.targets if np.isfinite(t.known).any())]
        vectors, least, most = [f.vector for f in facts], [f.least for f in facts], [f.most for f in facts]
        self.names, self.costs = [""] * len(facts), [HARD] * len(facts)
        for name, row in system.rows.items():
            for vector, value in zip((row.lower, row.upper), row.ends):
                if math.isfinite(value):
                    self.names.append(name)
                    self.costs.append(row.cost * (1 + math.log1p(abs(value))))  # of two numbers rather the smaller is hidden
                    vectors.append(vector)
                    least.append(value)
                    most.append(value)
        at = [(n, self.columns[key], factor) for n, vector in enumerate(vectors) for key, factor in vector.items() if factor]
        soft = [n for n, cost in enumerate(self.costs) if cost != HARD]
        at += [(n, len(self.columns) + 2 * i + side, (1.0, -1.0)[side]) for i, n in enumerate(soft) for side in (0, 1)]
        self.at, self.width = sorted(at), len(self.columns) + 2 * len(soft)
        self.soft, self.least, self.most = soft, np.array(least), np.array(most)
        self.programme = self._programme()

    def range(self, vector: Vector, without: set[str]) -> tuple[float, float]:
        """The least and the most that a sum can be, with some rows not printed."""
        return -self._most(vector, -1.0, without), self._most(vector, 1.0, without)

    def reaches(self, vector: Vector, sign: float, end: float, without: set[str]) -> bool:
        return self._most(vector, sign, without) >= end - NEAR * max(1.0, abs(end))

    def _most(self, vector: Vector, sign: float, without: set[str]) -> float:
        found = self._least(-sign * self._dense(vector), without, np.zeros(2 * len(self.soft)))
        return math.inf if found is None else round(-found.least, 6) + 0.0

    def in_the_way(self, vector: Vector, sign: float, end: float, without: set[str]) -> list[str]:
        """The cheapest rows that must go for the sum to be able to reach `end`."""
        costs = np.zeros(self.width)
        costs[len(self.columns) :] = np.repeat([self.costs[n] for n in self.soft], 2)
        wanted = [(len(self.names), self.columns[key], sign * factor) for key, factor in sorted(vector.items(), key=repr) if factor]
        found = self._least(costs, without, np.full(2 * len(self.soft), np.inf), self._programme(wanted), end)
        moved = found.numbers[len(self.columns) :].reshape(-1, 2).sum(axis=1)
        return list(dict.fromkeys(self.names[n] for n, by in zip(self.soft, moved) if by > NEAR))

    def _dense(self, vector: Vector) -> np.ndarray:
        wanted = np.zeros(self.width)
        for key, factor in vector.items():
            wanted[self.columns[key]] += factor
        return wanted

    def _programme(self, wanted: Sequence[tuple[int, int, float]] = ()) -> linear.Programme:
        """wanted: one more sum."""
        rows, columns, factors = zip(*self.at, *wanted) if self.at or wanted else ((), (), ())
        at = np.array(rows, dtype=int), np.array(columns, dtype=int), np.array(factors, dtype=float)
        return linear.Programme(len(self.names) + bool(wanted), self.width, at)

    def _least(
        self, costs: np.ndarray, without: set[str], off: np.ndarray, programme: linear.Programme | None = None, end: float | None = None
    ) -> linear.Found | None:
        """The least cost, and the numbers; None where there is no least. off: how far rows may be off; end: what one more sum of
        the programme is at least."""
        gone = np.array([name in without for name in self.names], dtype=bool)
        sums = np.where(gone, -np.inf, self.least), np.where(gone, np.inf, self.most)
        if end is not None:
            sums = np.append(sums[0], end), np.append(sums[1], np.inf)
        programme = programme or self.programme
        numbers = np.zeros(self.width), np.concatenate([np.full(len(self.columns), np.inf), off])
        whole = np.concatenate([self.whole, np.zeros(len(off), dtype=int)])
        found = programme.least(costs, sums, numbers)
        parts = found.numbers[whole == 1] if found else np.zeros(0)
        if not np.allclose(parts, np.round(parts), atol=NEAR):  # seldom: then the slower way
            found = programme.least(costs, sums, numbers, whole)
        return found


def _apart(system: System) -> list[System]:
    """The systems that share no unknown."""
    first: dict[Key, Key] = {key: key for key in system.unknowns}

    def root(key: Key) -> Key:
        while first[key] != key:
            first[key] = first[first[key]]
            key = first[key]
        return key

    def of(vectors: Iterable[Vector]) -> Key | None:
        keys = [key for vector in vectors for key in vector]
        return root(keys[0]) if keys else None

    linked = [[f.vector] for f in system.facts] + [[r.lower, r.upper] for r in system.rows.values()] + [[t.vector] for t in system.targets]
    for vectors in linked:
        keys = [key for vector in vectors for key in vector]
        for key in keys[1:]:
            first[root(key)] = root(keys[0])
    parts: dict[Key | None, System] = {}
    for key in system.unknowns:
        part = parts.setdefault(root(key), System())
        part.unknowns.add(key)
        if key in system.whole:
            part.whole.add(key)
    for fact in system.facts:
        if fact.vector:
            parts[of([fact.vector])].facts.append(fact)
    for name, row in system.rows.items():
        if row.lower or row.upper:
            parts[of([row.lower, row.upper])].rows[name] = row
    for target in system.targets:
        parts[of([target.vector])].targets.append(target)
    return list(parts.values())
