"""Two copies of the site behind nginx as a cache, by the configuration that is given for it."""

from __future__ import annotations

import contextlib
import re
import shutil
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
# All bear the title of an attack, which a release changes.
PAGES = [PAGE, "/jnim/attacks", "/jnim/attacks.csv", "/attacks/ouagadougou-2018", f"{PAGE}.json"]
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
    nginx: subprocess.Popen[bytes] | None = None

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
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False)

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
    found = Cluster(folder, [*ports], port)
    try:
        for number in range(2):
            found.write(number, "The first title")
        _nginx.configure(folder, ports, port)
        found.start(0, 1)
        found.nginx = subprocess.Popen(
            _nginx.command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(port, found.nginx)
        yield found
    finally:
        for process in filter(None, [found.nginx, *found.copies.values()]):
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
            asked = client.get(path, headers={"If-None-Match": first.headers["etag"]})
            assert asked.status_code == 304
            head = client.head(path)
            assert head.headers["x-cache"] == "HIT"
            assert head.headers["content-length"] == first.headers["content-length"]


def test_static_files_are_kept(cluster: Cluster) -> None:
    with cluster.client() as client:
        page = client.get("/map").text
        addresses = set(re.findall(r'"(/(?:-/)?static[^"]*/[0-9a-f]{12}/[^"]*)"', page))
        assert len(addresses) > 5
        for address in addresses:
            client.get(address)
            answer = client.get(address)
            assert answer.headers["x-cache"] == "HIT"
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            # Of another release, as while one is rolled out.
            other = re.sub("[0-9a-f]{12}", "0" * 12, address)
            for _ in range(2):
                assert client.get(other).headers["x-cache"] == "MISS"


def test_what_may_not_be_kept_is_not_kept(cluster: Cluster) -> None:
    with cluster.client() as client:
        path = "/jnim.json?sql=select+random()+as+number&_shape=array"
        numbers = {client.get(path).json()[0]["number"] for _ in range(5)}
        assert len(numbers) == 5
        for path in ("/jnim?sql=no", "/-/versions.json", "/jnim/attacks?_sort=no"):
            assert {client.get(path).headers["x-cache"] for _ in range(3)} == {"MISS"}


def test_that_a_page_is_not_there_is_kept_for_a_moment(cluster: Cluster) -> None:
    with cluster.client() as client:
        for path, status in (("/nowhere", 404), ("/claims", 302)):
            kept = [client.get(path) for _ in range(2)]
            assert {answer.status_code for answer in kept} == {status}
            assert kept[1].headers["x-cache"] == "HIT"


def test_the_points_of_the_map_are_asked_for_anew(cluster: Cluster) -> None:
    with cluster.client() as client:
        points = client.get("/-/points/jnim/attacks")
        tag = points.headers["etag"]
        assert points.headers["content-encoding"] == "gzip"
        again = client.get("/-/points/jnim/attacks", headers={"If-None-Match": tag})
        assert again.status_code == 304


def test_absolute_addresses_are_those_that_were_asked(cluster: Cluster) -> None:
    with cluster.client() as client:
        path = "/jnim/claims.json?_size=1&_shape=objects"
        for host in ("one.example", "two.example"):
            told = client.get(path, headers={"Host": host}).json()
            assert told["next_url"].startswith(f"http://{host}/")
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
