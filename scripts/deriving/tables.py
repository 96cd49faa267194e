"""What one body printed in answer to one question, and any sum over it that a metric wants."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pandas as pd

from study import Dimension, Question
from sums import TOTAL, Interval, Point, Row, Solver, System, Value, elements, rows_of, summed_by, system_of

Over = dict[str, tuple[str | int, ...]]


@dataclass(frozen=True, slots=True)
class Problem:
    """Sums over what was printed, as they are solved. wanted: the places of each sum. open_ended: nobody knows what a cell
    that was not read would add."""

    rows: list[Row]
    system: System
    wanted: list[np.ndarray]
    open_ended: bool


@dataclass(slots=True)
class Tables:
    """answers: all of one body to one question, of all periods, those that were set aside too: a total sums them as well.
    missed: its cells of this question that were not read, which a total of their table may sum."""

    answers: pd.DataFrame
    missed: pd.DataFrame
    asked: Question
    dimensions: dict[str, Dimension]
    _rows: list[Row] = field(init=False)
    _unread: set[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self._rows = rows_of(self.answers, self.by, self.dimensions)
        self._unread = set(zip(self.missed["file"], self.missed["part"])) if len(self.missed) else set()
        if self.asked.blank is not None and not self._unread:
            self._rows += self._blanks(Interval(self.asked.blank, self.asked.blank))

    @property
    def by(self) -> tuple[str, ...]:
        return self.asked.by

    def _blanks(self, value: Interval) -> list[Row]:
        """The places of each period in which nothing stands; of a body that prints totals only, those along its other axes."""
        found = []
        for period in {row.period for row in self._rows} - {TOTAL}:
            rows = [row for row in self._rows if row.period == period]
            depth = min(sum(label is None for label in row.labels) for row in rows)
            finest = [row for row in rows if sum(label is None for label in row.labels) == depth]
            for totals in dict.fromkeys(tuple(label is None for label in row.labels) for row in finest):
                mine = [row for row in finest if tuple(label is None for label in row.labels) == totals]
                along = [[None] if total else self._all(d) for d, total in zip(self.by, totals)]
                taken = {place for row in mine for place in product(*([None] if label is None else label for label in row.labels[:-1]))}
                for place in product(*along):
                    if place not in taken:
                        labels = (*(None if value is None else frozenset([value]) for value in place), frozenset([period]))
                        found.append(Row(None, mine[0].table, labels, value, False))
        return found

    def _all(self, dimension: str) -> list[Value]:
        """The elementary values of a dimension that config knows."""
        declared = self.dimensions[dimension]
        return sorted(frozenset[Value]().union(*(elements(declared, value) for value in declared.values)), key=str)

    def sources(self, period: str) -> tuple[str, ...]:
        """The answers that a sum of the period depends on: the period's, and all where a total of all periods is printed."""
        said = list(zip(self.answers["answer"].tolist(), self.answers["period"].tolist()))
        summed_up = any(p == TOTAL for _, p in said)
        return tuple(address for address, p in said if summed_up or p == period)

    def sums(self, overs: list[Over], period: str) -> list[Interval]:
        """For each of `overs`, which name the same dimensions, the sum over the values named of each dimension, and over all
        that is printed of one that is not named. Empty where no number is printed for the period."""
        if not self.printed(period):
            return []
        rows = [row for row in self._rows if row.period == period]
        if exact := _exact(rows, self._wanted_of(overs)):
            return exact
        problem = self.problem(overs, period)
        solver = Solver(problem.system)
        found = [solver.bounds(places) for places in problem.wanted]
        return [Interval(v.lower, math.inf) for v in found] if problem.open_ended else found

    def printed(self, period: str) -> bool:
        """Whether a number stands for the period."""
        return any(row.value is not None for row in self._rows if row.period == period)

    def _wanted_of(self, overs: list[Over]) -> list[list[frozenset[Value] | None]]:
        return [[self._wanted(d, over[d]) if d in over else None for d in self.by] for over in overs]

    def _wanted(self, dimension: str, values: tuple[str | int, ...]) -> frozenset[Value]:
        return frozenset[Value]().union(*(elements(self.dimensions[dimension], value) for value in values))

    def problem(self, overs: list[Over], period: str) -> Problem:
        """What `sums` solves where not all is exact. A number stands for the period."""
        wanted = self._wanted_of(overs)
        summed_up = any(row.period == TOTAL for row in self._rows)
        rows = self._rows if summed_up else [row for row in self._rows if row.period == period]
        everything = [None if w is not None else self._everything(rows, i, period) for i, w in enumerate(wanted[0])]
        aims: list[list[frozenset[Point]]] = [[all_ if w is None else w for w, all_ in zip(one, everything)] for one in wanted]
        extra = [frozenset[Point]().union(*along) for along in zip(*aims)] + [frozenset([period])]
        system = system_of(rows, self._unread, extra)
        # Without a total nobody knows what a cell that was not read would add to all that is printed.
        open_ended = any(all_ is not None and not any(isinstance(p, frozenset) for p in all_) for all_ in everything)
        return Problem(rows, system, [system.places([*aim, [period]]) for aim in aims], bool(self._unread) and open_ended)

    def _everything(self, rows: list[Row], axis: int, period: str) -> frozenset[Point]:
        """All that is printed along an axis: the widest total, and the values beside it."""
        printed = summed_by(rows)
        mine = [row for row in rows if row.period == period]
        values = frozenset[Value]().union(*(row.labels[axis] or () for row in mine))
        totals = {printed[axis, row.table, period] for row in mine if row.labels[axis] is None and row.value is not None}
        widest = max(totals, key=lambda t: (len(t), sorted(map(str, t))), default=None)
        return values if widest is None or (values and not widest) else frozenset([widest]) | (values - widest)


def _exact(rows: list[Row], wanted: list[list[frozenset[Value] | None]]) -> list[Interval]:
    """Plain sums, where all that is wanted is printed exactly, value by value; else nothing."""
    if any(w is None for one in wanted for w in one):
        return []
    exact = [row for row in rows if row.single and row.value is not None and row.value.lower == row.value.upper]
    numbers = {tuple(next(iter(label)) for label in row.labels[:-1]): row.value.lower for row in exact}
    sums = [[numbers.get(place, math.nan) for place in product(*one)] for one in wanted]
    return [] if any(math.isnan(n) for parts in sums for n in parts) else [Interval(sum(parts), sum(parts)) for parts in sums]
