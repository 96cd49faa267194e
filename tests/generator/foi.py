"""The FOI requests: the NHS bodies, what they hold, and what each makes of it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import holidays

from tests.generator import names, services
from tests.generator.catalogue import CATALOGUE, Recipe
from tests.generator.forms import STYLES, Style, shown
from tests.generator.replies import File, Reply, files
from tests.generator.services import AGES, LINE, PERIODS
from tests.generator.sheets import found
from tests.generator.tables import TABLES, TOTAL, looks
from tests.generator.world import Body, Key, Said, Truth, quota, stream, truth_of, weighted

REPLYING = 50 / 60
STYLE_SHARES = {
    "plain": 8, "lt5": 9, "lt5_bare": 4, "lt5_masked": 2, "star5": 5, "star7": 3, "star3_masked": 2, "c": 2, "hash": 2,
    "le5": 2, "words": 3, "band": 1, "dash": 2, "round": 4, "exempt": 1,
}  # fmt: skip
IN_PROSE = ("plain", "lt5", "lt5_bare", "words", "round")
YES = ("Yes", "Yes", "yes", "Yes, jointly with the perinatal team")
NO = ("No", "No", "no", "No. They are seen by another service.")
TEAM = ("Yes", "Yes", "yes", "Yes - part of our children's service")
NO_TEAM = ("No", "No", "no", "No. Families are referred to a local charity.")
ASKED = (date(2024, 6, 10), date(2024, 6, 17), date(2024, 7, 1), date(2024, 7, 8))
DAYS_ALLOWED = 20


@dataclass
class Plan:
    """A reply as it is going to be, before it is put into words."""

    body: Body
    recipe: Recipe
    size: str
    accepts: bool = True
    integrated: bool = False
    tells_integrated: bool = True
    style: Style = STYLES["plain"]
    last: dict[str, int] = field(default_factory=dict)


def make(folder: Path | None, seed: int, n: int) -> tuple[list[Body], list[Truth]]:
    """Ask n bodies, and write what came back into the folder, if there is one."""
    rng = stream(seed, "foi")
    replying = round(n * REPLYING)
    replies = quota(rng, n, {True: replying, False: n - replying})
    late = iter(quota(rng, replying, {True: 10, False: 40}))
    known = zip(names.bodies(seed, n), replies, strict=True)
    bodies = [_asked(rng, body, next(late) if replied else None) for body, replied in known]
    truths: dict[str, list[Truth]] = {body.body: _unsaid(rng, seed, body) for body in bodies if not body.replied}
    plans = _plans(rng, [body for body in bodies if body.replied])
    _deal_integrated(stream(seed, "integrated"), plans)
    for i, plan in enumerate(plans):
        truths[plan.body.body] = _send(folder, stream(seed, plan.body.body), plan, 101 + i * 7 % 890, _fourth(seed, plan))
    return bodies, [truth for body in bodies for truth in truths[body.body]]


def _asked(rng: random.Random, known: tuple[str, str, str], late: bool | None) -> Body:
    asked, number = rng.choice(ASKED), "FOI request 2024"
    if late is None:
        return Body("foi", *known, number, asked, None, rng.choice(("", "acknowledged; no reply", "reminded; no reply")))
    days = rng.randint(DAYS_ALLOWED + 1, 60) if late else rng.randint(6, DAYS_ALLOWED)
    replied = _after(asked, days)
    took = _counted(asked, replied, known[2])
    return Body("foi", *known, number, asked, replied, f"late: {took} working days" if took > DAYS_ALLOWED else "")


def _counted(asked: date, replied: date, nation: str) -> int:
    """Working days by the body's Act: in Scotland its bank holidays are none, elsewhere those of any nation."""
    nations = ("SCT",) if nation == "Scotland" else ("ENG", "WLS", "SCT", "NIR")
    off = [holidays.country_holidays("GB", subdiv=n, years=(asked.year, replied.year)) for n in nations]
    days = (asked + timedelta(n) for n in range(1, (replied - asked).days + 1))
    return sum(day.weekday() < 5 and not any(day in of for of in off) for day in days)


def _after(day: date, working_days: int) -> date:
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5
    return day


def _plans(rng: random.Random, bodies: list[Body]) -> list[Plan]:
    """Deal recipes, sizes, styles and answers so that each group of files tells the same story as the whole."""
    plans = [Plan(body, recipe, "") for body, recipe in zip(bodies, _recipes(rng), strict=False)]
    for group in ("sheets", "letters"):
        mine = [plan for plan in plans if plan.recipe.group == group]
        sized = [plan for plan in mine if plan.recipe.sized]
        for plan, size in zip(sized, quota(rng, len(sized), services.SIZES), strict=True):
            plan.size = size
        for plan in mine:
            plan.size = plan.size or weighted(rng, services.SIZES)
        _deal_styles(rng, mine)
        small = [plan for plan in mine if plan.size == "low"]
        refusing = quota(rng, len(mine), services.ACCEPTING).count(False)
        for plan in rng.sample(small, min(refusing, len(small))):
            plan.accepts = False
    return plans


def _deal_integrated(rng: random.Random, plans: list[Plan]) -> None:
    """Who has an integrated team, dealt to the busy services and the others; and who leaves the question out."""
    for busy, shares in services.INTEGRATED.items():
        for counted in (True, False):
            mine = [p for p in plans if services.busy(p.last) == busy and bool(p.recipe.sized and p.recipe.asides) == counted]
            for plan, has in zip(mine, quota(rng, len(mine), shares), strict=True):
                plan.integrated = has
    # Who says "see attached" without a word on a question would be taken to answer it there.
    telling = [plan for plan in plans if plan.recipe.asides and not plan.recipe.attaches]
    for plan, tells in zip(telling, quota(rng, len(telling), {True: 31, False: 4}), strict=True):
        plan.tells_integrated = tells


def _fourth(seed: int, plan: Plan) -> Said:
    rng = stream(seed, plan.body.body, "integrated")
    text = rng.choice(TEAM if plan.integrated else NO_TEAM)
    if not (plan.recipe.asides and plan.tells_integrated):
        return Said(Key("integrated"), "yes" if plan.integrated else "no", None, "no_answer")
    return Said(Key("integrated"), "yes" if plan.integrated else "no", text, "exact")


def _recipes(rng: random.Random) -> Iterator[Recipe]:
    while True:
        yield from rng.sample(CATALOGUE, len(CATALOGUE))


def _deal_styles(rng: random.Random, plans: list[Plan]) -> None:
    """To each reply the next style with which its size can come about; the few that are hard to place go first."""
    pool = quota(rng, len(plans), STYLE_SHARES)
    for plan in sorted(plans, key=lambda plan: ("edge", "low", "high").index(plan.size)):
        for name in [*pool, *(name for name in STYLE_SHARES if name not in pool)]:
            last = _fitting(rng, plan, STYLES[name])
            if last is not None:
                plan.style, plan.last = STYLES[name], last
                if name in pool:
                    pool.remove(name)
                break


def _fitting(rng: random.Random, plan: Plan, style: Style) -> dict[str, int] | None:
    """Referrals of the last year that come out as the plan's size when this style shows them, if there are any."""
    narrow = plan.recipe.container.startswith(("pdf", "csv"))  # no ≤ in their character sets
    if (narrow and style.name == "le5") or (plan.recipe.layout == "prose" and style.name not in IN_PROSE):
        return None
    for _ in range(40):
        last = services.last_year(rng, plan.size)
        if not plan.recipe.sized or _size(plan.recipe, style, last) == plan.size:
            return last
    return None


def _size(recipe: Recipe, style: Style, last: dict[str, int]) -> str:
    """What a careful reader can say of the last year."""
    total = sum(last.values())
    whole = shown(style, Key(""), total, False)
    parts = [shown(style, Key(""), n, False) for n in last.values()]
    if recipe.band:
        parts = [whole]
    if any(part.upper is None for part in parts):
        return "edge"
    low, high = sum(part.lower or 0 for part in parts), sum(part.upper or 0 for part in parts)
    if recipe.totals and whole.lower is not None and whole.upper is not None:
        low, high = max(low, whole.lower), min(high, whole.upper)
    return "low" if high < LINE else "high" if low >= LINE else "edge"


def _send(folder: Path | None, rng: random.Random, plan: Plan, number: int, fourth: Said) -> list[Truth]:
    recipe, accepts = plan.recipe, "yes" if plan.accepts else "no"
    held = services.numbers(rng, plan.last, plan.accepts)
    said, lines = _put(rng, plan, _told(rng, plan, held))
    third = Said(Key("accepts"), accepts, rng.choice(YES if plan.accepts else NO) if recipe.asides else None,
                 "exact" if recipe.asides else "no_answer")  # fmt: skip
    asides = [third, fourth]
    if recipe.layout in ("refused", "not held"):
        said = {}
    if folder is None:
        return _truths(plan.body, recipe, held, said, lines, asides, [])
    look = looks(rng, said, recipe.band, recipe.quirk == "calendar", recipe.totals, not plan.style.zero_shows)
    legend = plan.style.legend if recipe.layout not in ("refused", "not held") else ""
    made = files(Reply(plan.body, recipe, look, lines, asides, legend, number, rng))
    for file in made:
        path = folder / plan.body.body / file.name.split("/")[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    return _truths(plan.body, recipe, held, said, lines, asides, made)


def _told(rng: random.Random, plan: Plan, held: dict[Key, int]) -> dict[Key, int]:
    """The numbers that the body works out for its reply: by its own ages and years, and with its totals."""
    told = held
    if plan.recipe.quirk == "calendar":
        told = services.numbers(rng, plan.last, plan.accepts, services.CALENDAR)
    if plan.recipe.band:
        told = services.banded(rng, held, plan.recipe.band)
    if not plan.recipe.totals:
        return told
    totals: dict[Key, int] = {}
    for key, n in told.items():
        total = key._replace(age=TOTAL)
        totals[total] = totals.get(total, 0) + n
    return told | totals


def _put(rng: random.Random, plan: Plan, told: dict[Key, int]) -> tuple[dict[Key, Said], dict[str, Said]]:
    """The numbers as shown, and the sentences in place of those that are not."""
    odd = _odd(plan.recipe.quirk, told)
    lines = _lines(rng, plan)
    told = {key: n for key, n in told.items() if key.question not in lines}
    zero_seen = plan.style.zero_shows and any(n == 0 for key, n in told.items() if key not in odd)
    said = {}
    for key, n in told.items():
        said[key] = Said(key, n, *odd[key]) if key in odd else shown(plan.style, key, n, zero_seen)
        if plan.recipe.layout == "prose" and said[key].text == 0:
            said[key] = replace(said[key], text="no" if key.question == "referrals" else "none")
    return said, lines


def _odd(quirk: str, told: dict[Key, int]) -> dict[Key, tuple[str | None, str]]:
    """The cells in which something else stands than a number."""
    first = PERIODS[0]
    if quirk == "year not held":
        return {key: ("not held", "not_held") for key in told if key.period == first}
    if quirk == "not recorded":
        return {key: ("not recorded", "not_recorded") for key in told if key[:2] == ("accepted", first)}
    return {Key("accepted", first, "1"): (None, "blank")} if quirk == "blank" else {}


def _lines(rng: random.Random, plan: Plan) -> dict[str, Said]:
    """Questions that are answered with a sentence: refused, or not held."""
    scottish = plan.body.nation == "Scotland"
    act = "Freedom of Information (Scotland) Act 2002" if scottish else "Freedom of Information Act 2000"
    limit = "£600" if scottish else "£450, or 18 hours of work"
    refused = f"Refused under section 12 of the {act}: to answer would cost more than the limit of {limit}."
    not_held = rng.choice(
        (
            "The organisation does not hold this information.",
            "This information is not held in a form that can be reported.",
        )
    )
    if scottish:
        not_held = f"Information not held (section 17 of the {act})."
    if "refused" in (plan.recipe.layout, plan.recipe.quirk.removeprefix("accepted ")):
        text, sent = refused, "refused"
    elif "not held" in (plan.recipe.layout, plan.recipe.quirk.removeprefix("accepted ")):
        text, sent = not_held, "not_held"
    else:
        return {}
    questions = ("accepted",) if plan.recipe.quirk.startswith("accepted") else TABLES
    return {question: Said(Key(question), None, text, sent) for question in questions}


def _truths(
    body: Body,
    recipe: Recipe,
    held: dict[Key, int],
    said: dict[Key, Said],
    lines: dict[str, Said],
    asides: list[Said],
    made: list[File],
) -> list[Truth]:
    """What is true, key by key, and where it stands."""
    places = {key: (file.name, *place) for file in made for key, place in found(file.sheets).items()}
    main = made[0].name if made else ""
    rows = [truth_of(body, each, *places.get(key, (main,))) for key, each in said.items()]
    for key, n in held.items():
        if key.question in lines:
            line = lines[key.question]
            rows.append(truth_of(body, Said(key, n, line.text, line.sent), *places.get(line.key, (main,))))
        elif key not in said:
            rows.append(truth_of(body, Said(key, n, None, "not_sent"), main))
    for aside in asides:
        if recipe.asides == "here":
            rows.append(truth_of(body, aside, *places.get(aside.key, (main,))))
        else:
            letter = made[-1].name.split("/")[0] if made and recipe.asides == "cover" else ""
            rows.append(truth_of(body, aside, letter))
    return rows


def _unsaid(rng: random.Random, seed: int, body: Body) -> list[Truth]:
    """The truth of a body that never replied."""
    size = weighted(rng, services.SIZES)
    accepts = size != "low" or rng.random() < 0.65
    last = services.last_year(rng, size)
    held = services.numbers(rng, last, accepts)
    integrated = weighted(stream(seed, body.body, "integrated"), services.INTEGRATED[services.busy(last)])
    rows = [truth_of(body, Said(key, n, None, "silent")) for key, n in held.items()]
    for question, value in (("accepts", accepts), ("integrated", integrated)):
        rows.append(truth_of(body, Said(Key(question), "yes" if value else "no", None, "silent")))
    return [row for row in rows if row.age in (*AGES, "")]
