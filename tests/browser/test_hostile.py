"""Hostile words in every column of text stay words, in a real browser, on every kind of page.

Nothing runs, nothing is asked of anybody else, nothing breaks: a page is no wider than the window,
and what stands behind a hostile word still reads from left to right.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_map import still
from tests.browser.visits import Visit, leave, wait_for
from tests.conftest import served
from tests.hostile import SCRIPT, TAGS

# What has become of the words, and how the page looks with them.
LOOK = r"""() => {
  const told = {ran: window.hacked ?? null, bad: [], wide: [], turned: []};
  for (const each of document.querySelectorAll("*")) {
    const dangerous = [...each.attributes].some(({name, value}) => /^on/i.test(name)
      || (/^(xlink:)?(href|src|action|formaction|data|srcdoc)$/i.test(name)
        && /^[\s\0-\x20]*(javascript|vbscript|data:text)/i.test(value)));
    if (dangerous || each.matches("iframe, object, embed, base, [src='x']")) {
      told.bad.push(each.outerHTML.slice(0, 90));
    }
  }
  // Marks of a few words: one left open holds the rest of the page, and took a minute to lay out.
  told.open = document.querySelectorAll(":is(i, b, em, strong) :is(p, ol, ul, footer)").length;
  const root = document.documentElement;
  told.height = root.scrollHeight;
  if (!document.body) return told;
  if (root.scrollWidth > root.clientWidth) {
    told.wide.push(`${root.scrollWidth} pixels`);
    for (const each of document.body.querySelectorAll("*")) {
      if (each.getBoundingClientRect().right > root.clientWidth + 1) {
        told.wide.push(`<${each.tagName} class="${each.className}">`);
      }
    }
  }
  // The first word behind a hostile one in the same text, and of texts without one: are its letters
  // in their order? A hostile word ends with U+2028 and a number.
  const range = document.createRange();
  const place = (node, at) => {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect();
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (node.parentElement.closest("script, style, textarea, details:not([open])")) continue;
    const end = [...node.data.matchAll(/\u2028\d+[\u202c\u2069]*/g)].at(-1);
    if (!end && /[\u0590-\u08ff\u202a-\u202e\u2066-\u2069]/.test(node.data)) continue;
    const from = end ? end.index + end[0].length : 0;
    const word = /[A-Za-z]{3,}/.exec(node.data.slice(from));
    if (!word || /backwards/i.test(word[0])) continue;
    const [one, other] = [0, 1].map((step) => place(node, from + word.index + step));
    if (one.width && one.top === other.top && other.left < one.left) {
      told.turned.push(`${word[0]} in ${node.parentElement.outerHTML.slice(0, 60)}`);
    }
  }
  return told;
}"""
# Nobody scrolls through more, with a hundred lines of a thousand letters on the longest.
TALLEST = 800_000
TYPED = SCRIPT + TAGS
PAGES = [
    "/groups/ansar-dine",
    "/attacks/bamako-resort-2017",
    "/claims/csis-formation",
    "/jnim/attacks?_facet=title&_facet=location&_facet=country_code",
]
# Of kinds that are there already, or made of the same parts.
MORE = [
    "/map?size=killed",
    "/timeline",
    "/search?q={typed}",
    "/groups/jnim",
    "/attacks/ouagadougou-2018",
    "/lineage",
    "/",
    "/sources/csis-2018",
    "/disagreements/merged-groups",
    "/jnim",
    "/jnim/groups/jnim",
    "/jnim/find?q={typed}",
    "/attacks/ucdp-1",
    "/jnim/attack_reports?_all_columns=1&_size=20",
    "/groups",
    "/places/ouagadougou",
    "/sources/bbc-2018-03-02",
    "/attacks-per-month?group=jnim",
    "/jnim/sources/csis-2018",
    "/jnim/attack_types?label={typed}",
    "/jnim/members?group=jnim",
    "/jnim/activity_map",
    "/jnim?sql=select+*+from+attacks",
    "/jnim/claims?_search=hacked&_size=20",
    "/people/iyad-ag-ghaly",
    "/-/settings",
    "/people",
    "/places/mali",
    "/attacks/dubois-kidnapping-2021",
    "/sources/ucdp-ged",
    "/disagreements",
    "/jnim/lineage?group=jnim&as_of=2018&reading=csis-2018",
    "/jnim/sources",
    "/jnim/data_files",
    "/jnim/evidence?_size=10",
    "/jnim/attack_reports/ucdp-1",
    "/jnim/claims/csis-formation",
    "/jnim/names?_size=20",
]
MISSING = ["/nowhere/{typed}"]
MORE_MISSING = ["/jnim/groups/{typed}", "/groups/{typed}", "/jnim/{typed}"]
# Opened as documents of their own.
DOCUMENTS = [
    "/feeds/attacks.atom",
    "/llms.txt",
    "/jnim/attacks.json",
    "/jnim.csv?_trace=1&sql=select+{quoted}",
]
MORE_DOCUMENTS = [
    "/feeds/disagreements.atom",
    "/sitemap.xml",
    "/jnim/attacks.json?_shape=array&_nl=on",
    "/jnim/claims.csv?_size=max",
    "/jnim.json?sql=select+{quoted}",
]


@pytest.fixture(scope="module")
def spoilt(spoilt_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site with hostile words, and return its address."""
    with served(spoilt_folder, tmp_path_factory.mktemp("spoilt-log") / "log.txt") as address:
        yield address


@pytest.fixture
def seen(tour: Visit) -> Iterator[Visit]:
    """Look at the end at what the page did."""
    dialogs: list[str] = []

    def dismiss(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    tour.page.on("dialog", dismiss)
    yield tour
    tour.page.remove_listener("dialog", dismiss)
    assert dialogs == []


def open_page(seen: Visit, site: str, path: str, status: int = 200) -> Page:
    quoted = quote("'{}'".format(TYPED.replace("'", "''")), safe="")
    path = path.replace("{typed}", quote(TYPED, safe="")).replace("{quoted}", quoted)
    for _ in range(6):
        answer = seen.page.goto(site + path)
        assert answer is not None
        if answer.status != 503 and "took too long" not in answer.text():
            break
        # Other tests run beside this one: it is asked again, as the answer says.
        seen.page.wait_for_timeout(2000)
        seen.errors.clear()
    assert answer is not None
    assert answer.status == status, seen.page.locator("main").inner_text()[:1000]
    return seen.page


def check(seen: Visit, site: str) -> None:
    """Assert that nothing has run, that nothing came from elsewhere, and that nothing broke."""
    told = seen.page.evaluate(LOOK)
    assert told.pop("height") < TALLEST
    assert told == {"ran": None, "bad": [], "open": 0, "wide": [], "turned": []}
    assert seen.outside(site) == []
    assert [each for each in seen.errors if "status of 404" not in each] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *((path, 200) for path in PAGES),
        *(pytest.param(path, 200, marks=pytest.mark.walk) for path in MORE),
        *((path, 404) for path in MISSING),
        *(pytest.param(path, 404, marks=pytest.mark.walk) for path in MORE_MISSING),
    ],
)
def test_pages(seen: Visit, spoilt: str, path: str, status: int) -> None:
    page = open_page(seen, spoilt, path, status)
    assert len(page.title()) < 500
    # The legend of a map, which its script writes: a name of 100,000 letters took 13 s to lay out.
    legend = page.locator("#legend > span").all_text_contents()
    assert max(map(len, legend), default=0) <= 201
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    try:
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            check(seen, spoilt)
    finally:
        leave(page)  # to be laid out once more it would take seconds
        page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize(
    "path", [*DOCUMENTS, *(pytest.param(path, marks=pytest.mark.walk) for path in MORE_DOCUMENTS)]
)
def test_documents(seen: Visit, spoilt: str, path: str) -> None:
    page = open_page(seen, spoilt, path)
    check(seen, spoilt)
    assert page.locator("parsererror").count() == 0
    assert page.locator("img, script").count() == 0


@pytest.mark.parametrize("path", ["/lineage", "/timeline"])
def test_drawings_as_documents(seen: Visit, spoilt: str, path: str, whole: bool) -> None:
    page = open_page(seen, spoilt, path)
    files = [each.get_attribute("href") or "" for each in page.locator(".downloads a").all()]
    assert sorted(each.partition("width=")[2] for each in files) == ["", "", "narrow"]
    # The narrow one as SVG too, which the page itself shows where it is long.
    files.append(next(each for each in files if "narrow" in each).replace(".png", ".svg"))
    # A PNG takes seconds, and cannot run anything.
    for file in files:
        if ".png" in file and not whole:
            continue
        open_page(seen, spoilt, file)
        assert page.evaluate("window.hacked") is None
        assert page.locator("script, foreignObject, image").count() == 0
        assert seen.errors == []


# In one step: a popup closes by itself when the map moves.
POPUP = """() => {
  const popup = [...document.querySelectorAll(".leaflet-popup-content")].pop();
  if (!popup) return null;
  return {
    length: popup.innerText.length,
    width: popup.getBoundingClientRect().width,
    frame: document.getElementById("map").getBoundingClientRect().width,
    origins: [...popup.querySelectorAll("a")].map((each) => each.origin),
  };
}"""


# In one step as well: another map may be drawn between the choice of a marker and the click.
CLICK = """(turn) => {
  const spots = document.querySelectorAll("#map .leaflet-marker-icon");
  const spot = spots[turn % spots.length];
  spot.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  return spot.getAttribute("aria-label") ?? "";
}"""


def popup_of(page: Page) -> Any:
    """Return what the popup is that a click has opened, None where it opens none."""
    still(page)
    wait_for(
        page,
        """() => [...document.querySelectorAll(".leaflet-popup-content")]
            .every((each) => each.innerText.trim() !== "…")""",
    )
    return page.evaluate(POPUP)


@pytest.mark.parametrize(
    "path",
    [
        "/map",
        "/jnim/attacks",
        *(
            pytest.param(path, marks=pytest.mark.walk)
            for path in (
                "/map?size=killed",
                "/jnim/places",
                "/jnim/attack_reports",
                "/jnim/activity_map",
            )
        ),
        "/jnim?sql=select+{quoted}+as+a,+json_object('title',{quoted},'link','/\\evil.example')"
        "+as+popup,+1+as+latitude,+2+as+longitude",
    ],
)
def test_popups(seen: Visit, spoilt: str, path: str) -> None:
    page = open_page(seen, spoilt, path)
    shown = 0
    page.locator("#map .leaflet-marker-icon").first.wait_for()
    still(page)
    for turn in range(10):
        assert len(page.evaluate(CLICK, turn)) < 400
        popup = popup_of(page)
        if popup is None:  # it was a cluster, which opens instead
            continue
        shown += 1
        if shown > 4:
            break
        assert popup["length"] < 2_500
        assert popup["width"] < popup["frame"]
        assert set(popup["origins"]) <= {spoilt}
    assert shown
    check(seen, spoilt)


def test_what_opens_on_the_map(seen: Visit, spoilt: str) -> None:
    page = open_page(seen, spoilt, "/map")
    page.locator("#months [data-month]").last.click()
    expect(page.locator("#months [aria-current]")).to_have_count(1)
    page.locator("#months [data-from]").last.click()
    page.locator(".map-form summary").click()
    for name in ("type", "country", "group", "source", "size"):
        page.locator(f"[name={name}]").select_option(index=1)
        page.wait_for_timeout(100)
    check(seen, spoilt)


@pytest.mark.parametrize("width", [1280, 360])
def test_boxes_of_notes(seen: Visit, spoilt: str, width: int) -> None:
    page = open_page(seen, spoilt, "/groups/macina-liberation-front")
    page.set_viewport_size({"width": width, "height": 900})
    page.locator(".open-all:visible").click()
    for mark in ("a[href^='#n']:not([href^='#na'], [href^='#no'])", "a.disputed[href^='#d-']"):
        page.locator(mark).locator("visible=true").first.click()
        box = page.locator(".note-box")
        expect(box).to_contain_text("hacked")
        assert box.locator("img, script").count() == 0
        check(seen, spoilt)
        page.keyboard.press("Escape")  # it may lie above the next
    leave(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_buttons_and_menus(seen: Visit, spoilt: str) -> None:
    page = open_page(seen, spoilt, "/claims/csis-formation")
    for button in page.locator("button.copy").all():
        button.dispatch_event("click")
    check(seen, spoilt)
    page = open_page(seen, spoilt, "/jnim/attacks")
    page.locator(".dropdown-menu-icon").first.click()
    expect(page.locator("body > .dropdown-menu")).to_be_visible()
    check(seen, spoilt)


def test_links_lead_to_pages(seen: Visit, spoilt: str) -> None:
    """Reach a page from another by clicking on hostile words."""
    page = open_page(seen, spoilt, "/groups")
    page.locator("main .lines > li > a").nth(3).click()
    expect(page.locator("main h1")).to_contain_text("hacked")
    page.locator("details:has(a[href*='/claims/']) > summary").first.click()
    page.locator("main a[href*='/claims/']:visible").first.click()
    page.wait_for_url("**/claims/*")
    check(seen, spoilt)


@pytest.mark.parametrize(
    ("page", "noticed"),
    [
        ("<p>a</p><script>window.hacked = 1</script>", "ran"),
        ("<img src=x>", "bad"),
        ("<a href=' javascript:1'>a</a>", "bad"),
        ("<p onclick='1'>a</p>", "bad"),
        (f"<p>{'W' * 1000}</p>", "wide"),
        ("<p>a\u202eb\u20281, some words</p>", "turned"),
    ],
)
def test_what_is_wrong_is_noticed(wide: Visit, page: str, noticed: str) -> None:
    wide.page.set_content(page)
    told = wide.page.evaluate(LOOK)
    assert [name for name in ("ran", "bad", "wide", "turned") if told[name]] == [noticed]
