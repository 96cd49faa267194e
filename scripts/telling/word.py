"""The findings as a Word document, in Word's own styles, with the same bytes whenever it is made."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from telling.report import NOT_WEIGHED, Figure, Finding, Report, audited
from undated import NEVER, undated

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

FONT, INK, SOFT, LINK = "Arial", "1C1C1C", "4D4D4D", "0B4A86"
MARKS = {"agrees": "✓", "disagrees": "✗"}


def document(report: Report, figures: Path) -> bytes:
    """figures: the folder with a NAME.png for each figure."""
    import docx

    made = docx.Document()
    _page(made, report)
    _styles(made)
    made.add_paragraph(report.title, "Title")
    made.add_paragraph("Findings: the report’s statements, as the returns have them", "Subtitle")
    if report.illustrative:
        made.add_paragraph(report.illustrative, "Illustrative")
    made.add_heading("In short", 1)
    made.add_paragraph(report.summary)
    marks = {finding.name: f"statement_{n}" for n, finding in enumerate(report.findings, 1)}
    for finding in report.findings:
        if finding.verdict != "agrees":
            line = made.add_paragraph(style="List Bullet")
            _link(line, finding.says, anchor=marks[finding.name])
            line.add_run(f" {finding.verdict.capitalize()}.")
    made.add_paragraph("Each number is a link to the audit, which says how it was computed and shows the cells that it comes from.")
    made.add_heading("What was returned", 2)
    for line in report.returned:
        made.add_paragraph(line, "List Bullet")
    for title, findings in report.sections:
        made.add_heading(title, 1)
        for finding in findings:
            _finding(made, finding, figures, marks[finding.name])
    if report.figures:
        made.add_heading("Further figures", 1)
        for figure in report.figures:
            _figure(made, figure, figures)
    made.add_heading("How to read the numbers", 1)
    for heading, paragraphs in report.notes:
        made.add_heading(heading, 2)
        for paragraph in paragraphs:
            made.add_paragraph(paragraph)
    return written(made)


def _finding(made: Document, finding: Finding, figures: Path, mark: str) -> None:
    sentence = made.add_paragraph(style="Finding")
    _mark(sentence, mark)
    for piece in finding.pieces:
        if piece.metric:
            _link(sentence, piece.text, address=audited(piece.metric))
        else:
            sentence.add_run(piece.text)
    told = made.add_paragraph(style="Verdict")
    told.add_run(f"{MARKS.get(finding.verdict, '?')} {finding.verdict.capitalize()}.", "Strong")
    told.add_run(f" Published: “{finding.published}” ({finding.source}). {finding.because}")
    for i, piece in enumerate(finding.behind):
        told.add_run(", " if i else " See ")
        _link(told, piece.text, address=audited(piece.metric))
    if finding.behind:
        told.add_run(".")
    if finding.verdict == "undetermined":
        if finding.ask:
            more = f", and then of {finding.others:,} more (results/chase.csv)" if finding.others else ""
            made.add_paragraph(f"What would decide it: the answers of those below, who leave it most open{more}.", "Verdict")
            for line in finding.ask:
                made.add_paragraph(f"{line}.", "List Bullet")
        else:
            made.add_paragraph(f"What would decide it: {NOT_WEIGHED}", "Verdict")
    if finding.note:
        made.add_paragraph(f"Note: {finding.note}", "Verdict")
    for figure in finding.figures:
        _figure(made, figure, figures)


def _figure(made: Document, figure: Figure, figures: Path) -> None:
    from docx.shared import Cm

    paragraph = made.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    picture = paragraph.add_run().add_picture(str(figures / f"{figure.name}.png"), width=Cm(16))
    picture._inline.docPr.set("descr", figure.alt)
    picture._inline.docPr.set("title", figure.title)
    made.add_paragraph(f"Figure {figure.number}. {figure.title}.", "Caption")


def _page(made: Document, report: Report) -> None:
    """A4, with the title and what it is at the head, and the page's number at the foot."""
    from docx.shared import Cm

    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
    page.header_distance = page.footer_distance = Cm(1.25)
    head = report.title + (" · Illustrative" if report.illustrative else "")
    page.header.paragraphs[0].text = head
    foot = page.footer.paragraphs[0]
    foot.add_run("Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")
    properties = made.core_properties
    properties.title, properties.language, properties.comments = report.title, "en-GB", ""
    properties.author = properties.last_modified_by = ""
    properties.created = properties.modified = NEVER
    properties.revision = 1


def _styles(made: Document) -> None:
    """Word's styles in one font and quiet colours, and three of our own."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    styles = made.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for name, size, before, after in (
        ("Normal", 11, 0, 6),
        ("Title", 24, 0, 4),
        ("Subtitle", 13, 0, 12),
        ("Heading 1", 17, 26, 8),
        ("Heading 2", 13, 14, 4),
        ("Caption", 9, 2, 16),
        ("List Bullet", 11, 0, 4),
        ("Header", 9, 0, 0),
        ("Footer", 9, 0, 0),
    ):
        _dressed(styles[name], size, before, after)
    styles["Normal"].paragraph_format.line_spacing = 1.15
    for name, size, before, after in (("Finding", 12.5, 14, 4), ("Verdict", 9.5, 0, 4), ("Illustrative", 11, 6, 12)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = styles["Normal"], True
        _dressed(style, size, before, after)
    for name in ("Title", "Heading 1", "Heading 2", "Illustrative"):
        styles[name].font.bold = True
    for name in ("Caption", "Subtitle", "Verdict", "Header", "Footer"):
        _coloured(styles[name], SOFT)
        styles[name].font.bold = styles[name].font.italic = False
    styles["Finding"].paragraph_format.keep_with_next = True
    styles["Finding"].next_paragraph_style = styles["Normal"]
    styles["Verdict"].paragraph_format.left_indent = Cm(0.75)
    _boxed(styles["Illustrative"])
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline = True
    _coloured(link, LINK)
    styles["Normal"].font.size = Pt(11)


def _dressed(style: ParagraphStyle, size: float, before: float, after: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # they would go before the font's name
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), FONT)
    for spaced in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spaced)
    _coloured(style, INK)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _coloured(style: ParagraphStyle, colour: str) -> None:
    from docx.shared import RGBColor

    style.font.color.rgb = RGBColor.from_string(colour)


def _boxed(style: ParagraphStyle) -> None:
    """A frame round the paragraph, so that nobody reads past it."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    side = '<w:{} w:val="single" w:sz="12" w:space="6" w:color="8A5200"/>'
    sides = "".join(side.format(name) for name in ("top", "left", "bottom", "right"))
    properties = style.element.get_or_add_pPr()
    spacing = properties.find("{*}spacing")
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>")
    spacing.addprevious(border)
    spacing.addprevious(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="FFF6DF"/>'))


def _link(paragraph: Paragraph, text: str, address: str = "", anchor: str = "") -> None:
    """A link to a file beside the document, or to a bookmark in it."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    if address:
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    else:
        link.set(qn("w:anchor"), anchor)
    run = paragraph.add_run(text, "Hyperlink")._r
    link.append(run)
    paragraph._p.append(link)


def _mark(paragraph: Paragraph, name: str) -> None:
    """A bookmark at the paragraph's start, which links in the document lead to."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    number = name.rpartition("_")[2]
    for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(kind)
        mark.set(qn("w:id"), number)
        if kind == "w:bookmarkStart":
            mark.set(qn("w:name"), name)
        paragraph._p.append(mark)


def _field(paragraph: Paragraph, what: str) -> None:
    """A number that Word fills in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), what)
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def written(made: Document) -> bytes:
    """The document's bytes."""
    out = io.BytesIO()
    made.save(out)
    return undated(out.getvalue())
