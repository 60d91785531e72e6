"""Loading event data: ours against `sqlite-utils insert --csv` and `sqlite3 .import`, side by side.

Ours reads, checks, normalises, resolves, matches, summarises and indexes, including full text; the
other two load the same file into one text table.
"""

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.synthetic import write_acled
from common.project import FILE

ROWS = (10_000, 100_000, 1_000_000)


@dataclass(frozen=True)
class Run:
    """The resources that a command used.

    Attributes:
        seconds: Wall time.
        processor: Processor time in seconds, which depends less on other programs.
        megabytes: Peak memory, including child processes.
        size: Size of the resulting database in bytes.
    """

    seconds: float
    processor: float
    megabytes: float
    size: int


def held(process: int) -> int:
    """Return the current memory of a process and its children in kilobytes; 0 if unknown."""
    total = 0
    try:
        with Path(f"/proc/{process}/smaps_rollup").open(encoding="ascii") as lines:
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        for each in Path(f"/proc/{process}/task").glob("*/children"):
            total += sum(held(int(child)) for child in each.read_text(encoding="ascii").split())
    except (OSError, StopIteration):
        # It has ended, or this is not Linux.
        pass
    return total


def measure(command: list[str], database: Path) -> Run:
    """Run a command and measure it."""
    errors: list[bytes] = []
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        pipe = process.stderr
        assert pipe is not None
        most = 0
        reading = threading.Thread(target=lambda: errors.append(pipe.read()))
        reading.start()
        while reading.is_alive():
            most = max(most, held(process.pid))
            reading.join(0.25)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        sys.exit(f"{command} failed: {errors[0].decode()}")
    # Linux counts in kilobytes, macOS in bytes.
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return Run(
        seconds,
        used.ru_utime + used.ru_stime,
        max(used.ru_maxrss / unit, most / 1024),
        database.stat().st_size,
    )


def ours(exports: Path, folder: Path) -> Run:
    """Run the loader as `make events` does."""
    output = folder / "ours" / FILE
    told = ["--events", str(exports), "--built", FILE, "--output", str(output)]
    return measure([sys.executable, "-m", "loaders.events", *told], output)


def sqlite_utils(file: Path, folder: Path) -> Run:
    """Run `sqlite-utils insert --csv`, which detects the types of the columns."""
    output = folder / "sqlite-utils.db"
    return measure(
        [sys.executable, "-m", "sqlite_utils", "insert", str(output), "events", str(file), "--csv"],
        output,
    )


def sqlite_import(file: Path, folder: Path) -> Run | None:
    """Run `.import` in the sqlite3 program; None if it is not installed."""
    program = shutil.which("sqlite3")
    if program is None:
        return None
    output = folder / "import.db"
    return measure([program, str(output), "-cmd", ".mode csv", f".import '{file}' events"], output)


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks events", description=__doc__)
    parser.add_argument(
        "--rows", type=int, nargs="*", default=ROWS, help="how many rows the files have"
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    given = parser.parse_args(arguments)
    print(f"Loading event data, {os.cpu_count()} processors; processor time in brackets")
    head = (
        "rows",
        "file",
        "ours",
        "sqlite-utils",
        "times",
        "sqlite3 .import",
        "times",
        "memory",
        "size",
    )
    print("{:>9} {:>7} {:>16} {:>18} {:>6} {:>16} {:>6} {:>8} {:>6}".format(*head))
    found: dict[int, Run] = {}
    figures = []
    for rows in given.rows:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            exports = folder / "exports"
            exports.mkdir()
            file = write_acled(exports / "export.csv", rows)
            size = file.stat().st_size
            mine, theirs, plain = (
                ours(exports, folder),
                sqlite_utils(file, folder),
                sqlite_import(file, folder),
            )
        found[rows] = mine
        figures.append(
            {
                "rows": rows,
                "file": size,
                "ours": vars(mine),
                "sqlite_utils": vars(theirs),
                "import": plain and vars(plain),
            }
        )
        print(
            f"{rows:>9,} {size / 1e6:>5.0f}MB {_told(mine):>16} {_told(theirs):>18}"
            f" {theirs.seconds / mine.seconds:>5.1f}x {_told(plain) if plain else '-':>16}"
            f" {f'{mine.seconds / plain.seconds:.1f}x' if plain else '-':>6} "
            f"{mine.megabytes:>6.0f}MB"
            f" {mine.size / size:>5.2f}x"
        )
    sizes = sorted(found)
    for less, more in itertools.pairwise(sizes):
        print(
            f"from {less:,} to {more:,} rows: "
            f"{found[more].seconds / found[less].seconds:.1f} times as long"
        )
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2))


def _told(run: Run) -> str:
    return f"{run.seconds:.1f} s ({run.processor:.1f})"


if __name__ == "__main__":
    main()
