"""Rule drift: what returns say in other words than config expects, expected and found side by side, with what to do."""

import csv
import gc
from pathlib import Path

import pyarrow.parquet as pq

import addresses
from recognising.drift import drift
from study import load_study

COLUMNS = ("collection", "body", "file", "part", "cell", "kind", "expected", "found", "places", "what_to_do")


def main(config: Path, cells: Path, answers: Path, unread: Path, out: Path) -> None:
    """Writes drift.csv: a line a difference, at its first place; `places` counts the parts where it stands."""
    gc.disable()  # many small objects that all live to the end
    study = load_study(config)
    labels = [name for d in study.dimensions for name in (d, f"{d}_printed")]
    read = pq.read_table(answers, columns=["answer", "collection", "question", "choices", "headers", *labels]).to_pylist()
    table = pq.read_table(cells, columns=["collection", "body", "file", "part", "cell", "text"])
    texts, places = {}, {}
    for *place, part, cell, text in zip(*(column.to_pylist() for column in table.columns)):
        if place[0] in study.questions:
            path = addresses.path(*place)
            places[path] = place
            texts[addresses.address(path, part, cell)] = text
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for line, count in drift(study, texts, read, pq.read_table(unread).drop_columns("headers").to_pylist()):
            path, part, cell = addresses.parse(line.address)
            writer.writerow([*places[path], part, cell, line.kind, line.expected, line.found, count, line.what_to_do])


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(Path("config"), *(Path(snakemake.input[n]) for n in ("cells", "answers", "unread")), Path(snakemake.output[0]))
