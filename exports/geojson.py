"""Attacks as GeoJSON (RFC 7946): points in degrees, WGS 84; null geometry if there is no point."""

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import polars as pl

from exports.tables import read

HEAD, TAIL = b'{"type": "FeatureCollection", "features": [\n', b"\n]}\n"
POINT = ("latitude", "longitude")
AT_ONCE = 1_000
"""Features converted to text at a time; with 5,000 it takes 1.4 times as long."""


def read_sources(database: Path) -> pl.DataFrame:
    """Return the sources that report each attack, sorted."""
    pairs = read(database, "SELECT DISTINCT attack_id, source_id FROM attack_reports")
    by_attack = pairs.sort("source_id").group_by("attack_id", maintain_order=True)
    return by_attack.agg(pl.col("source_id").alias("source_ids"))


def write_features(attacks: pl.DataFrame, sources: pl.DataFrame, file: BinaryIO) -> None:
    """Write a feature for each attack, with its columns and its sources as properties.

    Args:
        attacks: Rows of the table attacks.
        sources: What read_sources returns.
        file: The file to append to; the caller ends it with TAIL.
    """
    rows = attacks.join(sources, left_on="id", right_on="attack_id", maintain_order="left")
    point = pl.struct(
        type=pl.lit("Point"), coordinates=pl.concat_list(pl.col("longitude"), pl.col("latitude"))
    )
    has_point = pl.col("latitude").is_not_null()
    features = rows.select(
        type=pl.lit("Feature"),
        id="id",
        geometry=pl.when(has_point).then(point),
        properties=pl.struct(name for name in rows.columns if name not in POINT),
    )
    for some in features.iter_slices(AT_ONCE):
        lines = BytesIO()
        some.write_ndjson(lines)
        file.write(b",\n" if file.tell() else HEAD)
        # Line breaks in texts are escaped, so each line is a feature.
        file.write(lines.getvalue().strip(b"\n").replace(b"\n", b",\n"))
