"""Count the attacks by what the site counts them by, so that no page goes through a million rows.

`attack_counts` follows from `attacks` alone.
"""

import sqlite3

COUNTED_BY = (
    "scope, year, month, attack_type, country_code, perpetrator_id, geo_precision, disputed"
)

COUNTS = f"""
INSERT INTO attack_counts ({COUNTED_BY}, attacks, with_point, killed_best)
SELECT {COUNTED_BY}, count(*), count(latitude), sum(killed_best)
FROM attacks
GROUP BY {COUNTED_BY}
ORDER BY {COUNTED_BY}
"""  # noqa: S608


def count_attacks(database: sqlite3.Connection) -> None:
    """Fill attack_counts anew."""
    database.execute("DELETE FROM attack_counts")
    database.execute(COUNTS)
