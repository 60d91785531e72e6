"""A table of the user: a file, a member of an archive, or a sheet."""

from dataclasses import dataclass, field
from pathlib import Path

from loaders.events.suggestion import Suggestion
from loaders.problems import Place


class UnreadableFileError(Exception):
    """A file that cannot be read as a table; the message says why.

    Attributes:
        problem: What is wrong.
        expected: What would be right.
        line: Where; 0 is the file itself.
        suggestion: Lines of a mapping file that would make it readable.
        is_other: Whether the file seems to be something else than a table, such as a read-me.
        is_empty: Whether it is an answer or a table without a single record, and nothing is lost.
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
    """How a mapping file says that the text of a table is to be read; None: as it looks.

    Attributes:
        skip: Lines before the header, or before the first row where there is no header.
        header: The names of the columns, in order, where the table does not name them; empty
            where they go by their numbers.
        separator: What stands between two fields.
        encoding: How letters are written as bytes.
    """

    skip: int | None = None
    header: tuple[str, ...] | None = None
    separator: str | None = None
    encoding: str | None = None


@dataclass
class Table:
    """One table of the user's: a file, a member of an archive, or a sheet.

    Attributes:
        name: How messages name it.
        path: The file that holds it; for a member of an archive, what was unpacked.
        kind: `csv`, `sheet` or `json`.
        header: Its columns, in lower case.
        header_line: The line on which they stand; 0 where they stand nowhere.
        preamble: Lines before it that hold something.
        delimiter, encoding: How its text is read.
        inner_delimiter: What separates fields that all stand in the first field of a row.
        sheet: The sheet of a spreadsheet.
        rows_path: Where the rows of a sheet stand as CSV, each after its number.
        book: The spreadsheet or archive that holds it among others.
        is_hidden: Whether it is a sheet that a spreadsheet does not show.
        has_letters: Whether a row with letters beyond ASCII could be read in its encoding.
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
        """The file as a whole."""
        return Place(self.name)

    @property
    def file_name(self) -> str:
        """The name of the file alone, or of the member of an archive; of a sheet the file's."""
        name = self.name.removesuffix(f"/{self.sheet}") if self.sheet else self.name
        return name.rpartition("/")[2]
