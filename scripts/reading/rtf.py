"""The text of a message where Outlook kept it as RTF alone: a web page wrapped in RTF, or RTF itself."""

from __future__ import annotations

import re

from reading.mail import Body

TOKEN = re.compile(
    rb"(?P<open>\{)|(?P<close>\})|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<word>[a-z]+)(?P<number>-?\d+)? ?"
    rb"|\\(?P<sign>[^a-z])|(?P<text>[^{}\\\r\n]+)"
)
SILENT = {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pntext", b"generator", b"mhtmltag", b"themedata"}
WORDS = {b"par": "\r\n", b"line": "\r\n", b"tab": "\t", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”"} | {
    b"endash": "–",
    b"emdash": "—",
    b"bullet": "•",
}


def body(packed: bytes, plain: str) -> Body:
    """The text as the page that it was, or as plain text; both empty where it cannot be read."""
    from compressed_rtf import decompress
    from striprtf.striprtf import rtf_to_text

    try:
        unpacked = decompress(packed)
    except Exception:  # what the library raises is not told
        return Body(plain)
    if b"\\fromhtml" in unpacked[:500]:
        return Body(plain, page(unpacked))
    return Body(plain or rtf_to_text(unpacked.decode("ascii", errors="replace"), errors="replace"))


def page(wrapped: bytes) -> str:
    """The web page that Outlook wrapped in RTF: what stands in its htmltag groups, and the text between them."""
    letters = "cp1252"
    out: list[str] = []
    silent, for_rtf, skip, skipped_bytes = False, False, 1, 0
    groups: list[tuple[bool, bool]] = []
    for token in TOKEN.finditer(wrapped):
        kind, word, number = token.lastgroup, token["word"], token["number"]
        if token["open"]:
            groups.append((silent, for_rtf))
        elif token["close"]:
            silent, for_rtf = groups.pop() if groups else (False, False)
        elif word == b"htmlrtf":
            for_rtf = number != b"0"
        elif word == b"ansicpg" and number:
            letters = {b"65001": "utf-8"}.get(number, f"cp{number.decode()}")
        elif word == b"uc" and number:
            skip = int(number)
        elif word in SILENT:
            silent = True
        elif silent or for_rtf:
            continue
        elif word == b"u" and number:
            out.append(chr(int(number) % 65536))
            skipped_bytes = skip
        elif word in WORDS:
            out.append(WORDS[word])
        elif kind == "byte":
            if skipped_bytes:
                skipped_bytes -= 1
            else:
                out.append(_letter(bytes([int(token["byte"], 16)]), letters))
        elif kind == "sign" and token["sign"] in b"{}\\":
            out.append(token["sign"].decode())
        elif kind == "sign" and token["sign"] == b"~":
            out.append("\u00a0")
        elif kind == "text":
            text = token["text"].decode("cp1252", errors="replace")
            out.append(text[skipped_bytes:])
            skipped_bytes = 0
    return "".join(out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _letter(byte: bytes, letters: str) -> str:
    try:
        return byte.decode(letters)
    except (LookupError, UnicodeDecodeError):
        return byte.decode("cp1252", errors="replace")
