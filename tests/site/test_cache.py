"""Answers are kept for as long as nothing can change, and never longer."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import importlib.util
import json
import os
import re
import shutil
import sqlite3
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.inspect import inspect_hash
from datasette.plugins import pm
from datasette.utils import StartupError

from loaders.database import inspect_data
from publishing.stage import gather
from tests.conftest import finished
from tests.site.tables import ROOT, copy_of_site, visit

PAGE = "/jnim/attacks/ouagadougou-2018"


def get_all(*paths: str, **options: Any) -> Callable[[Datasette], Coroutine[Any, Any, Any]]:
    """A visit that asks for paths one after the other."""

    async def ask(datasette: Datasette) -> list[httpx.Response]:
        return [await datasette.client.get(path, **options) for path in paths]

    return ask


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the site whose database is immutable."""
    copy_of_site(tmp_path, lambda _: None)
    return finish(tmp_path)


def finish(folder: Path) -> Path:
    told = json.dumps(inspect_data(folder / "jnim.db"))
    (folder / "inspect-data.json").write_text(told, encoding="utf-8")
    return folder


def status(answer: httpx.Response) -> str:
    return str(answer.headers.get("cache-status", ""))


@pytest.fixture(scope="module")
def plugin() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cache_under_test", ROOT / "plugins/cache.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def running(folder: Path) -> Any:
    """Return the plugin as it runs in this process, once some site was made."""
    Datasette([], config_dir=folder)
    return pm.get_plugin("cache.py")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/jnim",
        "/jnim/attacks",
        PAGE,
        f"{PAGE}.json",
        "/jnim/find?q=jnim",
        "/jnim/find.json?q=a",
    ],
)
def test_the_second_answer_is_the_first(folder: Path, path: str) -> None:
    first, second = visit(folder, get_all(path, path))
    assert status(first) == "jnim; fwd=miss"
    assert status(second) == "jnim; hit"
    assert first.content == second.content
    for answer in (first, second):
        assert answer.status_code == 200
        assert answer.headers["cache-control"].startswith("public, max-age=0, s-maxage=")
        assert answer.headers["content-type"] == first.headers["content-type"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert first.headers["etag"] == second.headers["etag"]


def test_who_has_the_page_is_told_that_it_is_the_same(folder: Path) -> None:
    (first,) = visit(folder, get_all(PAGE))
    tag = first.headers["etag"]
    # After a restart as well, and without making the page anew.
    for given in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        (answer,) = visit(folder, get_all(PAGE, headers={"If-None-Match": given}))
        assert answer.status_code == 304, given
        assert answer.content == b""
        assert answer.headers["etag"] == tag
        assert "default-src" in answer.headers["content-security-policy"]
    (other,) = visit(folder, get_all(PAGE, headers={"If-None-Match": '"other"'}))
    assert other.status_code == 200


def change_database(folder: Path) -> None:
    database = sqlite3.connect(folder / "jnim.db")
    with database:
        database.execute("UPDATE attacks SET title = 'A new title'")
    database.close()
    finish(folder)


def change_database_only(folder: Path) -> None:
    inspected = folder / "inspect-data.json"
    told, then = inspected.read_text(), inspected.stat().st_mtime_ns
    change_database(folder)
    # Counts and hash of the old one.
    inspected.write_text(told)
    os.utime(inspected, ns=(then, then))


def change_metadata(folder: Path) -> None:
    text = (ROOT / "metadata.yml").read_text(encoding="utf-8")
    (folder / "metadata.yml").unlink()
    changed = text.replace("title: JNIM, claim by claim", "title: A new title")
    (folder / "metadata.yml").write_text(changed, encoding="utf-8")


def configure(folder: Path, plugin: str) -> None:
    text = (ROOT / "metadata.yml").read_text(encoding="utf-8")
    (folder / "metadata.yml").unlink()
    changed = text.replace("\nplugins:\n", f"\nplugins:\n  {plugin}\n", 1)
    assert changed != text
    (folder / "metadata.yml").write_text(changed, encoding="utf-8")


def own_copy(folder: Path, name: str) -> None:
    (folder / name).unlink()
    shutil.copytree(ROOT / name, folder / name)


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def change_template(folder: Path) -> None:
    own_copy(folder, "templates")
    append(folder / "templates" / "_footer.html", "A new title")


@pytest.mark.parametrize("name", ["templates/drawings/timeline.svg", "static/site.css"])
def test_what_pages_show_is_part_of_the_release(folder: Path, name: str) -> None:
    (before,) = visit(folder, get_all("/timeline"))
    own_copy(folder, name.split("/")[0])
    append(folder / name, " ")
    (after,) = visit(
        folder, get_all("/timeline", headers={"If-None-Match": before.headers["etag"]})
    )
    assert after.status_code == 200


@pytest.mark.parametrize(
    "change", [change_database, change_database_only, change_metadata, change_template]
)
def test_nothing_old_is_shown_after_a_restart(folder: Path, change: Callable[[Path], None]) -> None:
    before, _ = visit(folder, get_all(PAGE, PAGE))
    assert "A new title" not in before.text
    change(folder)
    (after,) = visit(folder, get_all(PAGE, headers={"If-None-Match": before.headers["etag"]}))
    assert after.status_code == 200
    assert "A new title" in after.text
    assert after.headers["etag"] != before.headers["etag"]


def test_copies_of_a_release_agree(tmp_path: Path) -> None:
    answers = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        gather(ROOT / "jnim.db", tmp_path / name)
        answers.append(visit(tmp_path / name, get_all(PAGE, "/-/release")))
    (one, told_by_one), (other, told_by_other) = answers
    assert one.headers["etag"] == other.headers["etag"]
    assert one.content == other.content
    assert one.headers["x-release"] == other.headers["x-release"]
    for told in (told_by_one, told_by_other):
        assert told.json() == {"release": one.headers["x-release"]}
        assert told.headers["x-release"] == one.headers["x-release"]
        assert "max-age=1," in told.headers["cache-control"]


def test_who_edits_a_template_sees_it(
    folder: Path, running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_copy(folder, "templates")
    own_copy(folder, "static")
    monkeypatch.setattr(running, "LOOK", 0)

    async def ask(datasette: Datasette) -> None:
        before = await datasette.client.get(PAGE)
        append(folder / "templates" / "_footer.html", "A new title")
        after = await datasette.client.get(PAGE)
        assert "A new title" in after.text
        assert after.headers["x-release"] != before.headers["x-release"]
        append(folder / "static" / "site.css", "/* new */")
        last = await datasette.client.get(PAGE, headers={"If-None-Match": after.headers["etag"]})
        assert last.status_code == 200
        old, new = (re.findall(r"/static/\w+/site.css", each.text) for each in (after, last))
        assert old != new
        assert (await datasette.client.get(new[0])).text.endswith("/* new */")

    visit(folder, ask)


def test_code_that_was_replaced_and_not_loaded_is_no_other_release(folder: Path) -> None:
    """Else pages of the old code would be kept under the release of the new."""
    own_copy(folder, "plugins")
    own_copy(folder, "templates")
    (folder / "settings.json").unlink()
    shutil.copyfile(ROOT / "settings.json", folder / "settings.json")

    async def ask(datasette: Datasette) -> str:
        append(folder / "plugins" / "pages.py", "# new")
        append(folder / "templates" / "_footer.html", "new")
        (folder / "settings.json").write_text('{"default_page_size": 7}')
        return str((await datasette.client.get(PAGE)).headers["x-release"])

    while_it_runs = visit(folder, ask)
    (after,) = visit(folder, get_all(PAGE))
    assert after.headers["x-release"] != while_it_runs
    # Of the code alone as well.
    append(folder / "plugins" / "pages.py", "# newer")
    (last,) = visit(folder, get_all(PAGE))
    assert last.headers["x-release"] != after.headers["x-release"]


def test_a_large_database_is_not_read_while_somebody_waits(
    folder: Path, running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_database_only(folder)
    reading, go_on = threading.Event(), threading.Event()

    def slowly(path: Path) -> str:
        reading.set()
        assert go_on.wait(20)
        return str(inspect_hash(path))

    monkeypatch.setattr(running, "inspect_hash", slowly)
    monkeypatch.setattr(running, "LONG_TO_READ", 100_000)

    async def ask(datasette: Datasette) -> None:
        first = await datasette.client.get(PAGE)
        assert reading.wait(20)
        # It is an answer, of which nobody knows yet which release it is of.
        assert "A new title" in first.text
        assert not {"etag", "x-release", "cache-status"} & first.headers.keys()
        assert (await datasette.client.get("/-/release")).json() == {"release": None}
        go_on.set()
        for _ in range(200):
            answer = await datasette.client.get(PAGE)
            if "x-release" in answer.headers:
                break
            await asyncio.sleep(0.05)
        assert (await datasette.client.get(PAGE)).headers["cache-status"] == "jnim; hit"

    visit(folder, ask)


def test_the_hash_is_not_computed_where_it_is_told(
    folder: Path, running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    monkeypatch.setattr(running, "inspect_hash", read.append)
    monkeypatch.setattr("datasette.database.inspect_hash", read.append)
    (answer,) = visit(folder, get_all(PAGE))
    assert "etag" in answer.headers
    assert folder / "jnim.db" not in read


def test_many_who_ask_at_once_have_it_made_once(folder: Path) -> None:
    async def ask(datasette: Datasette) -> list[httpx.Response]:
        return list(await asyncio.gather(*(datasette.client.get(PAGE) for _ in range(10))))

    answers = visit(folder, ask)
    assert sorted(map(status, answers)) == ["jnim; fwd=miss", *["jnim; hit"] * 9]
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/jnim?sql=select+random()", {}),
        ("/jnim.json?sql=select+random()", {}),
        ("/jnim/attacks?_where=random()+is+not+null", {}),
        ("/-/versions.json", {}),
        ("/jnim/attacks.csv?_stream=on", {}),
        ("/jnim.db", {}),
        ("/jnim?sql=no", {}),
        ("/jnim/attacks?_sort=no", {}),
        (PAGE, {"headers": {"Cookie": "a=b; ds_actor=x"}}),
        (PAGE, {"headers": {"Authorization": "Bearer x"}}),
        (f"{PAGE}.json?_ttl=0", {}),
    ],
)
def test_what_may_differ_is_not_kept(folder: Path, path: str, options: dict[str, Any]) -> None:
    for answer in visit(folder, get_all(path, path, **options)):
        assert status(answer) == ""
        assert "public" not in answer.headers.get("cache-control", "")
        # By which caches know what they may keep (publishing/nginx/jnim.conf).
        assert "x-release" not in answer.headers


def test_what_is_kept_answers_get_and_head(folder: Path) -> None:
    async def ask(datasette: Datasette) -> list[httpx.Response]:
        methods = ("HEAD", "GET", "HEAD", "OPTIONS")
        return [await datasette.client.request(method, PAGE) for method in methods]

    first, whole, head, options = visit(folder, ask)
    assert [status(each) for each in (first, whole, head)] == ["jnim; fwd=miss", *["jnim; hit"] * 2]
    assert first.content == head.content == b""
    assert head.headers == whole.headers
    assert status(options) == ""


def test_that_a_page_is_not_there_is_kept_for_a_moment_by_others(folder: Path) -> None:
    configure(folder, "response-cache:\n    shared_seconds: 99")
    missing = ["/nowhere", "/jnim/no-such-table", "/groups/nobody", "/claims"]
    page, *others = visit(folder, get_all(PAGE, *missing, *missing))
    assert "s-maxage=99," in page.headers["cache-control"]
    for answer in others:
        assert answer.status_code in {302, 404}
        assert answer.headers["cache-control"] == "public, max-age=0, s-maxage=10"
        assert answer.headers["x-release"] == page.headers["x-release"]
        assert status(answer) == ""
        assert "etag" not in answer.headers


# ---------------------------------------------------------------- what has no bearing on a page


def test_what_has_no_bearing_on_a_page_makes_no_other(folder: Path) -> None:
    asked: list[tuple[str, dict[str, str]]] = [
        (f"{PAGE}?utm_source=news&utm_medium=mail", {}),
        (f"{PAGE}?fbclid=abc", {}),
        (PAGE, {"Cookie": "_ga=GA1; other=1"}),
        (PAGE, {"Accept": "application/json"}),
        (PAGE, {"Accept-Language": "fr", "User-Agent": "x", "X-Forwarded-Host": "evil.example"}),
    ]

    async def ask(datasette: Datasette) -> list[httpx.Response]:
        plain = await datasette.client.get(PAGE)
        others = [await datasette.client.get(path, headers=headers) for path, headers in asked]
        return [plain, *others]

    plain, *others = visit(folder, ask)
    for answer in others:
        assert status(answer) == "jnim; hit"
        assert answer.text == plain.text


def test_other_parameters_stay_in_their_order(folder: Path) -> None:
    one, other = "/jnim/find?q=Ghali&q=Nasr", "/jnim/find?utm_id=1&q=Nasr&q=Ghali&gclid=2"
    first, second = visit(folder, get_all(one, other))
    assert status(second) == "jnim; fwd=miss"
    assert 'value="Ghali"' in first.text
    assert 'value="Nasr"' in second.text
    assert "gclid" not in second.text


def test_no_page_depends_on_cookies_for_shared_caches(folder: Path) -> None:
    # Google's CDN keeps nothing that varies by anything but Accept, Accept-Encoding and Origin.
    for answer in visit(folder, get_all("/", PAGE, f"{PAGE}.json", "/jnim/groups.csv", "/nowhere")):
        assert answer.headers["vary"] == "Accept-Encoding"


# ---------------------------------------------------------------- packed answers


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
    ],
)
def test_who_can_unpack(accepts: str, takes: bool) -> None:
    packing = importlib.import_module("plugins.keeping.packing")
    assert packing.takes_gzip(accepts.encode()) == takes


def test_answers_are_packed_for_who_can_unpack_them(folder: Path) -> None:
    async def ask(datasette: Datasette) -> list[httpx.Response]:
        told = ["gzip", "identity", "gzip, br", "br"]
        return [
            await datasette.client.get(PAGE, headers={"Accept-Encoding": each}) for each in told
        ]

    packed, plain, *others = visit(folder, ask)
    assert [each.headers.get("content-encoding") for each in others] == ["gzip", None]
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert int(plain.headers["content-length"]) == len(plain.content)
    for answer in (packed, plain, *others):
        assert answer.content == plain.content  # httpx unpacks
        assert answer.headers["etag"] == plain.headers["etag"]
        assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "/jnim.json?sql=select+*+from+claims&_shape=array",
        "/jnim/claims.csv?_stream=on",
        "/-/points/jnim/attacks?_all=1",
        "/-/plugins.json",
    ],
)
def test_what_is_not_kept_is_packed_as_well(folder: Path, path: str) -> None:
    packs, plain = ({"Accept-Encoding": each} for each in ("gzip", "identity"))

    async def ask(datasette: Datasette) -> list[httpx.Response]:
        answers = [await datasette.client.get(path, headers=each) for each in (packs, plain)]
        tag = answers[0].headers.get("etag")
        if tag:
            assert tag.startswith("W/")
            again = await datasette.client.get(path, headers={**packs, "If-None-Match": tag})
            assert again.status_code == 304
        return answers

    packed, whole = visit(folder, ask)
    assert packed.headers["content-encoding"] == "gzip"
    assert re.sub(r'"query_ms": [\d.]+', "", packed.text) == re.sub(
        r'"query_ms": [\d.]+', "", whole.text
    )
    assert "content-encoding" not in whole.headers
    for answer in (packed, whole):
        assert "Accept-Encoding" in answer.headers["vary"]


@pytest.mark.parametrize("path", ["/-/tiles/basemap/2/1/1.png", "/jnim.db", "/robots.txt"])
def test_what_does_not_get_smaller_is_not_packed(folder: Path, path: str) -> None:
    for answer in visit(folder, get_all(path, path)):
        assert answer.status_code == 200
        assert "content-encoding" not in answer.headers
        assert int(answer.headers["content-length"]) == len(answer.content)


def test_pages_of_somebody_are_not_packed(folder: Path) -> None:
    # On them a token may stand beside words of the address (BREACH).
    for name in ("Cookie", "Authorization"):
        (answer,) = visit(folder, get_all(PAGE, headers={name: "ds_actor=x"}))
        assert "content-encoding" not in answer.headers


def test_a_stream_is_packed_as_it_comes() -> None:
    packing = importlib.import_module("plugins.keeping.packing")
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    lines = [f"{number},{number * number}\n".encode() * 1200 for number in range(50)]
    small = [b"a few words\n"] * 100

    async def stream() -> None:
        out = packing.Packed(send, True)
        headers = [(b"Content-Type", b"text/csv"), (b"content-length", b"9"), (b"ETag", b'"a"')]
        await out.send({"type": "http.response.start", "status": 200, "headers": headers})
        unpacker = zlib.decompressobj(wbits=31)
        for number, piece in enumerate(lines):
            await out.send({"type": "http.response.body", "body": piece, "more_body": True})
            if len(piece) >= packing.PIECE:
                # All of it is out, whatever comes next.
                found = b"".join(unpacker.decompress(each.get("body", b"")) for each in sent[1:])
                assert found.endswith(lines[number][-20:])
                del sent[1:]
        for piece in small:
            await out.send({"type": "http.response.body", "body": piece, "more_body": True})
        assert not sent[1:]
        await out.send({"type": "http.response.body", "body": b""})
        assert unpacker.decompress(sent[1]["body"]).endswith(b"".join(small))
        assert unpacker.eof

    finished(stream())
    told = dict(sent[0]["headers"])
    assert told[b"content-encoding"] == b"gzip"
    assert told[b"etag"] == b'W/"a"'
    assert b"content-length" not in told
    assert not sent[-1].get("more_body")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "NOSUCH"])
@pytest.mark.parametrize("path", ["/", "/jnim/attacks", "/jnim/find.json?q=x", "/-/logout"])
def test_a_site_that_can_only_be_read_says_so(folder: Path, method: str, path: str) -> None:
    async def ask(datasette: Datasette) -> list[httpx.Response]:
        return [await datasette.client.request(method, path)]

    (answer,) = visit(folder, ask)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "can only be read" in answer.text


def test_a_page_that_ran_into_a_limit_is_not_kept(folder: Path) -> None:
    path = "/jnim/evidence?_facet=claim_id"
    told = json.loads((ROOT / "settings.json").read_text(encoding="utf-8"))
    for answer in visit(folder, get_all(path, path), settings={**told, "facet_time_limit_ms": 1}):
        assert answer.status_code == 200
        assert "too many rows to count" in answer.text
        assert status(answer) == ""
    first, second = visit(folder, get_all(path, path))
    assert "too many rows to count" not in first.text
    assert status(second) == "jnim; hit"


def test_a_page_is_not_kept_that_asked_for_what_ran_into_a_limit(
    folder: Path, running: Any
) -> None:
    """The map's page asks the table's page, which then lacks what the map's page shows of it."""

    async def ask(datasette: Datasette) -> list[httpx.Response]:
        database = datasette.databases["jnim"]
        whole = datasette.client.get

        async def page(scope: Any, receive: Any, send: Any) -> None:
            if scope["path"] == "/inner":
                with contextlib.suppress(QueryInterrupted):
                    slow = "with recursive n(i) as (select 1 union all select i + 1 from n) "
                    await database.execute(slow + "select max(i) from n", custom_time_limit=20)
            else:
                await inner.get("http://localhost/inner")
            headers = [(b"content-type", b"text/html")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"page"})

        await whole("/")
        app = running.asgi_wrapper(datasette)(page)
        inner = httpx.AsyncClient(transport=httpx.ASGITransport(app=app))
        return [await inner.get("http://localhost/outer") for _ in range(2)]

    for answer in visit(folder, ask):
        assert answer.text == "page"
        assert status(answer) == ""


def test_absolute_addresses_are_those_of_the_host(folder: Path) -> None:
    async def ask(datasette: Datasette) -> list[str]:
        path = "/jnim/claims.json?_size=1&_shape=objects"
        hosts = ["one.example", "two.example", "one.example"]
        answers = [await datasette.client.get(path, headers={"Host": host}) for host in hosts]
        return [answer.json()["next_url"].split("/")[2] for answer in answers]

    assert visit(folder, ask) == ["one.example", "two.example", "one.example"]


def test_what_cannot_be_a_host_is_refused(folder: Path) -> None:
    hosts = ['x"><script>', "evil.example/a", "evil example", "", "a" * 300, "a:b", "h\u00e9"]

    async def ask(datasette: Datasette) -> list[httpx.Response]:
        return [
            await datasette.client.get(path, headers={"Host": host.encode("latin-1")})
            for path in (PAGE, "/-/release", "/static/site.css")
            for host in hosts
        ]

    for answer in visit(folder, ask):
        assert answer.status_code == 400
        assert "Host" in answer.text
        assert "default-src" in answer.headers["content-security-policy"]


def test_hosts_of_every_kind_are_answered(folder: Path) -> None:
    hosts = ["one.example:8080", "127.0.0.1:80", "[::1]:8001", "web_1"]

    async def ask(datasette: Datasette) -> list[httpx.Response]:
        path = "/jnim/claims.json?_size=1"
        return [await datasette.client.get(path, headers={"Host": host}) for host in hosts]

    for host, answer in zip(hosts, visit(folder, ask), strict=True):
        assert answer.json()["next_url"].startswith(f"http://{host}/")


def with_address(folder: Path, address: str) -> None:
    (folder / "metadata.yml").unlink()
    text = (ROOT / "metadata.yml").read_text(encoding="utf-8")
    (folder / "metadata.yml").write_text(f"address: {address}\n{text}", encoding="utf-8")


def test_a_site_may_have_an_address_of_its_own(folder: Path) -> None:
    with_address(folder, "https://jnim.example")

    async def ask(datasette: Datasette) -> list[httpx.Response]:
        path = "/jnim/claims.json?_size=1"
        hosts = ["jnim.example", "evil.example", "127.0.0.1:8001"]
        return [await datasette.client.get(path, headers={"Host": host}) for host in hosts]

    first, *others = visit(folder, ask)
    assert first.json()["next_url"].startswith("https://jnim.example/jnim/claims.json?")
    # However many hosts somebody makes up, the page is kept once.
    assert [status(each) for each in others] == ["jnim; hit"] * 2
    assert {each.content for each in others} == {first.content}


@pytest.mark.parametrize("address", ["jnim.example", "https://jnim.example/path", "ftp://a"])
def test_an_address_that_is_none_is_told_at_the_start(folder: Path, address: str) -> None:
    with_address(folder, address)
    with pytest.raises(StartupError, match=r"address is '.*'; write it as https://jnim\.example"):
        visit(folder, get_all("/"))


def test_nothing_is_kept_of_a_database_that_can_change(folder: Path) -> None:
    (folder / "inspect-data.json").unlink()
    for answer in visit(folder, get_all(PAGE, PAGE)):
        assert status(answer) == ""
        assert "etag" not in answer.headers


def test_it_can_be_turned_off(folder: Path) -> None:
    configure(folder, "response-cache:\n    megabytes: 0")
    for answer in visit(folder, get_all(PAGE, PAGE)):
        assert status(answer) == ""
        assert answer.headers["content-encoding"] == "gzip"


def test_tiles_stay_with_the_reader(folder: Path) -> None:
    (tile,) = visit(folder, get_all("/-/tiles/basemap/2/1/1.png"))
    assert tile.headers["cache-control"] == "public, max-age=86400"


def test_memory_is_bounded(plugin: ModuleType) -> None:
    answers = plugin.Answers(100_000)

    def kept(plain: int, packed: int = 0) -> Any:
        return plugin.Kept(([], b"x" * plain), ([], b"x" * packed) if packed else None)

    for number in range(1000):
        answers.put((str(number).encode(),), kept(6000, 3000))
        assert answers.size <= 100_000
        # What is asked for stays.
        answers.get((b"0",))
    assert answers.get((b"0",)) is not None
    assert answers.get((b"1",)) is None
    assert answers.get((b"999",)) is not None
    answers.put((b"large",), kept(200_000))
    assert answers.get((b"large",)) is None
    # The same again takes its place, and its room.
    size = answers.size
    answers.put((b"999",), kept(6000, 3000))
    assert answers.size == size


def test_made_up_addresses_take_no_more_memory_than_they_may(folder: Path, running: Any) -> None:

    async def ask(datasette: Datasette) -> tuple[int, int]:
        state = running._states_of[datasette]
        state.answers.limit = 2**20
        state.release = "r"
        state._looked = float("inf")

        async def page(scope: Any, receive: Any, send: Any) -> None:
            headers = [(b"content-type", b"text/html"), (b"link", b"<a>"), (b"vary", b"Cookie")]
            body = os.urandom(2000).hex().encode() + scope["query_string"]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        async def send(message: Any) -> None:
            pass

        app = running.asgi_wrapper(datasette)(page)
        tracemalloc.start()
        for number in range(3000):
            headers = [(b"host", b"%d.example" % number)]
            query = b"%d" % number * (number % 50)
            scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
            await app({**scope, "query_string": query, "scheme": "http"}, None, send)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert not state.in_work
        return held, state.answers.size

    held, size = visit(folder, ask)
    assert 2**19 < size <= 2**20
    assert held < 1.2 * 2**20


# ---------------------------------------------------------------- headers


def test_headers_for_a_public_site(folder: Path) -> None:
    plain, missing = visit(folder, get_all(PAGE, "/jnim/no"))
    (secure,) = visit(folder, get_all(PAGE, headers={"X-Forwarded-Proto": "https"}))
    for answer in (plain, missing, secure):
        assert answer.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "camera=()" in answer.headers["permissions-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "strict-transport-security" not in plain.headers
    assert secure.headers["strict-transport-security"] == "max-age=31536000"


def test_https_is_not_remembered_for_others(folder: Path) -> None:
    async def ask(datasette: Datasette) -> list[httpx.Response]:
        secure = await datasette.client.get(PAGE, headers={"X-Forwarded-Proto": "https"})
        return [secure, await datasette.client.get(PAGE)]

    secure, plain = visit(folder, ask)
    assert status(plain) == "jnim; hit"
    assert "strict-transport-security" in secure.headers
    assert "strict-transport-security" not in plain.headers


@pytest.mark.parametrize("name", ["allow-debug", "messages", "patterns", "permissions", "threads"])
def test_pages_for_debugging_are_not_on_the_site(folder: Path, name: str) -> None:
    for answer in visit(folder, get_all(f"/-/{name}", f"/-/{name}.json")):
        assert answer.status_code == 404


@pytest.mark.parametrize("path", [f"{PAGE}.json", "/jnim/find.json?q=jnim", "/jnim/attacks.csv"])
def test_other_sites_may_read_data_only_where_that_is_allowed(folder: Path, path: str) -> None:
    # A site on one's own machine may hold what nobody else should read.
    (closed,) = visit(folder, get_all(path))
    assert "access-control-allow-origin" not in closed.headers
    for answer in visit(folder, get_all(path, path), cors=True):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
