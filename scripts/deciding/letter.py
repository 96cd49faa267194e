"""A reply sheet for a body: which places of which file are not clear, what stands there, and what we ask, in plain words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import addresses
from auditing.text import cells, visible
from deciding.open import Open, lacking
from study import Question, Settings, Study
from telling.word import written

if TYPE_CHECKING:
    from docx.document import Document

TOGETHER = 4  # places of one table with one question to ask that have a line each; more share one
EXAMPLES = 6
HEADS = ("Where", "What was asked", "What stands there", "What we ask", "Your answer")
WIDTHS = (4.4, 5.2, 4.0, 5.6, 6.5)  # centimetres


def sheet(study: Study, name: str, open_: list[Open]) -> bytes:
    """The document for one body, called `name`."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    made = docx.Document()
    page = made.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    _opening(made, study.settings, name, open_)
    for file, some in _by_file(open_).items():
        made.add_heading(f"In your file “{visible(file)}”", 2)
        _table(made, study, some)
    made.add_paragraph()
    made.add_paragraph("Name and role of the person who filled this in: ______________________________    Date: ______________")
    properties = made.core_properties
    properties.title, properties.language, properties.author, properties.last_modified_by = (
        f"Questions on your reply: {name}",
        "en-GB",
        "",
        "",
    )
    return written(made)


def _opening(made: Document, settings: Settings, name: str, open_: list[Open]) -> None:
    made.add_heading("Questions on your reply", 1)
    made.add_paragraph(f"To: {visible(name)}")
    made.add_paragraph(f"About: {settings.title}")
    if settings.illustrative:
        made.add_paragraph().add_run(settings.illustrative).italic = True
    n = "is one place" if len(open_) == 1 else f"are {len(open_):,} places"
    made.add_paragraph(f"Thank you for your reply. There {n} in it that we may not have understood.")
    made.add_paragraph(
        "Please write in the last column what is meant, and send this document back. If you do not hold something, write “not held”. If a "
        "number is too small to be given, write how you show such numbers, for example “fewer than 5”. You need not repeat anything else."
    )


def _by_file(open_: list[Open]) -> dict[str, list[Open]]:
    found: dict[str, list[Open]] = {}
    for one in open_:
        found.setdefault(_file(one.place.path), []).append(one)
    return found


def _file(path: str) -> str:
    """What the body calls the file: its name, and what it was attached to."""
    *_, name = path.split("/", 2)
    return name.replace("/", " › ")


def _table(made: Document, study: Study, some: list[Open]) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    rows = _rows(study, some)
    table = made.add_table(1, len(HEADS), "Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for cell, head in zip(table.rows[0].cells, HEADS):
        cell.paragraphs[0].add_run(head).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows:
        added = table.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text in zip(added.cells, (*row, "")):
            cell.text = text
    for row in table.rows:
        for cell, width in zip(row.cells, WIDTHS):
            cell.width = Cm(width)


def _rows(study: Study, some: list[Open]) -> list[tuple[str, str, str, str]]:
    """What stands in the table: a line a place; of many in one table of which the same is asked one line."""
    groups: dict[tuple, list[Open]] = {}
    for one in some:
        groups.setdefault((one.place.part, asked(study, one), plainly(study, one)), []).append(one)
    rows = []
    for (part, question, ask), alike in groups.items():
        if len(alike) > TOGETHER:
            names = [one.place.cell for one in alike]
            more = f" … ({len(alike)} in all)" if len(alike) > EXAMPLES else ""
            stood = "; ".join(visible(one.stood, 60) for one in alike[:EXAMPLES]) + more
            rows.append((_where(part, _together(names)), question, stood, ask))
        else:
            rows += [(_where(part, one.place.cell), question, visible(one.stood, 400), ask) for one in alike]
    return rows


def _together(names: list[str]) -> str:
    """Many cells in few words; where they lie scattered, the corners of what they lie in."""
    said = cells(names)
    if said.count(",") < TOGETHER:
        return said
    rows, columns = zip(*map(addresses.place, names))
    naming = addresses.naming(names[0])
    first, last = (addresses.cell(end(rows), end(columns), naming) for end in (min, max))
    return f"{first} to {last}, {len(names):,} of the cells there"


def _where(part: str, cell: str) -> str:
    """Where something stands, as a person would say it."""

    def said(name: str) -> str:
        found = re.fullmatch(r"R(\d+)C(\d+)", name)
        return f"row {found[1]}, column {found[2]}" if found else name

    if part in ("", "text"):
        return said(cell) if addresses.naming(cell.split(" to ")[0].split(",")[0]) != "A1" else f"cell {cell}"
    if re.match(r"(page|table) \d", part):
        return f"{part}, {said(cell)}"
    return f"sheet “{visible(part)}”, cell {cell}" if addresses.naming(cell) == "A1" else f"“{visible(part)}”, {said(cell)}"


def asked(study: Study, one: Open) -> str:
    """The question as it was asked, and what the place is about as far as it is known."""
    if not one.question:
        return "We cannot tell which of our questions this belongs to."
    question = study.question(one.collection, one.question)
    number = f"Question {question.number}: " if question.number else ""
    about = [one.period or "", *(_label(study, d, v) for d, v in one.labels.items() if d in question.by)]
    return number + question.ask + (f" ({', '.join(filter(None, about))})" if any(about) else "")


def _label(study: Study, dimension: str, value: str) -> str:
    known = study.dimensions[dimension].values.get(value)
    called = known.names[0] if known and known.names else value
    return f"{study.dimensions[dimension].title.lower()}: {called}"


def plainly(study: Study, one: Open) -> str:
    """What we ask about one place. None of our own words for it stand in it."""
    if not one.question:
        return "Which of our questions does this answer, and for which time?"
    question = study.question(one.collection, one.question)
    if "contradicted" in one.why or "answered twice" in one.why or "two answers" in one.why or "twice" in one.why:
        return "Your reply says something else for the same elsewhere. Which is right?"
    if "several answers stand in one line" in one.why:
        return f"Several numbers stand in one sentence. Please give each with what it is for: {_each(study, one)}."
    if one.why.startswith("a date"):
        return "A date stands here. Which number or range was meant (for example 5–10)?"
    if "struck through" in one.why or "hidden" in one.why:
        return "This is struck through or hidden. Is it meant to count? What is the right answer?"
    if "explains" in one.why:
        return "What does this sign stand for (for example: fewer than 5, none, not held)?"
    if one.why.startswith("a total, and there are several"):
        return "Several totals stand here. What does each of them count?"
    if re.match("a total of|.* its parts", one.why):
        return "The numbers here and their total do not add up. Which is right?"
    if missing := lacking(question, one.period, one.labels):
        return f"What is this number for? Please tell us: {_named(study, question, missing)}."
    if question.kind in ("yes_no", "choice", "choices"):
        options = "yes or no" if question.kind == "yes_no" else "; ".join(names[0] if names else o for o, names in question.options.items())
        several = "Which of these (one or more)" if question.kind == "choices" else "Which of these"
        return f"{several} is meant: {options}?"
    return "Which number is meant here? A range, or “about 20”, is fine as well."


def _each(study: Study, one: Open) -> str:
    question = study.question(one.collection, one.question)
    return _named(study, question, [*(["period"] if question.periods else []), *question.by]) or "what it counts"


def _named(study: Study, question: Question, missing: list[str]) -> str:
    titles = {d: f"the {study.dimensions[d].title[:1].lower()}{study.dimensions[d].title[1:]}" for d in question.by}
    return " and ".join(f"the {question.periods}" if m == "period" else titles[m] for m in missing)
