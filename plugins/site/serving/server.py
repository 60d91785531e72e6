"""uvicorn with limits on headers, idle connections, and the time that shutdown takes.

A proxy in front does the same and more (publishing/nginx); this is for sites without one.
"""

import asyncio
import io
import math
import os
import socket
import struct
import sys
import threading
from contextlib import suppress
from types import FrameType
from typing import Any, ClassVar

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from plugins.site.serving.worker import role

# Most bytes in a request's first line and headers.
HEADER_BYTES = 64 * 1024
# Seconds for a request to arrive, body included; and for a reader to accept pending data.
HEADER_SECONDS, STALL_SECONDS = 10.0, 20.0
# Most readers stalled at a time; beyond, the one stalled longest is dropped: each holds a response,
# perhaps a megabyte.
STALLED = 64
# Bytes buffered per connection in each direction before it pauses; by default asyncio reads 256 KB
# of pipelined requests at a time.
PIECE = 16 * 1024
# Most connections; beyond that, uvicorn answers 503. Once this share of them is in use, connections
# that are waiting for a request are closed to make room.
CONNECTIONS, FULL = 2000, 0.9
# Connections accepted per iteration of the event loop, and queued by the kernel for the next. With
# uvicorn's 2048, short-lived connections kept all others out, and still did so afterwards.
BACKLOG = 256
# SO_LINGER: discard pending data and reset, or a truncated HTTP/1.0 response would look complete.
RESET = struct.pack("ii", 1, 0)
# After SIGTERM: seconds to finish responses, and until the process exits in any case.
GRACEFUL_SECONDS, LAST_SECONDS = 2, 4.0
STARTUP_FAILURE = 3


class Protocol(H11Protocol):
    """HTTP/1.1 with h11, which drops connections whose client neither sends nor reads."""

    # Timers of the connections that wait for their clients, oldest first.
    _waiting: ClassVar["dict[Protocol, asyncio.TimerHandle]"] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.max_size = PIECE  # type: ignore[attr-defined]
        transport.set_write_buffer_limits(PIECE)
        if role() is None:  # a worker's reader is this site
            self._set_option(socket.IPPROTO_TCP, "TCP_NOTSENT_LOWAT", PIECE)
        if len(self.connections) > FULL * (self.limit_concurrency or math.inf):
            for oldest in [*self._waiting][:1]:
                oldest.drop()
        self._wait(HEADER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.conn.our_state is h11.SEND_BODY:
            self._set_option(socket.SOL_SOCKET, "SO_LINGER", RESET)
        super().connection_lost(exc)
        self.go_on()

    def handle_events(self) -> None:
        """Handle received data; a request, including its body, may now be complete."""
        super().handle_events()
        is_whole = self.conn.their_state is not h11.SEND_BODY
        is_answered = self.conn.our_state in (h11.SEND_RESPONSE, h11.SEND_BODY)
        if is_whole and is_answered and not self.flow.write_paused:
            self.go_on()

    def on_response_complete(self) -> None:
        if not self.flow.write_paused:
            self._wait(STALL_SECONDS)
        super().on_response_complete()

    def pause_writing(self) -> None:
        stalled = [each for each in self._waiting if each.flow.write_paused]
        super().pause_writing()
        if len(stalled) >= STALLED:
            stalled[0].drop()
        self._wait(STALL_SECONDS)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.cycle.response_complete:
            self._wait(STALL_SECONDS)
        else:
            self.go_on()

    def _wait(self, seconds: float) -> None:
        """Drop the connection unless its client goes on within so many seconds."""
        self.go_on()
        self._waiting[self] = self.loop.call_later(seconds, self.drop)

    def go_on(self) -> None:
        if timer := self._waiting.pop(self, None):
            timer.cancel()

    def drop(self) -> None:
        self.go_on()
        self.transport.abort()  # not close: that would wait for a stalled reader
        # Now, not when the event loop tells of it: until then whoever it makes room for got a 503.
        self.connections.discard(self)

    def _set_option(self, level: int, name: str, value: int | bytes) -> None:
        with suppress(AttributeError, OSError):  # not available on Windows or on a Unix socket
            self.transport.get_extra_info("socket").setsockopt(level, getattr(socket, name), value)


class Server(uvicorn.Server):
    """A server that exits when told to, whatever its threads are doing."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        last = threading.Timer(LAST_SECONDS, os._exit, [128 + sig])
        last.daemon = True
        last.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, and give cancelled requests time to send an error before the process exits."""
        await super().shutdown(sockets)
        if left := {*self.server_state.tasks}:
            await asyncio.wait(left, timeout=LAST_SECONDS - GRACEFUL_SECONDS)
        # What its reader has not taken by now ends with the process, as if it were whole.
        for connection in {*self.server_state.connections}:
            if connection.conn.our_state is h11.SEND_BODY:  # type: ignore[union-attr]
                connection.transport.abort()
        await asyncio.sleep(0)


def in_chunks(app: Any) -> Any:
    """Return an application that sends a body in chunks, each once the one before was accepted."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        async def send_chunks(message: Any) -> None:
            body, start = message.get("body", b""), 0
            while len(body) - start > PIECE:
                await send({**message, "body": body[start : start + PIECE], "more_body": True})
                start += PIECE
            await send({**message, "body": body[start:]} if start else message)

        await app(scope, receive, send_chunks)

    return answer


OPTIONS: dict[str, Any] = {
    "http": Protocol,
    "ws": "none",
    "h11_max_incomplete_event_size": HEADER_BYTES,
    "limit_concurrency": CONNECTIONS,
    "backlog": BACKLOG,
    "timeout_graceful_shutdown": GRACEFUL_SECONDS,
}


class Log(io.TextIOWrapper):
    """A log stream that drops lines it cannot write (disk full, pipe closed); it never fails."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            super().write(text)
        return len(text)


def run(app: Any, **options: Any) -> None:
    """Serve an application as `uvicorn.run` does, with the limits above."""
    with suppress(ImportError, OSError, ValueError):  # not on Windows, or above the hard limit
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2 * CONNECTIONS), hard))
    for name in ("stdout", "stderr"):
        setattr(sys, name, Log(getattr(sys, name).buffer, line_buffering=True))
    options = {**options, **OPTIONS, "access_log": role() is None}
    server = Server(uvicorn.Config(in_chunks(app), **options))
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)
