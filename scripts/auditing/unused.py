"""What the page shows of returns: every file, what was not read of them, what was set aside, and who replied what."""

from __future__ import annotations

import re

import pandas as pd

import addresses
from auditing.run import TWIN, doubtful
from auditing.text import Raw, visible, words
from study import REPLIES, SUPERSEDED, Study

GROUPS = 200
EXAMPLES = 3


def files(returns: pd.DataFrame, raw: Raw) -> list[dict]:
    rows = []
    for row in returns.to_dict("records"):
        counts = {name: int(row[name]) for name in ("answers", "totals", "unread", "set_aside")}
        shown = {
            "path": visible(row["path"]),
            "href": raw.link(row["path"]),
            "picture": raw.picture(row["path"]),
            "kilobytes": -(-int(row["size"]) // 1000),
        }
        rows.append({"status": row["status"], "reason": row["reason"], "to_do": row["to_do"]} | shown | counts)
    return rows


def not_read(listed: list[dict]) -> list[dict]:
    """The files that were not read, or in which nothing was found, by the reason; and those that a person must look at."""
    groups: dict[tuple[str, str], list[dict]] = {}
    for file in listed:
        if file["status"] != "read":
            groups.setdefault((file["status"], file["reason"]), []).append(file)
        elif file["to_do"]:
            groups.setdefault(("to look at", file["to_do"]), []).append(file)
    made = [{"status": s, "reason": r, "files": found} for (s, r), found in groups.items()]
    first = ("misplaced", "to look at", "not read")
    return sorted(made, key=lambda group: first.index(group["status"]) if group["status"] in first else len(first))


def unread(table: pd.DataFrame, raw: Raw) -> dict:
    """Value cells that were not read, by file, part and reason."""
    rows = table.rename(columns={"address": "answer"}).assign(kind=table["reason"] if len(table) else "")
    return _grouped(rows, raw)


def drift(table: pd.DataFrame, raw: Raw) -> list[dict]:
    """Where returns say something in other words than config expects, each with its first place."""
    rows = []
    for row in table.to_dict("records"):
        path = addresses.path(row["collection"], row["body"], row["file"])
        place = {"file": visible(row["file"]), "part": visible(row["part"]), "cell": row["cell"], "href": raw.link(path)}
        place["picture"] = raw.cell(addresses.address(path, row["part"], row["cell"]))
        said = {name: visible(row[name]) for name in ("kind", "expected", "found", "what_to_do")}
        rows.append(said | {"place": place, "body": row["body"], "more": int(row["places"]) - 1})
    return rows


def set_aside(answers: pd.DataFrame, raw: Raw) -> dict:
    """Answers that could not be used, by file, part and reason."""
    rows = answers[doubtful(answers)]
    reasons = rows["set_aside"].where(rows["set_aside"] != "", rows["rule"])
    return _grouped(rows.assign(reason=reasons, kind=reasons.map(_kind)), raw)


def twins(answers: pd.DataFrame, raw: Raw) -> dict:
    """Answers that were given twice, and are counted once."""
    rows = answers[answers["set_aside"].str.startswith(TWIN)]
    return _grouped(rows.assign(reason=rows["set_aside"], kind="given twice, and counted once"), raw)


def superseded(answers: pd.DataFrame, raw: Raw) -> dict:
    """Answers of which a later file takes the place."""
    rows = answers[answers["set_aside"].str.startswith(SUPERSEDED)]
    return _grouped(rows.assign(reason=rows["set_aside"], kind=rows["set_aside"]), raw)


def _kind(reason: str) -> str:
    """A reason without the numbers and texts of the one answer that it is about."""
    if reason.startswith("contradicted: "):
        return "contradicted: the same question is answered otherwise elsewhere"
    return re.sub(r"(?<!\w)'[^']*'|(?<!\w)\"[^\"]*\"|\b\d[\d,.]*\b", "…", reason)


def _grouped(rows: pd.DataFrame, raw: Raw) -> dict:
    """rows: answer, body, raw, reason, kind. The first groups, in the order of files, with their first examples."""
    if not len(rows):
        return {"count": 0, "groups": [], "more": 0}
    places = rows["answer"].map(addresses.parse)
    keys = [places.map(lambda p: p.path).rename("path"), places.map(lambda p: p.part).rename("in"), rows["kind"]]
    grouped = rows.groupby(keys, sort=False)
    groups = []
    for (path, part, kind), group in list(grouped)[:GROUPS]:
        examples = [
            {
                "cell": addresses.parse(r.answer).cell,
                "picture": raw.cell(r.answer),
                "raw": visible(r.raw),
                "reason": visible(r.reason) if r.reason != kind else "",
            }
            for r in group.head(EXAMPLES).itertuples()
        ]
        file = {"file": visible(path.rpartition("/")[2]), "part": visible(part), "href": raw.link(path)}
        body = ", ".join(dict.fromkeys(group["body"].head(EXAMPLES)))
        groups.append({"body": body, "kind": visible(kind), "count": len(group), "examples": examples, **file})
    return {"count": len(rows), "groups": groups, "more": max(0, grouped.ngroups - GROUPS)}


def replies(study: Study, table: pd.DataFrame) -> dict:
    """How many bodies gave each kind of reply to each question."""
    seen = set(table["status"])
    statuses = [s for s in REPLIES if s in seen] + sorted(seen - set(REPLIES))
    counts = table.groupby(["collection", "question", "status"]).size().to_dict()
    rows = []
    for collection, questions in study.questions.items():
        for name, asked in questions.items():
            row = [counts.get((collection, name, s), 0) for s in statuses]
            if sum(row):
                place = {"collection": collection, "question": name}
                rows.append({**place, "ask": asked.ask, "counts": row, "all": sum(row)})
    return {"statuses": [words(s) for s in statuses], "rows": rows}
