"""Where a paragraph's sentences end: what reading and recognising must agree on."""

from __future__ import annotations

import re

# A stop after these ends no sentence: "No. 12", "approx. 20", "e.g. 3", "J. Smith"; nor does the one of "1. How many".
ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:no|nos|approx|ca?|est|cf|vs|e\.g|i\.e|etc|ref|s|ss|sec|para|art|reg|fig|p|pp|dr|mrs?|ms|prof|st|[A-Z])\.$",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\W*(?:q|question )?\d{1,2}\.", re.IGNORECASE)
END = re.compile(r"[.!?][)\"'’”]?\s+(?=[\"'‘“(•–-]?\s?[A-Z0-9<*])")


def sentences(text: str) -> list[tuple[int, int]]:
    """Begin and end of each sentence in the text; what stands between them is space."""
    found, start = [], 0
    for stop in END.finditer(text):
        end = stop.start() + len(stop[0].rstrip())
        numbered = end - start < 15 and NUMBER.fullmatch(text[start:end])
        if not numbered and not ABBREVIATED.search(text[max(start, end - 20) : end]):
            found.append((start, end))
            start = stop.end()
    return [*found, (start, len(text))] if text[start:].strip() else found


# Dates and laws name a year, and no answer's.
DATED = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)? (?:of )?[A-Z][a-z]{2,8},? (?:19|20)\d\d|\bAct(?: \(\w+\))?,? (?:19|20)\d\d")
YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d\d/\d\d\b")


def apart(text: str) -> list[str]:
    """A paragraph as the lines that it is read as: one; or a sentence each, where several speak of a year.

    A line of running text has one address, and "In 2021/22 we had 3. In 2022/23 we had 4." holds two answers.
    """
    pieces = [text[start:end] for start, end in sentences(text)]
    return pieces if sum(bool(YEAR.search(DATED.sub("", piece))) for piece in pieces) > 1 else [text]
