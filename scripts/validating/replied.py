"""What each body said to each question: by its answers, and where they are silent by its letters."""

from __future__ import annotations

import pandas as pd

from recognising.phrases import section
from study import NUMERIC, SUPERSEDED, Study

# What a letter says that does not give the whole answer.
WITHHOLDING = ("refused", "not_held", "partly")


def replies(
    study: Study, register: pd.DataFrame, files: pd.DataFrame, answers: pd.DataFrame, unread: pd.DataFrame, said: pd.DataFrame
) -> pd.DataFrame:
    """A row a body and question: what the body said to it, and where. Answers that were read come before what letters say."""
    # As objects: a column of Arrow's is slow to go through, row by row.
    given = answers[["collection", "body", "question", "answer", "raw", "status", "set_aside"]].astype(object)
    sent = set(zip(files["collection"], files["body"])) | set(zip(given["collection"], given["body"]))
    groups: dict[tuple[str, str, str], list] = {}
    for answer in given[~answers["set_aside"].str.startswith(SUPERSEDED)].itertuples(index=False):
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
