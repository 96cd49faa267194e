"""What this run came to and all that it rests on, to be compared with other runs."""

import csv
import io
import re
from pathlib import Path

import pandas as pd

from comparing.record import Record
from comparing.sources import configured, digest, modules, packages
from deriving.declared import load_metrics
from drawing.declared import load_figures
from reading.delimited import decode, delimiter
from study import Study, typed

CSV = ("metrics", "inputs", "lineage", "statements", "returns", "replies", "by_hand")
PARQUET = ("answers", "unread")
METRIC = ("title", "lower", "upper", "unit", "text", "answered", "asked", "set_aside", "base", "verb", "of")
PUBLISHED = ("lower", "upper", "answered", "base", "hidden")
STATEMENT = ("says", "published", "derived", "verdict", "metrics")
DECISION = ("stood", "says", "who", "when", "why")


def entries(table: pd.DataFrame, key: str | list[str], columns: tuple[str, ...]) -> dict[str, dict]:
    """A table's rows by one of its columns, or by several joined with `/`; blanks are left out. A key that comes again is
    numbered."""
    found: dict[str, dict] = {}
    for row in table.to_dict("records"):
        name = row[key] if isinstance(key, str) else "/".join(row[k] for k in key)
        found[_free(name, found)] = {c: row[c] for c in columns if row[c] not in ("", None)}
    return found


def _free(name: str, taken: dict) -> str:
    again = sum(other == name or other.startswith(f"{name} (") for other in taken) if name in taken else 0
    return f"{name} ({again + 1})" if again else name


def decisions(by_hand: pd.DataFrame) -> tuple[dict[str, dict], dict[str, str]]:
    """What was decided by hand, by what it is about, since lines shift; and the names of the lines in those terms."""
    found, names = {}, {}
    for row in by_hand.to_dict("records"):
        key = _free(f"{row['decision'].partition(',')[0]} › {row['source']}", found)
        # The reason names lines and other files: what of it counts is that the entry does not hold.
        found[key] = {c: row[c] for c in DECISION if row[c]} | (
            {"problem": "it decides nothing, or less than it says"} if row["problem"] else {}
        )
        names[row["decision"]] = key
    return found, names


def answers(study: Study, read: pd.DataFrame, unread: pd.DataFrame, lineage: pd.DataFrame, names: dict[str, str]) -> dict[str, dict]:
    """The answers, and the unread cells, that metrics depend on. names: of the decisions by hand."""
    wanted = {role: set(lineage.loc[lineage["role"] == role, "source"]) for role in ("answer", "unread")}
    line = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)")
    plain = lambda text: line.sub(lambda stood: names[stood[0]], text)  # noqa: E731
    found = {}
    for row in read[read["answer"].isin(wanted["answer"])].to_dict("records"):
        about = [_said(row["period"]), *(f"{d} {_said(row[d])}" for d in study.dimensions if _said(row[d]))]
        by = line.search(row["ruling"] or "") or re.search(rf", by ({line.pattern})$", row["rule"])
        said = {"body": row["body"], "question": row["question"], "about": ", ".join(filter(None, about)), "status": row["status"]}
        said |= {end: row[end] for end in ("lower", "upper") if pd.notna(row[end])}
        said |= {"choices": [] if row["choices"] is None else list(row["choices"]), "aside": plain(row["set_aside"])}
        found[row["answer"]] = said | {"by": names[by[by.lastindex or 0]] if by else ""}
    for row in unread[unread["address"].isin(wanted["unread"])].to_dict("records"):
        found[row["address"]] = {"body": row["body"], "question": _said(row["question"]), "status": "unread", "aside": plain(row["reason"])}
    return {address: {name: value for name, value in said.items() if value not in ("", [], None)} for address, said in found.items()}


def _said(value: object) -> str:
    return value if isinstance(value, str) else ""


def contributions(inputs: pd.DataFrame) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for row in zip(*(inputs[c] for c in ("metric", "body", "lower", "upper", "meets"))):
        found.setdefault(row[0], {})[row[1]] = list(row[2:])
    return found


def register(path: Path) -> dict[str, dict]:
    """The lines of register.csv as they were written; none where there is no such file."""
    if not path.exists():
        return {}
    text = decode(path.read_bytes())
    lines = pd.DataFrame(typed(path, list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)))))
    lines = lines.drop(columns="row").rename(columns=str.lower)
    return entries(lines, ["collection", "body"], tuple(c for c in lines if c))


def figures(folder: Path, drawn: dict[str, tuple[str, ...]]) -> dict[str, dict]:
    """folder: results/figures; drawn: figure → its metrics."""
    found = {}
    for row in _csv(folder / "captions.csv").to_dict("records"):
        digests = {what: digest(folder / f"{row['figure']}.{ending}") for what, ending in (("data", "csv"), ("picture", "svg"))}
        found[row["figure"]] = {"title": row["title"], "metrics": list(drawn.get(row["figure"], ())), **digests}
    return found


def _csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=object, keep_default_na=False)


def recorded(config: Path, study: Study, paths: dict[str, Path], code: dict[str, list[Path]]) -> Record:
    """paths: the tables of CSV and PARQUET, register.csv as it was received, the folder `figures`, `published`, the metrics as they are
    printed, lock and project. code: `numbers` and `drawing`, lists of modules."""
    tables = {name: _csv(paths[name]) for name in CSV} | {name: pd.read_parquet(paths[name]) for name in PARQUET}
    declared = load_metrics(config / "metrics.yml", study)
    drawn = {name: figure.metrics for name, figure in load_figures(config / "figures.yml", study, declared).items()}
    decided, names = decisions(tables["by_hand"])
    said = tables["replies"][tables["replies"]["status"] != "no_answer"]
    return Record(
        metrics=entries(tables["metrics"], "metric", METRIC),
        published=entries(_csv(paths["published"]), "metric", PUBLISHED) if study.settings.disclosure else {},
        contributions=contributions(tables["inputs"]),
        statements=entries(tables["statements"], "statement", STATEMENT),
        figures=figures(paths["figures"], drawn),
        answers=answers(study, tables["answers"], tables["unread"], tables["lineage"], names),
        replies=entries(said, ["collection", "body", "question"], ("status", "section")),
        files=entries(tables["returns"], "path", ("sha256", "status", "reason")),
        register=register(paths["register"]),
        decisions=decided,
        config=configured(config),
        code=modules(code["numbers"]),
        drawing=modules(code["drawing"]),
        packages=packages(paths["lock"], paths["project"]),
    )
