"""Where a paragraph's sentences end: what reading and recognising must agree on."""

from __future__ import annotations

import re

# A stop after these ends no sentence: "No. 12", "approx. 20", "s. 12", "e.g. 3", "1. How many", "J. Smith".
ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:no|nos|approx|ca?|est|cf|vs|e\.g|i\.e|etc|ref|s|ss|sec|para|art|reg|fig|p|pp|dr|mrs?|ms|prof|st|q?\d{1,2}|[A-Z])\.$",
    re.IGNORECASE,
)
END = re.compile(r"[.!?][)\"'’”]?\s+(?=[\"'‘“(•–-]?\s?[A-Z0-9<*])")


def sentences(text: str) -> list[tuple[int, int]]:
    """Begin and end of each sentence in the text; what stands between them is space."""
    found, start = [], 0
    for stop in END.finditer(text):
        end = stop.start() + len(stop[0].rstrip())
        if not ABBREVIATED.search(text[start:end]):
            found.append((start, end))
            start = stop.end()
    return [*found, (start, len(text))] if text[start:].strip() else found


def apart(text: str) -> list[str]:
    """A paragraph as the lines that it is read as: one, or a sentence each where several of them hold figures.

    A line of running text has one address. Sentences with a figure each need one each.
    """
    pieces = [text[start:end] for start, end in sentences(text)]
    return pieces if sum(any(c.isdigit() for c in p) for p in pieces) > 1 else [text]
