"""From what a body's letters say to one status a question, and the table of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

import addresses
from recognising.letters import WIDE, Letter, Reader, Statement
from recognising.phrases import SCOTTISH
from recognising.sentences import Line, answering, joined
from recognising.vocabulary import Questions
from study import Study

SAID = pa.schema(
    [(n, pa.string()) for n in ("collection", "body", "question", "status", "scope", "section", "source", "quote", "phrase")]
    + [("headers", pa.list_(pa.string()))]
)
# Of sheets only those are looked at in which somebody wrote something of this kind.
WRITTEN = (
    r"(?i)\b(?:do|does|did|is|are|was|were|has|have) not\b|n['’]t\b|\bnot (?:held|recorded)|\b(?:cannot|unable|no longer)\b|\bhold no\b"
    r"|\bno (?:data|information|figures)\b|\battach|\bexempt|\brefus|\bwithh|\bsection ?\d|\bexceed|\bappendix|\bclarif"
)
# The sections on personal data: they withhold a part of what is given.
PERSONAL = ("40", "38(1)")


def letters(study: Study, cells: pa.Table) -> pa.Table:
    """What each body says to each question in the words of its letters, e-mails and notes in sheets.

    status: answered · partly · not_held · refused · clarification, or unknown where the words do not settle it. scope: `question`
    where the sentence speaks of few questions, `letter` where of all that was asked. phrase: the entry of phrases.yml.
    headers: the other lines that decide it, such as the question above.
    """
    rows = []
    with_tables = _with_tables(cells)
    for (collection, body), files in _texts(study, cells).items():
        asked = study.questions[collection]
        scottish = any(SCOTTISH.search(line.text) for texts in files.values() for _, lines in texts for line in lines)
        reader = Reader(Questions(asked), "Scotland" if scottish else "")
        for file, texts in files.items():
            for table, lines in texts:
                reader.read(lines, table, (collection, body, file) in with_tables)
        for name, s in said(reader.letter, asked).items():
            scope = "letter" if s.reach == WIDE else "question"
            rows.append([collection, body, name, s.status, scope, s.section, s.source, s.quote, s.phrase, list(s.headers)])
    columns = zip(*rows) if rows else [[]] * len(SAID)
    return pa.Table.from_arrays([pa.array(list(c), field.type) for c, field in zip(columns, SAID)], schema=SAID)


def _with_tables(cells: pa.Table) -> set[tuple[str, str, str]]:
    """The files that hold more than running text."""
    place = ["collection", "body", "file"]
    found = cells.filter(pc.invert(pc.starts_with(cells["cell"], "line "))).group_by(place).aggregate([])
    return set(zip(*(found[n].to_pylist() for n in place)))


def _texts(study: Study, cells: pa.Table) -> dict[tuple[str, str], dict[str, list[tuple[bool, list[Line]]]]]:
    """(collection, body) → file → its texts, each with whether it is a table. The pages of a file are one text."""
    place = ["collection", "body", "file", "part"]
    running = pc.starts_with(cells["cell"], "line ")
    # Sheets repeat their texts: each is searched once.
    texts = pc.unique(cells["text"].filter(pc.equal(cells["kind"], "text")))
    long = texts.filter(pc.greater(pc.utf8_length(texts), 24))
    written = pc.is_in(cells["text"], value_set=long.filter(pc.match_substring_regex(long, WRITTEN)))
    where = pc.binary_join_element_wise(*(cells[n] for n in place), "\x1f")
    with_words = pc.unique(where.filter(pc.and_(written, pc.invert(running))))
    wordy = pc.and_(pc.equal(cells["kind"], "text"), pc.greater(pc.utf8_length(cells["text"]), 7))
    taken = pc.or_(running, pc.and_(wordy, pc.is_in(where, value_set=with_words)))
    pages: dict[tuple, list[Line]] = defaultdict(list)
    for row in cells.filter(taken).select([*place, "cell", "text", "marks"]).to_pylist():
        key, line = tuple(row[n] for n in place), row["cell"].startswith("line ")
        if row["collection"] not in study.questions:
            continue
        source = addresses.address("/".join(key[:3]), row["part"], row["cell"])
        marks = row["marks"] or ()
        if not line and key not in pages and addresses.naming(row["cell"]) == "A1":
            pages[key].append(Line(row["part"], source, alone=True))  # a sheet's name may say which question
        if "struck through" not in marks:
            pages[key].append(Line(row["text"], source, "quoted" in marks, alone=not line))
    found: dict[tuple[str, str], dict[str, list[tuple[bool, list[Line]]]]] = {}
    files: dict[tuple, list[list[Line]]] = defaultdict(list)
    for key, lines in pages.items():
        files[key[:3]].append(lines)
    for (collection, body, file), parts in files.items():
        tables = [(True, lines) for lines in parts if lines[-1].alone]
        text = answering(joined([lines for lines in parts if not lines[-1].alone]))
        found.setdefault((collection, body), {})[file] = ([(False, text)] if text else []) + tables
    return found


def said(letter: Letter, questions: Iterable[str]) -> dict[str, Statement]:
    """Question → what was said to it. `status` is the question's; "unknown" where the words do not settle it."""
    names = list(questions)
    found = {name: s for name in names if (s := _settled(name, letter))}
    for name, statement in list(found.items()):
        if statement.status == "same":
            del found[name]
            others = {found[o].status for o in statement.same_as if o in found}
            if len(others) == 1 and "same" not in others:
                other = found[next(iter(statement.same_as))]
                found[name] = replace(statement, status=other.status, section=other.section)
    return found


def _settled(question: str, letter: Letter) -> Statement | None:
    mine = [s for s in letter.statements if s.questions is not None and question in s.questions]
    wide = [s for s in letter.statements if s.questions is None] if mine or question not in letter.otherwise else []
    levels: dict[int, list[Statement]] = defaultdict(list)
    for statement in mine + wide:
        levels[statement.reach].append(statement)
    part: Statement | None = None
    for _, level in sorted(levels.items()):
        settled = _agreed(level)
        if settled.partly and settled.status != "partly":
            # It says what is withheld of the question; what is given of it stands in a wider place.
            part = part or settled
        elif part:
            return replace(part, status="partly" if settled.status in ("answered", "partly") else "unknown")
        else:
            return settled
    return replace(part, status="unknown") if part else None


def _agreed(level: list[Statement]) -> Statement:
    """What the statements of equal reach say together."""
    whole = [s for s in level if not s.partly]
    parts = [s for s in level if s.partly]
    if not whole:
        return next((s for s in parts if s.section), parts[0])
    kinds = {s.status for s in whole}
    if len(kinds) > 1:
        kinds -= {"clarification"}
    if kinds - {"withheld"} and "answered" not in kinds:
        kinds -= {"withheld"}
    if kinds == {"refused", "not_held"} and any(s.section or s.phrase == "over the cost limit" for s in whole if s.status == "refused"):
        kinds = {"refused"}
    if len(kinds) == 1:
        status = kinds.pop()
        mine = [s for s in whole if s.status == status]
        best = next((s for s in mine if s.section), mine[0])
        if status == "withheld":
            return replace(best, status="unknown")
        if status == "answered" and parts and best.questions is not None:
            return replace(parts[0], status="partly", partly=False)
        return best
    withholding = next(s for s in whole if s.status != "answered")
    given_and_not = kinds == {"answered", "withheld"} and withholding.questions is not None
    personal = kinds == {"answered", "refused"} and all(s.section.startswith(PERSONAL) for s in whole if s.status == "refused")
    return replace(withholding, status="partly" if given_and_not or personal else "unknown")
