"""What readers enter as the ids and dates of a named query."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import pytest

from plugins.site.search_words import configuration
from tests.site.queries import QUERIES, ask
from tests.site.tables import Get, connect


def location(get: Get, query: str) -> str:
    """Return where the page of a query redirects to; empty if it does not redirect."""
    return str(get(f"/jnim/{query}").headers.get("location", ""))


@pytest.mark.parametrize(
    ("typed", "led"),
    [
        ("members?group=Ansar+Dine", "group=ansar-dine"),
        ("members?group=ansar%20deen", "group=ansar-dine"),
        ("members?group=JNIM", "group=jnim"),
        ("members?group=gsim&as_of=2018", "group=jnim&as_of=2018"),
        ("existed?group=Murabitun&date=2017", "group=al-mourabitoun"),
        ("readings?id=Belmoktar", "id=mokhtar-belmokhtar"),
        ("said_about?id=Timbuktu", "id=timbuktu"),
        ("said_about?id=Takeover+of+Timbuktu,+2012", "id=timbuktu-2012"),
        ("footnotes?source=CSIS+2018", "source=csis-2018"),
        ("estimates_on?group=jnim&measure=Fighters", "group=jnim&measure=fighters"),
        ("citation_check?verdict=Supported", "verdict=supports"),
        ("members?group=jnim&as_of=March+2018", "as_of=2018-03"),
        ("attacks_between?start=1+March+2018&end=3+Mar.+2018", "start=2018-03-01&end=2018-03-03"),
    ],
)
def test_a_name_leads_to_the_query_by_its_id(get: Get, typed: str, led: str) -> None:
    assert led in location(get, typed)
    assert location(get, location(get, typed).removeprefix("/jnim/")) == ""


@pytest.mark.parametrize(
    ("typed", "led"),
    [
        ("/compare?group=gsim&group=Ansar+Dine", "/compare?group=jnim&group=ansar-dine"),
        ("/map?group=GSIM&from=2018", "/map?from=2018&group=jnim"),
        ("/attacks-per-month?group=Katiba+Macina", "group=macina-liberation-front"),
    ],
)
def test_a_page_is_led_to_by_any_name_that_the_search_knows(get: Get, typed: str, led: str) -> None:
    answer = get(typed)
    location = answer.headers["location"]
    assert led in location
    assert answer.content == b""  # it was made in full, and nobody saw it
    assert "location" not in get(location).headers


def test_data_are_asked_by_ids_alone(get: Get) -> None:
    assert ask(get, "members", group="Ansar Dine") == []
    assert ask(get, "members", group="ansar-dine")
    assert "location" not in get("/jnim/members.csv?group=Ansar+Dine").headers


@pytest.mark.parametrize(
    ("query", "said", "near"),
    [
        ("members?group=Mali", "No group is called “Mali”, choose one:", "un-mission-mali"),
        ("members?group=Ansar", "No group is called “Ansar”, choose one:", "ansar-dine"),
        ("members?group=a", "No group is called “a”, choose one:", "jnim"),
        ("members?group=jnim%00ansar-dine", "No group is called “jnim", ""),
        ("members?group=zzqq", "No group is called “zzqq”.", ""),
        ("share_of_attacks?group=zzqq", "No group is called “zzqq”.", ""),
        ("uncited?source=CSIS", "No source is called “CSIS”, choose one:", "csis-2018"),
        ("estimates_on?measure=soldier", "No measure is called “soldier”", "soldiers"),
        ("said_about?id=Timbuktu+attack", "Nothing is called “Timbuktu attack”", "timbuktu-2018"),
        ("timeline?kind=zzqq", "No kind is called “zzqq”", ""),
        ("citation_trail?claim=zzqq", "No claim is called “zzqq”", ""),
        ("activity_map?group=jnim&rule=zzqq", "No way of counting is called", "perpetrator"),
        ("existed?group=jnim&date=yesterday", "Write a day as 2018-03-03 or 3 March 2018", ""),
    ],
)
def test_an_unknown_name_is_told_and_never_that_nothing_was_found(
    get: Get, query: str, said: str, near: str
) -> None:
    answer = get(f"/jnim/{query}")
    page = html.unescape(answer.text.split("<main")[1].split("</main>")[0])
    assert answer.status_code == 200
    assert said in page
    assert "Nothing was found" not in page
    assert "<table" not in page
    if near:
        chosen = re.search(rf'<li><a href="(\?[^"]*={near}[&"][^>]*)>', page + '"')
        assert chosen
        again = get(f"/jnim/{query.split('?')[0]}{chosen[1].rstrip(chr(34))}")
        assert again.status_code == 200
        assert "is called “" not in again.text


@pytest.mark.parametrize(("query", "name"), [("members", "group"), ("footnotes", "source")])
def test_what_the_form_suggests_is_understood(get: Get, query: str, name: str) -> None:
    page = get(f"/jnim/{query}?{name}=").text
    offered = re.findall('<option value="([^"]+)">', page.split("<datalist")[1])
    assert len(offered) > 20
    for label in map(html.unescape, offered):
        assert re.search(rf"{name}=[\w-]+", location(get, f"{query}?{name}={quote(label)}")), label


def test_the_form_shows_the_name_of_what_was_asked_for(get: Get) -> None:
    assert 'name="group" value="Ansar Dine"' in get("/jnim/members?group=ansar-dine").text


@pytest.mark.parametrize("name", QUERIES)
def test_an_id_leads_nowhere(get: Get, name: str) -> None:
    asked = "&".join(f"{key}={value}" for key, value in QUERIES[name].example.items())
    assert location(get, f"{name}?{asked}") == ""
    assert "is called “" not in get(f"/jnim/{name}?{asked}").text


@pytest.mark.parametrize(
    ("parameter", "taken"),
    [
        ("kind", "select kind from timeline_entries"),
        ("reading", "select reading_set from lineage_ties where reading_set is not null"),
        ("reading", "select source_id from lineage_ties"),
        ("measure", "select measure from estimates"),
        ("verdict", "select verdict from citation_checks"),
        ("rule", "select rule from attack_days"),
        ("claim", "select id from claims"),
        ("id", "select subject_id from property_readings"),
        ("id", "select entity_id from assertion_parties"),
    ],
)
def test_whatever_a_query_answers_can_be_asked_for(parameter: str, taken: str) -> None:
    with connect() as database:
        sql = "select id from page_choices where parameter = ?"
        choices = {row["id"] for row in database.execute(sql, [parameter])}
        assert {row[0] for row in database.execute(taken)} <= choices


def test_every_parameter_of_a_query_holds_words_a_date_or_an_id() -> None:
    with connect() as database:
        ids = {row[0] for row in database.execute("select distinct parameter from page_choices")}
    parameters = {each for query in QUERIES.values() for each in query.params}
    assert parameters - ids == {"q", "topic", "as_of", "known_by", "date", "start", "end"}


@pytest.mark.parametrize("drawn", ["lineage.svg?on={}", "timeline.svg?from={}"])
def test_a_chart_takes_a_day_as_people_write_it(get: Get, drawn: str) -> None:
    typed, written = (
        get("/-/charts/" + drawn.format(day)) for day in ("3+March+2018", "2018-03-03")
    )
    assert typed.status_code == 200
    assert typed.text == written.text


def test_a_form_says_in_place_what_its_dates_mean(get: Get) -> None:
    """A link to the glossary discarded what had been filled in."""
    page = get("/jnim/members?group=jnim&as_of=&known_by=").text
    form = html.unescape(page.partition('<form class="sql"')[2].partition("</form>")[0])
    entries = {row["id"]: row["text"] for row in configuration()["glossary"]}
    for id_ in ("as-of", "known-by"):
        assert f"<summary>what is this?</summary>{entries[id_]}</details>" in form
    assert "/glossary" not in form


def test_a_form_and_the_glossary_call_a_date_alike(get: Get) -> None:
    """The glossary's “Known by a date” was called “Only what was published by” in the form."""
    titles = {row["id"]: row["title"] for row in configuration()["glossary"]}
    page = get("/jnim/members?group=").text
    assert f'title="known_by">{titles["known-by"]}</label>' in page


def test_of_members_people_stand_first_and_whoever_leads_before_them(get: Get) -> None:
    """They came after four lists of the groups that merged."""
    rows = ask(get, "members", group="jnim")
    kinds = [row["member_kind"] for row in rows]
    assert kinds == sorted(kinds, reverse=True)
    assert rows[0]["member_id"] == "iyad-ag-ghaly"
    page = get("/jnim/members?group=jnim").text
    heads = re.findall(r'<tr class="part"><th colspan="\d" scope="rowgroup">(.*?)</th>', page)
    assert heads == ["People", "Groups"]
    assert 'scope="rowgroup"' not in get("/jnim/existed?group=jnim&date=2018").text


def test_a_doubt_has_its_reason_beside_it(get: Get) -> None:
    page = get("/jnim/members?group=jnim&as_of=&known_by=").text
    assert ">possible (title only)</td>" in page
    dated = get("/jnim/members?group=jnim&as_of=2018-10-01&known_by=").text
    assert ">possibly (title only)</td>" in dated
    assert "title only" in {row["doubt"] for row in ask(get, "members", group="taliban")}


def test_a_word_with_an_apostrophe_is_found_without_it(get: Get) -> None:
    """N'Djamena is two words of a text: “Ndjamena” found nothing."""
    rows = connect().execute("select id from claims where statement like '%N''Djamena%'").fetchall()
    found = get("/search?q=Ndjamena").text
    assert [row["id"] for row in rows if f'href="/claims/{row["id"]}"' not in found] == []


def test_of_two_groups_what_was_read_comes_before_what_it_cites(get: Get) -> None:
    """A work in a repost, which alone tells of a pledge, stood before the documents."""
    answer = get("/search?q=is+JNIM+linked+to+al-Qaeda").text.partition('id="answers"')[2]
    said = re.findall("<li><b>([^<]+):</b>", answer.partition("</section>")[0])
    assert said[0].startswith("CSIS")
    assert ["repost" in each for each in said] == sorted("repost" in each for each in said)
