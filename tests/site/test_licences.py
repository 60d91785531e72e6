"""A build with rows that may not be passed on says so on every page, and the release does not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.site.tables import Get, copy_of_site, in_process

NOTICE = "may not be passed on"
PAGES = ["/", "/jnim", "/jnim/attacks", "/jnim/attacks/ouagadougou-2018", "/jnim/find?q=jnim"]


def withhold(database: sqlite3.Connection) -> None:
    database.execute("UPDATE sources SET redistributable = 0 WHERE id = 'acled'")


def test_every_page_of_such_a_build_says_so(tmp_path: Path) -> None:
    with in_process(copy_of_site(tmp_path, withhold)) as get:
        for page in PAGES:
            text = get(page).text
            assert NOTICE in text, page
            assert "Armed Conflict Location" in text.split(NOTICE)[0], page


@pytest.mark.parametrize("page", PAGES)
def test_the_release_does_not(get: Get, page: str) -> None:
    assert 'class="message withheld"' not in get(page).text
