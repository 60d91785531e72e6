"""What makes pages plain to read: one mark for one thing, what is quoted, sizes of type."""

import re
from pathlib import Path

import pytest

from tests.site.tables import Get
from tests.site.test_evidence import text_of

CSS = (Path(__file__).parents[2] / "static" / "site.css").read_text("utf-8")
IN_FULL = "that may not be the original"


@pytest.mark.parametrize("path", ["/groups/jnim", "/by-source/jnim", "/people/mokhtar-belmokhtar"])
def test_a_doubtful_repost_is_explained_where_it_stands_first(get: Get, path: str) -> None:
    """“Uncertain copy” stood up to sixty times on a page, and nowhere in words that explain it."""
    said = text_of(get(path).text.split("<main")[1])
    assert "uncertain copy" not in said
    _, _, rest = said.partition("in a repost")
    assert rest.startswith(f" {IN_FULL}")
    # Once more, if it first stood in a fold: on a telephone the cited works are folded.
    assert rest.count(f"in a repost {IN_FULL}") <= (path == "/by-source/jnim")


@pytest.mark.parametrize("claim", ["csis-ouagadougou-attack", "weiss-founding-anniversary"])
def test_why_a_passage_is_not_shown_whole_is_said_once(get: Get, claim: str) -> None:
    said = text_of(get(f"/claims/{claim}").text)
    assert said.count("We quote only its first and last words") == 1


def test_the_line_above_a_title_is_one_plain_word(get: Get) -> None:
    """Hedges in capitals stood above the title: “COALITION, SAYS …”."""
    for path in ("/groups/jnim", "/groups/france", "/people/iyad-ag-ghaly", "/claims/mi-fighters"):
        kicker = text_of(get(path).text.split('class="kicker">')[1].split("</p>")[0])
        assert re.fullmatch("Group|Organisation|People|State|Site|Person|Claim", kicker), path


def test_what_is_read_is_no_smaller_than_a_note() -> None:
    """Badges were of 12.8 pixels; only the number of a note may be so small."""
    assert re.findall(r"font(?:-size)?: [^;]*(?<!\d)\.8r?em", CSS) == ["font: .8rem"]
    assert "text-indent" not in CSS


def test_a_group_is_compared_with_each_that_it_was_made_of(get: Get) -> None:
    page = get("/groups/jnim").text
    for other in ("ansar-dine", "al-mourabitoun", "aqim-sahara", "macina-liberation-front"):
        assert f'href="/compare?group=jnim&amp;group={other}"' in page
    assert "JNIM with Ansar Dine · change" in text_of(get("/compare").text)
