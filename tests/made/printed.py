"""Tables of one body as text, for what is summed: ages down, kinds of boat or periods across.

    age   | sail | steam | total
    0     | <5   | 3     | 7
    total | 9    | <5    |

An empty place was not printed. `??` is a cell that was not read, `{aside} 9` an answer that was set aside, `not held` no
number, and a label that begins with `?` one that nobody knows.
"""

from __future__ import annotations

import pandas as pd
import yaml

import addresses
from deriving.tables import Tables
from recognising.values import Context, interval
from study import Dimension, Question
from tests.spec.conftest import drawn

DIMENSIONS = {
    name: Dimension.model_validate(declared)
    for name, declared in yaml.safe_load("""
age:
  title: Age of boat
  values:
    "0": {covers: [0]}
    "1": {covers: [1]}
    "2": {covers: [2]}
    0-2: {covers: [0, 1, 2]}
    3-4: {covers: [3, 4]}
    0-4: {covers: [0, 1, 2, 3, 4]}
kind:
  title: Kind of boat
  values:
    sail: {}
    steam: {}
    oars: {}
""").items()
}
COLUMNS = ["answer", "collection", "body", "file", "part", "cell", "question", "period", "raw", "status", "lower", "upper", "set_aside"]


def labelled(dimension: str, label: str) -> dict[str, str | None]:
    return {dimension: None if label.startswith("?") else label, f"{dimension}_printed": label.removeprefix("?")}


def row(raw: str, part: str, cell: str, period: str, **labels: str) -> dict:
    """One answer, of the labels given by dimension."""
    aside, said = ("a person's reason", raw.removeprefix("{aside} ")) if raw.startswith("{aside}") else ("", raw)
    reading = interval(said, Context())
    found = {"collection": "foi", "body": "H01", "file": "reply.xlsx", "part": part, "cell": cell, "question": "boats", "period": period}
    found |= {"answer": addresses.address("foi/H01/reply.xlsx", part, cell), "raw": said, "set_aside": aside, "ruling": ""}
    found |= {"status": reading.status, "lower": reading.lower, "upper": reading.upper} if reading else {"status": "unread"}
    for dimension, label in labels.items():
        found |= labelled(dimension, label)
    return found


def rows_of(text: str, part: str = "Sheet1", period: str = "2023") -> list[dict]:
    """The answers of one table."""
    (corner, *across), *lines = drawn(text)
    found = []
    for r, (label, *cells) in enumerate(lines, start=1):
        for c, (head, raw) in enumerate(zip(across, cells), start=1):
            if raw:
                when, kind = (head, {}) if corner == "by period" else (period, {"kind": head} if head else {})
                found.append(row(raw, part, addresses.cell(r, c), when, age=label, **kind))
    return found


def frame_of(rows: list[dict]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame.reindex(columns=[*COLUMNS, *(c for c in frame if c not in COLUMNS)]).astype({"lower": float, "upper": float})


def tables_of(*texts: str | list[dict], blank: int | None = None) -> Tables:
    """All that one body printed, each text a sheet of its own. Of `??` nobody knows what it is about; of other words that are
    no number, where they stand."""
    rows = [r for n, t in enumerate(texts, start=1) for r in (rows_of(t, f"Sheet{n}") if isinstance(t, str) else t)]
    frame = frame_of(rows)
    by = tuple(d for d in DIMENSIONS if d in frame)
    unread = frame["status"] == "unread"
    asked = Question(ask="How many boats?", kind="table", by=by, blank=blank)
    return Tables(frame[~unread], missed_of(frame[unread], by), asked, DIMENSIONS)


def missed_of(rows: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Cells that were not read, as recognise gives them."""
    found = rows[["file", "part", "period"]].assign(address=rows["answer"], labels=None).astype({"labels": object})
    for index, row in rows.iterrows():
        if row["raw"] == "??":
            found.at[index, "period"] = None
        else:
            found.at[index, "labels"] = [{"dimension": d, "value": row[d], "printed": row[f"{d}_printed"]} for d in by]
    return found
