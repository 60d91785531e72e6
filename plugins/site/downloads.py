"""What the page /downloads lists: the files that `make export` has put among the static ones."""

import json
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from jinja2 import Environment

from common.project import DATABASE
from plugins.site.hooks import hookimpl
from plugins.site.static_files import MOUNT

FOLDER = "downloads"


def downloads(datasette: Datasette) -> dict[str, Any] | None:
    """Return the index of the files, with whether they are of the database that is served.

    None where there are none.
    """
    folder = dict(datasette.static_mounts).get(MOUNT)
    index = Path(folder or "", FOLDER, "downloads.json")
    if folder is None or not index.is_file():
        return None
    listed: dict[str, Any] = json.loads(index.read_text(encoding="utf-8"))
    listed["is_current"] = datasette.get_database(DATABASE).hash in (None, listed["database"])
    return listed


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Give templates `downloads()`."""
    env.globals["downloads"] = lambda: downloads(datasette)
