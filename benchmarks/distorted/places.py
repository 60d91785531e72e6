"""How another data set names places and writes notes."""

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
    """Places and notes, drawn from one seed."""

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
        """A point some kilometres away."""
        angle, way = self.draw.uniform(0, 2 * math.pi), self.draw.uniform(least, most)
        return (
            point[0] + way / 111 * math.cos(angle),
            point[1] + way / 108 * math.sin(angle),
        )

    def neighbour(
        self, point: tuple[float, float], least: float, most: float, day: datetime.date
    ) -> Place:
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
        name = "".join(self.draw.choices(SYLLABLES, k=3))
        return (name.title(), *self.shifted(point, least, most))

    def spelled(self, name: str) -> str:
        """A name in another spelling."""
        if self.draw.random() < self.manner.plain:
            name = anyascii(name)
        if self.draw.random() < self.manner.varied:
            name = name.replace(*self.draw.choice(self.manner.spellings))
        return name

    def named(self, record: Record) -> str:
        """The name of a record's place; a made-up one, always the same, where UCDP has none."""
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
        """A note in English: some of what the other text tells too, where it is the same.

        Else it mentions what that of another record of the region does.
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
