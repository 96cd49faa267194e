"""What figures are made from: the values of metrics and what bodies gave, each in the words that figures share."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from deriving.declared import Metric
from deriving.derived import shown
from deriving.inputs import Given, Inputs, Interval
from disclosing.counts import protected
from disclosing.published import alike
from study import ConfigError
from telling.numbers import Number
from telling.placeholders import filled

WIDENED = "Some numbers are wider than what is known, or not shown, so that nobody learns what few bodies answered."
UP_TO = 12  # values that a caption says one by one


@dataclass(frozen=True, slots=True)
class Drawn:
    """data: what is drawn, a row a mark, from top to bottom; what is not drawn comes last, with no ends."""

    figure: Figure
    data: pd.DataFrame
    title: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a metric. label: as readers call it. lower: nan where it is not known; upper: inf where it has no upper
    end. text: as it is printed; short: its two ends alone. base: what it is a share or a part of, in bodies. lost: answers
    that could not be used. hidden: whether it is given wider than it is, or not at all."""

    metric: str
    label: str
    lower: float
    upper: float
    unit: str
    text: str
    short: str
    answered: float
    asked: float
    base: float
    basis: str
    lost: int
    hidden: bool = False

    @property
    def known(self) -> bool:
        return not math.isnan(self.lower)

    @property
    def open(self) -> bool:
        return self.known and self.lower < self.upper


@dataclass(frozen=True, slots=True)
class Made:
    """metrics: metrics.csv by metric; numbers: the same for sentences. place: for an entry of the figure, file, line and name."""

    metrics: pd.DataFrame
    numbers: dict[str, Number]
    declared: dict[str, Metric]
    inputs: Inputs
    place: Callable[..., str]

    def said(self, entry: str, text: str, known: dict[str, Number]) -> str:
        """The text with its numbers in place, as in statements.yml. known: numbers that are no metrics. Raises ConfigError."""
        return "".join(piece.text for piece in filled(text, self.numbers | known, lambda: self.place(entry)))

    def given(self, metric: str) -> dict[str, Given]:
        """What each body gave; of those that answered in confidence without their names, and as wide as hides them."""
        declared = self.declared[metric]
        given = self.inputs.per_body(declared.question, declared.over, declared.period)
        if not self.in_confidence(metric):
            return given
        rule = self.inputs.study.settings.disclosure
        wide = alike(given, rule.smallest)
        in_order = sorted(wide, key=lambda body: wide[body].value or (math.inf, math.inf))
        return {f"{n:0{len(str(len(wide)))}}": wide[body] for n, body in enumerate(in_order, 1)}

    def in_confidence(self, metric: str) -> bool:
        rule, declared = self.inputs.study.settings.disclosure, self.declared[metric.partition(".")[0]]
        return rule is not None and protected(declared, self.inputs, rule)

    def value(self, name: str, label: str, *where: str) -> Value:
        """Raises ConfigError where there is no such metric."""
        if name not in self.metrics.index:
            raise ConfigError(f"{self.place(*where)}: there is no metric {name!r}; there are: {_near(name, self.metrics.index)}")
        row = self.metrics.loc[name]
        lower, upper = row["lower"], row["upper"]
        ends = Interval(lower, math.inf if pd.isna(upper) and not pd.isna(lower) else upper)
        short = shown(ends, row["unit"], self.declared[name.partition(".")[0]].rounded_to)
        hidden = bool(row.get("hidden"))
        short = row["text"] if math.isnan(lower) and hidden else short
        counts = (row["answered"], row["asked"], row["base"])
        return Value(name, label, *ends, row["unit"], row["text"], short, *counts, row["basis"], int(row["set_aside"]), hidden)

    def values(self, metric: str, labels: dict[str, str], *where: str) -> dict[str, Value]:
        """Which → value, of a metric that has several. labels: what some of them are to be called. Raises ConfigError."""
        found = {name.partition(".")[2]: name for name in self.metrics.index if name.partition(".")[0] == metric}
        if other := [which for which in labels if which not in found]:
            raise ConfigError(f"{self.place('labels', other[0])}: {metric} has no value {other[0]!r}; it has: {', '.join(found) or 'none'}")
        own = self.metrics["label"]
        values = {which: self.value(name, labels.get(which, capital(own[name])), *where) for which, name in found.items()}
        self.told_apart([value.label for value in values.values()])
        return values

    def told_apart(self, names: list) -> None:
        """Raises ConfigError where two values are called the same."""
        if twice := [name for name in names if names.count(name) > 1]:
            said = twice[0] if isinstance(twice[0], str) else ", ".join(twice[0])
            raise ConfigError(f"{self.place('labels')}: two values are called {said!r}; give one of them another name under `labels`")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _near(name: str, known) -> str:
    """The names that may be meant: of the same metric, or else all metrics."""
    own = [other for other in known if other.partition(".")[0] == name.partition(".")[0]]
    return ", ".join(own or dict.fromkeys(other.partition(".")[0] for other in known))


# Words --------------------------------------------------------------------------------------------------------------


def joined(*sentences: str) -> str:
    return " ".join(s for s in sentences if s)


def with_unit(value: Value, text: str) -> str:
    return text if not value.known or value.base > 0 or value.unit.startswith("share") or not value.unit else f"{text} {value.unit}"


def told(values: dict[str, str]) -> str:
    """Each value by its name, as a sentence: of many, those that are not nought."""
    if len(values) <= UP_TO:
        return "; ".join(f"{name}: {text}" for name, text in values.items()) + "."
    some = {name: text for name, text in values.items() if not nought(text)}
    rest = f"; the {len(values) - len(some)} others: 0" if len(some) < len(values) else ""
    return "; ".join(f"{name}: {text}" for name, text in some.items()) + rest + "."


def nought(text: str) -> bool:
    return not text.strip("0.%")


def how_drawn(values: list[Value]) -> str:
    """What of the bars is uncertain, in words."""
    hatched = "Hatched: what is left open." if any(v.open for v in values) else ""
    arrow = "An arrow: no upper end." if any(math.isinf(v.upper) for v in values) else ""
    return joined(hatched, arrow, WIDENED if any(v.hidden for v in values) else "")


def base(values: dict[str, Value], bodies: str) -> tuple[str, bool]:
    """Whom the numbers speak for, by name where they differ; who is left out, and what could not be used. Whether they
    speak for the same."""
    by_basis: dict[str, list[str]] = {}
    for name, value in values.items():
        if value.asked > 0:
            by_basis.setdefault(_basis(value, bodies), []).append(name)
    if len(by_basis) == 1:
        return f"Base: {next(iter(by_basis))}.", True
    said = "; ".join(f"{', '.join(names)} – {basis}" for basis, names in by_basis.items())
    return (f"Base: {said}." if said else ""), False


def _basis(value: Value, bodies: str) -> str:
    left_out = value.asked - value.answered
    silent = f"; {left_out:g} left out" if value.basis.endswith("that answered") and left_out else ""
    lost = f" (answers and cells that could not be used: {value.lost})" if value.lost else ""
    return re.sub(r"\bbodies\b", bodies, value.basis) + silent + lost


def table(values: dict[tuple[str, ...], Value], names: list[str]) -> pd.DataFrame:
    """The data behind a figure: what each value is called, and the value as metrics.csv has it."""
    ends = lambda v: (v.lower, v.upper if math.isfinite(v.upper) else math.nan)  # noqa: E731
    rows = [(*key, v.metric, *ends(v), v.unit, v.text, v.answered, v.asked, v.basis) for key, v in values.items()]
    found = pd.DataFrame(rows, columns=[*names, "metric", "lower", "upper", "unit", "text", "answered", "asked", "basis"])
    return found.astype({"answered": "Int64", "asked": "Int64"})
