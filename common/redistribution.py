"""What may be passed on, and what not: no export and no publishing of a licence's breach."""

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

# Of a document what it says stands here in our words, and of a register names and numbers: that is
# passed on, unless a document's terms forbid it. The records of a data set are its publisher's own,
# and are passed on only where its licence is known to let them.
WITHHELD = """
SELECT coalesce(label, title) FROM sources
WHERE
  (redistributable = 0 AND id IN (SELECT source_id FROM claims))
  OR (coalesce(redistributable, 0) = 0 AND id IN (SELECT source_id FROM data_files))
ORDER BY 1
"""


def withheld(database: sqlite3.Connection) -> list[str]:
    """Return what the sources are called whose rows may not be passed on."""
    return [name for (name,) in database.execute(WITHHELD)]


def refuse_withheld(path: Path) -> None:
    """Stop where a database holds rows that may not be passed on.

    Raises:
        UserError: With the sources, and the way out; also where the file is no such database.
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
