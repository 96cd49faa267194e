"""Rule summary: what the terminal says at the end of a run, in a few lines."""

from pathlib import Path

import pandas as pd

from study import Study, load_study

MARK = {"agrees": "=", "disagrees": "≠", "undetermined": "?"}


def summary(
    study: Study,
    returns: pd.DataFrame,
    answers: pd.DataFrame,
    unread: pd.DataFrame,
    drift: pd.DataFrame,
    statements: pd.DataFrame,
    by_hand: pd.DataFrame,
    hidden: int = 0,
) -> str:
    """What was read, unread, set aside and decided by hand; how many headings drifted; the statements with what was
    derived; how many numbers are hidden from publication; where to look."""
    sent = returns[returns["collection"].isin(list(study.questions))]
    read = sent[sent["status"] != "not read"]
    twins = answers["set_aside"].str.startswith("same as ")
    aside = ((answers["set_aside"] != "") & ~twins) | (answers["status"] == "unreadable")
    lines = [
        "",
        study.settings.title,
        f"  files       {len(read)} of {len(sent)} were read; results/returns.csv says why the others were not",
        f"  answers     {int(sent['answers'].sum() + sent['totals'].sum()):,} were read"
        + (f", {int(twins.sum()):,} of them given twice" if twins.any() else ""),
        f"  unread      {len(unread):,} cells that look like answers",
        f"  set aside   {int(aside.sum()):,} answers that no rule can be sure of, or that fail a check",
    ]
    if len(by_hand):
        decided = len(by_hand) - (by_hand["problem"] != "").sum()
        lines.append(f"  by hand     {decided} of {len(by_hand)} entries hold; they decide {by_hand['answers'].sum():,} answers")
        lines += [f"    ! config/{row.decision}: {row.problem}" for row in by_hand.itertuples() if row.problem]
    if len(drift):
        said = "1 heading differs" if len(drift) == 1 else f"{len(drift):,} headings differ"
        lines.append(f"  drift       {said} from what config expects: results/drift.csv says which, and what to do")
    if len(statements):
        lines += ["", "  published against derived"]
        for row in statements.itertuples():
            lines.append(f"  {MARK[row.verdict]} {row.statement:18} {row.published} — {row.derived}: {row.verdict}")
    lines += ["", "  Look at results/audit/index.html: each number, and the cells it comes from."]
    lines += ["  results/findings.html and findings.docx say them in sentences, results/tables.xlsx has them as tables,"]
    lines += ["  results/audit.xlsx as formulas over the answers."]
    if hidden:
        lines += [f"  In findings, tables and figures {hidden} numbers are hidden, so that nobody learns what few bodies answered:"]
        lines += ["  results/disclosure.csv. The rest of results/ is not for publication."]
    if len(unread) or aside.any():
        lines += ["  results/to_decide.xlsx lists what is to be decided by hand, results/replies/ has questions to send."]
    if study.settings.illustrative:
        lines += ["  " + study.settings.illustrative]
    return "\n".join(lines) + "\n"


def main(config: Path, paths: dict[str, Path], out: Path) -> None:
    text = summary(
        load_study(config),
        pd.read_csv(paths["returns"], keep_default_na=False),
        pd.read_parquet(paths["answers"], columns=["status", "set_aside"]),
        pd.read_parquet(paths["unread"], columns=["address"]),
        pd.read_csv(paths["drift"], usecols=["kind"]),
        pd.read_csv(paths["statements"], dtype=str, keep_default_na=False),
        pd.read_csv(paths["by_hand"], keep_default_na=False),
        int((pd.read_csv(paths["disclosure"])["hidden"] == "value").sum()),
    )
    out.write_text(text, encoding="utf-8")


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        names = ("returns", "answers", "unread", "drift", "statements", "by_hand", "disclosure")
        main(Path("config"), {n: Path(snakemake.input[n]) for n in names}, Path(snakemake.output[0]))
