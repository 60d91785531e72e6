"""uvicorn within bounds: of headers, of silent connections, and of the time that stopping takes.

A proxy in front does the same and more (publishing/nginx); this is for where there is none.
"""

import asyncio
import io
import math
import os
import socket
import struct
import sys
import threading
from collections import Counter
from contextlib import suppress
from types import FrameType
from typing import Any, ClassVar

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from plugins.site.serving.gate import home_of
from plugins.site.serving.worker import role

# Bytes of a request's first line and headers.
HEADER_BYTES = 64 * 1024
# Seconds for them and for the body to come, and for a reader to take what was sent before.
HEADER_SECONDS, STALL_SECONDS = 10.0, 20.0
# Readers that may take so long at the same time; of more, each has a tenth of that. And those of
# one address, of which the oldest makes room: each has a response in memory, a megabyte perhaps.
SLOW_READERS, SLOW_EACH = 64, 32
# Bytes that are held of what a connection has sent, and of what it has still to take; the next are
# read, or sent, then. Of requests behind one another asyncio takes 256 KB at a time.
PIECE = 16 * 1024
# Connections; beyond, uvicorn answers 503. Before, those that wait for a request make room.
CONNECTIONS, FULL = 2000, 0.9
# Connections that are taken in one turn of the loop, and that the system has ready for the next:
# of 2048, those that came and went kept all others out, also after the last.
BACKLOG = 256
# Not to send the rest, and to say so: else what is broken off in HTTP/1.0 looks whole.
RESET = struct.pack("ii", 1, 0)
# Seconds for responses to be finished after SIGTERM, and until the process ends in any case.
GRACEFUL_SECONDS, LAST_SECONDS = 2, 4.0
STARTUP_FAILURE = 3


class Protocol(H11Protocol):
    """HTTP/1.1 by h11, on connections that somebody uses."""

    # What ends those that wait for a request, and those whose reader does not read: oldest first.
    _late: ClassVar["Timers"] = {}
    _stalled: ClassVar["Timers"] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.max_size = PIECE  # type: ignore[attr-defined]
        transport.set_write_buffer_limits(PIECE)
        # Of who connects; behind a proxy that is the proxy's.
        self.address = home_of(self.client[0] if self.client else "")
        if role() is None:  # a worker's reader is this site
            self._set_option(socket.IPPROTO_TCP, "TCP_NOTSENT_LOWAT", PIECE)
        if len(self.connections) > FULL * (self.limit_concurrency or math.inf):
            end_oldest(self._late)
        self._expect(HEADER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.conn.our_state is h11.SEND_BODY:
            self._set_option(socket.SOL_SOCKET, "SO_LINGER", RESET)
        end_timer(self._late, self)
        self.resume_writing()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Handle what was read; a request may be whole now, its body as well."""
        super().handle_events()
        is_whole = self.conn.their_state is not h11.SEND_BODY
        if is_whole and self.conn.our_state in (h11.SEND_RESPONSE, h11.SEND_BODY):
            end_timer(self._late, self)

    def on_response_complete(self) -> None:
        self._expect(STALL_SECONDS)
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        if sum(each.address == self.address for each in self._stalled) >= SLOW_EACH:
            end_oldest(self._stalled)
        seconds = STALL_SECONDS if len(self._stalled) < SLOW_READERS else STALL_SECONDS / 10
        self._stalled[self] = self.loop.call_later(seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        end_timer(self._stalled, self)

    def _expect(self, seconds: float) -> None:
        end_timer(self._late, self)
        # To close would wait for a reader who does not read.
        self._late[self] = self.loop.call_later(seconds, self.transport.abort)

    def _set_option(self, level: int, name: str, value: int | bytes) -> None:
        with suppress(AttributeError, OSError):  # not on Windows, nor on a Unix socket
            self.transport.get_extra_info("socket").setsockopt(level, getattr(socket, name), value)


Timers = dict[Protocol, asyncio.TimerHandle]


def end_timer(timers: Timers, connection: Protocol) -> None:
    if timer := timers.pop(connection, None):
        timer.cancel()


def end_oldest(timers: Timers) -> None:
    """End the oldest of some connections: of those of the address that has most of them."""
    addresses = [each.address for each in timers]
    for address, _ in Counter(addresses).most_common(1):
        oldest = [*timers][addresses.index(address)]
        end_timer(timers, oldest)
        oldest.transport.abort()


class Server(uvicorn.Server):
    """A server that ends when it is told to, whatever its threads are doing."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        last = threading.Timer(LAST_SECONDS, os._exit, [128 + sig])
        last.daemon = True
        last.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, and let those whose time is up say so before the process ends."""
        await super().shutdown(sockets)
        if left := {*self.server_state.tasks}:
            await asyncio.wait(left, timeout=LAST_SECONDS - GRACEFUL_SECONDS)


def in_pieces(app: Any) -> Any:
    """Return an application that sends each piece of a body when the one before was taken."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        async def send_pieces(message: Any) -> None:
            body, start = message.get("body", b""), 0
            while len(body) - start > PIECE:
                await send({**message, "body": body[start : start + PIECE], "more_body": True})
                start += PIECE
            await send({**message, "body": body[start:]} if start else message)

        await app(scope, receive, send_pieces)

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
    """Where a disk is full, or nobody reads on, what is printed is lost and not the answer."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


def run(app: Any, **options: Any) -> None:
    """Serve an application as `uvicorn.run` does, within the bounds above."""
    with suppress(ImportError, OSError, ValueError):  # not on Windows, nor beyond what may be had
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2 * CONNECTIONS), hard))
    for name in ("stdout", "stderr"):
        setattr(sys, name, Log(getattr(sys, name).buffer, line_buffering=True))
    options = {**options, **OPTIONS, "access_log": role() is None}
    server = Server(uvicorn.Config(in_pieces(app), **options))
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)
