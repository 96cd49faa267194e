"""The true state of the teams, drawn to quotas so that the published statements come out of it."""

import random
from collections.abc import Callable, Sequence

from tests.generator import staff
from tests.generator.forms import BANDS, CAP, OVER, number
from tests.generator.study import questions
from tests.generator.world import Key, Said, quota, stream

SHIPPED = 43  # the number of answering teams for which the published totals are made to come out
TRIES = 20_000

YES = {  # of 43
    "parent_support": 14, "perinatal_pathway": 22, "child_protection": 40, "social_care_pathway": 19,
    "parents_in_design": 21,
}  # fmt: skip
CHOICE = {
    "lead": {"consultant": 33, "senior": 8, "other": 2},
    "oldest_child": {"up_to_two": 22, "up_to_five": 17, "beyond_five": 4},
    "mainly_with": {"mothers": 40, "both": 3},
    "child_protection_share": {"minority": 35, "half": 5, "majority": 3},
    "babys_voice": {"central": 36, "partly": 6, "not_yet": 1},
}
INTERVENTIONS = {
    "video_feedback": 39, "parenting_programme": 33, "psychotherapy": 28, "baby_massage": 16, "groups": 21,
    "newborn_observation": 13,
}  # fmt: skip
OTHER_FUNDERS = {"local_authority": 5, "charity": 4, "government": 3, "lottery": 3}
BAND_SHARES = dict(zip((*BANDS, (OVER + 1, CAP)), (5, 6, 6, 3, 9, 4, 8, 2), strict=True))
FAMILY_FORMS = {"band": 25, "wide": 7, "plain": 3, "noted": 2, "words": 1, "approximate": 4, "date": 1}
COUNT_FORMS = {"plain": 28, "noted": 3, "words": 2, "approximate": 3, "tens": 2, "nothing": 4, "date": 1}
# Between which the sums of the lower ends, of the upper ends and of the true values must lie. A ruling on the date
# that a sheet made of "10-12" adds 10 and 12, and must not move the rounded totals.
SUMS = {
    "families_seen": ((4360, 4435), (6455, 6535), (4900, 6000)),
    "consulted": ((2030, 2400),) * 3,
    "supervised": ((1530, 1900),) * 3,
    "trained": ((40100, 43900),) * 3,
}
MEANS = {"consulted": 52, "supervised": 40, "trained": 1000}


def draw(seed: int, n: int, n_silent: int) -> tuple[list[dict[str, object]], list[dict[str, Said]]]:
    """True answers by question of the n teams that answer and of the silent ones after them, and the numbers as sent."""
    numbers = {question: _numbers(seed, question, n) for question in SUMS}
    sent = [{question: said[i] for question, said in numbers.items()} for i in range(n)]
    truths = _choices(stream(seed, "team truths"), n) + _choices(stream(seed, "silent teams"), n_silent)
    quiet = stream(seed, "silent numbers")
    for i, truth in enumerate(truths):
        for question in SUMS:
            truth[question] = sent[i][question].value if i < n else _size(quiet, question)
    for truth, members in zip(truths, staff.draw(seed, [truth["professions"] for truth in truths]), strict=True):
        truth["staff"] = members
    return truths, sent


def _choices(rng: random.Random, n: int) -> list[dict[str, object]]:
    """True answers to all questions that are not numbers."""
    columns: dict[str, Sequence[object]] = {}
    for question, yes in YES.items():
        columns[question] = quota(rng, n, {True: yes, False: SHIPPED - yes})
    for question, shares in CHOICE.items():
        columns[question] = quota(rng, n, shares)
    columns["funders"] = _funders(rng, n)
    offers = {offer: quota(rng, n, {True: yes, False: SHIPPED - yes}) for offer, yes in INTERVENTIONS.items()}
    columns["interventions"] = [tuple(offer for offer in offers if offers[offer][i]) or ("video_feedback",) for i in range(n)]
    kinds = list(questions("survey")["professions"]["options"])
    columns["professions"] = [_in_order("professions", rng.sample(kinds, k)) for k in quota(rng, n, {2: 14, 3: 17, 4: 9, 5: 3})]
    return [{question: column[i] for question, column in columns.items()} for i in range(n)]


def _funders(rng: random.Random, n: int) -> list[tuple[str, ...]]:
    """Health for 30 of 43, and more than one funder for 31 of 43."""
    health = quota(rng, n, {True: 30, False: 13})
    made = []
    for has_health, count in zip(health, quota(rng, n, {1: 12, 2: 17, 3: 10, 4: 4}), strict=True):
        others = dict(OTHER_FUNDERS)
        chosen = ["health"] if has_health else []
        while len(chosen) < count:
            chosen.append(rng.choices(list(others), list(others.values()))[0])
            del others[chosen[-1]]
        made.append(_in_order("funders", chosen))
    return made


def _in_order(question: str, chosen: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in questions("survey")[question]["options"] if each in chosen)


def _numbers(seed: int, question: str, n: int) -> list[Said]:
    """The numbers that n teams send; where the study has its shipped size, they add up as published."""
    rng = stream(seed, question)
    key = Key(question, questions("survey")[question].get("period", ""))
    families = question == "families_seen"
    ways = quota(rng, n, FAMILY_FORMS if families else COUNT_FORMS)
    bands = quota(rng, n, BAND_SHARES) if families else []

    def write(i: int, way: str) -> Said:
        if way == "date":
            return number(rng, key, rng.randint(10, 12) if families else rng.randint(5, 10), way)
        if families:
            ends = bands[i][0] == 0 or bands[i][0] > OVER  # the smallest and the largest give a band
            return number(rng, key, _within(rng, bands[i]), "band" if ends else way)
        return number(rng, key, _size(rng, question), way)

    said = [write(i, _suited(way, question)) for i, way in enumerate(ways)]
    if n == SHIPPED:
        _calibrate(rng, question, said, ways, write)
    return said


def _calibrate(rng: random.Random, question: str, said: list[Said], ways: list[str], write: Callable[[int, str], Said]) -> None:
    """Draw two teams anew at a time, each with the other's way of writing, while that brings the sums nearer."""
    off = _off(question, said)
    for _ in range(TRIES):
        if not off:
            return
        i, j = rng.randrange(len(said)), rng.randrange(len(said))
        before = said[i], said[j]
        said[i], said[j] = write(i, _suited(ways[j], question)), write(j, _suited(ways[i], question))
        trial = _off(question, said)
        if trial > off:
            said[i], said[j] = before
        else:
            off = trial
            ways[i], ways[j] = ways[j], ways[i]
    raise RuntimeError(f"{question} does not add up to what was published after {TRIES} tries")


def _off(question: str, said: Sequence[Said]) -> int:
    """How far the sums of lower ends, of upper ends and of true values are from what was published."""
    sums = sum(s.lower or 0 for s in said), sum(s.upper or 0 for s in said), sum(int(str(s.value)) for s in said)
    return sum(max(0, low - total, total - high) for total, (low, high) in zip(sums, SUMS[question], strict=True))


def _suited(way: str, question: str) -> str:
    """Two questions get a date, and bands of ten do not suit thousands."""
    odd = {"date": ("consulted", "trained"), "tens": ("trained",)}
    return "plain" if question in odd.get(way, ()) else way


def _size(rng: random.Random, question: str) -> int:
    if question == "families_seen":
        return _within(rng, rng.choices(list(BAND_SHARES), list(BAND_SHARES.values()))[0])
    if rng.random() < 0.05:
        return 0
    return min(int(rng.lognormvariate(0, 0.8) * 0.76 * MEANS[question]), 4900)


def _within(rng: random.Random, band: tuple[int, int]) -> int:
    return rng.randint(max(band[0], 4), band[1])
