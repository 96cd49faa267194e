"""Which of the wordings that are known is the nearest to a text that is not: to be offered to a person, never to be read by."""

from __future__ import annotations

import re

from recognising.vocabulary import plain

# How alike two wordings must be, from 0 to 1, for one to be offered for the other.
ALIKE = 0.65
# Words and signs that make another thing of what is else worded alike.
TELLING = re.compile(r"\d+|[<>≤≥+]|\b(?:no|non|not|without|other|others|former|never|under|over)\b")


def likeness(one: str, other: str) -> float:
    """How many of the words of two plain texts are the same, or begin alike ("rehab", "rehabilitation"), from 0 to 1."""
    if TELLING.findall(one) != TELLING.findall(other):
        return 0
    words, left = one.split(), other.split()
    total = len(words) + len(left)
    same = {w for w in words if w in left} - {"other", "others", "no", "non", "not", "without"}
    for word in words:
        match = next((o for o in left if o == word), None) or next((o for o in left if _begins_alike(o, word)), None)
        if match:
            left.remove(match)
    # Beginnings alone say little: a home is not homeless.
    return 2 * (len(other.split()) - len(left)) / total if same else 0


def _begins_alike(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= 3 and (one.startswith(other) or other.startswith(one))


def nearest(text: str, wordings: dict[str, str]) -> str:
    """The wording most like the text. None where those of two values are alike to it: then nobody knows which. wordings: to value."""
    words = plain(text)
    scored = sorted(((score, w) for w in wordings if (score := likeness(words, w)) >= ALIKE), reverse=True)
    # A part of one name alone, of two words or more, is that name cut short.
    parts = [w for w in wordings if len(words.split()) > 1 and f" {w} ".startswith(f" {words} ")]
    if not scored and len({wordings[w] for w in parts}) == 1:
        return parts[0]
    best = {wordings[w] for score, w in scored if score == scored[0][0]}
    return scored[0][1] if len(best) == 1 else ""
