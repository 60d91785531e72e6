"""The records of a run before they become reports: one table in a file of its own."""

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
    """What became of one table.

    Attributes:
        number: Its number in this run, from 1.
        name: Its name.
        data_set: The data set that its records belong to.
        layout: The title of its layout.
        version: The version that is stated, by a mapping or by the file's name.
        rank: When that was, in seconds since 1970: the later version counts.
        sha256: Of its bytes.
        rows: Rows after the header.
        repeated: Rows that say what another row of the file says, or name a further actor.
        refused: Rows left out for their mistakes.
        ignored: Rows that are no records: empty ones, the header once more, and tags below it.
        monadic: Whether an event has a row for each of its actors.
        records: Rows that were staged, each of them a version of an event.
        used: Those that became reports.
        superseded: Those for which a newer version counts, or that a newer export has no more.
        versions: Records that stand in the file again with other content.
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
        # Written once from end to end and read so: the larger the pages, the fewer the calls.
        self.connection.execute("PRAGMA page_size = 65536")
        self.connection.execute("PRAGMA journal_mode = OFF")
        self.connection.execute("PRAGMA synchronous = OFF")
        columns = ", ".join(
            f"{name} {type_} CHECK (typeof({name}) IN ('{type_.lower()}', 'null'))"
            for name, type_ in RECORD_COLUMNS.items()
        )
        self.connection.execute(f"CREATE TABLE records ({columns})")

    def last_row(self) -> int:
        """The number of the last row that is there."""
        ((row,),) = self.connection.execute("SELECT coalesce(max(rowid), 0) FROM records")
        return int(row)

    def lines_after(self, row: int) -> list[int]:
        """The lines of the records that were written after a row."""
        rows = self.connection.execute("SELECT line FROM records WHERE rowid > ?", (row,))
        return [line for (line,) in rows]

    def late_days_after(self, row: int) -> int:
        """How many records written after a row are of a day that no month could be."""
        ((count,),) = self.connection.execute(
            "SELECT count(*) FROM records WHERE rowid > ? AND substr(date_earliest, 9) > '12'",
            (row,),
        )
        return int(count)

    def forget_after(self, row: int) -> None:
        """Take back what a reader wrote that then met a row that it could not read."""
        self.connection.execute("DELETE FROM records WHERE rowid > ?", (row,))

    def add(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Write rows one by one."""
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO records ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
        self.connection.execute("BEGIN")
        self.connection.executemany(statement, rows)
        self.connection.execute("COMMIT")

    def newest_day(self, file: int, first_row: int) -> str | None:
        """The newest day of a file's records: an export is no older than its records."""
        ((day,),) = self.connection.execute(
            "SELECT max(date_earliest) FROM records WHERE rowid > ? AND file = ?", (first_row, file)
        )
        return None if day is None else str(day)

    def add_actors(self, actors: ActorLists, reference: ReferenceData) -> None:
        """Write each list of actors with the groups that its names stand for.

        `actor_names` has a row for each name and group; groups of a later beginning have `since`.
        `actor_lists` has a row for each list: its first class, the group that certainly bears
        one of its names, and the first that may.
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
    """Rows of `actor_names` without their list and position: one for each name and group."""
    for name in words:
        is_civilian = int(reference.actor_class(name) == "civilians")
        for turn, meaning in enumerate(reference.meanings(name) or (NO_GROUP,)):
            certainty = "possible" if name in doubts else meaning.certainty
            yield name, meaning.group, certainty, meaning.since, is_civilian, int(turn == 0)
