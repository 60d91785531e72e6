"""One page says nothing that another one, or its own rows, deny."""

from __future__ import annotations

import html
import re

import pytest

from tests.site.tables import Get, connect


def words_of(page: str) -> str:
    """Return what a reader sees of a page, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def answer_of(get: Get, path: str) -> str:
    """Return the sentence that answers a named query."""
    return words_of(get(path).text.split('<p class="lead answer">')[1].split("</p>")[0])


@pytest.mark.pinned
def test_a_source_alone_names_only_whom_no_work_on_the_page_names(get: Get) -> None:
    """“CSIS 2018 alone names Ansar Dine” stood above rows in which a cited work does so too."""
    asked = "/jnim/members{}?group=jnim&known_by=2018-12-31&_shape=objects"
    answer = answer_of(get, asked.format(""))
    alone = re.findall(r"([\w ]+) alone names ([^.]*)\.", answer)
    assert alone
    works: dict[str, set[str]] = {}
    for row in get(asked.format(".json")).json()["rows"]:
        work = row["about_source_id"] or row["source_id"]
        works.setdefault(row["member"], set()).add(work)
    for _, names in alone:
        assert {len(works[name]) for name in names.split(", ")} == {1}
    others = "Macina Liberation Front; others name them too, only possibly"
    assert others in answer


@pytest.mark.pinned
def test_sources_conflict_only_where_two_that_are_shown_do(get: Get) -> None:
    """With what was known by 2018, only one side of “merged or absorbed” was left."""
    topic = "Macina Liberation Front in JNIM"
    assert topic in answer_of(get, "/jnim/members?group=jnim")
    assert topic not in answer_of(get, "/jnim/members?group=jnim&known_by=2018-12-31")
