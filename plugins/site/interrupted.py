"""Queries that ran into their time limit: what is missing for that is kept by nobody."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from datasette.app import Datasette
from datasette.database import QueryInterrupted, Results

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


def layer(_: Datasette, app: Any) -> Any:
    """Return an application that says of a page, on which a facet is missing, not to keep it."""

    async def mark(scope: Any, receive: Any, send: Any) -> None:
        queries: list[str] = []

        async def send_marked(message: Any) -> None:
            if message["type"] == "http.response.start" and queries:
                headers = [pair for pair in message["headers"] if pair[0] != b"cache-control"]
                headers.append((b"cache-control", b"no-store"))
                message = {**message, "headers": headers}
            await send(message)

        token = _interrupted.set(queries)
        try:
            await app(scope, receive, send_marked)
        finally:
            _interrupted.reset(token)

    return mark
