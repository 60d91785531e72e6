"""Fill `attack_days`: counts of attacks by days, for every group, source and counting rule.

It answers how many attacks there were by whom in a period from a few thousand rows, even for a
million attacks. It is derived from `attacks`, `attack_reports` and `attack_actors` alone.

An attack with several reports counts once, with the figures of its summary. For a single source,
only its reports count, with the parties that it names. Riots, protests and developments are not
attacks.
"""

import sqlite3

# Attacks that are more than a single record: those in the facts, and those that were matched.
SEVERAL = """
CREATE TEMP TABLE several AS
SELECT id FROM attacks WHERE reports > 1 OR scope <> 'incident'
UNION
SELECT attack_id FROM attack_reports WHERE data_file_id IS NULL
"""

# A group's part in an attack: 0 possibly a party, 1 a party, 2 the attacker.
_PART = "max(CASE WHEN certainty = 'possible' THEN 0 WHEN side = 'perpetrator' THEN 2 ELSE 1 END)"

# In the order of the parties, which is that of the reports, so reports are read sequentially.
INVOLVED = f"""
CREATE TEMP TABLE involved AS
SELECT attack_id, group_id, {_PART} AS part
FROM attack_actors
WHERE group_id IS NOT NULL
GROUP BY attack_id, group_id
ORDER BY min(rowid)
"""  # noqa: S608

COUNTED = """
  date_earliest IS NOT NULL AND date_latest IS NOT NULL
  AND (attack_type IS NULL OR attack_type NOT IN ('riot', 'protest', 'development'))
"""

# A date that its source doubts; records of data sets have none.
_DOUBTFUL = "coalesce(instr(date_edtf, '?') + instr(date_edtf, '~') + instr(date_edtf, '%') > 0, 0)"

# A figure that no report states stays NULL, which is not zero.
_FIGURES = """
  count(*) AS attacks, sum(killed_low) AS killed_low, sum(killed_best) AS killed_best,
  sum(killed_high) AS killed_high
"""

_SUMS = "sum(attacks), sum(killed_low), sum(killed_best), sum(killed_high)"

# Counts of attacks that are a single record, by group, source, part and days. SQLite sorts a
# million rows for this: by their days first, which is fastest, and reading in table order, because
# with the index by source it would have to look up each row.
PARTS = f"""
CREATE TEMP TABLE parts AS
SELECT
  '' AS group_id, source_id, 0 AS part, date_earliest, date_latest, 0 AS is_doubtful, {_FIGURES}
FROM attack_reports NOT INDEXED
WHERE data_file_id IS NOT NULL AND {COUNTED} AND attack_id NOT IN (SELECT id FROM temp.several)
GROUP BY date_earliest, date_latest, source_id
UNION ALL
SELECT i.group_id, r.source_id, i.part, r.date_earliest, r.date_latest, 0, {_FIGURES}
FROM temp.involved AS i
JOIN attack_reports AS r ON r.attack_id = i.attack_id
WHERE r.data_file_id IS NOT NULL AND {COUNTED}
  AND r.attack_id NOT IN (SELECT id FROM temp.several)
GROUP BY r.date_earliest, r.date_latest, i.group_id, r.source_id, i.part
"""  # noqa: S608

# Each belongs to one source, so the figures for all sources are their sums.
ALL_SOURCES = f"""
INSERT INTO temp.parts
SELECT group_id, '', part, date_earliest, date_latest, is_doubtful, {_SUMS}
FROM temp.parts
GROUP BY group_id, part, date_earliest, date_latest, is_doubtful
"""  # noqa: S608

# Attacks with several reports, or in the facts: once for all sources together, and once for each
# source that reports them, with the parties that it names.
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
  WHERE attack_id IN (SELECT id FROM temp.several)
  UNION
  SELECT r.attack_id, r.source_id, a.group_id, {_PART}
  FROM attack_reports AS r
  JOIN attack_actors AS a ON a.report_id = r.id
  WHERE r.attack_id IN (SELECT id FROM temp.several) AND r.via_source_id IS NULL
    AND a.group_id IS NOT NULL
  GROUP BY r.attack_id, r.source_id, a.group_id
)
SELECT
  t.group_id, t.source_id, t.part, a.date_earliest, a.date_latest, {_DOUBTFUL} AS is_doubtful,
  {_FIGURES}
FROM told AS t
CROSS JOIN attacks AS a ON a.id = t.attack_id
WHERE a.scope = 'incident' AND {COUNTED}
GROUP BY t.group_id, t.source_id, t.part, a.date_earliest, a.date_latest, is_doubtful
"""  # noqa: S608

DAYS = f"""
SELECT p.group_id, p.source_id, r.rule, p.date_earliest, p.date_latest, is_doubtful, {_SUMS}
FROM temp.parts AS p
JOIN (
  SELECT 'possible' AS rule, 0 AS part UNION ALL SELECT 'party', 1 UNION ALL SELECT 'perpetrator', 2
) AS r ON p.part >= r.part
GROUP BY p.group_id, p.source_id, r.rule, p.date_earliest, p.date_latest, is_doubtful
"""  # noqa: S608

Days = list[tuple[object, ...]]


def days_of(database: sqlite3.Connection) -> Days:
    """Return the rows of attack_days."""
    for statement in (SEVERAL, INVOLVED, PARTS, ALL_SOURCES, TOGETHER):
        database.execute(statement)
    days = database.execute(DAYS).fetchall()
    for table in ("several", "involved", "parts"):
        database.execute(f"DROP TABLE temp.{table}")
    return days


def write_days(database: sqlite3.Connection, days: Days) -> None:
    """Replace the rows of attack_days."""
    database.execute("DELETE FROM attack_days")
    database.executemany("INSERT INTO attack_days VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", days)


def count_days(database: sqlite3.Connection) -> None:
    """Recompute attack_days."""
    write_days(database, days_of(database))
