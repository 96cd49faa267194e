"""Saves what was filled in in results/to_decide.xlsx as rulings: `python scripts/save_rulings.py [WORKSHEET]`, in the study's folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from deciding.saved import save
from deciding.sheet import filled_in
from outstanding import PARQUET, opened
from study import ConfigError, load_study

INTERIM, RESULTS = Path("data/interim"), Path("results")


def main(sheet: Path, config: Path = Path("config")) -> list[str]:
    """What was done, in words. Raises ConfigError."""
    study = load_study(config)
    lines = filled_in(sheet, study)
    if not lines:
        return [f"no line of {sheet} is filled in: nothing was saved"]
    paths = {n: INTERIM / f"{n}.parquet" for n in PARQUET} | {"chase": RESULTS / "chase.csv"}
    tables = {n: INTERIM / f"{n}.parquet" for n in ("recognised", "unrecognised", "cells")}
    if missing := [path for path in (*paths.values(), *tables.values()) if not path.exists()]:
        raise ConfigError(f"{missing[0]} is missing: run the workflow first, in the study's folder")
    return save(config, study, lines, opened(config, study, paths), {n: pd.read_parquet(path) for n, path in tables.items()}, sheet)


if __name__ == "__main__":
    try:
        print("\n".join(main(Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS / "to_decide.xlsx")))
    except ConfigError as error:
        sys.exit(str(error))
