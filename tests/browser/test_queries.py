"""Each named query, asked by its form as a reader would."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import Visit
from tests.conftest import some
from tests.site.queries import QUERIES

# What makes a query answer, where its contract gives no example of its own.
ASKED = {
    "citation_trail": {"claim": "csis-merger-statement"},
    "disputes": {"topic": "Ouagadougou"},
}


@pytest.mark.parametrize("name", some([*QUERIES], 4))
def test_the_form_of_a_query_gives_an_answer(tour: Visit, site: str, name: str) -> None:
    page = tour.page
    page.goto(f"{site}/jnim/{name}")
    for parameter, value in {**QUERIES[name].example, **ASKED.get(name, {})}.items():
        field = page.locator(f"form.sql input[name={parameter}]")
        assert page.locator(f"label[for={field.get_attribute('id')}]").inner_text()
        field.fill(value)
    if QUERIES[name].params:
        page.get_by_role("button", name="Ask").click()
        page.wait_for_load_state()
    assert page.locator("table.rows-and-columns tbody tr").count() > 0
    assert tour.outside(site) == []
    assert tour.errors == []


def test_a_reader_finds_the_group_by_a_wrong_spelling(narrow: Visit, site: str) -> None:
    page = narrow.page
    page.goto(f"{site}/jnim/find")
    page.locator("form.sql input[name=q]").fill("Muslimeen")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert "Jama'at Nasr al-Islam wal Muslimin" in page.locator("tbody").inner_text()


def test_a_date_that_is_none_is_told(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/jnim/existed?group=jnim&date=31+February")
    assert "is no date" in page.get_by_role("alert").inner_text()


def test_what_is_asked_in_sql_is_answered_in_sight(
    narrow: Visit, without_scripts: Page, site: str
) -> None:
    """The answer stood below the screen: nothing seemed to have happened."""
    for page in (narrow.page, without_scripts):
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{site}/jnim")
        page.get_by_role("button", name="Run").click()
        expect(page.locator("#answer")).to_be_in_viewport()
        expect(page.locator(".rows-and-columns tbody tr").first).to_be_in_viewport()
        page.get_by_role("link", name="Who held which post").click()
        expect(page.locator("#answer")).to_be_in_viewport()
        # What is not known has no empty line, but a row of nothing else has.
        cards = page.locator(".rows-and-columns tbody td:visible")
        assert cards.count() > 20
        assert "" not in [words.strip() for words in cards.all_inner_texts()]
    narrow.page.goto(f"{site}/jnim?sql=select+null+as+one")
    expect(narrow.page.locator(".rows-and-columns td")).to_be_visible()


@pytest.mark.parametrize("table", ["disagreements", "citation_checks", "claims", "names"])
def test_a_table_is_no_endless_page_on_a_telephone(narrow: Visit, site: str, table: str) -> None:
    """It was up to 44,000 pixels long. All of it is there when asked for, without a script."""
    page = narrow.page
    page.goto(f"{site}/jnim/{table}")
    height = "document.documentElement.scrollHeight"
    assert page.evaluate(height) < 6000
    rows = page.locator(".rows-and-columns tbody tr")
    assert rows.filter(visible=True).count() == 10
    expect(page.locator(".outcome")).to_be_in_viewport()
    further = page.locator(".next a").count()
    assert page.locator(".outcome a[rel=next]").filter(visible=True).count() == further
    page.locator(".more-rows input").check()
    assert rows.filter(visible=True).count() == rows.count() > 15
    # A label stood before its value in one running line, and the claim was hidden.
    cells = rows.first.locator("td:not(.type-none)")
    assert cells.filter(visible=True).count() == cells.count() > 2
    lines = cells.evaluate_all("all => all.map(it => it.getBoundingClientRect().top)")
    assert lines == sorted(set(lines))


def test_the_rows_of_sql_of_one_s_own_stand_before_the_map(wide: Visit, site: str) -> None:
    page = wide.page
    page.goto(f"{site}/jnim?sql=select+title,latitude,longitude+from+attacks")
    rows, drawn = page.locator("tbody tr").first.bounding_box(), page.locator("#map").bounding_box()
    assert rows and drawn and rows["y"] < drawn["y"]
