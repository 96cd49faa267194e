"""What may be published of bodies that answered in confidence: small numbers are hidden, and so is what gives them away."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
import yaml

from derive import derive
from deriving.declared import in_order
from deriving.derived import Derived
from deriving.inputs import Given, Interval
from disclosing.published import alike, published
from disclosure import gate
from publishing.sheets import ends as sheet_ends
from study import ConfigError, Disclosure, load_study
from telling.numbers import Number, said
from tests.spec.conftest import DIMENSIONS, QUESTIONS, SETTINGS
from tests.spec.harbours import crew, declared_as, dues, inputs_of, watch

RULE = Disclosure(of=("survey",), smallest=5)
TWELVE = tuple(f"H{n:02}" for n in range(1, 13))


def shown(
    metrics: str, rows: list[dict], bodies=TWELVE, coast: dict[str, str] | None = None, rule=RULE, worth=None, former=None
) -> dict[str, Derived]:
    """Metrics as they may be published."""
    inputs = inputs_of(rows, bodies, None)
    inputs.register["coast"] = [(coast or {}).get(body, "east") for body in inputs.register["body"]]
    declared = declared_as(metrics)
    made = derive("metrics.yml", declared, inputs)
    told, found, _ = gate(declared, made, inputs, rule, worth or {}, former)
    return published(in_order("metrics.yml", declared), made, inputs, told, found, rule)[0]


def texts(metrics: str, rows: list[dict], **said) -> dict[str, str]:
    return {name: d.text for name, d in shown(metrics, rows, **said).items()}


def night(yes: int, no: int) -> list[dict]:
    return watch(**dict(zip(TWELVE, ["yes"] * yes + ["no"] * no)))


@pytest.mark.parametrize(
    ("yes", "no", "printed"),
    [
        (6, 6, "6 of 12"),
        (2, 10, "1–4 of 12"),
        (10, 2, "8–11 of 12"),  # two do not
        (12, 0, "12 of 12"),
        (0, 12, "0 of 12"),
        (5, 7, "5 of 12"),
    ],
)
def test_a_small_number_is_hidden_and_so_is_one_of_which_all_but_few_are_left(yes: int, no: int, printed: str):
    assert texts("m: {count: watch, where: 'yes'}", night(yes, no)) == {"m": printed}


def test_a_share_is_hidden_like_the_number_that_it_is_of():
    made = shown("m: {share: watch, where: 'yes'}", night(2, 10))["m"]
    assert made.text == "1–4 of 12 (8.3–33.4%)"
    assert tuple(made.interval) == pytest.approx((1 / 12, 4 / 12))


def test_a_collection_that_answered_in_public_is_printed_as_it_is():
    rows = [row | {"collection": "foi", "question": "night_watch"} for row in night(2, 10)]
    assert texts("m: {count: night_watch, where: 'yes'}", rows) == {"m": "2 of 12"}


def test_what_is_public_stays():
    public = Disclosure(of=("survey",), public=("m",))
    assert texts("m: {count: watch, where: 'yes'}", night(2, 10), rule=public) == {"m": "2 of 12"}


LARGEST = "kinds: {distribution: largest}\nafloat: {count: largest, where: ketch or coaster}"


def largest(dinghy: int, ketch: int, coaster: int) -> list[dict]:
    kinds = ["dinghy"] * dinghy + ["ketch"] * ketch + ["coaster"] * coaster
    return [row | {"question": "largest"} for row in watch(**dict(zip(TWELVE, kinds)))]


def test_an_option_that_gives_another_away_by_subtraction_is_hidden_too():
    printed = texts(LARGEST, largest(6, 5, 1), worth={"afloat": 100.0})
    assert printed["afloat"] == "6 of 12"
    assert printed["kinds.coaster"].startswith("1–4 of 12")
    assert printed["kinds.ketch"].startswith("2–5 of 12")
    assert printed["kinds.dinghy"].startswith("6 of 12")


def test_which_of_two_is_hidden_besides_is_said_by_what_they_are_worth():
    metrics = "coasters: {count: largest, where: coaster}\nketches: {count: largest, where: ketch}\n"
    metrics += "afloat: {count: largest, where: ketch or coaster}"
    assert texts(metrics, largest(6, 5, 1), worth={"ketches": 100.0}) == {
        "coasters": "1–4 of 12",
        "ketches": "5 of 12",
        "afloat": "6–9 of 12",
    }
    assert texts(metrics, largest(6, 5, 1), worth={"afloat": 100.0}) == {
        "coasters": "1–4 of 12",
        "ketches": "2–5 of 12",
        "afloat": "6 of 12",
    }


EIGHT_WEST = dict.fromkeys(TWELVE[:8], "west") | dict.fromkeys(TWELVE[8:10], "north")


def test_the_sum_of_few_is_hidden_and_another_part_of_the_total_with_it():
    rows = crew(**dict.fromkeys(TWELVE, "50"))
    printed = shown("all: {total: crew}\ncoasts: {total: crew, by: coast}", rows, coast=EIGHT_WEST)
    assert printed["all"].text == "600" and printed["coasts.west"].text == "400"
    north, east = printed["coasts.north"], printed["coasts.east"]
    assert north.interval.lower <= 80 and north.interval.upper >= 120
    assert east.interval.lower <= 80 and east.interval.upper >= 120
    assert (north.answered, north.asked, north.basis) == (None, None, "")


def test_a_total_that_is_weighed_by_coast_is_an_equation_more():
    rows = crew(**dict.fromkeys(TWELVE[:10], "50"))  # of the east nobody of two answered twice
    metrics = "all: {total: crew}\ncoasts: {total: crew, by: coast}\nweighed: {total: crew, missing: grossed up, strata: coast}"
    coast = dict.fromkeys(TWELVE[:6], "west") | {
        "H07": "north",
        "H08": "north",
        "H11": "north",
        "H12": "east",
        "H09": "east",
        "H10": "east",
    }
    printed = shown(metrics, rows, coast=coast)
    weights = {"west": 1.0, "north": 1.5, "east": 1.5}
    exact = {n: printed[f"coasts.{n}"].interval for n in weights}
    assert exact["north"].lower <= 80 and exact["north"].upper >= 120
    assert exact["east"].lower <= 80 and exact["east"].upper >= 120


def test_caps_whose_difference_counts_the_open_answers():
    rows = crew(**dict.fromkeys(TWELVE[:10], "150"), H11="over 300", H12="over 300")
    printed = shown("m: {total: crew, vary: {cap: [350, 400]}}", rows)
    low, high = printed["m.350"].interval, printed["m.400"].interval
    assert low.upper >= 2200 and high.upper >= 2300
    assert high.upper - low.upper != 100  # two times 50


def test_a_question_of_which_several_options_may_be_ticked_counts_those_together():
    rows = dues(**dict.fromkeys(TWELVE[:10], ("lights", "dredging")), H11=("pilots",), H12=("lights", "pilots"))
    printed = texts("each: {distribution: dues}\nseveral: {share: dues, where: 2 or more}", rows)
    assert printed["each.pilots"].startswith("1–4 of 12")
    assert not printed["several"].startswith("11 of 12")


def test_the_smallest_and_the_largest_are_those_of_five():
    rows = crew(**{b: str(n) for b, n in zip(TWELVE, range(10, 130, 10))})
    printed = shown("least: {smallest: crew}\nmost: {largest: crew}\nmiddle: {median: crew}", rows)
    assert tuple(printed["least"].interval) == (10, 50)
    assert tuple(printed["most"].interval) == (60, 120)


def test_what_is_made_of_hidden_numbers_is_made_again():
    printed = shown("kinds: {distribution: largest}\nplaces: {ranking: kinds}", largest(7, 3, 2))
    assert printed["places.dinghy"].text == "1st of 3"
    assert printed["places.ketch"].text == printed["places.coaster"].text == "2nd to 3rd of 3"


def test_answers_are_widened_until_five_are_alike():
    given = {b: Given(Interval(n, n)) for b, n in zip(TWELVE, range(12))} | {"silent": Given()}
    wide = alike(given, 5)
    ends = pd.Series([wide[b].value for b in TWELVE]).value_counts()
    assert dict(ends) == {Interval(0, 4): 5, Interval(5, 11): 7}
    assert not wide["silent"].answered


# Between two publications ---------------------------------------------------------------------------------------------


def before(yes: int, answered: int, hidden: str = "") -> pd.DataFrame:
    return pd.DataFrame([{"metric": "m", "lower": yes / answered, "upper": yes / answered, "answered": answered, "hidden": hidden}])


def test_one_that_answered_since_is_not_found_out():
    former = before(6, 11)
    assert texts("m: {share: watch, where: 'yes'}", night(7, 5), former=former)["m"].startswith("6–7 of 12")
    assert texts("m: {share: watch, where: 'yes'}", night(6, 6), former=former)["m"].startswith("6–7 of 12")


def test_where_nobody_answered_since_nothing_is_hidden():
    assert texts("m: {share: watch, where: 'yes'}", night(6, 6), former=before(6, 12))["m"].startswith("6 of 12")


def test_a_number_that_was_small_before_stays_hidden_when_one_more_would_give_it_away():
    former = pd.DataFrame([{"metric": "m", "lower": 1 / 11, "upper": 4 / 11, "answered": 11, "hidden": "value"}])
    made = shown("m: {share: watch, where: 'yes'}", night(5, 7), former=former)["m"]
    assert made.interval.lower * 12 < 5


def test_what_was_corrected_is_said_not_to_be_compared():
    declared, inputs = declared_as("m: {share: watch, where: 'yes'}"), inputs_of(night(6, 6), TWELVE, None)
    made = derive("metrics.yml", declared, inputs)
    assert gate(declared, made, inputs, RULE, {}, before(8, 12))[2] == ["m"]


# How it is said -------------------------------------------------------------------------------------------------------


def test_what_is_not_shown_is_not_called_unknown():
    hidden = Number(Interval(math.nan, math.nan), "families", hidden=True)
    assert said(hidden) == "a number that is not shown"
    assert said(Number(Interval(math.nan, math.nan), "families")) == "an unknown number"
    row = {"lower": "", "upper": "", "unit": "families"}
    assert sheet_ends(row | {"hidden": "value"}) == ("[c]", "[c]")
    assert sheet_ends(row | {"hidden": ""}) == (None, None)


def test_a_collection_that_was_not_asked_cannot_be_in_confidence(tmp_path: Path):
    for name, text in (("study", SETTINGS + "disclosure: {of: [surveys]}\n"), ("dimensions", DIMENSIONS), ("questions", QUESTIONS)):
        (tmp_path / f"{name}.yml").write_text(text)
    with pytest.raises(ConfigError, match="there is no collection 'surveys'.*it has: survey, foi"):
        load_study(tmp_path)


@pytest.mark.parametrize("wrong", ["{of: []}", "{of: [survey], smallest: 1}", "{of: [survey], within: 2}", "{of: [survey], least: 3}"])
def test_settings_that_mean_nothing_are_refused(tmp_path: Path, wrong: str):
    for name, text in (("study", SETTINGS), ("dimensions", DIMENSIONS), ("questions", QUESTIONS)):
        (tmp_path / f"{name}.yml").write_text(text)
    settings = yaml.safe_load(SETTINGS) | {"disclosure": yaml.safe_load(wrong)}
    (tmp_path / "study.yml").write_text(yaml.safe_dump(settings))
    with pytest.raises(ConfigError, match="disclosure"):
        load_study(tmp_path)
