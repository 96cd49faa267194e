"""Letters as the generator writes them, as plain text: the status of each question against the truth."""

from pathlib import Path

import pyarrow as pa
import pytest

from read import CELLS
from recognising.said import letters
from study import load_study
from tests.generator import foi, replies
from tests.generator import letters as written
from tests.generator.world import World
from tests.run.test_truth import given

ROOT = Path(__file__).parents[2]
LETTERS = (".docx", ".pdf", ".eml")


def as_text(blocks, *_: object) -> bytes:
    return written.plain(blocks).encode()


def cells_of(folder: Path) -> pa.Table:
    rows = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix in LETTERS):
        place = {"collection": "foi", "body": path.parent.name, "file": path.name, "part": "text", "col": 0, "kind": "text"}
        for n, line in enumerate(path.read_text().splitlines()):
            if line.strip():
                quoted = ["quoted"] if line.startswith(">") else []
                rows.append(place | {"cell": f"line {n + 1}", "row": n, "text": line.lstrip("> ").strip(), "marks": quoted})
    return pa.Table.from_pylist(rows, schema=CELLS)


@pytest.mark.parametrize("seed", range(12))
def test_the_status_of_each_question(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for writer in ("written", "printed"):
        monkeypatch.setattr(replies, writer, as_text)
    monkeypatch.setattr(replies, "message", lambda subject, sender, day, number, text, attached=(): text.encode())
    world = World(seed, *foi.make(tmp_path, seed, 60))
    said = letters(load_study(ROOT / "config"), cells_of(tmp_path)).to_pylist()
    true = {(s.body, s.question): s for s in world.statuses}
    withheld = {key for key, s in true.items() if s.status in ("refused", "not_held")}
    found = set()
    for row in said:
        if row["status"] != "unknown":
            key = (row["body"], row["question"])
            assert given(row["status"]) == given(true[key].status), f"{row['source']}: {row['quote']!r}, is {true[key].status}"
            found.add(key)
    in_letters = {
        (t.body, t.question) for t in world.truths if t.file.split("/")[0].endswith(LETTERS) and not t.file.endswith((".xlsx", ".csv"))
    }
    assert len(found & withheld) >= 0.9 * len(withheld & in_letters), sorted((withheld & in_letters) - found)
