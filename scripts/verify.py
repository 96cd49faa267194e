"""Checks a study's results against what was received, with none of the code that made them.

    python verify.py FOLDER        FOLDER holds data/raw/ and results/; the folder of this file's parent unless given

Needs Python 3.11 and python-calamine (for workbooks), nothing else; with pypdfium2 it reads PDFs as well. It checks:
  1 files     each file of results/returns.csv has the sha256 that stands there, and no file of a body is missing from it
  2 cells     each cell that results/lineage.csv names holds the text that results/answers.csv says was read
  3 answers   plain numbers, "<5" and "1 to 4" mean the lower and upper end that answers.csv gives them
  4 bodies    what results/inputs.csv says that each body puts into a metric follows from its answers
  5 metrics   each metric of results/metrics.csv follows from inputs.csv, or from the metrics that it is made of
It says what holds, what does not (which file, which cell, what stood there, what was expected), and what it could not
check. It ends with 1 if something does not hold. What it cannot see: whether a cell that nobody names should have counted.
"""

import csv
import email
import email.policy
import hashlib
import html
import io
import math
import re
import statistics
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

csv.field_size_limit(10_000_000)
NUMERIC = {"exact", "suppressed", "rounded", "banded", "approximate"}
holds, fails, unchecked = defaultdict(int), [], defaultdict(int)


def expect(check, true, what):
    if true:
        holds[check] += 1
    else:
        fails.append(f"{check}: {what}")


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def near(a, b):
    return a == b or (None not in (a, b) and abs(a - b) <= 1e-6 * max(1, abs(a), abs(b)))


def number(text):
    return float(text) if text not in ("", None) else None


# Files and cells ---------------------------------------------------------------------------------------------------


class Files:
    """The files below data/raw, and those inside messages and archives: `message.eml/table.xlsx`."""

    def __init__(self, raw):
        self.raw, self.kept = raw, {}

    def content(self, path):
        """The bytes of a file, or None where there is none that can be opened."""
        outer, inner = path, ""
        while outer and not (self.raw / outer).is_file():
            outer, _, last = outer.rpartition("/")
            inner = f"{last}/{inner}".rstrip("/")
        content = (self.raw / outer).read_bytes() if outer else None
        return self.inside(content, inner) if inner and content is not None else content

    def inside(self, content, name):
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return archive.read(name) if name in archive.namelist() else None
        message = email.message_from_bytes(content, policy=email.policy.default)
        return next((part.get_payload(decode=True) for part in message.walk() if part.get_filename() == name), None)

    def opened(self, path):
        """("grids", {sheet: rows}) of a table, ("text", words) of anything else, or (None, why not)."""
        if path not in self.kept:
            try:
                content = self.content(path)
                self.kept[path] = (None, "no such file") if content is None else self.read(content, path.rpartition(".")[2].lower())
            except Exception as error:  # whatever is wrong with a file that was received, the others are checked
                self.kept[path] = (None, f"cannot be opened here ({type(error).__name__}: {error})")
        return self.kept[path]

    def read(self, content, kind):
        if kind in ("xlsx", "xlsm", "xls", "xlsb", "ods"):
            from python_calamine import CalamineWorkbook

            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            return "grids", {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
        if kind in ("csv", "tsv"):
            text = decoded(content)
            return "grids", {sign: list(csv.reader(io.StringIO(text, newline=""), delimiter=sign)) for sign in ",;\t|"}
        if kind == "docx":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return "text", words(re.sub(r"</w:p>|<w:(br|tab)/>", " ", archive.read("word/document.xml").decode()))
        if kind == "eml":
            message = email.message_from_bytes(content, policy=email.policy.default)
            return "text", " ".join(words(p.get_content()) for p in message.walk() if p.get_content_maintype() == "text")
        if kind in ("txt", "md", "html", "htm"):
            return "text", words(decoded(content))
        if kind == "pdf":
            try:
                import pypdfium2
            except ImportError:
                return None, "pdf, and pypdfium2 is not installed"
            return "text", words(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)))
        return None, f"{kind} cannot be opened here"


def decoded(content):
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            pass
    return content.decode("cp1252", "replace")


def words(text):
    """Text without markup, each run of blanks as one."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def apart(address):
    """file, part and cell of `<file>#<part>!<cell>`."""
    rest, _, cell = address.rpartition("!")
    path, _, part = rest.rpartition("#")
    return path, part, cell


def standing(grid, cell):
    """What stands in a cell such as B7, or None beyond the sheet's end."""
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    row = int(row)
    return grid[row - 1][column - 1] if row <= len(grid) and column <= len(grid[row - 1]) else None


def same_text(stands, read):
    if isinstance(stands, float) or (isinstance(stands, int) and not isinstance(stands, bool)):
        try:
            return near(float(read.replace(",", "").rstrip("%")) / (100 if read.endswith("%") else 1), float(stands))
        except ValueError:
            return False
    text = "" if stands is None else str(stands)
    text, read = words(text).casefold(), words(read).casefold()
    return text == read or (hasattr(stands, "isoformat") and text.startswith(read))


def check_cell(files, address, read):
    path, part, cell = apart(address)
    kind, found = files.opened(path)
    if kind is None:
        unchecked[f"cells: {found}"] += 1
    elif kind == "grids":
        grids = found.values() if part == "" else [found[part]] if part in found else []
        stands = [standing(grid, cell) for grid in grids]
        true = any(same_text(s, read) for s in stands)
        shown = repr(stands[0]) if part and stands else repr(max(map(str, stands), default="", key=len)) if stands else "no such sheet"
        expect("cells", true, f"{path}, sheet {part!r}, cell {cell}: there stands {shown}, and {read!r} was read")
    elif not read:
        unchecked["cells: a blank in running text"] += 1
    else:
        true = "".join(words(read).split()).casefold() in "".join(found.split()).casefold()
        expect("cells, by text search", true, f"{path}, {part}, {cell}: {read!r} was read, and the text does not hold it")


# Answers and bodies ------------------------------------------------------------------------------------------------


def meaning(raw):
    """The ends that a plain number, "<n" or a band may have: pairs of possible ends. None for all else."""
    text = raw.strip().replace(",", "")
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return [(float(text), float(text))]
    if found := re.fullmatch(r"<\s*(\d+)", text):
        return [(low, float(found[1]) - 1) for low in (0.0, 1.0)]
    if found := re.fullmatch(r"(\d+)\s*(?:-|–|to)\s*(\d+)", text):
        return [(float(found[1]), float(found[2]))]
    return None


def check_answer(a):
    known = meaning(a["raw"]) if a["status"] in ("exact", "suppressed", "banded") and not a["choices"] and not a["ruling"] else None
    if known is None or a["lower"] == "":
        unchecked["answers: words, or a number that needs the return's legend or a ruling"] += 1
    else:
        said = number(a["lower"]), number(a["upper"])
        expect("answers", said in known, f"{a['answer']}: {a['raw']!r} is {known[0]}, and answers.csv says {said}")


def check_body(row, metric, answers):
    """What one body puts in, from the answers that it is said to rest on. True where it could be checked."""
    mine = [a for a in answers if not a["set_aside"] and a["question"] == metric["of"]]
    wanted = f"{metric['metric']}, {row['body']}"
    if any(a["set_aside"] and not a["set_aside"].startswith("same as ") or a["status"] == "unreadable" for a in answers):
        return False
    low, high = number(row["lower"]), number(row["upper"])
    if low is None:
        chosen = {option for a in mine for option in a["choices"].split("; ") if option}
        at_least = re.fullmatch(r"(\d+) or more", metric["where"])
        met = len(chosen) >= int(at_least[1]) if at_least else bool(chosen & set(metric["where"].split(" or ")))
        expect("bodies", met == (row["meets"] == "yes"), f"{wanted}: it chose {sorted(chosen)}, and inputs.csv says {row['meets']!r}")
        return True
    parts = summed(mine, metric)
    if parts is None:
        return False
    if len(parts) == 1 and metric["cap"] and high == max(float(metric["cap"]), low):
        parts = [(parts[0][0], high)]
    least, most = (sum(math.inf if end is None else end for end in ends) for ends in zip(*parts))
    inside = least - 1e-6 <= low and (math.inf if high is None else high) <= most + 1e-6
    # A printed total may make a sum narrower than its parts; what is exact, or one answer, it cannot change.
    same = near(low, least) and near(math.inf if high is None else high, most)
    true = same if len(parts) == 1 and not metric["over"] or least == most else inside
    expect("bodies", true, f"{wanted}: its answers add up to {least:g} to {most:g}, and inputs.csv says {row['lower']} to {row['upper']}")
    if found := re.fullmatch(r"(<=|>=|<|>)\s*([\d.]+)", metric["where"]):
        limit, most = float(found[2]), math.inf if high is None else high
        test = {"<": lambda n: n < limit, "<=": lambda n: n <= limit, ">": lambda n: n > limit, ">=": lambda n: n >= limit}[found[1]]
        meets = {2: "yes", 1: "maybe", 0: "no"}[test(low) + test(most)]
        expect("bodies", meets == row["meets"], f"{wanted}: {low:g} to {most:g} is {meets!r}, and inputs.csv says {row['meets']!r}")
    return True


def summed(answers, metric):
    """The ends of the answers that a body's number is the sum of; None where its table needs more than this to be read."""
    over = defaultdict(set)
    for pair in filter(None, metric["over"].split("; ")):
        over[pair.partition("=")[0]].add(pair.partition("=")[2])
    numbers = [a for a in answers if a["status"] in NUMERIC]
    dimensions = [c for c in answers[0] if c not in FIXED and any(a[c] for a in numbers)] if answers else []
    if not numbers or set(dimensions) != set(over):
        return None
    periods = metric["period"].split("; ") if metric["period"] else sorted({a["period"] for a in numbers} - {"total"}, reverse=True)
    if over:
        period = next((p for p in periods if any(a["period"] == p for a in numbers)), None)
        numbers = [a for a in numbers if a["period"] == period and all(a[d] in over[d] for d in over)]
    places = {tuple(a[d] for d in dimensions) for a in numbers}
    if len(numbers) != len(places) or len(places) != math.prod(len(values) for values in over.values()):
        return None
    return [(number(a["lower"]) or 0.0, number(a["upper"])) for a in numbers]


FIXED = {"answer", "body", "question", "period", "raw", "status", "lower", "upper", "choices", "rule", "ruling", "set_aside"}


# Metrics -----------------------------------------------------------------------------------------------------------


def recomputed(m, metrics, inputs, files):
    """Both ends of a metric from what bodies put in, also of what it is made of. None as an end: not known, or without limit."""
    verb, rows = m["verb"], inputs[m["metric"]]
    if verb == "reference":
        return number(m["lower"]), number(m["upper"])
    weights = [(float(r["weight"]), r["meets"]) for r in rows]
    ends = [(number(r["lower"]), number(r["upper"]), float(r["weight"])) for r in rows]
    lows, highs = [e[0] for e in ends], [math.inf if e[1] is None else e[1] for e in ends]
    if verb in ("count", "share", "distribution", "replies"):
        certain = sum(w for w, meets in weights if meets == "yes")
        possible = certain + sum(w for w, meets in weights if meets == "maybe")
        base = 1 if verb in ("count", "replies") else sum(w for w, _ in weights)
        return (certain / base, possible / base) if base else (None, None)
    if verb == "tendency":
        sides = [[(lo, hi) for lo, hi, r in zip(lows, highs, rows) if r["meets"] == m] for m in ("yes", "no", "maybe")]
        first, others, either = sides
        return (fewest_won(*sides), 1 - fewest_won(others, first, either)) if first and others else (None, None)
    if verb == "known":
        wanted = [("collection", m["of"]), *(p.split("=", 1) for p in filter(None, m["where"].split("; ")))]
        lines = [r for r in table(files.raw / "register.csv") if all(r[column].strip() == value for column, value in wanted)]
        return (len(lines),) * 2
    if verb in ("multiply", "add", "ratio", "ranking"):
        parts = [recomputed(metrics[name], metrics, inputs, files) for name in m["of"].split("\n")]
        if verb == "ranking":
            same = [n for n in metrics if n.partition(".")[0] == m["of"].partition(".")[0]]
            ranked = [recomputed(metrics[n], metrics, inputs, files) for n in same]
            if parts[0][0] is None:
                return None, None
            above = sum(low is not None and low > (math.inf if parts[0][1] is None else parts[0][1]) for low, _ in ranked)
            return 1 + above, sum(high is None or high >= parts[0][0] for _, high in ranked)
        if verb == "ratio":
            if len(parts) == 1:
                return None, None
            over = [math.prod(p[end] for p in parts[1:]) for end in (0, 1)]
            top = parts[0][1]
            return parts[0][0] / over[1] if over[1] else None, top / over[0] if over[0] and top is not None else None
        return tuple((sum if verb == "add" else math.prod)(p[end] for p in parts) for end in (0, 1))
    if not rows:
        return None, None
    if verb == "total":
        low, high = sum(lo * w for lo, _, w in ends), sum(hi * w for hi, (_, _, w) in zip(highs, ends))
    else:
        of = {"median": (statistics.median,) * 2, "smallest": (min, min), "largest": (max, max), "range": (min, max)}[verb]
        low, high = of[0](lows), of[1](highs)
    return low, None if math.isinf(high) else high


def fewest_won(first, others, either):
    """The least share of pairs that the first win, wherever those stand who may be on either side."""
    won = lambda a, b: (a[0] > b[1]) + (a[0] == b[1]) / 2  # noqa: E731
    as_others = sum(won(a, b) for a in first for b in others + either)
    more = sorted(sum(won(e, b) for b in others) - sum(won(a, e) for a in first) for e in either)
    counts = range(len(either) + 1)
    return min((as_others + sum(more[:n])) / ((len(first) + n) * (len(others) + len(either) - n)) for n in counts)


def check_figure(m, source, files):
    path, _, cell = apart(source)
    grid = next((g for g in files.opened(path)[1].values() if standing(g, cell) is not None), [])
    value = number(standing(grid, cell)) if grid else None
    line = dict(zip(grid[0], grid[int(re.sub(r"\D", "", cell)) - 1])) if grid else {}
    upper = number(line.get("upper", "")) or value
    true = near(number(m["lower"]), value) and near(number(m["upper"]), upper)
    expect("metrics", true, f"{m['metric']}: {source} says {value} to {upper}, and metrics.csv {m['lower']} to {m['upper']}")


def check_metrics(metrics, inputs, lineage, files):
    for name, m in metrics.items():
        sources = lineage[name]
        if m["verb"] == "reference":
            check_figure(m, next(source for role, source in sources if role == "reference"), files)
            continue
        try:
            low, high = recomputed(m, metrics, inputs, files)
        except (KeyError, TypeError, ValueError, OSError) as error:
            unchecked[f"metrics: {name} ({type(error).__name__}: {error})"] += 1
            continue
        said = number(m["lower"]), number(m["upper"])
        true = near(low, said[0]) and near(high, said[1])
        expect("metrics", true, f"{name}: metrics.csv says {m['lower']} to {m['upper']}; computed again it is {low} to {high}")
        lacking = {a for r in inputs[name] for a in r["answers"].split("\n") if a} - {source for _, source in sources}
        expect("metrics' lineage", not lacking, f"{name}: lineage.csv does not name {', '.join(sorted(lacking)[:3])}")


def main(folder):
    results, files = folder / "results", Files(folder / "data" / "raw")
    returns = {row["path"]: row for row in table(results / "returns.csv")}
    confidential = (folder / "withheld.csv").exists() and tuple(row["path"] for row in table(folder / "withheld.csv"))
    for path, row in returns.items():
        if confidential and path.startswith(confidential):
            unchecked["files: received in confidence, and not handed over"] += 1
            continue
        content = files.content(path)
        digest = content is not None and hashlib.sha256(content).hexdigest()
        inner = content is None and (files.content(path.rpartition("/")[0]) is not None)
        if inner:
            unchecked["files: inside a file that cannot be opened here"] += 1
        else:
            said = f"{path}: sha256 is {digest}, and returns.csv says {row['sha256']}" if digest else f"{path}: the file is not there"
            expect("files", digest == row["sha256"], said)
    for path in sorted(p for p in files.raw.rglob("*") if p.is_file()):
        name = path.relative_to(files.raw).as_posix()
        expect("files listed", name in returns, f"{name}: returns.csv does not list it")

    answers = {row["answer"]: row | {"raw": row["raw"][1:]} for row in table(results / "answers.csv")}
    lineage, inputs = defaultdict(list), defaultdict(list)
    for row in table(results / "lineage.csv"):
        lineage[row["metric"]].append((row["role"], row["source"]))
    for row in table(results / "inputs.csv"):
        inputs[row["metric"]].append(row)
    metrics = {row["metric"]: row for row in table(results / "metrics.csv")}
    for address in sorted({source for named in lineage.values() for role, source in named if role == "answer"}):
        if address in answers:
            check_cell(files, address, answers[address]["raw"])
            check_answer(answers[address])
        else:
            expect("cells", False, f"{address}: lineage.csv names it, and answers.csv has no such answer")
    for name, rows in inputs.items():
        for row in rows:
            mine = [answers[a] for a in row["answers"].split("\n") if a in answers]
            if metrics[name]["verb"] in ("tendency", "replies") or not mine:
                unchecked["bodies: silent ones, replies in letters, and pairs"] += 1
            elif not check_body(row, metrics[name], mine):
                unchecked["bodies: tables with totals, bands or blanks, and answers that cannot be used"] += 1
    check_metrics(metrics, inputs, lineage, files)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1])
    print("Holds:", *(f"  {n:6,}  {check}" for check, n in holds.items()), sep="\n")
    print("Could not be checked:", *(f"  {n:6,}  {why}" for why, n in unchecked.items()), sep="\n")
    print(f"Does not hold: {len(fails)}", *(f"  {fail}" for fail in fails), sep="\n")
    sys.exit(1 if fails else 0)
