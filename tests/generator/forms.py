"""How a number, a choice or a yes is written down."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tests.generator.study import option
from tests.generator.world import Key, Said, weighted

ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = [
    "_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
]  # fmt: skip
BANDS = ((0, 24), (25, 49), (50, 74), (75, 99), (100, 149), (150, 199), (200, 299))
WIDE_BANDS = ((0, 24), (25, 49), (50, 99), (100, 199), (200, 299))
OVER = 300
CAP = 330
NOTES = ("{} (see note)", "{} families", "{} (year to March)", "{} - see comments below")


def words(n: int) -> str:
    """A number below 1,000 in words."""
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (f"-{ONES[n % 10]}" if n % 10 else "")
    rest = f" and {words(n % 100)}" if n % 100 else ""
    return f"{ONES[n // 100]} hundred{rest}"


def number(rng: random.Random, key: Key, n: int, form: str) -> Said:
    """A count as a team writes it; a form that does not suit the number becomes the plain number."""
    if form == "nothing":
        text, sent = weighted(rng, {(None, "blank"): 3, ("not recorded", "not_recorded"): 3, ("n/a", "not_answered"): 2})
        return Said(key, n, text, sent)
    if form == "date":
        return Said(key, n, made_date(n), "unreadable", shown_as="d-mmm")
    if form == "approximate":
        return _approximate(rng, key, n)
    if form in ("band", "wide"):
        return _band(rng, key, n, WIDE_BANDS if form == "wide" else BANDS)
    if form == "tens":
        low = n // 10 * 10
        return Said(key, n, rng.choice(("{}-{}", "{} to {}")).format(low, low + 9), "banded", low, low + 9)
    return Said(key, n, _exact(rng, n, form), "exact", n, n)


def _exact(rng: random.Random, n: int, form: str) -> str | int:
    if n == 0:
        return rng.choice((0, "nil", "none", "None", "0"))
    if form == "words" and n < 1000:
        return words(n).capitalize() if rng.random() < 0.5 else words(n)
    if form == "noted":
        return rng.choice(NOTES[:1] if n % 2 else NOTES[:1] + NOTES[2:]).format(n)
    return f"{n:,}" if n >= 1000 and rng.random() < 0.6 else n


def _approximate(rng: random.Random, key: Key, n: int) -> Said:
    step = 50 if n >= 500 else 10 if n >= 40 else 5
    near = round(n / step) * step
    # Whole-number arithmetic: 1.1 * 80 is a little more than 88.
    low, high = near * 9 // 10, -(-near * 11 // 10)
    if not near or not low <= n <= high:
        return Said(key, n, n, "exact", n, n)
    return Said(key, n, rng.choice(("approx {}", "about {}", "c. {}", "~{}")).format(near), "approximate", low, high)


def _band(rng: random.Random, key: Key, n: int, bands: Sequence[tuple[int, int]]) -> Said:
    if n >= OVER:
        text, low = ("300+", OVER) if n == OVER or rng.random() < 0.4 else (rng.choice(("over 300", "Over 300")), OVER + 1)
        return Said(key, n, text, "banded", low, CAP)
    low, high = next(band for band in bands if band[0] <= n <= band[1])
    if low == 0:
        return Said(key, n, rng.choice(("under 25", "Under 25", "fewer than 25")), "suppressed", 0, high)
    return Said(key, n, rng.choice(("{}-{}", "{} to {}", "{}–{}", "{} - {}")).format(low, high), "banded", low, high)


def made_date(n: int) -> date:
    """What a sheet makes of a typed "10-12" or "5-10", whichever holds the number."""
    return date(2024, 12, 10) if n > 9 else date(2024, 10, 5)


def yes_no(rng: random.Random, key: Key, yes: bool, tidy: bool = False) -> Said:
    """Yes or no, as typed."""
    typed = ("Yes", "Yes", "yes", "Y", "YES", "Yes - informally") if yes else ("No", "No", "no", "N", "NO")
    value = "yes" if yes else "no"
    return Said(key, value, value.capitalize() if tidy else rng.choice(typed), "exact")


def choice(rng: random.Random, key: Key, chosen: str, tidy: bool) -> Said:
    """One option: as printed, or in a person's own words."""
    text: str | int = option(key.question, chosen, 0 if tidy else rng.randrange(4))
    return Said(key, chosen, int(text) if text.isdigit() else text, "exact")


def free_list(rng: random.Random, key: Key, chosen: Sequence[str]) -> Said:
    """Several options as one line of free text."""
    names = [option(key.question, each, rng.randrange(3)) for each in chosen]
    style = rng.choice(("; ", ", ", " + ", "\n", "and"))
    if style == "and" and not any(" and " in name or "(" in name for name in names):
        text = " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    else:
        text = ("; " if style == "and" else style).join(names)
    return Said(key, tuple(chosen), text, "exact")


@dataclass(frozen=True)
class Style:
    """How a body hides small numbers. `below` is the first number that shows; zero shows or hides too."""

    name: str
    below: int = 0
    mark: str = ""
    zero_shows: bool = True
    legend: str = ""
    zero: str | int = 0
    rounded: bool = False
    refuses: bool = False


STYLES: Mapping[str, Style] = {
    style.name: style
    for style in (
        Style("plain"),
        Style("lt5", 5, "<5", legend="Numbers under 5 are shown as <5."),
        Style("lt5_bare", 5, "<5"),
        Style("lt5_masked", 5, "<5", False),
        Style("star5", 5, "*", legend="* = any value less than 5"),
        Style("star7", 7, "*", legend="* = any value less than 7"),
        Style("star3_masked", 3, "*", False, legend="* fewer than 3 (including zero)"),
        Style("c", 5, "c", legend="c = suppressed to protect confidentiality"),
        Style("hash", 5, "#", legend="# denotes a number fewer than 5"),
        Style("le5", 6, "≤5"),
        Style("words", 5, "fewer than five"),
        Style("band", 5, "1-4"),
        Style("dash", 5, "<5", legend="- denotes zero", zero="-"),
        Style("round", legend="All figures are rounded to the nearest 5", rounded=True),
        Style("exempt", 5, "Exempt - section 40(2)", refuses=True),
    )
}


def shown(style: Style, key: Key, n: int, zero_seen: bool) -> Said:
    """A count as a body shows it. `zero_seen` says whether a zero stands anywhere in the same return."""
    if style.rounded:
        near = (n + 2) // 5 * 5
        return Said(key, n, near, "rounded", max(0, near - 2), near + 2)
    if n >= style.below or (n == 0 and style.zero_shows):
        return Said(key, n, n or style.zero, "exact", n, n)
    if style.refuses:
        return Said(key, n, style.mark, "refused")
    sent = "banded" if style.name == "band" else "suppressed"
    low = 1 if style.name == "band" or zero_seen else 0
    return Said(key, n, style.mark, sent, low, style.below - 1)
