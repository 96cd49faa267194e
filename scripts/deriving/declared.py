"""config/metrics.yml and config/statements.yml as typed things."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, model_validator

from study import ConfigError, Declared, Question, Study, Text, checked, load_yaml, read_text

BY_QUESTION = ("count", "share", "total", "range", "smallest", "largest", "replies")
OF_NUMBERS = ("total", "range", "smallest", "largest")
BY_METRIC = ("multiply", "add", "ratio")
VERBS = ("known", "reference", *BY_QUESTION, *BY_METRIC)


class Picked(Declared):
    """One figure of data/raw/reference/: the row of `file` where each named column holds the value given."""

    file: str
    where: dict[str, Text]


class Ratio(Declared):
    of: str
    to: str | tuple[str, ...]


class Metric(Declared):
    title: str
    why: str
    known: str | None = None
    reference: Picked | None = None
    count: str | None = None
    share: str | None = None
    total: str | None = None
    range: str | None = None
    smallest: str | None = None
    largest: str | None = None
    replies: str | None = None
    multiply: tuple[str, ...] | None = None
    add: tuple[str, ...] | None = None
    ratio: Ratio | None = None
    where: Text | None = None
    over: dict[str, tuple[int, ...]] = {}
    period: tuple[Text, ...] = ()
    missing: str = "reported"
    unit: str | None = None
    beside: str | None = None

    @model_validator(mode="before")
    @classmethod
    def one_period_is_a_list(cls, data: dict) -> dict:
        if isinstance(data, dict) and isinstance(data.get("period"), (str, int)):
            data = {**data, "period": [data["period"]]}
        return data

    @model_validator(mode="after")
    def one_verb(self) -> Metric:
        used = [v for v in VERBS if getattr(self, v) is not None]
        if len(used) != 1:
            raise ValueError(f"a metric has exactly one verb of {', '.join(VERBS)}; this one has {', '.join(used) or 'none'}")
        if used[0] in ("count", "share") and self.where is None:
            raise ValueError(f"{used[0]} needs `where`: what is counted")
        if self.missing not in ("reported", "grossed up", "bounded"):
            raise ValueError("missing is one of: reported, grossed up, bounded")
        if len(self.over) > 1:
            raise ValueError(f"over takes one dimension; this one has {', '.join(self.over)}")
        return self

    @property
    def verb(self) -> str:
        return next(v for v in VERBS if getattr(self, v) is not None)

    @property
    def question(self) -> str | None:
        return getattr(self, self.verb) if self.verb in BY_QUESTION else None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The metrics that this one is made of."""
        if self.ratio:
            to = (self.ratio.to,) if isinstance(self.ratio.to, str) else self.ratio.to
            return (self.ratio.of, *to)
        return self.multiply or self.add or ()


class Claim(Declared):
    metric: str
    above: float | None = None
    below: float | None = None
    equals: float | None = None
    between: tuple[float, float] | None = None
    rounded_to: float | None = None
    answered: int | None = None

    @model_validator(mode="after")
    def says_something(self) -> Claim:
        if all(said is None for said in (self.above, self.below, self.equals, self.between, self.answered)):
            raise ValueError("a claim says at least one of: above, below, equals, between, answered")
        return self


class Statement(Declared):
    says: str
    source: str
    published: Text
    claims: tuple[Claim, ...] = Field(min_length=1)


class Metrics(Declared):
    metrics: dict[str, Metric]


class Statements(Declared):
    statements: dict[str, Statement]


def load_metrics(path: Path, study: Study) -> dict[str, Metric]:
    """The metrics in the order declared. Raises ConfigError with the file, the line and what to write."""
    if not path.exists():
        return {}
    text = read_text(path)
    declared = checked(Metrics, {"metrics": load_yaml(path)}, lambda where: _place(path, text, where[1:])).metrics
    questions = {q: c for c, qs in study.questions.items() for q in qs}
    for name, metric in declared.items():
        unknown = [i for i in (*metric.inputs, *filter(None, [metric.beside])) if i not in declared]
        if unknown:
            raise ConfigError(f"{_place(path, text, (name,))}: there is no metric {unknown[0]!r}")
        several = [i for i in metric.inputs if declared[i].replies]
        if several:
            raise ConfigError(
                f"{_place(path, text, (name, metric.verb))}: the metric {several[0]!r} has several values, one a kind of reply"
            )
        if metric.question and metric.question not in questions:
            raise ConfigError(f"{_place(path, text, (name, metric.verb))}: there is no question {metric.question!r} in questions.yml")
        asked = study.question(questions[metric.question], metric.question) if metric.question else None
        if wrong := _unsuited(metric, asked):
            raise ConfigError(f"{_place(path, text, (name, *wrong[0]))}: {wrong[1]}")
        if metric.known and metric.known not in study.questions:
            raise ConfigError(f"{_place(path, text, (name, 'known'))}: there is no collection {metric.known!r} in questions.yml")
    in_order(path, declared)
    return declared


def _unsuited(metric: Metric, asked: Question | None) -> tuple[tuple[str, ...], str] | None:
    """What of a metric does not suit its question: where it stands, and why."""
    by = asked.by if asked else ()
    if other := [dimension for dimension in metric.over if dimension not in by]:
        has = f"it was asked by {', '.join(by)}" if by else "it was asked by none"
        return ("over",), f"{metric.question or 'a metric without a question'} was not asked by {other[0]!r} in questions.yml ({has})"
    if metric.verb in OF_NUMBERS and asked.kind not in ("number", "table"):
        return (metric.verb,), f"{metric.question} is of the kind {asked.kind} in questions.yml, and a {metric.verb} needs numbers"
    return None


def in_order(path: Path, declared: dict[str, Metric]) -> dict[str, Metric]:
    """The metrics so that each comes after what it is made of. Raises ConfigError where they go round in a circle."""
    order: dict[str, Metric] = {}
    while len(order) < len(declared):
        ready = [n for n, m in declared.items() if n not in order and all(i in order for i in m.inputs)]
        if not ready:
            circle = ", ".join(n for n in declared if n not in order)
            raise ConfigError(f"{path}: these metrics are made of each other, and none can be first: {circle}")
        order |= {n: declared[n] for n in ready}
    return order


def load_statements(path: Path, metrics: dict[str, Metric]) -> dict[str, Statement]:
    if not path.exists():
        return {}
    text = read_text(path)
    declared = checked(Statements, {"statements": load_yaml(path)}, lambda where: _place(path, text, where[1:])).statements
    for name, statement in declared.items():
        for claim in statement.claims:
            if claim.metric not in metrics:
                raise ConfigError(f"{_place(path, text, (name,))}: there is no metric {claim.metric!r} in metrics.yml")
            if metrics[claim.metric].replies:
                raise ConfigError(f"{_place(path, text, (name,))}: the metric {claim.metric!r} has several values; a claim is about one")
    return declared


def _place(path: Path, text: str, where: tuple) -> str:
    """The file, the line of the entry and its name, for a message."""
    keys = [str(w) for w in where if not isinstance(w, int)]
    start = re.search(rf"^{re.escape(keys[0])}:", text, re.MULTILINE) if keys else None
    line = f", line {text.count(chr(10), 0, start.start()) + 1}" if start else ""
    return f"{path}{line}: {' › '.join(map(str, where))}"
