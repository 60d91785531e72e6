"""The candidate pairs: records of different data sets that are near each other."""

import sqlite3
from array import array

from loaders.events.matching.scoring import MOST_DAYS

LOCATED = """
CREATE TEMP TABLE located AS
SELECT
  r.rowid AS report, s.place AS place_in_order,
  CAST(julianday(r.date_earliest) AS INTEGER) AS day,
  CAST(julianday(r.date_latest) AS INTEGER) AS last_day,
  CAST((r.latitude + 90) * 2 AS INTEGER) AS cell_y,
  CAST((r.longitude + 180) * 2 AS INTEGER) AS cell_x,
  r.date_latest > date(r.date_earliest, '+3 days') AS is_long,
  r.latitude, r.longitude,
  -- Degrees of latitude that are surely as far as records may lie from each other.
  CASE WHEN r.geo_precision = 'region' THEN 0.46 ELSE 0.23 END AS reach,
  CASE WHEN abs(r.latitude) < 40 THEN 1.4 WHEN abs(r.latitude) < 59 THEN 2 ELSE 100 END AS stretch
FROM attack_reports AS r
-- Lists of a user's own have the same place in the order, and are compared with each other too.
JOIN (
  SELECT id, row_number() OVER (ORDER BY follow_order, id) AS place FROM sources
) AS s ON s.id = r.source_id
WHERE r.data_file_id IS NOT NULL AND r.latitude IS NOT NULL
  AND (r.geo_precision IS NULL OR r.geo_precision <> 'country')
  AND r.date_latest <= date(r.date_earliest, '+31 days')
-- By days, so that a block of pairs is about few records.
ORDER BY r.date_earliest, r.rowid
"""

# A covering index.
CELLS = """
CREATE INDEX temp.located_cells ON located (
  place_in_order, is_long, reach, cell_y, cell_x, day, last_day, latitude, longitude, report
)
"""

# Only in the half-degree squares within reach of a record.
PAIRS = """
SELECT a.report, b.report
FROM located AS a
CROSS JOIN (SELECT DISTINCT place_in_order, is_long, reach FROM located) AS kind
  ON kind.place_in_order > a.place_in_order
CROSS JOIN (SELECT -1 AS step UNION ALL SELECT 0 UNION ALL SELECT 1) AS y
  ON a.cell_y + y.step <= (a.latitude + max(a.reach, kind.reach) + 90) * 2
  AND a.cell_y + y.step + 1 >= (a.latitude - max(a.reach, kind.reach) + 90) * 2
CROSS JOIN (SELECT -1 AS step UNION ALL SELECT 0 UNION ALL SELECT 1) AS x
  ON a.cell_x + x.step <= (a.longitude + max(a.reach, kind.reach) * a.stretch + 180) * 2
  AND a.cell_x + x.step + 1 >= (a.longitude - max(a.reach, kind.reach) * a.stretch + 180) * 2
CROSS JOIN located AS b
  ON b.place_in_order = kind.place_in_order
  AND b.is_long = kind.is_long AND b.reach = kind.reach
  AND b.cell_y = a.cell_y + y.step AND b.cell_x = a.cell_x + x.step
  AND b.day BETWEEN a.day - :days - CASE kind.is_long WHEN 1 THEN 31 ELSE 3 END
    AND a.last_day + :days
WHERE b.last_day >= a.day - :days
  AND abs(a.latitude - b.latitude) <= max(a.reach, kind.reach)
  AND abs(a.longitude - b.longitude) <= max(a.reach, kind.reach) * a.stretch
"""


def pairs_near(database: sqlite3.Connection) -> tuple["array[int]", "array[int]"]:
    """Return the candidate pairs as row numbers only, because there are very many of them.

    Returns:
        The first record of each pair, and the second, whose data set is lower in precedence.
    """
    database.execute(LOCATED)
    database.execute(CELLS)
    ones, others = array("I"), array("I")
    for one, other in database.execute(PAIRS, {"days": MOST_DAYS}):
        ones.append(one)
        others.append(other)
    database.execute("DROP TABLE temp.located")
    return ones, others
