"""The drawings by name: their parameters, and the views and named queries that they are made of."""

import datetime
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from datasette.app import Datasette

from common.date_words import between, in_words
from common.dates import DateError, parse
from plugins.site.drawings.boxes import draw_lineage
from plugins.site.drawings.drawing import FIRST_DAY, LAST_DAY, Drawing, Row, label
from plugins.site.drawings.lineage import Lineage
from plugins.site.drawings.months import RULE, RULES, draw_months
from plugins.site.drawings.timeline import draw_timeline
from plugins.site.queries import label_of, labels_of, named, select

NO_DATE = (
    "“{}” is no date. Write a day as 2018-03-03, a month as 2018-03, a year as 2018, "
    "or leave it empty."
)
# The columns of the query lineage that name a reading, and what to call the column's values.
READINGS = {
    "A profile": ("source_id", "source"),
    "A list of who merged": ("reading_set", "reading_label"),
    "A cited work": ("about_source_id", "about_source"),
}
# The rivals of a group, a row for each claim, and the conflicts between sources over given claims.
RIVALS = """
select
  groups.id as party_id, groups.name, claims.source_id,
  coalesce(sources.short, sources.label) as source
from relations
join claims on claims.id = relations.claim_id
join sources on sources.id = claims.source_id
join groups on groups.id in (from_group_id, to_group_id) and groups.id <> :group
where relations.kind in (select id from relation_kinds where meaning = 'rivals')
and :group in (from_group_id, to_group_id)
order by groups.name, source
"""
# What each word for a tie means, apart from how it is called.
MEANINGS = """
select 'membership' as table_name, id, meaning from roles
union all
select 'relations', id, meaning from relation_kinds
"""
CONFLICTS = """
select distinct disagreements.id, topic
from disagreement_readings
join disagreements on disagreements.id = disagreement_id
where is_conflict and claim_id in (select value from json_each(?))
order by topic
"""
# The event data sets that are counted, with the days of their first and last attack.
LOADED = """
select sources.label, sources.licence, first_day, (
  select max(date_latest) from attack_days
  where group_id = '' and source_id = sources.id and rule = 'possible'
) as last_day
from sources
join (
  select source_id, min(date_earliest) as first_day
  from attack_days where group_id = '' and rule = 'possible' group by source_id
) as days on days.source_id = sources.id
where sources.access = 'data' and :source in ('', sources.id)
order by sources.label
"""
CERTAINTIES = {"yes": "certain", "possible": "possible", "no": "no"}

Parameters = dict[str, str]
# Lays a drawing out, for a wide page or for a narrow one.
Layout = Callable[[bool], Drawing]


async def name_of(datasette: Datasette, table: str, id_: str, problems: list[str]) -> str:
    """Return what a group or source is called; add a problem where there is none of this id."""
    name = await label_of(datasette, table, id_) if id_ else ""
    if name is None:
        problems.append(f"There is no {table[:-1]} of the id “{label(id_, 60)}”.")
    return name or ""


def period_of(text: str, problems: list[str]) -> tuple[str, str]:
    """Return the first and last day of a date that somebody asks about, empty for none."""
    try:
        dates = parse(text) if text else None
    except DateError:
        problems.append(NO_DATE.format(label(text, 60)))
        return "", ""
    return (dates.earliest or FIRST_DAY, dates.latest or LAST_DAY) if dates else ("", "")


def refused(title: str, problems: list[str]) -> Layout:
    """Return no drawing, for what was wrong with the parameters."""
    return lambda _: Drawing(title, empty=" ".join(problems), problems=problems)


async def attacks_per_month(datasette: Datasette, asked: Parameters) -> Layout:
    """Fetch the attacks per month."""
    problems: list[str] = []
    asked = asked | {"rule": asked["rule"] or RULE}
    for name in ("start", "end"):
        period_of(asked[name], problems)
    names = {
        name: await name_of(datasette, f"{name}s", asked[name], problems)
        for name in ("group", "source")
        if asked[name]
    }
    if asked["rule"] not in RULES:
        problems.append(f"The rule is one of {', '.join(RULES)}.")
    if problems:
        return refused("Attacks per month", problems)
    rows = await named(datasette, "attacks_per_month", **asked)
    loaded = await select(datasette, LOADED, {"source": asked["source"]})
    return partial(draw_months, rows, names, asked, loaded)


async def lineage(datasette: Datasette, asked: Parameters) -> Layout:
    """Fetch the lineage of a group."""
    problems: list[str] = []
    on = period_of(asked["on"], problems)
    if problems:
        return refused("Lineage", problems)
    every = await named(datasette, "lineage", group=asked["group"], as_of=asked["on"])
    meanings = {
        (row["table_name"], row["id"]): row["meaning"] for row in await select(datasette, MEANINGS)
    }
    for tie in every:
        tie["meaning"] = meanings.get((tie["table_name"], tie["kind"]))
    published = {
        row["id"]: row["published_latest"]
        for row in await select(datasette, "select id, published_latest from sources")
    }
    chosen = partial(_is_of, asked["reading"])
    ties = [
        tie | {"said_latest": published[tie["about_source_id"] or tie["source_id"]]}
        for tie in every
        if chosen(tie)
    ]
    sql = "select * from lineage_parties where root_id = ?"
    parties = await select(datasette, sql, [asked["group"]])
    rivals = await select(datasette, RIVALS, {"group": asked["group"]})
    existed = await named(datasette, "existed", date=asked["on"])
    existence = _existence(existed, parties, ties)
    words = in_words(asked["on"], *on) if asked["on"] else ""
    # Whose statements there are, id and name, under a heading for each sort.
    readings = [
        (heading, sorted({(tie[id_], tie[name]) for tie in every if tie[id_]}))
        for heading, (id_, name) in READINGS.items()
    ]
    facts: Row = {"readings": readings, "on": words}
    facts["conflicts"] = await select(
        datasette, CONFLICTS, [json.dumps([t["claim_id"] for t in ties])]
    )
    if words and on[0] == on[1]:
        facts |= {"earlier": _shifted(on[0], -1), "later": _shifted(on[0], 1)}
    rivals = [row for row in rivals if chosen(row)]
    return partial(draw_lineage, Lineage(ties, parties, existence, rivals, words), facts)


def _is_of(reading: str, row: Row) -> bool:
    """Return whether a row is of the document, list or cited work that is asked for."""
    return reading in ("", *(row.get(id_) for id_, _ in READINGS.values()))


def _existence(existed: list[Row], parties: list[Row], ties: list[Row]) -> list[Row]:
    """Return when the parties existed, by each source, with the columns that ties have."""
    documents = {tie["source_id"]: tie["source"] for tie in ties}
    works = {tie["about_source_id"]: tie["about_source"] for tie in ties}
    names = {party["party_id"]: party["name"] for party in parties}
    return [
        row
        | {
            "name": names[row["group_id"]],
            # A cited work speaks for itself, and not the document that cites it.
            "source": works.get(row["source_id"]) or documents[row["source_id"]],
            "about_source": works.get(row["about_source_id"]),
            "certainty": CERTAINTIES.get(row["answer"]),
            "date": row["founded"],
            "date_earliest": row["founded_earliest"],
            "date_latest": row["founded_latest"] or row["certain_from"],
            "possible_from": row["possible_from"] or FIRST_DAY,
            "possible_to": row["possible_to"] or LAST_DAY,
            "certain_from": row["certain_from"] or LAST_DAY,
            "certain_to": row["certain_to"] or FIRST_DAY,
        }
        for row in existed
        if row["group_id"] in names and row["source_id"] in documents
    ]


def _shifted(day: str, by: int) -> str | None:
    """Return the day before or after a day; None beyond the calendar."""
    try:
        return (datetime.date.fromisoformat(day) + datetime.timedelta(days=by)).isoformat()
    except OverflowError:
        return None


async def timeline(datasette: Datasette, asked: Parameters) -> Layout:
    """Fetch what is dated."""
    problems: list[str] = []
    period = period_of(asked["from"], problems)[0], period_of(asked["to"], problems)[1]
    group = await name_of(datasette, "groups", asked["group"], problems)
    if all(period) and period[0] > period[1]:
        problems.append("The period ends before it begins.")
    if problems:
        return refused("Timeline", problems)
    chosen = {"kind": asked["kind"], "group": asked["group"]}
    every = rows = await named(datasette, "timeline")
    if any((*period, *chosen.values())):
        rows = await named(datasette, "timeline", start=asked["from"], end=asked["to"], **chosen)
    names = await labels_of(datasette, "groups")
    groups = {id_ for row in every for id_ in json.loads(row["group_ids"]) if id_}
    begun = [row for row in every if row["date"] and row["date_earliest"]]
    facts = {
        # The years in which something begins, and what can be chosen.
        "years": sorted({row["date_earliest"][:4] for row in begun if row["date"][3:4] != "X"}),
        "kinds": sorted({(row["kind"], _kind(row)) for row in every}, key=lambda pair: pair[1]),
        "groups": sorted(((id_, names[id_]) for id_ in groups), key=lambda pair: pair[1].lower()),
    }
    words = [label(asked["kind"].replace("-", " "), 40), label(group, 120), _in_words(*period)]
    entries = await select(datasette, "select * from timeline_entries")
    undated = {row["thing"]: row["title"] for row in entries if not row["is_dated"]}
    facts["undated"] = sorted(undated.values())
    doubtful = {(row["table_name"], row["row_id"]): row["is_doubtful"] for row in entries}
    rows = [row | {"is_doubtful": doubtful[row["table_name"], row["row_id"]]} for row in rows]
    return partial(draw_timeline, rows, period, ", ".join(filter(None, words)), facts)


def _in_words(first: str, last: str) -> str:
    """Return a period in words; empty where it is open on both sides."""
    if first and last:
        return between(first, last)
    return f"from {in_words(first)}" if first else f"to {in_words(last)}" if last else ""


def _kind(row: Row) -> str:
    """Return what to call a kind of dated things: attacks told in general are of that kind too."""
    return "Attack" if row["kind"] == "attack" else str(row["kind_label"])


@dataclass(frozen=True)
class Source:
    """Where a drawing comes from: its parameters, how it is fetched, and its template."""

    parameters: tuple[str, ...]
    fetch: Callable[[Datasette, Parameters], Awaitable[Layout]]
    template: str


LINEAGE = ("group", "on", "reading")
MONTHS = ("group", "start", "end", "source", "rule")
DRAWINGS = {
    "attacks-per-month": Source(MONTHS, attacks_per_month, "months"),
    "lineage": Source(LINEAGE, lineage, "lineage"),
    # As the boxes were called when there were two drawings: an address that stays.
    "lineage-tree": Source(LINEAGE, lineage, "lineage"),
    "timeline": Source(("kind", "group", "from", "to"), timeline, "timeline"),
}
