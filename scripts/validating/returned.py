"""What became of every raw file: read or not and why, and what its cells were taken for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

import addresses
from reading.leftovers import left_over
from recognising.dragged import DRAGGED
from study import Study
from validating.placed import NO_BODY, elsewhere

NOT_SENT = {"register": "the register", "reference": "reference figures"}


def returns(
    files: pd.DataFrame,
    cells: pd.DataFrame,
    answers: pd.DataFrame,
    unread: pd.DataFrame,
    study: Study,
    misplaced: Mapping[str, str] = MappingProxyType({}),
    said: Mapping[str, Sequence[str]] = MappingProxyType({}),
    to_do: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> pd.DataFrame:
    """A row a raw file. cells = answers + totals + headers + unread + other, for every file.

    misplaced: path → where it belongs. said, to_do: more to say of a file, by its path; to_do of where only a person can help.
    """
    total = (answers[[*study.dimensions, "period"]] == "total").any(axis=1)
    stands = answers["raw"] != ""  # a blank where an answer was to be is no cell
    taken = {*answers["answer"].tolist(), *unread["address"]}
    counted = {
        "answers": answers.loc[stands & ~total, "answer"].tolist(),
        "totals": answers.loc[stands & total, "answer"].tolist(),
        "headers": {h for hs in answers["headers"] for h in hs} - taken,
        "unread": unread.loc[unread["raw"] != "", "address"],
        "set_aside": answers.loc[answers["set_aside"] != "", "answer"],
    }
    strangers = answers[answers["set_aside"].str.startswith(NO_BODY)]
    unknown = {addresses.path_of(a): why for a, why in zip(strangers["answer"], strangers["set_aside"])}
    in_files = cells.groupby(["collection", "body", "file"]).size().to_dict()
    out = files[["path", "collection", "body", "sha256", "size"]].copy()
    out["status"] = ""
    out["reason"] = files["reason"]
    out["cells"] = [in_files.get(place, 0) for place in zip(files["collection"], files["body"], files["file"])]
    for name, found in counted.items():
        often = Counter(map(addresses.path_of, found))
        out[name] = [often[path] for path in out["path"]]
    out.insert(out.columns.get_loc("set_aside"), "other", out["cells"] - out[["answers", "totals", "headers", "unread"]].sum(axis=1))
    out["status"] = ["misplaced" if row.path in misplaced else _status(row, study) for row in out.itertuples()]
    dragged = Counter(map(addresses.path_of, answers.loc[answers["rule"].str.startswith(DRAGGED), "answer"]))
    out["reason"] = [
        " ".join(filter(None, [*notices, _reason(row, study, unknown, misplaced), _runs_on(dragged[row.path]), *said.get(row.path, ())]))
        for notices, row in zip(files["notices"], out.itertuples())
    ]
    out["to_do"] = [" ".join(filter(None, [misplaced.get(path, ""), *to_do.get(path, ())])) for path in out["path"]]
    return out


def _status(row, study: Study) -> str:
    if left_over(row.path):
        return "not a return"
    if row.collection in NOT_SENT:
        return "not read" if row.reason else "read"
    if row.collection not in study.questions:
        return "not a return"
    return "not read" if row.reason else "read" if row.answers or row.totals or row.unread else "no answers found"


def _reason(row, study: Study, unknown: dict[str, str], misplaced: Mapping[str, str]) -> str:
    if row.status == "misplaced":
        return " ".join(filter(None, [misplaced[row.path], row.reason]))  # where it belongs, and what is wrong with it
    if row.status == "not a return":
        return left_over(row.path) or elsewhere(study)
    if row.collection in NOT_SENT:
        return row.reason or NOT_SENT[row.collection]
    if row.status == "no answers found" and row.cells:  # what holds no cell has a notice that says so
        return "It was read, and no answer was recognised in it: a covering note, or a table whose headings are not in the study's words."
    return row.reason or unknown.get(row.path, "")


def _runs_on(bounds: int) -> str:
    if not bounds:
        return ""
    return f"{bounds} bounds run on from cell to cell (such as <6, <7, <8), as when a cell is dragged: ask the sender what stands there."


def with_problems(returned: pd.DataFrame, by_hand: pd.DataFrame) -> pd.DataFrame:
    """returns.csv with what is wrong with an entry by hand, beside the file that it is about."""
    for row in by_hand[by_hand["problem"] != ""].itertuples():
        mine = [path in row.problem or row.source.startswith(f"{path}#") for path in returned["path"]]
        returned.loc[mine, "reason"] = [f"{reason} {row.problem}.".strip() for reason in returned.loc[mine, "reason"]]
    return returned
