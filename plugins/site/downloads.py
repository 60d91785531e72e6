"""What the pages /downloads and /codebook show: files of `make export`, and what columns mean.

All tables as CSV are one archive, made when it is first asked for, of a database of few rows.
"""

import csv
import functools
import io
import json
import sqlite3
import weakref
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import NotFound, Response
from jinja2 import Environment

from common.codebook import read_codebook
from common.project import DATABASE
from common.spreadsheets import as_text
from plugins.site.hooks import hookimpl
from plugins.site.redistribution import withheld
from plugins.site.static_files import MOUNT

FOLDER = "downloads"
# Rows of all tables up to which they are zipped here; more are for `make export`.
ZIPPED = 30_000
_archives: "weakref.WeakKeyDictionary[Database, bytes]" = weakref.WeakKeyDictionary()
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


async def read_book(datasette: Datasette) -> dict[str, Any]:
    """Return what the tables and columns mean."""
    database = datasette.get_database(DATABASE)
    if database not in _books or database.is_mutable:
        words = datasette.metadata("databases")[DATABASE]
        _books[database] = await database.execute_fn(functools.partial(read_codebook, words=words))
    return _books[database]


def zipped(database: sqlite3.Connection, names: list[str]) -> bytes:
    """Return an archive with a CSV file for each table; the same rows give the same bytes."""
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as files:
        for name in names:
            rows = database.execute(f"SELECT * FROM [{name}]")  # noqa: S608  named by metadata.yml
            text = io.StringIO()
            table = csv.writer(text)
            table.writerow(column[0] for column in rows.description)
            for row in rows:
                table.writerow(as_text(cell) if isinstance(cell, str) else cell for cell in row)
            content = text.getvalue().encode("utf-8-sig")  # as Excel knows it to be UTF-8
            files.writestr(ZipInfo(f"{name}.csv"), content, ZIP_DEFLATED)
    return archive.getvalue()


async def names_zipped(datasette: Datasette) -> list[str]:
    """Return the tables of the archive; none where they are too large, change, or stay here."""
    tables = [table for table in (await read_book(datasette))["tables"] if not table["is_view"]]
    is_small = sum(table["rows"] for table in tables) <= ZIPPED
    is_offered = is_small and not datasette.get_database(DATABASE).is_mutable
    return [t["name"] for t in tables] if is_offered and not await withheld(datasette) else []


async def send_archive(datasette: Datasette) -> Response:
    """Send all tables as one file."""
    names = await names_zipped(datasette)
    if not names:
        raise NotFound("This copy of the site offers no archive of its tables.")
    database = datasette.get_database(DATABASE)
    if database not in _archives:
        _archives[database] = await database.execute_fn(functools.partial(zipped, names=names))
    headers = {"content-disposition": f'attachment; filename="{DATABASE}-tables.zip"'}
    return Response(_archives[database], headers=headers, content_type="application/zip")


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    """Add the address of the archive."""
    return [(r"^/downloads/tables\.zip$", send_archive)]


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, Callable[[], Awaitable[Any]]]:
    """Give every template `codebook()`, and `tables_zipped()`: the names in the archive."""
    return {
        "codebook": functools.partial(read_book, datasette),
        "tables_zipped": functools.partial(names_zipped, datasette),
    }
