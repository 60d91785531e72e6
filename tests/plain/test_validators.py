"""Each format by a validator of its own, in an environment that has nothing else."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.plain.conftest import Make, pip
from tests.site.tables import Get

pytestmark = pytest.mark.walk

GEOJSON = """
import sys
from geojson_pydantic import FeatureCollection
print(len(FeatureCollection.model_validate_json(open(sys.argv[1], "rb").read()).features))
"""
# bozo: whatever is wrong with a feed, from XML that is not well formed to a wrong type.
ATOM = """
import sys, feedparser
for path in sys.argv[1:]:
    feed = feedparser.parse(path)
    assert not feed.bozo, feed.bozo_exception
    assert feed.version == "atom10" and feed.feed.id and feed.feed.updated_parsed, path
    for entry in feed.entries:
        assert entry.id and entry.title and entry.updated_parsed and entry.link, entry
    assert len({entry.id for entry in feed.entries}) == len(feed.entries) > 0
print("feeds read")
"""
CROISSANT = """
import itertools, sys
import mlcroissant
data = mlcroissant.Dataset(jsonld=sys.argv[1])
issues = data.metadata.issues
assert not issues.errors, issues.report()
for records in data.metadata.record_sets:
    list(itertools.islice(data.records(records.uuid), 1))
print(len(data.metadata.record_sets), "sets of records,", len(issues.warnings), "warnings")
"""
# PyICU comes without wheels and is not used to read a manifest.
YENTE = """
import asyncio, sys, unittest.mock
sys.modules["icu"] = unittest.mock.MagicMock()
import yaml
from yente.data.manifest import Catalog, Manifest
manifest = Manifest.model_validate(yaml.safe_load(open(sys.argv[1], encoding="utf-8")))
(dataset,) = asyncio.run(Catalog.load(manifest)).datasets
print(dataset.name, dataset.model.load, dataset.model.entities_url)
"""
# What it imports to read a manifest: its other needs are search engines and web servers.
YENTE_NEEDS = """
    aiocron aiofiles babel banal chardet click httpx jinja2 orjson phonenumbers prefixdate pydantic
    python-stdnum pytz pyyaml requests rich setuptools sqlalchemy structlog tzlocal
"""
YENTE_ITSELF = (
    *("--no-deps", "yente==5.5.0", "followthemoney==4.9.2", "nomenklatura==4.10.0"),
    *("rigour==2.1.2", "normality==3.1.0"),
)


def run(folder: Path, *command: object) -> str:
    """Run a command, and return what it says last."""
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip().splitlines()[-1]


def test_geojson(dist: Path, environment: Make) -> None:
    python = environment("geojson-pydantic==2.*")
    features = json.loads((dist / "attacks.geojson").read_text(encoding="utf-8"))["features"]
    assert run(dist, python, "-c", GEOJSON, "attacks.geojson") == str(len(features))


def test_atom(get: Get, environment: Make, tmp_path: Path) -> None:
    python = environment("feedparser==6.*")
    for name in ("attacks", "disagreements"):
        (tmp_path / name).write_text(get(f"/feeds/{name}.atom").text, encoding="utf-8")
    assert run(tmp_path, python, "-c", ATOM, "attacks", "disagreements") == "feeds read"


def test_croissant(dist: Path, environment: Make) -> None:
    python = environment("mlcroissant==1.*")
    package = json.loads((dist / "datapackage.json").read_text(encoding="utf-8"))
    said = run(dist, python, "-c", CROISSANT, "croissant.json")
    assert said == f"{len(package['resources'])} sets of records, 0 warnings"


def test_the_manifest_of_yente(dist: Path, environment: Make) -> None:
    python = environment("--only-binary=:all:", *YENTE_NEEDS.split())
    pip("--python", str(python), "install", "--quiet", *YENTE_ITSELF)
    said = run(dist / "ftm", python, "-c", YENTE, "manifest.yml")
    assert said == f"jnim_db True {(dist / 'ftm' / 'entities.ftm.json').as_uri()}"


@pytest.mark.parametrize("folder", ["repository", "export"])
def test_the_citation_file(folder: str, dist: Path, environment: Make) -> None:
    # Its own needs are older than what pip would take: it wants pkg_resources.
    python = environment("cffconvert==2.*", "setuptools<80")
    where = ROOT if folder == "repository" else dist
    said = run(where, python.with_name("cffconvert"), "--validate", "-i", "CITATION.cff")
    assert said.startswith("Citation metadata are valid")


def test_licences_stand_file_by_file(environment: Make) -> None:
    python = environment("reuse==6.*")
    said = run(ROOT, python.with_name("reuse"), "lint")
    assert "Congratulations! Your project is compliant" in said
