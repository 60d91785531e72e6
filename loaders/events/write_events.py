"""Add the records in the staging file to a database with the facts."""

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
from loaders.events.doubts import find_doubtful
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

PARTS = 6
"""Parts that adding the records has, for the bar."""


def add_events(
    database: Database,
    staged: Path,
    reference: ReferenceData,
    options: Options,
    outcome: Outcome,
    problems: Problems,
) -> None:
    """Add the records, match them with each other and with the facts, and count attacks."""
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
    # The attacks go to the second file: copying them takes half as long as reports and parties.
    with beside.filling(staged):
        with outcome.timed("write"):
            _write_reports(connection, outcome)
        with outcome.timed("index"):
            keep(connection, SORTED)
            # By the time of the indexes the attacks are written, and a processor is free to sort.
            connection.execute("PRAGMA threads = 1")
            for statement in (*rebuilding("attack_reports_fts"), *indexes):
                connection.execute(statement)
            connection.commit()
        # Meanwhile the second file is finished and copied, which leaves a processor free.
        with outcome.timed("copy"), ThreadPoolExecutor(1) as looking:
            today = datetime.date.today()
            doubts = looking.submit(find_doubtful, staged, outcome.files, reference.boxes, today)
            beside.copy_into(connection)
            outcome.notices += doubts.result()
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
    """Write reports and parties, while a second file gets the attacks."""
    ((base,),) = connection.execute("SELECT coalesce(max(rowid), 0) FROM attack_reports")
    monadic = any(each.monadic for each in outcome.files)
    connection.execute(fill.REPORTS.format(base=base))
    for statement in fill.actor_statements(monadic=monadic):
        connection.execute(statement)


def _note_counts(connection: sqlite3.Connection, outcome: Outcome) -> None:
    """Record the number of rows in the tables that grew, and of matched pairs."""
    for table in (*fill.BIG_TABLES, "matches", "data_files"):
        ((outcome.counts[table],),) = connection.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
    ((outcome.counts["same"],),) = connection.execute(
        "SELECT count(*) FROM matches WHERE decision = 'same'"
    )


def _prepare(
    connection: sqlite3.Connection, reference: ReferenceData, options: Options, outcome: Outcome
) -> None:
    """Add what records refer to, and choose the versions that count."""
    fill.add_sources(connection, outcome.files)
    fill.add_names(connection, reference.country_names)
    fill.add_groups(connection, reference.named_groups)
    fill.settle_sides(connection, outcome.files)
    outcome.notices += choose(
        connection, outcome.files, leave_out_withdrawn=options.leave_out_withdrawn
    )


def _count(connection: sqlite3.Connection) -> None:
    """Compute both tables of counts concurrently, each on its own connection.

    Meanwhile the titles are indexed, because no attack changes any more.
    """
    ((path,),) = connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'")

    def read(rows_of: Callable[[sqlite3.Connection], list[tuple[object, ...]]]) -> Any:
        with contextlib.closing(sqlite3.connect(path)) as beside:
            return rows_of(beside)

    with ThreadPoolExecutor(2) as threads:
        both = threads.map(read, (days_of, counts_of))
        # In a transaction and in memory: to write the file, SQLite would wait for those who read.
        connection.execute("PRAGMA cache_spill = OFF")
        connection.execute("BEGIN")
        # ANALYZE makes the statistics by which SQLite chooses indexes.
        for statement in ("ANALYZE attacks", *rebuilding("attacks_fts")):
            connection.execute(statement)
        days, counts = both
    write_days(connection, days)
    write_counts(connection, counts)


def _sum_up_again(connection: sqlite3.Connection, changed: list[str]) -> None:
    """Recompute the attacks whose reports have changed."""
    titles = []
    for id_ in changed:
        ((title, scope),) = connection.execute(
            "SELECT title, scope FROM attacks WHERE id = ?", (id_,)
        )
        titles.append({"id": id_, "title": title, "scope": scope})
    connection.executemany("DELETE FROM attacks WHERE id = :id", titles)
    sum_up(connection, titles)
