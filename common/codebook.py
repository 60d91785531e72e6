"""The codebook: the meaning, type and permitted words of each table, view and column.

Meanings come from metadata.yml; types, keys and words from the database itself.
"""

import sqlite3
from collections.abc import Mapping
from typing import Any

TYPES = {"TEXT": "text", "INTEGER": "whole number", "REAL": "number"}
WORDS = {"id", "label"}


def read_codebook(database: sqlite3.Connection, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables and views in the order of metadata.yml, and the vocabularies.

    Args:
        database: The database.
        words: The database's section of metadata.yml.
    """
    kinds = dict(database.execute("SELECT name, type FROM sqlite_master"))
    listed = [name for section in words["sections"] for name in section["tables"]]
    names = [name for name in dict.fromkeys([*listed, *words["tables"]]) if name in kinds]
    described = words["tables"]
    is_vocabulary = {
        name: bool(described[name].get("hidden")) and set(described[name]["columns"]) >= WORDS
        for name in names
    }
    return {
        "tables": [
            {
                "name": name,
                "is_view": kinds[name] == "view",
                "title": described[name]["title"],
                "description": described[name]["description"],
                "rows": _count(database, name) if kinds[name] == "table" else None,
                "columns": _columns(database, name, described[name]["columns"], is_vocabulary),
            }
            for name in names
            if not described[name].get("hidden")
        ],
        "vocabularies": [
            {
                "name": name,
                "title": described[name]["title"],
                "description": described[name]["description"],
                "words": _words(database, name),
            }
            for name in names
            if is_vocabulary[name]
        ],
    }


def _count(database: sqlite3.Connection, table: str) -> int:
    ((rows,),) = database.execute(f"SELECT count(*) FROM [{table}]").fetchall()  # noqa: S608
    return int(rows)


def _columns(
    database: sqlite3.Connection,
    table: str,
    meanings: Mapping[str, str],
    is_vocabulary: Mapping[str, bool],
) -> list[dict[str, Any]]:
    leads_to = {
        row[3]: row[2] for row in database.execute(f"PRAGMA foreign_key_list([{table}])").fetchall()
    }
    return [
        {
            "name": row[1],
            "type": TYPES.get(row[2], ""),
            "is_key": bool(row[5]),
            "is_required": bool(row[3] or row[5]),
            "meaning": meanings.get(row[1], ""),
            "table": leads_to.get(row[1]),
            "is_word": is_vocabulary.get(leads_to.get(row[1], ""), False),
        }
        for row in database.execute(f"PRAGMA table_xinfo([{table}])").fetchall()
    ]


def _words(database: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    cursor = database.execute(f"SELECT * FROM [{table}] ORDER BY rowid")  # noqa: S608
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
