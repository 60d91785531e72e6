"""Synthetic event records in the layouts of ACLED, UCDP GED and GTD, without any of their rows.

Places, notes and numbers are drawn from a seeded generator; only the names of parties are those
used in the data sets.
"""

import csv
import datetime
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ACLED_2023 = [
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type"),
    *("sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2"),
    *("interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2"),
    *("admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale"),
    *("notes", "fatalities", "tags", "timestamp"),
]
ACLED_2020 = [
    *("data_id", "iso", "event_id_cnty", "event_id_no_cnty", "event_date", "year"),
    *("time_precision", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1"),
    *("actor2", "assoc_actor_2", "inter2", "interaction", "region", "country", "admin1", "admin2"),
    *("admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale"),
    *("notes", "fatalities", "timestamp", "iso3"),
]
ACLED_2019 = [name for name in ACLED_2020 if name != "sub_event_type"]
ACLED_MONADIC = [name for name in ACLED_2020 if name not in ("actor2", "assoc_actor_2", "inter2")]
ACLED_2016 = [
    *("GWNO", "EVENT_ID_CNTY", "EVENT_ID_NO_CNTY", "EVENT_DATE", "YEAR", "TIME_PRECISION"),
    *("EVENT_TYPE", "ACTOR1", "ALLY_ACTOR_1", "INTER1", "ACTOR2", "ALLY_ACTOR_2", "INTER2"),
    *("INTERACTION", "COUNTRY", "ADMIN1", "ADMIN2", "ADMIN3", "LOCATION", "LATITUDE", "LONGITUDE"),
    *("GEO_PRECISION", "SOURCE", "NOTES", "FATALITIES"),
]
UCDP_23 = [
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id"),
    *("conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name"),
    *("side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b"),
    *("number_of_sources", "source_article", "source_office", "source_date", "source_headline"),
    *("source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2"),
    *("latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region"),
    *("event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b"),
    *("deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
]
GTD = [
    *("eventid", "iyear", "imonth", "iday", "approxdate", "extended", "resolution", "country"),
    *("country_txt", "region", "region_txt", "provstate", "city", "latitude", "longitude"),
    *("specificity", "vicinity", "location", "summary", "crit1", "crit2", "crit3", "doubtterr"),
    *("multiple", "success", "suicide", "attacktype1", "attacktype1_txt", "targtype1"),
    *("targtype1_txt", "corp1", "target1", "gname", "gsubname", "gname2", "gname3", "guncertain1"),
    *("individual", "nperps", "claimed", "claimmode", "nkill", "nkillus", "nkillter", "nwound"),
    *("nwoundus", "nwoundte", "scite1", "scite2", "scite3", "dbsource", "INT_LOG", "INT_IDEO"),
    *("INT_MISC", "INT_ANY", "related"),
]

JNIM = "JNIM: Group for Support of Islam and Muslims"
JNIM_OR_IS = f"{JNIM} and/or Islamic State (Greater Sahara)"
COUNTRIES = (("Mali", "466", "MLI"), ("Burkina Faso", "854", "BFO"), ("Niger", "562", "NIR"))
REGION = ((11.0, 17.0), (-5.0, 3.0))


@dataclass(frozen=True)
class Event:
    """An incident as in an ACLED record."""

    id: str
    day: datetime.date
    latitude: float
    longitude: float
    place: str
    country: tuple[str, str, str] = COUNTRIES[0]
    type: str = "Violence against civilians"
    sub_type: str = "Attack"
    actor1: str = JNIM
    allies1: str = ""
    actor2: str = "Civilians (Mali)"
    allies2: str = ""
    killed: int = 3
    notes: str = ""
    timestamp: int = 1_600_000_000
    time_precision: int = 1
    geo_precision: int = 1


def acled_row(event: Event, *, style: str = "%d %B %Y") -> dict[str, str]:
    """Return a record by lower-case column names."""
    return {
        "event_id_cnty": event.id,
        "event_id_no_cnty": event.id[3:],
        "data_id": str(9_000_000 + event.timestamp % 1_000_000),
        "gwno": "432",
        "event_date": event.day.strftime(style),
        "year": str(event.day.year),
        "time_precision": str(event.time_precision),
        "disorder_type": "Political violence",
        "event_type": event.type,
        "sub_event_type": event.sub_type,
        "actor1": event.actor1,
        "assoc_actor_1": event.allies1,
        "ally_actor_1": event.allies1,
        "inter1": "Rebel group",
        "actor2": event.actor2,
        "assoc_actor_2": event.allies2,
        "ally_actor_2": event.allies2,
        "inter2": "Civilians",
        "interaction": "Rebel group-Civilians",
        "civilian_targeting": "",
        "iso": event.country[1],
        "iso3": event.country[2],
        "region": "Western Africa",
        "country": event.country[0],
        "admin1": "Region One",
        "admin2": "District Two",
        "admin3": "",
        "location": event.place,
        "latitude": f"{event.latitude:.4f}",
        "longitude": f"{event.longitude:.4f}",
        "geo_precision": str(event.geo_precision),
        "source": "Made-up Daily; Invented Radio",
        "source_scale": "Subnational",
        "notes": event.notes,
        "fatalities": str(event.killed),
        "tags": "",
        "timestamp": str(event.timestamp),
    }


def ucdp_row(
    event: Event, *, id_: int, low: int, best: int, high: int, days: int = 0, precise: bool = True
) -> dict[str, str]:
    """Return the same incident as a UCDP record."""
    civilian = event.actor2.startswith("Civilians")
    side_a, side_b = (
        ("JNIM", "Civilians") if civilian else (f"Government of {event.country[0]}", "JNIM")
    )
    last = event.day + datetime.timedelta(days=days)
    row = dict.fromkeys(UCDP_23, "")
    return row | {
        "id": str(id_),
        "relid": f"MLI-{event.day.year}-1-{id_}",
        "year": str(event.day.year),
        "type_of_violence": "3" if civilian else "1",
        "side_a": side_a,
        "side_b": side_b,
        "source_article": '"Invented Radio,2020-01-01,Made-up headline"',
        "where_prec": "1" if precise else "2",
        "where_coordinates": f"{event.place} town",
        "latitude": f"{event.latitude:.6f}",
        "longitude": f"{event.longitude:.6f}",
        "country": event.country[0],
        "date_prec": "1" if not days else "2",
        "date_start": event.day.isoformat(),
        "date_end": last.isoformat(),
        "deaths_civilians": str(best if civilian else 0),
        "low": str(low),
        "best": str(best),
        "high": str(high),
    }


def write_rows(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    quote_all: bool = False,
    line_end: str = "\n",
) -> Path:
    """Write records as a file in a given layout."""
    with path.open("w", encoding=encoding, newline="") as handle:
        writer = csv.writer(
            handle,
            delimiter=delimiter,
            lineterminator=line_end,
            quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
        )
        writer.writerow(columns)
        writer.writerows(
            [row.get(name.lower(), row.get(name, "")) for name in columns] for row in rows
        )
    return path


# ------------------------------------------------------------- many rows


def write_acled(path: Path, count: int, *, seed: int = 1) -> Path:
    """Write an export with many records: 6,000 places, a few parties in most of them, notes."""
    draw = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(ACLED_2023)
        writer.writerows(_many(draw, count))
    return path


def write_ucdp(path: Path, count: int, *, seed: int = 1) -> Path:
    """Write the same records in UCDP's layout, which may be redistributed."""
    drawn = (dict(zip(ACLED_2023, each, strict=True)) for each in _many(random.Random(seed), count))
    return write_rows(path, UCDP_23, map(_as_ucdp, drawn, range(1, count + 1)))


def _as_ucdp(told: Mapping[str, Any], number: int) -> dict[str, str]:
    day = datetime.datetime.strptime(str(told["event_date"]), "%d %B %Y").date()
    event = Event(
        id=told["event_id_cnty"],
        day=day,
        latitude=told["latitude"],
        longitude=told["longitude"],
        place=told["location"],
        country=next(each for each in COUNTRIES if each[0] == told["country"]),
        actor2=told["actor2"],
    )
    killed = told["fatalities"]
    # One in twenty lasts for several days, so some span two months or years.
    days = number % 9 if number % 20 == 0 else 0
    row = ucdp_row(event, id_=number, low=killed, best=killed, high=killed + number % 3, days=days)
    return row | {"side_b": told["actor1"], "source_headline": told["notes"]}


BLOCK = 10_000
TYPES = (
    ("Battles", "Armed clash"),
    ("Violence against civilians", "Attack"),
    ("Strategic developments", "Other"),
    ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    ("Protests", "Peaceful protest"),
    ("Violence against civilians", "Abduction/forced disappearance"),
)
Place = tuple[str, tuple[str, str, str], float, float]
Drawn = tuple[Place, tuple[str, int], tuple[str, str], str, str, int]
"""What is drawn for an event: place, day and year, type, both parties, the number killed."""


def _many(draw: random.Random, count: int) -> Iterator[list[object]]:
    letters = "abcdefghijklmnoprstuvwz"
    words = ["".join(draw.choices(letters, k=draw.randint(2, 9))) for _ in range(4000)]
    weights = _skewed(len(words))
    places = [_place(draw, words, number) for number in range(6000)]
    place_weights = _skewed(len(places))
    armed = _armed(draw, words)
    armed_weights = _skewed(len(armed))
    others = ["Civilians (Mali)", "Civilians (Burkina Faso)", "", *armed[:80]]
    others_weights = _skewed(len(others))
    first = datetime.date(1997, 1, 1)
    days = [(first + datetime.timedelta(days=number)) for number in range(10_000)]
    written = [(day.strftime("%d %B %Y"), day.year) for day in days]
    for start in range(0, count, BLOCK):
        size = min(BLOCK, count - start)
        drawn = zip(
            draw.choices(places, place_weights, k=size),
            draw.choices(written, range(1, len(written) + 1), k=size),
            draw.choices(TYPES, (30, 28, 12, 14, 10, 6), k=size),
            draw.choices(armed, armed_weights, k=size),
            draw.choices(others, others_weights, k=size),
            draw.choices((0, 1, 2, 3, 5, 8, 13, 21, 40), (50, 14, 10, 8, 7, 5, 3, 2, 1), k=size),
            strict=True,
        )
        text = draw.choices(words, weights, k=size * 30)
        for number, each in enumerate(drawn):
            length = 9 + (number * 7 + start) % 22
            note = " ".join(text[number * 30 : number * 30 + length]).capitalize()
            yield _row(start + number + 1, each, f"{note}.", 1_600_000_000 + start * 50 + number)


def _place(draw: random.Random, words: list[str], number: int) -> Place:
    return (
        f"{draw.choice(words).title()}{draw.choice(words)} {number}",
        draw.choice(COUNTRIES),
        round(draw.uniform(*REGION[0]), 4),
        round(draw.uniform(*REGION[1]), 4),
    )


def _armed(draw: random.Random, words: list[str]) -> list[str]:
    return [
        "Military Forces of Mali (2021-)",
        "Unidentified Armed Group (Mali)",
        JNIM_OR_IS,
        JNIM,
        "Military Forces of Burkina Faso (2022-)",
        "Dozo Communal Militia (Mali)",
        "Katiba Macina",
        *(
            f"{draw.choice(words).title()} Communal Militia ({country[0]})"
            for country in COUNTRIES
            for _ in range(130)
        ),
    ]


def _row(number: int, drawn: Drawn, note: str, timestamp: int) -> list[object]:
    (name, country, latitude, longitude), (day, year), kind, actor1, actor2, killed = drawn
    return [
        *(f"{country[2]}{number}", day, year, 1, "Political violence", *kind),
        *(actor1, "", "Rebel group", actor2, "", "State forces", "State forces-Rebel group", ""),
        *(country[1], "Western Africa", country[0], "Region One", "District Two", ""),
        *(name, latitude, longitude, 2 - number % 2),
        *("Invented Radio; Made-up Daily", "Subnational-National", note, killed, "", timestamp),
    ]


def _skewed(count: int) -> list[float]:
    return [1 / (number + 3) for number in range(count)]
