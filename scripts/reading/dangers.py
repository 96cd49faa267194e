"""What a file carries that a person should know of before opening it: a password, macros, links to elsewhere, or another
content than its name says. Nothing of it is ever run or loaded here.
"""

from __future__ import annotations

import io
import re
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator

from reading.cells import NotRead
from reading.kinds import OLE, PASSWORD, suffix_of

DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError, RuntimeError, LookupError, ET.ParseError)
ZIPPED = ("xlsx", "xlsb", "docx", "ods")
# What an ending claims, and how to say what it is instead.
CLAIMS = dict.fromkeys((".xls", ".xlsx", ".xlsm", ".xlsb", ".xltx", ".ods"), "workbook") | {
    ".csv": "text table",
    ".tsv": "text table",
    ".docx": "document",
    ".docm": "document",
    ".doc": "document",
    ".pdf": "PDF",
    ".eml": "message",
    ".msg": "message",
    ".zip": "archive",
    ".html": "web page",
    ".htm": "web page",
    ".txt": "text",
}
CONTENTS = dict.fromkeys(("xlsx", "xls", "xlsb", "ods"), "workbook") | dict.fromkeys(("eml", "msg", "tnef"), "message")
CONTENTS |= {"delimited": "text table", "docx": "document", "pdf": "PDF", "html": "web page", "text": "text", "zip": "archive"}

WORKBOOK_LINKS = ("externalLinkPath", "xlPathMissing", "xlStartup", "xlLibrary", "xlAlternateStartup", "xlExternalLinkPath")
FILEPASS, END, BOUNDSHEET, SUPBOOK = 0x002F, 0x000A, 0x0085, 0x01AE


# The parts of a package that hold values, or decide how they are shown.
VALUES = re.compile(r"xl/(?:worksheets/[^/]+|sharedstrings|workbook|styles)\.(?:xml|bin)|(?:content|styles)\.xml")


def check(kind: str, content: bytes) -> None:
    """Raises NotRead for a workbook that is encrypted, or whose readers would not agree on what stands in it."""
    if kind == "xls":
        stream = workbook_stream(content)
        if not stream:  # whose reader would follow a chain of sectors that never ends
            raise NotRead("The workbook is damaged: its sheets cannot be found in it. Ask the sender for it again.")
        if any(number == FILEPASS for number, _ in biff_records(stream)):
            raise NotRead(PASSWORD)
    elif kind in ZIPPED:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                _check_package(kind, package)
        except DAMAGE as error:
            raise damaged(error) from None


def damaged(error: Exception) -> NotRead:
    return NotRead(f"The file is damaged ({' '.join(str(error).split())[:80]}). Ask the sender for it again.")


def _check_package(kind: str, package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    encrypted = any(entry.flag_bits & 1 for entry in entries)
    if encrypted or (
        kind == "ods" and "META-INF/manifest.xml" in package.namelist() and b"encryption-data" in package.read("META-INF/manifest.xml")
    ):
        raise NotRead(PASSWORD)
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename.replace("\\", "/").lower()
        if not VALUES.fullmatch(name):
            continue
        if name in seen:
            raise NotRead(f"It holds two parts called {name}, of which programs show one or the other. Ask the sender for it again.")
        seen.add(name)
        if kind == "xlsx" and "/worksheets/" in name:
            continue  # reading.marks reads it to its end
        with package.open(entry) as stream:  # its checksum is compared at its end; the reader of values does not
            while stream.read(1 << 20):
                pass


def defines_entities(content: bytes) -> bool:
    """Whether XML in a package defines short forms, which no Office program does: nested, they unfold to any size."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return any(b"<!ENTITY" in package.read(entry) for entry in package.infolist() if entry.filename.endswith(".xml"))
    except DAMAGE:
        return False


def notices(name: str, kind: str, content: bytes) -> list[str]:
    """A sentence for each thing to know."""
    claimed, found = CLAIMS.get(suffix_of(name)), CONTENTS.get(kind)
    told = [f"It is called {suffix_of(name)}, and is a {found}."] if claimed and found and claimed != found else []
    try:
        if kind in ZIPPED:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                told += _of_package(package)
        elif kind == "xls":
            told += _of_xls(content)
    except DAMAGE:
        told.append("Its package is damaged: whether it carries macros or links is not known.")
    return told


MACROS = "It carries macros; they were not run."


def _of_package(package: zipfile.ZipFile) -> list[str]:
    names = [name.replace("\\", "/") for name in package.namelist()]
    lower = [name.lower() for name in names]
    told = []
    if any(
        name.endswith(("vbaproject.bin", "/vbadata.xml")) or name.startswith(("xl/macrosheets/", "basic/", "scripts/")) for name in lower
    ):
        told.append(MACROS)
    if any("/activex/" in name for name in lower):
        told.append("It carries form controls that are programs (ActiveX); they were not run.")
    linked: list[str] = []
    loaded: list[str] = []
    for original, name in zip(package.namelist(), lower):
        if name.endswith(".rels"):
            for kind, target in _external(package.read(original)):
                (linked if kind in WORKBOOK_LINKS else loaded).append(target)
    kept, started = 0, []
    for original, name in zip(package.namelist(), lower):
        if re.fullmatch(r"xl/externallinks/[^/]+\.xml", name):
            xml = package.read(original)
            kept += len(re.findall(rb"<(?:\w+:)?v>", xml))
            started += [
                " ".join(found).strip() for found in re.findall(r'ddeService="([^"]*)" ddeTopic="([^"]*)"', xml.decode(errors="replace"))
            ]
    if linked:
        stored = f" It keeps {kept:,} values of theirs." if kept else ""
        told.append(f"Its formulas refer to other workbooks ({_shown(linked)}); the values that were stored are read.{stored}")
    if started:
        told.append(f"Its formulas ask other programs ({_shown(started)}); none was asked. Do not allow it when you open it.")
    if loaded:
        told.append(f"It loads something from elsewhere when it is opened ({_shown(loaded)}); nothing was loaded here. Do not allow it.")
    if "xl/connections.xml" in lower:
        original = package.namelist()[lower.index("xl/connections.xml")]
        sources = re.findall(r'<(?:\w+:)?connection\b[^>]*?\bname="([^"]*)"', package.read(original).decode(errors="replace"))
        told.append(f"It is connected to data elsewhere ({_shown(sources)}); nothing was loaded from there.")
    return told


def _external(rels: bytes) -> Iterator[tuple[str, str]]:
    """What a part of a package names that stands outside of it, apart from what is only there to be clicked."""
    for relation in ET.fromstring(rels).iter():
        if relation.get("TargetMode") == "External":
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            if kind != "hyperlink":
                yield kind, relation.get("Target", "")


def _of_xls(content: bytes) -> list[str]:
    linked, macro_sheet = [], False
    for number, data in biff_records(workbook_stream(content)):
        if number == SUPBOOK and len(data) > 5:
            length, wide = struct.unpack_from("<HB", data, 2)
            text = biff_text(data[5:], length, wide)
            linked.append(re.sub(r"[\x00-\x1f]+", "/", text).strip("/"))
        macro_sheet |= number == BOUNDSHEET and len(data) > 5 and data[5] == 1
    told = [MACROS] if macro_sheet or "_VBA_PROJECT".encode("utf-16-le") in content else []
    if linked:
        told.append(f"Its formulas refer to other workbooks ({_shown(linked)}); the values that were stored are read.")
    return told


def _shown(names: list[str]) -> str:
    """Names so that no program makes links of them."""
    unique = list(dict.fromkeys(" ".join(name.replace("://", "[:]//").split())[:100] or "without a name" for name in names))
    return ", ".join(unique[:3]) + (f" and {len(unique) - 3} more" if len(unique) > 3 else "")


def workbook_stream(content: bytes) -> bytes:
    """The records of an xls; none where its container is broken."""
    if not content.startswith(OLE):
        return content
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            return next((ole.openstream(name).read() for name in ("Workbook", "Book") if ole.exists(name)), b"")
    except Exception:  # olefile tells damage in many ways
        return b""


def biff_records(stream: bytes, until: int = END) -> Iterator[tuple[int, bytes]]:
    """The records of a stream of an xls, number and data, as far as the first of the kind that ends it."""
    at = 0
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        yield number, stream[at + 4 : at + 4 + length]
        if number == until:
            return
        at += 4 + length


def biff_text(data: bytes, length: int, wide: int) -> str:
    """Letters of one byte or two, as the lowest bit of the byte before them says."""
    return data[: 2 * length].decode("utf-16-le", errors="replace") if wide & 1 else data[:length].decode("cp1252", errors="replace")
