"""Rule validate: checks every answer, sets the bad ones aside with the reason, and accounts for every file and reply."""

from pathlib import Path

import pandas as pd

from by_hand import outcomes_table
from ruling import load_rulings, rule, rule_on_replies
from study import ConfigError, Study, load_study
from validating.checks import check
from validating.replied import replies
from validating.returned import returns, with_problems


def stop_if_strict(study: Study, answers: pd.DataFrame, by_hand: pd.DataFrame) -> None:
    """Raises ConfigError where config is strict and something is wrong that no ruling has decided."""
    if not study.settings.strict:
        return
    settled = answers["set_aside"].str.startswith(("same as ", "rulings.yml"))
    errors = answers[(answers["set_aside"] != "") & ~settled]
    lines = [f"  {a}: {reason}" for a, reason in zip(errors["answer"], errors["set_aside"])]
    lines += [f"  config/{row.decision}: {row.problem}" for row in by_hand.itertuples() if row.problem]
    if lines:
        said = f"{len(errors)} answers fail a check" + (", or an entry by hand does not hold" if len(lines) > len(errors) else "")
        raise ConfigError(f"config/study.yml is strict, and {said}:\n" + "\n".join(lines))


def as_text(answers: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Answers for those who check them with other tools. An apostrophe stands before every text of `raw`, so that a
    spreadsheet program that opens the file runs none of them."""
    columns = ["answer", "body", "question", "period", *study.dimensions, "raw", "status", "lower", "upper", "choices"]
    table = answers[[*columns, "rule", "ruling", "set_aside"]].copy()
    table["raw"] = "'" + table["raw"]
    table["choices"] = ["" if options is None else "; ".join(options) for options in table["choices"]]
    return table


def main(config: Path, tables: dict[str, Path], out: dict[str, Path]) -> None:
    """tables: recognised, unrecognised, readings, said, cells, files, register. out: answers, as_text, unread, returns, replies,
    by_hand."""
    study = load_study(config)
    rulings = load_rulings(config, study)
    asked, listed, readings = (pd.read_parquet(tables[n]) for n in ("register", "files", "readings"))
    text = pd.read_parquet(tables["cells"], columns=["collection", "body", "file", *(["part", "cell", "text"] if rulings else [])])
    ruled = rule(study, rulings, pd.read_parquet(tables["recognised"]), pd.read_parquet(tables["unrecognised"]), text)
    answers = check(study, ruled.answers, asked)
    replied = replies(study, asked, listed, answers, ruled.unread, pd.read_parquet(tables["said"]))
    replied = rule_on_replies(rulings, ruled.outcomes, replied, answers)
    by_hand = pd.concat([readings, outcomes_table(ruled.outcomes).to_pandas()], ignore_index=True)
    stop_if_strict(study, answers, by_hand)
    answers.to_parquet(out["answers"], index=False)
    ruled.unread.to_parquet(out["unread"], index=False)
    returned = with_problems(returns(listed, text, answers, ruled.unread, study), by_hand)
    for name, table in (("returns", returned), ("replies", replied), ("by_hand", by_hand), ("as_text", as_text(answers, study))):
        table.to_csv(out[name], index=False, lineterminator="\n")


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(
            Path("config"),
            {n: Path(snakemake.input[n]) for n in ("recognised", "unrecognised", "readings", "said", "cells", "files", "register")},
            {name: Path(path) for name, path in snakemake.output.items()},
        )
