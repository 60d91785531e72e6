"""Fetching a release from a server that misbehaves."""

import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchmarks.synthetic import UCDP_23, ucdp_row, write_rows
from common.errors import UserError
from loaders.events.download import Settings, fetch, main
from tests.events.conftest import events

HASTY = Settings(tries=4, pause=0.01, timeout=0.3)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    rows = [
        ucdp_row(event, id_=number, low=1, best=2, high=3)
        for number, event in enumerate(events(400), 1)
    ]
    path = write_rows(tmp_path_factory.mktemp("release") / "GEDEvent_v25_1.csv", UCDP_23, rows)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as handle:
        handle.write(path, path.name)
    return packed.getvalue()


class Server(ThreadingHTTPServer):
    """Serves one archive, and does to each request in turn what the test says."""

    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = content
        self.tag = '"one"'
        self.tricks: list[str] = []
        self.ranges: list[str | None] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/ged/"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        trick = self.server.tricks.pop(0) if self.server.tricks else ""
        wanted = self.headers.get("Range")
        self.server.ranges.append(wanted)
        content = self.server.content
        start = 0
        if wanted and self.headers.get("If-Range") == self.server.tag and trick != "no ranges":
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                self.send_error(416)
                return
        if trick == "error":
            self.send_error(503)
            return
        if trick == "gone" or not self.path.endswith("/ged251-csv.zip"):
            self.send_error(404)
            return
        body = content[start:]
        length = len(body)
        if trick == "says more":
            length += 1000
        if trick == "says less":
            length //= 2
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", "text/html" if trick == "page" else "application/zip")
        self.send_header("ETag", self.server.tag)
        if trick != "no length":
            self.send_header("Content-Length", str(length))
        if start:
            first = start + 5 if trick == "wrong part" else start
            self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        if trick in ("cut", "stall"):
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            if trick == "stall":
                time.sleep(0.8)
            self.close_connection = True
            return
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(archive: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = Server(archive)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    )
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_it_comes_whole(tmp_path: Path, server: Server, archive: bytes) -> None:
    path = fetch("25.1", tmp_path / "new" / "folder", server.base, HASTY)
    assert path.name == "ged251-csv.zip"
    assert path.read_bytes() == archive
    assert list(path.parent.iterdir()) == [path]
    assert fetch("25.1", path.parent, server.base, HASTY) == path
    assert len(server.ranges) == 1, "what is there is not fetched again"


@pytest.mark.parametrize("trick", ["cut", "stall", "error", "says more"])
def test_it_goes_on_after_a_break(
    tmp_path: Path, server: Server, archive: bytes, trick: str
) -> None:
    server.tricks = [trick, trick]
    path = fetch("25.1", tmp_path, server.base, HASTY)
    assert path.read_bytes() == archive
    assert list(tmp_path.iterdir()) == [path]
    if trick in ("cut", "stall"):
        assert server.ranges[1:] == [
            f"bytes={len(archive) // 2}-",
            f"bytes={len(archive) - (len(archive) + 1) // 4}-",
        ]


def test_it_goes_on_in_the_next_run(tmp_path: Path, server: Server, archive: bytes) -> None:
    server.tricks = ["stall"] * 4
    with pytest.raises(UserError, match=r"4 times; [\d,]+ bytes are kept for the next time"):
        fetch("25.1", tmp_path, server.base, HASTY)
    assert not (tmp_path / "ged251-csv.zip").exists()
    fetch("25.1", tmp_path, server.base, HASTY)
    assert (tmp_path / "ged251-csv.zip").read_bytes() == archive
    assert server.ranges[-1] not in (None, "bytes=0-")


def test_a_file_that_changed_meanwhile_comes_anew(
    tmp_path: Path, server: Server, archive: bytes
) -> None:
    server.tricks = ["cut"] * 4
    with pytest.raises(UserError):
        fetch("25.1", tmp_path, server.base, HASTY)
    server.tag = '"two"'
    fetch("25.1", tmp_path, server.base, HASTY)
    assert (tmp_path / "ged251-csv.zip").read_bytes() == archive


@pytest.mark.parametrize("trick", ["no ranges", "no length"])
def test_servers_that_know_less(tmp_path: Path, server: Server, archive: bytes, trick: str) -> None:
    server.tricks = ["cut", trick]
    fetch("25.1", tmp_path, server.base, HASTY)
    assert (tmp_path / "ged251-csv.zip").read_bytes() == archive


WRONG: dict[str, tuple[Callable[[Server], None], str]] = {
    "a page": (
        lambda server: server.tricks.append("page"),
        "the server sent text/html and no zip archive",
    ),
    "not there": (lambda server: server.tricks.append("gone"), "the server answers 404"),
    "too short": (lambda server: server.tricks.append("says less"), "this is no sound zip archive"),
    "another part": (
        lambda server: server.tricks.extend(["cut", "wrong part"]),
        "another part of the file",
    ),
    "no archive": (
        lambda server: setattr(server, "content", b"PK nothing of the kind" * 50),
        "no sound zip archive",
    ),
    "another archive": (
        lambda server: setattr(server, "content", zipped("a.csv", "a,b\n1,2\n")),
        "no table of UCDP GED",
    ),
    "damaged": (
        lambda server: setattr(server, "content", damaged(server.content)),
        "damaged|no sound zip",
    ),
}


def zipped(name: str, text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as handle:
        handle.writestr(name, text)
    return packed.getvalue()


def damaged(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_not_the_release_is_not_kept(tmp_path: Path, server: Server, wrong: str) -> None:
    prepare, message = WRONG[wrong]
    prepare(server)
    with pytest.raises(UserError, match=message):
        fetch("25.1", tmp_path, server.base, HASTY)
    assert list(tmp_path.iterdir()) == []


def test_nobody_answers(tmp_path: Path, server: Server) -> None:
    base = server.base
    server.server_close()
    with pytest.raises(UserError, match="the server cannot be reached"):
        fetch("25.1", tmp_path, base, Settings(tries=2, pause=0.01, timeout=0.3))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("release", ["", "25", "25.1.1", "../25.1", "latest"])
def test_a_release_that_is_none(tmp_path: Path, release: str) -> None:
    with pytest.raises(UserError, match="is no release of UCDP GED"):
        fetch(release, tmp_path, "http://127.0.0.1:9/", HASTY)


def test_the_address_is_a_setting(
    tmp_path: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--release", "25.1", "--to", str(tmp_path), "--base", server.base]) == 0
    assert capsys.readouterr().out.startswith(str(tmp_path / "ged251-csv.zip"))
