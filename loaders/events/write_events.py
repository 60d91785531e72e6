"""Add the records of the staging file to a database of the facts."""

import contextlib
import datetime
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from loaders.attack_counts import counts_of, write_counts
from loaders.attack_days import days_of, write_days
from loaders.attack_words import NAMES
from loaders.events import fill
from loaders.events.doubts import say_doubts
from loaders.events.editions import choose
from loaders.events.matching.match import match
from loaders.events.parallel_tables import (
    SORTED,
    keep,
    parallel_tables,
    rebuilding,
    speed_up,
)
from loaders.events.reference import ReferenceData
from loaders.events.run import Options, Outcome
from loaders.problems import Problems
from loaders.summaries import sum_up

PARTS = 7
"""Parts that adding the records has, for the bar."""


def add_events(
    database: Database,
    staged: Path,
    reference: ReferenceData,
    options: Options,
    outcome: Outcome,
    problems: Problems,
) -> None:
    """Add them, match them with each other and with the facts, and count."""
    connection: sqlite3.Connection = database.conn
    connection.commit()
    speed_up(connection)
    connection.execute("ATTACH ? AS staged", (str(staged),))
    connection.execute("PRAGMA staged.synchronous = OFF")
    with outcome.timed("prepare"):
        _prepare(connection, reference, options, outcome)
        attacks = {"attacks": [*NAMES, fill.ATTACKS]}
        beside = parallel_tables(connection, attacks, staged.parent)
        indexes = fill.drop_indexes(connection, "attack_reports", "attack_actors")
        connection.commit()
    # The attacks are copied, since that takes half the time that reports and parties would take.
    with beside.filling(staged):
        with outcome.timed("write"):
            _write_reports(connection, outcome)
        with outcome.timed("index"):
            keep(connection, SORTED)
            for statement in (*indexes, *rebuilding("attack_reports_fts")):
                connection.execute(statement)
            connection.commit()
        with outcome.timed("doubts"):
            outcome.notices += say_doubts(
                connection, outcome.files, reference.boxes, datetime.date.today()
            )
        with outcome.timed("copy"):
            beside.copy_into(connection)
    with outcome.timed("match"):
        fill.add_files(connection, outcome.files)
        fill.add_spellings(connection)
        changed = match(connection, reference, problems)
        _sum_up_again(connection, changed)
        fill.add_aliases(connection, changed)
        connection.commit()
    with outcome.timed("count"):
        _count(connection)
        for table in ("sources", "names"):
            database.table(table).rebuild_fts()
        connection.commit()
    connection.execute("DETACH staged")
    _note_counts(connection, outcome)


def _write_reports(connection: sqlite3.Connection, outcome: Outcome) -> None:
    """Write what was reported, while a file beside the database gets the attacks."""
    ((base,),) = connection.execute("SELECT coalesce(max(rowid), 0) FROM attack_reports")
    monadic = any(each.monadic for each in outcome.files)
    connection.execute(fill.REPORTS.format(base=base))
    for statement in fill.actor_statements(monadic=monadic):
        connection.execute(statement)


def _note_counts(connection: sqlite3.Connection, outcome: Outcome) -> None:
    """Note how many rows there are of what grew, and how many pairs were matched."""
    for table in (*fill.BIG_TABLES, "matches", "data_files"):
        ((outcome.counts[table],),) = connection.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
    ((outcome.counts["same"],),) = connection.execute(
        "SELECT count(*) FROM matches WHERE decision = 'same'"
    )


def _prepare(
    connection: sqlite3.Connection, reference: ReferenceData, options: Options, outcome: Outcome
) -> None:
    """Add what records refer to, and choose which of them count."""
    fill.add_sources(connection, outcome.files)
    fill.add_names(connection, reference.country_names)
    fill.add_groups(connection, reference.named_groups)
    fill.settle_sides(connection, outcome.files)
    outcome.notices += choose(
        connection, outcome.files, leave_out_withdrawn=options.leave_out_withdrawn
    )


def _count(connection: sqlite3.Connection) -> None:
    """Sum up what is there by now, both ways at once, each on a connection of its own.

    The words of the titles are indexed meanwhile, since no attack changes any more.
    """
    ((path,),) = connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'")

    def read(rows_of: Callable[[sqlite3.Connection], list[tuple[object, ...]]]) -> Any:
        with contextlib.closing(sqlite3.connect(path)) as beside:
            return rows_of(beside)

    with ThreadPoolExecutor(2) as threads:
        both = threads.map(read, (days_of, counts_of))
        # Begun and kept in memory: SQLite would wait for those who read before it writes the file.
        connection.execute("PRAGMA cache_spill = OFF")
        connection.execute("BEGIN")
        # ANALYZE counts the rows of a value, by which SQLite chooses among the indexes.
        for statement in ("ANALYZE attacks", *rebuilding("attacks_fts")):
            connection.execute(statement)
        days, counts = both
    write_days(connection, days)
    write_counts(connection, counts)


def _sum_up_again(connection: sqlite3.Connection, changed: list[str]) -> None:
    """Sum those attacks up anew whose reports have changed."""
    titles = []
    for id_ in changed:
        ((title, scope),) = connection.execute(
            "SELECT title, scope FROM attacks WHERE id = ?", (id_,)
        )
        titles.append({"id": id_, "title": title, "scope": scope})
    connection.executemany("DELETE FROM attacks WHERE id = :id", titles)
    sum_up(connection, titles)
