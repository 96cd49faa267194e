"""Bounds that a spreadsheet made: dragging a cell with <5 over its neighbours fills them with <6, <7, <8 …"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recognising.grid import Found, Place
from recognising.values import Reading

DRAGGED = "fewer than, in a run of bounds"
SHORTEST = 3


def notice(found: Sequence[Found], readings: Sequence[Reading | None]) -> list[Reading | None]:
    """The readings, with a rule of their own for bounds that run on from cell to cell. They keep what is printed:
    what was hidden below 5 is below 16 as well."""
    bounds = {f.place: (n, r.upper) for n, (f, r) in enumerate(zip(found, readings)) if r and r.rule == "fewer than"}
    noticed = list(readings)
    if len({upper for _, upper in bounds.values()}) < SHORTEST:
        return noticed
    for run in _runs({place: upper for place, (_, upper) in bounds.items()}):
        first, last = (bounds[place][1] + 1 for place in (run[0], run[-1]))
        for n, _ in (bounds[place] for place in run[1:]):
            noticed[n] = noticed[n]._replace(rule=f"{DRAGGED} from <{first:g} to <{last:g}, as dragging a cell makes one")
    return noticed


def _runs(upper: dict[Place, float]) -> Iterator[list[Place]]:
    """Neighbours along a row, then down a column, each one higher than the one before."""
    for down, across in ((0, 1), (1, 0)):
        for row, col in sorted(upper):
            if upper.get((row - down, col - across)) == upper[row, col] - 1:
                continue
            run = [(row, col)]
            while upper.get(after := (run[-1][0] + down, run[-1][1] + across)) == upper[run[-1]] + 1:
                run.append(after)
            if len(run) >= SHORTEST:
                yield run
