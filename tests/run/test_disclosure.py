"""The attack on the shipped study: all that is published (the workbook of tables, the figures' data, the findings) and a run that
was accepted before, added up and taken away by linear programmes, tell nothing of a small number of those who answered in
confidence. What is small is taken from the researcher's own results."""

from __future__ import annotations

import math
import re
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest

import disclosure
from comparing.record import Record, written
from comparing.recorded import PUBLISHED, entries
from tests.made.attack import Attacker

pytestmark = pytest.mark.xdist_group("shipped")

FEW = 4
NATIONS = ("England", "Northern Ireland", "Scotland", "Wales")


class Published:
    """The numbers as a reader finds them, by metric: from the tables, and finer ones from the figures' data."""

    def __init__(self, run: Path) -> None:
        self.ends: dict[str, tuple[float, float]] = {}
        self.bodies: dict[str, tuple[float, float]] = {}
        metrics = pd.read_csv(run / "results" / "metrics.csv", dtype=str, keep_default_na=False)
        several = {(r.metric.partition(".")[0], r.label): r.metric for r in metrics.itertuples() if r.label}
        book = openpyxl.load_workbook(run / "results" / "tables.xlsx")
        for sheet in book.worksheets[3:]:
            [table] = sheet.tables.values()
            heads, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
            heads = [str(h).partition("\n")[0].partition("[")[0].strip() for h in heads]
            if "Lower end" not in heads:
                continue
            at = heads.index("Lower end")
            cents = "per cent" in str(sheet[table.ref][0][at].value)
            for row in rows:
                own = table.name.removeprefix("table_")
                name = row[heads.index("Name")] if "Name" in heads else several[own, ", ".join(map(str, row[:at]))]
                near = (0.05 if cents else 0.0499) if row[at] == row[at + 1] and isinstance(row[at], float) else 0.0
                self.ends[name] = tuple(
                    math.nan if isinstance(end, str) else (end + side) / (100 if cents else 1)
                    for end, side in zip(row[at : at + 2], (-near, near))
                )
                counts = row[heads.index("Bodies that answered") : heads.index("Bodies that answered") + 2]
                self.bodies[name] = tuple(n if isinstance(n, (int, float)) else math.nan for n in counts)
        for path in (run / "results" / "figures").glob("*.csv"):
            drawn = pd.read_csv(path)
            for r in drawn.itertuples() if "metric" in drawn else ():
                lower, upper = self.ends[r.metric]
                if not math.isnan(r.lower):
                    assert not lower > r.lower + 1e-3 * max(1, r.lower) and not upper < r.upper - 1e-3 * max(1, r.upper)
                    self.ends[r.metric] = (r.lower, math.inf if math.isnan(r.upper) else r.upper)


@pytest.fixture(scope="module")
def published(shipped_run: Path) -> Published:
    return Published(shipped_run)


def true(run: Path) -> pd.DataFrame:
    return pd.read_csv(run / "results" / "metrics.csv").set_index("metric")


def counted(run: Path) -> dict[str, tuple[int, int, int]]:
    """Metric → how many teams certainly, certainly not, and in all, of those about what teams said."""
    inputs = pd.read_csv(run / "results" / "inputs.csv")
    inputs = inputs[inputs["answers"].fillna("").str.startswith("survey/") & inputs["weight"].eq(1)]
    found = {}
    for metric, rows in inputs.groupby("metric"):
        if rows["lower"].isna().all():
            met = rows["meets"].value_counts()
            found[metric] = (int(met.get("yes", 0)), int(met.get("no", 0)), len(rows))
    return found


def held(found: tuple[float, float], low: float, high: float) -> bool:
    return found[0] <= low + 1e-3 * max(1, low) and found[1] >= high - 1e-3 * max(1, high)


def counts(run: Path, p: Published, named: dict[str, tuple[float, float]] | None = None) -> Attacker:
    """All that is printed of how many teams gave an answer: each metric by itself, and the ages of children together."""
    a = Attacker()
    for metric, (_, _, n) in counted(run).items():
        lower, upper = (named or p.ends)[metric]
        scale = n if str(true(run).at[metric, "unit"]).startswith("share") else 1
        a.learns({f"{metric} yes": 1.0, f"{metric} no": 1.0}, n, n)
        a.learns({f"{metric} yes": 1.0}, lower * scale, upper * scale)
    ages = [f"oldest_child.{name} yes" for name in ("up_to_two", "up_to_five", "beyond_five")]
    a.learns(dict.fromkeys(ages, 1.0), 43, 43)
    for side in (1.0, -1.0):
        a.learns({"older_children yes": side, ages[1]: -side, ages[2]: -side}, 0.0)
        a.learns({"older_children yes": side, ages[0]: side}, side * 43)
    return a


def test_nobody_works_out_how_few_teams_gave_an_answer(shipped_run: Path, published: Published) -> None:
    a = counts(shipped_run, published)
    small = 0
    for metric, (yes, no, _) in counted(shipped_run).items():
        for n, which in ((yes, "yes"), (no, "no")):
            if 1 <= n <= FEW:
                small += 1
                assert held(a.range({f"{metric} {which}": 1.0}), 1, FEW), (metric, which)
    assert small >= 4


def test_without_the_gate_the_same_attack_finds_them(shipped_run: Path, published: Published) -> None:
    metrics = true(shipped_run)
    a = counts(shipped_run, published, {name: (row.lower, row.upper) for name, row in metrics.iterrows()})
    assert a.range({"mothers_mainly no": 1.0}) == pytest.approx((3, 3), abs=1e-3)
    alone = {**published.ends, "oldest_child.up_to_five": tuple(metrics.loc["oldest_child.up_to_five", ["lower", "upper"]])}
    assert counts(shipped_run, published, alone).range({"oldest_child.beyond_five yes": 1.0}) == pytest.approx((4, 4), abs=1e-3)


def by_nation(run: Path, p: Published, ends: dict[str, tuple[float, float]]) -> tuple[Attacker, Attacker]:
    """Of the families of each nation's teams: the lower ends, and the upper ends with how many answers have no upper end."""
    register = pd.read_csv(run / "data" / "raw" / "register.csv")
    asked = register[register["collection"] == "survey"]["nation"].value_counts()  # as well known as can be
    answered = {n: true(run).at[f"families_by_nation.{n}", "answered"] for n in NATIONS}
    births = {n: true(run).at[f"births_by_nation.{n}", "lower"] for n in NATIONS}
    attackers = []
    for end in (0, 1):
        a = Attacker(whole=False)

        def learns(sum: dict[str, float], name: str, end=end, a=a) -> None:
            value = ends[name][end]
            hidden = name in hidden_by(run)
            exact = not hidden and math.isfinite(value)
            near = 1e-4 * max(1.0, abs(value)) if exact else 0.0
            if exact:
                a.learns(sum, value - near, value + near)
            elif math.isfinite(value):
                a.learns(sum, *((value, math.inf) if end == 0 else (-math.inf, value)))

        learns(dict.fromkeys(NATIONS, 1.0), "families_total")
        learns({n: asked[n] / answered[n] for n in NATIONS}, "families_total_by_nation_grossed")
        for n in NATIONS:
            learns({n: 1.0}, f"families_by_nation.{n}")
            name = f"need_met_by_nation.{n}"
            if math.isfinite(ends[name][end]):
                a.learns(
                    {n: 1.0 / (births[n] * 0.15)}, *((ends[name][0] - 1e-3, math.inf) if end == 0 else (-math.inf, ends[name][1] + 1e-3))
                )
        attackers.append(a)
    return tuple(attackers)


def hidden_by(run: Path) -> set[str]:
    report = pd.read_csv(run / "results" / "disclosure.csv", keep_default_na=False)
    return set(report[report["hidden"] == "value"]["of"])


def test_nobody_works_out_the_families_of_a_nation_with_few_teams(shipped_run: Path, published: Published) -> None:
    least, most = by_nation(shipped_run, published, published.ends)
    metrics = true(shipped_run)
    for nation in ("Northern Ireland", "Scotland", "Wales"):
        low, high = metrics.loc[f"families_by_nation.{nation}", ["lower", "upper"]]
        assert least.range({nation: 1.0})[0] <= 0.8 * low + 1, nation
        assert most.range({nation: 1.0})[1] >= 1.2 * high - 1, nation


def test_a_total_weighed_by_nation_gives_a_nation_away_where_it_is_printed_beside_the_others(
    shipped_run: Path, published: Published
) -> None:
    # What a gate that looks at plain totals only overlooks: two equations for two nations.
    named = dict(published.ends) | {
        "families_by_nation.Scotland": tuple(true(shipped_run).loc["families_by_nation.Scotland", ["lower", "upper"]])
    }
    least, _ = by_nation(shipped_run, published, named)
    least.learns({"Scotland": 1.0}, 600, 600)
    assert least.range({"Northern Ireland": 1.0}) == pytest.approx((200, 200), abs=5)


def test_nobody_works_out_how_many_teams_saw_more_than_the_form_could_say(published: Published) -> None:
    a = Attacker(whole=False)
    for cap in (330, 400, 500):
        upper = published.ends[f"families_total_choices.reported.{cap}"][1]
        a.learns({"closed": 1.0, "open": float(cap)}, *((upper, upper) if cap == 330 else (-math.inf, upper)))
    assert held(a.range({"open": 1.0}), 1, FEW)


def test_nobody_works_out_the_staff_of_few_teams(shipped_run: Path, published: Published) -> None:
    inputs = pd.read_csv(shipped_run / "results" / "inputs.csv")
    metrics = true(shipped_run)
    a = Attacker(whole=False)
    bands: dict[str, dict[str, float]] = {}
    for name, ends in published.ends.items():
        if name.startswith("staff_by_profession_and_band."):
            a.learns({name: 1.0}, *_known(ends))
            bands.setdefault(name.rpartition(".")[2], {})[name] = 1.0
    for band, cells in bands.items():
        a.learns(cells, *_known(published.ends[f"staff_by_band.{band}"]))
    small = 0
    for name in [n for n in published.ends if n.startswith("staff_by_")]:
        rows = inputs[inputs["metric"] == name]
        if (rows["upper"] > 0).any() and (rows["lower"] > 0).sum() <= FEW:
            small += 1
            low, high = metrics.loc[name, ["lower", "upper"]]
            cells = bands[name.rpartition(".")[2]] if name.startswith("staff_by_band.") else {name: 1.0}
            assert held(a.range(cells), 0.8 * low, 1.2 * high), name
    assert small > 10


def _known(ends: tuple[float, float]) -> tuple[float, float]:
    return (-math.inf, math.inf) if math.isnan(ends[0]) else (ends[0] - 0.051, ends[1] + 0.051)


def test_nobody_works_out_how_few_teams_of_a_nation_there_are_or_answered(shipped_run: Path, published: Published) -> None:
    a = Attacker()
    register = pd.read_csv(shipped_run / "data" / "raw" / "register.csv")
    asked = register[register["collection"] == "survey"]["nation"].value_counts()
    answered = {n: int(true(shipped_run).at[f"families_by_nation.{n}", "answered"]) for n in NATIONS}
    a.learns({f"asked {n}": 1.0 for n in NATIONS}, 49, 49)
    a.learns({f"answered {n}": 1.0 for n in NATIONS}, 43, 43)
    for n in NATIONS:
        a.learns({f"asked {n}": 1.0, f"answered {n}": -1.0}, 0.0)
        a.learns({f"asked {n}": 1.0}, *published.ends[f"teams_by_nation.{n}"])
        for name in ("families_by_nation", "need_met_by_nation"):
            for which, number in zip(("answered", "asked"), published.bodies[f"{name}.{n}"]):
                a.learns({f"{which} {n}": 1.0}, *((-math.inf, math.inf) if math.isnan(number) else (number, number)))
    for which, numbers in (("asked", asked), ("answered", answered)):
        for n in NATIONS:
            if 1 <= numbers[n] <= FEW:
                a.learns({f"{which} {n}": 1.0}, 1, FEW)
    for which, numbers in (("asked", asked), ("answered", answered)):
        for n in NATIONS:
            if 1 <= numbers[n] <= FEW:
                assert held(a.range({f"{which} {n}": 1.0}), 1, FEW), (which, n)


def test_no_team_is_named_and_none_stands_alone(shipped_run: Path) -> None:
    drawn = pd.read_csv(shipped_run / "results" / "figures" / "families_per_team.csv", dtype={"body": str})
    assert not drawn["body"].str.contains("T").any()
    alike = drawn.dropna(subset="lower").groupby(["lower", "upper"]).size()
    assert alike.min() > FEW
    names = set(pd.read_csv(shipped_run / "data" / "raw" / "register.csv").query("collection == 'survey'")["name"])
    book = openpyxl.load_workbook(shipped_run / "results" / "tables.xlsx")
    words = {str(cell.value) for sheet in book.worksheets for row in sheet for cell in row}
    words |= {p.text for p in docx.Document(str(shipped_run / "results" / "findings.docx")).paragraphs}
    words |= set((shipped_run / "results" / "findings.html").read_text(encoding="utf-8").splitlines())
    words |= {p.read_text(encoding="utf-8") for p in (shipped_run / "results" / "figures").glob("*.svg")}
    assert not [name for name in names for text in words if name in text]


def test_no_sentence_figure_or_caption_says_a_hidden_number(shipped_run: Path) -> None:
    metrics = true(shipped_run)
    exact = {metrics.at[name, "text"] for name in hidden_by(shipped_run) if name in metrics.index and " of " in metrics.at[name, "text"]}
    exact = {text for text in exact if "(" in text}  # such as "39 of 42 (92.9%)"
    results = shipped_run / "results"
    texts = [(results / "findings.html").read_text(encoding="utf-8"), (results / "figures" / "captions.csv").read_text(encoding="utf-8")]
    texts += ["\n".join(p.text for p in docx.Document(str(results / "findings.docx")).paragraphs)]
    texts += [p.read_text(encoding="utf-8") for p in (results / "figures").glob("*.csv")]
    shares = {re.search(r"\(([\d.]+%)\)", text)[1] for text in exact if re.search(r"\(([\d.]+%)\)", text)}
    assert exact and not [t for t in exact for text in texts if t in text]
    assert not [s for s in shares for text in texts if f"({s})" in text]
    assert "Between 38 and 41 of the 42 teams" in re.sub(r"<[^>]+>", "", texts[0])


def test_the_run_accepted_before_gives_no_team_away_that_answered_since(shipped_run: Path, tmp_path: Path) -> None:
    """The former run is this one with the one team fewer that answered yes to one question and no to another."""
    was = pd.read_csv(shipped_run / "data" / "interim" / "published" / "metrics.csv")
    for name, yes in (("parent_support", 13), ("perinatal_pathway", 21)):
        was.loc[was["metric"] == name, ["lower", "upper", "answered", "base"]] = [yes / 41, yes / 41, 41, 41]
    published = entries(was.astype(object).where(was.notna(), "").astype(str), "metric", PUBLISHED)
    (tmp_path / "accepted.json").write_text(written(Record(published=published)), encoding="utf-8")
    interim, results = shipped_run / "data" / "interim", shipped_run / "results"
    paths = {"derived": interim / "derived.pickle"} | {n: results / f"{n}.csv" for n in disclosure.TABLES}
    out = {n: tmp_path / f"{n}.csv" for n in ("metrics", "statements", "chase", "report")}
    disclosure.main(shipped_run / "config", paths, out, tmp_path / "accepted.json")
    now = pd.read_csv(out["metrics"]).set_index("metric")
    for name, yes in (("parent_support", 13), ("perinatal_pathway", 21)):
        a = Attacker()
        a.learns({"then": 1.0}, yes, yes)
        a.learns({"then": 1.0, "new": 1.0}, *(now.loc[name, ["lower", "upper"]] * 42))
        a.learns({"new": 1.0}, 0, 1)
        assert held(a.range({"new": 1.0}), 0, 1), name
