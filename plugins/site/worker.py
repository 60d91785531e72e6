"""Further processes of the same Datasette, for whatever may take long.

The process that readers connect to starts a worker when it is needed first, and again when it has
died: the same command on a Unix socket, with a lower priority and a bound on its memory. Where
there is none (`--get`, tests, hosts that import the application) everything is answered in-process,
under the same limits of SQLite.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx
from datasette.app import Datasette

from plugins.site.hooks import hookimpl

# Set in the environment of a worker, to its name.
ROLE = "SITE_WORKER"
# What each is for: SQL of readers, and tables, queries, points and pictures that may take long. So
# nobody who asks in SQL keeps others from the tables.
SQL, TABLES = "sql", "tables"
# Behind all that answers readers directly (nice(2)).
NICENESS = 10
# Bytes of data that a worker may hold, Python's included; beyond, a request ends in MemoryError.
DATA_BYTES = 320 * 2**20
START_SECONDS = 20.0
# A query has `sql_time_limit_ms`, and a page several of them.
RESPONSE_SECONDS = 20.0
# Options of `datasette serve` that make no sense for a worker, or that it could not keep to.
INTERACTIVE = ("get", "reload", "root", "open_browser", "pdb", "ssl_keyfile", "ssl_certfile")


class WorkerError(Exception):
    """There is no worker to answer."""


class Worker:
    """One further process, and the client to ask it with."""

    def __init__(self, name: str, secret: str) -> None:
        self.name = name
        self._secret = secret
        self._process: asyncio.subprocess.Process | None = None
        self._client: httpx.AsyncClient | None = None
        self._starting = asyncio.Lock()

    async def client(self) -> httpx.AsyncClient:
        """Return a client for the running process, which is started where there is none.

        Raises:
            WorkerError: Where it does not start.
        """
        async with self._starting:
            if (
                self._client is None
                or self._process is None
                or self._process.returncode is not None
            ):
                self._process, self._client = await self._start()
        return self._client

    def kill(self) -> None:
        """End the process; the next request starts another one."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def _start(self) -> tuple[asyncio.subprocess.Process, httpx.AsyncClient]:
        folder = tempfile.mkdtemp(prefix="datasette-")
        socket = str(Path(folder) / self.name)
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, *sys.orig_argv[1:], "--uds", socket),
                # Never written to: it ends when this process does, and the worker with it.
                stdin=asyncio.subprocess.PIPE,
                env={**os.environ, ROLE: self.name, "DATASETTE_SECRET": self._secret},
                start_new_session=True,  # Ctrl+C is for this process
            )
            client = httpx.AsyncClient(
                transport=httpx.AsyncHTTPTransport(uds=socket),
                base_url="http://worker",
                timeout=RESPONSE_SECONDS,
            )
            try:
                async with asyncio.timeout(START_SECONDS):
                    while not await _is_up(client):
                        if process.returncode is not None:
                            raise WorkerError(f"worker {self.name} ended at once")
                        await asyncio.sleep(0.02)
            except TimeoutError:
                process.kill()
                raise WorkerError(f"worker {self.name} did not start in time") from None
        except OSError as error:
            raise WorkerError(f"worker {self.name} cannot be started: {error}") from error
        finally:
            # No further client connects: this one keeps its connections.
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return process, client


async def _is_up(client: httpx.AsyncClient) -> bool:
    try:
        await client.head("/-/versions.json")
    except httpx.TransportError:
        return False
    return True


_workers: "weakref.WeakKeyDictionary[Datasette, dict[str, Worker]]" = weakref.WeakKeyDictionary()


def workers(datasette: Datasette) -> dict[str, Worker]:
    """Return the workers of a site by name; none where it answers in-process."""
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
        _workers[datasette] = {name: Worker(name, datasette._secret) for name in (SQL, TABLES)}


def become_worker() -> None:
    """Take a lower priority, bound this process's memory, and end with the one that started it."""
    import resource  # not on Windows, where there are no workers

    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_DATA, (DATA_BYTES, DATA_BYTES))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


@contextmanager
def only_process(datasette: Datasette) -> Iterator[None]:
    """Answer in-process within this block, for tests of what workers do."""
    taken = _workers.pop(datasette, None)
    try:
        yield
    finally:
        if taken is not None:
            _workers[datasette] = taken
