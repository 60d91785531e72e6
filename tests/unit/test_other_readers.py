"""jnim.db in other programs: DuckDB reads the same as SQLite."""

from __future__ import annotations

import importlib.util
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import some

duckdb = pytest.importorskip("duckdb")
ROOT = Path(__file__).resolve().parents[2]
# DuckDB finds values that are joined in an order of its own.
JOINED = {"timeline_entries": {"group_ids", "disagreements"}}


def names(*types: str) -> list[str]:
    with closing(sqlite3.connect(ROOT / "jnim.db")) as database:
        found = database.execute(
            "SELECT name, type FROM sqlite_master WHERE name NOT LIKE '%\\_fts%' ESCAPE '\\'"
            " AND name NOT LIKE 'sqlite%' ORDER BY name"
        )
        return [name for name, type_ in found if type_ in types]


@pytest.fixture(scope="module")
def reader() -> Iterator[Any]:
    """Attach jnim.db to DuckDB, with the extension that PyPI has for one version of it."""
    package = importlib.util.find_spec("duckdb_extension_sqlite_scanner")
    if package is None or package.origin is None:
        pytest.skip("needs duckdb-extension-sqlite-scanner, of the version of duckdb")
    folder = Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}"
    extension = folder / "sqlite_scanner.duckdb_extension"
    if not extension.is_file():
        pytest.skip(f"duckdb-extension-sqlite-scanner is not of DuckDB {duckdb.__version__}")
    with duckdb.connect(config={"autoinstall_known_extensions": False, "threads": 1}) as connection:
        connection.execute(f"LOAD '{extension}'")
        connection.execute(f"ATTACH '{ROOT / 'jnim.db'}' AS jnim (TYPE sqlite, READ_ONLY)")
        connection.execute("USE jnim")
        yield connection


def test_all_tables_are_listed(reader: Any) -> None:
    """A single view that DuckDB cannot parse would hide them all."""
    listed = {row[2] for row in reader.execute("SHOW ALL TABLES").fetchall()}
    assert listed >= {*names("table")}


@pytest.mark.parametrize("name", [*names("view"), *some(names("table"), 4)])
def test_duckdb_reads_the_same_rows(reader: Any, name: str) -> None:
    with closing(sqlite3.connect(ROOT / "jnim.db")) as database:
        ours = database.execute(f"SELECT * FROM [{name}]")
        columns = [column[0] for column in ours.description]
        expected = [told(columns, row, JOINED.get(name, set())) for row in ours]
    rows = reader.execute(f'SELECT * FROM "{name}"').fetchall()
    assert sorted(told(columns, row, JOINED.get(name, set())) for row in rows) == sorted(expected)


def told(columns: list[str], row: Any, joined: set[str]) -> str:
    """Return a row as text; values joined in no fixed order are compared by their letters."""
    return repr(
        [
            "".join(sorted(value)) if column in joined else value
            for column, value in zip(columns, row, strict=True)
        ]
    )
