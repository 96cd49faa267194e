"""Rule read: every file below data/raw/ becomes cells, or a line that says why it was not read.

A content is read once: what it gave is kept in data/interim/read/ under the hash of the content, of the code that
read it and of the libraries' versions. Files are opened in child processes that are limited in memory and time.
"""

import hashlib
import os
import resource
from concurrent.futures import TimeoutError
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from pebble import ProcessExpired, ProcessPool

import addresses
from reading.cells import NotRead, Part
from reading.delimited import read_delimited
from reading.kinds import kind_of
from reading.workbook import read_workbook

SECONDS = 20
MEMORY = 2_000_000_000
CELLS = pa.schema(
    [(name, pa.string()) for name in ("collection", "body", "file", "part", "cell")]
    + [("row", pa.int32()), ("col", pa.int32()), ("text", pa.string()), ("kind", pa.string())]
    + [("marks", pa.list_(pa.string()))]
)
CONTENT = pa.schema([f for f in CELLS if f.name not in ("collection", "body", "file")])


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


def read_content(name: str, content: bytes) -> list[Part]:
    """The parts of one file. Raises NotRead."""
    kind = kind_of(name, content)
    return read_delimited(content) if kind == "delimited" else read_workbook(content, kind)


def as_table(parts: list[Part]) -> pa.Table:
    rows = [(part.name, addresses.cell(c.row, c.col), c.row, c.col, c.text, c.kind, c.marks) for part in parts for c in part.cells]
    columns = zip(*rows) if rows else [[] for _ in CONTENT]
    return pa.Table.from_arrays([pa.array(list(column), field.type) for column, field in zip(columns, CONTENT)], schema=CONTENT)


def read_file(path: str, kept: str) -> str:
    """Reads one file into `kept`, in a child process. Returns the reason where it was not read."""
    content = Path(path).read_bytes()
    try:
        table, reason = as_table(read_content(Path(path).name, content)), ""
    except NotRead as error:
        table, reason = CONTENT.empty_table(), str(error)
    except MemoryError:
        table, reason = CONTENT.empty_table(), TOO_LARGE
    partial = f"{kept}.{os.getpid()}"
    pq.write_table(table.replace_schema_metadata({"reason": reason}), partial, compression="zstd")
    os.replace(partial, kept)
    return reason


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
    for package in ("python-calamine", "pyarrow"):
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
        place, target = place_of(path), store[path]
        table = pq.read_table(target) if target not in broken else CONTENT.empty_table()
        reason = broken.get(target) or (table.schema.metadata or {}).get(b"reason", b"").decode()
        constant = [pa.array([value] * table.num_rows, pa.string()) for value in place]
        tables.append(pa.Table.from_arrays(constant + table.columns, schema=CELLS))
        rows.append({"path": path, **place._asdict(), "sha256": hashes[path], "size": (raw / path).stat().st_size, "reason": reason})
    write(pa.concat_tables(tables) if tables else CELLS.empty_table(), cells)
    write(pa.Table.from_pylist(rows, schema=FILES), files)
    for stale in set(kept.iterdir()) - set(store.values()):
        stale.unlink()


FILES = pa.schema([(n, pa.int64() if n == "size" else pa.string()) for n in ("path", *Place._fields, "sha256", "size", "reason")])


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
