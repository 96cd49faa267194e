"""A mistake in config/ is told in words that name the file and the entry; it is never a traceback."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from derive import as_judged, derive, load_references
from deriving.declared import load_metrics
from deriving.inputs import Inputs
from deriving.statements import load_statements
from study import ConfigError, load_study
from tests.spec import conftest
from tests.spec.conftest import answer, register_of, table_of, unread_of

GOOD = {
    "study.yml": conftest.SETTINGS,
    "dimensions.yml": conftest.DIMENSIONS,
    "questions.yml": conftest.QUESTIONS,
    "metrics.yml": """
crews: {title: People, why: to see, total: crew}
small: {title: Small harbours, why: to see, share: crew, where: "< 10"}
depth: {title: Depth, why: to see, reference: {file: depths.csv, where: {name: deep}}}
said: {title: Replies, why: to see, replies: visits}
per_depth: {title: People per metre, why: to see, ratio: {of: crews, to: depth}}
""",
    "statements.yml": """
most:
  says: Most harbours are small.
  source: The report
  published: most
  claims: [{metric: small, above: 0.5}]
""",
}
DEPTHS = "name,value,unit,publisher,source\ndeep,20,metres,Hydrographic office,Chart 12\n"


def run(tmp_path: Path, files: dict[str, str | bytes | None], depths: bytes = DEPTHS.encode()) -> None:
    """Loads a study and derives its metrics, with these files of config/ changed; None leaves one out."""
    config, reference = tmp_path / "config", tmp_path / "reference"
    config.mkdir()
    reference.mkdir()
    for name, text in (GOOD | files).items():
        if text is not None:
            (config / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (reference / "depths.csv").write_bytes(depths)
    study = load_study(config)
    rows = [answer("12", "crew", "2023"), answer("Yes", "watch", "", choices=["yes"]), answer("7", age="0")]
    replies = pd.DataFrame([{"collection": "foi", "body": "H01", "question": "visits", "status": "answered"}])
    register = register_of(foi=("H01",), survey=("H01",))
    inputs = Inputs(study, table_of(rows), register, replies, unread_of([]), load_references(reference))
    metrics = load_metrics(config / "metrics.yml", study)
    statements = load_statements(config / "statements.yml", metrics, study)
    as_judged(config / "statements.yml", statements, derive(config / "metrics.yml", metrics, inputs), study)


def told(tmp_path: Path, files: dict[str, str | bytes | None], depths: bytes = DEPTHS.encode()) -> str:
    with pytest.raises(ConfigError) as error:
        run(tmp_path, files, depths)
    return str(error.value)


def test_a_study_without_mistakes(tmp_path):
    run(tmp_path, {})


def with_question(text: str) -> dict[str, str]:
    return {"questions.yml": f"{conftest.QUESTIONS}  {text}\n"}


def with_metric(text: str) -> dict[str, str]:
    return {"metrics.yml": f"{GOOD['metrics.yml']}{text}\n"}


def with_claim(text: str) -> dict[str, str]:
    return {"statements.yml": f"\nmine: {{says: x, source: y, published: z, claims: [{text}]}}"}


MISTAKES = {
    # study.yml
    "no study.yml": ({"study.yml": None}, ["study.yml", "missing"]),
    "a setting that there is not": ({"study.yml": "title: x\nstrickt: true"}, ["study.yml", "strickt"]),
    "no title": ({"study.yml": "tolerance: 0.1"}, ["study.yml", "title"]),
    "a tolerance that is no number": ({"study.yml": "title: x\ntolerance: some"}, ["study.yml", "tolerance", "'some'"]),
    "below what": ({"study.yml": "title: x\nsuppression: {below: few}"}, ["study.yml", "suppression › below", "'few'"]),
    "no YAML": ({"study.yml": "title: [x"}, ["study.yml", "line"]),
    "a list instead of entries": ({"study.yml": "- title"}, ["study.yml"]),
    "a sentence instead of entries": ({"study.yml": "Boats in harbours"}, ["study.yml"]),
    "an empty file": ({"study.yml": ""}, ["study.yml", "title"]),
    "tabs": ({"study.yml": "title: x\nsuppression:\n\tbelow: 5"}, ["study.yml", "line 3"]),
    "saved by Windows in its own letters": ({"study.yml": "title: Häfen".encode("cp1252")}, ["study.yml"]),
    # dimensions.yml
    "no dimensions.yml": ({"dimensions.yml": None}, ["dimensions.yml", "missing"]),
    "a dimension without values": ({"dimensions.yml": "age: {title: Age}"}, ["dimensions.yml", "age › values"]),
    "names that are no list": (
        {"dimensions.yml": "age: {title: Age, values: {a: {names: new}}}"},
        ["dimensions.yml", "age › values › a › names"],
    ),
    "covers that are no numbers": (
        {"dimensions.yml": "age: {title: Age, values: {a: {covers: [new]}}}"},
        ["dimensions.yml", "covers", "'new'"],
    ),
    # questions.yml
    "a kind that there is not": (
        with_question("sails: {ask: How many sails, kind: nmber}"),
        ["questions.yml", "foi › sails › kind", "'nmber'"],
    ),
    "no wording": (with_question("sails: {kind: number}"), ["questions.yml", "foi › sails › ask"]),
    "a dimension that there is not": (
        with_question("sails: {ask: How many sails, kind: table, by: [colour]}"),
        ["questions.yml", "foi › sails › by", "'colour'", "age, berth"],
    ),
    "periods that there are not": (
        with_question("sails: {ask: How many sails, kind: table, periods: week}"),
        ["foi › sails › periods", "'week'"],
    ),
    "a key that there is not": (with_question("sails: {ask: How many sails, kind: number, units: sails}"), ["foi › sails › units"]),
    "a cap that is no number": (with_question("sails: {ask: How many sails, kind: number, cap: many}"), ["foi › sails › cap", "'many'"]),
    "yes without quotes": (
        with_question("sails: {ask: How many sails, kind: choice, options: {few: [yes]}}"),
        ["questions.yml", "foi › sails › options › few", "True"],
    ),
    "the same question twice": (with_question("visits: {ask: How many sails, kind: number}"), ["questions.yml", "visits"]),
    "a collection that is empty": ({"questions.yml": "foi:\n"}, ["questions.yml", "foi"]),
    # metrics.yml
    "no verb": (with_metric("m: {title: x, why: y}"), ["metrics.yml", "m", "exactly one verb"]),
    "two verbs": (with_metric("m: {title: x, why: y, total: crew, range: crew}"), ["metrics.yml", "m", "total, range"]),
    "a verb that there is not": (with_metric("m: {title: x, why: y, sum: crew}"), ["metrics.yml", "m", "sum"]),
    "a question that there is not": (with_metric("m: {title: x, why: y, total: sails}"), ["metrics.yml, line 7", "m › total", "'sails'"]),
    "a collection that there is not": (with_metric("m: {title: x, why: y, known: letters}"), ["metrics.yml", "m › known", "'letters'"]),
    "a metric that there is not": (with_metric("m: {title: x, why: y, ratio: {of: crews, to: sails}}"), ["metrics.yml, line 7", "'sails'"]),
    "nothing to count": (with_metric("m: {title: x, why: y, count: watch}"), ["metrics.yml", "m", "needs `where`"]),
    "a condition that is none": (with_metric("m: {title: x, why: y, count: crew, where: a few}"), ["metrics.yml", "m", "'a few'"]),
    "an option that there is not": (with_metric("m: {title: x, why: y, count: dues, where: cakes}"), ["metrics.yml", "m", "'cakes'"]),
    "missing what": (
        with_metric("m: {title: x, why: y, total: crew, missing: zero}"),
        ["metrics.yml", "m", "reported, grossed up, bounded"],
    ),
    "metrics made of each other": (
        with_metric("m: {title: x, why: y, add: [n]}\nn: {title: x, why: y, add: [m]}"),
        ["metrics.yml", "made of each other", "m, n"],
    ),
    "over a dimension that there is not": (
        with_metric("m: {title: x, why: y, total: visits, over: {colour: [0]}}"),
        ["metrics.yml", "m", "colour"],
    ),
    "over a dimension that was not asked": (
        with_metric("m: {title: x, why: y, total: visits, over: {berth: [0]}}"),
        ["metrics.yml", "m", "berth"],
    ),
    "a total of what is no number": (with_metric("m: {title: x, why: y, total: watch}"), ["metrics.yml", "m", "watch"]),
    "a sum with what has several values": (with_metric("m: {title: x, why: y, add: [said, crews]}"), ["metrics.yml", "m", "said"]),
    "a reference file that there is not": (
        with_metric("m: {title: x, why: y, reference: {file: heights.csv, where: {name: deep}}}"),
        ["metrics.yml", "m", "heights.csv"],
    ),
    "by what was not asked": (
        with_metric("m: {title: x, why: y, total: visits, by: berth}"),
        ["metrics.yml, line 7", "m › by", "'berth'", "age"],
    ),
    "by a column that there is not": (with_metric("m: {title: x, why: y, total: crew, by: country}"), ["m: by", "'country'", "name"]),
    "by, of metrics": (with_metric("m: {title: x, why: y, add: [crews, crews], by: age}"), ["m › by", "give `by` to those"]),
    "strata that there are not": (
        with_metric("m: {title: x, why: y, total: crew, missing: grossed up, strata: country}"),
        ["m: strata", "'country'", "name"],
    ),
    "strata without grossing up": (with_metric("m: {title: x, why: y, total: crew, strata: name}"), ["m", "missing: grossed up"]),
    "missing, of what is of those that answered": (
        with_metric("m: {title: x, why: y, median: crew, missing: bounded}"),
        ["m", "median is of the bodies that answered"],
    ),
    "a tendency without groups": (with_metric("m: {title: x, why: y, tendency: crew}"), ["m", "needs `having`"]),
    "a tendency by two answers": (
        with_metric("m: {title: x, why: y, tendency: crew, having: {watch: 'yes', largest: ketch}}"),
        ["m › having", "at most 1"],
    ),
    "having a question that there is not": (
        with_metric("m: {title: x, why: y, tendency: crew, having: {sails: 'yes'}}"),
        ["m › having", "'sails'"],
    ),
    "having an answer that there is not": (
        with_metric("m: {title: x, why: y, tendency: crew, having: {watch: often}}"),
        ["metrics.yml", "m", "'often'", "yes, no, partly"],
    ),
    "where, of a total": (
        with_metric('m: {title: x, why: y, total: crew, where: "< 10"}'),
        ["m", "total takes no `where`", "count, share"],
    ),
    "having, of a share": (
        with_metric('m: {title: x, why: y, share: watch, where: "yes", having: {watch: "yes"}}'),
        ["m", "share takes no `having`", "tendency"],
    ),
    "a period, of metrics": (with_metric("m: {title: x, why: y, add: [crews, crews], period: 2018/19}"), ["m", "add takes no `period`"]),
    "a cap, of a count": (with_metric("m: {title: x, why: y, count: watch, where: 'yes', cap: 3}"), ["m", "count takes no `cap`"]),
    "one of two options that there is not": (
        with_metric("m: {title: x, why: y, count: dues, where: lights or cakes}"),
        ["m", "'lights or cakes'", "dredging, lights, pilots"],
    ),
    "a distribution of numbers": (with_metric("m: {title: x, why: y, distribution: crew}"), ["m › distribution", "no options"]),
    "a ranking of one value": (with_metric("m: {title: x, why: y, ranking: crews}"), ["m › ranking", "crews has one value"]),
    "vary what is no part of it": (
        with_metric("m: {title: x, why: y, ratio: {of: crews, to: depth}, vary: {small: [small]}}"),
        ["m", "vary cannot change 'small'", "crews, depth"],
    ),
    "vary to a metric that there is not": (
        with_metric("m: {title: x, why: y, ratio: {of: crews, to: depth}, vary: {depth: [height]}}"),
        ["m › ratio", "'height'"],
    ),
    "vary a sum to what has several values": (
        with_metric("m: {title: x, why: y, add: [crews, crews], vary: {crews: [crews, said]}}"),
        ["m › add", "'said' has several values"],
    ),
    "vary missing to what": (with_metric("m: {title: x, why: y, total: crew, vary: {missing: [zero]}}"), ["m", "'zero' is none of"]),
    "vary a cap to what": (with_metric("m: {title: x, why: y, total: crew, vary: {cap: [many]}}"), ["m", "'many' is no number"]),
    "rounded to nothing": (with_metric("m: {title: x, why: y, total: crew, rounded_to: 0}"), ["m › rounded_to", "greater than 0"]),
    "a full stop in a name": (with_metric("m.n: {title: x, why: y, total: crew}"), ["metrics.yml, line 7", "no full stop"]),
    "beside a metric that there is not": (with_metric("m: {title: x, why: y, total: crew, beside: crow}"), ["line 7", "'crow'"]),
    "the same metric twice": (with_metric("crews: {title: x, why: y, total: crew}"), ["metrics.yml", "crews"]),
    # statements.yml
    "a claim about nothing": (with_claim("{metric: sails, above: 1}"), ["statements.yml, line 2", "mine", "'sails'"]),
    "a claim that says nothing": (with_claim("{metric: crews}"), ["statements.yml", "mine"]),
    "no claim": (with_claim(""), ["statements.yml", "mine"]),
    "a claim that is misspelt": (with_claim("{metric: crews, abov: 1}"), ["statements.yml", "mine", "abov"]),
    "between one end": (with_claim("{metric: crews, between: [1]}"), ["statements.yml", "mine", "between"]),
    "a word that study.yml does not explain": (with_claim("{metric: small, is: hardly any}"), ["mine › claims", "'hardly any'", "words"]),
    "a value that a metric has not": (
        with_claim("{metric: said.lost, above: 1}"),
        ["statements.yml", "mine", "'said.lost'", "said.answered"],
    ),
    "a word without a meaning": (
        {"study.yml": "title: x\nwords: {most: {means: many}}"},
        ["study.yml", "words › most", "above, below, equals, between"],
    ),
    "a claim about several values": (with_claim("{metric: said, above: 1}"), ["statements.yml", "mine", "said"]),
}


@pytest.mark.parametrize(("files", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told(tmp_path, files, words):
    said = told(tmp_path, files)
    assert [w for w in words if w not in said] == []


WITH_UPPER = "name,value,upper,unit,publisher,source\ndeep,20,{upper},metres,Office,Chart 1\nshallow,2,,metres,Office,Chart 2\n"


@pytest.mark.parametrize("upper", ["", "20", "25.5"])
def test_a_reference_figure_may_be_an_interval(tmp_path, upper):
    (tmp_path / "depths.csv").write_text(WITH_UPPER.format(upper=upper))
    read = load_references(tmp_path)["depths.csv"]["upper"].tolist()
    assert read == pytest.approx([float(upper or "nan"), float("nan")], nan_ok=True)


DEPTH_MISTAKES = {
    "no publisher": (DEPTHS.replace("Hydrographic office", ""), ["depths.csv, line 2", "publisher"]),
    "a value that is no number": (DEPTHS.replace("20", "very deep"), ["depths.csv, line 2", "'very deep'"]),
    "no such column": (DEPTHS.replace("value", "depth"), ["depths.csv", "value"]),
    "a line with a comma too many": (DEPTHS + "shallow,2,metres,Office,Chart 1, Chart 2, Chart 3\n", ["depths.csv"]),
    "an interval turned round": (WITH_UPPER.format(upper="19"), ["depths.csv, line 2", "upper is 19", "below value, 20"]),
    "an upper end that is no number": (WITH_UPPER.format(upper="deeper"), ["depths.csv, line 2", "'deeper'"]),
    "an empty file": ("", ["depths.csv"]),
    "saved by Windows in its own letters": (DEPTHS.replace("office", "bureau à Brest").encode("cp1252"), ["depths.csv"]),
}


@pytest.mark.parametrize(("content", "words"), DEPTH_MISTAKES.values(), ids=DEPTH_MISTAKES)
def test_a_mistake_in_a_reference_file_is_told(tmp_path, content, words):
    said = told(tmp_path, {}, content if isinstance(content, bytes) else content.encode())
    assert [w for w in words if w not in said] == []


def test_every_mistake_of_a_file_is_told_at_once(tmp_path):
    said = told(tmp_path, {"study.yml": "tolerance: some\nstrickt: true"})
    assert [w for w in ("title", "tolerance", "strickt") if w not in said] == []


def test_metrics_and_statements_may_be_absent(tmp_path):
    run(tmp_path, {"metrics.yml": None, "statements.yml": None})


@pytest.mark.parametrize("config", ["config", "tests/studies/housing/config"])
def test_the_studies_of_this_project_have_no_mistakes(config):
    root = Path(__file__).parents[2] / config
    study = load_study(root)
    load_statements(root / "statements.yml", load_metrics(root / "metrics.yml", study), study)
