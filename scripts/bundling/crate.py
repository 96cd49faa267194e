"""ro-crate-metadata.json: what lies in the bundle, as a Research Object Crate."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath

FOLDERS = {
    "config/": "The study: what was asked, and what is derived",
    "data/raw/": "What was received, as it came",
    "results/audit/": "The pages that lead from each number to the cells that it came from",
    "results/figures/": "The figures, each with the data behind it",
}
FILES = {
    "verify.py": "Checks the results against what was received, with none of the code that made them: python verify.py .",
    "manifest.csv": "Every other file with its size and its sha256",
    "versions.json": "The versions of everything that made this",
    "withheld.csv": "Files that were received in confidence and are not in the bundle",
    "datapackage.json": "What the columns of the tables hold",
    "requirements.lock": "The packages that made this, with hashes",
    "results/audit.xlsx": "The metrics as formulas over the answers",
}


def metadata(title: str, about: str, date: str, files: dict[str, tuple[int, str]]) -> dict:
    """files: size and sha256, by their place in the bundle. date: of the last return, since a run has none of its own."""
    from rocrate.model.contextentity import ContextEntity
    from rocrate.rocrate import ROCrate

    crate = ROCrate()
    crate.name, crate.description, crate.datePublished = title, about, date
    said = "The returns belong to the bodies that sent them, and the rest to those who made the study. No licence is given with this."
    crate.license = crate.add(ContextEntity(crate, "#rights", {"@type": "CreativeWork", "name": "Rights", "description": said}))
    for folder, what in FOLDERS.items():
        if any(path.startswith(folder) for path in files):
            crate.add_dataset(dest_path=folder, properties={"name": what, "description": what})
    for path, (size, sha256) in files.items():
        if path.startswith("data/raw/") or not any(path.startswith(folder) for folder in FOLDERS):
            name = PurePosixPath(path).name
            kind = mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"
            properties = {"name": name, "description": FILES.get(path, name), "encodingFormat": kind}
            crate.add_file(dest_path=path, properties=properties | {"contentSize": str(size), "sha256": sha256})
    return crate.metadata.generate()
