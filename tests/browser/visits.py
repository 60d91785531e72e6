"""A real browser, and pages that keep a record of what they ask for and complain about."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.browser.find_browser import browser_path, flags, is_root

# Milliseconds after which something will never come. On a busy machine a page takes its time.
NEVER = 30_000
expect.set_options(timeout=NEVER)


@dataclass
class Visit:
    """A page in the browser, with all that it asked for and complained about since it opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def outside(self, site: str) -> list[str]:
        """Return the addresses asked for that are not of this site: there should be none."""
        return [url for url in self.requests if not url.startswith((site + "/", "data:", "blob:"))]


def wait_for(page: Page, script: str, value: object = True) -> None:
    """Wait until a script gives a value.

    Page.wait_for_function evaluates a string in the page when it looks again, which ours forbid.
    """
    for _ in range(NEVER // 100):
        if page.evaluate(script) == value:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{script} never gave {value!r}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser; without one the tests are skipped, or fail where CI=true."""
    path = browser_path()
    if path is None:
        reason = "no browser: `make browser` looks for one and says what to do"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=flags(), chromium_sandbox=not is_root()
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def kept(browser: Browser) -> Iterator[dict[str, Visit]]:
    """Keep a page of each kind for the tests that follow: a new one costs a second of processor."""
    pages: dict[str, Visit] = {}
    yield pages
    for each in pages.values():
        each.page.context.close()


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Visit]:
    """Open one page for many addresses: a new one for each takes longer than they do."""
    yield from visit(browser, 1280, 900)


@pytest.fixture
def tour(tab: Visit) -> Visit:
    """Forget what the page before asked for and complained about."""
    tab.requests.clear()
    tab.errors.clear()
    return tab


@pytest.fixture
def wide(browser: Browser, kept: dict[str, Visit]) -> Iterator[Visit]:
    """Open a page as wide as on a laptop."""
    yield from borrowed(kept, "wide", lambda: opened(browser, 1280, 900))


@pytest.fixture
def narrow(browser: Browser, kept: dict[str, Visit]) -> Iterator[Visit]:
    """Open a page as narrow as on a telephone."""
    yield from borrowed(kept, "narrow", lambda: opened(browser, 360, 740))


@pytest.fixture
def without_scripts(browser: Browser, kept: dict[str, Visit]) -> Iterator[Page]:
    """Open a page in a browser whose scripts are off."""
    for seen in borrowed(kept, "scriptless", lambda: opened(browser, scripts=False)):
        yield seen.page


@pytest.fixture
def touched(browser: Browser, kept: dict[str, Visit]) -> Iterator[Page]:
    """Open a page on a telephone, whose screen is touched."""
    for seen in borrowed(kept, "touched", lambda: opened(browser, 360, 740, is_phone=True)):
        yield seen.page


@pytest.fixture
def new(browser: Browser) -> Iterator[Visit]:
    """Open a wide page that nobody had before, for what cannot be taken back, or with no cache."""
    yield from visit(browser, 1280, 900)


def visit(browser: Browser, width: int, height: int) -> Iterator[Visit]:
    """Open a page of this size in a context of its own, without cookies or cache."""
    seen = opened(browser, width, height)
    yield seen
    seen.page.context.close()


def opened(
    browser: Browser,
    width: int = 1280,
    height: int = 720,
    *,
    scripts: bool = True,
    is_phone: bool = False,
) -> Visit:
    """Return a new page of this size, in a context of its own."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=scripts,
        has_touch=is_phone,
        is_mobile=is_phone,
    )
    context.set_default_timeout(NEVER)
    seen = Visit(context.new_page())
    # On the context, so that windows which the page opens are recorded as well.
    context.on("request", lambda request: seen.requests.append(request.url))
    context.on(
        "console",
        lambda message: seen.errors.append(message.text) if message.type == "error" else None,
    )
    context.on("weberror", lambda error: seen.errors.append(str(error.error)))
    return seen


def borrowed(kept: dict[str, Visit], kind: str, new: Callable[[], Visit]) -> Iterator[Visit]:
    """Lend a kept page to a test; what the test did to it is taken back, or it is thrown away."""
    seen = kept.pop(kind, None) or new()
    size = seen.page.viewport_size
    yield seen
    page, context = seen.page, seen.page.context
    try:
        # First of all, or it would be laid out anew for what follows.
        leave(page)
        for other in context.pages:
            if other != page:
                other.close()
        page.unroute_all()
        context.unroute_all()
        context.clear_permissions()
        context.clear_cookies()
        page.emulate_media(media="null", color_scheme="null")
        page.set_viewport_size(size or {"width": 1280, "height": 720})
        page.mouse.move(0, 0)
    except Error:
        context.close()
        return
    seen.requests.clear()
    seen.errors.clear()
    kept[kind] = seen


def leave(page: Page) -> None:
    """Leave a page for a short text of the same site.

    For a blank one, which is of no site, and again for the next page, Chromium would start another
    process, which has nothing compiled yet.
    """
    site = urlsplit(page.url)
    is_here = site.hostname in ("127.0.0.1", "localhost")
    page.goto(f"http://{site.netloc}/robots.txt" if is_here else "about:blank")
