"""Records of different data sets, compared with each other."""

import datetime
import sqlite3
from collections import defaultdict

from loaders.events.matching.names import GENERIC, plain_name, words_of
from loaders.events.matching.scoring import MOST_DAYS, MOST_KILOMETRES, Side, Verdict, decide, weigh

# Blocking: only records of different data sets in neighbouring cells of a third of a degree and
# within some days of each other are compared at all.
LOCATED = """
CREATE TEMP TABLE located AS
SELECT
  r.rowid AS report, s.follow_order AS place_in_order,
  CAST(julianday(r.date_earliest) AS INTEGER) AS day,
  CAST(julianday(r.date_latest) AS INTEGER) AS last_day,
  CAST((r.latitude + 90) * 3 AS INTEGER) AS cell_y,
  CAST((r.longitude + 180) * 3 AS INTEGER) AS cell_x
FROM attack_reports AS r
JOIN sources AS s ON s.id = r.source_id
WHERE r.data_file_id IS NOT NULL AND r.latitude IS NOT NULL
  AND (r.geo_precision IS NULL OR r.geo_precision IN ('exact', 'near'))
  AND r.date_latest <= date(r.date_earliest, '+6 days')
"""

PAIRS = """
SELECT a.report, b.report
FROM located AS a
CROSS JOIN (SELECT -1 AS step UNION ALL SELECT 0 UNION ALL SELECT 1) AS y
CROSS JOIN (SELECT -1 AS step UNION ALL SELECT 0 UNION ALL SELECT 1) AS x
CROSS JOIN located AS b
  ON b.cell_y = a.cell_y + y.step AND b.cell_x = a.cell_x + x.step
  AND b.day BETWEEN a.day - :days - 6 AND a.last_day + :days
WHERE a.place_in_order < b.place_in_order AND b.last_day >= a.day - :days
"""


def match_records(database: sqlite3.Connection) -> list[tuple[Verdict, str]]:
    """Compare the records of each data set with those of the others near them."""
    ((data_sets,),) = database.execute("SELECT count(DISTINCT source_id) FROM data_files")
    if data_sets < 2:
        return []
    database.execute(LOCATED)
    database.execute("CREATE INDEX temp.located_cells ON located (cell_y, cell_x, day)")
    pairs = database.execute(PAIRS, {"days": MOST_DAYS}).fetchall()
    sides = read_sides(database, {row for pair in pairs for row in pair})
    database.execute("DROP TABLE temp.located")
    verdicts = [weigh(sides[one], sides[other]) for one, other in pairs]
    return decide(verdict for verdict in verdicts if verdict.kilometres <= MOST_KILOMETRES)


_SIDES = """
SELECT r.rowid, r.id, r.source_id, s.follow_order, r.date_earliest, r.date_latest, r.latitude,
  r.longitude, r.geo_precision, coalesce(r.killed_low, r.killed_best),
  coalesce(r.killed_high, r.killed_best), r.attack_type, r.notes, r.source_note, r.location
FROM temp.wanted AS w
CROSS JOIN attack_reports AS r ON r.rowid = w.report
CROSS JOIN sources AS s ON s.id = r.source_id
"""

_SIDE_ACTORS = """
SELECT r.rowid, a.group_id, a.name, a.certainty
FROM temp.wanted AS w
CROSS JOIN attack_reports AS r ON r.rowid = w.report
CROSS JOIN attack_actors AS a ON a.report_id = r.id
"""


def read_sides(database: sqlite3.Connection, rows: set[int]) -> dict[int, Side]:
    """What is compared of some reports."""
    database.execute("CREATE TEMP TABLE wanted (report INTEGER PRIMARY KEY)")
    database.executemany("INSERT INTO temp.wanted VALUES (?)", ((row,) for row in sorted(rows)))
    certain: dict[int, set[str]] = defaultdict(set)
    possible: dict[int, set[str]] = defaultdict(set)
    others: dict[int, set[str]] = defaultdict(set)
    for row, group, name, certainty in database.execute(_SIDE_ACTORS):
        if group is None:
            others[row].add(plain_name(name))
        elif certainty == "certain":
            certain[row].add(group)
        else:
            possible[row].add(group)
    sides = {}
    for row in database.execute(_SIDES):
        (
            number,
            id_,
            source,
            order,
            first,
            last,
            latitude,
            longitude,
            precision,
            low,
            high,
            type_,
            *texts,
        ) = row
        sides[number] = Side(
            id_,
            source,
            order,
            datetime.date.fromisoformat(first),
            datetime.date.fromisoformat(last),
            latitude,
            longitude,
            precision == "near",
            low,
            high,
            frozenset(certain[number]),
            frozenset(possible[number]),
            frozenset(others[number] - {""}),
            type_,
            words_of(texts[2]) - GENERIC,
            words_of(*texts),
        )
    database.execute("DROP TABLE temp.wanted")
    return sides
