"""What the overview shows of decisions by hand: who decided what, when and why, and what came of it."""

from __future__ import annotations

import addresses
from auditing.run import Run
from auditing.text import anchor, visible


def entries(run: Run) -> list[dict]:
    """One entry a ruling or hand reading, those that decide nothing, or less than they say, first."""
    shown = [_entry(run, name, row) for name, row in run.decisions.items()]
    return sorted(shown, key=lambda entry: not entry["problem"])


def _entry(run: Run, name: str, row: dict) -> dict:
    place = None
    if name.startswith("rulings"):  # a reading is about files and parts that a pattern may name
        place = run.place(row["source"]) | {"file": visible(addresses.path_of(row["source"]))}
    texts = {key: visible(str(row[key])) for key in ("source", "stood", "says", "instead_of", "who", "when", "why", "problem")}
    return texts | {"decision": name, "anchor": anchor("by-hand", name), "place": place, "answers": int(row["answers"])}
