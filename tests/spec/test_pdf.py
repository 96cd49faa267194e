"""What is drawn on a page → the tables and lines that are read of it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

import addresses
from read import read_content
from reading.cells import Content, NotRead

VISITS = [["Age of boat", "2018/19", "2019/20"], ["0", "12", "<5"], ["1", "1,240", "7"], ["2", "9", "31"]]


def pdf(draw: Callable[[Canvas], object], **options) -> bytes:
    """One page, or as many as `draw` shows."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, **options)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def opened(draw: Callable[[Canvas], object] | bytes, **options) -> Content:
    return read_content("reply.pdf", draw if isinstance(draw, bytes) else pdf(draw, **options))


def lines(canvas: Canvas, *texts: str, x: float = 72, y: float = 760, step: float = 14, size: float = 10) -> None:
    canvas.setFont("Helvetica", size)
    for n, text in enumerate(texts):
        canvas.drawString(x, y - n * step, text)


def columns(canvas: Canvas, rows: list[list[str]], ends: list[float], x: float = 72, y: float = 700, step: float = 14) -> None:
    """A table without lines: labels from the left, values up to the right."""
    canvas.setFont("Helvetica", 10)
    for n, row in enumerate(rows):
        canvas.drawString(x, y - n * step, row[0])
        for end, text in zip(ends, row[1:]):
            canvas.drawRightString(end, y - n * step, text)


def ruled(canvas: Canvas, rows: list, y: float = 700, x: float = 72, style: list | None = None, widths: list | None = None) -> None:
    table = Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black), *(style or [])], colWidths=widths)
    _, height = table.wrapOn(canvas, 500, 500)
    table.drawOn(canvas, x, y - height)


def tables(content: Content) -> dict[str, list[list[str]]]:
    """Part → its cells as rows."""
    found = {}
    for part in content.parts:
        if part.naming == "R1C1":
            rows = [[""] * (max(c.col for c in part.cells) + 1) for _ in range(max(c.row for c in part.cells) + 1)]
            for cell in part.cells:
                rows[cell.row][cell.col] = cell.text
            found[part.name] = rows
    return found


def text(content: Content, page: int = 1) -> list[str]:
    return [c.text for part in content.parts if part.name == f"page {page}" for c in part.cells]


def marks(content: Content, part: str = "page 1 table 1") -> dict[str, list[str]]:
    """Cell → its marks, but for where the table stands."""
    (found,) = [p for p in content.parts if p.name == part]
    said = {addresses.cell(c.row, c.col, found.naming): [m for m in c.marks if not m.startswith("below line")] for c in found.cells}
    return {name: each for name, each in said.items() if each}


class TestTables:
    def test_ruled(self):
        assert tables(opened(lambda c: ruled(c, VISITS))) == {"page 1 table 1": VISITS}

    def test_unruled(self):
        assert tables(opened(lambda c: columns(c, VISITS, [200, 300]))) == {"page 1 table 1": VISITS}

    def test_only_the_header_underlined(self):
        def draw(c: Canvas) -> None:
            columns(c, VISITS, [200, 300])
            c.line(70, 696, 300, 696)

        assert tables(opened(draw)) == {"page 1 table 1": VISITS}

    def test_two_stacked_with_their_titles(self):
        def draw(c: Canvas) -> None:
            lines(c, "Boats that visited", y=740)
            columns(c, VISITS, [200, 300], y=720)
            lines(c, "Boats that were repaired", y=640)
            columns(c, VISITS, [200, 300], y=620)

        content = opened(draw)
        assert tables(content) == {"page 1 table 1": VISITS, "page 1 table 2": VISITS}
        assert text(content) == ["Boats that visited", "Boats that were repaired"]

    def test_two_side_by_side_are_one_with_their_columns_apart(self):
        def draw(c: Canvas) -> None:
            columns(c, VISITS, [200, 270])
            columns(c, VISITS, [450, 520], x=330)

        assert tables(opened(draw)) == {"page 1 table 1": [[*row, *row] for row in VISITS]}

    def test_two_ruled_side_by_side(self):
        def draw(c: Canvas) -> None:
            ruled(c, VISITS)
            ruled(c, VISITS, x=330)

        assert tables(opened(draw)) == {"page 1 table 1": VISITS, "page 1 table 2": VISITS}

    def test_blank_cells_keep_their_columns(self):
        rows = [["Berth", "Jan-18", "Feb-18", "Mar-18"], ["Quay", "", "1", ""], ["Pontoon", "22", "", "3"], ["Mud berth", "", "", "4"]]
        assert tables(opened(lambda c: columns(c, rows, [200, 260, 320]))) == {"page 1 table 1": rows}

    def test_values_up_to_the_right_below_a_header_from_the_left(self):
        def draw(c: Canvas) -> None:
            columns(c, [row[:1] for row in VISITS], [])
            for n, row in enumerate(VISITS):
                for x, said in zip((160, 300), row[1:]):
                    c.drawString(x, 700 - n * 14, said) if n == 0 else c.drawRightString(x + 100, 700 - n * 14, said)

        assert tables(opened(draw)) == {"page 1 table 1": VISITS}

    def test_a_header_that_nearly_touches_the_next(self):
        rows = [["Berth", "Nov-18", "Dec-18", "Grand Total"], ["Quay", "10", "2397", "133454"], ["Pontoon", "5", "17", "22"]]

        def draw(c: Canvas) -> None:
            columns(c, rows, [200, 260, 318])

        assert tables(opened(draw)) == {"page 1 table 1": rows}

    def test_labels_of_several_lines(self):
        """The lines of a label stand nearer to each other than rows do."""

        def draw(c: Canvas) -> None:
            c.setFont("Helvetica", 10)
            c.drawString(72, 700, "Berth")
            c.drawRightString(300, 700, "2018/19")
            for y, label, value in ((676, ["Swinging", "mooring"], "12"), (640, ["Mud", "berth"], "7"), (604, ["Quay"], "3")):
                for n, part in enumerate(label):
                    c.drawString(72, y - 12 * n, part)
                c.drawRightString(300, y, value)

        expected = [["Berth", "2018/19"], ["Swinging mooring", "12"], ["Mud berth", "7"], ["Quay", "3"]]
        assert tables(opened(draw)) == {"page 1 table 1": expected}

    def test_values_in_the_middle_of_a_label_of_two_lines(self):
        def draw(c: Canvas) -> None:
            c.setFont("Helvetica", 10)
            c.drawString(72, 700, "Berth")
            c.drawRightString(300, 700, "2018/19")
            c.drawRightString(400, 700, "2019/20")
            for y, first, second in ((670, "Swinging", "mooring"), (630, "Mud", "berth")):
                c.drawString(72, y + 6, first)
                c.drawString(72, y - 6, second)
                c.drawRightString(300, y, "12")
                c.drawRightString(400, y, "7")

        expected = [["Berth", "2018/19", "2019/20"], ["Swinging mooring", "12", "7"], ["Mud berth", "12", "7"]]
        assert tables(opened(draw)) == {"page 1 table 1": expected}

    def test_several_lines_in_a_ruled_cell_are_joined(self):
        rows = [["Berth", "2018/19"], ["Swinging\nmooring", "12"], ["Mud berth", "7"]]
        (read,) = tables(opened(lambda c: ruled(c, rows))).values()
        assert read == [["Berth", "2018/19"], ["Swinging mooring", "12"], ["Mud berth", "7"]]

    def test_merged_header_of_a_ruled_table(self):
        rows = [["Age", "2018/19", "", "2019/20", ""], ["", "Visits", "Repairs", "Visits", "Repairs"], ["0", "1", "2", "3", "4"]]
        content = opened(lambda c: ruled(c, rows, style=[("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0)), ("SPAN", (0, 0), (0, 1))]))
        assert marks(content) == {"R1C1": ["merged R1C1:R2C1"], "R1C2": ["merged R1C2:R1C3"], "R1C4": ["merged R1C4:R1C5"]}
        assert tables(content)["page 1 table 1"][1:] == [["", "Visits", "Repairs", "Visits", "Repairs"], ["0", "1", "2", "3", "4"]]

    def test_merged_header_without_lines(self):
        def draw(c: Canvas) -> None:
            c.setFont("Helvetica", 10)
            c.drawCentredString(225, 714, "2018/19")
            c.drawCentredString(375, 714, "2019/20")
            columns(
                c,
                [["Age", "Visits", "Repairs", "Visits", "Repairs"], ["0", "1", "2", "3", "4"], ["1", "11", "12", "13", "14"]],
                [200, 270, 350, 420],
            )

        content = opened(draw)
        assert marks(content) == {"R1C2": ["merged R1C2:R1C3"], "R1C4": ["merged R1C4:R1C5"]}
        assert [row[:1] for row in tables(content)["page 1 table 1"]] == [[""], ["Age"], ["0"], ["1"]]

    def test_a_line_that_stands_over_no_columns_in_particular_is_no_header(self):
        def draw(c: Canvas) -> None:
            c.setFont("Helvetica", 10)
            c.drawString(215, 714, "2018/19")
            c.drawString(262, 714, "2019/20")
            columns(
                c,
                [["Age", "Visits", "Repairs", "Visits", "Repairs"], ["0", "1", "2", "3", "4"], ["1", "11", "12", "13", "14"]],
                [200, 270, 350, 420],
            )

        assert tables(opened(draw))["page 1 table 1"][0] == ["Age", "Visits", "Repairs", "Visits", "Repairs"]

    def test_narrow_ruled_columns_whose_values_nearly_touch(self):
        rows = [["Age", "2018", "2019"], ["0", "1234", "5678"], ["1", "1111", "2222"]]
        style = [("LEFTPADDING", (0, 0), (-1, -1), 0.4), ("RIGHTPADDING", (0, 0), (-1, -1), 0.4)]
        assert tables(opened(lambda c: ruled(c, rows, style=style, widths=[30, 23.2, 23.2]))) == {"page 1 table 1": rows}

    def test_a_frame_around_rows_is_read_by_its_rows(self):
        def draw(c: Canvas) -> None:
            columns(c, VISITS, [200, 300])
            c.rect(68, 650, 240, 65)
            c.line(150, 650, 150, 715)

        assert tables(opened(draw)) == {"page 1 table 1": VISITS}


class TestText:
    def test_lines_in_reading_order_with_blank_ones_counted(self):
        content = opened(lambda c: (lines(c, "Dear requester,"), lines(c, "We hold this.", "See below.", y=720)))
        assert [(c.row, c.text) for c in content.parts[0].cells] == [(0, "Dear requester,"), (2, "We hold this."), (3, "See below.")]

    def test_prose_with_numbers_is_no_table(self):
        said = [
            "In 2018/19 there were 12 visits and 7 repairs, and in 2019/20",
            "there were 15 visits   and 9 repairs, of 24 boats in all.",
        ] * 3
        content = opened(lambda c: lines(c, *said))
        assert tables(content) == {}
        assert len(text(content)) == 6

    def test_the_head_of_a_letter_is_no_table(self):
        def draw(c: Canvas) -> None:
            lines(c, "Name: A. Reader", "Our ref: 8003", "Direct dial: 0115 496 0123", "Date: 12 June 2024")
            lines(c, "Harbour Office", "1 The Quay", "Saltmouth", "SA1 2BC", x=350)

        content = opened(draw)
        assert tables(content) == {}
        assert any("8003" in line for line in text(content))

    def test_two_columns_of_prose_are_read_one_after_the_other(self):
        left = [
            "We hold the figures that",
            "you ask for, and give them",
            "in the table on the next",
            "page of this letter, by",
            "age of boat and by year.",
        ]
        right = [
            "Where fewer than five boats",
            "came we say so, since the",
            "owners might be known by",
            "others. You may complain",
            "to the harbour master.",
        ]
        content = opened(lambda c: (lines(c, *left), lines(c, *right, x=320)))
        assert text(content) == left + right

    def test_what_stands_around_a_table(self):
        content = opened(lambda c: (lines(c, "Above"), columns(c, VISITS, [200, 300]), lines(c, "Below", y=600)))
        assert text(content) == ["Above", "Below"]
        assert content.parts[1].cells[0].marks == ["below line 1"]

    def test_hyphens_at_the_end_of_a_line_are_kept(self):
        assert text(opened(lambda c: lines(c, "a swinging moor-", "ing"))) == ["a swinging moor-", "ing"]

    def test_a_soft_hyphen_that_is_drawn_is_a_hyphen(self):
        (said,) = text(opened(lambda c: lines(c, "1\u00ad4 boats")))
        assert said == "1-4 boats"

    def test_an_underlined_word_is_not_struck(self):
        content = opened(lambda c: (lines(c, "Response"), c.line(72, 758.5, 120, 758.5)))
        assert content.parts[0].cells[0].marks == []


class TestLetters:
    def test_a_raised_footnote_mark_is_no_digit(self):
        def draw(c: Canvas) -> None:
            columns(c, VISITS, [200, 300])
            c.setFont("Helvetica", 6)
            c.drawString(200.2, 690, "1")

        assert tables(opened(draw))["page 1 table 1"][1] == ["0", "12¹", "<5"]

    def test_a_raised_mark_in_a_ruled_cell(self):
        from reportlab.lib.styles import getSampleStyleSheet
        from reportlab.platypus import Paragraph

        cell = Paragraph("12<super>1</super>", getSampleStyleSheet()["BodyText"])
        assert tables(opened(lambda c: ruled(c, [["Age", "2018/19"], ["0", cell], ["1", "7"]])))["page 1 table 1"][1] == ["0", "12¹"]

    def test_an_ordinal_stays_a_word(self):
        from reportlab.lib.styles import getSampleStyleSheet
        from reportlab.platypus import Paragraph

        def draw(c: Canvas) -> None:
            said = Paragraph("On the 1<super>st</super> of June", getSampleStyleSheet()["BodyText"])
            said.wrapOn(c, 300, 100)
            said.drawOn(c, 72, 700)

        assert text(opened(draw)) == ["On the 1st of June"]

    def test_struck_through(self):
        def draw(c: Canvas) -> None:
            columns(c, VISITS, [200, 300])
            c.line(189, 689.5, 200, 689.5)

        assert marks(opened(draw)) == {"R2C2": ["struck through"]}

    def test_a_rule_close_to_the_text_does_not_strike_it(self):
        style = [("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0), ("LEADING", (0, 0), (-1, -1), 8)]
        assert marks(opened(lambda c: ruled(c, VISITS, style=style))) == {}

    def test_a_page_that_is_turned(self):
        def draw(c: Canvas) -> None:
            c.setPageRotation(90)
            c.rotate(90)
            c.translate(0, -A4[0])
            columns(c, VISITS, [200, 300], y=400)

        assert tables(opened(draw)) == {"page 1 table 1": VISITS}

    def test_text_that_runs_upwards_on_paper_that_is_not_turned(self):
        def draw(c: Canvas) -> None:
            c.rotate(90)
            c.translate(0, -A4[0])
            ruled(c, VISITS, y=400)

        assert tables(opened(draw)) == {"page 1 table 1": VISITS}

    def test_a_header_that_runs_upwards(self):
        def draw(c: Canvas) -> None:
            ruled(
                c,
                [["Berth", "", ""], ["Quay", "1", "2"], ["Pontoon", "3", "4"]],
                widths=[80, 30, 30],
                style=[("BOTTOMPADDING", (0, 0), (-1, 0), 50)],
            )
            for x, said in ((172, "Jan-18"), (202, "Feb-18")):
                c.saveState()
                c.translate(x, 650)
                c.rotate(90)
                c.drawString(0, 0, said)
                c.restoreState()

        assert tables(opened(draw))["page 1 table 1"][0] == ["Berth", "Jan-18", "Feb-18"]

    def test_text_that_is_covered_or_white_is_left_out_and_said(self):
        def draw(c: Canvas) -> None:
            lines(c, "Name of the owner", "Boats: 12")
            c.rect(70, 755, 120, 14, fill=1)
            c.setFillColor(colors.white)
            lines(c, "Unseen", y=600)

        content = opened(draw)
        assert text(content) == ["Boats: 12"]
        assert any("nobody sees" in n for n in content.notices)

    def test_white_text_on_a_dark_header_is_seen(self):
        style = [("BACKGROUND", (0, 0), (-1, 0), colors.darkblue), ("TEXTCOLOR", (0, 0), (-1, 0), colors.white)]
        assert tables(opened(lambda c: ruled(c, VISITS, style=style))) == {"page 1 table 1": VISITS}

    def test_letters_that_a_font_does_not_name_are_said(self):
        """Else the numbers of its glyphs would pass for letters and digits."""
        import matplotlib
        from matplotlib.figure import Figure

        with matplotlib.rc_context({"pdf.fonttype": 42, "pdf.compression": 0}):
            figure, out = Figure(), io.BytesIO()
            figure.text(0.3, 0.5, "12 boats")
            figure.savefig(out, format="pdf")
        assert text(opened(out.getvalue())) == ["12 boats"]
        content = opened(out.getvalue().replace(b"/ToUnicode", b"/NoUnicode"))
        assert text(content) == ["�� �����"]
        assert any("does not say which" in n for n in content.notices)


class TestPictures:
    @staticmethod
    def picture(canvas: Canvas, width: float = 595, height: float = 842) -> None:
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "grey")), 0, 0, width, height)

    def test_a_scanned_file_is_not_read(self):
        with pytest.raises(NotRead, match="pictures without text"):
            opened(lambda c: self.picture(c))

    def test_a_scanned_page_among_others_is_said(self):
        content = opened(lambda c: (lines(c, "See the next page"), c.showPage(), self.picture(c)))
        assert text(content) == ["See the next page"]
        assert content.notices == ["Page 2 is a picture without text. If it holds answers, type them into a spreadsheet beside it."]

    def test_what_a_machine_read_off_a_picture_is_marked(self):
        def draw(c: Canvas) -> None:
            self.picture(c)
            said = c.beginText(72, 700)
            said.setTextRenderMode(3)
            said.setFont("Helvetica", 10)
            said.textLine("12 boats")
            c.drawText(said)

        content = opened(draw)
        assert [(c.text, c.marks) for c in content.parts[0].cells] == [("12 boats", ["read off a picture"])]
        assert "a machine read it off" not in content.notices[0] and "machine" in content.notices[0]


class TestFiles:
    def test_the_fields_of_a_form(self):
        def draw(c: Canvas) -> None:
            lines(c, "How many boats visited?", "Do you keep a night watch?", step=40)
            c.acroForm.textfield(name="visits", value="12", x=300, y=752, width=60, height=16)
            c.acroForm.checkbox(name="watch", checked=True, x=300, y=715, size=14)
            c.acroForm.checkbox(name="none", checked=False, x=340, y=715, size=14)

        assert text(opened(draw)) == ["How many boats visited? 12", "Do you keep a night watch? ☒"]

    def test_a_password(self):
        with pytest.raises(NotRead, match="has a password"):
            opened(lambda c: lines(c, "12"), encrypt="secret")

    def test_locked_against_changes_only(self):
        from reportlab.lib.pdfencrypt import StandardEncryption

        content = opened(lambda c: lines(c, "12 boats"), encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0))
        assert text(content) == ["12 boats"]

    @pytest.mark.parametrize("cut", [30, 700])
    def test_damaged(self, cut: int):
        with pytest.raises(NotRead, match="damaged|Nothing stands"):
            opened(pdf(lambda c: lines(c, "12 boats"))[:cut])

    def test_too_many_pages(self):
        with pytest.raises(NotRead, match="600 pages"):
            opened(lambda c: [c.showPage() for _ in range(600)])

    def test_an_empty_page(self):
        with pytest.raises(NotRead, match="Nothing stands"):
            opened(lambda c: c.showPage())

    def test_files_inside(self):
        import pypdfium2

        document = pypdfium2.PdfDocument(pdf(lambda c: lines(c, "See the file inside")))
        document.new_attachment("figures.csv").set_data(b"Age,2018/19\n0,12\n")
        out = io.BytesIO()
        document.save(out)
        assert opened(out.getvalue()).files == [("figures.csv", b"Age,2018/19\n0,12\n")]


class TestPages:
    def test_a_table_that_goes_on_overleaf_keeps_its_columns(self):
        rest = [["3", "", "8"], ["4", "", "9"]]

        def draw(c: Canvas) -> None:
            columns(c, VISITS, [200, 300])
            lines(c, "Page 1 of 2", y=40)
            c.showPage()
            columns(c, rest, [200, 300])
            lines(c, "Page 2 of 2", y=40)

        content = opened(draw)
        assert tables(content)["page 2 table 1"] == rest
        assert marks(content, "page 2 table 1") == {"R1C1": ["continues page 1 table 1"]}

    def test_a_line_between_ends_it(self):
        def draw(c: Canvas) -> None:
            columns(c, VISITS, [200, 300])
            c.showPage()
            lines(c, "Boats that were repaired")
            columns(c, [["0", "5", "8"], ["1", "6", "9"]], [200, 300])

        assert marks(opened(draw), "page 2 table 1") == {}

    def test_a_sheet_wider_than_the_paper(self):
        left = [["Berth", "Jan-18"], ["Quay", "1"], ["Pontoon", "2"], ["Mud berth", "3"]]
        right = [["Feb-18", "Mar-18"], ["4", "5"], ["", "6"], ["7", "8"]]

        def draw(c: Canvas) -> None:
            ruled(c, left)
            c.showPage()
            ruled(c, right)

        assert marks(opened(draw), "page 2 table 1") == {"R1C1": ["right of page 1 table 1"]}


def test_a_label_without_lines_may_go_on_in_the_line_beside_it():
    """Nothing tells whether "Home" is a label, or the end of one: the cell says so, and what it labels stays unread."""
    rows = [["Kind", "2018/19", "2019/20"], ["Quay", "12", "15"], ["Registered Care", "", ""], ["Home", "3", "4"], ["Pontoon", "7", "8"]]
    assert marks(opened(lambda c: columns(c, rows, [260, 330]))) == dict.fromkeys(["R2C1", "R4C1"], ["label may go on"])
