"""The page /map: attacks selected by month, type, country, group and source.

The address holds the whole selection. The attacks are selected with the filters of the table's own
page, which the page links to: so the map, its numbers and the table always agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.filters import FilterArguments
from datasette.utils.asgi import Request
from markupsafe import Markup

from common.display_text import acronym
from common.project import DATABASE, PROJECT
from plugins.site.drawings.months import RULE, draw_strip
from plugins.site.drawings.serve import svg_of
from plugins.site.hooks import hookimpl
from plugins.site.map_choices import (
    ACTIVE,
    RULES,
    UNSURE,
    WORDS,
    Filters,
    View,
    adverbs,
    check_filters,
    chosen,
    dated,
    days_asked,
    doubtful,
    read,
    sources_of,
)
from plugins.site.map_points import LIMIT
from plugins.site.queries import Row, label_of, select
from plugins.site.table_filters import INNER, condition

TEMPLATES = ("pages/map.html", "pages/embed/map.html")
LISTED = 50
VAGUE = ("region", "country")
# As in the named queries: leaves out the events in event data that are not attacks.
ATTACKS = "coalesce(attack_type, '') not in ('riot', 'protest', 'development')"
IN_GROUP = "id in (select attack_id from attack_actors where group_id = '{}'{})"
OF_SOURCE = "id in (select attack_id from attack_reports where source_id = '{}')"
# A data set may report most attacks, so checking each attack is quicker: the plus keeps SQLite from
# using the index on source_id.
OF_DATA_SET = (
    "exists (select 1 from attack_reports where attack_id = attacks.id and +source_id = '{}')"
)


def strip(datasette: Datasette, view: View, counts: Mapping[str, int]) -> Markup:
    """Draw the months from the first to the last with an attack, as links that select them."""
    # The selection; if there is none, a start that is after its end.
    chosen = (view.first, view.last or "9999") if view.first or view.last else ("9", "")

    rest = view.address(first="", last="")

    def link(first: str, last: str) -> str:
        return f"/map?from={first}&to={last}{rest and f'&{rest}'}"

    drawing = draw_strip(counts, link, chosen)
    return Markup(svg_of(datasette, "months", drawing, "", "months"))  # noqa: S704  escaped


@hookimpl
async def extra_template_vars(
    datasette: Datasette, request: Request | None, template: str
) -> dict[str, Any]:
    if request is None or template not in TEMPLATES:
        return {}
    asked = {key: request.args.get(key) for key in request.args}
    view, refused = await chosen(datasette, asked)
    given: dict[str, Any] = {"refused": refused, "days_asked": days_asked(asked)}
    given["map"] = await shown(datasette, view)
    is_embedded = template == TEMPLATES[1]
    given["map_sources"] = await sources_of(datasette, view) if is_embedded else []
    if not (view.first or view.last) and (is_embedded or given["map"]["every"] < LISTED):
        given["map"] |= await dated(datasette, view, given["map"]["months"])  # for the heading
    return given


COUNTED_BY = ("month", "type", "country")
# The number of attacks for each month, type and country: for all of them from a view, which a
# running site materialises; for a group or a source counted anew, under the name of that view.
KINDS = """
select
  'month' as name, month as value,
  coalesce(earliest, '') >= :first and coalesce(latest, :never) <= :last as is_certain,
  coalesce(latest, :never) >= :first and coalesce(earliest, '') <= :last as is_possible,
  sum(attacks) as attacks, sum(with_point) as with_point, sum(vague) as vague
from map_kinds where :type in ('', attack_type) and :country in ('', country_code)
group by month, earliest, latest
union all
select 'type', attack_type, null, null, sum(attacks), sum(with_point), sum(vague)
from map_kinds group by attack_type
union all
select 'country', country_code, null, null, sum(attacks), sum(with_point), sum(vague)
from map_kinds group by country_code
order by attacks desc, value
"""
ONE_BY_ONE = f"""
with map_kinds as (select
  month, coalesce(month, substr(date_earliest, 1, 7)) as earliest,
  coalesce(month, substr(date_latest, 1, 7)) as latest, attack_type, country_code, 1 as attacks,
  latitude is not null as with_point,
  latitude is not null and coalesce(geo_precision, '') in {VAGUE} as vague
from attacks where {{}})
"""  # noqa: S608  words of ours


async def kinds(datasette: Datasette, view: View) -> dict[str, list[Row]]:
    """Return the number of attacks by type, country and month, each within the rest of the view."""
    sql, never = KINDS, "~"  # sorts after all months
    params: dict[str, object] = {"type": view.type, "country": view.country}
    params |= {"first": view.first, "last": view.last or never, "never": never}
    if view.group or view.source:
        filters = view.filters(period=False, kind=False)
        rows = await condition(datasette, DATABASE, "attacks", filters)
        sql, params = ONE_BY_ONE.format(rows.sql) + KINDS, {**rows.params, **params}
    found: dict[str, list[Row]] = {name: [] for name in COUNTED_BY}
    for row in await select(datasette, sql, params):
        found[row["name"]].append(row)
    return found


async def shown(datasette: Datasette, view: View) -> dict[str, Any]:
    """Return what the page shows for a view, and the months of all periods."""
    every, possibly, uncounted = {name: list[Row]() for name in COUNTED_BY}, 0, False
    doubts = UNSURE
    try:
        every = await kinds(datasette, view)
        possibly, doubts = await doubtful(datasette, view)
    except QueryInterrupted:
        uncounted = True

    def total(of: str, *kinds: Row) -> int:
        return sum(kind[of] for kind in kinds)

    certain = [kind for kind in every["month"] if kind["is_certain"]]
    possible = [kind for kind in every["month"] if kind["is_possible"]]
    numbers = {
        name: {kind["value"]: kind["attacks"] for kind in kinds if kind["value"] is not None}
        for name, kinds in every.items()
    }
    months = numbers["month"]
    narrow = uncounted or total("with_point", *every["type"]) > LIMIT
    points = view.filters() if narrow else view.filters(period=False, kind=False)
    rows = await condition(datasette, DATABASE, "attacks", view.filters())
    # The newest first, as on the table's page with the same filters.
    newest = f"select * from attacks where {rows.sql} order by date_earliest desc limit {LISTED}"  # noqa: S608
    return {
        "view": view,
        "uncounted": uncounted,
        "rows": await select(datasette, newest, rows.params),
        "count": total("attacks", *certain),
        "possibly": possibly,
        "unsure": doubts,
        "how": adverbs(doubts),
        "on_map": total("with_point", *certain),
        "without_point": total("attacks", *certain) - total("with_point", *certain),
        "vague": total("vague", *certain),
        "limit": LIMIT,
        "may_lie": total("attacks", *possible) - total("attacks", *certain),
        "strip": strip(datasette, view, months) if months else "",
        "months": months,
        "every": total("attacks", *every["month"]),
        "types": numbers["type"],
        "countries": numbers["country"],
        "points": points_address(datasette, points),
        "by": acronym(await label_of(datasette, "groups", view.group) or view.group)
        or PROJECT.subject.name,
        "points_chosen": points_address(datasette, view.filters()),
        "table": f"{datasette.urls.table(DATABASE, 'attacks')}?{urlencode(view.filters())}",
        "active": (await select(datasette, ACTIVE, [view.group or PROJECT.subject.id]))[0],
        "profile": datasette.metadata("profile_map"),
    }


def points_address(datasette: Datasette, filters: Filters) -> str:
    """Return the address of the points of the filtered attacks (map_points.py)."""
    return str(datasette.urls.path(f"/-/points/{DATABASE}/attacks?{urlencode(filters)}"))


@hookimpl
async def filters_from_request(
    request: Request, database: str, table: str, datasette: Datasette
) -> FilterArguments | None:
    """Add filters to the table of attacks for the parts of a view that are not its columns.

    `_attacks=only` leaves out riots and the like; `_group` (with `_rule`) and `_source` select the
    attacks of a group or a source. An unknown id is an error.
    """
    if (database, table) != (DATABASE, "attacks"):
        return None
    if request.path != INNER:
        await check_filters(datasette, request)
    view, _ = read(
        {"rule": RULE} | {name: v for name, word in WORDS.items() if (v := request.args.get(word))}
    )
    where = [ATTACKS] if request.args.get("_attacks") else []
    # `read` accepts only ids, which contain no quotes.
    if view.group:
        where.append(IN_GROUP.format(view.group, RULES[view.rule]))
    if view.source:
        sql = "select 1 from sources where id = ? and access = 'data'"
        is_data_set = await select(datasette, sql, [view.source])
        where.append((OF_DATA_SET if is_data_set else OF_SOURCE).format(view.source))
    words = [f"{name} {value}" for name in ("group", "source") if (value := getattr(view, name))]
    return FilterArguments(where, human_descriptions=words) if where else None
