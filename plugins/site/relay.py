"""Pass on to a worker what may take long, and refuse early where it is busy."""

import asyncio
import sys
import weakref
from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import httpx
from datasette.app import Datasette

from plugins.site import routes
from plugins.site.errors import BROKEN, BUSY, NO_WORKER, error_response, too_long
from plugins.site.worker import SQL, TABLES, Worker, WorkerError, workers

# Requests that a worker answers at a time, and those that wait.
RUNNING, WAITING = 2, 200
# Seconds that a request waits for its worker: one in SQL long enough to slow down who asks in a
# loop, and one for a page of tables as long as a reader may.
PATIENCE = {SQL: 2.0, TABLES: 6.0}
# Pages that are made here at a time, the first to come first: where all take turns, each waits for
# all others between any two of its queries.
HERE = 4
# Responses that are long, of which none waits: they take as long as their reader.
LONG = 8
# Bytes that are read ahead before a response begins. A shorter one is whole then: its length is
# known, and the next request has its place, however slowly this one's reader reads.
READ_AHEAD = 2**20
# Headers that belong to one connection (RFC 9110, section 7.6.1); the server adds its own.
HOP_BY_HOP = {
    *(b"connection", b"keep-alive", b"transfer-encoding", b"te", b"trailer", b"upgrade"),
    *(b"proxy-authenticate", b"proxy-authorization", b"date", b"server", b"content-length"),
}


class BusyError(Exception):
    """As many requests wait as may wait, or one has waited for too long."""


class Gate:
    """A bounded queue before a bounded number of places."""

    def __init__(self, running: int, waiting: int) -> None:
        self._places = asyncio.Semaphore(running)
        self._most = running + waiting
        self._inside = 0

    async def enter(self, patience: float, gone: asyncio.Future[None]) -> None:
        """Take a place, to be left again, within so many seconds; not for a reader who is gone.

        Raises:
            BusyError: Where the queue is full, or patience runs out.
        """
        if self._inside >= self._most:
            raise BusyError
        self._inside += 1
        place = asyncio.ensure_future(self._places.acquire())
        try:
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait((place, gone), timeout=patience, return_when=first)
        finally:
            is_taken = place.done()
            if not is_taken:
                place.cancel()
                self._inside -= 1
        if not is_taken:
            raise BusyError

    def leave(self) -> None:
        """Give the place to the next in the queue."""
        self._places.release()
        self._inside -= 1


@dataclass
class Gates:
    """The gates of one worker."""

    requests: Gate = field(default_factory=lambda: Gate(RUNNING, WAITING))
    long: Gate = field(default_factory=lambda: Gate(LONG, 0))


_gates: "weakref.WeakKeyDictionary[Worker, Gates]" = weakref.WeakKeyDictionary()


# Whether the request at hand holds a place.
_has_place: ContextVar[bool] = ContextVar("has_place", default=False)


def layer(datasette: Datasette, app: Any) -> Any:
    """Return an application that passes on what is not known to be quick."""
    here = asyncio.Semaphore(HERE)

    async def pass_on(scope: Any, receive: Any, send: Any) -> None:
        available = workers(datasette)
        if scope["type"] != "http" or not available:
            await app(scope, receive, send)
            return
        route = routes.parse(datasette, scope)
        name = routes.worker_for(datasette, route)
        if name is None:
            await in_turn(here, app, scope, receive, send)
            return
        worker = available[name]
        relay = Relay(worker, scope, send, asyncio.ensure_future(until_gone(receive)))
        try:
            await relay.answer(_gates.setdefault(worker, Gates()))
        except (BusyError, WorkerError, httpx.TransportError) as error:
            # It does not answer, or its socket has been deleted: the next request starts another.
            if isinstance(error, httpx.TimeoutException | httpx.ConnectError):
                worker.kill(relay.client)
            if relay.has_begun:
                # The server breaks the connection off, so that nobody takes it for the whole.
                raise ConnectionAbortedError(str(error)) from error
            refusal = await error_response(datasette, route.path, *reason(datasette, error))
            await refusal.asgi_send(send)
        finally:
            relay.gone.cancel()

    return pass_on


async def in_turn(places: asyncio.Semaphore, app: Any, scope: Any, receive: Any, send: Any) -> None:
    """Have a page made when there is a place, which is given back before anything is sent.

    So no reader holds one; nor does who asks the site itself: what that asks for does not wait.
    """
    if _has_place.get() or scope["method"] not in ("GET", "HEAD"):
        await app(scope, receive, send)
        return
    await places.acquire()
    noted, is_held = _has_place.set(True), True

    def leave() -> None:
        nonlocal is_held
        if is_held:
            is_held = False
            places.release()

    async def send_on(message: Any) -> None:
        leave()
        await send(message)

    try:
        await app(scope, receive, send_on)
    finally:
        leave()
        _has_place.reset(noted)


def reason(datasette: Datasette, error: Exception) -> tuple[str, int]:
    """Return why there is no response, and the status that says so."""
    if isinstance(error, BusyError):
        return BUSY, 503
    if isinstance(error, httpx.TimeoutException):
        return too_long(datasette), 400
    if isinstance(error, WorkerError):
        print(error, file=sys.stderr)
        return NO_WORKER, 503
    return BROKEN, 503


@dataclass
class Relay:
    """A request on its way to a worker, and the response on its way back.

    Attributes:
        gone: Done when the reader has closed the connection.
        client: The one by which the worker was asked.
        has_begun: Whether the response has.
    """

    worker: Worker
    scope: Any
    send: Any
    gone: asyncio.Future[None]
    client: httpx.AsyncClient | None = None
    has_begun: bool = False

    async def answer(self, gates: Gates) -> None:
        """Ask the worker, and send what it answers.

        Raises:
            BusyError, WorkerError, httpx.TransportError: Where it does not, or breaks off.
        """
        gate, patience = gates.requests, PATIENCE[self.worker.name]
        await gate.enter(patience, self.gone)
        try:
            if self.gone.done():
                return
            client = self.client = await self.worker.client()
            response = await client.send(request_of(client, self.scope), stream=True)
            try:
                chunks = response.aiter_raw()
                begin, is_whole = await read_ahead(chunks)
                if not is_whole:
                    await gates.long.enter(patience, self.gone)
                    gate.leave()
                    gate = gates.long
                    await self._send_long(response, begin, chunks)
            finally:
                await response.aclose()
        finally:
            gate.leave()
        if is_whole:
            is_304 = response.status_code == httpx.codes.NOT_MODIFIED  # of a longer response
            length = [] if is_304 else [(b"content-length", b"%d" % len(begin))]
            await self._begin(response, *length)
            await self.send({"type": "http.response.body", "body": begin})

    async def _begin(self, response: httpx.Response, *more: tuple[bytes, bytes]) -> None:
        headers = [pair for pair in response.headers.raw if pair[0].lower() not in HOP_BY_HOP]
        self.has_begun = True
        start = {"type": "http.response.start", "status": response.status_code}
        await self.send({**start, "headers": [*headers, *more]})

    async def _send_long(
        self, response: httpx.Response, begin: bytes, chunks: AsyncIterator[bytes]
    ) -> None:
        await self._begin(response)
        await self.send({"type": "http.response.body", "body": begin, "more_body": True})
        async for chunk in chunks:
            if self.gone.done():
                return
            await self.send({"type": "http.response.body", "body": chunk, "more_body": True})
        await self.send({"type": "http.response.body", "body": b""})


async def read_ahead(chunks: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """Return the beginning of a body, and whether that is all of it."""
    begin = bytearray()
    async for chunk in chunks:
        begin += chunk
        if len(begin) > READ_AHEAD:
            return bytes(begin), False
    return bytes(begin), True


def request_of(client: httpx.AsyncClient, scope: Any) -> httpx.Request:
    """Return a request as it is passed on: with its Host and scheme, uncompressed."""
    path = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"]
    dropped = {*HOP_BY_HOP, b"accept-encoding", b"x-forwarded-proto"}
    headers = [pair for pair in scope["headers"] if pair[0].lower() not in dropped]
    headers.append((b"accept-encoding", b"identity"))
    headers.append((b"x-forwarded-proto", scope.get("scheme", "http").encode()))
    # As it came: a URL of httpx's has other rules for what may stand in it, and leaves out `..`.
    extensions = {"target": path + (b"?" + query if query else b"")}
    return httpx.Request(scope["method"], client.base_url, headers=headers, extensions=extensions)


async def until_gone(receive: Any) -> None:
    """Wait until the reader has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


def worker_layer(_: Datasette, app: Any) -> Any:
    """Return an application that answers what `request_of` passes on, for as long as it is read."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        gone = asyncio.ensure_future(until_gone(receive))

        async def send_while_read(message: Any) -> None:
            if gone.done():
                raise ConnectionAbortedError("nobody reads on")
            await send(message)

        scheme = dict(scope["headers"]).get(b"x-forwarded-proto", b"http").decode("latin-1")
        try:
            await app({**scope, "scheme": scheme}, receive, send_while_read)
        except ConnectionAbortedError:
            if not gone.done():
                raise
        finally:
            gone.cancel()

    return answer
