"""What a file is, by its content rather than by its name, and whether it may be opened at all."""

from __future__ import annotations

import io
import re
import zipfile

from reading.cells import NotRead
from reading.leftovers import STUB, left_over, stub

UNPACKED_LIMIT = 400_000_000
NAMES_OF_TEXT_TABLES = (".csv", ".tsv", ".txt", ".tab")
NAMES_OF_WORKBOOKS = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")
PASSWORD = "It has a password. Ask the sender for a copy without one; or, if it opens without asking for it, save it as xlsx and add that."
DAMAGED = "The file is damaged: it cannot be unpacked. Ask the sender for it again."
# What begins with these bytes, and what to do with it.
BEGINNINGS = {
    b"Rar!\x1a\x07": "An archive (rar). Unpack it, and add the files that were in it.",
    b"7z\xbc\xaf\x27\x1c": "An archive (7z). Unpack it, and add the files that were in it.",
    b"\x1f\x8b\x08": "A packed file (gz). Unpack it, and add what was in it.",
    b"BZh": "A packed file (bz2). Unpack it, and add what was in it.",
    b"\xfd7zXZ\x00": "A packed file (xz). Unpack it, and add what was in it.",
    b"{\\rtf": "A document (rtf). Open it, save it as docx, and add that.",
    b"MZ": "A program. Do not open it; tell the sender.",
    b"\x7fELF": "A program. Do not open it; tell the sender.",
}
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x00\x00l\x00\x00\x00")
SHORTCUTS = (b"L\x00\x00\x00\x01\x14\x02\x00", b"[InternetShortcut]", b"[{000214A0-0000-0000-C000-000000000046}]")
OLE, TNEF = b"\xd0\xcf\x11\xe0", b"\x78\x9f\x3e\x22"
# Headers that only a message begins with; letters in plain text may begin with From, Date or Subject.
BEGINS_A_MESSAGE = re.compile(
    rb"(?:From \S+ .*\r?\n)?(?:Received|Return-Path|Delivered-To|MIME-Version|Message-ID|X-[\w-]+|DKIM-Signature):", re.IGNORECASE
)
# What Excel of 2003 writes as XML, and what to call it.
XML_WORKBOOK = b"urn:schemas-microsoft-com:office:spreadsheet"
# Of the streams in an Office file of the older form, the one that says what it is.
STREAMS = {
    "EncryptedPackage": "encrypted",
    "__properties_version1.0": "msg",
    "WordDocument": "doc",
    "PowerPoint Document": "ppt",
    "Workbook": "xls",
    "Book": "xls",
    "\x01Ole10Native": "object",
    "Package": "object",
    "CONTENTS": "object",
}


def kind_of(name: str, content: bytes) -> str:
    """xlsx · xls · xlsb · ods · delimited · docx · pdf · eml · msg · tnef · html · text · zip · object.

    Raises NotRead for what is none of them, or cannot be opened.
    """
    suffix = suffix_of(name)
    if said := left_over(name) or stub(name):
        raise NotRead(said)
    if not content.strip(b"\x00\r\n\t "):
        raise NotRead("The file is empty. Ask the sender for it again.")
    if content.startswith(SHORTCUTS):
        raise NotRead(f"A pointer to a file kept elsewhere, without the file. {STUB}")
    if content.startswith(b"PK"):
        return _packed(content)
    if content.startswith(OLE):
        return _ole(suffix, content)
    if b"%PDF-" in content[:1024] and not BEGINS_A_MESSAGE.match(content):
        return "pdf"
    if content.startswith(TNEF):
        return "tnef"
    if content.startswith(PICTURES) and (is_binary(content) or content[:2] != b"BM"):
        raise NotRead("A picture. Type its figures into a spreadsheet, and keep the picture beside it.")
    for beginning, said in BEGINNINGS.items():
        if content.startswith(beginning) and (not beginning.isalpha() or is_binary(content)):  # a text may begin with MZ
            raise NotRead(said)
    if content[:2] == b"\x09\x08" and len(content) > 4 and content[2] in (6, 8, 16):
        return "xls"
    return _text(suffix, content)


def _text(suffix: str, content: bytes) -> str:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:2000]
    if BEGINS_A_MESSAGE.match(start) or (suffix == ".eml" and not is_binary(content)):
        return "eml"
    if XML_WORKBOOK in start:
        raise NotRead("A workbook in the XML form of 2003. Open it in a spreadsheet, save it as xlsx, and add that.")
    if _is_page(content):
        return "html"
    if suffix in NAMES_OF_TEXT_TABLES and suffix != ".txt":
        return "delimited"
    if suffix in NAMES_OF_WORKBOOKS and b"\x00" not in content[:4000]:
        return "delimited"  # exports are called so by many systems
    if suffix in (".html", ".htm"):
        return "html"
    if suffix in (".txt", ".md", ".text", ".markdown"):
        return "text"
    if suffix in (".pdf", ".doc", ".docx", ".docm", ".msg", ".zip"):
        raise NotRead(f"It is called {suffix}, and is none. Ask the sender for it again.")
    raise NotRead(f"A file of a kind that is not known here ({suffix or 'no ending'}). Ask the sender for a spreadsheet or a csv.")


def suffix_of(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f".{suffix.lower()}" if stem and dot else ""


def is_binary(content: bytes) -> bool:
    """Whether these are no letters, in any of the ways that letters are written."""
    if content.startswith((b"%PDF-", b"PK\x03\x04", OLE)):
        return True
    start = content[:4000]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or start[1::2].count(0) > len(start) / 5 > start[::2].count(0):
        return False
    return sum(byte < 32 and byte not in b"\t\n\r\f\x1a\x1b" for byte in start) > len(start) / 100


def usual_suffix(content: bytes) -> str:
    """How a file of this content is usually called; .bin for what is of no kind that is known."""
    try:
        return {"delimited": ".csv", "tnef": ".dat", "object": ".bin"}.get(kind := kind_of("", content), f".{kind}")
    except NotRead:
        if content.startswith(PICTURES):
            return {b"\x89P": ".png", b"\xff\xd8": ".jpg", b"GI": ".gif", b"BM": ".bmp"}.get(content[:2], ".tif")
        return ".txt" if content.strip() and not is_binary(content) else ".bin"


def _ole(suffix: str, content: bytes) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            streams = {entry[0] for entry in ole.listdir()}
    except Exception:  # olefile tells damage in many ways; some files are readable all the same
        streams = {name for name in STREAMS if name.encode("utf-16-le") in content}
    kind = next((kind for name, kind in STREAMS.items() if name in streams), "")
    if kind == "encrypted":
        raise NotRead(PASSWORD)
    if kind in ("doc", "ppt") or (not kind and suffix in (".doc", ".ppt")):
        better = "pdf" if "ppt" in (kind, suffix[1:]) else "docx"
        raise NotRead(f"An Office file of an older kind (.{kind or suffix[1:]}). Open it, save it as {better}, and add that.")
    if not kind and suffix in (".msg", ".oft"):
        return "msg"
    if not kind and suffix not in NAMES_OF_WORKBOOKS:
        raise NotRead(
            "An object of an Office program that is not known here. Open the file that it stands in, and look whether it holds figures."
        )
    return kind or "xls"


def _is_page(content: bytes) -> bool:
    """Whether it opens as a web page does, whatever it is called: many systems give one the name .xls or .doc."""
    start = content[:4000].replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").removeprefix(b"\xef\xbb\xbf")
    start = re.sub(rb"^(?:\s|<\?xml[^>]*>|<!--.*?-->)+", b"", start, flags=re.DOTALL)
    return bool(re.match(rb"<(?:!doctype html|html|head|meta|body|table|style|div)\b", start, re.IGNORECASE))


def _packed(content: bytes) -> str:
    """The kind of what is a zip inside, once its unpacked size is known to be bearable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > UNPACKED_LIMIT:
                raise NotRead(
                    f"It unpacks to {unpacked / 1e6:,.0f} MB, and was not opened: real returns do not. Ask the sender what it is."
                )
            names = {entry.filename.replace("\\", "/") for entry in entries}
            mimetype = b""
            if "mimetype" in names:
                with package.open("mimetype") as entry:
                    mimetype = entry.read(100)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, KeyError, EOFError, zipfile.zlib.error):
        raise NotRead(DAMAGED) from None
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.lower().startswith("xl/") for name in names):
        return "xlsx"
    if any(name.lower().startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        raise NotRead("A document of Apple's Pages or Numbers. Open it, export it as docx or xlsx, and add that.")
    if b"opendocument" in mimetype:
        raise NotRead("A document of LibreOffice. Open it, save it as docx, and add that.")
    if any(name.lower().startswith("ppt/") for name in names):
        raise NotRead("Slides (pptx). Open them, save them as pdf, and add that.")
    return "zip"
