"""The columns of ACLED."""

import datetime
import re

from loaders.events.actors import ActorLists
from loaders.events.columns import Step, Values
from loaders.events.layouts.builder import NO_PRECISION, Builder
from loaders.events.reference import ReferenceData
from loaders.events.values import (
    MISSING,
    OTHER_COUNT,
    UnreadableValueError,
    code,
    excerpt,
    last_of_month,
    one_of,
    span,
    whole_number,
)


def build(builder: Builder, reference: ReferenceData, actors: ActorLists) -> list[Step]:
    """Return the steps for the columns of ACLED."""
    places: dict[str, str | None] = {"1": "exact", "2": "near", "3": "region"}

    def days(text: str, precision: str, year: str) -> Values:
        told = None if code(precision) in MISSING else code(precision)
        return _days(builder.day_of(text, 0), text, told, code(year))

    return [
        *builder.pattern(
            "event_id_cnty",
            "record",
            "[A-Z]{2,3}[0-9]{1,8}|[0-9]{1,8}[A-Z]{2,3}",
            "an event's id such as MLI1234",
        ),
        *builder.pattern(
            "timestamp",
            "rank",
            "[0-9]{9,10}",
            "seconds since 1970, or a moment such as 2023-10-01T12:00:00Z",
            whole_number=True,
            required=False,
            otherwise=_seconds,
        ),
        *builder.dates(("event_date", "time_precision", "year"), days),
        *builder.types(("event_type", "sub_event_type"), reference.types.get("acled", {})),
        *builder.tolls(("fatalities",), ("killed_low", "killed_best", "killed_high"), _count),
        *builder.lookup(("actor1",), ("actor_1",), actors.one),
        *builder.lookup(("assoc_actor_1",), ("allies_1",), actors.several),
        *builder.lookup(("actor2",), ("actor_2",), actors.one),
        *builder.lookup(("assoc_actor_2",), ("allies_2",), actors.several),
        *builder.points(),
        *builder.lookup(
            ("geo_precision",), ("geo_precision",), lambda text: (one_of(text, 0, places),)
        ),
        *builder.lookup(
            ("country", "iso3", "iso"),
            ("country_code",),
            lambda *texts: (reference.country(*texts),),
        ),
        *builder.text("location", "location"),
        *builder.text("source", "source_note"),
        *builder.text("notes", "notes"),
    ]


def _days(day: datetime.date, text: str, precision: str | None, year: str) -> Values:
    if year not in MISSING and year != str(day.year):
        raise UnreadableValueError(
            2,
            f"'{excerpt(year)}' is not the year of '{excerpt(text)}'",
            "the same year in both" + (OTHER_COUNT if text.isdecimal() else ""),
        )
    if precision is None:
        return *span(day, day), NO_PRECISION
    if precision == "1":
        return *span(day, day), None
    if precision == "2":
        # Some day in a week that includes this day; it is not stated which week.
        week = datetime.timedelta(days=6)
        return *span(day - week, day + week), f"A week is known, of which the record names {day}."
    if precision == "3":
        return *span(day.replace(day=1), last_of_month(day)), None
    raise UnreadableValueError(1, f"'{excerpt(precision)}' is no code of this column", "1, 2 or 3")


def _seconds(text: str) -> str:
    """Return a time stamp in ACLED's form, from a date or milliseconds made by another program."""
    if re.fullmatch(r"\d{12,13}", text):
        return text[:-3]
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return text
    return str(int(moment.replace(tzinfo=moment.tzinfo or datetime.UTC).timestamp()))


def _count(text: str) -> Values:
    number = whole_number(text, 0)
    return number, number, number
