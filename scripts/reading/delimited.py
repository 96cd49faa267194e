"""Text tables: csv, tsv, and what is called so."""

from __future__ import annotations

import csv
import io
from collections import Counter

from reading.cells import Cell, Content, NotRead, Part


def read(content: bytes, _: str) -> Content:
    """The one part of a text table. Raises NotRead for what is no text."""
    text = decode(content)
    csv.field_size_limit(10_000_000)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)))
    except csv.Error as error:
        raise NotRead(f"The text table is damaged ({error}). Open it in a spreadsheet, save it as xlsx, and add that.") from None
    cells = [Cell(r, c, value, "text") for r, row in enumerate(rows) for c, value in enumerate(row) if value.strip()]
    return Content([Part("", cells)])


def decode(content: bytes) -> str:
    """The text, by its byte order mark, as UTF-8 if it is, else as Windows wrote it (cp1252)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if content[1::2].count(0) > len(content) / 5:
        return content.decode("utf-16-le", errors="replace")
    if b"\x00" in content:
        raise NotRead("It is called a text table and holds binary data. Ask the sender what it is.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Bytes that cp1252 leaves undefined keep a place, so that nothing shifts or is lost.
        return content.decode("cp1252", errors="replace")


def delimiter(text: str) -> str:
    """The sign that cuts the most lines into an equal number of pieces, whatever the file is called."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]

    def regular(sign: str) -> tuple[int, int]:
        counts = Counter(n for line in lines if (n := line.count(sign)))
        pieces, often = counts.most_common(1)[0] if counts else (0, 0)
        return often * pieces, pieces

    return max((",", "\t", ";", "|"), key=regular)
