"""References, CSL-JSON and BibTeX from rows."""

from __future__ import annotations

import datetime
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from pybtex.database import parse_string
from pybtex.plugin import find_plugin

from common import bibliography, citing

HOSTILE = '“a” "b" {c \\d\n=1+1 $e$ 50% #f & g_h ~i^ <script>x</script> \u202eevil\u2067 né'

WORK: dict[str, Any] = {
    "id": "adams-bello-2019",
    "title": "Marshes: an Atlas",
    "kind": "analysis",
    "authors": "Ada Adams; Bo Bello",
    "publisher": "Delta House",
    "container": None,
    "published_edtf": "2019-03-02",
    "url": "https://example.org/a_b?c=%20d#e",
    "access": "cited",
}
CLAIM: dict[str, Any] = {
    "id": "atlas-marsh",
    "source_id": "adams-bello-2019",
    "locator": "Waters, para. 2",
    "deep_link": "https://example.org/a_b?c=%20d#e:~:text=the%20marsh",
}


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2018-03-03", "3 March 2018"),
        ("2018-03", "March 2018"),
        ("2018", "2018"),
        ("198X", "the 1980s"),
        ("198X~", "about the 1980s"),
        ("2018?", "possibly 2018"),
        ("2018-03%", "possibly about March 2018"),
        ("2017-03/..", "from March 2017 on"),
        ("../2018-03-02", "on or before 2 March 2018"),
        ("2017-03-01/2017-03-02", "1 March 2017 to 2 March 2017"),
        (None, "no date"),
        ("", "no date"),
    ],
)
def test_a_date_in_words_is_as_precise_as_it_is(edtf: str | None, words: str) -> None:
    assert citing.date_in_words(edtf) == words


@pytest.mark.parametrize(
    ("edtf", "date"),
    [
        ("2018-03-03", {"date-parts": [[2018, 3, 3]]}),
        ("2018-03", {"date-parts": [[2018, 3]]}),
        ("2018~", {"date-parts": [[2018]], "circa": True}),
        ("2017-03/2017-04-02", {"date-parts": [[2017, 3], [2017, 4, 2]]}),
        ("198X", {"literal": "the 1980s"}),
        ("2017/..", {"literal": "from 2017 on"}),
        (None, None),
    ],
)
def test_a_csl_date_is_as_precise_as_it_is(edtf: str | None, date: object) -> None:
    assert bibliography.csl_date(edtf) == date


def test_reference() -> None:
    assert citing.reference(WORK) == (
        "Ada Adams and Bo Bello (2 March 2019), “Marshes: an Atlas”, Delta House, "
        "https://example.org/a_b?c=%20d#e"
    )


def test_without_an_author_the_publisher_is_named_once() -> None:
    work = WORK | {"authors": None, "published_edtf": None, "url": None}
    assert citing.reference(work) == "Delta House (no date), “Marshes: an Atlas”"


@pytest.mark.parametrize("title", ["Attacks | {}", "{} | Attacks"])
def test_a_publisher_in_the_title_is_named_once(title: str) -> None:
    """As in the title of a web page."""
    publisher = WORK["publisher"]
    source = WORK | {"title": title.format(publisher)}
    assert citing.reference(source).count(publisher) == 1
    assert bibliography.csl_item(source)["title"] == "Attacks"


def test_a_repost_is_named_once_with_all_passages_that_were_read() -> None:
    """The reference to a work named its repost again for each of ten passages."""
    repost = {"locator": "Repost at x.example, passage ", "deep_link": "https://x.example/a#b"}
    claims = [CLAIM | repost | {"locator": f"{repost['locator']}{n}"} for n in (10, 2, 1, 2)]
    assert citing.copies_read(claims, WORK) == [
        "read in a repost at x.example, passages 1, 2 and 10, https://x.example/a; "
        "original not seen"
    ]


def test_three_authors_are_listed() -> None:
    assert citing.reference(WORK | {"authors": "A; B; C"}).startswith("A, B and C (")


def test_claim_reference() -> None:
    assert citing.claim_reference(CLAIM, WORK) == (
        "Ada Adams and Bo Bello (2 March 2019), “Marshes: an Atlas”, Delta House, Waters, para. 2, "
        "https://example.org/a_b?c=%20d#e; jnim.db, claim atlas-marsh"
    )


@pytest.mark.parametrize(
    ("claim", "source", "place", "copy"),
    [
        (
            {
                "locator": "Repost at x.example (unsigned), passage 2",
                "deep_link": "https://x.example/a#:~:text=b",
            },
            {},
            None,
            "read in a repost at x.example (unsigned), passage 2, https://x.example/a; "
            "original not seen",
        ),
        (
            {},
            {"read_url": "https://x.example/a"},
            "Waters, para. 2",
            "read in a copy at https://x.example/a; original not seen",
        ),
    ],
)
def test_what_was_read_in_a_copy_names_the_original_and_the_copy(
    claim: dict[str, str], source: dict[str, str], place: str | None, copy: str
) -> None:
    """The text linked to the original, BibTeX to the copy, and neither said that it was one."""
    row, work = CLAIM | claim, WORK | source
    item, entry = (
        bibliography.claim_csl_item(bibliography.Cited(row, work)),
        bibliography.claim_bibtex(bibliography.Cited(row, work)),
    )
    assert f"{WORK['url']}, {copy}; jnim.db" in citing.claim_reference(row, work)
    assert item["URL"] == WORK["url"]
    assert item.get("section") == place
    assert item["note"] == f"{copy}; jnim.db, claim atlas-marsh"
    assert f"url = {{{WORK['url']}}}" in entry
    assert f"{copy}; jnim.db, claim atlas-marsh}}" in entry


def test_a_claim_says_when_it_was_seen_and_what_is_known_of_its_day() -> None:
    """The copied text named the release; the files gave neither it nor the bounds of a year."""
    bounds = {"published_earliest": "2019-03-02", "published_latest": "2019-12-31"}
    work = WORK | bounds | {"published_edtf": "2019"}
    said = "published between 2 March 2019 and 31 December 2019 (inferred)"
    note = bibliography.claim_csl_item(
        bibliography.Cited(CLAIM, work, seen=", release 2, accessed 3 May 2020")
    )["note"]
    assert note == f"{said}; jnim.db, claim atlas-marsh, release 2, accessed 3 May 2020"
    assert said in bibliography.bibtex(work)
    for known in ({"published_earliest": "2019-01-01"}, {"published_edtf": "2019-03-02"}):
        assert "inferred" not in bibliography.bibtex(work | known)


def test_the_day_of_access_says_whose_day_it_is() -> None:
    """Reference managers printed no day of access for a document or claim."""
    read = WORK | {"access": "read"}
    for day in (None, "2026-01-02"):
        assert bibliography.access_of(WORK, day, "2026-02-03") is None
    for work, day, words in (
        (WORK | {"access": "consulted"}, "2026-01-02", "when we last read it"),
        (read, None, "that of the release; when we read it is not recorded"),
    ):
        access = bibliography.access_of(work, day, "2026-02-03")
        assert access
        expected = datetime.date.fromisoformat(day or "2026-02-03")
        for item, entry in (
            (bibliography.csl_item(work, access=access), bibliography.bibtex(work, access=access)),
            (
                bibliography.claim_csl_item(bibliography.Cited(CLAIM, work, access=access)),
                bibliography.claim_bibtex(bibliography.Cited(CLAIM, work, access=access)),
            ),
        ):
            assert item["accessed"] == bibliography.csl_date(expected.isoformat())
            assert f"urldate = {{{expected.isoformat()}}}," in entry
            assert f"day of access: {words}" in item["note"]
            assert f"day of access: {words}" in entry


def test_a_bibliography_has_the_bare_address_of_a_document() -> None:
    """It printed the words that the link of a claim jumps to."""
    assert bibliography.claim_csl_item(bibliography.Cited(CLAIM, WORK))["URL"] == WORK["url"]
    assert f"  url = {{{WORK['url']}}}," in bibliography.claim_bibtex(
        bibliography.Cited(CLAIM, WORK)
    )


def test_csl_item() -> None:
    assert bibliography.csl_item(WORK, persons={"Ada Adams"}) == {
        "id": "adams-bello-2019",
        "type": "webpage",
        "title": "Marshes: an Atlas",
        "author": [{"family": "Adams", "given": "Ada"}, {"literal": "Bo Bello"}],
        "publisher": "Delta House",
        "issued": {"date-parts": [[2019, 3, 2]]},
        "URL": "https://example.org/a_b?c=%20d#e",
        "note": bibliography.NOTES["cited"],
    }


def test_bibtex() -> None:
    assert bibliography.bibtex(WORK, persons={"Ada Adams"}) == (
        "@online{adams-bello-2019,\n"
        "  author = {Adams, Ada and {Bo Bello}},\n"
        "  title = {{Marshes: an Atlas}},\n"
        "  howpublished = {Delta House},\n"
        "  organization = {Delta House},\n"
        "  year = {2019},\n"
        "  month = mar,\n"
        "  date = {2019-03-02},\n"
        "  url = {https://example.org/a_b?c=%20d#e},\n"
        "  note = {Not read for jnim.db: as printed by a profile that cites it},\n"
        "}\n"
    )


def test_a_claim_is_its_document_at_the_place_that_says_it() -> None:
    item = bibliography.claim_csl_item(bibliography.Cited(CLAIM, WORK))
    assert item["id"] == "atlas-marsh"
    assert item["section"] == "Waters, para. 2"
    assert item["note"] == "jnim.db, claim atlas-marsh"
    entry = bibliography.claim_bibtex(bibliography.Cited(CLAIM, WORK))
    assert entry.startswith("@online{atlas-marsh,")
    assert "note = {Waters, para. 2; jnim.db, claim atlas-marsh}" in entry


@pytest.mark.parametrize("field", ["title", "authors", "publisher", "container", "url"])
def test_hostile_text_stays_text(field: str) -> None:
    value = f"http://example.org/{HOSTILE}" if field == "url" else HOSTILE
    work = WORK | {field: value}
    entry = bibliography.bibtex(work)
    # BibTeX counts braces whatever stands before them, and an entry ends with its last.
    depth = 0
    for position, each in enumerate(entry.rstrip()):
        depth += {"{": 1, "}": -1}.get(each, 0)
        assert depth > 0 or position in range(len("@online")) or position == len(entry) - 2
    assert depth == 0
    assert json.loads(json.dumps(bibliography.csl_item(work))) == bibliography.csl_item(work)
    told = citing.reference(work)
    assert "\n" not in told
    # What turns the direction of writing ends with the text that it stands in.
    assert told.count("\u202e") == told.count("\u202c")
    assert told.count("\u2067") == told.count("\u2069")


def test_only_web_addresses_are_addresses() -> None:
    work = WORK | {"url": "javascript:alert(1)"}
    assert "javascript" not in citing.reference(work)
    assert "URL" not in bibliography.csl_item(work)


def test_every_source_and_claim_of_the_database_can_be_cited(root: Path) -> None:
    database = sqlite3.connect(f"{(root / 'jnim.db').as_uri()}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    sources = {row["id"]: row for row in database.execute("SELECT * FROM sources")}
    kinds = {row["id"] for row in database.execute("SELECT id FROM source_kinds")}
    claims = database.execute("SELECT * FROM claims").fetchall()
    database.close()
    assert sources and claims
    assert kinds == bibliography.CSL_TYPES.keys()
    for source in sources.values():
        title = bibliography.csl_item(source)["title"]
        assert title in source["title"]
        assert f"“{title}”" in citing.reference(source)
        assert bibliography.bibtex(source).startswith("@")
    for claim in claims:
        told = citing.claim_reference(claim, sources[claim["source_id"]])
        assert claim["locator"].lower() in told.lower()
        assert told.endswith(f"claim {claim['id']}")
        # A reference said “claim csis-ghaly-emir (as of 2018)”.
        note = bibliography.claim_csl_item(bibliography.Cited(claim, sources[claim["source_id"]]))[
            "note"
        ]
        limits = f"; as qualified there: {claim['hedge']}" if claim["hedge"] else ""
        assert note.endswith(f"claim {claim['id']}{limits}")


@pytest.mark.parametrize("style", ["plain", "unsrt", "alpha"])
def test_a_bibliography_loses_neither_author_nor_publisher_nor_year(root: Path, style: str) -> None:
    """Publishers of pages and news were left out, and reports without an author failed."""
    database = sqlite3.connect(f"{(root / 'jnim.db').as_uri()}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    sources = {row["id"]: dict(row) for row in database.execute("SELECT * FROM sources")}
    claims = {row["id"]: row for row in database.execute("SELECT * FROM claims GROUP BY source_id")}
    database.close()
    entries = {id_: bibliography.bibtex(source) for id_, source in sources.items()}
    works = dict(sources)
    for id_, claim in claims.items():
        works[id_] = sources[claim["source_id"]]
        entries[id_] = bibliography.claim_bibtex(bibliography.Cited(claim, works[id_]))
    # As nothing else is known of them: every kind prints what there is, and does not fail.
    for kind in bibliography.CSL_TYPES:
        for missing in ({}, {"authors": None}, {"published_edtf": None}, {"publisher": None}):
            id_ = f"{kind}-{'-'.join(missing)}"
            works[id_] = {**WORK, "id": id_, "kind": kind, **missing}
            entries[id_] = bibliography.bibtex(works[id_])
    parsed = parse_string("\n".join(entries.values()), "bibtex").entries
    assert len(parsed) == len(works) > 50
    formatting = find_plugin("pybtex.style.formatting", style)()
    for entry in formatting.format_entries(parsed.values()):
        text = entry.text.render_as("text").replace("\xa0", " ")
        work = works[entry.key]
        year = (work["published_edtf"] or "")[:4]
        for words in (*citing.authors_of(work), work["publisher"], year):
            assert (words or "") in text, entry.key


def test_an_article_names_its_newspaper_and_a_report_who_made_it() -> None:
    news = bibliography.csl_item(WORK | {"kind": "news", "publisher": "Delta Times"})
    assert (news["container-title"], news["publisher"]) == ("Delta Times", "Delta Times")
    named = bibliography.csl_item(WORK | {"kind": "news", "container": "Delta Times, sec. Europe"})
    assert named["container-title"] == "Delta Times, sec. Europe"
    report = WORK | {"kind": "un-report", "authors": None}
    assert bibliography.csl_item(report)["publisher"] == "Delta House"
    assert "author" not in bibliography.csl_item(report)
    assert "institution = {Delta House}," in bibliography.bibtex(report)
    assert "author = {{Delta House}}," in bibliography.bibtex(report)


def test_what_is_no_date_is_told_as_it_is() -> None:
    source = WORK | {"published_edtf": "spring / 20{18"}
    assert "(spring / 20{18)" in citing.reference(source)
    assert bibliography.csl_item(source)["issued"] == {"literal": "spring / 20{18"}
    assert r"year = {spring / 20\textbraceleft{}18}," in bibliography.bibtex(source)


def test_a_page_has_the_day_on_which_it_was_seen() -> None:
    day = datetime.date(2026, 2, 3)
    assert bibliography.page_csl_item(WORK, day)["accessed"] == {"date-parts": [[2026, 2, 3]]}
    assert "urldate = {2026-02-03}," in bibliography.page_bibtex(WORK, day)
    assert "urldate" not in bibliography.bibtex(WORK)
