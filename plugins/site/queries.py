"""What pages, drawings and services ask of the site's database."""

import weakref
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.app import Datasette
from datasette.database import Database

from common.project import DATABASE

Row = dict[str, Any]

_answers: "weakref.WeakKeyDictionary[Database, dict[str, Any]]" = weakref.WeakKeyDictionary()


async def once(database: Database, name: str, ask: Callable[[], Awaitable[Any]]) -> Any:
    """Return what is asked of a database; where it cannot change that is asked once."""
    answers = {} if database.is_mutable else _answers.setdefault(database, {})
    if name not in answers:
        answers[name] = await ask()
    return answers[name]


async def select(datasette: Datasette, sql: str, parameters: Any = None) -> list[Row]:
    results = await datasette.get_database(DATABASE).execute(sql, parameters)
    columns = results.columns
    # dict(row) looks each of its columns up among all of them.
    return [dict(zip(columns, row, strict=True)) for row in results.rows]


async def named(datasette: Datasette, name: str, **parameters: str) -> list[Row]:
    """Return the rows of a named query; a parameter left out does not restrict."""
    query = await datasette.get_canned_query(DATABASE, name, None)
    return await select(datasette, query["sql"], dict.fromkeys(query["params"], "") | parameters)


async def label_of(datasette: Datasette, table: str, id_: str) -> str | None:
    """Return what a row is called; None where there is none of this id."""
    sql = "select label from row_labels where table_name = ? and row_id = ?"
    rows = await select(datasette, sql, [table, id_])
    return str(rows[0]["label"]) if rows else None
