"""Numbers in running text: "In 2022/23 we received 14 visits", "2022/23: <5", "Q1. 12".

A sentence is read if it stands under one question or names one, says one period and one label a dimension where they
are needed, and one number; and if every other word in it is one of the question's own or one that changes nothing.
Whatever else it says ("a further", "fell by", "within 20 days") might make the number another one: then it is unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recognising import values
from recognising.checks import settle
from recognising.grid import Found, Grid, Place
from recognising.meaning import Scope, label_of, period_of
from recognising.pieces import FILLERS, Said, said_in, without, words_of
from recognising.titles import NOT_HERE, holds_wording
from recognising.vocabulary import NUMBERED, Mention, Vocabulary, plain
from sentences import sentences
from study import Question

# A sentence has one of these; a label beside a number has none.
SPOKEN = re.compile(r"\b(?:we|there|were|was|are|is|had|have|has|received|recorded|reported|saw|in|during|for|of)\b")
# Below the answers a letter goes on to what the law has it say.
CLOSING = re.compile(
    r"\b(?:yours (?:sincerely|faithfully|truly)|regards|internal review|if you (?:are|have|wish|would|remain)|should you"
    r"|information commissioner|copyright|re-?use|further (?:information|queries)|do not hesitate|complain\w*|dissatisfied)\b",
    re.IGNORECASE,
)
HEAD = re.compile(
    r"\W*(?:(?:(?:our )?(?:answer|response|reply)(?: to)?(?: (?:q|question))?|question|q|a)\W{0,2}(?P<number>[1-9]\d?)?|(?P<bare>[1-9]\d?))"
    r"\s*[:.)–-]+\s*(?=\S)",
    re.IGNORECASE,
)
NOTED = re.compile(r"\(note \d+\)")
LONG = 1000  # letters of a sentence that nobody answers with
WRAPPED = 50  # letters from which on a line without an end goes on in the next


@dataclass(slots=True)
class Paragraph:
    """Lines that are one text, as a page or a message wraps it."""

    text: str
    rows: list[tuple[int, int]]  # where in the text each line begins, and its row

    def row(self, at: int) -> int:
        return next(row for start, row in reversed(self.rows) if start <= at)


def read_prose(grid: Grid, vocabulary: Vocabulary, ignored: frozenset[Place]) -> list[Found]:
    """The answers that stand in sentences, and the numbers in such sentences that are not read, with the reason.

    ignored: lines that were read already, or are struck through or hidden.
    """
    reader = _Prose(vocabulary)
    found: list[Found] = []
    last = -1
    for paragraph in paragraphs(grid, ignored):
        rows = range(last + 1, paragraph.rows[0][1])
        if any(any(grid.texts[r]) for r in rows if r not in grid.lines):
            reader.leave()  # what stands below a table may be about it
        last = paragraph.rows[-1][1]
        for start, end in sentences(paragraph.text):
            found += reader.read(paragraph, start, end)
    settle(found)
    return _one_a_line(found)


def paragraphs(grid: Grid, ignored: frozenset[Place]) -> Iterator[Paragraph]:
    """The running text, its wrapped lines put together."""
    now: Paragraph | None = None
    for row in sorted(grid.lines):
        line = grid.at(row, 0)
        if not line or (row, 0) in ignored:
            continue
        if now and now.rows[-1][1] == row - 1 and _goes_on(now, grid.at(row - 1, 0), line):
            now.rows.append((len(now.text) + 1, row))
            now.text += f" {line}"
        else:
            if now:
                yield now
            now = Paragraph(line, [(0, row)])
    if now:
        yield now


def _goes_on(paragraph: Paragraph, last: str, following: str) -> bool:
    if not len(last) >= WRAPPED or len(paragraph.text) > LONG or re.search(r"[.?!:;][)\"'’”]?$", last):
        return False
    return values.form(following) is None and not NUMBERED.match(following) and not re.match(r"\W*[•·*–-]\s", following)


def in_words(found: list[Found], grid: Grid, vocabulary: Vocabulary) -> list[Found]:
    """What of a questionnaire's answers holds for lines of a letter: below a question there may stand the next one, or
    that the information is held; and beside a line there is nothing."""
    kept = []
    for f in found:
        if f.place[0] in grid.lines:
            mention = vocabulary.questions.find(f.text)
            if f.place[1] > 0 or not f.text or (isinstance(mention, Mention) and mention.explicit):
                continue
            if f.choices and re.search(r"\b(?:hold|holds|held|information|request\w*)\b", f.text, re.IGNORECASE):
                f.problem = "it may say that the information is held, or answer the question: a person should read it"
        kept.append(f)
    return kept


class _Prose:
    """Goes through a document's sentences with the question that they stand under."""

    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary, self.questions = vocabulary, vocabulary.questions
        self.scope = Scope()
        self.apart = 0  # sentences since the question or the last answer to it
        self.asking = False  # whether the last sentence was a question

    def leave(self) -> None:
        self.scope = Scope()

    def read(self, paragraph: Paragraph, start: int, end: int) -> list[Found]:
        text = NOTED.sub(lambda note: " " * len(note[0]), paragraph.text[start:end])
        place = (paragraph.row(start), 0)
        if CLOSING.search(text) or len(text) > LONG:
            self.leave()
            return []
        mention = self.questions.find(text)
        head = HEAD.match(text)
        scope = self.scope
        if head and (number := head["number"] or head["bare"]):
            named = self.questions.numbers.get(int(number))
            if not self._bare(text[head.end() :], named):
                self._ask(Mention(named, True) if named else None, place)
                return []
            scope = Scope(Mention(named, True), place)
            mention = None
        elif own := self._labelled(text):
            # "Wording of the question: 14"
            scope, head, mention = Scope(Mention(own[0], True), place), own[1], None
        elif self._asks(text, mention):
            self._ask(mention if isinstance(mention, Mention) else None, place)
            return []
        if head:
            start, text = start + head.end(), text[head.end() :]
        found = self._answer(paragraph, start, text, scope, mention)
        self.apart = 0 if found and not found.problem else self.apart + 1
        self.asking = False
        if not found and isinstance(mention, Mention) and len(text) < 60 and not NOT_HERE.search(text) and not re.search(r"\d", text):
            self._ask(mention, place)  # a heading in words
        return [found] if found else []

    def _asks(self, text: str, mention: Mention | str | None) -> bool:
        return text.rstrip().endswith("?") or holds_wording(text, self.questions) or (bool(NUMBERED.match(text)) and mention is not None)

    def _ask(self, mention: Mention | None, place: Place) -> None:
        """From here on the sentences stand under this question; under none, where it is another's or one of a list."""
        said = self.scope.said
        listed = isinstance(said, Mention) and mention and said.question != mention.question and self.asking and said.explicit
        self.scope = Scope("it stands below a list of questions, and does not say which of them it answers" if listed else mention, place)
        if isinstance(said, str) and self.asking and mention:
            self.scope = Scope(said, place)
        self.apart, self.asking = 0, True

    def _labelled(self, text: str) -> tuple[str, re.Match] | None:
        for colon in re.finditer(r"\s*(?::|\s[–-])\s*(?=\S)", text):
            if name := self.questions.wording(text[: colon.start()]):
                return name, colon
        return None

    def _bare(self, text: str, name: str | None) -> bool:
        """Whether what follows a question's number is its answer and not its wording: a number, and hardly a word."""
        if name is None or text.rstrip().endswith("?"):
            return False
        unit = plain(self.vocabulary.asked[name].unit or "").split()
        said = said_in(text, 0, self.vocabulary.asked[name], self.vocabulary)
        words = {w for w in re.findall(r"[a-z]+", without(text, said)) if w not in FILLERS and w not in unit}
        return bool(said.numbers) and not words and not said.loose

    def _answer(self, paragraph: Paragraph, start: int, text: str, scope: Scope, mention: Mention | str | None) -> Found | None:
        under = scope.said if isinstance(scope.said, Mention) else None
        name = under.question if under else mention.question if isinstance(mention, Mention) else ""
        if not name or self.vocabulary.asked[name].kind not in ("table", "number"):
            return None
        asked = self.vocabulary.asked[name]
        said = said_in(text, start, asked, self.vocabulary)
        if not said.numbers and said.path and (none := re.search(r"\bno (\w+)", text)) and none[1].lower() in words_of(asked):
            place = (paragraph.row(start + none.start()), 0)
            return Found(place, none[0], name, problem="it speaks of none, in words that no rule reads: enter 0 by hand, if that is meant")
        if not said.numbers:
            return None
        # With many words that are not the question's it speaks of something else; so it does of a bare year.
        known = isinstance(mention, Mention)
        if len(said.unknown) > (5 if known and said.path else 3 if said.path else 2) or not (said.path or known or not said.elsewhere):
            return None
        if not said.path and (self._far(under, mention) or all(re.fullmatch(r"(?:19|20)\d\d", n.text) for n in said.numbers)):
            return None
        value = said.numbers[0]
        before = text[: value.start - start].rstrip()
        if before and before[-1] not in ":=–—-" and not SPOKEN.search(without(text, said)):
            return None  # a line of a table whose columns were not found
        rows = [paragraph.row(span.start) for span, _ in said.path]
        found = Found((paragraph.row(value.start), 0), value.text, name)
        headers = [(row, 0) for row in rows] + ([scope.place] if scope.place else [])
        found.headers = tuple(dict.fromkeys(h for h in headers if h != found.place))
        found.problem = self._problem(said, scope, under, mention, asked) or self._mean(found, said, asked)
        return found

    def _far(self, under: Mention | None, mention: Mention | str | None) -> bool:
        return bool(under) and not mention and self.apart > FAR

    def _problem(self, said: Said, scope: Scope, under: Mention | None, mention: Mention | str | None, asked: Question) -> str:
        if isinstance(mention, str):
            return f"it is not clear which question: {mention}"
        if mention and under and mention.question != under.question:
            return f"two questions are named: {' and '.join(sorted((mention.question, under.question)))}"
        if not mention and isinstance(scope.said, str):
            return scope.said
        if self._far(under, mention):
            return "it stands far below its question, and does not name it"
        if len(said.numbers) > 1:
            return "several numbers stand in one sentence: " + ", ".join(repr(n.text) for n in said.numbers)
        if said.unknown:
            return "the sentence says more than a number: " + ", ".join(repr(w) for w in said.unknown)
        if said.elsewhere:
            return f"the sentence also says {said.elsewhere!r}"
        return f"what stands before the number may limit it: {said.loose!r}" if said.loose else ""

    def _mean(self, found: Found, said: Said, asked: Question) -> str:
        """Fills labels and period as a table's headers do, or says why there are none."""
        for dimension in asked.by:
            own = [e for _, e in said.path if e.kind == dimension]
            # "A total of 14 visits of boats under 1": the total is of what is named.
            parts = [e for e in own if e.said != "total"]
            label = label_of(tuple(parts or own), dimension)
            if isinstance(label, str):
                return label.replace("stands beside or above it", "is named in its sentence")
            found.labels[dimension] = label
        named = tuple(e for _, e in said.path if e.kind == "period")
        found.period, problem = period_of(named, asked)
        if asked.periods is None and asked.period and found.period not in ("", asked.period):
            return f"it is of {found.period}, and {asked.period} was asked"
        return problem.replace("stands beside or above it", "is named in its sentence")


FAR = 4  # sentences below its question from which on an answer must name it


def _one_a_line(found: list[Found]) -> list[Found]:
    """A line has one address: of several answers in it none is read."""
    lines: dict[Place, list[Found]] = {}
    for f in found:
        lines.setdefault(f.place, []).append(f)
    for group in lines.values():
        if len(group) > 1:
            texts = " and ".join(repr(f.text) for f in group)
            first = group[0]
            first.problem = f"several answers stand in one line, which has one address: {texts}. Ask the sender for them as a table"
    return [group[0] for group in lines.values()]
