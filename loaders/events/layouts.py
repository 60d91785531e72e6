"""The layouts of files: recognised by their columns, in any order and case."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from loaders.events.actors import ActorLists
from loaders.events.knowledge import DataSet, EventType, Knowledge
from loaders.events.steps import Lookup, Pattern, Step, Text, Values
from loaders.events.values import (
    AMERICAN_STYLES,
    BLANK,
    DATE_STYLES,
    MISSING,
    Days,
    UnreadableValueError,
    coordinates,
    last_of_month,
    one_of,
    read_day,
    shown,
    span,
    whole_number,
)


@dataclass(frozen=True)
class Known:
    """A layout that is known by its columns.

    Attributes:
        title: Its name for messages.
        layout: Which data set's reading it takes: `ucdp`, `acled`, `gtd` or `plain`.
        required: The columns that make it, in lower case.
        without: Columns that it does not have.
        renamed: Columns that go by another name in the reading.
    """

    title: str
    layout: str
    required: frozenset[str]
    without: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UCDP = _words(
    "id type_of_violence side_a side_b where_prec latitude longitude country date_prec "
    "date_start date_end"
)
_ACLED = _words(
    "event_id_cnty event_date year time_precision event_type actor1 country location "
    "latitude longitude "
    "geo_precision source notes fatalities"
)
_GTD = _words(
    "eventid iyear imonth iday country_txt city latitude longitude specificity "
    "attacktype1_txt gname nkill"
)

KNOWN = (
    Known(
        "UCDP web-site export",
        "ucdp",
        _UCDP | _words("relid best_est high_est low_est"),
        renamed={"best_est": "best", "high_est": "high", "low_est": "low"},
    ),
    Known("UCDP GED 23.1 and later", "ucdp", _UCDP | _words("relid best high low")),
    Known("UCDP GED 19.1", "ucdp", _UCDP | _words("best high low"), without=_words("relid")),
    Known(
        "ACLED since 2023",
        "acled",
        _ACLED | _words("disorder_type sub_event_type actor2 timestamp"),
    ),
    Known(
        "ACLED 2020",
        "acled",
        _ACLED | _words("sub_event_type actor2 timestamp"),
        without=_words("disorder_type"),
    ),
    Known(
        "ACLED 2020, one row for each actor",
        "acled",
        _ACLED | _words("sub_event_type timestamp"),
        without=_words("actor2"),
    ),
    Known(
        "ACLED 2019", "acled", _ACLED | _words("actor2 timestamp"), without=_words("sub_event_type")
    ),
    Known(
        "ACLED 2016",
        "acled",
        _ACLED | _words("actor2 ally_actor_1 ally_actor_2"),
        renamed={"ally_actor_1": "assoc_actor_1", "ally_actor_2": "assoc_actor_2"},
    ),
    Known("GTD", "gtd", _GTD),
)

MONADIC = "ACLED 2020, one row for each actor"


@dataclass(frozen=True)
class Layout:
    """How the tables of one layout are read.

    Attributes:
        title: Its name.
        data_set: The data set that its records belong to.
        steps: What is read from which columns.
        monadic: Whether an event stands once for each of its actors.
        version: The version that a mapping file states.
    """

    title: str
    data_set: DataSet
    steps: tuple[Step, ...]
    monadic: bool = False
    version: str | None = None


def column_name(text: str) -> str:
    """A column's name as layouts know it: lower case, without what stands around it."""
    return text.strip(BLANK + '"\ufeff').lower()


def recognise(header: Sequence[str]) -> Known | None:
    """The layout of a header; None where there is none."""
    have = frozenset(map(column_name, header))
    for known in KNOWN:
        if known.required <= have and not known.without & have:
            return known
    return None


def nearest(header: Sequence[str]) -> tuple[Known, list[str]]:
    """The known layout that lacks least, and the columns that it lacks."""
    have = frozenset(map(column_name, header))

    def lacking(known: Known) -> tuple[float, int]:
        missing = len(known.required - have)
        return missing / len(known.required), missing

    known = min(KNOWN, key=lacking)
    return known, sorted(known.required - have)


def layout_of(
    known: Known, header: Sequence[str], knowledge: Knowledge, actors: ActorLists
) -> Layout:
    """The steps for a table of a known layout."""
    names = {column_name(column): column_name(column) for column in header}
    columns = {known.renamed.get(name, name): (actual,) for name, actual in names.items()}
    data_set = next(each for each in knowledge.data_sets.values() if each.layout == known.layout)
    steps = build_steps(known.layout, columns, {}, knowledge, actors)
    return Layout(known.title, data_set, steps, monadic=known.title == MONADIC)


Columns = Mapping[str, tuple[str, ...]]
"""For each column that a reading knows the columns of the file, joined by a hyphen if several."""


@dataclass(frozen=True)
class _Builder:
    """Makes steps out of the columns that a file has."""

    columns: Columns
    words: Mapping[str, Mapping[str, str]]

    def lookup(
        self, names: Sequence[str], gives: Sequence[str], read: Callable[..., Values]
    ) -> list[Step]:
        """A step over those of the columns that the file has; the others are read as empty."""
        if not any(name in self.columns for name in names):
            return []
        actual = [self.columns.get(name, ()) for name in names]
        flat = tuple(each for group in actual for each in group)
        starts = [sum(len(group) for group in actual[:at]) for at in range(len(actual))]
        words = [self.words.get(name, {}) for name in names]

        def call(*texts: str) -> Values:
            arguments = []
            for start, group, table in zip(starts, actual, words, strict=True):
                text = "-".join(each.strip(BLANK) for each in texts[start : start + len(group)])
                if len(group) == 1:
                    text = texts[start]
                arguments.append(table.get(text.strip(BLANK), text) if table else text)
            try:
                return read(*arguments)
            except UnreadableValueError as error:
                position = min(starts[error.position], len(flat) - 1)
                raise UnreadableValueError(position, error.found, error.expected) from None

        return [Lookup(flat, tuple(gives), call)]

    def text(self, name: str, give: str) -> list[Step]:
        """A step for free text, where the file has the column."""
        return [Text(self.columns[name][0], give)] if name in self.columns else []

    def pattern(
        self,
        name: str,
        give: str,
        shape: str,
        expected: str,
        *,
        whole_number: bool = False,
        required: bool = True,
    ) -> list[Step]:
        """A step for values of one shape, where the file has the column."""
        if name not in self.columns:
            return []
        column = self.columns[name][0]
        return [Pattern(column, give, shape, expected, whole_number, required)]


def build_steps(
    layout: str,
    columns: Columns,
    words: Mapping[str, Mapping[str, str]],
    knowledge: Knowledge,
    actors: ActorLists,
) -> tuple[Step, ...]:
    """The steps of a reading for the columns that there are."""
    readings = {"ucdp": _ucdp, "acled": _acled, "gtd": _gtd, "plain": _plain}
    return tuple(readings[layout](_Builder(columns, words), knowledge, actors))


COORDINATES = ("latitude", "longitude")
DATES = ("date_edtf", "date_earliest", "date_latest", "date_precision", "date_note")
TYPES = ("attack_type", "type_told", "first_attacks")


# ---------------------------------------------------------------- UCDP


def _ucdp(builder: _Builder, knowledge: Knowledge, actors: ActorLists) -> list[Step]:
    places: dict[str, str | None] = {
        "1": "exact",
        "2": "near",
        "3": "region",
        "4": "region",
        "5": "region",
        "6": "country",
        "7": "region",
    }
    return [
        *builder.pattern("id", "record", "[0-9]{1,12}", "the id of an event, a whole number"),
        *builder.lookup(("date_start", "date_end", "date_prec", "year"), DATES, _ucdp_days),
        *builder.lookup(("type_of_violence",), TYPES, _typed(knowledge.types.get("ucdp", {}))),
        *builder.lookup(
            ("low", "best", "high", "deaths_civilians", "deaths_a", "type_of_violence"),
            (
                "killed_low",
                "killed_best",
                "killed_high",
                "killed_civilians",
                "killed_attackers",
                "killed_note",
            ),
            _ucdp_killed,
        ),
        *builder.lookup(("side_a",), ("actor_1",), actors.one),
        *builder.lookup(("side_b",), ("actor_2",), actors.one),
        *builder.lookup(COORDINATES, COORDINATES, coordinates),
        *builder.lookup(
            ("where_prec",), ("geo_precision",), lambda text: (one_of(text, 0, places),)
        ),
        *builder.lookup(("country",), ("country_code",), lambda text: (knowledge.country(text),)),
        *builder.text("where_coordinates", "location"),
        *builder.text("where_description", "notes"),
        *builder.text("source_article", "source_note"),
    ]


def _ucdp_days(start: str, end: str, precision: str, year: str) -> Values:
    first = _day(start, 0, american=True)
    last = _day(end, 1, american=True) if end.strip(BLANK) else first
    if last < first:
        raise UnreadableValueError(
            1, f"'{shown(end)}' is before the first day, '{shown(start)}'", "a later day"
        )
    precision, year = precision.strip(BLANK), year.strip(BLANK)
    if precision not in ("", "1", "2", "3", "4", "5"):
        raise UnreadableValueError(
            2, f"'{shown(precision)}' is no code of this column", "a number from 1 to 5"
        )
    # Where the year is part of the date, it stands here once more and fits.
    if year and year not in (str(first.year), str(last.year)):
        raise UnreadableValueError(
            3, f"'{shown(year)}' is not the year of '{shown(start)}'", "the same year in both"
        )
    note = None
    if not precision:
        note = "The table gives one day, and no precision of it."
    elif precision != "1" and first == last:
        note = f"The record's precision is {precision}, and its first and last day are the same."
    return *span(first, last), note


def _day(text: str, position: int, *, american: bool = False) -> datetime.date:
    try:
        return read_day(text, american=american)
    except ValueError as error:
        found = str(error) if text.strip(BLANK) else "nothing stands here"
        expected = AMERICAN_STYLES if american else DATE_STYLES
        raise UnreadableValueError(position, shown(found), expected) from None


def _typed(types: Mapping[str, EventType]) -> Callable[..., Values]:
    """Reads a type, or a type and a sub-type, of which the more special entry counts."""

    def read(type_: str, sub_type: str = "") -> Values:
        type_, sub_type = type_.strip(BLANK), sub_type.strip(BLANK)
        told = f"{type_} / {sub_type}" if sub_type not in MISSING else type_
        found = types.get(told) or types.get(type_)
        if found is None:
            raise UnreadableValueError(
                0,
                f"'{shown(type_)}' is no type that event_types.yml knows",
                "one of " + ", ".join(name for name in types if " / " not in name),
            )
        return found.attack_type, found.told or told, int(found.first_attacks)

    return read


def _ucdp_killed(low: str, best: str, high: str, civilians: str, side_a: str, type_: str) -> Values:
    numbers = [
        whole_number(text, at) for at, text in enumerate((low, best, high, civilians, side_a))
    ]
    if numbers[1] is None:
        raise UnreadableValueError(1, "nothing stands here", "a whole number from 0 up")
    given = [number for number in numbers[:3] if number is not None]
    note = None
    if given != sorted(given):
        # The releases have such rows (one in fifty): the estimates of several incidents that one
        # report tells of were divided among them.
        told = f"low {low.strip()}, best {best.strip()}, high {high.strip()}"
        note = f"The record gives {told}; set in order here."
    # In one-sided violence side A attacks; else the data set does not say who did.
    attackers = numbers[4] if type_.strip(BLANK) == "3" else None
    return min(given), numbers[1], max(given), numbers[3], attackers, note


# --------------------------------------------------------------- ACLED


def _acled(builder: _Builder, knowledge: Knowledge, actors: ActorLists) -> list[Step]:
    places: dict[str, str | None] = {"1": "exact", "2": "near", "3": "region"}
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
            "seconds since 1970",
            whole_number=True,
            required=False,
        ),
        *builder.lookup(("event_date", "time_precision", "year"), DATES, _acled_days),
        *builder.lookup(
            ("event_type", "sub_event_type"), TYPES, _typed(knowledge.types.get("acled", {}))
        ),
        *builder.lookup(("fatalities",), ("killed_low", "killed_best", "killed_high"), _one_count),
        *builder.lookup(("actor1",), ("actor_1",), actors.one),
        *builder.lookup(("assoc_actor_1",), ("allies_1",), actors.several),
        *builder.lookup(("actor2",), ("actor_2",), actors.one),
        *builder.lookup(("assoc_actor_2",), ("allies_2",), actors.several),
        *builder.lookup(COORDINATES, COORDINATES, coordinates),
        *builder.lookup(
            ("geo_precision",), ("geo_precision",), lambda text: (one_of(text, 0, places),)
        ),
        *builder.lookup(
            ("country", "iso3", "iso"),
            ("country_code",),
            lambda *texts: (knowledge.country(*texts),),
        ),
        *builder.text("location", "location"),
        *builder.text("source", "source_note"),
        *builder.text("notes", "notes"),
    ]


def _acled_days(text: str, precision: str, year: str) -> Values:
    day = _day(text, 0)
    precision, year = precision.strip(BLANK), year.strip(BLANK)
    if year and year != str(day.year):
        raise UnreadableValueError(
            2, f"'{shown(year)}' is not the year of '{shown(text)}'", "the same year in both"
        )
    if precision == "1":
        return *span(day, day), None
    if precision == "2":
        # Some day of a week that has this day in it; which week is not said.
        week = datetime.timedelta(days=6)
        return *span(day - week, day + week), f"A week is known, of which the record names {day}."
    if precision == "3":
        return *span(day.replace(day=1), last_of_month(day)), None
    raise UnreadableValueError(1, f"'{shown(precision)}' is no code of this column", "1, 2 or 3")


def _one_count(text: str) -> Values:
    number = whole_number(text, 0)
    return number, number, number


# ----------------------------------------------------------------- GTD

_UNKNOWN = MISSING | {"-9", "-99", "-9.0", "-99.0", "."}


def _gtd(builder: _Builder, knowledge: Knowledge, actors: ActorLists) -> list[Step]:
    places: dict[str, str | None] = {
        "1": "exact",
        "2": "near",
        "3": "region",
        "4": "region",
        "5": None,
        "": None,
        "0": None,
    }

    def attackers(first: str, sub: str, second: str, third: str, uncertain: str) -> Values:
        names = [name.strip(BLANK) for name in (first, sub, second, third)]
        given = tuple(name for name in names if name not in _UNKNOWN)
        return (actors.number(given, doubtful=uncertain.strip(BLANK) in ("1", "1.0")),)

    def attacked(kind: str, corporation: str) -> Values:
        names = (corporation.strip(BLANK), kind.strip(BLANK))
        return (actors.number(tuple(name for name in names if name not in _UNKNOWN)[:1]),)

    def country(text: str) -> Values:
        return (knowledge.country(text),)

    return [
        *builder.pattern(
            "eventid",
            "record",
            "[0-9]{12}",
            "the twelve digits of an event's id; a spreadsheet that shows them as "
            "2.01306E+11 has lost the key",
        ),
        *builder.lookup(("iyear", "imonth", "iday", "approxdate"), DATES, _gtd_days),
        *builder.lookup(("attacktype1_txt",), TYPES, _typed(knowledge.types.get("gtd", {}))),
        *builder.lookup(("nkill",), ("killed_low", "killed_best", "killed_high"), _shared_count),
        *builder.lookup(
            ("nkillter",), ("killed_attackers",), lambda text: _shared_count(text)[1:2]
        ),
        *builder.lookup(
            ("nwound",), ("injured_low", "injured_high"), lambda text: _shared_count(text)[::2]
        ),
        *builder.lookup(
            ("gname", "gsubname", "gname2", "gname3", "guncertain1"), ("actor_1",), attackers
        ),
        *builder.lookup(("targtype1_txt", "corp1"), ("actor_2",), attacked),
        *builder.lookup(COORDINATES, COORDINATES, coordinates),
        *builder.lookup(
            ("specificity",), ("geo_precision",), lambda text: (one_of(text, 0, places),)
        ),
        *builder.lookup(("country_txt",), ("country_code",), country),
        *builder.lookup(
            ("claimed",), ("claimed",), lambda text: (int(text.strip(BLANK) in ("1", "1.0")),)
        ),
        *builder.text("city", "location"),
        *builder.text("target1", "target"),
        *builder.text("summary", "notes"),
        *builder.text("scite1", "source_note"),
    ]


def _gtd_days(year: str, month: str, day: str, about: str) -> Values:
    numbers = []
    for position, (text, limit) in enumerate(zip((year, month, day), (2100, 12, 31), strict=True)):
        text = text.strip(BLANK)
        number = 0 if text in _UNKNOWN and position else whole_number(text, position)
        if number is None or number > limit or (position == 0 and number < 1900):
            raise UnreadableValueError(
                position,
                f"'{shown(text)}' is none",
                f"a number up to {limit}, 0 where it is unknown",
            )
        numbers.append(number)
    note = f"Approximate date: {about.strip(BLANK)}" if about.strip(BLANK) not in _UNKNOWN else None
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
    """A count that may be a fraction: the victims of several incidents, divided among them."""
    text = text.strip(BLANK)
    if text in _UNKNOWN:
        return None, None, None
    whole, _, rest = text.partition(".")
    if whole.isdecimal() and rest.isdecimal() and rest.strip("0"):
        low = int(whole)
        return low, round(float(text)), low + 1
    number = whole_number(text, 0, unknown=_UNKNOWN)
    return number, number, number


# ---------------------------------------------------- any other table

PLAIN = {
    "id": "the key of a record",
    "date": "its day, or its first day",
    "date_end": "its last day",
    "type": "its type, a word of attack_types",
    "perpetrator": "who attacked",
    "target": "who or what was attacked",
    "party_1": "one who fought",
    "party_2": "one who fought with it",
    "country": "the country's name or code",
    "location": "the place",
    "latitude": "degrees",
    "longitude": "degrees",
    "killed_low": "killed, at least",
    "killed": "killed",
    "killed_high": "killed, at most",
    "source": "whom the table names as its source",
    "notes": "its own notes",
}
"""The columns that a mapping may name for a data set of the user's own."""


def _plain(builder: _Builder, knowledge: Knowledge, actors: ActorLists) -> list[Step]:
    types = {
        name: EventType(name, False, None)
        for each in knowledge.types.values()
        for name in (kind.attack_type for kind in each.values())
    } | {"unspecified": EventType("unspecified", False, None)}
    attacked = "perpetrator" in builder.columns

    def typed(text: str) -> Values:
        attack_type, told, _ = _typed(types)(text)
        return attack_type, told, int(attacked)

    def killed(low: str, best: str, high: str) -> Values:
        numbers = [whole_number(text, at) for at, text in enumerate((low, best, high))]
        given = [number for number in numbers if number is not None]
        if given != sorted(given):
            raise UnreadableValueError(
                0, "low, best and high are not in order", "low ≤ best ≤ high"
            )
        return (min(given), numbers[1], max(given)) if given else (None, None, None)

    def days(start: str, end: str) -> Values:
        first = _day(start, 0)
        last = _day(end, 1) if end.strip(BLANK) else first
        if last < first:
            raise UnreadableValueError(
                1, f"'{shown(end)}' is before '{shown(start)}'", "a later day"
            )
        return *span(first, last), None

    return [
        *builder.pattern(
            "id", "record", "[A-Za-z0-9._:/-]{1,80}", "a key of letters, digits and . _ : / -"
        ),
        *builder.lookup(("date", "date_end"), DATES, days),
        *builder.lookup(("type",), TYPES, typed),
        *builder.lookup(
            ("killed_low", "killed", "killed_high"),
            ("killed_low", "killed_best", "killed_high"),
            killed,
        ),
        *builder.lookup(("perpetrator",), ("actor_1",), actors.one),
        *builder.lookup(("target",), ("actor_2",), actors.one),
        *(builder.lookup(("party_1",), ("actor_1",), actors.one) if not attacked else []),
        *(
            builder.lookup(("party_2",), ("actor_2",), actors.one)
            if "target" not in builder.columns
            else []
        ),
        *builder.lookup(COORDINATES, COORDINATES, coordinates),
        *builder.lookup(("country",), ("country_code",), lambda text: (knowledge.country(text),)),
        *builder.text("location", "location"),
        *builder.text("source", "source_note"),
        *builder.text("notes", "notes"),
    ]


__all__ = [
    "KNOWN",
    "PLAIN",
    "Columns",
    "Days",
    "Known",
    "Layout",
    "build_steps",
    "layout_of",
    "recognise",
]
