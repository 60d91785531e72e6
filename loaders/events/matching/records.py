"""Records of different data sets, compared with each other."""

import dataclasses
import datetime
import math
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain, compress, count
from typing import Any

from loaders.events.matching.assignment import THRESHOLD, assign, by_sources
from loaders.events.matching.evidence import beside_rivals, weigh
from loaders.events.matching.frequencies import MOST_COUNTED, Frequencies
from loaders.events.matching.names import name_words, party_name, text_words
from loaders.events.matching.scoring import MOST_DAYS, WORTH_LISTING, Side, Verdict, unordered
from loaders.events.matching.splits import (
    LEAST_OF_A_PART,
    SPLIT_THRESHOLD,
    find_splits,
    verdicts_of,
)

ClassOf = Callable[[str], str | None]

LEAST_OF_A_RIVAL = -4.0
"""The bits from which on a record near another counts among those that may be it: a reader does not
hesitate between one that fits and one of another place, toll and party."""

_BLOCK = 20_000
"""So many pairs are weighed before their records are let go of."""

# Blocking: only records of different data sets in neighbouring squares of half a degree and within
# some days of each other are compared at all.
LOCATED = """
CREATE TEMP TABLE located AS
SELECT
  r.rowid AS report, s.follow_order AS place_in_order,
  CAST(julianday(r.date_earliest) AS INTEGER) AS day,
  CAST(julianday(r.date_latest) AS INTEGER) AS last_day,
  CAST((r.latitude + 90) * 2 AS INTEGER) AS cell_y,
  CAST((r.longitude + 180) * 2 AS INTEGER) AS cell_x,
  r.date_latest > date(r.date_earliest, '+3 days') AS is_long,
  r.latitude, r.longitude,
  -- Degrees of latitude that are surely as far as records may lie from each other.
  CASE WHEN r.geo_precision = 'region' THEN 0.46 ELSE 0.23 END AS reach,
  CASE WHEN abs(r.latitude) < 40 THEN 1.4 WHEN abs(r.latitude) < 59 THEN 2 ELSE 100 END AS stretch
FROM attack_reports AS r
JOIN sources AS s ON s.id = r.source_id
WHERE r.data_file_id IS NOT NULL AND r.latitude IS NOT NULL
  AND (r.geo_precision IS NULL OR r.geo_precision <> 'country')
  AND r.date_latest <= date(r.date_earliest, '+31 days')
-- By days, so that a block of pairs is about few records.
ORDER BY r.date_earliest, r.rowid
"""

PAIRS = """
SELECT a.report, b.report
FROM located AS a
CROSS JOIN (SELECT 0 AS is_long, 3 AS days UNION ALL SELECT 1, 31) AS length
CROSS JOIN (SELECT -1 AS step UNION ALL SELECT 0 UNION ALL SELECT 1) AS y
CROSS JOIN (SELECT -1 AS step UNION ALL SELECT 0 UNION ALL SELECT 1) AS x
CROSS JOIN located AS b
  ON b.is_long = length.is_long
  AND b.cell_y = a.cell_y + y.step AND b.cell_x = a.cell_x + x.step
  AND b.day BETWEEN a.day - :days - length.days AND a.last_day + :days
WHERE a.place_in_order < b.place_in_order AND b.last_day >= a.day - :days
  AND abs(a.latitude - b.latitude) <= max(a.reach, b.reach)
  AND abs(a.longitude - b.longitude) <= max(a.reach, b.reach) * a.stretch
"""


@dataclass
class Matched:
    """What comparing records gave.

    Attributes:
        decided: Pairs with the decision on them, as records one by one.
        splits: Pairs of one record with several of another data set that make it up.
        refused: Pairs that lie near each other and cannot be one.
    """

    decided: list[tuple[Verdict, str]] = field(default_factory=list)
    splits: list[list[Verdict]] = field(default_factory=list)
    refused: set[tuple[str, str]] = field(default_factory=set)


def match_records(
    database: sqlite3.Connection,
    class_of: ClassOf,
    judged: Set[tuple[str, str]] = frozenset(),
    threshold: float = THRESHOLD,
    split_threshold: float = SPLIT_THRESHOLD,
) -> Matched:
    """Compare the records of each data set with those of the others near them.

    Args:
        database: With the reports.
        class_of: Gives the class of a name.
        judged: Pairs that were judged by hand: nothing is left to decide.
        threshold: The least bits of two records.
        split_threshold: The least bits of several with one.
    """
    ((data_sets,),) = database.execute("SELECT count(DISTINCT source_id) FROM data_files")
    if data_sets < 2:
        return Matched()
    database.execute(LOCATED)
    database.execute("CREATE INDEX temp.located_cells ON located (is_long, cell_y, cell_x, day)")
    # Numbers alone: there are more pairs than anything else.
    ones, others = array("q"), array("q")
    for one, other in database.execute(PAIRS, {"days": MOST_DAYS}):
        ones.append(one)
        others.append(other)
    database.execute("DROP TABLE temp.located")
    frequencies = _frequencies(database, class_of, ones, others)
    weighed = _Weighed()
    for start in range(0, len(ones), _BLOCK):
        block = slice(start, start + _BLOCK)
        sides = read_sides(database, {*ones[block], *others[block]}, class_of)
        for one, other in zip(ones[block], others[block], strict=True):
            if unordered(sides[one].id, sides[other].id) not in judged:
                weighed.add(sides[one], sides[other], frequencies)
    verdicts = weighed.beside_rivals()
    decided = [
        each
        for group in by_sources(verdicts, weighed.sides).values()
        for each in assign(group, threshold)
    ]
    same = [verdict for verdict, decision in decided if decision == "same"]
    splits = find_splits(verdicts, same, weighed.sides, frequencies, split_threshold)
    return Matched(decided, [verdicts_of(split) for split in splits], weighed.refused)


def _frequencies(
    database: sqlite3.Connection, class_of: ClassOf, ones: Sequence[int], others: Sequence[int]
) -> Frequencies:
    """Count over the records of some pairs; of many over every second, third, …."""
    paired = bytearray(1 + max(max(ones, default=0), max(others, default=0)))
    for row in chain(ones, others):
        paired[row] = 1
    rows = array("q", compress(count(), paired))
    sample = rows[:: max(1, math.ceil(len(rows) / MOST_COUNTED))]
    return Frequencies(read_sides(database, sample, class_of).values())


class _Weighed:
    """What weighing pairs gave: of records far from any match nothing stays but how many are near.

    Attributes:
        sides: The records of the pairs that stay, by id, without their words.
        refused: Pairs that lie near each other and cannot be one.
    """

    def __init__(self) -> None:
        self.sides: dict[str, Side] = {}
        self.refused: set[tuple[str, str]] = set()
        self._verdicts: list[Verdict] = []
        self._rivals: dict[str, Counter[str]] = defaultdict(Counter)
        """For each source how many of its records may be a record of another one."""

    def add(self, one: Side, other: Side, frequencies: Frequencies) -> None:
        """Weigh a pair, and keep it where it may be one incident or is alike enough to list."""
        verdict = weigh(one, other, frequencies)
        if verdict is None:
            return
        if verdict.objections:
            self.refused.add(unordered(one.id, other.id))
        elif verdict.bits >= LEAST_OF_A_RIVAL:
            self._rivals[other.source][one.id] += 1
            self._rivals[one.source][other.id] += 1
        if verdict.score >= WORTH_LISTING or verdict.without_toll >= LEAST_OF_A_PART:
            self._verdicts.append(verdict)
            for side in (one, other):
                if side.id not in self.sides:
                    self.sides[side.id] = dataclasses.replace(side, words=())

    def beside_rivals(self) -> list[Verdict]:
        """The verdicts that stay, less what rivals take off: once all pairs are weighed."""
        return [
            verdict if verdict.objections else beside_rivals(verdict, self._rivals_of(verdict))
            for verdict in self._verdicts
        ]

    def _rivals_of(self, verdict: Verdict) -> int:
        one, other = self.sides[verdict.one], self.sides[verdict.other]
        return max(self._rivals[other.source][one.id], self._rivals[one.source][other.id])


_SIDES = """
SELECT r.rowid, r.id, r.source_id, s.follow_order, r.date_earliest, r.date_latest, r.latitude,
  r.longitude, r.geo_precision, r.killed_low, coalesce(r.killed_best, r.killed_low), r.killed_high,
  r.attack_type, r.location, r.notes, r.source_note, r.target
FROM temp.wanted AS w
CROSS JOIN attack_reports AS r ON r.rowid = w.report
CROSS JOIN sources AS s ON s.id = r.source_id
"""

_SIDE_ACTORS = """
SELECT r.rowid, a.group_id, a.name, a.certainty, a.side
FROM temp.wanted AS w
CROSS JOIN attack_reports AS r ON r.rowid = w.report
CROSS JOIN attack_actors AS a ON a.report_id = r.id
"""


class _Parties:
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
    def leaves_open(self) -> bool:
        """Whether somebody is unknown: named so, or not named at all."""
        return self.has_unknown or (not self.attackers and self.fighting < 2)

    def add(self, name: str, group: str | None, certainty: str, side: str) -> None:
        if not name:
            self.has_unknown = True
            return
        self.fighting += side == "party"
        if group is not None:
            (self.groups if certainty == "certain" else self.possible).add(group)
        (self.attackers if side == "perpetrator" else self.others).add(name)


def read_sides(
    database: sqlite3.Connection, rows: Iterable[int], class_of: ClassOf
) -> dict[int, Side]:
    """What is compared of some reports."""
    database.execute("CREATE TEMP TABLE wanted (report INTEGER PRIMARY KEY)")
    database.executemany("INSERT INTO temp.wanted VALUES (?)", ((row,) for row in sorted(rows)))
    parties: dict[int, _Parties] = defaultdict(_Parties)
    names: dict[str, str] = {}
    for row, group, name, certainty, side in database.execute(_SIDE_ACTORS):
        if group is None and name not in names:
            names[name] = party_name(name, class_of)
        parties[row].add(group or names[name], group, certainty, side)
    sides = {}
    shared: dict[frozenset[str], frozenset[str]] = {}
    for row, *values in database.execute(_SIDES):
        sides[row] = _side(values, parties[row], shared)
    database.execute("DROP TABLE temp.wanted")
    return sides


def _side(
    values: list[Any], parties: _Parties, shared: dict[frozenset[str], frozenset[str]]
) -> Side:
    def once(names: Iterable[str]) -> frozenset[str]:
        # Many records have the same parties.
        return shared.setdefault(frozenset(names), frozenset(names))

    id_, source, order, first, last, latitude, longitude, precision, *rest = values
    low, best, high, type_, location, *texts = rest
    return Side(
        id_,
        source,
        order,
        datetime.date.fromisoformat(first),
        datetime.date.fromisoformat(last),
        latitude,
        longitude,
        precision == "region",
        low,
        best,
        high,
        once(parties.groups),
        once(parties.possible),
        once(parties.attackers),
        once(parties.others),
        parties.leaves_open,
        type_,
        once(name_words(location)),
        text_words(location, *texts),
    )
