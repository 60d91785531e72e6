"""All drawings: whole, readable, harmless, and files to take along."""

from __future__ import annotations

import html
import re
import socket
import sqlite3
import struct
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from common.date_words import in_words as in_words_of_a_date
from plugins.site.drawings import png, serve
from plugins.site.drawings.drawing import DARK, LIGHT
from tests.site.drawn import (
    GROUPS,
    SVG,
    Drawn,
    drawing,
    file,
    have_a_file,
    load,
    text_of,
)
from tests.site.tables import METADATA, ROOT, Get, copy_of_site, in_process

DRAWINGS = ["attacks-per-month", "lineage", "timeline"]
PAGES = ["/lineage", "/timeline", "/attacks-per-month"]
TAGS = {"svg", "g", "path", "rect", "circle", "text", "tspan", "title", "desc"} | {
    *("linearGradient", "marker", "stop", "pattern", "defs", "clipPath", "use"),
}
HOSTILE = """</svg></title><script>alert(1)</script>"'&<img src=x onerror=alert(2)>{{ 7*7 }}"""
RIGHT_TO_LEFT = "\u202eevil\u202c \u2067abc"
CONTROLS = "a\x00b\x0bc\ud800"[:4]
BAD_DATES = [
    "foo",
    "2017-13",
    "2017-02-30",
    "30 February 2017",
    "2017-03-01'--",
    "<script>",
    "9" * 500,
]


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_no_words_lie_over_others_or_leave_the_picture(
    get: Get, loaded: Get, name: str, width: str
) -> None:
    asked = [{"group": group} for group in GROUPS] + [{"group": "jnim", "on": "2017-03-01"}]
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
            assert text.size >= 13, text
            assert text.left >= 0, text
            assert text.right <= right, text
            assert text.size / 2 <= text.y <= foot - text.size / 2, text
        for one, other in combinations(drawn.texts, 2):
            beside = one.right <= other.left or other.right <= one.left
            assert beside or abs(one.y - other.y) >= 10, (one, other)


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
    for files in ("timeline.svg", "card.svg?page=/claims/csis-formation"):
        assert f'font-family="{family}"'.replace('"', "") in text_of(
            get, f"/-/charts/{files}"
        ).replace('"', "")


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("on", ["", "2017-01-01", "2018-09-05"])
def test_a_picture_has_no_sign_that_its_font_lacks(get: Get, on: str, width: str) -> None:
    """A line with “≠” was in another font in a PNG, and slanted."""
    for name in ("lineage", "timeline"):
        given = {"on": on} if name == "lineage" else {}
        for text in file(get, name, width=width, **given).texts:
            assert not re.search("[\u2190-\u22ff]", text.words), text.words


def test_a_page_begins_with_its_drawing(get: Get) -> None:
    """A screenful of fields and prose came before it."""
    for path in ("/timeline", "/lineage"):
        page = text_of(get, path)
        above = page[page.index("<main") : page.index("<svg")]
        assert '<details class="more"><summary>Filter by ' in above
        assert "Not shown:" not in above
    assert '<details class="more" open><summary>Filter by ' in text_of(get, "/timeline?from=2018")
    assert '<details class="more" id="dated"><summary>' in text_of(get, "/timeline")
    # Less than before, with all its entries.
    assert len(get("/timeline").content) < 85_000


@pytest.mark.parametrize("name", ["lineage", "timeline"])
def test_a_picture_says_when_its_sources_are_of_and_when_it_was_drawn(get: Get, name: str) -> None:
    """“As of 28 November 2026” was the day of the drawing, not that of what it shows."""
    texts = [text.words for text in file(get, name, group="jnim").texts]
    known = "Sources of 2018 to 2022: CSIS; The Modern Insurgent; US State Department"
    assert any(words.startswith(known) for words in texts)
    drawn = in_words_of_a_date(METADATA["released"])
    assert any(re.search(rf" · release [\d.]+ of {drawn} · ", words) for words in texts)
    # Only those of what is shown.
    one = file(get, "lineage", group="jnim", reading="csis-merger").texts
    assert any(text.words == "Sources of 2018: CSIS" for text in one)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/attacks-per-month?group=fulani", "No attack is counted here for Fulani."),
        ("/attacks-per-month?group=none-such", "There is no group of the id “none-such”."),
        ("/attacks-per-month?source=none-such", "There is no source of the id “none-such”."),
        ("/attacks-per-month?group=jnim&rule=none", "“none” is no rule that can be chosen"),
        ("/attacks-per-month?start=0001&end=9999", "too many to draw"),
        ("/lineage?group=none-such", "There is no group of the id “none-such”."),
        (
            "/lineage?group=bbc",
            "No pledge of allegiance and no other tie between groups is stated.",
        ),
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


@pytest.mark.parametrize("place", range(len(BAD_DATES)))
def test_what_is_no_date_is_told_and_stays_text(get: Get, place: int, whole: bool) -> None:
    date = BAD_DATES[place]
    pages = [("/lineage", "on"), ("/timeline", "from"), ("/attacks-per-month", "end")]
    # Each of them on each page by `make test-all`, else by turns.
    for page, name in pages if whole else [pages[place % len(pages)]]:
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
    # Its own parameters, and one that it does not know.
    names = (*serve.DRAWINGS[page[1:]].PARAMETERS, "other")
    for place, name in enumerate(names, [*PAGES].index(page)):
        # Each of them in each parameter by `make test-all`, else by turns.
        for typed in TYPED if whole else [TYPED[place % len(TYPED)]]:
            answer = get(f"{page}?{name}={typed}")
            assert answer.status_code == 200
            assert "<script>alert" not in answer.text


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
    page = text_of(get, "/lineage?on=2017-03-01&reading=csis-2018")
    for form in ("svg", "png"):
        query = "group=jnim&amp;on=2017-03-01&amp;reading=csis-2018"
        assert f'href="/-/charts/lineage.{form}?{query}" download' in page
    for name in ("lineage", "lineage-tree"):
        assert "on 1 March 2017" in text_of(get, f"/-/charts/{name}.svg?group=jnim&on=2017-03-01")


def test_a_page_has_its_narrow_drawing_in_it_and_stays_small(get: Get) -> None:
    """As a separate picture it did not have the page's font."""
    page = text_of(get, "/lineage")
    drawn = Drawn(ElementTree.fromstring(page[page.rindex("<svg") : page.rindex("</svg>") + 6]))
    # The sentence above it is the page's.
    whole = file(get, "lineage", group="jnim", width="narrow").size
    assert drawn.size[0] == whole[0] and drawn.size[1] < whole[1]
    assert drawn.links
    # Where that would make the page too heavy, it is a file that is loaded where it is seen.
    for path in ("/lineage", "/timeline", "/timeline?kind=all"):
        assert len(get(path).content) < 100_000
    picture = r'loading="lazy"[^>]* src="/-/charts/timeline\.svg\?kind=all&amp;width=narrow"'
    assert re.search(picture, text_of(get, "/timeline?kind=all"))


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
            page = text_of(get, path)
            links = drawing(page).links
            assert links
            assert all(address.startswith("/some/where/") for address, _ in links)
        assert 'href="/some/where/-/charts/timeline.svg' in page
        assert get("/-/charts/lineage.svg").status_code == 200


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
    with pytest.raises(ValueError, match="it names a file"):
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
    with pytest.raises(ValueError):
        png.from_svg(a_drawing("<g>"))
    monkeypatch.setattr(png, "_SIZE", re.compile("none"))
    with in_process(ROOT) as get:
        answer = get("/-/charts/lineage.png?group=islamic-state")
        assert answer.status_code == 500
        assert answer.text.startswith("No PNG could be made: ")
        assert "The SVG shows the same" in answer.text
        monkeypatch.undo()
        assert get("/-/charts/lineage.png?group=islamic-state&again=1").status_code == 200


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
    ["/lineage", "/timeline", "/lineage?on=2017-03-01", "/map"],
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
    # Of the others a PNG is made in the same way; that of the timeline takes two seconds.
    assert name == "timeline" or spoilt(f"/-/charts/{name}.png").status_code == 200


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "A database about the armed group"),
        ("/map", "Seven incidents that three documents describe"),
        ("/attacks/ouagadougou-2018", "Attack in Ouagadougou, 2018"),
        ("/claims/csis-formation", "JNIM was formed in March 2017."),
        ("/places/gao", "Gao"),
    ],
)
def test_a_page_is_previewed_by_a_card_of_its_words(get: Get, path: str, words: str) -> None:
    (address,) = re.findall(r'property="og:image" content="([^"]+)"', text_of(get, path))
    address = address.removeprefix("http://localhost").replace(".png", ".svg")
    assert words in re.sub("<[^>]*>", " ", get(address).text)


@pytest.mark.parametrize("page", ["", "/jnim", "//x", "/groups/nobody", "/groups/a/b", "http://a"])
def test_no_card_is_drawn_of_another_page(get: Get, page: str) -> None:
    answer = get(f"/-/charts/card.png?page={page}")
    assert answer.status_code == 400
    assert answer.text == f"No card is drawn of the page “{page}”."
