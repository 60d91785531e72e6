"""Build the steps of a reading from the columns that a file has."""

import datetime
import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from common.date_words import in_words
from loaders.events.columns import Lookup, Pattern, Step, Text, Values
from loaders.events.reference import UNSPECIFIED, EventType
from loaders.events.values import (
    DATE_STYLES,
    DAY_FIRST_STYLES,
    MISSING,
    MONTH_FIRST_STYLES,
    NARROW_SO,
    NO_TEXT,
    PERIOD_STYLES,
    YEAR_SO,
    AmbiguousDayError,
    Remedy,
    UnreadableValueError,
    code,
    coordinates,
    excerpt,
    fold_word,
    order_of,
    plain,
    read_day,
    read_period,
)
from loaders.toll_words import number_in_words

_POINT = ("latitude", "longitude")
_DATES = ("date_edtf", "date_earliest", "date_latest", "date_precision", "date_note", "date_words")
TYPES = ("attack_type", "type_told", "first_attacks")

NO_PRECISION = "The table gives one day, and no precision of it."

Columns = Mapping[str, tuple[str, ...]]
"""The columns of the file for each column of a reading; several are joined by hyphens."""


@dataclass(frozen=True)
class Builder:
    """Builds steps from the columns that a file has.

    Attributes:
        columns: The columns of the file, by the reading's names.
        words: For a column, the file's words, folded, and the reading's words for them.
        day_first: Whether numeric dates have the day first; None if nothing says so.
    """

    columns: Columns
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    day_first: bool | None = None

    def lookup(
        self, names: Sequence[str], gives: Sequence[str], read: Callable[..., Values]
    ) -> list[Step]:
        """Return a step for the columns that the file has; the others are read as empty."""
        if not any(name in self.columns for name in names):
            return []
        actual = [self.columns.get(name, ()) for name in names]
        flat = tuple(each for group in actual for each in group)
        starts = [sum(len(group) for group in actual[:at]) for at in range(len(actual))]
        words = [self.words.get(name, {}) for name in names]

        def call(*texts: str) -> Values:
            arguments = []
            for start, group, table in zip(starts, actual, words, strict=True):
                text = "-".join(plain(each) for each in texts[start : start + len(group)])
                arguments.append(table.get(fold_word(text), text) if table else text)
            try:
                return read(*arguments)
            except UnreadableValueError as error:
                error.position = min(starts[error.position], len(flat) - 1)
                raise

        return [Lookup(flat, tuple(gives), call)]

    def dates(self, names: Sequence[str], read: Callable[..., Values]) -> list[Step]:
        """Return a step for the columns with the date, which also gives it in words."""

        def read_in_words(*texts: str) -> Values:
            edtf, earliest, latest, *others = read(*texts)
            words = in_words(edtf, earliest, latest) if edtf else None
            return edtf, earliest, latest, *others, words

        return self.lookup(names, _DATES, read_in_words)

    def tolls(
        self, names: Sequence[str], gives: Sequence[str], read: Callable[..., Values]
    ) -> list[Step]:
        """Return a step for the columns with the killed or injured, also given in words."""
        toll, _, _ = gives[0].partition("_")

        def read_in_words(*texts: str) -> Values:
            values = read(*texts)
            said = dict(zip(gives, values, strict=True))
            ends = (said.get(f"{toll}_{end}") for end in ("low", "best", "high"))
            return *values, number_in_words(*ends)

        return self.lookup(names, (*gives, f"{toll}_words"), read_in_words)

    def types(self, names: Sequence[str], types: Mapping[str, EventType]) -> list[Step]:
        """Return a step for a type, or a type and a sub-type."""
        unspecified = EventType(UNSPECIFIED, False, None)
        return self.lookup(names, TYPES, typed_by({**types, UNSPECIFIED: unspecified}))

    def points(self) -> list[Step]:
        """Return a step for latitude and longitude, if the file has both."""
        has_both = all(name in self.columns for name in _POINT)
        return self.lookup(_POINT, _POINT, coordinates) if has_both else []

    def text(self, name: str, give: str, nothing: frozenset[str] = NO_TEXT) -> list[Step]:
        """Return a step for free text, if the file has the column."""
        return [Text(self.columns[name], give, nothing)] if name in self.columns else []

    def pattern(
        self,
        name: str,
        give: str,
        shape: str,
        expected: str,
        *,
        whole_number: bool = False,
        required: bool = True,
        otherwise: Callable[[str], str] = str,
    ) -> list[Step]:
        """Return a step for values of one form, if the file has the column."""
        if name not in self.columns:
            return []
        columns = self.columns[name]
        if len(columns) > 1:
            shape, expected = COMPOSED, "something in one of these columns"
        return [Pattern(columns, give, shape, expected, whole_number, required, otherwise)]

    def day_of(self, text: str, position: int, *, month_first: bool = False) -> datetime.date:
        """Parse the day in a cell, or raise an error that says what is wrong with it.

        Args:
            text: The cell.
            position: The index of its column in the step.
            month_first: Whether the layout puts the month first, unless a mapping file says
                otherwise.
        """
        day_first = False if self.day_first is None and month_first else self.day_first
        try:
            return read_day(text, day_first)
        except ValueError as error:
            problem = str(error) if text else "nothing stands here"
            expected = {None: DATE_STYLES, True: DAY_FIRST_STYLES, False: MONTH_FIRST_STYLES}[
                day_first
            ]
            if text and not text.strip("#"):
                expected += NARROW_SO
            if "first or last" in problem:
                expected += YEAR_SO
            wrong_order = order_of(text) is (not day_first) and day_first is not None
            unclear = isinstance(error, AmbiguousDayError) or wrong_order
            remedy = Remedy.DAY_FIRST if unclear else None
            if wrong_order and self.day_first is None:
                # The file's other dates would then be read in the wrong order too.
                remedy = Remedy.OTHER_ORDER
            raise UnreadableValueError(position, excerpt(problem), expected, remedy) from None

    def period_of(self, text: str, position: int) -> tuple[datetime.date, datetime.date]:
        """Return the first and the last day in a cell, which may be a day, month or year."""
        try:
            period = read_period(text)
        except ValueError as error:
            problem = excerpt(str(error))
            raise UnreadableValueError(position, problem, DATE_STYLES + PERIOD_STYLES) from None
        if period is not None:
            return period
        try:
            day = self.day_of(text, position)
        except UnreadableValueError as error:
            error.expected += PERIOD_STYLES
            raise
        return day, day


COMPOSED = r"[A-Za-z0-9._:/-]*[A-Za-z0-9][A-Za-z0-9._:/-]*"
"""The form of a key composed of several columns: anything that is not empty."""


def typed_by(types: Mapping[str, EventType]) -> Callable[..., Values]:
    """Return a function that reads a type, or a type and sub-type: the more specific one counts."""
    folded = {fold_word(name): name for name in types}
    # The names for codes, if the data set has codes.
    told = {each.label: name for name, each in types.items() if each.label}

    def read(type_: str, sub_type: str = "") -> Values:
        type_ = code(type_)
        known = folded.get(fold_word(type_))
        special = folded.get(fold_word(f"{type_} / {sub_type}"))
        if known is None and special is None:
            names = [name for name in types if " / " not in name]
            near = difflib.get_close_matches(type_, names, n=1, cutoff=0.75)
            near = near or [
                told[each] for each in difflib.get_close_matches(type_.lower(), told, 1)
            ]
            raise UnreadableValueError(
                0,
                f"'{excerpt(type_)}' is no type that event_types.yml knows",
                (f"'{near[0]}' perhaps; " if near else "") + f"one of {', '.join(names)}",
                Remedy.WORD,
            )
        event_type = types[special or known or ""]
        label = special or (f"{known} / {sub_type}" if sub_type not in MISSING else known)
        return event_type.attack_type, event_type.label or label, int(event_type.first_attacks)

    return read
