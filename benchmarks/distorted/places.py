"""Place names and notes as another data set would write them."""

import datetime
import math
import random

from anyascii import anyascii

from benchmarks.distorted.manner import Manner
from benchmarks.distorted.records import Record, square
from loaders.events.matching.scoring import kilometres_between

Place = tuple[str, float, float]
"""A name, a latitude and a longitude."""

SYLLABLES = ("ba", "do", "gou", "ka", "la", "nia", "ré", "ti", "so", "yé")
VERBS = ("attacked", "ambushed", "clashed with", "raided", "targeted", "shot at")
ON_CIVILIANS = ("the village", "herders", "the market", "civilians", "a vehicle", "farmers")
ON_FORCES = ("a position", "a patrol", "a convoy", "a post", "a checkpoint", "elements")


class Places:
    """Places and notes, drawn from a seed."""

    def __init__(self, records: list[Record], seed: int, manner: Manner) -> None:
        self.manner = manner
        self.draw = random.Random(seed)
        self.records = records

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

    def shifted(self, point: tuple[float, float], least: float, most: float) -> tuple[float, float]:
        """Return a point some kilometres away."""
        angle, way = self.draw.uniform(0, 2 * math.pi), self.draw.uniform(least, most)
        return (
            point[0] + way / 111 * math.cos(angle),
            point[1] + way / 108 * math.sin(angle),
        )

    def neighbour(
        self, point: tuple[float, float], least: float, most: float, day: datetime.date
    ) -> Place:
        """Return a named place some kilometres away, a real one if possible.

        It is not the place of another record on that day: nobody could tell the two apart.
        """
        near = [
            each
            for each in self.gazetteer
            if (each[0], day) not in self.taken
            and least <= kilometres_between(point, each[1:]) <= most
        ]
        if near and self.draw.random() < 0.7:
            return self.draw.choice(near)
        name = "".join(self.draw.choices(SYLLABLES, k=3))
        return (name.title(), *self.shifted(point, least, most))

    def spelled(self, name: str) -> str:
        """Return a name in another spelling."""
        if self.draw.random() < self.manner.plain:
            name = anyascii(name)
        if self.draw.random() < self.manner.varied:
            name = name.replace(*self.draw.choice(self.manner.spellings))
        return name

    def named(self, record: Record) -> str:
        """Return the name of a record's place; an invented but constant one if UCDP has none."""
        if record.place:
            return record.place
        letters = random.Random(f"{record.latitude:.1f} {record.longitude:.1f}")
        return "".join(letters.choices(SYLLABLES, k=3)).title()

    def note(
        self,
        record: Record,
        parties: tuple[str, str],
        place: str,
        killed: int,
        day: str,
        *,
        same: bool,
    ) -> str:
        """Return a note in English, with some things from the record's text if it is the `same`.

        Otherwise it mentions things from another record of the region.
        """
        source = record if same else self.draw.choice(self.by_square[square(record)])
        words = [word for word in source.words if self.draw.random() < self.manner.words]
        named = record.names if same else ()
        names = [name for name in named if self.draw.random() < self.manner.named]
        names = [self.spelled(name) for name in names][:2]
        who, whom = (party.partition(" (")[0].partition(":")[0] for party in parties)
        verb = self.draw.choice(VERBS)
        target = self.draw.choice(ON_CIVILIANS if "ivil" in whom else ON_FORCES)
        if target in ON_FORCES:
            target += f" of {whom}"
        toll = self.draw.choice(
            (f"{killed} people were killed", f"At least {killed} killed", f"{killed} fatalities")
        )
        beyond = self.neighbour((record.latitude, record.longitude), 5, 40, record.first)[0]
        where = self.draw.choice(
            (
                f"in the village of {place}",
                f"near {place}",
                f"at {place}",
                f"on the axis between {place} and {(names or [beyond])[0]}",
            )
        )
        region = record.region or record.country[0]
        more = f" ({', '.join(words)})" if words else ""
        around = f" The incident affected {' and '.join(names)} as well." if names else ""
        return f"{day}{who} {verb} {target} {where} ({region}){more}.{around} {toll}."
