"""Which data may be redistributed, so that no export or published copy breaches a licence."""

import sqlite3
from pathlib import Path

from common.database import open_read_only
from common.errors import UserError
from common.project import FILE

REMEDY = (
    "Of a document only what it says is held, not its text: where that may be passed on, take "
    'redistributable: "no" from it in facts/sources.yml. Where they are event data, '
    f"`make public EVENTS=folder` writes a database without them, build/public/{FILE}."
)

# Documents are here in our own words, and registers as names and numbers: these may be
# redistributed unless a document's terms forbid it. The records of a data set are its publisher's
# own: they may be redistributed only if its licence is known to allow that.
WITHHELD = """
SELECT coalesce(label, title) FROM sources
WHERE
  (redistributable = 0 AND id IN (SELECT source_id FROM claims))
  OR (coalesce(redistributable, 0) = 0 AND id IN (SELECT source_id FROM data_files))
ORDER BY 1
"""


def withheld(database: sqlite3.Connection) -> list[str]:
    """Return the labels of the sources whose rows may not be redistributed."""
    return [name for (name,) in database.execute(WITHHELD)]


def refuse_withheld(path: Path) -> None:
    """Check that all rows of a database may be redistributed.

    Raises:
        UserError: If not, with the sources and what to do; or if the file is not such a database.
    """
    database = open_read_only(path)
    try:
        names = withheld(database)
    except sqlite3.Error as error:
        raise UserError(f"{path} is no database of this project: {error}") from None
    finally:
        database.close()
    if names:
        raise UserError(
            f"{path} holds rows that may not be passed on: those of {'; '.join(names)}. " + REMEDY
        )
