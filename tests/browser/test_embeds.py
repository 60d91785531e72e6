"""What other sites show of ours, in a page of another site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visit
from tests.conftest import some


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """Serve a folder as another site, and return its address."""
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


# How much is cut off, once the frame has had time to follow its content.
SETTLED = """e => new Promise((resolve) => {
    const look = (tries) => {
        const cut = e.scrollHeight - innerHeight;
        if (cut === 0 || tries === 0) resolve(cut);
        else setTimeout(look, 100, tries - 1);
    };
    look(50);
})"""


@pytest.mark.parametrize(
    "path",
    some(["/lineage?group=jnim", "/attacks/ouagadougou-2018", "/map", "/claims/csis-formation"], 2),
)
def test_a_frame_in_a_page_of_another_site_cuts_nothing_off(
    wide: Visit, site: str, elsewhere: str, tmp_path: Path, path: str
) -> None:
    page = wide.page
    page.goto(site + path)
    line = page.locator("[data-copy='the line to embed it']").text_content() or ""
    (tmp_path / "index.html").write_text(f"<p>Words of another site.</p>{line}", "utf-8")
    for width in (360, 700, 1100):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(elsewhere, wait_until="networkidle")
        inside = page.frame_locator("iframe")
        high = inside.locator("body").evaluate("e => Math.ceil(e.getBoundingClientRect().height)")
        expect(page.locator("iframe")).to_have_attribute("height", str(high))
        assert inside.locator("html").evaluate(SETTLED) == 0, width
        # Whose it is can be read even where the frame has the height of the line.
        expect(inside.locator("footer")).to_be_in_viewport()


def test_an_embedded_map_is_as_high_as_its_frame_lets_it(wide: Visit, site: str) -> None:
    """It was 350 pixels high in any frame, and cut off the north of Mali."""
    page = wide.page
    page.set_viewport_size({"width": 900, "height": 900})
    page.goto(f"{site}/embed/map?country=ML")
    assert page.locator("#map").evaluate("e => e.clientHeight") > 500
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") == 0


@pytest.mark.parametrize("name", ["timeline", "lineage"])
def test_a_drawing_has_the_form_for_the_width_of_its_frame(
    wide: Visit, site: str, name: str
) -> None:
    """In a column of 760 pixels it was a strip of 384; later its letters had 10 pixels at 640."""
    page = wide.page
    page.goto(f"{site}/{name}")
    line = page.locator("[data-copy='the line to embed it']").text_content() or ""
    (height,) = map(float, re.findall(r'height="([\d.]+)"', line))
    page.goto(f"{site}/embed/{name}")
    forms = ((320, "narrow"), (500, "narrow"), (640, "narrow"), (768, "middle"))
    for width, form in (*forms, (1000, "middle"), (1200, "frame"), (1300, "frame")):
        page.set_viewport_size({"width": width, "height": 900})
        for part in ("html", "#picture"):
            assert page.locator(part).evaluate("e => e.scrollWidth - e.clientWidth") <= 0, width
        shown = page.locator(".chart-figure > div:visible").evaluate_all(
            "e => e.map(x => x.className)"
        )
        assert shown == [f"chart-{form}"], width
        drawn = page.locator(".chart-figure > div:visible > .chart")
        size = 12 * drawn.evaluate("e => e.getBoundingClientRect().width / e.getAttribute('width')")
        assert form == "frame" or width < 360 or size >= 12, width
        high = page.locator("body").evaluate("e => e.getBoundingClientRect().height")
        assert form == "narrow" or height - 200 < high <= height, width
