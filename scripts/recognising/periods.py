"""Periods in the spellings that bodies use: months, quarters, financial and calendar years, dates.

A token is *strong* where its text can hardly be anything else ("Jan-18", "2018/19") and *weak* where only its
neighbours can say so ("2018" and "201801" may be counts, "Jan" has no year).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

NAMES = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
MONTH_OF = {name: n for n, name in enumerate(NAMES, start=1)} | {name[:3]: n for n, name in enumerate(NAMES, start=1)}
MONTH_OF |= {"sept": 9}
M = "(?P<month>" + "|".join(sorted(MONTH_OF, key=len, reverse=True)) + r")\.?"
Y4 = r"(?P<year>(?:19|20)\d\d)"
SEP = r"[\s/_.'’,-]*"
# Words that a period may come with and that change nothing; what limits it ("to date", "part year") is not here.
DRESS = re.compile(
    r"^(?:fy|financial year|fiscal year|f/y|calendar year|cal year|cy|year|month of|month|period|date"
    r"|as at|as of|at|end of|snapshot)\s*[:.]?\s*|\s*(?:financial year|fiscal year|calendar year|fy)$"
)


@dataclass(frozen=True, slots=True)
class Period:
    """kind: year · fy · quarter · month · date, and the weak year? · month? · quarter? · yyyymm."""

    kind: str
    year: int = 0
    part: int = 0  # the month or quarter
    day: int = 0

    @property
    def weak(self) -> bool:
        return self.kind in ("year?", "month?", "quarter?", "yyyymm")

    def canonical(self) -> str:
        """As answers.parquet writes it: 2018-01, 2018-Q1, 2018/19, 2018, 2018-03-31; empty where incomplete."""
        match self.kind:
            case "year" | "year?":
                return f"{self.year}"
            case "fy":
                return f"{self.year}/{(self.year + 1) % 100:02}"
            case "quarter":
                return f"{self.year}-Q{self.part}"
            case "month" | "yyyymm":
                return f"{self.year}-{self.part:02}"
            case "date":
                return f"{self.year}-{self.part:02}-{self.day:02}"
        return ""


def written(canonical: str) -> Period:
    """A period as answers.parquet writes it, taken apart: the way back from `canonical`."""
    year, rest = int(canonical[:4]), canonical[5:]
    if canonical[4:5] == "/":
        return Period("fy", year)
    if rest.startswith("Q"):
        return Period("quarter", year, int(rest[1:]))
    month, _, day = rest.partition("-")
    return Period("date" if day else "month" if month else "year", year, int(month or 0), int(day or 0))


RULES = [
    (re.compile(rf"{Y4}-(?P<m>\d\d)-(?P<day>\d\d)(?:[ t]00:00(?::00)?)?"), "date"),
    (re.compile(r"(?P<day>\d\d?)[/.-](?P<m>\d\d?)[/.-](?P<year>(?:20)?\d\d)(?: 00:00(?::00)?)?"), "date"),
    (re.compile(rf"(?P<day>\d\d?)(?:st|nd|rd|th)?[\s-]+(?:of )?{M}[\s,-]+(?P<year>(?:20)?\d\d)"), "date"),
    (re.compile(rf"{M}{SEP}{Y4}"), "month"),
    (re.compile(rf"{M}[\s/_.'’-]+(?P<yy>\d\d)"), "month"),
    (re.compile(rf"{Y4}{SEP}{M}"), "month"),
    (re.compile(r"(?P<year>20\d\d)[-_/. ](?P<m>\d\d)"), "fy or month"),
    (re.compile(r"(?P<m>\d\d?)[-_/](?P<year>20\d\d)"), "month"),
    (re.compile(r"(?P<year>20\d\d)\s*(?:[-/–—]|to)\s*(?P<next>20\d\d|\d\d)"), "fy"),
    (re.compile(r"(?P<yy>[12]\d)\s*[/–]\s*(?P<next>[123]\d)"), "fy"),
    (re.compile(r"apr(?:il)?\.?\s*'?(?P<year>(?:20)?\d\d)\s*(?:-|–|—|to|until)\s*mar(?:ch)?\.?\s*'?(?P<next>(?:20)?\d\d)"), "fy"),
    (re.compile(r"(?:0?1(?:st)? )april (?P<year>20\d\d)\s*(?:-|–|—|to|until)\s*31(?:st)? march (?P<next>20\d\d)"), "fy"),
    (re.compile(r"year (?:ended|ending|to) (?:31(?:st)? )?mar(?:ch)? (?P<ends>20\d\d)"), "fy"),
    (re.compile(rf"(?:jan(?:uary)?\s*(?:-|–|to)\s*dec(?:ember)?)\s*{Y4}"), "year"),
    (re.compile(rf"(?:q|quarter )(?P<q>[1-4]){SEP}{Y4}(?!\d|/)"), "quarter"),
    (re.compile(rf"{Y4}{SEP}(?:q|quarter )(?P<q>[1-4])"), "quarter"),
    (re.compile(r"(?P<year>20\d\d)(?P<m>0[1-9]|1[0-2])"), "yyyymm"),
    (re.compile(Y4), "year?"),
    (re.compile(M), "month?"),
    (re.compile(r"(?:q|quarter )(?P<q>[1-4])"), "quarter?"),
]
# Without a digit only a month can be named.
WITHOUT_DIGIT = [rule for rule in RULES if rule[1] == "month?"]


@lru_cache(maxsize=100_000)
def period(text: str) -> Period | None:
    """The period that the whole text names, or None."""
    if text.isdecimal() and (len(text) not in (4, 6) or text[:2] not in ("19", "20")):
        return None  # counts are many
    plain = " ".join(text.lower().split())
    if not plain or len(plain) > 60 or not (plain[0].isalnum()):
        return None
    bare = DRESS.sub("", plain).strip()
    named_year = bare != plain and "year" in plain
    rules = RULES if re.search(r"\d", plain) else WITHOUT_DIGIT
    for text in dict.fromkeys((plain, bare)):
        for pattern, kind in rules:
            if found := pattern.fullmatch(text):
                said = _period(kind, found.groupdict(), named_year)
                # "FY 2019" ends in 2019 for some, and begins then for others.
                return None if said and said.kind in ("year", "year?") and re.search(r"\bfy|financial|fiscal|f/y", plain) else said
    return None


def _period(kind: str, said: dict[str, str | None], named_year: bool) -> Period | None:
    year = int(said.get("year") or said.get("yy") or 0)
    year += 2000 if 0 < year < 100 else 0
    month = MONTH_OF[said["month"]] if said.get("month") else int(said.get("m") or 0)
    if said.get("ends"):
        return Period("fy", int(said["ends"]) - 1)
    follows = int(said["next"]) % 100 == (year + 1) % 100 if said.get("next") else False
    match kind:
        case "date":
            try:
                date = dt.date(year, month, int(said["day"]))
            except ValueError:
                return None
            return Period("date", date.year, date.month, date.day)
        case "fy or month":
            # 2011-12 is a month and a financial year in one: neither is certain.
            is_month, is_year = 1 <= month <= 12, month == (year + 1) % 100
            if is_month == is_year:
                return None
            return Period("month", year, month) if is_month else Period("fy", year)
        case "fy":
            return Period("fy", year) if follows else None
        case "month" | "yyyymm":
            return Period(kind, year, month) if 1 <= month <= 12 else None
        case "quarter" | "quarter?":
            return Period(kind, year, int(said["q"]))
        case "month?":
            return Period("month?", 0, month)
        case "year?":
            return Period("year" if named_year else "year?", year)
    return Period(kind, year)


@lru_cache(maxsize=100_000)
def combine(parts: tuple[Period, ...]) -> Period | None | str:
    """What the periods of one value's headers say together; a text says why they contradict each other."""
    distinct = list(dict.fromkeys(parts))
    if not distinct:
        return None
    whole = [p for p in distinct if p.kind in ("date", "month", "yyyymm")]
    whole_quarters = [p for p in distinct if p.kind == "quarter"]
    years = list({p.year: p for p in distinct if p.kind in ("year", "year?")}.values())
    financial = [p for p in distinct if p.kind == "fy"]
    months = [p for p in distinct if p.kind == "month?"]
    quarters = [p for p in distinct if p.kind == "quarter?"]
    if len(whole) > 1 and len({(p.year, p.part) for p in whole}) == 1:
        whole = [max(whole, key=lambda p: p.kind == "date")]
    if any(len(group) > 1 for group in (whole, whole_quarters, years, financial, months, quarters)):
        return "two periods: " + " and ".join(p.canonical() or NAMES[p.part - 1] for p in distinct)
    for quarter in whole_quarters:
        if whole or months:
            month = (whole or months)[0]
            fits = (month.part - 1) // 3 + 1 == quarter.part and month.year in (0, quarter.year)
            fits = fits and all(q.part == quarter.part for q in quarters)
            return Period("month", quarter.year, month.part) if fits else "a month and a quarter that do not fit"
    if whole or whole_quarters:
        one = (whole or whole_quarters)[0]
        if quarters and (one.part - 1) // 3 + 1 != quarters[0].part:
            return "a month and a quarter that do not fit"
        fits = all(y.year == one.year for y in years) and all(m.part == one.part for m in months)
        fits = fits and all(_within(one, f) for f in financial)
        return one if fits else "periods that do not fit: " + ", ".join(p.canonical() or str(p.part) for p in distinct)
    if years and financial:
        return "a calendar and a financial year"
    if months and years:
        return Period("month", years[0].year, months[0].part)
    if months and financial:
        return Period("month", financial[0].year + (months[0].part < 4), months[0].part)
    if months:
        return "a month without a year"
    if quarters:
        return Period("quarter", years[0].year, quarters[0].part) if years else "a quarter without a calendar year"
    return financial[0] if financial else years[0]


def _within(one: Period, financial: Period) -> bool:
    if one.kind == "quarter":
        return False
    return financial.year == one.year - (one.part < 4)


ORDER = {"date": 0, "month": 0, "yyyymm": 0, "quarter": 1, "year": 2, "year?": 2, "fy": 2}
ASKED = {"month": 0, "quarter": 1, "year": 2}


def coarser(said: Period, asked: str) -> bool:
    """Whether the period sums several of those asked for: the year's line among the months."""
    return ORDER[said.kind] > ASKED[asked]
