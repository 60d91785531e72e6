"""Labels of vocabulary words in the results of readers' SQL.

SQLite does not tell Python which column a value comes from. So a result column is taken to be from
a vocabulary if all tables named in the SQL that have a column of that name refer with it to the
same vocabulary, and all its values are there. The values alone say too little: `region` is both a
kind of place and a precision of coordinates.
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

# The columns that only vocabulary tables have.
COLUMNS = {"id", "label", "description"}


async def labels_of(
    datasette: Datasette, sql: str, columns: Sequence[str], rows: Sequence[Row]
) -> dict[str, dict[str, str]]:
    """Return the labels of the values, for each column of a result that is from a vocabulary."""
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
    """Return the vocabulary of each column name that has the same one in all tables in the SQL."""
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
