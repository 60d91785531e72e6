"""Kill builds at random moments; run by test_build.py in a process of its own.

usage: python -m tests.unit.kill_builds SCHEMA OUTPUT TIMES FACTS OTHER_FACTS

Each build is a process that begins where all modules are loaded, so that the moments fall on the
reading and writing itself. The two folders of facts take turns, so that each build has something
to write. Prints, for each build, 1 where it was killed before its end and 0 where it was faster.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from common.command import exit_code
from common.content_hash import content_hash
from common.database import open_read_only
from loaders import build, database


def start(facts: str, output: str) -> int:
    """Start a build and return its process id."""
    process = os.fork()
    if process == 0:
        code = exit_code(build.main, ["--facts", facts, "--output", output, "--quiet"])
        os._exit(code)
    return process


def main() -> None:
    """Build to the end, to load everything and to know how long it takes, and then kill."""
    schema, output, times, *trees = sys.argv[1:]
    database.SCHEMA = Path(schema)
    assert exit_code(build.main, ["--facts", trees[1], "--output", output, "--quiet"]) == 0
    begun = time.perf_counter()
    _, status = os.waitpid(start(trees[0], output), 0)
    lasted = time.perf_counter() - begun
    assert status == 0
    moments = random.Random(int(times))
    for number in range(int(times)):
        process = start(trees[number % 2], output)
        # Half of them anywhere, half in the last third, where the writing is.
        time.sleep(lasted * (moments.random() if number % 4 < 2 else moments.uniform(0.6, 1.1)))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        killed = os.WIFSIGNALED(status)
        # The machine may be busier or less busy than at the first build.
        lasted *= 1.02 if killed else 0.94
        left = len(list(Path(output).parent.glob("*.building-*")))
        print(int(killed), left, flush=True)
        check(output)


def check(output: str) -> None:
    """See that the database is whole and says what one of the two folders says."""
    connection = open_read_only(Path(output))
    database.check_database(connection)
    print(content_hash(connection), flush=True)
    connection.close()


if __name__ == "__main__":
    main()
