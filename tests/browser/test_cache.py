"""What a browser asks for a second time: the page, and none of the files that it is made with."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.visits import Visit
from tests.conftest import some


@pytest.mark.parametrize("path", some(["/map", "/groups/jnim", "/jnim/attacks", "/timeline"], 4))
def test_a_page_is_asked_for_again_and_its_files_are_not(new: Visit, site: str, path: str) -> None:
    told: dict[str, Any] = {}
    statuses: dict[str, int] = {}
    cached: set[str] = set()
    session = new.page.context.new_cdp_session(new.page)
    session.send("Network.enable")

    def received(event: dict[str, Any]) -> None:
        told[event["requestId"]] = event["response"]

    def received_by_wire(event: dict[str, Any]) -> None:
        statuses[event["requestId"]] = event["statusCode"]

    session.on("Network.responseReceived", received)
    session.on("Network.responseReceivedExtraInfo", received_by_wire)
    session.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))

    new.page.goto(site + path, wait_until="networkidle")
    ours = {url for url in new.requests if urlsplit(url).path.startswith("/static/")}
    assert ours
    assert all(urlsplit(url).query.startswith("v=") for url in ours)

    for kept in (told, statuses, cached):
        kept.clear()
    new.page.goto("about:blank")
    new.page.goto(site + path, wait_until="networkidle")
    again = {id_: response["url"] for id_, response in told.items()}
    (page,) = [id_ for id_, url in again.items() if url == site + path]
    assert statuses[page] == 304
    for id_, url in again.items():
        is_kept = id_ in cached or told[id_]["fromDiskCache"]
        if url in ours:
            assert is_kept, url
        elif "/static" in url:  # Datasette's own and those of its plugins
            assert is_kept or statuses[id_] == 304, url
    assert new.errors == []
