"""Tables of a page without lines around their cells: rows of values that stand in columns."""

from __future__ import annotations

from collections import defaultdict

from reading.pdf_lines import GAP, YEAR, Line, is_value, lines_of, text_of
from reading.pdf_ruled import Place, Table
from reading.pdf_words import Box, Word

Column = tuple[float, float]
MOST_HEADER_LINES = 5
# Wider than this, in heights of the line, a gap may be no space, if the others of its line are narrower.
SPACE = 0.28


def unruled(words: list[Word]) -> tuple[list[Table], list[Word]]:
    """The tables, and the words that stand in none of them. A title above a table is none of its cells."""
    lines = lines_of([w for w in words if not w.aside])
    tables: list[Table] = []
    n = taken = 0
    while n < len(lines):
        if not _is_row(lines[n]):
            n += 1
            continue
        end = _end(lines, n)
        first = _first(lines, n, end, taken)
        start = _start(lines, first, n, end, taken)
        table = _table(lines[start:first], lines[first:end])
        if table:
            tables.append(table)
            taken = end
        n = end
    held = {id(w) for table in tables for cell in table.cells.values() for w in cell}
    return tables, [w for w in words if id(w) not in held]


def _is_row(line: Line) -> bool:
    """Whether values stand in the line, beside a label or each other."""
    values = [is_value(s) for s in line.segments]
    return len(values) > 1 and sum(values[1:]) * 2 >= len(values) - 1 > 0 and any(values[1:])


def _values_begin(lines: list[Line]) -> float:
    return min(next(s[0].left for s in line.segments[1:]) for line in lines if _is_row(line))


def _end(lines: list[Line], start: int) -> int:
    """The line after the last row of the table. Labels alone may stand between rows; a header begins another table."""
    end, n = start + 1, start + 1
    while n < len(lines):
        begin = _values_begin(lines[start:end])
        step = lines[n].base - lines[n - 1].base
        if step > 5 * lines[n].height:
            break
        if _is_row(lines[n]):
            end = n + 1
        elif lines[n].right > begin and not (len(lines[n].segments) > 1 and _is_amid(lines, n)):
            break
        n += 1
    begin, step = _values_begin(lines[start:end]), _step(lines[start:end])
    while end < len(lines) and lines[end].right <= begin and lines[end].base - lines[end - 1].base < 0.85 * step:
        end += 1
    return end


def _step(lines: list[Line]) -> float:
    """The least distance from a row to the next."""
    rows = [line for line in lines if _is_row(line)]
    return min((b.base - a.base for a, b in zip(rows, rows[1:])), default=0.0)


def _first(lines: list[Line], row: int, end: int, taken: int) -> int:
    """The first line of the first row: its label may begin above its values."""
    begin, step = _values_begin(lines[row:end]), _step(lines[row:end])
    above = row - 1
    near = above > taken and lines[above].right <= begin and lines[row].base - lines[above].base < 0.6 * step
    return above if near and lines[above - 1].right > begin else row


def _is_amid(lines: list[Line], n: int) -> bool:
    """Whether line `n` follows a row and is followed by one, all at one distance: a row whose values are words."""
    if n + 1 >= len(lines) or not (_is_row(lines[n - 1]) and _is_row(lines[n + 1])):
        return False
    return abs((lines[n].base - lines[n - 1].base) - (lines[n + 1].base - lines[n].base)) < 0.15 * lines[n].height


def _start(lines: list[Line], first: int, row: int, end: int, taken: int) -> int:
    """The first line of the headers above line `first`: lines that stand over the columns of values, not across all."""
    rows = [line for line in lines[row:end] if _is_row(line)]
    labels = max((line.segments[0][-1].right for line in rows if not is_value(line.segments[0])), default=rows[0].left)
    begin = _values_begin(rows)
    start = first
    if start > taken and (parted := _by_column(lines[start - 1], _gutters(lines[first:end]))):
        lines[start - 1].segments = parted
    while start > max(taken, first - MOST_HEADER_LINES):
        line = lines[start - 1]
        over = [s for s in line.segments if s[-1].right > min(labels, begin)]
        across = [s for s in over if s[0].left < min(labels, begin) - line.height and s[-1].right > begin + line.height]
        if lines[start].base - line.base > 3 * line.height or not over or across:
            break
        if len(line.segments) == 1 and line.left < labels and start < first:
            break
        start -= 1
    return start


def _by_column(line: Line, gutters: list[Column]) -> list[list[Word]] | None:
    """The words of a header that stands close: those over each column. None unless all columns of values have some, and
    wider spaces part them than the words within."""
    cuts = [(a + b) / 2 for a, b in gutters]
    parted: list[list[Word]] = [[] for _ in range(len(cuts) + 1)]
    for word in line.words:
        parted[sum(word.middle[0] > cut for cut in cuts)].append(word)
    if not cuts or not all(parted[1:]) or not (parted[0] or len(cuts) > 1):
        return None
    parted = [words for words in parted if words]
    within = [b.left - a.right for words in parted for a, b in zip(words, words[1:])]
    between = [b[0].left - a[-1].right for a, b in zip(parted, parted[1:])]
    clear = min(between) > max(SPACE * line.height, 1.3 * max(within, default=0))
    return parted if clear else None


def _table(heads: list[Line], body: list[Line]) -> Table | None:
    """The table of these lines, or None where they are none: too few values, or not in columns."""
    # Years over the columns are values by their looks.
    years = next((n for n, line in enumerate(body) if not _is_years(line)), 0)
    heads, body = [*heads, *body[:years]], body[years:]
    rows = [line for line in body if _is_row(line)]
    if not rows or len(rows) + len(heads) < 2:
        return None
    columns = _columns(heads, body)
    if len(columns) < 2 or (len(rows) == 1 and len(columns) < 3):
        return None
    cells: dict[Place, list[Word]] = defaultdict(list)
    spans: dict[Place, Place] = {}
    r = 0
    for n, line in enumerate(heads):
        placed = _header(line, columns, n == len(heads) - 1)
        if placed is None:
            continue  # it is not clear over which columns it stands
        joins = n and r and _joins(heads[n - 1], line, rows)
        r -= bool(joins)
        for left, right, words in placed:
            cells[r, left] += words
            if right > left:
                spans[r, left] = (r, right)
        r += 1
    headed = r > 0
    groups = _logical(body)
    pieces = {(r + n, 0) for n in _beside_a_label(groups)}
    for group in groups:
        for line in group:
            for word in line.words:
                cells[r, _column(columns, word)].append(word)
        r += 1
    if not _holds_values(cells, r - len(groups), len(groups)):
        return None
    every = [w for words in cells.values() for w in words]
    box = Box(min(w.left for w in every), min(w.top for w in every), max(w.right for w in every), max(w.bottom for w in every))
    return Table(box, dict(cells), spans, columns, headed=headed, pieces=pieces)


def _beside_a_label(groups: list[list[Line]]) -> list[int]:
    """The rows with values next to a line of text alone: it may be a heading, or a piece of their label."""
    alone = [all(len(line.segments) == 1 for line in group) for group in groups]
    near = zip(alone, [False, *alone], [*alone[1:], False])
    return [n for n, (own, above, below) in enumerate(near) if not own and (above or below)]


def _holds_values(cells: dict[Place, list[Word]], first: int, rows: int) -> bool:
    """Whether most of what stands right of the labels are values; of a single row all, each below a header. Else it is
    an address beside another, or the head of a letter."""
    beside = {place: is_value(words) for place, words in cells.items() if place[0] >= first and place[1] > 0}
    if rows == 1:
        return all(beside.values()) and all((first - 1, c) in cells for _, c in beside)
    return sum(beside.values()) >= 0.6 * len(beside)


def _is_years(line: Line) -> bool:
    texts = [text_of(s) for s in line.segments]
    return _is_row(line) and all(YEAR.fullmatch(t) for t in texts[1:])


# Columns ------------------------------------------------------------------------------------------------------------


def _columns(heads: list[Line], body: list[Line]) -> list[Column]:
    """From where to where each column reaches, headers included."""
    inner = _gutters(body)
    with_header = _gutters(body, _header_spans(heads[-1], body, inner)) if heads else inner
    cuts: list[Column] = []
    for gutter in inner:
        within = [g for g in with_header if g[0] < gutter[1] and g[1] > gutter[0]]
        cuts += within or [gutter]
    every = [w for line in [*heads[-1:], *body] for w in line.words]
    edges = [min(w.left for w in every) - 1, *((a + b) / 2 for a, b in cuts), max(w.right for w in every) + 1]
    columns = list(zip(edges, edges[1:]))
    above = [_occupied(heads[-1:], c) for c in columns]
    below = [_occupied(body, c) for c in columns]
    n = 0
    while n < len(columns):
        # A header beside its values, not over them: they are one column.
        if above[n] and not below[n]:
            sides = [s for s in (n + 1, n - 1) if 0 < s < len(columns) and below[s] and not above[s]]
            if sides:
                a, b = sorted((n, sides[0]))
                columns[a : b + 1] = [(columns[a][0], columns[b][1])]
                above[a : b + 1], below[a : b + 1] = [True], [True]
                n = a
                continue
        n += 1
    return columns


def _occupied(lines: list[Line], column: Column) -> bool:
    return any(column[0] <= w.middle[0] < column[1] for line in lines for w in line.words)


def _header_spans(line: Line, body: list[Line], gutters: list[Column]) -> list[Column]:
    """What the texts of a header line take up: as a whole, or word by word where a text reaches over several columns."""
    taken = [
        [w for line in body for w in line.words if a <= w.left < b] for (_, a), (b, _) in zip([(0, -1e9), *gutters], [*gutters, (1e9, 0)])
    ]
    spans: list[Column] = []
    for segment in line.segments:
        left, right = segment[0].left, max(w.right for w in segment)
        over = sum(any(w.left < right and w.right > left for w in words) for words in taken)
        spans += [(left, right)] if over < 2 else [(w.left, w.right) for w in segment]
    return spans


def _gutters(lines: list[Line], others: list[Column] | None = None) -> list[Column]:
    """Where neither a word of the lines nor one of the others stands, from top to bottom, with wide gaps in the lines."""
    spans = sorted([*((w.left, w.right) for line in lines for w in line.words), *(others or [])])
    free: list[Column] = []
    reach = spans[0][1]
    for left, right in spans[1:]:
        if left > reach + 0.5:
            free.append((reach, left))
        reach = max(reach, right)
    return [gutter for gutter in free if _is_wide(gutter, lines)]


def _is_wide(gutter: Column, lines: list[Line]) -> bool:
    """Whether the gutter is wider than a space wherever it parts two words; a label may reach to near its value."""
    wide = gutter[1] - gutter[0] > max(line.height for line in lines)
    for line in lines:
        before = max((w.right for w in line.words if w.right <= gutter[0] + 0.5), default=None)
        after = min((w for w in line.words if w.left >= gutter[1] - 0.5), key=lambda w: w.left, default=None)
        if before is not None and after is not None:
            gap = (after.left - before) / line.height
            if gap > GAP:
                wide = True
            elif gap < SPACE or not is_value([after]):
                return False
    return wide


def _column(columns: list[Column], word: Word) -> int:
    middle = word.middle[0]
    return next((n for n, (_, right) in enumerate(columns) if middle < right), len(columns) - 1)


# Headers ------------------------------------------------------------------------------------------------------------


def _header(line: Line, columns: list[Column], innermost: bool) -> list[tuple[int, int, list[Word]]] | None:
    """First and last column that each text of a header line stands over; None where that is not clear."""
    if not innermost or any(_crosses(word, columns) for word in line.words):
        return _outer(line, columns)
    placed: dict[int, list[Word]] = defaultdict(list)
    for word in line.words:
        placed[_column(columns, word)].append(word)
    return [(c, c, words) for c, words in sorted(placed.items())]


def _crosses(word: Word, columns: list[Column]) -> bool:
    """Whether the word stands over two columns."""
    return sum(min(word.right, b) - max(word.left, a) > 0.3 * (word.right - word.left) for a, b in columns) > 1


def _outer(line: Line, columns: list[Column]) -> list[tuple[int, int, list[Word]]] | None:
    """A line above the innermost header: its texts share out the columns, centred or from the left."""
    segments = list(line.segments)
    found: list[tuple[int, int, list[Word]]] = []
    if segments and segments[0][-1].right <= columns[0][1]:
        found.append((0, 0, segments.pop(0)))
    over = range(1, len(columns))
    if not segments:
        return found
    if len(segments) == len(over):
        homes = [_column(columns, Word(s[0].left, 0, s[-1].right, 0, "", 0)) for s in segments]
        if homes == list(over):
            return found + [(c, c, s) for c, s in zip(homes, segments)]
    if len(over) % len(segments) == 0:
        size = len(over) // len(segments)
        groups = [(over[n * size], over[n * size + size - 1]) for n in range(len(segments))]
        if all(_is_centred(s, columns, *g) or _begins(s, columns, g[0]) for s, g in zip(segments, groups)):
            return found + [(a, b, s) for (a, b), s in zip(groups, segments)]
    starts = [_column(columns, Word(s[0].left, 0, s[0].left, 0, "", 0)) for s in segments]
    if starts == sorted(set(starts)) and starts[0] >= 1 and all(_begins(s, columns, c) for s, c in zip(segments, starts)):
        ends = [*(s - 1 for s in starts[1:]), len(columns) - 1]
        return found + [(a, b, s) for a, b, s in zip(starts, ends, segments)]
    return None


def _is_centred(segment: list[Word], columns: list[Column], first: int, last: int) -> bool:
    left, right = columns[first][0], columns[last][1]
    return abs((segment[0].left + segment[-1].right) / 2 - (left + right) / 2) < 0.2 * (right - left)


def _begins(segment: list[Word], columns: list[Column], first: int) -> bool:
    left, right = columns[first]
    return left - 1 <= segment[0].left < left + 0.6 * (right - left)


def _joins(above: Line, line: Line, rows: list[Line]) -> bool:
    """Whether a header line goes on in the next: nearer than the rows are to each other."""
    steps = [b.base - a.base for a, b in zip(rows, rows[1:])]
    return bool(steps) and line.base - above.base < 0.85 * min(steps)


# Rows ---------------------------------------------------------------------------------------------------------------


def _logical(body: list[Line]) -> list[list[Line]]:
    """The lines, with those of a label that is broken over several put to the row that they stand nearest to."""
    rows = [n for n, line in enumerate(body) if len(line.segments) > 1]
    direct = min((body[b].base - body[a].base for a, b in zip(rows, rows[1:]) if b == a + 1), default=float("inf"))
    joined: dict[int, int] = dict.fromkeys(range(rows[0]), rows[0]) | dict.fromkeys(range(rows[-1] + 1, len(body)), rows[-1])
    for a, b in zip(rows, rows[1:]):
        steps = [(body[n + 1].base - body[n].base, n) for n in range(a, b)]
        widest, last = max(steps)
        if b > a + 1 and all(s < 0.85 * widest and s < 0.9 * direct for s, n in steps if n != last):
            joined |= {n: a if n <= last else b for n in range(a + 1, b)}
    groups: list[list[Line]] = []
    at: dict[int, int] = {}
    for n, line in enumerate(body):
        home = joined.get(n, n)
        if home in at:
            groups[at[home]].append(line)
        else:
            at[home] = len(groups)
            groups.append([line])
    return groups
