"""uvicorn within bounds: of headers, of silent connections, and of the time that stopping takes.

A proxy in front does the same and more (publishing/nginx); this is for where there is none.
"""

import asyncio
import os
import signal
import sys
import threading
from contextlib import suppress
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from plugins.site.worker import role

# Bytes of a request's first line and headers.
HEADER_BYTES = 64 * 1024
# Seconds for them to come, and for a reader to take what was sent before.
HEADER_SECONDS, STALL_SECONDS = 10.0, 20.0
# Connections; beyond, uvicorn answers 503.
CONNECTIONS = 2000
# Seconds for responses to be finished after SIGTERM, and until the process ends in any case.
GRACEFUL_SECONDS, LAST_SECONDS = 2, 4.0
STARTUP_FAILURE = 3


class Protocol(H11Protocol):
    """HTTP/1.1 by h11, on connections that somebody uses."""

    _late: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect a request."""
        super().connection_made(transport)
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing more."""
        self._set_late(None)
        self.resume_writing()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Handle what was read; a request may be whole now."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._set_late(None)

    def on_response_complete(self) -> None:
        """Expect the next request, unless it is there already."""
        done = self.cycle
        super().on_response_complete()
        if self.cycle is done and not self.transport.is_closing():
            self._expect_request()

    def pause_writing(self) -> None:
        """Give the reader some time to read on."""
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Note that the reader reads."""
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _expect_request(self) -> None:
        self._set_late(self.loop.call_later(HEADER_SECONDS, self.transport.close))

    def _set_late(self, timer: asyncio.TimerHandle | None) -> None:
        if self._late is not None:
            self._late.cancel()
        self._late = timer


class Server(uvicorn.Server):
    """A server that ends when it is told to, whatever its threads are doing."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop, and see to it that it comes to an end."""
        super().handle_exit(sig, frame)
        last = threading.Timer(LAST_SECONDS, os._exit, [128 + sig])
        last.daemon = True
        last.start()


OPTIONS: dict[str, Any] = {
    "http": Protocol,
    "ws": "none",
    "h11_max_incomplete_event_size": HEADER_BYTES,
    "limit_concurrency": CONNECTIONS,
    "timeout_graceful_shutdown": GRACEFUL_SECONDS,
}

_running: list[Server] = []
_restarts = threading.Event()


def restart() -> None:
    """End, and begin anew by the same command: what is served has been replaced."""
    if _running:
        print("The site's files have changed: starting again with the new ones.", flush=True)
    _restarts.set()
    for server in _running:
        server.handle_exit(signal.SIGTERM, None)
        server._captured_signals.clear()  # nobody sent it


def run(app: Any, **options: Any) -> None:
    """Serve an application as `uvicorn.run` does, within the bounds above.

    Args:
        app: An ASGI application.
        options: What `datasette serve` sets of uvicorn.Config.
    """
    _raise_file_limit()
    options = {**options, **OPTIONS, "access_log": role() is None}
    server = Server(uvicorn.Config(app, **options))
    _running.append(server)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)
    if _restarts.is_set():
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606


def _raise_file_limit() -> None:
    """Have enough file descriptors for the connections, as far as the system allows."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # not on Windows

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * CONNECTIONS
        if soft != resource.RLIM_INFINITY and soft < wanted:
            limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
