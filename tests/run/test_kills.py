"""A run that is killed at any moment, that finds no room on the disk, or that another run meets: what was received stays as it
was, and the next plain `snakemake` gives the same bytes as a run that nothing disturbed.

    FOI_KILLS=50 python -m pytest tests/run/test_kills.py -n0

kills the whole line fifty times, and finishes it after each; otherwise three times in a row, up to the metrics.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.run.command import ROOT, snakemake
from tests.run.small import KILLS, TARGETS, made, raw, same

pytestmark = [pytest.mark.xdist_group("small"), pytest.mark.long]  # one worker makes the undisturbed run


def begun(folder: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile"), "--directory", str(folder), "--cores", "2"]
    command += ["--workflow-profile", str(ROOT / "profiles" / "default"), *TARGETS]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)


def killed(folder: Path, after: float) -> None:
    run = begun(folder)
    time.sleep(after)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def finished(folder: Path) -> None:
    """By the next plain run: it asks for nothing, such as --unlock."""
    done = snakemake(folder, *TARGETS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_killed_at_any_moment(study: Path, undisturbed: tuple[dict[str, bytes], float], tmp_path: Path) -> None:
    wanted, seconds = undisturbed
    draw = random.Random(KILLS)
    folder = Path(shutil.copytree(study, tmp_path / "study"))
    for _ in range(0 if KILLS else 3):
        killed(folder, draw.uniform(1, seconds / 2))
    for n in range(KILLS):
        # What is made anew stands beside, or takes the place of, what an earlier run made of another return.
        if n % 2:
            changed = sorted((folder / "data" / "raw" / "foi").rglob("*.*"))[n % 5]
            content = changed.read_bytes()
            changed.write_bytes(b"Year,Number\n2018,12\n")
            finished(folder)
            changed.write_bytes(content)
        else:
            shutil.rmtree(folder)
            shutil.copytree(study, folder)
        killed(folder, draw.uniform(1, seconds))
        finished(folder)
        same(made(folder), wanted)
        assert raw(folder) == raw(study)
        print(f"{n + 1} kills", flush=True)
    two_at_once(folder)
    same(made(folder), wanted)
    assert raw(folder) == raw(study)


def two_at_once(folder: Path) -> None:
    """Of two runs the second says so and touches nothing, and the first finishes; it asks for nothing, such as --unlock."""
    # So that there is something to do, and for some seconds.
    (folder / "data" / "interim" / "register.parquet").unlink(missing_ok=True)
    shutil.rmtree(folder / "results", ignore_errors=True)
    shutil.rmtree(folder / ".snakemake" / "scripts", ignore_errors=True)
    first = begun(folder)
    while not list((folder / ".snakemake").glob("scripts/*")):
        time.sleep(0.05)
        assert first.poll() is None
    second = snakemake(folder, *TARGETS)
    assert second.returncode != 0
    assert f"Another run is at work in this folder (process {first.pid})" in second.stdout + second.stderr
    assert snakemake(folder, "--dry-run").returncode == 0
    first.communicate()
    assert first.returncode == 0


def test_a_job_that_outlives_its_run_holds_the_folder(tmp_path: Path) -> None:
    code = "import sys, time; sys.path.insert(0, {!r}); import at_work; print(at_work.{}(), flush=True); time.sleep({})"
    at = lambda what, seconds: [sys.executable, "-c", code.format(str(ROOT / "scripts"), what, seconds)]  # noqa: E731
    run = subprocess.Popen(at("begin", 60), cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert run.stdout.readline() == "\n"
    job = subprocess.Popen(at("join", 60), cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert job.stdout.readline() == "None\n"
    run.kill()
    run.wait()
    assert f"(process {run.pid})" in subprocess.run(at("begin", 0), cwd=tmp_path, capture_output=True, text=True).stdout
    job.kill()
    job.wait()
    assert subprocess.run(at("begin", 0), cwd=tmp_path, capture_output=True, text=True).stdout == "\n"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, which only root can have."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(tmp_path)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no small disk: this user, or this machine, may not mount one")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def test_no_room_on_the_disk(study: Path, undisturbed: tuple[dict[str, bytes], float], disk: Path) -> None:
    """What was finished is right, what was not is said, and with room it goes on."""
    folder = Path(shutil.copytree(study, disk / "study"))
    target = "data/interim/answers.parquet"
    full = snakemake(folder, target)
    assert full.returncode != 0
    # Ours where a job found none, Snakemake's where it could not write what it knows of a job.
    assert re.search("There is no room left on the disk. Make some|No space left on device", full.stdout + full.stderr)
    assert "Traceback" not in full.stdout + full.stderr
    subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
    assert snakemake(folder, target).returncode == 0
    wanted = undisturbed[0]
    same(made(folder), {name: wanted[name] for name in made(folder)})
    assert target in made(folder)
    assert raw(folder) == raw(study)


def test_a_file_that_may_not_be_opened_is_a_line_and_read_once_it_may(study: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(study, tmp_path / "study"))
    locked = next(p for p in sorted((folder / "data" / "raw" / "foi").rglob("*.*")))
    locked.chmod(0)
    # Root may open anything, unless it gives that up.
    less = [] if os.geteuid() else ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    if less and not shutil.which("setpriv"):
        pytest.skip("root may open anything, and there is no setpriv to give that up")
    run = [*less, sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile"), "--directory", str(folder)]
    run += ["--workflow-profile", str(ROOT / "profiles" / "default"), "--cores", "2", "data/interim/files.parquet"]

    def reason() -> str:
        done = subprocess.run(run, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        files = pd.read_parquet(folder / "data" / "interim" / "files.parquet").set_index("path")
        return files.loc[locked.relative_to(folder / "data" / "raw").as_posix(), "reason"]

    assert "It may not be opened: give yourself the right to read it" in reason()
    locked.chmod(0o644)
    assert reason() == ""
