"""The page of citations in Chromium: found, narrowed, followed to the words of a work, printed."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.test_accessibility import WIDTHS, faults, faults_in_the_dark, overflow
from tests.browser.visits import Visit


def test_the_page_has_no_faults(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/citations")
    page.locator("#method summary").click()
    for width, height in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": height})
        assert overflow(page) == []
        assert faults(page) == []
    assert faults_in_the_dark(page) == []
    assert wide.outside(site) == []
    assert wide.errors == []


def test_it_is_found_from_the_home_page_and_narrowed(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(site)
    menu = page.get_by_role("navigation", name="Main")
    menu.get_by_text("Sources", exact=True).click()
    menu.get_by_role("link", name="Citations").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Do the cited works say")
    first = page.locator("article.compared").first
    expect(first).to_contain_text("Differs")
    page.get_by_label("Verdict").select_option("supports")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("article.compared .verdict").first).to_have_text("Supported")
    expect(page).to_have_url(re.compile("verdict=supports"))


def test_a_mark_on_a_page_leads_to_the_comparison(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/claims/csis-ouagadougou-attack")
    page.locator("#works a.verdict").click()
    card = page.locator("article.compared:target")
    expect(card).to_be_in_viewport()
    expect(card).to_contain_text("3 March 2018")
    ways = card.locator("a.deep-link")
    expect(ways).to_have_count(2)
    for way in ways.all():
        assert ":~:text=" in (way.get_attribute("href") or "")


def test_the_two_sides_stand_side_by_side_or_below_each_other(wide: Visit, site: str) -> None:
    page = wide.page
    for width, beside in ((1280, True), (360, False)):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{site}/citations")
        sides = page.locator("article.compared .two-sides > div")
        first, second = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
        assert first
        assert second
        assert (first["y"] == second["y"]) == beside


def test_on_paper_the_form_is_left_out(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/citations")
    page.emulate_media(media="print")
    expect(page.locator("form.narrow-by")).to_be_hidden()
    expect(page.locator("article.compared").first).to_be_visible()
    page.emulate_media(media="screen")
