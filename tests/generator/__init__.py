"""Draws a true state of the world, and sends it in as teams and NHS bodies do.

    from tests.generator import generate
    world = generate(Path("data/raw"), seed=1)

writes survey/, foi/ and register.csv, and returns the truth. The same seed makes the same bytes. `drawn` gives the
same truth and what is said of it, and writes nothing.
"""

import csv
import shutil
from pathlib import Path

from tests.generator import foi, survey
from tests.generator.world import Body, Said, Status, Truth, World

__all__ = ["Body", "Said", "Status", "Truth", "World", "drawn", "generate"]

REGISTER = ["collection", "body", "name", "nation", "request", "asked", "replied", "note"]


def generate(raw: Path, seed: int, teams: int = 49, bodies: int = 60) -> World:
    """Write the returns of so many teams and NHS bodies, replacing earlier ones, and return the truth behind them."""
    for collection in ("survey", "foi"):
        if (raw / collection).exists():
            shutil.rmtree(raw / collection)
        (raw / collection).mkdir(parents=True)
    world = _made(raw, seed, teams, bodies)
    _register(raw / "register.csv", world.bodies)
    return world


def drawn(seed: int, teams: int = 49, bodies: int = 60) -> World:
    """The truths of `generate` with the ends that a careful reader gives them, but without file, part and cell."""
    return _made(None, seed, teams, bodies)


def _made(raw: Path | None, seed: int, teams: int, bodies: int) -> World:
    asked, truths = survey.make(raw and raw / "survey", seed, teams)
    others, more = foi.make(raw and raw / "foi", seed, bodies)
    return World(seed, asked + others, truths + more)


def _register(path: Path, bodies: list[Body]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(REGISTER)
        for body in bodies:
            replied = body.replied.isoformat() if body.replied else ""
            row = [body.collection, body.body, body.name, body.nation, body.request]
            out.writerow([*row, body.asked.isoformat(), replied, body.note])
