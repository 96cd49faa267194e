"""What the findings say, before they are a page or a document: sections of sentences, each with its verdict and figure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from auditing.text import metric_href, visible
from deriving.declared import Metric
from deriving.derived import Derived
from deriving.statements import Statement, holds
from study import ConfigError, Study, places
from telling import notes
from telling.numbers import Number
from telling.placeholders import Piece, filled, metrics_in, numbers_of

ASKED_FIRST = 3
AUDIT = "audit"
NOT_WEIGHED = "no single answer is named here. The audit lists the answers that it rests on."
NO_LIMIT = "no limit"  # what chase.csv says of an answer without an upper end


@dataclass(frozen=True, slots=True)
class Figure:
    """One of results/figures/. number: in the order of the findings; shows: the metrics, by their titles."""

    name: str
    number: int
    title: str
    alt: str
    shows: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement. pieces: the sentence; behind: the metrics of the verdict that it does not name, with their titles;
    ask: whom to ask first where the answers leave it open; others: how many more could be asked."""

    name: str
    pieces: list[Piece]
    says: str
    published: str
    source: str
    verdict: str
    because: str
    note: str
    behind: list[Piece]
    ask: list[str] = field(default_factory=list)
    others: int = 0
    figures: list[Figure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Report:
    title: str
    illustrative: str | None
    sections: list[tuple[str, list[Finding]]]
    figures: list[Figure]  # those that belong to no statement
    returned: list[str]
    notes: list[tuple[str, list[str]]]

    @property
    def findings(self) -> list[Finding]:
        return [finding for _, findings in self.sections for finding in findings]

    @property
    def summary(self) -> str:
        """How many statements agree, disagree and are undetermined."""
        verdicts = [f.verdict for f in self.findings]
        agree, disagree, open_ = (verdicts.count(v) for v in ("agrees", "disagrees", "undetermined"))
        if not verdicts:
            return "No statement of a report is declared in config/statements.yml."
        if agree == len(verdicts):
            return f"All {agree} statements of the report agree with the returns."
        said = [f"{agree or 'none'} {'agrees' if agree == 1 else 'agree'} with the returns"]
        said += [f"{disagree} {'disagrees' if disagree == 1 else 'disagree'}"] if disagree else []
        said += [f"{open_} {'is' if open_ == 1 else 'are'} undetermined"] if open_ else []
        return f"Of the {len(verdicts)} statements of the report, {', '.join(said[:-1])} and {said[-1]}."


def audited(metric: str) -> str:
    """Where the findings link to for a metric."""
    return f"{AUDIT}/{metric_href(metric)}"


def report(
    study: Study,
    tables: dict[str, pd.DataFrame],
    metrics: dict[str, Metric],
    statements: dict[str, Statement],
    drawn: dict[str, tuple[str, ...]],
    path: Path,
) -> Report:
    """tables: metrics, statements, chase, replies, returns, captions, all as text. drawn: figure → its metrics. path: of
    statements.yml. Raises ConfigError with its line for a number or a figure that is not there."""
    rows = tables["metrics"].to_dict("records")
    numbers = numbers_of(rows, {name: m.rounded_to for name, m in metrics.items() if m.rounded_to})
    place = places(path) if statements else str
    placed = _placed(statements, drawn, place)
    in_order = [name for section in _sections(statements).values() for name in section]
    order = [f for name in in_order for f in placed[name]] + [f for f in drawn if not any(f in found for found in placed.values())]
    captions = {row["figure"]: row for row in tables["captions"].to_dict("records")}
    figures = {f: Figure(f, n, captions[f]["title"], captions[f]["alt"], _shows(drawn[f], metrics)) for n, f in enumerate(order, 1)}
    judged = tables["statements"].set_index("statement").to_dict("index")
    derived = {row["metric"]: _derived(row, numbers[row["metric"]]) for row in rows}

    def finding(name: str, statement: Statement) -> Finding:
        told = judged[name]
        at = lambda: place((name, "finding"))  # noqa: E731
        pieces = filled(statement.finding, numbers, at) if statement.finding else [Piece(statement.says)]
        claimed = dict.fromkeys(c.metric for c in statement.claims)
        unnamed = dict.fromkeys(m.partition(".")[0] for m in claimed if m not in {p.metric for p in pieces})
        behind = [Piece(metrics[m].title, m) for m in unnamed]
        left_open = [c.metric for c in statement.claims if holds(c, derived[c.metric]) is None]
        ask, others = whom_to_ask(tables["chase"], left_open, numbers) if told["verdict"] == "undetermined" else ([], 0)
        own = [figures[f] for f in placed[name]]
        says, note = statement.says, statement.note or ""
        published, source = statement.published, statement.source
        return Finding(name, pieces, says, published, source, told["verdict"], told["because"], note, behind, ask, others, own)

    sections = [(title, [finding(n, statements[n]) for n in names]) for title, names in _sections(statements).items()]
    left = [figures[f] for f in order[sum(len(found) for found in placed.values()) :]]
    s = study.settings
    return Report(s.title, s.illustrative, sections, left, returned(study, tables["replies"], tables["returns"]), _notes(study, statements))


def _shows(names: tuple[str, ...], metrics: dict[str, Metric]) -> tuple[Piece, ...]:
    declared = dict.fromkeys(name.partition(".")[0] for name in names)
    return tuple(Piece(metrics[name].title, name) for name in declared if name in metrics)


def _derived(row: dict[str, str], number: Number) -> Derived:
    """A row of results/metrics.csv as claims are held against it."""
    return Derived(number.interval, row["unit"], row["how"], row["text"], (), int(row["answered"]) if row["answered"] else None)


def _sections(statements: dict[str, Statement]) -> dict[str, list[str]]:
    """Heading → statements, in the order in which they are first named."""
    found: dict[str, list[str]] = {}
    for name, statement in statements.items():
        found.setdefault(statement.section or "Findings", []).append(name)
    return found


def _placed(statements: dict[str, Statement], drawn: dict[str, tuple[str, ...]], place: Callable[[tuple], str]) -> dict[str, list[str]]:
    """Statement → the figures that stand after it: those that it declares, and those of whose metrics it is the first to use one."""
    declared = {s.figure: name for name, s in statements.items() if s.figure}
    for figure, name in declared.items():
        if figure not in drawn:
            has = ", ".join(drawn) or "none yet"
            raise ConfigError(f"{place((name, 'figure'))}: there is no figure {figure!r} in figures.yml (it has: {has})")
    found: dict[str, list[str]] = {name: [] for name in statements}
    for figure, metrics in drawn.items():
        about = {m.partition(".")[0] for m in metrics}
        first = next((n for names in _sections(statements).values() for n in names if about & _uses(statements[n])), None)
        if name := declared.get(figure, first):
            found[name].append(figure)
    return found


def _uses(statement: Statement) -> set[str]:
    return {m.partition(".")[0] for m in [*(c.metric for c in statement.claims), *metrics_in(statement.finding or "")]}


def whom_to_ask(chase: pd.DataFrame, metrics: list[str], numbers: dict) -> tuple[list[str], int]:
    """The answers that leave these metrics most open, in words, and how many more there are. Of each body the first."""
    rows = chase[chase["metric"].isin(metrics)].drop_duplicates(["collection", "body"])
    rows = rows.assign(by=rows["widens"].map(lambda w: float(w) if w else math.inf)).sort_values("by", ascending=False, kind="stable")
    told = []
    for row in rows.head(ASKED_FIRST).itertuples():
        body = f"{visible(row.name)} ({visible(row.collection)}, {visible(row.body)})"
        told.append(f"{body} {_open(row, numbers[row.metric])}")
    return told, len(rows) - len(told)


def _open(row: NamedTuple, number: Number) -> str:
    """How an answer leaves a metric open, for a row of results/chase.csv."""
    by = row.text.replace("%", " percentage points") if number.share else f"{row.text} {number.unit}".strip()
    by = "without limit" if row.text == NO_LIMIT else f"by up to {by}"
    if row.why == "said nothing":
        return f"said nothing: its answer could still move the number {by}"
    gave = "gave an answer that cannot be used" if row.why == "not usable" else f"gave an answer that is {row.why}"
    between = f", anything from {row.between}" if row.between else ""
    return f"{gave}{between}: to know it would narrow the number {by}"


def returned(study: Study, replies: pd.DataFrame, returns: pd.DataFrame) -> list[str]:
    """Who was asked, who replied, and what was read of it."""
    told = []
    for collection in study.questions:
        asked = replies[replies["collection"] == collection]
        if len(asked):
            silent = asked.groupby("body")["status"].agg(lambda s: (s == "no_answer").all())
            bodies = study.settings.bodies.get(collection, "bodies")
            told.append(f"{len(silent) - int(silent.sum()):,} of {len(silent):,} {bodies} that were asked replied ({collection}).")
    sent = returns[returns["collection"].isin(list(study.questions))]
    read = int((sent["status"] != "not read").sum())
    answers, unread = (sum(int(n) for column in columns for n in sent[column]) for columns in (("answers", "totals"), ("unread",)))
    told.append(f"{read:,} of {len(sent):,} files that they sent were read, and in them {answers:,} answers.")
    if unread:
        told.append(f"{unread:,} {'cell that looks like an answer' if unread == 1 else 'cells that look like answers'} could not be read.")
    return told


def _notes(study: Study, statements: dict[str, Statement]) -> list[tuple[str, list[str]]]:
    """How to read the numbers: headings, each with its paragraphs."""
    settings = study.settings
    used = {claim.is_ for statement in statements.values() for claim in statement.claims if claim.is_}
    found = [("Intervals", [notes.INTERVALS]), ("Verdicts", [notes.VERDICTS])]
    if used:
        found.append(("Words of quantity", notes.words(settings, used)))
    found.append(("Suppressed, banded and rounded answers", [notes.suppression(settings), notes.bands(settings)]))
    found += [("Answers in confidence", [said])] if (said := notes.confidence(settings)) else []
    return [*found, ("Bodies that did not answer", [notes.MISSING]), ("Rounding", [notes.rounding()])]
