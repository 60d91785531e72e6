"""Two copies of the site behind nginx as a cache, by the configuration that is given for it."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from benchmarks import _nginx
from publishing.stage import gather
from tests.conftest import answers

PAGE = "/jnim/attacks/ouagadougou-2018"
# More than the copies' s-maxage.
SHARED_SECONDS = 11
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
    copies: list[subprocess.Popen[bytes]] = field(default_factory=list)
    nginx: subprocess.Popen[bytes] | None = None

    def release(self, title: str) -> None:
        """Start the copies anew, one after the other, with a database that says something else."""
        database = sqlite3.connect(self.folder / "jnim.db")
        with database:
            database.execute("UPDATE attacks SET title = ?", [title])
        database.close()
        for number, copy in enumerate(self.copies):
            stop(copy)
            site = self.folder / f"site-{number}"
            shutil.rmtree(site)
            site.mkdir()
            gather(self.folder / "jnim.db", site)
            self.copies[number] = serve(site, self.ports[number])

    def reload(self, release: str) -> None:
        """Tell nginx of a release."""
        assert self.nginx is not None
        _nginx.configure(self.folder, self.ports, self.port, release)
        old = self.client().get("/-/release").headers["x-release"]
        self.nginx.send_signal(signal.SIGHUP)
        for _ in range(100):
            if self.client().get("/-/release").headers["x-release"] != old:
                return
            time.sleep(0.1)
        pytest.fail("nginx did not take the new configuration")

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False)


def serve(site: Path, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "datasette", "serve", ".", "--port", str(port), "--cors"]
    server = subprocess.Popen(
        command, cwd=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_for(port, server)
    return server


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


@contextlib.contextmanager
def running(root: Path, folder: Path) -> Iterator[Cluster]:
    """Start two copies and nginx, and stop them."""
    shutil.copyfile(root / "jnim.db", folder / "jnim.db")
    *ports, port = free_ports(3)
    found = Cluster(folder, [*ports], port)
    try:
        for number in range(2):
            site = folder / f"site-{number}"
            site.mkdir()
            gather(folder / "jnim.db", site)
            found.copies.append(serve(site, ports[number]))
        _nginx.configure(folder, ports, port, "first")
        found.nginx = subprocess.Popen(
            _nginx.command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(port, found.nginx)
        yield found
    finally:
        for process in filter(None, [found.nginx, *found.copies]):
            stop(process)


@pytest.fixture
def cluster(root: Path, tmp_path: Path) -> Iterator[Cluster]:
    """Start two copies and nginx for one test, which makes a release."""
    with running(root, tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def steady(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start two copies and nginx for all tests that only ask."""
    with running(root, tmp_path_factory.mktemp("steady")) as found:
        yield found


def test_nginx_answers_by_itself_and_shows_a_release_at_once(cluster: Cluster) -> None:
    with cluster.client() as client:
        first = client.get(PAGE)
        assert first.headers["x-cache"] == "MISS"
        again = [client.get(PAGE) for _ in range(20)]
        assert {answer.headers["x-cache"] for answer in again} == {"HIT"}
        assert {answer.content for answer in again} == {first.content}
        assert "frame-ancestors 'none'" in again[0].headers["content-security-policy"]
        # The reader's own cache asks and is told that nothing changed.
        asked = client.get(PAGE, headers={"If-None-Match": first.headers["etag"]})
        assert asked.status_code == 304

        cluster.release("A new title")
        cluster.reload("second")
    # A connection of before may still be with the old worker, which finishes what it has begun.
    with cluster.client() as client:
        now = client.get(PAGE)
        assert now.headers["x-cache"] == "MISS"
        assert "A new title" in now.text
        # Whatever the browser has kept.
        kept = client.get(PAGE, headers={"If-None-Match": first.headers["etag"]})
        assert kept.status_code == 200
        assert "A new title" in kept.text


def test_without_being_told_nginx_shows_a_release_soon(cluster: Cluster) -> None:
    with cluster.client() as client:
        client.get(PAGE)
        cluster.release("A new title")
        time.sleep(SHARED_SECONDS)
        soon = client.get(PAGE)
        assert "A new title" in soon.text
        # The same page again after that time is only asked whether it is the same.
        time.sleep(SHARED_SECONDS)
        assert client.get(PAGE).headers["x-cache"] == "REVALIDATED"


def test_what_may_not_be_kept_is_not_kept(steady: Cluster) -> None:
    with steady.client() as client:
        path = "/jnim.json?sql=select+random()+as+number&_shape=array"
        numbers = {client.get(f"{path}&_ttl=0").json()[0]["number"] for _ in range(5)}
        assert len(numbers) == 5
        client.get(PAGE)
        for headers in ({"Cookie": "a=b"}, {"Authorization": "Bearer x"}):
            answer = client.get(PAGE, headers=headers)
            assert answer.headers["x-cache"] == "BYPASS"
            assert "no-store" in answer.headers["cache-control"]
        assert client.get(PAGE).headers["x-cache"] == "HIT"


def test_one_copy_is_enough(steady: Cluster) -> None:
    with steady.client() as client:
        stop(steady.copies[0])
        for number in range(6):
            assert client.get(f"/jnim/groups?_size={number + 1}").status_code == 200
        # And both are used, where both are there.
        steady.copies[0] = serve(steady.folder / "site-0", steady.ports[0])


def test_absolute_addresses_are_those_that_were_asked(steady: Cluster) -> None:
    with steady.client() as client:
        path = "/jnim/claims.json?_size=1&_shape=objects"
        for host in ("one.example", "two.example"):
            told = client.get(path, headers={"Host": host}).json()
            assert told["next_url"].startswith(f"http://{host}/")
