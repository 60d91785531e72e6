"""The marks of disagreements are wherever their topics are listed, and nowhere else."""

from __future__ import annotations

import html
import re
import sqlite3
from pathlib import Path

import pytest

from tests.site.queries import ask
from tests.site.tables import Get, connect, copy_of_site, fact, in_process


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize(
    "page", ["/attacks", "/groups/ansar-dine", "/places/timbuktu", "/jnim/attacks", "/map"]
)
def test_what_does_not_fit_its_citation_is_marked_in_lists(get: Get, page: str) -> None:
    """Only the page of the attack had the mark; the takeover had none in any list."""
    text = text_of(get(page).text)
    assert "Takeover of Timbuktu" in text
    words = "The Modern Insurgent: the cited story may be older; the cited story names other rebels"
    words = words if page == "/jnim/attacks" else f"citation problem in {words}"
    assert words in text.split("Takeover of Timbuktu", 1)[1]


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("Takeover of Timbuktu, 2012", "the cited story may be older : Takeover of Timbuktu"),
        ("French military presence in Mali", "not settled : French military in Mali: beginning"),
        ("French troops sent to Mali", "not settled : French military in Mali: beginning"),
    ],
)
def test_a_date_in_doubt_is_marked_in_the_timeline(get: Get, title: str, mark: str) -> None:
    """“Since 2012” was above “January 2013”, and neither row had a mark."""
    # What a state did is no formation of it.
    france = text_of(get("/groups/france").text.split("<h1>")[1])
    assert "Formation" not in france
    assert re.search("military presence in Mali since 2012. [0-9]+ not settled", france)
    assert re.search("sent to Mali by France in January 2013. [0-9]+ not settled", france)
    page = get("/timeline").text
    rows = map(text_of, re.findall('(?s)<p class="what">(.*?)(?=<p>|<li>|</ol>)', page))
    (row,) = (text for text in rows if text.startswith(title))
    assert mark in row


def test_what_a_difference_is_about_is_told_once_in_a_year(get: Get) -> None:
    """“CSIS says that France has kept …” appeared four times in a list of thirty."""
    said = "France has kept a military presence in Mali since 2012; by a BBC story"
    years = get("/timeline").text.split('<ol class="dated">')
    assert max(year.count(said) for year in years) == 1


def test_a_citation_problem_says_which(get: Get) -> None:
    with connect() as database:
        rows = database.execute(
            "SELECT id, problem, kind = 'citation' AS is_one FROM disagreements"
        ).fetchall()
    assert all(bool(row["problem"]) == bool(row["is_one"]) for row in rows)
    for row in rows:
        if row["is_one"]:
            page = text_of(get(f"/disagreements/{row['id']}").text)
            assert f"Citation problem: {row['problem']}" in page, row["id"]


def test_a_sign_stands_on_the_sentence_at_fault_and_on_no_other(get: Get) -> None:
    """“Nathan A. Sales says …” had “citation problem: no speaker”; the fault is CSIS's."""
    sign = "no speaker named"
    with connect() as database:
        hedges = dict(database.execute("SELECT id, coalesce(hedge, '') FROM claims").fetchall())
        read = database.execute(
            "SELECT r.claim_id, r.at_issue, d.problem FROM disagreement_readings AS r"
            " JOIN disagreements AS d ON r.disagreement_id = d.id WHERE d.problem IS NOT NULL"
        ).fetchall()
    assert all((row["problem"] in hedges[row["claim_id"]]) == row["at_issue"] for row in read)
    sales = get("/claims/us-state-deadly-threats").text
    assert sign not in text_of(sales)
    assert "Listed for comparison, not at issue: Quoted words without a" in text_of(sales)
    assert sign in get("/claims/csis-threat-to-allies").text.split("</title>")[0]
    # The date line was “may be out of date”, and of three posts in one sentence one was marked.
    source = get("/sources/modern-insurgent-2022").text
    assert (
        "may be out of date" not in source.split('href="/claims/mi-updated"')[1].split("</li>")[0]
    )
    assert hedges["csis-koufa-former-emir"] == hedges["csis-okacha-former-emir"] == ""


def test_by_source_an_attack_s_sign_stands_with_the_source_at_fault(get: Get) -> None:
    """“Citation problem: the target” was in the columns of sources that name no target."""
    row = get("/by-source/jnim").text.split('<th scope="row">Attacks')[1].split("</tr>")[0]
    cells = [text_of(cell) for cell in row.split("<td ")[1:]]
    marked = ["the cited work names Burkina Faso's army" in cell for cell in cells]
    assert marked == [False, True, False, False]
    # Nor does a source that gives no date conflict on it.
    dated = ["sources conflict on the date" in cell for cell in cells]
    assert dated == [True, False, True, True]


def test_a_conflict_of_words_is_one_as_written(get: Get) -> None:
    """Its own note said “unless the words are loosely used”."""
    with connect() as database:
        rows = database.execute("SELECT id, as_written FROM disagreements WHERE is_conflict = 1")
        as_written = {row["id"]: bool(row["as_written"]) for row in rows}
    assert set(as_written.values()) == {False, True}
    for id_, is_so in as_written.items():
        assert ("cannot all be right as written." in get(f"/disagreements/{id_}").text) == is_so


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/people/iyad-ag-ghaly", "Leader (implied) CSIS 2018"),
        ("/by-source/jnim", "also leader (implied)"),
        ("/claims/csis-ghaly-leads", "Ghaly leads JNIM (implied)"),
        ("/groups/jnim", "Southern Burkina Faso (implied)"),
        ("/", "Southern Burkina Faso (implied)"),
        ("/fr", "Burkina Faso (implicite)"),
        ("/fr", "combattants actifs à un moment donné"),
    ],
)
def test_what_is_only_implied_says_so_where_it_stands(get: Get, path: str, words: str) -> None:
    said = re.sub(r" (?=[,)])", "", text_of(get(path).text))
    assert words in re.sub(r"\( ", "(", said)


def test_whose_classification_a_type_is_and_on_whose_word(get: Get) -> None:
    """“Complex attack” was under CSIS, which does not call it that."""
    listed = text_of(get("/attacks").text)
    assert "We classified the types." in listed
    # The doubt is on the type, not on the attack.
    assert "type uncertain: armed attack (BBC)" in listed
    assert "(possible" not in listed.split("Notes", 1)[0]
    assert "Kind (our classification)" in text_of(get("/attacks/timbuktu-2018").text)


@pytest.mark.parametrize(
    ("date", "words"),
    [("2017-01-01", "had possibly not yet been formed"), ("2017-03-02", "may have existed")],
)
def test_an_anniversary_dates_a_founding(get: Get, date: str, words: str) -> None:
    """By Weiss, JNIM “may have existed” on 1 January 2017; his clue points to 2 or 3 March."""
    rows = ask(get, "existed", group="jnim", date=date)
    assert [row["in_words"] for row in rows if row["source_id"] == "weiss-2018"] == [words]


def test_a_conflict_on_a_number_stays_with_it_where_a_claim_has_a_tie_too(tmp_path: Path) -> None:
    """It was taken for one on the tie, lost its mark, and was listed with the other party."""

    def conflict(database: sqlite3.Connection) -> None:
        claims = database.execute(
            "SELECT DISTINCT claim_id FROM relations"
            " WHERE from_group_id = 'ansar-dine' AND to_group_id IS NOT NULL LIMIT 2"
        ).fetchall()
        number = database.execute("SELECT * FROM estimates WHERE group_id = 'jnim' LIMIT 1")
        columns = [column[0] for column in number.description]
        row = dict(zip(columns, number.fetchone(), strict=True))
        database.execute(
            "INSERT INTO disagreements"
            " (id, topic, kind, is_conflict, status, summary, note, group_id)"
            " VALUES ('zz', 'Zz', 'value', 1, 'open', 'Zz.', 'Zz.', 'ansar-dine')"
        )
        for position, (claim,) in enumerate(claims):
            database.execute(
                "INSERT INTO disagreement_readings"
                " (id, disagreement_id, position, reading, source_id, claim_id, at_issue)"
                " SELECT 'zz' || ?, 'zz', ?, 'Zz', source_id, id, 1 FROM claims WHERE id = ?",
                (position, position, claim),
            )
            database.execute(
                f"INSERT INTO estimates ({', '.join(columns)})"
                f" VALUES ({', '.join('?' * len(columns))})",
                [
                    *(
                        row | {"id": f"zz{position}", "group_id": "ansar-dine", "claim_id": claim}
                    ).values()
                ],
            )

    with in_process(copy_of_site(tmp_path, conflict)) as get:
        page = get("/groups/ansar-dine").text
        figures = page.split('<section id="figures">')[1].split("</section>")[0]
        mark = r'#n\d+">\d+</a>\s*<a class="disputed [^"]*" href="#d-zz"'
        assert len(re.findall(mark, figures)) == 2
        assert "d-zz" not in get("/groups/al-qaeda").text


@pytest.mark.parametrize("person", ["iyad-ag-ghaly", "ayman-al-zawahiri"])
def test_a_post_is_as_of_the_source_that_says_it(get: Get, person: str) -> None:
    """“As of 2018 to 2022” read as if a source of 2022 still had him in the post."""
    page = text_of(get(f"/people/{person}").text)
    assert "Based on three sources from 2018 to 2022; posts and memberships as of 2018." in page
    assert "Based on one source from 2018." in text_of(get("/people/mohamed-koufa").text)


def test_the_day_of_an_entry_under_an_earlier_name_is_that_of_no_listing_of_the_group() -> None:
    """Two groups had such a day in their note, and two as the day on which they were listed."""
    with connect() as database:
        named = database.execute(
            "SELECT id, listed_on FROM identifiers WHERE note LIKE '%earlier name%'"
            " OR note LIKE '%first of these names%'"
        ).fetchall()
    assert len(named) >= 6
    assert [row["id"] for row in named if row["listed_on"]] == []


def test_a_court_s_warrant_stands_before_all_lists_and_in_sight(get: Get) -> None:
    """It was the thirteenth of fourteen lines in a folded section."""
    with connect() as database:
        warrants = database.execute(
            "SELECT person_id, scheme FROM identifiers WHERE scheme IN"
            " (SELECT id FROM identifier_schemes WHERE meaning = 'court')"
        ).fetchall()
    assert warrants
    for person, _ in warrants:
        page = get(f"/people/{person}").text
        before, folded = page.split("<main")[1].split("<ul")[0], page.split('id="identifiers"')[1]
        in_sight = re.sub("(?s)<details.*?</details>", "", before)
        first = "not from the documents(; dates may differ)?: [^;.<]* warrant of [0-9]+ [A-Z]"
        assert re.search(first, in_sight), person
        assert " warrant" in re.findall("<li>[^<]*", folded)[0]


def test_the_table_of_registers_has_their_addresses() -> None:
    """The column existed and was described, but was empty."""
    with connect() as database:
        ask = "SELECT count(address) FROM identifier_schemes"
        assert database.execute(ask).fetchone()[0] > 5


def test_who_implies_by_whom_an_attack_was_is_named_for_it(get: Get) -> None:
    """CSIS implies that Aguelhok was JNIM's; lists cited a title, which does not name the place."""
    (row,) = get("/jnim/attacks.json?id=aguelhok-2018&_shape=array").json()
    title = "“Al-Qaeda's Mali Branch” (the title names neither JNIM nor Aguelhok) the title of SITE"
    assert row["who_words"] == "by JNIM (implied)"
    assert row["who_sources"] == "CSIS 2018"
    who = text_of(fact(get("/attacks/aguelhok-2018").text, "Who"))
    assert re.search(rf"JNIM \(implied\) CSIS 2018 [0-9]+ claimed by {re.escape(title)}", who)
    assert "by JNIM (implied by CSIS)" in text_of(get("/attacks").text)


def test_a_toll_says_what_reports_do_that_no_document_cites(get: Get) -> None:
    """The prosecutor's count of civilians was only at the end of a note at the foot."""
    with connect() as database:
        told = database.execute(
            "SELECT attack_id, beside, note FROM disagreements"
            " WHERE beside IS NOT NULL AND properties GLOB '*[ki]*ed\"*'"
        ).fetchall()
    assert told
    for attack, beside, note in told:
        page = get(f"/attacks/{attack}").text
        outside = fact(page, "Reports outside these documents")
        assert re.split(r" ?\(?http\S+", beside)[0] in text_of(outside), attack
        # A row that says that nobody counts civilians sends to the one where somebody does.
        is_told = "civilian" in beside and "counts civilians; for one that does" in text_of(
            fact(page, "Toll")
        )
        assert is_told == ("civilian" in beside), attack
        assert note.endswith(beside)


def test_what_else_is_said_of_a_person_says_what_it_is(get: Get) -> None:
    """It had just “Kidal Region, Mali”."""
    page = text_of(get("/people/iyad-ag-ghaly").text).split("Also said")[1]
    said = page.split("Public statements")[0]
    assert "Iyad Ag Ghaly comes from Mali's Kidal Region. The Modern Insurgent 2022" in said
    assert "key stakeholder when Mali's Tuareg rebellions since the 1980s are analysed, " in said


def test_who_names_the_place_stands_beside_another_who_says_by_whom(get: Get) -> None:
    """Gao comes from Reuters, but seemed to be named by The Modern Insurgent, which implies who."""
    (row,) = get("/jnim/attacks.json?id=dubois-kidnapping-2021&_shape=array").json()
    assert row["location_source"] == "Reuters, 5 May 2021"
    assert "Gao (Reuters, 5 May 2021) · by" in row["popup"]
    for path in ("/attacks", "/map"):
        assert re.search(
            r"Gao \(Reuters[^)]*\) (?:· )?by JNIM \(implied by The", text_of(get(path).text)
        )
    (row,) = get("/jnim/attacks.json?id=timbuktu-2018&_shape=array").json()
    assert row["location_source"] is None
