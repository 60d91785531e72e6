"""Count attacks from `attack_counts`, which is small, wherever a page's filters allow that.

Datasette has no hook for the number of rows that a filter leaves, and its column facets are one
query each. Both are SQL of a known shape, which is recognised where the database executes it:

* A condition on columns of `attack_counts` alone is counted there, and any other in `attacks`.
* All facets of a page come from one pass over what the condition leaves.
* An answer is kept: the database cannot change while it is served.

SQL of any other shape, such as another version's, runs as it stands: slower, and not wrong.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from copy import copy
from typing import Any

from datasette.database import QueryInterrupted, Results
from datasette.facets import ColumnFacet
from datasette.filters import FilterArguments, Filters
from datasette.utils import CustomRow
from datasette.utils.asgi import Request

from common.project import DATABASE
from plugins.site.hooks import hookimpl

COLUMNS = (
    "scope",
    "year",
    "month",
    "attack_type",
    "country_code",
    "perpetrator_id",
    "geo_precision",
    "disputed",
)
# What each pass over a table counts by: what its page has facets of.
GROUPED = {
    "attacks": COLUMNS,
    "attack_reports": ("source_id", "attack_type", "responsibility"),
}
KEPT = 500
# Tables of which answers are kept, and what Datasette asks of each before it shows it.
TABLES = 500
NAME_OF_TABLE = (
    "select name from sqlite_master where type in ('table', 'view') and name = ? collate nocase"
)
# After so many seconds what took too long is tried again.
FORGIVEN = 10

# The conditions that say the same of a row of either table: Datasette's filters, and literals.
_COLUMN = f'"?(?:{"|".join(COLUMNS)})"?'
_CONDITION = "|".join(
    (
        rf"{_COLUMN} (?:=|!=|<|>|<=|>=|like|not like|glob) :p\d+",
        rf"{_COLUMN} (?:not )?in \(:p\d+(?:, :p\d+)*\)",
        rf"{_COLUMN} is (?:not )?null",
        rf"\({_COLUMN} is null or {_COLUMN} = ''\)",
        rf"\({_COLUMN} is not null and {_COLUMN} != ''\)",
        rf"{_COLUMN} = (?:'[\w-]+'|\d+)",
        rf"coalesce\({_COLUMN}, ''\) not in \('[\w-]+'(?:, '[\w-]+')*\)",
    )
)
NO_POINT = '"latitude" is null'
# What `filters_from_request` adds for a year or a month: the days follow from what is said there.
_DAYS = re.compile(
    r"\(date_earliest between '(?P<year>\d{4})-01-01' and '(?P=year)-12-31' "
    r"and (?P<said>year = (?P=year))\)"
    r"|\(date_earliest between '(?P<month>\d{4}-\d\d)-01' and '(?P=month)-31' "
    r"and (?P<in>month = '(?P=month)')\)"
)
CONDITIONS = re.compile(rf"(?:{_CONDITION})(?: and (?:{_CONDITION}))*")
COUNT = re.compile(r"select count\(\*\)(?P<name> as \w+)? from attacks(?: where (?P<where>.+)| ?)")
FACET = re.compile(
    r"\s*select (?P<column>\w+) as value, count\(\*\) as count from \(\s*"  # noqa: S608
    rf'select [\w", \[\]]+ from (?P<table>{"|".join(GROUPED)}) (?:where (?P<where>.+?))?\s*\)\s*'
    r"where (?P=column) is not null\s+group by (?P=column) "
    r"order by count desc, value limit (?P<limit>\d+)\s*",
    re.DOTALL,
)

Ask = Callable[..., Awaitable[Any]]


def counted(where: str | None, name: str | None = None) -> str | None:
    """Return SQL that counts what a condition leaves from `attack_counts`, if that can tell."""
    conditions = _without_days((where or "").strip())
    measure = "attacks"
    if NO_POINT in conditions:
        measure = "attacks - with_point"
        conditions = " and ".join(
            each for each in conditions.split(" and ") if each.strip() != NO_POINT
        )
    if conditions and not CONDITIONS.fullmatch(conditions):
        return None
    called = name or ' as "count(*)"'
    return (
        f"select coalesce(sum({measure}), 0){called} "  # noqa: S608
        f"from attack_counts where {conditions or 1}"
    )


def grouped(table: str, where: str | None) -> str:
    """Return SQL for the rows that a condition leaves, by everything that pages count them by."""
    conditions = (where or "").strip()
    columns = ", ".join(GROUPED[table])
    short = _without_days(conditions)
    if table == "attacks" and (not short or CONDITIONS.fullmatch(short)):
        return f"select {columns}, attacks from attack_counts where {short or 1}"  # noqa: S608
    # On a line of its own, since a condition that somebody typed may end in a comment.
    left = f"select {columns} from {table} where {conditions or 1}\n"  # noqa: S608
    return f"select {columns}, count(*) from ({left}) group by {columns}"  # noqa: S608


def kept(ask: Ask) -> Ask:
    """Return what asks once of each arguments, and keeps the answers."""
    answers: dict[Any, Any] = {}

    async def answer(*arguments: Any) -> Any:
        if arguments not in answers:
            result = await ask(*arguments)
            if len(answers) >= TABLES:
                answers.clear()
            answers[arguments] = result
        return copy(answers[arguments])

    return answer


class Counts:
    """The answers to questions about numbers of attacks."""

    def __init__(self, ask: Ask):
        self.ask = ask
        self.names = kept(ask)
        self.kept: dict[object, Any] = {}
        self.failed: dict[object, float] = {}

    async def execute(self, sql: str, params: Any = None, **options: Any) -> Results:
        """Answer as `Database.execute` does."""
        if sql == NAME_OF_TABLE:
            return await self.names(sql, params)
        if count := COUNT.fullmatch(sql):
            short = counted(count["where"], count["name"])
            return await self.ask(short or sql, params, **options)
        facet = FACET.fullmatch(sql)
        if facet and facet["column"] in GROUPED[facet["table"]]:
            groups = await self.groups(facet["table"], facet["where"], params, options)
            return self.facet(groups, facet["column"], int(facet["limit"]))
        return await self.ask(sql, params, **options)

    async def groups(
        self, table: str, where: str | None, params: Any, options: Mapping[str, Any]
    ) -> dict[str, Counter[Any]]:
        """For each column, how many of the rows have which value."""
        key = (table, where, tuple(sorted(params.items())) if isinstance(params, dict) else None)
        if time.monotonic() - self.failed.get(key, -FORGIVEN) < FORGIVEN:
            raise QueryInterrupted("interrupted", where, params)
        if key not in self.kept:
            counts: dict[str, Counter[Any]] = {column: Counter() for column in GROUPED[table]}
            try:
                results = await self.ask(grouped(table, where), params, **options)
            except QueryInterrupted:
                # The other facets of the page would take too long as well.
                self.failed = {key: time.monotonic()}
                raise
            for *values, rows in results.rows:
                for column, value in zip(GROUPED[table], values, strict=True):
                    counts[column][value] += rows
            while len(self.kept) >= KEPT:
                del self.kept[next(iter(self.kept))]
            self.kept[key] = counts
        groups: dict[str, Counter[Any]] = self.kept[key]
        return groups

    @staticmethod
    def facet(groups: Mapping[str, Counter[Any]], column: str, limit: int) -> Results:
        """Return the rows that Datasette's query for a facet gives."""
        known = [(value, count) for value, count in groups[column].items() if value is not None]
        known.sort(key=lambda each: (-each[1], each[0]))
        names = ("value", "count")
        rows = [CustomRow(names, dict(zip(names, each, strict=True))) for each in known[:limit]]
        return Results(rows, truncated=False, description=[(name,) for name in names])


# Values of which there is an index of its own (schema/13_attack_counts.sql). SQLite takes it only
# where the value stands in the SQL itself.
RARE = {("scope", "general"): "scope = 'general'", ("disputed", "1"): "disputed = 1"}


@hookimpl
def filters_from_request(request: Request, database: str, table: str) -> FilterArguments | None:
    """Say what a filter means so that SQLite finds the index for it; it leaves the same rows."""
    if (database, table) != (DATABASE, "attacks"):
        return None
    means = [
        literal for (column, value), literal in RARE.items() if request.args.get(column) == value
    ]
    # All days of an attack are in its year and month, and with the day all indexes go.
    year, month = request.args.get("year") or "", request.args.get("month") or ""
    if re.fullmatch(r"[1-9]\d{3}", year):
        means.append(_days(f"{year}-01-01", f"{year}-12-31", f"year = {year}"))
    if re.fullmatch(r"\d{4}-\d\d", month):
        means.append(_days(f"{month}-01", f"{month}-31", f"month = '{month}'"))
    return FilterArguments(means) if means else None


def _days(first: str, last: str, said: str) -> str:
    return f"(date_earliest between '{first}' and '{last}' and {said})"


def _without_days(conditions: str) -> str:
    """Return conditions without the days of years and months, which follow from the rest."""
    return _DAYS.sub(lambda match: match["said"] or match["in"], conditions)


# Ways of filtering that are not columns.
OTHER_FILTERS = ("_where", "_through", "_search")


class WholeFacet(ColumnFacet):  # type: ignore[misc]
    """Column facets that count the same on every page of a table.

    Datasette counts from the page that is shown to the end, so that turning the page changes the
    numbers, and each page counts a million attacks anew.
    """

    sql: str

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Return the facets, and the columns that took too long to count."""
        arguments = self.request.args
        if "_next" in arguments and not any(key.startswith(OTHER_FILTERS) for key in arguments):
            pairs = [
                (key, value)
                for key in arguments
                if not key.startswith("_") or "__" in key
                for value in arguments.getlist(key)
            ]
            conditions, self.params = Filters(sorted(pairs)).build_where_clauses(self.table)
            # What comes before it is a list of columns and the name of the table.
            every_row = self.sql.partition(" where ")[0].rstrip()
            self.sql = f"{every_row} {'where ' if conditions else ''}{' and '.join(conditions)} "
        results: tuple[list[dict[str, Any]], list[str]] = await super().facet_results()
        return results


@hookimpl(hookwrapper=True)
def register_facet_classes() -> Iterator[None]:
    """Put our column facets in the place of Datasette's."""
    outcome: Any = yield
    outcome.force_result(
        [
            [WholeFacet if each is ColumnFacet else each for each in classes]
            for classes in outcome.get_result()
        ]
    )
