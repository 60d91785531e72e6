"""Static files are at addresses that hold a hash of their content, and may be kept for ever."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from datasette.app import Datasette

from tests.site.tables import ROOT, copy_of_site, visit

FOR_EVER = "public, max-age=31536000, immutable"
# A page of each kind, those of Datasette's own templates and of plugins included.
PAGES = [
    "/",
    "/groups/jnim",
    "/people/iyad-ag-ghaly",
    "/places/mali",
    "/attacks/ouagadougou-2018",
    "/sources/csis-2018",
    "/map",
    "/timeline",
    "/lineage",
    "/attacks-per-month",
    "/jnim",
    "/jnim/attacks",
    "/jnim/attacks/ouagadougou-2018",
    "/jnim/find?q=jnim",
    "/jnim?sql=select+1",
    "/feeds/attacks.atom",
    "/nowhere",
    "/-/versions",
    "/-/tiles/basemap",
]
STATIC = re.compile(r"""[^\s"'(<>]*/static(?:-plugins)?/[^\s"')<>]+""")
HASHED = re.compile(r"/static(?:-plugins/[\w-]+)?/[0-9a-f]{12}/")
# What a file names beside itself.
NAMES = re.compile(r"""(?:from\s*|import\s*\(?\s*)["'](\.[^"']+)["']|url\(["']?([^"')#]+)["']?\)""")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the site with static files of its own."""
    copy_of_site(tmp_path, lambda _: None)
    (tmp_path / "static").unlink()
    shutil.copytree(ROOT / "static", tmp_path / "static")
    return tmp_path


async def get(datasette: Datasette, path: str, **headers: str) -> httpx.Response:
    """Ask by the very path: datasette.client would put the hash into it."""
    transport = httpx.ASGITransport(app=datasette.app())
    async with httpx.AsyncClient(transport=transport) as client:
        return await client.get(f"http://localhost{path}", headers=headers)


def test_every_page_names_them_by_their_hash_and_so_does_each_file(folder: Path) -> None:
    async def ask(datasette: Datasette) -> set[str]:
        todo: set[str] = set()
        for page in PAGES:
            text = (await get(datasette, page)).text
            named = {urlsplit(each).path for each in STATIC.findall(text)}
            assert named, page
            for path in named:
                assert HASHED.search(path), (page, path)
            todo |= named
        seen: set[str] = set()
        while todo:
            path = todo.pop()
            seen.add(path)
            answer = await get(datasette, path)
            assert answer.status_code == 200, path
            assert answer.headers["cache-control"] == FOR_EVER, path
            assert "etag" not in answer.headers
            if path.endswith((".js", ".css")):
                found = {urljoin(path, a or b) for a, b in NAMES.findall(answer.text)}
                # Microsoft's browser of 1999, in Leaflet's style sheet.
                todo |= {each for each in found if not each.endswith("/default")} - seen
        return seen

    seen = visit(folder, ask)
    names = {path.rpartition("/")[2] for path in seen}
    assert {"site.css", "map.js", "points.js", "notes.js", "icon.svg", "preview.png"} <= names
    assert {"leaflet-v1.7.1.js", "layers.png", "table.js"} <= names
    # A file is at one address only, whoever names it.
    assert len({re.sub(HASHED, "/", path) for path in seen}) == len(seen)


def test_their_content_is_what_is_in_the_folder(folder: Path) -> None:
    async def ask(datasette: Datasette) -> None:
        for path in (folder / "static").iterdir():
            address = datasette.urls.path(f"/static/{path.name}")
            for _ in range(2):
                answer = await get(datasette, address)
                assert answer.content == path.read_bytes()
                plain = await get(datasette, f"/static/{path.name}")
                assert plain.content == path.read_bytes()
                assert plain.headers["content-type"] == answer.headers["content-type"]

    visit(folder, ask)


def test_another_hash_is_answered_and_not_kept(folder: Path) -> None:
    async def ask(datasette: Datasette) -> None:
        right = datasette.urls.path("/static/site.css")
        for wrong in (
            re.sub("[0-9a-f]{12}", "0" * 12, right),
            right.replace("/static/", "/-/static/"),
        ):
            for _ in range(2):
                answer = await get(datasette, wrong)
                assert "immutable" not in answer.headers.get("cache-control", "")
                assert "public" not in answer.headers.get("cache-control", "")
                assert "etag" not in answer.headers
                assert "x-release" not in answer.headers
        plain = await get(datasette, "/static/site.css")
        assert "immutable" not in plain.headers.get("cache-control", "")

    visit(folder, ask)


def test_a_changed_file_has_another_address_at_once(folder: Path) -> None:
    async def ask(datasette: Datasette) -> None:
        before = datasette.urls.path("/static/site.css")
        (folder / "static" / "site.css").write_text("body { color: red }")
        after = datasette.urls.path("/static/site.css")
        assert after != before
        assert (await get(datasette, after)).text == "body { color: red }"
        late = await get(datasette, before)
        assert late.text == "body { color: red }"
        assert late.headers["cache-control"] == "no-store"

    visit(folder, ask)


def test_nothing_else_is_there(folder: Path) -> None:
    names = ["no.css", "../metadata.yml", "%2e%2e/metadata.yml", "..%2fmetadata.yml"]
    names += ["../../templates/base.html", "/etc/passwd", "", ".", "site.css/"]

    async def ask(datasette: Datasette) -> None:
        right = datasette.urls.path("/static/site.css").removesuffix("site.css")
        for place in (right, right.replace("/static/", "/-/static-plugins/datasette-leaflet/")):
            for name in names:
                answer = await get(datasette, place + name)
                # Some are led to the address as Datasette writes it.
                assert answer.status_code in {302, 400, 403, 404}, name
                assert "immutable" not in answer.headers.get("cache-control", "")

    visit(folder, ask)


def test_under_another_address(folder: Path) -> None:
    async def ask(datasette: Datasette) -> None:
        page = (await get(datasette, "/some/where/map")).text
        named = {urlsplit(each).path for each in STATIC.findall(page)}
        assert named
        for path in named:
            assert path.startswith("/some/where/")
            assert HASHED.search(path)
            assert (await get(datasette, path)).headers["cache-control"] == FOR_EVER

    visit(folder, ask, settings={"base_url": "/some/where/"})


def test_addresses_of_pages_stay_as_they_are(folder: Path) -> None:
    async def ask(datasette: Datasette) -> None:
        urls = datasette.urls
        assert urls.path("/groups/jnim") == "/groups/jnim"
        assert urls.path("/static") == "/static"
        assert urls.path("/static/no.css") == "/static/no.css"
        assert urls.path("/jnim/static/site.css") == "/jnim/static/site.css"
        assert urls.path(urls.path("/static/site.css")) == urls.path("static/site.css")
        assert urls.path("/static/site.css?a=b#c").endswith("/site.css?a=b#c")
        assert urls.table("jnim", "attacks", format="json") == "/jnim/attacks.json"

    visit(folder, ask)
