"""What the scripts of a run opened was declared: their inputs, outputs and logs."""

import json
import os
import re
from importlib.util import source_from_cache
from pathlib import Path

from tests.run.command import ROOT


def test_a_rule_opens_nothing_that_it_does_not_declare(shipped_run: Path) -> None:
    rules = set()
    for traced in (shipped_run.parent / "opened").glob("*.jsonl"):
        lines = [json.loads(line) for line in traced.read_text(encoding="utf-8").splitlines()]
        said = next((line for line in lines if isinstance(line, dict)), None)
        if not said:  # Snakemake itself
            continue
        rules.add(said["rule"])
        declared = {os.path.normpath(path) for name in ("input", "output", "log") for path in said[name]}
        folders = tuple(f"{path}/" for path in declared)
        ours = tuple(f"{folder}/" for folder in (shipped_run, ROOT / "scripts", ROOT / "schemas", ROOT / "config"))
        opened = {line for line in lines if isinstance(line, str) and line.startswith(ours)}
        opened = {re.sub(r"\.pyc\.\d+$", ".pyc", path) for path in opened if "/.snakemake/" not in path}  # while it is being written
        opened = {source_from_cache(path) if path.endswith(".pyc") else path for path in opened}
        assert {str(ROOT / "scripts" / f"{said['rule']}.py")} <= declared
        assert len(opened) > 2, said["rule"]
        kept = str(shipped_run / "data" / "interim" / "read") if said["rule"] == "read" else None
        assert {p for p in opened - declared if not p.startswith(folders) and not (kept and p.startswith(kept))} == set(), said["rule"]
    assert len(rules) > 12
