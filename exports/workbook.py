"""The tables as an Excel workbook: a contents sheet, then a sheet for each table."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from exports.tables import Table, parts

FILE = "tables.xlsx"
CELL = 32_767
"""Most characters in a cell."""
# Texts stay texts: none becomes a formula or a link.
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
    # Rows are written to disk at once; otherwise ten million cells take over a gigabyte of memory.
    "constant_memory": True,
}
FITS = 50_000
"""From this many rows a table gets no sheet: each cell takes some microseconds to write."""
# The same rows give the same file.
CREATED = datetime.datetime(2000, 1, 1)


def write_workbook(database: Path, tables: Sequence[Table], folder: Path, title: str) -> None:
    """Write the workbook; for a table that does not fit, it names the CSV file."""
    book = xlsxwriter.Workbook(folder / FILE, OPTIONS)
    book.set_properties({"title": title, "created": CREATED})
    bold = book.add_format({"bold": True})
    contents = book.add_worksheet("Contents")
    contents.write_row(0, 0, [title], bold)
    contents.write_row(2, 0, ["Sheet", "Rows", "What it holds"], bold)
    contents.set_column(0, 0, 24)
    contents.set_column(2, 2, 120)
    for line, table in enumerate(tables, 3):
        fits = table.rows < FITS
        words = table.description if fits else f"In csv/{table.name}.csv. {table.description}"
        contents.write_row(line, 0, [table.name, table.rows, words])
        if fits:
            _write_sheet(book, table, pl.concat(rows for _, rows in parts(database, table)), bold)
    book.close()


def _write_sheet(book: Any, table: Table, rows: pl.DataFrame, bold: Any) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, rows.columns, bold)
    for number, row in enumerate(rows.iter_rows(), 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value[:CELL])
            elif value is not None:
                sheet.write(number, column, value)
