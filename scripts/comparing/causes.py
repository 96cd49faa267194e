"""What came, went or changed between two runs, of all that a run rests on: each such thing is a cause that numbers may have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from comparing.record import Entries, Record

KINDS = {  # of config, by its file: what an entry is, if not a setting
    "questions.yml": "question",
    "dimensions.yml": "dimension",
    "metrics.yml": "metric's declaration",
    "statements.yml": "statement's declaration",
    "figures.yml": "figure's declaration",
}
LONGEST = 80  # characters of a value that are shown


@dataclass(frozen=True, slots=True)
class Cause:
    """key: its section of the record and its name there. how: came · went · changed · moved. details: what of it changed, in
    words; fields: the names of what changed."""

    key: tuple[str, str]
    kind: str
    name: str
    how: str
    details: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()


Causes = dict[tuple[str, str], Cause]


def causes(old: Record, new: Record) -> Causes:
    found = [*_files(old.files, new.files)]
    found += _entries("register", "line of the register", old.register, new.register)
    found += _decisions(old.decisions, new.decisions)
    for name in sorted({key.partition(" › ")[0] for record in (new, old) for key in record.config}):
        mine = [{k: e for k, e in record.config.items() if k.startswith(f"{name} › ")} for record in (old, new)]
        found += _entries("config", KINDS.get(name, "setting"), *mine)
    found += _modules("code", "the code that reads and derives", old.code, new.code)
    found += _modules("drawing", "the code that draws the figures", old.drawing, new.drawing)
    found += _packages(old.packages, new.packages)
    return {cause.key: cause for cause in found}


def _files(old: Entries, new: Entries) -> Iterator[Cause]:
    """The register is told line by line, and not as a file."""
    was, now = ({path: e for path, e in files.items() if path != "register.csv"} for files in (old, new))
    gone = {entry["sha256"]: path for path, entry in was.items() if path not in now}
    for path, entry in now.items():
        told = tuple(filter(None, (entry["status"] if entry["status"] != "read" else "", entry.get("reason"))))
        kind = "reference figures" if path.startswith("reference/") else "file"
        if path not in was:
            before = gone.pop(entry["sha256"], "")
            how, said = ("moved", (f"it was {before}", *told)) if before else ("came", told)
            yield Cause(("files", path), kind, path, how, said)
            if before:
                yield Cause(("files", before), kind, before, "moved", (f"it is {path} now",))
        elif entry["sha256"] != was[path]["sha256"]:
            yield Cause(("files", path), kind, path, "changed", ("its content is another", *told))
    for path in sorted(gone.values()):
        yield Cause(("files", path), "reference figures" if path.startswith("reference/") else "file", path, "went")


def _decisions(old: Entries, new: Entries) -> Iterator[Cause]:
    for cause in _entries("decisions", "ruling", old, new):
        file, _, about = cause.name.partition(" › ")
        kind = {"readings.yml": "reading by hand", "rulings.yml": "ruling"}.get(file, "entry by hand")
        entry = new.get(cause.name) or old[cause.name]
        said = tuple(f"{name}: {entry[name]}" for name in ("stood", "says", "who", "why", "problem") if entry.get(name))
        yield Cause(cause.key, kind, about, cause.how, cause.details or said, cause.fields)


def _entries(section: str, kind: str, old: Entries, new: Entries) -> Iterator[Cause]:
    for name in dict.fromkeys([*new, *old]):
        if name not in old or name not in new:
            entry = new.get(name) or old.get(name) or {}
            said = tuple(f"{k}: {_short(v)}" for k, v in entry.items() if k not in ("collection", "body")) if section == "register" else ()
            yield Cause((section, name), kind, name, "came" if name in new else "went", said)
        elif old[name] != new[name]:
            fields = [field for field in dict.fromkeys([*old[name], *new[name]]) if old[name].get(field) != new[name].get(field)]
            said = [line for field in fields for line in difference(field, old[name].get(field), new[name].get(field))]
            yield Cause((section, name), kind, name, "changed", tuple(said), frozenset(fields))


def _modules(section: str, name: str, old: Entries, new: Entries) -> list[Cause]:
    """The modules that changed are one cause: what each of them does to a number is not known."""
    mine = list(_entries(section, "", old, new))
    said = [f"{c.key[1]} {c.how}" for c in sorted(mine, key=lambda c: c.key)]
    return [Cause((section, ""), "code", name, "changed", tuple(said))] if mine else []


def _packages(old: Entries, new: Entries) -> list[Cause]:
    mine = list(_entries("packages", "", old, new))
    versions = lambda name: (e[name]["version"] if name in e else "none" for e in (old, new))  # noqa: E731
    said = ["{} {} → {}".format(c.key[1], *versions(c.key[1])) for c in sorted(mine, key=lambda c: c.key)]
    return [Cause(("packages", ""), "code", "versions", "changed", tuple(said))] if mine else []


def difference(field: str, old: object, new: object) -> list[str]:
    """`cap: 330 → 400`; of a list what was added and taken out; of what holds others, each that changed."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [key for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key)]
        return [line for key in keys for line in difference(f"{field} › {key}", old.get(key), new.get(key))]
    if isinstance(old, list) and isinstance(new, list):
        added, out = [v for v in new if v not in old], [v for v in old if v not in new]
        said = [f"added {', '.join(map(_short, added))}"] if added else []
        said += [f"taken out {', '.join(map(_short, out))}"] if out else []
        return [f"{field}: {'; '.join(said) or 'another order'}"]
    return [f"{field}: {_short(old)} → {_short(new)}"]


def _short(value: object) -> str:
    text = "nothing" if value in (None, "") else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
