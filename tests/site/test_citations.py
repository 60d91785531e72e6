"""Whether cited works say what they are cited for: the query, the page, marks on other pages."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest

from common.date_words import in_words
from loaders.readings import NUMBERS
from tests.site.tables import Get, connect

ORDER = ["says-otherwise", "not-found-in-it", "supports-in-part", "supports", "not-readable"]


def asked(sql: str, *parameters: object) -> list[dict[str, Any]]:
    """Return the rows that a query gives."""
    with connect() as database:
        return [dict(row) for row in database.execute(sql, parameters)]


def text_of(page: str) -> str:
    """Return the text of a page as a reader sees it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def ask(get: Get, source: str = "", verdict: str = "") -> list[dict[str, Any]]:
    """Return the rows of the query citation_check."""
    query = urlencode({"source": source, "verdict": verdict, "_shape": "objects"})
    answer = get(f"/jnim/citation_check.json?{query}")
    assert answer.status_code == 200
    rows: list[dict[str, Any]] = answer.json()["rows"]
    return rows


CHECKS = asked("SELECT * FROM page_checks WHERE verdict IS NOT NULL")


# -------------------------------------------------------------------------------- the query


def test_the_query_gives_all_checks_those_that_differ_first(get: Get) -> None:
    rows = ask(get)
    assert len(rows) == len(CHECKS)
    turns = [ORDER.index(row["verdict"]) for row in rows]
    assert turns == sorted(turns)
    assert rows[0]["verdict"] == "says-otherwise"
    assert all(row["explanation"] and row["locator"] for row in rows)


@pytest.mark.parametrize("verdict", ORDER)
def test_the_query_is_restricted_to_a_verdict(get: Get, verdict: str) -> None:
    expected = {(c["claim_id"], c["marker"]) for c in CHECKS if c["verdict"] == verdict}
    rows = ask(get, verdict=verdict)
    assert {(row["claim_id"], row["marker"]) for row in rows} == expected
    assert expected


@pytest.mark.parametrize("source", ["csis-2018", "modern-insurgent-2022", "bbc-2014-07-14"])
def test_the_query_is_restricted_to_who_cites_or_what_is_cited(get: Get, source: str) -> None:
    expected = [c for c in CHECKS if source in (c["source_id"], c["cited_source_id"])]
    assert len(ask(get, source=source)) == len(expected) > 0


@pytest.mark.parametrize(("source", "verdict"), [("no-such", ""), ("", "no-such"), ("'", "%")])
def test_an_unknown_word_gives_no_row(get: Get, source: str, verdict: str) -> None:
    assert ask(get, source, verdict) == []


def test_ouagadougou_is_said_to_be_otherwise_in_the_work(get: Get) -> None:
    rows = ask(get, "csis-2018", "says-otherwise")
    (row,) = [row for row in rows if row["claim_id"] == "csis-ouagadougou-attack"]
    assert row["cited_source_id"] == "bbc-2018-03-02"
    assert row["copy"] == "repost"
    assert row["complete"] == "part"


def test_what_is_only_quoted_is_said_to_be(get: Get) -> None:
    for row in ask(get):
        quoted = row["cited_source_id"].startswith("site-") and row["copy"]
        assert (row["copy"] == "quotation") == bool(quoted), row["claim_id"]


def test_works_that_were_consulted_are_no_uncited_claims(get: Get) -> None:
    rows = get("/jnim/uncited.json?source=&_shape=objects").json()["rows"]
    with connect() as database:
        read = database.execute("SELECT id FROM sources WHERE access = 'read'").fetchall()
    assert {row["source_id"] for row in rows} == {row["id"] for row in read}


def test_the_trail_of_a_work_that_was_consulted_is_its_own_words(get: Get) -> None:
    path = "/jnim/citation_trail.json?claim=bbc-ouagadougou-attack&_shape=objects"
    (row,) = get(path).json()["rows"]
    assert row["source_id"] == "bbc-2018-03-02"
    assert row["locator"] == "BBC 2018, Repost at newstitbits.com, passage 1"


def test_a_work_without_a_date_has_a_place_and_is_known(get: Get) -> None:
    (row,) = asked("SELECT * FROM claim_locators WHERE claim_id = 'nsaibia-merger-of-four'")
    assert row["locator"] == "Heni Nsaibia, Repost at menastream.com, passage 1"
    # By then the document that cites it had appeared.
    assert row["known_from"] == "2018-12-31"


# --------------------------------------------------------------------------------- the page


def test_every_check_is_on_the_page_of_its_verdict(get: Get) -> None:
    """All on one page were 136 KB: the first has those that differ, and links to the rest."""
    first = get("/citations")
    assert re.findall(r'<section id="([^"]+)">', first.text) == ORDER
    ways = re.findall(r'<h2><a href="/citations\?verdict=([^"]+)">', first.text)
    assert ["says-otherwise", *ways] == ORDER
    for verdict in ORDER:
        answer = get(f"/citations?verdict={verdict}")
        assert len(answer.content) < 100_000
        ids = sorted(check["check_id"] for check in CHECKS if check["verdict"] == verdict)
        assert sorted(shown_in(answer.text)) == ids
        if verdict == "says-otherwise":
            assert sorted(shown_in(first.text)) == ids


def shown_in(page: str) -> list[str]:
    """Return the ids of the checks on a page."""
    return re.findall(r'<(?:article class="card compared"|li) id="([^"]+--[^"]+)"', page)


def test_the_page_sets_both_sides_beside_each_other(get: Get) -> None:
    for check in CHECKS:
        if check["verdict"] == "not-readable":
            continue
        page = get(f"/citations?verdict={check['verdict']}").text
        start = page.index(f'id="{html.escape(check["check_id"])}"')
        card = page[start : page.index("</article>", start)]
        words = text_of(card)
        for column in ("mark", "explanation", "statement", "work_says", "cited_title"):
            assert " ".join(check[column].split()) in words, (check["check_id"], column)
        assert f'href="{html.escape(check["claim_link"])}"' in card
        assert f'href="{html.escape(check["deep_link"])}"' in card if check["deep_link"] else True
        read = {"original": "of the original", "repost": "of a repost", "quotation": "quotes it"}
        assert read[check["copy"]] in words
        assert in_words(check["consulted_on"]) in words


def test_the_page_counts_what_it_says(get: Get) -> None:
    """A note on the sentence after a claim was counted as a citation for it: 36 of 120."""
    words = text_of(get("/citations").text).replace(" ;", ";")
    beside = sum(check["scope"] == "paragraph" for check in CHECKS)
    verdicts = Counter(check["verdict"] for check in CHECKS)
    read = len(CHECKS) - verdicts["not-readable"]
    # A note that stood behind two statements and bore one was said not to “support” the other.
    assert (
        f"The documents cite works for {len({check['claim_id'] for check in CHECKS})} statements;"
        f" for {beside} of them the note stands one sentence later. We checked {read}:"
        f" {verdicts['supports']} are supported, {verdicts['supports-in-part']} in part,"
        f" {verdicts['says-otherwise']} differ, {verdicts['not-found-in-it']} are not in the work."
        f" {verdicts['not-readable']} could not be checked."
    ) in words
    assert "one sentence later" not in text_of(get("/").text)
    assert "not support" not in words
    assert f"All {len(CHECKS)} checks" in words
    pairs = [(c["first_verdict"], c["second_verdict"]) for c in CHECKS if c["second_verdict"]]
    agreed = sum(first == second for first, second in pairs)
    assert f"The two agree on {agreed} of {len(pairs)}" in words
    made = "Every check was" if len(pairs) == len(CHECKS) else f"{len(pairs)} of the checks were"
    assert f"{made} made twice, the second time without what the first had found" in words
    both = ("not-readable", "not-readable")
    some = [pair for pair in pairs if pair != both]
    same = sum(first == second for first, second in some)
    assert f"and on {same} of the {len(some)} for which" in words


def read_of(checks: list[dict[str, Any]]) -> int:
    return sum(check["verdict"] != "not-readable" for check in checks)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"verdict": "says-otherwise"}, lambda c: c["verdict"] == "says-otherwise"),
        ({"source": "csis-2018"}, lambda c: c["source_id"] == "csis-2018"),
        ({"source": "weiss-2018"}, lambda c: c["cited_source_id"] == "weiss-2018"),
        ({"source": "no-such", "verdict": "<script>"}, lambda _: False),
    ],
)
def test_the_page_is_narrowed(get: Get, query: dict[str, str], expected: Any) -> None:
    answer = get(f"/citations?{urlencode(query)}")
    assert answer.status_code == 200
    left = [check for check in CHECKS if expected(check)]
    assert len(shown_in(answer.text)) == len(left)
    assert "<script>" not in answer.text.split('<form class="narrow-by"')[1].split("</main>")[0]
    outcome = f"{len(left)} of {len(CHECKS)} checks" if left else "No check matches"
    assert outcome in text_of(answer.text)


# --------------------------------------------------------------------------- on other pages


def test_the_verdict_stands_with_the_work_on_the_page_of_a_claim(get: Get) -> None:
    for check in CHECKS[::7]:
        page = get(f"/claims/{check['claim_id']}").text
        works = text_of(page[page.index('id="works"') :].split("</section>")[0])
        assert check["mark"] in works
        assert " ".join(check["explanation"].split()) in works


@pytest.mark.parametrize("source", ["csis-2018", "bbc-2014-07-14", "site-2017-03-02"])
def test_the_verdicts_stand_on_the_pages_of_sources(get: Get, source: str) -> None:
    page = get(f"/sources/{source}").text
    section = "cites" if source == "csis-2018" else "cited-by"
    part = page[page.index(f'<section id="{section}"') :].split("</section>")[0]
    labels = re.findall(r'class="verdict is-[a-z-]+"[^>]*>([^<]+)<', part)
    expected = [c["mark"] for c in CHECKS if source in (c["source_id"], c["cited_source_id"])]
    assert sorted(labels) == sorted(expected)


def test_the_verdict_stands_with_the_note_on_the_page_of_an_attack(get: Get) -> None:
    page = get("/attacks/ouagadougou-2018").text
    notes = page[page.index('id="notes"') :].split("</section>")[0]
    note = next(each for each in notes.split("<li ") if "/claims/csis-ouagadougou-attack" in each)
    assert re.search(r'is-says-otherwise">Differs in the copy read<', note)


def test_a_work_is_said_to_differ_only_where_it_or_the_whole_of_a_copy_was_read(get: Get) -> None:
    differing = [check for check in CHECKS if check["verdict"] == "says-otherwise"]
    for check in differing:
        weak = check["copy"] != "original" and check["complete"] != "whole"
        assert check["mark"] == ("Differs in the copy read" if weak else "Differs")
    assert {check["mark"] for check in differing} == {"Differs in the copy read", "Differs"}
    assert all(c["mark"] == c["verdict_label"] for c in CHECKS if c not in differing)


def test_the_index_says_what_came_of_the_checks_as_their_page_does(get: Get) -> None:
    index, page = (text_of(get(path).text) for path in ("/", "/citations"))
    page = re.sub(r"; for \d+ of them the note stands one sentence later", "", page)
    sentence = re.search(r"The documents cite works for [^.]*\. We checked [^.]*\.", page)
    assert sentence and sentence[0] in index


def test_a_work_of_which_a_part_was_read_is_not_one_that_could_not_be(get: Get) -> None:
    """Two works that “we could not read” had been read in part, as their own list said."""
    extents = re.findall(r"Only its \w+ read", get("/sources").text)
    assert extents
    words = f"of {NUMBERS[len(extents)]} we found only an extract too short to check; "
    for path in ("/about", "/citations"):
        assert words in text_of(get(path).text), path


def test_the_documents_of_an_attack_say_in_which_copy_they_were_read(get: Get) -> None:
    """Its claims said “read in a repost; original not seen”; the page's list did not."""
    page = text_of(get("/attacks/ouagadougou-2018").text).split("For what the documents say")[1]
    for before, after in (
        ("43257453", "newstitbits.com"),
        ("burkina-faso-attacks.php", "oct.cloud"),
    ):
        assert re.search(rf"{before}, read in a repost at {after}.*?; original not seen", page)
    assert "285705.htm, read in a copy at https://imperialvalleynews.com" in page
    # one of them broke off: “(1,726 characters)”
    assert page.count(", read in a repost at oct.cloud") == 1
    assert "characters)" not in page


def test_a_group_s_reference_to_a_work_on_its_attacks_says_which_copy_was_read(get: Get) -> None:
    """It named the wire's own address, which nobody here has seen."""
    for path in ("/groups/jnim", "/attacks/timbuktu-2018"):
        page = text_of(get(path).text).split("For what the documents say")[1]
        assert re.search(r"Reuters \(14 April 2018\).*?, read in a repost at sharjah24", page), path


def test_a_source_counts_what_was_compared_and_not_what_could_not_be_read(get: Get) -> None:
    words = text_of(get("/sources/csis-2018").text)
    for scope, before in (
        ("sentence", "Citations checked "),
        ("paragraph", "Note on the next sentence: "),
    ):
        own = [c for c in CHECKS if (c["source_id"], c["scope"]) == ("csis-2018", scope)]
        # not “could not be read”, of works that were read in part
        assert f"{before}{read_of(own)} of {len(own)}: " in words.replace(" :", ":")


def test_an_ellipsis_stands_only_where_words_are_left_out(get: Get) -> None:
    whole = {"csis-formation": "since its formation in March 2017"}
    whole["bbc-ouagadougou-jihadist"] = "Apparently, it is a jihadist attack"
    for claim, words in whole.items():
        page = text_of(get(f"/claims/{claim}").text)
        assert page.count(f"“{words}”") == 2
        assert "…" not in page.split("See the passage")[1].split("Cite this")[0]
    shown = text_of(get("/citations").text)
    (check,) = asked(
        "SELECT fragment_start, fragment_end FROM citation_checks WHERE claim_id = ?"
        " AND verdict = 'says-otherwise'",
        "csis-timbuktu-injured",
    )
    assert f"“{check['fragment_start']} … {check['fragment_end']}”" in shown


def test_words_about_a_check_are_for_readers() -> None:
    """They name no claim by its id, and say nothing about earlier versions of claims."""
    ids = {row["id"] for row in asked("SELECT id FROM claims")}
    for check in CHECKS:
        words = " ".join(check[name] or "" for name in ("explanation", "tried", "note"))
        assert ids.isdisjoint(re.findall(r"[\w-]+", words)), check["check_id"]
        assert not re.search("when the claim|when it was a part|kept for", words), check["check_id"]


def test_the_way_to_the_page_is_on_every_page(get: Get) -> None:
    for path in ("/", "/claims/csis-formation", "/jnim/sources"):
        assert '<li><a href="/citations">Citations</a>' in get(path).text
    assert "<loc>http" in get("/sitemap.xml").text
    assert "/citations</loc>" in get("/sitemap.xml").text
    assert "/citations" in get("/llms.txt").text


def test_a_link_to_one_check_leads_to_the_page_that_has_it(get: Get) -> None:
    assert "/citations?verdict=says-otherwise#" in get("/claims/csis-ouagadougou-attack").text
