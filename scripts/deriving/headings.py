"""Which cells of a return say how its answers are read: another word in one of them, and other answers would count."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

import addresses

Of = dict[str, dict[str, tuple[str, ...]]]  # question → body → addresses


def headings(values: Iterable[pd.DataFrame], cells: pd.DataFrame, tables: frozenset[str]) -> Of:
    """Of each question and body: the headers of its values, for a table all cells in its rows of headers, and the headers of
    the other questions in the same document, or beside a table in the same sheet, since they are told apart by them.

    values: answers and unread, of one collection. cells: of its returns. tables: the questions that a table answers.
    """
    headers: dict[tuple[str, str, str], dict[str, None]] = {}  # by part, question and body
    taken: dict[str, set[str]] = {}
    heading: dict[str, set[int]] = {}  # rows
    for table in values:
        address = table["answer"] if "answer" in table else table["address"]
        for cell, question, body, mine in zip(address, table["question"], table["body"], table.get("headers", ())):
            part, _, name = cell.rpartition("!")
            mine = () if mine is None else mine
            headers.setdefault((part, question, body), {}).update(dict.fromkeys(mine))
            taken.setdefault(part, set()).add(name)
            if question not in tables:
                continue
            row, col = addresses.place(name)
            above = [addresses.place(h.rpartition("!")[2]) for h in mine if h.startswith(f"{part}!")]
            heading.setdefault(part, set()).update(r for r, c in above if r < row and c == col)
    beside = _beside(cells, heading, taken)
    near: dict[tuple[str, str], dict[str, None]] = {}
    for (part, _, body), mine in headers.items():
        near.setdefault((_document(part, taken) or part, body), {}).update(mine)
    found: dict[str, dict[str, dict[str, None]]] = {}
    for (part, question, body), mine in headers.items():
        own = found.setdefault(question, {}).setdefault(body, {})
        own.update(mine)
        if question in tables or _document(part, taken):
            own.update(near[_document(part, taken) or part, body])
        if question in tables:
            own.update(dict.fromkeys(beside.get(part, ())))
    return {question: {body: tuple(mine) for body, mine in of.items()} for question, of in found.items()}


def _beside(cells: pd.DataFrame, heading: dict[str, set[int]], taken: dict[str, set[str]]) -> dict[str, list[str]]:
    """Part → its cells in rows that head values, but for the values themselves."""
    found = {}
    for place, own in cells.groupby(["collection", "body", "file", "part"], sort=False):
        part = addresses.address(addresses.path(*place[:3]), place[3], "").removesuffix("!")
        near = (cell for row, cell in zip(own["row"], own["cell"]) if row in heading.get(part, ()))
        found[part] = [f"{part}!{cell}" for cell in near if cell not in taken[part]]
    return found


def _document(part: str, taken: dict[str, set[str]]) -> str:
    """The document that a part is of, whose parts are read as one; nothing where it is a sheet."""
    return "" if addresses.naming(next(iter(taken[part]))) == "A1" else part.rpartition("#")[0]
