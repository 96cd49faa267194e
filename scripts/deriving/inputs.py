"""What metrics are made of: for each body its one value to a question, as an interval, with the answers it rests on."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from study import Dimension, Question, Study

NUMERIC = ("exact", "suppressed", "rounded", "banded", "approximate")


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
            given = Given() if group is None else self._given(asked, group, over, periods)
            found[body] = Given(given.value, given.options, given.sources, given.aside + lost.get(body, 0))
        return found

    def _given(self, asked: Question, group: pd.DataFrame, over: dict[str, tuple[int, ...]], periods: tuple[str, ...]) -> Given:
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
        (dimension, wanted), *_ = over.items()
        for period in periods or tuple(sorted(set(kept["period"]), reverse=True)):
            now = kept[(kept["period"] == period) & kept["status"].isin(NUMERIC)]
            if len(now):
                value = summed(now, dimension, self.study.dimensions[dimension], frozenset(wanted))
                sources = tuple(group[group["period"] == period]["answer"])
                return Given(value, None, sources, aside)
        return Given(None, None, tuple(group[group["period"].isin(periods)]["answer"]), aside)


def _interval(row: pd.Series) -> Interval:
    lower = 0.0 if pd.isna(row["lower"]) else float(row["lower"])
    return Interval(lower, math.inf if pd.isna(row["upper"]) else float(row["upper"]))


def summed(answers: pd.DataFrame, dimension: str, declared: Dimension, wanted: frozenset[int]) -> Interval:
    """The sum over `wanted` (ages 0, 1 and 2), from answers of one body and period that may cover less or more.

    The lower end is the best sum of answers that lie within what is wanted and do not overlap; the upper end the
    least sum of answers that together take all of it in. A printed total of just these tightens both.
    """
    pieces: list[tuple[frozenset[int], Interval]] = []
    shown: dict[tuple[str, str], set[int]] = defaultdict(set)
    for _, row in answers.iterrows():
        covers = declared.values[row[dimension]].covers if row[dimension] in declared.values else ()
        shown[row["file"], row["part"]] |= set(covers)
        if covers:
            pieces.append((frozenset(covers), _interval(row)))
    for _, row in answers[answers[dimension] == "total"].iterrows():
        # What a total sums is what its table prints: no more is known of it.
        covers = frozenset(shown[row["file"], row["part"]])
        if covers:
            pieces.append((covers, _interval(row)))
    lower, upper = 0.0, math.inf
    for n in range(1, len(pieces) + 1 if len(pieces) <= 10 else 2):
        for chosen in itertools.combinations(pieces, n):
            together = frozenset().union(*(covers for covers, _ in chosen))
            apart = sum(len(covers) for covers, _ in chosen) == len(together)
            if apart and together <= wanted:
                lower = max(lower, sum(i.lower for _, i in chosen))
            if together >= wanted:
                upper = min(upper, sum(i.upper for _, i in chosen))
    return Interval(lower, max(lower, upper))
