"""Records, compared with the incidents of the facts."""

import datetime
import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from loaders.events.matching.names import words_of
from loaders.events.matching.records import read_sides
from loaders.events.matching.scoring import (
    MOST_DAYS,
    MOST_KILOMETRES,
    Side,
    Verdict,
    days_between,
    days_told,
    decide,
    kilometres_between,
)

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
  AND (r.geo_precision IS NULL OR r.geo_precision IN ('exact', 'near'))
"""


@dataclass
class Incident:
    """An incident as the facts tell it: where, when, by whom, and what its dated titles say."""

    id: str
    latitude: float
    longitude: float
    spans: list[tuple[datetime.date, datetime.date]]
    titles: list[tuple[datetime.date, str]]
    perpetrators: frozenset[str]
    targets: frozenset[str]


def match_incidents(database: sqlite3.Connection) -> list[tuple[Verdict, str]]:
    """Compare each incident of the facts with the records near it."""
    decided = []
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
        sides = read_sides(database, rows)
        by_source: dict[str, list[Verdict]] = defaultdict(list)
        for row in sorted(sides):
            by_source[sides[row].source].append(weigh_incident(incident, sides[row]))
        # Each data set may hold the incident once.
        for verdicts in by_source.values():
            decided += decide(
                verdict for verdict in verdicts if verdict.kilometres <= MOST_KILOMETRES
            )
    return decided


def _incidents(database: sqlite3.Connection) -> list[Incident]:
    found: dict[str, Incident] = {}
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
        incident = found.setdefault(
            attack, Incident(attack, latitude, longitude, [], [], frozenset(), frozenset())
        )
        targets[attack] |= words_of(target)
        if via is not None and published is not None and published == published_latest:
            incident.titles.append((datetime.date.fromisoformat(published), published))
        elif edtf is not None and earliest and latest:
            incident.spans.append(
                (datetime.date.fromisoformat(earliest), datetime.date.fromisoformat(latest))
            )
    # Titles without a place of their own that can be matched still date the attack.
    for attack, published in database.execute(
        "SELECT r.attack_id, s.published_earliest FROM attack_reports AS r JOIN sources "
        "AS s ON s.id = r.source_id"
        " WHERE r.via_source_id IS NOT NULL AND s.published_earliest = s.published_latest"
    ):
        if attack in found and published not in [title for _, title in found[attack].titles]:
            found[attack].titles.append((datetime.date.fromisoformat(published), published))
    for attack, incident in found.items():
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
    return list(found.values())


def weigh_incident(incident: Incident, side: Side) -> Verdict:
    """Score a record for an incident: dates 0.4, place 0.25, parties 0.25, target 0.1."""
    far = kilometres_between(
        (incident.latitude, incident.longitude), (side.latitude, side.longitude)
    )
    against: list[str] = []
    told: list[str] = []
    gaps = [days_between(span, (side.first, side.last)) for span in incident.spans]
    days = min(gaps) if gaps else 0
    # A span of many days fits many records: it says less than a day.
    width = min(((last - first).days for first, last in incident.spans), default=31)
    on_days = (1.0, 0.7, 0.4)[days] if days <= MOST_DAYS else 0.0
    if width > 6:
        on_days = min(on_days, 0.5)
    if incident.titles:
        title = min(day for day, _ in incident.titles)
        late = (side.first - title).days
        if late > 0:
            against.append(
                f"it is after the dated title of {title.isoformat()} that reports the incident"
            )
        before = max(0, (title - side.last).days)
        on_days = (1.0, 0.9, 0.7, 0.5)[before] if before <= 3 else 0.0
        days = before if late <= 0 else late
        when = "after" if late > 0 else "before"
        told.append(
            f"{days_told(days)} {when} the dated title"
            if days
            else f"on the day of the dated title, {title}"
        )
        if before > 3 and width > 6:
            against.append("too long before the dated title")
    else:
        told.append(f"{days_told(days)} by the profile")
    if days > MOST_DAYS + 1:
        against.append("too many days apart")
    if far > MOST_KILOMETRES:
        against.append("too far apart")
    on_place = max(0.0, 1 - max(0.0, far - 3) / (MOST_KILOMETRES - 3))
    told.append(f"{far:.1f} km apart")
    if incident.perpetrators & side.groups:
        parties = 1.0
        told.append(f"both name {', '.join(sorted(incident.perpetrators & side.groups))}")
    elif incident.perpetrators & side.possible:
        parties = 0.6
        told.append("the perpetrator is possible")
    elif side.groups and incident.perpetrators:
        parties = 0.0
        against.append("it names other groups")
    else:
        parties = 0.2
        told.append("the record names no known group")
    shared = sorted(incident.targets & side.words)
    on_target = 1.0 if shared else 0.5 if not side.words else 0.2
    if shared:
        told.append(f"its notes name the target ({', '.join(shared[:3])})")
    score = round(0.4 * on_days + 0.25 * on_place + 0.25 * parties + 0.1 * on_target, 3)
    return Verdict(
        f"attack:{incident.id}",
        side.id,
        score,
        days,
        round(far, 2),
        "; ".join(against),
        "; ".join(told),
    )
