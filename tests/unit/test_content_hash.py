"""The content hash: what changes it and what does not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from common.command import exit_code
from common.content_hash import content_hash, content_hashes, main

SCHEMA = "CREATE TABLE t (id TEXT PRIMARY KEY, a, b)"
ROWS: list[tuple[object, ...]] = [("x", 1, "one"), ("y", 2.5, None)]


def database(*statements: str, rows: list[tuple[object, ...]] = ROWS) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(SCHEMA)
    connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    return connection


def test_the_order_of_rows_does_not_matter() -> None:
    assert content_hash(database()) == content_hash(database(rows=ROWS[::-1]))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE t SET b = '' WHERE id = 'y'",
        "UPDATE t SET a = 1.0 WHERE id = 'x'",
        "UPDATE t SET a = '1' WHERE id = 'x'",
        "UPDATE t SET a = x'31' WHERE id = 'x'",
        "UPDATE t SET b = 'one ' WHERE id = 'x'",
        "UPDATE t SET id = 'z' WHERE id = 'y'",
        "DELETE FROM t WHERE id = 'y'",
        "CREATE VIEW v AS SELECT id FROM t",
        "CREATE INDEX i ON t (a)",
        "CREATE TABLE u (id INTEGER PRIMARY KEY)",
        "ALTER TABLE t ADD COLUMN c TEXT",
    ],
)
def test_every_change_of_content_changes_it(statement: str) -> None:
    assert content_hash(database()) != content_hash(database(statement))


def test_values_cannot_run_into_each_other() -> None:
    one = database(rows=[("x", "ab", "c")])
    other = database(rows=[("x", "a", "bc")])
    assert content_hash(one) != content_hash(other)


def test_layout_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "one.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA page_size = 512")
        connection.execute(SCHEMA)
        connection.executemany("INSERT INTO t VALUES (?, ?, ?)", ROWS * 1)
        connection.execute("INSERT INTO t VALUES ('gone', randomblob(9999), NULL)")
        connection.execute("DELETE FROM t WHERE id = 'gone'")
    assert content_hash(connection) == content_hash(database())
    connection.execute("VACUUM")
    assert content_hash(connection) == content_hash(database())
    connection.close()


def test_how_search_keeps_its_index_does_not_matter() -> None:
    search = "CREATE VIRTUAL TABLE f USING fts5 (b, content='t')"
    fill = "INSERT INTO f (f) VALUES ('rebuild')"
    assert content_hash(database(search)) == content_hash(database(search, fill))
    assert "f_data" not in content_hashes(database(search, fill))


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.db"
    with sqlite3.connect(path) as connection:
        database().backup(connection)
    connection.close()
    assert exit_code(main, [str(path), "--tables"]) == 0
    table, total = capsys.readouterr().out.splitlines()
    assert table.endswith(" t")
    assert total == content_hash(database())
    assert exit_code(main, [str(tmp_path / "none.db")]) == 2
    (tmp_path / "text.db").write_text("no database at all, but long enough to be read as one")
    assert exit_code(main, [str(tmp_path / "text.db")]) == 2
    assert "cannot be read as a database" in capsys.readouterr().err
