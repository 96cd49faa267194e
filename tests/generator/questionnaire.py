"""The teams' questionnaire: the newest template, the older ones, and the export of the form tool."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tests.generator.forms import choice, free_list, yes_no
from tests.generator.sheets import Cell, Sheet
from tests.generator.study import asked, one_by_one, option, questions
from tests.generator.world import Body, Key, Said, quota

TITLE = "Parent-infant teams: questionnaire 2024"
SECTIONS = {
    "team": "Section A: Your team and its work",
    "consulted": "Section B: Other professionals",
    "professions": "Section C: People in your team",
    "oldest_child": "Section D: The families",
    "parents_in_design": "Section E: Voices",
}
GUIDANCE = {
    "families_seen": "Direct therapeutic work only, 1 April 2023 to 31 March 2024. Choose from the list, or type a number.",
    "funders": "Put a mark beside each that applies.",
    "consulted": "People outside your team, each counted once.",
    "trained": "Everyone who came to a training session, in person or online.",
    "lead": "The most senior clinician with a leading role.",
    "child_protection_share": "Your best estimate will do.",
}
READ_ME = (
    TITLE,
    "Version 2, September 2024",
    "",
    "Thank you for taking part. It takes about 20 minutes.",
    "1. Fill in column C of the sheet Questionnaire. Leave blank what you do not know.",
    "2. Save the file with the name of your team and send it back by 30 November 2024.",
    "3. If an answer needs explaining, write a comment beside it.",
)
BANDS = ("under 25", "25-49", "50-74", "75-99", "100-149", "150-199", "200-299", "over 300")
MARKS: Sequence[tuple[Cell, Cell]] = (
    ("x", None),
    ("✓", None),
    ("Yes", None),
    ("Yes", "No"),
    (True, False),
    ("X", None),
)
# Blank answers of 43, by question. Those that decide a published figure are always filled in.
BLANKS = {
    "parent_support": 1, "perinatal_pathway": 1, "lead": 1, "mainly_with": 1, "child_protection": 1,
    "child_protection_share": 2, "social_care_pathway": 2, "parents_in_design": 1, "babys_voice": 1,
}  # fmt: skip


def blanks(rng: random.Random, n: int) -> list[set[str]]:
    """The questions that each of n teams leaves blank."""
    left = {question: quota(rng, n, {True: few, False: 43 - few}) for question, few in BLANKS.items()}
    return [{question for question in BLANKS if left[question][i]} for i in range(n)]


def filled_in(
    rng: random.Random, team: Body, truth: Mapping[str, object], numbers: Mapping[str, Said], left: set[str], kind: str
) -> dict[str, Said]:
    """Each answer of a team as it is written into a template of this kind (v1, v2, form)."""
    said = {"team": Said(Key("team"), team.body, _called(rng, team.name), "exact")}
    tidy = kind == "form" or (kind == "v2" and rng.random() < 0.8)
    mark = rng.choice(MARKS)[0]
    for question, known in one_by_one().items():
        key = Key(question, known.get("period", ""))
        value = truth.get(question)
        if question in left:
            shown = "yes" if value is True else "no" if value is False else value
            said[question] = Said(key, shown, None, "blank")
        elif question in numbers:
            said[question] = numbers[question]
        elif known["kind"] == "yes_no":
            said[question] = yes_no(rng, key, bool(value), tidy)
        elif known["kind"] == "choice":
            said[question] = choice(rng, key, str(value), tidy)
        elif isinstance(value, tuple):
            said[question] = _several(rng, key, value, kind, mark)
    return said


def _several(rng: random.Random, key: Key, chosen: Sequence[str], kind: str, mark: Cell) -> Said:
    if kind == "v1":
        return free_list(rng, key, chosen)
    text = mark if kind == "v2" else "".join(f"{option(key.question, each)};" for each in chosen)
    return Said(key, tuple(chosen), text, "exact")


def _called(rng: random.Random, name: str) -> str:
    """The team's name, nearly always as it is registered."""
    odd = (name.lower(), f"{name} ", name.upper(), name.replace(" ", "  ", 1), name.replace("-", " "))
    return rng.choice(odd) if rng.random() < 0.35 else name


def newest(said: Mapping[str, Said], slip: str) -> list[Sheet]:
    """Version 2: number, question, answer, guidance; options with a mark beside each."""
    page = Sheet("Questionnaire", widths=(6, 58, 26, 44), bold={0, 3})
    page.rows += [[TITLE], ["Please answer in column C and send this back by 30 November 2024."], []]
    page.rows.append(["No.", "Question", "Answer", "Guidance"])
    page.merged += [((0, 0), (0, 3)), ((1, 0), (1, 3))]
    for i, (question, known) in enumerate(one_by_one().items()):
        if question in SECTIONS:
            page.bold.add(len(page.rows))
            page.merged.append(((len(page.rows), 0), (len(page.rows), 3)))
            page.rows.append([SECTIONS[question]])
        answer = said[question]
        line: list[Cell] = [i + 1, asked("survey", question), None, GUIDANCE.get(question)]
        if known["kind"] == "choices":
            page.rows += [line, *_ticks(answer)]
        else:
            line[2] = answer
            row = len(page.rows)
            page.rows.append(line)
            page.lists |= _drop_down(question, known["kind"], (row, 2))
            _slip(page, slip, question, row)
    if slip == "hidden column":
        for row in page.rows[3:]:
            row += [None] * (4 - len(row)) + ["checked" if row[0] != "No." else "Office use"]
        page.hidden_columns = (4,)
    lists = Sheet("Lists", [["Bands"], *([band] for band in BANDS)], hidden=True, widths=(14,))
    return [Sheet("Read me", [[line] for line in READ_ME], widths=(90,), bold={0}), page, lists]


def _ticks(answer: Said) -> list[list[Cell]]:
    unticked = {True: False}.get(answer.text) if answer.text is True else None
    if answer.text == "Yes" and len(answer.value) % 2:  # some say No to the rest, some leave it
        unticked = "No"
    return [
        [None, option(answer.key.question, each), answer if each in answer.value else unticked]
        for each in questions("survey")[answer.key.question]["options"]
    ]


def _drop_down(question: str, kind: str, place: tuple[int, int]) -> dict[tuple[int, int], str]:
    if question == "families_seen":
        return {place: f"Lists!$A$2:$A${len(BANDS) + 1}"}
    if kind == "yes_no":
        return {place: '"Yes,No"'}
    if kind == "choice":
        names = [option(question, each) for each in questions("survey")[question]["options"]]
        return {place: f'"{",".join(names)}"'}
    return {}


def _slip(page: Sheet, slip: str, question: str, row: int) -> None:
    """What goes wrong, or is added, in one line of a questionnaire."""
    line = page.rows[row]
    if slip == "next column" and question in ("families_seen", "supervised"):
        free = 3 if line[3] is None else 4
        line += [None] * (free + 1 - len(line))
        line[2], line[free] = None, line[2]
    elif slip == "struck" and question == "supervised" and isinstance(line[2], Said) and line[2].text is not None:
        line[2], line[3] = int(str(line[2].value)) + 14, line[2]
        page.struck.add((row, 2))
    elif slip == "comment" and question == "families_seen":
        page.comments[row, 2] = "From our own records; the new system started in June."


def older(said: Mapping[str, Said], below: bool, slip: str = "") -> list[Sheet]:
    """Version 1: the older wordings, with the answer in column B or in the row below."""
    page = Sheet("Sheet1", widths=(64, 40), bold={0})
    page.rows += [["Parent-infant teams survey"], [f"Please type your answer {'below' if below else 'beside'} it."], []]
    for question in one_by_one():
        ask = asked("survey", question, old=True)
        if below:
            page.rows += [[ask], [said[question]], []]
        elif slip == "next column" and question == "families_seen":
            page.rows.append([ask, None, said[question]])
        else:
            page.rows.append([ask, said[question]])
    return [page]


def export(rng: random.Random, filled: Sequence[tuple[Body, Mapping[str, Said]]]) -> Sheet:
    """The form tool's export: one row a team."""
    page = Sheet("Form1", bold={0}, widths=(6, 18, 18, 14, 10, *[30] * len(one_by_one())))
    page.rows.append(["ID", "Start time", "Completion time", "Email", "Name"])
    page.rows[0] += [asked("survey", question) for question in one_by_one()]
    for i, (team, said) in enumerate(filled):
        done = datetime(team.replied.year, team.replied.month, team.replied.day, 9 + i % 8, rng.randrange(60))
        begun = done - timedelta(minutes=rng.randint(11, 48))
        page.rows.append([i + 1, begun, done, "anonymous", None, *(said[question] for question in one_by_one())])
    return page
