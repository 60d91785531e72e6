"""What the made-up group must show: who leads and who led, a pledge of its leader alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from common.project import PROJECT

pytestmark = pytest.mark.skipif(PROJECT.id != "harbour-db", reason="for the made-up group")
Get = Callable[[str], httpx.Response]


def words(answer: httpx.Response) -> str:
    """Return the words of a page."""
    return " ".join(re.sub(r"<[^>]+>|&nbsp;", " ", answer.text).split())


def test_who_led_is_not_said_to_lead(get: Get) -> None:
    """The summary names the successor, and the list says until when the other led."""
    page = words(get("/groups/harbour"))
    assert "Leader in 2021 Lise Varo 2 Coast Report 2021" in page
    assert "led by Tam Orrin" not in page.replace("Led", "led")
    assert re.search(r"Tam Orrin , founder in May 2014 \d+ , also leader, until March 2018", page)
    assert "Ben Assel , deputy" in page


def test_a_pledge_of_the_leader_is_in_the_lineage_of_the_group(get: Get) -> None:
    """She pledged by herself; the group of which she is the head belongs there."""
    assert "Pledge by Lise Varo, June 2020" in words(get("/lineage"))


def test_dates_and_places_stand_in_sentences(get: Get) -> None:
    """A time that begins and ends, and a name that takes an article."""
    page = words(get("/groups/reed-band"))
    assert "Bo Karr , leader, from 2012 until 2016" in page
    assert re.search(r"Where active, as of \d{4} the Reed Islands", page)
    assert "Figures Coast Report 2021: The Reed Band has about 30 fighters." in page


def test_the_data_of_a_page_are_those_of_its_query(get: Get) -> None:
    """Who adds .json to /search is led on; of a page without a query there are none."""
    answer = get("/search.json?q=reed")
    assert (answer.status_code, answer.headers["location"]) == (302, "/harbour/search.json?q=reed")
    assert get("/about.json").status_code == 404


def test_pledges_of_who_leads_a_part_are_found_by_the_whole(get: Get) -> None:
    """And the lineage of the whole, where it pledged to nobody, says that there are such."""
    for group in ("southern-league", "reed-band"):
        rows = get(f"/harbour/allegiances.json?group={group}&_shape=array").json()
        assert [(row["step"], row["from_id"], row["to_id"]) for row in rows] == [
            (1, "per-dunn", "northern-league")
        ]
    page = words(get("/lineage?group=southern-league"))
    assert "by it or to it, but one by parts of it or those who lead them ." in page


def test_a_death_and_a_split_are_told(get: Get) -> None:
    """On the page of whom they concern, and in time."""
    assert "Tam Orrin died in March 2018." in words(get("/people/tam-orrin"))
    assert "The Inner Quay broke away from the Front in 2019." in words(get("/groups/harbour"))
    timeline = words(get("/timeline"))
    assert timeline.count("2019 Split of the Inner Quay · split") == 1
    assert "April 2018 Lise Varo succeeded Tam Orrin · succession" in timeline
    assert "grew out of" not in timeline.casefold()


def test_one_document_is_one(get: Get) -> None:
    """No plural for it."""
    assert "1 documents" not in words(get("/"))


def test_a_figure_has_the_ends_that_are_stated(get: Get) -> None:
    """One end alone is no zero and no failure; a part of the group is not all of it."""
    text = words(get("/groups/harbour"))
    assert "around 600 members (All members, half of them un" in text
    assert "up to 200 fighters of the Front in Low Har" in text
    assert "at least 50 fighters (Upper Quay and Salt Isle together)" in text
    home = words(get("/"))
    assert re.search(r"up to 200 fighters of the Front in Low Harbour \d no date given", home)
    assert re.search(r"at least 50 fighters \(Upper Quay and Salt Isle together\) \d no date", home)
    assert re.search(r"around 600 members \(All members, half of them unarmed\).* as of 2020", home)
    answer = words(get("/harbour/estimates_on?group=harbour&measure=fighters&date="))
    assert "up to 200 fighters" in answer
    assert "at least 50 fighters" in answer
    assert "killed: at least 2" in words(get("/map"))
    attack = words(get("/attacks/upper-quay-2020"))
    assert "killed two guards or more" in attack


def test_whom_an_attack_is_blamed_on_possibly_did_it(get: Get) -> None:
    """In the box, in the table, in the list of the home page, of the group, and beside others."""
    assert "Who Free Harbour Front (reported) Coast" in words(get("/attacks/boat-2020"))
    assert "Who Free Harbour Front Coast" in words(get("/attacks/upper-quay-2020"))
    possibly = words(get("/")).partition("Possibly by Free Harbour Front")[2]
    assert "June 2020" in possibly
    assert "June 2020 possibly by FHF" in words(get("/groups/harbour"))
    assert "June 2020 possibly" in words(get("/compare?group=harbour"))
    assert "mentioned with" not in words(get("/"))


def test_what_is_so_since_a_day_is_not_of_that_day(get: Get) -> None:
    """Who leads since then: on the pages of group and person, and in the lineage; an ally."""
    ally = words(get("/groups/southern-league"))
    assert "leader, since 4 May 2018" in ally
    assert "partner of FHF , since 2019" in ally
    assert "leader, since 4 May 2018" in words(get("/people/mira-tolan"))
    page = words(get("/groups/harbour"))
    assert "leader, since April 2018" in page
    assert "founder in May 2014" in page
    assert "Since April 2018; certain from" in words(get("/lineage"))


def test_without_points_no_map_is_shown_and_the_reason_is_true(get: Get) -> None:
    """The document names a town, of which nobody has entered the coordinates."""
    home = get("/")
    assert 'id="map"' not in home.text
    assert "map-plain.js" not in home.text
    for page in ("/", "/map", "/embed/map"):
        assert "or we have no coordinates for it ( Upper Quay )" in words(get(page))
    for page in ("/attacks/boat-2020", "/places/upper-quay"):
        assert "No map: we have no coordinates for Upper Quay." in words(get(page))
    assert "No map: Salt Isle is an area" in words(get("/places/salt-isle"))


def test_two_tolls_of_one_document_stand_side_by_side(get: Get) -> None:
    """Each claim's reading is its own, and what conflicts within one document says so."""
    rows = get("/harbour/readings.json?id=ferry-2020&_shape=array").json()
    tolls = {row["claim_id"]: row["value"] for row in rows if row["property"] == "killed"}
    assert tolls == {"coast-ferry-owner": "12", "coast-ferry-guard": "7"}
    page = words(get("/attacks/ferry-2020"))
    assert "Toll conflict within Coast Report 12 1 or 7 2 killed" in page, "the report's own first"
    home = words(get("/"))
    assert "The dead of the ferry conflict within Coast Report" in home
    assert "The owner counts 12 dead, the coast guard 7." in words(get("/disagreements"))


def test_who_is_blamed_has_not_claimed_it(get: Get) -> None:
    """Of one attack nobody is named, one group has claimed it, and another is blamed."""
    page = words(get("/attacks/salt-works-2018"))
    assert "claimed by Southern League (reported); mentions Free Harbour Front (reported)" in page
    names = page.partition("Names in each source")[2]
    league, front = re.findall(r"“[^”]*”, Coast Report 2021[^“\d]* (\d+)", names)[:2]
    assert league != front


def test_the_past_is_no_present(get: Get) -> None:
    """Where it was, what it had and when: the newest first, and the present of its publication."""
    text = words(get("/groups/harbour"))
    assert re.search(r"active, as of \d{4} Low Harbour , Upper Quay and Salt Isle", text)
    assert "Was active Salt Marsh , between 2015 and 2016" in text
    assert text.index("up to 200 fighters") < text.index("around 600 members")
    assert re.search(r"together\) \d+ no date given", text)
    assert re.search(r"half of them unarmed\), according to Coast Watch \d+ as of 2020", text)
    home = words(get("/"))
    active = r"Where active, \d{4} Low Harbour , Upper Quay and Salt Isle \d+ \d+ Coast Report"
    assert re.search(active, home)
    assert home.index("up to 200 fighters") < home.index("around 600 members")
    assert "Salt Marsh" not in home


def test_what_was_not_done_is_not_said_to_be(get: Get) -> None:
    """A sentence is open, and nobody has looked for a work."""
    home = words(get("/"))
    assert "This is not the situation today. No document is later than 3 February 2021." in home
    assert "; 1 is still to be read." in words(get("/about"))
    assert "30 claims" in home
    for page in ("/", "/about", "/downloads", "/sources/coast-report-2021"):
        text = get(page).text
        assert "citations checked" not in text
        assert "could be read" not in text
        assert "differ from what" not in text


def test_who_lists_a_group_has_it_on_its_page(get: Get) -> None:
    """Of a listing without a programme as well, on both pages."""
    listed = "Free Harbour Front (FHF) : The Harbour Council listed the Front in 2016."
    assert f"Coast Report 2021: {listed}" in words(get("/groups/harbour-council"))
    assert re.search(r"Listed by Harbour Council in 2016 \d+", words(get("/")))


def test_kinds_and_counts_are_grammar(get: Get) -> None:
    """One of a kind that is a plural; one conflict; no list of nothing."""
    assert "State Harbour guards" in words(get("/groups/guards"))
    assert "1 conflict " in words(get("/disagreements"))
    assert "Four attacks are described one by one" in words(get("/about"))
    assert '..", "' not in get("/search?q=").text


def test_an_estimate_has_a_holder(get: Get) -> None:
    """Whose reckoning it is: on their page, and in what is said of the group."""
    reckoned = "The Coast Watch reckoned with some 600 members in 2020, half of them unarmed."
    for group in ("coast-watch", "harbour"):
        assert reckoned in words(get(f"/groups/{group}"))
    rows = get("/harbour/said_about.json?id=harbour&as_of=&_shape=array").json()
    assert [row["holder"] for row in rows if row["kind"] == "members"] == ["coast-watch"]
    asked = "/harbour/estimates_on{}?group=harbour&measure=members&date=&_shape=array"
    (row,) = get(asked.format(".json")).json()
    assert (row["holder"], row["modality"]) == ("coast-watch", "estimated")
    page = words(get(asked.format(""))).replace(" ,", ",")
    assert "as of 2020, according to Coast Watch" in page
    assert f"Figures Coast Report 2021: {reckoned}" in words(get("/groups/harbour"))


def test_a_publication_rests_on_no_claim_that_says_nothing_of_it(get: Get) -> None:
    """The report has no date line: when it was published is known from its source."""
    rows = get("/harbour/timeline.json?kind=publication&_shape=array").json()
    assert [(row["source_id"], row["locator"], row["claim_id"]) for row in rows] == [
        ("coast-report-2021", "Coast Report, 3 February 2021", None)
    ]
    page = get("/timeline?kind=publication").text.partition("<main")[2]
    assert '<p><a href="/sources/coast-report-2021">Coast Report 2021</a>' in page
    assert "/claims/" not in page


def test_what_it_grew_into_is_not_said_to_belong_to_it(get: Get) -> None:
    """A successor and a predecessor are no parts, in the headings of the lineage."""
    page = words(get("/lineage?group=inner-quay"))
    assert "What Inner Quay grew out of" in page
    assert "belongs to" not in page.partition("Every statement")[0]


def test_a_question_is_answered_of_the_group_that_it_names(get: Get) -> None:
    """The subject where it names none; the search says what is covered, of one document too."""
    led = rf"Who led {re.escape(PROJECT.subject.name)}, as of [\w ]+\? Lise Varo"
    assert re.search(led, words(get("/search?q=who+leads")))
    assert "Who led Reed Band" in words(get("/search?q=who+leads+the+reed+band"))
    assert "This site covers Coast" in words(get("/search?q=zzz"))


def test_search_asks_of_a_person_and_of_mistakes_without_the_words_of_another_project(
    get: Get,
) -> None:
    """Neither subjects left out nor an address for corrections are set there."""
    page = words(get("/search?q=is+Lise+Varo+dead"))
    assert "What became of Lise Varo?" in page
    assert "Nothing read here says what became of Lise Varo, named as " in page
    assert "1,000" not in words(get("/search?q=fighters+2021"))
    assert "By subject:" not in words(get("/search?q=civilians"))
    assert "has no address for corrections yet" in words(get("/search?q=contact"))
