"""Pairs that were weighed, in temporary tables: of many records there are too many for memory."""

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from sys import intern

from loaders.events.matching.evidence import Evidence, loss_in_words, loss_of, score_of
from loaders.events.matching.scoring import WORTH_LISTING, Told, Verdict
from loaders.events.matching.splits import LEAST_OF_A_PART, may_be_part

_TABLES = """
CREATE TEMP TABLE weighed (
  number INTEGER PRIMARY KEY, one INTEGER, other INTEGER, days INTEGER, kilometres REAL, bits REAL,
  without_toll REAL, objections TEXT, reason TEXT
);
CREATE TEMP TABLE refused (one INTEGER, other INTEGER, PRIMARY KEY (one, other)) WITHOUT ROWID;
"""

_READ = """
SELECT w.number, w.one, w.other, a.id, a.source_id, coalesce(a.killed_best, a.killed_low),
  b.id, b.source_id, coalesce(b.killed_best, b.killed_low), w.days, w.kilometres, w.bits,
  w.without_toll, w.objections
FROM temp.weighed AS w
CROSS JOIN attack_reports AS a ON a.rowid = w.one
CROSS JOIN attack_reports AS b ON b.rowid = w.other
"""

_IS_REFUSED = """
SELECT EXISTS (SELECT 1 FROM temp.refused WHERE one = a.rowid AND other = b.rowid)
  OR EXISTS (SELECT 1 FROM temp.refused WHERE one = b.rowid AND other = a.rowid)
FROM attack_reports AS a CROSS JOIN attack_reports AS b
WHERE a.id = ? AND b.id = ?
"""


class Weighings:
    """What weighing gave: pairs that may be one or are worth listing, and those that never are."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._rivals: dict[str, array[int]] = {}
        """For each data set how many of its records may be the record in a row."""
        self._refused: list[tuple[int, int]] = []
        self._kept: list[tuple[object, ...]] = []
        for statement in _TABLES.split(";"):
            database.execute(statement)

    def close(self) -> None:
        """Drop what was kept."""
        for table in ("weighed", "refused"):
            self._database.execute(f"DROP TABLE temp.{table}")

    def begin(self, rows: int) -> None:
        """Make room for records of rows up to a number."""
        self._rivals = defaultdict(lambda: array("I", bytes(4 * (rows + 1))))

    def add(self, pair: tuple[int, int], sources: tuple[str, str], evidence: Evidence) -> None:
        """Keep of a pair what matters.

        Args:
            pair: The rows of the two records.
            sources: Their data sets.
            evidence: What weighing them gave.
        """
        if evidence.objections:
            self._refused.append(pair)
        elif evidence.may_be_one:
            self._rivals[sources[1]][pair[0]] += 1
            self._rivals[sources[0]][pair[1]] += 1
        if evidence.without_toll >= LEAST_OF_A_PART or score_of(evidence.bits) >= WORTH_LISTING:
            self._kept.append((*pair, *evidence[:4], evidence.objections, evidence.reason))

    def write(self) -> None:
        """Write down what was kept of the last pairs."""
        self._database.executemany("INSERT INTO temp.refused VALUES (?, ?)", self._refused)
        self._database.executemany(
            "INSERT INTO temp.weighed VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", self._kept
        )
        self._refused.clear()
        self._kept.clear()

    def verdicts(self, told: dict[str, Told]) -> Iterator[Verdict]:
        """What was kept, less what rivals take off: once all pairs are weighed.

        Args:
            told: Takes the records.
        """
        # Many records have the same.
        tell = lru_cache(maxsize=1024)(Told)
        for row in self._database.execute(_READ):
            number, one, other, my_id, my_source, my_killed, *rest = row
            its_id, its_source, its_killed, days, kilometres, bits, without_toll, objections = rest
            rivals = (
                1
                if objections
                else max(self._rivals[its_source][one], self._rivals[my_source][other])
            )
            loss = loss_of(rivals)
            verdict = Verdict(
                intern(my_id), intern(its_id), score_of(bits - loss), days, kilometres,
                intern(objections), "", bits - loss, without_toll - loss, number, rivals,
            )  # fmt: skip
            if verdict.score >= WORTH_LISTING or may_be_part(verdict):
                told[verdict.one] = tell(my_source, my_killed)
                told[verdict.other] = tell(its_source, its_killed)
                yield verdict

    def reason(self, verdict: Verdict) -> str:
        """Why a pair got what it got."""
        if not verdict.number:
            return verdict.reason
        ((reason,),) = self._database.execute(
            "SELECT reason FROM temp.weighed WHERE number = ?", (verdict.number,)
        )
        return f"{verdict.reason}{reason}{loss_in_words(verdict.rivals)}"

    def is_refused(self, one: str, other: str) -> bool:
        """Whether two records lie near each other and cannot be one."""
        found = self._database.execute(_IS_REFUSED, (one, other)).fetchone()
        return found is not None and bool(found[0])
