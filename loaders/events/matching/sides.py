"""Read the parts of records that are compared from the database."""

import datetime
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from loaders.events.matching.names import name_words, party_name, text_words
from loaders.events.matching.scoring import Parties, Side, Toll

ClassOf = Callable[[str], str | None]

_SIDES = """
SELECT r.rowid, r.id, r.source_id, r.date_earliest, r.date_latest, r.latitude,
  r.longitude, r.geo_precision, coalesce(r.killed_low, r.killed_best),
  coalesce(r.killed_best, r.killed_low), coalesce(r.killed_high, r.killed_best, r.killed_low),
  r.attack_type, r.location, r.notes, r.source_note, r.target
FROM temp.wanted AS w
CROSS JOIN attack_reports AS r ON r.rowid = w.report
"""

_SIDE_ACTORS = """
SELECT r.rowid, a.group_id, a.name, a.certainty, a.side
FROM temp.wanted AS w
CROSS JOIN attack_reports AS r ON r.rowid = w.report
CROSS JOIN attack_actors AS a ON a.report_id = r.id
"""


_UNCOUNTED = re.compile(
    r"(?<!no )\b(casualties|fatalities|deaths|toll)( \w+){0,3} (unknown|unclear|not known)\b"
    r"|\b(unknown number of|no information on) (casualties|fatalities|deaths)\b",
    re.IGNORECASE,
)
"""Notes by which the number killed is unknown, so that a 0 is not a count."""


class _Actor(NamedTuple):
    """A party of a record, as in the table."""

    group: str | None
    name: str
    certainty: str
    side: str


def _parties_of(actors: Iterable[_Actor], class_of: ClassOf) -> Parties:
    """Return who took part; a party is unknown if it is called so, or if nobody is named."""
    groups: dict[bool, set[str]] = {True: set(), False: set()}
    names: dict[bool, set[str]] = {True: set(), False: set()}
    fighting = 0
    has_unknown = False
    for each in actors:
        name = each.group or party_name(each.name, class_of)
        if not name:
            has_unknown = True
            continue
        fighting += each.side == "party"
        if each.group is not None:
            groups[each.certainty == "certain"].add(each.group)
        names[each.side == "perpetrator"].add(name)
    has_unknown = has_unknown or (not names[True] and fighting < 2)
    return Parties(
        frozenset(groups[True]),
        frozenset(groups[False]),
        frozenset(names[True]),
        frozenset(names[False]),
        has_unknown,
    )


class Sides:
    """Reads records, sharing parties and names that many of them have."""

    def __init__(self, database: sqlite3.Connection, class_of: ClassOf) -> None:
        self._database = database
        self._parties = lru_cache(maxsize=8192)(lambda actors: _parties_of(actors, class_of))
        self._last: dict[int, Side] = {}

    def of(self, rows: Iterable[int]) -> dict[int, Side]:
        """Return the sides of some reports; those read in the last call are not read again."""
        wanted = set(rows)
        sides = {row: side for row, side in self._last.items() if row in wanted}
        new = sorted(wanted - sides.keys())
        self._database.execute("CREATE TEMP TABLE wanted (report INTEGER PRIMARY KEY)")
        self._database.executemany("INSERT INTO temp.wanted VALUES (?)", ((row,) for row in new))
        actors = defaultdict(list)
        for row, *actor in self._database.execute(_SIDE_ACTORS):
            actors[row].append(_Actor(*actor))
        for row, *values in self._database.execute(_SIDES):
            sides[row] = _side(values, self._parties(tuple(actors.get(row, ()))))
        self._database.execute("DROP TABLE temp.wanted")
        self._last = sides
        return sides


def _side(values: list[Any], parties: Parties) -> Side:
    id_, source, first, last, latitude, longitude, precision, *rest = values
    low, best, high, type_, location, *texts = rest
    if best == 0 and _UNCOUNTED.search(texts[0] or ""):
        best = None
    return Side(
        id_,
        source,
        datetime.date.fromisoformat(first),
        datetime.date.fromisoformat(last),
        latitude,
        longitude,
        precision == "region",
        None if best is None else Toll(low, best, high),
        parties,
        type_,
        name_words(location),
        text_words(location, *texts),
    )
