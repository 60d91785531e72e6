"""What a drawing is before a template draws it, and how its words are broken into lines."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from datasette.app import Datasette
from markupsafe import Markup

from common.dates import ENDS_FIRST, NO_DATE, DateError, is_backwards, parse
from common.display_text import LABEL_YEAR, acronym, without_year
from plugins.site.queries import Row, label_of

# What an open bound is in schema/11_query_views.sql.
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
# Colours by name, as in static/site.css: in files they are these.
NAMES = ("ground", "text", "quiet", "line", "accent", "tint")
LIGHT = dict(
    zip(NAMES, ("#fbfaf7", "#1f1c19", "#5f5850", "#ddd6cb", "#8a3a12", "#f5ebe3"), strict=True)
)
DARK = dict(
    zip(NAMES, ("#181613", "#ece7df", "#b1a89c", "#3d372f", "#f0a679", "#33271f"), strict=True)
)
# How wide letters of DejaVu Sans are, about, for one of their size; bold ones are wider. Of the
# site's fonts it is the widest: many a system means it by system-ui.
LETTERS = dict.fromkeys("ijlI.,:;'’| ", 0.33) | dict.fromkeys("tfr()[]/-", 0.4)
LETTERS |= dict.fromkeys("mwMW@—", 0.97)
CAPITAL, OTHER, BOLD = 0.75, 0.62, 1.12
# What to say of an id that nothing has.
NO_ID = (
    "There is no {0} of the id “{1}”. Ids stand at the end of the addresses of pages: see /{0}s."
)
# And of what is chosen from a list.
NO_CHOICE = "“{}” is no {} that can be chosen. Choose one of {}, or leave it out."
# Around a drawing; between lines of what stands above and below it.
EDGE, LEADING = 6, 5


class Line(NamedTuple):
    """A line of text: its beginning, which is bold, and the rest."""

    lead: str
    rest: str


@dataclass
class Drawing:
    """A drawing: what its template draws, and the same in words and rows."""

    title: str
    finding: str = ""  # what is to be seen, in a sentence: it stands above the picture
    counts: str = ""  # what it counts, and for when
    sources: str = ""
    of_years: str = ""  # when these were published, where that is in no name of theirs
    description: str = ""  # what there is to see, for those who cannot see it
    note: str = ""  # how to read it
    rows: list[Row] = field(default_factory=list)  # what it was made of, for the text beside it
    width: float = 240  # in pixels, without its edge
    height: float = 0  # without what is around it
    values: dict[str, Any] = field(default_factory=dict)  # what its template draws, by name
    empty: str = ""  # why there is nothing to draw
    problem: str = ""  # with the parameters, in a sentence
    facts: dict[str, Any] = field(default_factory=dict)  # what else its page says in words
    svg: Markup | None = None  # it as a part of its page
    files: dict[str, str] = field(default_factory=dict)  # addresses: svg, png, embed
    form: str = ""  # middle or narrow, where it is not that of a wide page
    smaller: dict[str, Markup] = field(default_factory=dict)  # as `svg`, by their form
    tallest: float = 0  # of it and its middle form, in pixels, with what is around it

    def frame(self, credit: str, is_page: bool = False) -> dict[str, Any]:
        """Place what is around it: title and counts above; note, sources and credit below.

        Without a credit, which is the site, its licence and the address, nothing is. A page has the
        finding above the drawing.
        """
        counts = f"{self.title}: {self.counts}" if self.finding else self.counts
        counts = counts[:1].upper() + counts[1:]
        head = [(self.finding or self.title, "", 15 if self.form == "narrow" else 17)]
        head += [("", counts, 13)]
        parts = [*(head if not (is_page and self.finding) else []), None]
        parts += [("", self.empty or self.note, 12)]
        lead = f"Sources{self.of_years}:" if self.sources else ""
        parts += [(lead, self.sources, 12), ("", credit, 12)]
        y, top, texts, width = float(EDGE), 0.0, [], self.width
        for part in parts if credit else [None]:
            if part is None:
                top = y
                y += self.height + EDGE
            elif part[0] or part[1]:
                for line in lines_of(part[0], part[1], width, part[2]):
                    texts.append((y + part[2] * 0.85, part[2], line))
                    y += part[2] + LEADING
        return {"texts": texts, "top": top, "height": round(y + EDGE)}


# A drawing as it is fetched: for a wide page, then middle and narrow, where it has such forms.
Forms = Iterator[Drawing]


class ParameterError(Exception):
    """What is asked for makes no sense; says why."""


async def name_of(datasette: Datasette, table: str, id_: str) -> str:
    """Return what a group or source that is asked for is called; empty where none is.

    Raises:
        ParameterError: Where there is none of this id.
    """
    name = await label_of(datasette, table, id_) if id_ else ""
    if name is None:
        raise ParameterError(NO_ID.format(table[:-1], label(id_, 60)))
    return name


def check_choice(what: str, value: str, choices: Iterable[str]) -> None:
    """Check that a value is one of those that can be chosen, or empty.

    Raises:
        ParameterError: Where it is neither.
    """
    choices = list(choices)
    if value and value not in choices:
        raise ParameterError(NO_CHOICE.format(label(value, 60), what, ", ".join(choices)))


def days_of(text: str) -> tuple[str, str]:
    """Return the first and last day of a date that is asked about; empty where none is.

    Raises:
        ParameterError: Where it is no date.
    """
    try:
        dates = parse(text) if text else None
    except DateError as error:
        raise ParameterError(NO_DATE.format(label(text, 60))) from error
    return (dates.earliest or FIRST_DAY, dates.latest or LAST_DAY) if dates else ("", "")


def period_of(start: str, end: str) -> tuple[str, str]:
    """Return the first and last day of a period; empty where it is open.

    Raises:
        ParameterError: Where an end is no date, or the period ends before it begins.
    """
    first, last = days_of(start)[0], days_of(end)[1]
    if is_backwards(start, end):
        raise ParameterError(ENDS_FIRST.format(start, end))
    return first, last


@functools.lru_cache(1024)
def label(text: str, length: int) -> str:
    """Return text as a label: one line, no marks that turn the direction of what follows, cut."""
    kept = "".join(
        " " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text[: length * 8]
    )
    kept = re.sub(" +", " ", kept).strip()
    return kept if len(kept) <= length else kept[: length - 1].rstrip() + "…"


def short(name: str) -> str:
    return label(acronym(name), 120)


def sources_of(rows: Iterable[Row]) -> tuple[str, str]:
    """Say of which years those are whose statements rows are, and who they are."""
    rows = list(rows)
    labels = sorted({str(row["source"]) for row in rows})
    years = sorted({year[1] for year in map(LABEL_YEAR.search, labels) if year})
    of_years = f" of {' to '.join(dict.fromkeys([years[0], years[-1]]))}" if years else ""
    cited = ", and works that they cite" if any(row["about_source_id"] for row in rows) else ""
    return of_years, "; ".join(map(without_year, labels)) + cited


@functools.lru_cache(4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide a text is, or a little more."""
    letters = (LETTERS.get(one, CAPITAL if one.isupper() else OTHER) for one in text)
    return sum(letters) * size * (BOLD if bold else 1)


def in_rows(items: Iterable[float], width: float) -> list[tuple[float, int]]:
    """Place items of such widths beside each other, in as many rows as they take."""
    placed, x, row = list[tuple[float, int]](), 0.0, 0
    for wide in items:
        if x and x + wide > width:
            x, row = 0.0, row + 1
        placed.append((x, row))
        x += wide
    return placed


def lines_of(lead: str, rest: str, width: float, size: float, most: int = 16) -> list[Line]:
    """Break a text of which the beginning is bold into lines that fit a width.

    A word without end is broken, a text without end is cut.
    """
    words = [(word, True) for word in label(lead, 400).split()]
    words += [(word, False) for word in label(rest, 1200).split()]
    lines: list[list[str]] = []
    room = 0.0
    while words:
        word, is_bold = words.pop(0)
        if text_width(word, size, is_bold) > width:
            fits = int(width / size)  # of any letters
            words.insert(0, (word[fits:], is_bold))
            word = word[:fits]
        wide = text_width(f"{word} ", size, is_bold)
        if wide > room:
            lines.append(["", ""])
            room = width
        lines[-1][not is_bold] += f"{word} "
        room -= wide
    if len(lines) > most:
        lines[most - 1][1] += "…"
    return [Line(bold if plain else bold.rstrip(), plain.rstrip()) for bold, plain in lines[:most]]
