"""Rule audit: the pages, opened from the disk, that lead from each number back to the cells that it came from."""

import os
import shutil
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from auditing import asked, by_hand, chased, metrics, overview, unused
from auditing.page import environment, shared
from auditing.run import Run, Tables
from auditing.text import Raw, anchor
from deriving.declared import load_metrics
from drawing.declared import load_figures
from study import load_study

PARQUET = ("answers", "unread", "register", "cells")
CSV = ("metrics", "lineage", "inputs", "statements", "chase", "returns", "replies", "by_hand", "drift", "requests")
CAPTIONS = ["figure", "title", "alt", "caption"]


def load(paths: dict[str, Path]) -> Tables:
    """The run's tables. captions may be left out: then the overview names no figures."""
    captions = _csv(paths["captions"]) if "captions" in paths else pd.DataFrame(columns=CAPTIONS)
    return Tables(
        **{name: pd.read_parquet(paths[name]) for name in PARQUET}, **{name: _csv(paths[name]) for name in CSV}, captions=captions
    )


def _csv(path: Path) -> pd.DataFrame:
    # Plain strings: a table of Arrow's is four times as slow to go through row by row.
    return pd.read_csv(path, dtype=object, keep_default_na=False)


def contents(run: Run, figures: str, drawn: dict[str, tuple[str, ...]]) -> dict:
    """What the overview shows. figures: where the figures are, seen from it; drawn: figure → its metrics."""
    tables, raw = run.tables, run.raw
    listed = unused.files(tables.returns, raw)
    return {
        "statements": overview.statements(run),
        "figures": overview.figures(run, figures, drawn),
        "metrics": overview.metrics(run),
        "references": overview.references(run),
        "asked": asked.collections(run),
        "coverage": overview.coverage(run),
        "replies": unused.replies(run.study, tables.replies),
        "chase": chased.bodies(run),
        "files": listed,
        "statuses": tables.returns["status"].value_counts().to_dict(),
        "not_read": unused.not_read(listed),
        "by_hand": by_hand.entries(run),
        "unread": unused.unread(tables.unread, raw),
        "drift": unused.drift(tables.drift, raw),
        "aside": unused.set_aside(tables.answers, raw),
        "superseded": unused.superseded(tables.answers, raw),
        "twins": unused.twins(tables.answers, raw),
        "read": sum(f["answers"] + f["totals"] for f in listed),
    }


def main(config: Path, paths: dict[str, Path], raw: Path, out: Path) -> None:
    """Writes index.html, page.css and page.js into `out`, and metrics/ with a page a metric. paths: of the tables of PARQUET
    and CSV, and captions."""
    study, tables = load_study(config), load(paths)
    run = Run(study, load_metrics(config / "metrics.yml", study), tables, Raw(raw, out))
    figures = quote(Path(os.path.relpath(paths["captions"].parent, out)).as_posix()) if "captions" in paths else ""
    drawn = {name: f.metrics for name, f in load_figures(config / "figures.yml", study, run.declared).items()}
    templates = environment()
    of_study = {"title": study.settings.title, "illustrative": study.settings.illustrative}
    of_study["confidential"] = study.settings.disclosure is not None
    out.mkdir(parents=True, exist_ok=True)
    shared(("auditing/page.css", "auditing/page.js"), out)
    written = templates.get_template("auditing/index.html").render(of_study, root="", **contents(run, figures, drawn))
    (out / "index.html").write_text(written, encoding="utf-8", newline="\n")
    pages, template, most = out / "metrics", templates.get_template("auditing/metric.html"), metrics.longest(run)
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir()
    for declared in run.values:
        written = template.render(study=of_study, root="../", **metrics.page(run, declared, most))
        (pages / f"{anchor(declared)}.html").write_text(written, encoding="utf-8", newline="\n")


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(
            Path("config"),
            {n: Path(snakemake.input[n]) for n in (*PARQUET, *CSV)} | {"captions": Path(snakemake.input["figures"]) / "captions.csv"},
            Path("data/raw"),
            Path(snakemake.output.index).parent,
        )
