"""config/metrics.yml as typed things."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator, model_validator

from study import ConfigError, Declared, Question, Study, Text, checked, load_yaml, places

OF_NUMBERS = ("total", "median", "range", "smallest", "largest", "tendency")
BY_QUESTION = ("count", "share", "distribution", "replies", *OF_NUMBERS)
BY_METRIC = ("multiply", "add", "ratio", "ranking")
VERBS = ("known", "reference", *BY_QUESTION, *BY_METRIC)
OF_ANSWERS = tuple(verb for verb in BY_QUESTION if verb != "replies")
# Fields that are for some verbs only; to others they would mean nothing.
ONLY = {"where": ("count", "share"), "having": ("tendency",), "over": OF_ANSWERS, "period": OF_ANSWERS, "cap": OF_NUMBERS}
MISSING = ("reported", "grossed up", "bounded")

Several = Annotated[tuple[Text, ...], BeforeValidator(lambda v: [v] if isinstance(v, (str, int)) else v)]

# What the fields of a metric are for. docs/metrics.md is made from this.
WHERE = """What is counted. Of options: one of them, several with “or” between them (`up_to_five or beyond_five`), or how many
were named (`2 or more`). Of numbers: a limit (`"< 10"`, `"<= 10"`, `"> 10"`, `">= 10"`). Yes and no stand in quotes."""
HAVING = """With tendency: another question and an answer to it (`{integrated: "yes"}`). The bodies that gave that answer are
compared with the others."""
OVER = """Of a table: the values that are summed, by dimension (`{age: [0, 1, 2]}`). A dimension that is not named is summed
over all that a body prints."""
BY = """One number for each value of a dimension of the question, of a column of register.csv, or of one within the other
(`[nation, band]`)."""
PERIOD = """The period that is wanted, or several: then the first of them for which a body gave anything. Without it, the last
that a body gave."""
MISSING_BODIES = """What is said of the bodies that did not answer, by total, count, share and distribution. `reported` (so it is
without this field) leaves them out; `grossed up` takes them to be like those that answered; `bounded` lets each of them be
anything that the question allows."""
STRATA = """With `missing: grossed up`: the column of register.csv within whose values bodies are taken to be alike."""
CAP = """What an open answer such as “over 300” counts as at most, instead of the question's own cap in questions.yml."""
VARY = """One number for each choice. Of a total: `missing` and `cap` (`{cap: [330, 400]}`). Of a metric made of others: one of
those, by what takes its place (`{births: {births of 2022: births, births of 2023: births_2023}}`)."""


class Picked(Declared):
    """One figure of data/raw/reference/: the row of `file` where each named column holds the value given."""

    file: str
    where: dict[str, Text] = {}


class Ratio(Declared):
    of: str
    to: Several


class Metric(Declared):
    """One number of the report, or several of a kind. Exactly one of the verbs says what is computed."""

    title: str = Field(description="What the number is, as tables and pages call it.")
    why: str = Field(description="Why it matters.")
    known: str | None = None
    reference: Picked | None = None
    count: str | None = None
    share: str | None = None
    distribution: str | None = None
    total: str | None = None
    median: str | None = None
    range: str | None = None
    smallest: str | None = None
    largest: str | None = None
    tendency: str | None = None
    replies: str | None = None
    multiply: tuple[str, ...] | None = None
    add: tuple[str, ...] | None = None
    ratio: Ratio | None = None
    ranking: str | None = None
    where: Text | None = Field(None, description=WHERE)
    having: dict[str, Text] = Field({}, max_length=1, description=HAVING)
    over: dict[str, tuple[int | str, ...]] = Field({}, description=OVER)
    by: Several = Field((), description=BY)
    period: Several = Field((), description=PERIOD)
    missing: str = Field("reported", description=MISSING_BODIES)
    strata: str | None = Field(None, description=STRATA)
    cap: float | None = Field(None, description=CAP)
    vary: dict[str, dict[Text, Text]] = Field({}, description=VARY)
    rounded_to: float | None = Field(
        None, gt=0, description="The step to which it is printed. An interval is rounded outwards, never inwards."
    )
    unit: str | None = Field(None, description="What is counted, such as teams. Without it, what the question counts.")
    beside: str | None = Field(None, description="The metric that it is shown beside: the same with another assumption.")

    @field_validator("vary", mode="before")
    @classmethod
    def a_list_names_itself(cls, vary: dict) -> dict:
        return {k: {v: v for v in to} if isinstance(to, list) else to for k, to in vary.items()} if isinstance(vary, dict) else vary

    @model_validator(mode="after")
    def one_verb(self) -> Metric:
        used = [v for v in VERBS if getattr(self, v) is not None]
        if len(used) != 1:
            raise ValueError(f"a metric has exactly one verb of {', '.join(VERBS)}; this one has {', '.join(used) or 'none'}")
        if used[0] in ("count", "share") and self.where is None:
            raise ValueError(f"{used[0]} needs `where`: what is counted")
        if used[0] == "tendency" and not self.having:
            raise ValueError("tendency needs `having`: the question and the answer of the bodies that are compared with the others")
        if self.missing not in MISSING:
            raise ValueError(f"missing is one of: {', '.join(MISSING)}")
        if self.missing != "reported" and used[0] not in ("total", "count", "share", "distribution"):
            raise ValueError(f"{used[0]} is of the bodies that answered: it takes no `missing`")
        for field, verbs in ONLY.items():
            if getattr(self, field) and used[0] not in verbs:
                raise ValueError(f"{used[0]} takes no `{field}`: that is for {', '.join(verbs)}")
        if self.strata and self.missing != "grossed up":
            raise ValueError("strata says by what to gross up: it needs `missing: grossed up`")
        may = ("missing", "cap") if self.total else () if self.ranking else self.inputs
        for varied, to in self.vary.items():
            if varied not in may:
                raise ValueError(f"vary cannot change {varied!r}; it may change {', '.join(may) or 'nothing, with this verb'}")
            if varied == "missing" and (other := [value for value in to.values() if value not in MISSING]):
                raise ValueError(f"vary › missing: {other[0]!r} is none of: {', '.join(MISSING)}")
            if varied == "cap" and (other := [value for value in to.values() if not value.replace(".", "", 1).isdigit()]):
                raise ValueError(f"vary › cap: {other[0]!r} is no number")
        return self

    @cached_property
    def verb(self) -> str:
        return next(v for v in VERBS if getattr(self, v) is not None)

    @cached_property
    def question(self) -> str | None:
        return getattr(self, self.verb) if self.verb in BY_QUESTION else None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The metrics that this one is made of."""
        if self.ratio:
            return (self.ratio.of, *self.ratio.to)
        return (self.ranking,) if self.ranking else self.multiply or self.add or ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The metrics that come before this one: what it is made of, and what takes their place where they vary."""
        others = [] if self.total else [m for to in self.vary.values() for m in to.values()]
        return tuple(dict.fromkeys([*self.inputs, *others]))

    def several(self, declared: dict[str, Metric]) -> bool:
        """Whether it has more than one value: one for each option, stratum, part or choice."""
        own = self.by or self.vary or self.replies or self.distribution or self.ranking
        return bool(own) or any(declared[name].several(declared) for name in self.inputs)


class Metrics(Declared):
    metrics: dict[str, Metric]


def load_metrics(path: Path, study: Study) -> dict[str, Metric]:
    """The metrics in the order declared. Raises ConfigError with the file, the line and what to write."""
    if not path.exists():
        return {}
    place = places(path)
    declared = checked(Metrics, {"metrics": load_yaml(path)}, lambda where: place(where[1:])).metrics
    for name, metric in declared.items():
        for other in filter(None, [*metric.needs, metric.beside]):
            if other not in declared:
                raise ConfigError(f"{place((name, metric.verb) if metric.inputs else (name,))}: there is no metric {other!r}")
    in_order(path, declared, place)
    for name, metric in declared.items():
        if "." in name:
            raise ConfigError(f"{place((name,))}: a name has no full stop: it parts a metric from one of its several values")
        if found := _wrong(metric, declared, study):
            raise ConfigError(f"{place((name, *found[0]))}: {found[1]}")
    return declared


def _wrong(metric: Metric, declared: dict[str, Metric], study: Study) -> tuple[tuple[str, ...], str] | None:
    """What of a metric does not fit the study and the other metrics: where it stands, and why."""
    if metric.ranking and not declared[metric.ranking].several(declared):
        return ("ranking",), f"{metric.ranking} has one value; what is ranked has several, such as a distribution"
    if several := [name for name in metric.needs if (metric.multiply or metric.add) and declared[name].several(declared)]:
        return (metric.verb,), f"the metric {several[0]!r} has several values; to {metric.verb} takes metrics of one"
    if metric.known and metric.known not in study.questions:
        return ("known",), f"there is no collection {metric.known!r} in questions.yml (it has: {', '.join(study.questions)})"
    asked = None
    for where, question in ((metric.verb, metric.question), *(("having", q) for q in metric.having)):
        if question is None:
            continue
        found = [questions[question] for questions in study.questions.values() if question in questions]
        if not found:
            return (where,), f"there is no question {question!r} in questions.yml"
        asked = asked or found[0]
    return _unsuited(metric, asked, study)


def _unsuited(metric: Metric, asked: Question | None, study: Study) -> tuple[tuple[str, ...], str] | None:
    """What of a metric does not suit its question."""
    by = asked.by if asked else ()
    has = f"it was asked by {', '.join(by)}" if by else "it was asked by none"
    if metric.by and not (metric.question or metric.known or metric.reference):
        return ("by",), f"{metric.verb} is made of metrics: give `by` to those, and it has as many values as they have"
    if other := [dimension for dimension in metric.over if dimension not in by]:
        return ("over",), f"{metric.question} was not asked by {other[0]!r} in questions.yml ({has})"
    if other := [d for d in metric.by if d in study.dimensions and d not in by]:
        return ("by",), f"{metric.question or 'a metric without a question'} was not asked by {other[0]!r} in questions.yml ({has})"
    if metric.verb in OF_NUMBERS and asked.kind not in ("number", "table"):
        return (metric.verb,), f"{metric.question} is of the kind {asked.kind} in questions.yml, and a {metric.verb} needs numbers"
    if metric.distribution and not asked.options and asked.kind != "yes_no":
        return ("distribution",), f"{metric.question} has no options in questions.yml. For a table: total, with `by`"
    return None


def in_order(path: Path, declared: dict[str, Metric], place: Callable[[tuple], str] | None = None) -> dict[str, Metric]:
    """The metrics so that each comes after what it is made of. Raises ConfigError where they go round in a circle."""
    order: dict[str, Metric] = {}
    while len(order) < len(declared):
        ready = [n for n, m in declared.items() if n not in order and all(i in order for i in m.needs)]
        if not ready:
            circle = [n for n in declared if n not in order]
            at = place((circle[0],)) if place else path
            raise ConfigError(f"{at}: these metrics are made of each other, and none can be first: {', '.join(circle)}")
        order |= {n: declared[n] for n in ready}
    return order
