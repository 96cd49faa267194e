"""What the bodies of a drawn world say, as the tables that come before derive: no file is written, and none is read."""

from __future__ import annotations

import math
import random

import pandas as pd

from study import Study
from tests.generator import Truth, World
from tests.generator.world import NUMBERS, stream

UNSAID = {"silent", "not_sent", "no_answer"}
DIMENSIONS = ("age", "profession", "band")


def tables_of(world: World, study: Study) -> tuple[dict[str, pd.DataFrame], set[Truth]]:
    """answers, register, replies, unread; and all that was given, usable or not.

    Beyond what the bodies hide, of a hundred answers two are not read, and two are set aside with something wrong in them.
    """
    rng = stream(world.seed, "what is lost")
    rows, unread, given = [], [], set()
    for n, true in enumerate((t for t in world.truths if t.sent not in UNSAID), start=1):
        if true.sent in NUMBERS or true.sent == "unreadable":
            given.add(true)
        fate = rng.random() if true in given else 1.0
        place = {"collection": true.collection, "body": true.body, "file": "reply", "part": "", "question": true.question}
        place["period"] = true.period
        if fate < 0.02:
            labels = [{"dimension": d, "value": v, "printed": v} for d in DIMENSIONS if (v := getattr(true, d))]
            unread.append(place | {"address": f"{true.collection}/{true.body}/reply#!A{n}", "labels": rng.choice([labels, None])})
        else:
            rows += said(study, place, true, n, fate < 0.04, rng)
    register = [{**vars(b), "address": f"register.csv#!B{n}", "replied": str(b.replied or "")} for n, b in enumerate(world.bodies)]
    replies = [{"collection": "foi", "body": s.body, "question": s.question, "status": s.status, "source": ""} for s in world.statuses]
    columns = ["address", "collection", "body", "file", "part", "question", "period", "labels"]
    answers = pd.DataFrame(rows, dtype=object).astype({"lower": float, "upper": float})  # as objects they are read faster
    for dimension in DIMENSIONS:
        answers[f"{dimension}_printed"] = answers[dimension]
    register = pd.DataFrame(register).assign(address_of_nation=[b["address"].replace("B", "D") for b in register])
    tables = {"answers": answers, "register": register, "replies": pd.DataFrame(replies)}
    return tables | {"unread": pd.DataFrame(unread, columns=columns, dtype=object)}, given


def said(study: Study, place: dict, true: Truth, n: int, wrong: bool, rng: random.Random) -> list[dict]:
    """The answers that hold what is said: one, or one a tick. A wrong one is set aside."""
    asked = study.question(true.collection, true.question)
    labels = {dimension: getattr(true, dimension) or None for dimension in DIMENSIONS}
    status = {"blank": "not_answered"}.get(true.sent, true.sent)
    row = place | labels | {"raw": true.written, "status": status, "lower": true.lower, "upper": true.upper, "set_aside": ""}
    row |= {"answer": f"{place['collection']}/{place['body']}/reply#!B{n}", "choices": None, "rule": "", "ruling": "", "headers": []}
    if wrong:
        row["set_aside"] = "contradicted: by another"
        ends = (true.lower or 0, math.inf if true.upper is None else true.upper)
        row |= {end: limit + rng.randint(1, 900) if true.lower is not None else None for end, limit in zip(("lower", "upper"), ends)}
    if asked.kind not in ("yes_no", "choice", "choices") or true.sent != "exact":
        return [row]
    if wrong:
        return [row | {"choices": [rng.choice([*asked.options, "yes", "no"])]}]
    chosen = [true.value] if isinstance(true.value, str) else list(true.value)
    if rng.random() < 0.5:
        return [row | {"choices": chosen}]
    return [row | {"answer": f"{row['answer']}{i}", "choices": [option]} for i, option in enumerate(chosen)]
