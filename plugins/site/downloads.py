"""The pages /downloads and /codebook: the files of `make export`, and what the columns mean.

For a small database there is also an archive of all tables as CSV, made when first requested.
"""

import csv
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
from datasette.utils.asgi import NotFound, Response

from common.codebook import read_codebook
from common.project import DATABASE, PROJECT
from common.spreadsheets import LEFT_OUT, RULE, as_text
from plugins.site.hooks import hookimpl
from plugins.site.queries import once
from plugins.site.redistribution import withheld
from plugins.site.serving.cache import MOUNT

FOLDER = "downloads"
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


def zipped(
    database: sqlite3.Connection, tables: list[dict[str, Any]], texts: dict[str, str]
) -> bytes:
    """Return a zip archive with the texts and a CSV file for each table, in key order."""
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as files:
        for name, text in texts.items():
            files.writestr(ZipInfo(name), text, ZIP_DEFLATED)
        for each in tables:
            names = ", ".join(f"[{column['name']}]" for column in each["columns"])
            keys = ", ".join(str(n) for n, one in enumerate(each["columns"], 1) if one["is_key"])
            rows = database.execute(f"SELECT {names} FROM [{each['name']}] ORDER BY {keys}")  # noqa: S608
            lines = io.StringIO()
            table = csv.writer(lines)
            table.writerow(column[0] for column in rows.description)
            for row in rows:
                table.writerow(as_text(cell) if isinstance(cell, str) else cell for cell in row)
            content = lines.getvalue().encode("utf-8-sig")  # so that Excel reads UTF-8
            files.writestr(ZipInfo(f"{each['name']}.csv"), content, ZIP_DEFLATED)
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
        texts = {
            name: await datasette.render_template(f"archive/{name}", about)
            for name in ("README.txt", "LICENSE.txt")
        }
        content = await database.execute_fn(partial(zipped, tables=tables, texts=texts))
        return content, hashlib.sha256(content).hexdigest()

    archive: tuple[bytes, str] = await once(database, "archive", make)
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
def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    """Give every template `codebook()`, `tables_zipped()`, and their archive, `archived()`."""
    return {
        "archived": partial(archived, datasette),
        "codebook": partial(read_book, datasette),
        "downloads": partial(downloads, datasette),
        "tables_zipped": partial(tables_zipped, datasette),
        "whole_database": datasette.get_database(DATABASE),
    }
