"""HTTP as programs expect it of files: whole, of a known kind, to be read by pages elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.site.tables import ROOT, Ask, in_process

DATABASE = (ROOT / "jnim.db").read_bytes()
STYLE = (ROOT / "static" / "site.css").read_bytes()
FILES = {"/jnim.db": DATABASE, "/static/site.css": STYLE}
GENERATED = ["/", "/jnim/claims.csv", "/jnim/claims.json", "/-/points/jnim/attacks", "/robots.txt"]
GENERATED += ["/claims/csis-formation.bib", "/jnim.json?sql=select+1", "/nowhere"]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with in_process(ROOT) as ask:
        ask("/")
        yield ask


@pytest.fixture(scope="module")
def public() -> Iterator[Ask]:
    """A site of which pages elsewhere may read the data, as in the image."""
    with in_process(ROOT, cors=True) as ask:
        ask("/")
        yield ask


@pytest.mark.parametrize("path", FILES)
def test_a_file_comes_whole_whatever_part_is_asked_for(ask: Ask, path: str) -> None:
    for method in ("GET", "HEAD"):
        answer = ask(path, method, range="bytes=0-9", accept_encoding="identity")
        assert (answer.status_code, len(answer.content) or len(FILES[path])) == (
            200,
            len(FILES[path]),
        )
        assert answer.headers["content-length"] == str(len(FILES[path]))


# ---------------------------------------------------------------- endings, pages elsewhere


@pytest.mark.parametrize("ending", ["zip", "geojson", "parquet", "xlsx", "html", "db-wal", "bib"])
@pytest.mark.parametrize(
    "path",
    [
        *("/jnim", "/~6Anim", "/jnim/attacks", "/jnim/find", "/jnim/attacks/ouagadougou-2018"),
        *("/attacks/ouagadougou-2018", "/groups/jnim", "/map", "/basemap", "/nowhere"),
    ],
)
def test_an_ending_that_is_none_is_not_answered_by_a_page(ask: Ask, path: str, ending: str) -> None:
    for query in ("", "?q=a", "?sql=select+1"):
        is_citation = ending == "bib" and path.endswith(("/ouagadougou-2018", "/groups/jnim"))
        status = 200 if is_citation else 404
        assert ask(f"{path}.{ending}{query}").status_code == status


@pytest.mark.parametrize("path", ["/nowhere", "/groups/nobody", "/jnim/no-such-table.json"])
def test_who_has_the_newest_release_has_not_what_is_not_there(ask: Ask, path: str) -> None:
    """All addresses were answered 304, such as those of pages that a release took away."""
    tag = ask("/").headers["etag"]
    assert ask(path, if_none_match=tag).status_code == 404
    assert ask("/jnim/claims", if_none_match=tag).status_code == 304


@pytest.mark.parametrize("path", [*GENERATED, *FILES, "/feeds/attacks.atom", "/jnim.zip"])
def test_pages_elsewhere_may_read_everything(public: Ask, path: str) -> None:
    tag = public("/jnim").headers["etag"]
    answers = [public(path), public(path, "OPTIONS"), public(path, if_none_match=tag)]
    answers += [public(path, "DELETE"), public(path, host="a/b"), public(f"{path}?" + "&" * 100)]
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == "*"
        exposed = answer.headers["access-control-expose-headers"]
        assert {"ETag", "Link", "X-Release"} <= set(exposed.split(", "))
        names = [name for name, _ in answer.headers.multi_items()]
        assert len(names) == len(set(names))


# ---------------------------------------------------------------- CSV that is not all


def test_csv_of_a_query_that_would_be_cut_is_refused() -> None:
    """It ended after as many rows as an answer may have, and nothing said so."""
    with in_process(ROOT, max_returned_rows=20) as ask:
        sql = quote("select id from claims")
        for more in ("", "&_stream=on", "&_exact=on"):
            answer = ask(f"/jnim.csv?sql={sql}{more}")
            assert answer.status_code == 400
            assert "more than 20 rows" in answer.text
        assert ask("/jnim/uncited.csv").status_code == 400
        assert len(ask(f"/jnim.csv?sql={sql}+limit+20").text.splitlines()) == 21
        assert ask(f"/jnim.json?sql={sql}").json()["truncated"] is True


def test_csv_of_a_table_says_where_it_goes_on(ask: Ask) -> None:
    lines: list[str] = []
    path = "/jnim/claims.csv?_size=100&_col=position"
    while path:
        answer = ask(path)
        lines += answer.text.splitlines()[1:]
        path = answer.links.get("next", {}).get("url", "").removeprefix("http://localhost")
    assert len(lines) == len(set(lines)) > 200
    assert lines == ask("/jnim/claims.csv?_stream=on&_col=position").text.splitlines()[1:]
    assert "link" not in ask("/jnim/claims.csv?_stream=on").headers
