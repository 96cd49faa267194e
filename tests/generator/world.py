"""What is true, who was asked, and what was sent of it."""

import csv
import random
from collections.abc import Hashable, Sequence
from dataclasses import astuple, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

T = TypeVar("T", bound=Hashable)
NUMBERS = {"exact", "suppressed", "banded", "approximate", "rounded"}


class Key(NamedTuple):
    """What a value is about."""

    question: str
    period: str = ""
    age: str = ""
    profession: str = ""
    band: str = ""


@dataclass(frozen=True)
class Said:
    """A true value and the way it was put on paper, with the ends that a careful reader gives it."""

    key: Key
    value: object
    text: object
    sent: str
    lower: float | None = None
    upper: float | None = None
    shown_as: str = ""  # number format, where the sheet shows something else than what it holds


@dataclass(frozen=True)
class Body:
    """One line of the register."""

    collection: str
    body: str
    name: str
    nation: str
    request: str
    asked: date
    replied: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Truth:
    """One true value. `sent` is how it was answered; `cell` holds several addresses for ticks."""

    collection: str
    body: str
    question: str
    period: str
    age: str
    profession: str
    band: str
    value: object
    sent: str
    written: str = ""
    lower: float | None = None
    upper: float | None = None
    file: str = ""
    part: str = ""
    cell: str = ""


@dataclass(frozen=True)
class Status:
    """What a body said to a question."""

    body: str
    question: str
    status: str


@dataclass
class World:
    """The truth behind one raw folder."""

    seed: int
    bodies: list[Body] = field(default_factory=list)
    truths: list[Truth] = field(default_factory=list)

    @property
    def statuses(self) -> list[Status]:
        """Status of each question to each body, as a careful reader would put it."""
        sent: dict[tuple[str, str], list[str]] = {}
        for truth in self.truths:
            sent.setdefault((truth.body, truth.question), []).append(truth.sent)
        return [Status(body, question, _status(how)) for (body, question), how in sent.items()]

    def write(self, path: Path) -> None:
        """The truths as csv; options of one answer are separated by semicolons."""
        with path.open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow([each.name for each in fields(Truth)])
            for truth in self.truths:
                out.writerow([";".join(v) if isinstance(v, tuple) else v for v in astuple(truth)])


def _status(sent: list[str]) -> str:
    given = [how in NUMBERS for how in sent]
    if all(given):
        return "answered"
    if any(given):
        return "partly"
    for status in ("refused", "not_held"):
        if status in sent:
            return status
    return "not_held" if "not_recorded" in sent else "no_answer"


def stream(*parts: object) -> random.Random:
    """Random numbers of their own for each purpose, so that a change to one leaves the others."""
    return random.Random("/".join(map(str, parts)))


def quota(rng: random.Random, n: int, shares: dict[T, float]) -> list[T]:
    """n values in shuffled order that keep to the shares as nearly as whole numbers can."""
    whole = sum(shares.values())
    exact = {value: n * share / whole for value, share in shares.items()}
    counts = {value: int(number) for value, number in exact.items()}
    by_rest = sorted(shares, key=lambda value: counts[value] - exact[value])
    for value in by_rest[: n - sum(counts.values())]:
        counts[value] += 1
    drawn = [value for value, count in counts.items() for _ in range(count)]
    rng.shuffle(drawn)
    return drawn


def weighted(rng: random.Random, shares: dict[T, float]) -> T:
    """One value, drawn by its share."""
    return rng.choices(list(shares), list(shares.values()))[0]


def truth_of(body: Body, said: Said, file: str = "", part: str = "", cells: Sequence[str] = ()) -> Truth:
    """The truth's row for something said, or for something that nobody said."""
    written = "" if said.text is None else str(said.text)
    return Truth(
        body.collection, body.body, *said.key, said.value, said.sent, written, said.lower, said.upper,
        file, part, " ".join(cells),
    )  # fmt: skip
