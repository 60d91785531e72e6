"""Report rows that cannot be read: each mistake once, with how often and where it first occurs."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from loaders.events.reference import UNSPECIFIED
from loaders.events.suggestion import NO_NUMBER, SHOWN_WORDS, Suggestion
from loaders.events.table import Table
from loaders.events.values import Remedy, excerpt, fold_word, order_of, tidy
from loaders.problems import Place, Problems

SHOWN_VALUES = 5
"""Most values of a mistake that are listed in addition to the first."""


@dataclass
class Refused:
    """The rows of a run that were left out: file, line, column, value, reason."""

    rows: list[tuple[str, int, str, str, str]] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write the report."""
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(("file", "line", "column", "value", "reason"))
            writer.writerows(self.rows)


@dataclass
class _Mistake:
    """A mistake in a file."""

    line: int
    message: str
    expected: str
    remedy: Remedy | None = None
    count: int = 1
    others: dict[str, int] = field(default_factory=dict)


@dataclass
class Mistakes:
    """The mistakes in a table.

    Attributes:
        table: The table.
        refused: Collects the rows.
        suggestion: Lines of a mapping file that would help.
    """

    table: Table
    refused: Refused
    suggestion: Suggestion
    kinds: dict[tuple[str, str], _Mistake] = field(default_factory=dict)
    without_key: int = 0

    def add(
        self,
        line: int,
        column: str,
        value: str,
        problem: str,
        expected: str,
        *,
        remedy: Remedy | None = None,
        counts: bool = True,
    ) -> None:
        """Add a row that cannot be read; if it counts, it is listed as left out."""
        reason = f"{problem}; expected {expected}" if expected else problem
        if counts:
            self.refused.rows.append((self.table.name, line, column, excerpt(value), reason))
        key = (column, _KIND.sub("…", problem))
        mistake = self.kinds.get(key)
        if mistake is None:
            message = f"{column}: {problem}" if column else problem
            self.kinds[key] = _Mistake(line, message, expected, remedy, others={value: line})
            return
        mistake.count += 1
        if value and len(mistake.others) <= SHOWN_VALUES:
            mistake.others.setdefault(value, line)

    def suggest(self, remedy: Remedy | None, name: str, value: str, expected: str) -> None:
        """Add what a mapping file could state to make a value readable.

        Args:
            remedy: What would help.
            name: Our name for the column.
            value: The value.
            expected: What was said to be right.
        """
        if remedy in (Remedy.DAY_FIRST, Remedy.OTHER_ORDER):
            self.suggestion.day_first.add(order_of(value))
        elif remedy is Remedy.KEY:
            self.without_key += 1
            self.suggestion.columns[name] = key_of(self.table.header)
        elif remedy is Remedy.ENCODING and not self.table.has_letters:
            self.suggestion.encoding = "windows-1252"
        elif remedy is Remedy.NUMBER:
            words = self.suggestion.words.setdefault(name, {})
            if len(words) < SHOWN_WORDS and value.strip("#"):
                words.setdefault(tidy(value), NO_NUMBER)
        elif remedy is Remedy.WORD:
            words = self.suggestion.words.setdefault(name, {})
            if len(words) < SHOWN_WORDS and fold_word(value) not in map(fold_word, words):
                words[tidy(value)] = expected.partition("'")[2].partition("'")[0] or UNSPECIFIED

    def tell(self, problems: Problems) -> None:
        """Report each mistake once."""
        for mistake in self.kinds.values():
            message = mistake.message
            if mistake.count > 1:
                _, *others = mistake.others.items()
                also = "".join(f"; '{excerpt(value)}' on line {line}" for value, line in others)
                message += f" ({mistake.count:,} rows{also})"
            expected = mistake.expected
            if mistake.remedy is Remedy.DAY_FIRST and self.suggestion.has_both_orders:
                expected += "; some here have the day first and some the month: one order for all"
            if mistake.remedy is Remedy.ENCODING and self.table.has_letters:
                expected += ", as other rows of the file are: save all of it in one encoding"
            problems.add(Place(self.table.name, mistake.line), message, expected=expected)


def key_of(header: Sequence[str]) -> list[str]:
    """Return the columns that together identify an event, in a table without ids."""
    return [each for each in _OF_A_KEY if each in header]


_KIND = re.compile(r"'.*'|0x[0-9a-f]+|\d+(?: fields?\b)?", re.DOTALL)
"""The parts of a message that differ between rows with the same mistake: values and numbers."""

_OF_A_KEY = (
    *("event_date", "iyear", "imonth", "iday", "date_start", "country", "country_txt"),
    *("admin1", "location", "city", "where_coordinates"),
    *("actor1", "actor2", "gname", "side_a", "side_b", "latitude", "longitude", "fatalities"),
)
"""Columns that together identify an event if there are no ids."""
