"""The numbers of killed and injured in words, mostly as SQL expressions."""

import json

from loaders.readings import NUMBERS

_NUMBERS = json.dumps(NUMBERS)
# Before whom another party counts: two numbers of one report read like a sum.
SAME = "perhaps the same as"


def number_in_words(low: int | None, best: int | None, high: int | None) -> str | None:
    """Return a number of people in words; None if there is none."""
    if low is None or high is None:
        ends = (("", best), ("at least ", low), ("at most ", high))
        return next((f"{words}{end}" for words, end in ends if end is not None), None)
    if low == high or (best is not None and not low <= best <= high):
        return str(low if best is None else best)
    return f"{low}–{high}" if best is None else f"{best} ({low}–{high})"


def written(name: str, row: str = "r") -> str:
    """Return SQL for a report's number as its claim writes it: `8`, `8..`, `8..12`."""
    low, high = f"{row}.{name}_low", f"{row}.{name}_high"
    return f"""CASE WHEN {low} = {high} THEN {low} || ''
      ELSE {low} || '..' || coalesce({high}, '') END"""


def people(name: str) -> str:
    """Return SQL for a document's words for the people that its number counts, if any.

    They are words of the claim that gives the number: another claim may have another speaker, and
    count others. That is a number of some of them, or of all: who is called `a guard` is one. A
    victim's row does not say whether it counts killed or injured, so there are no words if both
    numbers are the same. All have figures, so that `7 soldiers` and `10 soldiers` stand beside each
    other.
    """
    low, high = f"r.{name}_low", f"r.{name}_high"
    other = "r.injured_low" if name == "killed" else "r.killed_low"
    first = "lower(substr(v.name, 1, instr(v.name, ' ') - 1))"
    return f"""CASE
    WHEN r.data_file_id IS NULL AND {low} IS NOT NULL AND coalesce({high}, {low}) = {low}
      AND {low} IS NOT {other}
    THEN (
      SELECT min({low} || substr(v.name, instr(v.name, ' ')))
      FROM attack_actors AS v
      JOIN report_claims AS t ON t.report_id = v.report_id AND t.claim_id = v.claim_id
      WHERE v.report_id = r.id AND v.side = 'victim'
        AND t.property = '{name}' AND t.value = {written(name)} AND (
          {first} IN ({low} || '', json_extract('{_NUMBERS}', '$[' || {low} || ']'))
          OR ({low} = 1 AND {first} IN ('a', 'an'))
        )
    ) END"""  # noqa: S608


def others(name: str) -> str:
    """Return SQL for whom other claims of the same report count, each on its own word, if any.

    The number of the report is one party's; a second party may name some of the same people.
    """
    return f"""CASE WHEN r.data_file_id IS NULL THEN (
      SELECT group_concat(
        v.name || ' (' || coalesce(s.short, s.label)
          || coalesce(', ' || coalesce(c.doubt, m.doubt), '') || ')', ', ')
      FROM attack_actors AS v
      JOIN report_claims AS t ON t.report_id = v.report_id AND t.claim_id = v.claim_id
      JOIN claims AS c ON c.id = v.claim_id
      LEFT JOIN modalities AS m ON m.id = c.modality
      WHERE v.report_id = r.id AND v.side = 'victim'
        AND t.property = '{name}' AND t.value <> {written(name)}
    ) END"""  # noqa: S608


def doubts(name: str) -> str:
    """Return SQL for whether a report states a property without certainty."""
    return f"r.id IN (SELECT report_id FROM temp.doubted WHERE property = '{name}')"  # noqa: S608


def why(name: str) -> str:
    """Return SQL for why a report is not certain of a property; NULL if it is."""
    return f"""(
      SELECT doubt FROM temp.doubted WHERE report_id = r.id AND property = '{name}'
    )"""  # noqa: S608


def citing(name: str) -> str:
    """Return SQL for the works that a document cites for a toll and that also state one.

    `7 (A, citing B), 10 (B)` reads as if B said 7 as well, so a work with a number that conflicts
    is set apart; `8` and `at least 8` stand beside each other.
    """
    conflict = "SELECT attack_id FROM temp.open_conflicts WHERE words LIKE "
    conflict += "'%the dead%'" if name == "killed" else "'%the wounded%'"

    def works(agrees: int) -> str:
        return f"""(
      SELECT group_concat(DISTINCT c.source) FROM cited_tolls AS c
      WHERE c.report_id = r.id AND c.property = '{name}' AND c.agrees = {agrees}
    )"""  # noqa: S608

    return f"""CASE WHEN r.data_file_id IS NULL THEN
      coalesce(', citing ' || {works(1)}, '')
      || coalesce(CASE WHEN r.attack_id IN ({conflict})
        THEN ', unlike ' || {works(0)} || ', which it cites' END, '')
    END"""


def told_once(name: str, best: str) -> str:
    """Return SQL for the words of an attack's only report."""
    words = f"number_in_words(r.{name}_low, {best}, r.{name}_high)"
    return f"""coalesce(
      CASE WHEN {doubts(name)} OR {others(name)} IS NOT NULL
        THEN coalesce({people(name)}, {words}) || coalesce(' (' || {why(name)} || ')', '')
          || coalesce(', {SAME} ' || {others(name)}, '')
      END, {people(name)}, {words})"""


TOLL = """nullif(substr(
    coalesce('; killed: ' || killed, '') || coalesce('; wounded: ' || injured, ''), 3
  ), '')"""


def toll(name: str, single: str) -> str:
    """Return SQL for a toll in words: by each source, then all together.

    Args:
        name: killed or injured.
        single: The column with the single number; NULL if the table has none.
    """
    low, high = f"{name}_low", f"{name}_high"
    return f"""
{name}_by AS (
  SELECT
    attack_id, min(CASE WHEN {single} IS NOT NULL THEN rowid END) AS first, min(rowid) AS at,
    source || coalesce(min({name}_citing), '')
      || coalesce(', ' || min({name}_why), '') AS source,
    CASE WHEN count({low}) = count(*) THEN sum({low}) END AS low,
    CASE WHEN count({single}) = count(*) THEN sum({single}) END AS single,
    CASE WHEN count({high}) = count(*) THEN sum({high}) END AS high,
    min({name}_people) AS people, min({name}_others) AS others
  FROM temp.ordered
  WHERE coalesce({low}, {single}, {high}) IS NOT NULL
  GROUP BY attack_id, counted_by
),
{name} AS (
  SELECT
    attack_id, min(first) AS first, CASE WHEN count(low) = count(*) THEN min(low) END AS low,
    CASE WHEN count(high) = count(*) THEN max(high) END AS high
  FROM {name}_by
  GROUP BY attack_id
),
{name}_words AS (
  SELECT
    w.attack_id,
    CASE WHEN min(words) = max(words) AND f.sources = 1 AND min(w.others) IS NULL THEN min(words)
      ELSE group_concat(
        words || ' (' || w.sources || ')' || coalesce(', {SAME} ' || w.others, ''), ', ')
    END AS words
  FROM (
    SELECT
      attack_id, words, group_concat(source, '; ') AS sources, group_concat(others, ', ') AS others,
      min(at) AS at
    FROM (
      SELECT
        attack_id, source, coalesce(people, number_in_words(low, single, high)) AS words,
        others, min(at) AS at
      FROM {name}_by GROUP BY attack_id, words, source ORDER BY attack_id, at
    )
    GROUP BY attack_id, words ORDER BY attack_id, at
  ) AS w
  JOIN firsts AS f ON f.attack_id = w.attack_id
  GROUP BY w.attack_id
),"""  # noqa: S608
