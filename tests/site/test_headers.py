"""The headers of every response, and which requests are answered: by method, host and origin."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette
from datasette.utils import StartupError

from plugins.site.serving import headers
from tests.site.tables import ROOT, Ask, copy_of_site, in_process, visit

PAGE = "/jnim/attacks/ouagadougou-2018"
KINDS = [PAGE, f"{PAGE}.json", "/jnim.db", "/jnim.json?sql=select+1", "/static/site.css"]
KINDS += ["/-/release", "/-/points/jnim/attacks", "/nowhere", "/jnim/claims.csv"]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with in_process(ROOT, is_kept=True) as ask:
        ask("/")
        yield ask


def withhold(database: sqlite3.Connection) -> None:
    database.execute("UPDATE sources SET redistributable = 0 WHERE id = 'csis-2018'")


def test_headers_for_a_public_site(ask: Ask) -> None:
    answers = [ask(path) for path in KINDS] * 2
    answers += [ask(PAGE, "POST"), ask(PAGE, "OPTIONS"), ask(PAGE, host="a/b")]
    for answer in answers:
        assert answer.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "camera=()" in answer.headers["permissions-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "strict-transport-security" not in answer.headers


def test_https_is_remembered_for_who_came_by_it_and_nobody_else(ask: Ask) -> None:
    for protocol, is_secure in (("https", True), ("http", False), ("https, http", True)):
        answer = ask(PAGE, x_forwarded_proto=protocol)
        assert ("strict-transport-security" in answer.headers) == is_secure
    assert "strict-transport-security" not in ask(PAGE).headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "NOSUCH"])
@pytest.mark.parametrize("path", ["/", "/jnim/attacks", "/jnim/find.json?q=x", "/-/logout"])
def test_a_site_that_can_only_be_read_says_so(ask: Ask, method: str, path: str) -> None:
    answer = ask(path, method)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "can only be read" in answer.text


@pytest.mark.parametrize("path", [f"{PAGE}.json", "/jnim/find.json?q=jnim", "/jnim/attacks.csv"])
def test_other_sites_may_read_data_only_where_that_is_allowed(path: str) -> None:
    async def ask(datasette: Datasette) -> list[httpx.Response]:
        methods = ("GET", "GET", "OPTIONS")
        return [await datasette.client.request(method, path) for method in methods]

    # A site on one's own machine may hold what nobody else should read.
    for answer in visit(ROOT, ask):
        assert "access-control-allow-origin" not in answer.headers
    for answer in visit(ROOT, ask, cors=True):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers


# ---------------------------------------------------------------- hosts


def test_what_cannot_be_a_host_is_refused(ask: Ask) -> None:
    for host in ('x"><script>', "evil.example/a", "evil example", "", "a" * 300, "a:b", "[x]"):
        for path in KINDS:
            answer = ask(path, host=host)
            assert (answer.status_code, "Host" in answer.text) == (400, True), (host, path)


def test_hosts_of_every_kind_are_answered(ask: Ask) -> None:
    for host in ("one.example:8080", "127.0.0.1:80", "[::1]:8001", "web_1"):
        answer = ask("/jnim/claims.json?_size=1", host=host)
        assert answer.json()["next_url"].startswith(f"http://{host}/")
        # A picture printed a path, and not on which site; of this computer alone it says none.
        drawn = ask("/-/charts/timeline.svg?kind=attack", host=host).text
        is_here_alone = host.startswith(("127.", "[::1]"))
        assert (f"http://{host}/timeline?kind=attack" in drawn) is not is_here_alone


def test_data_that_may_not_be_passed_on_has_no_other_name(tmp_path: Path) -> None:
    """A web page whose name was redirected to this machine could read all of it (DNS rebinding)."""
    with in_process(copy_of_site(tmp_path, withhold)) as ask:
        for host in ("localhost", "localhost:8001", "127.0.0.1", "127.0.0.1:8001", "[::1]:8001"):
            assert ask(PAGE, host=host).status_code == 200, host
        for host in ("evil.example", "evil.example:8001", "localhost.evil.example", "127.0.0.1.a"):
            for path in KINDS:
                answer = ask(path, host=host)
                assert answer.status_code == 400, (host, path)
                assert "localhost only" in answer.text


def test_data_that_may_not_be_passed_on_is_answered_at_its_own_address(tmp_path: Path) -> None:
    with_address(copy_of_site(tmp_path, withhold), "https://inside.example:8443")
    with in_process(tmp_path) as ask:
        for host, status in (("inside.example:8443", 200), ("[::1]", 200), ("evil.example", 400)):
            assert ask(PAGE, host=host).status_code == status


def test_programs_ask_from_this_site_or_from_none() -> None:
    """The MCP specification requires servers to check the header Origin."""

    async def mistake(datasette: Datasette, path: str, origin: str) -> str | None:
        named = [(b"host", b"localhost:8001"), *([(b"origin", origin.encode())] if origin else [])]
        return await headers.mistake_in_host(datasette, b"", {"path": path, "headers": named})

    async def ask(datasette: Datasette) -> None:
        for origin in ("", "http://localhost:8001", "https://localhost:8001"):
            assert await mistake(datasette, "/-/mcp", origin) is None
        for origin in ("https://evil.example", "http://localhost:80", "null", "http://127.0.0.1"):
            assert await mistake(datasette, "/-/mcp", origin), origin
            assert await mistake(datasette, "/jnim", origin) is None

    visit(ROOT, ask)


def with_address(folder: Path, address: str) -> Path:
    (folder / "metadata.yml").unlink()
    text = (ROOT / "metadata.yml").read_text(encoding="utf-8")
    (folder / "metadata.yml").write_text(f"address: {address}\n{text}", encoding="utf-8")
    return folder


def test_a_site_may_have_an_address_of_its_own(tmp_path: Path) -> None:
    folder = with_address(copy_of_site(tmp_path, lambda _: None), "https://jnim.example")
    with in_process(folder) as ask:
        hosts = ["jnim.example", "evil.example", "127.0.0.1:8001"]
        answers = [ask("/jnim/claims.json?_size=1", host=host) for host in hosts]
    addresses = {answer.json()["next_url"].partition("/jnim/")[0] for answer in answers}
    assert addresses == {"https://jnim.example"}


@pytest.mark.parametrize("address", ["jnim.example", "https://jnim.example/path", "ftp://a"])
def test_an_address_that_is_none_is_told_at_the_start(tmp_path: Path, address: str) -> None:
    with_address(copy_of_site(tmp_path, lambda _: None), address)
    with pytest.raises(StartupError, match=r"address is '.*'; write it as https://site\.example"):
        visit(tmp_path, lambda _: asyncio.sleep(0))
