"""Reading a questionnaire: the answer stands beside its question or below it, or in a form tool's column."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from recognising import values
from recognising.grid import Found, Grid, Place
from recognising.vocabulary import Vocabulary, plain
from study import Question

TICKS = {"x", "✓", "✔", "☑", "☒", "yes", "y", "true", "1", "ticked", "tick", "√", "●"}
NO_TICKS = {"no", "n", "false", "0", "☐", "□", "○"}
YES_NO = {
    "yes": ("yes", "y", "true", "✓", "✔", "x"),
    "no": ("no", "n", "false"),
    "partly": ("partly", "in part", "in development", "planned", "sometimes", "to some extent", "being developed"),
}
BOX = r"(?:[☒☑☐□]|\[[xX✓✔ ]?\])"
TICKED = re.compile(r"[☒☑]|\[[xX✓✔]\]")
# A note that may turn the answer round is for a person to read.
TAKES_BACK = re.compile(r"\b(?:no longer|not any ?more|not yet|until|but|except|unless|stopped|closed|partly|sometimes)\b", re.IGNORECASE)
ANSWER_HEADS = {"answer", "answers", "your answer", "response", "your response", "reply", "tick", "please tick", "please answer here"}
NOTE_HEADS = {"guidance", "notes", "note", "help", "comments", "comment", "explanation", "why we ask", "further information"}


def read_questionnaire(grid: Grid, vocabulary: Vocabulary, ignored: frozenset[Place], names: dict[str, str]) -> list[Found]:
    """The answers of one part to questions that were not asked as tables.

    ignored: cells that are struck through or hidden. names: a body's plain name → its code, for a form tool's export.
    """
    asked = _asked(grid, vocabulary)
    if not asked:
        return []
    rows: dict[int, list[Place]] = {}
    for place in asked:
        rows.setdefault(place[0], []).append(place)
    for row, places in rows.items():
        if len(places) >= 3 and any(vocabulary.asked[asked[p]].kind == "body" for p in places):
            return _export(grid, vocabulary, {p[1]: asked[p] for p in places}, row, names)
    answer_column, note_columns, heads = _columns(grid, min(rows))
    found: list[Found] = []
    order = sorted(asked)
    for n, place in enumerate(order):
        end = order[n + 1][0] if n + 1 < len(order) and order[n + 1][0] > place[0] else grid.height
        question = vocabulary.asked[asked[place]]
        beside = _Beside(grid, place, end, answer_column, note_columns, ignored, set(asked))
        answers = beside.answers(asked[place], question)
        below = answer_column is None and len(answers) == 1 and not answers[0].text and end <= place[0] + REACH
        if end < grid.height and (len(answers) > 1 or below):
            # Without the next question the list of its options would be this one's too, and what stands there the answer.
            answers[-1].headers += (order[n + 1],)
        found += answers
    for answer in found:
        answer.headers += heads
    return _once(found)


def _asked(grid: Grid, vocabulary: Vocabulary) -> dict[Place, str]:
    if all(question.kind == "table" for question in vocabulary.asked.values()):
        return {}
    return {
        (r, c): question
        for r, row in enumerate(grid.texts)
        for c, text in enumerate(row)
        if len(text) > 5 and (question := vocabulary.questions.wording(text)) and vocabulary.asked[question].kind != "table"
    }


def _columns(grid: Grid, first_question: int) -> tuple[int | None, set[int], tuple[Place, ...]]:
    """The column headed "Answer" and those headed "Guidance" or "Notes", above the first question, and these headings."""
    answer, notes, heads = None, set(), ()
    for r in range(first_question):
        for c, text in enumerate(grid.texts[r]):
            if plain(text) in ANSWER_HEADS:
                answer, heads = c, (*heads, (r, c))
            elif plain(text) in NOTE_HEADS:
                notes.add(c)
                heads += ((r, c),)
    return answer, notes, heads


def _once(found: list[Found]) -> list[Found]:
    """A question that stands twice with two answers has none."""
    places: dict[str, set[str]] = {}
    for f in found:
        if f.text and f.choices is None and not f.problem:
            places.setdefault(f.question, set()).add(f.text)
    for f in found:
        if len(places.get(f.question, ())) > 1 and f.text and f.choices is None:
            f.problem = f"{f.question} is answered twice, differently"
    return found


REACH = 3  # rows below a question in which its answer may stand: in running text the next paragraph is below two blank ones


class _Beside:
    """One question of a sheet, with the cells in which its answer may stand."""

    def __init__(
        self, grid: Grid, place: Place, end: int, answer: int | None, notes: set[int], ignored: frozenset[Place], asked: set[Place]
    ):
        self.grid, self.place, self.end = grid, place, end
        self.answer, self.notes, self.ignored, self.asked = answer, notes, ignored, asked

    def answers(self, name: str, question: Question) -> list[Found]:
        if question.kind == "choices" and (ticks := self._ticks(name, question)):
            return ticks
        if question.kind in ("choice", "yes_no") and (boxes := self._boxes(name, question)):
            return boxes
        candidates = self._right(self.place) or ([] if self.answer is not None else self._below())
        if not candidates:
            blank = (self.place[0], self.answer if self.answer is not None else self._next_column())
            if blank[1] >= self.grid.width or blank in self.grid.anchor:
                return []
            if blank in self.ignored and self.grid.at(*blank):
                return [self._beside_struck(blank, name, question)]
            return self._among_notes(name, question) or [_answer(self.grid, blank, name, question, (self.place,))]
        read = [_answer(self.grid, c, name, question, (self.place,)) for c in candidates]
        good = [f for f in read if not f.problem]
        if len(good) > 1 and len({f.text for f in good}) > 1:
            for f in good:
                f.problem = "two answers to one question: " + " and ".join(repr(g.text) for g in good)
            return good
        return good[:1] or read[:1]

    def _beside_struck(self, blank: Place, name: str, question: Question) -> Found:
        """Who strikes an answer through writes the new one where there is room, be it the column of guidance."""
        row = blank[0]
        places = [(row, c) for c in range(blank[1] + 1, self.grid.width) if self.grid.at(row, c) and (row, c) not in self.ignored]
        good = [f for p in places if not (f := _answer(self.grid, p, name, question, (self.place, blank))).problem]
        if len(good) == 1:
            return good[0]
        return Found(blank, self.grid.at(*blank), name, headers=(self.place,), problem="it is struck through or hidden")

    def _among_notes(self, name: str, question: Question) -> list[Found]:
        """What reads as the answer, in a column of guidance or notes, where the answer's own cell is blank."""
        if question.kind in ("text", "body"):
            return []  # any note would do
        places = [p for c in sorted(self.notes) if self.grid.at(*(p := (self.place[0], c))) and p not in self.ignored]
        found = [f for p in places if not (f := _answer(self.grid, p, name, question, (self.place,))).problem]
        for f in found:
            f.problem = "it stands in a column of guidance or notes, and the answer's cell is blank: enter it by hand, if it is the answer"
        return found

    def _next_column(self) -> int:
        anchored = [c for (r, c), a in self.grid.anchor.items() if a == self.place]
        return max([self.place[1], *anchored]) + 1

    def _right(self, place: Place) -> list[Place]:
        row = place[0]
        return [
            (row, c)
            for c in range(place[1] + 1, self.grid.width)
            if self.grid.at(row, c) and c not in self.notes and (row, c) not in self.ignored and (row, c) not in self.asked
        ]

    def _below(self) -> list[Place]:
        reach = REACH if self.place[0] in self.grid.lines else 2
        for row in range(self.place[0] + 1, min(self.end, self.place[0] + 1 + reach)):
            if self.grid.at(row, self.place[1]) and (row, self.place[1]) not in self.ignored:
                return [(row, self.place[1])]
        return []

    def _boxes(self, name: str, question: Question) -> list[Found]:
        """Options listed below the question, each behind its box; `choices` may have several ticked, the others one."""
        found = []
        for row in range(self.place[0] + 1, self.end):
            for col, text in enumerate(self.grid.texts[row]):
                options = {_option(question, label) for label, _ in boxed(text) or ()}
                if not options or None in options:
                    continue
                answer = Found((row, col), text, name, question.period or "", headers=(self.place,))
                answer.choices = tuple(o for label, on in boxed(text) or () if on and (o := _option(question, label)))
                if (row, col) in self.ignored:
                    answer.problem = "it is struck through or hidden"
                found.append(answer)
        if question.kind == "choices" or not found:
            return found
        ticked = [f for f in found if f.choices]
        if len(ticked) == 1 and len(ticked[0].choices or ()) == 1:
            return ticked
        for f in found:
            f.problem = f.problem or ("several boxes are ticked" if ticked else "no box is ticked")
        return found

    def _ticks(self, name: str, question: Question) -> list[Found]:
        """Options listed below the question, each with a mark or none to its right, or with a box."""
        if boxes := self._boxes(name, question):
            return boxes
        options: dict[int, tuple[int, str]] = {}
        for row in range(self.place[0] + 1, self.end):
            named = [(c, o) for c, text in enumerate(self.grid.texts[row]) if text and (o := _option(question, text))]
            if named:
                options[row] = named[0]
        if len(options) < 2:
            return []
        found = []
        for row, (col, option) in options.items():
            marks = self._right((row, col))
            column = marks[0][1] if marks else (self.answer if self.answer is not None else col + 1)
            if column >= self.grid.width:
                continue
            text = self.grid.at(row, column)
            answer = Found((row, column), text, name, question.period or "", headers=(self.place, (row, col)))
            mark = text.strip().lower()
            if (row, column) in self.ignored:
                answer.problem = "it is struck through or hidden"
            answer.choices = (option,) if mark in TICKS else ()
            if mark and mark not in TICKS | NO_TICKS:
                answer.problem = f"it is not clear whether {text!r} ticks {self.grid.at(row, col)!r}"
            found.append(answer)
        return found + self._ticked_unknown(name, {col for col, _ in options.values()}, options.keys())

    def _ticked_unknown(self, name: str, columns: set[int], known: Collection[int]) -> list[Found]:
        """What is ticked in the list, and is no option that config knows: without it the answer would be another."""
        found = []
        for row in (r for r in range(self.place[0] + 1, self.end) if r not in known):
            # Below the list a question in other words may stand, with its yes.
            ticks = TICKS if row < max(known) else {tick for tick in TICKS if not tick.isalnum()} | {"x"}
            for col in sorted(c for c in columns if self.grid.at(row, c)):
                text, mark = self.grid.at(row, col), next(iter(self._right((row, col))), None)
                if mark and self.grid.at(*mark).strip().lower() in ticks:
                    problem = f"{text!r} is none of the options of this question"
                    found.append(Found((row, col), text, name, headers=(self.place,), problem=problem))
        return found


def _export(grid: Grid, vocabulary: Vocabulary, columns: dict[int, str], header: int, names: dict[str, str]) -> list[Found]:
    """A form tool's export: questions across, a row for each body that answered."""
    who = next(c for c, question in columns.items() if vocabulary.asked[question].kind == "body")
    found = []
    for row in range(header + 1, grid.height):
        if not any(grid.texts[row]):
            continue
        body = names.get(plain(grid.at(row, who)), "")
        for col, name in columns.items():
            if not body and not grid.at(row, col):
                continue
            answer = _answer(grid, (row, col), name, vocabulary.asked[name], ((header, col), (row, who), (header, who)))
            answer.body = body
            if not body:
                answer.problem = (
                    f"no body of the register is called {grid.at(row, who)!r}: say who it is under bodies in config/readings.yml"
                )
            found.append(answer)
    return found


def _answer(grid: Grid, place: Place, name: str, question: Question, headers: tuple[Place, ...]) -> Found:
    text = grid.at(*place)
    found = Found(place, text, name, question.period or "", headers=headers)
    if not text or question.kind in ("body", "text", "number"):
        if text and question.kind == "number" and place not in grid.dates and values.form(text) is None:
            found.problem = "no rule reads this text as a number"
        return found
    said = values.form(text)
    if said and said.status in ("not_recorded", "not_held", "refused", "not_answered"):
        return found
    picked = picks(question, text)
    if isinstance(picked, str):
        found.problem = picked
    else:
        found.choices = picked
    return found


def boxed(text: str) -> list[tuple[str, bool]] | None:
    """The options of a text with boxes, and which are ticked: "☒ Yes ☐ No". None where a box may belong to either side."""
    boxes = list(re.finditer(BOX, text))
    if not boxes or not re.search(r"\w", re.sub(BOX, "", text)):
        return None
    before = text[: boxes[0].start()].strip()
    after = text[boxes[-1].end() :].strip()
    if bool(before) == bool(after):
        return None
    if after:
        ends = [b.start() for b in boxes[1:]] + [len(text)]
        return [(text[b.end() : end].strip(" ,;/\n\t"), bool(TICKED.match(b[0]))) for b, end in zip(boxes, ends)]
    starts = [0] + [b.end() for b in boxes[:-1]]
    return [(text[start : b.start()].strip(" ,;/\n\t"), bool(TICKED.match(b[0]))) for b, start in zip(boxes, starts)]


def picks(question: Question, text: str) -> tuple[str, ...] | str:
    """The options that a text names, in config's order; or which piece of it is none of them."""
    if re.search(BOX, text) and not re.fullmatch(rf"\s*{BOX}\s*", text):
        chosen = [label for label, on in boxed(text) or () if on]
        if not chosen or (len(chosen) > 1 and question.kind != "choices"):
            return f"it is not clear which box is ticked in {text!r}"
        text = ";".join(chosen)
    if question.kind != "choices":
        option = _option(question, text)
        return (option,) if option else f"{text!r} is none of the options of this question"
    named: set[str] = set()
    for piece in re.split(r"[;\n]+", text):
        missing = _split(question, piece.strip(" .,"), named)
        if missing:
            return f"{missing!r} is none of the options of this question"
    return tuple(o for o in question.options if o in named) if named else "no option is named"


def _split(question: Question, piece: str, named: set[str]) -> str:
    """Adds the options of a piece to `named`. A comma or "and" may be part of an option, so the whole goes first."""
    if not piece:
        return ""
    if option := _option(question, piece):
        named.add(option)
        return ""
    for joint in (r"\s*,\s*", r"\s*[/+&]\s*", r"\s+and\s+"):
        parts = [p for p in re.split(joint, piece) if p]
        if len(parts) > 1:
            return next((missing for part in parts if (missing := _split(question, re.sub(r"^and\s+", "", part), named))), "")
    return piece


@cache
def _names(options: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {plain(name) or name: option for option, names in options for name in (option, *names)}


def _option(question: Question, text: str) -> str | None:
    """The option that a text names, alone or with a note after it ("Yes - monthly", "NHS (core)")."""
    options = YES_NO if question.kind == "yes_no" else question.options
    names = _names(tuple(options.items()))
    if option := names.get(plain(text) or text.strip()):
        return option
    first, *note = re.split(r"\s+[-–—]\s+|\s*[(:]|[,.;]\s", text.strip(), maxsplit=1)
    option = names.get(plain(first)) if note and question.kind != "choices" else None
    if option is None or TAKES_BACK.search(note[0]):
        return None
    other = any(o != option and f" {name} " in f" {plain(note[0])} " for name, o in names.items())
    return None if other else option
