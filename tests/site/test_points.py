"""The points of the map: all rows of the table's page, by the same filters."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest

from loaders.database import inspect_data
from plugins.site import map_points
from tests.site.tables import Get, copy_of_site, in_process

FILTERS = [
    {},
    {"country_code": "ML"},
    {"country_code__in": "ML,BF", "disputed": "1"},
    {"_search": "attack"},
    {"_where": "killed_best > 3"},
    {"_where": "killed_best > 3 or country_code = 'ML'", "country_code": "BF"},
    {"_where": "year = 2018 -- as typed"},
    {"_search": "attack", "_where": "0 or 1"},
    {"_group": "jnim", "_rule": "possible", "_attacks": "only"},
    {"year__gte": "2018", "_size": "2", "_facet": "month", "_col": "title"},
    {"title__contains": "no such title"},
]
MANY = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 200100)
INSERT INTO attacks (id, title, scope, latitude, longitude, reports, disputed)
SELECT 'many-' || n, 'One of many', 'incident', 10 + n % 7, n % 11, 1, 0 FROM numbers
"""


def rows(answer: httpx.Response) -> tuple[list[dict[str, Any]], bool]:
    """Return the rows of an answer, with words in place of numbers, and whether there are more."""
    assert answer.status_code == 200
    columns, words, more = answer.json().values()
    found = []
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        found.append({k: words[k][v] if k in words else v for k, v in row.items()})
    return found, more


def whose(attack: dict[str, Any]) -> str:
    """Return whether JNIM attacked, as the row's words say."""
    if attack["who_words"] == "by JNIM":
        return "certain"
    return "possible" if "JNIM" in (attack["who_words"] or "") else "other"


@pytest.fixture(scope="module")
def get_many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """Serve a database with more points than the map shows."""

    def change(database: sqlite3.Connection) -> None:
        database.execute(MANY)

    folder = copy_of_site(tmp_path_factory.mktemp("many"), change)
    known = inspect_data(folder / "jnim.db", "jnim.db")
    (folder / "inspect-data.json").write_text(json.dumps(known))
    with pytest.MonkeyPatch.context() as patch, in_process(folder, is_kept=True) as get:
        patch.setattr(map_points, "SECONDS", 60)  # it is not about the limit on time
        yield get


@pytest.mark.parametrize("filters", FILTERS)
def test_the_points_are_the_rows_of_the_page_that_have_one(
    get: Get, filters: dict[str, str]
) -> None:
    found, more = rows(get(f"/-/points/jnim/attacks?{urlencode(filters)}"))
    page = {**filters, "_size": "max", "_shape": "array"}
    page.pop("_col", None)
    asked = get(f"/jnim/attacks.json?{urlencode(page)}").json()
    expected = [row for row in asked if row["latitude"] is not None]
    for each in (found, expected):
        each.sort(key=lambda row: row["id"])
    assert [row["id"] for row in found] == [row["id"] for row in expected]
    for row, other in zip(found, expected, strict=True):
        assert row.pop("by_whom") == whose(other)
        assert row == {key: other[key] for key in row}
    assert not more


def test_what_cannot_be_answered_is_said(get: Get) -> None:
    answer = get("/-/points/jnim/attacks?_where=no")
    assert answer.status_code == 400
    assert "no such column" in answer.text
    for path in ("jnim/groups", "jnim", "basemap/tiles", "no/attacks"):
        assert get(f"/-/points/{path}").status_code == 404


def test_nobody_reads_what_is_closed(tmp_path: Path) -> None:
    folder = copy_of_site(tmp_path, lambda _: None)
    words = (folder / "metadata.yml").read_text(encoding="utf-8")
    (folder / "metadata.yml").unlink()
    start = "      attacks:\n        title:"
    assert start in words
    closed = words.replace(start, start.replace("title", "allow: false\n        title"))
    (folder / "metadata.yml").write_text(closed, encoding="utf-8")
    with in_process(folder) as get:
        assert get("/jnim/attacks.json").status_code == 403
        assert get("/-/points/jnim/attacks").status_code == 403


def test_there_is_a_limit_and_the_answer_says_that_it_was_met(get_many: Get) -> None:
    found, more = rows(get_many("/-/points/jnim/attacks?scope=incident"))
    assert more
    assert len({row["id"] for row in found}) == 200_000


PLUGIN = "datasette-cluster-map.js"


@pytest.mark.parametrize(
    "path",
    ["attacks?country_code=ML", "activity_map", "places", "?sql=" + quote("select * from places")],
)
def test_the_plugin_draws_the_map_of_tables_and_queries(get: Get, path: str) -> None:
    page = get(f"/jnim/{path}".replace("/?", "?")).text
    assert PLUGIN in page
    # The plugin reads there which columns to draw; our background is told after the plugin's own.
    assert re.search(r'<th[^>]* data-column="latitude"', page)
    *_, last = re.findall(r"DATASETTE_CLUSTER_MAP_TILE_LAYER = (\S+);", page)
    assert "/-/tiles/basemap/" in last


@pytest.mark.parametrize("path", ["/jnim/attacks?reports=1", "/jnim?sql=select+*+from+attacks"])
def test_the_plugin_draws_the_map_of_many_rows(get_many: Get, path: str) -> None:
    assert PLUGIN in get_many(path).text
