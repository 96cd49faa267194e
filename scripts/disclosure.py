"""Rule disclosure: the numbers as they may be published, and which of them were hidden, why, and what that hid besides."""

import shutil
from pathlib import Path

import pandas as pd

from comparing.record import read
from derive import as_judged, as_rows
from deriving.declared import Metric, in_order, load_metrics
from deriving.inputs import OF_OPTIONS, Inputs
from deriving.kept import kept
from deriving.statements import Statement, load_statements
from deriving.verbs import Made
from disclosing.counts import Printed
from disclosing.former import link
from disclosing.gate import Hidden, hidden
from disclosing.printed import printed
from disclosing.published import published
from study import ConfigError, Disclosure, load_study
from telling.placeholders import metrics_in

TABLES = ("metrics", "statements", "chase")
COLUMNS = ["hidden", "of", "why", "protects", "printed"]


def worth(metrics: dict[str, Metric], statements: dict[str, Statement]) -> dict[str, float]:
    """Metrics that had better be printed, and by how much: those that statements are about, and what these are made of."""
    found: dict[str, float] = {}

    def add(name: str, by: float) -> None:
        found[name] = max(found.get(name, 0.0), by)
        for other in metrics[name.partition(".")[0]].inputs:
            add(other, by)

    for statement in statements.values():
        for name in metrics_in(statement.finding or ""):
            if name.partition(".")[0] in metrics:
                add(name, 10.0)
        for claim in statement.claims:
            add(claim.metric, 100.0 if claim.equals is not None else 20.0)
    return found


def gate(
    metrics: dict[str, Metric], made: Made, inputs: Inputs, rule: Disclosure, worth: dict[str, float], former: pd.DataFrame | None
) -> tuple[Printed, dict[str, Hidden], list[str]]:
    """What metrics print, which of it must be hidden, and the metrics that could not be compared with what was published before."""
    told = printed(inputs, metrics, made, rule, worth)
    loose = []
    if former is not None:
        topics = {prints.topic for prints in told.prints.values() if prints.topic}
        of_numbers = [f for f in topics if inputs.asked(f.question).kind not in OF_OPTIONS]
        loose = link(told, former, {f: inputs.limits(f.question).upper for f in of_numbers}, rule)
    return told, hidden(told.system), loose


def report(
    told: Printed, found: dict[str, Hidden], loose: list[str], texts: dict[str, str], judged: dict[str, tuple[str, str]]
) -> pd.DataFrame:
    """What was hidden, a line each. hidden: value · bodies (how many answered or were asked) · verdict · not compared; of: the
    metrics; why: why it is small, or empty; protects: what would be worked out from it; printed: what stands there instead."""
    rows = []
    for row, one in found.items():
        values = [name for name, prints in told.prints.items() if prints.value == row]
        others = [name for name, prints in told.prints.items() if row in (prints.answered, prints.asked) and name not in values]
        if values:
            rows += [("value", name, one.why, "; ".join(one.because), texts[name]) for name in values]
        if others:
            rows.append(("bodies", "; ".join(others), one.why and f"{one.why} ({row})", "; ".join(one.because), "[c]"))
    own = {name for _, name, *_ in rows}
    rows += [
        ("value", name, "made of numbers that are hidden, or of single answers", "", text)
        for name, text in texts.items()
        if name not in own
    ]
    rows += [("verdict", name, "its numbers are hidden", "", f"{now} (with all numbers: {was})") for name, (was, now) in judged.items()]
    text = "as printed before and now, these are not of the same answers: what their difference gives away was not looked at"
    rows += [("not compared", name, text, "", "") for name in loose]
    return pd.DataFrame(rows, columns=COLUMNS)


def former_of(path: Path | None) -> pd.DataFrame | None:
    """The numbers that the accepted run published: metric, lower, upper, answered, base, hidden. Raises ConfigError."""
    if path is None or not (was := read(path).published):
        return None
    numbers = pd.DataFrame([{"metric": name, **said} for name, said in was.items()]).reindex(columns=FORMER)
    return numbers.astype(dict.fromkeys(("lower", "upper", "answered", "base"), float)).fillna({"hidden": ""})


FORMER = ["metric", "lower", "upper", "answered", "base", "hidden"]


def main(config: Path, paths: dict[str, Path], out: dict[str, Path], former: Path | None = None) -> None:
    """paths: `derived`, what rule derive kept, and the tables of TABLES. out: TABLES and `report`."""
    study = load_study(config)
    rule = study.settings.disclosure
    if rule is None:
        for name in TABLES:
            shutil.copyfile(paths[name], out[name])
        pd.DataFrame(columns=COLUMNS).to_csv(out["report"], index=False, lineterminator="\n")
        return
    metrics = load_metrics(config / "metrics.yml", study)
    if other := [name for name in rule.public if name not in metrics]:
        raise ConfigError(f"{config / 'study.yml'}: disclosure › public: there is no metric {other[0]!r} in metrics.yml")
    statements = load_statements(config / "statements.yml", metrics, study)
    inputs, made = kept(paths["derived"])
    told, small, loose = gate(metrics, made, inputs, rule, worth(metrics, statements), former_of(former))
    shown, said = published(in_order(config / "metrics.yml", metrics), made, inputs, told, small, rule)
    table = as_rows(metrics, shown)
    table["hidden"] = [said.get(name, "") for name in table["metric"]]
    judged = as_judged(config / "statements.yml", statements, shown, study, {n: m.title for n, m in metrics.items()})
    was = pd.read_csv(paths["statements"], dtype=str, keep_default_na=False).set_index("statement")["verdict"]
    turned = {s: (was[s], now) for s, now in zip(judged["statement"], judged["verdict"]) if was[s] != now}
    chase = pd.read_csv(paths["chase"], dtype=str, keep_default_na=False)
    texts = {name: shown[name].text for name, what in said.items() if "value" in what}
    for name, made_table in {
        "metrics": table,
        "statements": judged,
        "chase": chase[~chase["collection"].isin(rule.of)],
        "report": report(told, small, loose, texts, turned),
    }.items():
        made_table.to_csv(out[name], index=False, lineterminator="\n")


if "snakemake" in globals():
    from told import told as telling

    with telling(snakemake.log[0]):
        former = list(snakemake.input.former)
        main(
            Path("config"),
            {n: Path(snakemake.input[n]) for n in ("derived", *TABLES)},
            {name: Path(path) for name, path in snakemake.output.items()},
            Path(former[0]) if former else None,
        )
