"""Words of a page as lines of text, in the order in which a person reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reading.pdf_words import Word

# Wider than this, in heights of the line, a gap is no space between words.
GAP = 0.38
# What may be an answer: no telephone number, and no word of a label.
VALUE = re.compile(
    r"[<>≤≥~£]?\s*=?\s*(?!0\d|(?:\d\D?){10})\d[\d,. ]*%?[*†‡#⁰¹²³⁴⁵⁶⁷⁸⁹]*|[-–—*#.]|\d+ ?[-–] ?\d+"
    r"|n/?a|nil|none|zero|(?:fewer|less) than \d+",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(slots=True)
class Line:
    words: list[Word]
    base: float
    height: float
    segments: list[list[Word]] = field(default_factory=list)  # words with no wide gap between them

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(w.right for w in self.words)


def lines_of(words: list[Word]) -> list[Line]:
    """The lines from top to bottom, each from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.base):
        if rows and word.base - rows[-1][-1].base <= 0.2 * word.height and word.base - rows[-1][0].base <= 0.35 * word.height:
            rows[-1].append(word)
        else:
            rows.append([word])
    lines = []
    for row in rows:
        row.sort(key=lambda w: w.left)
        lines.append(Line(row, max(w.base for w in row), max(w.height for w in row), segments(row)))
    return lines


def segments(row: list[Word]) -> list[list[Word]]:
    found = [[row[0]]]
    for before, word in zip(row, row[1:]):
        if word.left - max(w.right for w in found[-1]) > GAP * min(before.height, word.height):
            found.append([word])
        else:
            found[-1].append(word)
    return found


def text_of(words: list[Word]) -> str:
    """Words of a line, joined as they stand."""
    text = ""
    for n, word in enumerate(words):
        touching = n and not word.after_space and word.left - words[n - 1].right < 0.1 * word.height
        text += word.text if not n or touching else " " + word.text
    return text


def wrapped(words: list[Word]) -> str:
    """Words of a cell of several lines, the lines joined by a space."""
    return " ".join(text_of(line.words) for line in lines_of(words)) if words else ""


def is_value(words: list[Word]) -> bool:
    return VALUE.fullmatch(text_of(words)) is not None


def running(words: list[Word]) -> list[Line]:
    """The lines of running text. Where two columns of prose stand side by side, the left one comes first."""
    lines = lines_of(words)
    found: list[Line] = []
    n = 0
    while n < len(lines):
        gutter, end = _columns(lines, n)
        if end > n:
            block = [w for line in lines[n:end] for w in line.words]
            found += lines_of([w for w in block if w.right <= gutter]) + lines_of([w for w in block if w.right > gutter])
            n = end
        else:
            found.append(lines[n])
            n += 1
    return found


def _columns(lines: list[Line], start: int) -> tuple[float, int]:
    """Where from line `start` on two columns of prose stand side by side: what parts them, and the line after them."""
    first = lines[start]
    if len(first.segments) < 2:
        return 0.0, start
    left, right = max(w.right for w in first.segments[0]), first.segments[1][0].left
    end, both, wordy = start, 0, [0, 0]
    for line in lines[start:]:
        inside = [w for w in line.words if w.left < right and w.right > left]
        if inside:
            a, b = (
                max((w.right for w in line.words if w.left <= left), default=left),
                min((w.left for w in line.words if w.left > left), default=right),
            )
            a, b = max(a, left), min(b, right)
            if b - a < 1.0 * line.height:
                break
            left, right = a, b
        sides = [sum(1 for w in line.words if w.right <= left), sum(1 for w in line.words if w.left >= right)]
        if all(sides):
            both += 1
            wordy = [wordy[0] + sides[0], wordy[1] + sides[1]]
        end += 1
    if both >= 4 and min(wordy) >= 2.5 * both:
        return (left + right) / 2, end
    return 0.0, start
