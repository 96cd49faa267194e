"""From the cells of a value's paths to what it answers: question, dimensions, period. What contradicts itself is said."""

from __future__ import annotations

from dataclasses import dataclass

from recognising import values
from recognising.grid import Found, Place
from recognising.periods import Period, coarser, combine
from recognising.vocabulary import Label, Mention, Vocabulary
from study import Question


@dataclass(frozen=True, slots=True)
class Evidence:
    """One cell of a path and what it says. kind: "period", a dimension, "total" or "question"."""

    place: Place
    kind: str
    said: object
    printed: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What question a place names, and where it says so."""

    said: Mention | str | None = None
    place: Place | None = None

    @property
    def explicit(self) -> bool:
        return isinstance(self.said, Mention) and self.said.explicit


def question_of(path: list[Evidence], title: Scope, outside: list[Scope]) -> tuple[str, str]:
    """The question, or why it is not known. An explicit line beats a mention; two that disagree say nothing."""
    inner = [e.said for e in path if e.kind == "question"]
    scopes = [*inner, title.said, *(s.said for s in outside)]
    explicit = {s.question for s in scopes if isinstance(s, Mention) and s.explicit}
    mentioned = {s.question for s in scopes if isinstance(s, Mention) and not s.explicit}
    inner_mentions = {s.question for s in inner if isinstance(s, Mention)}
    unclear = next((s for s in inner if isinstance(s, str)), None)
    if unclear:
        return "", f"it is not clear which question: {unclear}"
    if len(explicit) > 1 or len(inner_mentions) > 1 or (explicit and inner_mentions - explicit):
        return "", "two questions are named: " + " and ".join(sorted(explicit | inner_mentions))
    if explicit:
        return explicit.pop(), ""
    if len(mentioned) > 1:
        return "", "two questions are named: " + " and ".join(sorted(mentioned))
    if mentioned:
        return mentioned.pop(), ""
    several = next((s for s in scopes if isinstance(s, str)), None)
    return "", f"it is not clear which question: {several}" if several else "nothing says which question this answers"


def dimensions_of(found: Found, path: list[Evidence], asked: Question, vocabulary: Vocabulary) -> str:
    """Fills the answer's labels: a canonical value and the printed label a dimension. Returns why it cannot."""
    for d in vocabulary.labels:
        said = [e for e in path if e.kind == d]
        if d not in asked.by:
            if any(e.said != "total" for e in said):
                return f"{found.question} was not asked by {d}"
            continue
        if not said:
            return f"no {d} stands beside or above it"
        totals = [e for e in said if e.said == "total"]
        known = {e.said.value for e in said if isinstance(e.said, Label) and e.said.value}
        if len(known) > 1:
            return f"two values of {d}: " + " and ".join(sorted(known))
        if totals and len(totals) < len(said):
            return f"both a total and a value of {d}: " + " and ".join(e.printed for e in said)
        unknown = {e.printed for e in said if isinstance(e.said, Label) and not e.said.value}
        if len(unknown) > 1 and not known:
            return f"two labels of {d}, neither of them known: " + " and ".join(sorted(unknown))
        # A code over a name that nobody knows is one label of two cells: it may be a part of what the code means.
        first = next((e for e in said if isinstance(e.said, Label) and e.said.value), said[0])
        printed = [first.printed, *(sorted(u for u in unknown if not values.form(u)) if known else [])]
        found.labels[d] = ("total" if totals else next(iter(known), None), " ".join(printed))
    return ""


def period_of(found: Found, path: list[Evidence], asked: Question) -> str:
    """Fills the answer's period; a date stands for its month where months were asked. Returns why it cannot."""
    said = [e for e in path if e.kind == "period"]
    periods = [e.said for e in said if isinstance(e.said, Period)]
    totals = len(periods) < len(said)
    when = combine(tuple(periods))
    if isinstance(when, str):
        return when
    if when is None:
        if totals:
            found.period = "total"
            return ""
        if asked.periods is None:
            found.period = asked.period or ""
            return ""
        return "no period stands beside or above it"
    if totals and asked.periods and not coarser(when, asked.periods):
        return f"both a total and the period {when.canonical()}"
    found.period = when.canonical()
    if asked.periods == "month" and when.kind == "date":
        found.period = found.period[:7]
    return ""
