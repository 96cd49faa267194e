"""Bodies that were renamed or merged: what their predecessors sent counts for those who stand in their place now."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from recognising.periods import written
from study import SUPERSEDED
from sums import TOTAL


@dataclass(slots=True)
class Merged:
    """The tables in which the successor is the body. same: collection and predecessor → successor."""

    answers: pd.DataFrame
    unread: pd.DataFrame
    said: pd.DataFrame
    same: dict[tuple[str, str], str]


def merged(answers: pd.DataFrame, unread: pd.DataFrame, said: pd.DataFrame, predecessors: pd.DataFrame) -> Merged:
    """predecessors: as register.py writes it.

    Who was renamed is the same body: what was sent under the old code counts for periods that ended before. Of several that
    merged into one, no one's answer is the answer of the whole: theirs are superseded where the successor answers itself, and
    else set aside, until a ruling gives the sum.
    """
    same = dict(zip(zip(predecessors["collection"], predecessors["body"]), predecessors["became"]))
    if not same:
        return Merged(answers, unread, said, same)
    parts = Counter((collection, became) for (collection, _), became in same.items())
    line = {(p.collection, p.body): p for p in predecessors.itertuples()}
    own = {(a.collection, a.body, a.question, a.period) for a in answers.itertuples() if a.raw and (a.collection, a.body) not in same}
    answers = answers.copy()
    rows = []
    for index, a in zip(answers.index, answers.itertuples(index=False)):
        was = line.get((a.collection, a.body))
        if was is not None:
            several = parts[a.collection, was.became] > 1
            aside = a.set_aside or ("" if a.ruling else _aside(a, was, several, own))
            rows.append((index, was.became, [*a.headers, was.address_of_became, was.address_of_since], aside))
    if rows:
        at = [row[0] for row in rows]
        for name, values in zip(("body", "headers", "set_aside"), list(zip(*rows))[1:]):
            answers.loc[at, name] = pd.Series(list(values), at, dtype=object)
    # A refusal by one of several is none by the whole.
    kept = [key not in same or parts[key[0], same[key]] == 1 for key in zip(said["collection"], said["body"])]
    said = said[pd.Series(kept, said.index, dtype=bool)].reset_index(drop=True)
    return Merged(answers, _of_successors(unread, same), _of_successors(said, same), same)


def _of_successors(table: pd.DataFrame, same: dict[tuple[str, str], str]) -> pd.DataFrame:
    now = [same.get(key, key[1]) for key in zip(table["collection"], table["body"])]
    return table.assign(body=pd.Series(now, table.index, table["body"].dtype))


def _aside(answer, was, several: bool, own: set[tuple]) -> str:
    """Why an answer of a predecessor does not count; empty where it does."""
    if several and (answer.collection, was.became, answer.question, answer.period) in own:
        return f"{SUPERSEDED}the answer of {was.became}, which {was.body} merged into"
    if not _before(answer.period, was.since):
        return (
            f"{was.body} is {was.became} since {was.since}, and this is not wholly of the time before: ask {was.became}; "
            f"or, if {was.became} sent it, move the file into its folder"
        )
    if several:
        return (
            f"{was.body} merged into {was.became} with others, and {was.became} has not answered this: its answer is the sum of theirs. "
            f"Ask {was.became}; or a ruling in config/rulings.yml on one of their cells gives the sum"
        )
    return ""


def _before(period: str, since: str) -> bool:
    """Whether a period had ended when the successor came. Of what has no period, and of totals of several, nobody can say more
    than that it was sent by the predecessor."""
    return period in ("", TOTAL) or last_day(period).isoformat() < since


def last_day(period: str) -> dt.date:
    """The last day of a period such as 2018, 2018/19, 2018-Q2, 2018-05 or 2018-05-31."""
    p = written(period)
    match p.kind:
        case "date":
            return dt.date(p.year, p.part, p.day)
        case "fy":
            return dt.date(p.year + 1, 3, 31)
        case "quarter" | "month":
            month = p.part * 3 if p.kind == "quarter" else p.part
            return dt.date(p.year + month // 12, month % 12 + 1, 1) - dt.timedelta(1)
    return dt.date(p.year, 12, 31)
