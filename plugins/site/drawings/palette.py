"""The colours of circles where they stand for types or sources, as static/map.js has them."""

import math
from collections import Counter
from itertools import accumulate
from typing import NamedTuple

from datasette.app import Datasette

from common.project import DATABASE
from plugins.site.filters import condition
from plugins.site.map_view import View, names_of
from plugins.site.points import LIMIT, SOURCES_OF
from plugins.site.queries import select

# Okabe and Ito's, the last for all other values.
COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a7a7a")
# What an attack is coloured by.
WORD = {"": "null", "type": "attack_type", "source": SOURCES_OF}
# No more than a page shows, and one by which it is known that there are more.
COUNTED = f"""
select {{word}} as word, count(*) as attacks
from (select * from attacks where {{where}} and latitude is not null limit {LIMIT + 1}) as attacks
group by 1
"""  # noqa: S608


class Palette(NamedTuple):
    """The value of each colour, the most frequent first, and what values are called."""

    colours: dict[str | None, str]
    names: dict[str, str]

    def slices(self, words: list[str | None]) -> list[tuple[float, float, str]]:
        """Return the parts of a circle as shares of it, where each begins and ends; its colour."""
        counts = Counter(self.colours.get(word, COLOURS[-1]) for word in words)
        shown = list(filter(counts.__contains__, COLOURS))
        ends = [0.0, *accumulate(counts[colour] / len(words) for colour in shown)]
        return list(zip(ends, ends[1:], shown, strict=False))

    def legend(self, words: set[str | None]) -> list[tuple[str, str]]:
        """Return the colours of values with what these are called; the last for all others."""
        entries = {}
        for word, colour in self.colours.items():
            if word in words:
                # What several sources report has the ids of all of them, with a space between.
                names = (self.names.get(id_, id_) for id_ in (word or "").split())
                called = "others" if colour == COLOURS[-1] else "; ".join(names) or "Not stated"
                entries[colour] = called
        return list(entries.items())


async def palette_of(datasette: Datasette, view: View) -> Palette | None:
    """Return the colours of a view: those of its page, where periods and kinds keep theirs."""
    if not view.colour:
        return None
    rows = await _counted(datasette, view, all_kinds=True)
    if sum(rows.values()) > LIMIT:
        rows = await _counted(datasette, view, all_kinds=False)
    words = sorted(rows, key=lambda word: (-rows[word], word or ""))
    last = len(COLOURS) - 1
    colours = {word: COLOURS[min(place, last)] for place, word in enumerate(words)}
    return Palette(colours, await names_of(datasette))


async def _counted(datasette: Datasette, view: View, all_kinds: bool) -> dict[str | None, int]:
    filters = view.filters(period=not all_kinds, kind=not all_kinds)
    rows = await condition(datasette, DATABASE, "attacks", filters)
    sql = COUNTED.format(word=WORD[view.colour], where=rows.sql)
    return {row["word"]: row["attacks"] for row in await select(datasette, sql, rows.params)}


def path_of(x: float, y: float, r: float, begins: float, ends: float) -> str:
    """Return the outline of a part of a circle, from the top and to the right."""
    ways = [2 * math.pi * share for share in (begins, ends)]
    (x1, y1), (x2, y2) = ((x + r * math.sin(way), y - r * math.cos(way)) for way in ways)
    is_large = int(ends - begins > 0.5)
    return f"M{x:.1f},{y:.1f}L{x1:.1f},{y1:.1f}A{r:.1f},{r:.1f} 0 {is_large} 1 {x2:.1f},{y2:.1f}z"
