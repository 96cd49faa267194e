"""The grammar of answers on every text that real returns hold: what it calls exact is a number, by another definition."""

from pathlib import Path

import read
from reading.cells import NotRead
from recognising.values import Context, interval
from tests.law.test_grammar import is_number


def texts(folder: Path) -> set[str]:
    found = set()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        try:
            found |= {cell.text for part in read.read_content(path.name, path.read_bytes()).parts for cell in part.cells}
        except NotRead:
            continue
    return found


def test_no_text_that_is_no_number_is_exact(real: Path) -> None:
    given = texts(real / "housing" / "data" / "raw") | texts(real / "surveys")
    assert len(given) > 4000
    read_as_exact = {text for text in given if (said := interval(text, Context(footnotes=frozenset("*†‡")))) and said.status == "exact"}
    assert len(read_as_exact) > 1000
    assert [text for text in sorted(read_as_exact) if not is_number(text)] == []
