"""What a reader does with diagrams: asks, filters, follows, by keyboard and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from plugins.site.drawings.drawing import text_width
from tests.browser.test_accessibility import faults_at_widths, faults_in_the_dark
from tests.browser.visits import Visit
from tests.site.tables import connect

PATHS = [
    "/lineage",
    pytest.param("/lineage?on=no", marks=pytest.mark.walk),
    "/timeline?from=2018&to=2018",
    "/attacks-per-month?group=jnim",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_of_diagrams_has_no_faults(tour: Visit, site: str, path: str, whole: bool) -> None:
    page = tour.page
    page.goto(site + path)
    assert faults_at_widths(page, path, whole) == {}
    assert faults_in_the_dark(page) == []
    assert tour.outside(site) == []
    assert tour.errors == []


def test_what_held_on_1_march_2017_is_asked_by_keyboard(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/lineage")
    page.get_by_text("Filter by day or source").click()
    page.get_by_label("By source").select_option("mi-history-merger")
    page.get_by_label("On a day, month or year").focus()
    page.keyboard.type("2017-03-01")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/lineage\?on=2017-03-01&reading=mi-history-merger"))
    drawn = page.locator("svg.chart:visible")
    expect(drawn).to_contain_text("Macina Liberation Front")
    expect(drawn).not_to_contain_text("Al-Mourabitoun")


# What runs out of its box or the picture, lies over other words, or is too small to be read.
MISPLACED = """() => {
  const svg = [...document.querySelectorAll('svg.chart')].find((one) => one.checkVisibility());
  const edge = svg.getBoundingClientRect(), faults = [];
  const scale = edge.width / svg.viewBox.baseVal.width;
  const texts = [...svg.querySelectorAll('text')].map(
    (one) => [one.getBoundingClientRect(), one.textContent, one]);
  const boxes = [...svg.querySelectorAll('.box')].map((one) => one.getBoundingClientRect());
  for (const [at, words, one] of texts) {
    if (at.left < edge.left || at.right > edge.right + 1) faults.push(`out: ${words}`);
    if (scale * parseFloat(getComputedStyle(one).fontSize) < 11.5) faults.push(`small: ${words}`);
    for (const box of boxes)
      if (at.top > box.top && at.bottom < box.bottom && at.left > box.left && at.left < box.right
          && at.right > box.right - 2) faults.push(`out of its box: ${words}`);
  }
  texts.forEach(([a, words], place) => texts.slice(place + 1).forEach(([b, others]) => {
    if (a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom)
      faults.push(`${words} over ${others}`);
  }));
  return faults;
}"""


@pytest.mark.parametrize("path", ["/lineage", "/timeline", "/timeline?kind=attack"])
def test_no_word_is_cut_covered_or_small_at_any_width(wide: Visit, site: str, path: str) -> None:
    page = wide.page
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{site}{path}")
        assert page.evaluate(MISPLACED) == []


def test_a_box_leads_to_its_page_by_keyboard_and_mouse(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/lineage")
    page.locator(".chart-frame").focus()
    page.keyboard.press("Tab")
    ring = page.evaluate(
        "getComputedStyle(document.activeElement.querySelector('.box')).strokeWidth"
    )
    assert float(ring.removesuffix("px")) >= 3
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/groups/al-qaeda")
    page.goto(f"{site}/lineage")
    page.locator(".chart-frame svg").get_by_text("Al-Mourabitoun", exact=True).click()
    page.wait_for_url(f"{site}/groups/al-mourabitoun")


def test_a_reader_may_go_past_the_drawing(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/timeline")
    past = page.get_by_role("link", name="Skip the picture")
    past.focus()
    expect(past).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#dated")).to_be_in_viewport()


def test_the_timeline_is_filtered_by_kind_group_and_period(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/timeline")
    whole = page.locator(".dated > li").count()
    page.get_by_text("Filter by kind, group or period").click()
    page.get_by_label("Kind").select_option("attack")
    page.get_by_label("About the group").select_option("jnim")
    page.get_by_label("From", exact=True).fill("2018-03")
    page.get_by_label("To", exact=True).fill("2018-04")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("kind=attack&group=jnim&from=2018-03&to=2018-04"))
    items = page.locator(".dated > li")
    assert 2 <= items.count() < whole
    expect(items.filter(has_text="Ouagadougou")).to_have_count(1)
    ouagadougou = items.filter(has_text="Ouagadougou")
    expect(ouagadougou).to_contain_text("3 March 2018")
    expect(ouagadougou).to_contain_text("On or before 2 March 2018")
    ouagadougou.locator("a.disputed").first.click()
    expect(page).to_have_url(re.compile("/disagreements/ouagadougou-date"))
    page.go_back()
    page.get_by_role("link", name="all years").click()
    expect(page).to_have_url(re.compile(r"/timeline\?kind=attack&group=jnim$"))


def test_a_telephone_gets_a_drawing_of_its_own(narrow: Visit, site: str) -> None:
    """As a file of its own it had other letters than the page."""
    page = narrow.page
    page.goto(f"{site}/lineage")
    wide, middle, own = page.locator("svg.chart").all()
    expect(wide).to_be_hidden()
    expect(middle).to_be_hidden()
    expect(own).to_be_visible()
    box = own.bounding_box()
    assert box
    assert box["x"] + box["width"] <= 360
    font = "e => getComputedStyle(e).fontFamily"
    assert own.locator("text").first.evaluate(font) == page.locator("main").evaluate(font)
    assert not [url for url in narrow.requests if "/-/charts/" in url]


def test_a_telephone_gets_a_timeline_that_is_not_to_be_moved_sideways(
    narrow: Visit, site: str
) -> None:
    """It opened on a column of words without a mark; moved, it had marks without words."""
    page = narrow.page
    page.goto(f"{site}/timeline")
    picture = page.locator(".chart-narrow svg")
    expect(picture).to_be_visible()
    assert page.locator(".chart-narrow").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # The years, all marks and the beginning of the list are in one screen.
    row = picture.locator("a").filter(has_text="Kidnapping of")
    first, mark = picture.locator("a text").first.bounding_box(), row.locator("path").last
    years = picture.get_by_text("2018", exact=True).bounding_box()
    dot = mark.bounding_box()
    assert first and years and dot
    assert years["y"] < dot["y"] < first["y"] < years["y"] + 300
    # A picture of several screens has its legend above.
    above, key = page.locator("p.lead").bounding_box(), picture.locator(".legend").first
    legend = key.bounding_box()
    assert above and legend
    assert legend["y"] - (above["y"] + above["height"]) < 60
    assert legend["y"] < years["y"]
    # What is done with it stands below it; a picture to take along is as narrow.
    expect(page.get_by_text("Filter by kind, group or period")).to_be_visible()
    fold, drawn = page.locator(".chart-bar").bounding_box(), picture.bounding_box()
    assert fold and drawn
    assert fold["y"] > drawn["y"] + drawn["height"]
    page.get_by_text("Save, share or embed").click()
    link = page.get_by_role("link", name="phone or column (PNG)").get_attribute("href") or ""
    assert link.endswith("/-/charts/timeline.png?width=narrow")


@pytest.mark.parametrize("path", ["/timeline", "/lineage", "/map"])
def test_the_drawing_is_in_the_first_screen_that_one_sees(
    narrow: Visit, wide: Visit, site: str, path: str
) -> None:
    """Fields and prose filled a screen before it, and on a telephone a screen and a half."""
    for visit, most in ((narrow, 740), (wide, 400)):
        visit.page.goto(site + path)
        drawn = visit.page.locator("svg.chart:visible, #map").first.bounding_box()
        assert drawn
        assert drawn["y"] < most


@pytest.mark.parametrize("path", ["/timeline", "/lineage"])
def test_a_tablet_has_a_drawing_as_wide_as_its_page(wide: Visit, site: str, path: str) -> None:
    """It had that of a telephone, and half of the page was blank beside it."""
    page = wide.page
    page.set_viewport_size({"width": 768, "height": 1024})
    page.goto(site + path)
    drawn = page.locator(".chart-middle > svg").bounding_box()
    assert drawn
    assert drawn["width"] > 700
    assert page.evaluate("document.documentElement.scrollWidth") == 768
    page.set_viewport_size({"width": 1280, "height": 900})


def test_diagrams_are_whole_without_scripts(without_scripts: Page, site: str) -> None:
    page = without_scripts
    page.goto(f"{site}/lineage")
    page.get_by_text("Filter by day or source").click()
    page.get_by_label("On a day, month or year").fill("2017-03-01")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"/lineage\?on=2017-03-01"))
    expect(page.locator("#ties")).to_contain_text("Macina Liberation Front")
    page.goto(f"{site}/lineage")
    expect(page.locator(".chart-frame svg")).to_be_visible()
    assert page.locator(".chart-frame svg a").count() > 5
    page.goto(f"{site}/timeline?from=2018&to=2018")
    assert page.locator(".chart-frame svg a").count() > 8
    assert page.locator(".dated > li").count() > 5


def test_a_drawing_prints_whole_and_without_what_is_pressed(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/lineage")
    page.get_by_text("Every statement, by source").click()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    box = page.locator(".chart-middle svg").bounding_box()
    assert box
    assert box["width"] <= 700
    # With its heading on one sheet of A4, of which a small part alone is empty.
    assert box["y"] + box["height"] < 1047
    assert page.locator("form.ask").is_hidden()
    assert page.locator(".chart-middle svg .box").first.is_visible()
    assert page.locator(".downloads").is_hidden()
    expect(page.locator(".told").first).to_be_visible()


def test_the_small_words_of_a_cell_are_printed_as_small_as_the_cell(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/attacks/ouagadougou-2018")
    page.emulate_media(media="print")
    sizes = page.locator(".facts :is(td, td p, td.by, th, th .disputed)").evaluate_all(
        "all => [...new Set(all.map(each => getComputedStyle(each).fontSize))]"
    )
    assert len(sizes) == 1


def test_text_in_pictures_is_no_wider_than_is_reckoned(wide: Visit, site: str) -> None:
    """It was reckoned a seventh wider than it is, so that lines broke early."""
    with connect() as database:
        sql = "SELECT statement FROM claims UNION SELECT name FROM names"
        texts = [text for (text,) in database.execute(sql) if text.isascii() and len(text) > 7]
    wide.page.goto(f"{site}/lineage")
    for bold in (False, True):
        measured = wide.page.evaluate(
            """async ([texts, weight]) => {
                await document.fonts.load(`${weight} 100px "Public Sans"`);
                const pen = document.createElement("canvas").getContext("2d");
                pen.font = `${weight} 100px "Public Sans"`;
                return texts.map((text) => pen.measureText(text).width);
            }""",
            [texts, 700 if bold else 400],
        )
        shares = [
            text_width(text, 100, bold) / width for text, width in zip(texts, measured, strict=True)
        ]
        assert min(shares) > 0.96
        assert 1 < sum(shares) / len(shares) < 1.08
