"""Further processes of the same Datasette, for whatever may take long.

The process that readers connect to starts a worker when it is needed first, and again when it has
died: the same command on a Unix socket, with a lower priority and a bound on its memory. Where
there is none (`--get`, tests, hosts that import the application) everything is answered in-process,
under the same limits of SQLite.
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

# Set in the environment of a worker, to its name.
ROLE = "SITE_WORKER"
# What each is for: SQL of readers, and tables, queries, points and pictures that may take long. So
# nobody who asks in SQL keeps others from the tables.
SQL, TABLES = "sql", "tables"
# Behind all that answers readers directly (nice(2)): SQL of readers far, so that it costs others
# nothing; tables a little, since their readers wait as well.
NICENESS = {SQL: 10, TABLES: 5}
# Bytes of data that a worker may hold, Python's included; beyond, a request ends in MemoryError.
# Two maps of 200,000 points at once, which are what takes the most, have room.
DATA_BYTES = {SQL: 224 * 2**20, TABLES: 320 * 2**20}
# Of glibc (malloc.h): how many arenas there are at most. A worker is told by its environment: a
# call in it would come after its first threads. There Python has no arenas of its own either, of a
# megabyte each: after large answers 58 MB of them held 24 MB. That takes a tenth more time of an
# answer of ten thousand rows.
M_ARENA_MAX = -8
ONE_ARENA = {"MALLOC_ARENA_MAX": "1", "PYTHONMALLOC": "malloc"}
# Of uvicorn: nobody but this site reaches a worker, and says by which scheme it was asked.
TRUSTED = {"FORWARDED_ALLOW_IPS": "*"}
START_SECONDS = 20.0
# Seconds that a request waits for its worker: one in SQL until those before it have had their time,
# and one for a page of tables as long as a reader may.
PATIENCE = {SQL: 2.0, TABLES: 6.0}
# So long after its last request began a worker ends, where it is idle; the next request waits a
# second for another.
IDLE_SECONDS = 600.0
# The `datasette` command, without its library of units of measurement: that takes a third of the
# time in which a worker starts, and no word of the site names a unit. Like that command, and unlike
# other code after -c, it takes no module from the working folder.
COMMAND = """
import sys
sys.path = [path for path in sys.path if path]
import types
units = sys.modules["datasette.vendored.pint"] = types.ModuleType("pint")
units.UnitRegistry = object
from datasette.cli import cli
cli(prog_name="datasette")
"""
# Requests that a worker answers at a time, and how many of one reader it answers or has waiting.
RUNNING, EACH = 2, 200
# Responses that are long, and those of one reader; none waits: they take as long as their reader,
# and the memory of their worker.
LONG, LONG_EACH = 8, 4
# A query has `sql_time_limit_ms`, and a page several of them. SQL of readers is not interrupted in
# a row, which may take a minute: so long others would wait for its place.
RESPONSE_SECONDS = {SQL: 8.0, TABLES: 20.0}
# Options of `datasette serve` that make no sense for a worker, or that it could not keep to.
INTERACTIVE = ("get", "reload", "root", "open_browser", "pdb", "ssl_keyfile", "ssl_certfile")


class Worker:
    """One further process, the client to ask it with, and its places for requests."""

    def __init__(self, name: str, datasette: Datasette) -> None:
        self.name = name
        self.requests = Gate(RUNNING, EACH)
        self.long = Gate(LONG, LONG_EACH)
        self.killed: httpx.AsyncClient | None = None
        self._site = datasette
        self._process: subprocess.Popen[bytes] | None = None
        self._client: httpx.AsyncClient | None = None
        self._starting = asyncio.Lock()
        self._rest: asyncio.TimerHandle | None = None

    @property
    def patience(self) -> float:
        """Return the seconds that a request waits for a place, while the process starts as well."""
        return PATIENCE[self.name] + (0.0 if self._running() else START_SECONDS)

    def _running(self) -> httpx.AsyncClient | None:
        is_there = self._process is not None and self._process.poll() is None
        return self._client if is_there else None

    async def client(self) -> httpx.AsyncClient:
        """Return a client for the running process, which is started where there is none.

        Raises:
            OSError: Where it does not start.
        """
        async with self._starting:
            if (client := self._running()) is None:
                if self._client is not None:
                    await self._client.aclose()  # its connections to the one that has ended
                    self._client = None
                self._client = client = await self._start()
        self._wait_for_more()
        return client

    def _wait_for_more(self) -> None:
        """End the process, which takes some 60 MB, when nothing has been asked of it for long."""
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._end_where_idle)

    def _end_where_idle(self) -> None:
        if not (self.requests.is_empty and self.long.is_empty):
            self._wait_for_more()
        elif (process := self._process) is not None:
            self.kill(self._client)
            asyncio.get_running_loop().run_in_executor(None, process.wait)

    def kill(self, client: httpx.AsyncClient | None) -> None:
        """End the process that a client asks, if that is still the one; the next starts another."""
        if self._process is not None and client is self._client:
            self._process.kill()
            self._process, self.killed = None, client

    async def _start(self) -> httpx.AsyncClient:
        folder = tempfile.mkdtemp(prefix="datasette-")
        try:
            self._process = process = self._spawn(Path(folder))
        except OSError:  # the disk is full, or there is no room for another process
            shutil.rmtree(folder, ignore_errors=True)
            raise
        weakref.finalize(process, shutil.rmtree, folder, ignore_errors=True)
        transport = httpx.AsyncHTTPTransport(uds=str(Path(folder) / self.name))
        client = httpx.AsyncClient(
            transport=transport, base_url="http://worker", timeout=RESPONSE_SECONDS[self.name]
        )
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                await client.head("/-/versions.json")
                return client
            await asyncio.sleep(0.02)
        process.kill()
        raise ChildProcessError(f"worker {self.name} did not start")

    def _spawn(self, folder: Path) -> subprocess.Popen[bytes]:
        socket, words = folder / self.name, folder / "metadata.json"
        secret = self._site._secret
        # To read them as YAML takes a third of the time in which it starts.
        words.write_text(json.dumps(self._site._metadata_local, default=str))
        return subprocess.Popen(  # noqa: S603  what this process serves
            [sys.executable, "-c", COMMAND, *sys.argv[1:], "--uds", socket, "--metadata", words],
            # Never written to: it ends when this process does, and the worker with it.
            stdin=subprocess.PIPE,
            env=os.environ | ONE_ARENA | TRUSTED | {ROLE: self.name, "DATASETTE_SECRET": secret},
            # Ctrl+C is for this process. No session: where Linux groups processes by sessions it
            # shares the processors between these, and niceness is nothing across them (sched(7)).
            process_group=0,
        )


_workers: "weakref.WeakKeyDictionary[Datasette, dict[str, Worker]]" = weakref.WeakKeyDictionary()


def workers(datasette: Datasette) -> dict[str, Worker]:
    return _workers.get(datasette, {})


def role() -> str | None:
    """Return which worker this process is; None for one that readers connect to."""
    return os.environ.get(ROLE)


def answers_readers_sql(datasette: Datasette) -> bool:
    """Whether this process runs SQL of readers: its worker, or one without workers."""
    return role() == SQL or (role() is None and not workers(datasette))


# The command that loads the plugins; Datasette starts them up in another thread, which knows none.
_command = click.get_current_context(silent=True)


def is_command() -> bool:
    """Whether this process is the `datasette` command, and does nothing else."""
    return _command is not None


def is_served() -> bool:
    """Whether this is `datasette serve` with a server, of which a copy can be started."""
    return (
        _command is not None
        and _command.info_name == "serve"
        and not any(_command.params.get(name) for name in INTERACTIVE)
        and sys.platform != "win32"
    )


@hookimpl(tryfirst=True)
def startup(datasette: Datasette) -> None:
    """Have workers where this process is one that readers connect to; else be one."""
    if role() is not None:
        become_worker()
    elif is_served():
        # By default each thread has an arena of memory, and what one gives back no other uses: 6 MB
        # more for each that asks the database, and one large answer left too little for any other
        # (man 3 mallopt).
        call_glibc("mallopt", M_ARENA_MAX, 1)
        _workers[datasette] = {name: Worker(name, datasette) for name in (SQL, TABLES)}


def call_glibc(name: str, *arguments: int) -> None:
    with suppress(AttributeError, OSError, TypeError):  # another library
        getattr(ctypes.CDLL(None), name)(*arguments)


def give_back(has_failed: bool) -> None:
    """Give the system the memory that an answer took, which lies between what is still needed.

    An answer that fails leaves its rows in a cycle, of its error's and frames', which Python
    collects by the number of objects and not by their size: ten of them left no memory for sound
    answers. To collect takes ten milliseconds, to give back one.
    """
    if has_failed:
        gc.collect()
    call_glibc("malloc_trim", 0)


def become_worker() -> None:
    """Take a lower priority, bound this process's memory, and end with the one that started it."""
    import resource  # not on Windows, where there are no workers

    name = os.environ[ROLE]
    os.nice(NICENESS[name])
    resource.setrlimit(resource.RLIMIT_DATA, (DATA_BYTES[name], DATA_BYTES[name]))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    if _command is not None and _command.params["uds"]:
        shutil.rmtree(Path(_command.params["uds"]).parent, ignore_errors=True)
    os._exit(0)
