"""Attacks as GeoJSON (RFC 7946): points in degrees, WGS 84; no geometry where there is no point."""

import json
import sqlite3
from pathlib import Path

from loaders.export.tables import Table


def write_geojson(database: sqlite3.Connection, attacks: Table, path: Path) -> None:
    """Write a feature for each attack, with its columns and its sources as properties.

    Args:
        database: The open database.
        attacks: The table attacks.
        path: Where to.
    """
    names = [column.name for column in attacks.columns]
    found = database.execute(
        f"""
        SELECT {", ".join(f"[{name}]" for name in names)}, (
          SELECT json_group_array(source_id) FROM (
            SELECT DISTINCT source_id FROM attack_reports
            WHERE attack_reports.attack_id = attacks.id ORDER BY source_id
          )
        )
        FROM attacks ORDER BY id
        """  # noqa: S608
    )
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [\n')
        for number, (*values, sources) in enumerate(found):
            if number:
                file.write(",\n")
            row = dict(zip(names, values, strict=True))
            latitude, longitude = row.pop("latitude"), row.pop("longitude")
            point = {"type": "Point", "coordinates": [longitude, latitude]}
            feature = {
                "type": "Feature",
                "id": row["id"],
                "geometry": None if latitude is None else point,
                "properties": {**row, "source_ids": json.loads(sources)},
            }
            file.write(json.dumps(feature, ensure_ascii=False))
        file.write("\n]}\n")
