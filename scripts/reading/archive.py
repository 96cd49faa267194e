"""Zip archives: the files in them.

How much they unpack to was looked at when their kind was (reading.kinds), and zipfile gives no more than that: an entry
that is larger than it says is damaged.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from reading.cells import Content, NotRead
from reading.kinds import DAMAGED
from reading.names import distinct, plain_name

# Real returns hold fewer: more is a trick, or a thing to look at by hand.
MOST_FILES = 500
DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError, RuntimeError, KeyError, IndexError)
# What systems put beside the files.
JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def read(content: bytes, _: str) -> Content:
    """The files in an archive. Raises NotRead with what to do."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
            entries = [e for e in listed if not (e.is_dir() or _name(e).startswith(JUNK[0]) or _name(e).endswith(JUNK[1:]))]
            if len(entries) > MOST_FILES:
                raise NotRead(
                    f"It holds {len(entries):,} files, and was not opened: real returns hold fewer. Unpack it, and add those with answers."
                )
            if not entries:
                raise NotRead("An archive with nothing in it. Ask the sender for it again.")
            if any(e.flag_bits & 1 for e in entries):
                raise NotRead("It has a password. Unpack it with the password, and add the files that were in it.")
            files, broken = [], []
            for entry in entries:
                try:
                    files.append((_plain(entry), archive.read(entry)))
                except DAMAGE:
                    broken.append(_plain(entry))
    except DAMAGE:
        raise NotRead(DAMAGED) from None
    if broken and not files:
        raise NotRead(DAMAGED)
    told = [f"An archive: what is in it ({len(files)}) has lines of its own."]
    if junk := sum(not e.is_dir() for e in listed) - len(entries):
        told.append(f"Left out: {junk} that a system put beside them for its own use.")
    if broken:
        told.append(f"It is damaged: {len(broken)} more could not be unpacked ({', '.join(broken[:5])}). Ask the sender for it again.")
    return Content([], told, list(zip(distinct([name for name, _ in files]), (data for _, data in files))))


def _name(entry: zipfile.ZipInfo) -> str:
    """The name. Many programs write it in UTF-8 and do not say so, so that it is taken for the letters of DOS."""
    if not entry.flag_bits & 0x800:
        try:
            return entry.filename.encode("cp437").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    return entry.filename


def _plain(entry: zipfile.ZipInfo) -> str:
    """The name with its folders, none of which leads out."""
    elements = [plain_name(e) for e in _name(entry).replace("\\", "/").split("/")]
    return "/".join(filter(None, elements)) or "file"
