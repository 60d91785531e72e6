"""Compare records with the incidents in the facts."""

import datetime
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from loaders.events.matching.names import text_words
from loaders.events.matching.scoring import (
    MOST_DAYS,
    MOST_KILOMETRES,
    Side,
    Verdict,
    days_between,
    days_in_words,
    kilometres_between,
)
from loaders.events.matching.sides import ClassOf, Sides

THRESHOLD = 0.82
"""The least score for a record to match an incident in the facts."""

MARGIN = 0.08
"""How far a record must be ahead of every other one of its data set.

Unlike for the limits for two records, the error rate is unknown: three pairs have been judged, too
few to set a limit on one half and test it on the other. They are in facts/matches.yml, so they do
not depend on a score.
"""

INCIDENTS = """
SELECT a.id, r.id, r.date_edtf, r.date_earliest, r.date_latest, r.via_source_id,
  s.published_earliest, s.published_latest, p.latitude, p.longitude, r.target
FROM attack_reports AS r
CROSS JOIN attacks AS a ON a.id = r.attack_id
JOIN sources AS s ON s.id = r.source_id
LEFT JOIN places AS p ON p.id = r.place_id
WHERE a.scope = 'incident' AND r.data_file_id IS NULL
ORDER BY a.id, r.id
"""

NEARBY = """
SELECT r.rowid
FROM attacks AS a
CROSS JOIN attack_reports AS r ON r.attack_id = a.id
WHERE a.date_earliest BETWEEN ? AND ? AND a.latitude BETWEEN ? AND ? AND a.longitude BETWEEN ? AND ?
  AND r.data_file_id IS NOT NULL AND r.latitude IS NOT NULL
  AND r.date_latest <= date(r.date_earliest, '+6 days')
  AND (r.geo_precision IS NULL OR r.geo_precision IN ('town', 'exact', 'near'))
"""


@dataclass
class Incident:
    """An incident in the facts: where, when, by whom, and the dated titles about it."""

    id: str
    latitude: float
    longitude: float
    spans: list[tuple[datetime.date, datetime.date]]
    titles: list[tuple[datetime.date, str]]
    perpetrators: frozenset[str]
    targets: frozenset[str]


def match_incidents(database: sqlite3.Connection, class_of: ClassOf) -> list[tuple[Verdict, str]]:
    """Compare each incident in the facts with the records near it."""
    decided = []
    reader = Sides(database, class_of)
    for incident in _incidents(database):
        days = [day for span in incident.spans for day in span] + [
            day for day, _ in incident.titles
        ]
        if not days:
            continue
        week = datetime.timedelta(days=7)
        box = (
            (min(days) - week).isoformat(),
            (max(days) + week).isoformat(),
            incident.latitude - 0.3,
            incident.latitude + 0.3,
            incident.longitude - 0.4,
            incident.longitude + 0.4,
        )
        rows = {row for (row,) in database.execute(NEARBY, box)}
        sides = reader.of(rows)
        by_source: dict[str, list[Verdict]] = defaultdict(list)
        for row in sorted(sides):
            by_source[sides[row].source].append(weigh_incident(incident, sides[row]))
        # Each data set may have the incident once.
        for verdicts in by_source.values():
            decided += decide(
                verdict for verdict in verdicts if verdict.kilometres <= MOST_KILOMETRES
            )
    return decided


def _incidents(database: sqlite3.Connection) -> list[Incident]:
    incidents: dict[str, Incident] = {}
    targets: dict[str, set[str]] = defaultdict(set)
    for row in database.execute(INCIDENTS).fetchall():
        (
            attack,
            _,
            edtf,
            earliest,
            latest,
            via,
            published,
            published_latest,
            latitude,
            longitude,
            target,
        ) = row
        if latitude is None:
            continue
        incident = incidents.setdefault(
            attack, Incident(attack, latitude, longitude, [], [], frozenset(), frozenset())
        )
        targets[attack].update(text_words(target))
        if via is not None and published is not None and published == published_latest:
            incident.titles.append((datetime.date.fromisoformat(published), published))
        elif edtf is not None and earliest and latest:
            incident.spans.append(
                (datetime.date.fromisoformat(earliest), datetime.date.fromisoformat(latest))
            )
    # Titles that name no place still date the attack.
    for attack, published in database.execute(
        "SELECT r.attack_id, s.published_earliest FROM attack_reports AS r JOIN sources "
        "AS s ON s.id = r.source_id"
        " WHERE r.via_source_id IS NOT NULL AND s.published_earliest = s.published_latest"
    ):
        if attack in incidents and published not in [
            title for _, title in incidents[attack].titles
        ]:
            incidents[attack].titles.append((datetime.date.fromisoformat(published), published))
    for attack, incident in incidents.items():
        incident.targets = frozenset(targets[attack])
        incident.perpetrators = frozenset(
            group
            for (group,) in database.execute(
                "SELECT group_id FROM attack_actors AS a JOIN attack_reports AS r ON "
                "r.id = a.report_id"
                " WHERE a.attack_id = ? AND a.side = 'perpetrator' AND a.group_id IS NOT NULL"
                " AND r.data_file_id IS NULL",
                (attack,),
            )
        )
    return list(incidents.values())


class _Part(NamedTuple):
    """A part of a verdict: its score, the reason, and an objection to a match."""

    score: float
    reasons: list[str]
    objections: list[str]


def weigh_incident(incident: Incident, side: Side) -> Verdict:
    """Score a record for an incident: dates 0.4, place 0.25, parties 0.25, target 0.1."""
    distance = kilometres_between(
        (incident.latitude, incident.longitude), (side.latitude, side.longitude)
    )
    days, dates = _by_title(incident, side) if incident.titles else _by_profile(incident, side)
    if days > MOST_DAYS + 1:
        dates.objections.append("too many days apart")
    place = _Part(
        max(0.0, 1 - max(0.0, distance - 3) / (MOST_KILOMETRES - 3)),
        [f"{distance:.1f} km apart"],
        ["too far apart"] if distance > MOST_KILOMETRES else [],
    )
    parts = (dates, place, _by_parties(incident, side), _by_target(incident, side))
    weights = (0.4, 0.25, 0.25, 0.1)
    score = sum(weight * part.score for weight, part in zip(weights, parts, strict=True))
    return Verdict(
        incident.id,
        side.id,
        round(score, 3),
        days,
        round(distance, 2),
        "; ".join(objection for part in parts for objection in part.objections),
        "; ".join(reason for part in parts for reason in part.reasons),
    )


def _by_profile(incident: Incident, side: Side) -> tuple[int, _Part]:
    """Compare a record with the dates in the profiles; return the days between, and the part."""
    gaps = [days_between(span, (side.first, side.last)) for span in incident.spans]
    days = min(gaps) if gaps else 0
    score = (1.0, 0.7, 0.4)[days] if days <= MOST_DAYS else 0.0
    if _shortest_span(incident) > 6:
        score = min(score, 0.5)
    return days, _Part(score, [f"{days_in_words(days)} by the profile"], [])


def _shortest_span(incident: Incident) -> int:
    # A span of many days fits many records, so it says less than a single day.
    return min(((last - first).days for first, last in incident.spans), default=31)


def _by_title(incident: Incident, side: Side) -> tuple[int, _Part]:
    """Compare a record with the first dated title on the incident; return days and part."""
    title = min(day for day, _ in incident.titles)
    late = (side.first - title).days
    before = max(0, (title - side.last).days)
    days = before if late <= 0 else late
    objections = []
    if late > 0:
        objections.append(
            f"it is after the dated title of {title.isoformat()} that reports the incident"
        )
    if before > 3 and _shortest_span(incident) > 6:
        objections.append("too long before the dated title")
    when = "after" if late > 0 else "before"
    reason = (
        f"{days_in_words(days)} {when} the dated title"
        if days
        else f"on the day of the dated title, {title}"
    )
    score = (1.0, 0.9, 0.7, 0.5)[before] if before <= 3 else 0.0
    return days, _Part(score, [reason], objections)


def _by_parties(incident: Incident, side: Side) -> _Part:
    shared = sorted(incident.perpetrators & side.parties.groups)
    if shared:
        return _Part(1.0, [f"both name {', '.join(shared)}"], [])
    if incident.perpetrators & side.parties.possible:
        return _Part(0.6, ["the perpetrator is possible"], [])
    if side.parties.groups and incident.perpetrators:
        return _Part(0.0, [], ["it names other groups"])
    return _Part(0.2, ["the record names no known group"], [])


def _by_target(incident: Incident, side: Side) -> _Part:
    shared = sorted(incident.targets.intersection(side.words))
    if shared:
        return _Part(1.0, [f"its notes name the target ({', '.join(shared[:3])})"], [])
    return _Part(0.2 if side.words else 0.5, [], [])


def decide(verdicts: Iterable[Verdict]) -> list[tuple[Verdict, str]]:
    """Decide which records are the incident: `same`, `undecided` or `different` for each.

    Pairs are considered from best to worst. A record matches only if no other fits nearly as well.
    """
    verdicts = sorted(verdicts, key=lambda each: (-each.score, each.one, each.other))
    scores = sorted((each.score for each in verdicts if not each.objections), reverse=True)
    second = scores[1] if len(scores) > 1 else 0.0
    decided = []
    for verdict in verdicts:
        if verdict.objections or verdict.score < THRESHOLD:
            decided.append((verdict, "different"))
        else:
            sure = verdict.score >= second + MARGIN
            decided.append((verdict, "same" if sure else "undecided"))
    return decided
