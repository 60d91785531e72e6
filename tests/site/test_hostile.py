"""Whatever text is in the database remains text on the pages."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from tests.site.tables import Get, copy_of_site, in_process

CLAIM = "csis-ouagadougou-attack"
PAGES = [
    "/jnim/attacks",
    "/jnim/attacks?_all_columns=1",
    "/jnim/attacks/ouagadougou-2018",
    "/jnim/claims",
    f"/jnim/claims/{CLAIM}",
    "/jnim/groups",
    "/jnim/groups/jnim",
    "/jnim/places",
    "/jnim/places/ouagadougou",
    "/jnim/sources",
    "/jnim/sources/bbc-2018-03-02",
    "/jnim/disagreements",
    "/jnim/disagreements/merged-groups",
    "/jnim/membership",
    "/jnim/names",
    "/jnim/attack_types",
    "/jnim/attack_types/complex-attack",
    "/jnim?sql=select+*+from+attacks",
    "/jnim?sql=select+*+from+evidence_claims",
    "/jnim/members?group=jnim",
    "/jnim/find?q=jnim",
]
TYPED = [
    "/jnim/attacks?_search={}",
    "/jnim/attacks?title={}",
    "/jnim/attacks?title__contains={}&_facet=title",
    "/jnim?sql=select+:x&x={}",
    "/jnim?sql={}",
    "/jnim/find?q={}",
    "/jnim/members?group={}&as_of={}",
    "/jnim/groups/{}",
    "/jnim/{}",
    "/jnim/attacks?_sort={}",
    "/jnim/attacks?_size={}",
]


def check(page: str) -> None:
    """Assert that the hostile text has remained mere text."""
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert not re.search(r"<[^>]*\bonerror=", re.sub(r'"[^"]*"', '""', page))
    assert not re.search(r'(?:href|src|action)="?\s*javascript:', page, re.IGNORECASE)


@pytest.mark.parametrize("path", PAGES)
def test_words_in_the_database_stay_words(spoilt: Get, path: str) -> None:
    answer = spoilt(path)
    assert answer.status_code == 200
    check(answer.text)
    assert "49" not in re.findall(r"onerror=alert\(2\)&gt;(.{2,12})", answer.text)
    if "attacks" in path and "sql" not in path:
        assert "{{ 7*7 }}" in answer.text


@pytest.mark.parametrize("path", TYPED)
def test_words_in_an_address_stay_words(get: Get, path: str) -> None:
    typed = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%7B%7B7*7%7D%7D'"
    answer = get(path.replace("{}", typed))
    check(answer.text)
    assert answer.status_code < 500


def test_no_link_where_there_is_no_web_address(spoilt: Get) -> None:
    page = spoilt("/jnim/attacks/ouagadougou-2018").text
    assert "See the passage" not in page
    assert "No address to open" in page


def test_links_to_a_row_survive_any_id(tmp_path: Path) -> None:
    hostile = "a/b?c=d&e\"<i>'%~#"

    def rename(database: sqlite3.Connection) -> None:
        database.execute("UPDATE attacks SET id = ? WHERE id = 'timbuktu-2012'", [hostile])

    with in_process(copy_of_site(tmp_path, rename)) as get:
        page = get("/jnim/attacks").text
        (address,) = set(re.findall(r'href="(/jnim/attacks/a~2Fb[^"]*)"', page))
        assert get(address).status_code == 200
