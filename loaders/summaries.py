"""Summarise the reports of each attack in its row, in SQL because data sets bring a million.

Reports are taken in the order of sources.follow_order, then a source's own statements before those
read from its title, then by id. Each group of properties (date, place, type, perpetrator) follows
the first report that states it; for the type, first those that are certain of it. The date is the
narrowest one stated without doubt, or else the first one stated, or else bounds. Any other report
whose stated date cannot be the same day widens the date, and dispute_*, to its nearest end, and the
attack is then disputed, as it is with any open conflict. date_words takes no side: it is the
narrowest stated date, or all of them if they cannot all be right; if no source dates the attack, it
is the last day that the order of events allows, marked as our inference.

For the killed and the injured, there is a minimum only if every source with a number has one, and
it is the least of these; likewise the greatest for a maximum: a source that says “at least 8” does
not limit the others. The single number is the first one stated. If a data set splits an attack into
several records, its numbers are their sums. toll_words (loaders/toll_words.py) has what each source
says.
"""

import sqlite3
from collections.abc import Iterable, Mapping

from loaders.attack_words import insert_attacks, say_in_words
from loaders.toll_words import add_told_tolls, by_source, together

_TITLES = """
CREATE TEMP TABLE titles (id TEXT PRIMARY KEY, title TEXT, scope TEXT) WITHOUT ROWID
"""

# Leaves out parties that a report only mentions in context, without saying who did it.
_SAYS_SO = """(
  a.name IS NOT NULL OR a.report_id IN (
    SELECT id FROM attack_reports
    WHERE data_file_id IS NULL AND responsibility IN ('claimed', 'attributed')
  )
)"""

# The first perpetrator in each report that is a known group, certain or possible.
_PERPETRATORS = f"""
CREATE TEMP TABLE perpetrators AS
SELECT
  a.report_id, a.certainty, a.group_id, a.attribution, min(a.rowid)
FROM attack_actors AS a
WHERE a.side = 'perpetrator' AND a.group_id IS NOT NULL
  AND a.attack_id IN (SELECT id FROM temp.titles)
  AND {_SAYS_SO}
GROUP BY a.report_id, a.certainty
"""  # noqa: S608

_PERPETRATORS_INDEX = "CREATE INDEX temp.perpetrators_report_id ON perpetrators (report_id)"

# Who names them, in the order of sources: the document of the claim, or the work whose title it is
# read from.
_NAMING = f"""
CREATE TEMP TABLE naming AS
SELECT attack_id, group_id, certainty, attribution, group_concat(source, '; ') AS sources
FROM (
  SELECT a.attack_id, a.group_id, a.certainty, a.attribution,
    CASE WHEN c.about_source_id IS NULL THEN '' ELSE 'the title of ' END
      || coalesce(s.short, s.label) AS source
  FROM attack_actors AS a
  JOIN attack_reports AS r ON r.id = a.report_id
  LEFT JOIN claims AS c ON c.id = a.claim_id
  JOIN sources AS s ON s.id = coalesce(c.about_source_id, c.source_id, r.source_id)
  WHERE a.side = 'perpetrator' AND a.attack_id IN (SELECT id FROM temp.titles)
    AND {_SAYS_SO}
  GROUP BY a.attack_id, a.group_id, a.certainty, a.attribution, s.id
  ORDER BY a.attack_id, min(s.follow_order), min(r.id)
)
GROUP BY attack_id, group_id, certainty, attribution
"""  # noqa: S608

_NAMING_INDEX = "CREATE INDEX temp.naming_attack_id ON naming (attack_id)"

# The properties of an attack that open conflicts are about, in words.
_CONFLICTS = """
CREATE TEMP TABLE open_conflicts AS
SELECT attack_id, group_concat('the ' || word, ' and ') AS words
FROM (
  SELECT DISTINCT d.attack_id, CASE p.value
    WHEN 'killed' THEN 'dead'
    WHEN 'injured' THEN 'wounded'
    WHEN 'responsibility' THEN 'perpetrators'
    ELSE p.value
  END AS word
  FROM disagreements AS d
  LEFT JOIN json_each(d.properties) AS p
  WHERE d.is_conflict = 1 AND d.status = 'open' AND d.attack_id IS NOT NULL
  ORDER BY d.attack_id, word
)
GROUP BY attack_id
"""

# What is wrong with the citations of each source for an attack: `A: …; …; B: …`.
_CITATIONS = """
CREATE TEMP TABLE open_citations AS
SELECT attack_id, group_concat(source || ': ' || problems, '; ') AS words
FROM (
  SELECT attack_id, source, group_concat(problem, '; ') AS problems
  FROM (
    SELECT DISTINCT
      d.attack_id, rtrim(coalesce(s.short, s.label), '0123456789-, ') AS source,
      coalesce(d.problem, 'does not match what it cites') AS problem
    FROM disagreements AS d
    JOIN disagreement_readings AS r ON r.disagreement_id = d.id AND r.at_issue = 1
    JOIN sources AS s ON s.id = r.source_id
    WHERE d.kind = 'citation' AND d.status = 'open' AND d.attack_id IS NOT NULL
    ORDER BY d.attack_id, source, problem
  )
  GROUP BY attack_id, source
)
GROUP BY attack_id
"""

# The reports that state the type of an attack without certainty.
_TYPE_DOUBTED = """r.id IN (
  SELECT report_id FROM report_claims WHERE property = 'attack_type'
  GROUP BY report_id HAVING min(certainty) = 'possible'
)"""

# The reports of attacks that have several, numbered (rowid) in the order of precedence. Most
# attacks in a data set have only one, and need no comparison.
_ORDERED = f"""
CREATE TEMP TABLE ordered AS
SELECT
  r.*, p.group_id AS perpetrator_id, m.group_id AS possible_id, m.attribution,
  {_TYPE_DOUBTED} AS type_doubted,
  -- records of one data set are parts of one toll
  CASE WHEN r.data_file_id IS NULL THEN r.id ELSE r.source_id END AS counted_by,
  coalesce(s.short, s.label) AS source, s.follow_order, s.published_latest
FROM attack_reports AS r
JOIN sources AS s ON s.id = r.source_id
LEFT JOIN temp.perpetrators AS p ON p.report_id = r.id AND p.certainty = 'certain'
LEFT JOIN temp.perpetrators AS m ON m.report_id = r.id AND m.certainty = 'possible'
WHERE r.attack_id IN (
  SELECT attack_id FROM attack_reports
  WHERE attack_id IN (SELECT id FROM temp.titles)
  GROUP BY attack_id HAVING count(*) > 1
)
ORDER BY r.attack_id, s.follow_order, r.via_source_id IS NOT NULL, r.id
"""  # noqa: S608

# The days of an attack that no source dates, if the last of them follows from the order of events.
_INFERRED = """CASE
  WHEN {0}.date_edtf IS NULL AND {0}.date_claim_id IS NOT NULL AND {0}.date_latest < {1}
    THEN CASE WHEN {0}.date_earliest IS NULL
      THEN date_in_words('../' || {0}.date_latest, NULL, NULL)
      ELSE days_in_words({0}.date_earliest, {0}.date_latest)
    END || ' (inferred)'
END"""

# An attack with one report has the values of that report.
_TOLD_ONCE = insert_attacks(f"""
SELECT
  t.id, t.title, t.scope, r.attack_type, r.date_edtf, r.date_earliest, r.date_latest,
  r.date_precision, NULL, NULL, r.place_id, r.location,
  coalesce(l.country_code, r.country_code), r.latitude, r.longitude,
  r.geo_precision, p.group_id, r.killed_low, r.killed_best, r.killed_high, r.injured_low,
  r.injured_high, 1,
  o.attack_id IS NOT NULL,
  coalesce(r.date_edtf GLOB '*[?~%]*', 0), {_TYPE_DOUBTED},
  m.group_id, m.attribution, n.sources, o.words, u.words, NULL,
  {_INFERRED.format("r", "s.published_latest")}, NULL, NULL,
  coalesce(v.killed, number_in_words(r.killed_low, r.killed_best, r.killed_high)),
  coalesce(v.injured, number_in_words(r.injured_low, NULL, r.injured_high))
FROM attack_reports AS r
JOIN temp.titles AS t ON t.id = r.attack_id
JOIN sources AS s ON s.id = r.source_id
LEFT JOIN temp.perpetrators AS p ON p.report_id = r.id AND p.certainty = 'certain'
LEFT JOIN temp.perpetrators AS m ON m.report_id = r.id AND m.certainty = 'possible'
LEFT JOIN temp.naming AS n ON n.attack_id = r.attack_id
  AND n.group_id = coalesce(p.group_id, m.group_id)
  AND n.certainty = coalesce(p.certainty, m.certainty)
  AND n.attribution IS CASE WHEN p.group_id IS NULL THEN m.attribution END
LEFT JOIN temp.open_conflicts AS o ON o.attack_id = r.attack_id
LEFT JOIN temp.open_citations AS u ON u.attack_id = r.attack_id
LEFT JOIN temp.told_tolls AS v ON v.attack_id = r.attack_id
LEFT JOIN places AS l ON l.id = r.place_id
WHERE r.attack_id NOT IN (SELECT attack_id FROM temp.ordered)
ORDER BY r.attack_id
""")  # noqa: S608


_TOLD_OFTEN = insert_attacks(
    f"""
WITH firsts AS (
  SELECT
    attack_id,
    coalesce(
      -- the first of the narrowest
      min(CASE WHEN date_edtf NOT GLOB '*[?~%]*'
        THEN CAST(julianday(date_latest) - julianday(date_earliest) AS INTEGER) * 1000000000 + rowid
      END) % 1000000000,
      min(CASE WHEN date_edtf IS NOT NULL THEN rowid END),
      min(CASE WHEN coalesce(date_earliest, date_latest) IS NOT NULL THEN rowid END)
    ) AS dated,
    min(CASE WHEN coalesce(place_id, location) IS NOT NULL THEN rowid END) AS placed,
    coalesce(
      min(CASE WHEN attack_type <> 'unspecified' AND NOT type_doubted THEN rowid END),
      min(CASE WHEN attack_type <> 'unspecified' THEN rowid END),
      min(CASE WHEN attack_type IS NOT NULL THEN rowid END)
    ) AS typed,
    min(CASE WHEN perpetrator_id IS NOT NULL THEN rowid END) AS blamed,
    -- what a source implies says more than what it leaves open
    coalesce(
      min(CASE WHEN attribution IS NOT NULL THEN rowid END),
      min(CASE WHEN possible_id IS NOT NULL THEN rowid END)
    ) AS doubted,
    count(*) AS reports, count(DISTINCT source_id) AS sources
  FROM temp.ordered
  GROUP BY attack_id
),{together("killed")}{together("injured")}
contradictions AS (
  SELECT
    r.attack_id,
    min(CASE WHEN r.date_latest < d.date_earliest THEN r.date_latest END) AS before,
    max(CASE WHEN r.date_earliest > d.date_latest THEN r.date_earliest END) AS after,
    known_in_words(r.date_edtf, r.date_earliest, r.date_latest) AS known,
    known_by(r.date_edtf, r.date_earliest, r.date_latest, r.source) AS known_by
  FROM temp.ordered AS r
  JOIN firsts AS f ON f.attack_id = r.attack_id
  JOIN temp.ordered AS d ON d.rowid = f.dated
  WHERE r.date_edtf IS NOT NULL
  GROUP BY r.attack_id
),
dates AS (
  SELECT
    f.attack_id, d.date_edtf, d.date_precision,
    coalesce(c.known, {_INFERRED.format("d", "d.published_latest")}) AS known, c.known_by,
    CASE WHEN d.data_file_id IS NULL AND d.date_edtf IS NOT NULL THEN d.source END AS dated_by,
    coalesce(c.before, c.after) IS NOT NULL AS conflict,
    coalesce(c.before, d.date_earliest) AS earliest, coalesce(c.after, d.date_latest) AS latest,
    CASE WHEN d.date_edtf GLOB '*[?~%]*' THEN '?' ELSE '' END AS doubt
  FROM firsts AS f
  JOIN temp.ordered AS d ON d.rowid = f.dated
  LEFT JOIN contradictions AS c ON c.attack_id = f.attack_id
)
SELECT
  t.id, t.title, t.scope, y.attack_type,
  CASE WHEN d.conflict
    THEN coalesce(d.earliest || d.doubt, '..') || '/' || coalesce(d.latest || d.doubt, '..')
    ELSE d.date_edtf
  END,
  d.earliest, d.latest, CASE WHEN d.conflict THEN CASE
    WHEN d.earliest IS NULL THEN 'before' WHEN d.latest IS NULL THEN 'after' ELSE 'range'
  END ELSE d.date_precision END,
  CASE WHEN d.conflict THEN d.earliest END, CASE WHEN d.conflict THEN d.latest END,
  w.place_id, w.location, coalesce(l.country_code, w.country_code), w.latitude, w.longitude,
  w.geo_precision, b.perpetrator_id, k.low, s.single, k.high, i.low, i.high, f.reports,
  coalesce(d.conflict, 0) OR o.attack_id IS NOT NULL,
  coalesce(d.doubt, '') <> '', y.type_doubted, m.possible_id, m.attribution, n.sources,
  CASE WHEN d.conflict AND coalesce(o.words, '') NOT LIKE '%the date%'
    THEN 'the date' || coalesce(' and ' || o.words, '')
    ELSE o.words
  END,
  u.words, CASE WHEN w.data_file_id IS NULL THEN w.source END,
  d.known, d.known_by, d.dated_by, coalesce(
    v.killed || '; ' || kw.words, v.killed, kw.words, number_in_words(k.low, s.single, k.high)),
  coalesce(
    v.injured || '; ' || iw.words, v.injured, iw.words, number_in_words(i.low, NULL, i.high))
FROM firsts AS f
JOIN temp.titles AS t ON t.id = f.attack_id
LEFT JOIN dates AS d ON d.attack_id = f.attack_id
LEFT JOIN temp.ordered AS w ON w.rowid = f.placed
LEFT JOIN killed AS k ON k.attack_id = f.attack_id
LEFT JOIN temp.killed_by AS s ON s.first = k.first
LEFT JOIN injured AS i ON i.attack_id = f.attack_id
LEFT JOIN killed_words AS kw ON kw.attack_id = f.attack_id
LEFT JOIN injured_words AS iw ON iw.attack_id = f.attack_id
LEFT JOIN temp.told_tolls AS v ON v.attack_id = f.attack_id
LEFT JOIN temp.open_conflicts AS o ON o.attack_id = f.attack_id
LEFT JOIN temp.open_citations AS u ON u.attack_id = f.attack_id
LEFT JOIN temp.ordered AS m ON m.rowid = f.doubted
LEFT JOIN temp.ordered AS y ON y.rowid = f.typed
LEFT JOIN temp.ordered AS b ON b.rowid = f.blamed
LEFT JOIN temp.naming AS n ON n.attack_id = f.attack_id
  AND n.group_id = coalesce(b.perpetrator_id, m.possible_id)
  AND n.certainty = CASE WHEN f.blamed IS NULL THEN 'possible' ELSE 'certain' END
  AND n.attribution IS CASE WHEN f.blamed IS NULL THEN m.attribution END
LEFT JOIN places AS l ON l.id = w.place_id
ORDER BY f.attack_id
"""  # noqa: S608
)


def sum_up(database: sqlite3.Connection, titles: Iterable[Mapping[str, str]]) -> None:
    """Fill `attacks` from `attack_reports`.

    Args:
        database: A database with reports, actors, places, sources and disagreements.
        titles: Id, title and scope of each attack to fill; reports of others are ignored.
    """
    say_in_words(database)
    database.execute(_TITLES)
    database.executemany("INSERT INTO temp.titles VALUES (:id, :title, :scope)", titles)
    for step in (
        *(_PERPETRATORS, _PERPETRATORS_INDEX, _NAMING, _NAMING_INDEX, _CONFLICTS, _CITATIONS),
        *(_ORDERED, by_source("killed", "killed_best"), by_source("injured", "NULL")),
    ):
        database.execute(step)
    add_told_tolls(database)
    for step in (_TOLD_ONCE, _TOLD_OFTEN):
        database.execute(step)
    made = ("titles", "perpetrators", "naming", "open_conflicts", "open_citations", "ordered")
    for table in (*made, "killed_by", "injured_by", "told_tolls"):
        database.execute(f"DROP TABLE temp.{table}")
