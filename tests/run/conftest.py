import shutil
import time
from pathlib import Path

import pytest

from tests.run.command import ROOT, snakemake, study_folder
from tests.run.small import KILLS, TARGETS, made


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.generator import generate  # brings all that writes documents: not for a process that only collects

    folder = study_folder(tmp_path_factory.mktemp("small") / "study", raw=None)
    teams, bodies = (16, 14) if KILLS else (8, 6)  # the figures want a team in each nation
    generate(folder / "data" / "raw", 7, teams, bodies)
    shutil.copytree(ROOT / "data" / "raw" / "reference", folder / "data" / "raw" / "reference")
    return folder


@pytest.fixture(scope="session")
def undisturbed(study: Path) -> tuple[dict[str, bytes], float]:
    """What a run makes, and the seconds that it takes."""
    folder, start = Path(shutil.copytree(study, study.parent / "undisturbed")), time.monotonic()
    done = snakemake(folder, *TARGETS)
    assert done.returncode == 0, done.stdout + done.stderr
    return made(folder), time.monotonic() - start
