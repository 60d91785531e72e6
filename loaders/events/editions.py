"""Versions of records: which counts, which is another event, and which a newer export has no more.

A data set gives its events out again and again. The same id is a later version of the record, of
which the newest counts, unless day, place and text say that it is another event: then the id was
given anew. What a newer export of the same countries and days has no more was withdrawn, or the
export is a part of the data only; nobody can tell, so that it is said and left to the user.
"""

import datetime
import difflib
import math
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from common.folding import words
from loaders.events.staging import LoadedFile, Staging
from loaders.events.versions import period_in_name

FAR = 25.0
"""Kilometres from which on two places without a name in common are others."""
LONG = 31
"""Days from which on two events at different places are others, whatever is said of them."""


class Version(NamedTuple):
    """A version of a record, as far as it is compared."""

    row: int
    record: str
    id: str
    file: int
    line: int
    rank: int | None
    first: str
    last: str
    location: str | None
    latitude: float | None
    longitude: float | None
    notes: str | None


_COLUMNS = """
r.rowid, r.record, r.id, r.file, r.line, r.rank, r.date_earliest, r.date_latest, r.location,
r.latitude, r.longitude, r.notes
"""


def is_another(one: Version, other: Version) -> bool:
    """Whether two records of one id are two events: another day, place and text."""
    days = _days_between(one, other)
    if days == 0 or not _places_differ(one, other):
        return False
    return days > LONG or _texts_differ(one.notes, other.notes)


def _days_between(one: Version, other: Version) -> int:
    spans = [(one.first, one.last), (other.first, other.last)]
    (_, end), (start, _) = sorted(spans)
    return max(0, (datetime.date.fromisoformat(start) - datetime.date.fromisoformat(end)).days)


def _places_differ(one: Version, other: Version) -> bool:
    names = [" ".join(words(each.location or "")) for each in (one, other)]
    if all(names) and difflib.SequenceMatcher(None, names[0], names[1]).ratio() >= 0.8:
        return False
    points = [(each.latitude, each.longitude) for each in (one, other)]
    if None in points[0] or None in points[1]:
        return all(names)
    # Of places with names of their own a kilometre makes two; one renamed stays where it is.
    return _kilometres(*points) > (1.0 if all(names) else FAR)


def _kilometres(one: tuple[float | None, ...], other: tuple[float | None, ...]) -> float:
    """The way from one point to another, roughly: degrees of longitude shrink to the poles."""
    north, east, north_2, east_2 = (each or 0.0 for each in (*one, *other))
    width = math.cos(math.radians((north + north_2) / 2))
    return 111.2 * math.hypot(north - north_2, (east - east_2) * width)


def _texts_differ(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return False
    both = [set(words(text)) for text in (one, other)]
    return 2 * len(both[0] & both[1]) < min(map(len, both))


def events_of(versions: list[Version]) -> list[list[Version]]:
    """The events behind the versions of one id, the earliest event first."""
    events: list[list[Version]] = []
    for version in versions:
        same = [event for event in events if not all(is_another(version, each) for each in event)]
        merged = [version, *(each for event in same for each in event)]
        events = [event for event in events if event not in same] + [merged]
    return sorted(events, key=lambda event: min((each.first, each.row) for each in event))


def refuse_doubles(staging: Staging, loaded: LoadedFile) -> Iterator[tuple[int, str]]:
    """Take out records that stand in a file again, other in content and not newer by time stamp.

    Yields:
        The line and the key of each.
    """
    versions = staging.connection.execute(_DOUBLES, {"file": loaded.number})
    refused = []
    for _, group in groupby(map(Version._make, versions), key=lambda each: each.record):
        for event in events_of(list(group)):
            seen = set()
            for version in sorted(event, key=lambda each: each.line):
                if version.rank in seen:
                    refused.append(version)
                seen.add(version.rank)
    for version in sorted(refused, key=lambda each: each.line):
        loaded.refused += 1
        loaded.records -= 1
        staging.connection.execute("DELETE FROM records WHERE rowid = ?", (version.row,))
        yield version.line, version.record


_DOUBLES = f"""
SELECT {_COLUMNS} FROM records AS r
WHERE r.file = :file AND r.repeats = 0 AND r.record IN (
  SELECT record FROM records WHERE file = :file AND repeats = 0 GROUP BY record HAVING count(*) > 1
)
ORDER BY r.record, r.line
"""  # noqa: S608


def choose(
    database: sqlite3.Connection, files: list[LoadedFile], *, leave_out_withdrawn: bool
) -> Iterator[str]:
    """Choose among the versions of each record, and name the events of ids that were given anew.

    The later version counts: the higher time stamp of the record, or else of the file; of two
    equal ones that of the file that comes last by name, and there of the row that comes last.

    Args:
        database: The database that is built, with the staging file as `staged`.
        files: The files that were read.
        leave_out_withdrawn: Whether what a newer export has no more is left out.

    Yields:
        What the user should know.
    """
    owners = [file.data_set.id for file in files]
    if len(set(owners)) == len(owners) and not any(file.versions for file in files):
        # One file for each data set: every record counts, and sorting them would cost a second.
        database.execute(
            "CREATE VIEW staged.counted AS SELECT rowid AS row, * FROM records WHERE repeats = 0"
        )
        return
    yield from _tell_events_apart(database, files)
    database.execute(_CHOSEN)
    database.execute("CREATE INDEX staged.chosen_row ON chosen (row)")
    yield from _find_withdrawn(database, files, leave_out=leave_out_withdrawn)
    database.execute(
        "CREATE VIEW staged.counted AS SELECT rowid AS row, * FROM records"
        " WHERE rowid IN (SELECT row FROM chosen)"
    )


_CHOSEN = """
CREATE TABLE staged.chosen AS
SELECT row FROM (
  SELECT r.rowid AS row, row_number() OVER (
    PARTITION BY r.id ORDER BY coalesce(r.rank, f.rank) DESC, f.number DESC, r.rowid DESC
  ) AS place
  FROM staged.records AS r
  JOIN staged.files AS f ON f.number = r.file
  WHERE r.repeats = 0
)
WHERE place = 1
ORDER BY row
"""

# Neighbouring versions of which day and place differ by their letters; whether they differ in
# truth is looked at of these alone.
_SUSPICIOUS = f"""
SELECT {_COLUMNS} FROM staged.records AS r
WHERE r.repeats = 0 AND r.id IN (
  SELECT id FROM (
    SELECT
      id, date_earliest, location, latitude,
      lag(date_latest) OVER versions AS last,
      lag(location) OVER versions AS place,
      lag(latitude) OVER versions AS north
    FROM staged.records
    WHERE repeats = 0
    WINDOW versions AS (PARTITION BY id ORDER BY date_earliest, rowid)
  )
  WHERE last < date_earliest AND (location IS NOT place OR latitude IS NOT north)
)
ORDER BY r.id, r.rowid
"""  # noqa: S608


def _tell_events_apart(database: sqlite3.Connection, files: Sequence[LoadedFile]) -> Iterator[str]:
    """Give the later events of an id that was given anew an id of their own."""
    versions = database.execute(_SUSPICIOUS).fetchall()
    names = {file.number: file.name for file in files}
    anew: dict[tuple[str, ...], list[Version]] = {}
    renamed: list[tuple[str, Version]] = []
    for id_, group in groupby(map(Version._make, versions), key=lambda each: each.id):
        first, *others = events_of(list(group))
        taken = {id_}
        for event in others:
            own = _own_id(id_, min(each.first for each in event), taken)
            taken.add(own)
            renamed += [(own, each) for each in event]
            numbers = sorted({each.file for each in (*first, *event)})
            anew.setdefault(tuple(names[each] for each in numbers), []).append(event[0])
    if renamed:
        _rename(database, renamed)
    for where, events in anew.items():
        example = min(events, key=lambda each: each.row)
        yield (
            f"{', '.join(where)}: {len(events):,} ids stand for several events, of other days at "
            "other places; all are kept, the later ones with their year in the id "
            f"('{example.record}', line {example.line})"
        )


def _own_id(id_: str, day: str, taken: set[str]) -> str:
    """An id for another event: with its year, or its day, or a number behind it."""
    numbered = (f"{id_}-{day}-{number}" for number in range(2, len(taken) + 3))
    ids = (f"{id_}-{day[:4]}", f"{id_}-{day}", *numbered)
    return next(each for each in ids if each not in taken)


def _rename(database: sqlite3.Connection, renamed: list[tuple[str, Version]]) -> None:
    database.execute("CREATE TEMP TABLE renamed (own TEXT, row INT, id TEXT, file INT, rank INT)")
    database.executemany(
        "INSERT INTO temp.renamed VALUES (?, ?, ?, ?, ?)",
        [(own, each.row, each.id, each.file, each.rank) for own, each in renamed],
    )
    # The further actors of an event that stands once for each of them follow it.
    database.execute(
        "UPDATE staged.records AS r SET id = n.own FROM temp.renamed AS n"
        " WHERE r.repeats = 1 AND r.id = n.id AND r.file = n.file AND r.rank IS n.rank"
    )
    database.execute(
        "UPDATE staged.records AS r SET id = n.own FROM temp.renamed AS n WHERE r.rowid = n.row"
    )
    database.execute("DROP TABLE temp.renamed")


class _Export(NamedTuple):
    """A file as an export of some days: when it was pulled, and which days it covers."""

    number: int
    name: str
    pulled: int
    first: str
    last: str


def _find_withdrawn(
    database: sqlite3.Connection, files: Sequence[LoadedFile], *, leave_out: bool
) -> Iterator[str]:
    """Find events that a newer export of the same countries and days has no more.

    An export is taken for one of the same if it has at least half of the older one's events there:
    one of a single group, say, is none.
    """
    database.execute("CREATE TEMP TABLE withdrawn (row INTEGER PRIMARY KEY)")
    for data_set in dict.fromkeys(file.data_set.id for file in files):
        of_set = [file for file in files if file.data_set.id == data_set]
        exports = sorted(_exports(database, of_set), key=lambda each: each.pulled)
        for at, older in enumerate(exports):
            for newer in exports[:at:-1]:
                if newer.pulled > older.pulled:
                    told = _compare_exports(database, older, newer, leave_out=leave_out)
                    yield from told
    if leave_out:
        database.execute("DELETE FROM staged.chosen WHERE row IN (SELECT row FROM temp.withdrawn)")
    database.execute("DROP TABLE temp.withdrawn")


def _exports(database: sqlite3.Connection, files: Sequence[LoadedFile]) -> Iterator[_Export]:
    for file in files:
        ((rank, first, last),) = database.execute(
            "SELECT max(rank), min(date_earliest), max(date_latest) FROM staged.records"
            " WHERE file = ?",
            (file.number,),
        )
        if first is not None:
            period = period_in_name(file.name) or (first, last)
            yield _Export(file.number, file.name, rank or file.rank, *period)


# Of the events of the older export, in countries and on days of the newer one, those that are not
# in it, nor in one that is newer still.
_MISSING = """
CREATE TEMP TABLE missing AS
WITH here AS (
  SELECT o.rowid AS row, o.id, o.id IN (SELECT id FROM staged.records WHERE file = :newer) AS kept
  FROM staged.records AS o
  WHERE o.file = :older AND o.repeats = 0
    AND o.date_earliest >= :first AND o.date_latest <= :last
    AND o.country_code IN (SELECT country_code FROM staged.records WHERE file = :newer)
)
SELECT row FROM here
WHERE kept = 0 AND row IN (SELECT row FROM staged.chosen)
  AND row NOT IN (SELECT row FROM temp.withdrawn)
  AND (SELECT 2 * sum(kept) >= count(*) FROM here)
"""


def _compare_exports(
    database: sqlite3.Connection, older: _Export, newer: _Export, *, leave_out: bool
) -> Iterator[str]:
    database.execute(
        _MISSING,
        {"older": older.number, "newer": newer.number, "first": newer.first, "last": newer.last},
    )
    ((count, row),) = database.execute("SELECT count(*), min(row) FROM temp.missing")
    database.execute("INSERT INTO temp.withdrawn SELECT row FROM temp.missing")
    database.execute("DROP TABLE temp.missing")
    if not count:
        return
    ((record, line),) = database.execute(
        "SELECT record, line FROM staged.records WHERE rowid = ?", (row,)
    )
    what = (
        "they are left out"
        if leave_out
        else "they count, and with ARGS=--leave-out-withdrawn they do not"
    )
    yield (
        f"{older.name}: {count:,} events that {newer.name}, a newer export of the same countries "
        f"and days, has no more (first '{record}', line {line}); {what}"
    )
