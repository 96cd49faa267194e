"""The numbers that a cell enters, as links to their pages."""

from __future__ import annotations

from collections.abc import Iterable

from auditing.lineage import Lineage
from auditing.text import metric_href

SEVERAL = 3  # of more values of one metric the metric is named, and how many they are

Links = tuple[tuple[str, str], ...]  # what a link says, and where it leads, seen from a page of results/audit/returns


class Entered:
    def __init__(self, metrics: list[dict[str, str]], lineage: Iterable[tuple[str, str, str]]):
        """metrics: rows of metrics.csv."""
        self.rows = {row["metric"]: row for row in metrics}
        self.metrics = Lineage(lineage).entered(self.rows)
        self._said: dict[tuple[str, ...], Links] = {}

    def said(self, address: str) -> Links:
        found = tuple(self.metrics.get(address, ()))
        if found not in self._said:
            self._said[found] = tuple(self._links(found))
        return self._said[found]

    def _links(self, names: tuple[str, ...]) -> Iterable[tuple[str, str]]:
        several: dict[str, list[str]] = {}
        for name in names:
            several.setdefault(name.partition(".")[0], []).append(name)
        for declared, found in several.items():
            if len(found) > SEVERAL:
                title = self.rows[found[0]]["title"].removesuffix(f": {self.rows[found[0]]['label']}")
                yield f"{title}: {len(found)} values", f"../{metric_href(declared)}"
            else:
                for name in found:
                    yield f"{self.rows[name]['title']}: {self.rows[name]['text']}", f"../{metric_href(name)}"
