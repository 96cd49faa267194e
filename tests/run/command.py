"""The command, as a researcher runs it: `snakemake` in a study's folder. Imports nothing slow: every process of the tests does."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def study_folder(folder: Path, config: Path = ROOT / "config", raw: Path | None = ROOT / "data" / "raw") -> Path:
    """A study of its own below `folder`, with the shipped config and returns unless told otherwise."""
    shutil.copytree(config, folder / "config")
    if raw:
        shutil.copytree(raw, folder / "data" / "raw", symlinks=False)
    return folder


def snakemake(folder: Path, *options: str, cores: int = 2, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile"), "--directory", str(folder)]
    profile = ["--workflow-profile", str(ROOT / "profiles" / "default"), "--cores", str(cores)]
    # Compiled modules are kept, as they are for a researcher: else each rule compiles all of them again.
    own = {k: v for k, v in os.environ.items() if not k.startswith("SNAKEMAKE") and k != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run([*command, *profile, *options], capture_output=True, text=True, env=own | environ, timeout=600)
