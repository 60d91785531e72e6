"""Count attacks from the small table `attack_counts` wherever a page's filters allow it.

Datasette has no hook for counting filtered rows, and each column facet is a query. Both have SQL of
a known shape, which is recognised when it is executed: if its conditions use only columns of
`attack_counts`, that table answers it. SQL of any other shape, such as that of another version of
Datasette, runs unchanged, within Datasette's time limits: slower, but not wrong.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from datasette.facets import ColumnFacet
from datasette.filters import FilterArguments
from datasette.utils.asgi import Request

from common.project import DATABASE
from plugins.site.hooks import hookimpl
from plugins.site.table_filters import condition

COLUMNS = (
    *("scope", "year", "month", "attack_type", "country_code", "perpetrator_id"),
    *("geo_precision", "disputed"),
)

# A condition of these words alone means the same in either table, whose rows have these columns.
_NAMES = "|".join(COLUMNS)
CONDITIONS = re.compile(
    rf'(?:"(?:{_NAMES})"|\b(?:{_NAMES}|and|or|not|in|is|null|like|glob|coalesce)\b'
    r"|:p\d+|'[\w-]*'|\b\d+\b|[=!<>(),\s])*"
)
# What `filters_from_request` adds for a year; its days are redundant.
_DAYS = re.compile(r"\(date_earliest between '(\d{4})-01-01' and '\1-12-31' and (year = \1)\)")
COUNT = re.compile(r"select count\(\*\)(?P<name> as \w+)? from attacks(?: where (?P<where>.+)| ?)")
FACET = re.compile(
    rf"\s*select (?P<column>{'|'.join(COLUMNS)}) as value, count\(\*\) as count from \(\s*"  # noqa: S608
    r'select [\w", \[\]]+ from attacks (?:where (?P<where>.+?))?\s*\)\s*'
    r"(?P<groups>where (?P=column) is not null\s+group by (?P=column) "
    r"order by count desc, value limit \d+)\s*",
    re.DOTALL,
)


def counted(sql: str) -> str:
    """Return SQL with the same result that reads `attack_counts`; unchanged if there is none."""
    count, facet = COUNT.fullmatch(sql), FACET.fullmatch(sql)
    if (match := count or facet) is None:
        return sql
    conditions = _DAYS.sub(r"\2", (match["where"] or "").strip())
    if not CONDITIONS.fullmatch(conditions):
        return sql
    summed = f"from attack_counts where {conditions or 1}"
    if facet:
        return (
            f"select {facet['column']} as value, sum(attacks) as count "  # noqa: S608
            f"from (select * {summed}) {facet['groups']}"
        )
    name = match["name"] or ' as "count(*)"'
    return f"select coalesce(sum(attacks), 0){name} {summed}"


# All days of an attack are in its year, and every index includes the day.
YEAR = "(date_earliest between '{0}-01-01' and '{0}-12-31' and year = {0})"


@hookimpl
def filters_from_request(request: Request, database: str, table: str) -> FilterArguments | None:
    """Rewrite filters so that SQLite can use an index; the result is the same."""
    if (database, table) != (DATABASE, "attacks"):
        return None
    year = request.args.get("year") or ""
    means = [YEAR.format(year)] if re.fullmatch(r"[1-9]\d{3}", year) else []
    # Its partial index (schema/13_attack_counts.sql) serves numbers, and a filter's value is text.
    if request.args.get("disputed") == "1":
        means.append("disputed = 1")
    return FilterArguments(means) if means else None


_facet_results = ColumnFacet.facet_results


async def facet_results(facet: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """Return facets with the same counts on every page of a table, and the ones not counted.

    Datasette counts from the current page to the end, so the numbers change from page to page, and
    each page counts a million attacks again.
    """
    if "_next" in facet.request.args:
        pairs = parse_qsl(facet.request.query_string, keep_blank_values=True)
        rows = await condition(facet.ds, facet.database, facet.table, pairs)
        # Before the first WHERE there are only a list of columns and the table's name.
        facet.sql = f"{facet.sql.partition(' where ')[0].rstrip()} where {rows.sql} "
        facet.params = rows.params
    results: tuple[list[dict[str, Any]], list[str]] = await _facet_results(facet)
    return results
