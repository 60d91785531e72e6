"""Open a database file for reading."""

import sqlite3
from pathlib import Path

from common.errors import UserError


def open_read_only(path: Path) -> sqlite3.Connection:
    """Open a database file without changing it."""
    if not path.is_file():
        raise UserError(f"there is no file {path}")
    try:
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as error:
        raise UserError(f"{path} cannot be opened: {error}") from None
