"""Where tables are in a grid: rows of headers, told from their own cells, and the rows below them.

A row is a header if it holds several periods of one kind, several labels of one dimension or several names of
fields, and no plain values. What could be a label or a count ("2018", "0") is decided by the rest of its row.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from recognising.grid import Grid, Place
from recognising.periods import Period
from recognising.vocabulary import Label, Mention, Token, Vocabulary


@dataclass(slots=True)
class Table:
    """rows: header rows; body: first and last row below them (last excluded)."""

    number: int
    rows: list[int]
    body: tuple[int, int]
    # What weak cells of the header turned out to be.
    periods: dict[Place, Period] = field(default_factory=dict)
    labels: dict[Place, tuple[str, Label]] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)  # header row → "period" or the dimension it spreads


@dataclass(slots=True)
class HeaderRow:
    periods: dict[int, Period]
    labels: dict[int, tuple[str, Label]]
    kind: str
    questions: list[int] = field(default_factory=list)  # columns of a row that spreads questions


def tables(grid: Grid, texts: list[list[Token | None]], vocabulary: Vocabulary) -> list[Table]:
    """The tables of a grid from top to bottom, found by their header rows. texts: its cells' tokens."""
    tokens = [{c: token for c, token in enumerate(row) if token} for row in texts]
    headers: dict[int, HeaderRow] = {}
    for r in range(grid.height):
        if any(token.plain_count for token in tokens[r].values()):
            continue
        found = header_row(grid, tokens, r, headers.get(r - 1), vocabulary)
        if found:
            headers[r] = found
            _take_year_above(tokens, headers, r)
    return _blocks(grid, headers)


def _blocks(grid: Grid, headers: dict[int, HeaderRow]) -> list[Table]:
    starts: list[list[int]] = []
    for r in sorted(headers):
        if starts and starts[-1][-1] == r - 1:
            starts[-1].append(r)
        elif headers[r].kind == "question" and r + 1 not in headers:
            continue  # two short titles on one line head no table
        else:
            starts.append([r])
    found = []
    for n, rows in enumerate(starts):
        end = min([starts[n + 1][0] if n + 1 < len(starts) else grid.height, *(e for e in grid.ends if e > rows[-1])])
        table = Table(n + 1, rows, (rows[-1] + 1, end))
        for r in rows:
            table.periods |= {(r, c): p for c, p in headers[r].periods.items()}
            table.labels |= {(r, c): label for c, label in headers[r].labels.items()}
            table.kinds[r] = headers[r].kind
        found.append(table)
    return found


def _take_year_above(tokens: list[dict[int, Token]], headers: dict[int, HeaderRow], r: int) -> None:
    """Months without a year make a header of the row of years above them, were it only one year."""
    months = any(p.kind in ("month?", "quarter?") for p in headers[r].periods.values())
    above = tokens[r - 1] if r else {}
    if months and r - 1 not in headers and above and all(t.period or t.total or t.fields for t in above.values()):
        years = {c: t.period for c, t in above.items() if t.period and t.period.kind in ("year?", "year", "fy")}
        if years:
            headers[r - 1] = HeaderRow(years, {}, "period")


def header_row(grid: Grid, tokens: list[dict[int, Token]], r: int, above: HeaderRow | None, vocabulary: Vocabulary) -> HeaderRow | None:
    """What row `r` heads, or None where it is no header row."""
    row = tokens[r]
    if len(row) < 2:
        return None
    fields = {c: t.fields for c, t in row.items() if t.fields and not t.period and not t.labels}
    strong = {c: t.period for c, t in row.items() if t.period and not t.period.weak}
    # "2021 Total" names its year as surely as "Jan" its month: neither could be a count.
    named = {c: t.period for c, t in row.items() if t.period and t.period.weak and not t.form}
    labels = {c: (d, label) for c, t in row.items() for d, label in t.labels.items() if not label.weak}
    numerals = {c: t for c, t in row.items() if t.counts and t.form.low is not None and c not in strong and c not in labels}
    numerals |= {c: t for c, t in row.items() if t.form and t.form.rule == "fewer than" and c not in labels}

    weak = _weak_periods(grid, tokens, r, numerals, fields, bool(labels))
    if weak and not fields and not strong:
        # Under years, or after a line of values, numerals that could be years are values.
        values_above = above is None and r > 0 and any(t.counts for t in tokens[r - 1].values())
        if values_above or (above and (above.kind == "field" or any(c in above.periods for c in weak))):
            return None
    weak_labels: dict[int, tuple[str, Label]] = {}
    if numerals and not weak:
        weak_labels = _weak_labels(grid, r, labels, numerals, fields, above)
    if any(c not in weak and c not in weak_labels for c in numerals):
        return None

    periods = strong | named | weak
    labels |= weak_labels
    kinds = Counter("month" if p.kind == "date" else p.kind.rstrip("?") for p in periods.values())
    spread = Counter(d for d, _ in labels.values())
    heads = {f for fs in fields.values() for f in fs if f != "value"}
    named_questions = {c: q for c, t in row.items() if not t.form and len(t.text) < 60 and (q := vocabulary.questions.find(t.text))}
    columns_of_values = len(named_questions) + sum(1 for fs in fields.values() if "value" in fs)
    most_labels = max(spread.values(), default=0)
    few = any(len(vocabulary.labels[d].codes) == 0 and n >= 2 for d, n in spread.items())
    if max(kinds.values(), default=0) >= 2 or (periods and heads):
        # A line of data in a long list has periods and labels too, and values, which are not among them.
        kind = "period" if len(periods) >= most_labels else spread.most_common(1)[0][0]
        if most_labels and len(periods) < 2:
            return None
        return HeaderRow(periods, labels, kind)
    if most_labels >= 3 or few or (most_labels >= 1 and heads and not _is_data({c: t for c, t in row.items() if c not in weak_labels})):
        return HeaderRow(periods, labels, spread.most_common(1)[0][0])
    if len(fields) >= 2 and heads or (heads and columns_of_values):
        return HeaderRow({}, {}, "field")
    if len({q.question for q in named_questions.values() if isinstance(q, Mention)}) >= 2 and len(named_questions) == len(row):
        return HeaderRow({}, {}, "question", sorted(named_questions))
    return None


def _is_data(row: dict[int, Token]) -> bool:
    return any(t.form for t in row.values())


def _weak_periods(
    grid: Grid, tokens: list[dict[int, Token]], r: int, numerals: dict[int, Token], fields: dict[int, frozenset[str]], labelled: bool
) -> dict[int, Period]:
    """The row's numerals as years or months, if all of them can be and run in order; otherwise none."""
    if not numerals or labelled:
        return {}
    columns = sorted(numerals)
    found = {c: numerals[c].period for c in columns}
    if all(found.values()):
        order = [p.year * 12 + p.part if p.part else p.year for p in found.values()]
        headed = any("period" in f or f - {"value"} for f in fields.values())
        # Years of a header run on; numbers that only look like years leap, unless the row names what it heads.
        runs_on = headed or all(abs(b - a) <= 1 for a, b in zip(order, order[1:]))
        in_order = order in (sorted(order), sorted(order, reverse=True)) and runs_on
        if in_order and (len(set(order)) >= 2 or headed) and len({p.kind for p in found.values()}) == 1:
            return found
        return {}
    # 1, 2, 3 … 12 below or beside the word "Month".
    counts = [numerals[c].form.low or 0 for c in columns]
    in_sequence = len(counts) > 1 and counts == [counts[0] + i for i in range(len(counts))] and counts[0] >= 1 and counts[-1] <= 12
    only_fields = all(t.fields for c, t in tokens[r].items() if c not in numerals)
    near = [tokens[r - 1].get(c) if r else None for c in range(columns[0] + 1)] + [tokens[r].get(columns[0] - 1)]
    if in_sequence and only_fields and any(t and t.text.strip().lower() in ("month", "months") for t in near):
        return {c: Period("month?", 0, int(n)) for c, n in zip(columns, counts)}
    return {}


def _weak_labels(
    grid: Grid,
    r: int,
    labels: dict[int, tuple[str, Label]],
    numerals: dict[int, Token],
    fields: dict[int, frozenset[str]],
    above: HeaderRow | None,
) -> dict[int, tuple[str, Label]]:
    """The row's numerals as labels, if a field says so ("Age | 0 | 1 | 2"), if they stand among labels ("Under 1 |
    1 year | 2 years"), or if they repeat below each period."""
    for dimension in sorted({d for t in numerals.values() for d in t.labels}):
        found = {c: (dimension, t.labels[dimension]) for c, t in numerals.items() if dimension in t.labels}
        if len(found) < len(numerals):
            continue
        # "Year | 0 to 4": beside the name of a field a band is a heading, if it is a label.
        if all((r, c) in grid.labels for c in found) or (fields and all(t.form.rule == "band" for t in numerals.values())):
            return found
        spread = {c: label.value for c, (d, label) in sorted((found | labels).items()) if d == dimension}
        # Below "Year" stand years, so that what follows it in its row are labels, if they run on.
        runs_on = len(found) >= 3 and list(spread.values()) == sorted(spread.values(), key=str)
        headed = any(dimension in f or ("period" in f and runs_on) for f in fields.values())
        if len({v for c, v in spread.items() if c not in found}) >= 2 or (headed and len(set(spread.values())) == len(spread) >= 2):
            return found
        starts = sorted(above.periods) or above.questions if above and above.kind in ("period", "question") else []
        # A label before them makes the row a line of values.
        if starts and not any(c < starts[0] for c in labels):
            spans = [[v for c, v in spread.items() if a <= c < b] for a, b in zip(starts, [*starts[1:], grid.width])]
            if len(spans[0]) >= 2 and all(span == spans[0] and len(set(span)) == len(span) for span in spans):
                return found
    return {}
