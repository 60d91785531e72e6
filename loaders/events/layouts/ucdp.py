"""The columns of UCDP GED."""

import datetime

from loaders.events.actors import ActorLists
from loaders.events.columns import Step, Values
from loaders.events.layouts.builder import NO_PRECISION, Builder
from loaders.events.reference import ReferenceData
from loaders.events.values import (
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
    """Return the steps for the columns of UCDP GED."""
    places: dict[str, str | None] = {
        "1": "exact",
        "2": "near",
        "3": "region",
        "4": "region",
        "5": "region",
        "6": "country",
        "7": "region",
        "": None,
    }

    # The web site's export alone writes days as 03/02/2018, with the month first. In the tables of
    # releases they are so where somebody's spreadsheet has saved them, in its own order.
    web_site = builder.columns.get("best") == ("best_est",)

    def days(start: str, end: str, precision: str, year: str) -> Values:
        first = builder.day_of(start, 0, month_first=web_site)
        last = builder.day_of(end, 1, month_first=web_site) if end else first
        if last < first:
            raise UnreadableValueError(
                1,
                f"'{excerpt(end)}' is before the first day, '{excerpt(start)}'",
                "a later day",
            )
        return _days(first, last, code(precision), code(year), start)

    return [
        *builder.pattern("id", "record", "[0-9]{1,12}", "the id of an event, a whole number"),
        *builder.dates(("date_start", "date_end", "date_prec", "year"), days),
        *builder.types(("type_of_violence",), reference.types.get("ucdp", {})),
        *builder.tolls(
            ("low", "best", "high", "deaths_civilians", "deaths_a", "type_of_violence"),
            (
                "killed_low",
                "killed_best",
                "killed_high",
                "killed_civilians",
                "killed_attackers",
                "killed_note",
            ),
            _killed,
        ),
        *builder.lookup(("side_a",), ("actor_1",), actors.one),
        *builder.lookup(("side_b",), ("actor_2",), actors.one),
        *builder.points(),
        *builder.lookup(
            ("where_prec",), ("geo_precision",), lambda text: (one_of(text, 0, places),)
        ),
        *builder.lookup(("country",), ("country_code",), lambda text: (reference.country(text),)),
        *builder.text("where_coordinates", "location"),
        *builder.text("where_description", "notes"),
        *builder.text("source_article", "source_note"),
    ]


def _days(
    first: datetime.date, last: datetime.date, precision: str, year: str, start: str
) -> Values:
    if precision not in ("", "1", "2", "3", "4", "5"):
        raise UnreadableValueError(
            2, f"'{excerpt(precision)}' is no code of this column", "a number from 1 to 5"
        )
    # The year is repeated in a column of its own, and has to fit the date.
    if year and year not in (str(first.year), str(last.year)):
        raise UnreadableValueError(
            3,
            f"'{excerpt(year)}' is not the year of '{excerpt(start)}'",
            "the same year in both" + (OTHER_COUNT if start.isdecimal() else ""),
        )
    note = None
    if not precision:
        note = NO_PRECISION
    elif precision != "1" and first == last:
        note = f"The record's precision is {precision}, and its first and last day are the same."
        first, last = _widened(first, precision)
    return *span(first, last), note


def _widened(day: datetime.date, precision: str) -> tuple[datetime.date, datetime.date]:
    """Return the days that a precision allows for a record that gives a single day."""
    if precision == "5":
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    if precision == "4":
        return day.replace(day=1), last_of_month(day)
    # 2 is within six days, 3 within a week; it is not stated which of them is the printed day.
    around = datetime.timedelta(days=5 if precision == "2" else 6)
    return day - around, day + around


def _killed(low: str, best: str, high: str, civilians: str, side_a: str, type_: str) -> Values:
    numbers = [
        whole_number(text, at) for at, text in enumerate((low, best, high, civilians, side_a))
    ]
    estimates = [number for number in numbers[:3] if number is not None]
    note = None
    if estimates != sorted(estimates):
        # The releases have such rows (one in fifty): the estimates of several incidents that one
        # report covers were divided among them.
        order = f"low {low.strip()}, best {best.strip()}, high {high.strip()}"
        note = f"The record gives {order}; set in order here."
    # In one-sided violence side A attacks; otherwise the data set does not say who did.
    attackers = numbers[4] if code(type_) == "3" else None
    # Not stated means unknown, not zero.
    low_and_high = (min(estimates), max(estimates)) if estimates else (None, None)
    return low_and_high[0], numbers[1], low_and_high[1], numbers[3], attackers, note
