"""What a drawing costs: as SVG, as PNG, and how long a PNG holds up everybody else.

The alternative for the last is to draw in a thread of the server: less to start, but resvg holds
Python's lock while it draws.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from importlib.resources import files
from pathlib import Path
from statistics import median

import resvg_py
from datasette.app import Datasette

from plugins.site.drawings import fetch, png, render

TIMES = 7


async def took(work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Return how long work took, and the longest that it kept the loop from coming round."""
    task = asyncio.ensure_future(work())
    began = last = time.perf_counter()
    longest = 0.0
    while not task.done():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    await task
    return time.perf_counter() - began, longest


async def measure(datasette: Datasette, name: str) -> list[float]:
    """Return seconds: to fetch, to draw, as PNG, and the pauses by a process and by a thread."""
    source = fetch.DRAWINGS[name]
    given = dict.fromkeys(source.parameters, "") | {"group": "jnim"}
    fonts = [str(files("fontpkg_arimo") / "files")]
    figures: list[list[float]] = []
    for _ in range(TIMES):
        began = time.perf_counter()
        lay_out = await source.fetch(fetch.Database(datasette), given)
        fetched = time.perf_counter()
        svg = await render.alone(datasette, source.template, lay_out(False), "/")
        drawn = time.perf_counter()
        whole, pause = await took(partial(png.from_svg, svg))
        in_thread = partial(resvg_py.svg_to_bytes, svg, zoom=png.scale_of(svg), font_dirs=fonts)
        _, other = await took(partial(asyncio.to_thread, in_thread))
        figures.append([fetched - began, drawn - fetched, whole, pause, other])
    return [median(column) for column in zip(*figures, strict=True)]


async def every() -> dict[str, list[float]]:
    """Measure all drawings."""
    datasette = Datasette([], config_dir=Path.cwd())
    await datasette.invoke_startup()
    return {name: await measure(datasette, name) for name in fetch.DRAWINGS}


def main(_arguments: list[str] | None = None) -> None:
    """Print the table."""
    print("Drawings: queries, SVG, PNG, and the longest pause of other requests by it, in ms")
    print(f"  {'':18}{'queries':>8}{'SVG':>8}{'PNG':>8}{'pause':>8}{'in a thread':>13}{'ratio':>8}")
    for name, seconds in asyncio.run(every()).items():
        queries, svg, whole, pause, thread = (each * 1000 for each in seconds)
        print(
            f"  {name:18}{queries:>8.1f}{svg:>8.1f}{whole:>8.0f}{pause:>8.0f}{thread:>13.0f}"
            f"{thread / pause:>8.1f}"
        )


if __name__ == "__main__":
    main()
