"""Queries to the site's database, for pages, drawings and services."""

import weakref
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.app import Datasette
from datasette.database import Database

from common.project import DATABASE

Row = dict[str, Any]

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
