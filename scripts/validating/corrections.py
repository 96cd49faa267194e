"""Which file of a body takes the place of an earlier one: where it says so itself, or a person does in config/corrections.yml.

For each question and period that the later file answers, its answers stand, and the earlier file's are superseded. What the
later file says nothing of stays as it was. Where nothing says so, two files that differ contradict each other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import yaml

import addresses
from by_hand import Decision, Outcome, Words, load, nearest
from reading.leftovers import left_over
from study import SUPERSEDED, ConfigError, Study
from sums import TOTAL, grain

NOTHING = "nothing"
WORDS = Path(__file__).with_name("corrections.yml")
FILE = "config/corrections.yml"
TO_KEEP = f"If it corrects nothing, say so in {FILE} (supersedes: {NOTHING})"


class Correction(Decision):
    """One entry. file and supersedes: paths below data/raw; supersedes is `nothing` where the file only looks like a
    correction."""

    file: Words
    supersedes: Words


@dataclass(frozen=True, slots=True)
class Relation:
    """A file that takes the place of another of the same body. why: what says so; evidence: the line of text that does."""

    later: str
    earlier: str
    why: str
    evidence: str = ""


@dataclass(slots=True)
class Corrected:
    """Answers and unread cells in which what is superseded is marked as that. said: sentences for returns.csv, by path; to_do:
    those of them after which a person must look."""

    answers: pd.DataFrame
    unread: pd.DataFrame
    said: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    to_do: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    counts: dict[Relation, int] = field(default_factory=dict)


def load_corrections(config: Path, study: Study) -> list[Correction]:
    """config/corrections.yml; none where there is no such file. Raises ConfigError for each entry that is wrong."""
    path = config / "corrections.yml"
    entries = [_bare(entry) for entry in load(path, Correction)]
    wrong, said = [], {(e.file, e.supersedes) for e in entries}
    for entry in entries:
        where = f"{path.parent / entry.decision}"
        for name in {entry.file, entry.supersedes} - {NOTHING}:
            if name.count("/") < 2 or name.partition("/")[0] not in study.questions:
                wrong.append(f"{where}: {name!r} is no file in a body's folder, such as {next(iter(study.questions))}/<body>/reply.xlsx")
        if entry.file == entry.supersedes or (entry.supersedes, entry.file) in said:
            wrong.append(f"{where}: {entry.file} and {entry.supersedes} are said to supersede each other: keep one of the two entries")
        if entry.supersedes != NOTHING and (entry.file, NOTHING) in said:
            wrong.append(f"{where}: another entry says that {entry.file} supersedes nothing: keep one of the two entries")
    if wrong:
        raise ConfigError("\n".join(wrong))
    return entries


def _bare(entry: Correction) -> Correction:
    named = {name: getattr(entry, name).removeprefix("data/raw/") for name in ("file", "supersedes")}
    return entry.model_copy(update=named)


# What files say of themselves --------------------------------------------------------------------------------------


@cache
def _patterns() -> tuple[re.Pattern, re.Pattern, str]:
    said = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    word = re.compile(rf"(?<![a-z])(?:{said['words']})(?![a-z])(?! *{said['request']})", re.IGNORECASE)
    version = re.compile(rf"(?<![a-z]){said['version']}(?![\d.]*\d)", re.IGNORECASE)
    sentences = "|".join(f"(?:{s.replace('<reply>', said['reply'])})" for s in said["sentences"])
    return word, version, rf"(?i)\b(?:{sentences})\b"


def telling(cells: pa.Table) -> dict[str, str]:
    """Path of a file → the line of its text that says that it corrects an earlier one. cells: as in cells.parquet."""
    word, _, sentences = _patterns()
    lines = cells.filter(pc.starts_with(cells["cell"], "line "))
    subject = pc.match_substring_regex(lines["text"], r"^Subject: ")
    kept = lines.filter(pc.or_(subject, pc.match_substring_regex(lines["text"], sentences)))
    found: dict[str, str] = {}
    for row in kept.to_pylist():
        subject = row["text"].startswith("Subject: ")
        if "quoted" not in (row["marks"] or ()) and (not subject or word.search(_spaced(row["text"]))):
            path = addresses.path(row["collection"], row["body"], row["file"])
            found.setdefault(path, addresses.address(path, row["part"], row["cell"]))
    return found


def _spaced(name: str) -> str:
    """A file's name as words: reply_CorrectedFigures-v2 → reply Corrected Figures v2."""
    return re.sub(r"[_\W]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.replace(".", "\0"))).replace("\0", ".").strip()


@dataclass(frozen=True, slots=True)
class Name:
    """What a file is called without what marks it as a correction. marked: by a word; version: 1 where it names none."""

    stem: str
    marked: bool
    version: float
    numbered: bool


def name_of(path: str) -> Name:
    word, version, _ = _patterns()
    stem = re.sub(r"\.\w{1,5}$", "", path.rpartition("/")[2])
    said = re.sub(r"[_\s,;()\[\]–—-]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", stem)).strip()
    numbers, marked = version.findall(said), bool(word.search(said))
    bare = word.sub(" ", version.sub(" ", said))
    number = float(numbers[-1]) if numbers else 2.0 if marked else 1.0
    return Name(re.sub(r"[^a-z0-9]+", "", bare.lower()), marked, number, bool(numbers))


def relations(
    files: pd.DataFrame, telling: dict[str, str], entries: Sequence[Correction], same: dict[tuple[str, str], str]
) -> list[Relation]:
    """Which files take the place of which, the latest first. files: as in files.parquet; same: of predecessors, who they are now."""
    found: dict[tuple[str, str], Relation] = {}
    listed = [r for r in files.itertuples(index=False) if r.body and not left_over(r.path.rpartition("/")[2])]
    for mine in _by_body(listed, same):
        for relation in [*_by_name(mine), *_by_mark(mine, telling)]:
            found.setdefault((relation.later, relation.earlier), relation)
    nothing = [e.file for e in entries if e.supersedes == NOTHING]
    kept = {pair: r for pair, r in found.items() if not any(is_in(r.later, file) for file in nothing)}
    for entry in entries:
        if entry.supersedes != NOTHING:
            kept = {p: r for p, r in kept.items() if not (is_in(r.later, entry.supersedes) and is_in(r.earlier, entry.file))}
            kept[entry.file, entry.supersedes] = Relation(entry.file, entry.supersedes, entry.decision)
    return sorted(kept.values(), key=lambda r: (-name_of(r.later).version, r.later, r.earlier))


def is_in(path: str, file: str) -> bool:
    """Whether a path is that of a file, or of one that stands in it."""
    return path == file or path.startswith(f"{file}/")


def _by_body(listed: list, same: dict[tuple[str, str], str]) -> Iterable[list]:
    bodies = defaultdict(list)
    for row in listed:
        bodies[row.collection, same.get((row.collection, row.body), row.body)].append(row)
    return bodies.values()


def _by_name(files: list) -> Iterator[Relation]:
    """Files whose names differ only by what marks the later one."""
    stems = defaultdict(list)
    for row in files:
        name = name_of(row.path)
        if name.stem:
            stems[name.stem].append((row, name))
    for alike in stems.values():
        for later, its in alike:
            for earlier, other in alike:
                if its.version > other.version and (its.marked or its.numbered) and later.sha256 != earlier.sha256:
                    yield Relation(later.path, earlier.path, "its name says so")


def _by_mark(files: list, telling: dict[str, str]) -> Iterator[Relation]:
    """A file that calls itself corrected takes the place of those of its body that do not."""
    paths = {row.path for row in files}
    received = [row.path for row in files if not any(parent in paths for parent in _parents(row.path))]
    marked = {}
    for path in received:
        named = next((row.path for row in files if is_in(row.path, path) and name_of(row.path).marked), "")
        if named or path in telling:
            marked[path] = ("its name says so", "") if named else ("its text says so", telling[path])
    for later, (why, evidence) in marked.items():
        yield from (Relation(later, earlier, why, evidence) for earlier in received if earlier not in marked)


def _parents(path: str) -> list[str]:
    pieces = path.split("/")
    return ["/".join(pieces[:n]) for n in range(1, len(pieces))]


# What follows ------------------------------------------------------------------------------------------------------


def corrected(files: pd.DataFrame, answers: pd.DataFrame, unread: pd.DataFrame, found: Sequence[Relation]) -> Corrected:
    """The answers with `set_aside` filled for those that a later file supersedes; what a ruling decided stays. The unread cells
    of the earlier file are then about no question."""
    made = Corrected(answers, unread)
    if not found:
        return made
    made.answers, made.unread = answers.copy(), unread.copy()
    read = _by_folder((index, addresses.path_of(a)) for index, a in zip(answers.index, answers["answer"]))
    missed = _by_folder((index, addresses.path_of(a)) for index, a in zip(unread.index, unread["address"]))
    sent = _by_folder(zip(files.index, files["path"]))
    for relation in found:
        later = answers.loc[_within(read, relation.later)]
        later, given = later[later["raw"] != ""], unread.loc[_within(missed, relation.later)]
        earlier, lost = made.answers.loc[_within(read, relation.earlier)], made.unread.loc[_within(missed, relation.earlier)]
        spoken = _spoken_of(pd.concat([later[SPOKEN], given.loc[given["question"] != "", SPOKEN]]))
        standing = earlier[(earlier["set_aside"] == "") & (earlier["ruling"] == "")]
        superseded = _spoken(standing, spoken)
        out, rest = standing.index[superseded], standing.index[~superseded]
        gone = lost.index[_spoken(lost, spoken)]
        now = f"{SUPERSEDED}{relation.later} ({relation.why})"
        made.answers.loc[out, "set_aside"] = now
        made.unread.loc[gone, "reason"] = [f"{now}: {was}" for was in made.unread.loc[gone, "reason"]]
        made.unread.loc[gone, "question"] = ""
        if relation.evidence and len(out):
            headers = [[*own, relation.evidence] for own in made.answers.loc[later.index, "headers"]]
            made.answers.loc[later.index, "headers"] = pd.Series(headers, later.index, dtype=object)
        its = files.loc[_within(sent, relation.later)]
        why = _not_known(relation.later, its, int((given["question"] == "").sum())) if len(rest) else ""
        if why:
            made.answers.loc[rest, "set_aside"] = f"{relation.later} corrects it ({relation.why}), and {why}. {TO_KEEP}"
        made.counts[relation] = len(out) + (len(rest) if why else 0)
        _say(made, relation, len(out), len(rest), why, bool(spoken))
    return made


def _by_folder(paths: Iterable[tuple[int, str]]) -> dict[str, list[tuple[int, str]]]:
    """Rows and their paths, by the folder of a body: a round has many files, and a body few."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for index, path in paths:
        found["/".join(path.split("/", 2)[:2])].append((index, path))
    return found


def _within(rows: dict[str, list[tuple[int, str]]], file: str) -> list[int]:
    return [index for index, path in rows.get("/".join(file.split("/", 2)[:2]), ()) if is_in(path, file)]


def _not_known(later: str, its: pd.DataFrame, unread: int) -> str:
    """What of a correction was not read, so that nobody knows what else it corrects; empty where all was. its: its files."""
    lost = [row.path for row in its.itertuples() if row.reason and not left_over(row.path)]
    if lost:
        return "was not read" if lost[0] == later else f"{lost[0].rpartition('/')[2]} in it was not read"
    return f"{unread} cells of it were not read" if unread else ""


def _say(made: Corrected, relation: Relation, superseded: int, rest: int, why: str, answered: bool) -> None:
    """What returns.csv says of both files, and what a person must look at."""
    by_hand = relation.why.startswith("corrections.yml")
    if superseded:
        told = f"It supersedes {relation.earlier} ({relation.why}): {_answers(superseded)} there are not used."
        made.said[relation.later].append(told if by_hand else f"{told} {TO_KEEP}.")
        made.said[relation.earlier].append(f"Of its answers {superseded} are {SUPERSEDED}{relation.later} ({relation.why}).")
    told = ""
    if why:
        told = f"It corrects {relation.earlier} ({relation.why}), and {why}: {_answers(rest)} there are not used until it is. {TO_KEEP}."
    elif rest and not answered:
        told = f"It calls itself a correction ({relation.why}), and no answer was found in it: look at it. "
        told += f"{relation.earlier} stands as it was."
    if told:
        made.said[relation.later].append(told)
        made.to_do[relation.later].append(told)


def _answers(count: int) -> str:
    return f"{count} {'answer' if count == 1 else 'answers'}"


SPOKEN = ["collection", "body", "question", "period"]
Spoken = dict[tuple[str, str, str], set[str | None]]


def _spoken_of(later: pd.DataFrame) -> Spoken:
    """Collection, body and question → the periods that a later file speaks of; None where that is not known."""
    found: Spoken = defaultdict(set)
    for *about, period in later.itertuples(index=False):
        found[tuple(about)].add(period if isinstance(period, str) else None)
    return found


def _spoken(table: pd.DataFrame, spoken: Spoken) -> pd.Series:
    """Which rows a later file speaks of: their question and period; a total of periods, and periods of another length, hold
    some of what it says."""
    taken = []
    for *about, period in table[SPOKEN].itertuples(index=False):
        periods = spoken.get(tuple(about))
        if not periods:
            taken.append(False)
        elif not isinstance(period, str) or None in periods or TOTAL in (period, *periods) or period in periods:
            taken.append(True)
        else:
            taken.append({grain(p) for p in periods} != {grain(period)})
    return pd.Series(taken, table.index, dtype=bool)


def problems(entries: Sequence[Correction], files: pd.DataFrame, same: dict[tuple[str, str], str]) -> dict[str, str]:
    """Entry → why it decides nothing, of those that do not."""
    owner = {row.path: (row.collection, same.get((row.collection, row.body), row.body)) for row in files.itertuples()}
    found = {}
    for entry in entries:
        named = [name for name in (entry.file, entry.supersedes) if name != NOTHING]
        if missing := [name for name in named if name not in owner]:
            found[entry.decision] = f"{entry.decision} is about {missing[0]}, and there is no such file{nearest(missing[0], owner)}"
        elif len({owner[name] for name in named}) > 1:
            found[entry.decision] = f"{entry.decision}: {' and '.join(named)} stand in the folders of two bodies"
    return found


def outcomes(entries: Sequence[Correction], made: Corrected, wrong: dict[str, str]) -> list[Outcome]:
    """What came of each entry: how many answers it set aside, or why it decides nothing."""
    counts = {(r.later, r.earlier): n for r, n in made.counts.items()}
    return [
        Outcome(e, e.file, f"supersedes {e.supersedes}", answers=counts.get((e.file, e.supersedes), 0), problem=wrong.get(e.decision, ""))
        for e in entries
    ]
