"""The full-text index that is made beside the database is the one that SQLite would have made."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.synthetic import write_acled
from loaders.events.run import Outcome
from tests.events.conftest import write_export

Build = Callable[..., Outcome]


@pytest.mark.parametrize("exports", ["one file", "two files"])
def test_the_index_fits_the_words(build: Build, tmp_path: Path, exports: str) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    write_acled(folder / "a.csv", 3000)
    if exports == "two files":
        write_export(folder / "b.csv", 10, notes="Later words", timestamp=1_800_000_000)
    build(folder, tmp_path / "jnim.db")
    with sqlite3.connect(tmp_path / "jnim.db") as database:
        # With 1, the index is compared with the words in the table.
        insert = "INSERT INTO attack_reports_fts (attack_reports_fts, rank)"
        database.execute(f"{insert} VALUES ('integrity-check', 1)")
        found = matched(database)
    copy = tmp_path / "copy.db"
    shutil.copy(tmp_path / "jnim.db", copy)
    with sqlite3.connect(copy) as database:
        database.execute("INSERT INTO attack_reports_fts (attack_reports_fts) VALUES ('rebuild')")
        assert matched(database) == found
    assert found["later"] == (10 if exports == "two files" else 0)
    assert found["ouagadougou"] > 0, "the reports of the facts are in it"


def matched(database: sqlite3.Connection) -> dict[str, int]:
    """How many reports have a word."""
    return {
        word: len(
            database.execute(
                "SELECT rowid FROM attack_reports_fts WHERE attack_reports_fts MATCH ?", (word,)
            ).fetchall()
        )
        for word in ("later", "ouagadougou", "embassy", "a*")
    }
