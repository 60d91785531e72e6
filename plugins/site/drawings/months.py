"""Attacks per month as a bar chart; months without attacks are included as zero."""

from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import urlencode

from datasette.app import Datasette

from common.date_words import in_words
from common.display_text import counted
from plugins.site.drawings.drawing import (
    Draw,
    Drawing,
    check_choice,
    label,
    name_of,
    period_of,
    short,
)
from plugins.site.drawings.time_axis import month_start, ticks
from plugins.site.queries import Row, named, select

TITLE, TEMPLATE = "Attacks per month", "months"
PARAMETERS = ("group", "start", "end", "source", "rule")
# More months than this are not drawn.
MOST_MONTHS = 600
# The greatest width of a month, and the least where months are links.
MONTH, LEAST_MONTH = 44, 8
FORMS = {"": 1090, "narrow": 290}
# The height of the axis below the bars, and of the numbers above.
BELOW, ABOVE = 36, 18
# How attacks of a group are counted, as in the named queries, and the default rule.
RULES = {
    "perpetrator": "attacks by it",
    "party": "attacks by it or on it, and fights in which it took part",
    "possible": "attacks by it or on it, fights, and records that leave open whether it was it",
}
RULE = "perpetrator"
NOTE = (
    "An attack counts in the month that holds all its days{}. A short line: none is counted, which "
    "is not a month of peace. Riots, protests and strategic developments are left out."
)
# Without event data, or for a text source, there is no rate to draw.
A_TEXT = "{} mentions single attacks and is no count of them, so there is no rate to draw."
NO_DATA = (
    "No event data are loaded. The texts that were read mention single attacks and are no count of "
    "them, so there is no rate to draw."
)

Link = Callable[[str, str], str]


def steps(most: int) -> list[int]:
    """Return the whole numbers for the vertical axis, from 0 to at least the highest bar."""
    sizes = (size * 10**power for power in range(12) for size in (1, 2, 5))
    step = next(size for size in sizes if most <= 5 * size)
    return [step * place for place in range(max(1, -(-most // step)) + 1)]


async def fetch(datasette: Datasette, parameters: dict[str, str]) -> Draw:
    parameters = parameters | {"rule": parameters["rule"] or RULE}
    period_of(parameters["start"], parameters["end"])
    names = {
        name: await name_of(datasette, f"{name}s", parameters[name]) for name in ("group", "source")
    }
    check_choice("rule", parameters["rule"], RULES)
    sql = "select * from page_counted where ? in ('', source_id)"
    loaded = await select(datasette, sql, [parameters["source"]])
    rows = await named(datasette, "attacks_per_month", **parameters)
    return partial(draw, rows, loaded, names, parameters)


def draw(
    rows: list[Row], loaded: list[Row], names: Row, parameters: dict[str, str], form: str
) -> Drawing:
    """Draw the months; each bar links to its month on the map.

    `names` are the names of the selected group and source; `loaded` the event data sets that are
    counted: label, licence, first and last day.
    """
    counts: dict[str, int | None] = {row["month"]: row["attacks"] for row in rows if row["month"]}
    across = sum(row["attacks"] for row in rows if not row["month"])
    who, source = label(names["group"] or "all groups", 120), names["source"]
    rule = RULES[parameters["rule"]] if names["group"] else "attacks by anybody"
    drawing = Drawing(f"Attacks per month, {who}", form=form, rows=rows if loaded else [])
    drawing.facts = {"across": across, "loaded": loaded}
    if not loaded:
        drawing.empty = A_TEXT.format(source) if source else NO_DATA
    elif not counts:
        by = f" from {source}" if source else ""
        many = f": {counted(across, 'attack')} may lie in more than one month" if across else ""
        many += ", and no month can be given" if across else ""
        drawing.empty = f"No attack is counted here for {who}{by}{many}."
    elif len(counts) > MOST_MONTHS:
        many = f"{len(counts):,} months are too many to draw"
        drawing.empty = f"{many}: ask for {MOST_MONTHS // 12} years or less."
    if drawing.empty:
        return drawing
    first, last = in_words(min(counts)), in_words(max(counts))
    span = first if first == last else f"{first} to {last}"
    highest = max(count or 0 for count in counts.values())
    peaks = [in_words(month) for month, count in counts.items() if count == highest]
    # Of several highest months, or of months with one attack each, none is named.
    most = (
        f"; the most in {peaks[0]}: {highest:,}" if highest > 1 == len(peaks) < len(counts) else ""
    )
    many = counted(sum(count or 0 for count in counts.values()), "attack").capitalize()
    whose = rule.removeprefix("attacks").replace(" it", f" {short(who)}", 1)
    drawing.finding = f"{many}{whose}, {span}{most}."
    drawing.counts = "as the event data record them"
    more = f"; {across:,} more may lie in one month or another" if across else ""
    drawing.note = NOTE.format(more)
    drawing.sources = "; ".join(
        f"{label(each['label'], 120)}: records of {in_words(each['first_day'])}"
        f" to {in_words(each['last_day'])}{', ' if each['licence'] else ''}{each['licence'] or ''}"
        for each in loaded
    )
    chosen = {name: parameters[name] for name in ("group", "rule", "source") if parameters[name]}
    if not names["group"] or chosen["rule"] == RULE:
        del chosen["rule"]

    def on_map(first: str, last: str) -> str:
        return f"/map?{urlencode({'from': first, 'to': last, **chosen})}"

    width = min(FORMS[form], max(240, MONTH * len(counts)))
    _lay_out(drawing, counts, width, on_map)
    return drawing


def draw_strip(counts: Mapping[str, int], link: Link, chosen: tuple[str, str]) -> Drawing:
    """Draw the months of whole years; each month and each year is a link that selects it."""
    years = range(int(min(counts)[:4]), int(max(counts)[:4]) + 1)
    every = [f"{year:04}-{month:02}" for year in years for month in range(1, 13)]
    drawing = Drawing("Attacks per month")
    drawing.description = f"{in_words(every[0])} to {in_words(every[-1])}, by years."
    width = max(min(FORMS[""], MONTH * len(every)), LEAST_MONTH * len(every))
    _lay_out(drawing, {month: counts.get(month, 0) for month in every}, width, link)
    links = {f"{year}": link(f"{year}-01", f"{year}-12") for year in years}
    drawing.values |= {"years": links, "chosen": chosen}
    return drawing


def _lay_out(drawing: Drawing, counts: Mapping[str, int | None], width: float, link: Link) -> None:
    """Place a bar for each month; without attacks it is a link only if months can be selected.

    Where months are too narrow to click, only the years below are links. A month that no event data
    cover has no count, which is not zero.
    """
    is_narrow = drawing.form == "narrow"
    slot, most = width / len(counts), max(count or 0 for count in counts.values())
    is_dense = slot < LEAST_MONTH
    written = steps(most)
    height = min(150 if is_narrow else 200, 40 + 30 * most)
    starts = [month_start(int(month[:4]), int(month[5:])) for month in counts]
    starts.append(month_start(int(max(counts)[:4]), int(max(counts)[5:]) + 1))
    left = 10 + 7 * len(f"{written[-1]:,}")
    drawing.width, drawing.height = left + width, ABOVE + height + BELOW
    drawing.values = {
        **{"left": left, "top": ABOVE, "plot_width": width, "plot_height": height, "slot": slot},
        "months": [(m, count, not is_dense and link(m, m)) for m, count in counts.items()],
        "ticks": ticks([(start, place * slot) for place, start in enumerate(starts)], longest=0),
        **{"steps": written, "figures": len(counts) <= (12 if is_narrow else 40)},
        "years": {m[:4]: link(f"{m[:4]}-01", f"{m[:4]}-12") for m in counts if is_dense},
        "chosen": None,
    }
