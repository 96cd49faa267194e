"""Rule changes: what is different from the run that was accepted last, and because of what."""

from pathlib import Path

import pandas as pd

from auditing.page import environment
from auditing.text import Raw
from comparing.changed import Change, Comparison, compared
from comparing.record import read
from comparing.shown import contents
from study import load_study

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


def main(config: Path, run: Path, accepted: Path | None, raw: Path, page: Path, table: Path) -> None:
    """accepted: the run to compare with, if one was accepted."""
    study, now = load_study(config), read(run)
    before = read(accepted) if accepted else now
    comparison = compared(before, now, study.settings.changes)
    as_table(comparison).to_csv(table, index=False, lineterminator="\n")
    shown = contents(comparison, before, now, Raw(raw, page.parent / "audit"))
    about = {"title": study.settings.title, "illustrative": study.settings.illustrative, "limits": study.settings.changes}
    made = environment().get_template("comparing/page.html").render(about, root="audit/", accepted=bool(accepted), **shown)
    page.write_text(made, encoding="utf-8", newline="\n")


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        accepted = snakemake.input.get("accepted")
        main(
            Path("config"),
            Path(snakemake.input.run),
            Path(accepted if isinstance(accepted, str) else accepted[0]) if accepted else None,
            Path("data/raw"),
            Path(snakemake.output.page),
            Path(snakemake.output.table),
        )
