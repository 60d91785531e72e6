"""Parquet files, one for each table; long tables are partitioned by the year of the attack.

The folders are named for Hive, Spark, DuckDB and polars (attack_year=2018), so that a query for one
year reads only its files, also from object storage. attack_year is not a column in the files: its
value comes from the folder.
"""

from pathlib import Path

import polars as pl

from exports.about import LICENCE
from exports.tables import YEAR, Table

# Hive's name for the partition of rows without a value.
NO_YEAR = "__HIVE_DEFAULT_PARTITION__"


def write_parquet(table: Table, year: str, rows: pl.DataFrame, folder: Path) -> None:
    """Write rows of a table.

    Args:
        table: The table.
        year: The year of their attacks, as returned by exports.tables.parts.
        rows: The rows.
        folder: The folder to write to.
    """
    path = folder / f"{table.name}.parquet"
    if year:
        name = NO_YEAR if year == "unknown" else year
        path = folder / table.name / f"{YEAR}={name}" / "part-0.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {"title": table.title, "description": table.description, "licence": LICENCE}
    rows.write_parquet(path, compression="zstd", statistics=True, metadata=about)
