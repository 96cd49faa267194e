"""What a number format adds to the number that is stored: `"<"0` shows 4 as <4, which is another answer than 4."""

from __future__ import annotations

import operator
import re

TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[[^\]]*\]|(?P<number>General|[0#?][0#?,.]*)|(?P<percent>%)|(?P<other>.)')
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
COMPARED = {"<=": operator.le, ">=": operator.ge, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "=": operator.eq}
# Signs that dress a number and leave it what it is: spaces, dashes for nothing, brackets, currencies.
DRESS = set(" -–()£$€\u00a0")


def is_date(shape: str) -> bool:
    return bool(re.search(r"[dmy]", re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", shape.lower())))


def adds(shape: str) -> bool:
    """Whether the format may show more than the number."""
    return not is_date(shape) and any(_added(section) for section in _sections(shape))


def seen(text: str, shape: str) -> str:
    """The text of a stored number as a person sees it; as it is stored, where the format is beyond what is known here."""
    number = float(text)
    section = _section(number, _sections(shape))
    tokens = list(TOKEN.finditer(section))
    numbers = [t["number"] for t in tokens if t["number"]]
    if number < 0 or not _added(section) or len(numbers) > 1 or any((t["other"] or "").isalpha() for t in tokens):
        return text
    if any(t["percent"] for t in tokens):
        text = f"{number * 100:.{len(numbers[0].partition('.')[2]) if numbers else 0}f}"
    return "".join(text if t["number"] else t["quoted"] or t["escaped"] or t["percent"] or t["other"] or "" for t in tokens).strip()


def _sections(shape: str) -> list[str]:
    """A format's parts for positive, negative and no numbers, or for those that fit a condition."""
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', shape)


def _section(number: float, sections: list[str]) -> str:
    if any(CONDITION.search(s) for s in sections):
        for section in sections:
            found = CONDITION.search(section)
            if not found or COMPARED[found[1]](number, float(found[2])):
                return section
    nth = 0 if number > 0 else 1 if number < 0 else 2
    return sections[nth] if nth < len(sections) else sections[0]


def _added(section: str) -> bool:
    added = "".join(t["quoted"] or t["escaped"] or t["percent"] or t["other"] or "" for t in TOKEN.finditer(section))
    return not set(added) <= DRESS
