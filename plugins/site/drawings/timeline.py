"""Everything dated, under a few heads: a row for each thing, its date and name before its mark.

What is known is drawn, and not what is possible: a day is a point, some time in a month or year is
a bracket, "by then" and "not before" a stroke with an arrow, and a bar is what goes on.
"""

import json
from contextlib import suppress
from functools import partial
from itertools import groupby

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
from common.dates import OPEN, DateError, parse
from plugins.site.drawings import findings
from plugins.site.drawings.boxes import speaker
from plugins.site.drawings.drawing import (
    LAST_DAY,
    Drawing,
    Layout,
    ParameterError,
    days_of,
    label,
    lines_of,
    name_of,
    short,
    sources_of,
    text_width,
)
from plugins.site.drawings.scale import Axis, Tick, day_after, day_number, of_years, pixel, ticks
from plugins.site.queries import Row, named, select

TITLE, TEMPLATE, PARAMETERS = "Timeline", "timeline", ("kind", "group", "from", "to")
# The words of a row; where the axis begins beside them, and how wide it is. On a telephone the mark
# stands below the words.
WORDS, BESIDE, AXIS, NARROW = 470.0, 486.0, 640.0, 306.0
SIZE, LINE, ABOVE, APART, HEAD = 14.0, 18.0, 24.0, 9.0, 30.0
# What is as short as this is a point; how long an arrow is, and a bar of what goes on at least.
POINT, ARROW, GOES_ON = 11.0, 14.0, 34.0
# Where the only end that is known lies outside the period, a mark would say what nobody said.
TOO_OPEN = "Perhaps in this time; not drawn"
# The marks in words; on a telephone below each other.
LEGEND = (
    ("point", "on that day, or in that month"),
    ("bracket", "at some time between"),
    ("after", "by then; then or later"),
    ("since", "since then, no end given"),
)
# What all rows of a thing share, but for its title.
COLUMNS = ("title", "kind", "kind_label", "attack_id", "meaning", "who_words")
HEADS = (
    "Attacks one by one",
    "Attacks in general",
    "What states did",
    "Other groups and people",
    "Statements and publications",
)
# The place of attacks of no one time and place, after those one by one.
IN_GENERAL = 2
# What sources say and publish is shown where it is asked for, by its kind or with all.
SAID, ALL = {"statement", "publication"}, "all"


async def fetch(datasette: Datasette, parameters: dict[str, str]) -> Layout:
    """Fetch what is dated, and what else the page lists."""
    kind, group, start, end = (parameters[name] for name in PARAMETERS)
    first, last = days_of(start)[0], days_of(end)[1]
    if first and last and first > last:
        raise ParameterError("The period ends before it begins.")
    words = f"from {in_words(first)}" if first else f"to {in_words(last)}" if last else ""
    words = between(first, last) if first and last else words
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
    said = [] if kind else [row for row in rows if row["kind"] in SAID]
    rows = [row for row in rows if kind or row["kind"] not in SAID]
    shown = [row for row in entries if kind or row["kind"] not in SAID]
    dated = [row for row in entries if row["is_dated"]]
    groups = {id_ for row in dated for id_ in json.loads(row["group_ids"])}
    names = await select(datasette, "select id, name from groups order by lower(name)")
    # Attacks told in general are of that kind too.
    labels = {row["kind"]: row["kind_label"] for row in dated} | {"attack": "Attack"}
    days = {
        row["date_earliest"]
        for row in shown
        if row["is_dated"] and (row["date_edtf"] or "")[3:4] not in ("", "X")
    }
    # By the documents alone: event data are not on the timeline.
    newest = (await select(datasette, "select document from page_ends"))[0]["document"]
    goes_on = (first or last) and newest and (not last or last > newest)
    subject = short(next((row["name"] for row in names if row["id"] == root), ""))
    things = things_of(rows, {(row["party_kind"], row["party_id"]) for row in own}, root, subject)
    # A date that is less precise, or doubted, may lie in the period, and what is known not.
    things = [thing for thing in things if _is_within(thing["known"], first, last)]
    sure = [all(row["certainty"] == "certain" for row in thing["known"]) for thing in things]
    perhaps = sure.count(False) if first or last else 0
    known = {
        **{"things": things, "sure": len(things) - perhaps, "perhaps": perhaps},
        "past": f"nothing here is later than {in_words(newest)}" if goes_on else "",
        "is_past": bool(first and newest and first > newest),
        # The years in which something begins, and what can be chosen.
        "years": sorted({day[:4] for day in days - {None}}),
        "kinds": sorted(((kind, labels[kind]) for kind in labels), key=lambda pair: pair[1]),
        "groups": [(row["id"], row["name"]) for row in names if row["id"] in groups],
        "undated": sorted({row["title"] for row in shown if not row["is_dated"]}),
        "said": len({row["thing"] for row in said}),
    }
    if kind in ("", "attack") and not any((group, start, end)):
        known |= findings.of_events(things, root, subject)
    return partial(draw, known, (first, last), ", ".join(filter(None, chosen)))


def things_of(rows: list[Row], own: set[tuple[str, str]], root: str, subject: str) -> list[Row]:
    """Put what sources say of each thing together.

    Returns:
        For each thing: its `title`, what else of COLUMNS it has, its `readings`, the
        `disagreements` about its date, each with id and topic, what is `known` of it, in words
        `when`, the check by which a cited work `differs`, and the `head` under which it stands.
    """
    things = []
    heads = [f"{subject}: formation, people and ties" if subject else "Formation and ties", *HEADS]
    founded = [row for row in rows if row["meaning"] == "founds" and row["party_id"] == root]
    formed = min((row["date_earliest"] for row in founded if row["date_earliest"]), default="")
    for _, run in groupby(rows, key=lambda row: row["thing"]):
        readings = list(run)
        known = known_of(readings)
        # It bears the title of the date that is shown: of another it may be but possible.
        shown = known[0] if known else readings[0]
        disputes = {
            one["id"]: one["topic"] for row in readings for one in json.loads(row["disagreements"])
        }
        checks = sorted(row["differs"] for row in readings if row["differs"])
        part = 3 if shown["part"] == "state" else 4
        party = (shown["party_kind"], shown["party_id"])
        # What people did before the group was formed is not its own.
        is_before = party[0] == "person" and (shown["date_latest"] or formed) < formed
        part = 0 if part == 4 and party in own and not is_before else part
        part = 5 if shown["kind"] in SAID else part
        if shown["part"] == "attack":
            part = IN_GENERAL if shown["meaning"] == "lasts" else 1
        things.append(
            {name: shown[name] for name in COLUMNS}
            | {
                "readings": readings,
                "disagreements": [{"id": key, "topic": disputes[key]} for key in sorted(disputes)],
                "known": known,
                "when": either([event_in_words(row) for row in known]) if known else NOT_STATED,
                "is_conflict": any(row["is_conflict"] for row in readings),
                "differs": json.loads(checks[0]) if checks else None,
                "head": heads[part],
                "is_general": part == IN_GENERAL,
                "turn": (part, *begun_by(shown)),
            }
        )
    return sorted(things, key=lambda thing: thing["turn"])


def _dated_by(thing: Row) -> str:
    """Say whose the dates are; a source may date what another one tells of, and several alike."""
    dates = {row["date"] for row in thing["known"]}
    names = sorted({speaker(row) for row in thing["readings"] if row["date"] in dates})
    inferred = "our inference from " if any(row["is_inferred"] for row in thing["known"]) else ""
    return f"({inferred}{'; '.join(names)})"


def _is_within(known: list[Row], first: str, last: str) -> bool:
    """Return whether what is known of a thing may lie in a period, or nothing is known."""
    return not known or any(
        (row["date_latest"] or LAST_DAY) >= first
        and (row["date_earliest"] or "") <= (last or LAST_DAY)
        for row in known
    )


def begun_by(row: Row) -> tuple[str, int, str]:
    """Return the day by which something has begun, as far as that is known, to order it by.

    Returns:
        That day, of what came later the last of its beginning; whether it came by then, then or
        later; and the first possible day.
    """
    start, _, end = row["date"].partition("/")
    bounds = bounds_of(row) or [""]
    day = bounds[-1]
    if end and start != OPEN:
        with suppress(DateError):  # in a database that no build has made
            day = parse(start).latest or day
    return day, 2 if end == OPEN else int(start != OPEN), bounds[0]


def draw(known: Row, period: tuple[str, str], chosen: str, narrow: bool) -> Drawing:
    """Draw things below each other; `chosen` is what is asked for, in words."""
    width, left = (NARROW, 0.0) if narrow else (AXIS, BESIDE)
    things = known["things"]
    drawing = Drawing("Timeline" + (f": {chosen}" if chosen else ""), facts=known)
    drawing.finding = known.get("finding", "")
    drawing.rows = [row for thing in things for row in thing["readings"]]
    drawn = [thing for thing in things if thing["known"]]
    if not drawn:
        past = known["past"] and f": {known['past']}"
        drawing.empty = f"Nothing dated is found{f' ({chosen})' if chosen else ''}{past}."
        if known["is_past"]:
            drawing.empty = f"Not covered: {known['past']}."
        return drawing
    axis, gaps = _axis(drawn, period, width)
    for thing in drawn:
        thing["marks"] = [mark for row in thing["known"] if (mark := _mark(row, axis))]
        thing["head"] = thing["head"] if thing["marks"] else TOO_OPEN
    known["things"] = things = sorted(things, key=lambda thing: thing["head"] == TOO_OPEN)
    drawn = [thing for thing in things if thing["known"]]
    many = f"{known['sure']} dated entr{'y' if known['sure'] == 1 else 'ies'}"
    many += f"; {known['perhaps']} more may lie in that time" if known["perhaps"] else ""
    left_out = 0 if chosen else len(known["undated"])
    plural = "s are" if left_out > 1 else " is"
    undated = f"; {left_out} undated one{plural} left out" if left_out else ""
    past = known["past"] and f"; {known['past']}"
    drawing.counts = f"{many}, by what is known of each date{undated}{past}"
    drawing.description = f"{many} from top to bottom, in the order of time under each head."
    shown = [row for thing in drawn for row in thing["readings"]]
    drawing.of_years, drawing.sources = sources_of(shown)
    labels = ticks(axis, gaps)
    if gaps and gaps[0][0] == axis[0][0]:
        labels.insert(0, Tick(0, "earlier"))
    formed = None if narrow else known.get("formed")  # there it would lie behind words
    drawing.note = "Shaded: years that are drawn closer together." if gaps else ""
    top = LINE * (len(LEGEND) if narrow else 1) + (30 if formed else 18)
    y, heads = top + ABOVE, []
    for head, run in groupby(drawn, key=lambda thing: thing["head"]):
        heads.append((y, head))
        y += HEAD
        for thing in run:
            y = _place(thing, y, narrow)
    drawing.width, drawing.height = left + width, y + ABOVE
    drawing.values = {
        **{"things": drawn, "left": left, "line_height": LINE, "size": SIZE},
        **{"heads": heads, "legend": LEGEND, "ticks": labels, "narrow": narrow, "years_top": top},
        "formed": formed and _band(formed, axis, left),
        "gaps": [(pixel(axis, start), pixel(axis, end)) for start, end in gaps],
    }
    return drawing


def _axis(
    drawn: list[Row], period: tuple[str, str], width: float
) -> tuple[Axis, list[tuple[int, int]]]:
    """Return the axis of a period, or of what is drawn, and the years that are shortened."""
    days = [day_number(day) for thing in drawn for row in thing["known"] for day in bounds_of(row)]
    ends = [day_number(day) for day in period if day]
    low = ends[0] if period[0] else min(days + ends)
    high = ends[-1] if period[1] else max(days + ends)
    if all(period):
        return [(low, 0.0), (high + 1, width)], []
    return of_years([low, high, *(day for day in days if low <= day <= high)], width)


def _band(formed: Row, axis: Axis, left: float) -> Row:
    """Where the time in which the group was formed lies, and its words above, within the axis."""
    start, end = (left + pixel(axis, day) for day in formed["days"])
    half = text_width(formed["words"], 12, bold=True) / 2
    middle = max(left + half, min((start + end) / 2, left + axis[-1][1] - half))
    return {"x": start, "width": max(end - start, 2), "middle": middle, "words": formed["words"]}


def _place(thing: Row, y: float, narrow: bool) -> float:
    """Place the words and marks of a thing; return where the next begins."""
    marks = ["sources conflict on the date"] if thing["is_conflict"] else []
    marks += thing["differs"][2:] if thing["differs"] else []
    also = f" – {'; '.join(marks)}" if marks else ""
    width = NARROW if narrow else WORDS
    title = thing["title"].removesuffix(f", {thing['turn'][1][:4]}")  # the year stands before it
    title += f", {thing['who_words']}" if thing["who_words"] else ""
    rest = f"{_dated_by(thing)}: {title}{also}"
    thing["lines"] = lines_of(thing["when"], rest, width, SIZE)
    thing["y"], height = y, len(thing["lines"]) * LINE
    thing["mark_y"] = y + (height + 6 if narrow else LINE / 2)
    return y + height + APART + (12 if narrow and thing["marks"] else 0)


def _mark(row: Row, axis: Axis) -> Row | None:
    """Return how a date is drawn: a point, a bracket, a stroke with an arrow, or a bar.

    Of what lies beyond the axis a bracket has no end there, and a bound is not drawn.
    """
    earliest, latest = row["date_earliest"], row["date_latest"]
    if row["date"].startswith(f"{OPEN}/"):
        earliest = None  # as its words say, and not since when the order of events lets it be
    low, width = axis[0][0], axis[-1][1]
    x = pixel(axis, day_number(earliest)) if earliest else 0.0
    end = pixel(axis, day_after(latest)) if latest else width
    if is_going_on(row):
        x = min(x, width - GOES_ON)
        return {"sort": "since", "x": x, "width": width - x}
    is_bound = len(bounds_of(row)) == 1
    begins = earliest is not None and day_number(earliest) < low
    ends = latest is not None and day_after(latest) > axis[-1][0]
    if is_bound and (begins if earliest else ends):
        return None
    if not earliest or (latest and day_after(latest) <= low):
        return {"sort": "by", "x": max(end, ARROW)}
    if x >= width or is_bound:
        return {"sort": "after", "x": min(x, width - ARROW)}
    # A day or a month is a point where it is short; a year is none, however short.
    if end - x <= POINT and earliest[:7] == latest[:7]:
        return {"sort": "point", "x": (x + end) / 2}
    wide = max(end - x, POINT)
    return {"sort": "bracket", "x": min(x, width - wide), "width": wide, "open": (begins, ends)}
