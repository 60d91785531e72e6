"""A copy of the site with hostile words in every column of text that takes them."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from tests.hostile import spoilt_columns, tables
from tests.site.tables import copy_of_site

WORDS = (
    "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}{% x %}"
    "&lt;]]><!-- }} \\bibitem{ @misc{x, $ % # ^ ~ \x01\x0b\x1f \ufffe \u202e end"
)
ADDRESS = "javascript:alert(3)//"


def spoil(database: sqlite3.Connection) -> None:
    """Put hostile words into every column of words that nothing refers to or checks."""
    database.execute("PRAGMA foreign_keys = OFF")
    for table in tables(database):
        for column in spoilt_columns(database, table):
            # Some take a date, a hash or a word of a list only.
            with contextlib.suppress(sqlite3.Error):
                database.execute(f"UPDATE [{table}] SET [{column}] = ? || rowid", [WORDS])
    database.execute("UPDATE claims SET deep_link = ?", [ADDRESS])
    database.execute("UPDATE attack_reports SET weapons = json_array(?)", [WORDS])


def spoilt_copy(folder: Path) -> Path:
    """Make a copy of the site with a spoilt database, and return its folder."""
    return copy_of_site(folder, spoil)
