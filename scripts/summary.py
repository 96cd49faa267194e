"""Rule summary: what the terminal says at the end of a run, in a few lines."""

from pathlib import Path

import pandas as pd

from study import SUPERSEDED, Study, load_study

SHOWN = 5  # files that are named
MARK = {"agrees": "=", "disagrees": "≠", "undetermined": "?"}


def summary(
    study: Study,
    returns: pd.DataFrame,
    answers: pd.DataFrame,
    unread: pd.DataFrame,
    drift: pd.DataFrame,
    statements: pd.DataFrame,
    by_hand: pd.DataFrame,
    requests: pd.DataFrame,
    changes: pd.DataFrame | None,
    hidden: int,
) -> str:
    """What was read, unread, set aside and decided by hand; how many headings drifted; who owes a reply; the statements with
    what was derived; what changed (None where no run was accepted); how many numbers are hidden from publication; where to
    look."""
    sent = returns[returns["collection"].isin(list(study.questions))]
    lost = (sent["status"] == "misplaced") & (sent["answers"] + sent["totals"] == 0)
    read = sent[(sent["status"] != "not read") & ~lost]
    twins = answers["set_aside"].str.startswith("same as ")
    superseded = answers["set_aside"].str.startswith(SUPERSEDED)
    aside = ((answers["set_aside"] != "") & ~twins & ~superseded) | (answers["status"] == "unreadable")
    lines = [
        "",
        study.settings.title,
        f"  files       {len(read)} of {len(sent)} were read; results/returns.csv says why the others were not",
        f"  answers     {int(sent['answers'].sum() + sent['totals'].sum()):,} were read"
        + (f", {int(twins.sum()):,} of them given twice" if twins.any() else "")
        + (f", {int(superseded.sum()):,} superseded by a later file" if superseded.any() else ""),
        f"  unread      {len(unread):,} cells that look like answers",
        f"  set aside   {int(aside.sum()):,} answers that no rule can be sure of, or that fail a check",
    ]
    lines[4:4] = to_place(returns)
    if len(by_hand):
        decided = len(by_hand) - (by_hand["problem"] != "").sum()
        lines.append(f"  by hand     {decided} of {len(by_hand)} entries hold; they decide {by_hand['answers'].sum():,} answers")
        lines += [f"    ! config/{row.decision}: {row.problem}" for row in by_hand.itertuples() if row.problem]
    if len(drift):
        said = "1 heading differs" if len(drift) == 1 else f"{len(drift):,} headings differ"
        lines.append(f"  drift       {said} from what config expects: results/drift.csv says which, and what to do")
    lines += owed(requests)
    if len(statements):
        lines += ["", "  published against derived"]
        for row in statements.itertuples():
            lines.append(f"  {MARK[row.verdict]} {row.statement:18} {row.published} — {row.derived}: {row.verdict}")
    lines += ["", *changed(changes)]
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


def changed(changes: pd.DataFrame | None) -> list[str]:
    """The rows of results/changes.csv in a few lines, the changed verdicts each in one."""
    if changes is None:
        return ["  No run was accepted yet to compare with; snakemake accept keeps this one"]
    if changes.empty:
        return ["  Nothing changed since the accepted run"]
    numbers = changes[changes["kind"] == "metric"]["size"].value_counts()
    sizes = [f"{numbers[size]} {size}" for size in ("large", "moderate", "small", "new", "gone") if size in numbers]
    causes = changes[~changes["kind"].isin(["statement", "metric", "figure"])]["kind"].value_counts()
    said = ", ".join(f"{n} × {kind}" for kind, n in sorted(causes.items()))
    lines = ["  changed since the accepted run: results/changes.html says each number's cause"]
    flipped = changes[(changes["kind"] == "statement") & changes["change"].str.contains(" → ")]
    lines += [f"  ! {row.name:18} {row.change}" for row in flipped[["name", "change"]].itertuples(index=False, name="Row")]
    lines += [f"    numbers     {', '.join(sizes) or 'none'}"]
    return lines + [f"    came, went or changed: {said}"] * bool(said)


def to_place(returns: pd.DataFrame) -> list[str]:
    """The files that only a person can place or explain, the first of them by name."""
    paths = set(returns["path"])
    waiting = returns[returns["to_do"] != ""]
    received = [r for r in waiting.itertuples() if not any(r.path.startswith(f"{p}/") for p in paths)]
    lines = [f"    ! {row.path}: {row.to_do}" for row in received[:SHOWN]]
    more = len(received) - SHOWN
    return [*lines, f"    ! and {more} more: results/returns.csv, under to_do"] if more > 0 else lines


def owed(requests: pd.DataFrame) -> list[str]:
    """For each collection how many replied, who is overdue and whom to chase first."""
    lines = []
    for collection, rows in requests.groupby("collection", sort=False):
        sent = rows[~rows["status"].isin(["asked again", "not asked"])]
        late, waiting = sent[sent["status"] == "overdue"], sent[sent["status"] == "waiting"]
        if sent.empty:
            continue
        said = f"{collection}: {len(sent) - len(late) - len(waiting)} of {len(sent)} replied"
        if sent["due"].any():
            said += f", {(sent['status'] == 'on time').sum()} on time"
        if len(waiting):
            said += f"; {len(waiting)} still have time" if sent["due"].any() else f"; {len(waiting)} have not"
        if len(late):
            said += f"; {len(late)} overdue, by up to {late['over'].astype(int).max()} working days on {late['as_of'].iloc[0]}"
        lines.append(f"  requests    {said}")
        ranked = sent[sent["chase"] != ""]
        first = ranked["body"].iloc[ranked["chase"].astype(int).argsort()[:3]] if len(ranked) else []
        if len(first):
            lines.append(f"              chase first {', '.join(first)}: results/requests.csv says why")
    return lines


def main(config: Path, paths: dict[str, Path], out: Path) -> None:
    text = summary(
        load_study(config),
        pd.read_csv(paths["returns"], keep_default_na=False),
        pd.read_parquet(paths["answers"], columns=["status", "set_aside"]),
        pd.read_parquet(paths["unread"], columns=["address"]),
        pd.read_csv(paths["drift"], usecols=["kind"]),
        pd.read_csv(paths["statements"], dtype=str, keep_default_na=False),
        pd.read_csv(paths["by_hand"], keep_default_na=False),
        pd.read_csv(paths["requests"], dtype=str, keep_default_na=False),
        pd.read_csv(paths["changes"], dtype=str, keep_default_na=False) if "changes" in paths else None,
        int((pd.read_csv(paths["disclosure"])["hidden"] == "value").sum()),
    )
    out.write_text(text, encoding="utf-8")


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        names = ("returns", "answers", "unread", "drift", "statements", "by_hand", "requests", "disclosure")
        names += ("changes",) if snakemake.input.get("accepted") else ()
        main(Path("config"), {n: Path(snakemake.input[n]) for n in names}, Path(snakemake.output[0]))
