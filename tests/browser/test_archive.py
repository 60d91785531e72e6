"""The site as files: no dead link, no server, search included."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from common.errors import UserError
from exports.archive.__main__ import START, archive
from exports.archive.check import dead_links
from exports.archive.crawl import address_of
from exports.archive.write import file_of
from tests.site.tables import ROOT, copy_of_site

PART = (*START, "/claims/csis-formation", "/groups/jnim", "/jnim/claims", "/static/site.css")


def in_a_thread(*arguments: Any, **options: Any) -> int:
    """Write an archive; Playwright runs a loop in the main thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(archive, *arguments, **options).result()


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a part of the site."""
    folder = tmp_path_factory.mktemp("archive") / "files"
    in_a_thread(ROOT, folder, PART, most=40)
    return folder


def test_a_part_has_no_dead_link_and_names_no_server(part: Path) -> None:
    assert dead_links(part) == []
    pages = list(part.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "localhost" not in text
        assert 'type="module"' not in text
        assert not re.search(r'(?:(?:href|src|action)=|url\()"/', text)
        fonts = re.findall(r'url\("([^"]+)"\)', text)
        assert fonts
        assert all((page.parent / font).is_file() for font in fonts)
    assert (part / "jnim.db").read_bytes() == (ROOT / "jnim.db").read_bytes()


def test_the_checker_sees_what_is_dead(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text('<p id="here">')
    links = ["b.html", "b.html#here", "https://a.example/", "b.html#:~:text=x", "#top"]
    dead = ["c.html", "b.html#there", "../x.html", "/b.html", "http://localhost/"]
    body = "".join(f'<a href="{link}">x</a>' for link in links + dead)
    (tmp_path / "a.html").write_text(f'<h1 id="top">x</h1>{body}')
    assert dead_links(tmp_path) == [f"a.html: {link}" for link in dead]


def test_addresses_of_one_thing_are_one() -> None:
    assert address_of("/jnim/claims/a?v=1#n2", "/") == "/claims/a"
    assert address_of("../static/site.css?v=0", "/groups/jnim") == "/static/site.css"
    assert address_of("/jnim/claims.csv?_size=max", "/") == "/jnim/claims.csv?_stream=on"
    assert address_of("https://a.example/", "/") is None


def test_a_long_id_has_a_file_that_disks_take_and_no_other_id_has() -> None:
    files = {file_of(f"/claims/{'long-' * 60}{end}", "text/html") for end in ("a", "b", "c.bib")}
    assert len(files) == 3
    assert all(len(Path(file).name) < 130 and file.startswith("claims/long-") for file in files)
    assert file_of("/claims/csis-formation", "text/html") == "claims/csis-formation.html"


def test_nothing_else_is_written_over_and_nothing_withheld_is_written(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="no archive"):
        in_a_thread(ROOT, other)

    def withhold(database: sqlite3.Connection) -> None:
        database.execute("UPDATE sources SET redistributable = 0 WHERE id = 'csis-2018'")

    site = tmp_path / "site"
    site.mkdir()
    with pytest.raises(UserError, match="may not be passed on"):
        in_a_thread(copy_of_site(site, withhold), tmp_path / "to")


def test_no_archive_is_made_of_a_site_with_a_page_that_fails(tmp_path: Path) -> None:
    site = copy_of_site(tmp_path, lambda database: database.execute("DROP TABLE milestones"))
    with pytest.raises(UserError, match="fails, with 500"):
        in_a_thread(site, tmp_path / "to", ("/",))
    assert not (tmp_path / "to").exists()


@pytest.fixture(params=["file", "http"])
def address(request: pytest.FixtureRequest, part: Path) -> Iterator[str]:
    """Return the address of the archive: from the disk, or from a bare file server."""
    if request.param == "file":
        yield part.as_uri()
        return
    command = [sys.executable, "-u", "-m", "http.server", "0", "-b", "127.0.0.1", "-d", str(part)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout
        port = re.search(r"port (\d+)", server.stdout.readline())
        assert port
        yield f"http://127.0.0.1:{port[1]}"
        server.kill()


def test_it_is_read_and_searched_without_a_server(browser: Browser, address: str) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/index.html")
    page.fill(".site-search input", "formed March 2017")
    page.press(".site-search input", "Enter")
    page.wait_for_selector("#results a")
    page.click("#results a >> text=JNIM was formed in March 2017")
    assert page.inner_text("h1") == "CSIS 2018: JNIM was formed in March 2017."
    page.wait_for_load_state()  # its styles are there
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.goto(f"{address}/jnim/claims.html")
    page.click("a >> text=JSON")
    assert page.inner_text("h1") == "Not in this archive"
    page.close()
    assert errors == []


@pytest.mark.walk
def test_the_whole_site_is_written_without_a_dead_link(tmp_path: Path) -> None:
    assert in_a_thread(ROOT, tmp_path / "whole") > 1000
    assert (tmp_path / "whole" / "claims" / "csis-formation.html").is_file()
