"""Rule validate: checks every answer, sets the bad ones aside with the reason, and accounts for every file and reply."""

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq

import addresses
from by_hand import outcomes_table
from ruling import load_rulings, rule, rule_on_replies
from study import SUPERSEDED, ConfigError, Study, load_study
from validating import placed
from validating.checks import check
from validating.corrections import (
    NOTHING,
    Corrected,
    Correction,
    corrected,
    load_corrections,
    outcomes,
    problems,
    relations,
    telling,
)
from validating.merged import merged
from validating.replied import replies
from validating.returned import returns, with_problems


def stop_if_strict(study: Study, answers: pd.DataFrame, by_hand: pd.DataFrame) -> None:
    """Raises ConfigError where config is strict and something is wrong that no ruling has decided."""
    if not study.settings.strict:
        return
    settled = answers["set_aside"].str.startswith(("same as ", SUPERSEDED, "rulings.yml"))
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


def set_copies_aside(answers: pd.DataFrame, elsewhere: dict[str, list[str]]) -> pd.DataFrame:
    """The answers of files of which the same stands in the folders of others too: whose they are nobody knows."""
    if not elsewhere:
        return answers
    why = [placed.same_file(elsewhere[path]) if (path := addresses.path_of(a)) in elsewhere else "" for a in answers["answer"]]
    reasons = [was or (new if not ruling else "") for was, new, ruling in zip(answers["set_aside"], why, answers["ruling"])]
    return answers.assign(set_aside=pd.Series(reasons, answers.index, answers["set_aside"].dtype))


TABLES = ("recognised", "unrecognised", "readings", "said", "cells", "files", "register", "predecessors")


def main(config: Path, tables: dict[str, Path], out: dict[str, Path]) -> None:
    """tables: of TABLES. out: answers, as_text, unread, returns, replies, by_hand."""
    study = load_study(config)
    rulings, entries = load_rulings(config, study), load_corrections(config, study)
    asked, gone, listed, readings = (pd.read_parquet(tables[n]) for n in ("register", "predecessors", "files", "readings"))
    text = pd.read_parquet(tables["cells"], columns=["collection", "body", "file", *(["part", "cell", "text"] if rulings else [])])
    ruled = rule(study, rulings, pd.read_parquet(tables["recognised"]), pd.read_parquet(tables["unrecognised"]), text)
    now = merged(ruled.answers, ruled.unread, pd.read_parquet(tables["said"]), gone)
    bodies = {*zip(asked["collection"], asked["body"]), *now.same}
    # What each file takes the place of, and where it stands twice or in the wrong place.
    wrong = problems(entries, listed, now.same)
    holding = [entry for entry in entries if entry.decision not in wrong]
    found = relations(listed, telling(pq.read_table(tables["cells"], filters=pc.starts_with(pc.field("cell"), "line "))), holding, now.same)
    made = corrected(listed, now.answers, now.unread, found)
    again, elsewhere = placed.copies(listed, bodies, now.same)
    elsewhere = {path: others for path, others in elsewhere.items() if not both_stand([path, *others], holding)}
    misplaced = placed.misplaced(listed, made.answers, bodies, study)
    answers = check(study, set_copies_aside(made.answers, elsewhere), asked)
    letters = now.said[~now.said["source"].map(lambda source: addresses.path_of(source) in elsewhere).astype(bool)]
    sent = listed.assign(body=[now.same.get(key, key[1]) for key in zip(listed["collection"], listed["body"])])
    replied = replies(study, asked, sent, answers, made.unread, letters)
    replied = rule_on_replies(rulings, ruled.outcomes, replied, answers)
    of_hand = outcomes_table([*ruled.outcomes, *outcomes(entries, made, wrong)]).to_pandas()
    by_hand = pd.concat([readings, of_hand], ignore_index=True)
    stop_if_strict(study, answers, by_hand)
    answers.to_parquet(out["answers"], index=False)
    made.unread.to_parquet(out["unread"], index=False)
    said, to_do = told_of_copies(again, elsewhere, answers, made)
    returned = with_problems(returns(listed, text, answers, made.unread, study, misplaced, said, to_do), by_hand)
    for name, table in (("returns", returned), ("replies", replied), ("by_hand", by_hand), ("as_text", as_text(answers, study))):
        table.to_csv(out[name], index=False, lineterminator="\n")


def both_stand(paths: list[str], entries: list[Correction]) -> bool:
    """Whether a person says of each of these copies that it supersedes nothing."""
    return set(paths) <= {entry.file for entry in entries if entry.supersedes == NOTHING}


def told_of_copies(
    again: dict[str, str], elsewhere: dict[str, list[str]], answers: pd.DataFrame, made: Corrected
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What returns.csv says of each file, and what a person must look at: of corrections, and of files that stand twice."""
    said, to_do = defaultdict(list, made.said), defaultdict(list, made.to_do)
    answering = set(map(addresses.path_of, answers["answer"].tolist()))
    for path, first in again.items():
        said[path].append(f"The same file as {first}: it is counted once.")
    for path, others in elsewhere.items():
        told = f"{placed.same_file(others)}."
        said[path].append(told[0].upper() + told[1:])
        if path in answering:
            to_do[path].append(said[path][-1])
    return said, to_do


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(
            Path("config"),
            {n: Path(snakemake.input[n]) for n in TABLES},
            {name: Path(path) for name, path in snakemake.output.items()},
        )
