"""A table of the user's: a file, a member of an archive, or a sheet."""

from dataclasses import dataclass, field
from pathlib import Path

from loaders.events.suggestion import Suggestion
from loaders.problems import Place


class UnreadableFileError(Exception):
    """A file that cannot be read as a table; the message says why.

    Attributes:
        problem: What is wrong.
        expected: What would be right.
        line: The line; 0 is the file itself.
        suggestion: Lines of a mapping file that would make it readable.
        is_other: Whether the file seems not to be a table, but a read-me or the like.
        is_empty: Whether it is a response or a table without records, so that nothing is lost.
    """

    def __init__(
        self,
        problem: str,
        expected: str = "",
        line: int = 0,
        *,
        suggestion: Suggestion | None = None,
        is_other: bool = False,
        is_empty: bool = False,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.expected = expected
        self.line = line
        self.suggestion = suggestion
        self.is_other = is_other
        self.is_empty = is_empty


@dataclass(frozen=True)
class Dress:
    """The format of a table's text according to a mapping file; None means to detect it.

    Attributes:
        skip: Lines before the header, or before the first row if there is no header.
        header: The names of the columns, in order, if the table does not name them; empty to refer
            to them by number.
        separator: The field separator.
        encoding: The character encoding.
    """

    skip: int | None = None
    header: tuple[str, ...] | None = None
    separator: str | None = None
    encoding: str | None = None


@dataclass
class Table:
    """A table of the user's: a file, a member of an archive, or a sheet.

    Attributes:
        name: Its name in messages.
        path: The file that holds it; for a member of an archive, the unpacked file.
        kind: `csv`, `sheet` or `json`.
        header: Its columns, in lower case.
        header_line: The line with the header; 0 if there is none.
        preamble: Non-empty lines before it.
        delimiter, encoding: How its text is read.
        inner_delimiter: The separator of fields that are all in the first field of a row.
        sheet: The sheet of a spreadsheet.
        rows_path: A CSV file with the rows of a sheet, each preceded by its number.
        book: The spreadsheet or archive that holds it among others.
        is_hidden: Whether it is a hidden sheet.
        has_letters: Whether a row with non-ASCII letters could be read in its encoding.
    """

    name: str
    path: Path
    kind: str
    header: list[str] = field(default_factory=list)
    header_line: int = 1
    preamble: int = 0
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    inner_delimiter: str | None = None
    sheet: str | None = None
    rows_path: Path | None = None
    book: str | None = None
    is_hidden: bool = False
    has_letters: bool = False

    @property
    def place(self) -> Place:
        """Return the place of the file as a whole."""
        return Place(self.name)

    @property
    def file_name(self) -> str:
        """Return just the name of the file or member of an archive; for a sheet, the file's."""
        name = self.name.removesuffix(f"/{self.sheet}") if self.sheet else self.name
        return name.rpartition("/")[2]
