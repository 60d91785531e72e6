"""The map of 100,000 attacks in a browser: ours, and datasette-cluster-map on a default set-up.

Both pages are of a table with the same rows, and are timed from the start of navigation: to the
first marker, and to the last row on the map. The plugin loads a page of rows at a time after its
button "load all" has been pressed, which happens here as soon as it is there.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, sync_playwright

from benchmarks.serving import KEPT, bare_copy, milliseconds, served, site_with
from tests.browser.find_browser import browser_path, flags, is_root

RUNS = 3
PATIENCE = 300_000
NOW = "performance.now() / 1000"


@contextlib.contextmanager
def opened(browser: Browser, site: str) -> Iterator[Page]:
    """Open an empty page that asks nobody but one site for anything."""

    def keep_inside(route: Route) -> None:
        if route.request.url.startswith((site, "data:", "blob:")):
            route.continue_()
        else:
            route.abort()

    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.route("**/*", keep_inside)
    yield page
    context.close()


def ours(page: Page, address: str) -> tuple[float, float, int]:
    """Seconds to the first marker and to the last, and how many rows they stand for."""
    page.goto(address, wait_until="commit")
    page.wait_for_selector("#map .spot", state="attached")
    first = page.evaluate(NOW)
    page.wait_for_selector("#map[data-state=complete]", state="attached")
    complete = page.evaluate(NOW)
    count = "spots => spots.reduce((total, spot) => total + Number(spot.dataset.rows), 0)"
    return first, complete, page.eval_on_selector_all("#map .spot", count)


def cluster_map(page: Page, address: str) -> tuple[float, float, int]:
    """The same for the plugin."""
    page.goto(address, wait_until="commit")
    page.wait_for_selector(".leaflet-marker-icon", state="attached")
    first = page.evaluate(NOW)
    page.get_by_role("button", name="load all").click()
    page.wait_for_function("!document.querySelector('.cluster-map-button')")
    complete = page.evaluate(NOW)
    count = (
        "spots => spots.reduce((total, spot) => total + (Number(spot.innerText.trim()) || 1), 0)"
    )
    return first, complete, page.eval_on_selector_all(".leaflet-marker-icon", count)


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks map", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="how many attacks")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    given = parser.parse_args(arguments)
    path = browser_path()
    if path is None:
        print("map: there is no browser; `make browser` looks for one and says what to do")
        return
    folder = site_with(given.rows)
    figures: dict[str, tuple[float, float, int]] = {}
    with (
        tempfile.TemporaryDirectory(dir=KEPT) as scratch,
        sync_playwright() as playwright,
        contextlib.closing(
            playwright.chromium.launch(
                executable_path=path, args=flags(), chromium_sandbox=not is_root()
            )
        ) as browser,
    ):
        bare = Path(scratch) / "bare.db"
        bare_copy(folder / "jnim.db", bare)
        for name, site, table, measure, runs in (
            ("ours", str(folder), "/jnim/attacks", ours, RUNS),
            ("datasette-cluster-map", str(bare), "/bare/attacks", cluster_map, 1),
        ):
            with served(site) as server:
                milliseconds(server, table)
                origin = f"http://{server.connection.host}:{server.connection.port}"
                found = []
                for _ in range(runs):
                    with opened(browser, origin) as page:
                        found.append(measure(page, origin + table))
            first, complete, rows = zip(*found, strict=True)
            figures[name] = (statistics.median(first), statistics.median(complete), rows[-1])
    print(f"The map of {given.rows:,} attacks, seconds from the start of navigation")
    print(f"{'':24}{'first marker':>14}{'complete':>10}{'rows':>10}")
    for name, (early, late, count) in figures.items():
        print(f"{name:24}{early:14.2f}{late:10.2f}{count:10,}")
    times = figures["datasette-cluster-map"][1] / figures["ours"][1]
    print(f"ours is complete {times:.0f} times as fast")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
