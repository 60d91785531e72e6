"""How long a build and a start take, compared with the unavoidable part.

Each figure is the median of several runs of a new process, next to an alternative measured in the
same run: just the imports for a build, a bare Datasette for the site.
"""

from __future__ import annotations

import http.client
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
ASKED = ["Nasr", "Muslimeen", "Ghali", "Murabitun", "Ansaroul Islam", "Hammam", "GSIM"]
IMPORTS = "import edtf.parser.grammar, jsonschema, sqlite_utils, yaml"


def seconds(command: list[str]) -> float:
    """Return the wall time of a command."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def median(measure: Callable[[], float]) -> float:
    """Return the median of several runs, after a warm-up run."""
    measure()
    return statistics.median(measure() for _ in range(RUNS))


def build_from_nothing(folder: Path) -> float:
    """Return the seconds for a build without an existing database."""
    output = folder / "jnim.db"
    output.unlink(missing_ok=True)
    return seconds([sys.executable, "-m", "loaders.build", "--output", str(output), "--quiet"])


def first_answer(arguments: list[str]) -> float:
    """Return the seconds from starting Datasette to its first response."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "datasette", *arguments, "--port", str(port)]
    start = time.perf_counter()
    server = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while time.perf_counter() - start < 60:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/jnim/groups.json?_size=1")
                if connection.getresponse().status == 200:
                    return time.perf_counter() - start
            except OSError:
                time.sleep(0.01)
        raise TimeoutError(f"no answer within a minute: {' '.join(command)}")
    finally:
        server.terminate()
        server.wait()


def rows() -> list[tuple[str, float, str, float]]:
    """Measure everything: what, seconds, the alternative, its seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        built = median(lambda: build_from_nothing(folder))
        bare = folder / "bare" / "jnim.db"
        bare.parent.mkdir()
        shutil.copy(ROOT / "jnim.db", bare)
        imports = median(lambda: seconds([sys.executable, "-c", IMPORTS]))
        again = median(lambda: seconds(["make", "--silent", "build"]))
        python = median(lambda: seconds([sys.executable, "-c", "pass"]))
        site = median(lambda: first_answer(["."]))
        plain = median(lambda: first_answer([str(bare)]))
    return [
        ("build from nothing", built, "importing its libraries", imports),
        ("make build, nothing to do", again, "starting python", python),
        ("site, first answer", site, "bare datasette, first answer", plain),
    ]


def find_milliseconds() -> tuple[float, float]:
    """Return the median time of `find` over many spellings, and of a scan with LIKE."""
    text = (ROOT / "metadata.yml").read_text(encoding="utf-8")
    sql = yaml.safe_load(text)["databases"]["jnim"]["queries"]["find"]["sql"]
    scan = "SELECT * FROM names WHERE name LIKE '%' || :q || '%'"
    taken: dict[str, list[float]] = {sql: [], scan: []}
    with closing(sqlite3.connect(ROOT / "jnim.db")) as database:
        for word in ASKED * 20:
            for each, times in taken.items():
                start = time.perf_counter()
                database.execute(each, {"q": word}).fetchall()
                times.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[sql]), statistics.median(taken[scan])


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    del arguments
    print(f"{'what':28}{'s':>8}   {'beside':32}{'s':>8}{'ratio':>8}")
    for what, ours, beside, other in rows():
        print(f"{what:28}{ours:8.3f}   {beside:32}{other:8.3f}{ours / other:8.2f}")
    ours, other = find_milliseconds()
    print(f"{'find, ms':28}{ours:8.3f}   {'LIKE over names, ms':32}{other:8.3f}{ours / other:8.2f}")


if __name__ == "__main__":
    main()
