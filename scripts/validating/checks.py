"""What is wrong with an answer, by itself or beside others: outside its limits, contradicted, a total that its parts exceed."""

from __future__ import annotations

import pandas as pd

from study import NUMERIC, Study
from validating import placed
from validating.totals import totals_that_do_not_add_up

# What a person can do about two files that contradict each other.
WHICH_STANDS = "If one file corrects the other, say so in config/corrections.yml; a ruling in config/rulings.yml decides this answer alone"


def check(study: Study, answers: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """The answers with `set_aside` filled where one fails a check. Order and rows stay."""
    answers = answers.copy()
    reasons = dict(zip(answers.index, answers["set_aside"].tolist()))
    # What a ruling left out contradicts nothing.
    standing = answers[answers["set_aside"] == ""]
    for found in (
        _unknown_bodies(answers, register),
        _outside_schema(answers),
        _outside_limits(study, standing[standing["ruling"] == ""]),
        _given_twice(study, standing),
        totals_that_do_not_add_up(study, standing),
    ):
        for index, reason in found.items():
            reasons[index] = reasons[index] or reason
    answers["set_aside"] = pd.Series(reasons, answers.index, answers["set_aside"].dtype)
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
    where = zip(answers.index, answers["collection"].tolist(), answers["body"].tolist())
    return {i: placed.unknown(c, b, sorted(k for of, k in known if of == c)) for i, c, b in where if (c, b) not in known}


def _outside_limits(study: Study, answers: pd.DataFrame) -> dict[int, str]:
    found = {}
    for (collection, name), group in answers.groupby(["collection", "question"], sort=True):
        question = study.question(collection, name)
        for i, raw, lower, upper in zip(group.index, group["raw"].tolist(), group["lower"], group["upper"]):
            if lower < question.at_least:
                found[i] = f"{raw!r} is below {question.at_least:g}, the least that config allows for {name}"
            elif question.at_most is not None and upper > question.at_most:
                found[i] = f"{raw!r} is above {question.at_most:g}, the most that config allows for {name}"
    return found


def _given_twice(study: Study, answers: pd.DataFrame) -> dict[int, str]:
    """The same answer in two places is one answer if they agree, and none if they do not."""
    of_ticks = {(c, q) for c, questions in study.questions.items() for q, asked in questions.items() if asked.kind == "choices"}
    listed = pd.MultiIndex.from_frame(answers[["collection", "question"]]).isin(of_ticks)
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
        decide = f". {WHICH_STANDS}" if len({file for file, _ in sheets}) > 1 else ""
        return dict.fromkeys(group.index, f"contradicted: different options are ticked in {where}{decide}")
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
    # Between files one may correct the other, and only a person knows which.
    decide = {a.Index: "" if a.file == b.file else f". {WHICH_STANDS}" for a in group for b in [kept if a is other else other]}
    return {
        a.Index: f"contradicted: {a.raw!r} here, {b.raw!r} in {b.answer}{decide[a.Index]}"
        for a in group
        for b in [kept if a is other else other]
    }


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
