"""The results for pairs, in temporary tables because there are too many for memory."""

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from loaders.events.matching.assignment import among_rivals
from loaders.events.matching.evidence import Evidence, score_of
from loaders.events.matching.scoring import WORTH_LISTING, Told, Verdict
from loaders.events.matching.splits import may_be_part

LEAST_OF_A_RIVAL = -2.0
"""With fewer bits than this a record is not a candidate."""

_TABLES = """
CREATE TEMP TABLE weighed (
  number INTEGER PRIMARY KEY, one INTEGER, other INTEGER, days INTEGER, kilometres REAL, bits REAL,
  without_toll REAL, reason TEXT
);
CREATE TEMP TABLE refused (one INTEGER, other INTEGER, PRIMARY KEY (one, other)) WITHOUT ROWID;
"""

_READ = """
SELECT w.number, a.id, a.source_id, coalesce(a.killed_best, a.killed_low),
  b.id, b.source_id, coalesce(b.killed_best, b.killed_low), w.days, w.kilometres, w.bits,
  w.without_toll
FROM temp.weighed AS w
CROSS JOIN attack_reports AS a ON a.rowid = w.one
CROSS JOIN attack_reports AS b ON b.rowid = w.other
"""

LEAST_SAID = 0.05
"""The effect of rivals is mentioned from this many bits."""

_IS_REFUSED = """
SELECT EXISTS (SELECT 1 FROM temp.refused WHERE one = a.rowid AND other = b.rowid)
  OR EXISTS (SELECT 1 FROM temp.refused WHERE one = b.rowid AND other = a.rowid)
FROM attack_reports AS a CROSS JOIN attack_reports AS b
WHERE a.id = ? AND b.id = ?
"""


class Pairs(NamedTuple):
    """Pairs of records of two data sets: numbers, rows and bits."""

    numbers: "array[int]"
    ones: "array[int]"
    others: "array[int]"
    bits: "array[float]"


class Weighings:
    """The results of weighing: pairs that may match or be parts, and pairs that never match."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._pairs: dict[tuple[str, str], Pairs] = defaultdict(
            lambda: Pairs(array("I"), array("I"), array("I"), array("d"))
        )
        self._refused: list[tuple[int, int]] = []
        self._kept: list[tuple[object, ...]] = []
        self._count = 0
        for statement in _TABLES.split(";"):
            database.execute(statement)

    def close(self) -> None:
        """Drop the tables."""
        for table in ("weighed", "refused"):
            self._database.execute(f"DROP TABLE temp.{table}")

    def add(self, pair: tuple[int, int], sources: tuple[str, str], evidence: Evidence) -> None:
        """Add the result for a pair.

        Args:
            pair: The rows of the two records.
            sources: Their data sets.
            evidence: The result.
        """
        if evidence.objections:
            self._refused.append(pair)
            return
        is_rival = evidence.bits >= LEAST_OF_A_RIVAL
        if is_rival or may_be_part(evidence):
            self._count += 1
            self._kept.append((self._count, *pair, *evidence[:4], evidence.reason))
        if is_rival:
            numbers, ones, others, bits = self._pairs[sources]
            numbers.append(self._count)
            ones.append(pair[0])
            others.append(pair[1])
            bits.append(evidence.bits)

    def write(self) -> None:
        """Write the results of the last pairs to the tables."""
        self._database.executemany("INSERT INTO temp.refused VALUES (?, ?)", self._refused)
        self._database.executemany(
            "INSERT INTO temp.weighed VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self._kept
        )
        self._refused.clear()
        self._kept.clear()

    def verdicts(self, told: dict[str, Told]) -> Iterator[Verdict]:
        """Yield the results, with rivals taken into account; call it once all pairs are weighed.

        Args:
            told: Collects the records.
        """
        lost = array("f", bytes(4 * (self._count + 1)))
        for numbers, ones, others, alone in self._pairs.values():
            left = among_rivals(ones, others, alone)
            for number, mine, its in zip(numbers, alone, left, strict=True):
                lost[number] = mine - its
        # Many records have the same values.
        tell = lru_cache(maxsize=1024)(Told)
        for row in self._database.execute(_READ):
            number, one, my_source, my_killed, other, its_source, its_killed, *figures = row
            days, kilometres, bits, without_toll = figures
            beside = bits - lost[number]
            verdict = Verdict(
                intern(one), intern(other), score_of(beside), days, kilometres, "", "",
                beside, without_toll, number, lost[number],
            )  # fmt: skip
            if verdict.score >= WORTH_LISTING or may_be_part(verdict):
                told[verdict.one] = tell(my_source, my_killed)
                told[verdict.other] = tell(its_source, its_killed)
                yield verdict

    def reason(self, verdict: Verdict) -> str:
        """Return the reason for a pair's result."""
        if not verdict.number:
            return verdict.reason
        ((reason,),) = self._database.execute(
            "SELECT reason FROM temp.weighed WHERE number = ?", (verdict.number,)
        )
        rivals = f"; others may be it ({-verdict.lost:+.1f})" if verdict.lost >= LEAST_SAID else ""
        return f"{verdict.reason}{reason}{rivals}"

    def is_refused(self, one: str, other: str) -> bool:
        """Return whether two records are near each other but cannot match."""
        found = self._database.execute(_IS_REFUSED, (one, other)).fetchone()
        return found is not None and bool(found[0])
