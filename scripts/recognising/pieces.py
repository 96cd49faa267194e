"""What stands in one sentence: its periods, labels and numbers, what is no count, and the words that are nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recognising import values
from recognising.meaning import Evidence
from recognising.periods import period
from recognising.vocabulary import VALUE_WORDS, Label, Labels, Vocabulary, plain
from study import Question

# Words that say nothing of what was counted or how. None that compares, limits, adds or denies.
FILLERS = VALUE_WORDS.union(
    "a an the in for during of our we us it this that these those there is are was were has had have been and year financial calendar in"
    " received recorded reported saw counted answer response reply total number figure numbers which who with organisation authority board"
    " trust council service department team altogether overall only i can confirm".split()
)
# Words that are no part of an answer even where the question itself holds them.
CHANGING = set(
    """
    not no never nor neither without excluding except other less more further additional each per average percent but however than over
    under or if would should could may might about from between since until before after expected estimated part date rather instead
    """.split()
)
# What may stand right before the number: "children 12" may be children of 12.
BEFORE = set(
    "is are was were has had have we there these those of in total received recorded reported saw counted been only and for".split()
)
TERM = rf"(?:\d+(?:\.\d+)?|{values.NUMBER_WORDS})"
# Numerals that count nothing that was asked: money, laws, references, times, shares.
ELSEWHERE = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|£\s?[\d.,]+(?:\s?(?:k|m|million|thousand)\b)?"
    r"|\b(?:sections?|sec|s|regulation|article|schedule|paragraph|para|part|questions?|q|pages?|table|appendix|annex|notes?|item|tab|sheet"
    r"|version|v|line|row|column|exemption|clause|room|floor|suite|ref|reference|no|foi|eir|request)\b[.:]?[ #]?"
    r"\d[\w/()-]*(?:(?:,| and| &| to| or|-)\s?\d[\w()]*)*"
    rf"|\b{TERM}[\s-](?:(?:working|calendar)\s)?(?:days?|hours?|weeks?|months?|minutes?|pm|am|years?|yrs?)(?:[\s-]olds?)?\b"
    r"|\bact(?:\s\(\w+\))?,?\s(?:19|20)\d\d|\b\d{1,2}[:.]\d\d\s?(?:am|pm)\b|\b\d+(?:\.\d+)?\s?(?:%|per ?cent\b)|\b\d+(?:st|nd|rd|th)\b"
    r"|(?-i:\b[A-Z]{1,4}[-/.]?\d[\w/.-]*)|\b0\d{2,}[\d ]+",
    re.IGNORECASE,
)
LONGEST = 8  # words that a period, a label or a number may have


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence: where in the paragraph it begins, and its text."""

    start: int
    text: str


@dataclass(slots=True)
class Said:
    """What one sentence says of one question, and what else stands in it."""

    path: list[tuple[Span, Evidence]]  # periods and labels
    numbers: list[Span]
    loose: str = ""  # the number with a word before it that may limit it
    elsewhere: str = ""  # a numeral that counts nothing that was asked
    unknown: tuple[str, ...] = ()  # words that are not the question's


def said_in(text: str, at: int, asked: Question, vocabulary: Vocabulary) -> Said:
    """Periods first, then labels, then what is no count, then numbers: each takes its words away from the next."""
    free = [True] * len(text)
    said = Said([], [])

    def take(start: int, length: int) -> None:
        free[start : start + length] = [False] * length

    for start, piece in _pieces(text, free):
        if (when := period(piece)) and (not when.weak or (when.kind == "year?" and asked.periods and _dated(text, start, piece))):
            said.path.append((Span(at + start, piece), Evidence((0, 0), "period", when, piece)))
            take(start, len(piece))
    for dimension in asked.by:
        for start, piece in _pieces(text, free):
            if label := _label(vocabulary.labels[dimension], piece, text, start, free):
                said.path.append((Span(at + start, piece), Evidence((0, 0), dimension, label, piece)))
                take(start, len(piece))
        if total := re.search(r"\b(?:in total|(?:a|the) total(?: number)? of|total|altogether|all ages)\b", text, re.IGNORECASE):
            said.path.append((Span(at + total.start(), total[0]), Evidence((0, 0), dimension, "total", total[0])))
    for found in ELSEWHERE.finditer(text):
        if all(free[found.start() : found.end()]):
            said.elsewhere = said.elsewhere or found[0].strip(" ().")
            take(found.start(), len(found[0]))
    for start, piece in _pieces(text, free):
        if (form := values.form(piece)) and form.status not in UNCOUNTED and (form.low, form.high) != (None, None):
            # "119 149" is a number with a space in it, or two that stood in columns.
            said.numbers += [Span(at + start + n.start(), n[0]) for n in re.finditer(r"\S.*?(?=(?<=\d) \d|$)", piece)]
            before = re.search(r"([\w’']+)[\s(\"'“‘]*$", text[:start])
            if before and free[before.start(1)] and not _counts(before[1].lower()):
                said.loose = said.loose or f"{before[1]} {piece}"
            take(start, len(piece))
    left = "".join(c if f else " " for c, f in zip(text, free))
    said.numbers += [Span(at + n.start(), n[0].strip(".,;:")) for n in re.finditer(r"\S*\d\S*", left)]
    words = dict.fromkeys(w for w in re.findall(r"[a-z]+", left.lower().replace("’s", "").replace("'s", "")))
    known = words_of(asked) | {w for d in asked.by for f in vocabulary.labels[d].fields for w in f.split()}
    said.unknown = tuple(w for w in words if w in CHANGING or not (w in FILLERS or w in known or w.rstrip("s") in known))
    return said


def _label(vocabulary: Labels, piece: str, text: str, start: int, free: list[bool]) -> Label | str | None:
    """A label that the piece is. One that could be a number is one only before a colon or behind the dimension's
    name: "under 3: 14", "age 2"."""
    first = not any(c.isalnum() and f for c, f in zip(text[:start], free))
    colon = first and re.match(r"\s*(?:[:=]|\s[–-]\s)", text[start + len(piece) :])
    if colon and plain(piece) in vocabulary.totals:
        return "total"
    # In a cell a bracket is a note to the label; in a sentence it may say anything.
    label = None if "(" in piece else vocabulary.find(piece)
    if label is None or label.value is None:
        return None
    named = plain(text[:start]).split(" ")[-1:]
    return label if not label.weak or colon or (named and named[0] in vocabulary.fields) else None


UNCOUNTED = ("not_recorded", "not_held", "refused", "not_answered")


def _counts(word: str) -> bool:
    """Whether a number may stand right after the word: "received 12", not "aged 12"."""
    return word in BEFORE or (word.endswith("ed") and word != "aged")


def _pieces(text: str, free: list[bool]) -> Iterator[tuple[int, str]]:
    """The runs of words that are still free, from the left, the longest first."""
    words = [(m.start(), m.end()) for m in re.finditer(r"[^\s:]+", text)]
    n = 0
    while n < len(words):
        start = words[n][0]
        for _, end in reversed(words[n : n + LONGEST]):
            piece = text[start:end]
            lead = len(piece) - len(piece.lstrip("(\"'“‘[,;"))
            piece = piece[lead:].rstrip(".,;!?\"'”’]")
            piece = piece.rstrip(")") if ")" in piece and "(" not in piece else piece
            if piece and ":" not in piece and all(free[start + lead : start + lead + len(piece)]):
                yield start + lead, piece
                if not free[start + lead]:
                    break
        n += 1


def _dated(text: str, start: int, piece: str) -> bool:
    """Whether a bare year is one: "in 2022", "2022: 14"."""
    return bool(re.search(r"\b(?:in|for|during|year)\s+$", text[:start], re.IGNORECASE)) or (
        not text[:start].strip(" •*-") and bool(re.match(r"\s*(?:[:=]|[–-]\s)", text[start + len(piece) :]))
    )


def words_of(asked: Question) -> set[str]:
    words = {w for said in (asked.ask, *asked.also, *asked.words, asked.unit or "") for w in plain(said).split()}
    return words | {w.rstrip("s") for w in words}


def without(text: str, said: Said) -> str:
    """The sentence in small letters without the pieces that were understood."""
    for span in sorted([*(s for s, _ in said.path), *said.numbers], key=lambda s: -s.start):
        text = text[: span.start] + " " * len(span.text) + text[span.start + len(span.text) :]
    return text.lower()
