"""Each kind of difficulty, and the incidents that only one data set has."""

import datetime

from benchmarks.distorted.manner import Manner
from benchmarks.distorted.places import Place
from benchmarks.distorted.records import VAGUE, Record, square
from benchmarks.distorted.rows import EITHER, JNIM, Rows

SAME_DAY = 0.07
"""The share of real records with another on the same day within two kilometres."""

UNSOUGHT = {"abduction": 3, "looting": 2, "attack": 1, "fight": 3, "soldiers": 1, "militia": 1}
"""Kinds of incidents that UCDP does not record, with relative frequencies."""

LOOTING = ("Strategic developments", "Looting/property destruction")
MILITIAS = ("Koglweogo Militia", "Dozo Communal Militia (Mali)", "Dan Na Ambassagou")


class Distortion(Rows):
    """Rewrites records, and adds other incidents, from a seed."""

    def __init__(self, records: list[Record], seed: int, manner: Manner, *, hard: bool) -> None:
        super().__init__(records, seed, manner)
        self.hard = hard

    def tell(self, record: Record) -> None:
        """Rewrite a record, with one of the difficulties that apply to it."""
        kind = self.draw.choice(self.difficulties(record))
        days = (record.last - record.first).days
        day = record.first + datetime.timedelta(days=self.draw.randint(0, days))
        point = record.latitude, record.longitude
        near = (self.named(record), *self.shifted(point, 0, self.manner.near))
        if kind == "split":
            others = self.tell_split(record, day, near)
        else:
            others = [self.tell_acled(record, kind, day, near)]
        if self.draw.random() < self.manner.in_gtd and not days and record.precise not in VAGUE:
            unknown = kind == "unknown" or self.draw.random() < self.manner.unknown
            others.append(self.tell_gtd(record, kind, unknown=unknown))
        self.labelled.add([f"ucdp-{record.id}"], others, kind)

    def tell_acled(self, record: Record, kind: str, day: datetime.date, near: Place) -> str:
        """Rewrite a record as one of ACLED's, with one difficulty other than splits."""
        point = record.latitude, record.longitude
        place, parties, precision = near, None, dict[str, int]()
        match kind:
            case "imprecise" if record.precise in VAGUE:
                place = self.neighbour(point, 3, 40, day)
                if record.names and self.draw.random() < self.manner.seated:
                    # The village named in the description, whose point is not known.
                    place = (self.draw.choice(record.names), *self.shifted(point, 3, 40))
            case "imprecise":
                place = (record.region or "Mopti", *self.shifted(point, *self.manner.region))
                precision = {"geo_precision": 3}
            case "other place":
                place = self.neighbour(point, *self.manner.elsewhere, day)
            case "other day":
                step = self.draw.choice(self.manner.steps)
                place = near if self.draw.random() < 0.8 else self.neighbour(point, 5, 12, day)
                day += datetime.timedelta(days=step)
            case "stretch":
                is_day = record.first == record.last
                week = 2 if is_day or self.draw.random() < 0.2 else 1
                day += datetime.timedelta(days=self.draw.randint(-3, 3) if week == 2 else 0)
                place = near if self.draw.random() < 0.75 else self.neighbour(point, 5, 12, day)
                precision = {"time_precision": week}
            case _:
                parties = self.parties(record, unknown=kind == "unknown")
        killed = self.toll(record)
        report = self.event(
            record, day=day, place=place, killed=killed, parties=parties, precision=precision
        )
        if kind == "other place" and self.draw.random() < 0.5:
            name = self.spelled(self.named(record))
            self.acled[-1]["notes"] += f" The attack took place near {name}."
        return report

    def tell_split(self, record: Record, day: datetime.date, near: Place) -> list[str]:
        """Rewrite a record as two or three that share its toll."""
        parts = self.draw.choice(self.manner.parts) if record.best >= 5 else 2
        cuts = sorted(self.draw.sample(range(1, record.best), parts - 1))
        tolls = [
            after - before for before, after in zip((0, *cuts), (*cuts, record.best), strict=True)
        ]
        others = []
        for number, killed in enumerate(tolls):
            is_near = number == 0 or self.draw.random() < self.manner.parts_near
            place = near if is_near else self.neighbour(near[1:], 3, 14, day)
            is_later = number > 0 and self.draw.random() < self.manner.parts_later
            step = datetime.timedelta(days=int(is_later))
            others.append(self.event(record, day=day + step, place=place, killed=killed))
        return others

    def difficulties(self, record: Record) -> list[str]:
        """Return the kinds of difficulty that apply to a record."""
        days = (record.last - record.first).days
        is_exact = not days and record.precise in ("1", "2", "")
        if not self.hard and is_exact and self.draw.random() < 0.6:
            return ["plain"]
        kinds = ["stretch"] * (3 if days > 2 else 1)
        if not days:
            kinds = ["plain", "other day", "unknown", "stretch"]
        if record.precise in VAGUE:
            return [*kinds, *["imprecise"] * 4]
        kinds += ["other place", "imprecise"]
        can_split = record.best >= 2 and days <= 2
        return [*kinds, *["split"] * self.manner.splits] if can_split else kinds

    def tell_merged(self, records: list[Record]) -> None:
        """Rewrite several records with the same day and place as one."""
        whole = max(records, key=lambda each: each.best)
        killed = sum(each.best for each in records)
        near = (self.named(whole), *self.shifted((whole.latitude, whole.longitude), 0, 2))
        other = self.event(whole, day=whole.first, place=near, killed=killed)
        self.labelled.add([f"ucdp-{each.id}" for each in records], [other], "split")

    def tell_unsought(self, record: Record) -> None:
        """Add an incident of a kind that UCDP does not record, near a record in place and time."""
        here = (self.named(record), *self.shifted((record.latitude, record.longitude), 0, 2))
        step = self.draw.randint(-15, 15) if self.draw.random() > SAME_DAY else 0
        day = record.first + datetime.timedelta(days=step)
        civilians = self.acled_name("Civilians", record)
        jihadists = self.draw.choice((JNIM, EITHER))
        violence = {"type": "Violence against civilians", "sub_type": "Attack", "actor2": civilians}
        (kind,) = self.draw.choices([*UNSOUGHT], [*UNSOUGHT.values()])
        killed = 0
        if kind == "abduction":
            violence |= {"sub_type": "Abduction/forced disappearance", "actor1": jihadists}
        elif kind == "looting":
            violence = dict(zip(("type", "sub_type"), LOOTING, strict=True))
            violence |= {"actor1": jihadists, "actor2": ""}
        elif kind == "attack":
            violence |= {"actor1": jihadists}
        elif kind == "fight":
            # Between parties from the region, which may be others than in this record.
            violence = self.parties(self.draw.choice(self.by_square[square(record)]))
        else:
            state = f"Military Forces of {record.country[0]} (2015-2022)"
            violence |= {"actor1": state if kind == "soldiers" else self.draw.choice(MILITIAS)}
            killed = self.draw.choice(self.records).best
        self.event(record, day=day, place=here, killed=killed, same=False, parties=violence)
