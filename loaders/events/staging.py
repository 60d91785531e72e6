"""The records of a run before they become reports: a table in a separate database file."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.events.actors import ActorLists, is_name
from loaders.events.columns import RECORD_COLUMNS
from loaders.events.reference import NO_GROUP, DataSet, ReferenceData
from loaders.events.suggestion import Suggestion


@dataclass
class LoadedFile:
    """A loaded table, and what happened to its rows.

    Attributes:
        number: Its number in this run, from 1.
        name: Its name.
        data_set: The data set that its records belong to.
        layout: The title of its layout.
        version: The version stated in a mapping file or in the file name.
        rank: The date of the version, in seconds since 1970: the later one takes precedence.
        sha256: The hash of its bytes.
        rows: Rows after the header.
        repeated: Rows that repeat another row of the file, or name a further actor.
        refused: Rows left out because of mistakes.
        ignored: Rows that are not records: empty ones, a repeated header, and tags below it.
        monadic: Whether an event has a row for each of its actors.
        records: Rows that were staged, each a version of an event.
        used: Those that became reports.
        superseded: Those with a newer version, or that a newer export no longer has.
        versions: Records that occur again in the file with other content.
        suggestion: Lines of a mapping file that would make more of it readable.
    """

    number: int
    name: str
    data_set: DataSet
    layout: str
    version: str | None = None
    rank: int = 0
    sha256: str = ""
    rows: int = 0
    repeated: int = 0
    refused: int = 0
    ignored: int = 0
    monadic: bool = False
    records: int = 0
    used: int = 0
    superseded: int = 0
    versions: int = 0
    suggestion: Suggestion | None = None


class Staging:
    """The file with the records of a run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = sqlite3.connect(path, isolation_level=None)
        # It is written and read sequentially: larger pages need fewer calls.
        self.connection.execute("PRAGMA page_size = 65536")
        self.connection.execute("PRAGMA journal_mode = OFF")
        self.connection.execute("PRAGMA synchronous = OFF")
        columns = ", ".join(
            f"{name} {type_} CHECK (typeof({name}) IN ('{type_.lower()}', 'null'))"
            for name, type_ in RECORD_COLUMNS.items()
        )
        self.connection.execute(f"CREATE TABLE records ({columns})")

    def last_row(self) -> int:
        """Return the number of the last row."""
        ((row,),) = self.connection.execute("SELECT coalesce(max(rowid), 0) FROM records")
        return int(row)

    def lines_after(self, row: int) -> list[int]:
        """Return the lines of the records written after a row."""
        rows = self.connection.execute("SELECT line FROM records WHERE rowid > ?", (row,))
        return [line for (line,) in rows]

    def late_days_after(self, row: int) -> int:
        """Return how many records written after a row have a day above 12."""
        ((count,),) = self.connection.execute(
            "SELECT count(*) FROM records WHERE rowid > ? AND substr(date_earliest, 9) > '12'",
            (row,),
        )
        return int(count)

    def forget_after(self, row: int) -> None:
        """Delete what a reader wrote before it met a row that it could not read."""
        self.connection.execute("DELETE FROM records WHERE rowid > ?", (row,))

    def add(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Write rows one by one."""
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO records ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
        self.connection.execute("BEGIN")
        self.connection.executemany(statement, rows)
        self.connection.execute("COMMIT")

    def newest_day(self, file: int, first_row: int) -> str | None:
        """Return the newest day in a file: an export is no older than its records."""
        ((day,),) = self.connection.execute(
            "SELECT max(date_earliest) FROM records WHERE rowid > ? AND file = ?", (first_row, file)
        )
        return None if day is None else str(day)

    def add_actors(self, actors: ActorLists, reference: ReferenceData) -> None:
        """Write each list of actors with the groups that its names stand for.

        `actor_names` has a row for each name and group; a group that a name stands for only from
        some day on has `since`. `actor_lists` has a row for each list: its first class, the group
        that certainly has one of its names, and the first that possibly has.
        """
        self.connection.executescript(
            """
            CREATE TABLE actor_names (
              list INTEGER, position INTEGER, name TEXT, group_id TEXT, certainty TEXT, since TEXT,
              is_civilian INTEGER, is_first INTEGER, PRIMARY KEY (list, position)
            ) WITHOUT ROWID;
            CREATE TABLE actor_lists (
              list INTEGER PRIMARY KEY, class TEXT, group_id TEXT, since TEXT, names TEXT,
              possible_id TEXT, possible_since TEXT
            );
            """
        )
        lists: list[tuple[object, ...]] = []
        names: list[tuple[object, ...]] = []
        for (fields, doubted), number in actors.numbers.items():
            listed = (each for name in fields for each in reference.listed(name))
            words = tuple(filter(is_name, listed)) or fields
            doubts = {each for name in doubted for each in reference.listed(name)}
            sure = [word for word in words if word not in doubts]
            group = reference.attribution(sure)
            rows = list(_name_rows(words, doubts, reference))
            possible = [
                (id_, since) for _, id_, sort, since, *_ in rows if id_ and sort == "possible"
            ]
            lists.append(
                (
                    number,
                    reference.actor_class(words[0]),
                    group.group if group else None,
                    group.since if group else None,
                    "; ".join(words),
                    *(possible[0] if possible else (None, None)),
                )
            )
            names += [(number, position, *row) for position, row in enumerate(rows, 1)]
        self.connection.execute("BEGIN")
        self.connection.executemany(
            "INSERT INTO actor_names VALUES (?, ?, ?, ?, ?, ?, ?, ?)", names
        )
        self.connection.executemany("INSERT INTO actor_lists VALUES (?, ?, ?, ?, ?, ?, ?)", lists)
        self.connection.execute("COMMIT")


def _name_rows(
    words: tuple[str, ...], doubts: set[str], reference: ReferenceData
) -> Iterator[tuple[object, ...]]:
    """Yield rows of `actor_names`, for each name and group, without list and position."""
    for name in words:
        is_civilian = int(reference.actor_class(name) == "civilians")
        for turn, meaning in enumerate(reference.meanings(name) or (NO_GROUP,)):
            certainty = "possible" if name in doubts else meaning.certainty
            yield name, meaning.group, certainty, meaning.since, is_civilian, int(turn == 0)
