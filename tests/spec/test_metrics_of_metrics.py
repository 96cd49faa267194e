"""Verbs over metrics: multiply, add, ratio, ranking."""

from __future__ import annotations

import math

import pytest

from tests.spec.harbours import crew, derived, ends

# metrics of metrics ------------------------------------------------------------------------------------------------

MADE = """
boats: {total: crew}
deep: {reference: {file: depths.csv, where: {name: deep}}}
shallow: {reference: {file: depths.csv, where: {name: shallow}}}
"""


@pytest.mark.parametrize(
    ("metric", "interval"),
    [
        ("add: [boats, deep]", (10 + 20, 14 + 20)),
        ("multiply: [boats, shallow]", (20, 28)),
        ("ratio: {of: boats, to: deep}", (10 / 20, 14 / 20)),
        ("ratio: {of: boats, to: [deep, shallow]}", (10 / 40, 14 / 40)),
        ("ratio: {of: deep, to: boats}", (20 / 14, 20 / 10)),
    ],
)
def test_a_metric_of_metrics(metric, interval):
    d = derived(MADE + f"m: {{{metric}, unit: x}}", crew(H01="10", H02="<5"))["m"]
    assert ends(d) == pytest.approx(interval)
    assert {role for role, _ in d.lineage} == {"metric"}


def test_divided_by_what_may_be_nothing():
    d = derived(MADE + "m: {ratio: {of: deep, to: boats}, unit: x}", crew(H01="<5"))["m"]
    assert ends(d) == (5, math.inf)


def test_divided_by_nothing():
    assert math.isnan(derived(MADE + "m: {ratio: {of: deep, to: boats}}", crew(H01="0"))["m"].interval.lower)


def test_metrics_are_made_in_the_order_that_they_need_and_told_in_the_order_declared():
    made = derived("share: {ratio: {of: boats, to: deep}}\n" + MADE, crew(H01="10"))
    assert list(made) == ["share", "boats", "deep", "shallow"]


def test_vary_of_a_ratio():
    text = "m: {ratio: {of: boats, to: deep}, unit: x, vary: {deep: {at low water: deep, in the shallows: shallow}}}"
    made = derived(MADE + text, crew(H01="10"))
    assert {name: ends(d) for name, d in made.items() if name.startswith("m.")} == {
        "m.at low water": (0.5, 0.5),
        "m.in the shallows": (5, 5),
    }
