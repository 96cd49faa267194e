"""What returns say in other words than config expects: a question reworded or missing, an option or a label that is not known.

A line for each thing to do in config, at the first place where it stands. What is only another spelling is none: the
vocabularies take it.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import addresses
from recognising.grid import Place
from recognising.likeness import likeness, nearest
from recognising.questionnaire import NO_TICKS, TICKS
from recognising.vocabulary import Labels, Vocabulary, plain
from study import Question, Study

# How alike a question must be to the one that was asked to be offered for it.
ALIKE_QUESTION = 0.5
NONE_OF = " is none of the options of this question"
# Columns that a form tool adds by itself.
FORM_TOOL = {
    "id", "response id", "respondent id", "start time", "start date", "end date", "completion time", "timestamp", "submitted",
    "submission date", "date submitted", "last modified time", "email", "email address", "name", "username", "ip address", "language",
    "status", "progress", "duration", "duration in seconds", "points", "collector id", "first name", "last name", "user language",
}  # fmt: skip


class Drift(NamedTuple):
    """One line of drift.csv. address: the first place; the others are counted in `places`."""

    address: str
    kind: str
    expected: str
    found: str
    what_to_do: str


@dataclass(slots=True)
class TickList:
    """The options of one question that stand in a list, each with a mark beside it or none."""

    question: Place
    options: set[Place] = field(default_factory=set)
    marks: set[int] = field(default_factory=set)  # the columns that the marks stand in


@dataclass(slots=True)
class Said:
    """One part of a return: its cells, and what was read of it."""

    texts: dict[Place, str] = field(default_factory=dict)
    questions: set[str] = field(default_factory=set)
    taken: set[Place] = field(default_factory=set)  # the cells that are answers, unread or headers
    lists: dict[str, TickList] = field(default_factory=dict)  # by question
    worded: dict[Place, str] = field(default_factory=dict)  # the cells in which a question's own wording stands
    naming: addresses.Naming = "A1"


def drift(study: Study, texts: dict[str, str], answers: list[dict], unread: list[dict]) -> list[tuple[Drift, int]]:
    """Each difference once, with the number of parts where it stands. texts: address → text, of all cells."""
    vocabularies = {collection: Vocabulary(study, collection) for collection in study.questions}
    found: dict[tuple, list[Drift]] = defaultdict(list)
    for line in (
        *_labels(study, vocabularies, texts, answers),
        *_options(study, unread),
        *_forms(study, vocabularies, texts, answers, unread),
    ):
        collection = line.address.partition("/")[0]
        found[collection, line.kind, line.expected, plain(line.found) or line.found].append(line)
    return [(lines[0], len(lines)) for lines in found.values()]


# Labels of tables -------------------------------------------------------------------------------------------------


def _labels(study: Study, vocabularies: dict[str, Vocabulary], texts: dict[str, str], answers: list[dict]) -> Iterator[Drift]:
    """Labels that stand among known ones and are in no vocabulary, once a part."""
    seen: set[tuple] = set()
    for row in answers:
        for d in study.dimensions:
            printed, where = row[f"{d}_printed"], row["answer"].rpartition("!")[0]
            if not printed or row[d] is not None or (where, d, printed) in seen:
                continue
            seen.add((where, d, printed))
            labels = vocabularies[row["collection"]].labels[d]
            known = labels.find(printed)
            # A label that is known, and whose meaning two lines of one table claim, is nothing for the vocabulary.
            if known is None or known.value is None:
                header = next((h for h in row["headers"] if texts.get(h, "").strip() == printed), row["answer"])
                yield _label(study, labels, d, printed, header, known is not None)


def _label(study: Study, labels: Labels, dimension: str, printed: str, address: str, claimed: bool) -> Drift:
    values = study.dimensions[dimension].values
    near = nearest(printed, labels.names)
    if claimed:
        expected = f"{dimension}: one value"
        advice = f"It names two values of {dimension}. In config/dimensions.yml, take the name from all of them but one."
    elif near:
        value = labels.names[near]
        expected = f"{dimension}: {_named(value, values[value].names)}"
        advice = f"If it means {value}, add it to the names of {value} in config/dimensions.yml."
    else:
        expected = f"{dimension}: one of {_some(values)}"
        advice = (
            f"If it means one of them, add it to its names in config/dimensions.yml. Its answers count under no {dimension} until then."
        )
    return Drift(address, "label not known", expected, printed, advice)


def _named(value: str, names: tuple[str, ...]) -> str:
    return f"{value} ({names[0]})" if names else value


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed) if len(listed) < 9 else f"{len(listed)} values"


# Options ----------------------------------------------------------------------------------------------------------


def _options(study: Study, unread: list[dict]) -> Iterator[Drift]:
    """Answers in other words than those of the question's options."""
    for row in unread:
        if row["reason"].endswith(NONE_OF):
            said = ast.literal_eval(row["reason"].removesuffix(NONE_OF))
            yield _option(study, row["collection"], row["question"], said, row["address"])


def _option(study: Study, collection: str, name: str, said: str, address: str) -> Drift:
    question = study.question(collection, name)
    if question.kind == "yes_no":
        advice = f"It is an answer to {name} that is neither yes nor no: a person must say what it means."
        return Drift(address, "option not known", f"{name}: yes, no or partly", said, advice)
    wordings = {plain(w): option for option, names in question.options.items() for w in (option, *names)}
    if near := nearest(said, wordings):
        option = wordings[near]
        expected, advice = _named(option, question.options[option]), f"If it means {option}, add it to the names of {option}"
    else:
        expected = f"one of {_some(question.options)}"
        advice = "If it means one of them, add it to its names; or add an option"
    return Drift(address, "option not known", f"{name}: {expected}", said, f"{advice}, in config/questions.yml under {name}.")


# Questions of forms -----------------------------------------------------------------------------------------------


def _forms(
    study: Study, vocabularies: dict[str, Vocabulary], texts: dict[str, str], answers: list[dict], unread: list[dict]
) -> Iterator[Drift]:
    """Questionnaires and exports in which most questions were found, and some were not; tick lists with an option more."""
    asked = {c: {n: q for n, q in questions.items() if q.kind != "table"} for c, questions in study.questions.items()}
    asked = {c: questions for c, questions in asked.items() if len(questions) >= 3}
    files: dict[str, dict[str, Said]] = defaultdict(lambda: defaultdict(Said))
    for address, text in texts.items():
        if (collection := address.partition("/")[0]) in asked:
            path, part, name = addresses.parse(address)
            said = files[path][part]
            said.naming, place = addresses.naming(name), addresses.place(name)
            said.texts[place] = text
            if (question := vocabularies[collection].questions.wording(text)) in asked[collection]:
                said.worded[place] = question
    for row in (*answers, *unread):
        if row["collection"] in asked:
            address = row.get("answer") or row["address"]
            path, part, _ = addresses.parse(address)
            _account(files[path][part], address, row, asked[row["collection"]])
    for path, parts in files.items():
        collection = path.partition("/")[0]
        lines = list(_form(asked[collection], path, parts))
        yield from lines
        reworded = {line.address for line in lines if line.found}
        for part, said in parts.items():
            starts = {*said.worded, *(place for place in said.texts if _address(path, part, said, place) in reworded)}
            for name, ticks in said.lists.items():
                for place in _more_options(said, ticks, starts):
                    yield _option(study, collection, name, said.texts[place], _address(path, part, said, place))


def _address(path: str, part: str, said: Said, place: Place) -> str:
    return addresses.address(path, part, addresses.cell(*place, said.naming))


def _account(said: Said, address: str, row: dict, asked: dict[str, Question]) -> None:
    where, _, cell = address.rpartition("!")
    place = addresses.place(cell)
    near = (h.rpartition("!") for h in row.get("headers") or ())
    headers = [addresses.place(name) for part, _, name in near if part == where]
    said.questions.add(row["question"])
    said.taken |= {place, *headers}
    question = asked.get(row["question"])
    if question and question.kind == "choices" and row.get("choices") is not None and len(headers) > 1 and headers[1][0] == place[0]:
        ticks = said.lists.setdefault(row["question"], TickList(headers[0]))
        ticks.options.add(headers[1])
        ticks.marks.add(place[1])


def _more_options(said: Said, ticks: TickList, starts: set[Place]) -> list[Place]:
    """The cells of a tick list that name none of its options: those among the options, and those below with a mark beside.

    starts: where a question stands, so that the list above it ends.
    """
    columns = {col for _, col in ticks.options}
    if len(ticks.options) < 2 or len(columns) > 1 or min(ticks.options)[0] <= ticks.question[0]:
        return []  # not a list below its question
    (col,), last = columns, max(ticks.options)[0]
    end = min((row for row, _ in starts if row > last), default=max(said.texts)[0] + 1)
    found = []
    for row in range(ticks.question[0] + 1, end):
        place = (row, col)
        if row > last and place not in said.texts:
            break
        if place in said.texts and place not in said.taken:
            marked = any(said.texts.get((row, c), "").strip().lower() in TICKS | NO_TICKS for c in ticks.marks)
            if min(ticks.options)[0] < row < last or marked:
                found.append(place)
    return found


def _form(asked: dict[str, Question], path: str, parts: dict[str, Said]) -> Iterator[Drift]:
    """The questions that one file was expected to hold and that were not found, beside what stands there instead."""
    heard = {q for said in parts.values() for q in (*said.questions, *said.worded.values())} & asked.keys()
    if len(heard) < max(3, len(asked) / 2):
        return
    candidates: dict[str, str] = {}
    headers: set[str] = set()
    for part, said in parts.items():
        rows, columns = Counter(row for row, _ in said.worded), {col for _, col in said.worded}
        across = {row for row, n in rows.items() if n >= 3}  # the header row of an export
        for place, text in said.texts.items():
            beside = place[0] in across if across else place[1] in columns
            if beside and place not in said.taken and place not in said.worded and _is_wording(text):
                address = _address(path, part, said, place)
                candidates[address] = text
                headers |= {address} if across else set()
    missing = {name: {plain(w) for w in (q.ask, *q.also)} for name, q in asked.items() if name not in heard}
    pairs = [(max(likeness(plain(t), w) for w in ws), name, a) for name, ws in missing.items() for a, t in candidates.items()]
    likely = [(name, a) for score, name, a in sorted(pairs, key=lambda p: -p[0]) if score >= ALIKE_QUESTION]
    standing = [a for a, text in candidates.items() if a in headers or text.rstrip().endswith("?")]
    reworded: dict[str, str] = {}
    for name, address in likely:
        if name not in reworded and address not in reworded.values():
            reworded[name] = address
    missing = [name for name in missing if name not in reworded]
    standing = [a for a in standing if a not in reworded.values()]
    if len(missing) == 1 and len(standing) == 1:
        # The one that is left is offered for the one that is missing.
        reworded[missing.pop()] = standing.pop()
    for name, address in reworded.items():
        advice = f"If it is the same question, add it to `also` of {name} in config/questions.yml."
        yield Drift(address, "question reworded", f"{name}: {asked[name].ask}", candidates[address], advice)
    part, said = next((part, said) for part, said in parts.items() if said.questions or said.worded)
    for name in missing:
        advice = f"If it stands there in other words, add them to `also` of {name} in config/questions.yml."
        first = min(said.worded or said.taken)
        yield Drift(_address(path, part, said, first), "question not found", f"{name}: {asked[name].ask}", "", advice)
    for address in standing:
        advice = "Nothing of it was read. If it is a question of the study, add it to config/questions.yml."
        yield Drift(address, "question added", "", candidates[address], advice)


def _is_wording(text: str) -> bool:
    return len(text) > 5 and any(c.isalpha() for c in text) and plain(text) not in FORM_TOOL
