"""The project's own promises: versions held together, no host and no machine named, nothing of the studies in the code."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.project.environment import pinned

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text()


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name]


def name_of(requirement: str) -> str:
    return re.split(r"[\[=<>;\s]", requirement)[0].lower().replace("_", "-")


def test_conda_and_pip_install_the_same_versions() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert environment["dependencies"][0] == "python=3.11"
    assert environment["dependencies"][-1]["pip"] == pinned(LOCK)


def test_the_lock_is_exact_and_hashed() -> None:
    requirements = pinned(LOCK)
    assert len(requirements) > 50
    assert all("==" in r for r in requirements)
    for block in re.split(r"\n(?=[A-Za-z0-9])", LOCK.strip()):
        assert "--hash=sha256:" in block, block[:80]


def test_the_lock_holds_what_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = {name_of(r): r.split(";")[0].split("==")[1].strip() for r in pinned(LOCK)}
    for asked in [*project["dependencies"], *project["optional-dependencies"]["test"]]:
        assert locked[name_of(asked)] == asked.split("==")[1]


def test_no_file_names_a_registry_or_this_machine() -> None:
    hosts = re.compile(r"python" r"hosted|pypi\.org/" r"simple|registry\.npm" r"js|index-" r"url\s*=|deb\.deb" r"ian")
    places = re.compile(r"(?:^|[^A-Za-z0-9._-])/(?:work|root|home/\w+)/")
    for path in tracked():
        if path.suffix in (".py", ".yml", ".yaml", ".lock", ".toml", ".cff", ".csv", "") and path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert not hosts.search(text), path
            assert not places.search(text), path


@pytest.mark.parametrize("folder", ["scripts", "schemas"])
def test_no_word_of_a_study_stands_in_the_code(folder: str) -> None:
    words = re.compile(r"camhs|accommodation|families|parent-infant|\bbab(?:y|ies)\b|housing|section.?117", re.IGNORECASE)
    for path in (ROOT / folder).rglob("*.py"):
        found = [line for line in path.read_text().splitlines() if words.search(line)]
        assert not found, f"{path.relative_to(ROOT)}: {found}"
