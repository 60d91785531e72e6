"""What a diagram costs: drawn anew and kept, and how long it holds up everybody else.

The alternative for the second is to draw in a thread of the server: less to start, but Vega holds
Python's lock while it draws.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from statistics import median

import vl_convert
from datasette.app import Datasette

from plugins.diagrams import render

CHARTS = ("attacks-per-month", "lineage", "timeline")
TIMES = 5


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


async def measure() -> list[tuple[str, float, float, float, float]]:
    """Draw each chart: seconds anew, seconds kept, and the pauses of a process and of a thread."""
    datasette = Datasette([], config_dir=Path.cwd())
    await datasette.invoke_startup()
    found = []
    for name in CHARTS:
        path = f"/-/charts/{name}.svg?group=jnim"
        spec = (await datasette.client.get(path.replace(".svg", ".vl.json"))).json()
        text = json.dumps(spec)
        await render.draw(spec, "svg")
        vl_convert.vegalite_to_svg(text)
        process = [await took(partial(render.draw, spec, "svg")) for _ in range(TIMES)]
        thread = [
            await took(partial(asyncio.to_thread, vl_convert.vegalite_to_svg, text))
            for _ in range(TIMES)
        ]
        await datasette.client.get(path)
        kept = [await took(partial(datasette.client.get, path)) for _ in range(TIMES)]
        found.append(
            (
                name,
                median(whole for whole, _ in process),
                median(whole for whole, _ in kept),
                median(pause for _, pause in process),
                median(pause for _, pause in thread),
            )
        )
    return found


def main(_arguments: list[str] | None = None) -> None:
    """Print the table."""
    print("Diagrams: drawn anew, asked for again, and the longest pause of other requests, in ms")
    print(f"  {'':18}{'anew':>8}{'again':>8}{'pause':>8}{'pause if in a thread':>22}{'ratio':>8}")
    for name, anew, again, process, thread in asyncio.run(measure()):
        milliseconds = [f"{seconds * 1000:.0f}" for seconds in (anew, again, process, thread)]
        print(
            f"  {name:18}{milliseconds[0]:>8}{milliseconds[1]:>8}{milliseconds[2]:>8}"
            f"{milliseconds[3]:>22}{thread / process:>8.1f}"
        )


if __name__ == "__main__":
    main()
