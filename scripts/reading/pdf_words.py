"""Letters of a page as words: which stand together, which are raised; and boxes turned upright."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

Turn = int  # quarters by which text is turned against the paper: 0 upright, 1 read from below to above, …


@dataclass(slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def area(self) -> float:
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(slots=True)
class Word(Box):
    text: str
    base: float  # where its letters stand
    raised: bool = False
    struck: bool = False
    aside: bool = False  # turned against most of the page's text
    after_space: bool = True

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(slots=True)
class Rule:
    """A straight line: at `at`, from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Glyph(Box):
    text: str
    base: float
    turn: Turn
    height: float


def turned(box, turn: Turn):
    """Moves a box of the paper (y upwards) to where it stands when text of this turn is held upright (y downwards)."""
    left, low, right, high = box.left, box.top, box.right, box.bottom
    return _put(box, turn, ((left, -high, right, -low), (low, left, high, right), (-right, low, -left, high), (-high, -right, -low, -left)))


def turned_back(box, turn: Turn):
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    return _put(
        box, turn, ((left, -bottom, right, -top), (top, left, bottom, right), (-right, top, -left, bottom), (-bottom, -right, -top, -left))
    )


def _put(box, turn: Turn, places: tuple):
    box.left, box.top, box.right, box.bottom = places[turn]
    if isinstance(box, (Word, Glyph)):
        box.base *= (-1, 1, 1, -1)[turn]
    return box


def words_of(glyphs: list[Glyph], down: list[Rule]) -> list[Word]:
    """Words of letters of one turn, held upright. A line of a table parts them, however near they stand."""
    down = sorted(down, key=lambda r: r.at)
    ats = [r.at for r in down]
    words: list[Word] = []
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.base):
        if rows and glyph.base - rows[-1][0].base <= 0.1 * max(glyph.height, 4):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    for row in rows:
        last: Glyph | None = None
        space = True
        for glyph in sorted(row, key=lambda g: g.left):
            if glyph.text == " ":
                space = True
                continue
            apart = last is None or glyph.left - last.right > 0.15 * glyph.height or glyph.left < last.left - 0.5 * glyph.height
            if not apart and down:
                between = down[bisect_left(ats, last.right - 0.5) : bisect_right(ats, glyph.left + 0.5)]
                apart = any(r.start <= glyph.base <= r.end for r in between)
            if space or apart or not 0.8 < glyph.height / max(last.height, 0.1) < 1.25:
                words.append(Word(glyph.left, glyph.top, glyph.right, glyph.bottom, glyph.text, glyph.base, after_space=space or apart))
            else:
                word = words[-1]
                word.text += glyph.text
                word.right, word.top, word.bottom = max(word.right, glyph.right), min(word.top, glyph.top), max(word.bottom, glyph.bottom)
            last, space = glyph, False
    return _raised(words)


def _raised(words: list[Word]) -> list[Word]:
    """Small words above the line of the word before them are its footnote marks: a raised 1 after 12 must not become 121."""
    ends = sorted(range(len(words)), key=lambda n: words[n].right)
    rights = [words[n].right for n in ends]
    gone = set()
    for n, word in enumerate(words):
        if len(word.text) > 4:
            continue
        near = ends[bisect_left(rights, word.left - 5) : bisect_right(rights, word.left + 2)]
        host = next((words[h] for h in near if h != n and _raises(word, words[h])), None)
        if host:
            host.text += word.text.translate(RAISED) if word.text.isdigit() else word.text
            host.right = max(host.right, word.right)
            gone.add(n)
    return [word for n, word in enumerate(words) if n not in gone]


def _raises(word: Word, host: Word) -> bool:
    height = host.height
    close = -0.1 * height < word.left - host.right < 0.35 * height
    return close and word.height < 0.8 * height and 0.1 * height < host.base - word.base < 0.8 * height


def joined(rules: list[Rule]) -> list[Rule]:
    """Rules drawn in pieces, as one each."""
    whole: list[Rule] = []
    rows: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if rows and rule.at - rows[-1][-1].at <= 0.8 and rule.at - rows[-1][0].at <= 2:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    for row in rows:
        at = sum(r.at for r in row) / len(row)
        for n, rule in enumerate(sorted(row, key=lambda r: r.start)):
            if n and rule.start - whole[-1].end <= 2:
                whole[-1].end = max(whole[-1].end, rule.end)
            else:
                whole.append(Rule(at, rule.start, rule.end))
    return [rule for rule in whole if rule.end - rule.start > 4]
