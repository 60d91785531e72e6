"""What other sites show of ours: small pages that fit into theirs and say who made them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from common.date_words import in_words
from tests.site.tables import METADATA, Get

RELEASED = in_words(METADATA["released"])

EMBEDS = {
    "/lineage?group=jnim": "Who merged into JNIM",
    "/timeline?kind=attack": "Timeline",
    "/map?from=2018-03&to=2018-07": " describe, from March 2018 to July 2018",
    "/attacks-per-month": "No event data",
    "/attacks/ouagadougou-2018": "By source",
    "/claims/csis-formation": "JNIM was formed in March 2017.",
}


@pytest.mark.pinned
@pytest.mark.parametrize(
    "path", ["/map?country=ML", "/timeline?kind=attack", "/lineage?group=jnim"]
)
def test_all_charts_are_taken_along_in_the_same_words(get: Get, path: str) -> None:
    """The map had `Picture` and `Save, share or embed`, the others `Download` and `Embed`."""
    page = get(path).text
    links = re.findall(r'<a href="([^"]+)" download>([^<]+ \((?:PNG|SVG)\))</a>', page)
    # “SVG PNG Narrow PNG” did not say which one to take.
    assert [words for _, words in links] == ["wide (PNG)", "phone or column (PNG)", "print (SVG)"]
    assert links[1][0] == f"{links[0][0]}&amp;width=narrow"
    assert page.count("<summary>Save, share or embed</summary>") == 1
    assert f'aria-label="The link">http://localhost{path}</pre>' in page
    assert "Download <a" not in page


@pytest.mark.pinned
@pytest.mark.parametrize(("path", "words"), EMBEDS.items())
def test_an_embed_stands_anywhere_and_says_whose_it_is(get: Get, path: str, words: str) -> None:
    answer = get(f"/embed{path}")
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers
    text = unescape(answer.text)
    assert RELEASED in text
    assert METADATA["license"] in text
    assert words in text
    assert f'<a href="{path}">{METADATA["title"]}</a>' in text
    # Nothing to press that does something, and no way into a page that nobody frames.
    assert '<base target="_blank">' in text
    assert "<form" not in text
    ids = set(re.findall(r' id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= ids
    assert "site-header" not in text


@pytest.mark.parametrize("path", EMBEDS)
def test_a_page_has_the_line_to_copy_and_cannot_be_framed_itself(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    frames = re.findall(r'<iframe src="([^"]+)" title="[^"]+"', unescape(unescape(answer.text)))
    there_is_none = "/attacks-per-month" in path  # without event data, nothing is drawn
    assert frames == ([] if there_is_none else [f"http://localhost/embed{path}"])


@pytest.mark.parametrize(
    "path", ["//embed/lineage", "/embedded", "/embed", "/jnim/embed/", "/-/embed/x"]
)
def test_what_only_looks_like_an_embed_cannot_be_framed(get: Get, path: str) -> None:
    assert get(path).headers["x-frame-options"] == "DENY"


def test_the_picture_itself_bears_its_day_and_licence(get: Get) -> None:
    picture = get("/-/charts/timeline.svg").text
    assert f"{RELEASED} · {METADATA['license']}" in picture
    assert "Sources of 2018 to 2022:" in picture


def test_an_embed_of_nothing_is_not_there(get: Get) -> None:
    for path in ("/embed/claims/no-such-claim", "/embed/nothing", "/embed/search"):
        assert get(path).status_code == 404


def test_an_attack_without_a_date_gives_the_heading_no_year(get: Get) -> None:
    """The day by which it must have happened was taken for its date."""
    heading = get("/embed/map?group=france&rule=party").text.split("<h1>")[1].split("</h1>")[0]
    assert heading == "One incident by, on or with France that one document describes"
