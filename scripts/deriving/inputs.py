"""What metrics are made of: for each body its one value to a question, as an interval, with the answers it rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import pandas as pd

from study import NUMERIC, Dimension, Question, Study

Pieces = list[tuple[frozenset[int], "Interval"]]  # what an answer takes in, and its value


class Interval(NamedTuple):
    lower: float
    upper: float

    def __str__(self) -> str:
        return f"{self.lower:g}" if self.lower == self.upper else f"{self.lower:g} to {self.upper:g}"


@dataclass(frozen=True, slots=True)
class Given:
    """What one body gave to one question: a number, or options. value is None where it gave neither."""

    value: Interval | None = None
    options: frozenset[str] | None = None
    sources: tuple[str, ...] = ()
    aside: int = 0

    @property
    def answered(self) -> bool:
        return self.value is not None or self.options is not None


@dataclass(slots=True)
class Inputs:
    study: Study
    answers: pd.DataFrame
    register: pd.DataFrame
    replies: pd.DataFrame
    unread: pd.DataFrame
    references: dict[str, pd.DataFrame]
    given: dict[tuple, dict[str, Given]] = field(default_factory=dict)

    def collection(self, question: str) -> str:
        return next(c for c, questions in self.study.questions.items() if question in questions)

    def bodies(self, collection: str) -> pd.DataFrame:
        return self.register[self.register["collection"] == collection]

    def per_body(self, question: str, over: dict[str, tuple[int, ...]], periods: tuple[str, ...]) -> dict[str, Given]:
        """Every body that was asked → what it gave. Kept, since several metrics ask the same."""
        key = (question, tuple(sorted(over.items())), periods)
        if key not in self.given:
            self.given[key] = self._per_body(question, over, periods)
        return self.given[key]

    def _per_body(self, question: str, over: dict[str, tuple[int, ...]], periods: tuple[str, ...]) -> dict[str, Given]:
        collection = self.collection(question)
        asked = self.study.question(collection, question)
        mine = self.answers[(self.answers["question"] == question) & (self.answers["collection"] == collection)]
        missed = self.unread[(self.unread["question"] == question) & (self.unread["collection"] == collection)]
        groups = dict(list(mine.groupby("body", sort=False)))
        lost = missed["body"].value_counts().to_dict()
        found = {}
        for body in self.bodies(collection)["body"]:
            group = groups.get(body)
            given = Given() if group is None else self._given(asked, group, missed[missed["body"] == body], over, periods)
            found[body] = Given(given.value, given.options, given.sources, given.aside + lost.get(body, 0))
        return found

    def _given(
        self, asked: Question, group: pd.DataFrame, missed: pd.DataFrame, over: dict[str, tuple[int, ...]], periods: tuple[str, ...]
    ) -> Given:
        kept = group[group["set_aside"] == ""]
        doubtful = group["set_aside"].ne("") & ~group["set_aside"].str.startswith("same as ")
        aside = int((doubtful | (group["status"] == "unreadable")).sum())
        if asked.kind in ("yes_no", "choice", "choices"):
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
