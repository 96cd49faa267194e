"""Plain text and Markdown: lines, the tables set in them, and what is quoted of an earlier message."""

from __future__ import annotations

import re

from reading.cells import Content, Part
from reading.delimited import decode
from reading.running import Running
from sentences import apart

# What a mail program writes above the message that is answered. One that is forwarded may be the reply itself.
WROTE = re.compile(r"\s*(?:on\b.{5,200}|.{3,120}<[^<>\s]+@[^<>\s]+>.{0,40})\bwrote:\s*", re.IGNORECASE)
ORIGINAL = re.compile(r"\s*-{2,}\s*original (?:message|e-?mail|appointment)\s*-{2,}\s*", re.IGNORECASE)
HEAD = re.compile(r"\W*(?P<field>from|sent|date|to|cc|subject)\W*:\s*\S", re.IGNORECASE)
BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
STRUCK = re.compile(r"~~(.+)~~")


def read(content: bytes, _: str) -> Content:
    return Content(text_parts(decode(content)))


def text_parts(text: str) -> list[Part]:
    """`text` (a cell a line) and `table 1` … of a text, be it a file or a message's body.

    Lines are named as they stand in the file; from one on whose sentences are taken apart they count further.
    Lines of an earlier message that is quoted in it carry the mark `quoted`: they are not the sender's words.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    quoted = quoted_lines(lines)
    found = Running()
    for n, line in enumerate(lines):
        marks = ["quoted"] if n in quoted else []
        shown = ESCAPED.sub(r"\1", BOLD.sub(r"\2", line.replace("\u00a0", " ").replace("\ufeff", "")))
        if struck := STRUCK.fullmatch(shown.strip()):
            shown, marks = struck[1], [*marks, "struck through"]
        for piece in apart(shown):
            found.line(piece, marks)
    return found.parts()


def quoted_lines(lines: list[str]) -> set[int]:
    """The numbers of the lines that are quoted: behind `>`, or all below the heading of an earlier message."""
    quoted = {n for n, line in enumerate(lines) if line.lstrip().startswith(">")}
    for n, line in enumerate(lines):
        wrote = _wrote(lines, n)
        if wrote:
            quoted |= set(range(n, n + wrote))
        after = n + wrote if wrote else n + 1
        marked = next((line.lstrip().startswith(">") for line in lines[after:] if line.strip()), False)
        if ORIGINAL.fullmatch(line) or (_heading(lines, n) and any(said.strip() for said in lines[:n])) or (wrote and not marked):
            return quoted | set(range(n, len(lines)))
    return quoted


def _wrote(lines: list[str], n: int) -> int:
    """How many lines "On … wrote:" takes from line `n` on: it may be wrapped."""
    for size in (1, 2, 3):
        if lines[n].strip() and WROTE.fullmatch(" ".join(line.strip() for line in lines[n : n + size])):
            return size
    return 0


def _heading(lines: list[str], n: int) -> bool:
    """From, Sent, To, Subject: three of them from line `n` on, From first."""
    first = HEAD.match(lines[n])
    if not first or first["field"].lower() != "from":
        return False
    fields = {found["field"].lower() for line in lines[n : n + 8] if (found := HEAD.match(line))}
    return len(fields) >= 3
