"""What a reader does on the pages: finds a group, opens a note, sees both sides, prints."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visits import Visit
from tests.conftest import some

# From the word before a number to it, and from it to what follows.
GAPS = """(mark) => {
  const box = (node, from, to) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return range.getBoundingClientRect();
  };
  let before = mark.previousSibling;
  const after = mark.nextSibling;
  // Of words in an element of their own only the space is beside it.
  if (!before.data.trim()) before = before.previousSibling.lastChild;
  const number = box(mark.firstChild, 0, mark.textContent.length);
  const end = before.data.trimEnd().length;
  return [number.left - box(before, end - 1, end).right, box(after, 0, 1).left - number.right];
}"""
NUMBER = "main a[href^='#n']:not([href^='#na'], [href^='#no'])"


def test_a_wrong_spelling_leads_to_the_group(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(site + "/")
    page.get_by_label("Search names, claims, attacks and sources").fill("Jamaat Nusrat Muslimeen")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="(JNIM)").first.click()
    expect(page).to_have_url(site + "/groups/jnim")
    assert wide.errors == []
    assert wide.outside(site) == []


def test_one_mark_opens_all_its_notes_each_to_be_copied_with_its_reference(
    wide: Visit, site: str
) -> None:
    page = wide.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page.goto(site)
    mark = page.locator('.lead a[href^="#n"][data-more]').first
    mark.click()
    parts = page.get_by_role("dialog").locator("div")
    expect(parts).to_have_count(len((mark.text_content() or "").split()))
    copy = parts.last.get_by_role("button", name="Copy as footnote")
    copy.click()
    expect(parts.last.locator("button")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert str(parts.last.locator("p").first.text_content()).rstrip(".") in copied
    # On this computer alone an address leads nobody there: the claim's id does, and the release.
    assert re.search(r", claim [\w-]+, release [\d.]+, accessed ", copied)
    # What limits it goes with the words.
    assert re.match(r"According to [^(]+ \(\d+\): [^(]+ \([^()]*quoted[^()]*\)\. \(", copied)


def test_on_the_page_in_french_a_source_opens_its_claim_to_be_copied(
    narrow: Visit, site: str
) -> None:
    """A claim could be copied from every page in English, and from none in French."""
    page = narrow.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page.goto(f"{site}/fr")
    page.locator(".lead .by a").first.click()
    box = page.get_by_role("dialog")
    box.get_by_role("button", name="Copier en note de bas de page").click()
    expect(box.locator("button.copy")).to_have_text("Copié")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r", claim [\w-]+, release [\d.]+, accessed ", copied)
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    page.get_by_role("button", name="Copier la référence de cette page").click()
    assert "consulté le" in page.evaluate("navigator.clipboard.readText()")
    assert narrow.errors == []


def test_a_note_opens_beside_its_mark_and_closes_by_keyboard(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(site + "/groups/jnim")
    mark = page.locator('main a[href="#n1"]').first
    mark.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog")
    expect(box).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_contain_text("CSIS 2018, Leadership and Organization")
    # What the claim says in our words, and where the passage begins and ends.
    expect(box.locator("p").first).to_have_text(re.compile(r"^The name JNIM means .*\.$"))
    expect(box.locator("p").last).to_have_text(
        # Two sentences in each box told why the words between are missing: a claim's page does.
        re.compile("^“JNIM, whose name means the … .*”$")
    )
    assert wide.errors == []
    assert mark.get_attribute("aria-expanded") == "true"
    link = box.get_by_role("link", name="See the passage", exact=True).get_attribute("href") or ""
    assert link.startswith("https://www.csis.org/")
    assert "#:~:text=" in link
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(mark).to_be_focused()
    # And so does a word of the glossary, which led away from the page.
    page.locator("a.term", has_text="Disagreements").click()
    expect(box).to_contain_text("Disagreement: A conflict or")
    assert page.url == site + "/groups/jnim"


@pytest.mark.parametrize(
    "path",
    ["/", "/groups/jnim", "/people/iyad-ag-ghaly", "/attacks/ouagadougou-2018", "/places/mali"],
)
def test_the_number_of_a_note_looks_alike_on_all_pages(wide: Visit, site: str, path: str) -> None:
    wide.page.goto(site + path)
    looks = wide.page.locator(NUMBER).evaluate_all(
        """marks => [...new Set(marks.map((mark) => {
            const look = getComputedStyle(mark);
            return [look.fontSize, look.borderTopWidth, look.verticalAlign].join(" ");
        }))]"""
    )
    assert looks == ["12.8px 0px 4.48px"]


def test_no_number_of_a_note_begins_a_line(narrow: Visit, site: str) -> None:
    for path in ("/", "/groups/jnim", "/attacks/ouagadougou-2018"):
        narrow.page.goto(site + path)
        loose = narrow.page.locator(f"{NUMBER}:visible").evaluate_all(
            """marks => marks.filter((mark) => {
                const before = document.createRange();
                before.setStart(mark.previousSibling ?? mark.parentNode, 0);
                before.setEndBefore(mark);
                const boxes = [...before.getClientRects()];
                return !boxes.length || boxes.at(-1).bottom <= mark.getClientRects()[0].top;
            }).map((mark) => mark.parentNode.textContent)"""
        )
        assert loose == [], path


def test_what_is_disputed_opens_with_both_sides(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(site + "/groups/jnim")
    page.locator("#founding a.disputed").first.click()
    box = page.get_by_role("dialog")
    expect(box).to_contain_text("CSIS names Ansar Dine")
    expect(box).to_contain_text("The Modern Insurgent")
    page.locator("h1").click()
    expect(box).to_have_count(0)


def test_all_that_is_folded_opens_at_once_and_closes_again(narrow: Visit, site: str) -> None:
    page = narrow.page
    page.goto(site + "/groups/jnim")
    closed = page.locator("main details.more:not([open])")
    before = closed.count()
    assert before > 8
    page.get_by_role("button", name="Open all").click()
    expect(closed).to_have_count(0)
    page.get_by_role("button", name="Close all").click()
    expect(page.locator("main details.more[open]")).to_have_count(0)


def test_without_scripts_a_mark_leads_to_its_note(without_scripts: Page, site: str) -> None:
    page = without_scripts
    page.goto(site + "/groups/jnim")
    page.locator('main a[href="#n1"]').first.click()
    assert page.url.endswith("#n1")
    expect(page.locator("#n1")).to_be_in_viewport()
    page.locator('main a.disputed[href*="#d-"]:visible').first.click()
    assert re.search(r"#d-[a-z-]+$", page.url)


def test_without_scripts_search_answers(without_scripts: Page, site: str) -> None:
    page = without_scripts
    page.goto(site + "/groups/jnim")
    page.get_by_label("Search names, claims, attacks and sources").fill("embassy")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status").first).to_contain_text("found for “embassy”")
    expect(page.get_by_role("link", name="Ouagadougou").first).to_be_visible()


def test_on_paper_notes_are_numbered_and_boxes_are_gone(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(site + "/groups/jnim")
    page.locator('main a[href="#n1"]').first.click()
    page.emulate_media(media="print")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#notes")).to_be_visible()
    expect(page.locator(".site-search")).to_be_hidden()
    expect(page.locator('main a[href="#n1"]').first).to_be_visible()


def test_on_paper_no_sentence_breaks_off_and_nothing_waits_to_be_clicked(
    wide: Visit, site: str
) -> None:
    page = wide.page
    page.goto(site + "/groups/jnim")
    page.emulate_media(media="print")
    expect(page.get_by_text(re.compile("\\d+ more")).filter(visible=True)).to_have_count(0)
    expect(page.locator(".cite-documents li").last).to_be_visible()
    assert "live" not in page.locator(".cite-documents").inner_text()
    assert "See the passage" not in page.locator("#notes").inner_text()
    # The number of a note stands in its own column, and not in the end of the one before it.
    number = page.locator("#notes li").last.evaluate("e => getComputedStyle(e).listStylePosition")
    assert number == "inside"
    # A reader of paper finds the claim of a note by its id.
    note = page.locator('#notes a[data-id="csis-formation"]')
    after = note.evaluate("e => getComputedStyle(e, '::after').content")
    assert after == '" [csis-formation]"'
    assert "The id of each claim is in brackets." in page.locator("#notes").inner_text()


@pytest.mark.parametrize("path", ["/claims/csis-formation", "/attacks/timbuktu-2018"])
def test_on_paper_how_it_is_cited_is_unfolded(wide: Visit, site: str, path: str) -> None:
    """A printed claim had its hash and its rows, and neither its reference nor its address."""
    page = wide.page
    page.goto(site + path)
    expect(page.locator("#cite .cite-text").first).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("#cite .cite-text").first).to_be_visible()
    # Of a site at 127.0.0.1 the id of the claim or the path of the page stands for an address.
    expect(page.locator("#cite .cite-text").first).to_contain_text(path.rpartition("/")[2])
    for name in ("code.hash", "#check", "#cite pre", ".as-file"):
        expect(page.locator(f"{name}:visible")).to_have_count(0)


def test_on_paper_no_short_list_is_split_over_two_columns(wide: Visit, site: str) -> None:
    """The end of “Formation” stood at the top of the right column, beside its heading."""
    page = wide.page
    page.goto(site + "/groups/jnim")
    page.emulate_media(media="print")
    lists = page.locator(".group section .lines").evaluate_all(
        "lists => lists.map(it => [...it.children].map(one => one.getBoundingClientRect().left))"
    )
    short = [places for places in lists if 1 < len(places) <= 8]
    assert len(short) > 5
    assert [places for places in short if max(places) - min(places) > 40] == []
    # Each note begins a line: 155 of them were one grey block.
    notes = page.locator("#notes li").evaluate_all(
        "all => all.map(it => getComputedStyle(it).display)"
    )
    assert {*notes} == {"list-item"}


def test_the_group_page_at_twice_the_size_of_text_needs_no_scrolling_sideways(
    wide: Visit, site: str
) -> None:
    page = wide.page
    page.set_viewport_size({"width": 640, "height": 450})
    page.goto(site + "/groups/jnim")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_no_column_of_the_main_tables_is_cut(wide: Visit, site: str) -> None:
    wide.page.set_viewport_size({"width": 1280, "height": 900})
    for table in ("groups", "membership", "attacks", "sources", "attack_reports"):
        wide.page.goto(f"{site}/jnim/{table}")
        cut = wide.page.locator(".table-wrapper").evaluate("it => it.scrollWidth - it.clientWidth")
        assert cut == 0, table


@pytest.mark.parametrize(
    "path", ["/groups/jnim", "/jnim/members", "/attacks/ouagadougou-2018", "/lineage"]
)
def test_a_heading_that_has_room_stands_on_one_line(wide: Visit, site: str, path: str) -> None:
    wide.page.goto(site + path)
    lines = wide.page.locator("h1").evaluate(
        "it => it.clientHeight / parseFloat(getComputedStyle(it).lineHeight)"
    )
    assert round(lines) == 1


def test_the_numbers_of_notes_are_wide_enough_for_a_thumb(touched: Page, site: str) -> None:
    touched.goto(site)
    boxes = [
        mark.bounding_box()
        for mark in touched.locator(':is(.lead, .glance) a[href^="#n"]:visible').all()
    ]
    assert len(boxes) > 5
    for box in boxes:
        assert box and box["width"] >= 24 and box["height"] >= 24
    for one, other in pairwise(boxes):
        assert one and other
        if one["y"] == other["y"]:
            assert one["x"] + one["width"] <= other["x"] + 0.1
    assert touched.evaluate("document.documentElement.scrollWidth") <= 360
    # A number stands as near to its word and to the comma after it as on any screen.
    left, right = touched.locator('.who a[href="#n1"]').evaluate(GAPS)
    assert left < 9 and right < 5
    touched.locator('.glance a[href^="#n"]').first.tap()
    note = touched.locator(".note-box")
    expect(note).to_contain_text(re.compile("“.+ … .+”"))


# Links of a list that are lower than a thumb presses, or lie over one above or below.
LOW_LINKS = """all => {
  const boxes = all.filter(it => it.checkVisibility())
    .flatMap(it => [...it.getClientRects()].map(box => [it, box]));
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const low = ([it, a]) => a.height < 24
    || boxes.some(([other, b]) => it !== other && over(a, b));
  return boxes.filter(low).map(([it]) => it.textContent);
}"""


def test_the_links_of_the_first_lists_are_high_enough_for_a_thumb(touched: Page, site: str) -> None:
    touched.goto(site)
    links = touched.locator(
        ":is(.glance dd, .lines li, .questions li) a:not(.disputed, [href^='#'])"
    )
    assert links.count() > 20
    assert links.evaluate_all(LOW_LINKS) == []
    # On the first screen: what the site is for, and that it has a page in French.
    for words in (touched.locator("h1"), touched.locator(".in-french")):
        box = words.bounding_box()
        assert box and box["y"] + box["height"] < 740 / 2
    expect(touched.locator(".languages")).to_contain_text("GSIM")


@pytest.mark.parametrize(
    "path",
    some(
        ["/groups/jnim", "/people/iyad-ag-ghaly", "/map", "/attacks/ouagadougou-2018", "/timeline"],
        2,
    ),
)
def test_what_a_thumb_presses_is_44_pixels_high(touched: Page, site: str, path: str) -> None:
    """Also what is folded, and the buttons of a map; a link in a sentence may be lower."""
    touched.goto(site + path)
    shown = "button, select, input, summary:not(.why > *), .contents a, .steps a, .downloads a"
    low = touched.locator(f":is({shown}):visible").evaluate_all(
        "all => all.filter(it => it.getBoundingClientRect().height < 43.9).map(it => it.outerHTML)"
    )
    assert low == []
    assert touched.evaluate("document.documentElement.scrollWidth") == 360


# Of each mark where it lies, and those that lie over another one or are too small for a thumb.
MARKS = """() => {
  document.querySelectorAll("main details").forEach((it) => { it.open = true; });
  const boxes = [...document.querySelectorAll('main a[href^="#n"]:not([href^="#na"])')]
    .filter((it) => it.checkVisibility()).map((it) => [it, [...it.getClientRects()]]);
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
  const bad = boxes.filter(([it, own]) =>
    Math.max(...own.map((box) => box.width)) < 23.9 || own[0].height < 23.9
    || boxes.some(([other, all]) => it !== other && own.some((a) => all.some((b) => over(a, b)))));
  return [boxes.length, bad.map(([it]) => it.parentElement.textContent.slice(-80))];
}"""


@pytest.mark.parametrize(
    "path", ["/groups/jnim", "/attacks/ouagadougou-2018", "/attacks/timbuktu-2018", "/compare"]
)
def test_the_numbers_of_notes_do_not_lie_over_each_other(
    touched: Page, site: str, path: str
) -> None:
    """Of two beside or above each other a thumb pressed the other one."""
    touched.goto(site + path)
    count, bad = touched.evaluate(MARKS)
    assert count > 20
    assert bad == []


def test_a_note_opens_within_the_screen(narrow: Visit, site: str) -> None:
    """Low on the screen its link to the passage was below the edge."""
    page = narrow.page
    page.goto(site)
    mark = page.locator(".glance a[href^='#n']").first
    mark.evaluate("it => scrollBy(0, it.getBoundingClientRect().bottom - innerHeight + 20)")
    mark.click()
    expect(page.locator(".note-box")).to_contain_text("…")
    expect(page.locator(".note-box div").last).to_be_in_viewport(ratio=1)


def test_a_named_query_answers_first_and_in_short_rows(narrow: Visit, site: str) -> None:
    page = narrow.page
    page.goto(f"{site}/jnim/members?group=jnim&as_of=&known_by=&reading=")
    answer, form = page.locator("p.answer").bounding_box(), page.locator("form.sql").bounding_box()
    assert answer and form and answer["y"] < form["y"]
    rows = page.locator(".listed tbody tr")
    heights = rows.evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
    assert len(heights) > 20 and sum(heights) / len(heights) < 130
    expect(rows.locator("td.later:not(:empty)").first).to_be_hidden()
    page.get_by_label(re.compile(r"all \d+ columns")).check()
    expect(rows.locator("td.later:not(:empty)").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_contents_mark_the_section_that_is_read(narrow: Visit, site: str) -> None:
    page = narrow.page
    page.goto(f"{site}/groups/jnim")
    current, said = page.locator(".contents a[aria-current]"), page.locator(".contents summary")
    page.locator("#attacks h2").evaluate("it => it.scrollIntoView()")
    expect(current).to_have_text("Attacks")
    expect(said).to_have_text(re.compile("^Contents .*Attacks$"))
    expect(said).to_be_in_viewport()
    page.locator("#people h2").evaluate("it => it.scrollIntoView()")
    expect(current).to_have_text("Leaders and members")
    assert narrow.errors == []


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_telephone_all_sections_of_a_group_are_reached(
    browser: Browser, site: str, scripts: bool
) -> None:
    """Of fourteen in a bar that went on beyond the edge, two were seen; without scripts as well."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.goto(f"{site}/groups/jnim")
    links = page.locator(".contents a")
    opener = page.locator(".contents summary")
    expect(opener).to_contain_text(f"Contents {links.count()}")
    assert links.count() > 8
    for at in range(links.count()):
        expect(links.nth(at)).to_be_hidden()
        opener.focus()
        page.keyboard.press("Enter")
        expect(links.nth(at)).to_be_visible()
        links.nth(at).tap()
        section = page.locator(page.evaluate("location.hash"))
        expect(section.locator("h2").first).to_be_in_viewport(ratio=0.5)
        expect(opener).to_be_in_viewport()
        if not scripts:
            opener.tap()
    context.close()


def test_a_wide_page_shows_all_its_contents(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/groups/jnim")
    expect(page.locator(".contents summary")).to_be_hidden()
    for link in page.locator(".contents a").all():
        expect(link).to_be_in_viewport(ratio=1)


def test_a_folded_section_opens_for_a_link_that_leads_to_it(
    without_scripts: Page, site: str
) -> None:
    page = without_scripts
    page.goto(f"{site}/groups/ansar-dine#names")
    expect(page.locator("#names li").first).to_be_visible()
    expect(page.locator("#identifiers li").first).to_be_hidden()
    # And a row that is folded on another page.
    page.goto(f"{site}/groups/jnim")
    page.locator("#statements a").click()
    expect(page.locator("#statement")).to_be_in_viewport()


@pytest.mark.parametrize("path", ["/compare", "/by-source/jnim"])
def test_on_a_telephone_all_rows_of_a_comparison_have_one_form(
    narrow: Visit, site: str, path: str
) -> None:
    """Rows in two columns alternated with rows in which one stood below the other."""
    page = narrow.page
    page.goto(site + path)
    for row in page.locator(".by-source tbody tr:visible").all():
        boxes = [cell.bounding_box() for cell in row.locator("td:visible").all()]
        assert {box["x"] for box in boxes if box} == {boxes[0]["x"] if boxes[0] else None}
        assert all(box and box["width"] > 280 for box in boxes)
    # Before what is asked less is ticked, or what is longer than two statements is unfolded.
    assert page.evaluate("document.documentElement.scrollHeight") < 7200
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


def test_the_first_screen_has_who_the_group_is_and_a_conflict(wide: Visit, site: str) -> None:
    """Where sources conflict stood two screens down, below boxes that ended in white."""
    page = wide.page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(site)
    for seen in (".who .lead", ".front-map svg", "#conflicts h2", ".opposed", ".glance > div"):
        expect(page.locator(seen).first).to_be_in_viewport(ratio=1)
    one, other = (each.bounding_box() for each in page.locator(".opposed li").all())
    assert one and other and one["y"] == other["y"] and one["x"] < other["x"]


def test_no_line_in_another_language_comes_before_who_the_group_is(wide: Visit, site: str) -> None:
    """French and Arabic were the second thing that a reader of English read."""
    page = wide.page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(site)
    facts, other = (
        page.locator(each).bounding_box() for each in (".facts-left .glance", ".languages")
    )
    assert facts and other
    assert other["y"] >= facts["y"] + facts["height"]


@pytest.mark.parametrize(
    ("path", "size", "seen"),
    [
        ("/", (360, 740), ".glance dd a"),
        ("/groups/jnim", (360, 740), ".infobox dd a"),
        ("/", (1280, 800), ".more-ways"),
        ("/", (1280, 800), ".opposed"),
    ],
)
def test_the_first_screen_has_who_leads_the_group_and_where_to_go(
    wide: Visit, site: str, path: str, size: tuple[int, int], seen: str
) -> None:
    """On a telephone the leader stood a screen lower, below what leads elsewhere."""
    wide.page.set_viewport_size({"width": size[0], "height": size[1]})
    wide.page.goto(site + path)
    expect(wide.page.locator(seen).first).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", some(["/map", "/timeline", "/lineage", "/places/mali"], 3))
def test_nothing_moves_when_scripts_and_pictures_arrive(
    wide: Visit, site: str, path: str, width: int
) -> None:
    """The legend of the map, a button to copy and a picture pushed down what was being read."""
    page = wide.page
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((each) => {"
        " window.moved += each.value; })).observe({ type: 'layout-shift', buffered: true });"
    )
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(site + path, wait_until="networkidle")
    page.wait_for_timeout(300)
    assert page.evaluate("window.moved") < 0.02


def test_the_box_of_a_group_stands_beside_its_title(wide: Visit, site: str) -> None:
    """It began below, with nothing above it; and beside the rest of the page was nothing."""
    page = wide.page
    page.goto(f"{site}/groups/jnim")
    box, lead = page.locator(".infobox").bounding_box(), page.locator(".lead").bounding_box()
    assert box and lead and box["x"] > lead["x"] + lead["width"]
    # Its rule is at the height of the first line beside it.
    assert lead["y"] <= box["y"] < lead["y"] + 12
    # Below it, in its column, is where sources conflict.
    drawn = page.locator(".box .drawn").bounding_box()
    below = page.locator("#disputes").bounding_box()
    assert drawn and below and (below["x"], below["width"]) == (box["x"], box["width"])
    assert 0 <= below["y"] - drawn["y"] - drawn["height"] < 60
    # Each other section is below what introduces the group.
    tops = page.locator(".parts > section:visible").evaluate_all(
        "all => all.map(it => [it.getBoundingClientRect().top, it.clientWidth])"
    )
    assert all(top > lead["y"] + lead["height"] and width > 600 for top, width in tops)


def test_the_mark_of_a_conflict_at_a_row_stands_on_one_line(wide: Visit, site: str) -> None:
    """“≠ sources” stood above “conflict”."""
    wide.page.goto(f"{site}/by-source/jnim")
    # Of a row with several conflicts the first has a mark, and the others are in the fold below it.
    marks = wide.page.locator("th .is-conflict")
    assert marks.count()
    assert all(mark.bounding_box()["height"] < 25 for mark in marks.all())  # type: ignore[index]


def test_a_cell_of_a_comparison_shows_the_first_statements_and_folds_the_rest(
    wide: Visit, site: str
) -> None:
    """Cells of six to eight sentences hid the other group; what is cut is not the group's own."""
    wide.page.goto(f"{site}/compare?group=jnim&group=ansar-dine")
    aims = wide.page.locator("tr", has=wide.page.get_by_role("rowheader", name="Aims"))
    for source in aims.locator("td > div > div").all():
        assert source.locator("> a[href^='#n']").count() == 1
    # Of its aims, JNIM seemed to lack the sharia that stood for the other.
    for cell in aims.locator("td").all():
        assert "sharia" in cell.inner_text()
    # What is said of both is on one screen of a telephone.
    wide.page.set_viewport_size({"width": 360, "height": 740})
    for row in wide.page.locator(".by-source tbody tr:visible").all():
        box = row.bounding_box()
        assert box and box["height"] < 520
    wide.page.set_viewport_size({"width": 1280, "height": 800})
    wide.page.goto(f"{site}/by-source/jnim")
    folds = wide.page.locator("tr:visible td details.why").filter(has_text=re.compile(r"\d.more"))
    assert folds.count()
    for fold in folds.all():
        folded = fold.locator("a[href^='#n']")
        assert folded.count()
        expect(folded.last).to_be_hidden()
        fold.locator("summary").click()
        expect(folded.last).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/groups/jnim", "/places/ouagadougou"])
def test_the_numbers_of_one_mark_stand_on_one_line(wide: Visit, site: str, path: str) -> None:
    for width in (768, 1280):
        wide.page.set_viewport_size({"width": width, "height": 900})
        wide.page.goto(site + path)
        torn = wide.page.locator(f"{NUMBER}:visible").evaluate_all(
            "all => all.filter(it => it.getClientRects().length > 1).map(it => it.textContent)"
        )
        assert torn == [], width


@pytest.mark.parametrize("path", ["/claims", "/sources", "/attacks", "/places/ouagadougou"])
def test_a_list_uses_the_width_of_the_page(wide: Visit, site: str, path: str) -> None:
    """All stood in the left half."""
    wide.page.goto(site + path)
    right = wide.page.locator(".lines > li:visible").evaluate_all(
        "all => Math.max(...all.map(it => it.getBoundingClientRect().right))"
    )
    assert right > 1280 * 0.85


@pytest.mark.parametrize("path", ["/codebook", "/jnim"])
def test_a_page_of_many_tables_is_folded_on_a_telephone(
    narrow: Visit, site: str, path: str
) -> None:
    """The codebook was 118,840 pixels high."""
    narrow.page.goto(site + path)
    assert narrow.page.evaluate("document.documentElement.scrollHeight") < 6000


@pytest.mark.parametrize("width", [768, 1280])
def test_no_source_of_an_attack_is_cut(wide: Visit, site: str, width: int) -> None:
    wide.page.set_viewport_size({"width": width, "height": 900})
    wide.page.goto(f"{site}/attacks/ouagadougou-2018")
    wide.page.locator("#reports > details").first.locator("> summary").click()
    tables = wide.page.locator(".facts").all()
    assert len(tables) == 2
    for table in tables:
        assert table.evaluate("it => it.scrollWidth - it.clientWidth") <= 0


@pytest.mark.parametrize("topic", ["casualties", "target", "place", "merger"])
def test_no_part_of_a_card_lies_over_another(wide: Visit, site: str, topic: str) -> None:
    """“Our note” was printed over what the first source says, where only one card was left."""
    page = wide.page
    page.goto(f"{site}/disagreements?sort=conflict&topic={topic}")
    for card in page.locator(".columns-of-cards > .card").all():
        boxes = card.locator(":scope > *:visible").evaluate_all(
            "all => all.map(it => it.getBoundingClientRect()).map(it => [it.top, it.bottom])"
        )
        assert all(above[1] <= below[0] + 1 for above, below in pairwise(boxes))


def test_a_card_that_opens_leaves_the_others_in_their_columns(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/disagreements?topic=casualties")
    cards = page.locator(".columns-of-cards > .card")
    across = "all => all.map(it => it.getBoundingClientRect().left)"
    before = cards.evaluate_all(across)
    page.locator(".columns-of-cards summary:visible").first.click()
    assert cards.evaluate_all(across) == before


@pytest.mark.parametrize("path", ["/compare", "/by-source/jnim", "/groups/jnim"])
def test_on_a_telephone_a_link_makes_no_line_of_a_text_higher(
    touched: Page, site: str, path: str
) -> None:
    """Links were boxes of 32 pixels in lines of 25, and names of two words did not break."""
    touched.goto(site + path)
    links = touched.locator(".by-source td a, .said a, .lines b + a")
    shapes = links.evaluate_all(
        "all => all.filter(it => it.checkVisibility() && !it.matches('.disputed'))"
        ".map(it => getComputedStyle(it).display)"
    )
    assert len(shapes) > 20
    assert {*shapes} == {"inline"}
