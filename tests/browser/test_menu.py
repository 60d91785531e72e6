"""The head of each page: two levels, small on a telephone, without a script and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import faults, faults_in_the_dark
from tests.browser.visits import Visit

# One of each kind whose body has a class of its own, by which rules for its content are written.
KINDS = [
    "/groups/jnim",
    "/people/iyad-ag-ghaly",
    "/places/ouagadougou",
    "/attacks/ouagadougou-2018",
    "/claims/csis-formation",
    "/sources/csis-2018",
    "/disagreements/formation-date",
    "/disagreements",
    "/citations",
    "/compare",
    "/search",
    "/timeline",
    "/lineage",
    "/map",
    "/jnim",
    "/jnim/sources",
    "/jnim/sources/csis-2018",
    "/jnim/find",
]


def test_on_a_telephone_the_menu_opens_without_scripts(without_scripts: Page, site: str) -> None:
    page = without_scripts
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site}/about")
    box = page.locator(".site-header").bounding_box()
    assert box and box["height"] <= 120
    menu = page.get_by_role("navigation", name="Main")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    assert menu.locator(":scope > ul > li").count() <= 8
    menu.get_by_text("Map and charts").click()
    menu.get_by_role("link", name="Timeline").click()
    expect(page).to_have_url(f"{site}/timeline")


def test_on_a_telephone_one_list_follows_another(narrow: Visit, site: str) -> None:
    """The first closed when the second was pressed, which then lay elsewhere."""
    page = narrow.page
    page.goto(f"{site}/about")
    page.get_by_role("button", name="Menu").click()
    for name in ("Map and charts", "Browse", "Sources", "Data"):
        page.locator("#menu summary", has_text=name).click()
        expect(page.locator("#menu details[open] summary")).to_have_text([name])


def test_the_head_is_alike_on_every_kind_of_page(wide: Visit, site: str, whole: bool) -> None:
    def head(path: str) -> list[dict[str, float]]:
        wide.page.goto(f"{site}{path}")
        parts = wide.page.locator(".site-header, #menu > ul > li, #menu summary")
        boxes: list[dict[str, float]] = parts.evaluate_all(
            "parts => parts.map(part => part.getBoundingClientRect().toJSON())"
        )
        return boxes

    home = head("/")
    assert len(home) > 7
    kinds = KINDS if whole else [*KINDS][::3]
    assert [path for path in kinds if head(path) != home] == []


def test_the_menu_by_keyboard(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/glossary")
    about = page.locator("#menu summary", has_text="About")
    about.focus()
    page.keyboard.press("Enter")
    current = page.locator("#menu [aria-current=page]")
    expect(current).to_have_text("Glossary")
    assert faults(page) + faults_in_the_dark(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(about).to_be_focused()
    expect(current).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    expect(page.locator(".site-search input")).to_be_focused()
    expect(current).to_be_hidden()


@pytest.mark.parametrize(("path", "box"), [("/glossary", ".site-search input"), ("/search", "#q")])
def test_a_slash_leads_to_the_one_box_which_suggests(
    wide: Visit, site: str, path: str, box: str
) -> None:
    page = wide.page
    page.goto(f"{site}{path}")
    page.keyboard.press("/")
    expect(page.locator(box)).to_be_focused()
    expect(page.locator('#names-known option[value^="Who led"]')).to_have_count(1)
    expect(page.locator(box)).to_have_attribute("list", "names-known")
    expect(page.locator('input[name="q"]')).to_have_count(1)


def test_an_opened_menu_on_a_telephone_has_no_faults(narrow: Visit, site: str) -> None:
    page = narrow.page
    page.goto(f"{site}/glossary")
    page.get_by_role("button", name="Menu").click()
    page.locator("#menu summary", has_text="About").click()
    assert faults(page) == []


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_link_to_french_stands_beside_the_name_in_words(
    narrow: Visit, site: str, width: int
) -> None:
    """It was “FR”, 20 px wide, and at 320 the menu stood in a line of its own."""
    page = narrow.page
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{site}/glossary")
    link, name = page.locator(".in-french"), page.locator(".site-name")
    assert link.inner_text().lower() in ("en français", "français")
    at, beside = link.bounding_box(), name.bounding_box()
    assert at and beside
    assert at["width"] > 50
    assert abs(at["y"] - beside["y"]) < beside["height"]
    head = page.locator(".site-header").bounding_box()
    assert head and head["height"] <= (80 if width > 1000 else 125)


def test_a_page_in_english_only_is_one_tap_back_from_the_page_in_french(
    narrow: Visit, site: str
) -> None:
    """The page was lost: the link in the head led to the home page."""
    page = narrow.page
    page.goto(f"{site}/codebook?a=1")
    page.locator(".in-french").click()
    expect(page.locator("#anglais")).to_be_visible()
    page.get_by_role("link", name="Y revenir").click()
    expect(page).to_have_url(f"{site}/codebook?a=1")
    page.goto(f"{site}/map")
    page.locator(".in-french").click()
    expect(page.locator("#anglais")).to_be_hidden()
    expect(page.locator("#attaques")).to_be_in_viewport()
    page.locator(".in-french").click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.startswith(f"{site}/map")
    page.goto(f"{site}/fr")
    assert faults(page) == []
