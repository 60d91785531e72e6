"""Small invented facts and documents, and a schema with one view, for the loaders."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from common.command import exit_code
from loaders import build, database

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
DOCUMENTS = FIXTURES / "docs"


@pytest.fixture(scope="session")
def small_schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the real tables, but of the views only the one that the loaders read.

    The site's views are tested on the real facts.
    """
    folder = tmp_path_factory.mktemp("schema")
    for path in database.SCHEMA.glob("*.sql"):
        if "views" not in path.name:
            shutil.copy(path, folder)
    shutil.copy(FIXTURES / "schema" / "08_views.sql", folder)
    return folder


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where each test finds its facts: an unchanged file is not read again."""
    return tmp_path_factory.mktemp("small")


@pytest.fixture
def facts(place: Path, small_schema: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder with a copy of the invented facts, which build without a mistake."""
    monkeypatch.setattr(database, "SCHEMA", small_schema)
    shutil.copytree(FIXTURES / "facts", place / "facts")
    yield place / "facts"
    shutil.rmtree(place)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Return the path of a database."""
    return tmp_path / "out" / "small.db"


@pytest.fixture
def run_build(facts: Path, output: Path) -> Callable[[], int]:
    """Return a function that builds the invented facts and returns the exit code."""
    output.parent.mkdir()

    def run() -> int:
        arguments = ["--facts", str(facts), "--output", str(output), "--quiet"]
        return exit_code(build.main, arguments)

    return run


@pytest.fixture
def rows(run_build: Callable[[], int], output: Path) -> Callable[..., list[dict[str, Any]]]:
    """Build the invented facts, and return a function that asks the database."""
    assert run_build() == 0

    def ask(sql: str, *values: object) -> list[dict[str, Any]]:
        connection = sqlite3.connect(output)
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(sql, values)]
        finally:
            connection.close()

    return ask
