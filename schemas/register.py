"""data/raw/register.csv: who was asked what, when, and when they replied."""

import datetime as dt
import re

import pandera.pandas as pa


def is_day(text: str) -> bool:
    """Whether it is empty or a day that there is, written as 2024-06-10."""
    try:
        return not text or bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text) and dt.date.fromisoformat(text))
    except ValueError:
        return False


DAY = pa.Check(is_day, element_wise=True, error="a date such as 2024-06-10, or empty")

SCHEMA = pa.DataFrameSchema(
    {
        "collection": pa.Column(str, pa.Check.str_length(min_value=1), description="survey or foi"),
        "body": pa.Column(str, pa.Check.str_length(min_value=1), description="the name of the body's folder"),
        "name": pa.Column(str, description="the body's name"),
        "nation": pa.Column(str, required=False),
        "request": pa.Column(str, required=False, description="what was sent"),
        "asked": pa.Column(str, DAY, required=False),
        "replied": pa.Column(str, DAY),
        "note": pa.Column(str, required=False),
        "became": pa.Column(str, required=False, description="the body that stands in its place now, after a merger or under another name"),
        "since": pa.Column(str, DAY, required=False, description="since when"),
        "row": pa.Column(int, description="the line of register.csv, from 1"),
    },
    unique=["collection", "body"],
    strict=False,
)
