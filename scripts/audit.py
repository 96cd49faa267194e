"""Rule audit: one page, opened from the disk, that leads from each number back to the cells that it came from."""

import os
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from auditing import answers, by_hand, metrics, unused
from auditing.page import environment
from auditing.run import Run, Tables
from auditing.text import Raw
from study import Study, load_study

PARQUET = ("answers", "unread", "register", "cells")
CSV = ("metrics", "lineage", "statements", "returns", "replies", "by_hand", "drift")
CAPTIONS = ["figure", "title", "alt", "caption"]


def load(paths: dict[str, Path]) -> Tables:
    """The run's tables. captions may be left out: then the page has no figures."""
    captions = _csv(paths["captions"]) if "captions" in paths else pd.DataFrame(columns=CAPTIONS)
    return Tables(
        **{name: pd.read_parquet(paths[name]) for name in PARQUET}, **{name: _csv(paths[name]) for name in CSV}, captions=captions
    )


def _csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def contents(study: Study, tables: Tables, raw: Raw, figures: str) -> dict:
    """What the template shows. figures: where the figures are, seen from the page."""
    run = Run(study, tables, raw)
    listed = unused.files(tables.returns, raw)
    return {
        "title": study.settings.title,
        "illustrative": study.settings.illustrative,
        "statements": metrics.statements(run),
        "figures": [row | {"src": f"{figures}/{quote(row['figure'])}"} for row in tables.captions.to_dict("records")],
        "metrics": metrics.metrics(run),
        "references": metrics.references(run),
        "questions": answers.questions(run),
        "replies": unused.replies(study, tables.replies),
        "files": listed,
        "statuses": tables.returns["status"].value_counts().to_dict(),
        "not_read": unused.not_read(listed),
        "by_hand": by_hand.entries(run),
        "unread": unused.unread(tables.unread, raw),
        "drift": unused.drift(tables.drift, raw),
        "aside": unused.set_aside(tables.answers, raw),
        "twins": unused.twins(tables.answers, raw),
        "answers": sum(f["answers"] + f["totals"] for f in listed),
    }


def page(shown: dict) -> str:
    """The page as html. Everything that others wrote is escaped by the template."""
    made = environment()
    made.filters["links"] = answers.metric_links
    return made.get_template("auditing/page.html").render(shown)


def main(config: Path, paths: dict[str, Path], raw: Path, out: Path) -> None:
    """Writes the page to `out`. paths: of the tables of PARQUET and CSV, and captions."""
    study, tables = load_study(config), load(paths)
    figures = Path(os.path.relpath(paths["captions"].parent, out.parent)).as_posix() if "captions" in paths else ""
    text = page(contents(study, tables, Raw(raw, out.parent), quote(figures)))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8", newline="\n")


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(
            Path("config"),
            {n: Path(snakemake.input[n]) for n in (*PARQUET, *CSV)} | {"captions": Path(snakemake.input["figures"]) / "captions.csv"},
            Path(snakemake.params.raw),
            Path(snakemake.output[0]),
        )
