"""What two records of different data sets have in common, weighed in bits.

This is the Fellegi–Sunter model of record linkage: each comparison adds the logarithm of how much
more often its result occurs for one incident than for two neighbouring ones (Fellegi and Sunter, A
Theory for Record Linkage, 1969). The weights are in `weights.py`.
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
"""The greatest distance of a record from the point of a region that may contain it."""

_COMMON = 4.0
"""A shared word counts only if its rarity is above this many bits."""

_RAREST = 12.0
"""The rarity of a word is capped at this: a rarer one may be a slip."""

_NO_ATTACKS = frozenset({"riot", "protest", "development"})


class Trait(NamedTuple):
    """The result of one comparison.

    Attributes:
        amounts: Names in the table of weights, each with its amount.
        reason: The same in words; empty if there is nothing to say.
        objection: Why it rules out a match; empty if it does not.
    """

    amounts: tuple[tuple[str, float], ...] = ()
    reason: str = ""
    objection: str = ""

    @property
    def bits(self) -> float:
        """Return the bits that it adds."""
        return sum(WEIGHTS[name] * amount for name, amount in self.amounts)


def _is(name: str, reason: str) -> Trait:
    """Return a binary trait."""
    return Trait(((name, 1.0),), reason)


class Evidence(NamedTuple):
    """The result of comparing two records.

    Attributes:
        days: How many days apart.
        kilometres: How many kilometres apart.
        bits: The sum of all comparisons.
        without_toll: The same without the killed.
        traits: The comparisons.
    """

    days: int
    kilometres: float
    bits: float
    without_toll: float
    traits: tuple[Trait, ...]

    @property
    def reason(self) -> str:
        """Return the reasons, in words."""
        return "; ".join(f"{each.reason} ({each.bits:+.1f})" for each in self.traits if each.reason)

    @property
    def objections(self) -> str:
        """Return what rules out a match; empty if nothing does."""
        return "; ".join(each.objection for each in self.traits if each.objection)


def weigh(one: Side, other: Side, frequencies: Frequencies) -> Evidence | None:
    """Weigh two records of different data sets; None if they are too far apart.

    Args:
        one: A record.
        other: A record of another data set.
        frequencies: The frequencies of tolls and words.
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
    """Convert bits to a score between 0 and 1: the probability according to the model."""
    return round(1 / (1 + 2 ** -max(-50.0, min(50.0, bits))), 3)


@lru_cache(maxsize=128)
def _compare_days(days: int, length: int) -> Trait:
    words = days_in_words(days)
    if not length:
        return _is(words, words)
    # A record that may fall on any of many days is near many others.
    amounts = (words, 1.0), ("a stretch of days, for each doubling", math.log2(length + 1))
    if days:
        return Trait((*amounts, ("apart from a stretch of days", 1.0)), words)
    return Trait(amounts, f"{words}, of {length + 1}")


def _compare_places(one: Side, other: Side, distance: float) -> Trait:
    """Compare the distance, and whether the names match."""
    is_region = one.is_region or other.is_region
    amounts = [("each 10 km", distance / 10)]
    if is_region:
        amounts = [("a region", 1.0), ("each 10 km to the point of a region", distance / 10)]
    reason = f"{distance:.1f} km apart"
    if one.place and other.place and same_name(one.place, other.place):
        amounts.append(("places of one name", 1.0))
        reason += ", the places bear one name"
    elif is_region:
        if names_place(one.words, other.place) or names_place(other.words, one.place):
            amounts.append(("one names the other's region", 1.0))
            reason += ", one names the other's place"
    elif one.place and other.place:
        amounts.append(("places of different names", 1.0))
        reason += ", the places bear different names"
    return Trait(tuple(amounts), reason)


@lru_cache(maxsize=16384)
def _compare_parties(one: Parties, other: Parties) -> Trait:
    """Compare who fought whom: different attackers rule out a match, unknown ones do not count."""
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
    """Return the parties without civilians, who are not a side in a fight."""
    return (side.attackers | side.others) - {CIVILIANS}


def _shared_names(one: Parties, other: Parties) -> frozenset[str]:
    """Return the parties that both name, except known groups."""
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
    """Return why the attackers cannot be the same; empty if they can."""
    groups = one.groups | one.possible, other.groups | other.possible
    if one.groups and other.groups and not groups[0] & groups[1]:
        return "they name different groups"
    for attacking, side in ((one, other), (other, one)):
        common = attacking.groups & side.groups
        rivals = attacking.others - common
        if common and rivals and rivals <= attacking.groups and side.others - common == {STATE}:
            fought = " and ".join(sorted(attacking.groups))
            return f"one says that {fought} fought each other, and the other that they fought state"
        attackers = attacking.attackers
        if not attackers or side.has_unknown:
            continue
        # If a record does not say who attacked, any of its parties may have.
        its = side.attackers or _known(side)
        if its and not any(_same_party(each, name) for each in attackers for name in its):
            mine, others = (", ".join(sorted(each)) for each in (attackers, its))
            return f"one says that {mine} attacked, and the other {others}"
    return ""


def compare_tolls(one: Toll | None, other: Toll | None, frequencies: Frequencies) -> Trait:
    """Compare the number killed: the same number is strong evidence, a rare one even more so."""
    if one is None or other is None:
        return _is("killed not stated", "killed not stated in one")
    least, most = min(one.best, other.best), max(one.best, other.best)
    if not most:
        return _is("nobody killed in either", "nobody killed in either")
    # The least difference between them.
    gap = max(one.low, other.low) - min(one.high, other.high)
    share = frequencies.share_of_tolls
    if gap <= 0:
        reason = f"{one.best} and {other.best} killed can be one"
        if least == most:
            return _likely("the same killed", f"both count {most} killed", share(most, most))
        if 2 * least >= most:
            return _likely("killed within the bounds", reason, share(least, most))
        # Wide bounds that contain it are weak evidence.
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
    """Return the trait for tolls that may be the same, with the rarity of such a toll."""
    return Trait(((name, 1.0), ("rarity of the killed, each bit", -math.log2(share))), reason)


@lru_cache(maxsize=1024)
def _compare_types(one: str | None, other: str | None) -> Trait:
    """Compare types, which tell little: a battle in one is violence on civilians in another."""
    if one != other and {one, other} & _NO_ATTACKS:
        return _is("one is no attack", "one is no attack")
    if one != other and None not in (one, other) and "kidnapping" in (one, other):
        return _is("one is a kidnapping", "one is a kidnapping")
    return Trait()


def _compare_words(one: Side, other: Side, frequencies: Frequencies) -> Trait:
    """Compare the rarest word that both texts share; place names count separately."""
    names = one.place | other.place
    # Words of a text are stemmed: yender is the place Yendere.
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
