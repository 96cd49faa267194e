"""The sentences of config/statements.yml with their numbers in place.

{name}          the metric in words: 49 · between 29 and 37 of the 47 · at least 12
{name %}        its share, as it stands in brackets: 61.7–78.8%
{name to 100}   rounded outwards to hundreds; of a share {name to 1%}
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from deriving.inputs import Interval
from study import ConfigError
from telling.numbers import Number, per_cent, said

FORM = re.compile(r"(?P<name>.+?)(?: (?P<share>%)| to (?P<step>\d+(?:\.\d+)?)(?P<of_share>%)?)?")
HELP = "write {name}, {name %} for its share in brackets, or {name to 100} to round it outwards"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence. metric: the one whose number it is; none where it is plain text."""

    text: str
    metric: str = ""


def filled(sentence: str, numbers: dict[str, Number], place: Callable[[], str]) -> list[Piece]:
    """The sentence in pieces, the first letter a capital. place: says where the sentence stands, for what is wrong with it.

    Raises ConfigError for a placeholder that is no metric's, or of no form."""
    pieces = []
    for i, piece in enumerate(re.split(r"\{([^{}]*)\}", sentence)):
        if i % 2:
            pieces.append(_number(piece, numbers, place))
        elif "{" in piece or "}" in piece:
            raise ConfigError(f"{place()}: a brace stands alone in {piece.strip()!r}; {HELP}")
        elif piece:
            pieces.append(Piece(piece))
    if pieces:
        first = pieces[0]
        pieces[0] = Piece(first.text[:1].upper() + first.text[1:], first.metric)
    return pieces


def metrics_in(sentence: str) -> list[str]:
    """The metrics that a sentence names."""
    return [FORM.fullmatch(inner)["name"] for inner in re.findall(r"\{([^{}]+)\}", sentence)]


def _number(inner: str, numbers: dict[str, Number], place: Callable[[], str]) -> Piece:
    if inner in numbers:
        return Piece(said(numbers[inner]), inner)
    found = FORM.fullmatch(inner)
    name = found["name"] if found else ""
    if name not in numbers:
        near = difflib.get_close_matches(name, numbers, 3, 0.5) or [n for n in numbers if n.partition(".")[0] == name][:3]
        meant = f"; did you mean {' or '.join(near)}" if near else ""
        raise ConfigError(f"{place()}: there is no metric {name!r} for {{{inner}}}{meant}? results/metrics.csv has them all; {HELP}")
    number, step = numbers[name], float(found["step"] or 0)
    if found["step"] and not step:
        raise ConfigError(f"{place()}: {{{inner}}} cannot be rounded to {found['step']}")
    if (found["share"] and not (number.share or number.base)) or (found["step"] and bool(found["of_share"]) != number.share):
        kind = "a share" if number.share else "no share"
        raise ConfigError(f"{place()}: {{{inner}}}: {name} is {kind} ({number.unit}); {HELP}, and a share to 1%")
    if found["share"]:
        return Piece(per_cent(number), name)
    return Piece(said(number, (step / 100 if number.share else step) or None), name)


def numbers_of(rows: list[dict], steps: dict[str, float]) -> dict[str, Number]:
    """Metric → its number, from the rows of results/metrics.csv as text. steps: what metrics.yml rounds them to."""
    found = {}
    for row in rows:
        lower, upper = (float(row[end]) if row[end] else None for end in ("lower", "upper"))
        interval = Interval(math.nan, math.nan) if lower is None else Interval(lower, math.inf if upper is None else upper)
        base = int(row["base"]) if row["base"] else None
        step = steps.get(row["metric"].partition(".")[0])
        found[row["metric"]] = Number(interval, row["unit"], base, step, bool(row.get("hidden")))
    return found
