"""What each source says, side by side: every row about a group, person or place, by source."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import pytest

from tests.site.tables import Get, connect


def plain(text: str) -> str:
    """Return what a reader sees of a page, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def rows_of(get: Get, id_: str) -> dict[str, list[str]]:
    """Return the contents of each row of a page's tables, as one text per source."""
    page = get(f"/by-source/{id_}").text
    rows = re.findall(r'<tr[^>]*><th scope="row">(.*?)</th>(.*?)</tr>', page, re.S)
    assert rows, page
    return {
        re.split("<| sources", head)[0].strip(): [
            plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.S)
        ]
        for head, cells in rows
    }


def heads(page: str) -> list[str]:
    """Return the heads of the columns, each with what the row below says of how it was read."""
    names = re.findall(r'<th scope="col">(.*?)</th>', page, re.S)
    how = re.findall(r'<td class="whose">(.*?)</td>', page, re.S)
    return [plain(f"{name} {read}") for name, read in zip(names, how, strict=True)]


@pytest.mark.pinned
def test_each_document_has_a_column_and_all_cited_works_one(get: Get) -> None:
    page = get("/by-source/jnim").text
    first = heads(page)[:4]
    assert [each.split(" read")[0] for each in first[:3]] == [
        "CSIS 2018",
        "The Modern Insurgent 2022",
        "US State Department 2018",
    ]
    assert "cited works read only for what they are cited for" in first[3]


@pytest.mark.pinned
def test_rows_follow_the_questions_of_a_reader(get: Get) -> None:
    rows = rows_of(get, "jnim")
    asked = ["Formed", "Made of", "Led by", "Members", "Strength", "Where active", "Pledges"]
    asked += ["Aims", "Targets", "Listed by"]
    assert [title for title in rows if title in asked] == asked
    csis, insurgent, state = rows["Led by"][:3]
    assert "Iyad Ag Ghaly" in csis
    assert "Iyad Ag Ghaly" in state
    assert insurgent == "not stated"
    assert rows["Strength"][0].startswith("1,000 to 2,000 fighters, as of September 2018")
    assert rows["Strength"][2] == "not stated"


@pytest.mark.parametrize("id_", ["jnim", "iyad-ag-ghaly", "mali", "ansar-dine"])
def test_values_are_words_and_not_codes_and_every_one_leads_to_its_passage(
    get: Get, id_: str
) -> None:
    rows = rows_of(get, id_)
    page = get(f"/by-source/{id_}").text
    with connect() as database:
        codes = {
            row["id"]
            for row in database.execute("SELECT id FROM groups UNION SELECT id FROM people")
            if "-" in row["id"]
        }
    words = " ".join(cell for cells in rows.values() for cell in cells)
    assert not [code for code in codes if re.search(rf"(?<![\w/-]){code}(?![\w-])", words)]
    assert "acted against (from)" not in words
    for title, cells in re.findall(r'<tr[^>]*><th scope="row">(.*?)</th>(.*?)</tr>', page, re.S):
        if title.startswith("Attacks"):
            continue
        for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.S):
            assert plain(cell) in ("not stated", "–") or 'href="#n' in cell, (title, cell)


@pytest.mark.parametrize("id_", ["jnim", "iyad-ag-ghaly", "mali", "al-qaeda", "france"])
def test_all_that_is_said_of_one_is_on_the_page(get: Get, id_: str) -> None:
    """Every claim about it in the database, whatever sort of row the claim made."""
    page = get(f"/by-source/{id_}").text
    with connect() as database:
        said = database.execute(
            "SELECT DISTINCT said.claim_id FROM assertion_parties AS party"
            " INNER JOIN assertions AS said USING (table_name, row_id)"
            " WHERE party.entity_id = ? AND said.table_name <> 'report_claims'"
            # What a source says with a doubt is left out where it says it without one, and of whom
            # another one's aim or target is, its own page says nothing either.
            " AND said.certainty <> 'possible'"
            " AND (party.role <> 'about' OR said.table_name = 'milestones')",
            [id_],
        )
        missing = [row["claim_id"] for row in said if f'data-id="{row["claim_id"]}"' not in page]
    assert missing == []


@pytest.mark.pinned
def test_a_conflict_is_marked_at_the_row_that_it_is_about_and_leads_to_it(get: Get) -> None:
    page = get("/by-source/jnim").text
    row = page.split('<th scope="row">Made of')[1].split("</tr>")[0]
    assert 'href="/disagreements/merged-groups"' in row.split("</th>")[0]
    assert "sources conflict" in row
    assert page.count('href="/disagreements/merged-groups"') == 1
    assert "sources conflict" not in page.split('<th scope="row">Led by')[1].split("</tr>")[0]


def test_an_attack_has_its_table_on_its_own_page(get: Get) -> None:
    answer = get("/by-source/ouagadougou-2018")
    assert answer.url.path == "/attacks/ouagadougou-2018" or answer.status_code == 302
    assert get("/by-source/csis-2018").status_code == 404
    assert get("/by-source/no-such-thing").status_code == 404


@pytest.mark.parametrize("path", ["/groups/jnim", "/people/iyad-ag-ghaly", "/places/mali"])
def test_a_page_leads_there(get: Get, path: str) -> None:
    id_ = path.split("/")[-1]
    assert f'href="/by-source/{id_}">What each source says</a>' in get(path).text


@pytest.mark.pinned
def test_the_same_is_there_as_data(get: Get) -> None:
    page = get("/by-source/jnim").text
    for ending in (".csv?id=jnim", ".json?id=jnim&amp;_shape=objects", "?id=jnim"):
        assert f'href="/jnim/readings{ending}"' in page


def test_a_place_has_what_is_said_of_its_parts(get: Get) -> None:
    """CSIS had “Attacks: not stated”, although it describes two in towns of Mali."""
    csis = rows_of(get, "mali")["Attacks"][0]
    assert "Timbuktu" in csis
    assert "Aguelhok" in csis


@pytest.mark.pinned
@pytest.mark.parametrize("id_", ["jnim", "mali"])
def test_an_attack_has_in_each_column_the_date_of_that_source_alone(get: Get, id_: str) -> None:
    """CSIS had “14 April 2018”, but it says April; the day comes from a work that it cites."""
    csis = rows_of(get, id_)["Attacks"][0]
    assert "Timbuktu , April 2018" in csis
    assert "14 April 2018" not in csis
    if id_ == "jnim":
        assert "Ouagadougou , 3 March 2018" in csis
        assert "2 March 2018" not in csis


def test_a_figure_has_no_date_that_its_sentence_does_not_give(get: Get) -> None:
    """“3 groups, as of March 2017” read as if the sentence gave the month."""
    page = get("/jnim/estimates_on?group=jnim&measure=number-of-groups").text
    assert "3 groups, no date given" in plain(page)


@pytest.mark.parametrize(
    ("asked", "id_"),
    [
        ("What is the difference between CSIS and The Modern Insurgent?", "jnim"),
        ("CSIS vs The Modern Insurgent", "jnim"),
        ("compare CSIS and the State Department on Ansar Dine", "ansar-dine"),
        ("what does CSIS say about Ghaly", "iyad-ag-ghaly"),
        ("what does each source say about Ansar Dine", "ansar-dine"),
    ],
)
def test_who_asks_for_sources_side_by_side_is_led_there(get: Get, asked: str, id_: str) -> None:
    """The answer was “The groups side by side” and one claim about an operation."""
    page = get(f"/search?q={quote(asked)}").text.split("<main")[1]
    first = re.search(r'<h2><a href="([^"]+)"', page)
    assert first
    assert first[1] == f"/by-source/{id_}"
    assert 'href="/compare' not in page.split('id="by-source"')[-1].split("</section>")[0]


@pytest.mark.parametrize("subject", ["groups/jnim", "groups/al-qaeda", "groups/ansar-dine"])
def test_as_many_works_stand_behind_it_as_on_the_page_of_its_subject(
    get: Get, subject: str
) -> None:
    """Four there, five here: a work of which only the title is known was counted as read."""
    kind, id_ = subject.split("/")
    pages = [plain(get(path).text) for path in (f"/{kind}/{id_}", f"/by-source/{id_}")]
    counts = [re.findall(r"based on \w+ documents?[^.]*\.", page)[0] for page in pages]
    assert counts[0] == counts[1]


def test_a_work_of_which_only_the_title_is_known_was_not_read(get: Get) -> None:
    assert (
        "Four cited works read only for what they are cited for; of one more, the title alone"
        in heads(get("/by-source/jnim").text)[3]
    )


def test_one_source_can_be_chosen(get: Get) -> None:
    """On a telephone the columns stand below each other, and the page was 7,790 pixels long."""
    page = get("/by-source/jnim").text
    assert page.count('<a href="/by-source/jnim?source=') == 4
    chosen = get("/by-source/jnim?source=csis-2018").text
    assert set(re.findall(r'data-label="([^"]+)"', chosen)) == {"CSIS 2018"}
    assert 'href="/by-source/jnim?source=csis-2018" aria-current="page"' in chosen
    unknown = get("/by-source/jnim?source=%22%3E").text
    assert unknown.count("data-label") == page.count("data-label")


def test_what_those_that_merged_pledged_is_not_passed_over(get: Get) -> None:
    """Where the document tells of pledges by the leaders of the groups, it said “not stated”."""
    pledges = get("/by-source/jnim").text.split('scope="row">Pledges')[1].split("</tr>")[0]
    cell = plain(pledges.split('data-label="The Modern Insurgent 2022"')[1].split("</td>")[0])
    assert "The leaders of the groups that merged to form JNIM declared allegiance" in cell
    assert cell.endswith("of it as a whole, not stated")


def test_the_address_without_an_id_leads_to_the_subject(get: Get) -> None:
    """It was a page that says that nothing has a name like “by source”."""
    answer = get("/by-source")
    assert (answer.status_code, answer.headers["location"]) == (302, "/by-source/jnim")
    assert '<a href="/by-source/jnim">Sources side by side</a>' in get("/about").text


def test_a_group_is_described_by_all_that_a_source_calls_it(get: Get) -> None:
    """“Described as: not stated” stood for a source that calls it a terrorist organization."""
    rows = rows_of(get, "jnim")
    csis, insurgent, state = rows["Described as"][:3]
    assert "Affiliate of Al-Qaeda" in csis
    assert "a jihadist insurgent group" in insurgent
    assert "a coalition of several jihadist groups" in insurgent
    assert "a terrorist organization (implied)" in state
    assert "not stated" not in rows["Described as"][:3]
    assert "What happened" not in rows, "beside a row of attacks"


def test_what_a_source_says_in_its_own_voice_is_not_said_again_as_reported(get: Get) -> None:
    """“Affiliate of Al-Qaeda” was followed by “Affiliate of Al-Qaeda (reported)” in one cell."""
    row = get("/by-source/jnim").text.split('<th scope="row">Described as')[1].split("</tr>")[0]
    for cell in row.split("<td ")[1:]:
        assert re.sub("<[^>]+>", "", cell).count("ffiliate of Al-Qaeda") <= 1
    assert "ffiliate of Al-Qaeda" in re.sub("<[^>]+>", "", row)
