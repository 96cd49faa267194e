"""What each body gave to a metric, and how numbers are written in formulas."""

from __future__ import annotations

import math
from typing import NamedTuple

from deriving.declared import Metric

COUNTS = {"yes": "counted", "maybe": "possibly", "no": "not counted"}


class Gave(NamedTuple):
    """What one body gave to a metric: a row of results/inputs.csv."""

    lower: float
    upper: float
    weight: float
    meets: str

    @property
    def value(self) -> str:
        if math.isnan(self.lower):
            return ""
        if math.isnan(self.upper) or math.isinf(self.upper):
            return f"{written(self.lower)} or more"
        return written(self.lower) if self.lower == self.upper else f"{written(self.lower)} to {written(self.upper)}"

    def counts(self, metric: Metric) -> str:
        """What it counts as, in words."""
        said = COUNTS.get(self.meets, self.meets) if metric.where else ""
        return said if self.weight == 1 else f"{said} × {written(self.weight)}".strip()


def gave(row: dict[str, str]) -> Gave:
    return Gave(number(row["lower"]), number(row["upper"]), number(row["weight"]), row["meets"])


def number(text: str) -> float:
    return float(text) if text else math.nan


def written(value: float) -> str:
    if math.isnan(value) or math.isinf(value):
        return "no end"
    return f"{round(value):,}" if abs(value - round(value)) < 1e-6 else f"{value:,.6g}"
