"""Metrics declared as in metrics.yml, derived over what a few invented harbours answered."""

from __future__ import annotations

import math

import pandas as pd
import yaml

from derive import derive
from deriving.declared import Metric
from deriving.derived import Derived
from deriving.inputs import Inputs
from tests.spec.conftest import HARBOURS, answer, register_of, table_of, unread_of

BODIES = ("H01", "H02", "H03", "H04", "H05")
DEPTHS = pd.DataFrame(
    {
        "name": ["deep", "shallow", "twice", "twice"],
        "value": [20.0, 2.0, 1.0, 1.0],
        "unit": ["metres"] * 4,
        "publisher": ["Hydrographic office"] * 4,
        "source": ["Chart 12"] * 4,
        "note": ["at low water", "", "", ""],
        "address": [f"reference/depths.csv#!B{n}" for n in range(2, 6)],
    }
)

COAST = {"H01": "east", "H02": "east", "H03": "west", "H04": "west", "H05": ""}
TIDES = pd.DataFrame(
    {
        "harbour": ["Port Ruddle", "Port Ruddle", "Saltmouth"],
        "year": ["2018", "2019", "2019"],
        "value": [3.0, 3.5, 5.0],
        "upper": [math.nan, 4.5, math.nan],
        "unit": ["metres"] * 3,
        "publisher": ["Hydrographic office"] * 3,
        "source": ["Tide table"] * 3,
        "note": [""] * 3,
        "address": [f"reference/tides.csv#!C{n}" for n in range(2, 5)],
    }
)
COASTS = pd.DataFrame(
    {
        "coast": ["east", "west"],
        "value": [2.0, 4.0],
        "unit": ["miles"] * 2,
        "publisher": ["Hydrographic office"] * 2,
        "source": ["Chart 1"] * 2,
        "note": [""] * 2,
        "address": [f"reference/coasts.csv#!B{n}" for n in range(2, 4)],
    }
)


def inputs_of(rows: list[dict], bodies: tuple[str, ...], unread: list[dict] | None) -> Inputs:
    replies = pd.DataFrame(columns=["collection", "body", "question", "status"])
    register = register_of(foi=bodies, survey=bodies)
    register["coast"] = register["body"].map(COAST)
    register["address_of_coast"] = register["address"].str.replace("B", "D")
    figures = {"depths.csv": DEPTHS, "tides.csv": TIDES, "coasts.csv": COASTS}
    return Inputs(HARBOURS, table_of(rows), register, replies, unread_of(unread or []), figures)


def declared_as(metrics: str) -> dict[str, Metric]:
    return {n: Metric.model_validate({"title": n, "why": "to see", **m}) for n, m in yaml.safe_load(metrics).items()}


def derived(metrics: str, rows: list[dict], bodies: tuple[str, ...] = BODIES, unread: list[dict] | None = None) -> dict[str, Derived]:
    """Metrics, declared as in metrics.yml, over answers of these bodies."""
    return derive("metrics.yml", declared_as(metrics), inputs_of(rows, bodies, unread))


def several(metric: str, rows: list[dict], **said) -> dict[str, tuple[float, float]]:
    """Which of the values of one metric → its ends."""
    return {name.removeprefix("m."): ends(d) for name, d in derived(f"m: {{{metric}}}", rows, **said).items()}


def one(metric: str, rows: list[dict], **said) -> Derived:
    return derived(f"m: {{{metric}}}", rows, **said)["m"]


def ends(d: Derived) -> tuple[float, float]:
    return tuple(d.interval)


def crew(**said: str) -> list[dict]:
    """Body → its answer to the question on crews."""
    return [answer(raw, "crew", "2023", body=body) for body, raw in said.items()]


def watch(**said: str) -> list[dict]:
    return [answer(option, "watch", "", body=body, choices=[option]) for body, option in said.items()]


def dues(**said: tuple[str, ...]) -> list[dict]:
    return [
        answer("x", "dues", "", body=body, cell=f"B{n}", choices=[o]) for body, options in said.items() for n, o in enumerate(options, 2)
    ]


def visits(body: str = "H01", period: str = "2018/19", **ages: str) -> list[dict]:
    """`age_0="12"`, `age_total="30"`: one table of one body."""
    labels = {key: key.removeprefix("age_").replace("_", "-") for key in ages}
    column = {"2017/18": "B", "2018/19": "C", "2019/20": "D", "2019": "E"}[period]
    return [answer(raw, "visits", period, body=body, age=labels[key], cell=f"{column}{n}") for n, (key, raw) in enumerate(ages.items(), 2)]


ANSWERED = {"H01": "10", "H02": "<5", "H03": "100-149"}
OFFERS = dues(H01=("lights", "dredging"), H02=("lights",), H03=("lights", "pilots"), H04=("dredging",))
