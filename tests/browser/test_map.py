"""The map: markers on a background of this machine, popups, facets, and words beside it.

Those of tables and queries are drawn by datasette-cluster-map; the maps of the pages are our own.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import Visit
from tests.site.tables import connect

PATHS = ["/jnim/attacks", "/jnim/places"]


def points(path: str) -> int:
    """Return how many rows of a table have a point."""
    with connect() as database:
        table = path.rsplit("/", 1)[1]
        rows = database.execute(f"SELECT count(latitude) AS n FROM [{table}]")
        return int(rows.fetchone()["n"])


def markers(page: Page) -> int:
    """Wait for the map and return how many rows its markers stand for."""
    page.wait_for_selector("#map[data-state=complete]")
    count = "spots => spots.reduce((total, spot) => total + Number(spot.dataset.rows), 0)"
    return int(page.eval_on_selector_all("#map .spot", count))


def clustered(page: Page) -> int:
    """Wait for the markers of datasette-cluster-map and return how many rows they stand for."""
    page.locator("#map .leaflet-marker-icon").first.wait_for()
    page.wait_for_load_state("networkidle")
    names = page.locator("#map .leaflet-marker-icon").evaluate_all(
        "all => all.map(e => e.innerText)"
    )
    return sum(int(name or 1) for name in names)


def still(page: Page) -> None:
    """Wait until the map stands still: what moves, or goes into a cluster, loses its popup."""
    # What is to move has begun to after two frames.
    page.evaluate(
        "async () => { for (const _ of [1, 2]) await new Promise(requestAnimationFrame); }"
    )
    moving = ":is(.leaflet-zoom-anim, .leaflet-pan-anim, .leaflet-cluster-anim)"
    expect(page.locator(f"#map {moving}")).to_have_count(0)


def tiles(page: Page) -> list[int]:
    """Wait for the background and return the widths of its pictures."""
    page.wait_for_selector("#map .leaflet-tile-loaded")
    page.wait_for_load_state("networkidle")
    widths = "tiles => tiles.map(tile => tile.naturalWidth)"
    found: list[int] = page.eval_on_selector_all("#map .leaflet-tile", widths)
    return found


@pytest.mark.parametrize("path", PATHS)
def test_markers_stand_on_a_background_that_this_machine_has(
    wide: Visit, site: str, path: str
) -> None:
    wide.page.goto(site + path)
    assert clustered(wide.page) == points(path)
    widths = tiles(wide.page)
    assert len(widths) >= 4
    assert set(widths) == {256}
    assert any("/-/tiles/basemap/" in url for url in wide.requests)
    assert wide.outside(site) == []
    assert wide.errors == []
    expect(wide.page.locator(".leaflet-control-attribution")).to_contain_text(
        "OpenStreetMap contributors"
    )


def test_the_map_of_a_table_shows_the_region_before_its_rows_are_there(
    wide: Visit, site: str
) -> None:
    wide.page.route("**/attacks.json*", lambda route: None)  # an answer that does not come
    wide.page.goto(f"{site}/jnim/attacks")
    wide.page.wait_for_selector("#map .leaflet-tile-loaded")
    assert wide.page.locator("#map .leaflet-marker-icon").count() == 0
    # As wide as the map, and of where the subject is.
    tiles = {url.split("/basemap/")[1] for url in wide.requests if "/basemap/" in url}
    assert {"4/7/7.png", "4/8/7.png"} < tiles
    assert len(tiles) >= 8


@pytest.mark.parametrize("how", ["pointer", "keyboard"])
def test_a_popup_says_what_happened_and_leads_to_the_page(wide: Visit, site: str, how: str) -> None:
    wide.page.goto(f"{site}/jnim/attacks?id=ouagadougou-2018")
    marker = wide.page.locator("#map img.leaflet-marker-icon")
    expect(marker).to_have_attribute("aria-label", re.compile("Ouagadougou"))
    # A dot as on the site's own map, as large as a finger needs, and no pin.
    expect(marker).to_have_css("width", "26px")
    expect(wide.page.locator("#map .leaflet-shadow-pane")).to_be_hidden()
    still(wide.page)
    if how == "pointer":
        marker.click()
    else:
        marker.focus()
        wide.page.keyboard.press("Enter")
    popup = wide.page.locator(".leaflet-popup-content")
    expect(popup).to_contain_text("Attack in Ouagadougou")
    expect(popup).to_contain_text("3 March 2018 (CSIS) · sources conflict on the date")
    expect(popup).to_contain_text("by JNIM (CSIS 2018; The Modern Insurgent 2022; ")
    expect(popup).to_contain_text(
        "US State Department 2018) · killed: 8 (The Modern Insurgent 2022); at least 8"
    )
    still(wide.page)
    popup.locator("a").click()
    expect(wide.page).to_have_url(f"{site}/attacks/ouagadougou-2018")
    expect(wide.page.locator("h1")).to_contain_text("Ouagadougou")
    assert wide.outside(site) == []
    assert wide.errors == []


def test_the_popup_of_a_place(narrow: Visit, site: str) -> None:
    narrow.page.goto(f"{site}/jnim/places?id=timbuktu")
    marker = narrow.page.locator("#map img.leaflet-marker-icon")
    marker.wait_for()
    still(narrow.page)
    marker.click()
    popup = narrow.page.locator(".leaflet-popup-content")
    expect(popup).to_contain_text("point from geonames")
    still(narrow.page)
    box, frame = popup.bounding_box(), narrow.page.locator("#map").bounding_box()
    assert box
    assert frame
    assert frame["x"] <= box["x"]
    assert box["x"] + box["width"] <= frame["x"] + frame["width"]
    popup.locator("a").click()
    expect(narrow.page).to_have_url(f"{site}/places/timbuktu")


def test_a_row_without_a_popup_of_its_own_shows_what_the_table_shows(
    wide: Visit, site: str
) -> None:
    page = wide.page
    page.goto(f"{site}/jnim/attack_reports?attack_id=aguelhok-2018&source_id=csis-2018")
    marker = page.locator("#map img.leaflet-marker-icon")
    expect(marker).to_have_attribute("aria-label", re.compile("Aguelhok"))
    still(page)
    marker.click()
    popup = page.locator(".leaflet-popup-content")
    expect(popup).to_contain_text("location")
    expect(popup).not_to_contain_text("null")
    expect(popup).not_to_contain_text("record")
    still(page)
    popup.get_by_role("link", name="Open the row").click()
    page.wait_for_url(f"{site}/jnim/attack_reports?id=aguelhok-2018--csis-2018")
    assert wide.errors == []


def test_a_facet_narrows_the_map(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/jnim/attacks")
    before = clustered(page)
    page.locator("#facet-country_code").get_by_role("link", name="Burkina Faso").click()
    expect(page).to_have_url(re.compile("country_code=BF"))
    with connect() as database:
        rows = database.execute("SELECT count(latitude) FROM attacks WHERE country_code = 'BF'")
        (expected,) = rows.fetchone()
    assert clustered(page) == expected < before
    expect(page.locator(".map-note")).to_contain_text("on the map")
    page.get_by_role("link", name="Burkina Faso, chosen. Remove").click()
    assert clustered(page) == before
    assert wide.errors == []


def test_a_page_without_points_says_so_and_shows_no_box(wide: Visit, site: str) -> None:
    wide.page.goto(f"{site}/jnim/attacks?scope=general")
    expect(wide.page.locator(".map-note")).to_contain_text("None of these")
    expect(wide.page.locator("#map, .leaflet-container")).to_have_count(0)
    wide.page.wait_for_load_state("networkidle")
    assert wide.errors == []


@pytest.mark.parametrize("path", ["/jnim/places", "/jnim?sql=select+*+from+places"])
def test_a_map_whose_rows_do_not_come_says_so(wide: Visit, site: str, path: str) -> None:
    wide.page.route("**/jnim*.json?*", lambda route: route.fulfill(status=503, json={"ok": False}))
    wide.page.route("**/jnim/*.json?*", lambda route: route.fulfill(status=503, json={"ok": False}))
    wide.page.goto(site + path)
    expect(wide.page.locator(".map-limit")).to_contain_text("Load the page again")


def test_points_in_an_answer_to_sql_are_on_a_map(wide: Visit, site: str) -> None:
    wide.page.goto(f"{site}/jnim?sql=select+*+from+attacks+where+latitude+is+not+null")
    assert clustered(wide.page) == points("/jnim/attacks")
    wide.page.goto(f"{site}/jnim?sql=select+*+from+attacks+where+latitude+is+null")
    wide.page.wait_for_load_state("networkidle")
    expect(wide.page.locator(".leaflet-container")).to_have_count(0)
    assert wide.outside(site) == []
    assert wide.errors == []


def test_rows_of_one_attack_are_one_point_and_the_caption_says_what_a_point_is(
    wide: Visit, site: str
) -> None:
    of = "attacks join attack_reports on attack_reports.attack_id = attacks.id"
    wide.page.goto(
        f"{site}/jnim?sql=select+attacks.id,who_words,attacks.latitude,attacks.longitude+from+{of}"
    )
    there = points("/jnim/attacks")
    assert clustered(wide.page) == there
    expect(wide.page.locator(".map-note")).to_contain_text(f"are shown once: {there} in all")
    # Without an id, nothing says which rows are of one attack.
    wide.page.goto(f"{site}/jnim?sql=select+attacks.latitude,attacks.longitude+from+{of}")
    assert clustered(wide.page) > there
    expect(wide.page.locator(".map-note")).to_contain_text("not always an attack")


@pytest.mark.parametrize(
    "path", ["/jnim/attacks", "/jnim?sql=select+who_certainty,latitude,longitude+from+attacks"]
)
def test_who_attacked_only_possibly_has_a_ring(wide: Visit, site: str, path: str) -> None:
    wide.page.goto(f"{site}{path}")
    clustered(wide.page)
    with connect() as database:
        where = "latitude IS NOT NULL AND who_certainty = 'possible'"
        (possible,) = database.execute(f"SELECT count(*) FROM attacks WHERE {where}").fetchone()
    assert possible
    rings = wide.page.locator("#map .leaflet-marker-icon.possible")
    expect(rings).to_have_count(possible)


def test_the_popup_column_is_not_in_the_way(wide: Visit, site: str) -> None:
    wide.page.goto(f"{site}/jnim/attacks?_all_columns=1")
    expect(wide.page.locator("td.col-popup")).to_have_count(0)
    expect(wide.page.locator("td.col-latitude").first).to_be_visible()


def test_a_map_tells_its_names_without_being_seen(wide: Visit, site: str) -> None:
    wide.page.goto(f"{site}/jnim/attacks")
    clustered(wide.page)
    for marker in wide.page.locator("#map .leaflet-marker-icon").all():
        expect(marker).to_have_attribute("role", "button")
        assert marker.get_attribute("aria-label")
