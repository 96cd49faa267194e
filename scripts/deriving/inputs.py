"""What metrics are made of: for each body its one value to a question, as an interval, with the answers it rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

import pandas as pd

from study import NUMERIC, Dimension, Question, Study

OF_OPTIONS = ("yes_no", "choice", "choices")
Pieces = list[tuple[frozenset[int], "Interval"]]  # what an answer takes in, and its value


class Interval(NamedTuple):
    lower: float
    upper: float

    def __str__(self) -> str:
        return f"{self.lower:g}" if self.lower == self.upper else f"{self.lower:g} to {self.upper:g}"


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

    def per_body(self, question: str, over: dict[str, tuple[int, ...]], periods: tuple[str, ...]) -> dict[str, Given]:
        """Every body that was asked → what it gave."""
        key = (question, tuple(sorted(over.items())), periods)
        if key not in self.given:
            self.given[key] = replace(self, among=None)._per_body(question, over, periods)
        if self.among is None:
            return self.given[key]
        collection = self.collection(question)
        return {body: given for body, given in self.given[key].items() if (collection, body) in self.among}

    def _per_body(self, question: str, over: dict[str, tuple[int, ...]], periods: tuple[str, ...]) -> dict[str, Given]:
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
        self, asked: Question, group: pd.DataFrame, missed: pd.DataFrame, over: dict[str, tuple[int, ...]], periods: tuple[str, ...]
    ) -> Given:
        kept = group[group["set_aside"] == ""]
        aside = int(_unusable(group).sum())
        if asked.kind in OF_OPTIONS:
            options = frozenset(o for choices in kept["choices"] if choices is not None for o in choices)
            return Given(None, options or None, tuple(group["answer"]), aside)
        if not over:
            sources, numbers = tuple(group["answer"]), kept[kept["status"].isin(NUMERIC)]
            if asked.kind == "table" and periods:
                numbers = numbers[numbers["period"].isin(periods)]
            return Given(_interval(numbers.iloc[0]) if len(numbers) == 1 else None, None, sources, aside)
        [(dimension, wanted)] = over.items()
        tried, doubtful = [], set(zip(missed["file"], missed["part"]))
        # The first period that was answered; with none in config, the last of the return. "total" is the sum of all.
        for period in periods or sorted(set(group["period"]) - {"total"}, reverse=True):
            tried.append(period)
            now = group[group["period"] == period]
            numbers = now[now["set_aside"].eq("") & now["status"].isin(NUMERIC)]
            if len(numbers):
                value = summed(numbers, now, doubtful, dimension, self.study.dimensions[dimension], frozenset(wanted))
                break
        else:
            value = None
        # A cell that was passed over decides as well: were it a number, the value would be another.
        return Given(value, None, tuple(group[group["period"].isin(tried)]["answer"]), aside)


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


def _interval(row: pd.Series) -> Interval:
    lower = 0.0 if pd.isna(row["lower"]) else float(row["lower"])
    return Interval(lower, math.inf if pd.isna(row["upper"]) else float(row["upper"]))


def summed(
    numbers: pd.DataFrame,
    printed: pd.DataFrame,
    doubtful: set[tuple[str, str]],
    dimension: str,
    declared: Dimension,
    wanted: frozenset[int],
) -> Interval:
    """The sum over `wanted` (ages 0, 1 and 2), from answers of one body and period that may take in less or more.

    printed: all that the tables say for the period, those that are no numbers too: a total sums them as well.
    doubtful: the parts (file and name) with a cell that was not read, which a total of theirs may sum.
    """
    covers = {name: frozenset(value.covers) for name, value in declared.values.items() if value.covers}
    pieces = [(covers[row[dimension]], _interval(row)) for _, row in numbers.iterrows() if row[dimension] in covers]
    pieces += _totals(numbers, printed, doubtful, dimension, covers, pieces)
    # What a wider answer leaves, once the rest of it is taken off, is an answer to what is wanted.
    for whole, value in list(pieces):
        if whole & wanted and (rest := whole - wanted):
            pieces.append((whole & wanted, Interval(max(0.0, value.lower - most(pieces, rest)), value.upper - least(pieces, rest))))
    lower = least(pieces, wanted)
    return Interval(lower, max(lower, most(pieces, wanted)))


def _totals(
    numbers: pd.DataFrame,
    printed: pd.DataFrame,
    doubtful: set[tuple[str, str]],
    dimension: str,
    covers: dict[str, frozenset[int]],
    pieces: Pieces,
) -> Pieces:
    """What a total sums is what its table prints: no more is known of it."""
    found: Pieces = []
    for _, row in numbers[numbers[dimension] == "total"].iterrows():
        table = printed[(printed["file"] == row["file"]) & (printed["part"] == row["part"])]
        whole = frozenset[int]().union(*(covers.get(name, frozenset()) for name in table[dimension].dropna()))
        value = _interval(row)
        # With a label that nobody knows, a cell that was not read, or more than all its parts can be, it may sum
        # something else too: it only caps them.
        unknown = (table[dimension].isna() & table[f"{dimension}_printed"].fillna("").ne("")).any()
        if unknown or (row["file"], row["part"]) in doubtful or value.lower > most(pieces, whole):
            value = Interval(0.0, value.upper)
        if whole:
            found.append((whole, value))
    return found


def least(pieces: Pieces, within: frozenset[int]) -> float:
    """The greatest sum of lower ends of answers that lie within it and do not overlap."""

    @cache
    def of(left: frozenset[int]) -> float:
        if not left:
            return 0.0
        first = min(left)
        sums = (value.lower + of(left - covers) for covers, value in pieces if first in covers and covers <= left)
        return max(of(left - {first}), *sums, 0.0)

    return of(within)


def most(pieces: Pieces, need: frozenset[int]) -> float:
    """The least sum of upper ends of answers that together take all of it in."""

    @cache
    def of(left: frozenset[int]) -> float:
        if not left:
            return 0.0
        first = min(left)
        return min((value.upper + of(left - covers) for covers, value in pieces if first in covers), default=math.inf)

    return of(need)
