"""Errors as readers see them: what is wrong with their request, and what to do about it.

A failure of the site itself is reported in a plain sentence; the log has the traceback.
"""

import asyncio
import json
import re
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from functools import partial
from typing import Any

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils import InvalidSql, ValueAsBooleanError
from datasette.utils.asgi import BadRequest, Base400, Request, Response
from datasette.utils.sqlite import sqlite3
from datasette.views.base import DatasetteError
from starlette.datastructures import MutableHeaders

from plugins.site.hooks import hookimpl
from plugins.site.serving.gate import BusyError
from plugins.site.serving.worker import role

BUSY = (
    "The site is busy with what others ask in SQL, or what takes as long. "
    "Try again in a few seconds; all other pages are there."
)
# A query in which no limit of time takes effect, or a machine on which others leave none to it.
LATE = (
    "This took too long and was stopped. Ask for less, or ask again in a while: the machine may "
    "have been busy."
)
STOPPING = "The site is being restarted. Try again in a few seconds."
NO_WORKER = "The site cannot start a process to answer this. Other pages are there."
BROKEN = (
    "This answer broke off before it was done: by a fault in what was asked, or since its process "
    "was ended. Try again, or ask for less; other pages are there."
)
NO_QUERY = (
    "A query begins with select or with; explain may stand before. This one begins with “{:.40}”."
)
# Datasette rejects the word anywhere in a query.
NO_PRAGMA = (
    "A query cannot hold the word pragma, except in a few names such as pragma_table_info() and "
    "pragma_index_list()."
)
TOO_LARGE = "This answer is too large to be given at once. Ask for less."
NO_MEMORY = "This takes more memory than an answer may have. Ask for less."
FAILED = (
    "The site failed to make this answer. If it fails again, tell the people who run the site its "
    "address: their log says why."
)
TITLES = {503: "The site is busy"}
# Numbers too large for SQLite, JSON that is invalid or too deep, and what is neither on nor off.
UNREAD = (OverflowError, RecursionError, json.JSONDecodeError, ValueAsBooleanError)
DATA = re.compile(r"\.(?:json|jsono|csv|blob)$|^/-/points/|^/(?:reconcile|-/mcp)$")

# The SQL of the current request's queries that were interrupted.
_interrupted: ContextVar[list[str] | None] = ContextVar("interrupted", default=None)


class NoAnswerError(Exception):
    """A request cannot be answered; its arguments are the reason, for the reader, and a status."""


class OnwardError(Exception):
    """A redirect to what a reader has meant; its argument is the path, without `base_url`."""


def note_interrupted(sql: str) -> None:
    if (queries := _interrupted.get()) is not None:
        queries.append(sql)


def is_incomplete() -> bool:
    """Whether a query for the current response was interrupted; then it must not be cached."""
    return bool(_interrupted.get())


def layer(datasette: Datasette, app: Any) -> Any:
    """Return an application that turns exceptions into error pages.

    Datasette renders our pages in its handler for 404, and errors raised there do not reach its
    exception handler. Incomplete responses are marked no-store.
    """

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        queries: list[str] = []
        has_begun = False

        async def send_marked(message: Any) -> None:
            nonlocal has_begun
            has_begun = True
            if message["type"] == "http.response.start" and queries:
                MutableHeaders(scope=message)["cache-control"] = "no-store"
            await send(message)

        noted = _interrupted.set(queries)
        try:
            await app(scope, receive, send_marked)
        except (Exception, asyncio.CancelledError) as error:
            # A worker that is out of memory ends (plugins/site/serving/relay.py).
            is_of_worker = isinstance(error, MemoryError | ConnectionAbortedError) and role()
            # The server aborts a response that has begun, so nobody takes it for complete.
            if has_begun or is_of_worker:
                raise
            if isinstance(error, OnwardError):
                response = Response.redirect(datasette.urls.path(str(error)))
            else:
                response = await error_response(datasette, scope["path"], *reason(error))
            await response.asgi_send(send)
        finally:
            _interrupted.reset(noted)

    return answer


def reason(error: BaseException) -> tuple[str, int]:
    if isinstance(error, asyncio.CancelledError):  # the server is stopping, and its time is up
        return STOPPING, 503
    if isinstance(error, NoAnswerError):
        return str(error.args[0]), int(error.args[1])
    if isinstance(error, QueryInterrupted | MemoryError | BusyError):
        return BUSY, 503
    if isinstance(error, ConnectionAbortedError):
        return BROKEN, 503
    traceback.print_exception(error)
    return FAILED, 500


def too_long(datasette: Datasette) -> str:
    return (
        f"This took too long: a query has {datasette.sql_time_limit_ms / 1000:g} seconds. Ask for "
        "less, or download the database and ask it on your own machine."
    )


async def error_response(
    datasette: Datasette, path: str, message: str, status: int, query: str = ""
) -> Response:
    """Return an error page with the reason and the reader's SQL; for programs, just the reason."""
    if DATA.search(path):
        response = data_response(path, message, status)
    else:
        await datasette.invoke_startup()
        context = {"status": status, "error": message, "title": TITLES.get(status)}
        html = await datasette.render_template("error.html", context | {"asked_sql": query})
        response = Response.html(html, status=status)
    if status == 503:
        response.headers["retry-after"] = "10"
    response.headers["cache-control"] = "no-store"
    return response


def data_response(path: str, message: str, status: int) -> Response:
    """Return a message as JSON where JSON was requested, else as text."""
    if path.endswith(".json"):
        payload = {"ok": False, "error": message, "status": status, "title": None}
        return Response.json(payload, status=status)
    return Response.text(message + "\n", status=status)


@hookimpl(hookwrapper=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Iterator[None]:
    """Report mistakes in a request as 400, where Datasette reports a failure of its own (500)."""
    outcome: Any = yield
    # Left to our layer: what has begun cannot become an error page, and a redirect is none.
    if isinstance(exception, ConnectionAbortedError | OnwardError):
        outcome.force_exception(exception)
    elif answer := answer_to(exception, request, too_long(datasette)):
        outcome.force_result([partial(error_response, datasette, request.path, *answer)])


def answer_to(
    error: Exception, request: Request, too_long: str
) -> tuple[str, int] | tuple[str, int, str] | None:
    """Return what is wrong, the status and the reader's SQL; None if Datasette says it well."""
    if not isinstance(error, DatasetteError):
        if isinstance(error, Base400):
            return (str(error), 400) if isinstance(error, BadRequest) else None
        return mistake_behind(error, request, too_long) or reason(error)
    if error.title == "SQL Interrupted":
        error.message, error.message_is_html = too_long, False
    if error.status == 500:
        error.status = 400
    if isinstance(error.__context__, InvalidSql):
        query = request.args["sql"]
        is_pragma = "PRAGMA" in str(error.__context__)
        return NO_PRAGMA if is_pragma else NO_QUERY.format(" ".join(query.split())), 400, query
    is_text = request.path.endswith(".csv") and not error.message_is_html
    return (error.message, error.status) if is_text else None


def mistake_behind(error: Exception, request: Request, too_long: str) -> tuple[str, int] | None:
    """Return what is wrong with a request on which Datasette fails; None for a failure of ours."""
    message = str(error)
    unread = f"The address holds a value that cannot be read: {message}".removesuffix(": "), 400
    is_unread = isinstance(error, UNREAD) or "for int()" in message
    if isinstance(error, NotADirectoryError):  # a path below a file
        return "There is nothing at this address", 404
    if isinstance(error, KeyError) and error.args == ("columns",):
        return "There is no query to write as CSV", 400
    if is_unread and "/-/tiles/" in request.path:
        return unread
    if not request.query_string:  # there is nothing else that a reader could change
        return None
    if isinstance(error, QueryInterrupted):
        return too_long, 400
    if isinstance(error, MemoryError):
        return NO_MEMORY, 400
    if is_unread:
        return unread
    return (message, 400) if isinstance(error, sqlite3.Error) else None
