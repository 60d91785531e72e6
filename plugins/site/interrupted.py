"""Queries that are interrupted: what is missing for that is kept by nobody, and is no page."""

import traceback
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from datasette.app import Datasette
from datasette.database import QueryInterrupted, Results

from plugins.site.errors import BUSY, error_response
from plugins.site.worker import role

Execute = Callable[..., Awaitable[Results]]

# The SQL of a request's queries that were interrupted.
_interrupted: ContextVar[list[str] | None] = ContextVar("interrupted", default=None)


def noting(execute: Execute) -> Execute:
    """Return `Database.execute` that notes what is interrupted."""

    async def execute_noting(sql: str, params: Any = None, **options: Any) -> Results:
        try:
            return await execute(sql, params, **options)
        except QueryInterrupted:
            if (queries := _interrupted.get()) is not None:
                queries.append(sql)
            raise

    return execute_noting


def layer(datasette: Datasette, app: Any) -> Any:
    """Return an application that says of a page, on which a facet is missing, not to keep it.

    And of a page of ours that took too long that the site is busy, and of one that fails that it
    does: Datasette makes it where it handles that there is no page of its own, and hands on no
    error from there.
    """

    async def mark(scope: Any, receive: Any, send: Any) -> None:
        queries: list[str] = []
        has_begun = False

        async def send_marked(message: Any) -> None:
            nonlocal has_begun
            has_begun = True
            if message["type"] == "http.response.start" and queries:
                headers = [pair for pair in message["headers"] if pair[0] != b"cache-control"]
                headers.append((b"cache-control", b"no-store"))
                message = {**message, "headers": headers}
            await send(message)

        noted = _interrupted.set(queries)
        try:
            await app(scope, receive, send_marked)
        except Exception as error:
            # A worker that is short of memory is not kept (plugins/site/relay.py).
            short_of_memory = isinstance(error, MemoryError) and role() is not None
            if has_begun or short_of_memory or isinstance(error, ConnectionAbortedError):
                raise
            busy = isinstance(error, QueryInterrupted | MemoryError)
            if not busy:
                traceback.print_exc()
            reason = (BUSY, 503) if busy else (str(error), 500)
            refusal = await error_response(datasette, scope["path"], *reason)
            await refusal.asgi_send(send)
        finally:
            _interrupted.reset(noted)

    return mark
