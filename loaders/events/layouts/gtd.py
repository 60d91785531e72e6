"""The columns of the GTD."""

import datetime
from collections.abc import Callable

from loaders.events.actors import ActorLists, is_name
from loaders.events.columns import Step, Values
from loaders.events.layouts.builder import Builder
from loaders.events.reference import ReferenceData
from loaders.events.values import (
    NO_TEXT,
    NOT_KNOWN,
    UnreadableValueError,
    code,
    excerpt,
    last_of_month,
    one_of,
    span,
    whole_number,
)

_UNKNOWN = NOT_KNOWN | {"-9", "-99", "-9.0", "-99.0"}
_NOTHING = NO_TEXT | {"Unknown", "unknown", "Not Applicable"}


def build(builder: Builder, reference: ReferenceData, actors: ActorLists) -> list[Step]:
    """Return the steps for the columns of the GTD."""
    places: dict[str, str | None] = {
        "1": "exact",
        "2": "near",
        "3": "region",
        "4": "region",
        "5": None,
        "": None,
        "0": None,
    }

    attackers, attacked = _parties(actors)

    def country(text: str) -> Values:
        return (reference.country(text),)

    return [
        *builder.pattern(
            "eventid",
            "record",
            "[0-9]{12}",
            "the twelve digits of an event's id",
        ),
        *builder.dates(("iyear", "imonth", "iday", "approxdate"), _days),
        *builder.types(("attacktype1_txt",), reference.types.get("gtd", {})),
        *builder.tolls(("nkill",), ("killed_low", "killed_best", "killed_high"), _shared_count),
        *builder.lookup(
            ("nkillter",), ("killed_attackers",), lambda text: _shared_count(text)[1:2]
        ),
        *builder.tolls(
            ("nwound",), ("injured_low", "injured_high"), lambda text: _shared_count(text)[::2]
        ),
        *builder.lookup(
            (
                *("gname", "gsubname", "gname2", "gname3"),
                *("guncertain1", "guncertain2", "guncertain3"),
            ),
            ("actor_1",),
            attackers,
        ),
        *builder.lookup(("targtype1_txt", "corp1"), ("actor_2",), attacked),
        *builder.points(),
        *builder.lookup(
            ("specificity",), ("geo_precision",), lambda text: (one_of(text, 0, places),)
        ),
        *builder.lookup(("country_txt",), ("country_code",), country),
        *builder.lookup(("claimed",), ("claimed",), lambda text: (int(code(text) == "1"),)),
        *builder.text("city", "location", _NOTHING),
        *builder.text("target1", "target", _NOTHING),
        *builder.text("summary", "notes"),
        *builder.text("scite1", "source_note"),
    ]


def _parties(actors: ActorLists) -> tuple[Callable[..., Values], Callable[..., Values]]:
    """Return readings of who attacked and of who was attacked."""

    def attackers(first: str, sub: str, second: str, third: str, *uncertain: str) -> Values:
        # guncertain1 to 3 mark gname (with gsubname), gname2 and gname3 as doubtful.
        doubts = [code(each) == "1" for each in uncertain]
        names = [
            (name, doubt)
            for name, doubt in zip((first, sub, second, third), (doubts[0], *doubts), strict=True)
            if name not in _UNKNOWN and is_name(name)
        ]
        doubted = tuple(name for name, doubt in names if doubt)
        return (actors.number(tuple(name for name, _ in names), doubted),)

    def attacked(kind: str, corporation: str) -> Values:
        names = [name for name in (corporation, kind) if name not in _UNKNOWN and is_name(name)]
        return (actors.number(tuple(names[:1])),)

    return attackers, attacked


def _days(year: str, month: str, day: str, about: str) -> Values:
    numbers = []
    for position, (text, limit) in enumerate(zip((year, month, day), (2100, 12, 31), strict=True)):
        number = 0 if text in _UNKNOWN and position else whole_number(text, position)
        if number is None or number > limit or (position == 0 and number < 1900):
            raise UnreadableValueError(
                position,
                f"'{excerpt(text)}' is none",
                f"a number up to {limit}, 0 where it is unknown",
            )
        numbers.append(number)
    note = f"Approximate date: {about}" if about not in _UNKNOWN else None
    if not numbers[1]:
        return *span(datetime.date(numbers[0], 1, 1), datetime.date(numbers[0], 12, 31)), note
    first = datetime.date(numbers[0], numbers[1], 1)
    if not numbers[2]:
        return *span(first, last_of_month(first)), note
    if numbers[2] > last_of_month(first).day:
        text = f"{numbers[0]}-{numbers[1]:02}-{numbers[2]:02}"
        raise UnreadableValueError(2, f"'{text}' is not in the calendar", "a day of that month")
    exact = first.replace(day=numbers[2])
    return *span(exact, exact), note


def _shared_count(text: str) -> tuple[int | None, int | None, int | None]:
    """Return a count that may be a fraction: victims divided among several incidents."""
    if text in _UNKNOWN:
        return None, None, None
    integer, _, rest = text.partition(".")
    if integer.isdecimal() and rest.isdecimal() and rest.strip("0"):
        low = int(integer)
        return low, round(float(text)), low + 1
    number = whole_number(text, 0, unknown=_UNKNOWN)
    return number, number, number
