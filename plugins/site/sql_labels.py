"""What the words of an answer are called, where SQL of a reader's own asks for them.

SQLite tells Python nothing of the column that a value is from. So a column is taken for one of a
vocabulary where all tables that the SQL names and that have a column of this name refer by it to
one and the same, and all of its values are there. A word alone says too little: a region is a kind
of place, and how exactly another place is known.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from datasette.app import Datasette
from datasette.database import Database

from common.project import DATABASE
from plugins.site.hooks import hookimpl
from plugins.site.queries import Row, select

# What tables of vocabularies have, and no others.
COLUMNS = {"id", "label", "description"}


async def labels_of(
    datasette: Datasette, sql: str, columns: Sequence[str], rows: Sequence[Row]
) -> dict[str, dict[str, str]]:
    """Return for the columns of an answer that hold words of a vocabulary what these are called."""
    database = datasette.get_database(DATABASE)
    found, vocabularies = {}, await vocabularies_in(database, sql)
    for name in (each for each in columns if each.lower() in vocabularies):
        known = await select(datasette, f'select id, label from "{vocabularies[name.lower()]}"')  # noqa: S608  a table's name
        labels = {row["id"]: row["label"] for row in known}
        values = {row[name] for row in rows} - {None}
        if values and values <= labels.keys():
            found[name] = labels
    return found


async def vocabularies_in(database: Database, sql: str) -> dict[str, str]:
    """Return the vocabulary of each name of a column that has one in all tables that SQL names."""
    named = set(re.findall(r"\w+", sql.lower()))
    found: dict[str, set[str]] = defaultdict(set)
    for table in [*await database.table_names(), *await database.view_names()]:
        if table.lower() not in named:
            continue
        keys = await database.foreign_keys_for_table(table)
        of_column = {key["column"]: key["other_table"] for key in keys}
        for column in await database.table_columns(table):
            found[column.lower()].add(of_column.get(column, ""))
    one = {column: tables.pop() for column, tables in found.items() if len(tables) == 1}
    return {
        column: table
        for column, table in one.items()
        if table and {*await database.table_columns(table)} >= COLUMNS
    }


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    return {"labels_of": partial(labels_of, datasette)}
