"""The records of a run before they become reports: one table in a file of its own."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.events.actors import ActorLists
from loaders.events.columns import RECORD_COLUMNS
from loaders.events.reference import DataSet, Knowledge


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
        repeated: Rows that say what another row of the file says.
        refused: Rows left out for their mistakes.
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
        """The newest day of a file's records: an export is not older than what it tells of."""
        ((day,),) = self.connection.execute(
            "SELECT max(date_earliest) FROM records WHERE rowid > ? AND file = ?", (first_row, file)
        )
        return None if day is None else str(day)

    def add_actors(self, actors: ActorLists, knowledge: Knowledge) -> None:
        """Write each list of actors with the groups that its names stand for.

        `actor_names` has a row for each name and group; groups of a later beginning have `since`.
        `actor_lists` has a row for each list: its first class, and the group that certainly bears
        its first name.
        """
        self.connection.executescript(
            """
            CREATE TABLE actor_names (
              list INTEGER, position INTEGER, name TEXT, group_id TEXT, certainty TEXT, since TEXT,
              is_civilian INTEGER, is_first INTEGER, PRIMARY KEY (list, position)
            ) WITHOUT ROWID;
            CREATE TABLE actor_lists (
              list INTEGER PRIMARY KEY, class TEXT, group_id TEXT, since TEXT, names TEXT
            );
            """
        )
        names: list[tuple[object, ...]] = []
        lists: list[tuple[object, ...]] = []
        for (words, doubtful), number in actors.numbers.items():
            classes = [knowledge.actor_class(name) for name in words]
            certain = [
                meaning
                for meaning in knowledge.meanings(words[0])
                if meaning.certainty == "certain" and not doubtful
            ]
            # The group that an attack is put down to: JNIM itself where a unit of it is named.
            certain.sort(key=lambda each: (each.group != "jnim", each.group))
            lists.append(
                (
                    number,
                    classes[0],
                    certain[0].group if certain else None,
                    certain[0].since if certain else None,
                    "; ".join(words),
                )
            )
            position = 0
            for word, class_ in zip(words, classes, strict=True):
                for turn, meaning in enumerate(knowledge.meanings(word) or (None,)):
                    position += 1
                    certainty = (
                        "possible" if doubtful else meaning.certainty if meaning else "certain"
                    )
                    names.append(
                        (
                            number,
                            position,
                            word,
                            meaning.group if meaning else None,
                            certainty,
                            meaning.since if meaning else None,
                            int(class_ == "civilians"),
                            int(turn == 0),
                        )
                    )
        self.connection.execute("BEGIN")
        self.connection.executemany(
            "INSERT INTO actor_names VALUES (?, ?, ?, ?, ?, ?, ?, ?)", names
        )
        self.connection.executemany("INSERT INTO actor_lists VALUES (?, ?, ?, ?, ?)", lists)
        self.connection.execute("COMMIT")
