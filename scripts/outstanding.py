"""Rule outstanding: what is still open: when replies were due and whom to chase first; a line for each answer that was set aside or
not read, to be filled in and saved as rulings; and for each body with something unclear a document to send."""

from pathlib import Path

import pandas as pd

from auditing.text import visible
from deciding import deadlines, letter
from deciding.open import Open, what_is_open
from deciding.sheet import LONGEST, filled_in, workbook
from deriving.declared import load_metrics
from ruling import load_rulings
from study import Study, load_study

PARQUET = ("answers", "unread", "cells", "register", "predecessors")
CSV = ("replies", "returns", "chase", "metrics", "statements")
CELLS = ["collection", "body", "file", "part", "cell", "text"]


def opened(config: Path, study: Study, tables: dict[str, pd.DataFrame]) -> list[Open]:
    """tables: answers, unread, cells, register and chase."""
    metrics = load_metrics(config / "metrics.yml", study)
    questions = {name: metric.question or "" for name, metric in metrics.items()}
    return what_is_open(study, tables, questions, {name: metric.title for name, metric in metrics.items()})


def to_decide(config: Path, study: Study, found: list[Open], out: Path) -> None:
    """What was filled in before and is not saved yet stands there again."""
    saved = {ruling.address for ruling in load_rulings(config, study)}
    lines = [line for line in filled_in(out, study, whole=False) if line.address not in saved] if out.exists() else []
    stands = {one.address: visible(one.stood, LONGEST).strip() for one in found}
    filled = {line.address: line for line in lines if stands.get(line.address) == line.stood}
    past = [line for line in lines if line.address not in filled]
    out.write_bytes(workbook(study, found, filled, past))


def reply_sheets(study: Study, found: list[Open], out: Path) -> None:
    """Writes <collection> <body>.docx into the folder `out`. Of a file that stands in no body's folder nobody is asked."""
    out.mkdir(parents=True, exist_ok=True)
    bodies: dict[tuple[str, str], list[Open]] = {}
    for one in found:
        if one.body and one.name:
            bodies.setdefault((one.collection, one.body), []).append(one)
    for (collection, body), some in bodies.items():
        (out / f"{collection} {body}.docx").write_bytes(letter.sheet(study, some[0].name, some))


def main(config: Path, paths: dict[str, Path], out: dict[str, Path]) -> None:
    """paths: of PARQUET and CSV. out: requests, to_decide and the folder reply_sheets."""
    study = load_study(config)
    tables = {n: pd.read_parquet(paths[n], columns=CELLS if n == "cells" else None) for n in PARQUET}
    tables |= {n: pd.read_csv(paths[n], dtype=str, keep_default_na=False) for n in CSV}
    asked = deadlines.table(study, tables["register"], tables["predecessors"], tables)
    asked.to_csv(out["requests"], index=False, lineterminator="\n")
    found = opened(config, study, tables)
    to_decide(config, study, found, out["to_decide"])
    reply_sheets(study, found, out["reply_sheets"])


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(
            Path("config"),
            {n: Path(snakemake.input[n]) for n in (*PARQUET, *CSV)},
            {n: Path(snakemake.output[n]) for n in ("requests", "to_decide", "reply_sheets")},
        )
