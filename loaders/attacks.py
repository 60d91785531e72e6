"""Attacks: what the claims of one document say of one incident, merged into one report."""

import json
import re
import sqlite3
from dataclasses import dataclass, field
from typing import Any

from loaders.bounds import Telling, Window, dated_columns, event, telling
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

GEO_PRECISIONS = {"town": "exact", "region": "region", "wider-region": "region", "country": "country"}


@dataclass
class _Report:
    """All that one source says of one attack."""

    attack: str
    source: str
    via: str | None
    given: dict[str, tuple[Claim, Entry]] = field(default_factory=dict)
    dated_by: tuple[Claim, Entry] | None = None
    first: tuple[Claim, Entry] | None = None
    claims: list[tuple[str, str]] = field(default_factory=list)
    actors: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.attack}--{self.source}"


def add_reports(context: Context, windows: dict[str, Window]) -> None:
    """Merge what claims say of attacks; the rows of `attacks` are summed up in the database."""
    reports: dict[str, _Report] = {}
    for profile in context.facts.profiles:
        for claim in profile.claims:
            for row in claim.rows:
                if row.kind != "attack" or row.entry.broken:
                    continue
                attack = context.id_of(row.entry, "of", "attacks")
                about = claim.entry.get("about") if claim.modality == "title" else None
                source, via = (about, claim.source) if about else (claim.source, None)
                if attack is None:
                    continue
                report = _Report(attack, source, via)
                _merge(context, reports.setdefault(report.id, report), claim, row.entry)
    for report in sorted(reports.values(), key=lambda each: each.id):
        _add_report(context, windows, report)
    _check_told(context)


def _merge(context: Context, report: _Report, claim: Claim, row: Entry) -> None:
    report.first = report.first or (claim, row)
    if row.get("dated_by") is not None:
        _same(context, report.dated_by, row, "dated_by")
        report.dated_by = report.dated_by or (claim, row)
    properties = []
    for key, name in PROPERTIES.items():
        if key not in row.data:
            continue
        _same(context, report.given.get(name), row, key)
        report.given.setdefault(name, (claim, row))
        properties.append(name)
    if "actors" in row.data:
        _merge_actors(context, report, row)
        properties.append("actors")
    if row.get("note") and row["note"] not in report.notes:
        report.notes.append(row["note"])
    report.claims.extend((name, claim.id) for name in properties or ["mention"])


def _same(context: Context, first: tuple[Claim, Entry] | None, row: Entry, key: str) -> None:
    """Two claims of one document cannot give one property differently: it has one report."""
    if first is None or first[1].data[key] == row.data[key]:
        return
    context.problems.add(
        row.at(key), f"{key}: {_shown(row.data[key])} is given here and "
        f"{_shown(first[1].data[key])} at {first[1].at(key)}, to the same report",
        expected="one value for each attack and document; the other one as a note or a disagreement",
    )


def _shown(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else ", ".join(map(str, value))  # type: ignore[call-overload]


def _merge_actors(context: Context, report: _Report, row: Entry) -> None:
    for number in range(len(row.data["actors"])):
        entry = row.part("actors", number)
        who = context.columns(entry, "who", {"groups": "group_id", "people": "person_id"})
        actor = {**who, "name": entry["name"], "side": entry["side"]}
        if actor not in report.actors:
            report.actors.append(actor)


def _add_report(context: Context, windows: dict[str, Window], report: _Report) -> None:
    assert report.first is not None
    given = report.given
    claim, row = given.get("date") or report.dated_by or report.first
    told = telling(context, windows, claim, row)
    if report.dated_by is not None:
        told = telling(context, windows, *report.dated_by)
    place = _place(context, given["place_id"][1]) if "place_id" in given else {}
    weapons = given["weapons"][1].data["weapons"] if "weapons" in given else None
    context.rows["attack_reports"].append(
        {
            "id": report.id,
            "attack_id": report.attack,
            "source_id": report.source,
            "via_source_id": report.via,
            "record_id": None,
            "attack_type": _text(report, "attack_type", "type"),
            **dated_columns("date", _dates(context, report, told)),
            "place_id": place.get("id"),
            "location": _text(report, "location", "location") or place.get("name"),
            "latitude": place.get("latitude"),
            "longitude": place.get("longitude"),
            "geo_precision": GEO_PRECISIONS.get(place.get("kind", "")),
            "target": _text(report, "target", "target"),
            "weapons": None if weapons is None else json.dumps(weapons, ensure_ascii=False),
            **_people(context, report, "killed"),
            **{k: v for k, v in _people(context, report, "injured").items() if k != "injured_best"},
            "casualties": _text(report, "casualties", "casualties"),
            "motive": _text(report, "motive", "motive"),
            "outcome": _text(report, "outcome", "outcome"),
            "responsibility": _text(report, "responsibility", "responsibility"),
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


def _dates(context: Context, report: _Report, told: Telling) -> Any:
    claim, row = report.given.get("date") or report.first or (None, None)
    assert claim is not None and row is not None
    return event(context, claim, row, "date", told)


def _text(report: _Report, name: str, key: str) -> str | None:
    return report.given[name][1].get(key) if name in report.given else None


def _place(context: Context, row: Entry) -> dict[str, Any]:
    id_ = context.id_of(row, "place", "places")
    found = [place for place in context.rows["places"] if place["id"] == id_]
    return found[0] if found else {}


def _people(context: Context, report: _Report, key: str) -> dict[str, int | None]:
    """A count of people: `8` is exact, `8..12` between, `8..` at least."""
    if key not in report.given:
        return {f"{key}_low": None, f"{key}_best": None, f"{key}_high": None}
    row = report.given[key][1]
    match = re.fullmatch(r"(\d+)(\.\.(\d+)?)?", row[key])
    assert match is not None, "the schema lets no other count pass"
    low = int(match[1])
    if match[2] is None:
        return {f"{key}_low": low, f"{key}_best": low, f"{key}_high": low}
    high = int(match[3]) if match[3] else None
    if high is not None and high < low:
        context.problems.add(
            row.at(key), f"{key}: {row[key]} runs backwards", expected="the lower count first"
        )
    return {f"{key}_low": low, f"{key}_best": None, f"{key}_high": high}


def _check_told(context: Context) -> None:
    """Every attack has a report, which is what its row is summed up from."""
    # An attack that is named only elsewhere (in a statement, say) is not unused and yet has none.
    told = {row["attack_id"] for row in context.rows["attack_reports"]}
    for id_, entry in context.facts.entities["attacks"].items():
        if id_ in context.used and id_ not in told and not _named_in_broken(context, id_):
            context.problems.add(
                entry.at(), f"no claim gives an attack row of '{id_}'",
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
    max(CASE WHEN place_in_order = first_date THEN date_earliest END) OVER attack AS followed_earliest,
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
        "CREATE TEMP TABLE attack_titles (id TEXT PRIMARY KEY, title TEXT, scope TEXT) WITHOUT ROWID"
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
