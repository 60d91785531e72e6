"""Readings of columns, built out of those that a file has."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from loaders.events.columns import Lookup, Pattern, Step, Text, Values
from loaders.events.reference import EventType
from loaders.events.values import (
    AMERICAN_STYLES,
    BLANK,
    DATE_STYLES,
    MISSING,
    UnreadableValueError,
    excerpt,
    read_day,
)

COORDINATES = ("latitude", "longitude")
DATES = ("date_edtf", "date_earliest", "date_latest", "date_precision", "date_note")
TYPES = ("attack_type", "type_told", "first_attacks")

Columns = Mapping[str, tuple[str, ...]]
"""For each column that a reading knows the columns of the file, joined by a hyphen if several."""


@dataclass(frozen=True)
class Builder:
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
                raise UnreadableValueError(position, error.problem, error.expected) from None

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


def day_of(text: str, position: int, *, american: bool = False) -> datetime.date:
    """The day in a cell, or the message that says what is wrong with it."""
    try:
        return read_day(text, american=american)
    except ValueError as error:
        problem = str(error) if text.strip(BLANK) else "nothing stands here"
        expected = AMERICAN_STYLES if american else DATE_STYLES
        raise UnreadableValueError(position, excerpt(problem), expected) from None


def typed_by(types: Mapping[str, EventType]) -> Callable[..., Values]:
    """Reads a type, or a type and a sub-type, of which the more special entry counts."""

    def read(type_: str, sub_type: str = "") -> Values:
        type_, sub_type = type_.strip(BLANK), sub_type.strip(BLANK)
        label = f"{type_} / {sub_type}" if sub_type not in MISSING else type_
        event_type = types.get(label) or types.get(type_)
        if event_type is None:
            raise UnreadableValueError(
                0,
                f"'{excerpt(type_)}' is no type that event_types.yml knows",
                "one of " + ", ".join(name for name in types if " / " not in name),
            )
        return event_type.attack_type, event_type.label or label, int(event_type.first_attacks)

    return read
