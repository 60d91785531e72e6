"""The pages of claims, sources and disagreements: all that is known of each, and where to go on."""

from __future__ import annotations

import html
import re
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from datasette.app import Datasette

from plugins.site.template_helpers import with_links
from tests.conftest import ROOT, some
from tests.site.queries import full_scans
from tests.site.tables import Get, connect, copy_of_site, in_process, visit


def text_of(page: str) -> str:
    """Return what a reader sees of a page, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def squeezed(text: str) -> str:
    """Return text without spaces, because tags leave some that a reader does not see."""
    return re.sub(r"\s+", "", text)


def part(page: str, section: str) -> str:
    """Return one section of a page, to the end of it."""
    found = re.search(rf'<section id="{section}".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def asked(sql: str, *parameters: object) -> list[sqlite3.Row]:
    """Return the rows that a query gives."""
    with connect() as database:
        return database.execute(sql, parameters).fetchall()


def linked(page: str, table: str) -> list[str]:
    """Return the ids of a table's rows to which a page links, in page order."""
    return re.findall(rf'href="/{table}/([^"#?]+)"', page)


CLAIMS = [row["id"] for row in asked("SELECT id FROM claims ORDER BY source_id, position")]
SOURCES = asked("SELECT * FROM page_sources ORDER BY source_id")
READ = [row["source_id"] for row in SOURCES if row["access"] == "read"]
CITED = [row["source_id"] for row in SOURCES if row["access"] in ("cited", "consulted")]
# Claims of works that were read to check citations.
OF_WORKS = [
    row["id"]
    for row in asked(
        "SELECT claims.id FROM claims INNER JOIN passages ON claims.passage_id = passages.id"
        " WHERE passages.kind = 'consulted'"
    )
]
DISPUTES = [row["id"] for row in asked("SELECT id FROM disagreements ORDER BY id")]


# ------------------------------------------------------------------------------- claims


@pytest.mark.parametrize("claim", some(CLAIMS, 5))
def test_a_claim_says_what_how_where_and_in_which_words(get: Get, claim: str) -> None:
    (row,) = asked("SELECT * FROM page_claims WHERE claim_id = ?", claim)
    answer = get(f"/claims/{claim}")
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    (heading,) = re.findall(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    # A picture of it is no fact without a source.
    assert html.unescape(re.sub("<[^>]+>", "", heading)) == f"{row['source']}: {row['statement']}"
    # What limits it is the next line.
    below = re.search(r'</h1>\s*<p class="hedge">(.*?)</p>', answer.text)
    assert (html.unescape(below[1]).lower() if below else None) == (
        row["hedge"].lower() if row["hedge"] else None
    )
    seen = text_of(answer.text)
    for words in ("passage", "modality_description", "fragment_start", "fragment_end"):
        assert " ".join((row[words] or "").split()) in seen, words
    # Of an address in a note, readers see the host.
    assert text_of(with_links(row["note"] or "")) in seen
    assert f'class="deep-link" href="{html.escape(row["deep_link"])}"' in answer.text


@pytest.mark.parametrize("claim", some(CLAIMS, 5))
def test_works_cited_for_a_claim_are_those_of_the_query(get: Get, claim: str) -> None:
    trail = get(f"/jnim/citation_trail.json?claim={claim}&_shape=objects").json()["rows"]
    works = part(get(f"/claims/{claim}").text, "works")
    markers = re.findall(r'<span class="marker">(?:note )?([^<]+)</span>', works)
    told = {row["marker"] for row in trail if row["marker"]}
    assert {html.unescape(marker) for marker in markers} == told
    assert set(linked(works, "sources")) == {
        row["source_id"] for row in trail if row["form"] == "work"
    }
    assert ("cites no work" in works) == (len(trail) == 1 and claim not in OF_WORKS)
    assert ("what the work itself says" in works) == (claim in OF_WORKS)


def test_ibid_is_followed_to_its_work(get: Get) -> None:
    works = text_of(part(get("/claims/csis-complex-attacks").text, "works"))
    assert re.search(r"note 13 Ibid\. → note 12 → Armed Conflict Location", works)


@pytest.mark.parametrize("claim", some(CLAIMS, 5))
def test_what_rests_on_a_claim_is_linked(get: Get, claim: str) -> None:
    rests = part(get(f"/claims/{claim}").text, "rests")
    paths = set(re.findall(r'<dd><a href="/(?:jnim/)?(\w+/[^"]+)"', rests))
    rows = asked("SELECT DISTINCT table_name, row_id FROM page_rests WHERE claim_id = ?", claim)
    assert paths == {f"{row['table_name']}/{row['row_id'].replace('.', '~2E')}" for row in rows}


def test_the_names_of_all_that_rests_on_a_claim_are_asked_at_once() -> None:
    """Queried one by one, the names took half of the page's time."""
    sql = "SELECT claim_id FROM page_rests GROUP BY claim_id ORDER BY count(*) DESC LIMIT 1"
    claim = asked(sql)[0]["claim_id"]
    labels = "SELECT label FROM page_rests INNER JOIN row_labels USING (table_name, row_id)"
    names = asked(f"{labels} WHERE claim_id = ?", claim)

    async def ask(datasette: Datasette) -> tuple[str, list[str]]:
        database, queries = datasette.get_database("jnim"), list[str]()
        execute = database.execute

        async def noted(sql: str, *arguments: Any, **named: Any) -> Any:
            queries.append(sql)
            return await execute(sql, *arguments, **named)

        database.execute = noted
        page = text_of((await datasette.client.get(f"/claims/{claim}")).text)
        return page, [sql for sql in queries if sql.startswith("select * from row_labels")]

    page, queries = visit(ROOT, ask)
    assert [row["label"] for row in names if row["label"] not in page] == []
    (named,) = queries
    assert full_scans(connect(), named.replace("?", "'jnim'")) == []


@pytest.mark.parametrize("claim", some(CLAIMS, 7))
def test_of_the_disagreements_of_a_claim_conflicts_stand_with_all_readings(
    get: Get, claim: str
) -> None:
    shown = part(get(f"/claims/{claim}").text, "disputed")
    rows = asked("SELECT * FROM claim_disputes WHERE claim_id = ?", claim)
    # What only shows the fault of another has no sign.
    beside = asked(
        "SELECT disagreement_id FROM disagreement_readings WHERE at_issue = 0 AND claim_id = ?",
        claim,
    )
    signed, _, unsigned = shown.partition("Listed for comparison, not at issue: ")
    assert set(linked(signed, "disagreements")) == {row["disagreement_id"] for row in rows}
    assert set(linked(unsigned, "disagreements")) == {row["disagreement_id"] for row in beside}
    for row in rows:
        sides = asked(
            "SELECT * FROM page_readings WHERE disagreement_id = ?", row["disagreement_id"]
        )
        for side in sides if row["sort"] == "conflict" else []:
            assert squeezed(side["reading"]) in squeezed(text_of(shown))


@pytest.mark.parametrize("source", READ)
def test_from_the_first_claim_the_next_ones_lead_through_the_document(
    get: Get, source: str
) -> None:
    order = [
        row["id"]
        for row in asked("SELECT id FROM claims WHERE source_id = ? ORDER BY position", source)
    ]
    seen, before = [order[0]], None
    while True:
        page = get(f"/claims/{seen[-1]}").text
        back = re.search(r'rel="prev" href="/claims/([^"]+)"', page)
        assert (back and back[1]) == before
        on = re.search(r'rel="next" href="/claims/([^"]+)"', page)
        if on is None:
            break
        before = seen[-1]
        seen.append(on[1])
    assert seen == order


# ------------------------------------------------------------------------------ sources


@pytest.mark.parametrize("source", READ)
def test_a_document_is_told_in_its_order(get: Get, source: str) -> None:
    answer = get(f"/sources/{source}")
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    order = [
        row["claim_id"]
        for row in asked(
            "SELECT claim_id FROM page_passages WHERE source_id = ? AND claim_id IS NOT NULL"
            " ORDER BY position, claim_position",
            source,
        )
    ]
    assert linked(part(answer.text, "says"), "claims") == order
    sections = [
        row["section"]
        for row in asked(
            "SELECT section FROM passages JOIN claims ON claims.passage_id = passages.id"
            " WHERE passages.source_id = ? GROUP BY section ORDER BY min(passages.position)",
            source,
        )
    ]
    headings = re.findall(r"<h3>(.*?)(?: <span|</h3>)", part(answer.text, "says"))
    assert [html.unescape(heading) for heading in headings][: len(sections)] == sections


@pytest.mark.parametrize("source", READ)
def test_the_share_of_a_document_that_is_covered_is_said(get: Get, source: str) -> None:
    (row,) = asked(
        "SELECT sum(sentences) AS s, sum(sentences_with_claims) AS c,"
        " sum(sentences_without_facts) AS n FROM passages WHERE source_id = ?",
        source,
    )
    words = f"{row['s']} sentences: {row['c']} have a claim"
    words += f", {row['n']} state no fact" if row["n"] else ""
    seen = text_of(get(f"/sources/{source}").text)
    assert not re.search(r"\b0 state", seen)
    assert words in seen
    assert "not covered" not in seen


def test_what_is_not_covered_is_counted_as_well(tmp_path: Path) -> None:
    def uncover(database: sqlite3.Connection) -> None:
        database.execute(
            "UPDATE passages SET sentences = sentences + 2"
            " WHERE source_id = 'csis-2018' AND position = 4"
        )

    with in_process(copy_of_site(tmp_path, uncover)) as get:
        assert ", 2 not covered" in get("/sources/csis-2018").text


@pytest.mark.parametrize("source", READ)
def test_what_a_document_cites_stands_by_work_with_what_it_is_cited_for(
    get: Get, source: str
) -> None:
    cites = part(get(f"/sources/{source}").text, "cites")
    rows = asked("SELECT * FROM page_citings WHERE source_id = ?", source)
    assert sorted(linked(cites, "sources")) == sorted({row["cited_source_id"] for row in rows})
    backed = sorted(row["claim_id"] for row in rows if row["claim_id"])
    assert sorted(linked(cites, "claims")) == backed


@pytest.mark.parametrize("source", some([row["source_id"] for row in SOURCES], 2))
def test_disagreements_of_a_source_are_listed(get: Get, source: str) -> None:
    shown = part(get(f"/sources/{source}").text, "disputes")
    rows = asked("SELECT * FROM page_source_disputes WHERE source_id = ?", source)
    assert sorted(linked(shown, "disagreements")) == sorted(r["disagreement_id"] for r in rows)


@pytest.mark.parametrize("source", CITED)
def test_a_cited_work_is_said_to_be_read_or_unread(get: Get, source: str) -> None:
    answer = get(f"/sources/{source}")
    assert answer.status_code == 200
    (row,) = asked("SELECT state, extent FROM page_work_states WHERE source_id = ?", source)
    assert (f"cited, {row['extent'].lower()}</p>") in answer.text
    said = re.search(r'<p class="message unread" role="note"><strong>(.*?)</strong>', answer.text)
    assert said
    told = {
        "Read in full": "We read the whole of this work, to check what it is cited for.",
        "Read in part": "We read a part of this work, to check what it is cited for.",
        "Not read": "We have not read this work.",
    }
    assert said[1] == told.get(row["extent"], row["extent"] + ".")
    own = asked("SELECT id FROM claims WHERE source_id = ? ORDER BY position", source)
    assert linked(part(answer.text, "consulted"), "claims") == [each["id"] for each in own]
    titles = asked("SELECT id FROM claims WHERE about_source_id = ? ORDER BY id", source)
    assert sorted(linked(part(answer.text, "title"), "claims")) == [row["id"] for row in titles]
    rows = asked("SELECT * FROM page_citings WHERE cited_source_id = ?", source)
    cited_by = part(answer.text, "cited-by")
    assert set(linked(cited_by, "sources")) == {row["source_id"] for row in rows}
    assert sorted(linked(cited_by, "claims")) == sorted(
        r["claim_id"] for r in rows if r["claim_id"]
    )
    (url,) = asked("SELECT url FROM sources WHERE id = ?", source)
    assert url["url"] is None or f'href="{html.escape(url["url"])}"' in answer.text


def test_works_that_are_older_than_what_they_are_cited_for_are_told(get: Get) -> None:
    older = get("/jnim/older_sources.json?_shape=objects").json()["rows"]
    assert older
    for source in CITED:
        shown = part(get(f"/sources/{source}").text, "older")
        verdicts = {row["verdict"] for row in older if row["source_id"] == source}
        assert ("<strong>Yes.</strong>" in shown) == ("certain" in verdicts), source
        assert ("<strong>Possibly.</strong>" in shown) == ("possible" in verdicts), source
    assert "It appeared on 2 March 2018" in get("/sources/bbc-2018-03-02").text
    assert "No date is printed for it" in get("/sources/nsaibia-undated").text


def test_a_data_set_tells_its_files_and_its_terms(get: Get, tmp_path: Path) -> None:
    page = text_of(get("/sources/geonames").text)
    (used,) = asked("SELECT count(*) AS n FROM places WHERE coordinates_source_id = 'geonames'")
    assert f"the points of {used['n']} places" in page
    assert "Yes, on the terms of its licence" in page
    assert "No file of it is loaded" in page

    def load(database: sqlite3.Connection) -> None:
        database.execute(
            "INSERT INTO sources (id, title, kind, publisher, access, licence, redistributable,"
            " follow_order, label)"
            " VALUES ('xyz-9', 'Events', 'data-set', 'XYZ', 'data', 'Terms', 0, 500, 'XYZ')"
        )
        database.execute(
            "INSERT INTO data_files (source_id, name, layout, version, sha256, rows, used,"
            " superseded, repeated, refused) VALUES ('xyz-9', 'a.csv', 'acled', '9.1', ?,"
            " 12345, 12000, 300, 40, 5)",
            ["f" * 64],
        )

    with in_process(copy_of_site(tmp_path, load)) as ask:
        page = text_of(ask("/sources/xyz-9").text)
    for words in (
        *("May its data be passed on? No. A build that holds them", "a.csv 9.1 12,345 12,000"),
        *("300 40 5", "f" * 64, "12,000 of 12,345 rows in 1 file", "no date printed"),
    ):
        assert words in page, words


# ------------------------------------------------------------------------- disagreements


def listed(get: Get, query: dict[str, str]) -> list[str]:
    """Return the ids of the disagreements that the form lists, over all its pages."""
    asked_for = "&".join(f"{name}={quote_plus(value)}" for name, value in query.items())
    found: list[str] = []
    for number in range(1, 20):
        page = get(f"/disagreements?{asked_for}&page={number}").text
        found += re.findall(r'<article class="card dispute" id="d-([^"]+)"', page)
        if 'rel="next"' not in page:
            return found
    raise AssertionError("no end of pages")


def test_all_disagreements_are_listed_once(get: Get) -> None:
    answer = get("/disagreements")
    assert len(answer.content) < 100_000
    assert sorted(re.findall(r'<(?:article|li)[^>]* id="d-([^"]+)"', answer.text)) == DISPUTES


def test_conflicts_come_first_and_apart(get: Get) -> None:
    conflicts = asked(
        "SELECT id FROM disagreements WHERE kind IN ('value', 'sequence') ORDER BY id"
    )
    ids = [row["id"] for row in conflicts]
    assert 0 < len(ids) < len(DISPUTES)
    assert sorted(listed(get, {})) == sorted(listed(get, {"sort": "conflict"})) == ids
    page = text_of(get("/disagreements").text)
    assert f"{len(ids)} conflict" in page
    assert f"{len(DISPUTES) - len(ids)} difference" in page
    # What is chosen there is kept by the next choice.
    assert '<option value="conflict" selected>' in (get("/disagreements?sort=conflict").text)


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("sort", "conflict, name, omission"),
        ("kind", "omission, precision, scope, sequence"),
        ("status", "compatible, explained, open"),
        ("group", "on this site"),
    ],
)
def test_what_no_disagreement_is_called_is_a_mistake(get: Get, name: str, others: str) -> None:
    """It was reported as a choice without results: 0 of 93 disagreements."""
    page = get(f"/disagreements?{name}=no%3Csuch")
    assert page.status_code == 200
    [mistake] = re.findall('<p class="error" role="alert">(.*?)</p>', page.text)
    assert mistake.startswith(f"“no&lt;such” is not a {name} ")
    assert others in mistake
    assert f"0 of {len(DISPUTES)}" not in text_of(page.text)
    assert listed(get, {name: "no<such"}) == listed(get, {})
    # What is called so, and fits none here, is no mistake.
    assert 'role="alert"' not in get("/disagreements?group=taliban&sort=scope").text


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"kind": "name"}, "kind = 'name'"),
        ({"status": "compatible"}, "status = 'compatible'"),
        ({"group": "islamic-state"}, "group_id = 'islamic-state'"),
        ({"group": "jnim", "status": "compatible", "kind": "scope"},
         "group_id = 'jnim' AND status = 'compatible' AND kind = 'scope'"),
        ({"topic": "xyzzy"}, "0"),
    ],
)  # fmt: skip
def test_disagreements_are_narrowed_and_counted(
    get: Get, query: dict[str, str], where: str
) -> None:
    rows = asked(f"SELECT id FROM disagreements WHERE {where} ORDER BY id")
    assert sorted(listed(get, query)) == [row["id"] for row in rows]
    page = get("/disagreements?" + "&".join(f"{k}={v}" for k, v in query.items())).text
    count = f"{len(rows)} of {len(DISPUTES)} disagreements" if rows else "No disagreement matches"
    assert count in text_of(page)
    for name, value in query.items():
        if name != "topic":
            assert re.search(rf'<option value="{value}" selected>', part_of_form(page, name)), name


def part_of_form(page: str, name: str) -> str:
    """Return one field of the form."""
    found = re.search(rf'<select id="{name}".*?</select>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_words_are_found_in_topics_readings_and_what_they_are_about(get: Get) -> None:
    found = listed(get, {"topic": "OUAGADOUGOU date"})
    assert "ouagadougou-date" in found or found
    for id_ in found:
        (row,) = asked("SELECT words FROM page_dispute_words WHERE disagreement_id = ?", id_)
        assert "ouagadougou" in row["words"].casefold()
        assert "date" in row["words"].casefold()
    rest = set(DISPUTES) - set(found)
    for id_ in rest:
        (row,) = asked("SELECT words FROM page_dispute_words WHERE disagreement_id = ?", id_)
        folded = row["words"].casefold()
        assert not ("ouagadougou" in folded and "date" in folded)


@pytest.mark.parametrize("typed", ["-1", "0", "99999999999", "x", "1.5", "%00"])
def test_any_page_number_is_answered(get: Get, typed: str) -> None:
    assert get(f"/disagreements?page={typed}").status_code == 200


@pytest.mark.parametrize("dispute", some(DISPUTES, 3))
def test_a_disagreement_shows_each_reading_with_its_claim_and_the_way_to_the_words(
    get: Get, dispute: str
) -> None:
    answer = get(f"/disagreements/{dispute}")
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    seen = squeezed(text_of(answer.text))
    shown = part(answer.text, "readings")
    query = "SELECT * FROM page_readings WHERE disagreement_id = ? ORDER BY position"
    sides = asked(query, dispute)
    assert linked(shown, "claims") == [row["claim_id"] for row in sides if row["claim_id"]]
    for row in sides:
        for column in ("reading", "statement", "locator"):
            assert squeezed(row[column] or "") in seen, column
        if row["deep_link"]:
            assert f'href="{html.escape(row["deep_link"])}"' in shown
    (told,) = asked("SELECT * FROM page_disagreements WHERE disagreement_id = ?", dispute)
    for column in ("topic", "note", "kind_label", "status_label"):
        # of a long address only the beginning is shown
        assert all(squeezed(x) in seen for x in re.split(r"http\S+", told[column])), column
    for subject in asked("SELECT * FROM page_dispute_subjects WHERE disagreement_id = ?", dispute):
        assert f'href="/{subject["table_name"]}/{subject["subject_id"]}"' in answer.text


@pytest.mark.parametrize("table", ["claims", "sources", "disagreements"])
def test_an_unknown_id_is_a_missing_page(get: Get, table: str) -> None:
    answer: Any = get(f"/{table}/no-such-id")
    assert answer.status_code == 404
    assert "no-such-id" in answer.text
    assert 'id="cite"' not in answer.text


@pytest.mark.parametrize(
    ("topic", "other", "found"),
    [
        ("casualties", "victims", "Dead and wounded of the attack in Ouagadougou, 2018"),
        ("hostage", "kidnapping", "Kidnapping of Olivier Dubois"),
        ("leader", "emir", "Leader of JNIM"),
    ],
)
def test_disagreements_are_found_by_other_words_for_the_same(
    get: Get, topic: str, other: str, found: str
) -> None:
    page = get(f"/disagreements?topic={topic}").text
    assert found in page
    assert "No disagreement matches" not in page
    assert other in page.split("Also searched: ")[1].split("</span>")[0]
    # What /search finds of them is found here as well.
    searched = set(re.findall(r'href="(/disagreements/[^"]+)"', get(f"/search?q={topic}").text))
    assert searched
    assert searched <= set(re.findall(r'href="(/disagreements/[^"]+)"', page))


def test_a_disagreement_is_not_found_by_the_middle_of_a_word(get: Get) -> None:
    assert "No disagreement matches" in get("/disagreements?topic=gadougou").text
    assert "No disagreement matches" not in get("/disagreements?topic=ouaga").text


def test_disputes_of_no_topic_lead_to_where_more_is_searched(get: Get) -> None:
    page = get("/jnim/disputes?topic=casualties").text
    assert "Nothing was found" not in page
    assert '<a href="/disagreements?topic=casualties">' in page


def test_a_long_document_is_folded_but_for_its_beginning(get: Get) -> None:
    """It was 27,600 pixels long on a phone. Every part can be reached without a script."""
    page = get("/sources/csis-2018").text
    for anchor in ("says", "cites", "disputes"):
        folds = re.findall(r'<details class="more"( open)?>', part(page, anchor))
        assert folds[0] == " open"
        assert len(folds) > 2
        assert set(folds[1:]) == {""}


def test_no_publisher_is_a_host_name() -> None:
    publishers = {row["publisher"] or "" for row in asked("SELECT publisher FROM sources")}
    assert "FDD’s Long War Journal" in publishers
    assert not [name for name in publishers if re.search(r"(?i)^www\.|\.(?:org|edu|com)$", name)]


def test_what_a_check_read_elsewhere_stands_with_the_disagreement_and_its_subject(
    get: Get,
) -> None:
    """Works that no document cites are named, with links, wherever the two sides are compared."""
    rows = asked("""SELECT d.id, d.attack_id, k.note FROM disagreements AS d
        INNER JOIN disagreement_readings AS r ON d.id = r.disagreement_id
        INNER JOIN citation_checks AS k ON r.claim_id = k.claim_id
        WHERE d.is_conflict AND d.attack_id IS NOT NULL AND k.note LIKE '%(http%'""")
    assert rows
    for row in rows:
        addresses = re.findall(r"\((http[^)]+)\)", row["note"])
        for path in (f"/disagreements/{row['id']}", f"/attacks/{row['attack_id']}", "/citations"):
            page = get(path).text
            assert all(f'href="{address}"' in page for address in addresses), path


def test_the_note_on_a_disagreement_is_a_list_of_what_speaks_for_what(get: Get) -> None:
    for path in ("/disagreements/ouagadougou-date", "/attacks/ouagadougou-2018"):
        notes = re.findall(r'<ul class="note">(.*?)</ul>', get(path).text, re.S)
        assert any("<b>For 2 March:</b> Mediapart" in note for note in notes), path
        assert any("<b>Open:</b> The State Department" in note for note in notes), path


def test_a_disagreement_says_what_came_of_checking_its_claims(get: Get) -> None:
    page = part(get("/disagreements/serval-barkhane-years").text, "readings")
    rows = asked("""SELECT DISTINCT explanation FROM page_checks
        INNER JOIN page_readings USING (claim_id)
        WHERE disagreement_id = 'serval-barkhane-years' AND verdict <> 'not-readable'""")
    assert len(rows) == 3
    assert all(squeezed(row["explanation"]) in squeezed(text_of(page)) for row in rows)


def test_a_card_shows_two_sides_only_of_a_conflict_that_has_just_two(get: Get) -> None:
    """A first sight of thirteen quotations; but a source with two lists has no one side."""
    cards = get("/disagreements").text.split('<article class="card dispute" id="d-')[1:]
    opposed = {card.partition('"')[0] for card in cards if 'class="opposed"' in card}
    assert opposed == {"ouagadougou-date", "timbuktu-toll"}
    (date,) = (text_of(card) for card in cards if card.startswith("ouagadougou-date"))
    assert date.index("2 March 2018") < date.index("3 March 2018") < date.index("The evidence")
    # The same words count conflicts in the heading and in the filter.
    form = get("/disagreements").text.partition('id="kind"')[2].partition("</select>")[0]
    assert '<optgroup label="5 conflicts">' in form


def test_the_verdicts_on_a_work_are_set_apart(get: Get) -> None:
    """“3 supported in part 1 supported 9 could not be checked” ran together."""
    page = text_of(get("/sources").text)
    assert re.search(r"\d supported in part\s+·\s+\d supported", page)
    assert not re.search(r"Not read\. Cited[^.]*\.\s+\d+ could not be checked", page)


def test_the_words_of_an_address_are_none_of_a_note_s(get: Get) -> None:
    """A conflict about a date was under casualties, because of “plusieurs-morts” in an address."""
    page = text_of(get("/disagreements?sort=conflict&topic=casualties").text)
    assert "1 conflict and 2 related differences about “casualties”." in page
    assert "How many were wounded in the attack in Timbuktu, 2018?" in page


def test_a_work_without_a_date_and_its_copies_are_told_of_alike_everywhere(get: Get) -> None:
    """An original was read, a repost was claimed; it was “undated” here and “not dated” there."""
    rows = asked(
        "SELECT sources.id, min(claims.id) AS claim_id FROM sources"
        " INNER JOIN claims ON claims.source_id = sources.id"
        " WHERE sources.access = 'consulted' AND sources.published_edtf IS NULL GROUP BY sources.id"
    )
    assert rows
    for row in rows:
        page, claim = get(f"/sources/{row['id']}").text, get(f"/claims/{row['claim_id']}").text
        assert "no date is printed" in text_of(page)
        assert "no date printed." in text_of(claim.partition('<p class="told">')[2])
        assert "title, date and address are as" not in page
        own = asked(
            "SELECT DISTINCT section FROM page_claims"
            " WHERE source_id = ? AND section LIKE '% at %'",
            row["id"],
        )
        consulted = text_of(part(page, "consulted")).partition("What it says")[0]
        for of in own:
            assert of["section"].split(" at ")[1] in consulted
    assert "undated" not in text_of(get("/groups/jnim").text)


def test_a_note_is_not_called_a_note_twice(get: Get) -> None:
    """It said “note 6 note; Notes, note 6”."""
    page = " ".join(re.sub("<[^>]+>", " ", get("/sources/unsc-2018-07-27").text).split())
    assert "note 6 note" not in page and "Notes, note 6 " not in page.split("what for")[1][:400]
    assert "note 11 short form, through note 6" in page


def test_what_was_read_in_a_copy_is_called_one_everywhere(get: Get) -> None:
    """“We read it whole” of a release of which only a repost was read, and “read” in the tables."""
    pages = {
        "/sources/us-state-2018-09-05": ("read in a copy", "We read a repost of it in full."),
        "/attacks/ouagadougou-2018": (" read in a copy ",),
        "/by-source/jnim": (" read in a copy ",),
        "/disagreements/ouagadougou-date": ("US State Department (copy): 2 March 2018.",),
        "/": ("US State Department 2018 (copy)",),
    }
    for path, words in pages.items():
        seen = text_of(get(path).text)
        for each in words:
            assert each in seen, (path, each)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("csis-2018", "11 , in 16 notes (one of them names two works)"),
        ("modern-insurgent-2022", "9 , in 10 brackets"),
    ],
)
def test_a_note_that_names_two_works_is_one_note(get: Get, source: str, words: str) -> None:
    """“17 notes or brackets”: the document prints 16, and the start page counted them so."""
    assert words in text_of(get(f"/sources/{source}").text)
