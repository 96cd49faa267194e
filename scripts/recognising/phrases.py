"""What phrases of letters mean, as phrases.yml has them, and the sections of the Acts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

PHRASES = Path(__file__).with_name("phrases.yml")
SECTION = re.compile(r"\b(?:sections?|sec\.?|s\.?) ?(\d{1,2})(?!\d)((?: ?\([0-9a-z]{1,3}\))*)", re.IGNORECASE)
# By these sections a public authority may refuse. By section 17 of the Scottish Act it says that information is not held.
REFUSING = {"": {12, 14, *range(21, 45)}, "Scotland": {12, 14, 18, *range(25, 42)}}
NOT_HELD = re.compile(r"\b(?:section|s\.?) ?17\b", re.IGNORECASE)
SCOTTISH = re.compile(r"\(scotland\) act|\bfoisa\b", re.IGNORECASE)
# Names of the law and of the thing itself, in which "information" is not what was asked for.
LAW = re.compile(
    r"(?:the )?freedom of information(?: \(scotland\))?(?: act)?(?: (?:2000|2002))?(?: \(foia?\))?|environmental information regulations"
    r"|requests? for information|information requests?|information governance|information rights|information access|foi request",
    re.IGNORECASE,
)
# A letter has thousands of sentences only where it is none.
LONGEST = 1500


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    name: str
    says: str
    when: re.Pattern
    unless: re.Pattern | None = None
    own: bool = False
    sections: bool = False

    # What was asked, and what stands at the end of letters, comes from every body in the same words.
    @lru_cache(maxsize=100_000)  # noqa: B019 - the phrases live as long as the run
    def fits(self, text: str) -> bool:
        return bool(self.when.search(text)) and not (self.unless and self.unless.search(text))


@dataclass(frozen=True, slots=True)
class Phrases:
    never: tuple[Phrase, ...]
    partly: re.Pattern
    phrases: tuple[Phrase, ...]


def section(text: str, act: str | None = None) -> str:
    """The section of the Act, as it is printed: "12", "40(2)"; empty where none stands. With an act, only if it can refuse by it."""
    for found in SECTION.finditer(text):
        if act is None or int(found[1]) in REFUSING[act]:
            return found[1] + found[2].replace(" ", "")
    return ""


@cache
def phrases() -> Phrases:
    said = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    words: dict[str, str] = {}
    for name, pattern in said["words"].items():
        words[name] = _filled(pattern, words)
    return Phrases(
        tuple(_phrase(p, words) for p in said["never"]),
        _any(said["partly"], words),
        tuple(_phrase(p, words) for p in said["phrases"]),
    )


def _filled(pattern: str, words: dict[str, str]) -> str:
    return re.sub(r"<([a-z]+)>", lambda found: words[found[1]] if found[1] in words else found[0], pattern)


def _any(patterns: list[str], words: dict[str, str]) -> re.Pattern:
    return re.compile("|".join(f"(?:{_filled(p, words)})" for p in patterns), re.IGNORECASE)


def _phrase(said: dict, words: dict[str, str]) -> Phrase:
    unless = _any(said["unless"], words) if "unless" in said else None
    flags = {name: said.get(name, False) for name in ("own", "sections")}
    return Phrase(said["name"], said.get("says", ""), _any(said["when"], words), unless, **flags)


def evened(text: str) -> str:
    """A sentence as the patterns want it: single spaces, straight quotes, without the law's name."""
    text = " ".join(text[:LONGEST].replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"').split())
    return LAW.sub("foi", text)


def fits_any(tests: Iterable[Phrase], text: str) -> bool:
    return any(t.fits(text) for t in tests)
