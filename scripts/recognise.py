"""Rule recognise: finds the answers among the cells, part by part, and says of each value cell why it was not read."""

import gc
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import addresses
from recognising.documents import CellRow, Stack, below, stacked
from recognising.grid import Found, Grid, Place
from recognising.legends import legend
from recognising.prose import in_words, read_prose
from recognising.questionnaire import read_questionnaire
from recognising.tables import Reader
from recognising.values import Context, Reading, form, interval
from recognising.vocabulary import Vocabulary, plain
from study import Study, load_study

# A sheet with a cell in its last row and column would make a grid of 17 thousand million cells.
LARGEST_GRID = 20_000_000
MERGED = re.compile(r"merged (\w+):(\w+)")


@dataclass(slots=True)
class SourcePart:
    """One part of one file as it stands in cells.parquet."""

    collection: str
    folder: str
    file: str
    part: str
    cells: list[CellRow]
    naming: addresses.Naming = "A1"
    document: Stack | None = None  # the parts of a document, one below the other

    @property
    def path(self) -> str:
        return "/".join(filter(None, (self.collection, self.folder, self.file)))

    def where(self, place: Place) -> tuple[str, str]:
        """The part and the name of a cell there."""
        part, row, naming = self.document.origin[place[0]] if self.document else (self.part, place[0], self.naming)
        return part, addresses.cell(row, place[1], naming)

    def grid(self) -> Grid | None:
        height = max(c[0] for c in self.cells) + 1
        # One more column than is filled, so that a blank answer in the last one has a place.
        width = max(c[1] for c in self.cells) + 2
        if height * width > LARGEST_GRID:
            height, width = _before_a_gap(c[0] for c in self.cells), _before_a_gap(c[1] for c in self.cells) + 1
        if height * width > LARGEST_GRID:
            return None
        texts = [[""] * width for _ in range(height)]
        anchor: dict[Place, Place] = {}
        for row, col, text, _, marks in self.cells:
            # What is quoted of an earlier message is not said by the sender.
            if row >= height or col >= width or "quoted" in (marks or ()):
                continue
            texts[row][col] = text.strip()
            for mark in marks or ():
                if found := MERGED.fullmatch(mark):
                    bottom, right = addresses.place(found[2])
                    span = ((r, c) for r in range(row, min(bottom + 1, height)) for c in range(col, min(right + 1, width)))
                    anchor |= {place: (row, col) for place in span if place != (row, col)}
        dates = frozenset((r, c) for r, c, _, kind, _ in self.cells if kind == "date" and r < height and c < width)
        lines, ends = (self.document.lines, self.document.ends) if self.document else ((), ())
        place = (self.collection, self.folder, self.file, self.part)
        return Grid(*place, texts, anchor, dates, frozenset(lines), frozenset(ends), self.marked("label"))

    def marked(self, *said: str) -> frozenset[Place]:
        """The cells that carry one of these marks."""
        return frozenset((r, c) for r, c, _, _, marks in self.cells if marks and not set(said).isdisjoint(marks))


def _before_a_gap(filled: Iterable[int]) -> int:
    """How many rows or columns there are before a thousand empty ones: what stands beyond is a stray cell."""
    last = 0
    for n in sorted(set(filled)):
        if n - last > 1000:
            break
        last = n
    return last + 1


def parts_of(cells: pa.Table) -> list[SourcePart]:
    """The parts in cells.parquet, in its order."""
    columns = [cells.column(n).to_pylist() for n in ("collection", "body", "file", "part", "cell", "row", "col", "text", "kind", "marks")]
    found: dict[tuple, SourcePart] = {}
    for collection, body, file, part, name, *cell in zip(*columns):
        key = (collection, body, file, part)
        if key not in found:
            found[key] = SourcePart(*key, [], addresses.naming(name))
        found[key].cells.append(tuple(cell))
    return list(found.values())


def documents(parts: list[SourcePart]) -> list[SourcePart]:
    """The parts, those of one document put together: what its running text says is about the tables that stand in it."""
    files: dict[tuple[str, str, str], list[SourcePart]] = defaultdict(list)
    for part in parts:
        key = (part.collection, part.folder, part.file)
        placed = part.naming == "line" or (part.naming == "R1C1" and below(part.cells) is not None)
        files[key if placed else (*key, part.part)].append(part)
    found = []
    for group in files.values():
        texts = [(part.part, part.cells) for part in group if part.naming == "line"]
        if not texts and len(group) == 1:
            found += group
            continue
        stack = stacked(texts, [(part.part, part.cells) for part in group if part.naming == "R1C1"])
        found.append(replace(group[0], part="", cells=stack.cells, document=stack))
    return found


def recognise_part(part: SourcePart, vocabulary: Vocabulary, names: dict[str, str]) -> list[Found]:
    """What one part answers. A struck-through cell answers nothing; a questionnaire's hidden cells are not the sender's."""
    grid = part.grid()
    if grid is None:
        return []
    struck = part.marked("struck through")
    ignored = struck | part.marked("hidden row", "hidden column")
    beside = read_questionnaire(grid, vocabulary, ignored, names)
    taken = {f.place for f in beside} | {h for f in beside for h in f.headers}
    in_tables = [f for f in Reader(grid, vocabulary).read() if f.place not in taken]
    for found in in_tables:
        if found.place in struck:
            found.problem = "it is struck through"
    if grid.lines:
        beside = in_words(beside, grid, vocabulary)
        in_prose = read_prose(grid, vocabulary, ignored | {f.place for f in beside if not f.problem})
        said = {f.place for f in in_prose}
        return [f for f in beside if f.place not in said] + in_tables + in_prose
    return beside + in_tables


def contexts(study: Study, parts: list[SourcePart], found: list[list[Found]]) -> list[Context]:
    """For each part what its return says of marks, rounding and zeros. A return is all that one body sent."""
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for part in parts:
        said = (text for _, _, text, kind, marks in part.cells if kind == "text" and "quoted" not in (marks or ()))
        texts[part.collection, part.folder] += said
    zeros = zeros_shown(parts, found)
    legends = {key: legend(said) for key, said in texts.items()}
    settings = study.settings
    return [
        Context(
            said.marks,
            said.footnotes,
            frozenset(said.contradictions),
            said.rounded_to,
            key in zeros,
            settings.suppression.below,
            settings.tolerance,
        )
        for part in parts
        for key in [(part.collection, part.folder)]
        for said in [legends[key]]
    ]


def zeros_shown(parts: list[SourcePart], found: list[list[Found]]) -> set[tuple[str, str]]:
    """The bodies (with their collection) that show a zero somewhere in their return: in a row of their own, where one
    file holds the answers of several."""
    return {
        (part.collection, f.body or part.folder)
        for part, answers in zip(parts, found)
        for f in answers
        if not f.problem and _is_zero(f.text)
    }


def _is_zero(text: str) -> bool:
    said = form(text)
    return said is not None and said.status == "exact" and said.high == 0


def value(study: Study, part: SourcePart, found: Found, context: Context, is_date: bool) -> Reading | None:
    """The answer's status and interval. None where no rule of the grammar reads its text."""
    question = study.question(part.collection, found.question)
    if not found.text:
        return Reading("not_answered" if found.choices is None else "exact", None, None, "blank")
    if question.kind in ("number", "table"):
        if is_date:
            return Reading("unreadable", None, None, "a date where a number is asked: a sheet may have made it out of a range")
        if question.cap is not None:
            context = replace(context, cap=question.cap)
        return interval(found.text, context)
    if found.choices is not None:
        return Reading("exact", None, None, "option")
    if question.kind in ("body", "text"):
        return Reading("exact", None, None, "text")
    return interval(found.text, context)


def schema(study: Study) -> pa.Schema:
    text = pa.string()
    dimensions = [(n, text) for d in study.dimensions for n in (d, f"{d}_printed")]
    first = [(n, text) for n in ("answer", "collection", "body", "file", "part", "cell", "question", "period")]
    last = [("raw", text), ("status", text), ("choices", pa.list_(text)), ("lower", pa.float64()), ("upper", pa.float64())]
    last += [(n, text) for n in ("unit", "rule", "ruling")] + [("headers", pa.list_(text)), ("set_aside", text)]
    return pa.schema(first + dimensions + last)


UNREAD = pa.schema(
    [(n, pa.string()) for n in ("address", "collection", "body", "file", "part", "cell", "table", "question", "raw", "reason")]
)


def recognise(study: Study, cells: pa.Table, names: dict[str, str]) -> tuple[pa.Table, pa.Table]:
    """Answers (as the contract's answers.parquet, before any check) and unread value cells.

    names: plain name → body, from the register.
    """
    vocabularies = {collection: Vocabulary(study, collection) for collection in study.questions}
    parts = documents([part for part in parts_of(cells) if part.collection in vocabularies])
    found = [recognise_part(part, vocabularies[part.collection], names) for part in parts]
    columns, lost, zeros = schema(study).names, UNREAD.names, zeros_shown(parts, found)
    answers, unread = [], []
    for part, founds, context in zip(parts, found, contexts(study, parts, found)):
        dates = {(r, c) for r, c, _, kind, _ in part.cells if kind == "date"}
        path, named = part.path, {}

        def address(place: Place, path=path, part=part, named=named) -> str:
            if place not in named:
                named[place] = addresses.address(path, *part.where(place))
            return named[place]

        for f in founds:
            own = replace(context, zeros_shown=(part.collection, f.body) in zeros) if f.body else context
            reading = None if f.problem else value(study, part, f, own, f.place in dates)
            row = {"collection": part.collection, "body": f.body or part.folder, "file": part.file}
            row |= dict(zip(("part", "cell"), part.where(f.place))) | {"question": f.question, "raw": f.text}
            if reading is None:
                row |= {"address": address(f.place), "table": str(f.table), "reason": f.problem or "no rule reads this text as an answer"}
                unread.append([row[n] for n in lost])
                continue
            row |= {"answer": address(f.place), "period": f.period, "status": reading.status, "choices": f.choices}
            row |= {"lower": reading.lower, "upper": reading.upper, "rule": reading.rule, "ruling": "", "set_aside": ""}
            row |= {"unit": study.question(part.collection, f.question).unit or "", "headers": [address(h) for h in f.headers]}
            for dimension, (canonical, printed) in f.labels.items():
                row[dimension], row[f"{dimension}_printed"] = canonical, printed
            answers.append([row.get(n) for n in columns])
    return as_table(answers, schema(study)), as_table(unread, UNREAD)


def as_table(rows: list[list], schema: pa.Schema) -> pa.Table:
    values = zip(*rows) if rows else [()] * len(schema)
    return pa.Table.from_arrays([pa.array(list(v), f.type) for v, f in zip(values, schema)], schema=schema)


def main(config: Path, cells: Path, register: Path, answers: Path, unread: Path) -> None:
    # A million small objects that all live to the end: looking for garbage among them costs a third of the time.
    gc.disable()
    study = load_study(config)
    bodies = pq.read_table(register).to_pylist()
    names = {plain(b["name"]): b["body"] for b in bodies} | {plain(b["body"]): b["body"] for b in bodies}
    found, missed = recognise(study, pq.read_table(cells), names)
    pq.write_table(found, answers, compression="zstd")
    pq.write_table(missed, unread, compression="zstd")


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(Path("config"), *(Path(p) for p in (snakemake.input.cells, snakemake.input.register)), *map(Path, snakemake.output))
