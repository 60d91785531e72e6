"""The parts of reports that are compared, and the results of comparing them."""

import datetime
import math
from dataclasses import dataclass, field
from typing import NamedTuple

WORTH_LISTING = 0.4
"""From this score, an unmatched pair is listed with the reason; so are two pairs either of which
may be the incident."""

MOST_DAYS = 2
MOST_KILOMETRES = 25.0
_EARTH_RADIUS = 6371.0


class Parties(NamedTuple):
    """Who took part; the object is shared by the many records with the same parties.

    Attributes:
        groups: Known groups that certainly took part; those in `possible` may have.
        attackers: Parties that certainly or possibly attacked, groups by id, others by name.
        others: All other parties, or all parties if nothing says who attacked.
        has_unknown: Whether a party is unknown.
    """

    groups: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()
    attackers: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    has_unknown: bool = False


class Toll(NamedTuple):
    """The number killed: the best estimate and its bounds, which equal it if none are given."""

    low: int
    best: int
    high: int


_NOBODY = Parties()


@dataclass(frozen=True, slots=True)
class Side:
    """The parts of a record that are compared.

    Attributes:
        is_region: Whether its point stands for a region.
        place: The words of its place's name.
        words: The words of all its texts.
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
        """Return how many days it may have lasted, minus one."""
        return (self.last - self.first).days


class Told(NamedTuple):
    """The parts of a record that matter once it has been weighed."""

    source: str
    killed: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of comparing two reports: how well they fit, and objections.

    Attributes:
        score: From 0 to 1.
        bits: The same as the base-2 logarithm of the odds.
        without_toll: The bits without those for the killed, and before subtracting rivals.
        number: The number under which the reason is stored; 0 if it is in the verdict itself.
        lost: The bits subtracted because of rival candidates.
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
    """Return a pair of ids in a canonical order."""
    return (one, other) if one < other else (other, one)


def days_between(
    first: tuple[datetime.date, datetime.date], second: tuple[datetime.date, datetime.date]
) -> int:
    """Return the days between two spans; 0 if they overlap."""
    return max(0, (second[0] - first[1]).days, (first[0] - second[1]).days)


def kilometres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance in kilometres."""
    latitude, longitude, latitude_2, longitude_2 = map(math.radians, (*one, *other))
    half = (
        math.sin((latitude_2 - latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(latitude_2) * math.sin((longitude_2 - longitude) / 2) ** 2
    )
    return 2 * _EARTH_RADIUS * math.asin(min(1.0, math.sqrt(half)))


def days_in_words(days: int) -> str:
    """Return how many days apart, in words."""
    return "the same day" if days == 0 else f"{days} day{'s' if days > 1 else ''} apart"
