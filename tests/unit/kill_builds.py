"""Kill builds at many moments; run by test_build.py in a process of its own.

usage: python -m tests.unit.kill_builds SCHEMA OUTPUT TIMES FACTS OTHER_FACTS

Each build is a process that starts with all modules loaded, so that the kills hit the reading and
writing itself. It builds the facts that the database does not have, so that there is something to
write. Every other build ends just before it would open, rename or delete a file beside the
database, from the last such step to the first; those in between end after a part of the processor
time that a build takes. Neither depends on the load of the machine. Prints, for each build, 1 if it
was killed before its end or 0 if it was faster, and what it left behind.
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


class Steps:
    """Counts the steps on files beside the database, and ends this process before one of them."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.taken = 0
        self.last = 0
        sys.addaudithook(self.note)

    def note(self, _event: str, arguments: tuple[object, ...]) -> None:
        """Count an event that Python reports (sys.addaudithook)."""
        if any(self.folder in str(each) for each in arguments if isinstance(each, str | Path)):
            self.taken += 1
            if self.taken == self.last:
                os.kill(os.getpid(), signal.SIGKILL)


def built(facts: str, output: str) -> int:
    """Build, and return the exit code of the command."""
    return exit_code(build.main, ["--facts", facts, "--output", output, "--quiet"])


def main() -> None:
    """Build both completely, to load everything and to measure the time, and then kill builds."""
    schema, output, times, *trees = sys.argv[1:]
    database.SCHEMA = Path(schema)
    steps = Steps(str(Path(output).parent))
    contents: list[str] = []
    for facts in trees:
        steps.taken, begun = 0, time.process_time()
        assert built(facts, output) == 0
        lasted, whole = time.process_time() - begun, steps.taken
        contents.append(content(output))
    moments = random.Random(int(times))
    for number in range(int(times)):
        other = trees[1 - contents.index(content(output))]
        moment = max(0.001, lasted * moments.random())  # zero would be no moment at all
        process = os.fork()
        if process == 0:
            steps.taken = 0
            if number % 2:
                steps.last = whole - number // 2 % whole
            else:  # SIGPROF ends a process that does not expect it
                signal.setitimer(signal.ITIMER_PROF, moment)
            os._exit(built(other, output))
        _, status = os.waitpid(process, 0)
        assert os.WIFSIGNALED(status) or status == 0
        left = len(list(Path(output).parent.glob("*.building-*")))
        print(int(os.WIFSIGNALED(status)), left, flush=True)
        print(content(output), flush=True)


def content(output: str) -> str:
    """Check that the database is whole, and return the hash of its content."""
    connection = open_read_only(Path(output))
    database.check_database(connection)
    told = content_hash(connection)
    connection.close()
    return told


if __name__ == "__main__":
    main()
