"""Records that a workbook keeps and does not show: the cache of a pivot table, and Power Pivot's data model.

A pivot table shows counts, and carries the table that it counted, even after its sheet was deleted. Records are taken
for personal data, and the workbook is set aside, if

- no sheet shows them: none has a row with the cache's field names and at least as many rows below as there are records;
  unless every pivot table of the cache sums a number that is above 1 somewhere, and there are fewer records than filled
  cells in the sheets: such records are counts themselves, as a hidden sheet of them would be;
- or a field is called what only persons have (an NHS number, a date of birth, a postcode), wherever it stands.

A data model is compressed beyond looking into, and always set aside. What is set aside leaves no cell behind.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass, field

import olefile

from reading.cells import NotRead, Part
from reading.dangers import DAMAGE, biff_records, biff_text

IDENTIFIES = re.compile(
    r"\b(?:nhs (?:no|num|number|id)|nhsno|nhsnumber"
    r"|(?:patients?|clients?|persons?|people|service users?|users?|customers?|residents?|case|pseudo\w*|hospital|local|unique|episode|spell"
    r"|referral|contact|rio|carenotes|systmone|emis|mrn|crn|pas)(?: system)? (?:id|ids|no|num|number|identifier|key|ref|reference|names?)"
    r"|mrn|dob|date of birth|birth ?date|postcode|post code|zip code|forename|surname|first name|last name|full name|family name|given name"
    r"|home address|address line|e ?mail(?: address)?|telephone|mobile|ni number|national insurance)\b"
)
# A column of counts may be called after what it counts.
COUNTS = re.compile(r"^(?:count|number|no|sum|total|distinct)\b.* of\b|\bcount$")
ADVICE = "Take them for personal data: tell the sender, do not pass the file on, and delete it. "
BY_COMMAND = f"{ADVICE}`python scripts/without_cache.py FILE` writes a copy without them, which can be read."
BY_HAND = f"{ADVICE}To read the rest, open it, copy what its sheets show as values into a new workbook, and add that."
SHOWN = f"{ADVICE}To read the rest, copy its other sheets as values into a new workbook, and add that."


@dataclass
class Cache:
    """What one pivot cache keeps. items: field → how many different values of it are listed.

    sums: whether its pivot tables do nothing but sum counts. model: it is no cache, but a data model.
    """

    fields: list[str]
    records: int
    items: dict[str, int] = field(default_factory=dict)
    sums: bool = False
    model: bool = False


def check(kind: str, content: bytes, parts: list[Part]) -> list[str]:
    """A notice for each cache that keeps what a sheet shows as well. Raises NotRead for one that keeps more."""
    caches, advice = found(kind, content), BY_COMMAND if kind == "xlsx" else BY_HAND
    told = []
    for cache in caches:
        sheet = shown_in(parts, cache)
        named = [f for f in cache.fields if identifies(f) and (cache.records or cache.items.get(f))]
        if cache.model:
            raise NotRead(f"It keeps tables in a data model (Power Pivot), which no sheet shows. {advice}")
        if named:
            also = f", and so does its sheet {sheet!r}" if sheet else ""
            many = cache.records or max(cache.items[f] for f in named)
            raise NotRead(f"A pivot table in it keeps {many:,} records with {_listed(named)}{also}. {SHOWN if sheet else advice}")
        if not cache.records:
            continue
        if not sheet and not (cache.sums and cache.records < sum(len(part.cells) for part in parts)):
            raise NotRead(f"A pivot table in it keeps {cache.records:,} records that no sheet shows ({_listed(cache.fields)}). {advice}")
        where = f"that stand in the sheet {sheet!r} too" if sheet else f"of counts that no sheet shows ({_listed(cache.fields)})"
        told.append(f"A pivot table keeps {cache.records:,} records {where}.")
    return list(dict.fromkeys(told))


def found(kind: str, content: bytes) -> list[Cache]:
    """The caches of a workbook. One that cannot be looked into counts as one record that no sheet shows."""
    return _of_xls(content) if kind == "xls" else _of_package(content) if kind in ("xlsx", "xlsb") else []


def identifies(name: str) -> bool:
    """Whether a field is called what only a person has."""
    plain = " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+", " ", name).lower().split())
    return plain == "id" or (not COUNTS.search(plain) and bool(IDENTIFIES.search(plain)))


def _listed(names: list[str]) -> str:
    return ", ".join(n[:40] for n in names[:4]) + (f" and {len(names) - 4} more fields" if len(names) > 4 else "") or "without names"


def shown_in(parts: list[Part], cache: Cache) -> str:
    """The name of the sheet that shows what the cache keeps."""
    wanted = {" ".join(f.split()).lower() for f in cache.fields}
    for part in parts:
        rows: dict[int, set[str]] = {}
        for cell in part.cells:
            rows.setdefault(cell.row, set()).add(" ".join(cell.text.split()).lower())
        ordered = sorted(rows)
        for n, row in enumerate(ordered):
            # A whole column as the source gives one blank record.
            if wanted and wanted <= rows[row] and len(ordered) - n >= cache.records:
                return part.name
    return ""


def _of_package(content: bytes) -> list[Cache]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = {name.replace("\\", "/").lower(): name for name in package.namelist()}
        if any(name.startswith("xl/model/") for name in names):
            return [Cache([], 0, model=True)]
        definitions = [n for n in names if re.search(r"/pivotcachedefinition[^/]*\.(?:xml|bin)$", n)]
        records = {n for n in names if re.search(r"/pivotcacherecords[^/]*\.(?:xml|bin)$", n)}
        if not definitions and not records:
            return []
        try:
            caches = []
            for name in definitions:
                target = _related(package, names, name, "pivotCacheRecords")
                records -= {target}
                held = package.read(names[target]) if target in names else b""
                read = _bin if name.endswith(".bin") else _xml
                cache = read(package.read(names[name]), held)
                tables = [
                    t
                    for t in names
                    if re.search(r"/pivottables/[^/]+\.xml$", t) and _related(package, names, t, "pivotCacheDefinition") == name
                ]
                cache.sums = bool(tables) and all(_sums(package.read(names[t]), package.read(names[name])) for t in tables)
                caches.append(cache)
            # Records that no definition names are records all the same.
            caches += [Cache([], _often(package.read(names[n]), n)) for n in sorted(records)]
        except (*DAMAGE, struct.error):
            return [Cache([], 1)]
        return caches


def _related(package: zipfile.ZipFile, names: dict[str, str], part: str, kind: str) -> str:
    folder, name = posixpath.split(part)
    rels = names.get(f"{folder}/_rels/{name}.rels")
    for relation in ET.fromstring(package.read(rels)).iter() if rels else ():
        if relation.get("Type", "").endswith(f"/{kind}"):
            return posixpath.normpath(posixpath.join("/" + folder, relation.get("Target", ""))).lstrip("/").lower()
    return ""


def _often(records: bytes, name: str) -> int:
    if name.endswith(".bin"):
        return sum(number in (0x21, 0x22) for number, _ in _bin_records(records))
    return len(re.findall(rb"<(?:\w+:)?r[\s/>]", records))


def _xml(definition: bytes, records: bytes) -> Cache:
    cache = Cache([], _often(records, ".xml"))
    for each in _fields(definition):
        shared = next((child for child in each if child.tag.endswith("}sharedItems")), None)
        if each.get("databaseField", "1") in ("0", "false") or each.get("formula"):
            continue  # made by the pivot table out of the others
        name = each.get("name", "")
        cache.fields.append(name)
        cache.items[name] = len(shared) if shared is not None else 0
    return cache


def _fields(definition: bytes) -> list[ET.Element]:
    return [e for e in ET.fromstring(definition).iter() if e.tag.endswith("}cacheField")]


def _sums(table: bytes, definition: bytes) -> bool:
    """Whether a pivot table does nothing but sum numbers that are above 1 somewhere."""
    fields = _fields(definition)
    data = [e for e in ET.fromstring(table).iter() if e.tag.endswith("}dataField")]
    for each in data:
        number = int(each.get("fld", "-1"))
        shared = next((c for c in fields[number] if c.tag.endswith("}sharedItems")), None) if 0 <= number < len(fields) else None
        if each.get("subtotal", "sum") != "sum" or shared is None or float(shared.get("maxValue", "0")) <= 1:
            return False
    return bool(data)


def _bin(definition: bytes, records: bytes) -> Cache:
    """The same of an xlsb. The name of a field stands behind six numbers."""
    cache = Cache([], _often(records, ".bin"))
    for number, data in _bin_records(definition):
        if number == 0xB7:
            (length,) = struct.unpack_from("<I", data, 20)
            cache.fields.append(data[24 : 24 + 2 * length].decode("utf-16-le", errors="replace"))
    return cache


def _bin_records(stream: bytes):
    at = 0
    while at < len(stream):
        number, at = _number(stream, at, 2)
        length, at = _number(stream, at, 4)
        yield number, stream[at : at + length]
        at += length


def _number(stream: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in bytes of seven bits. A record's own number keeps the eighth."""
    value = 0
    for n in range(most):
        byte = stream[at]
        at += 1
        value |= (byte & 0x7F) << (7 * n)
        if byte < 0x80:
            break
    return value, at


def _of_xls(content: bytes) -> list[Cache]:
    """Each cache of an xls is a stream of its own."""
    if "_SX_DB_CUR".encode("utf-16-le") not in content:
        return []
    caches = []
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            for entry in ole.listdir():
                if entry[0] != "_SX_DB_CUR":
                    continue
                cache = Cache([], 0)
                for number, data in biff_records(ole.openstream("/".join(entry)).read()):
                    if number == 0xC6 and len(data) >= 4:
                        cache.records = max(cache.records, struct.unpack_from("<I", data)[0])
                    elif number == 0xC7 and len(data) > 17:
                        length, wide = struct.unpack_from("<HB", data, 14)
                        cache.fields.append(biff_text(data[17:], length, wide))
                caches.append(cache)
    except Exception:  # olefile tells damage in many ways
        return [Cache([], 1)]
    return caches
