"""What a reader does with claims, sources and disagreements: opens, narrows, compares, cites."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_accessibility import faults_at_widths, faults_in_the_dark
from tests.browser.visits import Visit

PATHS = [
    "/claims/csis-ouagadougou-attack",
    "/sources/csis-2018",
    "/disagreements/merged-groups",
]
# Of kinds that are there already.
MORE = [
    "/sources/bbc-2018-03-02",
    "/disagreements",
    "/claims/csis-title-merger",
    "/claims/no-such-claim",
    "/sources/geonames",
    "/disagreements?topic=xyzzy",
    "/jnim/membership/csis-merged-groups",
    "/claims/csis-complex-attacks",
    "/sources/modern-insurgent-2022",
    "/sources/nsaibia-undated",
    "/disagreements?status=compatible&kind=name",
]
DARK = PATHS[::2]
CLAIM = "/claims/csis-ouagadougou-attack"


@pytest.mark.parametrize(
    "path", [*PATHS, *(pytest.param(path, marks=pytest.mark.walk) for path in MORE)]
)
def test_a_page_has_no_faults(tour: Visit, site: str, path: str, whole: bool) -> None:
    page = tour.page
    page.goto(site + path)
    # What is folded away is looked at as well.
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert faults_at_widths(page, path, whole) == {}
    assert not (whole or path in DARK) or faults_in_the_dark(page) == []
    assert tour.outside(site) == []
    assert [error for error in tour.errors if "status of 404" not in error] == []


def test_a_claim_opens_the_document_at_the_words(wide: Visit, site: str) -> None:
    page = wide.page
    asked: list[str] = []

    def answer(route: Route) -> None:
        # In place of the document, which is not here: a long page with the words of the link.
        asked.append(route.request.url)
        filler = "<p style='height: 4000px'>…</p>"
        words = "<p id=words>JNIM conducted a major attack and so on March 3, 2018.</p>"
        route.fulfill(content_type="text/html", body=f"{filler}{words}{filler}")

    page.context.route("https://www.csis.org/**", answer)
    page.goto(site + CLAIM)
    link = page.get_by_role("link", name="See the passage").first
    address = link.get_attribute("href") or ""
    assert re.search(r"#:~:text=[^,]+,[^,]+$", address)
    link.click()
    page.wait_for_url("https://www.csis.org/**")
    assert asked
    assert asked[0].partition("#")[0] == address.partition("#")[0]
    expect(page.locator("#words")).to_be_in_viewport()


def test_a_citation_is_copied(wide: Visit, site: str) -> None:
    page = wide.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page.goto(site + CLAIM)
    # At once, and from what is folded beside it.
    page.get_by_role("button", name="Copy the reference").click()
    expect(page.get_by_role("status")).to_have_text("Copied the reference.")
    page.locator(".cite-fold > summary").click()
    expect(page.locator("#cite")).to_be_in_viewport()
    page.get_by_role("button", name="Copy the reference").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Copied the reference.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#cite .cite-text").first.inner_text()
    assert "Strategy, Operations, and Tactics, para. 2" in copied
    page.get_by_text("BibTeX", exact=True).first.click()
    page.get_by_role("button", name="Copy BibTeX").click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("@online{csis-ouagadougou")
    page.get_by_text("CSL-JSON", exact=True).first.click()
    page.get_by_role("button", name="Copy CSL-JSON").click()
    (item,) = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert item["id"] == "csis-ouagadougou-attack"
    assert wide.errors == []


@pytest.mark.parametrize("path", ["/attacks/ouagadougou-2018", "/groups/ansar-dine"])
def test_a_page_s_reference_and_its_documents_are_copied_apart(
    wide: Visit, site: str, path: str
) -> None:
    """One button copied the reference to the site's page, and readers wanted the documents."""
    page = wide.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page.goto(site + path)
    page.get_by_role("button", name="Copy this page’s reference").click()
    assert path in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name=re.compile("^Copy the documents?’s? references?$")).click()
    copied = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert copied == page.locator(".cite-documents .cite-text").all_text_contents()
    assert path not in "".join(copied)


@pytest.mark.parametrize("path", ["/map?group=jnim", "/timeline", "/lineage", CLAIM])
def test_nothing_moves_when_something_is_copied(wide: Visit, site: str, path: str) -> None:
    """The words of it squeezed the introduction, and all below jumped by 60 to 100 pixels."""
    page = wide.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page.goto(site + path)
    names = "Copy the reference" if path == CLAIM else "Copy link"
    button = page.get_by_role("button", name=names).first
    button.scroll_into_view_if_needed()
    boxes = """() => [...document.querySelectorAll("main > *, main .downloads > *, button.copy")]
      .filter((each) => each.checkVisibility({contentVisibilityAuto: true}))
      .map((each) => each.getBoundingClientRect()).map((box) => [box.x, box.y, box.width].join())"""
    before = page.evaluate(boxes)
    button.click()
    copied = page.locator("button.copy").filter(has_text=re.compile("^Copied$"))
    expect(copied).to_have_count(1)
    expect(page.locator(".cite-told")).to_contain_text("Copied the ")
    assert page.evaluate(boxes) == before
    expect(copied).to_have_count(0, timeout=4000)
    assert page.evaluate(boxes) == before


def test_a_report_of_a_mistake_is_copied_with_what_the_reader_added(wide: Visit, site: str) -> None:
    page = wide.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page.goto(site + CLAIM)
    page.get_by_text("Found a mistake?").focus()
    page.keyboard.press("Enter")
    report = page.get_by_label("A report of a mistake")
    report.press("Control+End")
    report.press_sequentially("note 14")
    page.get_by_role("button", name="Copy a report").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Copied the report.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"Page: {CLAIM}\n" in copied
    assert copied.endswith("note 14")


def test_without_a_clipboard_the_citation_is_marked(new: Visit, site: str) -> None:
    """And where a machine has a list of where to send a page, a button opens that."""
    page = new.page
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true});"
        "document.execCommand = () => false;"
        "navigator.share = async (page) => { window.shared = page; };"
    )
    page.goto(site + CLAIM)
    page.get_by_role("button", name="Copy the reference").click()
    assert page.evaluate("getSelection().toString()").startswith("Danika Newlee (2018)")
    expect(page.get_by_role("status")).to_contain_text("copy it with your keyboard")
    page.get_by_role("button", name="Share", exact=True).click()
    assert page.evaluate("shared.url") == site + CLAIM


def test_disagreements_are_narrowed_by_keyboard(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(site + "/disagreements")
    page.get_by_label("About").focus()
    page.keyboard.type("Ouagadougou")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label("What differs")).to_be_focused()
    page.keyboard.type("Sources")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/disagreements?topic=Ouagadougou&group=&kind=value&status=")
    told = page.locator("p.outcome").inner_text()
    count = re.match(r"(\d+) of \d+ disagreements", told)
    assert count is not None
    cards = page.locator("article.dispute")
    expect(cards).to_have_count(int(count[1]))
    link = cards.get_by_role("link", name="Date of the attack in Ouagadougou").first
    link.focus()
    page.keyboard.press("Enter")
    readings = page.locator("#readings .card")
    expect(readings.filter(has_text="3 March 2018")).not_to_have_count(0)
    expect(readings.filter(has_text="BBC, 2 March 2018")).not_to_have_count(0)
    assert wide.errors == []


def test_readings_stand_side_by_side_and_one_below_the_other_where_there_is_no_room(
    wide: Visit, site: str
) -> None:
    page = wide.page
    page.goto(site + "/disagreements/merged-groups")
    # The box above them has no empty cell.
    box, last = (
        page.locator(".glance").bounding_box(),
        page.locator(".glance > div").last.bounding_box(),
    )
    assert box and last and abs(box["x"] + box["width"] - last["x"] - last["width"]) < 3
    cards = page.locator("#readings .card")
    one, other = cards.nth(0).bounding_box(), cards.nth(1).bounding_box()
    assert one
    assert other
    assert one["y"] == other["y"]
    assert one["x"] < other["x"]
    page.set_viewport_size({"width": 360, "height": 740})
    one, other = cards.nth(0).bounding_box(), cards.nth(1).bounding_box()
    assert one
    assert other
    assert one["x"] == other["x"]
    assert one["y"] < other["y"]


def test_without_scripts_all_is_there(without_scripts: Page, site: str) -> None:
    page = without_scripts
    page.goto(site + "/disagreements")
    page.get_by_label("Status").select_option("compatible")
    page.get_by_role("button", name="Show").click()
    assert "status=compatible" in page.url
    expect(page.locator("p.outcome")).to_contain_text(" of ")
    page.locator("article.dispute h2 a").first.click()
    page.locator("#readings .rests-on a").first.click()
    expect(page.locator("h1.says")).to_be_visible()
    page.locator(".cite-fold > summary").click()
    expect(page.locator("#cite .cite-text").first).to_be_visible()
    expect(page.locator("button.copy")).to_have_count(0)
    page.get_by_text("BibTeX", exact=True).first.click()
    expect(page.locator("#cite pre").first).to_be_visible()
    page.get_by_role("link", name="The whole document").click()
    expect(page.locator("#says .passage").first).to_be_visible()
    assert "#" in page.url


def test_what_is_disputed_on_a_source_opens_its_topic(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(site + "/sources/csis-2018")
    page.locator("#says a.disputed").first.click()
    box = page.get_by_role("dialog")
    expect(box).to_be_visible()
    box.get_by_role("link").first.click()
    page.wait_for_url("**/disagreements/*")
    assert wide.errors == []


def test_on_paper_the_addresses_are_printed(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(site + CLAIM)
    page.emulate_media(media="print")
    for name in (".deep-link", ".archived"):
        after = page.locator(name).first.evaluate("e => getComputedStyle(e, '::after').content")
        assert "https://" in after, name
    expect(page.locator("button.copy").first).to_be_hidden()


def test_at_twice_the_size_of_text_nothing_needs_scrolling_sideways(wide: Visit, site: str) -> None:
    page = wide.page
    page.set_viewport_size({"width": 640, "height": 450})
    for path in (CLAIM, "/sources/csis-2018", "/disagreements", "/disagreements/merged-groups"):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path


def test_conflicts_stand_before_what_narrows_them(narrow: Visit, site: str) -> None:
    """On a telephone the answer began under a screen of fields."""
    page = narrow.page
    page.goto(f"{site}/disagreements")
    first, form = page.locator("article.dispute").first, page.locator("form.narrow-by")
    # What each source says about the five opens, and is open where the page is wide.
    assert page.evaluate("document.documentElement.scrollHeight") < 6000
    above, below = first.bounding_box(), form.bounding_box()
    assert above and below and above["y"] < 500 < below["y"]
    page.goto(f"{site}/disagreements?sort=conflict&topic=casualties")
    expect(form).to_be_hidden()
    page.get_by_text("Change the filters").click()
    expect(form).to_be_visible()
    # What leaves the differences out is said, and stands among what is chosen.
    told = re.compile(r"1 conflict and \d+ related differences about “casualties”\. Show \d+ more")
    expect(page.locator("p.outcome")).to_contain_text(told)
    # But those on the same figures stand there: one toll is told by one source, and is no conflict.
    expect(page.locator("article.dispute h3")).to_contain_text(
        ["Dead and wounded of the attack in Ouagadougou, 2018"]
    )
    expect(form.get_by_label("Conflicts or differences")).to_have_value("conflict")
    page.get_by_role("link", name="Show all").click()
    expect(page).to_have_url(f"{site}/disagreements")
