"""Attacks per month, as bars: one for each month, and a month of none is a month of zero."""

import calendar
from collections.abc import Callable, Mapping
from itertools import pairwise
from urllib.parse import urlencode

from common.date_words import in_words
from plugins.site.drawings.drawing import Drawing, Row, label
from plugins.site.drawings.scale import Axis, month_start, ticks

# More months than this are no picture any more.
MOST_MONTHS = 600
# How wide a month is at most, and at least where all can be chosen.
MONTH, LEAST_MONTH = 44, 8
WIDE, NARROW = 980, 290
# The part of its month that a bar leaves free on either side; the axis below, the figures above.
APART, BELOW, ABOVE = 0.08, 20, 18
# How a group is counted, as in the named queries, and the rule where none is asked for.
RULES = {
    "perpetrator": "attacks by it",
    "party": "attacks by it or on it, and fights in which it took part",
    "possible": "the same, with records that leave open whether it was this group",
}
RULE = "perpetrator"
NOTE = "An attack counts in the month that holds all its days. A short line: no attack is counted."
# Where no event data are loaded, or a text is asked for, there is no rate to draw.
A_TEXT = "{} mentions single attacks and is no count of them, so there is no rate to draw."
NO_DATA = (
    "No event data are loaded. The texts that were read mention single attacks and are no count of "
    "them, so there is no rate to draw."
)

Link = Callable[[str, str], str]


def month_in_words(month: str) -> str:
    """Return `March 2018` for `2018-03`."""
    return f"{calendar.month_name[int(month[5:])]} {month[:4]}"


def counted(count: int) -> str:
    """Return `1 attack`, `2 attacks`."""
    return f"{count:,} attack{'' if count == 1 else 's'}"


def steps(most: int) -> list[int]:
    """Return the whole numbers to write beside bars, from 0 to one that holds the highest."""
    sizes = (size * 10**power for power in range(12) for size in (1, 2, 5))
    step = next(size for size in sizes if most <= 4 * size)
    return [step * place for place in range(max(1, -(-most // step)) + 1)]


def draw_months(
    rows: list[Row], names: dict[str, str], asked: dict[str, str], loaded: list[Row], narrow: bool
) -> Drawing:
    """Draw what the query attacks_per_month answers; a bar leads to its month on the map.

    `names` is what to call the group and the source, if one is asked for; `loaded` the event data
    sets that are counted: label, licence, first and last day.
    """
    counts = {row["month"]: int(row["attacks"]) for row in rows if row["month"]}
    across = sum(row["attacks"] for row in rows if not row["month"])
    who, source = label(names.get("group", "all groups"), 120), names.get("source")
    drawing = Drawing(f"Attacks per month, {who}", rows=rows if loaded else [])
    rule = RULES[asked["rule"]] if "group" in names else "attacks by anybody"
    drawing.facts = {"across": across, "source": source, "rule": rule, "loaded": loaded}
    drawing.empty = _why_empty(counts, across, who, source, loaded)
    if drawing.empty:
        return drawing
    months = list(counts)
    first, last = month_in_words(months[0]), month_in_words(months[-1])
    span = first if first == last else f"{first} to {last}"
    most = max(months, key=lambda month: counts[month])
    peak = f"; the most in {month_in_words(most)}: {counts[most]:,}" if len(months) > 1 else ""
    drawing.description = f"{counted(sum(counts.values()))} in {span}{peak}."
    drawing.counts = f"{counted(sum(counts.values()))}, {span}: {rule}"
    drawing.note, drawing.sources = NOTE, "; ".join(_covered(each) for each in loaded)
    chosen = {"group": asked["group"], "rule": asked["rule"] if "group" in names else ""}
    chosen |= {"source": asked["source"]}

    def on_map(first: str, last: str) -> str:
        known = {"from": first, "to": last, **chosen}
        known = {key: value for key, value in known.items() if value and value != RULE}
        return f"/map?{urlencode(known)}" if counts[first] else ""

    width = min(NARROW if narrow else WIDE, max(240, MONTH * len(months)))
    _lay_out(drawing, counts, width, on_map, narrow)
    return drawing


def _why_empty(
    counts: dict[str, int], across: int, who: str, source: str | None, loaded: list[Row]
) -> str:
    """Say why there is nothing to draw; empty where there is."""
    if not loaded:
        return A_TEXT.format(source) if source else NO_DATA
    if not counts:
        by = f" from {source}" if source else ""
        many = f": {counted(across)} may lie in more than one month, and no month can be given"
        return f"No attack is counted here for {who}{by}{many if across else ''}."
    if len(counts) > MOST_MONTHS:
        years = MOST_MONTHS // 12
        return f"{len(counts):,} months are too many to draw: ask for {years} years or less."
    return ""


def _covered(source: Row) -> str:
    """Say what a data set covers, by its first and last record."""
    licence = f", {source['licence']}" if source["licence"] else ""
    days = in_words(source["first_day"]), in_words(source["last_day"])
    return "{}: records of {} to {}{}".format(label(source["label"], 120), *days, licence)


def draw_strip(counts: Mapping[str, int], link: Link) -> Drawing:
    """Draw the months of whole years, each a link by its first and last month, and so each year."""
    years = range(int(min(counts)[:4]), int(max(counts)[:4]) + 1)
    every = [f"{year:04}-{month:02}" for year in years for month in range(1, 13)]
    drawing = Drawing("Attacks per month")
    drawing.description = f"{month_in_words(every[0])} to {month_in_words(every[-1])}, by years."
    width = max(min(WIDE, MONTH * len(every)), LEAST_MONTH * len(every))
    _lay_out(drawing, {month: counts.get(month, 0) for month in every}, width, link)
    drawing.values["years"] = {year: link(f"{year}-01", f"{year}-12") for year in map(str, years)}
    return drawing


def _lay_out(
    drawing: Drawing, counts: Mapping[str, int], width: float, link: Link, narrow: bool = False
) -> None:
    """Place a bar for each month; an empty link is none."""
    edges = [month_start(int(month[:4]), int(month[5:])) for month in counts]
    edges.append(month_start(int(max(counts)[:4]), int(max(counts)[5:]) + 1))
    axis = Axis((edges[0], edges[-1]), (0, width))
    most = max(counts.values())
    written = steps(most)
    height = min(150 if narrow else 200, 40 + 30 * most)
    bars = []
    for (month, count), (start, end) in zip(counts.items(), pairwise(edges), strict=True):
        x, slot = axis.pixel(start), axis.pixel(end) - axis.pixel(start)
        bars.append(
            {
                **{"month": month, "attacks": count, "left": x, "slot": slot},
                **{"x": x + slot * APART, "width": slot * (1 - 2 * APART)},
                # A single attack beside a thousand is to be seen as well.
                "height": max(2, count / written[-1] * height) if count else 0,
                "label": f"{month_in_words(month)}: {counted(count)}",
                "href": link(month, month),
            }
        )
    drawing.left, drawing.top = 10 + 7 * len(f"{written[-1]:,}"), ABOVE
    drawing.width, drawing.height = drawing.left + width, ABOVE + height + BELOW
    drawing.values = {
        **{"width": width, "height": height, "bars": bars, "years": {}},
        "ticks": ticks(axis, beside=True),
        "counts": [(height - count / written[-1] * height, count) for count in written],
        "figures": len(counts) <= (12 if narrow else 40),
    }
