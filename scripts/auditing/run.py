"""One run's tables, and the look-ups in them that the parts of the page share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

import addresses
from auditing.text import Raw, anchor, visible
from study import Study

TWIN = "same as "


@dataclass(slots=True)
class Tables:
    """The tables of one run; those from csv as text, blank where empty."""

    metrics: pd.DataFrame
    lineage: pd.DataFrame
    statements: pd.DataFrame
    returns: pd.DataFrame
    replies: pd.DataFrame
    by_hand: pd.DataFrame
    drift: pd.DataFrame
    captions: pd.DataFrame
    answers: pd.DataFrame
    unread: pd.DataFrame
    register: pd.DataFrame
    cells: pd.DataFrame


@dataclass
class Run:
    study: Study
    tables: Tables
    raw: Raw

    @cached_property
    def metrics(self) -> dict[str, dict]:
        return {row["metric"]: row for row in self.tables.metrics.to_dict("records")}

    @cached_property
    def _lineage(self) -> dict[str, list[tuple[str, str]]]:
        """Metric → role and source."""
        found = defaultdict(list)
        for metric, role, source in self.tables.lineage[["metric", "role", "source"]].itertuples(index=False, name=None):
            found[metric].append((role, source))
        return found

    def sources(self, metric: str, role: str) -> list[str]:
        return [source for r, source in self._lineage.get(metric, ()) if r == role]

    def is_reference(self, metric: str) -> bool:
        return "reference" in {role for role, _ in self._lineage.get(metric, ())}

    def goes_into(self, metric: str) -> list[str]:
        return [name for name, found in self._lineage.items() if ("metric", metric) in found]

    @cached_property
    def used_by(self) -> dict[str, list[str]]:
        """Answer → the metrics that depend on it, as they are declared."""
        found: dict[str, dict] = defaultdict(dict)
        for metric, sources in self._lineage.items():
            for role, source in sources:
                if role == "answer":
                    found[source][metric.partition(".")[0]] = None
        return {source: list(metrics) for source, metrics in found.items()}

    @cached_property
    def used(self) -> pd.DataFrame:
        """The answers that a metric depends on, by address."""
        answers = self.tables.answers
        return answers[answers["answer"].isin(self.used_by)].set_index("answer", drop=False)

    @cached_property
    def decisions(self) -> dict[str, dict]:
        """What was decided by hand, by the file and line that say so."""
        return {row["decision"]: row for row in self.tables.by_hand.to_dict("records")}

    def decision(self, ruling: str, rule: str) -> dict | None:
        """The entry that decided an answer, or let the rules read it; with where it stands on the page."""
        name = ruling or next((d for d in self.decisions if rule.endswith(f", by {d}")), "")
        found = self.decisions.get(name)
        return None if found is None else {"anchor": anchor("by-hand", name), **found}

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Text and marks of the cells that a number or its meaning comes from, by address."""
        needed = set(self.tables.lineage["source"]) | {h for headers in self.used["headers"] for h in headers}
        paths = {addresses.parse(a).path for a in needed}
        table = self.tables.cells
        folder = table["collection"].where(table["collection"] != "register", "").str.cat(table["body"], sep="/").str.strip("/")
        path = folder.str.cat(table["file"], sep="/").str.strip("/")
        near = table[path.isin(paths)]
        address = path[near.index].str.cat(near["part"], sep="#").str.cat(near["cell"], sep="!")
        return near.set_index(address)[["text", "marks"]].loc[lambda t: t.index.isin(needed)]

    @cached_property
    def texts(self) -> dict[str, str]:
        return self.cells["text"].to_dict()

    @cached_property
    def marks(self) -> dict[str, list[str]]:
        return {address: list(marks) for address, marks in self.cells["marks"].items() if len(marks)}

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        register = self.tables.register
        return dict(zip(zip(register["collection"], register["body"]), register["name"]))

    def body(self, collection: str, code: str) -> dict:
        name = self._names.get((collection, code), "")
        return {"code": visible(code), "name": "" if name == code else visible(name)}

    def place(self, address: str) -> dict:
        path, part, cell = addresses.parse(address)
        said = {"file": visible(path.rpartition("/")[2]), "part": visible(part), "cell": cell}
        return said | {"href": self.raw.link(path), "picture": self.raw.cell(address)}

    def question(self, collection: str, name: str) -> dict:
        ask = self.study.question(collection, name).ask
        return {"collection": collection, "question": name, "ask": ask, "anchor": anchor("answers", collection, name)}


def doubtful(answers: pd.DataFrame) -> pd.Series:
    """Answers set aside for what is wrong with them, or that could not be read. Twins are not: they are counted once."""
    aside = answers["set_aside"].ne("") & ~answers["set_aside"].str.startswith(TWIN)
    return aside | (answers["status"] == "unreadable")
