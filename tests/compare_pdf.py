"""Compares libraries that read PDFs, on real ones: `python -m tests.compare_pdf FOLDER LIBRARY`.

What is not chosen is no dependency: install it beside (pip install pdfplumber pypdf playa-pdf pymupdf …).
"""

import resource
import sys
import time
from pathlib import Path


def reader(library: str):
    """file → its text, and how many cells with text its tables have (0 where the library finds none)."""
    if library == "this":
        sys.path.insert(0, "scripts")
        from reading.pdf import read

        def this(path):
            parts = read(path.read_bytes(), "pdf").parts
            cells = [c for part in parts if part.naming == "R1C1" for c in part.cells]
            return " ".join(c.text for part in parts for c in part.cells), len(cells)

        return this
    if library == "pdfplumber":
        import pdfplumber

        return lambda path: _pages(pdfplumber.open(path).pages, lambda p: p.extract_text(), lambda p: p.extract_tables())
    if library == "pymupdf":
        import pymupdf

        return lambda path: _pages(pymupdf.open(path), lambda p: p.get_text(), lambda p: [t.extract() for t in p.find_tables().tables])
    if library == "pypdfium2":
        import pypdfium2

        return lambda path: _pages(pypdfium2.PdfDocument(path), lambda p: p.get_textpage().get_text_range(), lambda p: [])
    if library == "playa":
        import playa

        return lambda path: _pages(playa.open(path).pages, lambda p: p.extract_text(), lambda p: [])
    if library == "pypdf":
        import pypdf

        return lambda path: _pages(pypdf.PdfReader(path).pages, lambda p: p.extract_text(), lambda p: [])
    if library == "pdfminer":
        from pdfminer.high_level import extract_text

        return lambda path: (extract_text(path), 0)
    raise SystemExit(f"{library} is not among them")


def _pages(pages, text, tables):
    texts, cells = [], 0
    for page in pages:
        texts.append(text(page))
        cells += sum(1 for table in tables(page) for row in table for cell in row if cell and cell.strip())
    return " ".join(texts), cells


if __name__ == "__main__":
    folder, library = sys.argv[1:]
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    read = reader(library)
    loaded = time.process_time()
    slowest, cells = 0.0, 0
    for path in sorted(Path(folder).rglob("*.pdf")):
        began = time.process_time()
        cells += read(path)[1]
        slowest = max(slowest, time.process_time() - began)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
    took = f"import {loaded - start:.2f} s, all {time.process_time() - loaded:.1f} s, slowest {slowest:.1f} s"
    print(f"{library}: {took}, {cells} cells in tables, {memory:.0f} MB")
