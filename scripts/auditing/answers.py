"""What the page shows of answers: for each question, those that a metric depends on, and what each was read from."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

import addresses
from auditing.run import TWIN, Run
from auditing.text import anchor, interval, visible, words
from study import Question

OPTIONAL = ("yes_no", "choice", "choices")


def questions(run: Run) -> list[dict]:
    groups = dict(list(run.used.groupby(["collection", "question"], sort=False)))
    order = [(c, q) for c, asked in run.study.questions.items() for q in asked if (c, q) in groups]
    return [_question(run, c, q, groups[c, q]) for c, q in order]


def _question(run: Run, collection: str, name: str, group: pd.DataFrame) -> dict:
    place, asked = run.question(collection, name), run.study.question(collection, name)
    records = group.sort_values("body", kind="stable").to_dict("records")
    rows = [_answer(run, f"{place['anchor']}-{i}", asked, record) for i, record in enumerate(records, 1)]
    metrics = dict.fromkeys(m for row in rows for m in row["metrics"])
    return place | {
        "rows": rows,
        "bodies": group["body"].nunique(),
        "statuses": [(words(s), n) for s, n in group["status"].value_counts(sort=False).sort_index().items()],
        "metrics": [(m, anchor("metric", m), sum(m in row["metrics"] for row in rows)) for m in metrics],
    }


def _answer(run: Run, where: str, asked: Question, row: dict) -> dict:
    twin = row["set_aside"].startswith(TWIN)
    return {
        "anchor": where,
        "body": run.body(row["collection"], row["body"]),
        "for": [label for label in (row["period"], *(_label(row, d) for d in asked.by)) if label],
        "raw": visible(row["raw"]),
        "status": words(row["status"]),
        "read": _options(row) if asked.kind in OPTIONAL else interval(row["lower"], row["upper"]),
        "rule": row["rule"],
        "decision": run.decision(row["ruling"], row["rule"]),
        "headers": [{"cell": addresses.parse(h).cell, "text": visible(run.texts.get(h, ""))} for h in row["headers"]],
        "marks": [visible(m) for m in run.marks.get(row["answer"], []) if not m.startswith("merged ")],
        "metrics": run.used_by[row["answer"]],
        "twin": run.place(row["set_aside"].removeprefix(TWIN)) if twin else None,
        "aside": "" if twin else visible(row["set_aside"]),
        **run.place(row["answer"]),
    }


def _options(row: dict) -> str:
    picked = [] if row["choices"] is None else [words(o) for o in row["choices"]]
    return ", ".join(picked) or ("not ticked" if row["status"] == "exact" else "")


def _label(row: dict, dimension: str) -> str:
    """`age 0`, or the label as it was printed where it is not in the study's vocabulary."""
    value, printed = row[dimension], row[f"{dimension}_printed"]
    if not pd.isna(value):
        return f"{words(dimension)} {value}"
    return "" if pd.isna(printed) else f"“{visible(printed)}”"


def metric_links(names: list[str]) -> Markup:
    link = Markup('<a href="#{}"><code>{}</code></a>')
    return Markup(", ").join(link.format(anchor("metric", name), name) for name in names)
