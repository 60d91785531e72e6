"""The served site on which attacks are tried."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import built_once
from tests.site.drawn import load
from tests.site.serving import Server, bounded_site, serve
from tests.site.spoiling import spoilt_copy
from tests.site.tables import Get, asked_often, copy_of_site

# Small, so that what ends at a bound ends soon; and workers hardly slower than all else that runs
# beside them, since other tests leave nothing to one of the lowest priority.
BOUNDS = """
worker.NICENESS = {worker.SQL: 2, worker.TABLES: 1}
worker.RESPONSE_SECONDS = dict.fromkeys(worker.RESPONSE_SECONDS, 5.0)
map_points.SECONDS = 0.5
worker.LONG = 2
server.HEADER_SECONDS = 1.0
server.STALL_SECONDS = 1.5
server.STALLED = 8
"""
SETTINGS: dict[str, Any] = {"sql_time_limit_ms": 700, "max_csv_mb": 2}


@pytest.fixture(scope="session")
def get_pinned(pinned_folder: Path) -> Iterator[Get]:
    """Return a function that asks that site in this process."""
    with asked_often(pinned_folder) as get:
        yield get


@pytest.fixture
def get(get: Get, request: pytest.FixtureRequest) -> Get:
    """Return a function that asks the site, over the pinned facts if a test is marked so."""
    if request.node.get_closest_marker("pinned"):
        get = request.getfixturevalue("get_pinned")
    return get


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """Return a function that asks a site with event data."""
    with asked_often(copy_of_site(tmp_path_factory.mktemp("loaded"), load)) as get:
        yield get


@pytest.fixture(scope="session")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """Return a function that asks a site whose database is full of hostile words."""
    with asked_often(built_once(tmp_path_factory, spoilt_copy)) as get:
        yield get


@pytest.fixture(scope="session")
def bounded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site like ours with small bounds."""
    return bounded_site(tmp_path_factory.mktemp("bounded"), BOUNDS, **SETTINGS)


@pytest.fixture(scope="session")
def attacked(bounded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve that site for all tests that leave it running."""
    with serve(bounded_folder, tmp_path_factory.mktemp("attacked") / "log.txt") as server:
        yield server
