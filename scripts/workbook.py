"""Rule workbook: results/audit.xlsx, in which every metric is computed by formulas over the answers."""

from pathlib import Path

import pandas as pd

import addresses
from auditing.text import Raw, metric_href
from calculating import verbs
from calculating.bodies import HOW, Block, Formula, Writer, overs_of
from calculating.references import ASIDE, CHOICES, LOWER, NO_LIMIT, UPPER
from calculating.sheets import Cell, Given, Link, Sheet, write
from deriving.declared import load_metrics
from deriving.derived import Derived
from deriving.inputs import Inputs
from deriving.kept import kept
from study import Study, load_study

ORDER = ["collection", "question", "body", "period", "file", "part"]


def sorted_answers(answers: pd.DataFrame) -> pd.DataFrame:
    """So that what a body said to a question stands together."""
    return answers.fillna({"period": ""}).sort_values(ORDER, kind="stable").reset_index(drop=True)


def answers_sheet(answers: pd.DataFrame, study: Study, raw: Raw) -> Sheet:
    headings = ("Answer", "Body", "Question", "Period", "Broken down by", "What stood there", "Status", "Read by")
    headings += ("Lower", "Upper", "Options ticked", "Set aside because", "See it")
    rows: list[list[Cell]] = []
    for a in answers.to_dict("records"):
        labels = [_label(dimension, a) for dimension in study.question(a["collection"], a["question"]).by]
        ticked = "" if a["choices"] is None or not len(a["choices"]) else f";{';'.join(a['choices'])};"
        low, high = (None if pd.isna(end) else float(end) for end in (a["lower"], a["upper"]))
        high = NO_LIMIT if high is None and low is not None else high
        shown = Link(f"external:audit/{raw.cell(a['answer'])}", addresses.parse(a["answer"]).cell)
        row = [a["answer"], a["body"], a["question"], a["period"], "; ".join(filter(None, labels)), a["raw"], a["status"], a["rule"]]
        rows.append([*row, Given(low), Given(high), ticked, a["set_aside"], shown])
    return Sheet("Answers", headings, (44, 10, 16, 10, 20, 30, 13, 22, 10, 10, 26, 30, 10), rows)


def _label(dimension: str, answer: dict) -> str:
    value, printed = answer[dimension], answer[f"{dimension}_printed"]
    return f"{dimension} {printed if pd.isna(value) else value}" if not (pd.isna(value) and pd.isna(printed)) else ""


def bodies_sheet(blocks: dict[str, Block]) -> Sheet:
    headings = ("Metric", "Body", "Name", "Lower", "Upper", "Counts", "Meets it certainly", "Meets it possibly", "Weight")
    headings += ("Where its number comes from", "Plain sum of lower ends", "Plain sum of upper ends", "Totals leave at least")
    headings += (
        "Totals leave at most",
        "Totals contradict",
        "Stratum",
        "Asked of the stratum",
        "Answered of the stratum",
        "Pairs won at least",
        "Pairs won by the others",
        "More if among the first",
        "More if among the others",
    )
    columns = [addresses.column(n) for n in range(len(headings))]
    rows = [[line.cells.get(column) for column in columns] for block in blocks.values() for line in block.lines]
    return Sheet("Bodies", headings, (30, 10, 34, 10, 10, 8, 10, 10, 9, 44, *[12] * 12), rows)


def metrics_sheet(made: dict[str, Derived], titles: dict[str, str], blocks: dict[str, Block], sheets: verbs.Sheets) -> Sheet:
    headings = ("Metric", "Title", "Unit", "Lower", "Upper", "Lower, by the run", "Upper, by the run", "Equal", "As printed")
    headings += ("How it is computed", "What each body puts in", "What does not follow a change", "See it")
    rows: list[list[Cell]] = []
    for n, (name, derived) in enumerate(made.items(), 2):
        block = blocks.get(name)
        formulas = [Formula(f"={end}", now) for end, now in zip(verbs.ends(derived, block, sheets), derived.interval)]
        same = f'=IF(AND({_equal(f"D{n}", f"F{n}")},{_equal(f"E{n}", f"G{n}")}),"equal","differs")'
        runs = [end if end == end else "" for end in derived.interval]
        lines = Link(f"internal:'Bodies'!A{block.first}", f"{len(block.lines)} lines") if block and block.lines else ""
        problems = f"{block.problems} bodies: see column {HOW} there" if block and block.problems else ""
        title = f"{titles[name.partition('.')[0]]}: {derived.label}" if derived.label else titles[name.partition(".")[0]]
        page = Link(f"external:audit/{metric_href(name)}", "its page")
        row = [name, title, derived.unit, *formulas, *runs, Formula(same, "equal"), derived.text, derived.how]
        rows.append([*row, lines, problems, page])
    shares = frozenset(n for n, d in enumerate(made.values()) if d.unit.startswith("share"))
    return Sheet("Metrics", headings, (34, 60, 12, 11, 11, 11, 11, 9, 24, 80, 16, 28, 10), rows, shares)


def _equal(a: str, b: str) -> str:
    """Whether two ends are the same: to a millionth, or both without limit, or neither known."""
    return f"IFERROR(OR(ABS({a}-{b})<0.000001,MIN({a},{b})>=1E+90),{a}={b})"


def register_sheet(register: pd.DataFrame) -> Sheet:
    first = ["collection", "body", "name"]
    others = [c for c in register if c not in first and c != "address" and not c.startswith("address_of_")]
    rows = [[_text(row[column]) for column in (*first, *others)] for row in register.to_dict("records")]
    return Sheet("Register", (*first, *others), (12, 12, 44, *[16] * len(others)), rows)


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def replies_sheet(replies: pd.DataFrame) -> Sheet:
    columns = ["body", "question", "status", *(c for c in replies if c not in ("collection", "body", "question", "status"))]
    return Sheet("Replies", tuple(columns), (12, 18, 16, *[24] * (len(columns) - 3)), replies[columns].values.tolist())


def references_sheet(references: dict[str, pd.DataFrame]) -> Sheet:
    known = ("address", "value", "upper", "unit", "publisher", "source", "note")
    rows: list[list[Cell]] = []
    for table in references.values():
        for row in table.to_dict("records"):
            said = "; ".join(f"{c} {v}" for c, v in row.items() if c not in (*known, "row"))
            upper = row.get("upper")
            rows.append([row["address"], said, Given(row["value"]), Given(None if upper is None or pd.isna(upper) else upper)])
            rows[-1] += [_text(row.get(column)) for column in ("unit", "publisher", "source", "note")]
    headings = ("Figure", "What it is of", "Value", "Upper", "Unit", "Publisher", "Source", "Note")
    return Sheet("References", headings, (36, 40, 12, 12, 12, 30, 60, 60), rows)


def about(study: Study, blocks: dict[str, Block]) -> list[str]:
    """What the workbook is and how it is used."""
    fixed: dict[tuple[str, str], dict[str, None]] = {}
    for block in blocks.values():
        for line in block.lines:
            if line.problem:
                fixed.setdefault((block.asked.metric.question, line.problem), {})[line.body] = None
    illustrative = [study.settings.illustrative] if study.settings.illustrative else []
    return [
        *illustrative,
        "Every number of the report as a formula. A metric (sheet Metrics) is computed from what each body puts into it (sheet Bodies), "
        "and that from the body's answers (sheet Answers), each with the file and cell that it was read from. Your program's own “trace "
        "precedents” leads from a metric to the answers; the links lead to the audit pages beside this workbook.",
        "A number lies between a lower and an upper end. The column Equal of the sheet Metrics says whether the formulas give what the "
        "run gave (results/metrics.csv).",
        "To see what an answer decides, change what stands on yellow: the lower and upper end of an answer, a reference figure, or the "
        f"options ticked, each between semicolons (columns {LOWER}, {UPPER} and {CHOICES} of Answers). “no limit” is the number 1E+99.",
        "What a body's numbers rest on is fixed: the period that is taken of a return, the status of a number and whether it was set "
        f"aside (column {ASIDE}) are as the run decided them. For a question with options, emptying column {ASIDE} counts the answer.",
        "Where a table prints a total, its parts are bounded by it as well (Bodies, columns K to N: the plain sums of the ends, and what "
        "totals leave of the others). Where totals contradict what they sum, the plain sums count.",
        f"What may not follow a change as a run would (column {HOW} of Bodies says it beside each):"
        if fixed
        else "Every number follows a change as a run would.",
        *(f"  {question}, of {', '.join(bodies)}: {problem}" for (question, problem), bodies in fixed.items()),
        "Text of the returns is kept as text, also where it begins like a formula. Very long texts are cut; characters that do not show "
        "are written as their number, such as [U+200B].",
    ]


def main(config: Path, derived: Path, raw: Path, out: Path) -> None:
    """derived: what rule derive kept."""
    study = load_study(config)
    metrics = load_metrics(config / "metrics.yml", study)
    inputs, made = kept(derived)
    sheets, blocks = contents(inputs, made, {name: m.title for name, m in metrics.items()}, Raw(raw, out.parent / "audit"))
    out.parent.mkdir(parents=True, exist_ok=True)
    write(out, f"{study.settings.title} The numbers, as formulas", about(study, blocks), sheets)


def contents(inputs: Inputs, made: dict[str, Derived], titles: dict[str, str], raw: Raw) -> tuple[list[Sheet], dict[str, Block]]:
    """All sheets but the cover, and what each body puts into each metric."""
    answers = sorted_answers(inputs.answers)
    register, replies = register_sheet(inputs.register), replies_sheet(inputs.replies)
    keys = ([row[n] for row in table] for table, n in ((register.rows, 0), (register.rows, 1), (replies.rows, 0), (replies.rows, 1)))
    collections, bodies, repliers, questions = keys
    columns = {heading: addresses.column(n) for n, heading in enumerate(register.headings)}
    writer = Writer(
        inputs,
        rows={answer: n for n, answer in enumerate(answers["answer"], 2)},
        spans=_spans(answers, inputs),
        replies={key: n for n, key in enumerate(zip(repliers, questions), 2)},
        register={key: n for n, key in enumerate(zip(collections, bodies), 2)},
        columns=columns,
        overs=overs_of(made),
    )
    blocks: dict[str, Block] = {}
    first = 2
    for name, derived in made.items():
        if (block := writer.block(name, derived, first)) is not None:
            blocks[name] = block
            first = block.last + 1
    references = references_sheet(inputs.references)
    places = verbs.Sheets(
        metrics={name: n for n, name in enumerate(made, 2)},
        figures={row[0]: n for n, row in enumerate(references.rows, 2)},
        columns=columns,
        register=len(register.rows) + 1,
    )
    sheets = [metrics_sheet(made, titles, blocks, places), bodies_sheet(blocks), answers_sheet(answers, inputs.study, raw)]
    return [*sheets, replies, register, references], blocks


def _spans(answers: pd.DataFrame, inputs: Inputs) -> dict[tuple[str, str], tuple[int, int]]:
    spans: dict[tuple[str, str], tuple[int, int]] = {}
    for row, (collection, question, body) in enumerate(zip(answers["collection"], answers["question"], answers["body"]), 2):
        if collection == inputs.collection(question):
            spans[question, body] = (spans.get((question, body), (row, row))[0], row)
    return spans


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(Path("config"), Path(snakemake.input.derived), Path("data/raw"), Path(snakemake.output[0]))
