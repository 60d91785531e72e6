"""What two records of different data sets have in common, weighed in bits.

The model is that of Fellegi and Sunter, as record linkage knows it: each comparison adds the
logarithm of how much more often it comes out so for one incident than for two that lie near each
other. How much each adds is in `weights.py`.
"""

import math
from functools import lru_cache
from typing import NamedTuple

from loaders.events.matching.frequencies import Frequencies, cell_of
from loaders.events.matching.names import CIVILIANS, STATE, name_words, names_place, same_name
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
from loaders.events.matching.weights import WEIGHTS

MOST_KILOMETRES_OF_A_REGION = 50.0
"""How far a record may lie from the point of a region in which it may be."""

_COMMON = 4.0
"""A word in common says something where it is rarer than so many bits make it."""

_RAREST = 12.0
"""A word that is rarer still may be a slip: it says no more."""

_NO_ATTACKS = frozenset({"riot", "protest", "development"})


class Trait(NamedTuple):
    """What one comparison found.

    Attributes:
        amounts: Names in the table of weights, each with how much there is of it.
        reason: The same in words; empty where there is nothing to say.
        objection: Why it rules a match out; empty where it does not.
    """

    amounts: tuple[tuple[str, float], ...] = ()
    reason: str = ""
    objection: str = ""

    @property
    def bits(self) -> float:
        """What it adds."""
        return sum(WEIGHTS[name] * amount for name, amount in self.amounts)


def _is(name: str, reason: str) -> Trait:
    """One thing that is so or not."""
    return Trait(((name, 1.0),), reason)


class Evidence(NamedTuple):
    """What comparing two records gave.

    Attributes:
        days: How many apart.
        kilometres: How many apart.
        bits: What all comparisons add up to.
        without_toll: The same but for what the killed add.
        traits: Each comparison.
    """

    days: int
    kilometres: float
    bits: float
    without_toll: float
    traits: tuple[Trait, ...]

    @property
    def reason(self) -> str:
        """Why, in words."""
        return "; ".join(f"{each.reason} ({each.bits:+.1f})" for each in self.traits if each.reason)

    @property
    def objections(self) -> str:
        """What rules a match out; empty where nothing does."""
        return "; ".join(each.objection for each in self.traits if each.objection)


def weigh(one: Side, other: Side, frequencies: Frequencies) -> Evidence | None:
    """Weigh two records of different data sets; None where they lie too far from each other.

    Args:
        one: A record.
        other: One of another data set.
        frequencies: Of what is compared.
    """
    days = days_between((one.first, one.last), (other.first, other.last))
    if days > MOST_DAYS:
        return None
    distance = kilometres_between((one.latitude, one.longitude), (other.latitude, other.longitude))
    if distance > (
        MOST_KILOMETRES_OF_A_REGION if one.is_region or other.is_region else MOST_KILOMETRES
    ):
        return None
    toll = compare_tolls(one.killed, other.killed, frequencies)
    traits = (
        _compare_days(days, max(one.days, other.days)),
        _compare_places(one, other, distance),
        _compare_parties(one.parties, other.parties),
        toll,
        _compare_types(one.attack_type, other.attack_type),
        _compare_words(one, other, frequencies),
    )
    bits = sum(trait.bits for trait in traits)
    return Evidence(days, round(distance, 2), bits, bits - toll.bits, traits)


def score_of(bits: float) -> float:
    """From bits to a number between 0 and 1: the probability, by the model."""
    return round(1 / (1 + 2 ** -max(-50.0, min(50.0, bits))), 3)


@lru_cache(maxsize=128)
def _compare_days(days: int, length: int) -> Trait:
    words = days_in_words(days)
    if not length:
        return _is(words, words)
    # What may have been on any of many days is near many.
    amounts = (words, 1.0), ("a stretch of days, for each doubling", math.log2(length + 1))
    if days:
        return Trait((*amounts, ("apart from a stretch of days", 1.0)), words)
    return Trait(amounts, f"{words}, of {length + 1}")


def _compare_places(one: Side, other: Side, distance: float) -> Trait:
    """How far apart, and whether they bear one name."""
    is_region = one.is_region or other.is_region
    amounts = [("each 10 km", distance / 10)]
    if is_region:
        amounts = [("a region", 1.0), ("each 10 km to the point of a region", distance / 10)]
    reason = f"{distance:.1f} km apart"
    if one.place and other.place and same_name(one.place, other.place):
        amounts.append(("places of one name", 1.0))
        reason += ", the places bear one name"
    elif names_place(one.words, other.place) or names_place(other.words, one.place):
        # In a province many lie, and many texts name it.
        amounts.append(
            ("one names the other's region" if is_region else "one names the other's place", 1.0)
        )
        reason += ", one names the other's place"
    elif one.place and other.place and not is_region:
        amounts.append(("places of different names", 1.0))
        reason += ", the places bear different names"
    return Trait(tuple(amounts), reason)


@lru_cache(maxsize=16384)
def _compare_parties(one: Parties, other: Parties) -> Trait:
    """Who fought whom: opposite attackers rule a match out, unknown ones say nothing."""
    opposite = _opposite(one, other)
    if opposite:
        return Trait((("no party in common", 1.0),), opposite, opposite)
    sure = one.groups & other.groups
    maybe = (one.groups | one.possible) & (other.groups | other.possible)
    shared = _shared_names(one, other)
    named = ", ".join(sorted(sure or maybe))
    names = ", ".join(sorted(shared))
    if maybe:
        reason = f"both name {named}" if sure else f"both may mean {named}"
        if shared or len(sure) > 1:
            reason = f"{reason} and {names}" if shared else reason
            return _is("a group and its opponent in common", reason)
        return _is("a group in common, and no opponent", reason)
    if one.has_unknown or other.has_unknown or not (_known(one) and _known(other)):
        if shared:
            return _is("a party unknown, the other in common", f"both name {names}")
        return Trait(reason="a party is unknown")
    if len(shared) > 1:
        return _is("a group and its opponent in common", f"both name {names}")
    return _is("no party in common", f"both name {names} only" if shared else "no party in common")


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


def compare_tolls(one: Toll | None, other: Toll | None, frequencies: Frequencies) -> Trait:
    """How many were killed: the same number says much, and more where it is rare."""
    if one is None or other is None:
        return _is("killed not stated", "killed not stated in one")
    least, most = min(one.best, other.best), max(one.best, other.best)
    if not most:
        return _is("nobody killed in either", "nobody killed in either")
    # By how many they differ at least.
    gap = max(one.low, other.low) - min(one.high, other.high)
    share = frequencies.share_of_tolls
    if gap <= 0:
        reason = f"{one.best} and {other.best} killed can be one"
        if least == most:
            return _likely("the same killed", f"both count {most} killed", share(most, most))
        if 2 * least >= most:
            return _likely("killed within the bounds", reason, share(least, most))
        # Half as many within wide bounds say little.
        return _is("killed within wide bounds" if least else "perhaps nobody killed", reason)
    reason = f"the killed differ by {gap}"
    if not least:
        some = "up to three" if most <= 3 else "many"
        return _is(f"nobody killed, and {some}", reason)
    if gap <= max(1, 0.2 * most):
        around = share(max(0, most - 2 * gap), most + gap)
        return _likely("nearly the same killed", reason, around)
    if gap <= max(2, 0.5 * most):
        return Trait(reason=reason)
    return _is("killed far apart" if gap < 10 else "killed by ten or more apart", reason)


def _likely(name: str, reason: str, share: float) -> Trait:
    """Tolls that may be one, with how rare it is that so many are killed."""
    return Trait(((name, 1.0), ("rarity of the killed, each bit", -math.log2(share))), reason)


@lru_cache(maxsize=1024)
def _compare_types(one: str | None, other: str | None) -> Trait:
    """What a type can tell; battles of the one are violence against civilians in the other."""
    if one != other and {one, other} & _NO_ATTACKS:
        return _is("one is no attack", "one is no attack")
    if one != other and None not in (one, other) and "kidnapping" in (one, other):
        return _is("one is a kidnapping", "one is a kidnapping")
    return Trait()


def _compare_words(one: Side, other: Side, frequencies: Frequencies) -> Trait:
    """The rarest word that both texts have; names of their places count elsewhere."""
    names = one.place | other.place
    # Words of a text are without their endings: yender is the place Yendere.
    shared = [
        word for word in one.words & other.words if not any(name.startswith(word) for name in names)
    ]
    if not shared:
        return Trait()
    cell = cell_of(one)
    ranked = sorted(((frequencies.rarity(word, cell), word) for word in shared), reverse=True)
    telling = [word for rarity, word in ranked if rarity > _COMMON]
    if not telling:
        return Trait()
    amounts = (("rarest word in common, each bit", min(_RAREST, ranked[0][0]) - _COMMON),)
    return Trait(amounts, f"words in common: {', '.join(telling[:5])}")
