import fcntl
from pathlib import Path

import pytest

from tests.run.command import ROOT, snakemake, study_folder


@pytest.fixture(scope="session")
def shipped_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The shipped study after `snakemake` on one core, in another folder than `make`'s. Tests read it; what changes it copies
    it first. The first worker that needs it makes it, the others wait. What its scripts opened is in the folder `opened` beside it."""
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    folder = shared / "shipped"
    with (shared / "shipped.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "terminal.txt").exists():
            opened = shared / "opened"
            opened.mkdir()
            done = snakemake(study_folder(folder), cores=1, PYTHONPATH=str(ROOT / "tests" / "run" / "tracing"), FOI_TRACE=str(opened))
            assert done.returncode == 0, done.stdout + done.stderr
            (folder / "terminal.txt").write_text(done.stdout + done.stderr)
    return folder


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file made for a case is no name for it: it holds the time, and two workers would collect different tests."""
    return argname if isinstance(val, bytes) and len(val) > 40 else None
