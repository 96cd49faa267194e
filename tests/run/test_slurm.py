"""Reading that is spread over a Slurm cluster gives the same bytes as a run here."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.run.command import ROOT
from tests.run.slurm import cluster, missing
from tests.run.small import TARGETS, made, same

pytestmark = [pytest.mark.xdist_group("small"), pytest.mark.long]


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_a_cluster_gives_the_same_bytes(study: Path, undisturbed: tuple[dict[str, bytes], float], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(study, tmp_path / "study"))
    (tmp_path / "slurm").mkdir()
    with cluster(tmp_path / "slurm") as environ:
        run = [sys.executable, "-m", "snakemake", *TARGETS, "--snakefile", str(ROOT / "Snakefile"), "--directory", str(folder)]
        run += ["--workflow-profile", str(ROOT / "profiles" / "default"), "--profile", str(ROOT / "profiles" / "slurm")]
        run += ["--config", "shares=2", "--slurm-keep-successful-logs"]
        done = subprocess.run(run, env=environ, capture_output=True, text=True, timeout=300)
    said = "\n".join(p.read_text() for p in folder.glob(".snakemake/slurm_logs/**/*.log"))
    assert done.returncode == 0, done.stdout + done.stderr + said
    read = [p.read_text().splitlines() for p in sorted((folder / "data/interim/shares").iterdir())]
    received = [p.relative_to(folder / "data/raw").as_posix() for p in (folder / "data/raw").rglob("*") if p.is_file()]
    assert len(read) == 2 and all(read)
    assert sorted(name for share in read for name in share) == sorted(received)
    assert said.count("rule share:") >= 2
    here = {name: content for name, content in made(folder).items() if "/shares/" not in name}
    same(here, undisturbed[0])
