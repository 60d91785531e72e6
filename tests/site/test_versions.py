"""What stays the same with Datasette 0.65 and 1.0, and is not seen by the other tests."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import httpx
import pytest
import yaml

from tests.site.smoke import visit
from tests.site.tables import DATABASE, ROOT, Get, copy_of_site, in_process

METHODS = ("POST", "PUT", "DELETE")
NOT_HERE = ("allow-debug", "api", "check", "create-token", "permissions", "rules", "tasks")


def test_the_site_is_served(site: str) -> None:
    with httpx.Client(base_url=site, trust_env=False) as client:
        visit(client)


def test_the_settings_are_those_of_the_file(get: Get) -> None:
    told = get("/-/settings.json").json()
    ours = yaml.safe_load((ROOT / "settings.json").read_text(encoding="utf-8"))
    assert {name: told[name] for name in ours} == ours


def test_what_is_set_otherwise_goes_before_the_file() -> None:
    with in_process(ROOT, default_page_size=7) as get:
        assert len(get("/jnim/claims.json?_shape=objects").json()["rows"]) == 7


def test_all_queries_are_listed_in_their_order(get: Get) -> None:
    listed = re.findall(r'<a class="name" href="/jnim/(\w+)', get("/jnim").text)
    assert [name for name in listed if name in DATABASE["queries"]] == [*DATABASE["queries"]]


def test_sql_of_ones_own_is_answered_where_it_was(get: Get) -> None:
    """Not by leading elsewhere, where a program may not follow."""
    page = get("/jnim?sql=select+43+-+1+as+answer")
    assert page.status_code == 200
    assert "42" in page.text
    rows = get("/jnim.json?sql=select+43+-+1+as+answer&_shape=objects").json()["rows"]
    assert rows == [{"answer": 42}]
    assert get("/jnim.csv?sql=select+43+-+1+as+answer").text.split() == ["answer", "42"]


def test_it_is_so_below_a_path_as_well() -> None:
    with in_process(ROOT, base_url="/db/") as get:
        assert get("/jnim.csv?sql=select+42+as+answer").text.split() == ["answer", "42"]
        assert get("/jnim/attacks").status_code == get("/map").status_code == 200


def test_a_query_that_fails_is_a_bad_request(get: Get) -> None:
    page = get("/jnim?sql=select+no+from+nowhere")
    assert page.status_code == 400
    assert "no such table" in page.text


def test_a_page_that_is_cut_short_says_so(get: Get) -> None:
    asked = "select+a.id+from+claims+a,claims+b"
    assert "More than 10,000 rows" in get(f"/jnim?sql={asked}").text


@pytest.mark.parametrize("path", ["/jnim/attacks", "/jnim/activity_map?group=jnim"])
def test_a_page_with_points_has_our_map_and_background(get: Get, path: str) -> None:
    page = get(path).text
    assert "/-/tiles/basemap/" in page
    assert "tile.openstreetmap.org" not in page
    assert 'id="map"' in page


def test_rows_are_counted_to_the_end(tmp_path: Path) -> None:
    """And not up to a limit, beyond which 1.0 counts no further."""

    def add_many(database: sqlite3.Connection) -> None:
        database.execute("CREATE TABLE many (id INTEGER PRIMARY KEY, is_even INTEGER)")
        rows = ((number, number % 2 == 0) for number in range(24_690))
        database.executemany("INSERT INTO many VALUES (?, ?)", rows)

    with in_process(copy_of_site(tmp_path, add_many)) as get:
        assert "12,345 rows" in get("/jnim/many?is_even=1").text


@pytest.mark.parametrize("name", NOT_HERE)
def test_pages_for_debugging_and_writing_are_not_here(get: Get, name: str) -> None:
    assert get(f"/-/{name}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/jnim/-/create", "/jnim/-/execute-write", "/jnim/groups/-/insert", "/-/logout"]
)
def test_nothing_can_be_written(site: str, path: str) -> None:
    for method in METHODS:
        answer = httpx.request(method, site + path, json={"row": {"id": "x"}}, trust_env=False)
        assert answer.status_code == 405
