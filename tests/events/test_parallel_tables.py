"""The files that processes fill beside the database: what they do when something goes wrong."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.events.parallel_tables import ROOT, ParallelFile, parallel_tables

FOR_EVER = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "main.db")
    connection.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT UNIQUE)")
    connection.execute("INSERT INTO words VALUES (1, 'there before')")
    connection.commit()
    with sqlite3.connect(tmp_path / "staged.db") as staged:
        staged.execute("CREATE TABLE records (word TEXT)")
        staged.executemany("INSERT INTO records VALUES (?)", [(f"word {n}",) for n in range(500)])
    staged.close()
    yield connection
    connection.close()


def test_a_table_comes_back_with_its_numbers_and_indexes(
    database: sqlite3.Connection, tmp_path: Path
) -> None:
    database.execute("CREATE TABLE told (word TEXT PRIMARY KEY)")
    database.execute("CREATE INDEX told_backwards ON told (word DESC)")
    database.execute("CREATE INDEX told_first ON told (word) WHERE word < 'word 1'")
    database.execute("INSERT INTO told VALUES ('there before')")
    # Versions that do not count leave gaps.
    fill = "INSERT INTO told (rowid, word) SELECT 2 * rowid + 1, word FROM staged.records"
    beside = parallel_tables(database, {"told": [fill]}, tmp_path)
    with beside.filling(tmp_path / "staged.db"):
        beside.copy_into(database)
    rows = database.execute("SELECT rowid, word FROM told ORDER BY rowid").fetchall()
    assert rows == [(1, "there before"), *((2 * n + 3, f"word {n}") for n in range(500))]
    for index in ("told_backwards", "told_first"):
        asked = f"SELECT count(*) FROM told INDEXED BY {index} WHERE word < 'word 1'"
        assert database.execute(asked).fetchall() == [(2,)]
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert not beside.path.exists()


@pytest.mark.parametrize(
    ("path", "statement", "name"),
    [
        ("no-folder/words.db", "SELECT 1", "SQLITE_CANTOPEN"),
        ("words.db", "INSERT INTO nothing VALUES (1)", "SQLITE_ERROR"),
        ("words.db", "PRAGMA main.max_page_count = 2", "SQLITE_FULL"),
    ],
)
def test_what_goes_wrong_in_the_process_is_raised_here(
    database: sqlite3.Connection, tmp_path: Path, path: str, statement: str, name: str
) -> None:
    copy = "CREATE TABLE words AS SELECT a.word FROM staged.records AS a JOIN staged.records AS b"
    beside = ParallelFile(tmp_path / path, [statement, copy], ["words"])
    with beside.filling(tmp_path / "staged.db"), pytest.raises(sqlite3.Error) as caught:
        beside.copy_into(database)
    assert caught.value.sqlite_errorname == name


def test_it_ends_when_it_is_not_needed_any_more(
    database: sqlite3.Connection, tmp_path: Path
) -> None:
    beside = ParallelFile(tmp_path / "words.db", [FOR_EVER], ["words"])
    with pytest.raises(KeyError), beside.filling(tmp_path / "staged.db"):
        raise KeyError
    assert beside.process is not None
    assert beside.process.poll() is not None


def test_it_ends_with_the_one_who_started_it(database: sqlite3.Connection, tmp_path: Path) -> None:
    task = {
        "path": str(tmp_path / "words.db"),
        "staged": str(tmp_path / "staged.db"),
        "statements": [FOR_EVER],
    }
    command = [sys.executable, "-m", "loaders.events.parallel_tables", json.dumps(task)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        # What a killed parent leaves behind: a closed pipe.
        process.stdin.close()
        assert process.wait(timeout=30) != 0
