"""Totals and wider bands that contradict what they sum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from study import NUMERIC, Study
from sums import PERIOD, TOTAL, Row, Solver, grain, points_of, rows_of, system_of

TABLE = ["collection", "body", "file", "part", "question"]
WHAT_TO_DO = "Look at them in the return: a ruling in config/rulings.yml says what stands"


def totals_that_do_not_add_up(study: Study, answers: pd.DataFrame) -> dict[int, str]:
    """Index → why a total, or a band of several values, cannot be the sum of what its table prints.

    A total that exceeds its parts may sum what is not printed, and is no error. A band sums its values and nothing else.
    """
    numbers = answers[answers["status"].isin(NUMERIC)]
    found: dict[int, str] = {}
    for (collection, question), asked in numbers.groupby(["collection", "question"], sort=False):
        if by := study.question(collection, question).by:
            found |= _exceeded(study, asked, by)
            found |= _impossible(study, asked[~asked.index.isin(found)], by)
    return {index: why for index, why in found.items() if not answers.at[index, "ruling"]}


def _exceeded(study: Study, numbers: pd.DataFrame, by: tuple[str, ...]) -> dict[int, str]:
    """Totals that are less than what they sum, line by line, in every direction; of all periods too."""
    axes = [*by, PERIOD]
    total = {axis: (numbers[axis] == TOTAL).to_numpy() for axis in axes}
    part = {axis: _is_part(study, numbers, axis) for axis in axes}
    tables = numbers.groupby(TABLE, sort=False).ngroup().to_numpy()
    found: dict[int, str] = {}
    for summed, left in _directions(axes):
        kept = [axis for axis in axes if axis not in (*summed, *left)]
        along = np.logical_and.reduce([total[a] for a in left] + [~total[a] for a in kept] + [np.ones(len(numbers), dtype=bool)])
        sums = np.logical_and.reduce([along, *(total[a] for a in summed)])
        if not sums.any():
            continue
        parts = np.logical_and.reduce([along, np.isin(tables, tables[sums]), *(part[a] for a in summed)])
        beside = [column for axis in kept for column in ([axis] if axis == PERIOD else [axis, f"{axis}_printed"])]
        both = np.flatnonzero(sums | parts)
        line = np.full(len(numbers), -1)
        line[both] = numbers[[*TABLE, *beside]].iloc[both].groupby([*TABLE, *beside], dropna=False, sort=False).ngroup()
        if PERIOD not in kept:
            clear = _clear(numbers[PERIOD], line, sums, parts)
            sums, parts = sums & clear, parts & clear
        parts = _once(numbers, list(summed), line, parts)
        # Rounded: 0.1 and 0.2 are a little over 0.3 to a computer.
        least = np.bincount(line[parts], numbers["lower"].fillna(0).to_numpy()[parts], minlength=line.max() + 1).round(6)
        over = np.flatnonzero(sums & (least[line] > numbers["upper"].fillna(np.inf).to_numpy()))
        shown = np.flatnonzero(parts & np.isin(line, line[over]))
        made = dict(list(numbers.iloc[shown].groupby(line[shown], sort=False)))
        for n, row in zip(line[over], numbers.iloc[over].itertuples()):
            if not any(_is_a_code(getattr(row, f"{axis}_printed")) for axis in summed if axis != PERIOD):
                its = f"and its parts {_named(made[n], (row.file, row.part))} make at least {least[n]:g}"
                found.setdefault(row.Index, f"a total of {row.raw} in {row.cell}, {its}. {WHAT_TO_DO}")
    return found


def _directions(axes: list[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Along which axes a total is taken apart, and along which its parts are totals as well."""
    for n in range(1, len(axes) + 1):
        for summed in combinations(axes, n):
            others = [axis for axis in axes if axis not in summed]
            for m in range(len(others) + 1):
                yield from ((summed, left) for left in combinations(others, m))


def _is_part(study: Study, numbers: pd.DataFrame, axis: str) -> np.ndarray:
    """Which answers are parts along an axis that do not overlap. A band may, and so may a label that nobody knows."""
    if axis == PERIOD:
        return numbers[axis].ne(TOTAL).to_numpy()
    return numbers[axis].isin([name for name, v in study.dimensions[axis].values.items() if len(v.covers) <= 1]).to_numpy()


def _once(numbers: pd.DataFrame, summed: list[str], line: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Of parts that stand twice in a table, the least: a code, and below it its name."""
    mine = numbers.loc[parts, [*summed, "lower"]].assign(line=line[parts], at=np.flatnonzero(parts))
    once = mine.sort_values("lower", kind="stable").drop_duplicates([*summed, "line"])["at"].to_numpy()
    return np.isin(np.arange(len(numbers)), once)


def _clear(periods: pd.Series, line: np.ndarray, sums: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """The answers of lines where it is clear which periods a total of them sums: one total, and no months beside their year."""
    grains = periods[parts].map({p: grain(p) for p in periods.unique()}).groupby(line[parts]).nunique()
    totals = pd.Series(line[sums]).value_counts()
    return np.isin(line, grains.index[grains == 1]) & np.isin(line, totals.index[totals == 1])


def _is_a_code(printed: object) -> bool:
    """Whether the label of a total is a code, a letter and a number, which is then no word for a total."""
    return isinstance(printed, str) and re.match(r"[A-Z]{1,3}\d", printed) is not None


def _impossible(study: Study, numbers: pd.DataFrame, by: tuple[str, ...]) -> dict[int, str]:
    """Bands, and totals of them, that no numbers of the values could make together."""
    bands = [numbers[d].isin([name for name, v in study.dimensions[d].values.items() if len(v.covers) > 1]) for d in by]
    banded = np.logical_or.reduce(bands)
    if not banded.any():
        return {}
    # A band is the same in each of a body's tables; only what a total sums is its own table's.
    when = ["collection", "body", "question", PERIOD]
    together = numbers.groupby(when, sort=False).ngroup()
    found: dict[int, str] = {}
    for _, tables in numbers[together.isin(together[banded])].groupby(when, sort=False):
        rows = rows_of(tables, by, study.dimensions)
        while conflict := _conflict(rows):
            for row in _widest(conflict):
                found[row.index] = _why(row, conflict, tables, by)
                rows = _without(rows, row)
    return found


def _solver(rows: list[Row]) -> Solver:
    """Their system, in which each total may sum more than its parts."""
    return Solver(system_of(rows, {row.table for row in rows}, [frozenset()] * len(rows[0].labels)))


def _without(rows: list[Row], row: Row) -> list[Row]:
    """The same tables, in which nothing is known of one answer."""
    return [replace(r, value=None) if r.index == row.index else r for r in rows]


def _conflict(rows: list[Row]) -> list[Row]:
    """The tables with only the answers that cannot all be true, and none of which can be taken out; empty where all can be."""
    if _solver(rows).feasible:
        return []
    for row in rows:
        if not _solver(without := _without(rows, row)).feasible:
            rows = without
    return rows


def _widest(conflict: list[Row]) -> list[Row]:
    """The answers that none of the others takes in."""

    def takes_in(one: Row, other: Row) -> bool:
        return all(a is None or (b is not None and b <= a) for a, b in zip(one.labels, other.labels))

    known = [row for row in conflict if row.value is not None]
    return [r for r in known if not any(takes_in(o, r) and not takes_in(r, o) for o in known)]


def _why(row: Row, conflict: list[Row], tables: pd.DataFrame, by: tuple[str, ...]) -> str:
    """What the others in the conflict make of an answer, beside what it says."""
    solver = _solver(_without(conflict, row))
    made = solver.bounds(solver.system.places(points_of(conflict)[conflict.index(row)]))
    limit = f"at least {made.lower:g}" if made.lower > row.value.upper else f"at most {made.upper:g}"
    printed = tables.loc[row.index]
    labels = " ".join(printed[f"{d}_printed"] for d in by)
    said = f"a total of {printed['raw']}" if None in row.labels else f"{printed['raw']} for {labels}"
    others = tables.loc[[r.index for r in conflict if r.value is not None and r.index != row.index]]
    return f"{said} in {printed['cell']}, and its parts {_named(others, row.table)} make {limit}. {WHAT_TO_DO}"


def _named(parts: pd.DataFrame, table: tuple[str, str]) -> str:
    """Cells and what stands there, with the address of those in another table; of many, the first and the last."""
    here = zip(parts["file"], parts["part"])
    cells = [cell if at == table else address for cell, address, at in zip(parts["cell"], parts["answer"], here)]
    said = [f"{cell} ({raw})" for cell, raw in zip(cells, parts["raw"])]
    if len(said) > 8:
        return f"{', '.join(said[:3])} … {said[-1]} ({len(said)} cells)"
    return " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))
