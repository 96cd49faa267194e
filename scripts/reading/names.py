"""Names of files that stand in other files: whatever the sender's machine wrote, one plain element of a path."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120


def plain_name(name: str) -> str:
    """The name as one element, without steps to other folders, controls, and signs that turn the reading direction.

    Empty, if nothing is left of it.
    """
    kinds = ((c, unicodedata.category(c)) for c in name)
    shown = "".join(" " if kind in ("Cc", "Zl", "Zp") else c for c, kind in kinds if kind not in ("Cf", "Cs"))
    elements = [e.strip() for e in re.split(r"[/\\]", re.sub(r"^\s*[A-Za-z]:[/\\]", "", shown))]
    shown = "_".join(e for e in elements if e.strip("."))
    kept = " ".join(shown.split()).strip(" .")
    if len(kept) > LONGEST:
        stem, dot, suffix = kept.rpartition(".")
        suffix = dot + suffix if stem and len(suffix) < 10 else ""
        kept = kept[: LONGEST - 1 - len(suffix)].rstrip() + "…" + suffix
    return kept


def distinct(names: list[str]) -> list[str]:
    """The names, with a number where one stands for the second time: `reply.xlsx`, `reply (2).xlsx`."""
    taken: set[str] = set()
    found = []
    for name in names:
        stem, dot, suffix = name.rpartition(".") if "." in name.strip(".") else (name, "", "")
        n, free = 1, name
        while free.casefold() in taken:
            n += 1
            free = f"{stem} ({n}){dot}{suffix}"
        taken.add(free.casefold())
        found.append(free)
    return found
