"""What is compared of two reports, and what comparing them gives."""

import datetime
import math
from dataclasses import dataclass, field
from typing import NamedTuple

WORTH_LISTING = 0.4
"""From this score on a pair that was not put together is listed with the reason, two pairs as well
of which either may be one incident."""

MOST_DAYS = 2
MOST_KILOMETRES = 25.0
_EARTH_RADIUS = 6371.0


class Parties(NamedTuple):
    """Who took part: many records have the same.

    Attributes:
        groups: Known groups that certainly took part; `possible`: that may have.
        attackers: Parties that certainly or possibly attacked, groups by id, others by name.
        others: All other parties, and all where nobody says who attacked.
        has_unknown: Whether a party is somebody unknown.
    """

    groups: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()
    attackers: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    has_unknown: bool = False


class Toll(NamedTuple):
    """How many were killed, by the best estimate, and its bounds: the same where none are told."""

    low: int
    best: int
    high: int


_NOBODY = Parties()


@dataclass(frozen=True, slots=True)
class Side:
    """A record, as far as it is compared.

    Attributes:
        is_region: Whether its point stands for a region.
        place: The words of its place's name.
        words: The words of all that it says.
    """

    id: str
    source: str
    first: datetime.date
    last: datetime.date
    latitude: float
    longitude: float
    is_region: bool = False
    killed: Toll | None = None
    parties: Parties = _NOBODY
    attack_type: str | None = None
    place: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    @property
    def days(self) -> int:
        """How many days it may have lasted, less one."""
        return (self.last - self.first).days


class Told(NamedTuple):
    """A record, as far as it matters once it has been weighed."""

    source: str
    killed: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comparing two reports gave: how well they fit, and what speaks against it.

    Attributes:
        score: From 0 to 1.
        bits: The same as the logarithm, to the base of 2, of the odds.
        without_toll: The bits but for what the killed add and rivals take off.
        number: That under which the reason is kept; 0 where the verdict itself has it.
        lost: The bits that others take off, which may be one of the two as well.
    """

    one: str
    other: str
    score: float
    days: int
    kilometres: float
    objections: str
    reason: str
    bits: float = field(default=0.0, compare=False)
    without_toll: float = field(default=0.0, compare=False)
    number: int = field(default=0, compare=False)
    lost: float = field(default=0.0, compare=False)


def unordered(one: str, other: str) -> tuple[str, str]:
    """A pair of ids, the same whichever goes first."""
    return (one, other) if one < other else (other, one)


def days_between(
    first: tuple[datetime.date, datetime.date], second: tuple[datetime.date, datetime.date]
) -> int:
    """Days from one span to another; 0 where they share one."""
    return max(0, (second[0] - first[1]).days, (first[0] - second[1]).days)


def kilometres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way over the globe, in kilometres."""
    latitude, longitude, latitude_2, longitude_2 = map(math.radians, (*one, *other))
    half = (
        math.sin((latitude_2 - latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(latitude_2) * math.sin((longitude_2 - longitude) / 2) ** 2
    )
    return 2 * _EARTH_RADIUS * math.asin(min(1.0, math.sqrt(half)))


def days_in_words(days: int) -> str:
    """How many days apart, in words."""
    return "the same day" if days == 0 else f"{days} day{'s' if days > 1 else ''} apart"
