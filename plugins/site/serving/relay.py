"""Forward requests that may be slow to a worker, and refuse early if it is busy."""

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
from plugins.site.serving.address_limits import unknown_ending, with_body
from plugins.site.serving.errors import BROKEN, LATE, NO_WORKER, TOO_LARGE, NoAnswerError
from plugins.site.serving.gate import BusyError, Gate, has_gone, reader_of
from plugins.site.serving.headers import MCP_PATH
from plugins.site.serving.worker import NICENESS, SQL, Worker, give_back, role, workers

# Pages generated in this process at a time: with more, each would wait for all others between any
# two of its queries.
HERE = 4
# Requests that one reader may have waiting or running here. A browser never sends as many; a crowd
# behind one address may.
QUEUE = 200
# Seconds that a page which is quick wherever it is generated waits for a worker.
COUNTED = 1.0
# Bytes read from a worker before a response begins. A shorter response is complete by then: its
# length is known, and its place is free for the next request, however slowly this reader reads.
# After a longer one, a worker collects its garbage.
READ_AHEAD = 2**20
# Sent by clients that hold the response in memory, in several forms at once, instead of streaming
# it: MCP tools (plugins/site/mcp_tools.py). A response longer than READ_AHEAD is refused.
IN_MEMORY = "x-in-memory"
# Headers that belong to one connection (RFC 9110, section 7.6.1); the server adds its own.
HOP_BY_HOP = {
    *(b"connection", b"keep-alive", b"transfer-encoding", b"te", b"trailer", b"upgrade"),
    *(b"proxy-authenticate", b"proxy-authorization", b"date", b"server", b"content-length"),
}

# Whether the current request holds a place here.
_has_place: ContextVar[bool] = ContextVar("has_place", default=False)


def layer(datasette: Datasette, app: Any) -> Any:
    here = Gate(HERE, QUEUE)

    async def forward(scope: Any, receive: Any, send: Any) -> None:
        available = workers(datasette)
        route = processes.parse(datasette, scope)
        if ending := unknown_ending(datasette, route):
            raise NoAnswerError(f"There is no {ending} of this.", 404)
        if scope["method"] == "POST":
            receive = await with_body(receive)
        # The requests that MCP tools send to the site wait for places themselves.
        if not available or route.path == MCP_PATH:
            await app(scope, receive, send)
            return
        name = processes.worker_for(datasette, route)
        # So nobody's costly pages keep others from these.
        is_counted = name is not None and processes.is_counted(route)
        if name is None or (is_counted and available[name].requests.is_slow):
            await in_turn(here, app, scope, receive, send)
            return
        try:
            await relay(available[name], scope, receive, send, COUNTED if is_counted else None)
        except BusyError:
            if not is_counted:
                raise
            await in_turn(here, app, scope, receive, send)

    return forward


async def in_turn(places: Gate, app: Any, scope: Any, receive: Any, send: Any) -> None:
    """Generate a page once there is a place, and give the place back before sending anything.

    So a slow reader holds no place. A request that the site sends to itself while handling another
    needs none. If the reader has disconnected by its turn, the page is not generated.

    Raises:
        BusyError: If the reader has too many requests here.
    """
    if _has_place.get():
        await app(scope, receive, send)
        return
    with ExitStack() as page, await places.enter(reader_of(scope)) as place:
        if scope["method"] != "POST" and await has_gone(receive):
            return
        page.callback(_has_place.reset, _has_place.set(True))

        async def send_on(message: Any) -> None:
            place.close()
            await send(message)

        await app(scope, receive, send_on)


async def relay(
    worker: Worker, scope: Any, receive: Any, send: Any, patience: float | None = None
) -> None:
    """Send a request to a worker once it has a place, and pass its response on.

    The place is held until the worker responds, even if the reader has disconnected: the query
    is still running.

    Raises:
        BusyError: If no place became free in time.
        NoAnswerError: If the worker does not respond, or its response breaks off.
    """
    reader, client, has_begun = reader_of(scope), None, False
    try:
        with await worker.requests.enter(reader, patience or worker.patience) as place:
            if await has_gone(receive):
                return
            client = await worker.client()
            response = await client.send(request_of(client, scope), stream=True)
            async with aclosing(response):
                chunks = response.aiter_raw()
                begin, is_long = await read_ahead(chunks)
                if is_long and IN_MEMORY.encode() in dict(scope["headers"]):
                    raise NoAnswerError(TOO_LARGE, 400)
                place.close()
                if is_long:
                    place.enter_context(await worker.long.enter(reader, 0))
                has_begun = True
                await send(start_of(response, None if is_long else len(begin)))
                # Of a HEAD, the server drops the body: no reader would ever slow it down.
                is_on = is_long and scope["method"] != "HEAD"
                body = {"type": "http.response.body", "more_body": is_on}
                await send({**body, "body": begin})
                if not is_on:
                    return
                async for chunk in chunks:
                    if await has_gone(receive):
                        return
                    await send({**body, "body": chunk})
                await send({"type": "http.response.body", "body": b""})
    except (BusyError, NoAnswerError):
        raise
    except Exception as error:
        # The worker hangs, is ending for lack of memory, or its socket has been deleted: the next
        # request starts another.
        is_late = isinstance(error, httpx.TimeoutException)
        is_lost = isinstance(error, httpx.TransportError) and not has_begun
        is_its_own = (is_late or is_lost) and worker.kill(client)
        if is_lost and not (is_late or is_its_own):
            # It was killed because of another request: ask its successor.
            await relay(worker, scope, receive, send, patience)
            return
        raise NoAnswerError(*reason(error)) from error


async def read_ahead(chunks: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """Return the beginning of a body (all of it if short), and whether there is more."""
    begin = bytearray()
    async for chunk in chunks:
        begin += chunk
        if len(begin) > READ_AHEAD:
            return bytes(begin), True
    return bytes(begin), False


def start_of(response: httpx.Response, length: int | None) -> dict[str, Any]:
    """Return the start message of a response, with its content length if known."""
    headers = [pair for pair in response.headers.raw if pair[0].lower() not in HOP_BY_HOP]
    # Not for 304: Content-Length there is that of the full response.
    if length is not None and response.status_code != httpx.codes.NOT_MODIFIED:
        headers.append((b"content-length", b"%d" % length))
    return {"type": "http.response.start", "status": response.status_code, "headers": headers}


def reason(error: Exception) -> tuple[str, int]:
    if isinstance(error, httpx.TimeoutException):
        return LATE, 400
    if isinstance(error, OSError):  # it cannot be started
        print(error, file=sys.stderr)
        return NO_WORKER, 503
    if not isinstance(error, httpx.TransportError):  # other errors, when a worker is killed
        traceback.print_exception(error)
    return BROKEN, 503


def request_of(client: httpx.AsyncClient, scope: Any) -> httpx.Request:
    """Return the request to forward, with the reader's Host and scheme."""
    path = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"]
    dropped = {*HOP_BY_HOP, b"x-forwarded-proto"}
    headers = [pair for pair in scope["headers"] if pair[0].lower() not in dropped]
    headers.append((b"x-forwarded-proto", scope.get("scheme", "http").encode()))
    # The target exactly as received: httpx.URL would normalise it, for instance remove `..`.
    extensions = {"target": path + (b"?" + query if query else b"")}
    method = scope["method"].replace("HEAD", "GET")
    return httpx.Request(method, client.base_url, headers=headers, extensions=extensions)


def worker_layer(datasette: Datasette, app: Any) -> Any:
    """Return an application that answers forwarded requests, for as long as the client reads.

    A worker that runs out of memory exits; the next request starts another.
    """
    gc.freeze()
    # Only now: at a lower priority, a worker takes long to start where others are busy. And for its
    # process group, since on Linux each thread has a priority, and those for SQL have begun.
    os.setpriority(os.PRIO_PGRP, 0, os.nice(0) + NICENESS[str(role())])
    limit, running = datasette.sql_time_limit_ms, 0

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        nonlocal running
        status, sent, is_done = 0, 0, False

        async def send_while_read(message: Any) -> None:
            nonlocal status, sent
            if await has_gone(receive):
                raise ConnectionAbortedError("the reader has disconnected")
            status = message.get("status", status)
            sent += len(message.get("body", b""))
            await send(message)

        running += 1
        # While other readers' SQL is running, each query gets half the time: places become free
        # soon enough for those waiting, and twice as many are answered as with the full time. The
        # limit applies to all requests running now, because each query reads it when it starts.
        is_shared = running > 1 and role() == SQL
        datasette.sql_time_limit_ms = limit // 2 if is_shared else limit
        try:
            await app(scope, receive, send_while_read)
            is_done = 0 < status < httpx.codes.BAD_REQUEST
        except MemoryError:
            print(f"worker {role()} is out of memory", file=sys.stderr)
            os._exit(1)
        except ConnectionAbortedError:
            if not await has_gone(receive):
                raise
        finally:
            running -= 1
            # After the exception has left this frame.
            asyncio.get_running_loop().call_soon(give_back, not is_done or sent > READ_AHEAD)

    return answer
