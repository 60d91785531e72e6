"""What the page /map shows: attacks chosen by month, type, country, group and source.

All that is chosen stands in the address. Which attacks fit is what the filters of the table's own
page leave, which a reader can follow there: so the map, its numbers and the table never differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.filters import FilterArguments
from datasette.utils.asgi import Request
from markupsafe import Markup

from common.display_text import acronym
from common.project import DATABASE, PROJECT
from plugins.site.drawings import attack_map
from plugins.site.drawings.months import RULE, draw_strip
from plugins.site.drawings.routes import svg_of
from plugins.site.filters import condition
from plugins.site.hooks import hookimpl
from plugins.site.map_view import COLOURS, RULES_IN_WORDS, SIZES, Filters, View, read
from plugins.site.points import LIMIT
from plugins.site.queries import Row, label_of, select

TEMPLATES = ("pages/map.html", "pages/embed/map.html")
HOME = "index.html"
LISTED = 50
VAGUE = ("region", "country")
# As in the named queries: what event data hold beside attacks.
ATTACKS = "coalesce(attack_type, '') not in ('riot', 'protest', 'development')"
IN_GROUP = "id in (select attack_id from attack_actors where group_id = '{}'{})"
# The rules of counting, as in the named queries and `attack_days`; the second is the map's own.
PERHAPS = "perpetrator-possible"
RULES = {
    "perpetrator": " and side = 'perpetrator' and certainty = 'certain'",
    PERHAPS: " and side = 'perpetrator'",
    "party": " and certainty = 'certain'",
    "possible": "",
}
OF_SOURCE = "id in (select attack_id from attack_reports where source_id = '{}')"
# Of a data set, which may report most attacks, it is quicker to ask each attack whether it does:
# the plus keeps SQLite from looking the source up.
OF_DATA_SET = (
    "exists (select 1 from attack_reports where attack_id = attacks.id and +source_id = '{}')"
)


def strip(datasette: Datasette, view: View, counts: Mapping[str, int]) -> Markup:
    """Draw the months from the first to the last that has an attack, to be chosen."""
    # What is chosen; nothing is after its end.
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
    """Give the page of the map what it shows, and the home page the points of its subject."""
    if request is None:
        return {}
    if template == HOME:
        subject = View(group=str(datasette.metadata("subject") or ""))
        has_points = await _has_points(datasette, subject.filters())
        return {"points_of_subject": has_points and points_address(datasette, subject.filters())}
    if template not in TEMPLATES:
        return {}
    view, refused = read({key: request.args.get(key) for key in request.args})
    given = {"map": await shown(datasette, view), "refused": refused}
    given["map_chosen"] = await attack_map.chosen(datasette, view)
    if template == TEMPLATES[1]:
        given["embed_sources"] = await attack_map.sources_of(datasette, view)
    return given


# How many attacks of each kind there are, and whether all days on which they may lie are in the
# period, or one of them. Those of which the days lie in no single month are few, and are the same
# where the others come from the summary.
KINDS = """
select
  month, attack_type, country_code, geo_precision,
  (:first = '' or coalesce(month, substr({earliest}, 1, 7)) >= :first)
    and (:last = '' or coalesce(month, substr({latest}, 1, 7)) <= :last) as is_certain,
  (:first = '' or coalesce(month, substr({latest}, 1, 7), :first) >= :first)
    and (:last = '' or coalesce(month, substr({earliest}, 1, 7), :last) <= :last) as is_possible,
  {counts}
from {table} where {where} group by 1, 2, 3, 4, 5, 6
"""
ONE_BY_ONE = {
    **{"earliest": "date_earliest", "latest": "date_latest", "table": "attacks"},
    "counts": "count(*) as attacks, count(latitude) as with_point",
}
SUMMED = KINDS.format(
    **{"earliest": "''", "latest": "''", "table": "attack_counts"},
    counts="sum(attacks) as attacks, sum(with_point) as with_point",
    where=f"scope = 'incident' and {ATTACKS} and month is not null",
)


async def kinds(datasette: Datasette, view: View) -> list[Row]:
    """Ask how many attacks there are, by all that the page counts them by."""
    filters = view.filters(period=False, kind=False)
    rows = await condition(datasette, DATABASE, "attacks", filters)
    sql = KINDS.format(where=rows.sql, **ONE_BY_ONE)
    if not (view.group or view.source):
        spanning = KINDS.format(where=f"{rows.sql} and month is null", **ONE_BY_ONE)
        sql = f"{SUMMED} union all {spanning}"
    params = {**rows.params, "first": view.first, "last": view.last}
    return await select(datasette, sql, params)


async def count(datasette: Datasette, view: View) -> int:
    """Return how many attacks a view leaves."""
    rows = await condition(datasette, DATABASE, "attacks", view.filters())
    sql = f"select count(*) as attacks from attacks where {rows.sql}"  # noqa: S608
    return int((await select(datasette, sql, rows.params))[0]["attacks"])


def counted_by(kinds: Iterable[Row], name: str) -> dict[str, int]:
    """Return how many attacks there are of each value in a column, the most first."""
    counts: Counter[str] = Counter()
    for kind in kinds:
        if kind[name] is not None:
            counts[kind[name]] += kind["attacks"]
    return dict(counts.most_common())


async def shown(datasette: Datasette, view: View) -> dict[str, Any]:
    """Return what the page shows of the attacks of a view, and the months of all periods."""
    every, perhaps, uncounted = [], 0, False
    try:
        every = await kinds(datasette, view)
        perhaps = await count(datasette, view._replace(rule=PERHAPS)) if view.group else 0
    except QueryInterrupted:
        uncounted = True
    chosen = [
        kind
        for kind in every
        if view.type in ("", kind["attack_type"]) and view.country in ("", kind["country_code"])
    ]

    def total(of: str = "attacks", when: str = "is_certain") -> int:
        return sum(kind[of] for kind in chosen if kind[when])

    months = counted_by(chosen, "month")
    narrow = uncounted or sum(kind["with_point"] for kind in every) > LIMIT
    points = view.filters() if narrow else view.filters(period=False, kind=False)
    if view.colour == "source":
        points.append(("_sources", "1"))
    rows = await condition(datasette, DATABASE, "attacks", view.filters())
    # The newest, as the table with the same filters has them first.
    newest = f"select * from attacks where {rows.sql} order by date_earliest desc limit {LISTED}"  # noqa: S608
    return {
        "view": view,
        "uncounted": uncounted,
        "rows": await select(datasette, newest, rows.params),
        "count": total(),
        "possibly": perhaps - total() if perhaps and view.rule == RULE else 0,
        "on_map": total("with_point"),
        "without_point": total() - total("with_point"),
        "vague": sum(
            kind["with_point"]
            for kind in chosen
            if kind["is_certain"] and kind["geo_precision"] in VAGUE
        ),
        "limit": LIMIT,
        "may_lie": total(when="is_possible") - total(),
        "strip": strip(datasette, view, months) if months else "",
        "months": months,
        "every": sum(kind["attacks"] for kind in chosen),
        "types": counted_by(every, "attack_type"),
        "countries": counted_by(every, "country_code"),
        "points": points_address(datasette, points),
        "by": acronym(await label_of(datasette, "groups", view.group) or view.group)
        or PROJECT.subject.name,
        "points_chosen": points_address(datasette, view.filters()),
        "table": f"{datasette.urls.table(DATABASE, 'attacks')}?{urlencode(view.filters())}",
        "profile": datasette.metadata("profile_map"),
        "rules": RULES_IN_WORDS,
        "rule": RULE,
        "sizes": SIZES,
        "colours": COLOURS,
    }


def points_address(datasette: Datasette, filters: Filters) -> str:
    """Return where the points of the attacks that pass filters are had (plugins/site/points.py)."""
    return str(datasette.urls.path(f"/-/points/{DATABASE}/attacks?{urlencode(filters)}"))


async def _has_points(datasette: Datasette, filters: Filters) -> bool:
    """Whether an attack that passes filters has a point; none does where there is no database."""
    if DATABASE not in datasette.databases:
        return False
    rows = await condition(datasette, DATABASE, "attacks", filters, "latitude is not null")
    sql = f"select 1 from attacks where {rows.sql} limit 1"  # noqa: S608  Datasette's own conditions
    return bool(await select(datasette, sql, rows.params))


@hookimpl
async def filters_from_request(
    request: Request, database: str, table: str, datasette: Datasette
) -> FilterArguments | None:
    """Give the table of attacks the filters that a view has beside its columns.

    `_attacks=only` leaves out riots and the like; `_group`, with `_rule`, and `_source` leave the
    attacks of a group or of a source.
    """
    if (database, table) != (DATABASE, "attacks"):
        return None
    view, _ = read(
        {name: request.args.get(f"_{name}") or "" for name in ("group", "rule", "source")}
    )
    where = [ATTACKS] if request.args.get("_attacks") else []
    # No quote is in a word that was read.
    if view.group:
        where.append(IN_GROUP.format(view.group, RULES[view.rule]))
    if view.source:
        sql = "select 1 from sources where id = ? and access = 'data'"
        is_data_set = await select(datasette, sql, [view.source])
        where.append((OF_DATA_SET if is_data_set else OF_SOURCE).format(view.source))
    words = [f"{name} {value}" for name in ("group", "source") if (value := getattr(view, name))]
    return FilterArguments(where, human_descriptions=words) if where else None
