"""One run at a time in a study's folder, by a lock that ends with the processes that hold it: also when they are killed.

Snakemake's own lock outlives a run that was killed, and asks for --unlock; the profile leaves it out. The run and each of
its jobs hold this one together, since a job may outlive a run that was killed, and goes on writing.
"""

import fcntl
import os
from pathlib import Path

LOCK = Path(".snakemake/at_work")
# Closed files would give up the lock.
_held = []


def begin() -> str:
    """Holds the folder for this run until its end; or says, in words, that another one does."""
    LOCK.parent.mkdir(exist_ok=True)
    lock = LOCK.open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        return (
            f"Another run is at work in this folder (process {lock.read().strip() or 'unknown'}), or what it had begun is being finished. "
            "Nothing was touched. Wait until it has ended, and run snakemake again."
        )
    except OSError:  # a file system that knows no locks
        return ""
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    fcntl.flock(lock, fcntl.LOCK_SH)
    _held.append(lock)
    return ""


def join() -> None:
    """Holds the folder for a job of the run."""
    try:
        lock = LOCK.open(encoding="utf-8")
        fcntl.flock(lock, fcntl.LOCK_SH)
        _held.append(lock)
    except OSError:  # a file system that knows no locks
        return
