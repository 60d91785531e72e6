"""What readers do to connections, and what the server does for them, byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import time
import tracemalloc
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from loaders.database import inspect_data
from plugins.site.serving.server import in_chunks
from tests.conftest import some
from tests.site.serving import (
    ENDLESS,
    LONG,
    Server,
    bounded_site,
    is_running,
    megabytes,
    processor_time,
    read_all,
    request,
    serve,
    wait_until,
)
from tests.site.tables import ROOT

LARGE = "/jnim.csv?sql=" + quote(f"select {LONG} from claims limit 1")
# More than a reader may have, in one file.
ENDLESS_CSV = "/jnim.csv?sql=" + quote(f"select {LONG} from claims limit 8")


def head_and_body(response: bytes) -> tuple[str, dict[str, list[str]], bytes]:
    """The first line of a response, its headers by lower-case name, and its body."""
    head, _, body = response.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        headers.setdefault(name.lower(), []).append(value)
    return first, headers, body


# ---------------------------------------------------------------- readers who do not read


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (LARGE, []),
        pytest.param(LARGE, ["Connection: close"], marks=pytest.mark.walk),
        ("/jnim.csv?_stream=on&sql=" + quote("select * from claims, claims c limit 10000"), []),
        pytest.param("/jnim/claims.json?_size=100", [], marks=pytest.mark.walk),
        pytest.param("/jnim/claims.json?_size=100", ["Connection: close"], marks=pytest.mark.walk),
        pytest.param("/static/site.css", [], marks=pytest.mark.walk),
        ("/jnim.db", []),
    ],
)
def test_who_reads_nothing_is_let_go(attacked: Server, path: str, headers: list[str]) -> None:
    """Such connections stayed open for good, along with what they had requested."""
    assert attacked.get("/").status_code == 200
    before = attacked.connections()
    silent = [attacked.connect(request(path, *headers), window=2048) for _ in range(12)]
    for connection in silent:
        with contextlib.suppress(ConnectionResetError):  # its time was up before its turn here
            assert connection.recv(1, socket.MSG_PEEK)
    # Two more to the workers may stay, to be used again.
    wait_until(lambda: attacked.connections() <= before + 2)
    for connection in silent:
        connection.close()


def test_who_asks_again_and_reads_nothing_is_let_go(attacked: Server) -> None:
    before = attacked.connections()
    asked = request("/jnim.db") + request("/jnim.db?again")
    silent = [attacked.connect(asked, window=2048) for _ in range(4)]
    wait_until(lambda: attacked.connections() <= before)
    for connection in silent:
        connection.close()


def test_what_nobody_reads_takes_little_memory(attacked: Server) -> None:
    """Each took up to 32 MB, for good."""
    assert len(attacked.get(LARGE).content) > 900_000
    before = megabytes(attacked.process.pid)
    silent = []
    for number in range(150):
        silent.append(attacked.connect(request(f"{LARGE}&_x={number}"), window=2048))
        if number % 3 == 0:
            assert attacked.get(f"/-/release?_x={number}").status_code == 200
    wait_until(lambda: attacked.sql("select 1").status_code == 200)
    assert megabytes(attacked.process.pid) - before < 75
    for connection in silent:
        connection.close()


def test_nothing_is_held_of_what_was_sent() -> None:
    """A stream was kept entirely until its end: 500 slow readers of the database took 1.4 GB."""
    pieces = 64

    async def stream(scope: Any, receive: Any, send: Any) -> None:
        for _ in range(pieces):
            await send({"type": "http.response.body", "body": bytes(2**20), "more_body": True})

    async def taken(message: Any) -> None:
        sizes.append(len(message["body"]))

    sizes: list[int] = []
    tracemalloc.start()
    # In a thread of its own: a browser's loop may be running in that of the tests.
    with ThreadPoolExecutor(1) as own:
        own.submit(asyncio.run, in_chunks(stream)({"type": "http"}, None, taken)).result()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(sizes) == pieces * 2**20
    assert most < 4 * 2**20


def test_who_reads_slowly_gets_all_of_it(attacked: Server) -> None:
    whole = (ROOT / "jnim.db").read_bytes()
    with attacked.connect(request("/jnim.db", "Connection: close"), window=2**16) as connection:
        received = b""
        while piece := connection.recv(2**14):
            received += piece
            time.sleep(0.005)
    assert head_and_body(received)[2] == whole


# ---------------------------------------------------------------- requests that never come


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
        request("/-/release") + b"GET / HT",
    ],
)
def test_who_sends_nothing_more_is_let_go(attacked: Server, sent: bytes) -> None:
    """1,100 sockets that sent nothing shut everybody out."""
    connections = [attacked.connect(sent) for _ in range(50)]
    assert attacked.get("/").status_code == 200
    for connection in connections:
        read_all(connection)
        connection.close()


def test_who_sends_a_letter_at_a_time_is_let_go(attacked: Server) -> None:
    with attacked.connect(b"GET / HTTP/1.1\r\nX: ") as connection:

        def is_closed() -> bool:
            connection.settimeout(0.05)
            try:
                connection.sendall(b"a")
                return connection.recv(1) == b""
            except TimeoutError:
                return False
            except OSError:
                return True

        wait_until(is_closed)


def test_many_connections_keep_nobody_out(tmp_path: Path) -> None:
    """2,400 from one address gave everyone else a 503, for as long as they were reopened.

    And each of 1,900 that read nothing kept a megabyte.
    """
    (tmp_path / "site").mkdir()
    bounds = "server.HEADER_SECONDS = server.STALL_SECONDS = 1e6; server.STALLED = 3; "
    bounds += "server.OPTIONS['limit_concurrency'] = 20"
    with serve(bounded_site(tmp_path / "site", bounds), tmp_path / "log.txt") as server:
        idle = [server.connect(sent) for sent in (b"", b"GET / HTTP/1.1\r\n") for _ in range(20)]
        assert server.get("/groups/jnim").status_code == 200
        silent = [server.connect(request("/jnim.db"), window=2048) for _ in range(10)]
        wait_until(lambda: sum(map(is_open, silent)) == 3)
        for connection in (*idle, *silent):
            connection.close()


def is_open(connection: socket.socket) -> bool:
    """Whether the other end has not closed a connection."""
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO) == 1  # TCP_ESTABLISHED


# ---------------------------------------------------------------- requests that are too long


@pytest.mark.parametrize("size", [400_000, 1_000_000])
@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", b"a"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X: y\r\n"),
        (b"GET /-/release HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: ", b"gzip,"),
        (b"GET /", b"a"),
        (b"GET /?", b"a&"),
        (b"GET / HTTP/1.1\r\nHost: ", b"a"),
    ],
)
def test_a_request_has_a_bound(attacked: Server, begin: bytes, piece: bytes, size: int) -> None:
    """One header of 400 MB took three minutes, and many small ones a gigabyte."""
    before = megabytes(attacked.process.pid)
    with attacked.connect(begin) as connection:
        with contextlib.suppress(ConnectionError):  # it may be closed before all is sent
            connection.sendall(piece * (size // len(piece)) + b"\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            assert connection.recv(12) in (b"HTTP/1.1 400", b"")
    assert megabytes(attacked.process.pid) - before < 20
    assert attacked.get("/-/release").status_code == 200


def test_what_a_browser_sends_is_not_too_long(attacked: Server) -> None:
    # Of a page that asks the database nothing: on a busy machine that may take too long.
    path = "/-/release?q=" + "a" * 8000
    answer = attacked.get(path, cookie="a" * 8000, user_agent="b" * 8000)
    assert answer.status_code == 200


def test_a_body_is_not_waited_for_nor_kept(attacked: Server) -> None:
    # A worker that starts answers later than a body may be silent.
    wait_until(lambda: attacked.sql("select 1").status_code == 200)
    before = megabytes(attacked.process.pid)
    for path in ("/", "/jnim.json?sql=select+1"):
        # The first time, a page may take longer than a body has.
        assert attacked.get(path).status_code == 200
        with attacked.connect(request(path, "Content-Length: 100000000")) as connection:
            assert connection.recv(12) == b"HTTP/1.1 200"
            with contextlib.suppress(ConnectionError):
                for _ in range(50):
                    connection.sendall(b"a" * 2**20)
    assert megabytes(attacked.process.pid) - before < 20


@pytest.mark.parametrize(
    ("version", "framing"),
    [
        ("1.1", ["Content-Length: 4", "Transfer-Encoding: chunked"]),
        ("1.0", ["Connection: keep-alive", "Transfer-Encoding: chunked"]),
    ],
)
def test_a_request_whose_end_is_not_clear_is_the_last(
    attacked: Server, version: str, framing: list[str]
) -> None:
    """A proxy that trusts the length forwards as a body what was answered as a request."""
    begin = request("/reconcile", *framing, version=version, method="POST")
    answers = attacked.exchange(begin + b"0\r\n\r\n" + request("/-/release"))
    assert answers.startswith(b"HTTP/1.1 400 ")
    assert answers.count(b"HTTP/1.1 ") == 1


# ---------------------------------------------------------------- the bytes of responses


PATHS = [
    *("/", "/jnim", "/jnim.db", "/jnim.json?sql=select+1", "/jnim.csv?sql=select+1", "/nowhere"),
    *("/jnim/claims.csv?_stream=on", "/jnim/claims.json?_size=max", "/-/points/jnim/attacks"),
    *("/static/site.css", "/%6Anim", "/-/release", "/-/charts/lineage.svg", "/jnim?sql=drop"),
    *("/-/tiles/basemap/2/1/1.png", "/robots.txt", "/jnim/claims/nothing", ENDLESS_CSV),
]


@pytest.mark.parametrize("path", some(PATHS, 3))
def test_each_response_says_in_one_way_how_long_it_is(attacked: Server, path: str) -> None:
    """With both a length and chunks, some clients refuse a response and others misread it."""
    for method in ("GET", "HEAD", "OPTIONS", "POST"):
        for encoding in ("gzip", "identity"):
            for version in ("1.1", "1.0"):
                asked = ["Connection: close", f"Accept-Encoding: {encoding}"]
                response = attacked.exchange(request(path, *asked, version=version, method=method))
                first, headers, body = head_and_body(response)
                told = (path, method, encoding, version, first)
                lengths = headers.get("content-length", [])
                assert len([*lengths, *headers.get("transfer-encoding", [])]) <= 1, told
                for name, values in headers.items():
                    assert len(values) == 1 or name == "set-cookie", (told, name)
                if lengths and method != "HEAD":
                    assert int(lengths[0]) == len(body), told
                if method == "HEAD" or " 204 " in first or " 304 " in first:
                    assert body == b"", told


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("path", ["/", "/-/points/jnim/attacks"])
def test_what_has_not_changed_comes_without_a_body(
    attacked: Server, path: str, encoding: str
) -> None:
    asked = [f"Accept-Encoding: {encoding}", f"If-None-Match: {attacked.get(path).headers['etag']}"]
    # The connection is as good as before.
    response = attacked.exchange(request(path, *asked) + request(path, *asked, "Connection: close"))
    first, headers, more = head_and_body(response)
    second, _, body = head_and_body(more)
    assert first == second == "HTTP/1.1 304 Not Modified"
    assert not {"content-length", "transfer-encoding"} & headers.keys()
    assert body == b""


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_the_database_comes_whole(attacked: Server, version: str) -> None:
    response = attacked.exchange(request("/jnim.db", "Connection: close", version=version))
    _, headers, body = head_and_body(response)
    whole = (ROOT / "jnim.db").read_bytes()
    assert body == whole
    assert headers["content-length"] == [str(len(whole))]


def begun(server: Server, asked: bytes) -> bytes:
    """Return a response that began well. Half a second may be too short where others are busy."""
    for _ in range(10):
        response = server.exchange(asked)
        if b"took too long" not in response:
            break
    assert response.startswith(b"HTTP/1.1 200 OK"), response
    return response


def test_a_response_that_fails_midway_does_not_look_whole(attacked: Server) -> None:
    """It ended with the error's message, as if that were its last row."""
    for version in ("1.0", "1.1"):
        for encoding in ("identity", "gzip"):
            asked = ["Connection: close", f"Accept-Encoding: {encoding}"]
            response = begun(attacked, request(ENDLESS_CSV, *asked, version=version))
            _, headers, body = head_and_body(response)
            assert "content-length" not in headers
            assert b"more than" not in body[-500:]
            if version == "1.1":
                assert not body.endswith(b"0\r\n\r\n")
            elif encoding == "identity":
                assert len(body) > 2**20
            else:
                unpacker = zlib.decompressobj(wbits=31)
                assert len(unpacker.decompress(body)) > 2**20
                assert not unpacker.eof


def test_what_breaks_off_is_reset(attacked: Server) -> None:
    """In HTTP/1.0, which proxies speak, the response ends where the connection does."""

    def is_reset() -> bool:
        received = b""
        with attacked.connect(request(ENDLESS_CSV, version="1.0")) as connection:
            try:
                while piece := connection.recv(2**16):
                    received += piece
            except ConnectionResetError:
                return len(received) > 2**20
        # Half a second may be too short for a query of this size where others are busy.
        assert b"took too long" in received or b" 503 " in received[:20], received[-500:]
        return False

    wait_until(is_reset)


def test_a_large_answer_has_room_beside_its_rows(attacked: Server) -> None:
    """It was copied once more to be sent, and broke off as if its process had been killed."""

    def is_whole() -> bool:
        answer = attacked.sql(f"select {LONG} from claims limit 26")
        # Half a second may be too short for a query of this size where others are busy.
        assert answer.status_code == 200 or "This took too long" in answer.text, answer.text[:2000]
        return len(answer.content) > 25_000_000

    wait_until(is_whole)


def test_what_breaks_off_leaves_its_memory(attacked: Server) -> None:
    """Ten such answers left no memory for sound ones, which broke off as well."""

    def held() -> float:
        return megabytes(attacked.worker("sql"), "RssAnon")

    asked = request(ENDLESS_CSV, "Connection: close")
    attacked.exchange(asked)
    worker, before = attacked.worker("sql"), held()
    for _ in range(6):
        attacked.exchange(asked)
    wait_until(lambda: held() - before < 20)
    assert attacked.worker("sql") == worker


# ---------------------------------------------------------------- the end of the server


def silent_reader(server: Server) -> socket.socket:
    path = "/jnim.csv?_stream=on&sql=" + quote("select * from claims, claims c limit 10000")
    return server.connect(request(path), window=2048)


def running_query(server: Server) -> socket.socket:
    return server.connect(request("/jnim.json?sql=" + quote(ENDLESS)))


def half_a_request(server: Server) -> socket.socket:
    return server.connect(b"GET / HT")


def stopped_worker(server: Server) -> socket.socket:
    os.kill(server.worker("sql"), signal.SIGSTOP)
    return running_query(server)


BUSY: list[Callable[[Server], socket.socket]] = [
    silent_reader,
    running_query,
    half_a_request,
    stopped_worker,
]


def test_what_the_end_of_the_server_breaks_off_is_reset(
    bounded_folder: Path, tmp_path: Path
) -> None:
    """A file that its HTTP/1.0 reader had not finished ended as if it were complete."""
    with serve(bounded_folder, tmp_path / "log.txt") as server:
        asked = request("/jnim.db", version="1.0")
        with server.connect(asked, window=2048) as connection:
            received = connection.recv(2**10)
            server.process.terminate()
            # Not so slowly that the reader is let go, nor so fast that all comes.
            with pytest.raises(ConnectionResetError):
                while piece := connection.recv(2**12):
                    received += piece
                    time.sleep(0.01)
    assert b"200" in received[:20]


def test_the_server_ends_when_it_is_told_to(tmp_path: Path) -> None:
    """A single silent reader kept it from ending, and so did any deadlock.

    Readers who waited for an answer got a plain error 500, as if the site had failed.
    """
    (tmp_path / "site").mkdir()
    # Nothing else lets go of them.
    bounds = "server.HEADER_SECONDS = server.STALL_SECONDS = 1e6; "
    bounds += "worker.RESPONSE_SECONDS = dict.fromkeys(worker.RESPONSE_SECONDS, 1e6); "
    bounds += "server.OPTIONS['timeout_graceful_shutdown'] = server.GRACEFUL_SECONDS = 0.2; "
    bounds += "server.LAST_SECONDS = 2.2"
    folder = bounded_site(tmp_path / "site", bounds, sql_time_limit_ms=1_000_000)
    with serve(folder, tmp_path / "log.txt") as server:
        for path in ("/jnim.json?sql=select+1", "/jnim/claims.json?_size=max"):
            assert server.get(path).status_code == 200
        workers = [server.worker(name) for name in ("sql", "tables")]
        used = processor_time(workers[0])
        waiting = running_query(server)
        wait_until(lambda: processor_time(workers[0]) > used)
        connections = [begin(server) for begin in BUSY for _ in range(3)]
        server.process.terminate()
        first, headers, body = head_and_body(read_all(waiting))
        server.process.wait(timeout=20)
        os.kill(workers[0], signal.SIGCONT)
        wait_until(lambda: not any(map(is_running, workers)))
        for connection in (waiting, *connections):
            connection.close()
    assert first.split()[1] == "503"
    assert headers["retry-after"] == ["10"]
    assert b"restarted" in body


def test_readers_sql_gives_way_to_all_other_pages(attacked: Server) -> None:
    """In a session of its own it took an equal share of the processor, where sessions share it."""
    for path in ("/jnim.json?sql=select+1", "/jnim/claims.json?_size=max"):
        wait_until(lambda path=path: attacked.get(path).status_code == 200)  # type: ignore[misc]
    served, *workers = attacked.process.pid, attacked.worker("tables"), attacked.worker("sql")
    assert {os.getsid(each) for each in workers} == {os.getsid(served)}
    assert len({os.getpgid(each) for each in (served, *workers)}) == 3  # Ctrl+C is for one
    niceness = [of_threads(each) for each in (served, *workers)]
    assert [len(each) for each in niceness] == [1, 1, 1]
    assert niceness[0] < niceness[1] < niceness[2]


def test_every_process_asks_for_the_same_files(attacked: Server) -> None:
    """A worker that starts when pages have been made is of the same release."""
    found = set()
    for path in ("/", "/jnim/attacks", "/jnim?sql=select+1", "/jnim/claims?_size=200&_col=id"):
        page = attacked.get_in_time(path)
        assert page.status_code == 200
        found |= set(re.findall(r"/static/site\.css\?v=(\w+)", page.text))
    assert len(found) == 1


def of_threads(process: int) -> list[int]:
    """Return the priorities of a process's threads, each once; SQL runs in some of them."""
    threads = [int(each.name) for each in Path(f"/proc/{process}/task").iterdir()]
    return sorted({os.getpriority(os.PRIO_PROCESS, each) for each in threads})


def test_no_process_stays_behind_a_killed_server(bounded_folder: Path, tmp_path: Path) -> None:
    with serve(bounded_folder, tmp_path / "log.txt") as server:
        for path in ("/jnim.json?sql=select+1", "/jnim/claims.json?_size=max"):
            assert server.get(path).status_code == 200
        workers = [server.worker(name) for name in ("sql", "tables")]
        with running_query(server):
            server.process.kill()
            wait_until(lambda: not any(map(is_running, workers)))


def renamed(folder: Path, name: str) -> None:
    """Put another database in the place of the served one, as `make build` does."""
    new = folder / "new.db"
    shutil.copy(ROOT / "jnim.db", new)
    with contextlib.closing(sqlite3.connect(new)) as database, database:
        database.execute("UPDATE groups SET name = ? WHERE id = 'jnim'", [name])
    new.replace(folder / "jnim.db")


def copied(folder: Path, name: str) -> None:
    """Copy another database over the served one, as `cp` does."""
    renamed(folder, name)
    content = (folder / "jnim.db").read_bytes()
    (folder / "jnim.db").write_bytes(content[:100_000])
    time.sleep(0.3)
    (folder / "jnim.db").write_bytes(content)


@pytest.mark.parametrize("change", [renamed, pytest.param(copied, marks=pytest.mark.walk)])
def test_a_database_that_is_replaced_is_never_mixed_with_the_old(
    tmp_path: Path, change: Callable[[Path, str], None]
) -> None:
    """Old and new answers appeared under one release, and a truncated file ended the server."""
    (tmp_path / "site").mkdir()
    folder = bounded_site(tmp_path / "site", "cache.CHECK_SECONDS = 0.2")
    for name in ("jnim.db", "inspect-data.json"):
        (folder / name).unlink()
    shutil.copy(ROOT / "jnim.db", folder / "jnim.db")
    (folder / "inspect-data.json").write_text(json.dumps(inspect_data(folder / "jnim.db")))
    path = "/jnim/groups.json?id=jnim&_shape=array"
    with serve(folder, tmp_path / "log.txt") as server:
        first = server.get(path)
        release = first.headers["x-release"]
        change(folder, "Replaced")
        time.sleep(0.3)
        for number in range(6):
            answer = server.get(f"{path}&_x={number}")
            assert "x-release" not in answer.headers
            assert answer.status_code == 200 or "malformed" in answer.text
            assert change is copied or answer.json() == first.json()
        assert server.process.poll() is None
        assert "start it again" in server.log.read_text()
        # A worker that starts later has the words that the site began with.
        words = (folder / "metadata.json").read_text()
        (folder / "metadata.json").write_text("")
        assert server.sql("select 1").status_code == 200
    (folder / "metadata.json").write_text(words)
    with serve(folder, tmp_path / "again.txt") as server:
        answer = server.get(path)
        assert answer.json()[0]["name"] == "Replaced"
        assert answer.headers["x-release"] != release
