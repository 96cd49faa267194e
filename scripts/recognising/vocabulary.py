"""The study's words, made ready to be found in cells: labels of dimensions, names of fields, questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from recognising import values
from recognising.periods import M, Period, period
from study import Dimension, Question, Study

# Words of tables in general, in any study.
PERIOD_FIELDS = {
    "year", "month", "date", "period", "quarter", "financial year", "calendar year", "fy", "month end", "year month", "week",
    "month year", "reporting period", "reporting period end date", "snapshot date", "month ending", "reporting month", "years",
    "months", "period end", "time period",
}  # fmt: skip
VALUE_WORDS = {"number", "no", "count", "total", "value", "sum", "volume", "numbers", "n", "figure", "amount"}
TOTALS = {"total", "grand total", "totals", "overall total", "sum total", "subtotal", "sub total", "overall", "all"}


# "Q1", "Question 1 -", "1. The total number …", but not "01 January 2018", "12 months" or "2 years".
NUMBERED = re.compile(
    r"^\W*(?:q|question)\W{0,2}([1-9]\d?)(?!\d)"
    rf"|^\W*([1-9]\d?)(?:[).:]\s*(?=\D)|\s+(?=.{{25}}))(?!{M}\b|to\b|months?\b|years?\b)(?=[A-Za-z]{{2}})",
    re.IGNORECASE,
)
NUMBER_WITHIN = re.compile(r"(?:\b|_)(?:q|question)[\s_]?([1-9]\d?)(?:\b|_)", re.IGNORECASE)

# A count was asked. What names the question and one of these speaks of something else about it.
OTHER_QUANTITY = re.compile(r"%|\b(?:percent(?:age)?s?|averages?|mean|median|costs?|rates?|proportion|ratio|length|per \d)", re.IGNORECASE)
MONTHS_APART = re.compile(rf"\b{M}\s*(?:-|–|—|to|until)\s*{M.replace('month', 'last')}(?!\w)", re.IGNORECASE)
PART_OF_YEAR = re.compile(r"\b(?:to date|ytd|part[- ]year|(?:first|last) \w+ (?:months|quarters?))\b", re.IGNORECASE)


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Lower case, words apart, without punctuation; a range of numbers keeps one dash: "0 – 4 yrs." → "0-4 yrs"."""
    if text.isdecimal():
        return text
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text).lower().replace("&", " and ")
    text = re.sub(r"(?<=\d)\s*(?:-|–|—|‑|\bto\b)\s*(?=\d)", "~", text)
    words = re.findall(r"[a-z]+(?:['’][a-z]+)?|\d+(?:\.\d+)?(?:~\d+)*|[<>≤≥+]", text)
    return " ".join(words).replace("~", "-").replace("’", "").replace("'", "").replace("< ", "<").replace("> ", ">")


@dataclass(frozen=True, slots=True)
class Label:
    """A cell as a label of a dimension: its canonical value (None: unknown) and whether it could be a number."""

    value: str | None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """All that a text could be, before its neighbours are asked."""

    text: str
    period: Period | None
    labels: dict[str, Label]
    fields: frozenset[str]  # dimension ids, "period", "value"
    total: bool
    form: values.Form | None
    # It says a number in digits, or hides one. "Not recorded" and "None" may be the names of categories.
    counts: bool
    # It can be nothing but a count: no header holds one. Up to 12 it might be the number of a month.
    plain_count: bool

    @property
    def wordy(self) -> bool:
        """More than a number, a label or a short header: a sentence or a title."""
        return len(self.text) > 25 and self.form is None and self.period is None


class Labels:
    """The labels of one dimension."""

    def __init__(self, name: str, dimension: Dimension):
        self.name = name
        self.fields = {plain(f) for f in dimension.fields} | {plain(dimension.title)}
        self.totals = {plain(t) for t in dimension.totals} | TOTALS
        self.codes = {value.upper(): value for value in dimension.values if re.fullmatch(r"[A-Za-z]{1,3}\d{2,}", value)}
        named: dict[str, set[str]] = {}
        for value, declared in dimension.values.items():
            for word in (value, *declared.names):
                named.setdefault(plain(word), set()).add(value)
        # A name that two values share says neither.
        self.names = {name: next(iter(values)) for name, values in named.items() if len(values) == 1}
        self.shared = {name for name, values in named.items() if len(values) > 1}

    def find(self, text: str) -> Label | None:
        words = plain(text)
        if words in self.names:
            said = values.form(text)
            return Label(self.names[words], weak=said is not None and (said.low, said.high) != (None, None))
        if words in self.shared:
            return Label(None)
        if text.isdecimal():
            return None
        shorter = plain(text.split("(")[0]) if "(" in text else ""
        if shorter in self.names and not shorter.isdigit():
            return Label(self.names[shorter])
        first = re.match(r"[\s(\[]*([A-Za-z]{1,3}\d{2,})\b[\s:.)\]–—-]*", text)
        last = re.search(r"[\s(\[–—-]+([A-Za-z]{1,3}\d{2,})[\s)\]]*$", text)
        for code, rest in ((first, first and text[first.end() :]), (last, last and text[: last.start()])):
            if code and code[1].upper() in self.codes:
                value = self.codes[code[1].upper()]
                other = self.names.get(plain(rest)) if rest else None
                return Label(value if other in (None, value) else None)
        return None


@dataclass(frozen=True, slots=True)
class Mention:
    """A question that a text names. explicit: by its number or its whole wording; phrases: the words that name it."""

    question: str
    explicit: bool
    phrases: frozenset[str] = frozenset()


def _some_months(text: str) -> re.Match | None:
    """Two months that do not bound a whole year."""
    found = MONTHS_APART.search(text)
    whole = found and (found["month"][:3].lower(), found["last"][:3].lower()) in {("apr", "mar"), ("jan", "dec")}
    return None if whole else found


class Questions:
    """The questions of one collection, as texts of returns may name them."""

    def __init__(self, questions: dict[str, Question]):
        self.asked = questions
        self.numbers = {q.number: name for name, q in questions.items() if q.number is not None}
        self.wordings = {plain(w): name for name, q in questions.items() for w in (q.ask, *q.also)}
        phrases = [(plain(w), name) for name, q in questions.items() for w in (*q.words, *q.also)]
        self.phrases = dict(sorted(phrases, key=lambda p: -len(p[0])))
        self.own = {name: [plain(w) for w in (q.ask, *q.also, *q.words)] for name, q in questions.items()}
        self.cache: dict[str, Mention | None | str] = {}
        self.whole: dict[str, str | None] = {}

    def find(self, text: str) -> Mention | None | str:
        """The question that the text names; None if none, a text if it names several or something else about one."""
        if text not in self.cache:
            found = self._find(text)
            self.cache[text] = (self._something_else(text, found.question) or found) if isinstance(found, Mention) else found
        return self.cache[text]

    def _something_else(self, text: str, question: str) -> str:
        """Why a text that names a question does not speak of the count that was asked."""
        asked = self.asked[question]
        wordings = " ".join((asked.ask, *asked.also))
        if (other := OTHER_QUANTITY.search(text)) and not OTHER_QUANTITY.search(wordings):
            return f"it speaks of {other[0]!r}, not of a count"
        if asked.periods == "year" and (part := PART_OF_YEAR.search(text) or _some_months(text)):
            return f"it speaks of a part of a year: {part[0]!r}"
        return ""

    def wording(self, text: str) -> str | None:
        """The question whose whole wording the text is, whatever its number or ending."""
        if text not in self.whole:
            words = re.sub(r"^(?:(?:q|question)? ?\d{1,2}[a-z]? )", "", plain(text))
            self.whole[text] = self.wordings.get(words) or self.wordings.get(plain(text))
        return self.whole[text]

    def _find(self, text: str) -> Mention | None | str:
        words = plain(text)
        if not words:
            return None
        numbered = None
        if found := NUMBERED.match(text) or NUMBER_WITHIN.search(text):
            numbered = self.numbers.get(int(next(filter(None, found.groups()))))
        several = {int(n) for n in NUMBER_WITHIN.findall(text)} & self.numbers.keys()
        if len(several) > 1:
            return "it names questions " + " and ".join(map(str, sorted(several)))
        whole = {name for wording, name in self.wordings.items() if wording == words or (len(wording) > 24 and wording in words)}
        if not numbered and len(whole) == 1:
            return Mention(next(iter(whole)), True)
        mentioned = self.mentions(words)
        phrases = frozenset(mentioned)
        if numbered and all(self.allows(numbered, phrase) for phrase in phrases):
            return Mention(numbered, True)
        if numbered:
            return f"question {numbered} by its number, {' and '.join(sorted(set(mentioned.values())))} by its words"
        named = set(mentioned.values())
        fitting = [name for name in named if all(self.allows(name, phrase) for phrase in phrases)]
        if named and len(fitting) != 1:
            return "it names " + " and ".join(sorted(named))
        return Mention(fitting[0], False, phrases) if named else None

    def among(self, text: str) -> frozenset[str]:
        """The questions between which an unclear text leaves the choice; none where it speaks of something else."""
        if isinstance(self._find(text), Mention):
            return frozenset()
        numbers = {int(n) for n in (*NUMBER_WITHIN.findall(text), *filter(None, (NUMBERED.match(text) or [""]))) if n.isdigit()}
        return frozenset([*(self.numbers[n] for n in numbers & self.numbers.keys()), *self.mentions(plain(text)).values()])

    def allows(self, question: str, phrase: str) -> bool:
        """Whether the phrase may stand where the question is meant: it occurs in its own wordings."""
        return any(f" {phrase} " in f" {wording} " for wording in self.own[question])

    def mentions(self, words: str) -> dict[str, str]:
        """Phrase → question, for the phrases that occur: the longest first, each word used once."""
        found, rest = {}, f" {words} "
        for phrase, name in self.phrases.items():
            if f" {phrase} " in rest:
                found[phrase] = name
                rest = rest.replace(f" {phrase} ", " · ")
        return found


class Vocabulary:
    """All words of a study for one collection. `token` is cached by text: cells repeat themselves."""

    def __init__(self, study: Study, collection: str):
        asked = study.questions.get(collection, {})
        used = {d for q in asked.values() for d in q.by}
        self.labels = {name: Labels(name, d) for name, d in study.dimensions.items() if name in used}
        self.questions = Questions(asked)
        self.asked = asked
        self.tokens: dict[str, Token] = {}
        self.said: dict[tuple, tuple] = {}  # what cells of headers say together: kept here for recognising.meaning

    def token(self, text: str) -> Token:
        found = self.tokens.get(text)
        if found is None:
            found = self.tokens[text] = self._token(text)
        return found

    def _token(self, text: str) -> Token:
        if text.isdecimal() and text not in self.named:  # counts are many
            when, form = period(text), values.form(text)
            return Token(text, when, {}, frozenset(), False, form, form is not None, form is not None and form.low > 12 and not when)
        words = plain(text) if len(text) < 300 else ""
        labels = {name: label for name, vocabulary in self.labels.items() if (label := vocabulary.find(text))} if words else {}
        total = words in self.total_words or "total" in words and bool(re.fullmatch(r".{1,40}\btotal|(?:grand |sub)?total\b.{0,20}", words))
        fields = {name for name, vocabulary in self.labels.items() if words in vocabulary.fields}
        if words in PERIOD_FIELDS:
            fields.add("period")
        if VALUE_WORDS & set(words.split()) and len(words) < 80:
            fields.add("value")
        when = period(text)
        if total and when is None:
            # "2018 Total" is the line of its year.
            when = period(re.sub(r"(?i)\b(?:grand |sub)?total(?: for)?\b", "", text).strip(" :-"))
        form = values.form(text)
        counts = form is not None and (any(c.isdigit() for c in text) or bool(form.mark))
        plain_count = form is not None and form.rule == "number" and form.low > 12 and not when and not labels
        return Token(text, when, labels, frozenset(fields), total, form, counts, plain_count)

    @cached_property
    def named(self) -> set[str]:
        """Whole texts that are names of a label, a total or a field."""
        of_labels = (names for v in self.labels.values() for names in (v.names, v.shared, v.fields))
        return self.total_words.union(PERIOD_FIELDS, VALUE_WORDS, *of_labels)

    @cached_property
    def total_words(self) -> set[str]:
        return TOTALS.union(*(vocabulary.totals for vocabulary in self.labels.values()))
