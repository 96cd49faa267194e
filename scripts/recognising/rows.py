"""The tables that recognising writes, filled a column at a time: a row as an object costs more than recognising it."""

from __future__ import annotations

from collections.abc import Iterable
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
    + [("labels", pa.list_(pa.struct([(n, pa.string()) for n in LABEL]))), ("headers", pa.list_(pa.string()))]
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

    def __init__(self, objects: Iterable[object]):
        seen: dict[int, int] = {}
        objects = list(objects)
        self.places = pa.array([seen.setdefault(id(o), len(seen)) for o in objects], pa.int32())
        known = {id(o): o for o in objects}
        self.different = [known[i] for i in seen]

    def column(self, values: list, kind: pa.DataType) -> pa.Array:
        """values: one for each of the different objects."""
        return pa.array(values, kind).take(self.places)


def _named(part: SourcePart, places: list[Place]) -> tuple[pa.Array, pa.Array]:
    """The parts and the names of the cells at these places."""
    if not part.blocks:
        names = [addresses.cell(*place, part.naming) for place in places]
        return pa.repeat(pa.scalar(part.part, pa.string()), len(places)), pa.array(names, pa.string())
    both = [part.cell(place) for place in places]
    return pa.array([p for p, _ in both], pa.string()), pa.array([name for _, name in both], pa.string())


def _placed(part: SourcePart, places: list[Place]) -> tuple[pa.Array, pa.Array, pa.Array]:
    """The parts, the names and the addresses of the cells at these places."""
    parts, names = _named(part, places)
    path = addresses.address(part.path, "", "").removesuffix("!")
    return parts, names, pc.binary_join_element_wise(path, parts, "!", names, "")


def _headers(part: SourcePart, found: list[Found], more: list[tuple[str, ...]]) -> pa.Array:
    """The addresses of the cells that give each its meaning; `more` are such addresses as stand in any part."""
    at: dict[Place, int] = {}  # many cells share their headers: each address is written once
    heads = [[at.setdefault(place, len(at)) for place in f.headers] for f in found]
    further = {address: len(at) + n for n, address in enumerate(dict.fromkeys(a for said in more for a in said))}
    whole = pa.concat_arrays([_placed(part, list(at))[2], pa.array(further, pa.string())])
    each = [[*own, *(further[a] for a in said)] for own, said in zip(heads, more)] if further else heads
    ends = pa.array([0, *accumulate(map(len, each))], pa.int32())
    return pa.ListArray.from_arrays(ends, whole.take(pa.array([n for own in each for n in own], pa.int32())))


def add_answers(
    rows: Rows, study: Study, part: SourcePart, found: list[Found], readings: list[Reading], legend: dict[str, tuple[str, ...]]
) -> None:
    """legend: the addresses of what the return says of its marks, by mark."""
    if not found:
        return
    text, number = pa.string(), pa.float64()
    parts, names, whole = _placed(part, [f.place for f in found])
    labels = Coded(f.labels for f in found)
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
        answer=whole,
        collection=part.collection,
        body=[f.body or part.folder for f in found],
        file=part.file,
        part=parts,
        cell=names,
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
        headers=_headers(part, found, [legend.get(r.legend, ()) for r in readings]),
        set_aside="",
        **dimensions,
    )


def add_unread(rows: Rows, part: SourcePart, found: list[Found]) -> None:
    parts, names, whole = _placed(part, [f.place for f in found])
    known = [f.problem in ("", NO_RULE) for f in found]
    rows.add(
        len(found),
        address=whole,
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
        headers=_headers(part, found, [()] * len(found)),
    )
