"""Parquet files, one for each table; long tables in folders by the year of the attack.

The folders are named as Hive, Spark, DuckDB and polars read them (attack_year=2018), so that a
query about a year reads its files only, also from object storage. attack_year is no column of the
files: it comes from the folder.
"""

from collections.abc import Sequence
from pathlib import Path

from loaders.export.tables import MANY, Table, parts

# What Hive calls the folder of rows without a value.
NO_YEAR = "__HIVE_DEFAULT_PARTITION__"


def write_parquet(database: Path, tables: Sequence[Table], folder: Path, many: int = MANY) -> None:
    """Write the files.

    Args:
        database: The database.
        tables: Its tables.
        folder: Where to.
        many: From how many rows on a table is divided by year.
    """
    folder.mkdir(parents=True)
    for table in tables:
        about = {"title": table.title, "description": table.description, "licence": "CC BY 4.0"}
        for year, rows in parts(database, table, many):
            path = folder / f"{table.name}.parquet"
            if year:
                name = NO_YEAR if year == "unknown" else year
                path = folder / table.name / f"attack_year={name}" / "part-0.parquet"
                path.parent.mkdir(parents=True)
            rows.write_parquet(path, compression="zstd", statistics=True, metadata=about)
