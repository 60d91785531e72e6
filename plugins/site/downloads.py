"""What the pages /downloads and /codebook show: files of `make export`, and what columns mean."""

import functools
import json
import weakref
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from jinja2 import Environment

from common.codebook import read_codebook
from common.project import DATABASE
from plugins.site.hooks import hookimpl
from plugins.site.static_files import MOUNT

FOLDER = "downloads"
# Of a database that cannot change the rows, of which there may be a million, are counted once.
_books: "weakref.WeakKeyDictionary[Database, dict[str, Any]]" = weakref.WeakKeyDictionary()


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
    """Give templates `downloads()`, and `whole_database()` with its size and hash."""
    env.globals["downloads"] = lambda: downloads(datasette)
    env.globals["whole_database"] = lambda: datasette.get_database(DATABASE)


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, Callable[[], Awaitable[dict[str, Any]]]]:
    """Give every template `codebook()`."""

    async def codebook() -> dict[str, Any]:
        database = datasette.get_database(DATABASE)
        if database not in _books or database.is_mutable:
            words = datasette.metadata("databases")[DATABASE]
            read = functools.partial(read_codebook, words=words)
            _books[database] = await database.execute_fn(read)
        return _books[database]

    return {"codebook": codebook}
