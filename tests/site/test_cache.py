"""Responses are cached for as long as nothing can change, and never longer."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sqlite3
import tracemalloc
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette

from loaders.database import inspect_data
from plugins.site.serving import cache
from publishing.stage import gather
from tests.conftest import some
from tests.site.tables import CONFIGURATION, ROOT, Ask, in_process, visit

PAGE = "/jnim/attacks/ouagadougou-2018"
MISS, HIT = "site; fwd=miss", "site; hit"

Visit = Callable[[Datasette], Coroutine[Any, Any, Any]]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with in_process(ROOT, **json.loads((ROOT / "settings.json").read_text())) as ask:
        ask("/")  # starts the plugins, and is not kept for that
        yield ask


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the site in which files can be changed."""
    for name in CONFIGURATION:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, tmp_path / name)
    shutil.copyfile(ROOT / "jnim.db", tmp_path / "jnim.db")
    inspect(tmp_path)
    return tmp_path


def inspect(folder: Path) -> None:
    (folder / "inspect-data.json").write_text(json.dumps(inspect_data(folder / "jnim.db")))


def get_all(*paths: str, **options: Any) -> Visit:
    """A client that requests paths one after the other."""

    async def ask(datasette: Datasette) -> list[httpx.Response]:
        return [await datasette.client.get(path, **options) for path in paths]

    return ask


def status(answer: httpx.Response) -> str:
    return str(answer.headers.get("cache-status", ""))


# ---------------------------------------------------------------- what is kept


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/jnim", "/jnim/attacks", PAGE, f"{PAGE}.json", "/jnim/find.json?q=a", "/map"),
        *("/static/site.css", "/robots.txt", "/-/tiles/basemap/2/1/1.png"),
    ],
)
def test_the_second_answer_is_the_first(ask: Ask, path: str) -> None:
    path += "&_x=1" if "?" in path else "?_x=1"
    first, second = ask(path), ask(path)
    assert (first.status_code, status(first), status(second)) == (200, MISS, HIT)
    assert first.content == second.content
    assert {**first.headers, "cache-status": HIT} == dict(second.headers)
    assert re.search("^public, max-age=(0, s-maxage=10|86400)", first.headers["cache-control"])
    assert first.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/jnim?sql=select+random()", {}),
        ("/jnim.json?sql=select+random()", {}),
        ("/jnim/attacks?_where=random()+is+not+null", {}),
        ("/jnim/attacks?_search=a&_searchmode=raw", {}),
        ("/~6Anim?sql=select+1", {}),
        ("/-/versions.json", {}),
        ("/-/release", {}),
        ("/jnim/attacks.csv?_stream=on", {}),
        ("/jnim.db", {}),
        ("/jnim?sql=no", {}),
        ("/jnim/attacks?_sort=no", {}),
        ("/nowhere", {}),
        ("/jnim/no-such-table", {}),
        ("/groups/nobody", {}),
    ],
)
def test_what_may_differ_is_not_kept(ask: Ask, path: str, headers: dict[str, str]) -> None:
    ask(PAGE)  # for everybody
    for _ in range(2):
        answer = ask(path, **headers)
        assert status(answer) == ""
        assert "s-maxage" not in answer.headers.get("cache-control", "")
        if path != "/-/release":  # by which caches know what they may keep
            assert "x-release" not in answer.headers


def test_a_page_depends_on_its_host_scheme_path_and_query_alone(ask: Ask) -> None:
    path = "/jnim/claims.json?_size=1&_shape=objects"

    def next_page(**headers: str) -> str:
        return str(ask(path, **headers).json()["next_url"].partition("/jnim/")[0])

    for _ in range(2):
        assert next_page(host="one.example") == "http://one.example"
        assert next_page(host="two.example:8080") == "http://two.example:8080"
    assert status(ask("/jnim/find?q=Ghali&q=Nasr")) == MISS
    assert status(ask("/jnim/find?q=Nasr&q=Ghali")) == MISS
    assert status(ask("/jnim/f~69nd?q=Nasr&q=Ghali")) == MISS
    plain = ask(f"{PAGE}?_x=0")
    for number, (name, value) in enumerate(
        (
            *(
                ("cookie", "_ga=GA1; ds_actor=x"),
                ("authorization", "Bearer x"),
                ("accept", "application/json"),
                ("range", "bytes=0-9"),
            ),
            *(("accept_language", "fr"), ("origin", "https://evil.example"), ("user_agent", "x")),
            *(("x_forwarded_host", "evil.example"), ("transfer_encoding", "x"), ("forwarded", "x")),
        ),
        1,
    ):
        answer = ask(f"{PAGE}?_x=0", **{name: value})
        assert (status(answer), answer.content) == (HIT, plain.content), name
        # Nor does one of them decide what others get.
        first, second = (ask(f"{PAGE}?_x={number}", **each) for each in ({name: value}, {}))
        assert first.text == second.text == plain.text.replace("_x=0", f"_x={number}"), name


def test_head_is_answered_as_get_is_but_for_the_body(ask: Ask) -> None:
    path = f"{PAGE}?_x=head"
    first, whole, head = ask(path, "HEAD"), ask(path), ask(path, "HEAD")
    assert [status(each) for each in (first, whole, head)] == [MISS, HIT, HIT]
    assert first.content == head.content == b""
    assert head.headers == whole.headers
    assert status(ask(path, "OPTIONS")) == ""
    for other in ("/nowhere", "/jnim.json?sql=select+1", "/-/release"):
        head, whole = ask(other, "HEAD"), ask(other)
        assert (head.status_code, head.content) == (whole.status_code, b"")


def test_nobody_waits_for_what_another_makes() -> None:
    """Readers waited for a page that was being made, and it waited for a place that they held."""

    async def ask(datasette: Datasette) -> None:
        await datasette.client.get("/")
        go_on, made = asyncio.Event(), 0

        async def page(scope: Any, receive: Any, send: Any) -> None:
            nonlocal made
            made += 1
            if made == 1:
                await go_on.wait()
            headers = [(b"content-type", b"text/html")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"page"})

        transport = httpx.ASGITransport(app=cache.layer(datasette, page))
        client = httpx.AsyncClient(transport=transport, base_url="http://localhost")
        first = asyncio.ensure_future(client.get("/same"))
        while not made:
            await asyncio.sleep(0)
        assert (await client.get("/same")).text == "page"
        assert not first.done()
        go_on.set()
        assert (await first).text == "page"

    visit(ROOT, ask)


def test_a_page_that_ran_into_a_limit_is_not_kept() -> None:
    path = "/jnim/evidence?_facet=claim_id"
    ours = json.loads((ROOT / "settings.json").read_text(encoding="utf-8"))
    with in_process(ROOT, **{**ours, "facet_time_limit_ms": 1}) as ask:
        for _ in range(2):
            answer = ask(path)
            assert answer.status_code == 200
            assert "too many rows to count" in answer.text
            assert status(answer) == ""
            assert "no-store" in answer.headers["cache-control"]


def test_nothing_is_kept_of_a_database_that_can_change(folder: Path) -> None:
    (folder / "inspect-data.json").unlink()
    for answer in visit(folder, get_all(PAGE, PAGE)):
        assert status(answer) == ""
        assert "etag" not in answer.headers


# ---------------------------------------------------------------- memory


def entry(size: int) -> cache.Entry:
    return [], b"x" * size


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "BYTES", 100_000)
    entries = cache.Entries()
    for number in range(1000):
        entries.put((str(number).encode(),), entry(9000))
        assert entries.size <= 100_000
        # What is asked for stays.
        entries.move_to_end((b"0",))
    assert (b"0",) in entries
    assert (b"1",) not in entries
    assert (b"999",) in entries
    # The same again takes no more room.
    size = entries.size
    entries.put((b"999",), entry(9000))
    assert entries.size == size
    entries.put((b"large",), entry(cache.LARGEST + 1))
    assert (b"large",) not in entries


def test_made_up_addresses_take_no_more_memory_than_they_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cache, "BYTES", 2**20)

    async def ask(datasette: Datasette) -> int:
        await datasette.client.get("/")
        release = cache._releases[datasette]
        release.entries, release._looked = cache.Entries(), float("inf")

        async def page(scope: Any, receive: Any, send: Any) -> None:
            headers = [(b"content-type", b"text/html"), (b"link", b"<a>"), (b"vary", b"Cookie")]
            body = os.urandom(2000).hex().encode() + scope["query_string"]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        async def send(message: Any) -> None:
            pass

        app = cache.layer(datasette, page)
        tracemalloc.start()
        for number in range(800):
            headers = [(b"host", b"%d.example" % number)]
            query = b"%d" % number * (number % 50)
            scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
            await app({**scope, "query_string": query, "scheme": "http"}, None, send)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return held

    assert visit(ROOT, ask) < 1.2 * 2**20


def test_what_is_too_large_to_be_kept_is_not_held() -> None:
    """Each reader of a large file kept the first megabyte of it in memory."""

    async def ask(datasette: Datasette) -> None:
        await datasette.client.get("/")
        sent: list[Any] = []

        async def file(scope: Any, receive: Any, send: Any) -> None:
            headers = [(b"content-length", b"%d" % (2 * cache.LARGEST))]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"a piece", "more_body": True})
            assert [message.get("body") for message in sent] == [None, b"a piece"]

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
        await cache.layer(datasette, file)(scope, None, send)

    visit(ROOT, ask)


def test_nothing_fails_where_nothing_is_answered() -> None:
    """Each reader who had disconnected left a traceback of an error of ours in the log."""

    async def ask(datasette: Datasette) -> None:
        await datasette.client.get("/")

        async def nobody(scope: Any, receive: Any, send: Any) -> None:
            pass

        scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b"_x"}
        await cache.layer(datasette, nobody)(scope, None, nobody)

    visit(ROOT, ask)


# ---------------------------------------------------------------- the release


def test_who_has_the_page_learns_that_it_is_the_same(ask: Ask) -> None:
    first = ask(PAGE)
    tag, release = first.headers["etag"], first.headers["x-release"]
    assert tag == f'W/"{release}"'
    assert ask("/-/release").json() == {"release": release}
    assert ask("/-/release").headers["x-release"] == release
    assert "max-age=1," in ask("/-/release").headers["cache-control"]
    for given in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        answer = ask(f"{PAGE}?_x=not-made", if_none_match=given)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag
        assert "default-src" in answer.headers["content-security-policy"]
    for given in ('"other"', f'"{release}x"', release, "*"):
        assert ask(PAGE, if_none_match=given).status_code == 200
    # After a restart as well.
    (again,) = visit(ROOT, get_all(PAGE, headers={"If-None-Match": tag}))
    assert again.status_code == 304


def test_copies_of_a_release_agree(tmp_path: Path) -> None:
    answers = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        gather(ROOT / "jnim.db", tmp_path / name)
        answers.append(visit(tmp_path / name, get_all(PAGE))[0])
    assert answers[0].content == answers[1].content
    assert {answer.headers["x-release"] for answer in answers} == {answers[0].headers["x-release"]}


def change_database(folder: Path) -> None:
    database = sqlite3.connect(folder / "jnim.db")
    with database:
        database.execute("UPDATE attacks SET title = 'A new title'")
    database.close()
    inspect(folder)


def change_database_only(folder: Path) -> None:
    inspected = folder / "inspect-data.json"
    old, then = inspected.read_text(), inspected.stat().st_mtime_ns
    change_database(folder)
    # Counts and hash of the old one.
    inspected.write_text(old)
    os.utime(inspected, ns=(then, then))


def change_metadata(folder: Path) -> None:
    path = folder / "metadata.yml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("title: JNIM, claim by claim", "title: A new title")
    path.write_text(changed, encoding="utf-8")


def appending(name: str, text: str) -> Callable[[Path], None]:
    def append(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return append


CHANGES: dict[str, Callable[[Path], object]] = {
    "database": change_database,
    "database alone": change_database_only,
    "metadata": change_metadata,
    "template": appending("templates/_footer.html", "A new title"),
    "static file": appending("static/site.css", "/* */"),
    "code": appending("plugins/site/cells.py", "# new\n"),
    "settings": lambda folder: (folder / "settings.json").write_text('{"default_page_size": 7}'),
}


@pytest.mark.parametrize("name", some([*CHANGES], 2))
def test_nothing_old_is_shown_after_a_restart(folder: Path, name: str) -> None:
    before, _ = visit(folder, get_all(PAGE, PAGE))
    CHANGES[name](folder)
    (after,) = visit(folder, get_all(PAGE, headers={"If-None-Match": before.headers["etag"]}))
    assert after.status_code == 200
    assert after.headers["x-release"] != before.headers["x-release"]
    if name in ("database", "database alone", "metadata", "template"):
        assert "A new title" in after.text


@pytest.mark.parametrize("name", ["database", "template", "static file", "code"])
def test_where_files_have_changed_nothing_is_kept(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    monkeypatch.setattr(cache, "CHECK_SECONDS", 0)

    async def ask(datasette: Datasette) -> None:
        before = await datasette.client.get(PAGE)
        assert status(await datasette.client.get(PAGE)) == HIT
        CHANGES[name](folder)
        for _ in range(2):
            held = {"If-None-Match": before.headers["etag"]}
            after = await datasette.client.get(PAGE, headers=held)
            assert after.status_code == 200
            assert not {"etag", "x-release", "cache-status"} & after.headers.keys()
        assert (await datasette.client.get("/-/release")).json() == {"release": None}

    visit(folder, ask)
    assert capsys.readouterr().out.count("start it again") == 1


def test_what_comes_and_goes_beside_the_files_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "CHECK_SECONDS", 0)

    async def ask(datasette: Datasette) -> None:
        await datasette.client.get(PAGE)
        for name in ("plugins/site/__pycache__/a.cpython-311.pyc.1", "templates/.base.html.swp"):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text("")
            assert status(await datasette.client.get(PAGE)) == HIT
        # An editor writes beside a file, and renames then.
        footer, new = folder / "templates" / "_footer.html", folder / "templates" / "new"
        new.write_text(footer.read_text())
        assert status(await datasette.client.get(PAGE)) == HIT
        new.rename(footer)
        assert status(await datasette.client.get(PAGE)) == ""

    visit(folder, ask)


def test_files_are_looked_at_once_a_second(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[object] = []
    monkeypatch.setattr(cache.Release, "_read_states", lambda release: looks.append(release))
    visit(folder, get_all(*[PAGE] * 20))
    assert len(looks) < 10


def test_the_hash_is_not_computed_where_it_is_known(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    monkeypatch.setattr(cache, "inspect_hash", read.append)
    monkeypatch.setattr("datasette.database.inspect_hash", read.append)
    (answer,) = visit(folder, get_all(PAGE))
    assert "etag" in answer.headers
    assert folder / "jnim.db" not in read


# ---------------------------------------------------------------- static files


def test_static_files_of_this_release_are_kept_for_good(ask: Ask) -> None:
    page = ask("/").text
    addresses = set(re.findall(r'"(/static/[\w.-]+\?v=[0-9a-f]{16})"', page))
    assert any("site.css" in address for address in addresses)
    for address in addresses:
        for _ in range(2):
            answer = ask(address)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    # While a release is rolled out, a page of one may ask for the files of the other.
    for address in (
        "/static/site.css",
        "/static/site.css?v=0123456789abcdef",
        "/static/site.css?v=",
    ):
        assert "immutable" not in ask(address).headers["cache-control"]
    version = min(addresses).partition("?")[2]
    for address in (
        "/static/no.css",
        "/static/../metadata.yml",
        "/static/%00",
        "/static//dev/zero",
    ):
        answer = ask(f"{address}?{version}")
        assert answer.status_code in (302, 400, 404)
        assert "immutable" not in answer.headers.get("cache-control", "")
    assert "immutable" not in ask(f"/about?{version}").headers["cache-control"]


@pytest.mark.parametrize("is_fixed", [True, False])
def test_a_static_file_that_is_edited_is_not_kept_and_then_has_another_address(
    folder: Path, monkeypatch: pytest.MonkeyPatch, is_fixed: bool
) -> None:
    monkeypatch.setattr(cache, "CHECK_SECONDS", 0)
    if not is_fixed:
        (folder / "inspect-data.json").unlink()

    async def ask(datasette: Datasette) -> tuple[str, str]:
        address = re.findall(r"/static/site\.css\?v=\w+", (await datasette.client.get("/")).text)[0]
        CHANGES["static file"](folder)
        answer = await datasette.client.get(address)
        return address, answer.headers.get("cache-control", "")

    (old, lifetime), (new, _) = visit(folder, ask), visit(folder, ask)
    assert "immutable" not in lifetime
    assert old != new
