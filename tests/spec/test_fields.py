"""What a metric may say besides its verb: by, vary, where, missing, strata, cap, period, rounded_to; and what is lost."""

from __future__ import annotations

import math

import pytest

from study import ConfigError
from tests.spec.conftest import answer
from tests.spec.harbours import ANSWERED, OFFERS, crew, derived, ends, one, several, visits

# by ----------------------------------------------------------------------------------------------------------------

PER_COAST = crew(H01="10", H02="<5", H03="7")


def test_by_a_column_of_the_register():
    assert several("total: crew, by: coast", PER_COAST)["east"] == (10, 14)
    d = derived("m: {total: crew, by: coast}", PER_COAST)
    assert {name: (v.text, v.answered, v.asked) for name, v in d.items()} == {
        "m.not said": ("not known", 0, 1),
        "m.east": ("10–14", 2, 2),
        "m.west": ("7", 1, 2),
    }
    assert {source.partition("!")[2][0] for role, source in d["m.west"].lineage if role == "known"} == {"B", "D"}, "who is where"


def test_how_many_are_known_by_a_column_of_the_register():
    assert several("known: survey, by: coast", []) == {"not said": (1, 1), "east": (2, 2), "west": (2, 2)}


def test_by_a_dimension():
    said = visits("H01", age_0="1", age_1="<5") + visits("H02", age_0="2", age_1="7")
    d = derived('m: {total: visits, by: age, period: ["2018/19"]}', said)
    assert {name: ends(v) for name, v in d.items() if name in ("m.0", "m.1")} == {"m.0": (3, 3), "m.1": (7, 11)}
    assert d["m.0"].label == "Under 1"


def test_by_both():
    said = visits("H01", age_0="1") + visits("H03", age_0="2")
    d = derived('m: {total: visits, by: [coast, age], period: ["2018/19"]}', said)
    assert (ends(d["m.east.0"]), ends(d["m.west.0"])) == ((1, 1), (2, 2))
    assert d["m.west.0"].label == "west, Under 1"


def test_a_ratio_of_what_has_several_values_has_as_many():
    made = derived("a: {total: crew, by: coast}\nb: {known: survey, by: coast}\nm: {ratio: {of: a, to: b}, unit: x}", PER_COAST)
    assert {name: ends(d) for name, d in made.items() if name.startswith("m.") and d.label != "not said"} == {
        "m.east": (5, 7),
        "m.west": (3.5, 3.5),
    }


def test_a_ratio_to_what_a_place_has_no_value_of():
    """H05 stands on no coast that the register names, and no figure is of such a coast."""
    text = "a: {total: crew, by: coast}\nb: {reference: {file: coasts.csv, where: {}}, by: coast}\nm: {ratio: {of: a, to: b}, unit: x}"
    made = derived(text, PER_COAST)
    unknown = made["m.not said"]
    assert (unknown.text, unknown.how, unknown.of) == ("not known", "b has no value for “not said”.", ("a.not said",))
    assert ends(made["m.west"]) == (7 / 4, 7 / 4)


# vary, strata, missing, cap ----------------------------------------------------------------------------------------


def test_vary_of_a_total():
    found = several(
        "total: crew, vary: {missing: [reported, bounded], cap: [300, 400]}", crew(H01="over 250", H02="10"), bodies=("H01", "H02", "H03")
    )
    assert found == {"reported.300": (261, 310), "reported.400": (261, 410), "bounded.300": (261, 610), "bounded.400": (261, 810)}


def test_vary_says_which_choice_is_the_metrics_own():
    d = derived("m: {total: crew, vary: {cap: [300, 400]}}", crew(H01="10"))
    assert ["This is the choice" in d[name].how for name in ("m.300", "m.400")] == [True, False]


def test_strata():
    """Of the east both answered, of the west one of two, of H05 nobody: it is taken to be like all the others."""
    d = one("total: crew, missing: grossed up, strata: coast", crew(H01="10", H02="20", H03="7"))
    assert ends(d) == pytest.approx(((10 + 20 + 7 * 2) * 5 / 4,) * 2)
    assert "each coast by itself" in d.how
    assert d.basis == "all 5 bodies: the 2 silent ones as if they were like the 3 others of the same coast"


@pytest.mark.parametrize("how", ["bounded", "grossed up", "reported"])
def test_a_share_of_all(how):
    d = one(f"share: dues, where: lights, missing: {how}", OFFERS)
    assert ends(d) == pytest.approx({"bounded": (3 / 5, 4 / 5), "grossed up": (3 / 4, 3 / 4), "reported": (3 / 4, 3 / 4)}[how])
    assert d.base == (4 if how == "reported" else 5)


def test_a_count_of_all():
    assert one("count: dues, where: lights, missing: bounded", OFFERS).text == "3–4 of 5"
    assert one("count: dues, where: lights, missing: grossed up", OFFERS).text == "4 of 5", "3.75 bodies"


def test_a_cap_is_for_open_answers_only():
    """What is about so many may end at the question's cap by chance."""
    about = answer("about 280", "crew", "2023", body="H02", status="approximate", lower=260.0, upper=300.0)
    d = one("total: crew, cap: 500", [*crew(H01="over 250", H03="300"), about])
    assert ends(d) == (251 + 260 + 300, 500 + 300 + 300)


# where, rounded_to, reference --------------------------------------------------------------------------------------


def test_one_of_several_options():
    d = one("count: dues, where: dredging or pilots", OFFERS)
    assert (ends(d), d.text) == ((3, 3), "3 of 4")
    assert "answering Dredging or Pilots" in d.how


@pytest.mark.parametrize(
    ("metric", "text"),
    [
        ("total: crew, rounded_to: 10", "110–170"),
        ("total: crew, rounded_to: 100", "100–200"),
        ('share: crew, where: "< 4", rounded_to: 0.1', "0–1 of 3 (0–40%)"),
    ],
)
def test_rounded_outwards(metric, text):
    assert one(metric, crew(**ANSWERED)).text == text


def test_a_reference_figure_with_two_ends():
    d = one("reference: {file: tides.csv, where: {harbour: Port Ruddle, year: 2019}}", [])
    assert (ends(d), d.text) == ((3.5, 4.5), "3–5"), "printed outwards"
    assert ends(one("reference: {file: tides.csv, where: {harbour: Port Ruddle, year: 2018}}", [])) == (3, 3)


def test_reference_figures_by_a_column():
    assert several("reference: {file: tides.csv, where: {year: 2019}}, by: harbour", []) == {"Port Ruddle": (3.5, 4.5), "Saltmouth": (5, 5)}


@pytest.mark.parametrize(
    ("picked", "why"),
    [
        ("{file: tides.csv}, by: harbour", "needs one row for each harbour; it has 3 rows"),
        ("{file: tides.csv, where: {year: 2020}}, by: harbour", "with year = 2020, one row for each harbour; it has 0 rows"),
        ("{file: tides.csv}, by: sea", "has no column 'sea'"),
    ],
)
def test_reference_figures_that_no_column_tells_apart(picked, why):
    with pytest.raises(ConfigError, match=why):
        one(f"reference: {picked}", [])


# What is lost, and periods -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", ["", "period: [2019/20, 2018/19], "])
@pytest.mark.parametrize("how", ["set aside", "not read"])
def test_another_period_does_not_stand_for_one_that_was_answered_and_is_lost(period, how):
    """Of 2019/20 it gave something that cannot be used. 12, of the year before, is not that number."""
    rows, unread = visits(age_0="12", period="2018/19"), [{"body": "H01", "question": "visits", "cell": "D2", "period": "2019/20"}]
    if how == "set aside":
        rows, unread = rows + [row | {"set_aside": "contradicted"} for row in visits(age_0="9", period="2019/20")], []
    d = one(f"total: visits, {period}over: {{age: [0]}}", rows, unread=unread)
    assert (ends(d), d.answered) == ((0, math.inf), 1)


def test_nothing_times_a_number_without_end_is_nothing():
    made = derived(
        'a: {share: crew, where: "< 5"}\nb: {total: visits, over: {age: [0, 1]}}\nm: {multiply: [a, b]}', crew(H01="9") + visits(age_0="1")
    )
    assert (ends(made["b"]), ends(made["m"])) == ((1, math.inf), (0, 0))
