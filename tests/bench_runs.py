"""What a run costs, as ratios to what it is compared with, side by side in one go on the same machine.

    make bench
    PYTHONPATH=scripts:. python -m tests.bench_runs --returns 100 1000 10000

Memory is the most that any one process had.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.generator import generate
from tests.run.command import ROOT, study_folder

TURNS = 3
PROFILE = ["--workflow-profile", str(ROOT / "profiles" / "default"), "--cores", "2"]
NEW = "Referrals received\nAge,2022/23,2023/24\n0,1,2\n1,3,4\n2,5,60\n"

# Runs a command, and says the seconds, and the most memory that it or a process that it started had.
MEASURED = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
seconds = time.perf_counter() - start
print(done.stdout[-3000:] if done.returncode else "", file=sys.stderr)
print(json.dumps([done.returncode, seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6]))
"""

# One process that imports the same libraries, loads the same files with the bare readers, and saves the same figures.
FLOOR = """
import csv, email, io, sys
from pathlib import Path
import docx, gptables, jinja2, lxml.html, matplotlib, openpyxl, pandas, pandera.pandas, pyarrow.parquet, pydantic, highspy
import janitor, pypdfium2, xlsxwriter, yaml
from python_calamine import CalamineWorkbook
import figures
folder = Path(sys.argv[1])
for path in sorted(p for p in (folder / "data" / "raw").rglob("*") if p.is_file()):
    content, kind = path.read_bytes(), path.suffix.lower()
    if kind in (".xlsx", ".xls", ".xlsb", ".ods", ".xlsm"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    elif kind == ".csv":
        list(csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline="")))
    elif kind == ".docx":
        [cell.text for table in docx.Document(io.BytesIO(content)).tables for row in table.rows for cell in row.cells]
    elif kind == ".pdf":
        [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    elif kind == ".eml":
        [part.get_payload(decode=True) for part in email.message_from_bytes(content).walk()]
made = {"derived": folder / "data/interim/derived.pickle", "metrics": folder / "results/metrics.csv"}
figures.main(folder / "config", made, Path(sys.argv[2]))
"""

# What is written by hand where there is no pipeline: each sheet of each workbook, and the sum of its numbers.
BY_HAND = """
import sys
from pathlib import Path
import pandas as pd
rows = []
for path in sorted(Path(sys.argv[1]).rglob("*.xlsx")):
    for sheet, table in pd.read_excel(path, sheet_name=None, header=None).items():
        rows.append((path.name, sheet, table.apply(pd.to_numeric, errors="coerce").sum().sum()))
pd.DataFrame(rows, columns=["file", "sheet", "sum"]).to_csv(sys.argv[2], index=False)
"""


def measured(*command: str, here: Path = ROOT) -> tuple[float, float]:
    """Seconds, and the most memory in GB."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("SNAKEMAKE") and k != "PYTHONDONTWRITEBYTECODE"}
    environ |= {"PYTHONPATH": str(ROOT / "scripts")}
    done = subprocess.run([sys.executable, "-c", MEASURED, *command], cwd=here, env=environ, capture_output=True, text=True, check=True)
    code, seconds, memory = json.loads(done.stdout)
    assert code == 0, done.stderr
    return seconds, memory


def run(folder: Path, *targets: str, snakefile: Path = ROOT / "Snakefile") -> tuple[float, float]:
    start = [sys.executable, "-m", "snakemake", *targets, "--snakefile", str(snakefile), "--directory", str(folder)]
    return measured(*start, *PROFILE)


def script(code: str, *arguments: Path) -> float:
    return measured(sys.executable, "-c", code, *map(str, arguments))[0]


def told(what: str, one: float, of: str, other: float, target: float) -> None:
    print(f"{what}: {one:.2f} s, {one / other:.2f} times {of} ({other:.2f} s); to be at most {target}", flush=True)


def shipped(here: Path) -> None:
    """The study that is shipped: cold, with nothing to do, with one new file."""
    folder, cold = here / "shipped", []
    floors = []
    for _ in range(TURNS):
        shutil.rmtree(folder, ignore_errors=True)
        cold.append(run(study_folder(folder))[0])
        floors.append(script(FLOOR, folder, here / "figures"))
    told("cold", min(cold), "the floor", min(floors), 2.5)
    count = sum(p.is_file() for p in (folder / "data" / "raw").rglob("*"))
    empty = here / "empty"
    (empty / "data").mkdir(parents=True)
    for n in range(count):
        (empty / "data" / f"{n}.csv").write_text("1\n")
    (empty / "Snakefile").write_text('from pathlib import Path\nrule all:\n    input: sorted(map(str, Path("data").iterdir()))\n')
    times = [(run(folder)[0], run(empty, snakefile=empty / "Snakefile")[0]) for _ in range(TURNS)]
    told("nothing to do", min(t for t, _ in times), f"an empty Snakefile with {count} files", min(t for _, t in times), 1.3)
    added = []
    for n in range(TURNS):
        (folder / "data" / "raw" / "foi" / "EX01" / f"a further reply {n}.csv").write_text(NEW.replace("60", str(60 + n)))
        added.append(run(folder)[0])
    told("one new file", min(added), "a cold run", min(cold), 0.5)


def many(here: Path, counts: list[int]) -> None:
    """A questionnaire's returns and as many replies again: what each costs, the more there are."""
    seconds: dict[int, float] = {}
    for count in counts:
        folder = study_folder(here / f"{count} returns", raw=None)
        shutil.copytree(ROOT / "data" / "raw" / "reference", folder / "data" / "raw" / "reference")
        generate(folder / "data" / "raw", 7, teams=count // 2, bodies=count - count // 2)
        received = sum(p.is_file() for p in (folder / "data" / "raw").rglob("*"))
        by_hand = script(BY_HAND, folder / "data" / "raw", here / "sums.csv")
        read = run(folder, "data/interim/cells.parquet")[0]
        first, _ = run(folder, "results/metrics.csv")
        rest, memory = run(folder)
        seconds[count] = read + first + rest
        print(f"{count} bodies, {received} files: {1000 * seconds[count] / count:.0f} ms each, {memory:.2f} GB; to be at most 1.5 GB")
        told("  reading all of it", read, "pandas.read_excel on its xlsx", by_hand, 1)
        told("  from files to metrics", read + first, "pandas.read_excel on its xlsx", by_hand, 1)
    for few, more in zip(counts, counts[1:]):
        ratio = seconds[more] / more / (seconds[few] / few)
        print(f"{more} returns: each takes {ratio:.2f} times as long as with {few}; from 1,000 to 10,000 at most 1.2", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--returns", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--many", action="store_true", help="10,000 returns too: an hour")
    told_to = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shipped(Path(folder))
        many(Path(folder), told_to.returns + [10_000] * told_to.many)
