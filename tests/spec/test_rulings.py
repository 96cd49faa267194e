"""Rulings: a person decides an answer, while the text that it was written for stands at the place named."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pandas as pd
import pytest

import addresses
from recognising.said import SAID
from ruling import Ruled, Ruling, load_rulings, rule, rule_on_replies
from study import ConfigError
from tests.spec.conftest import HARBOURS, answer, register_of, table_of, unread_of
from validate import check, replies, stop_if_strict

SIGNED = {"who": "researcher", "when": "2024-06-10", "why": "the harbour master said so on the telephone"}
B2 = "foi/H01/reply.xlsx#Sheet1!B2"
NONE = unread_of([])


def a_date(**said: object) -> dict:
    """A number that a sheet made a date of."""
    return answer("12", age="0", **said) | {"raw": "2024-10-05", "status": "unreadable", "lower": None, "upper": None, "rule": "a date"}


def cells_of(*tables: pd.DataFrame, **more: str) -> pd.DataFrame:
    """The cells that these answers and unread cells stand in, and others by address."""
    columns = ["collection", "body", "file", "part", "cell", "raw"]
    rows = [tuple(row) for table in tables for row in table[columns].itertuples(index=False)]
    for name, text in more.items():
        place = addresses.parse(name)
        rows.append((*place.path.split("/", 2), place.part, place.cell, text))
    return pd.DataFrame(rows, columns=[*columns[:-1], "text"])


def ruled(*rulings: dict, rows: list[dict] = (), unread: list[dict] = (), more: dict[str, str] | None = None) -> Ruled:
    """These answers and unread cells, after these rulings."""
    answers, missed = table_of(list(rows)), unread_of(list(unread))
    entries = [Ruling(decision=f"rulings.yml, line {n}", **SIGNED, **entry) for n, entry in enumerate(rulings, 1)]
    return rule(HARBOURS, entries, answers, missed, cells_of(answers, missed, **(more or {})))


def told(after: Ruled) -> list[str]:
    return [outcome.problem for outcome in after.outcomes]


def shown(after: Ruled) -> list[tuple]:
    """Status and ends of each answer, and the ruling's line."""
    ends = [None if pd.isna(x) else int(x) for x in (*after.answers["lower"], *after.answers["upper"])]
    half = len(ends) // 2
    return list(zip(after.answers["status"], ends[:half], ends[half:], after.answers["ruling"].str[-1:]))


# What it decides -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("means", "read"),
    [
        ("5-10", ("banded", 5, 10)),
        ("7", ("exact", 7, 7)),
        ("<5", ("suppressed", 0, 4)),
        ("about 20", ("approximate", 18, 22)),
        ("not held", ("not_held", None, None)),
        ("not_recorded", ("not_recorded", None, None)),
        ("refused", ("refused", None, None)),
    ],
)
def test_what_a_date_was_is_read_by_the_grammar_of_answers(means: str, read: tuple):
    after = ruled({"cell": B2, "stood": "2024-10-05", "means": means}, rows=[a_date()])
    assert shown(after) == [(*read, "1")]
    row = after.answers.iloc[0]
    assert (row["rule"], row["raw"], row["period"], row["age"]) == ("ruling", "2024-10-05", "2018/19", "0")
    assert [(o.answers, o.instead_of, o.problem) for o in after.outcomes] == [(1, "unreadable, a date", "")]


def test_fewer_than_five_is_one_to_four_where_zeros_show():
    after = ruled({"cell": B2, "stood": "2024-10-05", "means": "<5"}, rows=[a_date(), answer("0", age="1")])
    assert shown(after)[0] == ("suppressed", 1, 4, "1")


def test_an_open_band_ends_at_the_cap_of_its_question():
    row = answer("12", "crew", "2023") | {"raw": "a lot", "status": "unreadable"}
    after = ruled({"cell": "survey/H01/reply.xlsx#Sheet1!B2", "stood": "a lot", "means": "over 250"}, rows=[row])
    assert shown(after) == [("banded", 251, 300, "1")]


def test_options_by_their_names():
    row = answer("Buoys", "dues", "") | {"status": "unreadable", "choices": None}
    after = ruled({"cell": "survey/H01/reply.xlsx#Sheet1!B2", "stood": "Buoys", "means": "Dredging and buoys; pilots"}, rows=[row])
    assert tuple(after.answers.iloc[0]["choices"]) == ("dredging", "pilots")


def test_an_answer_that_was_read_otherwise_and_what_it_was():
    """Who answered wrote the wrong year, and said so."""
    after = ruled({"cell": B2, "stood": "12", "means": "12", "period": "2019/20"}, rows=[answer("12", age="0")])
    assert after.answers.iloc[0]["period"] == "2019/20"
    assert after.outcomes[0].instead_of == "exact 12 to 12, a rule"


def test_an_answer_to_another_question():
    """A sheet's title names the wrong question, and the letter the right one."""
    entry = {"cell": B2, "stood": "12", "means": "12", "question": "moored", "period": "2018-04", "dimensions": {"berth": "BR01"}}
    row = ruled(entry, rows=[answer("12", age="0")]).answers.iloc[0]
    assert (row["question"], row["period"], row["berth"]) == ("moored", "2018-04", "BR01") and pd.isna(row["age"])


def test_an_export_that_stands_beside_the_folders():
    row = answer("12", "crew", "2023") | {"raw": "a lot", "status": "unreadable"}
    answers = table_of([row]).assign(answer="survey/export.csv#!B2", file="export.csv", part="")
    entry = {"cell": "survey/export.csv#!B2", "stood": "a lot", "means": "250"}
    cells = cells_of(answers).assign(body="")
    after = rule(HARBOURS, [Ruling(decision="rulings.yml, line 1", **SIGNED, **entry)], answers, NONE, cells)
    assert shown(after) == [("exact", 250, 250, "1")] and after.answers.iloc[0]["body"] == "H01"


def test_the_other_answers_stay_as_they_were():
    rows = [a_date(), answer("12", age="1"), answer("Pilots", "dues", "", choices=["pilots"])]
    before, after = table_of(rows), ruled({"cell": B2, "stood": "2024-10-05", "means": "5-10"}, rows=rows).answers
    assert [tuple(map(str, r)) for r in before.iloc[1:].to_numpy()] == [tuple(map(str, r)) for r in after.iloc[1:].to_numpy()]


def test_left_out():
    after = ruled({"cell": B2, "stood": "12", "means": "leave out"}, rows=[answer("12", age="0")])
    [why] = check(HARBOURS, after.answers, register_of(foi=("H01",)))["set_aside"]
    assert why == "rulings.yml, line 1 leaves it out: the harbour master said so on the telephone"


# Cells that were not read ----------------------------------------------------------------------------------------------

LOST = {"body": "H01", "cell": "B2", "question": "", "raw": "a dozen or so"}


def test_a_cell_that_was_not_read_needs_its_whole_meaning():
    entry = {"cell": B2, "stood": "a dozen or so", "means": "about 12", "question": "visits", "period": "2018/19"}
    after = ruled(entry, unread=[LOST])
    assert told(after) == ["say its age too: nothing was read of that"] and not len(after.answers)
    assert "rulings.yml, line 1 does not say enough: say its age too" in after.unread.iloc[0]["reason"]
    after = ruled(entry | {"dimensions": {"age": "0"}}, unread=[LOST])
    row = after.answers.iloc[0]
    assert shown(after) == [("approximate", 10, 14, "1")] and not len(after.unread)
    assert (row["answer"], row["question"], row["period"], row["age"], row["body"]) == (B2, "visits", "2018/19", "0", "H01")
    assert check(HARBOURS, after.answers, register_of(foi=("H01",)))["set_aside"].tolist() == [""]


def test_what_is_known_of_it_need_not_be_said():
    known = {"question": "visits", "period": "2018/19", "labels": [{"dimension": "age", "value": "0", "printed": "new"}]}
    after = ruled({"cell": B2, "stood": "a dozen or so", "means": "12"}, unread=[LOST | known])
    row = after.answers.iloc[0]
    assert told(after) == [""] and (row["question"], row["period"], row["age"], row["age_printed"]) == ("visits", "2018/19", "0", "new")


def test_no_period_is_said_too():
    entry = {"cell": B2, "stood": "a dozen or so", "means": "12", "question": "visits", "dimensions": {"age": "0"}}
    assert told(ruled(entry, unread=[LOST])) == ["say its period too: nothing was read of that"]
    assert ruled(entry | {"period": "none"}, unread=[LOST]).answers.iloc[0]["period"] == ""


def test_a_number_in_a_letter():
    letter = {"foi/H01/letter.pdf#page 1!line 12": "In 2018/19 there were twelve  boats, and 121 in the year after."}
    entry = {"cell": next(iter(letter)), "means": "12", "question": "visits", "period": "2018/19", "dimensions": {"age": "0-4"}}
    after = ruled(entry | {"stood": "twelve boats"}, more=letter)
    assert shown(after) == [("exact", 12, 12, "1")] and after.answers.iloc[0]["raw"] == "twelve boats"
    # Words, not letters: "12" stands in "121", and does not stand there.
    assert "'12' stood in" in told(ruled(entry | {"stood": "12"}, more=letter))[0]


def test_a_cell_that_is_no_answer_stays_among_the_unread():
    after = ruled({"cell": B2, "stood": "a dozen or so", "means": "leave out"}, unread=[LOST])
    assert told(after) == [""] and after.unread["reason"].tolist() == [f"rulings.yml, line 1 leaves it out: {SIGNED['why']}"]


# The quotation ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (B2, "says that '2024-11-05' stood in foi/H01/reply.xlsx#Sheet1!B2, and '2024-10-05' stands there now"),
        ("foi/H01/reply.xlsx#Sheet1!B9", "says that '2024-11-05' stood in foi/H01/reply.xlsx#Sheet1!B9, and '' stands there now"),
        ("foi/H01/reply.xlsx#Sheet2!B2", "is about the part 'Sheet2' of foi/H01/reply.xlsx, and it has none; there is 'Sheet1'"),
        (
            "foi/H01/Reply2.xlsx#Sheet1!B2",
            "is about foi/H01/Reply2.xlsx, and no cell of such a file was read; there is 'foi/H01/reply.xlsx'",
        ),
    ],
)
def test_a_quotation_that_does_not_stand_there_decides_nothing(cell: str, why: str):
    after = ruled({"cell": cell, "stood": "2024-11-05", "means": "7"}, rows=[a_date()])
    assert told(after) == [f"rulings.yml, line 1 {why}"]
    assert shown(after) == [("unreadable", None, None, "")]
    aside = check(HARBOURS, after.answers, register_of(foi=("H01",)))["set_aside"].tolist()
    assert aside == ([f"{told(after)[0]}: look at it again"] if cell == B2 else [""])


def test_an_answer_that_is_another_now_is_set_aside():
    """The body sent a new file: its 13 may be right, and the ruling was about the 12."""
    after = ruled({"cell": B2, "stood": "12", "means": "leave out"}, rows=[answer("13", age="0")])
    [why] = check(HARBOURS, after.answers, register_of(foi=("H01",)))["set_aside"]
    assert why.endswith("'13' stands there now: look at it again")


def test_part_of_a_cell_is_not_its_text():
    assert "stands there now" in told(ruled({"cell": B2, "stood": "2", "means": "2"}, rows=[answer("12", age="0")]))[0]
    assert told(ruled({"cell": B2, "stood": " 12", "means": "2"}, rows=[answer("12", age="0")])) == [""]


def test_a_blank_cell():
    entry = {"cell": "survey/H01/reply.xlsx#Sheet1!B2", "stood": "", "means": "0"}
    row = answer("", "crew", "2023")
    assert shown(ruled(entry, rows=[row])) == [("exact", 0, 0, "1")]


def test_strict_stops():
    strict = HARBOURS.model_copy(update={"settings": HARBOURS.settings.model_copy(update={"strict": True})})
    after = ruled({"cell": B2, "stood": "7", "means": "7"}, rows=[answer("12", age="1")])
    by_hand = pd.DataFrame([o.row() for o in after.outcomes])
    stop_if_strict(HARBOURS, after.answers, by_hand)
    with pytest.raises(ConfigError, match="config/rulings.yml, line 1: .* '12' stands there now"):
        stop_if_strict(strict, after.answers.assign(set_aside=""), by_hand)
    settled = ruled({"cell": B2, "stood": "12", "means": "leave out"}, rows=[answer("12", age="1")])
    stop_if_strict(strict, settled.answers, pd.DataFrame([o.row() for o in settled.outcomes]))


# What checks set aside -------------------------------------------------------------------------------------------------


def aside_after(*rulings: dict, rows: list[dict]) -> list[str]:
    after = ruled(*rulings, rows=rows)
    assert told(after) == [""] * len(rulings)
    return check(HARBOURS, after.answers, register_of(foi=("H01",), survey=("H01",)))["set_aside"].tolist()


def test_which_of_two_that_contradict_each_other_stands():
    rows = [answer("12", age="0"), answer("15", age="0", part="Sheet2")]
    assert all(why.startswith("contradicted") for why in aside_after(rows=rows))
    assert aside_after({"cell": B2, "stood": "12", "means": "12"}, rows=rows) == ["", f"rulings.yml, line 1 decides that {B2} stands"]
    assert aside_after({"cell": B2, "stood": "12", "means": "leave out"}, rows=rows)[1] == ""


def test_two_rulings_that_contradict_each_other_settle_nothing():
    rows = [answer("12", age="0"), answer("15", age="0", part="Sheet2")]
    other = {"cell": "foi/H01/reply.xlsx#Sheet2!B3", "stood": "15", "means": "15"}
    assert all(why.startswith("contradicted") for why in aside_after({"cell": B2, "stood": "12", "means": "12"}, other, rows=rows))


def test_a_ruling_does_not_widen_what_another_cell_says_more_exactly():
    rows = [a_date(), answer("7", age="0", part="Sheet2")]
    assert aside_after({"cell": B2, "stood": "2024-10-05", "means": "5-10"}, rows=rows) == ["same as foi/H01/reply.xlsx#Sheet2!B3", ""]


def test_which_ticks_stand():
    rows = [answer("x", "dues", "", choices=["lights"]), answer("x", "dues", "", part="Sheet2", choices=["pilots"])]
    ruling = {"cell": "survey/H01/reply.xlsx#Sheet1!B2", "stood": "x", "means": "lights"}
    assert all(why.startswith("contradicted") for why in aside_after(rows=rows))
    assert aside_after(ruling, rows=rows) == ["", "rulings.yml, line 1 decides: the options of another sheet stand"]


def test_above_the_most_that_config_allows():
    rows = [answer("6000", age="0")]
    assert "above 5000" in aside_after(rows=rows)[0]
    assert aside_after({"cell": B2, "stood": "6000", "means": "6000"}, rows=rows) == [""]


def test_a_total_that_its_parts_exceed():
    rows = [answer("12", age="0"), answer("15", age="1"), answer("20", age="total")]
    assert "its parts" in aside_after(rows=rows)[2]
    assert aside_after({"cell": "foi/H01/reply.xlsx#Sheet1!B4", "stood": "20", "means": "20"}, rows=rows) == ["", "", ""]


# Replies ---------------------------------------------------------------------------------------------------------------

LETTER = {"foi/H01/letter.pdf#page 1!line 12": "The harbour does not hold figures of repairs, under section 1 of the Act."}


def replied(entry: dict, rows: list[dict] = (), body: str = "H01") -> tuple[dict, str]:
    """The reply of H01 to the question about repairs, and what is told."""
    after = ruled({"cell": f"foi/{body}/letter.pdf#page 1!line 12", "stood": "does not hold"} | entry, rows=list(rows), more=LETTER)
    register = register_of(foi=("H01",))
    files = pd.DataFrame([("foi", "H01", "")], columns=["collection", "body", "reason"])
    table = replies(HARBOURS, register, files, after.answers, after.unread, pd.DataFrame(columns=SAID.names))
    entries = [outcome.entry for outcome in after.outcomes]
    table = rule_on_replies(entries, after.outcomes, table, after.answers).set_index("question")
    return table.loc["repairs"].to_dict(), told(after)[0]


def test_a_letter_says_what_a_body_replied():
    said, problem = replied({"question": "repairs", "reply": "not_held", "section": "1"})
    assert (said["status"], said["section"], said["quote"], problem) == ("not_held", "1", "does not hold", "")
    assert said["source"] == "foi/H01/letter.pdf#page 1!line 12"


def test_a_letter_does_not_say_so():
    said, problem = replied({"question": "repairs", "reply": "refused", "stood": "exempt"})
    assert said["status"] == "unknown" and "'exempt' stood in" in problem


def test_a_reply_does_not_take_back_answers_that_were_given():
    rows = [answer("3", "repairs", age="0")]
    said, problem = replied({"question": "repairs", "reply": "refused"}, rows)
    assert said["status"] == "answered"
    assert problem == "it says that H01 replied refused, and foi/H01/reply.xlsx#Sheet1!B2 answers repairs"
    assert replied({"question": "repairs", "reply": "partly"}, rows)[0]["status"] == "partly"


# What cannot be understood stops the run -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        (f"cell: '{B2}', stood: 12, means: 12", ""),
        (f"cell: '{B2}', stood: 2024-10-05, means: 5-10", ""),
        (f"cell: '{B2}', stood: a few", "say either what the cell means (means), or what the body replied"),
        (f"cell: '{B2}', stood: a few, means: 3, reply: partly, question: visits", "say either what the cell means"),
        (f"cell: '{B2}', stood: a few, reply: partly", "a reply is to a question: say which"),
        (f"cell: '{B2}', stood: a few, reply: maybe, question: visits", "reply: Input should be 'answered'"),
        (f"cell: '{B2}', means: 3", "'stood' is missing"),
        ("cell: B2, stood: a few, means: 3", "cell: 'B2' is no address such as survey/<body>/<file>#<part>!<cell>"),
        ("cell: 'foi/H01/reply.xlsx#Sheet1!2B', stood: a few, means: 3", "'2B' is not a cell such as B7"),
        (f"cell: '{B2}', stood: a few, means: 3, question: visit", "no question is called 'visit'; there is 'visits'"),
        (f"cell: '{B2}', stood: a few, means: 3, question: crew", "crew was not asked in the collection foi"),
        (f"cell: '{B2}', stood: a few, means: 3, dimensions: {{age: 7}}", "age has no value '7'"),
        (f"cell: '{B2}', stood: a few, means: quite a few, question: visits", "'quite a few' is not read as an answer: write a number"),
        (f"cell: '{B2}', stood: a few, means: '*', question: visits", "'*' is not read as an answer"),
        (f"cell: '{B2}', stood: a few, means: maybe, question: night_watch", "'maybe' is none of the options"),
    ],
)
def test_an_entry(entry: str, wrong: str, tmp_path: Path):
    (tmp_path / "rulings.yml").write_text(f"- {{{entry}, who: researcher, when: 2024-06-10, why: so}}\n", encoding="utf-8")
    if not wrong:
        [found] = load_rulings(tmp_path, HARBOURS)
        assert found.decision == "rulings.yml, line 1"
        return
    with pytest.raises(ConfigError) as stopped:
        load_rulings(tmp_path, HARBOURS)
    assert "rulings.yml, line 1: " in str(stopped.value) and wrong in str(stopped.value)


def test_what_is_written_is_taken_as_it_is_written(tmp_path: Path):
    """YAML would make a date of 2024-10-05, a truth of yes, eight of 010 and 1000 of 1_000."""
    text = """
        - cell: foi/H01/reply.xlsx#Sheet1!B2
          stood: 010
          means: yes
          question: night_watch
          who: researcher
          when: 2024-06-10
          why: so
        - cell: foi/H01/reply.xlsx#Sheet1!B3
          stood: 2024-10-05
          means: 1,000
          who: researcher
          when: 2024-06-10
          why: so
    """
    (tmp_path / "rulings.yml").write_text(textwrap.dedent(text), encoding="utf-8")
    found = load_rulings(tmp_path, HARBOURS)
    assert [(r.decision, r.stood, r.means) for r in found] == [
        ("rulings.yml, line 2", "010", "yes"),
        ("rulings.yml, line 9", "2024-10-05", "1,000"),
    ]


def test_two_rulings_on_one_cell(tmp_path: Path):
    one = f"- {{cell: '{B2}', stood: a few, means: 3, who: researcher, when: 2024-06-10, why: so}}\n"
    (tmp_path / "rulings.yml").write_text(one + one.replace("foi/", "data/raw/foi/"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"line 2: rulings.yml, line 1 rules on the same cell"):
        load_rulings(tmp_path, HARBOURS)


def test_a_meaning_that_cannot_be_read_for_the_question_of_the_cell():
    with pytest.raises(ConfigError, match=r"config/rulings.yml, line 1: means: 'yes' is not read as an answer"):
        ruled({"cell": B2, "stood": "2024-10-05", "means": "yes"}, rows=[a_date()])


def test_no_file_is_no_rulings(tmp_path: Path):
    assert load_rulings(tmp_path, HARBOURS) == []
    assert shown(ruled(rows=[answer("12", age="0")])) == [("exact", 12, 12, "")]
