"""Many concurrent readers of all kinds of pages, with a million attacks.

One request in twenty is SQL that hits its time limit. Then the same again, while the server is
killed and restarted: what readers notice, and how long until the first response.
"""

from __future__ import annotations

import argparse
import itertools
import random
import signal
import socket
import sqlite3
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks._readers import Answer, ask, memory, percentile, processors, serving
from benchmarks.serving import site_with

CLIENTS = 64
SLOW_SHARE = 0.05
SLOW = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"
# Seconds that a reader who could not connect waits before trying again.
AGAIN = 0.1
LIMIT = "limit reached"
WORDS = ("attack", "Mali", "Ghali", "convoy", "Menaka", "soldiers", "village", "Burkina", "mine")

GROUPS = ("jnim", "islamic-state", "macina-liberation-front", "aqim")
OWN_SQL = "select id, title, date_edtf from attacks where month = :m"
PAGES = {
    "home": ["/"],
    "groups": ["/groups/{groups}"],
    "people": ["/people/{people}"],
    "places": ["/places/{places}"],
    "attacks": ["/attacks/{attacks}"],
    "sources": ["/sources/{sources}"],
    "claims": ["/claims/{claims}"],
    "disagreements": ["/disagreements/{disagreements}"],
    "lists": ["/groups", "/people", "/places", "/attacks", "/sources", "/disagreements"],
    "map": ["/map?country={countries}&from={month}"],
    "points": ["/-/points/jnim/attacks?country_code={countries}&month={month}"],
    "timeline": ["/timeline?from={year}"],
    "lineage": ["/lineage?on={month}"],
    "charts": ["/attacks-per-month?group={group}&start={year}&end={end}"],
    "search": ["/search?q={word}"],
    "tables, facets": [
        "/jnim/attacks?year={year}&country_code={countries}"
        "&_facet=attack_type&_facet=perpetrator_id"
    ],
    "table search": ["/jnim/attack_reports?_search={word}+{year}"],
    "rows": ["/jnim/attacks/{attacks}"],
    "named queries": [
        "/jnim/find?q={word}",
        "/jnim/members?group=jnim&as_of={month}&known_by=",
        "/jnim/existed?group={group}&date={month}",
        "/jnim/attacks_per_month?group={group}&start={year}&end={end}&source=&rule=party",
        "/jnim/attacks_between.json?start={month}&end={month}",
    ],
    "JSON": ["/jnim/attacks.json?_size=100&year={year}&_shape=objects"],
    "CSV": ["/jnim/attacks.csv?_size=500&month={month}"],
    "own SQL": [f"/jnim.json?{urlencode({'sql': OWN_SQL})}&m={{month}}"],
    "feeds": ["/feeds/attacks.atom", "/feeds/disagreements.atom", "/robots.txt"],
    "files": ["/static/site.css", "/favicon.ico"],
}
"""Addresses of each kind of page; values for the braces are drawn at random."""


def ids_of(database: Path) -> dict[str, list[str]]:
    """Return the ids in each table, a few thousand attacks, and the countries of these."""
    tables = ("groups", "people", "places", "sources", "claims", "disagreements")
    queries = {name: f"SELECT id FROM {name}" for name in tables}
    queries["attacks"] = "SELECT id FROM attacks WHERE rowid % 499 = 0 OR scope = 'general'"
    queries["countries"] = "SELECT DISTINCT country_code FROM attack_counts WHERE country_code > ''"
    with closing(sqlite3.connect(f"{database.as_uri()}?immutable=1", uri=True)) as source:
        return {
            name: [quote(str(row[0]), safe="") for row in source.execute(query)]
            for name, query in queries.items()
        }


def address(kind: str, of: dict[str, list[str]], draw: random.Random) -> str:
    """Return a random address of a kind of page."""
    year = draw.randrange(1998, 2024)
    drawn = {table: draw.choice(ids) for table, ids in of.items()}
    return draw.choice(PAGES[kind]).format(
        **drawn,
        year=year,
        end=year + draw.randrange(3),
        month=f"{year}-{draw.randrange(1, 13):02}",
        group=draw.choice(GROUPS),
        word=draw.choice(WORDS),
    )


class Seen:
    """What readers saw: their responses by kind, and the server's memory each second."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = defaultdict(list)
        self.wrong: list[str] = []
        self.memory: list[float] = []
        # When the server was killed, and when the first response came after that.
        self.killed = float("inf")
        self.again = float("inf")

    def note(self, kind: str, path: str, answer: Answer) -> None:
        """Record a response."""
        self.answers[kind].append(answer)
        # 503 means that there are too many slow requests, which workers answer.
        if answer.status >= 500 and answer.status != 503:
            self.wrong.append(f"{answer.status} {path}")
        elif answer.failure in ("broken", "silent"):
            self.wrong.append(f"{answer.failure} {path}")
        if answer.status and time.monotonic() - answer.seconds > self.killed:
            self.again = min(self.again, time.monotonic() - self.killed)


def read(port: int, of: dict[str, list[str]], seed: int, until: float, seen: Seen) -> None:
    """Be one reader."""
    draw = random.Random(seed)
    numbers = itertools.count(seed * 1_000_000)
    while time.monotonic() < until:
        kind = LIMIT if draw.random() < SLOW_SHARE else draw.choice(list(PAGES))
        if kind == LIMIT:
            path = "/jnim.json?" + urlencode({"sql": SLOW, "x": next(numbers)})
        else:
            path = address(kind, of, draw)
        answer = ask(port, path)
        seen.note(kind, path, answer)
        if answer.failure:
            time.sleep(AGAIN)


def load(
    port: int, of: dict[str, list[str]], seconds: float, during: Callable[[Seen], None]
) -> Seen:
    """Run the readers, and do something meanwhile."""
    seen = Seen()
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=read, args=[port, of, seed, until, seen]) for seed in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    during(seen)
    for thread in threads:
        thread.join()
    return seen


def report(seen: Seen, seconds: float) -> None:
    """Print what was seen."""
    print(f"  {'':16}{'answers':>9}{'median':>9}{'99th':>9}  ms; statuses")
    every = [answer for answers in seen.answers.values() for answer in answers]
    pages = [
        answer
        for kind, answers in seen.answers.items()
        for answer in answers
        if kind not in ("own SQL", "limit reached")
    ]
    for kind, answers in [*sorted(seen.answers.items()), ("all but SQL", pages), ("all", every)]:
        times = [answer.seconds for answer in answers if answer.status]
        told = Counter(answer.failure or str(answer.status) for answer in answers)
        statuses = ", ".join(f"{count} times {status}" for status, count in sorted(told.items()))
        print(
            f"  {kind:16}{len(answers):9}{percentile(times, 50):9.0f}{percentile(times, 99):9.0f}"
            f"  {statuses}"
        )
    print(f"  {len(every) / seconds:.0f} answers a second")
    if third := len(seen.memory) // 3:
        first, last = (sum(part) / third for part in (seen.memory[:third], seen.memory[-third:]))
        print(
            f"  memory of all processes: {first:.0f} MB in the first third, {last:.0f} in the last,"
            f" {last / first:.2f} times; {max(seen.memory):.0f} at most"
        )
    if seen.wrong:
        print(f"  {len(seen.wrong)} answers that should not be:", *seen.wrong[:10], sep="\n    ")


def main(arguments: list[str] | None = None) -> None:
    """Print the figures; exit with an error if a response was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks load", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many attacks")
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args(arguments)
    folder = site_with(given.rows)
    of = ids_of((folder / "jnim.db").resolve())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    print(f"{CLIENTS} readers of {given.rows:,} attacks for {given.seconds:.0f} s, {processors()}")
    wrong = []
    with serving(folder, port) as server:

        def watch(seen: Seen) -> None:
            for _ in range(int(given.seconds)):
                time.sleep(1)
                seen.memory.append(memory(server.pid))

        seen = load(port, of, given.seconds, watch)
    report(seen, given.seconds)
    wrong += seen.wrong
    print("The same, killed after a third and started again")
    # The second server runs until every reader has a response: a stopping one answers 503.
    with serving(folder, port) as server, ExitStack() as second:

        def kill(seen: Seen) -> None:
            time.sleep(given.seconds / 3)
            server.send_signal(signal.SIGKILL)
            server.wait()
            seen.killed = time.monotonic()
            second.enter_context(serving(folder, port, wait=False))

        seen = load(port, of, given.seconds, kill)
    failed = Counter(
        answer.failure for answers in seen.answers.values() for answer in answers if answer.failure
    )
    report(seen, given.seconds)
    print(
        f"  first answer {seen.again:.2f} s after the kill (aimed at: 2); without answer: {failed}"
    )
    # Not counting responses that were in progress when the server was killed.
    wrong += [each for each in seen.wrong if not each.startswith("broken")]
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
