"""Statements: what config/statements.yml says that the report says, against what the metrics say."""

from __future__ import annotations

import math
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, model_validator

from deriving.declared import Metric
from deriving.derived import Derived
from deriving.inputs import Interval
from study import ConfigError, Declared, Study, Text, Word, checked, load_yaml, places

LIMITS = ("above", "below", "equals", "between")


class Claim(Declared):
    """What a statement claims of a metric: limits, or a word that config/study.yml gives limits to (`is`)."""

    metric: str
    above: float | None = None
    below: float | None = None
    equals: float | None = None
    between: tuple[float, float] | None = None
    is_: Text | None = Field(None, alias="is")
    rounded_to: float | None = None
    answered: int | None = None

    @model_validator(mode="after")
    def says_something(self) -> Claim:
        if all(said is None for said in (*(getattr(self, limit) for limit in LIMITS), self.answered, self.is_)):
            raise ValueError(f"a claim says at least one of: {', '.join(LIMITS)}, is, answered")
        return self


class Statement(Declared):
    """A sentence of the report. finding: the same sentence with metrics in it, for findings.html and findings.docx;
    section: the heading that it stands under there; figure: the one that stands after it, where none of its metrics says so."""

    says: str
    source: str
    published: Text
    claims: tuple[Claim, ...] = Field(min_length=1)
    finding: str | None = None
    section: str | None = None
    figure: str | None = None
    note: str | None = None


class Statements(Declared):
    statements: dict[str, Statement]


class Judged(NamedTuple):
    verdict: str  # agrees · disagrees · undetermined
    because: str  # what was derived for each claim, and whether it is what was published


def load_statements(path: Path, metrics: dict[str, Metric], study: Study) -> dict[str, Statement]:
    """The statements in the order declared, each `is` with its limits. Raises ConfigError with the file and the line."""
    if not path.exists():
        return {}
    place = places(path)
    declared = checked(Statements, {"statements": load_yaml(path)}, lambda where: place(where[1:])).statements
    return {name: _with_words(s, name, metrics, study.settings.words, place) for name, s in declared.items()}


def _with_words(statement: Statement, name: str, metrics: dict[str, Metric], words: dict[str, Word], place) -> Statement:
    claims = []
    for i, claim in enumerate(statement.claims):
        metric, _, which = claim.metric.partition(".")
        if metric not in metrics:
            raise ConfigError(f"{place((name, 'claims', i))}: there is no metric {claim.metric!r} in metrics.yml")
        if metrics[metric].several(metrics) and not which:
            raise ConfigError(
                f"{place((name, 'claims', i))}: the metric {metric!r} has several values; a claim is about one, "
                f"such as {metric}.NAME (results/metrics.csv has the names)"
            )
        if claim.is_ is not None and claim.is_ not in words:
            known = ", ".join(words) or "none yet"
            raise ConfigError(
                f"{place((name, 'claims', i))}: study.yml does not say under `words` what {claim.is_!r} means (known: {known})"
            )
        limits = {limit: getattr(words[claim.is_], limit) for limit in LIMITS} if claim.is_ is not None else {}
        claims.append(claim.model_copy(update={limit: value for limit, value in limits.items() if value is not None}))
    return statement.model_copy(update={"claims": tuple(claims)})


def judged(statement: Statement, made: dict[str, Derived], words: dict[str, Word], titles: dict[str, str] | None = None) -> Judged:
    """The weakest of its claims decides. titles: what the metrics are called.

    Raises ConfigError for a claim about a value that the metric has not."""
    found, told, before = [], [], ""
    for claim in statement.claims:
        metric = claim.metric.partition(".")[0]
        if claim.metric not in made:
            has = ", ".join(name for name in made if name.partition(".")[0] == metric)
            raise ConfigError(f"there is no {claim.metric!r}; there are: {has or 'none'}")
        derived = made[claim.metric]
        found.append(holds(claim, derived))
        title = "" if metric == before else (titles or {}).get(metric, metric)
        before = metric
        of = ": ".join(filter(None, [title, derived.label])) or claim.metric
        told.append(f"{of}: {derived.text}, {HOLDS[found[-1]]} {wanted(claim, words, derived.unit)}.")
    verdict = "disagrees" if False in found else "undetermined" if None in found else "agrees"
    return Judged(verdict, " ".join(told))


HOLDS = {True: "which is", False: "which is not", None: "which may or may not be"}


def wanted(claim: Claim, words: dict[str, Word], unit: str = "") -> str:
    """A claim in words: “most”, that is more than half; above 2,000; between 4,400 and 6,500 to the nearest 100."""
    number = (lambda n: f"{n * 100:g}%") if unit.startswith("share") else (lambda n: f"{n:,.10g}")
    said = []
    if claim.is_ is not None:
        said.append(f"“{claim.is_}”, that is {words[claim.is_].means}")
    elif unit == "place" and claim.between and claim.between[0] == 1:
        said.append(f"among the first {claim.between[1]:g}")
    else:
        said += [f"{limit} {number(getattr(claim, limit))}" for limit in ("above", "below") if getattr(claim, limit) is not None]
        said += [f"the published {number(claim.equals)}"] if claim.equals is not None else []
        said += [f"between {number(claim.between[0])} and {number(claim.between[1])}"] if claim.between else []
    text = " and ".join(said) + (f" to the nearest {number(claim.rounded_to)}" if claim.rounded_to else "")
    return ", ".join(filter(None, [text, f"of {claim.answered} that answered" if claim.answered is not None else ""]))


def holds(claim: Claim, derived: Derived) -> bool | None:
    """Whether a claim is true for every value in the metric's interval (True), for none (False), or for some (None)."""
    low, high = rounded(derived.interval, claim.rounded_to)
    if math.isnan(low) or math.isnan(high):
        return None
    tests = []
    if claim.answered is not None:
        tests.append((derived.answered == claim.answered,) * 2)
    if claim.above is not None:
        tests.append((low > claim.above, high > claim.above))
    if claim.below is not None:
        tests.append((high < claim.below, low < claim.below))
    if claim.equals is not None:
        tests.append((low == high == claim.equals, low <= claim.equals <= high))
    if claim.between is not None:
        least, most = claim.between
        tests.append((least <= low and high <= most, low <= most and high >= least))
    if all(always for always, _ in tests):
        return True
    return None if all(possibly for _, possibly in tests) else False


def rounded(interval: Interval, to: float | None) -> Interval:
    """Both ends to the nearest multiple of `to`, as the published figure was; half is rounded up."""
    if not to:
        return interval
    return Interval(*(_rounded(end, to) for end in interval))


def _rounded(end: float, to: float) -> float:
    if math.isinf(end) or math.isnan(end):
        return end
    # In decimals, as a person rounds: to a computer 0.145 is a little less than that.
    step = Decimal(str(to))
    steps = (Decimal(str(round(end, 9))) / step + Decimal("0.5")).to_integral_value(ROUND_FLOOR)
    return float(steps * step)
