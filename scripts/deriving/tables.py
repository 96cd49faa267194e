"""What one body printed in answer to one question, and any sum over it that a metric wants."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pandas as pd

from study import Dimension, Question
from sums import TOTAL, Interval, Point, Row, Solver, System, Value, elements, points_of, rows_of, summed_by, system_of

Over = dict[str, tuple[str | int, ...]]


Sum = tuple[Interval, frozenset[str]]  # and the addresses of the cells that it depends on


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
    missed: its cells of this question that were not read, which a total of their table may sum. Of some nobody knows but the
    number: they stand at their place as answers do."""

    answers: pd.DataFrame
    missed: pd.DataFrame
    asked: Question
    dimensions: dict[str, Dimension]
    _rows: list[Row] = field(init=False)
    _unread: set[tuple[str, str]] = field(init=False)  # the tables with a cell of which nobody knows what it says

    def __post_init__(self) -> None:
        answers = self.answers.set_index("answer")
        missed = list(self.missed.itertuples(index=False)) if len(self.missed) else []
        placed = [cell for cell in missed if self._is_placed(cell)]
        self._rows = rows_of(answers, self.by, self.dimensions)
        if placed:
            self._rows += rows_of(_as_answers(placed, answers), self.by, self.dimensions)
        self._unread = {(cell.file, cell.part) for cell in missed if not self._is_placed(cell)}
        if self.asked.blank is not None and not self._unread:
            self._rows += self._blanks(Interval(self.asked.blank, self.asked.blank))

    def _is_placed(self, cell) -> bool:
        return isinstance(cell.period, str) and cell.labels is not None and {said["dimension"] for said in cell.labels} >= set(self.by)

    @property
    def by(self) -> tuple[str, ...]:
        return self.asked.by

    def _blanks(self, value: Interval) -> list[Row]:
        """What each period's places hold in which nothing stands. Of a body that prints totals only it is so along its
        other axes, and what the totals sum is known to be no more than they."""
        found = []
        for period in {row.period for row in self._rows} - {TOTAL}:
            rows = [row for row in self._rows if row.period == period]
            depth = min(sum(label is None for label in row.labels) for row in rows)
            finest = [row for row in rows if sum(label is None for label in row.labels) == depth]
            for totals in dict.fromkeys(tuple(label is None for label in row.labels[:-1]) for row in finest):
                mine = [row for row in finest if tuple(label is None for label in row.labels[:-1]) == totals]
                taken = {place for row in mine for place in product(*([None] if label is None else label for label in row.labels[:-1]))}
                along = [[None] if total else self._all(d) for d, total in zip(self.by, totals)]
                blank = [(place, value) for place in product(*along) if place not in taken]
                parts = [(place, None) for place in product(*map(self._all, self.by))] if any(totals) else []
                for place, known in [*blank, *parts]:
                    labels = (*(None if value is None else frozenset([value]) for value in place), frozenset([period]))
                    found.append(Row(None, mine[0].table, labels, known, False))
        return found

    def _all(self, dimension: str) -> list[Value]:
        """The elementary values of a dimension that config knows."""
        declared = self.dimensions[dimension]
        return sorted(frozenset[Value]().union(*(elements(declared, value) for value in declared.values)), key=str)

    def of_period(self, period: str) -> frozenset[str]:
        """The cells that say something of a period."""
        return frozenset(row.index for row in self._rows if row.period == period and row.index)

    def sums(self, overs: list[Over], period: str) -> list[Sum]:
        """For each of `overs`, which name the same dimensions, the sum over the values named of each dimension, and over all
        that is printed of one that is not named. Empty where no number is printed for the period."""
        if not self.printed(period):
            return []
        standing: dict[tuple, list[Row]] = {}
        for row in self._rows:
            if row.period == period and row.single:
                standing.setdefault(tuple(next(iter(label)) for label in row.labels[:-1]), []).append(row)
        found = [_exact(standing, one) for one in self._wanted_of(overs)]
        if None not in found:
            return found
        solved = iter(self._solved([over for over, exact in zip(overs, found) if exact is None], period))
        return [next(solved) if exact is None else exact for exact in found]

    def _solved(self, overs: list[Over], period: str) -> list[Sum]:
        problem = self.problem(overs, period)
        solver, system = Solver(problem.system), problem.system
        found = [solver.bounds(places) for places in problem.wanted]
        if problem.open_ended:
            found = [Interval(value.lower, math.inf) for value in found]
        standing = [(row.index, set(system.places(at).tolist())) for row, at in zip(problem.rows, points_of(problem.rows)) if row.index]
        deciding = [system.deciding(at.tolist()) for at in problem.wanted]
        return [(value, frozenset(n for n, at in standing if not at.isdisjoint(near))) for value, near in zip(found, deciding)]

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


def _exact(standing: dict[tuple, list[Row]], wanted: list[frozenset[Value] | None]) -> Sum | None:
    """The plain sum, where all that is wanted is printed exactly, value by value. It depends on what stands there, and on
    what was set aside of it. standing: what is printed at each place."""
    if None in wanted:
        return None
    total, sources = 0.0, []
    for place in product(*wanted):
        mine = standing.get(place, [])
        number = next((r.value.lower for r in reversed(mine) if r.value is not None and r.value.lower == r.value.upper), None)
        if number is None:
            return None
        total += number
        sources += [row.index for row in mine if row.index]
    return Interval(total, total), frozenset(sources)


def _as_answers(placed: list, answers: pd.DataFrame) -> pd.DataFrame:
    """Cells of which the number alone is not known, as answers without one."""
    rows = []
    for cell in placed:
        labels = {said["dimension"]: said for said in cell.labels}
        said = {column: value for d, of in labels.items() for column, value in ((d, of["value"]), (f"{d}_printed", of["printed"]))}
        rows.append({"file": cell.file, "part": cell.part, "period": cell.period, "status": "unreadable", "set_aside": "", **said})
    return pd.DataFrame(rows, index=[cell.address for cell in placed], columns=answers.columns)
