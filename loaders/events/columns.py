"""The steps that turn the columns of a file into the columns of a record.

A layout is a list of steps, each of which reads a few columns of the file and produces a few of the
record. Two readers execute them: one row by row, and one on whole columns, which reads each
distinct value once. So the meaning of a value is defined in only one place.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from loaders.events.values import (
    BLANK,
    MISSING,
    NO_TEXT,
    THOUSANDS,
    Remedy,
    UnreadableValueError,
    excerpt,
    plain,
)

Values = tuple[Any, ...]

RECORD_COLUMNS: dict[str, str] = {
    "id": "TEXT",
    "file": "INTEGER",
    "line": "INTEGER",
    "repeats": "INTEGER",
    "first_attacks": "INTEGER",
    "actor_1": "INTEGER",
    "allies_1": "INTEGER",
    "actor_2": "INTEGER",
    "allies_2": "INTEGER",
    "record": "TEXT",
    "rank": "INTEGER",
    "attack_type": "TEXT",
    "type_told": "TEXT",
    "date_edtf": "TEXT",
    "date_earliest": "TEXT",
    "date_latest": "TEXT",
    "date_precision": "TEXT",
    "date_words": "TEXT",
    "date_note": "TEXT",
    "location": "TEXT",
    "country_code": "TEXT",
    "latitude": "REAL",
    "longitude": "REAL",
    "geo_precision": "TEXT",
    "killed_low": "INTEGER",
    "killed_best": "INTEGER",
    "killed_high": "INTEGER",
    "killed_words": "TEXT",
    "killed_civilians": "INTEGER",
    "killed_attackers": "INTEGER",
    "killed_note": "TEXT",
    "injured_low": "INTEGER",
    "injured_high": "INTEGER",
    "injured_words": "TEXT",
    "target": "TEXT",
    "claimed": "INTEGER",
    "source_note": "TEXT",
    "notes": "TEXT",
}
"""The columns of a record, with their types, for every data set.

The most used come first: SQLite scans a row from its beginning to find a column.
"""


@dataclass(frozen=True)
class Lookup:
    """Columns with few distinct values: each combination is read once.

    Attributes:
        columns: The columns of the file.
        gives: The columns of the record.
        read: Converts texts to values; raises UnreadableValueError if it cannot.
    """

    columns: tuple[str, ...]
    gives: tuple[str, ...]
    read: Callable[..., Values]

    def values(self, *texts: str) -> Values:
        """Read one combination."""
        return self.read(*texts)


@dataclass(frozen=True)
class Pattern:
    """Columns in which values are nearly all distinct, and all have the same form.

    Attributes:
        columns: The column of the file; several form a composed key.
        give: The column of the record.
        shape: A regular expression for the whole value, in a syntax that Rust also supports.
        expected: The form in words.
        whole_number: Whether the value is stored as a number.
        required: Whether it must be present.
        otherwise: Converts a value in another style to this form, if possible; a table with such
            values is read row by row.
    """

    columns: tuple[str, ...]
    give: str
    shape: str
    expected: str
    whole_number: bool = False
    required: bool = True
    otherwise: Callable[[str], str] = str

    @property
    def gives(self) -> tuple[str, ...]:
        """Return the column of the record, as a tuple."""
        return (self.give,)

    def values(self, *texts: str) -> Values:
        """Read one value."""
        text = "-".join(text.strip(BLANK) for text in texts)
        text = re.sub(NO_KEY, "-", text) if len(texts) > 1 else re.sub(DECIMALS, "", plain(text))
        if text in MISSING and not self.required:
            return (None,)
        if THOUSANDS.fullmatch(text) and re.fullmatch(
            self.shape, digits := re.sub(r"\D", "", text)
        ):
            text = digits
        if re.fullmatch(self.shape, text, re.ASCII) is None:
            text = self.otherwise(text)
        if re.fullmatch(self.shape, text, re.ASCII) is None:
            problem = f"'{excerpt(text)}' does not fit" if text else "nothing stands here"
            remedy = Remedy.KEY if self.give == "record" and not text else None
            expected = self.expected + (SHORTENED_SO if re.fullmatch(SHORTENED, text) else "")
            raise UnreadableValueError(0, problem, expected, remedy)
        return (int(text),) if self.whole_number else (text,)


DECIMALS = r"\.0+$"
"""The decimals that some programs add to whole numbers."""

SHORTENED = r"\d(?:[.,]\d+)?[eE]\+?\d+"
SHORTENED_SO = (
    "; a spreadsheet has shortened the number, and its last digits are lost: take the export as it "
    "was downloaded"
)

NO_KEY = "[^A-Za-z0-9._:/-]+"
"""Characters that a key may not contain; in a composed key they become hyphens."""


@dataclass(frozen=True)
class Text:
    """Free text, kept unchanged except for surrounding white space.

    Attributes:
        columns: The column of the file; several are joined by hyphens, without empty ones.
        give: The column of the record.
        nothing: The values that stand for a missing text.
    """

    columns: tuple[str, ...]
    give: str
    nothing: frozenset[str] = NO_TEXT

    @property
    def gives(self) -> tuple[str, ...]:
        """Return the column of the record, as a tuple."""
        return (self.give,)

    def values(self, *texts: str) -> Values:
        """Read one value."""
        stripped = (text.strip(BLANK) for text in texts)
        return ("-".join(text for text in stripped if text not in self.nothing) or None,)


Step = Lookup | Pattern | Text
