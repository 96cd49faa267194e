"""Staff by profession and band: who works in a team, and the table in which it says so."""

import random
from collections.abc import Iterable, Mapping, Sequence

from tests.generator.sheets import Cell, Sheet
from tests.generator.study import asked, option, questions
from tests.generator.tables import TOTAL, put
from tests.generator.world import Key, Said, stream, weighted

Staff = Mapping[tuple[str, str], float]  # profession and band → whole-time equivalents

BANDS = ("4", "5", "6", "7", "8a", "8b", "8c", "8d")
GRADES = {  # how likely a profession is in a band; over all teams 7 and 8a are the commonest
    "psychologist": {"7": 18, "8a": 60, "8b": 10, "8c": 9, "8d": 3},
    "psychotherapist": {"7": 24, "8a": 60, "8b": 9, "8c": 7},
    "health_visitor": {"6": 14, "7": 66, "8a": 20},
    "social_worker": {"6": 14, "7": 60, "8a": 26},
    "nurse": {"6": 16, "7": 58, "8a": 26},
    "family_support": {"4": 54, "5": 36, "6": 10},
}
TIMES = {0.2: 2, 0.4: 4, 0.5: 3, 0.6: 7, 0.8: 6, 1.0: 9, 1.2: 2, 1.6: 2, 2.0: 3, 2.4: 1}
# What of the table is filled in: all of it, the cells and no totals, the totals of bands only. Turned, it has bands down.
WAYS = {"whole": 18, "cells": 9, "whole turned": 2, "totals turned": 3, "nothing": 5}
LABELS = {"{}": 19, "Band {}": 7, "B{}": 4, "AfC {}": 3, "upper": 4}


def draw(seed: int, professions: Sequence[Iterable[str]]) -> list[Staff]:
    """The staff of each team: of each of its professions, in one or two bands."""
    rng = stream(seed, "staff")
    return [_team(rng, each) for each in professions]


def _team(rng: random.Random, professions: Iterable[str]) -> Staff:
    made: dict[tuple[str, str], float] = {}
    for profession in professions:
        for _ in range(rng.choice((1, 1, 2))):
            made[profession, weighted(rng, GRADES[profession])] = weighted(rng, TIMES)
    return made


def told(staff: Staff, way: str) -> dict[Key, Said]:
    """What a team says of its staff, cell by cell, in one of the WAYS; or what is true of one that was not asked, or is silent."""
    filled = way.split()[0]
    unsaid = "blank" if way in WAYS else way
    said = {key(*place): _said(key(*place), time, "exact" if filled in ("whole", "cells") else unsaid) for place, time in staff.items()}
    sums: dict[Key, float] = {}
    for (profession, band), time in staff.items():
        rows = [(profession, TOTAL)] if filled == "whole" else []
        for place in (*rows, (TOTAL, band), (TOTAL, TOTAL)) if filled in ("whole", "totals") else ():
            sums[key(*place)] = round(sums.get(key(*place), 0) + time, 1)
    return said | {place: _said(place, time, "exact") for place, time in sums.items()}


def key(profession: str, band: str) -> Key:
    """What a cell of the table is about."""
    return Key("staff", profession=profession, band=band)


def _said(about: Key, time: float, sent: str) -> Said:
    if sent != "exact":
        return Said(about, time, None, sent)
    return Said(about, time, int(time) if time == int(time) else time, sent, time, time)


def table(rng: random.Random, said: Mapping[str | Key, Said], way: str, old: bool) -> Sheet:
    """The question with its table. In the newest template it is a sheet of its own, with a line for each profession."""
    own = {about.profession for about in said if isinstance(about, Key)}
    names = {each: option("professions", each, rng.randrange(3) if old else 0) for each in questions("survey")["professions"]["options"]}
    names = {each: name for each, name in names.items() if each in own or not old} | {TOTAL: "Total"}
    rows: list[list[Cell]] = [["Profession", *_labels(rng), "Total"]]
    for profession, name in names.items():
        rows.append([name, *(said.get(key(profession, band)) for band in (*BANDS, TOTAL))])
    if way.endswith("turned"):
        rows = [list(row) for row in zip(*rows, strict=True)]
        rows[0][0] = "Band"
    page = Sheet("Staff", [[asked("survey", "staff", old)]], widths=(30, *[9] * 9), bold={0})
    if not old:
        page.rows.append(["Whole-time equivalents, as in 0.6. Leave blank where there is nobody."])
    put(page, Sheet("", rows, bold={0}), gap=0 if old else 1)
    return page


def _labels(rng: random.Random) -> list[Cell]:
    """The bands as the template has them, or as a team put them in their place."""
    form = weighted(rng, LABELS)
    shown = [band.upper() if form == "upper" else form.format(band) for band in BANDS]
    return [int(label) if label.isdigit() else label for label in shown]
