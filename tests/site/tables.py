"""The tables and views as metadata.yml has them, and what the tests of the site share."""

from __future__ import annotations

import asyncio
import functools
import json
import re
import sqlite3
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
import yaml
from datasette.app import Datasette

from loaders import build
from loaders.problems import Problems
from plugins.site.page_views import MATERIALISED, add_page_views
from tests.conftest import START_SECONDS, finished

Get = Callable[[str], httpx.Response]


class Ask(Protocol):
    """A function that sends a request to a site. Header names are written with _ for -."""

    def __call__(self, path: str, method: str = "GET", **headers: str) -> httpx.Response: ...

    def __hash__(self) -> int: ...


ROOT = Path(__file__).resolve().parent.parent.parent
METADATA: dict[str, Any] = yaml.load(
    (ROOT / "metadata.yml").read_text(encoding="utf-8"),
    yaml.CSafeLoader,  # ten times as fast, in each process
)
DATABASE: dict[str, Any] = METADATA["databases"]["jnim"]
DESCRIBED: dict[str, dict[str, Any]] = DATABASE["tables"]
MAIN = ["groups", "membership", "attacks", "sources"]
LISTED = [name for section in DATABASE["sections"] for name in section["tables"]]
HIDDEN = [name for name, table in DESCRIBED.items() if table.get("hidden")]
VOCABULARIES = [name for name in HIDDEN if "label" in DESCRIBED[name]["columns"]]
VIEWS = [name for name in DESCRIBED if name not in LISTED and name not in HIDDEN]
CONFIGURATION = ("metadata.yml", "settings.json", "templates", "plugins", "static", "common")


@functools.cache  # the views take a while, and hundreds of tests ask for a row or two
def connect(path: Path = ROOT / "jnim.db", *, is_kept: bool = False) -> sqlite3.Connection:
    """Open the database for reading, with the views of the site's pages; leave it open."""
    database = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    add_page_views(database, ROOT / "templates", MATERIALISED if is_kept else ())
    return database


def columns(database: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns of a table or view, generated ones as well."""
    return [row["name"] for row in database.execute(f"PRAGMA table_xinfo([{table}])")]


def fact(page: str, title: str) -> str:
    """Return what the tables of an attack's page say of a fact, with its tags."""
    tables = [part.split("</table>")[0] for part in page.split('<table class="facts">')[1:]]
    rows = [
        row
        for table in tables
        for row in table.split("<tbody")[1:]
        if re.search(rf'scope="rowgroup"[^>]*>{title}\b', row)
    ]
    assert len(rows) == 1, title
    return rows[0]


def one_row(table: str) -> str | None:
    """Return the key of any row of a table, or None if it has none."""
    with connect() as database:
        (key,) = [
            row["name"] for row in database.execute(f"PRAGMA table_info([{table}])") if row["pk"]
        ]
        row = database.execute(f"SELECT [{key}] FROM [{table}] LIMIT 1 OFFSET 1").fetchone()
        row = row or database.execute(f"SELECT [{key}] FROM [{table}] LIMIT 1").fetchone()
    return str(row[key]) if row else None


def copy_of_site(folder: Path, change: Callable[[sqlite3.Connection], object]) -> Path:
    """Make a copy of the site with a changed database, and return the folder."""
    for name in CONFIGURATION:
        (folder / name).symlink_to(ROOT / name)
    path = folder / "jnim.db"
    path.write_bytes((ROOT / "jnim.db").read_bytes())
    database = sqlite3.connect(path)
    with database:
        change(database)
    database.close()
    return folder


def site_told(folder: Path, **words: object) -> Path:
    """Make a copy of the site with other words in metadata.yml, or without those that are None."""
    copy_of_site(folder, lambda _: None)
    (folder / "metadata.yml").unlink()
    told = {name: each for name, each in (METADATA | words).items() if each is not None}
    # Read and written in a hundredth of the time that YAML takes.
    (folder / "metadata.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def add_data_set(database: sqlite3.Connection) -> None:
    """Add an event data set without records; once there is one, months are drawn."""
    database.execute(
        "INSERT INTO sources (id, title, kind, publisher, access, licence, redistributable,"
        " follow_order, label)"
        " VALUES ('xyz-9', 'Events', 'data-set', 'XYZ', 'data', 'Terms', 1, 500, 'XYZ')"
    )
    database.execute(
        "INSERT INTO data_files (source_id, name, layout, version, sha256, rows, used,"
        " superseded, repeated, refused)"
        " VALUES ('xyz-9', 'a.csv', 'acled', '9.1', ?, 0, 0, 0, 0, 0)",
        ["f" * 64],
    )


def build_pinned(database: Path) -> None:
    """Build a database from the pinned facts."""
    problems = Problems()
    assert build.build(ROOT / "tests" / "facts", database, problems), problems.entries


def pinned_site(folder: Path) -> Path:
    """Lay out the site over the pinned facts, and return the folder."""
    for name in (*CONFIGURATION, "RELEASES.md"):
        (folder / name).symlink_to(ROOT / name)
    build_pinned(folder / "jnim.db")
    return folder


@contextmanager
def in_process(
    folder: Path, *, cors: bool = False, is_kept: bool = False, **settings: object
) -> Iterator[Ask]:
    """Run a site in this process, and give a function that asks it.

    Args:
        folder: The folder of the site.
        cors: Whether pages of other sites may read its data.
        is_kept: Whether its pages' views become tables first, as where it is served. That takes as
            long as three pages, and each page a fifth of the time.
        settings: Settings of Datasette's, instead of those of the folder.
    """
    # A loop in a thread of its own, since Playwright runs one in the main thread.
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    datasette = Datasette([], config_dir=folder, settings=settings or None, cors=cors)

    def result(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(timeout=START_SECONDS)

    def get(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer: httpx.Response = result(datasette.client.request(method, path, headers=named))
        return answer

    if is_kept:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("plugins.site.page_views.is_served", lambda: True)
            get("/robots.txt")  # the first request opens all connections
    yield get
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@contextmanager
def asked_often(folder: Path) -> Iterator[Get]:
    """Run a site that many tests ask for the same pages: the last ones are kept."""
    with in_process(folder, is_kept=True) as get:
        yield functools.lru_cache(300)(get)


def visit(folder: Path, ask: Callable[[Datasette], Coroutine[Any, Any, Any]], **more: Any) -> Any:
    """Start a site in a folder, ask it, and stop it."""

    async def run() -> Any:
        datasette = Datasette([], config_dir=folder, **more)
        await datasette.invoke_startup()
        return await ask(datasette)

    return finished(run())


def notes_marked(page: str) -> list[int]:
    """Return the numbers of the notes to which the marks of a page refer, in their order."""
    marks = re.findall(r'<a href="#n\d+"[^>]*>([\d \xa0]+)</a>', page)
    return [int(number) for mark in marks for number in mark.split()]
