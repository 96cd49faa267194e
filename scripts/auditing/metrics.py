"""What the page shows of numbers: statements, metrics, and the figures that others published."""

from __future__ import annotations

from collections.abc import Container

import pandas as pd

import addresses
from auditing.run import Run, doubtful
from auditing.text import anchor, cells, linked, visible


def statements(run: Run) -> list[dict]:
    return [row | {"metrics": [_brief(run, m) for m in row["metrics"].split("; ")]} for row in run.tables.statements.to_dict("records")]


def metrics(run: Run) -> list[dict]:
    """One entry a metric. Those that stand beside another, and the several of one declaration, are rows of one entry."""
    entries: dict[str, dict] = {}
    for name, row in run.metrics.items():
        if run.is_reference(name) or _is_beside(run, row):
            continue
        declared = name.partition(".")[0]
        if declared in entries:
            entries[declared]["parts"].append(_part(run, name))
        else:
            entries[declared] = _entry(run, declared, row)
    return list(entries.values())


def references(run: Run) -> list[dict]:
    """The figures that others published, each with its cell, what stands there, and the metrics that it goes into."""
    return [
        _input(run, name)
        | {"stood": run.texts.get(run.sources(name, "reference")[0]), "used": [_brief(run, m) for m in run.goes_into(name)]}
        for name in run.metrics
        if run.is_reference(name)
    ]


def _entry(run: Run, declared: str, row: dict) -> dict:
    name = row["metric"]
    several = name != declared
    beside = [n for n, r in run.metrics.items() if r["beside"] == name and _is_beside(run, r)]
    register: dict[str, list[str]] = {}
    for source in run.sources(name, "known"):
        register.setdefault(addresses.parse(source).path, []).append(addresses.parse(source).cell)
    return _row(run, name) | {
        "anchor": anchor("metric", declared),
        "declared": declared,
        "title": row["title"].rpartition(":")[0] if several else row["title"],
        "why": row["why"],
        "parts": [_part(run, name)] if several else [],
        "beside": [_row(run, n) for n in (name, *beside)] if beside else [],
        "inputs": [_input(run, m) for m in run.sources(name, "metric")],
        "known": [{"path": p, "href": run.raw.link(p), "count": len(found), "cells": cells(found)} for p, found in register.items()],
        "uses": [run.question(c, q) | {"count": n} for (c, q), n in _uses(run, name).items()],
        "aside": _aside(run, name),
    }


def _is_beside(run: Run, row: dict) -> bool:
    """Whether a metric stands in the table of another, which has an entry of its own."""
    other = run.metrics.get(row["beside"])
    return other is not None and not other["beside"] and not run.is_reference(other["metric"])


def _brief(run: Run, name: str) -> dict:
    row = run.metrics[name]
    unit = "" if "%" in row["text"] and row["unit"] == "share" else row["unit"]
    return {"name": name, "anchor": anchor("metric", name), "title": row["title"], "text": row["text"], "unit": unit}


def _row(run: Run, name: str) -> dict:
    row = run.metrics[name]
    base = f"{int(row['answered']):,} of {int(row['asked']):,}" if row["answered"] and row["asked"] else ""
    how = linked(row["how"], run.sources(name, "metric"))
    return _brief(run, name) | {"how": how, "base": base, "set_aside": int(row["set_aside"] or 0)}


def _part(run: Run, name: str) -> dict:
    return _row(run, name) | {"which": run.metrics[name]["title"].rpartition(": ")[2]}


def _input(run: Run, name: str) -> dict:
    """A metric that another is made of; with its cell, if it is a figure that others published."""
    cell = run.place(run.sources(name, "reference")[0]) if run.is_reference(name) else None
    return _brief(run, name) | {"how": run.metrics[name]["how"], "cell": cell}


def _uses(run: Run, name: str) -> dict[tuple[str, str], int]:
    """The questions whose answers the metric depends on, and how many of each."""
    rows = run.used.loc[[s for s in run.sources(name, "answer") if s in run.used.index]]
    return rows.groupby(["collection", "question"], sort=False).size().to_dict()


def _aside(run: Run, name: str) -> list[dict]:
    """The answers and value cells of the metric's questions that could not be used."""
    questions = _uses(run, name)
    answers, unread = run.tables.answers, run.tables.unread
    bad = answers[_about(answers, questions) & doubtful(answers)]
    rows = [(r.collection, r.body, r.answer, r.raw, r.set_aside or r.rule) for r in bad.itertuples()]
    missed = unread[_about(unread, questions)]
    rows += [(r.collection, r.body, r.address, r.raw, f"not read: {r.reason}") for r in missed.itertuples()]
    return [{"body": run.body(c, b), "raw": visible(raw), "reason": visible(why), **run.place(a)} for c, b, a, raw, why in rows]


def _about(table: pd.DataFrame, questions: Container[tuple[str, str]]) -> pd.Series:
    """Which rows are about one of the questions, each named by collection and question."""
    return pd.Series([pair in questions for pair in zip(table["collection"], table["question"])], table.index, dtype=bool)
