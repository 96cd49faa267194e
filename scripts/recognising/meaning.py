"""From the cells of a value's paths to what it answers: question, dimensions, period. What contradicts itself is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from recognising import values
from recognising.grid import Found, Place
from recognising.periods import Period, coarser, combine
from recognising.vocabulary import Label, Mention, Questions, Vocabulary
from study import Question

if TYPE_CHECKING:
    from recognising.byhand import Hand


class Evidence(NamedTuple):
    """One cell of a path and what it says. kind: "period", a dimension, "total" or "question"."""

    place: Place
    kind: str
    said: object
    printed: str


class Path:
    """The cells along a row or up a column that give its values their meaning, outermost first.

    It is one object for all the values that it gives a meaning to, and is told from others by being itself.
    """

    __slots__ = ("cells", "places", "by_kind", "shape")

    def __init__(self, cells: Iterable[Evidence] = ()):
        self.cells = tuple(cells)
        self.places = tuple(dict.fromkeys([e.place for e in self.cells]))
        self.by_kind: dict[str, tuple[Evidence, ...]] = {}
        for e in self.cells:
            self.by_kind[e.kind] = (*self.by_kind.get(e.kind, ()), e)
        # Columns that name but a period differ in nothing else: what a row means beside one, it means beside all.
        self.shape = None if self.by_kind.keys() <= {"period"} else self

    def of(self, kind: str) -> tuple[Evidence, ...]:
        return self.by_kind.get(kind, ())


@dataclass(frozen=True, slots=True)
class Scope:
    """What question a place names, and where it says so."""

    said: Mention | str | None = None
    place: Place | None = None

    @property
    def explicit(self) -> bool:
        return isinstance(self.said, Mention) and self.said.explicit


def question_of(inner: tuple[Evidence, ...], title: Scope, outside: list[Scope], questions: Questions) -> tuple[str, str]:
    """The question, or why it is not known. An explicit line beats a mention; two that disagree say nothing.

    A mention does not disagree with a question whose own wording holds the same words: a file called "referrals"
    may hold the answers to "referrals accepted".
    """
    nearest = [e.said for e in inner]
    if isinstance(title.said, str) and not any(s.explicit for s in outside):
        nearest.append(title.said)
    scopes = [s for s in (*nearest, title.said, *(s.said for s in outside)) if s]
    unclear = next((s for s in (*nearest, *scopes) if isinstance(s, str)), None)
    if unclear and (unclear in nearest or not any(isinstance(s, Mention) for s in scopes)):
        return "", f"it is not clear which question: {unclear}"
    mentions = [s for s in scopes if isinstance(s, Mention)]
    if not mentions:
        return "", "nothing says which question this answers"
    explicit = {m.question for m in mentions if m.explicit}
    # Against an explicit line only the headers of the value itself count: a file's name is a mention from afar.
    against = [m for m in mentions if not m.explicit and (not explicit or m in nearest)]
    phrases = {p for m in against for p in m.phrases}
    named = explicit or {m.question for m in against}
    fitting = [q for q in named if all(questions.allows(q, p) for p in phrases)]
    if len(fitting) == 1 and len(explicit) < 2:
        return fitting[0], ""
    return "", "two questions are named: " + " and ".join(sorted(named | {m.question for m in against}))


def label_of(said: tuple[Evidence, ...], dimension: str) -> tuple[str | None, str] | str:
    """The canonical value and the printed label of one dimension; a text says why there is none."""
    if not said:
        return f"no {dimension} stands beside or above it"
    if any(e.said is None for e in said):
        return f"its own {dimension} is not known, and the one above stands over the column before it"
    totals = [e for e in said if e.said == "total"]
    known = {e.said.value for e in said if isinstance(e.said, Label) and e.said.value}
    if len(known) > 1:
        return f"two values of {dimension}: " + " and ".join(sorted(known))
    if totals and len(totals) < len(said):
        return f"both a total and a value of {dimension}: " + " and ".join(e.printed for e in said)
    unknown = {e.printed for e in said if isinstance(e.said, Label) and not e.said.value}
    if len(unknown) > 1 and not known:
        return f"two labels of {dimension}, neither of them known: " + " and ".join(sorted(unknown))
    # A code over a name that nobody knows is one label of two cells: it may be a part of what the code means.
    first = next((e for e in said if isinstance(e.said, Label) and e.said.value), said[0])
    printed = [first.printed, *(sorted(u for u in unknown if not values.form(u)) if known else [])]
    return ("total" if totals else next(iter(known), None), " ".join(printed))


def period_of(said: tuple[Evidence, ...], asked: Question) -> tuple[str, str]:
    """The period as answers.parquet writes it, or why there is none. A date stands for its month where months were asked."""
    if any(e.said is None for e in said) and any(e.said for e in said):
        return "", "a part of its period is blank"
    said = tuple(e for e in said if e.said)
    periods = tuple(e.said for e in said if isinstance(e.said, Period))
    totals = len(periods) < len(said)
    when = combine(periods)
    if isinstance(when, str):
        return "", when
    if when is None:
        if totals:
            return "total", ""
        return (asked.period or "", "") if asked.periods is None else ("", "no period stands beside or above it")
    if totals and asked.periods and not coarser(when, asked.periods):
        return "", f"both a total and the period {when.canonical()}"
    canonical = when.canonical()
    return (canonical[:7] if asked.periods == "month" and when.kind == "date" else canonical), ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value answers, but for its period; or the problem. asked: None where there is a problem."""

    question: str = ""
    asked: Question | None = None
    labels: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    problem: str = ""


class Meanings:
    """What the values of one table mean. Each combination of headers is understood once: a table repeats them."""

    def __init__(self, vocabulary: Vocabulary, outside: list[Scope], hand: Hand | None = None):
        self.vocabulary, self.outside = vocabulary, outside
        rules = (hand.question_of, hand.label_of, hand.period_of) if hand else (question_of, label_of, period_of)
        self.question_of, self.label_of, self.period_of = rules
        self.known: dict[tuple, dict[Path | None, Meaning]] = {}
        self.periods: dict[tuple[str, Path | None], tuple[str, str]] = {}
        # What labels and periods say together they say in any table; how a title names the question is the table's own.
        self.said: dict[tuple, tuple] = {} if hand else vocabulary.said
        self.asked: dict[tuple, tuple] = {}

    def of_row(
        self, r: int, cells: list[tuple[int, str, Path]], row: Path, title: Scope, table: int, heading: tuple[Place, ...]
    ) -> list[Found]:
        """The values of one row (column, text, the column's path), each with its question, labels, period and headers,
        or with its problem. heading: the cells that say what the row's labels are."""
        # What a row means beside a column, all rows mean that say the same, whatever their periods.
        known = self.known.setdefault((title.place, *_said([e for e in row.cells if e.kind != "period"])), {})
        # What a column says of the period recurs in each row; a row of a long list has its period for itself.
        across = row.of("period")
        periods = {} if across else self.periods
        above = (*heading, title.place) if title.place else heading
        found = []
        for c, text, column in cells:
            meaning = known.get(column.shape)
            if meaning is None:
                meaning = known[column.shape] = self._meaning(row, column, title)
            period, problem = "", meaning.problem
            if not problem:
                key = (meaning.question, column if "period" in column.by_kind else None)
                said = periods.get(key)
                if said is None:
                    whole = across + column.of("period")
                    said = periods[key] = _once(self.said, f"period of {meaning.question}", whole, self.period_of, meaning.asked)
                period, problem = said
            headers = row.places + column.places + above if meaning.question else ()
            found.append(Found((r, c), text, meaning.question, period, meaning.labels, None, "", headers, problem, table))
        return found

    def _meaning(self, row: Path, column: Path, title: Scope) -> Meaning:
        inner = row.of("question") + column.of("question")
        question, problem = _once(self.asked, title.place, inner, self.question_of, title, self.outside, self.vocabulary.questions)
        if problem:
            return Meaning(problem=problem)
        asked = self.vocabulary.asked[question]
        if asked.kind != "table":
            return Meaning(question, problem=f"it stands in a table, but {question} was not asked as one")
        labels: dict[str, tuple[str | None, str]] = {}
        for d in self.vocabulary.labels:
            said = row.of(d) + column.of(d)
            if d not in asked.by:
                if any(e.said != "total" for e in said):
                    return Meaning(question, labels=labels, problem=f"{question} was not asked by {d}")
                continue
            label = _once(self.said, d, said, self.label_of, d)
            if isinstance(label, str):
                return Meaning(question, labels=labels, problem=label)
            labels[d] = label
        return Meaning(question, asked, labels)


def _once(known: dict[tuple, tuple], of: Place | str | None, evidence: tuple[Evidence, ...], make: Callable, *others: object):
    """What these cells say together `of` a dimension, of the period that a question has, or of the question below a title."""
    key = (of, *_said(evidence))
    found = known.get(key)
    if found is None:
        # The evidence is kept, so that no other object takes its id.
        found = known[key] = (make(evidence, *others), evidence)
    return found[0]


def _said(evidence: Iterable[Evidence]) -> list:
    """What these cells say, to be compared. A text is understood once, so that two cells say the same if it is the same object."""
    return [x for e in evidence for x in (e.kind, id(e.said), e.printed)]
