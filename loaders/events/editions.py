"""Versions of records: which one counts, and which is another event.

A data set is published again and again. A record with the same id is a later version, of which the
newest counts, unless day, place and text show that it is another event: then the id was reused.
"""

import datetime
import difflib
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby
from typing import NamedTuple

from common.folding import words
from loaders.events.columns import RECORD_COLUMNS
from loaders.events.staging import LoadedFile, Staging
from loaders.events.withdrawn import find_withdrawn

FAR = 25.0
"""From this many kilometres, two places without a name in common are different."""
LONG = 31
"""From this many days, two events at different places are different, whatever their texts."""


class Version(NamedTuple):
    """The parts of a version of a record that are compared."""

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


_OWN = ("file", "line", "first_attacks", "actor_1", "allies_1", "actor_2", "allies_2")
"""The columns of a record that differ between files even if the content is the same, or may."""

Anew = frozenset[tuple[int, int]]
"""Pairs of files, lower number first, one of which reuses the ids of the other."""


def is_another(one: Version, other: Version, anew: Anew = frozenset()) -> bool:
    """Return whether two records with the same id are two events: day, place and text differ.

    If most shared ids of two files stand for two events, a different day is enough.
    """
    days = _days_between(one, other)
    if days == 0:
        return False
    if _pair(one, other) in anew:
        return True
    if not _places_differ(one, other):
        return False
    return days > LONG or _texts_differ(one.notes, other.notes)


def _pair(one: Version, other: Version) -> tuple[int, int]:
    return min(one.file, other.file), max(one.file, other.file)


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
    # If both have names, a kilometre makes them different; a renamed place does not move.
    return _kilometres(*points) > (1.0 if all(names) else FAR)


def _kilometres(one: tuple[float | None, ...], other: tuple[float | None, ...]) -> float:
    """Return the approximate distance between points; degrees of longitude shrink to the poles."""
    north, east, north_2, east_2 = (each or 0.0 for each in (*one, *other))
    width = math.cos(math.radians((north + north_2) / 2))
    return 111.2 * math.hypot(north - north_2, (east - east_2) * width)


def _texts_differ(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return False
    both = [set(words(text)) for text in (one, other)]
    return 2 * len(both[0] & both[1]) < min(map(len, both))


def events_of(versions: list[Version], anew: Anew = frozenset()) -> list[list[Version]]:
    """Return the events behind the versions of an id, earliest first."""
    events: list[list[Version]] = []
    for version in versions:
        same = [
            event for event in events if not all(is_another(version, each, anew) for each in event)
        ]
        merged = [version, *(each for event in same for each in event)]
        events = [event for event in events if event not in same] + [merged]
    return sorted(events, key=lambda event: min((each.first, each.row) for each in event))


def refuse_duplicates(staging: Staging, loaded: LoadedFile) -> Iterator[tuple[int, str]]:
    """Remove records that recur in a file with other content but no newer time stamp.

    Yields:
        The line and the key of each.
    """
    versions = staging.connection.execute(_DOUBLES, {"file": loaded.number})
    ids = _grouped(versions)
    anew = _anew_among(ids, {(loaded.number, loaded.number): loaded.versions})
    refused = []
    for group in ids:
        for event in events_of(group, anew):
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


def _grouped(rows: Iterable[Sequence[object]]) -> list[list[Version]]:
    """Return the versions of each id, from rows sorted by id."""
    versions = (Version._make(row) for row in rows)
    return [list(group) for _, group in groupby(versions, key=lambda each: each.id)]


def _anew_among(
    ids: Iterable[list[Version]],
    shared: Mapping[tuple[int, int], int],
    own: frozenset[int] = frozenset(),
) -> Anew:
    """Return pairs of files of whose shared ids at least half stand for two events.

    Args:
        ids: The versions of ids that may stand for two.
        shared: The number of shared ids for each pair of files.
        own: The files with lists of the user's own, in which a sheet for each year may number its
            rows from 1 again, at the same places.
    """
    others = Counter(
        _pair(one, other)
        for versions in ids
        for one, other in combinations(versions, 2)
        if is_another(one, other) or (one.file in own and _days_between(one, other) > LONG)
    )
    return frozenset(pair for pair, count in others.items() if 2 * count >= shared.get(pair, 0))


def choose(
    database: sqlite3.Connection, files: list[LoadedFile], *, leave_out_withdrawn: bool
) -> Iterator[str]:
    """Choose among the versions of each record, and give events with reused ids their own.

    The later version counts: by the time stamp of the record, or else of the file; if these are
    equal, by the file name, and then by the row.

    Args:
        database: The database being built, with the staging file attached as `staged`.
        files: The files that were read.
        leave_out_withdrawn: Whether to leave out records that a newer export no longer has.

    Yields:
        Notices for the user.
    """
    owners = [file.data_set.id for file in files]
    if len(set(owners)) == len(owners) and not any(file.versions for file in files):
        # With one file per data set every record counts, and sorting them would take a second.
        database.execute(
            "CREATE VIEW staged.counted AS SELECT rowid AS row, * FROM records WHERE repeats = 0"
        )
        return
    yield from _tell_events_apart(database, files)
    yield from _find_ties(database, files)
    database.execute(_CHOSEN)
    database.execute("CREATE INDEX staged.chosen_row ON chosen (row)")
    yield from find_withdrawn(database, files, leave_out=leave_out_withdrawn)
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

# Pairs of files in which records of one id and one rank differ, by the first such record.
_TIES = """
SELECT earlier.file, later.file, count(*), min(later.line), later.record
FROM (
  SELECT
    r.rowid AS row,
    lag(r.rowid) OVER (
      PARTITION BY r.id, coalesce(r.rank, f.rank) ORDER BY f.number, r.rowid
    ) AS before
  FROM staged.records AS r
  JOIN staged.files AS f ON f.number = r.file
  WHERE r.repeats = 0
) AS pair
JOIN staged.records AS later ON later.rowid = pair.row
JOIN staged.records AS earlier ON earlier.rowid = pair.before
WHERE earlier.file <> later.file AND ({earlier}) IS NOT ({later})
GROUP BY earlier.file, later.file
""".format(
    **{
        alias: ", ".join(f"{alias}.{column}" for column in RECORD_COLUMNS if column not in _OWN)
        for alias in ("earlier", "later")
    }
)


def _find_ties(database: sqlite3.Connection, files: Sequence[LoadedFile]) -> Iterator[str]:
    """Tell of records that differ between two files, neither of which is newer."""
    names = {file.number: file.name for file in files}
    for earlier, later, count, line, record in database.execute(_TIES):
        of = "1 record is" if count == 1 else f"{count:,} records are"
        yield (
            f"{names[earlier]}, {names[later]}: {of} of the same version in both, with other "
            f"content; {names[later]} counts, since its name comes later "
            f"('{record}', line {line})"
        )


# Neighbouring versions whose day and place differ as text; only for these, unless ids were reused,
# is it checked whether they really differ.
_OF_OTHER_DAYS = f"""
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
  WHERE last < date_earliest AND {{condition}}
)
ORDER BY r.id, r.rowid
"""  # noqa: S608
_SUSPICIOUS = _OF_OTHER_DAYS.format(condition="(location IS NOT place OR latitude IS NOT north)")
_OF_OTHER_DAYS = _OF_OTHER_DAYS.format(condition="1")

# How many ids each pair of files shares, including a file with itself.
_SHARED = """
SELECT a.file, b.file, count(*)
FROM staged.records AS a
JOIN staged.records AS b ON b.id = a.id AND b.rowid > a.rowid
WHERE a.repeats = 0 AND b.repeats = 0
GROUP BY a.file, b.file
"""


def _tell_events_apart(database: sqlite3.Connection, files: Sequence[LoadedFile]) -> Iterator[str]:
    """Give the later events of a reused id their own ids."""
    lists = frozenset(file.number for file in files if file.data_set.layout == "plain")
    ids = _grouped(database.execute(_OF_OTHER_DAYS if lists else _SUSPICIOUS))
    if not ids:
        return
    shared = {(one, other): count for one, other, count in database.execute(_SHARED)}
    anew = _anew_among(ids, shared, lists)
    if anew:
        ids = _grouped(database.execute(_OF_OTHER_DAYS))
    names = {file.number: file.name for file in files}
    events: dict[tuple[str, ...], list[Version]] = {}
    renamed: list[tuple[str, Version]] = []
    for versions in ids:
        id_ = versions[0].id
        first, *later = events_of(versions, anew)
        taken = {id_}
        for event in later:
            own = _own_id(id_, min(each.first for each in event), taken)
            taken.add(own)
            renamed += [(own, each) for each in event]
            numbers = sorted({each.file for each in (*first, *event)})
            events.setdefault(tuple(names[each] for each in numbers), []).append(event[0])
    if renamed:
        _rename(database, renamed)
    for where, others in events.items():
        example = min(others, key=lambda each: each.row)
        yield (
            f"{', '.join(where)}: {_ids(len(others))} for several events, of other days at "
            "other places; all are kept, the later ones with their year in the id "
            f"('{example.record}', line {example.line})"
        )


def _ids(count: int) -> str:
    return "1 id stands" if count == 1 else f"{count:,} ids stand"


def _own_id(id_: str, day: str, taken: set[str]) -> str:
    """Return an id for another event: with its year, its day, or a number appended."""
    numbered = (f"{id_}-{day}-{number}" for number in range(2, len(taken) + 3))
    ids = (f"{id_}-{day[:4]}", f"{id_}-{day}", *numbered)
    return next(each for each in ids if each not in taken)


def _rename(database: sqlite3.Connection, renamed: list[tuple[str, Version]]) -> None:
    database.execute("CREATE TEMP TABLE renamed (own TEXT, row INT, id TEXT, file INT, rank INT)")
    database.executemany(
        "INSERT INTO temp.renamed VALUES (?, ?, ?, ?, ?)",
        [(own, each.row, each.id, each.file, each.rank) for own, each in renamed],
    )
    # The rows for further actors of an event follow it.
    database.execute(
        "UPDATE staged.records AS r SET id = n.own FROM temp.renamed AS n"
        " WHERE r.repeats = 1 AND r.id = n.id AND r.file = n.file AND r.rank IS n.rank"
    )
    database.execute(
        "UPDATE staged.records AS r SET id = n.own FROM temp.renamed AS n WHERE r.rowid = n.row"
    )
    database.execute("DROP TABLE temp.renamed")
