"""Rule tables: the numbers as one workbook for publication, as the guidance on accessible spreadsheets asks."""

from pathlib import Path

import pandas as pd

from deriving.declared import load_metrics
from deriving.statements import load_statements
from publishing.sheets import sheets
from publishing.workbook import workbook
from study import load_study
from telling.report import returned

TABLES = ("metrics", "statements", "chase", "replies", "returns")


def main(config: Path, paths: dict[str, Path], out: Path) -> None:
    """paths: the tables of TABLES."""
    study = load_study(config)
    metrics = load_metrics(config / "metrics.yml", study)
    statements = load_statements(config / "statements.yml", metrics, study)
    used = {claim.is_ for statement in statements.values() for claim in statement.claims if claim.is_}
    tables = {name: pd.read_csv(paths[name], dtype=str, keep_default_na=False) for name in TABLES}
    made = sheets(study, tables, metrics)
    out.write_bytes(workbook(study.settings, made, returned(study, tables["replies"], tables["returns"]), used))


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(Path("config"), {n: Path(snakemake.input[n]) for n in TABLES}, Path(snakemake.output[0]))
