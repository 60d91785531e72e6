"""What a drawing is before a template draws it, and the words, days and colours of all of them."""

import datetime
import functools
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from markupsafe import Markup

Row = dict[str, Any]

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
# How wide letters of Arial are, at most, for one of their size; bold ones are wider.
LETTERS = dict.fromkeys("ijltfrI.,:;'’|()[]/- ", 0.29) | dict.fromkeys("mwMW@—", 0.9)
CAPITAL, OTHER, BOLD = 0.74, 0.56, 1.08


class Line(NamedTuple):
    """A line of text: its beginning, which is bold, and the rest."""

    lead: str
    rest: str


@dataclass
class Drawing:
    """A drawing: what its template draws, and the same in words and rows."""

    title: str
    counts: str = ""  # what it counts, and for when
    sources: str = ""
    description: str = ""  # what there is to see, for those who cannot see it
    note: str = ""  # how to read it
    rows: list[Row] = field(default_factory=list)  # what it was made of, for the text beside it
    width: float = 640  # in pixels, without what the frame adds
    height: float = 0
    left: float = 0  # where places are counted from
    top: float = 0
    values: dict[str, Any] = field(default_factory=dict)  # what its template draws, by name
    empty: str = ""  # why there is nothing to draw
    problems: list[str] = field(default_factory=list)  # with the parameters, in sentences
    facts: dict[str, Any] = field(default_factory=dict)  # what else its page says in words
    svg: Markup | None = None  # it as a part of its page
    files: dict[str, str] = field(default_factory=dict)  # addresses: svg, png, narrow, embed
    narrow_size: tuple[int, int] = (0, 0)  # so that its place can be kept on a telephone


@functools.lru_cache(1024)
def label(text: str, length: int) -> str:
    """Return text as a label: one line, no marks that turn the direction of what follows, cut."""
    kept = "".join(
        " " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text[: length * 8]
    )
    kept = re.sub(" +", " ", kept).strip()
    return kept if len(kept) <= length else kept[: length - 1].rstrip() + "…"


def short(name: str) -> str:
    """Return a name as a label: the acronym where the name ends with one in brackets."""
    acronym = re.search(r"\(([A-Z]{2,8})\)$", name)
    return acronym[1] if acronym else label(name, 120)


def sources_of(rows: list[Row]) -> str:
    """Say whose statements rows are."""
    cited = ", and works that they cite" if any(row["about_source_id"] for row in rows) else ""
    return "; ".join(sorted({str(row["source"]) for row in rows})) + cited


@functools.lru_cache(4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide a text is, or a little less."""
    letters = (LETTERS.get(one, CAPITAL if one.isupper() else OTHER) for one in text)
    return sum(letters) * size * (BOLD if bold else 1)


def wrapped(text: str, width: float, size: float, bold: bool = False, most: int = 12) -> list[str]:
    """Break a text into lines that fit a width; a word without end is broken, a text is cut."""
    lines = [""]
    for word in label(text, 1500).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size, bold) <= width:
            lines[-1] = longer
            continue
        pieces = _pieces(word, width, size, bold)
        lines += pieces if lines[-1] else []
        lines = lines if lines[-1] else pieces
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][:-1] + "…"]


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    """Break a word that is wider than a line."""
    if text_width(word, size, bold) <= width:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def lines_of(lead: str, rest: str, width: float, size: float) -> list[Line]:
    """Break a text of which the beginning is bold into lines that fit a width."""
    lead, rest = label(lead, 400), label(rest, 1200)
    left, lines = len(lead), []
    for line in wrapped(f"{lead} {rest}".strip(), width, size, bold=bool(lead), most=16):
        lines.append(Line(line[: max(left, 0)], line[max(left, 0) :]))
        left -= len(line) + 1
    return lines


def day_number(day: str) -> int:
    """Return an ISO day as the number of its beginning, counted in days."""
    return datetime.date.fromisoformat(day).toordinal()


def day_after(day: str) -> int:
    """Return the end of an ISO day: a bar ends where its last day does."""
    return day_number(day) + 1
