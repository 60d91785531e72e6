"""One grid on all pages: common edges, rows of equal height, no button over another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Page

from tests.browser.visits import Visit

CSS = (Path(__file__).parents[2] / "static" / "site.css").read_text("utf-8")
EDGES = "all => all.map(it => it.getBoundingClientRect()).map(({left, right}) => [left, right])"
STEPS = {0.25, 0.5, 0.75, 1, 1.5, 2.5}


def edges(visit: Visit, selector: str) -> list[list[int]]:
    """Return the left and right edges of what a selector finds, in whole pixels."""
    found = visit.page.locator(selector).evaluate_all(EDGES)
    return [[round(each) for each in pair] for pair in found]


@pytest.mark.parametrize(
    ("path", "below"),
    [("/", ".glance"), ("/groups/jnim", ".parts"), ("/attacks/ouagadougou-2018", "#reports")],
)
def test_the_banner_is_one_line_as_wide_as_its_column(
    wide: Visit, site: str, path: str, below: str
) -> None:
    """It ended 26 to 70 pixels before the boxes below it, and took two lines."""
    wide.page.set_viewport_size({"width": 1280, "height": 800})
    wide.page.goto(site + path)
    banner = wide.page.locator("p.message").first
    assert edges(wide, "p.message")[0] == edges(wide, below)[0]
    assert banner.evaluate("it => it.clientHeight") < 45


def test_columns_have_the_same_edges_on_pages_of_two_columns(wide: Visit, site: str) -> None:
    """The column at the side began elsewhere on each kind of page."""
    wide.page.set_viewport_size({"width": 1280, "height": 800})
    sides = []
    for path, side in (
        ("/", "#conflicts"),
        ("/groups/jnim", ".infobox"),
        ("/attacks/ouagadougou-2018", "#in-words"),
        ("/fr", "#conflits"),
    ):
        wide.page.goto(site + path)
        sides.append(edges(wide, side)[0])
    assert [each for each in sides if each != sides[0]] == []


@pytest.mark.parametrize("person", ["mokhtar-belmokhtar", "iyad-ag-ghaly"])
def test_the_columns_of_a_person_are_those_of_what_introduces_them(
    wide: Visit, site: str, person: str
) -> None:
    """They began four pixels further right, and their first rules 29 pixels apart."""
    wide.page.set_viewport_size({"width": 1280, "height": 800})
    wide.page.goto(f"{site}/people/{person}")
    assert edges(wide, ".beside > div") == edges(wide, ".profile > div")


@pytest.mark.parametrize("width", [1280, 1440])
def test_the_head_of_the_page_in_french_is_one_line(wide: Visit, site: str, width: int) -> None:
    """The search stood in a line of its own."""
    wide.page.set_viewport_size({"width": width, "height": 800})
    wide.page.goto(f"{site}/fr")
    assert wide.page.locator(".site-header").evaluate("it => it.clientHeight") < 70


@pytest.mark.parametrize("width", [1280, 1920])
def test_cards_of_a_row_are_equally_high_and_none_is_beside_a_hole(
    wide: Visit, site: str, width: int
) -> None:
    wide.page.set_viewport_size({"width": width, "height": 900})
    wide.page.goto(f"{site}/disagreements")
    for cards in wide.page.locator(".columns-of-cards").all():
        rows: dict[int, list[FloatRect]] = {}
        for card in cards.locator("> .card").all():
            if box := card.bounding_box():
                rows.setdefault(round(box["y"]), []).append(box)
        whole = cards.bounding_box()
        assert whole and rows
        for row in rows.values():
            assert len({round(box["height"]) for box in row}) == 1
            assert round(row[-1]["x"] + row[-1]["width"]) == round(whole["x"] + whole["width"])


@pytest.mark.parametrize("path", ["/map?group=jnim", "/timeline", "/groups/jnim"])
def test_no_button_lies_over_another_on_a_touch_screen(touched: Page, site: str, path: str) -> None:
    """A button crossed the frame of the one above, and words stuck to the top of theirs."""
    touched.goto(site + path)
    pressed = touched.locator(
        ":is(.downloads a, button.copy, .chart-bar > details > summary, .cite-fold > summary,"
        " .report-fold > summary):visible"
    )
    assert pressed.count() > 1
    near = pressed.evaluate_all(
        "all => all.map(it => it.getBoundingClientRect()).flatMap((one, at, boxes) =>"
        " boxes.slice(at + 1).map(it => Math.max(it.left - one.right, one.left - it.right,"
        " it.top - one.bottom, one.top - it.bottom)))"
    )
    assert min(near) >= 4
    paddings = pressed.evaluate_all(
        "all => all.map(it => getComputedStyle(it))"
        ".map(it => [it.paddingTop, it.paddingBottom, it.paddingLeft])"
    )
    assert all(top == bottom and float(left[:-2]) >= 8 for top, bottom, left in paddings)


def test_spaces_are_steps_of_one_scale() -> None:
    """There were 24 of them. What is smaller or larger than the scale is for one purpose."""
    head = CSS.index(
        "/* --------------------------------------------------------------------- head"
    )
    lists, paper = CSS.index("------- lists */"), CSS.index("------- paper */")
    screen = CSS[:head] + CSS[lists:paper]
    screen = re.sub(r"(?ms)^@media (?:print|\(pointer: coarse\)) \{.*?^\}", "", screen)
    spaces = re.findall(
        r"(?<![\w-])(?:margin|padding|gap|row-gap|column-gap)(?:-[a-z]+)*: ([^;}]+)", screen
    )
    used = {
        float(each)
        for space in spaces
        for each in re.findall(r"(?<![\w.])-?(\d*\.?\d+)rem", space)
        if "calc" not in space
    }
    assert {each for each in used if 0.2 <= each <= 2.5} <= STEPS
