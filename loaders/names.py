"""The table of letters, and the words of names by it: what `find` looks names up by."""

import sqlite3

from common.folding import plain_letters

# Scripts that begin there are written without an alphabet, or are variants of letters below.
END_OF_LETTERS = 0x2E80

# A group that no document names is called by what this database calls it as well.
WORDS = """
INSERT INTO name_words (name_id, word, skeleton)
SELECT DISTINCT spelt.id, spelled_words.word, spelled_words.skeleton
FROM (
  SELECT id, name FROM names
  UNION
  SELECT names.id, "groups".name FROM names INNER JOIN "groups" ON names.group_id = "groups".id
  WHERE names.claim_id IS NULL
) AS spelt
INNER JOIN spelled_words ON spelled_words.question = json_array(spelt.name)
WHERE spelt.id NOT IN (SELECT name_id FROM name_words)
ORDER BY spelt.id, spelled_words.word, spelled_words.skeleton
"""


def fill_letters(database: sqlite3.Connection) -> None:
    """Fill the table of letters; characters that stand for nothing have no row."""
    plain = ((code, plain_letters(chr(code))) for code in range(1, END_OF_LETTERS))
    # The views count places in a text by the first rows, so that none of these may be missing.
    rows = [(code, letters) for code, letters in plain if letters or code < 0x100]
    database.executemany("INSERT INTO letters (code, plain) VALUES (?, ?)", rows)


def add_name_words(database: sqlite3.Connection) -> None:
    """Add the words of those names that have none yet."""
    database.execute(WORDS)
