"""From the records of a run to sources, reports, actors and attacks, in SQL."""

import re
import sqlite3
from collections.abc import Iterable, Mapping

from loaders.events.staging import LoadedFile

BIG_TABLES = ("attacks", "attack_reports", "attack_actors")


def open_for_filling(database: sqlite3.Connection) -> list[str]:
    """Set a connection up for many rows, and take away what would be computed for each of them.

    That is the indexes, which are made faster from all rows at once, and the virtual column of
    `attacks`, which SQLite computes on every insert though it does not store it.

    Returns:
        The statements that bring all of it back.
    """
    # The readers have checked what the tables' own checks would check a million times over.
    for pragma in ("ignore_check_constraints = ON", "cache_size = -200000", "threads = 2"):
        database.execute(f"PRAGMA {pragma}")
    marks = ", ".join("?" * len(BIG_TABLES))
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"  # noqa: S608
        f" AND tbl_name IN ({marks}) ORDER BY name"
    )
    indexes = database.execute(query, BIG_TABLES).fetchall()
    for name, _ in indexes:
        database.execute(f"DROP INDEX {name}")
    return [*_drop_virtual(database, "attacks"), *(sql for _, sql in indexes)]


_VIRTUAL = re.compile(
    r"^  (\w+) TEXT GENERATED ALWAYS AS \((?:(?!^  \w).)*?\) VIRTUAL(?=,?$)",
    re.MULTILINE | re.DOTALL,
)


def _drop_virtual(database: sqlite3.Connection, table: str) -> list[str]:
    """Drop the virtual columns of a table; return the statements that add them again."""
    ((sql,),) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,))
    columns = list(_VIRTUAL.finditer(sql))
    for column in columns:
        database.execute(f"ALTER TABLE {table} DROP COLUMN {column[1]}")
    return [f"ALTER TABLE {table} ADD COLUMN {column[0].strip()}" for column in columns]


def add_sources(database: sqlite3.Connection, files: Iterable[LoadedFile]) -> None:
    """A source for each data set that has a file, and a list of the files for the joins to come."""
    database.execute(
        "CREATE TEMP TABLE files (number INTEGER PRIMARY KEY, source_id TEXT, prefix "
        "TEXT, rank INTEGER, version TEXT)"
    )
    for file in files:
        data_set = file.data_set
        database.execute(
            "INSERT OR IGNORE INTO sources (id, title, kind, authors, publisher, url, "
            "access, licence,"
            " redistributable, follow_order) VALUES (?, ?, 'data-set', ?, ?, ?, 'data', ?, ?, ?)",
            (
                data_set.id,
                data_set.title,
                data_set.authors,
                data_set.publisher,
                data_set.url,
                data_set.licence,
                int(data_set.redistributable),
                data_set.follow_order,
            ),
        )
        database.execute(
            "INSERT INTO temp.files VALUES (?, ?, ?, ?, ?)",
            (file.number, data_set.id, data_set.prefix, file.rank, file.version),
        )


def add_countries(database: sqlite3.Connection, names: Mapping[str, str]) -> None:
    """Names for the titles of attacks of which no place is told."""
    database.execute("CREATE TEMP TABLE countries (code TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID")
    database.executemany("INSERT INTO temp.countries VALUES (?, ?)", sorted(names.items()))


def choose(database: sqlite3.Connection, files: list[LoadedFile]) -> None:
    """Choose among the versions of each record: `chosen` is 0 for those that a later one replaces.

    The later version counts: the higher time stamp of the record, or else of the file; of two
    equal ones that of the file that comes last by name.
    """
    owners = [file.data_set.id for file in files]
    if len(set(owners)) == len(owners):
        # One file for each data set: every record counts, and sorting them would cost a second.
        database.execute(
            "CREATE TEMP VIEW counted AS SELECT rowid AS row, * FROM staged.records "
            "WHERE repeats = 0"
        )
        return
    database.execute(
        """
        CREATE TABLE staged.chosen AS
        SELECT row FROM (
          SELECT r.rowid AS row, row_number() OVER (
            PARTITION BY f.source_id, r.record ORDER BY coalesce(r.rank, f.rank) DESC, f.number DESC
          ) AS place
          FROM staged.records AS r
          JOIN temp.files AS f ON f.number = r.file
          WHERE r.repeats = 0
        )
        WHERE place = 1
        ORDER BY row
        """
    )
    database.execute("CREATE INDEX staged.chosen_row ON chosen (row)")
    database.execute(
        "CREATE TEMP VIEW counted AS SELECT r.rowid AS row, r.* FROM staged.records AS r"
        " WHERE r.rowid IN (SELECT row FROM staged.chosen)"
    )


def add_files(database: sqlite3.Connection, files: Iterable[LoadedFile]) -> None:
    """A row for each file, with what became of its rows."""
    used = dict(
        database.execute(
            "SELECT data_file_id, count(*) FROM attack_reports WHERE data_file_id IS NOT "
            "NULL GROUP BY 1"
        )
    )
    for file in files:
        count = used.get(file.number, 0)
        superseded = file.rows - file.repeated - file.refused - count
        database.execute(
            "INSERT INTO data_files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                file.number,
                file.data_set.id,
                file.name,
                file.layout,
                file.version,
                file.sha256,
                file.rows,
                count,
                superseded,
                file.repeated,
                file.refused,
            ),
        )


REPORTS = """
INSERT INTO attack_reports (
  rowid, id, attack_id, source_id, record_id, attack_type, date_edtf, date_earliest, date_latest,
  date_precision, location, country_code, latitude, longitude, geo_precision, target, killed_low,
  killed_best, killed_high, injured_low, injured_high, responsibility, note, record_version,
  data_file_id, type_told, killed_civilians, killed_attackers, source_note, notes
)
SELECT
  :base + r.row, f.prefix || '-' || r.record, f.prefix || '-' || r.record, f.source_id, r.record,
  r.attack_type,
  r.date_edtf, r.date_earliest, r.date_latest, r.date_precision, r.location, r.country_code,
  r.latitude, r.longitude, r.geo_precision, r.target, r.killed_low, r.killed_best, r.killed_high,
  r.injured_low, r.injured_high,
  CASE WHEN r.claimed THEN 'claimed'
       WHEN r.first_attacks AND l.class = 'unknown' THEN 'context'
       WHEN r.first_attacks THEN 'attributed' END,
  nullif(trim(coalesce(r.date_note, '') || ' ' || coalesce(r.killed_note, '')), ''),
  coalesce(CAST(r.rank AS TEXT), f.version), r.file, r.type_told, r.killed_civilians,
  r.killed_attackers, r.source_note, r.notes
FROM counted AS r
JOIN temp.files AS f ON f.number = r.file
LEFT JOIN staged.actor_lists AS l ON l.list = r.actor_1
ORDER BY r.row
"""

# slot: which of the four fields a name stands in. A name that stands for a group only from a day on
# stands for itself before it.
ACTORS = """
INSERT INTO attack_actors (id, attack_id, report_id, group_id, name, side, certainty)
SELECT
  f.prefix || '-' || r.record || '-' || {slot} || n.position,
  f.prefix || '-' || r.record, f.prefix || '-' || r.record,
  CASE WHEN n.since IS NULL OR r.date_earliest >= n.since THEN n.group_id END,
  n.name,
  CASE WHEN n.is_civilian THEN 'victim' WHEN r.first_attacks THEN '{side}' ELSE 'party' END,
  CASE WHEN n.since IS NULL OR r.date_earliest >= n.since THEN n.certainty ELSE 'certain' END
FROM {records} AS r
JOIN temp.files AS f ON f.number = r.file
JOIN staged.actor_names AS n ON n.list = r.{column}
WHERE n.is_first OR n.since IS NULL OR r.date_earliest >= n.since
ORDER BY r.row
"""

SLOTS = (
    (1, "actor_1", "perpetrator"),
    (2, "allies_1", "perpetrator"),
    (3, "actor_2", "target"),
    (4, "allies_2", "target"),
)

ATTACKS = """
INSERT INTO attacks (
  id, title, scope, attack_type, date_edtf, date_earliest, date_latest, date_precision,
  dispute_earliest, dispute_latest, location, country_code, latitude, longitude, geo_precision,
  perpetrator_id, killed_low, killed_best, killed_high, injured_low, injured_high, reports, disputed
)
SELECT
  f.prefix || '-' || r.record,
  coalesce(t.label, 'Incident') || coalesce(
    ' in ' || r.location,
    ' in ' || (SELECT c.name FROM temp.countries AS c WHERE c.code = r.country_code), ''
  ) || ', ' || r.date_edtf,
  'incident', r.attack_type, r.date_edtf, r.date_earliest, r.date_latest, r.date_precision,
  r.date_earliest, r.date_latest, r.location, r.country_code, r.latitude, r.longitude,
  r.geo_precision,
  CASE WHEN r.first_attacks AND (l.since IS NULL OR r.date_earliest >= l.since) THEN l.group_id END,
  r.killed_low, r.killed_best, r.killed_high, r.injured_low, r.injured_high, 1, 0
FROM counted AS r
JOIN temp.files AS f ON f.number = r.file
LEFT JOIN attack_types AS t ON t.id = r.attack_type
LEFT JOIN staged.actor_lists AS l ON l.list = r.actor_1
ORDER BY r.row
"""


def add_records(database: sqlite3.Connection, *, monadic: bool) -> None:
    """Write reports, actors and attacks: each record is an attack of its own at first."""
    ((base,),) = database.execute("SELECT coalesce(max(rowid), 0) FROM attack_reports")
    database.execute(REPORTS, {"base": base})
    for slot, column, side in SLOTS:
        database.execute(
            ACTORS.format(slot=f"'{slot}.'", column=column, side=side, records="counted")
        )
    if monadic:
        # The other rows of an event in a file that has one for each actor.
        repeats = """(
          SELECT o.rowid AS row, o.*,
            row_number() OVER (PARTITION BY o.file, o.record ORDER BY o.rowid) AS turn
          FROM staged.records AS o
          WHERE o.repeats = 1 AND EXISTS (
            SELECT 1 FROM counted AS c WHERE c.file = o.file AND c.record = o.record
          )
        )"""
        for slot, column, side in SLOTS[:2]:
            database.execute(
                ACTORS.format(
                    slot=f"'{slot + 4}.' || r.turn || '.'",
                    column=column,
                    side=side,
                    records=repeats,
                )
            )
    database.execute(ATTACKS)
