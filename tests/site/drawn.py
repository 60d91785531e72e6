"""Drawings as they are delivered, taken apart for tests; each is asked for once."""

from __future__ import annotations

import functools
import re
import sqlite3
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

from plugins.site.drawings.drawing import text_width
from tests.site.tables import Get

GROUPS = ["jnim", "al-qaeda", "aqim", "ansar-dine", "tuareg", "taliban"]
SVG = "{http://www.w3.org/2000/svg}"


@dataclass
class Text:
    """A text of a drawing, and roughly the space that it takes."""

    words: str
    x: float
    y: float
    size: float
    bold: bool
    left: float
    right: float


@dataclass
class Drawn:
    """A drawing as delivered: its texts and boxes with their positions, and its links."""

    root: ElementTree.Element
    texts: list[Text] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._walk(self.root, 0, 0, 12, "")

    def _walk(
        self,
        element: ElementTree.Element,
        x: float,
        y: float,
        size: float,
        anchor: str,
        weight: str = "",
    ) -> None:
        if moved := re.match(r"translate\(([-\d.]+),([-\d.]+)\)", element.get("transform", "")):
            x, y = x + float(moved[1]), y + float(moved[2])
        size = float(element.get("font-size", size))
        anchor = element.get("text-anchor", anchor)
        weight = element.get("font-weight", weight)
        at = [float(element.get(name, 0)) for name in ("x", "y", "width", "height")]
        if element.tag == f"{SVG}text":
            words = "".join(element.itertext())
            # In a page a class says the same.
            leads = (element.findtext(f"{SVG}tspan[@{how}]") for how in ("font-weight", "class"))
            lead = next(filter(None, leads), "")
            bold = weight == "bold" or lead == words
            wide = text_width(words if bold else lead, size, True)
            wide += 0 if bold else text_width(words.removeprefix(lead), size)
            part = {"middle": 0.5, "end": 1}.get(anchor, 0)
            left = x + at[0] - wide * part
            # Not the line that letters stand on, but their middle.
            middle = y + at[1] - size * 0.35
            self.texts.append(Text(words, x + at[0], middle, size, bold, left, left + wide))
        elif element.tag == f"{SVG}a":
            self.links.append((element.get("href") or "", element.findtext(f"{SVG}title") or ""))
        elif element.get("class") == "box":
            self.boxes.append((x + at[0], y + at[1], x + at[0] + at[2], y + at[1] + at[3]))
        for child in element:
            self._walk(child, x, y, size, anchor, weight)

    @property
    def size(self) -> tuple[float, float]:
        """Return its width and height."""
        return float(self.root.get("width") or 0), float(self.root.get("height") or 0)

    def all(self, tag: str, **attributes: str) -> list[ElementTree.Element]:
        """Return its elements with a name and these attributes."""
        given = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [
            one
            for one in self.root.iter(SVG + tag)
            if all(one.get(name) == value for name, value in given.items())
        ]

    def line(self, words: str) -> Text:
        """Return the only text with these words."""
        (text,) = (text for text in self.texts if text.words == words)
        return text


def drawing(page: str) -> Drawn:
    """Return the first drawing of a page."""
    return Drawn(ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6]))


@functools.cache
def file(get: Get, name: str, **parameters: str) -> Drawn:
    """Return a drawing as a file."""
    query = "&".join(f"{key}={value}" for key, value in parameters.items())
    return Drawn(ElementTree.fromstring(get(f"/-/charts/{name}.svg?{query}").text))


def lineage(get: Get, **parameters: str) -> Drawn:
    """Return the lineage of JNIM."""
    return file(get, "lineage", **{"group": "jnim", **parameters})


@functools.cache
def text_of(get: Get, path: str) -> str:
    """Return a page."""
    return get(path).text


def in_words(page: str) -> str:
    """Return what follows the drawing."""
    return page[page.index("</figure>") :]


def legend(drawn: Drawn) -> set[str]:
    """Return what the key of a timeline says."""
    return {each.findtext(f"{SVG}text") or "" for each in drawn.all("g", **{"class": "legend"})}


def load(database: sqlite3.Connection) -> None:
    """Load a data set that records what CSIS mentions."""
    database.executescript(
        """
        INSERT INTO sources (id, title, kind, access, licence, redistributable, follow_order, label)
        SELECT 'ucdp-1', 'UCDP', kind, 'data', 'CC BY 4.0', 1, 99, 'UCDP GED' FROM sources LIMIT 1;
        INSERT INTO attack_days
        SELECT
          group_id, 'ucdp-1', rule, date_earliest, date_latest, is_doubtful,
          attacks, killed_low, killed_best, killed_high
        FROM attack_days WHERE source_id = 'csis-2018';
        -- What it covers: 2017 and 2018.
        INSERT INTO attack_days
        VALUES
          ('', 'ucdp-1', 'possible', '2017-01-05', '2017-01-05', 0, 1, NULL, NULL, NULL),
          ('', 'ucdp-1', 'possible', '2018-12-05', '2018-12-05', 0, 1, NULL, NULL, NULL);
        """
    )
    have_a_file(database, "ucdp-1")


def have_a_file(database: sqlite3.Connection, source: str) -> None:
    """Say that event data are loaded."""
    columns = "(source_id, name, layout, sha256, rows, used, superseded, repeated, refused)"
    row = [source, "export.csv", "UCDP GED", "0" * 64, 1, 1, 0, 0, 0]
    database.execute(f"INSERT INTO data_files {columns} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
