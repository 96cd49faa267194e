"""The truth is inside: true numbers, sent in as bodies do (suppressed, banded, rounded, dropped), against what is derived."""

import math
import os
from collections import defaultdict
from pathlib import Path

import pytest

from tests.generator import Truth, World, generate
from tests.run.line import Line, in_process

SEEDS = range(int(os.environ.get("FOI_SEEDS", "8")))
SHEETS = (".xlsx", ".xls", ".ods", ".csv")
DIMENSIONS = ("age", "profession", "band")


@pytest.mark.parametrize("seed", SEEDS)
def test_every_true_value_lies_inside(seed: int, tmp_path: Path) -> None:
    world = generate(tmp_path, seed, teams=8, bodies=10)
    line = in_process(tmp_path)
    truths = {(t.collection, *about(t)): t for t in world.truths}
    answers_hold(line, truths)
    statuses_hold(line, world)
    metrics_hold(line, truths)
    nearly_all_is_read(line, world)


def about(said) -> tuple[str, ...]:
    """What an answer or a truth is about: body, question, period and the labels."""
    labels = (getattr(said, dimension) for dimension in DIMENSIONS)
    return (said.body, said.question, said.period, *(label if isinstance(label, str) else "" for label in labels))


def answers_hold(line: Line, truths: dict[tuple, Truth]) -> None:
    ticked: dict[tuple, set[str]] = defaultdict(set)
    for a in line.answers[line.answers["set_aside"] == ""].itertuples():
        key = (a.collection, *about(a))
        if a.choices is not None and (a.raw or len(a.choices)):
            ticked[key[:3]] |= set(a.choices)
        elif a.lower == a.lower or a.upper == a.upper:
            truth = truths[key].value
            assert not truth < a.lower and not truth > a.upper, f"{a.answer}: {a.raw!r} read as {a.lower}–{a.upper}, true is {truth}"
    for (collection, body, question), options in ticked.items():
        truth = truths[collection, body, question, "", "", "", ""].value
        if options:
            assert options == set(truth if isinstance(truth, tuple) else [truth]), f"{body} {question}"


def statuses_hold(line: Line, world: World) -> None:
    """What a body said to a question, where it is known, is what it said."""
    said = {(r.body, r.question): r for r in line.replies.itertuples() if r.collection == "foi" and r.status != "unknown"}
    for true in world.statuses:
        reply = said.get((true.body, true.question))
        if reply:
            assert given(reply.status) == given(true.status), f"{reply.source}: {reply.quote!r} read as {reply.status}, is {true.status}"


def given(status: str) -> str:
    return "answered" if status == "partly" else status


def metrics_hold(line: Line, truths: dict[tuple, Truth]) -> None:
    """Each metric against the same formula over the truth of the bodies that it counts."""
    counted = defaultdict(set)
    for a in line.answers[line.answers["set_aside"] == ""].itertuples():
        if a.lower == a.lower or a.upper == a.upper or (a.choices is not None and len(a.choices)):
            counted[a.question].add(a.body)

    def true(question: str, period: str = "2023/24", ages: tuple[str, ...] = ("",)) -> list[int]:
        collection = "foi" if question == "referrals" else "survey"
        return [sum(truths[collection, b, question, period, age, "", ""].value for age in ages) for b in counted[question]]

    families = true("families_seen")
    inside(line, "families_total", sum(families))
    inside(line, "families_fewest", min(families))
    inside(line, "families_most", max(families))
    inside(line, "need_met", sum(families) / (673_275 * 0.15))
    inside(line, "health_funded", sum("health" in truths["survey", b, "funders", "", "", "", ""].value for b in counted["funders"]))
    accepting = sum(truths["foi", b, "accepts", "", "", "", ""].value == "yes" for b in counted["accepts"])
    inside(line, "camhs_accept", accepting / len(counted["accepts"]) if counted["accepts"] else math.nan)
    low, base = 0, 0
    for period in ("2023/24", "2023"):
        these = line.answers[(line.answers["question"] == "referrals") & (line.answers["period"] == period)]
        for body in set(these[these["lower"].notna() & (these["set_aside"] == "")]["body"]):
            base += 1
            low += sum(truths["foi", body, "referrals", period, age, "", ""].value for age in "012") < 10
    inside(line, "camhs_low", low / base if base else math.nan)


def inside(line: Line, metric: str, truth: float) -> None:
    lower, upper = line.made[metric].interval
    if math.isnan(truth):
        assert math.isnan(lower), metric
    else:
        assert lower - 1e-9 <= truth <= upper + 1e-9, f"{metric}: derived {lower} to {upper}, true {truth}"


def nearly_all_is_read(line: Line, world: World) -> None:
    """An empty result would hold every truth: what was sent must have been read. Of sentences some are left to a person."""
    given = ("exact", "suppressed", "banded", "approximate", "rounded")
    read = {about(a) for a in line.answers.itertuples()}
    sent = [t for t in world.truths if t.sent in given and t.age != "total"]
    for files, share in ((SHEETS, 0.97), ((".docx", ".pdf", ".eml"), 0.4)):
        mine = {about(t) for t in sent if t.file.endswith(files)}
        assert len(mine & read) >= share * len(mine), sorted(mine - read)[:10]
