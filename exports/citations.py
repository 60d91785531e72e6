"""Sources as BibTeX and as CSL-JSON, which reference managers read."""

import json
import sqlite3
from pathlib import Path

from common import bibliography


def write_citations(database: sqlite3.Connection, folder: Path, released: str | None) -> None:
    """Write sources.bib and sources.csl.json; `released` is the day of the release, if known."""
    database.row_factory = sqlite3.Row
    sources = database.execute("SELECT * FROM sources ORDER BY id").fetchall()
    persons = {row["name"] for row in database.execute("SELECT name FROM people")}
    database.row_factory = None
    read = dict(database.execute(bibliography.LAST_READ).fetchall())
    accesses = [bibliography.access_of(row, read.get(row["id"]), released) for row in sources]
    each = list(zip(sources, accesses, strict=True))
    entries = "\n".join(bibliography.bibtex(source, persons, access) for source, access in each)
    (folder / "sources.bib").write_text(entries, encoding="utf-8")
    items = [bibliography.csl_item(source, persons, access) for source, access in each]
    text = json.dumps(items, ensure_ascii=False, indent=2) + "\n"
    (folder / "sources.csl.json").write_text(text, encoding="utf-8")
