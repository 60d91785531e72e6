"""The timeline: an axis with a numbered mark for everything with a date, and below it the words.

It draws what is known, not what is possible: a day is a point, an unknown day within a month or
year is a bracket, and something that lasts is a bar. Things only known to be before or after a
date are not drawn; the page lists them.
"""

import html
import json
from collections.abc import Callable
from functools import partial
from itertools import groupby
from operator import itemgetter

from datasette.app import Datasette

from common.citing import the_names
from common.date_words import (
    NOT_STATED,
    between,
    bounds_of,
    either,
    event_in_words,
    in_words,
    is_going_on,
    known_of,
)
from common.display_text import without_year
from plugins.site.drawings import findings
from plugins.site.drawings.drawing import (
    LAST_DAY,
    Draw,
    Drawing,
    check_choice,
    label,
    name_of,
    period_of,
    short,
    sources_of,
)
from plugins.site.drawings.time_axis import (
    Axis,
    Span,
    day_number,
    month_start,
    of_years,
    ticks,
)
from plugins.site.drawings.timeline_rows import (
    LANE,
    LINE,
    NUMBER,
    RIGHT,
    SIZE,
    daters,
    in_columns,
    in_lanes,
    legend,
    mark_of,
    spans_on,
)
from plugins.site.queries import Row, named, select

TITLE, TEMPLATE, PARAMETERS = "Timeline", "timeline", ("kind", "group", "from", "to")
# By form: how many columns of words there are, and the width of all.
FORMS = {"": (3, 1120.0), "middle": (2, 708.0), "narrow": (1, 328.0)}
# The space around the years, the height of a line of them, and the space below the marks.
YEARS, LABEL, BELOW = 20.0, 14.0, 12.0
DISPUTES = ("disagreements", "citation_problems")
# What sources say and publish (page_dated) is shown only on request: by its kind, or with ALL.
SAID, ALL = 5, "all"
# Without a selection, the picture shows the group itself and each attack; this shows all events.
EVENTS = "events"


async def fetch(datasette: Datasette, parameters: dict[str, str]) -> Draw:
    kind, group, start, end = (parameters[name] for name in PARAMETERS)
    first, last = period_of(start, end)
    name = await name_of(datasette, "groups", group)
    root = group or str(datasette.metadata("subject") or "")
    entries = await select(datasette, "select * from page_dated")
    names = await select(datasette, "select id, name from groups order by lower(name)")
    dated = [row for row in entries if row["is_dated"]]
    about = {id_ for row in dated for id_ in json.loads(row["group_ids"])}
    # Attacks described only in general have the kind `attack` too.
    kinds = {row["kind"]: row["kind_label"] for row in dated} | {"attack": "Attack"}
    check_choice("kind", kind, [EVENTS, ALL, *sorted(kinds)])
    wanted, is_events = "" if kind in (ALL, EVENTS) else kind, kind in ("", EVENTS)
    more = {(row["table_name"], row["row_id"]): row for row in entries}
    rows = await named(datasette, "timeline", start=start, end=end, kind=wanted, group=group)
    rows = [more[row["table_name"], row["row_id"]] | row for row in rows]
    said = {row["thing"] for row in rows if is_events and row["part"] == SAID}
    shown = [row for row in entries if not is_events or row["part"] != SAID]
    # Only by the documents: event data are not on the timeline.
    newest = (await select(datasette, "select document from page_ends"))[0]["document"] or ""
    goes_on = (first or last) and newest and (not last or last > newest)
    called = next((row["name"] for row in names if row["id"] == root), "")
    subject = short(called)
    if called:  # its short name, as above
        rows = [row | {"title": row["title"].replace(called, subject)} for row in rows]
    own = await select(datasette, "select * from page_own where root_id = ?", [root])
    parties = {(row["party_kind"], row["party_id"]) for row in own}
    things = things_of([row for row in rows if row["thing"] not in said], parties, root)
    # Only what is known counts: a less precise or doubtful date may fall in the period by chance.
    things = [thing for thing in things if _is_within(thing["known"], first, last)]
    placed = [thing for thing in things if thing["is_placed"]]
    brief = [thing for thing in placed if _is_main(thing, root)]
    is_brief = bool(subject) and not any((kind, group, start, end))
    sure = sum(all(row["certainty"] == "certain" for row in thing["known"]) for thing in placed)
    unread = await select(datasette, "select year from page_unread_years")
    known = {
        **{"things": things, "newest": newest, "is_period": bool(first or last)},
        **{"subject": subject, "brief": brief if is_brief else [], "said": len(said)},
        **{"sure": sure if first or last else len(placed), "placed": len(placed)},
        "past": f"nothing here is later than {in_words(newest)}" if goes_on else "",
        "is_past": bool(first and newest and first > newest),
        "unread": [row["year"] for row in unread if first[:4] <= row["year"] <= (last or LAST_DAY)],
        # The years in which something begins.
        "years": sorted({row["date_earliest"][:4] for row in shown if row["date_earliest"]}),
        "kinds": sorted(kinds.items(), key=itemgetter(1)),
        "groups": [(row["id"], row["name"]) for row in names if row["id"] in about],
        "undated": _undated(shown, wanted, group),
    }
    if (is_events or kind == "attack") and not any((group, start, end)):
        known |= findings.of_events(things, root, subject)
    write = datasette.jinja_env.plain.get_template("drawings/timeline.html").render
    of_kind = {EVENTS: "", ALL: "with statements and publications"}.get(kind, kind)
    chosen = [label(of_kind.replace("-", " "), 40), label(name, 120), _in_words(first, last)]
    return partial(draw, known, (first, last), ", ".join(filter(None, chosen)), write)


def _undated(entries: list[Row], kind: str, group: str) -> list[str]:
    """Return the titles of the undated entries of a kind and group; empty: of any."""
    some = [row for row in entries if not row["is_dated"] and kind in ("", row["kind"])]
    return sorted({row["title"] for row in some if group in ("", *json.loads(row["group_ids"]))})


def _in_words(first: str, last: str) -> str:
    if first and last:
        return between(first, last)
    return f"from {in_words(first)}" if first else f"to {in_words(last)}" if last else ""


def things_of(rows: list[Row], own: set[tuple[str, str]], root: str) -> list[Row]:
    """Collect what sources say about each thing.

    Returns:
        For each thing, the columns of the reading that is shown and: all its `readings`; the
        `disagreements` about its date (id, topic, summary); the other `conflicts` on it; the rows
        `known` about its date; `when`, the date in words; whether it `is_placed` on the axis; the
        check by which a cited work `differs`; and the `part`, which selects its heading.
    """
    things = []
    founded = [row for row in rows if row["meaning"] == "founds" and row["party_id"] == root]
    formed = min((row["date_earliest"] for row in founded if row["date_earliest"]), default="")
    for _, run in groupby(rows, key=lambda row: row["thing"]):
        readings = list(run)
        known = known_of(readings)
        # The title belongs to the date that is shown; another reading may be only possible.
        shown = known[0] if known else readings[0]
        told = [json.loads(row[name]) for name in DISPUTES for row in readings]
        disputes = {one["id"]: one for ones in told for one in ones}
        others = [json.loads(row["conflicts"]) for row in readings]
        conflicts = {one["id"]: one for ones in others for one in ones if one["id"] not in disputes}
        problems = [each for row in readings for each in json.loads(row["citation_problems"])]
        checks = sorted(row["differs"] for row in readings if row["differs"])
        party = (shown["party_kind"], shown["party_id"])
        # What people did before the group was formed was not done as part of it.
        is_before = party[0] == "person" and (shown["date_latest"] or formed) < formed
        part = 0 if shown["part"] == 4 and party in own and not is_before else shown["part"]
        bounds = bounds_of(shown) if known else [LAST_DAY]
        under_way = _under_way(known, readings)
        when = either([event_in_words(row) for row in known]) if known else NOT_STATED
        thing = shown | {
            "readings": [row | {"when": event_in_words(row)} for row in readings],
            "conflicts": [conflicts[key] for key in sorted(conflicts)],
            "disagreements": [disputes[key] for key in sorted(disputes)],
            "known": known,
            "when": f"{when} and later" if under_way else when,
            "under_way": under_way,
            "is_conflict": any(row["is_conflict"] for row in readings),
            "problems": sorted({each["problem"] for each in problems}),
            "differs": _differs(checks[0], readings) if checks else None,
            "part": part,
            # It needs both ends, unless it is ongoing.
            "is_placed": bool(known)
            and all(len(bounds_of(row)) > 1 or is_going_on(row) for row in known),
            "year": bounds[0][:4],
            "turn": (part, bounds[0], bounds[-1]),
        }
        is_own = part == 0 or root in json.loads(shown["attacker_ids"] or "[]")
        things.append(thing | {"who": _attackers(thing), "is_own": is_own})
    return _joined(sorted(things, key=lambda thing: thing["turn"]))


def _joined(things: list[Row]) -> list[Row]:
    """Return things with what an authority designated a group as on the same day as one thing."""
    joined = list[Row]()
    for thing in things:
        same = ("kind", "party_id", "group_ids", "when")
        last = joined[-1] if thing["programme"] and joined else {}
        if not last.get("programme") or any(thing[name] != last[name] for name in same):
            joined.append(thing)
            continue
        before, programme, after = last["title"].rpartition(last["programme"])
        both = f"{programme} and {thing['programme']}"
        last |= {"title": f"{before}{both}{after}", "programme": both}
        last["readings"] = last["readings"] + thing["readings"]
    return joined


def _under_way(known: list[Row], readings: list[Row]) -> Row | None:
    """Return the reading that has a dated, lasting thing still under way later."""
    if len(known) != 1 or known[0]["meaning"] != "lasts" or is_going_on(known[0]):
        return None
    ends = known[0]["date_latest"] or LAST_DAY
    seen = (row for row in readings if row["date_kind"] == "seen" and row["told"] == "present")
    return next((row for row in seen if (row["date_earliest"] or "") > ends), None)


def _differs(check: str, readings: list[Row]) -> tuple[str, str]:
    """Return where a check is on /citations, and in words how the work differs from it."""
    _, place, work, cited, source, cites, mark = json.loads(check)
    has_date = any(
        row["date"] and work in (row["source_id"], row["about_source_id"]) for row in readings
    )
    mark = mark.replace("differs", "has another date" if has_date else "says otherwise")
    cited, source = (the_names([without_year(name)]) for name in (cited, source))
    return place, f"{cited}, which {source} {cites}, {mark}"


def _attackers(thing: Row) -> str:
    """Return who attacked, in words, and on whose word if those sources do not give the date."""
    by = {without_year(name) for name in json.loads(thing["blamed_by"] or "[]")}
    on_word = f" ({'; '.join(sorted(by))})" if by and not by & daters(thing) else ""
    return f"{thing['who_words']}{on_word}" if thing["who_words"] else ""


def _is_main(thing: Row, root: str) -> bool:
    """Return whether it is an individual attack, or certainly about the group."""
    is_sure = not any(row["is_doubtful"] or row["is_possible"] for row in thing["known"])
    # A merger that formed the group is covered by its formation.
    is_sure = is_sure and thing["meaning"] != "unites"
    return thing["part"] == 1 or (is_sure and root in json.loads(thing["group_ids"]))


def _is_within(known: list[Row], first: str, last: str) -> bool:
    return not known or any(
        (row["date_latest"] or LAST_DAY) >= first
        and (row["date_earliest"] or "") <= (last or LAST_DAY)
        for row in known
    )


def draw(
    known: Row, period: tuple[str, str], chosen: str, write: Callable[[Row], str], name: str = ""
) -> Drawing:
    """Draw things in the order of time; `chosen` names the selection, `write` renders the text."""
    columns, width = FORMS[name]
    drawing = Drawing("", form=name, facts=known, width=width)
    drawing.finding = known.get("finding", "")
    drawing.rows = [row for thing in known["things"] for row in thing["readings"]]
    things = [dict(thing) for thing in known["things"] if thing["is_placed"]]
    if known["brief"]:
        things = [one | {"differs": None} for one in known["brief"]]
    # Ongoing things come after the events that they began with.
    things.sort(key=lambda one: (one["turn"][1], is_going_on(one["known"][0]), one["turn"][2]))
    wide = width - RIGHT
    axis, gaps = _axis(things, period, known["newest"], wide) if things else ([], [])
    many, besides, drawing.note, drawing.title = (
        html.unescape(each).strip() for each in write(known | {"chosen": chosen}).split("<hr>")
    )
    known["counted"] = many
    if not things:
        drawing.empty = drawing.note
        return drawing
    for thing in things:
        thing["marks"] = [mark_of(row, axis, thing["under_way"]) for row in thing["known"]]
        thing["has_conflict"] = bool(thing["is_conflict"] or thing["conflicts"])
    drawing.counts = f"{many}{besides}"
    drawing.description = f"{many}, numbered in the order of time."
    drawing.of_years, drawing.sources = sources_of(row for one in things for row in one["readings"])
    starts = map(int, known["unread"])
    unread = spans_on(axis, [(month_start(year), month_start(year + 1)) for year in starts])
    behind = {sort for sort, spans in {"unread": unread, "break": gaps}.items() if spans}
    drawing.keys = legend(things, known["subject"], behind)
    labels = ticks(axis, gaps)
    top = YEARS + LABEL * max(len(tick.lines) for tick in labels)
    foot = top + LANE * in_lanes(things, wide, None if name else unread)
    drawing.height = in_columns(things, columns, width, foot + BELOW)
    drawing.values = {
        **{"things": things, "line_height": LINE, "size": SIZE, "indent": NUMBER},
        **{"ticks": labels, "shaded": spans_on(axis, gaps), "unread": unread},
        **{"top": top, "foot": foot, "wide": wide},
    }
    return drawing


def _axis(
    drawn: list[Row], period: tuple[str, str], newest: str, width: float
) -> tuple[Axis, list[Span]]:
    """Return the axis for a period, or up to the newest document, and the compressed years."""
    days = [day_number(day) for thing in drawn for row in thing["known"] for day in bounds_of(row)]
    ends = [day_number(day) for day in (*period, newest) if day]
    low = ends[0] if period[0] else min(days + ends)
    high = day_number(period[1]) if period[1] else max(days + ends)
    if all(period):
        return [(low, 0.0), (high + 1, width)], []
    return of_years([day for day in days if low <= day <= high], [low, high], width)
