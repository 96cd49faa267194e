"""What the workbook of tables holds: for each sheet its title, its notes and its rows, numbers as numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pandas as pd

from auditing.text import visible, words
from auditing.unused import replies as replies_by_question
from deriving.declared import Metric
from deriving.derived import outwards
from deriving.inputs import Interval
from deriving.verbs import OWN_CHOICE
from study import Study

SHORTHAND = {
    "[x]": "[x] means not available: nobody said, or the answers set no such end.",
    "[z]": "[z] means not applicable.",
    "[c]": "[c] means confidential: the number would tell what single bodies answered.",
}
CONFIDENTIAL = "[c]"
PUBLISHED, DERIVED = "As published", "Derived from the returns"
OF = {"distribution": "Answer", "replies": "Reply", "ranking": "Ranked"}
HEADS = {"missing": "Bodies that did not answer", "cap": "Cap of an open answer"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. rows: one a line, under `columns`; a text, a number, or None where there is nothing, with `blank` saying why.
    units: column → unit; notes: column → name of a note; about: names of notes about the whole table."""

    label: str
    name: str
    title: str
    columns: list[str]
    rows: list[list]
    blank: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    about: tuple[str, ...] = ()


def sheets(study: Study, tables: dict[str, pd.DataFrame], metrics: dict[str, Metric]) -> list[Sheet]:
    """tables: metrics, statements, replies and chase, as text. A sheet without a line is left out."""
    rows = tables["metrics"].to_dict("records")
    single = [r for r in rows if r["metric"] in metrics and not r["label"]]
    several: dict[str, list[dict]] = {}
    for row in rows:
        if row not in single:
            several.setdefault(row["metric"].partition(".")[0], []).append(row)
    found = [
        _statements(tables["statements"]),
        _numbers([r for r in single if not _is_share(r)]),
        _shares([r for r in single if _is_share(r)]),
        *(_several(f"Table {n}", name, metrics[name], parts) for n, (name, parts) in enumerate(several.items(), 1)),
        _replies(study, tables["replies"]),
        _chase(tables["chase"], {r["metric"]: r for r in rows}),
    ]
    return [sheet for sheet in found if sheet.rows]


def _is_share(row: dict) -> bool:
    return row["unit"].startswith("share")


def ends(row: dict) -> tuple[float | str | None, float | str | None]:
    """Both ends of a metric, never rounded inwards: a share in per cent, with one decimal place."""
    if not row["lower"]:
        return (CONFIDENTIAL,) * 2 if row.get("hidden") else (None, None)
    scale = 100 if _is_share(row) else 1
    upper = float(row["upper"]) * scale if row["upper"] else math.inf
    low, high = outwards(Interval(float(row["lower"]) * scale, upper), 0.1)
    return _plain(low), None if math.isinf(high) else _plain(high)


def _plain(number: float) -> float | int:
    number = round(number, 1)
    return int(number) if number == int(number) else number


def _whole(text: str) -> int | None:
    return int(float(text)) if text else None


def _statements(statements: pd.DataFrame) -> Sheet:
    columns = ["The report says", PUBLISHED, DERIVED, "Verdict", "Reason", "Source", "Note"]
    rows = [[r.says, r.published, r.derived, r.verdict, r.because, r.source, r.note or None] for r in statements.itertuples()]
    notes = {"Verdict": "verdicts", DERIVED: "intervals"}
    return Sheet("Statements", "statements", "The report’s statements and the returns", columns, rows, {"Note": "[z]"}, notes=notes)


BASE = ["Bodies that answered", "Bodies that were asked", "Answers set aside"]
BASE_NOTES = {"Lower end": "intervals", "Bodies that answered": "missing"}
BASE_BLANK = {"Lower end": "[x]", "Upper end": "[x]", **dict.fromkeys(BASE, "[z]"), "Speaks for": "[z]"}


def _base(row: dict) -> list:
    if "bodies" in row.get("hidden", ""):
        return [CONFIDENTIAL] * (len(BASE) + 1)
    asked = row["asked"] != ""
    return [_whole(row["answered"]), _whole(row["asked"]), _whole(row["set_aside"]) if asked else None, row["basis"] or None]


def _numbers(rows: list[dict]) -> Sheet:
    columns = ["Metric", "Lower end", "Upper end", "Unit", *BASE, "Speaks for", "Name"]
    made = [[r["title"], *ends(r), r["unit"] or None, *_base(r), r["metric"]] for r in rows]
    title = "Counts, totals and other numbers: one value each"
    return Sheet("Numbers", "numbers", title, columns, made, BASE_BLANK | {"Unit": "[z]"}, notes=BASE_NOTES, about=("rounding",))


def _shares(rows: list[dict]) -> Sheet:
    columns = ["Metric", "Lower end", "Upper end", "Share of", *BASE, "Speaks for", "Name"]
    made = []
    for r in rows:
        of = f"{r['base']} bodies" if r["base"] else r["unit"].removeprefix("share").removeprefix(" of ") or None
        made.append([r["title"], *ends(r), of, *_base(r), r["metric"]])
    units = {"Lower end": "per cent", "Upper end": "per cent"}
    blank = BASE_BLANK | {"Share of": "[z]"}
    return Sheet("Shares", "shares", "Shares: one value each", columns, made, blank, units, BASE_NOTES, ("rounding",))


def _several(label: str, name: str, metric: Metric, rows: list[dict]) -> Sheet:
    """A metric with several values, one a line; what tells them apart in columns of its own."""
    heads, keys = _keys(metric, rows)
    own = [r["how"].endswith(OWN_CHOICE) for r in rows]
    unit = rows[0]["unit"] if len({r["unit"] for r in rows}) == 1 else ""
    unit = "per cent" if all(map(_is_share, rows)) else unit
    columns = [*heads, "Lower end", "Upper end", *(["The report’s own choice"] if any(own) else []), *BASE, "Speaks for"]
    made = [[*k, *ends(r), *(["yes" if o else "no"] if any(own) else []), *_base(r)] for k, r, o in zip(keys, rows, own)]
    units = {"Lower end": unit, "Upper end": unit} if unit else {}
    noted = BASE_NOTES | ({HEADS["missing"]: "assumed"} if HEADS["missing"] in heads else {})
    return Sheet(label, name, metric.title, columns, made, BASE_BLANK, units, noted, ("rounding",))


def _keys(metric: Metric, rows: list[dict]) -> tuple[list[str], list[list[str]]]:
    """Headings of what tells the values apart, and those of each value: one column each for what is varied or broken down by,
    where the labels say them all."""
    heads = [HEADS.get(name, _heading(name)) for name in (*metric.vary, *metric.by)]
    keys = [row["label"].split(", ") for row in rows]
    if len(heads) > 1 and all(len(key) == len(heads) for key in keys):
        return heads, keys
    head = heads[0] if len(heads) == 1 else OF.get(metric.verb, "For")
    return [head], [[row["label"]] for row in rows]


def _heading(name: str) -> str:
    return words(name[:1].upper() + name[1:])


def _replies(study: Study, replies: pd.DataFrame) -> Sheet:
    found = replies_by_question(study, replies)
    columns = ["Question", "Collection", "Name", *(_heading(s) for s in found["statuses"]), "Bodies asked"]
    rows = [[r["ask"], r["collection"], r["question"], *r["counts"], r["all"]] for r in found["rows"]]
    return Sheet("Replies", "replies", "Replies by question and status: number of bodies", columns, rows, about=("replies",))


def _chase(chase: pd.DataFrame, metrics: dict[str, dict]) -> Sheet:
    columns = ["Metric", "Collection", "Body", "Name of the body", "Why", "Its answer is between", "Widens the metric by up to", "Unit"]
    columns.append("Where it stands")
    rows = []
    for r in chase.itertuples():
        row = metrics[r.metric]
        widens = float(r.widens) * (100 if _is_share(row) else 1) if r.widens else None
        up = None if widens is None else _plain(math.ceil(round(widens * 10, 6)) / 10)
        unit = "percentage points" if _is_share(row) else row["unit"] or None
        rows.append([row["title"], r.collection, r.body, r.name, r.why, r.between or None, up, unit, r.answer or None])
    blank = {"Its answer is between": "[x]", "Widens the metric by up to": "[x]", "Where it stands": "[z]", "Unit": "[z]"}
    notes = {"Widens the metric by up to": "chase"}
    return Sheet("Whom to ask", "chase", "Whom to ask first: the answers that leave each metric open", columns, rows, blank, notes=notes)


def told(value: str | int | float | None, blank: str) -> str | int | float:
    """A cell as it is written. Text that others wrote shows its hidden characters and is no link, reference or formula of the
    workbook's; a cell of signs only, which a screen reader passes over, says that it is one."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return blank or "[x]"
    if not isinstance(value, str):
        return value
    text = visible(value).replace("$$", "$ $").replace("](", "] (")
    return text if any(c.isascii() and c.isalnum() for c in text) else f"sign: {text}"
