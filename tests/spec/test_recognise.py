"""Whole parts: what one return says of its zeros, and a sheet with a stray cell."""

import dataclasses

from recognise import recognise_part, zeros_shown
from recognising.vocabulary import Vocabulary
from tests.spec.conftest import HARBOURS, part_of

NAMES = {"port ruddle": "H01", "saltmouth": "H02"}


def test_in_an_export_each_team_shows_its_own_zeros():
    """Port Ruddle's 0 says nothing of whether Saltmouth masks its zeros as <5."""
    part = part_of(
        """
        What is the name of your harbour? | How many people work in your harbour in the season? | Do you keep a night watch in winter?
        Port Ruddle | 0  | yes
        Saltmouth   | <5 | no
        """,
        collection="survey",
        body="forms",
    )
    found = recognise_part(part, Vocabulary(HARBOURS, "survey"), NAMES)
    assert {f.body for f in found} == {"H01", "H02"}
    assert zeros_shown(HARBOURS, [part], [found]) == {("survey", "H01")}


def test_none_is_no_zero_where_no_number_is_asked():
    part = part_of(
        "Do you keep a night watch in winter? | None\nHow many people work in your harbour in the season? | <5", collection="survey"
    )
    found = recognise_part(part, Vocabulary(HARBOURS, "survey"), {})
    assert [(f.question, f.text) for f in found] == [("watch", "None"), ("crew", "<5")]
    assert zeros_shown(HARBOURS, [part], [found]) == set()


def test_a_stray_cell_far_away_does_not_hide_the_answers():
    part = part_of("Visits\nAge of boat | 2018/19 | 2019/20\n0 | 12 | 5\n1 | 3 | 4")
    stray = dataclasses.replace(part, cells=[*part.cells, (1_048_575, 16_383, "x", "text", [])])
    said = [recognise_part(p, Vocabulary(HARBOURS, "foi"), {}) for p in (part, stray)]
    assert len(said[0]) == 4
    assert [(f.place, f.text, f.problem) for f in said[0]] == [(f.place, f.text, f.problem) for f in said[1]]
