"""One run's tables, and the look-ups in them that the pages share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

import addresses
from auditing.given import Gave, gave
from auditing.lineage import Lineage
from auditing.text import Raw, anchor, metric_href, visible
from deriving.declared import Metric
from study import SUPERSEDED, Study

TWIN = "same as "


@dataclass(slots=True)
class Tables:
    """The tables of one run; those from csv as text, blank where empty."""

    metrics: pd.DataFrame
    lineage: pd.DataFrame
    inputs: pd.DataFrame
    statements: pd.DataFrame
    chase: pd.DataFrame
    returns: pd.DataFrame
    replies: pd.DataFrame
    by_hand: pd.DataFrame
    drift: pd.DataFrame
    requests: pd.DataFrame
    captions: pd.DataFrame
    answers: pd.DataFrame
    unread: pd.DataFrame
    register: pd.DataFrame
    cells: pd.DataFrame


@dataclass
class Run:
    study: Study
    declared: dict[str, Metric]
    tables: Tables
    raw: Raw

    # Metrics ---------------------------------------------------------------------------------------------------------

    @cached_property
    def metrics(self) -> dict[str, dict]:
        return {row["metric"]: row for row in self.tables.metrics.to_dict("records")}

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """A metric as it is declared → its values: itself, or family.Wales, family.England, …"""
        found: dict[str, list[str]] = {}
        for name in self.metrics:
            found.setdefault(name.partition(".")[0], []).append(name)
        return found

    @cached_property
    def lineage(self) -> Lineage:
        return Lineage(zip(*(self.tables.lineage[column] for column in ("metric", "role", "source"))))

    def brief(self, name: str) -> dict:
        """A metric in a line: its title, number and page."""
        row = self.metrics[name]
        unit = "" if "%" in row["text"] and row["unit"] == "share" else row["unit"]
        return {"name": name, "href": metric_href(name), "title": row["title"], "text": row["text"], "unit": unit}

    def family(self, declared: str) -> dict:
        """The same of a metric with several values."""
        return {"name": declared, "href": metric_href(declared), "title": self.declared[declared].title, "text": "", "unit": ""}

    @cached_property
    def statements(self) -> dict[str, list[dict]]:
        """A metric as it is declared → the statements that use it."""
        found: dict[str, list[dict]] = defaultdict(list)
        for row in self.tables.statements.to_dict("records"):
            for declared in dict.fromkeys(name.partition(".")[0] for name in row["metrics"].split("; ")):
                found[declared].append(row)
        return found

    @cached_property
    def chase(self) -> dict[str, list[dict]]:
        """A metric → the bodies that leave it open."""
        found: dict[str, list[dict]] = defaultdict(list)
        for row in self.tables.chase.to_dict("records"):
            found[row["metric"]].append(row)
        return found

    @cached_property
    def given(self) -> dict[str, dict[str, Gave]]:
        """Metric → body → what it gave."""
        found: dict[str, dict[str, Gave]] = defaultdict(dict)
        for row in self.tables.inputs.to_dict("records"):
            found[row["metric"]][row["body"]] = gave(row)
        return found

    # Answers and cells -----------------------------------------------------------------------------------------------

    @cached_property
    def used(self) -> dict[str, dict]:
        """The answers that a metric depends on, by address."""
        wanted = {source for roles in self.lineage.of.values() for source in roles.get("answer", ())}
        answers = self.tables.answers
        return {row["answer"]: row for row in answers[answers["answer"].isin(wanted)].to_dict("records")}

    @cached_property
    def unread(self) -> dict[str, dict]:
        return {row["address"]: row for row in self.tables.unread.to_dict("records")}

    @cached_property
    def decisions(self) -> dict[str, dict]:
        """What was decided by hand, by the file and line that say so."""
        return {row["decision"]: row for row in self.tables.by_hand.to_dict("records")}

    def decision(self, ruling: str, rule: str) -> dict | None:
        """The entry that decided an answer, or let the rules read it; with where it stands on the overview."""
        name = ruling or next((d for d in self.decisions if rule.endswith(f", by {d}")), "")
        found = self.decisions.get(name)
        return None if found is None else {"href": f"index.html#{anchor('by-hand', name)}", **found}

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Text and marks of the cells that a number comes from, by address."""
        needed = set(self.tables.lineage["source"])
        table = self.tables.cells
        paths = {addresses.path_of(a) for a in needed}
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
        if address not in self._places:
            path, part, cell = addresses.parse(address)
            said = {"file": visible(path.rpartition("/")[2]), "part": visible(part), "cell": cell}
            self._places[address] = said | {"href": self.raw.link(path), "picture": self.raw.cell(address)}
        return self._places[address]

    @cached_property
    def _places(self) -> dict[str, dict]:
        return {}


def doubtful(answers: pd.DataFrame) -> pd.Series:
    """Answers set aside for what is wrong with them, or that could not be read. Twins are not: they are counted once; nor is what
    a later file takes the place of."""
    aside = answers["set_aside"].ne("") & ~answers["set_aside"].str.startswith((TWIN, SUPERSEDED))
    return aside | (answers["status"] == "unreadable")
