"""Count the attacks by what the site counts them by, so that no page goes through a million rows.

`attack_counts` follows from `attacks` alone.
"""

import sqlite3

COUNTED_BY = (
    "scope, year, month, attack_type, country_code, perpetrator_id, geo_precision, disputed"
)

# The same, the month first, which tells most of a million rows apart while they are sorted.
GROUPED_BY = (
    "month, country_code, attack_type, perpetrator_id, geo_precision, year, scope, disputed"
)
COUNTS = f"""
SELECT {COUNTED_BY}, count(*), count(latitude), sum(killed_best)
FROM attacks NOT INDEXED
GROUP BY {GROUPED_BY}
ORDER BY {COUNTED_BY}
"""  # noqa: S608

Counts = list[tuple[object, ...]]


def counts_of(database: sqlite3.Connection) -> Counts:
    """How many attacks there are of each combination: the rows of attack_counts."""
    return database.execute(COUNTS).fetchall()


def write_counts(database: sqlite3.Connection, counts: Counts) -> None:
    """Put these into attack_counts, in the place of what is there."""
    database.execute("DELETE FROM attack_counts")
    database.executemany(
        "INSERT INTO attack_counts VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", counts
    )


def count_attacks(database: sqlite3.Connection) -> None:
    """Fill attack_counts anew."""
    write_counts(database, counts_of(database))
