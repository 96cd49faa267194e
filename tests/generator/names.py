"""Invented places, bodies and codes: none of them is a real place, organisation or NHS code."""

from tests.generator.world import quota, stream

BIRDS = [
    "Otter", "Plover", "Linnet", "Siskin", "Teasel", "Dunlin", "Sorrel", "Tansy", "Whimbrel", "Yaffle",
    "Dabchick", "Bunting", "Redstart", "Wheatear", "Pochard", "Garganey", "Bittern", "Avocet", "Godwit",
    "Chough", "Brambling", "Crossbill", "Goldcrest", "Nuthatch", "Goosander", "Smew", "Merlin", "Whinchat",
    "Pipit", "Serin", "Fulmar", "Gannet", "Kittiwake", "Dotterel", "Twite", "Knapweed", "Burnet", "Campion",
    "Mallow", "Vetch",
]  # fmt: skip
ENDINGS = [
    "dale", "mere", "wick", "combe", "stead", "holt", "worth", "thorpe", "haven", "fold", "beck", "fell", "lea",
    "marsh",
]  # fmt: skip
QUALIFIERS = [
    ".", "North", "South", "East", "West", "Upper", "Lower", "Great", "Little", "Old", "New", "High", "Nether",
    "Mid", "Far", "Outer", "Inner", "Hither",
]  # fmt: skip
BEGINNINGS = {"Scotland": "Strath", "Wales": "Cwm ", "Northern Ireland": "Bally"}
LETTERS = {"England": "EX", "Scotland": "SX", "Wales": "WX", "Northern Ireland": "IX"}
BODIES = {"England": 34, "Scotland": 14, "Wales": 7, "Northern Ireland": 5}
TEAMS = {"England": 37, "Scotland": 6, "Wales": 4, "Northern Ireland": 2}


def _places(seed: int, purpose: str, nation: str, n: int) -> list[str]:
    """n different names of places in a nation."""
    if nation == "England":
        plain = [bird + ending for bird in BIRDS for ending in ENDINGS]
    else:
        start = BEGINNINGS[nation]
        plain = [start + (bird if start.endswith(" ") else bird.lower()) for bird in BIRDS]
    stream(seed, "places", purpose, nation).shuffle(plain)
    names = []
    for i in range(n):
        round_, place = divmod(i, len(plain))
        qualifier = QUALIFIERS[round_ % len(QUALIFIERS)]
        number = round_ // len(QUALIFIERS)
        names.append(" ".join(w for w in (qualifier.strip("."), plain[place], str(number + 1) if number else "") if w))
    return names


def _body_name(nation: str, place: str, kind: int) -> str:
    if nation == "Scotland":
        return f"NHS {place}"
    if nation == "Wales":
        return f"{place} University Health Board"
    if nation == "Northern Ireland":
        return f"{place} Health and Social Care Trust"
    return f"{place} {('NHS Foundation Trust', 'Partnership NHS Trust', 'Children’s NHS Trust')[kind % 3]}"


def bodies(seed: int, n: int) -> list[tuple[str, str, str]]:
    """Code, name and nation of n NHS bodies, by nation."""
    nations = quota(stream(seed, "nations"), n, BODIES)
    made = []
    for nation, letters in LETTERS.items():
        places = _places(seed, "bodies", nation, nations.count(nation))
        width = max(2, len(str(len(places))))
        for i, place in enumerate(places):
            made.append((f"{letters}{i + 1:0{width}}", _body_name(nation, place, i), nation))
    return made


def teams(seed: int, n: int) -> list[tuple[str, str, str]]:
    """Code, name and nation of n parent-infant teams."""
    nations = quota(stream(seed, "team nations"), n, TEAMS)
    places = {nation: _places(seed, "teams", nation, nations.count(nation)) for nation in LETTERS}
    width = max(2, len(str(n)))
    return [(f"T{i + 1:0{width}}", f"{places[nation].pop()} Parent-Infant Team", nation) for i, nation in enumerate(nations)]
