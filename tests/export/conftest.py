"""What the tests of exports share: an export of jnim.db, and one of a database of hostile words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from exports.write import export
from tests.conftest import ROOT, built_once

# Everything that has a meaning in one of the formats, with marks that nobody sees.
WORDS = (
    "=cmd|'/c calc'!A1 \"q\" 'a' {b} \\c, %d; =1 <script>x</script>\r\n&amp; $e_f#^~ "
    "\u202eevil\u2067\u200b\ufeff né\u2028\t\x0b"
)
SPOILT = {
    "attacks": "title location",
    "attack_reports": "location target casualties motive note",
    "claims": "statement locator note",
    "groups": "name note",
    "people": "name",
    "places": "name note",
    "sources": "title authors publisher container note",
    "names": "name",
    "characteristics": "value note",
    "milestones": "title outcome",
    "designations": "programme legal_basis",
    "estimates": "as_told scope",
    "statements": "summary occasion",
    "disagreements": "topic note",
    "disagreement_readings": "reading",
    "attack_actors": "name",
    "attack_types": "label description",
}


BOTH = pytest.mark.parametrize("which", ["dist", "spoilt"])


def spoil(database: sqlite3.Connection) -> None:
    """Put hostile words into the columns that hold words."""
    for table, columns in SPOILT.items():
        for column in columns.split():
            # Some columns are unique, and some hold the semicolons that part authors.
            database.execute(f"UPDATE [{table}] SET [{column}] = ? || rowid", [WORDS])


def exported(folder: Path) -> Path:
    """Export the database that the facts give."""
    export(ROOT / "jnim.db", folder / "dist", ROOT / "jnim.db", "2026-01-31")
    return folder / "dist"


def exported_spoilt(folder: Path) -> Path:
    """Export a database full of hostile words."""
    path = folder / "jnim.db"
    path.write_bytes((ROOT / "jnim.db").read_bytes())
    database = sqlite3.connect(path)
    with database:
        spoil(database)
    database.close()
    export(path, folder / "dist", ROOT / "jnim.db", None)
    return folder / "dist"


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an export of the database that the facts give."""
    return built_once(tmp_path_factory, exported)


@pytest.fixture(scope="session")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an export of a database full of hostile words."""
    return built_once(tmp_path_factory, exported_spoilt)


@pytest.fixture
def folder(which: str, request: pytest.FixtureRequest) -> Path:
    """Return the folder of one of the two exports."""
    path: Path = request.getfixturevalue(which)
    return path
