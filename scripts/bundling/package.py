"""datapackage.json: what each table of results/ holds, as a Frictionless data package."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

# What a row of each table is, the columns that tell its rows apart, and the columns that name rows of another table.
TABLES: dict[str, tuple[str, list[str], dict[str, tuple[str, str]]]] = {
    "metrics": ("One number of the report: its interval, whom it speaks for, and what it is computed from", ["metric"], {}),
    "lineage": ("What a metric depends on: an answer, a cell, or another metric", [], {"metric": ("metrics", "metric")}),
    "inputs": ("What one body puts into a metric", ["metric", "body"], {"metric": ("metrics", "metric")}),
    "answers": ("One answer: where it stood, its text behind an apostrophe, and what was read", ["answer"], {}),
    "statements": ("A sentence of the report: what was published, what was derived, and the verdict", ["statement"], {}),
    "chase": ("How much one uncertain or missing answer widens a metric", [], {"metric": ("metrics", "metric")}),
    "returns": ("A file that was received: its hash, and what became of its cells", ["path"], {}),
    "replies": ("What one body said to one question", [], {}),
    "requests": ("What one body was asked: when, when a reply was due, and what came", ["collection", "body"], {}),
    "by_hand": ("What a person decided, who, when and why", [], {}),
    "changes": ("What is another than in the accepted run, and because of what; then all that came, went or changed", [], {}),
    "drift": ("Where returns say something in other words than config expects", [], {}),
}


def described(title: str, results: Path) -> dict:
    """The description of the tables that are there. Their types are what their columns hold."""
    found = {name: results / f"{name}.csv" for name in TABLES if (results / f"{name}.csv").exists()}
    return {"name": "returns-and-metrics", "title": title, "resources": [_resource(name, path) for name, path in found.items()]}


def _resource(name: str, path: Path) -> dict:
    what, key, foreign = TABLES[name]
    table = pd.read_csv(path, keep_default_na=False, na_values=[""], low_memory=False)
    schema: dict = {"fields": [{"name": column, "type": _type(table[column])} for column in table], "missingValues": [""]}
    if key:
        schema["primaryKey"] = key
    if foreign:
        links = {column: {"resource": other, "fields": to} for column, (other, to) in foreign.items()}
        schema["foreignKeys"] = [{"fields": column, "reference": to} for column, to in links.items()]
    said = {"name": name, "title": what, "path": f"results/{name}.csv", "profile": "tabular-data-resource"}
    return said | {"scheme": "file", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": schema}


def _type(column: pd.Series) -> str:
    if column.notna().any():
        if pd.api.types.is_bool_dtype(column):
            return "boolean"
        if pd.api.types.is_integer_dtype(column):
            return "integer"
        if pd.api.types.is_float_dtype(column):
            return "number"
    return "string"
