"""The sentence above a dated query: it counts what was so in the time asked for."""

from __future__ import annotations

import html
import re

import pytest

from tests.site.tables import Get

pytestmark = pytest.mark.pinned


def head(get: Get, query: str) -> str:
    """Return the sentence above a named query."""
    page = get(f"/jnim/{query}").text
    words = re.search(r'<p class="lead answer">(.*?)</p>', page, re.DOTALL)
    assert words, query
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", "", words[1]))).strip()


def cells(get: Get, query: str) -> set[str]:
    """Return the column that says, for each row, whether it was so then."""
    page = get(f"/jnim/{query}").text
    told = re.findall(r'<td class="col-certainty[^>]*>(.*?)</td>', page, re.DOTALL)
    return {html.unescape(re.sub("<[^>]+>", "", each)).strip() for each in told}


LONG_BEFORE = [
    "timeline?start=1950&end=1950",
    "lineage?group=jnim&as_of=1950",
    "said_about?id=jnim&as_of=1950",
    "members?group=jnim&as_of=1950",
]


@pytest.mark.parametrize("query", LONG_BEFORE)
def test_of_a_time_long_before_nothing_is_possibly_so_by_silence(get: Get, query: str) -> None:
    assert "possibly" not in head(get, query)
    assert re.search("say nothing about that time|nothing stated of that time", head(get, query))
    assert cells(get, query) <= {"not stated", "no"}


def test_what_lies_outside_the_time_is_not_counted(get: Get) -> None:
    for query, noun in (("timeline?start=1950&end=1950", "events"), (LONG_BEFORE[1], "ties")):
        assert head(get, query).startswith(f"No {noun} certainly in that time. Also listed: ")
    assert "33 that were not so" in head(get, LONG_BEFORE[1])
    # of sources that conflict on its day neither makes an attack sure
    assert head(get, "timeline?kind=attack&start=2018-03-02&end=2018-03-02").startswith("No events")
    assert head(get, "timeline?kind=attack&start=2018-04-14&end=2018-04-14").startswith("1 event ")


def test_a_day_that_conflicting_sources_give_is_not_called_vague(get: Get) -> None:
    for day in ("2018-03-02", "2018-03-03"):
        words = head(get, f"attacks_between?start={day}&end={day}")
        assert "sources conflict on the date of 1" in words
    assert "conflict" not in head(get, "attacks_between?start=2018&end=2018")


@pytest.mark.parametrize("year", ["2022", "2022-10"])
def test_the_newest_source_says_that_a_group_existed_in_its_own_year(get: Get, year: str) -> None:
    words = head(get, f"existed?group=jnim&date={year}")
    assert words.startswith("It existed on some day of it, according to The Modern Insurgent 2022.")


def test_sources_are_told_apart_by_semicolons_alone(get: Get) -> None:
    words = head(get, "existed?group=jnim&date=1950")
    assert "Daniel Eizenga and Wendy Williams, 1 December 2020; Heni Nsaibia." in words
    trail = get("/jnim/citation_trail?claim=csis-merger-statement").text
    assert "</a>, <a" not in trail.split('<p class="lead answer">')[1].split("</p>")[0]


def test_a_figure_keeps_its_around_and_its_possibly(get: Get) -> None:
    query = "estimates_on?group=jnim&measure=fighters&date=2018-09"
    assert head(get, query).startswith(
        "1,000 to 2,000 people, as of September 2018 (CSIS 2018); possibly an estimate of around"
    )
    assert "around 1,000" in get(f"/jnim/{query}").text.split("<tbody>")[1]
