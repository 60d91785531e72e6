"""The side of the site: asks for answers that are made apart."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import weakref
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from plugins.apart.frames import frame, received

WORKER = Path(__file__).with_name("answering.py")
# What is told of a request: the rest belongs to the server that it came to.
TOLD = ("method", "path", "raw_path", "query_string", "scheme", "http_version", "root_path")


def site_to_make(datasette: Datasette) -> dict[str, Any]:
    """Return what the site has to be made of, so that one made anew answers alike."""
    databases = [each for each in datasette.databases.values() if each.path]
    # YAML makes dates of what looks like one, which cannot be sent.
    metadata = json.loads(json.dumps(datasette.metadata(), default=str))
    # The answers are kept on this side.
    plugins = {**metadata.get("plugins", {}), "response-cache": {"megabytes": 0}}
    return {
        "files": [str(each.path) for each in databases if each.is_mutable],
        "immutables": [str(each.path) for each in databases if not each.is_mutable],
        "metadata": {**metadata, "plugins": plugins},
        "inspect_data": datasette.inspect_data,
        "settings": {**datasette._settings, "num_sql_threads": 0},
        "template_dir": datasette.template_dir,
        "plugins_dir": datasette.plugins_dir,
        "static_mounts": datasette.static_mounts,
        "cors": datasette.cors,
        "cache_headers": datasette.cache_headers,
        "memory": "_memory" in datasette.databases,
        "crossdb": datasette.crossdb,
        "nolock": datasette.nolock,
        "secret": datasette._secret,
    }


def can_answer(datasette: Datasette) -> bool:
    """Whether this system has the processes, and the site's databases can be opened by them."""
    return hasattr(os, "fork") and not any(
        each.memory_name and each.name != "_internal" for each in datasette.databases.values()
    )


class Processes:
    """The process from which those that answer are forked, started when it is needed first.

    It ends when this program does, however that comes about: its input ends then.
    """

    def __init__(self, datasette: Datasette) -> None:
        self._datasette = weakref.ref(datasette)
        self._control: socket.socket | None = None
        self._starting = asyncio.Lock()
        self._soon: asyncio.Task[None] | None = None

    def start_soon(self) -> None:
        """Start the process without waiting for it, the first time that this is called."""
        if self._soon is None:
            self._soon = asyncio.create_task(self._start_ahead())

    async def _start_ahead(self) -> None:
        with suppress(OSError):  # who needs it will be told
            async with self._starting:
                await self._started()

    async def answer(self, scope: Any, limits: dict[str, float]) -> AsyncIterator[Any]:
        """Give the messages of an answer as they come.

        Raises:
            EOFError: Where the process ended before the answer did.
            OSError: Where no process can be started.
        """
        ours, theirs = socket.socketpair()
        try:
            await self._hand(theirs)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours)
        try:
            told = {name: scope[name] for name in TOLD if scope.get(name) is not None}
            told["headers"] = [(bytes(name), bytes(value)) for name, value in scope["headers"]]
            writer.write(frame((told, limits)))
            while (message := await received(reader)) is not None:
                yield message
        except ConnectionError as error:
            raise EOFError from error
        finally:
            writer.close()

    async def _hand(self, connection: socket.socket) -> None:
        async with self._starting:
            for is_last in (False, True):
                control = await self._started()
                try:
                    socket.send_fds(control, [b"."], [connection.fileno()])
                    return
                except OSError:
                    # Ended from outside: one more try with a new one.
                    self._control = None
                    if is_last:
                        raise

    async def _started(self) -> socket.socket:
        if self._control is None:
            self._control = await asyncio.to_thread(self._start)
        return self._control

    def _start(self) -> socket.socket:
        datasette = self._datasette()
        if datasette is None:
            raise OSError("the site is gone")
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603  this Python, our own file
                [sys.executable, "-P", str(WORKER), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                # Ctrl+C is for the server.
                start_new_session=True,
            )
        with suppress(OSError):  # it ended at once, as the next one who asks will notice
            ours.sendall(frame((sys.path, site_to_make(datasette))))
        # Its end is noticed by the connection; this is for the system to forget it then.
        weakref.finalize(datasette, _end, ours, process)
        return ours


def _end(control: socket.socket, process: "subprocess.Popen[bytes]") -> None:
    control.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=5)
