"""What the page of a metric shows: what the report says of it, how it is computed, and every cell that it rests on."""

from __future__ import annotations

from collections import defaultdict

import addresses
from auditing import answers, chased
from auditing.formulas import formula
from auditing.run import Run
from auditing.text import anchor, cells, visible

# Rows of all the pages' tables of answers: of more, each page shows its first, so that the whole stays small.
ROWS = 50_000
ROLES = ("answer", "unread", "known", "reference")


def longest(run: Run) -> int:
    """How many answers one page may list."""
    counts = [len({a for v in values for role in ROLES[:2] for a in run.lineage.cells(v).get(role, ())}) for values in run.values.values()]
    most = max([1, *counts])
    while sum(min(n, most) for n in counts) > ROWS and most > 100:
        most = most * 9 // 10
    return most


def page(run: Run, declared: str, most: int) -> dict:
    """declared: the metric's name in config/metrics.yml; most: how many answers the page may list."""
    names, metric = run.values[declared], run.declared[declared]
    single = names == [declared]
    rows, left = _answers(run, names, _gave(run, declared) if single else {}, most)
    first = run.metrics[names[0]]
    own = {n.partition(".")[0] for name in names for n in run.lineage.sources(name, "metric")}
    return {
        "declared": declared,
        "title": metric.title,
        "why": metric.why,
        "single": single,
        "statements": [_statement(run, s, declared) for s in run.statements.get(declared, ())],
        "values": [_value(run, name) | {"formula": formula(run, name, metric)} for name in names],
        "inputs": [run.brief(n) | {"reference": run.lineage.is_reference(n)} for n in _made_of(run, names)],
        "goes_into": _groups(run, [n for name in names for n in run.lineage.goes_into(name)]),
        "beside": _beside(run, names, first),
        "answers": rows,
        "left": left,
        "questions": _questions(run, names),
        "several_questions": len({row["question"] for row in rows}) > 1,
        "apart": any(len(row["into"]) < len(names) for row in rows),
        "gave": any(row["gave"] for row in rows),
        "inherited": bool(own) and bool(rows),
        "references": _references(run, names),
        "known": _known(run, names, listed=not rows),
        "others": _others(run, names),
        "unread": sum(row["status"] == "not read" for row in rows),
        "aside": sum(bool(row["aside"]) and row["status"] != "not read" for row in rows),
        "chase": chased.of_metric(run, declared),
        "silent": _silent(first),
    }


def _gave(run: Run, name: str) -> dict[str, dict]:
    """Body → what all its cells come to, and what that counts as."""
    metric = run.declared[name]
    return {body: {"value": given.value, "counts": given.counts(metric)} for body, given in run.given.get(name, {}).items()}


def _statement(run: Run, row: dict, declared: str) -> dict:
    others = [n for n in row["metrics"].split("; ") if n.partition(".")[0] != declared and n in run.metrics]
    return row | {"anchor": anchor(row["statement"]), "others": [run.brief(n) for n in others]}


def _value(run: Run, name: str) -> dict:
    row = run.metrics[name]
    base = f"{int(row['answered']):,} of {int(row['asked']):,}" if row["answered"] and row["asked"] else ""
    share_of = f"{float(row['base']):,.10g} bodies" if row["base"] else ""
    said = {"which": anchor("value", name.partition(".")[2]), "label": row["label"] or name.partition(".")[2], "how": row["how"]}
    said |= {"of": run.lineage.sources(name, "metric"), "base": base, "share_of": share_of, "basis": row["basis"]}
    return run.brief(name) | said | {"set_aside": int(row["set_aside"] or 0)}


def _made_of(run: Run, names: list[str]) -> list[str]:
    return list(dict.fromkeys(n for name in names for n in run.lineage.sources(name, "metric")))


def _groups(run: Run, names: list[str]) -> list[dict]:
    """Metrics as they are declared, with how many of their values are meant where they have several."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        found[name.partition(".")[0]].append(name)
    return [run.brief(n[0]) if len(n) == 1 else run.family(d) | {"count": len(n)} for d, n in found.items()]


def _beside(run: Run, names: list[str], first: dict) -> list[dict]:
    """The choices that stand beside this one, or beside the same; the report's own first. None if there are no others."""
    own = first["beside"] or names[0]
    others = [name for name, row in run.metrics.items() if row["beside"] == own and not row["label"]]
    if not others or own not in run.metrics:
        return []
    return [_value(run, n) | {"own": n == own, "here": n == names[0]} for n in (own, *others)]


def _answers(run: Run, names: list[str], given_by: dict, most: int) -> tuple[list[dict], int]:
    """The rows, and how many more there are."""
    into = {(role, address): found for role in ("answer", "unread") for address, found in _into(run, names, role).items()}
    order = sorted(into, key=lambda key: _body(run, *key))
    if len(order) > most and len(names) > 1:
        # Of each value its first ones, whatever the others are.
        first = {key for i in range(len(names)) for key in [k for k in order if i in into[k]][:20]}
        order.sort(key=lambda key: key not in first)
    rows = []
    for role, address in order[:most]:
        if role == "unread":
            rows.append(answers.unread(run, address, into[role, address]))
        elif address in run.used:
            rows.append(answers.row(run, address, into[role, address], given_by.get(run.used[address]["body"])))
    return [row for row in rows if row], max(0, len(order) - most)


def _body(run: Run, role: str, address: str) -> tuple[str, str]:
    row = (run.used if role == "answer" else run.unread).get(address, {})
    return row.get("question", ""), row.get("body", "")


def _questions(run: Run, names: list[str]) -> list[dict]:
    """What was asked, in the order of the answers."""
    rows = (run.used.get(a) for n in names for a in run.lineage.cells(n).get("answer", ()))
    found = {(row["collection"], row["question"]) for row in rows if row}
    return [{"collection": c, "question": q, "ask": run.study.question(c, q).ask} for c, q in sorted(found)]


def _references(run: Run, names: list[str]) -> list[dict]:
    """The figures that others published, each with the metric that it is, and its cell."""
    of = {source: name for name in run.metrics if run.lineage.is_reference(name) for source in run.lineage.sources(name, "reference")}
    rows = []
    for address, into in _into(run, names, "reference").items():
        metric = next((n for n in names if address in run.lineage.sources(n, "reference")), of.get(address))
        row = run.metrics[metric] if metric else {"how": ""}
        shown = {"metric": run.brief(metric) if metric else None, "how": row["how"], "text": visible(run.texts.get(address, ""))}
        rows.append(shown | {"into": into} | run.place(address))
    return rows


def _known(run: Run, names: list[str], listed: bool) -> list[dict]:
    """The cells of the register that say who is counted, by column; each of them if `listed`, else the first as a way in."""
    found: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(dict)
    for address, into in _into(run, names, "known").items():
        path, _, cell = addresses.parse(address)
        found[path, cell.rstrip("0123456789")][address] = into
    shown = []
    for (path, _), column in found.items():
        said = cells([addresses.parse(a).cell for a in column])
        places = [_place(run, a) | {"into": into} for a, into in column.items()] if listed else []
        shown.append(
            {"path": visible(path), "count": len(column), "cells": said, "first": _place(run, next(iter(column))), "places": places}
        )
    return shown


def _others(run: Run, names: list[str]) -> list[dict]:
    """Cells that decide something else about the metric, by what they decide and the part that they stand in."""
    shown = []
    for role in dict.fromkeys(role for name in names for role in run.lineage.cells(name) if role not in ROLES):
        parts: dict[str, list[str]] = {}
        for address in _into(run, names, role):
            parts.setdefault(address.rpartition("!")[0], []).append(address)
        groups = [
            _place(run, found[0]) | {"more": len(found) - 1, "cells": cells([addresses.parse(a).cell for a in found])}
            for found in parts.values()
        ]
        shown.append({"role": role.replace("_", " "), "count": sum(map(len, parts.values())), "groups": groups})
    return shown


def _place(run: Run, address: str) -> dict:
    return run.place(address) | {"text": visible(run.texts.get(address, ""))}


def _into(run: Run, names: list[str], role: str) -> dict[str, list[int]]:
    """The cells that play a role in some of a page's values → the numbers of those values."""
    found: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        for address in run.lineage.cells(name).get(role, ()):
            found[address].append(i)
    return found


def _silent(row: dict) -> int:
    return int(row["asked"]) - int(row["answered"]) if row["answered"] and row["asked"] else 0
