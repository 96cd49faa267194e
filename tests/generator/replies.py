"""What one NHS body sends: its words put into workbooks, letters and messages."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.generator.catalogue import Recipe
from tests.generator.letters import Block, message, plain, printed, written
from tests.generator.sheets import Cell, Sheet, held, ods, text_table, xls, xlsx
from tests.generator.tables import BOTH, ONE, TABLES, Look, long_list, pivot, put
from tests.generator.world import Body, Key, Said

DATA = ("{ref} response", "{ref} Appendix A", "Copy of {ref} data", "{ref} CAMHS referrals", "Data {ref} final v2")
LETTER = ("{ref} response letter", "Response {ref}", "{ref} Final Response", "Letter {ref}")


@dataclass
class Reply:
    """Everything that goes into a reply. `lines` are questions answered by a sentence in place of a table, `asides` ask for no table."""

    body: Body
    recipe: Recipe
    look: Look
    lines: dict[str, Said]
    asides: list[Said]
    legend: str
    number: int
    rng: random.Random

    @property
    def ref(self) -> str:
        """The body's own reference number."""
        return f"FOI 24-{self.number:03}"

    @property
    def act(self) -> str:
        """The law that it answers under."""
        if self.body.nation == "Scotland":
            return "Freedom of Information (Scotland) Act 2002"
        return "Freedom of Information Act 2000"


@dataclass
class File:
    """A file to be written, and the sheets in it."""

    name: str
    data: bytes
    sheets: Sequence[Sheet] = ()


def files(reply: Reply) -> list[File]:
    """The files of one reply, the one with the answers first."""
    kind, *ways = reply.recipe.container.split()
    made = {"eml": _mail, "docx": _letter, "pdf": _letter}.get(kind, _data)(reply, kind, ways)
    if reply.recipe.cover:
        made.append(_cover(reply))
    return made


def _named(reply: Reply, patterns: Sequence[str]) -> str:
    return reply.rng.choice(patterns).format(ref=reply.ref)


def _data(reply: Reply, kind: str, ways: Sequence[str]) -> list[File]:
    sheets = _sheets(reply, kind)
    name = _named(reply, DATA)
    if "pair" in ways:
        return [File(f"{name} {sheet.name}.csv", text_table(sheet), [replace(sheet, name="")]) for sheet in sheets]
    if kind == "csv":
        page = replace(sheets[0], name="")
        delimiter, encoding = ("\t" if "tab" in ways else ","), ("cp1252" if "cp1252" in ways else "utf-8")
        return [File(f"{name}.csv", text_table(page, delimiter, encoding), [page])]
    day = reply.body.replied
    data = xlsx(sheets, day) if kind == "xlsx" else ods(sheets, day) if kind == "ods" else xls(sheets)
    return [File(f"{name}.{kind}", data, sheets)]


def _sheets(reply: Reply, kind: str) -> list[Sheet]:
    layout, _, way = reply.recipe.layout.partition(" ")
    if layout in ("sheets", "notes"):
        return _apart(reply, way, layout == "notes", kind)
    page = Sheet(reply.rng.choice(("Sheet1", "FOI", "Data", "Response")), widths=(30, 18, *[16] * 8))
    _head(reply, page)
    if reply.legend and reply.rng.random() < 0.3:
        put(page, [[reply.legend]])
        reply = replace(reply, legend="")
    if layout == "stacked":
        for question in TABLES:
            put(page, _answered(reply, question, way))
    elif layout == "pivot":
        for question in TABLES:
            put(page, pivot(reply.look, question))
    else:
        put(page, BOTH[reply.recipe.layout](reply.look))
    if reply.recipe.asides == "here":
        for line in _asides(reply):
            put(page, [line])
    if reply.legend:
        put(page, [[reply.legend]])
    if layout != "pivot":
        return [page]
    page.name = "Summary"
    data = long_list(replace(reply.look, totals=False))
    return [page, replace(data, name="Data", hidden=True)]


def _head(reply: Reply, page: Sheet) -> None:
    """What stands above the tables: more of it where the recipe wants a preamble."""
    if "preamble" in reply.recipe.container or "cp1252" in reply.recipe.container:
        page.rows += [
            [reply.body.name], [f"Response to request {reply.ref} – CAMHS"],
            ["Requests over the limit of £450 are refused; this one was not."], ["The organisation’s own records, as held today."],
        ]  # fmt: skip
        if "cp1252" not in reply.recipe.container:
            page.rows = page.rows[:2]
    elif reply.rng.random() < 0.5:
        page.rows.append([f"{reply.ref}: {reply.body.name}"])
        page.bold.add(0)


def _answered(reply: Reply, question: str, way: str) -> Sheet:
    """The question with its table below, or with the sentence that stands for it."""
    title = reply.look.titles[question]
    if question in reply.lines:
        return Sheet("", [[title], [reply.lines[question]]])
    block = Sheet("", [[title]])
    put(block, ONE[way](reply.look, question), gap=reply.rng.randrange(2))
    return block


def _asides(reply: Reply) -> list[list[Cell]]:
    """A line for each question without a table that is answered."""
    return [[reply.look.titles[said.key.question], said] for said in reply.asides if said.text is not None]


def _asides_told(reply: Reply) -> list[Block]:
    return [str(held(cell)) for line in _asides(reply) for cell in line]


def _apart(reply: Reply, way: str, notes: bool, kind: str) -> list[Sheet]:
    """One sheet a question, and perhaps one with notes."""
    plain_names = kind != "csv" and reply.rng.random() < 0.4
    titled = plain_names or reply.rng.random() < 0.6
    made = []
    for i, question in enumerate(TABLES):
        name = ("Referrals", "Accepted")[i] if plain_names else f"Q{i + 1}"
        page = Sheet(name, widths=(24, *[16] * 8))
        if question in reply.lines or titled:
            put(page, _answered(reply, question, way))
        else:
            put(page, ONE[way](reply.look, question))
        if reply.legend and not notes:
            put(page, [[reply.legend]])
        made.append(page)
    if reply.recipe.asides == "here":
        made += [Sheet(f"Q{i}", [line], widths=(60, 12)) for i, line in enumerate(_asides(reply), start=3)]
    if notes:
        words = ["Notes", "Figures are counts, not people: a child may be counted more than once.", reply.legend]
        made.append(Sheet("Notes", [[word] for word in words if word], bold={0}, widths=(80,)))
    return made


def _letter(reply: Reply, kind: str, ways: Sequence[str]) -> list[File]:
    blocks = [*_opening(reply), *_contents(reply), *_closing(reply)]
    data = written(blocks, reply.body.replied) if kind == "docx" else printed(blocks, "unruled" not in ways)
    return [File(f"{_named(reply, LETTER)}.{kind}", data)]


def _opening(reply: Reply) -> list[Block]:
    asked, replied = (f"{day.day} {day:%B %Y}" for day in (reply.body.asked, reply.body.replied))
    return [
        reply.body.name,
        f"Our reference: {reply.ref}",
        replied,
        "Dear requester,",
        f"Thank you for your request of {asked} under the {reply.act}.",
    ]


def _closing(reply: Reply) -> list[Block]:
    end = "If you are not content with this reply you may ask for an internal review within 40 working days."
    return [*([reply.legend] if reply.legend else []), end, "Yours faithfully,", "Information Governance Team"]


def _contents(reply: Reply) -> list[Block]:
    look, layout = reply.look, reply.recipe.layout
    if layout in BOTH:
        blocks: list[Block] = [BOTH[layout](look)]
    else:
        blocks = [block for question in TABLES for block in _question(reply, question)]
    return [*blocks, *_asides_told(reply)]


def _question(reply: Reply, question: str) -> list[Block]:
    title = reply.look.titles[question]
    if question in reply.lines:
        return [title, str(reply.lines[question].text)]
    if reply.recipe.layout in ONE:
        return [title, ONE[reply.recipe.layout](reply.look, question)]
    if reply.recipe.layout == "lines":
        return [title, "\n".join(_line(reply.look, question, period) for period in reply.look.periods)]
    return [title, " ".join(_sentence(reply.look, question, period) for period in reply.look.periods)]


def _line(look: Look, question: str, period: str) -> str:
    ages = ", ".join(f"{label}: {_word(look, question, period, age)}" for age, label in look.ages.items())
    return f"{look.periods[period]} - {ages}"


def _sentence(look: Look, question: str, period: str) -> str:
    count = _word(look, question, period, "0-2")
    if question == "referrals":
        return f"In {look.periods[period]} we received {count} referrals of children aged two and under."
    return f"In {look.periods[period]} {count} of these were accepted."


def _word(look: Look, question: str, period: str, age: str) -> str:
    return str(look.said[Key(question, period, age)].text)


def _cover(reply: Reply) -> File:
    blocks = [*_opening(reply), "Please find attached the information that the organisation holds."]
    if reply.recipe.asides == "cover":
        blocks += _asides_told(reply)
    blocks += _closing(replace(reply, legend=""))
    kind = reply.recipe.cover
    data = written(blocks, reply.body.replied) if kind == "docx" else printed(blocks)
    return File(f"{_named(reply, LETTER)}.{kind}", data)


def _mail(reply: Reply, _: str, ways: Sequence[str]) -> list[File]:
    """A message: the answers in its text, or in a file attached to it."""
    sender = f"FOI <foi@{reply.body.body.lower()}.example>"
    number = f"{reply.body.body.lower()}.{reply.number:03}"
    quoted = _quoted(reply) if "forwarded" in ways else ""
    subject = f"{'FW: ' if quoted else 'RE: '}{reply.ref} Request for information"
    name = f"{_named(reply, LETTER)}.eml"
    kind = next((way for way in ways if way in ("xlsx", "csv")), "")
    if not kind:
        blocks = [*_opening(reply)[3:], *_contents(reply), *_closing(reply)]
        return [File(name, message(subject, sender, reply.body.replied, number, plain(blocks) + quoted))]
    attached = _data(reply, kind, [])
    blocks = [*_opening(reply)[3:], "Please see the attached."]
    if reply.recipe.asides == "cover":
        blocks += _asides_told(reply)
    text = plain([*blocks, *_closing(replace(reply, legend=""))]) + quoted
    mail = message(subject, sender, reply.body.replied, number, text, [(file.name, file.data) for file in attached])
    return [File(f"{name}/{attached[0].name}", mail, attached[0].sheets)]


def _quoted(reply: Reply) -> str:
    day = reply.body.asked
    lines = ["", f"On {day.day} {day:%B %Y} research@teams.example wrote:", "Please could you tell us:"]
    lines += [f"{i + 1}. {title.split(' ', 1)[1]}" for i, title in enumerate(reply.look.titles.values())]
    return "\n" + "\n".join(f"> {line}" for line in lines) + "\n"
