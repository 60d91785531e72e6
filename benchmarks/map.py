"""The map of 100,000 attacks in a browser: ours, and datasette-cluster-map with its defaults.

Both show a table with the same rows, and are timed from the start of navigation to the first
marker, and to the last row on the map. The plugin loads a page of rows at a time once its button
"load all" has been pressed, which happens here as soon as it appears.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from benchmarks.serving import KEPT, bare_copy, milliseconds, served, site_with
from tests.browser.find_browser import browser_path, flags, is_root

RUNS = 3
PATIENCE = 300_000


# No third-party requests: the plugin's default background is on the internet.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
# Records in the page, frame by frame, when each of two conditions first holds.
WATCH = """
window.seen = {};
const look = () => {
  for (const [name, test] of Object.entries({first: () => FIRST, complete: () => COMPLETE})) {
    if (!(name in seen) && document.body && test()) seen[name] = performance.now() / 1000;
  }
  if ("complete" in seen) document.documentElement.dataset.complete = "yes";
  else requestAnimationFrame(look);
};
look();
"""
COUNT = "spots => spots.reduce((total, spot) => total + (Number(ROWS) || 1), 0)"


class Kind(NamedTuple):
    """How to observe a map: its markers, when it is complete, and the rows behind a marker."""

    marker: str
    complete: str
    rows: str
    button: str | None = None


OURS = Kind(
    "#map .spot", "document.querySelector('#map[data-state=complete]')", "spot.dataset.rows"
)
PLUGIN = Kind(
    ".leaflet-marker-icon",
    "window.pressed && !document.querySelector('.cluster-map-button')",
    "spot.innerText.trim()",
    "load all",
)


def timed(browser: Browser, address: str, kind: Kind) -> tuple[float, float, int]:
    """Return the seconds to the first and the last marker, and how many rows they stand for."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    first = f"document.querySelector('{kind.marker}')"
    page.add_init_script(WATCH.replace("FIRST", first).replace("COMPLETE", kind.complete))
    page.goto(address, wait_until="commit")
    if kind.button:
        page.get_by_role("button", name=kind.button).click()
        page.evaluate("window.pressed = true")
    page.wait_for_selector("html[data-complete]", state="attached")
    seen = page.evaluate("seen")
    rows = page.eval_on_selector_all(kind.marker, COUNT.replace("ROWS", kind.rows))
    context.close()
    return seen["first"], seen["complete"], rows


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
                executable_path=path, args=[*flags(), ALONE], chromium_sandbox=not is_root()
            )
        ) as browser,
    ):
        bare = Path(scratch) / "bare.db"
        bare_copy(folder / "jnim.db", bare)
        for name, site, table, kind, runs in (
            ("ours", str(folder), "/map", OURS, RUNS),
            ("datasette-cluster-map", str(bare), "/bare/attacks", PLUGIN, 1),
        ):
            with served(site) as server:
                milliseconds(server, table)
                origin = f"http://{server.connection.host}:{server.connection.port}"
                found = [timed(browser, origin + table, kind) for _ in range(runs)]
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
