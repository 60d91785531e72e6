"""The command: python -m exports.archive --site . --to build/archive."""

import argparse
import asyncio
import shutil
import sys
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from common.command import OK, exit_code
from common.errors import UserError
from common.project import FILE
from common.redistribution import refuse_withheld
from exports.archive.check import dead_links
from exports.archive.crawl import read_site
from exports.archive.write import ABSENT, write_site

START = ("/", "/about", f"/{FILE}")
MOST = 20_000


def archive(site: Path, to: Path, start: tuple[str, ...] = START, most: int = MOST) -> int:
    """Write the site to a folder as files, replacing an earlier archive.

    Raises:
        UserError: If rows may not be redistributed, the folder is no archive, or a link is dead.
    """
    refuse_withheld(site / FILE)
    if to.exists() and any(to.iterdir()):
        if not (to / ABSENT).is_file():
            raise UserError(f"{to} is not empty, and no archive: name another folder")
        shutil.rmtree(to)

    async def read() -> Any:
        datasette = Datasette([], config_dir=site)
        await datasette.invoke_startup()
        return await read_site(datasette, start, most)

    count = write_site(asyncio.run(read()), to)
    if dead := dead_links(to):
        raise UserError("\n".join([f"{len(dead)} links lead nowhere:", *dead[:20]]))
    return count


def main(arguments: list[str] | None = None) -> int:
    """Write an archive."""
    parser = argparse.ArgumentParser(
        prog="python -m exports.archive",
        description="Write the whole site as files that need no server, search included.",
    )
    parser.add_argument("--site", type=Path, default=Path(), help="the folder that is served")
    parser.add_argument("--to", type=Path, default=Path("build/archive"), help="what to write")
    options: Any = parser.parse_args(arguments)
    count = archive(options.site, options.to)
    print(f"Wrote {options.to}: {count} files. Open {options.to / 'index.html'}")
    return OK


if __name__ == "__main__":
    sys.exit(exit_code(main))
