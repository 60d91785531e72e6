"""The page /map: months and map narrow each other, with a pointer, a keyboard, and no scripts."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from itertools import combinations

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect

from loaders.database import INSPECT_FILE, inspect_data
from tests.browser.test_accessibility import faults, faults_in_the_dark, overflow
from tests.browser.test_map import markers, still
from tests.browser.visits import Visit, wait_for
from tests.conftest import served, some
from tests.site.tables import add_data_set, connect, copy_of_site

SIZES: dict[str, ViewportSize] = {
    "wide": {"width": 1280, "height": 900},
    "narrow": {"width": 360, "height": 740},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site with a data set: without one no months are drawn."""
    folder = copy_of_site(tmp_path_factory.mktemp("months"), add_data_set)
    # A file that cannot change: answers are cached, as where the site is served.
    counts = inspect_data(folder / "jnim.db")
    (folder / INSPECT_FILE).write_text(json.dumps(counts), encoding="utf-8")
    with served(folder, folder / "log.txt") as address:
        yield address


# How large the map shows the world: Leaflet writes it at an element of its own.
SCALE = "() => document.querySelector('.leaflet-proxy').style.transform.split('scale')[1]"


def bar(page: Page, month: str) -> Locator:
    return page.locator(f'[data-month="{month}"]')


def field_of(page: Page, name: str) -> Locator:
    """Return a field of the form; some are folded until they are asked for."""
    field = page.get_by_label(name, exact=True)
    if not field.is_visible():
        page.get_by_text("More: type, country, role").click()
    return field


def choose(page: Page, field: str, value: str) -> None:
    """Choose something, and ask for it: as on every form, nothing is sent before."""
    before = page.url
    field_of(page, field).select_option(value)
    assert page.url == before
    page.get_by_role("button", name="Show", exact=True).click()


def listed(page: Page) -> Locator:
    return page.locator(".attack-list .name")


def incidents() -> tuple[int, int]:
    """Return how many incidents there are, and how many of them have a point."""
    with connect() as database:
        counts = "SELECT count(*), count(latitude) FROM attacks WHERE scope = 'incident'"
        all_, with_point = database.execute(counts).fetchone()
    return all_, with_point


def test_the_map_shows_all_that_has_a_point(wide: Visit, site: str) -> None:
    all_, with_point = incidents()
    wide.page.goto(f"{site}/map")
    assert markers(wide.page) == with_point
    expect(listed(wide.page)).to_have_count(all_)
    # A few have their places beside them, also two at one place.
    expect(wide.page.locator(".spot .place")).to_have_count(4)
    written = wide.page.locator(".spot .place").all_text_contents()
    assert sorted(written) == ["Aguelhok", "Gao", "Ouagadougou", "Timbuktu"]
    # And when each was, where that is one or two attacks: a dot and a name alone said little.
    dates = wide.page.locator(".spot .place").evaluate_all("all => all.map(e => e.dataset.when)")
    assert sorted(filter(None, dates)) == [
        "Attack, 2 or 3 March 2018 ≠",
        *("Attack, July 2018", "Kidnapping, April 2021"),
        "Takeover of a town, 2012\nAttack, 14 April 2018 (≠ wounded)",
    ]
    # The words can be pressed like the dot.
    wide.page.locator(".spot .place", has_text="Timbuktu").click()
    expect(wide.page.locator(".leaflet-popup-content")).to_contain_text("2 near this point")
    assert wide.outside(site) == []
    assert wide.errors == []


def test_no_label_touches_the_marker_of_another_place(
    narrow: Visit, wide: Visit, site: str
) -> None:
    """On a telephone “Gao” stood below the marker of Timbuktu, as if it were its name."""
    for page in (narrow.page, wide.page):
        page.goto(f"{site}/map?group=jnim&rule=perpetrator-possible")
        expect(page.locator(".spot .place")).to_have_count(4)
        near = page.evaluate(
            """() => [...document.querySelectorAll('.spot .place')].flatMap((label) =>
              [...document.querySelectorAll('.spot')].filter((spot) => {
                const [a, b] = [label, spot].map((each) => each.getBoundingClientRect());
                return spot !== label.parentElement && a.left < b.right + 5 && b.left < a.right + 5
                  && a.top < b.bottom + 5 && b.top < a.bottom + 5;
              }).map(() => label.textContent))"""
        )
        assert near == []


def test_the_legend_is_in_the_first_screen(narrow: Visit, wide: Visit, site: str) -> None:
    """On a wide screen it stood below the fold: a filled and a hollow dot could not be told."""
    wide.page.goto(f"{site}/map")
    expect(wide.page.locator("#legend")).to_be_in_viewport(ratio=1)
    # On a telephone it is below the map and what the map leaves out.
    narrow.page.goto(f"{site}/map")
    tops = [narrow.page.locator(each).bounding_box() for each in ("#map", "#edge", "#legend")]
    assert all(tops)
    ys = [box["y"] for box in tops if box]
    assert ys == sorted(ys)


def test_on_a_telephone_what_is_asked_for_comes_into_sight(narrow: Visit, site: str) -> None:
    """The form stands below the map, and pressing its button seemed to do nothing."""
    page = narrow.page
    page.goto(f"{site}/map")
    page.get_by_text("Filter", exact=True).click()
    field_of(page, "Country").select_option("BF")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#summary")).to_be_in_viewport()


def test_a_month_narrows_the_map_at_once_and_then_the_list(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/map")
    markers(page)
    before = [url for url in wide.requests if "/-/points/" in url]
    bar(page, "2018-03").click()
    expect(page).to_have_url(f"{site}/map?from=2018-03&to=2018-03")
    assert markers(page) == 1
    expect(listed(page)).to_have_text(["Attack in Ouagadougou, 2018"])
    expect(page.locator("#summary strong")).to_have_text("1 attack")
    expect(bar(page, "2018-03")).to_have_attribute("aria-current", "true")
    assert [url for url in wide.requests if "/-/points/" in url] == before
    bar(page, "2018-07").click(modifiers=["Shift"])
    expect(page).to_have_url(f"{site}/map?from=2018-03&to=2018-07")
    assert markers(page) == 3
    expect(listed(page)).to_have_count(3)
    page.go_back()
    expect(listed(page)).to_have_count(1)
    assert markers(page) == 1
    bar(page, "2018-03").click()
    all_, with_point = incidents()
    expect(listed(page)).to_have_count(all_)
    assert markers(page) == with_point
    assert wide.errors == []


def test_months_are_drawn_over(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/map")
    markers(page)
    bar(page, "2018-04").scroll_into_view_if_needed()
    first, last = (bar(page, month).bounding_box() for month in ("2018-04", "2018-07"))
    assert first
    assert last
    page.mouse.move(first["x"] + 3, first["y"] + 40)
    page.mouse.down()
    page.mouse.move(last["x"] + 3, last["y"] + 40, steps=5)
    page.mouse.up()
    expect(page).to_have_url(f"{site}/map?from=2018-04&to=2018-07")
    expect(listed(page)).to_have_count(2)
    assert wide.errors == []


def test_months_are_chosen_with_the_keyboard(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/map?from=2018-03&to=2018-03")
    markers(page)
    # One stop of the Tab key for all months.
    assert page.locator('[data-month][tabindex="0"]').count() == 1
    bar(page, "2018-03").focus()
    page.keyboard.press("ArrowRight")
    expect(bar(page, "2018-04")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/map?from=2018-04&to=2018-04")
    expect(listed(page)).to_have_count(1)
    expect(bar(page, "2018-04")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    expect(page).to_have_url(f"{site}/map?from=2018-04&to=2018-07")
    expect(listed(page)).to_have_count(2)
    expect(bar(page, "2018-07")).to_be_focused()
    assert wide.errors == []


def test_a_type_and_a_country_narrow_the_months(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/map")
    markers(page)
    choose(page, "Type", "complex-attack")
    expect(page).to_have_url(f"{site}/map?type=complex-attack")
    expect(bar(page, "2018-04").locator("title")).to_have_text("April 2018: 1 attack")
    expect(bar(page, "2018-03").locator("title")).to_have_text("March 2018: 0 attacks")
    assert markers(page) == 1
    choose(page, "Type", "")
    choose(page, "Country", "BF")
    expect(bar(page, "2018-04")).to_have_count(1)
    expect(bar(page, "2018-04").locator("title")).to_have_text("April 2018: 0 attacks")
    assert markers(page) == 1
    assert wide.errors == []


def test_what_is_chosen_while_an_answer_is_on_its_way_stays_chosen(wide: Visit, site: str) -> None:
    page, held = wide.page, list[Route]()
    page.goto(f"{site}/map")
    page.route("**/map?type=*", lambda route: held.append(route))
    with page.expect_request("**/map?type=*"):
        choose(page, "Type", "complex-attack")
    page.get_by_label("Country", exact=True).select_option("BF")
    held.pop().continue_()
    expect(bar(page, "2018-03").locator("title")).to_have_text("March 2018: 0 attacks")
    expect(page.get_by_label("Country", exact=True)).to_have_value("BF")
    expect(page.get_by_label("Type", exact=True)).to_have_value("complex-attack")
    assert wide.errors == []


def test_a_popup_says_who_says_so_and_what_is_only_implied(wide: Visit, site: str) -> None:
    """It left out what stood in brackets: “by JNIM (implied by …)” was by JNIM."""
    page = wide.page
    page.goto(f"{site}/map")
    markers(page)
    popup = page.locator(".leaflet-popup-content")
    page.get_by_role("button", name="Kidnapping of Olivier Dubois, 2021").click()
    expect(popup.locator(".line")).to_have_text(
        [
            "April 2021",
            "by JNIM (implied by The Modern Insurgent 2022)",
        ]
    )
    page.get_by_role("button", name="Attack in Ouagadougou, 2018").click()
    expect(popup).to_contain_text("at least 8 (Caleb Weiss, 4 March 2018, in a repost)")
    # Of two sides that cannot both be right, a line had room for one, and three dots.
    expect(popup).to_contain_text("2 March 2018 (US State Department) ≠ 3 March 2018 (CSIS)")
    page.goto(f"{site}/map?group=jnim")
    page.get_by_role("button", name="Attack on a French base").click()
    expect(popup).to_contain_text("7 French soldiers (CSIS 2018) ≠ 10 French soldiers, said the")
    cut = popup.locator(".line").evaluate_all(
        "all => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.innerText)"
    )
    assert cut == []
    assert wide.errors == []


def test_another_group_or_source_brings_other_points(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/map")
    markers(page)
    with page.expect_response(lambda answer: "/-/points/" in answer.url):
        choose(page, "Group", "ansar-dine")
    expect(listed(page)).to_have_text(["Takeover of Timbuktu, 2012"])
    expect(page.locator("#map .spot")).to_have_count(1)
    assert markers(page) == 1
    assert wide.errors == []


def test_a_size_has_a_legend_and_stands_in_the_address(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/map?size=killed")
    markers(page)
    # “2 killed” stood in it, which no attack has.
    expect(page.locator("#legend > span")).to_have_text(
        [
            "by JNIM",
            "number in a circle: people killed",
            "no number stated",
            "≠ sources conflict",
            "active in these countries (CSIS 2018)",
            "Mali, above all",
        ]
    )
    expect(page.get_by_role("button", name=re.compile(" 1 killed"))).to_have_text(re.compile("^1"))
    expect(
        page.get_by_role("button", name=re.compile("Ouagadougou.*8 killed")).locator("span").first
    ).to_have_text("8")
    # What no source tells is not zero: a ring without a number.
    untold = page.get_by_role("button", name=re.compile("Aguelhok.*no number of killed stated"))
    expect(untold).to_have_class(re.compile(r"\buntold\b"))
    expect(untold.locator("span").first).to_have_text("")
    expect(page.locator("#legend i.ring")).to_have_count(1)
    choose(page, "Size by", "")
    expect(page).to_have_url(f"{site}/map")
    expect(page.locator("#legend i.ring")).to_have_count(0)
    assert wide.errors == []


def test_where_one_looks_stands_in_the_address_and_in_what_is_copied(
    wide: Visit, site: str
) -> None:
    page = wide.page
    page.goto(f"{site}/map?group=jnim")
    markers(page)
    expect(page).to_have_url(f"{site}/map?group=jnim")
    choose(page, "Country", "ML")
    expect(page).to_have_url(f"{site}/map?country=ML&group=jnim")
    expect(page.locator("#summary")).to_contain_text("Mali")  # and the map is fitted to it
    page.get_by_role("button", name="Zoom out").click()
    expect(page).to_have_url(re.compile(r"/map\?country=ML&group=jnim#[\d./-]+$"))
    address = page.url
    link, line = page.locator("#embed .cite-text").all_text_contents()
    query, place = address.split("/map?")[1].split("#")
    assert link == address
    assert f'/embed/map?{query.replace("&", "&amp;")}#{place}"' in line
    # Another reader sees the same part of the world, also in a page of another site.
    scale = page.evaluate(SCALE)
    for other in (address, address.replace("/map?", "/embed/map?")):
        page.goto("about:blank")
        page.goto(other)
        assert markers(page) == 3
        assert page.evaluate(SCALE) == scale
    assert wide.errors == []


def test_what_is_copied_is_what_the_address_says_before_the_server_answers(
    wide: Visit, site: str
) -> None:
    """Until the answer came, the link and the pictures were still those of the last choice."""
    page = wide.page
    page.goto(f"{site}/map?group=jnim")
    markers(page)
    held: list[Route] = []
    page.route("**/map?*country=ML*", lambda route: held.append(route))
    choose(page, "Country", "ML")
    expect(page).to_have_url(f"{site}/map?country=ML&group=jnim")
    # Moved while one waits, it is not that of the last choice again.
    page.get_by_role("button", name="Zoom out").click()
    expect(page).to_have_url(re.compile("#"))
    assert page.locator("#embed .cite-text").first.text_content() == page.url
    pictures = page.locator("#pictures a").evaluate_all("all => all.map(a => a.search)")
    query = "?country=ML&group=jnim"
    assert pictures == [query, f"{query}&width=narrow", query]
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("#summary")).to_contain_text("Mali")
    assert page.locator("#embed .cite-text").first.text_content() == page.url
    assert wide.errors == []


def test_what_is_asked_for_is_shown_whole(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/map#7/16.770/-3.010")
    markers(page)
    expect(page.get_by_role("button", name=re.compile("^Attack in Ouagadougou"))).to_have_count(0)
    page.get_by_label("Group", exact=True).select_option("jnim")
    page.get_by_role("button", name="Show").click()
    # All four, and the link is to what is seen now.
    expect(page.locator(".spot .place")).to_have_count(4)
    expect(page).not_to_have_url(re.compile("#7/"))
    assert wide.errors == []


@pytest.mark.parametrize("path", ["/map", "/jnim/attacks"])
def test_one_finger_on_a_map_moves_the_page(browser: Browser, site: str, path: str) -> None:
    context = browser.new_context(
        viewport=SIZES["narrow"], has_touch=True, is_mobile=True, device_scale_factor=2
    )
    page = context.new_page()
    page.goto(site + path)
    page.locator("#map .leaflet-marker-icon").first.wait_for()
    page.locator("#map").scroll_into_view_if_needed()
    at = page.locator("#map").bounding_box()
    assert at
    before = page.evaluate("scrollY")
    touch = context.new_cdp_session(page)
    x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] - 60
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        *(("touchMove", [{"x": x, "y": y - step}]) for step in range(20, 201, 20)),
        ("touchEnd", []),
    ):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    wait_for(page, f"scrollY > {before} + 50")
    context.close()


@pytest.mark.parametrize("path", some(["/map", "/embed/map", "/jnim/attacks"], 2))
def test_the_wheel_is_the_pages_until_the_map_is_clicked_and_all_points_come_back(
    wide: Visit, site: str, path: str
) -> None:
    """The wheel over a map zoomed it to a continent, and the page stood still."""
    page = wide.page
    page.goto(site + path)
    page.locator("#map .leaflet-marker-icon").first.wait_for()
    page.locator("#map").scroll_into_view_if_needed()
    at = page.locator("#map").bounding_box()
    assert at
    page.mouse.move(at["x"] + at["width"] - 90, at["y"] + 90)
    before = page.evaluate(SCALE)
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(500)
    assert page.evaluate(SCALE) == before
    # Where nobody has moved it there is nothing to come back to.
    expect(page.get_by_role("button", name="Back to all points")).to_be_hidden()
    page.mouse.click(at["x"] + at["width"] - 90, at["y"] + 90)
    for _ in range(3):
        page.mouse.wheel(0, 300)
        page.wait_for_timeout(300)
    assert page.evaluate(SCALE) != before
    back = page.get_by_role("button", name="Back to all points")
    below, at = back.bounding_box(), page.locator("#map").bounding_box()
    assert below and at
    assert below["y"] >= at["y"] + at["height"], "on the map it lay on points and their names"
    back.click()
    wait_for(page, SCALE, before)
    assert wide.errors == []


def test_no_place_is_named_whose_marker_is_beyond_the_frame(narrow: Visit, site: str) -> None:
    page = narrow.page
    page.goto(f"{site}/map")
    markers(page)
    page.locator(".leaflet-control-zoom-in").click()
    still(page)
    beyond = """() => [...document.querySelectorAll("#map .place")].filter((place) => {
      const [at, map] = [place.parentElement, place.closest(".map-frame")]
        .map((each) => each.getBoundingClientRect());
      const [x, y] = [(at.left + at.right) / 2, (at.top + at.bottom) / 2];
      return x < map.left || x > map.right || y < map.top || y > map.bottom;
    }).map((place) => place.textContent)"""
    expect(page.locator("#map .place").first).to_be_attached()
    assert page.evaluate(beyond) == []


def test_a_marker_of_several_lists_them(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/map")
    markers(page)
    several = page.get_by_role("button", name="2 near this point")
    several.focus()
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup-content")
    expect(popup.get_by_role("link", name="Takeover of Timbuktu, 2012")).to_be_visible()
    expect(popup).to_contain_text("14 April 2018 (Reuters, 14 April 2018)by JNIM")
    expect(popup.get_by_role("link").first).to_have_attribute("href", re.compile("^/attacks/"))
    expect(popup.locator(".popup")).to_be_focused()
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    expect(several).to_be_focused()
    assert wide.errors == []


def test_a_key_tells_whose_attacks_the_dots_are(wide: Visit, site: str) -> None:
    """All dots were alike: those of other groups, and those that are only possibly JNIM's."""
    page = wide.page
    page.goto(f"{site}/map")
    markers(page)
    key = page.locator("#legend")
    # What the ring is around a number was said nowhere.
    expect(key).to_have_text(
        "by JNIMby JNIM, impliedby others, or not stated"
        "two or more here≠ sources conflict"
        "active in these countries (CSIS 2018)Mali, above all"
    )
    expect(page.locator(".spot.possible")).to_have_count(2)
    choose(page, "Group", "jnim")
    expect(page).to_have_url(re.compile("group=jnim"))
    # The form left out those that are only implied, which the first page counts.
    expect(page.locator(".spot.possible")).to_have_count(2)
    page.get_by_role("link", name="Show only the 3 stated outright").click()
    expect(page.locator(".spot.possible")).to_have_count(0)
    expect(key).not_to_contain_text("by JNIM")
    # What was chosen is there to copy still.
    page.get_by_text("Save, share or embed").click()
    expect(page.locator("#embed .cite-text").first).to_contain_text("/map?group=jnim")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page.get_by_role("button", name="Copy link").click()
    # It was copied from here, and nothing said that nobody else can open it.
    expect(page.get_by_role("status").last).to_have_text(
        "Copied the link. This copy of the site has no address that others can open:"
        " the link opens on this device only."
    )
    assert wide.errors == []


def test_on_a_telephone_a_popup_stands_below_the_map(narrow: Visit, site: str, whole: bool) -> None:
    """On the map it covered the half of what it was about, and lay under the buttons that zoom."""
    page = narrow.page
    page.goto(f"{site}/map")
    assert markers(page)
    for number in range(0, page.locator("#map .spot").count(), 1 if whole else 3):
        page.goto(f"{site}/map")
        markers(page)
        spot = page.locator("#map .spot").nth(number)
        spot.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".leaflet-popup-content a").first).to_be_in_viewport()
        still(page)
        drawn = page.locator("#map")
        # What stands between may still be about to go.
        page.wait_for_function(
            """() => {
              const edge = (selector) => document.querySelector(selector).getBoundingClientRect();
              const below = edge(".leaflet-popup").top - edge("#map").bottom;
              return 0 <= below && below < 60;
            }"""
        )
        popup = page.locator(".leaflet-popup").bounding_box()
        assert popup
        assert popup["x"] >= 0 and popup["x"] + popup["width"] <= 360
        expect(drawn.locator(".is-told")).to_have_count(1)
        page.locator(".leaflet-popup-close-button").click()
        expect(page.locator(".leaflet-popup")).to_have_count(0)
        expect(drawn.locator(".is-told")).to_have_count(0)


def test_the_page_works_without_scripts(without_scripts: Page, site: str) -> None:
    without_scripts.goto(f"{site}/map?from=2018-03&to=2018-07")
    expect(listed(without_scripts)).to_have_count(3)
    drawn = without_scripts.locator(".map-drawn img")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("it => it.decode().then(() => it.naturalWidth)") > 100
    bar(without_scripts, "2018-04").click()
    expect(without_scripts).to_have_url(f"{site}/map?from=2018-04&to=2018-04")
    expect(listed(without_scripts)).to_have_count(1)
    field_of(without_scripts, "Country").select_option("BF")
    without_scripts.get_by_role("button", name="Show").click()
    expect(without_scripts.locator("#list")).to_contain_text("Nothing to list")


def test_a_telephone_without_scripts_gets_the_narrow_picture(
    without_scripts: Page, site: str
) -> None:
    """The wide one was shown at a third of its size, with letters of 4 pixels."""
    without_scripts.set_viewport_size({"width": 360, "height": 800})
    without_scripts.goto(f"{site}/map?type=complex-attack")
    drawn = without_scripts.locator(".map-drawn img")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("it => it.decode().then(() => it.naturalWidth)") < 400
    assert drawn.evaluate("it => it.currentSrc").endswith(
        "map.svg?type=complex-attack&width=narrow"
    )


def test_on_paper_the_map_is_its_picture_of_what_is_chosen(wide: Visit, site: str) -> None:
    """There was no map on paper; on a screen with scripts nobody asks for the picture."""
    page = wide.page
    page.goto(f"{site}/map")
    markers(page)
    choose(page, "Group", "jnim")
    expect(page.locator("#drawn img")).to_have_attribute("src", "/-/charts/map.svg?group=jnim")
    assert not [address for address in wide.requests if "/map.svg" in address]
    page.emulate_media(media="print")
    expect(page.locator("#drawn")).to_be_visible()
    expect(page.locator("#map")).to_be_hidden()
    expect(page.locator(".map-form")).to_be_hidden()
    page.emulate_media(media="screen")


@pytest.mark.parametrize(
    "query", some(["?country=BF&from=2018-01", "", "?group=jnim&size=killed"], 3)
)
def test_pictures_are_the_same_with_and_without_scripts(wide: Visit, site: str, query: str) -> None:
    """The script gave each link to a picture the narrow one."""
    page = wide.page
    served = page.request.get(f"{site}/map{query}").text().partition('id="pictures"')[2]
    links = re.findall(r'<a href="([^"]+)" download', html.unescape(served.partition("</p>")[0]))
    assert len(links) == 3
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{site}/map{query}")
        markers(page)
        shown = page.locator("#pictures a").evaluate_all(
            "all => all.map(a => a.getAttribute('href').replace(location.origin, ''))"
        )
        assert shown == links, width


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_and_nothing_runs_over(wide: Visit, site: str, size: str) -> None:
    page = wide.page
    page.set_viewport_size(SIZES[size])
    page.goto(f"{site}/map?from=2018-03&to=2018-07&size=killed")
    markers(page)
    page.locator("#map .spot").first.click()
    expect(page.locator(".leaflet-popup-content a").first).to_be_visible()
    assert faults(page) == []
    assert faults_in_the_dark(page) == []
    assert overflow(page) == []
    assert wide.errors == []


def test_what_is_typed_and_is_no_month_is_told(wide: Visit, site: str) -> None:
    """The map took no notice of it, and its link and its embed bore it."""
    page = wide.page
    page.goto(f"{site}/map?country=ML")
    markers(page)
    # Who goes on to the other end of the period is not held up.
    page.get_by_label("From", exact=True).fill("marzo 2018")
    page.get_by_label("To", exact=True).fill("2018")
    page.get_by_label("To", exact=True).blur()
    assert page.url == f"{site}/map?country=ML"
    page.get_by_label("To", exact=True).fill("")
    page.get_by_label("From", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("“marzo 2018” is no date. Write a year or")
    # To be mended where it stands; nothing of it is passed on.
    expect(page.get_by_label("From", exact=True)).to_have_value("marzo 2018")
    expect(page.locator("#embed .cite-text").first).to_have_text(f"{site}/map?country=ML")
    page.get_by_label("From", exact=True).fill("mars 2018")
    page.get_by_label("From", exact=True).press("Enter")
    expect(page.get_by_label("From", exact=True)).to_have_value("2018-03")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#summary")).to_contain_text("since March 2018")
    assert wide.errors == []


@pytest.mark.parametrize(
    "refused", some(["from=2018-13", "from=2020&to=2018", "type=none&from=2018-13"], 2)
)
def test_the_map_leaves_out_what_was_refused_as_the_counts_do(
    wide: Visit, site: str, refused: str
) -> None:
    """The text counted every attack, and the map drew those of a month that does not exist."""
    page = wide.page
    page.goto(f"{site}/map")
    every = markers(page)
    page.goto(f"{site}/map?{refused}")
    expect(page.get_by_role("alert").first).to_contain_text("It was left out")
    assert markers(page) == every
    files = page.locator("#pictures a").evaluate_all("all => all.map(a => a.search)")
    assert set(files) == {"", "?width=narrow"}
    expect(page.locator("#embed .cite-text").first).to_have_text(f"{site}/map")
    # Also where it is typed.
    page.goto(f"{site}/map")
    for name, value in [part.split("=") for part in refused.split("&") if "type" not in part]:
        page.locator(f"#{name}").fill(value)
    page.locator("#from").press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("It was left out")
    assert markers(page) == every
    assert wide.errors == []


BOXES = """selector => [...document.querySelectorAll(`.map-frame ${selector}`)]
    .map((e) => e.getBoundingClientRect()).map((b) => [b.left, b.top, b.right, b.bottom])"""


def boxes(page: Page, selector: str) -> list[list[float]]:
    found: list[list[float]] = page.evaluate(BOXES, selector)
    return found


def apart(one: list[float], other: list[float]) -> bool:
    beside = one[2] <= other[0] + 1 or other[2] <= one[0] + 1
    return beside or one[3] <= other[1] + 1 or other[3] <= one[1] + 1


@pytest.mark.parametrize("path", ["/map", "/embed/map"])
@pytest.mark.parametrize("width", some([360, 320, 390, 480, 1280, 768, 1024, 1920], 4))
def test_no_label_leaves_the_map_or_covers_another(
    wide: Visit, site: str, path: str, width: int
) -> None:
    """On a telephone “Gao, Kidnapping, April 2021” was cut at the edge of the map."""
    page = wide.page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(site + path)
    expect(page.locator(".spot .place")).to_have_count(4)
    expect(page.locator(".ground-name").first).to_be_attached()
    (frame,) = page.evaluate(BOXES.replace("`.map-frame ${selector}`", "selector"), ".map-frame")
    labels, names = boxes(page, ".place"), boxes(page, ".ground-name span")
    for left, top, right, bottom in labels + names:
        assert frame[0] <= left < right <= frame[2]
        assert frame[1] <= top < bottom <= frame[3]
    for one, other in combinations(labels + names + boxes(page, ".leaflet-control"), 2):
        assert apart(one, other)
    # No name of the background is below a dot: that of a capital lay in the name of its country.
    for spot in boxes(page, ".spot"):
        assert all(apart(spot, name) for name in names)


def test_the_background_is_of_this_site_and_drawn_until_a_street_map_is_asked_for(
    wide: Visit, site: str
) -> None:
    page = wide.page
    page.goto(f"{site}/map")
    expect(page.locator(".ground-name", has_text="Niger").first).to_be_attached()
    expect(page.locator(".border")).to_have_count(1)
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("Natural Earth")
    assert not [url for url in wide.requests if "/-/tiles/" in url]
    page.get_by_label("Street map").check()
    page.wait_for_selector("#map .leaflet-tile-loaded")
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("OpenStreetMap")
    assert wide.outside(site) == []


@pytest.mark.parametrize("path", ["/map", "/timeline", "/compare", "/disagreements"])
def test_a_choice_counts_when_it_is_asked_for_and_says_so_until_then(
    wide: Visit, site: str, path: str
) -> None:
    """The map followed each select, /compare none, and its heading and table disagreed."""
    page = wide.page
    page.goto(site + path)
    for fold in page.locator("main details:has(form) > summary:visible").all():
        fold.click()
    form = page.locator("main form:has(select)").first
    hint = "e => getComputedStyle(e, '::after').content"
    assert form.evaluate(hint) == "none"
    form.locator("select").first.select_option(index=2)
    assert page.url == site + path
    assert "Not shown yet" in form.evaluate(hint)
    form.get_by_role("button").first.click()
    expect(page).to_have_url(re.compile(r"\?"))
    assert page.locator("main form:has(select)").first.evaluate(hint) == "none"


def test_a_popup_that_closes_leaves_the_view_as_it_was(wide: Visit, site: str) -> None:
    """The map moved to make room for it, and did not move back: two towns were out of sight."""
    page = wide.page
    page.goto(f"{site}/map")
    markers(page)
    still(page)
    # Within the map: the page itself may scroll to what is clicked.
    places = """[...document.querySelectorAll('.spot')].map((each) => {
      const box = (it) => it.getBoundingClientRect();
      const [spot, map] = [box(each), box(document.querySelector('#map'))];
      return `${Math.round(spot.left - map.left)} ${Math.round(spot.top - map.top)}`;
    }).sort().join()"""
    before = page.evaluate(places)
    page.get_by_role("button", name="Kidnapping of Olivier Dubois, 2021").click()
    expect(page.locator(".leaflet-popup-content")).to_be_visible()
    still(page)
    # Another, instead of the first.
    page.get_by_role("button", name="2 near this point").click()
    expect(page.locator(".leaflet-popup-content")).to_contain_text("Takeover of Timbuktu")
    still(page)
    page.locator(".leaflet-popup-close-button").click()
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    wait_for(page, places, before)
    # And the wheel still scrolls the page: to open a marker is not to be in the map.
    zoom = page.evaluate("location.hash")
    page.mouse.wheel(0, 300)
    wait_for(page, "scrollY > 0")
    assert page.evaluate("location.hash.split('/')[0]") == zoom.split("/")[0]


def test_countries_of_attacks_stand_out_and_an_inset_says_where_they_are(
    wide: Visit, site: str
) -> None:
    """Land, neighbours and sea had one tint."""
    page = wide.page
    page.goto(f"{site}/map")
    markers(page)
    expect(page.locator("path.land.active")).to_have_count(2)
    expect(page.locator("path.land.most")).to_have_count(1)
    fills = [
        page.locator(each).first.evaluate("it => getComputedStyle(it).fill")
        for each in ("path.land", "path.land.active", "path.land.most", ".map-inset path")
    ]
    assert len(set(fills)) == 4
    expect(page.locator(".map-inset rect")).to_have_attribute("width", re.compile(r"^\d"))
