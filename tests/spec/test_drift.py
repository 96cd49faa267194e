"""Where a return says something in other words than config expects: expected and found, side by side, with what to do."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet as pq

import drift
from recognise import SourcePart, recognise
from recognising.likeness import ALIKE, likeness
from tests.spec.conftest import DIMENSIONS, HARBOURS, QUESTIONS, SETTINGS, cells_of, part_of

NAMES = {"port ruddle": "H01", "saltmouth": "H02"}


def lines(folder: Path, *parts: SourcePart) -> list[dict[str, str]]:
    """What drift.csv says of a study of these parts."""
    (folder / "config").mkdir(parents=True, exist_ok=True)
    for name, text in (("study", SETTINGS), ("dimensions", DIMENSIONS), ("questions", QUESTIONS)):
        (folder / "config" / f"{name}.yml").write_text(text)
    cells = cells_of(*parts)
    answers, unread = recognise(HARBOURS, cells, NAMES)
    for name, made in (("cells", cells), ("answers", answers), ("unread", unread)):
        pq.write_table(made, folder / f"{name}.parquet")
    drift.main(folder / "config", *(folder / f"{n}.parquet" for n in ("cells", "answers", "unread")), folder / "drift.csv")
    with (folder / "drift.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def told(found: list[dict[str, str]]) -> list[tuple[str, ...]]:
    return [(d["cell"], d["kind"], d["expected"], d["found"]) for d in found]


FORM = """
    What is the name of your harbour?                        | Port Ruddle
    How many people work in your harbour in the season?      | 12
    Use of harbour dues                                      | Dredging
    Do you keep a night watch in winter?                     | yes
    What is the largest boat that you take?                  | Ketch
    Is there anything else that you wish to say?             | no
    """


def survey(text: str, **place: str) -> SourcePart:
    return part_of(text, collection="survey", **place)


def test_a_form_as_it_was_sent_out_drifts_nowhere(tmp_path: Path) -> None:
    assert lines(tmp_path, survey(FORM)) == []


def test_a_reworded_question_stands_beside_the_one_that_was_asked(tmp_path: Path) -> None:
    form = FORM.replace("Do you keep a night watch in winter?", "Is a night watch kept by you in winter? ")
    (line,) = lines(tmp_path, survey(form))
    assert told([line]) == [
        ("A4", "question reworded", "watch: Do you keep a night watch in winter?", "Is a night watch kept by you in winter?")
    ]
    assert "`also` of watch" in line["what_to_do"]


def test_the_question_that_is_left_is_offered_for_the_one_that_is_missing(tmp_path: Path) -> None:
    form = FORM.replace("Do you keep a night watch in winter?", "Who looks out after dark?           ")
    assert told(lines(tmp_path, survey(form))) == [
        ("A4", "question reworded", "watch: Do you keep a night watch in winter?", "Who looks out after dark?")
    ]


def test_a_missing_question_is_named_once_for_all_files(tmp_path: Path) -> None:
    form = "\n".join(line for line in FORM.splitlines() if "night watch" not in line)
    (line,) = lines(tmp_path, survey(form), survey(form, body="H02"))
    assert (line["kind"], line["found"], line["places"], line["body"]) == ("question not found", "", "2", "H01")


def test_an_added_question_is_told_and_other_text_is_not(tmp_path: Path) -> None:
    form = FORM + "    Do you sell fuel?                                       | yes\n    Thank you for your help.\n"
    assert told(lines(tmp_path, survey("    Survey of small harbours\n" + form.lstrip("\n")))) == [
        ("A8", "question added", "", "Do you sell fuel?")
    ]


def test_a_letter_is_no_form(tmp_path: Path) -> None:
    assert lines(tmp_path, survey("Do you sell fuel?\nUse of harbour dues | Dredging")) == []


EXPORT = {
    "Timestamp": "2024-05-01",
    "Harbour name": "Port Ruddle",
    "People working in the season": "12",
    "Night watch in winter": "yes",
    "Largest boat": "Ketch",
    "Is there anything else that you wish to say?": "no",
    "Use of harbour dues": "Pilotage",
}


def export(columns: dict[str, str]) -> SourcePart:
    return survey(f"{' | '.join(columns)}\n{' | '.join(columns.values())}")


def test_a_column_more_in_an_export(tmp_path: Path) -> None:
    assert lines(tmp_path, export(EXPORT)) == []
    assert told(lines(tmp_path, export(EXPORT | {"Fuel sold": "none"}))) == [("H1", "question added", "", "Fuel sold")]


def test_a_column_less_and_a_column_reworded_in_an_export(tmp_path: Path) -> None:
    names = {"Night watch in winter": "Watch kept at night in winter", "Largest boat": "Email address"}
    other = {names.get(name, name): said for name, said in EXPORT.items()}
    assert [(c, k, f) for c, k, _, f in told(lines(tmp_path, export(other)))] == [
        ("D1", "question reworded", "Watch kept at night in winter"),
        ("B1", "question not found", ""),
    ]


def test_an_option_in_other_words_with_the_nearest(tmp_path: Path) -> None:
    form = FORM.replace("| Ketch", "| Two-masted vessel").replace("| Dredging", "| Lights; Mooring fees")
    assert told(lines(tmp_path, survey(form))) == [
        ("B3", "option not known", "dues: one of dredging, lights, pilots", "Mooring fees"),
        ("B5", "option not known", "largest: ketch (Ketch)", "Two-masted vessel"),
    ]


def test_an_answer_that_is_neither_yes_nor_no(tmp_path: Path) -> None:
    ((_, kind, expected, found),) = told(lines(tmp_path, survey(FORM.replace("| yes", "| Only in storms"))))
    assert (kind, expected, found) == ("option not known", "watch: yes, no or partly", "Only in storms")


TICKS = """
    What is the name of your harbour?                       | Port Ruddle
    How many people work in your harbour in the season?     | 12
    What are harbour dues spent on? (tick all that apply)   |
    Dredging                                                | x
    Marks and lighting                                      | x
    Pilotage                                                |
    Do you keep a night watch in winter?                    | yes
    What is the largest boat that you take?                 | Ketch
    Is there anything else that you wish to say?            | no
    """


def test_a_renamed_option_of_a_tick_list_is_not_lost(tmp_path: Path) -> None:
    assert told(lines(tmp_path, survey(TICKS))) == [("A5", "option not known", "dues: lights (Lights)", "Marks and lighting")]


def test_below_a_tick_list_only_what_is_marked_is_an_option(tmp_path: Path) -> None:
    listed = TICKS.replace("Marks and lighting ", "Lights and marks").replace(
        "    Do you keep", "    Moorings | x\n    Thank you for these.\n    Do you keep"
    )
    assert [(c, f) for c, _, _, f in told(lines(tmp_path, survey(listed)))] == [("A7", "Moorings")]


VISITS = """
    Visits
    Age of boat | 2018/19 | 2019/20
    {}          | 12      | 7
    1 year      | 3       | 4
    2 years     | 5       | 6
    3 to 4      | 8       | 9
    """


def test_a_label_that_is_not_in_the_vocabulary(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, part_of(VISITS.format("Under 1 year")))
    assert told([line]) == [("A3", "label not known", "age: 0 (under 1)", "Under 1 year")]
    assert line["what_to_do"] == "If it means 0, add it to the names of 0 in config/dimensions.yml."
    assert lines(tmp_path, part_of(VISITS.format("Under 1"))) == []


def test_another_number_is_never_offered(tmp_path: Path) -> None:
    ((_, _, expected, _),) = told(lines(tmp_path, part_of(VISITS.format("Under 6"))))
    assert expected == "age: one of 0, 1, 2, 0-2, 3-4, 0-4"


def test_a_label_stands_once_for_all_parts(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, *(part_of(VISITS.format("NULL"), part=part) for part in ("One", "Two")))
    assert (line["part"], line["places"]) == ("One", "2")


def test_what_is_offered_as_alike() -> None:
    assert likeness("specialist rehab", "specialist rehabilitation") >= ALIKE
    assert likeness("home owner", "homeless") == 0
    assert likeness("not moored", "moored") == 0
    assert likeness("under 5", "under 4") == 0


def test_a_reworded_question_below_a_tick_list_is_no_option(tmp_path: Path) -> None:
    listed = TICKS.replace("Marks and lighting ", "Lights and marks").replace(
        "Do you keep a night watch in winter?", "Is there a watch in winter?"
    )
    assert [(c, k) for c, k, *_ in told(lines(tmp_path, survey(listed)))] == [("A7", "question reworded")]
