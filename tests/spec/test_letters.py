"""What a letter or an e-mail says to each question: what stood in it → status and section of the Act.

The harbours were asked: 1. how many boats visited, 2. how many of these were repaired, 3. how many were moored,
4. whether the authority keeps a night watch. `>` marks a line that the mail program says is quoted; `---` turns the page.
"""

from __future__ import annotations

import re
import textwrap

import pyarrow as pa
import pytest

import addresses
from read import CELLS
from recognising.phrases import evened, phrases
from recognising.said import letters
from tests.spec.conftest import HARBOURS

QUESTIONS = ("visits", "repairs", "moored", "night_watch")
ASKED = [f"{q.number}. {q.ask}" for q in HARBOURS.questions["foi"].values()]
Q1, Q2, Q3, Q4 = ASKED


def cells_of(letter: str, file: str = "letter.pdf", body: str = "H01") -> list[dict]:
    """A letter as read gives it: a cell a line, a part a page."""
    rows = []
    for n, page in enumerate(re.split(r"\n---\n", textwrap.dedent(letter).strip("\n")), start=1):
        for row, line in enumerate(page.split("\n")):
            if text := line.removeprefix("> ").strip():
                marks = ["quoted"] if line.startswith("> ") else []
                place = {"collection": "foi", "body": body, "file": file, "part": f"page {n}"}
                rows.append(place | {"cell": f"line {row + 1}", "row": row, "col": 0, "text": text, "kind": "text", "marks": marks})
    return rows


def rows_of(*cells: dict) -> list[dict]:
    return letters(HARBOURS, pa.Table.from_pylist(list(cells), schema=CELLS)).to_pylist()


def says(letter: str) -> dict[str, str]:
    """Question → status and section. A question of which nothing certain is said is left out."""
    found = rows_of(*cells_of(letter))
    return {r["question"]: f"{r['status']} {r['section']}".strip() for r in found if r["status"] != "unknown"}


def expected(said: str) -> dict[str, str]:
    """`visits: answered, repairs: refused 12`; `all: not_held`; empty where nothing is said."""
    pairs = [pair.strip().split(": ") for pair in said.split(",") if pair.strip()]
    return {question: status for name, status in pairs for question in (QUESTIONS if name == "all" else [name])}


# A sentence alone in a letter speaks of all that was asked -----------------------------------------------------------

ALONE = {
    # given
    "Please find attached the information you requested.": "answered",
    "Please see attached spreadsheet.": "answered",
    "See attached.": "answered",
    "Please see the attached Excel file for our response.": "answered",
    "The data that you requested are enclosed.": "answered",
    "I attach the figures you asked for.": "answered",
    "I have attached a spreadsheet which answers your questions.": "answered",
    "The information requested is contained in Appendix A.": "answered",
    "Please refer to Annex 1, which sets out the number of boats in each year.": "answered",
    "Attached is a breakdown by year.": "answered",
    "Our answers to your questions can be found in the accompanying document.": "answered",
    "The Harbour Authority can provide the information as attached.": "answered",
    # not held
    "The Authority does not hold this information.": "not_held",
    "We do not hold the information that you have requested.": "not_held",
    "I can confirm that the Trust doesn't hold this information.": "not_held",
    "Information not held.": "not_held",
    "This information is not held by the harbour.": "not_held",
    "The information you requested is not recorded centrally.": "not_held",
    "Unfortunately this data is not routinely collected by the Authority.": "not_held",
    "We hold no information in relation to your request.": "not_held",
    "No recorded information is held.": "not_held",
    "We do not record this.": "not_held",
    "This is not something that the harbour records.": "not_held",
    "The Authority does not hold any recorded information on this subject.": "not_held",
    "This information is not held in a form that can be reported.": "not_held",
    "We have been unable to locate any information relating to your request.": "not_held",
    "Having searched our records, I can confirm that the information is no longer held.": "not_held",
    # refused
    "To answer your request would exceed the appropriate limit.": "refused",
    "We estimate that the cost of complying with it would exceed the appropriate limit under section 12 of the Act.": "refused 12",
    "Section 12 of the Freedom of Information Act 2000 applies to your request.": "refused 12",
    "Your request is refused under section 12(1), as it would take more than 18 hours.": "refused 12(1)",
    "The Authority is unable to comply with your request, as it would be over the £450 limit.": "refused",
    "It would take in excess of 18 hours to locate this information.": "refused",
    "This information is exempt from disclosure under section 40(2) of the Freedom of Information Act.": "refused 40(2)",
    "We are withholding this information under s.43(2).": "refused 43(2)",
    "The information is exempt under Section 40 (2) as it is personal data.": "refused 40(2)",
    "The Authority has applied the exemption at Section 43 of the Act to this request.": "refused 43",
    "We are relying on section 31(1)(a) to withhold this information.": "refused 31(1)(a)",
    "The information is already in the public domain and is therefore exempt under section 21.": "refused 21",
    "Section 21 applies, as the figures are reasonably accessible to you by other means.": "refused 21",
    "Under section 22 of the Act we are refusing your request, as the figures are to be published in May.": "refused 22",
    "We neither confirm nor deny that we hold this information.": "refused",
    "The Authority can neither confirm nor deny whether information is held, under section 40(5B) of the Act.": "refused 40(5B)",
    "Your request is considered to be vexatious under section 14(1) of the Act.": "refused 14(1)",
    "I am refusing your request.": "refused",
    "Your request has therefore been refused.": "refused",
    "The Authority declines to provide this information.": "refused",
    "Please treat this letter as a refusal notice.": "refused",
    "The Authority is not obliged to comply with your request.": "refused",
    # asked back
    "Please could you clarify what you mean by a boat?": "clarification",
    "In order to process your request we require clarification.": "clarification",
    "We need further clarification from you before we can proceed.": "clarification",
    "Could you please specify which harbour you are asking about?": "clarification",
    "Can you please confirm whether you mean the inner or the outer harbour?": "clarification",
}


@pytest.mark.parametrize(("sentence", "status"), ALONE.items(), ids=ALONE)
def test_a_sentence_alone(sentence, status):
    letter = f"Dear requester,\n\nThank you for your request of 4 May.\n\n{sentence}\n\nYours sincerely,\nThe Harbour Office"
    assert says(letter) == expected(f"all: {status}")


NOTHING = [
    # held is not given
    "We do hold this information.",
    "I can confirm that the Authority holds the information requested.",
    "The Authority not only holds this information but publishes it.",
    "The Trust has not exceeded the time limit.",
    "Complying with your request does not exceed the appropriate limit.",
    "No exemptions have been applied to your request.",
    "We have not withheld any information.",
    "Section 12 does not apply to your request.",
    "None of the information is exempt under section 40.",
    # only if
    "If the Authority did not hold this information, we would say so.",
    "Should the cost exceed the appropriate limit, your request will be refused under section 12.",
    "If you are asking about individuals, the information would be exempt under section 40(2).",
    "Your request may be refused under section 14 of the Act.",
    "We may ask you to clarify your request.",
    "Should you require clarification of this response, please contact us.",
    "We will let you know whether the information is held.",
    # what the law says
    "Section 12 allows a public authority to refuse a request where the cost would exceed the appropriate limit.",
    "Requests over the limit of £450 are refused; this one was not.",
    "Section 40(2) states that personal data of others are exempt from disclosure.",
    "Public authorities are not obliged to comply with requests that exceed the cost limit of £450.",
    "Under the Act a request can be refused if it would take more than 18 hours.",
    "This is an absolute exemption.",
    "The Act gives you a right to be told whether information is held.",
    "Any request that is vexatious may be refused.",
    # at the end of every letter
    "If you are unhappy with this response you may ask for an internal review.",
    "You have the right to complain to the Information Commissioner, who can decide whether information was withheld lawfully.",
    "The Information Commissioner will not consider a complaint that has not been through an internal review.",
    "Please see the attached leaflet on how to complain.",
    "The attached guidance explains your rights.",
    "You may re-use this information under the Open Government Licence; this does not include information that is exempt.",
    "This e-mail and any attachments are confidential and intended for the recipient only.",
    # what was asked
    "I would like to request the following information; if it would exceed the limit in section 12, please tell me.",
    "Please provide the data in the attached template.",
    "Could you please provide the figures in an attached spreadsheet?",
    "You asked us for figures that we hold for each year.",
    "Please see attached my request of 3 May.",
    # something else
    "Thank you for clarifying your request.",
    "Following your clarification of 3 May, we searched our records.",
    "We have received your request and will reply within 20 working days.",
    "Please find attached our response to your Freedom of Information request.",
    "Please find attached a letter.",
    "Please find attached our refusal notice.",
    "The information will be attached to a later e-mail.",
    "Unfortunately the spreadsheet could not be attached.",
    "Boats whose age is not recorded are counted as older.",
    "There is a category described as not recorded.",
    "Where numbers are lower than five, section 40(2) applies and they are shown as <5.",
    "Figures of less than 5 are withheld under section 40(2) to protect owners.",
    "We would need to review each record manually.",
    "We are unable to provide this.",
    "We originally refused your request under section 12.",
    "Skippers refused entry are not counted.",
    "Decision Notice under Section 17 of the Freedom of Information Act 2000",
    "We do not hold responsibility for the outer harbour.",
    "In line with the Freedom of Information Act 2000 please find below our response to your request.",
    "Our log shows that harbour dues exceed £450 in most cases.",
    # a part, and not which
    "We are unable to provide some of the information that you requested.",
    "Part of the information you requested is exempt under section 43.",
    "We do not hold all of the information that you requested.",
    "We do not hold data before 2019.",
    "The data is not held in the format you requested.",
    "We do not hold the information at this level of detail.",
    "The Authority is unable to provide a monthly breakdown.",
]


@pytest.mark.parametrize("sentence", NOTHING)
def test_a_sentence_that_settles_nothing(sentence):
    assert says(f"Dear requester,\n\n{sentence}\n\nYours faithfully,\nThe Harbour Office") == {}


# Sentences that name their questions ---------------------------------------------------------------------------------

NAMED = {
    "Please find attached two files which answer questions one and two; however we are unable to answer question 3 as the "
    "Authority does not hold this information.": "visits: answered, repairs: answered, moored: not_held",
    "Questions 1 and 2: please see attached. Question 3: information not held.": "visits: answered, repairs: answered, moored: not_held",
    "For Q1-3 please see the attached spreadsheet.": "visits: answered, repairs: answered, moored: answered",
    "For all of your questions 1 - 4 above, please see Appendix 1 attached.": "all: answered",
    "The information we hold for Q1 and Q2 is shown on the attached sheet.": "visits: answered, repairs: answered",
    "In response to question 2, this would exceed the appropriate limit (section 12).": "repairs: refused 12",
    "Q3 and Q4 are exempt under section 43(2).": "moored: refused 43(2), night_watch: refused 43(2)",
    "Questions 1, 2 and 3 are attached, but question 4 is refused under section 31.": "visits: answered, repairs: answered, "
    "moored: answered, night_watch: refused 31",
    "We are attaching answers to the first two questions. The third question is exempt under section 40(2).": "visits: answered, "
    "repairs: answered, moored: refused 40(2)",
    "I attach the data for the first two questions.": "visits: answered, repairs: answered",
    "Please see attached for questions 1 to 3 and we do not hold the information for question 4.": "visits: answered, "
    "repairs: answered, moored: answered, night_watch: not_held",
    "With regard to boats moored in the harbour, the Authority does not hold this information.": "moored: not_held",
    "Information on repairs is not collected.": "repairs: not_held",
    "Question 7 is not held.": "",
    "Under part 1 of the Act we do not hold anything back.": "",
    "We do not record whether question 2 or something else was meant on page 3.": "repairs: not_held",
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "status"), NAMED.items(), ids=[n[:60] for n in NAMED])
def test_a_sentence_that_names_its_questions(sentence, status):
    assert says(f"Dear requester,\n\n{sentence}\n\nKind regards\nThe Harbour Office") == expected(status)


# Answers that stand under their questions ----------------------------------------------------------------------------

END = "If you are unhappy with this reply you may ask for an internal review. The Information Commissioner can be contacted at Wilmslow."

UNDER = {
    "each under its own": (
        f"{Q1}\nPlease see attachment titled ‘Visits’.\n{Q2}\nPlease see attachment titled ‘Repairs’.\n{Q3}\nThe Authority does not hold "
        f"this information.\n{Q4}\nThis is exempt under section 31(1)(a).\n{END}",
        "visits: answered, repairs: answered, moored: not_held, night_watch: refused 31(1)(a)",
    ),
    "one answer below all": (f"Your request:\n{Q1}\n{Q2}\n{Q3}\n{Q4}\nResponse:\nPlease see attached breakdown.\n{END}", "all: answered"),
    "none held, below all": (
        f"{Q1}\n{Q2}\n{Q3}\n{Q4}\nOur response\nThe Authority does not hold this information.\n{END}", "all: not_held"),
    "below two of them": (
        f"{Q1}\n{Q2}\nPlease see the attached file.\n{Q3}\n{Q4}\nThe Authority does not hold this information.",
        "visits: answered, repairs: answered, moored: not_held, night_watch: not_held",
    ),
    "with what else was asked between": (
        f"{Q1}\nPlease provide this by month for the following years:\n01 January 2018 to 31 December 2018;\n01 January 2019 to 31 "
        f"December 2019.\n{Q2}\nPlease could you provide this as a .csv\n{Q3}\n"
        "Please could you provide this as a .csv\nSee attached .csv files",
        "visits: answered, repairs: answered, moored: answered",
    ),
    "your request, under a question": (
        f"{Q1}\nAnswer: Please see the tables attached.\n{Q2}\nAnswer: Staff would have to review each record. The Authority is unable to "
        "comply with your request as the cost would exceed the limit of £450 which is specified in Section 12 of the Freedom of "
        "Information Act 2000.",
        "visits: answered, repairs: refused 12",
    ),
    "numbers alone": ("Q1. Attached\nQ2. Not held\nQ3. Exempt, section 43\nQ4. Please see attached.",
                      "visits: answered, repairs: not_held, moored: refused 43, night_watch: answered"),
    "answers by number": ("1. Please see attached.\n2. The Authority does not hold this information.\n3. As above, please see attached.",
                          "visits: answered, repairs: not_held, moored: answered"),
    "a range of numbers as a heading": ("1 – 3:\nPlease see attached document.\n4:\nNot held.",
                                        "visits: answered, repairs: answered, moored: answered, night_watch: not_held"),
    "the question in its own words, unnumbered": (
        "How many boats were moored in your harbour, by kind of berth and by month?\nThis information is not held.", "moored: not_held"),
    "as another": (f"{Q1}\nThis would exceed the appropriate limit under section 12.\n{Q2}\nPlease see response to question 1.",
                   "visits: refused 12, repairs: refused 12"),
    "as another, which is not known": (f"{Q1}\nTwelve or so.\n{Q2}\nPlease see response to question 1.", ""),
    "in the table below": (f"{Q1}\nPlease see the table below.\n{Q2}\nNot held.", "visits: answered, repairs: not_held"),
    "the own answer beats the covering sentence": (
        f"Please find attached the information you requested.\n{Q1}\nPlease see attached.\n{Q2}\nThis information is not held.\n{Q3}\n"
        f"See attached.\n{Q4}\nSee attached.",
        "visits: answered, repairs: not_held, moored: answered, night_watch: answered",
    ),
    "a part, and the rest": (f"{Q1}\nPlease see attached. We do not hold data before 2019.\n{Q2}\nPlease see attached.",
                             "visits: partly, repairs: answered"),
    "not held and too dear is too dear": (
        f"{Q1}\nThe Authority does not hold this information centrally. A manual search of each record would exceed the appropriate limit, "
        "and section 12 applies.", "visits: refused 12"),
    "personal data of some": (f"{Q1}\nPlease see attached. Names have been withheld under section 40(2).", "visits: partly 40(2)"),
    "given and not": (f"{Q1}\nPlease see attached.\nThe Authority does not hold this information.", ""),
    "an answer that is not understood": (
        f"Please find attached the information you requested.\n{Q1}\nPlease see attached.\n{Q2}\nOur shipwright keeps these in her head.",
        "visits: answered, moored: answered, night_watch: answered"),
    "a short answer is not the next one's": (f"{Q1}\n45\n{Q2}\nThis information is not held.", "repairs: not_held"),
    "an answer in prose is not the next one's": (
        f"{Q1}\nIn 2018/19 we received 12 boats.\n{Q2}\nThis information is not held.", "repairs: not_held"),
    "parts of a question": ("Q1a. Please see attached.\nQ1b. Not held.\nQ2. Not held.", "visits: partly, repairs: not_held"),
    "a part not held says nothing of the whole": ("Q1a. 12\nQ1b. Not held.\nQ2. Not held.", "repairs: not_held"),
    "numbers, and answers that are not understood": ("Q1: About a dozen or so.\nQ2: Not held.", "repairs: not_held"),
    "a number and a count": ("Q1: 45\nQ2: Not held.", "repairs: not_held"),
    "an answer by number, and a question below": (f"Q1: A good many of them.\n{Q2}\nNot held.", "repairs: not_held"),
    "why": (
        f"{Q1}\nPlease see attached.\nWe are unable to provide an answer to question 2. This is because the information is not held.",
        "visits: answered, repairs: not_held",
    ),
    "a response in several lines": ("Our response is as follows: Q1 Please see attachment. Q2 This is not recorded.",
                                    "visits: answered, repairs: not_held"),
    "as above": (f"{Q1}\nThis is exempt under section 43.\n{Q2}\nAs above.\n{Q3}\nSee Q1.",
                 "visits: refused 43, repairs: refused 43, moored: refused 43"),
    "the one that is named in words, below all": (
        f"{Q1}\n{Q2}\n{Q3}\nPlease see attached.\nWith regard to repairs, the Authority does not hold this information.",
        "visits: answered, repairs: not_held, moored: answered",
    ),
    "another list": (f"{Q1}\nPlease see attached.\n1. Internal review\nReviews are not refused.\n2. Copyright\nThis is not held by us.",
                     "visits: answered"),
    "after the letter's end": ("Please see attached for question 1.\nYours sincerely\nA. Clerk\nThis message is not held on our servers.",
                               "visits: answered"),
    "after what to do if unhappy": (f"{Q1}\nPlease see attached.\n{END}\nInformation that is not recorded is exempt under section 40.",
                                    "visits: answered"),
    "the answers come after the letter's end": (
        f"A response is attached to the end of this letter.\nYours sincerely\nA. Clerk\nRequest\n{Q1}\n{Q2}\nAnswer: Please find the "
        "information in the tables attached.", "visits: answered, repairs: answered"),
}  # fmt: skip


@pytest.mark.parametrize(("letter", "status"), UNDER.values(), ids=UNDER)
def test_answers_under_their_questions(letter, status):
    assert says(letter) == expected(status)


# Lines, pages and mails ----------------------------------------------------------------------------------------------


def test_a_sentence_runs_over_lines_and_pages_and_is_quoted_whole():
    (row, *_) = rows_of(
        *cells_of("""
        Harbour of Ruddle                    Our ref: 12/24
        In answer to question 1 the Authority is unable to comply with
        your request, since to find the
        Harbour Office, Port Ruddle, page 1 of 2
        ---
        Harbour of Ruddle                    Our ref: 12/24
        boats would exceed the
        Appropriate Limit. Nothing else is to be said of it in this letter.
        Harbour Office, Port Ruddle, page 2 of 2
        """)
    )
    assert (row["question"], row["status"]) == ("visits", "refused")
    assert row["source"] == "foi/H01/letter.pdf#page 1!line 2"
    assert row["quote"] == (
        "In answer to question 1 the Authority is unable to comply with your request, since to find the boats would exceed the "
        "Appropriate Limit."
    )


def test_lines_of_a_list_are_sentences_of_their_own():
    assert says(f"{Q1}\nPlease see attached\n{Q2}\nNot held\n{Q3}\nNot held") == expected(
        "visits: answered, repairs: not_held, moored: not_held"
    )


def test_what_is_quoted_is_the_requesters():
    assert says("> This information is not held.\n> 1. Is it?\n\nThank you for your message.") == {}


def test_an_answer_below_a_quoted_question():
    assert says(f"> {Q1}\n\nPlease see attached.\n\n> {Q2}\n\nThis information is not held.") == expected(
        "visits: answered, repairs: not_held"
    )


def test_an_older_message_below_is_not_this_one():
    letter = """
        From: Harbour Office
        To: A. Requester
        Subject: Your request
        Attachments: boats.xlsx

        Please see attached for question 1.

        From: Harbour Office
        Sent: 3 May
        To: A. Requester
        Subject: Your request

        Question 1 is not held. Question 2 is not held.
    """
    assert says(letter) == expected("visits: answered")


def test_a_scottish_letter_numbers_the_sections_otherwise():
    act = "I write under the Freedom of Information (Scotland) Act 2002."
    assert says(
        f"{act}\n{Q1}\nInformation not held (section 17 of the Act).\n{Q2}\nExempt under section 38(1)(b).\n{Q3}\nSection 25 applies."
    ) == expected("visits: not_held 17, repairs: refused 38(1)(b), moored: refused 25")
    assert says(f"{act}\n{Q1}\nUnder section 18 we neither confirm nor deny that we hold this.") == expected("visits: refused 18")
    assert says("Dear requester,\nSection 18 applies to your request.") == {}, "there is no such refusal in the Act of 2000"


def test_the_lines_that_decide_what_a_sentence_says_are_named():
    """Those over which it runs on, and the question that it stands under."""
    lines = "2. How many of these boats were repaired, by age of boat and by financial year?\nWe do not hold\nthis information."
    (row,) = rows_of(*cells_of(lines))
    said = [address.rpartition("!")[2] for address in (row["source"], *row["headers"])]
    assert (row["question"], said) == ("repairs", ["line 2", "line 3", "line 1"])


def test_a_number_that_is_no_section_of_the_act():
    assert says("Section 117 applies to your request.") == {}


def test_several_letters_of_one_body():
    cells = cells_of("Please find attached our response.", "mail.eml") + cells_of(f"{Q1}\nNot held.\n{Q2}\nPlease see attached.")
    assert {r["question"]: r["status"] for r in rows_of(*cells)} == {"visits": "not_held", "repairs": "answered"}


def test_letters_that_contradict_each_other_settle_nothing():
    cells = cells_of("Question 1 is not held.", "first.pdf") + cells_of("Please find attached question 1.", "second.pdf")
    (row,) = rows_of(*cells)
    assert row["status"] == "unknown"
    assert row["quote"] == "Question 1 is not held."


def test_each_body_speaks_for_itself():
    cells = cells_of("We do not hold this information.", body="H01") + cells_of("Please see attached.", body="H02")
    assert {(r["body"], r["status"]) for r in rows_of(*cells)} == {("H01", "not_held"), ("H02", "answered")}


def test_the_sentence_and_its_phrase_are_named():
    row = rows_of(*cells_of("Dear requester,\n\nQuestion 2 is refused under section 14."))[0]
    assert row.pop("headers") == []
    assert row == {
        "collection": "foi", "body": "H01", "question": "repairs", "status": "refused", "scope": "question", "section": "14",
        "source": "foi/H01/letter.pdf#page 1!line 3", "quote": "Question 2 is refused under section 14.",
        "phrase": "the section of the Act",
    }  # fmt: skip


# Tables --------------------------------------------------------------------------------------------------------------


def table_of(rows: list[list[str]], part: str = "table 1", naming: addresses.Naming = "R1C1", file: str = "letter.docx") -> list[dict]:
    place = {"collection": "foi", "body": "H01", "file": file, "part": part, "kind": "text", "marks": []}
    return [
        place | {"cell": addresses.cell(r, c, naming), "row": r, "col": c, "text": text}
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text
    ]


def test_a_table_of_questions_and_answers():
    cells = table_of([["Question", "Response"], [Q1, "Please see attached."], [Q2, "The Authority does not hold this information."]])
    assert {r["question"]: r["status"] for r in rows_of(*cells)} == {"visits": "answered", "repairs": "not_held"}


def test_a_note_in_a_sheet_that_is_named_for_its_question():
    cells = table_of([["Unfortunately the Authority does not hold this information."]], "Q2", "A1", "reply.xlsx")
    (row,) = rows_of(*cells)
    assert (row["question"], row["status"], row["source"]) == ("repairs", "not_held", "foi/H01/reply.xlsx#Q2!A1")


def test_a_note_in_a_sheet_says_nothing_of_the_whole_letter():
    assert rows_of(*table_of([["Boats", "12"], ["Age is not recorded by the harbours."]], "Sheet1", "A1", "reply.xlsx")) == []


def test_a_table_may_answer_the_question_before():
    """Between two questions a table was taken out: the sentence below speaks of the last of them only."""
    cells = cells_of(f"{Q1}\n{Q2}\nThis information is not held.", "letter.docx") + table_of([["2018/19", "12"]])
    assert {r["question"]: r["status"] for r in rows_of(*cells)} == {"repairs": "not_held"}


# Phrases -------------------------------------------------------------------------------------------------------------


def test_every_phrase_has_a_case_and_says_something_known():
    """An entry of phrases.yml that no case here shows might as well mean anything."""
    cases = [*ALONE, *NAMED, *(letter for letter, _ in UNDER.values()), *NOTHING]
    shown = {r["phrase"] for case in cases for r in rows_of(*cells_of(case))}
    assert {p.name for p in phrases().phrases} == shown
    known = {"answered", "refused", "not_held", "clarification", "withheld", "same"}
    assert {p.says for p in phrases().phrases} == known
    for silent in phrases().never:
        assert any(silent.fits(evened(line)) for case in [*NOTHING, *cases] for line in case.split("\n")), silent.name
