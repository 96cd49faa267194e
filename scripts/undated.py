"""Documents and workbooks are zips that say when they were written: so each run would write other bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

NEVER = datetime(1980, 1, 1)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def undated(package: bytes) -> bytes:
    """The same with every entry, and the day of its last change, at NEVER."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, NEVER.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            content = source.read(name)
            if name == "docProps/core.xml":
                content = MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            target.writestr(entry, content)
    return fixed.getvalue()
