"""How long readers wait while others send the most expensive requests.

One reader requests uncached pages one after the other: alternately alone, and alongside attackers
who send hostile requests without pause, one kind at a time.
"""

from __future__ import annotations

import argparse
import itertools
import random
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

from benchmarks._readers import ask, memory, percentile, processors, serving
from benchmarks.load import ids_of
from benchmarks.serving import site_with

# By number of attackers, how many times as long a reader may wait at the 95th percentile.
MOST = {8: 2.0, 40: 3.0}
MANY = "with recursive n(x) as (select 1 union all select x + 1 from n)"
LONG = "replace(hex(zeroblob(400000)), '0', 'a')"
JOIN = ", ".join(f"claims c{number}" for number in range(64))
# The addresses for attackers contain a number, so that none is answered from the cache.
SQL = {
    "recursive bomb": f"{MANY} select count(*) from n",
    "64-way join": f"select count(*) from {JOIN}",
    "cross join": "select * from attacks a, attacks b order by a.title || b.title limit 10",
    "sorting a million": "select * from attack_reports order by notes || id desc limit 10",
    "LIKE": "select count(*) from attack_reports, claims c where notes like '%a%e%i%o%u%' || c.id",
    "LIKE on a long text": f"select {LONG} like '%{'a' * 45}b%' from claims, claims b",
    "GLOB": f"select {LONG} glob '*{'[a-z]*' * 30}1' from claims, claims b",
    "printf": "select printf('%.*c', 900000000, 'a')",
    "instr": f"select instr({LONG} || {LONG}, replace(hex(zeroblob(200000)), '0', 'a') || 'b')",
    "group_concat": f"{MANY} select group_concat(x || '{'y' * 500}') from n",
    "zeroblob": "select zeroblob(900000) from claims, claims b",
    "large result": "select * from attacks limit 10000",
    "JSON": f"{MANY} select json_group_array(json_object('x', x)) from n",
}
PATHS = {
    "filters": "/jnim/attack_reports?notes__contains=a%25e%25i%25o%25u%25{n}&notes__not={n}",
    "facets": "/jnim/attack_reports?_facet=notes&_facet=location&_facet=record_id&id__not={n}",
    "10,000 rows": "/jnim/attacks?_size=max&_x={n}",
    "sorting": "/jnim/attack_reports?_sort=location&id__not={n}",
    "raw search": "/jnim/attack_reports?_search=a*+OR+b*+OR+c*+OR+d*&_searchmode=raw&_x={n}",
    "deep page": "/jnim/property_readings?_next=900000&_x={n}",
    "points": "/-/points/jnim/attacks?_x={n}",
    "stream": "/jnim/attacks.csv?_stream=on&_x={n}",
    "wide query": "/jnim/attacks_between?start=1990&end=2030&_x={n}",
}
numbers = itertools.count(time.time_ns())


def hostile() -> dict[str, list[str]]:
    """Return the addresses of each kind, with a placeholder for a number."""
    own = {
        name: [
            "/jnim?" + urlencode({"sql": sql}) + "&_x={n}",
            "/jnim.csv?" + urlencode({"sql": sql}) + "&_x={n}",
        ]
        for name, sql in SQL.items()
    }
    kinds = own | {name: [path] for name, path in PATHS.items()}
    kinds["_where"] = [
        "/jnim/attacks?"
        + urlencode({"_where": f"id in ({MANY} select x from n)", "_facet": "year"})
        + "&_x={n}"
    ]
    return kinds | {"all in turn": [path for paths in kinds.values() for path in paths]}


def pages(rows: int) -> Iterator[str]:
    """Yield pages for the reader, none of them twice."""
    of = ids_of(site_with(rows).joinpath("jnim.db").resolve())
    draw = random.Random(1)
    for number in numbers:
        country, year = draw.choice(of["countries"]), draw.randrange(1998, 2024)
        yield from (
            f"/groups/{draw.choice(of['groups'])}?_x={number}",
            f"/attacks/{draw.choice(of['attacks'])}?_x={number}",
            f"/claims/{draw.choice(of['claims'])}?_x={number}",
            f"/jnim/attacks?year={year}&country_code={country}&_facet=attack_type&_x={number}",
            f"/jnim/attacks.json?country_code={country}&_size=20&_x={number}",
            f"/jnim/find?q=Ghali&_x={number}",
            f"/search?q=Menaka&_x={number}",
            f"/?_x={number}",
        )


def read(port: int, paths: Iterator[str], seconds: float) -> list[float]:
    """Request pages one after the other; return the seconds for each."""
    times = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        path = next(paths)
        answer = ask(port, path)
        if answer.status != 200:
            sys.exit(f"a reader was answered {answer.status or answer.failure} for {path}")
        times.append(answer.seconds)
    return times


class Attack:
    """Attackers who send requests without pause, while this context is open."""

    def __init__(self, port: int, paths: list[str], attackers: int) -> None:
        self.told: Counter[str] = Counter()
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._ask, args=[port, paths, first])
            for first in range(attackers)
        ]

    def _ask(self, port: int, paths: list[str], first: int) -> None:
        for path in itertools.islice(itertools.cycle(paths), first, None):
            if self._stop.is_set():
                return
            answer = ask(port, path.format(n=next(numbers)))
            self.told[answer.failure or str(answer.status)] += 1

    def __enter__(self) -> Attack:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


def main(arguments: list[str] | None = None) -> None:
    """Print the figures; exit with an error if readers wait too long, or the site fails."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks hostile", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many attacks")
    parser.add_argument("--seconds", type=float, default=5, help="of each kind, with and without")
    parser.add_argument("--kinds", nargs="*", help="only these")
    parser.add_argument("--attackers", type=int, default=8, choices=MOST)
    given = parser.parse_args(arguments)
    kinds = hostile()
    paths = pages(given.rows)
    alone: list[float] = []
    beside: list[float] = []
    told: Counter[str] = Counter()
    most = 0.0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    print(
        f"Hostile questions about {given.rows:,} attacks, {given.attackers} attackers, "
        f"{processors()}"
    )
    print("Milliseconds that a reader waits, alone and beside the attackers")
    print(f"{'':22}{'median':>14}{'':8}{'95th':>14}  attackers were answered")
    with serving(site_with(given.rows), port) as server:
        read(port, paths, given.seconds)
        for kind in given.kinds or kinds:
            before = read(port, paths, given.seconds)
            with Attack(port, kinds[kind], given.attackers) as attack:
                time.sleep(1)
                during = read(port, paths, given.seconds)
                most = max(most, memory(server.pid))
            tell(kind, before, during, attack.told)
            alone, beside, told = alone + before, beside + during, told + attack.told
    tell("together", alone, beside, told)
    print(f"memory of all processes: {most:.0f} MB at most")
    failed = {status for status in told if status not in ("200", "400", "503")}
    if failed:
        sys.exit(f"attackers were answered {failed}")
    if ratio(alone, beside, 95) > MOST[given.attackers]:
        sys.exit(f"readers wait more than {MOST[given.attackers]} times as long")


def ratio(alone: list[float], beside: list[float], share: float) -> float:
    """Return how many times as long readers wait alongside attackers."""
    return percentile(beside, share) / percentile(alone, share)


def tell(kind: str, alone: list[float], beside: list[float], told: Counter[str]) -> None:
    """Print a line."""
    parts = [
        f"{percentile(alone, share):6.0f}{percentile(beside, share):6.0f}"
        f"{ratio(alone, beside, share):6.1f} x "
        for share in (50, 95)
    ]
    statuses = ", ".join(f"{count} times {status}" for status, count in sorted(told.items()))
    print(f"{kind:22}{'   '.join(parts)}   {statuses}", flush=True)


if __name__ == "__main__":
    main()
