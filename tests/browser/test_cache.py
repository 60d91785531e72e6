"""What a browser asks for a second time: the page, and none of the files that it is made with."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Visit

HASHED = re.compile(r"/(?:static|-/static|-/static-plugins/[\w-]+)/[0-9a-f]{12}/")


@pytest.mark.parametrize("path", ["/map", "/groups/jnim", "/jnim/attacks", "/timeline"])
def test_a_page_is_asked_for_again_and_its_files_are_not(wide: Visit, site: str, path: str) -> None:
    told: dict[str, Any] = {}
    statuses: dict[str, int] = {}
    cached: set[str] = set()
    session = wide.page.context.new_cdp_session(wide.page)
    session.send("Network.enable")

    def received(event: dict[str, Any]) -> None:
        told[event["requestId"]] = event["response"]

    def received_by_wire(event: dict[str, Any]) -> None:
        statuses[event["requestId"]] = event["statusCode"]

    session.on("Network.responseReceived", received)
    session.on("Network.responseReceivedExtraInfo", received_by_wire)
    session.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))

    wide.page.goto(site + path, wait_until="networkidle")
    files = {url for url in wide.requests if "/static" in url}
    assert len(files) > 2
    assert {url for url in files if not HASHED.match(urlsplit(url).path)} == set()

    for kept in (told, statuses, cached):
        kept.clear()
    wide.page.goto("about:blank")
    wide.page.goto(site + path, wait_until="networkidle")
    again = {id_: response["url"] for id_, response in told.items()}
    (page,) = [id_ for id_, url in again.items() if url == site + path]
    assert statuses[page] == 304
    for id_, url in again.items():
        if "/static" in url:
            assert id_ in cached or told[id_]["fromDiskCache"], url
    assert wide.errors == []
