"""The tables that recognising writes, filled a column at a time: a row as an object costs more than recognising it."""

from __future__ import annotations

from itertools import accumulate

import pyarrow as pa
import pyarrow.compute as pc

import addresses
from recognising.grid import NO_RULE, Found, Place
from recognising.parts import SourcePart
from recognising.values import Reading
from study import Study

LABEL = ("dimension", "value", "printed")
# period, labels: the meaning of a cell of which only the text is not understood; null for the others.
UNREAD = pa.schema(
    [(n, pa.string()) for n in ("address", "collection", "body", "file", "part", "cell", "table", "question", "raw", "reason", "period")]
    + [("labels", pa.list_(pa.struct([(n, pa.string()) for n in LABEL])))]
)


def schema(study: Study) -> pa.Schema:
    """The contract's answers.parquet."""
    text = pa.string()
    dimensions = [(n, text) for d in study.dimensions for n in (d, f"{d}_printed")]
    first = [(n, text) for n in ("answer", "collection", "body", "file", "part", "cell", "question", "period")]
    last = [("raw", text), ("status", text), ("choices", pa.list_(text)), ("lower", pa.float64()), ("upper", pa.float64())]
    last += [(n, text) for n in ("unit", "rule", "ruling")] + [("headers", pa.list_(text)), ("set_aside", text)]
    return pa.schema(first + dimensions + last)


class Rows:
    """The rows of one table, as columns."""

    def __init__(self, schema: pa.Schema):
        self.schema = schema
        self.chunks: dict[str, list[pa.Array]] = {name: [] for name in schema.names}

    def add(self, count: int, **columns: pa.Array | list | str | None) -> None:
        """Adds `count` rows. A text stands for the same in each of them; what is not named is null."""
        if not count:
            return
        for field in self.schema:
            values = columns.get(field.name)
            if values is None:
                chunk = pa.nulls(count, field.type)
            elif isinstance(values, str):
                chunk = pa.repeat(pa.scalar(values, field.type), count)
            else:
                chunk = values if isinstance(values, pa.Array) else pa.array(values, field.type)
            self.chunks[field.name].append(chunk)

    def table(self) -> pa.Table:
        columns = [pa.chunked_array(self.chunks[field.name], field.type) for field in self.schema]
        return pa.Table.from_arrays(columns, schema=self.schema).combine_chunks()


class Coded:
    """A column of objects that recur, as their places in a list of the different ones: what is said of each is turned
    into Arrow's form once."""

    def __init__(self, objects: list):
        ids = [id(o) for o in objects]
        known = dict(zip(ids, objects))
        number = {i: n for n, i in enumerate(known)}
        self.places = pa.array([number[i] for i in ids], pa.int32())
        self.different = list(known.values())

    def column(self, values: list, kind: pa.DataType) -> pa.Array:
        """values: one for each of the different objects."""
        return pa.array(values, kind).take(self.places)


def _named(part: SourcePart, places: list[Place]) -> tuple[pa.Array, pa.Array]:
    """The parts and the names of the cells at these places."""
    if not part.blocks:
        names = pa.array(addresses.cells(places, part.naming), pa.string())
        return pa.repeat(pa.scalar(part.part, pa.string()), len(places)), names
    both = [part.cell(place) for place in places]
    return pa.array([p for p, _ in both], pa.string()), pa.array([name for _, name in both], pa.string())


def add_answers(rows: Rows, study: Study, part: SourcePart, found: list[Found], readings: list[Reading]) -> None:
    if not found:
        return
    text, number = pa.string(), pa.float64()
    at: dict[Place, int] = {}  # many cells share their headers: each address is written once
    own = pa.array([at.setdefault(f.place, len(at)) for f in found], pa.int32())
    heads = [at.setdefault(place, len(at)) for f in found for place in f.headers]
    parts, names = _named(part, list(at))
    whole = pc.binary_join_element_wise(addresses.address(part.path, "", "").removesuffix("!"), parts, "!", names, "")
    ends = pa.array([0, *accumulate([len(f.headers) for f in found])], pa.int32())
    labels = Coded([f.labels for f in found])
    given = Coded(readings)
    dimensions = {}
    for d in study.dimensions:
        both = [own.get(d, (None, None)) for own in labels.different]
        dimensions[d] = labels.column([value for value, _ in both], text)
        dimensions[f"{d}_printed"] = labels.column([printed for _, printed in both], text)
    questions = pa.array([f.question for f in found], text).dictionary_encode()
    units = [study.question(part.collection, q).unit or "" for q in questions.dictionary.to_pylist()]
    rows.add(
        len(found),
        answer=whole.take(own),
        collection=part.collection,
        body=[f.body or part.folder for f in found],
        file=part.file,
        part=parts.take(own),
        cell=names.take(own),
        question=questions.dictionary_decode(),
        period=[f.period for f in found],
        raw=[f.text for f in found],
        status=given.column([r.status for r in given.different], text),
        choices=[f.choices for f in found] if any(f.choices is not None for f in found) else None,
        lower=given.column([r.lower for r in given.different], number),
        upper=given.column([r.upper for r in given.different], number),
        unit=pa.array(units, text).take(questions.indices),
        rule=given.column([r.rule for r in given.different], text),
        ruling="",
        headers=pa.ListArray.from_arrays(ends, whole.take(pa.array(heads, pa.int32()))),
        set_aside="",
        **dimensions,
    )


def add_unread(rows: Rows, part: SourcePart, found: list[Found]) -> None:
    parts, names = _named(part, [f.place for f in found])
    known = [f.problem in ("", NO_RULE) for f in found]
    rows.add(
        len(found),
        address=pc.binary_join_element_wise(addresses.address(part.path, "", "").removesuffix("!"), parts, "!", names, ""),
        collection=part.collection,
        body=[f.body or part.folder for f in found],
        file=part.file,
        part=parts,
        cell=names,
        table=[str(f.table) for f in found],
        question=[f.question for f in found],
        raw=[f.text for f in found],
        reason=[f.problem or NO_RULE for f in found],
        period=[f.period if meant else None for f, meant in zip(found, known)],
        labels=[[dict(zip(LABEL, (d, *said))) for d, said in f.labels.items()] if meant else None for f, meant in zip(found, known)],
    )
