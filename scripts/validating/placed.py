"""Files that stand where they do not belong: in no body's folder, or the same content in the folders of two bodies."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable

import pandas as pd

import addresses
from reading.leftovers import left_over
from study import Study

NO_BODY = "no body "
SAME_FILE = "the same file stands in "


def unknown(collection: str, body: str, known: Iterable[str] = ()) -> str:
    """What to do with what stands in the folder of no known body."""
    if not body:
        return f"{NO_BODY}is named by its folder: move the file into {collection}/<body>/, where <body> is a code in register.csv"
    near = next((b for b in known if b.casefold() == body.casefold()), "") or next(iter(difflib.get_close_matches(body, known, 1, 0.7)), "")
    hint = f" (perhaps to {near!r})" if near else ""
    return f"{NO_BODY}{body!r} of {collection} stands in register.csv: add it there, or rename the folder{hint}"


def misplaced(files: pd.DataFrame, answers: pd.DataFrame, bodies: set[tuple[str, str]], study: Study) -> dict[str, str]:
    """Path → why no body's returns hold the file, and what to do. bodies: collection and body of all that the register knows.

    A file of several bodies stands beside their folders, and is known by the names in it.
    """
    owners = zip(answers["collection"].tolist(), answers["body"].tolist())
    named = {addresses.path_of(a) for a, owner in zip(answers["answer"].tolist(), owners) if owner in bodies}
    found = {}
    for row in files.itertuples():
        if left_over(row.path):
            continue
        if row.collection in study.questions:
            if row.path not in named and (row.collection, row.body) not in bodies:
                why = unknown(row.collection, row.body, sorted(b for c, b in bodies if c == row.collection))
                why = f"{why[0].upper()}{why[1:]}; or, if it holds the answers of several bodies,"
                found[row.path] = f"{why} none of their names was found in it."
        elif row.collection not in ("register", "reference") and row.path != "README.md":
            found[row.path] = elsewhere(study)
    return found


def elsewhere(study: Study) -> str:
    known = ", ".join(f"{c}/" for c in study.questions)
    return f"It stands in none of the collections' folders ({known}): move it to its body's folder, if it is a return."


def copies(
    files: pd.DataFrame, bodies: set[tuple[str, str]], same: dict[tuple[str, str], str]
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Two things: path → the first file of the same body with the same content; and path → those in the folders of others.

    same: of predecessors, who they are now.
    """
    contents = defaultdict(list)
    for row in files.itertuples():
        if (row.collection, row.body) in bodies and row.size and not left_over(row.path):
            contents[row.collection, row.sha256].append((same.get((row.collection, row.body), row.body), row.path))
    again, elsewhere = {}, {}
    for held in contents.values():
        for n, (body, path) in enumerate(held):
            if first := next((p for b, p in held[:n] if b == body), ""):
                again[path] = first
            if others := [p for b, p in held if b != body]:
                elsewhere[path] = others
    return again, elsewhere


def same_file(others: list[str]) -> str:
    return (
        f"{SAME_FILE}{' and '.join(others)}: delete it where it does not belong; if each of them did send it, say of each "
        "in config/corrections.yml that it supersedes nothing"
    )
