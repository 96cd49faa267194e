"""Files find their place: in a body's folder they count; anywhere else, and twice, they are said in words with what to do."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import validate
from deriving.inputs import Inputs
from summary import to_place
from tests.spec.conftest import HARBOURS
from tests.spec.placing import BY_HAND, Placed, message, placed, table
from validating.corrections import relations, telling

# In the right place, and beside it ---------------------------------------------------------------------------------

FORM = b"""What is the name of your harbour?,How many people work in your harbour in the season?,Do you keep a night watch in winter?
Port Ruddle,12,Yes
Nowhere,3,No
"""
LOGO = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Placed:
    return placed(
        tmp_path_factory.mktemp("place"),
        {
            "foi/H01/reply.csv": table("12"),
            "foi/loose.csv": table("13"),
            "foi/covering.txt": b"Dear all, thank you.\n",
            "foi/h02/reply.csv": table("14"),
            "foi/H77/reply.csv": table("15"),
            "foi/H77/scan.png": LOGO,
            "stray.csv": table("16"),
            "fio/H01/reply.csv": table("17"),
            "README.md": b"# What came back\n",
            "survey/forms/all.csv": FORM,
            "foi/H01/~$reply.csv": b"\x05somebody" + bytes(50),
            "foi/H01/.~lock.reply.csv#": b",me,host,10.06.2024 10:00,file:///x;",
            "foi/H01/.DS_Store": b"\x00\x00\x00\x01Bud1" + bytes(20),
            "foi/H01/._reply.csv": b"\x00\x05\x16\x07" + bytes(20),
            "foi/H01/Thumbs.db": b"\xd0\xcf\x11\xe0" + bytes(600),
            "foi/H01/desktop.ini": b"[.ShellClassInfo]\r\n",
            "foi/H01/.gitkeep": b"",
            "foi/H02/sheet.gsheet": b'{"url": "https://docs.google.com/spreadsheets/d/1", "doc_id": "1"}',
            "foi/H02/letter.gdoc": b'{"doc_id": "1"}',
            "foi/H02/OneDrive.url": b"[InternetShortcut]\r\nURL=https://example.sharepoint.com/reply.xlsx\r\n",
            "foi/H02/reply.webloc": b'<?xml version="1.0"?><plist><dict><key>URL</key><string>https://example.org</string></dict></plist>',
            "foi/H02/.reply.xlsx.icloud": b"bplist00" + bytes(20),
            "foi/H02/reply.xlsx.lnk": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60),
            "foi/H02/reply.xlsx.crdownload": b"PK\x03\x04",
        },
    )


def test_what_is_in_the_wrong_place_and_cannot_be_read_says_both(tmp_path: Path):
    found = placed(tmp_path, {"foi/H77/reply.xlsx": b"PK\x03\x04 this is no workbook"})
    reason = found.reason("foi/H77/reply.xlsx")
    assert "stands in register.csv" in reason and "The file is damaged: it cannot be unpacked." in reason


def test_a_file_in_a_bodys_folder_is_enough(run: Placed):
    assert run.status("foi/H01/reply.csv") == "read"
    assert run.standing("H01")["visits 2018/19 0"] == "12 in reply.csv"


@pytest.mark.parametrize("path", ["foi/loose.csv", "foi/covering.txt"])
def test_a_file_in_no_bodys_folder_with_answers_or_without(run: Placed, path: str):
    assert run.status(path) == "misplaced"
    assert "move the file into foi/<body>/, where <body> is a code in register.csv" in run.returns.at[path, "to_do"]


def test_its_answers_count_for_nobody(run: Placed):
    lost = run.answers[run.answers["file"].isin(["loose.csv"]) | run.answers["body"].isin(["H77", "h02"])]
    assert set(lost["raw"]) == {"13", "14", "15", "7"}
    assert all(why.startswith("no body ") for why in lost["set_aside"])


@pytest.mark.parametrize("path", ["foi/H77/reply.csv", "foi/H77/scan.png"])
def test_a_folder_of_no_known_body(run: Placed, path: str):
    assert run.status(path) == "misplaced"
    assert "No body 'H77' of foi stands in register.csv: add it there, or rename the folder" in run.reason(path)


def test_a_folder_in_other_letters_says_which_body_is_meant(run: Placed):
    assert "rename the folder (perhaps to 'H02')" in run.reason("foi/h02/reply.csv")


@pytest.mark.parametrize("path", ["stray.csv", "fio/H01/reply.csv"])
def test_a_file_in_no_collections_folder(run: Placed, path: str):
    assert run.status(path) == "misplaced"
    assert "It stands in none of the collections' folders (survey/, foi/): move it to its body's folder" in run.reason(path)


def test_a_file_of_several_bodies_stands_beside_their_folders(run: Placed):
    assert run.status("survey/forms/all.csv") == "read"
    assert run.returns.at["survey/forms/all.csv", "to_do"] == ""


LEFT = {
    "~$reply.csv": "Close the document, delete this file",
    ".~lock.reply.csv#": "Close the document, delete this file",
    ".DS_Store": "Made by macOS",
    "._reply.csv": "Made by macOS",
    "Thumbs.db": "Made by Windows",
    "desktop.ini": "Made by Windows",
    ".gitkeep": "Made by a program",
}


@pytest.mark.parametrize("name", LEFT)
def test_what_programs_leave_is_no_return_and_is_listed(run: Placed, name: str):
    assert run.status(f"foi/H01/{name}") == "not a return"
    assert LEFT[name] in run.reason(f"foi/H01/{name}")


STUBS = {
    "sheet.gsheet": "at Google",
    "letter.gdoc": "at Google",
    "OneDrive.url": "such as OneDrive",
    "reply.webloc": "kept elsewhere",
    ".reply.xlsx.icloud": "was not downloaded",
    "reply.xlsx.lnk": "kept elsewhere",
}


@pytest.mark.parametrize("name", STUBS)
def test_a_stub_says_that_the_file_is_elsewhere_and_what_to_do(run: Placed, name: str):
    assert run.status(f"foi/H02/{name}") == "not read"
    assert STUBS[name] in run.reason(f"foi/H02/{name}")
    assert "download it as a file (xlsx, docx or pdf), add that, and delete this one" in run.reason(f"foi/H02/{name}")


def test_a_stub_under_another_name_is_known_by_its_content(tmp_path: Path):
    found = placed(tmp_path, {"foi/H01/reply.txt": b"[InternetShortcut]\r\nURL=https://example.org/reply.xlsx\r\n"})
    assert "without the file" in found.reason("foi/H01/reply.txt")


def test_a_download_that_was_not_finished(run: Placed):
    assert "Fetch the file again" in run.reason("foi/H02/reply.xlsx.crdownload")


def test_every_file_is_listed(run: Placed):
    assert len(run.returns) == 25
    assert (run.returns["reason"] != "").sum() == 25 - 2  # the two that were read
    assert run.status("README.md") == "not a return"


def test_the_terminal_names_what_a_person_must_place(run: Placed):
    lines = to_place(run.returns.reset_index())
    assert lines[0].startswith("    ! fio/H01/reply.csv: It stands in none")
    assert lines[-1] == "    ! and 2 more: results/returns.csv, under to_do"
    assert not any("DS_Store" in line or "README" in line for line in lines)


# The same file twice -----------------------------------------------------------------------------------------------


def test_a_copy_in_the_same_folder_is_counted_once(tmp_path: Path):
    found = placed(tmp_path, {"foi/H01/a.csv": table("12"), "foi/H01/b.csv": table("12")})
    assert found.standing("H01") == {"visits 2018/19 0": "12 in a.csv", "visits 2018/19 1": "7 in a.csv"}
    assert "The same file as foi/H01/a.csv: it is counted once." in found.reason("foi/H01/b.csv")
    assert found.returns.at["foi/H01/b.csv", "to_do"] == ""


def test_a_copy_in_a_message_and_beside_it(tmp_path: Path):
    mail = message("Your request", attached=("reply.csv", table("12")))
    found = placed(tmp_path, {"foi/H01/mail.eml": mail, "foi/H01/reply.csv": table("12")})
    assert found.standing("H01")["visits 2018/19 0"].startswith("12 in")
    assert "The same file as foi/H01/mail.eml/reply.csv" in found.reason("foi/H01/reply.csv")


TWO_FOLDERS = {"foi/H01/reply.csv": table("12"), "foi/H02/reply.csv": table("12")}


def test_the_same_file_in_the_folders_of_two_bodies_counts_for_neither(tmp_path: Path):
    found = placed(tmp_path, TWO_FOLDERS)
    assert found.standing("H01") == found.standing("H02") == {}
    assert "The same file stands in foi/H01/reply.csv: delete it where it does not belong" in found.returns.at["foi/H02/reply.csv", "to_do"]
    assert len(to_place(found.returns.reset_index())) == 2


def test_that_both_sent_the_very_same_is_for_a_person_to_say(tmp_path: Path):
    both = "".join(f"- file: foi/{b}/reply.csv\n  supersedes: nothing{BY_HAND}" for b in ("H01", "H02"))
    found = placed(tmp_path, TWO_FOLDERS, both)
    assert len(found.standing("H01")) == len(found.standing("H02")) == 2


def test_a_covering_letter_in_two_folders_is_told_and_decides_no_reply(tmp_path: Path):
    letter = b"Question 1: we do not hold the number of boats that visited.\n"
    alone = placed(tmp_path / "one", {"foi/H01/letter.txt": letter})
    assert alone.replies.set_index(["body", "question"]).at[("H01", "visits"), "status"] == "not_held"
    found = placed(tmp_path / "two", {"foi/H01/letter.txt": letter, "foi/H02/letter.txt": letter})
    assert set(found.replies.set_index("question").at["visits", "status"]) == {"unknown"}
    assert "The same file stands in" in found.reason("foi/H01/letter.txt")


# One file corrects another -----------------------------------------------------------------------------------------


def two(later: str, **files: bytes) -> dict[str, bytes]:
    return {"foi/H01/reply.csv": table("12"), f"foi/H01/{later}": table("21", "8")} | files


NAMES = ["reply corrected.csv", "Corrected figures.csv", "reply_REVISED.csv", "FOI 12 Amended response.csv", "reply v2.csv", "replyV2.csv"]
NAMES += ["reply (updated).csv", "AmendedReply.csv", "reply version 3.csv"]


def related(*names: str, texts: dict[str, str] | None = None) -> list[str]:
    """Which of a body's files take the place of which: `later > earlier`. texts: of files, a line each."""
    rows = [(f"foi/H01/{name}", "foi", "H01", str(n)) for n, name in enumerate(names)]
    lines = [("foi", "H01", name, "text", f"line {n}", text, []) for n, (name, text) in enumerate((texts or {}).items(), 1)]
    columns = ("collection", "body", "file", "part", "cell", "text", "marks")
    kinds = [pa.string()] * 6 + [pa.list_(pa.string())]
    cells = pa.table({c: pa.array([line[i] for line in lines], kind) for i, (c, kind) in enumerate(zip(columns, kinds))})
    found = relations(pd.DataFrame(rows, columns=["path", "collection", "body", "sha256"]), telling(cells), [], {})
    return [f"{r.later.removeprefix('foi/H01/')} > {r.earlier.removeprefix('foi/H01/')}" for r in found]


@pytest.mark.parametrize("later", NAMES)
def test_what_a_correction_is_called(later: str):
    assert related("reply.csv", later) == [f"{later} > reply.csv"]


def test_a_file_that_is_called_a_correction_supersedes_the_first(tmp_path: Path):
    found = placed(tmp_path, two("reply v2.csv"))
    assert found.standing("H01") == {"visits 2018/19 0": "21 in reply v2.csv", "visits 2018/19 1": "8 in reply v2.csv"}
    first = found.answers[found.answers["file"] == "reply.csv"]
    assert set(first["set_aside"]) == {"superseded by foi/H01/reply v2.csv (its name says so)"}
    assert "supersedes foi/H01/reply.csv (its name says so): 2 answers there are not used." in found.reason("foi/H01/reply v2.csv")
    assert "config/corrections.yml (supersedes: nothing)" in found.reason("foi/H01/reply v2.csv")
    assert "Of its answers 2 are superseded by" in found.reason("foi/H01/reply.csv")
    made_of = Inputs(HARBOURS, found.answers, found.register, found.replies, found.unread, {}).answers
    assert set(made_of["file"]) == {"reply v2.csv"}


OTHER_NAMES = ["second reply.csv", "reply (1).csv", "reply final.csv", "data v2.csv", "Revised FOI request.csv", "Incorrectly named.csv"]


@pytest.mark.parametrize("later", OTHER_NAMES)
def test_what_is_called_otherwise_supersedes_nothing(later: str):
    assert related("reply.csv", later) == []


def test_where_nothing_says_so_they_contradict_each_other_and_the_message_says_how_to_decide(tmp_path: Path):
    found = placed(tmp_path, two("second reply.csv"))
    assert found.standing("H01") == {}
    assert all(why.startswith("contradicted: ") for why in found.answers["set_aside"])
    assert all("If one file corrects the other, say so in config/corrections.yml" in why for why in found.answers["set_aside"])


def decided(file: str, supersedes: str) -> str:
    return f"- file: foi/H01/{file}\n  supersedes: {supersedes}{BY_HAND}"


def test_a_person_says_which_stands(tmp_path: Path):
    found = placed(tmp_path, two("second reply.csv"), decided("second reply.csv", "foi/H01/reply.csv"))
    assert found.standing("H01")["visits 2018/19 0"] == "21 in second reply.csv"
    [entry] = found.by_hand.itertuples()
    assert (entry.decision, entry.says, entry.answers, entry.problem) == (
        "corrections.yml, line 1", "supersedes foi/H01/reply.csv", "2", "",
    )  # fmt: skip


def test_a_person_keeps_the_first(tmp_path: Path):
    found = placed(tmp_path, two("reply corrected.csv"), decided("reply.csv", "foi/H01/reply corrected.csv"))
    assert found.standing("H01")["visits 2018/19 0"] == "12 in reply.csv"


def test_a_person_says_that_it_is_no_correction(tmp_path: Path):
    found = placed(tmp_path, two("reply corrected.csv"), decided("reply corrected.csv", "nothing"))
    assert all(why.startswith("contradicted: ") for why in found.answers["set_aside"])


def test_the_latest_of_three_stands(tmp_path: Path):
    found = placed(tmp_path, two("reply v2.csv") | {"foi/H01/reply v3.csv": table("30", "9")})
    assert found.standing("H01") == {"visits 2018/19 0": "30 in reply v3.csv", "visits 2018/19 1": "9 in reply v3.csv"}


def test_what_the_correction_says_nothing_of_stays(tmp_path: Path):
    older, repairs = table("3", year="2017/18"), table("5", title="Repairs")
    files = two("reply corrected.csv", **{"foi/H01/older.csv": older, "foi/H01/repairs.csv": repairs})
    found = placed(tmp_path, files)
    assert {key: said.partition(" ")[0] for key, said in found.standing("H01").items() if key.endswith(" 0")} == {
        "visits 2018/19 0": "21",
        "visits 2017/18 0": "3",
        "repairs 2018/19 0": "5",
    }


def test_a_row_that_the_correction_leaves_out_is_superseded_with_the_rest_of_its_year(tmp_path: Path):
    short = b"Boats that visited\nAge of boat,2018/19,2019/20\n0,21,4\n"
    found = placed(tmp_path, {"foi/H01/reply.csv": table("12"), "foi/H01/reply corrected.csv": short})
    assert found.standing("H01") == {"visits 2018/19 0": "21 in reply corrected.csv", "visits 2019/20 0": "4 in reply corrected.csv"}


def test_a_ruling_keeps_an_answer_of_the_first(tmp_path: Path):
    keep = f"- cell: foi/H01/reply.csv#!B4\n  stood: '7'\n  means: '7'{BY_HAND}"
    short = b"Boats that visited\nAge of boat,2018/19,2019/20\n0,21,4\n"
    found = placed(tmp_path, {"foi/H01/reply.csv": table("12"), "foi/H01/reply corrected.csv": short}, rulings=keep)
    assert found.standing("H01")["visits 2018/19 1"] == "7 in reply.csv"


def test_a_correction_that_cannot_be_read_leaves_the_first_unused(tmp_path: Path):
    found = placed(tmp_path, {"foi/H01/reply.csv": table("12"), "foi/H01/reply corrected.png": LOGO})
    assert found.standing("H01") == {}
    assert all("reply corrected.png corrects it (its name says so), and was not read" in why for why in found.answers["set_aside"])
    assert "2 answers there are not used until it is" in found.returns.at["foi/H01/reply corrected.png", "to_do"]


def test_a_corrected_letter_without_answers_is_to_be_looked_at(tmp_path: Path):
    found = placed(tmp_path, {"foi/H01/reply.csv": table("12"), "foi/H01/Corrected letter.txt": b"Dear all, thank you.\n"})
    assert len(found.standing("H01")) == 2
    assert "no answer was found in it: look at it" in found.returns.at["foi/H01/Corrected letter.txt", "to_do"]


SUBJECTS = ["CORRECTED: your request", "Amended response to your request"]
TEXTS = [
    "Please disregard our earlier response.",
    "The attached spreadsheet supersedes the figures in our previous reply.",
    "Please find attached the corrected figures.",
    "An amended spreadsheet is attached.",
    "There was an error in our original response, for which we apologise.",
]


@pytest.mark.parametrize("text", [*(f"Subject: {s}" for s in SUBJECTS), *TEXTS])
def test_what_a_message_says_that_corrects_an_earlier_one(text: str):
    assert related("reply.csv", "message.eml", texts={"message.eml": text}) == ["message.eml > reply.csv"]


def test_a_message_that_says_so_supersedes_with_what_is_attached(tmp_path: Path):
    mail = message("Your request", f"Dear all,\n\n{TEXTS[0]}\n", ("data.csv", table("21", "8")))
    found = placed(tmp_path, {"foi/H01/reply.csv": table("12"), "foi/H01/message.eml": mail})
    assert found.standing("H01")["visits 2018/19 0"] == "21 in message.eml/data.csv"
    headers = found.answers.set_index("file").at["message.eml/data.csv", "headers"].iloc[0]
    assert "foi/H01/message.eml#text!line 7" in headers  # the line decides the number, and is in its lineage


OTHER_TEXTS = [
    "Subject: Revised FOI request",
    "We cannot correct our earlier records.",
    "This policy replaces the previous policy.",
    "If you find an error, please tell us.",
]


@pytest.mark.parametrize("text", OTHER_TEXTS)
def test_other_messages_supersede_nothing(text: str):
    assert related("reply.csv", "message.eml", texts={"message.eml": text}) == []


def test_a_line_that_a_message_quotes_is_of_an_earlier_one(tmp_path: Path):
    mail = message("Your request", f"Thank you.\n\n> {TEXTS[0]}\n", ("data.csv", table("21", "8")))
    found = placed(tmp_path, {"foi/H01/reply.csv": table("12"), "foi/H01/message.eml": mail})
    assert all(why.startswith("contradicted: ") for why in found.answers["set_aside"])


WRONG = {
    "no such file": (decided("nobody.csv", "foi/H01/reply.csv"), "is about foi/H01/nobody.csv, and there is no such file"),
    "two bodies": ("- file: foi/H02/reply.csv\n  supersedes: foi/H01/reply.csv" + BY_HAND, "stand in the folders of two bodies"),
}


@pytest.mark.parametrize(("entry", "words"), WRONG.values(), ids=WRONG)
def test_an_entry_that_fits_no_file_decides_nothing_and_says_so(tmp_path: Path, entry: str, words: str):
    found = placed(tmp_path, {"foi/H01/reply.csv": table("12"), "foi/H02/reply.csv": table("13")}, entry)
    assert words in found.by_hand["problem"].iloc[0]
    assert len(found.standing("H01")) == 2


MISTAKES = {
    "each the other": decided("a.csv", "foi/H01/b.csv") + decided("b.csv", "foi/H01/a.csv"),
    "no folder": "- file: reply.csv\n  supersedes: nothing" + BY_HAND,
    "something and nothing": decided("a.csv", "nothing") + decided("a.csv", "foi/H01/b.csv"),
    "nobody decided": "- file: foi/H01/a.csv\n  supersedes: nothing\n",
}


@pytest.mark.parametrize("entry", MISTAKES.values(), ids=MISTAKES)
def test_an_entry_that_says_nothing_clear_stops_with_its_line(tmp_path: Path, entry: str):
    with pytest.raises(validate.ConfigError, match=r"corrections\.yml, line \d"):
        placed(tmp_path, two("second reply.csv"), entry)
