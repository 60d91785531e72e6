"""A deep link, as the loaders encode it, scrolls Chromium to the words of a claim."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from common.links import deep_link
from tests.browser.visits import Visit

FILLER = "<p>Words that nobody is looking for.</p>" * 200
PASSAGE = (
    "The so-called al-Qa'ida, arms &amp; men (100% of them) #1 of Jama'at — <em>bayat</em> — ends"
)
FIRST = "The so-called al-Qa'ida, arms &"
LAST = "of Jama'at — *bayat* — ends"
PAGE = f"""<!DOCTYPE html><html lang="en"><title>A document</title>{FILLER}
<p>Before it. <span id="passage">{PASSAGE}</span> here, and it goes on.</p>{FILLER}"""


@pytest.fixture(scope="module")
def document() -> Iterator[str]:
    """Serve a long page from this machine and return its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = PAGE.encode()
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/document"
    server.shutdown()
    server.server_close()


def sees_passage(page: Page) -> bool:
    """Whether the passage comes into view within two seconds."""
    script = """() => {
        const box = document.querySelector("#passage").getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight;
    }"""
    for _ in range(20):
        if page.evaluate(script):
            return True
        page.wait_for_timeout(100)
    return False


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (FIRST, LAST),
        (FIRST, ""),
        ("al-Qa'ida, arms & men", ""),
        ("(100% of them)", "— ends"),
        ("#1 of Jama'at", ""),
        ("so-called", "al-Qa'ida"),
    ],
)
def test_the_browser_scrolls_to_the_words(
    wide: Visit, document: str, first: str, last: str
) -> None:
    wide.page.goto(deep_link(document, first, last))
    assert sees_passage(wide.page)
    assert wide.page.evaluate("scrollY") > 1000


@pytest.mark.parametrize("words", ["so-called al-Qa'ida,", "no such words"])
def test_what_is_not_encoded_or_not_there_does_not_scroll(
    wide: Visit, document: str, words: str
) -> None:
    # quote leaves the hyphen, which has a meaning in a text directive.
    wide.page.goto(f"{document}#:~:text={quote(words, safe=',')}")
    assert not sees_passage(wide.page)
    assert wide.page.evaluate("scrollY") == 0


def test_a_link_on_a_page_of_ours_opens_the_document_at_the_words(
    wide: Visit, site: str, document: str
) -> None:
    page = wide.page
    page.goto(f"{site}/jnim/claims/csis-ouagadougou-attack")
    link = page.locator(".deep-link").first
    address = link.get_attribute("href") or ""
    assert address.startswith("https://")
    assert "#:~:text=" in address
    # The document itself is somebody else's: the link is led to one of ours.
    link.evaluate("(a, address) => a.href = address", deep_link(document, FIRST, LAST))
    link.click()
    page.wait_for_url("**/document*")
    assert sees_passage(page)
    assert page.evaluate("document.referrer") == ""
