"""Writes a compound file (OLE): the container of xls and msg. A nested dict stands for storages and streams."""

import struct
from collections.abc import Iterable

FREE, END, FAT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
Tree = dict[str, "bytes | Tree"]


def compound(tree: Tree) -> bytes:
    entries: list[list] = [["Root Entry", 5, NONE, END, 0]]  # name, kind, child, start, size
    siblings: dict[int, int] = {}
    small, large = bytearray(), bytearray()
    chains: tuple[list[int], list[int]] = [], []

    def put(content: bytes, sink: bytearray, chain: list[int], sector: int) -> int:
        start, often = len(sink) // sector, -(-len(content) // sector)
        sink += content.ljust(often * sector, b"\0")
        chain += [*range(start + 1, start + often), END]
        return start

    def add(items: Iterable, parent: int) -> None:
        before = None
        for name, value in sorted(items, key=lambda item: (len(item[0]), item[0].upper())):
            at = len(entries)
            if isinstance(value, dict):
                entries.append([name, 1, NONE, 0, 0])
            elif not value:
                entries.append([name, 2, NONE, END, 0])
            elif len(value) < 4096:
                entries.append([name, 2, NONE, put(value, small, chains[0], 64), len(value)])
            else:
                entries.append([name, 2, NONE, put(value, large, chains[1], 512), len(value)])
            if before is None:
                entries[parent][2] = at
            else:
                siblings[before] = at
            before = at
            if isinstance(value, dict):
                add(value.items(), at)

    add(tree.items(), 0)
    if small:
        entries[0][3:] = put(bytes(small), large, chains[1], 512), len(small)
    directory = b"".join(
        (name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0")
        + struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, NONE, siblings.get(n, NONE), child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
        for n, (name, kind, child, start, size) in enumerate(entries)
    )
    first_directory = put(directory, large, chains[1], 512)
    minifat = b"".join(struct.pack("<I", n) for n in chains[0])
    minifat = minifat.ljust(-(-len(minifat) // 512) * 512, b"\xff")
    first_minifat = put(minifat, large, chains[1], 512) if minifat else END
    fats = 1
    while (len(chains[1]) + fats) > fats * 128:
        fats += 1
    where = len(chains[1])
    fat = b"".join(struct.pack("<I", n) for n in [*chains[1], *[FAT] * fats]).ljust(fats * 512, b"\xff")
    listed = [*range(where, where + fats), *[FREE] * (109 - fats)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIIII", 0, fats, first_directory, 0, 4096, first_minifat, len(minifat) // 512, END, 0, listed[0])
    return head + struct.pack("<108I", *listed[1:]) + bytes(large) + fat
