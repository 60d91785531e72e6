"""How well two reports fit, and which pairs are one incident."""

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from loaders.events.matching.names import same_name

THRESHOLD = 0.82
"""The least score at which two reports are one incident."""

MARGIN = 0.08
"""By how much a pair must beat every other pair that one of its sides is in."""

WORTH_LISTING = 0.6
"""From this score on a pair that was not put together is listed, with the reason."""

MOST_DAYS = 2
MOST_KILOMETRES = 25.0
_EARTH_RADIUS = 6371.0


@dataclass(frozen=True)
class Side:
    """A record, as far as it is compared."""

    id: str
    source: str
    order: int
    first: datetime.date
    last: datetime.date
    latitude: float
    longitude: float
    near: bool
    killed_low: int | None
    killed_high: int | None
    groups: frozenset[str]
    possible: frozenset[str]
    others: frozenset[str]
    attack_type: str | None
    place: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True)
class Verdict:
    """What comparing two reports gave: how well they fit, and what speaks against it."""

    one: str
    other: str
    score: float
    days: int
    kilometres: float
    objections: str
    reason: str


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


def weigh(one: Side, other: Side) -> Verdict:
    """Score two records of different data sets: days 0.3, place 0.3, parties 0.25, killed 0.15."""
    days = days_between((one.first, one.last), (other.first, other.last))
    distance = kilometres_between((one.latitude, one.longitude), (other.latitude, other.longitude))
    place, place_reason = _place_score(one, other, distance)
    parties, parties_reason = _parties_score(one, other)
    killed, killed_reason = _killed_score(one, other)
    objections = [
        objection
        for applies, objection in (
            (days > MOST_DAYS, "too many days apart"),
            (distance > MOST_KILOMETRES, "too far apart"),
            (parties < 0, parties_reason),
            (killed < 0, killed_reason),
        )
        if applies
    ]
    date = _date_score(one, other, days)
    score = 0.3 * date + 0.3 * place + 0.25 * max(0.0, parties) + 0.15 * max(0.0, killed)
    if not _types_agree(one.attack_type, other.attack_type):
        score -= 0.1
    score = round(max(0.0, min(1.0, score)), 3)
    reason = (
        f"{days_in_words(days)}, {distance:.1f} km apart{place_reason}; "
        f"{parties_reason}; {killed_reason}"
    )
    return Verdict(one.id, other.id, score, days, round(distance, 2), "; ".join(objections), reason)


def _date_score(one: Side, other: Side, days: int) -> float:
    score = (1.0, 0.45, 0.1)[days] if days <= MOST_DAYS else 0.0
    length = max((one.last - one.first).days, (other.last - other.first).days)
    return min(score, max(0.5, 0.9 - 0.06 * length)) if length else score


def _place_score(one: Side, other: Side, distance: float) -> tuple[float, str]:
    # A point that the data set calls near its place may be further away.
    tolerated, most = (4.0, 15.0) if one.near or other.near else (2.0, 13.0)
    score = max(0.0, 1 - max(0.0, distance - tolerated) / (most - tolerated))
    if not one.place or not other.place:
        return score, ""
    if same_name(one.place, other.place):
        return score, ", the places bear one name"
    return score * (0.9 if distance < 1 else 0.3), ", the places bear different names"


def days_in_words(days: int) -> str:
    """How many days apart, in words."""
    return "the same day" if days == 0 else f"{days} day{'s' if days > 1 else ''} apart"


def _parties_score(one: Side, other: Side) -> tuple[float, str]:
    """From 0 to 1 how well the parties agree; below 0 where they contradict each other."""
    shared = one.groups & other.groups
    maybe = (one.groups | one.possible) & (other.groups | other.possible)
    both = one.others & other.others
    if shared:
        name = ", ".join(sorted(shared))
        return (
            (1.0, f"both name {name} and {', '.join(sorted(both))}")
            if both
            else (0.85, f"both name {name}")
        )
    if maybe:
        return 0.6, f"{', '.join(sorted(maybe))} possible in one of them"
    if one.groups and other.groups:
        return -1.0, "they name different groups"
    if len(both) > 1:
        return 0.8, f"both name {', '.join(sorted(both))}"
    if both:
        return 0.5, f"both name {', '.join(sorted(both))}"
    if one.groups or other.groups:
        return 0.15, "only one names a known group"
    return 0.1, "no party in common"


def _killed_score(one: Side, other: Side) -> tuple[float, str]:
    """From 0 to 1 how well the killed agree; below 0 where both cannot be right."""
    if one.killed_low is None or other.killed_low is None:
        return 0.5, "killed not stated in one"
    highs = [
        each.killed_low if each.killed_high is None else each.killed_high for each in (one, other)
    ]
    gap = max(0, other.killed_low - (highs[0] or 0), one.killed_low - (highs[1] or 0))
    most = max(one.killed_low, other.killed_low)
    if gap == 0:
        # That both count one or two says little: most incidents do.
        return (1.0 if most >= 4 else 0.75), "the killed agree"
    if gap <= max(1, 0.25 * most):
        return 0.7, f"the killed differ by {gap}"
    if gap <= max(2, 0.5 * most):
        return 0.3, f"the killed differ by {gap}"
    return -1.0, f"the killed differ by {gap}"


_CLASHES = frozenset(
    {
        "battle",
        "armed-assault",
        "complex-attack",
        "bombing",
        "unspecified",
        "raid",
        "takeover",
        "facility-attack",
    }
)
_ON_PEOPLE = frozenset(
    {
        "violence-against-civilians",
        "kidnapping",
        "assassination",
        "armed-assault",
        "bombing",
        "unspecified",
        "unarmed-assault",
        "complex-attack",
    }
)


def _types_agree(one: str | None, other: str | None) -> bool:
    if one is None or other is None or one == other:
        return True
    return {one, other} <= _CLASHES or {one, other} <= _ON_PEOPLE


def decide(verdicts: Iterable[Verdict]) -> list[tuple[Verdict, str]]:
    """Which pairs are one incident: `same`, `undecided` or `different` for each, with the reason.

    Best pairs go first. A pair counts only if each side fits no other record nearly as well.
    """
    verdicts = sorted(verdicts, key=lambda each: (-each.score, each.one, each.other))
    best: dict[str, list[float]] = defaultdict(list)
    for verdict in verdicts:
        if not verdict.objections:
            best[verdict.one].append(verdict.score)
            best[verdict.other].append(verdict.score)
    decided = []
    for verdict in verdicts:
        if verdict.objections or verdict.score < THRESHOLD:
            decided.append((verdict, "different"))
        else:
            rivals = max(_second(best[verdict.one]), _second(best[verdict.other]))
            sure = verdict.score >= rivals + MARGIN
            decided.append((verdict, "same" if sure else "undecided"))
    return decided


def _second(scores: list[float]) -> float:
    return sorted(scores)[-2] if len(scores) > 1 else 0.0
