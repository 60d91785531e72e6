"""Responses are compressed for clients that accept it, and have the same content for all."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from plugins.site.serving.responses import accepts_gzip, gzip_layer
from tests.conftest import finished
from tests.site.tables import ROOT, Ask, in_process

PAGE = "/jnim/attacks/ouagadougou-2018"


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with in_process(ROOT, is_kept=True) as ask:
        ask("/")
        yield ask


@pytest.mark.parametrize(
    ("accepts", "takes"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("*", True),
        ("GZIP", True),
        ("identity", False),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip;q=0.0, identity", False),
        ("gzip;q=0,deflate", False),
        ("xgzip", False),
        # No more is looked at, or kept.
        (" " * 1000 + "gzip", False),
        ("gzip" + "," * 10_000_000, True),
    ],
)
def test_who_can_read_it(accepts: str, takes: bool) -> None:
    assert accepts_gzip(accepts.encode()) == takes


def test_a_page_is_the_same_for_who_can_and_who_cannot(ask: Ask) -> None:
    answers = [ask(PAGE, accept_encoding=each) for each in ("gzip", "identity", "gzip, br", "br")]
    encodings = [answer.headers.get("content-encoding") for answer in answers]
    assert encodings == ["gzip", None, "gzip", None]
    sizes = [int(answer.headers["content-length"]) for answer in answers]
    assert sizes[0] == sizes[2] < sizes[1] / 3
    assert sizes[1] == sizes[3] == len(answers[1].content)
    for name in ("etag", "vary", "cache-control", "x-release"):
        assert len({answer.headers[name] for answer in answers}) == 1
    assert len({answer.content for answer in answers}) == 1  # httpx unpacks


@pytest.mark.parametrize(
    "path",
    [
        "/jnim.json?sql=select+*+from+claims&_shape=array",
        "/jnim/claims.csv",
        "/jnim/claims.csv?_stream=on",
        "/jnim/claims.json?_where=1",
        "/-/plugins.json",
    ],
)
def test_what_is_not_kept_is_compressed_as_well(ask: Ask, path: str) -> None:
    packed, whole = (ask(path, accept_encoding=each) for each in ("gzip", "identity"))
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in whole.headers
    texts = [re.sub(r'"query_ms": [\d.]+', "", answer.text) for answer in (packed, whole)]
    assert texts[0] == texts[1]
    assert len(texts[0]) > 500
    for answer in (packed, whole):
        assert answer.headers["vary"].endswith("Accept-Encoding")


@pytest.mark.parametrize("path", ["/-/tiles/basemap/2/1/1.png", "/jnim.db", "/robots.txt"])
def test_what_does_not_get_smaller_is_not_compressed(ask: Ask, path: str) -> None:
    answer = ask(path, accept_encoding="gzip")
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_nobody_has_a_page_of_their_own(ask: Ask) -> None:
    # On one, a token may stand beside words of the address (BREACH).
    plain = ask(PAGE, accept_encoding="gzip")
    for name in ("cookie", "authorization"):
        answer = ask(PAGE, **{name: "ds_actor=x", "accept_encoding": "gzip"})
        assert answer.content == plain.content
        assert answer.headers["content-encoding"] == "gzip"
        assert "set-cookie" not in answer.headers


def test_a_stream_is_compressed_as_it_comes() -> None:
    sent: list[Any] = []
    pieces = [f"{number},{number * number}\n".encode() * 100 for number in range(50)]
    unpacker = zlib.decompressobj(wbits=31)

    async def keep(message: Any) -> None:
        sent.append(message)

    async def stream(_scope: object, _receive: object, send: Any) -> None:
        headers = [(b"content-type", b"text/csv"), (b"content-length", b"9")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            # All of it is out, whatever comes next.
            assert unpacker.decompress(sent[-1]["body"]) == piece
        await send({"type": "http.response.body", "body": b"end"})

    scope = {"type": "http", "headers": [(b"accept-encoding", b"gzip")]}
    finished(gzip_layer(None, stream)(scope, None, keep))
    assert unpacker.decompress(sent[-1]["body"]) == b"end"
    assert unpacker.eof
    headers = dict(sent[0]["headers"])
    assert headers[b"content-encoding"] == b"gzip"
    assert b"content-length" not in headers
    assert not sent[-1].get("more_body")
