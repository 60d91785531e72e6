"""Serve the site on this machine, and rebuild it whenever a file is saved."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from common.command import exit_code
from common.errors import UserError
from common.project import FILE, FOLDER
from editing.folder import prepare
from editing.watch import build_once, stamps, watch, watched

SERVED = FOLDER / "build" / "edit"
RESTART = "project.yml has changed: end this (Ctrl+C) and start it again to see that"
WAITING = "No page yet: mend this and save, and the site starts with the first build that fits."


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m editing",
        description="Serve the site on this machine, and show what is saved within a second.",
        epilog="example: python -m editing --docs ../documents --port 8001",
    )
    parser.add_argument("--docs", type=Path, help="the folder of the documents' texts")
    parser.add_argument("--port", default="8001", help="where to listen on this machine [8001]")
    options: Any = parser.parse_args(arguments)
    docs: Path | None = options.docs
    if docs is not None and not docs.is_dir():
        raise UserError(f"there is no folder {docs} with documents")
    docs = docs.resolve() if docs else None
    os.chdir(FOLDER)  # so that messages name facts/groups.yml, wherever this is started
    prepare(SERVED, docs)
    project = FOLDER / "project.yml"
    begun_with = stamps([project])

    def changed() -> None:
        problems = build_once(SERVED, Path("facts"), Path(FILE), docs)
        problems.print()
        for question in problems.questions:
            print(question, file=sys.stderr)
        print(f"{len(problems)} to mend" if problems else "built", file=sys.stderr, flush=True)
        if stamps([project]) != begun_with:
            print(RESTART, file=sys.stderr, flush=True)

    # Terminating this process also ends the server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    changed()
    served = SERVED / FILE
    if not served.exists():
        print(WAITING, file=sys.stderr, flush=True)
        watch(watched(docs), changed, go_on=lambda: not served.exists())
    # Never another host: unfinished pages and texts are only for the person at this machine.
    command = ["datasette", str(SERVED), "--host", "127.0.0.1", "--port", options.port]
    with subprocess.Popen([sys.executable, "-m", *command]) as server:  # noqa: S603
        try:
            watch(watched(docs), changed, go_on=lambda: server.poll() is None)
        finally:
            server.terminate()
    return server.returncode or 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
