"""What figures show: the metric's own values, in words and marks that say what is certain and what is not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from matplotlib import get_data_path
from matplotlib.font_manager import findfont

import figures
from deriving.verbs import values
from study import ConfigError, load_study
from tests.spec.conftest import unread_of

STUDY = """
title: Boats in small harbours
illustrative: "Illustrative: these harbours cost $5 or $6, and are invented."
"""
DIMENSIONS = """
age:
  title: Age of boat
  values:
    "0": {covers: [0]}
    "1": {covers: [1]}
"""
QUESTIONS = """
foi:
  visits: {ask: "How many boats visited?", kind: table, by: [age], periods: year, unit: boats, cap: 300}
  watch: {ask: "Do you keep a night watch?", kind: yes_no}
"""
METRICS = """
quiet:
  title: Harbours with fewer than 10 young boats
  why: Whether young boats come
  share: visits
  over: {age: [0, 1]}
  period: "2023"
  where: "< 10"
visits: {title: "Young boats, per harbour", why: Size, range: visits, over: {age: [0, 1]}, period: "2023"}
asked: {title: Harbours asked, why: Reach, known: foi}
"""
PER_HARBOUR = """
per_harbour: {kind: intervals, title: "{answered} of {asked} harbours", metric: visits, bodies: harbours, axis: Boats}
"""
QUIET = """
quiet:
  kind: threshold
  title: "{count} of {answered} harbours are quiet"
  metric: quiet
  bodies: harbours
  axis: Boats
  scale: log
  caption: Quiet is {quiet}.
"""
# What each harbour said of boats under a year, and of boats of one year.
SAID = {
    "H1": [("2", 2, 2), ("1", 1, 1)],
    "H2": [("<5", 1, 4), ("<5", 1, 4)],
    "H3": [("<5", 1, 4), ("7", 7, 7)],
    "H4": [("<5", 1, 4), ("1-9", 1, 9)],
    "H5": [("40", 40, 40), ("over 20", 21, float("nan"))],
    "H6": [("no idea", float("nan"), float("nan")), ("refused", float("nan"), float("nan"))],
}


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A folder with a tiny study that has been derived."""
    config, made = tmp_path / "config", tmp_path / "made"
    config.mkdir(), made.mkdir()
    for name, text in {"study": STUDY, "dimensions": DIMENSIONS, "questions": QUESTIONS, "metrics": METRICS}.items():
        (config / f"{name}.yml").write_text(text, encoding="utf-8")
    rows = []
    for body, said in SAID.items():
        for age, (raw, lower, upper) in enumerate(said):
            place = {"answer": f"foi/{body}/a.csv#!B{age + 2}", "collection": "foi", "body": body, "file": "a.csv", "part": ""}
            status = "refused" if raw in ("refused", "no idea") else "exact" if lower == upper else "suppressed"
            meaning = {"question": "visits", "period": "2023", "age": str(age), "age_printed": str(age), "raw": raw, "status": status}
            rows.append(place | meaning | {"lower": lower, "upper": upper, "choices": None, "set_aside": "", "rule": "", "headers": []})
    pd.DataFrame(rows).to_parquet(made / "answers.parquet")
    register = [{"collection": "foi", "body": b, "name": b, "address": ""} for b in (*SAID, "H7")]
    pd.DataFrame(register).to_parquet(made / "register.parquet")
    unread_of([]).to_parquet(made / "unread.parquet")
    metrics = [
        ("quiet", 0.4, 0.8, "share", "2 to 4 of 5 (40% to 80%)"),
        ("visits", 2, float("nan"), "boats", "2 or more"),
        ("asked", 7, 7, "bodies", "7"),
    ]
    table = pd.DataFrame(metrics, columns=["metric", "lower", "upper", "unit", "text"])
    table.assign(title="Young boats", how="", why="", beside="").to_csv(made / "metrics.csv", index=False)
    return tmp_path


def drawn(study: Path, declared: str | None, to: str = "figures") -> pd.DataFrame:
    """The captions of the figures that are declared so."""
    if declared is not None:
        (study / "config" / "figures.yml").write_text(declared, encoding="utf-8")
    paths = {n: study / "made" / f"{n}.parquet" for n in ("answers", "register", "unread")}
    figures.main(study / "config", paths | {"metrics": study / "made" / "metrics.csv"}, study / to)
    return pd.read_csv(study / to / "captions.csv").set_index("figure")


def test_a_threshold_has_three_classes_by_the_metrics_own_condition(study: Path) -> None:
    captions = drawn(study, QUIET)
    data = pd.read_csv(study / "figures" / "quiet.csv").set_index("body")
    assert data["class"].to_dict() == {
        "H1": "certainly below 10",
        "H2": "certainly below 10",
        "H4": "possibly below 10",
        "H3": "possibly below 10",
        "H5": "certainly not below 10",
        "H6": "no number",
        "H7": "no number",
    }
    assert (data.loc["H2", "lower"], data.loc["H2", "upper"]) == (2, 8)
    assert captions.loc["quiet", "title"] == "2–4 of 5 harbours are quiet"
    assert captions.loc["quiet", "alt"].endswith("2 certainly below 10; 2 possibly below 10; 1 certainly not below 10.")
    assert captions.loc["quiet", "caption"].startswith("Quiet is 2 to 4 of 5 (40% to 80%). Of 5 harbours that answered: 2 certainly")
    assert "the 2 of 7 harbours asked that gave no number" in captions.loc["quiet", "caption"]


def test_a_threshold_counts_what_its_metric_counts(study: Path) -> None:
    from deriving.declared import load_metrics
    from deriving.inputs import Inputs

    title = drawn(study, QUIET).loc["quiet", "title"]
    tables = {n: pd.read_parquet(study / "made" / f"{n}.parquet") for n in ("answers", "register", "unread")}
    config = load_study(study / "config")
    metric = load_metrics(study / "config" / "metrics.yml", config)["quiet"]
    derived = values(metric, Inputs(config, replies=pd.DataFrame(), references={}, **tables), {})[""]
    assert title.startswith(derived.text.partition(" (")[0])


def test_intervals_are_sorted_and_those_that_gave_no_number_are_told(study: Path) -> None:
    captions = drawn(study, PER_HARBOUR)
    data = pd.read_csv(study / "figures" / "per_harbour.csv")
    assert data["body"].tolist() == ["H2", "H4", "H1", "H3", "H5", "H6", "H7"]
    assert data["upper"].tolist()[:5] == [8, 13, 3, 11, float("inf")]
    assert captions.loc["per_harbour", "title"] == "5 of 7 harbours"
    assert "An arrow has no upper end." in captions.loc["per_harbour", "caption"]
    assert "exact numbers: 1" in captions.loc["per_harbour", "alt"]


def test_two_runs_give_the_same_bytes(study: Path) -> None:
    for to in ("one", "two"):
        drawn(study, "a: {kind: bars, title: '{asked} asked', bars: {all: asked}}", to)
    names = sorted(p.name for p in (study / "one").iterdir())
    assert names == ["a.csv", "a.png", "a.svg", "captions.csv"]
    assert all((study / "one" / n).read_bytes() == (study / "two" / n).read_bytes() for n in names)


def test_the_font_is_the_one_that_ships_with_matplotlib() -> None:
    assert Path(findfont("DejaVu Sans")).is_relative_to(get_data_path())


def test_a_study_without_figures_gives_an_empty_table(study: Path) -> None:
    assert drawn(study, None).empty
    assert [p.name for p in (study / "figures").iterdir()] == ["captions.csv"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: {kind: bars, title: x, bars: {all: nothing}}", "a: there is no metric 'nothing'"),
        ("a: {kind: bars, title: '{askd}', bars: {all: asked}}", "a: {askd} is no metric"),
        ("a: {kind: bars, title: x, bars: {all: visits}}", "a: the metric visits has no two ends to draw"),
        ("a: {kind: threshold, title: x, axis: x, metric: visits}", "a › metric: visits has no limit to draw"),
        (
            "a: {kind: intervals, title: x, axis: x, metric: asked}",
            "a › metric: asked is not about a question",
        ),
        ("a: {kind: pie, title: x}", "'pie'"),
        ("a: {kind: bars, title: x}", "a › bars: Field required"),
        ("../a: {kind: bars, title: x, bars: {all: asked}}", "the name becomes a file's name"),
    ],
)
def test_what_is_wrong_in_figures_yml_is_told_with_its_entry(study: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match="figures.yml") as error:
        drawn(study, text)
    assert told in str(error.value)
