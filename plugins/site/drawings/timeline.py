"""Everything dated, under a few heads: a row for each thing, its date and name before its mark.

What is known is drawn, and not what is possible: a day is a point, some time in a month or year is
a bracket, and a bar is what goes on. What is only known to be before or after a date has no mark:
the page lists it. Telephones get that list and, where it is asked for, a drawing of which the
sentences are whole before the axis is moved into sight.
"""

import html
import json
from collections.abc import Callable
from itertools import groupby
from typing import NamedTuple

from datasette.app import Datasette

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
from plugins.site.drawings import findings
from plugins.site.drawings.boxes import speaker
from plugins.site.drawings.drawing import (
    LAST_DAY,
    Drawing,
    Forms,
    ParameterError,
    check_choice,
    days_of,
    label,
    lines_of,
    name_of,
    short,
    sources_of,
    text_width,
    without_year,
)
from plugins.site.drawings.scale import (
    Axis,
    Tick,
    day_after,
    day_number,
    month_start,
    of_years,
    pixel,
    ticks,
)
from plugins.site.queries import Row, named, select

TITLE, TEMPLATE, PARAMETERS = "Timeline", "timeline", ("kind", "group", "from", "to")


class Widths(NamedTuple):
    """How wide the words of a row are, the axis beside them, and lines above and below them."""

    words: float
    axis: float
    lines: float

    @property
    def left(self) -> float:
        """Where the axis begins."""
        return self.words + APART * 2


# On a telephone the words leave room for the beginning of the axis, so that it is seen to go on.
WIDE, NARROW = Widths(560, 660, 1236), Widths(280, 372, 330)
SIZE, LINE, ABOVE, APART, HEAD, KEY = 14.0, 17.0, 24.0, 8.0, 28.0, 12.0
# What is as short as this is a point; how long a bar fades, and is at least.
POINT, FADES, GOES_ON = 11.0, 40.0, 14.0
MONTHS = "on that day, or in that month"
# The marks in words, as far as they are drawn.
LEGEND = {
    "point": "on that day",
    "bracket": "at some time between",
    "since": "since then; fades after the day of its source",
    "possible": "hollow, broken or pale: possibly",
}
GAP = "no event dated"
# What sources say and publish (page_dated) is shown where it is asked for, by its kind or with all.
SAID, ALL = 5, "all"


async def fetch(datasette: Datasette, parameters: dict[str, str]) -> Forms:
    """Fetch what is dated, and what else the page lists."""
    kind, group, start, end = (parameters[name] for name in PARAMETERS)
    first, last = days_of(start)[0], days_of(end)[1]
    if first and last and first > last:
        raise ParameterError("The period ends before it begins.")
    words = _in_words(first, last)
    name = await name_of(datasette, "groups", group)
    of_kind = "with statements and publications" if kind == ALL else kind.replace("-", " ")
    chosen = [label(of_kind, 40), label(name, 120), words]
    root = group or str(datasette.metadata("subject") or "")
    entries = await select(datasette, "select * from page_dated")
    own = await select(datasette, "select * from page_own where root_id = ?", [root])
    more = {(row["table_name"], row["row_id"]): row for row in entries}
    wanted = "" if kind == ALL else kind
    rows = await named(datasette, "timeline", start=start, end=end, kind=wanted, group=group)
    rows = [more[row["table_name"], row["row_id"]] | row for row in rows]
    said = [] if kind else [row for row in rows if row["part"] == SAID]
    rows = [row for row in rows if kind or row["part"] != SAID]
    shown = [row for row in entries if kind or row["part"] != SAID]
    dated = [row for row in entries if row["is_dated"]]
    groups = {id_ for row in dated for id_ in json.loads(row["group_ids"])}
    names = await select(datasette, "select id, name from groups order by lower(name)")
    # Attacks told in general are of that kind too.
    labels = {row["kind"]: row["kind_label"] for row in dated} | {"attack": "Attack"}
    check_choice("kind", kind, [ALL, *sorted(labels)])
    days = {
        row["date_earliest"]
        for row in shown
        if row["is_dated"] and (row["date_edtf"] or "")[3:4] not in ("", "X")
    }
    # By the documents alone: event data are not on the timeline.
    newest = (await select(datasette, "select document from page_ends"))[0]["document"] or ""
    goes_on = (first or last) and newest and (not last or last > newest)
    subject = short(next((row["name"] for row in names if row["id"] == root), ""))
    things = things_of(rows, {(row["party_kind"], row["party_id"]) for row in own}, root)
    # A date that is less precise, or doubted, may lie in the period, and what is known not.
    things = [thing for thing in things if _is_within(thing["known"], first, last)]
    placed = [thing for thing in things if thing["is_placed"]]
    sure = sum(all(row["certainty"] == "certain" for row in thing["known"]) for thing in placed)
    known = {
        **{"things": things, "newest": newest, "is_period": bool(first or last)},
        "subject": subject,
        **{"sure": sure if first or last else len(placed), "placed": len(placed)},
        "past": f"nothing here is later than {in_words(newest)}" if goes_on else "",
        "is_past": bool(first and newest and first > newest),
        "unread": await _unread(datasette, first, last),
        # The years in which something begins, and what can be chosen.
        "years": sorted({day[:4] for day in days - {None}}),
        "kinds": sorted(((kind, labels[kind]) for kind in labels), key=lambda pair: pair[1]),
        "groups": [(row["id"], row["name"]) for row in names if row["id"] in groups],
        "undated": sorted({row["title"] for row in shown if not row["is_dated"]}),
        "said": len({row["thing"] for row in said}),
    }
    if kind in ("", "attack") and not any((group, start, end)):
        known |= findings.of_events(things, root, subject)
    write = datasette.jinja_env.plain.get_template("drawings/timeline.html").render
    said_of = ", ".join(filter(None, chosen))
    # One is written before the next places the things anew.
    return (draw(known, (first, last), said_of, write, widths) for widths in (WIDE, NARROW))


def _in_words(first: str, last: str) -> str:
    """Say which days a period has; nothing of all."""
    if first and last:
        return between(first, last)
    return f"from {in_words(first)}" if first else f"to {in_words(last)}" if last else ""


async def _unread(datasette: Datasette, first: str, last: str) -> list[str]:
    """Return the years of a period to which no document dates anything."""
    rows = await select(datasette, "select year from page_unread_years")
    return [row["year"] for row in rows if first[:4] <= row["year"] <= (last or LAST_DAY)]


def things_of(rows: list[Row], own: set[tuple[str, str]], root: str) -> list[Row]:
    """Put what sources say of each thing together.

    Returns:
        For each thing the columns of the reading that is shown, all its `readings`, the
        `disagreements` about its date, each with id, topic and summary, what is `known` of it, in
        words `when`, whether that has both ends and `is_placed`, the check by which a cited work
        `differs`, and the `part` under whose head it stands.
    """
    things = []
    founded = [row for row in rows if row["meaning"] == "founds" and row["party_id"] == root]
    formed = min((row["date_earliest"] for row in founded if row["date_earliest"]), default="")
    for _, run in groupby(rows, key=lambda row: row["thing"]):
        readings = list(run)
        known = known_of(readings)
        # It bears the title of the date that is shown: of another it may be but possible.
        shown = known[0] if known else readings[0]
        disputes = {one["id"]: one for row in readings for one in json.loads(row["disagreements"])}
        checks = sorted(row["differs"] for row in readings if row["differs"])
        party = (shown["party_kind"], shown["party_id"])
        # What people did before the group was formed is not its own.
        is_before = party[0] == "person" and (shown["date_latest"] or formed) < formed
        part = 0 if shown["part"] == 4 and party in own and not is_before else shown["part"]
        bounds = bounds_of(shown) if known else [LAST_DAY]
        thing = shown | {
            "readings": readings,
            "disagreements": [disputes[key] for key in sorted(disputes)],
            "known": known,
            "when": either([event_in_words(row) for row in known]) if known else NOT_STATED,
            "is_conflict": any(row["is_conflict"] for row in readings),
            "differs": json.loads(checks[0]) if checks else None,
            "part": part,
            # Both ends, or what goes on.
            "is_placed": bool(known)
            and all(len(bounds_of(row)) > 1 or is_going_on(row) for row in known),
            "year": bounds[0][:4],
            "turn": (part, bounds[0], bounds[-1]),
        }
        things.append(thing | {"who": _attackers(thing)})
    return sorted(things, key=lambda thing: thing["turn"])


def _daters(thing: Row) -> set[str]:
    """Name whose the dates are; a source may date what another one tells of, and several alike."""
    dates = {row["date"] for row in thing["known"]}
    return {speaker(row) for row in thing["readings"] if row["date"] in dates}


def _attackers(thing: Row) -> str:
    """Say who attacked, and on whose word where that is nobody's who gives the date."""
    by = {without_year(name) for name in json.loads(thing["blamed_by"] or "[]")}
    on_word = f" ({'; '.join(sorted(by))})" if by and not by & _daters(thing) else ""
    return f"{thing['who_words']}{on_word}" if thing["who_words"] else ""


def _is_within(known: list[Row], first: str, last: str) -> bool:
    """Return whether what is known of a thing may lie in a period, or nothing is known."""
    return not known or any(
        (row["date_latest"] or LAST_DAY) >= first
        and (row["date_earliest"] or "") <= (last or LAST_DAY)
        for row in known
    )


def draw(
    known: Row,
    period: tuple[str, str],
    chosen: str,
    write: Callable[[Row], str],
    widths: Widths = WIDE,
) -> Drawing:
    """Draw things below each other; `chosen` is what is asked for, and `write` says the rest."""
    drawing = Drawing("Timeline" + (f": {chosen}" if chosen else ""), facts=known)
    drawing.finding = known.get("finding", "")
    drawing.rows = [row for thing in known["things"] for row in thing["readings"]]
    things = [thing for thing in known["things"] if thing["is_placed"]]
    axis, gaps = _axis(things, period, known["newest"], widths.axis) if things else ([], [])
    words = write(known | {"chosen": chosen, "gaps": gaps}).split("<hr>")
    many, besides, drawing.note = (html.unescape(each).strip() for each in words)
    known["counted"] = many
    if not things:
        drawing.empty = drawing.note
        return drawing
    for thing in things:
        thing["marks"] = [_mark(row, axis) for row in thing["known"]]
    drawing.counts = f"{many}{besides}"
    drawing.description = f"{many} from top to bottom, in the order of time under each head."
    drawing.of_years, drawing.sources = sources_of(row for one in things for row in one["readings"])
    labels = ticks(axis, gaps)
    if gaps and gaps[0][0] == axis[0][0]:
        labels.insert(0, Tick(0, "earlier"))
    legend = _legend(things, widths.lines)
    top = legend[-1][1] + LINE + 18
    y, heads = top + ABOVE, []
    for part, run in groupby(things, key=lambda thing: thing["part"]):
        heads.append((y, part))
        y += HEAD
        for thing in run:
            y = _place(thing, y, widths.words)
    drawing.width, drawing.height = widths.left + widths.axis, y + ABOVE
    drawing.lines = widths.lines
    drawing.values = {
        **{"things": things, "left": widths.left, "line_height": LINE, "size": SIZE},
        **{"heads": heads, "legend": legend, "ticks": labels, "years_top": top},
        "gaps": [(pixel(axis, start), pixel(axis, end)) for start, end in gaps],
        "unread": _hatched(known["unread"], axis),
    }
    return drawing


def _axis(
    drawn: list[Row], period: tuple[str, str], newest: str, width: float
) -> tuple[Axis, list[tuple[int, int]]]:
    """Return the axis of a period, or of all to the newest document, and the shortened years."""
    days = [day_number(day) for thing in drawn for row in thing["known"] for day in bounds_of(row)]
    ends = [day_number(day) for day in (*period, newest) if day]
    low = ends[0] if period[0] else min(days + ends)
    high = day_number(period[1]) if period[1] else max(days + ends)
    if all(period):
        return [(low, 0.0), (high + 1, width)], []
    return of_years([low, high, *(day for day in days if low <= day <= high)], width)


def _hatched(years: list[str], axis: Axis) -> list[Row]:
    """Return where years lie in which nothing is dated, and what is written there."""
    runs: list[list[int]] = []
    for year in map(int, years):
        if runs and runs[-1][1] == year:
            runs[-1][1] += 1
        else:
            runs.append([year, year + 1])
    places = [[pixel(axis, month_start(year)) for year in run] for run in runs]
    wide = text_width(GAP, KEY)
    return [
        {"x": x, "width": end - x, "label": GAP if wide < end - x else ""}
        for x, end in places
        if end - x > 1
    ]


def _legend(things: list[Row], width: float) -> list[tuple[float, float, str, str]]:
    """Place the marks that are drawn beside and below each other, with what they mean."""
    words, placed, x, y = dict(LEGEND), [], 0.0, 0.0
    marks = [mark for thing in things for mark in thing["marks"]]
    if any(mark["sort"] == "point" and mark["is_month"] for mark in marks):
        words["point"] = MONTHS
    sorts = {mark["sort"] for mark in marks}
    sorts |= {"possible"} if any(mark["is_possible"] for mark in marks) else set()
    for sort in filter(sorts.__contains__, words):
        wide = 42 + text_width(words[sort], KEY)
        x, y = (x, y) if x + wide <= width or not x else (0.0, y + LINE)
        placed.append((x, y, sort, words[sort]))
        x += wide
    return placed


def _place(thing: Row, y: float, width: float) -> float:
    """Place the words and marks of a thing; return where the next begins."""
    marks = ["sources conflict on the date"] if thing["is_conflict"] else []
    marks += thing["differs"][2:] if thing["differs"] else []
    also = f" – {'; '.join(marks)}" if marks else ""
    title = thing["title"].removesuffix(f", {thing['year']}")  # the year stands before it
    title += f", {thing['who']}" if thing["who"] else ""
    inferred = "our inference from " if any(row["is_inferred"] for row in thing["known"]) else ""
    rest = f"({inferred}{'; '.join(sorted(_daters(thing)))}): {title}{also}"
    thing["lines"] = lines_of(thing["when"], rest, width, SIZE)
    thing["y"], thing["mark_y"] = y, y + LINE / 2
    return y + len(thing["lines"]) * LINE + APART


def _mark(row: Row, axis: Axis) -> Row:
    """Return how a date is drawn: a point, a bracket without the end beyond the axis, or a bar.

    A bar is full up to the day of the source that says it, and then fades.
    """
    earliest, latest = row["date_earliest"], row["date_latest"] or LAST_DAY
    low, (high, width) = axis[0][0], axis[-1]
    x, end = pixel(axis, day_number(earliest)), pixel(axis, day_after(latest))
    doubt = {"is_possible": bool(row["is_possible"] or row["is_doubtful"])}
    if is_going_on(row):
        x, end = min(x, width - GOES_ON), pixel(axis, day_after(row["said_latest"] or latest))
        full = {"width": max(end - x, 0), "fades": min(FADES, width - end)}
        return doubt | full | {"sort": "since", "x": x}
    # A day or a month is a point where it is short; a year is none, however short.
    if end - x <= POINT and earliest[:7] == latest[:7]:
        return doubt | {"sort": "point", "x": (x + end) / 2, "is_month": earliest != latest}
    wide, is_open = max(end - x, POINT), (day_number(earliest) < low, day_after(latest) > high)
    return doubt | {"sort": "bracket", "x": min(x, width - wide), "width": wide, "open": is_open}
