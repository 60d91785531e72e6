"""The table of letters, and the folded words of names, which the query `find` uses."""

import json
import sqlite3
from functools import cache

from common.folding import plain_letters

# From here on, scripts have no alphabet, or are variants of letters below.
END_OF_LETTERS = 0x2E80

# A group that no document names is also found by the name this database gives it.
WITHOUT_WORDS = """
SELECT spelt.id, spelt.name
FROM (
  SELECT id, name FROM names
  UNION
  SELECT names.id, "groups".name FROM names INNER JOIN "groups" ON names.group_id = "groups".id
  WHERE names.claim_id IS NULL
) AS spelt
WHERE spelt.id NOT IN (SELECT name_id FROM name_words)
"""
# One statement for all names: restarting it for each name took a third of the time.
WORDS = """
SELECT asked.key, spelt.word, spelt.skeleton
FROM json_each(?) AS asked
CROSS JOIN spelled_words AS spelt ON spelt.question = json_array(asked.value)
"""
_words: dict[str, list[tuple[str, str | None]]] = {}
"""The words of names from earlier builds: while editing, nearly all names stay the same."""


@cache
def _letters() -> list[tuple[int, str]]:
    plain = ((code, plain_letters(chr(code))) for code in range(1, END_OF_LETTERS))
    # The views use the first rows to count positions in a text, so none of these may be missing.
    return [(code, letters) for code, letters in plain if letters or code < 0x100]


def fill_letters(database: sqlite3.Connection) -> None:
    """Fill the table of letters; characters that fold to nothing have no row."""
    database.executemany("INSERT INTO letters (code, plain) VALUES (?, ?)", _letters())


def add_name_words(database: sqlite3.Connection) -> None:
    """Add the words of names that have none yet."""
    rows: set[tuple[str, str, str | None]] = set()
    names = database.execute(WITHOUT_WORDS).fetchall()
    new = sorted({name for _, name in names} - _words.keys())
    _words.update({name: [] for name in new})
    for number, word, skeleton in database.execute(WORDS, (json.dumps(new),)):
        _words[new[number]].append((word, skeleton))
    for id_, name in names:
        rows |= {(id_, word, skeleton) for word, skeleton in _words[name]}
    ordered = sorted(rows, key=lambda row: (row[0], row[1], row[2] or ""))
    into = "INSERT INTO name_words (name_id, word, skeleton) VALUES (?, ?, ?)"
    database.executemany(into, ordered)
