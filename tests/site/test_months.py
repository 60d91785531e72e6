"""Attacks per month: no month without data is zero, and no text is a count."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from common.date_words import in_words as in_words_of_a_date
from plugins.site.drawings import months
from plugins.site.drawings.drawing import LIGHT, Drawing
from tests.site.drawn import (
    drawing,
    file,
    text_of,
)
from tests.site.queries import ask
from tests.site.tables import Get

DATA_SET = [{"label": "A", "licence": "", "first_day": "2010-01-01", "last_day": "2060-12-31"}]


def test_without_event_data_there_is_no_chart_but_what_to_drop_in(get: Get) -> None:
    for path in ("/attacks-per-month?group=jnim", "/attacks-per-month?source=csis-2018"):
        page = text_of(get, path)
        assert "no rate to draw" in page
        assert "/about#events" in page
        assert "make serve" not in page
        assert "<svg" not in page[page.index("Attacks per month") :]
    drawn = file(get, "attacks-per-month", group="jnim")
    assert any("No event data are loaded." in text.words for text in drawn.texts)


def test_with_event_data_home_has_the_rate_and_leads_to_the_map(loaded: Get) -> None:
    """A map of a million attacks takes seconds to draw."""
    home = text_of(loaded, "/")
    assert "front-map" not in home
    assert ">The map</a> has those with a known place, and those in event data." in home
    assert "Attacks per month</a>" in home


def test_coverage_and_source_stand_in_the_picture(loaded: Get) -> None:
    drawn = file(loaded, "attacks-per-month", group="jnim")
    words = " ".join(text.words for text in drawn.texts)
    assert "UCDP GED: records of" in words
    assert re.search(r"\d attacks by JNIM, ", words)
    # A text is no count, beside a data set as well.
    page = text_of(loaded, "/attacks-per-month?source=csis-2018")
    assert "mentions single attacks and is no count of them" in page


def bars(page: str) -> dict[str, int]:
    """Return the attacks of each month, from the labels of the bars."""
    titles = [title for _, title in drawing(page).links if ": " in title]
    return {title.split(": ")[0]: int(title.split(": ")[1].split()[0]) for title in titles}


def test_attacks_per_month_are_the_same_drawn_and_in_the_table(loaded: Get) -> None:
    asked = {"group": "jnim", "start": "2017-03", "end": "2018-07"}
    page = text_of(loaded, "/attacks-per-month?group=jnim&start=2017-03&end=2018-07")
    rows = ask(loaded, "attacks_per_month", **asked)
    assert [row["month"] for row in rows][:1] == ["2017-03"]
    assert len(rows) == 17
    expected = {in_words_of_a_date(row["month"]): row["attacks"] for row in rows if row["attacks"]}
    assert bars(page) == expected
    table = re.findall(r'<tr><th scope="row">(.*?)</th><td class="numbers">([\d,]+)</td>', page)
    assert [int(count.replace(",", "")) for _, count in table] == [row["attacks"] for row in rows]
    assert "/map?from=2018-03&amp;to=2018-03" in table[12][0]
    address = "/map?from=2018-03&to=2018-03&group=jnim"
    assert (address, "March 2018: 1 attack") in drawing(page).links


def test_months_of_none_are_drawn_as_zero(loaded: Get) -> None:
    asked = {"group": "jnim", "start": "2017-03", "end": "2018-07"}
    drawn = file(loaded, "attacks-per-month", **asked)
    bars = [bar for bar in drawn.all("path") if re.fullmatch("M[0-9.,]+V[0-9.]+", bar.get("d", ""))]
    none = [bar for bar in bars if bar.get("stroke") == LIGHT["quiet"]]
    some = [re.findall(r"[\d.]+", bar.get("d", "")) for bar in bars if bar not in none]
    high = [float(ground) - float(top) for _, ground, top in some]
    rows = ask(loaded, "attacks_per_month", **asked)
    assert len(high) == sum(row["attacks"] > 0 for row in rows)
    assert len(high) + len(none) == len(rows)
    assert min(high) > 20


def test_only_years_are_links_where_months_are_too_narrow_to_be_hit() -> None:
    """Of 26 years, 300 links three pixels wide made up most of the first page."""
    counts = {f"{year}-{month:02}": 3 for year in range(2010, 2015) for month in range(1, 13)}
    for width, is_dense in ((960, False), (240, True)):
        drawing = Drawing("Attacks per month")
        months._lay_out(drawing, counts, width, lambda first, last: f"{first}/{last}")
        assert any(href for _, _, href in drawing.values["months"]) is not is_dense
        assert drawing.values["years"].get("2012") == ("2012-01/2012-12" if is_dense else None)


def test_the_highest_month_is_named_where_it_stands_alone() -> None:
    """Bars had no number except the axis, and of several highest months the first was named."""
    loaded = [{"label": "A", "licence": "", "first_day": "2010-01-01", "last_day": "2014-12-31"}]
    names = {"group": "The Group (TG)", "source": ""}
    asked = {"group": "g", "rule": "perpetrator", "source": "", "start": "", "end": ""}

    def drawn(*attacks: int) -> Any:
        every = [f"{year}-{month:02}" for year in range(2010, 2015) for month in range(1, 13)]
        rows = [{"month": month, "attacks": 1} for month in every]
        for row, count in zip(rows, attacks, strict=False):
            row["attacks"] = count
        return months.draw(rows, loaded, names, asked, form="")

    one = drawn(7)
    assert one.finding == (
        "66 attacks by TG, January 2010 to December 2014; the most in January 2010: 7."
    )
    assert "most" not in drawn(7, 1, 7).finding


def test_attacks_across_months_are_told_and_in_no_bar(loaded: Get) -> None:
    page = text_of(loaded, "/attacks-per-month?group=ansar-dine")
    assert "1 attack may lie in more than one month" in page
    assert "<svg" not in page
    page = text_of(loaded, "/attacks-per-month")
    assert "more may lie in one month or another" in page


def test_a_month_that_no_event_data_cover_has_no_bar_and_no_zero(loaded: Get) -> None:
    asked = {"group": "jnim", "start": "2018-11", "end": "2019-02"}
    counts = [row["attacks"] for row in ask(loaded, "attacks_per_month", **asked)]
    assert counts == [0, 0, None, None]
    drawn = file(loaded, "attacks-per-month", **asked)
    assert (
        len([bar for bar in drawn.all("path", stroke=LIGHT["quiet"]) if not bar.get("fill")]) == 2
    )
    page = text_of(loaded, "/attacks-per-month?group=jnim&start=2018-11&end=2019-02")
    assert page.count('<td class="numbers">not stated</td>') == 2


def month(number: int) -> str:
    """Return a month, counted from January 2010."""
    return f"{2010 + number // 12}-{number % 12 + 1:02}"


@pytest.mark.parametrize(("count", "highest"), [(1, 1), (2, 3), (13, 7), (120, 412), (600, 1)])
def test_any_number_of_months_has_an_axis_that_can_be_read(count: int, highest: int) -> None:
    counts = {month(number): highest if number == count - 1 else 0 for number in range(count)}
    rows: list[dict[str, Any]] = [{"month": key, "attacks": each} for key, each in counts.items()]
    names = dict.fromkeys(("group", "source"), "")
    asked = names | {"rule": "perpetrator"}
    for drawn in (
        months.draw(rows, DATA_SET, names, asked, form=""),
        months.draw(rows, DATA_SET, names, asked, form="narrow"),
        months.draw_strip(counts, lambda first, last: f"{first}-{last}", ("9", "")),
    ):
        values = drawn.values
        written = values["steps"]
        assert written[0] == 0
        assert highest <= written[-1] <= max(4, 2.5 * highest)
        assert re.fullmatch(r"([A-Z][a-z]{2} )?(\d{4}|’\d\d)", " ".join(values["ticks"][0].lines))
        middles = [(tick.middle, len(tick.lines[0]) * 3.5) for tick in values["ticks"]]
        assert all(x + wide < y - other for (x, wide), (y, other) in pairwise(middles))
        assert [attacks for _, attacks, _ in values["months"] if attacks] == [highest]
        assert len(values["months"]) * values["slot"] == pytest.approx(values["plot_width"])
