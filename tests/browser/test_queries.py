"""Each named query, asked by its form as a reader would."""

from __future__ import annotations

import pytest

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
