"""docs/metrics.md says what the code says, and what it tells the researcher to write works."""

import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
import yaml

import derive
import figures
from deriving.inputs import CELLS
from study import load_study, load_yaml
from tests.generator import drawn
from tests.made.world import tables_of
from tests.project.metrics_page import PAGE, ROOT, rendered
from tests.spec.conftest import said_of


def test_the_page_says_what_the_code_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert rendered(page) == page, "the code says something else by now: run .venv/bin/python -m tests.project.metrics_page"


@pytest.mark.skipif(not shutil.which("git"), reason="git applies the lines of the page")
def test_a_number_and_a_figure_are_added_by_the_lines_of_the_page(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "config", tmp_path / "config")
    [lines] = re.findall(r"(?s)```diff\n(.*?)```", PAGE.read_text(encoding="utf-8"))
    assert set(re.findall(r"(?m)^\+\+\+ b/(\w+)/", lines)) == {"config"}, "config only"
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=lines, text=True, check=True)
    written = tmp_path / "config" / "figures.yml"
    written.write_text(yaml.dump({"few_accepted": load_yaml(written)["few_accepted"]}), encoding="utf-8")  # the others take their time
    tables, _ = tables_of(drawn(1, teams=4, bodies=20), load_study(tmp_path / "config"))
    paths = {name: tmp_path / f"{name}.parquet" for name in tables} | {"replies": tmp_path / "replies.csv"}
    for name, table in tables.items():
        table.to_csv(paths[name], index=False) if name == "replies" else table.to_parquet(paths[name])
    paths["said"] = tmp_path / "said.parquet"
    said_of([]).to_parquet(paths["said"])
    paths["cells"] = tmp_path / "cells.parquet"
    pd.DataFrame(columns=CELLS).to_parquet(paths["cells"])
    out = {name: tmp_path / f"{name}.csv" for name in ("metrics", "lineage", "inputs", "statements", "chase")} | {
        "derived": tmp_path / "derived.pickle"
    }
    derive.main(tmp_path / "config", paths, ROOT / "data" / "raw" / "reference", out)
    figures.main(tmp_path / "config", {name: out[name] for name in ("derived", "metrics")}, tmp_path / "figures")
    metrics = pd.read_csv(out["metrics"]).set_index("metric")
    assert 0 < metrics.at["few_accepted", "lower"] <= metrics.at["few_accepted", "upper"] < 1
    made = {p.name for p in (tmp_path / "figures").glob("few_accepted.*")}
    assert made == {"few_accepted.svg", "few_accepted.png", "few_accepted.csv"}
    title = pd.read_csv(tmp_path / "figures" / "captions.csv").set_index("figure").at["few_accepted", "title"]
    assert re.fullmatch(r"(\d+|Between \d+ and \d+) of \d+ services accepted fewer than 5 referrals of children aged 0–2", title)
