"""The numbers that a word processor prints before the items of its lists: they stand nowhere in the text."""

from __future__ import annotations

import re
from collections import defaultdict

from lxml import etree

from reading.wordxml import children, value

Level = tuple[str, str, int]  # kind of number, how it is written ("%1."), where it starts


class Numbering:
    """Counts a document's lists from its top to its bottom. Both trees may be missing."""

    def __init__(self, tree: etree._Element | None, styles: etree._Element | None):
        abstract = {value(a, "abstractNumId"): _levels(a) for a in children(tree, "abstractNum")}
        self.lists: dict[str, tuple[str, dict[int, Level]]] = {}
        for num in children(tree, "num"):
            kind = next((value(a) for a in children(num, "abstractNumId")), "")
            levels, own = dict(abstract.get(kind, {})), False
            for override in children(num, "lvlOverride"):
                at = _int(value(override, "ilvl"))
                levels |= {n: level for n, level in _levels(override).items() if n == at}
                for start in children(override, "startOverride"):
                    shape = levels.get(at, ("decimal", f"%{at + 1}.", 1))
                    levels[at], own = (*shape[:2], _int(value(start))), True
            # Lists of one kind go on counting, unless they say where they start.
            self.lists[value(num, "numId")] = (value(num, "numId") if own else f"kind {kind}", levels)
        self.styles = {value(s, "styleId"): _numbered(s) for s in children(styles, "style")}
        self.based = {value(s, "styleId"): next((value(b) for b in children(s, "basedOn")), "") for s in children(styles, "style")}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)

    def number(self, paragraph: etree._Element) -> str:
        """The number of the paragraph, such as "2." or "(a)"; empty where it has none, or a bullet."""
        name, at = self._list(paragraph)
        if name not in self.lists or at not in self.lists[name][1]:
            return ""
        key, levels = self.lists[name]
        counts = self.counts[key]
        counts[at] = counts.get(at, levels[at][2] - 1) + 1
        for deeper in [n for n in counts if n > at]:
            del counts[deeper]
        if levels[at][0] in ("bullet", "none"):
            return ""

        def written(found: re.Match) -> str:
            n = int(found[1]) - 1
            shape = levels.get(n, ("decimal", "", 1))
            return _written(counts.get(n, shape[2]), shape[0])

        return re.sub(r"%(\d)", written, levels[at][1]).strip()

    def _list(self, paragraph: etree._Element) -> tuple[str, int]:
        for properties in children(paragraph, "pPr"):
            style = next((value(s) for s in children(properties, "pStyle")), "")
            name, at = _numbered(paragraph)
            for _ in range(20):  # styles that are based on each other
                if name or not style:
                    break
                name, at = self.styles.get(style, ("", 0))
                style = self.based.get(style, "")
            return name, at
        return "", 0


def _levels(parent: etree._Element) -> dict[int, Level]:
    found = {}
    for level in children(parent, "lvl"):
        kind = next((value(k) for k in children(level, "numFmt")), "decimal")
        text = next((value(t) for t in children(level, "lvlText")), "")
        start = next((_int(value(s)) for s in children(level, "start")), 1)
        found[_int(value(level, "ilvl"))] = (kind, text, start)
    return found


def _numbered(holder: etree._Element) -> tuple[str, int]:
    """List and level that a paragraph or a style names itself."""
    for properties in children(holder, "pPr"):
        for numbered in children(properties, "numPr"):
            name = next((value(n) for n in children(numbered, "numId")), "")
            return name, next((_int(value(n)) for n in children(numbered, "ilvl")), 0)
    return "", 0


def _written(n: int, kind: str) -> str:
    if kind.endswith("Letter") and n > 0:
        letter = chr(97 + (n - 1) % 26) * ((n - 1) // 26 + 1)
        return letter.upper() if kind.startswith("upper") else letter
    if kind.endswith("Roman") and 0 < n < 4000:
        roman = ""
        for size, sign in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "m cm d cd c xc l xl x ix v iv i".split()):
            roman, n = roman + sign * (n // size), n % size
        return roman.upper() if kind.startswith("upper") else roman
    return f"{n:02}" if kind == "decimalZero" else str(n)


def _int(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
