"""The XML of a word processor, by local names: the same in the strict and in the transitional form of the format."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """The children of that name; none, where there is no element."""
    return (child for child in element if local(child) == name) if element is not None else iter(())


def value(element: etree._Element, name: str = "val") -> str:
    """An attribute, empty where it is not set."""
    return next((v for key, v in element.attrib.items() if key.rpartition("}")[2] == name), "")


def switched_on(element: etree._Element, name: str) -> bool:
    """Whether a property is set, and not set to no."""
    return any(value(child) not in ("0", "false", "off", "none") for child in children(element, name))
