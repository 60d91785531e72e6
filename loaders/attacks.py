"""Attacks: what the claims of one document say of one incident, merged into one report."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from loaders.bounds import Window, dated_columns, event, telling
from loaders.context import Context
from loaders.facts import Claim, Entry

PROPERTIES = {
    "date": "date",
    "place": "place_id",
    "location": "location",
    "type": "attack_type",
    "target": "target",
    "weapons": "weapons",
    "killed": "killed",
    "injured": "injured",
    "casualties": "casualties",
    "motive": "motive",
    "outcome": "outcome",
    "responsibility": "responsibility",
}
"""For each field of the facts the property that report_claims names: that of its column."""

GEO_PRECISIONS = {
    "town": "exact",
    "region": "region",
    "wider-region": "region",
    "country": "country",
}


@dataclass
class _Report:
    """All that one source says of one attack.

    Attributes:
        attack: The id of the attack.
        source: Whose statement it is.
        via: The profile through which a title is known.
        first: The first claim and row of it.
        given: For each field the first claim and row that give it.
        claims: Each property with a claim behind it.
    """

    attack: str
    source: str
    via: str | None
    first: tuple[Claim, Entry]
    given: dict[str, tuple[Claim, Entry]] = field(default_factory=dict)
    claims: list[tuple[str, str]] = field(default_factory=list)
    actors: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.attack}--{self.source}"

    def text(self, key: str) -> str | None:
        """What is given for a field."""
        return self.given[key][1].get(key) if key in self.given else None


def add_reports(context: Context, windows: dict[str, Window]) -> None:
    """Merge what claims say of attacks; the rows of `attacks` are summed up in the database."""
    reports: dict[str, _Report] = {}
    for profile in context.facts.profiles:
        for claim in profile.claims:
            for row in claim.rows:
                if row.kind != "attack" or row.entry.broken:
                    continue
                attack = context.id_of(row.entry, "of", "attacks")
                context.id_of(row.entry, "place", "places")
                actors = list(_actors(context, row.entry))
                if attack is None:
                    continue
                about = claim.entry.get("about") if claim.modality == "title" else None
                source, via = (about, claim.source) if about else (claim.source, None)
                report = _Report(attack, source, via, (claim, row.entry))
                _merge(context, reports.setdefault(report.id, report), claim, row.entry, actors)
    places = {place["id"]: place for place in context.rows["places"]}
    for report in sorted(reports.values(), key=lambda each: each.id):
        _add_report(context, windows, places, report)
    _check_told(context)


def _actors(context: Context, row: Entry) -> Iterator[dict[str, Any]]:
    for number in range(len(row.data.get("actors", []))):
        entry = row.part("actors", number)
        who = context.columns(entry, "who", {"groups": "group_id", "people": "person_id"})
        yield {**who, "name": entry["name"], "side": entry["side"]}


def _merge(
    context: Context, report: _Report, claim: Claim, row: Entry, actors: list[dict[str, Any]]
) -> None:
    properties = []
    for key in ("dated_by", *PROPERTIES):
        if key not in row.data:
            continue
        _check_same(context, report.given.get(key), row, key)
        report.given.setdefault(key, (claim, row))
        if key in PROPERTIES:
            properties.append(PROPERTIES[key])
    if actors:
        report.actors.extend(actor for actor in actors if actor not in report.actors)
        properties.append("actors")
    note = row.get("note")
    if note and note not in report.notes:
        report.notes.append(note)
    report.claims.extend((name, claim.id) for name in properties or ["mention"])


def _check_same(context: Context, first: tuple[Claim, Entry] | None, row: Entry, key: str) -> None:
    """Two claims of one document cannot give one property differently: it has one report."""
    if first is None or first[1].data[key] == row.data[key]:
        return
    context.problems.add(
        row.at(key),
        f"{key}: {_shown(row.data[key])} is given here and {_shown(first[1].data[key])} "
        f"at {first[1].at(key)}, to the same report",
        expected="one value for each attack and document; the other as a note or a disagreement",
    )


def _shown(value: str | list[str]) -> str:
    return f"'{value}'" if isinstance(value, str) else f"'{', '.join(value)}'"


def _add_report(
    context: Context, windows: dict[str, Window], places: dict[str, Any], report: _Report
) -> None:
    claim, row = report.given.get("date") or report.first
    told = telling(context, windows, *(report.given.get("dated_by") or (claim, row)))
    place = places.get(report.text("place") or "", {})
    weapons = report.given["weapons"][1].data["weapons"] if "weapons" in report.given else None
    killed = _people(context, report, "killed")
    injured = _people(context, report, "injured")
    context.rows["attack_reports"].append(
        {
            "id": report.id,
            "attack_id": report.attack,
            "source_id": report.source,
            "via_source_id": report.via,
            "record_id": None,
            "attack_type": report.text("type"),
            **dated_columns("date", event(context, claim, row, "date", told)),
            "place_id": place.get("id"),
            "location": report.text("location") or place.get("name"),
            "latitude": place.get("latitude"),
            "longitude": place.get("longitude"),
            "geo_precision": GEO_PRECISIONS.get(place.get("kind", "")),
            "target": report.text("target"),
            "weapons": None if weapons is None else json.dumps(weapons, ensure_ascii=False),
            "killed_low": killed.low,
            "killed_best": killed.best,
            "killed_high": killed.high,
            "injured_low": injured.low,
            "injured_high": injured.high,
            "casualties": report.text("casualties"),
            "motive": report.text("motive"),
            "outcome": report.text("outcome"),
            "responsibility": report.text("responsibility"),
            "date_claim_id": told.date_claim,
            "note": " ".join(report.notes) or None,
        }
    )
    for name, claim_id in dict.fromkeys(report.claims):
        context.rows["report_claims"].append(
            {
                "id": f"{report.id}--{name}--{claim_id}",
                "report_id": report.id,
                "property": name,
                "claim_id": claim_id,
            }
        )
    for number, actor in enumerate(report.actors, 1):
        context.rows["attack_actors"].append(
            {
                "id": f"{report.id}--{number}",
                "attack_id": report.attack,
                "report_id": report.id,
                **actor,
            }
        )


class _Count(NamedTuple):
    """A count of people: at least, most likely, at most; what is not told is None."""

    low: int | None
    best: int | None
    high: int | None


def _people(context: Context, report: _Report, key: str) -> _Count:
    """Read a count: `8` is exact, `8..12` between, `8..` at least."""
    told = report.text(key)
    if told is None:
        return _Count(None, None, None)
    low, dots, high = told.partition("..")
    if not dots:
        return _Count(int(low), int(low), int(low))
    if high and int(high) < int(low):
        row = report.given[key][1]
        context.problems.add(
            row.at(key), f"{key}: {told} runs backwards", expected="the lower count first"
        )
    return _Count(int(low), None, int(high) if high else None)


def _check_told(context: Context) -> None:
    """Every attack has a report, which is what its row is summed up from."""
    # An attack that is named only elsewhere (in a statement, say) is not unused and yet has none.
    told = {row["attack_id"] for row in context.rows["attack_reports"]}
    for id_, entry in context.facts.entities["attacks"].items():
        if id_ in context.used and id_ not in told and not _named_in_broken(context, id_):
            context.problems.add(
                entry.at(),
                f"no claim gives an attack row of '{id_}'",
                expected="a claim that tells of it",
            )


def _named_in_broken(context: Context, id_: str) -> bool:
    return any(
        row.entry.broken and row.entry.data.get("of") == id_
        for claim in context.facts.claims.values()
        for row in claim.rows
    )


# Each group of properties follows the first report that states it; the date goes first to a
# report that states one and then to one that only has bounds. A date that contradicts the one
# followed widens dispute_* by its nearest end. Written as one pass over the reports, sorted once:
# event data sets bring a million of them.
SUM_UP = """
WITH perpetrators AS (
  SELECT report_id, group_id, min(rowid) AS first_row
  FROM attack_actors
  WHERE side = 'perpetrator' AND group_id IS NOT NULL
  GROUP BY report_id
),
ordered AS (
  SELECT r.*, p.group_id AS perpetrator_id, row_number() OVER followed AS place_in_order
  FROM attack_reports AS r
  JOIN sources AS s ON s.id = r.source_id
  LEFT JOIN perpetrators AS p ON p.report_id = r.id
  WINDOW followed AS (PARTITION BY r.attack_id ORDER BY s.follow_order, r.id)
),
firsts AS (
  SELECT
    *,
    coalesce(
      min(CASE WHEN date_edtf IS NOT NULL THEN place_in_order END) OVER attack,
      min(CASE WHEN coalesce(date_earliest, date_latest) IS NOT NULL THEN place_in_order END)
        OVER attack
    ) AS first_date,
    min(CASE WHEN coalesce(place_id, location) IS NOT NULL THEN place_in_order END) OVER attack
      AS first_place,
    min(CASE WHEN coalesce(killed_low, killed_best, killed_high) IS NOT NULL
             THEN place_in_order END) OVER attack AS first_killed,
    min(CASE WHEN coalesce(injured_low, injured_high) IS NOT NULL THEN place_in_order END)
      OVER attack AS first_injured,
    min(CASE WHEN attack_type IS NOT NULL THEN place_in_order END) OVER attack AS first_type,
    min(CASE WHEN perpetrator_id IS NOT NULL THEN place_in_order END) OVER attack
      AS first_perpetrator
  FROM ordered
  WINDOW attack AS (PARTITION BY attack_id)
),
dated AS (
  SELECT
    *,
    max(CASE WHEN place_in_order = first_date THEN date_earliest END) OVER attack
      AS followed_earliest,
    max(CASE WHEN place_in_order = first_date THEN date_latest END) OVER attack AS followed_latest
  FROM firsts
  WINDOW attack AS (PARTITION BY attack_id)
),
summed AS (
  SELECT
    attack_id,
    max(CASE WHEN place_in_order = first_type THEN attack_type END) AS attack_type,
    max(CASE WHEN place_in_order = first_date THEN date_edtf END) AS date_edtf,
    max(followed_earliest) AS date_earliest,
    max(followed_latest) AS date_latest,
    max(CASE WHEN place_in_order = first_date THEN date_precision END) AS date_precision,
    min(CASE WHEN date_edtf IS NOT NULL AND date_latest < followed_earliest THEN date_latest END)
      AS before,
    max(CASE WHEN date_edtf IS NOT NULL AND date_earliest > followed_latest THEN date_earliest END)
      AS after,
    max(CASE WHEN place_in_order = first_place THEN place_id END) AS place_id,
    max(CASE WHEN place_in_order = first_place THEN location END) AS location,
    max(CASE WHEN place_in_order = first_place THEN latitude END) AS latitude,
    max(CASE WHEN place_in_order = first_place THEN longitude END) AS longitude,
    max(CASE WHEN place_in_order = first_place THEN geo_precision END) AS geo_precision,
    max(CASE WHEN place_in_order = first_perpetrator THEN perpetrator_id END) AS perpetrator_id,
    max(CASE WHEN place_in_order = first_killed THEN killed_low END) AS killed_low,
    max(CASE WHEN place_in_order = first_killed THEN killed_best END) AS killed_best,
    max(CASE WHEN place_in_order = first_killed THEN killed_high END) AS killed_high,
    max(CASE WHEN place_in_order = first_injured THEN injured_low END) AS injured_low,
    max(CASE WHEN place_in_order = first_injured THEN injured_high END) AS injured_high,
    count(*) AS reports
  FROM dated
  GROUP BY attack_id
)
INSERT INTO attacks (
  id, title, scope, attack_type, date_edtf, date_earliest, date_latest, date_precision,
  dispute_earliest, dispute_latest, place_id, location, country_code, latitude, longitude,
  geo_precision, perpetrator_id, killed_low, killed_best, killed_high, injured_low, injured_high,
  reports, disputed
)
SELECT
  s.attack_id, t.title, t.scope, s.attack_type, s.date_edtf, s.date_earliest, s.date_latest,
  s.date_precision,
  CASE WHEN s.before < s.date_earliest THEN s.before ELSE s.date_earliest END,
  CASE WHEN s.after > s.date_latest THEN s.after ELSE s.date_latest END,
  s.place_id, s.location, p.country_code, s.latitude, s.longitude, s.geo_precision,
  s.perpetrator_id, s.killed_low, s.killed_best, s.killed_high, s.injured_low, s.injured_high,
  s.reports,
  s.before IS NOT NULL OR s.after IS NOT NULL OR EXISTS (
    SELECT 1 FROM disagreements AS d WHERE d.attack_id = s.attack_id AND d.status = 'open'
  )
FROM summed AS s
JOIN temp.attack_titles AS t ON t.id = s.attack_id
LEFT JOIN places AS p ON p.id = s.place_id
ORDER BY s.attack_id
"""


def sum_up(database: sqlite3.Connection, titles: list[dict[str, Any]]) -> None:
    """Fill `attacks` from `attack_reports`.

    Args:
        database: A database with reports, actors, places, sources and disagreements.
        titles: For each attack its id, title and scope.
    """
    database.execute(
        "CREATE TEMP TABLE attack_titles"
        " (id TEXT PRIMARY KEY, title TEXT, scope TEXT) WITHOUT ROWID"
    )
    database.executemany("INSERT INTO temp.attack_titles VALUES (:id, :title, :scope)", titles)
    database.execute(SUM_UP)
    database.execute("DROP TABLE temp.attack_titles")


def titles(context: Context) -> list[dict[str, Any]]:
    """Id, title and scope of every attack."""
    return [
        {"id": id_, "title": entry["title"], "scope": entry["scope"]}
        for id_, entry in sorted(context.facts.entities["attacks"].items())
        if not entry.broken
    ]
