"""Rule register: data/raw/register.csv, tidied and checked: the bodies that there are, and those that others succeeded. With no
register, the bodies are the folders that are there."""

import csv
import io
from pathlib import Path

import pandas as pd

import addresses
from reading.delimited import decode, delimiter
from study import ConfigError, typed

COLUMNS = ["collection", "body", "name", "nation", "request", "asked", "replied", "note"]


def read_register(path: Path) -> pd.DataFrame:
    """A row a body and collection, as SCHEMA says, with `address`: the cell that names the body.

    Columns that SCHEMA does not know are kept: metrics may tell bodies apart by them, as by nation; `address_of_nation` is
    the cell that says it, and so of each column that may decide a number.

    People type this table: names of columns in any case, empty rows and columns. Raises ConfigError with the lines.
    """
    import janitor  # noqa: F401  (slow to import, and used here only)
    import pandera.pandas as pa

    from schemas.register import SCHEMA

    text = decode(path.read_bytes())
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)))
    if not rows:
        raise ConfigError(f"{path} is empty: it needs a line of headings ({', '.join(COLUMNS)}) and one line a body")
    columns = list(dict.fromkeys([*(heading.strip() for heading in rows[0]), "row"]))
    table = pd.DataFrame(typed(path, rows), columns=columns).clean_names()
    table = table.astype({c: int if c == "row" else str for c in table})
    missing = [c for c in ("collection", "body", "name", "replied") if c not in table]
    if missing:
        raise ConfigError(f"{path} has no column {' and no column '.join(missing)}. Its headings are: {', '.join(rows[0])}")
    try:
        table = SCHEMA.validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        raise ConfigError("\n".join(_lines(path, table, errors.failure_cases))) from None
    others = [c for c in table if c not in (*COLUMNS, "row")]
    headings = {heading.strip(): i for i, heading in enumerate(rows[0])}
    stands = {c: headings[said] for c, said in zip(table, columns) if said in headings}
    place = lambda c: [addresses.address(path.name, "", addresses.cell(row - 1, stands[c])) for row in table["row"]]  # noqa: E731
    apart = ("collection", "name", "nation", "replied", *others)
    told = {"address": place("body")} | {f"address_of_{c}": place(c) for c in apart if c in stands}
    for column in COLUMNS:
        if column not in table:
            table[column] = ""
    return table[[*COLUMNS, *others]].assign(**told).reset_index(drop=True)


def _lines(path: Path, table: pd.DataFrame, failures: pd.DataFrame) -> list[str]:
    lines = []
    for failure in failures.drop_duplicates(["column", "index", "check"]).itertuples():
        row = f", line {table.loc[failure.index, 'row']}" if failure.index in table.index else ""
        lines.append(f"{path}{row}: {failure.column} is {failure.failure_case!r}; it should be {failure.check}")
    return lines


def split(path: Path, table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The bodies that there are, and their predecessors (PREDECESSORS), who are asked and counted no more.

    became is the last successor, where one was succeeded in turn. Raises ConfigError with the lines.
    """
    if "became" not in table:
        return table, pd.DataFrame(columns=PREDECESSORS, dtype=str)
    since = table["since"] if "since" in table else pd.Series("", table.index)
    line = {(row.collection, row.body): (row.became, addresses.parse(row.address).cell) for row in table.itertuples()}
    wrong, last = [], []
    for row, day in zip(table.itertuples(), since):
        where = f"{path}, line {addresses.place(addresses.parse(row.address).cell)[0] + 1}"
        seen, now = [row.body], row.became
        while now and now not in seen and (row.collection, now) in line and line[row.collection, now][0]:
            seen, now = [*seen, now], line[row.collection, now][0]
        last.append(now)
        if now and (row.collection, now) not in line:
            wrong.append(f"{where}: became is {now!r}, and no line of {row.collection} has that body: add one (asked may be empty)")
        elif now in seen:
            wrong.append(f"{where}: {' became '.join([*seen, now])}: no body can become itself")
        if bool(row.became) != bool(day):
            alone = "became" if row.became else "since"
            wrong.append(f"{where}: {alone} stands there alone: a successor needs both its code and its first day")
    if wrong:
        raise ConfigError("\n".join(wrong))
    gone = table["became"] != ""
    told = [c for c in ("became", "since", "address_of_became", "address_of_since") if c in table]
    old = table.assign(became=last)[gone].reindex(columns=PREDECESSORS, fill_value="")
    return table[~gone].drop(columns=told).reset_index(drop=True), old.reset_index(drop=True)


PREDECESSORS = [*COLUMNS, "address", "became", "since", "address_of_became", "address_of_since", "confidential"]


def bodies_of_folders(raw: Path) -> pd.DataFrame:
    """The bodies that sent something, where nobody wrote down who was asked."""
    folders = sorted(p for p in raw.glob("*/*") if p.is_dir() and p.parent.name != "reference")
    rows = [{"collection": p.parent.name, "body": p.name, "name": p.name} for p in folders]
    return pd.DataFrame(rows, columns=[*COLUMNS, "address"], dtype=str).fillna("")


def main(raw: Path, out: Path, predecessors: Path) -> None:
    path = raw / "register.csv"
    table = read_register(path) if path.exists() else bodies_of_folders(raw)
    bodies, gone = split(path, table)
    bodies.astype(str).to_parquet(out, index=False)
    gone.astype(str).to_parquet(predecessors, index=False)


if "snakemake" in globals():
    from told import told

    with told(snakemake.log[0]):
        main(Path("data/raw"), Path(snakemake.output.bodies), Path(snakemake.output.predecessors))
