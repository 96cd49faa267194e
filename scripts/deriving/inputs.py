"""What metrics are made of: for each body its one value to a question, as an interval, with the answers it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from deriving.tables import Tables
from study import NUMERIC, Question, Study
from sums import Interval, interval_of


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
        tables = Tables(group, missed, asked.by, self.study.dimensions)
        tried, value = [], None
        # The first period that was answered; with none in config, the last of the return. "total" is the sum of all.
        for period in periods or sorted(set(group["period"]) - {"total"}, reverse=True):
            tried += tables.sources(period)
            if (value := tables.summed(over, period)) is not None:
                break
        # A cell that was passed over decides as well: were it a number, the value would be another.
        return Given(value, None, tuple(dict.fromkeys(tried)), aside)


def _interval(row: pd.Series) -> Interval:
    return interval_of(row["lower"], row["upper"])
