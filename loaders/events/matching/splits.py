"""Where one data set splits what another tells as one: several records that make one incident."""

import dataclasses
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from loaders.events.matching.evidence import Evidence, score_of
from loaders.events.matching.frequencies import Frequencies
from loaders.events.matching.scoring import Told, Verdict

THRESHOLD = 4.0
"""The least bits with which several records together are one of another data set."""

_MOST_PARTS = 4
_MOST_NEAR = 8
LEAST_OF_A_PART = 0.0


class Split(NamedTuple):
    """A record, the pairs that it makes with its parts, their score and the reason."""

    pairs: tuple[Verdict, ...]
    bits: float
    reason: str


def may_be_part(pair: Evidence | Verdict) -> bool:
    """Whether one record of a pair may be a part of what the other tells."""
    return not pair.objections and pair.days <= 1 and pair.without_toll >= LEAST_OF_A_PART


def find_splits(
    verdicts: Iterable[Verdict],
    same: Iterable[Verdict],
    told: Mapping[str, Told],
    frequencies: Frequencies,
) -> Iterator[Split]:
    """Find records of one data set whose killed sum up to what one of another data set counts.

    Args:
        verdicts: All pairs that were weighed.
        same: Those that are one incident, record by record.
        told: Every record by its id.
        frequencies: Of what is compared.
    """
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
        best = _best_split(whole, pairs, partner.get((whole, source)), told, frequencies)
        if best is not None and best.bits >= THRESHOLD:
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
    frequencies: Frequencies,
) -> Split | None:
    """The records of one data set that best make up a record; None where none do.

    Args:
        whole: The record.
        pairs: It with each record of the data set that has fewer killed.
        matched: That of its pairs which is one incident so far.
        told: Every record by its id.
        frequencies: Of what is compared.
    """
    killed = told[whole].killed or 0
    if len(pairs) < 2 or (matched is not None and matched not in pairs):
        return None

    def part(pair: Verdict) -> Told:
        return told[pair.other if pair.one == whole else pair.one]

    countable = sorted(pairs, key=lambda pair: (-pair.without_toll, pair.one, pair.other))
    countable = countable[:_MOST_NEAR]
    tried = 0
    best: Split | None = None
    for size in range(2, min(_MOST_PARTS, len(countable)) + 1):
        for chosen in combinations(countable, size):
            if matched is not None and matched not in chosen:
                continue
            tried += 1
            tolls = [part(pair).killed or 0 for pair in chosen]
            if sum(tolls) != killed:
                continue
            weakest = min(pair.without_toll for pair in chosen)
            rarity = math.log2(0.6 / frequencies.share_of_tolls(killed, killed))
            bits = weakest + min(6.0, max(0.0, rarity))
            if best is None or bits > best.bits:
                sums = " + ".join(map(str, tolls))
                reason = f"together {sums} = {killed} killed, as the one counts"
                best = Split(chosen, bits, reason)
    if best is None:
        return None
    return best._replace(bits=best.bits - math.log2(tried))


def verdicts_of(split: Split) -> list[Verdict]:
    """The pairs of a split, each with the score of the whole, and the reason before its own."""
    reason = f"one of {len(split.pairs)} records that {split.reason} ({split.bits:+.1f}); "
    score = score_of(split.bits)
    return [
        dataclasses.replace(pair, score=score, reason=reason, bits=split.bits)
        for pair in split.pairs
    ]
