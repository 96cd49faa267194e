"""One raw cell changed, and what comes of it: only what depends on the cell is done again, in one process.

What is changed is the table of cells that reading gave. So a change costs a fraction of a second, and files of every kind
can be changed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import addresses
import derive
import read
import recognise
import register
import validate
from deriving.declared import Metric, in_order, load_metrics
from deriving.derived import Derived
from deriving.inputs import CELLS, Inputs
from deriving.statements import judged, load_statements
from deriving.verbs import values
from recognising.byhand import ByHand
from recognising.readings import load_readings
from recognising.said import letters
from recognising.vocabulary import plain
from ruling import load_rulings, rule, rule_on_replies
from study import ConfigError, load_study

Sender = tuple[str, str]  # the collection and the folder of a return
SHOWN = ("interval", "text", "answered", "asked", "set_aside", "base")
NOTHING = Derived((0, 0), "", "", "", ())


@dataclass(frozen=True)
class Change:
    """Another text in a cell: blank where `text` is empty; a cell more where it was blank."""

    address: str
    text: str


@dataclass
class Result:
    """made: every metric. verdicts: every statement's. stopped: what the run says where it cannot go on."""

    made: dict[str, Derived]
    verdicts: dict[str, str] = field(default_factory=dict)
    stopped: str = ""


@dataclass
class Line:
    """A study as a run left it in a folder, derived once more."""

    folder: Path

    def __post_init__(self) -> None:
        self.raw, self.config = self.folder / "data" / "raw", self.folder / "config"
        self.study = load_study(self.config)
        self.declared = load_metrics(self.config / "metrics.yml", self.study)
        self.statements = load_statements(self.config / "statements.yml", self.declared, self.study)
        self.rulings = load_rulings(self.config, self.study)
        self.files = pd.read_parquet(self.folder / "data/interim/files.parquet")
        cells = pq.read_table(self.folder / "data/interim/cells.parquet")
        senders = {(each["collection"][0].as_py(), each["body"][0].as_py()): each for each in recognise.returns(cells)}
        self.cells = {sender: each for sender, each in senders.items() if sender[0] in self.study.questions}
        self.register = self._register(self.raw)
        self.found = {sender: self._recognised(cells, self.register) for sender, cells in self.cells.items()}
        self.checked = self._checked(self.found, self.cells, self.register)
        references, letters = derive.load_references(self.raw / "reference"), self._letters(self.found)
        self.inputs = Inputs(self.study, *self.checked, references, letters, cells.select(CELLS).to_pandas())
        self.made = derive.derive(self.config / "metrics.yml", self.declared, self.inputs)
        self.verdicts = self._verdicts(self.made)

    # The rules, of a part of the study -----------------------------------------------------------------------------

    def _register(self, raw: Path) -> pd.DataFrame:
        return register.read_register(raw / "register.csv").astype(str)

    def _recognised(self, cells: pa.Table, asked: pd.DataFrame) -> tuple[pa.Table, pa.Table, pa.Table]:
        names = {plain(n): body for n, body in zip([*asked["name"], *asked["body"]], [*asked["body"], *asked["body"]])}
        by_hand = ByHand(load_readings(self.config, self.study))
        return *recognise.recognise(self.study, cells, names, by_hand), letters(self.study, cells)

    def _checked(self, found: dict, cells: dict, asked: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
        """Answers, register, replies and unread, as validate writes them, of the bodies of these returns."""
        tables = [pa.concat_tables(each).to_pandas() for each in zip(*found.values())]
        text = pa.concat_tables(cells.values()).select(["collection", "body", "file", "part", "cell", "text"]).to_pandas()
        ruled = rule(self.study, self.rulings, tables[0], tables[1], text)
        answers = validate.check(self.study, ruled.answers, asked)
        replied = validate.replies(self.study, asked, self.files, answers, ruled.unread, tables[2])
        replied = rule_on_replies(self.rulings, ruled.outcomes, replied, answers)
        return answers, asked, replied, ruled.unread

    def _letters(self, found: dict) -> pd.DataFrame:
        return pa.concat_tables(each[2] for each in found.values()).to_pandas()

    def _verdicts(self, made: dict[str, Derived]) -> dict[str, str]:
        return {name: judged(s, made, self.study.settings.words).verdict for name, s in self.statements.items()}

    # A change --------------------------------------------------------------------------------------------------------

    def after(self, *changes: Change) -> Result:
        """What the study says with these cells changed, all of one return, or all of one csv of the register or reference."""
        path = addresses.path_of(changes[0].address)
        place = read.place_of(path)
        try:
            if place.collection in self.study.questions:
                return self._after_return((place.collection, place.body), changes)
            with TemporaryDirectory() as folder:
                to = Path(folder) / Path(path).name
                with_csv(self.raw / path, to, changes)
                return self._after_reference(to.parent) if place.collection == "reference" else self._after_register(to.parent)
        except ConfigError as error:
            return Result({}, {}, str(error))

    def _after_return(self, sender: Sender, changes: Iterable[Change]) -> Result:
        cells = with_changes(self.cells[sender], changes)
        return self.with_cells(sender, cells)

    def with_cells(self, sender: Sender, cells: pa.Table) -> Result:
        """What the study says if a return were of these cells."""
        found = self._recognised(cells, self.register)
        if all(new.equals(old) for new, old in zip(found, self.found[sender])):
            return Result(self.made, self.verdicts)
        # All that its bodies said, be it in another file of several bodies.
        bodies = {sender[1]} | {b for t in (*found[:2], *self.found[sender][:2]) for b in t["body"].to_pylist()}
        others = {s: f for s, f in self.found.items() if s[0] == sender[0] and s != sender and (s[1] in bodies or not s[1])}
        mine = {sender: found} | others
        of_them = self.register[(self.register["collection"] == sender[0]) & self.register["body"].isin(bodies)]
        new = self._checked(mine, {s: cells if s == sender else self.cells[s] for s in mine}, of_them)
        return self._derived(sender[0], [t[t["body"].isin(bodies)] for t in new], bodies)

    def _derived(self, collection: str, new: list[pd.DataFrame], bodies: set[str]) -> Result:
        """The metrics again of the questions to which these bodies now say something else."""
        old = [t[(t["collection"] == collection) & t["body"].isin(bodies)] for t in self.checked]
        changed = set()
        for before, after in zip(old, new):
            was, now = _by_question(before), _by_question(after)
            changed |= {q for q in {*was, *now} if was.get(q) != now.get(q)}
        whole = [_instead(was, before, after) for was, before, after in zip(self.checked, old, new)]
        inputs = Inputs(self.study, *whole, self.inputs.references, known=self.inputs.known, lines=self.inputs.lines)
        few = replace(inputs, answers=new[0], register=old[1], unread=new[3], known={}, lines={}, said={}, given={})
        for key, given in self.inputs.given.items():
            question, over, periods = key
            again = few.per_body(question, dict(over), periods) if question in changed else {}
            inputs.given[key] = given | again
        return self._of(inputs, lambda metric: metric.question in changed or not changed.isdisjoint(metric.having))

    def _after_register(self, folder: Path) -> Result:
        asked = self._register(folder)
        named = lambda t: set(zip(t["collection"], t["body"], t["name"]))  # noqa: E731
        found = self.found
        if named(asked) != named(self.register):  # who filled a form in is known by name
            found = found | {s: self._recognised(self.cells[s], asked) for s in found if not s[1]}
        checked = self._checked(found, self.cells, asked)
        inputs = Inputs(self.study, *checked, self.inputs.references)  # lineage is asked of the first run only
        bodies = lambda t: set(zip(t["collection"], t["body"]))  # noqa: E731
        if found is self.found and bodies(asked) == bodies(self.register):
            inputs.given = self.inputs.given
        return self._of(inputs, lambda _: True)

    def _after_reference(self, folder: Path) -> Result:
        references = self.inputs.references | derive.load_references(folder)
        inputs = replace(self.inputs, references=references)
        return self._of(inputs, lambda metric: bool(metric.reference))

    def _of(self, inputs: Inputs, concerned) -> Result:
        """The metrics, those anew that are concerned or made of others that are."""
        made, again = {}, set()
        path = self.config / "metrics.yml"
        for name, metric in in_order(path, self.declared).items():
            if concerned(metric) or not again.isdisjoint(metric.needs):
                again.add(name)
                made |= named(name, metric, inputs, made)
            else:
                made |= {which: value for which, value in self.made.items() if which.partition(".")[0] == name}
        return Result(made, self._verdicts(made))

    # What depends on what --------------------------------------------------------------------------------------------

    def lineage(self) -> dict[str, dict[str, set[str]]]:
        """Metric → the cells that it depends on, by itself and through others, each with its roles."""
        direct: dict[str, list[tuple[str, str]]] = {}
        for metric, role, source in derive.lineage(self.made).itertuples(index=False, name=None):
            direct.setdefault(metric, []).append((role, source))
        whole: dict[str, dict[str, set[str]]] = {}

        def of(metric: str) -> dict[str, set[str]]:
            if metric not in whole:
                whole[metric] = {}
                for role, source in direct.get(metric, ()):
                    of_source = of(source) if role == "metric" else {source: {role}}
                    for address, roles in of_source.items():
                        whole[metric].setdefault(address, set()).update(roles)
            return whole[metric]

        return {metric: of(metric) for metric in self.made}

    def changed(self, result: Result) -> list[str]:
        """The metrics of which something that is shown is another."""
        both = {**self.made, **result.made}
        return [m for m in both if shown(self.made.get(m)) != shown(result.made.get(m))]

    def verdict_changed(self, result: Result) -> list[str]:
        """The metrics of the statements whose verdict is another."""
        return [c.metric for n, s in self.statements.items() if self.verdicts[n] != result.verdicts.get(n) for c in s.claims]


def named(name: str, metric: Metric, inputs: Inputs, made: dict[str, Derived]) -> dict[str, Derived]:
    return {f"{name}.{which}" if which else name: value for which, value in values(metric, inputs, made).items()}


def shown(derived: Derived | None) -> str:
    """All that is said of a value, but for how."""
    return "" if derived is None else repr([getattr(derived, name) for name in SHOWN])


def _by_question(table: pd.DataFrame) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in table.to_dict("records") if "question" in table else ():
        found.setdefault(row["question"], []).append(repr([list(v) if hasattr(v, "tolist") else v for v in row.values()]))
    return found


def _instead(whole: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    if before is after or (len(before) == len(after) and before.equals(after)):
        return whole
    return pd.concat([whole.drop(index=before.index), after], ignore_index=True)


def with_changes(cells: pa.Table, changes: Iterable[Change]) -> pa.Table:
    """The cells of a return with other texts. A cell that was blank stands behind those before it in its part."""
    rows = cells.to_pylist()
    for change in changes:
        path, part, name = addresses.parse(change.address)
        mine = [n for n, r in enumerate(rows) if r["part"] == part and addresses.path(r["collection"], r["body"], r["file"]) == path]
        at = next((n for n in mine if rows[n]["cell"] == name), None)
        kind = "number" if change.text.replace(".", "", 1).isdigit() and addresses.naming(name) == "A1" else "text"
        if at is not None and change.text:
            rows[at] |= {"text": change.text, "kind": kind}
        elif at is not None:
            del rows[at]
        elif change.text:
            row, col = addresses.place(name)
            after = [n for n in mine if (rows[n]["row"], rows[n]["col"]) > (row, col)]
            new = rows[mine[0]] | {"cell": name, "row": row, "col": col, "text": change.text, "kind": kind, "marks": []}
            rows.insert(after[0] if after else mine[-1] + 1, new)
    return pa.Table.from_pylist(rows, schema=read.CELLS)


def with_csv(path: Path, to: Path, changes: Iterable[Change]) -> None:
    """A copy of a csv with other texts in it."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    for change in changes:
        row, col = addresses.place(addresses.parse(change.address).cell)
        rows[row] += [""] * (col + 1 - len(rows[row]))
        rows[row][col] = change.text
    with to.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
