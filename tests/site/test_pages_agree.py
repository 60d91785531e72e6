"""No page contradicts another page or its own rows."""

from __future__ import annotations

import html
import json
import re

import pytest

from common.display_text import number
from tests.site.tables import Get, connect, fact


def words_of(page: str) -> str:
    """Return what a reader sees of a page, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def answer_of(get: Get, path: str) -> str:
    """Return the sentence that answers a named query."""
    return words_of(get(path).text.split('<p class="lead answer">')[1].split("</p>")[0])


@pytest.mark.pinned
def test_a_source_alone_names_only_whom_no_work_on_the_page_names(get: Get) -> None:
    """“Only CSIS 2018 names Ansar Dine” was above rows in which a cited work names it too."""
    asked = "/jnim/members{}?group=jnim&known_by=2018-12-31&_shape=objects"
    answer = answer_of(get, asked.format(""))
    alone = re.findall(r"Only ([\w ]+) names ([^.]*)\.", answer)
    assert alone
    works: dict[str, set[str]] = {}
    for row in get(asked.format(".json")).json()["rows"]:
        work = row["about_source_id"] or row["source_id"]
        works.setdefault(row["member"], set()).add(work)
    for _, names in alone:
        assert {len(works[name]) for name in re.split(", | and ", names)} == {1}
    others = "Macina Liberation Front; others name them too, but only possibly"
    assert others in answer


@pytest.mark.pinned
def test_sources_conflict_only_where_two_that_are_shown_do(get: Get) -> None:
    """Of what was known by 2018, only one side of “merged or absorbed” was left."""
    topic = "Macina Liberation Front in JNIM"
    assert topic in answer_of(get, "/jnim/members?group=jnim")
    assert topic not in answer_of(get, "/jnim/members?group=jnim&known_by=2018-12-31")


def test_who_mentions_a_group_beside_an_attack_does_not_blame_it(get: Get) -> None:
    """An example of its groups' kidnappings only implies it; somebody quoted says so himself."""
    (row,) = get("/jnim/attacks.json?id=dubois-kidnapping-2021&_shape=array").json()
    assert row["who_sources"] == "The Modern Insurgent 2022"
    popup = json.loads(row["popup"])["description"]
    assert "by JNIM (implied by The Modern Insurgent 2022)" in popup
    assert popup in words_of(get("/map").text)
    on_word = "named by the captive, in a video then not yet confirmed"
    assert f"{on_word}: Reuters, 5 May 2021" in words_of(get("/").text)
    page = get("/attacks/dubois-kidnapping-2021").text
    who = words_of(fact(page, "Who"))
    assert "not stated" not in who
    assert re.search(rf"JNIM \(implied\) The Modern Insurgent 2022.*{on_word} Reuters, 5 May", who)


def test_an_attack_s_page_says_who_did_it_as_lists_do(get: Get) -> None:
    """Lists said “possibly by JNIM” of attacks by JNIM’s groups, their own page “Not stated”."""
    rows = get("/jnim/attacks.json?_shape=array&_size=max").json()
    for row in rows:
        page = get(f"/attacks/{row['id']}").text
        if re.search(r"Not stated: [^.]*\bwho\b", words_of(page)):
            assert not row["who_words"], row["id"]
            continue
        who = words_of(fact(page, "Who")).partition("Who ")[2]
        words = (row["who_words"] or "").removeprefix("possibly ").removeprefix("by ")
        words = words.removesuffix(" (implied)")
        if words:
            assert words in who, row["id"]
        else:
            # Or in words that name nobody, which are those of a source.
            named = get(f"/jnim/attack_actors.json?attack_id={row['id']}&_shape=array").json()
            unnamed = [
                actor["name"]
                for actor in named
                if (actor["side"], actor["certainty"]) == ("perpetrator", "certain")
                and not (actor["group_id"] or actor["person_id"])
            ]
            if unnamed:
                assert re.match("“(.*?)”", who)[1] in unnamed, row["id"]  # type: ignore[index]
            else:
                assert re.match("not stated|who attacked is not stated", who), row["id"]
        why = re.search(r"possibly|\(implied\)|groups in|\(reported|the title of", who)
        assert bool(why) >= (row["who_certainty"] == "possible"), row["id"]


@pytest.mark.pinned
@pytest.mark.parametrize("other", ["macina-liberation-front", "ansar-dine"])
def test_a_comparison_calls_nothing_one_group_s_alone_that_the_other_s_page_has(
    get: Get, other: str
) -> None:
    """It said “Stated of JNIM alone: listed by, attacks”, although the other's page has both."""
    page = get(f"/compare?group=jnim&group={other}").text
    assert "Only for" not in page
    cells = re.findall("<td.*?</td>", page.split(">Attacks</th>")[1].split("</tr>")[0], re.S)
    assert "not stated" not in [words_of(cell).casefold() for cell in cells]


def test_a_comparison_has_the_figures_and_doubtful_ties_of_a_group_s_page(get: Get) -> None:
    page = get("/compare?group=jnim&group=macina-liberation-front").text
    figures = words_of(page.split(">Figures</th>")[1].split("</tr>")[0])
    for said in ("more than 64 percent", "An estimated 75 percent"):
        assert said in figures
    ties = words_of(page.split(">Part of</th>")[1].split("</tr>")[0])
    assert re.search(
        r"The Modern Insurgent: .*merged into JNIM .*Heni Nsaibia, in a repost[^:]*: merged", ties
    )


@pytest.mark.parametrize("path", ["/groups/jnim", "/groups/macina-liberation-front"])
def test_a_page_counts_the_works_that_it_lists(get: Get, path: str) -> None:
    """It said three works, and its citation listed four: one had only given a name."""
    page = get(path).text
    numbers = ["no", "one", "two", "three", "four", "five", "six", "seven"]
    said = re.search(r"based on (\w+) documents? \([\d, ]+\) and (\w+) of the", words_of(page))
    assert said
    listed = page.count('data-copy="the reference to document')
    assert sum(numbers.index(each) for each in said.groups() if each) == listed


@pytest.mark.pinned
def test_a_few_mentions_have_no_percentage(get: Get) -> None:
    """“2 of 3 attacks: 66.7 percent” was next to the sources’ own “more than 64 percent”."""
    for group, counts in (("jnim", "2 of the 3 attacks"), ("", "3 of the 3 attacks")):
        path = f"/jnim/share_of_attacks{{}}?group={group}&start=2018&end=2018"
        answer = answer_of(get, path.format(""))
        assert answer.startswith(f"{counts} that documents mention. No percentage is given")
        (row,) = get(path.format(".json") + "&_shape=array").json()
        assert row["percent"] is None


@pytest.mark.parametrize("path", ["/", "/groups/jnim", "/compare?group=jnim&group=ansar-dine"])
def test_each_page_has_every_area_that_a_source_says_without_a_doubt(get: Get, path: str) -> None:
    """The home page left out what CSIS names without a tense."""
    page = words_of(get(path).text)
    areas = "Mali (above all), Niger, Burkina Faso and the Sahel"
    assert re.search(re.escape(areas) + r"[\d\s(]*CSIS 2018", page)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/groups/jnim", r"pledged allegiance to [^.]*{}[^.]* a renewal \((?:Ghaly|through)"),
        ("/people/iyad-ag-ghaly", r"[Pp]ledged allegiance to {}, a renewal \((?:quoted|through)"),
        ("/lineage?group=jnim", r"Renewed a pledge to\s+{} \((?:quoted|Ghaly says|through)"),
    ],
)
def test_a_pledge_in_quoted_words_is_one_on_every_page(get: Get, path: str, to: str) -> None:
    """Of the three men in one quotation, only Ghaly’s own page mentioned it."""
    page = words_of(get(path).text)
    for man in ("Abu Musab Abdul Wadud", "Ayman al-Zawahiri", "Haibatullah Akhundzada"):
        assert re.search(to.format(man), page), man
    assert not re.search(r"[^,] renewed a pledge to Abu Musab", page)


@pytest.mark.parametrize(
    "path",
    ["/", "/groups/jnim", "/compare?group=jnim&group=ansar-dine", "/search?q=FTO", "/timeline"],
)
def test_beside_the_day_that_we_infer_stands_the_day_that_the_list_prints(
    get: Get, path: str
) -> None:
    """Only a folded difference said that the department’s own list gives the next day."""
    page = get(path).text
    assert "5 September 2018" in words_of(page)
    assert re.search(
        "US Foreign Terrorist Organizations, on 6 September 2018"
        "|list of Foreign Terrorist Organizations prints 6 September 2018",
        words_of(page),
    )
    assert "/disagreements/designation-date" in page


def test_each_list_that_a_group_was_put_on_is_an_entry_of_the_timeline(get: Get) -> None:
    """Both listings were under the name of the first list."""
    page = words_of(get("/timeline").text)
    # What one authority did on one day is one entry, which names both.
    lists = ("Foreign Terrorist Organization (FTO)", "Specially Designated Global Terrorist (SDGT)")
    assert f"JNIM designated as {' and '.join(lists)} by US State Department" in page


def test_what_notes_rest_on_besides_is_listed_and_told_in_the_method(get: Get) -> None:
    """Press reports that no document cites were in notes, but in neither the method nor a list."""
    with connect() as database:
        notes = [row["note"] for row in database.execute("SELECT note FROM disagreements")]
        known = {
            row[0]
            for row in database.execute(
                "SELECT url FROM sources UNION SELECT read_url FROM sources"
                " UNION SELECT consulted_url FROM citation_checks"
            )
        }
    beside = {
        address.rstrip(".,;") for note in notes for address in re.findall(r"https?://[^\s)]+", note)
    } - known
    assert beside
    listed = get("/sources").text.split('id="beside"')[1].split("</section>")[0]
    assert {html.unescape(each) for each in re.findall(r'href="(http[^"]+)"', listed)} == beside
    method = get("/about").text.split('id="method"')[1].split("</section>")[0]
    assert f"{len(beside)} reports that no document cites" in words_of(method)


@pytest.mark.parametrize("person", ["ayman-al-zawahiri", "iyad-ag-ghaly", "djamel-okacha"])
def test_a_person_s_page_counts_the_sources_that_it_lists(get: Get, person: str) -> None:
    """A work without a date was behind a pledge, but was not counted."""
    page = get(f"/people/{person}").text
    said = re.search(r"Based on (\w+) sources? from \d{4}", words_of(page))
    assert said
    listed = page.count('data-copy="the reference to document')
    assert said[1] == number(listed)


def test_whose_day_an_attack_has_is_not_who_blames_somebody_for_it(get: Get) -> None:
    """“14 April 2018 (attributed by CSIS)”: CSIS says April, and the day comes from Reuters."""
    assert "14 April 2018 (the day from Reuters; attributed by CSIS)" in words_of(get("/").text)


def test_a_place_has_the_names_that_other_registers_give(get: Get) -> None:
    """The map's own tiles and the search knew Tombouctou, but its page did not."""
    assert "Tombouctou" in words_of(get("/places/timbuktu").text)


def test_a_reference_says_where_its_date_is_of_an_update(get: Get) -> None:
    """The profile prints “Updated: Oct 28, 2022”; references said that it was published then."""
    page = words_of(get("/claims/mi-coalition").text)
    assert "The Modern Insurgent (updated 28 October 2022)" in page
    assert "para. 1; updated 28 October 2022; jnim.db" in page
