"""Readable table cells and fields: yes and no, lists, links to rows and into documents."""

import json
import sqlite3
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from datasette.app import Datasette
from datasette.utils import tilde_encode
from datasette.utils.asgi import Request
from jinja2 import Environment
from markupsafe import Markup

from common.links import TABLE_OF_KIND, is_web_address
from common.project import DATABASE
from plugins.site.hooks import hookimpl
from plugins.site.table_filters import count_without_point

YES_OR_NO = {"disputed", "is_renewal", "is_denied", "redistributable", "by_title", "is_update"}
LISTS = {"weapons", "settles", "properties"}

# Values of metadata.yml about the site that templates use.
SITE = (
    *("title", "description", "subject", "subject_name", "corrections", "maintainers"),
    *("left_out", "newer", "leads", "license", "license_url", "released"),
    *("other_languages", "dispute_topics", "claim_kinds"),
)

# In views and query results Datasette knows no foreign keys. There, the end of a column's name says
# which table its ids are from, as in `about_source_id`.
TABLES = TABLE_OF_KIND | {
    **{"citation": "citations", "claim": "claims", "disagreement": "disagreements"},
    **{"report": "attack_reports", "source": "sources"},
}

# In query results: the column that gives the kind of another column's ids.
KIND_OF = {"id": "kind", "member_id": "member_kind"}


def table_of(column: str) -> str | None:
    """Return the table that a column's ids belong to, or None."""
    return TABLES.get(column[:-3].rpartition("_")[2]) if column.endswith("_id") else None


def plain(column: str, heads: Mapping[str, str]) -> str:
    """Return a column's heading, or its name in words: `perpetrator_id` is Perpetrator."""
    if column in heads:
        return heads[column]
    words = column.removesuffix("_id").removesuffix("_edtf").replace("_", " ")
    return words[:1].upper() + words[1:]


def worded(value: object, column: str) -> object:
    """Return the value in words for some columns, such as yes for 1; otherwise unchanged."""
    if column in YES_OR_NO:
        return {0: "no", 1: "yes"}.get(value, value)  # type: ignore[call-overload]
    if column.endswith("certainty") and value == "certain":  # by the source, not by the editors
        return "certain, by its source"
    return value


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    env.filters["plain"] = partial(plain, heads=datasette.metadata("heads") or {})
    env.filters["tilde"] = tilde_encode
    env.globals |= {"table_of": table_of, "table_of_kind": TABLE_OF_KIND}
    env.filters["worded"] = worded
    env.tests["web_address"] = is_web_address
    env.globals["site_database"] = DATABASE
    for name in SITE:
        env.globals[f"site_{name}"] = datasette.metadata(name) or ""

    def can_download() -> bool:
        database = datasette.databases.get(DATABASE)
        return bool(database and not database.is_mutable and datasette.setting("allow_download"))

    env.globals["can_download"] = can_download


@hookimpl
def render_cell(
    row: sqlite3.Row,
    value: Any,
    column: str,
    table: str | None,
    database: str,
    datasette: Datasette,
) -> str | Markup | None:
    """Render cells for readers: yes and no, lists, links to rows and into documents."""
    if database != DATABASE or value is None:
        return None
    if (words := worded(value, column)) != value:
        return str(words)
    if column in LISTS:
        with suppress(TypeError, ValueError, RecursionError):  # SQL can give any value this name
            return "; ".join(json.loads(value)) or "none"
    if column == "deep_link" and is_web_address(value):
        return Markup('<a href="{}">See the passage</a>').format(value)
    other = table_of(column)
    if column == "row_id" and "table_name" in row.keys():  # noqa: SIM118
        other = row["table_name"]
    elif table is None and column in KIND_OF and KIND_OF[column] in row.keys():  # noqa: SIM118
        other = TABLE_OF_KIND.get(row[KIND_OF[column]])
    if other is not None and isinstance(value, str):
        address = datasette.urls.row(DATABASE, other, tilde_encode(value))
        return Markup('<a href="{}">{}</a>').format(address, value)
    return None


@hookimpl
def extra_template_vars(
    datasette: Datasette,
    request: Request | None,
    database: str | None,
    table: str | None,
    columns: list[str] | None,
    view_name: str,
) -> dict[str, object] | Awaitable[dict[str, object]]:
    if request is None or database is None or table is None:
        return {}
    if view_name == "row":
        return links(datasette, database, table)
    if view_name == "table" and {"latitude", "longitude"} <= {*(columns or [])}:
        return count_without_point(datasette, request, database, table)
    return {}


async def links(datasette: Datasette, database: str, table: str) -> dict[str, object]:
    keys = await datasette.databases[database].foreign_keys_for_table(table)
    table_of = {key["column"]: key["other_table"] for key in keys}

    async def linked(column: str, value: object) -> Markup | None:
        if column not in table_of:
            return None
        labels = await datasette.expand_foreign_keys(database, table, column, [value])
        address = datasette.urls.row(database, table_of[column], tilde_encode(str(value)))
        label = labels.get((column, value)) or value
        return Markup('<a href="{}">{}</a>').format(address, label)

    return {"linked": linked}
