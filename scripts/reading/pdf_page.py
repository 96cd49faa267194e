"""What is drawn on a page of a PDF: words with their places, rules (the lines of tables), pictures; by PDFium.

Places are in points, right and down from an origin that does not matter, as the page is held for most of its text to
be upright: however it was turned.
"""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from reading.pdf_words import Box, Glyph, Rule, Turn, Word, joined, turned, turned_back, words_of

# How symbol fonts write bullets and ticked boxes, and what a hyphen is that ends a line.
SYMBOLS = {"\x02": "-", "\xad": "-", "\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "✓", "\uf0fe": "☒", "\uf0a8": "☐", "\uf06f": "☐"}
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
UNREADABLE = "\ufffd"
# Thinner than this, a filled box is a rule.
THIN = 3.0
WHITE = (255, 255, 255)
INVISIBLE_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)


@dataclass(slots=True)
class Page:
    words: list[Word] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    size: float = 0.0  # the area of the paper
    hidden: int = 0  # letters that nobody sees, and that were left out
    unreadable: int = 0
    recognised: bool = False  # its text lies under or over a picture of it: a machine read it off


@dataclass(slots=True)
class Drawn:
    """What is known of the objects of a page, in the order in which they are drawn."""

    texts: dict[int, tuple[int, int, tuple[int, int, int]]] = field(default_factory=dict)  # object → order, mode, colour
    fills: list[tuple[int, Box, tuple[int, int, int] | None]] = field(default_factory=list)  # colour; None: a picture
    strokes: list[tuple[float, float, float, float]] = field(default_factory=list)


def page_of(page: pdfium.FPDF_PAGE, fields: list[tuple[Box, str]]) -> Page:
    """What stands on the page. `fields`: the filled-in fields of a form on it, with their places on the paper."""
    drawn = Drawn()
    for handle, matrix in _objects(page, (1, 0, 0, 1, 0, 0)):
        _draw(handle, matrix, drawn)
    found = Page()
    glyphs = list(_glyphs(page, drawn, found))
    turns = Counter(g.turn for g in glyphs if g.text.strip())
    most = turns.most_common(1)[0][0] if turns else 0
    for x0, y0, x1, y1 in drawn.strokes:
        box = turned(Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), most)
        if box.bottom - box.top <= THIN and box.right > box.left:
            found.across.append(Rule((box.top + box.bottom) / 2, box.left, box.right))
        elif box.right - box.left <= THIN and box.bottom > box.top:
            found.down.append(Rule((box.left + box.right) / 2, box.top, box.bottom))
    found.across, found.down = joined(found.across), joined(found.down)
    for turn in sorted(turns, key=lambda t: t != most):
        words = words_of([turned(g, turn) for g in glyphs if g.turn == turn], found.down if turn == most else [])
        if turn == most:
            found.words += words
        else:
            found.words += [_aside(turned(turned_back(w, turn), most)) for w in words]
    found.words += [_field(turned(box, most), text, found.words) for box, text in fields]
    found.pictures = [turned(box, most) for _, box, colour in drawn.fills if colour is None]
    found.size = float(pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page))
    _strike(found)
    return found


# Turning ------------------------------------------------------------------------------------------------------------


def _field(box: Box, text: str, words: list[Word]) -> Word:
    """What is filled in, as if it were printed there, on the line of the words beside it."""
    height = min(box.bottom - box.top, 12.0)
    middle = (box.top + box.bottom) / 2
    beside = min(words, key=lambda w: abs(w.middle[1] - middle), default=None)
    on_line = beside is not None and abs(beside.middle[1] - middle) < 0.7 * height
    base = beside.base if beside and on_line else middle + 0.3 * height
    return Word(box.left, middle - height / 2, box.right, middle + height / 2, text, base)


def _aside(word: Word) -> Word:
    word.base, word.aside = word.bottom, True
    return word


# Objects ------------------------------------------------------------------------------------------------------------


def _objects(holder, matrix: tuple, depth: int = 0) -> Iterator[tuple[object, tuple]]:
    """The objects of a page or of a form on it, those of forms within too, with the matrix that places them."""
    count, get = (
        (pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject)
        if depth == 0
        else (pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject)
    )
    for n in range(max(0, count(holder))):
        handle = get(holder, n)
        if pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_FORM and depth < 8:
            yield from _objects(handle, _times(_matrix(handle), matrix), depth + 1)
        else:
            yield handle, matrix


def _matrix(handle) -> tuple:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(handle, m)
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(one: tuple, then: tuple) -> tuple:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _at(matrix: tuple, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _draw(handle, matrix: tuple, drawn: Drawn) -> None:
    kind, order = pdfium.FPDFPageObj_GetType(handle), len(drawn.texts) + len(drawn.fills)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
        colour = _colour(handle, pdfium.FPDFPageObj_GetFillColor)
        drawn.texts[_key(handle)] = (order, mode, (colour or (0, 0, 0, 255))[:3])
        if colour and colour[3] == 0:
            drawn.texts[_key(handle)] = (order, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, colour[:3])
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        placed = _times(_matrix(handle), matrix)
        corners = [_at(placed, x, y) for x in (0, 1) for y in (0, 1)]
        drawn.fills.append((order, _around(corners), None))
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        _draw_path(handle, _times(_matrix(handle), matrix), order, drawn)


def _draw_path(handle, matrix: tuple, order: int, drawn: Drawn) -> None:
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    pdfium.FPDFPath_GetDrawMode(handle, fill, stroke)
    if not fill.value and not stroke.value:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    lines: list[tuple[float, float, float, float]] = []
    start = last = None
    curved = False
    shapes: list[list[tuple[float, float]]] = []
    for n in range(max(0, pdfium.FPDFPath_CountSegments(handle))):
        segment = pdfium.FPDFPath_GetPathSegment(handle, n)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = _at(matrix, x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
            shapes.append([point])
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last:
            lines.append((*last, *point))
            shapes[-1].append(point)
        else:
            curved = True
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment) and start:
            lines.append((*last, *start))
            last = start
    colour = _colour(handle, pdfium.FPDFPageObj_GetFillColor)
    if fill.value and not curved and colour and not pdfium.FPDFPageObj_HasTransparency(handle):
        for corners in shapes:
            box = _around(corners)
            if min(box.right - box.left, box.bottom - box.top) <= THIN:
                drawn.strokes.append((box.left, box.top, box.right, box.bottom))
            elif len(corners) in (4, 5):
                drawn.fills.append((order, box, colour[:3]))
    if stroke.value:
        drawn.strokes += [line for line in lines if abs(line[0] - line[2]) < 1 or abs(line[1] - line[3]) < 1]


def _around(corners: list[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _colour(handle, get) -> tuple[int, int, int, int] | None:
    parts = [ctypes.c_uint() for _ in range(4)]
    return tuple(p.value for p in parts) if get(handle, *parts) else None


def _key(handle) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


# Text ---------------------------------------------------------------------------------------------------------------


def _glyphs(page, drawn: Drawn, found: Page) -> Iterator[Glyph]:
    """The letters that are seen on the page, on paper's places; those of no one's sight are counted."""
    text = pdfium.FPDFText_LoadPage(page)
    try:
        box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        seen: dict[int, tuple[Turn, tuple]] = {}  # object → its turn; its order, mode and colour
        for n in range(max(0, pdfium.FPDFText_CountChars(text))):
            code = pdfium.FPDFText_GetUnicode(text, n)
            if code in (10, 13) or (code == 32 and pdfium.FPDFText_IsGenerated(text, n) == 1):
                continue
            handle = _key(pdfium.FPDFText_GetTextObject(text, n))
            if handle not in seen:
                # PDFium measures angles clockwise.
                turn = round(-pdfium.FPDFText_GetCharAngle(text, n) / (math.pi / 2)) % 4
                seen[handle] = turn, drawn.texts.get(handle, (0, pdfium.FPDF_TEXTRENDERMODE_FILL, (0, 0, 0)))
            turn, look = seen[handle]
            pdfium.FPDFText_GetLooseCharBox(text, n, box)
            pdfium.FPDFText_GetCharOrigin(text, n, x, y)
            left, top, right, bottom = box.left, box.top, box.right, box.bottom
            said = _said(code, pdfium.FPDFText_HasUnicodeMapError(text, n) == 1)
            if said != " ":
                sight = _sight(*look, (left + right) / 2, (top + bottom) / 2, drawn.fills)
                if sight == "hidden":
                    found.hidden += 1
                    continue
                found.recognised |= sight == "recognised"
                found.unreadable += said == UNREADABLE
            upright = turn in (0, 2)
            yield Glyph(left, bottom, right, top, said, y.value if upright else x.value, turn, top - bottom if upright else right - left)
    finally:
        pdfium.FPDFText_ClosePage(text)


def _said(code: int, unmapped: bool) -> str:
    """The letter. What a font does not say how to read is one sign, which no rule takes for a letter or digit."""
    letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else UNREADABLE
    letter = LIGATURES.get(letter, SYMBOLS.get(letter, letter))
    if letter.isspace():
        return " "
    if unmapped or (len(letter) == 1 and (ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 or 0xE000 <= ord(letter) < 0xF900)):
        return UNREADABLE
    return letter


def _sight(order: int, mode: int, colour: tuple, x: float, y: float, fills: list) -> str:
    """seen · hidden (covered, or in the colour of what it stands on) · recognised (of a picture that it lies upon or under)."""
    ground, pictured = WHITE, False
    for when, box, said in fills:
        if not (box.left <= x <= box.right and box.top <= y <= box.bottom):
            continue
        if when < order:
            ground, pictured = said or ground, said is None
        elif said is None:
            return "recognised"
        else:
            return "hidden"
    if mode in INVISIBLE_MODES:
        return "recognised" if pictured else "hidden"
    if not pictured and max(abs(a - b) for a, b in zip(colour, ground)) < 16 and mode == pdfium.FPDF_TEXTRENDERMODE_FILL:
        return "hidden"
    return "seen"


def _strike(page: Page) -> None:
    """Marks the words that a line goes through, as long as they and not much longer."""
    lines = sorted((r for r in page.across if not _meets(r, page.down)), key=lambda r: r.at)
    heights = [r.at for r in lines]
    for word in page.words:
        between = lines[bisect_left(heights, word.base - 0.45 * word.height) : bisect_right(heights, word.base - 0.12 * word.height)]
        through = [r for r in between if min(r.end, word.right) - max(r.start, word.left) > 0.7 * (word.right - word.left)]
        word.struck = not word.aside and any(not _is_long(r, word, page.words) for r in through)


def _meets(rule: Rule, down: list[Rule]) -> bool:
    """Whether the line ends at one of a table's."""
    return any(min(abs(d.at - rule.start), abs(d.at - rule.end)) < THIN and d.start - THIN < rule.at < d.end + THIN for d in down)


def _is_long(rule: Rule, word: Word, words: list[Word]) -> bool:
    """Whether the line goes on where no word stands: then it is a rule of a table, drawn close."""
    under = sum(
        min(rule.end, w.right) - max(rule.start, w.left)
        for w in words
        if abs(w.base - word.base) < 1 and w.right > rule.start and w.left < rule.end
    )
    return under < 0.6 * (rule.end - rule.start)
