"""Messages: what was sent → the text that is read, and the files that stand in it."""

from email.message import EmailMessage

import pytest
from compressed_rtf import compress

import read
from reading.cells import NotRead
from tests.made.outlook import msg, stored, tnef
from tests.spec.test_read import TABLE, one_sheet, xls

HEAD = b"From: Harbour Office <foi@harbour.example>\r\nDate: Mon, 5 Aug 2024 10:00:00 +0100\r\nSubject: FOI 12/24\r\nMIME-Version: 1.0\r\n"
SAID = ["From: Harbour Office <foi@harbour.example>", "Date: Mon, 5 Aug 2024 10:00:00 +0100", "Subject: FOI 12/24"]


def eml(body: bytes) -> bytes:
    return HEAD + body.replace(b"\n", b"\r\n")


def mixed(*parts: bytes) -> bytes:
    """A message in parts: each its headers, a blank line, its content."""
    whole = b"".join(b"--b1\n" + part + b"\n" for part in parts)
    return eml(b'Content-Type: multipart/mixed; boundary="b1"\n\n' + whole + b"--b1--\n")


def given(content: bytes, name: str = "reply.eml") -> dict[str, read.Opened]:
    """Every file of a message, by its path in it; the message itself is empty."""
    return {found.inside: found for found in read.opened(name, content)}


def lines(found: read.Opened) -> list[str]:
    return [cell.text for part in found.parts if part.name == "text" for cell in part.cells]


TEXT = b"Content-Type: text/plain\n\nWe hold this.\n"


# The text ----------------------------------------------------------------------------------------------------------


def test_a_message_is_who_wrote_when_on_what_and_its_text():
    (part,) = given(eml(b"Content-Type: text/plain\n\nDear requester,\n\nThere were 12 boats.\n"))[""].parts
    assert part.name == "text"
    found = {read.addresses.cell(c.row, c.col, part.naming): c.text for c in part.cells}
    assert found == dict(zip(["line 1", "line 2", "line 3", "line 5", "line 7"], [*SAID, "Dear requester,", "There were 12 boats."]))


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (b"Content-Type: text/plain; charset=utf-8\n", "Café – 12".encode()),
        (b"Content-Type: text/plain; charset=iso-8859-1\n", "Café – 12".encode("cp1252")),  # what Windows calls so
        (b"Content-Type: text/plain; charset=us-ascii\n", "Café – 12".encode()),
        (b"Content-Type: text/plain; charset=utf-8\n", "Café – 12".encode("cp1252")),
        (b"Content-Type: text/plain; charset=no-such\n", "Café – 12".encode("cp1252")),
        (b"Content-Type: text/plain\n", "Café – 12".encode("cp1252")),
        (b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n", b"Caf=C3=A9 =E2=80=93 =\n12"),
        (b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n", b"Q2Fmw6kg4oCTIDEy"),
        (b"", "Café – 12".encode()),
    ],
)
def test_letters_are_read_whatever_is_declared(headers, body):
    assert lines(given(eml(headers + b"\n" + body))[""])[3:] == ["Café – 12"]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (b"=?iso-8859-1?Q?Caf=E9_12?=", "Café 12"),
        (b"=?utf-8?B?Q2Fmw6kgMTI=?=", "Café 12"),
        (b"=?utf-8?Q?Caf=C3?=\r\n =?utf-8?Q?=A9_12?=", "Café 12"),  # a letter cut in two
        ("Café 12".encode(), "Café 12"),
        ("Café 12".encode("cp1252"), "Café 12"),
        (b"one\r\n two", "one two"),
        (b"=?no-such?Q?Cafe?=", "Cafe"),
    ],
)
def test_a_subject_is_read_in_any_spelling(subject, text):
    assert lines(given(b"Subject: " + subject + b"\r\nMIME-Version: 1.0\r\n\r\nWe hold this.")[""]) == [f"Subject: {text}", "We hold this."]


def alternative(plain: bytes, html: bytes) -> bytes:
    parts = b"--b2\nContent-Type: text/plain\n\n" + plain + b"\n--b2\nContent-Type: text/html\n\n" + html + b"\n--b2--\n"
    return eml(b'Content-Type: multipart/alternative; boundary="b2"\n\n' + parts)


def test_plain_text_is_read_rather_than_the_same_as_html():
    assert lines(given(alternative(b"We hold this.", b"<p>We hold <b>this</b>.</p>"))[""])[3:] == ["We hold this."]


def test_a_table_is_read_from_the_html():
    table = b"<p>See:</p><table><tr><td>Age<td>2018/19</tr><tr><td>0<td>12</tr></table>"
    parts = given(alternative(b"See:\nAge\n2018/19\n0\n12", table))[""].parts
    assert [part.name for part in parts] == ["text", "table 1"]
    assert [cell.text for cell in parts[1].cells] == ["Age", "2018/19", "0", "12"]
    assert [cell.text for cell in parts[0].cells][:4] == [*SAID, "See:"]


def test_html_alone_is_read():
    assert lines(given(eml(b"Content-Type: text/html\n\n<p>We hold this.</p>"))[""])[3:] == ["We hold this."]


def test_text_before_and_after_an_attachment_is_one_text():
    content = mixed(TEXT, b"Content-Type: text/csv; name=a.csv\n\n" + TABLE.encode(), b"Content-Type: text/plain\n\nThe office")
    assert lines(given(content)[""])[3:] == ["We hold this.", "The office"]
    rows = [cell.row for cell in given(content)[""].parts[0].cells]
    assert rows == sorted(set(rows)), "two lines at one place"


def test_a_message_whose_end_is_missing_says_so():
    content = mixed(TEXT).rpartition(b"--b1--")[0]
    found = given(content)[""]
    assert "cut off" in found.notices[0]
    assert lines(found)[3:] == ["We hold this."]


# What is attached --------------------------------------------------------------------------------------------------

BOOK = one_sheet(A1="Boats", B1=12)


def attached(headers: bytes, content: bytes) -> bytes:
    import base64

    return mixed(TEXT, headers + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(content))


def test_an_attachment_is_a_file_in_the_file():
    found = given(attached(b'Content-Type: application/octet-stream\nContent-Disposition: attachment; filename="reply.xlsx"\n', BOOK))
    assert list(found) == ["", "reply.xlsx"]
    assert [cell.text for cell in found["reply.xlsx"].parts[0].cells] == ["Boats", "12"]


@pytest.mark.parametrize(
    "headers",
    [
        b'Content-Type: text/plain; name="reply.xlsx"\n',
        b"Content-Type: application/vnd-ms-word\nContent-Disposition: attachment; filename=reply.xlsx\n",
        b"Content-Type: nonsense\nContent-Disposition: inline; filename=reply.xlsx\n",
        b"Content-Disposition: attachment; filename*=utf-8''reply.xlsx\n",
        b"Content-Disposition: attachment; filename*0=rep; filename*1=ly.xlsx\n",
        b'Content-Disposition: attachment; filename="=?utf-8?B?cmVwbHkueGxzeA==?="\n',
        b'Content-Disposition: attachment; filename="C:\\\\Users\\\\reply.xlsx"\n'.replace(b"C:\\\\Users\\\\", b"../"),
    ],
)
def test_an_attachment_is_read_whatever_it_is_declared_as(headers):
    assert [c.text for c in given(attached(headers, BOOK))["reply.xlsx"].parts[0].cells] == ["Boats", "12"]


@pytest.mark.parametrize(
    ("name", "read_as"),
    [
        (b"../../out.csv", "out.csv"),
        (b"/etc/out.csv", "etc_out.csv"),
        (b"FOI 12/24 out.csv", "FOI 12_24 out.csv"),
        (b"a" * 300 + b".csv", "a" * 115 + "….csv"),
        (b"=?utf-8?Q?=E2=80=AEvsc=2Ecsv?=", "vsc.csv"),
        ("Größe.csv".encode(), "Größe.csv"),
        ("Größe.csv".encode("cp1252"), "Größe.csv"),
        (b"a\x01\x02b.csv", "a b.csv"),
        (b"..", "attachment 1.csv"),
    ],
)
def test_a_name_is_one_plain_element_of_a_path(name, read_as):
    content = attached(b'Content-Type: text/csv\nContent-Disposition: attachment; filename="' + name + b'"\n', TABLE.encode())
    assert list(given(content)) == ["", read_as]


@pytest.mark.parametrize(
    ("content", "name"), [(BOOK, "attachment 1.xlsx"), (b"%PDF-1.4\n%%EOF", "attachment 1.pdf"), (b"\x89PNG\r\n\x1a\n", "attachment 1.png")]
)
def test_what_has_no_name_is_called_by_its_content(content, name):
    assert list(given(attached(b"Content-Type: application/octet-stream\nContent-Disposition: attachment\n", content))) == ["", name]


def test_a_file_that_is_declared_as_the_text_is_a_file():
    assert list(given(attached(b"Content-Type: text/plain\n", b"%PDF-1.4\n\x00\x01"))) == ["", "attachment 1.pdf"]


def test_two_attachments_of_one_name():
    part = b"Content-Type: text/csv\nContent-Disposition: attachment; filename=reply.csv\n\n"
    content = mixed(TEXT, part + b"a,1\n", part + b"a,2\n", part.replace(b"reply", b"Reply") + b"a,3\n")
    found = given(content)
    assert list(found) == ["", "reply.csv", "reply (2).csv", "Reply (3).csv"]
    assert [f.parts[0].cells[1].text for f in list(found.values())[1:]] == ["1", "2", "3"]


def test_a_logo_in_the_text_is_told_and_no_file_that_was_not_read():
    content = attached(b"Content-Type: image/png; name=logo.png\nContent-ID: <1>\nContent-Disposition: inline\n", b"\x89PNG\r\n\x1a\n")
    found = given(content)
    assert list(found) == [""]
    assert "(logo.png)" in found[""].notices[0]


def test_a_picture_that_is_attached_is_a_file_that_was_not_read():
    content = attached(b"Content-Type: image/png\nContent-Disposition: attachment; filename=scan.png\n", b"\x89PNG\r\n\x1a\n")
    assert "A picture" in given(content)["scan.png"].reason


def test_a_message_in_a_message():
    inner = EmailMessage()
    inner["Subject"] = "Our data"
    inner.set_content("See the sheet.")
    inner.add_attachment(BOOK, maintype="application", subtype="octet-stream", filename="reply.xlsx")
    found = given(mixed(TEXT, b"Content-Type: message/rfc822\n\n" + inner.as_bytes()))
    assert list(found) == ["", "attachment 1.eml", "attachment 1.eml/reply.xlsx"]
    assert lines(found["attachment 1.eml"]) == ["Subject: Our data", "See the sheet."]


def test_a_message_by_its_content_whatever_it_is_called():
    assert lines(given(b"Received: from a\r\n" + eml(b"\nWe hold this."), "reply")[""])[3:] == ["We hold this."]


def test_a_message_with_nothing_in_it_says_so():
    with pytest.raises(NotRead, match="neither text nor attachments"):
        read.read_content("a.eml", b"X-Mailer: none\r\n\r\n")


# Outlook -----------------------------------------------------------------------------------------------------------

VALUES = {0x37: "FOI 12/24", 0x0C1A: "Harbour Office", 0x5D01: "foi@harbour.example", 0x39: 133673220000000000}
OUTLOOK = [SAID[0], "Date: Mon, 05 Aug 2024 09:00:00 +0000", SAID[2]]


def test_a_msg_is_read_with_its_attachments():
    found = given(
        msg(VALUES | {0x1000: "We hold this."}, [({0x3707: "reply.xlsx", 0x3704: "REPLY~1.XLS", 0x3701: BOOK}, None)]), "reply.msg"
    )
    assert lines(found[""]) == [*OUTLOOK, "We hold this."]
    assert [c.text for c in found["reply.xlsx"].parts[0].cells] == ["Boats", "12"]


def test_a_msg_by_its_content_whatever_it_is_called():
    assert lines(given(msg(VALUES | {0x1000: "We hold this."}), "reply.xls")[""])[-1] == "We hold this."


def test_a_msg_in_a_msg():
    inner = stored({0x37: "Our data", 0x1000: "See the sheet – 12."}, [({0x3707: "reply.xlsx", 0x3701: BOOK}, None)])
    content = msg(VALUES | {0x1000: "Forwarded."}, [({0x3001: "Our data", 0x3705: 5}, inner)])
    found = given(content, "reply.msg")
    assert list(found) == ["", "Our data.eml", "Our data.eml/reply.xlsx"]
    assert lines(found["Our data.eml"]) == ["Subject: Our data", "See the sheet – 12."]
    assert [f.sha256 for f in given(content, "reply.msg").values()] == [f.sha256 for f in found.values()]


def test_a_table_in_a_msg_is_read_from_its_html():
    html = "<p>See:</p><table><tr><td>Äge<td>2018/19</tr><tr><td>0<td>12</tr></table>"
    parts = given(msg({0x1000: "See: Age 0", 0x1013: html.encode("cp1252"), 0x3FFD: 1252}), "a.msg")[""].parts
    assert [c.text for c in parts[1].cells] == ["Äge", "2018/19", "0", "12"]


WRAPPED = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}See \'e9:\htmlrtf\par \htmlrtf0{\*\htmltag72 </p>}"
    rb"{\*\htmltag84 <table><tr><td>}Age{\*\htmltag84 <td>}2018/19{\*\htmltag84 <tr><td>}0{\*\htmltag84 <td>}12\u8211?13"
    rb"{\*\htmltag84 </table>}}"
)


def test_a_page_that_is_wrapped_in_rtf_is_a_page():
    parts = given(msg({0x1000: "See: Age 0", 0x1009: compress(WRAPPED, True)}), "a.msg")[""].parts
    assert [c.text for c in parts[0].cells] == ["See é:"]
    assert [c.text for c in parts[1].cells] == ["Age", "2018/19", "0", "12–13"]


def test_rtf_alone_is_read():
    assert lines(given(msg({0x37: "a", 0x1009: compress(rb"{\rtf1\ansi We hold this.}", True)}), "a.msg")[""])[1:] == ["We hold this."]


def test_a_damaged_msg_says_what_to_do():
    with pytest.raises(NotRead, match="ask the sender for it again"):
        read.read_content("a.msg", msg(VALUES)[:1000])


def test_winmail_dat_is_opened():
    content = tnef({0x37: "FOI 12/24", 0x1000: "We hold this."}, [("REPLY~1.XLS", {0x3707: "reply ä.xlsx"}, BOOK)])
    found = given(attached(b"Content-Type: application/ms-tnef; name=winmail.dat\n", content))
    assert list(found) == ["", "winmail.dat", "winmail.dat/reply ä.xlsx"]
    assert lines(found["winmail.dat"]) == ["Subject: FOI 12/24", "We hold this."]


def test_a_cut_off_winmail_dat_says_what_to_do():
    with pytest.raises(NotRead, match="ask the sender for it again"):
        read.read_content("winmail.dat", tnef({0x37: "FOI"}, [("a.csv", {}, b"a,b\n")])[:-20])


def test_an_xls_in_a_message_is_read():
    content = attached(b"Content-Type: application/vnd.ms-excel; name=a.xls\n", xls(lambda w: w.add_sheet("A").write(0, 0, 12)))
    assert [c.text for c in given(content)["a.xls"].parts[0].cells] == ["12"]
