"""Readers of a running site, and the resources that the site uses meanwhile."""

from __future__ import annotations

import contextlib
import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

PATIENCE = 60


class Answer(NamedTuple):
    """A response: its status, the seconds until it was complete, and why there was none."""

    status: int
    seconds: float
    failure: str = ""


def ask(port: int, path: str, patience: float = PATIENCE) -> Answer:
    """Send one request on a new connection. A failure is `refused`, `broken` or `silent`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    started = time.perf_counter()
    status, failure = 0, ""
    try:
        connection.connect()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        status = answer.status
    except ConnectionRefusedError:
        failure = "refused"
    except TimeoutError:
        failure = "silent"
    except (OSError, http.client.HTTPException):
        failure = "broken"
    finally:
        connection.close()
    return Answer(status, time.perf_counter() - started, failure)


@contextlib.contextmanager
def serving(folder: Path, port: int, *, wait: bool = True) -> Iterator[subprocess.Popen[bytes]]:
    """Serve a site on a port, and stop it afterwards."""
    command = [sys.executable, "-m", "datasette", str(folder), "--port", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        try:
            deadline = time.monotonic() + PATIENCE
            while wait and ask(port, "/jnim/groups.json?_size=1").status != 200:
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit("the site did not start")
                time.sleep(0.05)
            yield process
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()


def family(process: int) -> list[int]:
    """Return the ids of a process and all its descendants (on Linux)."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
    found = [process]
    for parent in found:
        found += [each for each, of in parents.items() if of == parent]
    return found


def memory(process: int) -> float:
    """Return the megabytes that a process and its descendants use together.

    Memory shared between processes counts once; mapped files count as well.
    """
    kilobytes = 0
    for each in family(process):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    kilobytes += int(line.split()[1])
    return kilobytes / 1024


def percentile(seconds: Sequence[float], share: float) -> float:
    """Return a percentile of response times in milliseconds."""
    if len(seconds) < 2:
        return seconds[0] * 1000 if seconds else float("nan")
    return statistics.quantiles(seconds, n=100, method="inclusive")[round(share) - 1] * 1000


def processors() -> str:
    """Return the number of processors that readers and site share, in words."""
    return f"{os.cpu_count()} processors shared with the readers"
