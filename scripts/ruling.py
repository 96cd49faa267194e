"""Rulings (config/rulings.yml): a person decides a single answer, or what a body replied, by what stands in a file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

import addresses
from by_hand import Decision, Outcome, When, Words, check_meaning, load, nearest
from recognising.questionnaire import picks
from recognising.values import Context, Reading, form, interval
from study import NUMERIC, ConfigError, Question, Study

LEAVE_OUT = "leave out"
Reply = Literal["answered", "partly", "not_held", "refused", "clarification", "no_answer"]


class Ruling(Decision):
    """One entry. cell: its address; stood: the text that must stand there, or for a line of running text within it;
    then either what it means, or what the body replied to a question."""

    cell: Words
    stood: str
    means: str = ""
    reply: Reply | None = None
    section: str = ""
    question: str = ""
    period: When | None = None
    dimensions: dict[str, str] = {}

    @property
    def place(self) -> addresses.Address:
        return addresses.parse(self.cell.removeprefix("data/raw/"))

    @property
    def address(self) -> str:
        return addresses.address(*self.place)

    @property
    def held(self) -> tuple[str, str, str]:
        """The collection, the body's folder (empty for a file of several bodies beside the folders) and the file."""
        collection, *folder, file = self.place.path.split("/", 2)
        return collection, "".join(folder), file

    @property
    def says(self) -> str:
        meaning = [self.question, self.period or "", *(f"{d} {v}" for d, v in self.dimensions.items())]
        return ", ".join(filter(None, [self.reply or self.means, *meaning, self.section and f"section {self.section}"]))


def load_rulings(config: Path, study: Study) -> list[Ruling]:
    """config/rulings.yml; none where there is no such file. Raises ConfigError for each entry that is wrong."""
    path = config / "rulings.yml"
    rulings = load(path, Ruling)
    wrong = [line for ruling in rulings for line in _wrong(ruling, path, study)]
    first: dict[tuple[str, str], Ruling] = {}
    for ruling in rulings:
        other = first.setdefault((ruling.address, ruling.question if ruling.reply else ""), ruling)
        if other is not ruling:
            wrong.append(f"{path.parent / ruling.decision}: {other.decision} rules on the same cell, {ruling.cell}: keep one of the two")
    if wrong:
        raise ConfigError("\n".join(wrong))
    return rulings


def _wrong(ruling: Ruling, path: Path, study: Study) -> list[str]:
    where, wrong = path.parent / ruling.decision, check_meaning(ruling, path, study, ruling.question, ruling.dimensions)
    file, _, cell = ruling.place
    try:
        addresses.place(cell)
    except ValueError as error:
        wrong.append(f"{where}: cell: {error}")
    if "/" not in file or file.partition("/")[0] not in study.questions:
        example = f"{next(iter(study.questions))}/<body>/<file>#<part>!<cell>"
        wrong.append(f"{where}: cell: {ruling.cell!r} is no address such as {example}, as results and the audit page write it")
    elif ruling.question and not wrong and ruling.question not in study.questions[file.partition("/")[0]]:
        wrong.append(f"{where}: {ruling.question} was not asked in the collection {file.partition('/')[0]}")
    if bool(ruling.means) == bool(ruling.reply):
        wrong.append(f"{where}: say either what the cell means (means), or what the body replied to a question (reply)")
    if ruling.reply and not ruling.question:
        wrong.append(f"{where}: a reply is to a question: say which")
    if not wrong and ruling.question and ruling.means not in ("", LEAVE_OUT):
        said = _value(study, study.question(file.partition("/")[0], ruling.question), ruling.means, False)
        wrong += [f"{where}: means: {said}"] if isinstance(said, str) else []
    return wrong


@dataclass(slots=True)
class Ruled:
    """Answers and unread cells after the rulings, and what came of each ruling."""

    answers: pd.DataFrame
    unread: pd.DataFrame
    outcomes: list[Outcome]


def rule(study: Study, rulings: Sequence[Ruling], answers: pd.DataFrame, unread: pd.DataFrame, cells: pd.DataFrame) -> Ruled:
    """Applies the rulings whose quotation stands in its cell; an answer of which another text stands there is set aside.

    answers, unread: as recognise gives them. cells: cells.parquet. Raises ConfigError where a ruling cannot be understood.
    """
    texts = _texts(rulings, cells)
    rows = {a: i for i, a in zip(answers.index, answers["answer"])}
    missed = {a: i for i, a in zip(unread.index, unread["address"])}
    zeros = _zeros(answers) if rulings else set()
    changed: dict[int, dict] = {}
    added, read, reasons, outcomes = [], [], {}, []
    for ruling in rulings:
        outcome = Outcome(ruling, ruling.address, ruling.says, ruling.stood)
        outcomes.append(outcome)
        at, lost = rows.get(ruling.address), missed.get(ruling.address)
        outcome.problem = _not_there(ruling, texts)
        if outcome.problem:
            again = f"{outcome.problem}: look at it again"
            if at is not None and not ruling.reply:
                changed[at] = {"set_aside": again}
            elif lost is not None and not ruling.reply:
                reasons[lost] = again
            continue
        if ruling.reply:
            continue
        before = answers.loc[at].to_dict() if at is not None else {}
        if ruling.means == LEAVE_OUT:
            text = f"{ruling.decision} leaves it out: {ruling.why}"
            if at is not None:
                changed[at] = {"set_aside": text, "ruling": ruling.decision}
            elif lost is not None:
                reasons[lost] = text
            else:
                outcome.problem = "nothing was read there, so that there is nothing to leave out"
                continue
        else:
            row = _row(study, ruling, before or (_blank_row(ruling, unread.loc[lost].to_dict() if lost is not None else {})), zeros)
            if isinstance(row, str):
                outcome.problem = row
                if lost is not None:
                    reasons[lost] = f"{ruling.decision} does not say enough: {row}"
                continue
            if at is not None:
                changed[at] = row
            else:
                added.append(row)
                read += [lost] if lost is not None else []
        outcome.answers = 1
        outcome.instead_of = _said(before) if before else f"not read: {unread.at[lost, 'reason']}" if lost is not None else "not read"
    answers, unread = _with(answers, changed), _with(unread, {index: {"reason": reason} for index, reason in reasons.items()})
    if added:
        new = pd.DataFrame(added, columns=answers.columns).astype({"lower": float, "upper": float})
        answers = pd.concat([answers, new], ignore_index=True)
    return Ruled(answers, unread.drop(index=read).reset_index(drop=True), outcomes)


def _with(table: pd.DataFrame, changed: dict[int, dict]) -> pd.DataFrame:
    """The table with new values in some of its rows; a value may be a list."""
    table = table.copy()
    for name in sorted({name for values in changed.values() for name in values}):
        column = [changed[i].get(name, value) if i in changed else value for i, value in zip(table.index, table[name])]
        table[name] = pd.Series(column, table.index, table[name].dtype)
    return table


def _texts(rulings: Sequence[Ruling], cells: pd.DataFrame) -> dict[str, dict[str, dict[str, str]]]:
    """Text by path, part and cell: every path and part, the texts of those files that a ruling is about."""
    wanted = {ruling.place.path for ruling in rulings}
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    if wanted:
        for (collection, body, file), group in cells.groupby(["collection", "body", "file"], sort=False):
            path = "/".join(filter(None, (collection, body, file)))
            held = found[path]
            if path in wanted:
                for part, cell, text in zip(group["part"], group["cell"], group["text"]):
                    held[part][cell] = text
    return found


def _not_there(ruling: Ruling, texts: dict[str, dict[str, dict[str, str]]]) -> str:
    """Why the quotation does not stand at the place named; empty where it does."""
    path, part, cell = ruling.place
    if path not in texts:
        return f"{ruling.decision} is about {path}, and no cell of such a file was read{nearest(path, texts)}"
    if part not in texts[path]:
        return f"{ruling.decision} is about the part {part!r} of {path}, and it has none{nearest(part, texts[path])}"
    stands = texts[path][part].get(cell, "")
    now, stood = (" ".join(text.split()) for text in (stands, ruling.stood))
    in_prose = bool(stood) and (addresses.naming(cell) == "line" or ruling.reply is not None)
    if now == stood or (in_prose and re.search(rf"(?<!\w){re.escape(stood)}(?!\w)", now)):
        return ""
    return f"{ruling.decision} says that {ruling.stood!r} stood in {ruling.address}, and {stands[:200]!r} stands there now"


def _zeros(answers: pd.DataFrame) -> set[tuple[str, str]]:
    """The bodies that show a zero in their return."""
    shown = answers[(answers["status"] == "exact") & (answers["upper"] == 0) & (answers["raw"] != "")]
    return set(zip(shown["collection"], shown["body"]))


def _blank_row(ruling: Ruling, lost: dict) -> dict:
    """What is known of a cell that was not read."""
    collection, body, file = ruling.held
    place = {"collection": collection, "body": lost.get("body", body), "file": file, "part": ruling.place.part, "cell": ruling.place.cell}
    period, labels = lost.get("period"), lost.get("labels")
    known = {"question": lost.get("question", ""), "raw": lost.get("raw", ruling.stood), "headers": []}
    known["period"] = period if isinstance(period, str) else None
    for label in labels if isinstance(labels, Iterable) else ():
        known |= {label["dimension"]: label["value"], f"{label['dimension']}_printed": label["printed"]}
    return place | known | {"answer": ruling.address, "choices": None, "set_aside": ""}


def _row(study: Study, ruling: Ruling, row: dict, zeros: set[tuple[str, str]]) -> dict | str:
    """The answer as it is decided, whatever was read of it before; a text says what the ruling does not say."""
    name = ruling.question or row["question"]
    if not name:
        return "nothing says which question it answers: say the question"
    asked = study.question(row["collection"], name)
    period = row["period"] if ruling.period is None else "" if ruling.period == "none" else ruling.period
    if period is None:
        period = None if asked.periods else asked.period or ""
    labels = {d: ruling.dimensions[d] for d in asked.by if d in ruling.dimensions}
    known = [d for d in asked.by if d in labels or isinstance(row.get(f"{d}_printed"), str)]
    missing = [d for d in asked.by if d not in known] + (["period"] if period is None else [])
    if missing:
        return f"say its {' and its '.join(missing)} too: nothing was read of that"
    if strange := [d for d in ruling.dimensions if d not in asked.by]:
        return f"{name} was not asked by {' and '.join(strange)}"
    said = _value(study, asked, ruling.means, (row["collection"], row["body"]) in zeros)
    if isinstance(said, str):
        raise ConfigError(f"config/{ruling.decision}: means: {said}")
    reading, choices = said
    # Labels of another question's dimensions go, where the ruling says that it answers this one.
    row = row | {column: None for d in study.dimensions if d not in asked.by for column in (d, f"{d}_printed")}
    row |= {"question": name, "period": period, "unit": asked.unit or "", "choices": choices}
    row |= {"status": reading.status, "lower": reading.lower, "upper": reading.upper, "rule": "ruling", "ruling": ruling.decision}
    for d, value in labels.items():
        row |= {d: value, f"{d}_printed": row.get(f"{d}_printed") if isinstance(row.get(f"{d}_printed"), str) else ""}
    return row


def _value(study: Study, asked: Question, means: str, zeros_shown: bool) -> tuple[Reading, tuple[str, ...] | None] | str:
    """What a ruling's `means` says, read as a cell's text is; a text says why it cannot be."""
    text = means.replace("_", " ")
    said = form(text)
    if said and said.status in ("not_recorded", "not_held", "refused", "not_answered"):
        return Reading(said.status, None, None, "ruling"), None
    if asked.kind in ("yes_no", "choice", "choices"):
        picked = picks(asked, text)
        return picked if isinstance(picked, str) else (Reading("exact", None, None, "ruling"), picked)
    if asked.kind in ("body", "text"):
        return Reading("exact", None, None, "ruling"), None
    settings = study.settings
    context = Context(zeros_shown=zeros_shown, below=settings.suppression.below, tolerance=settings.tolerance, cap=asked.cap)
    reading = interval(text, context) if said and said.rule not in ("mark", "dash", "number with a footnote mark") else None
    if reading is None or reading.status not in NUMERIC:
        known = f"a number, a range such as 5-10, <5, about 20, a status such as not held, or {LEAVE_OUT}"
        return f"{means!r} is not read as an answer: write {known}"
    return reading, None


def _said(row: dict) -> str:
    """An answer in a few words, as it was read before."""
    ends = "" if pd.isna(row["lower"]) and pd.isna(row["upper"]) else f" {row['lower']:g} to {row['upper']:g}"
    return f"{row['status'].replace('_', ' ')}{ends}, {row['rule']}"


def rule_on_replies(rulings: Sequence[Ruling], outcomes: Sequence[Outcome], replies: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """replies.csv with what rulings say that a body replied; never against answers that it gave."""
    replies = replies.copy()
    if not any(ruling.reply for ruling in rulings):
        return replies
    index = {key: i for i, key in zip(replies.index, zip(replies["collection"], replies["body"], replies["question"]))}
    given = answers[(answers["set_aside"] == "") & answers["status"].isin(NUMERIC) & (answers["raw"] != "")]
    first = dict(zip(zip(given["collection"], given["body"], given["question"]), given["answer"]))
    for ruling, outcome in zip(rulings, outcomes):
        if not ruling.reply or outcome.problem:
            continue
        collection, body, _ = ruling.held
        key = (collection, body, ruling.question)
        if key not in index:
            outcome.problem = f"no body {body!r} of {collection} was asked {ruling.question}: the register does not list it"
        elif key in first and ruling.reply not in ("answered", "partly"):
            outcome.problem = f"it says that {body} replied {ruling.reply.replace('_', ' ')}, and {first[key]} answers {ruling.question}"
        else:
            outcome.instead_of = str(replies.at[index[key], "status"])
            said = {"status": ruling.reply, "section": ruling.section, "source": ruling.address, "quote": ruling.stood}
            for name, value in said.items():
                replies.at[index[key], name] = value
    return replies
