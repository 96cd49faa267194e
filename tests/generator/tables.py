"""The layouts in which bodies send referrals by year and age. Each makes one block of cells."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.generator.sheets import Cell, Sheet
from tests.generator.study import asked, questions
from tests.generator.world import Key, Said

TABLES = ("referrals", "accepted")
TOTAL = "total"
YEARS = {
    "2023/24": "{0}/{1}", "2023-24": "{0}-{1}", "2023/2024": "{0}/20{1}", "FY 2023/24": "FY {0}/{1}",
    "2023–24": "{0}–{1}", "Apr 2023 - Mar 2024": "Apr {0} - Mar 20{1}", "April 2023 to March 2024": "April {0} to March 20{1}",
}  # fmt: skip
AGES: dict[str, tuple[Cell, Cell, Cell]] = {
    "number": (0, 1, 2),
    "age": ("Age 0", "Age 1", "Age 2"),
    "years": ("0 years", "1 year", "2 years"),
    "under": ("Under 1", "1 year", "2 years"),
    "old": ("0 year olds", "1 year olds", "2 year olds"),
}
BANDS = {"0-4": ("0-4", "Under 5", "0 to 4", "Aged 0-4"), "0-2": ("0-2", "Under 3", "Aged 0-2", "0 to 2")}
MEASURES = (
    ("Referrals received", "Referrals accepted"),
    ("Number of referrals received", "Number of referrals accepted"),
    ("Referrals received", "Accepted referrals"),
)


@dataclass
class Look:
    """What a body has to say, and the words and habits with which it says it."""

    said: dict[Key, Said]
    periods: dict[str, Cell]  # printed label of each period
    ages: dict[str, Cell]
    measures: dict[str, str]
    age_field: str = "Age"
    year_field: str = "Financial year"
    totals: bool = False
    titles: dict[str, str] = field(default_factory=dict)

    def at(self, question: str, period: str, age: str) -> Cell:
        """What is said, or nothing."""
        return self.said.get(Key(question, period, age))

    def all_ages(self) -> dict[str, Cell]:
        """Printed labels of ages, the total with them where the body prints one."""
        return self.ages | ({TOTAL: "Total"} if self.totals else {})


def looks(rng: random.Random, said: dict[Key, Said], band: str, calendar: bool, totals: bool, zero_hidden: bool) -> Look:
    """Draw the words of one body."""
    periods: dict[str, Cell] = {}
    form = rng.choice(list(YEARS.values()))
    for period in sorted({key.period for key in said if key.period}):
        periods[period] = int(period) if calendar else form.format(period[:4], period[5:])
    # A plain 0 as a label would say that the return shows zeros.
    kinds = [kind for kind in AGES if kind not in ("number", "age") or not zero_hidden]
    labels = AGES[rng.choice(kinds)]
    ages: dict[str, Cell] = {band: rng.choice(BANDS[band])} if band else dict(zip(("0", "1", "2"), labels, strict=True))
    return Look(
        said, periods, ages, dict(zip(TABLES, rng.choice(MEASURES), strict=True)),
        rng.choice(("Age", "Age at referral", "Age group", "Age in years") if not band else ("Age group", "Age band")),
        "Calendar year" if calendar else rng.choice(("Financial year", "Year")),
        totals, titles(rng),
    )  # fmt: skip


def titles(rng: random.Random) -> dict[str, str]:
    """The line that stands above the answer to each question."""
    form = rng.choice(("{0}. {1}", "Q{0}. {1}", "Q{0}: {1}", "Question {0}: {1}", "{0}) {1}"))
    return {question: form.format(known["number"], asked("foi", question)) for question, known in questions("foi").items()}


def across(look: Look, question: str) -> Sheet:
    """Ages down, years across."""
    rows: list[list[Cell]] = [[look.age_field, *look.periods.values()]]
    for age, label in look.all_ages().items():
        rows.append([label, *(look.at(question, period, age) for period in look.periods)])
    return Sheet("", rows, bold={0})


def down(look: Look, question: str) -> Sheet:
    """Years down, ages across."""
    rows: list[list[Cell]] = [[look.year_field, *look.all_ages().values()]]
    for period, label in look.periods.items():
        rows.append([label, *(look.at(question, period, age) for age in look.all_ages())])
    return Sheet("", rows, bold={0})


def both_across(look: Look) -> Sheet:
    """Both questions in one table: question and age down, years across; the question stands once."""
    rows: list[list[Cell]] = [["Measure", look.age_field, *look.periods.values()]]
    made = Sheet("", rows, bold={0})
    for question in TABLES:
        top = len(rows)
        for age, label in look.all_ages().items():
            name = look.measures[question] if len(rows) == top else None
            rows.append([name, label, *(look.at(question, period, age) for period in look.periods)])
        made.merged.append(((top, 0), (len(rows) - 1, 0)))
    return made


def both_down(look: Look) -> Sheet:
    """Years down; each question over its ages."""
    made = _headed(look, [look.measures[q] for q in TABLES], list(look.all_ages().values()), look.year_field)
    for period, label in look.periods.items():
        cells = [look.at(question, period, age) for question in TABLES for age in look.all_ages()]
        made.rows.append([label, *cells])
    return made


def years_over_ages(look: Look) -> Sheet:
    """Questions down; each year over its ages."""
    made = _headed(look, list(look.periods.values()), list(look.all_ages().values()), None)
    for question in TABLES:
        cells = [look.at(question, period, age) for period in look.periods for age in look.all_ages()]
        made.rows.append([look.measures[question], *cells])
    return made


def questions_over_years(look: Look) -> Sheet:
    """Ages down; each question over its years."""
    made = _headed(look, [look.measures[q] for q in TABLES], list(look.periods.values()), look.age_field)
    for age, label in look.all_ages().items():
        cells = [look.at(question, period, age) for question in TABLES for period in look.periods]
        made.rows.append([label, *cells])
    return made


def _headed(look: Look, outer: list[Cell], inner: list[Cell], corner: str | None) -> Sheet:
    """Two rows of headers, the outer ones merged over the inner ones."""
    top: list[Cell] = [None]
    for name in outer:
        top += [name, *[None] * (len(inner) - 1)]
    made = Sheet("", [top, [corner, *inner * len(outer)]], bold={0, 1})
    for i in range(len(outer)):
        made.merged.append(((0, 1 + i * len(inner)), (0, (i + 1) * len(inner))))
    return made


def long_list(look: Look) -> Sheet:
    """One line a year and age."""
    rows: list[list[Cell]] = [[look.year_field, look.age_field, *look.measures.values()]]
    for period, year in look.periods.items():
        for age, label in look.all_ages().items():
            rows.append([year, label, *(look.at(question, period, age) for question in TABLES)])
    return Sheet("", rows, bold={0})


def pivot(look: Look, question: str) -> Sheet:
    """What a pivot table leaves on a sheet."""
    measure = look.measures[question]
    rows: list[list[Cell]] = [[f"Sum of {measure}", "Column Labels"], ["Row Labels", *look.periods.values()]]
    for age, label in look.ages.items():
        rows.append([label, *(look.at(question, period, age) for period in look.periods)])
    rows.append(["Grand Total", *(look.at(question, period, TOTAL) for period in look.periods)])
    return Sheet("", rows, bold={1, len(rows) - 1})


ONE: dict[str, Callable[[Look, str], Sheet]] = {"across": across, "down": down}
BOTH: dict[str, Callable[[Look], Sheet]] = {
    "both across": both_across, "both down": both_down, "years over ages": years_over_ages,
    "questions over years": questions_over_years, "list": long_list,
}  # fmt: skip


def put(page: Sheet, block: Sheet | list[list[Cell]], gap: int = 1) -> None:
    """Place a block below what stands on the page."""
    if page.rows:
        page.rows += [[] for _ in range(gap)]
    top = len(page.rows)
    if isinstance(block, list):
        page.rows += block
        return
    page.rows += block.rows
    page.bold |= {row + top for row in block.bold}
    page.merged += [((a + top, b), (c + top, d)) for (a, b), (c, d) in block.merged]
