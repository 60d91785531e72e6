"""Ten thousand random requests, none of which may cause a failure of the site itself."""

from __future__ import annotations

import argparse
import http.client
import json
import random
import socket
import sys
import time
from collections import Counter

from benchmarks._addresses import ROOT, Addresses
from benchmarks._readers import memory, serving


def wrong_with(status: int, kind: str, body: bytes) -> str | None:
    """Return what is wrong with a response, or None if it is acceptable for any request."""
    # 503 means that there are too many slow requests at a time.
    if status == 0 or (status >= 500 and status != 503):
        return f"status {status}"
    if b"Traceback (most recent" in body:
        return "a traceback"
    if kind.startswith("application/json"):
        try:
            json.loads(body)
        except ValueError:
            return "no JSON"
    return None


def main(arguments: list[str] | None = None) -> None:
    """Print the responses by status; exit with an error if something was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    addresses = Addresses(random.Random(given.seed))
    told: Counter[str] = Counter()
    slowest = (0.0, "")
    wrong: list[str] = []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with serving(ROOT, port) as server:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        started = time.perf_counter()
        for _ in range(given.requests):
            address = addresses.one()
            asked = time.perf_counter()
            try:
                connection.request("GET", address)
                answer = connection.getresponse()
                status, kind = answer.status, answer.headers.get("content-type", "")
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                status, kind, body = 0, "", repr(error).encode()
            slowest = max(slowest, (time.perf_counter() - asked, address))
            told[str(status)] += 1
            if reason := wrong_with(status, kind, body):
                wrong.append(f"{reason}: {address} {body[:200]!r}")
        seconds = time.perf_counter() - started
        held = memory(server.pid)
    rate = given.requests / seconds
    print(f"{given.requests:,} made-up requests, seed {given.seed}, {rate:.0f} a second")
    print(f"answered {', '.join(f'{n} times {status}' for status, n in sorted(told.items()))}")
    print(f"slowest: {slowest[0]:.1f} s for {slowest[1][:150]}")
    print(f"memory of all processes at the end: {held:.0f} MB")
    if wrong:
        print(f"{len(wrong)} answers that should not be:", *wrong[:40], sep="\n  ")
        sys.exit(1)


if __name__ == "__main__":
    main()
