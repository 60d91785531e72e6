"""Publish the site: python -m publishing cloudrun --app my-site."""

import argparse
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from common.command import MISTAKES, OK, exit_code
from common.errors import UserError
from common.project import DATABASE, FILE, PROJECT
from common.redistribution import refuse_withheld
from publishing.lock import WITH_MCP
from publishing.package import package
from publishing.stage import new_folder
from publishing.targets import TARGETS, Target

# What a site lacks without each setting; none of them prevents publishing.
MISSED = {
    "corrections": "readers find no way to report a mistake",
    "maintainers": "readers are not told who maintains the site",
    "address": "copied references do not say where the site is",
}


def publish(target: Target, database: Path, app: str, more: list[str]) -> int:
    """Publish a database to a host.

    Args:
        target: The host.
        database: The database.
        app: The name of the application there.
        more: Further arguments, from the user, for the command that sends it.

    Returns:
        The exit code of the host's tool.

    Raises:
        UserError: If that tool is missing.
    """
    if shutil.which(target.tool) is None:
        raise UserError(
            f"publishing to {target.title} needs its tool {target.tool}, installed and logged "
            "in; DRY_RUN=folder shows without it what would be sent"
        )
    with tempfile.TemporaryDirectory(prefix="site-") as parent:
        # Vercel names a project after its folder.
        folder = Path(parent) / app
        target.write(database, app, folder)
        if target.look_up and _run(target.look_up, app, folder, quiet=True) != OK:
            code = _run(target.create, app, folder)
            if code != OK:
                return code
        return _run(target.send, app, folder, *more)


def _run(command: str, app: str, folder: Path, *more: str, quiet: bool = False) -> int:
    words = [word.format(app=app) for word in shlex.split(command)]
    output = subprocess.DEVNULL if quiet else None
    done = subprocess.run(  # noqa: S603
        [*words, *more], cwd=folder, stdout=output, stderr=output, check=False
    )
    return done.returncode


def app_name(text: str) -> str:
    """Return an application's name, after checking that it is valid on every host."""
    if not re.fullmatch("[a-z][a-z0-9-]{1,29}", text):
        raise argparse.ArgumentTypeError(f"{text!r}: 2 to 30 of a-z, 0-9 and -, a letter first")
    return text


def unset(site: dict[str, Any]) -> list[str]:
    """Return what readers of the published site would lack, each with the missing setting."""
    is_set = {
        "corrections": any((site.get("corrections") or {}).values()),
        "maintainers": bool(site.get("maintainers")),
        "address": bool(site.get("address")),
    }
    return [
        f"{missed}: set {key} below site in project.yml"
        for key, missed in MISSED.items()
        if not is_set[key]
    ]


def main(arguments: list[str] | None = None) -> int:
    """Publish, or write the folder that would be sent."""
    parser = argparse.ArgumentParser(
        prog="python -m publishing",
        description="Publish the site to a host, or write the context of an image.",
        epilog="example: python -m publishing fly --app my-site --dry-run build/fly",
    )
    parser.add_argument("target", choices=[*TARGETS, "package"])
    parser.add_argument("--database", type=Path, default=Path(FILE), help="the file")
    parser.add_argument(
        "--app", type=app_name, default=DATABASE, help=f"its name at the host [{DATABASE}]"
    )
    parser.add_argument("--dry-run", type=Path, help="leave here what would be sent; send nothing")
    parser.add_argument(
        "--to", type=Path, default=Path("build/package"), help="folder of a package"
    )
    options: Any
    options, more = parser.parse_known_args(arguments)
    refuse_withheld(options.database)
    for line in unset(PROJECT.site):
        print(line, file=sys.stderr)
    if options.target == "package":
        if more:
            parser.error(f"unknown: {' '.join(more)}")
        package(options.database, new_folder(options.to, mark="Dockerfile"))
        print(f"Wrote {options.to}")
        return OK
    target = TARGETS[options.target]
    if WITH_MCP and options.target == "vercel":
        raise UserError(
            "Vercel starts the site anew for requests, and the server for MCP clients has to stay "
            "awake; publish there without MCP=1, or elsewhere with it"
        )
    if options.dry_run is None:
        code = publish(target, options.database, options.app, more)
        return OK if code == OK else MISTAKES
    folder = new_folder(options.dry_run, mark=target.mark)
    target.write(options.database, options.app, folder)
    command = " ".join([target.send.format(app=options.app), *map(shlex.quote, more)])
    print(f"Wrote {options.dry_run}; nothing was sent. What sends it, there: {command}")
    return OK


if __name__ == "__main__":
    sys.exit(exit_code(main))
