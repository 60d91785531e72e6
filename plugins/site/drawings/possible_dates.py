"""The days on which an attack may have been, a bar for each date that a source gives it."""

from typing import Any
from urllib.parse import parse_qs

from datasette.app import Datasette
from datasette.utils import tilde_encode

from plugins.site.drawings.drawing import (
    NO_ID,
    Drawing,
    Forms,
    ParameterError,
    label,
    lines_of,
    sources_of,
)
from plugins.site.drawings.figures import day_line
from plugins.site.profile_lines import when
from plugins.site.queries import Row, select

TITLE, TEMPLATE, PARAMETERS = "Possible dates", "possible-dates", ("attack",)
WIDTH = 330
# The height of a bar with the space around it, of a line of words, and of the axis.
BAR, LINE, AXIS = 17, 16, 50
NOTE = "A bar is as long as the days that a source leaves possible."
CONFLICT, OTHER, OPEN = "fits no day of another", "fits the others", "goes on beyond the picture"
# As on the attack's page: dates with a beginning first, and titles after everything that was read.
DATES = """
SELECT * FROM page_possible_dates WHERE attack_id = ?
ORDER BY
  via IS NOT NULL, date_edtf IS NULL OR date_earliest IS NULL, follow_order, access DESC,
  report_id, is_own
"""


def page(query: str) -> str:
    """Return the path of the page with the drawing."""
    return f"/attacks/{tilde_encode(parse_qs(query[1:])['attack'][0])}" if query else "/attacks"


async def fetch(datasette: Datasette, parameters: dict[str, str]) -> Forms:
    attack = parameters["attack"]
    found = await select(datasette, "SELECT title FROM attacks WHERE id = ?", [attack])
    if not found:
        raise ParameterError(NO_ID.format("attack", label(attack, 60)))
    return iter([draw(found[0]["title"], await select(datasette, DATES, [attack]))])


def draw(title: str, rows: list[Row]) -> Drawing:
    drawing = Drawing(f"{TITLE}: {title}", width=WIDTH, rows=rows, note=NOTE)
    line = day_line(rows)
    if not line:
        drawing.empty = "No source gives a date."
        return drawing
    y, bars = 0.0, list[dict[str, Any]]()
    for bar in line.bars:
        words = lines_of(told(bar.reading), f" {who(bar.reading)}", WIDTH, 12)
        y += LINE * len(words) + 4
        ends = {"x": bar.left * WIDTH / 100, "width": bar.width * WIDTH / 100, "y": y}
        bars.append({**bar._asdict(), **ends, "lines": words, "top": y - LINE * len(words)})
        y += BAR
    keys = [("conflict", CONFLICT)] if any(row["contradicts"] for row in rows) else []
    keys += [("other", OTHER)] if not all(row["contradicts"] for row in rows) else []
    keys += [("open", OPEN)] if any(bar.open_start or bar.open_end for bar in line.bars) else []
    drawing.values = {
        **{"bars": bars, "axis": y, "keys": keys},
        "ticks": [(left * WIDTH / 100, words.split("\n")) for left, words in line.ticks],
    }
    drawing.height = y + AXIS + 18 * len(keys)
    drawing.of_years, drawing.sources = sources_of(rows)
    drawing.description = " ".join(f"{told(row)}: {who(row)}." for row in rows)
    return drawing


def told(row: Row) -> str:
    """Return the date in words or, if none is stated, the last possible day."""
    if row["date_edtf"] or not row["date_latest"]:
        return when(row)
    last = when({"date_edtf": row["date_latest"], "date_earliest": None, "date_latest": None})
    return f"not dated; by {last} at the latest{' (inferred)' if row['is_inferred'] else ''}"


def who(row: Row) -> str:
    return f"the title of {row['source']}, cited by {row['via']}" if row["via"] else row["source"]
