"""Row pages show what is behind the row: claims, places in the documents, cited works."""

from __future__ import annotations

import html
import re

import pytest

from tests.site.tables import Get, connect

ASSERTIONS = [
    "names",
    "membership",
    "relations",
    "estimates",
    "designations",
    "milestones",
    "statements",
    "characteristics",
    "event_links",
]


def text_of(page: str) -> str:
    """Return a page as people read it, without tags and with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_an_attack_shows_claim_locator_cited_work_and_deep_link(get: Get) -> None:
    page = get("/jnim/attacks/ouagadougou-2018").text
    with connect() as database:
        claim = database.execute(
            "SELECT * FROM claims WHERE id = 'csis-ouagadougou-attack'"
        ).fetchone()
        work = database.execute("SELECT * FROM sources WHERE id = 'bbc-2018-03-02'").fetchone()
    assert claim["statement"].rstrip(".") in text_of(page)
    assert claim["locator"] in text_of(page)
    assert f"{work['label']} : {work['title']}" in text_of(page)
    assert f'href="{html.escape(claim["deep_link"])}"' in page
    assert 'href="/jnim/disagreements/' in page
    assert re.search(r"for [\w, ]*\bdate\b", text_of(page))


@pytest.mark.parametrize("table", ASSERTIONS)
def test_every_assertion_shows_its_claim(get: Get, table: str) -> None:
    with connect() as database:
        row = database.execute(
            f"SELECT t.id, c.statement, c.locator, c.deep_link FROM [{table}] AS t"
            " JOIN claims AS c ON c.id = t.claim_id ORDER BY t.id DESC LIMIT 1"
        ).fetchone()
    page = get(f"/jnim/{table}/{row['id']}").text
    assert row["statement"].rstrip(".") in text_of(page)
    assert row["locator"] in text_of(page)
    assert html.escape(row["deep_link"]) in page


@pytest.mark.parametrize("table", [*ASSERTIONS, "groups", "people", "attacks", "disagreements"])
def test_no_row_is_without_evidence(table: str) -> None:
    with connect() as database:
        bare = database.execute(
            f"SELECT id FROM [{table}] WHERE id NOT IN"
            " (SELECT row_id FROM evidence WHERE table_name = ?)",
            [table],
        ).fetchall()
    assert [row["id"] for row in bare] == []


@pytest.mark.parametrize("table", ["evidence", "row_labels"])
def test_rows_of_the_views_exist(table: str) -> None:
    with connect() as database:
        for (name,) in database.execute(f"SELECT DISTINCT table_name FROM [{table}]").fetchall():
            gone = database.execute(
                f"SELECT row_id FROM [{table}] WHERE table_name = ?"
                f" AND row_id NOT IN (SELECT id FROM [{name}])",
                [name],
            ).fetchall()
            assert not gone, name


def test_every_claim_is_evidence_for_something() -> None:
    with connect() as database:
        idle = database.execute(
            "SELECT id FROM claims WHERE id NOT IN (SELECT claim_id FROM evidence"
            " WHERE table_name NOT IN ('sources', 'passages', 'citations', 'claim_citations'))"
        ).fetchall()
    assert [row["id"] for row in idle] == []


def test_every_row_has_one_label() -> None:
    with connect() as database:
        twice = database.execute(
            "SELECT table_name, row_id FROM row_labels GROUP BY 1, 2 HAVING count(*) > 1"
            " OR max(label) IS NULL"
        ).fetchall()
    assert not [tuple(row) for row in twice]


def test_a_claim_shows_its_anchor_its_works_and_what_rests_on_it(get: Get) -> None:
    page = get("/jnim/claims/csis-ouagadougou-attack").text
    said = text_of(page)
    with connect() as database:
        claim = database.execute(
            "SELECT * FROM claims WHERE id = 'csis-ouagadougou-attack'"
        ).fetchone()
    assert f"“{claim['fragment_start']} … {claim['fragment_end']}”" in said
    assert "Works cited for it" in said
    assert "(on the next sentence; the claim’s own has no note; See, for example)" in said
    assert 'href="/jnim/sources/bbc-2018-03-02"' in page
    assert 'href="/jnim/attacks/ouagadougou-2018"' in page


def test_a_source_shows_what_it_says_and_what_cites_it(get: Get) -> None:
    read = text_of(get("/jnim/sources/csis-2018").text)
    assert re.search(r"\d+ claims", read)
    cited = text_of(get("/jnim/sources/bbc-2018-03-02").text)
    assert "for description" in cited or "for title" in cited
    assert "cited in the next sentence" in cited
    assert "cited for" in text_of(get("/jnim/sources/reuters-2018-04-14").text)


def test_a_disagreement_shows_its_readings_with_their_claims(get: Get) -> None:
    with connect() as database:
        readings = database.execute(
            "SELECT r.reading, c.statement FROM disagreement_readings AS r"
            " LEFT JOIN claims AS c ON c.id = r.claim_id"
            " WHERE r.disagreement_id = 'merged-groups' ORDER BY r.position"
        ).fetchall()
    said = text_of(get("/jnim/disagreements/merged-groups").text)
    assert len(readings) >= 2
    places = [said.index(row["reading"]) for row in readings]
    assert places == sorted(places)
    assert all(row["statement"].rstrip(".") in said for row in readings if row["statement"])


def test_a_silent_source_is_said_to_be_silent(get: Get) -> None:
    with connect() as database:
        row = database.execute(
            "SELECT disagreement_id FROM disagreement_readings WHERE claim_id IS NULL LIMIT 1"
        ).fetchone()
    page = text_of(get(f"/jnim/disagreements/{row['disagreement_id']}").text)
    assert "No claim: the source does not say so." in page


def test_the_locator_names_source_section_and_paragraph(get: Get) -> None:
    page = text_of(get("/jnim/claims/csis-ouagadougou-attack").text)
    assert re.search(
        r"International Studies 2018, Strategy, Operations, and Tactics, para\. 2", page
    )


ENTITIES = {"groups", "people", "places", "attacks", "milestones"}


@pytest.mark.parametrize("table", [*ASSERTIONS, "report_claims"])
def test_assertions_have_every_row_once_by_its_own_claim(table: str) -> None:
    with connect() as database:
        rows = database.execute(f"SELECT id, claim_id FROM {table}").fetchall()
        said = database.execute(
            "SELECT row_id, claim_id FROM assertions WHERE table_name = ?", [table]
        ).fetchall()
    assert sorted(map(tuple, said)) == sorted(map(tuple, rows))


@pytest.mark.parametrize("table", ASSERTIONS)
def test_the_parties_of_assertions_are_all_that_rows_refer_to(table: str) -> None:
    """A new column that refers to a group might be forgotten in the view."""
    with connect() as database:
        keys = database.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        referred = [
            (row["id"], key["table"], row[key["from"]])
            for key in keys
            if key["table"] in ENTITIES
            for row in database.execute(f"SELECT * FROM {table}").fetchall()
            if row[key["from"]] is not None
        ]
        parties = database.execute(
            "SELECT row_id, entity_table, entity_id FROM assertion_parties WHERE table_name = ?",
            [table],
        ).fetchall()
    assert referred
    assert sorted(map(tuple, parties)) == sorted(referred)


def test_no_table_with_claims_is_missing_from_evidence() -> None:
    with connect() as database:
        with_claims = {
            row["name"]
            for row in database.execute(
                "SELECT t.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c"
                " WHERE t.type = 'table' AND c.name = 'claim_id'"
            )
        }
        told = {row[0] for row in database.execute("SELECT DISTINCT table_name FROM evidence")}
    assert with_claims <= told


@pytest.mark.parametrize("source", ["csis-2018", "modern-insurgent-2022"])
def test_claims_have_each_heading_once_and_those_on_the_document_itself_last(
    get: Get, source: str
) -> None:
    """“Background … Notes” came twice, the second time with claims that describe the document."""
    page = get(f"/claims?source={source}").text + get(f"/claims?source={source}&page=2").text
    heads = re.findall(r"<h3>(.*?) <span", page)
    own = "About the document itself"
    each = [head for head, after in zip(heads, [*heads[1:], ""], strict=True) if head != after]
    assert each == [*dict.fromkeys(heads)] and each[-1] == own
    claim = {"csis-2018": "Danika Newlee compiled the profile."}.get(source, "MLA-style")
    assert claim in page.split(f"<h3>{own}")[1]


def test_the_form_of_the_claims_says_what_a_reader_looks_for(get: Get) -> None:
    """Its choices were the names of tables: “Event links”, “Characteristics”."""
    form = get("/claims").text.split("<form")[2].split("</form>")[0]
    labels = re.findall(r"<label[^>]*>([^<]+)", form)
    assert labels == ["Words in it", "Who says it", "About which group", "What it tells"]
    chosen = text_of(form.split('id="kind"')[1])
    assert "What came before or after" in chosen
    assert not re.search("Event links|Attack actors|Characteristics|Membership", chosen)


def test_the_facts_of_a_claim_have_an_order_of_their_own(get: Get) -> None:
    """It depended on how SQLite kept the view."""
    page = get("/claims/csis-ouagadougou-attack").text
    facts = page.split('id="rests"')[1].split("</section>")[0]
    for words in re.findall(r'<span class="quiet">\(([^)]*)\)</span>', facts):
        assert words.split(", ") == sorted(words.split(", ")), words
