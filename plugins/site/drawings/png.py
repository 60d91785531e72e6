"""From SVG to PNG: by resvg, in a short process of its own.

resvg holds Python's lock while it draws, so in a thread it would hold up all other requests. It
draws with the font of the package fontpkg-arimo alone, and is shown nothing that names a file.
"""

import asyncio
import math
import os
import re
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

# One at a time, and no more than these with those that wait.
MOST = 5
SECONDS = 10
# Pixels of the PNG for one of the drawing, for screens and paper, and of the whole.
SCALE, MOST_PIXELS = 2.0, 4_000_000
SCRIPT = Path(__file__).with_name("resvg_process.py")
_SIZE = re.compile(r'<svg [^>]*?width="(\d+)" height="(\d+)"')

_pool = ThreadPoolExecutor(1, thread_name_prefix="png")
_pending: set[Future[bytes]] = set()


class PngError(Exception):
    """No PNG can be made, or not now; `status` is what to answer with."""

    def __init__(self, reason: str, status: int = 500) -> None:
        super().__init__(f"No PNG could be made: {reason}. The SVG shows the same.")
        self.status = status


async def from_svg(svg: str) -> bytes:
    """Return a drawing as PNG, while other requests go on.

    Raises:
        PngError: Where none can be made, or too many wait.
    """
    if len(_pending) >= MOST:
        raise PngError("too many are asked for at once", status=503)
    future = _pool.submit(_drawn, svg)
    _pending.add(future)
    future.add_done_callback(_pending.discard)
    return await asyncio.wrap_future(future)


def scale_of(svg: str) -> float:
    """Return how many pixels of the PNG there are for one of a drawing."""
    size = _SIZE.match(svg)
    if size is None:
        raise PngError("it is no drawing of ours")
    return min(SCALE, math.sqrt(MOST_PIXELS / (int(size[1]) * int(size[2]))))


def _drawn(svg: str) -> bytes:
    # No template has a picture in it, and resvg would read one from the disk.
    if re.search("<(fe)?image|<!", svg, re.IGNORECASE):
        raise PngError("it names a file")
    command = [sys.executable, "-P", str(SCRIPT), f"{scale_of(svg):.3f}"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603  this Python, our own file
            command, input=svg.encode(), capture_output=True, timeout=SECONDS, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise PngError("it takes too long", status=503) from error
    if done.returncode or not done.stdout.startswith(b"\x89PNG"):
        raise PngError(done.stderr.decode(errors="replace").strip().split("\n")[-1] or "it failed")
    return done.stdout
