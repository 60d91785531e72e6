"""The codebook as one printable HTML file: the page /codebook on its own."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from common.codebook import read_codebook
from common.project import DATABASE
from exports.about import LICENCE, About

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
FILE = "codebook.html"


def write_codebook(
    database: sqlite3.Connection, metadata: Mapping[str, Any], about: About, folder: Path
) -> None:
    """Write codebook.html."""
    book = read_codebook(database, metadata["databases"][DATABASE])
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    page = templates.get_template("codebook_file.html").render(
        about=about, book=book, licence=LICENCE
    )
    (folder / FILE).write_text(page + "\n", encoding="utf-8")
