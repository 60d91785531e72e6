"""Worker processes that run the same Datasette, for requests that may be slow.

The process that readers connect to starts a worker when one is first needed, and again if it has
died: the same command on a Unix socket, with a lower priority and a memory limit. Without workers
(`--get`, tests, hosts that import the application) everything is answered in-process, under the
same SQLite limits.
"""

import asyncio
import ctypes
import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from contextlib import suppress
from pathlib import Path

import click
import httpx
from datasette.app import Datasette

from plugins.site.hooks import hookimpl
from plugins.site.serving.gate import Gate

# The environment variable that tells a worker its name.
ROLE = "SITE_WORKER"
# One worker is for readers' SQL; the other for tables, queries, map points and pictures that may be
# slow. So SQL cannot keep other readers from the tables.
SQL, TABLES = "sql", "tables"
# nice(2), below the process that answers readers directly: much lower for readers' SQL, so it costs
# others nothing; a little lower for tables, because people are waiting for them too.
NICENESS = {SQL: 10, TABLES: 5}
# Most bytes of data in a worker, including Python's own; beyond, a request ends in MemoryError. Two
# maps of 200,000 points at once, the largest requests, fit.
DATA_BYTES = {SQL: 224 * 2**20, TABLES: 320 * 2**20}
# For glibc (man 3 mallopt): otherwise each thread has its own arena, and memory freed in one is not
# reused by others. (PYTHONMALLOC=malloc would hold 10 MB less, but leave a heap that never shrinks,
# which counts as data: a large answer then had no room.)
ONE_ARENA = {"MALLOC_ARENA_MAX": "1"}
# For uvicorn: only this site can reach a worker, so X-Forwarded-Proto can be trusted.
TRUSTED = {"FORWARDED_ALLOW_IPS": "*"}
START_SECONDS = 20.0
# Seconds that a request waits for a place in a worker: for SQL, until the queries before it have
# used up their time; for a table, as long as a person may be willing to wait.
PATIENCE = {SQL: 2.0, TABLES: 6.0}
# The `datasette` command, which imports no modules from the working folder.
COMMAND = (sys.executable, "-P", "-m", "datasette")
# Requests that a worker runs at a time; and that one reader may have running or waiting.
RUNNING, EACH = 2, 200
# Long responses that may be in progress, in all and for one reader; more are refused at once,
# because they last as long as their reader takes, and use the worker's memory.
LONG, LONG_EACH = 8, 4
# Seconds until a worker that does not respond is killed. A query may take `sql_time_limit_ms`, and
# a page has several; readers' SQL is not interrupted within a row, which may take a minute.
RESPONSE_SECONDS = {SQL: 8.0, TABLES: 20.0}
# Options of `datasette serve` that make no sense for a worker, or that it cannot support.
INTERACTIVE = ("get", "reload", "root", "open_browser", "pdb", "ssl_keyfile", "ssl_certfile")


class Worker:
    """A worker process, the HTTP client for it, and its places for requests."""

    def __init__(self, name: str, datasette: Datasette) -> None:
        self.name = name
        self.requests, self.long = Gate(RUNNING, EACH), Gate(LONG, LONG_EACH)
        # Now, since Datasette adds to them. As JSON: parsing the YAML would take a third of the
        # time a worker needs to start.
        self._words = json.dumps(datasette._metadata_local, default=str)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._client: httpx.AsyncClient | None = None
        self._starting = asyncio.Lock()

    @property
    def patience(self) -> float:
        """Return how many seconds a request waits for a place, including the process's start."""
        return PATIENCE[self.name] + (0.0 if self._is_running() else START_SECONDS)

    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    async def client(self) -> httpx.AsyncClient:
        """Return a client for the process, starting the process if necessary.

        Raises:
            OSError: If it does not start.
        """
        async with self._starting:
            if self._client is None or not self._is_running():
                if self._client is not None:
                    await self._client.aclose()  # its connections lead to a dead process
                    self._client = None
                self._client = await self._start()
            return self._client

    def kill(self, client: httpx.AsyncClient | None) -> bool:
        """Kill the process of `client`. Return False if it was killed for another request."""
        if self._process is None or client is None or client is not self._client:
            return False
        self._process.kill()
        # Or it would be a zombie until the next worker starts; dying may take a moment.
        threading.Thread(target=self._process.wait, daemon=True).start()
        self._process = None
        return True

    async def _start(self) -> httpx.AsyncClient:
        if self._folder is None or not Path(self._folder.name).is_dir():
            self._folder = tempfile.TemporaryDirectory(prefix="site-", ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        socket, words = folder / self.name, folder / "metadata.json"
        words.write_text(self._words)
        self._process = process = subprocess.Popen(  # noqa: S603  as this process was started
            [*COMMAND, *sys.argv[1:], "--uds", socket, "--metadata", words],
            # Never written to: it closes when this process ends, and then the worker exits.
            stdin=subprocess.PIPE,
            env=os.environ | ONE_ARENA | TRUSTED | {ROLE: self.name},
            # Keeps Ctrl+C from the worker. Not a new session: with Linux's autogroup, niceness has
            # no effect between sessions (sched(7)).
            process_group=0,
        )
        client = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(uds=str(socket)),
            base_url="http://worker",
            timeout=RESPONSE_SECONDS[self.name],
        )
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                await client.head("/-/versions.json")
                return client
            await asyncio.sleep(0.02)
        process.kill()
        raise ChildProcessError(f"worker {self.name} did not start")


_workers: "weakref.WeakKeyDictionary[Datasette, dict[str, Worker]]" = weakref.WeakKeyDictionary()


def workers(datasette: Datasette) -> dict[str, Worker]:
    return _workers.get(datasette, {})


def role() -> str | None:
    """Return the name of this worker; None in the process that readers connect to."""
    return os.environ.get(ROLE)


def answers_readers_sql(datasette: Datasette) -> bool:
    """Whether this process runs readers' SQL: the SQL worker, or a process without workers."""
    return role() == SQL or (role() is None and not workers(datasette))


# The command that is loading the plugins. Read now, because click's context is per thread, and
# Datasette calls the startup hooks in another one.
_command = click.get_current_context(silent=True)


def is_command() -> bool:
    """Whether this process is the `datasette` command, and not another program importing it."""
    return _command is not None


def is_served() -> bool:
    """Whether this is `datasette serve` running a server that can be started a second time."""
    return (
        _command is not None
        and _command.info_name == "serve"
        and not any(_command.params.get(name) for name in INTERACTIVE)
        and sys.platform != "win32"
    )


@hookimpl(tryfirst=True)
def startup(datasette: Datasette) -> None:
    """Limit the memory of a worker, which exits with its parent; elsewhere, set up the workers."""
    if (name := role()) is not None:
        import resource  # not on Windows, where there are no workers

        resource.setrlimit(resource.RLIMIT_DATA, (DATA_BYTES[name], DATA_BYTES[name]))
        threading.Thread(target=_exit_with_parent, daemon=True).start()
    elif is_served():
        _workers[datasette] = {name: Worker(name, datasette) for name in (SQL, TABLES)}


def give_back(collects: bool) -> None:
    """Return memory that a response used to the system, including what lies between other blocks.

    A failed response leaves its rows in a reference cycle of exception and frames, and a large one
    may in others. Python collects them by number of objects, not by size: ten of those left no
    memory for other responses. Collecting takes ten milliseconds, the rest one.
    """
    if collects:
        gc.collect()
    with suppress(AttributeError, OSError, TypeError):  # not glibc
        ctypes.CDLL(None).malloc_trim(0)


def _exit_with_parent() -> None:
    sys.stdin.buffer.read()
    if _command is not None and _command.params["uds"]:
        shutil.rmtree(Path(_command.params["uds"]).parent, ignore_errors=True)
    os._exit(0)
