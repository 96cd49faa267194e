"""Rule pictures: for each raw file a page that shows what was seen in it: every cell, and what it was taken for."""

import csv
import gc
import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import addresses
from auditing.page import environment, shared
from auditing.text import Raw, anchor, visible
from picturing import links
from picturing.entered import Entered
from picturing.grid import Cell, counts, draw, extent
from picturing.kinds import KINDS, Said, said_of
from picturing.meaning import Hand, Meanings
from study import Study, load_study

PARQUET = ("cells", "answers", "unread", "register")
CSV = ("returns", "replies", "metrics", "lineage", "by_hand")


@dataclass(slots=True)
class SeenPart:
    """One part with all its cells and the places of its blank answers."""

    where: str  # <path>#<part>
    name: str
    naming: addresses.Naming = "A1"
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Run:
    """What the pages of one run are made of."""

    study: Study
    said: dict[str, Said]  # <path>#<part> → what was read of it
    parts: dict[str, list[SeenPart]]  # path → its parts
    register: dict[tuple[str, str], dict]  # collection and body → its line
    entered: Entered
    decisions: list[dict[str, str]]  # rows of by_hand.csv
    raw: Raw

    @property
    def hand(self) -> Hand:
        return {d["decision"]: (f"{d['says']} ({d['who']}, {d['when']}: {d['why']})", _decided(d)) for d in self.decisions}


def _decided(decision: dict[str, str]) -> str:
    """Where a decision by hand stands, seen from a page of a file."""
    return f"../index.html#{anchor('by-hand', decision['decision'])}"


def seen_parts(cells: pa.Table, said: dict[str, Said]) -> dict[str, list[SeenPart]]:
    """Path → its parts, in the order of cells.parquet."""
    found: dict[tuple, SeenPart] = {}
    columns = [cells.column(n).to_pylist() for n in ("collection", "body", "file", "part", "cell", "row", "col", "text", "marks")]
    for *place, part, name, row, col, text, marks in zip(*columns):
        key = (*place, part)
        seen = found.get(key)
        if seen is None:
            seen = found[key] = SeenPart(f"{addresses.path(*place)}#{part}", part, addresses.naming(name))
            of = said.get(seen.where, Said())
        seen.cells.append(Cell(row, col, name, text, tuple(marks or ()), of.kind(name)))
    paths: dict[str, list[SeenPart]] = defaultdict(list)
    for seen in found.values():
        standing = {c.name for c in seen.cells}
        for name in said[seen.where].blanks() if seen.where in said else ():
            if name not in standing:
                seen.cells.append(Cell(*addresses.place(name), name, "", (), said[seen.where].kind(name)))
        paths[seen.where.rpartition("#")[0]].append(seen)
    return paths


def nested(paths: list[str]) -> dict[str, list[str]]:
    """Raw file → itself and the files inside it. What stands in a file has that file's path before its own."""
    listed, found = set(paths), {}
    for path in paths:
        pieces = path.split("/")
        raw = next(p for n in range(1, len(pieces) + 1) if (p := "/".join(pieces[:n])) in listed)
        found.setdefault(raw, []).append(path)
    return found


def part_shown(seen: SeenPart, raw: str, said: Said, meanings: Meanings) -> dict:
    """What the template shows of one part; its cells' meanings are added to the page's."""
    part_id = links.part(raw, seen.where)
    drawing = draw(seen.cells, part_id, seen.naming, said.used)
    told, untold = meanings.add(part_id, seen.where, said, drawing.cells)
    groups: dict[str, list[Cell]] = defaultdict(list)
    for cell in seen.cells:
        if row := said.unread.get(cell.name):
            groups[row["reason"]].append(cell)
    drawn = {c.name for c in drawing.cells} if groups else set()
    unread = [
        {
            "reason": visible(reason),
            "count": len(found),
            "extent": extent(found, seen.naming),
            "first": next((links.cell(part_id, c.name) for c in found if c.name in drawn), ""),
        }
        for reason, found in groups.items()
    ]
    return {
        "id": part_id,
        "name": visible(seen.name),
        "naming": seen.naming,
        "counts": counts(seen.cells),
        "hidden": any("hidden sheet" in c.marks for c in seen.cells),
        "columns": drawing.columns,
        "html": drawing.html,
        "cut": drawing.rows - drawing.drawn,
        "rows": drawing.rows,
        "unread": unread,
        "told": told,
        "untold": untold,
    }


def decided(run: Run, raw: str) -> list[dict]:
    """The decisions by hand about cells of a raw file, or of a file inside it."""
    found = []
    for row in run.decisions:
        path, _, cell = addresses.parse(row["source"])
        if cell and (path == raw or path.startswith(f"{raw}/")):
            said = {key: visible(row[key]) for key in ("decision", "stood", "says", "who", "when", "why", "problem")}
            found.append(said | {"cell": cell, "id": links.place(raw, row["source"]), "href": _decided(row).removeprefix("../")})
    return found


def dates(line: dict | None) -> str:
    """When the body was asked and when it replied, by the register."""
    said = [(word, line[column]) for word, column in (("asked on", "asked"), ("replied on", "replied")) if line and line.get(column)]
    return ", ".join(f"{word} {visible(str(day))}" for word, day in said)


def page_shown(run: Run, raw: str, files: list[dict]) -> dict:
    """What the template shows of one raw file and of the files inside it. files: their rows of returns.csv."""
    meanings = Meanings(run.study, raw, run.entered, run.hand)
    shown = []
    for row in files:
        of_file = [part_shown(p, raw, run.said.get(p.where, Said()), meanings) for p in run.parts.get(row["path"], ())]
        inside = row["path"][len(raw) + 1 :]
        shown.append(
            {
                "inside": visible(inside),
                "status": row["status"],
                "reason": visible(row["reason"]),
                "sha256": row["sha256"],
                "size": int(row["size"]),
                "parts": of_file,
            }
        )
    first = files[0]
    line = run.register.get((first["collection"], first["body"]))
    total = sum((p["counts"] for f in shown for p in f["parts"]), counts(()))
    return {
        "study": {"title": run.study.settings.title, "illustrative": run.study.settings.illustrative},
        "root": "../",
        "file": visible(raw.rpartition("/")[2]),
        "path": visible(raw),
        "href": run.raw.link(raw),
        "collection": first["collection"],
        "body": visible(first["body"]),
        "name": visible(line["name"] if line else ""),
        "dates": dates(line),
        "hand": decided(run, raw),
        "kinds": [(kind, *said_, total[kind]) for kind, said_ in KINDS.items()],
        "files": shown,
        "data": meanings.json(),
    }


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main(config: Path, paths: dict[str, Path], raw: Path, out: Path) -> None:
    """Writes a page a raw file into `out`, with their style and script. paths: of the tables of PARQUET and CSV."""
    # Many small objects that live to the end: looking for garbage among them costs a third of the time.
    gc.disable()
    study = load_study(config)
    tables = {name: pq.read_table(paths[name]) for name in ("cells", "answers", "unread")}
    lineage = ((row["metric"], row["role"], row["source"]) for row in rows_of(paths["lineage"]))
    entered = Entered(rows_of(paths["metrics"]), lineage)
    said = said_of(tables["answers"], tables["unread"], rows_of(paths["replies"]), entered.metrics, tuple(study.dimensions))
    rows = {row["path"]: row for row in rows_of(paths["returns"])}
    register = {(line["collection"], line["body"]): line for line in pq.read_table(paths["register"]).to_pylist()}
    run = Run(study, said, seen_parts(tables["cells"], said), register, entered, rows_of(paths["by_hand"]), Raw(raw, out.parent))
    template = environment().get_template("picturing/page.html")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    shared(("picturing/cells.css", "picturing/cells.js"), out)
    for path, files in nested(list(rows)).items():
        shown = page_shown(run, path, [rows[f] for f in files])
        (out / links.page(path)).write_text(template.render(shown), encoding="utf-8", errors="replace", newline="\n")


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(
            Path("config"),
            {n: Path(snakemake.input[n]) for n in (*PARQUET, *CSV)},
            Path("data/raw"),
            Path(snakemake.output[0]),
        )
