"""Sums over small tables with totals, against every filling with whole numbers that what is printed allows."""

from __future__ import annotations

import itertools
import math
from functools import cache

import numpy as np
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from deriving.tables import Tables
from sums import Interval
from tests.made.printed import row, tables_of

YEARS = {"sail": "2021", "steam": "2022", "oars": "2023", "total": "total"}
AGES, KINDS = ("0", "1", "2", "3-4"), ("sail", "steam", "oars")
TAKEN = {"0": (0,), "1": (1,), "2": (2,), "3-4": (3, 4)}
MOST = 3  # boats of one age and kind
SHAPES = [(4, 1), (3, 1), (2, 2)]  # small enough for all fillings


@cache
def fillings(ages: int, kinds: int) -> np.ndarray:
    """Every table of this shape whose cells go up to one more than all boats there can be."""
    return np.array(list(itertools.product(range(ages * kinds * MOST + 2), repeat=ages * kinds))).reshape(-1, ages, kinds)


def printed(true: int, how: str) -> Interval | None:
    """How a number is told: as it is, hidden, in a band, rounded, or not at all."""
    match how:
        case "small ones hidden" if true < 3:
            return Interval(0, 2)
        case "hidden by hand" if true < 6:
            return Interval(0, 5)
        case "band":
            return Interval(true // 5 * 5, true // 5 * 5 + 4)
        case "rounded":
            return Interval(max(0, (true + 2) // 5 * 5 - 2), (true + 2) // 5 * 5 + 2)
        case "or more":
            return Interval(max(0, true - 1), math.inf)
        case "withheld":
            return None
    return Interval(true, true)


HOW = st.sampled_from(["exactly", "small ones hidden", "small ones hidden", "hidden by hand", "band", "rounded", "or more", "withheld"])
Told = dict[tuple[str, str], Interval | None]  # labels → what is told


@st.composite
def bodies(draw, shapes=SHAPES) -> tuple[np.ndarray, Told]:
    """True numbers, and what one table tells of them: all cells, some bands, totals of lines, of columns, and of both."""
    ages, kinds = draw(st.sampled_from(shapes))
    true = np.array(draw(st.lists(st.integers(0, MOST), min_size=ages * kinds, max_size=ages * kinds))).reshape(ages, kinds)
    labels = list(itertools.product([*AGES[:ages], "total"], [*KINDS[:kinds], *(["total"] if kinds > 1 else [])]))
    labels += [("0-2", kind) for kind in KINDS[:kinds]] if ages > 2 else []
    told: Told = {}
    for age, kind in labels:
        inside = age in AGES and kind in KINDS
        if inside or draw(st.booleans()):
            told[age, kind] = printed(int(counted(true[None], age, kind)[0]), draw(HOW))
    return true, told


def counted(worlds: np.ndarray, age: str, kind: str) -> np.ndarray:
    """How many boats of a label there are, in each world."""
    ages = slice(0, 3) if age == "0-2" else slice(None) if age == "total" else AGES.index(age)
    of_age = worlds[:, ages] if isinstance(ages, slice) else worlds[:, ages : ages + 1]
    return of_age.sum(axis=1).sum(axis=1) if kind == "total" else of_age.sum(axis=1)[:, KINDS.index(kind)]


def sent(told: Told, years: bool = False) -> list[dict]:
    """As answers. years: what are kinds in the table are periods, and their total is the total of all periods."""
    rows = []
    for n, ((age, kind), value) in enumerate(told.items(), start=2):
        labels = {"period": YEARS[kind], "age": age} if years else {"period": "2023", "age": age, "kind": kind}
        said = row("withheld", "Sheet1", f"B{n}", **labels)
        if value is not None:
            said |= {"status": "banded", "lower": float(value.lower), "upper": float(value.upper)}
        rows.append(said)
    note([(r["age"], r.get("kind"), r["period"], r["status"], r["lower"], r["upper"]) for r in rows])
    return rows


def allowed(true: np.ndarray, told: Told) -> np.ndarray:
    worlds = fillings(*true.shape)
    for (age, kind), value in told.items():
        if value is not None:
            number = counted(worlds, age, kind)
            worlds = worlds[(number >= value.lower) & (number <= value.upper)]
    return worlds


def aims(ages: int, kinds: int) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What may be wanted: one cell, a line, a corner, everything."""
    return [(AGES[:a], KINDS[:k]) for a in range(1, ages + 1) for k in range(1, kinds + 1)] + [(AGES[1:ages], KINDS[:1])]


def over(ages: tuple[str, ...], kinds: tuple[str, ...]) -> dict[str, tuple]:
    return {"age": tuple(a for age in ages for a in TAKEN[age]), "kind": kinds}


def summed(tables: Tables, wanted: dict[str, tuple], period: str = "2023") -> Interval | None:
    return next((value for value, _ in tables.sums([wanted], period)), None)


def wanted(worlds: np.ndarray, ages: tuple[str, ...], kinds: tuple[str, ...]) -> np.ndarray:
    return sum(counted(worlds, age, kind) for age in ages for kind in kinds)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(body=bodies())
def test_a_sum_is_between_the_least_and_the_most_of_all_fillings(body):
    """Exactly there: along two axes, with bands that lie within each other, the ends of the programme are whole numbers."""
    true, told = body
    worlds, tables = allowed(true, told), tables_of(sent(told))
    top = fillings(*true.shape).max()
    assume(any(v is not None for v in told.values()))
    for aim in aims(*true.shape):
        found, sums = summed(tables, over(*aim)), wanted(worlds, *aim)
        open_ended = max(counted(worlds, a, k).max() for a in aim[0] for k in aim[1]) == top
        assert found == (sums.min(), math.inf if open_ended else sums.max()), f"of {aim}"


@settings(max_examples=40, deadline=None, derandomize=True)
@given(body=bodies([(2, 2)]))
def test_so_it_is_with_totals_of_all_periods(body):
    true, told = body
    worlds, tables = allowed(true, told), tables_of(sent(told, years=True))
    top = fillings(*true.shape).max()
    for kind in KINDS[:2]:
        found, sums = summed(tables, {"age": (0,)}, YEARS[kind]), wanted(worlds, ("0",), (kind,))
        assert found is None or found == (sums.min(), math.inf if sums.max() == top else sums.max())


@settings(max_examples=40, deadline=None, derandomize=True)
@given(body=bodies([(4, 3), (3, 3), (4, 2)]))
def test_the_truth_is_inside(body):
    true, told = body
    tables = tables_of(sent(told))
    for aim in aims(*true.shape)[::4]:
        found, sum_ = summed(tables, over(*aim)), wanted(true[None], *aim)[0]
        assert found is None or found.lower <= sum_ <= found.upper, f"of {aim}"
    if found := summed(tables, {}):
        assert found.lower <= true.sum() <= found.upper


@settings(max_examples=50, deadline=None, derandomize=True)
@given(body=bodies([(3, 3), (4, 2), (4, 1)]), data=st.data(), wrong=st.integers(-4, 20))
def test_to_know_more_of_a_number_never_widens_a_sum(body, data, wrong):
    """Whatever a cell may still be, once it is known (or known better) each sum lies within what it was before.

    So it is, too, where a total is more than its parts, or less: what was left out of it stays left out.
    """
    true, told = body
    if ("total", KINDS[0]) in told and (total := told["total", KINDS[0]]) is not None and wrong > 0:
        told = told | {("total", KINDS[0]): Interval(total.lower + wrong, total.upper + wrong)}
    before = tables_of(sent(told))
    age, kind = data.draw(st.sampled_from([(a, k) for a, k in told if a in AGES and k in KINDS]))
    was = summed(before, over((age,), (kind,)))
    assume(was is not None)
    low = data.draw(st.integers(math.ceil(was.lower), int(min(was.upper, was.lower + 9))))
    high = data.draw(st.one_of(st.just(low), st.integers(low, int(min(was.upper, low + 9)))))
    after = tables_of(sent(told | {(age, kind): Interval(low, high)}))
    for aim in aims(*true.shape)[::4]:
        wide, narrow = summed(before, over(*aim)), summed(after, over(*aim))
        assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper, f"of {aim}"
