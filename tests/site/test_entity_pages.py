"""The pages of attacks, people and places, the lists, and the answers to wrong addresses."""

from __future__ import annotations

import datetime
import html
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.synthetic import ACLED_2023, COUNTRIES, UCDP_23, Event, acled_row, ucdp_row
from benchmarks.synthetic import write_rows as write_export
from loaders.events.load import load
from loaders.events.run import Options
from loaders.problems import Problems
from tests.conftest import some
from tests.site.tables import (
    CONFIGURATION,
    ROOT,
    Get,
    connect,
    copy_of_site,
    fact,
    in_process,
    notes_marked,
)

# What a title says of its event is known by the day of the story.
PUBLISHED = "when it was published"
HOSTILE = """</script><script>alert(1)</script>"'><img src=x onerror=alert(2)>{{ 7*7 }}"""


def text_of(page: str) -> str:
    """Return what a reader sees of a page, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def part(page: str, start: str, end: str = "</section>") -> str:
    """Return what a reader sees between two marks of a page."""
    return text_of(page[page.index(start) :].split(end)[0].split(">", 1)[1])


def values(row: str) -> dict[str, str]:
    """Return each value of a fact with who says it."""
    lines = re.findall(r'<td>(.*?)</td>\s*<td class="by">(.*?)</td>', row, re.DOTALL)
    return {text_of(value): text_of(by) for value, by in lines}


def ids(table: str) -> list[str]:
    """Return the ids of a table."""
    with connect() as database:
        return [row["id"] for row in database.execute(f"SELECT id FROM [{table}] ORDER BY id")]


PATHS = [f"/{table}/{id_}" for table in ("attacks", "people", "places") for id_ in ids(table)]


@pytest.mark.parametrize("path", some(PATHS, 2))
def test_every_page_is_whole_and_its_notes_are_numbered(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    page = answer.text
    marks = list(dict.fromkeys(notes_marked(page)))
    assert marks == list(range(1, len(marks) + 1))
    assert len(re.findall(r'<li id="n\d+">', page)) == len(marks)
    for target in re.findall(r'href="#(d-[^"]+)"', page):
        assert page.count(f'id="{target}"') == 1
    _, table, id_ = path.split("/")
    for link in (
        f"/jnim/{table}/{id_}",
        f"/jnim/{table}/{id_}.json",
        f"/jnim/{table}.csv?id={id_}",
    ):
        assert f'href="{link}' in page
        assert get(link).status_code == 200


@pytest.mark.parametrize("attack", ids("attacks"))
def test_an_attack_s_notes_are_the_claims_behind_it(get: Get, attack: str) -> None:
    notes = part(get(f"/attacks/{attack}").text, 'id="notes"')
    found = set(re.findall(r'id="n\d+"><a href="/claims/([^"]+)"', get(f"/attacks/{attack}").text))
    with connect() as database:
        behind = {
            row[0]
            for row in database.execute(
                "SELECT claim_id FROM evidence WHERE table_name = 'attacks' AND row_id = :id"
                " UNION SELECT claim_id FROM disagreement_readings WHERE claim_id IS NOT NULL AND"
                " disagreement_id IN (SELECT id FROM disagreements WHERE attack_id = :id)"
                # what dates a statement about it
                " UNION SELECT date_claim_id FROM page_lines WHERE subject_id = :id"
                " AND date_edtf IS NOT NULL AND date_claim_id IS NOT NULL",
                {"id": attack},
            )
        }
    assert found == behind
    assert notes


def test_the_ouagadougou_date_is_disputed_with_both_readings(get: Get) -> None:
    page = get("/attacks/ouagadougou-2018").text
    row = fact(page, "When")
    assert row.count('href="#d-ouagadougou-date"') == 1
    assert row.startswith(' class="differ"')
    said = values(row)
    # The row stands for itself, as in print. The day of its publication is no date of The Modern
    # Insurgent's.
    assert list(said) == ["2 March 2018", "3 March 2018", "not stated"]
    assert said["not stated"].startswith("The Modern Insurgent 2022")
    box = " ".join(text_of(page.split('id="d-ouagadougou-date"')[1].split("<details")[0]).split())
    assert re.search(
        r"2 March 2018 US State Department 2018 \(copy\) \d+ 3 March 2018 CSIS 2018", box
    )
    assert box.endswith("The evidence favours 2 March 2018.")
    # What only bounds the day, in a title or a copy that may be of another story, is folded below.
    folded = part(page, 'class="more read-how"', "</details>")
    assert "Also: when, possibly on or before 2 March 2018" in folded
    for day in (2, 4):
        assert f"Its title: when, on or before {day} March 2018, {PUBLISHED}" in folded
    card = part(page, 'id="d-ouagadougou-date"', "</article>")
    assert "CSIS: 3 March 2018." in card
    assert "cannot report an attack of the 3rd" in card


@pytest.mark.parametrize(
    ("attack", "topic", "values_of_both", "sources"),
    [
        (
            *("ouagadougou-2018", "date of the attack in Ouagadougou, 2018"),
            ("2 March 2018", "3 March 2018"),
            ("US State Department 2018 (copy)", "CSIS 2018"),
        ),
        (
            *("timbuktu-2018", "how many were wounded in the attack in Timbuktu, 2018?"),
            ("even French soldiers", "en French soldiers"),
            ("CSIS 2018", "Reuters, 14 April 2018 (cited by CSIS; copy)"),
        ),
    ],
)
def test_what_conflicts_is_seen_before_the_facts(
    get: Get, attack: str, topic: str, values_of_both: tuple[str, str], sources: tuple[str, str]
) -> None:
    """Both days were in a row of a table of thirty lines, and again in a card at its foot."""
    page = get(f"/attacks/{attack}").text
    above = page.split('<table class="facts">')[0]
    assert f"Sources conflict: {topic}" in text_of(above)
    both = re.findall(r"<li>(.*?)</li>", above.split('<ul class="opposed">')[1].split("</ul>")[0])
    assert len(both) == 2
    for side, value, source in zip(both, values_of_both, sources, strict=True):
        assert value in text_of(side) and source in text_of(side)
    assert page.count(f'id="d-{attack.split("-")[0]}-') == page.count('class="card dispute"') + 1


def test_as_a_place_is_written_is_told_with_the_other_names(get: Get) -> None:
    """The row of the place had eight lines to say that all sources name one town."""
    page = get("/attacks/ouagadougou-2018").text
    assert list(values(fact(page, "Where"))) == ["Ouagadougou, Burkina Faso"]
    names = part(page, 'id="parties"')
    assert "“Burkina Faso’s capital, Ouagadougou”, The Modern Insurgent 2022" in names
    assert "Attacker" in names and "“the group”, The Modern Insurgent 2022" in names


def test_a_claim_of_responsibility_stands_by_the_facts_if_only_a_title_tells_it(get: Get) -> None:
    said = values(fact(get("/attacks/aguelhok-2018").text, "Who"))
    claimed = "claimed by “Al-Qaeda's Mali Branch” (the title names neither JNIM nor Aguelhok)"
    assert said[claimed].startswith("the title of SITE Intelligence Group, 29 July 2018")
    assert next(iter(said)) == "JNIM (implied)"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/map",
        "/groups/jnim",
        "/compare?group=jnim&group=ansar-dine",
        "/places/burkina-faso",
        "/search?q=Ouagadougou",
        "/feeds/attacks.atom",
    ],
)
def test_no_list_prefers_one_of_two_days(get: Get, path: str) -> None:
    page = re.sub(r"(?s)<svg.*?</svg>", "", get(path).text)
    text = " ".join(text_of(page).split())
    when = r"(2 or 3 March|\d March 2018(?: \([^)]*\) or 3 March)?)"
    days = re.findall(rf"Attack in Ouagadougou(?:, 2018\b ?,?| ,) (?:\S+ ){{0,2}}?{when}", text)
    assert days
    # Each with who gives it, where there is room for that.
    assert set(days) <= {"2 or 3 March", "2 March 2018 (US State Department) or 3 March"}


def test_what_is_only_possible_is_marked_in_every_row(get: Get) -> None:
    """A note said that everything from a repost was marked, but its toll and targets were not."""
    page = get("/attacks/ouagadougou-2018").text
    rows = page.split('<table class="facts">', 1)[1].split("<tbody")[1:]
    said = [by for row in rows for by in values(row).values()]
    of_weiss = [by for by in said if "Caleb Weiss, 4 March 2018" in by]
    assert len(of_weiss) > 6  # not beside the place, on which all sources agree in one line
    for by in of_weiss:
        assert "Caleb Weiss, 4 March 2018 (in a repost)" in by, by
    # Told in full where a reader meets it first: once in a fold, and once in what is open.
    assert page.split('class="cite')[0].count("in a repost that may not be the original") == 2
    toll = values(fact(page, "Toll"))
    assert "Caleb Weiss, 4 March 2018 (in a repost)" in next(
        by for value, by in toll.items() if value.startswith("At least 8")
    )
    # Of the dead the work says “at least 8”, of the wounded the same number.
    assert "2022 , citing Caleb Weiss, which does not say quite the same" in text_of(page)
    timbuktu = text_of(get("/attacks/timbuktu-2018").text)
    assert "CSIS 2018 , unlike Reuters, which it cites" in timbuktu


def test_an_attack_begins_with_sentences_that_are_no_surer_than_their_sources(get: Get) -> None:
    """There was a hanging paragraph of each source, and of a kidnapping neither where nor who."""
    for attack, kind, sentence in (
        (
            *("ouagadougou-2018", "Attack"),
            "JNIM was behind this attack, say CSIS, The Modern "
            "Insurgent and the US State Department. It took place on 2 March 2018 (US State "
            "Department) or 3 March 2018 (CSIS). Targets named: the French embassy (CSIS and "
            "The Modern Insurgent) and the army headquarters (The Modern Insurgent: the cited work "
            "names Burkina Faso's army). In the attack, 8 people were killed and 80 wounded, says "
            "The Modern Insurgent.",
        ),
        (
            *("dubois-kidnapping-2021", "Kidnapping"),
            "The Modern Insurgent implies that JNIM was behind this kidnapping. It took place in "
            "April 2021 (The Modern Insurgent and Reuters) in Gao, Mali (Reuters).",
        ),
        (
            *("aguelhok-2018", "Attack"),
            "CSIS 2018: An operation in Aguelhok, Mali, in July 2018 was against French and UN "
            "forces; CSIS counts it among JNIM's operations. 1",
        ),
    ):
        page = get(f"/attacks/{attack}").text
        assert part(page, 'class="kicker"', "</p>") == kind
        assert part(page, 'class="lead"', "</p>") == sentence


def test_a_title_says_what_each_source_does_that_it_is_credited_to(get: Get) -> None:
    """The State Department mentions attacks in Ouagadougou without naming a target."""
    assert "<h1>Attack in Ouagadougou, 2018</h1>" in get("/attacks/ouagadougou-2018").text


def test_before_and_after_does_not_repeat_the_attack_s_name(get: Get) -> None:
    order = part(get("/attacks/ouagadougou-2018").text, '<section id="order"')
    assert "Attack in Ouagadougou, 2018" not in order
    assert "In response to The Modern Insurgent 2022: French raid on JNIM in northern Mali" in order
    after = part(get("/attacks/timbuktu-2012").text, '<section id="order"')
    assert "In response to it Operation Serval, led by the French" in after


def test_before_and_after_tells_no_step_of_logic(get: Get) -> None:
    """A founding came “after” a takeover because those who took the town had been founded."""
    for attack in ("ouagadougou-2018", "timbuktu-2012"):
        order = part(get(f"/attacks/{attack}").text, '<section id="order"')
        assert "so it had been formed" not in order
        assert not re.search("Formation of JNIM|Foundation of Ansar Dine|opposed to", order)
    assert 'id="order"' not in get("/attacks/jnim-ied-attacks").text
    inferred = get("/jnim/event_links.json?is_inferred=1&_shape=array").json()
    assert "jnim-ied-attacks" in {link["from_attack_id"] for link in inferred}


def test_timbuktu_is_not_narrowed_by_a_title_that_names_neither_town_nor_group(get: Get) -> None:
    page = get("/attacks/timbuktu-2018").text
    said = values(fact(page, "When"))
    assert list(said) == ["April 2018", "14 April 2018"]
    assert said["April 2018"].startswith("CSIS 2018")
    assert said["14 April 2018"].startswith("Reuters, 14 April 2018 ")
    assert f"when, on or before 14 April 2018, {PUBLISHED}" in text_of(page)
    # Neither says “at least”: they count soldiers of one army. Once, in one row.
    toll = fact(page, "Toll")
    seven, ten = values(toll)
    assert re.search(r"(?i)(7|seven) French soldiers", seven)
    assert re.search(r"(?i)(1|one) killed.*(10|ten) French soldiers", ten)
    assert re.search(r"Sources conflict: how many were wounded in the", text_of(page))
    assert "at least" not in toll
    assert "7 wounded" not in text_of(page)
    # What was not taken from a work that was only consulted is not said to be absent from it.
    ouagadougou = get("/attacks/ouagadougou-2018").text
    assert "BBC" not in text_of(fact(ouagadougou, "Toll"))
    assert "0 killed" not in text_of(page)


def test_the_captives_day_stands_beside_the_month_of_the_story(get: Get) -> None:
    when = values(fact(get("/attacks/dubois-kidnapping-2021").text, "When"))
    assert list(when) == ["April 2021", "possibly 8 April 2021"]
    assert re.fullmatch(r"Reuters, 5 May 2021 \d", when["possibly 8 April 2021"])


def test_what_nobody_says_is_said_to_be_unsaid(get: Get) -> None:
    page = get("/attacks/aguelhok-2018").text
    assert re.search("Not stated: toll, ", text_of(page))
    raid = get("/attacks/french-raid-northern-mali").text
    days = "Between 1 March 2017 and 3 March 2018 (inferred)"
    when = fact(raid, "When")
    assert values(when)["not stated"].startswith("The Modern Insurgent 2022")
    assert f"{days}: The Modern Insurgent 2022" in text_of(when)
    assert "Not stated: toll, weapons" in text_of(raid)


@pytest.mark.pinned
def test_who_did_it_stands_on_somebody_s_word(get: Get) -> None:
    page = get("/attacks/ouagadougou-2018").text
    said = values(fact(page, "Who"))
    assert re.fullmatch(
        r"CSIS 2018 \d+ ; The Modern Insurgent 2022 \d+ ; US State Department 2018 \(copy\) \d+",
        said["JNIM"],
    )
    assert "“the group”, The Modern Insurgent 2022" in text_of(page), "as it is called there"
    claimed = "who, claimed by “Al Qaeda Branch in Mali” (the title names neither JNIM nor Ouaga"
    assert claimed in text_of(page)
    assert said["“Gunmen”"].startswith("BBC, 2 March 2018")
    dubois = text_of(fact(get("/attacks/dubois-kidnapping-2021").text, "Who"))
    assert "“Islamist militants”" in dubois
    assert "possibly JNIM , named by the captive, in a video" in dubois


def test_rows_are_marked_by_the_disagreements_that_name_them(get: Get) -> None:
    with connect() as database:
        named = database.execute(
            "SELECT attack_id, disagreements.id AS id, value, is_conflict"
            " FROM disagreements, json_each(properties) WHERE attack_id IS NOT NULL"
        ).fetchall()
    assert len(named) >= 14
    titles = {
        "motive": "Reason given",
        "attack_type": "Kind",
        "date": "When",
        "place": "Where",
        "responsibility": "Who",
        **dict.fromkeys(("killed", "injured", "casualties"), "Toll"),
    }
    marked = set()
    for each in named:
        page = get(f"/attacks/{each['attack_id']}").text
        assert f'id="d-{each["id"]}"' in page, "at the foot, whatever its sort"
        row = fact(page, titles.get(each["value"], each["value"].capitalize()))
        if mark := re.search(r'href="#d-([^"]+)"(?: data-more="([^"]*)")?', row):
            marked |= {each["id"]} & {mark[1], *(mark[2] or "").split()}
    conflicts = {each["id"] for each in named if each["is_conflict"]}
    assert conflicts and conflicts <= marked


def test_a_place_without_a_point_has_no_map_and_says_why(get: Get) -> None:
    page = get("/attacks/french-raid-northern-mali").text
    assert "No map: no source is more exact about the place than “northern Mali”" in text_of(page)
    assert "No map: " in fact(page, "Where")
    assert "/-/tiles/" not in page
    assert "No map: Northern Mali is an area" in text_of(get("/places/northern-mali").text)
    # A country has no point; the attacks in it do.
    mali = get("/places/mali").text
    assert "No map" not in mali
    picture = mali.split('<figure class="drawn-map">')[1].split("</figure>")[0]
    assert ">Timbuktu</text>" in picture
    assert 'href="/map?country=ML">the map</a>' in mali
    # Who is active there is not followed by the place once more.
    assert "(JNIM) : Mali CSIS" not in text_of(mali)
    timbuktu = get("/places/timbuktu").text
    assert "16.7735° north, 3.0074° west, by GeoNames" in text_of(timbuktu)
    assert "Borders: Natural Earth; towns: GeoNames" in text_of(timbuktu)
    for address in re.findall(r'<img src="([^"]+tiles[^"]+)"', timbuktu):
        assert get(address).headers["content-type"] == "image/png"


def test_what_is_told_in_general_says_so_first(get: Get) -> None:
    for id_ in ids("attacks"):
        with connect() as database:
            (scope,) = database.execute("SELECT scope FROM attacks WHERE id = ?", (id_,)).fetchone()
        assert (", not one attack: it has no single place" in get(f"/attacks/{id_}").text) == (
            scope == "general"
        )


def test_a_person_has_posts_by_date_and_reading(get: Get) -> None:
    page = get("/people/iyad-ag-ghaly").text
    posts = part(page, 'id="posts"')
    assert re.search(r"\(JNIM\) Emir CSIS 2018 \d \d", posts)
    assert re.search(r"Liberation of Azawad : founder in 1988 The Modern Insurgent 2022 \d", posts)
    assert "Ghaly signed the Tamanrasset Accords in 1991." in part(page, 'id="milestones"')
    assert 'id="d-ansar-dine-former-head"' not in page
    assert 'id="d-jnim-leader-omitted"' in page
    assert 'id="works"' not in page


def test_a_victim_is_told_of_as_far_as_the_documents_do(get: Get) -> None:
    page = get("/people/olivier-dubois").text
    assert text_of(page.split("<h1>")[0]).endswith("Person")
    attacks = part(page, 'id="attacks"')
    assert "Kidnapping of Olivier Dubois , April 2021 victim" in attacks
    assert "The title does not name him" in part(page, 'id="milestones"')


def test_an_author_has_a_short_page_with_the_works(get: Get) -> None:
    page = get("/people/dario-cristiani").text
    assert 'href="/sources/cristiani-2017"' in part_of(page, 'id="works"')
    assert "not read here" in part(page, 'id="works"')
    assert "not read here" not in part(get("/people/caleb-weiss").text, 'id="works"')
    assert 'id="posts"' not in page
    assert 'href="/sources/csis-2018"' in part_of(get("/people/danika-newlee").text, 'id="works"')


def part_of(page: str, start: str) -> str:
    """Return a section with its tags."""
    return page[page.index(start) :].split("</section>")[0]


def test_a_place_tells_what_happened_and_who_is_active(get: Get) -> None:
    page = get("/places/mali").text
    assert 'href="/places/timbuktu"' in page
    attacks = part(page, 'id="attacks"')
    assert re.search(
        r"Takeover of Timbuktu , 2012 \d+ citation problem in The Modern Insurgent: [\w ;]+"
        " In Timbuktu",
        attacks,
    )
    assert "JNIM is active above all in Mali." in part(page, 'id="active"')
    assert "military presence in Mali" in part(page, 'id="active"')
    assert 'href="/places/mali"' in get("/places/timbuktu").text
    assert "None is stated." in text_of(get("/places/syria").text)


def test_lists_of_groups_and_people_are_not_of_today(get: Get) -> None:
    """Leaders of 2018 stood in them without a word on their age."""
    today = "This is not the situation today. Three documents, up to 28 October 2022."
    people = text_of(get("/people").text)
    assert today in people
    assert "Who leads is as of 2018." in people
    groups = text_of(get("/groups").text)
    assert today in groups
    assert "Who leads" not in groups


def test_lists_say_that_a_pledge_was_renewed_and_what_is_past(get: Get) -> None:
    """Ghaly “pledged allegiance to Al-Qaeda”; Ansar Dine was its affiliate: as if anew, and now."""
    people, groups = (text_of(get(path).text) for path in ("/people", "/groups"))
    assert re.search(r"pledged allegiance to Al-Qaeda\s?, a renewal \(CSIS 2018", people)
    assert re.search(r"Ansar Dine :.*? affiliate of Al-Qaeda \(in the past\) \(CSIS 2018", groups)


@pytest.mark.parametrize("table", ["groups", "people"])
def test_groups_and_people_are_listed_by_kind(get: Get, table: str) -> None:
    page = get(f"/{table}").text
    assert set(re.findall(rf'(?:<li>|· )<a href="/{table}/([^"]+)"', page)) == set(ids(table))
    heads = [text_of(each) for each in re.findall(r"<h2>(.*?)</h2>", page)]
    assert len(heads) > 2
    assert sum(int(head.split()[-1]) for head in heads) == len(ids(table))
    # A news agency stood among armed groups.
    if table == "groups":
        others = page.partition('<section id="others">')[2].partition("</section>")[0]
        assert re.match(r"\s*<details class=.more.><summary><h2>State, state body", others)
        assert re.search(r'<h3>Publisher or data provider .*/groups/afp"', others, re.S)


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/groups/jnimm", "/groups/jnim"),
        ("/people/ghali", "/people/iyad-ag-ghaly"),
        ("/places/tombouctou-or-timbuktu", "/places/timbuktu"),
        ("/attacks/ouagadougou-2019", "/places/ouagadougou"),
        ("/somewhere/murabitun", "/groups/al-mourabitoun"),
        ("/jnim/groups/ansar-al-din", "/groups/ansar-dine"),
        ("/sources/zawahiri", "/people/ayman-al-zawahiri"),
    ],
)
def test_a_wrong_address_offers_names_like_it(get: Get, path: str, link: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    main = answer.text[answer.text.index("<main") :]
    assert f'<li><a href="{link}">' in main
    assert get(link).status_code == 200


def test_a_wrong_address_like_nothing_says_so_and_offers_search(get: Get) -> None:
    answer = get("/groups/xyzzy")
    assert answer.status_code == 404
    told = text_of(answer.text)
    assert "There is no group “xyzzy”." in told
    assert "No group, person or place has a name like “xyzzy”." in told
    assert re.search(r'action="/search"[^§]*name="q" value="xyzzy"', answer.text)
    assert get("/groups/xyzzy.json").headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(
    "path",
    [
        "/groups/~22~3E~3Cscript~3Ealert(1)~3C~2Fscript~3E",
        "/~22~3E~3Cscript~3Ealert(1)~3C~2Fscript~3E",
        "/people/~7B~7B7~2A7~7D~7D",
        "/attacks/~00",
        "/attacks/" + "a" * 5000,
        "/places/'%20or%201=1",
        "/places/~E2~80~AE",
        "/a/b/c/d/e/f/g/h/i",
        "/groups/AND",
        "/groups/*",
    ],
)
def test_a_hostile_address_stays_text(get: Get, path: str) -> None:
    answer = get(path)
    while answer.status_code == 302:
        answer = get(answer.headers["location"])
    if len(path) > 4000:  # no address here is so long
        assert answer.status_code in (400, 404)
        return
    assert answer.status_code == 404
    assert "Page not found" in answer.text
    assert "<script>alert" not in answer.text
    assert ">49<" not in answer.text
    assert len(answer.content) < 20_000


@pytest.mark.parametrize("table", ["groups", "people", "places", "attacks", "sources", "claims"])
def test_a_row_leads_to_its_page(get: Get, table: str) -> None:
    id_ = ids(table)[0]
    page = get(f"/jnim/{table}/{id_}").text
    assert f'<a href="/{table}/{id_}">Read as a page</a>' in page
    assert "Read as a page" not in get(f"/jnim/names/{ids('names')[0]}").text


SPOILT = ["/groups", "/people", "/groups/jnimm", "/jnim/people/olivier-dubois"]


@pytest.mark.parametrize("path", [*some(PATHS, 4), *SPOILT])
def test_hostile_text_in_every_column_stays_text(spoilt: Get, path: str) -> None:
    answer = spoilt(path)
    assert answer.status_code in (200, 404), answer.text[-500:]
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "javascript:" not in answer.text
    assert not re.search(r"<[^>]*\bonerror=", re.sub(r'"[^"]*"', '""', answer.text))
    if answer.status_code == 200:
        assert "{{ 7*7 }}" in answer.text


@pytest.fixture(scope="module")
def with_events(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """A small build with invented records, one of them of the attack in Ouagadougou."""
    folder = tmp_path_factory.mktemp("events")
    exports = folder / "exports"
    exports.mkdir()
    embassy = Event(
        "BFO900",
        datetime.date(2018, 3, 2),
        12.36,
        -1.53,
        "Ouagadougou",
        COUNTRIES[1],
        killed=16,
        notes=f"Made-up note on an embassy. {HOSTILE}",
    )
    region = Event("MLI7", datetime.date(2019, 5, 1), 15.0, -3.0, "Mopti", geo_precision=3)
    battle = acled_row(Event("MLI8", datetime.date(2019, 6, 1), 14.0, -3.0, "Bandiagara", killed=0))
    battle |= {
        "actor1": "Military Forces of Mali (2013-2020)",
        "actor2": "JNIM: Group for Support of Islam and Muslims",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "time_precision": "2",
    }
    write_export(exports / "acled.csv", ACLED_2023, [acled_row(embassy), acled_row(region), battle])
    ged = Event("1", datetime.date(2020, 1, 1), 16.0, -2.0, "Gao")
    write_export(exports / "ged.csv", UCDP_23, [ucdp_row(ged, id_=77, low=1, best=2, high=4)])
    problems = Problems()
    load(Options(exports, ROOT / "tests" / "facts", folder / "jnim.db", quiet=True), problems)
    assert not problems, sorted(map(str, problems.entries))
    for name in CONFIGURATION:
        (folder / name).symlink_to(ROOT / name)
    with in_process(folder, is_kept=True) as get:
        yield get


def test_a_matched_record_stands_beside_the_reports(with_events: Get) -> None:
    page = with_events("/attacks/ouagadougou-2018").text
    said = values(fact(page, "When"))
    acled = "Armed Conflict Location & Event Data Project , record BFO900"
    assert said["2 March 2018"].endswith(acled)
    record = part(page, 'id="records"')
    for words in ("record BFO900", "Version 1600000000", "acled.csv", "Violence against civilians"):
        assert words in record
    assert f"Made-up note on an embassy. {HOSTILE}" in record
    assert "<script>alert" not in page
    match = part(page, 'id="matches"')
    assert re.search(r"One incident: CSIS 2018 and Armed .* BFO900", match)
    assert re.search(r"Score \d\.\d\d of 1; 0 days apart; \d km apart", match)
    assert values(fact(page, "Toll"))["16 killed"] == acled


def test_a_record_s_page_says_what_the_record_says(with_events: Get) -> None:
    page = with_events("/attacks/ucdp-77").text
    assert "2 (between 1 and 4) killed" in values(fact(page, "Toll"))
    assert part(page, 'class="lead"', "</p>").startswith("Uppsala Conflict Data Program records")
    assert "record 77" in part(page, 'id="records"')
    assert "ged.csv" in part(page, 'id="records"')
    assert 'id="notes"' not in page
    assert "The point is the data set’s own" in text_of(page)
    assert re.search("Not stated: [^.]*target", text_of(page))
    assert 'id="dates"' not in page


def test_zero_killed_is_a_figure_and_a_party_is_no_attacker(with_events: Get) -> None:
    page = with_events("/attacks/acled-MLI8").text
    assert "0 killed" in values(fact(page, "Toll"))
    (who,) = values(fact(page, "Who"))
    assert who.startswith("who attacked is not stated; the parties: ")
    assert 'id="dates"' not in page, "a drawing of one date shows nothing"


def test_a_share_of_event_data_has_a_percentage_and_one_of_a_document_has_none(
    with_events: Get,
) -> None:
    path = "/jnim/share_of_attacks.json?group=jnim&source={}&_shape=array"
    for source, has_percent in (("", True), ("acled-events", True), ("csis-2018", False)):
        (row,) = with_events(path.format(source)).json()
        assert row["all_attacks"]
        assert (row["percent"] is not None) == has_percent, source


def test_a_vague_point_is_drawn_vaguely(with_events: Get) -> None:
    page = with_events("/attacks/acled-MLI7").text
    assert 'class="point vague"' in page
    assert "The point is the data set’s own: region only." in text_of(page)
    assert 'class="point"' in with_events("/attacks/ouagadougou-2018").text


def test_nothing_scans_attacks_or_reports(tmp_path: Path) -> None:
    views = {
        "page_attack": "id",
        "page_attack_reports": "attack_id",
        "page_attack_actors": "attack_id",
        "page_attack_matches": "attack_id",
        "page_report_claims": "attack_id",
        "page_place_attacks": "place_id",
        "page_disagreements": "attack_id",
    }
    with connect() as database:
        for view, column in views.items():
            plan = database.execute(
                f"EXPLAIN QUERY PLAN SELECT * FROM {view} WHERE {column} = 'x'"
            ).fetchall()
            for step in plan:
                scanned = re.match(
                    r"SCAN (attacks|attack_reports|attack_actors|matches|reports)\b", step[3]
                )
                assert not scanned, (view, step[3])


def test_a_date_that_another_claim_gives_says_so_wherever_it_stands(get: Get) -> None:
    """CSIS dates neither the merger nor the Front's absorption, only the formation of JNIM."""
    inferred = "inferred from"
    page = text_of(get("/groups/jnim").text)
    absorbed = r"it absorbed the Macina Liberation Front , not before March 2017 \(inferred \d+ \)"
    assert len(re.findall(absorbed, page)) == 1
    assert "merged in March 2017 (inferred" in page
    # a month that the sentence itself gives is no inference
    assert not re.search(r"JNIM was formed in March 2017\. \d+ \(", page)
    for path in ("/timeline", "/lineage?group=jnim"):
        assert re.search(
            rf"Organization, para\. 2 ; date {inferred} CSIS 2018\b",
            text_of(get(path).text),
        ), path
    for query in ("members?group=jnim", "said_about?id=macina-liberation-front"):
        answer = get(f"/jnim/{query.replace('?', '.json?_shape=objects&')}").json()["rows"]
        rows = [row for row in answer if row["claim_id"] == "csis-macina-absorbed"]
        rows = [row for row in rows if row.get("start") or row.get("date")]
        assert rows
        assert all(row["dated_by"].startswith(inferred) for row in rows), query
        stated = [row for row in answer if row["claim_id"] == "nsaibia-merger-of-four"]
        assert stated
        assert all(row["dated_by"] is None for row in stated), query


def test_a_person_s_page_says_as_of_when_and_what_is_not_covered(get: Get) -> None:
    for person, words in {
        "mokhtar-belmokhtar": "Based on two sources from 2018. We read nothing from after"
        " 2018, not even whether Mokhtar Belmokhtar is alive. Look for newer sources ."
        " Registers list this name (14 entries).",
        "olivier-dubois": "The latest event here is dated 5 May 2021."
        " Nothing read here says what became of Olivier Dubois after that.",
        # his death is told
        "hasan-al-ansari": "Based on one source from 2018. A death is reported: see what happened ."
        " No document here is later than 4 March 2018.",
    }.items():
        assert words in text_of(get(f"/people/{person}").text), person
    assert "still alive" not in text_of(get("/people/caleb-weiss").text)


def test_what_was_said_years_ago_is_not_told_in_the_present(get: Get) -> None:
    page = text_of(get("/groups/jnim").text)
    assert page.count("Leader in 2018 Iyad Ag Ghaly") == 1
    assert "jihadist insurgent group 2 and a coalition of several jihadist groups 3 . It is" in page
    for words in ("It is led by", "It is active", "It is opposed to"):
        assert words not in page
    wadud = text_of(get("/people/abu-musab-abdul-wadud").text)
    assert "Iyad Ag Ghaly pledged allegiance to Abu Musab Abdul Wadud" in wadud
    assert "to them" not in wadud


def test_a_person_has_each_group_once_and_a_post_in_doubt_says_so(get: Get) -> None:
    """Emir and leader of one group were two separate lines; Koufa's “former emir” had no mark."""
    posts = text_of(part(get("/people/iyad-ag-ghaly").text, 'id="posts"'))
    assert posts.count("(JNIM)") == 1
    assert re.search(r"Emir CSIS 2018 [\d ]+ Leader \(implied\) CSIS 2018 [\d ]+ Leader US", posts)
    assert "Ansar Dine : former emir CSIS 2018 2 not settled" in text_of(
        part(get("/people/mohamed-koufa").text, 'id="posts"')
    )


def test_a_note_of_the_editors_is_behind_one_mark(get: Get) -> None:
    """Every line had “Note: …”, cut off or not, and “more” behind it."""
    page = get("/people/iyad-ag-ghaly").text
    assert "Note: " not in text_of(page.split('id="notes"')[0].split("<main")[1])
    folds = re.findall(r'<details class="why quiet"><summary>note</summary>(.*?)</details>', page)
    assert "Where and when he said it is not stated." in folds


@pytest.mark.parametrize("path", ["/", "/map"])
def test_lists_of_attacks_say_who_says_by_whom(get: Get, path: str) -> None:
    said = text_of(get(path).text)
    assert "CSIS 2018; The Modern Insurgent 2022; US State Department 2018)" in said


def test_a_building_is_not_said_to_be_active_where_it_stands(get: Get) -> None:
    """An embassy was in the list of those said to be active in Ouagadougou."""
    with connect() as database:
        found = database.execute(
            "SELECT DISTINCT page_lines.subject_id, page_lines.section, groups.name FROM page_lines"
            " JOIN groups ON groups.id = page_lines.other_id JOIN group_kinds"
            " ON groups.kind = group_kinds.id WHERE page_lines.subject_table = 'places'"
            " AND page_lines.kind = 'Area of activity' AND group_kinds.meaning = 'site'"
        ).fetchall()
    assert {"French embassy in Ouagadougou", "Army headquarters in Ouagadougou"} <= {
        row["name"] for row in found
    }
    for row in found:
        page = get(f"/places/{row['subject_id']}").text
        assert row["name"] in part(page, 'id="located"', "</section>")
        assert 'id="active"' not in page or row["name"] not in part(page, 'id="active"')
    page = get("/groups/french-embassy-ouagadougou").text
    assert "Where it stands" in page
    assert "Where active" not in page
    assert "<dt>Active</dt>" not in page


def test_what_is_only_possible_says_why(get: Get) -> None:
    """Belmokhtar was “founder (possible)”, as if the author doubted it, not we the copy."""
    page = get("/people/mokhtar-belmokhtar").text
    posts = page[page.index('id="posts"') :].split("</section>")[0]
    (founder,) = [text_of(line) for line in posts.split("<li>") if "Founder" in line]
    assert "Founder Caleb Weiss, 4 March 2018, in a repost that may not be the original" in founder
    assert "possible" not in founder.split("Note:")[0]
    # Where everything stands in that copy, it is said once, behind whose words they are.
    said = text_of(get("/groups/jnim").text)
    assert "4 March 2018, in a repost that may not be the original: The day of the attack" in said


def test_a_tie_is_doubtful_by_one_notion(tmp_path: Path) -> None:
    """A doubted end makes a membership doubtful (view assertions); drawings showed it as sure."""

    def doubt(database: sqlite3.Connection) -> None:
        database.execute(
            "UPDATE membership SET end_edtf = '2018~', end_earliest = '2018-01-01',"
            " end_latest = '2018-12-31', end_precision = 'year' WHERE id = 'csis-belmokhtar'"
        )

    with closing(connect(copy_of_site(tmp_path, doubt) / "jnim.db")) as database:
        rows = database.execute(
            "SELECT page_ties.is_doubtful, page_ties.doubt, assertions.doubt, assertions.told"
            " FROM page_ties JOIN assertions USING (table_name, row_id)"
        ).fetchall()
    assert len(rows) > 100
    for is_doubtful, doubt_of_tie, doubt_of_row, told in rows:
        assert bool(is_doubtful) == (doubt_of_row is not None or told == "future")
        # Whom a quoted pledge only may bind is possible besides.
        # A diagram has no room for what a page says once in full.
        told_short = (doubt_of_row or "").removesuffix(" that may not be the original")
        assert not doubt_of_row or (doubt_of_tie or "").removesuffix(", possible") == told_short


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("ouagadougou-date", "The evidence favours 2 March 2018."),
        (
            "timbuktu-toll",
            "as do later news reports on the word of the French army; Reuters, which",
        ),
    ],
)
def test_what_speaks_for_one_side_of_a_conflict_is_told_with_it(
    get: Get, id_: str, words: str
) -> None:
    """It was only in the small print, below the sources that it supports or contradicts."""
    lead = part(get(f"/disagreements/{id_}").text, 'class="lead"', "</p>")
    assert words in lead
    # The home page tells the sides of one, and of the others what they are about.
    assert (words in text_of(get("/").text)) == (id_ == "ouagadougou-date")


def test_no_note_is_cut_within_a_sentence(get: Get) -> None:
    """“note: The title does not name the branch;...” hid the actual reservation."""
    for path in ("/places/mali", "/people/iyad-ag-ghaly"):
        folds = re.findall(r'class="why quiet"><summary>note</summary>(.*?)</det', get(path).text)
        assert folds
        assert all(re.search(r"[.?!]”?\)?$", words) for words in folds), path


def test_claims_of_two_sources_are_not_mixed(get: Get) -> None:
    """Sorted by their place in the document, the first claims of all documents came first."""
    rows = get("/jnim/claims.json?_shape=objects&_size=max&_sort=position").json()["rows"]
    sources = [row["source_id"] for row in rows]
    turns = [
        each for each, before in zip(sources, [None, *sources], strict=False) if each != before
    ]
    assert len(turns) == len(set(turns)) > 3


@pytest.mark.parametrize("path", ["/", "/attacks", "/places/gao", "/people/olivier-dubois"])
def test_a_list_of_attacks_says_each_year_once(get: Get, path: str) -> None:
    """“Kidnapping of Olivier Dubois, 2021, April 2021” was everywhere but on the home page."""
    page = get(path).text
    named = re.findall(r'<a href="/attacks/[^"]+">([^<]+)</a>, <span class="when">([^<]+)<', page)
    assert named
    assert not [title for title, when in named if title.endswith(f", {when[-4:]}")]


def test_a_place_of_which_nothing_is_on_the_map_leads_to_none(get: Get) -> None:
    assert "See <a" not in get("/places/azawad").text
    assert "See <a" in get("/places/gao").text


def test_of_somebody_who_is_said_to_be_dead_the_page_says_so_first(get: Get) -> None:
    lead = get("/people/hasan-al-ansari").text.split('class="as-of"')[1].split("</p>")[0]
    assert "A death is reported" in lead
    assert 'id="milestones"' in get("/people/hasan-al-ansari").text


def test_older_words_of_a_claim_do_not_stand_before_its_evidence(get: Get) -> None:
    page = get("/claims/csis-areas").text
    assert page.index("Works cited for it") < page.index("Reworded in")


def test_a_claim_of_a_passage_is_not_said_to_be_for_something(get: Get) -> None:
    assert "for said here" not in get("/jnim/passages/csis-2018-background-1").text


def test_what_an_attack_answered_is_a_link_where_it_has_a_page(get: Get) -> None:
    before = part_of(get("/attacks/french-raid-northern-mali").text, 'id="order"')
    assert '<a href="/attacks/ouagadougou-2018">Attack in Ouagadougou, 2018</a>' in before


def test_what_is_said_of_one_group_at_a_place_stands_together(get: Get) -> None:
    """JNIM was listed five times for Mali, with others in between."""
    firm = part_of(get("/places/mali").text, 'id="active"').split("<details")[0]
    lines = firm.split("<li>")[1:]
    groups = [found[1] for line in lines if (found := re.search(r'href="/groups/([^"]+)"', line))]
    assert len(groups) > len(set(groups)) > 1
    runs = [one for one, before in zip(groups, ["", *groups], strict=False) if one != before]
    assert len(runs) == len(set(groups))


def test_from_there_to_here_is_not_said_again_as_to_here_from_there(get: Get) -> None:
    """One claim names both places, in the same words for each."""
    areas = text_of(part_of(get("/by-source/jnim").text, '<tr id="area"'))
    assert areas.count("orthern Mali to south-eastern Burkina Faso") == 1
    assert "o south-eastern Burkina Faso, from northern Mali" not in areas


def test_a_person_is_introduced_by_what_sources_say_outright_and_as_of_when(get: Get) -> None:
    """“In 2018 he was” turned the present tense of a profile into a dated fact."""
    page = " ".join(re.sub(r"<[^>]+>", "", get("/people/iyad-ag-ghaly").text).split())
    who = "CSIS, in a 2018 profile, names Iyad Ag Ghaly as emir of JNIM"
    rest = r"[\d\s]+; the US State Department, in a 2018 release, as leader of JNIM[\d\s]+\."
    assert re.search(who + rest, page)
    assert page.index(who) < page.index("Based on three sources")
    # Of whom the words have no date the page had one: the year in which the source says so.
    other = " ".join(re.sub(r"<[^>]+>", "", get("/people/mokhtar-belmokhtar").text).split())
    said = "CSIS, in a 2018 profile, names Mokhtar Belmokhtar as a notable member of JNIM"
    assert said in other
    assert "Belmokhtar was a notable" not in other
    # Whom nobody gives a post outright is introduced by what is said.
    dubois = get("/people/olivier-dubois").text.split('class="lead">')[1].split("</p>")[0]
    assert re.search(r"^The Modern Insurgent 2022: .*kidnapp.*\. \d+$", text_of(dubois).strip(" >"))


def test_who_is_active_in_a_part_of_a_place_stands_on_its_page(get: Get) -> None:
    """Two groups that are said to be active in parts of Mali were missing from Mali."""
    mali = part_of(get("/places/mali").text, 'id="active"')
    for part, group in (
        ("central-mali", "macina-liberation-front"),
        ("northern-mali", "ansar-dine"),
    ):
        of_part = mali.split(f'<a href="/places/{part}#active">')[1].split("<h3>")[0]
        assert f'href="/groups/{group}"' in of_part
        assert 'href="#n' in of_part
    # And what is said of the whole of a place is not said of a part.
    central = text_of(part_of(get("/places/central-mali").text, 'id="active"'))
    said = "France and JNIM are said to be active in Mali ; what is said of Central Mali itself is"
    assert said in central


def test_an_attack_on_the_group_is_told_from_those_by_it(get: Get) -> None:
    assert "Mali : 6 attacks, 1 of them on JNIM" in text_of(get("/places").text)


def test_words_for_many_do_not_stand_among_organisations(get: Get) -> None:
    organisations, words = get("/groups").text.split("Words, not organisations")
    for name in ("Terrorists (by a title on Mali)", "Westerners", "Factions in Syria"):
        assert f">{name}</a>" in words
        assert f">{name}</a></li>" not in organisations
    assert "Words, not organisations" not in get("/people").text


def test_a_name_in_arabic_does_not_draw_the_register_before_itself(get: Get) -> None:
    """“(Arabic) مالي” was drawn for “مالي (Arabic)”."""
    assert "<bdi>مالي</bdi> (Arabic)" in get("/places/mali").text


@pytest.mark.pinned
def test_a_place_says_of_when_it_is_and_tells_nothing_twice(get: Get) -> None:
    """“France has kept a military presence in Mali” stood there twice, and the page had no date."""
    for place in ("mali", "gao", "niger"):
        assert "This is not the situation today." in text_of(get(f"/places/{place}").text), place
    assert get("/places/mali").text.count("has kept a military presence in") == 1


def test_a_person_is_introduced_by_what_they_were_and_not_in_mid_story(get: Get) -> None:
    """“The website that first published the claim says more exactly that …” came first."""
    page = get("/people/hasan-al-ansari").text
    lead = text_of(page.split('class="lead">')[1].split("</p>")[0])
    assert "Ansari and Mokhtar Belmokhtar founded Al Murabitoon together" in lead
    assert "in a repost" in lead and "more exactly" not in lead


def test_a_post_that_is_not_settled_is_marked_in_the_list_and_explained_on_the_page(
    get: Get,
) -> None:
    """“Former emir of Ansar Dine (CSIS 2018)” was bare in the list of people."""
    listed = text_of(get("/people").text.split('href="/people/mohamed-koufa"')[1].split("</li>")[0])
    assert "former emir of Ansar Dine (CSIS 2018) not settled" in listed
    page = text_of(get("/people/mohamed-koufa").text.split('id="posts"')[0])
    assert "is only our guess (see the disagreement on the former head" in page


def test_what_the_first_sentence_tells_is_not_told_again(get: Get) -> None:
    """Of which body he is the coordinator “is not stated” stood twice on a short page."""
    page = text_of(get("/people/nathan-sales").text.split("<main")[1].split('id="notes"')[0])
    assert page.count("Coordinator for Counterterrorism") == 1
    assert page.count("Of which body is not stated.") == 1


def test_what_is_only_possible_of_a_place_is_folded_beside_what_is_stated(get: Get) -> None:
    """A claim of responsibility for another country stood among who is active in Mali."""
    active = get("/places/mali").text.split('id="active"')[1].split("<h3>")[0]
    firm, folded = active.split("<details", 1)
    assert "JNIM is active above all in Mali." in text_of(firm)
    assert "has claimed the attack in Ouagadougou" not in text_of(firm)
    assert "has claimed the attack in Ouagadougou" in text_of(folded)


def test_a_place_says_by_whom_its_attacks_were(get: Get) -> None:
    """“Six attacks in Mali” named no one, and counted a French raid and a town's takeover."""
    lead = part(get("/places/mali").text, 'class="lead"', "</p>")
    by = "two by JNIM, two by JNIM (implied), one by Ansar Dine and one by France"
    assert f"six attacks in Mali : {by}. This is not a complete list." in lead
