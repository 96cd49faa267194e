"""The whole line on the shipped study: what comes out, what is accounted for, what a change costs."""

import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from auditing.text import Raw
from tests.run.command import snakemake

ANSWERS = "data/interim/answers.parquet"


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "results" / f"{name}.csv", keep_default_na=False, dtype=str)


def metric(folder: Path, name: str) -> pd.Series:
    return table(folder, "metrics").set_index("metric").loc[name]


def test_the_headline_numbers_come_out_as_published(shipped_run: Path) -> None:
    families, need = metric(shipped_run, "families_total"), metric(shipped_run, "need_met")
    assert [round(float(families[end]), -2) for end in ("lower", "upper")] == [4400, 6500]
    assert [round(float(need[end]), 2) for end in ("lower", "upper")] == [0.04, 0.06]


def test_every_statement_agrees(shipped_run: Path) -> None:
    statements = table(shipped_run, "statements")
    assert len(statements) >= 8
    assert statements.set_index("statement")["verdict"].unique().tolist() == ["agrees"]


def test_the_terminal_says_what_was_read_and_the_headlines(shipped_run: Path) -> None:
    said = (shipped_run / "terminal.txt").read_text()
    for words in ("were read", "unread", "set aside", "4,400–6,500", "results/audit/index.html", "Illustrative", "No run was accepted yet"):
        assert words in said


def test_nothing_is_left_to_do(copy: Path) -> None:
    again = snakemake(copy)
    assert again.returncode == 0
    assert "Nothing to be done" in again.stdout + again.stderr


def test_returns_names_each_raw_file_and_why(shipped_run: Path) -> None:
    returns = table(shipped_run, "returns")
    raw = shipped_run / "data" / "raw"
    received = sorted(p.relative_to(raw).as_posix() for p in raw.rglob("*") if p.is_file())
    inside = [path for path in returns["path"] if path not in received]
    assert sorted(set(returns["path"]) - set(inside)) == received
    assert all(path.startswith(tuple(f"{p}/" for p in received)) for path in inside)
    assert (returns.loc[returns["status"] != "read", "reason"] != "").all()
    assert set(returns["status"]) <= {"read", "not read", "no answers found", "not a return", "misplaced"}


def test_returns_adds_up(shipped_run: Path) -> None:
    """Every non-blank cell of a file is an answer, a total, a header, unread, or something else: none is lost."""
    returns = table(shipped_run, "returns")
    kinds = returns[["answers", "totals", "headers", "unread", "other"]].astype(int)
    assert (kinds >= 0).all().all()
    assert (kinds.sum(axis=1) == returns["cells"].astype(int)).all()
    cells = pd.read_parquet(shipped_run / "data/interim/cells.parquet")
    assert len(cells) == returns["cells"].astype(int).sum()


def test_each_answer_header_and_unread_cell_stands_in_a_picture(shipped_run: Path) -> None:
    answers = pd.read_parquet(shipped_run / ANSWERS)
    unread = pd.read_parquet(shipped_run / "data/interim/unread.parquet")
    raw = Raw(shipped_run / "data" / "raw", shipped_run / "results" / "audit")
    wanted: dict[str, set[str]] = {}
    for address in {*answers["answer"], *unread["address"], *(h for headers in answers["headers"] for h in headers)}:
        page, _, cell = raw.cell(address).partition("#")
        wanted.setdefault(page, set()).add(cell)
    assert sum(map(len, wanted.values())) > 2000
    for page, cells in wanted.items():
        standing = re.findall(r"<td id=(\S+?)[ >]", (shipped_run / "results" / "audit" / page).read_text())
        assert len(standing) == len(set(standing))
        assert cells <= set(standing), page
    assert {raw.picture(p).removeprefix("returns/") for p in table(shipped_run, "returns")["path"]} == {
        p.name for p in (shipped_run / "results" / "audit" / "returns").glob("*.html")
    }


def test_the_shipped_returns_use_the_words_of_config(shipped_run: Path) -> None:
    assert len(table(shipped_run, "drift")) == 0


@pytest.fixture
def copy(shipped_run: Path, tmp_path: Path) -> Path:
    """The run study, to be changed."""
    return Path(shutil.copytree(shipped_run, tmp_path / "study", symlinks=True))


def exact_families(folder: Path) -> pd.Series:
    answers = pd.read_parquet(folder / ANSWERS)
    numbers = answers[(answers["question"] == "families_seen") & (answers["rule"] == "number") & answers["file"].str.endswith(".xlsx")]
    return numbers[numbers["raw"].str.isdigit() & ~numbers["answer"].str.startswith("survey/forms/")].iloc[0]


def test_one_changed_cell_moves_the_metric_by_just_that(copy: Path) -> None:
    before, answer = table(copy, "metrics").set_index("metric"), exact_families(copy)
    path = copy / "data" / "raw" / answer["answer"].split("#")[0]
    workbook = openpyxl.load_workbook(path)
    workbook[answer["part"]][answer["cell"]] = int(answer["raw"]) + 7
    workbook.save(path)
    assert snakemake(copy, "results/metrics.csv").returncode == 0
    after = table(copy, "metrics").set_index("metric")
    for end in ("lower", "upper"):
        assert float(after.loc["families_total", end]) == float(before.loc["families_total", end]) + 7
    changed = {m for m in before.index if list(before.loc[m, ["lower", "upper"]]) != list(after.loc[m, ["lower", "upper"]])}
    lineage = table(copy, "lineage")
    depend = set(lineage.loc[lineage["source"] == answer["answer"], "metric"])
    for _ in range(3):  # metrics of metrics
        depend |= set(lineage.loc[(lineage["role"] == "metric") & lineage["source"].isin(depend), "metric"])
    assert changed <= depend
    assert {"families_total", "need_met"} <= changed


def test_a_ruling_holds_while_its_text_stands_there(copy: Path) -> None:
    """Editing it recognises nothing anew; without it the date is unreadable, and a text that is gone is told."""
    recognised = copy / "data" / "interim" / "recognised.parquet"
    before, first = recognised.stat().st_mtime_ns, table(copy, "by_hand").iloc[0]
    assert (first["answers"], first["problem"]) == ("1", "")
    rulings = copy / "config" / "rulings.yml"
    rulings.write_text(rulings.read_text(encoding="utf-8").replace(f"stood: {first['stood']}", "stood: a dozen"), encoding="utf-8")
    assert snakemake(copy, "results/returns.csv").returncode == 0
    assert recognised.stat().st_mtime_ns == before
    told = f"says that 'a dozen' stood in {first['source']}, and '{first['stood']}' stands there now"
    assert told in table(copy, "by_hand").iloc[0]["problem"]
    assert told in table(copy, "returns").set_index("path").loc[first["source"].split("#")[0], "reason"]
    assert told in pd.read_parquet(copy / ANSWERS).set_index("answer").loc[first["source"], "set_aside"]


@pytest.mark.long
def test_a_run_that_was_accepted_is_the_one_to_compare_with(copy: Path) -> None:
    """No run accepts itself; after it was accepted nothing is different, and nothing is left to do."""
    accepted, summary = copy / "config" / "accepted.json", copy / "results" / "summary.txt"
    assert not accepted.exists()
    assert snakemake(copy, "accept").returncode == 0
    assert accepted.read_bytes() == (copy / "results" / "run.json").read_bytes()
    assert "No run was accepted yet" in summary.read_text(encoding="utf-8")
    assert "Nothing changed since the accepted run" in snakemake(copy).stdout
    assert "<b>Nothing changed</b>" in (copy / "results" / "changes.html").read_text(encoding="utf-8")
    again = snakemake(copy)
    assert "Nothing to be done" in again.stdout + again.stderr


NAMES = ["a {b} c.csv", "{body}.csv", "brackets [1] (2).csv", 'quote\'s "and" #hash!.csv', "Ünïcode – dash.csv"]
BAD = {
    "broken.xlsx": b"PK\x03\x04 this is no workbook",
    "empty.csv": b"",
    "picture.png": b"\x89PNG\r\n\x1a\n",
    "formula.csv": b"=cmd|' /C calc'!A0,\"<script>alert(1)</script>\"\n",
}


ODD = pytest.mark.xdist_group("odd")  # one worker, one run


@pytest.fixture(scope="module")
def odd(shipped_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study after a run with files of odd names, a body's folder each, and files that are no returns."""
    folder = Path(shutil.copytree(shipped_run, tmp_path_factory.mktemp("odd") / "study", symlinks=True))
    raw = folder / "data" / "raw"
    for n, (body, name) in enumerate(zip(silent(folder), NAMES, strict=False)):
        (raw / "foi" / body).mkdir()
        (raw / "foi" / body / name).write_text(f"Referrals received\nAge,2022/23,2023/24\n0,1,2\n1,3,4\n2,5,{60 + n}\n")
    for name, content in BAD.items():
        (raw / "foi" / "EX01" / name).write_bytes(content)
    (raw / "stray.xlsx").write_bytes(b"PK")
    done = snakemake(folder, "results/returns.csv")
    assert done.returncode == 0, done.stderr
    return folder


def silent(folder: Path) -> list[str]:
    return table(folder, "replies").query("collection == 'foi' and status == 'no_answer'")["body"].unique().tolist()


@ODD
def test_any_file_name_is_only_a_name(shipped_run: Path, odd: Path) -> None:
    answers = pd.read_parquet(odd / ANSWERS)
    for n, (body, name) in enumerate(zip(silent(shipped_run), NAMES, strict=False)):
        mine = answers[(answers["body"] == body) & (answers["file"] == name)]
        assert sorted(mine["raw"]) == ["1", "2", "3", "4", "5", f"{60 + n}"], name


@ODD
def test_a_new_file_is_read_and_no_other(shipped_run: Path, odd: Path) -> None:
    """Those who sent the readable ones had not answered; one file lies loose."""
    before, after = ({p.name: p.stat().st_mtime_ns for p in (folder / "data/interim/read").iterdir()} for folder in (shipped_run, odd))
    assert len(after.keys() - before.keys()) == len(NAMES) + len(BAD) + 1
    assert all(after[name] == when for name, when in before.items())
    replies = table(odd, "replies").set_index(["body", "question"])
    assert {replies.loc[(body, "referrals"), "status"] for body in silent(shipped_run)[: len(NAMES)]} == {"answered"}


@ODD
def test_bad_files_are_lines_and_the_rest_goes_on(shipped_run: Path, odd: Path) -> None:
    returns = table(odd, "returns").set_index("path")
    for name in ("broken.xlsx", "empty.csv", "picture.png"):
        assert returns.loc[f"foi/EX01/{name}", "status"] == "not read"
        assert returns.loc[f"foi/EX01/{name}", "reason"]
    assert returns.loc["stray.xlsx", "status"] == "misplaced"
    assert returns.loc["foi/EX01/formula.csv", "status"] == "no answers found"
    before = table(shipped_run, "returns").set_index("path")
    assert returns.loc[before.index].equals(before)


def test_a_mistake_in_config_is_told_in_words(copy: Path) -> None:
    metrics = copy / "config" / "metrics.yml"
    metrics.write_text(metrics.read_text().replace("total: families_seen", "total: families_sene", 1))
    done = snakemake(copy)
    assert done.returncode != 0
    assert "families_sene" in done.stderr and "metrics.yml, line" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_strict_stops_instead_of_setting_aside(copy: Path) -> None:
    (copy / "config" / "study.yml").write_text("title: strict\nstrict: true\n")
    questions = copy / "config" / "questions.yml"
    questions.write_text(questions.read_text().replace("at_most: 2000", "at_most: 1"))
    done = snakemake(copy)
    assert done.returncode != 0 and "strict" in done.stderr and "#" in done.stderr
