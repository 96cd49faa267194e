"""Write a raw folder of illustrative returns, and the truth behind them if asked."""

import argparse
from pathlib import Path

from tests.generator import generate

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.generator", description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--teams", type=int, default=49)
    parser.add_argument("--bodies", type=int, default=60)
    parser.add_argument("--out", type=Path, required=True, help="the raw folder")
    parser.add_argument("--truth", type=Path, help="a csv file")
    given = parser.parse_args()
    world = generate(given.out, given.seed, given.teams, given.bodies)
    if given.truth:
        world.write(given.truth)
