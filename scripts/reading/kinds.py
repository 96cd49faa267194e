"""What a file is, by its first bytes rather than by its name, and whether it may be opened at all."""

from __future__ import annotations

import io
import re
import zipfile

from reading.cells import NotRead

UNPACKED_LIMIT = 400_000_000
NAMES_OF_TEXT_TABLES = (".csv", ".tsv", ".txt", ".tab")


def kind_of(name: str, content: bytes) -> str:
    """xlsx · xls · xlsb · ods · delimited · docx · pdf · eml · msg · html · text · zip.

    Raises NotRead for what is none of them, or dangerous to unpack.
    """
    suffix = "." + name.lower().rpartition(".")[2]
    if not content.strip(b"\x00\r\n\t "):
        raise NotRead("The file is empty. Ask the sender for it again.")
    if name.startswith("~$"):
        raise NotRead("A lock file that Office leaves while a document is open. Close the document, delete this file.")
    if content.startswith(b"PK"):
        return _packed(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise NotRead("It has a password. Ask the sender for a copy without one.")
        if suffix in (".msg", ".oft"):
            return "msg"
        if suffix in (".doc", ".ppt"):
            raise NotRead(f"An Office file of an older kind ({suffix}). Open it, save it as docx, and add that.")
        return "xls"
    if content.startswith(b"%PDF"):
        return "pdf"
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        raise NotRead("A picture. Type its figures into a spreadsheet, and keep the picture beside it.")
    if content[:4] in (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00"):
        return "xls"
    if suffix == ".eml":
        return "eml"
    if suffix in NAMES_OF_TEXT_TABLES and suffix != ".txt":
        return "delimited"
    if content.startswith(b"{\\rtf"):
        raise NotRead("A document in rich text (rtf). Open it, save it as docx, and add that.")
    if _is_page(content):
        return "html"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in content[:2000]:
        raise NotRead("A workbook in the XML of Excel 2003. Open it in a spreadsheet, save it as xlsx, and add that.")
    if suffix in (".xls", ".xlsx", ".xlsm") and b"\x00" not in content[:4000]:
        return "delimited"  # exports are called so by many systems
    if suffix in (".html", ".htm"):
        return "html"
    if suffix in (".txt", ".md", ".text", ".markdown"):
        return "text"
    raise NotRead(f"A file of a kind that is not known here ({suffix}). Ask the sender for a spreadsheet or a csv.")


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
            names = {entry.filename.replace("\\", "/") for entry in entries}
            mimetype = package.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        raise NotRead("The file is damaged: it cannot be unpacked. Ask the sender for it again.") from None
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED_LIMIT:
        raise NotRead(f"It unpacks to {unpacked / 1e6:,.0f} MB, and was not opened: real returns do not. Ask the sender what it is.")
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        raise NotRead("A document of Apple's Pages or Numbers. Open it, export it as docx or xlsx, and add that.")
    if b"opendocument" in mimetype:
        raise NotRead("A document of LibreOffice. Open it, save it as docx, and add that.")
    return "zip"
