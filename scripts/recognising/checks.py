"""Checking a table that was read against itself: the same answer twice, one meaning claimed by two labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from recognising.grid import Found

Key = tuple[str, str, tuple[tuple[str, str], ...]]

CODE = re.compile(r"\W*[A-Z]{1,3}\d{2,}\b")
BARE = re.compile(r"\W*[A-Z]{1,3}\d{2,}\W*")


def settle(cells: list[Found]) -> None:
    """Unlearns what labels mean where two lines claim the same meaning, and taints what still contradicts itself."""
    read = [cell for cell in cells if not cell.problem]
    if len(set(_keys(read))) == len(read):
        return
    for dimension in sorted({d for cell in read for d in cell.labels}):
        claims: dict[str | None, list[Found]] = {value: [] for value in _claimed_twice(read, dimension)}
        for cell in read if claims else ():
            if (value := cell.labels.get(dimension, ("", ""))[0]) in claims:
                claims[value].append(cell)
        for claimed in claims.values():
            _unlearn(claimed, dimension)
    _drop_doubtful_totals(read)
    read = [cell for cell in read if not cell.problem]
    twice = next((group for group in _by_key(read).values() if len({c.text for c in group}) > 1), None)
    if twice:
        a, b = twice[0], next(c for c in twice if c.text != twice[0].text)
        _taint(cells, f"the same answer stands twice in this table, as {a.text!r} and {b.text!r}")


@dataclass
class Settled:
    """A table that agrees with itself. sure: its question is explicit."""

    cells: list[Found]
    sure: bool
    tainted: bool = False

    @cached_property
    def answers(self) -> dict[Key, list[Found]]:
        """What it says, but for its totals: they may sum what differs from another table."""
        said = _by_key([cell for cell in self.cells if not cell.problem])
        return {key: group for key, group in said.items() if key[1] != "total" and all(value != "total" for _, value in key[2])}

    def taint(self, problem: str) -> None:
        _taint(self.cells, problem)
        self.tainted = True


def settle_between(one: Settled, other: Settled) -> None:
    """Two tables of a part that give the same answer two values: one of them has the wrong question. The one whose
    question is not explicit is not read; where that settles nothing, neither is."""
    if one.tainted or other.tainted:
        return
    known = one.answers
    twice = next(
        ((a, b) for key, group in other.answers.items() if key in known for b in group for a in known[key] if a.text != b.text), None
    )
    if twice:
        reason = "another table of the sheet answers the same question with {!r} where this one says {!r}"
        neither = one.sure == other.sure
        if not other.sure or neither:
            other.taint(reason.format(twice[0].text, twice[1].text))
        if not one.sure or neither:
            one.taint(reason.format(twice[1].text, twice[0].text))


def _unlearn(claims: list[Found], dimension: str) -> None:
    """Two labels, one meaning, different answers. A bare code means what it says, and a name beside it is a part of
    it; otherwise nobody knows which of the labels is meant, and each keeps only its printed name."""
    others = {cell.labels[dimension][1] for cell in claims if not BARE.fullmatch(cell.labels[dimension][1])}
    parts = all(not CODE.match(printed) for printed in others)
    for cell in claims:
        printed = cell.labels[dimension][1]
        if not (parts and BARE.fullmatch(printed)):
            cell.labels = cell.labels | {dimension: (None, printed)}  # other cells hold the same labels


def _drop_doubtful_totals(read: list[Found]) -> None:
    """Several columns or lines called "Total", each of something that only its place implies: none of them is read."""
    totals = [cell for cell in read if cell.period == "total" or any(v == "total" for v, _ in cell.labels.values())]
    kinds = {_summed(group[0]) for group in _by_key(totals).values() if len({c.text for c in group}) > 1}
    for cell in totals:
        if _summed(cell) in kinds:
            cell.problem = "a total, and there are several whose difference is not named"


def _summed(cell: Found) -> tuple[str, ...]:
    """What a total sums: its question, and "period" or the dimensions."""
    over = [d for d, (value, _) in sorted(cell.labels.items()) if value == "total"]
    return (cell.question, *over, *(["period"] if cell.period == "total" else []))


def _taint(cells: list[Found], problem: str) -> None:
    for cell in cells:
        cell.problem = cell.problem or problem


def _keys(read: list[Found]) -> list[Key]:
    """What each cell answers, as one thing that can be compared."""
    # Many cells share their labels, as one object.
    different = {id(cell.labels): cell.labels for cell in read}
    known = {i: tuple((d, p if v is None else v) for d, (v, p) in sorted(labels.items())) for i, labels in different.items()}
    return [(cell.question, cell.period, known[id(cell.labels)]) for cell in read]


def _by_key(read: list[Found]) -> dict[Key, list[Found]]:
    groups: dict[Key, list[Found]] = {}
    for key, cell in zip(_keys(read), read):
        groups.setdefault(key, []).append(cell)
    return groups


def _claimed_twice(read: list[Found], dimension: str) -> list[str]:
    """Canonical values that two differently printed labels claim, with different answers."""
    claimed = set()
    for (_, _, labels), group in _by_key(read).items():
        printed = {c.labels[dimension][1] for c in group if dimension in c.labels}
        if len(printed) > 1 and len({c.text for c in group}) > 1:
            claimed.add(dict(labels)[dimension])
    return sorted(claimed - {"total"})
