"""Writes a copy of a workbook without the records that its pivot tables and data model keep.

    python scripts/without_cache.py FILE [OUT]

What the sheets show stays: a pivot table's cells become plain values. The original is not touched.
"""

import argparse
import io
import posixpath
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

from reading.caches import BY_HAND, found, identifies, shown_in
from reading.cells import NotRead
from reading.dangers import DAMAGE, check
from reading.kinds import kind_of

# Kinds of relation, by the last word of their type, whose targets hold records, or work with nothing else.
DROPPED = {
    "pivotcachedefinition",
    "pivotcacherecords",
    "pivottable",
    "powerpivotdata",
    "slicercache",
    "slicer",
    "timelinecache",
    "timeline",
}
DROPPED_FOLDERS = (
    "xl/pivotcache/",
    "xl/pivottables/",
    "xl/model/",
    "xl/slicers/",
    "xl/slicercaches/",
    "xl/timelines/",
    "xl/timelinecaches/",
)
# What refers to them in the workbook and in its sheets.
NAMED = re.compile(rb"<(\w+:)?(pivotCaches|pivotSelection)\b(?:[^>]*/>|.*?</\1?\2>)", re.DOTALL)
EXTENSIONS = re.compile(rb"<(\w+:)?extLst\b.*?</\1?extLst>", re.DOTALL)


def without(content: bytes) -> tuple[bytes, list[str]]:
    """The copy, and which parts were left out. Raises NotRead, with what to do, where there is none to be made."""
    kind = kind_of("", content)
    check(kind, content)
    if kind != "xlsx":
        raise NotRead(f"This command knows xlsx and xlsm only. {BY_HAND}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = [(entry, package.read(entry)) for entry in package.infolist()]
    except DAMAGE:
        raise NotRead("The workbook is damaged. Ask the sender for a copy without pivot tables.") from None
    gone = {name for entry, _ in entries if (name := _path(entry)).startswith(DROPPED_FOLDERS)}
    kept = []
    for entry, data in entries:
        name = _path(entry)
        if name.endswith(".rels"):
            data, targets = _relations(name, data)
            gone |= targets
        elif name.startswith(("xl/workbook.xml", "xl/worksheets/")) and name.endswith(".xml"):
            data = NAMED.sub(b"", data)
            data = EXTENSIONS.sub(
                lambda found: b"" if re.search(rb"slicer|timeline|pivot|dataModel", found[0], re.IGNORECASE) else found[0], data
            )
        kept.append((entry, name, data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry, name, data in kept:
            if name not in gone and _owner(name) not in gone:
                copy.writestr(entry, _types(data, gone) if name == "[content_types].xml" else data, zipfile.ZIP_DEFLATED)
    return out.getvalue(), sorted(gone)


def _path(entry: zipfile.ZipInfo) -> str:
    return entry.filename.replace("\\", "/").lower()


def _owner(rels: str) -> str:
    """xl/x/_rels/y.xml.rels → xl/x/y.xml"""
    folder, name = posixpath.split(rels)
    return f"{posixpath.dirname(folder)}/{name.removesuffix('.rels')}" if folder.endswith("_rels") else ""


def _relations(name: str, data: bytes) -> tuple[bytes, set[str]]:
    tree, gone = ET.fromstring(data), set()
    for relation in list(tree):
        if relation.get("Type", "").rsplit("/", 1)[-1].lower() in DROPPED:
            folder = posixpath.dirname(posixpath.dirname(name))
            gone.add(posixpath.normpath(posixpath.join("/" + folder, relation.get("Target", ""))).lstrip("/").lower())
            tree.remove(relation)
    return (_written(tree) if gone else data), gone


def _types(data: bytes, gone: set[str]) -> bytes:
    tree = ET.fromstring(data)
    for each in list(tree):
        if each.get("PartName", "").lstrip("/").lower() in gone:
            tree.remove(each)
    return _written(tree)


def _written(tree: ET.Element) -> bytes:
    ET.register_namespace("", tree.tag[1:].partition("}")[0])
    return ET.tostring(tree, encoding="utf-8", xml_declaration=True)


def main(file: Path, out: Path) -> str:
    """Writes the copy. Returns what was done. Raises NotRead where none was written."""
    if out.exists():
        raise NotRead(f"{out} stands there already. Name another file to write: python scripts/without_cache.py FILE OUT")
    from reading.workbook import read

    content = file.read_bytes()
    copy, gone = without(content)
    if not gone:
        raise NotRead(f"{file} keeps no cache; nothing was written.")
    parts, caches = read(copy, "xlsx").parts, found("xlsx", content)
    out.write_bytes(copy)
    said = [f"{out} was written, without {sum(c.records for c in caches):,} records ({len(gone)} parts of the package: {', '.join(gone)})."]
    for cache in caches:
        if (sheet := shown_in(parts, cache)) and any(map(identifies, cache.fields)):
            said.append(f"Its sheet {sheet!r} shows the same records: delete that sheet from the copy, too.")
    return "\n".join([*said, "What the sheets show has stayed. Put the copy in the place of the original, and delete that."])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.strip(), formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("out", type=Path, nargs="?", metavar="OUT", help="where to write the copy; beside FILE, unless told")
    given = parser.parse_args()
    try:
        print(main(given.file, given.out or given.file.with_name(f"{given.file.stem} without cache{given.file.suffix}")))
    except (NotRead, OSError) as error:
        sys.exit(str(error))
