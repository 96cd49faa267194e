"""What the cases share: a small invented study of harbours, and sheets drawn as text.

    Visits
    Age of boat | 2018/19 | 2019/20
    0           | 12      | <5
    1           | ←       | {struck} 4

`|` stands between cells, an empty line is an empty row. `←` and `↑` are covered by a merge with the cell left of or
above them. `{struck}`, `{hidden}` and `{date}` say of a cell that it is struck through, in a hidden row, a date.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import yaml

import addresses
from read import CELLS
from recognise import SourcePart, recognise_part
from recognising.grid import Found, Grid
from recognising.rows import UNREAD, schema
from recognising.said import SAID
from recognising.values import Context, interval
from recognising.vocabulary import Vocabulary
from study import Study

# A study of nothing that is real: the code knows no study's words but these.
SETTINGS = """
title: Boats in small harbours
suppression: {below: 5}
tolerance: 0.1
"""
DIMENSIONS = """
age:
  title: Age of boat
  fields: [age, age of boat, age group]
  totals: [total, all ages]
  values:
    "0": {covers: [0], names: [under 1, 0 years, new]}
    "1": {covers: [1], names: [1 year, 1 yr]}
    "2": {covers: [2], names: [2 years, 2 yrs]}
    0-2: {covers: [0, 1, 2], names: [under 3, 0 to 2, two and under, 2 and under]}
    3-4: {covers: [3, 4], names: [3 to 4]}
    0-4: {covers: [0, 1, 2, 3, 4], names: [under 5, 0 to 4]}
berth:
  title: Kind of berth
  fields: [berth, berth code, kind of berth]
  values:
    BR01: {names: [quay]}
    BR02: {names: [pontoon]}
    BR03: {names: [swinging mooring]}
    BR04: {names: [mud berth]}
    BR99: {names: [not applicable]}
"""
QUESTIONS = """
survey:
  harbour:
    ask: What is the name of your harbour?
    also: [Harbour name]
    kind: body
  crew:
    ask: How many people work in your harbour in the season?
    also: [People working in the season]
    kind: number
    unit: people
    period: "2023"
    cap: 300
    at_most: 1000
  dues:
    ask: What are harbour dues spent on? (tick all that apply)
    also: [Use of harbour dues]
    kind: choices
    options:
      dredging: [Dredging, Dredging and buoys]
      lights: [Lights, Lights and marks]
      pilots: [Pilots, Pilotage]
  watch:
    ask: Do you keep a night watch in winter?
    also: [Night watch in winter]
    kind: yes_no
  largest:
    ask: What is the largest boat that you take?
    also: [Largest boat]
    kind: choice
    options:
      dinghy: [Dinghy, Rowing boat]
      ketch: [Ketch, Two-masted boat]
      coaster: [Coaster]
  remarks:
    ask: Is there anything else that you wish to say?
    kind: text
foi:
  visits:
    number: 1
    ask: How many boats visited your harbour, by age of boat and by financial year?
    also: [Boats that visited]
    words: [visits, visiting boats]
    kind: table
    by: [age]
    periods: year
    unit: boats
    at_most: 5000
  repairs:
    number: 2
    ask: How many of these boats were repaired, by age of boat and by financial year?
    words: [repairs, repaired]
    kind: table
    by: [age]
    periods: year
    unit: boats
  moored:
    number: 3
    ask: How many boats were moored in your harbour, by kind of berth and by month?
    words: [moored, moorings]
    kind: table
    by: [berth]
    periods: month
    unit: boats
  night_watch:
    number: 4
    ask: Does your harbour authority keep a night watch?
    kind: yes_no
"""

TAGS = {"struck": "struck through", "hidden": "hidden row"}


def a_study(settings: str = SETTINGS, dimensions: str = DIMENSIONS, questions: str = QUESTIONS) -> Study:
    data = {"settings": settings, "dimensions": dimensions, "questions": questions}
    return Study.model_validate({name: yaml.safe_load(text) for name, text in data.items()})


HARBOURS = a_study()


def drawn(text: str) -> list[list[str]]:
    """A drawing as rows of cells."""
    lines = textwrap.dedent(text).strip("\n").split("\n")
    return [[cell.strip() for cell in line.split("|")] if line.strip() else [] for line in lines]


def part_of(text: str, collection: str = "foi", body: str = "H01", file: str = "reply.xlsx", part: str = "Sheet1") -> SourcePart:
    """A drawing as one part of a file, as read gives it."""
    rows = drawn(text)
    cells = {}
    for r, row in enumerate(rows):
        for c, said in enumerate(row):
            found = re.fullmatch(r"(?:\{(\w+)\} ?)?(.*)", said)
            tag, shown = found[1], found[2]
            if not shown or shown in "←↑":
                continue
            kind = "date" if tag == "date" else "number" if re.fullmatch(r"\d+(\.\d+)?", shown) else "text"
            cells[r, c] = (r, c, shown, kind, [TAGS[tag]] if tag in TAGS else [])
    for (r, c), cell in cells.items():
        bottom, right = r, c
        while right + 1 < len(rows[r]) and rows[r][right + 1] == "←":
            right += 1
        while bottom + 1 < len(rows) and c < len(rows[bottom + 1]) and rows[bottom + 1][c] == "↑":
            bottom += 1
        if (bottom, right) != (r, c):
            cell[4].append(f"merged {addresses.cell(r, c)}:{addresses.cell(bottom, right)}")
    return SourcePart(collection, body, file, part, [cells[place] for place in sorted(cells)])


def cells_of(*parts: SourcePart) -> pa.Table:
    """Parts as they stand in cells.parquet."""
    rows = [
        (p.collection, p.folder, p.file, p.part, addresses.cell(row, col, p.naming), row, col, text, kind, marks)
        for p in parts
        for row, col, text, kind, marks in p.cells
    ]
    return pa.Table.from_arrays([pa.array(list(c), f.type) for c, f in zip(zip(*rows), CELLS)], schema=CELLS)


def grid_of(text: str, **place: str) -> Grid:
    return part_of(text, **place).grid()


@dataclass(frozen=True)
class Read:
    """What was read of a drawing, in words that a case can be written in."""

    found: list[Found]

    @property
    def answers(self) -> list[str]:
        """`visits 2018/19 0 = 12`; a label that is not in the vocabulary as `?printed`."""
        return sorted(self._said(f) for f in self.found if not f.problem)

    @property
    def unread(self) -> dict[str, str]:
        """Cell → reason."""
        return {addresses.cell(*f.place): f.problem for f in self.found if f.problem}

    @staticmethod
    def _said(f: Found) -> str:
        labels = [value or f"?{printed}" for value, printed in f.labels.values()]
        return " ".join([f.question, *filter(None, [f.period]), *labels]) + f" = {f.text}"


def read(text: str, study: Study = HARBOURS, **place: str) -> Read:
    """Recognises one drawing."""
    part = part_of(text, **place)
    return Read(recognise_part(part, Vocabulary(study, part.collection), {"port ruddle": "H01", "saltmouth": "H02"}))


def answers(text: str) -> list[str]:
    """Expected answers, a line a period: `visits 2018/19: 0 = 12, 1 = <5`."""
    lines = [line.split(": ", 1) for line in textwrap.dedent(text).strip().split("\n") if line.strip()]
    return sorted(f"{what} {answer}" for what, said in lines for answer in said.split(", "))


# Tables between the rules ------------------------------------------------------------------------------------------


def answer(
    raw: str, question: str = "visits", period: str = "2018/19", body: str = "H01", file: str = "reply.xlsx", part: str = "Sheet1", **said
) -> dict:
    """One answer as recognise gives it. Labels by dimension (`age="0"`; `age="?New boats"` for an unknown one)."""
    collection = next(c for c, questions in HARBOURS.questions.items() if question in questions)
    asked = HARBOURS.question(collection, question)
    row = {"collection": collection, "body": body, "file": file, "part": part, "question": question, "period": period}
    row |= {"cell": said.pop("cell", ""), "raw": raw, "choices": None, "rule": "a rule", "ruling": "", "headers": [], "set_aside": ""}
    row["unit"] = asked.unit or ""
    if asked.kind in ("number", "table") and raw:
        reading = interval(raw, Context(cap=asked.cap))
        row |= {"status": reading.status, "lower": reading.lower, "upper": reading.upper}
    elif "choices" in said:
        row |= {"status": "exact"}
    else:
        reading = interval(raw, Context()) if raw else None
        row |= {"status": "not_answered" if not raw else reading.status if reading else "exact"}
    for dimension in HARBOURS.dimensions:
        if label := said.pop(dimension, None):
            row |= {dimension: None if label.startswith("?") else label, f"{dimension}_printed": label.removeprefix("?")}
    return row | said


def table_of(rows: list[dict]) -> pd.DataFrame:
    """Answers as they come from answers.parquet, an address for each."""
    for n, row in enumerate(rows):
        row["cell"] = row["cell"] or f"B{n + 2}"
        row["answer"] = addresses.address(f"{row['collection']}/{row['body']}/{row['file']}", row["part"], row["cell"])
    return pa.Table.from_pylist(rows, schema=schema(HARBOURS)).to_pandas()


def register_of(foi: tuple[str, ...] = (), survey: tuple[str, ...] = (), silent: tuple[str, ...] = ()) -> pd.DataFrame:
    """The register of these bodies; all of them but the silent ones replied."""
    listed = [("foi", b) for b in foi] + [("survey", b) for b in survey]
    rows = [
        {"collection": c, "body": b, "name": b, "replied": "" if b in silent else "2024-06-10", "address": f"register.csv#!B{n}"}
        for n, (c, b) in enumerate(listed, start=2)
    ]
    return pd.DataFrame(rows, columns=["collection", "body", "name", "replied", "address"])


def unread_of(rows: list[dict]) -> pd.DataFrame:
    """Cells that were not read: body, question, file, cell."""
    rows = [{"collection": "foi", "file": "reply.xlsx", "part": "Sheet1", "table": "1", "raw": "?", "reason": "why"} | row for row in rows]
    for row in rows:
        row["address"] = addresses.address(f"{row['collection']}/{row['body']}/{row['file']}", row["part"], row["cell"])
    return pa.Table.from_pylist(rows, schema=UNREAD).to_pandas()


def said_of(rows: list[dict]) -> pd.DataFrame:
    """What letters say: question, status, and where it differs scope, section, quote."""
    known = {"collection": "foi", "body": "H01", "scope": "question", "section": "", "quote": "so we wrote", "phrase": "a phrase"}
    rows = [known | {"source": "foi/H01/letter.docx#text!line 3"} | row for row in rows]
    return pa.Table.from_pylist(rows, schema=SAID).to_pandas()
