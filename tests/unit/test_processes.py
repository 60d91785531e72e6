"""Which process answers a request: by the route that Datasette finds, however it is spelled."""

from __future__ import annotations

from string import ascii_letters
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from datasette.utils import tilde_encode

from plugins.site.serving import processes
from plugins.site.serving.worker import SQL, TABLES

QUERIES: dict[str, dict[str, object]] = {
    "find": {"params": ["q"]},
    "members": {"params": ["group", "as_of"]},
    "attacks_between": {"params": ["start", "end"]},
    "attacks_per_month": {"params": ["group", "start"]},
}
SMALL = {"attacks": 9, "claims": 177, "attack_reports": 40}
LARGE = {"attacks": 1_000_000, "claims": 177, "attack_reports": 1_200_000}


def site(counts: dict[str, int] | None, base_url: str = "/") -> Any:
    """A site with a database of a given number of rows, or one that can change."""
    database = SimpleNamespace(name="jnim", cached_table_counts=counts)
    return SimpleNamespace(
        databases={"jnim": database, "_internal": SimpleNamespace(name="_internal")},
        setting={"base_url": base_url}.__getitem__,
        metadata=lambda key, database: QUERIES,
    )


def worker(
    address: str, counts: dict[str, int] | None = SMALL, base_url: str = "/", **more: Any
) -> str | None:
    """The worker that answers an address."""
    path, _, query = address.partition("?")
    scope = {"path": path, "raw_path": path.encode(), "query_string": query.encode(), **more}
    datasette = site(counts, base_url)
    return processes.worker_for(datasette, processes.parse(datasette, scope))


def tilde(text: str) -> str:
    """A text with every letter in Datasette's own percent-like encoding."""
    return "".join(f"~{ord(letter):02X}" for letter in text)


SPELLINGS = [
    "jnim",
    tilde("jnim"),
    tilde("jnim").lower(),
    *(f"{'jnim'[:at]}{tilde('jnim'[at])}{'jnim'[at + 1 :]}" for at in range(4)),
    quote("jnim").replace("n", "%6E"),
    "JNIM",
    "x",
]
# What SQL of a reader's own comes in.
CARRIERS = [
    "sql=select+1",
    "_where=1",
    "x=1&sql=",
    "sql",
    "%73ql=select+1",
    "s%71%6C=select+1",
    "a=b&&&_where=1",
    "_search=a&_searchmode=raw",
    "_search_title=a&%5Fsearchmode=%72aw",
    "_searchmode=x&_searchmode=raw",
    "sql=a&_stream=on",
]
FORMS = ["", ".json", ".csv", ".jsono", ".html", ".x", "/claims", "/claims.csv", "/claims/a", "/"]


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("base_url", ["/", "/under/here/"])
def test_sql_of_readers_goes_to_its_worker_however_the_path_is_written(
    carrier: str, base_url: str
) -> None:
    for counts in (SMALL, LARGE, None):
        for name in SPELLINGS:
            for form in FORMS:
                for path in (f"/{name}{form}", f"/-/points/{name}{form}", f"//{name}{form}"):
                    for address in (path, f"{base_url.rstrip('/')}{path}"):
                        assert worker(f"{address}?{carrier}", counts, base_url) == SQL, address


def test_what_only_looks_like_sql_is_answered_like_any_page() -> None:
    for query in ("_sql=1", "q=sql%3D1", "xsql=1", "_x=%26sql=1", "SQL=1", "_searchmode=escaped"):
        assert worker(f"/jnim/attacks?{query}") is None, query


@pytest.mark.parametrize(
    ("address", "small", "large"),
    [
        ("/", None, None),
        ("/jnim", None, None),
        ("/jnim.db", None, None),
        ("/static/site.css", None, None),
        ("/-/release", None, None),
        ("/groups/jnim", None, None),
        ("/nowhere", None, None),
        ("/nowhere/attacks", None, None),
        (f"/nowhere?x={'%' * 4000}", TABLES, TABLES),
        ("/map?from=2018-03", None, TABLES),
        ("/m~61p", None, TABLES),
        ("/embed/map?source=a", None, TABLES),
        ("/attacks-per-month?group=jnim", None, TABLES),
        ("/jnim/attacks_per_month?group=jnim", None, TABLES),
        ("/-/charts/lineage.svg", None, None),
        ("/-/charts/lineage.png", TABLES, TABLES),
        ("/-/points/jnim/attacks", None, TABLES),
        ("/jnim/claims", None, None),
        ("/jnim/claims?_sort=statement&_search=a&_through={}", None, None),
        ("/jnim/claims.json?_size=100", None, None),
        ("/jnim/claims.json?_size=101", TABLES, TABLES),
        ("/jnim/claims.json?_size=max", TABLES, TABLES),
        ("/jnim/claims.json?_size=1&_size=9999999999999", TABLES, TABLES),
        ("/jnim/claims.csv?_stream=on", TABLES, TABLES),
        ("/jnim/claims.csv?_stream", TABLES, TABLES),
        # Its facets, filters and orders may read all rows of a large table.
        ("/jnim/attacks", None, TABLES),
        ("/jnim/attacks.json?country_code=ML&_shape=array&_labels=on&_nofacet=1", None, TABLES),
        ("/jnim/attacks/ouagadougou-2018", None, None),
        ("/jnim/attack_reports?attack_id=a", None, TABLES),
        # As programs get past caches.
        ("/jnim/claims?_x=12&_=34", None, None),
        ("/jnim/claims?" + "&".join(f"_facet={each}" for each in "abcdefghi"), TABLES, TABLES),
        ("/jnim/find?q=x", None, None),
        # Without what it is about, a query gives all that there is.
        ("/jnim/find", TABLES, TABLES),
        ("/jnim/find?q=&x=1&_a=2", TABLES, TABLES),
        ("/jnim/attacks_between?start=2018", None, TABLES),
        ("/jnim/view_of_all", None, TABLES),
        ("/jni~6D/att~61cks?_sort=title", None, TABLES),
    ],
)
def test_what_may_take_long_is_answered_apart(
    address: str, small: str | None, large: str | None
) -> None:
    assert worker(address) == small
    assert worker(address, LARGE) == large
    # What can change is counted by nobody, and may be large.
    assert worker(address, None) in {large, TABLES}
    assert worker(f"/under/here{address}", base_url="/under/here/") == small


@pytest.mark.parametrize(
    ("query", "is_counted"),
    [
        ("", True),
        ("?country_code=ML&year=2018&_next=a&_facet=month", True),
        ("?_sort_desc=date_earliest&_size=20", True),
        # As programs get past caches.
        ("?year=2018&_facet=attack_type&_x=12&_=34", True),
        ("?_x__contains=a", False),
        ('?country_code=ML&_through={"table":"attack_reports"}', False),
        ("?country_code=ML&_search=a", False),
        ("?title__contains=a", False),
        ("?year__gt=2017", False),
        ("?_facet=title", False),
        ("?_facet_array=x", False),
        ("?_sort=title", False),
        ("?_size=max", False),
        ("?_where=1", False),
        ("?sql=1", False),
        ("?_stream=on", False),
        ("?anything_new=1", False),
        (f"?year={'9' * 4000}", False),
        (".csv", False),
        ("/ouagadougou-2018", False),
    ],
)
def test_pages_of_attacks_that_are_quick_however_many_there_are(
    query: str, is_counted: bool
) -> None:
    """Where others' costly pages fill the worker, these do not wait for them."""
    path, _, query = f"/jnim/attacks{query}".partition("?")
    scope = {"path": path, "raw_path": path.encode(), "query_string": query.encode()}
    assert processes.is_counted(processes.parse(site(LARGE), scope)) is is_counted


@pytest.mark.parametrize("letter", ascii_letters)
def test_every_letter_may_be_written_otherwise(letter: str) -> None:
    assert tilde_encode(letter) == letter
    for spelling in (tilde(letter), tilde(letter).lower()):
        path = f"/{spelling}.json"
        route = processes.parse(site(SMALL), {"path": path, "query_string": b""})
        assert route.parts == (letter,)


def test_a_path_is_read_as_it_came_and_not_as_it_was_decoded() -> None:
    scope = {"path": "/jnim/a/b", "raw_path": b"/jnim/a%2Fb?x", "query_string": b""}
    assert processes.parse(site(SMALL), scope).parts == ("jnim", "a%2Fb")
