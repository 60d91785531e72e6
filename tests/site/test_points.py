"""The points of the map: the rows of the table's page, all of them, by the same filters."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest

from loaders.database import inspect_data
from tests.site.tables import Get, copy_of_site, in_process

HOSTILE = '</script><b>\'"\n{"end": true}\n\u2028'
FILTERS = [
    {},
    {"country_code": "ML"},
    {"country_code": "ML", "_all": "1"},
    {"country_code__in": "ML,BF", "disputed": "1"},
    {"_search": "attack"},
    {"_where": "killed_best > 3"},
    {"_where": "killed_best > 3 or country_code = 'ML'", "country_code": "BF"},
    {"_where": "year = 2018 -- as typed"},
    {"_search": "attack", "_where": "0 or 1"},
    {"_through": '{"table":"attack_actors","column":"group_id","value":"jnim"}'},
    {"_group": "jnim", "_rule": "possible", "_attacks": "only"},
    {"year__gte": "2018", "_size": "2", "_facet": "month", "_col": "title"},
    {"title__contains": "no such title"},
]
SQL = {"sql": "select id, latitude, longitude from attacks limit 6000"}
MANY = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 200100)
INSERT INTO attacks (id, title, scope, latitude, longitude, reports, disputed)
SELECT 'many-' || n, 'One of many', 'incident', 10 + n % 7, n % 11, 1, 0 FROM numbers
"""


def rows(answer: httpx.Response) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the rows of an answer with words for numbers, and its last line."""
    assert answer.status_code == 200
    head, *blocks, end = map(json.loads, answer.text.removesuffix("\n").split("\n"))
    words: dict[str, list[Any]] = {name: [] for name in head["coded"]}
    found = []
    for block in blocks:
        for name, more in block.pop("words").items():
            words[name] += more
        for values in zip(*block.values(), strict=True):
            row = dict(zip(block, values, strict=True))
            found.append({k: words[k][v] if k in words else v for k, v in row.items()})
    return found, end


@pytest.fixture(scope="module")
def get_many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """Serve a database with more points than the map shows, and one hostile title."""

    def change(database: sqlite3.Connection) -> None:
        database.execute("UPDATE attacks SET title = ? WHERE id = 'aguelhok-2018'", [HOSTILE])
        database.execute(MANY)

    folder = copy_of_site(tmp_path_factory.mktemp("many"), change)
    known = inspect_data(folder / "jnim.db", "jnim.db")
    (folder / "inspect-data.json").write_text(json.dumps(known))
    with in_process(folder) as get:
        yield get


@pytest.mark.parametrize("filters", FILTERS)
def test_the_points_are_the_rows_of_the_page_that_have_one(
    get: Get, filters: dict[str, str]
) -> None:
    found, end = rows(get(f"/-/points/jnim/attacks?{urlencode(filters)}"))
    page = {**filters, "_size": "max", "_shape": "array"}
    page.pop("_col", None)
    asked = get(f"/jnim/attacks.json?{urlencode(page)}").json()
    expected = [row for row in asked if row["latitude"] is not None]
    if "--" in filters.get("_where", ""):  # which takes the order from the page's SQL
        for each in (found, expected):
            each.sort(key=lambda row: row["id"])
    assert [row["id"] for row in found] == [row["id"] for row in expected]
    for row, other in zip(found, expected, strict=True):
        assert row == {key: other[key] for key in row}
    assert end == {"end": True, "rows": len(expected), "more": False}


def test_the_sources_of_an_attack(get: Get) -> None:
    found, _ = rows(get("/-/points/jnim/attacks?id=ouagadougou-2018&_sources=1"))
    assert "csis-2018" in found[0]["source"].split()


def test_the_points_of_a_named_query_and_of_sql(get: Get) -> None:
    asked = "group=jnim&start=2018-03&end=2018-03"
    found, _ = rows(get(f"/-/points/jnim/activity_map?{asked}"))
    assert [row["attack_id"] for row in found] == ["ouagadougou-2018"]
    assert json.loads(found[0]["popup"])["link"] == "/jnim/attacks/ouagadougou-2018"
    sql = "select name, latitude, longitude from places where kind = :kind; "
    found, end = rows(get(f"/-/points/jnim?{urlencode({'sql': sql, 'kind': 'town'})}"))
    assert len(found) == end["rows"] > 2
    assert rows(get(f"/-/points/jnim?{urlencode({'sql': sql})}"))[1]["rows"] == 0


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("attacks?_where=no", 400, "no such column"),
        ("groups", 400, "no latitude"),
        ("no", 404, ""),
        ("basemap", 404, ""),
    ],
)
def test_what_cannot_be_answered_is_said(get: Get, path: str, status: int, words: str) -> None:
    answer = get(f"/-/points/jnim/{path}")
    assert answer.status_code == status
    assert words in answer.text


def test_nobody_writes_or_reads_what_is_closed(get: Get) -> None:
    assert get("/-/points/jnim?sql=" + quote("delete from places")).status_code == 400
    assert get("/-/points/jnim").status_code == 400
    assert get("/-/points/basemap/tiles").status_code == 403
    assert get("/-/points/basemap?sql=" + quote("select 1")).status_code == 403
    assert get("/-/points/no/attacks").status_code == 404


def test_bytes_do_not_break_the_answer_off(get: Get) -> None:
    answer = get("/-/points/jnim?sql=" + quote("select x'00' as latitude, 2 as longitude"))
    *_, last = map(json.loads, answer.text.splitlines())
    assert last == {"end": True, "rows": 1, "more": False}


def test_what_has_no_end_is_no_point_and_no_broken_line(get: Get) -> None:
    near, far = "1 as latitude, 2 as longitude", "9e999 as latitude, -9e999 as longitude"
    sql = f"select {near}, 9e999 as size union all select {far}, 3 union all select 91, 2, 3"
    answer = get(f"/-/points/jnim?{urlencode({'sql': sql})}")
    assert "Infinity" not in answer.text
    points, end = rows(answer)
    assert points == [{"latitude": 1, "longitude": 2, "size": None}]
    assert end["rows"] == 1


def test_sql_that_fails_says_why_in_the_answer(get: Get) -> None:
    answer = get("/-/points/jnim?sql=" + quote("select 1 as one"))
    assert "no such column" in json.loads(answer.text.splitlines()[-1])["error"]


def test_there_is_a_limit_and_the_answer_says_that_it_was_met(get_many: Get) -> None:
    answer = get_many("/-/points/jnim/attacks?scope=incident")
    found, end = rows(answer)
    assert end == {"end": True, "rows": 200_000, "more": True}
    assert len({row["id"] for row in found}) == 200_000
    assert len(answer.text.splitlines()[1]) < 100_000, "the first points come soon"


def test_hostile_words_do_not_break_a_line(get_many: Get) -> None:
    sql = "select title, latitude, longitude from attacks where id = 'aguelhok-2018'"
    found, _ = rows(get_many(f"/-/points/jnim?{urlencode({'sql': sql})}"))
    assert found[0]["title"] == HOSTILE


def test_the_answer_has_a_tag_that_changes_with_what_is_asked(get_many: Get) -> None:
    first = get_many("/-/points/jnim/places")
    again = get_many("/-/points/jnim/places")
    other = get_many("/-/points/jnim/places?kind=town")
    assert first.headers["etag"] == again.headers["etag"] != other.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    assert "etag" not in get_many("/-/points/jnim/no").headers


def test_an_answer_that_the_reader_has_is_not_sent_again(site: str) -> None:
    address = f"{site}/-/points/jnim/places"
    tag = httpx.get(address).headers["etag"]
    again = httpx.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert httpx.get(address, headers={"if-none-match": '"other"'}).status_code == 200


PLUGIN, OURS = "datasette-cluster-map.js", "map-table.js"


@pytest.mark.parametrize(
    "path",
    ["attacks?country_code=ML", "activity_map", "places", "?sql=" + quote("select * from places")],
)
def test_the_plugin_draws_up_to_a_few_thousand_rows(get: Get, path: str) -> None:
    page = get(f"/jnim/{path}".replace("/?", "?")).text
    assert PLUGIN in page
    assert OURS not in page
    # The plugin reads there which columns to draw; our background is told after the plugin's own.
    assert re.search(r'<th[^>]* data-column="latitude"', page)
    *_, last = re.findall(r"DATASETTE_CLUSTER_MAP_TILE_LAYER = (\S+);", page)
    assert "/-/tiles/basemap/" in last


@pytest.mark.parametrize("path", ["/jnim/attacks?reports=1", f"/jnim?{urlencode(SQL)}"])
def test_our_own_map_draws_more(get_many: Get, path: str) -> None:
    page = get_many(path).text
    assert PLUGIN not in page
    assert OURS in page
    assert f"/-/points{path.replace('&', '&amp;')}" in page
