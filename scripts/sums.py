"""What the numbers that one body printed say together of any sum over them: plain arithmetic, and where sums overlap a solver.

A table breaks a question down along axes: its dimensions, and last the period. Along an axis stand elementary values
(ages 0, 1 and 2), and the totals, each known by the elementary values that its table prints. There is one unknown number,
not negative, for each place; what is printed bounds one of them, or (a band of ages) a sum of them; and a total is the
sum of what its table prints. The least and the most that a sum can be is then a linear programme.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from linear import Impossible, Programme
from study import NUMERIC, Dimension

TOTAL = "total"
PERIOD = "period"
Value = int | str  # an elementary value; a label that nobody knows as "?" and what was printed
Point = Value | frozenset  # along one axis: an elementary value, or a total, by the values that it sums


class Interval(NamedTuple):
    lower: float
    upper: float

    def __str__(self) -> str:
        return f"{self.lower:g}" if self.lower == self.upper else f"{self.lower:g} to {self.upper:g}"


def interval_of(lower: float, upper: float) -> Interval:
    """The ends of an answer, where an end that is not known is none."""
    return Interval(0.0 if lower != lower else float(lower), math.inf if upper != upper else float(upper))


def elements(dimension: Dimension, value: Value) -> frozenset[Value]:
    """What a value of a dimension takes in: 0, 1 and 2 of the band 0-2; itself, where config does not say what it covers."""
    declared = dimension.values.get(str(value))
    if declared and declared.covers:
        return frozenset(declared.covers)
    return frozenset([int(value)] if declared is None and str(value).isdigit() else [str(value)])


def grain(period: str) -> str:
    """How long a period is, by its form. Sums of all periods are of one grain: a year beside its months is in no sum."""
    return re.sub(r"\d", "0", period)


@dataclass(frozen=True, slots=True)
class Row:
    """One printed answer. labels: for each axis the elementary values that it takes in; None for a total."""

    index: object
    table: tuple[str, str]
    labels: tuple[frozenset[Value] | None, ...]
    value: Interval | None  # None where it is no number, or was set aside
    doubted: bool  # set aside, and not as the twin of another

    @property
    def period(self) -> str:
        return TOTAL if self.labels[-1] is None else next(iter(self.labels[-1]))

    @property
    def single(self) -> bool:
        return all(label is not None and len(label) == 1 for label in self.labels)

    @property
    def known(self) -> bool:
        return not any(str(v).startswith("?") for label in self.labels if label for v in label)


def rows_of(answers: pd.DataFrame, by: tuple[str, ...], dimensions: dict[str, Dimension]) -> list[Row]:
    """Answers of one body to one question. What names no value of a dimension at all is not broken down: it is left out."""
    taken: dict[tuple[str, str], frozenset[Value]] = {}

    def label(dimension: str, value: object, printed: object) -> frozenset[Value] | None | bool:
        if not isinstance(value, str):
            return frozenset([f"?{printed}"]) if isinstance(printed, str) and printed else False
        if value == TOTAL:
            return None
        if (dimension, value) not in taken:
            taken[dimension, value] = elements(dimensions[dimension], value)
        return taken[dimension, value]

    said = [answers[c].tolist() for d in by for c in (d, f"{d}_printed")]
    columns = (answers[c].tolist() for c in ("file", "part", PERIOD, "status", "lower", "upper", "set_aside"))
    rows = []
    for n, (index, (file, part, period, status, lower, upper, aside)) in enumerate(zip(answers.index, zip(*columns))):
        labels = [label(d, said[2 * i][n], said[2 * i + 1][n]) for i, d in enumerate(by)]
        if False in labels:
            continue
        labels.append(None if period == TOTAL else frozenset([period]))
        value = interval_of(lower, upper) if status in NUMERIC and not aside else None
        rows.append(Row(index, (file, part), tuple(labels), value, bool(aside) and not aside.startswith("same as ")))
    return rows


@dataclass(slots=True)
class System:
    """Tables of one body as claims about unknown numbers, one for each place.

    axes: along each axis the points that stand there, and their number. lower, upper: for each place.
    claims: (places, factors, lower, upper): the sum of the factors times what stands at the places lies between.
    totals: how many of the claims, the last ones, say of each group of totals (an axis, what is summed, a period) that
    they are the sum of what their table prints; and whether something else may be in them.
    linked: the places of each claim, those of contradicted totals too; and whether the first is the sum of the others.
    """

    axes: list[dict[Point, int]]
    lower: np.ndarray = field(init=False)
    upper: np.ndarray = field(init=False)
    claims: list[tuple[np.ndarray, np.ndarray, float, float]] = field(default_factory=list)
    totals: list[tuple[int, bool]] = field(default_factory=list)
    linked: list[tuple[list[int], bool]] = field(default_factory=list)
    _by_place: dict[int, list[tuple[list[int], bool]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        size = math.prod(len(axis) for axis in self.axes)
        self.lower, self.upper = np.zeros(size), np.full(size, math.inf)

    def places(self, points: Iterable[Iterable[Point]]) -> np.ndarray:
        """The places of all combinations of points, some for each axis."""
        places = np.zeros(1, dtype=int)
        for axis, chosen in zip(self.axes, points):
            places = (places[:, None] * len(axis) + np.array([axis[point] for point in chosen], dtype=int)).ravel()
        return places

    def programme(self) -> Programme:
        """The claims' sums over the places."""
        rows = np.repeat(np.arange(len(self.claims)), [len(claim[0]) for claim in self.claims])
        columns, factors = (np.concatenate([claim[n] for claim in self.claims]) for n in (0, 1))
        return Programme(len(self.claims), len(self.lower), (rows, columns, factors))

    def say(self, points: list[frozenset[Point]], value: Interval) -> None:
        """What one answer says."""
        places = self.places(points)
        if len(places) > 1:
            self.claims.append((places, np.ones(len(places)), *value))
            self.linked.append((places.tolist(), False))
            return
        [at] = places
        low, high = max(self.lower[at], value.lower), min(self.upper[at], value.upper)
        if low > high:  # Two that contradict each other: between them nothing is known.
            low, high = min(self.lower[at], value.lower), max(self.upper[at], value.upper)
        self.lower[at], self.upper[at] = low, high

    def sum_up(self, axis: int, total: frozenset[Value], period: Point | None, doubted: bool, contradicted: bool) -> None:
        """Totals are what they sum, or where that is doubted at least that; of one that is contradicted nobody knows."""
        others = [list(points) for points in self.axes]
        if period is not None:
            others[-1] = [period]
        sums = self.places([[total] if i == axis else points for i, points in enumerate(others)])
        parts = [self.places([[value] if i == axis else points for i, points in enumerate(others)]) for value in sorted(total, key=str)]
        factors, all_places = np.array([1.0] + [-1.0] * len(parts)), np.column_stack([sums, *parts])
        self.linked += [(places, True) for places in all_places.tolist()]
        if not contradicted:
            self.claims += [(places, factors, 0.0, 0.0) for places in all_places]
            self.totals.append((len(sums), doubted))

    def deciding(self, places: Iterable[int]) -> set[int]:
        """All places of which another number could change the sum over some: those, and beside a place of which the number
        is not certain all that a claim links with it; and what a total sums, since it may contradict the total."""
        self._by_place = self._by_place or _claims_of(self.linked)
        found = set(places)
        todo = list(found)
        while todo:
            place = todo.pop()
            uncertain = self.lower[place] < self.upper[place]
            for linked, summed in self._by_place.get(place, ()):
                if uncertain or (summed and linked[0] == place):
                    todo += (new := set(linked) - found)
                    found |= new
        return found


def system_of(rows: list[Row], unread: set[tuple[str, str]], extra: list[frozenset[Point]]) -> System:
    """The system of some rows. unread: the tables with a cell that was not read. extra: more points that each axis needs."""
    last = len(extra) - 1
    points = points_of(rows)
    standing = [frozenset().union(extra[i], *(r.labels[i] or () for r in rows), *(p[i] for p in points)) for i in range(last + 1)]
    standing = [s.union(*(p for p in s if isinstance(p, frozenset))) for s in standing]
    system = System([{point: n for n, point in enumerate(sorted(s, key=_order))} for s in standing])
    groups: dict[tuple, bool] = {}
    contradicted = set()
    for row, at in zip(rows, points):
        if row.value is not None:
            # What nobody knows may be in what is known.
            system.say(at, row.value if row.known else Interval(0.0, row.value.upper))
        for i, label in enumerate(row.labels):
            if label is None:
                [total] = at[i]
                group = (i, total, None if i == last else next(iter(at[last])))
                groups[group] = groups.get(group, False) or row.table in unread
                contradicted |= {group} if row.doubted else set()
    # What is summed in one period is the same sum in the others: a total of all periods is made of them.
    for i in range(last):
        for total in (p for p in system.axes[i] if isinstance(p, frozenset)):
            for period in system.axes[last]:
                groups.setdefault((i, total, period), False)
    for (axis, total, period), doubted in sorted(groups.items(), key=lambda f: (f[0][0], _order(f[0][1]), str(f[0][2]))):
        # Of a total that is contradicted nobody knows what it sums, nor of those beside it.
        if total:
            system.sum_up(axis, total, period, doubted, (axis, total, period) in contradicted)
    return system


def _claims_of(linked: list[tuple[list[int], bool]]) -> dict[int, list[tuple[list[int], bool]]]:
    """Place → the claims about it."""
    found: dict[int, list] = {}
    for claim in linked:
        for place in claim[0]:
            found.setdefault(place, []).append(claim)
    return found


def _order(point: Point) -> tuple:
    return (1, *sorted(map(str, point))) if isinstance(point, frozenset) else (0, str(point))


def points_of(rows: list[Row]) -> list[list[frozenset[Point]]]:
    """For each row and axis the points that it is the sum of: a total is a point of its own."""
    printed = summed_by(rows)
    return [[frozenset([printed[i, r.table, r.period]]) if label is None else label for i, label in enumerate(r.labels)] for r in rows]


def summed_by(rows: list[Row]) -> dict[tuple[int, tuple[str, str], str], frozenset[Value]]:
    """What a total sums, by axis, table and period: what the table prints there.

    Which periods a total of them sums is clear only where a table prints one of a line, and no months beside their year.
    """
    found: dict[tuple, frozenset[Value]] = {}
    lines = [(row.table, row.labels) for row in rows if row.period == TOTAL]
    several = {table for (table, _), n in Counter(lines).items() if n > 1}
    for row in rows:
        for i, label in enumerate(row.labels):
            for period in (row.period, None):
                key = (i, row.table, period)
                found[key] = found.get(key, frozenset()) | (label or frozenset())
    last = len(rows[0].labels) - 1 if rows else 0
    for (i, table, period), values in list(found.items()):
        if i == last:
            values = found[i, table, None]
            clear = table not in several and len({grain(v) for v in values}) == 1
            found[i, table, period] = values if clear else frozenset()
        elif period == TOTAL:
            found[i, table, period] = found[i, table, None]
    return found


class Solver:
    """The bounds of sums over a system: plain sums where nothing overlaps, else linear programmes over one matrix."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.touching = np.zeros(len(system.lower), dtype=int)  # how many claims there are about a place
        for places, *_ in system.claims:
            self.touching[places] += 1
        self.least = np.array([claim[2] for claim in system.claims])
        self.most = np.array([claim[3] for claim in system.claims])
        self.groups, end = [], len(system.claims)
        for length, doubted in reversed(system.totals):
            self.groups.insert(0, slice(end - length, end))
            end -= length
            self.most[end : end + length] = math.inf if doubted else 0.0
        self.answers = slice(0, end)
        self._programme: Programme | None = None

    def bounds(self, places: np.ndarray) -> Interval:
        """The least and the most that the numbers at some places can sum to."""
        low, high = self.system.lower[places], self.system.upper[places]
        plain = Interval(float(low.sum()), float(high.sum()))
        if plain.lower == plain.upper or not self.touching[places].any():
            return plain
        if (found := self._alone(places, plain)) is not None:
            return found
        wanted = np.bincount(places, minlength=len(self.system.lower)).astype(float)
        least = self._solve(wanted)
        if least is None:
            self._settle()
            least = self._solve(wanted) or 0.0
        most = self._solve(-wanted)
        return Interval(max(plain.lower, least), min(plain.upper, math.inf if most is None else -most))

    def _alone(self, places: np.ndarray, plain: Interval) -> Interval | None:
        """The bounds where only one claim is about the places and what it is about: a column of numbers and its total.

        None where there are more of them, or where the claim cannot be true.
        """
        if self.touching[places].max() > 1:
            return None
        about = [n for n, claim in enumerate(self.system.claims) if np.isin(places, claim[0]).any()]
        among, factors, *_ = self.system.claims[about[0]]
        wanted = np.isin(among, places)
        if len(about) > 1 or self.touching[among].max() > 1 or wanted.sum() < len(places) or len(set(factors[wanted])) > 1:
            return None
        # What the others leave of the claim is for what is wanted.
        low, high = factors[~wanted] * self.system.lower[among[~wanted]], factors[~wanted] * self.system.upper[among[~wanted]]
        low, high = self.least[about[0]] - np.maximum(low, high).sum(), self.most[about[0]] - np.minimum(low, high).sum()
        low, high = (low, high) if factors[wanted][0] > 0 else (-high, -low)
        low, high = max(plain.lower, float(low)), min(plain.upper, float(high))
        return Interval(low, high) if low <= high else None

    @property
    def feasible(self) -> bool:
        low, high = self.system.lower, self.system.upper
        if any(self._holds(numbers) for numbers in (low, np.where(np.isfinite(high), high, low))):
            return True
        return self._solve(np.zeros(len(low))) is not None

    def _holds(self, numbers: np.ndarray) -> bool:
        sums = np.array([factors @ numbers[places] for places, factors, *_ in self.system.claims])
        return bool(((sums >= self.least - 1e-9) & (sums <= self.most + 1e-9)).all())

    def _solve(self, wanted: np.ndarray) -> float | None:
        """The least of a sum; None where nothing is possible, or it has no least."""
        self._programme = self._programme or self.system.programme()
        try:
            found = self._programme.least(wanted, (self.least, self.most), (self.system.lower, self.system.upper))
        except Impossible:
            return None
        return round(found.least, 6) + 0.0 if found else None

    def _settle(self) -> None:
        """Where not all can be true, keeps what can: first what is printed, then that a total is at least what it sums, then no more.

        It is kept in one order. So to know more of a number, within what is possible, keeps the same.
        """
        least, most = self.least.copy(), self.most.copy()
        self.least, self.most = np.full_like(least, -math.inf), np.full_like(most, math.inf)
        claimed = [(slice(n, n + 1), (self.least, least), (self.most, most)) for n in range(self.answers.stop)]
        claimed += [(where, (self.least, least)) for where in self.groups]
        claimed += [(where, (self.most, most)) for where in self.groups]
        for where, *ends in claimed:
            before = [now[where].copy() for now, _ in ends]
            for now, said in ends:
                now[where] = said[where]
            if not self.feasible:
                for (now, _), was in zip(ends, before):
                    now[where] = was
