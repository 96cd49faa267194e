"""How to read the numbers, in the findings and in the tables."""

from __future__ import annotations

from study import Settings

INTERVALS = (
    "“Between 12 and 20” holds all that the answers can mean, and nothing else: a count that was hidden, a band, a rounded number, an "
    "answer that can be read in two ways. Both ends are computed. Neither is likelier than the other, and nor is the middle. A number "
    "without an upper end, “at least 12”, is one for which the answers set none."
)
VERDICTS = (
    "A statement agrees if it is true for everything that the answers can mean, and disagrees if it is true for nothing of it. Where the "
    "answers allow both it is undetermined: neither true nor false until more is known."
)
MISSING = (
    "A number speaks for the bodies that answered its question, “of the 42”, unless it says otherwise. A body that did not answer is left "
    "out, and not counted as zero. One whose answer cannot be used counts as anything that the question allows."
)


def suppression(settings: Settings) -> str:
    below = settings.suppression.below
    return (
        f"A count that a body hid, as “*” or “<{below}”, counts as each number below {below} that it may stand for, unless the return says "
        "otherwise. What totals printed beside it tell of it is used, within what they leave open."
    )


def bands(settings: Settings) -> str:
    return (
        f"“About 20” is read as 20 give or take {settings.tolerance:.0%}. A band counts from its lower to its upper end; an open one, such "
        "as “over 300”, up to the cap that the study sets for the question, where it sets one."
    )


def confidence(settings: Settings) -> str:
    """What is not said of those who answered in confidence."""
    if settings.disclosure is None:
        return ""
    bodies = " and ".join(settings.bodies.get(collection, "bodies") for collection in settings.disclosure.of)
    return (
        f"The {bodies} answered in confidence. A number that would tell fewer than {settings.disclosure.smallest} of them apart is given "
        "only as wide as hides them, or not at all; so is another from which it could be worked out."
    )


def rounding(outwards_to: str = "") -> str:
    """outwards_to: what intervals are rounded to."""
    to = f", {outwards_to}" if outwards_to else ""
    return f"Intervals are rounded outwards{to}, so that they hold all that they held before. Exact numbers are rounded to the nearest."


def words(settings: Settings, used: set[str]) -> list[str]:
    """What each of the words of quantity that are used means."""
    return [f"“{word[:1].upper() + word[1:]}” means {w.means}." for word, w in settings.words.items() if word in used]
