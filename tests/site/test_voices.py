"""A source that cites another is not a second voice; one without a note cites nobody."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from plugins.site.voices import own_voices, say, voices
from tests.site.tables import connect

Get = Callable[..., httpx.Response]


def row(source_id: str, source: str, cites: str | None = None) -> dict[str, Any]:
    return {"source_id": source_id, "source": source, "cites": cites}


def test_who_says_so_only_in_some_passages_comes_last() -> None:
    listing = row("b", "Pell 2002") | {"in_passages": 1, "of_passages": 2}
    rows = [listing, row("a", "Varo 2001")]
    assert say(rows) == "say Varo and, in one of two passages, Pell"
    assert say([listing]) == "says Pell in one of two passages"
    assert say([listing | {"in_passages": 2}]) == "says Pell"


@pytest.mark.parametrize(
    ("rows", "words", "own"),
    [
        ([row("a", "Varo 2001"), row("b", "Pell 2002")], "say Varo and Pell", ["Varo", "Pell"]),
        (
            [row("a", "Varo 2001", "b"), row("b", "Pell 2002")],
            "says Pell, and Varo citing it",
            ["Pell"],
        ),
        ([row("a", "Varo 2001", "c,d")], "says Varo", ["Varo"]),
        (
            [row("a", "Varo 2001", "b,x"), row("b", "Pell 2002"), row("c", "Omm 2003")],
            "say Pell and Omm, and Varo citing Pell",
            ["Pell", "Omm"],
        ),
        # Each cites the other: neither may be left out.
        ([row("a", "Varo", "b"), row("b", "Pell", "a")], "say Varo and Pell", ["Varo", "Pell"]),
        ([row("a", "Varo", "a"), row("a", "Varo")], "says Varo", ["Varo"]),
    ],
)
def test_who_repeats_another_is_no_voice_of_his_own(
    rows: list[dict[str, Any]], words: str, own: list[str]
) -> None:
    assert say(rows) == words
    assert own_voices(rows) == own


def test_each_says_whom_it_cites_of_those_that_say_the_same() -> None:
    rows = [row("a", "CSIS 2018", "s,t"), row("s", "US State Department 2018")]
    assert voices(rows, lambda each: str(each["source"])) == {
        "CSIS 2018": "CSIS 2018 citing the US State Department",
        "US State Department 2018": "US State Department 2018",
    }


@pytest.mark.parametrize("path", ["/groups/jnim", "/timeline"])
def test_a_note_on_the_next_sentence_makes_nobody_cite(get: Get, path: str) -> None:
    """It said “CSIS citing it” of a sentence without a note: note 2 ends the next sentence."""
    text = html.unescape(re.sub("<[^>]+>", "", get(path).text))
    words = {"/groups/jnim": "CSIS, 2018 (1, 4, 7)"}.get(path, "say CSIS and")
    assert words in text.replace("Center for Strategic and International Studies (CSIS)", "CSIS")
    assert "CSIS citing" not in text


@pytest.mark.parametrize("path", ["/", "/groups/al-qaeda"])
def test_a_note_says_where_the_next_one_stands(get: Get, path: str) -> None:
    """Otherwise a work cited beside the claim would pass for an independent finding."""
    text = " ".join(html.unescape(re.sub("<[^>]+>", "", get(path).text)).split())
    says = "with no note on this sentence; the next cites US State"
    assert f"CSIS 2018, Background, para. 1, {says}" in text


@pytest.mark.parametrize("ending", ["", ".bib", ".csl.json"])
@pytest.mark.parametrize(("claim", "cites"), [("pledge-quote", True), ("formation", False)])
def test_the_copied_reference_says_whom_the_very_sentence_cites(
    get: Get, claim: str, cites: bool, ending: str
) -> None:
    text = get(f"/claims/csis-{claim}{ending}").text
    assert ("citing SITE Intelligence Group, 2 March 2017" in text) == cites
    assert ("citing" in text) == cites


def test_no_claim_cites_by_a_note_on_another_sentence(get: Get) -> None:
    """Of 125 citations, 41 were notes on a later sentence, called “for the whole paragraph”."""
    with connect() as database:
        rows = database.execute(
            "SELECT claim_id, min(marker) AS marker FROM cited_works"
            " GROUP BY claim_id HAVING max(scope) = 'paragraph'"
        ).fetchall()
    assert len(rows) == 36
    for row in rows:
        page = get(f"/claims/{row['claim_id']}").text
        assert "This sentence has no note. The next note in its paragraph is " in page
        assert re.search(rf"paragraph is (note )?{re.escape(row['marker'])}: ", page)
        assert "whole paragraph" not in page
        thing = json.loads(page.split('<script type="application/ld+json">')[1].split("<")[0])
        assert not thing.get("citation")


@pytest.mark.parametrize("claim", ["areas", "areas-niger-burkina-faso", "wadud-emir"])
def test_a_note_further_on_or_on_something_else_is_none(get: Get, claim: str) -> None:
    """Note 11 is two sentences after the areas; note 9 is on a pledge to the Taliban."""
    page = get(f"/claims/csis-{claim}").text
    assert "The document cites no work for this." in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("citation_trail?claim=csis-formation", "cites no work for this claim. Its sentence has"),
        (
            "uncited?source=csis-2018",
            "25 more have no note on their own sentence, and one on the next that may cover",
        ),
        (
            "citation_check?source=csis-2018",
            "In 25 cases the note is on the next sentence, and may not",
        ),
        (
            "older_sources",
            "In 4 cases the note is on the next sentence, and may not cover the claim",
        ),
    ],
)
def test_a_query_tells_notes_on_the_next_sentence_apart(get: Get, query: str, says: str) -> None:
    page = " ".join(html.unescape(re.sub("<[^>]+>", "", get(f"/jnim/{query}").text)).split())
    assert says in page
    path, _, asked = query.partition("?")
    rows = get(f"/jnim/{path}.json?{asked}&_shape=objects").json()["rows"]
    if not query.startswith("uncited"):
        assert {"sentence", "paragraph"} & {row["scope"] for row in rows}


def test_the_timeline_does_not_say_that_the_work_in_the_next_note_is_cited(get: Get) -> None:
    page = get("/timeline").text
    assert "BBC, which CSIS cites next, has another date in the copy read" in page
    assert "the cited work differs" not in page


@pytest.mark.parametrize(
    "claim",
    [
        *("threat-to-allies", "incite-expel", "expel-occupiers"),
        *("security-forces-first", "not-the-population"),
    ],
)
def test_a_sentence_with_a_note_says_what_that_is_to(get: Get, claim: str) -> None:
    """It said “CSIS does not say whom it quotes”, ten lines above the note."""
    page = get(f"/claims/csis-{claim}").text
    assert re.search(r"The quoted words have no named speaker\. Note \d+ is to ", page)
    # What it said before stands behind it.
    now = re.sub(r'(?s)<p class="quiet">Reworded .*?</p>', "", page)
    assert "whom it quotes" not in now


@pytest.mark.parametrize("path", ["/", "/groups/jnim", "/search?q=how+many+fighters"])
def test_a_figure_bears_what_the_editors_note_on_it(get: Get, path: str) -> None:
    """The figure that everybody quotes had no mark, although no work with that title was found."""
    text = get(path).text
    words = "cites a report not yet published"
    assert f'href="/disagreements/forthcoming-report">{words}</a>' in text
    # not by the sign of a citation problem: nothing is cited for the figure
    mark = '<a class="disputed" href="/disagreements/fighters-date">may repeat the older figure</a>'
    assert mark in text


def test_conflicts_are_open_and_what_readers_ask_most_about_is_first_of_the_rest(get: Get) -> None:
    """Of conflicts the sides were folded, and 88 lines below that can all be right were open."""
    others = get("/disagreements").text.partition('id="others"')[2]
    first = others.partition("</ul>")[0]
    # One line each, folded by sort, with the number of each.
    summary = r"<summary><h3>[^<]+ <span class=\"count\">\d"
    folds = re.findall(rf'<details class="more" id="kind-([^"]*)">{summary}', others)
    assert folds[0] == "scope"
    assert len(folds) > 4
    # Of a conflict both sides are open or, if it has more than two, what sums them up.
    conflicts = get("/disagreements").text.partition('id="conflicts"')[2].partition("<section")[0]
    cards = conflicts.split("<article ")[1:]
    assert len(cards) == 5
    for card in cards:
        seen = card.partition("<details")[0]
        assert '<ul class="opposed">' in seen or '<p class="summary">' in seen
        assert '<ul class="sides">' in card
    assert len(re.findall('<li id="d-', others)) > 60
    topics = re.findall('<li id="d-([^"]*)"', first)
    assert topics[0] == "population-as-target"
    # Of what is marked as the rest is not, nothing is said.
    assert "all can be right" not in re.sub("In each, all can be right", "", others)
    assert "Different angle" in first
    assert "More or less included" not in others


def test_topics_lead_to_disagreements(get: Get) -> None:
    """On /disagreements one had to know what to type."""
    topics = re.findall(r'href="(/disagreements\?topic=\w+)"', get("/disagreements").text)
    assert len(topics) > 3
    for path in topics:
        assert re.search(r"[1-9]\d* of \d+ disagreements", get(path).text), path
