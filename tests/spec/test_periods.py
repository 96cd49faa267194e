"""Periods in the spellings that bodies use, what is no period, and what two headers say together."""

from __future__ import annotations

import pytest

from recognising.periods import combine, period

SPELLINGS = {
    "2018-01": [
        "Jan-18", "Jan 18", "Jan '18", "Jan 2018", "January 2018", "JANUARY 2018", "Jan. 2018", "January, 2018", "Jan-2018", "2018 January",
        "2018-Jan", "01/2018", "1/2018", "2018-01", "2018/01", "Month: January 2018", "month of January 2018",
    ],
    "2018-09": ["Sept 2018", "Sep-18", "September 2018"],
    "2018-05": ["May 2018", "May-18"],
    "2018-03-31": [
        "2018-03-31", "31/03/2018", "31/3/18", "31.03.2018", "31 March 2018", "31st March 2018", "31 Mar 18", "2018-03-31 00:00:00",
        "as at 31 March 2018", "As at 31/03/2018", "at 31 March 2018",
    ],
    "2018/19": [
        "2018/19", "2018-19", "2018–19", "2018/2019", "2018-2019", "2018 to 2019", "18/19", "FY 2018/19", "FY18/19",
        "Financial year 2018/19", "2018/19 financial year", "Apr 2018 - Mar 2019", "April 2018 to March 2019",
        "1 April 2018 to 31 March 2019", "1st April 2018 - 31st March 2019",
    ],
    "2019/20": ["2019/20", "2019-20", "19/20"],
    "2018": ["2018", "Year 2018", "Calendar year 2018", "CY 2018", "Jan - Dec 2018", "January to December 2018"],
    "2018-Q1": ["Q1 2018", "2018 Q1", "2018-Q1", "Quarter 1 2018"],
}  # fmt: skip


@pytest.mark.parametrize(("canonical", "text"), [(canonical, text) for canonical, texts in SPELLINGS.items() for text in texts])
def test_spelling(canonical, text):
    assert period(text).canonical() == canonical


# Only its neighbours can say whether it is a period: "2018" may be a count, "Jan" has no year.
@pytest.mark.parametrize("text", ["2018", "201801", "Jan", "March", "Q1", "Quarter 2"])
def test_weak(text):
    assert period(text).weak


@pytest.mark.parametrize("text", ["Jan-18", "2018/19", "31/03/2018", "2018 Q1", "Calendar year 2018", "January 2018"])
def test_strong(text):
    assert not period(text).weak


@pytest.mark.parametrize("text", ["Jan", "Q1"])
def test_what_has_no_year_has_no_canonical_form(text):
    assert period(text).canonical() == ""


NO_PERIODS = {
    "part of a period": [
        "2018 to date", "2018/19 to date", "2018/19 (part year)", "YTD 2018/19", "Apr-Sep 2018", "April to June 2018",
        "2018/19 Q1-Q3", "2018/19 (April to December)", "since 2018", "before 2018", "from April 2018", "up to 2018", "first half of 2018",
    ],
    "several periods": ["2016-2018", "2016 to 2018", "2018/19 and 2019/20", "Apr 2018 to Mar 2020", "2018/20", "Jan-18 to Mar-18"],
    "month or year": ["2011-12", "2009/10", "2010-11"],
    "no such day": ["32/01/2018", "12/31/2018", "0/1/2018", "31/02/2018", "30 February 2018", "2018-13-01", "31/04/2018"],
    "no such month": ["13/2018", "2018-00", "201813", "201800"],
    "one of two financial years": ["FY 2019", "Financial year 2019", "2019 financial year", "FY2019", "FY19"],
    "a quarter of a financial year": ["Q1 2018/19", "Q1 18/19", "2018/19 Q4"],
    "numbers": ["12", "1", "2118", "18", "1,218", "20180", "2018.5", "20 18", "12-14", "1/2"],
    "words": ["", "Marina", "Mayor", "Decision", "Sunday", "maybe", "Total", "Age", "Quarterly", "Year", "Month"],
    "no quarters": ["Q5", "Quarter 5", "M1", "W12"],
    "references": ["FOI 2018/19", "FOI 2018-123", "2018-123", "2018/1234", "2018-19-A"],
    "notes": ["2018/19 see note", "<2018", "(2018)", "2018?"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in NO_PERIODS.items() for text in texts])
def test_no_period(kind, text):
    assert period(text) is None


@pytest.mark.parametrize("text", ["Year ended March 2019", "Year ended 31 March 2019", "Year ending 31 March 2019", "Year to March 2019"])
def test_a_year_that_ends_in_march_is_never_that_month_or_day(text):
    said = period(text)
    assert said is None or said.canonical() == "2018/19"


@pytest.mark.parametrize("text", ["13–14", "11/12", "12–13"])
def test_two_short_numbers_are_at_most_a_weak_period(text):
    """They may be a financial year; they may be ages, or a count between the two."""
    said = period(text)
    assert said is None or said.canonical() in ("2013/14", "2011/12", "2012/13")


# Together ----------------------------------------------------------------------------------------------------------

TOGETHER = [
    (["2018", "Jan"], "2018-01"),
    (["Jan", "2018"], "2018-01"),
    (["2018/19", "Apr"], "2018-04"),
    (["2018/19", "December"], "2018-12"),
    (["2018/19", "Jan"], "2019-01"),
    (["2018/19", "Mar"], "2019-03"),
    (["2018", "Q1"], "2018-Q1"),
    (["2018", "Jan-18"], "2018-01"),
    (["2018/19", "Jan-19"], "2019-01"),
    (["2018", "31/03/2018"], "2018-03-31"),
    (["Mar", "31/03/2018"], "2018-03-31"),
    (["Mar-18", "31/03/2018"], "2018-03-31"),
    (["2018/19", "31/03/2019"], "2019-03-31"),
    (["2018", "2018"], "2018"),
    (["2018/19", "2018-19"], "2018/19"),
    (["2018"], "2018"),
    (["2018", "Calendar year 2018"], "2018"),
    (["Jan", "Jan", "2018"], "2018-01"),
]


@pytest.mark.parametrize(("headers", "canonical"), TOGETHER, ids=[" + ".join(t[0]) for t in TOGETHER])
def test_together(headers, canonical):
    assert combine(tuple(period(h) for h in headers)).canonical() == canonical


APART = [
    ["2018", "2019"],
    ["2018/19", "2019/20"],
    ["Jan-18", "Feb-18"],
    ["Jan", "Feb", "2018"],
    ["Jan"],
    ["Q1"],
    ["2018/19", "Q1"],  # a financial year's first quarter begins in April for some, and not for others
    ["2018", "2018/19"],
    ["2018", "Jan-19"],
    ["2018/19", "Mar-18"],
    ["2018/19", "Apr-19"],
    ["Feb", "31/03/2018"],
    ["Apr-18", "31/03/2018"],
    ["2018/19", "2018 Q1"],
    ["2018", "2019 Q1"],
    ["Q1 2018", "Q2 2018"],
    ["2018 Q1", "Q2", "Feb-18"],
]


@pytest.mark.parametrize("headers", APART, ids=[" + ".join(h) for h in APART])
def test_apart(headers):
    """A text: why they say nothing together."""
    assert isinstance(combine(tuple(period(h) for h in headers)), str)


@pytest.mark.parametrize(
    ("headers", "month"),
    [(["Q1 2018", "Jan"], "2018-01"), (["Q1 2018", "Jan-18"], "2018-01"), (["Q4 2018", "Apr"], ""), (["Q1 2018", "Feb"], "2018-02")],
    ids=["Q1 2018 + Jan", "Q1 2018 + Jan-18", "Q4 2018 + Apr", "Q1 2018 + Feb"],
)
def test_a_month_under_its_quarter_is_never_the_quarter(headers, month):
    said = combine(tuple(period(h) for h in headers))
    assert isinstance(said, str) or said.canonical() == month


def test_nothing_says_nothing():
    assert combine(()) is None
