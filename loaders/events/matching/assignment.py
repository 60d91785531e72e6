"""How likely each pair is, where a record may be that of several others."""

import math
from array import array
from collections.abc import Sequence

LIMIT = 2.75
"""The least bits with which two records are taken for one, rivals allowed for."""

_ROUNDS = 8
"""So often records tell each other. After twice as many, 3 of 11,000 decisions were others."""


def among_rivals(ones: Sequence[int], others: Sequence[int], bits: Sequence[float]) -> list[float]:
    """What is left of the bits of pairs once a record is one of the other data set's at most.

    All assignments of records to records are weighed, as likely as their pairs make them, by belief
    propagation: each record tells each one that may be it how likely that is but for its rivals.
    Where pairs hang together in a ring this is an approximation, and a good one.

    Args:
        ones: The rows of the first record of each pair.
        others: The rows of the second, which is of another data set.
        bits: What weighing each pair gave.

    Returns:
        The bits of each pair: the logarithm of its odds, to the base of 2.
    """
    odds = array("d", (2.0**each for each in bits))
    from_ones = from_others = odds
    for _ in range(_ROUNDS):
        from_ones, from_others = (
            _tell(odds, _told(ones, from_others), from_others),
            _tell(odds, _told(others, from_ones), from_ones),
        )
    told = zip(odds, from_ones, from_others, strict=True)
    return [math.log2(mine) + math.log2(its) - math.log2(alone) for alone, mine, its in told]


def _told(records: Sequence[int], messages: Sequence[float]) -> list[float]:
    """For each pair how likely one of its records is any of the other data set, in odds."""
    sums = array("d", bytes(8 * (max(records, default=0) + 1)))
    for record, message in zip(records, messages, strict=True):
        sums[record] += message
    return [sums[record] for record in records]


def _tell(odds: Sequence[float], told: Sequence[float], back: Sequence[float]) -> "array[float]":
    """What a record tells another: the odds of the pair beside all that told it so but that one."""
    each = zip(odds, told, back, strict=True)
    return array("d", (alone / (1 + max(0.0, total - its)) for alone, total, its in each))
