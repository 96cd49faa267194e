"""Working days as the Acts on freedom of information count them, and when a reply is due by them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count

ONE = dt.timedelta(1)
NATIONS = ("England", "Wales", "Scotland", "Northern Ireland")


@dataclass(frozen=True, slots=True)
class Act:
    """nations: those whose bank holidays are no working days under it."""

    name: str
    nations: tuple[str, ...]


# By section 10(6) of the one a bank holiday in any part of the United Kingdom is no working day for anybody; by section 73 of the
# other only one in Scotland is. Both count from the day after a request was received.
FOIA = Act("Freedom of Information Act 2000", NATIONS)
FOISA = Act("Freedom of Information (Scotland) Act 2002", ("Scotland",))


def act_of(nation: str) -> Act | None:
    """The Act that a body of this nation stands under; None where the register does not say a nation that is known."""
    return {**dict.fromkeys(NATIONS, FOIA), "Scotland": FOISA}.get(nation)


@cache
def bank_holidays(act: Act, year: int) -> frozenset[dt.date]:
    """Christmas Day and Good Friday are among them."""
    import holidays

    found = [holidays.country_holidays("GB", subdiv=nation, years=year) for nation in act.nations]
    return frozenset(day for of in found for day in of)


def is_working_day(day: dt.date, act: Act) -> bool:
    return day.weekday() < 5 and day not in bank_holidays(act, day.year)


def _after(day: dt.date, act: Act) -> Iterator[dt.date]:
    return (later for n in count(1) if is_working_day(later := day + n * ONE, act))


def due(asked: dt.date, working_days: int, act: Act) -> dt.date:
    """The last day for a reply: that many working days after the day on which the request was received."""
    days = _after(asked, act)
    return [next(days) for _ in range(working_days)][-1]


def between(first: dt.date, last: dt.date, act: Act) -> int:
    """The working days after `first`, up to `last`."""
    return sum(is_working_day(first + n * ONE, act) for n in range(1, (last - first).days + 1))
