"""Turn the records of a run into sources, reports, actors and attacks, in SQL."""

import dataclasses
import sqlite3
from collections.abc import Iterable, Mapping

from common.citing import source_label
from loaders.attack_words import insert_attacks
from loaders.events.parallel_tables import definitions
from loaders.events.reference import NamedGroup
from loaders.events.staging import LoadedFile
from loaders.names import add_name_words

BIG_TABLES = ("attacks", "attack_reports", "attack_actors")


def drop_indexes(database: sqlite3.Connection, *tables: str) -> list[str]:
    """Drop the indexes over all rows of their tables, which are faster to create afterwards.

    Returns:
        The statements that recreate them.
    """
    indexes = dict(each for table in tables for each in definitions(database, table)[1].items())
    for name in indexes:
        database.execute(f"DROP INDEX {name}")
    return list(indexes.values())


def add_sources(database: sqlite3.Connection, files: Iterable[LoadedFile]) -> None:
    """Add a source for each data set with a file, and a table of the files for later joins."""
    database.execute(
        "CREATE TABLE staged.files (number INTEGER PRIMARY KEY, source_id TEXT, "
        "rank INTEGER, version TEXT, source TEXT)"
    )
    for file in files:
        data_set = file.data_set
        database.execute(
            "INSERT OR IGNORE INTO sources (id, title, kind, authors, publisher, url, "
            "access, licence,"
            " redistributable, follow_order, label)"
            " VALUES (?, ?, 'data-set', ?, ?, ?, 'data', ?, ?, ?, ?)",
            (
                data_set.id,
                data_set.title,
                data_set.authors,
                data_set.publisher,
                data_set.url,
                data_set.licence,
                data_set.redistributable,
                data_set.follow_order,
                source_label({"access": "data", **dataclasses.asdict(data_set)}),
            ),
        )
        database.execute(
            "INSERT INTO staged.files SELECT ?, id, ?, ?, coalesce(short, label) FROM sources"
            " WHERE id = ?",
            (file.number, file.rank, file.version, data_set.id),
        )


def add_names(database: sqlite3.Connection, names: Mapping[str, str]) -> None:
    """Add names of countries and types, for the titles of attacks."""
    for table, columns in (("attack_types", "id, label"), ("countries", "code, name")):
        first, second = columns.split(", ")
        database.execute(
            f"CREATE TABLE staged.{table} ({first} TEXT PRIMARY KEY, {second} TEXT) WITHOUT ROWID"
        )
    database.execute("INSERT INTO staged.attack_types SELECT id, label FROM main.attack_types")
    database.executemany("INSERT INTO staged.countries VALUES (?, ?)", sorted(names.items()))


def add_groups(database: sqlite3.Connection, groups: Mapping[str, NamedGroup]) -> None:
    """Add groups that records name and documents do not, then all names."""
    database.executemany(
        'INSERT INTO "groups" (id, name, kind, note) SELECT ?, ?, ?, ?'
        " WHERE EXISTS (SELECT 1 FROM staged.actor_names WHERE group_id = ?)",
        [(id_, each.name, each.kind, NAMED_BY_DATA, id_) for id_, each in sorted(groups.items())],
    )
    database.execute('CREATE TABLE staged."groups" AS SELECT id, name FROM main."groups"')


NAMED_BY_DATA = "Named by event data sets only: none of the documents names it."


def add_spellings(database: sqlite3.Connection) -> None:
    """Add each data set's names for groups that no document names, so that search finds them."""
    database.execute(
        """
        INSERT INTO names (id, group_id, name, kind, source_id, note)
        SELECT
          spelt.source_id || '-name-' || row_number() OVER (ORDER BY spelt.source_id, spelt.name),
          spelt.group_id, spelt.name, 'common', spelt.source_id, ?
        FROM (
          SELECT DISTINCT actors.group_id, actors.name, reports.source_id
          FROM "groups"
          CROSS JOIN attack_actors AS actors ON actors.group_id = "groups".id
          INNER JOIN attack_reports AS reports ON reports.id = actors.report_id
          WHERE "groups".note = ? AND actors.name IS NOT NULL
        ) AS spelt
        """,
        (NAMED_BY_DATA, NAMED_BY_DATA),
    )
    add_name_words(database)


# Events in files with a row for each actor: how many rows name an armed actor, and the first of
# these.
_SIDES_OF_EVENTS = """
CREATE TABLE staged.sides_of_events AS
SELECT
  r.id, r.file, r.rank,
  count(*) FILTER (WHERE coalesce(l.class, '') NOT IN ('civilians', 'protesters')) AS armed,
  min(r.rowid) FILTER (WHERE coalesce(l.class, '') NOT IN ('civilians', 'protesters')) AS attacker
FROM staged.records AS r
LEFT JOIN staged.actor_lists AS l ON l.list = r.actor_1
WHERE r.file IN ({files})
GROUP BY r.id, r.file, r.rank
"""
_SET_SIDES = (
    "CREATE INDEX staged.sides_of_events_id ON sides_of_events (id, file)",
    # It is known who attacked only if one side is civilians: the other.
    """
    UPDATE staged.records AS r SET
      first_attacks = r.first_attacks AND e.armed = 1,
      repeats = CASE WHEN e.armed = 1 THEN r.rowid <> e.attacker ELSE r.repeats END
    FROM staged.sides_of_events AS e
    WHERE e.id = r.id AND e.file = r.file AND e.rank IS r.rank
    """,
    "DROP TABLE staged.sides_of_events",
)


def settle_sides(database: sqlite3.Connection, files: Iterable[LoadedFile]) -> None:
    """Determine who attacked in files with a row for each actor, which do not say so."""
    numbers = ", ".join(str(file.number) for file in files if file.monadic)
    if numbers:
        for statement in (_SIDES_OF_EVENTS.format(files=numbers), *_SET_SIDES):
            database.execute(statement)


def add_files(database: sqlite3.Connection, files: Iterable[LoadedFile]) -> None:
    """Add a row for each file, with what happened to its rows."""
    used = dict(
        database.execute(
            "SELECT data_file_id, count(*) FROM attack_reports WHERE data_file_id IS NOT "
            "NULL GROUP BY 1"
        )
    )
    for file in files:
        file.used = used.get(file.number, 0)
        file.superseded = file.records - file.used
        counted = file.used + file.superseded + file.repeated + file.refused + file.ignored
        if counted != file.rows:
            raise RuntimeError(f"{file.name}: {counted} of {file.rows} rows are accounted for")
        database.execute(
            "INSERT INTO data_files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                file.number,
                file.data_set.id,
                file.name,
                file.layout,
                file.version,
                file.sha256,
                file.rows,
                file.used,
                file.superseded,
                file.repeated,
                file.refused,
                file.ignored,
            ),
        )


def add_aliases(database: sqlite3.Connection, attacks: Iterable[str]) -> None:
    """Add the former ids of attacks whose reports were matched."""
    database.executemany(
        "INSERT INTO attack_aliases (id, attack_id) SELECT id, attack_id FROM attack_reports"
        " WHERE attack_id = ? AND data_file_id IS NOT NULL AND id <> attack_id",
        ((attack,) for attack in attacks),
    )


REPORTS = """
INSERT INTO attack_reports (
  rowid, id, attack_id, source_id, record_id, attack_type, date_edtf, date_earliest, date_latest,
  date_precision, location, country_code, latitude, longitude, geo_precision, target, killed_low,
  killed_best, killed_high, injured_low, injured_high, responsibility, note, record_version,
  data_file_id, data_line, type_told, killed_civilians, killed_attackers, source_note, notes
)
SELECT
  {base} + r.row, r.id, r.id, f.source_id, r.record,
  r.attack_type,
  r.date_edtf, r.date_earliest, r.date_latest, r.date_precision, r.location, r.country_code,
  r.latitude, r.longitude, r.geo_precision, r.target, r.killed_low, r.killed_best, r.killed_high,
  r.injured_low, r.injured_high,
  CASE WHEN r.claimed THEN 'claimed'
       WHEN r.first_attacks AND (l.list IS NULL OR l.class = 'unknown') THEN 'context'
       WHEN r.first_attacks THEN 'attributed' END,
  coalesce(r.date_note || ' ' || r.killed_note, r.date_note, r.killed_note),
  coalesce(CAST(r.rank AS TEXT), f.version), r.file, r.line, r.type_told, r.killed_civilians,
  r.killed_attackers, r.source_note, r.notes
FROM staged.counted AS r
JOIN staged.files AS f ON f.number = r.file
LEFT JOIN staged.actor_lists AS l ON l.list = r.actor_1
ORDER BY r.row
"""

# A name that stands for a group only from some day on is just a name before then.
ACTORS = """
INSERT INTO attack_actors (attack_id, report_id, group_id, name, side, certainty)
SELECT
  r.id, r.id,
  CASE WHEN n.since IS NULL OR r.date_earliest >= n.since THEN n.group_id END,
  n.name,
  CASE WHEN n.is_civilian THEN 'victim' WHEN r.first_attacks THEN '{side}' ELSE 'party' END,
  CASE WHEN n.since IS NULL OR r.date_earliest >= n.since THEN n.certainty ELSE 'certain' END
FROM {records} AS r
JOIN staged.actor_names AS n ON n.list = r.{column}
WHERE n.is_first OR n.since IS NULL OR r.date_earliest >= n.since
ORDER BY r.row
"""

FIRST = (("actor_1", "perpetrator"), ("allies_1", "perpetrator"))
SECOND = (("actor_2", "target"), ("allies_2", "target"))

# The other rows of an event in a file with a row for each actor: if it is known who attacked, they
# name the targets.
REPEATS = """(
  SELECT o.rowid AS row, o.* FROM staged.records AS o
  WHERE o.repeats = 1 AND EXISTS (
    SELECT 1 FROM staged.counted AS c
    WHERE c.id = o.id AND c.file = o.file AND c.rank IS o.rank
  )
)"""

# In the order of the records, in which SQLite reads them: an ORDER BY would copy every value again.
ATTACKS = insert_attacks(
    """
SELECT
  r.id,
  coalesce(t.label, 'Incident') || coalesce(
    ' in ' || r.location,
    ' in ' || (SELECT c.name FROM staged.countries AS c WHERE c.code = r.country_code), ''
  ) || ', ' || coalesce(r.date_words, date_in_words(NULL, NULL, NULL)),
  'incident', r.attack_type, r.date_edtf, r.date_earliest, r.date_latest, r.date_precision,
  NULL, NULL, NULL, r.location, r.country_code, r.latitude, r.longitude, r.geo_precision,
  CASE WHEN r.first_attacks AND (l.since IS NULL OR r.date_earliest >= l.since) THEN l.group_id END,
  r.killed_low, r.killed_best, r.killed_high, r.injured_low, r.injured_high, 1, 0, 0, 0,
  CASE WHEN r.first_attacks AND (l.possible_since IS NULL OR r.date_earliest >= l.possible_since)
    THEN l.possible_id END,
  NULL, f.source, NULL, NULL, NULL, r.date_words, NULL, NULL, r.killed_words, r.injured_words
FROM staged.counted AS r
LEFT JOIN staged.files AS f ON f.number = r.file
LEFT JOIN staged.attack_types AS t ON t.id = r.attack_type
LEFT JOIN staged.actor_lists AS l ON l.list = r.actor_1
"""
)


def actor_statements(*, monadic: bool) -> list[str]:
    """Return the statements that fill `attack_actors`."""
    statements = [
        ACTORS.format(column=column, side=side, records="staged.counted")
        for column, side in (*FIRST, *SECOND)
    ]
    if monadic:
        statements += [
            ACTORS.format(column=column, side="target", records=REPEATS) for column, _ in FIRST
        ]
    return statements
