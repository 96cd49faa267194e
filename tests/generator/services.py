"""The true state of the NHS services: referrals of 0-2s, how many are accepted, and whether any are."""

import random

from tests.generator.world import Key

PERIODS = ("2021/22", "2022/23", "2023/24")
CALENDAR = ("2021", "2022", "2023")
AGES = ("0", "1", "2")
AGE_SHARES = (12, 28, 60)
LINE = 10  # the report's "fewer than 10 referrals"
# What can be said of a service once small numbers are hidden: surely below the line, perhaps, surely not.
SIZES = {"low": 66, "edge": 13, "high": 21}
ACCEPTING = {True: 76, False: 24}
# Whether a service has an integrated team: those that get many referrals, and those that get few.
INTEGRATED = {True: {True: 65, False: 35}, False: {True: 20, False: 80}}


def busy(last: dict[str, int]) -> bool:
    """Whether a service with these referrals in its last year is on the line or above it."""
    return sum(last.values()) >= LINE


def last_year(rng: random.Random, size: str) -> dict[str, int]:
    """Referrals by age in the last year."""
    low, high = {"low": (0, 9), "edge": (3, 14), "high": (11, 75)}[size]
    mode = low + (high - low) // 4
    return _by_age(rng, round(rng.triangular(low, high, mode)))


def _by_age(rng: random.Random, total: int) -> dict[str, int]:
    drawn = rng.choices(AGES, AGE_SHARES, k=total)
    return {age: drawn.count(age) for age in AGES}


def numbers(rng: random.Random, last: dict[str, int], accepts: bool, periods: tuple[str, ...] = PERIODS) -> dict[Key, int]:
    """Referrals and accepted referrals by period and age, of a service with these referrals in its last year."""
    made: dict[Key, int] = {}
    chance = rng.uniform(0.45, 0.9) if accepts else 0
    for period in periods:
        change = rng.uniform(0.5, 1.2)
        counts = last if period == periods[-1] else _by_age(rng, round(sum(last.values()) * change))
        for age, count in counts.items():
            made[Key("referrals", period, age)] = count
            made[Key("accepted", period, age)] = sum(rng.random() < chance for _ in range(count))
    return made


def banded(rng: random.Random, made: dict[Key, int], band: str) -> dict[Key, int]:
    """The same numbers for a wider band of ages; above two there are many more."""
    wide: dict[Key, int] = {}
    for question in ("referrals", "accepted"):
        for period in PERIODS:
            older = rng.randint(8, 40) if band == "0-4" else 0
            if question == "accepted" and older:
                older = older * 2 // 3 if wide[Key("referrals", period, band)] else 0
            wide[Key(question, period, band)] = sum(made[Key(question, period, age)] for age in AGES) + older
    for period in PERIODS:
        accepted = Key("accepted", period, band)
        wide[accepted] = min(wide[accepted], wide[Key("referrals", period, band)])
    return wide
