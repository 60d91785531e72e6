"""The entries of a timeline: a number and a mark on the axis, and below it the words.

The words say when it was, what happened and who says so, in as many columns as there is room for.
"""

import re
from collections.abc import Iterable

from common.citing import the_names
from common.date_words import is_going_on
from common.display_text import without_year
from plugins.site.drawings.drawing import LAST_DAY, Key, label, lines_of, text_width
from plugins.site.drawings.lineage_boxes import speaker
from plugins.site.drawings.time_axis import Axis, Span, day_after, day_number, month_start, pixel
from plugins.site.queries import Row
from plugins.site.voices import voices

# The size of letters, the height of a line, and the space below an entry and beside a column.
SIZE, LINE, APART, BESIDE = 14.0, 17.0, 8.0, 24.0
# The room for numbers: before the words, and right of the axis.
NUMBER, RIGHT = 24.0, 40.0
# Up to this width a mark is a point; the length over which a bar fades; its least length.
POINT, FADES, GOES_ON = 11.0, 30.0, 20.0
# The days of the shortest month.
MONTH = 28
# The height of a lane of marks, and the width of the sign of a conflict.
LANE, SIGN = 20.0, 14.0
CONFLICT = "sources conflict"
# The legend: whose events, and what the words of a row do not say. A point is when they say.
LEGEND = {
    **{"own": "{}, or by it", "bracket": "once, some time between"},
    **{"since": "continuing; its source ends there", "possible": "not stated outright"},
    **{"inferred": "date inferred", "conflict": "sources conflict"},
    "unread": "no document dates an event then",
}
SMALL = {"own", "conflict"}  # the signs of the legend that are small
# Most words beside a mark; what they end before.
MOST, ENDS = 4, re.compile(",| (?:as|at|by|from|in|on|with) ")


def dating(thing: Row) -> list[Row]:
    """Return the readings that give the shown dates, each with the speaker as its source.

    One source may date what another reports, and several may give the same date.
    """
    dates = {row["date"] for row in thing["known"]}
    return [row | {"source": speaker(row)} for row in thing["readings"] if row["date"] in dates]


def daters(thing: Row) -> set[str]:
    return set(map(speaker, dating(thing)))


def conflicts_of(thing: Row) -> list[str]:
    """Return what sources conflict on other than its date, in words."""
    if thing["attack_id"]:
        return [f"{CONFLICT} on {thing['conflict_words']}"] if thing["conflicts"] else []
    return [f"{CONFLICT} on {one['about']}" for one in thing["conflicts"]]


def spans_on(axis: Axis, spans: Iterable[Span]) -> list[tuple[float, float]]:
    """Return the positions and widths of periods on an axis."""
    edges = [(pixel(axis, start), pixel(axis, end)) for start, end in spans]
    return [(x, end - x) for x, end in edges if end - x > 1]


def legend(things: list[Row], subject: str, behind: set[str]) -> list[Key]:
    """Return the legend for the marks that are drawn, and for what is `behind` them."""
    marks = [mark for thing in things for mark in thing["marks"]]
    sorts = behind | {mark["sort"].replace("seen", "since") for mark in marks}
    sorts |= {"bracket"} if any(mark.get("begins") for mark in marks) else set()
    sorts |= {sort for mark in marks for sort in ("possible", "inferred") if mark[f"is_{sort}"]}
    sorts |= {"conflict"} if any(thing["has_conflict"] for thing in things) else set()
    sorts |= {"own"} if len({thing["is_own"] for thing in things}) > 1 else set()
    said = {sort: LEGEND[sort].format(label(subject, 60)) for sort in LEGEND if sort in sorts}
    return [Key(sort, said[sort], 14 if sort in SMALL else 34) for sort in said]


def mark_of(row: Row, axis: Axis, under_way: Row | None = None) -> Row:
    """Return the mark for a date: a point, a bracket (cut off at the end of the axis) or a bar.

    A bar fades out at the day of its source, or of one that has it `under_way` later, because no
    source speaks of the time after that. If it began at an unknown time within a year, it is solid
    only after that year.
    """
    earliest, latest = row["date_earliest"], row["date_latest"] or LAST_DAY
    low, (high, width) = axis[0][0], axis[-1]
    x, end = pixel(axis, day_number(earliest)), pixel(axis, day_after(latest))
    doubt = {"is_possible": bool(row["is_possible"] or row["is_doubtful"])}
    doubt["is_inferred"] = bool(row["is_inferred"])
    if under_way or is_going_on(row):
        start, told = row["date"].partition("/")[0].rstrip("?~%"), under_way or row
        x, end = min(x, width - GOES_ON), pixel(axis, day_after(told["said_latest"] or latest))
        begun = pixel(axis, month_start(int(start) + 1)) if start.isdigit() else x
        begins = begun - x if begun - x > POINT and begun < end else 0
        fades = min(FADES, max(end - x - begins, 0))
        full = {"width": max(end - x - begins - fades, 0), "fades": fades}
        return doubt | full | {"sort": "since", "x": x, "begins": begins}
    # A few days that are narrow on the axis are a point; a month or a year never is.
    days = day_after(latest) - day_number(earliest)
    if end - x <= POINT and days < MONTH and earliest[:7] == latest[:7]:
        return doubt | {"sort": "point", "x": (x + end) / 2, "width": 4.0}
    # Something seen under way began before that and continued.
    sort = "seen" if row["date_kind"] == "seen" else "bracket"
    wide = max(end - x, GOES_ON if sort == "seen" else POINT)
    middle = max((x + end - wide) / 2, 0.0)
    is_open = (day_number(earliest) < low, day_after(latest) > high)
    return doubt | {"sort": sort, "x": min(middle, width - wide), "width": wide, "open": is_open}


def in_lanes(things: list[Row], width: float, unread: list[tuple[float, float]] | None) -> int:
    """Number things, and place the marks of each in the first lane with room; count the lanes.

    On a wide picture a few words stand beside a mark, if they have room before its edge and the
    `unread` years, of which no document dates anything; it has none if these are not given.
    """
    ends = list[float]()
    for number, thing in enumerate(things, 1):
        parts = ("x", "begins", "width", "fades")
        end = max(sum(mark.get(part, 0) for part in parts) for mark in thing["marks"])
        beside = min(end + 6, width)
        after = beside + text_width(str(number), SIZE, True) + 3
        left = min(mark["x"] for mark in thing["marks"]) - POINT
        lane = next((at for at, taken in enumerate(ends) if taken <= left), len(ends))
        at = after + SIGN * thing["has_conflict"] + 2
        few = ""
        if unread is not None:
            room = min([x for x, wide in unread if x + wide > at] + [width + RIGHT]) - at
            few = _few(thing, room)
        ends[lane : lane + 1] = [at + text_width(few, SIZE)]
        thing |= {"number": number, "beside": beside, "after": after, "few": few, "few_x": at}
        thing["mark_y"] = (lane + 0.5) * LANE
    return len(ends)


def _few(thing: Row, room: float) -> str:
    """Return where an attack was, or the first words of its title, if they have room."""
    words = ENDS.split(str(thing["place"] or thing["title"]), maxsplit=1)[0]
    return words if len(words.split()) <= MOST and text_width(words, SIZE) < room else ""


def in_columns(things: list[Row], columns: int, width: float, top: float) -> float:
    """Lay out the words of things in columns of about the same height; return where they end."""
    step, column, y, foot = (width + BESIDE) / columns, 0, top, top
    for thing in things:
        when = thing["when"][:1].upper() + thing["when"][1:]
        title = thing["title"].removesuffix(f", {thing['year']}")  # the date has the year
        title += f", {thing['who']}" if thing["who"] else ""
        wide = step - BESIDE - NUMBER
        thing["lines"] = lines_of(f"{when}:", title, wide, SIZE)
        thing["by"] = lines_of("", _said_of(thing), wide, SIZE)
        thing["height"] = (len(thing["lines"]) + len(thing["by"])) * LINE + APART
    most = sum(thing["height"] for thing in things) / columns
    for thing in things:
        if y - top + thing["height"] / 2 > most and column < columns - 1:
            column, y = column + 1, top
        thing |= {"x": column * step, "y": y, "across": step - BESIDE}
        y += thing["height"]
        foot = max(foot, y)
    return foot


def _said_of(thing: Row) -> str:
    """Return who says so, and what sources conflict on, in words."""
    by = "; ".join(sorted(voices(dating(thing), speaker).values()))
    # The day may be another source's than that which tells of it.
    inferred = {without_year(row["inferred_from"]) for row in thing["known"] if row["is_inferred"]}
    others = sorted(inferred - daters(thing))
    by += "; date inferred" if inferred else ""
    by += f" from {the_names(others)}" if others else ""
    if later := thing["under_way"]:
        by += f"; under way later{' (possible)' if later['is_doubtful'] else ''}: {speaker(later)}"
    also = [f"{CONFLICT} on the date"] * thing["is_conflict"] + conflicts_of(thing)
    notes = "; ".join([*also, *(thing["differs"] or ())[1:], *thing["problems"]])
    by += f". {notes[:1].upper()}{notes[1:]}" if notes else ""
    return by[:1].upper() + by[1:]
