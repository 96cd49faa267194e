"""The illustrative returns: made again byte for byte, true to what they hide, and drawn as they say."""

import csv
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.generator import Truth, World, drawn, generate

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw"
SEED = 2025
shipped = pytest.mark.skipif(
    "illustrative:" not in (ROOT / "config" / "study.yml").read_text(encoding="utf-8"),
    reason="data/raw/ holds a study of its own",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("raw")


@pytest.fixture(scope="module")
def world(folder: Path) -> World:
    return generate(folder, SEED)


def contents(raw: Path) -> dict[str, object]:
    """Every file that the generator makes. Archives by their members: not every zlib packs alike."""
    made = {}
    for path in [raw / "register.csv", *(raw / "survey").rglob("*"), *(raw / "foi").rglob("*")]:
        if path.is_file():
            made[path.relative_to(raw).as_posix()] = unpacked(path)
    return made


def unpacked(path: Path) -> object:
    if path.suffix not in (".xlsx", ".ods", ".docx"):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return [(each.filename, each.date_time, archive.read(each)) for each in archive.infolist()]


@shipped
def test_the_shipped_returns_are_made_again(folder: Path, world: World) -> None:
    fresh, kept = contents(folder), contents(RAW)
    assert sorted(fresh) == sorted(kept)
    # A message packs its attachments into itself, so its bytes depend on zlib; its text does not.
    differ = [name for name in fresh if fresh[name] != kept[name] and not name.endswith(".eml")]
    assert differ == [], "run: python -m tests.generator --seed 2025 --teams 49 --bodies 60 --out data/raw"


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate(tmp_path / name, 7, teams=9, bodies=11)
    one, two = ({p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()}
                for n in ("one", "two"))  # fmt: skip
    assert one == two


def test_what_is_drawn_is_what_is_sent(folder: Path, world: World) -> None:
    there = drawn(SEED)
    assert there.bodies == world.bodies
    assert there.truths == [replace(truth, file="", part="", cell="") for truth in world.truths]


@pytest.mark.parametrize(("seed", "teams", "bodies"), [(1, 3, 3), (2, 10, 12), (3, 49, 60), (4, 60, 70), (5, 5, 120)])
def test_every_true_number_lies_inside_what_was_sent(tmp_path: Path, seed: int, teams: int, bodies: int) -> None:
    world = generate(tmp_path, seed, teams, bodies)
    assert Counter(body.collection for body in world.bodies) == {"survey": teams, "foi": bodies}
    assert {truth.body for truth in world.truths} == {body.body for body in world.bodies}
    numbers = [truth for truth in world.truths if truth.lower is not None]
    assert numbers
    assert [truth for truth in numbers if not truth.lower <= truth.value <= truth.upper] == []
    held = {(t.body, t.period, t.age, t.question): t.value for t in world.truths if t.collection == "foi"}
    for (body, period, age, question), value in held.items():
        if question == "accepted":
            assert value <= held[body, period, age, "referrals"]


def test_a_return_that_hides_zeros_shows_none(world: World) -> None:
    hides = {t.body for t in world.truths if t.sent == "suppressed" and t.value == 0 and t.collection == "foi"}
    assert hides
    assert [t for t in world.truths if t.body in hides and t.sent == "exact" and t.written == "0"] == []


def test_every_address_leads_to_the_words_that_stand_there(folder: Path, world: World) -> None:
    books = {}
    for truth in world.truths:
        if not truth.cell or not truth.file.endswith(".xlsx") or ".eml" in truth.file:
            continue
        paths = [folder / truth.collection / truth.body / truth.file, folder / "survey" / "forms" / truth.file]
        path = next(path for path in paths if path.exists())
        if path not in books:
            books[path] = openpyxl.load_workbook(path)
        book = books[path]
        for cell in truth.cell.split():
            value = book[truth.part][cell].value
            stood = "" if value is None else str(value)
            assert stood.removesuffix(" 00:00:00") == truth.written, (path.name, cell)
    assert len(books) > 40


def test_the_register_says_who_answered(folder: Path, world: World) -> None:
    with (folder / "register.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    replied = Counter(line["collection"] for line in lines if line["replied"])
    assert len(lines) == 109
    assert replied == {"survey": 43, "foi": 50}
    assert Counter(line["nation"] for line in lines if line["collection"] == "foi") == {
        "England": 34, "Scotland": 14, "Wales": 7, "Northern Ireland": 5,
    }  # fmt: skip
    sent = {truth.body for truth in world.truths if truth.sent not in ("silent",)}
    assert sent == {line["body"] for line in lines if line["replied"]}


def answers(world: World, question: str) -> list[Truth]:
    return [truth for truth in world.truths if truth.question == question and truth.sent != "silent"]


def test_the_teams_say_what_was_published(world: World) -> None:
    families = answers(world, "families_seen")
    assert len(families) == 43
    assert round(sum(t.lower or 0 for t in families), -2) == 4400
    assert round(sum(t.upper or 0 for t in families), -2) == 6500
    assert [t.sent for t in families].count("unreadable") == 1
    written = {t.written.lower() for t in families}
    assert {"under 25", "over 300"} <= written
    for question, low, high in (("consulted", 2000, 2400), ("supervised", 1500, 1900), ("trained", 40_000, 44_000)):
        said = answers(world, question)
        assert sum(t.lower or 0 for t in said) > low
        assert sum(t.value for t in said) < high


# Of the teams that answer, the share of which holds what the report says: between which it may lie.
SHARES = {
    ("funders", "health"): (0.66, 0.74),
    ("interventions", "video_feedback"): (0.85, 0.95),
    ("interventions", "parenting_programme"): (0.7, 0.82),
    ("interventions", "psychotherapy"): (0.58, 0.7),
    ("parent_support", "yes"): (0.28, 0.38),
    ("perinatal_pathway", "yes"): (0.45, 0.55),
    ("lead", "consultant"): (0.7, 0.85),
    ("oldest_child", "up_to_two"): (0.49, 0.54),
    ("oldest_child", "up_to_five"): (0.36, 0.44),
    ("oldest_child", "beyond_five"): (0.05, 0.13),
    ("mainly_with", "mothers"): (0.9, 0.97),
    ("child_protection", "yes"): (0.9, 0.97),
    ("child_protection_share", "minority"): (0.75, 0.88),
    ("social_care_pathway", "yes"): (0.38, 0.5),
    ("parents_in_design", "yes"): (0.45, 0.52),
    ("babys_voice", "central"): (0.78, 0.9),
}


@pytest.mark.parametrize(("seed", "teams", "slack"), [(SEED, 49, 0), (11, 49, 0.01), (12, 120, 0.02), (13, 25, 0.05)])
def test_the_shares_are_as_published(seed: int, teams: int, slack: float) -> None:
    said = [t for t in drawn(seed, teams, 1).truths if t.sent == "exact"]
    for (question, option), (low, high) in SHARES.items():
        chosen = [option in t.value if isinstance(t.value, tuple) else t.value == option for t in said if t.question == question]
        assert low - slack <= sum(chosen) / len(chosen) <= high + slack, (question, option)
    several = [len(t.value) > 1 for t in said if t.question == "funders"]
    assert sum(several) > len(several) / 2
    assert all(len(t.value) >= 2 for t in said if t.question == "professions")
    offered = Counter(each for t in said if t.question == "interventions" for each in t.value)
    assert [name for name, _ in offered.most_common(3)] == ["video_feedback", "parenting_programme", "psychotherapy"]


def test_the_counts_are_those_published(world: World) -> None:
    funders = [t.value for t in answers(world, "funders")]
    assert (len(funders), sum("health" in each for each in funders)) == (43, 30)
    assert sum(t.value != "up_to_two" for t in answers(world, "oldest_child")) == 21


def test_most_staff_are_in_two_bands(world: World) -> None:
    """By the cells where they were sent, and by the printed totals where those alone were."""
    said = [t for t in world.truths if t.question == "staff" and t.sent == "exact" and t.band != "total"]
    cells = [t for t in said if t.profession != "total"]
    given = {t.body for t in cells}
    times: Counter[str] = Counter()
    for t in (*cells, *(t for t in said if t.body not in given)):
        times[t.band] += t.value
    (first, _), (second, least), (_, most) = times.most_common(3)
    assert {first, second} == {"7", "8a"}
    assert least > 1.3 * most
    assert 30 <= len({t.body for t in said}) <= 34
    online = {b.body for b in world.bodies if b.request == "online form"}
    assert {t.sent for t in world.truths if t.question == "staff" and t.body in online} == {"not_sent"}


@pytest.mark.parametrize("seed", [SEED, 1, 2, 3])
def test_busy_services_tend_to_have_an_integrated_team(seed: int) -> None:
    """Whichever way those fall of whom it is not said on which side of ten they are."""
    truths = drawn(seed).truths
    has = {t.body: t.value == "yes" for t in truths if t.question == "integrated" and t.sent == "exact"}
    assert 0 < sum(t.question == "accepts" and t.sent == "exact" and t.body not in has for t in truths) < 8
    ends: dict[str, list[Truth]] = {}
    for t in truths:
        asked = t.question == "referrals" and t.period == "2023/24" and t.age in ("0", "1", "2", "0-2")
        if asked and t.body in has and t.sent != "not_sent":
            ends.setdefault(t.body, []).append(t)
    known = {body: said for body, said in ends.items() if all(t.upper is not None for t in said)}
    few = {body for body, said in known.items() if sum(t.upper for t in said) < 10}
    many = {body for body, said in known.items() if sum(t.lower for t in said) >= 10}
    either = known.keys() - few - many
    least = sum(has[b] for b in many) / len(many | {b for b in either if not has[b]})
    most = sum(has[b] for b in few | either) / len(few | {b for b in either if has[b]})
    assert least > most


@pytest.mark.parametrize("readable", [(".xlsx", ".xls", ".ods", ".csv"), (".docx", ".pdf", ".eml")])
def test_sheets_and_letters_tell_the_same_story(world: World, readable: tuple[str, ...]) -> None:
    mine = {t.body for t in world.truths if t.file.split(".eml/")[0].endswith(readable) and t.question == "referrals"}
    ends: dict[str, list[Truth]] = {}
    for truth in answers(world, "referrals"):
        if truth.body in mine and truth.period == "2023/24" and truth.age in ("0", "1", "2", "0-2"):
            ends.setdefault(truth.body, []).append(truth)
    known = {body: [t for t in said if t.sent != "not_sent"] for body, said in ends.items()}
    whole = {body: said for body, said in known.items() if said and all(t.upper is not None for t in said)}
    low = sum(sum(t.upper for t in said) < 10 for said in whole.values())
    high = sum(sum(t.lower for t in said) >= 10 for said in whole.values())
    assert low > len(whole) / 2
    assert high > 2
    assert 0 < len(whole) - low - high < len(whole) / 4
    accepts = [t.value for t in answers(world, "accepts") if t.body in mine and t.written]
    assert 0.58 < accepts.count("yes") / len(accepts) < 1
