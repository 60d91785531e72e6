"""Count the attacks that are one record by their days, for `attack_days`.

Such an attack says what its record says, so that a million of them are counted from columns. SQLite
would sort them first, which takes three times as long.
"""

from collections.abc import Iterator
from pathlib import Path

import adbc_driver_sqlite.dbapi as adbc
import polars as pl

from loaders.attack_days import COUNTED

_RECORDS = f"""
SELECT attack_id, source_id, date_earliest, date_latest, killed_low, killed_best, killed_high
FROM attack_reports
WHERE data_file_id IS NOT NULL AND {COUNTED}
"""  # noqa: S608

# 0 possibly a party, 1 a party, 2 it attacked.
_INVOLVED = """
SELECT attack_id, group_id,
  max(CASE WHEN certainty = 'possible' THEN 0 WHEN side = 'perpetrator' THEN 2 ELSE 1 END) AS part
FROM attack_actors
WHERE group_id IS NOT NULL
GROUP BY attack_id, group_id
"""

_KILLED = ("killed_low", "killed_best", "killed_high")


def count_alone(path: Path, several: set[str]) -> Iterator[tuple[object, ...]]:
    """Count them for each source and group.

    Args:
        path: The database.
        several: The attacks that are more than one record.

    Yields:
        group, source, part, first day, last day, attacks, killed at least, best, at most.
    """
    records, involved = (
        _read(path, query).filter(~pl.col("attack_id").is_in(several))
        for query in (_RECORDS, _INVOLVED)
    )
    everyone = records.select(
        pl.lit("").alias("group_id"), pl.lit(0, pl.Int64).alias("part"), pl.exclude("attack_id")
    )
    for rows in (everyone, involved.join(records, on="attack_id")):
        counts = rows.group_by(
            "group_id", "source_id", "part", "date_earliest", "date_latest", maintain_order=True
        ).agg(pl.len(), *map(_sum, _KILLED))
        yield from counts.iter_rows()


def _sum(column: str) -> pl.Expr:
    """A sum; what no record states stays missing, which is not zero."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum())


def _read(path: Path, query: str) -> pl.DataFrame:
    with adbc.connect(str(path)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetch_polars()
    # A column without a value comes as one of numbers.
    words = [name for name in found.columns if name not in (*_KILLED, "part")]
    return found.cast(dict.fromkeys(words, pl.String))
