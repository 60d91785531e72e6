"""Splits: several records of one data set that another data set has as one."""

import dataclasses
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from loaders.events.matching.evidence import Evidence, score_of
from loaders.events.matching.scoring import Told, Verdict

_MOST_PARTS = 4
_MOST_NEAR = 8
LEAST_OF_A_PART = -1.0

LIMIT = 3.25
"""The fewest bits for a split: on a busy day some sums agree by chance."""

_OF_A_PART = 1.85
_OF_RIVALS = 0.87
"""The weights of the parts' average bits (without the toll) and of their rivals' bits, from a
logistic regression over sums that agree, on half A."""


class Split(NamedTuple):
    """A record's pairs with its parts, their score and the reason."""

    pairs: tuple[Verdict, ...]
    bits: float
    reason: str


def may_be_part(pair: Evidence | Verdict) -> bool:
    """Return whether one record of a pair may be a part of the other."""
    return not pair.objections and pair.days <= 1 and pair.without_toll >= LEAST_OF_A_PART


def find_splits(
    verdicts: Iterable[Verdict],
    same: Iterable[Verdict],
    told: Mapping[str, Told],
) -> Iterator[Split]:
    """Find records of one data set whose killed add up to those of a record of another.

    Args:
        verdicts: All pairs that were weighed.
        same: The pairs matched as single records.
        told: Every record by id.
    """
    verdicts = list(verdicts)
    rivals: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for verdict in verdicts:
        for one, other in ((verdict.one, verdict.other), (verdict.other, verdict.one)):
            rivals[one, told[other].source][other] = 2.0 ** (verdict.bits + verdict.lost)
    partner: dict[tuple[str, str], Verdict] = {}
    for verdict in same:
        for whole, part in ((verdict.one, verdict.other), (verdict.other, verdict.one)):
            partner[whole, told[part].source] = verdict
    near: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for verdict in filter(may_be_part, verdicts):
        for whole, part in ((verdict.one, verdict.other), (verdict.other, verdict.one)):
            if not 0 < (told[part].killed or 0) < (told[whole].killed or 0):
                continue
            taken = partner.get((part, told[whole].source))
            if taken is None or taken is verdict:
                near[whole, told[part].source].append(verdict)
    candidates = []
    for (whole, source), pairs in near.items():
        best = _best_split(whole, pairs, partner.get((whole, source)), told, rivals)
        if best is not None and best.bits >= LIMIT:
            candidates.append(best)
    used: set[str] = set()
    for split in sorted(candidates, key=lambda each: (-each.bits, each.reason)):
        ids = {id_ for pair in split.pairs for id_ in (pair.one, pair.other)}
        if not ids & used:
            used |= ids
            yield split


def _best_split(
    whole: str,
    pairs: Sequence[Verdict],
    matched: Verdict | None,
    told: Mapping[str, Told],
    rivals: Mapping[tuple[str, str], Mapping[str, float]],
) -> Split | None:
    """Return the records of one data set that best make up a record; None if there are none.

    Args:
        whole: The record.
        pairs: Its pairs with each record of the data set that has fewer killed.
        matched: The pair of these that is matched so far, if any.
        told: Every record by id.
        rivals: For each record and data set, its odds of being each record there.
    """
    killed = told[whole].killed or 0
    if len(pairs) < 2 or (matched is not None and matched not in pairs):
        return None

    def part(pair: Verdict) -> Told:
        return told[pair.other if pair.one == whole else pair.one]

    countable = sorted(pairs, key=lambda pair: (-pair.without_toll, pair.one, pair.other))
    countable = countable[:_MOST_NEAR]
    best: Split | None = None
    for size in range(2, min(_MOST_PARTS, len(countable)) + 1):
        for chosen in combinations(countable, size):
            if matched is not None and matched not in chosen:
                continue
            tolls = [part(pair).killed or 0 for pair in chosen]
            if sum(tolls) != killed:
                continue
            bits = _weigh(whole, chosen, told, rivals)
            if best is None or bits > best.bits:
                sums = " + ".join(map(str, tolls))
                reason = f"together {sums} = {killed} killed, as the one counts"
                best = Split(chosen, bits, reason)
    return best


def _weigh(
    whole: str,
    chosen: Sequence[Verdict],
    told: Mapping[str, Told],
    rivals: Mapping[tuple[str, str], Mapping[str, float]],
) -> float:
    """Return how likely some records are to be the parts of a whole, in bits."""
    parts = [pair.other if pair.one == whole else pair.one for pair in chosen]
    others = 1.0
    for one, partners in ((whole, parts), *((part, [whole]) for part in parts)):
        odds = rivals[one, told[partners[0]].source]
        others += sum(each for other, each in odds.items() if other not in partners)
    mean = sum(pair.without_toll for pair in chosen) / len(chosen)
    return _OF_A_PART * mean - _OF_RIVALS * math.log2(others)


def verdicts_of(split: Split) -> list[Verdict]:
    """Return the pairs of a split, each with the score of the split and its reason first."""
    reason = f"one of {len(split.pairs)} records that {split.reason} ({split.bits:+.1f}); "
    score = score_of(split.bits)
    return [
        dataclasses.replace(pair, score=score, reason=reason, bits=split.bits, lost=0.0)
        for pair in split.pairs
    ]
