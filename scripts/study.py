"""The study as config/ declares it: settings, questions, dimensions. Checked when loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from told import ConfigError

# The statuses of answers that are numbers, exactly or between two ends.
NUMERIC = ("exact", "suppressed", "rounded", "banded", "approximate")
# How `set_aside` begins of an answer that another of the same body takes the place of: it is kept, and decides nothing.
SUPERSEDED = "superseded by "
# What a body may have replied to a question.
REPLIES = ("answered", "partly", "not_held", "refused", "clarification", "no_answer", "unknown")

Model = TypeVar("Model", bound=BaseModel)


# YAML reads an unquoted 2 or 2023 as a number; the vocabularies are text.
Text = Annotated[str, BeforeValidator(lambda v: str(v) if isinstance(v, int) and not isinstance(v, bool) else v)]


class Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Suppression(Declared):
    below: int = 5


class Word(Declared):
    """What a word of quantity means, of a share or a count: `means` for readers, and the limits that say the same."""

    means: str
    above: float | None = None
    below: float | None = None
    equals: float | None = None
    between: tuple[float, float] | None = None

    @model_validator(mode="after")
    def says_something(self) -> Word:
        if self.above is self.below is self.equals is self.between is None:
            raise ValueError("a word says at least one of: above, below, equals, between")
        return self


class Changes(Declared):
    """From where on a change since the accepted run is moderate and large: of an end as a part of what it was, of a share in
    percentage points. What is below is small."""

    moderate: float = 0.02
    large: float = 0.1
    moderate_points: float = 1
    large_points: float = 5


def _day(written: object) -> object:
    """A day as text; YAML makes a date of 2024-11-30."""
    if isinstance(written, dt.date):
        return written.isoformat()
    try:
        return dt.date.fromisoformat(str(written)).isoformat()
    except ValueError:
        raise ValueError("write the day as 2024-11-30") from None


Day = Annotated[str, BeforeValidator(_day)]


class Requests(Declared):
    """When the requests of a collection are due: working days after the day that the body was asked, as the Act says that it
    stands under, or a closing day for all."""

    working_days: Annotated[int, Field(gt=0)] | None = None
    closes: Day | None = None

    @model_validator(mode="after")
    def says_one(self) -> Requests:
        if (self.working_days is None) == (self.closes is None):
            raise ValueError("say either working_days or closes")
        return self


class Disclosure(Declared):
    """What must not be worked out from what is published. of: the collections whose bodies answered in confidence; smallest: a
    number of bodies below it is hidden, and so is a sum to which fewer of them contribute; within: how near one may come to such
    a sum, as a share of it; public: metrics that are printed all the same."""

    of: tuple[str, ...] = Field(min_length=1)
    smallest: int = Field(5, ge=2)
    within: float = Field(0.2, gt=0, lt=1)
    public: tuple[str, ...] = ()


class Settings(Declared):
    """config/study.yml. bodies: what those of a collection are called, in the plural. as_of: the day on which a request counts as
    overdue or not; requests: by collection, when replies are due."""

    title: str
    illustrative: str | None = None
    bodies: dict[str, str] = {}
    suppression: Suppression = Suppression()
    tolerance: float = 0.1
    strict: bool = False
    changes: Changes = Changes()
    words: dict[Text, Word] = {}
    as_of: Day | None = None
    requests: dict[str, Requests] = {}
    disclosure: Disclosure | None = None


class Value(Declared):
    names: tuple[Text, ...] = ()
    covers: tuple[int, ...] = ()


class Dimension(Declared):
    """One entry of config/dimensions.yml: a thing by which answers are broken down."""

    title: str
    fields: tuple[Text, ...] = ()
    totals: tuple[Text, ...] = ()
    values: dict[Text, Value]


class Question(Declared):
    """One entry of config/questions.yml."""

    ask: str
    also: tuple[Text, ...] = ()
    words: tuple[Text, ...] = ()
    number: int | None = None
    kind: Literal["number", "yes_no", "choice", "choices", "table", "body", "text"]
    by: tuple[str, ...] = ()
    periods: Literal["month", "quarter", "year"] | None = None
    period: Text | None = None
    unit: str | None = None
    options: dict[Text, tuple[Text, ...]] = {}
    cap: float | None = None
    blank: Literal[0] | None = None  # what a place of a table means in which nothing stands
    at_least: float = 0
    at_most: float | None = None


class Study(Declared):
    settings: Settings
    dimensions: dict[str, Dimension]
    questions: dict[str, dict[str, Question]]  # collection → id → question

    def question(self, collection: str, question: str) -> Question:
        return self.questions[collection][question]


class Loader(yaml.CSafeLoader):
    """YAML in which a key stands once. By its own rules the second entry would silently replace the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in keys:
                raise ConfigError(
                    f"line {key.start_mark.line + 1}: {key.value!r} stands here for the second time; rename one, or take it out"
                )
            keys.add(str(key.value))
        return super().construct_mapping(node, deep)


def read_text(path: Path) -> str:
    """The text of a file that a person wrote. Raises ConfigError where it is missing or in no letters that are known."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"{path} is missing: a study needs it") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}, line {line}: a letter there is not in UTF-8. Save the file again, with the encoding UTF-8") from None


def load_yaml(path: Path) -> dict:
    """A config file as plain data. Raises ConfigError that names the file and the line."""
    text = read_text(path)
    try:
        return yaml.load(text, Loader) or {}
    except yaml.YAMLError as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None
    except ConfigError as error:
        raise ConfigError(f"{path}, {error}") from None


def places(path: Path) -> Callable[[tuple], str]:
    """For an entry of a YAML file, by its keys, the file, the line where it stands and its name. An entry that is
    missing stands in the line of the one that it is missing from."""
    lines: dict[tuple, int] = {}

    def walk(node: yaml.Node | None, keys: tuple) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                lines[*keys, str(key.value)] = key.start_mark.line + 1
                walk(value, (*keys, str(key.value)))
        elif isinstance(node, yaml.SequenceNode):
            for i, value in enumerate(node.value):
                lines[*keys, str(i)] = value.start_mark.line + 1
                walk(value, (*keys, str(i)))

    walk(yaml.compose(read_text(path), yaml.CSafeLoader), ())

    def place(where: tuple) -> str:
        keys = tuple(map(str, where))
        line = next((lines[keys[:n]] for n in range(len(keys), 0, -1) if keys[:n] in lines), None)
        return f"{path}{f', line {line}' if line else ''}: {' › '.join(keys)}"

    return place


def typed(path: Path, rows: list[list[str]]) -> list[dict[str, str | int]]:
    """The lines of a table by its headings, with `row`, its line from 1; empty lines are left out.

    Raises ConfigError for each line that is longer than the headings: a comma too many has shifted what stands in it.
    """
    headings, lines, wrong = [h.strip() for h in rows[0]], [], []
    for row, cells in enumerate(rows[1:], 2):
        cells = [cell.strip() for cell in cells]
        if any(cells[len(headings) :]):
            wrong.append(
                f"{path}, line {row}: it has {len(cells)} cells, and there are {len(headings)} headings (it says: {','.join(cells)!r}). "
                "Take out the comma too many, or put quotes around the text that it belongs to"
            )
        elif any(cells):
            lines.append(dict(zip(headings, cells + [""] * len(headings))) | {"row": row})
    if wrong:
        raise ConfigError("\n".join(wrong))
    return lines


def load_study(config: Path) -> Study:
    """The study declared in the folder `config`. Raises ConfigError with each entry that is wrong."""
    data = {
        "settings": load_yaml(config / "study.yml"),
        "dimensions": load_yaml(config / "dimensions.yml"),
        "questions": load_yaml(config / "questions.yml"),
    }
    files = {"settings": "study.yml", "dimensions": "dimensions.yml", "questions": "questions.yml"}
    study = checked(Study, data, lambda where: f"{config / files[where[0]]}: {' › '.join(map(str, where[1:]))}")
    for collection in study.settings.requests:
        if collection not in study.questions:
            known = ", ".join(study.questions)
            raise ConfigError(f"{config / 'study.yml'}: requests › {collection}: questions.yml has no such collection (it has: {known})")
    for collection, questions in study.questions.items():
        for name, question in questions.items():
            for dimension in question.by:
                if dimension not in study.dimensions:
                    raise ConfigError(
                        f"{config / 'questions.yml'}: {collection} › {name} › by: there is no dimension "
                        f"'{dimension}' in dimensions.yml (it has: {', '.join(study.dimensions)})"
                    )
    disclosure = study.settings.disclosure
    if disclosure and (other := [name for name in disclosure.of if name not in study.questions]):
        known = ", ".join(study.questions)
        raise ConfigError(
            f"{config / 'study.yml'}: disclosure › of: there is no collection {other[0]!r} in questions.yml (it has: {known})"
        )
    return study


def checked(model: type[Model], data: dict, place: Callable[[tuple], str]) -> Model:
    """`data` as a `model`. Raises ConfigError with a line for each entry that does not fit, named by `place`."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        lines = [f"{place(e['loc'])}: {e['msg']} (it says: {e['input']!r})" for e in error.errors()]
        raise ConfigError("\n".join(lines)) from None
