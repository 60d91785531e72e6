"""Real UCDP records, told again as ACLED and the GTD would tell them, with which of them are one.

The UCDP rows are real (CC BY 4.0; they stay outside the repository). The other two data sets are
made from them, since theirs may not be passed on, and differ from them as they do in truth: points
of other villages, a day's shift, weeks and months, other tolls, spellings, unknown perpetrators,
incidents split and merged, other words.

What is taken for true of the records that have no counterpart:

- Data sets report subsets of the same incidents that overlap: of ten real records six are in UCDP
  and in the others, two in UCDP only and two in the others only. These are the incidents that the
  others have of their own, and so lie as near to those of UCDP as real ones lie to each other.
- ACLED has about as many incidents again that UCDP does not seek: abductions, looting, fights
  without deaths, and the violence of soldiers and militias. They are where real records are and in
  the same weeks. In the same town on the same day as one they are as often as real records are (of
  1,552 one in fourteen, one in a hundred with the same toll).
- Where UCDP has two records of the same days, point and toll it splits one incident by dyad, and
  nobody could say which of them another record is: both are right.
- Notes share some of the less common words of the UCDP text where they tell of the same incident,
  and else have those of another record of the region.
"""

import csv
import dataclasses
import datetime
import math
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

from anyascii import anyascii

from benchmarks.synthetic import ACLED_2023, COUNTRIES, GTD, UCDP_23, Event, acled_row, write_rows
from loaders.events.matching.scoring import kilometres_between

JNIM = "JNIM: Group for Support of Islam and Muslims"
EITHER = f"{JNIM} and/or Islamic State Sahel Province (ISSP)"
KINDS = ("plain", "other place", "other day", "stretch", "imprecise", "split", "unknown")


@dataclass(frozen=True)
class Record:
    """A UCDP record, as far as it is told again."""

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


@dataclass
class Labelled:
    """What was written: the reports of each incident, and the kind of difficulty of each pair."""

    incident: dict[str, str] = field(default_factory=dict)
    kind: dict[frozenset[str], str] = field(default_factory=dict)

    def half(self, report: str) -> int:
        """Which half of the incidents that of a report belongs to: 0 or 1."""
        return sum(map(ord, self.incident.get(report, report))) % 2

    def add(self, ucdp: list[str], others: list[str], kind: str) -> None:
        """Note that some records are one incident."""
        incident = self.incident.get(ucdp[0], ucdp[0])
        for each in (*ucdp, *others):
            self.incident[each] = incident
        for one in others:
            for other in ucdp:
                self.kind[frozenset((one, other))] = kind


def read_records(path: Path) -> tuple[list[Record], list[dict[str, str]]]:
    """Read the UCDP file: what is told again of each row, and the rows in UCDP's own layout."""
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
    words = [word for word in re.findall(r"[^\W\d_]{5,}", text) if word.islower()]
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
        tuple(dict.fromkeys(words)),
    )


def _as_released(row: dict[str, str]) -> dict[str, str]:
    whole = {name: str(int(float(row[name] or 0))) for name in ("low", "best", "high")}
    released = dict.fromkeys(UCDP_23, "") | {name: row.get(name, "") for name in UCDP_23} | whole
    for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"):
        released[name] = str(int(float(row[name]))) if row[name] else ""
    return released | {"date_end": row["date_end"] or row["date_start"]}


class Distortion:
    """Tells records again, and other incidents between them, from one seed."""

    def __init__(self, records: list[Record], seed: int, *, hard: bool) -> None:
        self.draw = random.Random(seed)
        self.hard = hard
        self.records = records
        self.number = 0
        self.acled: list[dict[str, str]] = []
        self.gtd: list[dict[str, str]] = []
        self.labelled = Labelled()
        self.gazetteer = sorted(
            {
                (each.place, each.latitude, each.longitude)
                for each in records
                if each.precise in ("1", "2")
                and each.place
                and not each.place.startswith("between")
            }
        )
        self.taken = {
            (each.place, each.first + datetime.timedelta(days=day))
            for each in records
            for day in range(-1, (each.last - each.first).days + 2)
        }
        self.by_square: dict[tuple[int, int], list[Record]] = {}
        for each in records:
            self.by_square.setdefault(square(each), []).append(each)

    # ------------------------------------------------------------- places and words

    def shifted(self, point: tuple[float, float], least: float, most: float) -> tuple[float, float]:
        """A point some kilometres away."""
        angle, way = self.draw.uniform(0, 2 * math.pi), self.draw.uniform(least, most)
        return (
            point[0] + way / 111 * math.cos(angle),
            point[1] + way / 108 * math.sin(angle),
        )

    def neighbour(
        self, point: tuple[float, float], least: float, most: float, day: datetime.date
    ) -> tuple[str, float, float]:
        """A named place some kilometres away: a real one where there is one.

        It is none where another record is of that day: nobody could tell the two apart.
        """
        near = [
            each
            for each in self.gazetteer
            if (each[0], day) not in self.taken
            and least <= kilometres_between(point, each[1:]) <= most
        ]
        if near and self.draw.random() < 0.7:
            return self.draw.choice(near)
        name = "".join(
            self.draw.choices(("ba", "do", "gou", "ka", "la", "nia", "ré", "ti", "so", "yé"), k=3)
        )
        return (name.title(), *self.shifted(point, least, most))

    def spelled(self, name: str) -> str:
        """A name in another spelling."""
        if self.draw.random() < 0.8:
            name = anyascii(name)
        if self.draw.random() < 0.25:
            before, after = self.draw.choice(
                (
                    ("ou", "u"),
                    ("dj", "j"),
                    ("ss", "s"),
                    ("-", " "),
                    ("gh", "g"),
                    ("oua", "wa"),
                    ("k", "c"),
                    ("é", "e"),
                    ("ui", "wi"),
                )
            )
            name = name.replace(before, after)
        return name

    def note(
        self, record: Record, day: datetime.date, who: str, place: str, killed: int, *, same: bool
    ) -> str:
        """A note in other words, with some of the words of the other text where it is the same."""
        words = list(
            record.words if same else self.draw.choice(self.by_square[square(record)]).words
        )
        self.draw.shuffle(words)
        kept = [word for word in words if self.draw.random() < 0.3][:4]
        what = self.draw.choice(
            (
                "a military position",
                "a patrol",
                "VDP volunteers",
                "the village",
                "herders",
                "a convoy",
                "the market",
                "a gendarmerie post",
                "a group of civilians",
                "a vehicle",
            )
        )
        verb = self.draw.choice(
            ("attacked", "ambushed", "clashed with", "raided", "targeted", "shot at")
        )
        point = record.latitude, record.longitude
        toll = self.draw.choice(
            (f"{killed} people were killed", f"At least {killed} killed", f"{killed} fatalities")
        )
        where = self.draw.choice(
            (
                f"in the village of {place}",
                f"near {place}",
                f"at {place}",
                f"on the axis between {place} and {self.neighbour(point, 5, 40, day)[0]}",
            )
        )
        area = record.region or record.country[0]
        what = f"On {day:%d %B %Y}, {who} {verb} {what} {where} ({area})."
        return f"{what} {' '.join(kept).capitalize()}. {toll}."

    # ------------------------------------------------------------- tolls and parties

    def toll(self, record: Record) -> int:
        """What another data set would count: mostly the same, or within the range, or near it."""
        chance = self.draw.random()
        if chance < 0.6:
            return record.best
        if chance < 0.75:
            return self.draw.randint(record.low, record.high)
        if chance < 0.85:
            return max(0, record.best + self.draw.choice((-1, 1)))
        if chance < 0.95:
            return round(record.best * self.draw.uniform(0.6, 1.4))
        return self.draw.choice((0, record.best // 2, record.low))

    def state(self, record: Record) -> str:
        """A force of the country, as ACLED names it."""
        country = record.country[0]
        return self.draw.choice(
            (
                f"Military Forces of {country} (2015-2022)",
                f"Military Forces of {country} (2015-2022)",
                f"Police Forces of {country} (2015-2022) Gendarmerie",
                "VDP: Volunteers for Defense of Homeland",
            )
        )

    def acled_name(self, side: str, record: Record) -> str:
        """A side of UCDP's, as ACLED names it."""
        names = {
            "JNIM": self.draw.choice((JNIM, EITHER)),
            "IS": "Islamic State Sahel Province (ISSP)",
            "AQIM": "AQIM: Al Qaeda in the Islamic Maghreb",
            "FLM": "Katiba Macina",
            "al-Murabitun": "Al Mourabitoune Battalion",
            "MUJAO": "MUJAO: Movement for Unity and Jihad in West Africa",
            "Civilians": f"Civilians ({record.country[0]})",
            "Koglweogo": "Koglweogo Militia",
            "Dozos (Mali)": "Dozo Communal Militia (Mali)",
            "Dan na Ambassagou": "Dan Na Ambassagou",
        }
        return self.state(record) if side.startswith("Government") else names.get(side, side)

    def parties(self, record: Record, *, unknown: bool = False) -> dict[str, str]:
        """Type and actors of ACLED's: who is named first, and how it is called, vary."""
        first, second = (self.acled_name(side, record) for side in record.sides)
        civil = record.type == "3"
        if record.type == "1" and self.draw.random() < 0.7:
            first, second = second, first
        kinds = (
            [("Violence against civilians", "Attack")] * 8
            if civil
            else [("Battles", "Armed clash")] * 7
        )
        kinds += [
            ("Battles", "Armed clash"),
            ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
        ]
        if record.type == "1" and first == second == "":
            kinds += [("Violence against civilians", "Attack")]
        type_, sub_type = self.draw.choice(kinds)
        if civil and type_ == "Battles":
            second = self.state(record)
        if record.type == "1" and record.sides[1] == "JNIM" and self.draw.random() < 0.08:
            # Volunteers count as civilians in one and as the state in the other.
            type_, sub_type, first, second = (
                "Violence against civilians",
                "Attack",
                self.acled_name("JNIM", record),
                self.acled_name("Civilians", record),
            )
        if unknown:
            armed = f"Unidentified Armed Group ({record.country[0]})"
            jihadist = record.sides[0] if civil else record.sides[1]
            if self.acled_name(jihadist, record).split(":")[0] == second.split(":")[0]:
                second = armed
            else:
                first = armed
        return {"type": type_, "sub_type": sub_type, "actor1": first, "actor2": second}

    # ------------------------------------------------------------- telling again

    def event(
        self,
        record: Record,
        *,
        day: datetime.date,
        place: tuple[str, float, float],
        killed: int,
        same: bool = True,
        parties: dict[str, str] | None = None,
        **changes: int,
    ) -> str:
        """Write a record of ACLED's and return the id of its report."""
        self.number += 1
        parties = parties or self.parties(record)
        event = Event(
            id=f"{record.country[2]}{self.number}",
            day=day,
            latitude=place[1],
            longitude=place[2],
            place=self.spelled(place[0]),
            country=record.country,
            killed=killed,
            notes=self.note(
                record,
                day,
                parties["actor1"].partition(":")[0],
                self.spelled(place[0]),
                killed,
                same=same,
            ),
            timestamp=1_600_000_000 + self.number,
        )
        event = dataclasses.replace(event, **parties, **changes)  # type: ignore[arg-type]
        self.acled.append(acled_row(event))
        return f"acled-{event.id}"

    def tell_gtd(self, record: Record, kind: str, *, unknown: bool) -> str:
        """Write a record of the GTD and return the id of its report."""
        self.number += 1
        point = self.shifted((record.latitude, record.longitude), 0, 3)
        if kind == "other place":
            point = self.shifted((record.latitude, record.longitude), 5, 20)
        day = record.first + datetime.timedelta(
            days=self.draw.choice((-1, 1)) if kind == "other day" else 0
        )
        killed = self.toll(record)
        civil = record.type == "3"
        group = {
            "JNIM": "Jamaat Nusrat al-Islam wal Muslimin (JNIM)",
            "AQIM": "Al-Qaida in the Islamic Maghreb (AQIM)",
            "Ansar Dine": "Ansar al-Dine (Mali)",
            "FLM": "Macina Liberation Front (FLM)",
            "al-Murabitun": "Al-Mourabitoun",
            "IS": "Islamic State in the Greater Sahara (ISGS)",
            "MUJAO": "Movement for Oneness and Jihad in West Africa (MUJAO)",
        }
        attacker = next(
            (group[side] for side in record.sides if side in group), "Muslim extremists"
        )
        row = dict.fromkeys(GTD, "") | {
            "eventid": f"{day:%Y%m%d}{self.number % 10_000:04}",
            "iyear": str(day.year),
            "imonth": str(day.month),
            "iday": str(day.day),
            "country_txt": record.country[0],
            "provstate": record.region,
            "city": self.spelled(record.place) or "Unknown",
            "latitude": f"{point[0]:.6f}",
            "longitude": f"{point[1]:.6f}",
            "specificity": self.draw.choice("1112"),
            "summary": self.note(record, day, "assailants", record.place, killed, same=True),
            "attacktype1_txt": self.draw.choice(
                ("Armed Assault", "Armed Assault", "Bombing/Explosion")
            ),
            "targtype1_txt": "Private Citizens & Property"
            if civil
            else self.draw.choice(("Military", "Military", "Police")),
            "target1": "Village" if civil else "Soldiers",
            "gname": "Unknown" if unknown else attacker,
            "guncertain1": self.draw.choice("001"),
            "nkill": str(killed),
            "nkillter": "0",
            "nwound": "0",
        }
        self.gtd.append(row)
        return f"gtd-{row['eventid']}"

    def tell(self, record: Record) -> None:
        """Tell one record again, with one of the difficulties that it lends itself to."""
        here = (record.place or "Unnamed", record.latitude, record.longitude)
        point = here[1:]
        kind = self.draw.choice(self.difficulties(record))
        days = (record.last - record.first).days
        day = record.first + datetime.timedelta(days=self.draw.randint(0, days))
        near = (here[0], *self.shifted(point, 0, 2))
        others: list[str] = []
        if kind == "split":
            others = self.tell_split(record, day, near)
        elif kind == "imprecise" and record.precise in ("3", "4", "5"):
            others = [
                self.event(
                    record,
                    day=day,
                    place=self.neighbour(point, 3, 40, day),
                    killed=self.toll(record),
                )
            ]
        elif kind == "imprecise":
            others = [
                self.event(
                    record,
                    day=day,
                    place=(record.region or "Mopti", *self.shifted(point, 8, 45)),
                    killed=self.toll(record),
                    geo_precision=3,
                )
            ]
        elif kind == "other place":
            place = self.neighbour(point, 5, 25, day)
            others = [self.event(record, day=day, place=place, killed=self.toll(record))]
            if self.draw.random() < 0.5:
                self.acled[-1]["notes"] += f" The attack took place near {self.spelled(here[0])}."
        elif kind == "other day":
            step = self.draw.choice((-2, -1, -1, 1, 1, 1, 2))
            place = near if self.draw.random() < 0.8 else self.neighbour(point, 5, 12, day)
            others = [
                self.event(
                    record,
                    day=day + datetime.timedelta(days=step),
                    place=place,
                    killed=self.toll(record),
                )
            ]
        elif kind == "stretch":
            week = 2 if not days or self.draw.random() < 0.2 else 1
            day += datetime.timedelta(days=self.draw.randint(-3, 3) if week == 2 else 0)
            place = near if self.draw.random() < 0.75 else self.neighbour(point, 5, 12, day)
            others = [
                self.event(
                    record, day=day, place=place, killed=self.toll(record), time_precision=week
                )
            ]
        else:
            parties = self.parties(record, unknown=kind == "unknown")
            others = [
                self.event(record, day=day, place=near, killed=self.toll(record), parties=parties)
            ]
        if self.draw.random() < 0.2 and not days and record.precise not in ("3", "4", "5"):
            others.append(
                self.tell_gtd(record, kind, unknown=kind == "unknown" or self.draw.random() < 0.4)
            )
        self.labelled.add([f"ucdp-{record.id}"], others, kind)

    def tell_split(
        self, record: Record, day: datetime.date, near: tuple[str, float, float]
    ) -> list[str]:
        """Tell one record as two or three that share its toll."""
        parts = self.draw.choice((2, 2, 3)) if record.best >= 5 else 2
        cuts = sorted(self.draw.sample(range(1, record.best), parts - 1))
        tolls = [
            after - before for before, after in zip((0, *cuts), (*cuts, record.best), strict=True)
        ]
        others = []
        for number, killed in enumerate(tolls):
            place = (
                near
                if number == 0 or self.draw.random() < 0.5
                else self.neighbour(near[1:], 3, 14, day)
            )
            step = datetime.timedelta(days=1 if number and self.draw.random() < 0.15 else 0)
            others.append(self.event(record, day=day + step, place=place, killed=killed))
        return others

    def difficulties(self, record: Record) -> list[str]:
        """The kinds of difficulty that a record lends itself to."""
        days = (record.last - record.first).days
        if (
            not self.hard
            and not days
            and record.precise in ("1", "2", "")
            and self.draw.random() < 0.6
        ):
            return ["plain"]
        kinds = (
            ["stretch"] * 3
            if days > 2
            else ["stretch"]
            if days
            else ["plain", "other day", "unknown", "stretch"]
        )
        if record.precise in ("3", "4", "5"):
            return [*kinds, *["imprecise"] * 4]
        kinds += ["other place", "imprecise"]
        return [*kinds, "split"] if record.best >= 2 and days <= 2 else kinds

    def tell_merged(self, records: list[Record]) -> None:
        """Tell several records of one day and place as one."""
        whole = max(records, key=lambda each: each.best)
        killed = sum(each.best for each in records)
        near = (whole.place or "Unnamed", *self.shifted((whole.latitude, whole.longitude), 0, 2))
        other = self.event(whole, day=whole.first, place=near, killed=killed)
        self.labelled.add([f"ucdp-{each.id}" for each in records], [other], "split")

    # ------------------------------------------------------------- what UCDP does not have

    def tell_unsought(self, record: Record) -> None:
        """Tell an incident of a kind that UCDP does not seek, where and about when a record is."""
        here = (record.place or "Unnamed", *self.shifted((record.latitude, record.longitude), 0, 2))
        step = self.draw.randint(-15, 15) if self.draw.random() > SAME_DAY else 0
        day = record.first + datetime.timedelta(days=step)
        civilians = self.acled_name("Civilians", record)
        jihadists = self.draw.choice((JNIM, EITHER))
        violence = {"type": "Violence against civilians", "sub_type": "Attack", "actor2": civilians}
        kind = self.draw.choices(
            ("abduction", "looting", "fight", "soldiers", "militia"), (3, 3, 3, 1, 1)
        )[0]
        killed = 0
        if kind == "abduction":
            violence |= {"sub_type": "Abduction/forced disappearance", "actor1": jihadists}
        elif kind == "looting":
            violence |= {"actor1": jihadists}
        elif kind == "fight":
            violence = dict(self.parties(record))
        else:
            state = f"Military Forces of {record.country[0]} (2015-2022)"
            militias = ("Koglweogo Militia", "Dozo Communal Militia (Mali)", "Dan Na Ambassagou")
            violence |= {"actor1": state if kind == "soldiers" else self.draw.choice(militias)}
            killed = self.draw.choice(self.records).best
        self.event(record, day=day, place=here, killed=killed, same=False, parties=violence)


SAME_DAY = 0.07
"""The share of real records with another one of the same day within two kilometres."""


def square(record: Record) -> tuple[int, int]:
    """The square of one degree that a record lies in."""
    return math.floor(record.latitude), math.floor(record.longitude)


def write_distorted(source: Path, folder: Path, *, seed: int = 7, hard: bool = False) -> Labelled:
    """Write exports of three data sets made of real records, and tell which are one incident.

    Args:
        source: The file of real UCDP records.
        folder: Where the exports go.
        seed: Of what is drawn.
        hard: Whether all kinds of difficulty are as frequent; else three in five of the records of
            a day and a known place differ by nothing else than spelling, toll and words.
    """
    records, released = read_records(source)
    distortion = Distortion(records, seed, hard=hard)
    distortion.labelled.incident |= _twins(records)
    groups = _mergeable(records)
    done = {each.id for group in groups for each in group}
    groups += [[each] for each in records if each.id not in done]
    not_in_ucdp: set[str] = set()
    for group in groups:
        fate = distortion.draw.choices(("both", "UCDP", "others"), (6, 2, 2))[0]
        if fate == "others":
            not_in_ucdp |= {each.id for each in group}
        if fate != "UCDP":
            distortion.tell_merged(group) if len(group) > 1 else distortion.tell(group[0])
    for record in distortion.draw.choices(records, k=len(records)):
        distortion.tell_unsought(record)
    released = [row for row in released if row["id"] not in not_in_ucdp]
    write_rows(folder / "GEDEvent_v25_1.csv", UCDP_23, released)
    write_rows(folder / "acled.csv", ACLED_2023, distortion.acled)
    write_rows(folder / "gtd.csv", GTD, distortion.gtd)
    labelled = distortion.labelled
    absent = {f"ucdp-{id_}" for id_ in not_in_ucdp}
    labelled.kind = {pair: kind for pair, kind in labelled.kind.items() if not pair & absent}
    return labelled


def _twins(records: list[Record]) -> dict[str, str]:
    """Records that UCDP splits by dyad only: of the same days, point and toll, and so one incident.

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


def _mergeable(records: list[Record]) -> list[list[Record]]:
    """Records of one day within 10 km of each other, of which the other data set has one."""
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
        if 2 <= len(near) <= 3 and int(first.id) % 2:
            merged.append(near)
    return merged
