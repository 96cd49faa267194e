"""Whom to chase: which missing or uncertain answers leave numbers open, for one metric and in all."""

from __future__ import annotations

from auditing.run import Run
from auditing.text import visible

FIRST = 3  # metrics that are named of a body


def of_metric(run: Run, declared: str) -> list[dict]:
    """The bodies whose answers leave the metric open, the widest first."""
    return [_row(run, row) for row in run.chase.get(declared, ())]


def bodies(run: Run) -> list[dict]:
    """Each body once: those first that leave most numbers open, of statements that are undetermined before others."""
    open_ = {m for row in run.tables.statements.to_dict("records") if row["verdict"] == "undetermined" for m in row["metrics"].split("; ")}
    found: dict[tuple[str, str], list[dict]] = {}
    for rows in run.chase.values():
        for row in rows:
            found.setdefault((row["collection"], row["body"]), []).append(row)
    shown = []
    for (collection, code), rows in found.items():
        rows.sort(key=lambda row: row["metric"] not in open_)
        decides = sum(row["metric"] in open_ for row in rows)
        said = {"body": run.body(collection, code), "collection": collection, "count": len(rows), "decides": decides}
        shown.append(said | {"why": ", ".join(dict.fromkeys(r["why"] for r in rows)), "first": [_row(run, r) for r in rows[:FIRST]]})
    return sorted(shown, key=lambda body: (-body["decides"], -body["count"]))


def _row(run: Run, row: dict) -> dict:
    share = run.metrics[row["metric"]]["unit"].startswith("share")
    by = row["text"].replace("%", " percentage points") if share else f"{row['text']} {run.metrics[row['metric']]['unit']}".strip()
    said = {"body": run.body(row["collection"], row["body"]), "why": row["why"], "between": row["between"].replace(" to inf", " or more")}
    said |= {"widens": "without limit" if row["text"] == "no limit" else by, "sort": row["widens"] or "inf"}
    return said | {"metric": run.brief(row["metric"]), "place": _place(run, row["answer"]), "name": visible(row["name"])}


def _place(run: Run, address: str) -> dict | None:
    return run.place(address) if address else None
