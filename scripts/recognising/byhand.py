"""Readings given by hand (config/readings.yml): they supply what a table does not say, and never override what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import addresses
from by_hand import Outcome, nearest
from recognising.checks import Settled, settle_between
from recognising.grid import Found, Grid, Place
from recognising.headers import HeaderRow, Table, header_row
from recognising.meaning import Evidence, Scope, label_of, period_of, question_of
from recognising.parts import SourcePart
from recognising.periods import Period, combine, written
from recognising.readings import Reading
from recognising.tables import Reader
from recognising.vocabulary import Label, Mention, Questions, Token, Vocabulary, plain
from study import Question


class Hand:
    """One reading at work on one part. Stands in for the rules of meaning.py, and notes what contradicts it."""

    def __init__(self, reading: Reading, grid: Grid, naming: addresses.Naming):
        self.reading, self.naming = reading, naming
        self.conflicts: list[str] = []
        self.contradictions: set[str] = set()  # the same, where they are a cell's and its range decides
        self.grid = self._filled(grid)

    def _cell(self, place: Place) -> str:
        return addresses.cell(*place, self.naming)

    def _against(self, says: str, place: Place | None, text: str) -> str:
        where = "the name of the file or part" if place is None else self._cell(place)
        said = f"{self.reading.decision} says {says}, and {where} says {text!r}: what stands there is never overridden"
        self.contradictions.add(said)
        return said

    def _filled(self, grid: Grid) -> Grid:
        texts = [list(row) for row in grid.texts] if self.reading.blanks else grid.texts
        for name, text in self.reading.blanks.items():
            r, c = addresses.place(name)
            if r >= grid.height or c >= grid.width:
                self.conflicts.append(f"{self.reading.decision} speaks of {name}, and the part ends before it")
                continue
            anchor = grid.anchor.get((r, c), (r, c))
            if stands := grid.at(*anchor):
                self.conflicts.append(self._against(f"that {name} is blank and stands for {text!r}", anchor, stands))
            texts[r][c] = text
        return replace(grid, texts=texts)

    # In place of what is found in the grid ------------------------------------------------------------------------

    def tables(self, tokens: list[list[Token | None]], vocabulary: Vocabulary) -> list[Table]:
        """The one table whose header rows the reading names."""
        (top, left), (bottom, right) = self.reading.corners or ((0, 0), (self.grid.height - 1, self.grid.width - 1))
        rows = sorted({n - 1 for n in self.reading.header_rows if n <= self.grid.height})
        end = min(bottom + 1, self.grid.height)
        if not rows or rows[-1] + 1 >= end:
            self.conflicts.append(f"{self.reading.decision}: below its header rows there is no row of its range")
            return []
        near = [{c: t for c, t in enumerate(row) if t and left <= c <= right} for row in tokens]
        table, above = Table(1, rows, (max(rows[-1] + 1, top), end)), None
        for r in rows:
            above = header_row(self.grid, near, r, above, vocabulary) or _as_header(near[r])
            table.periods |= {(r, c): p for c, p in above.periods.items()}
            table.labels |= {(r, c): label for c, label in above.labels.items()}
            table.kinds[r] = above.kind
        return [table]

    def role(self, c: int, fields: list[tuple[Place, Token]], spread: list[Evidence]) -> str | None:
        """What the reading says that a column holds ("" for nothing); None where it says nothing of it.

        fields, spread: the cells above it that name what it holds, and those that are a period or a label of its values.
        """
        said = self.reading.role(c)
        if said is None:
            corners = self.reading.corners if self.reading.header_rows else None
            return "" if corners and not corners[0][1] <= c <= corners[1][1] else None
        if said == "nothing":
            return ""
        named = [(place, token.text) for place, token in fields if token.fields - {"value"} and said not in token.fields]
        if said != "value":
            named += [(e.place, e.printed) for e in spread if not isinstance(e.said, Label) or e.said.value]
        for place, text in named:
            self.conflicts.append(self._against(f"that column {addresses.column(c)} holds {said}", place, text))
        return said

    # In place of what headers mean ---------------------------------------------------------------------------------

    def question_of(self, inner: tuple[Evidence, ...], title: Scope, outside: list[Scope], questions: Questions) -> tuple[str, str]:
        """As meaning.question_of, with the reading's question where the part names none, or several that it is one of."""
        question, problem = question_of(inner, title, outside, questions)
        asked = self.reading.question
        if not asked or question == asked:
            return question, problem
        said = [(e.place, e.printed, e.said) for e in inner]
        said += [(title.place, self.grid.at(*title.place), title.said)] if title.place else []
        said += [(None, text, scope.said) for text, scope in zip((self.grid.part, self.grid.file), outside)]
        named = [(place, text, mention) for place, text, mention in said if mention]
        others = [(place, text) for place, text, mention in named if asked not in _allowed(mention, text, questions)]
        among = any(asked in _allowed(mention, text, questions) for _, text, mention in named)
        if others and (question or not among):
            return "", self._against(f"that it answers {asked}", *others[0])
        return asked, ""

    def label_of(self, said: tuple[Evidence, ...], dimension: str) -> tuple[str | None, str] | str:
        value = self.reading.dimensions.get(dimension)
        if value is None or said == ():
            return (value, "") if value else label_of(said, dimension)
        for e in said:
            if (e.said.value if isinstance(e.said, Label) else e.said) != value:
                return self._against(f"that its {dimension} is {value}", e.place, e.printed)
        return label_of(said, dimension)

    def period_of(self, said: tuple[Evidence, ...], asked: Question) -> tuple[str, str]:
        given = self.reading.period
        if given is None:
            return period_of(said, asked)
        shown = [e for e in said if e.said]
        if given == "none":
            return ("", self._against("that no period is given", shown[0].place, shown[0].printed)) if shown else ("", "")
        if given == "total":
            other = next((e for e in shown if e.said != "total"), None)
            return ("", self._against("that it is the total of all periods", other.place, other.printed)) if other else ("total", "")
        when = written(given)
        for e in shown:
            if isinstance(e.said, Period) and isinstance(combine((e.said, when)), str):
                return "", self._against(f"that its period is {given}", e.place, e.printed)
        return period_of((*said, Evidence((0, 0), "period", when, given)), asked)


def _as_header(row: dict[int, Token]) -> HeaderRow:
    """A row that is a header because a person says so: whatever in it can be a period or a label is one."""
    periods = {c: t.period for c, t in row.items() if t.period}
    labels = {c: next(iter(t.labels.items())) for c, t in row.items() if t.labels and c not in periods}
    spread = Counter(d for d, _ in labels.values())
    most = spread.most_common(1)[0] if spread else ("field", 0)
    return HeaderRow(periods, labels, "period" if periods and len(periods) >= most[1] else most[0])


def _allowed(mention: Mention | str, text: str, questions: Questions) -> frozenset[str]:
    """The questions that a text leaves open: the one that it names, or those whose own wording holds the same words."""
    if isinstance(mention, str):
        return questions.among(text)
    others = [] if mention.explicit else [q for q in questions.asked if all(questions.allows(q, p) for p in mention.phrases)]
    return frozenset([mention.question, *others])


# Applying them ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class ByHand:
    """The study's readings, and what came of each."""

    readings: list[Reading]
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    of_part: dict[tuple[str, str], list[Reading]] = field(default_factory=dict)

    def find(self, parts: Iterable[SourcePart], names: dict[str, str]) -> None:
        """Finds each reading its parts. names: plain name → body, from the register."""
        self.outcomes = {r.decision: Outcome(r, r.source, r.says()) for r in self.readings}
        files: dict[str, list[str]] = {}
        for part in parts:
            files.setdefault(part.path, []).append(part.part)
        for reading in self.readings:
            mine = {
                path: [p for n, p in enumerate(held, 1) if reading.is_part(p, n)] for path, held in files.items() if reading.is_file(path)
            }
            for path, held in mine.items():
                for part in held:
                    self.of_part.setdefault((path, part), []).append(reading)
            if not mine:
                self.told(reading, f"no file is called {reading.file!r}{nearest(reading.file, files)}")
            elif not any(mine.values()):
                known = {p for path in mine for p in files[path]}
                self.told(reading, f"no part of it is called {reading.part!r}{nearest(reading.part, known)}")
            for name, body in reading.bodies.items():
                if body not in names.values():
                    self.told(reading, f"no body of the register has the code {body!r}{nearest(body, names.values())}")
                elif names.get(plain(name), body) != body:
                    self.told(reading, f"it says that {name!r} is {body}, and the register says that it is {names[plain(name)]}")

    def for_one_return(self) -> ByHand:
        """The same, to note what comes of them in one return."""
        fresh = {decision: replace(outcome, answers=0, problem="") for decision, outcome in self.outcomes.items()}
        return ByHand(self.readings, fresh, self.of_part)

    def add(self, other: ByHand) -> None:
        """Adds what came of them in one return."""
        for decision, outcome in other.outcomes.items():
            mine = self.outcomes[decision]
            mine.answers, mine.problem = mine.answers + outcome.answers, mine.problem or outcome.problem

    def told(self, reading: Reading, problem: str) -> None:
        """Notes what is wrong with a reading; the first is kept."""
        outcome = self.outcomes[reading.decision]
        outcome.problem = outcome.problem or problem

    def decided(self, decision: str, rule: str) -> str:
        """Counts an answer that a reading let the rules read, and says so beside the rule."""
        self.outcomes[decision].answers += 1
        return f"{rule}, by {decision}"

    def names(self, part: SourcePart, names: dict[str, str]) -> dict[str, str]:
        """The bodies' names, with those that a reading adds for this part. What the register says comes first."""
        known = set(names.values())
        given = {plain(n): b for reading in self.of_part.get((part.path, part.part), ()) for n, b in reading.bodies.items() if b in known}
        return given | names

    def mark(self, part: SourcePart, grid: Grid, found: list[Found], names: dict[str, str]) -> None:
        """Says of an export's answers which reading named their body."""
        for reading in self.of_part.get((part.path, part.part), ()):
            given = {plain(name) for name in reading.bodies} - names.keys()
            for f in found:
                if f.body and any(plain(grid.at(*h)) in given for h in f.headers):
                    f.by_hand = reading.decision

    def read(self, part: SourcePart, grid: Grid, vocabulary: Vocabulary, found: list[Found], taken: set[Place]) -> list[Found]:
        """The tables' value cells with what the readings supply. What was read without them stays as it is."""
        mine = [r for r in self.of_part.get((part.path, part.part), ()) if r.of_tables]
        for n, reading in enumerate(mine):
            other = next((r for r in mine[:n] if r.overlaps(reading)), None)
            if other:
                self.told(reading, f"{other.decision} speaks of the same cells: make one entry of the two")
                continue
            found = self._read(reading, part, grid, vocabulary, found, taken)
        return found

    def _read(
        self, reading: Reading, part: SourcePart, grid: Grid, vocabulary: Vocabulary, found: list[Found], taken: set[Place]
    ) -> list[Found]:
        if reading.question and reading.question not in vocabulary.asked:
            self.told(reading, f"{reading.question} was not asked in the collection {part.collection}")
            return found
        hand = Hand(reading, grid, part.naming)
        # What a person says of a blank cell is a heading, and never a value.
        seen = [f for f in Reader(hand.grid, vocabulary, hand).read() if grid.at(*f.place) and f.place not in taken]
        by = [f for f in seen if reading.covers(f.place)]
        before = {f.place: f for f in found}
        against = hand.conflicts + [f.problem for f in by if f.problem in hand.contradictions]
        against += [text for f in by if (text := _changed(before.get(f.place), f, hand))]
        where = f"{part.path}#{part.part}"
        if against:
            self.told(reading, f"in {where}: {against[0]}")
            for f in found:
                if f.problem and reading.covers(f.place):
                    f.problem = against[0]
            return found
        kept = [f for f in found if not f.problem]
        new = [f for f in by if not f.problem and (f.place not in before or before[f.place].problem)]
        for f in new:
            f.headers, f.by_hand = tuple(h for h in f.headers if grid.at(*h)), reading.decision
        settle_between(Settled(kept, True), Settled(new, False))
        again = {f.place: f for f in by if f.place not in before or before[f.place].problem}
        out = [again.pop(f.place, f) for f in found] + list(again.values())
        if not any(f.by_hand and not f.problem for f in out):
            why = next((f.problem for f in out if f.problem and reading.covers(f.place)), "")
            none = "every value cell there is read without it" if kept else "no value cell was found there"
            self.told(reading, f"in {where}: {why or none}")
        return sorted(out, key=lambda f: f.place) if len(out) > len(found) else out


def _changed(before: Found | None, now: Found, hand: Hand) -> str:
    """How an answer that was read without the reading would be another with it."""
    if before is None or before.problem or now.problem or _meaning(before) == _meaning(now):
        return ""
    one, other = (", ".join(filter(None, _meaning(f))) for f in (before, now))
    return f"{hand.reading.decision} would make {hand._cell(now.place)} ({now.text!r}) {other}, and by what stands there it is {one}"


def _meaning(found: Found) -> tuple[str, ...]:
    return (found.question, found.period, *(f"{d} {p if v is None else v}" for d, (v, p) in sorted(found.labels.items())))
