"""Hostile words in the database stay words in popups and on pages that run scripts."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.conftest import START_SECONDS, answers
from tests.site.tables import copy_of_site

WORDS = """<script>window.hurt=1</script>"'><img src=x onerror=window.hurt=2>{{7*7}}"""


def spoil(database: sqlite3.Connection) -> None:
    """Put hostile words into what the map and the row pages show."""
    for table, column in [
        ("attacks", "title"),
        ("attacks", "location"),
        ("places", "name"),
        ("groups", "name"),
        ("claims", "statement"),
        ("attack_types", "label"),
    ]:
        database.execute(f"UPDATE [{table}] SET [{column}] = ? || rowid", [WORDS])
    database.execute("UPDATE claims SET deep_link = 'javascript:window.hurt=3'")


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a copy of the site that is full of hostile words, and return its address."""
    folder = copy_of_site(tmp_path_factory.mktemp("spoilt"), spoil)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "datasette", str(folder), "--port", str(port)]
    with (
        (folder / "log.txt").open("w") as log,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as server,
    ):
        try:
            deadline = time.monotonic() + START_SECONDS
            while not answers(port):
                assert server.poll() is None, (folder / "log.txt").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(timeout=10)
            server.kill()


@pytest.mark.parametrize("path", ["/jnim/attacks?id=aguelhok-2018", "/jnim/places?id=aguelhok"])
def test_a_popup_shows_words(wide: Visit, spoilt: str, path: str) -> None:
    wide.page.goto(spoilt + path)
    marker = wide.page.locator("#map .spot.single")
    marker.click()
    popup = wide.page.locator(".leaflet-popup-content")
    expect(popup.locator("strong")).to_contain_text(WORDS)
    assert popup.locator("img, script").count() == 0
    assert (marker.get_attribute("aria-label") or "").startswith(WORDS)
    assert wide.page.evaluate("window.hurt") is None
    assert wide.errors == []


@pytest.mark.parametrize(
    "path",
    [
        "/jnim/attacks",
        "/jnim/attacks/aguelhok-2018",
        "/jnim/groups/jnim",
        "/jnim/membership",
        "/jnim/places/aguelhok",
        "/jnim?sql=select+title,+latitude,+longitude+from+attacks",
    ],
)
def test_pages_show_words(wide: Visit, spoilt: str, path: str) -> None:
    wide.page.goto(spoilt + path)
    wide.page.wait_for_load_state("networkidle")
    for marker in wide.page.locator("#map .spot.single").all():
        marker.click()
    assert WORDS in wide.page.locator("main").inner_text()
    assert wide.page.locator("a[href^='javascript' i]").count() == 0
    assert wide.page.evaluate("window.hurt") is None
    assert wide.errors == []
