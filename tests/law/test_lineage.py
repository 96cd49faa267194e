"""Change any answer outside a metric's lineage, and the metric stays."""

from __future__ import annotations

import math

import pandas as pd
import yaml
from hypothesis import given, note, settings
from hypothesis import strategies as st

from deriving.declared import Metric
from deriving.derived import Derived
from deriving.inputs import Inputs
from deriving.verbs import values
from tests.spec.conftest import HARBOURS, answer, register_of, table_of, unread_of

BODIES = ("H01", "H02", "H03")
METRICS = {
    "crew": [
        "total: crew",
        "total: crew, missing: grossed up",
        "total: crew, missing: bounded",
        "range: crew",
        'share: crew, where: "< 10"',
    ],
    "dues": ["share: dues, where: 2 or more", "count: dues, where: lights"],
    "visits": [
        "total: visits, over: {age: [0, 1]}, period: [2019/20, 2018/19]",
        "total: visits, over: {age: [0, 1]}, period: [2019/20]",
        "total: visits, over: {age: [0]}",
        'share: visits, over: {age: [0, 1]}, period: [2019/20, 2018/19], where: "< 10"',
    ],
}
TEXTS = st.sampled_from(["3", "12", "<5", "5-15", "not held", "s12"])
ASIDE = st.sampled_from(["", "", "", "contradicted: by another", "same as another"])


@st.composite
def said(draw, question: str) -> list[dict]:
    """What two of three bodies said to a question, some of it set aside."""
    found = []
    for body in BODIES[:2]:
        if question == "crew":
            found.append(answer(draw(TEXTS), "crew", "2023", body=body))
        elif question == "dues":
            options = draw(st.lists(st.sampled_from(["dredging", "lights"]), unique=True))
            found += [answer("x", "dues", "", body=body, choices=[option]) for option in options]
        else:
            keys = st.tuples(st.sampled_from(["2018/19", "2019/20", "total"]), st.sampled_from(["0", "1", "total"]))
            found += [answer(draw(TEXTS), period=p, body=body, age=age) for p, age in draw(st.lists(keys, unique=True, max_size=4))]
    for n, row in enumerate(found):
        row |= {"cell": f"B{n + 2}", "set_aside": draw(ASIDE)}
    return [*found, answer("9", "repairs", age="0", cell="B99")]


def derived(metric: str, answers: pd.DataFrame) -> Derived:
    declared = Metric.model_validate({"title": "m", "why": "to see", **yaml.safe_load(f"{{{metric}}}")})
    no_replies = pd.DataFrame(columns=["collection", "body", "question", "status"])
    inputs = Inputs(HARBOURS, answers, register_of(foi=BODIES, survey=BODIES), no_replies, unread_of([]), {})
    return values(declared, inputs, {})[""]


def same(a: Derived, b: Derived) -> bool:
    ends = zip(a.interval, b.interval)
    return all(x == y or (math.isnan(x) and math.isnan(y)) for x, y in ends) and (a.answered, a.asked) == (b.answered, b.asked)


CASES = st.sampled_from(list(METRICS)).flatmap(lambda question: st.tuples(st.sampled_from(METRICS[question]), said(question)))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(CASES)
def test_a_metric_depends_on_nothing_outside_its_lineage(case):
    metric, found = case
    note(f"{metric} of {[(r['body'], r['period'], r.get('age'), r['raw'], r['set_aside']) for r in found]}")
    before = derived(metric, table_of(found))
    lineage = {source for role, source in before.lineage if role == "answer"}
    assert lineage <= {row["answer"] for row in found}, "it names what there is"
    for n, old in enumerate(found):
        if old["answer"] in lineage:
            continue
        labels = {"age": old["age"]} if old.get("age") else {}
        new = answer("7", old["question"], old["period"], body=old["body"], cell=old["cell"], **labels)
        after = derived(metric, table_of([*found[:n], new, *found[n + 1 :]]))
        assert same(before, after), f"{old['answer']} becomes 7, and {before.text} becomes {after.text}"
