"""What is left for a person to decide: each answer that was set aside and each cell that was not read, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

import addresses
from study import SUPERSEDED, Question, Study

TWIN, DECIDED = "same as ", "rulings.yml"
MOST_OPEN = 3  # metrics that are named of what a decision would change


@dataclass(frozen=True, slots=True)
class Open:
    """One cell. name: of the body; question: by its name in config, empty where nothing says it; period: None where nothing says
    it; labels: dimension → value, of those that are known; stood: the cell's whole text; raw: what of it is the answer."""

    address: str
    collection: str
    body: str
    name: str
    question: str
    period: str | None
    labels: dict[str, str]
    stood: str
    raw: str
    why: str
    changes: str

    @property
    def place(self) -> addresses.Address:
        return addresses.parse(self.address)


def what_is_open(study: Study, tables: dict[str, pd.DataFrame], questions: dict[str, str], titles: dict[str, str]) -> list[Open]:
    """In the order of the returns. tables: answers, unread, cells, register, chase. questions: metric → its question; titles:
    metric → its title."""
    answers, unread = tables["answers"], tables["unread"]
    aside = ((answers["set_aside"] != "") & ~answers["set_aside"].str.startswith((TWIN, SUPERSEDED, DECIDED))) | (
        (answers["status"] == "unreadable") & (answers["set_aside"] == "")
    )
    rows = answers[aside].to_dict("records")
    missed = unread[~unread["reason"].str.startswith(DECIDED)].rename(columns={"address": "answer"}).to_dict("records")
    texts = _texts(tables["cells"], {row["answer"] for row in (*rows, *missed)})
    names = {(r.collection, r.body): r.name for r in tables["register"][["collection", "body", "name"]].itertuples(index=False)}
    widens = _widens(tables["chase"], questions, titles)
    found = []
    for row in (*rows, *missed):
        at, place = row["answer"], (row["collection"], row["body"])
        labels = _labels(study, row)
        period = row["period"] if isinstance(row["period"], str) else None
        why = row.get("set_aside") or row.get("reason") or row["rule"]
        changes = widens.get(at) or widens.get((*place, row["question"])) or ""
        found.append(
            Open(at, *place, names.get(place, ""), row["question"], period, labels, texts.get(at, row["raw"]), row["raw"], why, changes)
        )
    order = {path: n for n, path in enumerate(dict.fromkeys(addresses.path_of(o.address) for o in found))}
    return sorted(found, key=lambda o: (o.collection, o.body, order[o.place.path], o.place.part, addresses.place(o.place.cell)))


def _labels(study: Study, row: dict) -> dict[str, str]:
    if "labels" in row:
        given = row["labels"]
        return {g["dimension"]: g["value"] for g in given if g["value"]} if given is not None and not isinstance(given, float) else {}
    return {d: row[d] for d in study.dimensions if isinstance(row.get(d), str) and row[d]}


def _texts(cells: pd.DataFrame, wanted: set[str]) -> dict[str, str]:
    paths = {addresses.path_of(address) for address in wanted}
    found = {}
    for (collection, body, file), group in cells.groupby(["collection", "body", "file"], sort=False):
        path = addresses.path(collection, body, file)
        if path in paths:
            for part, cell, text in zip(group["part"], group["cell"], group["text"]):
                found[addresses.address(path, part, cell)] = text
    return found


def _widens(chase: pd.DataFrame, questions: dict[str, str], titles: dict[str, str]) -> dict[str | tuple, str]:
    """An answer's address, and a collection, body and question → the metrics that it leaves open, the widest first."""
    said: dict[str | tuple, dict[str, float]] = {}
    words = {}
    for r in chase.itertuples():
        by = float(r.widens) if r.widens else math.inf
        for key in filter(None, [r.answer, (r.collection, r.body, questions.get(r.metric, ""))]):
            said.setdefault(key, {}).setdefault(r.metric, by)
        words[r.metric, by] = (
            f"{titles[r.metric]}: narrower by up to {r.text}" if math.isfinite(by) else f"{titles[r.metric]}: no limit now"
        )
    found = {}
    for key, metrics in said.items():
        widest = sorted(metrics.items(), key=lambda m: -m[1])
        more = len(widest) - MOST_OPEN
        lines = [words[metric] for metric in widest[:MOST_OPEN]]
        found[key] = "; ".join(lines) + (f"; and {more} more" if more > 0 else "")
    return found


def lacking(asked: Question, period: str | None, labels: dict[str, str]) -> list[str]:
    """What nothing says of an answer to a question: `period`, and dimensions."""
    return (["period"] if asked.periods and period is None else []) + [d for d in asked.by if d not in labels]
