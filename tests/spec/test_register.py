"""The register as people type it: who was asked what, and when they replied."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from register import COLUMNS, bodies_of_folders, main, read_register
from study import ConfigError

HEADINGS = "collection,body,name,nation,request,asked,replied,note\n"
TWO = HEADINGS + "foi,H01,Port Ruddle,Wales,letter 1,2024-05-01,2024-06-10,\nfoi,H02,Saltmouth,England,letter 1,2024-05-01,,chased\n"


def register(tmp_path: Path, text: str | bytes) -> pd.DataFrame:
    path = tmp_path / "register.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_register(path)


def told(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(ConfigError) as error:
        register(tmp_path, text)
    return str(error.value)


def test_a_register(tmp_path):
    table = register(tmp_path, TWO)
    assert [c for c in table if not c.startswith("address_of_")] == [*COLUMNS, "address"]
    assert table["body"].tolist() == ["H01", "H02"]
    assert table["replied"].tolist() == ["2024-06-10", ""]
    assert table["address"].tolist() == ["register.csv#!B2", "register.csv#!B3"]
    assert table["address_of_nation"].tolist() == ["register.csv#!D2", "register.csv#!D3"]


def test_a_column_of_ones_own_is_kept_for_metrics_to_tell_bodies_apart_by(tmp_path):
    table = register(tmp_path, "Size,collection,body,name,replied\nsmall,foi,H01,One,\nlarge,foi,H02,Two,\n")
    assert table["size"].tolist() == ["small", "large"]
    assert table["address_of_size"].tolist() == ["register.csv#!A2", "register.csv#!A3"]
    assert table["address"].tolist() == ["register.csv#!C2", "register.csv#!C3"]


@pytest.mark.parametrize(
    "headings",
    ["Collection,Body,Name,Nation,Request,Asked,Replied,Note\n", "COLLECTION , BODY,name, nation,request,asked, Replied ,NOTE\n"],
    ids=["capitals", "spaces"],
)
def test_headings_in_any_case_with_spaces(tmp_path, headings):
    table = register(tmp_path, TWO.replace(HEADINGS, headings))
    assert table["body"].tolist() == ["H01", "H02"]
    assert table["address"].tolist() == ["register.csv#!B2", "register.csv#!B3"]


@pytest.mark.parametrize("heading", ["Body:", "Body.", "  body", "(body)"])
def test_a_heading_with_a_sign_is_known_or_told(tmp_path, heading):
    try:
        assert register(tmp_path, TWO.replace("body", heading))["body"].tolist() == ["H01", "H02"]
    except ConfigError as error:
        assert "has no column body" in str(error)


def test_columns_in_another_order_and_more_of_them(tmp_path):
    table = register(tmp_path, "replied,telephone,body,name,collection\n2024-06-10,123,H01,Port Ruddle,foi\n")
    assert table.loc[0, ["collection", "body", "replied", "note"]].tolist() == ["foi", "H01", "2024-06-10", ""]
    assert table.loc[0, "address"] == "register.csv#!C2"


def test_empty_rows_and_columns_are_passed_over_and_addresses_stay(tmp_path):
    table = register(tmp_path, "collection,,body,name,replied\n,,,,\nfoi,,H01,Port Ruddle,\n\n  , ,,,\nfoi,,H02,Saltmouth,\n")
    assert table["body"].tolist() == ["H01", "H02"]
    assert table["address"].tolist() == ["register.csv#!C3", "register.csv#!C6"]


def test_spaces_around_what_was_typed(tmp_path):
    table = register(tmp_path, "collection,body,name,replied\n foi , H01 , Port Ruddle , 2024-06-10 \n")
    assert table.loc[0, ["collection", "body", "name", "replied"]].tolist() == ["foi", "H01", "Port Ruddle", "2024-06-10"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_letters_as_spreadsheets_save_them(tmp_path, encoding):
    table = register(tmp_path, "collection,body,name,replied\nfoi,H01,Porth Môn – bae,\n".encode(encoding))
    assert table.loc[0, "name"] == "Porth Môn – bae"


def test_semicolons(tmp_path):
    assert register(tmp_path, "collection;body;name;replied\nfoi;H01;Port Ruddle, north;\n").loc[0, "name"] == "Port Ruddle, north"


def test_the_same_body_in_two_collections_is_two_lines(tmp_path):
    assert len(register(tmp_path, "collection,body,name,replied\nfoi,H01,Port Ruddle,\nsurvey,H01,Port Ruddle,\n")) == 2


ONE = "collection,body,name,replied\nfoi,H01,Port Ruddle,{}\n"
MISTAKES = {
    "nothing in it": ("", ["is empty", "collection, body, name"]),
    "no such column": ("collection,code,name,replied\nfoi,H01,Port Ruddle,\n", ["has no column body", "collection, code, name, replied"]),
    "two columns missing": ("collection,body\nfoi,H01\n", ["no column name", "no column replied"]),
    "the same body twice": (ONE.format("") + "foi,H01,Ruddle,\n", ["register.csv", "H01", "line 3"]),
    "a date the other way round": (ONE.format("10/06/2024"), ["line 2", "replied", "'10/06/2024'", "a date such as 2024-06-10"]),
    "a date that is a word": (ONE.format("June"), ["line 2", "'June'"]),
    "a day that there is not": (ONE.format("2024-06-31"), ["line 2", "'2024-06-31'"]),
    "no body": ("collection,body,name,replied\nfoi,,Port Ruddle,\n", ["line 2", "body"]),
    "a bad line after empty ones": ("collection,body,name,replied\n\n,,,\nfoi,H01,Port Ruddle,never\n", ["line 4", "'never'"]),
    "a line with a comma too many": (ONE.format(",chased, twice"), ["register.csv", "line 2"]),
}


@pytest.mark.parametrize(("text", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path, text, words):
    said = told(tmp_path, text)
    assert [w for w in words if w not in said] == []


def test_two_columns_of_notes_do_no_harm(tmp_path):
    table = register(tmp_path, "collection,body,name,replied,note,note\nfoi,H01,Port Ruddle,,late,chased\n")
    assert table["body"].tolist() == ["H01"]


def test_a_register_of_headings_only_lists_nobody(tmp_path):
    assert register(tmp_path, HEADINGS).empty


def test_with_no_register_the_folders_stand_for_the_bodies(tmp_path):
    for path in ("foi/H02", "foi/H01/inner", "survey/H01", "reference/tables"):
        (tmp_path / "raw" / path).mkdir(parents=True)
    table = bodies_of_folders(tmp_path / "raw")
    assert list(zip(table["collection"], table["body"])) == [("foi", "H01"), ("foi", "H02"), ("survey", "H01")]
    assert set(table["replied"]) == set(table["address"]) == {""}


def test_the_rule_takes_the_register_where_there_is_one(tmp_path):
    (tmp_path / "raw" / "foi" / "H03").mkdir(parents=True)
    main(tmp_path / "raw", tmp_path / "register.parquet", tmp_path / "predecessors.parquet")
    assert pd.read_parquet(tmp_path / "register.parquet")["body"].tolist() == ["H03"]
    (tmp_path / "raw" / "register.csv").write_text(TWO)
    main(tmp_path / "raw", tmp_path / "register.parquet", tmp_path / "predecessors.parquet")
    assert pd.read_parquet(tmp_path / "register.parquet")["body"].tolist() == ["H01", "H02"]
