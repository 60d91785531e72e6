"""The same page repeatedly: this site compared with a bare Datasette.

Bare means Datasette with its defaults on the same immutable database, without this site's
templates, metadata and plugins. Each runs as one process. Next to the responses per second is the
processor time of each, on which other work on the machine has little influence.

Two copies are also measured behind nginx, with the shipped configuration. All readers have the same
address here, so the limits per address are counted, but set too high to be reached.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks import _nginx
from publishing.stage import gather

ROOT = Path(__file__).resolve().parents[1]
PATHS = [
    "/jnim/attacks",
    "/jnim/attacks/ouagadougou-2018",
    "/jnim/groups",
    "/jnim/claims.json?_shape=objects",
]
SECONDS = 5
# As sent by every browser.
HEADERS = {"Accept-Encoding": "gzip"}
CONNECTIONS = 8
TARGET, PROXIED = 20, 400


class Measured(NamedTuple):
    """Responses per second, and milliseconds of processor time for each."""

    rate: float
    milliseconds: float


@dataclass
class Server:
    """A running Datasette."""

    process: subprocess.Popen[bytes]
    port: int

    def processor(self) -> float:
        """Return the processor time that it has used in seconds; 0 on systems other than Linux."""
        process = Path(f"/proc/{self.process.pid}")
        try:
            # nginx answers in child processes.
            children = (process / f"task/{process.name}/children").read_text(encoding="utf-8")
            return sum(seconds_of(pid) for pid in (process.name, *children.split()))
        except OSError:
            return 0.0

    def memory(self) -> str:
        """Return the memory that it uses."""
        try:
            text = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        except OSError:
            return "not known"
        resident = re.search(r"VmRSS:\s+(\d+) kB", text)
        return f"{int(resident[1]) // 1024} MB" if resident else "not known"


def seconds_of(pid: str) -> float:
    """Return the processor time that a process has used, in seconds."""
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    # After the program's name, which may contain spaces: user and system time in ticks.
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def serving(arguments: list[str], folder: Path, **variables: str) -> Iterator[Server]:
    """Start a Datasette, and stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "datasette", *arguments, "--port", str(port)]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                ask(port, "/jnim.json?_size=0")
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait()


def ask(port: int, path: str) -> None:
    """Send one request, and stop if the response is not a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=HEADERS)
    response = connection.getresponse()
    response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{path}: status {response.status}")


def measure(server: Server, path: str) -> Measured:
    """Request a page as fast as possible, with wrk if it is installed, otherwise with threads."""
    ask(server.port, path)
    before, started = server.processor(), time.perf_counter()
    count = by_wrk(server.port, path) if shutil.which("wrk") else by_threads(server.port, path)
    seconds, used = time.perf_counter() - started, server.processor() - before
    return Measured(count / seconds, used / count * 1000)


def by_wrk(port: int, path: str) -> int:
    """Return how many responses wrk got."""
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "30s"]
    options += [part for pair in HEADERS.items() for part in ("-H", ": ".join(pair))]
    address = f"http://127.0.0.1:{port}{path}"
    done = subprocess.run(["wrk", *options, address], check=True, capture_output=True, text=True)
    if failed := re.search(r"Non-2xx.*|Socket errors.*", done.stdout):
        raise RuntimeError(f"{path}: {failed[0]}")
    count = re.search(r"(\d+) requests in", done.stdout)
    if count is None:
        raise RuntimeError(f"wrk said: {done.stdout}")
    return int(count[1])


def by_threads(port: int, path: str) -> int:
    """Return how many responses threads got that send requests as fast as they can."""
    counts = [0] * CONNECTIONS
    end = time.perf_counter() + SECONDS

    def run(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.perf_counter() < end:
            connection.request("GET", path, headers=HEADERS)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise RuntimeError(f"{path}: status {response.status}")
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def main(_: list[str] | None = None) -> None:
    """Measure and print."""
    by = "wrk" if shutil.which("wrk") else "threads in Python"
    print(f"Repeated pages, {CONNECTIONS} connections, by {by}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        gather(ROOT / "jnim.db", folder)
        bare = ["serve", "-i", "jnim.db", "--inspect-file", "inspect-data.json"]
        # No plugins at all, not even those installed in the environment.
        with serving(bare, folder, DATASETTE_LOAD_PLUGINS="") as server:
            of_bare = {path: measure(server, path) for path in PATHS}
        with serving(["serve", "."], folder) as server:
            of_ours = {path: measure(server, path) for path in PATHS}
            memory = server.memory()
        proxied = behind_nginx(folder)
    for path in PATHS:
        print(f"  {path}")
        print_ratios(of_bare[path], of_ours[path], proxied.get(path))
    print("  one after the other")
    both = (mean([*of_bare.values()]), mean([*of_ours.values()]))
    print_ratios(*both, mean([*proxied.values()]) if proxied else None)
    print(f"  aimed at: {TARGET} times, {PROXIED} behind nginx; memory of this site: {memory}")


def behind_nginx(folder: Path) -> dict[str, Measured]:
    """Measure two copies behind nginx; empty if nginx or wrk is not installed."""
    if _nginx.program() is None or not shutil.which("wrk"):
        return {}
    with (
        serving(["serve", "."], folder) as one,
        serving(["serve", "."], folder) as other,
        tempfile.TemporaryDirectory() as name,
        socket.socket() as probe,
    ):
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        probe.close()
        _nginx.configure(Path(name), [one.port, other.port], port)
        nginx = subprocess.Popen(
            _nginx.command(Path(name)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            time.sleep(1)
            return {path: measure(Server(nginx, port), path) for path in PATHS}
        finally:
            nginx.terminate()
            nginx.wait()


def mean(measured: Sequence[Measured]) -> Measured:
    """Return the figures for requesting some pages in turn."""
    count = len(measured)
    rate = count / sum(1 / each.rate for each in measured)
    return Measured(rate, sum(each.milliseconds for each in measured) / count)


def print_ratios(bare: Measured, here: Measured, proxied: Measured | None) -> None:
    """Print the figures, and by what factor this site's are better."""
    for name, measured in (("this site", here), ("behind nginx", proxied)):
        if measured is None:
            continue
        ratio = measured.rate / bare.rate
        figures = f"{measured.rate:9.1f} a second, bare {bare.rate:6.1f}"
        print(f"    {name:13} {figures}: {ratio:6.1f} times")
        if measured.milliseconds:
            ratio = bare.milliseconds / measured.milliseconds
            figures = f"{measured.milliseconds:9.3f} ms each,  bare {bare.milliseconds:6.1f}"
            print(f"      processor   {figures}: {ratio:6.1f} times")


if __name__ == "__main__":
    main()
