"""What the terminal says at the end of a run."""

from __future__ import annotations

import pandas as pd

from summary import summary
from tests.spec.conftest import HARBOURS

RETURNS = pd.DataFrame(
    {"collection": ["foi", "foi", "register"], "status": ["read", "not read", "not a return"], "answers": [3, 0, 0], "totals": [1, 0, 0]}
).assign(path=["foi/H01/a.csv", "foi/H02/b.pdf", "stray.pdf"], to_do=["", "", "Move it into a body's folder."])
REQUESTS = pd.DataFrame(
    {
        "collection": ["foi", "foi"],
        "body": ["H01", "H02"],
        "status": ["on time", "overdue"],
        "due": ["2024-10-01", "2024-10-01"],
        "over": ["", "7"],
        "as_of": ["2024-10-10", "2024-10-10"],
        "chase": ["", "1"],
    }
)
ANSWERS = pd.DataFrame({"status": ["exact", "unreadable", "exact"], "set_aside": ["", "", "same as foi/H01/a.csv#!B2"]})
STATEMENTS = pd.DataFrame({"statement": ["crews"], "published": ["12"], "derived": ["10–14"], "verdict": ["undetermined"]})
BY_HAND = pd.DataFrame(
    {"decision": ["rulings.yml, line 4", "rulings.yml, line 9"], "answers": [1, 0], "problem": ["", "'a dozen' stands there now"]}
)


def told(drift: int = 0) -> list[str]:
    unread = pd.DataFrame({"address": ["foi/H01/a.csv#!B9"]})
    drifted = pd.DataFrame({"kind": ["label"] * drift})
    text = summary(HARBOURS, RETURNS, ANSWERS, unread, drifted, STATEMENTS, BY_HAND, REQUESTS, None, 3)
    return [" ".join(line.split()) for line in text.splitlines()]


def test_a_file_in_the_wrong_place_that_gave_nothing_was_not_read():
    stray = RETURNS.assign(status=["read", "misplaced", "not a return"])
    text = summary(HARBOURS, stray, ANSWERS, pd.DataFrame(), pd.DataFrame(), STATEMENTS, BY_HAND, REQUESTS, None, 0)
    assert "1 of 2 were read" in text


def test_what_was_read_and_what_was_not():
    assert [line for line in told()[2:7] if not line.startswith("!")] == [
        "files 1 of 2 were read; results/returns.csv says why the others were not",
        "answers 4 were read, 1 of them given twice",
        "unread 1 cells that look like answers",
        "set aside 1 answers that no rule can be sure of, or that fail a check",
    ]


def test_what_a_person_decided_and_what_holds_no_longer():
    assert "by hand 1 of 2 entries hold; they decide 1 answers" in told()
    assert "! config/rulings.yml, line 9: 'a dozen' stands there now" in told()


def test_drift_is_told_where_there_is_any():
    assert not any("drift" in line for line in told())
    assert "drift 1 heading differs from what config expects: results/drift.csv says which, and what to do" in told(drift=1)


def test_a_statement_and_its_verdict():
    assert "? crews 12 — 10–14: undetermined" in told()


def test_who_is_overdue_and_whom_to_chase():
    assert "requests foi: 1 of 2 replied, 1 on time; 1 overdue, by up to 7 working days on 2024-10-10" in told()
    assert "chase first H02: results/requests.csv says why" in told()


def test_a_file_that_a_person_must_place():
    assert "! stray.pdf: Move it into a body's folder." in told()


def test_with_no_accepted_run_it_says_how_to_keep_one():
    assert "No run was accepted yet to compare with; snakemake accept keeps this one" in told()
