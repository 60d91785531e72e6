"""Drawing, in a process of its own: Vega holds Python's lock while it draws."""

import asyncio
import importlib.util
import json
import subprocess
import sys
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from common.display_text import NOT_IN_XML

KEPT = 128
WORKER = Path(__file__).with_name("worker.py")


class DrawingError(Exception):
    """Vega could make nothing of a spec, or its process is gone."""


class Kept:
    """The drawings made last, by whatever tells them apart; the oldest go first."""

    def __init__(self, size: int = KEPT) -> None:
        self.size = size
        self._entries: OrderedDict[Any, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Any) -> Any:
        """Return what is kept under a key, or None."""
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
            return self._entries.get(key)

    def put(self, key: Any, value: Any) -> None:
        """Keep something, and let go of the oldest where there is too much."""
        with self._lock:
            self._entries[key] = value
            self._entries.move_to_end(key)
            while len(self._entries) > self.size:
                self._entries.popitem(last=False)

    def __len__(self) -> int:
        return len(self._entries)


class Worker:
    """The process that draws, started when it is needed first; one drawing at a time.

    It ends when this program does, however that comes about: its input ends then.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        # What was drawn ahead, until it is asked for.
        self._ahead = Kept(8)
        # A thread that waits for the process, so that nothing else does.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="drawing")

    def start(self) -> None:
        """Start the process without waiting for it."""
        self._thread.submit(self._running)

    def ahead(self, form: str, spec: str) -> None:
        """Draw what will be asked for soon, without waiting for it."""
        self._thread.submit(self._draw_ahead, form, spec)

    def _draw_ahead(self, form: str, spec: str) -> None:
        if self._ahead.get((form, spec)) is None:
            # One that cannot be drawn is an error for who asks for it.
            with suppress(DrawingError):
                self._ahead.put((form, spec), self._drawn(form, spec))

    def _made(self, form: str, spec: str) -> bytes:
        made: bytes | None = self._ahead.get((form, spec))
        return self._drawn(form, spec) if made is None else made

    async def draw(self, form: str, spec: str) -> bytes:
        """Return the drawing of a spec, as `svg` or `png`, while other requests go on.

        Raises:
            DrawingError: Where none can be made.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._made, form, spec)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603  this Python, our own file
                [sys.executable, "-P", str(WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Ctrl+C is for the server.
                start_new_session=True,
            )
        return self._process

    def _drawn(self, form: str, spec: str) -> bytes:
        for is_last in (False, True):
            try:
                return self._answer(self._running(), form, spec)
            except OSError as error:
                # Ended from outside, say for lack of memory: one more try with a new one.
                if is_last:
                    raise DrawingError("the drawing process ended") from error
        raise AssertionError

    def _answer(self, process: subprocess.Popen[bytes], form: str, spec: str) -> bytes:
        assert process.stdin  # noqa: S101  asked for above
        assert process.stdout  # noqa: S101
        process.stdin.write(f"{form}\t{spec}\n".encode())
        process.stdin.flush()
        word, _, size = process.stdout.readline().decode().partition("\t")
        drawn = process.stdout.read(int(size or 0))
        if not word or len(drawn) < int(size):
            process.wait()
            raise BrokenPipeError
        if word == "error":
            raise DrawingError(drawn.decode(errors="replace"))
        return drawn


_worker = Worker()


def can_draw() -> bool:
    """Whether the library is here; a copy of the site may do without it."""
    return importlib.util.find_spec("vl_convert") is not None


def start() -> None:
    """Start the drawing process, so that the first reader need not wait for it."""
    if can_draw():
        _worker.start()


def _written(spec: dict[str, Any]) -> str:
    """Write a spec for the process that draws, which ends at what XML cannot hold."""
    return json.dumps(_drawable(spec))


def _drawable(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _drawable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_drawable(each) for each in value]
    return NOT_IN_XML.sub("\ufffd", value) if isinstance(value, str) else value


def ahead(spec: dict[str, Any], form: str) -> None:
    """Draw a Vega-Lite spec that will be asked for soon, without waiting for it."""
    _worker.ahead(form, _written(spec))


async def draw(spec: dict[str, Any], form: str) -> bytes:
    """Draw a Vega-Lite spec, as `svg` or `png`.

    Raises:
        DrawingError: Where none can be made.
    """
    return await _worker.draw(form, _written(spec))
