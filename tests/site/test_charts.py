"""The drawings show the same rows as the words beside them; they are whole, readable, harmless."""

from __future__ import annotations

import html
import re
import socket
import sqlite3
import struct
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

from common.date_words import in_words as in_words_of_a_date
from common.date_words import known_of
from plugins.site.drawings import findings, months, png, time_axis
from plugins.site.drawings.drawing import DARK, LIGHT, Drawing, label, lines_of, short, text_width
from tests.conftest import some
from tests.site import queries
from tests.site.queries import ask
from tests.site.tables import METADATA, ROOT, Get, connect, copy_of_site, in_process

DRAWINGS = ["attacks-per-month", "lineage", "timeline"]
PAGES = ["/lineage", "/timeline", "/attacks-per-month"]
SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "g", "path", "rect", "circle", "text", "tspan", "title", "desc"} | {
    *("linearGradient", "marker", "stop", "pattern", "defs", "clipPath", "use"),
}
HOSTILE = """</svg></title><script>alert(1)</script>"'&<img src=x onerror=alert(2)>{{ 7*7 }}"""
RIGHT_TO_LEFT = "\u202eevil\u202c \u2067abc"
CONTROLS = "a\x00b\x0bc\ud800"[:4]
DAYS = ["2017-02-28", "2017-03-01", "2017-03-02", "2018-09-05", "2022-10-28"]
BAD_DATES = [
    "foo",
    "2017-13",
    "2017-02-30",
    "30 February 2017",
    "2017-03-01'--",
    "<script>",
    "9" * 500,
]
GROUPS = ["jnim", "al-qaeda", "aqim", "ansar-dine", "tuareg", "taliban"]
DATA_SET = [{"label": "A", "licence": "", "first_day": "2010-01-01", "last_day": "2060-12-31"}]
READINGS = ["", "csis-2018", "csis-merger", "mi-history-merger", "mi-relations-merger"]


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


def file(get: Get, name: str, **parameters: str) -> Drawn:
    """Return a drawing as a file."""
    query = "&".join(f"{key}={value}" for key, value in parameters.items())
    return Drawn(ElementTree.fromstring(get(f"/-/charts/{name}.svg?{query}").text))


def lineage(get: Get, **parameters: str) -> Drawn:
    """Return the lineage of JNIM."""
    return file(get, "lineage", **{"group": "jnim", **parameters})


def in_words(page: str) -> str:
    """Return what follows the drawing."""
    return page[page.index("</figure>") :]


# ----------------------------------------------------------------------------- whole and readable


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_no_words_lie_over_others_or_leave_the_picture(
    get: Get, loaded: Get, name: str, width: str
) -> None:
    asked = [{"group": group, "on": on} for group in GROUPS for on in ("", "2017-03-01")]
    if name == "timeline":
        asked = [{}, {"from": "2018", "to": "2018"}, {"from": "2018-03-01", "to": "2018-03-20"}]
    if name == "attacks-per-month":
        asked = [{}, {"group": "jnim"}, {"start": "2018-03", "end": "2018-03"}]
        get = loaded
    for parameters in asked:
        drawn = file(get, name, width=width, **parameters)
        right, foot = drawn.size
        assert len(drawn.texts) > 5
        for text in drawn.texts:
            assert text.size >= 12, text
            assert text.left >= 0, text
            assert text.right <= right, text
            assert text.size / 2 <= text.y <= foot - text.size / 2, text
        for one, other in combinations(drawn.texts, 2):
            beside = one.right <= other.left or other.right <= one.left
            assert beside or abs(one.y - other.y) >= 10, (one, other)


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("group", some([*GROUPS], 3))
def test_no_box_lies_over_another_or_leaves_the_picture(get: Get, group: str, width: str) -> None:
    for reading in READINGS:
        drawn = file(get, "lineage", group=group, reading=reading, width=width)
        right, foot = drawn.size
        for box in drawn.boxes:
            assert 0 <= box[0] < box[2] <= right
            assert 0 <= box[1] < box[3] <= foot
        for one, other in combinations(drawn.boxes, 2):
            assert (
                one[2] <= other[0]
                or other[2] <= one[0]
                or one[3] <= other[1]
                or (other[3] <= one[1])
            )


def test_a_drawing_is_called_what_it_shows_and_has_ids_of_its_own(loaded: Get) -> None:
    for page in ["/lineage", "/timeline", "/map"]:
        text = loaded(page).text
        root = drawing(text).root
        assert root.get("role") == "graphics-document"
        for attribute, tag in (("aria-labelledby", "title"), ("aria-describedby", "desc")):
            named = root.find(f"{SVG}{tag}")
            assert named is not None
            assert named.text
            assert named.get("id") == root.get(attribute)
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        assert len(text) < 100_000


def test_colours_are_those_of_the_page_and_the_palette_is_the_same(get: Get, root: Path) -> None:
    css = (root / "static/site.css").read_text() + (root / "static/charts.css").read_text()
    light, dark = (
        dict(
            re.findall(r"--([\w-]+): (#[0-9a-f]{6})", "".join(re.findall(block, css, re.S | re.M)))
        )
        for block in (r"^:root \{(.*?)^\}", r"^  :root \{(.*?)^  \}")
    )
    for name in LIGHT:
        assert (light[name], dark[name]) == (LIGHT[name], DARK[name])
    (family,) = re.findall("--sans: (.*);", css)
    # A file stands alone: it has no fonts of a page's own styles.
    family = family.replace('"Noto Sans Arabic", "Sans meanwhile", ', "")
    for page in ["/timeline", "/lineage?on=2017-03-01"]:
        drawn = get(page).text
        drawn = drawn[drawn.index("<svg") : drawn.index("</svg>")]
        colours = re.findall(r'(?:fill|stroke|stop-color)="([^"]+)"', drawn)
        assert not [colour for colour in colours if colour.startswith("#")]
        assert "font-family" not in drawn, "it has that of the page"
    for files in ("timeline.svg", "card.svg?page=/"):
        assert f'font-family="{family}"'.replace('"', "") in get(f"/-/charts/{files}").text.replace(
            '"', ""
        )


# ------------------------------------------------------------------------------- the same in words


@pytest.mark.parametrize("on", ["", *DAYS])
@pytest.mark.parametrize("reading", some([*READINGS], 3))
def test_every_tie_is_listed_with_its_claim_and_its_answer(get: Get, on: str, reading: str) -> None:
    words = in_words(get(f"/lineage?on={on}&reading={reading}&view=lanes").text)
    ties = ask(get, "lineage", group="jnim", as_of=on, reading=reading)
    assert len(ties) > (50 if not reading else 2)
    assert all(f'href="/claims/{tie["claim_id"]}"' in words for tie in ties)
    # Each tie once, with its answer for the day, and each source of when a group existed.
    answers = re.findall(r'<span class="certainty (\w+)">', words)
    existence = [row for row in ask(get, "existed", date=on) if row["group_id"] in words]
    for certainty in ("certain", "possible", "no") if on else ():
        expected = sum(tie["certainty"] == certainty for tie in ties)
        assert 0 <= answers.count(certainty) - expected <= len(existence)


def test_the_list_says_from_when_to_when_each_tie_was_certain_and_possible(get: Get) -> None:
    words = in_words(get("/lineage").text)
    assert (
        "existed, by what it says, from 31 March 2017 to 5 September 2018; possibly from 1 March"
        in words
    )


@pytest.mark.parametrize(
    "query",
    [
        "",
        "kind=events",
        "kind=all",
        "kind=attack",
        "group=jnim",
        "kind=allegiance&group=ansar-dine",
        "from=2018-03",
    ],
)
def test_the_timeline_is_the_same_drawn_and_in_words(get: Get, query: str) -> None:
    page = get(f"/timeline?{query}").text
    given = dict(pair.split("=") for pair in query.split("&") if pair)
    named = {
        {"from": "start"}.get(key, key): given[key]
        for key in given
        if given[key] not in ("all", "events")
    }
    every = ask(get, "timeline", **named)
    # Statements and publications are one click away.
    said = {"statement", "publication"}
    rows = [
        row for row in every if given.get("kind", "events") != "events" or row["kind"] not in said
    ]
    assert (">show all</a>" in page) == (len(rows) < len(every))
    # What is known to have been before the period is none of it, though a doubtful date may be.
    doubts = {row["row_id"]: row for row in queries.table(get, "timeline_entries")}
    known = {
        thing: known_of(
            [
                row | {"is_doubtful": doubts[row["row_id"]]["is_doubtful"]}
                for row in rows
                if row["thing"] == thing
            ]
        )
        for thing in {row["thing"] for row in rows}
    }
    start = named.get("start", "")
    things = {
        thing
        for thing, dates in known.items()
        if not dates or any((row["date_latest"] or "9") >= start for row in dates)
    }
    assert len(things) < len(known) or not start
    rows = [row for row in rows if row["thing"] in things]
    counts = re.findall(
        r"(?s)<strong>(?:\d+ of the )?(\d+|No) dated entr\w+(?: in that time)?"
        r"(?:; (\d+)|.* before or after a date <span class=\"count\">(\d+))?",
        page,
    )[0]
    counts = [counts[0], counts[1] or counts[2]]
    assert sum(int(count) for count in counts if count.isdigit()) == len(things)
    words = in_words(page)
    assert words.count("<li><span class=") == len(things)
    # What no claim says, when a document was published, leads to the document.
    behind = {
        (f"/claims/{row['claim_id']}" if row["claim_id"] else f"/sources/{row['source_id']}")
        for row in rows
    }
    assert all(f'href="{address}"' in words for address in behind)
    # In the picture a row for each that has both ends, that leads to the attack or to a claim.
    pages = {f"/attacks/{row['attack_id']}" for row in rows if row["attack_id"]}
    links = [address for address, _ in drawing(page).links] if "<svg" in page else []
    listed = words.partition("Known only to be before or after a date")[0]
    shown = listed.count("<li><span class=")
    assert (11 if not query else shown) == len(links) <= shown <= len(things)
    assert set(links) <= pages | behind


def test_what_is_known_to_be_of_another_time_is_not_in_a_period(get: Get) -> None:
    """A doubtful “by 5 May 2021” put a kidnapping of April 2021 into 2017."""
    asked = {row["title"] for row in ask(get, "timeline", start="2017", end="2018")}
    assert "Kidnapping of Olivier Dubois, 2021" in asked
    page = get("/timeline?from=2017&to=2018").text
    assert "Kidnapping of Olivier Dubois" not in page.partition('id="undated"')[0]
    assert "Attack at a resort outside Bamako, 2017" in page


def test_a_doubt_is_no_matter_of_a_period_where_none_is_asked_for(get: Get) -> None:
    """“Possibly in the period” was shown next to every doubtful date of all years."""
    assert "in the period</span>" not in get("/timeline").text
    assert "in the period</span>" in get("/timeline?from=2018").text


def test_a_publication_rests_on_a_date_line_or_on_no_claim(get: Get) -> None:
    rows = ask(get, "timeline", kind="publication")
    claims = {row["source_id"]: row["claim_id"] for row in rows if row["table_name"] == "sources"}
    stated = {"modern-insurgent-2022": "mi-updated"}
    assert len(claims) > 1
    assert claims == dict.fromkeys(claims) | stated


# -------------------------------------------------------------------------- the lineage, and days


def box_of(drawn: Drawn, name: str) -> str:
    """Return the words of the box that begins with a name."""
    for left, top, right, foot in drawn.boxes:
        inside = [one for one in drawn.texts if left < one.x < right and top < one.y < foot]
        words = " ".join(text.words for text in sorted(inside, key=lambda one: one.y))
        if words.startswith(name):
            return words
    raise AssertionError(f"{name} has no box")


def test_rivals_are_drawn_and_listed_with_their_claims(get: Get) -> None:
    """Every statement is listed with its source; the list left out rivals that have no tie."""
    listed = get("/lineage").text.partition('id="ties"')[2]
    rivals = listed.partition("<h3>Rivals</h3>")[2].partition("</section>")[0]
    assert '<dt><a href="/groups/islamic-state">Islamic State</a></dt>' in rivals
    claims = set(re.findall(r'href="/claims/([^"]+)"', rivals))
    rows = queries.table(get, "relations", kind="rival")
    about = {
        row["claim_id"] for row in rows if "jnim" in (row["from_group_id"], row["to_group_id"])
    }
    assert claims == about != set()


def test_one_box_a_group_and_one_line_a_tie(get: Get) -> None:
    drawn = lineage(get)
    ties = ask(get, "lineage", group="jnim")
    tied = {
        tie["from_id"] for tie in ties if tie["to_id"] == "jnim" and tie["from_kind"] == "group"
    }
    above = {"al-qaeda", "aqim", "haibatullah-akhundzada"}
    # Rivals are no part of how it came about: they are in the list alone.
    assert len(drawn.boxes) == 1 + len(tied | above)
    assert len(drawn.all("path", **{"class": "tie"})) == len(drawn.boxes) - 1
    # From the top: those that it belongs to, itself, those who merged into it.
    names = ("Al-Qaeda", "Jama'at Nasr al-Islam wal", "Ansar Dine")
    for picture in (drawn, lineage(get, width="narrow")):
        heights = [
            next(box[1] for box in picture.boxes if _has(picture, box, name)) for name in names
        ]
        assert heights == sorted(heights)


def test_a_box_says_what_ties_it_on_whose_word_and_where_lists_differ(get: Get) -> None:
    drawn = lineage(get)
    # All name it; a list is no vote, and two of them may be one source that conflicts with itself.
    assert box_of(drawn, "Ansar Dine") == "Ansar Dine Merged: CSIS; The Modern Insurgent"
    assert not any("lists of" in text.words for text in drawn.texts)
    assert box_of(drawn, "Al-Mourabitoun") == (
        "Al-Mourabitoun · sources conflict Merged: CSIS; The Modern Insurgent, in 1 of 2 lists"
    )
    # The bound follows from when JNIM was formed: CSIS gives no date.
    assert box_of(drawn, "Macina Liberation Front") == (
        "Macina Liberation Front · sources conflict Component; merged; incorporated: The Modern"
        " Insurgent Absorbed: CSIS"
    )
    # Of one list alone there is no conflict.
    for reading in ("csis-merger", "mi-relations-merger"):
        alone = lineage(get, reading=reading)
        assert not any("conflict" in text.words for text in alone.texts), reading
    listed = in_words(get("/lineage").text)
    assert "No date given; not before March 2017" in listed
    assert "from March 2017 on" not in listed.casefold()
    assert "Affiliate: CSIS; The Modern Insurgent" in box_of(drawn, "Al-Qaeda")


@pytest.mark.parametrize("width", ["wide", "middle", "narrow"])
def test_a_box_has_a_line_for_a_tie_and_one_for_what_is_less_than_said(
    get: Get, width: str
) -> None:
    """Boxes were long lists of hedges: Al-Qaeda's had eleven lines, of which two were stated."""
    drawn = lineage(get, width=width)
    assert box_of(drawn, "Al-Qaeda") == (
        "Al-Qaeda Affiliate: CSIS; The Modern Insurgent Pledge by Iyad Ag"
        " Ghaly: CSIS Also, not stated outright: branch (US State Department; SITE Intelligence"
        " Group, cited by CSIS; Caleb Weiss, cited by The Modern Insurgent)"
        " Leader: Ayman al-Zawahiri, as of 2018"
    )
    bold = {text.words for text in drawn.texts if text.bold and text.size < 15}
    assert not [words for words in bold if re.search("quoted|possible|reported|only", words)]
    # Where nothing is stated outright, each tie has its own source and its own doubt.
    box = box_of(drawn, "Al-Qaeda in the")
    said = "SITE Intelligence Group, cited by CSIS (in a title that does not name JNIM)"
    assert f"Branch: {said} Pledge by" in box
    assert "Pledge to Abu Musab Abdul Wadud: CSIS (if Ghaly's “we” means JNIM)" in box
    # A tie that only was to be is none that there was.
    would = "AQIM was to oversee JNIM: The Modern Insurgent (whether it came to that is not stated)"
    assert f"{would} Emir: " in box
    assert "Emir: Abu Musab Abdul Wadud" in box
    # He leads the group in the middle, and is named in its box alone.
    assert "Iyad Ag Ghaly, as of" not in box_of(drawn, "Ansar Dine")


@pytest.mark.parametrize("width", ["wide", "middle", "narrow"])
def test_the_group_stands_between_its_parents_and_its_parts(get: Get, width: str) -> None:
    """A column of a few parents beside many parts left a third of the picture empty."""
    drawn = lineage(get, width=width)
    own = next(box for box in drawn.boxes if _has(drawn, box, "Jama'at"))
    assert own[2] - own[0] == drawn.size[0] - 12
    assert {box[3] <= own[1] or box[1] >= own[3] for box in drawn.boxes if box != own} == {True}
    # Half of what is above or below it, or more, are boxes.
    taken = sum((box[2] - box[0]) * (box[3] - box[1]) for box in drawn.boxes)
    tops, feet = min(box[1] for box in drawn.boxes), max(box[3] for box in drawn.boxes)
    assert taken > (feet - tops) * drawn.size[0] / 2


def test_lines_tell_parents_from_parts(get: Get) -> None:
    """One line carried both, with arrows into both: “Ansar Dine → Al-Qaeda”."""
    for width in ("wide", "narrow"):
        drawn = lineage(get, width=width)
        (own,) = [box for box in drawn.all("rect") if box.get("fill") == LIGHT["tint"]]
        top, high = float(own.get("y") or 0), float(own.get("height") or 0)
        head = "url(#drawing-head)"
        ends = [line.get("d") or "" for line in drawn.all("path", marker_end=head)]
        assert len(ends) == 3, "into whom it belongs or pledged to"
        assert all(f",{top:g}V" in end for end in ends), "from the group, above it"
        starts = [line.get("d") or "" for line in drawn.all("path", marker_start=head)]
        assert len(starts) == len(drawn.boxes) - 4
        assert all(f",{top + high:g}V" in start for start in starts), "into it, from below"


def _has(drawn: Drawn, box: tuple[float, float, float, float], name: str) -> bool:
    return any(
        text.words.startswith(name)
        for text in drawn.texts
        if box[0] < text.x < box[2] and box[1] < text.y < box[3]
    )


def test_no_tie_is_drawn_on_a_day_before_its_own_source_has_the_group_formed(get: Get) -> None:
    """By Weiss, JNIM may not yet have been formed, and the box drew it as possibly a branch."""
    drawn = lineage(get, on="2017-01-01")
    said = "Heni Nsaibia, cited by CSIS (uncertain copy)"
    assert said in box_of(drawn, "Al-Qaeda")
    assert "Weiss" not in box_of(drawn, "Al-Qaeda")
    listed = in_words(get("/lineage?on=2017-01-01").text)
    assert listed.count("Possible then, but its source has the group formed later.") == 1
    later = lineage(get, on="2017-03-03", reading="weiss-2018")
    assert "Branch: Caleb Weiss, cited by The Modern Insurgent (" in box_of(later, "Al-Qaeda")


@pytest.mark.parametrize("on", ["", "2017-01-01", "2018-09-05"])
def test_who_is_in_every_list_is_in_no_conflict_on_any_day(get: Get, on: str) -> None:
    drawn = lineage(get, on=on)
    assert "conflict" not in box_of(drawn, "Ansar Dine")
    assert "· sources conflict" in box_of(drawn, "Al-Mourabitoun")


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("on", ["", "2017-01-01", "2018-09-05"])
def test_a_picture_has_no_sign_that_its_font_lacks(get: Get, on: str, width: str) -> None:
    """A line with “≠” was in another font in a PNG, and slanted."""
    for name in ("lineage", "timeline"):
        given = {"on": on} if name == "lineage" else {}
        for text in file(get, name, width=width, **given).texts:
            assert not re.search("[\u2190-\u22ff]", text.words), text.words


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("on", ["", "2017-01-01", "2018-09-05"])
def test_lines_over_each_other_are_in_step(get: Get, on: str, width: str) -> None:
    """Broken lines drawn over each other, out of step, looked solid, which means “stated”."""
    drawn = lineage(get, on=on, width=width)
    starts: dict[str, list[tuple[str, bool]]] = {}
    for line in drawn.all("path", **{"class": "tie"}):
        x, y, side = re.findall(r"[\d.]+", line.get("d") or "")[:3]
        is_full = line.get("stroke-dasharray") is None
        starts.setdefault(f"{x} {float(side) > float(y)}", []).append((y, is_full))
    assert starts
    for each in starts.values():
        # Those on one line all begin at the group, so that gaps lie on gaps; full ones come last.
        assert len({y for y, _ in each}) == 1
        assert [full for _, full in each] == sorted(full for _, full in each)
    # Where all is only possible no line is full, and the key has no full one.
    is_full = any(full for each in starts.values() for _, full in each)
    full = "so then, or before with no end stated" if on else "stated outright by a source"
    assert is_full == (full in legend(drawn)) == (on != "2017-01-01")


def test_a_doubtful_founding_that_we_date_is_said_to_be_both(get: Get) -> None:
    """“Formed 2 March 2017 to 3 March 2017” read like a founding that took two days."""
    page = get("/lineage").text
    assert "Possibly formed 2 or 3 March 2017 (inferred)." in in_words(page)
    box = box_of(lineage(get), "Jama'at")
    assert "Formed March 2017: CSIS; US State Department" in box
    assert "(inferred)" not in box
    alone = box_of(lineage(get, reading="weiss-2018"), "Jama'at")
    assert "Possibly formed 2 or 3 March 2017 (inferred): Caleb Weiss" in alone
    of_timeline = in_words(get("/timeline").text)
    assert "2 or 3 March 2017 (possible): <a" in of_timeline
    for text in (page, of_timeline):
        assert "2 March 2017 to 3 March 2017" not in text


def test_leaders_are_named_as_of_when_they_were_said_to_lead(get: Get) -> None:
    drawn = lineage(get)
    assert "Emir and leader: Iyad Ag Ghaly, as of 2018" in box_of(drawn, "Jama'at")
    assert "Leader of Taliban, as of 2018" in box_of(drawn, "Haibatullah")


def test_a_people_is_drawn_otherwise_than_an_organisation(get: Get) -> None:
    """“Tuareg” was in the same kind of box as organisations, incorporated as a plain fact."""
    drawn = lineage(get)
    said = (
        "The Modern Insurgent: JNIM has taken in, for instance, ethnic groups other than"
        " the Fulani, such as the Tuaregs."
    )
    assert box_of(drawn, "Tuareg") == f"Tuareg {said}"
    round_ones = [box for box in drawn.all("rect") if box.get("class") == "box" and box.get("rx")]
    kinds = {row["id"]: row["kind"] for row in queries.table(get, "groups")}
    many = [kinds[id_] for id_ in ("tuareg", "fulani-militias", "local-groups")]
    assert (len(round_ones), many) == (3, ["people", "militia", "militia"])


def test_a_tie_of_the_leader_alone_makes_no_full_line(get: Get) -> None:
    """The emir's own pledge drew a solid line, above “possible branch”."""
    drawn = lineage(get)
    lines = drawn.all("path", **{"class": "tie"})
    broken = [line for line in lines if line.get("stroke-dasharray")]
    assert len(broken) == 3, "to AQIM, to Akhundzada and of the Tuareg"


def test_the_key_of_a_lineage_is_of_what_is_drawn(get: Get) -> None:
    """Each picture explained broken lines and round corners, even if it had none."""
    full, many = "stated outright by a source", "not a single organisation"
    broken = "less certain, or indirect: see its box"
    assert legend(lineage(get)) == {full, broken, many}
    assert legend(lineage(get, reading="csis-merger")) == set()
    # On a day, a broken line is a matter of dates: “see its box” led to none.
    assert legend(lineage(get, on="2017-03-01")) == {"only possible then", many}
    sure = "so then, or before with no end stated"
    assert legend(lineage(get, on="2018-09-05")) == {sure, "only possible then", many}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "CSIS and The Modern Insurgent call JNIM an affiliate of"),
        ("", "affiliate of Al-Qaeda. Sources conflict on who merged"),
        ("", " JNIM: every list has Ansar Dine; only some have AQIM's Sahara branch, Al-Mourabi"),
        (
            "reading=csis-2018",
            "By CSIS, AQIM's Sahara branch, Al-Mourabitoun and Ansar Dine merged into JNIM.",
        ),
        (
            "reading=modern-insurgent-2022",
            "The Modern Insurgent gives 2 different lists of who merged to form JNIM: every list"
            " has Ansar Dine and the Macina Liberation Front; only some have ",
        ),
        ("reading=site-2017-03-02", "By SITE Intelligence Group, "),
        ("reading=site-2017-03-02", " and Ansar Dine possibly merged into JNIM."),
        (
            "on=2017-01-01",
            "On 1 January 2017, by CSIS 2018, The Modern Insurgent 2022 and US State",
        ),
        (
            "on=2017-01-01",
            " JNIM had not yet been formed; by Caleb Weiss, 4 March 2018, it had possibly",
        ),
        ("on=2018", "In 2018, by "),
    ],
)
def test_a_sentence_above_the_lineage_says_what_is_to_be_seen(
    get: Get, query: str, words: str
) -> None:
    page = get(f"/lineage?{query}").text
    lead = page.partition('<p class="lead"')[2].partition("</p>")[0]
    assert words in html.unescape(lead)
    given = dict(pair.split("=") for pair in query.split("&") if pair)
    below = " ".join(text.words for text in lineage(get, **given).texts if text.size == 14)
    assert words in below, "the title says what the picture is of"


def test_sources_that_name_other_groups_conflict_only_where_that_is_recorded() -> None:
    """“4 of 5 lists” looked like a score of who is right."""

    def said(*pairs: tuple[str, str, str], conflict: str = "") -> str:
        row: dict[str, Any] = {"about_source": None, "tie": "Merged into", "told": "past"}
        row["is_doubtful"] = 0
        merged = [
            row | {"from_name": name, "source": source, "reading_set": each, "claim_id": each}
            for name, source, each in pairs
        ]
        found = findings.of_lists(merged, {"name": "G"}, [{"claim_id": conflict}])
        return str(found["finding"])

    one, other = ("A", "S 2018", "s"), ("B", "T, 1 May 2019", "t")
    assert said(one, other, conflict="s") == (
        "Sources conflict on who merged to form G: no group is in every list; some have A or B."
    )
    assert said(one, other).startswith("Sources do not name the same groups that merged")
    assert said(one, ("A", "T, 1 May 2019", "t")) == "By S and T, A merged into G."


@pytest.mark.parametrize(
    ("reading", "missing"),
    [
        ("csis-merger", None),
        ("mi-history-merger", "Al-Mourabitoun"),
        ("mi-relations-merger", "AQIM's Sahara branch"),
    ],
)
def test_a_list_shows_only_whom_it_names(get: Get, reading: str, missing: str | None) -> None:
    drawn = lineage(get, reading=reading)
    every = {"Ansar Dine", "Al-Mourabitoun", "AQIM's Sahara branch", "Macina Liberation Front"}
    names = {text.words for text in drawn.texts if text.bold}
    assert names & every == every - {missing}
    assert len(drawn.boxes) == 1 + len(every - {missing})


def test_a_line_is_broken_where_a_tie_is_possible_and_missing_where_it_is_not(get: Get) -> None:
    def styles(on: str, **more: str) -> set[str]:
        lines = lineage(get, on=on, **more).all("path", **{"class": "tie"})
        return {line.get("stroke-dasharray", "full") for line in lines}

    assert styles("2017-03-01") == {"6 4"}
    assert "full" in styles("2022-10-28")
    assert styles("2017-02-28", reading="csis-merger") == set()
    early = lineage(get, on="2017-02-28", reading="csis-merger")
    said = " ".join(text.words for text in early.texts if text.size == 14)
    assert "On 28 February 2017, by CSIS 2018, JNIM had not yet been formed." in said
    assert len(early.boxes) == 1, "who was certainly not tied to it has no box"
    # What had come about, and of which no end is stated, is more than possible.
    later = lineage(get, on="2018-10-01", reading="csis-merger")
    assert "Said to be so by 31 March 2017, no end stated" in box_of(later, "Ansar Dine")
    assert styles("2018-10-01", reading="csis-merger") == {"full", "6 4"}
    (root,) = [box for box in later.all("rect") if box.get("fill") == LIGHT["tint"]]
    assert root.get("stroke-dasharray") is None, "it had been formed, and no end is stated"
    # Rivals are known as of today's sources.
    assert not any("Rival" in text.words for text in lineage(get, on="2017-03-01").texts)


def test_a_picture_of_a_day_says_nothing_that_its_sources_deny_of_that_day(get: Get) -> None:
    """It drew what CSIS says about 2018 under a sentence in which CSIS denies it for 2017."""
    denied = {
        tie["from_name"]
        for tie in ask(get, "lineage", group="jnim", as_of="2017-01-01", reading="csis-2018")
        if tie["certainty"] == "no"
    }
    assert "Ansar Dine" in denied
    drawn = lineage(get, on="2017-01-01")
    in_boxes = " ".join(
        text.words
        for text in drawn.texts
        if any(x < text.x < right and y < text.y < foot for x, y, right, foot in drawn.boxes)
    )
    assert "Nsaibia" in in_boxes
    for words in ("Affiliate", "Merged:", "Absorbed", "Incorporated", "Ghaly"):
        assert words not in in_boxes, words


@pytest.mark.parametrize("on", ["1950", "2015-01-01"])
def test_a_founding_in_doubt_is_none_of_a_time_before(get: Get, on: str) -> None:
    """For 1950 it said that the group may have existed, citing a source that says 2017."""
    lead = get(f"/lineage?on={on}").text.partition('<p class="lead"')[2].partition("</p>")[0]
    assert "by Caleb Weiss, 4 March 2018, it had possibly not yet been formed." in lead
    rows = {row["source_id"]: row for row in ask(get, "existed", group="jnim", date=on)}
    assert "may have existed" not in {row["in_words"] for row in rows.values()}
    assert rows["nsaibia-undated"]["in_words"] is None, "it dates nothing"
    page = re.sub("<[^>]+>", "", get(f"/jnim/existed?group=jnim&date={on}").text)
    assert "Nothing about that time is said by" in page


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (
            "2019-01-01",
            "On 1 January 2019, by CSIS 2018 and US State Department 2018, JNIM had been formed,"
            " and no end is stated; by Caleb Weiss, 4 March 2018, it had possibly been formed, and"
            " no end is stated.",
        ),
        ("2022-10-28", "On 28 October 2022, by The Modern Insurgent 2022, JNIM existed."),
        (
            "2017-12-31&group=al-mourabitoun",
            "On 31 December 2017, by SITE Intelligence Group, 2 March 2017, Al-Mourabitoun had been"
            " formed, and no end is stated.",
        ),
        (
            "1990&group=ansar-dine",
            "In 1990, by The Modern Insurgent 2022, Ansar Dine was formed in or before 2012; how"
            " long before is not stated.",
        ),
    ],
)
def test_no_source_speaks_of_a_day_after_it(get: Get, on: str, said: str) -> None:
    """It said that, by a paper of March 2018, the group may have existed in October 2022."""
    lead = get(f"/lineage?on={on}").text.partition('<p class="lead"')[2].partition("</p>")[0]
    assert said in lead


def test_a_line_is_broken_for_one_reason_on_a_day_and_at_any_time(get: Get) -> None:
    def broken(**given: str) -> set[str]:
        drawn = lineage(get, **given)
        dashed = [box.get("stroke-dasharray") for box in drawn.all("rect", **{"class": "box"})]
        corners = [corner for corner, dashes in zip(drawn.boxes, dashed, strict=True) if dashes]
        return {
            text.words
            for text in drawn.texts
            for x, y, right, foot in corners
            if text.bold and text.size == 14 and x < text.x < right and y < text.y < foot
        }

    names = broken()
    assert {"AQIM", "Tuareg"} <= {name.split(" (")[-1].strip("()") for name in names}
    assert broken(on="2022-10-28") == names


def test_conflicts_between_sources_are_named_below_the_picture(get: Get) -> None:
    page = get("/lineage").text
    caption = page[page.index("<figcaption") : page.index("</figcaption>")]
    assert 'href="/disagreements/merged-groups"' in caption


def test_another_group_has_a_lineage_of_its_own(get: Get) -> None:
    drawn = lineage(get, group="al-qaeda")
    assert "Affiliate" in box_of(drawn, "Jama'at")
    assert any(text.words == "What Al-Qaeda pledged to" for text in drawn.texts)
    # Who merged to form another group is no conflict of what is drawn.
    page = get("/lineage?group=al-qaeda").text
    assert "merged-groups" not in page[page.index("<figcaption") : page.index("</figcaption>")]
    part = lineage(get, group="ansar-dine")
    said = " ".join(text.words for text in part.texts if text.size == 14)
    assert "CSIS calls Ansar Dine an affiliate of Al-Qaeda." in said


def test_who_manages_something_for_another_is_not_said_to_belong_to_it(get: Get) -> None:
    """“What AQIM belongs to” was above a box that says for whom it manages the efforts."""
    headings = {text.words for text in lineage(get, group="aqim").texts if text.bold}
    assert "What AQIM manages the efforts of" in headings
    assert "What AQIM belongs to" not in headings
    assert any(
        text.words == "Who is tied to Al-Qaeda" for text in lineage(get, group="al-qaeda").texts
    )


def dated(date: str, earliest: str | None, latest: str | None, doubtful: int = 0) -> dict[str, Any]:
    """Return a date of the timeline."""
    row = {"date": date, "date_earliest": earliest, "date_latest": latest}
    return row | {"is_doubtful": doubtful}


def test_of_dates_that_agree_the_narrowest_is_drawn_and_of_others_all() -> None:
    month = dated("2018-04", "2018-04-01", "2018-04-30")
    day = dated("2018-04-14", "2018-04-14", "2018-04-14")
    other = dated("2018-05-02", "2018-05-02", "2018-05-02")
    by, on = dated("../2018-05", None, "2018-05-31"), dated("2018/..", "2018-01-01", "2022-01-01")
    assert known_of([month, day, by, on]) == [day]
    assert known_of([by]) == [by]
    assert known_of([by, on]) == [on]
    assert known_of([day, other]) == [day, other]
    assert known_of([day, other | {"is_doubtful": 1}]) == [day]


def test_what_is_only_before_or_after_a_date_is_listed_and_not_drawn(get: Get) -> None:
    """Of 44 rows, 15 had only an arrow, and the picture was twice as high as wide."""
    drawn = file(get, "timeline", kind="events")
    words = " ".join(text.words for text in drawn.texts)
    page = in_words(get("/timeline").text)
    listed, _, others = page.partition("Known only to be before or after a date")
    for title in (
        "Foundation of Ansar Dine",
        "Conclusion of Operation",
        "Absorption of the Macina",
    ):
        assert title not in words
        assert title not in listed
        assert title in others
    assert "15 more are known only to be before or after a date" in words
    # An interval is where a day lies, and no duration.
    assert "Between 2012 and 2013: Operation Serval, led by the French The Modern" in words
    # What a source says has gone on since has a mark of its own, and what was under way then.
    assert "Since 2012: French military presence in Mali CSIS" in words
    going_on = "Going on in 1991: Tuareg rebellion in Mali (implied) The Modern Insurgent; date"
    assert going_on in words
    # In the order of time, from top to bottom.
    heads = (
        ("JNIM: formation", "Formation of JNIM", "Merger of three"),
        ("Attacks one by one", "Takeover of Timbuktu", "at a resort", "Kidnapping of Olivier"),
        ("What states did", "French military presence", "End of the French", "Major French"),
        ("Other groups and people", "Azawad", "Tamanrasset"),
    )
    # Its heads are written before the rows, and a row may be broken within its name.
    rows = [name for part in heads for name in part[1:]]
    places = [words.index(name) for name in rows]
    assert places == sorted(places)
    tops = [next(text.y for text in drawn.texts if part[0] in text.words) for part in heads]
    assert tops == sorted(tops)


def legend(drawn: Drawn) -> set[str]:
    """Return what the key of a timeline says."""
    return {each.findtext(f"{SVG}text") or "" for each in drawn.all("g", **{"class": "legend"})}


def test_the_key_of_a_timeline_is_of_the_marks_that_are_drawn(get: Get) -> None:
    """It explained a month as a dot although months were drawn as brackets."""
    # A ring said of two designations that they were not stated: only their day is inferred.
    doubt, between = "not stated outright, or date inferred", "once, some time between"
    whose = {"JNIM, or by it", "others"}
    marks = {between, "went on; fades where its source ends", doubt}
    drawn = file(get, "timeline")
    assert legend(drawn) == legend(file(get, "timeline", kind="events")) == marks | whose
    # Nine keys stood in three rows; what the words of a row say needs none.
    assert len({text.y for text in drawn.texts if text.words in marks | whose}) == 1
    assert legend(file(get, "timeline", kind="agreement")) == {between}
    assert doubt in legend(file(get, "timeline", kind="designation"))
    # What is behind the marks is said below them, if it is there.
    behind = ("Narrow columns: years drawn closer together.", "Hatched: no document dates")
    words = " ".join(text.words for text in drawn.texts)
    near = file(get, "timeline", **{"from": "2018", "to": "2018"})
    assert all(said in words for said in behind)
    assert not any(said in text.words for said in behind for text in near.texts)


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_conflict_on_a_date_stands_beside_its_mark(get: Get, width: str) -> None:
    """2 or 3 March was one plain dot."""
    drawn = file(get, "timeline", kind="attack", width=width)
    signs = drawn.all("path", **{"class": "conflict"})
    assert len(signs) == 1, "beside Ouagadougou's, whose row says what it means"
    assert " ".join(text.words for text in drawn.texts).count("Sources conflict on the date") == 1


def test_a_conflict_stands_beside_a_bar_and_not_on_it(get: Get) -> None:
    """Of what began at an unknown time of a year, it was as far left as those days are long."""
    drawn = file(get, "timeline", kind="events")
    ends = {
        float(bar.get("y") or 0) + 4: float(bar.get("x") or 0) + float(bar.get("width") or 0)
        for bar in drawn.all("rect", height="8")
    }
    signs = [
        [float(place) for place in re.findall(r"[-\d.]+", sign.get("d") or "")[:2]]
        for sign in drawn.all("path", **{"class": "conflict"})
    ]
    beside = [(x, ends[y + 2]) for x, y in signs if y + 2 in ends]
    assert beside, "Operation Barkhane's"
    assert all(x > end for x, end in beside)


def test_an_inferred_date_is_hollow_and_shortened_years_have_a_break(get: Get) -> None:
    """A designation of which the day is inferred was as solid as a day that a source gives."""
    for width in ("wide", "middle", "narrow"):
        picture = get(f"/-/charts/timeline.svg?width={width}").text
        solid, *hollow = (
            next(part for part in picture.split("<g>") if when in part)
            for when in ("June 2017: ", "5 September 2018: ", "July 2018: ")
        )
        assert 'paint-order="normal"' not in solid.partition("</g>")[0]
        assert all('paint-order="normal"' in part for part in hollow)
        assert 'class="break"' in picture
    assert 'class="break"' not in get("/-/charts/timeline.svg?from=2018&to=2018").text


def test_the_group_alone_has_the_accent(get: Get) -> None:
    """All marks looked alike, and only the words told what JNIM did."""
    drawn = file(get, "timeline", kind="attack")
    full = {LIGHT["accent"], LIGHT["text"]}
    bars = [bar for bar in drawn.all("rect", height="8") if bar.get("fill") in full]
    in_key, *others = [bar.get("fill") for bar in bars]
    assert in_key == LIGHT["text"]
    assert set(others) == {LIGHT["accent"]}
    # The takeover of 2012, IED attacks of whom nobody says that they were its, and a French raid.
    assert len(drawn.all("path", stroke=LIGHT["text"], stroke_width="2")) == 1 + 2 + 2
    of_other = file(get, "timeline", kind="attack", group="ansar-dine")
    assert "others" not in legend(of_other), "there are none"
    assert of_other.all("path", stroke=LIGHT["accent"], stroke_width="2")


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_no_year_and_no_date_is_written_on_the_ground_of_others(get: Get, width: str) -> None:
    """Dates were beside their marks, over other years, and years over the hatching of gaps."""
    drawn = file(get, "timeline", kind="events", width=width)
    years = [text for text in drawn.texts if text.bold and text.words in ("2012", "2018", "’18")]
    lanes = [text for text in drawn.texts if re.fullmatch("[0-9]+–[0-9]+|…", text.words)]
    assert years and lanes
    left = min(text.x for text in lanes)
    foot = min(text.y for text in drawn.texts if text.words.startswith("Only what these"))
    others = [text for text in drawn.texts if text.size == 14 and years[0].y < text.y < foot]
    assert others
    if width == "wide":  # no words of a row are on the axis
        assert not [text for text in others if text.right > left - 20 and text.x < left + 400]


def test_what_is_possible_looks_as_on_the_map(get: Get) -> None:
    drawn = file(get, "timeline", kind="attack")
    rings = drawn.all("circle", stroke_width="2")
    assert len(rings) == 1 + 2, "in the key, and of the attacks of July 2018 and April 2021"
    assert {ring.get("fill") for ring in rings} == {LIGHT["ground"]}
    # Two days of the attack in Ouagadougou, on which sources conflict.
    assert len(drawn.all("circle", fill=LIGHT["accent"])) == 2 + 2


def test_years_to_which_nothing_is_dated_are_gaps_and_not_quiet_years(get: Get) -> None:
    """2019 and 2020 were as white as years in which, by the documents, nothing happened."""
    said = "that is a gap in what we read, not a lull in attacks."
    drawn = file(get, "timeline", kind="events")
    assert len(drawn.all("rect", **{"class": "unread"})) == 3
    words = " ".join(text.words for text in drawn.texts)
    assert f"Hatched: no document dates an event to 2019, 2020 or 2022: {said}" in words
    assert "not a complete list. Nothing here is later than 28 October 2022." in words
    # The page says it once, in the note of its picture.
    shown = get("/timeline").text.partition('class="chart-frame"')[2].partition("</svg>")[0]
    assert said in " ".join(re.findall("<text[^>]*>([^<]*)", shown))
    assert said not in get("/timeline").text.partition("<figcaption")[2]
    empty = get("/timeline?kind=attack&group=ansar-dine&from=2019&to=2020").text
    assert f"No document dates an event to 2019 or 2020: {said}" in empty
    drawn = file(get, "timeline", **{"from": "2012", "to": "2018"})
    assert drawn.all("rect", **{"class": "unread"}) == []


def test_who_names_the_attacker_is_said_where_another_gives_the_day(get: Get) -> None:
    """“14 April 2018 (Reuters): … by JNIM” put words of CSIS into Reuters' mouth."""
    words = " ".join(text.words for text in file(get, "timeline", kind="events").texts)
    assert "in Timbuktu, by JNIM (CSIS) Reuters. Sources conflict on the wounded" in words
    assert "Bamako, by JNIM (" not in words


def test_a_year_is_no_point_however_short_it_is_drawn(get: Get) -> None:
    """1988 and 1991 were dots, which by the key are a day or a month."""
    drawn = file(get, "timeline", kind="events")
    text = next(text for text in drawn.texts if text.words.startswith("1988:"))
    dots = [float(one.get("cy", "0")) for one in drawn.all("circle")]
    assert not [y for y in dots if abs(y - text.y) < 12]


def test_the_titles_of_pledges_and_designations_are_sentences(get: Get) -> None:
    """“JNIM: Foreign Terrorist Organization (FTO), by US Department of State” had no verb."""
    titles = [row["title"] for row in ask(get, "timeline", kind="designation")]
    titles += [row["title"] for row in ask(get, "timeline", kind="allegiance")]
    pledged = "Ansar Dine pledged allegiance to Ayman al-Zawahiri"
    assert f"{pledged} (by its leader, perhaps for himself alone)" in titles
    # Why it is only possible stood within it: “pledged allegiance to (title only) Haibatullah”.
    assert not [title for title in titles if re.search(r"\bto \(|\w, \w+ed\b", title)]
    assert (
        "Jama'at Nasr al-Islam wal Muslimin (JNIM) designated as Foreign Terrorist Organization"
        " (FTO) by US State Department" in titles
    )
    assert not [title for title in titles if ": " in title or "its pledge" in title]


def test_a_row_says_that_the_work_it_cites_differs(get: Get) -> None:
    """The home page shows this very pair; the timeline gave both ends of Serval without a word."""
    drawn = file(get, "timeline", kind="events")
    words = " ".join(text.words for text in drawn.texts)
    assert "Serval expanded The Modern Insurgent. Sources conflict on the date; BBC News," in words
    assert "BBC News, which The Modern Insurgent cites next, does not say so" in words
    # It said “the work in the next note differs in the copy read”.
    assert "BBC, which CSIS cites next, has another date in the copy read" in words
    page = in_words(get("/timeline").text)
    checks = {row["claim_id"] for row in ask(get, "citation_check", verdict="says-otherwise")}
    assert "mi-serval-concluded" in checks
    assert page.count(" cites next, has another date") + page.count(" cites next, says") >= 2
    # Sources that conflict on a date say so, and by whom an attack was.
    assert "2 or 3 March 2018: Attack in Ouagadougou, by JNIM CSIS; US State Department. S" in words
    assert "Kidnapping of Olivier Dubois, by JNIM (implied) Reuters; The Modern Insurgent" in words
    assert "Attacks since the formation of JNIM, by" not in words, "its title says so"
    assert ">Takeover of Timbuktu, 2012</a>, by Ansar Dine <small>" in page


def test_what_people_did_before_the_group_was_formed_is_not_under_its_name(get: Get) -> None:
    drawn = file(get, "timeline", kind="events")
    (accords,) = [text for text in drawn.texts if "Tamanrasset Accords" in text.words]
    above = max(
        (one for one in drawn.texts if one.size == 15 and one.y < accords.y), key=lambda one: one.y
    )
    assert above.words == "Other groups and people"


def test_a_sentence_above_the_timeline_says_what_is_to_be_seen(get: Get) -> None:
    page = get("/timeline").text
    lead = html.unescape(page.partition('<p class="lead">')[2].partition("</p>")[0])
    attacks = {row["thing"]: row for row in ask(get, "timeline", kind="attack")}
    singly = [row for row in attacks.values() if row["kind_label"] == "Attack"]
    assert len(singly) == 7
    attacks_words = (
        "have a date (one inferred): three by JNIM, two by JNIM by implication, one by"
        " Ansar Dine and one by France."
    )
    said = "JNIM formed in March 2017, say CSIS and the US State Department. Seven attacks"
    assert re.sub("<[^>]+>", "", lead) == f"{said} {attacks_words}"
    assert '<a href="/claims/csis-formation">CSIS</a>' in lead
    drawn = file(get, "timeline")
    title = " ".join(text.words for text in drawn.texts if text.size == 17)
    # Two sentences of counts were its title, and nothing said what it is.
    assert title == "JNIM and single attacks, 2012–2021: what three documents date"
    assert f"{said} {attacks_words}" in " ".join(text.words for text in drawn.texts)
    # Of the attacks alone it says the same of them, and of a period what was asked for.
    drawn = file(get, "timeline", kind="attack")
    said = " ".join(text.words for text in drawn.texts)
    assert f"Seven attacks described one by one {attacks_words}" in said
    period = "Timeline: between 1 January 2018 and 31 December 2018"
    drawn = file(get, "timeline", **{"from": "2018", "to": "2018"})
    assert drawn.line(period.replace("1 January 2018", "1 January")).size == 17


def test_attacks_in_general_stand_apart(get: Get) -> None:
    """Three vague sentences were the thickest bars under “Attacks”."""
    drawn = file(get, "timeline", kind="events")
    heads = ("Attacks one by one", "Attacks in general", "What states did")
    one_by_one, general, states = (drawn.line(head).y for head in heads)
    shown = next(text.y for text in drawn.texts if "Incidents attributed to JNIM" in text.words)
    assert one_by_one < general < shown < states


def test_a_row_of_the_timeline_names_its_source_and_what_conflicts(get: Get) -> None:
    words = " ".join(text.words for text in file(get, "timeline", kind="events").texts)
    # Who merged is what sources conflict on, and not when.
    conflict = "Sources conflict on who merged"
    by = "CSIS; US State Department"
    assert f"March 2017: Formation of JNIM {by}. {conflict} March 2017: Merger" in words
    assert f"formed JNIM CSIS; date inferred. {conflict}" in words
    # Whose the day is from which a date follows: it was put down to who tells of the raid.
    raid = "French raid on JNIM in northern Mali, by France The Modern Insurgent"
    assert f"{raid}; date inferred from CSIS" in words
    assert "The Modern Insurgent; under way later: CSIS. Sources conflict on the date" in words


def test_each_row_of_the_timeline_can_be_pressed_all_over(get: Get) -> None:
    """Only its letters linked to its claim: 16 pixels high."""
    page = get("/timeline").text
    heights = re.findall(r'class="hit" d="M-5,[\d.]+h[\d.]+v([\d.]+)H-5z"', page)
    assert len(heights) == len(drawing(page).links) * 3 > 30
    assert min(map(float, heights)) >= 24


def test_no_row_begins_in_the_middle_of_a_sentence(get: Get) -> None:
    """If a date did not fit next to its mark, the row began with “between 2013 and 2014:”."""
    for width in ("wide", "narrow"):
        for text in file(get, "timeline", kind="events", width=width).texts:
            title = text.words.removesuffix(": sources conflict")
            assert not re.match("(possibly|between|since) .*: ", title), title


def test_a_conflict_on_an_attack_is_none_on_what_the_same_claim_says_besides(get: Get) -> None:
    rows = queries.table(get, "timeline_entries")
    about = {row["thing"] for row in rows if "ouagadougou-date" in str(row["disagreements"])}
    assert about == {"attack:ouagadougou-2018"}


def test_a_period_after_the_documents_is_not_covered(get: Get) -> None:
    page = get("/timeline?from=2023").text
    assert "Not covered: nothing here is later than 28 October 2022." in page
    assert "Nothing dated is found" not in page


def test_what_goes_on_fades_out_by_the_day_of_its_source(get: Get) -> None:
    """Bars ran to the edge of any period, and faded only in the year after their source."""
    drawn = file(get, "timeline", kind="events")
    fadings = {f"url(#{one.get('id')})": one for one in drawn.all("linearGradient")}
    assert all(
        [stop.get("stop-opacity") for stop in one] == [None, "0"] for one in fadings.values()
    )
    # What was under way in a year fades at both of its ends.
    bars = [bar for bar in drawn.all("rect") if bar.get("fill") in fadings]
    assert len(bars) == 1 + 5 + 2, "in the legend, for what goes on, and for the rebellion of 1991"
    # Marks are moved by the edge of six pixels, as words are here.
    year = {text.words: text.x - 6 for text in drawn.texts if text.bold and text.words.isdigit()}
    ends = sorted(
        float(bar.get("x") or 0) + float(bar.get("width") or 0)
        for bar in bars
        if float(bar.get("x") or 0) > year["2016"] and float(bar.get("y") or 0) > 60
    )
    # September 2018 is the Department of State's, then CSIS by the end of the year, three times;
    # and a count of incidents that is cited from a work of 2020 is of no later day.
    wide = year["2018"] - year["2017"]
    last = year["2018"] + wide / 2
    assert year["2018"] < ends[0] < last
    assert ends[1:4] == pytest.approx([last] * 3, abs=1)
    assert ends[4] <= last + wide * time_axis.GAP + 1, "in the gap of 2019 and 2020"


def test_a_beginning_is_no_duration_and_what_lasts_does_not_end_with_its_first_year(
    get: Get,
) -> None:
    """Operation Barkhane began and ended in 2014, although CSIS tells of it in 2018."""
    drawn = file(get, "timeline", kind="events")
    assert any(text.words == "Since 2014: Operation Barkhane" for text in drawn.texts)
    # Where only the year is known in which it began, the bar follows brackets that hold that.
    brackets = [line for line in drawn.all("path") if line.get("stroke-dasharray") == "0 5"]
    bars = drawn.all("rect", height="8", fill=LIGHT["text"])
    assert len(brackets) > len(bars) >= 3
    # A union “in early 2017” ran to the end of that year.
    words = " ".join(text.words for text in drawn.texts)
    assert "Between January 2017 and June 2017: Possibly: Jabhat Fatah al-Sham" in words


@pytest.mark.parametrize("width", ["wide", "middle", "narrow"])
def test_each_year_has_a_label_in_its_middle(get: Get, width: str) -> None:
    """Labels were next to ticks: a dot of March 2017 was under “2016”, and 2022 had no label."""
    drawn = file(get, "timeline", width=width)
    # Years without anything were a third of the axis, and those with seven things an eighth.
    placed = {text.words: (text.left + text.right) / 2 for text in drawn.texts}
    full = ["2012", "2017", "2018", "2021"]
    gaps = ["2013–16", "2019–20", "2022"] if width == "wide" else ["…", "…", "’22"]
    named = [text.words for text in drawn.texts if re.fullmatch("[’0-9–]+|…", text.words)]
    assert sorted(named[:7]) == sorted(full + gaps)
    slot = placed["2018"] - placed["2017"]
    assert placed["2017"] - placed["2012"] == pytest.approx(slot * (1 + time_axis.GAP), abs=1)
    assert placed["2021"] - placed["2018"] == pytest.approx(slot * (1 + time_axis.GAP), abs=1)
    assert slot > drawn.size[0] / 13
    # The circle of March 2017 is left of the middle of its year, and not of that before.
    circle = drawn.all("circle", fill=LIGHT["accent"], r="5.5")[0]
    x = float(circle.get("cx") or 0) + 6
    assert placed["2017"] - slot / 2 < x < placed["2017"]


def test_the_first_picture_is_a_short_one_for_a_report(get: Get) -> None:
    """On a sheet of A4, the full picture had letters of six points."""
    drawn = file(get, "timeline")
    wide, high = drawn.size
    points = min(785 / wide, 538 / high)  # of a sheet, across, with margins
    assert min(text.size for text in drawn.texts if text.size > 12) * points >= 9
    page = get("/timeline").text
    assert "<strong>11 of the 32 dated entries</strong>" in page
    assert 'href="/timeline?kind=events">Draw all 32</a>' in page
    assert len(drawing(page).links) == 11
    assert len(drawing(get("/timeline?kind=events").text).links) == 32


def test_who_is_only_possibly_of_a_group_is_not_among_its_people(get: Get) -> None:
    """A man who is possibly of JNIM, and whose death one work reports, was under its heading."""
    drawn = file(get, "timeline", kind="events")
    heads = [text for text in drawn.texts if text.size == 15]
    (death,) = [text for text in drawn.texts if "Possibly: Death of Hasan" in text.words]
    assert max((head for head in heads if head.y < death.y), key=lambda head: head.y) == heads[-1]
    assert heads[-1].words == "Other groups and people"


def test_nothing_is_said_twice_above_the_timeline(get: Get) -> None:
    """What the lead of the page says is left out of the picture there, but not out of an embed."""
    sizes = {text.size for text in drawing(get("/timeline").text).texts}
    assert sizes == {12, 14}
    assert {text.size for text in drawing(get("/embed/timeline").text).texts} == sizes | {17}


def test_a_page_begins_with_its_drawing(get: Get) -> None:
    """A screenful of fields and prose came before it."""
    for path in ("/timeline", "/lineage"):
        page = get(path).text
        above = page[page.index("<main") : page.index("<svg")]
        assert '<details class="more"><summary>Choose ' in above
        assert "Not shown:" not in above
    assert '<details class="more" open><summary>Choose ' in get("/timeline?from=2018").text
    assert '<details class="more" id="dated"><summary>' in get("/timeline").text
    # Less than before, with all its entries.
    assert len(get("/timeline").content) < 85_000


@pytest.mark.parametrize("name", ["lineage", "timeline"])
def test_a_picture_says_when_its_sources_are_of_and_when_it_was_drawn(get: Get, name: str) -> None:
    """“As of 28 November 2026” was the day of the drawing, not that of what it shows."""
    texts = [text.words for text in file(get, name, group="jnim").texts]
    known = "Sources of 2018 to 2022: CSIS; The Modern Insurgent; US State Department, and works"
    assert any(words.startswith(known) for words in texts)
    drawn = in_words_of_a_date(METADATA["released"])
    assert any(re.search(rf" · release [\d.]+ of {drawn} · ", words) for words in texts)
    # Only those of what is shown.
    one = file(get, "lineage", group="jnim", reading="csis-merger").texts
    assert any(text.words == "Sources of 2018: CSIS" for text in one)


def test_an_event_is_named_by_who_knows_it(get: Get) -> None:
    """A work that leaves the formation open came first, so the event was called possible."""
    texts = [text.words for text in file(get, "timeline", kind="events").texts]
    place = texts.index("March 2017: Formation of JNIM")
    assert texts[place + 1].startswith("CSIS; US State Department.")


def test_a_document_that_was_read_is_a_source_of_its_own(get: Get) -> None:
    """The timeline named only the document that cites it."""
    words = " ".join(text.words for text in file(get, "timeline", kind="events").texts)
    assert "US State Department" in words.split("Sources of")[1]


def test_on_1_march_2017_jnim_possibly_existed_as_the_queries_say(get: Get) -> None:
    for on, words in (
        ("2017-02-28", "had not yet been formed."),
        ("2017-03-01", "may have existed."),
        ("2017-04-01", "existed."),
        ("2018-09-06", "had been formed, and no end is stated."),
    ):
        assert f"by CSIS 2018, JNIM {words}" in get(f"/lineage?on={on}&reading=csis-2018").text
    both = get("/lineage?on=2017-04-01").text
    assert "by CSIS 2018 and US State Department 2018, JNIM existed; by " in both
    for member in ask(get, "members", group="jnim", as_of="2017-03-01"):
        if member["member_kind"] == "group":
            tie = [
                one
                for one in ask(get, "lineage", group="jnim", as_of="2017-03-01")
                if (one["from_id"], one["claim_id"]) == (member["member_id"], member["claim_id"])
                and one["to_id"] == "jnim"
            ]
            assert [one["certainty"] for one in tie] == [member["certainty"]]


@pytest.mark.parametrize(
    ("reading", "members"),
    [
        ("csis-merger", {"ansar-dine", "al-mourabitoun", "aqim-sahara", "macina-liberation-front"}),
        ("mi-history-merger", {"ansar-dine", "macina-liberation-front", "aqim-sahara"}),
        ("mi-relations-merger", {"ansar-dine", "macina-liberation-front", "al-mourabitoun"}),
        ("site-2017-03-02", {"ansar-dine", "aqim-sahara", "al-mourabitoun"}),
    ],
)
def test_a_reading_shows_only_its_own_list(get: Get, reading: str, members: set[str]) -> None:
    page = get(f"/lineage?reading={reading}").text
    lanes = set(re.findall(r'<h3><a href="/groups/([\w-]+)">', in_words(page)))
    merged = {
        tie["from_id"]
        for tie in ask(get, "lineage", group="jnim", reading=reading)
        if tie["to_id"] == "jnim"
    }
    assert merged == members
    assert members <= lanes
    assert f'<option value="{reading}" selected>' in page


def test_all_sources_together_are_all_that_is_told(get: Get) -> None:
    every = {tie["row_id"] for tie in ask(get, "lineage", group="jnim")}
    parts = [
        # a work that was consulted is the reading of its title as well, which a document cites
        {
            tie["row_id"]
            for tie in ask(get, "lineage", group="jnim", reading=source)
            if tie["source_id"] == source
        }
        for source in {tie["source_id"] for tie in ask(get, "lineage", group="jnim")}
    ]
    assert set.union(*parts) == every


def test_only_what_is_tied_to_jnim_is_in_its_lineage(get: Get) -> None:
    lanes = set(re.findall(r'<h3><a href="/groups/([\w-]+)">', in_words(get("/lineage").text)))
    assert {"jnim", "ansar-dine", "aqim", "al-qaeda", "taliban"} <= lanes
    assert not lanes & {"france", "islamic-state", "bbc", "united-states", "azawad-movement"}


def test_both_readings_of_a_disputed_date_stand_together(get: Get) -> None:
    page = in_words(get("/timeline?kind=attack").text)
    (item,) = re.findall(
        r'<li><span class="when">[^<]*</span>\s*<p class="what">'
        r'<a href="/attacks/ouagadougou-2018".*?</ul>',
        page,
        re.DOTALL,
    )
    assert 'href="/disagreements/ouagadougou-date"' in item
    for words in (
        *("On or before 2 March 2018", "3 March 2018", "Possibly on or before 4 March 2018"),
        "Not dated",
    ):
        assert f"{words}: <a href" in item
    # What is disputed about its targets or toll is no matter of time.
    assert "ouagadougou-toll" not in item
    (takeover,) = [each for each in re.split("<li><span", page) if "/attacks/timbuktu-2012" in each]
    assert "timbuktu-2012-actor" not in takeover
    # Its own page had it, and the timeline stated a year that its source may not bear.
    assert 'href="/disagreements/timbuktu-2012-source"' in takeover
    drawn = " ".join(text.words for text in file(get, "timeline", kind="events").texts)
    assert "The Modern Insurgent. The cited story may be older" in drawn
    assert set(re.findall(r"/disagreements/([\w-]+)", takeover)) == {"timbuktu-2012-source"}


def test_a_disagreement_bears_one_mark_in_the_timeline_and_on_its_page(get: Get) -> None:
    """Conflicts over Ouagadougou and Serval were marked “≈”, as if all readings could be right."""
    page = get("/timeline").text
    found = re.findall(r'class="disputed([^"]*)" href="/disagreements/([^"]+)"[^>]*>([^<]+)<', page)
    with connect() as database:
        marks = {
            row["disagreement_id"]: (f" is-{row['sort']}", row["mark"])
            for row in database.execute("SELECT * FROM page_disagreements")
        }
    # The topic of a conflict stands in its mark.
    found = [
        (sort, id_, mark.partition(":")[0] if "conflict" in sort else mark)
        for sort, id_, mark in found
    ]
    assert {(" is-conflict", "sources conflict"), (" is-precision", "less precise")} <= {
        (sort, mark) for sort, _, mark in found
    }
    for sort, id_, mark in found:
        assert (sort, mark) == marks[id_]
    checks = page.count('class="disputed is-citation" href="/citations?source=')
    assert page.count('class="disputed') == len(found) + checks


def test_the_timeline_leaves_event_records_out_and_says_so(get: Get, tmp_path: Path) -> None:
    def load(database: sqlite3.Connection) -> None:
        database.executescript(
            """
            INSERT INTO sources (id, title, kind, access, redistributable, follow_order, label)
            SELECT 'ucdp-1', 'UCDP', kind, 'data', 1, 99, 'UCDP' FROM sources LIMIT 1;
            INSERT INTO attacks (id, title, scope, date_edtf, date_earliest, date_latest, year,
              month, reports, disputed, perpetrator_id, dispute_earliest, dispute_latest)
            VALUES ('record-1', 'A record', 'incident', '2019-05-05', '2019-05-05', '2019-05-05',
              2019, '2019-05', 1, 0, 'jnim', '2019-05-05', '2019-05-05');
            INSERT INTO attack_reports (id, attack_id, source_id, record_id, date_edtf,
              date_earliest, date_latest)
            VALUES ('record-1--1', 'record-1', 'ucdp-1', '1', '2019-05-05', '2019-05-05',
              '2019-05-05');
            """
        )

    with in_process(copy_of_site(tmp_path, load)) as loaded:
        page = loaded("/timeline")
        assert page.status_code == 200
        assert "A record" not in page.text
        assert "Records of event data sets are on" in page.text
        assert ask(loaded, "timeline") == ask(get, "timeline")


# ----------------------------------------------------------------------------------- per month


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


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """Return a function that asks a site with event data."""
    with in_process(copy_of_site(tmp_path_factory.mktemp("loaded"), load)) as get:
        yield get


def test_without_event_data_there_is_no_chart_but_what_to_drop_in(get: Get) -> None:
    for path in ("/attacks-per-month?group=jnim", "/attacks-per-month?source=csis-2018"):
        page = get(path).text
        assert "no rate to draw" in page
        assert "/about#events" in page
        assert "make serve" not in page
        assert "<svg" not in page[page.index("Attacks per month") :]
    drawn = file(get, "attacks-per-month", group="jnim")
    assert any("No event data are loaded." in text.words for text in drawn.texts)


def test_with_event_data_home_has_the_rate_and_leads_to_the_map(loaded: Get) -> None:
    """A map of a million attacks takes seconds to draw."""
    home = loaded("/").text
    assert "front-map" not in home
    assert ">The map</a> has those with a known place, and those in event data." in home
    assert "Attacks per month</a>" in home


def test_coverage_and_source_stand_in_the_picture(loaded: Get) -> None:
    drawn = file(loaded, "attacks-per-month", group="jnim")
    words = " ".join(text.words for text in drawn.texts)
    assert "UCDP GED: records of" in words
    assert re.search(r"\d attacks by JNIM, ", words)
    # A text is no count, beside a data set as well.
    page = loaded("/attacks-per-month?source=csis-2018").text
    assert "mentions single attacks and is no count of them" in page


def bars(page: str) -> dict[str, int]:
    """Return the attacks of each month, from the labels of the bars."""
    titles = [title for _, title in drawing(page).links if ": " in title]
    return {title.split(": ")[0]: int(title.split(": ")[1].split()[0]) for title in titles}


def test_attacks_per_month_are_the_same_drawn_and_in_the_table(loaded: Get) -> None:
    asked = {"group": "jnim", "start": "2017-03", "end": "2018-07"}
    page = loaded("/attacks-per-month?group=jnim&start=2017-03&end=2018-07").text
    rows = ask(loaded, "attacks_per_month", **asked)
    assert [row["month"] for row in rows][:1] == ["2017-03"]
    assert len(rows) == 17
    expected = {in_words_of_a_date(row["month"]): row["attacks"] for row in rows if row["attacks"]}
    assert bars(page) == expected
    table = re.findall(r'<tr><th scope="row">(.*?)</th><td class="numbers">([\d,]+)</td>', page)
    assert [int(count.replace(",", "")) for _, count in table] == [row["attacks"] for row in rows]
    assert "/map?from=2018-03&amp;to=2018-03" in table[12][0]
    address = "/map?from=2018-03&to=2018-03&group=jnim"
    assert (address, "March 2018: 1 attack") in drawing(page).links


def test_months_of_none_are_drawn_as_zero(loaded: Get) -> None:
    asked = {"group": "jnim", "start": "2017-03", "end": "2018-07"}
    drawn = file(loaded, "attacks-per-month", **asked)
    bars = [bar for bar in drawn.all("path") if re.fullmatch("M[0-9.,]+V[0-9.]+", bar.get("d", ""))]
    none = [bar for bar in bars if bar.get("stroke") == LIGHT["quiet"]]
    some = [re.findall(r"[\d.]+", bar.get("d", "")) for bar in bars if bar not in none]
    high = [float(ground) - float(top) for _, ground, top in some]
    rows = ask(loaded, "attacks_per_month", **asked)
    assert len(high) == sum(row["attacks"] > 0 for row in rows)
    assert len(high) + len(none) == len(rows)
    assert min(high) > 20


def test_only_years_are_links_where_months_are_too_narrow_to_be_hit() -> None:
    """Of 26 years, 300 links three pixels wide made up most of the first page."""
    counts = {f"{year}-{month:02}": 3 for year in range(2010, 2015) for month in range(1, 13)}
    for width, is_dense in ((960, False), (240, True)):
        drawing = Drawing("Attacks per month")
        months._lay_out(drawing, counts, width, lambda first, last: f"{first}/{last}")
        assert any(href for _, _, href in drawing.values["months"]) is not is_dense
        assert drawing.values["years"].get("2012") == ("2012-01/2012-12" if is_dense else None)


def test_the_highest_month_is_named_where_it_stands_alone() -> None:
    """Bars had no number except the axis, and of several highest months the first was named."""
    loaded = [{"label": "A", "licence": "", "first_day": "2010-01-01", "last_day": "2014-12-31"}]
    names = {"group": "The Group (TG)", "source": ""}
    asked = {"group": "g", "rule": "perpetrator", "source": "", "start": "", "end": ""}

    def drawn(*attacks: int) -> Any:
        every = [f"{year}-{month:02}" for year in range(2010, 2015) for month in range(1, 13)]
        rows = [{"month": month, "attacks": 1} for month in every]
        for row, count in zip(rows, attacks, strict=False):
            row["attacks"] = count
        return months.draw(rows, loaded, names, asked, form="")

    one = drawn(7)
    assert one.finding == (
        "66 attacks by TG, January 2010 to December 2014; the most in January 2010: 7."
    )
    assert "the most in January 2010 and March 2010: 7 each." in drawn(7, 1, 7).finding
    assert "most" not in drawn(7, 7, 7).finding


def test_attacks_across_months_are_told_and_in_no_bar(loaded: Get) -> None:
    page = loaded("/attacks-per-month?group=ansar-dine").text
    assert "1 attack may lie in more than one month" in page
    assert "<svg" not in page
    page = loaded("/attacks-per-month").text
    assert "more may lie in one month or another" in page


def test_a_month_that_no_event_data_cover_has_no_bar_and_no_zero(loaded: Get) -> None:
    asked = {"group": "jnim", "start": "2018-11", "end": "2019-02"}
    counts = [row["attacks"] for row in ask(loaded, "attacks_per_month", **asked)]
    assert counts == [0, 0, None, None]
    drawn = file(loaded, "attacks-per-month", **asked)
    assert (
        len([bar for bar in drawn.all("path", stroke=LIGHT["quiet"]) if not bar.get("fill")]) == 2
    )
    page = loaded("/attacks-per-month?group=jnim&start=2018-11&end=2019-02").text
    assert page.count('<td class="numbers">not stated</td>') == 2


def month(number: int) -> str:
    """Return a month, counted from January 2010."""
    return f"{2010 + number // 12}-{number % 12 + 1:02}"


@pytest.mark.parametrize(("count", "highest"), [(1, 1), (2, 3), (13, 7), (120, 412), (600, 1)])
def test_any_number_of_months_has_an_axis_that_can_be_read(count: int, highest: int) -> None:
    counts = {month(number): highest if number == count - 1 else 0 for number in range(count)}
    rows: list[dict[str, Any]] = [{"month": key, "attacks": each} for key, each in counts.items()]
    names = dict.fromkeys(("group", "source"), "")
    asked = names | {"rule": "perpetrator"}
    for drawn in (
        months.draw(rows, DATA_SET, names, asked, form=""),
        months.draw(rows, DATA_SET, names, asked, form="narrow"),
        months.draw_strip(counts, lambda first, last: f"{first}-{last}", ("9", "")),
    ):
        values = drawn.values
        written = values["steps"]
        assert written[0] == 0
        assert highest <= written[-1] <= max(4, 2.5 * highest)
        assert re.fullmatch(r"([A-Z][a-z]{2} )?\d{4}", values["ticks"][0].label)
        assert all(b.x - a.x >= len(a.label) * 6 + 4 for a, b in pairwise(values["ticks"]))
        assert [attacks for _, attacks, _ in values["months"] if attacks] == [highest]
        assert len(values["months"]) * values["slot"] == pytest.approx(values["plot_width"])


@pytest.mark.parametrize("most", [0, 1, 2, 4, 5, 9, 41, 999, 123_456])
def test_counts_beside_the_bars_are_whole_and_few(most: int) -> None:
    steps = months.steps(most)
    assert steps[0] == 0
    assert most <= steps[-1]
    assert 2 <= len(steps) <= 6
    assert len({b - a for a, b in pairwise(steps)}) == 1


# ---------------------------------------------------------------------------- empty and bad


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/attacks-per-month?group=fulani", "No attack is counted here for Fulani."),
        ("/attacks-per-month?group=none-such", "There is no group of the id “none-such”."),
        ("/attacks-per-month?source=none-such", "There is no source of the id “none-such”."),
        ("/attacks-per-month?group=jnim&rule=none", "“none” is no rule that can be chosen"),
        ("/attacks-per-month?start=0001&end=9999", "too many to draw"),
        ("/lineage?group=none-such", "There is no group of the id “none-such”."),
        ("/lineage?group=bbc", "No pledge of allegiance and no other tie is stated."),
        ("/lineage?reading=none-such", "“none-such” is no reading that can be chosen"),
        ("/timeline?kind=none-such", "“none-such” is no kind that can be chosen"),
        (
            "/timeline?kind=agreement&from=1850&to=1860",
            "between 1 January 1850 and 31 December 1860",
        ),
        ("/timeline?group=none-such", "There is no group of the id “none-such”."),
        ("/timeline?from=2018&to=2017", "from 2018 to 2017 ends before it begins: exchange"),
    ],
)
def test_where_there_is_nothing_to_draw_the_page_says_why(
    loaded: Get, path: str, words: str
) -> None:
    page = loaded(path)
    assert page.status_code == 200
    assert words in html.unescape(page.text)
    assert "<svg" not in page.text
    assert " download>" not in page.text


@pytest.mark.parametrize("date", BAD_DATES)
def test_what_is_no_date_is_told_and_stays_text(get: Get, date: str) -> None:
    for page, name in (("/lineage", "on"), ("/timeline", "from"), ("/attacks-per-month", "end")):
        answer = get(f"{page}?{name}={date}")
        assert answer.status_code == 200
        assert "is no date. Write a day as 2018-03-03" in html.unescape(answer.text)
        assert (
            "<script>" not in answer.text[answer.text.index("<main") : answer.text.index("</main>")]
        )
    for chart, name in (("lineage", "on"), ("timeline", "to"), ("attacks-per-month", "start")):
        answer = get(f"/-/charts/{chart}.svg?{name}={date}")
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "1850", "2500-06", "2017", "201X"])
@pytest.mark.parametrize("view", ["", "lanes"])
def test_any_day_is_an_answer(get: Get, on: str, view: str) -> None:
    page = get(f"/lineage?on={on}&view={view}")
    assert page.status_code == 200
    assert "<svg" in page.text


@pytest.mark.parametrize(
    "path",
    [
        *("/timeline?from=0001&to=9999", "/timeline?from=2018-03-03&to=2018-03-03"),
        *("/timeline?to=0001-12", "/attacks-per-month?start=9999-12&end=9999-12"),
        *("/attacks-per-month?start=0001-01&end=0001-02", "/map?from=9999-12"),
    ],
)
def test_any_period_is_an_answer(loaded: Get, path: str) -> None:
    page = loaded(path)
    assert page.status_code == 200
    assert "<svg" in page.text or "Nothing with a date of its own is found" in page.text


TYPED = ("%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", "%00%FF", "'--")


@pytest.mark.parametrize("page", PAGES)
def test_words_in_an_address_stay_words(get: Get, page: str, whole: bool) -> None:
    names = ("group", "reading", "on", "kind", "from", "to", "source", "rule", "start", "end")
    for place, name in enumerate(names, [*PAGES].index(page)):
        # Each of them in each parameter by `make test-all`, else by turns.
        for typed in TYPED if whole else [TYPED[place % len(TYPED)]]:
            answer = get(f"{page}?{name}={typed}")
            assert answer.status_code == 200
            assert "<script>alert" not in answer.text


# ------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_there_as_svg_and_png(loaded: Get, name: str) -> None:
    get = loaded
    answer = get(f"/-/charts/{name}.svg?group=jnim")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    drawn = Drawn(ElementTree.fromstring(answer.text))
    assert drawn.root.get("role") == "img"
    words = " ".join(text.words for text in drawn.texts)
    for part in (drawn.root.findtext(f"{SVG}title") or "", "Sources", "CC BY 4.0"):
        assert part.split(",")[0] in words
    # A picture to take along: it leads nowhere, and asks nobody for anything.
    assert drawn.links == []
    assert "href" not in answer.text
    # An image fetches no other file: the site's font is within, and nothing else is named.
    assert '@font-face{font-family:"Public Sans";' in answer.text
    assert not re.search(r'url\((?!#|"data:font/woff2;base64,[\w+/=]+"\))', answer.text)
    assert set(re.findall(r"https?://[\w./]+", answer.text)) == {"http://www.w3.org/2000/svg"}
    # The same colours for everybody, and others in the dark.
    assert "var(" not in answer.text
    assert f'[fill="{LIGHT["ground"]}"]{{fill:{DARK["ground"]}}}' in answer.text
    picture = get(f"/-/charts/{name}.png?group=jnim")
    assert picture.headers["content-type"] == "image/png"
    width, height = struct.unpack(">II", picture.content[16:24])
    assert width * height <= png.MOST_PIXELS * 1.01
    assert width / height == pytest.approx(drawn.size[0] / drawn.size[1], rel=0.01)
    assert file(get, name, group="jnim", width="narrow").size[0] <= 345


def test_the_address_of_the_site_is_on_a_file_where_it_is_known(tmp_path: Path) -> None:
    folder = copy_of_site(tmp_path, lambda database: None)
    text = (ROOT / "metadata.yml").read_text(encoding="utf-8")
    (folder / "metadata.yml").unlink()
    (folder / "metadata.yml").write_text("address: https://jnim.example/\n" + text)
    with in_process(folder) as get:
        drawn = file(get, "timeline", kind="attack")
    words = "".join(text.words for text in drawn.texts)
    assert "https://jnim.example/timeline?kind=attack" in words
    assert "jnim.db" not in words


def test_a_file_of_a_site_without_an_address_names_the_site_and_the_page(get: Get) -> None:
    """It printed “/-/charts/timeline.svg”, which is not a page that names the sources."""
    for name, page in (("timeline", "/timeline"), ("lineage-tree", "/lineage")):
        words = " ".join(text.words for text in file(get, name).texts)
        assert "/-/charts/" not in words
        assert f"CC BY 4.0 · {page} " in words
        # A path is one in something.
        assert "JNIM, claim by claim (jnim.db) · release " in words


def test_the_files_are_of_what_the_page_shows(get: Get) -> None:
    page = get("/lineage?on=2017-03-01&reading=csis-2018").text
    for form in ("svg", "png"):
        query = "group=jnim&amp;on=2017-03-01&amp;reading=csis-2018"
        assert f'href="/-/charts/lineage.{form}?{query}" download' in page
    for name in ("lineage", "lineage-tree"):
        assert "on 1 March 2017" in get(f"/-/charts/{name}.svg?group=jnim&on=2017-03-01").text


def test_a_page_has_its_narrow_drawing_in_it_and_stays_small(get: Get) -> None:
    """As a separate picture it did not have the page's font."""
    page = get("/lineage").text
    drawn = Drawn(ElementTree.fromstring(page[page.rindex("<svg") : page.rindex("</svg>") + 6]))
    # The sentence above it is the page's.
    whole = file(get, "lineage", group="jnim", width="narrow").size
    assert drawn.size[0] == whole[0] and drawn.size[1] < whole[1]
    assert drawn.links
    # Where that would make the page too heavy, it is a file that is loaded where it is seen.
    for path in ("/lineage", "/timeline", "/timeline?kind=all"):
        assert len(get(path).content) < 100_000
    picture = r'loading="lazy"[^>]* src="/-/charts/timeline\.svg\?kind=all&amp;width=narrow"'
    assert re.search(picture, get("/timeline?kind=all").text)


def test_an_empty_drawing_is_a_picture_that_says_so(loaded: Get) -> None:
    drawn = file(loaded, "attacks-per-month", group="fulani")
    said = " ".join(text.words for text in drawn.texts)
    assert "No attack is counted here for Fulani." in said
    answer = loaded("/-/charts/attacks-per-month.png?group=fulani")
    assert answer.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "path", ["no.svg", "lineage.gif", "lineage.vl.json", "lineage", "../lineage.svg"]
)
def test_what_is_no_drawing_is_not_found(get: Get, path: str) -> None:
    assert get(f"/-/charts/{path}").status_code == 404


def test_under_another_address_links_have_it_in_front(tmp_path: Path) -> None:
    with in_process(copy_of_site(tmp_path, load), base_url="/some/where/") as get:
        for path in ("/lineage", "/map", "/timeline"):
            page = get(path).text
            links = drawing(page).links
            assert links
            assert all(address.startswith("/some/where/") for address, _ in links)
        assert 'href="/some/where/-/charts/timeline.svg' in page
        assert get("/-/charts/lineage.svg").status_code == 200


def test_the_file_of_the_lineage_is_of_the_subject_where_no_group_is_asked_for(get: Get) -> None:
    # Title and address say what was asked for.
    own, asked = file(get, "lineage").texts[1:], file(get, "lineage", group="jnim").texts[1:]
    (credit,) = [text for text in asked if text not in own]
    assert credit.words.endswith("CC BY 4.0 · /lineage?group=jnim")
    assert get("/-/charts/lineage.png?group=none-such").status_code == 400


# ------------------------------------------------------------------------------------------ PNG


def a_drawing(inside: str = "", width: int = 100) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="50">{inside}</svg>'


def test_a_png_has_letters_where_no_font_is_installed() -> None:
    # What is installed is not looked at: a family that nobody has is drawn like those that we name.
    inside = '<text x="5" y="30" font-family="{}">March 2017</text>'
    ours, none, other = (
        png.from_svg(a_drawing(inside.format(name)))
        for name in ("Public Sans", "None, sans-serif", "Arimo")
    )
    assert ours == none not in (other, png.from_svg(a_drawing()))
    # Letters that the site's font lacks are those of another.
    assert png.from_svg(a_drawing('<text x="5" y="30">Народ</text>')) != png.from_svg(a_drawing())
    bold = png.from_svg(a_drawing(inside.format('Public Sans" font-weight="bold')))
    assert bold != ours


def test_a_large_drawing_is_no_large_png() -> None:
    assert png.scale_of(a_drawing()) == png.SCALE
    scale = png.scale_of(a_drawing(width=10_000_000))
    assert 10_000_000 * 50 * scale**2 <= png.MOST_PIXELS * 1.001


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="{address}" width="9" height="9"/>',
        '<Image xlink:href="{address}" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
        '<filter id="a"><feImage href="{address}"/></filter>',
        "<!-- -->",
    ],
)
def test_a_png_is_made_of_nothing_but_its_drawing(inside: str) -> None:
    with pytest.raises(png.PngError):
        png.from_svg(a_drawing(inside.format(address=str(ROOT / "static/icon-64.png"))))


def test_a_png_asks_nobody_for_anything() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        inside = f'<style>@import "{address}";</style><rect fill="url({address}#a)" width="9"/>'
        png.from_svg(a_drawing(f'{inside}<use href="{address}#a"/>'))
        with pytest.raises(TimeoutError):
            server.accept()


def test_what_cannot_be_drawn_is_an_error_and_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(png.PngError, match="No PNG could be made"):
        png.from_svg(a_drawing("<g>"))
    monkeypatch.setattr(png, "_SIZE", re.compile("none"))
    with in_process(ROOT) as get:
        answer = get("/-/charts/timeline.png?kind=attack")
        assert answer.status_code == 500
        assert "The SVG shows the same" in answer.text
        monkeypatch.undo()
        assert get("/-/charts/timeline.png?kind=attack&again=1").status_code == 200


# ----------------------------------------------------------------------------------- hostile


def spoil(database: sqlite3.Connection) -> None:
    """Put hostile words wherever the diagrams show words."""
    words = HOSTILE + RIGHT_TO_LEFT + "x" * 10_000
    for table, columns in {
        "groups": "name",
        "people": "name",
        "attacks": "title",
        "milestones": "title",
        "statements": "summary",
        "sources": "title short publisher",
        "claims": "locator",
        "roles": "label",
        "relation_kinds": "label",
        "milestone_kinds": "label",
        "reading_sets": "label",
        "disagreements": "topic",
    }.items():
        for column in columns.split():
            database.execute(f"UPDATE [{table}] SET [{column}] = rowid || ?", [words])
    database.execute("UPDATE milestones SET title = ? WHERE rowid = 1", [CONTROLS])
    have_a_file(database, "csis-2018")


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """Return a function that asks a site whose database is full of hostile words."""
    with in_process(copy_of_site(tmp_path_factory.mktemp("spoilt"), spoil)) as get:
        yield get


@pytest.mark.parametrize(
    "path",
    ["/lineage", "/timeline", "/lineage?on=2017-03-01", "/timeline?group=jnim", "/map"],
)
def test_words_in_the_database_stay_words(spoilt: Get, path: str) -> None:
    answer = spoilt(path)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "</svg></title>" not in answer.text
    drawn = drawing(answer.text)
    tags = {element.tag.removeprefix(SVG) for element in drawn.root.iter()}
    assert tags <= {"a", *TAGS}
    for text in drawn.texts:
        assert len(text.words) <= 240
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text.words)
        # The words begin with the number of their row, which may itself be 49.
        assert "49" not in re.sub(r"(^|: )(Possibly: )?\d+", "", text.words) or "7*7" in text.words
    starts = ("/claims/", "/attacks/", "/map?", "/groups/", "/people/", "/sources/")
    assert all(address.startswith(starts) for address, _ in drawn.links)


@pytest.mark.parametrize("name", DRAWINGS)
def test_hostile_words_make_no_broken_file(spoilt: Get, name: str) -> None:
    drawn = file(spoilt, name)
    tags = {element.tag.removeprefix(SVG) for element in drawn.root.iter()}
    assert tags <= {"style", *TAGS}
    assert spoilt(f"/-/charts/{name}.png").status_code == 200


def test_labels_are_one_line_without_marks_of_direction() -> None:
    assert label("a\n\tb\u202ec\u2067d\x00e", 20) == "a b c d e"
    assert label("x" * 10_000, 10) == "x" * 9 + "…"
    assert short("Al-Qaeda in the Islamic Maghreb (AQIM)") == "AQIM"
    assert short("Factions (by a title)") == "Factions (by a title)"


def test_a_text_is_broken_into_lines_that_fit_and_keep_every_word() -> None:
    assert lines_of("", "one two three", 50, 10) == [("", "one two"), ("", "three")]
    lines = lines_of("", "x" * 1_000 + " y", 60, 10, most=1_000)
    assert all(text_width(line.rest, 10) <= 60 for line in lines)
    assert "".join(line.rest for line in lines).replace(" ", "") == "x" * 1_000 + "y"
    assert lines_of("", "word " * 100, 60, 10, most=2)[-1].rest.endswith("…")
    assert lines_of("", "", 60, 10) == []
    assert ["".join(line) for line in lines_of("a b", "c d", 32, 10)] == ["a b c", "d"]
    assert lines_of("a b", "c d", 32, 10) == [("a b ", "c"), ("", "d")]


# --------------------------------------------------------------------------------------- axes


@pytest.mark.parametrize("start", ["2012", "2017-05", "2019", "2021", "2022", "2022-10-28"])
def test_a_timeline_begins_in_any_year(get: Get, start: str) -> None:
    """After what goes on has begun, no day of it is on the axis."""
    for kind in ("", "events", "all"):
        assert get(f"/timeline?kind={kind}&from={start}").status_code == 200
    axis, gaps = time_axis.of_years([], map(time_axis.day_number, ("2022-01-01", "2022-10-28")), 90)
    assert ([x for _, x in axis], gaps) == ([0, 90], [])


def test_empty_years_are_shortened_on_an_axis() -> None:
    days = map(time_axis.day_number, ["1988-06-01", "1991-12-31", "2012-01-01", "2013-02-03"])
    newest = time_axis.day_number("2022-10-28")
    axis, gaps = time_axis.of_years(days, [newest], 770)
    starts = [time_axis.month_start(year) for year in (1989, 1991, 1992, 2012, 2014, 2023)]
    assert gaps == list(batched(starts))
    assert [axis[0], axis[-1]] == [(time_axis.month_start(1988), 0), (starts[-1], 770)]
    # Each year is as wide, 1988, 1991, 2012 and 2013, and each of the three gaps half as wide.
    wide = {time_axis.pixel(axis, end) - time_axis.pixel(axis, start) for start, end in gaps}
    wide.add(time_axis.pixel(axis, starts[0]) / 2)
    assert all(each == pytest.approx(70) for each in wide)
    pixels = [time_axis.pixel(axis, day) for day in range(axis[0][0] - 5, axis[-1][0] + 5, 5)]
    assert pixels == sorted(pixels)
    named = [tick.label for tick in time_axis.years_of(axis, gaps)]
    assert named == ["1988", "1991", "2012", "2013", "1989–90", "1992–2011", "2014–22"]
    # Of years that have room for it, and of no gap, the quarters have a line.
    quarters = time_axis.quarters_of(axis, gaps)
    assert quarters[:4] == pytest.approx([35, 70, 105, 245], abs=1)
    assert len(quarters) == 12
    assert time_axis.quarters_of(*time_axis.of_years(map(time_axis.day_number, DAYS), [], 90)) == []


def batched(days: list[int]) -> list[tuple[int, int]]:
    return list(zip(days[::2], days[1::2], strict=True))


def test_the_few_early_years_of_an_axis_are_drawn_together() -> None:
    days = ["1988-06-01", "1991-12-31", *(f"{year}-05-05" for year in range(2012, 2020))]
    axis, gaps = time_axis.of_years(map(time_axis.day_number, days), [], 100)
    first, start = time_axis.month_start(1988), time_axis.month_start(2012)
    assert gaps == [(first, start)]
    assert [time_axis.pixel(axis, day) for day in (first, start, time_axis.month_start(2020))] == [
        0,
        20,
        100,
    ]


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ((2014, 11), (2019, 3), ["2015", "2016", "2017"]),
        ((2018, 1), (2018, 7), ["2018", "Feb", "Mar", "Apr", "May", "Jun"]),
        ((2018, 3), (2018, 4), ["Mar 2018", "9 Mar", "14 Mar"]),
        ((9999, 1), (9999, 13), ["9999", "Mar", "May"]),
    ],
)
def test_an_axis_names_years_and_where_there_is_room_months_and_days(
    first: tuple[int, int], last: tuple[int, int], labels: list[str]
) -> None:
    axis = [(time_axis.month_start(*first), 0.0), (time_axis.month_start(*last), 300.0)]
    assert [tick.label for tick in time_axis.ticks(axis)][: len(labels)] == labels


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "A database about the armed group"),
        ("/map", "Seven events that three documents describe"),
        ("/attacks/ouagadougou-2018", "Attack in Ouagadougou, 2018"),
        ("/claims/csis-formation", "JNIM was formed in March 2017."),
        ("/groups/jnim", "by source and day."),
    ],
)
def test_a_page_is_previewed_by_a_card_of_its_words(get: Get, path: str, words: str) -> None:
    (address,) = re.findall(r'property="og:image" content="([^"]+)"', get(path).text)
    address = address.removeprefix("http://localhost").replace(".png", ".svg")
    assert words in re.sub("<[^>]*>", " ", get(address).text)


@pytest.mark.parametrize("page", ["", "/jnim", "//x", "/groups/nobody", "/groups/a/b", "http://a"])
def test_no_card_is_drawn_of_another_page(get: Get, page: str) -> None:
    answer = get(f"/-/charts/card.png?page={page}")
    assert answer.status_code == 400
    assert answer.text == f"No card is drawn of the page “{page}”."


def test_a_man_s_pledge_is_not_called_its_pledge(get: Get) -> None:
    assert "enewed its pledge" not in get("/lineage?group=jnim").text
    assert "enewed a pledge to" in get("/lineage?group=jnim").text


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2018", "In 2018, by CSIS"),
        ("../2022", "In or before 2022, by CSIS"),
        ("2018/2022", "From 2018 to 2022, by CSIS"),
    ],
)
def test_who_speaks_of_a_part_of_a_period_is_not_said_to_be_silent(
    get: Get, on: str, said: str
) -> None:
    """The picture below names whose affiliate it is, from sources of that year."""
    page = html.unescape(get(f"/lineage?group=al-qaeda&on={on}").text)
    assert said in page
    assert "Al-Qaeda existed on some day of it." in page
    assert "not mentioned" not in page


def test_undated_entries_are_those_of_the_kind_and_group_that_are_asked_for(get: Get) -> None:
    """Narrowing the list named more: 40 of all, but 63 attacks on France, pledges among them."""

    def undated(query: str) -> int:
        found = re.search(r'Undated <span class="count">(\d+)<', get(f"/timeline?{query}").text)
        return int(found[1]) if found else 0

    everything = undated("kind=all")
    assert 0 < undated("kind=attack") < everything
    assert undated("kind=attack&group=france") <= undated("group=france") < undated("kind=events")


def test_the_day_that_only_a_captive_gives_is_on_the_timeline(get: Get) -> None:
    """The report's own date was there, attributed to the captive."""
    query = "/jnim/timeline.json?kind=attack&start=2021-04-08&end=2021-04-08&_shape=array"
    rows = get(query).json()
    told = {row["claim_id"]: (row["date"], row["certainty"]) for row in rows}
    assert told["reuters-dubois-taken"] == ("2021-04-08?", "possible")
    assert told["reuters-dubois-story"] == ("2021-04", "possible")
    assert "Possibly 8 April 2021" in get("/timeline?kind=attack").text
