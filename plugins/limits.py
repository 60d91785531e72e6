"""Bounds for what one request may take, so that nobody who asks much keeps others waiting.

A few pages are made here at a time, and the others wait for their turn. What may take long is
answered apart, by processes that come last with the processor and are killed when their time is up
(plugins/apart): SQL of the reader's own, points for the map, streams, and whatever turns out here
to be long or large. Those have a waiting line of their own.
"""

import asyncio
import json
import math
import re
import sqlite3
import sys
import time
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils import CustomRow, add_cors_headers
from datasette.utils.asgi import BadRequest, Request, Response

# The module that Datasette itself uses, which may be pysqlite3.
from datasette.utils.sqlite import sqlite3 as used
from datasette.views.base import DatasetteError

# As in plugins/charts.py.
if str(Path(__file__).parent.parent) not in sys.path:
    sys.path.append(str(Path(__file__).parent.parent))

from plugins.apart.answering import NO_MEMORY
from plugins.apart.asking import Processes, can_answer
from plugins.apart.turns import HandedOver, Turn, bound, turn

# Pages that are made here at a time: enough to keep the threads for SQL busy.
HERE = 4
# Seconds of the processor that the queries of one request may take here; and for how many seconds
# what took longer, with other values, goes elsewhere at once.
SHORT, REMEMBERED = 0.1, 60.0
# Processes that answer at a time, those who may wait for them, and for how many seconds.
PROCESSES, WAITING, PATIENCE = 2, 32, 3.0
# What an answer may take that is made apart, queries and page together.
ANSWER_SECONDS, ANSWER_BYTES = 10.0, 32 * 2**20
# A stream may take longer; there is one at a time.
STREAM_SECONDS, STREAM_BYTES = 600.0, math.inf

# Bytes of a pattern of LIKE, GLOB or a search, which is compared at every place of a text.
PATTERN = 200
# Parameters of an address, and facets among them.
PARAMETERS, FACETS = 100, 20
# Bytes of a file's name.
NAME = 255
BOOLEANS = {"on", "true", "1", "off", "false", "0"}
# Of how many kinds of addresses it is known that they take long, and what tells a kind.
SHAPES, TELLING = 1000, ("_facet", "_sort", "_size")
PATTERNS = re.compile(r"__(?:not)?(?:contains|like)$|__(?:startswith|endswith|glob)$|^_search")
# SQL of the reader's own, and streams.
APART = {"sql", "_where", "_stream"}
POINTS = "/-/points/"
FILES = ("/static/", "/-/static")
# These wait for nobody: they are quick, or wait elsewhere.
AT_ONCE = ("/static/", "/-/", "/favicon.ico")
DATA = re.compile(r"\.(?:json|jsono|csv|blob)$|^/-/points/")

BUSY = (
    "The site is busy with what others ask in SQL, or what takes as long. "
    "Try again in a few seconds; all other pages are there."
)
NO_PROCESS = "The site cannot start a process to answer this. Other pages are there."
ENDED = "The process that made this answer ended before it was done. Other pages are there."
TITLES = {503: "The site is busy"}

Shape = tuple[str, ...]
Parameters = list[tuple[str, str]]


class Line(NamedTuple):
    """A waiting line of bounded length, and how many are served at a time."""

    places: asyncio.Semaphore
    served: asyncio.Semaphore

    @classmethod
    def of(cls, served: int) -> "Line":
        """Return an empty line."""
        return cls(asyncio.Semaphore(WAITING + served), asyncio.Semaphore(served))

    async def wait(self) -> bool:
        """Wait for one's turn; False where there is no place, or it does not come in time."""
        if self.places.locked():
            return False
        await self.places.acquire()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self.served.acquire()
            return True
        self.places.release()
        return False

    def leave(self) -> None:
        """Make room for the next."""
        self.served.release()
        self.places.release()


class Lines:
    """The lines of one site."""

    def __init__(self, datasette: Datasette) -> None:
        self.datasette = datasette
        self.processes = Processes(datasette) if can_answer(datasette) else None
        # Whether a server asks; it is told first that the server has started.
        self.is_served = False
        self.long: OrderedDict[Shape, float] = OrderedDict()
        self.here = asyncio.Semaphore(HERE)
        self.apart = Line.of(PROCESSES)
        self.streams = Line.of(1)

    async def answer(self, app: Any, scope: Any, receive: Any, send: Any) -> None:
        """Answer here, or apart."""
        parameters = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        path = scope["path"].removeprefix(self.datasette.setting("base_url").rstrip("/"))
        if mistake := mistake_in(path, parameters):
            await answer(self.datasette, path, mistake, 400).asgi_send(send)
            return
        asked = Turn(is_csv=path.endswith(".csv"))
        if self.processes and scope["method"] in ("GET", "HEAD"):
            if self.is_for_others(path, parameters):
                await self.answer_apart(scope, receive, send)
                return
            if self.is_of_database(path):
                asked.seconds, asked.may_hand_over = SHORT, True
        try:
            await self.answer_here(asked, app, scope, receive, send)
        except HandedOver:
            self.long[shape_of(path, parameters)] = time.monotonic()
            if len(self.long) > SHAPES:
                self.long.popitem(last=False)
            await self.answer_apart(scope, receive, send)

    def is_of_database(self, path: str) -> bool:
        """Whether it is a page of Datasette's own, for a table, row or query."""
        return any(path.startswith((f"/{n}/", f"/{n}.")) for n in self.datasette.databases)

    def is_for_others(self, path: str, parameters: Parameters) -> bool:
        """Whether an answer is to be made apart from the start: it may take anything, or did."""
        if path.startswith(POINTS):
            return True
        if not self.is_of_database(f"{path}."):
            return False
        is_own = ("_searchmode", "raw") in parameters or any(n in APART for n, _ in parameters)
        long = self.long.get(shape_of(path, parameters), -math.inf)
        return is_own or time.monotonic() - long < REMEMBERED

    async def answer_here(self, asked: Turn, app: Any, scope: Any, receive: Any, send: Any) -> None:
        """Answer when it is one's turn, which ends where the answer begins to be sent."""
        is_served = not scope["path"].startswith(AT_ONCE)

        def leave() -> None:
            nonlocal is_served
            if is_served:
                self.here.release()
                is_served = False

        async def send_after_turn(message: Any) -> None:
            leave()
            await send(message)

        if is_served:
            await self.here.acquire()
        token = turn.set(asked)
        try:
            await app(scope, receive, send_after_turn)
        finally:
            turn.reset(token)
            leave()
        if self.is_served and self.processes:
            # So that who asks for something long need not wait; after the first page, not before.
            self.processes.start_soon()

    async def answer_apart(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass on the answer of a process."""
        is_stream = "_stream" in scope["query_string"].decode("latin-1")
        line = self.streams if is_stream else self.apart
        if not await line.wait():
            refused = await refusal(self.datasette, scope["path"], BUSY, 503)
            await refused.asgi_send(send)
            return
        # Who reads slowly keeps nobody waiting: all but streams are read ahead.
        messages: asyncio.Queue[Any] = asyncio.Queue(8 if is_stream else 0)
        reading = asyncio.create_task(self.read(scope, is_stream, line, messages))
        gone = asyncio.create_task(until_gone(receive))
        is_begun = False
        try:
            while (message := await messages.get()) is not None:
                if is_stream and gone.done():
                    return
                if message["type"] != "refused":
                    is_begun = True
                    await send(message)
                elif is_begun:
                    # The server breaks the connection off, so that nobody takes it for the whole.
                    raise ConnectionAbortedError(message["told"])
                else:
                    told, status = message["told"], message["status"]
                    refused = await refusal(self.datasette, scope["path"], told, status)
                    await refused.asgi_send(send)
        finally:
            gone.cancel()
            if is_stream:
                reading.cancel()

    async def read(
        self, scope: Any, is_stream: bool, line: Line, messages: asyncio.Queue[Any]
    ) -> None:
        """Put the messages of an answer into a queue, and None after the last."""
        assert self.processes  # noqa: S101  asked before
        seconds = self.datasette.sql_time_limit_ms / 1000
        limits = {"sql": seconds, "answer": ANSWER_SECONDS, "bytes": ANSWER_BYTES}
        if is_stream:
            limits = {"sql": math.inf, "answer": STREAM_SECONDS, "bytes": STREAM_BYTES}
        started = time.monotonic()
        try:
            async for message in self.processes.answer(scope, limits):
                await messages.put(message)
        except EOFError:
            is_killed = time.monotonic() - started > seconds
            told = too_long(self.datasette) if is_killed else ENDED
            status = 400 if is_killed else 503
            await messages.put({"type": "refused", "told": told, "status": status})
        except OSError as error:
            print(f"No process can be started for SQL of readers: {error}", file=sys.stderr)
            await messages.put({"type": "refused", "told": NO_PROCESS, "status": 503})
        finally:
            line.leave()
        await messages.put(None)


async def refusal(datasette: Datasette, path: str, message: str, status: int) -> Response:
    """Return a page that says why there is no answer; for programs the words alone."""
    if DATA.search(path):
        refused = answer(datasette, path, message, status)
    else:
        await datasette.invoke_startup()
        told = {"status": status, "error": message, "title": TITLES.get(status)}
        refused = Response.html(await datasette.render_template("error.html", told), status=status)
    if status == 503:
        refused.headers["retry-after"] = "10"
    return refused


async def until_gone(receive: Any) -> None:
    """Wait until the reader has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


def shape_of(path: str, parameters: Parameters) -> Shape:
    """Return what tells how long an answer takes: what is asked, without the values of filters."""
    told = [
        f"{name}={value}" if name.startswith(TELLING) else name
        for name, value in parameters
        if name.startswith(TELLING) or not name.startswith("_") or "__" in name
    ]
    return path, *sorted(told)


_lines: "weakref.WeakKeyDictionary[Datasette, Lines]" = weakref.WeakKeyDictionary()


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Iterator[None]:
    """Keep the lines, inside of all other wrappers: an answer that is kept waits for nothing."""

    def wrap(app: Any) -> Any:
        async def in_line(scope: Any, receive: Any, send: Any) -> None:
            # A page that asks the site itself has its turn already, but not to pass on SQL. So has
            # all that a process is asked which is there for one answer.
            is_inner = turn.get() and b"sql=" not in scope["query_string"]
            if is_inner or getattr(datasette, "answers_apart", False):
                await app(scope, receive, send)
                return
            # datasette.client makes its application anew every time.
            lines = _lines.get(datasette) or _lines.setdefault(datasette, Lines(datasette))
            if scope["type"] == "http":
                await lines.answer(app, scope, receive, send)
            else:
                lines.is_served = True
                await app(scope, receive, send)

        return in_line

    outcome: Any = yield
    outcome.force_result([wrap, *outcome.get_result()])


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> None:
    """Have the databases asked within these bounds."""
    bound(datasette)
    CustomRow.__missing__ = missing_column


class MissingColumnError(KeyError, IndexError):
    """A row has no such column.

    For the value to sort by Datasette looks into a row, and where `_col` has left it out into the
    database. It expects an IndexError then, and rows with labels raise a KeyError.
    """


def missing_column(_: CustomRow, name: str) -> None:
    """Say that a row has no such column."""
    raise MissingColumnError(name)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Bound the patterns of every query."""
    if hasattr(conn, "setlimit"):  # pysqlite3 has it not
        conn.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN)


@hookimpl  # type: ignore[untyped-decorator]
def filters_from_request(request: Request) -> None:
    """Check what `_through` holds, at which Datasette fails where it is anything else."""
    for told in request.args.getlist("_through"):
        try:
            through = json.loads(told)
        except ValueError:
            through = None
        if not (isinstance(through, dict) and {"table", "column", "value"} <= through.keys()):
            raise BadRequest('_through takes {"table": ..., "column": ..., "value": ...}')


def mistake_in(path: str, parameters: Parameters) -> str | None:
    """Say what is wrong with an address that asks too much, or at which Datasette would fail."""
    if len(parameters) > PARAMETERS:
        return f"An address takes at most {PARAMETERS} parameters"
    if path.startswith(FILES) and any(len(part.encode()) > NAME for part in path.split("/")):
        return f"No name of a file is longer than {NAME} bytes"
    if sum(name.startswith("_facet") for name, _ in parameters) > FACETS:
        return f"At most {FACETS} facets can be counted at a time"
    for name, value in parameters:
        if name == "_timelimit" and not re.fullmatch("[0-9]{1,9}", value):
            return "_timelimit takes a number of milliseconds"
        if name == "_json_infinity" and value.lower() not in BOOLEANS:
            return "_json_infinity takes on or off"
        if name.startswith("_facet") and value.lstrip().startswith("{"):
            return f"{name} takes the name of a column"
        if PATTERNS.search(name) and len(value.encode()) > PATTERN:
            return f"The pattern of {name[:50]} is too long: it takes {PATTERN} bytes"
    return None


def too_long(datasette: Datasette) -> str:
    """Return what to say of a query that was stopped."""
    return (
        f"This took too long: a query has {datasette.sql_time_limit_ms / 1000:g} seconds, and an "
        f"answer {ANSWER_SECONDS:g}. Ask for less, or download the database and ask it on your own "
        "machine."
    )


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Iterator[None]:
    """Call mistakes in an address what they are, where Datasette 0.65 fails at them.

    In place of what others would answer: Datasette's own answer prints how it came about.
    """
    outcome: Any = yield
    if isinstance(exception, DatasetteError) and exception.title == "SQL Interrupted":
        exception.message, exception.message_is_html = too_long(datasette), False
    if isinstance(exception, QueryInterrupted):
        outcome.force_result([refusal(datasette, request.path, too_long(datasette), 400)])
    elif mistake := mistake_behind(request, exception):
        outcome.force_result([answer(datasette, request.path, *mistake)])


def mistake_behind(request: Request, exception: Exception) -> tuple[str, int] | None:
    """Return what is wrong with an address, and the status of the answer; None for failures."""
    told = str(exception)
    if isinstance(exception, MemoryError):
        return NO_MEMORY, 400
    if isinstance(exception, used.ProgrammingError) and "binding parameter" in told:
        # Fewer values than the key has columns.
        return "There is no such row", 404
    if isinstance(exception, KeyError) and exception.args == ("columns",):
        return "Nothing to write as CSV: there is no query, or it failed; see .json for why", 400
    if "the query contains a null character" in told:
        return "An address cannot hold a null character", 400
    if isinstance(exception, ValueError) and "for int()" in told and "_next" in request.args:
        return "_next takes what the page before gave", 400
    if isinstance(exception, OverflowError | json.JSONDecodeError) and request.query_string:
        return f"The address holds a value that cannot be read: {told}", 400
    return None


def answer(datasette: Datasette, path: str, message: str, status: int) -> Response:
    """Return an answer with a message, as JSON where JSON was asked for."""
    headers: dict[str, str] = {}
    if datasette.cors:
        add_cors_headers(headers)
    if path.endswith(".json"):
        told = {"ok": False, "error": message, "status": status, "title": None}
        return Response.json(told, status=status, headers=headers)
    return Response.text(message + "\n", status=status, headers=headers)
