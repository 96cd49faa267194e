"""Writes environment.yml from requirements.lock, so that conda and pip install the same versions."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAD = """\
# Made from requirements.lock by `make lock`: change pyproject.toml, not this.
# Conda brings Python; the packages come with pip, so that conda and pip have the same builds of the same versions.
name: foi-returns
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python=3.11
  - pip
  - pip:
"""


def pinned(lock: str) -> list[str]:
    """The requirements of a lock, without their hashes: name==version, and a marker where there is one."""
    return [line.rstrip(" \\") for line in lock.splitlines() if re.match(r"[A-Za-z0-9]", line)]


if __name__ == "__main__":
    lines = "".join(f'    - "{line}"\n' for line in pinned((ROOT / "requirements.lock").read_text()))
    (ROOT / "environment.yml").write_text(HEAD + lines)
