"""Notices on readable but implausible records, which may nevertheless be right."""

import contextlib
import datetime
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

from loaders.events.staging import LoadedFile

GARBLED = "*[\u00c3\u00c2][\u0080-\u00bf]*"
"""Accented letters in UTF-8 that were read as one letter per byte: Ã© for é."""

MARGIN = 3
"""Degrees added around the towns of a country, for seas, deserts and disputed borders."""

# The conditions stand twice, so that hardly any row of a million comes to be counted.
ODD = """
SELECT
  file,
  count(*) FILTER (WHERE far) AS far_off, min(line) FILTER (WHERE far) AS first_far,
  count(*) FILTER (
    WHERE far AND longitude BETWEEN south AND north AND latitude BETWEEN west AND east
  ) AS exchanged,
  count(*) FILTER (WHERE late) AS late, min(line) FILTER (WHERE late) AS first_late,
  count(*) FILTER (WHERE country_code IS NULL) AS nowhere,
  min(line) FILTER (WHERE country_code IS NULL) AS first_nowhere,
  count(*) FILTER (WHERE is_garbled) AS garbled,
  min(line) FILTER (WHERE is_garbled) AS first_garbled
FROM (
  SELECT
    records.*, boxes.*, date_earliest > :today AS late, location GLOB :garbled AS is_garbled,
    NOT (latitude BETWEEN south AND north AND longitude BETWEEN west AND east) AS far
  FROM records
  LEFT JOIN boxes ON boxes.code = records.country_code
  WHERE date_earliest > :today OR country_code IS NULL OR location GLOB :garbled
    OR NOT (latitude BETWEEN south AND north AND longitude BETWEEN west AND east)
)
GROUP BY file
"""


def find_doubtful(
    staged: Path,
    files: list[LoadedFile],
    boxes: Mapping[str, tuple[float, ...]],
    today: datetime.date,
) -> list[str]:
    """Return notices on records that are far from their country, name none, or are in the future.

    Args:
        staged: The staging file, with the records.
        files: The files that they are from.
        boxes: The bounds of each country's towns in degrees: south, west, north, east.
        today: The day of the run.
    """
    with contextlib.closing(sqlite3.connect(staged)) as connection:
        connection.execute(
            "CREATE TEMP TABLE boxes"
            " (code TEXT PRIMARY KEY, south, west, north, east) WITHOUT ROWID"
        )
        connection.executemany(
            "INSERT INTO boxes VALUES (?, ?, ?, ?, ?)",
            (
                (code, south - MARGIN, west - MARGIN, north + MARGIN, east + MARGIN)
                for code, (south, west, north, east) in boxes.items()
            ),
        )
        cursor = connection.cursor()
        cursor.row_factory = sqlite3.Row
        odd = cursor.execute(ODD, {"today": today.isoformat(), "garbled": GARBLED}).fetchall()
    names = {file.number: file.name for file in files}
    return [notice for row in odd for notice in _notices(names[row["file"]], row)]


def _notices(file: str, row: sqlite3.Row) -> Iterator[str]:
    """Yield the notices on a file, from its row of ODD."""
    if far := row["far_off"]:
        yield (
            f"{file}: {_rows(far, 'lies', 'lie')} far from the country that the record names"
            f" (first on line {row['first_far']}){_exchanged(far, row['exchanged'])}"
        )
    if row["nowhere"]:
        yield (
            f"{file}: {_rows(row['nowhere'], 'names', 'name')} no country that is known (first on"
            f" line {row['first_nowhere']})"
        )
    if row["late"]:
        yield (
            f"{file}: {_rows(row['late'], 'is', 'are')} of a day that is still to come (first on"
            f" line {row['first_late']})"
        )
    if row["garbled"]:
        yield (
            f"{file}: {_rows(row['garbled'], 'has', 'have')} letters such as Ã© for é in the"
            f" place's name (first on line {row['first_garbled']}): the table was opened in another"
            " encoding and saved; take the export as it was downloaded"
        )


def _rows(count: int, one: str, several: str) -> str:
    return f"1 record {one}" if count == 1 else f"{count:,} records {several}"


def _exchanged(far: int, exchanged: int) -> str:
    if exchanged < far:
        return ""
    return (
        ", and in it with latitude and longitude exchanged; where all rows have it so, a mapping "
        "file mends it: columns: {latitude: longitude, longitude: latitude}"
    )
