"""Compare records of different data sets with each other."""

import math
import sqlite3
from array import array
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from itertools import chain, compress, count

from loaders.events.matching.assignment import LIMIT
from loaders.events.matching.candidates import pairs_near
from loaders.events.matching.evidence import weigh
from loaders.events.matching.frequencies import MOST_COUNTED, Frequencies
from loaders.events.matching.scoring import WORTH_LISTING, Told, Verdict, unordered
from loaders.events.matching.sides import ClassOf, Sides
from loaders.events.matching.splits import find_splits, verdicts_of
from loaders.events.matching.weighings import Weighings

_BLOCK = 4_000
"""Pairs weighed before their records are dropped from memory."""

_READ = 2_000
"""Records read at a time when they are only counted."""


@dataclass
class Matched:
    """The result of comparing records.

    Attributes:
        singly: Pairs of single records, except those not worth listing.
        splits: Pairs of a record with each of several of another data set that make it up.
    """

    singly: list[Verdict] = field(default_factory=list)
    splits: list[list[Verdict]] = field(default_factory=list)


def match_records(
    database: sqlite3.Connection,
    class_of: ClassOf,
    weighings: Weighings,
    judged: Set[tuple[str, str]] = frozenset(),
) -> Matched:
    """Compare the records of each data set with those of the others near them.

    Args:
        database: The database with the reports.
        class_of: Returns the class of a name.
        weighings: Collects the results.
        judged: Pairs already judged by hand.
    """
    ((data_sets,),) = database.execute("SELECT count(DISTINCT source_id) FROM data_files")
    if data_sets < 2:
        return Matched()
    _weigh_all(database, class_of, weighings, judged)
    told: dict[str, Told] = {}
    verdicts = list(weighings.verdicts(told))
    singly = [verdict for verdict in verdicts if verdict.score >= WORTH_LISTING]
    same = [verdict for verdict in singly if verdict.bits >= LIMIT]
    splits = find_splits(verdicts, same, told)
    return Matched(singly, [verdicts_of(split) for split in splits])


def _weigh_all(
    database: sqlite3.Connection,
    class_of: ClassOf,
    weighings: Weighings,
    judged: Set[tuple[str, str]],
) -> None:
    """Weigh the pairs of records that are near each other."""
    ones, others = pairs_near(database)
    reader = Sides(database, class_of)
    frequencies = _frequencies(reader, ones, others)
    for start in range(0, len(ones), _BLOCK):
        block = slice(start, start + _BLOCK)
        sides = reader.of({*ones[block], *others[block]})
        for pair in zip(ones[block], others[block], strict=True):
            one, other = sides[pair[0]], sides[pair[1]]
            evidence = weigh(one, other, frequencies)
            if evidence is not None and unordered(one.id, other.id) not in judged:
                weighings.add(pair, (one.source, other.source), evidence)
        weighings.write()


def _frequencies(reader: Sides, ones: Sequence[int], others: Sequence[int]) -> Frequencies:
    """Count over the records in some pairs; if there are many, over a sample."""
    paired = bytearray(1 + max(chain(ones, others), default=0))
    for row in chain(ones, others):
        paired[row] = 1
    rows = array("I", compress(count(), paired))
    sample = rows[:: max(1, math.ceil(len(rows) / MOST_COUNTED))]
    blocks = (sample[start : start + _READ] for start in range(0, len(sample), _READ))
    return Frequencies(side for block in blocks for side in reader.of(block).values())
