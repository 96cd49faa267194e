"""The tables that recognising writes, made a column at a time: a row as an object costs more than recognising it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import accumulate, chain

import numpy as np
import pyarrow as pa

import addresses
from recognising.grid import NO_RULE, Found, Place
from recognising.legends import Explained
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


class Coded:
    """A column of objects that recur, as their places in a list of the different ones: what is said of each is turned
    into Arrow's form once."""

    def __init__(self, objects: list):
        ids = np.fromiter(map(id, objects), np.int64, len(objects))
        _, first, places = np.unique(ids, return_index=True, return_inverse=True)
        self.places = pa.array(places)
        self.different = [objects[n] for n in first]

    def column(self, values: list, kind: pa.DataType) -> pa.Array:
        """values: one for each of the different objects."""
        return pa.array(values, kind).take(self.places)


def _of_parts(parts: list[SourcePart], counts: list[int]) -> dict[str, pa.Array]:
    """What is the same for all the rows of a part, of which there are `counts`."""
    number = pa.array(np.repeat(np.arange(len(parts), dtype=np.int32), counts))
    return {name: pa.array([getattr(p, name) for p in parts], pa.string()).take(number) for name in ("collection", "file")}


class Addresses:
    """The addresses of cells, each written once: many answers share their headers."""

    def __init__(self):
        self.count = 0
        self.columns = [], [], []  # of each part: addresses, and their parts and cells apart

    def add(self, part: SourcePart, places: Iterable[Place]) -> dict[Place, int]:
        """Where the address of each of these places will stand."""
        at = {place: n for n, place in enumerate(dict.fromkeys(places), self.count)}
        if not at:
            return at
        self.count += len(at)
        if part.blocks:
            names, cells = (pa.array(column, pa.string()) for column in zip(*map(part.cell, at)))
        else:
            rows, cols = (pa.array(places, pa.int32()) for places in zip(*at))
            names, cells = pa.repeat(part.part, len(at)), addresses.cells(rows, cols, part.naming)
        for column, own in zip(self.columns, (addresses.addresses(part.path, names, cells), names, cells)):
            column.append(own)
        return at

    def arrays(self) -> tuple[pa.Array, pa.Array, pa.Array]:
        """The addresses, and their parts and cells apart."""
        return tuple(pa.concat_arrays([pa.array([], pa.string()), *column]) for column in self.columns)


class Lists:
    """A column of lists of addresses, which are told by where they stand in a list of all; below nought, in a further one."""

    def __init__(self):
        self.lengths: list[int] = []
        self.flat: list[int] = []

    def add(self, lists: list[Collection], at: dict[Place, int] | None = None) -> None:
        """at: where the address of each place stands; without it the lists hold that."""
        self.lengths += map(len, lists)
        every = chain.from_iterable(lists)
        self.flat += map(at.__getitem__, every) if at is not None else every

    def column(self, whole: pa.Array, further: list[str]) -> pa.Array:
        ends = pa.array([0, *accumulate(self.lengths)], pa.int32())
        flat = [n if n >= 0 else len(whole) - 1 - n for n in self.flat] if further else self.flat
        every = pa.concat_arrays([whole, pa.array(further, pa.string())]) if further else whole
        return pa.ListArray.from_arrays(ends, every.take(pa.array(flat, pa.int32())))


def answers_table(study: Study, read: list[tuple[SourcePart, list[Found], list[Reading], Explained]]) -> pa.Table:
    """The contract's answers.parquet, before any check: the answers of each part, with their readings."""
    named, own, heads, unit, further = Addresses(), [], Lists(), [], {}
    for part, founds, readings, explained in read:
        headers = [f.headers for f in founds]
        at = named.add(part, chain((f.place for f in founds), chain.from_iterable(headers)))
        own += [at[f.place] for f in founds]
        if explained:  # what defines a mark gives the answer its meaning too; it may stand in another part, or file
            defined = ([-1 - further.setdefault(a, len(further)) for a in explained.get(r.legend, ())] for r in readings)
            heads.add([[*(at[place] for place in mine), *more] for mine, more in zip(headers, defined)])
        else:
            heads.add(headers, at)
        units = {q: study.question(part.collection, q).unit or "" for q in {f.question for f in founds}}
        unit += [units[f.question] for f in founds]
    whole, parts, cells = named.arrays()
    found = [f for _, founds, _, _ in read for f in founds]
    labels = Coded([f.labels for f in found])
    given = Coded([r for _, _, readings, _ in read for r in readings])
    text, number, count, places = pa.string(), pa.float64(), len(found), pa.array(own, pa.int32())
    dimensions = {}
    for d in study.dimensions:
        both = [own.get(d, (None, None)) for own in labels.different]
        dimensions[d] = labels.column([value for value, _ in both], text)
        dimensions[f"{d}_printed"] = labels.column([printed for _, printed in both], text)
    blank = pa.repeat(pa.scalar("", text), count)
    columns = {
        "answer": whole.take(places),
        **_of_parts([part for part, *_ in read], [len(founds) for _, founds, *_ in read]),
        "body": pa.array([f.body or part.folder for part, founds, *_ in read for f in founds], text),
        "part": parts.take(places),
        "cell": cells.take(places),
        "question": pa.array([f.question for f in found], text),
        "period": pa.array([f.period for f in found], text),
        **dimensions,
        "raw": pa.array([f.text for f in found], text),
        "status": given.column([r.status for r in given.different], text),
        "choices": pa.array([f.choices for f in found], pa.list_(text)),
        "lower": given.column([r.lower for r in given.different], number),
        "upper": given.column([r.upper for r in given.different], number),
        "unit": pa.array(unit, text),
        "rule": given.column([r.rule for r in given.different], text),
        "ruling": blank,
        "headers": heads.column(whole, list(further)),
        "set_aside": blank,
    }
    made = schema(study)
    return pa.Table.from_arrays([columns[name] for name in made.names], schema=made)


def unread_table(missed: list[tuple[SourcePart, list[Found]]]) -> pa.Table:
    """The value cells that were not read, with the reason."""
    named, own, heads = Addresses(), [], Lists()
    for part, founds in missed:
        headers = [f.headers for f in founds]
        at = named.add(part, chain((f.place for f in founds), chain.from_iterable(headers)))
        own += [at[f.place] for f in founds]
        heads.add(headers, at)
    whole, parts, cells = named.arrays()
    places = pa.array(own, pa.int32())
    found = [f for _, founds in missed for f in founds]
    known = [f.problem in ("", NO_RULE) for f in found]
    columns = {
        "address": whole.take(places),
        **_of_parts([part for part, _ in missed], [len(founds) for _, founds in missed]),
        "body": [f.body or part.folder for part, founds in missed for f in founds],
        "part": parts.take(places),
        "cell": cells.take(places),
        "table": [str(f.table) for f in found],
        "question": [f.question for f in found],
        "raw": [f.text for f in found],
        "reason": [f.problem or NO_RULE for f in found],
        "period": [f.period if meant else None for f, meant in zip(found, known)],
        "labels": [[dict(zip(LABEL, (d, *said))) for d, said in f.labels.items()] if meant else None for f, meant in zip(found, known)],
        "headers": heads.column(whole, []),
    }
    return pa.Table.from_arrays([pa.array(columns[field.name], field.type) for field in UNREAD], schema=UNREAD)
