"""What pages, drawings and services ask of the site's database."""

from typing import Any

from datasette.app import Datasette

from common.project import DATABASE

Row = dict[str, Any]


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
