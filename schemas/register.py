"""data/raw/register.csv: who was asked what, when, and when they replied."""

import pandera.pandas as pa

SCHEMA = pa.DataFrameSchema(
    {
        "collection": pa.Column(str, pa.Check.str_length(min_value=1), description="survey or foi"),
        "body": pa.Column(str, pa.Check.str_length(min_value=1), description="the name of the body's folder"),
        "name": pa.Column(str, description="the body's name"),
        "nation": pa.Column(str, required=False),
        "request": pa.Column(str, required=False, description="what was sent"),
        "asked": pa.Column(str, pa.Check.str_matches(r"^(\d{4}-\d\d-\d\d)?$", error="a date such as 2024-06-10"), required=False),
        "replied": pa.Column(str, pa.Check.str_matches(r"^(\d{4}-\d\d-\d\d)?$", error="a date such as 2024-06-10, or empty")),
        "note": pa.Column(str, required=False),
        "row": pa.Column(int, description="the line of register.csv, from 1"),
    },
    unique=["collection", "body"],
    strict=False,
)
