"""Rows of `attacks`, with the columns that say in words what their others say."""

import sqlite3

from common.date_words import between, dates_in_words, in_words, known_of
from common.display_text import acronym, without_year
from common.project import DATABASE
from loaders.toll_words import TOLL, number_in_words

_COLUMNS = """
  id, title, scope, attack_type, date_edtf, date_earliest, date_latest, date_precision,
  dispute_earliest, dispute_latest, place_id, location, country_code, latitude, longitude,
  geo_precision, perpetrator_id, killed_low, killed_best, killed_high, injured_low, injured_high,
  reports, disputed
"""


class _Known:
    """An SQL aggregate: the dates of an attack that say most, in words."""

    def __init__(self) -> None:
        self.dates: list[dict[str, object]] = []

    def step(self, edtf: str | None, earliest: str | None, latest: str | None) -> None:
        self.dates.append(
            {
                **{"date": edtf, "date_earliest": earliest, "date_latest": latest},
                "is_doubtful": bool(edtf and {*edtf} & {*"?~%"}),
            }
        )

    def finalize(self) -> str | None:
        return dates_in_words(known_of(self.dates)) or None


class _KnownBy(_Known):
    """The same with who gives each date, where they cannot all be right."""

    def step(self, *told: str | None) -> None:
        *date, source = told
        super().step(*date)
        self.dates[-1]["source"] = without_year(source or "")

    def finalize(self) -> str | None:
        known = [dates_in_words([each]) for each in known_of(self.dates)]
        by = {words: list[str]() for words in known}
        for row in self.dates:
            by.get(dates_in_words([row]), []).append(str(row["source"]))
        said = (f"{words} ({'; '.join(dict.fromkeys(who))})" for words, who in by.items())
        return " or ".join(said) if len(known) > 1 else None


NAMES = (
    "DROP TABLE IF EXISTS temp.called",
    "CREATE TEMP TABLE called (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID",
    'INSERT INTO temp.called SELECT id, acronym(name) FROM "groups"',
)
"""The statements that gather the names of groups that insert_attacks asks for."""


def add_functions(database: sqlite3.Connection) -> None:
    """Give a connection the functions that insert_attacks and NAMES ask for."""
    database.create_function("date_in_words", 3, in_words, deterministic=True)
    database.create_function("days_in_words", 2, between, deterministic=True)
    database.create_function("acronym", 1, acronym, deterministic=True)
    database.create_function("number_in_words", 3, number_in_words, deterministic=True)
    database.create_aggregate("known_in_words", 3, _Known)  # type: ignore[arg-type]
    database.create_aggregate("known_by", 4, _KnownBy)  # type: ignore[arg-type]


def say_in_words(database: sqlite3.Connection) -> None:
    """Give a connection the functions and the names of groups that insert_attacks asks for."""
    add_functions(database)
    for statement in NAMES:
        database.execute(statement)


# SQLite evaluates an expression wherever its name stands, which costs less than keeping a million
# rows. Records come with the words that only a function of Python's could give.
_WORDED = f"""
SELECT
  *,
  coalesce(known, CASE WHEN date_edtf IS NOT NULL
    THEN date_in_words(date_edtf, date_earliest, date_latest) END) AS date_words,
  (SELECT name FROM temp.called WHERE id = coalesce(perpetrator_id, possible_id)) AS who_name,
  CASE WHEN perpetrator_id IS NOT NULL THEN 'certain'
    WHEN possible_id IS NOT NULL THEN 'possible' END AS who_certainty,
  CASE WHEN perpetrator_id IS NULL AND possible_id IS NOT NULL THEN attribution END AS why_possible,
  {TOLL} AS toll_words,
  CASE WHEN disputed
    THEN ' · sources conflict' || coalesce(' on ' || conflict_words, '') ELSE '' END AS conflict,
  coalesce(' · citation problem in ' || citation_words, '') AS misfit,
  coalesce(dispute_earliest, dispute_latest) IS NOT NULL AS is_on_date,
  -- who gives the date, beside others that say by whom
  CASE WHEN coalesce(perpetrator_id, possible_id) IS NOT NULL
    AND instr('; ' || coalesce(named_by, '') || '; ', '; ' || dated_by || '; ') = 0
    THEN dated_by END AS date_source,
  -- who names the place, likewise
  CASE WHEN location IS NOT NULL AND coalesce(perpetrator_id, possible_id) IS NOT NULL
    AND instr('; ' || coalesce(named_by, '') || '; ', '; ' || placed_by || '; ') = 0
    THEN placed_by END AS location_source
FROM summaries
"""  # noqa: S608

_WHO = """CASE
  WHEN who_certainty = 'certain' THEN 'by ' WHEN why_possible = 'implied' THEN 'by '
  WHEN why_possible = 'by-parts' THEN 'by groups in ' ELSE 'possibly by '
END || who_name || CASE WHEN why_possible = 'implied' THEN {} ELSE {} END"""
_WHO_WORDS = _WHO.format("' (implied)'", "''")
_WHO_BY = _WHO.format(
    "' (implied' || coalesce(' by ' || named_by, '') || ')'",
    "coalesce(' (' || named_by || ')', '')",
)

_TYPE_CERTAINTY = """CASE
  WHEN attack_type = 'unspecified' OR attack_type IS NULL THEN NULL
  WHEN type_doubted THEN 'possible'
  ELSE 'certain'
END"""

# A day as a number is its year.
_YEAR = """CASE
  WHEN NOT is_doubtful AND CAST(date_earliest AS INTEGER) = CAST(date_latest AS INTEGER)
  THEN CAST(date_earliest AS INTEGER)
END"""

_MONTH = """CASE
  WHEN NOT is_doubtful AND (date_earliest = date_latest
    OR substr(date_earliest, 1, 7) = substr(date_latest, 1, 7))
  THEN substr(date_earliest, 1, 7)
END"""

_POPUP = f"""json_object(
  'title', title,
  'description',
  coalesce(known_by, date_words || coalesce(' (' || date_source || ')', ''), 'not dated')
  || CASE WHEN is_on_date THEN conflict ELSE '' END
  || coalesce(' · ' || location || coalesce(' (' || location_source || ')', ''), '')
  || coalesce(' · ' || {_WHO_BY}, '')
  || coalesce(' · killed: ' || killed, '') || coalesce(' · wounded: ' || injured, '')
  || CASE WHEN is_on_date THEN '' ELSE conflict END || misfit,
  'link', '/{DATABASE}/attacks/' || id
    || CASE WHEN who_certainty = 'possible' THEN '#possible' ELSE '' END
)"""


def insert_attacks(select: str) -> str:
    """Return SQL that inserts attacks, each with the columns that follow from its others.

    Args:
        select: Gives the columns of _COLUMNS, in this order, whether the date and the type are
            doubtful, which group may have attacked where none did for certain, and why that is not
            certain (attack_actors.attribution), the sources that name the attacker, what sources
            conflict on, what does not fit the work cited for it, the document that names the place
            where there are several, and, of several reports, what they know of the date, who gives
            each where they conflict, and the document that gives it; the numbers of the killed and
            the injured in words.
    """
    return f"""
    INSERT INTO attacks (
      {_COLUMNS}, conflict_words, citation_words, type_certainty, year, month, date_words,
      date_sources, who_words, who_name, who_certainty, attribution, who_sources, location_source,
      toll_words, popup
    )
    WITH summaries (
      {_COLUMNS}, is_doubtful, type_doubted, possible_id, attribution, named_by, conflict_words,
      citation_words,
      placed_by, known, known_by, dated_by, killed, injured
    ) AS ({select}),
    worded AS ({_WORDED})
    SELECT
      {_COLUMNS}, conflict_words, citation_words, {_TYPE_CERTAINTY}, {_YEAR}, {_MONTH}, date_words,
      known_by, {_WHO_WORDS}, who_name, who_certainty, why_possible,
      CASE WHEN who_certainty IS NOT NULL THEN named_by END, location_source, toll_words, {_POPUP}
    FROM worded
    """  # noqa: S608
