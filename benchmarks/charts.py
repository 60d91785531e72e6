"""The cost of a drawing: its queries, SVG and PNG."""

import asyncio
import time
from pathlib import Path
from statistics import median

from datasette.app import Datasette

from plugins.site.drawings import png, serve

TIMES = 7


async def measure(datasette: Datasette, name: str) -> list[float]:
    """Return the seconds for fetching, drawing and PNG."""
    figures: list[list[float]] = []
    for _ in range(TIMES):
        began = time.perf_counter()
        draw, _query = await serve.fetched(datasette, name, {"group": "jnim"})
        fetched = time.perf_counter()
        svg = serve.svg_of(datasette, serve.DRAWINGS[name].TEMPLATE, draw(""), "/")
        drawn = time.perf_counter()
        png.from_svg(svg)
        figures.append([fetched - began, drawn - fetched, time.perf_counter() - drawn])
    return [median(column) for column in zip(*figures, strict=True)]


async def every() -> dict[str, list[float]]:
    """Measure all drawings."""
    datasette = Datasette([], config_dir=Path.cwd())
    await datasette.invoke_startup()
    return {name: await measure(datasette, name) for name in serve.DRAWINGS if name != "card"}


def main(_arguments: list[str] | None = None) -> None:
    """Print the table."""
    print("Drawings: queries, SVG and PNG, in ms")
    print(f"  {'':18}{'queries':>8}{'SVG':>8}{'PNG':>8}")
    for name, seconds in asyncio.run(every()).items():
        queries, svg, whole = (each * 1000 for each in seconds)
        print(f"  {name:18}{queries:>8.1f}{svg:>8.1f}{whole:>8.0f}")


if __name__ == "__main__":
    main()
