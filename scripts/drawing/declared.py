"""config/figures.yml as typed things."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from deriving.declared import Metric
from study import ConfigError, Declared, Study, Text, checked, load_yaml, places

ACROSS = 6  # tiles on the width of a page


class Drawing(Declared):
    title: str
    bodies: str = "bodies"
    caption: str = ""

    @property
    def entries(self) -> dict[tuple[str, ...], str]:
        """Where in the figure a metric is named → the metric."""
        return {("metric",): self.metric}

    @property
    def metrics(self) -> tuple[str, ...]:
        return tuple(self.entries.values())


class Bars(Drawing):
    """One bar a value. Either bars: label → metric; or metric: one that has several values. labels: what some of these are
    to be called. bodies: what those who were asked are called, in the plural."""

    kind: Literal["bars"]
    bars: dict[Text, str] = {}
    metric: str = ""
    labels: dict[Text, Text] = {}
    order: Literal["declared", "largest first"] = "declared"

    @model_validator(mode="after")
    def one_of_them(self) -> Bars:
        if bool(self.bars) == bool(self.metric):
            raise ValueError("bars are either `metric`, one that has several values, or `bars`, lines with a label and its metric")
        if self.labels and not self.metric:
            raise ValueError("labels are for the values of `metric`; with `bars` the label stands before each metric")
        return self

    @property
    def entries(self) -> dict[tuple[str, ...], str]:
        return {("metric",): self.metric} if self.metric else {("bars", label): metric for label, metric in self.bars.items()}


class Grid(Drawing):
    """A metric that has a value for each pair: by two things, or varied in two ways. labels: what some rows and columns
    are to be called."""

    kind: Literal["grid"]
    metric: str
    labels: dict[Text, Text] = {}


class Tiles(Drawing):
    """Metrics by place, as a map of equal tiles. tiles: what is counted → metric. map: rows of places, as the metrics' values
    are named; blank where there is no tile."""

    kind: Literal["tiles"]
    tiles: dict[Text, str] = Field(min_length=1)
    map: tuple[tuple[Text | None, ...], ...]

    @model_validator(mode="after")
    def places_stand_once(self) -> Tiles:
        places = [place for row in self.map for place in row if place]
        if twice := [place for place in places if places.count(place) > 1]:
            raise ValueError(f"{twice[0]!r} stands on the map twice")
        if not places or max(map(len, self.map)) > ACROSS:
            raise ValueError(f"a map has at least one place, and at most {ACROSS} beside each other")
        return self

    @property
    def entries(self) -> dict[tuple[str, ...], str]:
        return {("tiles", label): metric for label, metric in self.tiles.items()}


class Intervals(Drawing):
    """Each body's answer to the metric's question. bodies: what they are called, in the plural."""

    kind: Literal["intervals"]
    metric: str
    axis: str
    scale: Literal["linear"] = "linear"


class Threshold(Drawing):
    """The same against the limit of the metric's `where`. scale log: linear up to the limit, logarithmic above it."""

    kind: Literal["threshold"]
    metric: str
    axis: str
    scale: Literal["linear", "log"] = "linear"


Figure = Bars | Grid | Tiles | Intervals | Threshold
KINDS = ("bars", "grid", "tiles", "intervals", "threshold")


class Figures(Declared):
    figures: dict[str, Annotated[Figure, Field(discriminator="kind")]]


def load_figures(path: Path, study: Study, metrics: dict[str, Metric]) -> dict[str, Figure]:
    """The figures in the order declared; none where there is no file. Raises ConfigError with the file, the line and the entry."""
    if not path.exists():
        return {}
    data, place = load_yaml(path), places(path)
    for name, declared in data.items():
        kind = declared.get("kind") if isinstance(declared, dict) else None
        if kind not in KINDS:
            said = f"there is no kind {kind!r}" if kind else "it has no `kind`"
            raise ConfigError(f"{place((name, 'kind'))}: {said}; a figure is of one of the kinds: {', '.join(KINDS)}")
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", str(name)):
            raise ConfigError(f"{place((name,))}: the name becomes a file's name; use letters, digits, _ and - only")
    # What pydantic says of an entry names its kind as well.
    figures = checked(Figures, {"figures": data}, lambda where: place((where[1], *where[3:]))).figures
    for name, figure in figures.items():
        for where, metric in figure.entries.items():
            if told := _wrong(figure, where[0], metric, study, metrics):
                raise ConfigError(f"{place((name, *where))}: {told}")
    return figures


def _wrong(figure: Figure, where: str, name: str, study: Study, metrics: dict[str, Metric]) -> str:
    """What of a metric does not suit a figure; nothing, if it does."""
    base, _, which = name.partition(".")
    metric = metrics.get(base)
    if metric is None:
        return f"there is no metric {name!r} in metrics.yml"
    if where == "bars":
        one = which or not metric.several(metrics)
        return "" if one else f"{name} has several values: write `metric: {name}` for a bar each, or name one, such as {name}.NAME"
    if figure.kind in ("bars", "grid", "tiles"):
        return "" if metric.several(metrics) and not which else f"{name} has one value; what is drawn here has several, such as one by `by`"
    if not _numbers(study, metric):
        return f"{name} is not about a question that is answered with a number"
    if figure.kind == "threshold" and limit(metric) is None:
        return f'{name} has no limit to draw, such as `where: "< 10"`'
    return ""


def _numbers(study: Study, metric: Metric) -> bool:
    asked = [questions[metric.question] for questions in study.questions.values() if metric.question in questions]
    return any(q.kind in ("number", "table") for q in asked)


def limit(metric: Metric) -> float | None:
    """The number in `where: "< 10"`; None where it is no comparison."""
    found = re.fullmatch(r"[<>]=?\s*(\d+(?:\.\d+)?)", metric.where or "")
    return float(found[1]) if found else None
