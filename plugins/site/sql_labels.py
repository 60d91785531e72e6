"""Labels of vocabulary words in the results of readers' SQL.

SQLite does not tell Python which column a value comes from. So a result column is taken to be from
a vocabulary if all tables named in the SQL that have a column of that name refer with it to the
same vocabulary, and all its values are there. The values alone say too little: `region` is both a
kind of place and a precision of coordinates.
"""

import json
import re
from collections.abc import Sequence
from functools import partial
from typing import Any

from datasette.app import Datasette

from plugins.site.hooks import hookimpl
from plugins.site.queries import Row, select

# Only vocabularies have all three columns.
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


async def labels_of(
    datasette: Datasette, sql: str, columns: Sequence[str], rows: Sequence[Row]
) -> dict[str, dict[str, str]]:
    """Return the labels of the values, for each column of a result that is from a vocabulary."""
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


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    return {"labels_of": partial(labels_of, datasette)}
