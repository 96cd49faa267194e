"""The requests: how many had a reply, when the replies came, who is overdue, and who refused what."""

from __future__ import annotations

import statistics

import pandas as pd

from auditing.run import Run
from auditing.text import visible
from deciding.deadlines import NOT_COUNTED, OWING, REPLIED
from study import Requests

ORDER = ("on time", "late", "replied", "unclear", "waiting", "overdue")
# The picture of when replies came, in its own units.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 240, 44, 620, 12, 196


def collections(run: Run) -> list[dict]:
    """For each collection whose requests have days in the register, what came of them."""
    shown = []
    for collection, rows in run.tables.requests.groupby("collection", sort=False):
        sent = rows[~rows["status"].isin(NOT_COUNTED)]
        if (rows["asked"] != "").any() and len(sent):
            shown.append(_collection(run, collection, rows, sent))
    return shown


def _collection(run: Run, collection: str, rows: pd.DataFrame, sent: pd.DataFrame) -> dict:
    replied = sent[sent["status"].isin(REPLIED)]
    days = sorted(int(d) for d in replied["days"] if d)
    owing = sent[sent["status"].isin(OWING)].assign(
        rank=lambda t: pd.to_numeric(t["chase"]).fillna(float("inf")), late=lambda t: -pd.to_numeric(t["over"]).fillna(0)
    )
    allowed = run.study.settings.requests.get(collection)
    return {
        "collection": visible(collection),
        "count": len(sent),
        "replied": len(replied),
        "rate": f"{len(replied) / len(sent):.0%}",
        "rule": _rule(allowed),
        "as_of": sent["as_of"].iloc[0],
        "as_of_is": sent["as_of_is"].iloc[0],
        "statuses": [(status, n) for status in ORDER if (n := int((sent["status"] == status).sum()))],
        "median": f"{statistics.median(days):g}" if days else "",
        "longest": days[-1] if days else "",
        "curve": _curve(days, len(sent), allowed) if days else None,
        "owing": [_row(run, row) for row in owing.sort_values(["rank", "late", "body"]).to_dict("records")],
        "refused": [_row(run, row) for row in rows[rows["refused"] != ""].to_dict("records")],
        "others": [_row(run, row) for row in rows[(rows["note"] != "") & ~rows["status"].isin(OWING)].to_dict("records")],
    }


def _rule(allowed: Requests | None) -> str:
    if allowed is None:
        return "Nothing says when a reply was due."
    if allowed.closes:
        return f"Replies were due by {allowed.closes}."
    return (
        f"A reply was due within {allowed.working_days} working days. Under the Act of 2000 a bank holiday in any part of the United "
        "Kingdom is no working day; under the Scottish Act only one in Scotland."
    )


def _row(run: Run, row: dict) -> dict:
    texts = {name: visible(row[name]) for name in ("asked", "due", "over", "chase", "narrows", "note", "refused")}
    return texts | {"body": {"code": visible(row["body"]), "name": "" if row["name"] == row["body"] else visible(row["name"])}}


def _curve(days: list[int], count: int, allowed: Requests | None) -> dict:
    """The share that had replied by each working day, as steps. count: of all requests."""
    limit = allowed.working_days if allowed else None
    most = max(*days, limit or 0, 5)
    along = lambda day: round(LEFT + (RIGHT - LEFT) * day / most, 1)  # noqa: E731
    up = lambda n: round(BOTTOM - (BOTTOM - TOP) * n / count, 1)  # noqa: E731
    path = f"M{along(0)},{up(0)}" + "".join(f"H{along(day)}V{up(n)}" for n, day in enumerate(days, start=1)) + f"H{RIGHT}"
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, most) if most / s <= 10)
    marks = sorted({m for m in (5, 10, 20, 40, 60) if m <= most} | ({limit} if limit else set()) | {most})
    by = [f"{sum(d <= m for d in days)} of {count} within {m}" for m in marks]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": RIGHT,
        "top": TOP,
        "bottom": BOTTOM,
        "path": path,
        "due": along(limit) if limit else None,
        "ups": [{"at": up(count * share / 4), "says": f"{share * 25}%"} for share in range(5)],
        "along": [{"at": along(d), "says": d} for d in range(0, most + 1, step)],
        "says": f"Replied: {', '.join(by)} working days.",
    }
