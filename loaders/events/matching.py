"""Which records tell of the same incident: scored, explained, and careful.

A wrong merge destroys data and a missed one does not. So two records are put together only if day,
place and parties speak for it, nothing speaks against it, and no other record fits nearly as well.
Records of one data set are never put together: its makers have told them apart.

What decides, for two records of different data sets:

- the days on which they may lie are at most two apart, and they are at most 25 km apart;
- neither is placed only in a region, and neither spans more than a week;
- places some way from each other bear the same name, where both are named;
- known parties do not contradict each other, nor do the killed;
- the score reaches the threshold and beats every other candidate of either record by a margin.

An incident of the facts is matched by its place, its perpetrator and its dates. A work that the
profile cites for it and that bears a date in its title goes before the day in the profile: the
record may not lie after it, and the nearer before it the better.
"""

import datetime
import difflib
import math
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from loaders.events.knowledge import Knowledge
from loaders.problems import Problems

THRESHOLD = 0.82
"""The least score at which two reports are one incident."""

MARGIN = 0.08
"""By how much a pair must beat every other pair that one of its sides is in."""

WORTH_TELLING = 0.6
"""From this score on a pair that was not put together is listed, with the reason."""

MOST_DAYS = 2
MOST_KILOMETRES = 25.0
_EARTH_RADIUS = 6371.0


@dataclass(frozen=True)
class Side:
    """What of a record is compared."""

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
    """What came of two reports."""

    one: str
    other: str
    score: float
    days: int
    kilometres: float
    against: str
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
    far = kilometres_between((one.latitude, one.longitude), (other.latitude, other.longitude))
    against: list[str] = []
    if days > MOST_DAYS:
        against.append("too many days apart")
    if far > MOST_KILOMETRES:
        against.append("too far apart")
    parties, told = _parties(one, other)
    if parties < 0:
        against.append(told)
    killed, told_killed = _killed(one, other)
    if killed < 0:
        against.append(told_killed)
    on_days = (1.0, 0.45, 0.1)[days] if days <= MOST_DAYS else 0.0
    length = max((one.last - one.first).days, (other.last - other.first).days)
    if length:
        on_days = min(on_days, max(0.5, 0.9 - 0.06 * length))
    # A point that the data set calls near its place tolerates some way.
    free, most = (4.0, 15.0) if one.near or other.near else (2.0, 13.0)
    on_place = max(0.0, 1 - max(0.0, far - free) / (most - free))
    told_place = ""
    if one.place and other.place:
        if same_name(one.place, other.place):
            told_place = ", the places bear one name"
        else:
            told_place = ", the places bear different names"
            on_place *= 0.9 if far < 1 else 0.3
    score = 0.3 * on_days + 0.3 * on_place + 0.25 * max(0.0, parties) + 0.15 * max(0.0, killed)
    if not _types_agree(one.attack_type, other.attack_type):
        score -= 0.1
    score = round(max(0.0, min(1.0, score)), 3)
    reason = f"{_days_told(days)}, {far:.1f} km apart{told_place}; {told}; {told_killed}"
    return Verdict(one.id, other.id, score, days, round(far, 2), "; ".join(against), reason)


def _days_told(days: int) -> str:
    return "the same day" if days == 0 else f"{days} day{'s' if days > 1 else ''} apart"


def _parties(one: Side, other: Side) -> tuple[float, str]:
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


def _killed(one: Side, other: Side) -> tuple[float, str]:
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
        if not verdict.against:
            best[verdict.one].append(verdict.score)
            best[verdict.other].append(verdict.score)
    decided = []
    for verdict in verdicts:
        if verdict.against or verdict.score < THRESHOLD:
            decided.append((verdict, "different"))
        else:
            rivals = max(_second(best[verdict.one]), _second(best[verdict.other]))
            sure = verdict.score >= rivals + MARGIN
            decided.append((verdict, "same" if sure else "undecided"))
    return decided


def _second(scores: list[float]) -> float:
    return sorted(scores)[-2] if len(scores) > 1 else 0.0


# ------------------------------------------------------------ in the database

# Blocking: only records of different data sets in neighbouring cells of a third of a degree and
# within some days of each other are compared at all.
LOCATED = """
CREATE TEMP TABLE located AS
SELECT
  r.rowid AS report, s.follow_order AS place_in_order,
  CAST(julianday(r.date_earliest) AS INTEGER) AS day,
  CAST(julianday(r.date_latest) AS INTEGER) AS last_day,
  CAST(floor(r.latitude * 3) AS INTEGER) AS cell_y,
  CAST(floor(r.longitude * 3) AS INTEGER) AS cell_x
FROM attack_reports AS r
JOIN sources AS s ON s.id = r.source_id
WHERE r.data_file_id IS NOT NULL AND r.latitude IS NOT NULL
  AND (r.geo_precision IS NULL OR r.geo_precision IN ('exact', 'near'))
  AND r.date_latest <= date(r.date_earliest, '+6 days')
"""

PAIRS = """
SELECT a.report, b.report
FROM located AS a
CROSS JOIN (SELECT -1 AS step UNION ALL SELECT 0 UNION ALL SELECT 1) AS y
CROSS JOIN (SELECT -1 AS step UNION ALL SELECT 0 UNION ALL SELECT 1) AS x
CROSS JOIN located AS b
  ON b.cell_y = a.cell_y + y.step AND b.cell_x = a.cell_x + x.step
  AND b.day BETWEEN a.day - :days - 6 AND a.last_day + :days
WHERE a.place_in_order < b.place_in_order AND b.last_day >= a.day - :days
"""


def match(database: sqlite3.Connection, knowledge: Knowledge, problems: Problems) -> list[str]:
    """Compare records with each other and with the incidents of the facts, and fill `matches`.

    Returns:
        The attacks whose reports changed.
    """
    judged = _judged_pairs(database, knowledge, problems)
    decisions: list[tuple[str, str, str, str, float | None, int | None, float | None, str]] = []
    refused = {frozenset((one, other)) for one, other, same, _ in judged if not same}
    hand = {frozenset((one, other)) for one, other, _, _ in judged}
    groups = _Groups(database)
    for one, other, same, why in judged:
        if same:
            groups.join(one, other)
        decisions.append(
            (one, other, "same" if same else "different", "hand", None, None, None, why)
        )
    for verdict, decision in [*_match_incidents(database), *_match_records(database)]:
        method = "incident" if verdict.one.startswith("attack:") else "records"
        one = verdict.one.removeprefix("attack:")
        pair = frozenset((one, verdict.other))
        if pair in hand:
            continue
        if decision == "same" and groups.may_join(one, verdict.other, refused):
            groups.join(one, verdict.other)
        elif decision == "same":
            decision = "undecided"
        if decision == "different" and verdict.score < WORTH_TELLING:
            continue
        reason = (
            f"{verdict.reason}; against it: {verdict.against}"
            if verdict.against
            else verdict.reason
        )
        decisions.append(
            (
                one,
                verdict.other,
                decision,
                method,
                verdict.score,
                verdict.days,
                verdict.kilometres,
                reason,
            )
        )
    return _write(database, groups, decisions)


class _Groups:
    """Reports and attacks of the facts that belong together."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self.group: dict[str, list[str]] = {}
        """For each id the list that it is in, shared by all that are in it."""

    def of(self, id_: str) -> list[str]:
        """The group of an id: itself alone, where it was not joined."""
        return self.group.get(id_) or [id_]

    def all(self) -> list[list[str]]:
        """Every group once."""
        return list({id(members): members for members in self.group.values()}.values())

    def join(self, one: str, other: str) -> None:
        """Put two groups together."""
        members = self.of(one)
        if other not in members:
            members = [*members, *self.of(other)]
            for id_ in members:
                self.group[id_] = members

    def may_join(self, one: str, other: str, refused: set[frozenset[str]]) -> bool:
        """Whether no refused pair, and no two records of one data set, would come together."""
        if other in self.of(one):
            return True
        pairs = [(mine, theirs) for mine in self.of(one) for theirs in self.of(other)]
        if any(frozenset(pair) in refused for pair in pairs):
            return False
        sources = [(self.data_set(mine), self.data_set(theirs)) for mine, theirs in pairs]
        return not any(mine is not None and mine == theirs for mine, theirs in sources)

    def data_set(self, id_: str) -> str | None:
        """The data set of a record; None for an attack of the facts."""
        return data_set_of(self.database, id_)


def data_set_of(database: sqlite3.Connection, id_: str) -> str | None:
    """The data set that a record is from; None for what is no record."""
    row = database.execute(
        "SELECT source_id FROM attack_reports WHERE id = ? AND data_file_id IS NOT NULL", (id_,)
    ).fetchone()
    return row[0] if row else None


def _judged_pairs(
    database: sqlite3.Connection, knowledge: Knowledge, problems: Problems
) -> list[tuple[str, str, bool, str]]:
    """The pairs judged by hand whose sides are both loaded; an attack of the facts goes first."""
    found = []
    prefixes = tuple(f"{each.prefix}-" for each in knowledge.data_sets.values())
    for pair in knowledge.pairs:
        kinds = []
        for id_ in (pair.one, pair.other):
            attack = database.execute("SELECT 1 FROM attacks WHERE id = ?", (id_,)).fetchone()
            report = database.execute(
                "SELECT 1 FROM attack_reports WHERE id = ?", (id_,)
            ).fetchone()
            kinds.append("report" if report else "attack" if attack else "")
            if not report and not attack and not id_.startswith(prefixes):
                problems.add(
                    pair.place, f"there is no attack or report '{id_}'", expected="the id of one"
                )
        if "" in kinds:
            continue
        one, other = (pair.one, pair.other) if kinds[0] == "attack" else (pair.other, pair.one)
        if "attack" not in kinds:
            one, other = pair.one, pair.other
        found.append((one, other, pair.same, pair.why.strip()))
    return found


def _match_records(database: sqlite3.Connection) -> list[tuple[Verdict, str]]:
    ((data_sets,),) = database.execute("SELECT count(DISTINCT source_id) FROM data_files")
    if data_sets < 2:
        return []
    if sqlite3.sqlite_version_info < (3, 35) or not _has_floor(database):
        database.create_function(
            "floor",
            1,
            lambda value: None if value is None else math.floor(value),
            deterministic=True,
        )
    database.execute(LOCATED)
    database.execute("CREATE INDEX temp.located_cells ON located (cell_y, cell_x, day)")
    pairs = database.execute(PAIRS, {"days": MOST_DAYS}).fetchall()
    sides = _sides(database, {row for pair in pairs for row in pair})
    database.execute("DROP TABLE temp.located")
    verdicts = [weigh(sides[one], sides[other]) for one, other in pairs]
    return decide(verdict for verdict in verdicts if verdict.kilometres <= MOST_KILOMETRES)


def _has_floor(database: sqlite3.Connection) -> bool:
    try:
        database.execute("SELECT floor(1.5)")
    except sqlite3.OperationalError:
        return False
    return True


_SIDES = """
SELECT r.rowid, r.id, r.source_id, s.follow_order, r.date_earliest, r.date_latest, r.latitude,
  r.longitude, r.geo_precision, coalesce(r.killed_low, r.killed_best),
  coalesce(r.killed_high, r.killed_best), r.attack_type, r.notes, r.source_note, r.location
FROM temp.wanted AS w
CROSS JOIN attack_reports AS r ON r.rowid = w.report
CROSS JOIN sources AS s ON s.id = r.source_id
"""

_SIDE_ACTORS = """
SELECT r.rowid, a.group_id, a.name, a.certainty
FROM temp.wanted AS w
CROSS JOIN attack_reports AS r ON r.rowid = w.report
CROSS JOIN attack_actors AS a ON a.report_id = r.id
"""


def _sides(database: sqlite3.Connection, rows: set[int]) -> dict[int, Side]:
    """What is compared of some reports."""
    database.execute("CREATE TEMP TABLE wanted (report INTEGER PRIMARY KEY)")
    database.executemany("INSERT INTO temp.wanted VALUES (?)", ((row,) for row in sorted(rows)))
    certain: dict[int, set[str]] = defaultdict(set)
    possible: dict[int, set[str]] = defaultdict(set)
    others: dict[int, set[str]] = defaultdict(set)
    for row, group, name, certainty in database.execute(_SIDE_ACTORS):
        if group is None:
            others[row].add(plain_name(name))
        elif certainty == "certain":
            certain[row].add(group)
        else:
            possible[row].add(group)
    found = {}
    for row in database.execute(_SIDES):
        (
            number,
            id_,
            source,
            order,
            first,
            last,
            latitude,
            longitude,
            precision,
            low,
            high,
            type_,
            *texts,
        ) = row
        found[number] = Side(
            id_,
            source,
            order,
            datetime.date.fromisoformat(first),
            datetime.date.fromisoformat(last),
            latitude,
            longitude,
            precision == "near",
            low,
            high,
            frozenset(certain[number]),
            frozenset(possible[number]),
            frozenset(others[number] - {""}),
            type_,
            words_of(texts[2]) - _GENERIC,
            words_of(*texts),
        )
    database.execute("DROP TABLE temp.wanted")
    return found


_STATE = re.compile(r"(?:Government of|Military Forces of|Police Forces of) (.+?)(?: \(.*)?")


def plain_name(name: str) -> str:
    """A party's name as two data sets may share it: the country of a state, civilians, the name."""
    if match := _STATE.fullmatch(name):
        return f"the state of {match[1]}"
    if name.startswith(("Civilians", "Private Citizens")):
        return "civilians"
    if name.startswith(("Unidentified", "Unknown")):
        return ""
    return name.partition(" (")[0].partition(":")[0].strip().lower()


_WORD = re.compile(r"[^\W_]{4,}")
_GENERIC = frozenset(
    [
        "town",
        "city",
        "village",
        "province",
        "region",
        "department",
        "commune",
        "area",
        "camp",
        "district",
        "outskirts",
    ]
)
_COMMON = frozenset(
    [
        "attack",
        "attacked",
        "against",
        "near",
        "town",
        "city",
        "with",
        "from",
        "that",
        "were",
        "have",
        "they",
        "their",
        "forces",
    ]
)


def same_name(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two places may bear the same name: a word in common, give or take its spelling."""
    if one & other:
        return True
    return any(
        difflib.SequenceMatcher(None, mine, theirs).ratio() >= 0.8
        for mine in one
        for theirs in other
    )


def words_of(*texts: str | None) -> frozenset[str]:
    """The words of some texts by which a place or target can be told."""
    found = set()
    for text in texts:
        if text:
            found.update(_WORD.findall(text.lower()))
    return frozenset(found - _COMMON)


# ------------------------------------------------- incidents of the facts

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
class _Incident:
    """An incident as the facts tell it: where, when, by whom, and what its dated titles say."""

    id: str
    latitude: float
    longitude: float
    spans: list[tuple[datetime.date, datetime.date]]
    titles: list[tuple[datetime.date, str]]
    perpetrators: frozenset[str]
    targets: frozenset[str]


def _match_incidents(database: sqlite3.Connection) -> list[tuple[Verdict, str]]:
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
        sides = _sides(database, rows)
        by_source: dict[str, list[Verdict]] = defaultdict(list)
        for row in sorted(sides):
            by_source[sides[row].source].append(weigh_incident(incident, sides[row]))
        # Each data set may hold the incident once.
        for verdicts in by_source.values():
            decided += decide(
                verdict for verdict in verdicts if verdict.kilometres <= MOST_KILOMETRES
            )
    return decided


def _incidents(database: sqlite3.Connection) -> list[_Incident]:
    found: dict[str, _Incident] = {}
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
            attack, _Incident(attack, latitude, longitude, [], [], frozenset(), frozenset())
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


def weigh_incident(incident: _Incident, side: Side) -> Verdict:
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
            f"{_days_told(days)} {when} the dated title"
            if days
            else f"on the day of the dated title, {title}"
        )
        if before > 3 and width > 6:
            against.append("too long before the dated title")
    else:
        told.append(f"{_days_told(days)} by the profile")
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


# ---------------------------------------------------------------- writing


_ORDER = """
SELECT s.follow_order
FROM attack_reports AS r
JOIN sources AS s ON s.id = r.source_id
WHERE r.id = ?
"""
_MOVE = (
    "UPDATE attack_reports SET attack_id = ? WHERE id = ?",
    "UPDATE attack_actors SET attack_id = ? WHERE report_id = ?",
)


def _write(
    database: sqlite3.Connection,
    groups: _Groups,
    decisions: list[tuple[str, str, str, str, float | None, int | None, float | None, str]],
) -> list[str]:
    """Give the reports of an incident one attack, and write down every decision."""
    changed: list[str] = []
    attack_of: dict[str, str] = {}
    for members in groups.all():
        attacks = [id_ for id_ in members if data_set_of(database, id_) is None]
        records = [id_ for id_ in members if id_ not in attacks]
        order = sorted(
            (database.execute(_ORDER, (record,)).fetchone()[0], record) for record in records
        )
        attack = min(attacks) if attacks else order[0][1]
        for id_ in members:
            attack_of[id_] = attack
        for _, record in order:
            if record != attack:
                database.execute("DELETE FROM attacks WHERE id = ?", (record,))
            for statement in _MOVE:
                database.execute(statement, (attack, record))
        changed.append(attack)
    rows = []
    for one, other, decision, method, score, days, far, reason in decisions:
        report = one if not _is_attack_only(database, one) else _first_report(database, one)
        rows.append(
            (report, other, attack_of.get(one, one), decision, method, score, days, far, reason)
        )
    database.executemany(
        "INSERT INTO matches (report_id, other_report_id, attack_id, decision, method, "
        "score, days_apart,"
        " kilometres_apart, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    return sorted(set(changed))


def _is_attack(database: sqlite3.Connection, id_: str) -> bool:
    return database.execute("SELECT 1 FROM attacks WHERE id = ?", (id_,)).fetchone() is not None


def _is_attack_only(database: sqlite3.Connection, id_: str) -> bool:
    report = database.execute("SELECT 1 FROM attack_reports WHERE id = ?", (id_,)).fetchone()
    return report is None and _is_attack(database, id_)


def _first_report(database: sqlite3.Connection, attack: str) -> str:
    ((report,),) = database.execute(
        "SELECT r.id FROM attack_reports AS r JOIN sources AS s ON s.id = r.source_id"
        " WHERE r.attack_id = ? AND r.data_file_id IS NULL ORDER BY s.follow_order, r.id LIMIT 1",
        (attack,),
    )
    return str(report)
