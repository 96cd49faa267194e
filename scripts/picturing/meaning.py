"""What each cell that was drawn means, as data for the page's script: texts stand once, and cells name them by number."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from markupsafe import Markup

import addresses
from auditing.text import interval, visible, words
from picturing import links
from picturing.entered import Entered
from picturing.grid import CLIPPED, Cell
from picturing.kinds import Said
from study import Question, Study

OPTIONAL = ("yes_no", "choice", "choices")
# Characters of one cell that are shown where it is chosen: more than a sheet's cell can hold.
WHOLE = 40_000
# Cells of a part that are told in words to readers whose browser runs no script.
TOLD = 500

Hand = dict[str, tuple[str, str]]  # a decision by hand → what it says, and where it stands in the audit


@dataclass(slots=True)
class Told:
    """One cell in words."""

    id: str
    cell: str
    text: str
    lines: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)  # id and name
    into: list[tuple[str, str]] = field(default_factory=list)  # what it says, and where that is


class Meanings:
    """The meanings of one page's cells. Each answer is a list of numbers of `texts`:
    question, period and labels, read as, status and rule, what else is to say, then the ids of its headers.
    `sets` are lists of numbers, each by its words and its page; a part's `into` says which of them a cell goes into."""

    def __init__(self, study: Study, raw: str, entered: Entered, hand: Hand):
        self.study, self.raw, self.entered, self.hand = study, raw, entered, hand
        self.numbers: dict[str, int] = {"": 0}
        self.ids: dict[str, int] = {}  # a header's address → the number of its id
        self.read: dict[tuple, str] = {}
        self.sets: dict[tuple[int, ...], int] = {}
        self.parts: dict[str, dict] = {}

    def add(self, part_id: str, where: str, said: Said, cells: list[Cell]) -> tuple[list[Told], int]:
        """where: `<path>#<part>`; cells: those that were drawn. Gives the first of them in words, and how many more there are."""
        known: dict[str, dict] = {name: {} for name in ("answers", "unread", "replies", "marks", "texts", "into", "hand")}
        told, more = [], 0
        for cell in cells:
            key = cell.name.replace(" ", "")
            answer, missed = said.answers.get(cell.name), said.unread.get(cell.name)
            if answer:
                known["answers"][key] = self._answer(answer)
                if decided := self._hand(answer):
                    known["hand"][key] = [self._number(text) for text in decided]
            elif missed:
                known["unread"][key] = [self._number(self._asked(missed)), self._number(visible(missed["reason"]))]
            if replied := said.replies.get(cell.name):
                known["replies"][key] = [self._number(visible(t)) for t in replied]
            if cell.marks:
                known["marks"][key] = [self._number(visible(m)) for m in cell.marks]
            if len(cell.text) > CLIPPED:
                known["texts"][key] = visible(cell.text, WHOLE)
            into = self.entered.said(f"{where}!{cell.name}")
            if into:
                numbers = tuple(self._number(text) for pair in into for text in pair)
                known["into"][key] = self.sets.setdefault(numbers, len(self.sets))
            if answer or missed or into:
                more += len(told) >= TOLD
                if len(told) < TOLD:
                    told.append(self._told(part_id, cell, answer, missed, into))
        self.parts[part_id] = {"at": visible(where)} | {name: found for name, found in known.items() if found}
        return told, more

    def json(self) -> Markup:
        """As it may stand in a script element: no text in it can end the element."""
        data = {"texts": list(self.numbers), "sets": list(self.sets), "parts": self.parts}
        return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))

    def _told(self, part_id: str, cell: Cell, answer: dict | None, missed: dict | None, into: tuple) -> Told:
        told = Told(links.cell(part_id, cell.name), cell.name, visible(cell.text, WHOLE), into=list(into))
        if answer:
            told.lines = [text for text in self._said(answer) if text]
            told.headers = [(links.place(self.raw, h), addresses.parse(h).cell) for h in answer["headers"] or ()]
        elif missed:
            told.lines = [f"not read: {visible(missed['reason'])}"]
        return told

    def _said(self, row: dict) -> tuple[str, ...]:
        asked = self.study.question(row["collection"], row["question"])
        how = f"{words(row['status'])} (rule: {row['rule']})" if row["rule"] else words(row["status"])
        note = visible(row["set_aside"]) if row["set_aside"] else ""
        return self._asked(row), self._labels(row, asked), self._read(row, asked), how, note

    def _answer(self, row: dict) -> list[int]:
        return [self._number(text) for text in self._said(row)] + [self._header(h) for h in row["headers"] or ()]

    def _hand(self, row: dict) -> tuple[str, str] | None:
        """The ruling that decided an answer, or the reading that let the rules read it."""
        rule = row["rule"] or ""
        name = row["ruling"] or (rule.rpartition(", by ")[2] if ", by " in rule else "")
        return self.hand.get(name)

    def _read(self, row: dict, asked: Question) -> str:
        key = (row["lower"], row["upper"], row["unit"])
        if asked.kind in OPTIONAL:
            return _options(row)
        if key not in self.read:
            read = interval(row["lower"], row["upper"])
            self.read[key] = f"{read} {row['unit']}".strip() if read else ""
        return self.read[key]

    def _asked(self, row: dict) -> str:
        if not row["question"]:
            return ""
        return f"{self.study.question(row['collection'], row['question']).ask} ({row['question']})"

    def _labels(self, row: dict, asked: Question) -> str:
        of_folder = row["answer"].startswith(f"{row['collection']}/{row['body']}/")
        said = [] if of_folder else [f"body {row['body']}"]
        said += [row["period"]] if row["period"] else []
        for d in asked.by:
            value, printed = row[d], row[f"{d}_printed"]
            if value:
                said.append(f"{words(d)} {value}")
            elif printed is not None:
                said.append(f"{words(d)} “{printed}” (as printed)")
        return visible(" · ".join(said))

    def _number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    def _header(self, address: str) -> int:
        found = self.ids.get(address)
        if found is None:
            found = self.ids[address] = self._number(links.place(self.raw, address))
        return found


def _options(row: dict) -> str:
    picked = [words(o) for o in row["choices"] or ()]
    return ", ".join(picked) or ("not ticked" if row["status"] == "exact" else "")
