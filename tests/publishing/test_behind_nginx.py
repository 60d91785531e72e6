"""Two copies of the site behind nginx as a cache, by the configuration that is given for it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from publishing.stage import gather
from tests.conftest import answers

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
PAGE = "/jnim/attacks/ouagadougou-2018"
# More than the copies' s-maxage.
SHARED_SECONDS = 11
MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/jnim.conf;
}}
"""

pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx")


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
    root: Path
    ports: list[int]
    nginx: subprocess.Popen[bytes]
    copies: list[subprocess.Popen[bytes]]

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
        write_configuration(self.root, self.folder, self.ports, release)
        old = self.client().get("/-/release").headers["x-release"]
        self.nginx.send_signal(1)
        for _ in range(100):
            if self.client().get("/-/release").headers["x-release"] != old:
                return
            time.sleep(0.1)
        pytest.fail("nginx did not take the new configuration")

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.ports[2]}", trust_env=False)


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


def write_configuration(root: Path, folder: Path, ports: list[int], release: str) -> None:
    text = (root / "publishing/nginx/jnim.conf").read_text(encoding="utf-8")
    for told, ours in {
        "127.0.0.1:8001": f"127.0.0.1:{ports[0]}",
        "127.0.0.1:8002": f"127.0.0.1:{ports[1]}",
        "listen 8080": f"listen 127.0.0.1:{ports[2]}",
        "/var/cache/nginx/jnim": f"{folder}/cache",
        '"2026-01-31"': f'"{release}"',
        # Only for the test to see that the new configuration is there.
        "  location / {": (
            f"  location = /-/release {{ add_header X-Release {release}; return 204; }}\n"
            "  location / {"
        ),
    }.items():
        assert text.count(told) == 1, told
        text = text.replace(told, ours)
    (folder / "jnim.conf").write_text(text, encoding="utf-8")


@pytest.fixture
def cluster(root: Path, tmp_path: Path) -> Iterator[Cluster]:
    """Start two copies and nginx."""
    shutil.copyfile(root / "jnim.db", tmp_path / "jnim.db")
    ports = free_ports(3)
    copies = []
    for number in range(2):
        site = tmp_path / f"site-{number}"
        site.mkdir()
        gather(tmp_path / "jnim.db", site)
        copies.append(serve(site, ports[number]))
    write_configuration(root, tmp_path, ports, "first")
    # Started by root, its workers would run as somebody else, who may not look into these folders.
    main = ("user root;\n" if os.getuid() == 0 else "") + MAIN.format(folder=tmp_path)
    (tmp_path / "nginx.conf").write_text(main, encoding="utf-8")
    nginx = subprocess.Popen(
        [str(NGINX), "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    found = Cluster(tmp_path, root, ports, nginx, copies)
    try:
        wait_for(ports[2], nginx)
        yield found
    finally:
        for process in [nginx, *found.copies]:
            stop(process)


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


def test_what_may_not_be_kept_is_not_kept(cluster: Cluster) -> None:
    with cluster.client() as client:
        path = "/jnim.json?sql=select+random()+as+number&_shape=array"
        numbers = {client.get(f"{path}&_ttl=0").json()[0]["number"] for _ in range(5)}
        assert len(numbers) == 5
        client.get(PAGE)
        for headers in ({"Cookie": "a=b"}, {"Authorization": "Bearer x"}):
            answer = client.get(PAGE, headers=headers)
            assert answer.headers["x-cache"] == "BYPASS"
            assert "no-store" in answer.headers["cache-control"]
        assert client.get(PAGE).headers["x-cache"] == "HIT"


def test_one_copy_is_enough(cluster: Cluster) -> None:
    with cluster.client() as client:
        stop(cluster.copies[0])
        for number in range(6):
            assert client.get(f"/jnim/groups?_size={number + 1}").status_code == 200
        # And both are used, where both are there.
        cluster.copies[0] = serve(cluster.folder / "site-0", cluster.ports[0])


def test_absolute_addresses_are_those_that_were_asked(cluster: Cluster) -> None:
    with cluster.client() as client:
        path = "/jnim/claims.json?_size=1&_shape=objects"
        for host in ("one.example", "two.example"):
            told = client.get(path, headers={"Host": host}).json()
            assert told["next_url"].startswith(f"http://{host}/")
