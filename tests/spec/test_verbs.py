"""Each verb over bodies: the interval, the text, how many answered of those asked, and what it depends on."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from derive import derive
from deriving.declared import Metric
from deriving.derived import Derived, shown
from deriving.inputs import Inputs, Interval
from study import REPLIES, ConfigError
from tests.spec.conftest import HARBOURS, answer, register_of, said_of, table_of, unread_of
from tests.spec.harbours import ANSWERED, BODIES, OFFERS, crew, derived, dues, ends, one, several, visits, watch

# total -------------------------------------------------------------------------------------------------------------


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


# distribution and ranking ------------------------------------------------------------------------------------------


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


# replies -----------------------------------------------------------------------------------------------------------


def test_replies():
    declared = {"m": Metric.model_validate({"title": "m", "why": "to see", "replies": "visits"})}
    said = {"H01": "answered", "H02": "answered", "H03": "refused", "H04": "no_answer"}
    sources = {"H01": "foi/H01/reply.xlsx#Sheet1!B2", "H03": "foi/H03/letter.docx#text!line 3", "H02": "", "H04": "register.csv#!B5"}
    table = pd.DataFrame(
        [{"collection": "foi", "body": b, "question": "visits", "status": s, "source": sources[b]} for b, s in said.items()]
    )
    inputs = Inputs(HARBOURS, table_of(visits(age_0="12")), register_of(foi=tuple(said)), table, unread_of([]), {})
    made = derive("metrics.yml", declared, inputs)
    given = {"m.answered": "2 of 4", "m.refused": "1 of 4", "m.no_answer": "1 of 4"}
    assert {name: d.text for name, d in made.items()} == {f"m.{status}": "0 of 4" for status in REPLIES} | given


def test_a_reply_depends_on_the_lines_that_say_which_question_a_letter_speaks_of():
    """Without "Q2." above it, "not held" would be said of Q1, which was answered."""
    declared = {"m": Metric.model_validate({"title": "m", "why": "to see", "replies": "visits"})}
    table = pd.DataFrame([{"collection": "foi", "body": "H01", "question": "visits", "status": "answered", "source": ""}])
    line = "foi/H01/letter.docx#text!line 2"
    said = said_of([{"question": "repairs", "status": "not_held", "headers": [line]}])
    inputs = Inputs(HARBOURS, table_of(visits(age_0="12")), register_of(foi=("H01",)), table, unread_of([]), {}, said)
    made = derive("metrics.yml", declared, inputs)
    assert ("header", line) in made["m.answered"].lineage


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


def test_what_hides_zeros_depends_on_the_only_zero_and_what_it_answers():
    """Elsewhere a return shows a 0, so that its "<5" begins at 1; were that 0 another number, or no answer, it began at 0."""
    hidden, zero, another = (
        answer("<5", age="0", cell="C2"),
        answer("0", "repairs", cell="C3", file="other.xlsx"),
        answer("0", "repairs", cell="C4"),
    )
    zero["headers"] = ["foi/H01/other.xlsx#Sheet1!A3"]

    def deciding(*rows: dict) -> set[tuple[str, str]]:
        d = one("total: visits, over: {age: [0]}", [*rows])
        return {(role, source.rpartition("!")[2]) for role, source in d.lineage if role in ("zero", "header")}

    assert deciding(hidden, zero) == {("zero", "C3"), ("header", "A3")}
    assert deciding(hidden, zero, another) == set(), "one of two zeros decides nothing"
    assert deciding(hidden) == {("zero", "C2")}, "it might be the zero itself"


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
