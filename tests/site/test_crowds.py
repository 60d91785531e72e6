"""Requests from many at once, or from one reader on many connections, delay nobody else for long.

Nor do they fill memory or the disk.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from plugins.site.serving import gate, relay, server, worker
from tests.conftest import finished
from tests.site.serving import Server, megabytes, request
from tests.site.tables import ROOT, visit


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8:0:0:ffff::1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("", "a name", False),
    ],
)
def test_the_addresses_of_one_home_are_one_reader(one: str, other: str, is_same: bool) -> None:
    """An IPv6 client can use any number of addresses, and used to get each limit anew with each."""
    assert (gate.network_of(one) == gate.network_of(other)) is is_same


def test_a_body_that_the_end_cuts_short_is_answered() -> None:
    """The client was told of a failure, 500, although the site was merely restarting."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def never() -> None:
        await asyncio.Event().wait()

    async def post(datasette: Datasette) -> None:
        await datasette.client.get("/-/release")
        scope = {"type": "http", "method": "POST", "path": "/reconcile", "query_string": b""}
        scope |= {"headers": [(b"host", b"localhost")], "client": ("192.0.2.1", 1)}
        task = asyncio.ensure_future(datasette.app()(scope, never, send))
        await asyncio.sleep(0.2)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    visit(ROOT, post)
    assert [each["status"] for each in sent if "status" in each] == [503]


def test_what_is_asked_ahead_takes_little_memory(attacked: Server) -> None:
    """256 KB were kept for each connection, which makes 500 MB for two thousand."""
    asked = request("/-/release", "X: " + "a" * 2000) * 120
    assert attacked.get("/-/release").status_code == 200
    before = megabytes(attacked.process.pid, "VmRSS")
    connections = []
    for _ in range(200):
        connections.append(connection := attacked.connect())
        connection.setblocking(False)
        connection.send(asked)
    # Asked last, and answered in turn with the first of each.
    assert attacked.get("/-/release").status_code == 200
    grown = megabytes(attacked.process.pid, "VmRSS") - before
    for connection in connections:
        connection.close()
    assert grown < 25


def test_who_takes_an_answer_in_memory_gets_no_large_one(attacked: Server) -> None:
    """A program's tool got 14 MB, in 41 seconds, and took 100 MB of the process that serves all."""
    large = f"/jnim.json?{urlencode({'sql': 'select hex(zeroblob(900000))'})}"
    assert len(attacked.get(large).content) > 1_800_000
    refused = attacked.get(large, **{relay.IN_MEMORY: "1"})
    assert (refused.status_code, "too large" in refused.json()["error"]) == (400, True)


def test_connections_that_come_and_go_are_taken_in_turn(attacked: Server) -> None:
    """Of 8,000 a second, all that had arrived were accepted at once, which shut others out."""
    os.kill(attacked.process.pid, signal.SIGSTOP)
    try:
        connections = [begun(attacked.port) for _ in range(server.BACKLOG + 200)]
        established = 1  # TCP_ESTABLISHED
        taken = sum(
            each.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO) == established
            for each in connections
        )
    finally:
        os.kill(attacked.process.pid, signal.SIGCONT)
        for each in connections:
            each.close()
    assert taken <= server.BACKLOG + 1


def begun(port: int) -> socket.socket:
    """Return a connection that is being opened."""
    connection = socket.socket()
    connection.setblocking(False)
    with suppress(BlockingIOError):
        connection.connect(("127.0.0.1", port))
    return connection


def test_a_worker_that_cannot_start_leaves_nothing_on_the_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each request left a folder on a disk that was already full."""

    def fail(*_: object, **__: object) -> None:
        raise OSError("no room")

    async def ask() -> None:
        site: Any = SimpleNamespace(_metadata_local={})
        with pytest.raises(OSError, match="no room"):
            await worker.Worker(worker.SQL, site).client()

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(subprocess, "Popen", fail)
    finished(ask())
    assert not [*tmp_path.iterdir()]
