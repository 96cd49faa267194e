"""Rule validate: checks every answer, sets the bad ones aside with the reason, and accounts for every file and reply."""

import re
from collections import Counter
from pathlib import Path

import pandas as pd

import addresses
from by_hand import outcomes_table
from recognising.phrases import section
from ruling import load_rulings, rule, rule_on_replies
from study import NUMERIC, ConfigError, Study, load_study

# What a letter says that does not give the whole answer.
WITHHOLDING = ("refused", "not_held", "partly")
NO_BODY = "no body "
NOT_SENT = {"register": "the register", "reference": "reference figures"}


def check(study: Study, answers: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """The answers with `set_aside` filled where one fails a check. Order and rows stay."""
    answers = answers.copy()
    reasons = answers["set_aside"].copy()
    # What a ruling left out contradicts nothing.
    standing = answers[reasons == ""]
    for found in (
        _outside_schema(answers),
        _unknown_bodies(answers, register),
        _outside_limits(study, standing[standing["ruling"] == ""]),
        _given_twice(study, standing),
        _totals_that_do_not_add_up(study, standing),
    ):
        for index, reason in found.items():
            reasons[index] = reasons[index] or reason
    answers["set_aside"] = reasons
    return answers


def _outside_schema(answers: pd.DataFrame) -> dict[int, str]:
    import pandera.pandas as pa

    from schemas.answers import SCHEMA

    try:
        SCHEMA.validate(answers, lazy=True)
        return {}
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    broken = cases[cases["index"].isna()]
    if len(broken):
        raise RuntimeError(f"answers.parquet is not what its schema says: {broken.to_string()}")
    return {int(c.index): f"{c.column} is {c.failure_case!r}: {c.check}" for c in cases.itertuples(index=False)}


def _unknown_bodies(answers: pd.DataFrame, register: pd.DataFrame) -> dict[int, str]:
    known = set(zip(register["collection"], register["body"]))
    return {
        i: f"{NO_BODY}{body!r} of {collection} stands in register.csv: add it there, or rename the folder"
        for i, collection, body in zip(answers.index, answers["collection"], answers["body"])
        if (collection, body) not in known
    }


def _outside_limits(study: Study, answers: pd.DataFrame) -> dict[int, str]:
    found = {}
    for (collection, name), group in answers.groupby(["collection", "question"], sort=True):
        question = study.question(collection, name)
        for i, raw, lower, upper in zip(group.index, group["raw"], group["lower"], group["upper"]):
            if lower < question.at_least:
                found[i] = f"{raw!r} is below {question.at_least:g}, the least that config allows for {name}"
            elif question.at_most is not None and upper > question.at_most:
                found[i] = f"{raw!r} is above {question.at_most:g}, the most that config allows for {name}"
    return found


def _given_twice(study: Study, answers: pd.DataFrame) -> dict[int, str]:
    """The same answer in two places is one answer if they agree, and none if they do not."""
    pairs = zip(answers["collection"], answers["question"])
    listed = pd.Series([study.question(c, q).kind == "choices" for c, q in pairs], index=answers.index, dtype=bool)
    options = listed & answers["choices"].notna()
    labels = {d: answers[d].fillna("printed: " + answers[f"{d}_printed"].fillna("")) for d in study.dimensions}
    key = [*["collection", "body", "question", "period"], *labels]
    plain = answers.assign(**labels)[~options]
    # Totals of all periods sum what their tables hold, which need not be the same.
    twice = plain[plain.duplicated(key, keep=False) & (plain["period"] != "total")]
    groups: dict[tuple, list] = {}
    for row in twice.itertuples():
        groups.setdefault(tuple(getattr(row, k) for k in key), []).append(row)
    found: dict[int, str] = {}
    for group in groups.values():
        found |= _reconciled(group)
    ticked = answers[options]
    sheets = ticked.groupby(["collection", "body", "question"])[["file", "part"]].nunique().max(axis=1)
    for collection, body, question in sheets[sheets > 1].index:
        mine = (ticked["collection"] == collection) & (ticked["body"] == body) & (ticked["question"] == question)
        found |= _ticked_twice(ticked[mine])
    return found


def _ticked_twice(group: pd.DataFrame) -> dict[int, str]:
    """The same for a list of options, whose ticks make one answer a sheet."""
    sheets = {s: tuple(sorted({o for c in g["choices"] for o in c})) for s, g in group.groupby(["file", "part"], sort=False)}
    ruled = {(r.file, r.part) for r in group.itertuples() if r.ruling}
    if len(set(sheets.values())) > 1 and len(ruled) == 1:
        decided = next(r.ruling for r in group.itertuples() if r.ruling)
        others = [r.Index for r in group.itertuples() if (r.file, r.part) not in ruled]
        return dict.fromkeys(others, f"{decided} decides: the options of another sheet stand")
    if len(set(sheets.values())) > 1:
        where = " and ".join(f"{file}#{part}" for file, part in sheets)
        return dict.fromkeys(group.index, f"contradicted: different options are ticked in {where}")
    first = group.iloc[0]
    later = group[(group["file"] != first["file"]) | (group["part"] != first["part"])]
    return dict.fromkeys(later.index, f"same as {first['answer']}")


def _reconciled(group: list) -> dict[int, str]:
    """For answers to one question: which are twins of the one to keep; all of them, where they disagree.

    The narrowest is kept: "<5" in a letter does not contradict the 3 in its sheet.
    """
    said = [a for a in group if a.status != "not_answered"] or group
    kept = _narrowest(said)
    other = next((a for a in said if a is not kept and not _agree(kept, a)), None)
    if other is None:
        return {a.Index: f"same as {kept.answer}" for a in group if a is not kept}
    ruled = [a for a in said if a.ruling]
    stands = _narrowest(ruled) if ruled else None
    if stands and all(_agree(stands, a) for a in ruled):
        decided = f"{stands.ruling} decides that {stands.answer} stands"
        return {a.Index: f"same as {stands.answer}" if _agree(stands, a) else decided for a in group if a is not stands}
    return {a.Index: f"contradicted: {a.raw!r} here, {b.raw!r} in {b.answer}" for a in group for b in [kept if a is other else other]}


def _narrowest(said: list) -> tuple:
    numbers = [a for a in said if a.status in NUMERIC]
    return min(numbers, key=lambda a: a.upper - a.lower if a.upper == a.upper else float("inf")) if numbers else said[0]


def _agree(kept, other) -> bool:
    if kept.status in NUMERIC and other.status in NUMERIC and kept.choices is None:
        return (pd.isna(other.lower) or other.lower <= kept.lower) and (pd.isna(other.upper) or other.upper >= kept.upper)
    same = kept.raw.strip().lower() == other.raw.strip().lower()
    return kept.status == other.status and (same or _choices(kept) == _choices(other) != ())


def _choices(row) -> tuple[str, ...]:
    return () if row.choices is None else tuple(row.choices)


def _totals_that_do_not_add_up(study: Study, answers: pd.DataFrame) -> dict[int, str]:
    """A printed total that its parts exceed. (One that exceeds its parts may sum what is not printed.)"""
    found: dict[int, str] = {}
    numbers = answers[answers["status"].isin(NUMERIC) & (answers["period"] != "total")]
    for d, dimension in study.dimensions.items():
        if any(v.covers for v in dimension.values.values()):
            single = {name for name, v in dimension.values.items() if len(v.covers) == 1}
            parts = numbers[numbers[d].isin(single)]
        else:
            parts = numbers[(numbers[d] != "total") & numbers[f"{d}_printed"].notna()]
        others = [x for o in study.dimensions if o != d for x in (o, f"{o}_printed")]
        table = ["collection", "body", "file", "part", "question", "period", *others]
        sums = parts.groupby(table, dropna=False)["lower"].sum().rename("least")
        totals = numbers[numbers[d] == "total"]
        for row in totals.reset_index().merge(sums.reset_index(), on=table, how="inner").itertuples():
            if row.least > row.upper and not row.ruling and not re.match(r"[A-Z]{1,3}\d", getattr(row, f"{d}_printed") or ""):
                found[row.index] = f"a total of {row.raw}, and its parts in {row.part or row.file} make at least {row.least:g}"
    return found


def returns(files: pd.DataFrame, cells: pd.DataFrame, answers: pd.DataFrame, unread: pd.DataFrame, study: Study) -> pd.DataFrame:
    """A row a raw file. cells = answers + totals + headers + unread + other, for every file."""
    total = (answers[[*study.dimensions, "period"]] == "total").any(axis=1)
    stands = answers["raw"] != ""  # a blank where an answer was to be is no cell
    taken = {*answers["answer"], *unread["address"]}
    counted = {
        "answers": answers.loc[stands & ~total, "answer"],
        "totals": answers.loc[stands & total, "answer"],
        "headers": {h for hs in answers["headers"] for h in hs} - taken,
        "unread": unread.loc[unread["raw"] != "", "address"],
        "set_aside": answers.loc[answers["set_aside"] != "", "answer"],
    }
    strangers = answers[answers["set_aside"].str.startswith(NO_BODY)]
    unknown = {addresses.parse(a).path: why for a, why in zip(strangers["answer"], strangers["set_aside"])}
    in_files = cells.groupby(["collection", "body", "file"]).size().to_dict()
    out = files[["path", "collection", "body", "sha256", "size"]].copy()
    out["status"] = ""
    out["reason"] = files["reason"]
    out["cells"] = [in_files.get(place, 0) for place in zip(files["collection"], files["body"], files["file"])]
    for name, found in counted.items():
        often = Counter(addresses.parse(address).path for address in found)
        out[name] = [often[path] for path in out["path"]]
    out.insert(out.columns.get_loc("set_aside"), "other", out["cells"] - out[["answers", "totals", "headers", "unread"]].sum(axis=1))
    out["status"] = [_status(row, study) for row in out.itertuples()]
    reasons = [_reason(row, study, unknown) for row in out.itertuples()]
    out["reason"] = [" ".join(filter(None, [*notices, reason])) for notices, reason in zip(files["notices"], reasons)]
    return out


def _status(row, study: Study) -> str:
    if row.collection in NOT_SENT:
        return "not read" if row.reason else "read"
    if row.collection not in study.questions:
        return "not a return"
    return "not read" if row.reason else "read" if row.answers or row.totals or row.unread else "no answers found"


def _reason(row, study: Study, unknown: dict[str, str]) -> str:
    if row.status == "not a return":
        known = ", ".join(f"{c}/" for c in study.questions)
        return f"It stands in none of the collections' folders ({known}): move it to its body's folder, if it is a return."
    if row.collection in NOT_SENT:
        return row.reason or NOT_SENT[row.collection]
    if row.status == "no answers found" and row.cells:  # what holds no cell has a notice that says so
        return "It was read, and no answer was recognised in it: a covering note, or a table whose headings are not in the study's words."
    return row.reason or unknown.get(row.path, "")


def replies(
    study: Study, register: pd.DataFrame, files: pd.DataFrame, answers: pd.DataFrame, unread: pd.DataFrame, said: pd.DataFrame
) -> pd.DataFrame:
    """A row a body and question: what the body said to it, and where. Answers that were read come before what letters say."""
    sent = set(zip(files["collection"], files["body"])) | set(zip(answers["collection"], answers["body"]))
    groups: dict[tuple[str, str, str], list] = {}
    for answer in answers.itertuples(index=False):
        groups.setdefault((answer.collection, answer.body, answer.question), []).append(answer)
    missed = set(zip(unread["collection"], unread["body"], unread["question"]))
    letters = _certain(said, files, answers)
    rows = []
    for body in register.itertuples():
        for name in study.questions.get(body.collection, {}):
            key = (body.collection, body.body, name)
            group, letter = groups.get(key), letters.get(key)
            status, source, quote = "no_answer", body.address, ""
            if group is not None:
                status, found = _said(group, key in missed)
                source, quote = found.answer, found.raw
            elif (body.collection, body.body) in sent or body.replied:
                status = "unknown"
            part = section(quote) if status == "refused" else ""
            narrow = letter is not None and letter.scope == "question"
            # Of what was answered a letter can only say that a part is missing.
            withheld = status == "answered" and narrow and letter.status in WITHHOLDING
            if withheld or (status == "no_answer" and narrow) or (status == "unknown" and letter is not None):
                status, part, source, quote = "partly" if withheld else letter.status, letter.section, letter.source, letter.quote
            rows.append([*key, status, part, source, quote])
    return pd.DataFrame(rows, columns=["collection", "body", "question", "status", "section", "source", "quote"])


def _certain(said: pd.DataFrame, files: pd.DataFrame, answers: pd.DataFrame) -> dict[tuple[str, str, str], tuple]:
    """What letters say, by collection, body and question, without what a body's other files may contradict.

    A sentence on the whole letter does not reach a question of which a file that nobody could read may speak, nor does it
    withhold all from one who sent figures.
    """
    unopened = set(zip(*(files.loc[files["reason"] != "", n] for n in ("collection", "body"))))
    given = answers[answers["status"].isin(NUMERIC) & (answers["set_aside"] == "")]
    figures = set(zip(given["collection"], given["body"]))
    found = {}
    for row in said.itertuples(index=False):
        body = (row.collection, row.body)
        against = unopened if row.status == "answered" else figures
        if row.scope == "question" or body not in against:
            found[*body, row.question] = row
    return found


def _said(group: list, missed: bool) -> tuple[str, tuple]:
    """Answered, partly, or what was said instead; and the first answer that shows it."""
    given = [a for a in group if a.set_aside == "" and a.status in NUMERIC and a.raw != ""]
    said = {a.status for a in group}
    if given:
        withheld = not said.isdisjoint({"not_held", "refused", "not_recorded", "unreadable"})
        return ("partly" if withheld or missed else "answered"), given[0]
    for status in ("refused", "not_held", "not_recorded"):
        if status in said:
            return ("not_held" if status == "not_recorded" else status), next(a for a in group if a.status == status)
    silent = said == {"not_answered"} or all(a.raw == "" for a in group)
    return ("no_answer" if silent and not missed else "unknown"), group[0]


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


def _with_problems(returned: pd.DataFrame, by_hand: pd.DataFrame) -> pd.DataFrame:
    """returns.csv with what is wrong with an entry by hand, beside the file that it is about."""
    for row in by_hand[by_hand["problem"] != ""].itertuples():
        mine = [path in row.problem or row.source.startswith(f"{path}#") for path in returned["path"]]
        returned.loc[mine, "reason"] = [f"{reason} {row.problem}.".strip() for reason in returned.loc[mine, "reason"]]
    return returned


def main(config: Path, tables: dict[str, Path], out: dict[str, Path]) -> None:
    """tables: recognised, unrecognised, readings, said, cells, files, register. out: answers, unread, returns, replies, by_hand."""
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
    returned = _with_problems(returns(listed, text, answers, ruled.unread, study), by_hand)
    for name, table in (("returns", returned), ("replies", replied), ("by_hand", by_hand)):
        table.to_csv(out[name], index=False, lineterminator="\n")


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(
            Path("config"),
            {n: Path(snakemake.input[n]) for n in ("recognised", "unrecognised", "readings", "said", "cells", "files", "register")},
            {name: Path(path) for name, path in snakemake.output.items()},
        )
