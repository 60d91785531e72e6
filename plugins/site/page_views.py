"""Views that only pages of the site read: temporary ones, created on each connection.

They are in templates/views/, in files that run in the order of their names, and not in the
database file, which has only views that are useful on their own.
"""

import asyncio
import functools
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

from click import ClickException
from datasette.app import Datasette
from datasette.database import Database

from common.project import DATABASE, FILE
from plugins.site.hooks import hookimpl
from plugins.site.serving.worker import TABLES, is_served, role

FOLDER = "views"
# The views in the file that these are built on.
NEEDED = ("assertions", "assertion_parties", "evidence")
# Views over a dozen tables that many pages read. A running site, whose file does not change,
# materialises them as temporary tables of each connection, in this order.
MATERIALISED = (
    *("claim_locators", "assertion_spans", "evidence", "timeline_entries", "existence"),
    *("lineage_ties", "page_inferred_dates"),
    *("page_dated", "page_ties", "page_own", "page_parties", "page_lines", "page_first_claims"),
    "page_spellings",
    *("conflict_ties", "claim_disputes", "claim_notes", "page_attacks", "page_told_attacks"),
    *("page_attacks_within", "page_checks"),
    *("cited_events", "page_orders", "page_source_disputes", "page_disagreements", "page_behind"),
    *("page_conflict_groups", "page_readings", "page_dispute_words"),
    *("page_totals", "page_years", "page_counted", "page_ends", "map_kinds", "page_example_month"),
)
# The ones that pages answered by workers need.
COUNTED = ("page_counted", "page_ends", "map_kinds", "page_example_month")
# Most pages of 4096 bytes for these tables on one connection; ours need some 900.
MAX_PAGES = 1280


@functools.cache
def page_views(templates: Path) -> list[str]:
    files = sorted((templates / FOLDER).glob("[0-9]*.sql"))
    return [path.read_text(encoding="utf-8") for path in files]


def add_page_views(
    connection: sqlite3.Connection, templates: Path, materialised: Iterable[str] = ()
) -> None:
    """Add the views to a connection, those in `materialised` as tables with an index.

    The index is on the first two columns, by which pages select. A view whose table would be too
    large stays a view, with the same rows.
    """
    for views in page_views(templates):  # one file at a time: limits.py limits the length of SQL
        connection.executescript(views)
    connection.execute(f"PRAGMA temp.max_page_count = {MAX_PAGES}")
    for name in materialised:
        try:
            connection.executescript(f"""
                BEGIN;
                CREATE TEMP TABLE materialised AS SELECT * FROM {name};
                DROP VIEW IF EXISTS temp.{name};
                CREATE TEMP TABLE {name} AS SELECT * FROM materialised;
                DROP TABLE materialised;
                COMMIT;
            """)  # noqa: S608  names of ours
            columns = connection.execute(f"SELECT * FROM {name}").description  # noqa: S608
            key = ", ".join(column[0] for column in columns[:2])
            connection.execute(f"CREATE INDEX temp.{name}_key ON {name} ({key})")
        except (sqlite3.OperationalError, MemoryError):  # out of pages, or of SQLite's memory
            if connection.in_transaction:
                connection.rollback()
    if materialised:
        # Without statistics SQLite takes each for a million rows, and scans all attacks for a join.
        connection.execute(f"PRAGMA temp.max_page_count = {MAX_PAGES + 16}")
        connection.execute("ANALYZE temp")


@hookimpl
async def startup(datasette: Datasette) -> None:
    """Check that our database is being served, not another one of the same name.

    Raises:
        ClickException: If it is not, with what to do.
    """
    database = datasette.databases.get(DATABASE)
    if database is None or not set(NEEDED) <= {*await database.view_names()}:
        raise ClickException(
            f"{FILE} is not here, is another database, or one of another release: `make build` "
            f"writes it anew; without the pages it is served by: datasette {FILE}"
        )
    if is_served():
        await open_connections(database, datasette.setting("num_sql_threads"))


async def open_connections(database: Database, threads: int) -> None:
    """Open every thread's connection now; Datasette opens each when the thread is first used.

    Several threads work on a page, and one that opened the file after it had been replaced would
    read another release than the rest.
    """
    together = threading.Barrier(threads or 1)
    waits = (database.execute_fn(lambda _: together.wait(10)) for _ in range(threads))
    await asyncio.gather(*waits)


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    if database == DATABASE and datasette.template_dir:
        materialised = {None: MATERIALISED, TABLES: COUNTED}.get(role(), ()) if is_served() else ()
        if materialised is MATERIALISED:
            # Datasette's factory is a Python call for every text. Workers keep it, because texts
            # made by readers' SQL may not be UTF-8.
            conn.text_factory = str
        add_page_views(conn, Path(datasette.template_dir), materialised)
