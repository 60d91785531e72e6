"""Pass on to a worker what may take long, and refuse early where it is busy."""

import asyncio
import math
import os
import sys
import traceback
import weakref
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import ExitStack, aclosing
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NamedTuple

import httpx
from datasette.app import Datasette

from plugins.site import routes
from plugins.site.errors import BROKEN, BUSY, NO_WORKER, NoAnswerError, too_long
from plugins.site.worker import SQL, TABLES, Worker, WorkerError, role, workers

# Requests that a worker answers at a time, and those of one reader that wait.
RUNNING, WAITING = 2, 200
# Seconds that a request waits for its worker: one in SQL until those before it have had their time,
# and one for a page of tables as long as a reader may.
PATIENCE = {SQL: 4.0, TABLES: 6.0}
# Pages that are made here at a time: of more, each waits for all others between any two of its
# queries.
HERE = 4
# Bytes of a body, of which nobody looks at more (plugins/site/reconcile.py, mcp_tools.py).
BODY_BYTES = 64 * 1024
# Responses that are long, and those of one reader; none waits: they take as long as their reader,
# and the memory of their worker.
LONG, LONG_EACH = 8, 4
# Bytes that are read ahead before a response begins. A shorter one is whole then: its length is
# known, and the next request has its place, however slowly this one's reader reads.
READ_AHEAD = 2**20
# Headers that belong to one connection (RFC 9110, section 7.6.1); the server adds its own.
HOP_BY_HOP = {
    *(b"connection", b"keep-alive", b"transfer-encoding", b"te", b"trailer", b"upgrade"),
    *(b"proxy-authenticate", b"proxy-authorization", b"date", b"server", b"content-length"),
}


Gone = asyncio.Future[None]


class BusyError(Exception):
    """As many requests wait as may wait, or one has waited for too long."""


class Gate:
    """A number of places, and before them a bounded queue for each reader, who take turns.

    However often somebody asks, the next place is that of another reader who waits.
    """

    def __init__(self, places: int, waiting: float, each: float = math.inf) -> None:
        self._free = places
        self._waiting = waiting
        self._each = each
        self._held: Counter[str] = Counter()
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}

    async def enter(self, reader: str, patience: float | None = None, *gone: Gone) -> None:
        """Take a place, to be left again, within so many seconds; not for a reader who is gone.

        Raises:
            BusyError: Where the reader has as many as one may have, or patience runs out.
        """
        if self._held[reader] < self._each and self._free:
            self._free -= 1
            self._held[reader] += 1
            return
        if len(self._queues.get(reader, ())) >= self._waiting:
            raise BusyError
        turn: Gone = asyncio.get_running_loop().create_future()
        self._queues.setdefault(reader, deque()).append(turn)
        try:
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait((turn, *gone), timeout=patience, return_when=first)
        except asyncio.CancelledError:
            if turn.done():
                self.leave(reader)
            raise
        finally:
            if not turn.done():
                self._queues[reader].remove(turn)
                if not self._queues[reader]:
                    del self._queues[reader]
        if not turn.done():
            raise BusyError

    def leave(self, reader: str) -> None:
        """Give the place to the next reader, whose other requests are behind all others then."""
        self._held[reader] -= 1
        self._held += Counter()  # only of those who hold one
        if not self._queues:
            self._free += 1
            return
        following = next(iter(self._queues))
        queue = self._queues.pop(following)
        queue.popleft().set_result(None)
        self._held[following] += 1
        if queue:
            self._queues[following] = queue


def reader_of(scope: Any) -> str:
    """Return who asks: an address, which behind a server on this machine is that of its reader."""
    return str((scope.get("client") or ("",))[0])


class Gates(NamedTuple):
    """The gates of one worker: none waits for a place for a long response."""

    requests: Gate
    long: Gate


_gates: "weakref.WeakKeyDictionary[Worker, Gates]" = weakref.WeakKeyDictionary()


# Whether the request at hand holds a place.
_has_place: ContextVar[bool] = ContextVar("has_place", default=False)


def layer(datasette: Datasette, app: Any) -> Any:
    """Return an application that passes on what is not known to be quick."""
    here = Gate(HERE, math.inf)

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
            if worker not in _gates:
                _gates[worker] = Gates(Gate(RUNNING, WAITING), Gate(LONG, 0, LONG_EACH))
            await relay.answer(_gates[worker])
        except Exception as error:
            # It does not answer, or its socket has been deleted: the next request starts another.
            if isinstance(error, httpx.TimeoutException | httpx.ConnectError):
                worker.kill(relay.client)
            raise NoAnswerError(*reason(datasette, error)) from error
        finally:
            relay.gone.cancel()

    return pass_on


async def in_turn(places: Gate, app: Any, scope: Any, receive: Any, send: Any) -> None:
    """Have a page made when there is a place, which is given back before anything is sent.

    So no reader holds one; nor does who asks the site itself: what that asks for does not wait.
    """
    if _has_place.get():
        await app(scope, receive, send)
        return
    if scope["method"] == "POST":
        receive = await with_body(receive)
    reader = reader_of(scope)
    await places.enter(reader)
    with ExitStack() as page, ExitStack() as place:
        place.callback(places.leave, reader)
        page.callback(_has_place.reset, _has_place.set(True))

        async def send_on(message: Any) -> None:
            place.close()
            await send(message)

        await app(scope, receive, send_on)


async def with_body(receive: Any) -> Any:
    """Return what gives a request's body when that has come: no place is held meanwhile."""
    messages, size, is_more = [], 0, True
    while is_more and size <= BODY_BYTES:
        messages.append(message := await receive())
        size += len(message.get("body", b""))
        is_more = message.get("more_body", False)

    async def receive_again() -> Any:
        return messages.pop(0) if messages else await receive()

    return receive_again


def reason(datasette: Datasette, error: Exception) -> tuple[str, int]:
    """Return why there is no response, and the status that says so."""
    if isinstance(error, BusyError):
        return BUSY, 503
    if isinstance(error, httpx.TimeoutException):
        return too_long(datasette), 400
    if isinstance(error, WorkerError):
        print(error, file=sys.stderr)
        return NO_WORKER, 503
    if not isinstance(error, httpx.TransportError):  # what else befalls when a worker is killed
        traceback.print_exception(error)
    return BROKEN, 503


@dataclass
class Relay:
    """A request on its way to a worker, and the response on its way back."""

    worker: Worker
    scope: Any
    send: Any
    gone: Gone  # done when the reader has closed the connection
    client: httpx.AsyncClient | None = None  # by which the worker was asked

    async def answer(self, gates: Gates) -> None:
        """Ask the worker, and send what it answers.

        Raises:
            BusyError, WorkerError, httpx.TransportError: Where it does not, or breaks off.
        """
        reader = reader_of(self.scope)
        await gates.requests.enter(reader, PATIENCE[self.worker.name], self.gone)
        with ExitStack() as place:
            place.callback(gates.requests.leave, reader)
            if self.gone.done():
                return
            client = self.client = await self.worker.client()
            response = await client.send(request_of(client, self.scope), stream=True)
            async with aclosing(response):
                chunks = response.aiter_raw()
                begin = await read_ahead(chunks)
                if is_long := len(begin) > READ_AHEAD:
                    await gates.long.enter(reader)
                place.close()
                if is_long:
                    place.callback(gates.long.leave, reader)
                await self._send(response, begin, chunks if is_long else None)

    async def _send(
        self, response: httpx.Response, begin: bytes, more: AsyncIterator[bytes] | None
    ) -> None:
        headers = [pair for pair in response.headers.raw if pair[0].lower() not in HOP_BY_HOP]
        # 304 would have that of a longer response.
        if more is None and response.status_code != httpx.codes.NOT_MODIFIED:
            headers.append((b"content-length", b"%d" % len(begin)))
        start = {"type": "http.response.start", "status": response.status_code}
        await self.send({**start, "headers": headers})
        await self.send({"type": "http.response.body", "body": begin, "more_body": bool(more)})
        if more is None:
            return
        async for chunk in more:
            if self.gone.done():
                return
            await self.send({"type": "http.response.body", "body": chunk, "more_body": True})
        await self.send({"type": "http.response.body", "body": b""})


async def read_ahead(chunks: AsyncIterator[bytes]) -> bytes:
    """Return the beginning of a body, which is all of it where it is no longer than READ_AHEAD."""
    begin = bytearray()
    async for chunk in chunks:
        begin += chunk
        if len(begin) > READ_AHEAD:
            break
    return bytes(begin)


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
    """Return an application that answers what `request_of` passes on, for as long as it is read.

    A worker that is too short of memory even to say so ends; the next request starts another. What
    is left of a large answer, and lies between other things, may be held for good else.
    """

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
        except MemoryError:
            print(f"worker {role()} is out of memory", file=sys.stderr)
            os._exit(1)
        except ConnectionAbortedError:
            if not gone.done():
                raise
        finally:
            gone.cancel()

    return answer
