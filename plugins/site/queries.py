"""What pages, drawings and services ask of the site's database."""

import sqlite3
from typing import Any

from datasette.app import Datasette

from common.project import DATABASE


async def select(datasette: Datasette, sql: str, parameters: Any = None) -> list[sqlite3.Row]:
    """Return the rows of a query."""
    return list((await datasette.get_database(DATABASE).execute(sql, parameters)).rows)


async def named(datasette: Datasette, name: str, **parameters: str) -> list[sqlite3.Row]:
    """Return the rows of a named query; a parameter left out does not restrict."""
    query = await datasette.get_canned_query(DATABASE, name, None)
    return await select(datasette, query["sql"], dict.fromkeys(query["params"], "") | parameters)
