"""What a reader has on paper: all that the page holds, on few sheets, and nothing to press."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visit
from tests.conftest import some

# Pages of each kind that fold something, and how many sheets of A4 each may take.
SHEETS = {
    "/attacks/ouagadougou-2018": 4,
    "/attacks/timbuktu-2018": 3,
    "/groups/jnim": 5,
    "/groups/ansar-dine": 2,
    "/people/iyad-ag-ghaly": 3,
    "/people/mokhtar-belmokhtar": 1,
    "/places/mali": 3,
    "/disagreements": 3,
    "/disagreements/ouagadougou-date": 2,
    "/claims/csis-ouagadougou-attack": 2,
    "/groups": 2,
    "/compare?group=jnim&group=ansar-dine": 2,
    "/by-source/jnim": 4,
    "/sources/csis-2018": 5,
    "/timeline": 4,
    "/lineage": 5,
}

# What of a page is folded and is no file, form or reference for programs.
FOLDED = """() => [...document.querySelectorAll('main details')].filter(it =>
  it.checkVisibility() && !it.closest('.cite'))"""
# Of these, those of which nothing is seen but what opens them.
CLOSED = f"""() => ({FOLDED})().filter(it => {{
  const folded = document.createRange();
  folded.selectNodeContents(it);
  folded.setStartAfter(it.querySelector('summary'));
  return folded.getBoundingClientRect().height == 0;
}}).map(it => it.innerText.slice(0, 80))"""
# And what opens them, where that is no heading.
OPENERS = f"""() => ({FOLDED})().map(it => it.querySelector('summary'))
  .filter(it => it.checkVisibility() && !it.querySelector('h1, h2, h3')
    && !it.parentElement.matches('.cite-fold')).map(it => it.innerText)"""


@pytest.mark.parametrize("path", SHEETS)
def test_a_page_is_printed_on_few_sheets(wide: Visit, site: str, path: str) -> None:
    """An attack took nine sheets, four of them half empty."""
    wide.page.goto(site + path)
    pdf = wide.page.pdf(format="A4")
    assert pdf.count(b"/Type /Page") - pdf.count(b"/Type /Pages") <= SHEETS[path]


@pytest.mark.parametrize("path", some([*SHEETS], 2))
def test_on_paper_nothing_is_folded(wide: Visit, site: str, path: str) -> None:
    """Of the differences only how many there are was printed, of long notes the first words."""
    page = wide.page
    page.goto(site + path)
    page.emulate_media(media="print")
    assert page.evaluate(CLOSED) == []
    assert page.evaluate(OPENERS) == []


def test_on_paper_the_words_of_the_notes_of_editors_stand(wide: Visit, site: str) -> None:
    """A row of the table of an attack was the bare word “note” in each column."""
    page = wide.page
    page.goto(f"{site}/attacks/ouagadougou-2018")
    page.emulate_media(media="print")
    for words in ("The Modern Insurgent gives no date.", "We read it in a repost"):
        expect(page.get_by_text(words).first).to_be_visible()
    page.emulate_media(media="screen")
    page.goto(f"{site}/people/iyad-ag-ghaly")
    folded = page.locator("details.why")
    expect(folded.first.locator("summary")).to_be_visible()
    page.emulate_media(media="print")
    assert folded.count() > 1
    for note in folded.all():
        expect(note.locator("summary")).to_be_hidden()
        assert len(note.inner_text()) > 20
        assert note.evaluate("it => it.getBoundingClientRect().height") > 10
