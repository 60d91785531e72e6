"""The map as a picture: the attacks selected by an address of /map, on borders, without tiles."""

import html
import math
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from datasette.app import Datasette
from datasette.database import QueryInterrupted

from common.display_text import counted
from common.project import DATABASE, PROJECT
from plugins.site.drawings.drawing import (
    Draw,
    Drawing,
    Key,
    ParameterError,
    label,
    short,
    text_width,
)
from plugins.site.drawings.ground import LINE, Box, Room, Town, Window, around, ground
from plugins.site.french import french_article, french_label
from plugins.site.map_choices import (
    ACTIVE,
    DATED,
    PLACE,
    UNPLACED,
    View,
    adverbs,
    chosen,
    doubtful,
    found_in_words,
    sources_of,
)
from plugins.site.map_points import BY, LIMIT, NEWEST, in_time
from plugins.site.queries import Row, label_of, select
from plugins.site.table_filters import condition

TITLE, TEMPLATE = "Map of attacks", "map"
PARAMETERS = (
    *("from", "to", "start", "end", "type", "country"),
    *("group", "source", "rule", "size", "lang"),
)
# By form: the width, the ratio of height to width, and the least extent in degrees, so that
# neighbouring countries show.
FORMS = {"": (900, 0.74, 22), "middle": (460, 0.65, 15.5), "narrow": (340, 0.85, 15)}
# Capitals within so many degrees of an attack are on the map.
NEAR = 10
# How many times as wide as the attacks, or as the chosen country, the map is.
MARGIN, MARGIN_COUNTRY = 1.3, 1.15
# Most circles; most circles with the name of their place; most attacks in a circle to be described
# one by one; the finest grid, in degrees.
MOST, MOST_NAMED, MOST_TOLD, GRID = 2000, 15, 2, 0.05
# What it was and when, after a day to sort it by, and a sign if its sources conflict: after the
# day, or else with what they conflict on.
SAID = """coalesce(date_earliest, '') || char(31) || coalesce(
    (select label from attack_types
    where id = attack_type and id <> 'unspecified' and label not like '%attack%'), 'Attack'
  ) || ', ' || coalesce(date_words, 'no date') || iif(not disputed, '', iif(
    coalesce(conflict_words, '') like 'the date%', ' ≠', ' (≠' || coalesce(
      replace(' ' || conflict_words, ' the ', ' '), '') || ')'))"""
ONE_PLACE = f"case when min({PLACE}) = max({PLACE}) then min({PLACE}) end"
# How countries are tinted (map_tints): where a source has a group active, and where above all.
TINTS = ("active", "most")
INSET, WORLD = 100, 90  # the width of the inset, in pixels and in degrees
# Radius of the largest circle and of the smallest visible one; more circles than MANY are smaller.
LARGEST, SMALLEST, MANY = 22, 3, 60
# Kilometres in a degree.
DEGREE = 111.3
COUNTS = """
select
  count(*) as attacks, count(latitude) as placed,
  count(case when geo_precision in ('region', 'country') then latitude end) as vague,
  (max(latitude) - min(latitude)) * (max(longitude) - min(longitude)) as area,
  {dated}
from attacks where {where}
"""
SPOTS = """
select
  avg(latitude) as latitude, avg(longitude) as longitude, count(*) as attacks, {place} as place,
  sum({measure}) as value, sum(by_whom <> 'other') as not_other,
  sum(by_whom = 'certain') as certain, group_concat(said, char(30)) as said
from (
  select latitude, longitude, killed_best, location, {said} as said, {by}
  from attacks
  where {where} and latitude is not null {newest} limit :limit
)
group by round(latitude / :grid), round(longitude / :grid)
"""


ROWS = f"""select attack_type, who_words, iif(latitude is null, {UNPLACED}, '') as unplaced
  from attacks where {{where}} order by 3, date_earliest desc"""  # noqa: S608  words of ours


class Spot(NamedTuple):
    """Attacks drawn as one circle."""

    latitude: float
    longitude: float
    attacks: int
    place: str | None
    value: int | None
    not_other: int
    certain: int
    said: str | None = None

    @property
    def parts(self) -> list[tuple[float, str]]:
        """Concentric circles as shares: all attacks, the group's possible and certain ones."""
        if self.value is None:
            return [(1, "ring")]
        parts = [(self.attacks, self.not_other, "other")]
        parts += [(self.not_other, self.certain, "possible"), (self.certain, 0, "certain")]
        return [(math.sqrt(of / self.attacks), kind) for of, within, kind in parts if of > within]

    def number(self, radius: float, *, is_toll: bool) -> str:
        """Return how many were killed, or how many attacks there were, if its circle has room."""
        number = self.value if is_toll else self.attacks if self.attacks > 1 else None
        words = "" if number is None else f"{number:,}"
        return words if len(words) * 6 <= 2 * radius * self.parts[-1][0] else ""

    def words(self) -> list[str]:
        """Return what each was and when, line by line; if there are many, how many."""
        if self.attacks > MOST_TOLD or not self.said:
            return [counted(self.attacks, "attack")]
        return [label(each.partition("\x1f")[2], 60) for each in sorted(self.said.split("\x1e"))]


async def fetch(datasette: Datasette, parameters: dict[str, str]) -> Draw:
    """Fetch the attacks of a view that have a point, by grid square, and their sources."""
    view, refused = await chosen(datasette, parameters)
    if refused:
        raise ParameterError(" ".join(refused))
    language = parameters.get("lang", "")
    if language and (language != "fr" or view != View(group=view.group or PROJECT.subject.id)):
        raise ParameterError("In another language, only lang=fr, all attacks of a group are drawn.")
    rows = await condition(datasette, DATABASE, "attacks", view.filters())
    params = {**rows.params, "by": view.group or PROJECT.subject.id}
    try:
        measure = "killed_best" if view.size == "killed" else "1"
        read_spots = partial(spots_of, where=rows.sql, params=params, measure=measure)
        total, spots = await in_time(datasette, SPOTS, params, read_spots)
        sources = await sources_of(datasette, view)
    except QueryInterrupted as error:
        raise ParameterError("These are too many attacks to draw in time. Narrow down.") from error
    most = max((spot.value or 0 for spot in spots), default=0) or 1
    by = short(await label_of(datasette, "groups", view.group) or PROJECT.subject.name)
    told = {"view": view, "total": total, "limit": LIMIT, "most": most, "by": by}
    [active] = await select(datasette, ACTIVE, [params["by"]])
    told |= {"sources": sources, "active": active}
    told["possibly"], told["unsure"] = await doubtful(datasette, view)
    told["found"] = found_in_words(total["first"], total["last"])
    words = await datasette.render_template(f"drawings/map{language and '_fr'}.html", told)
    title, brief, counts, note = map(html.unescape, words.split("<hr>"))
    drawing = Drawing(label(title, 200), counts=counts.strip(), note=note.strip())
    if language:
        drawing.say, drawing.page, by = french_label, "/fr#carte", french_article(by) + by
    if not spots:
        drawing.empty = drawing.note
        return lambda _: drawing
    drawing.sources = "; ".join(drawing.say(source["said"]) for source in sources)
    drawing.description = f"{drawing.counts}."
    drawing.facts = {"sources": len(sources), "title": brief.strip(), "active": active}
    return partial(draw, drawing, spots, most, view, by, adverbs(told["unsure"]))


def spots_of(
    connection: sqlite3.Connection, where: str, params: dict[str, object], measure: str
) -> tuple[Row, list[Spot]]:
    """Count the attacks that meet a condition, and group the newest by grid square."""
    total = dict(connection.execute(COUNTS.format(where=where, dated=DATED), params).fetchone())
    total["rows"] = list[Row]()
    if total["attacks"] <= MOST_NAMED:
        total["rows"] = [dict(row) for row in connection.execute(ROWS.format(where=where), params)]
    # If there are more attacks than MOST, use a grid with that many squares, and name no place.
    many = total["placed"] > MOST
    grid = max(GRID, math.sqrt(total["area"] / MOST)) if many else GRID
    words = {"place": "null", "said": "null"} if many else {"place": ONE_PLACE, "said": SAID}
    sql = SPOTS.format(where=where, newest=NEWEST, measure=measure, by=BY, **words)
    asked = {**params, "grid": grid, "limit": LIMIT}
    return total, [Spot(*row) for row in connection.execute(sql, asked)]


def draw(
    drawing: Drawing, spots: list[Spot], most: int, view: View, by: str, how: str, form: str
) -> Drawing:
    """Draw circles on borders; `most` is the largest value, `by` the group's name.

    The countries where sources have it active (ACTIVE) are tinted, and their capitals named.
    """
    # If there are many circles, they are smaller.
    single = 7 if len(spots) <= MANY else 4
    radius = partial(radius_of, most=most, largest=min(LARGEST, single * math.sqrt(most)))
    active = drawing.facts["active"]
    codes, mostly = ({*active[which].split(",")} for which in ("codes", "most"))
    capitals = [town for town in ground().towns if not codes.isdisjoint(town[4:])]
    window = window_of(spots, capitals, view.country, form)
    width, height = window.size
    circles = list[Row]()
    for spot in sorted(spots, key=lambda each: -(each.value or 0)):
        (x, y), r = window.place(spot.longitude, spot.latitude), radius(spot.value)
        name = label(drawing.say(spot.place or ""), 30) if len(spots) <= MOST_NAMED else ""
        number = spot.number(r, is_toll=view.size == "killed")
        circles.append({"x": x, "y": y, "r": r, "spot": spot, "name": name, "number": number})
    keys = meanings_of(spots, label(by, 24), how, of_group=bool(view.group))
    is_told = any(each["name"] and "≠" in (each["spot"].said or "") for each in circles)
    keys += [Key("conflict", "sources conflict", 14)] if is_told else []
    keys += [Key(tint, words, 14) for tint in TINTS if (words := active[f"{tint}_said"])]
    if view.size == "killed":
        bare = {each["spot"].value for each in circles if not each["number"]} - {None}
        sizes = {f"{value:,} killed": value for value in sorted({min(bare), most})} if bare else {}
    else:
        is_named = most == 1 or any(circle["name"] for circle in circles)
        sizes = {} if is_named else {counted(value, "attack"): value for value in (1, most)}
    across = {words: 2 * radius(value) for words, value in sizes.items()}
    keys += [Key("size", words, wide, wide + 6) for words, wide in across.items()]
    far = DEGREE * (window.north - window.south)
    kilometres = next(each for each in (500, 200, 100, 50, 20) if each * 5 < far)
    bar = kilometres / DEGREE * window.scale[1]
    taken = [Box(each["x"], each["y"], each["r"] + 3, each["r"] + 3) for each in circles]
    # The scale bar, and the inset.
    taken += [Box(width, height, bar + 20, 40), Box(0, height, *([0 if form else INSET + 16] * 2))]
    room = Room(window, *taken, say=drawing.say)
    inside = [each for each in ground().countries if each.code in codes]
    tints = ("most" if each.code in mostly else "active" for each in inside)
    tinted = [(tint, window.outlines(each)) for tint, each in zip(tints, inside, strict=True)]
    others = [each for each in ground().countries if each not in inside]
    # The chosen country and capitals first, then dates, because other names have more places.
    countries = room.countries(each for each in ground().countries if each.code == view.country)
    named = {circle["name"] for circle in circles}
    towns = room.towns([town for town in capitals if drawing.say(town[0]) not in named])
    write_beside(circles, room)
    countries += room.countries(e for e in inside + others if e.code != view.country)
    keys = [each._replace(words=drawing.say(each.words)) for each in keys]
    values = {
        **{"land": window.outlines(*others), "tinted": tinted},
        **{"world": around([window[:2], window[2:4]], WORLD, 0, INSET, 1), "window": window},
        **{"countries": countries, "towns": towns + (room.towns() if circles[0]["name"] else [])},
        **{"circles": circles, "line_height": LINE, "scale": (bar, f"{kilometres} km")},
    }
    return replace(drawing, form=form, width=width, height=height, keys=keys, values=values)


def meanings_of(spots: list[Spot], by: str, how: str, *, of_group: bool) -> list[Key]:
    """Return the legend for each kind of circle that is drawn.

    `how` says whether the uncertain ones are implied or only possible.
    """
    kinds = {kind for spot in spots for _, kind in spot.parts}
    # If all attacks are by the group, the title says so.
    kinds -= {"certain"} if kinds == {"certain"} and of_group else set()
    kinds |= {"several"} if any(len(spot.parts) > 1 for spot in spots) else set()
    words = {
        **{"certain": f"by {by}", "possible": f"by {by}, {how}"},
        **{"other": "by others, or not stated", "ring": "no number stated"},
        "several": "two or more here",
    }
    return [Key(kind, words[kind], 14) for kind in words if kind in kinds]


def write_beside(circles: list[Row], room: Room) -> None:
    """Label circles with their places, and with the attacks and their dates if there is room.

    Labels avoid borders if they can; but one with dates across a border is better than a name.
    """
    for circle in (each for each in circles if each["name"]):
        every = [circle["name"], *map(room.say, circle["spot"].words())]
        plain = "\n".join(every)
        narrow = plain.replace(", ", ",\n")
        texts = plain, plain.replace(" (", "\n("), narrow, narrow.replace(" or ", " or\n")
        shapes = [text.split("\n") for text in (*texts, texts[-1].replace(" (", "\n("))]
        alike = zip(*(labels_beside(circle, words) for words in shapes), strict=True)
        ways = [way for both in alike for way in both]
        names = list(labels_beside(circle, every[:1]))
        free = [way for way in ways if room.has(way[-1])]
        free = free or [way for way in names if room.has(way[-1])] or names[-1:]
        best = min(free, key=lambda way: room.crossings(way[-1]))
        circle["lines"], circle["anchor"], circle["at"], box = best
        circle["first_line"] = box.y - box.up + LINE - 3
        # With a gap, or the last line of one label reads as part of the next.
        room.take(box._replace(up=box.up + 3))


def labels_beside(circle: Row, words: list[str]) -> Iterator[tuple[list[str], str, float, Box]]:
    """Return where a label can be: right, left, above or below its circle, with its anchor.

    To the side, its first line, middle or last line can be level with the circle; above and below,
    its middle, end or beginning.
    """
    half = max(text_width(line, 12, line is words[0]) for line in words) / 2 + 2
    tall, r, x, y = LINE * len(words) / 2, circle["r"], circle["x"], circle["y"]
    beside = [(r + 4, 1, up) for up in (tall - 7, 0, 7 - tall)]
    beside += [(-out, -side, up) for out, side, up in beside]
    over = [(-9 * side, side, up * (r + 3 + tall)) for up in (-1, 1) for side in (0, -1, 1)]
    for out, side, up in beside + over:
        anchor = ("middle", "start", "end")[side]
        yield words, anchor, x + out, Box(x + out + side * half, y + up, half, tall)


def radius_of(value: int | None, most: int, largest: float) -> float:
    return 6 if value is None else max(SMALLEST, largest * math.sqrt(value / most))


def window_of(spots: list[Spot], capitals: list[Town], country: str, form: str) -> Window:
    """Return the window on all attacks and capitals near them, or on the chosen country."""
    width, high, least = FORMS[form]
    points = [(spot.longitude, spot.latitude) for spot in spots]
    for each in ground().countries:
        if each.code == country:
            return around(points + each.rings[0], 0, MARGIN_COUNTRY, width, high)
    seats = [(town[1], town[2]) for town in capitals]
    points += [at for at in seats if any(math.dist(at, each) < NEAR for each in points)]
    return around(points, least, MARGIN, width, high)
