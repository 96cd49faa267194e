"""Reading a table: a value's meaning is its column's header path and its row's label path."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recognising.checks import Settled, settle, settle_between
from recognising.grid import NO_RULE, Found, Grid, Place
from recognising.headers import Table, tables
from recognising.meaning import Evidence, Meanings, Path, Scope
from recognising.titles import doubted, titles
from recognising.vocabulary import Label, Mention, Token, Vocabulary

if TYPE_CHECKING:
    from recognising.byhand import Hand


UNKNOWN = Label(None)


@dataclass(slots=True)
class Column:
    """heading: of a column of labels the cells that name what it holds."""

    role: str  # "period", a dimension, "question", "value" or ""
    path: Path = field(default_factory=Path)
    heading: tuple[Place, ...] = ()


class Reader:
    """Reads the tables of one grid. Holds its tokens, so that each text is understood once."""

    def __init__(self, grid: Grid, vocabulary: Vocabulary, hand: Hand | None = None):
        self.grid, self.vocabulary, self.hand = grid, vocabulary, hand
        known, token = vocabulary.tokens, vocabulary.token
        self.tokens = [[(known.get(text) or token(text)) if text else None for text in row] for row in grid.texts]
        named = hand and hand.reading.header_rows
        self.tables = hand.tables(self.tokens, vocabulary) if named else tables(grid, self.tokens, vocabulary)
        self.covered: dict[int, set[int]] = {}  # row → its columns that a merged range covers
        for r, c in grid.anchor:
            self.covered.setdefault(r, set()).add(c)
        self.outside = [self._outside(text) for text in (grid.part, grid.file)]

    def read(self) -> list[Found]:
        """Every value cell of every table, with its meaning or with the reason why it has none."""
        read: list[Settled] = []
        title = Scope()
        for n, table in enumerate(self.tables):
            above = self.tables[n - 1].body if n else (0, 0)
            own = self._title(above[0], table.rows[0])
            if self.grid.lines.intersection(range(above[1], table.rows[0])):
                title = Scope()  # in a document what is said between two tables ends what was said above the first
            sure = bool(own and own.explicit) or any(scope.explicit for scope in self.outside)
            cells, title = self._read(table, title if own is None else own)
            settle(cells)
            settled = Settled(cells, sure)
            for earlier in read:
                settle_between(earlier, settled)
            read.append(settled)
        return [cell for settled in read for cell in settled.cells]

    # Questions --------------------------------------------------------------------------------------------------

    def _title(self, start: int, end: int) -> Scope | None:
        """What the lines between the last table and this one name: the nearest, unless it is one of a list of
        questions that stands apart, and is not named again after the list. None where they name nothing."""
        scope, explicit, last = Scope(), [], start
        for r in range(start, end):
            cells = [t for t in self.tokens[r] if t]
            if len(cells) > 1 and any(t.form and t.form.low is not None and not t.period for t in cells):
                # Values that no table was found for: what was named above them is theirs.
                scope, last, explicit = Scope(), r, []
            now = self._line(r, scope)
            if now != scope:
                scope, last = now, r
                if now.explicit and explicit[-1:] != [now.said.question]:
                    explicit.append(now.said.question)
        if self.grid.lines:
            scope = doubted(scope, self.grid, self.vocabulary.questions, start, end)
            return scope if scope.said else None
        blank = sum(1 for r in range(last + 1, end) if not any(self.tokens[r]))
        listed = len(set(explicit)) > 1 and explicit.count(explicit[-1]) == 1 and blank > 1
        return Scope() if listed else scope if scope.said else None

    def _line(self, r: int, scope: Scope) -> Scope:
        """The scope after line `r`: a line of text alone may name the question of what is below it."""
        cells = [(c, t) for c, t in enumerate(self.tokens[r]) if t]
        if not cells or any(t.form and t.form.low is not None for _, t in cells):
            return scope
        for c, token in cells:
            # A footnote speaks of the table above it.
            mention = None if token.text[0] in "*†‡#^" else self.vocabulary.questions.find(token.text)
            if r in self.grid.lines and not titles(token.text, mention, self.vocabulary.questions):
                continue
            if mention and (isinstance(mention, Mention) and mention.explicit or not scope.explicit):
                scope = Scope(mention, (r, c))
        return scope

    # Reading one table ------------------------------------------------------------------------------------------

    def _read(self, table: Table, title: Scope) -> tuple[list[Found], Scope]:
        columns = self._columns(table)
        groups = _groups(columns)
        if not groups:
            return [], title
        goes_on = self._filled(table, columns)
        found: list[Found] = []
        headless = [c for c in range(groups[0][1][0], self.grid.width) if columns[c].role == ""] if _spreads(columns) else []
        plain = Meanings(self.vocabulary, self.outside)
        given = Meanings(self.vocabulary, self.outside, self.hand) if self.hand else plain
        for r in range(*table.body):
            row, covered = self.tokens[r], self.covered.get(r, ())
            filled = [(labels, [c for c in values if row[c] and c not in covered]) for labels, values in groups]
            paths = {labels: Path(self._row_path(table, r, labels, columns, goes_on)) for labels, cells in filled if cells}
            odd = [c for _, cells in filled for c in cells if not (row[c].form or (r, c) in self.grid.dates)]
            if len(odd) == sum(len(cells) for _, cells in filled) and not any(map(_labelled, paths.values())):
                # Below values a line speaks of what follows it, however clear the title above them was.
                named = self._line(r, Scope())
                title = named if named.said else title
                continue
            for c in headless:
                if self._is_value((r, c)) and c not in covered:
                    found.append(Found((r, c), row[c].text, problem="nothing above it says what its column holds", table=table.number))
            first = len(found)
            for labels, cells in filled:
                heading = tuple(place for c in labels for place in columns[c].heading)
                # A reading that was given by hand may speak of a part of the row only.
                ours = {c for c in cells if self.hand.reading.covers((r, c))} if self.hand else ()
                for meanings, own in ((plain, [c for c in cells if c not in ours] if ours else cells), (given, sorted(ours))):
                    if own:
                        of_row = [(c, row[c].text, columns[c].path) for c in own]
                        found += meanings.of_row(r, of_row, paths[labels], title, table.number, heading)
            # Prose inside a grid may be an answer in words: a person should see it.
            for cell in found[first:] if odd else ():
                if cell.place[1] in odd:
                    cell.problem = f"{NO_RULE}, and {cell.problem}" if cell.problem else NO_RULE
        return found, title

    def _is_value(self, place: Place) -> bool:
        token = self.tokens[place[0]][place[1]]
        return bool(token and token.form) or place in self.grid.dates

    def _outside(self, text: str) -> Scope:
        found = self.vocabulary.questions.find(text.rsplit(".", 1)[0]) if text else None
        return Scope(found, None) if found else Scope()

    def _columns(self, table: Table) -> list[Column]:
        # Lines of text between and below the values say nothing of what a column holds.
        lines = [row for row in self.tokens[slice(*table.body)] if any(t and t.form for t in row)]
        return [self._column(table, c, lines) for c in range(self.grid.width)]

    def _column(self, table: Table, c: int, lines: list[list[Token | None]]) -> Column:
        if not any(row[c] for row in lines):
            return Column("")
        path, fields = self._header_path(table, c)
        heads = {f for _, t in fields for f in t.fields}
        spread = [e for e in path if e.kind in ("period", "total") or e.kind in self.vocabulary.labels]
        if self.hand and (said := self.hand.role(c, fields, spread)) is not None:
            return Column(said, Path(path) if said == "value" else Path())
        unsure = all(isinstance(e.said, Label) and e.said.value is None for e in spread)
        body = [t for row in lines if (t := row[c])] if unsure else []
        if unsure and (role := self._label_role(body, heads)):
            return Column(role, heading=tuple(place for place, _ in fields))
        if not spread:
            named = "value" in heads or any(e.kind == "question" for e in path)
            labels = heads & {"period", *self.vocabulary.labels}
            return Column("value" if named and not labels and any(t.form for t in body) else "", Path(path))
        return Column("value", Path(path))

    def _label_role(self, body: list[Token], heads: set[str]) -> str:
        """What a column of labels holds: a dimension or periods that it names often enough, or questions."""
        # Long columns repeat themselves: each text is asked once, and counts as often as it stands there.
        often = Counter(t.text for t in body)
        body = list({t.text: t for t in body}.values())
        for d in self.vocabulary.labels:
            known = [t for t in body if (label := t.labels.get(d)) and label.value and (d in heads or not label.weak)]
            labels = [t for t in body if t.labels.get(d) or not (t.total or t.wordy)]
            different = {t.labels[d].value for t in known}
            enough = len(different) >= 2 and sum(often[t.text] for t in known) >= 0.4 * sum(often[t.text] for t in labels)
            if (d in heads and known) or enough:
                return d
        whens = [t for t in body if t.period]
        certain = any(not t.period.weak or t.period.kind in ("month?", "quarter?") or "period" in heads for t in whens)
        dated = sum(often[t.text] for t in body if t.period or t.total)
        if certain and dated >= 0.7 * often.total():
            return "period"
        named = sum(often[t.text] for t in body if not t.form and isinstance(self.vocabulary.questions.find(t.text), Mention))
        return "question" if named >= 0.8 * often.total() else ""

    def _header_path(self, table: Table, c: int) -> tuple[list[Evidence], list[tuple[Place, Token]]]:
        """The header cells above column `c`, outermost first, and those of them that are names of fields."""
        path: list[Evidence] = []
        fields: list[tuple[Place, Token]] = []
        places = [self._header_cell(table, r, c) for r in table.rows]
        for r, place in zip(table.rows, places):
            if place is None:
                continue
            # What an outer row says of several columns is not enough for one whose own header is blank.
            if places[-1] is None and r != table.rows[-1] and not self.tokens[place[0]][place[1]].total:
                continue
            token = self.tokens[place[0]][place[1]]
            kind = table.kinds[r]
            if place != (r, c) and (r, c) not in self.grid.anchor and place in table.labels and self._unknown(table, (table.rows[-1], c)):
                # A code that stands over the column before this one may be this one's too, or its own may be missing.
                path.append(Evidence(place, table.labels[place][0], None, token.text))
            elif place in table.periods:
                path.append(Evidence(place, "period", table.periods[place], token.text))
            elif place in table.labels:
                d, label = table.labels[place]
                path.append(Evidence(place, d, label, token.text))
            elif token.total and kind != "field":
                path.append(Evidence(place, kind, "total", token.text))
            elif kind in self.vocabulary.labels and not token.fields and not token.counts:
                path.append(Evidence(place, kind, UNKNOWN, token.text))
            else:
                fields.append((place, token))
            mention = None if token.form or place in table.periods else self.vocabulary.questions.find(token.text)
            if mention:
                path.append(Evidence(place, "question", mention, token.text))
        return path, fields

    def _unknown(self, table: Table, place: Place) -> bool:
        token = self.tokens[place[0]][place[1]]
        return token is not None and place not in table.periods and place not in table.labels and not token.total

    def _header_cell(self, table: Table, r: int, c: int) -> Place | None:
        """The cell of header row `r` that stands above column `c`. Outer rows fill onwards, the innermost never."""
        place = self.grid.anchor.get((r, c), (r, c))
        if self.tokens[place[0]][place[1]]:
            return place
        if r == table.rows[-1]:
            return None
        for left in range(c - 1, -1, -1):
            token = self.tokens[r][left]
            if token:
                fills = (r, left) in table.periods or (r, left) in table.labels or table.kinds[r] == "question"
                return (r, left) if fills and not token.total else None
        return None

    def _filled(self, table: Table, columns: list[Column]) -> dict[Place, Place]:
        """For blank label cells in an outer column: the label above that goes on. Never past a total or a blank line."""
        labels = [c for c, column in enumerate(columns) if column.role not in ("", "value")]
        filled: dict[Place, Place] = {}
        for n, c in enumerate(labels):
            inner = [columns[i].role for i in labels[n + 1 :]]
            others = [role for role in inner if role != columns[c].role or role == "period"]
            lines = [self.grid.at(r, c) for r in range(*table.body) if any(self.tokens[r])]
            # A column that repeats its label, or names one on most lines, does not leave it out where it goes on.
            if any(a and a == b for a, b in zip(lines, lines[1:])) or lines.count("") < len(lines) / 3:
                others = []
            last: Place | None = None
            for r in range(*table.body):
                token = self.tokens[r][c]
                if not any(self.tokens[r]):
                    last = None
                elif token:
                    last = (r, c) if not token.total else None
                elif (r, c) in self.grid.anchor:
                    filled[r, c] = self.grid.anchor[r, c]
                elif last and others:
                    filled[r, c] = last
        return filled

    def _row_path(self, table: Table, r: int, labels: tuple[int, ...], columns: list[Column], filled: dict[Place, Place]) -> list[Evidence]:
        path: list[Evidence] = []
        places = {c: (r, c) if self.tokens[r][c] else filled.get((r, c)) for c in labels}
        for c, place in places.items():
            if place is None:
                # Beside a year a blank month is a month that is missing, unless the line is the year's total.
                if columns[c].role == "period" and not any(p and self.tokens[p[0]][p[1]].total for p in places.values()):
                    path.append(Evidence((r, c), "period", None, ""))
                continue
            token, role = self.tokens[place[0]][place[1]], columns[c].role
            if role == "question":
                path.append(Evidence(place, "question", self.vocabulary.questions.find(token.text), token.text))
                continue
            if role == "period":
                if token.period:
                    path.append(Evidence(place, "period", token.period, token.text))
                    if token.period.kind in ("month?", "quarter?"):
                        path += self._year_above(table, place)
                elif token.total:
                    path.append(Evidence(place, "period", "total", token.text))
            elif token.labels.get(role):
                path.append(Evidence(place, role, token.labels[role], token.text))
            else:
                path.append(Evidence(place, role, "total" if token.total else UNKNOWN, token.text))
            if mention := None if token.form or token.period else self.vocabulary.questions.find(token.text):
                path.append(Evidence(place, "question", mention, token.text))
        return path

    def _year_above(self, table: Table, place: Place) -> list[Evidence]:
        """The year that heads a run of months in the same column (a pivot's row labels)."""
        for r in range(place[0] - 1, table.body[0] - 1, -1):
            token = self.tokens[r][place[1]]
            if token is None or token.total:
                return []
            if token.period and token.period.kind in ("year?", "year", "fy"):
                return [Evidence((r, place[1]), "period", token.period, token.text)]
        return []


def _labelled(path: Path) -> bool:
    """Whether a line is labelled as one of the table's own: by a period, a total or a label that is known."""
    return any(e.kind != "question" and (not isinstance(e.said, Label) or e.said.value) for e in path.cells)


def _spreads(columns: list[Column]) -> bool:
    """Whether the table spreads periods or labels across, so that a column of values without any is one that is missing."""
    return any(column.role == "value" and any(e.kind != "question" for e in column.path.cells) for column in columns)


def _groups(columns: list[Column]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Columns of labels with the columns of values right of them; a label after values begins a table beside."""
    groups: list[tuple[list[int], list[int]]] = []
    for c, column in enumerate(columns):
        if column.role == "value":
            if groups:
                groups[-1][1].append(c)
            else:
                groups.append(([], [c]))
        elif column.role:
            if not groups or groups[-1][1]:
                groups.append(([], []))
            groups[-1][0].append(c)
    return [(tuple(labels), tuple(values)) for labels, values in groups if values]
