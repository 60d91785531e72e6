"""Answers are kept for as long as nothing can change, and never longer."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from datasette.app import Datasette

from loaders.database import inspect_data
from publishing.stage import gather
from tests.site.tables import ROOT, copy_of_site

PAGE = "/jnim/attacks/ouagadougou-2018"


def visit(folder: Path, ask: Callable[[Datasette], Coroutine[Any, Any, Any]], **more: Any) -> Any:
    """Start a site in a folder, ask it, and stop it."""

    async def run() -> Any:
        datasette = Datasette([], config_dir=folder, **more)
        await datasette.invoke_startup()
        return await ask(datasette)

    # In a thread of its own: the tests in the browser leave a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run()).result()


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


def change_template(folder: Path) -> None:
    (folder / "templates").unlink()
    shutil.copytree(ROOT / "templates", folder / "templates")
    footer = folder / "templates" / "_footer.html"
    footer.write_text(footer.read_text(encoding="utf-8") + "A new title", encoding="utf-8")


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
        answers += visit(tmp_path / name, get_all(PAGE))
    one, other = answers
    assert one.headers["etag"] == other.headers["etag"]
    assert one.content == other.content


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/jnim?sql=select+random()", {}),
        ("/jnim.json?sql=select+random()", {}),
        ("/jnim/attacks?_where=random()+is+not+null", {}),
        ("/-/versions.json", {}),
        ("/jnim/no-such-table", {}),
        ("/jnim/attacks.csv?_stream=on", {}),
        ("/jnim.db", {}),
        (PAGE, {"headers": {"Cookie": "a=b"}}),
        (PAGE, {"headers": {"Authorization": "Bearer x"}}),
        (f"{PAGE}.json?_ttl=0", {}),
    ],
)
def test_what_may_differ_is_not_kept(folder: Path, path: str, options: dict[str, Any]) -> None:
    for answer in visit(folder, get_all(path, path, **options)):
        assert status(answer) == ""
        assert "public" not in answer.headers.get("cache-control", "")


def test_what_is_kept_answers_no_other_method(folder: Path) -> None:
    async def ask(datasette: Datasette) -> list[httpx.Response]:
        await datasette.client.get(PAGE)
        return [await datasette.client.request(method, PAGE) for method in ("HEAD", "OPTIONS")]

    assert [status(answer) for answer in visit(folder, ask)] == ["", ""]


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


def test_absolute_addresses_are_those_of_the_host(folder: Path) -> None:
    async def ask(datasette: Datasette) -> list[str]:
        path = "/jnim/claims.json?_size=1&_shape=objects"
        hosts = ["one.example", "two.example", "one.example"]
        answers = [await datasette.client.get(path, headers={"Host": host}) for host in hosts]
        return [answer.json()["next_url"].split("/")[2] for answer in answers]

    assert visit(folder, ask) == ["one.example", "two.example", "one.example"]


def test_nothing_is_kept_of_a_database_that_can_change(folder: Path) -> None:
    (folder / "inspect-data.json").unlink()
    for answer in visit(folder, get_all(PAGE, PAGE)):
        assert status(answer) == ""
        assert "etag" not in answer.headers


def test_it_can_be_turned_off(folder: Path) -> None:
    text = (ROOT / "metadata.yml").read_text(encoding="utf-8")
    (folder / "metadata.yml").unlink()
    off = text.replace("\nplugins:\n", "\nplugins:\n  response-cache:\n    megabytes: 0\n", 1)
    assert off != text
    (folder / "metadata.yml").write_text(off, encoding="utf-8")
    for answer in visit(folder, get_all(PAGE, PAGE)):
        assert status(answer) == ""


def test_tiles_stay_with_the_reader(folder: Path) -> None:
    (tile,) = visit(folder, get_all("/-/tiles/basemap/2/1/1.png"))
    assert tile.headers["cache-control"] == "public, max-age=86400"


def test_memory_is_bounded(plugin: ModuleType) -> None:
    answers = plugin.Answers(100_000)
    for number in range(1000):
        answers.put((str(number).encode(),), plugin.Kept([], b"x" * 9000))
        assert answers.size <= 100_000
        # What is asked for stays.
        answers.get((b"0",))
    assert answers.get((b"0",)) is not None
    assert answers.get((b"1",)) is None
    assert answers.get((b"999",)) is not None
    answers.put((b"large",), plugin.Kept([], b"x" * 200_000))
    assert answers.get((b"large",)) is None
    # The same again takes its place, and its room.
    size = answers.size
    answers.put((b"999",), plugin.Kept([], b"x" * 9000))
    assert answers.size == size


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
