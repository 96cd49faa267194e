"""What stood in the metric → what the sentence says; and the findings as a page and as a Word document."""

from __future__ import annotations

import io
import math
import re
import zipfile
from pathlib import Path

import docx
import pandas as pd
import pytest
from matplotlib.figure import Figure

from deriving.declared import load_metrics
from deriving.inputs import Interval
from deriving.statements import load_statements
from findings import page
from study import ConfigError, Study
from telling.numbers import Number, per_cent, said
from telling.placeholders import filled
from telling.report import Report, report
from telling.word import document
from tests.spec.conftest import SETTINGS, a_study

INF, NAN = math.inf, math.nan

SAID = [
    # lower, upper, unit, base, step → in words
    (49, 49, "harbours", None, None, "49"),
    (4402, 6481, "boats", None, None, "between 4,402 and 6,481"),
    (4402, 6481, "boats", None, 100, "between 4,400 and 6,500"),
    (4400, 6500, "boats", None, 100, "between 4,400 and 6,500"),
    (12.4, 17.1, "crew", None, None, "between 12 and 18"),
    (12, INF, "boats", None, None, "at least 12"),
    (0, 24, "boats", None, None, "at most 24"),
    (0, 0, "boats", None, None, "0"),
    (0, INF, "boats", None, None, "an unknown number"),
    (NAN, NAN, "boats", None, None, "an unknown number"),
    (0.0436, 0.0642, "share", None, None, "between 4.3% and 6.5%"),
    (0.0436, 0.0642, "share", None, 0.01, "between 4% and 7%"),
    (0.15, 0.15, "share of boats", None, None, "15%"),
    (0.4835, INF, "share", None, None, "at least 48.3%"),
    (NAN, NAN, "share", None, None, "an unknown share"),
    (0.333333333, 0.333333333, "share", 42, None, "14 of the 42"),
    (0.617021277, 0.787234043, "share", 47, None, "between 29 and 37 of the 47"),
    (30, 30, "harbours", 43, None, "30 of the 43"),
    (0, 0.1, "share", 30, None, "at most 3 of the 30"),
    (0, 0, "share", 30, None, "none of the 30"),
    (1, 1, "share", 43, None, "all 43"),
    (NAN, NAN, "share", 0, None, "an unknown number"),
    (1, 1, "place", None, None, "1st"),
    (1, 8, "place", None, None, "between 1st and 8th"),
]


@pytest.mark.parametrize(("lower", "upper", "unit", "base", "step", "words"), SAID)
def test_a_number_in_a_sentence(lower, upper, unit, base, step, words):
    assert said(Number(Interval(lower, upper), unit, base), step) == words


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "base", "words"),
    [
        (0.333333333, 0.333333333, "share", 42, "33.3%"),
        (0.617021277, 0.787234043, "share", 47, "61.7–78.8%"),
        (30, 30, "harbours", 40, "75%"),
        (NAN, NAN, "share", 0, "share not known"),
    ],
)
def test_a_share_in_brackets(lower, upper, unit, base, words):
    assert per_cent(Number(Interval(lower, upper), unit, base)) == words


NUMBERS = {
    "boats": Number(Interval(4402, 6481), "boats"),
    "watched": Number(Interval(0.5, 0.75), "share", 8),
    "fees.dredging": Number(Interval(3, 3), "harbours", 8),
}


def text_of(sentence: str) -> str:
    return "".join(piece.text for piece in filled(sentence, NUMBERS, lambda: "statements.yml, line 7"))


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("Harbours saw {boats} boats.", "Harbours saw between 4,402 and 6,481 boats."),
        ("Harbours saw {boats to 100} boats.", "Harbours saw between 4,400 and 6,500 boats."),
        (
            "{watched} harbours ({watched %}) keep a watch.",
            "Between 4 and 6 of the 8 harbours (50–75%) keep a watch.",
        ),
        ("{watched to 10%} of them do.", "Between 50% and 80% of them do."),
        ("Dredging: {fees.dredging}.", "Dredging: 3 of the 8."),
        ("nothing is counted", "Nothing is counted"),
    ],
)
def test_a_sentence_with_its_numbers(sentence, read):
    assert text_of(sentence) == read


def test_each_number_knows_its_metric_and_the_rest_is_text():
    pieces = filled("{watched} harbours of {boats} boats", NUMBERS, str)
    assert [(p.metric, p.text) for p in pieces if p.metric] == [
        ("watched", "Between 4 and 6 of the 8"),
        ("boats", "between 4,402 and 6,481"),
    ]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("{boots} boats", "did you mean boats?"),
        ("{fees} harbours", "did you mean fees.dredging?"),
        ("{boats to many} boats", "there is no metric"),
        ("{boats to 0} boats", "cannot be rounded to 0"),
        ("{boats %} of them", "boats is no share (boats)"),
        ("{watched to 100} of them", "watched is a share"),
        ("{boats} of {", "a brace stands alone"),
        ("{} boats", "there is no metric ''"),
    ],
)
def test_what_is_wrong_with_a_placeholder_is_told_with_its_line(sentence, words):
    with pytest.raises(ConfigError, match=r"^statements\.yml, line 7: ") as told:
        text_of(sentence)
    assert words in str(told.value)


# A report ----------------------------------------------------------------------------------------------------------------

METRICS = """
boats: {title: Boats in a year, why: it matters, total: crew}
watch: {title: Harbours with a watch, why: it matters, share: watch, where: "yes"}
crew_most: {title: Crew of the largest harbour, why: it matters, largest: crew}
"""
STATEMENTS = """
many:
  says: Over 100 boats came.
  section: Boats
  source: The report
  published: over 100
  claims: [{metric: boats, above: 100}]
watched:
  says: Most harbours keep a watch.
  section: Harbours
  finding: "{watch} harbours keep a watch."
  source: The report
  published: most
  claims: [{metric: watch, is: most}]
  note: A watch is kept <by night>.
crew:
  says: The largest crew is over 30.
  section: Boats
  finding: "The largest crew is {crew_most}."
  source: The report
  published: over 30
  figure: sizes
  claims: [{metric: crew_most, above: 30}]
"""
ROWS = [
    ("boats", "Boats in a year", "120", "140", "boats", "120–140", "8", ""),
    ("watch", "Harbours with a watch", "0.5", "0.75", "share", "4–6 of 8 (50–75%)", "8", "8"),
    ("crew_most", "Crew of the largest harbour", "12", "20", "people", "12–20", "8", ""),
]
LINES = {"finding": '  finding: "{watch} harbours keep a watch."', "figure": "  figure: sizes"}
JUDGED = {"many": "agrees", "watched": "undetermined", "crew": "disagrees"}
CHASE = [
    ("watch", "survey", "H1", "Port <Ruddle>", "said nothing", "", "", "0.125", "12.5%"),
    ("watch", "survey", "H2", "Saltmouth", "suppressed", "0 to 4", "a", "0.125", "12.5%"),
    ("watch", "survey", "H3", "Gull Bay", "not usable", "", "b", "0.125", "12.5%"),
    ("watch", "survey", "H4", "Cormorant", "banded", "1 to 9", "c", "0.05", "5%"),
    ("boats", "survey", "H5", "Elsewhere", "said nothing", "", "", "20", "20"),
]


def words_of(study: str = "") -> Study:
    settings = SETTINGS + "bodies: {survey: harbours}\nwords: {most: {means: more than half, above: 0.5}}\n" + study
    return a_study(settings=settings)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("config")
    (folder / "metrics.yml").write_text(METRICS)
    (folder / "statements.yml").write_text(STATEMENTS)
    (folder / "figures").mkdir()
    for name in ("sizes", "watches", "other"):
        Figure(figsize=(2, 1)).savefig(folder / "figures" / f"{name}.png")
    return folder


def made(config: Path, study: Study, statements: str = STATEMENTS) -> Report:
    columns = ["metric", "title", "lower", "upper", "unit", "text", "answered", "base"]
    tables = {"metrics": pd.DataFrame(ROWS, columns=columns).assign(how="")}
    judged = [(name, verdict, f"The reason of {name}.") for name, verdict in JUDGED.items()]
    tables["statements"] = pd.DataFrame(judged, columns=["statement", "verdict", "because"])
    chase = ["metric", "collection", "body", "name", "why", "between", "answer", "widens", "text"]
    tables["chase"] = pd.DataFrame(CHASE, columns=chase)
    replies = [("survey", b, q, "no_answer" if b == "H1" else "answered") for b in ("H1", "H2", "H3") for q in ("crew", "watch")]
    tables["replies"] = pd.DataFrame(
        [*replies, ("survey", "H3", "dues", "no_answer")], columns=["collection", "body", "question", "status"]
    )
    returns = [("survey", "read", "5", "1", "2"), ("survey", "not read", "0", "0", "0")]
    tables["returns"] = pd.DataFrame(returns, columns=["collection", "status", "answers", "totals", "unread"])
    captions = [(name, f"About {name}", f"A picture of {name}") for name in ("sizes", "watches", "other")]
    tables["captions"] = pd.DataFrame(captions, columns=["figure", "title", "alt"])
    path = config / "statements.yml"
    path.write_text(statements)
    metrics = load_metrics(config / "metrics.yml", study)
    drawn = {"watches": ("watch",), "sizes": ("boats",), "other": ("nothing.here",)}
    return report(study, tables, metrics, load_statements(path, metrics, study), drawn, path)


@pytest.fixture(scope="module")
def told(config: Path) -> Report:
    return made(config, words_of("illustrative: Invented boats\n"))


def test_statements_stand_under_their_sections(told: Report):
    assert [(title, [f.name for f in findings]) for title, findings in told.sections] == [
        ("Boats", ["many", "crew"]),
        ("Harbours", ["watched"]),
    ]


def test_a_statement_without_a_finding_says_what_was_published(told: Report):
    assert "".join(p.text for p in told.findings[0].pieces) == "Over 100 boats came."
    assert [p.metric for p in told.findings[0].behind] == ["boats"]


def test_a_figure_stands_where_it_is_declared_or_where_its_metric_is_first_used(told: Report):
    assert {f.name: [(g.name, g.number) for g in f.figures] for f in told.findings} == {
        "many": [],
        "crew": [("sizes", 1)],
        "watched": [("watches", 2)],
    }
    assert [(f.name, f.number) for f in told.figures] == [("other", 3)]


def test_what_is_undetermined_says_so_and_whom_to_ask(told: Report):
    watched = told.findings[2]
    assert "".join(p.text for p in watched.pieces) == "Between 4 and 6 of the 8 harbours keep a watch."
    assert watched.ask == [
        "Port <Ruddle> (survey, H1) said nothing: its answer could still move the number by up to 12.5 percentage points",
        "Saltmouth (survey, H2) gave an answer that is suppressed, anything from 0 to 4: to know it would narrow the number by up to "
        "12.5 percentage points",
        "Gull Bay (survey, H3) gave an answer that cannot be used: to know it would narrow the number by up to 12.5 percentage points",
    ]
    assert watched.others == 1
    assert [f.ask for f in told.findings[:2]] == [[], []]


def test_the_summary_counts_verdicts_and_replies(told: Report):
    assert told.summary == "Of the 3 statements of the report, 1 agrees with the returns, 1 disagrees and 1 is undetermined."
    assert told.returned == [
        "2 of 3 harbours that were asked replied (survey).",
        "1 of 2 files that they sent were read, and in them 6 answers.",
        "2 cells that look like answers could not be read.",
    ]


def test_an_unknown_number_or_figure_is_told_with_its_line(config: Path):
    at = {name: STATEMENTS.split("\n").index(line) + 1 for name, line in LINES.items()}
    with pytest.raises(
        ConfigError, match=rf"statements\.yml, line {at['finding']}: watched › finding: there is no metric 'wotch'.*did you mean watch"
    ):
        made(config, words_of(), STATEMENTS.replace("{watch}", "{wotch}"))
    with pytest.raises(ConfigError, match=rf"statements\.yml, line {at['figure']}: crew › figure: there is no figure 'growth'.*sizes"):
        made(config, words_of(), STATEMENTS.replace("figure: sizes", "figure: growth"))


def test_the_page_holds_every_sentence_and_link_and_escapes_what_others_wrote(told: Report):
    text = page(told)
    assert "keep a watch." in text and '<a href="audit/metrics/watch.html">Between 4 and 6 of the 8</a>' in text
    assert "Port &lt;Ruddle&gt;" in text and "<Ruddle>" not in text and "&lt;by night&gt;" in text
    assert text.count("Invented boats") == 1 and 'alt="A picture of sizes"' in text
    levels = [int(n) for n in re.findall(r"<h(\d)", text)]
    assert levels[0] == 1 and levels.count(1) == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:]))
    assert not re.search(r"https?://|<script|\bNone\b|\bnan\b", text)
    for target in re.findall(r'href="#([^"]+)"', text):
        assert f'id="{target}"' in text


def test_the_page_of_a_study_that_is_not_illustrative_does_not_say_so(config: Path):
    assert "llustrative" not in page(made(config, words_of()))


@pytest.fixture(scope="module")
def written(told: Report, config: Path) -> bytes:
    return document(told, config / "figures")


def test_the_document_uses_words_own_styles_and_links(written: bytes):
    opened = docx.Document(io.BytesIO(written))
    styles = {p.style.name for p in opened.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Caption", "List Bullet"} <= styles
    text = "\n".join(p.text for p in opened.paragraphs)
    for words in (
        "Between 4 and 6 of the 8 harbours keep a watch.",
        "Port <Ruddle>",
        "Undetermined.",
        "Figure 1. About sizes.",
        "Invented boats",
    ):
        assert words in text
    targets = {r.target_ref for r in opened.part.rels.values() if r.is_external}
    assert targets == {f"audit/metrics/{m}.html" for m in ("boats", "watch", "crew_most")}
    anchors = set(re.findall(r'w:hyperlink w:anchor="(\w+)"', opened.element.xml))
    assert anchors and anchors <= set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="(\w+)"', opened.element.xml))
    assert "Illustrative" in opened.sections[0].header.paragraphs[0].text


def test_pictures_have_alt_text_and_the_language_is_british(written: bytes):
    opened = docx.Document(io.BytesIO(written))
    pictures = [shape._inline.docPr.get("descr") for shape in opened.inline_shapes]
    assert pictures == ["A picture of sizes", "A picture of watches", "A picture of other"]
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert set(re.findall(r'w:lang [^>]*w:val="([^"]+)"', parts.read("word/styles.xml").decode())) == {"en-GB"}


def test_the_document_does_not_say_when_or_by_whom_it_was_made(written: bytes, told: Report, config: Path):
    assert document(told, config / "figures") == written
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert "python-docx" not in core and set(re.findall(r"(\d{4})-\d\d-\d\dT", core)) == {"1980"}
