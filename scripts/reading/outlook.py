"""What Outlook writes: msg files, and winmail.dat (TNEF). Both hold the same numbered properties, packed differently."""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Iterator
from email.utils import format_datetime

import olefile

from reading import rtf
from reading.cells import NotRead
from reading.mail import Attached, Body, Mail, as_eml

Properties = dict[int, str | bytes]

SUBJECT, BODY, HTML, RTF = 0x0037, 0x1000, 0x1013, 0x1009
SENDER, SENDER_ADDRESS, SENDER_SMTP = (0x0C1A, 0x0042), (0x0C1F, 0x0065), (0x5D01, 0x5D02)
SENT = (0x0039, 0x0E06)
LETTERS = (0x3FDE, 0x3FFD)
DATA, LONG_NAME, SHORT_NAME, SHOWN_NAME, DECLARED, CONTENT_ID = 0x3701, 0x3707, 0x3704, 0x3001, 0x370E, 0x3712
PROPERTIES = "__properties_version1.0"
BROKEN = "The message is damaged. Open it in Outlook, save its attachments, and add them; or ask the sender for it again."
# Messages in messages: deeper than this nobody forwards.
DEEPEST = 5


def from_msg(content: bytes) -> Mail:
    """A message that Outlook saved. Raises NotRead for a damaged one."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            return _stored(ole, [], 0)
    except (OSError, ValueError, LookupError, struct.error, TypeError, AttributeError, RecursionError):  # what olefile raises on damage
        raise NotRead(BROKEN) from None


def _stored(ole: olefile.OleFileIO, place: list[str], depth: int) -> Mail:
    """The message at a place within the file: at its root, or in an attachment."""
    mail = _mail(_properties(ole, place, 24 if place else 32))
    for name in sorted({e[len(place)] for e in ole.listdir() if len(e) > len(place) + 1 and e[: len(place)] == place}):
        if not name.lower().startswith("__attach_version1.0_"):
            continue
        at = [*place, name]
        found, inner = _properties(ole, at, 8), [*at, f"__substg1.0_{DATA:04X}000D"]
        if ole.exists("/".join([*inner, PROPERTIES])):
            if depth == DEEPEST:
                mail.notices.append(f"It holds messages in messages, more than {DEEPEST} deep: the innermost were not opened.")
                continue
            within = _stored(ole, inner, depth + 1)
            name = _text(found, SHOWN_NAME) or next((value for key, value in within.headers if key == "Subject"), "")
            mail.attached.append(Attached(f"{name or 'message'}.eml", "message/rfc822", as_eml(within)))
        elif DATA not in found and ole.exists("/".join(inner)):
            mail.notices.append(f"An object stands in its text that was not read ({_attached_name(found) or 'without a name'}).")
        else:
            _attach(mail, found)
    return mail


def _properties(ole: olefile.OleFileIO, place: list[str], head: int) -> Properties:
    """The properties at one place: those of varying length have a stream each, the others share one."""
    raw: dict[int, tuple[int, bytes]] = {}
    for entry in ole.listdir():
        if entry[:-1] == place and entry[-1].lower().startswith("__substg1.0_") and len(entry[-1]) == 20:
            number, kind = int(entry[-1][12:16], 16), int(entry[-1][16:20], 16)
            if kind in (0x001E, 0x001F, 0x0102):
                raw[number] = kind, ole.openstream("/".join(entry)).read()
    fixed = "/".join([*place, PROPERTIES])
    if ole.exists(fixed):
        stream = ole.openstream(fixed).read()
        for at in range(head, len(stream) - 15, 16):
            kind, number = struct.unpack_from("<HH", stream, at)
            raw.setdefault(number, (kind, stream[at + 8 : at + 16]))
    return _decoded(raw)


def _decoded(raw: dict[int, tuple[int, bytes]]) -> Properties:
    """Texts as text, in the letters that the message names; the rest stays bytes."""
    pages = [struct.unpack_from("<i", raw[n][1])[0] for n in reversed(LETTERS) if n in raw and len(raw[n][1]) >= 4]
    found: Properties = {}
    for number, (kind, value) in raw.items():
        if kind == 0x001F:
            found[number] = value.decode("utf-16-le", errors="replace").rstrip("\0")
        elif kind == 0x001E or number == HTML:
            found[number] = _letters(value, reversed(pages) if number == HTML else pages).rstrip("\0")
        else:
            found[number] = value
    return found


def _letters(value: bytes, pages: Iterator[int] | list[int]) -> str:
    for page in pages:
        try:
            return value.decode({65001: "utf-8", 20127: "utf-8", 28591: "cp1252", 1200: "utf-16-le"}.get(page, f"cp{page}"))
        except (LookupError, UnicodeDecodeError):
            continue
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", errors="replace")


def _mail(found: Properties) -> Mail:
    address = next((a for n in (*SENDER_SMTP, *SENDER_ADDRESS) if "@" in (a := _text(found, n))), "")
    name = next((t for n in SENDER if (t := _text(found, n))), "")
    sender = f"{name} <{address}>" if name and address and name != address else name or address
    sent = next((_moment(found[n]) for n in SENT if isinstance(found.get(n), bytes)), "")
    said = [("From", sender), ("Date", sent), ("Subject", " ".join(_text(found, SUBJECT).split()))]
    mail = Mail([(name, value) for name, value in said if value])
    body, packed = Body(_text(found, BODY), _text(found, HTML)), found.get(RTF)
    if not body.html and isinstance(packed, bytes) and packed:
        body = rtf.body(packed, body.plain)
        if not body.plain and not body.html:
            mail.notices.append("Its text is in a form that could not be read. Open it in Outlook, save it as text, and add that.")
    mail.bodies.append(body)
    return mail


def _attach(mail: Mail, found: Properties) -> None:
    content, declared, name = found.get(DATA, b""), _text(found, DECLARED).lower(), _attached_name(found)
    if not isinstance(content, bytes):
        content = content.encode()
    if _text(found, CONTENT_ID) and (declared.startswith("image/") or name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".bmp"))):
        mail.pictures.append(name)
    elif content or name:
        mail.attached.append(Attached(name, declared, content))


def _attached_name(found: Properties) -> str:
    return next((t for n in (LONG_NAME, SHOWN_NAME, SHORT_NAME) if (t := _text(found, n))), "")


def _text(found: Properties, number: int) -> str:
    value = found.get(number, "")
    return value if isinstance(value, str) else ""


def _moment(value: bytes) -> str:
    """100 nanoseconds since 1601, as a message's header says it."""
    try:
        return format_datetime(dt.datetime(1601, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=struct.unpack("<Q", value[:8])[0] // 10))
    except (OverflowError, struct.error):
        return ""


# winmail.dat -------------------------------------------------------------------------------------------------------

SIGNATURE = b"\x78\x9f\x3e\x22"
MESSAGE_SUBJECT, MESSAGE_BODY, MESSAGE_PROPERTIES = 0x8004, 0x800C, 0x9003
ATTACHED, ATTACHED_DATA, ATTACHED_TITLE, ATTACHED_PROPERTIES = 0x9002, 0x800F, 0x8010, 0x9005
FIXED = {2: 4, 3: 4, 4: 4, 10: 4, 11: 4, 1: 4, 5: 8, 6: 8, 7: 8, 20: 8, 64: 8, 72: 16}


def from_tnef(content: bytes) -> Mail:
    """What a winmail.dat holds. Raises NotRead for a damaged one."""
    message: Properties = {}
    attachments: list[Properties] = []
    try:
        for name, data in _attributes(content):
            if name == MESSAGE_PROPERTIES:
                message |= _packed(data)
            elif name in (MESSAGE_SUBJECT, MESSAGE_BODY):
                message.setdefault(SUBJECT if name == MESSAGE_SUBJECT else BODY, _letters(data, []).rstrip("\0"))
            elif name == ATTACHED:
                attachments.append({})
            elif name == ATTACHED_DATA:
                attachments[-1][DATA] = data
            elif name == ATTACHED_TITLE:
                attachments[-1].setdefault(SHORT_NAME, _letters(data, []).rstrip("\0"))
            elif name == ATTACHED_PROPERTIES:
                attachments[-1] = _packed(data) | {k: v for k, v in attachments[-1].items() if k == DATA}
    except (struct.error, LookupError, ValueError):
        raise NotRead(BROKEN) from None
    mail = _mail(message)
    for found in attachments:
        data = found.get(DATA)
        if isinstance(data, bytes) and data[16:20] == SIGNATURE:  # a message, behind the number of its kind
            found[DATA] = data[16:]
        _attach(mail, found)
    return mail


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at + 9 <= len(content):
        _, name, _, length = struct.unpack_from("<BHHI", content, at)
        if at + 9 + length > len(content):
            raise ValueError("cut off")
        yield name, content[at + 9 : at + 9 + length]
        at += 11 + length  # a checksum ends it


def _packed(data: bytes) -> Properties:
    raw: dict[int, tuple[int, bytes]] = {}
    (often,), at = struct.unpack_from("<I", data), 4
    for _ in range(often):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= 0x8000:  # a property with a name of its own
            (named,) = struct.unpack_from("<I", data, at + 16)
            at += 24
            if named:
                at += _padded(struct.unpack_from("<I", data, at - 4)[0])
        several = 1
        if kind & 0x1000 or kind in (0x1E, 0x1F, 0x0D, 0x0102):
            (several,) = struct.unpack_from("<I", data, at)
            at += 4
        kind &= 0xEFFF
        for n in range(several):
            length = FIXED.get(kind)
            if length is None:
                (length,) = struct.unpack_from("<I", data, at)
                at += 4
            if at + length > len(data):
                raise ValueError("cut off")
            if n == 0:
                raw[number] = kind, data[at : at + length]
            at += _padded(length)
    return _decoded(raw)


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4
