"""Messages: eml, Outlook's msg, and the winmail.dat that Outlook packs attachments into.

The text begins with who wrote it, when, and on what: the day and the reference often stand nowhere else. Attachments
are files in the file, whatever type they are declared as.
"""

from __future__ import annotations

import email.message
import re
from email import policy
from email.header import decode_header
from email.parser import BytesParser

from reading import outlook
from reading.cells import Content, NotRead, Part
from reading.kinds import BEGINS_A_MESSAGE, is_binary, usual_suffix
from reading.mail import Attached, Body, Mail
from reading.names import distinct, plain_name
from reading.page import html_parts
from reading.text import text_parts

BELOW = re.compile(r"below line (\d+)")
HEADERS = ("From", "Date", "Subject")
# What is declared, for what has no name that says it, and cannot be told by its content.
TEXT_SUFFIXES = {"text/csv": ".csv", "text/html": ".html", "text/tab-separated-values": ".tsv", "message/rfc822": ".eml"}


def read(content: bytes, kind: str) -> Content:
    """The text of a message, its tables, and what is attached to it. Raises NotRead."""
    mail = outlook.from_msg(content) if kind == "msg" else outlook.from_tnef(content) if kind == "tnef" else from_eml(content)
    if not (mail.headers or mail.attached or any(body.plain or body.html for body in mail.bodies)):
        raise NotRead("It is called a message, and holds neither text nor attachments. Ask the sender for it again.")
    names = [_named(n, file) for n, file in enumerate(mail.attached, 1)]
    return Content(_parts(mail), [*mail.notices, *_pictures(mail)], list(zip(distinct(names), (f.content for f in mail.attached))))


def _parts(mail: Mail) -> list[Part]:
    """The running text in one part, then the tables."""
    said = [f"{name}: {value}" for name, value in mail.headers]
    text, tables, row = text_parts("\n".join(said) + "\n"), [], len(said) + 1
    lines = [cell for part in text for cell in part.cells]
    for body in mail.bodies:
        for part in _body(body):
            if part.name == "text":
                for cell in part.cells:
                    cell.row += row
                lines += part.cells
            else:
                part.name = f"table {len(tables) + 1}"
                part.cells[0].marks = [_lower(mark, row) for mark in part.cells[0].marks]
                tables.append(part)
        row = max((cell.row + 2 for cell in lines), default=row)
    return [Part("text", lines, "line"), *tables]


def _lower(mark: str, rows: int) -> str:
    """Where a table stands in the text of its body, as its place in the text of the message."""
    found = BELOW.fullmatch(mark)
    return f"below line {int(found[1]) + rows}" if found else mark


def _body(body: Body) -> list[Part]:
    """Plain text and html say the same; only the html keeps a table in one piece."""
    if not body.html.strip():
        return text_parts(body.plain)
    parts = html_parts(body.html)
    table = any(len({c.row for c in p.cells}) > 1 and len({c.col for c in p.cells}) > 1 for p in parts if p.name != "text")
    return parts if table or not body.plain.strip() else text_parts(body.plain)


def _pictures(mail: Mail) -> list[str]:
    if not mail.pictures:
        return []
    shown = ", ".join(distinct([plain_name(name) or "a picture" for name in mail.pictures]))
    return [f"Its text shows pictures, which were not read ({shown}): look whether one of them is more than a logo."]


def _named(n: int, file: Attached) -> str:
    name = plain_name(file.name)
    if not name:
        name = f"attachment {n}" + (TEXT_SUFFIXES.get(file.declared) or usual_suffix(file.content))
    elif file.declared in TEXT_SUFFIXES and not re.search(r"\.\w{2,5}$", name):
        name += TEXT_SUFFIXES[file.declared]
    return name


def from_eml(content: bytes) -> Mail:
    """A message as it was sent. What is broken in it is read as far as it goes: the parser of the library does not fail."""
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    head, blank, rest = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    if (
        blank
        and not re.search(rb"^(?:From|Subject|Date|MIME-Version):", head, re.IGNORECASE | re.MULTILINE)
        and BEGINS_A_MESSAGE.match(rest)
    ):
        content = rest  # some programs set a line of their own above a message that they return
    message = BytesParser(policy=policy.compat32).parsebytes(content)
    raw = {name.lower(): value for name, value in reversed(list(message.raw_items()))}
    mail = Mail([(name, value) for name in HEADERS if (value := spelled(raw.get(name.lower(), "")))])
    _walk(message, mail, None)
    if any("Boundary" in type(defect).__name__ for part in message.walk() for defect in part.defects):
        mail.notices.append("The message is cut off or broken: something may be missing. Compare with the message as it came.")
    return mail


def _walk(part: email.message.Message, mail: Mail, alternative: Body | None) -> None:
    if part.get_content_maintype() == "message" and part.is_multipart():
        name, inner = _name(part), part.get_payload()
        if part.get_content_type() != "message/rfc822":
            inner = [part]  # a report on delivery: text in the form of headers
        mail.attached += [Attached(name, "message/rfc822", each.as_bytes(policy=part.policy.clone(mangle_from_=False))) for each in inner]
    elif part.is_multipart():
        if part.get_content_subtype() == "alternative" and alternative is None:
            alternative = Body()
            mail.bodies.append(alternative)
        for each in part.get_payload():
            _walk(each, mail, alternative)
    else:
        _leaf(part, mail, alternative)


def _leaf(part: email.message.Message, mail: Mail, alternative: Body | None) -> None:
    content = part.get_payload(decode=True) or b""
    name, declared = _name(part), part.get_content_type()
    if declared in ("text/plain", "text/html") and not name and part.get_content_disposition() != "attachment" and not is_binary(content):
        body = alternative
        if body is None:
            body = Body()
            mail.bodies.append(body)
        text = written(content, part.get_content_charset() or "")
        if declared == "text/html":
            body.html += text
        else:
            body.plain += ("\n" if body.plain else "") + text
    elif declared.startswith("image/") and (part["Content-ID"] or part.get_content_disposition() == "inline"):
        mail.pictures.append(name)
    elif content.strip() or name:
        mail.attached.append(Attached(name, declared, content))


def _name(part: email.message.Message) -> str:
    """The name of an attachment, in whatever way it is written. An older way may stand within a newer one."""
    for header in ("Content-Disposition", "Content-Type"):
        for key, value in part.raw_items():
            if key.lower() == header.lower():
                part.replace_header(key, _letters(value).replace("\r", "").replace("\n", " "))
                break
    try:
        return spelled(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return ""


def spelled(value: str) -> str:
    """A header's text: lines joined, encoded words and raw bytes as letters."""
    value = re.sub(r"\r?\n[ \t]*", " ", _letters(str(value))).strip()
    if "=?" not in value:
        return value
    # Some programs break a word of two bytes between two encoded words: those of one kind belong together.
    value = re.sub(r"(=\?[^?\s]+\?[Qq]\?)([^?]*)\?=\s*\1(?=[^?]*\?=)", r"\1\2", value)
    try:
        pieces = decode_header(value)
    except (ValueError, LookupError):
        return value
    return "".join(p if isinstance(p, str) else written(p, c) if c else p.decode("raw-unicode-escape") for p, c in pieces)


def _letters(value: str) -> str:
    """Raw bytes in a header, which the parser keeps as surrogates."""
    return written(value.encode("ascii", "surrogateescape"), "") if any("\udc80" <= c <= "\udcff" for c in value) else value


def written(content: bytes, charset: str) -> str:
    """Bytes as text, in the letters that are declared if they fit; else as UTF-8 if it is, else as Windows wrote it."""
    declared = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "utf-8", "gb2312": "gb18030"}.get(charset.lower(), charset)
    for letters in filter(None, (declared, "utf-8")):
        try:
            return content.decode(letters)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return content.decode("cp1252", errors="replace")
