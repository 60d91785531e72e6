"""What two records of different data sets have in common, weighed in bits.

The model is that of Fellegi and Sunter, as record linkage knows it: each comparison adds the
logarithm of how much more often it comes out so for one incident than for two that lie near each
other. What is rare (forty killed, the name of a forest) adds more than what is common. The
more records lie near, the more must speak for one of them.
"""

import math
from functools import lru_cache
from typing import NamedTuple

from loaders.events.matching.frequencies import Frequencies, cell_of
from loaders.events.matching.names import CIVILIANS, STATE, name_words, same_name
from loaders.events.matching.scoring import (
    MOST_DAYS,
    MOST_KILOMETRES,
    Parties,
    Side,
    Toll,
    days_between,
    days_in_words,
    kilometres_between,
)

MOST_KILOMETRES_OF_A_REGION = 50.0
"""How far a record may lie from the point of a region in which it may be."""

_MOST_OF_WORDS = 2.4
_OF_A_WORD = 0.2
_OF_A_TOLL = 0.7
_OF_RIVALS = 1.5
"""How much of the bits by the model counts, by a logistic regression over pairs of known truth:
words, tolls and places hang together, so that each says less than it would alone; of several
records near each other the right one may be missing, so that rivals say more."""

LEAST_OF_A_RIVAL = -4.0
"""The bits from which on a record near another counts among those that may be it: a reader does not
hesitate between one that fits and one of another place, toll and party."""

_NO_ATTACKS = frozenset({"riot", "protest", "development"})


class Weight(NamedTuple):
    """What one comparison adds: its bits, why, and whether it rules a match out."""

    bits: float
    reason: str = ""
    objection: str = ""


class Evidence(NamedTuple):
    """What comparing two records gave.

    Attributes:
        days: How many apart.
        kilometres: How many apart.
        bits: What all comparisons add up to.
        without_toll: The same but for what the killed add.
        weights: Each comparison.
    """

    days: int
    kilometres: float
    bits: float
    without_toll: float
    weights: tuple[Weight, ...]

    @property
    def reason(self) -> str:
        """Why, in words."""
        return "; ".join(
            f"{each.reason} ({each.bits:+.1f})" for each in self.weights if each.reason
        )

    @property
    def may_be_one(self) -> bool:
        """Whether a record may be the other, so that it is a rival of whatever else may be."""
        return self.bits >= LEAST_OF_A_RIVAL and not self.objections

    @property
    def objections(self) -> str:
        """What rules a match out; empty where nothing does."""
        return "; ".join(each.objection for each in self.weights if each.objection)


def weigh(
    one: Side, other: Side, frequencies: Frequencies, least: float = -math.inf
) -> Evidence | None:
    """Weigh two records of different data sets; None where they lie too far from each other.

    Args:
        one: A record.
        other: One of another data set.
        frequencies: Of what is compared.
        least: Words are not compared where even they could not bring it to so many bits.
    """
    days = days_between((one.first, one.last), (other.first, other.last))
    if days > MOST_DAYS:
        return None
    distance = kilometres_between((one.latitude, one.longitude), (other.latitude, other.longitude))
    if distance > (
        MOST_KILOMETRES_OF_A_REGION if one.is_region or other.is_region else MOST_KILOMETRES
    ):
        return None
    toll = weigh_toll(one.killed, other.killed, frequencies)
    weights: tuple[Weight, ...] = (
        _weigh_days(one, other, days),
        _weigh_place(one, other, distance),
        _weigh_parties(one.parties, other.parties),
        toll,
        _weigh_types(one.attack_type, other.attack_type),
    )
    bits = sum(weight.bits for weight in weights)
    if bits - min(0.0, toll.bits) + _MOST_OF_WORDS >= least:
        words = _weigh_words(one, other, frequencies)
        weights, bits = (*weights, words), bits + words.bits
    return Evidence(days, round(distance, 2), bits, bits - toll.bits, weights)


def loss_of(rivals: int) -> float:
    """What is lost in bits where one of two records may be any of several.

    Args:
        rivals: How many records of one data set may be the other record, that one included.
    """
    return _OF_RIVALS * math.log2(rivals) if rivals > 1 else 0.0


def loss_in_words(rivals: int) -> str:
    """The same as an addition to a reason."""
    return f"; {rivals} may be it ({-loss_of(rivals):+.1f})" if rivals > 1 else ""


def score_of(bits: float) -> float:
    """From bits to a number between 0 and 1: the probability, by the model."""
    return round(1 / (1 + 2 ** -max(-50.0, min(50.0, bits))), 3)


def _weigh_days(one: Side, other: Side, days: int) -> Weight:
    length = max(one.days, other.days)
    if not length:
        return Weight((2.0, -0.9, -2.2)[days], days_in_words(days))
    # What may have been on any of many days is near many.
    bits = max(0.0, 1.2 - 0.35 * math.log2(length)) if not days else (0, -1.3, -2.5)[days]
    return Weight(
        bits, f"{days_in_words(days)}, of {length + 1}" if not days else days_in_words(days)
    )


def _weigh_place(one: Side, other: Side, distance: float) -> Weight:
    is_region = one.is_region or other.is_region
    reason = f"{distance:.1f} km apart"
    if is_region:
        bits = -0.4 if distance < 5 else -1.0 if distance < 30 else -2.0
    else:
        steps = ((2, 1.2), (5, 0.8), (10, 0.25), (15, -0.15), (20, -0.55), (MOST_KILOMETRES, -1.0))
        bits = next(bits for limit, bits in steps if distance <= limit)
    if one.place and other.place and same_name(one.place, other.place):
        return Weight(bits + 2.0, f"{reason}, the places bear one name")
    if not one.place.isdisjoint(other.words) or not other.place.isdisjoint(one.words):
        return Weight(max(bits, -0.4) + 1.45, f"{reason}, one names the other's place")
    if one.place and other.place and not is_region:
        return Weight(bits - 0.4, f"{reason}, the places bear different names")
    return Weight(bits, reason)


@lru_cache(maxsize=16384)
def _weigh_parties(one: Parties, other: Parties) -> Weight:
    """Who fought whom: opposite attackers rule a match out, unknown ones say nothing."""
    opposite = _opposite(one, other)
    if opposite:
        return Weight(-6.0, opposite, opposite)
    sure = one.groups & other.groups
    maybe = (one.groups | one.possible) & (other.groups | other.possible)
    shared = _shared_names(one, other)
    if sure or maybe:
        named = ", ".join(sorted(sure or maybe))
        bits, reason = (1.05, f"both name {named}") if sure else (0.7, f"both may mean {named}")
        if shared:
            return Weight(bits + 0.8, f"{reason} and {', '.join(sorted(shared))}")
        return Weight(bits - 0.65 if _known(one) and _known(other) else bits, reason)
    if one.has_unknown or other.has_unknown or not _known(one) or not _known(other):
        if shared:
            return Weight(0.5, f"both name {', '.join(sorted(shared))}")
        return Weight(-0.8 if one.others and other.others else -0.25, "a party is unknown")
    if len(shared) > 1:
        return Weight(1.45, f"both name {', '.join(sorted(shared))}")
    if shared:
        return Weight(-5.0, f"both name {', '.join(sorted(shared))} only")
    return Weight(-7.0, "no party in common")


def _known(side: Parties) -> frozenset[str]:
    """The parties but for civilians, who are no side of a fight."""
    return (side.attackers | side.others) - {CIVILIANS}


def _shared_names(one: Parties, other: Parties) -> frozenset[str]:
    """Parties that both name, but for known groups."""
    mine, its = (
        (each.attackers | each.others) - each.groups - each.possible for each in (one, other)
    )
    alike = {
        name
        for name in mine - {STATE, CIVILIANS}
        if any(_same_party(name, each) for each in its - {STATE, CIVILIANS})
    }
    return (mine & its) | alike


@lru_cache(maxsize=65536)
def _same_party(one: str, other: str) -> bool:
    return one == other or same_name(name_words(one), name_words(other))


def _opposite(one: Parties, other: Parties) -> str:
    """Why the attackers cannot be the same; empty where they can."""
    groups = one.groups | one.possible, other.groups | other.possible
    if one.groups and other.groups and not groups[0] & groups[1]:
        return "they name different groups"
    for attacking, side in ((one, other), (other, one)):
        attackers = attacking.attackers
        if not attackers or side.has_unknown:
            continue
        # Where nobody says who attacked, any of the parties may have.
        its = side.attackers or _known(side)
        if its and not any(_same_party(each, name) for each in attackers for name in its):
            mine, others = (", ".join(sorted(each)) for each in (attackers, its))
            return f"one says that {mine} attacked, and the other {others}"
    return ""


def weigh_toll(one: Toll, other: Toll, frequencies: Frequencies) -> Weight:
    """How many were killed: the same rare number says much, and that both count one says little."""
    if one.best is None or other.best is None:
        return Weight(0.0, "killed not stated in one")
    least, most = min(one.best, other.best), max(one.best, other.best)
    low = max(
        one.best if one.low is None else one.low, other.best if other.low is None else other.low
    )
    high = min(
        one.best if one.high is None else one.high, other.best if other.high is None else other.high
    )
    gap = low - high
    if gap <= 0:
        share = frequencies.share_of_tolls(least, most)
        bits = min(6.0, math.log2(0.6 / share))
        if not least:
            # Where nobody was killed, or perhaps nobody, it may be any of many incidents.
            bits = -2.1 if not most else -6.0
            return Weight(bits, f"{one.best} and {other.best} killed")
        if least == most:
            return Weight(_OF_A_TOLL * max(0.2, bits), f"both count {one.best} killed")
        # Half as many within wide bounds say little.
        bits = max(-1.0, bits - 1.0) if 2 * least > most else -1.0
        return Weight(_OF_A_TOLL * bits, f"{one.best} and {other.best} killed can be one")
    reason = f"the killed differ by {gap}"
    if not least:
        # Somebody died in the one for certain, and nobody in the other.
        return Weight(-6.0 if most < 10 else -8.0, reason)
    if gap <= max(1, 0.2 * most):
        share = frequencies.share_of_tolls(max(0, most - 2 * gap), most + gap)
        return Weight(_OF_A_TOLL * max(-2.5, min(2.5, math.log2(0.2 / share))), reason)
    if gap <= max(2, 0.5 * most):
        return Weight(-1.4, reason)
    return Weight(-3.2 if gap < 10 else -9.0, reason)


_KINDS = {
    "battle": 1,
    "armed-assault": 3,
    "complex-attack": 7,
    "bombing": 7,
    "unspecified": 7,
    "raid": 3,
    "takeover": 1,
    "facility-attack": 7,
    "violence-against-civilians": 2,
    "kidnapping": 2,
    "assassination": 3,
    "unarmed-assault": 2,
}
"""What a type may be: 1 a fight, 2 on people who do not fight, 4 by what explodes; sums."""


@lru_cache(maxsize=1024)
def _weigh_types(one: str | None, other: str | None) -> Weight:
    if {one, other} & _NO_ATTACKS:
        same = one == other
        return Weight(0.6 if same else -5.0, "" if same else "one is no attack")
    if one is None or other is None:
        return Weight(0.0)
    if one == other:
        return Weight(0.6, "types alike")
    if "kidnapping" in (one, other):
        return Weight(-4.8, "one is a kidnapping")
    alike = _KINDS.get(one, 7) & _KINDS.get(other, 7)
    return Weight(0.0) if alike else Weight(-0.8, "types differ")


def _weigh_words(one: Side, other: Side, frequencies: Frequencies) -> Weight:
    """Words that both texts have, by how rare they are; names of their places count elsewhere."""
    shared = (one.words & other.words) - one.place - other.place
    cell = cell_of(one)
    weighed = [(frequencies.rarity(word, cell) - 2, word) for word in shared]
    telling = sorted(((bits, word) for bits, word in weighed if bits > 0), reverse=True)
    if not telling:
        return Weight(0.0)
    bits = min(_MOST_OF_WORDS, _OF_A_WORD * sum(min(6.0, bits) for bits, _ in telling))
    return Weight(bits, f"words in common: {', '.join(word for _, word in telling[:5])}")
