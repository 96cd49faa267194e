"""What metrics are made of: for each body its one value to a question, as an interval, with the answers it rests on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import pandas as pd

import addresses
from deriving.headings import Of, headings
from deriving.tables import Over, Tables
from study import NUMERIC, SUPERSEDED, Question, Study
from sums import Interval, interval_of

CELLS = ["collection", "body", "file", "part", "cell", "row", "col"]
OF_OPTIONS = ("yes_no", "choice", "choices")


@dataclass(frozen=True, slots=True)
class Given:
    """What one body gave to one question: a number, or options. value is None where it gave neither.

    sources: its answers that this depends on. unread: its cells that were not read, and might be what is wanted. aside: how
    many of both could not be used. lost: it answered, and nothing of it could be used: then a number is anything that the
    question allows, and options are None. capped: it has no upper end of its own, but the question's cap.
    """

    value: Interval | None = None
    options: frozenset[str] | None = None
    sources: tuple[str, ...] = ()
    aside: int = 0
    lost: bool = False
    capped: bool = False
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
    letters: pd.DataFrame | None = None  # what letters say, with the lines that decide it
    cells: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CELLS))  # of returns, for lineages
    known: dict[tuple, tuple[tuple[str, str], ...]] = field(default_factory=dict)  # cells of the register, for lineages
    lines: dict[tuple, pd.DataFrame] = field(default_factory=dict)  # of the register, by collection and who is meant
    rows: dict[str, dict[tuple[str, str], dict[str, list]]] = field(default_factory=dict)  # of answers and unread
    said: dict[str, dict[str, Said | None]] = field(default_factory=dict)  # by question and body
    given: dict[tuple, dict[str, Given]] = field(default_factory=dict)  # kept, since several metrics ask the same
    headings: dict[str, Of] = field(default_factory=dict)  # by collection
    named: dict[str, dict[str, str]] = field(default_factory=dict)  # by question and body: cells of the register
    shown: dict[str, Shown] = field(default_factory=dict)  # by collection
    among: frozenset[tuple[str, str]] | None = None  # collection and body, where only some are meant
    told_by: tuple[tuple[str, str], ...] = ()  # the columns of the register and their values that say which

    def __post_init__(self) -> None:
        superseded = self.answers["set_aside"].str.startswith(SUPERSEDED)
        if superseded.any():  # a later file took their place, for every number
            self.answers = self.answers[~superseded].reset_index(drop=True)

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
        among = frozenset(zip(rows["collection"], rows["body"]))
        return replace(self, among=among if self.among is None else among & self.among, told_by=(*self.told_by, (column, value)))

    def bodies(self, collection: str) -> pd.DataFrame:
        """The lines of the register of those that were asked."""
        key = (collection, self.among)
        if key not in self.lines:
            rows = self.register[self.register["collection"] == collection]
            self.lines[key] = rows if self.among is None else rows[[(collection, body) in self.among for body in rows["body"]]]
        return self.lines[key]

    def per_body(self, question: str, over: Over, periods: tuple[str, ...]) -> dict[str, Given]:
        """Every body that was asked → what it gave."""
        [given] = self.per_body_each(question, [over], periods)
        return given

    def per_body_each(self, question: str, overs: list[Over], periods: tuple[str, ...]) -> list[dict[str, Given]]:
        """The same for several parts of a table, which are found together."""
        keys = [(question, tuple(sorted(over.items())), periods) for over in overs]
        if missing := [i for i, key in enumerate(keys) if key not in self.given]:
            bodies = {
                body: self._given(question, said, [overs[i] for i in missing], periods) for body, said in self._all_said(question).items()
            }
            for n, i in enumerate(missing):
                self.given[keys[i]] = {body: found[n] for body, found in bodies.items()}
        collection = self.collection(question)
        mine = lambda body: self.among is None or (collection, body) in self.among  # noqa: E731
        return [{body: given for body, given in self.given[key].items() if mine(body)} for key in keys]

    def said_by(self, question: str, body: str) -> Said | None:
        """All that a body said to a question."""
        return self._all_said(question)[body]

    def headers(self, question: str) -> dict[str, tuple[str, ...]]:
        """Body → the cells that say how its answers to a question are read."""
        collection = self.collection(question)
        if collection not in self.headings:
            mine = (table[table["collection"] == collection] for table in (self.answers, self.unread))
            tables = frozenset(name for name, asked in self.study.questions[collection].items() if asked.kind == "table")
            cells = self.cells[self.cells["collection"] == collection]
            self.headings[collection] = headings(mine, cells, tables)
        return self.headings[collection].get(question, {})

    def names(self, question: str, bodies: Iterable[str]) -> list[str]:
        """The cells of the register by which these bodies are known in a file of several, which names them."""
        if question not in self.named:
            register = self.register[self.register["collection"] == self.collection(question)]
            cells = dict(zip(register["body"], register.get("address_of_name", ())))
            headers = self.headers(question)
            of_several = lambda body: any(f"/{body}/" not in addresses.path_of(cell) for cell in headers.get(body, ()))  # noqa: E731
            self.named[question] = {body: cell for body, cell in cells.items() if cell and of_several(body)}
        return [self.named[question][body] for body in bodies if body in self.named[question]]

    def zeros(self, question: str, body: str, sources: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """The cells of a return that decide whether it shows zeros, each with its role, if an answer depends on that: "<5" is
        then 1 to 4. It is the only zero and what it is an answer to, or where there is none any number that might be one."""
        collection = self.collection(question)
        if collection not in self.shown:
            of_numbers = [q for q, asked in self.study.questions[collection].items() if asked.kind not in OF_OPTIONS]
            mine = (self.answers["collection"] == collection) & self.answers["question"].isin(of_numbers)
            self.shown[collection] = _shown(self.answers[mine])
        return self.shown[collection].deciding(body, sources)

    def _all_said(self, question: str) -> dict[str, Said | None]:
        if question not in self.said:
            collection, asked = self.collection(question), self.asked(question)
            if not self.rows:
                self.rows.update(answers=_by_question(self.answers), unread=_by_question(self.unread))
            answers, cells = (self.rows[name].get((collection, question), {}) for name in ("answers", "unread"))
            tables = {}
            if asked.kind == "table":
                mine, missed = (t[(t["question"] == question) & (t["collection"] == collection)] for t in (self.answers, self.unread))
                of = lambda table: dict(list(table.groupby("body", sort=False)))  # noqa: E731
                groups, lost = of(mine), of(missed)
                tables = {b: Tables(g, lost.get(b, missed.iloc[:0]), asked, self.study.dimensions) for b, g in groups.items()}
            said = {b: Said(asked, answers.get(b, []), cells.get(b, []), tables.get(b)) for b in (*answers, *cells)}
            register = self.register[self.register["collection"] == collection]["body"]
            self.said[question] = {body: said.get(body) for body in register}
        return self.said[question]

    def _given(self, question: str, said: Said | None, overs: list[Over], periods: tuple[str, ...]) -> list[Given]:
        if said is None:
            return [Given()] * len(overs)
        found = []
        for given in said.given(overs, periods):
            if not given.answered and (lost := said.lost(periods)) is not None:
                value = None if said.asked.kind in OF_OPTIONS else self.limits(question)
                answers, cells = lost
                given = replace(given, value=value, lost=True, capped=value is not None and said.asked.cap is not None)
                given = replace(given, sources=_once(given.sources, answers), unread=_once(given.unread, cells))
            aside = sum(a.answer in given.sources for a in said.unusable) + len(given.unread)
            found.append(replace(given, aside=aside))
        return found


@dataclass(frozen=True, slots=True)
class Shown:
    """What the returns of a collection show of zeros. hidden: answers such as "<5". numbers: body → all its answers that
    might be a number. zeros: body → those that are zero, each with its header cells."""

    hidden: frozenset[str]
    numbers: dict[str, tuple[str, ...]]
    zeros: dict[str, dict[str, tuple[str, ...]]]

    def deciding(self, body: str, sources: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        if self.hidden.isdisjoint(sources):
            return ()
        zeros = self.zeros.get(body)
        if not zeros:
            return tuple(("zero", cell) for cell in self.numbers.get(body, ()))
        if len(zeros) > 1:
            return ()  # without any one of them there is another
        [(cell, headers)] = zeros.items()
        return (("zero", cell), *(("header", header) for header in headers))


def _shown(answers: pd.DataFrame) -> Shown:
    numbers, zeros, hidden = {}, {}, set()
    columns = ("answer", "body", "status", "lower", "upper", "rule", "headers")
    for answer, body, status, lower, upper, rule, headers in zip(*(answers[c] for c in columns)):
        numbers.setdefault(body, []).append(answer)
        if status == "suppressed" and lower <= 1:
            hidden.add(answer)
        elif status == "exact" and upper == 0 and not rule.endswith("legend"):
            zeros.setdefault(body, {})[answer] = tuple(headers)
    return Shown(frozenset(hidden), {body: tuple(cells) for body, cells in numbers.items()}, zeros)


@dataclass(slots=True)
class Said:
    """All that one body said to one question, of all periods. missed: its cells that were not read. tables: of a question
    that is answered with a table."""

    asked: Question
    answers: list
    missed: list
    tables: Tables | None

    @property
    def unusable(self) -> list:
        return [a for a in self.answers if a.status == "unreadable" or (a.set_aside and not a.set_aside.startswith("same as "))]

    def given(self, overs: list[Over], periods: tuple[str, ...]) -> list[Given]:
        if self.tables:
            return self._of_table(overs, periods)
        kept, sources = [a for a in self.answers if not a.set_aside], tuple(a.answer for a in self.answers)
        said = Given(None, None, sources, unread=tuple(cell.address for cell in self.missed))
        if self.asked.kind in OF_OPTIONS:
            options = frozenset(o for a in kept if a.choices is not None for o in a.choices)
            return [replace(said, options=options or None)] * len(overs)
        numbers = [a for a in kept if a.status in NUMERIC]
        if len(numbers) != 1:
            return [said] * len(overs)
        [number] = numbers
        value = interval_of(number.lower, number.upper)
        capped = number.status == "banded" and value.lower < value.upper and value.upper in (self.asked.cap, math.inf)
        return [replace(said, value=value, capped=capped)] * len(overs)

    def periods(self, declared: tuple[str, ...]) -> list[str]:
        """Those of which the first that was answered counts; with none in config, the last of the return. "total" is the sum
        of all."""
        given = {a.period for a in self.answers} | {c.period for c in self.missed if isinstance(c.period, str) and c.period}
        return list(declared) or sorted(given - {"total"}, reverse=True)

    def _of_table(self, overs: list[Over], periods: tuple[str, ...]) -> list[Given]:
        tried: frozenset[str] = frozenset()
        for period in self.periods(periods):
            if found := self.tables.sums(overs, period):
                return [self._depending(value, tried | cells) for value, cells in found]
            # A cell that was passed over decides as well: were it a number, the value would be another.
            tried |= self.tables.of_period(period)
            if any(said.period == period for said in (*self.unusable, *self.missed)):
                break  # it was answered, and nobody knows how: another period's number is not that
        return [self._depending(None, tried)] * len(overs)

    def _depending(self, value: Interval | None, cells: frozenset[str]) -> Given:
        unread = tuple(cell.address for cell in self.missed if cell.address in cells or not isinstance(cell.period, str))
        return Given(value, None, tuple(a.answer for a in self.answers if a.answer in cells), unread=unread)

    def lost(self, periods: tuple[str, ...]) -> tuple[list[str], list[str]] | None:
        """The answers that were set aside and the cells that were not read, of those that may be what is wanted; None where
        there is neither."""

        def may_be(period: object) -> bool:
            known = isinstance(period, str) and period
            return self.asked.kind != "table" or not known or (period in periods if periods else period != "total")

        aside = [a.answer for a in self.unusable if may_be(a.period)]
        unread = [cell.address for cell in self.missed if may_be(cell.period)]
        return (aside, unread) if aside or unread else None


def _once(some: tuple[str, ...], more: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*some, *more]))


def _by_question(table: pd.DataFrame) -> dict[tuple[str, str], dict[str, list]]:
    """Collection and question → body → its rows."""
    found: dict[tuple[str, str], dict[str, list]] = {}
    for values in table.itertuples(index=False, name=None):
        row = SimpleNamespace(**dict(zip(table, values)))
        found.setdefault((row.collection, row.question), {}).setdefault(row.body, []).append(row)
    return found
