"""Lines that were filled in, as entries of config/rulings.yml: checked as those are, and written below what stands there."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pandas as pd
import yaml

from auditing.text import visible
from deciding.open import Open
from deciding.sheet import LONGEST, Line
from ruling import load_rulings, rule
from study import ConfigError, Study


def entry(line: Line, one: Open) -> dict:
    """A line as an entry: the text that stood there is taken from the return. What the return says itself is not said again."""
    said = {"cell": one.address, "stood": one.stood}
    said |= {"question": line.question} if line.question and line.question != one.question else {}
    said |= {"period": line.period} if line.period and line.period != one.period else {}
    labels = {d: v for d, v in line.labels.items() if one.labels.get(d) != v}
    said |= {"dimensions": labels} if labels else {}
    return said | {"means": line.means, "who": line.who, "when": line.when, "why": line.why}


def as_text(entries: list[dict]) -> str:
    """Entries as they stand in config/rulings.yml."""
    return yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=10**6, default_flow_style=False) if entries else ""


def save(config: Path, study: Study, lines: list[Line], found: list[Open], tables: dict[str, pd.DataFrame], sheet: Path) -> list[str]:
    """Appends the lines to config/rulings.yml; what stands there already is not written again. Returns what was done, in words.
    Raises ConfigError for each line that decides nothing, and then saves none. tables: recognised, unrecognised, cells."""
    path = config / "rulings.yml"
    known = {one.address: one for one in found}
    ruled = {ruling.address: ruling for ruling in load_rulings(config, study) if not ruling.reply}
    new, done, wrong = [], [], []
    for line in lines:
        where = f"{sheet}, row {line.row}"
        before = ruled.get(line.address)
        if before and (before.means, before.who, before.when, before.why) == (line.means, line.who, line.when, line.why):
            done.append(f"row {line.row}: config/{before.decision} says it already")
        elif before:
            wrong.append(f"{where}: config/{before.decision} rules on {line.address}: change or take out that entry")
        elif line.address not in known:
            wrong.append(f"{where}: {line.address!r} is not open: run the workflow to make the worksheet again")
        elif visible(known[line.address].stood, LONGEST).strip() != line.stood:
            wrong.append(f"{where}: another text stands in {line.address} than the worksheet says: run the workflow to make it again")
        elif said := _wrong(entry(line, known[line.address]), config, study, tables):
            wrong.append(f"{where}: {said}")
        else:
            new.append((line, entry(line, known[line.address])))
    if wrong:
        raise ConfigError("\n".join([*wrong, "Nothing was saved."]))
    if new:
        written = path.read_text(encoding="utf-8-sig") if path.exists() else ""
        text = written + ("\n" if written and not written.endswith("\n") else "") + as_text([e for _, e in new])
        _checked(text, config, study)
        _replaced(path, text)
        done += [f"row {line.row}: saved for {line.address}" for line, _ in new]
    return done


def _wrong(said: dict, config: Path, study: Study, tables: dict[str, pd.DataFrame]) -> str:
    """Why an entry would decide nothing; empty where it does."""
    try:
        [ruling] = _checked(as_text([said]), config, study)
        [outcome] = rule(study, [ruling], tables["recognised"], tables["unrecognised"], tables["cells"]).outcomes
    except ConfigError as error:
        return re.sub(r"(?m)^.*rulings\.yml(?:, line \d+)?: ", "", str(error))
    return outcome.problem


def _checked(text: str, config: Path, study: Study):
    """The rulings of a text, as if it stood in config/rulings.yml."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "rulings.yml").write_text(text, encoding="utf-8")
        try:
            return load_rulings(Path(folder), study)
        except ConfigError as error:
            raise ConfigError(str(error).replace(str(Path(folder)), str(config))) from None


def _replaced(path: Path, text: str) -> None:
    """Written whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(beside, path)
