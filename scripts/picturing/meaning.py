"""What each cell that was drawn means, as data for the page's script: texts stand once, and cells name them by number."""

from __future__ import annotations

import json

from markupsafe import Markup

from auditing.text import interval, visible, words
from picturing import links
from picturing.grid import CLIPPED, Cell
from picturing.kinds import Said
from study import Question, Study

OPTIONAL = ("yes_no", "choice", "choices")


class Meanings:
    """The meanings of one page's cells. Each answer is a list of numbers of `texts`:
    question, period and labels, read as, status and rule, what else is to say, then the ids of its headers."""

    def __init__(self, study: Study, raw: str):
        self.study, self.raw = study, raw
        self.numbers: dict[str, int] = {"": 0}
        self.ids: dict[str, int] = {}  # a header's address → the number of its id
        self.read: dict[tuple, str] = {}
        self.parts: dict[str, dict] = {}

    def add(self, part_id: str, where: str, said: Said, cells: list[Cell]) -> None:
        """where: `<path>#<part>`; cells: those that were drawn."""
        answers, unread, replies, marks, texts = {}, {}, {}, {}, {}
        for cell in cells:
            key = cell.name.replace(" ", "")
            if row := said.answers.get(cell.name):
                answers[key] = self._answer(row)
            elif row := said.unread.get(cell.name):
                unread[key] = [self._number(self._asked(row)), self._number(visible(row["reason"]))]
            if told := said.replies.get(cell.name):
                replies[key] = [self._number(visible(t)) for t in told]
            if cell.marks:
                marks[key] = [self._number(visible(m)) for m in cell.marks]
            if len(cell.text) > CLIPPED:
                texts[key] = visible(cell.text)
        known = {"answers": answers, "unread": unread, "replies": replies, "marks": marks, "texts": texts}
        self.parts[part_id] = {"at": visible(where)} | {name: found for name, found in known.items() if found}

    def json(self) -> Markup:
        """As it may stand in a script element: no text in it can end the element."""
        data = {"texts": list(self.numbers), "parts": self.parts}
        return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))

    def _answer(self, row: dict) -> list[int]:
        asked = self.study.question(row["collection"], row["question"])
        how = f"{words(row['status'])} (rule: {row['rule']})" if row["rule"] else words(row["status"])
        notes = [f"Ruling: {row['ruling']}"] if row["ruling"] else []
        notes += [row["set_aside"]] if row["set_aside"] else []
        note = visible(" · ".join(notes)) if notes else ""
        said = (self._asked(row), self._labels(row, asked), self._read(row, asked), how, note)
        return [self._number(text) for text in said] + [self._header(h) for h in row["headers"] or ()]

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
