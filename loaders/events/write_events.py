"""Add the records in the staging file to a database with the facts."""

import contextlib
import datetime
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlite_utils import Database

from loaders.attack_counts import counts_of, write_counts
from loaders.attack_days import Days, days_of, write_days
from loaders.attack_words import NAMES
from loaders.events import fill
from loaders.events.doubts import find_doubtful
from loaders.events.editions import choose
from loaders.events.matching.match import match
from loaders.events.parallel_tables import SORTED, gathering, keep, parallel_table, speed_up
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
    """Add the records, match them with each other and with the facts, and count attacks."""
    connection: sqlite3.Connection = database.conn
    connection.commit()
    speed_up(connection)
    connection.execute("ATTACH ? AS staged", (str(staged),))
    connection.execute("PRAGMA staged.synchronous = OFF")
    with outcome.timed("prepare"):
        _prepare(connection, reference, options, outcome)
        ((base,),) = connection.execute("SELECT coalesce(max(rowid), 0) FROM attack_reports")
        attacks = parallel_table(connection, "attacks", [*NAMES, fill.ATTACKS], staged.parent)
        gathered = gathering("attack_reports_fts", fill.WORDS.format(base=base))
        words = parallel_table(connection, "attack_reports_fts", gathered, staged.parent)
        indexes = fill.drop_indexes(connection, "attack_reports", "attack_actors")
        connection.commit()
    # The attacks go to a second file: copying them takes half as long as reports and parties.
    with attacks.filling(staged):
        with outcome.timed("write"):
            _write_reports(connection, outcome, base)
        with outcome.timed("index"):
            keep(connection, SORTED)
            for statement in indexes:
                connection.execute(statement)
            connection.commit()
        # What follows leaves a processor free, and nothing needs the words of reports so far.
        with words.filling(staged):
            with outcome.timed("copy"), ThreadPoolExecutor(1) as looking:
                today = datetime.date.today()
                told = (staged, outcome.files, reference.boxes, today)
                doubts = looking.submit(find_doubtful, *told)
                attacks.copy_into(connection)
                outcome.notices += doubts.result()
            with outcome.timed("match"):
                fill.add_files(connection, outcome.files)
                fill.add_spellings(connection)
                changed = match(connection, reference, problems)
                _sum_up_again(connection, changed)
                fill.add_aliases(connection, changed)
                connection.commit()
            with outcome.timed("words"):
                words.copy_into(connection)
    with outcome.timed("count"):
        _count(connection)
        for table in ("sources", "names"):
            database.table(table).rebuild_fts()
        connection.commit()
    connection.execute("DETACH staged")
    _note_counts(connection, outcome)


def _write_reports(connection: sqlite3.Connection, outcome: Outcome, base: int) -> None:
    """Write reports and parties, while other files get the attacks and the words of reports."""
    monadic = any(each.monadic for each in outcome.files)
    connection.execute(fill.REPORTS.format(base=base))
    for statement in fill.actor_statements(monadic=monadic):
        connection.execute(statement)


def _note_counts(connection: sqlite3.Connection, outcome: Outcome) -> None:
    """Record the number of rows in the tables that grew, and of matched pairs."""
    for table in ("attacks", "attack_reports", "attack_actors", "matches", "data_files"):
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
    """Count the days on a connection of their own, while attacks are counted and titles indexed."""
    ((path,),) = connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'")

    def read_days() -> Days:
        with contextlib.closing(sqlite3.connect(path)) as beside:
            return days_of(beside)

    with ThreadPoolExecutor(1) as thread:
        days = thread.submit(read_days)
        # In a transaction and in memory: to write the file, SQLite would wait for the days.
        connection.execute("PRAGMA cache_spill = OFF")
        connection.execute("BEGIN")
        rebuild = "INSERT INTO attacks_fts (attacks_fts) VALUES ('rebuild')"
        # ANALYZE makes the statistics by which SQLite chooses indexes.
        for statement in ("ANALYZE attacks", *gathering("attacks_fts", rebuild)):
            connection.execute(statement)
        write_counts(connection, counts_of(connection))
        write_days(connection, days.result())


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
