"""Rule bundle: results/bundle.zip, all that a reviewer needs, to hand over."""

import csv
import hashlib
import io
import json
import platform
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pandas as pd

from bundling import crate, package
from picturing import links
from study import Study, load_study

NOT_RESULTS = ("README.md", "bundle.zip", "to_decide.xlsx")  # the last, and what is below, are tools of the one who asks
NOT_FOLDERS = ("replies/",)
DATES = ("replied", "asked")


def confidential(register: pd.DataFrame) -> set[str]:
    """The folders below data/raw of the bodies whose line of the register says yes under `confidential`."""
    if "confidential" not in register:
        return set()
    marked = register[register["confidential"].str.strip().str.casefold() == "yes"]
    return {f"{collection}/{body}/" for collection, body in zip(marked["collection"], marked["body"])}


def gathered(folder: Path, raw: Path, tools: list[Path], withheld: set[str]) -> tuple[dict[str, bytes], list[str]]:
    """What goes into the bundle, by its place there; and the raw files that do not, nor their pages."""
    received = {p.relative_to(raw).as_posix(): p for p in sorted(raw.rglob("*")) if p.is_file()}
    kept_back = [path for path in received if path.startswith(tuple(withheld))] if withheld else []
    pages = {f"audit/returns/{links.page(path)}" for path in kept_back}
    results = {p.relative_to(folder / "results").as_posix(): p for p in sorted((folder / "results").rglob("*")) if p.is_file()}
    found = {f"data/raw/{name}": path for name, path in received.items() if name not in kept_back}
    found |= {
        f"results/{name}": path for name, path in results.items() if name not in (*NOT_RESULTS, *pages) and not name.startswith(NOT_FOLDERS)
    }
    found |= {f"config/{p.name}": p for p in sorted((folder / "config").glob("*.yml"))}
    found |= {path.name: path for path in tools}
    return {name: path.read_bytes() for name, path in found.items()}, kept_back


def versions() -> dict:
    packages = {d.metadata["Name"].lower(): d.version for d in distributions()}
    return {"python": platform.python_version(), "packages": dict(sorted(packages.items()))}


def as_csv(headings: list[str], rows: list[tuple]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([headings, *rows])
    return out.getvalue().encode()


def as_json(said: dict) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def described(study: Study, files: dict[str, bytes], kept_back: list[str], register: pd.DataFrame, results: Path) -> dict[str, bytes]:
    """The files, and those that say what they are."""
    title = study.settings.title
    files = files | {"versions.json": as_json(versions()), "datapackage.json": as_json(package.described(title, results))}
    if kept_back:
        files["withheld.csv"] = as_csv(["path"], [(path,) for path in kept_back])
    hashes = {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in sorted(files.items())}
    files["manifest.csv"] = as_csv(["path", "size", "sha256"], [(name, *of) for name, of in hashes.items()])
    hashes["manifest.csv"] = len(files["manifest.csv"]), hashlib.sha256(files["manifest.csv"]).hexdigest()
    about = "The returns, the numbers that were derived from them, and the way back from each number to its cells."
    about = f"{about} {study.settings.illustrative or ''}".strip()
    dates = [d for column in DATES if column in register for d in register[column] if isinstance(d, str) and d]
    files["ro-crate-metadata.json"] = as_json(crate.metadata(title, about, max(dates, default="1970-01-01"), hashes))
    return files


def write(out: Path, files: dict[str, bytes]) -> None:
    """The same files give the same bytes."""
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def main(folder: Path, raw: Path, tools: list[Path], register: Path, predecessors: Path, out: Path) -> None:
    """folder: of the study. tools: files that lie at the top of the bundle."""
    asked = pd.read_parquet(register)
    withheld = confidential(asked) | confidential(pd.read_parquet(predecessors))
    files, kept_back = gathered(folder, raw, tools, withheld)
    write(out, described(load_study(folder / "config"), files, kept_back, asked, folder / "results"))


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(
            Path(),
            Path("data/raw"),
            [Path(path) for path in snakemake.input.tools],
            Path(snakemake.input.register),
            Path(snakemake.input.predecessors),
            Path(snakemake.output[0]),
        )
