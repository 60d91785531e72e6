"""Suggested lines of a mapping file that would make a table readable."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from anyascii import anyascii

from loaders.events.reference import UNSPECIFIED

SHOWN_WORDS = 50
"""Words of one column for which a mapping file is begun; more are no slip of the pen."""


NO_NUMBER = "unknown"
"""What is said of a number that nobody can read, so that it is not taken for another."""

_CHOICES = {
    UNSPECIFIED: "    # or one of those that the message names",
    NO_NUMBER: "    # or the number that is meant",
}


@dataclass
class Suggestion:
    """The content of a mapping file for a table.

    Attributes:
        file: The name of the table's file.
        data_set: The data set that it seems to belong to; empty for one of the user's own.
        mapping: The mapping file used so far, to which the lines are to be added.
        day_first: For numeric dates, the orders that some of them must have.
        words: For our columns, the unknown words, each with the nearest known one.
        columns: The table's columns for ours; empty if not known.
        encoding: The likely encoding ...
        word: ... and a word decoded with it, from which a person can see whether it is right.
        header: The names of columns that the table does not name; empty: by number.
        lines: Further lines, as they are.
    """

    file: str
    data_set: str = ""
    mapping: str | None = None
    day_first: set[bool | None] = field(default_factory=set)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    columns: dict[str, Sequence[str]] = field(default_factory=dict)
    encoding: str | None = None
    word: str = ""
    header: Sequence[str] | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def has_both_orders(self) -> bool:
        """Return whether some dates must have the day first and others the month."""
        return {True, False} <= self.day_first

    @property
    def has_lines(self) -> bool:
        """Return whether there is a line that helps; for dates in both orders there is none."""
        return bool(
            (self.day_first and not self.has_both_orders)
            or self.words
            or self.columns
            or self.encoding
            or self.header is not None
            or self.lines
        )

    def text(self) -> str:
        """Return the lines, each with a line end."""
        owner = self.data_set or _own_data_set(self.file)
        lines = [f"files: {_quoted(self.file)}", f"data_set: {owner}"]
        if self.mapping is not None:
            lines = []
        if self.encoding is not None:
            seen = f"    # by which a word of it reads {_quoted(self.word)}" if self.word else ""
            lines.append(f"encoding: {self.encoding}{seen}")
        if self.day_first and not self.has_both_orders:
            lines.append(_day_first(self.day_first))
        if self.header is not None:
            lines.append(
                f"header: [{', '.join(map(_plain, self.header))}]"
                if self.header
                else "header: none"
            )
        lines += self.lines
        if self.columns:
            lines += ["columns:", *map(_column, self.columns.items())]
        if self.words:
            lines.append("values:")
        for column, words in self.words.items():
            lines.append(f"  {column}:")
            lines += map(_word, words.items())
        return "".join(f"{line}\n" for line in lines)

    def advice(self, folder: Path) -> str:
        """Return the lines, and what to do with them.

        Args:
            folder: The folder with the tables.
        """
        if self.mapping is not None:
            text, has = self.text(), _blocks(Path(self.mapping))
            for name in has & {"columns", "values"}:
                # A key may stand once in a file.
                more = f"# below the line {name}: that is there already\n"
                text = re.sub(rf"^{name}:\n", more, text, flags=re.MULTILINE)
            return f"To have {self.file} read, add these lines to {self.mapping}:\n{text}"
        path = folder / f"{self.file}.yml"
        return f"To have {self.file} read, put these lines into the file {path}:\n{self.text()}"


def _own_data_set(file: str) -> str:
    """Return a data set of the user's own for a file: two lists may both begin with an id of 1."""
    stem = file.partition(".")[0] or "table"
    slug = re.sub("[^a-z0-9]+", "-", anyascii(stem).lower()).strip("-")
    return f"{{id: list-{slug or 'own'}, title: {_quoted(stem)}}}"


def _blocks(path: Path) -> set[str]:
    """Return the keys of a mapping file below which others stand."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return set(re.findall(r"^(\w+):[ \t]*(?:#.*)?$", text, re.MULTILINE))


def _day_first(orders: set[bool | None]) -> str:
    if True in orders:
        return "day_first: yes"
    if False in orders:
        return "day_first: no"
    return "day_first: yes    # or no, where the month goes first"


def _column(entry: tuple[str, Sequence[str]]) -> str:
    name, theirs = entry
    if len(theirs) > 1:
        return f"  {name}: [{', '.join(map(_plain, theirs))}]"
    return f"  {name}: {_plain(theirs[0])}"


def _word(entry: tuple[str, str]) -> str:
    theirs, ours = entry
    return f"    {_quoted(theirs)}: {_quoted(ours)}{_CHOICES.get(ours, '')}"


def _plain(text: str) -> str:
    """Return a word as YAML, quoted if necessary."""
    return text if text.replace("_", "a").replace("-", "a").isalnum() else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
