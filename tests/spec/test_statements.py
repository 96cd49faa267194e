"""What the report says against what was derived: it agrees, it disagrees, or the returns leave it open."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from deriving.derived import Derived, shown
from deriving.inputs import Interval
from deriving.statements import Claim, Statement, holds, judged, rounded
from study import Word

YES, NO, OPEN = True, False, None


def derived(lower: float, upper: float, answered: int | None = None) -> Derived:
    return Derived(Interval(lower, upper), "boats", "", "", (), answered)


CLAIMS = [
    # claim, lower, upper, whether it holds
    ({"above": 10}, 11, 20, YES),
    ({"above": 10}, 10, 20, OPEN),
    ({"above": 10}, 5, 10, NO),
    ({"above": 10}, 10, 10, NO),
    ({"below": 10}, 5, 9, YES),
    ({"below": 10}, 5, 10, OPEN),
    ({"below": 10}, 10, 20, NO),
    ({"equals": 10}, 10, 10, YES),
    ({"equals": 10}, 9, 11, OPEN),
    ({"equals": 10}, 11, 12, NO),
    ({"equals": 10}, 9, 9, NO),
    ({"between": (10, 20)}, 10, 20, YES),
    ({"between": (10, 20)}, 12, 12, YES),
    ({"between": (10, 20)}, 9, 12, OPEN),
    ({"between": (10, 20)}, 5, 25, OPEN),
    ({"between": (10, 20)}, 20, 25, OPEN),
    ({"between": (10, 20)}, 21, 25, NO),
    ({"between": (10, 20)}, 1, 9, NO),
    ({"above": 10, "below": 20}, 11, 19, YES),
    ({"above": 10, "below": 20}, 11, 20, OPEN),
    ({"above": 10, "below": 20}, 20, 30, NO),
    # An end that nobody knows.
    ({"above": 10}, 12, math.inf, YES),
    ({"above": 10}, 5, math.inf, OPEN),
    ({"below": 10}, 5, math.inf, OPEN),
    ({"below": 10}, 12, math.inf, NO),
    ({"above": 10}, math.nan, math.nan, OPEN),
    # Compared as it was published.
    ({"equals": 10, "rounded_to": 1}, 9.5, 10.4, YES),
    ({"equals": 10, "rounded_to": 1}, 9.4, 10.4, OPEN),
    ({"between": (4400, 6500), "rounded_to": 100}, 4350, 6549, YES),
    ({"between": (4400, 6500), "rounded_to": 100}, 4349, 6549, OPEN),
    ({"between": (0.04, 0.06), "rounded_to": 0.01}, 0.035, 0.0649, YES),
    ({"between": (0.04, 0.06), "rounded_to": 0.01}, 0.02, 0.0349, NO),
]


@pytest.mark.parametrize(("claim", "lower", "upper", "said"), CLAIMS)
def test_a_claim(claim, lower, upper, said):
    assert holds(Claim(metric="boats", **claim), derived(lower, upper)) is said


@pytest.mark.parametrize(("answered", "said"), [(43, YES), (42, NO)])
def test_how_many_answered_is_a_claim_too(answered, said):
    assert holds(Claim(metric="boats", equals=30, answered=43), derived(30, 30, answered)) is said


def test_how_many_answered_settles_what_else_is_open():
    assert holds(Claim(metric="boats", equals=30, answered=43), derived(29, 31, 42)) is NO


@pytest.mark.parametrize(
    ("number", "to", "becomes"),
    [
        (149, 100, 100),
        (150, 100, 200),
        (0.045, 0.01, 0.05),
        (0.145, 0.01, 0.15),
        (0.285, 0.01, 0.29),
        (2.5, 1, 3),
        (7, None, 7),
        (12.3, 5, 10),
    ],
)
def test_half_is_rounded_up(number, to, becomes):
    assert rounded(Interval(number, number), to) == (becomes, becomes)


def test_an_unknown_end_stays_unknown():
    assert rounded(Interval(12, math.inf), 10) == (10, math.inf)


VERDICTS = [
    (["yes"], "agrees"),
    (["no"], "disagrees"),
    (["open"], "undetermined"),
    (["yes", "yes"], "agrees"),
    (["yes", "open"], "undetermined"),
    (["open", "no"], "disagrees"),
]


@pytest.mark.parametrize(("claims", "said"), VERDICTS, ids=[" and ".join(v[0]) for v in VERDICTS])
def test_a_statement_is_as_good_as_the_weakest_of_its_claims(claims, said):
    made = {"yes": derived(20, 30), "no": derived(1, 2), "open": derived(5, 15)}
    statement = Statement(
        says="More than ten boats.", source="The report", published="10", claims=[{"metric": c, "above": 10} for c in claims]
    )
    assert judged(statement, made, {}).verdict == said


REASONS = [
    ({"above": 2000}, 2099, 2135, "", "Boats in a year: 2,099–2,135, which is above 2,000."),
    ({"above": 2000}, 1446, 1487, "", "Boats in a year: 1,446–1,487, which is not above 2,000."),
    ({"above": 2000}, 1990, 2010, "", "Boats in a year: 1,990–2,010, which may or may not be above 2,000."),
    ({"equals": 27}, 27, 27, "", "Boats in a year: 27, which is the published 27."),
    ({"equals": 30, "answered": 43}, 30, 30, "", "Boats in a year: 30, which is the published 30, of 43 that answered."),
    (
        {"between": (0.04, 0.06), "rounded_to": 0.01},
        0.043,
        0.0649,
        "share",
        "Boats in a year: 4.3–6.5%, which is between 4% and 6% to the nearest 1%.",
    ),
    ({"is": "most"}, 0.4, 0.5, "share", "Boats in a year: 40–50%, which is not “most”, that is more than half."),
    ({"between": (1, 3)}, 1, 1, "place", "Boats in a year: 1, which is among the first 3."),
]


@pytest.mark.parametrize(("claim", "lower", "upper", "unit", "reason"), REASONS)
def test_the_reason_is_an_english_sentence(claim, lower, upper, unit, reason):
    words = {"most": Word(means="more than half", above=0.5)}
    limits = {"above": 0.5} if "is" in claim else {}
    statement = Statement(says="", source="", published="", claims=[{"metric": "boats", **claim, **limits}])
    made = Derived(Interval(lower, upper), unit, "", shown(Interval(lower, upper), unit), (), 43)
    assert judged(statement, {"boats": made}, words, {"boats": "Boats in a year"}).because == reason


def test_the_reason_names_a_metric_of_several_values_once():
    made = {f"boats.{n}": replace(derived(n, n), text=str(n), label=f"Quay {n}") for n in (1, 2)}
    claims = [{"metric": name, "above": 1} for name in made]
    statement = Statement(says="", source="", published="", claims=claims)
    assert judged(statement, made, {}, {"boats": "Boats"}).because == "Boats: Quay 1: 1, which is not above 1. Quay 2: 2, which is above 1."


def test_a_claim_that_says_nothing_cannot_agree():
    assert holds_or_refuses({"metric": "boats"}) is not YES


def test_a_statement_without_claims_cannot_agree():
    try:
        statement = Statement(says="Boats are many.", source="The report", published="many", claims=[])
    except ValueError:
        return
    assert judged(statement, {}, {}).verdict != "agrees"


def holds_or_refuses(claim: dict) -> bool | None:
    """None as well where config does not take such a claim."""
    try:
        return holds(Claim(**claim), derived(20, 30))
    except ValueError:
        return None
