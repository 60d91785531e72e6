"""ACLED and GTD rows for a real record: tolls, parties, columns."""

import dataclasses
import datetime
from collections.abc import Mapping
from types import MappingProxyType

from benchmarks.distorted.manner import Manner
from benchmarks.distorted.places import Place, Places
from benchmarks.distorted.records import Labelled, Record
from benchmarks.synthetic import GTD, Event, acled_row

JNIM = "JNIM: Group for Support of Islam and Muslims"
EITHER = f"{JNIM} and/or Islamic State Sahel Province (ISSP)"
ACLED_NAMES = {
    "IS": "Islamic State Sahel Province (ISSP)",
    "AQIM": "AQIM: Al Qaeda in the Islamic Maghreb",
    "FLM": "Katiba Macina",
    "al-Murabitun": "Al Mourabitoune Battalion",
    "MUJAO": "MUJAO: Movement for Unity and Jihad in West Africa",
    "Koglweogo": "Koglweogo Militia",
    "Dozos (Mali)": "Dozo Communal Militia (Mali)",
    "Dan na Ambassagou": "Dan Na Ambassagou",
}
GTD_NAMES = {
    "JNIM": "Jamaat Nusrat al-Islam wal Muslimin (JNIM)",
    "AQIM": "Al-Qaida in the Islamic Maghreb (AQIM)",
    "Ansar Dine": "Ansar al-Dine (Mali)",
    "FLM": "Macina Liberation Front (FLM)",
    "al-Murabitun": "Al-Mourabitoun",
    "IS": "Islamic State in the Greater Sahara (ISGS)",
    "MUJAO": "Movement for Oneness and Jihad in West Africa (MUJAO)",
}
BATTLE = ("Battles", "Armed clash")
ON_CIVILIANS = ("Violence against civilians", "Attack")
MINE = ("Explosions/Remote violence", "Remote explosive/landmine/IED")


class Rows(Places):
    """The rows of the two data sets, and which of them are the same incident."""

    def __init__(self, records: list[Record], seed: int, manner: Manner) -> None:
        super().__init__(records, seed, manner)
        self.number = 0
        self.acled: list[dict[str, str]] = []
        self.gtd: list[dict[str, str]] = []
        self.labelled = Labelled()

    def toll(self, record: Record) -> int:
        """Return another data set's toll: mostly the same, or within the range, or close to it."""
        chance, step = self.draw.random(), self.manner.step
        same, within, nearly, by_factor = self.manner.tolls
        if chance < same:
            return record.best
        if chance < within:
            return self.draw.randint(record.low, record.high)
        if chance < nearly:
            others = [*range(-step, 0), *range(1, step + 1)]
            killed: int = record.best + self.draw.choice(others)
            return max(0, killed)
        if chance < by_factor:
            factor = self.manner.factor
            return round(record.best * self.draw.uniform(1 - factor, 1 + factor))
        return self.draw.choice((0, record.best // 2, record.low))

    def state(self, record: Record) -> str:
        """Return one of the country's forces by ACLED's name."""
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
        """Return ACLED's name for one of UCDP's sides."""
        jnim = JNIM if "IS" in record.sides else self.draw.choice((JNIM, EITHER))
        if side.startswith("Government"):
            return self.state(record)
        names = ACLED_NAMES | {"JNIM": jnim, "Civilians": f"Civilians ({record.country[0]})"}
        return names.get(side, side)

    def parties(self, record: Record, *, unknown: bool = False) -> dict[str, str]:
        """Return ACLED's type and actors, whose order and names vary."""
        first, second = (self.acled_name(side, record) for side in record.sides)
        civil = record.type == "3"
        if record.type == "1" and self.draw.random() < 0.7:
            first, second = second, first
        kinds = [ON_CIVILIANS] * 8 if civil else [BATTLE] * 7
        kind = self.draw.choice([*kinds, BATTLE, MINE])
        if kind == MINE and record.type == "1":
            # Mines are laid by the insurgents.
            first, second = (self.acled_name(side, record) for side in reversed(record.sides))
        if civil and kind == BATTLE:
            second = self.state(record)
        if record.type == "1" and record.sides[1] == "JNIM" and self.draw.random() < 0.08:
            # Volunteers count as civilians in one data set and as the state in the other.
            kind = ON_CIVILIANS
            first, second = (self.acled_name(side, record) for side in ("JNIM", "Civilians"))
        if unknown:
            armed = f"Unidentified Armed Group ({record.country[0]})"
            jihadist = record.sides[0] if civil else record.sides[1]
            if self.acled_name(jihadist, record).split(":")[0] == second.split(":")[0]:
                second = armed
            else:
                first = armed
        return {"type": kind[0], "sub_type": kind[1], "actor1": first, "actor2": second}

    def event(
        self,
        record: Record,
        *,
        day: datetime.date,
        place: Place,
        killed: int,
        same: bool = True,
        parties: dict[str, str] | None = None,
        precision: Mapping[str, int] = MappingProxyType({}),
    ) -> str:
        """Write an ACLED record and return the id of its report."""
        self.number += 1
        parties = parties or self.parties(record)
        name = self.spelled(place[0])
        event = Event(
            id=f"{record.country[2]}{self.number}",
            day=day,
            latitude=place[1],
            longitude=place[2],
            place=name,
            country=record.country,
            killed=killed,
            notes=self.note(
                record,
                (parties["actor1"], parties["actor2"] or "civilians"),
                self.spelled(place[0]),
                killed,
                f"On {day:%d %B %Y}, ",
                same=same,
            ),
            timestamp=1_600_000_000 + self.number,
        )
        event = dataclasses.replace(event, **parties, **precision)  # type: ignore[arg-type]
        self.acled.append(acled_row(event))
        return f"acled-{event.id}"

    def tell_gtd(self, record: Record, kind: str, *, unknown: bool) -> str:
        """Write a GTD record and return the id of its report."""
        self.number += 1
        point = self.shifted((record.latitude, record.longitude), 0, 3)
        if kind == "other place":
            point = self.shifted((record.latitude, record.longitude), 5, 20)
        day = record.first + datetime.timedelta(
            days=self.draw.choice((-1, 1)) if kind == "other day" else 0
        )
        killed = self.toll(record)
        civil = record.type == "3"
        attacker = next(
            (GTD_NAMES[side] for side in record.sides if side in GTD_NAMES), "Muslim extremists"
        )
        summary = self.note(
            record,
            ("Assailants", "Civilians" if civil else "security forces"),
            self.named(record),
            killed,
            f"{day:%m/%d/%Y}: ",
            same=True,
        )
        row = dict.fromkeys(GTD, "") | {
            "eventid": f"{day:%Y%m%d}{self.number % 10_000:04}",
            "iyear": str(day.year),
            "imonth": str(day.month),
            "iday": str(day.day),
            "country_txt": record.country[0],
            "provstate": record.region,
            "city": self.spelled(self.named(record)),
            "latitude": f"{point[0]:.6f}",
            "longitude": f"{point[1]:.6f}",
            "specificity": self.draw.choice("1112"),
            "summary": summary if self.draw.random() < 0.7 else "",
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
