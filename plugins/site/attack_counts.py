"""Count attacks from the small table `attack_counts` wherever a page's filters allow it.

Datasette has no hook for counting filtered rows, and each column facet is a query. Both have SQL of
a known shape, which is recognised when it is executed: if its conditions use only columns of
`attack_counts`, that table answers it. SQL of any other shape, such as that of another version of
Datasette, runs unchanged, within Datasette's time limits: slower, but not wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
NO_POINT = '"latitude" is null'
# What `filters_from_request` adds for a year or a month; its days are redundant.
_DAYS = re.compile(
    r"\(date_earliest between '(?P<year>\d{4})-01-01' and '(?P=year)-12-31' "
    r"and (?P<said>year = (?P=year))\)"
    r"|\(date_earliest between '(?P<month>\d{4}-\d\d)-01' and '(?P=month)-31' "
    r"and (?P<in>month = '(?P=month)')\)"
)
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
    # Drop the days of years and months, which are redundant.
    conditions = _DAYS.sub(lambda days: days["said"] or days["in"], (match["where"] or "").strip())
    parts, measure = conditions.split(" and "), "attacks"
    if count and NO_POINT in parts and " or " not in conditions:
        measure = "attacks - with_point"
        conditions = " and ".join(each for each in parts if each != NO_POINT)
    if not CONDITIONS.fullmatch(conditions):
        return sql
    summed = f"from attack_counts where {conditions or 1}"
    if facet:
        return (
            f"select {facet['column']} as value, sum(attacks) as count "  # noqa: S608
            f"from (select * {summed}) {facet['groups']}"
        )
    name = match["name"] or ' as "count(*)"'
    return f"select coalesce(sum({measure}), 0){name} {summed}"


# Values with a partial index (schema/13_attack_counts.sql). SQLite uses it only if the value is
# a literal in the SQL.
RARE = {("scope", "general"): "scope = 'general'", ("disputed", "1"): "disputed = 1"}
# All days of an attack are in its year and month, and every index includes the day.
YEAR = "(date_earliest between '{0}-01-01' and '{0}-12-31' and year = {0})"
MONTH = "(date_earliest between '{0}-01' and '{0}-31' and month = '{0}')"


@hookimpl
def filters_from_request(request: Request, database: str, table: str) -> FilterArguments | None:
    """Rewrite filters so that SQLite can use an index; the result is the same."""
    if (database, table) != (DATABASE, "attacks"):
        return None
    means = [
        literal for (column, value), literal in RARE.items() if request.args.get(column) == value
    ]
    year, month = request.args.get("year") or "", request.args.get("month") or ""
    if re.fullmatch(r"[1-9]\d{3}", year):
        means.append(YEAR.format(year))
    if re.fullmatch(r"\d{4}-\d\d", month):
        means.append(MONTH.format(month))
    return FilterArguments(means) if means else None


class WholeFacet(ColumnFacet):  # type: ignore[misc]
    """Column facets with the same counts on every page of a table.

    Datasette counts from the current page to the end, so the numbers change from page to page, and
    each page counts a million attacks again.
    """

    sql: str

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Return the facets, and the columns that took too long to count."""
        if "_next" in self.request.args:
            pairs = parse_qsl(self.request.query_string, keep_blank_values=True)
            rows = await condition(self.ds, self.database, self.table, pairs)
            # Before the first WHERE there are only a list of columns and the table's name.
            self.sql = f"{self.sql.partition(' where ')[0].rstrip()} where {rows.sql} "
            self.params = rows.params
        results: tuple[list[dict[str, Any]], list[str]] = await super().facet_results()
        return results


@hookimpl(hookwrapper=True)
def register_facet_classes() -> Iterator[None]:
    outcome: Any = yield
    outcome.force_result(
        [
            [WholeFacet if each is ColumnFacet else each for each in classes]
            for classes in outcome.get_result()
        ]
    )
