"""Writes messages as Outlook does: msg files, and winmail.dat."""

import struct

from tests.made.compound import Tree, compound

Values = dict[int, str | bytes | int]


def msg(values: Values, attachments: list[tuple[Values, "Tree | None"]] = ()) -> bytes:
    return compound(stored(values, attachments, 32))


def stored(values: Values, attachments: list[tuple[Values, "Tree | None"]] = (), head: int = 24) -> Tree:
    """The storage of a message; one that is attached to another has the shorter head."""
    tree = _streams(values, head)
    for n, (given, within) in enumerate(attachments):
        attached = _streams(given, 8)
        if within is not None:
            attached["__substg1.0_3701000D"] = within
        tree[f"__attach_version1.0_#{n:08X}"] = attached
    return tree


def _streams(values: Values, head: int) -> Tree:
    """Texts and bytes have a stream each; numbers (a time is one) stand in the stream that all share."""
    tree: Tree = {}
    fixed = bytes(head)
    for number, value in values.items():
        if isinstance(value, str):
            tree[f"__substg1.0_{number:04X}001F"] = value.encode("utf-16-le")
        elif isinstance(value, bytes):
            tree[f"__substg1.0_{number:04X}0102"] = value
        else:
            fixed += struct.pack("<HHIq", 0x40 if value > 1 << 32 else 3, number, 6, value)
    tree["__properties_version1.0"] = fixed
    return tree


def tnef(values: Values, attachments: list[tuple[str, Values, bytes]]) -> bytes:
    """attachments: short name, properties, content."""
    out = b"\x78\x9f\x3e\x22\x01\x00" + _attribute(1, 0x9006, 8, struct.pack("<I", 0x10000))
    out += _attribute(1, 0x9003, 6, _packed(values))
    for name, given, content in attachments:
        out += _attribute(2, 0x9002, 6, bytes(14)) + _attribute(2, 0x8010, 1, name.encode() + b"\0")
        out += _attribute(2, 0x800F, 6, content) + _attribute(2, 0x9005, 6, _packed(given))
    return out


def _attribute(level: int, name: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _packed(values: Values) -> bytes:
    out = struct.pack("<I", len(values))
    for number, value in values.items():
        if isinstance(value, int):
            out += struct.pack("<HHi", 3, number, value)
            continue
        data = value.encode("utf-16-le") + b"\0\0" if isinstance(value, str) else value
        out += struct.pack("<HHII", 0x1F if isinstance(value, str) else 0x0102, number, 1, len(data)) + data + bytes(-len(data) % 4)
    return out
