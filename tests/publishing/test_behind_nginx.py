"""Two copies of the site behind nginx as a cache, by the configuration that is given for it."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from benchmarks import _nginx
from publishing.stage import gather
from tests.conftest import answers

PAGE = "/jnim/attacks/ouagadougou-2018"
# All bear the title of an attack, which a release changes.
PAGES = [PAGE, "/jnim/attacks", "/attacks/ouagadougou-2018", f"{PAGE}.json"]
# A busy machine takes that long to start a worker.
SECONDS = 60
pytestmark = pytest.mark.skipif(_nginx.program() is None, reason="needs nginx")


def free_ports(count: int) -> list[int]:
    """Find ports that nobody listens at."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@dataclass
class Cluster:
    """Two copies and nginx in front of them."""

    folder: Path
    ports: list[int]
    port: int
    copies: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def write(self, number: int, title: str) -> None:
        """Write the files of a copy, with a database that says something of its own."""
        database = sqlite3.connect(self.folder / "jnim.db")
        with database:
            database.execute("UPDATE attacks SET title = ?", [title])
        database.close()
        site = self.folder / f"site-{number}"
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir()
        gather(self.folder / "jnim.db", site)

    def start(self, *numbers: int) -> None:
        """Start copies, and wait until they answer."""
        for number in numbers:
            command = [sys.executable, "-m", "datasette", "serve", ".", "--cors"]
            self.copies[number] = subprocess.Popen(
                [*command, "--port", str(self.ports[number])],
                cwd=self.folder / f"site-{number}",
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        for number in numbers:
            wait_for(self.ports[number], self.copies[number])

    def stop(self, *numbers: int) -> None:
        """Stop copies."""
        for number in numbers:
            stop(self.copies.pop(number))

    def client(self) -> httpx.Client:
        address = f"http://127.0.0.1:{self.port}"
        return httpx.Client(base_url=address, trust_env=False, timeout=SECONDS)

    def release(self, number: int) -> str:
        """Ask a copy which release it serves."""
        address = f"http://127.0.0.1:{self.ports[number]}/-/release"
        return str(httpx.get(address, trust_env=False).json()["release"])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while not answers(port):
        if server.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"nothing answers at {port}", pytrace=False)
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=10)
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def running(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start two copies and nginx, and stop them."""
    folder = tmp_path_factory.mktemp("cluster")
    shutil.copyfile(root / "jnim.db", folder / "jnim.db")
    *ports, port = free_ports(3)
    both = Cluster(folder, [*ports], port)
    _nginx.configure(folder, ports, port)
    try:
        for number in range(2):
            both.write(number, "The first title")
        both.start(0, 1)
        with nginx(folder, port):
            yield both
    finally:
        for process in both.copies.values():
            stop(process)


@contextlib.contextmanager
def nginx(folder: Path, port: int) -> Iterator[str]:
    """Start nginx as it is configured in a folder, and give its address."""
    process = subprocess.Popen(
        _nginx.command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 30
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.02)
        else:
            pytest.fail((folder / "error.log").read_text(), pytrace=False)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process)


@pytest.fixture
def cluster(running: Cluster) -> Cluster:
    """Two copies of one release and nginx, whatever the test before has left."""
    running.start(*{0, 1} - running.copies.keys())
    assert running.release(0) == running.release(1)
    return running


@pytest.mark.parametrize("accepts", ["gzip", "identity"])
def test_pages_are_kept(cluster: Cluster, accepts: str) -> None:
    with cluster.client() as client:
        client.headers["Accept-Encoding"] = accepts
        for path in PAGES:
            first = client.get(path)
            assert first.headers["x-cache"] == "MISS"
            assert first.headers.get("content-encoding") == ("gzip" if accepts == "gzip" else None)
            # Whichever copy it would be, and whoever asks: the site knows nobody.
            for headers in ({}, {"Cookie": "ds_actor=x"}, {"Authorization": "Bearer x"}):
                again = client.get(path, headers=headers)
                assert again.headers["x-cache"] == "HIT"
                assert again.content == first.content
                assert again.headers["etag"] == first.headers["etag"]
            assert "frame-ancestors 'none'" in again.headers["content-security-policy"]
            # The reader's own cache asks each time, and is told that nothing changed.
            assert "max-age=0" in again.headers["cache-control"]
            answer = client.get(path, headers={"If-None-Match": first.headers["etag"]})
            assert answer.status_code == 304
            head = client.head(path)
            assert head.headers["x-cache"] == "HIT"
            assert head.headers["content-length"] == first.headers["content-length"]


def test_static_files_are_kept(cluster: Cluster) -> None:
    with cluster.client() as client:
        addresses = set(re.findall(r'"(/static/[^"?]+\?v=\w+)"', client.get("/map").text))
        assert len(addresses) > 2
        for address in addresses:
            client.get(address)
            answer = client.get(address)
            assert answer.headers["x-cache"] == "HIT"
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            # Of another release, as while one is rolled out: not for good.
            other = client.get(re.sub("v=.*", "v=000000000000", address))
            assert "max-age=0" in other.headers["cache-control"]


def test_what_may_not_be_kept_is_not_kept(cluster: Cluster) -> None:
    with cluster.client() as client:
        sql = "/jnim.json?sql=select+random()+as+number&_shape=array"
        assert len({client.get(sql).json()[0]["number"] for _ in range(5)}) == 5
        # However it is written.
        written = sql.replace("sql=", "%73ql=").replace("/jnim", "/~6Anim")
        assert len({client.get(written).json()[0]["number"] for _ in range(5)}) == 5
        for path in ("/jnim?sql=no", "/jnim/claims.csv?_stream=on", "/jnim/claims?_where=1"):
            assert {client.get(path).headers["x-cache"] for _ in range(3)} == {"BYPASS"}
        for path in ("/-/versions.json", "/jnim/attacks?_sort=no", "/nowhere"):
            assert {client.get(path).headers["x-cache"] for _ in range(3)} == {"MISS"}


def test_who_asks_the_same_in_sql_waits_for_nobody(cluster: Cluster) -> None:
    """While one asks for a page, others wait for it to be kept: not for what is never kept."""
    slow = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    with cluster.client() as client, ThreadPoolExecutor() as threads:
        requests = [threads.submit(client.get, "/jnim.json", params={"sql": slow})]
        requests.append(threads.submit(client.get, "/jnim.json", params={"sql": slow}))
        answers = [request.result() for request in requests]
    assert {answer.headers["x-cache"] for answer in answers} == {"BYPASS"}
    assert {answer.status_code for answer in answers} == {400}


def test_the_file_comes_whole(cluster: Cluster) -> None:
    with cluster.client() as client:
        answer = client.get("/jnim.db")
    assert answer.content == (cluster.folder / "site-0" / "jnim.db").read_bytes()


def test_absolute_addresses_are_those_that_were_asked(cluster: Cluster) -> None:
    with cluster.client() as client:
        path = "/jnim/claims.json?_size=1&_shape=objects"
        for host in ("one.example", "two.example"):
            page = client.get(path, headers={"Host": host}).json()
            assert page["next_url"].startswith(f"http://{host}/")
        assert client.get(path, headers={"Host": "two_example<"}).status_code == 400


def test_a_release_shows_at_once_and_nothing_old_after_it(cluster: Cluster) -> None:
    """Roll a release out, one copy after the other, while people read."""
    title = "A new title"
    old = cluster.release(0)
    with cluster.client() as client:
        before = {path: client.get(path) for path in PAGES}
        assert not any(title in answer.text for answer in before.values())

        cluster.stop(0)
        assert {client.get(f"/jnim/groups?_size={size}").status_code for size in range(5)} == {200}
        cluster.write(0, title)
        cluster.start(0)
        new = cluster.release(0)
        assert new != old == cluster.release(1)
        # nginx is told now of the one, now of the other, and pages come from either.
        releases: set[str] = set()
        until = time.monotonic() + 10
        while len(releases) < 2 and time.monotonic() < until:
            for path in PAGES:
                answer = client.get(path)
                assert answer.status_code == 200
                assert (title in answer.text) == (answer.headers["x-release"] == new), path
            releases.add(client.get("/-/release").headers["x-release"])
        assert releases == {old, new}

        cluster.stop(1)
        cluster.write(1, title)
        cluster.start(1)
        last = time.monotonic()
        while client.get("/-/release").headers["x-release"] != new:
            assert time.monotonic() < last + 1.5
            time.sleep(0.02)
        for path in PAGES:
            # Whatever the browser has kept, and whatever nginx has.
            tag = before[path].headers["etag"]
            for headers in ({"If-None-Match": tag}, {}, {}):
                answer = client.get(path, headers=headers)
                assert answer.status_code == 200
                assert title in answer.text
                assert answer.headers["x-release"] == new
            assert answer.headers["x-cache"] == "HIT"


def test_what_is_kept_can_be_read_while_no_copy_answers(cluster: Cluster) -> None:
    with cluster.client() as client:
        kept = {path: client.get(path).content for path in PAGES}
        cluster.stop(0, 1)
        # Until nginx would like to know the release again.
        time.sleep(1.2)
        for path, content in kept.items():
            answer = client.get(path)
            assert answer.status_code == 200
            assert answer.headers["x-cache"] == "HIT"
            assert answer.content == content
        assert client.get("/jnim/groups?_size=99").status_code == 502
        # One copy is enough, and is found at once.
        cluster.start(1)
        assert client.get("/jnim/groups?_size=99").status_code == 200


@pytest.fixture(scope="module")
def limited(running: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Have nginx with the limits as they are shipped, before the same copies."""
    folder = tmp_path_factory.mktemp("limited")
    (port,) = free_ports(1)
    _nginx.configure(folder, running.ports, port, limited=True)
    with nginx(folder, port) as address:
        yield address


def statuses(address: str, *paths: str, count: int) -> Counter[int]:
    """Ask many times at once, and count the answers by their status."""

    def ask(number: int) -> int:
        path = paths[number % len(paths)]
        try:
            return client.get(path).status_code
        except httpx.ReadError:  # the pool closed a connection while it was handed out
            return client.get(path).status_code

    with (
        httpx.Client(base_url=address, trust_env=False, timeout=SECONDS) as client,
        ThreadPoolExecutor(50) as threads,
    ):
        return Counter(threads.map(ask, range(count)))


def test_of_what_may_take_long_one_address_gets_less(cluster: Cluster, limited: str) -> None:
    slow = ("/jnim.json?sql=select+1", "/-/points/jnim/attacks", "/jnim/claims.csv?_stream=on")
    assert statuses(limited, *slow, count=50)[429] >= 20
    # Pages are there meanwhile.
    assert statuses(limited, PAGE, count=20) == {200: 20}


def test_ordinary_pages_have_a_limit_as_well(cluster: Cluster, limited: str) -> None:
    assert statuses(limited, PAGE, count=30) == {200: 30}
    assert statuses(limited, PAGE, count=1000)[429] > 0


@pytest.mark.parametrize(
    ("path", "is_slow"),
    [
        ("/jnim.json?sql=select+1", True),
        ("/jnim.json?_shape=array&sql=select+1", True),
        ("/jnim.json?s%71l=select+1", True),
        ("/~6Anim.json?sql=select+1", True),
        ("/jnim?sql", True),
        ("/jnim/claims?_where=1", True),
        ("/jnim/claims.csv?_stream=on", True),
        ("/jnim/claims?_search=a&_searchmode=raw", True),
        ("/jnim.db", True),
        ("/jnim/attacks?_sort=sql", False),
        ("/jnim/attacks?attack_type=sql%3D1", False),
        ("/jnim/attacks?_sort=year&_size=10", False),
    ],
)
def test_what_may_take_long_is_known_by_its_address(
    cluster: Cluster, path: str, is_slow: bool
) -> None:
    with cluster.client() as client:
        assert (client.get(path).headers["x-cache"] == "BYPASS") == is_slow


def test_requests_that_are_too_large_are_refused(cluster: Cluster) -> None:
    with cluster.client() as client:
        assert client.get("/", params={"_x": "x" * 40_000}).status_code == 414
        assert client.get("/", headers={"X": "x" * 40_000}).status_code == 400
        many = {f"X-{number}": "x" * 1000 for number in range(100)}
        assert client.get("/", headers=many).status_code == 400
        assert client.post("/-/mcp", content=b"x" * 300_000).status_code == 413
        assert "nginx/" not in client.get("/").headers["server"]


class Stub:
    """A copy that tells its release and leaves all other requests without an answer."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.paths: list[str] = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while request := connection.recv(65536):
                path = request.split()[1].decode()
                self.paths.append(path)
                if path == "/-/release":
                    head = b"HTTP/1.1 200 OK\r\nX-Release: a\r\nCache-Control: max-age=1\r\n"
                    connection.sendall(head + b"Content-Length: 0\r\n\r\n")


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[tuple[str, list[Stub]]]:
    """Have nginx with short limits of time before copies that do not answer."""
    stubs = [Stub(), Stub()]
    (port,) = free_ports(1)
    directives = ("proxy_read_timeout", "client_header_timeout", "client_body_timeout")
    seconds = dict.fromkeys(directives, 1)
    _nginx.configure(tmp_path, [stub.port for stub in stubs], port, seconds=seconds)
    with nginx(tmp_path, port) as address:
        yield address, stubs
    for stub in stubs:
        stub.listener.close()


def test_a_request_that_hangs_is_not_passed_on_to_the_other_copy(
    hanging: tuple[str, list[Stub]],
) -> None:
    address, stubs = hanging
    assert httpx.get(f"{address}/jnim", trust_env=False, timeout=30).status_code == 504
    assert [path for stub in stubs for path in stub.paths if path != "/-/release"] == ["/jnim"]


@pytest.mark.parametrize(
    "begin",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"POST /-/mcp HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n",
    ],
)
def test_who_sends_nothing_more_is_let_go(hanging: tuple[str, list[Stub]], begin: bytes) -> None:
    port = int(hanging[0].rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(begin)
        # Nothing, or that the request has timed out; and an end in any case.
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65536):
                assert b"408" in part or b"html" in part
