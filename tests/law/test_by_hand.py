"""A reading by hand supplies what is missing: whatever it says, what is read without it stays as it is."""

from __future__ import annotations

import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.spec.conftest import HARBOURS, Read, read
from tests.spec.test_readings import NO_QUESTION, by_hand

TABLES = (
    "Visits\n" + textwrap.dedent(NO_QUESTION).strip(),
    textwrap.dedent(NO_QUESTION),
    "Age | 2018/19 | | 2019/20\n0 | 1 | 2 | 3\n1 | 4 | 5 | 6\nTotal | 5 | 7 | 9",
    "Visits\nAge | Visits | Repairs\n0 | 12 | 2\n1 | 7 | 1\n2 | 8 | 3",
    "Boats moored\nBerth | Jan | Feb 2018 | Mar\nBR01 | 12 | 15 | 1\nNULL | 7 | 9 | 2\nTotal | 19 | 24 | 3",
    "Visits\nHow old | How often\n0 | 12\n1 | 7\nTotal | 19",
    "Visits\nYear | Age | Boats\n2018/19 | 0 | 12\n | 1 | 13\n2019/20 | 0 | 1\n | 1 | 2\n\n"
    "Repairs\nAge | 2018/19 | 2019/20\n0 | 1 | 2\n1 | 2 | 1",
)
CELLS = [f"{column}{row}" for column in "ABCD" for row in range(1, 9)]
ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "question": st.sampled_from(list(HARBOURS.questions["foi"])),
        "period": st.sampled_from(["none", "total", "2018/19", "2018", "2018-02", "2019"]),
        "dimensions": st.sampled_from([{"age": "0"}, {"age": "total"}, {"berth": "BR01"}]),
        "header_rows": st.sampled_from([(1,), (2,), (3,), (1, 2)]),
        "columns": st.dictionaries(
            st.sampled_from("ABC"), st.sampled_from(["age", "berth", "period", "question", "value", "nothing"]), max_size=2
        ),
        "blanks": st.dictionaries(st.sampled_from(CELLS), st.sampled_from(["0", "2018/19", "Visits", "BR02", "Total"]), max_size=2),
        "range": st.sampled_from(["A1:D4", "B2:C3", "A3:D8", "A2"]),
    },
)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(TABLES), ENTRIES)
def test_what_is_read_without_a_reading_is_read_the_same_with_it(drawing: str, entry: dict):
    said, _ = by_hand(drawing, entry)
    without = {f.place: Read._said(f) for f in read(drawing).found if not f.problem}
    with_it = {f.place: Read._said(f) for f in said.found if not f.problem}
    assert without.items() <= with_it.items()
    # Nothing is lost either: every value cell that was seen is read, or unread with a reason.
    assert {f.place for f in read(drawing).found} <= {f.place for f in said.found}
