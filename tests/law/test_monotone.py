"""To know more never widens a metric, and never moves it out of where it was.

What bodies said of a hidden world is told twice: once as they sent it, and once with one thing better known: a number that
was hidden, in a band or about so many, at a narrower interval within its bounds; an answer that was set aside or not read,
as anything that its question allows. Each value of each metric then lies within what it was before.

Not of this law: a body that said nothing, or "not held", and now answers. It joins those that a metric speaks for.
"""

from __future__ import annotations

import math
from itertools import product

import pandas as pd
import yaml
from hypothesis import given, note, settings
from hypothesis import strategies as st

from derive import derive
from deriving.declared import Metric
from deriving.inputs import Inputs
from tests.spec.conftest import HARBOURS, answer, register_of, table_of, unread_of
from tests.spec.harbours import DEPTHS

BODIES = ("H01", "H02", "H03", "H04", "H05")
COAST = {"H01": "east", "H02": "east", "H03": "west", "H04": "west", "H05": "north"}
METRICS = """
hands: {total: crew}
hands_grossed: {total: crew, missing: grossed up}
hands_by_strata: {total: crew, missing: grossed up, strata: coast}
hands_bounded: {total: crew, missing: bounded}
hands_capped: {total: crew, cap: 500}
hands_choices: {total: crew, vary: {missing: [reported, grossed up, bounded], cap: [300, 400]}}
hands_by_coast: {total: crew, by: coast}
middle: {median: crew}
middle_by_coast: {median: crew, by: coast}
smallest: {smallest: crew}
largest: {largest: crew}
range: {range: crew}
small: {share: crew, where: "< 10"}
small_bounded: {share: crew, where: "< 10", missing: bounded}
small_grossed: {count: crew, where: "< 10", missing: grossed up, strata: coast}
lights: {count: dues, where: lights}
lights_by_coast: {share: dues, where: lights or pilots, by: coast}
several: {share: dues, where: 2 or more, missing: bounded}
dues: {distribution: dues}
dues_bounded: {distribution: dues, missing: bounded}
dues_ranked: {ranking: dues}
watched: {share: watch, where: "yes", missing: grossed up, strata: coast}
boats_taken: {distribution: largest}
boats_ranked: {ranking: boats_taken}
crews_where_watched: {tendency: crew, having: {watch: "yes"}}
visits_where_watched: {tendency: visits, over: {age: [0, 1, 2]}, having: {night_watch: "yes"}}
visits: {total: visits, over: {age: [0, 1, 2]}, period: [2019/20, 2018/19]}
visits_last: {total: visits, over: {age: [0, 1]}}
visits_all: {total: visits, period: [2019/20]}
visits_by_age: {total: visits, by: age, period: [2019/20, 2018/19]}
visits_ranked: {ranking: visits_by_age}
visits_by_coast_and_age: {total: visits, by: [coast, age], period: [2019/20, 2018/19]}
quiet: {share: visits, over: {age: [0, 1, 2]}, period: [2019/20, 2018/19], where: "< 10", missing: bounded}
busiest: {largest: visits, over: {age: [0, 1, 2]}, period: [2019/20, 2018/19]}
deep: {reference: {file: depths.csv, where: {name: deep}}}
more: {add: [hands, visits], unit: people}
much: {multiply: [small, hands], unit: people}
per_metre: {ratio: {of: hands, to: deep}}
per_visit: {ratio: {of: hands, to: visits}}
per_visit_by_coast: {ratio: {of: hands_by_coast, to: small}}
per_visit_choices: {ratio: {of: hands, to: visits}, vary: {visits: [visits, visits_all], hands: [hands, hands_grossed]}}
"""
DECLARED = {n: Metric.model_validate({"title": n, "why": "to see", **m}) for n, m in yaml.safe_load(METRICS).items()}


def questions(name: str) -> set[str]:
    """Those that a metric depends on."""
    metric = DECLARED[name]
    own = {metric.question, *metric.having} - {None}
    return own.union(*(questions(other) for other in metric.needs))


def about(question: str) -> dict[str, Metric]:
    """The metrics that depend on a question, and what they need; the others cannot move."""
    names = {name for name in DECLARED if question in questions(name)}
    names |= {other for name in names for other in DECLARED[name].needs}
    return {name: metric for name, metric in DECLARED.items() if name in names}


LOST = ("set aside", "not read")
OPTIONS = {
    "dues": ("survey", tuple(HARBOURS.question("survey", "dues").options)),
    "largest": ("survey", tuple(HARBOURS.question("survey", "largest").options)),
    "watch": ("survey", ("yes", "no", "partly")),
    "night_watch": ("foi", ("yes", "no")),
}
MOST = 300  # people in a crew, by config
DEEP = DEPTHS.assign(upper=[25.0, *[math.nan] * (len(DEPTHS) - 1)])


# What was said: for each body and question a list of (how, what), and one of them told better ------------------------

Cell = tuple[str, object]  # how it is told: "as it is", "set aside", "not read"; and what it says


def numbers(least: int, most: int) -> st.SearchStrategy[tuple[int, int]]:
    """An interval within another, exact more often than not."""
    ends = st.integers(least, most)
    return st.one_of(ends.map(lambda n: (n, n)), st.tuples(ends, ends).map(lambda e: (min(e), max(e))))


@st.composite
def a_number(draw) -> tuple[Cell, Cell]:
    how = draw(st.sampled_from(["as it is", "as it is", "as it is", *LOST]))
    before = draw(st.one_of(numbers(0, 12), numbers(0, MOST), st.just((251, MOST))))
    known = draw(numbers(*(before if how == "as it is" else (0, MOST))))
    return (how, before), ("as it is", known)


@st.composite
def options(draw, question: str) -> tuple[list[Cell], list[Cell]]:
    every = OPTIONS[question][1]
    several = question == "dues"
    some = st.sets(st.sampled_from(every), min_size=1, max_size=len(every) if several else 1)
    true = sorted(draw(some))
    told = [(draw(st.sampled_from(["as it is", "as it is", *LOST])), option) for option in true]
    if several and draw(st.booleans()):  # a mark that turns out to be for what was ticked anyway
        told.append((draw(st.sampled_from(LOST)), true[0]))
    better = list(told)
    if lost := [n for n, (how, _) in enumerate(told) if how != "as it is"]:
        n = draw(st.sampled_from(lost))
        better[n] = ("as it is", told[n][1])
    return told, better


@st.composite
def a_table(draw) -> tuple[dict, dict]:
    """Period and age → how it is told, and as what; a total is the sum of what is true of the ages that its table prints."""
    told = {}
    for period in draw(st.sampled_from([["2019/20"], ["2018/19"], ["2018/19", "2019/20"]])):
        ages = draw(st.sampled_from([["0", "1"], ["0", "1", "2"], ["0", "1", "2", "3-4"]]))
        true = {age: draw(st.integers(0, 6)) for age in ages}
        true |= {"total": sum(true.values())} if draw(st.booleans()) else {}
        hows = draw(st.sampled_from([["as it is"] * 4 + [*LOST], ["as it is"] * 4 + [*LOST], LOST]))
        for age, n in true.items():
            how = draw(st.sampled_from(hows))
            near = (n, n) if draw(st.booleans()) else (draw(st.integers(0, n)), draw(st.integers(n, n + 4)))
            told[period, age] = (how, near, n)
    open_ = [key for key, (how, near, _) in told.items() if how != "as it is" or near[0] < near[1]]
    better = dict(told)
    if open_:
        key = draw(st.sampled_from(sorted(open_)))
        how, (low, high), n = told[key]
        low, high = (low, high) if how == "as it is" else (0, n + 4)
        better[key] = ("as it is", draw(st.sampled_from([(n, n), (n, n), (draw(st.integers(low, n)), draw(st.integers(n, high)))])), n)
    return told, better


@st.composite
def told_twice(draw) -> tuple[str, list, list]:
    """All rows of all bodies, before and after what one of them said to a question is better known; and that question."""
    which, whom = draw(st.sampled_from(["crew", "crew", "visits", "visits", *OPTIONS])), draw(st.sampled_from(BODIES))
    asked = set().union(*(questions(name) for name in about(which)))
    before, after = [], []
    for body, question in product(BODIES, sorted(asked)):
        told, better = draw({"crew": a_number(), "visits": a_table()}.get(question, options(question)))
        if (body, question) == (whom, which):
            note(f"{body} {question}: {told} becomes {better}")
            after += rows(body, question, better)
            before += rows(body, question, told)
        elif draw(st.integers(0, 5)):  # else it says nothing
            after += rows(body, question, told)
            before += rows(body, question, told)
    return which, before, after


def rows(body: str, question: str, told) -> list[dict]:
    """Answers and unread cells, the latter with `raw` None."""
    if question == "crew":
        how, ends = told
        return [cell(answer("12", "crew", "2023", body=body, cell="B2"), how, ends)]
    if question == "visits":
        made = []
        for n, ((period, age), (how, ends, _)) in enumerate(told.items()):
            made.append(cell(answer("12", "visits", period, body=body, age=age, cell=f"C{n + 2}"), how, ends))
        return made
    return [
        cell(answer(option, question, "", body=body, cell=f"D{n + 2}", choices=[option]), how, None) for n, (how, option) in enumerate(told)
    ]


def cell(row: dict, how: str, ends: tuple[int, int] | None) -> dict:
    if how == "not read":
        return {key: row[key] for key in ("collection", "body", "question", "period", "cell")} | {"raw": None}
    row |= {"set_aside": "contradicted: by another"} if how == "set aside" else {}
    if ends:
        row |= {"lower": float(ends[0]), "upper": float(ends[1]), "status": "exact" if ends[0] == ends[1] else "banded"}
    return row


def derived(which: str, said: list[dict]) -> dict[str, tuple[float, float]]:
    answers, missed = ([row for row in said if (row["raw"] is None) is none] for none in (False, True))
    register = register_of(foi=BODIES, survey=BODIES)
    register["coast"] = register["body"].map(COAST)
    missed = unread_of([{**row, "raw": "?"} for row in missed])
    inputs = Inputs(HARBOURS, table_of([dict(row) for row in answers]), register, pd.DataFrame(), missed, {"depths.csv": DEEP})
    return {name: tuple(d.interval) for name, d in derive("metrics.yml", about(which), inputs).items()}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(told_twice())
def test_to_know_more_never_widens_a_metric_and_never_moves_it(case):
    which, *said = case
    before, after = (derived(which, rows) for rows in said)
    assert set(before) == set(after)
    for name, (low, high) in after.items():
        least, most = before[name]
        if math.isnan(least) or (math.isnan(low) and name.startswith("per_")):
            continue  # what was not known is now narrower; and a ratio by what turns out to be nothing is no number
        assert least - 1e-9 <= low <= high <= most + 1e-9, f"{name} was {least} to {most}, and is now {low} to {high}"
