"""Rule to_decide: a line for each answer that was set aside or not read, to be filled in and saved as rulings."""

from pathlib import Path

import pandas as pd

from auditing.text import visible
from deciding.open import Open, what_is_open
from deciding.sheet import LONGEST, filled_in, workbook
from deriving.declared import load_metrics
from ruling import load_rulings
from study import Study, load_study

PARQUET = ("answers", "unread", "cells", "register")


def opened(config: Path, study: Study, paths: dict[str, Path]) -> list[Open]:
    """paths: answers, unread, cells, register and chase."""
    metrics = load_metrics(config / "metrics.yml", study)
    cells = ["collection", "body", "file", "part", "cell", "text"]
    tables = {n: pd.read_parquet(paths[n], columns=cells if n == "cells" else None) for n in PARQUET}
    tables["chase"] = pd.read_csv(paths["chase"], dtype=str, keep_default_na=False)
    questions = {name: metric.question or "" for name, metric in metrics.items()}
    return what_is_open(study, tables, questions, {name: metric.title for name, metric in metrics.items()})


def main(config: Path, paths: dict[str, Path], out: Path) -> None:
    """What was filled in before and is not saved yet stands there again."""
    study = load_study(config)
    saved = {ruling.address for ruling in load_rulings(config, study)}
    lines = [line for line in filled_in(out, study, whole=False) if line.address not in saved] if out.exists() else []
    found = opened(config, study, paths)
    stands = {one.address: visible(one.stood, LONGEST).strip() for one in found}
    filled = {line.address: line for line in lines if stands.get(line.address) == line.stood}
    past = [line for line in lines if line.address not in filled]
    out.write_bytes(workbook(study, found, filled, past))


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(Path("config"), {n: Path(snakemake.input[n]) for n in (*PARQUET, "chase")}, Path(snakemake.output[0]))
