"""A diagram before a template renders it, and how its text is broken into lines."""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from datasette.app import Datasette
from markupsafe import Markup

from common.dates import ENDS_FIRST, NO_DATE, DateError, is_backwards, parse
from common.display_text import LABEL_YEAR, acronym, without_year
from plugins.site.queries import Row, label_of

# By the place of this file: where a site is published, common/ lies elsewhere.
STATIC = Path(__file__).parents[3] / "static"
# Open bounds, as in schema/11_query_views.sql.
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
# Colours by name, as in static/site.css; SVG files use these values.
COLOURS = {
    **{"ground": ("#fbfaf7", "#181613"), "sea": ("#d0dde2", "#16252d")},
    **{"text": ("#1f1c19", "#ece7df"), "quiet": ("#5f5850", "#b1a89c")},
    **{"line": ("#ddd6cb", "#3d372f"), "accent": ("#8a3a12", "#f0a679")},
    **{"tint": ("#f4eee6", "#2c261f")},
    **{"active": ("#f9ebe0", "#35251b"), "most": ("#f2d9c8", "#4a3222")},
}
LIGHT, DARK = ({name: pair[at] for name, pair in COLOURS.items()} for at in (0, 1))
# Approximate widths of letters in the site's font, in units of the font size; bold ones are wider.
# They are rather too large (tests/browser/test_charts.py): another font may stand in for it.
LETTERS = dict.fromkeys("ijlI.,:;'’| !", 0.28) | dict.fromkeys("Jtfr()[]/-", 0.4)
LETTERS |= dict.fromkeys("cksvxyz", 0.54) | dict.fromkeys("0123456789", 0.64)
LETTERS |= dict.fromkeys("GHNOQ", 0.75) | dict.fromkeys("mwMW@—%", 0.9)
CAPITAL, OTHER, BOLD = 0.68, 0.59, 1.04
# The message for an unknown id.
NO_ID = (
    "There is no {0} of the id “{1}”. Ids stand at the end of the addresses of pages: see /{0}s."
)
# The message for a value that is not in a list of choices.
NO_CHOICE = "“{}” is no {} that can be chosen. Choose one of {}, or leave it out."
# The margin of a drawing; the space between lines of the text above and below it.
EDGE, LEADING = 6, 5
# The height of a telephone's screen, without its bars.
SCREEN = 500
# The size of a legend's letters, the space between its mark and its words, and between entries.
KEY, BESIDE, APART = 13, 6, 16


class Line(NamedTuple):
    """A line of text: its beginning in bold, and the rest."""

    lead: str
    rest: str


class Key(NamedTuple):
    """An entry of a legend: the sort of its mark, its meaning, and the size of the mark."""

    sort: str
    words: str
    across: float = 34
    high: float = 17


@dataclass
class Drawing:
    """A drawing: the values for its template, and the same in words and rows."""

    title: str
    finding: str = ""  # what it shows, in a sentence above the picture
    counts: str = ""  # what it counts, and for which period
    sources: str = ""
    of_years: str = ""  # when the sources were published, if their names do not say so
    description: str = ""  # a text alternative, for those who cannot see it
    note: str = ""  # how to read it
    rows: list[Row] = field(default_factory=list)  # the data, for the text next to it
    width: float = 240  # in pixels, without the margin
    height: float = 0  # in pixels, without the text and margin around it
    keys: list[Key] = field(default_factory=list)  # its legend
    values: dict[str, Any] = field(default_factory=dict)  # the template's variables
    empty: str = ""  # why there is nothing to draw
    problem: str = ""  # what is wrong with the parameters, in a sentence
    facts: dict[str, Any] = field(default_factory=dict)  # what else its page says in words
    svg: Markup | None = None  # for inclusion in its page
    files: dict[str, str] = field(default_factory=dict)  # addresses: svg, png, embed
    form: str = ""  # middle or narrow; empty for a wide page
    smaller: dict[str, Markup] = field(default_factory=dict)  # like `svg`, by form
    say: Callable[[str], str] = str  # its words in the language of its page
    page: str = ""  # the path of its page, if not that of its name and parameters
    tallest: float = 0  # the height of this or the middle form, with everything around it

    def frame(self, credit: str, is_page: bool = False) -> dict[str, Any]:
        """Lay out what is around it: title, finding and legend above; note, sources, credit below.

        The credit is the site, its licence and the address; if it is empty, there are no words. On
        a page, the finding is above the drawing; on a telephone, the legend is below the marks, if
        these are not longer than a screen.
        """
        is_narrow, y, texts = self.form == "narrow", float(EDGE), list[tuple[float, int, Line]]()

        def write(size: int, lead: str, rest: str = "") -> None:
            nonlocal y
            for line in lines_of(lead, rest, self.width, size) if credit and lead + rest else []:
                texts.append((y + size * 0.85, size, line))
                y += size + LEADING

        if not (is_page and self.finding):
            write(15 if is_narrow else 17, self.title)
            write(14, "", self.finding)
            write(14, "", self.counts[:1].upper() + self.counts[1:])
        legend = [] if self.empty else self._legend()
        high = legend[-1][1] + legend[0][1] + EDGE if legend else 0
        is_below = is_narrow and self.height < SCREEN
        key, top = (y + self.height, y) if is_below else (y, y + high)
        y += self.height + high + EDGE
        write(14, "", self.empty or self.note)
        write(14, f"Sources{self.of_years}:" if self.sources else "", self.sources)
        write(14, "", credit)
        legend = [(x, round(key + up, 1), each) for x, up, each in legend]
        return {"texts": texts, "top": top, "legend": legend, "height": round(y + EDGE)}

    def _legend(self) -> list[tuple[float, float, Key]]:
        """Return the entries of the legend, and the left and middle of each."""
        high = max((key.high for key in self.keys), default=0)
        wide = (key.across + BESIDE + text_width(key.words, KEY) + APART for key in self.keys)
        places = zip(in_rows(wide, self.width + APART), self.keys, strict=True)
        return [(x, (row + 0.5) * high, key) for (x, row), key in places]


# A drawing for the name of a form: middle or narrow; empty for a wide page.
Draw = Callable[[str], Drawing]


class ParameterError(Exception):
    """A parameter is invalid; the message says why."""


async def name_of(datasette: Datasette, table: str, id_: str) -> str:
    """Return the name of a group or source; empty for an empty id.

    Raises:
        ParameterError: If there is no such id.
    """
    name = await label_of(datasette, table, id_) if id_ else ""
    if name is None:
        raise ParameterError(NO_ID.format(table[:-1], label(id_, 60)))
    return name


def check_choice(what: str, value: str, choices: Iterable[str]) -> None:
    """Check that a value is one of the choices, or empty.

    Raises:
        ParameterError: If it is neither.
    """
    choices = list(choices)
    if value and value not in choices:
        raise ParameterError(NO_CHOICE.format(label(value, 60), what, ", ".join(choices)))


def days_of(text: str) -> tuple[str, str]:
    """Return the first and last day of a date; empty for no date.

    Raises:
        ParameterError: If the text is not a date.
    """
    try:
        dates = parse(text) if text else None
    except DateError as error:
        raise ParameterError(NO_DATE.format(label(text, 60))) from error
    return (dates.earliest or FIRST_DAY, dates.latest or LAST_DAY) if dates else ("", "")


def period_of(start: str, end: str) -> tuple[str, str]:
    """Return the first and last day of a period; empty for an open end.

    Raises:
        ParameterError: If an end is not a date, or the period ends before it begins.
    """
    first, last = days_of(start)[0], days_of(end)[1]
    if is_backwards(start, end):
        raise ParameterError(ENDS_FIRST.format(start, end))
    return first, last


@functools.lru_cache(1024)
def label(text: str, length: int) -> str:
    """Return text as a label: one line, truncated, without control or bidirectional characters."""
    kept = "".join(
        " " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text[: length * 8]
    )
    kept = re.sub(" +", " ", kept).strip()
    return kept if len(kept) <= length else kept[: length - 1].rstrip() + "…"


def short(name: str) -> str:
    return label(acronym(name), 120)


def sources_of(rows: Iterable[Row]) -> tuple[str, str]:
    """Return the publication years of the sources of rows, and their names, in words."""
    rows = list(rows)
    labels = sorted({str(row["source"]) for row in rows})
    years = sorted({year[1] for year in map(LABEL_YEAR.search, labels) if year})
    of_years = f" of {' to '.join(dict.fromkeys([years[0], years[-1]]))}" if years else ""
    cited = ", and works that they cite" if any(row["about_source_id"] for row in rows) else ""
    return of_years, "; ".join(map(without_year, labels)) + cited


@functools.lru_cache(4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return an estimate of a text's width in pixels, rather too large than too small."""
    letters = (LETTERS.get(one, CAPITAL if one.isupper() else OTHER) for one in text)
    return sum(letters) * size * (BOLD if bold else 1)


def in_rows(items: Iterable[float], width: float) -> list[tuple[float, int]]:
    """Place items of the given widths side by side, in as many rows as needed."""
    placed, x, row = list[tuple[float, int]](), 0.0, 0
    for wide in items:
        if x and x + wide > width:
            x, row = 0.0, row + 1
        placed.append((x, row))
        x += wide
    return placed


def lines_of(lead: str, rest: str, width: float, size: float, most: int = 16) -> list[Line]:
    """Break a text with a bold beginning into lines that fit a width.

    Very long words are broken, very long texts are truncated.
    """
    words = [(word, True) for word in label(lead, 400).split()]
    words += [(word, False) for word in label(rest, 1200).split()]
    lines: list[list[str]] = []
    room = 0.0
    while words:
        word, is_bold = words.pop(0)
        if text_width(word, size, is_bold) > width:
            fits = int(width / size)  # characters, whichever they are
            words.insert(0, (word[fits:], is_bold))
            word = word[:fits]
        wide = text_width(f"{word} ", size, is_bold)
        if text_width(word, size, is_bold) > room:  # the last of a line needs no blank behind it
            lines.append(["", ""])
            room = width
        lines[-1][not is_bold] += f"{word} "
        room -= wide
    if len(lines) > most:
        lines[most - 1][1] += "…"
    return [Line(bold if plain else bold.rstrip(), plain.rstrip()) for bold, plain in lines[:most]]
