"""The real records, and the labels of the records generated from them."""

import csv
import datetime
import math
import re
from dataclasses import dataclass, field
from pathlib import Path

from anyascii import anyascii

from benchmarks.synthetic import COUNTRIES, UCDP_23
from loaders.events.matching.scoring import kilometres_between

VAGUE = ("3", "4", "5")
"""UCDP's precision codes for a point that stands for a district or more."""

# Capitalised names, also of several words; and those that are not names of places.
_NAME = re.compile(r"[^\W\d_a-z][\w'’-]{2,}(?: [^\W\d_a-z][\w'’-]{2,})*")
_NO_PLACE = re.compile(
    r"(?i)region|province|department|commune|village|burkin|mali|niger|sahel|cent|nord|north|south"
    r"|east|west|ouest|sud|est\b|around|boucle|mouhoun|hauts|bassins|cascades|plateau|the\b|near|bfo-"
)

ENGLISH = {
    **dict.fromkeys(("soldats", "soldat", "militaires", "soldiers", "troops"), "soldiers"),
    **dict.fromkeys(("civils", "civilians"), "civilians"),
    **dict.fromkeys(("embuscade", "ambush"), "ambushed"),
    **dict.fromkeys(("explosif", "explosion", "engin", "mine", "blast"), "IED"),
    **dict.fromkeys(("aériens", "aériennes", "bombardements", "strikes", "strike"), "air strike"),
    **dict.fromkeys(("volontaires", "volunteers", "volunteer"), "VDP volunteers"),
    **dict.fromkeys(("gendarmes", "gendarmerie"), "gendarmerie"),
    **dict.fromkeys(("policiers", "police"), "policemen"),
    **dict.fromkeys(("convoi", "convoy"), "convoy"),
    **dict.fromkeys(("camions", "truck", "trucks"), "trucks"),
    **dict.fromkeys(("infirmier", "nurse"), "nurse"),
    **dict.fromkeys(("forêt", "forest"), "forest"),
    **dict.fromkeys(("route", "road", "axis"), "road"),
    **dict.fromkeys(("marché", "market"), "market"),
    **dict.fromkeys(("artisanal", "gold", "orpaillage"), "gold mining site"),
    **dict.fromkeys(("école", "school", "teacher"), "school"),
    **dict.fromkeys(("détachement", "detachment", "base", "camp"), "military camp"),
    **dict.fromkeys(("mosque", "imam", "church", "priest", "catholic"), "worshippers"),
    **dict.fromkeys(("chef", "chief", "mayor", "councillor"), "village chief"),
    **dict.fromkeys(("bus", "minibus", "passengers"), "passengers"),
    **dict.fromkeys(("éleveur", "herders", "cattle", "bétail"), "cattle"),
}
"""English words for things that UCDP texts, in French or English, mention."""


@dataclass(frozen=True)
class Record:
    """The parts of a UCDP record that are rewritten."""

    id: str
    first: datetime.date
    last: datetime.date
    type: str
    sides: tuple[str, str]
    country: tuple[str, str, str]
    region: str
    place: str
    precise: str
    latitude: float
    longitude: float
    low: int
    best: int
    high: int
    words: tuple[str, ...]
    names: tuple[str, ...]


@dataclass
class Labelled:
    """Labels: the incident of each report, and the kind of difficulty of each pair."""

    incident: dict[str, str] = field(default_factory=dict)
    kind: dict[frozenset[str], str] = field(default_factory=dict)

    def incident_of(self, report: str) -> str:
        """Return the incident of a report: its own id if no other record is the same incident."""
        return self.incident.get(report, report)

    def half(self, report: str) -> int:
        """Return the half that a report's incident belongs to: 0 or 1."""
        return sum(map(ord, self.incident_of(report))) % 2

    def add(self, ucdp: list[str], others: list[str], kind: str) -> None:
        """Record that some records are the same incident."""
        incident = self.incident.get(ucdp[0], ucdp[0])
        for each in (*ucdp, *others):
            self.incident[each] = incident
        for one in others:
            for other in ucdp:
                self.kind[frozenset((one, other))] = kind


def read_records(path: Path) -> tuple[list[Record], list[dict[str, str]]]:
    """Read the UCDP file: the parts to rewrite, and the rows in UCDP's own layout."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return [_record(row) for row in rows], [_as_released(row) for row in rows]


def _record(row: dict[str, str]) -> Record:
    first = datetime.date.fromisoformat(row["date_start"])
    last = datetime.date.fromisoformat(row["date_end"] or row["date_start"])
    low, best, high = sorted(int(float(row[name] or 0)) for name in ("low", "best", "high"))
    text = re.sub(
        r"https?://\S+|@\w+|\d+", " ", f"{row['source_article']} {row['where_description']}"
    )
    words = (ENGLISH.get(word) for word in re.findall(r"[^\W\d_]+", text.lower()))
    countries = {each[0]: each for each in COUNTRIES}
    place = re.sub(
        r" (village|town|city|department|province|region)$", "", row["where_coordinates"]
    )
    return Record(
        row["id"],
        first,
        last,
        row["type_of_violence"],
        (row["side_a"], row["side_b"]),
        countries.get(row["country"], COUNTRIES[0]),
        row["adm_2"].removesuffix(" province"),
        place,
        row["where_prec"],
        float(row["latitude"]),
        float(row["longitude"]),
        low,
        best,
        high,
        tuple(dict.fromkeys(filter(None, words))),
        _names(row, place),
    )


def _names(row: dict[str, str], place: str) -> tuple[str, ...]:
    """Return other places, such as villages, named in the description of the place."""
    regions = anyascii(f"{row['adm_1']} {row['adm_2']} {place}")
    found = dict.fromkeys(_NAME.findall(row["where_description"]))
    return tuple(
        name for name in found if not _NO_PLACE.search(name) and anyascii(name) not in regions
    )


def _as_released(row: dict[str, str]) -> dict[str, str]:
    whole = {name: str(int(float(row[name] or 0))) for name in ("low", "best", "high")}
    released = dict.fromkeys(UCDP_23, "") | {name: row.get(name, "") for name in UCDP_23} | whole
    for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"):
        released[name] = str(int(float(row[name]))) if row[name] else ""
    return released | {"date_end": row["date_end"] or row["date_start"]}


def square(record: Record) -> tuple[int, int]:
    """Return the one-degree square that contains a record."""
    return math.floor(record.latitude), math.floor(record.longitude)


def twins(records: list[Record]) -> dict[str, str]:
    """Find records that UCDP splits only by dyad: same days, point and toll, so one incident.

    Returns:
        The incident of each such report: that of the first.
    """
    first: dict[object, str] = {}
    incident = {}
    for each in records:
        known = (each.first, each.last, each.latitude, each.longitude, each.best)
        report = f"ucdp-{each.id}"
        if first.setdefault(known, report) != report:
            incident[report] = first[known]
    return incident


def mergeable(records: list[Record], one_in: int) -> list[list[Record]]:
    """Return records on the same day within 10 km of each other, to be merged into one."""
    by_day: dict[datetime.date, list[Record]] = {}
    for each in records:
        if each.first == each.last and each.precise in ("1", "2") and each.best > 0:
            by_day.setdefault(each.first, []).append(each)
    merged: list[list[Record]] = []
    for group in by_day.values():
        first = group[0]
        here = first.latitude, first.longitude
        near = [
            each
            for each in group
            if kilometres_between(here, (each.latitude, each.longitude)) < 10
            and "JNIM" in each.sides
        ]
        if 2 <= len(near) <= 3 and int(first.id) % one_in:
            merged.append(near)
    return merged
