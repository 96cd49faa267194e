"""What the pages show of answers: each cell that a metric depends on, what stood there, and what was read of it."""

from __future__ import annotations

import pandas as pd

from auditing.run import TWIN, Run
from auditing.text import interval, visible, words
from study import Question

OPTIONAL = ("yes_no", "choice", "choices")
# Characters of a cell that a table shows; the link beside them leads to all of it.
CLIPPED = 200


def row(run: Run, address: str, into: list[int], gave: dict | None) -> dict:
    """One answer. into: the numbers of the page's values that depend on it; gave: what its body gave to the metric."""
    found = run.used[address]
    asked = run.study.question(found["collection"], found["question"])
    twin = found["set_aside"].startswith(TWIN)
    return {
        "body": run.body(found["collection"], found["body"]),
        "question": found["question"],
        "for": [label for label in (found["period"], *(_label(found, d) for d in asked.by)) if label],
        "raw": visible(found["raw"], CLIPPED),
        "status": words(found["status"]),
        "read": options(found) if asked.kind in OPTIONAL else interval(found["lower"], found["upper"]),
        "sort": "" if pd.isna(found["lower"]) else f"{found['lower']:.10g}",
        "rule": found["rule"],
        "decision": run.decision(found["ruling"], found["rule"]),
        "marks": [visible(m, CLIPPED) for m in run.marks.get(address, []) if not m.startswith("merged ")],
        "twin": run.place(found["set_aside"].removeprefix(TWIN)) if twin else None,
        "aside": "" if twin else visible(found["set_aside"]),
        "gave": gave,
        "into": into,
        **run.place(address),
    }


def unread(run: Run, address: str, into: list[int]) -> dict:
    """A cell that looks like an answer and was not read, as a row among answers."""
    found = run.unread.get(address)
    if found is None:
        return {}
    said = {"body": run.body(found["collection"], found["body"]), "question": found["question"], "for": []}
    said |= {"raw": visible(found["raw"], CLIPPED), "status": "not read", "read": "", "sort": "", "rule": "", "decision": None}
    return said | {"marks": [], "twin": None, "aside": visible(found["reason"]), "gave": None, "into": into, **run.place(address)}


def options(row: dict) -> str:
    picked = [] if row["choices"] is None else [words(o) for o in row["choices"]]
    return ", ".join(picked) or ("not ticked" if row["status"] == "exact" else "")


def asked(question: Question, name: str) -> str:
    return f"{question.ask} ({name})"


def _label(row: dict, dimension: str) -> str:
    """`age 0`, or the label as it was printed where it is not in the study's vocabulary."""
    value, printed = row[dimension], row[f"{dimension}_printed"]
    if not pd.isna(value):
        return f"{words(dimension)} {value}"
    return "" if pd.isna(printed) else f"“{visible(printed)}”"
