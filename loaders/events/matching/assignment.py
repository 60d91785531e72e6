"""Which pairs are one incident, where a record may be that of several others."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from loaders.events.matching.scoring import Told, Verdict

THRESHOLD = 1.0
"""The least bits with which a record of another data set is a rival."""

MARGIN = 2.25
"""By how many bits an assignment must beat the best one that does without a pair; so many a pair
without rivals needs."""

_MOST_WEIGHED = 14
"""Pairs that hang together are tried in every combination up to this number."""


def assign(verdicts: Iterable[Verdict], threshold: float = THRESHOLD) -> list[tuple[Verdict, str]]:
    """Decide for each pair: `same`, `undecided` or `different`.

    Args:
        verdicts: Pairs of the records of two data sets; each record is one of the other's at most.
        threshold: The least bits.

    Returns:
        Every pair with its decision. Of the assignments of records to records that which is the
        most likely as a whole is taken; a pair without which another is nearly as likely stays
        undecided.
    """
    decided = []
    possible = []
    for verdict in verdicts:
        if verdict.objections or verdict.bits < threshold:
            decided.append((verdict, "different"))
        else:
            possible.append(verdict)
    for component in _components(possible):
        pairs = sorted(component, key=lambda each: (-each.bits, each.one, each.other))
        if len(pairs) > _MOST_WEIGHED:
            decided += _greedy(pairs)
            continue
        total, chosen = _best(pairs)
        for pair in pairs:
            if pair not in chosen:
                decided.append((pair, "undecided"))
                continue
            without, _ = _best([each for each in pairs if each is not pair])
            decided.append((pair, "same" if total - without >= MARGIN else "undecided"))
    return decided


def _best(pairs: Sequence[Verdict]) -> tuple[float, list[Verdict]]:
    """The assignment with the most bits: each record in one pair at most."""
    if not pairs:
        return 0.0, []
    first, rest = pairs[0], pairs[1:]
    free = [each for each in rest if first.one != each.one and first.other != each.other]
    bits, chosen = _best(free)
    taken = first.bits + bits, [first, *chosen]
    # Without rivals nothing is gained by leaving it out.
    return taken if len(free) == len(rest) else max(taken, _best(rest), key=lambda each: each[0])


def _greedy(pairs: Sequence[Verdict]) -> list[tuple[Verdict, str]]:
    """The best pair first, where there are too many to try all."""
    of: dict[str, Verdict] = {}
    for pair in pairs:
        if pair.one not in of and pair.other not in of:
            of[pair.one] = of[pair.other] = pair
    near = {
        chosen.one
        for pair in pairs
        for chosen in (of.get(pair.one), of.get(pair.other))
        if chosen and chosen is not pair and not (pair.one in of and pair.other in of)
        and pair.bits > chosen.bits - MARGIN
    }  # fmt: skip
    return [
        (pair, "same" if of.get(pair.one) is pair and pair.one not in near else "undecided")
        for pair in pairs
    ]


def _components(pairs: Sequence[Verdict]) -> Iterable[list[Verdict]]:
    """Pairs that hang together by their records."""
    leader: dict[str, str] = {}

    def lead(record: str) -> str:
        while (above := leader.setdefault(record, record)) != record:
            # Halve the way for whoever comes next.
            leader[record] = leader[above]
            record = leader[record]
        return record

    for pair in pairs:
        leader[lead(pair.one)] = lead(pair.other)
    components: dict[str, list[Verdict]] = defaultdict(list)
    for pair in pairs:
        components[lead(pair.one)].append(pair)
    return components.values()


def by_sources(
    verdicts: Iterable[Verdict], told: Mapping[str, Told]
) -> dict[tuple[str, str], list[Verdict]]:
    """The pairs of each two data sets."""
    grouped: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        grouped[told[verdict.one].source, told[verdict.other].source].append(verdict)
    return grouped
