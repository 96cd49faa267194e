"""What a run rests on besides what was received: the entries of config, the code, the versions of packages."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

from study import load_yaml

ROOT = Path(__file__).parents[2]
BY_HAND = ("corrections.yml", "readings.yml", "rulings.yml")  # results/by_hand.csv tells them, with what came of each


def configured(config: Path) -> dict[str, dict]:
    """Each entry of the files that declare the study; those of a list by the file that they are about, or their place."""
    found: dict[str, dict] = {}
    for name in sorted(path.name for path in config.glob("*.yml") if path.name not in BY_HAND):
        said = load_yaml(config / name)
        if isinstance(said, list):
            said = {entry.get("file", n) if isinstance(entry, dict) else n: entry for n, entry in enumerate(said, 1)}
        for key, entry in said.items():
            several = name == "questions.yml" or (name, key) == ("study.yml", "words")
            inner = entry.items() if several and isinstance(entry, dict) else ()
            found |= {f"{name} › {key} › {k}": _plain(e) for k, e in inner} if inner else {f"{name} › {key}": _plain(entry)}
    return found


def _plain(entry: object) -> dict:
    """An entry as JSON can hold it: YAML's days and numbers as keys are text there."""
    if isinstance(entry, dict):
        return {str(key): _plain(value) if isinstance(value, dict) else _text(value) for key, value in entry.items()}
    return {"value": _text(entry)}


def _text(value: object) -> object:
    if isinstance(value, list):
        return [_plain(v) if isinstance(v, dict) else _text(v) for v in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def modules(paths: list[Path]) -> dict[str, dict]:
    return {path.resolve().relative_to(ROOT).as_posix(): {"digest": digest(path)} for path in paths}


def packages(lock: Path, project: Path) -> dict[str, dict]:
    """The versions that the lock names, and the pipeline's own."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==([^\s;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(name, []).append(version)
    own = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    found[own["name"]] = [own["version"]]
    return {name: {"version": " or ".join(dict.fromkeys(versions))} for name, versions in found.items()}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
