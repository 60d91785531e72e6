"""Cite this: on every page of a row, with files that reference managers read."""

from __future__ import annotations

import datetime
import html
import json
import re
import sqlite3
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from datasette.utils import tilde_encode

from common import bibliography
from tests.conftest import some
from tests.site.spoiling import WORDS
from tests.site.tables import LISTED, ROOT, Ask, Get, connect, copy_of_site, in_process, one_row

HOST = "site.example"  # where others can open it

# One row of each kind with a page of its own, and what its citation must say.
PAGES = {
    "claims": "csis-ouagadougou-attack",
    "sources": "bbc-2018-03-02",
    "groups": "ansar-dine",
    "disagreements": "merged-groups",
}
# Words that would end what they stand in, if they were not escaped: HTML, JSON, XML, BibTeX.
CSL_TYPES = {"webpage", "report", "article-newspaper", "dataset", "document"}
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with in_process(ROOT, is_kept=True) as ask:
        yield ask


def section(page: str) -> str:
    """Return what a page says about how to cite it."""
    found = re.search(r'<section class="cite".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def texts(page: str) -> list[str]:
    """Return the texts that can be copied, in page order."""
    marked = re.findall(r'class="cite-text"[^>]*>(.*?)</(?:p|span|pre)>', section(page), re.DOTALL)
    return [html.unescape(text) for text in marked]


def fields_of(bibtex: str) -> tuple[str, str, dict[str, str]]:
    """Read one BibTeX entry strictly: its type, its key, its fields.

    As in BibTeX, a value in braces ends where its braces balance, whatever precedes them.
    """
    head = re.match(r"@(\w+)\{([^\s,{}\"#%'()=]+),\n", bibtex)
    assert head is not None, bibtex
    at, fields = head.end(), {}
    while not bibtex.startswith("}", at):
        name = re.compile(r"\s*(\w+) = ").match(bibtex, at)
        assert name is not None, bibtex[at:]
        at = end = name.end()
        if bibtex[at] == "{":
            depth = 0
            while True:
                depth += {"{": 1, "}": -1}.get(bibtex[end], 0)
                end += 1
                if not depth:
                    break
            fields[name[1]] = bibtex[at + 1 : end - 1]
        else:
            end = re.compile(r"[a-z]{3}").match(bibtex, at).end()  # type: ignore[union-attr]
            fields[name[1]] = bibtex[at:end]
        assert bibtex.startswith(",\n", end), bibtex[end:]
        at = end + 2
    assert bibtex[at:] == "}\n"
    return head[1], head[2], fields


# ------------------------------------------------------------------------------ on pages


@pytest.mark.parametrize(("table", "id_"), PAGES.items())
def test_a_page_says_how_to_cite_it_and_gives_the_files(ask: Ask, table: str, id_: str) -> None:
    page = ask(f"/{table}/{id_}", Host=HOST).text
    assert page.count('id="cite"') == 1
    assert f'<a class="cite-address" href="http://{HOST}/{table}/{id_}">' in page
    bibtex = ask(f"/{table}/{id_}.bib", Host=HOST)
    assert bibtex.headers["content-type"].startswith("application/x-bibtex")
    csl = ask(f"/{table}/{id_}.csl.json", Host=HOST)
    assert csl.headers["content-type"].startswith("application/vnd.citationstyles.csl+json")
    told = texts(page)
    assert bibtex.text in told
    assert csl.text in told
    for ending in ("bib", "csl.json"):
        assert f'href="/{table}/{id_}.{ending}"' in page


@pytest.mark.parametrize(("table", "id_"), PAGES.items())
@pytest.mark.parametrize("host", ["localhost:8001", "127.0.0.1:8001"])
def test_a_reference_has_no_address_that_others_cannot_open(
    ask: Ask, table: str, id_: str, host: str
) -> None:
    """A reference copied from a site without an address linked to the reader's own machine."""
    page = ask(f"/{table}/{id_}", Host=host).text
    written = [text for text in texts(page) if "<iframe" not in text]
    files = [ask(f"/{table}/{id_}.{ending}", Host=host).text for ending in ("bib", "csl.json")]
    assert host not in "".join(written + files)
    assert "no address that others can open" in section(page)
    if table != "sources":  # a source is cited by itself
        assert id_ in written[0]
    embed = ask("/map", Host=host).text
    assert "works on this device only" in embed
    assert "works on this device only" not in ask("/map", Host=HOST).text
    compared = texts(ask("/compare?group=jnim&group=ansar-dine", Host=host).text)[0]
    assert "(jnim.db), /compare?group=jnim&group=ansar-dine, release" in compared


# Of event data the release has no row.
@pytest.mark.parametrize("table", [table for table in LISTED if one_row(table)])
def test_a_row_of_datasette_is_cited_as_well(ask: Ask, table: str) -> None:
    id_ = one_row(table)
    page = ask(f"/jnim/{table}/{id_}", Host=HOST).text
    assert page.count('id="cite"') == 1
    own = table in {"groups", "people", "places", "attacks", "sources", "claims", "disagreements"}
    path = f"/{table}/{id_}" if own else f"/jnim/{table}/{id_}"
    assert f'class="cite-address" href="http://{HOST}{path}"' in page
    fields_of(ask(f"/jnim/{table}/{id_}.bib").text)


def test_a_claim_is_cited_with_document_date_locator_and_address(ask: Ask) -> None:
    reference = texts(ask("/claims/csis-ouagadougou-attack", Host=HOST).text)[0]
    for words in (
        *("Danika Newlee (2018)", "Center for Strategic and International Studies"),
        *("Strategy, Operations, and Tactics, para. 2", "jnim.db, claim csis-ouagadougou-attack"),
        f"http://{HOST}/claims/csis-ouagadougou-attack",
    ):
        assert words in reference, words
    _, key, fields = fields_of(ask("/claims/csis-ouagadougou-attack.bib").text)
    assert key == "csis-ouagadougou-attack"
    assert fields["author"] == "Newlee, Danika"
    assert "#" not in fields["url"]
    assert "para. 2" in fields["note"]
    assert fields["urldate"] and "that of the release" in fields["note"]


def test_a_work_that_was_read_has_the_day_of_that(ask: Ask) -> None:
    with connect() as database:
        days = dict(database.execute(bibliography.LAST_READ).fetchall())
    for path in ("/sources/bbc-2018-03-02", "/claims/bbc-ouagadougou-attack"):
        fields = fields_of(ask(f"{path}.bib").text)[2]
        assert fields["urldate"] == days["bbc-2018-03-02"]
        assert "when we last read it" in fields["note"]
    assert "urldate" not in fields_of(ask("/sources/site-2017-03-02.bib").text)[2]


def test_the_reference_of_a_page_says_that_it_cites_the_page(get: Get) -> None:
    """That of an attack was copied as if it were one to what a document says of it."""
    for path in ("/attacks/ouagadougou-2018", "/groups/ansar-dine"):
        cite = section(get(path).text)
        assert cite.index("For a single fact, cite its claim") < cite.index("cite-text")
        assert 'data-copy="this page’s reference"' in cite
    claim = section(get("/claims/csis-ouagadougou-attack").text)
    assert 'data-copy="the reference"' in claim and "For a single fact" not in claim


def test_a_claim_has_a_short_reference_that_keeps_what_is_said_against_it(get: Get) -> None:
    """The only reference was of seventy words, too long for a footnote."""
    cite = section(get("/claims/csis-timbuktu-injured").text)
    (short,) = re.findall(r'data-copy="the short reference">([^<]*)<', cite)
    first, _, against = short.partition("; ")
    place = "CSIS 2018, Strategy, Operations, and Tactics, para. 2"
    assert first.startswith(f"{place} (jnim.db, claim csis-timbuktu-injured, release ")
    assert "Against it: Reuters, 14 April 2018" in against
    plain = section(get("/claims/csis-formation").text)
    assert re.search(r'the short reference">CSIS 2018, Background, para. 1 \([^()]*\)\.<', plain)
    assert "the short reference" not in section(get("/groups/ansar-dine").text)


def test_a_page_of_ours_is_cited_with_the_day_on_which_it_was_seen(get: Get) -> None:
    before = datetime.datetime.now(datetime.UTC).date()
    page = get("/groups/ansar-dine").text
    (item,) = get("/groups/ansar-dine.csl.json").json()
    seen = datetime.date(*item["accessed"]["date-parts"][0])
    assert before <= seen <= datetime.datetime.now(datetime.UTC).date()
    assert fields_of(get("/groups/ansar-dine.bib").text)[2]["urldate"] == seen.isoformat()
    assert f"accessed {seen.day} {seen:%B %Y}" in texts(page)[0]
    documents = texts(page)[1:-2]
    assert [text.split(" (")[0] for text in documents] == [
        "Danika Newlee",
        "The Modern Insurgent",
        # The works that say that it fought beside the MNLA, and that it merged with three others.
        "Serge Daniel",
        "Heni Nsaibia",
    ]


def test_every_claim_and_source_is_valid_bibtex_and_csl_json(get: Get) -> None:
    with connect() as database:
        ids = [
            (table, row["id"])
            for table in ("claims", "sources")
            for row in database.execute(f"SELECT id FROM [{table}]")
        ]
    for table, id_ in ids:
        kind, key, fields = fields_of(get(f"/{table}/{id_}.bib").text)
        assert kind in {"article", "misc", "online", "techreport"}
        assert key == id_
        assert fields["title"].startswith("{")
        (item,) = get(f"/{table}/{id_}.csl.json").json()
        assert item["id"] == id_
        assert item["type"] in CSL_TYPES
        assert item["title"]
        for name in item.get("author", []):
            assert set(name) in ({"literal"}, {"family", "given"})
        for part in item.get("issued", {}).get("date-parts", []):
            assert 1 <= len(part) <= 3


def test_the_archive_is_asked_for_the_copy_nearest_the_date(get: Get) -> None:
    with connect() as database:
        sources = database.execute("SELECT * FROM sources WHERE url IS NOT NULL").fetchall()
    for source in sources:
        cite = html.unescape(section(get(f"/sources/{source['id']}").text))
        day = (source["published_latest"] or "*").replace("-", "")
        assert f'href="https://web.archive.org/web/{day}/{source["url"]}"' in cite, source["id"]
        assert f'href="{source["url"]}">live</a>' in cite
        assert ("no date is printed" in cite) == (day == "*")


def test_the_archive_opens_the_document_of_a_claim_at_the_words(get: Get) -> None:
    with connect() as database:
        (claim,) = database.execute(
            "SELECT * FROM claims WHERE id = 'csis-ouagadougou-attack'"
        ).fetchall()
    cite = html.unescape(section(get(f"/claims/{claim['id']}").text))
    assert f'href="https://web.archive.org/web/20181231/{claim["deep_link"]}"' in cite
    assert "https://web.archive.org/web/20180302/https://www.bbc.com/" in cite
    assert "BBC, 2 March 2018, in the next note" in cite
    assert "citing BBC" not in cite


@pytest.mark.parametrize(
    "path",
    [
        *("/claims/no.bib", "/claims/no.csl.json", "/jnim/claims/no.bib", "/jnim/no/x.bib"),
        *("/jnim/attack_days/x.bib", "/jnim/page_claims/x.bib", "/jnim/sqlite_master/x.bib"),
        *("/no/x.bib", "/claims/.bib", "/claims/a%22b.bib", "/claims/csis-ouagadougou-attack.ris"),
    ],
)
def test_there_is_nothing_to_cite_where_there_is_no_row(get: Get, path: str) -> None:
    assert get(path).status_code in {302, 404}


def test_addresses_have_the_place_of_the_site_in_front() -> None:
    with in_process(ROOT, base_url="/some/where/", force_https_urls=True) as get:
        page = get("/claims/csis-ouagadougou-attack", Host=HOST).text
        address = f"https://{HOST}/some/where/claims/csis-ouagadougou-attack"
        assert f'class="cite-address" href="{address}"' in page
        assert f'property="og:url" content="{address}"' in page
        assert 'href="/some/where/claims/csis-ouagadougou-attack.bib"' in page
        assert "where/some/where" not in page
        answer = get("/claims/csis-ouagadougou-attack.bib")
        assert answer.status_code == 200
        feed = get("/feeds/attacks.atom").text
        assert "https://localhost/some/where/attacks/ouagadougou-2018" in feed
        assert "where/some/where" not in feed


def test_a_release_is_dated_where_metadata_says_so(tmp_path: Path) -> None:
    copy_of_site(tmp_path, lambda database: None)
    (tmp_path / "metadata.yml").unlink()
    words = (ROOT / "metadata.yml").read_text(encoding="utf-8")
    undated = re.sub("(?m)^released: .*\n", "", words)
    assert undated != words
    (tmp_path / "metadata.yml").write_text(f'released: "2026-02-03"\n{undated}', encoding="utf-8")
    with in_process(tmp_path) as get:
        assert "(3 February 2026)" in texts(get("/groups/jnim").text)[0]
        assert fields_of(get("/groups/jnim.bib").text)[2]["date"] == "2026-02-03"
        assert get("/-/metadata.json").json()["released"] == "2026-02-03"
    (tmp_path / "metadata.yml").write_text(undated, encoding="utf-8")
    with in_process(tmp_path) as get:
        assert "(no date)" in texts(get("/groups/jnim").text)[0]


def test_any_id_can_be_cited(tmp_path: Path) -> None:
    odd = "a/b?c=d&e\"<i>'%~#{}.bib"

    def rename(database: sqlite3.Connection) -> None:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("UPDATE attacks SET id = ? WHERE id = 'timbuktu-2012'", [odd])

    with in_process(copy_of_site(tmp_path, rename)) as get:
        address = f"/attacks/{tilde_encode(odd)}"
        assert f'href="http://localhost{address}"' in get(f"/jnim{address}").text
        assert fields_of(get(f"{address}.bib").text)[2]["title"] == "{Takeover of Timbuktu, 2012}"
        assert get(f"{address}.csl.json").json()[0]["id"] == f"jnim-attacks-{odd}"


# ------------------------------------------------------------------------------- hostile


SPOILT = [
    "/",
    "/disagreements",
    "/jnim/membership/csis-merged-groups",
    "/sources/csis-2018",
    "/sources/acled",
    "/sources/geonames",
    "/claims/csis-title-merger",
    *(f"/{table}/{id_}" for table, id_ in PAGES.items()),
]


def test_the_words_are_in_the_database(spoilt: Get) -> None:
    for path in SPOILT[1:]:
        assert "alert(1)" in spoilt(path).text, path


@pytest.mark.parametrize("path", some([*SPOILT], 3))
def test_hostile_words_stay_words_on_pages(spoilt: Get, path: str) -> None:
    answer = spoilt(path)
    assert answer.status_code == 200
    page = answer.text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert not re.search(r"<[^>]*\bonerror=", re.sub(r'"[^"]*"', '""', page))
    assert not re.search(r'(?:href|src|action)="?\s*javascript:', page, re.IGNORECASE)
    assert "49{%" not in page
    for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
        assert "<" not in data
        told = json.loads(data)
        assert told["@context"] == "https://schema.org"
        assert "javascript:" not in json.dumps(told.get("appearance", {}).get("url", ""))
        if told["@type"] == "Claim":
            assert WORDS in told["text"]


@pytest.mark.parametrize(("table", "id_"), [*PAGES.items(), ("sources", "csis-2018")])
def test_hostile_words_stay_words_in_files(spoilt: Get, table: str, id_: str) -> None:
    _, _, fields = fields_of(spoilt(f"/{table}/{id_}.bib").text)
    title = fields["title"]
    assert r"\textbackslash{}bibitem\textbraceleft{}" in title
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", title)
    assert not re.search(r"(?<!\\)[$%#]", title)
    (item,) = spoilt(f"/{table}/{id_}.csl.json").json()
    assert "</script><script>alert(1)" in item["title"]


@pytest.mark.parametrize("path", ["/feeds/attacks.atom", "/feeds/disagreements.atom"])
def test_hostile_words_stay_words_in_feeds(spoilt: Get, path: str) -> None:
    feed = ElementTree.fromstring(spoilt(path).text)
    allowed = {"div", "p", "ul", "li"}
    for element in feed.iter():
        name = element.tag.split("}")[1]
        if element.tag.startswith("{http://www.w3.org/1999/xhtml}"):
            assert name in allowed
        else:
            assert element.tag.startswith(ATOM)
    titles = [title.text or "" for title in feed.iter(f"{ATOM}title")][1:]
    assert titles
    assert all("</script><script>alert(1)" in title for title in titles)


def test_the_site_map_is_whole_with_hostile_words(spoilt: Get) -> None:
    ElementTree.fromstring(spoilt("/sitemap.xml").text)
    assert spoilt("/llms.txt").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/map", "/map?from=2018", "/timeline", "/lineage?as_of=2018", "/attacks", "/about"),
        *("/disagreements?topic=date", "/places", "/people", "/groups", "/glossary", "/claims"),
        *("/citations", "/sources", "/by-source/jnim", "/compare?group=jnim&group=ansar-dine"),
    ],
)
def test_a_page_of_many_things_is_cited_by_its_address(get: Get, path: str) -> None:
    """“Cite this” was said to stand on each page, and did on those of single rows only."""
    page = get(path).text
    (reference,) = re.findall(r'data-copy="this page’s reference">([^<]*)', page)
    title = re.findall("<title>([^<]*?)(?: ·[^·<]*)?</title>", page)[0]
    assert f"“{html.unescape(title)}”" in html.unescape(reference)
    # A slash alone, as the first page's, says nothing.
    where = f", {html.unescape(path)}, release " if path != "/" else ", jnim.db, release "
    assert where in html.unescape(reference)


@pytest.mark.parametrize("path", ["/nothing", "/groups/nobody", "/fr/x", "/embed/map"])
def test_what_is_missing_or_embedded_has_nothing_to_cite(get: Get, path: str) -> None:
    assert "cite-fold" not in get(path).text


def test_a_copied_reference_says_that_sources_conflict_and_where(get: Get) -> None:
    """“Seven, citing Reuters” was copied without a word of it that Reuters has ten."""
    sql = (
        "select distinct claim_id, disagreement_id from disagreement_readings"
        " join disagreements on disagreements.id = disagreement_id"
        " where at_issue = 1 and is_conflict = 1 and status = 'open' and claim_id is not null"
    )
    rows = get(f"/jnim.json?{urlencode({'sql': sql, '_shape': 'array'})}").json()
    assert len(rows) > 10
    for row in rows:
        at = f", see /disagreements/{row['disagreement_id']}"
        reference = html.unescape(texts(get(f"/claims/{row['claim_id']}").text)[0])
        mark = r"; (sources conflict|conflicts within)[^;]*\. Against it: "
        assert re.search(mark, reference), reference
        assert at in reference
        assert at in fields_of(get(f"/claims/{row['claim_id']}.bib").text)[2]["note"]
    seven = texts(get("/claims/csis-timbuktu-injured").text)[0]
    assert "sources conflict, a cited work among them. Against it: Reuters, 14 April" in seven
    assert "ten French soldiers wounded" in seven
    wrong = texts(get("/claims/mi-ouagadougou-attack").text)[0]
    at = "/disagreements/ouagadougou-headquarters"
    assert wrong.endswith(f"; citation problem: the cited work names Burkina Faso's army, see {at}")
    with in_process(ROOT, force_https_urls=True) as public:
        page = public("/claims/csis-timbuktu-injured", Host=HOST).text
        assert f", see https://{HOST}/disagreements/timbuktu-toll" in texts(page)[0]
