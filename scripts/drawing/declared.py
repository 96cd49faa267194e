"""config/figures.yml as typed things."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from deriving.declared import Metric
from study import ConfigError, Declared, Study, Text, checked, load_yaml


class Bars(Declared):
    """One bar a metric. bars: label → metric."""

    kind: Literal["bars"]
    title: str
    bars: dict[Text, str]
    caption: str = ""

    @field_validator("bars")
    @classmethod
    def not_empty(cls, bars: dict[str, str]) -> dict[str, str]:
        if not bars:
            raise ValueError("bars needs at least one line: a label and its metric")
        return bars

    @property
    def metrics(self) -> tuple[str, ...]:
        return tuple(self.bars.values())


class Intervals(Declared):
    """Each body's answer to the metric's question. bodies: what they are called, in the plural."""

    kind: Literal["intervals"]
    title: str
    metric: str
    bodies: str = "bodies"
    axis: str
    scale: Literal["linear"] = "linear"
    caption: str = ""

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)


class Threshold(Declared):
    """The same against the limit of the metric's `where`. scale log: linear up to the limit, logarithmic above it."""

    kind: Literal["threshold"]
    title: str
    metric: str
    bodies: str = "bodies"
    axis: str
    scale: Literal["linear", "log"] = "linear"
    caption: str = ""

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)


Drawing = Annotated[Bars | Intervals | Threshold, Field(discriminator="kind")]


class Figures(Declared):
    figures: dict[str, Drawing]


def load_figures(path: Path, study: Study, metrics: dict[str, Metric]) -> dict[str, Bars | Intervals | Threshold]:
    """The figures in the order declared; none where there is no file. Raises ConfigError with the file and the entry."""
    if not path.exists():
        return {}
    place = lambda where: f"{path}: {' › '.join(str(w) for i, w in enumerate(where[1:]) if i != 1 or w not in KINDS)}"  # noqa: E731
    figures = checked(Figures, {"figures": load_yaml(path)}, place).figures
    for name, figure in figures.items():
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
            raise ConfigError(f"{path}: {name}: the name becomes a file's name; use letters, digits, _ and - only")
        for metric in figure.metrics:
            if metric.partition(".")[0] not in metrics:
                raise ConfigError(f"{path}: {name}: there is no metric {metric!r} in metrics.yml")
        if figure.kind != "bars" and not _numbers(study, metrics.get(figure.metric)):
            raise ConfigError(f"{path}: {name} › metric: {figure.metric} is not about a question that is answered with a number")
        if figure.kind == "threshold" and limit(metrics[figure.metric]) is None:
            raise ConfigError(f'{path}: {name} › metric: {figure.metric} has no limit to draw, such as `where: "< 10"`')
    return figures


KINDS = ("bars", "intervals", "threshold")


def _numbers(study: Study, metric: Metric | None) -> bool:
    asked = [qs[metric.question] for qs in study.questions.values() if metric and metric.question in qs]
    return any(q.kind in ("number", "table") for q in asked)


def limit(metric: Metric) -> float | None:
    """The number in `where: "< 10"`; None where it is no comparison."""
    found = re.fullmatch(r"[<>]=?\s*(\d+(?:\.\d+)?)", metric.where or "")
    return float(found[1]) if found else None
