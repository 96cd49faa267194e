"""Which lines of a document say what the table below them is about, among all that a letter says of its questions."""

from __future__ import annotations

import re

from recognising.grid import Grid
from recognising.meaning import Scope
from recognising.vocabulary import NUMBERED, Mention, Questions, plain

# What a body says where it gives no figures, or gives them elsewhere.
NOT_HERE = re.compile(
    r"\b(?:not (?:hold|held|record\w*|collect\w*|available)|unable|can ?not|refus\w+|exempt\w*|withh\w+|attach\w*|enclos\w*|exceeds?)\b",
    re.IGNORECASE,
)
SHORT = 90  # letters that a title in words may have; what is longer is a sentence
NEAR = 3  # lines above a table in which a title in words may stand


def titles(text: str, mention: Mention | str | None, questions: Questions) -> bool:
    """Whether a line of running text can be a title: it opens with the question's number or wording, or is short."""
    if isinstance(mention, Mention) and mention.explicit and (NUMBERED.match(text) or holds_wording(text, questions)):
        return not (len(text) < SHORT and NOT_HERE.search(text) and not holds_wording(text, questions))
    return mention is not None and len(text) < SHORT and not NOT_HERE.search(text)


def holds_wording(text: str, questions: Questions) -> bool:
    words = plain(text)
    return questions.wording(text) is not None or any(len(w) > 24 and w in words for w in questions.wordings)


def doubted(scope: Scope, grid: Grid, questions: Questions, start: int, end: int) -> Scope:
    """The title of a table in a document, or none where it may be another's.

    The last of several questions that are listed without a word between them is no title of what follows the list; nor
    is one below which the body says that it gives nothing; nor are words that stand far above.
    """
    if scope.place is None or isinstance(scope.said, str):
        return scope
    row = scope.place[0]
    between = [r for r in range(row + 1, end) if r in grid.lines]
    if not scope.explicit:
        return scope if len(between) < NEAR else Scope()
    asked = plain(" ".join((questions.asked[scope.said.question].ask, *questions.asked[scope.said.question].also)))
    answered = [grid.at(r, 0) for r in between if plain(grid.at(r, 0)) not in asked]
    if any(NOT_HERE.search(text) for text in answered):
        return Scope("it is said above not to be given here, or to be given elsewhere", scope.place)
    above = next((r for r in range(row - 1, start - 1, -1) if grid.at(r, 0)), None)
    other = questions.find(grid.at(above, 0)) if above in grid.lines else None
    listed = isinstance(other, Mention) and other.explicit and other.question != scope.said.question
    return Scope(f"it is the last of several questions that stand above the table: {scope.said.question}", scope.place) if listed else scope
