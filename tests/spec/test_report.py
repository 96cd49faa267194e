"""The report's 26 statements: for each a small study in which it agrees, one in which it disagrees, and one that leaves it open.

A study is what teams and services said, body by body: `2 × health+charity, health, ?` is five bodies asked who funds
them. `?` is an answer that was set aside, `unread` a cell that was not read, `–` a body that said nothing. Of a table the
label stands before the number: `0=<5/1=<5/2=3`. Reference figures are those shipped, but for what a line changes.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from derive import as_judged, derive, load_references
from deriving.declared import Metric, load_metrics
from deriving.inputs import OF_OPTIONS, Inputs
from deriving.statements import load_statements
from recognising.values import Context, interval
from study import load_study
from tests.spec.conftest import drawn

ROOT = Path(__file__).parents[2]
STUDY = load_study(ROOT / "config")
METRICS = load_metrics(ROOT / "config" / "metrics.yml", STUDY)
STATEMENTS = load_statements(ROOT / "config" / "statements.yml", METRICS, STUDY)
REFERENCES = load_references(ROOT / "data" / "raw" / "reference")
VERDICTS = ("agrees", "disagrees", "undetermined")

# What the report states: "Who is holding the baby?", Parent-Infant Foundation, June 2025.
REPORT = """
teams health_funded mixed_funding families_per_team families_total need_met camhs_accept camhs_low camhs_integrated
interventions parent_support consulted supervised trained perinatal_pathway multidisciplinary led_by_consultant staff_bands
older_children mothers_mainly child_protection child_protection_minority social_care_pathway parents_in_design babys_voice
start_for_life
""".split()

CASES = """
teams                    | agrees       | survey: 49 × –; teams_2019.csv teams: 27
                         | disagrees    | survey: 48 × –; teams_2019.csv teams: 27
                         | undetermined | survey: 49 × –; teams_2019.csv teams: 26 to 28
health_funded            | agrees       | funders: 30 × health, 13 × charity, 6 × –
                         | disagrees    | funders: 31 × health, 12 × charity, 6 × –
                         | disagrees    | funders: 30 × health, 12 × charity, 7 × –
                         | undetermined | funders: 29 × health, 13 × charity, ?, 6 × –
mixed_funding            | agrees       | funders: 3 × health+charity, 2 × health
                         | disagrees    | funders: 2 × health+charity, 2 × health
                         | undetermined | funders: 2 × health+charity, health, ?
families_per_team        | agrees       | families_seen: under 25, 60, over 300
                         | disagrees    | families_seen: 25, 60, over 300
                         | undetermined | families_seen: 20-29, 60, over 300
families_total           | agrees       | families_seen: 50 × 100-129
                         | disagrees    | families_seen: 43 × 100
                         | undetermined | families_seen: 43 × 100-149
need_met                 | agrees       | families_seen: 50 × 100
                         | disagrees    | families_seen: 30 × 100
                         | undetermined | families_seen: 50 × 100; prevalence.csv disorganised_attachment: 0.10 to 0.25
                         | undetermined | families_seen: 30 × 100-149
camhs_accept             | agrees       | accepts: 3 × yes, no
                         | disagrees    | accepts: yes, no
                         | disagrees    | accepts: 3 × yes
                         | undetermined | accepts: 3 × yes, ?
camhs_low                | agrees       | referrals: 2 × 0-2=9, 0-2=10
                         | disagrees    | referrals: 0-2=9, 0-2=10
                         | undetermined | referrals: 0-2=9, 0=<5/1=<5/2=<5, 0-2=10
camhs_integrated         | agrees       | referrals: 0-2=12, 0-2=3; integrated: yes, no
                         | disagrees    | referrals: 0-2=3, 0-2=12; integrated: yes, no
                         | undetermined | referrals: 0=<5/1=<5/2=<5, 0-2=6; integrated: yes, no
                         | undetermined | referrals: 0-2=12, 0-2=1, 0-2=3; integrated: yes, ?, no
interventions            | agrees       | interventions: 3 × video_feedback+parenting_programme+psychotherapy, groups
                         | disagrees    | interventions: 3 × video_feedback+parenting_programme+groups, psychotherapy
                         | undetermined | interventions: 2 × video_feedback+parenting_programme+psychotherapy, groups, ?
parent_support           | agrees       | parent_support: yes, 2 × no
                         | disagrees    | parent_support: yes, no
                         | undetermined | parent_support: yes, 2 × no, ?
consulted                | agrees       | consulted: 3 × 700
                         | disagrees    | consulted: 2 × 1000
                         | undetermined | consulted: about 2000
supervised               | agrees       | supervised: 2 × 800
                         | disagrees    | supervised: 3 × 500
                         | undetermined | supervised: 1400-1600
trained                  | agrees       | trained: 3 × 15000
                         | disagrees    | trained: 2 × 20000
                         | undetermined | trained: 2 × 20000, unread
perinatal_pathway        | agrees       | perinatal_pathway: yes, no
                         | disagrees    | perinatal_pathway: 2 × yes, no
                         | undetermined | perinatal_pathway: yes, no, ?
multidisciplinary        | agrees       | professions: nurse+psychologist, social_worker+nurse
                         | disagrees    | professions: nurse+psychologist, nurse
                         | undetermined | professions: nurse+psychologist, unread
led_by_consultant        | agrees       | lead: 3 × consultant, senior
                         | disagrees    | lead: 2 × consultant, senior
                         | undetermined | lead: 2 × consultant, senior, ?
staff_bands              | agrees       | staff: 4=0/5=0/6=1/7=3/8a=2/8b=0/8c=0/8d=0
                         | disagrees    | staff: 4=0/5=0/6=2/7=3/8a=1/8b=0/8c=0/8d=0
                         | undetermined | staff: 4=0/5=0/6=1/7=3/8a=<3/8b=0/8c=0/8d=0
older_children           | agrees       | oldest_child: 17 × up_to_five, 4 × beyond_five, 22 × up_to_two
                         | disagrees    | oldest_child: 17 × up_to_five, 5 × beyond_five, 22 × up_to_two
                         | disagrees    | oldest_child: 21 × up_to_five, 22 × up_to_two
                         | undetermined | oldest_child: 17 × up_to_five, 3 × beyond_five, 22 × up_to_two, ?
mothers_mainly           | agrees       | mainly_with: 9 × mothers, both
                         | disagrees    | mainly_with: 8 × mothers, both, fathers
                         | undetermined | mainly_with: 8 × mothers, both, ?
child_protection         | agrees       | child_protection: 9 × yes, no
                         | disagrees    | child_protection: 8 × yes, 2 × no
                         | undetermined | child_protection: 8 × yes, no, unread
child_protection_minority| agrees       | child_protection_share: 2 × minority, half
                         | disagrees    | child_protection_share: minority, majority
                         | undetermined | child_protection_share: 2 × minority, half, ?
social_care_pathway      | agrees       | social_care_pathway: yes, 2 × no
                         | disagrees    | social_care_pathway: 3 × no
                         | undetermined | social_care_pathway: 2 × no, ?
parents_in_design        | agrees       | parents_in_design: yes, no
                         | disagrees    | parents_in_design: 3 × yes, no
                         | undetermined | parents_in_design: 2 × yes, no, ?
babys_voice              | agrees       | babys_voice: 2 × central, partly
                         | disagrees    | babys_voice: central, partly
                         | undetermined | babys_voice: central, ?
start_for_life           | agrees       | start_for_life.csv areas: 75
                         | disagrees    | start_for_life.csv areas: 74
                         | undetermined | start_for_life.csv areas: 70 to 80
"""


def cases() -> list[tuple[str, str, str]]:
    """Statement, verdict, what was said; a statement stands once above its cases."""
    found, statement = [], ""
    for name, verdict, said in drawn(CASES):
        statement = name or statement
        found.append((statement, verdict, said))
    return found


@pytest.mark.parametrize(("statement", "verdict", "said"), cases())
def test_a_statement_against_what_was_said(statement: str, verdict: str, said: str) -> None:
    """Of the shipped config, all that this one statement rests on."""
    declared = STATEMENTS[statement]
    metrics = needed({claim.metric.partition(".")[0] for claim in declared.claims})
    made = derive("metrics.yml", metrics, inputs_of(said))
    [row] = as_judged("statements.yml", {statement: declared}, made, STUDY).to_dict("records")
    assert row["verdict"] == verdict, row["because"]


def test_each_of_the_26_statements_has_a_row_and_a_metric() -> None:
    assert list(STATEMENTS) == REPORT
    assert len(set(REPORT)) == 26
    assert [name for name, s in STATEMENTS.items() if not all(c.metric.partition(".")[0] in METRICS for c in s.claims)] == []


def test_each_of_the_26_statements_can_agree_disagree_and_stay_open() -> None:
    shown = {(statement, verdict) for statement, verdict, _ in cases()}
    assert shown == {(statement, verdict) for statement in REPORT for verdict in VERDICTS}


# A study out of a line ---------------------------------------------------------------------------------------------


def needed(names: set[str]) -> dict[str, Metric]:
    while more := {other for name in names for other in METRICS[name].needs} - names:
        names |= more
    return {name: metric for name, metric in METRICS.items() if name in names}


def inputs_of(line: str) -> Inputs:
    asked, rows, references = dict.fromkeys(STUDY.questions, 0), [], dict(REFERENCES)
    for part in line.split("; "):
        about, said = part.split(": ")
        if ".csv" in about:
            file, name = about.split()
            references[file] = with_figure(references[file], name, *map(float, said.split(" to ")))
            continue
        bodies = [answer for many in said.split(", ") for answer in times(many)]
        collection = about if about in STUDY.questions else next(c for c, questions in STUDY.questions.items() if about in questions)
        asked[collection] = max(asked[collection], len(bodies))
        rows += [row for n, raw in enumerate(bodies) if raw != "–" for row in answers(collection, f"B{n:02}", about, raw)]
    register = [(collection, f"B{n:02}") for collection, many in asked.items() for n in range(many)]
    table = pd.DataFrame([NOTHING | row for row in rows if row["raw"] != "unread"], columns=[*NOTHING])
    unread = pd.DataFrame([NOTHING | row for row in rows if row["raw"] == "unread"], columns=[*NOTHING]).rename(
        columns={"answer": "address"}
    )
    register = pd.DataFrame(register, columns=["collection", "body"]).assign(address="", name="")
    return Inputs(STUDY, table, register, pd.DataFrame(), unread, references)


def times(said: str) -> list[str]:
    found = re.fullmatch(r"(\d+) × (.+)", said)
    return [found[2]] * int(found[1]) if found else [said]


def answers(collection: str, body: str, question: str, raw: str) -> list[dict]:
    """What one body said to one question."""
    asked = STUDY.question(collection, question)
    row = {"collection": collection, "body": body, "file": "reply.xlsx", "part": "Sheet1", "question": question, "raw": raw}
    row |= {"answer": f"{collection}/{body}/reply.xlsx#{question}!B2", "period": asked.period or "", "status": "exact"}
    if raw == "?":
        return [row | {"set_aside": "contradicted: by another", "raw": "12"}]
    if asked.kind in OF_OPTIONS:
        return [row | {"choices": raw.split("+")}]
    if asked.kind != "table" or raw == "unread":
        return [row | numbers(raw, asked.cap)]
    row["period"] = "2023/24" if asked.periods else ""
    cells = dict(cell.split("=") for cell in raw.split("/"))
    labels = {dimension: next(iter(STUDY.dimensions[dimension].values)) for dimension in asked.by[:-1]}
    found = []
    for line, (label, number) in enumerate(cells.items(), start=2):
        here = labels | {asked.by[-1]: label}
        printed = {f"{dimension}_printed": value for dimension, value in here.items()}
        found.append(row | here | printed | {"answer": f"{row['answer'].removesuffix('2')}{line}"} | numbers(number, None))
    return found


def numbers(raw: str, cap: float | None) -> dict:
    reading = interval(raw, Context(cap=cap))
    return {"status": reading.status, "lower": reading.lower, "upper": reading.upper} if reading else {}


def with_figure(table: pd.DataFrame, name: str, value: float, upper: float | None = None) -> pd.DataFrame:
    changed = table.assign(upper=table.get("upper", float("nan")))
    changed.loc[changed["name"] == name, ["value", "upper"]] = value, upper
    return changed


DIMENSIONS = [column for dimension in STUDY.dimensions for column in (dimension, f"{dimension}_printed")]
NOTHING = dict.fromkeys(
    ["answer", "collection", "body", "file", "part", "question", "period", "raw", "status", "set_aside", "rule", "ruling"], ""
)
NOTHING |= dict.fromkeys(["lower", "upper"], float("nan")) | dict.fromkeys(["choices", *DIMENSIONS]) | {"headers": ()}
