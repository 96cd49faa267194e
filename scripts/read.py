"""Rule read: every file below data/raw/ becomes cells, or a line that says why it was not read.

A content is read once: what it gave is kept in data/interim/read/ under the hash of the content, of the code that
read it and of the libraries' versions. Files are opened in child processes that are limited in memory and time.
"""

import errno
import hashlib
import json
import os
import resource
import signal
import traceback
from concurrent.futures import Future, TimeoutError
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from itertools import accumulate, chain
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pebble import ProcessExpired, ProcessPool

import addresses
from reading import caches, dangers, embedded
from reading.cells import Content, NotRead, Part
from reading.kinds import kind_of
from reading.leftovers import left_over, stub

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
READERS |= dict.fromkeys(("eml", "msg", "tnef"), "message") | {"zip": "archive", "object": "embedded"}
READERS |= {"html": "page", "text": "text", "docx": "document", "pdf": "pdf"}
# Files in files in files: deeper than this nobody sends.
DEEPEST = 5
# What one received file may unpack to, all files in files together.
MOST_FILES = 1000
MOST_BYTES = 1_000_000_000


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
    # What broke the reader, for whoever mends it.
    trace: str = ""


def read_content(name: str, content: bytes) -> Content:
    """The parts of one file, and the files in it. Raises NotRead."""
    kind = kind_of(name, content)
    dangers.check(kind, content)
    found = import_module(f"reading.{READERS[kind]}").read(content, kind)
    told = [*dangers.notices(name, kind, content), *found.notices, *caches.check(kind, content, found.parts)]
    within = [*found.files, *embedded.files(kind, content)]
    if not told and not within and not any(part.cells for part in found.parts):
        told.append("Nothing stands in it. Ask the sender whether this is the file that was meant.")
    return Content(found.parts, told, within)


@dataclass
class Tally:
    """What one received file has unpacked to so far. Zips in zips may each be small, and fill any memory together."""

    files: int = 0
    size: int = 0

    def add(self, size: int) -> None:
        """Raises NotRead once it is too much."""
        self.files, self.size = self.files + 1, self.size + size
        if self.files > MOST_FILES or self.size > MOST_BYTES:
            raise NotRead("What was sent unpacks to more than real returns do, and this part was not opened. Take it out by hand.")


def opened(name: str, content: bytes, inside: str = "", depth: int = 0, tally: Tally | None = None) -> list[Opened]:
    """A file and all that stand in it, each read or with the reason why not."""
    found, within = Opened(inside, hashlib.sha256(content).hexdigest(), len(content), [], []), []
    tally = tally or Tally()
    try:
        if depth > DEEPEST:
            raise NotRead(f"It stands in {depth} files, one within the other, and was not opened. Take it out by hand.")
        tally.add(len(content))
        given = read_content(name, content)
        found.parts, found.notices, within = given.parts, given.notices, given.files
    except NotRead as error:
        found.reason = str(error)
    except MemoryError:
        found.reason = TOO_LARGE
    except Exception as error:  # one file ends neither the run nor the files beside it; the log says where it broke
        found.reason, found.trace = broke(error), traceback.format_exc()
    nested = [opened(n, data, f"{inside}/{n}" if inside else n, depth + 1, tally) for n, data in within]
    return [found, *(o for each in nested for o in each)]


def as_table(files: list[Opened]) -> pa.Table:
    tables = [_part(file.inside, part) for file in files for part in file.parts if part.cells]
    table = pa.concat_tables(tables).combine_chunks() if tables else CONTENT.empty_table()
    said = [{name: getattr(f, name) for name in ("inside", "sha256", "size", "notices", "reason", "trace")} for f in files]
    return table.replace_schema_metadata({"files": json.dumps(said)})


def _part(inside: str, part: Part) -> pa.Table:
    cells, count = part.cells, len(part.cells)
    rows, cols = (pa.array(places, pa.int32()) for places in ([c.row for c in cells], [c.col for c in cells]))
    marks = [c.marks for c in cells]
    columns = [
        pa.repeat(inside, count),
        pa.repeat(part.name, count),
        addresses.cells(rows, cols, part.naming),
        rows,
        cols,
        pa.array([c.text for c in cells], pa.string()),
        pa.array([c.kind for c in cells], pa.string()),
        pa.ListArray.from_arrays(
            pa.array(accumulate(map(len, marks), initial=0), pa.int32()),
            pa.array(chain.from_iterable(marks), pa.string()),
        ),
    ]
    return pa.Table.from_arrays(columns, schema=CONTENT)


class NotKept(Exception):
    """A file was read, or could have been, and what it gave could not be kept: nothing is wrong with the file."""


def read_file(path: str, sha256: str, kept: str) -> None:
    """Reads one file into `kept`, in a child process. Raises NotKept."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise NotKept(error.errno, path) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotKept(errno.EBUSY, path)
    table, partial = as_table(opened(Path(path).name, content)), f"{kept}.{os.getpid()}"
    try:
        pq.write_table(table, partial, compression="zstd")
        os.replace(partial, kept)
    except OSError as error:
        raise NotKept(error.errno, kept) from error


CLOSED = "It may not be opened: give yourself the right to read it, or close the program that has it open, and run snakemake again."
TOO_LARGE = f"It needs more than {MEMORY / 1e9:.0f} GB of memory to open. Ask the sender for the sheet with the answers only."
ABORTED = f"It is damaged, or needs more than {MEMORY / 1e9:.0f} GB of memory to open. Ask the sender for the sheet with the answers only."
TOO_SLOW = f"It takes more than {SECONDS} seconds to open. Ask the sender for the sheet with the answers only."


def broke(error: BaseException) -> str:
    """What is said of a file that broke its reader in a way that nobody foresaw."""
    where = f"({type(error).__name__}; logs/read.log says where)"
    return f"It made the reader stop {where}. Open it in the program that it was made with, save it anew, and add that."


def limit() -> None:
    """Makes this process one that opens files: limited in memory, and silent, since what a library prints as it breaks
    would stand on the researcher's terminal."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    # What the libraries have reserved before any file is opened does not count: it may be more than the limit itself.
    statm = Path("/proc/self/statm")
    most = MEMORY + (int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 0)
    # macOS knows the limit and refuses to set it; there the time alone is limited.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def reader_key(modules: list[str]) -> str:
    """A hash of all that decides what a content reads as, besides the content."""
    digest = hashlib.sha256()
    for module in sorted(modules):
        digest.update(Path(module).read_bytes())
    for package in ("python-calamine", "pyarrow", "pypdfium2", "lxml", "olefile", "compressed-rtf", "striprtf", "openpyxl", "xlrd"):
        digest.update(version(package).encode())
    return digest.hexdigest()


@dataclass
class Kept:
    """What became of received files: path → where what it gave is kept, its hash; why it was not read, and for whoever
    mends it, the trace."""

    store: dict[str, Path]
    hashes: dict[str, str]
    not_read: dict[str, tuple[str, str]]


def received(raw: Path) -> list[str]:
    return sorted(str(p.relative_to(raw)) for p in raw.rglob("*") if p.is_file())


def keep(raw: Path, listed: list[str], modules: list[str], kept: Path, threads: int) -> Kept:
    """Reads the contents that are not kept yet. Raises OSError where what they gave cannot be kept."""
    kept.mkdir(parents=True, exist_ok=True)
    key, found = reader_key(modules), Kept({}, {}, {})
    for path in listed:
        try:
            found.hashes[path] = sha = hashlib.sha256((raw / path).read_bytes()).hexdigest()
        except PermissionError:
            found.not_read[path] = CLOSED, ""
            continue
        # The name decides how some contents are taken, so that it is part of what they are kept by.
        named = hashlib.sha256(f"{key} {sha} {_as_named(Path(path))}".encode()).hexdigest()[:32]
        found.store[path] = kept / f"{named}.parquet"
    new = {target: path for path, target in found.store.items() if not target.exists()}
    if new:
        with ProcessPool(max_workers=threads, initializer=limit) as pool:
            futures = {t: pool.schedule(read_file, args=[str(raw / p), found.hashes[p], str(t)], timeout=SECONDS) for t, p in new.items()}
        broken = {target: why for target, future in futures.items() if (why := _not_read(future))}
        found.not_read |= {path: broken[target] for path, target in found.store.items() if target in broken}
    return found


def _not_read(future: Future) -> tuple[str, str] | None:
    """Why a file was not read, and the trace; none if it was."""
    try:
        future.result()
    except NotKept as error:
        raise OSError(error.args[0], os.strerror(error.args[0] or 0), error.args[1]) from error
    except TimeoutError:
        return TOO_SLOW, ""
    except MemoryError:
        return TOO_LARGE, ""
    except ProcessExpired as error:
        # A library that gets no memory, or trips over what it reads, aborts the process.
        return ABORTED if error.exitcode == -signal.SIGABRT else broke(error), str(error)
    except Exception as error:
        return broke(error), getattr(error, "traceback", repr(error))
    return None


def main(raw: Path, modules: list[str], cells: Path, files: Path, kept: Path, threads: int) -> list[str]:
    """Writes cells.parquet (a row a cell) and files.parquet (path, place, sha256, size, reason: a row a file).

    Returns what broke readers, and where, for the log.
    """
    listed = received(raw)
    found = keep(raw, listed, modules, kept, threads)
    tables, rows, log = [], [], []
    for path in listed:
        if path in found.not_read:
            (reason, trace), size = found.not_read[path], (raw / path).stat().st_size
            table = CONTENT.empty_table()
            said = [{"inside": "", "sha256": found.hashes.get(path, ""), "size": size, "notices": [], "reason": reason, "trace": trace}]
        else:
            table = pq.read_table(found.store[path])
            said = json.loads(table.schema.metadata[b"files"])
        tables.append(placed(table, place_of(path)))
        for file in said:
            whole = f"{path}/{file['inside']}" if file["inside"] else path
            log += [f"{whole}\n{trace}"] if (trace := file.pop("trace")) else []
            rows.append({"path": whole, **place_of(whole)._asdict(), **file})
    write(pa.concat_tables(tables) if tables else CELLS.empty_table(), cells)
    write(pa.Table.from_pylist(rows, schema=FILES), files)
    for stale in set(kept.iterdir()) - set(found.store.values()):
        stale.unlink()
    return log


def _as_named(path: Path) -> str:
    """What the name of a file says of how it is read."""
    return path.name if left_over(path.name) or stub(path.name) else path.suffix.lower()


def placed(table: pa.Table, place: Place) -> pa.Table:
    """What a content gave, as the cells of the file that has it."""
    count, inside = table.num_rows, table.column("inside")
    file = pa.repeat(place.file, count)
    if pc.any(pc.not_equal(inside, "")).as_py():
        file = pc.if_else(pc.equal(inside, ""), place.file, pc.binary_join_element_wise(place.file, inside, "/"))
    return pa.Table.from_arrays([pa.repeat(place.collection, count), pa.repeat(place.body, count), file, *table.columns[1:]], schema=CELLS)


FILES = pa.schema(
    [(n, pa.string()) for n in ("path", *Place._fields, "sha256")]
    + [("size", pa.int64()), ("notices", pa.list_(pa.string())), ("reason", pa.string())]
)


def write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd")


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        broken = main(
            Path("data/raw"),
            [path for path in snakemake.input.code if path.endswith(".py")],
            Path(snakemake.output.cells),
            Path(snakemake.output.files),
            Path("data/interim/read"),
            snakemake.threads,
        )
        Path(snakemake.log[0]).write_text("\n".join(broken), encoding="utf-8")
