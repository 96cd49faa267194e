"""What a change of anything reruns: what it must, and nothing else. Asked of Snakemake, for one change after another."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from snakemake.api import DAGApi, OutputSettings, SnakemakeApi
from snakemake.settings.types import DAGSettings, Quietness, ResourceSettings

from tests.run.command import ROOT

T = TypeVar("T")
TO_THE_END = {"summary", "all"}
DRAWN = {"figures", "findings", "audit", "changes"} | TO_THE_END
PUBLISHED = {"disclosure"} | DRAWN
DERIVED = {"derive", "outstanding", "workbook", "pictures"} | PUBLISHED
CHECKED = {"validate", "drift"} | DERIVED
EVERY = {"register", "read", "recognise"} | CHECKED
CODE = ("Snakefile", "scripts", "schemas", "profiles", "requirements.lock", "pyproject.toml", "environment.yml")


@pytest.fixture(scope="module")
def project(shipped_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with its results, as after a run: code and study in one folder, to be changed."""
    folder = tmp_path_factory.mktemp("project")
    for name in subprocess.run(["git", "ls-files", *CODE], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    for name in ("config", "data", "results", "logs"):
        shutil.copytree(shipped_run / name, folder / name)
    apart(touched, folder)
    return folder


def apart(work: Callable[[Path], T], folder: Path) -> T:
    """In a thread of its own: Snakemake starts a loop of events, and the browser's tests of the same worker hold one."""
    with ThreadPoolExecutor(max_workers=1) as other:
        return other.submit(work, folder).result()


def touched(folder: Path) -> None:
    with workflow(folder, forceall=True) as made:
        made.execute_workflow(executor="touch")


@contextmanager
def workflow(folder: Path, **how: bool) -> Iterator[DAGApi]:
    """The workflow as Snakemake sees it now."""
    here = Path.cwd()
    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api:
        made = api.workflow(resource_settings=ResourceSettings(cores=2), snakefile=folder / "Snakefile", workdir=folder)
        yield made.dag(DAGSettings(max_checksum_file_size=1_000_000_000, **how))
    os.chdir(here)


def would_run(folder: Path) -> set[str]:
    return apart(planned, folder)


def planned(folder: Path) -> set[str]:
    with workflow(folder) as made:
        plan = made.workflow_api._workflow
        plan._prepare_dag(forceall=False, ignore_incomplete=False, lock_warn_only=True, nolock=True)
        plan._build_dag()
        return {job.rule.name for job in plan.dag.needrun_jobs()}


@pytest.fixture
def changed(project: Path) -> Iterator:
    """Changes a file's content, and puts it back as it was after the test."""
    undo = []

    def change(name: str, content: bytes | None = None) -> Path:
        path = project / name
        before = (path.read_bytes(), path.stat().st_mtime_ns) if path.exists() else None
        undo.append((path, before))
        path.write_bytes(before[0] + b"\n" if content is None and before else content)
        return path

    yield change
    for path, before in undo:
        if before:
            path.write_bytes(before[0])
            os.utime(path, ns=(before[1], before[1]))
        else:
            path.unlink()


def test_nothing_changed_and_nothing_but_the_time_of_a_file(project: Path) -> None:
    assert would_run(project) == set()
    for name in ("config/metrics.yml", "scripts/study.py", "data/raw/register.csv", "requirements.lock"):
        os.utime(project / name)
    assert would_run(project) == set()


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        # What was received.
        ("data/raw/register.csv", EVERY),
        ("data/raw/reference/births.csv", EVERY - {"register"}),
        # What the study declares.
        ("config/study.yml", EVERY - {"register", "read"}),
        ("config/questions.yml", EVERY - {"register", "read"}),
        ("config/readings.yml", EVERY - {"register", "read"}),
        ("config/rulings.yml", CHECKED),
        ("config/metrics.yml", DERIVED),
        ("config/statements.yml", DERIVED),
        ("config/figures.yml", DRAWN),
        # The code: a reader, a module of everybody's but the reader's, a schema, a template, a style, words.
        ("scripts/reading/workbook.py", EVERY - {"register"}),
        ("scripts/reading/delimited.py", EVERY),
        ("scripts/study.py", EVERY - {"read"}),
        ("schemas/register.py", EVERY - {"read"}),
        ("schemas/answers.py", CHECKED),
        ("scripts/recognising/phrases.yml", EVERY - {"register", "read"}),
        ("scripts/deriving/verbs.py", DERIVED),
        ("scripts/drawing/style.mplstyle", DRAWN),
        ("scripts/calculating/sheets.py", {"workbook"} | TO_THE_END),
        ("scripts/publishing/sheets.py", {"findings"} | TO_THE_END),
        ("scripts/auditing/metric.html", {"audit"} | TO_THE_END),
        ("scripts/auditing/page.css", {"audit", "findings"} | TO_THE_END),
        ("scripts/picturing/cells.js", {"pictures"} | TO_THE_END),
        ("scripts/telling/page.html", {"findings"} | TO_THE_END),
        ("scripts/comparing/page.html", {"changes"} | TO_THE_END),
        ("scripts/summary.py", TO_THE_END),
        ("scripts/verify.py", set()),
        # The versions of the libraries.
        ("requirements.lock", EVERY),
    ],
)
def test_a_change_reruns_what_it_must_and_nothing_else(project: Path, changed, name: str, rules: set[str]) -> None:
    changed(name)
    assert would_run(project) == rules


@pytest.mark.parametrize("name", ["a further reply.csv", "a {b} c.csv"])
def test_a_new_file_and_one_that_is_gone(project: Path, changed, name: str) -> None:
    """Snakemake takes a brace for a wildcard, were it among the inputs."""
    new = changed(f"data/raw/foi/EX01/{name}", b"Year,Number\n2018,12\n")
    assert would_run(project) == EVERY - {"register"}
    new.rename(project / "aside.csv")
    assert would_run(project) == set()
    (project / "aside.csv").rename(new)


def test_an_accepted_run_is_compared_with_and_derives_nothing(project: Path, changed) -> None:
    changed("config/accepted.json", (project / "results" / "run.json").read_bytes())
    assert would_run(project) == PUBLISHED, "what was published before decides what is hidden now"
