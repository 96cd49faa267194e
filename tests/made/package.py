"""Adds to a workbook what the libraries cannot write: pivot tables with their caches, links, macros."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_parts(package: bytes, parts: dict[str, bytes]) -> bytes:
    """The package with parts added, or put in the place of those of their name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            if info.filename not in parts:
                target.writestr(info.filename, source.read(info))
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def part(package: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return source.read(name).decode() if name in source.namelist() else ""


def relations(*targets: tuple[str, str, str], external: bool = False) -> bytes:
    """(id, last word of the kind, target) each."""
    mode = ' TargetMode="External"' if external else ""
    rows = "".join(f'<Relationship Id="{i}" Type="{RELATIONS}/{kind}" Target={quoteattr(to)}{mode}/>' for i, kind, to in targets)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'.encode()


def with_pivot(package: bytes, fields: list[str], records: list[list[object]], shown: str = "count", data_field: int = 0) -> bytes:
    """The workbook with a pivot table on its first sheet, that counts (or sums) a field of the records in its cache."""
    columns = [[row[n] for row in records] for n in range(len(fields))]
    described = "".join(f"<cacheField name={quoteattr(f)}>{_shared(column)}</cacheField>" for f, column in zip(fields, columns))
    definition = (
        f'<pivotCacheDefinition {MAIN} xmlns:r="{RELATIONS}" r:id="rId1" recordCount="{len(records)}"><cacheSource type="worksheet">'
        f'<worksheetSource ref="A1:C9" sheet="Gone"/></cacheSource><cacheFields count="{len(fields)}">{described}</cacheFields>'
        "</pivotCacheDefinition>"
    )
    rows = "".join("<r>" + "".join(_value(v) for v in row) + "</r>" for row in records)
    table = (
        f'<pivotTableDefinition {MAIN} name="P" cacheId="1"><location ref="A1:B2"/>'
        f'<dataFields count="1"><dataField name="Shown" fld="{data_field}" subtotal="{shown}"/></dataFields></pivotTableDefinition>'
    )
    book, types = part(package, "xl/workbook.xml"), part(package, "[Content_Types].xml")
    rels = part(package, "xl/_rels/workbook.xml.rels")
    caches = f'<pivotCaches><pivotCache xmlns:r="{RELATIONS}" cacheId="1" r:id="rId90"/></pivotCaches></workbook>'
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/{path}" ContentType="{kinds}.{kind}+xml"/>'
        for path, kind in (
            ("pivotCache/pivotCacheDefinition1.xml", "pivotCacheDefinition"),
            ("pivotCache/pivotCacheRecords1.xml", "pivotCacheRecords"),
            ("pivotTables/pivotTable1.xml", "pivotTable"),
        )
    )
    cache = f'<Relationship Id="rId90" Type="{RELATIONS}/pivotCacheDefinition" Target="pivotCache/pivotCacheDefinition1.xml"/>'
    parts = {
        "xl/workbook.xml": book.replace("</workbook>", caches),
        "[Content_Types].xml": types.replace("</Types>", overrides + "</Types>"),
        "xl/_rels/workbook.xml.rels": rels.replace("</Relationships>", cache + "</Relationships>"),
        "xl/pivotCache/pivotCacheDefinition1.xml": definition,
        "xl/pivotCache/pivotCacheRecords1.xml": f"<pivotCacheRecords {MAIN}>{rows}</pivotCacheRecords>",
        "xl/pivotTables/pivotTable1.xml": table,
    }
    made = {name: text.encode() for name, text in parts.items()} | {
        "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relations(("rId1", "pivotCacheRecords", "pivotCacheRecords1.xml")),
        "xl/pivotTables/_rels/pivotTable1.xml.rels": relations(("rId1", "pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "pivotTable", "../pivotTables/pivotTable1.xml")),
    }
    return with_parts(package, made)


def _shared(column: list[object]) -> str:
    if column and all(isinstance(v, int) for v in column):
        return f'<sharedItems containsNumber="1" minValue="{min(column)}" maxValue="{max(column)}"/>'
    return "<sharedItems>" + "".join(_value(v) for v in dict.fromkeys(column)) + "</sharedItems>"


def _value(value: object) -> str:
    return f'<n v="{value}"/>' if isinstance(value, int) else f"<s v={quoteattr(escape(str(value)))}/>"
