"""The command: python -m exports --to dist."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from common.command import OK, exit_code
from common.errors import UserError
from common.project import FILE
from exports.site_files import offer


def main(arguments: list[str] | None = None) -> int:
    """Write an export."""
    parser = argparse.ArgumentParser(
        prog="python -m exports",
        description="Write a database as CSV with a data package, Parquet, GeoJSON, BibTeX, "
        "CSL-JSON and FollowTheMoney, with checksums and a changelog.",
        epilog="example: python -m exports --to dist --previous ../last-release",
    )
    parser.add_argument("--database", type=Path, default=Path(FILE), help="the file")
    parser.add_argument("--to", type=Path, default=Path("dist"), help="the folder to write")
    parser.add_argument(
        "--previous", type=Path, help="database or export of the last release (the last tag of git)"
    )
    parser.add_argument(
        "--released", help="day of the release, such as 2026-01-31 (that of metadata.yml)"
    )
    parser.add_argument("--site", type=Path, help="static folder from which the site offers them")
    options: Any = parser.parse_args(arguments)
    if options.released is not None:
        _check_day(options.released)
    try:
        from exports.write import export
    except ModuleNotFoundError as error:
        raise UserError(
            f"{error.name} is not installed, which exports need: make export installs it"
        ) from None
    export(options.database, options.to, options.previous, options.released)
    print(f"Wrote {options.to}")
    if options.site is not None:
        print(f"The site offers {offer(options.to, options.site)} files of it at /downloads")
    return OK


def _check_day(day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError:
        raise UserError(f"'{day}' is no day; give one such as 2026-01-31") from None


if __name__ == "__main__":
    sys.exit(exit_code(main))
