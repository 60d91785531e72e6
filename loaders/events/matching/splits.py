"""Where one data set splits what another tells as one: several records that make one incident."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from loaders.events.matching.evidence import score_of
from loaders.events.matching.frequencies import Frequencies
from loaders.events.matching.scoring import Side, Verdict

SPLIT_THRESHOLD = 4.0
"""The least bits with which several records together are one of another data set."""

_MOST_PARTS = 4
_MOST_NEAR = 8
_LEAST_KILLED = 2
LEAST_OF_A_PART = 0.0


class Split(NamedTuple):
    """A record, the pairs that it makes with its parts, their score and the reason."""

    pairs: tuple[Verdict, ...]
    bits: float
    reason: str


def find_splits(
    verdicts: Iterable[Verdict],
    same: Iterable[Verdict],
    sides: dict[str, Side],
    frequencies: Frequencies,
    threshold: float = SPLIT_THRESHOLD,
) -> Iterator[Split]:
    """Find records of one data set whose killed sum up to what one of another data set counts.

    Args:
        verdicts: All pairs that were weighed.
        same: Those that are one incident, record by record.
        sides: Every record by its id.
        frequencies: Of what is compared.
        threshold: The least bits.
    """
    partner: dict[tuple[str, str], Verdict] = {}
    for verdict in same:
        for whole, part in ((verdict.one, verdict.other), (verdict.other, verdict.one)):
            partner[whole, sides[part].source] = verdict
    near: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.objections or verdict.days > 1 or verdict.without_toll < LEAST_OF_A_PART:
            continue
        for whole, part in ((verdict.one, verdict.other), (verdict.other, verdict.one)):
            taken = partner.get((part, sides[whole].source))
            if taken is None or taken is verdict:
                near[whole, sides[part].source].append(verdict)
    candidates = []
    for (whole, source), pairs in near.items():
        best = _best_split(sides[whole], pairs, partner.get((whole, source)), sides, frequencies)
        if best is not None and best.bits >= threshold:
            candidates.append(best)
    used: set[str] = set()
    for split in sorted(candidates, key=lambda each: (-each.bits, each.reason)):
        ids = {id_ for pair in split.pairs for id_ in (pair.one, pair.other)}
        if not ids & used:
            used |= ids
            yield split


def _best_split(
    whole: Side,
    pairs: Sequence[Verdict],
    matched: Verdict | None,
    sides: dict[str, Side],
    frequencies: Frequencies,
) -> Split | None:
    """The records of one data set that best make up a record; None where none do."""
    killed = whole.killed
    if killed is None or killed < _LEAST_KILLED or len(pairs) < 2:
        return None

    def part(pair: Verdict) -> Side:
        return sides[pair.other if pair.one == whole.id else pair.one]

    countable = [pair for pair in pairs if 0 < (part(pair).killed or 0) < killed]
    if matched is not None and matched not in countable:
        return None
    if len(countable) < 2:
        return None
    countable.sort(key=lambda pair: (-pair.without_toll, pair.one, pair.other))
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
    """The pairs of a split, each with the reason and the score of the whole."""
    return [
        Verdict(
            pair.one,
            pair.other,
            score_of(split.bits),
            pair.days,
            pair.kilometres,
            "",
            f"one of {len(split.pairs)} records that {split.reason} ({split.bits:+.1f}); "
            f"{pair.reason}",
            split.bits,
        )
        for pair in split.pairs
    ]
