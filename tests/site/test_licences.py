"""A build with rows that may not be passed on says so on every page, and the release does not."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from loaders.database import inspect_data
from tests.site.tables import ROOT, Get, copy_of_site, in_process

NOTICE = "may not be passed on"
PAGES = [
    *("/", "/map", "/lineage", "/timeline", "/disagreements", "/search?q=embassy"),
    *("/groups/jnim", "/attacks/ouagadougou-2018", "/claims/csis-formation", "/sources/csis-2018"),
    *("/jnim", "/jnim/attacks", "/jnim/attacks/ouagadougou-2018", "/jnim/find?q=jnim"),
]


def withhold(database: sqlite3.Connection) -> None:
    database.execute("UPDATE sources SET redistributable = 0 WHERE id = 'acled'")


def test_every_page_of_such_a_build_says_so(tmp_path: Path) -> None:
    with in_process(copy_of_site(tmp_path, withhold)) as get:
        for page in PAGES:
            text = get(page).text
            assert NOTICE in text, page
            assert "Armed Conflict Location" in text.split(NOTICE)[0], page
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
        assert "Armed Conflict Location" in answer.text
        assert "make public" in answer.text
        assert 'href="/jnim.db"' not in get("/").text
        assert "jnim.db</a>" not in get("/jnim").text
        assert "it holds rows that <a " in get("/downloads").text


def test_of_many_sources_some_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    """A first build, of which nobody has said yet what may be passed on."""

    def nobody_has_said(database: sqlite3.Connection) -> None:
        database.execute("UPDATE sources SET redistributable = (id NOT LIKE 'site-%')")

    with in_process(copy_of_site(tmp_path, nobody_has_said)) as get:
        notice = get("/about").text.partition("This build holds rows of ")[2].partition(NOTICE)[0]
        assert notice.count("SITE Intelligence") == 3
        assert re.search(
            r'<a href="/jnim/sources\?redistributable=0">\d+ more sources?</a>', notice
        )


def test_the_release_is_downloaded(get: Get) -> None:
    answer = get("/jnim.db")
    assert answer.status_code == 200
    assert answer.content == (ROOT / "jnim.db").read_bytes()
    assert 'href="/jnim.db"' in get("/").text
