"""Archives: what was packed → the files that are read."""

import io
import struct
import zipfile

import pytest

import read
from reading.archive import MOST_FILES
from reading.cells import NotRead
from tests.spec.test_read import TABLE, one_sheet


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def given(content: bytes) -> dict[str, str]:
    """Path in the archive → text of the first cell, or why it was not read."""
    found = read.opened("reply.zip", content)[1:]
    return {f.inside: f.reason or (f.parts[0].cells[0].text if f.parts else "") for f in found}


def why_not(content: bytes) -> str:
    with pytest.raises(NotRead) as told:
        read.read_content("reply.zip", content)
    return str(told.value)


def test_the_files_of_an_archive_are_read():
    content = packed({"Q1/reply.xlsx": one_sheet(A1="Boats"), "Q2/reply.csv": TABLE.encode(), "empty/": b""})
    assert given(content) == {"Q1/reply.xlsx": "Boats", "Q2/reply.csv": "Age"}
    assert "what is in it (2) has lines of its own" in read.opened("reply.zip", content)[0].notices[0]


def test_an_archive_in_an_archive():
    content = packed({"inner.zip": packed({"a.csv": TABLE.encode()}), "b.csv": b"x,1\n"})
    assert given(content)["inner.zip/a.csv"] == "Age"
    assert given(content)["b.csv"] == "x"


def test_what_systems_put_beside_the_files_is_left_out():
    assert given(packed({"a.csv": b"x,1\n", "__MACOSX/._a.csv": b"\x00", "folder/.DS_Store": b"\x00", "Thumbs.db": b"\x00"})) == {
        "a.csv": "x"
    }


@pytest.mark.parametrize(
    ("name", "read_as"),
    [
        ("../../a.csv", "a.csv"),
        ("/etc/a.csv", "etc/a.csv"),
        ("C:\\out\\a.csv", "C:/out/a.csv"),
        ("Q1\\a.csv", "Q1/a.csv"),
        ("a\x01b.csv", "a b.csv"),
        ("x" * 300 + ".csv", "x" * 115 + "….csv"),
        ("Größe.csv", "Größe.csv"),
        ("..", "file"),
    ],
)
def test_no_name_leads_out_of_the_archive(name, read_as):
    info = zipfile.ZipInfo("placeholder")
    info.filename = name
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, b"a,1\n")
    assert list(given(out.getvalue())) == [read_as]


def test_a_name_in_utf_8_that_is_not_said_to_be():
    content = packed({"Gr\u00f6\u00dfe.csv": b"x,1\n"})
    silent = content.replace(struct.pack("<HH", 20, 0x800), struct.pack("<HH", 20, 0))
    assert silent != content
    assert list(given(silent)) == ["Größe.csv"]


def test_two_files_of_one_name():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("a.csv", b"x,1\n")
        archive.writestr("a.csv", b"y,1\n")
    assert given(out.getvalue()) == {"a.csv": "x", "a (2).csv": "y"}


def test_a_password():
    content = bytearray(packed({"a.csv": b"x,1\n"}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(sign) + at] |= 1
    assert "It has a password" in why_not(bytes(content))


def test_more_files_than_anybody_sends():
    said = why_not(packed({f"{n}.csv": b"x" for n in range(MOST_FILES + 1)}))
    assert f"It holds {MOST_FILES + 1:,} files" in said
    assert "add those with answers" in said


def test_an_empty_archive():
    assert "nothing in it" in why_not(packed({}))


def test_a_damaged_file_does_not_keep_the_others_from_being_read():
    content = bytearray(packed({"a.csv": TABLE.encode() * 5, "b.csv": b"x,1\n"}))
    content[content.find(b"a.csv") + 10] ^= 0xFF
    found = read.opened("reply.zip", bytes(content))
    assert [f.inside for f in found] == ["", "b.csv"]
    assert "1 more could not be unpacked (a.csv)" in " ".join(found[0].notices)


def test_an_archive_of_more_than_fits_is_not_unpacked():
    content = bytearray(packed({"a.csv": bytes(1_000_000)}))
    struct.pack_into("<I", content, content.rfind(b"PK\x01\x02") + 24, 3_000_000_000)
    assert "It unpacks to 3,000 MB" in why_not(bytes(content))


def test_entries_that_share_their_bytes_are_counted_each():
    """One large entry, listed often: a bomb whose every part is bearable."""
    content = packed({"a": bytes(90_000_000)})
    at = content.rfind(b"PK\x01\x02")
    end = content.rfind(b"PK\x05\x06")
    listed = content[at:end]
    tail = bytearray(content[end:])
    struct.pack_into("<HHI", tail, 8, 10, 10, 10 * len(listed))
    assert "It unpacks to 900 MB" in why_not(content[:at] + listed * 10 + bytes(tail))


def test_archives_in_archives_have_an_end():
    content = b"x,1\n"
    for _ in range(10):
        content = packed({"a.zip": content})
    found = read.opened("reply.zip", content)
    assert len(found) == read.DEEPEST + 2
    assert "one within the other" in found[-1].reason


def test_many_small_archives_together_have_an_end(monkeypatch):
    monkeypatch.setattr(read, "MOST_FILES", 20)
    content = packed({f"{n}.zip": packed({f"{m}.csv": b"x,1\n" for m in range(10)}) for n in range(5)})
    found = read.opened("reply.zip", content)
    assert sum(not f.reason for f in found) == 20
    assert "unpacks to more than real returns do" in found[-1].reason


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"Rar!\x1a\x07\x01\x00", "rar"), (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z"), (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "gz")],
)
def test_other_archives_say_what_to_do(content, said):
    assert f"({said})" in why_not(content)
    assert "Unpack it" in why_not(content)
