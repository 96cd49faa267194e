"""Files that stand in a document or workbook as objects: the icon in a letter that opens the sheet with the answers."""

from __future__ import annotations

import io
import struct
import zipfile

import olefile

from reading.cells import Content, NotRead
from reading.dangers import DAMAGE, ZIPPED
from reading.kinds import usual_suffix
from reading.names import distinct, plain_name


def files(kind: str, content: bytes) -> list[tuple[str, bytes]]:
    """The files in an Office file, by name and content; none, where it is no such file or is damaged."""
    if kind not in ZIPPED:
        return []
    found: list[tuple[str, bytes]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                if "/embeddings/" in name.replace("\\", "/").lower() and not name.endswith("/"):
                    found.append((plain_name(name.replace("\\", "/").rpartition("/")[2]), package.read(name)))
    except DAMAGE:
        pass
    return list(zip(distinct([name for name, _ in found]), (data for _, data in found)))


def read(content: bytes, _: str) -> Content:
    """The file that an object holds, behind the name that it had. Raises NotRead."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            if ole.exists("\x01Ole10Native"):
                return Content(files=[_native(ole.openstream("\x01Ole10Native").read())])
            held = next(ole.openstream(name).read() for name in ("Package", "CONTENTS") if ole.exists(name))
            return Content(files=[(f"object{usual_suffix(held)}", held)])
    except (*DAMAGE, StopIteration, struct.error, TypeError, AttributeError):
        raise NotRead("An object in a file that could not be taken out. Open the file, save the object, and add that.") from None


def _native(stream: bytes) -> tuple[str, bytes]:
    """Of an object that the Packager made: size and a number, its label, the path it had, where it was put, its content."""
    label, at = _until_null(stream, 6)
    _, at = _until_null(stream, at)
    at += 4
    (length,) = struct.unpack_from("<I", stream, at)
    at += 4 + length
    (length,) = struct.unpack_from("<I", stream, at)
    content = stream[at + 4 : at + 4 + length]
    if not content or len(content) < length:
        raise ValueError("cut off")
    return plain_name(label) or f"object{usual_suffix(content)}", content


def _until_null(stream: bytes, at: int) -> tuple[str, int]:
    end = stream.index(b"\0", at)
    return stream[at:end].decode("cp1252", errors="replace"), end + 1
