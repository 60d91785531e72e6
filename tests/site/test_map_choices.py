"""One rule for what can be chosen, on the map's page and in its embed, pictures, table and points.

A value that does not occur was refused by pictures, ignored by embeds, and treated by the table as
a group without attacks.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode

import pytest

from plugins.site.map_choices import read
from tests.site.tables import Get

# A value that nothing has, and what is said of it: that it is none, and how to write one.
REFUSED = [
    ("group", "zzz", "There is no group of the id “zzz”. Ids stand"),
    ("group", "x' or 1=1 --", "There is no group of the id “x' or 1=1 --”. Ids stand"),
    ("source", "zzz", "There is no source of the id “zzz”. Ids stand"),
    ("type", "zzz", "“zzz” is no type that can be chosen. Choose one of armed-"),
    ("country", "zz", "“zz” is no country that can be chosen. Choose one of BF, "),
    ("rule", "zzz", "“zzz” is no rule that can be chosen. Choose one of perpetrator, "),
    ("size", "zzz", "“zzz” is no size that can be chosen. Choose one of count, killed,"),
    ("from", "marzo 2018", "“marzo 2018” is no date. Write a year or a month"),
    ("to", "2018-13-01", "“2018-13-01” is no date. Write a year or a month"),
    ("to", "2018-13", "“2018-13” is no date. Write a year or a month"),
    ("start", "never", "“never” is no date. Write a year or a month"),
    ("from", "2018-03/..", "“2018-03/..” is no day, month or year"),
]
DENIED = re.compile("mentions? (?:no|none)|[Nn]either")
IN_TABLE = {"type": "attack_type", "country": "country_code"}


@pytest.mark.parametrize(("name", "value", "said"), REFUSED)
@pytest.mark.parametrize("path", ["/embed/map", "/-/charts/map.svg", "/-/charts/map.png"])
def test_what_cannot_be_chosen_is_no_map(
    get: Get, path: str, name: str, value: str, said: str
) -> None:
    answer = get(f"{path}?{urlencode({name: value})}")
    assert answer.status_code == 400
    assert said in html.unescape(answer.text)
    assert not DENIED.search(answer.text)
    assert "/-/points/" not in answer.text


@pytest.mark.parametrize(("name", "value", "said"), REFUSED)
def test_the_page_names_it_and_leaves_it_out(get: Get, name: str, value: str, said: str) -> None:
    page = html.unescape(
        get(f"/map?{urlencode({name: value, 'country': 'ML'} | {name: value})}").text
    )
    assert f'role="alert">{said}' in page
    assert "It was left out" in page
    # Of what is not known nothing is denied, and nothing shared.
    assert not DENIED.search(page)
    rest = "" if name == "country" else "country=ML"
    assert f'data-asked="{rest}"' in page
    assert f'/-/charts/map.png{rest and "?"}{rest}" download' in page
    assert f">http://localhost/map{rest and '?'}{rest}</pre>" in page


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [each for each in REFUSED if each[0] in ("group", "source", "rule", "type", "country")],
)
@pytest.mark.parametrize("path", ["/-/points/jnim/attacks", "/jnim/attacks", "/jnim/attacks.json"])
def test_table_and_points_refuse_it(get: Get, path: str, name: str, value: str, said: str) -> None:
    answer = get(f"{path}?{urlencode({IN_TABLE.get(name, f'_{name}'): value})}")
    assert answer.status_code == 400
    told = answer.json()["error"] if path.endswith(".json") else html.unescape(answer.text)
    assert said in told


@pytest.mark.parametrize(
    "path",
    [
        "/embed/timeline?group=zzz",
        "/embed/timeline?kind=zzz",
        "/embed/timeline?from=2018-13-01",
        "/embed/lineage?group=zzz",
        "/embed/attacks-per-month?source=zzz",
    ],
)
def test_no_other_chart_is_drawn_of_what_nothing_has(get: Get, path: str) -> None:
    picture = path.replace("/embed/", "/-/charts/").replace("?", ".svg?")
    value = path.partition("=")[2]
    for each in (path, picture):
        answer = get(each)
        assert answer.status_code == 400, each
        assert f"“{value}”" in html.unescape(answer.text)
    page = get(path.replace("/embed/", "/"))
    assert page.status_code == 200
    assert f"“{value}”" in html.unescape(page.text.partition('role="alert"')[2])


def test_what_is_known_and_in_no_attack_is_told_so(get: Get) -> None:
    for path in (
        "/map?type=hijacking",
        "/embed/map?type=hijacking",
        "/-/charts/map.svg?type=hijacking",
    ):
        answer = get(path)
        assert answer.status_code == 200
        assert DENIED.search(answer.text)
        assert "ijacking" in answer.text


def test_months_are_read_as_on_other_pages(get: Get) -> None:
    page = get("/map?from=March+2018&to=2018").text
    assert "from March 2018 to December 2018" in page
    assert 'data-asked="from=2018-03&amp;to=2018-12"' in page
    # A picture took no notice of what queries call them.
    for name in ("from", "start"):
        assert "since March 2018" in get(f"/-/charts/map.svg?{name}=March+2018").text


def test_a_year_of_few_digits_is_no_day(get: Get) -> None:
    """“Up to December 1” was read as the end of the year 1."""
    assert "up to December 0001" in get("/map?to=0001").text


def test_an_embed_has_the_sizes_of_the_page(get: Get) -> None:
    page = html.unescape(get("/embed/map?size=killed&colour=source").text)
    # Colours could be chosen once: an address that asks for them is one all the same.
    assert 'data-size="killed"' in page


@pytest.mark.pinned
def test_an_embed_says_of_which_years_it_is_and_how_many_are_undated(get: Get) -> None:
    """One undated attack hid the years of all the others."""
    heading = get("/embed/map").text.split("<h1>")[1].split("</h1>")[0]
    assert heading == "Seven incidents that three documents describe, 2012–2021"
    assert "1 with only a date that we infer." in get("/embed/map").text


@pytest.mark.parametrize(
    "asked", ["from=2018&to=2017", "from=2018&to=2017-05", "from=2018-05&to=2018-03"]
)
def test_ends_the_wrong_way_round_are_refused(asked: str) -> None:
    """From 2018 to 2017 gave two months; later the ends were swapped without a word."""
    _, refused = read(dict(pair.split("=") for pair in asked.split("&")))
    assert "ends before it begins" in str(refused)


def test_a_month_of_the_year_in_which_it_ends_is_no_end_before_it() -> None:
    view, refused = read({"from": "2018-03", "to": "2018"})
    assert not refused
    assert (view.first, view.last) == ("2018-03", "2018-12")
