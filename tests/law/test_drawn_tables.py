"""Tables drawn in many ways: a value that is read stands in the row of its label and in the column of its header."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import SimpleDocTemplate, Table

from reading.pdf import read

WORDS = [
    "Quay",
    "Pontoon",
    "Swinging mooring",
    "Mud berth with a very long name",
    "Not known",
    "0",
    "1",
    "2",
    "Under 1",
    "BR01",
    "Dry dock (covered)",
]
HEADERS = {
    "months": ["Jan-18", "Feb-18", "Mar-18", "Apr-18", "May-18", "Jun-18", "Jul-18", "Aug-18"],
    "years": ["2018", "2019", "2020", "2021", "2022", "2023", "2024", "2025"],
    "financial": ["2018/19", "2019/20", "2020/21", "2021/22", "2022/23"],
    "words": ["Visits", "Repairs made", "Grand Total", "Number of boats", "n"],
}
LINES = {
    "all": [("GRID", (0, 0), (-1, -1), 0.5, colors.black)],
    "none": [],
    "across": [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.black)],
    "header": [("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black)],
    "inside": [("INNERGRID", (0, 0), (-1, -1), 0.5, colors.black)],
    "down": [("LINEAFTER", (0, 0), (-2, -1), 0.5, colors.black)],
    "box": [("BOX", (0, 0), (-1, -1), 0.5, colors.black), ("LINEAFTER", (0, 0), (0, -1), 0.5, colors.black)],
    "shaded": [("BACKGROUND", (0, 0), (-1, 0), colors.lightblue), ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, colors.whitesmoke])],
}


@st.composite
def drawings(draw) -> tuple[bytes, list[list[str]]]:
    """A page with one table, and its rows. Every value is another number, so that each can be found again."""
    headers = draw(st.sampled_from(sorted(HEADERS)))
    heads = HEADERS[headers][: draw(st.integers(1, len(HEADERS[headers])))]
    labels = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8, unique=True))
    numbers = iter(range(101, 1000))
    rows = [["Kind of berth", *heads]]
    for label in labels:
        values = [str(next(numbers)) for _ in heads]
        kept = draw(st.lists(st.sampled_from(["value", "value", "value", "blank", "large"]), min_size=len(heads), max_size=len(heads)))
        rows.append([label, *({"blank": "", "large": f"{v[0]},{v}"}.get(k, v) for k, v in zip(kept, values))])
    size = draw(st.sampled_from([5, 7, 9, 12]))
    pad = draw(st.sampled_from([0, 1, 3, 6]))
    side = st.sampled_from(["LEFT", "CENTER", "RIGHT"])
    style = [("FONTSIZE", (0, 0), (-1, -1), size), ("LEADING", (0, 0), (-1, -1), size * 1.2)]
    style += [("TOPPADDING", (0, 0), (-1, -1), pad), ("BOTTOMPADDING", (0, 0), (-1, -1), pad)]
    style += [("ALIGN", (1, 0), (-1, 0), draw(side)), ("ALIGN", (1, 1), (-1, -1), draw(side))]
    style += LINES[draw(st.sampled_from(sorted(LINES)))]
    gap = draw(st.sampled_from([3, 6, 15]))
    style += [("LEFTPADDING", (0, 0), (-1, -1), gap), ("RIGHTPADDING", (0, 0), (-1, -1), gap)]
    out = io.BytesIO()
    table = Table(rows, style=style, hAlign="LEFT")
    SimpleDocTemplate(out, pagesize=landscape(A4), invariant=1, leftMargin=20, rightMargin=20).build([table])
    return out.getvalue(), rows


def placed(rows: list[list[str]]) -> set[tuple[str, str, str]]:
    return {(row[0], rows[0][c], row[c]) for row in rows[1:] for c in range(1, len(row)) if row[c]}


@settings(max_examples=60, deadline=None)
@given(drawings())
def test_values_stand_under_their_headers_and_beside_their_labels(drawn: tuple[bytes, list[list[str]]]) -> None:
    content, rows = drawn
    true = placed(rows)
    parts = read(content, "pdf").parts
    for part in parts:
        if part.naming == "R1C1":
            cells = {(c.row, c.col): c.text for c in part.cells}
            read_here = [[cells.get((r, c), "") for c in range(max(c for _, c in cells) + 1)] for r in range(max(r for r, _ in cells) + 1)]
            headed = [row for row in read_here if row[0] == "Kind of berth"]
            given = placed([headed[0], *read_here[read_here.index(headed[0]) + 1 :]]) if headed else set()
            # Two headers that stand close, one over no values, may be joined: no word of the study is like both of them.
            known = {t for t in given if t[0] in {row[0] for row in rows} | {""} and t[1] in {*rows[0], ""}}
            assert known <= true
    said = " ".join(cell.text for part in parts for cell in part.cells)
    assert all(value in said.split() for _, _, value in true), "a value is lost"
