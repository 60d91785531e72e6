"""The killed and the injured of an attack in words, as every list has them: `toll_words`.

A data set gives a number and nothing else, perhaps a million times, of which each is worded once.
What documents say is a handful of rows of attack_tolls, which common/tolls.py words.
"""

import sqlite3
from itertools import groupby
from operator import itemgetter

from common.tolls import in_list


def number_in_words(low: int | None, best: int | None, high: int | None) -> str | None:
    """Return a number of people in words; None if there is none."""
    if low is None or high is None:
        ends = (("", best), ("at least ", low), ("at most ", high))
        return next((f"{words}{end}" for words, end in ends if end is not None), None)
    if low == high or (best is not None and not low <= best <= high):
        return str(low if best is None else best)
    return f"{low}–{high}" if best is None else f"{best} ({low}–{high})"


TOLL = """nullif(substr(
  coalesce('; killed: ' || killed, '') || coalesce('; wounded: ' || injured, ''), 3
), '')"""


def by_source(name: str, single: str) -> str:
    """Return SQL for the numbers of each source of an attack with several reports.

    Args:
        name: killed or injured.
        single: The column with the single number; NULL if the table has none.
    """
    low, high = f"{name}_low", f"{name}_high"
    return f"""
CREATE TEMP TABLE {name}_by AS
SELECT
  attack_id, min(CASE WHEN {single} IS NOT NULL THEN rowid END) AS first, min(rowid) AS at,
  source, id IN (SELECT report_id FROM attack_tolls) AS is_told,
  CASE WHEN count({low}) = count(*) THEN sum({low}) END AS low,
  CASE WHEN count({single}) = count(*) THEN sum({single}) END AS single,
  CASE WHEN count({high}) = count(*) THEN sum({high}) END AS high
FROM temp.ordered
WHERE coalesce({low}, {single}, {high}) IS NOT NULL
GROUP BY attack_id, counted_by"""  # noqa: S608


def together(name: str) -> str:
    """Return SQL for the numbers of all sources of an attack together, and for those of each."""
    return f"""
{name} AS (
  SELECT
    attack_id, min(first) AS first, CASE WHEN count(low) = count(*) THEN min(low) END AS low,
    CASE WHEN count(high) = count(*) THEN max(high) END AS high
  FROM temp.{name}_by
  GROUP BY attack_id
),
{name}_words AS (
  SELECT
    w.attack_id,
    CASE WHEN min(words) = max(words) AND f.sources = 1 THEN min(words)
      ELSE group_concat(words || ' (' || w.sources || ')', '; ')
    END AS words
  FROM (
    SELECT attack_id, words, group_concat(source, '; ') AS sources, min(at) AS at
    FROM (
      SELECT attack_id, source, number_in_words(low, single, high) AS words, min(at) AS at
      FROM temp.{name}_by WHERE NOT is_told
      GROUP BY attack_id, words, source ORDER BY attack_id, at
    )
    GROUP BY attack_id, words ORDER BY attack_id, at
  ) AS w
  JOIN firsts AS f ON f.attack_id = w.attack_id
  GROUP BY w.attack_id
),"""  # noqa: S608


_TOLD = """
CREATE TEMP TABLE told_tolls (attack_id TEXT PRIMARY KEY, killed TEXT, injured TEXT) WITHOUT ROWID
"""

_SAID = """
SELECT
  t.*, number_in_words(low, NULL, high) AS number, (
    SELECT count(DISTINCT source_id) > 1 FROM attack_reports WHERE attack_id = t.attack_id
  ) AS is_named
FROM attack_tolls AS t
WHERE attack_id IN (SELECT id FROM temp.titles)
ORDER BY attack_id, property, follow_order, report_id, is_other, claim_id
"""


def add_told_tolls(database: sqlite3.Connection) -> None:
    """Fill temp.told_tolls with the words for each attack with a number in a document."""
    database.execute(_TOLD)
    cursor = database.execute(_SAID)
    columns = [column for column, *_ in cursor.description]
    rows = [dict(zip(columns, row, strict=True)) for row in cursor]
    for attack, of_attack in groupby(rows, itemgetter("attack_id")):
        words = {
            name: in_list(list(same), is_named=bool(is_named))
            for (name, is_named), same in groupby(of_attack, itemgetter("property", "is_named"))
        }
        values = (attack, words.get("killed"), words.get("injured"))
        database.execute("INSERT INTO temp.told_tolls VALUES (?, ?, ?)", values)
