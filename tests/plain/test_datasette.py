"""`datasette jnim.db -m metadata.yml` with nothing else of ours: every table, view and query."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visit
from tests.conftest import ROOT, served
from tests.plain.conftest import Make
from tests.site.queries import QUERIES
from tests.site.recorded import FIXTURE, in_short
from tests.site.tables import DATABASE

pytestmark = pytest.mark.walk

METADATA = ("-m", "metadata.yml")
VERSIONS = {
    "0.65": (("datasette==0.65.*", "datasette-cluster-map"), METADATA),
    # It reads queries from its configuration alone, which the same file is as well.
    "1.0a41": (("datasette==1.0a41",), (*METADATA, "-c", "metadata.yml")),
}
RECORDED: list[tuple[str, list[str], list[str]]] = json.loads(FIXTURE.read_text(encoding="utf-8"))
# So many of each query's recorded answers are asked for here; the site's tests ask for all.
ASKED = 40


def names() -> list[str]:
    with closing(sqlite3.connect(ROOT / "jnim.db")) as database:
        rows = database.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            " AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' ORDER BY name"
        )
        return [name for (name,) in rows]


@pytest.fixture(scope="module", params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def client(
    version: str, environment: Make, alone: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    packages, options = VERSIONS[version]
    log = tmp_path_factory.mktemp("plain") / "log"
    with (
        served(alone, log, environment(*packages), ("jnim.db", *options)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=60) as client,
    ):
        yield client


def test_every_table_and_view_is_there(client: httpx.Client) -> None:
    faults = []
    for name in names():
        path = f"/jnim/{quote(name)}"
        for address in (path, f"{path}.json?_shape=array&_size=3"):
            answer = client.get(address)
            if answer.status_code != 200:
                faults.append((address, answer.status_code, answer.text[-300:]))
    assert faults == []


def test_every_query_has_its_page_and_answers_as_recorded(client: httpx.Client) -> None:
    faults: list[Any] = []
    asked = dict.fromkeys(DATABASE["queries"], 0)
    for query, values, recorded in RECORDED:
        if asked[query] == ASKED:
            continue
        params = QUERIES[query].params if query in QUERIES else ("q",)
        given = dict(zip(params, values, strict=True))
        if not asked[query]:
            page = client.get(f"/jnim/{query}", params=given)
            assert page.status_code == 200, query
        asked[query] += 1
        answer = client.get(f"/jnim/{query}.json", params={**given, "_shape": "arrays"})
        body = answer.json()
        if answer.status_code != 200:
            faults.append((query, values, body.get("error")))
        elif body.get("truncated"):  # at a thousand rows, as plain Datasette does
            assert int(recorded[0].split()[0]) > len(body["rows"])
        elif in_short(query, body["rows"]) != recorded:
            faults.append((query, values, recorded, in_short(query, body["rows"])))
    assert faults == []
    assert min(asked.values()) >= 1


def test_the_plugin_shows_its_markers_and_asks_nobody(
    version: str, client: httpx.Client, wide: Visit
) -> None:
    if version != "0.65":
        pytest.skip("datasette-cluster-map 0.18.2 asks in a way that Datasette 1.0 refuses")
    site = str(client.base_url).rstrip("/")
    page = wide.page
    for path in ("attacks", "places", "activity_map?group=jnim&start=&end=&source=&rule="):
        page.goto(f"{site}/jnim/{path}")
        page.locator("img.leaflet-marker-icon").first.wait_for()
        page.locator(".leaflet-tile-loaded").first.wait_for()
    page.goto(f"{site}/jnim/attacks?id=ouagadougou-2018")
    page.locator("img.leaflet-marker-icon").click()
    expect(page.locator(".leaflet-popup-content")).to_contain_text("killed: 8")
    page.wait_for_load_state("networkidle")
    assert wide.outside(site) == []
    assert wide.errors == []


def test_the_pages_say_in_one_line_what_they_need(version: str, environment: Make) -> None:
    python = environment(*VERSIONS[version][0])
    done = subprocess.run(
        [python, "-m", "datasette", "."], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "datasette jnim.db -m metadata.yml" in line
    assert ("requirements.lock" if version == "0.65" else "Datasette 0.65") in line
