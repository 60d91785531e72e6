"""Pass on to a worker what may take long, and refuse early where it is busy."""

import asyncio
import gc
import os
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import ExitStack, aclosing
from contextvars import ContextVar
from typing import Any

import httpx
from datasette.app import Datasette

from plugins.site.serving import processes
from plugins.site.serving.errors import BROKEN, NO_WORKER, TOO_LARGE, NoAnswerError, too_long
from plugins.site.serving.gate import BusyError, Gate, Gone, reader_of
from plugins.site.serving.headers import MCP_PATH
from plugins.site.serving.worker import SQL, Worker, give_back, role, workers

# Pages that are made here at a time: of more, each waits for all others between any two of its
# queries.
HERE = 4
# Requests of one reader that wait or have one of these: no browser asks as much, and a crowd does.
QUEUE = 200
# Bytes that are read ahead before a response begins. A shorter one is whole then: its length is
# known, and the next request has its place, however slowly this one's reader reads.
READ_AHEAD = 2**20
# Sent by who takes an answer in memory, in several forms at once, and not as it comes: a program's
# tools (plugins/site/mcp_tools.py). A longer one is refused.
IN_MEMORY = "x-in-memory"
# Headers that belong to one connection (RFC 9110, section 7.6.1); the server adds its own.
HOP_BY_HOP = {
    *(b"connection", b"keep-alive", b"transfer-encoding", b"te", b"trailer", b"upgrade"),
    *(b"proxy-authenticate", b"proxy-authorization", b"date", b"server", b"content-length"),
}

# Whether the request at hand holds a place.
_has_place: ContextVar[bool] = ContextVar("has_place", default=False)


def layer(datasette: Datasette, app: Any) -> Any:
    here = Gate(HERE, QUEUE)

    async def pass_on(scope: Any, receive: Any, send: Any) -> None:
        available = workers(datasette)
        route = processes.parse(datasette, scope)
        # What MCP's tools ask of the site waits by itself.
        if not available or route.path == MCP_PATH:
            await app(scope, receive, send)
            return
        name = processes.worker_for(datasette, route)
        if name is None and scope["method"] == "POST":  # its body is read where it is answered
            await in_turn(here, app, scope, receive, send)
            return
        gone = asyncio.ensure_future(until_gone(receive))
        try:
            if name is None:
                await in_turn(here, app, scope, receive, send, gone)
            else:
                await relay(datasette, available[name], scope, send, gone)
        finally:
            gone.cancel()

    return pass_on


async def in_turn(
    places: Gate, app: Any, scope: Any, receive: Any, send: Any, gone: Gone | None = None
) -> None:
    """Have a page made when there is a place, which is given back before anything is sent.

    So no reader holds one; nor does who asks the site itself: what that asks for does not wait.
    For a reader who is gone before it begins, no page is made.

    Raises:
        BusyError: Where as many requests of the reader wait as may.
    """
    if _has_place.get():
        await app(scope, receive, send)
        return
    reader = reader_of(scope)
    await places.enter(reader, None, gone)
    with ExitStack() as page, ExitStack() as place:
        place.callback(places.leave, reader)
        if gone is not None and gone.done():
            return
        page.callback(_has_place.reset, _has_place.set(True))

        async def send_on(message: Any) -> None:
            place.close()
            await send(message)

        await app(scope, receive, send_on)


async def until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def relay(datasette: Datasette, worker: Worker, scope: Any, send: Any, gone: Gone) -> None:
    """Ask a worker when it has a place, and send what it answers.

    The place is held until it answers, even where nobody reads it: its query goes on.

    Raises:
        BusyError: Where it has no place.
        NoAnswerError: Where it does not answer, or breaks off.
    """
    reader, client, has_begun = reader_of(scope), None, False
    try:
        await worker.requests.enter(reader, worker.patience, gone)
        with ExitStack() as place:
            place.callback(worker.requests.leave, reader)
            if gone.done():
                return
            client = await worker.client()
            response = await client.send(request_of(client, scope), stream=True)
            async with aclosing(response):
                chunks = response.aiter_raw()
                begin, is_long = await read_ahead(chunks)
                if is_long and IN_MEMORY.encode() in dict(scope["headers"]):
                    raise NoAnswerError(TOO_LARGE, 400)
                if is_long:
                    await worker.long.enter(reader, 0)
                place.close()
                if is_long:
                    place.callback(worker.long.leave, reader)
                has_begun = True
                await send(start_of(response, None if is_long else len(begin)))
                body = {"type": "http.response.body", "more_body": is_long}
                await send({**body, "body": begin})
                if not is_long:
                    return
                async for chunk in chunks:
                    if gone.done():
                        return
                    await send({**body, "body": chunk})
                await send({"type": "http.response.body", "body": b""})
    except (BusyError, NoAnswerError):
        raise
    except Exception as error:
        # It does not answer, or its socket has been deleted: the next request starts another.
        if isinstance(error, httpx.TimeoutException | httpx.ConnectError):
            worker.kill(client)
        elif isinstance(error, httpx.TransportError) and client is worker.killed and not has_begun:
            # For what another asked: so the next one is asked.
            await relay(datasette, worker, scope, send, gone)
            return
        raise NoAnswerError(*reason(datasette, error)) from error


async def read_ahead(chunks: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """Return the beginning of a body, and whether there is more."""
    begin = bytearray()
    async for chunk in chunks:
        begin += chunk
        if len(begin) > READ_AHEAD:
            return bytes(begin), True
    return bytes(begin), False


def start_of(response: httpx.Response, length: int | None) -> dict[str, Any]:
    """Return how a response begins, with its length where that is known."""
    headers = [pair for pair in response.headers.raw if pair[0].lower() not in HOP_BY_HOP]
    # 304 would have that of a longer response.
    if length is not None and response.status_code != httpx.codes.NOT_MODIFIED:
        headers.append((b"content-length", b"%d" % length))
    return {"type": "http.response.start", "status": response.status_code, "headers": headers}


def reason(datasette: Datasette, error: Exception) -> tuple[str, int]:
    if isinstance(error, httpx.TimeoutException):
        return too_long(datasette), 400
    if isinstance(error, OSError):  # it cannot be started
        print(error, file=sys.stderr)
        return NO_WORKER, 503
    if not isinstance(error, httpx.TransportError):  # what else befalls when a worker is killed
        traceback.print_exception(error)
    return BROKEN, 503


def request_of(client: httpx.AsyncClient, scope: Any) -> httpx.Request:
    """Return a request as it is passed on: its Host and scheme, uncompressed."""
    path = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"]
    dropped = {*HOP_BY_HOP, b"accept-encoding", b"x-forwarded-proto"}
    headers = [pair for pair in scope["headers"] if pair[0].lower() not in dropped]
    headers.append((b"accept-encoding", b"identity"))
    headers.append((b"x-forwarded-proto", scope.get("scheme", "http").encode()))
    # As it came: a URL of httpx's has other rules for what may stand in it, and leaves out `..`.
    extensions = {"target": path + (b"?" + query if query else b"")}
    return httpx.Request(scope["method"], client.base_url, headers=headers, extensions=extensions)


def worker_layer(datasette: Datasette, app: Any) -> Any:
    """Return an application that answers what `request_of` passes on, for as long as it is read.

    A worker that is too short of memory even to say so ends; the next request starts another.
    """
    gc.freeze()
    limit, running = datasette.sql_time_limit_ms, 0

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        nonlocal running
        gone = asyncio.ensure_future(until_gone(receive))
        status, is_done = 0, False

        async def send_while_read(message: Any) -> None:
            nonlocal status
            if gone.done():
                raise ConnectionAbortedError("nobody reads on")
            status = message.get("status", status)
            await send(message)

        running += 1
        # SQL of readers has all of its time where nobody else asks in SQL, else half of that: so
        # a place is free in time, and twice as many are answered; half the patience alone answered
        # half. It holds for all that is answered just now: each query looks when it begins.
        is_shared = running > 1 and role() == SQL
        datasette.sql_time_limit_ms = limit // 2 if is_shared else limit
        try:
            await app(scope, receive, send_while_read)
            is_done = 0 < status < httpx.codes.BAD_REQUEST
        except MemoryError:
            print(f"worker {role()} is out of memory", file=sys.stderr)
            os._exit(1)
        except ConnectionAbortedError:
            if not gone.done():
                raise
        finally:
            running -= 1
            gone.cancel()
            # When the error is out of here.
            asyncio.get_running_loop().call_soon(give_back, not is_done)

    return answer
