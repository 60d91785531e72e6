"""How fast a million attacks are served, compared with a bare Datasette on the same rows.

Our site is served as by `make serve EVENTS=...`. The other server has the rows of `attacks` in one
table without an index, and no configuration. Requests of the same kind differ in groups, countries,
types, months, words and names. Each server gets one request at a time, because this measures how
long a reader waits.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import json
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks.synthetic import write_acled

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "build" / "bench"
TIMES = 40
SITE = ("metadata.yml", "settings.json", "templates", "plugins", "static")
FACETS = ("year", "month", "country_code", "attack_type", "perpetrator_id", "disputed", "scope")
NAMES = (
    "Muslimeen",
    "Ghali",
    "Murabitun",
    "Ansaroul",
    "Hammam",
    "Qaeda",
    "Koufa",
    "Sahara",
    "Okacha",
)
GROUPS = ("jnim", "macina-liberation-front", "islamic-state", "")


def site_with(rows: int) -> Path:
    """Return the folder of a site with this many synthetic attacks, which is built only once."""
    folder = KEPT / f"{rows}"
    database = folder / "jnim.db"
    code = [path for room in ("common", "loaders") for path in (ROOT / room).rglob("*.py")]
    inputs = [*(ROOT / "schema").glob("*.sql"), *code]
    if not database.is_file() or database.stat().st_mtime < max(
        path.stat().st_mtime for path in inputs
    ):
        exports = folder / "exports"
        exports.mkdir(parents=True, exist_ok=True)
        write_acled(exports / "export.csv", rows)
        command = ["-m", "loaders.events", "--events", str(exports), "--output", str(database)]
        subprocess.run([sys.executable, *command], cwd=ROOT, check=True, stdout=sys.stderr)
    for name in SITE:
        link = folder / name
        link.unlink(missing_ok=True)
        link.symlink_to(ROOT / name)
    return folder


def bare_copy(database: Path, output: Path) -> None:
    """Write the rows of `attacks` to a table in a new file, without keys or indexes."""
    with contextlib.closing(sqlite3.connect(output)) as connection:
        connection.execute("ATTACH ? AS ours", (str(database),))
        connection.execute("CREATE TABLE attacks AS SELECT * FROM ours.attacks")
        connection.commit()


class Server(NamedTuple):
    """A running Datasette."""

    connection: http.client.HTTPConnection
    process: int

    def processor(self) -> float | None:
        """Return the processor time that it has used in seconds; None if that is unknown."""
        try:
            fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def served(*arguments: str) -> Iterator[Server]:
    """Start Datasette and yield a connection to it."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "datasette", *arguments, "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            for _ in range(600):
                with contextlib.suppress(OSError):
                    connection.connect()
                    break
                time.sleep(0.1)
            yield Server(connection, server.pid)
        finally:
            server.terminate()


def milliseconds(server: Server, path: str) -> float:
    """Request a page and return how long the complete response takes."""
    start = time.perf_counter()
    server.connection.request("GET", path)
    answer = server.connection.getresponse()
    answer.read()
    taken = (time.perf_counter() - start) * 1000
    if answer.status != 200:
        sys.exit(f"{path} answered {answer.status}")
    return taken


def stream(server: Server) -> None:
    """Read all attacks as CSV and print how fast they came; stop if one comes twice."""
    start = time.perf_counter()
    server.connection.request("GET", "/jnim/attacks.csv?_stream=on&_exact=on")
    answer = server.connection.getresponse()
    size, ids, thousands = 0, [], []
    for line in answer:
        size += len(line)
        ids.append(line.partition(b",")[0])
        if len(ids) % 100_000 == 0:
            thousands.append(f"{time.perf_counter() - start:.1f}")
    taken = time.perf_counter() - start
    if len(ids) != len(set(ids)):
        sys.exit("an attack comes twice")
    print(
        f"all as CSV: {len(ids) - 1:,} rows, {size / 1e6:.0f} MB, in {taken:.1f} s; "
        f"each 100,000 after {', '.join(thousands)} s"
    )


class Asked:
    """Requests of each kind, drawn from the content of the database."""

    def __init__(self, database: Path, seed: int = 1):
        self.draw = random.Random(seed)
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source:
            self.values = {column: _common(source, column) for column in FACETS}
            words = _words(source)
        self.words = iter(self.draw.sample(words, len(words)))
        combinations = list(
            itertools.product(("country_code", "perpetrator_id"), ("attack_type", "year", "month"))
        )
        self.filters = iter(self._filters(combinations))
        self.facets = itertools.cycle(
            self.draw.sample(list(itertools.permutations(FACETS, 3)), 200)
        )
        self.sorts = itertools.cycle(("", "&_sort=date_earliest", "&_sort_desc=date_earliest"))
        self.periods = iter(
            [
                (group, start, start + span)
                for group in GROUPS
                for start in range(1998, 2024)
                for span in (0, 1, 3, 8)
            ]
        )

    def _filters(self, combinations: list[tuple[str, str]]) -> list[dict[str, str]]:
        pairs = [
            {first: one, second: other}
            for first, second in combinations
            for one in self.values[first]
            for other in self.values[second]
        ]
        return self.draw.sample(pairs, len(pairs))

    def attacks(self) -> str:
        """The attacks page with three facets."""
        return (
            "/jnim/attacks?"
            + urlencode([("_facet", each) for each in next(self.facets)])
            + next(self.sorts)
        )

    def filtered(self) -> str:
        """The attacks page, filtered by two columns and with three facets."""
        return self.attacks() + "&" + urlencode(next(self.filters))

    def as_json(self) -> str:
        """A hundred rows of JSON with two filters."""
        return "/jnim/attacks.json?_size=100&" + urlencode(next(self.filters))

    def per_month(self) -> str:
        """Attacks of a group in a period, month by month."""
        group, start, end = next(self.periods)
        asked = {"group": group, "start": start, "end": end, "source": "", "rule": "party"}
        return "/jnim/attacks_per_month.json?" + urlencode(asked)

    def find(self) -> str:
        """A name."""
        return "/jnim/find.json?" + urlencode(
            {"q": self.draw.choice(NAMES) + self.draw.choice(("", "h", "s", " al", "e"))}
        )

    def search(self) -> str:
        """The reports page, with the reports that a word occurs in."""
        return "/jnim/attack_reports?" + urlencode({"_search": next(self.words)})


def _common(source: sqlite3.Connection, column: str) -> list[str]:
    query = (
        f"SELECT {column} FROM attack_counts WHERE {column} IS NOT NULL GROUP BY 1 "
        "HAVING sum(attacks) > 100"
    )
    return [row[0] for row in source.execute(query)]


def _words(source: sqlite3.Connection) -> list[str]:
    table = "fts5vocab('main', 'attack_reports_fts', 'row')"
    source.execute(f"CREATE VIRTUAL TABLE temp.words USING {table}")
    query = "SELECT term FROM temp.words WHERE length(term) > 2 ORDER BY term"
    return [row[0] for row in source.execute(query)]


def percentiles(taken: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    return statistics.median(taken), statistics.quantiles(taken, n=20, method="inclusive")[-1]


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks serving", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many attacks")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    given = parser.parse_args(arguments)
    site = site_with(given.rows)
    asked = Asked(site / "jnim.db")
    figures: dict[str, tuple[float, float]] = {}
    kinds: dict[str, Callable[[], str]] = {
        "attacks page, three facets": asked.attacks,
        "filtered and faceted page": asked.filtered,
        "100 rows of JSON, two filters": asked.as_json,
        "attacks_per_month": asked.per_month,
        "find": asked.find,
        "full-text search": asked.search,
    }
    print(f"Served with {given.rows:,} attacks, {TIMES} different requests of each kind")
    print("Milliseconds; processor time, on average, is what other programs cannot stretch")
    print(f"{'':32}{'p50':>8}{'p95':>8}{'processor':>11}")
    with served(str(site)) as ours:
        # A warm-up request of each kind, which opens connections and compiles templates.
        for ask in kinds.values():
            milliseconds(ours, ask())
        for kind, ask in kinds.items():
            before = ours.processor()
            figures[kind] = percentiles([milliseconds(ours, ask()) for _ in range(TIMES)])
            after = ours.processor()
            used = f"{(after - before) * 1000 / TIMES:11.0f}" if after and before else f"{'?':>11}"
            print(f"{kind:32}{figures[kind][0]:8.0f}{figures[kind][1]:8.0f}{used}")
        stream(ours)
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        bare = Path(folder) / "bare.db"
        bare_copy(site / "jnim.db", bare)
        with served(str(bare)) as theirs:
            asked_of_both = [asked.attacks() for _ in range(5)]
            plain = percentiles(
                [milliseconds(theirs, f"/bare/attacks?_size={size}") for size in range(96, 101)]
            )
            faceted = percentiles(
                [milliseconds(theirs, each.replace("/jnim/", "/bare/")) for each in asked_of_both]
            )
    for what, found in (
        ("bare Datasette, table page", plain),
        ("the same with three facets", faceted),
    ):
        figures[what] = found
        times = found[0] / figures["attacks page, three facets"][0]
        print(f"{what:32}{found[0]:8.0f}{found[1]:8.0f}{'':11}  {times:.0f} times ours")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
