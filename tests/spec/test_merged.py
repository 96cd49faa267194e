"""Bodies that were renamed or merged: the successor is one body, and what its predecessors sent counts for the time before."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from deriving.inputs import Inputs
from register import read_register, split
from study import ConfigError
from tests.spec.conftest import HARBOURS
from tests.spec.placing import BY_HAND, Placed, placed, table
from validating.merged import last_day

HEADINGS = "collection,body,name,replied,became,since\n"
RENAMED = HEADINGS + "foi,H01,Port Ruddle,2019-05-01,H09,2019-06-01\nfoi,H09,Ruddle and Bay,,,\nfoi,H02,Saltmouth,,,\n"
MERGED = RENAMED.replace("Saltmouth,,,", "Saltmouth,,H09,2019-06-01")


def visits(found: Placed) -> dict[str, tuple[float, float] | None]:
    """Body → its visits of new boats in 2018/19, as metrics take them."""
    inputs = Inputs(HARBOURS, found.answers, found.register, found.replies, found.unread, {})
    given = inputs.per_body("visits", {"age": ("0",)}, ("2018/19",))
    return {body: tuple(g.value) if g.value and not g.lost else None for body, g in given.items()}


def test_what_was_sent_under_the_old_name_counts_for_the_new_one(tmp_path: Path):
    found = placed(tmp_path, {"foi/H01/reply.csv": table("12")}, listed=RENAMED)
    assert found.status("foi/H01/reply.csv") == "read"
    assert found.standing("H09")["visits 2018/19 0"] == "12 in reply.csv"
    assert found.answers["answer"].str.startswith("foi/H01/").all()  # the file stays where it is
    assert visits(found) == {"H09": (12, 12), "H02": None}
    assert found.replies.set_index(["body", "question"]).at[("H09", "visits"), "status"] == "answered"


def test_the_register_that_says_so_is_in_the_lineage(tmp_path: Path):
    found = placed(tmp_path, {"foi/H01/reply.csv": table("12")}, listed=RENAMED)
    assert {"register.csv#!E2", "register.csv#!F2"} <= set(found.answers["headers"].iloc[0])


@pytest.mark.parametrize("year", ["2019/20", "2020", "2019-Q2", "2019-06", "2019-06-30"])
def test_a_period_that_is_not_wholly_before_is_for_the_successor_to_answer(year: str):
    assert last_day(year).isoformat() >= "2019-06-01"


@pytest.mark.parametrize("year", ["2018/19", "2018", "2019-Q1", "2019-05", "2019-05-31"])
def test_a_period_that_ended_before(year: str):
    assert last_day(year).isoformat() < "2019-06-01"


def test_an_answer_of_the_time_after_is_set_aside(tmp_path: Path):
    found = placed(tmp_path, {"foi/H01/reply.csv": table("12", year="2019/20")}, listed=RENAMED)
    assert found.standing("H09") == {}
    assert set(found.answers["set_aside"]) == {
        "H01 is H09 since 2019-06-01, and this is not wholly of the time before: ask H09; or, if H09 sent it, move the file into its folder"
    }


def test_both_send_the_same_and_it_is_counted_once(tmp_path: Path):
    found = placed(tmp_path, {"foi/H01/reply.csv": table("12"), "foi/H09/reply.csv": table("12")}, listed=RENAMED)
    assert visits(found) == {"H09": (12, 12), "H02": None}


def test_both_send_different_numbers_and_a_person_decides(tmp_path: Path):
    files = {"foi/H01/reply.csv": table("12"), "foi/H09/answer.csv": table("14")}
    assert "contradicted" in placed(tmp_path / "none", files, listed=RENAMED).answers["set_aside"].iloc[0]
    entry = f"- file: foi/H09/answer.csv\n  supersedes: foi/H01/reply.csv{BY_HAND}"
    assert visits(placed(tmp_path / "one", files, entry, listed=RENAMED))["H09"] == (14, 14)


def test_a_refusal_under_the_old_name_is_the_bodys(tmp_path: Path):
    letter = b"Question 1: we do not hold the number of boats that visited.\n"
    found = placed(tmp_path, {"foi/H01/letter.txt": letter}, listed=RENAMED)
    assert found.replies.set_index(["body", "question"]).at[("H09", "visits"), "status"] == "not_held"
    several = placed(tmp_path / "several", {"foi/H01/letter.txt": letter}, listed=MERGED)
    assert several.replies.set_index(["body", "question"]).at[("H09", "visits"), "status"] == "unknown"


BOTH = {"foi/H01/reply.csv": table("12"), "foi/H02/reply.csv": table("12", "9")}


def test_no_one_of_several_answers_for_the_whole(tmp_path: Path):
    """Not even where both say the same: 12 and 12 are 24."""
    found = placed(tmp_path, BOTH, listed=MERGED)
    assert visits(found) == {"H09": None}
    assert all("merged into H09 with others" in why and "a ruling" in why for why in found.answers["set_aside"])


def test_a_ruling_gives_the_sum(tmp_path: Path):
    ruling = f"- cell: foi/H01/reply.csv#!B3\n  stood: '12'\n  means: '24'{BY_HAND}"
    assert visits(placed(tmp_path, BOTH, listed=MERGED, rulings=ruling)) == {"H09": (24, 24)}


def test_the_successors_own_answer_takes_the_place_of_theirs(tmp_path: Path):
    found = placed(tmp_path, BOTH | {"foi/H09/reply.csv": table("24", "16")}, listed=MERGED)
    assert visits(found) == {"H09": (24, 24)}
    theirs = found.answers[found.answers["raw"].isin(["12", "9", "7"])]
    assert theirs["set_aside"].str.startswith("superseded by the answer of H09, which H0").all()


def test_who_fills_in_a_form_under_the_old_name_is_known(tmp_path: Path):
    form = b"What is the name of your harbour?,How many people work in your harbour in the season?,Do you keep a night watch in winter?\n"
    listed = RENAMED.replace("foi,", "survey,").replace("2019-06-01", "2024-06-01")
    found = placed(tmp_path, {"survey/forms/all.csv": form + b"Port Ruddle,12,Yes\nSaltmouth,3,No\n"}, listed=listed)
    crew = found.answers[(found.answers["question"] == "crew") & (found.answers["set_aside"] == "")]
    assert dict(zip(crew["body"], crew["raw"])) == {"H09": "12", "H02": "3"}


# The register ------------------------------------------------------------------------------------------------------


def register(tmp_path: Path, lines: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    (tmp_path / "register.csv").write_text(HEADINGS + lines)
    return split(tmp_path / "register.csv", read_register(tmp_path / "register.csv"))


def test_who_became_another_who_became_another(tmp_path: Path):
    bodies, gone = register(tmp_path, "foi,H01,One,,H02,2019-01-01\nfoi,H02,Two,,H03,2020-01-01\nfoi,H03,Three,,,\n")
    assert bodies["body"].tolist() == ["H03"]
    assert list(zip(gone["body"], gone["became"], gone["since"])) == [("H01", "H03", "2019-01-01"), ("H02", "H03", "2020-01-01")]
    assert not {"became", "since"} & set(bodies)


MISTAKES = {
    "a successor without a line": ("foi,H01,One,,H02,2019-01-01\n", "line 2: became is 'H02', and no line of foi has that body: add one"),
    "a successor in the other collection": ("foi,H01,One,,H02,2019-01-01\nsurvey,H02,Two,,,\n", "line 2: became is 'H02'"),
    "no day": ("foi,H01,One,,H02,\nfoi,H02,Two,,,\n", "line 2: became stands there alone"),
    "no successor": ("foi,H01,One,,,2019-01-01\n", "line 2: since stands there alone"),
    "itself": ("foi,H01,One,,H01,2019-01-01\n", "line 2: H01 became H01: no body can become itself"),
    "in a circle": ("foi,H01,One,,H02,2019-01-01\nfoi,H02,Two,,H01,2019-01-01\n", "H01 became H02 became H01"),
    "a day that there is not": ("foi,H01,One,,H02,2019-02-30\nfoi,H02,Two,,,\n", "line 2: since is '2019-02-30'"),
}


@pytest.mark.parametrize(("lines", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_register_is_told_with_its_line(tmp_path: Path, lines: str, words: str):
    with pytest.raises(ConfigError) as error:
        register(tmp_path, lines)
    assert words in str(error.value)
