"""Rule derive: the metrics that config/metrics.yml declares, their lineage, the report's statements against them, and which
return would narrow them most."""

import csv
import io
import math
from pathlib import Path

import pandas as pd

import addresses
from deriving import chase
from deriving.declared import Metric, in_order, load_metrics
from deriving.derived import Derived
from deriving.inputs import CELLS, Inputs
from deriving.kept import keep
from deriving.statements import Statement, judged, load_statements
from deriving.verbs import values
from study import ConfigError, Study, load_study, read_text, typed


def load_references(folder: Path) -> dict[str, pd.DataFrame]:
    """Each csv of data/raw/reference/, with `address`: the cell that holds the value, and `address_of_` each other column;
    `upper`, where the file has it, is a number or blank. Raises ConfigError."""
    import pandera.pandas as pa

    from schemas.reference import SCHEMA

    found = {}
    for path in sorted(folder.glob("*.csv")):
        rows = list(csv.reader(io.StringIO(read_text(path), newline="")))
        if not rows:
            raise ConfigError(f"{path} is empty: it needs a line of headings ({', '.join(SCHEMA.columns)}) and one line a figure")
        headings = [heading.strip() for heading in rows[0]]
        table = pd.DataFrame(typed(path, rows), columns=list(dict.fromkeys([*headings, "row"])))
        table = table.astype({c: int if c == "row" else str for c in table}).replace({"upper": {"": None}})
        try:
            checked = SCHEMA.validate(table, lazy=True)
        except pa.errors.SchemaErrors as errors:
            at = table["row"]  # what is wrong with a column stands in line 1, its heading
            cases = errors.failure_cases.itertuples()
            lines = [f"{path}, line {at.get(c.index, 1)}: {c.column}: {c.check} (it says: {c.failure_case!r})" for c in cases]
            raise ConfigError("\n".join(dict.fromkeys(lines))) from None
        turned = checked[checked["upper"] < checked["value"]] if "upper" in checked else checked[:0]
        if len(turned):
            ends = zip(turned["row"], turned["upper"], turned["value"])
            raise ConfigError("\n".join(f"{path}, line {row}: upper is {upper:g}, below value, {value:g}" for row, upper, value in ends))
        for heading, column in {h: n for n, h in enumerate(headings) if h}.items():
            cells = [addresses.address(f"reference/{path.name}", "", addresses.cell(row - 1, column)) for row in table["row"]]
            checked["address" if heading == "value" else f"address_of_{heading}"] = cells
        found[path.name] = checked
    return found


def derive(path: Path, metrics: dict[str, Metric], inputs: Inputs) -> dict[str, Derived]:
    """All metrics, in the order declared. One with several values gives `<metric>.<which>` for each."""
    made: dict[str, Derived] = {}
    for name, metric in in_order(path, metrics).items():
        try:
            found = values(metric, inputs, made)
        except ConfigError as error:
            raise ConfigError(f"{path}: {name}: {error}") from None
        made |= {f"{name}.{which}" if which else name: derived for which, derived in found.items()}
    return {name: made[name] for declared in metrics for name in made if name.partition(".")[0] == declared}


def as_rows(metrics: dict[str, Metric], made: dict[str, Derived]) -> pd.DataFrame:
    rows = []
    for name, d in made.items():
        metric = metrics[name.partition(".")[0]]
        title = f"{metric.title}: {d.label}" if d.label else metric.title
        lower, upper = (None if math.isnan(end) or math.isinf(end) else round(end, 9) for end in d.interval)
        row = {"metric": name, "title": title, "lower": lower, "upper": upper, "unit": d.unit, "text": d.text}
        row |= {"answered": d.answered, "asked": d.asked, "set_aside": d.set_aside, "base": d.base, "basis": d.basis}
        rows.append(row | {"label": d.label, "how": d.how, "why": metric.why, "beside": metric.beside or ""} | asked_for(d))
    table = pd.DataFrame(rows, columns=METRICS)
    return table.astype({"answered": "Int64", "asked": "Int64", "set_aside": "Int64", "base": "Int64"})


METRICS = ["metric", "title", "lower", "upper", "unit", "text", "answered", "asked", "set_aside"]
METRICS += ["base", "basis", "label", "how", "why", "beside", "verb", "of", "where", "over", "period", "cap"]


def asked_for(d: Derived) -> dict[str, str]:
    """What a metric is of, for those who compute it again: its verb, the question or the metrics (parted by newlines), and
    what of the answers counts: `where`, `over` (`age=0; age=1`) and `period` (the first of these that was answered)."""
    metric, which = d.asked_for.metric, d.asked_for.which
    of = "\n".join(d.of) or metric.question or metric.known or (f"{metric.reference.file}" if metric.reference else "")
    where = [f"{column}={value}" for column, value in d.asked_for.inputs.told_by] if metric.known else [metric.where or ""]
    where = [which] if metric.distribution or metric.replies else where
    where = [f"{q}={option}" for q, option in metric.having.items()] or where
    over = [f"{dimension}={value}" for dimension, values in metric.over.items() for value in values]
    said = {"verb": metric.verb, "of": of, "where": "; ".join(where), "over": "; ".join(over), "period": "; ".join(metric.period)}
    return said | {"cap": "" if metric.cap is None else f"{metric.cap:g}"}


def lineage(made: dict[str, Derived]) -> pd.DataFrame:
    rows = [(name, role, source) for name, d in made.items() for role, source in d.lineage]
    return pd.DataFrame(rows, columns=["metric", "role", "source"]).drop_duplicates()


def inputs_of(made: dict[str, Derived]) -> pd.DataFrame:
    """What each body puts into each metric: its number or whether it is counted, its weight, the answers it rests on."""
    rows = [
        (name, s.body, *(None if not math.isfinite(end) else end for end in (s.lower, s.upper)), s.weight, s.meets, "\n".join(s.answers))
        for name, d in made.items()
        for s in d.contributions
    ]
    return pd.DataFrame(rows, columns=["metric", "body", "lower", "upper", "weight", "meets", "answers"])


def as_judged(
    path: Path, statements: dict[str, Statement], made: dict[str, Derived], study: Study, titles: dict[str, str] | None = None
) -> pd.DataFrame:
    """titles: what the metrics are called in the reasons."""
    rows = []
    for name, s in statements.items():
        try:
            found = judged(s, made, study.settings.words, titles)
        except ConfigError as error:
            raise ConfigError(f"{path}: {name}: {error}") from None
        texts = list(dict.fromkeys(made[c.metric].text for c in s.claims))
        metrics = list(dict.fromkeys(c.metric for c in s.claims))
        row = {"statement": name, "published": s.published, "derived": "; ".join(texts), "verdict": found.verdict}
        row |= {"metrics": "; ".join(metrics), "says": s.says, "source": s.source}
        rows.append(row | {"because": found.because, "note": s.note or ""})
    return pd.DataFrame(rows, columns=STATEMENTS)


STATEMENTS = ["statement", "published", "derived", "verdict", "metrics", "says", "source", "because", "note"]


def main(config: Path, paths: dict[str, Path], reference: Path, out: dict[str, Path]) -> None:
    study = load_study(config)
    tables = {name: pd.read_parquet(paths[name]) for name in ("answers", "register", "unread")}
    replies = pd.read_csv(paths["replies"], dtype=str, keep_default_na=False)
    letters, cells = pd.read_parquet(paths["said"]), pd.read_parquet(paths["cells"], columns=CELLS)
    inputs = Inputs(study, replies=replies, references=load_references(reference), letters=letters, cells=cells, **tables)
    metrics = load_metrics(config / "metrics.yml", study)
    statements = load_statements(config / "statements.yml", metrics, study)
    made = derive(config / "metrics.yml", metrics, inputs)
    keep(out["derived"], inputs, made)
    for name, table in {
        "metrics": as_rows(metrics, made),
        "lineage": lineage(made),
        "inputs": inputs_of(made),
        "statements": as_judged(config / "statements.yml", statements, made, study, {n: m.title for n, m in metrics.items()}),
        "chase": chase.table(metrics, inputs, made),
    }.items():
        table.to_csv(out[name], index=False, lineterminator="\n")


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(
            Path("config"),
            {n: Path(snakemake.input[n]) for n in ("answers", "register", "unread", "replies", "said", "cells")},
            Path("data/raw/reference"),
            {name: Path(path) for name, path in snakemake.output.items()},
        )
