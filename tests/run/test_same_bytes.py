"""Same in, same out: another folder, another number of cores, another day's cache, the same bytes."""

from pathlib import Path

from tests.run.command import snakemake, study_folder


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_one_core_elsewhere_gives_the_same_bytes(shipped_run: Path, tmp_path: Path) -> None:
    elsewhere = study_folder(tmp_path / "a folder with a longer name")
    done = snakemake(elsewhere, cores=1)
    assert done.returncode == 0, done.stderr
    one, two = contents(elsewhere / "results"), contents(shipped_run / "results")
    assert len(one) > 10
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []
