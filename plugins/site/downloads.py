"""The pages /downloads and /codebook: the files of `make export`, and what the columns mean.

For a small database there is also an archive of all tables as CSV, made when first requested. Every
page states which data may not be redistributed, and with such data the database is not offered.
"""

import asyncio
import hashlib
import io
import json
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from common.codebook import read_codebook
from common.project import DATABASE, PROJECT
from common.redistribution import REMEDY
from common.redistribution import withheld as read_withheld
from common.spreadsheets import LEFT_OUT, RULE
from plugins.site.hooks import hookimpl
from plugins.site.queries import once
from plugins.site.serving.cache import MOUNT
from plugins.site.serving.errors import error_response

FOLDER, DOWNLOAD = "downloads", "view-database-download"
# Most rows, in all tables, for the site to make that archive; above that, use `make export`.
ZIPPED = 30_000


def downloads(datasette: Datasette) -> dict[str, Any] | None:
    """Return the index of the exported files, and whether they match the database being served.

    None if there are no files.
    """
    index = Path(dict(datasette.static_mounts).get(MOUNT, ""), FOLDER, "downloads.json")
    if not index.is_file():
        return None
    listed: dict[str, Any] = json.loads(index.read_text(encoding="utf-8"))
    listed["is_current"] = datasette.get_database(DATABASE).hash in (None, listed["database"])
    return listed


async def read_book(datasette: Datasette) -> dict[str, Any]:
    database = datasette.get_database(DATABASE)

    def read(connection: sqlite3.Connection) -> dict[str, Any]:
        return read_codebook(connection, datasette.metadata("databases")[DATABASE])

    book: dict[str, Any] = await once(database, "book", partial(database.execute_fn, read))
    return book


async def withheld(datasette: Datasette) -> list[str]:
    """Return the sources whose rows may not be redistributed; none in the release."""
    database = datasette.get_database(DATABASE)
    read = partial(database.execute_fn, read_withheld)
    sources: list[str] = await once(database, "withheld", read)
    return sources


def zipped(files: dict[str, str | bytes]) -> bytes:
    """Return a zip archive in which nothing depends on when it was made."""
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as to:
        for name, content in files.items():
            to.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return archive.getvalue()


async def tables_zipped(datasette: Datasette) -> list[dict[str, Any]]:
    """Return the tables for the archive; none if they are too large, mutable, or restricted."""
    tables = [table for table in (await read_book(datasette))["tables"] if not table["is_view"]]
    is_large = sum(table["rows"] for table in tables) > ZIPPED
    if is_large or datasette.get_database(DATABASE).is_mutable or await withheld(datasette):
        return []
    return [
        {**each, "columns": [one for one in each["columns"] if one["name"] != LEFT_OUT]}
        for each in tables
    ]


async def archived(datasette: Datasette) -> tuple[bytes, str] | None:
    """Return all tables in one archive, with a description and the licence, and its SHA-256."""
    if not (tables := await tables_zipped(datasette)):
        return None
    database = datasette.get_database(DATABASE)

    async def make() -> tuple[bytes, str]:
        words = (await read_book(datasette))["vocabularies"]
        about = {"tables": tables, "words": words, "rule": RULE, "authors": PROJECT.authors}
        names = {"title": "title", "licence": "license", "url": "license_url"}
        about |= {name: PROJECT.site.get(key, "") for name, key in names.items()}
        files: dict[str, str | bytes] = {}
        for name in ("README.txt", "LICENSE.txt"):
            files[name] = await datasette.render_template(f"archive/{name}", about)
        for table in tables:
            key = next(column["name"] for column in table["columns"] if column["is_key"])
            path = f"/{DATABASE}/{table['name']}.csv?_sort={key}"
            answer = await datasette.client.get(path, follow_redirects=True)
            files[f"{table['name']}.csv"] = answer.raise_for_status().content
        content = await asyncio.to_thread(zipped, files)
        return content, hashlib.sha256(content).hexdigest()

    # In a task of its own: Datasette makes our pages while it handles a NotFound, which what writes
    # CSV would take for an error in the middle of a file.
    archive: tuple[bytes, str] = await once(
        database, "archive", lambda: asyncio.create_task(make())
    )
    return archive


async def send_archive(datasette: Datasette) -> Response:
    if not (archive := await archived(datasette)):
        raise NotFound("This copy of the site offers no archive of its tables.")
    headers = {"content-disposition": f'attachment; filename="{DATABASE}-tables.zip"'}
    return Response(archive[0], headers=headers, content_type="application/zip")


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    return [(r"^/downloads/tables\.zip$", send_archive)]


@hookimpl
async def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    """Give every template `codebook()`, `tables_zipped()`, and their archive, `archived()`."""
    return {
        "not_passed_on": await withheld(datasette),
        "archived": partial(archived, datasette),
        "codebook": partial(read_book, datasette),
        "downloads": partial(downloads, datasette),
        "tables_zipped": partial(tables_zipped, datasette),
        "whole_database": datasette.get_database(DATABASE),
    }


@hookimpl
async def permission_allowed(datasette: Datasette, action: str, resource: object) -> bool | None:
    is_download = action == DOWNLOAD and resource == DATABASE
    return False if is_download and await withheld(datasette) else None


@hookimpl
def forbidden(datasette: Datasette, request: Request, message: str) -> Awaitable[Response] | None:
    """Explain why there is no download; None for other refusals, which Datasette then handles."""
    return refused(datasette, request) if message == DOWNLOAD else None


async def refused(datasette: Datasette, request: Request) -> Response:
    sources = "; ".join(await withheld(datasette))
    error = f"This build holds rows of {sources}, which may not be passed on, so it cannot be"
    return await error_response(datasette, request.path, f"{error} downloaded. {REMEDY}", 403)
