"""Records that a newer export of the same countries and days no longer has.

They were withdrawn, or the newer export has only part of the data. There is no way to tell, so it
is reported and left to the user.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from loaders.events.staging import LoadedFile
from loaders.events.versions import period_in_name


class _Export(NamedTuple):
    """A file as an export: when it was made, and which days it covers."""

    number: int
    name: str
    pulled: int
    first: str
    last: str


def find_withdrawn(
    database: sqlite3.Connection, files: Sequence[LoadedFile], *, leave_out: bool
) -> Iterator[str]:
    """Find events that a newer export of the same countries and days no longer has.

    An export counts as covering the same ones if it has at least half of the older one's events
    there; one for a single group, for instance, does not.
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


# The events of the older export, in countries and on days of the newer one, that are neither in
# that nor in an even newer one.
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
    events = "1 event" if count == 1 else f"{count:,} events"
    yield (
        f"{older.name}: {events} that {newer.name}, a newer export of the same countries and days,"
        f" has no more (first '{record}', line {line}); {what}"
    )
