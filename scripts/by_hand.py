"""What a person decides where rules stop: the entries of config/readings.yml and config/rulings.yml, and what came of each."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import yaml
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from study import ConfigError, Declared, Loader, Study, read_text

if TYPE_CHECKING:
    import pyarrow as pa

# results/by_hand.csv: a row an entry. `problem` says why it decides nothing, or less than it says.
OUTCOME = ("decision", "source", "stood", "says", "instead_of", "who", "when", "why", "answers", "problem")


def _day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError("write the day as 2026-03-31") from None


def _period(text: str) -> str:
    if text != "none" and not re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?|-Q[1-4]|/\d\d)?|total", text):
        raise ValueError("write a period as 2018-01, 2018-Q1, 2018/19, 2018, 2018-03-31, total, or none where the return gives none")
    return text


Words = Annotated[str, Field(min_length=1)]
When = Annotated[str, AfterValidator(_period)]


class Decision(Declared):
    """An entry: every one says who decided it, when and why. `decision` names its file and line."""

    decision: str
    who: Words
    when: Annotated[str, BeforeValidator(_day)]
    why: Words


@dataclass(slots=True)
class Outcome:
    """What came of an entry. says: what it supplies or decides, in a few words."""

    entry: Decision
    source: str
    says: str
    stood: str = ""
    instead_of: str = ""
    answers: int = 0
    problem: str = ""

    def row(self) -> dict[str, str | int]:
        entry = {name: getattr(self.entry, name) for name in ("decision", "who", "when", "why")}
        return entry | {name: getattr(self, name) for name in OUTCOME if name not in entry}


def outcomes_table(outcomes: Iterable[Outcome]) -> pa.Table:
    """The columns of OUTCOME, a row an entry."""
    import pyarrow as pa

    columns = pa.schema([(name, pa.int64() if name == "answers" else pa.string()) for name in OUTCOME])
    return pa.Table.from_pylist([outcome.row() for outcome in outcomes], schema=columns)


class Written(Loader):
    """YAML in which everything is the text that was written: 2024-10-05 is no date, and yes no truth."""

    yaml_implicit_resolvers: dict = {}


Entry = TypeVar("Entry", bound=Decision)


def load(path: Path, model: type[Entry]) -> list[Entry]:
    """The entries of a file, in its order; none where there is no such file. Raises ConfigError for each that is wrong."""
    if not path.exists():
        return []
    text = read_text(path)
    try:
        loader = Written(text)
        node = loader.get_single_node()
        written = loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None
    except ConfigError as error:
        raise ConfigError(f"{path}, {error}") from None
    if written in (None, ""):
        return []
    if not isinstance(written, list):
        raise ConfigError(f"{path}: it is to be a list, whose entries begin with a hyphen and a space")
    entries, wrong = [], []
    for child, fields in zip(node.value, written):
        where = f"{path.name}, line {child.start_mark.line + 1}"
        if not isinstance(fields, dict):
            wrong.append(f"{path.parent / where}: it is to have names and values, such as 'why: …' (it says: {fields!r})")
            continue
        try:
            entries.append(model.model_validate({k: v for k, v in fields.items() if v != ""} | _kept_blank(fields) | {"decision": where}))
        except ValidationError as error:
            wrong += [f"{path.parent / where}: {_in_words(model, e)}" for e in error.errors()]
    if wrong:
        raise ConfigError("\n".join(wrong))
    return entries


def _kept_blank(fields: dict) -> dict:
    """`stood: ""` says that the cell was blank; a blank elsewhere says nothing."""
    return {"stood": ""} if fields.get("stood") == "" else {}


def _in_words(model: type[Decision], error: dict) -> str:
    where = " › ".join(map(str, error["loc"]))
    if error["type"] == "missing":
        return f"{where!r} is missing"
    if error["type"] == "extra_forbidden":
        return f"{where!r} is no word of such an entry{nearest(where, [n for n in model.model_fields if n != 'decision'])}"
    return f"{where}: {error['msg'].removeprefix('Value error, ')} (it says: {error['input']!r})"


def nearest(name: str, names: Iterable[str]) -> str:
    """The known names that are nearest to one that is not known, as the end of a sentence."""
    names = sorted(set(names))
    near = difflib.get_close_matches(name.lower(), {n.lower(): n for n in names}, n=3, cutoff=0.5)
    shown = [n for n in names if n.lower() in near] or names[:12]
    return f"; there {'is' if len(shown) == 1 else 'are'} {', '.join(map(repr, shown))}" if shown else ""


def check_meaning(entry: Decision, path: Path, study: Study, question: str, dimensions: dict[str, str]) -> list[str]:
    """What is wrong with the question and the dimensions' values that an entry names."""
    where, wrong = path.parent / entry.decision, []
    known = {name for questions in study.questions.values() for name in questions}
    if question and question not in known:
        wrong.append(f"{where}: no question is called {question!r}{nearest(question, known)}")
    for dimension, value in dimensions.items():
        if dimension not in study.dimensions:
            wrong.append(f"{where}: no dimension is called {dimension!r}{nearest(dimension, study.dimensions)}")
        elif value != "total" and value not in study.dimensions[dimension].values:
            wrong.append(f"{where}: {dimension} has no value {value!r}{nearest(value, [*study.dimensions[dimension].values, 'total'])}")
    return wrong
