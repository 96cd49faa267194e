"""Whom to ask first: by how much each answer that is open, or missing, widens a metric."""

from __future__ import annotations

import pytest

from derive import derive
from deriving import chase
from tests.spec.conftest import answer
from tests.spec.harbours import crew, declared_as, dues, inputs_of, watch

BODIES = ("H01", "H02", "H03", "H04")


def chased(metrics: str, rows: list[dict], unread: list[dict] | None = None) -> list[str]:
    """Metric, body, why and by how much, the widest of each metric first."""
    declared, inputs = declared_as(metrics), inputs_of(rows, BODIES, unread)
    found = chase.table(declared, inputs, derive("metrics.yml", declared, inputs))
    return [" ".join([row.metric, row.body, row.why, row.text]) for row in found.itertuples()]


SAID = crew(H01="10", H02="<5", H03="100-149")


def test_the_widest_is_first_and_what_is_exact_is_not_asked_again():
    """H04 said nothing: were it to answer, it could be anything up to the cap, and that moves what is said of all."""
    assert chased("m: {total: crew, missing: bounded}", SAID) == ["m H04 said nothing 300", "m H03 banded 49", "m H02 suppressed 4"]


def test_an_answer_widens_no_metric_that_it_does_not_move():
    """Whatever H03 is, it is above 10."""
    assert chased('m: {count: crew, where: "< 3"}', SAID) == ["m H02 suppressed 1", "m H04 said nothing 1"]


@pytest.mark.parametrize("how", ["set aside", "not read"])
def test_what_cannot_be_used_is_asked_for(how):
    rows, unread = crew(H01="10"), [{"body": "H02", "question": "crew", "cell": "B2", "collection": "survey"}]
    if how == "set aside":
        rows, unread = [*rows, answer("7", "crew", "2023", body="H02", set_aside="contradicted: by another")], []
    assert chased("m: {total: crew, missing: bounded}", rows, unread)[0] == "m H02 not usable 300"


def test_a_number_without_end_has_no_limit():
    unread = [{"body": "H01", "question": "visits", "cell": "B2"}]
    assert "m H01 not usable no limit" in chased("m: {total: visits, over: {age: [0]}}", [], unread)


def test_it_widens_what_is_made_of_it():
    made = chased(
        "m: {total: crew}\nn: {reference: {file: depths.csv, where: {name: deep}}}\nr: {ratio: {of: m, to: n}, unit: share}", SAID
    )
    assert [line for line in made if line.startswith("r")][:2] == ["r H04 said nothing 1,500%", "r H03 banded 245%"]


def test_the_smallest_is_not_widened_by_the_largest():
    assert chased("m: {smallest: crew}", SAID)[0] == "m H02 suppressed 4"
    assert not [line for line in chased("m: {smallest: crew}", SAID) if "H03" in line]


def test_an_option_that_is_open():
    """H02 ticked pilots; that it ticked lights too was set aside."""
    rows = dues(H01=("lights",), H02=("pilots",), H03=("lights",), H04=("dredging",))
    rows += [answer("?", "dues", "", body="H02", cell="B9", set_aside="contradicted: by another", choices=["lights"])]
    assert chased("m: {share: dues, where: lights}", rows) == ["m H02 not usable 25%"]


def test_a_tendency_is_widened_by_both_questions():
    """H01's crew is hidden; whether H03 keeps a watch could not be read."""
    rows = crew(H01="<5", H02="3", H03="9") + watch(H01="yes", H02="no")
    unread = [{"body": "H03", "question": "watch", "cell": "B2", "collection": "survey"}]
    found = chased('m: {tendency: crew, having: {watch: "yes"}}', rows, unread)
    assert [line.rpartition(" ")[0] for line in found if "said nothing" not in line] == ["m H01 suppressed", "m H03 not usable"]


def test_nobody_to_ask_where_all_is_known():
    assert chased("m: {total: crew}", crew(H01="1", H02="2", H03="3", H04="4")) == []


def test_a_metric_of_several_values_is_not_chased():
    """Its values are those of metrics of one, or too many to read."""
    assert chased("m: {distribution: dues}", dues(H01=("lights",))) == []
