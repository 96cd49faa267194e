"""Rule read: every file below data/raw/ becomes cells, or a line that says why it was not read.

A content is read once: what it gave is kept in data/interim/read/ under the hash of the content, of the code that
read it and of the libraries' versions. Files are opened in child processes that are limited in memory and time.
"""

import hashlib
import json
import os
import resource
from concurrent.futures import TimeoutError
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from pebble import ProcessExpired, ProcessPool

import addresses
from reading.cells import Content, NotRead, Part
from reading.kinds import kind_of

SECONDS = 20
MEMORY = 2_000_000_000
CELLS = pa.schema(
    [(name, pa.string()) for name in ("collection", "body", "file", "part", "cell")]
    + [("row", pa.int32()), ("col", pa.int32()), ("text", pa.string()), ("kind", pa.string())]
    + [("marks", pa.list_(pa.string()))]
)
# The same of one content; `inside` names the file in it that a cell stands in, if it holds files.
CONTENT = pa.schema([("inside", pa.string()), *(f for f in CELLS if f.name not in ("collection", "body", "file"))])
# Which module of reading/ opens which kind. They are imported where they are used: some bring much with them.
READERS = dict.fromkeys(("xlsx", "xls", "xlsb", "ods"), "workbook") | {"delimited": "delimited"}
READERS |= {"docx": "document", "html": "page", "text": "text"}
# Files in files in files: deeper than this nobody sends.
DEEPEST = 5
LATER = "This version does not read files of this kind. Open it by hand; its answers can be entered when letters are read."


class Place(NamedTuple):
    """Where a raw file stands. body is empty for what no body sent: the register, reference figures."""

    collection: str
    body: str
    file: str


def place_of(path: str) -> Place:
    """From a path below data/raw/. The first folder is the collection, the second the body."""
    parts = path.split("/")
    if len(parts) > 2 and parts[0] != "reference":
        return Place(parts[0], parts[1], "/".join(parts[2:]))
    if len(parts) > 1:
        return Place(parts[0], "", "/".join(parts[1:]))
    return Place("register" if path == "register.csv" else "", "", path)


@dataclass(slots=True)
class Opened:
    """One file as it was opened: one below data/raw/ (`inside` empty), or one that stands in such a file."""

    inside: str
    sha256: str
    size: int
    parts: list[Part]
    notices: list[str]
    reason: str = ""


def read_content(name: str, content: bytes) -> Content:
    """The parts of one file, and the files in it. Raises NotRead."""
    kind = kind_of(name, content)
    if kind not in READERS:
        raise NotRead(LATER)
    return import_module(f"reading.{READERS[kind]}").read(content, kind)


def opened(name: str, content: bytes, inside: str = "", depth: int = 0) -> list[Opened]:
    """A file and all that stand in it, each read or with the reason why not."""
    found = Opened(inside, hashlib.sha256(content).hexdigest(), len(content), [], [])
    try:
        if depth > DEEPEST:
            raise NotRead(f"It stands in {depth} files, one within the other, and was not opened. Take it out by hand.")
        given = read_content(name, content)
        found.parts, found.notices = given.parts, given.notices
        within = given.files
    except NotRead as error:
        found.reason, within = str(error), []
    except MemoryError:
        found.reason, within = TOO_LARGE, []
    nested = [opened(n, data, f"{inside}/{n}" if inside else n, depth + 1) for n, data in within]
    return [found, *(o for each in nested for o in each)]


def as_table(files: list[Opened]) -> pa.Table:
    rows = [
        (file.inside, part.name, addresses.cell(c.row, c.col, part.naming), c.row, c.col, c.text, c.kind, c.marks)
        for file in files
        for part in file.parts
        for c in part.cells
    ]
    columns = zip(*rows) if rows else [[] for _ in CONTENT]
    table = pa.Table.from_arrays([pa.array(list(column), field.type) for column, field in zip(columns, CONTENT)], schema=CONTENT)
    said = [{"inside": f.inside, "sha256": f.sha256, "size": f.size, "notices": f.notices, "reason": f.reason} for f in files]
    return table.replace_schema_metadata({"files": json.dumps(said)})


def read_file(path: str, kept: str) -> None:
    """Reads one file into `kept`, in a child process."""
    table = as_table(opened(Path(path).name, Path(path).read_bytes()))
    partial = f"{kept}.{os.getpid()}"
    pq.write_table(table, partial, compression="zstd")
    os.replace(partial, kept)


TOO_LARGE = f"It needs more than {MEMORY / 1e9:.0f} GB of memory to open. Ask the sender for the sheet with the answers only."
TOO_SLOW = f"It takes more than {SECONDS} seconds to open. Ask the sender for the sheet with the answers only."
BROKE = "It made the reader stop. Open it in a spreadsheet, save it as xlsx, and add that."


def limit() -> None:
    # macOS knows the limit and refuses to set it; there the time alone is limited.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def reader_key(modules: list[str]) -> str:
    """A hash of all that decides what a content reads as, besides the content."""
    digest = hashlib.sha256()
    for module in sorted(modules):
        digest.update(Path(module).read_bytes())
    for package in ("lxml", "python-calamine", "pyarrow"):
        digest.update(version(package).encode())
    return digest.hexdigest()


def main(raw: Path, modules: list[str], cells: Path, files: Path, kept: Path, threads: int) -> None:
    """Writes cells.parquet (a row a cell) and files.parquet (path, place, sha256, size, reason: a row a file)."""
    kept.mkdir(parents=True, exist_ok=True)
    key = reader_key(modules)
    listed = sorted(str(p.relative_to(raw)) for p in raw.rglob("*") if p.is_file() and not p.name.startswith("."))
    hashes = {path: hashlib.sha256((raw / path).read_bytes()).hexdigest() for path in listed}
    # The name decides how some contents are taken, so that it is part of what they are kept by.
    store = {
        path: kept / (hashlib.sha256(f"{key} {sha} {Path(path).suffix.lower()}".encode()).hexdigest()[:32] + ".parquet")
        for path, sha in hashes.items()
    }
    new = {target: path for path, target in store.items() if not target.exists()}
    broken: dict[Path, str] = {}
    if new:
        with ProcessPool(max_workers=threads, initializer=limit) as pool:
            futures = {t: pool.schedule(read_file, args=[str(raw / p), str(t)], timeout=SECONDS) for t, p in new.items()}
        for target, future in futures.items():
            try:
                future.result()
            except TimeoutError:
                broken[target] = TOO_SLOW
            except (ProcessExpired, MemoryError):
                broken[target] = BROKE
    tables, rows = [], []
    for path in listed:
        target, size = store[path], (raw / path).stat().st_size
        if target in broken:
            table, said = (
                CONTENT.empty_table(),
                [{"inside": "", "sha256": hashes[path], "size": size, "notices": [], "reason": broken[target]}],
            )
        else:
            table = pq.read_table(target)
            said = json.loads(table.schema.metadata[b"files"])
        tables.append(placed(table, place_of(path)))
        for file in said:
            whole = f"{path}/{file['inside']}" if file["inside"] else path
            rows.append({"path": whole, **place_of(whole)._asdict(), **file})
    write(pa.concat_tables(tables) if tables else CELLS.empty_table(), cells)
    write(pa.Table.from_pylist(rows, schema=FILES), files)
    for stale in set(kept.iterdir()) - set(store.values()):
        stale.unlink()


def placed(table: pa.Table, place: Place) -> pa.Table:
    """What a content gave, as the cells of the file that has it."""
    files = [f"{place.file}/{inside}" if inside else place.file for inside in table.column("inside").to_pylist()]
    constant = [pa.array([value] * table.num_rows, pa.string()) for value in (place.collection, place.body)]
    return pa.Table.from_arrays([*constant, pa.array(files, pa.string()), *table.columns[1:]], schema=CELLS)


FILES = pa.schema(
    [(n, pa.string()) for n in ("path", *Place._fields, "sha256")]
    + [("size", pa.int64()), ("notices", pa.list_(pa.string())), ("reason", pa.string())]
)


def write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd")


if "snakemake" in globals():
    main(
        Path(snakemake.params.raw),
        list(snakemake.input.code),
        Path(snakemake.output.cells),
        Path(snakemake.output.files),
        Path(snakemake.params.kept),
        snakemake.threads,
    )
