"""What changed between two runs of a few harbours, and because of what: one case for each cause that a number may have."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from changes import as_table, compare
from comparing.changed import Comparison, compared
from comparing.record import Record, read, written
from comparing.recorded import decisions, register
from comparing.sizes import said, size
from comparing.sources import configured
from study import Changes, ConfigError, load_study
from summary import changed

REPLY = "survey/H01/reply.csv"
CREW = f"{REPLY}#!B2"


def total(lower: float, upper: float, answered: int = 2, asked: int = 3, **other: str) -> dict:
    number = {"title": "People at work", "lower": f"{lower}", "upper": f"{upper}", "unit": "people", "text": f"{lower}–{upper}"}
    return number | {"answered": f"{answered}", "asked": f"{asked}", "set_aside": "0", "verb": "total", "of": "crew"} | other


def accepted() -> Record:
    """Two of three harbours said how many work there: H01 10, H02 1 to 4."""
    derived = {"title": "People a mile", "unit": "people", "verb": "ratio", "of": "crew_total\nmiles"}
    miles = {"title": "Miles", "lower": "2.0", "upper": "2.0", "unit": "miles", "text": "2", "verb": "reference", "of": "coast.csv"}
    known = {"title": "Harbours", "lower": "3.0", "upper": "3.0", "unit": "harbours", "text": "3", "verb": "known", "of": "survey"}
    return Record(
        metrics={
            "harbours": known,
            "crew_total": total(11, 14),
            "miles": miles,
            "crew_a_mile": derived | {"lower": "5.5", "upper": "7.0", "text": "5–7"},
        },
        contributions={"crew_total": {"H01": ["10.0", "10.0", ""], "H02": ["1.0", "4.0", ""]}},
        statements={
            "busy": {
                "says": "More than ten work there.",
                "published": "> 10",
                "derived": "11–14",
                "verdict": "agrees",
                "metrics": "crew_total",
            },
            "coast": {"says": "The coast has two miles.", "published": "2", "derived": "2", "verdict": "agrees", "metrics": "miles"},
        },
        figures={"crews": {"title": "11–14 work there", "metrics": ["crew_total"], "data": "d1", "picture": "p1"}},
        answers={
            CREW: {"body": "H01", "question": "crew", "about": "2023", "status": "exact", "lower": 10.0, "upper": 10.0},
            "survey/H02/reply.csv#!B2": {
                "body": "H02",
                "question": "crew",
                "about": "2023",
                "status": "suppressed",
                "lower": 1.0,
                "upper": 4.0,
            },
        },
        replies={"survey/H01/crew": {"status": "answered"}, "survey/H02/crew": {"status": "answered"}},
        files={
            "register.csv": {"sha256": "r", "status": "read"},
            "reference/coast.csv": {"sha256": "c", "status": "read"},
            REPLY: {"sha256": "1", "status": "read"},
            "survey/H02/reply.csv": {"sha256": "2", "status": "read"},
        },
        register={f"survey/H0{n}": {"collection": "survey", "body": f"H0{n}", "coast": "east"} for n in (1, 2, 3)},
        config={
            "study.yml › suppression": {"below": 5},
            "study.yml › tolerance": {"value": 0.1},
            "questions.yml › survey › crew": {"ask": "How many?", "kind": "number", "cap": 300},
            "metrics.yml › harbours": {"known": "survey"},
            "metrics.yml › crew_total": {"title": "People at work", "total": "crew"},
            "metrics.yml › miles": {"reference": {"file": "coast.csv"}},
            "metrics.yml › crew_a_mile": {"ratio": {"of": "crew_total", "to": "miles"}},
            "statements.yml › busy": {"claims": [{"metric": "crew_total", "above": 10}]},
            "figures.yml › crews": {"kind": "bars", "metric": "crew_total"},
        },
        code={"scripts/sums.py": {"digest": "a"}},
        drawing={"scripts/figures.py": {"digest": "b"}},
        packages={"pandas": {"version": "3.1.1"}},
    )


def moved(run: Record, lower: float, upper: float, answered: int = 2, asked: int = 3) -> None:
    """The total has these ends now, and what is made of it follows."""
    run.metrics["crew_total"] |= total(lower, upper, answered, asked)
    run.metrics["crew_a_mile"] |= {"lower": f"{lower / 2}", "upper": f"{upper / 2}", "text": f"{lower / 2}–{upper / 2}"}


def says(run: Record, number: float, sha: str = "1", **other: str) -> None:
    """H01 says another number, in a file of this content."""
    run.answers[CREW] |= {"lower": number, "upper": number} | other
    run.contributions["crew_total"]["H01"] = [f"{number}", f"{number}", ""]
    run.files[REPLY]["sha256"] = sha
    moved(run, number + 1, number + 4)


def came(run: Record, path: str = "survey/H03/reply.csv") -> None:
    run.files[path] = {"sha256": "3", "status": "read"}
    run.answers[f"{path}#!B2"] = {"body": "H03", "question": "crew", "about": "2023", "status": "exact", "lower": 7.0, "upper": 7.0}
    run.contributions["crew_total"]["H03"] = ["7.0", "7.0", ""]
    run.replies["survey/H03/crew"] = {"status": "answered"}
    moved(run, 18, 21, answered=3)


def went(run: Record) -> None:
    for entries in (run.files, run.answers):
        for key in [key for key in entries if key.startswith("survey/H02/")]:
            del entries[key]
    del run.contributions["crew_total"]["H02"], run.replies["survey/H02/crew"]
    moved(run, 10, 10, answered=1)


def another_content(run: Record) -> None:
    says(run, 13.0, sha="9")


def inside_a_message(run: Record) -> None:
    run.files["survey/H03/message.eml"] = {"sha256": "5", "status": "read"}
    came(run, "survey/H03/message.eml/crew.csv")


def a_ruling(run: Record) -> None:
    key = f"rulings.yml › {CREW}"
    run.decisions[key] = {"stood": "10", "says": "12", "who": "a researcher"}
    says(run, 12.0, by=key)


def left_out(run: Record) -> None:
    run.decisions[f"rulings.yml › {CREW}"] = {"stood": "10", "says": "leave out"}
    del run.answers[CREW], run.contributions["crew_total"]["H01"]
    moved(run, 1, 4, answered=1)


def a_reading(run: Record) -> None:
    key = "readings.yml › survey/H01/*"
    run.decisions[key] = {"says": "period: 2024"}
    says(run, 12.0, by=key)


def a_correction(run: Record) -> None:
    """Another file of the body sets the first one's answer aside, and says so."""
    came(run, "survey/H01/corrected.csv")
    run.answers["survey/H01/corrected.csv#!B2"]["body"] = "H01"
    del run.contributions["crew_total"]["H03"], run.replies["survey/H03/crew"]
    run.answers[CREW]["aside"] = "superseded by survey/H01/corrected.csv"
    run.contributions["crew_total"]["H01"] = ["7.0", "7.0", ""]
    moved(run, 8, 11)


def a_scan(run: Record) -> None:
    """Nothing of it was read: the body may have said anything."""
    run.files["survey/H03/scan.pdf"] = {"sha256": "4", "status": "not read", "reason": "a picture"}
    run.replies["survey/H03/crew"] = {"status": "unknown"}
    run.contributions["crew_total"]["H03"] = ["0.0", "300.0", ""]
    moved(run, 11, 314, answered=3)


def merged(run: Record) -> None:
    run.register["survey/H02"] |= {"became": "H01", "since": "2024-04-01"}
    run.answers["survey/H02/reply.csv#!B2"] |= {"body": "H01", "aside": "superseded: the answer of H01, which H02 merged into"}
    del run.contributions["crew_total"]["H02"]
    moved(run, 10, 10, answered=1, asked=2)
    run.metrics["harbours"] |= {"lower": "2.0", "upper": "2.0", "text": "2"}


def another_body_asked(run: Record) -> None:
    run.register["survey/H04"] = {"collection": "survey", "body": "H04"}
    run.metrics["harbours"] |= {"lower": "4.0", "upper": "4.0", "text": "4"}
    moved(run, 11, 14, asked=4)


def a_declaration(run: Record) -> None:
    run.config["metrics.yml › crew_total"]["missing"] = "bounded"
    moved(run, 11, 314)


def of_its_part(run: Record) -> None:
    """The total stands, and what is made of it is declared otherwise."""
    run.config["metrics.yml › crew_a_mile"] = {"ratio": {"of": "crew_total", "to": "harbours"}}
    run.metrics["crew_a_mile"] |= {"lower": "3.6", "upper": "4.7", "text": "3–5", "of": "crew_total\nharbours"}


def a_cap(run: Record) -> None:
    run.config["questions.yml › survey › crew"]["cap"] = 400
    run.contributions["crew_total"]["H01"] = ["10.0", "400.0", ""]
    moved(run, 11, 404)


def a_setting(run: Record) -> None:
    run.config["study.yml › suppression"]["below"] = 7
    run.answers["survey/H02/reply.csv#!B2"]["upper"] = 6.0
    run.contributions["crew_total"]["H02"] = ["1.0", "6.0", ""]
    moved(run, 11, 16)


def the_code(run: Record) -> None:
    run.code["scripts/sums.py"]["digest"] = "z"
    says(run, 12.0)


def a_version(run: Record) -> None:
    run.packages["pandas"]["version"] = "3.2.0"
    moved(run, 11, 15)


def a_reference(run: Record) -> None:
    run.files["reference/coast.csv"]["sha256"] = "d"
    run.metrics["miles"] |= {"lower": "4.0", "upper": "4.0", "text": "4"}
    run.metrics["crew_a_mile"] |= {"lower": "2.75", "upper": "3.5", "text": "2–4"}


def nothing_that_is_kept(run: Record) -> None:
    says(run, 12.0)


CASES: list[tuple[Callable, str, list[str]]] = [
    (another_content, "crew_total", [f"file {REPLY} (changed)"]),
    (another_content, "crew_a_mile", [f"file {REPLY} (changed)"]),
    (came, "crew_total", ["file survey/H03/reply.csv (came)"]),
    (went, "crew_total", ["file survey/H02/reply.csv (went)"]),
    (inside_a_message, "crew_total", ["file survey/H03/message.eml/crew.csv (came)"]),
    (a_ruling, "crew_total", [f"ruling {CREW} (came)"]),
    (left_out, "crew_total", [f"ruling {CREW} (came)"]),
    (a_reading, "crew_total", ["reading by hand survey/H01/* (came)"]),
    (a_correction, "crew_total", ["file survey/H01/corrected.csv (came)"]),
    (a_scan, "crew_total", ["file survey/H03/scan.pdf (came)"]),
    (merged, "crew_total", ["line of the register survey/H02 (changed)"]),
    (merged, "harbours", ["line of the register survey/H02 (changed)"]),
    (another_body_asked, "crew_total", ["line of the register survey/H04 (came)"]),
    (another_body_asked, "harbours", ["line of the register survey/H04 (came)"]),
    (a_declaration, "crew_total", ["metric's declaration metrics.yml › crew_total (changed)"]),
    (a_declaration, "crew_a_mile", ["metric's declaration metrics.yml › crew_total (changed)"]),
    (of_its_part, "crew_a_mile", ["metric's declaration metrics.yml › crew_a_mile (changed)"]),
    (a_cap, "crew_total", ["question questions.yml › survey › crew (changed)"]),
    (a_setting, "crew_total", ["setting study.yml › suppression (changed)"]),
    (the_code, "crew_total", ["code the code that reads and derives (changed)"]),
    (a_version, "crew_total", ["code versions (changed)"]),
    (a_reference, "miles", ["reference figures reference/coast.csv (changed)"]),
    (a_reference, "crew_a_mile", ["reference figures reference/coast.csv (changed)"]),
    (nothing_that_is_kept, "crew_total", ["not known, of H01"]),
]


def after(*edits: Callable[[Record], None]) -> tuple[Record, Comparison]:
    run = accepted()
    for edit in edits:
        edit(run)
    return run, compared(accepted(), run, Changes())


def because(comparison: Comparison, kind: str, name: str) -> list[str]:
    table = as_table(comparison)
    return table[(table["kind"] == kind) & (table["name"] == name)]["because"].item().split("\n")


@pytest.mark.parametrize(("edit", "metric", "wanted"), CASES)
def test_the_cause_of_a_number(edit: Callable, metric: str, wanted: list[str]) -> None:
    assert because(after(edit)[1], "metric", metric) == wanted


def test_two_causes_are_both_named_and_no_other() -> None:
    """The declaration of another metric, a file of another body and a name in the register changed as well, to no effect."""

    def without_effect(run: Record) -> None:
        run.config["metrics.yml › harbours"]["why"] = "to see"
        run.files["survey/H03/letter.txt"] = {"sha256": "7", "status": "no answers found"}
        run.register["survey/H01"]["note"] = "wrote again"

    _, comparison = after(another_content, went, without_effect)
    assert set(because(comparison, "metric", "crew_total")) == {f"file {REPLY} (changed)", "file survey/H02/reply.csv (went)"}
    idle = {cause.name for cause, changes in comparison.causes if not changes}
    assert idle == {"metrics.yml › harbours", "survey/H03/letter.txt", "survey/H01"}


def test_a_part_that_nothing_explains_is_said() -> None:
    def besides(run: Record) -> None:
        run.contributions["crew_total"]["H02"] = ["1.0", "9.0", ""]

    assert because(after(another_content, besides)[1], "metric", "crew_total") == [f"file {REPLY} (changed)", "not known, of H02"]


def test_a_largest_number_has_no_part_from_those_who_are_not_it() -> None:
    def largest(run: Record) -> None:
        run.metrics["crew_total"] |= {"verb": "largest", "lower": "10.0", "upper": "10.0", "text": "10"}

    old, new = accepted(), accepted()
    for edit in (came, another_content):
        edit(new)
    largest(old)
    largest(new)
    new.metrics["crew_total"] |= {"lower": "13.0", "upper": "13.0", "text": "13"}
    assert because(compared(old, new, Changes()), "metric", "crew_total") == [f"file {REPLY} (changed)"]


def test_a_file_that_moved_is_no_new_one() -> None:
    def moves(run: Record) -> None:
        run.files["survey/H03/reply.csv"] = run.files.pop("survey/H02/reply.csv")

    causes = {cause.name: (cause.how, cause.details) for cause, _ in after(moves)[1].causes}
    assert causes["survey/H03/reply.csv"] == ("moved", ("it was survey/H02/reply.csv",))
    assert causes["survey/H02/reply.csv"] == ("moved", ("it is survey/H03/reply.csv now",))


def test_what_changed_in_an_entry_is_said() -> None:
    details = {cause.name: cause.details for cause, _ in after(a_cap, a_version, merged)[1].causes}
    assert details["questions.yml › survey › crew"] == ("cap: 300 → 400",)
    assert details["versions"] == ("pandas 3.1.1 → 3.2.0",)
    assert details["survey/H02"] == ("became: nothing → H01", "since: nothing → 2024-04-01")


def test_nothing_changed() -> None:
    _, comparison = after()
    assert comparison.changes == [] and comparison.causes == []
    assert changed(as_table(comparison)) == ["  Nothing changed since the accepted run"]


def test_a_verdict_that_flipped_stands_first() -> None:
    def flips(run: Record) -> None:
        a_reference(run)
        run.statements["coast"] |= {"derived": "4", "verdict": "disagrees"}
        another_content(run)
        run.statements["busy"] |= {"derived": "14–17"}

    _, comparison = after(flips)
    first, second = comparison.statements
    assert (first.name, first.verdicts, first.how) == ("coast", ("agrees", "disagrees"), "agrees → disagrees")
    assert (second.name, second.flipped, second.how) == ("busy", False, "agrees")
    assert because(comparison, "statement", "coast") == ["reference figures reference/coast.csv (changed)"]
    assert comparison.causes[0][0].name == "reference/coast.csv"
    assert as_table(comparison).iloc[0]["name"] == "coast"
    assert "  ! coast              agrees → disagrees" in changed(as_table(comparison))


def test_a_verdict_that_flips_by_a_word_of_the_study_names_it() -> None:
    old, new = accepted(), accepted()
    for run, above in ((old, 0.5), (new, 0.9)):
        run.config["study.yml › words › most"] = {"means": "more", "above": above}
        run.config["statements.yml › busy"] = {"claims": [{"metric": "crew_total", "is": "most"}]}
    new.statements["busy"]["verdict"] = "undetermined"
    comparison = compared(old, new, Changes())
    assert because(comparison, "statement", "busy") == ["setting study.yml › words › most (changed)"]


@pytest.mark.parametrize(
    ("picture", "edit", "wanted"),
    [
        ({"data": "d2", "title": "14–17 work there"}, another_content, f"file {REPLY} (changed)"),
        (
            {"picture": "p2"},
            lambda run: run.drawing["scripts/figures.py"].update(digest="y"),
            "code the code that draws the figures (changed)",
        ),
        (
            {"picture": "p2"},
            lambda run: run.config["figures.yml › crews"].update(order="largest first"),
            "figure's declaration figures.yml › crews (changed)",
        ),
    ],
)
def test_the_cause_of_a_figure(picture: dict, edit: Callable, wanted: str) -> None:
    _, comparison = after(edit, lambda run: run.figures["crews"].update(picture))
    assert because(comparison, "figure", "crews") == [wanted]


def test_a_metric_that_is_new_and_one_that_is_gone() -> None:
    def renamed(run: Record) -> None:
        run.metrics["rowers"] = run.metrics.pop("crew_total")
        run.config["metrics.yml › rowers"] = run.config.pop("metrics.yml › crew_total")
        run.contributions["rowers"] = run.contributions.pop("crew_total")
        run.metrics["crew_a_mile"]["of"] = "rowers\nmiles"

    _, comparison = after(renamed)
    assert {change.name: (change.size, change.before, change.now) for change in comparison.metrics} == {
        "rowers": ("new", "", "11–14 people"),
        "crew_total": ("gone", "11–14 people", ""),
    }
    assert because(comparison, "metric", "rowers") == ["metric's declaration metrics.yml › rowers (came)"]
    assert because(comparison, "metric", "crew_total") == ["metric's declaration metrics.yml › crew_total (went)"]


NAN = float("nan")


@pytest.mark.parametrize(
    ("was", "now", "share", "of", "words"),
    [
        ((100, 200), (101, 200), False, "small", "lower end +1%"),
        ((100, 200), (100, 204), False, "moderate", "upper end +2%"),
        ((100, 200), (90, 180), False, "large", "−10%"),
        ((0, 10), (1, 10), False, "large", "lower end from 0 to 1"),
        ((0, 0), (1, 1), False, "large", "from 0 to 1"),
        ((0.5, 0.5), (0.504, 0.504), True, "small", "+0.4 points"),
        ((0.5, 0.6), (0.5, 0.61), True, "moderate", "upper end +1 point"),
        ((0.5, 0.6), (0.44, 0.6), True, "large", "lower end −6 points"),
        ((NAN, NAN), (5, 8), False, "large", "came"),
        ((5, NAN), (5, 8), False, "large", "upper end came"),
        ((5, 8), (5, 8), False, "small", "the same number"),
    ],
)
def test_sizes(was: tuple, now: tuple, share: bool, of: str, words: str) -> None:
    assert (size(was, now, share, Changes()), said(was, now, share)) == (of, words)


def test_the_limits_are_the_studys_own() -> None:
    assert size((100, 200), (101, 200), False, Changes(moderate=0.01)) == "moderate"
    assert size((100, 200), (101, 200), False, Changes(large=0.01)) == "large"


def test_the_same_number_of_more_bodies_is_a_small_change() -> None:
    [change] = after(lambda run: run.metrics["crew_total"].update(answered="3"))[1].metrics
    assert (change.size, change.how) == ("small", "the same number; answered: 2 of 3 → 3 of 3")


# The file ------------------------------------------------------------------------------------------------------------------


def test_what_is_kept_is_read_as_it_was_written(tmp_path: Path) -> None:
    run = accepted()
    run.files["survey/H01/Ünïcode \udc80.csv"] = {"sha256": "8", "status": "read"}
    (tmp_path / "run.json").write_text(written(run), encoding="utf-8")
    assert read(tmp_path / "run.json") == run
    shuffled = copy.deepcopy(run)
    shuffled.answers = dict(reversed(run.answers.items()))
    assert written(shuffled) == written(run)
    assert max(map(len, written(run).splitlines())) < 300  # an entry a line, so that git shows what changed


@pytest.mark.parametrize("text", ['{"format": 1, <<<<<<< HEAD', '{"format": 0}', "[]", '{"format": 1}'])
def test_a_file_that_nobody_can_compare_with_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "accepted.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="accepted.json .*snakemake accept"):
        read(tmp_path / "accepted.json")


def test_an_entry_by_hand_is_the_same_in_another_line() -> None:
    row = {"source": CREW, "stood": "<5", "says": "3", "who": "a researcher", "when": "2024-06-10", "why": "so", "problem": ""}
    first, names = decisions(pd.DataFrame([row | {"decision": "rulings.yml, line 3"}]))
    second, others = decisions(pd.DataFrame([row | {"decision": "rulings.yml, line 30"}]))
    assert first == second and list(names.values()) == list(others.values()) == [f"rulings.yml › {CREW}"]


def test_lines_of_the_register_are_known_by_their_body(tmp_path: Path) -> None:
    (tmp_path / "register.csv").write_text("Collection,Body,coast\nsurvey,H01,east\nsurvey,H02,\nsurvey,H01,west\n")
    assert register(tmp_path / "register.csv") == {
        "survey/H01": {"collection": "survey", "body": "H01", "coast": "east"},
        "survey/H02": {"collection": "survey", "body": "H02"},
        "survey/H01 (2)": {"collection": "survey", "body": "H01", "coast": "west"},
    }
    assert register(tmp_path / "none.csv") == {}


def test_each_entry_of_config_is_kept_by_itself(tmp_path: Path) -> None:
    (tmp_path / "study.yml").write_text("title: Boats\nwords: {most: {means: more, above: 0.5}}\nstrict: false")
    (tmp_path / "questions.yml").write_text('survey: {crew: {ask: "How many?", at: 2024-06-10}}')
    (tmp_path / "later.yml").write_text("[{file: a.csv, why: so}]")
    (tmp_path / "rulings.yml").write_text("[{cell: x}]")
    assert configured(tmp_path) == {
        "later.yml › a.csv": {"file": "a.csv", "why": "so"},
        "study.yml › title": {"value": "Boats"},
        "study.yml › words › most": {"means": "more", "above": 0.5},
        "study.yml › strict": {"value": False},
        "questions.yml › survey › crew": {"ask": "How many?", "at": "2024-06-10"},
    }


# The page ------------------------------------------------------------------------------------------------------------------


def page(folder: Path, run: Record, old: Record | None) -> str:
    (folder / "config").mkdir()
    for name in ("dimensions", "questions"):
        (folder / "config" / f"{name}.yml").write_text("{}")
    (folder / "config" / "study.yml").write_text("title: Boats & harbours")
    (folder / "run.json").write_text(written(run), encoding="utf-8")
    if old:
        (folder / "accepted.json").write_text(written(old), encoding="utf-8")
    before = folder / "accepted.json" if old else None
    compare(load_study(folder / "config"), folder / "run.json", before, folder / "raw", folder / "changes.html", folder / "changes.csv")
    return (folder / "changes.html").read_text(encoding="utf-8")


def test_without_an_accepted_run_the_page_says_how_to_accept_one(tmp_path: Path) -> None:
    shown = page(tmp_path, accepted(), None)
    assert "No run was accepted yet" in shown and "snakemake accept" in shown
    assert changed(None) == ["  No run was accepted yet to compare with; snakemake accept keeps this one"]


def test_where_nothing_changed_the_page_says_so(tmp_path: Path) -> None:
    assert "<b>Nothing changed</b>: 4 numbers" in page(tmp_path, accepted(), accepted())


def test_the_page_shows_each_answer_before_and_now_and_acts_on_nothing_that_was_sent(tmp_path: Path) -> None:
    def hostile(run: Record) -> None:
        another_content(run)
        run.files[REPLY]["reason"] = "<script>alert(1)</script>"

    shown = page(tmp_path, after(hostile)[0], accepted())
    assert '<td>10</td><td class="number">13' in shown
    assert "<script>alert" not in shown and "&lt;script&gt;alert" in shown
