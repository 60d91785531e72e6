"""A build with rows that may not be passed on says so on every page; the release does not."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from common.redistribution import withheld
from loaders.database import inspect_data
from tests.site.tables import ROOT, Get, add_data_set, connect, copy_of_site, in_process

NOTICE = "may not be passed on"
PAGES = [
    *("/", "/map", "/lineage", "/timeline", "/disagreements", "/search?q=embassy"),
    *("/groups/jnim", "/attacks/ouagadougou-2018", "/claims/csis-formation", "/sources/csis-2018"),
    *("/jnim", "/jnim/attacks", "/jnim/attacks/ouagadougou-2018", "/jnim/find?q=jnim"),
]


def withhold(database: sqlite3.Connection) -> None:
    database.execute("UPDATE sources SET redistributable = 0 WHERE id = 'csis-2018'")


def test_every_page_of_such_a_build_says_so(tmp_path: Path) -> None:
    with in_process(copy_of_site(tmp_path, withhold)) as get:
        for page in PAGES:
            text = get(page).text
            assert NOTICE in text, page
            assert "rows of Center for Strategic" in text.split(NOTICE)[0], page
            # A project's first build holds documents, which no event data can mend.
            assert text.index("facts/sources.yml") < text.index("make public EVENTS"), page


@pytest.mark.parametrize("page", PAGES)
def test_the_release_does_not(get: Get, page: str) -> None:
    assert 'class="message withheld"' not in get(page).text


def test_such_a_build_is_not_downloaded(tmp_path: Path) -> None:
    folder = copy_of_site(tmp_path, withhold)
    told = json.dumps(inspect_data(folder / "jnim.db"))
    (folder / "inspect-data.json").write_text(told, encoding="utf-8")
    with in_process(folder) as get:
        answer = get("/jnim.db")
        assert answer.status_code == 403
        assert "holds rows of Center for Strategic" in answer.text
        assert "make public" in answer.text
        assert 'href="/jnim.db"' not in get("/").text
        assert "jnim.db</a>" not in get("/jnim").text
        assert "it holds rows of Center for Strategic" in get("/downloads").text


def test_of_many_sources_some_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    def forbid(database: sqlite3.Connection) -> None:
        database.execute("UPDATE sources SET redistributable = 0")

    with in_process(copy_of_site(tmp_path, forbid)) as get:
        notice = get("/about").text.partition("This build holds rows of ")[2].partition(NOTICE)[0]
        assert re.search(r'<a href="/sources">\d+ more sources</a>', notice)


def test_what_is_said_of_terms_is_known() -> None:
    """Yes needs a named licence; unknown terms count neither as yes nor as no."""
    with connect() as database:
        (unnamed,) = database.execute(
            "SELECT count(*) FROM sources WHERE redistributable IS NOT NULL AND licence IS NULL"
        ).fetchone()
        assert not unnamed
        known = dict(database.execute("SELECT id, redistributable FROM sources").fetchall())
    assert (known["gtd"], known["acled"], known["iso-3166"]) == (0, 0, None)
    assert known["geonames"] == known["wikidata"] == 1


@pytest.mark.parametrize(("known", "is_withheld"), [("1", False), ("0", True), ("NULL", True)])
def test_records_are_passed_on_only_by_a_known_licence(known: str, *, is_withheld: bool) -> None:
    """From a register only names and numbers are here, from a document what it says."""
    database = sqlite3.connect(":memory:")
    with connect() as committed:
        committed.backup(database)
    assert withheld(database) == []
    add_data_set(database)
    database.execute(f"UPDATE sources SET redistributable = {known} WHERE id = 'xyz-9'")
    assert withheld(database) == (["XYZ"] if is_withheld else [])


def test_the_release_is_downloaded(get: Get) -> None:
    answer = get("/jnim.db")
    assert answer.status_code == 200
    assert answer.content == (ROOT / "jnim.db").read_bytes()
    assert 'href="/jnim.db"' in get("/").text
