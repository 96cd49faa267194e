"""What the audit pages show: the way from each number to its cells, and nothing of what returns hold that could act."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest

import audit
from auditing import metrics
from auditing.text import LONGEST, Raw, cells, interval, linked, metric_href, visible
from by_hand import OUTCOME
from picturing import links

SCRIPT = "<script>alert(1)</script>"
REFUSED = "visits: section 12 of the Freedom of Information Act 2000"
LONG = "x" * 400
STUDY = {
    "study": "title: Boats & harbours\nrequests: {foi: {working_days: 20}}\nillustrative: Illustrative, and <b>invented</b>.",
    "dimensions": 'age: {title: Age of boat, values: {"0": {covers: [0]}}}',
    "questions": 'foi: {visits: {ask: "How many boats < 1 visited?", kind: table, by: [age], unit: boats}}',
    "metrics": """
visits: {title: Boats that visited, why: It matters, total: visits}
visits_all: {title: "Boats, if the others are alike", why: It matters, total: visits, missing: grossed up, beside: visits}
per_berth: {title: Boats a berth, why: It matters, ratio: {of: visits, to: berths}}
berths: {title: Berths, why: It matters, reference: {file: berths.csv}}
said: {title: What they said, why: It matters, replies: visits}
""",
}
FILE = "50% & <i>#1?.csv"
RULING = (
    "rulings.yml, line 3",
    f"foi/H1/{FILE}#!B2",
    "<5",
    "1-4",
    "exact 5 to 5, a rule",
    "a researcher",
    "2024-06-10",
    f"so {SCRIPT}",
    1,
    "",
)
READING = (
    "readings.yml, line 7",
    "H1/*",
    "",
    "question: visits",
    "",
    "a researcher",
    "2024-06-11",
    "the letter",
    0,
    "no file is called <i>",
)
BY_HAND = [RULING, READING]
BASIS = "the one that answered"
ANSWERS = [  # body, cell, raw, status, lower, upper, set_aside
    ("H1", "B2", "<5", "suppressed", 1, 4, ""),
    ("H2", "B3", SCRIPT, "unreadable", None, None, ""),
    ("H1", "B4", "<5", "suppressed", 1, 4, f"same as foi/H1/{FILE}#!B2"),
    ("H2", "B5", LONG, "exact", 7, 7, "'7' is above 5, the most that config allows"),
    ("H3", "B6", "not used by any metric", "exact", 3, 3, ""),
]
METRICS = [  # metric, title, lower, upper, text, answered, asked, set_aside, how, beside, label
    ("visits", "Boats that visited", 1, 4, "1 to 4", 1, 3, 2, "The sum.", "", ""),
    ("visits_all", "Boats, if the others are alike", 3, 12, "3 to 12", 1, 3, 2, "The sum, times 3.", "visits", ""),
    ("per_berth", "Boats a berth", 0.5, 2, "0.5 to 2", "", "", 0, "visits (1 to 4) divided by berths (2).", "", ""),
    ("berths", "Berths", 2, 2, "2", "", "", 0, "Harbour Office: list of berths.", "", ""),
    ("said.refused", "What they said: refused", 1, 1, "1 of 3", 1, 3, 0, "Of 3.", "", "refused"),
    ("said.answered", "What they said: answered", 2, 2, "2 of 3", 2, 3, 0, "Of 3.", "", "answered"),
]
LINEAGE = [
    *((m, "answer", f"foi/{b}/{FILE}#!{c}") for m in ("visits", "visits_all") for b, c, *_ in ANSWERS[:4]),
    ("visits", "unread", "foi/H3/b.xls#S!C4"),
    ("per_berth", "metric", "visits"),
    ("per_berth", "metric", "berths"),
    ("berths", "reference", "reference/berths.csv#!B2"),
    ("said.refused", "known", "register.csv#!B2"),
    ("said.refused", "known", "register.csv#!B3"),
    ("said.answered", "known", "register.csv#!B2"),
]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A folder with the tables of a tiny run."""
    (tmp_path / "config").mkdir()
    for name, text in STUDY.items():
        (tmp_path / "config" / f"{name}.yml").write_text(text, encoding="utf-8")
    raw = tmp_path / "data" / "raw" / "foi" / "H1"
    raw.mkdir(parents=True)
    (raw / FILE).write_text("", encoding="utf-8")
    answers = []
    for body, cell, text, status, lower, upper, aside in ANSWERS:
        place = {"answer": f"foi/{body}/{FILE}#!{cell}", "collection": "foi", "body": body, "file": FILE, "part": "", "cell": cell}
        meaning = {"question": "visits", "period": "2023", "age": "0", "age_printed": "new", "raw": text, "status": status, "choices": None}
        meaning |= {"unit": "boats"}
        read = {"lower": lower, "upper": upper, "rule": "a rule", "ruling": RULING[0] if cell == "B2" else "", "set_aside": aside}
        answers.append(place | meaning | read | {"headers": [f"foi/H1/{FILE}#!A1"]})
    tables = {
        "answers": pd.DataFrame(answers).astype({"lower": float, "upper": float}),
        "unread": pd.DataFrame(
            [("foi/H3/b.xls#S!C4", "foi", "H3", "b.xls", "S", "C4", "visits", "12 (?)", "two periods stand above it", "2023")],
            columns=["address", "collection", "body", "file", "part", "cell", "question", "raw", "reason", "period"],
        ),
        "register": pd.DataFrame([("foi", b, f"{b} Harbour", f"register.csv#!B{i}") for i, b in enumerate(("H1", "H2", "H3"), 2)]),
        "cells": pd.DataFrame(
            [
                ("foi", "H1", FILE, "", "A1", f"Visits {SCRIPT}", []),
                ("foi", "H1", FILE, "", "B2", "<5", ["struck through"]),
                ("reference", "", "berths.csv", "", "B2", "2", []),
            ]
        ),
        "metrics": pd.DataFrame(METRICS).assign(unit="boats", why="It matters", base="", basis=BASIS),
        "lineage": pd.DataFrame(LINEAGE, columns=["metric", "role", "source"]),
        "inputs": pd.DataFrame(
            [("visits", "H1", 1, 4, 1.0, "yes", ""), ("visits_all", "H1", 1, 4, 3.0, "yes", "")],
            columns="metric body lower upper weight meets answers".split(),
        ),
        "statements": pd.DataFrame(
            [("s", "most", "1 to 4", "undetermined", "visits", "Most boats visited.", "A report", "visits is 1 to 4: left open.", "")],
            columns=["statement", "published", "derived", "verdict", "metrics", "says", "source", "because", "note"],
        ),
        "chase": pd.DataFrame(
            [
                ("visits", "foi", "H1", "H1 Harbour", "suppressed", "1 to 4", f"foi/H1/{FILE}#!B2", 3, "3"),
                ("visits", "foi", "H3", "H3 Harbour", "said nothing", "", "", "", "no limit"),
            ],
            columns="metric collection body name why between answer widens text".split(),
        ),
        "returns": pd.DataFrame(
            [
                (f"foi/H1/{FILE}", "read", "", 900, 4, 0, 0, 2, ""),
                ("foi/H3/a.pdf", "not read", "It wants a password.", 12000, 0, 0, 1, 0, ""),
                ("foi/H3/b.xls", "read", "It stands twice.", 12000, 1, 0, 0, 0, "Delete it where it does not belong."),
            ],
            columns=["path", "status", "reason", "size", "answers", "totals", "unread", "set_aside", "to_do"],
        ),
        "replies": pd.DataFrame([("foi", "H1", "visits", "answered"), ("foi", "H2", "visits", "refused"), ("foi", "H3", "visits", "odd")]),
        "by_hand": pd.DataFrame(BY_HAND, columns=OUTCOME),
        "drift": pd.DataFrame(
            [("foi", "H1", FILE, "", "A1", "label not known", "age: 0 (new)", f"Brand {SCRIPT}", 3, "Add it.")],
            columns="collection body file part cell kind expected found places what_to_do".split(),
        ),
        "requests": pd.DataFrame(
            [
                ("foi", "H1", "H1 Harbour", "2024-06-10", "2024-07-08", "2024-07-09", "21", "1", "late", "", "", "", ""),
                ("foi", "H2", "H2 Harbour", "2024-06-10", "2024-07-08", "2024-07-01", "15", "", "on time", REFUSED, "", "", ""),
                ("foi", "H3", "H3 Harbour", "2024-06-10", "2024-07-08", "", "41", "21", "overdue", "", "1", "visits by 3 boats", SCRIPT),
            ],
            columns="collection body name asked due replied days over status refused chase narrows note".split(),
        ).assign(as_of="2024-08-08", as_of_is="as_of in config/study.yml"),
        "captions": pd.DataFrame([("quiet", "A title", 'Alt "text"', "A caption.")], columns=audit.CAPTIONS),
    }
    tables["register"].columns = ["collection", "body", "name", "address"]
    tables["cells"].columns = ["collection", "body", "file", "part", "cell", "text", "marks"]
    tables["replies"].columns = ["collection", "body", "question", "status"]
    tables["metrics"].columns = [
        *"metric title lower upper text answered asked set_aside how beside label".split(), "unit", "why", "base", "basis",
    ]  # fmt: skip
    for name, table in tables.items():
        path = paths(tmp_path)[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        table.to_parquet(path) if path.suffix == ".parquet" else table.to_csv(path, index=False)
    return tmp_path


def paths(folder: Path) -> dict[str, Path]:
    made = {n: folder / "made" / f"{n}.parquet" for n in audit.PARQUET} | {n: folder / "made" / f"{n}.csv" for n in audit.CSV}
    return made | {"captions": folder / "results" / "figures" / "captions.csv"}


def pages(study: Path) -> Path:
    """results/audit, as the rule makes it."""
    out = study / "results" / "audit"
    audit.main(study / "config", paths(study), study / "data" / "raw", out)
    return out


def page(study: Path, name: str = "index.html") -> str:
    return (pages(study) / name).read_text(encoding="utf-8")


VISITS = "metrics/visits.html"


class Seen(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.said = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append((tag, dict(attrs)))
        self.said += " " if tag in ("td", "th", "div", "p", "h2") else ""

    def handle_data(self, data: str) -> None:
        self.said += data

    def all(self, tag: str, attribute: str) -> list[str]:
        return [attrs[attribute] for t, attrs in self.tags if t == tag and attribute in attrs]


def test_a_file_that_a_person_must_look_at_stands_before_those_that_were_not_read(study: Path) -> None:
    shown = page(study).partition('id="files"')[2]
    assert shown.index("Delete it where it does not belong.") < shown.index("It wants a password.")


def test_requests_say_who_is_overdue_and_who_refused_what(study: Path) -> None:
    shown = page(study).partition('id="requests"')[2].partition("</section>")[0]
    assert "foi: 2 of 3 requests had a reply (67%)" in shown
    for words in ("as_of in config/study.yml", "<b>1</b> overdue", f"{REFUSED}</li>", "1 of 3 within 20, 2 of 3 within 21 working days"):
        assert words in shown
    [row] = re.findall(r"(?s)<tr><th.*?H3.*?</tr>", shown)
    assert [cell in row for cell in ("2024-07-08", ">21<", ">1<", "visits by 3 boats")] == [True] * 4


def test_a_script_in_a_cell_is_text(study: Path) -> None:
    for name in ("index.html", VISITS, "metrics/per_berth.html"):
        html = page(study, name)
        seen = Seen(html)
        assert SCRIPT not in html
        assert not any(tag in ("i", "iframe", "object") for tag, _ in seen.tags)
        assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 1


def test_no_script_but_the_pages_own_may_run_and_nothing_is_fetched(study: Path) -> None:
    for name in ("index.html", VISITS):
        html = page(study, name)
        seen = Seen(html)
        policy = next(a["content"] for t, a in seen.tags if t == "meta" and a.get("http-equiv"))
        assert "default-src 'none'" in policy and "unsafe" not in policy
        root = "../" * name.count("/")
        assert [a for t, a in seen.tags if t == "script"] == [{"src": f"{root}page.js", "defer": None}]
        assert not any(t == "style" or "style" in a or any(k.startswith("on") for k in a) for t, a in seen.tags)
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html)


def test_every_link_between_the_pages_leads_somewhere(study: Path) -> None:
    out = pages(study)
    seen = {p.relative_to(out).as_posix(): Seen(p.read_text(encoding="utf-8")) for p in out.rglob("*.html")}
    ids = {name: [a["id"] for _, a in of.tags if "id" in a] for name, of in seen.items()}
    assert sorted(seen) == ["index.html", *(f"metrics/{m}.html" for m in ("berths", "per_berth", "said", "visits", "visits_all"))]
    followed = 0
    for name, of in seen.items():
        assert len(ids[name]) == len(set(ids[name]))
        for href in of.all("a", "href") + of.all("link", "href") + of.all("script", "src"):
            path, _, place = href.partition("#")
            target = (out / name).parent.joinpath(unquote(path)).resolve() if path else out / name
            if {"returns", "data", "figures", "findings.html"} & set(target.parts):
                continue
            assert target.is_file(), href
            if place:
                followed += 1
                assert place in ids[target.relative_to(out.resolve()).as_posix() if path else name], href
    assert followed > 20
    assert {"metric-visits", "metric-visits_all", "metric-berths", "metric-said"} <= set(ids["index.html"])
    assert {"value-refused", "value-answered"} <= set(ids["metrics/said.html"])


def test_an_answer_leads_to_its_cell_in_the_file_that_was_received(study: Path) -> None:
    html = page(study, VISITS)
    address = f"foi/H1/{FILE}#!B2"
    assert f'href="../{Raw(study / "data" / "raw", study / "results" / "audit").cell(address)}"><bdi>50% &amp; &lt;i&gt;' in html
    assert links.page(f"foi/H1/{FILE}") in html


def test_a_file_opens_as_it_was_received(study: Path) -> None:
    seen = Seen(page(study))
    outside = {h for h in seen.all("a", "href") if h.startswith("../../data/raw/foi/H1")}
    assert len(outside) == 1
    assert unquote(*outside).endswith(FILE) and not set(*outside) & set("<>#?& ")
    assert (study / "results" / "audit" / unquote(*outside)).resolve().is_file()


def test_only_answers_that_a_metric_uses_are_listed(study: Path) -> None:
    assert not any("not used by any metric" in p.read_text(encoding="utf-8") for p in pages(study).rglob("*.html"))


def test_a_metric_says_what_was_set_aside_and_not_read_and_why(study: Path) -> None:
    said = Seen(page(study, VISITS)).said
    answers = said[said.index("The answers that it depends on: 5") :]
    assert "H2 H2 Harbour" in answers and "set aside: '7' is above 5" in " ".join(answers.split())
    assert "not read: two periods stand above it" in " ".join(answers.split())
    assert "counted once: the same as" in answers


def test_a_metric_made_of_others_shows_their_cells_and_its_formula(study: Path) -> None:
    html = page(study, "metrics/per_berth.html")
    said = " ".join(Seen(html).said.split())
    assert "lower end: 1 ÷ 2 = 0.5 upper end: 4 ÷ 2 = 2" in said
    assert '<a href="../metrics/visits.html"><code>visits</code></a> (1 to 4) divided by' in html
    assert "The answers that it depends on: 5" in said and "berths.csv · B2" in said


def test_what_a_body_gave_stands_beside_its_cells_and_in_the_formula(study: Path) -> None:
    said = " ".join(Seen(page(study, "metrics/visits_all.html")).said.split())
    assert "lower end: (1) × 3 = 3 upper end: (4) × 3 = 12" in said
    assert "1 to 4 suppressed 1 to 4 × 3 a rule" in said


def test_a_formula_that_does_not_come_to_the_number_is_not_shown(study: Path) -> None:
    table = pd.read_csv(paths(study)["metrics"], dtype=str, keep_default_na=False)
    table.loc[table["metric"] == "per_berth", "upper"] = "2.5"
    table.to_csv(paths(study)["metrics"], index=False)
    assert "÷" not in page(study, "metrics/per_berth.html")


def test_what_is_missing_stands_on_the_page_and_whom_to_chase_on_the_overview(study: Path) -> None:
    missing = " ".join(Seen(page(study, VISITS)).said.split()).partition("What is missing 2 bodies")[2]
    assert "H1 H1 Harbour suppressed 1 to 4 3 boats" in missing and "H3 H3 Harbour said nothing without limit none" in missing
    overview = " ".join(Seen(page(study)).said.split())
    assert "H1 H1 Harbour foi suppressed 1 1 Boats that visited 3 boats" in overview


def test_a_value_of_several_has_its_place_on_the_page_of_its_metric(study: Path) -> None:
    html = page(study, "metrics/said.html")
    assert metric_href("said.refused") == "metrics/said.html#value-refused"
    assert re.search(r'<tr id="value-refused" data-value="0"><th scope="row">refused</th><td><b>1 of 3</b>', html)
    assert "2 cells of <bdi>register.csv</bdi>: B2 to B3" in html


def test_the_reports_own_choice_is_marked_beside_the_others(study: Path) -> None:
    html = page(study, VISITS)
    own = html[html.index('class="own"') :]
    assert "the report’s own choice" in own[: own.index("</tr>")]
    assert own.index("visits_all.html") > own.index("</tr>")


def test_a_verdict_is_not_told_by_colour_alone(study: Path) -> None:
    assert Seen(page(study)).said.count("? undetermined") == 2  # of the statement, and of the metric that it uses
    assert "? undetermined" in Seen(page(study, VISITS)).said


def test_figures_are_named_with_their_words(study: Path) -> None:
    html = page(study)
    assert 'A title: <a href="../figures/quiet.svg"' in html and "A caption." in html


def test_the_pages_are_the_same_twice_and_name_no_folder(study: Path) -> None:
    first = {p: p.read_bytes() for p in pages(study).rglob("*.*")}
    assert first == {p: p.read_bytes() for p in pages(study).rglob("*.*")}
    assert not any(str(study).encode() in text for text in first.values())


def test_who_decided_by_hand_stands_beside_the_answer_and_in_a_list(study: Path) -> None:
    place = "by-hand-rulings.yml_2c__20_line_20_3"
    html = page(study)
    assert f'<a href="../index.html#{place}">a researcher, 2024-06-10</a>: so &lt;script&gt;' in page(study, VISITS)
    first, second = re.findall(r'<tr id="by-hand-.*?</tr>', html, re.DOTALL)
    assert "readings.yml, line 7" in first and "decides nothing, or less than it says:</b> no file is called &lt;i&gt;" in first
    assert f'id="{place}"' in second and "exact 5 to 5, a rule" in second and "1-4" in second and 'href="returns/foi-h1-50' in second


def test_headings_are_in_order_and_tables_have_scopes(study: Path) -> None:
    for path in pages(study).rglob("*.html"):
        seen = Seen(path.read_text(encoding="utf-8"))
        levels = [int(tag[1]) for tag, _ in seen.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1 and all(b <= a + 1 for a, b in zip(levels, levels[1:])), path
        assert all("scope" in attrs for tag, attrs in seen.tags if tag == "th"), path


def test_what_drifted_stands_beside_what_was_expected(study: Path) -> None:
    said = Seen(page(study)).said
    row = said[said.index("label not known") : said.index("Add it.")]
    assert "age: 0 (new)" in row and f"Brand {SCRIPT}" in row and "and in 2 more parts" in row


def test_pages_with_too_many_answers_say_what_they_leave_out(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "longest", lambda run: 2)
    said = " ".join(Seen(page(study, VISITS)).said.split())
    assert "The answers that it depends on: 5" in said and "The first 2 are listed. The other 3 stand in results/lineage.csv" in said


def test_a_run_with_no_metrics_has_an_overview_only(study: Path) -> None:
    for name in ("metrics", "lineage", "statements", "chase"):
        table = pd.read_csv(paths(study)[name])
        table.head(0).to_csv(paths(study)[name], index=False)
    out = pages(study)
    assert "How many boats &lt; 1 visited?" in (out / "index.html").read_text()  # in the table of replies
    assert not list((out / "metrics").iterdir())


def test_words_and_addresses() -> None:
    assert cells(["B2", "B3", "B4", "D4", "line 12"]) == "B2 to B4, D4, line 12"
    assert [interval(1, 4), interval(3, 3), interval(300, float("nan")), interval(None, 5)] == ["1 to 4", "3", "300 or more", "at most 5"]
    assert visible("a\x00b\u202ec") == "a␀b⟨U+202E⟩c"
    assert len(visible("x" * 5000)) < LONGEST + 40
    assert str(linked("a_b (2) × a", ["a", "a_b"], "../")).count('<a href="../metrics/a') == 2
    assert metric_href("by_age.under 2/<") == "metrics/by_age.html#value-under_20_2_2f__3c_"


def test_a_link_stops_at_the_file_that_holds_others_and_never_climbs(tmp_path: Path) -> None:
    raw = Raw(tmp_path / "data" / "raw", tmp_path / "results" / "audit")
    (tmp_path / "data" / "raw" / "foi" / "H1").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "foi" / "H1" / "m.eml").touch()
    assert raw.link("foi/H1/m.eml/inside.xlsx") == "../../data/raw/foi/H1/m.eml"
    assert raw.link("foi/H1/m.zip/../../../x") == "../../data/raw/foi/H1/m.zip"
