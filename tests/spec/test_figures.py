"""What figures show: the metric's own values, in words and marks that say what is certain and what is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from matplotlib import get_data_path
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont
from matplotlib.patches import Rectangle

import figures
from derive import as_rows, derive
from deriving.declared import load_metrics
from deriving.inputs import Inputs
from deriving.kept import keep
from study import ConfigError, load_study
from tests.spec.conftest import unread_of

NAN = float("nan")
STUDY = """
title: Boats in small harbours
illustrative: "Illustrative: these harbours cost $5 or $6, and are invented."
"""
DIMENSIONS = """
age:
  title: Age of boat
  values:
    "0": {covers: [0], names: [new]}
    "1": {covers: [1], names: [one year]}
flag:
  title: Flag
  values:
    home: {}
    "abroad": {names: [foreign]}
"""
QUESTIONS = """
foi:
  visits: {ask: "How many boats visited?", kind: table, by: [age], periods: year, unit: boats, cap: 300}
  moored: {ask: "How many boats are moored?", kind: table, by: [age, flag], unit: boats}
  watch:
    ask: Who keeps watch?
    kind: choices
    options: {crew: [The crew], guard: [A night guard with a lamp], nobody: [Nobody]}
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
new: {title: New boats, why: Size, total: visits, over: {age: [0]}, period: "2023"}
new_bounded: {title: New boats, why: Size, total: visits, over: {age: [0]}, period: "2023", missing: bounded}
new_choices:
  title: New boats, by what is assumed
  why: Size
  total: visits
  over: {age: [0]}
  period: "2023"
  vary: {missing: [reported, bounded], cap: [300, 400]}
new_by_coast: {title: New boats, why: Size, total: visits, over: {age: [0]}, period: "2023", by: coast}
watch: {title: Harbours by who keeps watch, why: Safety, distribution: watch}
moored: {title: Boats moored, why: Size, total: moored, by: [age, flag]}
replies: {title: Replies, why: Reach, replies: visits}
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
  caption: Quiet is {quiet %}.
"""
# What each harbour said of boats under a year, and of boats of one year.
SAID = {
    "H1": [("2", 2, 2), ("1", 1, 1)],
    "H2": [("<5", 1, 4), ("<5", 1, 4)],
    "H3": [("<5", 1, 4), ("7", 7, 7)],
    "H4": [("<5", 1, 4), ("1-9", 1, 9)],
    "H5": [("40", 40, 40), ("over 20", 21, NAN)],
    "H6": [("no idea", NAN, NAN), ("refused", NAN, NAN)],
}
WATCH = {"H1": ["crew", "guard"], "H2": ["crew"], "H3": ["crew"], "H4": ["guard"]}
COAST = {"H1": "North", "H2": "North", "H3": "South", "H4": "South", "H5": "", "H6": "West", "H7": "North"}


def answers(said: dict = SAID) -> pd.DataFrame:
    rows = []
    for body, cells in said.items():
        place = {
            "collection": "foi",
            "body": body,
            "file": "a.csv",
            "part": "",
            "choices": None,
            "set_aside": "",
            "rule": "",
            "headers": [],
        }
        for age, (raw, lower, upper) in enumerate(cells):
            status = "refused" if raw in ("refused", "no idea") else "exact" if lower == upper else "suppressed"
            meaning = {"question": "visits", "period": "2023", "age": str(age), "age_printed": str(age), "raw": raw, "status": status}
            rows.append(place | meaning | {"answer": f"foi/{body}/a.csv#!B{age + 2}", "lower": lower, "upper": upper})
    place |= {"body": "H1", "period": "", "status": "exact"}
    for n, (age, flag, count) in enumerate([("0", "home", 3), ("0", "abroad", 0), ("1", "home", 12), ("1", "abroad", 1)]):
        meaning = {"question": "moored", "age": age, "age_printed": age, "flag": flag, "flag_printed": flag, "raw": str(count)}
        rows.append(place | meaning | {"answer": f"foi/H1/a.csv#!C{n + 2}", "lower": count, "upper": count})
    for body, choices in WATCH.items():
        given = {"body": body, "question": "watch", "raw": ", ".join(choices), "choices": choices, "lower": NAN, "upper": NAN}
        rows.append(place | given | {"answer": f"foi/{body}/a.csv#!D1"})
    return pd.DataFrame(rows)


def derived(config: Path, made: Path) -> None:
    """Writes metrics.csv and what is kept of it, as the rule derive does."""
    study = load_study(config)
    metrics = load_metrics(config / "metrics.yml", study)
    said = {"collection": "foi", "question": "visits"}
    replies = [said | {"body": b, "status": "answered" if b in SAID else "no_answer", "source": f"register.csv#!{b}"} for b in COAST]
    tables = {n: pd.read_parquet(made / f"{n}.parquet") for n in ("answers", "register", "unread")}
    inputs = Inputs(study, replies=pd.DataFrame(replies), references={}, **tables)
    found = derive(config / "metrics.yml", metrics, inputs)
    as_rows(metrics, found).to_csv(made / "metrics.csv", index=False)
    keep(made / "derived.pickle", inputs, found)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny study that has been derived."""
    folder = tmp_path_factory.mktemp("study")
    config, made = folder / "config", folder / "made"
    config.mkdir(), made.mkdir()
    for name, text in {"study": STUDY, "dimensions": DIMENSIONS, "questions": QUESTIONS, "metrics": METRICS}.items():
        (config / f"{name}.yml").write_text(text, encoding="utf-8")
    answers().to_parquet(made / "answers.parquet")
    register = [{"collection": "foi", "body": b, "name": b, "coast": coast, "address": ""} for b, coast in COAST.items()]
    pd.DataFrame(register).to_parquet(made / "register.parquet")
    unread_of([]).to_parquet(made / "unread.parquet")
    derived(config, made)
    return folder


@pytest.fixture
def study(once: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(once, tmp_path, dirs_exist_ok=True))


def paths(study: Path) -> dict[str, Path]:
    return {"derived": study / "made" / "derived.pickle", "metrics": study / "made" / "metrics.csv"}


def figure(study: Path, name: str) -> Figure:
    """A figure that is declared, as it is before it is saved."""
    return dict(figures.draw(study / "config", paths(study)))[name].figure


def words(study: Path, name: str) -> list[str]:
    """The lines of text that stand on a figure."""
    found = figure(study, name)
    return [text.get_text().replace("\u00a0", " ") for text in [*found.texts, *found.axes[0].texts]]


def drawn(study: Path, declared: str | None, to: str = "figures") -> pd.DataFrame:
    """The captions of the figures that are declared so."""
    if declared is not None:
        (study / "config" / "figures.yml").write_text(declared, encoding="utf-8")
    figures.main(study / "config", paths(study), study / to)
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
    assert captions.loc["quiet", "title"] == "Between 2 and 4 of 5 harbours are quiet"
    assert captions.loc["quiet", "alt"].endswith("2 certainly below 10; 2 possibly below 10; 1 certainly not below 10.")
    assert captions.loc["quiet", "caption"].startswith("Quiet is 40–80%. Of 5 harbours that answered: 2 certainly")
    assert "the 2 of 7 harbours asked that gave no number" in captions.loc["quiet", "caption"]


def test_a_threshold_counts_what_its_metric_counts(study: Path) -> None:
    title = drawn(study, QUIET).loc["quiet", "title"]
    metric = pd.read_csv(study / "made" / "metrics.csv").set_index("metric").loc["quiet"]
    assert metric["text"].startswith("2–4 of 5 ")
    assert title.startswith("Between 2 and 4 of 5 ")


def test_intervals_are_sorted_and_those_that_gave_no_number_are_told(study: Path) -> None:
    captions = drawn(study, PER_HARBOUR)
    data = pd.read_csv(study / "figures" / "per_harbour.csv")
    assert data["body"].tolist() == ["H2", "H4", "H1", "H3", "H5", "H6", "H7"]
    assert data["upper"].tolist()[:4] == [8, 13, 3, 11]
    assert data["upper"].isna().tolist() == [False] * 4 + [True] * 3  # H5 has no upper end; H6 and H7 have no lower one either
    assert data["lower"].isna().tolist() == [False] * 5 + [True] * 2
    assert captions.loc["per_harbour", "title"] == "5 of 7 harbours"
    assert "An arrow has no upper end." in captions.loc["per_harbour", "caption"]
    assert "exact numbers: 1" in captions.loc["per_harbour", "alt"]


def test_where_nobody_gave_a_number_the_figure_says_so(study: Path) -> None:
    answers({"H1": [("no idea", NAN, NAN), ("refused", NAN, NAN)]}).to_parquet(study / "made" / "answers.parquet")
    derived(study / "config", study / "made")
    captions = drawn(study, QUIET + PER_HARBOUR + "n: {kind: bars, title: x, bars: {New: new, All: new_bounded}}")
    for name in ("quiet", "per_harbour"):
        assert "No answers" in words(study, name)
        assert "Not shown: the 7 of 7 harbours asked" in captions.loc[name, "caption"]
    assert "New: not known; All: 0–2,100 boats." in captions.loc["n", "alt"]


def test_bars_show_the_values_of_a_metric_from_the_largest_and_say_whom_they_speak_for(study: Path) -> None:
    captions = drawn(study, "watch: {kind: bars, title: '{watch.crew} by crew', metric: watch, order: largest first, bodies: harbours}")
    data = pd.read_csv(study / "figures" / "watch.csv")
    assert data[["label", "metric"]].values.tolist() == [
        ["The crew", "watch.crew"],
        ["A night guard with a lamp", "watch.guard"],
        ["Nobody", "watch.nobody"],
    ]
    assert data["lower"].tolist() == [0.75, 0.5, 0]
    caption = captions.loc["watch", "caption"]
    assert "The crew: 3 of 4 (75%); A night guard with a lamp: 2 of 4 (50%); Nobody: 0 of 4 (0%)." in caption
    assert "Pale: all 4 harbours. Base: the 4 of 7 harbours that answered; 3 left out." in caption
    assert captions.loc["watch", "title"] == "3 of the 4 by crew"
    assert captions.loc["watch", "alt"].startswith("3 of the 4 by crew. Bar chart. The crew: 3 of 4")


def test_labels_say_what_values_are_called(study: Path) -> None:
    drawn(study, "watch: {kind: bars, title: x, metric: watch, labels: {guard: Guard}}")
    assert pd.read_csv(study / "figures" / "watch.csv")["label"].tolist() == ["The crew", "Guard", "Nobody"]


def test_replies_that_nobody_gave_are_nought(study: Path) -> None:
    alt = drawn(study, "r: {kind: bars, title: '{replies.refused} refused', metric: replies}").loc["r", "alt"]
    assert alt.startswith("None of the 7 refused. Bar chart. Answered: 6 of 7; Partly: 0 of 7")


def test_a_bar_is_solid_to_the_least_and_hatched_to_the_most(study: Path) -> None:
    captions = drawn(study, "n: {kind: bars, title: x, bars: {Young: new, All: new_bounded}, bodies: harbours}")
    (low, a), (_, b) = ((v["lower"], v["upper"]) for v in pd.read_csv(study / "figures" / "n.csv").to_dict("records"))
    assert (low, a, b) == (45, 54, 654)
    solid, hatched, _, hatched_all = (patch.get_width() for patch in figure(study, "n").axes[0].patches)
    assert hatched / solid == pytest.approx((54 - 45) / 45)
    assert hatched_all / solid == pytest.approx((654 - 45) / 45)
    assert "Hatched: what is left open." in captions.loc["n", "caption"]
    assert "Young – the 5 of 7 harbours that answered; 2 left out; All – all 7 harbours: " in captions.loc["n", "caption"]


def test_what_has_no_upper_end_is_drawn_with_an_arrow_and_never_as_nought(study: Path) -> None:
    captions = drawn(study, "n: {kind: bars, title: x, bars: {Young: visits, New: new}}")
    assert "An arrow: no upper end." in captions.loc["n", "caption"]
    assert "Young: from 2–3 to 61 or more boats; New: 45–54 boats." in captions.loc["n", "alt"]
    data = pd.read_csv(study / "figures" / "n.csv")
    assert data["upper"].isna().tolist() == [True, False]
    patches = figure(study, "n").axes[0].patches
    [arrow] = (patch for patch in patches if not isinstance(patch, Rectangle))
    ends = [patch.get_x() + patch.get_width() for patch in patches if isinstance(patch, Rectangle)]
    assert arrow.get_xy()[:, 0].max() > max(ends)


def test_a_grid_has_a_cell_for_each_pair(study: Path) -> None:
    captions = drawn(study, "m: {kind: grid, title: x, metric: moored, labels: {'1': Old, home: From here}, bodies: harbours}")
    data = pd.read_csv(study / "figures" / "m.csv")
    assert data[["row", "column", "lower"]].values.tolist() == [
        ["New", "From here", 3],
        ["New", "Foreign", 0],
        ["Old", "From here", 12],
        ["Old", "Foreign", 1],
    ]
    assert "New, From here: 3; New, Foreign: 0; Old, From here: 12; Old, Foreign: 1." in captions.loc["m", "alt"]
    assert "Base: the 1 of 7 harbours that answered; 6 left out." in captions.loc["m", "caption"]
    assert "Framed" not in captions.loc["m", "caption"]


def test_a_grid_of_choices_frames_the_one_that_the_number_rests_on(study: Path) -> None:
    captions = drawn(study, "c: {kind: grid, title: x, metric: new_choices}")
    assert "The report’s own number rests on: Reported, 300 (45–54)." in captions.loc["c", "alt"]
    frames = [patch for patch in figure(study, "c").axes[0].patches if patch.get_facecolor()[3] == 0]
    assert len(frames) == 1
    assert "Base: Reported – the 5 of 7 bodies that answered; 2 left out; Bounded – all 7 bodies: " in captions.loc["c", "caption"]


def test_a_grid_that_is_too_wide_is_turned(study: Path) -> None:
    text = (study / "config" / "dimensions.yml").read_text()
    many = "".join(f"    f{n}: {{}}\n" for n in range(12))
    (study / "config" / "dimensions.yml").write_text(text + many)
    derived(study / "config", study / "made")
    drawn(study, "m: {kind: grid, title: x, metric: moored}")
    data = pd.read_csv(study / "figures" / "m.csv")
    assert data["column"].unique().tolist() == ["New", "One year"]
    assert data["row"].nunique() == 14


TILES = """
coasts:
  kind: tiles
  title: Boats by coast
  tiles: {boats: new_by_coast}
  bodies: harbours
  map:
    - [null, North]
    - [West, South]
"""


def test_tiles_show_each_place_and_how_many_answered_there(study: Path) -> None:
    captions = drawn(study, TILES)
    data = pd.read_csv(study / "figures" / "coasts.csv", keep_default_na=False)
    assert data[["place", "of", "text"]].values.tolist() == [
        ["North", "boats", "3–6"],
        ["West", "boats", "not known"],
        ["South", "boats", "2–8"],
        ["Not said", "boats", "40"],
    ]
    said = words(study, "coasts")
    for words_on_a_tile in ("North", "3–6 boats", "2 of 3 harbours answered", "boats: not known", "0 of 1 harbours answered"):
        assert words_on_a_tile in said
    assert "Not on the map: Not said, boats: 40." in captions.loc["coasts", "caption"]
    assert "North, boats: 3–6; West, boats: not known; South, boats: 2–8." in captions.loc["coasts", "alt"]


def test_two_runs_give_the_same_bytes(study: Path) -> None:
    for to in ("one", "two"):
        drawn(study, "a: {kind: bars, title: '{asked} asked', bars: {all: asked}}", to)
    names = sorted(p.name for p in (study / "one").iterdir())
    assert names == ["a.csv", "a.png", "a.svg", "captions.csv"]
    assert all((study / "one" / n).read_bytes() == (study / "two" / n).read_bytes() for n in names)


def test_the_font_is_the_one_that_ships_with_matplotlib() -> None:
    assert Path(findfont("DejaVu Sans")).resolve().is_relative_to(Path(get_data_path()).resolve())


def test_a_study_without_figures_gives_an_empty_table(study: Path) -> None:
    assert drawn(study, None).empty
    assert [p.name for p in (study / "figures").iterdir()] == ["captions.csv"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: {kind: bars, title: x, bars: {all: nothing}}", "line 1: a › bars › all: there is no metric 'nothing'"),
        ("a: {kind: bars, title: x, bars: {all: watch.cat}}", "a › bars › all: there is no metric 'watch.cat'; there are: watch.crew"),
        ("a: {kind: bars, title: x, bars: {all: watch}}", "a › bars › all: watch has several values: write `metric: watch`"),
        ("a: {kind: bars, title: x, metric: asked}", "a › metric: asked has one value"),
        ("a: {kind: bars, title: x, metric: watch, labels: {cat: Cat}}", "a › labels › cat: watch has no value 'cat'; it has: crew, guard"),
        ("a: {kind: bars, title: x, metric: watch, labels: {crew: Nobody}}", "a › labels: two values are called 'Nobody'"),
        (
            "a:\n  kind: bars\n  title: '{askd}'\n  bars: {all: asked}",
            "line 3: a › title: there is no metric 'askd' for {askd}; did you mean asked",
        ),
        (
            "a: {kind: bars, title: '{watch.cat}', bars: {all: asked}}",
            "a › title: there is no metric 'watch.cat' for {watch.cat}; did you mean watch.",
        ),
        ("a: {kind: bars, title: x, bars: {all: asked}, metric: watch}", "a: Value error, bars are either `metric`"),
        ("a: {kind: bars, title: x}", "a: Value error, bars are either `metric`"),
        ("a: {kind: grid, title: x, metric: watch}", "a › metric: a grid has rows and columns; watch has no value for pairs"),
        ("a: {kind: grid, title: x, metric: moored, labels: {age: x}}", "a › labels › age: no row or column is 'age'; there are: 0, 1, "),
        ("a: {kind: grid, title: x, metric: moored, labels: {'0': x, '1': x}}", "a › labels: two values are called 'x, Home'"),
        ("a: {kind: tiles, title: x, tiles: {b: new_by_coast}, map: [[North, Sout]]}", "a › map › 0: new_by_coast has no value for 'Sout'"),
        ("a: {kind: tiles, title: x, tiles: {b: new_by_coast}, map: [[North, North]]}", "'North' stands on the map twice"),
        ("a: {kind: tiles, title: x, tiles: {b: asked}, map: [[North]]}", "a › tiles › b: asked has one value"),
        ("a: {kind: threshold, title: x, axis: x, metric: visits}", "a › metric: visits has no limit to draw"),
        ("a: {kind: intervals, title: x, axis: x, metric: asked}", "a › metric: asked is not about a question"),
        ("a: {kind: pie, title: x}", "a › kind: there is no kind 'pie'; a figure is of one of the kinds: bars, grid"),
        ("a: {title: x}", "a › kind: it has no `kind`"),
        ("a: 7", "a › kind: it has no `kind`"),
        ("../a: {kind: bars, title: x, bars: {all: asked}}", "the name becomes a file's name"),
    ],
)
def test_what_is_wrong_in_figures_yml_is_told_with_its_entry(study: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match="figures.yml") as error:
        drawn(study, text)
    assert told in str(error.value)
