"""A table of the user: a file, a member of an archive, or a sheet."""

from dataclasses import dataclass, field
from pathlib import Path

from loaders.problems import Place


class UnreadableFileError(Exception):
    """A file that cannot be read as a table; the message says why."""

    def __init__(self, problem: str, expected: str = "", line: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.expected = expected
        self.line = line


@dataclass
class Table:
    """One table of the user's: a file, a member of an archive, or a sheet.

    Attributes:
        name: How messages name it.
        path: The file that holds it; for a member of an archive, what was unpacked.
        kind: `csv` or `sheet`.
        header: Its columns, in lower case.
        header_line: The line on which they stand.
        delimiter, encoding: How its text is read.
        sheet: The sheet of a spreadsheet.
    """

    name: str
    path: Path
    kind: str
    header: list[str] = field(default_factory=list)
    header_line: int = 1
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    sheet: str | None = None

    @property
    def place(self) -> Place:
        """The file as a whole."""
        return Place(self.name)
