"""Same in, same out: another folder, another number of cores, another day's cache, the same bytes."""

from pathlib import Path

from tests.run.command import ROOT, snakemake, study_folder


def contents(folder: Path) -> dict[str, bytes]:
    """What a run makes of a study: not the note on it, which came with the project, and no bundle, which is asked for."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return {name: content for name, content in found.items() if name not in ("README.md", "bundle.zip")}


def made_by_all_cores(folder: Path) -> Path:
    """What `make` made, where it is up to date: in whatever steps that came about. Else a run of its own."""
    asked = snakemake(ROOT, "--dry-run")
    if "Nothing to be done" in asked.stdout + asked.stderr:
        return ROOT
    done = snakemake(study_folder(folder))
    assert done.returncode == 0, done.stderr
    return folder


def test_one_core_elsewhere_gives_the_same_bytes(shipped_run: Path, tmp_path: Path) -> None:
    one, all_cores = contents(shipped_run / "results"), contents(made_by_all_cores(tmp_path / "a folder with a longer name") / "results")
    assert len(one) > 10
    assert sorted(one) == sorted(all_cores)
    assert [name for name in one if one[name] != all_cores[name]] == []
