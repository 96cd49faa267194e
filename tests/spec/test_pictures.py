"""The picture of a return: every cell of it, what it was taken for, and nothing of what stands in it that could act."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import pictures
from auditing.text import Raw
from picturing import grid, links
from recognise import SourcePart, recognise
from tests.spec.conftest import DIMENSIONS, HARBOURS, QUESTIONS, SETTINGS, cells_of, part_of, register_of

SCRIPT = "<script>alert(1)</script>"
VISITS = """
    Visits      |         |
    Age of boat | 2018/19 | 2019/20
    0           | 12      | <5
    1           | 3       | many
    Total       | 15      | 9
    A note of ours
    """


def pages(
    folder: Path,
    *parts: SourcePart,
    files: tuple[str, ...] = (),
    aside: dict[str, str] | None = None,
    replies: tuple[tuple[str, ...], ...] = (),
    lineage: tuple[tuple[str, str, str], ...] = (),
    by_hand: tuple[tuple[str, ...], ...] = (),
) -> dict[str, str]:
    """Path → its page. files: paths beside those of the parts. aside: answer → why it is set aside. replies: question, status,
    section, source. lineage: metric, role, source. by_hand: decision, source, stood, says; a ruling among them decides its cell."""
    (folder / "config").mkdir(parents=True, exist_ok=True)
    for name, text in (("study", SETTINGS), ("dimensions", DIMENSIONS), ("questions", QUESTIONS)):
        (folder / "config" / f"{name}.yml").write_text(text)
    cells = cells_of(*parts)
    answers, unread = recognise(HARBOURS, cells, {"port ruddle": "H01"})
    rulings = {source: decision for decision, source, *_ in by_hand}
    rows = [row | {"set_aside": (aside or {}).get(row["answer"], "")} for row in answers.to_pylist()]
    rows = [row | {"ruling": rulings.get(row["answer"], row["ruling"])} for row in rows]
    register = pa.Table.from_pandas(register_of(foi=("H01",), survey=("H01",)))
    tables = {"cells": cells, "answers": pa.Table.from_pylist(rows, answers.schema), "unread": unread, "register": register}
    for name, made in tables.items():
        pq.write_table(made, folder / f"{name}.parquet")
    paths = list(dict.fromkeys([*files, *(p.path for p in parts)]))
    lines = [f'"{p}",foi,H01,read,"why, {p}",abc,1234' for p in paths]
    (folder / "returns.csv").write_text("\n".join(["path,collection,body,status,reason,sha256,size", *lines]) + "\n", encoding="utf-8")
    said = [f"foi,H01,{question},{status},{section},{source},quote" for question, status, section, source in replies]
    (folder / "replies.csv").write_text("\n".join(["collection,body,question,status,section,source,quote", *said]) + "\n", encoding="utf-8")
    metrics = dict.fromkeys(metric for metric, *_ in lineage)
    pd.DataFrame([(m, f"Title of {m}", "12 to 16", "") for m in metrics], columns=["metric", "title", "text", "label"]).to_csv(
        folder / "metrics.csv", index=False
    )
    pd.DataFrame(lineage, columns=["metric", "role", "source"]).to_csv(folder / "lineage.csv", index=False)
    decided = pd.DataFrame(by_hand, columns=["decision", "source", "stood", "says"])
    decided.assign(who="a researcher", when="2024-06-10", why="so <b>", problem="").to_csv(folder / "by_hand.csv", index=False)
    made = {n: folder / f"{n}.parquet" for n in pictures.PARQUET} | {n: folder / f"{n}.csv" for n in pictures.CSV}
    out = folder / "audit" / "returns"
    pictures.main(folder / "config", made, folder / "data" / "raw", out)
    return {p: page.read_text(encoding="utf-8") for p in paths if (page := out / links.page(p)).exists()}


def page(folder: Path, *parts: SourcePart, **more: object) -> str:
    return next(iter(pages(folder, *parts, **more).values()))


def drawn(html: str) -> dict[str, tuple[str, str]]:
    """Cell → its classes and its text."""
    found = re.findall(r'<td id=p[0-9a-f]{6}-(\w+)(?: class=(?:"([^"]*)"|(\w+)))?[^>]*>([^<]*)', html)
    return {cell: (several or one, unescape(text).strip()) for cell, several, one, text in found}


def data(html: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)[1])


def test_each_cell_is_shown_as_what_it_was_taken_for(tmp_path: Path) -> None:
    shown = drawn(page(tmp_path, part_of(VISITS)))
    assert shown["B3"] == ("a", "12") and shown["C3"] == ("a", "<5")
    assert shown["B5"] == ("t", "15")
    assert shown["C4"] == ("u", "many")
    assert {shown[c][0] for c in ("A1", "A3", "B2", "A5")} == {"h"}
    assert shown["A6"] == ("", "A note of ours")


def test_what_is_set_aside_and_what_is_given_twice_differ(tmp_path: Path) -> None:
    at = "foi/H01/reply.xlsx#Sheet1!"
    html = page(tmp_path, part_of(VISITS), aside={f"{at}B3": f"same as {at}B4", f"{at}C3": "it is above 5"})
    shown = drawn(html)
    assert (shown["B3"][0], shown["C3"][0], shown["B4"][0]) == ("w", "s", "a")
    assert "it is above 5" in data(html)["texts"]


def test_a_line_that_refuses_a_question_is_seen(tmp_path: Path) -> None:
    letter = SourcePart("foi", "H01", "a.docx", "text", [(n, 0, f"Line {n}", "text", []) for n in range(3)], "line")
    at = "foi/H01/a.docx#text!line 2"
    html = page(tmp_path, letter, replies=(("visits", "refused", "12", at), ("repairs", "not_held", "", at), ("moored", "unknown", "", at)))
    assert drawn(html)["line2"] == ("r", "Line 1")
    ((_, said),) = data(html)["parts"].items()
    assert [data(html)["texts"][n] for n in said["replies"]["line2"]] == ["visits: refused, section 12", "repairs: not held"]


AT = "foi/H01/reply.xlsx#Sheet1!"


def test_a_cell_leads_to_the_numbers_that_it_goes_into_and_to_those_made_of_them(tmp_path: Path) -> None:
    lineage = (("all", "answer", f"{AT}B3"), ("by_age.0", "answer", f"{AT}B3"), ("rate", "metric", "all"), ("rate", "known", f"{AT}A6"))
    html = page(tmp_path, part_of(VISITS), lineage=lineage)
    known = data(html)
    ((_, said),) = known["parts"].items()
    links_of = {cell: [known["texts"][n] for n in known["sets"][i]] for cell, i in said["into"].items()}
    assert links_of == {
        "B3": [
            *("Title of all: 12 to 16", "../metrics/all.html"),
            *("Title of by_age.0: 12 to 16", "../metrics/by_age.html#value-0"),
            *("Title of rate: 12 to 16", "../metrics/rate.html"),
        ],
        "A6": ["Title of rate: 12 to 16", "../metrics/rate.html"],
    }
    assert drawn(html)["A6"][0] == "n"


def test_without_a_script_the_same_stands_in_a_table(tmp_path: Path) -> None:
    html = page(tmp_path, part_of(VISITS), lineage=(("all", "answer", f"{AT}B3"),))
    row = re.search(r'<noscript>.*<tr><th scope="row"><a href="#p\w+-B3">(.*?)</tr>', html, re.DOTALL)[1]
    assert "12 boats" in row and "exact (rule: number)" in row and '<a href="../metrics/all.html">Title of all: 12 to 16</a>' in row
    assert {"A3", "B2", "A1"} <= set(re.findall(r"<code>(\w+)</code></a> ", row))


def test_a_ruling_stands_beside_the_cell_that_it_settles(tmp_path: Path) -> None:
    html = page(tmp_path, part_of(VISITS), by_hand=(("rulings.yml, line 3", f"{AT}C3", "<5", "1-4"),))
    ((_, said),) = data(html)["parts"].items()
    assert [data(html)["texts"][n] for n in said["hand"]["C3"]] == [
        "1-4 (a researcher, 2024-06-10: so <b>)",
        "../index.html#by-hand-rulings.yml_2c__20_line_20_3",
    ]
    listed = html[html.index("<h2>Decided by hand</h2>") :]
    assert re.search(r'<a href="#p\w+-C3"><code>C3</code></a>: <code class="raw"><bdi>&lt;5</bdi></code> is <b>1-4</b>', listed)


def test_the_page_says_what_was_received_and_when(tmp_path: Path) -> None:
    html = page(tmp_path, part_of(VISITS))
    assert "1,234 bytes" in html and "sha256 <code>abc</code>" in html


def test_a_very_long_text_is_clipped_in_the_grid_and_whole_where_it_is_chosen(tmp_path: Path) -> None:
    long = "y" * 10_000
    html = page(tmp_path, part_of(VISITS.replace("A note of ours", long)))
    ((_, said),) = data(html)["parts"].items()
    assert len(drawn(html)["A6"][1]) < 200 and data(html)["texts"] and said["texts"]["A6"] == long


def test_a_blank_answer_has_a_place(tmp_path: Path) -> None:
    form = """
        What is the name of your harbour?                        | Port Ruddle
        How many people work in your harbour in the season?      |
        Do you keep a night watch in winter?                     | yes
        """
    assert drawn(page(tmp_path, part_of(form, collection="survey")))["B2"] == ("b", "")


def test_the_legend_counts_every_cell_once(tmp_path: Path) -> None:
    html = page(tmp_path, part_of(VISITS))
    counts = dict(re.findall(r'<li data-kind="(\w)".*?<b>(\d+)</b>', html))
    assert counts == {"a": "3", "t": "2", "w": "0", "s": "0", "b": "0", "u": "1", "r": "0", "h": "7", "n": "0", "o": "1"}
    assert "1 unread: no rule reads this text as an answer" in html


def test_an_answer_names_its_meaning_and_its_headers(tmp_path: Path) -> None:
    html = page(tmp_path, part_of(VISITS))
    known = data(html)
    ((part, said),) = known["parts"].items()
    asked, labels, read, how, note, *headers = (known["texts"][n] for n in said["answers"]["C3"])
    assert asked.endswith("by age of boat and by financial year? (visits)")
    assert (labels, read, how, note) == ("2019/20 · age 0", "0 to 4 boats", "suppressed (rule: fewer than)", "")
    assert sorted(headers) == [f"{part}-{c}" for c in ("A1", "A2", "A3", "C2")]
    assert all(f"<td id={h} " in html for h in headers)
    assert [known["texts"][n] for n in said["unread"]["C4"]][1] == "no rule reads this text as an answer"
    assert said["at"] == "foi/H01/reply.xlsx#Sheet1"


def test_columns_have_letters_rows_have_numbers_and_both_are_headers(tmp_path: Path) -> None:
    html = page(tmp_path, part_of(VISITS))
    assert re.findall(r"<th scope=col>(\w+)", html) == ["A", "B", "C"]
    assert re.findall(r"<th scope=row>(\d+)", html) == list("123456")


def test_running_text_has_lines_and_a_document_has_rows_and_columns(tmp_path: Path) -> None:
    text = SourcePart("foi", "H01", "reply.docx", "text", [(4, 0, "We hold nothing.", "text", []), (11, 0, SCRIPT, "text", [])], "line")
    table = SourcePart("foi", "H01", "reply.docx", "table 1", [(0, 0, "Age", "text", []), (1, 1, "7", "number", [])], "R1C1")
    html = page(tmp_path, text, table)
    assert drawn(html) == {"line5": ("", "We hold nothing."), "line12": ("", SCRIPT), "R1C1": ("", "Age"), "R2C2": ("", "7")}
    assert re.findall(r"<th scope=col>(\w+)", html) == ["Text", "C1", "C2"]
    assert re.findall(r"<th scope=row>(\w+)", html) == ["5", "12", "R1", "R2"]
    assert "4 empty lines: 1 to 4" in html and "6 empty lines: 6 to 11" in html


def test_a_merged_cell_is_drawn_over_its_range(tmp_path: Path) -> None:
    html = page(
        tmp_path,
        part_of("""
            Visits       | ←           | ←
            Age of boat  | 2018/19     | 2019/20
            0            | 12          | <5
            1            | 3           | 4
            Note of ours | Counted     | by hand
            ↑            | at the quay | ←
            """),
    )
    assert re.search(r"-A1 class=h colspan=3>Visits\n", html)
    assert re.search(r"-A5 rowspan=2>Note of ours<td", html)
    assert re.search(r"<th scope=row>6<td id=p\w+-B6 colspan=2>at the quay", html)  # A6 is covered by A5


def test_marks_are_seen(tmp_path: Path) -> None:
    part = part_of(VISITS)
    for cell in part.cells:
        marks = {(2, 1): "hidden row", (2, 2): "struck through", (3, 1): "comment: Ann: a guess"}.get(cell[:2])
        cell[4].extend([marks] if marks else [])
    html = page(tmp_path, part)
    shown = drawn(html)
    assert (shown["B3"][0], shown["C3"][0], shown["B4"][0]) == ("a x", "u k", "a c")
    assert "<th scope=row class=x>3 <small>hidden</small>" in html
    assert "comment: Ann: a guess" in data(html)["texts"]


def test_what_is_empty_is_left_out_and_said(tmp_path: Path) -> None:
    html = page(tmp_path, SourcePart("foi", "H01", "far.xlsx", "S", [(1048575, 16383, "here", "text", [])]))
    assert drawn(html) == {"XFD1048576": ("", "here")}
    assert "1,048,575 empty rows: 1 to 1048575" in html and "16,383 empty columns, A to XFC" in html
    assert html.count("<td") < 10


def test_a_part_that_is_too_large_is_cut_with_a_word_and_shows_what_is_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "LARGEST", 100)
    notes = "\n".join(f"    note {n}" for n in range(7, 201))
    html = page(tmp_path, part_of(f"{VISITS.rstrip()}\n{notes}\n{VISITS.strip(chr(10)).replace('Visits', 'Repairs')}"))
    shown = drawn(html)
    assert (shown["C4"], shown["C204"]) == (("u", "many"), ("u", "many"))
    assert shown["A30"] == ("", "note 30") and "A190" not in shown
    assert re.search(r"Cut: \d\d of 206 rows are shown", html)
    assert "rows not shown here: " in html
    assert re.search(r"2 unread: no rule reads this text as an answer.*<code>C4:C204</code>", html)


def test_nothing_that_stands_in_a_return_can_act(tmp_path: Path) -> None:
    hostile = part_of(VISITS.replace("A note of ours", f"{SCRIPT} \u202eevil"), file=f"a{SCRIPT}.xlsx".replace("/", "_"), part=f"S{SCRIPT}")
    hostile.cells.append((8, 0, "</td></table>" + "&lt;b>" + "x" * 400, "text", [f"comment: {SCRIPT}"]))
    html = page(tmp_path, hostile)
    assert SCRIPT not in html and "<b>x" not in html
    assert re.findall(r"<script[^>]*>", html) == ['<script src="cells.js" defer>', '<script type="application/json" id="data">']
    assert "<" not in re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1]
    assert "\u202e" not in html and "⟨U+202E⟩evil" in html
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1])
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


def test_a_file_inside_a_file_is_a_section_of_its_page(tmp_path: Path) -> None:
    inner = part_of(VISITS, file="mail.eml/a.xlsx")
    made = pages(tmp_path, inner, files=("foi/H01/mail.eml",))
    assert list(made) == ["foi/H01/mail.eml"]
    html = made["foi/H01/mail.eml"]
    assert "<h2>a.xlsx " in html and "why, foi/H01/mail.eml/a.xlsx" in html
    (tmp_path / "data" / "raw" / "foi" / "H01").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "foi" / "H01" / "mail.eml").touch()
    href = Raw(tmp_path / "data" / "raw", tmp_path / "audit").cell("foi/H01/mail.eml/a.xlsx#Sheet1!B3")
    where, _, id_ = href.partition("#")
    assert where == f"returns/{links.page('foi/H01/mail.eml')}"
    assert f"<td id={id_} class=a>12" in html


def test_a_file_that_was_not_read_has_a_page_that_says_why(tmp_path: Path) -> None:
    html = pages(tmp_path, part_of(VISITS), files=("foi/H01/scan.pdf",))["foi/H01/scan.pdf"]
    assert "why, foi/H01/scan.pdf" in html and "Nothing of it was read" in html


def test_pages_are_the_same_twice_and_their_names_are_safe(tmp_path: Path) -> None:
    assert pages(tmp_path, part_of(VISITS)) == pages(tmp_path, part_of(VISITS))
    names = [links.page(p) for p in ("foi/A/Å b.XLSX", "foi/a/å b.xlsx", "foi/A/" + "x" * 300, "foi/A/{b}#?&.csv")]
    assert len({n.lower() for n in names}) == 4
    assert all(re.fullmatch(r"[a-z0-9-]{1,80}\.html", n) for n in names)
