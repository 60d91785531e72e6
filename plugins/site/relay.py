"""Pass on to a worker what may take long, and refuse early where it is busy."""

import asyncio
import sys
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from datasette.app import Datasette

from plugins.site import routes
from plugins.site.errors import BROKEN, BUSY, NO_WORKER, error_response, too_long
from plugins.site.worker import Worker, WorkerError, workers

# Requests that a worker answers at a time, those that wait, and for how many seconds.
RUNNING, WAITING, PATIENCE = 2, 16, 6.0
# Streams, of which none waits. They take as long as their reader.
STREAMS = 4
# Bytes that are read ahead before a response begins: a shorter one is whole then, its length is
# known, and the next request has the place, however slowly this one's reader reads.
READ_AHEAD = 2**20
# Headers that belong to one connection (RFC 9110, section 7.6.1); the server adds its own.
HOP_BY_HOP = {
    *(b"connection", b"keep-alive", b"transfer-encoding", b"te", b"trailer", b"upgrade"),
    *(b"proxy-authenticate", b"proxy-authorization", b"date", b"server"),
}


class BusyError(Exception):
    """As many requests wait as may wait, or one has waited for too long."""


class Gate:
    """A bounded queue before a bounded number of places."""

    def __init__(self, running: int, waiting: int) -> None:
        self._places = asyncio.Semaphore(running)
        self._most = running + waiting
        self._inside = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place within this block.

        Raises:
            BusyError: Where the queue is full, or PATIENCE runs out.
        """
        if self._inside >= self._most:
            raise BusyError
        self._inside += 1
        try:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._places.acquire()
            except TimeoutError:
                raise BusyError from None
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._inside -= 1


@dataclass
class Gates:
    """The gates of one worker."""

    requests: Gate = field(default_factory=lambda: Gate(RUNNING, WAITING))
    streams: Gate = field(default_factory=lambda: Gate(STREAMS, 0))


_gates: "weakref.WeakKeyDictionary[Worker, Gates]" = weakref.WeakKeyDictionary()


@dataclass
class Relayed:
    """How far the response of a worker has been passed on.

    Attributes:
        started: Whether its beginning was sent.
        rest: Messages that are still to be sent: a whole response, when its place is free.
    """

    started: bool = False
    rest: list[dict[str, Any]] = field(default_factory=list)


def layer(datasette: Datasette, app: Any) -> Any:
    """Return an application that passes on what is not known to be quick."""

    async def pass_on(scope: Any, receive: Any, send: Any) -> None:
        available = workers(datasette)
        if scope["type"] != "http" or not available:
            await app(scope, receive, send)
            return
        route = routes.parse(datasette, scope)
        name = routes.worker_for(datasette, route)
        if name is None:
            await app(scope, receive, send)
            return
        worker = available[name]
        gates = _gates.setdefault(worker, Gates())
        relayed = Relayed()
        gone = asyncio.ensure_future(until_gone(receive))
        try:
            async with (gates.streams if route.is_stream else gates.requests).place():
                if not gone.done():
                    await relay(await worker.client(), scope, send, gone, relayed)
        except (BusyError, WorkerError, httpx.TransportError) as error:
            if isinstance(error, httpx.TimeoutException):
                worker.kill()
            if relayed.started:
                # The server breaks the connection off, so that nobody takes it for the whole.
                raise ConnectionAbortedError(str(error)) from error
            refusal = await error_response(datasette, route.path, *reason(datasette, error))
            await refusal.asgi_send(send)
        finally:
            gone.cancel()
        for message in relayed.rest:
            await send(message)

    return pass_on


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


async def relay(
    client: httpx.AsyncClient, scope: Any, send: Any, gone: asyncio.Future[None], relayed: Relayed
) -> None:
    """Ask a worker, and pass on what it answers; a short response is left in `relayed.rest`.

    Raises:
        httpx.TransportError: Where it does not answer in time, or breaks off.
    """
    response = await client.send(request_of(client, scope), stream=True)
    try:
        headers = [pair for pair in response.headers.raw if pair[0].lower() not in HOP_BY_HOP]
        start = {"type": "http.response.start", "status": response.status_code}
        chunks = response.aiter_raw()
        body = bytearray()
        async for chunk in chunks:
            body += chunk
            if len(body) > READ_AHEAD:
                break
        else:
            headers = [pair for pair in headers if pair[0].lower() != b"content-length"]
            headers.append((b"content-length", b"%d" % len(body)))
            whole = {"type": "http.response.body", "body": bytes(body)}
            relayed.rest = [{**start, "headers": headers}, whole]
            return
        relayed.started = True
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": bytes(body), "more_body": True})
        async for chunk in chunks:
            if gone.done():
                return
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await response.aclose()


def request_of(client: httpx.AsyncClient, scope: Any) -> httpx.Request:
    """Return a request as it is passed on: with its Host and scheme, uncompressed."""
    path = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"]
    url = client.base_url.copy_with(raw_path=path + (b"?" + query if query else b""))
    dropped = {*HOP_BY_HOP, b"accept-encoding", b"content-length", b"x-forwarded-proto"}
    headers = [pair for pair in scope["headers"] if pair[0].lower() not in dropped]
    headers.append((b"accept-encoding", b"identity"))
    headers.append((b"x-forwarded-proto", scope.get("scheme", "http").encode()))
    return httpx.Request(scope["method"], url, headers=headers)


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
        finally:
            gone.cancel()

    return answer
