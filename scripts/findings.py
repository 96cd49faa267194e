"""Rule findings: the report's sentences with the returns' numbers in them, as a page and as a Word document; and the same numbers as
one workbook for publication, as the guidance on accessible spreadsheets asks."""

from pathlib import Path

import pandas as pd

from auditing.page import environment
from auditing.text import anchor
from deriving.declared import load_metrics
from deriving.statements import load_statements
from drawing.declared import load_figures
from publishing.sheets import sheets
from publishing.workbook import workbook
from study import load_study
from telling.report import NOT_WEIGHED, Report, audited, report, returned
from telling.word import document

TABLES = ("metrics", "statements", "chase", "replies", "returns")


def page(told: Report) -> str:
    """The findings as html. What others wrote is escaped by the template."""
    made = environment()
    made.filters |= {"audited": audited, "anchored": anchor}
    return made.get_template("telling/page.html").render(report=told, not_weighed=NOT_WEIGHED)


def main(config: Path, paths: dict[str, Path], out: dict[str, Path]) -> None:
    """paths: the tables of TABLES, and the folder `figures`. out: html, docx and tables."""
    study = load_study(config)
    metrics = load_metrics(config / "metrics.yml", study)
    statements = load_statements(config / "statements.yml", metrics, study)
    drawn = {name: figure.metrics for name, figure in load_figures(config / "figures.yml", study, metrics).items()}
    tables = {name: pd.read_csv(paths[name], dtype=str, keep_default_na=False) for name in TABLES}
    used = {claim.is_ for statement in statements.values() for claim in statement.claims if claim.is_}
    publication = workbook(study.settings, sheets(study, tables, metrics), returned(study, tables["replies"], tables["returns"]), used)
    out["tables"].write_bytes(publication)
    tables["captions"] = pd.read_csv(paths["figures"] / "captions.csv", dtype=str, keep_default_na=False)
    told = report(study, tables, metrics, statements, drawn, config / "statements.yml")
    out["html"].write_text(page(told), encoding="utf-8", newline="\n")
    out["docx"].write_bytes(document(told, paths["figures"]))


if "snakemake" in globals():
    from told import told as telling

    with telling(snakemake.log[0]):
        main(
            Path("config"),
            {n: Path(snakemake.input[n]) for n in (*TABLES, "figures")},
            {n: Path(snakemake.output[n]) for n in ("html", "docx", "tables")},
        )
