"""HTTP as programs expect it for files: in part, resumed, and read by pages of other sites."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.conftest import some
from tests.site.serving import Server, request
from tests.site.tables import ROOT, Ask, in_process

DATABASE = (ROOT / "jnim.db").read_bytes()
STYLE = (ROOT / "static" / "site.css").read_bytes()
FILES = {"/jnim.db": DATABASE, "/static/site.css": STYLE}
GENERATED = ["/", "/jnim/claims.csv", "/jnim/claims.json", "/-/points/jnim/attacks", "/robots.txt"]
GENERATED += ["/claims/csis-formation.bib", "/jnim.json?sql=select+1", "/nowhere"]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with in_process(ROOT, is_kept=True) as ask:
        ask("/")
        yield ask


@pytest.fixture(scope="module")
def public() -> Iterator[Ask]:
    """A site whose data pages of other sites may read, as in the image."""
    with in_process(ROOT, cors=True, is_kept=True) as ask:
        ask("/")
        yield ask


# ---------------------------------------------------------------- parts of files


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-100", slice(-100, None)),
        ("bytes=0-0", slice(0, 1)),
        ("bytes=5-999999999", slice(5, None)),
        ("bytes=-999999999", slice(0, None)),
        (" bytes=7-8 ", slice(7, 9)),
    ],
)
def test_a_part_of_a_file(ask: Ask, path: str, asked: str, part: slice) -> None:
    whole = FILES[path]
    start, end, _ = part.indices(len(whole))
    for encoding in ("identity", "gzip"):
        for _ in range(2):  # whether the file is kept in memory or not
            answer = ask(path, range=asked, accept_encoding=encoding)
            assert (answer.status_code, answer.content) == (206, whole[part])
            assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(whole)}"
            assert answer.headers["content-length"] == str(end - start)
            assert answer.headers["accept-ranges"] == "bytes"
            assert "content-encoding" not in answer.headers
            assert answer.headers["etag"] == ask(path).headers["etag"]
            ask(path, accept_encoding=encoding)


@pytest.mark.parametrize("letters", ["a" * 300, "%F0%9F%A7%A8" * 60])
def test_a_name_that_no_file_can_have_is_refused(ask: Ask, letters: str) -> None:
    """Its length was counted in letters, it was opened as given, and failed as an error of ours."""
    assert ask(f"/static/{letters}").status_code == 400


@pytest.mark.parametrize("path", FILES)
def test_what_is_behind_the_end_is_not_there(ask: Ask, path: str) -> None:
    size = len(FILES[path])
    for asked in (f"bytes={size}-", f"bytes={size}-{size + 5}", "bytes=-0"):
        answer = ask(path, range=asked)
        assert (answer.status_code, answer.content) == (416, b"")
        assert answer.headers["content-range"] == f"bytes */{size}"


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize(
    "asked", ["bytes=9-8", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0x1-2", ""]
)
def test_what_is_no_range_is_no_failure(ask: Ask, path: str, asked: str) -> None:
    assert ask(path, range=asked).status_code == 400
    assert ask(path).content == FILES[path]


@pytest.mark.parametrize("path", FILES)
def test_several_parts_come_in_one_answer(ask: Ask, path: str) -> None:
    answer = ask(path, range="bytes=0-1,5-6")
    assert answer.status_code == 206
    kind, _, boundary = answer.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/byteranges"
    parts = [part.partition(b"\r\n\r\n")[2] for part in answer.content.split(boundary.encode())]
    assert [part[:2] for part in parts if part] == [FILES[path][:2], FILES[path][5:7]]


def test_a_download_is_resumed_only_while_the_file_is_the_same(ask: Ask) -> None:
    tag = ask("/jnim.db").headers["etag"]
    same = ask("/jnim.db", range="bytes=10-19", if_range=tag)
    assert (same.status_code, same.content) == (206, DATABASE[10:20])
    for other in ('"other"', f"W/{tag}", "Fri, 27 Nov 2026 08:00:00 GMT", ""):
        answer = ask("/jnim.db", range="bytes=10-19", if_range=other)
        assert (answer.status_code, len(answer.content)) == (200, len(DATABASE)), other
    # A weak tag says nothing of bytes.
    weak = ask("/static/site.css").headers["etag"]
    assert ask("/static/site.css", range="bytes=10-19", if_range=weak).status_code == 200


@pytest.mark.parametrize("path", FILES)
def test_head_is_of_the_whole(ask: Ask, path: str) -> None:
    answer = ask(path, "HEAD", range="bytes=0-9", accept_encoding="identity")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(FILES[path]))
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("path", GENERATED)
def test_of_what_is_generated_there_are_no_parts(ask: Ask, path: str) -> None:
    whole = ask(path)
    answer = ask(path, range="bytes=0-9")
    assert answer.status_code == whole.status_code
    assert len(answer.content) > 10
    assert not {"accept-ranges", "content-range"} & answer.headers.keys()


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("path", ["/jnim.db", "/jnim.db?sql=by-a-worker"])
def test_parts_as_they_are_sent(attacked: Server, path: str, version: str) -> None:
    asked = ["Connection: close", "Range: bytes=16-99"]
    head, _, body = attacked.exchange(request(path, *asked, version=version)).partition(b"\r\n\r\n")
    first, *lines = head.decode().lower().split("\r\n")
    assert first == "http/1.1 206 partial content"
    assert lines.count("content-length: 84") == 1
    assert not [line for line in lines if line.startswith("transfer-encoding")]
    assert body == DATABASE[16:100]


# ---------------------------------------------------------------- endings, pages elsewhere


@pytest.mark.parametrize("ending", ["zip", "geojson", "parquet", "xlsx", "html", "db-wal", "bib"])
@pytest.mark.parametrize(
    "path",
    [
        *("/jnim", "/jnim/attacks", "/jnim/attacks/ouagadougou-2018", "/groups/jnim", "/map"),
        *some(("/nowhere", "/~6Anim", "/jnim/find", "/attacks/ouagadougou-2018", "/basemap"), 5),
    ],
)
def test_an_ending_that_is_none_is_not_answered_by_a_page(ask: Ask, path: str, ending: str) -> None:
    for query in ("", "?q=a", "?sql=select+1"):
        is_citation = ending == "bib" and path.endswith(("/ouagadougou-2018", "/groups/jnim"))
        status = 200 if is_citation else 404
        assert ask(f"{path}.{ending}{query}").status_code == status


@pytest.mark.parametrize("path", ["/nowhere", "/groups/nobody", "/jnim/no-such-table.json"])
def test_who_has_the_newest_release_has_not_what_is_not_there(ask: Ask, path: str) -> None:
    """All addresses were answered with 304, even those of pages that a release had removed."""
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
        assert {"ETag", "Link", "Content-Range"} <= set(exposed.split(", "))
        names = [name for name, _ in answer.headers.multi_items()]
        assert len(names) == len(set(names))
    assert "Range" in answers[1].headers["access-control-allow-headers"].split(", ")


# ---------------------------------------------------------------- CSV that is not all


def test_csv_of_a_query_that_would_be_cut_is_refused() -> None:
    """It ended after as many rows as an answer may have, without saying so."""
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
