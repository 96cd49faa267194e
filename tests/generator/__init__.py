"""Draws a true state of the world, and sends it in as teams and NHS bodies do.

    from tests.generator import generate
    world = generate(Path("data/raw"), seed=1)

writes survey/, foi/ and register.csv, and returns the truth. The same seed makes the same bytes.
"""

import csv
import shutil
from pathlib import Path

from tests.generator import foi, survey
from tests.generator.world import Body, Said, Status, Truth, World

__all__ = ["Body", "Said", "Status", "Truth", "World", "generate"]

REGISTER = ["collection", "body", "name", "nation", "request", "asked", "replied", "note"]


def generate(raw: Path, seed: int, teams: int = 49, bodies: int = 60) -> World:
    """Write the returns of so many teams and NHS bodies, replacing earlier ones, and return the truth behind them."""
    world = World(seed)
    for collection, make, n in (("survey", survey.make, teams), ("foi", foi.make, bodies)):
        folder = raw / collection
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        asked, truths = make(folder, seed, n)
        world.bodies += asked
        world.truths += truths
    _register(raw / "register.csv", world.bodies)
    return world


def _register(path: Path, bodies: list[Body]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(REGISTER)
        for body in bodies:
            replied = body.replied.isoformat() if body.replied else ""
            row = [body.collection, body.body, body.name, body.nation, body.request]
            out.writerow([*row, body.asked.isoformat(), replied, body.note])
