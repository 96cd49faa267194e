"""Letters and messages: paragraphs and tables, rendered as docx, pdf or e-mail."""

import io
from collections.abc import Sequence
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

import docx
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from tests.generator.archive import settle
from tests.generator.sheets import Sheet, held

Block = str | Sheet


def written(blocks: Sequence[Block], day: date) -> bytes:
    """A Word document."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block.rows), _width(block), style="Table Grid")
        for r, row in enumerate(_texts(block)):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
        for (top, left), (bottom, right) in block.merged:
            kept = table.cell(top, left).text
            table.cell(top, left).merge(table.cell(bottom, right)).text = kept
        document.add_paragraph()
    out = io.BytesIO()
    document.save(out)
    return settle(out.getvalue(), day)


def printed(blocks: Sequence[Block], ruled: bool = True) -> bytes:
    """A pdf of one or two pages; the tables are ruled or not."""
    plain = getSampleStyleSheet()["BodyText"]
    story: list[Flowable] = []
    for block in blocks:
        if isinstance(block, str):
            story.append(Paragraph(block.replace("&", "&amp;").replace("<", "&lt;"), plain))
            continue
        table = Table(_texts(block), hAlign="LEFT", style=_lines(block, ruled))
        story += [Spacer(1, 2 * mm), table, Spacer(1, 4 * mm)]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1, pageCompression=0, title="Response").build(story)
    return out.getvalue()


def _lines(block: Sheet, ruled: bool) -> TableStyle:
    commands: list[tuple[object, ...]] = [("FONTSIZE", (0, 0), (-1, -1), 9)]
    commands += [("SPAN", (left, top), (right, bottom)) for (top, left), (bottom, right) in block.merged]
    if ruled:
        commands.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
    return TableStyle(commands)


def message(subject: str, sender: str, day: date, number: str, text: str, attached: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """An e-mail, as saved from a mail program."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = "research@teams.example"
    mail["Date"] = f"{day:%a, %d %b %Y} 10:{int(number[-2:]) % 60:02}:00 +0000"
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{number}@{sender.split('@')[-1].rstrip('>')}>"
    mail.set_content(text, cte="quoted-printable")
    for name, data in attached:
        kind = ("text", "csv") if name.endswith(".csv") else ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        mail.add_attachment(data, maintype=kind[0], subtype=kind[1], filename=name)
    if attached:
        mail.set_boundary(f"=_part_{number}")
    return mail.as_bytes()


def plain(blocks: Sequence[Block]) -> str:
    """Paragraphs and tables as plain text, with columns set by spaces."""
    parts = []
    for block in blocks:
        if isinstance(block, str):
            parts.append(block)
            continue
        rows = _texts(block)
        widths = [max(len(row[c]) for row in rows) + 3 for c in range(_width(block))]
        lines = ["".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _width(block: Sheet) -> int:
    return max(map(len, block.rows))


def _texts(block: Sheet) -> list[list[str]]:
    width = _width(block)
    texts = [["" if held(cell) is None else str(held(cell)) for cell in row] for row in block.rows]
    return [row + [""] * (width - len(row)) for row in texts]
