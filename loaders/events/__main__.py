"""The command that builds a database from facts and event data."""

import argparse
import sys
import time
from pathlib import Path

from common.command import MISTAKES, OK, exit_code
from common.display_text import counted
from common.project import FILE
from loaders.events.load import load
from loaders.events.run import Options, Outcome
from loaders.problems import Problems

REFUSED_FILE = "refused-rows.csv"


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m loaders.events",
        description="Build a database from the facts and the event data in a folder. The old one "
        "stays where"
        " anything is wrong.",
        epilog="example: python -m loaders.events --events ~/exports --output build/new.db",
    )
    parser.add_argument("--events", type=Path, required=True, help="the folder with the tables")
    parser.add_argument("--facts", type=Path, default=Path("facts"), help="the folder of the facts")
    parser.add_argument(
        "--built",
        type=Path,
        help="a database that has just been built of these facts: saves reading them once more",
    )
    parser.add_argument(
        "--output", type=Path, default=Path("build", FILE), help="the database file"
    )
    parser.add_argument(
        "--keep-good",
        action="store_true",
        help=f"leave out rows that cannot be read and list them in {REFUSED_FILE} beside the "
        "database",
    )
    parser.add_argument(
        "--leave-out-withdrawn",
        action="store_true",
        help="leave out events that a newer export of the same countries and days has no more",
    )
    parser.add_argument(
        "--public", action="store_true", help="leave out data sets whose rows may not be passed on"
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing where all is well")
    options = Options(**vars(parser.parse_args(arguments)))
    problems = Problems()
    started = time.perf_counter()
    outcome = Outcome()
    is_built = load(options, problems, outcome) is not None
    for notice in dict.fromkeys(outcome.notices):
        if not (is_built and options.quiet):
            print(notice, file=sys.stderr)
    if not is_built:
        problems.print()
        _print_advice(outcome, options)
        print(problems.outcome(options.output), file=sys.stderr)
        if outcome.refused.rows and not options.keep_good:
            print("--keep-good leaves out what cannot be read and loads the rest", file=sys.stderr)
        return MISTAKES
    _report_refused(outcome, options)
    if not options.quiet:
        _print_outcome(outcome, options, time.perf_counter() - started)
    return OK


def _report_refused(outcome: Outcome, options: Options) -> None:
    """Write what was left out to a file, and print how much it is."""
    report = options.output.with_name(REFUSED_FILE)
    report.unlink(missing_ok=True)
    if outcome.refused.rows:
        outcome.refused.write(report)
        files = outcome.files_left_out
        counts = {"file": files, "row": len(outcome.refused.rows) - files}
        told = (counted(count, each) for each, count in counts.items() if count)
        print(f"{' and '.join(told)} left out: see {report}", file=sys.stderr)
        _print_advice(outcome, options)


def _print_advice(outcome: Outcome, options: Options) -> None:
    # Several sheets, or files of the same name, may give the same advice.
    for advice in dict.fromkeys(each.advice(options.events) for each in outcome.suggestions):
        print(f"\n{advice}", file=sys.stderr)


def _print_outcome(outcome: Outcome, options: Options, seconds: float) -> None:
    for file in outcome.files:
        fates = {
            "loaded": file.used,
            "superseded": file.superseded,
            "of events loaded already": file.repeated,
            "left out": file.refused,
            "ignored": file.ignored,
        }
        sums = ", ".join(f"{count:,} {fate}" for fate, count in fates.items() if count)
        version = f", version {file.version}" if file.version else ""
        rows = f"{file.rows:,} row{'s' * (file.rows != 1)}"
        print(f"{file.name}: {rows}, {file.layout}{version}: {sums or 'no rows'}")
    counts = outcome.counts
    print(
        f"{options.output}: {counts['attack_reports']:,} reports of {counts['attacks']:,} attacks,"
        f" {counts['same']:,} pairs matched, {seconds:.1f} s"
    )


if __name__ == "__main__":
    sys.exit(exit_code(main))
