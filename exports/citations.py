"""Sources as BibTeX and as CSL-JSON, which reference managers read."""

import json
import sqlite3
from pathlib import Path

from common import bibliography


def write_citations(database: sqlite3.Connection, folder: Path) -> None:
    """Write sources.bib and sources.csl.json."""
    database.row_factory = sqlite3.Row
    sources = database.execute("SELECT * FROM sources ORDER BY id").fetchall()
    persons = {row["name"] for row in database.execute("SELECT name FROM people")}
    database.row_factory = None
    entries = "\n".join(bibliography.bibtex(source, persons) for source in sources)
    (folder / "sources.bib").write_text(entries, encoding="utf-8")
    items = [bibliography.csl_item(source, persons) for source in sources]
    text = json.dumps(items, ensure_ascii=False, indent=2) + "\n"
    (folder / "sources.csl.json").write_text(text, encoding="utf-8")
