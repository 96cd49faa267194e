"""Whatever is done to the bytes of a file, reading it ends: with its cells, or with words for the researcher.

A few hundred files at each run; `FOI_MUTATIONS=5000 pytest tests/law/test_mutated.py -n0` for thousands.
"""

import faulthandler
import io
import os
import random
import re
import time
import zipfile
from collections import Counter
from concurrent.futures import TimeoutError
from email.message import EmailMessage

import pytest
import xlwt
from docx import Document
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from pebble import ProcessExpired, ProcessPool
from reportlab.pdfgen.canvas import Canvas

import read
from tests.made.outlook import msg, stored, tnef
from tests.made.package import with_pivot
from tests.spec.test_read import ods

HOW_MANY = int(os.environ.get("FOI_MUTATIONS", "300"))
ROWS = [["Age", "2018/19", "2019/20"], ["0", 12, "<5"], ["1", 7, 30], ["Total", 19, "35"]]


# Good files --------------------------------------------------------------------------------------------------------


def an_xlsx() -> bytes:
    workbook, out = Workbook(), io.BytesIO()
    for row in ROWS:
        workbook.active.append(row)
    workbook.active["B2"].font = Font(strike=True)
    workbook.active["B3"].comment = Comment("counted twice", "somebody")
    workbook.active["C3"].number_format = '"<"0'
    workbook.active.merge_cells("A6:B7")
    workbook.active.row_dimensions[3].hidden = True
    workbook.create_sheet("Data")["C5"] = "=SUM(A1:A2)"
    workbook.save(out)
    return with_pivot(out.getvalue(), ["Age", "Boats"], [["0", 12], ["1", 7]], shown="sum", data_field=1)


def an_xls() -> bytes:
    workbook, out = xlwt.Workbook(), io.BytesIO()
    sheet = workbook.add_sheet("Visits")
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            sheet.write(r, c, value, xlwt.easyxf("font: struck_out on") if r == 2 else xlwt.Style.default_style)
    sheet.row(1).hidden = True
    workbook.save(out)
    return out.getvalue()


def a_docx() -> bytes:
    document, out = Document(), io.BytesIO()
    document.add_paragraph("There were 12 boats.")
    table = document.add_table(len(ROWS), 3)
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            table.cell(r, c).text = str(value)
    document.save(out)
    return out.getvalue()


def a_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            canvas.drawString(100 + 80 * c, 700 - 20 * r, str(value))
    canvas.save()
    return out.getvalue()


def an_eml() -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Größe <foi@harbour.example>", "FOI 12/24"
    message.set_content("There were 12 boats.")
    message.add_alternative("<p>See</p><table><tr><td>Age<td>12</tr><tr><td>0<td>7</tr></table>", subtype="html")
    message.add_attachment(an_xlsx(), maintype="application", subtype="octet-stream", filename="reply ä.xlsx")
    inner = EmailMessage()
    inner.set_content("Forwarded.")
    message.add_attachment(inner)
    return message.as_bytes()


def a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"a/reply.xlsx": an_xlsx(), "b.csv": CSV, "c.zip": b""}.items():
            archive.writestr(name, content)
    return out.getvalue()


CSV = "\n".join(",".join(map(str, row)) for row in ROWS).encode()
VALUES: dict[int, str | bytes | int] = {0x37: "FOI 12/24", 0x1000: "There were 12 boats.", 0x39: 133673220000000000}
GOOD = {
    "a.xlsx": an_xlsx(),
    "a.xls": an_xls(),
    "a.ods": ods([[str(v) for v in row] for row in ROWS]),
    "a.csv": CSV,
    "a.docx": a_docx(),
    "a.pdf": a_pdf(),
    "a.eml": an_eml(),
    "a.zip": a_zip(),
    "a.msg": msg(VALUES, [({0x3707: "reply.xlsx", 0x3701: an_xlsx()}, None), ({0x3001: "Our data"}, stored(VALUES))]),
    "winmail.dat": tnef({0x37: "FOI 12/24", 0x1000: "There were 12 boats."}, [("REPLY~1.XLS", {0x3707: "reply.xlsx"}, an_xlsx())]),
    "a.html": b"<html><body><p>See</p><table><tr><td>Age</td><td>12</td></tr><tr><td>0</td><td>&lt;5</td></tr></table></body></html>",
}


# What is done to them ----------------------------------------------------------------------------------------------


def flipped(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 8, 64))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))]


def without_a_piece(content: bytes, rng: random.Random) -> bytes:
    start, length = rng.randrange(len(content)), rng.randrange(1, 600)
    return content[:start] + content[start + length :]


def with_a_piece(content: bytes, rng: random.Random) -> bytes:
    at, start = rng.randrange(len(content)), rng.randrange(len(content))
    piece = rng.choice((rng.randbytes(40), bytes(200), content[start : start + rng.randrange(1, 2000)]))
    return content[:at] + piece + content[at:]


def with_extremes(content: bytes, rng: random.Random) -> bytes:
    """Numbers such as sizes, offsets and counts at their ends."""
    changed = bytearray(content)
    for _ in range(rng.choice((1, 2, 6))):
        at = rng.randrange(len(changed))
        changed[at : at + 4] = rng.choice((b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", bytes(4), b"\x00\x00\x00\x80", b"\xfe\xff\xff\xff"))
    return bytes(changed)


def repacked(content: bytes, rng: random.Random) -> bytes:
    """The entries of a zip changed, swapped, doubled or dropped, and packed well: what a reader sees only when it parses."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = [[name, package.read(name)] for name in package.namelist()]
    except Exception:  # no zip, or one that is broken already
        return flipped(content, rng)
    one, other = rng.choice(entries), rng.choice(entries)
    way = rng.choice(("xml", "xml", "xml", "number", "number", "bytes", "swap", "double", "drop"))
    if way == "swap":
        one[1], other[1] = other[1], one[1]
    elif way == "double":
        entries.append([other[0], one[1]])
    elif way == "drop":
        entries.remove(one)
    elif way == "bytes" and one[1]:
        one[1] = rng.choice((flipped, cut, without_a_piece, with_a_piece))(one[1], rng)
    elif way == "number":
        numbers = list(re.finditer(rb"\d+", one[1]))
        if numbers:
            found, other_number = (
                rng.choice(numbers),
                rng.choice((b"0", b"-1", b"4294967296", b"99999999999999999999", b"1e999", b"x", b"")),
            )
            one[1] = one[1][: found.start()] + other_number + one[1][found.end() :]
    else:
        elements = list(re.finditer(rb"<[^>]*>", one[1]))
        if elements:
            found, often = rng.choice(elements), rng.choice((0, 2, 2, 50))
            one[1] = one[1][: found.start()] + found[0] * often + one[1][found.end() :]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in entries:
            package.writestr(name, data)
    return out.getvalue()


WAYS = (flipped, cut, without_a_piece, with_a_piece, with_extremes, repacked, repacked)


def mutated(number: int) -> tuple[str, bytes]:
    """The same file for the same number."""
    rng = random.Random(number)
    name = rng.choice(list(GOOD))
    content = GOOD[name]
    for _ in range(rng.choice((1, 1, 1, 2))):
        content = rng.choice(WAYS)(content, rng) if content else content
    return name, content


# What comes of it --------------------------------------------------------------------------------------------------


def outcome(number: int) -> tuple[str, float]:
    """read · not read · a traceback; and the seconds it took. Runs in the child that the rule runs in."""
    faulthandler.disable()
    name, content = mutated(number)
    start = time.perf_counter()
    found = read.opened(name, content)
    read.as_table(found)
    traces = [f.trace for f in found if f.trace]
    said = [f.reason for f in found if f.reason]
    assert all(reason.endswith(".") for reason in said), said
    return (traces[0] if traces else "not read" if found[0].reason else "read"), time.perf_counter() - start


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_mutated_file_is_read_or_is_a_line() -> None:
    outcomes: Counter[str] = Counter()
    broken, slowest = {}, 0.0
    with ProcessPool(max_workers=2, initializer=read.limit) as pool:
        futures = {number: pool.schedule(outcome, args=[number], timeout=read.SECONDS) for number in range(HOW_MANY)}
        for number, future in futures.items():
            try:
                what, seconds = future.result()
                slowest = max(slowest, seconds)
            except (TimeoutError, ProcessExpired) as error:
                what = "too large or too slow"
                broken[number] = f"{type(error).__name__} {error}"
            if what not in ("read", "not read", "too large or too slow"):
                broken[number], what = what, "broken"
            outcomes[what] += 1
    said = "\n".join(f"mutated({number}), {mutated(number)[0]}: {why}" for number, why in list(broken.items())[:20])
    print(f"{HOW_MANY} files: {dict(outcomes)}, slowest {slowest:.1f} s\n{said}")
    assert outcomes["broken"] == 0, said
    # Those are lines too; but what is small should be read, or not, at little cost.
    assert outcomes["too large or too slow"] <= HOW_MANY / 100, said
    assert outcomes["read"] > HOW_MANY / 20, "the mutations leave nothing to read"
