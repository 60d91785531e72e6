"""What is compared of records, as it is read from the database."""

import datetime
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from loaders.events.matching.names import name_words, party_name, text_words
from loaders.events.matching.scoring import Parties, Side, Toll

ClassOf = Callable[[str], str | None]

_SIDES = """
SELECT r.rowid, r.id, r.source_id, r.date_earliest, r.date_latest, r.latitude,
  r.longitude, r.geo_precision, r.killed_low, coalesce(r.killed_best, r.killed_low), r.killed_high,
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


class _Named:
    """The parties of a record, as they are read."""

    __slots__ = ("attackers", "fighting", "groups", "has_unknown", "others", "possible")

    def __init__(self) -> None:
        self.groups: set[str] = set()
        self.possible: set[str] = set()
        self.attackers: set[str] = set()
        self.others: set[str] = set()
        self.fighting = 0
        self.has_unknown = False

    @property
    def parties(self) -> Parties:
        """Who took part; somebody is unknown where named so, or where nobody is named."""
        return Parties(
            frozenset(self.groups),
            frozenset(self.possible),
            frozenset(self.attackers),
            frozenset(self.others),
            self.has_unknown or (not self.attackers and self.fighting < 2),
        )

    def add(self, name: str, group: str | None, certainty: str, side: str) -> None:
        if not name:
            self.has_unknown = True
            return
        self.fighting += side == "party"
        if group is not None:
            (self.groups if certainty == "certain" else self.possible).add(group)
        (self.attackers if side == "perpetrator" else self.others).add(name)


class Sides:
    """Reads records, and shares among them what many have: parties and names."""

    def __init__(self, database: sqlite3.Connection, class_of: ClassOf) -> None:
        self._database = database
        self._class_of = class_of
        self._names: dict[str, str] = {}
        self._parties: dict[Parties, Parties] = {}
        self._last: dict[int, Side] = {}

    def of(self, rows: Iterable[int]) -> dict[int, Side]:
        """What is compared of some reports; what was read the last time is not read again."""
        wanted = set(rows)
        sides = {row: side for row, side in self._last.items() if row in wanted}
        new = sorted(wanted - sides.keys())
        self._database.execute("CREATE TEMP TABLE wanted (report INTEGER PRIMARY KEY)")
        self._database.executemany("INSERT INTO temp.wanted VALUES (?)", ((row,) for row in new))
        named = self._read_parties()
        for row, *values in self._database.execute(_SIDES):
            sides[row] = self._side(values, named[row].parties)
        self._database.execute("DROP TABLE temp.wanted")
        self._last = sides
        return sides

    def _read_parties(self) -> dict[int, _Named]:
        named: dict[int, _Named] = defaultdict(_Named)
        for row, group, name, certainty, side in self._database.execute(_SIDE_ACTORS):
            if group is None and name not in self._names:
                self._names[name] = party_name(name, self._class_of)
            named[row].add(group or self._names[name], group, certainty, side)
        return named

    def _side(self, values: list[Any], parties: Parties) -> Side:
        id_, source, first, last, latitude, longitude, precision, *rest = values
        low, best, high, type_, location, *texts = rest
        return Side(
            id_,
            source,
            datetime.date.fromisoformat(first),
            datetime.date.fromisoformat(last),
            latitude,
            longitude,
            precision == "region",
            Toll(low, best, high),
            self._parties.setdefault(parties, parties),
            type_,
            name_words(location),
            text_words(location, *texts),
        )
