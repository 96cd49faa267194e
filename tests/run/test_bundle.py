"""The bundle: what is in it, that the validators of its two formats find nothing, and that it is the same each time."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import rocrate

import bundle
from tests.run.command import ROOT
from tests.run.test_verify import verify

pytestmark = pytest.mark.xdist_group("bundle")

TOOLS = [ROOT / "scripts" / "verify.py", ROOT / "requirements.lock"]


@pytest.fixture(scope="module")
def zipped(shipped_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One body's files were received in confidence."""
    folder = tmp_path_factory.mktemp("bundle")
    register = pd.read_parquet(shipped_run / "data" / "interim" / "register.parquet")
    register["confidential"] = ["yes" if body == "EX02" else "" for body in register["body"]]
    register.to_parquet(folder / "register.parquet")
    gone = shipped_run / "data" / "interim" / "predecessors.parquet"
    bundle.main(shipped_run, shipped_run / "data" / "raw", TOOLS, folder / "register.parquet", gone, folder / "bundle.zip")
    return folder / "bundle.zip"


@pytest.fixture(scope="module")
def opened(zipped: Path) -> Path:
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(zipped.parent / "opened")
    return zipped.parent / "opened"


def test_every_file_is_in_the_manifest_and_verify_finds_that_all_holds(opened: Path):
    manifest = pd.read_csv(opened / "manifest.csv").set_index("path")
    there = {p.relative_to(opened).as_posix(): p for p in opened.rglob("*") if p.is_file()}
    assert set(there) - set(manifest.index) == {"manifest.csv", "ro-crate-metadata.json"}
    for path, row in manifest.iterrows():
        assert hashlib.sha256(there[path].read_bytes()).hexdigest() == row["sha256"]
    assert {"verify.py", "results/audit.xlsx", "results/audit/index.html", "config/metrics.yml", "results/metrics.csv"} <= set(there)
    code, failed, said = verify(opened)
    assert (code, failed) == (0, [])
    assert "received in confidence, and not handed over" in said


def test_what_was_received_in_confidence_is_not_in_it(opened: Path):
    withheld = pd.read_csv(opened / "withheld.csv")["path"].tolist()
    assert withheld and all(path.startswith("foi/EX02/") for path in withheld)
    assert not (opened / "data" / "raw" / "foi" / "EX02").exists() and (opened / "data" / "raw" / "foi" / "EX01").exists()
    assert not list((opened / "results" / "audit" / "returns").glob("foi-ex02-*"))


def test_the_tables_are_a_data_package(opened: Path):
    from frictionless import Package

    report = Package(str(opened / "datapackage.json")).validate()
    assert report.flatten(["taskNumber", "rowNumber", "fieldName", "type", "note"]) == []
    assert report.stats["tasks"] == 12


def few(opened: Path) -> None:
    """Leaves one in 24 of the returns in the crate: the validator is slow, and they are alike."""
    path = opened / "ro-crate-metadata.json"
    crate = json.loads(path.read_text())
    returns = [entity["@id"] for entity in crate["@graph"] if entity["@id"].startswith("data/raw/") and entity["@type"] == "File"]
    assert len(returns) > 90
    gone = {name for n, name in enumerate(returns) if n % 24}
    crate["@graph"] = [entity for entity in crate["@graph"] if entity["@id"] not in gone]
    for entity in crate["@graph"]:
        if "hasPart" in entity:
            entity["hasPart"] = [part for part in entity["hasPart"] if part["@id"] not in gone]
    path.write_text(json.dumps(crate))


@pytest.mark.long
def test_it_is_a_research_object_crate(opened: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import requests
    from rocrate_validator import services
    from rocrate_validator.models import ValidationSettings

    # The one page that the validator asks for, from the library's own copy: a test needs no network.
    page = (Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_bytes()

    def send(_, request: requests.PreparedRequest, **__) -> requests.Response:
        assert request.url == "https://w3id.org/ro/crate/1.3/context"
        response = requests.Response()
        response.status_code, response.url, response.request = 200, request.url, request
        response.headers["Content-Type"] = "application/ld+json"
        response.raw = io.BytesIO(page)
        return response

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    few(opened)
    settings = ValidationSettings(rocrate_uri=str(opened), profile_identifier="ro-crate-1.3", no_cache=True)
    result = services.validate(settings)
    assert [(issue.check.identifier, issue.message) for issue in result.get_issues()] == []


def test_the_same_run_gives_the_same_bytes(zipped: Path, shipped_run: Path, tmp_path: Path):
    register = zipped.parent / "register.parquet"
    gone = shipped_run / "data" / "interim" / "predecessors.parquet"
    bundle.main(shipped_run, shipped_run / "data" / "raw", TOOLS, register, gone, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == zipped.read_bytes()
