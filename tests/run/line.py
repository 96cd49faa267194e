"""The whole line in one process, where a test runs many small studies."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

import derive
import read
import recognise
import register
import validate
from deriving.declared import load_metrics
from deriving.derived import Derived
from deriving.inputs import Inputs
from recognising.said import letters
from recognising.vocabulary import plain
from study import load_study
from tests.run.command import ROOT


@dataclass
class Line:
    """The tables of one run."""

    answers: pd.DataFrame
    unread: pd.DataFrame
    register: pd.DataFrame
    replies: pd.DataFrame
    made: dict[str, Derived]


def in_process(raw: Path, config: Path = ROOT / "config") -> Line:
    """Reads, recognises, checks and derives, without Snakemake, child processes or files between."""
    study = load_study(config)
    tables, files = [], []
    for path in sorted(p for p in raw.rglob("*") if p.is_file()):
        name = path.relative_to(raw).as_posix()
        found = read.opened(path.name, path.read_bytes())
        files += [read.place_of(f"{name}/{f.inside}" if f.inside else name)._asdict() | {"reason": f.reason} for f in found]
        tables.append(read.placed(read.as_table(found), read.place_of(name)))
    asked, gone = register.split(raw / "register.csv", register.read_register(raw / "register.csv"))
    names = {plain(name): body for name, body in zip(asked["name"], asked["body"])}
    cells = pa.concat_tables(tables)
    found, missed = (t.to_pandas() for t in recognise.recognise(study, cells, names))
    now = validate.merged(found, missed, letters(study, cells).to_pandas(), gone)
    missed, said = now.unread, now.said
    answers = validate.check(study, now.answers, asked)
    replies = validate.replies(study, asked, pd.DataFrame(files), answers, missed, said)
    references = derive.load_references(ROOT / "data" / "raw" / "reference")
    inputs = Inputs(study, answers, asked, replies, missed, references, said)
    return Line(answers, missed, asked, replies, derive.derive(config / "metrics.yml", load_metrics(config / "metrics.yml", study), inputs))
