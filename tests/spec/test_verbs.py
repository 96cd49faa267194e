"""Each verb on a few bodies: the interval, the text, how many answered of those asked, and what it depends on."""

from __future__ import annotations

import math

import pandas as pd
import pytest
import yaml

from derive import derive
from deriving.declared import Metric
from deriving.derived import Derived, shown
from deriving.inputs import Inputs, Interval
from study import REPLIES, ConfigError
from tests.spec.conftest import HARBOURS, answer, register_of, table_of, unread_of

BODIES = ("H01", "H02", "H03", "H04", "H05")
DEPTHS = pd.DataFrame(
    {
        "name": ["deep", "shallow", "twice", "twice"],
        "value": [20.0, 2.0, 1.0, 1.0],
        "unit": ["metres"] * 4,
        "publisher": ["Hydrographic office"] * 4,
        "source": ["Chart 12"] * 4,
        "note": ["at low water", "", "", ""],
        "address": [f"reference/depths.csv#!B{n}" for n in range(2, 6)],
    }
)

COAST = {"H01": "east", "H02": "east", "H03": "west", "H04": "west", "H05": ""}
TIDES = pd.DataFrame(
    {
        "harbour": ["Port Ruddle", "Port Ruddle", "Saltmouth"],
        "year": ["2018", "2019", "2019"],
        "value": [3.0, 3.5, 5.0],
        "upper": [math.nan, 4.5, math.nan],
        "unit": ["metres"] * 3,
        "publisher": ["Hydrographic office"] * 3,
        "source": ["Tide table"] * 3,
        "note": [""] * 3,
        "address": [f"reference/tides.csv#!C{n}" for n in range(2, 5)],
    }
)


def inputs_of(rows: list[dict], bodies: tuple[str, ...], unread: list[dict] | None) -> Inputs:
    replies = pd.DataFrame(columns=["collection", "body", "question", "status"])
    register = register_of(foi=bodies, survey=bodies)
    register["coast"] = register["body"].map(COAST)
    register["address_of_coast"] = register["address"].str.replace("B", "D")
    return Inputs(HARBOURS, table_of(rows), register, replies, unread_of(unread or []), {"depths.csv": DEPTHS, "tides.csv": TIDES})


def declared_as(metrics: str) -> dict[str, Metric]:
    return {n: Metric.model_validate({"title": n, "why": "to see", **m}) for n, m in yaml.safe_load(metrics).items()}


def derived(metrics: str, rows: list[dict], bodies: tuple[str, ...] = BODIES, unread: list[dict] | None = None) -> dict[str, Derived]:
    """Metrics, declared as in metrics.yml, over answers of these bodies."""
    return derive("metrics.yml", declared_as(metrics), inputs_of(rows, bodies, unread))


def several(metric: str, rows: list[dict], **said) -> dict[str, tuple[float, float]]:
    """Which of the values of one metric → its ends."""
    return {name.removeprefix("m."): ends(d) for name, d in derived(f"m: {{{metric}}}", rows, **said).items()}


def one(metric: str, rows: list[dict], **said) -> Derived:
    return derived(f"m: {{{metric}}}", rows, **said)["m"]


def ends(d: Derived) -> tuple[float, float]:
    return tuple(d.interval)


def crew(**said: str) -> list[dict]:
    """Body → its answer to the question on crews."""
    return [answer(raw, "crew", "2023", body=body) for body, raw in said.items()]


def watch(**said: str) -> list[dict]:
    return [answer(option, "watch", "", body=body, choices=[option]) for body, option in said.items()]


def dues(**said: tuple[str, ...]) -> list[dict]:
    return [
        answer("x", "dues", "", body=body, cell=f"B{n}", choices=[o]) for body, options in said.items() for n, o in enumerate(options, 2)
    ]


def visits(body: str = "H01", period: str = "2018/19", **ages: str) -> list[dict]:
    """`age_0="12"`, `age_total="30"`: one table of one body."""
    labels = {key: key.removeprefix("age_").replace("_", "-") for key in ages}
    column = {"2017/18": "B", "2018/19": "C", "2019/20": "D", "2019": "E"}[period]
    return [answer(raw, "visits", period, body=body, age=labels[key], cell=f"{column}{n}") for n, (key, raw) in enumerate(ages.items(), 2)]


# total -------------------------------------------------------------------------------------------------------------

ANSWERED = {"H01": "10", "H02": "<5", "H03": "100-149"}


def test_total():
    d = one("total: crew", crew(**ANSWERED))
    assert ends(d) == (10 + 0 + 100, 10 + 4 + 149)
    assert (d.text, d.unit, d.answered, d.asked, d.set_aside) == ("110–163", "people", 3, 5, 0)
    assert d.how.startswith("The sum of the 3 answers of the 5 bodies that were asked")
    assert "left out, not counted as zero" in d.how


def test_total_grossed_up():
    d = one("total: crew, missing: grossed up", crew(**ANSWERED))
    assert ends(d) == pytest.approx((110 * 5 / 3, 163 * 5 / 3))
    assert d.text == "183–272", "rounded outwards"
    assert "times 5/3" in d.how


def test_total_bounded():
    d = one("total: crew, missing: bounded", crew(**ANSWERED))
    assert ends(d) == (110, 163 + 2 * 300), "each silent body between nothing and the question's cap"
    assert "each of the 2 silent ones between 0 and 300" in d.how


def test_total_bounded_without_a_cap_has_no_upper_end():
    d = one("total: visits, over: {age: [0]}, missing: bounded", visits(age_0="12"))
    assert (ends(d), d.text) == ((12, math.inf), "12 or more")


def test_total_bounded_when_nobody_is_silent():
    assert ends(one("total: crew, missing: bounded", crew(H01="10"), bodies=("H01",))) == (10, 10)


@pytest.mark.parametrize("missing", ["reported", "grossed up"])
def test_a_total_of_no_answers_is_not_zero(missing):
    assert one(f"total: crew, missing: {missing}", crew(H01="not held")).text == "not known"


def test_an_open_answer_counts_up_to_the_cap():
    d = one("total: crew", crew(H01="over 250"))
    assert ends(d) == (251, 300)
    assert "capped at 300" in d.how


@pytest.mark.parametrize("raw", ["not recorded", "exempt", "n/a", ""])
def test_what_is_no_number_is_not_zero(raw):
    d = one("total: crew", crew(H01="10", H02=raw))
    assert (ends(d), d.answered) == ((10, 10), 1)


def test_a_twin_is_counted_once():
    rows = crew(H01="10") + [answer("10", "crew", "2023", part="Sheet2", set_aside="same as survey/H01/reply.xlsx#Sheet1!B2")]
    d = one("total: crew", rows)
    assert (ends(d), d.answered, d.set_aside) == ((10, 10), 1, 0)


def test_what_was_given_and_cannot_be_used_is_anything_that_the_question_allows():
    """It is not left out: a body that answered counts, as what it may have said."""
    rows = crew(H01="10") + [answer("5001", "crew", "2023", body="H02", set_aside="above the most")]
    d = one("total: crew", rows, unread=[{"body": "H03", "question": "crew", "cell": "B2", "collection": "survey"}])
    assert (ends(d), d.answered, d.set_aside) == ((10, 10 + 2 * 300), 3, 2)
    assert "2 that answered in a way that cannot be used count as anything between 0 and 300" in d.how


def test_an_option_that_cannot_be_used_may_be_the_one_that_is_counted():
    rows = dues(H01=("lights",), H02=("dredging",)) + [answer("?", "dues", "", body="H03", set_aside="contradicted", choices=["lights"])]
    d = one("share: dues, where: lights", rows)
    assert (d.text, d.answered, d.set_aside) == ("1–2 of 3 (33.3–66.7%)", 3, 1)


def test_what_was_not_read_beside_an_option_may_be_another():
    unread = [{"body": "H02", "question": "dues", "cell": "B9", "collection": "survey"}]
    d = one("count: dues, where: lights", dues(H01=("lights",), H02=("dredging",)), unread=unread)
    assert d.text == "1–2 of 2"


def test_what_was_not_read_of_another_year_is_no_matter():
    unread = [{"body": "H02", "question": "visits", "cell": "B9", "period": "2017/18"}]
    d = one('total: visits, over: {age: [0]}, period: ["2018/19"]', visits(age_0="12"), unread=unread)
    assert (ends(d), d.answered) == ((12, 12), 1)


# count and share ---------------------------------------------------------------------------------------------------


def test_count_of_an_option():
    d = one("count: dues, where: lights", dues(H01=("lights", "pilots"), H02=("dredging",), H03=("lights",)))
    assert (ends(d), d.text, d.answered, d.asked) == ((2, 2), "2 of 3", 3, 5)
    assert "answering Lights: 2 certainly" in d.how


def test_share_of_several_options():
    d = one("share: dues, where: 2 or more", dues(H01=("lights", "pilots"), H02=("dredging",), H03=("lights",)))
    assert ends(d) == pytest.approx((1 / 3, 1 / 3))
    assert d.text == "1 of 3 (33.3%)"


def test_share_of_a_yes():
    d = one('share: watch, where: "yes"', watch(H01="yes", H02="no", H03="partly"))
    assert ends(d) == pytest.approx((1 / 3, 1 / 3))


CONDITIONS = [
    # condition, answers, certainly, possibly
    ("< 10", ("9", "10", "<5", "5-15"), 2, 1),
    ("<= 10", ("9", "10", "11", "10-12"), 2, 1),
    ("> 10", ("10", "11", "over 10", "5-15"), 2, 1),
    (">= 10", ("9", "10", "10 or more", "5-15"), 2, 1),
    ("< 10", ("about 9", "about 8", "about 20"), 1, 1),
    ("< 10", ("300+", "250"), 0, 0),
    ("> 4", ("<5", "≤5"), 0, 1),
    (">= 4", ("<5", "4"), 1, 1),
]


@pytest.mark.parametrize(("where", "said", "certainly", "possibly"), CONDITIONS)
def test_certain_and_possible(where, said, certainly, possibly):
    d = one(f'count: crew, where: "{where}"', crew(**dict(zip(BODIES, said))))
    assert ends(d) == (certainly, certainly + possibly)
    assert f"{certainly} certainly" in d.how
    assert ("possibly" in d.how) == (possibly > 0)


def test_share_with_possible_ones():
    d = one('share: crew, where: "< 10"', crew(H01="3", H02="5-15", H03="20", H04="not held"))
    assert ends(d) == pytest.approx((1 / 3, 2 / 3))
    assert (d.text, d.answered, d.asked) == ("1–2 of 3 (33.3–66.7%)", 3, 5)


def test_share_of_nobody():
    d = one('share: crew, where: "< 10"', [])
    assert math.isnan(d.interval.lower)
    assert d.text == "no answers"


def test_a_condition_may_be_written_in_words():
    """ "10 or more" of a number means what it says; it must not count the options of a question that has none."""
    try:
        d = one("count: crew, where: 10 or more", crew(H01="12", H02="9"))
    except ConfigError:
        return
    assert ends(d) == (1, 1)


@pytest.mark.parametrize(
    "metric", ['count: watch, where: "< 10"', "count: watch, where: 2 or more", "count: crew, where: a lot", "count: dues, where: cakes"]
)
def test_a_condition_that_does_not_suit_the_question_is_told(metric):
    with pytest.raises(ConfigError):
        one(metric, watch(H01="yes") + crew(H01="12") + dues(H01=("lights",)))


# range, smallest, largest ------------------------------------------------------------------------------------------


def test_smallest():
    d = one("smallest: crew", crew(H01="20-24", H02="22", H03="300+", H04="100"))
    assert (ends(d), d.text) == ((20, 22), "20–22")


def test_largest():
    d = one("largest: crew", crew(H01="20-24", H02="290", H03="250+", H04="100"))
    assert (ends(d), d.text) == ((290, 300), "290–300")


def test_range():
    d = one("range: crew", crew(H01="20-24", H02="22", H03="290", H04="100"))
    assert (ends(d), d.text, d.answered) == ((20, 290), "from 20–22 to 290", 4)


# sums over ages ----------------------------------------------------------------------------------------------------


def printed(**ages: str) -> dict[str, str]:
    """What stands beside each age."""
    return ages


SUMS = {
    "the ages alone": (printed(age_0="1", age_1="2", age_2="3"), (6, 6)),
    "hidden ages": (printed(age_0="<5", age_1="<5", age_2="3"), (3, 11)),
    "a printed total tightens what it sums": (printed(age_0="<5", age_1="<5", age_2="3", age_total="6"), (6, 6)),
    "a band of just these": (printed(age_0_2="7"), (7, 7)),
    "a narrower and a wider": (printed(age_0="4", age_0_4="20"), (4, 20)),
    "one age is missing": (printed(age_0="4", age_1="5"), (9, math.inf)),
    "one age was not recorded": (printed(age_0="4", age_1="5", age_2="not recorded"), (9, math.inf)),
    "other ages are no part": (printed(age_0="1", age_1="2", age_2="3", age_3_4="9"), (6, 6)),
    "a total takes in the other ages": (printed(age_0="<5", age_1="<5", age_2="<5", age_3_4="9", age_total="17"), (8, 8)),
    "a band over hidden ages": (printed(age_0="<5", age_1="<5", age_2="<5", age_0_2="9"), (9, 9)),
    "the same sum said twice": (printed(age_0="1", age_1="2", age_2="3", age_0_2="6", age_total="6"), (6, 6)),
}


@pytest.mark.parametrize(("said", "interval"), SUMS.values(), ids=SUMS)
def test_a_sum_over_ages(said, interval):
    assert ends(one('total: visits, over: {age: [0, 1, 2]}, period: ["2018/19"]', visits(**said))) == interval


def test_a_total_that_also_sums_an_unknown_label_is_not_the_sum_of_the_ages():
    """Ages 0, 1 and 2, "Not known" and a total: the total is more than the ages."""
    rows = visits(age_0="1", age_1="2", age_2="3", age_total="10") + [answer("4", age="?Not known", cell="Z9")]
    assert ends(one('total: visits, over: {age: [0, 1, 2]}, period: ["2018/19"]', rows)) == (6, 6)


def test_a_total_of_more_than_its_parts_sums_something_else():
    """The check of totals lets it pass, since it may sum what is not printed. The ages stay what they are."""
    rows = visits(age_0="1", age_1="2", age_2="3", age_total="10")
    assert ends(one('total: visits, over: {age: [0, 1, 2]}, period: ["2018/19"]', rows)) == (6, 6)


def test_a_total_that_also_sums_what_is_no_number_is_not_the_sum_of_the_rest():
    rows = visits(age_0="1", age_1="2", age_2="not recorded", age_total="10")
    assert ends(one('total: visits, over: {age: [0, 1]}, period: ["2018/19"]', rows)) == (3, 3)


def test_a_total_that_also_sums_an_answer_that_was_set_aside():
    rows = visits(age_0="1", age_1="2", age_2="7", age_total="10")
    rows[2]["set_aside"] = "contradicted"
    assert ends(one('total: visits, over: {age: [0, 1]}, period: ["2018/19"]', rows)) == (3, 3)


def test_the_first_of_the_periods_that_was_answered():
    rows = visits(age_0="1", period="2018/19") + visits(age_0="2", period="2019/20") + visits("H02", age_0="4", period="2019")
    rows += visits("H03", age_0="8", period="2017/18")
    d = one('total: visits, over: {age: [0]}, period: [2019/20, "2019"]', rows)
    assert (ends(d), d.answered) == ((2 + 4, 2 + 4), 2)


def test_without_a_period_it_is_the_last_and_not_the_sum_of_all():
    rows = visits(age_0="1", period="2018/19") + visits(age_0="2", period="2019/20") + [answer("3", age="0", period="total", cell="Z2")]
    assert ends(one("total: visits, over: {age: [0]}", rows)) == (2, 2)


# known, reference --------------------------------------------------------------------------------------------------


def test_known():
    d = one("known: survey, unit: harbours", [])
    assert (ends(d), d.text, d.unit) == ((5, 5), "5", "harbours")
    assert [role for role, _ in d.lineage] == ["known"] * 5


def test_reference():
    d = one("reference: {file: depths.csv, where: {name: deep}}", [])
    assert (ends(d), d.text, d.unit) == ((20, 20), "20", "metres")
    assert d.how == "Hydrographic office: Chart 12. Note: at low water."
    assert d.lineage == (("reference", "reference/depths.csv#!B2"),)


@pytest.mark.parametrize(
    ("picked", "why"),
    [
        ("{file: depths.csv, where: {name: abyss}}", "0 rows with name = abyss; a metric needs exactly one"),
        ("{file: depths.csv, where: {name: twice}}", "2 rows with name = twice"),
        ("{file: depths.csv, where: {harbour: deep}}", "has no column 'harbour'; it has: name, value"),
        ("{file: heights.csv, where: {name: deep}}", "asks for data/raw/reference/heights.csv, and there is no such file"),
    ],
)
def test_a_reference_that_is_not_there(picked, why):
    with pytest.raises(ConfigError, match=why):
        one(f"reference: {picked}", [])


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


# replies -----------------------------------------------------------------------------------------------------------


def test_replies():
    declared = {"m": Metric.model_validate({"title": "m", "why": "to see", "replies": "visits"})}
    said = {"H01": "answered", "H02": "answered", "H03": "refused", "H04": "no_answer"}
    table = pd.DataFrame([{"collection": "foi", "body": b, "question": "visits", "status": s} for b, s in said.items()])
    inputs = Inputs(HARBOURS, table_of(visits(age_0="12")), register_of(foi=tuple(said)), table, unread_of([]), {})
    made = derive("metrics.yml", declared, inputs)
    given = {"m.answered": "2 of 4", "m.refused": "1 of 4", "m.no_answer": "1 of 4"}
    assert {name: d.text for name, d in made.items()} == {f"m.{status}": "0 of 4" for status in REPLIES} | given


# lineage -----------------------------------------------------------------------------------------------------------


def sources(d: Derived) -> set[str]:
    return {source.partition("#")[0].split("/")[1] for role, source in d.lineage if role == "answer"}


@pytest.mark.parametrize("metric", ["total: crew", "range: crew", "smallest: crew", 'share: crew, where: "< 10"'])
def test_it_depends_on_all_who_answered_and_on_those_who_said_something_else(metric):
    """Whoever said "not held" decides as well: were it a number, the metric would move."""
    assert sources(one(metric, crew(H01="10", H02="<5", H03="not held", H04="500"))) == {"H01", "H02", "H03", "H04"}


def test_it_depends_on_no_other_question():
    assert sources(one("total: crew", crew(H01="10") + watch(H02="yes"))) == {"H01"}


def test_it_depends_on_the_cells_of_its_period_and_not_on_the_others():
    rows = visits(age_0="1", period="2018/19") + visits(age_0="2", period="2019/20")
    d = one("total: visits, over: {age: [0]}, period: [2019/20]", rows)
    assert [s.rpartition("!")[2] for role, s in d.lineage if role == "answer"] == ["D2"]


@pytest.mark.parametrize("period", ["", 'period: ["2019/20"]', 'period: ["2019/20", "2018/19"]'])
def test_it_depends_on_a_cell_that_would_count_if_it_were_a_number(period):
    """ "not held" for the year that is wanted: a number there would change the metric."""
    rows = visits(age_0="2", period="2018/19") + visits(age_0="not held", period="2019/20")
    d = one("total: visits, over: {age: [0]}" + (f", {period}" if period else ""), rows)
    assert "foi/H01/reply.xlsx#Sheet1!D2" in {source for _, source in d.lineage}


# As printed --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("interval", "unit", "text"),
    [
        ((12, 12), "", "12"),
        ((1234, 5678), "boats", "1,234–5,678"),
        ((12.2, 13.1), "boats", "12–14"),
        ((12, math.inf), "boats", "12 or more"),
        ((math.nan, math.nan), "boats", "not known"),
        ((0.5, 0.5), "share", "50%"),
        ((1 / 3, 2 / 3), "share", "33.3–66.7%"),
        ((0.04441, 0.05999), "share of harbours", "4.4–6%"),
        ((0.1, math.inf), "share", "10% or more"),
    ],
)
def test_shown(interval, unit, text):
    assert shown(Interval(*interval), unit) == text


# distribution and ranking ------------------------------------------------------------------------------------------

OFFERS = dues(H01=("lights", "dredging"), H02=("lights",), H03=("lights", "pilots"), H04=("dredging",))


def test_distribution():
    d = derived("m: {distribution: dues}", OFFERS)
    assert {name: v.text for name, v in d.items()} == {"m.dredging": "2 of 4 (50%)", "m.lights": "3 of 4 (75%)", "m.pilots": "1 of 4 (25%)"}
    assert [v.label for v in d.values()] == ["Dredging", "Lights", "Pilots"], "as the questionnaire calls them"
    assert [v.base for v in d.values()] == [4, 4, 4]


def test_distribution_of_all():
    assert several("distribution: dues, missing: bounded", OFFERS)["pilots"] == (1 / 5, 2 / 5)


RANKED = "d: {distribution: dues}\nm: {ranking: d}"


def places(rows: list[dict], **said) -> dict[str, str]:
    return {name.removeprefix("m."): d.text for name, d in derived(RANKED, rows, **said).items() if name.startswith("m.")}


def test_ranking():
    assert places(OFFERS) == {"lights": "1st of 3", "dredging": "2nd of 3", "pilots": "3rd of 3"}


def test_what_is_equal_shares_the_places():
    assert places(dues(H01=("lights", "dredging"), H02=("pilots", "lights", "dredging"))) == {
        "dredging": "1st to 2nd of 3",
        "lights": "1st to 2nd of 3",
        "pilots": "3rd of 3",
    }


def test_what_may_be_more_may_stand_above():
    """One more harbour answered, and nobody knows what: dredging may be equal to lights, and pilots to dredging."""
    unread = [{"body": "H05", "question": "dues", "cell": "B2", "collection": "survey"}]
    assert places(OFFERS, unread=unread) == {"lights": "1st to 2nd of 3", "dredging": "1st to 3rd of 3", "pilots": "2nd to 3rd of 3"}


def test_what_is_not_known_has_no_place():
    assert set(places([]).values()) == {"not known"}


# median ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "interval"),
    [
        (("1", "5", "9"), (5, 5)),
        (("1", "5", "9", "20"), (7, 7)),
        (("1", "4-12", "9"), (4, 9)),
        (("<5", "5-9", "8-20"), (5, 9)),
        (("not held", "7"), (7, 7)),
    ],
)
def test_median(said, interval):
    assert ends(one("median: crew", crew(**dict(zip(BODIES, said))))) == interval


def test_median_of_nobody():
    assert one("median: crew", []).text == "not known"


# tendency ----------------------------------------------------------------------------------------------------------

TENDENCY = 'tendency: crew, having: {watch: "yes"}'


def test_tendency():
    """Pairs of one that keeps a watch and one that does not: 30 and 10 against 20 and 10."""
    d = one(TENDENCY, crew(H01="30", H02="10", H03="20", H04="10") + watch(H01="yes", H02="yes", H03="no", H04="no"))
    assert ends(d) == ((1 + 1 + 0 + 0.5) / 4,) * 2
    assert (d.text, d.answered, d.asked) == ("62.5% of 4 pairs", 4, 5)


def test_tendency_of_hidden_numbers():
    d = one(TENDENCY, crew(H01="<5", H02="3", H03="9") + watch(H01="yes", H02="no", H03="no"))
    assert ends(d) == (0, 1 / 2)


def test_who_answered_one_of_the_two_questions_is_in_no_pair():
    d = one(TENDENCY, crew(H01="30", H02="10", H03="50") + watch(H01="yes", H02="no", H04="yes"))
    assert (ends(d), d.answered) == ((1, 1), 2)


def test_a_body_whose_answer_on_the_watch_is_not_known_is_on_either_side():
    """With a watch H03 loses to H02 and adds a pair that is not won; without, it adds one that H01 wins."""
    unread = [{"body": "H03", "question": "watch", "cell": "B2", "collection": "survey"}]
    d = one(TENDENCY, crew(H01="30", H02="10", H03="5") + watch(H01="yes", H02="no"), unread=unread)
    assert (ends(d), d.answered) == ((1 / 2, 1), 3)
    assert d.text == "50–100% of 2 pairs"
    assert "1 whose answer to watch cannot be used may be on either side" in d.how


def test_no_pairs_no_tendency():
    assert one(TENDENCY, crew(H01="30", H02="10") + watch(H01="yes", H02="yes")).text == "not known"


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


# vary, strata, missing, cap ----------------------------------------------------------------------------------------


def test_vary_of_a_total():
    found = several(
        "total: crew, vary: {missing: [reported, bounded], cap: [300, 400]}", crew(H01="over 250", H02="10"), bodies=("H01", "H02", "H03")
    )
    assert found == {"reported.300": (261, 310), "reported.400": (261, 410), "bounded.300": (261, 610), "bounded.400": (261, 810)}


def test_vary_says_which_choice_is_the_metrics_own():
    d = derived("m: {total: crew, vary: {cap: [300, 400]}}", crew(H01="10"))
    assert ["This is the choice" in d[name].how for name in ("m.300", "m.400")] == [True, False]


def test_vary_of_a_ratio():
    text = "m: {ratio: {of: boats, to: deep}, unit: x, vary: {deep: {at low water: deep, in the shallows: shallow}}}"
    made = derived(MADE + text, crew(H01="10"))
    assert {name: ends(d) for name, d in made.items() if name.startswith("m.")} == {
        "m.at low water": (0.5, 0.5),
        "m.in the shallows": (5, 5),
    }


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
        ("{file: tides.csv}, by: harbour", "needs, with , one row for each harbour; it has 3 rows"),
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
