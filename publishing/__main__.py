"""Publish the site: python -m publishing cloudrun --app jnim."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from common.command import MISTAKES, OK, exit_code
from common.errors import UserError
from publishing.lock import WITH_MCP
from publishing.package import package
from publishing.stage import gathered, new_folder
from publishing.targets import TARGETS, Target, command

STANDINS = Path(__file__).resolve().parent / "standins"


def publish(target: Target, database: Path, app: str, more: list[str]) -> int:
    """Publish a database to a host.

    Returns:
        The exit code of `datasette publish`.

    Raises:
        UserError: Where the host's tool is missing, or rows may not be passed on.
    """
    with gathered(database) as site:
        if shutil.which(target.tool) is None:
            raise UserError(
                f"publishing to {target.title} needs its tool {target.tool}, installed and logged "
                "in; DRY_RUN=folder shows without it what would be sent"
            )
        return _datasette(command(target, app, None, more), site, {})


def dry_run(target: Target, database: Path, app: str, folder: Path, more: list[str]) -> int:
    """Leave in a folder what would be sent to a host.

    Returns:
        The exit code of `datasette publish`.

    Raises:
        UserError: Where the folder holds something else, or nothing was generated.
    """
    with gathered(database) as site:
        folder = new_folder(folder, mark=target.mark)
        with tempfile.TemporaryDirectory() as home:
            changed = {
                "PATH": f"{STANDINS}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
                "DRY_RUN": str(folder),
                # No credentials are at hand, whatever the tools might do.
                "HOME": home,
            }
            code = _datasette(command(target, app, folder, more), site, changed)
    if code == OK and not (folder / target.mark).is_file():
        raise UserError(f"datasette publish {target.name} has written no {target.mark}")
    return code


def _datasette(arguments: list[str], site: Path, changed: dict[str, str]) -> int:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "datasette", *arguments],
        cwd=site,
        env={**os.environ, **changed},
        check=False,
    )
    return done.returncode


def main(arguments: list[str] | None = None) -> int:
    """Publish, or make a package."""
    parser = argparse.ArgumentParser(
        prog="python -m publishing",
        description="Publish the site to a host, or make the context of a container.",
        epilog="example: python -m publishing fly --app jnim --dry-run build/fly",
    )
    parser.add_argument("target", choices=[*TARGETS, "package"])
    parser.add_argument("--database", type=Path, default=Path("jnim.db"), help="the file")
    parser.add_argument("--app", default="jnim", help="the application's name at the host (jnim)")
    parser.add_argument(
        "--dry-run", type=Path, help="leave here what would be sent, and send it not"
    )
    parser.add_argument(
        "--to", type=Path, default=Path("build/package"), help="folder of a package"
    )
    options: Any
    options, more = parser.parse_known_args(arguments)
    if options.target == "package":
        if more:
            parser.error(f"unknown: {' '.join(more)}")
        package(options.database, options.to)
        print(f"Wrote {options.to}")
        return OK
    target = TARGETS[options.target]
    if WITH_MCP and target.name == "vercel":
        raise UserError(
            "Vercel starts the site anew for requests, and the server for MCP clients has to stay "
            "awake; publish there without MCP=1, or elsewhere with it"
        )
    if options.dry_run is None:
        code = publish(target, options.database, options.app, more)
    else:
        code = dry_run(target, options.database, options.app, options.dry_run, more)
        if code == OK:
            print(f"Wrote {options.dry_run}; nothing was sent")
    return OK if code == OK else MISTAKES


if __name__ == "__main__":
    sys.exit(exit_code(main))
