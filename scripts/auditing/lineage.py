"""results/lineage.csv: which cells and metrics each metric depends on, and which numbers each cell enters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

Cells = dict[str, dict[str, None]]  # role → addresses, in order


class Lineage:
    """rows: metric, role, source; those of one metric together."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]):
        self.of: dict[str, dict[str, list[str]]] = {}
        self._into: dict[str, list[str]] = defaultdict(list)
        self._cells: dict[str, Cells] = {}
        for metric, role, source in rows:
            self.of.setdefault(metric, {}).setdefault(role, []).append(source)
            if role == "metric":
                self._into[source].append(metric)

    def sources(self, metric: str, role: str) -> list[str]:
        return self.of.get(metric, {}).get(role, [])

    def is_reference(self, metric: str) -> bool:
        """Whether it is a figure that others published, as it stands."""
        return "reference" in self.of.get(metric, {})

    def goes_into(self, metric: str) -> list[str]:
        """The metrics that are made of this one."""
        return self._into.get(metric, [])

    def cells(self, metric: str) -> Cells:
        """The cells that a metric depends on, by itself or through those that it is made of."""
        if metric not in self._cells:
            found: Cells = {role: dict.fromkeys(sources) for role, sources in self.of.get(metric, {}).items() if role != "metric"}
            for source in self.sources(metric, "metric"):
                for role, cells in self.cells(source).items():
                    found.setdefault(role, {}).update(cells)
            self._cells[metric] = found
        return self._cells[metric]

    def entered(self, metrics: Iterable[str]) -> dict[str, list[str]]:
        """Cell → the metrics that it enters, directly or not, in the order given."""
        found: dict[str, list[str]] = defaultdict(list)
        for metric in metrics:
            for address in dict.fromkeys(a for cells in self.cells(metric).values() for a in cells):
                found[address].append(metric)
        return found
