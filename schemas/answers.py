"""data/interim/answers.parquet: one row for each value cell that was read, totals and twins included."""

import pandera.pandas as pa

STATUSES = (
    ["exact", "suppressed", "rounded", "banded", "approximate", "not_recorded", "not_held", "refused", "not_answered", "unreadable"]
)  # fmt: skip

PERIOD = r"^(\d{4}(-\d\d(-\d\d)?|-Q[1-4]|/\d\d)?|total)?$"

SCHEMA = pa.DataFrameSchema(
    {
        "answer": pa.Column(str, unique=True, description="address: <path below data/raw>#<part>!<cell>"),
        "collection": pa.Column(str),
        "body": pa.Column(str, pa.Check.str_length(min_value=1)),
        "file": pa.Column(str),
        "part": pa.Column(str),
        "cell": pa.Column(str, pa.Check.str_matches(r"^([A-Z]+\d+|R\d+C\d+|line \d+)$")),
        "question": pa.Column(str),
        "period": pa.Column(str, pa.Check.str_matches(PERIOD, error="a period such as 2018-01, 2018/19, 2018, or total")),
        "raw": pa.Column(str, description="the text that stood there"),
        "status": pa.Column(str, pa.Check.isin(STATUSES)),
        "lower": pa.Column(float, nullable=True),
        "upper": pa.Column(float, nullable=True),
        "rule": pa.Column(str, description="which rule read it"),
        "headers": pa.Column(object, description="addresses of the cells that gave it its meaning"),
        "set_aside": pa.Column(str, description="empty, or why it is left out"),
    },
    checks=[
        pa.Check(lambda t: ~(t["lower"] > t["upper"]), error="the lower end is above the upper end"),
    ],
    strict=False,
)
