"""What a reader does on the pages of attacks, people and places."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import faults_at_widths, faults_in_the_dark
from tests.browser.visits import Visit

PATHS = [
    "/compare?group=jnim&group=ansar-dine",
    "/by-source/jnim",
    "/attacks/ouagadougou-2018",
    "/people/iyad-ag-ghaly",
    "/places/timbuktu",
]
# Of kinds that are there already.
MORE = [
    "/attacks/jnim-attacks-sahel",
    "/groups",
    "/people/caleb-weiss",
    "/people/ghali",
    "/jnim/places/timbuktu",
    "/attacks/timbuktu-2018",
    "/attacks/dubois-kidnapping-2021",
    "/people/olivier-dubois",
    "/places/mali",
    "/people",
]
DARK = PATHS[::2]


@pytest.mark.parametrize(
    "path", [*PATHS, *(pytest.param(path, marks=pytest.mark.walk) for path in MORE)]
)
def test_axe_finds_nothing_wide_or_narrow(tour: Visit, site: str, path: str, whole: bool) -> None:
    page = tour.page
    page.goto(site + path)
    assert faults_at_widths(page, path, whole) == {}
    assert not (whole or path in DARK) or faults_in_the_dark(page) == []
    assert tour.outside(site) == []
    assert [error for error in tour.errors if "status of 40" not in error] == []


def test_a_keyboard_opens_both_readings_of_the_date(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/attacks/ouagadougou-2018")
    when = page.locator(".facts tbody").filter(has_text="When")
    expect(when).to_contain_text("3 March 2018")
    expect(when).to_contain_text("2 March 2018")
    mark = when.locator("a.disputed")
    mark.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog")
    expect(box).to_be_focused()
    expect(box).to_contain_text("CSIS: 3 March 2018.")
    expect(box).to_contain_text("BBC, 2 March 2018")
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(mark).to_be_focused()


def test_a_keyboard_opens_the_note_behind_a_value(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/attacks/ouagadougou-2018")
    mark = page.get_by_role("row", name="Toll").locator("a[href^='#n']").first
    mark.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog")
    expect(box).to_contain_text("The Modern Insurgent 2022, Approach to Resistance")
    address = box.get_by_role("link", name="See the passage").get_attribute("href") or ""
    assert address.startswith("https://www.moderninsurgent.org/")
    assert "#:~:text=" in address
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()


BROKEN_WORDS = """() => {
  const broken = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.closest("table, .card, .lines, h1, h2")) continue;
    if (node.parentElement.closest("thead")?.offsetHeight <= 1) continue;
    if (node.parentElement.closest("details:not([open]), summary")?.tagName === "DETAILS") continue;
    for (const word of node.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const tops = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (tops.size > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""


# Where a bracket, comma or semicolon after a note's number begins a line.
LOOSE_SIGNS = """() => [...document.querySelectorAll('main a[href^="#n"], main a.disputed')]
  .filter((mark) => {
    const after = mark.nextSibling;
    if (after?.nodeType !== Node.TEXT_NODE || !/^[).,;]/.test(after.data)) return false;
    const sign = document.createRange();
    sign.setStart(after, 0);
    sign.setEnd(after, 1);
    return sign.getBoundingClientRect().top > [...mark.getClientRects()].at(-1).bottom - 4;
  }).map((mark) => mark.textContent)"""


@pytest.mark.parametrize("path", ["/", "/groups/jnim", "/attacks/ouagadougou-2018"])
def test_no_word_is_broken_and_no_text_touches_its_frame(wide: Visit, site: str, path: str) -> None:
    page = wide.page
    page.goto(site + path)
    for width in (360, 768, 1024, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(BROKEN_WORDS) == [], width
        assert page.evaluate(LOOSE_SIGNS) == [], width
        for card in page.locator(".card > *:visible").all()[:40]:
            inside, frame = card.bounding_box(), card.locator("..").bounding_box()
            assert inside and frame
            assert inside["x"] - frame["x"] > 8
            assert frame["x"] + frame["width"] - inside["x"] - inside["width"] > 8


@pytest.mark.parametrize("path", ["/attacks/ouagadougou-2018", "/attacks/timbuktu-2018"])
@pytest.mark.parametrize("width", [1280, 760])
def test_who_says_it_stands_beside_each_value(
    wide: Visit, site: str, path: str, width: int
) -> None:
    page = wide.page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(site + path)
    page.locator("#reports > details").first.locator("> summary").click()
    lines = [
        (value.bounding_box(), value.locator("+ td.by").bounding_box())
        for value in page.locator(".facts td:not(.by, [colspan])").all()
    ]
    assert len(lines) > 10
    for value, by in lines:
        assert value and by
        assert abs(value["y"] - by["y"]) < 1
        assert by["x"] >= value["x"] + value["width"] - 1
    assert len({round(by["x"]) for _, by in lines if by}) == 1
    # The map stands at the right of the table.
    point = page.locator(".small-map").bounding_box()
    table = page.locator(".facts").first.bounding_box()
    assert point and table
    assert (point["x"] > table["x"] + table["width"]) == (width == 1280)


def test_the_note_on_a_conflict_that_stands_alone_is_below_its_sides(
    wide: Visit, site: str
) -> None:
    """“Our note” was printed over what the first source says."""
    page = wide.page
    page.goto(f"{site}/disagreements?sort=conflict&topic=casualties")
    page.locator(".columns-of-cards summary").first.click()
    sides = page.locator(".columns-of-cards .sides").first.bounding_box()
    note = page.locator(".columns-of-cards .sides + .note").first.bounding_box()
    assert sides and note
    assert note["y"] >= sides["y"] + sides["height"]


def test_the_table_is_stacked_on_a_telephone(narrow: Visit, site: str) -> None:
    page = narrow.page
    page.goto(f"{site}/attacks/ouagadougou-2018")
    page.locator("#reports > details").first.locator("> summary").click()
    cells = page.locator(".facts td:visible").all()
    assert len(cells) > 40
    for each in cells:
        box = each.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 360
    value = page.locator(".facts td").first.bounding_box()
    by = page.locator(".facts td.by").first.bounding_box()
    assert value and by
    assert by["y"] >= value["y"] + value["height"] - 1


def test_on_a_telephone_an_attack_tells_first_what_is_asked_first(
    without_scripts: Page, site: str
) -> None:
    """It was 8,000 pixels high, told the same up to four times, and nothing of it was folded."""
    page = without_scripts
    for width, most in ((360, 4600), (1280, 2400)):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(f"{site}/attacks/ouagadougou-2018")
        assert page.evaluate("document.documentElement.scrollHeight") < most
        conflict = page.locator("#conflicts .opposed").bounding_box()
        assert conflict and conflict["y"] < 600, "both days on the first screen"
        expect(page.locator(".facts th").filter(has_text="When")).to_be_visible()
        expect(page.locator(".facts th").filter(has_text="Weapons")).to_be_visible()
        reason = page.locator(".facts th").filter(has_text="Reason given")
        expect(reason).to_be_hidden()
        page.locator("summary").filter(has_text="Kind, how, reason given").click()
        expect(reason).to_be_visible()
        page.locator("summary").filter(has_text="How we read it").click()
        expect(page.locator(".read-how li").first).to_be_visible()


def test_on_a_telephone_what_is_missing_is_said(narrow: Visit, site: str) -> None:
    page = narrow.page
    page.goto(f"{site}/compare?group=jnim&group=ansar-dine&group=al-mourabitoun")
    row = page.get_by_role("row", name="Aims")
    expect(row.get_by_text("not stated", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_point_is_in_the_middle_of_the_map(wide: Visit, site: str, width: int) -> None:
    page = wide.page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/places/timbuktu")
    page.wait_for_load_state("networkidle")
    frame = page.locator(".small-map .ground").bounding_box()
    point = page.locator(".small-map .point").bounding_box()
    assert frame
    assert point
    assert point["x"] + point["width"] / 2 == pytest.approx(frame["x"] + frame["width"] / 2, abs=1)
    # No name runs out of the frame, nor under the name of the place.
    name = page.locator(".small-map .name").bounding_box()
    assert name
    for each in page.locator(".small-map svg text").all():
        text = each.bounding_box()
        assert text
        assert frame["x"] <= text["x"]
        assert text["x"] + text["width"] <= frame["x"] + frame["width"]
        assert (
            text["y"] >= name["y"] + name["height"]
            or text["y"] + text["height"] <= name["y"]
            or text["x"] >= name["x"] + name["width"]
            or text["x"] + text["width"] <= name["x"]
        )


def test_without_scripts_all_of_it_is_there(without_scripts: Page, site: str) -> None:
    page = without_scripts
    page.goto(f"{site}/attacks/ouagadougou-2018")
    page.locator("summary").filter(has_text="How we read it").click()
    expect(page.locator(".read-how li").first).to_be_visible()
    expect(page.locator(".small-map svg")).to_be_visible()
    page.locator(".facts a.disputed").first.click()
    assert page.url.endswith("#d-ouagadougou-date")
    expect(page.locator("#d-ouagadougou-date")).to_be_in_viewport()
    page.goto(f"{site}/attacks")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Attacks"))


def test_a_wrong_address_leads_on(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/somewhere/murabitun")
    page.locator("main").get_by_role("link", name="Al-Mourabitoun").click()
    expect(page).to_have_url(f"{site}/groups/al-mourabitoun")
    page.goto(f"{site}/people/ghali")
    page.get_by_label("Search names, claims, attacks and sources").last.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=ghali$"))


def test_on_paper_the_figures_and_notes_stay(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/attacks/ouagadougou-2018")
    page.emulate_media(media="print")
    expect(page.locator(".small-map svg")).to_be_visible()
    expect(page.locator(".read-how li").first).to_be_visible()
    expect(page.locator("#notes")).to_be_visible()
    expect(page.locator(".site-header nav")).to_be_hidden()


def test_a_row_and_its_page_lead_to_each_other(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/jnim/people/olivier-dubois")
    page.get_by_role("link", name="Read as a page").click()
    expect(page).to_have_url(f"{site}/people/olivier-dubois")
    page.get_by_role("link", name="all columns", exact=True).click()
    expect(page).to_have_url(f"{site}/jnim/people/olivier-dubois")


@pytest.mark.parametrize("path", ["/groups/jnim", "/lineage", "/timeline"])
def test_a_long_page_is_printed_whole_on_six_sheets(wide: Visit, site: str, path: str) -> None:
    wide.page.goto(site + path)
    pdf = wide.page.pdf(format="A4")
    assert pdf.count(b"/Type /Page") - pdf.count(b"/Type /Pages") <= 6
    # Before anything is opened a reader has a group's page in ten minutes.
    assert path == "/timeline" or len(wide.page.locator("main").inner_text().split()) <= 2000


@pytest.mark.parametrize(
    ("path", "width"),
    [
        *(("/compare?group=jnim&group=ansar-dine", width) for width in (360, 768, 1280)),
    ],
)
def test_the_names_of_what_is_compared_stay_in_sight(
    wide: Visit, site: str, path: str, width: int
) -> None:
    """They went out of sight after a screen, and were never stuck: the box around them scrolls."""
    page = wide.page
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(site + path)
    if width == 360:
        page.locator(".more-rows input").check()
    row = page.locator(".by-source tbody tr").nth(7)
    row.evaluate("it => window.scrollTo(0, it.getBoundingClientRect().top + scrollY - 200)")
    if width == 360:
        # There each cell begins with whose it is.
        before = row.locator("td:visible").first.evaluate(
            "e => getComputedStyle(e, '::before').content"
        )
        assert before not in ("none", '""')
        return
    for name in page.locator(".by-source thead th").all():
        box = name.bounding_box()
        assert box
        assert 0 <= box["y"] < 200, box
        assert box["x"] + box["width"] <= width
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_the_map_of_a_group_is_in_line_with_its_box(wide: Visit, site: str, width: int) -> None:
    """It stuck out of its column by 35 pixels."""
    wide.page.set_viewport_size({"width": width, "height": 800})
    wide.page.goto(site + "/groups/jnim")
    box, drawn = (wide.page.locator(each).bounding_box() for each in (".infobox", ".box .drawn"))
    assert box and drawn
    assert (drawn["x"], drawn["width"]) == (box["x"], box["width"])


@pytest.mark.parametrize(
    "group", ["macina-liberation-front", "al-mourabitoun", "aqim", "taliban", "jnim", "france"]
)
def test_the_first_section_of_a_group_begins_in_the_main_column(
    tour: Visit, site: str, group: str
) -> None:
    """It fell under a short box at the right and left a hole; some boxes have a map, some none."""
    page = tour.page
    page.goto(f"{site}/groups/{group}")
    lefts = "all => all.map((each) => Math.round(each.getBoundingClientRect().left))"
    for width in (768, 1024, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        found = page.locator(".parts section, .rest section").evaluate_all(lefts)
        assert set(found) == {found[0]}, width
        contents = page.locator(".contents").evaluate("it => it.getBoundingClientRect().bottom")
        first = page.locator(".with-contents section").first
        if width >= 1024:
            top = first.evaluate("it => it.getBoundingClientRect().top")
            assert top < contents + 60, width


@pytest.mark.parametrize("width", [1280, 1920])
@pytest.mark.parametrize("path", ["/attacks/aguelhok-2018", "/people/mohamed-koufa"])
def test_no_half_of_a_page_is_empty(tour: Visit, site: str, path: str, width: int) -> None:
    """Beside a map, or many entries of registers, the left half had nothing for half a screen."""
    page = tour.page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(site + path)
    ends = "all => Math.max(...all.map((each) => each.getBoundingClientRect().bottom))"
    left = page.locator("main section").evaluate_all(
        "(all, middle) => Math.max(...all.map((each) => each.getBoundingClientRect()).filter("
        "({left}) => left < middle).map(({bottom}) => bottom))",
        width / 2,
    )
    assert page.locator(".beside-facts > *, .profile-side > *").evaluate_all(ends) - left < 150


def test_on_a_telephone_each_row_of_a_comparison_is_in_its_contents(
    narrow: Visit, site: str
) -> None:
    """It is ten screens long, and had no list of what is in it."""
    page = narrow.page
    page.goto(f"{site}/by-source/jnim")
    links, opener = page.locator(".contents a"), page.locator(".contents summary")
    assert links.count() == page.locator(".by-source tbody tr").count()
    for at in (1, links.count() // 2, links.count() - 1):
        opener.click()
        links.nth(at).click()
        expect(page.locator(page.evaluate("location.hash"))).to_be_in_viewport()
        expect(opener).to_be_in_viewport()


def test_what_conflicts_stands_one_below_the_other_on_a_telephone(narrow: Visit, site: str) -> None:
    """In two columns each side was six lines of two words."""
    page = narrow.page
    page.goto(f"{site}/attacks/timbuktu-2018")
    sides = [side.bounding_box() for side in page.locator(".opposed li").all()]
    (above, below) = [side for side in sides if side]
    assert above["x"] == below["x"] and above["y"] + above["height"] <= below["y"]
    # Who says it is no smaller than what else is read.
    page.goto(f"{site}/groups/jnim")
    sizes = "all => [...new Set(all.map((each) => parseFloat(getComputedStyle(each).fontSize)))]"
    assert min(page.locator(".infobox .by, .as-of, .whose").evaluate_all(sizes)) >= 14


@pytest.mark.parametrize("path", ["/", "/groups/jnim", "/people/iyad-ag-ghaly", "/by-source/jnim"])
def test_there_are_two_kinds_of_links(tour: Visit, site: str, path: str) -> None:
    """Some had dots below them in black, some in grey, and led on or opened here alike."""
    tour.page.goto(site + path)
    styles = tour.page.locator("main :is(a, summary, u)").evaluate_all(
        "all => [...new Set(all.map((each) => getComputedStyle(each).textDecorationStyle))]"
    )
    assert styles == ["solid"]
    opens = tour.page.locator("main summary").evaluate_all(
        "all => [...new Set(all.map((each) => getComputedStyle(each).textDecorationLine))]"
    )
    assert opens == ["none"]
