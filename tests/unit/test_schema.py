"""The tables: types enforced by CHECK, and columns that follow from others."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from common.citing import source_label
from common.database import open_read_only
from loaders.database import create_schema

ROOT = Path(__file__).resolve().parents[2]
# A value of another type than the column's, which SQLite would store all the same.
WRONG = {"TEXT": b"\xff", "INTEGER": "no number", "REAL": "no number"}


@pytest.fixture(scope="module")
def changeable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Return a copy of the database, with a row added to each table that has none."""
    path = tmp_path_factory.mktemp("schema") / "jnim.db"
    shutil.copyfile(ROOT / "jnim.db", path)
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "INSERT INTO data_files VALUES (1, 's', 'n', 'l', 'v', ?, 1, 1, 0, 0, 0, 0)", ["a" * 64]
        )
        database.execute(
            "INSERT INTO matches VALUES (1, 'a', 'b', 'c', 'same', 'hand', 0.5, 1, 1.5, 'why')"
        )
        database.execute("INSERT INTO attack_aliases VALUES ('a', 'b')")
        database.commit()
        yield database


def tables(database: sqlite3.Connection) -> list[str]:
    found = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND name NOT LIKE '%\\_fts%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'"
    )
    return [name for (name,) in found]


def test_every_column_refuses_another_type(changeable: sqlite3.Connection) -> None:
    taken = []
    for table in tables(changeable):
        for _, column, type_, *_, is_key in changeable.execute(f"PRAGMA table_info([{table}])"):
            if is_key and type_ == "INTEGER":
                continue  # the rowid, which SQLite holds to numbers itself
            try:
                changeable.execute(f"UPDATE [{table}] SET [{column}] = ?", [WRONG[type_]])
                taken.append(f"{table}.{column}")
            except sqlite3.IntegrityError as error:
                assert "CHECK" in str(error), (table, column, error)
            finally:
                changeable.rollback()
    assert not taken


def test_no_key_may_be_empty(changeable: sqlite3.Connection) -> None:
    """In a table that is not STRICT, a text key could be NULL."""
    for table in tables(changeable):
        for _, column, type_, is_required, _, is_key in changeable.execute(
            f"PRAGMA table_info([{table}])"
        ):
            assert is_required or not is_key or type_ == "INTEGER", (table, column)


def test_nothing_needs_a_newer_sqlite_or_is_hidden_from_others() -> None:
    """Debian 11 has SQLite 3.34; table_info, sqlite-utils and DuckDB hide generated columns."""
    newer = re.compile(
        r"\bSTRICT\b|GENERATED|->|RETURNING|\b(?:RIGHT|FULL)\b.*JOIN|MATERIALIZED"
        r"|IS (?:NOT )?DISTINCT"
        r"|\b(?:unixepoch|format|iif|string_agg|concat|concat_ws|octet_length|timediff)\s*\(",
        re.IGNORECASE,
    )
    for path in (*ROOT.glob("schema/*.sql"), *ROOT.glob("templates/views/*.sql")):
        sql = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
        assert not newer.search(sql), (path.name, newer.search(sql))
    for path in ROOT.glob("schema/*views.sql"):
        sql = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
        # What DuckDB does not parse, and then refuses to list any table.
        assert not re.search(r"CROSS JOIN \S+( AS \S+)?\s+ON\b", sql), path.name
        assert not re.search(r"\bIS (?:NOT )?(?!NULL|NOT NULL)\S+", sql), path.name


def test_year_and_month_are_those_that_hold_all_days() -> None:
    database = sqlite3.connect(":memory:")
    create_schema(database)
    add = (
        "INSERT INTO attacks (id, title, scope, date_earliest, date_latest, year, month, reports,"
        " disputed) VALUES (?, 't', 'incident', ?, ?, ?, ?, 1, 0)"
    )
    for number, (sound, row) in enumerate(
        (
            (True, ("2018-03-03", "2018-03-31", 2018, "2018-03")),
            (True, ("2018-03-03", "2018-04-01", 2018, None)),
            (True, ("2018-12-31", "2019-01-01", None, None)),
            (True, (None, "2019-01-01", None, None)),
            (False, ("2018-03-03", "2018-03-31", 2018, None)),
            (False, ("2018-03-03", "2018-04-01", 2018, "2018-03")),
            (False, ("2018-12-31", "2019-01-01", 2018, None)),
            (False, (None, "2019-01-01", 2019, None)),
        )
    ):
        if sound:
            database.execute(add, (f"a{number}", *row))
        else:
            with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
                database.execute(add, (f"a{number}", *row))


def test_labels_and_popups_follow_from_their_rows() -> None:
    with closing(open_read_only(ROOT / "jnim.db")) as database:
        database.row_factory = sqlite3.Row
        for source in database.execute("SELECT * FROM sources"):
            assert source["label"] == source_label(dict(source))
        for table, name in (("attacks", "title"), ("places", "name")):
            for row in database.execute(f"SELECT id, {name} AS name, popup FROM {table}"):
                popup = json.loads(row["popup"])
                assert popup["title"] == row["name"]
                assert popup["link"].removesuffix("#possible") == f"/jnim/{table}/{row['id']}"
