"""Queries to the site's database, for pages, drawings and services."""

import json
import re
import weakref
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from datasette.app import Datasette
from datasette.database import Database

from common.project import DATABASE

Row = dict[str, Any]

# The vocabulary of each column that has one. Only vocabularies have these three columns.
VOCABULARIES = """
select lower(columns.name) as name, max(keys."table") as vocabulary
from pragma_table_list as tables
inner join pragma_table_info(tables.name) as columns
left join pragma_foreign_key_list(tables.name) as keys on keys."from" = columns.name
where lower(tables.name) in (select value from json_each(?))
group by lower(columns.name)
having count(distinct coalesce(keys."table", '')) = 1 and (
  select count(*) from pragma_table_info(max(keys."table"))
  where name in ('id', 'label', 'description')) = 3"""

_answers: "weakref.WeakKeyDictionary[Database, dict[str, Any]]" = weakref.WeakKeyDictionary()


async def once(database: Database, name: str, ask: Callable[[], Awaitable[Any]]) -> Any:
    """Return the result of `ask`; if the database is immutable, it is called only once per name."""
    answers = {} if database.is_mutable else _answers.setdefault(database, {})
    if name not in answers:
        answers[name] = await ask()
    return answers[name]


async def select(datasette: Datasette, sql: str, parameters: Any = None) -> list[Row]:
    results = await datasette.get_database(DATABASE).execute(sql, parameters)
    columns = results.columns
    # Faster than dict(row), which searches all columns for each one.
    return [dict(zip(columns, row, strict=True)) for row in results.rows]


async def named(datasette: Datasette, name: str, **parameters: str) -> list[Row]:
    """Return the rows of a named query; a parameter left out does not restrict."""
    query = await datasette.get_canned_query(DATABASE, name, None)
    return await select(datasette, query["sql"], dict.fromkeys(query["params"], "") | parameters)


async def label_of(datasette: Datasette, table: str, id_: str) -> str | None:
    """Return the label of a row, or None if there is no such row."""
    sql = "select label from row_labels where table_name = ? and row_id = ?"
    rows = await select(datasette, sql, [table, id_])
    return str(rows[0]["label"]) if rows else None


async def labels_of(
    datasette: Datasette, sql: str, columns: Sequence[str], rows: Sequence[Row]
) -> dict[str, dict[str, str]]:
    """Return the labels of the values, for each column of readers' SQL that is from a vocabulary.

    SQLite does not tell Python which column a value comes from. So a result column is taken to be
    from a vocabulary if all tables named in the SQL that have a column of that name refer with it
    to the same vocabulary, and all its values are there. The values alone say too little: `region`
    is both a kind of place and a precision of coordinates.
    """
    named, found = json.dumps(re.findall(r"\w+", sql.lower())), {}
    of = {
        each["name"]: each["vocabulary"] for each in await select(datasette, VOCABULARIES, [named])
    }
    for name in (each for each in columns if each.lower() in of):
        known = await select(datasette, f'select id, label from "{of[name.lower()]}"')  # noqa: S608  a table's name
        labels = {row["id"]: row["label"] for row in known}
        values = {row[name] for row in rows} - {None}
        if values and values <= labels.keys():
            found[name] = labels
    return found
