"""The side of the processes: makes the site once, and forks itself for each answer.

Run by asking.py, and by nothing else. What is forked answers one request and ends. The system kills
it when its time is up, whatever it is doing, and gives it no more than so much memory. So nothing
that one reader asks stays behind for the next.
"""

import asyncio
import ctypes
import gc
import os
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

# Others go first.
NICE = 10
# Bytes of memory beside the database, which is mapped; of a temporary file; of a piece to send.
MEMORY, FILE, PIECE = 320 * 2**20, 2**30, 16 * 2**10
# linux/prctl.h: the signal that a process gets when its parent ends.
PR_SET_PDEATHSIG = 1

TOO_LARGE = "The answer is larger than this site gives. Ask for fewer rows or columns."
NO_MEMORY = "The query needs more memory than this site gives to one"


class TooLargeError(Exception):
    """An answer is larger than this site gives."""


def main() -> None:
    """Make the site, and fork for each connection that comes, until there is no other side."""
    from plugins.apart.frames import receive

    control = socket.socket(fileno=int(sys.argv[1]))
    path, made_of = receive(control)
    sys.path[:] = path
    app = asyncio.run(made(made_of))
    # Nobody waits for the processes; the system forgets them by itself.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    while True:
        told, files, _, _ = socket.recv_fds(control, 1, 1)
        if not told:
            return
        if os.fork() == 0:
            control.close()
            answer(socket.socket(fileno=files[0]), app)
            os._exit(0)
        os.close(files[0])


async def made(made_of: dict[str, Any]) -> Any:
    """Return the site, with its templates read and compiled and no file open."""
    from datasette.app import Datasette

    site = Datasette(**made_of)
    site.answers_apart = True
    await site.invoke_startup()
    app = site.app()
    for database in [each for each in site.databases.values() if each.path]:
        tables = await database.table_names()
        quick = "_size=1&_nofacet=1&_nocount=1&_where=1"
        for path in ("?sql=select+1", ".json?sql=select+1", *(f"/{t}?{quick}" for t in tables[:1])):
            await site.client.get(site.urls.database(database.name) + path)
    # Without threads for SQL there is one of each. Not by close(), after which 1.0 opens no other.
    for database in site.databases.values():
        if database.path and database._read_connection is not None:
            database._read_connection.close()
            database._read_connection = None
    return app


def answer(connection: socket.socket, app: Any) -> None:
    """Answer one request. The process ends afterwards, or earlier by its limits."""
    from plugins.apart.frames import receive
    from plugins.apart.turns import Turn, turn

    with suppress(OSError, AttributeError, ValueError):
        os.nice(NICE)
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # Nobody reads any more: end.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    scope, limits = receive(connection)
    asked = Turn(
        limits["sql"],
        is_csv=scope["path"].endswith(".csv"),
        killed_at=time.monotonic() + limits["answer"],
    )
    asked.kill_in(limits["answer"])
    limit_memory()
    scope |= {"type": "http", "asgi": {"version": "3.0"}}
    told = Telling(connection, asked, limits["bytes"])

    async def take() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    turn.set(asked)
    try:
        asyncio.run(app(scope, take, told.send))
    except TooLargeError:
        told.tell({"type": "refused", "told": TOO_LARGE, "status": 400})
    except MemoryError:
        told.tell({"type": "refused", "told": NO_MEMORY, "status": 400})
    except Exception:
        traceback.print_exc()
        return
    told.tell(None)


class Telling:
    """Sends an answer on, in pieces that are worth it."""

    def __init__(self, connection: socket.socket, asked: Any, most: float) -> None:
        self.connection = connection
        self.asked = asked
        self.left = most
        self.start: dict[str, Any] | None = None
        self.body = bytearray()
        self.is_whole = False

    async def send(self, message: dict[str, Any]) -> None:
        """Take a message of the site.

        Raises:
            TooLargeError: Where the answer is larger than it may be.
        """
        if message["type"] == "http.response.start":
            self.start = message
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        self.left -= len(body)
        if self.left < 0:
            raise TooLargeError
        self.body += body
        if more and len(self.body) < PIECE:
            return
        if self.start is not None:
            self.tell({**self.start, "headers": self.headers(self.start["headers"])})
            self.start = None
            self.is_whole = not more and len(self.body) == len(body)
        # What was written piece by piece is told so: others do not keep it.
        self.tell_body(more or not self.is_whole)
        if not more and not self.is_whole:
            self.tell_body(more=False)

    def tell_body(self, more: bool) -> None:
        """Send what has come."""
        body = bytes(self.body)
        self.body.clear()
        self.tell({"type": "http.response.body", "body": body, "more_body": more})

    def headers(self, headers: Any) -> list[tuple[bytes, bytes]]:
        """Return the headers. A page on which a query was cut short is kept by nobody."""
        pairs = [(bytes(name).lower(), bytes(value)) for name, value in headers]
        if self.asked.cut_short:
            pairs = [pair for pair in pairs if pair[0] != b"cache-control"]
            pairs.append((b"cache-control", b"no-store"))
        return pairs

    def tell(self, value: Any) -> None:
        """Send a value to the other side."""
        from plugins.apart.frames import frame

        self.connection.sendall(frame(value))


def limit_memory() -> None:
    """Take no more memory than a share, nor leave large files; where the system can do that."""
    import resource

    # Of data, and not of address space: the database is mapped, and may be larger than memory.
    for kind, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[2]))
    main()
