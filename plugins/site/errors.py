"""Errors as readers meet them: what is wrong with their request, and what to do about it."""

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Request, Response
from datasette.utils.sqlite import sqlite3
from datasette.views.base import DatasetteError

from plugins.site.hooks import hookimpl

BUSY = (
    "The site is busy with what others ask in SQL, or what takes as long. "
    "Try again in a few seconds; all other pages are there."
)
NO_WORKER = "The site cannot start a process to answer this. Other pages are there."
BROKEN = (
    "This answer broke off before it was done: by a fault in what was asked, or since its process "
    "was ended. Try again, or ask for less; other pages are there."
)
NO_MEMORY = "This takes more memory than an answer may have. Ask for less."
TITLES = {503: "The site is busy"}
DATA = re.compile(r"\.(?:json|jsono|csv|blob)$|^/-/points/")


def too_long(datasette: Datasette) -> str:
    """Return what to say of a query that was stopped."""
    return (
        f"This took too long: a query has {datasette.sql_time_limit_ms / 1000:g} seconds. Ask for "
        "less, or download the database and ask it on your own machine."
    )


async def error_response(datasette: Datasette, path: str, message: str, status: int) -> Response:
    """Return a page that says why there is no answer; for programs the words alone."""
    if DATA.search(path):
        response = data_response(path, message, status)
    else:
        await datasette.invoke_startup()
        context = {"status": status, "error": message, "title": TITLES.get(status)}
        html = await datasette.render_template("error.html", context)
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


@hookimpl(hookwrapper=True, specname="handle_exception")
def handle_mistakes(datasette: Datasette, request: Request, exception: Exception) -> Iterator[None]:
    """Call mistakes in a request what they are, where Datasette calls them its own failures."""
    outcome: Any = yield

    def answer_with(message: str, status: int) -> None:
        response = partial(error_response, datasette, request.path, message, status)
        outcome.force_result([response])

    if isinstance(exception, DatasetteError):
        if exception.title == "SQL Interrupted":
            exception.message, exception.message_is_html = too_long(datasette), False
        if exception.status == 500:
            exception.status = 400
        if request.path.endswith(".csv") and not exception.message_is_html:
            answer_with(exception.message, exception.status)
    # Of an address alone, a reader can ask for no less.
    if isinstance(exception, QueryInterrupted | MemoryError) and not request.query_string:
        answer_with(BUSY, 503)
    elif isinstance(exception, QueryInterrupted):
        answer_with(too_long(datasette), 400)
    elif mistake := mistake_behind(request, exception):
        answer_with(*mistake)


def mistake_behind(request: Request, exception: Exception) -> tuple[str, int] | None:
    """Return what is wrong with a request, and the status to answer with; None for failures."""
    message = str(exception)
    if isinstance(exception, MemoryError):
        return NO_MEMORY, 400
    if isinstance(exception, sqlite3.ProgrammingError) and "binding parameter" in message:
        # Fewer values than the key has columns.
        return "There is no such row", 404
    if isinstance(exception, KeyError) and exception.args == ("columns",):
        return "There is no query to write as CSV", 400
    if "the query contains a null character" in message:
        return "An address cannot hold a null character", 400
    if isinstance(exception, ValueError) and "for int()" in message and "_next" in request.args:
        return "_next takes what the page before gave", 400
    # Numbers that SQLite cannot hold, in a path as well, and JSON without end.
    unread = OverflowError | RecursionError | json.JSONDecodeError
    if isinstance(exception, unread) and (request.query_string or "/-/tiles/" in request.path):
        return f"The address holds a value that cannot be read: {message}", 400
    if isinstance(exception, sqlite3.DatabaseError | sqlite3.DataError) and request.query_string:
        return message, 400
    return None
