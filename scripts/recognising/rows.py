"""The tables that recognising writes, filled a column at a time: a row as an object costs more than recognising it."""

from __future__ import annotations

from itertools import accumulate, chain

import pyarrow as pa
import pyarrow.compute as pc

import addresses
from recognising.grid import Found, Place
from recognising.parts import SourcePart
from recognising.values import Reading
from study import Study

UNREAD = pa.schema(
    [(n, pa.string()) for n in ("address", "collection", "body", "file", "part", "cell", "table", "question", "raw", "reason")]
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

    def add(self, count: int, **columns: pa.Array | list | str) -> None:
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


def add_answers(rows: Rows, study: Study, part: SourcePart, found: list[Found], readings: list[Reading]) -> None:
    if not found:
        return
    at: dict[Place, int] = {}  # many cells share their headers: each address is written once
    own = [at.setdefault(f.place, len(at)) for f in found]
    heads = [at.setdefault(place, len(at)) for place in chain.from_iterable(f.headers for f in found)]
    names = pa.array([addresses.cell(*place, part.naming) for place in at], pa.string())
    whole = pc.binary_join_element_wise(addresses.address(part.path, part.part, ""), names, "")
    ends = pa.array([0, *accumulate(len(f.headers) for f in found)], pa.int32())
    units = {q: study.question(part.collection, q).unit or "" for q in {f.question for f in found}}
    labels = {}
    for d in study.dimensions:
        both = zip(*[f.labels.get(d, (None, None)) for f in found])
        labels |= dict(zip((d, f"{d}_printed"), both))
    rows.add(
        len(found),
        answer=whole.take(pa.array(own, pa.int32())),
        collection=part.collection,
        body=[f.body or part.folder for f in found],
        file=part.file,
        part=part.part,
        cell=names.take(pa.array(own, pa.int32())),
        question=[f.question for f in found],
        period=[f.period for f in found],
        raw=[f.text for f in found],
        status=[r.status for r in readings],
        choices=[f.choices for f in found],
        lower=[r.lower for r in readings],
        upper=[r.upper for r in readings],
        unit=[units[f.question] for f in found],
        rule=[r.rule for r in readings],
        ruling="",
        headers=pa.ListArray.from_arrays(ends, whole.take(pa.array(heads, pa.int32()))),
        set_aside="",
        **labels,
    )


def add_unread(rows: Rows, part: SourcePart, found: list[Found]) -> None:
    names = [addresses.cell(*f.place, part.naming) for f in found]
    rows.add(
        len(found),
        address=[addresses.address(part.path, part.part, name) for name in names],
        collection=part.collection,
        body=[f.body or part.folder for f in found],
        file=part.file,
        part=part.part,
        cell=names,
        table=[str(f.table) for f in found],
        question=[f.question for f in found],
        raw=[f.text for f in found],
        reason=[f.problem or "no rule reads this text as an answer" for f in found],
    )
