"""data/raw/reference/*.csv: figures that others published, each with its publisher."""

import pandera.pandas as pa

SCHEMA = pa.DataFrameSchema(
    {
        "value": pa.Column(float, description="the figure; of an interval its lower end"),
        "upper": pa.Column(
            float,
            required=False,
            nullable=True,
            description="the upper end of an interval, not below value; blank where the figure is exact",
        ),
        "unit": pa.Column(str),
        "publisher": pa.Column(str, pa.Check.str_length(min_value=1, error="every reference figure names its publisher")),
        "source": pa.Column(str, pa.Check.str_length(min_value=1, error="every reference figure names its source")),
    },
    strict=False,
    coerce=True,
)
