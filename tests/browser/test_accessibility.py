"""Every kind of page, wide and narrow, light and dark: axe finds nothing, nothing runs over."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.visits import Visit
from tests.site.tables import LISTED, VIEWS, VOCABULARIES, one_row

PATHS = [
    "/",
    "/groups/jnim",
    "/search?q=Ghali",
    "/jnim",
    "/jnim/attacks/ouagadougou-2018",
]
# Like others, with more of the same.
MORE = [
    "/groups/no-such-group",
    "/downloads",
    "/-/settings",
    "/jnim?sql=select+*+from+attacks+limit+5",
    "/jnim/attacks?_all_columns=1&_size=5",
    "/jnim/attacks?country_code=BF&_search=attack",
    "/jnim?sql=select+no",
    "/codebook",
    "/groups/afp",
    "/citations?verdict=xyzzy",
    "/releases",
    "/search",
    "/search?q=xyzzy",
    "/jnim/no",
    "/jnim/find?q=Nusrat",
    "/jnim/attacks?id=none",
    "/jnim/groups/jnim",
    "/jnim/claims/csis-ouagadougou-attack",
    "/groups/ansar-dine",
    "/jnim?_show_hidden=1",
    "/jnim/groups?_sort=no",
    "/jnim?sql=select+*+from+attacks",
    "/jnim/members?group=jnim",
    "/jnim/attacks?_all_columns=1",
]
# A few rows of each: more of the same take axe long and show nothing new. All are one template, and
# their rows are another: some of them here, and the others by `make test-all`.
TABLES = [*LISTED, *VIEWS[:3], VOCABULARIES[0]]
OF_TABLES = [
    *(f"/jnim/{table}?_size=3" for table in TABLES),
    *(f"/jnim/{table}/{one_row(table)}" for table in [*LISTED, VOCABULARIES[0]] if one_row(table)),
]
SOME = re.compile(rf"/jnim/({'|'.join([*LISTED[1:3], VIEWS[0]])})\b")
DARK = {
    "/",
    "/groups/jnim",
    "/search?q=Ghali",
    "/jnim",
    "/jnim/attacks?_all_columns=1&_size=5",
    "/jnim/attacks/ouagadougou-2018",
    "/jnim/no",
}
# Wide last: the next page is opened so, and looked at in the dark.
WIDTHS = {"narrow": (360, 740), "wide": (1280, 900)}
# A narrow page has the same elements in another order: axe looks at one of a kind, and at all of
# them by `make test-all`. Whether anything runs over is looked at on each.
NARROW = {
    "/",
    "/groups/jnim",
    "/search?q=Ghali",
    "/jnim",
    "/jnim/attacks/ouagadougou-2018",
    "/jnim/attacks?_size=3",
    "/attacks/ouagadougou-2018",
    "/people/iyad-ag-ghaly",
    "/claims/csis-ouagadougou-attack",
    "/disagreements/merged-groups",
    "/lineage",
}

# Removes rows, entries and marks that are made as three before them in the same parent are: of the
# same elements, classes, roles, languages and colours, with the same other attributes. Axe takes
# seconds for hundreds of them, and finds in each what it finds in the first. A term goes with its
# description. Of the seventy tables and vocabularies of the codebook each sixth stays.
SHORTEN = """() => {
  const sections = [...document.querySelectorAll("main > section")];
  if (sections.length > 20) sections.filter((_, n) => n % 6).forEach((each) => each.remove());
  const made = (part) => [
    part.tagName, ...part.getAttributeNames().map((name) => {
      const value = part.getAttribute(name);
      return name + (/^(class|role|lang|fill|type|style)$/.test(name) ? value : Boolean(value));
    }),
    [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim()),
  ].join(" ");
  for (const parent of document.querySelectorAll("main *")) {
    const seen = {}, entries = [];
    for (const each of parent.children) {
      if (each.matches("dd") && entries.length) entries.at(-1).push(each);
      else if (each.matches("dt, tr, li, article, section, details, option, svg *")) {
        entries.push([each]);
      }
    }
    for (const entry of entries) {
      const parts = entry.flatMap((each) => [each, ...each.querySelectorAll("*")]);
      const kind = [...new Set(parts.map(made))].join("\\n");
      seen[kind] = (seen[kind] ?? 0) + 1;
      if (seen[kind] > 3) entry.forEach((each) => each.remove());
    }
  }
}"""

AXE = Axe()


def faults(page: Page, **options: Any) -> list[str]:
    """Return what axe finds, in a line each."""
    if not page.evaluate("'axe' in window"):  # half a megabyte, and there from the last time
        page.evaluate(AXE.axe_script)
    found = page.evaluate(
        "async (options) => (await axe.run(options)).violations",
        {"resultTypes": ["violations"], **options},
    )
    return [
        f"{fault['id']} ({fault['help']}): {node['html'][:200]}"
        for fault in found
        for node in fault["nodes"]
    ]


def faults_in_the_dark(page: Page) -> list[str]:
    """Return what axe finds in the dark, where nothing but the colours is different."""
    page.emulate_media(color_scheme="dark")
    colours = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    found = faults(page, runOnly=colours)
    page.emulate_media(color_scheme="light")
    return found


def faults_at_widths(page: Page, path: str, whole: bool) -> dict[str, list[str]]:
    """Return, by the name of a width, what runs over and what axe finds there.

    Unless the whole page is asked for, it is shorter afterwards.
    """
    found = {}
    for name, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        found[name] = overflow(page)
    if not whole:
        page.evaluate(SHORTEN)
    for name, (width, height) in WIDTHS.items():
        if name == "wide" or whole or path in NARROW:
            page.set_viewport_size({"width": width, "height": height})
            found[name] += faults(page)
    return {name: each for name, each in found.items() if each}


def overflow(page: Page) -> list[str]:
    """Return what is wider than the window, where the page can be scrolled sideways."""
    found: list[str] = page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= wide) return [];
            return [...document.querySelectorAll("body *")]
                .filter(e => e.getBoundingClientRect().right > wide + 1)
                .map(e => e.outerHTML.slice(0, 120));
        }"""
    )
    return found


@pytest.mark.parametrize(
    "path",
    [
        *PATHS,
        *(pytest.param(path, marks=pytest.mark.walk) for path in MORE),
        *(
            pytest.param(path, marks=[] if SOME.match(path) else [pytest.mark.walk])
            for path in OF_TABLES
        ),
    ],
)
def test_a_page_has_no_faults(tour: Visit, site: str, path: str, whole: bool) -> None:
    page = tour.page
    page.goto(site + path)
    if page.locator("#map").count():
        page.wait_for_selector("#map .leaflet-marker-icon")
    assert faults_at_widths(page, path, whole) == {}
    assert not (whole or path in DARK) or faults_in_the_dark(page) == []
    assert tour.outside(site) == []
    # A browser notes an answer that is no success, also where it is the right one.
    assert [error for error in tour.errors if "status of 40" not in error] == []


def test_a_fault_is_told_each_time_it_is_looked_for(wide: Visit) -> None:
    wide.page.set_content("<html lang=en><title>a</title><main><h1>a</h1><img src='#'></main>")
    assert [each.split(" ")[0] for each in faults(wide.page) * 2] == ["image-alt"] * 2
    assert faults(wide.page) == faults(wide.page)
    wide.page.set_content(
        "<html lang=en><title>a</title><main><h1 style='color: #eee'>words</h1></main>"
    )
    assert [each.split(" ")[0] for each in faults_in_the_dark(wide.page)] == ["color-contrast"]


def test_a_page_is_shortened_by_what_is_the_same(wide: Visit) -> None:
    page = wide.page
    rows = "".join(f"<tr><td><a href='#{number}'>a</a></td></tr>" for number in range(9))
    other = "<tr><td><a href='#'></a></td></tr><tr><td class='b'>a</td></tr>"
    page.set_content(f"<main><table><tbody>{rows}{other}</tbody></table></main>")
    page.evaluate(SHORTEN)
    assert page.locator("tr").count() == 5
    assert page.locator("a").last.text_content() == ""


def test_a_keyboard_reaches_the_content_first(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/jnim/attacks")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_column_menu_works_with_a_keyboard(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/jnim/claims")
    menu = page.get_by_role("button", name="Menu of the column modality")
    menu.focus()
    page.keyboard.press("Enter")
    assert page.locator("body > .dropdown-menu").is_visible()
    assert "ascending" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Escape")
    assert page.locator("body > .dropdown-menu").is_hidden()
    page.keyboard.press("Space")
    page.get_by_role("link", name="Sort descending").click()
    page.wait_for_url("**_sort_desc=modality")


def test_a_focused_link_can_be_seen(wide: Visit, site: str) -> None:
    wide.page.goto(site)
    wide.page.keyboard.press("Tab")
    wide.page.keyboard.press("Tab")
    style = wide.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


def test_tables_are_lists_on_a_telephone(narrow: Visit, site: str) -> None:
    narrow.page.goto(f"{site}/jnim/membership")
    cell = narrow.page.locator("td.col-role").first
    assert cell.evaluate("e => getComputedStyle(e, '::before').content") == '"Role"'
    box = cell.bounding_box()
    assert box
    assert box["x"] + box["width"] <= 360


def test_pages_are_whole_without_scripts(without_scripts: Page, site: str) -> None:
    page = without_scripts
    page.goto(f"{site}/jnim/attacks")
    assert page.locator("tbody tr").count() > 5
    assert "The map needs JavaScript" in page.locator("#map").inner_text()
    page.goto(f"{site}/jnim/attacks/ouagadougou-2018")
    assert page.locator("article.claim").count() > 1


def test_a_printed_row_has_the_addresses_in_it(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/jnim/attacks/ouagadougou-2018")
    page.emulate_media(media="print")
    after = page.locator(".deep-link").first.evaluate("e => getComputedStyle(e, '::after').content")
    assert "https://" in after
    assert page.locator(".site-header nav").is_hidden()
