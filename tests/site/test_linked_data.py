"""What programs read in a page: its address, its other formats, Highwire tags, JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from rdflib import RDF, Graph, Namespace, URIRef

from tests.conftest import some
from tests.site.tables import LISTED, METADATA, Get, connect

SCHEMA = Namespace("https://schema.org/")
# A page of each kind, and what it is. What is not named here is a page.
KINDS = {
    "/": "Dataset",
    "/jnim": "Dataset",
    "/downloads": "Dataset",
    "/groups/jnim": "Organization",
    "/people/iyad-ag-ghaly": "Person",
    "/places/ouagadougou": "Place",
    "/attacks/ouagadougou-2018": "Event",
    "/claims/csis-ouagadougou-attack": "Claim",
    "/disagreements/ouagadougou-date": "CreativeWork",
    "/sources/bbc-2018-03-02": "NewsArticle",
    "/sources/csis-2018": "Article",
    **{f"/jnim/{table}": "Dataset" for table in LISTED},
    **dict.fromkeys(
        (
            "/groups",
            "/people",
            "/about",
            "/glossary",
            "/codebook",
            "/citations",
            "/disagreements",
            "/map",
        ),
        "WebPage",
    ),
    **dict.fromkeys(
        ("/timeline", "/lineage", "/compare", "/attacks-per-month", "/search?q=Ghaly"), "WebPage"
    ),
    "/jnim/find?q=Ghali": "WebPage",
    "/jnim/disagreement_kinds/value": "WebPage",
}


def head(page: str, pattern: str) -> list[Any]:
    """Find something in the head of a page, with its character references decoded."""
    found = re.findall(pattern, page.partition("</head>")[0], re.DOTALL)
    return [tuple(map(unescape, e)) if isinstance(e, tuple) else unescape(e) for e in found]


def datasets(told: object) -> Iterator[dict[str, Any]]:
    """Find the data sets in a tree of JSON-LD."""
    if isinstance(told, dict):
        if told.get("@type") == "Dataset":
            yield told
        told = list(told.values())
    for each in told if isinstance(told, list) else []:
        yield from datasets(each)


@pytest.mark.parametrize("path", some([*KINDS], 3))
def test_each_page_says_in_json_ld_what_it_is(get: Get, path: str) -> None:
    page, kind = get(path).text, KINDS[path]
    (address,) = head(page, r'<link rel="canonical" href="(.*?)">')
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    told = json.loads(text)
    # The context is on the web: here only the names are wanted, which are all of one vocabulary.
    assert told.pop("@context") == "https://schema.org"
    told["@context"] = {"@vocab": str(SCHEMA)}
    graph = Graph().parse(data=json.dumps(told), format="json-ld")
    home = URIRef("http://localhost/")
    this = home if kind == "Dataset" and path in ("/", "/jnim", "/downloads") else URIRef(address)
    assert (this, RDF.type, SCHEMA[kind]) in graph
    assert (this, SCHEMA.name, None) in graph
    assert this == home or any((this, SCHEMA[each], home) in graph for each in WHOLE)
    # What Google asks of a data set.
    for each in datasets(told):
        assert 50 <= len(each["description"]) <= 5000
        assert each["name"]
        assert each["license"]


WHOLE = ("isPartOf", "subjectOf")


def test_the_data_set_is_complete(get: Get) -> None:
    (text,) = re.findall(r'ld\+json">(.*?)</script>', get("/").text, re.DOTALL)
    told = json.loads(text)
    wanted = "identifier keywords version creator publisher datePublished measurementTechnique"
    assert [name for name in wanted.split() if not told.get(name)] == []
    first, last = told["temporalCoverage"].split("/")
    with connect() as database:
        days = database.execute("SELECT min(date_earliest), max(date_latest) FROM attacks")
        assert tuple(days.fetchone()) == (first, last)
    *places, box = told["spatialCoverage"]
    assert {place["name"] for place in places} == {"Burkina Faso", "Mali"}
    south, west, north, east = map(float, box["geo"]["box"].split())
    assert south < 12.37 < north  # Ouagadougou
    assert west < -1.53 < east
    assert told["keywords"]
    assert told["license"] == METADATA["license_url"]


def test_a_claim_names_the_works_that_it_cites_with_their_addresses(get: Get) -> None:
    page = get("/claims/csis-ultimate-goal").text
    (text,) = re.findall(r'ld\+json">(.*?)</script>', page, re.DOTALL)
    told = {each["name"]: each["url"] for each in json.loads(text)["citation"]}
    with connect() as database:
        known = dict(database.execute("SELECT title, url FROM sources").fetchall())
    assert told
    assert all(known[name] == url for name, url in told.items())


@pytest.mark.parametrize("path", some([*KINDS], 3))
def test_the_address_that_stays_leads_to_the_same_page(get: Get, path: str) -> None:
    (address,) = head(get(path).text, r'<link rel="canonical" href="(.*?)">')
    again = get(address.removeprefix("http://localhost"))
    assert again.status_code == 200
    assert head(again.text, r'<link rel="canonical" href="(.*?)">') == [address]


@pytest.mark.parametrize("path", ["/groups/nobody", "/nowhere", "/jnim/no_table"])
def test_what_leads_nowhere_has_no_address_that_stays(get: Get, path: str) -> None:
    page = get(path)
    assert page.status_code == 404
    assert "canonical" not in page.text
    assert "ld+json" not in page.text


def test_a_row_and_its_page_have_one_address(get: Get) -> None:
    for path in ("/groups/jnim", "/jnim/groups/jnim", "/embed/claims/csis-formation"):
        (address,) = head(get(path).text, r'<link rel="canonical" href="(.*?)">')
        assert address == f"http://localhost{path.replace('/jnim/', '/').replace('/embed', '')}"


@pytest.mark.parametrize(
    "path",
    [
        "/groups/jnim",
        "/attacks/ouagadougou-2018",
        "/claims/csis-formation",
        "/jnim/groups",
        "/jnim/find?q=Ghali",
    ],
)
def test_the_other_forms_of_a_page_are_there(get: Get, path: str) -> None:
    forms = head(get(path).text, r'<link rel="alternate" type="(.*?)".*? href="(.*?)">')
    assert {kind.partition("+")[0] for kind, _ in forms} >= {"application/json"} | (
        {"text/csv"} if path.startswith("/jnim") else {"application/x-bibtex"}
    )
    for kind, address in forms:
        answer = get(address.removeprefix("http://localhost"))
        assert answer.status_code == 200, address
        sent = answer.headers["content-type"].partition(";")[0]
        assert sent in (kind.removesuffix("+datasette"), "text/plain"), address


def test_reference_managers_read_who_when_and_where(get: Get) -> None:
    tags = head(
        get("/claims/csis-ouagadougou-attack").text, r'<meta name="citation_(.*?)" content="(.*?)">'
    )
    told = dict(tags)
    assert told["title"] == "Jama'at Nasr al-Islam wal Muslimin (JNIM)"
    assert told["author"] == "Newlee, Danika"
    assert told["publication_date"] == "2018"
    assert told["publisher"] == "Center for Strategic and International Studies"
    assert told["abstract_html_url"] == "http://localhost/claims/csis-ouagadougou-attack"
    # An address for a list of works; the one that leads to the words is on the page.
    assert told["fulltext_html_url"].startswith("https://www.csis.org/")
    assert "#" not in told["fulltext_html_url"]
    assert "citation_" not in get("/jnim/groups").text.partition("</head>")[0]


def test_a_number_of_two_groups_makes_neither_the_same_as_it(get: Get) -> None:
    with connect() as database:
        shared = database.execute(
            "SELECT subject_id, url FROM page_identifiers"
            " WHERE shared_with IS NOT NULL AND url LIKE 'http%'"
        ).fetchall()
    assert shared
    for row in shared:
        text = head(get(f"/groups/{row['subject_id']}").text, r'ld\+json">(.*?)</script>')
        assert row["url"] not in json.loads(text[0]).get("sameAs", [])


def test_a_claim_is_shared_as_its_source_s(get: Get) -> None:
    head = get("/claims/csis-ghaly-emir").text.partition("</head>")[0]
    titles = re.findall(r'property="og:title" content="([^"]*)"', head)
    assert [title.partition(" (")[0] for title in titles] == ["CSIS 2018"]
