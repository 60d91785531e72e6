"""The page /map without scripts: the same choice in the address, the numbers and the list."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from common.display_text import number
from tests.site.tables import Ask, Get, add_data_set, connect, copy_of_site, in_process

COUNTED = """
SELECT count(*) AS n FROM attacks
WHERE scope = 'incident' AND coalesce(attack_type, '') NOT IN ('riot', 'protest', 'development')
"""


NUMBERS = [number(n) for n in range(30)]


def count(where: str = "1") -> int:
    with connect() as database:
        return int(database.execute(f"{COUNTED} AND {where}").fetchone()["n"])


def total(page: str) -> int:
    """Return the number of attacks that a page gives, in its heading if it lists them all."""
    heading = re.search(r'<h1 id="heading"[^>]*>(\w+) (?!on)', page)
    if heading and heading[1].lower() in NUMBERS:
        return NUMBERS.index(heading[1].lower())
    found = re.search(r"<strong>([\d,]+) [a-z ]+</strong>", page)
    if each := re.search(
        r'role="status"><strong>(\d+ (?:(?:possibly )?by|attributed to) .*?)</strong>', page
    ):
        return sum(map(int, re.findall(r"(?:^|, )(\d+) ", each[1])))
    if not found:
        assert "What was read mentions no such attack" in page
        return 0
    return int(found[1].replace(",", ""))


def listed(page: str) -> list[str]:
    return re.findall(r'<a class="name" href="/attacks/([\w-]+)">', page)


def linked(page: str, words: str) -> str:
    """Return the address of the link with this text."""
    found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>{re.escape(words)}</a>', page)
    assert found, words
    return html.unescape(found[1])


CHOICES = [
    ("", "1"),
    ("from=2018-03&to=2018-03", "month = '2018-03'"),
    ("from=2018-01&to=2018-12", "date_earliest >= '2018-01-01' AND date_latest <= '2018-12-31'"),
    ("to=2018-03", "date_latest <= '2018-03-31'"),
    ("from=2018-04", "date_earliest >= '2018-04-01'"),
    ("type=kidnapping", "attack_type = 'kidnapping'"),
    ("country=BF&from=2018-03", "country_code = 'BF' AND date_earliest >= '2018-03-01'"),
    (
        "group=jnim&rule=party",
        "id IN (SELECT attack_id FROM attack_actors"
        " WHERE group_id = 'jnim' AND certainty = 'certain')",
    ),
    (
        "group=jnim&rule=perpetrator",
        "id IN (SELECT attack_id FROM attack_actors WHERE group_id = 'jnim'"
        " AND certainty = 'certain' AND side = 'perpetrator')",
    ),
    (
        # The menu's link showed five, and the form three.
        "group=jnim",
        "id IN (SELECT attack_id FROM attack_actors WHERE group_id = 'jnim'"
        " AND side = 'perpetrator')",
    ),
    (
        "group=jnim&rule=possible",
        "id IN (SELECT attack_id FROM attack_actors WHERE group_id = 'jnim')",
    ),
    (
        "source=csis-2018",
        "id IN (SELECT attack_id FROM attack_reports WHERE source_id = 'csis-2018')",
    ),
    ("group=jnim&source=csis-2018&type=complex-attack", "id = 'timbuktu-2018'"),
    ("type=hijacking", "0"),
]


@pytest.mark.parametrize(("query", "where"), CHOICES)
def test_the_page_tells_and_lists_what_is_chosen(get: Get, query: str, where: str) -> None:
    page = get(f"/map?{query}").text
    assert total(page) == len(listed(page)) == count(where)
    # The table that it links to has the same rows.
    table = linked(page, "table").replace("/jnim/attacks?", "/jnim/attacks.json?_size=max&")
    assert get(table).json()["filtered_table_rows_count"] == count(where)


def test_the_profile_has_its_map_as_a_link(get: Get) -> None:
    address = linked(get("/map").text, "JNIM, March 2017 to July 2018")
    assert parse_qs(urlsplit(address).query) == {
        "from": ["2017-03"],
        "to": ["2018-07"],
        "group": ["jnim"],
    }
    page = get(address).text
    assert {"ouagadougou-2018", "timbuktu-2018", "aguelhok-2018"} <= set(listed(page))
    # Of Aguelhok no words name the attacker.
    assert "Show only the 3 stated outright" in page
    assert "aguelhok-2018" not in listed(get(f"{address}&rule=perpetrator").text)
    assert "from March 2017 to July 2018" in page


def test_without_event_data_no_months_are_offered(get: Get, months: Ask) -> None:
    for path in ("/map", "/timeline", "/groups/jnim"):
        page = get(path).text
        assert "data-month" not in page
        assert not re.search(r'href="[^"]*attacks[-_]per[-_]month', page)
        assert "make serve" not in page
    assert "Attacks per month" not in get("/map").text
    assert "per month" not in get("/map").text
    assert "Attacks per month" in months("/map").text
    assert "Your own copy of this site" in get("/about").text


def test_a_map_has_its_link_and_the_line_to_embed_it(get: Get) -> None:
    page = html.unescape(get("/map?from=2018-03&group=jnim").text)
    assert ">http://localhost/map?from=2018-03&group=jnim</pre>" in page
    assert "/embed/map?from=2018-03&amp;group=jnim" in page


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Return a function that asks a site with a data set."""
    with in_process(
        copy_of_site(tmp_path_factory.mktemp("months"), add_data_set), is_kept=True
    ) as get:
        yield get


def test_every_month_is_a_link_with_its_number(months: Ask) -> None:
    get = months
    page = get("/map?type=complex-attack").text
    bars = re.findall(r'<a href="([^"]+)" data-month="([\d-]+)"[^>]*><title>([^<]+)', page)
    assert [month for _, month, _ in bars] == [f"2018-{number:02}" for number in range(1, 13)]
    address, _, words = bars[3]
    assert words == "April 2018: 1 attack"
    assert listed(get(html.unescape(address)).text) == ["timbuktu-2018"]
    assert "<td>April 2018</td><td>1</td>" in page


def test_a_page_of_many_years_is_small(tmp_path_factory: pytest.TempPathFactory) -> None:
    def change(database: sqlite3.Connection) -> None:
        add_data_set(database)
        database.executemany(
            "INSERT INTO attack_counts (scope, year, month, attack_type, country_code, disputed,"
            " attacks, with_point) VALUES ('incident', ?, ?, 'battle', 'ML', 0, 3111, 3111)",
            [(year, f"{year}-{month:02}") for year in range(1997, 2025) for month in range(1, 13)],
        )

    with in_process(copy_of_site(tmp_path_factory.mktemp("years"), change)) as get:
        page = get("/map")
        assert page.text.count("data-month") == 28 * 12
        assert "<td>2023</td><td>37,332</td>" in page.text
        assert "<title>March 2023: 3,111 attacks</title>" in page.text
        assert len(page.content) < 100_000


def test_what_is_not_known_so_exactly_is_counted(get: Get, months: Ask) -> None:
    whole = months("/map").text
    without = count("latitude IS NULL")
    assert f"on the map, {without} without an exact place" in whole
    assert f"{count('month IS NULL')} of {count()} stand in no month" in whole
    assert "1 more may lie in these months" in get("/map?from=2012-02&to=2012-04").text


def test_a_point_that_stands_for_a_region_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    def change(database: sqlite3.Connection) -> None:
        database.execute("UPDATE attacks SET geo_precision = 'region' WHERE id = 'aguelhok-2018'")
        database.execute(
            "UPDATE attack_counts SET geo_precision = 'region' WHERE month = '2018-07'"
        )

    with in_process(copy_of_site(tmp_path_factory.mktemp("vague"), change)) as get:
        assert "1 of which only the region or the country is known" in get("/map").text


@pytest.mark.parametrize(
    "query",
    [
        "from=March&to=2018-13",
        "group=x'+or+1=1+--",
        "source=%22%3E%3Cscript%3E",
        "size=huge&colour=red",
        "type=a+b&country=%00",
    ],
)
def test_what_makes_no_sense_is_left_out_and_said(get: Get, query: str) -> None:
    answer = get(f"/map?{query}")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert total(answer.text) == count()
    assert "<script>" not in answer.text.split("<main", 1)[1].split("</main", 1)[0]


def test_a_year_stands_for_its_months(get: Get) -> None:
    """A field that accepted only months dropped a year without a word."""
    assert listed(get("/map?from=2018&to=2018").text) == listed(
        get("/map?from=2018-01&to=2018-12").text
    )
    assert 'value="2018-01"' in get("/map?from=2018").text


def test_a_day_stands_for_its_month_and_is_said_to(get: Get) -> None:
    """It was refused, although the timeline and the lineage accept days."""
    page = get("/map?group=jnim&from=2018-03-03&to=3+March+2018").text
    assert listed(page) == listed(get("/map?group=jnim&from=2018-03&to=2018-03").text)
    assert "by months here: 3 March 2018 stands for all of its month." in page
    assert 'role="alert"' not in page
    assert get("/embed/map?from=2018-03-03").status_code == 200
    assert "by months here" not in get("/map?from=March+2018&to=2018").text
    assert "“2018-03/2018-05” is no day, month or year" in get("/map?from=2018-03/2018-05").text


def test_an_embedded_map_says_of_which_years_it_is_and_what_it_leaves_out(get: Get) -> None:
    """“3 attacks by JNIM”, read in 2026, looked like a statement about that year."""
    three = "attributed to JNIM that three documents describe"
    said = f"<h1>Five attacks or kidnappings {three}, 2017–2021 (two only implied)</h1>"
    assert said in get("/embed/map?group=jnim").text
    page = get("/embed/map?group=jnim&rule=perpetrator").text
    assert "<h1>Three attacks by JNIM that three documents describe, 2017–2018</h1>" in page
    more = "2 more are only implied."
    assert f"{more} Nothing here is later than 28 October 2022." in page
    assert (
        f"<h1>Four attacks or kidnappings {three}, since March 2018 (two only implied)</h1>"
        in get("/embed/map?group=jnim&from=2018-03").text
    )


def test_nothing_fits(get: Get) -> None:
    page = get("/map?from=1999-01&to=1999-02").text
    assert listed(page) == []
    assert total(page) == 0


def test_the_page_is_small(get: Get) -> None:
    assert len(get("/map").content) < 100_000


def test_the_list_says_who_fought_and_nothing_twice(tmp_path: Path) -> None:
    """“Fighting in Nouna, 30 December 2023 · 30 December 2023 · Nouna”, but not between whom."""

    def fight(database: sqlite3.Connection) -> None:
        add_data_set(database)
        for id_, side in (("xyz-1", "party"), ("xyz-2", "perpetrator")):
            database.execute(
                "INSERT INTO attacks (id, title, scope, date_edtf, date_earliest, date_latest,"
                " date_words, location, year, month, toll_words, reports, disputed)"
                " VALUES (?, 'Fighting in Nouna, 30 December 2023', 'incident', '2023-12-30',"
                " '2023-12-30', '2023-12-30', '30 December 2023', 'Nouna', 2023, '2023-12',"
                " 'killed: 6 (6–23)', 1, 0)",
                [id_],
            )
            database.execute(
                "INSERT INTO attack_reports (id, attack_id, source_id, record_id)"
                " VALUES (?, ?, 'xyz-9', ?)",
                [id_, id_, id_],
            )
            database.executemany(
                "INSERT INTO attack_actors (attack_id, report_id, name, side, certainty)"
                " VALUES (?, ?, ?, ?, 'certain')",
                [(id_, id_, name, side) for name in ("Army", "JNIM", "JNIM")],
            )

    with in_process(copy_of_site(tmp_path, fight)) as get:
        listed = re.findall(
            r'(?s)/attacks/xyz-(\d)">.*?<span class="aside stated">(.*?)</span>', get("/map").text
        )
        heading = get("/embed/map").text.split("<h1>")[1]
    assert " attacks that one data set and three documents describe, 2012–" in heading
    assert sorted(listed) == [
        ("1", "Army and JNIM · killed: 6 <i>(6–23)</i> · not on the map"),
        ("2", "by Army and JNIM · killed: 6 <i>(6–23)</i> · not on the map"),
    ]


def test_popups_say_dates_in_the_words_of_the_list(get: Get) -> None:
    page = get("/map").text
    item = (
        r'<a class="name" href="/attacks/([\w-]+)">[^<]*</a>\s*<span class="aside stated">([^·]*)'
    )
    words = {
        id_: html.unescape(re.sub("<[^>]+>", "", date)).strip()
        for id_, date in re.findall(item, page)
    }
    both = "2 March 2018 (US State Department) or 3 March 2018 (CSIS)"
    assert words["ouagadougou-2018"] == both
    assert words["timbuktu-2018"] == "14 April 2018"
    rows = get("/jnim/attacks.json?_shape=objects&scope=incident&_size=max").json()["rows"]
    said = {row["id"]: json.loads(row["popup"])["description"].split(" · ")[0] for row in rows}
    # Where it is not of those who say by whom it was, the popup has its source as well.
    assert said == words | {"timbuktu-2018": "14 April 2018 (Reuters, 14 April 2018)"}


@pytest.mark.pinned
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?from=2018-03&to=2018-07", "1 possibly by JNIM, 2 by JNIM; all on the map."),
        # as queries say it
        ("?start=2018-03&end=2018-07", "1 possibly by JNIM, 2 by JNIM; all on the map."),
        (
            "?group=jnim",
            "Five attacks or kidnappings attributed to JNIM, 2017–2021 (two only possible)",
        ),
        ("?group=jnim&rule=perpetrator", "Three attacks by JNIM, 2017–2018"),
        (
            "?group=jnim&rule=perpetrator-possible",
            "4 on the map, 1 without an exact place. Show only the 3",
        ),
        ("?group=jnim&rule=party", "Four incidents by, on or with JNIM"),
        (
            "?group=jnim&rule=possible",
            "Six incidents by, on or with JNIM",
        ),
    ],
)
def test_the_map_says_whose_attacks_it_counts(get: Get, query: str, words: str) -> None:
    told = html.unescape(re.sub("<[^>]+>", "", get(f"/map{query}").text))
    assert words in told


@pytest.mark.pinned
def test_the_heading_of_an_embed_is_no_count_of_all_attacks(get: Get) -> None:
    """“3 attacks by JNIM, 2017–2018” was read, in print, as all that it carried out."""
    three = "that three documents describe"
    headings = {
        # Two of them are possibly by JNIM: these are not “by others”.
        "": f"Seven incidents {three}, 2012–2021",
        "?from=2018-03&to=2018-07": f"Three incidents {three}, from March 2018 to July 2018",
        "?group=jnim&rule=perpetrator-possible": (
            f"Five attacks or kidnappings attributed to JNIM {three}, 2017–2021 (two only possible)"
        ),
        "?source=csis-2018&country=BF": (
            "One attack in Burkina Faso that one document describes, March 2018"
        ),
        "?country=NE": "Attacks in Niger",
    }
    for query, words in headings.items():
        assert f"<h1>{words}</h1>" in get(f"/embed/map{query}").text


@pytest.mark.pinned
def test_what_has_no_point_is_told_at_the_edge_of_the_map(get: Get) -> None:
    """It was in brackets in the sentence above, where nobody looks for it."""
    edge = get("/map").text.partition('id="edge" data-part>')[2].partition("</p>")[0]
    told = re.sub("<[^>]+>", "", edge)
    assert told.startswith("Not on the map: Outside Bamako, June 2017; northern Mali, ")
    assert 'href="/attacks/bamako-resort-2017"' in edge
    assert 'id="edge" data-part hidden>' in get("/map?country=BF").text


@pytest.mark.pinned
def test_a_map_of_all_attacks_is_one_press_from_those_by_the_group(get: Get) -> None:
    """A French raid stood among its own; what led to these was below the form."""
    page = get("/map?country=ML").text
    only = get(linked(page, "Show only those attributed to JNIM")).text
    assert "in Mali attributed to JNIM" in only
    assert "Show only those by" not in only


@pytest.mark.pinned
def test_a_date_is_asked_for_by_one_that_is_here(get: Get) -> None:
    """The fields suggested “2000 or 2000-03”, but nothing here is from 2000."""
    assert get("/map").text.count('placeholder="2018 or 2018-03"') == 2
    assert 'title="A year or a month: 2018, 2018-03 or March 2018"' in get("/map").text
    assert "Dates are written 2018, 2018-03 or 2018-03-15." in get("/timeline").text
    assert 'placeholder="2018-03-15"' in get("/lineage").text


@pytest.mark.pinned
def test_the_map_stands_under_one_sentence_and_a_fold_with_what_narrows_it(get: Get) -> None:
    """A form, three shortcuts and three notes were above it, half a screenful.

    Below it, after five buttons, nobody on a telephone found the filter.
    """
    page = get("/map?group=jnim").text
    above, form = page[page.index("</h1>") :].split('<details class="more chart-tools">', 1)
    assert form.index('class="map-form') < form.index('<div id="embed"') < form.index('id="map"')
    assert " ".join(html.unescape(re.sub("<[^>]+>", "", above)).split()) == (
        # What the heading says was said again.
        "This is not the situation today."
        " Three documents, up to 28 October 2022."
        " Newer sources · What is covered"
        " 4 on the map, 1 without an exact place. Show only the 3 stated outright."
        # The menu leads to them, and nothing said that they are not all.
        " Only those attributed to JNIM are shown; show all."
    )
    outright = get(linked(page, "Show only the 3 stated outright")).text
    assert total(outright) == 3
    assert "2 more are only possible: " in re.sub("<[^>]+>", "", outright)
    assert total(get(linked(outright, "show them too")).text) == 3 + 2
    assert "show them too" not in page
    assert '<details class="more"><summary>More: type' in page
    assert page.index('class="map-form"') < page.index('<div id="map"') < page.index('id="list"')


def test_home_counts_what_it_lists_and_what_its_map_shows(get: Get) -> None:
    page = get("/").text
    part = page[
        page.index("Attacks attributed to JNIM</h2>") : page.index("<h2>Questions people ask")
    ]
    # A list that held both was read as five attacks by the group.
    by, *others = part.split("<h3>")[1:]
    rows = get("/jnim/attacks.json?_shape=array&_size=max&scope=incident").json()
    who = [row["who_words"] for row in rows]
    counted = {
        "By JNIM": who.count("by JNIM"),
        "By JNIM (implied)": who.count("by JNIM (implied)"),
        "Possibly by JNIM": who.count("possibly by JNIM"),
    }
    # What there is none of has no heading.
    counted = {title: count for title, count in counted.items() if count}
    for each, (title, count) in zip((by, *others), counted.items(), strict=True):
        assert each.count("<li>") == count
        assert f"{title} {count} " in " ".join(re.sub("<[^>]+>", " ", each).split())
    [counts] = re.findall(r"The map shows (\d+) of these (\d+)\.", part)
    placed, every = map(int, counts)
    assert every == sum(each.count("<li>") for each in (by, *others))
    # The map stands above, with the same attacks, in a form for each width and with its sources.
    figure = page.partition('<figure class="front-map">')[2].partition("</figure>")[0]
    assert (
        f"{every} attacks or kidnappings; {placed} on the map, 1 without an exact place." in figure
    )
    for form in figure.split("<svg xmlns")[1:]:
        assert len(re.findall(r'font-weight="bold">(\w+)</text>', form)) == placed
    assert figure.count("<svg xmlns") == 2
    assert "The map’s eight sources, and how to read it" in figure
    assert "Caleb Weiss, 4 March 2018 (in a repost" in figure
    assert 'href="/map">All attacks, by anyone</a>' in part
    # Those that sources only imply were behind a link: on the map they are rings, with a legend.
    assert page.count('href="/map?group=jnim&amp;rule=perpetrator-possible">Map</a>') == 1


def test_who_was_attacked_is_not_said_to_be_in_no_attack(get: Get) -> None:
    page = get("/map?group=un-mission-mali").text
    assert "no such attack attributed to UN mission in Mali" in page
    (others,) = re.findall(r'<a href="(/map\?[^"]*)">Also attacks on it, and fights</a>', page)
    assert "One attack by, on or with UN mission" in get(others.replace("&amp;", "&")).text


def test_only_groups_are_offered_and_no_buildings(get: Get) -> None:
    """An embassy and a headquarters, which were targets, were among the groups."""
    offered = re.search(r'<select id="group".*?</select>', get("/map").text, re.S)
    assert offered is not None
    assert "UN mission in Mali" in offered[0]
    assert "embassy" not in offered[0]
    assert "eadquarters" not in offered[0]


def test_an_embedded_map_has_its_sources_below_it(get: Get) -> None:
    page = get("/embed/map").text
    assert page.index("<h1>") < page.index('<div id="map"') < page.index("Sources: ")
    assert page.count("Sources: ") == 1
    assert 'data-by="JNIM"' in page


def test_the_sentence_above_the_map_says_all_that_is_chosen(get: Get) -> None:
    """“2 attacks by JNIM from January 2017 on” counted only those in Mali."""
    page = re.sub(r"<[^>]*>", "", get("/map?from=2017&country=ML&group=jnim").text)
    assert "in Mali attributed to JNIM, since January 2017" in page


def test_a_source_that_was_read_in_an_uncertain_copy_says_so_below_every_map(get: Get) -> None:
    """A figure rested on one, and only the list of attacks said so."""
    sql = """SELECT label, min(doubt) FROM sources INNER JOIN claims ON source_id = sources.id
        WHERE access = 'consulted' GROUP BY source_id HAVING count(*) = count(doubt)"""
    with connect() as database:
        doubtful = [f"{label} ({doubt})" for label, doubt in database.execute(sql)]
    for path in ("/embed/map", "/-/charts/map.svg?size=killed"):
        said = " ".join(html.unescape(re.sub("<[^>]+>", " ", get(path).text)).split())
        assert any(each in said for each in doubtful), path


def test_who_gives_an_attack_another_type_than_its_own_is_named(get: Get) -> None:
    """The filter left out an attack of the type by one source, and did not say so."""
    with connect() as database:
        row = database.execute("SELECT * FROM page_other_types").fetchone()
    called = f"/map?type={row['attack_type']}"
    page = html.unescape(get(called).text)
    note = page.split("Not listed here, though called so by a source: ")[1].split("</li>")[0]
    assert f'<a href="/attacks/{row["attack_id"]}">{row["title"]}</a> (' in note
    assert f'<a href="/sources/{row["source_id"]}">{row["source"]}</a>' in note
    assert "(in a repost that may not be the original)" in row["source"]
    for other in (f"{called}&to={int(row['date_earliest'][:4]) - 1}", "/map"):
        assert "though called so" not in get(other).text


@pytest.mark.pinned
def test_the_heading_says_what_is_shown_for_when_and_from_what(get: Get) -> None:
    """It was “Attacks on the map”, whatever was chosen."""
    headings = {
        "/map": "Seven incidents, 2012–2021",
        "/map?country=BF": "One attack in Burkina Faso, March 2018",
        "/map?type=takeover": "One takeover of a town, 2012",
    }
    for path, words in headings.items():
        said = get(path).text.partition("<h1")[2].partition(">")[2].partition("</h1>")[0]
        assert html.unescape(said) == words
    # The first page tells below how many documents there are, and a ring says “implied”.
    title = "Five attacks or kidnappings attributed to JNIM, 2017–2021"
    assert f"<h2>{title}</h2>" in get("/").text
