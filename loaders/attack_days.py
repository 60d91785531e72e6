"""Sum the attacks up by days, for every group and source and by each rule of counting.

`attack_days` answers how many attacks of whom there were in a period, over a million of them, from
a few thousand rows. It follows from `attacks`, `attack_reports` and `attack_actors` alone.

An attack of several reports counts once, by the figures of its summary. With a source asked for,
those count that it reports, with the parties that it names. Riots, protests and developments are
no attacks.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence

# Attacks that are more than one record: those of the facts, and those that were matched.
SEVERAL = """
CREATE TEMP TABLE several AS
SELECT id FROM attacks WHERE reports > 1 OR scope <> 'incident'
UNION
SELECT attack_id FROM attack_reports WHERE data_file_id IS NULL
"""

# What each group did in each such attack: 0 possibly a party, 1 a party, 2 it attacked.
INVOLVED = """
CREATE TEMP TABLE involved AS
SELECT attack_id, group_id,
  max(CASE WHEN certainty = 'possible' THEN 0 WHEN side = 'perpetrator' THEN 2 ELSE 1 END) AS part
FROM attack_actors
WHERE group_id IS NOT NULL AND attack_id IN (SELECT id FROM temp.several)
GROUP BY attack_id, group_id
"""

COUNTED = """
  date_earliest IS NOT NULL AND date_latest IS NOT NULL
  AND (attack_type IS NULL OR attack_type NOT IN ('riot', 'protest', 'development'))
"""

# What no report states stays NULL, which is not zero.
_FIGURES = """
  count(*) AS attacks, sum(killed_low) AS killed_low, sum(killed_best) AS killed_best,
  sum(killed_high) AS killed_high
"""

_SUMS = "sum(attacks), sum(killed_low), sum(killed_best), sum(killed_high)"

# Counts of the attacks that are one record, by group, source, part and days: where there is a
# million of them, the loader of event data brings them along.
PARTS = """
CREATE TEMP TABLE parts (
  group_id TEXT, source_id TEXT, part INTEGER, date_earliest TEXT, date_latest TEXT,
  attacks INTEGER, killed_low INTEGER, killed_best INTEGER, killed_high INTEGER
)
"""

# They belong to one source each, so that all sources together are their sum.
ALL_SOURCES = f"""
INSERT INTO temp.parts
SELECT group_id, '', part, date_earliest, date_latest, {_SUMS}
FROM temp.parts
GROUP BY group_id, part, date_earliest, date_latest
"""  # noqa: S608

# Attacks of several reports, or of the facts: once for all sources together, and once for each
# source that tells of them, with the parties that it names.
TOGETHER = f"""
INSERT INTO temp.parts
WITH told AS (
  SELECT attack_id, '' AS source_id, '' AS group_id, 0 AS part FROM attack_reports
  WHERE attack_id IN (SELECT id FROM temp.several)
  UNION
  SELECT attack_id, source_id, '', 0 FROM attack_reports
  WHERE attack_id IN (SELECT id FROM temp.several) AND via_source_id IS NULL
  UNION
  SELECT attack_id, '', group_id, part FROM temp.involved
  UNION
  SELECT r.attack_id, r.source_id, a.group_id,
    max(CASE WHEN a.certainty = 'possible' THEN 0 WHEN a.side = 'perpetrator' THEN 2 ELSE 1 END)
  FROM attack_reports AS r
  JOIN attack_actors AS a ON a.report_id = r.id
  WHERE r.attack_id IN (SELECT id FROM temp.several) AND r.via_source_id IS NULL
    AND a.group_id IS NOT NULL
  GROUP BY r.attack_id, r.source_id, a.group_id
)
SELECT t.group_id, t.source_id, t.part, a.date_earliest, a.date_latest, {_FIGURES}
FROM told AS t
CROSS JOIN attacks AS a ON a.id = t.attack_id
WHERE a.scope = 'incident' AND {COUNTED}
GROUP BY t.group_id, t.source_id, t.part, a.date_earliest, a.date_latest
"""  # noqa: S608

DAYS = f"""
INSERT INTO attack_days
SELECT p.group_id, p.source_id, r.rule, p.date_earliest, p.date_latest, {_SUMS}
FROM temp.parts AS p
JOIN (
  SELECT 'possible' AS rule, 0 AS part UNION ALL SELECT 'party', 1 UNION ALL SELECT 'perpetrator', 2
) AS r ON p.part >= r.part
GROUP BY p.group_id, p.source_id, r.rule, p.date_earliest, p.date_latest
"""  # noqa: S608


Parts = Iterable[Sequence[object]]


def count_days(
    database: sqlite3.Connection, alone: Callable[[set[str]], Parts] | None = None
) -> None:
    """Fill attack_days: how many attacks of whom there were, by whom they are told.

    Args:
        database: A database with attacks, reports and actors.
        alone: Counts the attacks that are one record, given the ids of those that are more: rows
            for `parts`. In a database of facts there are none.
    """
    for step in (SEVERAL, INVOLVED, PARTS):
        database.execute(step)
    if alone is not None:
        several = {id_ for (id_,) in database.execute("SELECT id FROM temp.several")}
        database.executemany(
            "INSERT INTO temp.parts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", alone(several)
        )
    for step in (ALL_SOURCES, TOGETHER, DAYS):
        database.execute(step)
    for table in ("several", "involved", "parts"):
        database.execute(f"DROP TABLE temp.{table}")
