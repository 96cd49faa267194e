"""Sums over ages from what one body printed, against every state of the world that it may have come from."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pandas as pd
from hypothesis import example, given, note, settings
from hypothesis import strategies as st

from deriving.inputs import Inputs
from tests.spec.conftest import HARBOURS, answer, register_of, table_of, unread_of

AGES = {name: value.covers for name, value in HARBOURS.dimensions["age"].values.items()}
MOST = 4  # boats of one age
OTHERS = ["?Not known"]  # a line that is no age, and that a total takes in


@cache
def states() -> np.ndarray:
    """All numbers of boats of the ages 0 to 4, and of an age that is not known: a row a state."""
    return np.array(list(itertools.product(range(MOST + 1), repeat=6)))


def count(world: np.ndarray, label: str) -> np.ndarray:
    """How many boats a line of this label counts, in each state."""
    return world[:, 5] if label in OTHERS else world[:, list(AGES[label])].sum(axis=1)


HOW = ["exactly", "below", "at most", "band", "or more", "not recorded", "set aside"]
Lines = dict[str, tuple[str, int]]  # label → how its count is printed, and how far from it


def printed(true: int, how: str, step: int) -> str:
    match how:
        case "below":
            return f"<{true + step}"
        case "at most":
            return f"≤{true + step}"
        case "band":
            return f"{max(0, true - step)}-{true + step}"
        case "or more":
            return f"{max(0, true - step)}+"
        case "not recorded":
            return "not recorded"
    return str(true)


def sent(true: list[int], sheets: list[Lines]) -> tuple[list[dict], np.ndarray]:
    """What a body prints of a true state, a table a sheet; and all the states that it is true of."""
    rows, possible = [], np.ones(len(states()), dtype=bool)
    for n, lines in enumerate(sheets, start=1):
        ages = sorted({age for label in lines if label != "total" for age in ([5] if label in OTHERS else AGES[label])})
        for label, (how, step) in lines.items():
            each = states()[:, ages].sum(axis=1) if label == "total" else count(states(), label)
            number = sum(true[age] for age in ages) if label == "total" else count(np.array([true]), label)[0]
            row = answer(printed(int(number), how, step), age=label, part=f"Sheet{n}", cell=f"B{len(rows) + 2}")
            rows.append(row | ({"set_aside": "contradicted: by another"} if how == "set aside" else {}))
            if how not in ("not recorded", "set aside"):
                possible &= (each >= row["lower"]) & (each <= (np.inf if row["upper"] is None else row["upper"]))
    return rows, states()[possible]


def summed(rows: list[dict], wanted: tuple[int, ...]) -> tuple[float, float] | None:
    no_replies = pd.DataFrame(columns=["collection", "body", "question", "status"])
    inputs = Inputs(HARBOURS, table_of(rows), register_of(foi=("H01",)), no_replies, unread_of([]), {})
    return inputs.per_body("visits", {"age": wanted}, ("2018/19",))["H01"].value


WORLDS = st.lists(st.integers(0, MOST), min_size=6, max_size=6)
LINES = st.dictionaries(
    st.sampled_from([*AGES, *OTHERS, "total", "total"]), st.tuples(st.sampled_from(HOW), st.integers(1, 3)), min_size=2, max_size=5
).filter(lambda lines: set(lines) != {"total"})
WANTED = st.sampled_from([(0,), (0, 1), (0, 1, 2), (3, 4), (0, 1, 2, 3, 4), (1, 2)])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(true=WORLDS, sheets=st.lists(LINES, min_size=1, max_size=2), wanted=WANTED)
@example(true=[1, 0, 0, 0, 0, 2], sheets=[{"0": ("exactly", 1), "?Not known": ("exactly", 1), "total": ("exactly", 1)}], wanted=(0,))
@example(true=[1, 2, 0, 0, 0, 0], sheets=[{"0": ("exactly", 1), "1": ("not recorded", 1), "total": ("exactly", 1)}], wanted=(0,))
@example(true=[1, 2, 0, 0, 0, 0], sheets=[{"0": ("exactly", 1), "1": ("set aside", 1), "total": ("exactly", 1)}], wanted=(0,))
def test_every_possible_state_is_inside_the_sum(true, sheets, wanted):
    rows, possible = sent(true, sheets)
    note([(r["part"], r["age_printed"], r["raw"]) for r in rows])
    value = summed(rows, wanted)
    if value is None:
        return
    sums = possible[:, list(wanted)].sum(axis=1)
    assert value[0] <= sums.min(), f"it may be {sums.min()}"
    assert value[1] >= sums.max(), f"it may be {sums.max()}"


@settings(max_examples=30, deadline=None, derandomize=True)
@given(counts=st.lists(st.integers(0, 50), min_size=3, max_size=3), order=st.permutations(["0", "1", "2"]), with_total=st.booleans())
def test_what_is_printed_exactly_is_exact(counts, order, with_total):
    rows = [answer(str(counts[int(age)]), age=age) for age in order]
    rows += [answer(str(sum(counts)), age="total")] if with_total else []
    assert summed(rows, (0, 1, 2)) == (sum(counts), sum(counts))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(counts=st.lists(st.integers(0, 4), min_size=3, max_size=3))
def test_a_printed_total_tightens_the_hidden_counts_that_it_sums(counts):
    rows = [answer("<5", age=str(age)) for age in range(3)] + [answer(str(sum(counts)), age="total")]
    assert summed(rows, (0, 1, 2)) == (sum(counts), sum(counts))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(true=WORLDS, lines=LINES, wanted=WANTED)
def test_the_order_of_the_rows_does_not_matter(true, lines, wanted):
    rows, _ = sent(true, [lines])
    assert summed([dict(r) for r in rows], wanted) == summed([dict(r) for r in reversed(rows)], wanted)
