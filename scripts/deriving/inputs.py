"""What metrics are made of: for each body its one value to a question, as an interval, with the answers it rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import pandas as pd

from deriving.tables import Tables
from study import NUMERIC, Question, Study
from sums import Interval, interval_of

OF_OPTIONS = ("yes_no", "choice", "choices")


@dataclass(frozen=True, slots=True)
class Given:
    """What one body gave to one question: a number, or options. value is None where it gave neither.

    sources: its answers. unread: its cells that were not read. aside: how many of both could not be used. lost: it
    answered, and nothing of it could be used: then a number is anything that the question allows, and options are None.
    """

    value: Interval | None = None
    options: frozenset[str] | None = None
    sources: tuple[str, ...] = ()
    aside: int = 0
    lost: bool = False
    unread: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        return self.value is not None or self.options is not None or self.lost

    @property
    def doubtful(self) -> bool:
        """Whether more than one value is possible."""
        between = self.value is not None and self.value.lower < self.value.upper
        return self.lost or between or (self.options is not None and self.aside > 0)


@dataclass(slots=True)
class Inputs:
    study: Study
    answers: pd.DataFrame
    register: pd.DataFrame
    replies: pd.DataFrame
    unread: pd.DataFrame
    references: dict[str, pd.DataFrame]
    given: dict[tuple, dict[str, Given]] = field(default_factory=dict)  # kept, since several metrics ask the same
    among: frozenset[tuple[str, str]] | None = None  # collection and body, where only some are meant

    def collection(self, question: str) -> str:
        return next(c for c, questions in self.study.questions.items() if question in questions)

    def asked(self, question: str) -> Question:
        return self.study.question(self.collection(question), question)

    def limits(self, question: str) -> Interval:
        """What any answer to a question lies between, by config."""
        asked = self.asked(question)
        most = asked.cap if asked.cap is not None else asked.at_most if asked.kind == "number" else None
        return Interval(asked.at_least, math.inf if most is None else most)

    def only(self, column: str, value: str) -> Inputs:
        """The same of the bodies in whose line of the register a column holds a value."""
        rows = self.register[self.register[column] == value]
        return replace(self, among=frozenset(zip(rows["collection"], rows["body"])))

    def bodies(self, collection: str) -> pd.DataFrame:
        """The lines of the register of those that were asked."""
        rows = self.register[self.register["collection"] == collection]
        return rows if self.among is None else rows[[(collection, body) in self.among for body in rows["body"]]]

    def per_body(self, question: str, over: dict[str, tuple[int | str, ...]], periods: tuple[str, ...]) -> dict[str, Given]:
        """Every body that was asked → what it gave."""
        key = (question, tuple(sorted(over.items())), periods)
        if key not in self.given:
            self.given[key] = replace(self, among=None)._per_body(question, over, periods)
        if self.among is None:
            return self.given[key]
        collection = self.collection(question)
        return {body: given for body, given in self.given[key].items() if (collection, body) in self.among}

    def _per_body(self, question: str, over: dict[str, tuple[int | str, ...]], periods: tuple[str, ...]) -> dict[str, Given]:
        collection = self.collection(question)
        asked = self.study.question(collection, question)
        mine = self.answers[(self.answers["question"] == question) & (self.answers["collection"] == collection)]
        missed = self.unread[(self.unread["question"] == question) & (self.unread["collection"] == collection)]
        groups = dict(list(mine.groupby("body", sort=False)))
        unread = missed["body"].value_counts().to_dict()
        found = {}
        for body in self.bodies(collection)["body"]:
            group = groups.get(body)
            here = missed[missed["body"] == body] if body in unread else missed.iloc[:0]
            given = Given() if group is None else self._given(asked, group, here, over, periods)
            given = replace(given, unread=tuple(here["address"]), aside=given.aside + len(here))
            if not given.answered and (lost := _lost(asked, group, here, periods)) is not None:
                value = None if asked.kind in OF_OPTIONS else self.limits(question)
                given = replace(given, value=value, lost=True, sources=tuple(dict.fromkeys([*given.sources, *lost])))
            found[body] = given
        return found

    def _given(
        self, asked: Question, group: pd.DataFrame, missed: pd.DataFrame, over: dict[str, tuple[int | str, ...]], periods: tuple[str, ...]
    ) -> Given:
        kept = group[group["set_aside"] == ""]
        aside = int(_unusable(group).sum())
        if asked.kind in OF_OPTIONS:
            options = frozenset(o for choices in kept["choices"] if choices is not None for o in choices)
            return Given(None, options or None, tuple(group["answer"]), aside)
        if asked.kind != "table":
            numbers = kept[kept["status"].isin(NUMERIC)]
            value = interval_of(numbers["lower"].iloc[0], numbers["upper"].iloc[0]) if len(numbers) == 1 else None
            return Given(value, None, tuple(group["answer"]), aside)
        tables = Tables(group, missed, asked.by, self.study.dimensions)
        tried, value = [], None
        # The first period that was answered; with none in config, the last of the return. "total" is the sum of all.
        for period in periods or sorted(set(group["period"]) - {"total"}, reverse=True):
            tried += tables.sources(period)
            if (value := tables.summed(over, period)) is not None:
                break
        # A cell that was passed over decides as well: were it a number, the value would be another.
        return Given(value, None, tuple(dict.fromkeys(tried)), aside)


def _unusable(answers: pd.DataFrame) -> pd.Series:
    twins = answers["set_aside"].str.startswith("same as ")
    return (answers["set_aside"].ne("") & ~twins) | (answers["status"] == "unreadable")


def _lost(asked: Question, group: pd.DataFrame | None, missed: pd.DataFrame, periods: tuple[str, ...]) -> list[str] | None:
    """The answers that were set aside and may be what is wanted; None where there is none, nor a cell that was not read."""

    def may_be(period: str | None) -> bool:
        return asked.kind != "table" or not period or (period in periods if periods else period != "total")

    bad = [] if group is None else group[_unusable(group)]
    aside = [a for a, p in zip(bad["answer"], bad["period"]) if may_be(p)] if len(bad) else []
    unread = any(may_be(p if isinstance(p, str) else None) for p in missed["period"])
    return aside if aside or unread else None
