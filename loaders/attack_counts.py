"""Fill `attack_counts`, the counts that the site needs, so that no page reads a million rows.

It is derived from `attacks` alone.
"""

import sqlite3

COUNTED_BY = (
    "scope, year, month, attack_type, country_code, perpetrator_id, geo_precision, disputed"
)

# SQLite sorts a million texts in two thirds of the time that it takes for as many rows of columns.
COUNTS = f"""
SELECT {COUNTED_BY}, count(*), count(latitude), sum(killed_best)
FROM attacks NOT INDEXED
GROUP BY json_array({COUNTED_BY})
ORDER BY {COUNTED_BY}
"""  # noqa: S608

Counts = list[tuple[object, ...]]


def counts_of(database: sqlite3.Connection) -> Counts:
    """Return the rows of attack_counts: the number of attacks for each combination."""
    return database.execute(COUNTS).fetchall()


def write_counts(database: sqlite3.Connection, counts: Counts) -> None:
    """Replace the rows of attack_counts."""
    database.execute("DELETE FROM attack_counts")
    database.executemany(
        "INSERT INTO attack_counts VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", counts
    )


def count_attacks(database: sqlite3.Connection) -> None:
    """Recompute attack_counts."""
    write_counts(database, counts_of(database))
