"""Fetching a release from a server that misbehaves."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchmarks.synthetic import UCDP_23, ucdp_row, write_rows
from common.errors import UserError
from loaders.events.download import fetch, main
from tests.events.conftest import events

TIMEOUT = 0.3


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
        self.tricks: list[str] = []
        self.requests = 0
        self.over = threading.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/ged/"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.requests += 1
        trick = self.server.tricks.pop(0) if self.server.tricks else ""
        body = self.server.content
        if trick == "error":
            self.send_error(503)
        elif trick == "moved":
            self.send_response(302)
            self.send_header("Location", f"{self.server.base}elsewhere/ged251-csv.zip")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif trick == "gone" or not self.path.endswith("/ged251-csv.zip"):
            self.send_error(404)
        else:
            self.send_response(200)
            if trick != "no length":
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if trick in ("cut", "stall") else body)
            if trick == "stall":
                self.server.over.wait(10)
            self.close_connection = True

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
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_it_comes_whole(tmp_path: Path, server: Server, archive: bytes) -> None:
    path = fetch("25.1", tmp_path / "new" / "folder", server.base)
    assert path.name == "ged251-csv.zip"
    assert path.read_bytes() == archive
    assert list(path.parent.iterdir()) == [path]
    assert fetch("25.1", path.parent, server.base) == path
    assert server.requests == 1, "what is there is not fetched again"


@pytest.mark.parametrize("trick", ["no length", "moved"])
def test_servers_that_do_it_otherwise(
    tmp_path: Path, server: Server, archive: bytes, trick: str
) -> None:
    server.tricks = [trick]
    assert fetch("25.1", tmp_path, server.base).read_bytes() == archive


WRONG: dict[str, tuple[Callable[[Server], None], str]] = {
    "an error": (lambda server: server.tricks.append("error"), "the server answers 503"),
    "not there": (lambda server: server.tricks.append("gone"), "the server answers 404"),
    "cut off": (lambda server: server.tricks.append("cut"), "the transfer broke off .* try again"),
    "no more comes": (lambda server: server.tricks.append("stall"), "no byte came for 0.3 seconds"),
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
        fetch("25.1", tmp_path, server.base, TIMEOUT)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_checked(tmp_path: Path, server: Server, archive: bytes) -> None:
    (tmp_path / "ged251-csv.zip").write_bytes(archive[: len(archive) // 2])
    with pytest.raises(UserError, match=r"ged251-csv\.zip: this is no sound zip archive"):
        fetch("25.1", tmp_path, server.base)


def test_nobody_answers(tmp_path: Path, server: Server) -> None:
    base = server.base
    server.shutdown()  # while its thread waits for readers, the port still takes them
    server.server_close()
    with pytest.raises(UserError, match="the server cannot be reached"):
        fetch("25.1", tmp_path, base)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("release", ["", "25", "25.1.1", "../25.1", "latest"])
def test_a_release_that_is_none(tmp_path: Path, release: str) -> None:
    with pytest.raises(UserError, match="is no release of UCDP GED"):
        fetch(release, tmp_path, "http://127.0.0.1:9/")


def test_the_address_is_a_setting(
    tmp_path: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--release", "25.1", "--to", str(tmp_path), "--base", server.base]) == 0
    assert capsys.readouterr().out.startswith(str(tmp_path / "ged251-csv.zip"))
