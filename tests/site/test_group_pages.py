"""The pages of groups: everything that the documents say about one, with numbered notes."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from pathlib import Path
from urllib.parse import urlencode

import pytest

from common import display_text
from plugins.site.template_helpers import linked_sentence
from tests.conftest import some
from tests.site.tables import Get, connect, copy_of_site, in_process, notes_marked


def text_of(page: str) -> str:
    """Return what a reader sees of a page, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def groups() -> list[str]:
    """Return the ids of all groups."""
    with connect() as database:
        return [row["id"] for row in database.execute('SELECT id FROM "groups" ORDER BY id')]


@pytest.mark.parametrize("group", some(groups(), 3))
def test_every_claim_about_a_group_stands_on_its_page(get: Get, group: str) -> None:
    answer = get(f"/groups/{group}")
    assert answer.status_code == 200
    with connect() as database:
        claims = {
            row["claim_id"]
            for row in database.execute(
                "SELECT claim_id FROM page_lines WHERE subject_id = :id"
                " UNION SELECT claim_id FROM page_names WHERE subject_id = :id"
                " UNION SELECT date_claim_id FROM page_lines WHERE subject_id = :id"
                " AND date_edtf IS NOT NULL AND date_claim_id IS NOT NULL",
                {"id": group},
            )
        }
    # A page grows by what its claims need, and by no more.
    assert len(answer.content) < 23_000 + 620 * len(claims)
    notes = answer.text[answer.text.index('id="notes"') :] if claims else ""
    assert set(re.findall(r'id="n\d+"><a href="/claims/([^"]+)"', notes)) == claims


def test_no_verb_or_article_of_ours_need_agree_with_a_name(get: Get) -> None:
    """“UN mission in Mali is an united nations body”, “Allies of the United States is a state”."""
    with connect() as database:
        many = {
            row["id"]: row["name"]
            for row in database.execute(
                "SELECT id, name FROM page_groups WHERE meaning IS NOT 'organisation'"
            )
        }
    for group in groups():
        page = get(f"/groups/{group}").text
        lead = text_of(page[page.index('<p class="lead">') :].split("</p>")[0])
        assert re.search(r"\.( \d+)?$|\. sources conflict [^.]+$", lead), lead
        # Such a one is introduced in the words of a claim, with whose they are.
        if group in many:
            assert re.match(r"[^.]+ \d{4}: .+\. \d+$", lead.strip(" >")), lead
            assert not re.match(re.escape(many[group]) + " is an? ", lead), lead
        kind = text_of(page.split('class="kicker">')[1].split("<")[0])
        kind = re.split(r" \(|, says? ", kind)[0]
        described = re.search(r'name="description" content="(.*?)"', page)
        assert described
        for word in re.findall(r"(?<=[a-z] )[A-Z]\w+|[A-Z]\w+(?= [A-Z])", kind):
            assert word in described[1].removeprefix(group)


def test_notes_are_numbered_in_the_order_of_the_page(get: Get) -> None:
    page = get("/groups/jnim").text
    seen: list[int] = []
    for number in notes_marked(page):
        if number not in seen:
            seen.append(number)
    assert seen == list(range(1, len(seen) + 1))
    assert len(re.findall(r'<li id="n\d+">', page)) == len(seen)


@pytest.mark.pinned
def test_a_state_of_things_wears_the_day_on_which_it_was_said(get: Get) -> None:
    page = get("/groups/jnim").text
    people = page[page.index('<section id="people"') :].split("</section>")[0]
    for line in people.split("<li>")[1:]:
        assert re.match(r"(CSIS|US State Department|Caleb Weiss, 4 March) 2018", text_of(line))
    # The same of two sources is in the column of each.
    ties = get("/by-source/jnim").text.split('<tr id="tie"')[1].split("</tr>")[0]
    for source in ("CSIS 2018", "The Modern Insurgent 2022"):
        said = ties.split(f'data-label="{source}"')[1].split("</td>")[0]
        assert "affiliate of Al-Qaeda" in text_of(f"<td{said}").lower().replace("al-q", "Al-Q")


def test_only_a_conflict_is_called_one(get: Get) -> None:
    page = get("/groups/jnim").text
    marks = re.findall(r'class="disputed is-(\w+)" href="#d-([^"]+)"[^>]*>([^<]+)<', page)
    with connect() as database:
        kinds = dict(map(tuple, database.execute("SELECT id, kind FROM disagreements")))
    assert {word for sort, _, word in marks if sort == "conflict"} == {"sources conflict"}
    for sort, id_, word in marks:
        is_conflict = kinds[id_] in ("value", "sequence")
        assert (sort == "conflict") == is_conflict == (word == "sources conflict"), id_


def at_once(page: str) -> str:
    """Return the part of a page that is not folded on a wide screen."""
    main = page[page.index("<main") : page.index("</main>")]
    opens_wide = r'<details class="more opens-wide"><summary>.*?</summary>(.*?)</details>'
    main = re.sub(opens_wide, r"\1", main, flags=re.S)
    while (
        shorter := re.sub(r"<details(?:(?!<details).)*?</details>", " ", main, flags=re.S)
    ) != main:
        main = shorter
    return main


def test_what_is_at_once_on_the_page_of_the_subject_is_read_in_minutes(get: Get) -> None:
    assert len(text_of(at_once(get("/groups/jnim").text)).split()) <= 2000


def section_of(page: str, anchor: str) -> str:
    """Return what a section says on a wide page before anything is unfolded."""
    page = re.sub(r'<details class="more opens-wide"><summary>.*?</summary>', "", page)
    return text_of(at_once(page).split(f'<section id="{anchor}">')[1].split("</section>")[0])


@pytest.mark.pinned
def test_a_section_says_each_thing_once_by_source(get: Get) -> None:
    answer = get("/groups/jnim")
    page = answer.text
    assert len(answer.content) < 100_000
    people = section_of(page, "people")
    assert people.startswith("Leaders and members CSIS 2018: Iyad Ag Ghaly , emir 9 10")
    assert re.search("Okacha .*, Mokhtar Belmokhtar .* and Mohamed Koufa , notable mem", people)
    opponents = page.split('<section id="opponents">')[1].split("<h3>Targets")[0]
    opponents = text_of(opponents)
    assert "CSIS 2018: opposed to France " in opponents
    assert opponents.count("Western partners of France") == 1
    # What sections of a part would say in the same words stands in the first of them.
    for name in ("aims", "means"):
        section = page.split(f'<section id="{name}">')[1].split("</section>")[0]
        said = notes_marked(re.sub(r'(?s)<small class="inferred">.*?</small>', "", section))
        assert said and len(said) == len(set(said)), name
        # No section is cut in two.
        heads = re.findall("<h3>(.*?)</h3>", section)
        assert heads and len(heads) == len(set(heads)), name
    assert '<button class="open-all" type="button" hidden>' in page


def test_what_is_asked_less_of_a_group_is_on_the_page_of_what_each_source_says(get: Get) -> None:
    """A hundred folded lines took a third of the time and of the page, and 150 notes."""
    page = get("/groups/jnim").text
    assert len(set(notes_marked(page))) <= 100
    rows = get("/by-source/jnim").text
    with connect() as database:
        sections = database.execute(
            "SELECT section, count(*) AS lines FROM page_lines"
            " WHERE subject_id = 'jnim' AND subject_table = 'groups' GROUP BY section"
        ).fetchall()
    for section, lines in sections:
        link = re.search(rf'href="/by-source/jnim#{section}">[^<]+</a> (\d+)', page)
        if link:
            assert int(link[1]) <= lines, section
            assert f'<tr id="{section}"' in rows, section
    for name in ("area", "estimate", "designation", "statement", "assessment", "finance", "tie"):
        assert f'href="/by-source/jnim#{name}"' in page, name
    # Where somebody is led by an address they are.
    for name in ("areas", "figures", "designations", "statements"):
        assert f'<span id="{name}"><a href="/by-source/jnim#' in page, name
    # What one asks first is open: how it began, who is in it, what it wants and does.
    for name, said in (
        ("opponents", "opposed to"),
        ("aims", "ultimate goal"),
        ("means", "complex"),
    ):
        assert said in section_of(page, name), name
    assert section_of(page, "people").startswith("Leaders and members CSIS 2018: ")
    assert section_of(page, "founding").startswith("Formation sources conflict on who merged")
    # Who merged is told once, in the lists of each source.
    assert "formed through a merger" not in section_of(page, "founding")
    # Of a group of which little is said nothing is.
    areas = get("/groups/ansar-dine").text.split('id="areas"')[1].split("</section>")[0]
    assert "<details" not in areas


@pytest.mark.pinned
def test_each_claim_of_a_section_has_a_line_and_none_is_there_twice(get: Get) -> None:
    """A dozen ran on as one paragraph; four on the targets stood among the tactics again."""
    page = get("/groups/jnim").text
    parts = [page.split(f'<section id="{name}">')[1] for name in ("opponents", "means")]
    targets, means = (part.split("</section>")[0] for part in parts)
    line = r"<li>(?!<b>)(.*?)(?=</?li>|</ul>)"
    said = [text_of(re.sub("<sup.*?</sup>", "", each)) for each in re.findall(line, targets)]
    again = [text_of(re.sub("<sup.*?</sup>", "", each)) for each in re.findall(line, means)]
    assert len(said) > 3 and len(again) > 3
    assert not {each.split(".")[0] for each in said} & {each.split(".")[0] for each in again}
    # Whoever looks among the targets is led there; tactics stood among the targets alone.
    assert "kidnapping of aid workers" in text_of(means)
    assert "More under “Tactics”." in text_of(targets)


@pytest.mark.pinned
def test_other_names_come_first_and_a_part_of_the_name_is_none(get: Get) -> None:
    page = get("/groups/jnim").text
    also = text_of(page.split("Also written")[1].split("</p>")[0]).split(" · ")
    assert also[0] == "Jama'at Nusrat al-Islam wal-Muslimin"
    assert not {"JNIM", "the JNIM", "Jama'at Nasr al-Islam wal Muslimin"} & {*also}
    assert len({each.replace("’", "'") for each in also}) == len(also)


def test_the_box_says_who_leads_on_whose_word(get: Get) -> None:
    box = text_of(get("/groups/jnim").text.split('class="infobox"')[1].split("</dl>")[0])
    # CSIS says outright that he is emir; that he leads it is only implied.
    assert "called leader by US State Department 2018 11" in box
    # What is only implied stands by itself, so that nobody reads it of the rest.
    assert re.search(r"and West Africa \d+ The Modern Insurgent 2022 also", box)
    implied = r"areas from Northern Mali to Southern Burkina Faso \(implied\) \d+"
    assert re.search(f"also {implied} no date given; The Modern Insurgent 2022", box)
    assert "The Modern Insurgent 2022 names no leader" in box


def test_words_without_a_tense_say_nothing_of_their_year(get: Get) -> None:
    """The Modern Insurgent names Zawahiri, but does not say that he led it in 2022."""
    page = text_of(get("/groups/al-qaeda").text)
    assert "Leader in 2018 Ayman al-Zawahiri" in page


def test_a_box_marks_what_the_editors_doubt(tmp_path: Path) -> None:
    """CSIS may have called Koufa the former emir of Ansar Dine by mistake, but not Ghaly."""

    def change(database: sqlite3.Connection) -> None:
        database.execute(
            "UPDATE disagreements SET kind = 'scope', status = 'open'"
            " WHERE id IN ('ansar-dine-former-head', 'jnim-leader-omitted')"
        )

    with in_process(copy_of_site(tmp_path, change)) as get:
        for path, end in (("/groups/ansar-dine", "</div>"), ("/compare?group=ansar-dine", "</tr>")):
            led = re.split(r"(?:Leaders? in \d+|Led by)<", get(path).text)[1].split(end)[0]
            ghaly, koufa = led.split("formerly")[1:]
            assert "/disagreements/ansar-dine-former-head" in koufa, path
            assert "not settled" in koufa, path
            assert "disputed" not in ghaly, path
        for path in ("/", "/groups/jnim", "/compare"):
            cell = re.split(r"(?:Leaders? in \d+|Led by)<", get(path).text)[1]
            assert "not settled" in cell.split("</tr>" if path == "/compare" else "</dd>")[0], path


def test_a_newer_number_stands_though_it_is_told_in_the_past(tmp_path: Path) -> None:
    """“In 2021 it had 2,500” is newer than what another source says about 2018 in the present."""

    def change(database: sqlite3.Connection) -> None:
        database.execute(
            "UPDATE estimates SET told = 'past', low = 1500, high = 2500,"
            " as_told = '1,500 to 2,500', period_edtf = '2021', period_earliest = '2021-01-01',"
            " period_latest = '2021-12-31', period_precision = 'year' WHERE id = 'mi-fighters'"
        )

    with in_process(copy_of_site(tmp_path, change)) as get:
        for path, end in (
            ("/", "</dl>"),
            ("/groups/jnim", "</dl>"),
            ("/compare?group=jnim", "</tr>"),
        ):
            strength = text_of(get(path).text.split("Strength<")[1].split(end)[0])
            assert "2,500" in strength and "as of 2021" in strength, path


def test_a_founding_that_is_inferred_is_put_in_nobody_s_mouth(get: Get) -> None:
    """It said “Formed by 2012, says The Modern Insurgent”, which does not say when."""
    page = text_of(get("/groups/ansar-dine").text)
    formed = page[page.index("formed in or before 2012") :][:50]
    assert "(inferred)" in formed and "says The Modern Insurgent" not in formed
    cell = text_of(get("/compare?group=ansar-dine").text.split(">Formed<")[1].split("</tr>")[0])
    assert "in or before 2012 (inferred)" in cell


@pytest.mark.parametrize("path", ["/attacks/dubois-kidnapping-2021", "/attacks/aguelhok-2018"])
def test_the_first_words_of_a_note_are_escaped_once(get: Get, path: str) -> None:
    assert "&amp;#" not in get(path).text


@pytest.mark.pinned
@pytest.mark.parametrize("path", ["/", "/groups/jnim", "/compare"])
def test_what_registers_list_stands_beside_and_is_told_apart(get: Get, path: str) -> None:
    listed = text_of(get(path).text.split(">Listed by<")[1])
    assert listed.index("on 5 September 2018") < listed.index("From registers")
    words = "; dates may differ: UN Security Council sanctions, on 4 October"
    assert words in listed
    # One listing, of which one source has the day and the other the month.
    words = "; less exactly, between 1 and 5 September 2018: CSIS 2018"
    assert (words in listed) == (path != "/"), "the home page leads to it"


def test_a_comparison_can_be_cited_and_saved(get: Get) -> None:
    page = get("/compare?group=jnim&group=ansar-dine").text
    cite = html.unescape(page.partition('id="cite"')[2].partition("</section>")[0])
    assert "Jama'at Nasr al-Islam wal Muslimin (JNIM) and Ansar Dine, compared" in cite
    assert "/compare?group=jnim&group=ansar-dine, release " in cite
    for id_ in ("jnim", "ansar-dine"):
        address = f"/jnim/said_about.csv?id={id_}&as_of="
        assert f'href="{html.escape(address)}"' in page
        assert get(address).text.count("\n") > 10


def test_a_comparison_offers_groups_that_can_be_compared(get: Get) -> None:
    choices = get("/compare").text.split('id="group-0"')[1].split("</select>")[0]
    kinds = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', choices)
    # What the subject was made of comes first.
    assert kinds[0][0] == "JNIM and what it was made of, by any source"
    assert "Macina Liberation Front" in kinds[0][1]
    # States stood among armed groups, and "Factions in Syria" beside them.
    headings = [
        "Armed and political groups",
        "Several groups named as one",
        "States and their forces",
    ]
    assert [heading for heading, _ in kinds[1:]] == headings
    assert "Factions in Syria" in kinds[2][1]
    assert ">France<" in kinds[3][1]
    assert {"Ansar Dine", "JNIM"} <= {*re.findall(r">([^<]+)</option>", choices)}
    for name in ("Westerners", "Local population", "Terrorists (", "Reuters", "embassy"):
        assert name not in choices
    # An address may still name any.
    assert "Westerners" in get("/compare?group=jnim&group=westerners").text


@pytest.mark.parametrize("path", ["/groups/jnim", "/groups/ansar-dine", "/people/iyad-ag-ghaly"])
def test_only_conflicts_and_problems_of_citations_stand_beside_a_line(get: Get, path: str) -> None:
    page = get(path).text
    marks = re.findall(r'<a class="disputed is-([^"]+)"[^>]*>([^<]+)<', page)
    # A figure whose time is not settled is no sure one, either.
    marks = [each for each in marks if each != ("stale", "may be out of date")]
    assert {sort for sort, words in marks if words != "not settled"} <= {"conflict", "citation"}
    with connect() as database:
        about = database.execute(
            "SELECT disagreement_id FROM page_disagreements WHERE ? IN (group_id, person_id)",
            [path.rsplit("/", 1)[1]],
        ).fetchall()
    foot = page[page.index('<section id="disputes"') :].split("</section>")[0]
    for (id_,) in about:
        assert f'/disagreements/{id_}"' in foot


def test_what_two_documents_say_alike_is_one_line_with_two_notes(get: Get) -> None:
    page = get("/groups/jnim").text
    names = page[page.index('id="names"') :].split("</section>")[0]
    (line,) = [each for each in names.split("<li>") if text_of(each).startswith("JNIM acronym")]
    with connect() as database:
        claims = database.execute(
            "SELECT claim_id FROM page_names WHERE subject_id = 'jnim' AND name = 'JNIM'"
        ).fetchall()
    assert len(notes_marked(line)) == len(claims) > 1
    # One mark, which opens all of them.
    assert line.count('href="#n') == 1


def test_each_list_of_members_stands_by_itself(get: Get) -> None:
    page = get("/groups/jnim").text
    part = page[page.index('id="components"') :].split("</section>")[0]
    of = dict(text_of(line).split(": ", 1) for line in part.split("<li>")[1:])
    assert len(of) == 8
    # Those of the documents come first, and those of works that they cite unfold.
    assert [name.split(",")[0] for name in of][-2:] == [
        "Nsaibia",
        "Daniel Eizenga and Wendy Williams",
    ]
    assert "What two cited works say" in text_of(part)
    csis, history, nsaibia = (
        of[name]
        for name in (
            "CSIS",
            "The Modern Insurgent, History",
            "Nsaibia, cited by CSIS, in a repost",
        )
    )
    assert re.search(
        r"Al-Mourabitoun and AQIM's Sahara branch merged in March 2017 \(inferred 7 \)", csis
    )
    assert "it absorbed the Macina Liberation Front , not before March 2017" in csis
    assert "Al-Mourabitoun" not in history
    assert nsaibia.count(" , ") == 2
    assert "merged" in nsaibia and "on or before 2 March 2017" in nsaibia


def test_a_group_was_active_only_where_nobody_says_that_it_is(get: Get) -> None:
    with connect() as database:
        both = [
            (row["group_id"], row["place"])
            for row in database.execute(
                "SELECT DISTINCT before.group_id, before.place FROM page_areas AS before"
                " INNER JOIN page_areas AS now ON before.group_id = now.group_id"
                " AND before.place_id = now.place_id"
                " WHERE before.told IN ('past', 'perfect') AND now.told IN ('present', 'none')"
            )
        ]
    for group, place in both:
        page = get(f"/groups/{group}").text
        assert place in text_of(re.split("<dt>Active[^<]*</dt>", page)[1].split("</dd>")[0])
        was = page.partition("<dt>Was active</dt>")[2].split("</dd>")[0]
        assert f">{place}</a>" not in was


@pytest.mark.parametrize("group", some(groups(), 3))
def test_whoever_is_several_things_is_named_once_by_a_source(get: Get, group: str) -> None:
    """One line had “Iyad Ag Ghaly, emir; …, notable members; Iyad Ag Ghaly, leader”."""
    of_people = get(f"/groups/{group}").text.partition('<section id="people">')[2]
    for line in of_people.partition("</section>")[0].split("<li>")[1:]:
        people = re.findall(r'href="/people/([^"]+)"', line)
        assert len(people) == len(set(people)), line


def test_what_is_so_is_so_as_of_its_sources(get: Get) -> None:
    """The home page said “Led by” and “Active in” for 2018 as if it were today."""
    home = text_of(get("/").text)
    assert "Leader in 2018 Iyad Ag Ghaly" in home
    assert "Where active, 2018 and 2022 Mali" in home
    assert "Where active (sources of 2018 and 2022) Mali" in text_of(get("/groups/jnim").text)


@pytest.mark.parametrize("path", ["/", "/groups/jnim", "/search?q=where+is+jnim+active"])
def test_no_place_is_one_where_it_is_and_one_where_it_possibly_is(get: Get, path: str) -> None:
    """A raid on its forces made Northern Mali a present area, certain here and possible there."""
    page = get(path).text
    box = re.split("Active,? as of|Where is JNIM active", page)[-1].split("</dl>")[0]
    told = re.split(r"\bpossibly\b", box)
    sure, perhaps = (
        set(re.findall(r'href="/places/([^"]+)"', part)) for part in (told[0], " ".join(told[1:]))
    )
    assert sure and not sure & perhaps


@pytest.mark.parametrize("path", ["/", "/groups/jnim", "/search?q=where+is+jnim+active"])
def test_both_ends_of_an_area_stand_alike_everywhere(get: Get, path: str) -> None:
    """A raid made Northern Mali an area for certain, but Southern Burkina Faso only possible."""
    page = text_of(get(path).text)
    assert "areas from Northern Mali to Southern Burkina Faso" in page
    assert not re.search("possibly (also )?(in )?(Northern Mali|Southern Burkina Faso)", page)
    assert "; in Northern Mali" not in page


@pytest.mark.parametrize(
    "path",
    ["/groups/islamic-emirate-of-afghanistan", "/compare?group=islamic-emirate-of-afghanistan"],
)
def test_who_possibly_leads_a_group_is_not_said_to_lead_it(get: Get, path: str) -> None:
    """If others say so outright, a source that doubts it does not weaken them."""
    assert "possibly Haibatullah Akhundzada" in text_of(get(path).text)
    box = text_of(get("/groups/al-qaeda").text.split('class="infobox"')[1].split("</dl>")[0])
    assert re.search(r"Ayman al-Zawahiri [\d ]+ CSIS", box)
    assert "Nsaibia" not in box


def test_what_only_a_title_says_is_not_said_by_who_prints_it(get: Get) -> None:
    """It said “CSIS: branch of AQIM”, but CSIS says that it is an affiliate of al-Qaeda."""
    ties = text_of(get("/groups/al-mourabitoun").text)
    assert "branch of AQIM (cited title only)" in ties
    assert "affiliate of Al-Qaeda , in a title" not in ties
    assert "According to its title, an item of 2 March 2017" in ties
    # What the document says as well needs no such mark.
    own = text_of(get("/groups/aqim-sahara").text)
    assert "branch of Al-Qaeda in the Islamic Maghreb (AQIM) , in a title" not in own


def test_what_is_denied_is_said_to_be_denied(get: Get) -> None:
    told = text_of(get("/by-source/jnim").text)
    assert "JNIM is not one organisation but a coalition" in told
    assert "One singular organisation" not in told


def test_dates_are_in_words_and_as_precise_as_told(get: Get) -> None:
    told = text_of(get("/groups/jnim").text)
    assert "JNIM was formed in March 2017." in told
    assert "not before March 2017 (inferred" in told
    assert "in or before March 2017" in text_of(get("/groups/ansar-dine").text)
    assert "2017-03" not in text_of(get("/groups/jnim").text.split('id="notes"')[0])


def test_a_conflict_is_told_in_its_sentence_on_the_page(get: Get) -> None:
    page = html.unescape(get("/groups/jnim").text)
    ids = set(re.findall(r'class="disputed[^"]*" href="#d-([^"]+)"', page))
    assert "merged-groups" in ids
    with connect() as database:
        told = dict(database.execute("SELECT id, summary FROM disagreements").fetchall())
    for id_ in ids:
        card = page[page.index(f'id="d-{id_}"') :].split("</article>")[0]
        assert told[id_] in card, id_


@pytest.mark.parametrize(
    ("group", "conflicts"),
    [
        # its own, that on a member of it, and those on its attacks
        ("jnim", {"merged-groups", "macina-standing", "ouagadougou-date", "timbuktu-toll"}),
        ("ansar-dine", {"merged-groups"}),  # a member on which the lists differ
        ("french-armed-forces", {"serval-barkhane-years"}),  # and none on attacks that hit it
    ],
)
def test_a_page_has_every_conflict_that_bears_on_its_group(
    get: Get, group: str, conflicts: set[str]
) -> None:
    page = get(f"/groups/{group}").text
    foot = page[page.index('<section id="disputes"') :].split("</section>")[0]
    assert set(re.findall(r'<article class="brief card" id="d-([^"]+)"', foot)) == conflicts
    listed = get(f"/disagreements?group={group}&sort=conflict").text
    assert set(re.findall(r'<article class="card dispute" id="d-([^"]+)"', listed)) == conflicts


def test_an_unknown_group_is_a_404(get: Get) -> None:
    answer = get("/groups/no-such-group")
    assert answer.status_code == 404
    assert "no-such-group" in answer.text


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>\"' {{ 7*7 }}"

    def change(database: sqlite3.Connection) -> None:
        database.execute(
            "UPDATE \"groups\" SET name = ?, note = ? WHERE id = 'jnim'", [hostile] * 2
        )
        database.execute("UPDATE characteristics SET value = ?, note = ?", [hostile] * 2)
        database.execute("UPDATE claims SET statement = id || ?, locator = ?", [hostile] * 2)
        database.execute("UPDATE claims SET deep_link = 'javascript:alert(1)'")
        database.execute("UPDATE names SET name = id || ? WHERE group_id = 'jnim'", [hostile])
        database.execute("UPDATE disagreements SET topic = ?, note = ?", [hostile] * 2)
        database.execute("UPDATE disagreement_readings SET reading = ?", [hostile])

    with in_process(copy_of_site(tmp_path, change)) as get:
        for path in ("/groups/jnim", "/", "/search?q=embassy"):
            page = get(path)
            assert page.status_code == 200
            assert "<script>alert" not in page.text
            assert "javascript:" not in page.text
            assert "{{ 7*7 }}" in page.text


def test_no_people_as_a_whole_is_headed_as_part_of_a_group(get: Get) -> None:
    """A picture of “Tuareg / Part of” would have been quoted; the source has an example."""
    page = get("/groups/tuareg").text
    assert "<h2>What is said</h2>" in page
    assert "<h2>Part of</h2>" not in page
    assert "<h2>Part of</h2>" in get("/groups/macina-liberation-front").text
    compared = get("/groups/jnim").text.partition("Compare it with")[2].partition("</p>")[0]
    assert "group=ansar-dine" in compared
    assert "group=tuareg" not in compared


def test_a_group_s_page_says_how_far_the_data_reach(get: Get) -> None:
    page = " ".join(re.sub(r"<[^>]+>", " ", get("/groups/jnim").text).split())
    above = page.split("Formation", 1)[0]
    assert (
        "This is not the situation today."
        " Three documents, up to 28 October 2022. Newer sources"
        " · What is covered The whole page is based on three documents (2018, 2022) and six of the"
        " works that they cite." in above
    )
    # Of what only an older document says, the day of a newer one says nothing.
    aqap = text_of(get("/groups/aqap").text)
    assert "No document here is later than 31 December 2018" in aqap
    assert "based on one document (2018)." in aqap


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/attacks", "/attacks/ouagadougou-2018", "/attacks/aguelhok-2018", "/lineage"),
        *("/timeline", "/disagreements", "/by-source/jnim", "/groups/jnim", "/compare"),
    ],
)
def test_what_tells_states_or_attacks_is_not_of_today(get: Get, path: str) -> None:
    """Lists of attacks, ties and leaders looked current; others said it in words of their own."""
    said = "This is not the situation today. Three documents, up to 28 October 2022."
    assert text_of(get(path).text.split("<main")[1]).count(said) == 1


def test_a_claim_s_page_list_does_not_promise_what_registers_say(get: Get) -> None:
    """“Every fact on this site” was said to be based on a claim; entries of registers are not."""
    assert "Every fact on this site" not in get("/claims").text
    assert "registers" in text_of(get("/claims").text.split('class="lead">')[1].split("</p>")[0])


# Without a choice the group is beside the one that most lists say it was made of.
@pytest.mark.parametrize("query", ["?group=jnim&group=ansar-dine", ""])
def test_groups_stand_side_by_side(get: Get, query: str) -> None:
    page = get(f"/compare{query}").text
    heads = [text_of(head) for head in re.findall('<th scope="col">.*?</th>', page)]
    assert heads == ["JNIM", "Ansar Dine"]
    rows = {
        text_of(row.split("</th>")[0]): [
            text_of(cell) for cell in re.findall("<td.*?</td>", row, re.S)
        ]
        for row in re.split("<tr[^>]*>", page.split("<tbody>")[1])[1:]
    }
    # What only one of them has is no comparison, but for what readers ask first.
    assert rows["Strength"][1] == "not stated"
    assert "Capabilities" not in rows
    # The aims of JNIM were cut before its ultimate goal, and sharia was Ansar Dine's alone.
    assert all("sharia" in aims for aims in rows["Aims"])
    # What each is a part of stands by itself: CSIS came twice in one cell, with a gap between.
    assert rows["Ties"][0].startswith("CSIS: affiliate of Al-Qaeda ")
    # Who is above it stands there too: it was “not stated”, two rows above “affiliate of Al-Qaeda”.
    assert rows["Part of"][0].startswith("Affiliate of Al-Qaeda ")
    assert rows["Part of"][1].startswith("CSIS: merged into JNIM in March 2017 ")
    # Each source has a line of its own, and no bracket follows a bracket.
    assert rows["Ties"][1].count("CSIS:") == 1
    assert not re.search(r"\) \(", rows["Ties"][0])
    assert "see other ties" not in page
    assert rows["Led by"][1].startswith("formerly Iyad Ag Ghaly ")
    assert "This is not the situation today." in page
    assert all(len(cells) == 2 for cells in rows.values())
    assert set(notes_marked(page)) == set(map(int, re.findall(r'<li id="n(\d+)">', page)))


def test_a_name_in_the_plural_is_linked_whole() -> None:
    """“Tuareg” was a link and its “s” was not."""
    row = {"other_table": "groups", "other_id": "wave", "other": "Wave"}
    line = {"statement": "It took in the Waves.", "rows": [row], "section": "component"}
    told = linked_sentence(line, lambda table, id_: f"/{table}/{id_}")
    assert told == 'It took in the <a href="/groups/wave">Waves</a>'


def summed_up(get: Get, *groups: str) -> dict[str, str]:
    """Return the lines that sum up a comparison, by their titles."""
    page = get("/compare?" + "&".join(f"group={each}" for each in groups)).text
    before = page.split('class="by-source"')[0]
    lines = [text_of(line) for line in re.findall(r"<li><b>.*", before)]
    return {title: said for title, _, said in (line.partition(": ") for line in lines)}


@pytest.mark.pinned
def test_a_comparison_says_first_what_is_the_same_and_what_differs(get: Get) -> None:
    """Six thousand pixels of cards on a telephone compared nothing."""
    said = summed_up(get, "jnim", "ansar-dine")
    assert list(said) == ["In common", "Different", "Between them"]
    # Each in its own words, tense and source.
    assert re.search(
        r"Iyad Ag Ghaly , emir of JNIM \(CSIS 2018.* former leader of Ansar Dine", said["In common"]
    )
    qaeda = said["In common"].split("Affiliate of Al-Qaeda : ")[1]
    assert re.match(
        r"JNIM \(CSIS 2018 \d+ ; The Modern Insurgent 2022 .*\) · in the past Ansar Dine", qaeda
    )
    assert re.search(r"JNIM in March 2017 .* · Ansar Dine in or before 2012", said["Different"])
    assert said["Between them"].startswith("Ansar Dine: merged into JNIM (CSIS 2018")


@pytest.mark.pinned
def test_a_comparison_sums_up_nothing_that_is_doubtful_or_not_stated(get: Get) -> None:
    # A title says whose branch it was, and Ghaly's “we” need not be JNIM.
    said = " ".join(summed_up(get, "jnim", "macina-liberation-front").values())
    assert "Zawahiri" not in said
    both = summed_up(get, "al-mourabitoun", "aqim-sahara")["In common"]
    assert "ranch of AQIM :" not in both
    # When the other was formed is not stated; a conflict on how they are joined is marked once.
    assert "Formed" not in said
    assert said.count("sources conflict") == 1
    assert "leader of the Taliban (CSIS 2018" in summed_up(get, "al-qaeda", "taliban")["Different"]
    assert summed_up(get, "aqap", "taliban") == {}


@pytest.mark.parametrize("query", ["", "?group=", "?group=no-such", "?group=jnim&group=<b>"])
def test_a_comparison_takes_whatever_is_asked(get: Get, query: str) -> None:
    answer = get(f"/compare{query}")
    assert answer.status_code == 200
    assert "<b>," not in answer.text
    assert ("No group is called" in answer.text) == ("no-such" in query or "<b>" in query)


def test_changes_are_on_their_own_page_and_the_licence_stands_below(get: Get) -> None:
    page = get("/about").text
    changes = page[page.index('id="changes"') :].split("</section>")[0]
    assert 'href="/releases"' in changes
    assert "csis-" not in changes
    assert "](" not in changes
    assert 'rel="license"' in page[page.index("<footer") :]


def test_search_finds_names_claims_attacks_and_sources(get: Get) -> None:
    told = text_of(get("/search?q=Murabitun").text)
    assert "Al-Mourabitoun" in told
    page = get("/search?q=embassy").text
    assert 'href="/attacks/ouagadougou-2018"' in page
    assert 'href="/claims/csis-ouagadougou-attack"' in page
    assert 'href="/sources/bbc-2018-03-02"' in page


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Tombouctou", "/places/timbuktu"),  # a name that only GeoNames gives
        ("GSIM", "/groups/jnim"),  # and one that only a list of sanctions does
        ("ouaga", "/places/ouagadougou"),  # a part of a name
        ("ouaga", "/attacks/ouagadougou-2018"),
        ("Amadou Koufa", "/people/mohamed-koufa"),  # one word of two
        ("Bel Mochtar", "/people/mokhtar-belmokhtar"),  # a misspelling
        ("casualties", "/attacks/ouagadougou-2018"),  # another word for dead and wounded
        ("killed", "/attacks/ouagadougou-2018"),
        ("wounded", "/disagreements/timbuktu-toll"),
        ("embasy", "/attacks/ouagadougou-2018"),  # a misspelt word of a claim
        ("jihadits", "?q=jihadists"),  # and one that no name has
    ],
)
def test_search_finds_plain_words(get: Get, typed: str, address: str) -> None:
    assert f'href="{address}"' in get("/search?q=" + typed.replace(" ", "+")).text


def test_search_does_not_take_anything_for_a_misspelling(get: Get) -> None:
    page = text_of(get("/search?q=Dublin").text)
    assert "Nothing here mentions “Dublin”." in page


def test_search_suggests_every_spelling(get: Get) -> None:
    page = get("/search").text
    assert 'list="names-known"' in page
    assert '<option value="Al-Mourabitoun">' in page


@pytest.mark.parametrize("asked", ['"', "AND", "a OR b", "-x", "*", "(", "{{", "\x00", "é" * 300])
def test_search_takes_whatever_is_typed(get: Get, asked: str) -> None:
    from urllib.parse import quote

    assert get(f"/search?q={quote(asked)}").status_code == 200
    answer = get(f"/jnim/search.json?_shape=objects&q={quote(asked)}")
    assert answer.status_code == 200, json.dumps(asked)


def test_search_says_when_nothing_is_found(get: Get) -> None:
    assert "Nothing here mentions “xyzzy”." in text_of(get("/search?q=xyzzy").text)


def test_an_attack_without_a_day_is_listed_last(get: Get) -> None:
    """The attacks on JNIM's page began with a French raid on it, which no source dates."""
    page = get("/groups/jnim").text
    part = page[page.index('<section id="attacks">') :].partition("</ul>")[0]
    listed = re.findall(r'href="/attacks/([\w-]+)">', part)
    assert listed[0] == "dubois-kidnapping-2021"
    assert listed[-1] == "french-raid-northern-mali"


def test_a_doubt_that_is_not_the_source_s_own_says_why(get: Get) -> None:
    """All were “possible”, as if the State Department doubted its account of what JNIM says."""
    said = text_of(get("/groups/jnim").text + get("/by-source/jnim").text)
    assert re.search("branch of Al-Qaeda \\(reported", said)
    assert (
        "and Ayman al-Zawahiri , a renewal (Ghaly says “we”; whether that is JNIM is not stated)"
        in said
    )
    assert "branch of Al-Qaeda (in a cited title that does not name JNIM)" in said
    # A copy that may be of another work is in doubt as a whole.
    assert re.search("Caleb Weiss, 4 March 2018, in a repost[^:]*: [Bb]ranch of Al-Qaeda", said)
    assert "(Ghaly says “we”; whether that is JNIM is not stated)" in text_of(get("/compare").text)
    people = text_of(get("/people").text)
    founder = "Hasan al Ansari : founder of Al-Mourabitoun"
    assert f"{founder} (Caleb Weiss, 4 March 2018, in a repost that may not" in people


def test_what_is_only_possible_says_why_in_words() -> None:
    """Everything was “(possible)”, which readers took for the source's own doubt."""
    with connect() as database:
        bare = database.execute(
            "SELECT claim_id FROM assertions WHERE doubt = 'possibly'"
            " AND table_name NOT IN ('report_claims') AND date_edtf NOT GLOB '*[?~%]*'"
        ).fetchall()
    assert not bare


def test_a_people_is_put_into_a_group_only_in_the_words_of_a_claim(get: Get) -> None:
    """It said “Tuareg was incorporated by JNIM”, and had just “Tuareg” in the list of members."""
    said = (
        r"2022: JNIM has taken in, for instance, ethnic groups other than the Fulani,"
        r" such as the Tuaregs \(as of 2022\)\. \d"
    )
    page = text_of(get("/groups/tuareg").text)
    assert re.search(said, page)
    assert "incorporated" not in page
    answer = text_of(get("/jnim/members?group=jnim").text).split("Lists who belonged")[0]
    named = "Ethnic Fulani militias and Local groups and militias. "
    assert f"Only The Modern Insurgent 2022 names {named}" in answer
    assert "The Modern Insurgent 2022 says: JNIM has taken in, for instance, ethnic" in answer
    assert "incorporated" not in text_of(get("/groups").text).split("Tuareg")[-1][:60].casefold()


@pytest.mark.parametrize("path", ["/jnim/membership", "/jnim/lineage?group=jnim"])
def test_a_date_that_we_infer_says_so_in_tables_too(get: Get, path: str) -> None:
    page = text_of(get(path).text)
    assert "not before March 2017 (inferred)" in page
    assert "from March 2017 on" not in page


def test_a_table_does_not_vouch_for_what_its_source_says(get: Get) -> None:
    page = get("/jnim/membership?_col=certainty").text
    assert ">certain, by its source<" in re.sub(r"\s+(?=<)|(?<=>)\s+", "", page)
    assert "certain, by its source" not in get("/jnim/membership.json").text
    facets = get("/jnim/event_links").text.split('id="facet-certainty"')[1].split("</section>")[0]
    assert "certain, by its source" in facets
    # What is possible may be so by its words, or because a copy was read: neither is said here.
    assert re.search(r">possible\W", facets)


def test_an_answer_to_sql_shows_labels_and_keeps_the_words(get: Get) -> None:
    """For the example on the page, it showed notable-member."""
    sql = "/jnim{}?sql=select+role+from+membership+where+role='notable-member'"
    assert '<span title="notable-member">Notable member</span>' in get(sql.format("")).text
    assert get(sql.format(".json")).json()["rows"][0] == ["notable-member"]


@pytest.mark.parametrize(
    ("sql", "label"),
    [
        ("select kind from groups", "Group|Coalition"),
        ("select kind, name from people", "Named as member of an armed group"),
        ("select kind from places", "Town or city"),
        ("select distinct Kind from sources", "News"),
        ("select geo_precision from attacks where geo_precision is not null", "The named town"),
        (
            "select m.role, g.name from membership m join groups g on m.group_id = g.id",
            "Emir",
        ),
        # A word of two vocabularies, or of none.
        ("select groups.kind, places.kind from groups, places", None),
        ("select name as kind from groups", None),
        ("select 'region' as kind", None),
        ("select 'region' as kind union select kind from groups", None),
        ("select 'region' as status from disagreements", None),
        ("select kind from timeline", None),
    ],
)
def test_a_column_of_sql_has_labels_where_its_vocabulary_is_known(
    get: Get, sql: str, label: str | None
) -> None:
    """Labels were found by the word alone: some kinds of groups had one, no kind of source did."""
    page = get(f"/jnim?{urlencode({'sql': sql})}").text
    assert ("in SQL use the code" in page) == (label is not None)
    cells = re.findall(
        r'<td class="col-(?:kind|role|geo_precision|status)[^>]*>(.*?)</td>', page, re.S | re.I
    )
    # All of a column or nothing.
    assert {"<span" in cell for cell in cells} <= {label is not None}
    assert cells or "error" in page
    if label:
        assert re.search(f">(?:{label})[^<]*</span>", page)


def test_a_comparison_names_who_says_so_and_marks_a_conflict_once(get: Get) -> None:
    """Five ties in a row had four badges and named no source; leadership was left out."""
    page = get("/compare?group=jnim&group=macina-liberation-front").text
    ties = text_of(page.split(">Part of<")[1].split("</tr>")[0])
    assert re.search("CSIS: absorbed by JNIM .* Eizenga and Wendy Williams: component", ties)
    assert ties.count("sources conflict") == 1
    assert "not stated" in text_of(page.split(">Led by<")[1].split("</tr>")[0])


def test_a_comparison_says_what_is_in_doubt(get: Get) -> None:
    """Only the mark led to the reason, on another page."""
    led = text_of(get("/compare").text.split(">Led by<")[1].split("</tr>")[0])
    assert "not settled (former head of Ansar Dine: Ghaly or Koufa)" in led


def test_a_comparison_names_a_source_in_every_cell_and_a_part_s_leader_is_not_passed_over(
    get: Get,
) -> None:
    page = get("/compare?group=jnim&group=macina-liberation-front").text
    for row in ("Active", "Aims", "Tactics"):
        cells = page.split(f">{row}<")[1].split("</tr>")[0]
        assert cells.count("The Modern Insurgent") > 1, row
    box = text_of(get("/groups/macina-liberation-front").text.split('class="infobox"')[1])
    assert box[1:].strip().startswith("Led by not stated")


@pytest.mark.parametrize("path", ["/", "/groups/jnim", "/compare"])
def test_where_it_is_active_above_all_is_said(get: Get, path: str) -> None:
    """Mali was in a row with its neighbours, although CSIS says that it is the main one."""
    assert re.search(r"Mali \(above all\), (West Africa|Niger)", text_of(get(path).text))


def test_a_tie_in_a_list_says_who_to_whom_and_on_whose_word(get: Get) -> None:
    """“Ansar Dine: JNIM (merged into it)”: by whom is it said, and which of them was merged?"""
    lines = {
        name: said
        for line in re.findall(
            r"<li>(<a href=\"/(?:groups|people)/.*?)</li>", get("/groups").text, re.S
        )
        for name, _, said in [text_of(line).partition(" : ")]
    }
    assert "merged into JNIM (CSIS 2018, The Modern Insurgent 2022)" in lines["Ansar Dine"]
    assert "absorbed by JNIM (CSIS 2018)" in lines["Macina Liberation Front"]
    assert "sources conflict" in lines["Macina Liberation Front"]
    subject = next(said for name, said in lines.items() if name.endswith("(JNIM)"))
    # Whose words a document quotes, it does not say itself.
    assert subject.startswith("affiliate of Al-Qaeda (CSIS 2018, The Modern Insurgent 2022)")
    # Not by any one way of being less than sure where sources have several.
    # in the words of the group's own page, and not “possible” for all
    ways = (
        "CSIS 2018, The Modern Insurgent 2022, in a cited title that does not name JNIM",
        "US State Department 2018, reported",
    )
    assert all(each in subject for each in ways)
    people = text_of(get("/people").text.split("<main")[1].split("</main>")[0])
    assert re.search(
        r"Iyad Ag Ghaly : emir of JNIM \(CSIS 2018\) ; \d more leader of JNIM \(", people
    )
    for said in [*lines.values(), people]:
        assert "into it" not in said
        assert not re.search(r" by it\b", said)


def test_a_conflict_on_a_tie_is_no_doubt_on_what_else_its_claim_says(get: Get) -> None:
    page = get("/groups/macina-liberation-front").text
    (line,) = [each for each in page.split("<li>") if "nearly as active as" in each]
    assert "sources conflict" not in line.split("</li>")[0].split("</section>")[0]
    tie = page[page.index('id="belongs"') :].split("</section>")[0]
    # Seven times in one section it was noise.
    assert tie.count("sources conflict") == 1
    assert tie.index("sources conflict") < tie.index("<li>")


def test_a_tie_reads_as_a_sentence_does(get: Get) -> None:
    """“France partner of it (possible)”; and an army was “active” at a base in Timbuktu."""
    said = text_of(get("/groups/france").text)
    assert re.search(r"partner of it: .*perhaps Ghaly's word", said)
    forces = get("/groups/french-armed-forces").text
    assert "<dt>Active</dt>" not in forces
    assert "Timbuktu had a French military base" in text_of(at_once(forces))
    managed = text_of(get("/groups/al-qaeda").text)
    assert "responsible for managing its regional efforts: AQIM" in managed
    assert "In the Surroundings of Bamako" in text_of(get("/places/mali").text)
    # What a document calls it is no classification of ours.
    kinds = text_of(get("/compare").text.split(">Kind<")[1].split("</tr>")[0])
    assert "Coalition, says The Modern Insurgent" in kinds
    assert "Armed group (our classification)" in kinds
    said = r"a jihadist insurgent group 1 and a coalition of several jihadist groups 2 \. It is"
    assert re.search(said, text_of(get("/").text))
    # A date that the words have is not said once more.
    assert "on or before 5 May 2017, on or before 5 May 2017" not in text_of(
        get("/groups/aqim").text
    )


def test_a_group_is_where_its_documents_put_it(get: Get) -> None:
    """Ansar Dine was only possibly in Central Mali, and JNIM in a place that was merely raided."""
    with connect() as database:
        areas = database.execute(
            "SELECT group_id, place_id, told, certainty, is_implied FROM page_areas"
        ).fetchall()
    there = {
        (row["group_id"], row["place_id"]): row["told"]
        for row in areas
        if row["certainty"] == "certain"
    }
    implied = {(row["group_id"], row["place_id"]) for row in areas if row["is_implied"]}
    assert ("ansar-dine", "central-mali") not in there
    assert ("macina-liberation-front", "central-mali") in there
    assert ("ansar-dine", "northern-mali") in implied
    assert there["ansar-dine", "timbuktu"] == "past", "a takeover of 2012 is of then"
    ends = {("jnim", place) for place in ("northern-mali", "southern-burkina-faso")}
    assert ends <= implied, "both ends of one area have one standing"
    assert not ends & there.keys(), "what is implied is no more than possible"
    assert "Ansar Dine" in text_of(get("/places/northern-mali").text)
    box = text_of(get("/groups/ansar-dine").text.split('class="infobox"')[1].split("</dl>")[0])
    assert "Was active Timbuktu (which it took over), in 2012" in box


def lead_of(get: Get, group: str) -> str:
    """Return what stands first on a group's page, and who says which of it."""
    page = get(f"/groups/{group}").text
    return text_of(page.partition('<p class="lead">')[2].partition("</div>")[0])


def test_words_without_a_tense_do_not_say_what_a_group_is(get: Get) -> None:
    """“The Front is an affiliate of Ansar Dine, says CSIS”, which only calls it so."""
    assert " is called an affiliate of Ansar Dine 1 by CSIS . " in lead_of(
        get, "macina-liberation-front"
    )
    assert " is called a militant organisation" in lead_of(get, "ansar-dine")
    assert " It is an affiliate of Al-Qaeda" in lead_of(get, "jnim")
    with connect() as database:
        groups = database.execute('SELECT id FROM "groups"').fetchall()
        tenses = database.execute(
            "SELECT from_group_id || told FROM relations WHERE kind IN ('affiliate', 'branch')"
        ).fetchall()
    told_now = {row[0] for row in tenses}
    for (group,) in groups:
        said = re.search(r" is (?:also )?an? (?:affiliate|branch) of ", lead_of(get, group))
        assert not said or f"{group}present" in told_now


def test_what_has_been_so_is_not_put_in_the_past(get: Get) -> None:
    """“Acted against JNIM, in the past”: CSIS says that its pressure has increased."""
    page = text_of(get("/compare?group=jnim&group=french-armed-forces").text)
    assert "acted against JNIM (CSIS 2018" in page
    assert "in the past" not in page
    page = text_of(get("/compare?group=jnim&group=ansar-dine").text)
    assert "in the past Ansar Dine (CSIS 2018" in page


def test_the_first_sentence_prefers_what_documents_say_to_titles_and_names_them(get: Get) -> None:
    """“Called a branch of AQIM” came from a title, next to what CSIS says itself."""
    lead = lead_of(get, "al-mourabitoun")
    assert lead.startswith("Al-Mourabitoun was an affiliate of Al-Qaeda 1 , says CSIS . ")
    assert "branch" not in lead


@pytest.mark.parametrize(
    ("group", "words"),
    [
        (
            "jnim",
            r"“Group for the Support of Islam and Muslims” in English 1 \) .*CSIS\), 2018 \(1,",
        ),
        (
            "ansar-dine",
            r"“Defenders of Faith” in English 1 \) is called .* Serge Daniel , 30 March 2012 \(1\)",
        ),
    ],
)
def test_a_translation_of_the_name_has_its_own_source(get: Get, group: str, words: str) -> None:
    """“In English “Defenders of Faith”, is a militant organisation, says The Modern Insurgent”."""
    assert re.search(words, lead_of(get, group))


@pytest.mark.parametrize("group", ["al-mourabitoun", "aqim-sahara", "ansar-dine"])
def test_who_merged_by_only_one_of_two_passages_is_said_so(get: Get, group: str) -> None:
    """“Merged into JNIM, say CSIS and The Modern Insurgent”: another of its lists has it not."""
    page = get(f"/groups/{group}").text
    lead = lead_of(get, group)
    part = text_of(page.split('id="belongs"')[-1].split("</section>")[0])
    listed = text_of(get("/groups").text.split(f'href="/groups/{group}"')[1].split("</li>")[0])
    if group == "ansar-dine":  # in every list
        assert re.search(r"JNIM\) 5 6 \..* , 2022 \(2, 4, 6\); .* \(CSIS\), 2018 \(3, 5\)", lead)
        assert "passages" not in lead + part + listed
        assert "sources conflict" not in listed
        return
    assert "(JNIM) 2 3 , say CSIS and, in one of two passages, The Modern Insurgent . " in lead
    assert "sources conflict Which groups merged to form JNIM?" in lead
    assert "The Modern Insurgent 2022: merged into JNIM (in one of two passages)" in part
    assert "sources conflict" in part
    assert "(CSIS 2018, The Modern Insurgent 2022 in one of two passages)" in listed


def test_attacks_of_a_group_name_their_sources_and_these_are_counted(get: Get) -> None:
    """Its days are from Reuters, which was not among the works that the page was “based on”."""
    page = get("/groups/jnim").text
    attacks = text_of(page.split('<section id="attacks"')[1].split("</section>")[0])
    assert "14 April 2018 the day from Reuters; attributed by CSIS" in attacks
    assert "July 2018 by JNIM implied by CSIS 2018" in attacks
    assert "JNIM as target The Modern Insurgent 2022" in attacks
    with connect() as database:
        works = database.execute(
            "SELECT count(*) FROM (SELECT claims.source_id FROM evidence INNER JOIN claims"
            " ON evidence.claim_id = claims.id WHERE evidence.table_name = 'groups'"
            " AND evidence.row_id = 'jnim' UNION SELECT source_id FROM attack_reports"
            " INNER JOIN attack_actors ON attack_actors.attack_id = attack_reports.attack_id"
            " INNER JOIN attacks ON attack_reports.attack_id = attacks.id"
            " WHERE attack_actors.group_id = 'jnim' AND attack_actors.side = 'perpetrator'"
            " AND attacks.scope = 'incident') AS behind INNER JOIN sources"
            " ON behind.source_id = sources.id WHERE sources.access = 'consulted'"
        ).fetchone()[0]
    assert f"and {display_text.number(works)} of the works that they cite." in text_of(page)


def test_no_first_sentence_is_ours_alone(get: Get) -> None:
    """“AQIM's Sahara branch is a branch.” said nothing, and no source was named."""
    for group in groups():
        page = get(f"/groups/{group}").text
        lead = text_of(page.split('class="lead">')[1].split("</p>")[0])
        assert "is a branch" not in lead
        assert re.search(r"\d|our classification|No document says", lead.split(".")[0]), lead


def test_what_may_be_a_slip_stands_where_one_looks_for_the_leader(get: Get) -> None:
    assert "CSIS calls Mohamed Koufa" in text_of(get("/groups/macina-liberation-front").text)


def test_money_has_all_that_a_document_says_of_it() -> None:
    """Asked how JNIM is funded, the site mentioned only gold mining routes."""
    with connect() as database:
        said = database.execute(
            "SELECT text FROM page_lines WHERE subject_id = 'jnim' AND section = 'finance'"
        ).fetchall()
    words = " ".join(row["text"] for row in said)
    for each in ("gold mining routes", "Gold theft", "Extortion of locals", "34 million USD"):
        assert each in words


@pytest.mark.parametrize("path", ["/groups", "/people"])
def test_a_list_shows_a_few_ties_of_each_and_opens_the_rest(get: Get, path: str) -> None:
    """On a phone, a single group or person took up to fourteen lines."""
    for line in re.findall(r"<li><a href=\"/(?:groups|people)/.*?</li>", get(path).text, re.DOTALL):
        at_once, _, rest = line.partition('<details class="why">')
        assert at_once.count('<span class="role">') <= 4, at_once
        assert not rest or re.match(r"<summary>\d+ more</summary>", rest)
        if "iyad-ag-ghaly" in line:
            assert 'emir of <a href="/groups/jnim">' in at_once


@pytest.mark.parametrize("path", ["/claims", "/disagreements"])
def test_a_form_offers_the_groups_that_matter_first(get: Get, path: str) -> None:
    """Seventy names stood in the order of the alphabet, most of them no groups."""
    choices = get(path).text.split('<select id="group"')[1].split("</select>")[0]
    first, *others = choices.split("<optgroup")[1:]
    assert 'label="Armed and political groups"' in first
    assert re.search(r'<option value="([^"]+)"', first)[1] == "jnim"  # type: ignore[index]
    counts = [int(count) for count in re.findall(r"\((\d+)\)</option>", first)]
    assert counts == sorted(counts, reverse=True)
    for name in ("Getty Images", "France", "Westerners"):
        assert f">{name} (" not in first
    assert others


def test_what_is_told_above_is_pointed_to_and_not_told_again(get: Get) -> None:
    """One sentence on the Macina Liberation Front stood four times on its page."""
    page = get("/groups/macina-liberation-front").text
    shown = text_of(at_once(page))
    assert shown.count("more active in imposing its view of Sharia law on local") == 1
    assert "Tactics and means See “Aims”." in shown
    # An address of a map without a single point is no help.
    assert "On the map" not in shown
