"""The shipped study's workbook in LibreOffice: every metric is metrics.csv's, and follows changes of its answers."""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pandas as pd

from derive import derive, load_references
from deriving.declared import load_metrics
from deriving.inputs import Inputs
from study import load_study
from tests.libreoffice import metrics_of, recalculated

# Question, what its text is (a regular expression), and what is changed of the first such answer.
CHANGES = [
    ("families_seen", r"\d+-\d+", {"lower": 1.0, "upper": 700.0}),  # a band
    ("referrals", "<5", {"lower": 3.0, "upper": 3.0}),  # a suppressed age
    ("interventions", "Yes", {"choices": []}),  # a tick
    ("integrated", "No", {"choices": ["yes"]}),  # who is compared with whom
]
COLUMNS = {"lower": "I", "upper": "J", "choices": "K"}


def derived(folder: Path, answers: pd.DataFrame) -> dict[str, tuple[float | None, float | None]]:
    study = load_study(folder / "config")
    register, unread = (pd.read_parquet(folder / "data" / "interim" / f"{name}.parquet") for name in ("register", "unread"))
    replies = pd.read_csv(folder / "results" / "replies.csv", dtype=str, keep_default_na=False)
    inputs = Inputs(study, answers, register, replies, unread, load_references(folder / "data" / "raw" / "reference"))
    declared = load_metrics(folder / "config" / "metrics.yml", study)
    made = derive(folder / "config" / "metrics.yml", declared, inputs)
    return {name: tuple(end if math.isfinite(end) else None for end in d.interval) for name, d in made.items()}


def differing(found: dict, wanted: dict) -> list[str]:
    assert sorted(found) == sorted(wanted)
    close = lambda a, b: a == b or None not in (a, b) and abs(a - b) < 1e-6  # noqa: E731
    return [name for name in wanted if not all(close(a, b) for a, b in zip(found[name], wanted[name]))]


def test_every_metric_is_computed_and_follows_changes(shipped_run: Path, tmp_path: Path):
    book, changed = shipped_run / "results" / "audit.xlsx", tmp_path / "changed.xlsx"
    answers = pd.read_parquet(shipped_run / "data" / "interim" / "answers.parquet")
    opened = openpyxl.load_workbook(book)
    sheet = opened["Answers"]
    rows = {cell.value: cell.row for cell in sheet["A"]}
    for question, text, to in CHANGES:
        at = answers.index[(answers["question"] == question) & answers["raw"].str.fullmatch(text) & (answers["set_aside"] == "")][0]
        for column, value in to.items():
            answers.at[at, column] = value
            said = f";{';'.join(value)};" if column == "choices" and value else None if column == "choices" else value
            sheet[f"{COLUMNS[column]}{rows[answers.at[at, 'answer']]}"].value = said
    opened.save(changed)
    found = recalculated(tmp_path, [book, changed])

    table = pd.read_csv(shipped_run / "results" / "metrics.csv").set_index("metric")[["lower", "upper"]].astype(object)
    as_it_is = {name: tuple(None if pd.isna(end) else end for end in ends) for name, ends in table.T.items()}
    assert differing(metrics_of(found["audit.xlsx"]), as_it_is) == []

    run_again = derived(shipped_run, answers)
    assert len(differing(run_again, as_it_is)) > 20, "too little changed to show anything"
    assert differing(metrics_of(found["changed.xlsx"]), run_again) == []
