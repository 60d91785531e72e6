"""CSV files, one for each table, and the Frictionless data package that describes them.

NULL is an empty cell; an empty text is written as "". Formulas are escaped for spreadsheets
(common/spreadsheets.py).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from common.spreadsheets import RULE, as_text
from exports.tables import Column, Table

ESCAPING = f'{RULE} An empty cell is no value; an empty text is "".'
# Few texts begin differently (with a sign, white space, an invisible character or an apostrophe),
# or have parts that do; these are checked one by one.
_PLAIN = r"\A[^=+\-@＝＋－＠'\s\p{Z}\p{Cc}\p{Cf}]|\A\z"  # noqa: RUF001
_PARTS = r"[;\r\n][^\p{L}\p{N};\r\n]*[=+\-@\t＝＋－＠]"  # noqa: RUF001


def write_csv(rows: pl.DataFrame, file: BinaryIO) -> None:
    """Write rows of a table, preceded by the header if the file is empty."""
    _safe(rows).write_csv(file, include_header=not file.tell(), quote_style="necessary")


def _safe(rows: pl.DataFrame) -> pl.DataFrame:
    # All columns in one expression: there may be a hundred thousand chunks of columns.
    texts = pl.col(pl.String)
    risky = ~texts.str.contains(_PLAIN) | texts.str.contains(_PARTS)
    found = {column.name: column[0] for column in rows.select(risky.arg_true().implode())}
    return rows.with_columns(
        rows[name].scatter(at, [as_text(text) for text in rows[name].gather(at)])
        for name, at in found.items()
        if len(at)
    )


# ---------------------------------------------------------------- the data package


def write_package(
    tables: Sequence[Table], about: Mapping[str, Any], folder: Path, csv_folder: str
) -> dict[str, Any]:
    """Write datapackage.json, and return its content.

    Args:
        tables: The tables.
        about: Properties of the package itself: name, title, licences and so on.
        folder: The folder to write to.
        csv_folder: The path of the CSV files, relative to it.
    """
    package = {
        "profile": "tabular-data-package",
        **about,
        "resources": [_resource(table, folder, csv_folder) for table in tables],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    return package


def _resource(table: Table, folder: Path, csv_folder: str) -> dict[str, Any]:
    path = f"{csv_folder}/{table.name}.csv"
    with (folder / path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "profile": "tabular-data-resource",
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": (folder / path).stat().st_size,
        "hash": f"sha256:{digest}",
        "dialect": {"lineTerminator": "\n", "doubleQuote": True},
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.primary_key),
            "foreignKeys": [
                {
                    "fields": [key.column],
                    "reference": {
                        # In the specification, empty means the table itself.
                        "resource": "" if key.other_table == table.name else key.other_table,
                        "fields": [key.other_column],
                    },
                }
                for key in table.foreign_keys
            ],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    flags = {"required": column.required, "unique": column.unique}
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.kind,
        "description": column.description,
    }
    if column.kind == "string" and column.required:
        # In this column an empty cell is an empty text, not a missing value.
        field["missingValues"] = []
    if constraints := {name: True for name, value in flags.items() if value}:
        field["constraints"] = constraints
    return field
