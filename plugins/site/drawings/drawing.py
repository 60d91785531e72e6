"""What a drawing is before a template draws it, and the words, days and colours of all of them."""

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

Row = dict[str, Any]

# What an open bound is in schema/11_query_views.sql.
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
# Colours by name, as in static/site.css and static/charts.css: in files they are these.
NAMES = ("ground", "text", "quiet", "line", "accent", "tint")
READINGS = ("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8")
_LIGHT = (
    *("#fbfaf7", "#1f1c19", "#5f5850", "#ddd6cb", "#8a3a12", "#f5ebe3"),
    *("#1d5c8c", "#6b9cc4", "#b04a14", "#c98a5c", "#4b6b1f", "#8fa86a", "#6b3f86", "#a583b8"),
)
_DARK = (
    *("#181613", "#ece7df", "#b1a89c", "#3d372f", "#f0a679", "#33271f"),
    *("#85bdea", "#4d86b3", "#f0a679", "#b67448", "#b4d07f", "#7c9453", "#cfa6e6", "#9470a8"),
)
LIGHT = dict(zip((*NAMES, *READINGS), _LIGHT, strict=True))
DARK = dict(zip((*NAMES, *READINGS), _DARK, strict=True))
# Letters are about this wide, for one of their size.
LETTER = {False: 0.5, True: 0.58}


@dataclass
class Drawing:
    """A drawing: what its template draws, and the same in words and rows.

    Attributes:
        title: What it shows, for its heading and for those who cannot see it.
        description: What there is to see, in a sentence or two.
        rows: The rows that it was made of, for the text form beside it.
        width, height: In pixels, without what the frame adds.
        left, top: Where places are counted from.
        values: What its template draws, by name.
        legend: The colours of the readings that are in it.
        note: How to read it and what it is made from, for a file that leaves its page.
        empty: Why there is nothing to draw; empty where there is.
        problems: What was wrong with the parameters, in sentences.
        facts: What else its page says in words.
        svg: It as a part of its page.
        files: The addresses of its files: svg, png, and narrow for telephones.
        narrow_size: The width and height of the narrow one, so that its place can be kept.
    """

    title: str
    description: str = ""
    rows: list[Row] = field(default_factory=list)
    width: float = 640
    height: float = 0
    left: float = 0
    top: float = 0
    values: dict[str, Any] = field(default_factory=dict)
    legend: dict[str, str] = field(default_factory=dict)
    note: str = ""
    empty: str = ""
    problems: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    svg: Markup | None = None
    files: dict[str, str] = field(default_factory=dict)
    narrow_size: tuple[int, int] = (0, 0)

    def explain(self, note: str, rows: Iterable[Row]) -> None:
        """Say how to read it, and whose readings the rows are that are drawn."""
        readings = {row["place"]: (row["reading"], row["colour"]) for row in rows}
        self.legend = dict(readings[place] for place in sorted(readings))
        self.note = f"{note} Sources: {'; '.join(self.legend)}."


def label(text: str, length: int) -> str:
    """Return text as a label: one line, no marks that turn the direction of what follows, cut."""
    kept = "".join(
        " " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text[: length * 8]
    )
    kept = re.sub(" +", " ", kept).strip()
    return kept if len(kept) <= length else kept[: length - 1].rstrip() + "…"


def short(name: str, length: int = 30) -> str:
    """Return a name as a label: the acronym where the name ends with one in brackets."""
    acronym = re.search(r"\(([A-Z]{2,8})\)$", name)
    return acronym[1] if acronym else label(name, length)


def wrapped(text: str, width: float, size: float, bold: bool = False, most: int = 3) -> list[str]:
    """Break a text into lines that fit a width, about; what is left over is cut."""
    room = max(4, int(width / (size * LETTER[bold])))
    lines = [""]
    for word in label(text, room * most).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(label(word, room))
    lines = [line for line in lines if line] or ["…"]
    return lines if len(lines) <= most else [*lines[: most - 1], label(lines[most - 1] + "…", room)]


def joined(names: Iterable[str]) -> str:
    """Return names in a line; `none` where there are none."""
    return "; ".join(label(name, 60) for name in names) or "none"


def coloured(rows: Iterable[Row], documents: Iterable[str]) -> list[Row]:
    """Return rows with whose `reading` each is: the document's, or that of titles that it cites.

    The reading's `colour`, and its `place` among all, follow from all documents that there are: so
    they are the same in every drawing, whatever else is drawn in it.
    """
    order = sorted(documents)
    found = []
    for row in rows:
        place = 2 * order.index(str(row["source"])) + bool(row["about_source_id"])
        source = label(str(row["source"]), 40)
        reading = f"Works cited by {source}" if place % 2 else source
        colour = READINGS[place % len(READINGS)]
        found.append(row | {"reading": reading, "place": place, "colour": colour})
    return found


def day_number(day: str) -> int:
    """Return an ISO day as the number of its beginning, counted in days."""
    return datetime.date.fromisoformat(day).toordinal()


def day_after(day: str) -> int:
    """Return the end of an ISO day: a bar ends where its last day does."""
    return day_number(day) + 1
