"""A site served by its own processes, as `make serve` does, with limits as small as tests need."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx

from benchmarks._readers import family
from plugins.site.serving.worker import COMMAND
from tests.site.tables import CONFIGURATION, METADATA, ROOT

# Seconds after which something will never come. On a busy machine all takes longer than one thinks.
NEVER = 60.0
BOMB = "with recursive r(x) as (select 1 union all select x + 1 from r) "
ENDLESS = f"{BOMB}select count(*) from r"
# A value as long as values may be.
LONG = "replace(hex(zeroblob(490000)), '0', 'a')"

# Workers that have as much of the processor as other tests, and are waited for as long as it takes.
PATIENT = """
worker.NICENESS = dict.fromkeys(worker.NICENESS, 0)
worker.RESPONSE_SECONDS = dict.fromkeys(worker.RESPONSE_SECONDS, 60.0)
"""
BOUNDS = """
import sys

sys.path.insert(0, {root!r})
from plugins.site import map_points
from plugins.site.serving import cache, relay, server, worker

{statements}
"""


class Server:
    """A site that is served.

    Attributes:
        port: Where it listens, on this machine.
        process: The process that readers connect to.
        log: What its processes print.
    """

    def __init__(self, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
        self.port = port
        self.process = process
        self.log = log

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Request a page uncompressed, on a new connection.

        Header names are written with _ for -.
        """
        named = {"accept-encoding": "identity"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        address = f"http://127.0.0.1:{self.port}{path}"
        return httpx.get(address, headers=named, timeout=NEVER, trust_env=False)

    def sql(self, sql: str, form: str = ".json", **parameters: str) -> httpx.Response:
        """Ask in SQL."""
        return self.get(f"/jnim{form}?{urlencode({'sql': sql, **parameters})}")

    def get_in_time(self, path: str) -> httpx.Response:
        """Ask again while it takes too long, as where others keep the machine busy."""
        for _ in range(10):
            answer = self.get(path)
            if "took too long" not in answer.text:
                break
        return answer

    def connect(self, sent: bytes = b"", *, window: int | None = None) -> socket.socket:
        """Open a connection on which this end buffers so many unread bytes, and send something."""
        connection = socket.socket()
        connection.settimeout(NEVER)
        if window is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        connection.connect(("127.0.0.1", self.port))
        connection.sendall(sent)
        return connection

    def exchange(self, sent: bytes) -> bytes:
        """Send bytes, and return everything received until the server closes the connection."""
        with self.connect(sent) as connection:
            return read_all(connection)

    def workers(self) -> dict[str, int]:
        """Return the running workers by name."""
        children = {each: _environment(each) for each in family(self.process.pid)[1:]}
        return {name: each for each, name in children.items() if name and is_running(each)}

    def worker(self, name: str) -> int:
        """Return a worker that is running, or wait until one is."""
        wait_until(lambda: name in self.workers())
        return self.workers()[name]

    def descriptors(self) -> int:
        """Return how many files, pipes and connections the server has open."""
        return len(self._open())

    def connections(self) -> int:
        """Return how many connections the server has open, including those to its workers.

        Files do not count: each of its threads opens the databases when it first queries them.
        """
        return sum(each.startswith("socket:") for each in self._open())

    def _open(self) -> list[str]:
        names = []
        for path in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed by now
                names.append(str(path.readlink()))
        return names


def request(path: str, *headers: str, version: str = "1.1", method: str = "GET") -> bytes:
    """Return a request as it is sent."""
    lines = [f"{method} {path} HTTP/{version}", "Host: localhost", *headers, "", ""]
    return "\r\n".join(lines).encode()


def read_all(connection: socket.socket) -> bytes:
    """Return everything received until the other end closes or resets the connection."""
    received = bytearray()
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(2**16):
            received += piece
    return bytes(received)


def _environment(process: int) -> str | None:
    """Return which worker a process is, or None."""
    with contextlib.suppress(OSError):
        for pair in Path(f"/proc/{process}/environ").read_text().split("\0"):
            if pair.startswith("SITE_WORKER="):
                return pair.partition("=")[2]
    return None


def is_running(process: int) -> bool:
    """Whether a process exists and is not a zombie."""
    return state(process) not in ("", "Z")


def state(process: int) -> str:
    """Return the state of a process as a letter (proc(5)); empty if it does not exist."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    return ""


def processor_time(process: int) -> int:
    """Return the processor time of a process, in clock ticks."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def megabytes(process: int, what: str = "VmHWM") -> float:
    """Return the most memory that a process has used so far, or another number of proc(5)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    (kilobytes,) = [line.split()[1] for line in lines if line.startswith(f"{what}:")]
    return int(kilobytes) / 1024


def wait_until(test: Callable[[], object]) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + NEVER
    while not test():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def bounded_site(folder: Path, bounds: str, like: Path = ROOT, **settings: object) -> Path:
    """Make a site like another with other limits, and return its folder.

    Args:
        folder: Where to make it.
        bounds: Statements that set limits, constants of cache, points, relay, server and worker.
        like: The folder of the other site, which has our words and settings.
        settings: Settings of Datasette's.
    """
    for name in ("jnim.db", "inspect-data.json", "RELEASES.md", *CONFIGURATION):
        if name not in ("settings.json", "plugins", "metadata.yml") and (like / name).exists():
            (folder / name).symlink_to(like / name)
    # Of all that a server and its workers do to start, to read YAML takes the longest.
    (folder / "metadata.json").write_text(json.dumps(METADATA))
    plugins = folder / "plugins"
    plugins.mkdir()
    for name in ("load.py", "site"):
        (plugins / name).symlink_to(ROOT / "plugins" / name)
    (plugins / "bounds.py").write_text(BOUNDS.format(root=str(ROOT), statements=bounds))
    ours = json.loads((ROOT / "settings.json").read_text())
    (folder / "settings.json").write_text(json.dumps({**ours, **settings}))
    return folder


@contextlib.contextmanager
def serve(folder: Path, log: Path) -> Iterator[Server]:
    """Serve a folder until the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [*COMMAND, ".", "--port", str(port)]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        ) as process,
    ):
        server = Server(port, process, log)
        try:
            wait_until(lambda: _is_up(server))
            yield server
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()


def _is_up(server: Server) -> bool:
    assert server.process.poll() is None, server.log.read_text()
    try:
        return server.get("/-/release").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
