"""Sentences of running text, which runs over lines and pages: each with the address of the line in which it begins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

# A text that is longer is no letter, and a paragraph that is longer is none.
MOST_LINES = 4000
PARAGRAPH = 60
MOST_LETTERS = 10_000
# Above this a line is a paragraph, and the next one begins another.
WIDEST = 140
OPENS = re.compile(
    r"^\W*(?:[•▪·●○►\uf0b7\-–*]\s|\(?\d{1,2}[.):](?!\d)|\(?[a-z][.)]\s|\(?[ivx]{1,4}[.)]\s|q(?:uestions?)?\W{0,2}\d"
    r"|(?:your |our |the )?(?:answer|response|reply|request)s?\s*[:–-]"
    r"|dear\b|yours (?:sincerely|faithfully)|(?:kind |best |with )?regards\b)",
    re.IGNORECASE,
)
# These begin with a capital letter only where a sentence begins.
BEGINS = re.compile(
    r"(?:The|This|These|We|If|Should|In|Please|Unfortunately|However|You|Your|Our|It|Further|As|For|Under|Where|There|Thank|To|Any|All|No"
    r"|Yes|See)\b"
)
ENDS = re.compile(r"[.!?:;]['\"’”)\]]*$")
# A line that ends with one of these goes on in the next, whatever that begins with.
GOES_ON = re.compile(
    r"\w \w+ (?:sections?|questions?|the|of|to|in|for|a|an|by|with|from|under|is|are|not|be|that|which|our|your|this|at|on|as|has|have"
    r"|was|were|will|would|we|than|does|do|per)$|\bq(?:uestions?)? ?\d[\d ,]*(?:and|&|to|or|-|–)$",
    re.IGNORECASE,
)
OPEN = re.compile(r"[,–&(£-]$")
ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|no|nos|ref|vs|inc|ltd|dept|approx|tel|ext|sec|para|reg|fig|e\.g|i\.e|eg|ie)|\b[A-Z]|^\W*\d{1,2})\.$",
    re.IGNORECASE,
)
BREAK = re.compile(r"(?<=[.!?])['\"’”)\]]*\s+(?=['\"‘“(\[]?[A-Z0-9£•])|\s+(?=[•▪●\uf0b7])")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was read. alone: it is a cell of a table, which no other goes on."""

    text: str
    address: str
    quoted: bool = False
    alone: bool = False


FIELD = re.compile(r"^\W*(?:from|to|cc|bcc|sent|date|subject|attachments?|importance|reply-to):\s*\S", re.IGNORECASE)
OLDER = re.compile(r"^-+ ?original message ?-+|^_{10,}$|^on .{6,80} wrote:$|^begin forwarded message", re.IGNORECASE)
# How many lines at the top and at the foot of a page may be there on every page.
EDGE = 5


@dataclass(frozen=True, slots=True)
class Sentence:
    """address: the line in which it begins. others: those over which it runs on."""

    text: str
    address: str
    quoted: bool = False
    others: tuple[str, ...] = ()


def sentences(lines: Iterable[Line]) -> Iterator[Sentence]:
    """The sentences of one text in order. A heading, a list's item and a table's cell are sentences of their own."""
    lines = list(islice((line for whole in lines for line in _unfolded(whole)), MOST_LINES))
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and (len(paragraph) >= PARAGRAPH or not _goes_on(paragraph[-1], line, width)):
            yield from _split(paragraph)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield from _split(paragraph)


def joined(pages: list[list[Line]]) -> list[Line]:
    """The lines of all pages, without what is printed at the head or the foot of several: a sentence runs on over it."""
    if len(pages) < 2:
        return [line for page in pages for line in page]
    heads = Counter(text for page in pages for text in {_masked(line) for line in page[:EDGE]})
    feet = Counter(text for page in pages for text in {_masked(line) for line in page[-EDGE:]})
    lines: list[Line] = []
    for page in pages:
        top, end = 0, len(page)
        while top < min(EDGE, end) and heads[_masked(page[top])] > 1:
            top += 1
        while end > max(top, len(page) - EDGE) and feet[_masked(page[end - 1])] > 1:
            end -= 1
        lines += page[top:end]
    return lines


def answering(lines: list[Line]) -> list[Line]:
    """The lines without the heading of an e-mail, and without the older ones that stand below it."""
    kept: list[Line] = []
    for n, line in enumerate(lines):
        if FIELD.match(line.text):
            older = re.match(r"\W*from:", line.text, re.IGNORECASE) and any(FIELD.match(other.text) for other in lines[n + 1 : n + 4])
            if older and kept:
                return kept
            continue
        if OLDER.match(line.text) and kept:
            return kept
        kept.append(line)
    return kept


def _masked(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.split()).lower())


def _unfolded(line: Line) -> Iterator[Line]:
    """A paragraph of a document may hold breaks."""
    for text in line.text[:MOST_LETTERS].splitlines():
        if text := " ".join(text.split()):
            yield Line(text, line.address, line.quoted, line.alone)


def _goes_on(line: Line, following: Line, width: int) -> bool:
    if line.alone or following.alone or line.quoted != following.quoted:
        return False
    if GOES_ON.search(line.text) or (OPEN.search(line.text) and len(line.text) > width / 2):
        return True
    if OPENS.match(following.text) or BEGINS.match(following.text):
        return False
    if following.text[0].islower():
        return not re.search(r"[:;]$", line.text)
    if ENDS.search(line.text) and not ABBREVIATED.search(line.text):
        # What ended in the middle of the text ended where the next sentence happened to begin a line.
        return False
    return width <= WIDEST and len(line.text) + 1 + len(following.text.split()[0]) > 0.9 * width


def _split(paragraph: list[Line]) -> Iterator[Sentence]:
    text, begins = "", []
    for line in paragraph:
        text += " " if text else ""
        begins.append((len(text), line.address))
        text += line.text
    start = 0
    for found in [*BREAK.finditer(text), None]:
        end = found.start() if found else len(text)
        piece = text[start:end].strip()
        if found and (ABBREVIATED.search(piece) or not piece):
            continue
        if piece:
            address = next(address for at, address in reversed(begins) if at <= start)
            others = tuple(address for at, address in begins if start < at < end)
            yield Sentence(text[start : found.end() if found else end].strip(), address, paragraph[0].quoted, others)
        start = found.end() if found else end
