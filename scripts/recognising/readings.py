"""The entries of config/readings.yml: what a person supplies for a table that does not say it."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

import addresses
from by_hand import Decision, When, Words, check_meaning, load, nearest
from recognising.grid import Place
from study import ConfigError, Study

ROLES = ("period", "question", "value", "nothing")


class Reading(Decision):
    """One entry. file: its path below data/raw, or a pattern with *; the rest is what the table itself does not say."""

    file: Words
    part: str = ""
    range: str = ""
    header_rows: tuple[int, ...] = ()
    columns: dict[str, str] = {}
    blanks: dict[str, str] = {}
    question: str = ""
    period: When | None = None
    dimensions: dict[str, str] = {}
    bodies: dict[str, str] = {}

    def says(self) -> str:
        """What it supplies, in a line."""
        shown = {n: getattr(self, n) for n in Reading.model_fields if n not in Decision.model_fields and n not in ("file", "part")}
        pairs = ((n, ", ".join(f"{k} = {x}" for k, x in v.items()) if isinstance(v, dict) else v) for n, v in shown.items() if v)
        return "; ".join(f"{n.replace('_', ' ')}: {', '.join(map(str, v)) if isinstance(v, tuple) else v}" for n, v in pairs)

    @property
    def of_tables(self) -> bool:
        """Whether it supplies anything for a table; the names of bodies are for a form tool's export."""
        return any((self.header_rows, self.columns, self.blanks, self.question, self.period, self.dimensions))

    @cached_property
    def corners(self) -> tuple[Place, Place] | None:
        if not self.range:
            return None
        first, _, last = self.range.partition(":")
        return addresses.place(first), addresses.place(last or first)

    @property
    def source(self) -> str:
        return f"{self.file}#{self.part}" if self.part else self.file

    def role(self, c: int) -> str | None:
        """What it says that a column holds."""
        return next((role for name, role in self.columns.items() if _column(name) == c), None)

    def overlaps(self, other: Reading) -> bool:
        """Whether the two are about the same cells of a part."""
        if self.corners is None or other.corners is None:
            return True
        (t1, l1), (b1, r1), (t2, l2), (b2, r2) = *self.corners, *other.corners
        return t1 <= b2 and t2 <= b1 and l1 <= r2 and l2 <= r1

    def covers(self, place: Place) -> bool:
        if self.corners is None:
            return True
        (top, left), (bottom, right) = self.corners
        return top <= place[0] <= bottom and left <= place[1] <= right

    def is_file(self, path: str) -> bool:
        """Whether it is about the file, by its path, a pattern, or the folder that it is in; with the collection or without."""
        said = self.file.removeprefix("data/raw/").strip("/").lower()
        for known in (path.lower(), path.lower().partition("/")[2]):
            if known == said or known.startswith(f"{said}/") or fnmatchcase(known, said.replace("[", "[[]")):
                return True
        return False

    def is_part(self, name: str, number: int) -> bool:
        """Whether it is about the part, by its name, a pattern, or its number in the file from 1."""
        said = self.part.lower()
        return not said or name.lower() == said or fnmatchcase(name.lower(), said.replace("[", "[[]")) or said == str(number)


def load_readings(config: Path, study: Study) -> list[Reading]:
    """config/readings.yml; none where there is no such file. Raises ConfigError for each entry that is wrong."""
    path = config / "readings.yml"
    readings = load(path, Reading)
    wrong = [line for reading in readings for line in _wrong(reading, path, study)]
    if wrong:
        raise ConfigError("\n".join(wrong))
    return readings


def _wrong(reading: Reading, path: Path, study: Study) -> list[str]:
    where, wrong = path.parent / reading.decision, check_meaning(reading, path, study, reading.question, reading.dimensions)
    places = {"range": [end for end in reading.range.split(":") if reading.range], "blanks": list(reading.blanks)}
    for name, said in places.items():
        for cell in said:
            try:
                addresses.place(cell)
            except ValueError as error:
                wrong.append(f"{where}: {name}: {error}")
    if not wrong and reading.corners and any(a > b for a, b in zip(*reading.corners)):
        wrong.append(f"{where}: range: {reading.range} ends before it begins")
    if any(row < 1 for row in reading.header_rows):
        wrong.append(f"{where}: header_rows: rows are counted from 1")
    roles = [*study.dimensions, *ROLES]
    for column, role in reading.columns.items():
        if _column(column) is None:
            wrong.append(f"{where}: columns: {column!r} is not a column such as B or 2")
        if role not in roles:
            wrong.append(f"{where}: columns: {role!r} is nothing that a column can hold{nearest(role, roles)}")
    if not reading.of_tables and not reading.bodies:
        wrong.append(f"{where}: it supplies nothing: say the question, the period, dimensions, columns, header_rows, blanks or bodies")
    return wrong


def _column(name: str) -> int | None:
    try:
        return int(name) - 1 if name.isdigit() and name != "0" else addresses.place(f"{name}1")[1]
    except ValueError:
        return None
