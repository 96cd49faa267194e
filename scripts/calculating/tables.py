"""A sum over what one body printed, as formulas: the plain sums of the ends, and what the printed totals leave of them.

The least that a sum can be is a linear programme. By its duality each combination of claims (a total, a band of ages)
bounds the sum from below with the ends of what the combination leaves, and the largest of these bounds is the answer. With
one claim there is one combination: the total less the most of its other parts. With several that overlap there are many; the
ones that may bind are written, so that the formula is always a true bound, and as narrow as the run's for what was received.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from calculating.references import LONGEST, LOWER, NO_LIMIT, UPPER, Term, added, number
from deriving.tables import Over, Tables
from linear import Impossible
from sums import Interval, Row, points_of

OVERLAP = (
    "Several printed totals overlap: a linear programme, of which the combinations of totals that may bind are written here. After a "
    "change this is a true bound, but a run may find a narrower one."
)
SEVERAL = "More than two answers stand for one place of the table: the ends that bind now are written here."


@dataclass(frozen=True, slots=True)
class Sum:
    """plain: the sums of the lower and of the upper ends. left: what totals leave, where there are any, and against: whether
    one of them cannot be the sum of what it sums. problem: what of it does not follow a change as a run would."""

    plain: tuple[str, str]
    left: tuple[str, str] | None
    against: str
    plainly: Interval
    leaving: Interval | None
    totals: int
    problem: str = ""


class Sums:
    """Sums over what one body printed of a period, each of its numbers beside the cell that says it. rows: of the answers,
    in the workbook."""

    def __init__(self, tables: Tables, overs: list[Over], period: str, rows: dict[str, int]) -> None:
        self.problem = problem = tables.problem(overs, period)
        self.system, self.rows = problem.system, rows
        self.at: dict[int, list[Row]] = {}
        said: list[Row] = []
        for row, points in zip(problem.rows, points_of(problem.rows)):
            if row.value is not None:
                places = self.system.places(points)
                if len(places) > 1:
                    said.append(row)
                else:
                    self.at.setdefault(int(places[0]), []).append(row)
        self.said = said  # the claims that one answer makes; totals make the others
        doubted = [doubted for length, doubted in self.system.totals for _ in range(length)]
        self.most = [claim[3] for claim in self.system.claims[: len(said)]] + [math.inf if d else 0.0 for d in doubted]

    def sum(self, which: int, value: Interval) -> Sum | None:
        """The sum over one of `overs`. value: what the run made of it. None where no formula of a cell's length gives that."""
        wanted = self.problem.wanted[which]
        cost = np.bincount(wanted, minlength=len(self.system.lower)).astype(float)
        plain = self._combined(cost, {}, 0), self._combined(cost, {}, 1)
        ends = (plain[0][1], plain[1][1])
        about = self._component(wanted)
        candidates = list(self._candidates(cost, about))
        bounds = [[c for y in candidates if (c := self._combined(cost, y, end)) is not None] for end in (0, 1)]
        if self.problem.open_ended:
            plain, ends, bounds[1] = (plain[0], (number(NO_LIMIT), math.inf)), (ends[0], math.inf), []
        against, contradicted = self._against([n for n in about if cost[self.system.claims[n][0]].any()])
        found = Interval(*ends) if contradicted else self._best(ends, bounds)
        if not _same(found, value) and len(about) > 1 and not contradicted:
            for end, y in self._duals(cost):
                if not (end and self.problem.open_ended) and (c := self._combined(cost, y, end)) is not None:
                    bounds[end].append(c)
            found = self._best(ends, bounds)
        if not _same(found, value):
            return None
        left = None
        if bounds[0] or bounds[1]:
            texts = [list(dict.fromkeys(text for text, _ in side)) for side in bounds]
            left = tuple(f"{('MAX', 'MIN')[end]}({','.join(side or [plain[end][0]])})" for end, side in enumerate(texts))
        leaving = Interval(max([v for _, v in bounds[0]] or [ends[0]]), min([v for _, v in bounds[1]] or [ends[1]])) if left else None
        crowded = any(len(rows) > 2 for rows in self.at.values())
        problem = OVERLAP if len(about) > 1 else SEVERAL if crowded else ""
        if max(map(len, (plain[0][0], plain[1][0], against, *(left or ())))) > LONGEST:
            return None
        return Sum((plain[0][0], plain[1][0]), left, against, Interval(*ends), leaving, len(about), problem)

    def _best(self, plain: tuple[float, float], bounds: list[list[tuple[str, float]]]) -> Interval:
        low, high = max([plain[0], *(v for _, v in bounds[0])]), min([plain[1], *(v for _, v in bounds[1])])
        return Interval(low, high) if low <= high + 1e-9 else Interval(*plain)

    def _against(self, claims: list[int]) -> tuple[str, bool]:
        """Whether one of the claims cannot be true, whatever the numbers that it is about: as a formula, and now."""
        said, now = [], False
        for n in claims:
            places, factors, least, _ = self.system.claims[n]
            cost = np.zeros(len(self.system.lower))
            cost[places] = factors
            row = self.said[n] if n < len(self.said) else None
            low, high = self._combined(cost, {}, 0), self._combined(cost, {}, 1)
            if math.isfinite(self.most[n]):
                said.append(f"{low[0]}>{self._named(row, 1) if row else 0}+0.000000001")
                now |= low[1] > self.most[n] + 1e-9
            said.append(f"{high[0]}<{self._named(row, 0) if row else 0}-0.000000001")
            now |= high[1] < least - 1e-9
        return f"OR({','.join(said)})" if said else "FALSE", now

    def _component(self, wanted: np.ndarray) -> list[int]:
        """The claims that can matter to what is wanted: about its places, and about what those claims are about."""
        reached, about = set(wanted.tolist()), []
        rest = {n: set(claim[0].tolist()) for n, claim in enumerate(self.system.claims)}
        while near := [n for n, places in rest.items() if places & reached]:
            for n in near:
                reached |= rest.pop(n)
            about += near
        return sorted(about)

    def _candidates(self, cost: np.ndarray, about: list[int]) -> Iterator[dict[int, float]]:
        """Combinations: each claim about what is wanted by itself, and those of one group of totals together."""
        signs: dict[int, float] = {}
        for n in about:
            places, factors, *_ = self.system.claims[n]
            touched = factors[cost[places] > 0]
            if len(touched):
                signs[n] = float(touched[0])
        for n, sign in signs.items():
            yield {n: sign}
        start = len(self.said)
        for length, _ in self.system.totals:
            group = {n: signs[n] for n in range(start, start + length) if n in signs}
            start += length
            if len(group) > 1:
                yield group

    def _duals(self, cost: np.ndarray) -> Iterator[tuple[int, dict[int, float]]]:
        """The combinations that bind for what was received, by the solver's own prices."""
        programme = self.system.programme()
        sums = np.array([claim[2] for claim in self.system.claims]), np.array(self.most)
        for end, turn in ((0, 1.0), (1, -1.0)):
            with suppress(Impossible):
                if found := programme.least(turn * cost, sums, (self.system.lower, self.system.upper)):
                    prices = turn * found.prices
                    yield end, {int(n): round(float(prices[n]), 9) for n in np.flatnonzero(abs(prices) > 1e-9)}

    def _combined(self, cost: np.ndarray, y: dict[int, float], end: int) -> tuple[str, float] | None:
        """What a combination of claims says of the least (end 0) or most (end 1) of what is wanted, so many times each place:
        a formula and its value. None where it says nothing."""
        rest = cost.copy()
        sides: tuple[list[Term], list[Term]] = ([], [])  # in the columns of lower and upper ends
        value = 0.0
        for n, times in y.items():
            places, factors, *_ = self.system.claims[n]
            rest[places] -= times * factors
            side = end if times > 0 else 1 - end
            if n < len(self.said):
                value += times * self._end(self.said[n], side)
                sides[side].append((times, self._cell(self.said[n], side)))
            elif side and math.isinf(self.most[n]):
                return None
        for place in np.flatnonzero(np.abs(rest) > 1e-9):
            times = float(rest[place])
            side = end if times > 0 else 1 - end
            rows = self.at.get(int(place), [])
            if not rows and side:
                if y:
                    return None
                sides[1].append((times, number(NO_LIMIT)))
            bound = float((self.system.lower, self.system.upper)[side][place])
            value += times * bound if math.isfinite(bound) else math.copysign(math.inf, times)
            if rows and any(self._cell(row, side) != "0" for row in rows):
                sides[side].append((times, self._place(rows, side)))
        texts = [added(terms, column) for terms, column in zip(sides, (LOWER, UPPER)) if terms]
        text = "+".join(texts).replace("+-", "-") or "0"
        return text, value

    def _end(self, row: Row, side: int) -> float:
        return 0.0 if not side and not row.known else row.value[side]

    def _cell(self, row: Row, side: int) -> int | str:
        """The row of an answer; or the number, where none was written."""
        if row.index is None:
            return number(row.value[side])
        return "0" if not side and not row.known else self.rows[row.index]

    def _place(self, rows: list[Row], side: int) -> int | str:
        """One end of what stands at a place: what two answers have in common, or all of both if they contradict each other."""
        if len(rows) == 1:
            return self._cell(rows[0], side)
        cells = [[self._named(row, s) for row in rows] for s in (0, 1)]
        inner, outer = (("MAX", "MIN"), ("MIN", "MAX"))[side]
        low, high = ",".join(cells[0]), ",".join(cells[1])
        return f"IF(MAX({low})<=MIN({high}),{inner}({','.join(cells[side])}),{outer}({','.join(cells[side])}))"

    def _named(self, row: Row, side: int) -> str:
        cell = self._cell(row, side)
        return f"Answers!{(LOWER, UPPER)[side]}{cell}" if isinstance(cell, int) else cell


def _same(a: Interval, b: Interval) -> bool:
    return all(x == y or abs(x - y) <= 1e-6 for x, y in zip(a, b))
