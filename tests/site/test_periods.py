"""Periods that continue beyond the data: a page says where the data end, and gives no zero."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterator

import pytest

from tests.site.tables import Ask, Get, add_data_set, copy_of_site, in_process

pytestmark = pytest.mark.pinned

NEWEST = "othing here is later than 28 October 2022"
NOT_COVERED = f"Not covered: n{NEWEST}."


def main(get: Get, path: str) -> str:
    """Return the text of a page's main part."""
    page = get(path).text
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", "", page[page.index("<main") : page.index("</main")])
    return html.unescape(text)


AFTER = [
    *("/map?from=2023-01", "/map?from=2022-11&to=2022-12", "/embed/map?from=2023-01"),
    *("/search?q=2024", "/search?q=Mali+2024-05", "/jnim/attacks_between?start=2023&end=2024"),
    *("/jnim/existed?group=jnim&date=2024-01-01", "/jnim/timeline?start=2023"),
]


@pytest.mark.parametrize("path", AFTER)
def test_of_a_period_after_all_of_it_no_zero_is_told(get: Get, path: str) -> None:
    words = main(get, path)
    assert NOT_COVERED in words
    assert "0 attack" not in words


PAST = [
    *("/map?from=2018-03", "/map?from=2018-03&to=2022-10", "/map?from=2018-03&to=2023-01"),
    *("/jnim/attacks_between?start=2018", "/jnim/attacks_between?start=2018&end=2022"),
]


@pytest.mark.parametrize("path", PAST)
def test_of_a_period_that_goes_on_after_it_the_last_day_is_told(get: Get, path: str) -> None:
    words = main(get, path)
    assert NEWEST in words
    assert "Not covered" not in words


@pytest.mark.parametrize(
    "path",
    [
        *("/map", "/map?to=2018-07", "/map?from=2018-05&to=2018-05", "/search?q=2018"),
        *("/jnim/attacks_between?start=2018&end=2018", "/timeline?to=2018", "/search?q=5000"),
    ],
)
def test_what_is_covered_says_nothing_of_it(get: Get, path: str) -> None:
    assert NEWEST not in main(get, path)


def test_a_month_that_no_text_mentions_is_no_zero(get: Get) -> None:
    words = main(get, "/map?from=2018-05&to=2018-05")
    assert "What was read mentions no such attack in May 2018." in words
    assert "0 attack" not in words


def test_the_timeline_says_it_on_the_page_and_in_its_picture(get: Get) -> None:
    for path in ("/timeline?from=2023", "/-/charts/timeline.svg?from=2023"):
        words = re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", get(path).text)))
        assert f"Not covered: n{NEWEST}" in words
    drawn = get("/-/charts/timeline.svg?from=2021&to=2024").text
    assert f"n{NEWEST}" in re.sub("<[^>]+>", " ", drawn)


BACKWARDS = [
    *("/timeline?from=2019&to=2018", "/map?from=2019&to=2018", "/embed/map?from=2019&to=2018"),
    *("/attacks-per-month?start=2019&end=2018", "/jnim/timeline?start=2019&end=2018"),
    *("/jnim/attacks_between?start=2019&end=2018", "/jnim/activity_map?start=2019&end=2018"),
    *("/jnim/attacks_per_month?start=2019&end=2018", "/jnim/share_of_attacks?start=2019&end=2018"),
]


@pytest.mark.parametrize("path", BACKWARDS)
def test_a_period_that_ends_before_it_begins_is_said_with_how_to_mend_it(
    get: Get, path: str
) -> None:
    said = "The period from 2019 to 2018 ends before it begins: exchange the two dates."
    page = get(path).text
    assert said in re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", "", page)))
    if path.startswith("/jnim/"):
        assert said in get(path.replace("?", ".json?")).json()["error"]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Return a function that asks a site with a data set of 2017 and 2018."""

    def change(database: sqlite3.Connection) -> None:
        add_data_set(database)
        database.executemany(
            "INSERT INTO attack_days VALUES ('', 'xyz-9', 'possible', ?, ?, 0, 1, 1, 1, 1)",
            [(day, day) for day in ("2017-01-05", "2018-12-20")],
        )

    with in_process(copy_of_site(tmp_path_factory.mktemp("ends"), change), is_kept=True) as get:
        yield get


COVERED = "The event data cover 5 January 2017 to 20 December 2018"


@pytest.mark.parametrize(
    "query", ["from=2019-01&to=2019-06", "from=2016-01&to=2017-06", "to=2018-07", "from=2018-01"]
)
def test_event_data_say_what_they_cover(loaded: Ask, query: str) -> None:
    assert COVERED in main(loaded, f"/map?{query}")


def test_within_event_data_nothing_is_said_and_after_all_of_it_is_not_covered(loaded: Ask) -> None:
    assert COVERED not in main(loaded, "/map?from=2017-02&to=2018-11")
    assert NOT_COVERED in main(loaded, "/map?from=2023-01")
