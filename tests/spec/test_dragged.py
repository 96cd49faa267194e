"""Bounds that dragging a cell makes: which are noticed, and that they keep what is printed."""

from recognising.dragged import DRAGGED, notice
from recognising.values import Context, interval
from tests.spec.conftest import read


def noticed(drawing: str) -> dict[str, str]:
    """Text → the bounds of the run that it stands in, for the cells that are noticed."""
    found = [f for f in read(drawing).found if not f.problem]
    given = notice(found, [interval(f.text, Context()) for f in found])
    return {f.text: r.rule.split(" from ")[1].split(",")[0] for f, r in zip(found, given) if r.rule.startswith(DRAGGED)}


def test_bounds_that_run_on_along_a_row():
    drawing = "Visits\nAge | 2018/19 | 2019/20 | 2020/21 | 2021/22\n0 | <5 | <6 | <7 | 12\n1 | <5 | <5 | <5 | <5"
    assert noticed(drawing) == {"<6": "<5 to <7", "<7": "<5 to <7"}


def test_bounds_that_run_on_down_a_column():
    assert noticed("Visits\nAge | 2018/19 | 2019/20\n0 | <5 | 9\n1 | <6 | 8\n2 | <7 | <7") == {"<6": "<5 to <7", "<7": "<5 to <7"}


def test_two_bounds_that_differ_are_what_the_body_chose():
    assert noticed("Visits\nAge | 2018/19 | 2019/20\n0 | <5 | <6\n1 | <10 | <10") == {}


def test_what_is_printed_is_kept():
    assert interval("<16", Context()).upper == 15
    found = [f for f in read("Visits\nAge | 2018/19 | 2019/20 | 2020/21\n0 | <5 | <6 | <7\n1 | 3 | 4 | 5").found if f.text.startswith("<")]
    given = notice(found, [interval(f.text, Context()) for f in found])
    assert [r.upper for r in given] == [4, 5, 6]
