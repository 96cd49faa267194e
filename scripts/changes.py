"""Rule changes: results/run.json, what this run came to and all that it rests on; and what is different from the run that was
accepted last, and because of what."""

from pathlib import Path

import pandas as pd

from auditing.page import environment
from auditing.text import Raw
from comparing.changed import Change, Comparison, compared
from comparing.record import read, written
from comparing.recorded import CSV, PARQUET, recorded
from comparing.shown import contents
from study import Study, load_study

COLUMNS = ["kind", "name", "title", "before", "now", "lower_before", "upper_before", "lower_now", "upper_now", "size", "change", "because"]


def as_table(comparison: Comparison) -> pd.DataFrame:
    """A row a statement, metric and figure that is another one, then a row a cause: a file, ruling, setting … that came, went
    or changed; `now` has what of it."""
    rows = [[c.kind, c.name, c.title, c.before, c.now, *c.ends, c.size, c.how, _because(c)] for c in comparison.changes]
    rows += [[cause.kind, cause.name, "", "", "\n".join(cause.details), *[""] * 5, cause.how, ""] for cause, _ in comparison.causes]
    return pd.DataFrame(rows, columns=COLUMNS)


def _because(change: Change) -> str:
    said = [f"{cause.kind} {cause.name} ({cause.how})" for cause in change.causes]
    said += [f"not known, of {', '.join(change.unexplained)}"] if change.unexplained else []
    return "\n".join(said) or "not known"


def main(config: Path, paths: dict[str, Path], code: dict[str, list[Path]], accepted: Path | None, raw: Path, out: dict[str, Path]) -> None:
    """paths and code: what a record is made of. accepted: the run to compare with, if one was accepted. out: run, page and table."""
    study = load_study(config)
    out["run"].write_bytes(written(recorded(config, study, paths, code)).encode())
    compare(study, out["run"], accepted, raw, out["page"], out["table"])


def compare(study: Study, run: Path, accepted: Path | None, raw: Path, page: Path, table: Path) -> None:
    """Writes changes.html and changes.csv: the run, against the accepted one."""
    now = read(run)
    before = read(accepted) if accepted else now
    comparison = compared(before, now, study.settings.changes)
    as_table(comparison).to_csv(table, index=False, lineterminator="\n")
    shown = contents(comparison, before, now, Raw(raw, page.parent / "audit"))
    about = {"title": study.settings.title, "illustrative": study.settings.illustrative, "limits": study.settings.changes}
    made = environment().get_template("comparing/page.html").render(about, root="audit/", accepted=bool(accepted), **shown)
    page.write_text(made, encoding="utf-8", newline="\n")


OF_RECORD = (*CSV, *PARQUET, "figures", "published", "lock", "project")

if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        accepted = snakemake.input.get("accepted")
        main(
            Path("config"),
            {n: Path(snakemake.input[n]) for n in OF_RECORD} | {"register": Path("data/raw/register.csv")},
            {n: [Path(path) for path in snakemake.input[n]] for n in ("numbers", "drawing")},
            Path(accepted if isinstance(accepted, str) else accepted[0]) if accepted else None,
            Path("data/raw"),
            {n: Path(snakemake.output[n]) for n in ("run", "page", "table")},
        )
