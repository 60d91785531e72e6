"""The initial content of a database with events: the rows from the facts.

They are read from the facts, or copied from a database just built from them, which takes a tenth of
the time.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from common.content_hash import begun
from common.errors import UserError
from loaders.database import fill_search
from loaders.problems import Problems

_ELSEWHERE = "has not been made by this schema: make builds it anew"


@dataclass(frozen=True)
class Start:
    """The rows from the facts.

    Attributes:
        groups: The ids of the groups.
        group_kinds: The kinds of groups.
        attack_types: The types of attacks.
        fill: Writes the rows; returns False if queries find mistakes not visible in the files.
    """

    groups: Collection[str]
    group_kinds: Collection[str]
    attack_types: Collection[str]
    fill: Callable[[Database], bool]


def from_facts(folder: Path, problems: Problems) -> Start:
    """Read the facts."""
    # Imported only here: its dependencies (schemas, a date parser) take half a second.
    from loaders import build

    context = build.make_rows(folder, problems)
    return Start(
        context.facts.entities.get("groups", {}),
        context.facts.vocabularies.get("group_kinds", {}),
        context.facts.vocabularies.get("attack_types", {}),
        lambda database: build.fill(context, database),
    )


def from_database(path: Path) -> Start:
    """Copy the rows of a database built from the facts.

    Raises:
        UserError: If it is not such a database.
    """
    if not path.is_file():
        raise UserError(f"there is no database {path}: make builds it")
    try:
        with contextlib.closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        ) as built:
            groups, kinds, types = (
                [id_ for (id_,) in built.execute(f'SELECT id FROM "{table}"')]  # noqa: S608
                for table in ("groups", "group_kinds", "attack_types")
            )
            ((files,),) = built.execute("SELECT count(*) FROM data_files")
    except sqlite3.Error as error:
        raise UserError(f"{path} {_ELSEWHERE} ({error})") from None
    if files:
        raise UserError(f"{path} holds event data, and is to hold what the facts give alone")
    return Start(groups, kinds, types, lambda database: _copy(path, database))


def _copy(path: Path, database: Database) -> bool:
    """Copy all rows; full-text indexes are rebuilt."""
    connection: sqlite3.Connection = database.conn
    connection.execute("ATTACH ? AS built", (str(path),))
    try:
        made, found = (
            connection.execute(
                f"SELECT type, name, sql FROM {each}.sqlite_master"  # noqa: S608
                " WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
            ).fetchall()
            for each in ("main", "built")
        )
        # Compare definitions as a build does, ignoring line breaks.
        own, others = (
            [(type_, name, begun(sql or "").digest()) for type_, name, sql in each]
            for each in (made, found)
        )
        if own != others:
            raise UserError(f"{path} {_ELSEWHERE}")
        indexes = [name for type_, name, sql in made if " USING fts5" in (sql or "")]
        for type_, name, _ in made:
            if type_ == "table" and not name.startswith(tuple(indexes)):
                connection.execute(f'INSERT INTO main."{name}" SELECT * FROM built."{name}"')  # noqa: S608
        connection.commit()
    finally:
        connection.execute("DETACH built")
    fill_search(database)
    return True
