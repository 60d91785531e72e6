"""The diagrams: drawn from the same rows that stand beside them in words."""

from __future__ import annotations

import html
import json
import os
import re
import sqlite3
import subprocess
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from plugins.diagrams import months, render, scale, svg
from plugins.diagrams.drawing import DAY, label, milliseconds, short
from tests.conftest import finished
from tests.site.queries import ask
from tests.site.tables import ROOT, Get, copy_of_site, in_process

CHARTS = ["attacks-per-month", "lineage", "lineage-tree", "timeline"]
PAGES = ["/lineage", "/timeline", "/attacks-per-month"]
HERE = "{http://www.w3.org/2000/svg}"
HOSTILE = """</svg></title><script>alert(1)</script>"'&<img src=x onerror=alert(2)>{{ 7*7 }}"""
RIGHT_TO_LEFT = "\u202eevil\u202c \u2067abc"
CONTROLS = "a\x00b\x0bc\ud800"[:4]
DAYS = ["2017-02-28", "2017-03-01", "2017-03-02", "2017-03-31", "2018-09-05", "2022-10-28"]
BAD_DATES = ["foo", "2017-13", "2017-02-30", "1 March 2017", "2017-03-01'--", "<script>", "9" * 500]


def drawing(page: str) -> ElementTree.Element:
    """Return the first drawing of a page."""
    return ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])


def links(page: str) -> list[str]:
    """Return where the things in a page's drawing lead, in order."""
    return [link.get("href") or "" for link in drawing(page).iter(f"{HERE}a")]


def in_words(page: str) -> str:
    """Return what stands after the drawing."""
    return page[page.index("</figure>") :]


# ------------------------------------------------------------------------- the same in words


@pytest.mark.parametrize("on", ["", *DAYS])
def test_the_lineage_is_the_same_drawn_and_in_words(get: Get, on: str) -> None:
    page = get(f"/lineage?view=lanes&on={on}").text
    ties = ask(get, "lineage", group="jnim", as_of=on)
    assert len(ties) > 50
    claims = {f"/claims/{tie['claim_id']}" for tie in ties}
    assert claims <= set(links(page))
    words = in_words(page)
    assert all(f'href="{claim}"' in words for claim in claims)
    # Each tie once, with its answer for the day, and each reading of when a group existed.
    told = re.findall(r'<span class="certainty (\w+)">', words)
    existence = [row for row in ask(get, "existed", date=on) if row["group_id"] in words]
    if not on:
        assert told == []
        return
    for certainty, answer in (("certain", "yes"), ("possible", "possible"), ("no", "no")):
        expected = sum(tie["certainty"] == certainty for tie in ties)
        answered = {row["claim_id"] for row in existence if row["answer"] == answer}
        assert told.count(certainty) >= expected
        assert told.count(certainty) - expected <= len(existence)
        assert answered or told.count(certainty) == expected
    assert len(words.split("<dd>")) - 1 == len(told)


# ------------------------------------------------------------------------- boxes and arrows

TREE_READINGS = ["", "csis-2018", "csis-merger", "mi-history-merger", "mi-relations-merger"]


def tree(get: Get, **asked: str) -> dict[str, list[dict[str, Any]]]:
    """Return what the boxes and arrows of JNIM are drawn from, by the name of each layer's data."""
    names = ("rules", "strokes", "samples", "fills", "outlines", "heads", "texts")
    given = "&".join(f"{name}={value}" for name, value in {"group": "jnim", **asked}.items())
    spec = get(f"/-/charts/lineage-tree.vl.json?{given}").json()
    return {name: layer["data"]["values"] for name, layer in zip(names, spec["layer"], strict=True)}


def is_post(tie: dict[str, Any]) -> bool:
    """Whether a tie is a post that somebody has: those are written into the boxes."""
    return bool(tie["from_kind"] == "person" and tie["table_name"] == "membership")


def titles(page: str) -> list[tuple[str, str]]:
    """Return where each link of a page's drawing leads, and what it is called."""
    return [
        (link.get("href") or "", link.findtext(f"{HERE}title") or "")
        for link in drawing(page).iter(f"{HERE}a")
    ]


@pytest.mark.parametrize("on", ["", *DAYS])
@pytest.mark.parametrize("reading", TREE_READINGS)
def test_the_arrows_are_the_ties(get: Get, on: str, reading: str) -> None:
    ties = ask(get, "lineage", group="jnim", as_of=on, reading=reading)
    found = titles(get(f"/lineage?on={on}&reading={reading}").text)
    arrows = [pair for pair in found if pair[0].startswith("/claims/")]
    said = {"certain": "; certainly on", "possible": "; possibly on", "no": "; not on"}
    expected = sorted(
        (f"/claims/{tie['claim_id']}", tie["from_name"], tie["to_name"], tie["certainty"])
        for tie in ties
        if not is_post(tie)
    )
    assert len(arrows) == len(expected)
    left = list(arrows)
    for href, source, target, certainty in expected:
        match = next(
            (one, title)
            for one, title in left
            if one == href
            and title.startswith(f"{source}: ")
            and f" {target}" in title
            and (certainty is None or said[certainty] in title)
        )
        left.remove(match)
    # Each party to an arrow has its box.
    pages = {href for href, _ in found if not href.startswith("/claims/")}
    folders = {"group": "groups", "person": "people"}
    for tie in ties:
        if not is_post(tie):
            for end in ("from", "to"):
                assert f"/{folders[tie[f'{end}_kind']]}/{tie[f'{end}_id']}" in pages


def test_those_pledged_to_stand_above_and_those_who_merged_below(get: Get) -> None:
    texts = {row["label"]: row["y"] for row in tree(get)["texts"]}
    (own,) = (y for text, y in texts.items() if text.endswith("(JNIM)"))
    above = ["Al-Qaeda", "AQIM", "Taliban", "Islamic Emirate of Afghanistan"]
    above += [
        "Ayman al-Zawahiri, leader",
        "Abu Musab Abdul Wadud, emir",
        "Haibatullah Akhundzada, leader, emir",
    ]
    assert all(texts[name] < own for name in above)
    assert all(texts[name] > own for name in ("Ansar Dine", "Al-Mourabitoun", "Tuareg"))
    assert texts["Iyad Ag Ghaly, emir, leader"] - own < 40


def test_the_layers_follow_the_ties_and_not_a_list(get: Get) -> None:
    page = get("/-/charts/lineage-tree.vl.json?group=al-qaeda").json()
    texts = {row["label"]: row["y"] for row in page["layer"][6]["data"]["values"]}
    assert texts["Haibatullah Akhundzada"] < texts["Al-Qaeda"] < texts["JNIM"]


@pytest.mark.parametrize(
    ("reading", "missing"),
    [
        ("csis-merger", set()),
        ("mi-history-merger", {"Al-Mourabitoun"}),
        ("mi-relations-merger", {"AQIM's Sahara branch"}),
    ],
)
def test_the_lists_of_who_merged_are_told_apart(get: Get, reading: str, missing: set[str]) -> None:
    merged = {"Ansar Dine", "Al-Mourabitoun", "AQIM's Sahara branch", "Macina Liberation Front"}
    page = get(f"/lineage?reading={reading}").text
    assert {title.split(": ")[0] for href, title in titles(page) if "/claims/" in href} == (
        merged - missing
    )
    # With all lists in one drawing each says in its own row whom it does not name, in his column.
    texts = tree(get)["texts"]
    (title,) = {tie["reading_label"] for tie in ask(get, "lineage", reading=reading)}
    (row,) = {
        text["y"] + 6 for text in texts if title.startswith(text["label"]) and text["x"] == 16
    } or {0}
    heads = {
        text["label"]: text["x"]
        for text in texts
        if text["align"] == "center" and text["y"] > row and text["bold"]
    }
    gaps = [
        text["x"] for text in texts if text["label"] == "not named" and abs(text["y"] - row) < 8
    ]
    assert len(gaps) == len(missing)
    for gap, name in zip(gaps, missing, strict=True):
        nearest = min(heads, key=lambda head: abs(heads[head] - gap))
        assert name.startswith(nearest)


def test_a_box_has_the_outlines_of_the_readings_that_name_it(get: Get) -> None:
    outlines = {row["reading"]: row["shape"].count("M") for row in tree(get)["outlines"]}
    ties = ask(get, "lineage", group="jnim")
    for reading, count in outlines.items():
        named = {
            tie[f"{end}_id"]
            for tie in ties
            for end in ("from", "to")
            if reading.endswith(tie["source"])
            and bool(tie["about_source_id"]) == reading.startswith("Works")
        }
        # Ghaly, Zawahiri, Wadud and Haibatullah stand with those whom they lead.
        assert len(named) - 5 <= count <= len(named)
    assert len(outlines) == 4


def test_what_does_not_hold_on_the_day_is_fainter(get: Get) -> None:
    strengths = {
        on: {row["strength"] for row in tree(get, on=on)["strokes"]}
        for on in ("", "2017-02-28", "2017-03-01", "2017-04-01")
    }
    assert strengths[""] == {1.0}
    assert strengths["2017-03-01"] == {0.5}
    assert min(strengths["2017-02-28"]) < 0.2
    assert max(strengths["2017-04-01"]) == 1.0
    marks = [row["label"] for row in tree(get, on="2017-03-01")["texts"]]
    assert "possibly existed on 1 March 2017" in marks
    assert sum("possible" in text for text in marks) > 30
    (root,) = (row for row in tree(get, on="2017-02-28")["fills"] if row["sort"] != "box")
    assert root["sort"] == "root-no"


@pytest.mark.parametrize("group", ["jnim", "al-qaeda", "aqim", "ansar-dine", "tuareg", "taliban"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("on", ["", "2017-03-01"])
def test_no_words_in_boxes_and_arrows_lie_over_others(
    get: Get, group: str, width: str, on: str
) -> None:
    spec = get(f"/-/charts/lineage-tree.vl.json?group={group}&width={width}&on={on}").json()
    places = []
    for row in spec["layer"][6]["data"]["values"]:
        wide = len(row["label"]) * row["size"] * 0.47
        left = row["x"] - (wide / 2 if row["align"] == "center" else 0)
        assert left + wide <= spec["width"]
        places.append((left, row["y"], left + wide, row["label"]))
    for place, one in enumerate(places):
        for other in places[place + 1 :]:
            apart = abs(one[1] - other[1]) >= 10.5
            assert apart or one[2] <= other[0] or other[2] <= one[0], (one, other)


def test_the_two_drawings_lead_to_each_other(get: Get) -> None:
    page = get("/lineage?on=2017-03-01&reading=csis-2018").text
    assert 'href="/lineage?on=2017-03-01&amp;reading=csis-2018&amp;view=lanes"' in page
    lanes = get("/lineage?on=2017-03-01&reading=csis-2018&view=lanes").text
    assert 'href="/lineage?on=2017-03-01&amp;reading=csis-2018"' in lanes
    assert '<input type="hidden" name="view" value="lanes">' in lanes
    assert in_words(page).split('id="ties"')[1] == in_words(lanes).split('id="ties"')[1]


# ------------------------------------------------------------------------------ what they tell


def test_on_1_march_2017_jnim_possibly_existed_as_the_queries_say(get: Get) -> None:
    page = get("/lineage?on=2017-03-01").text
    assert {row["answer"] for row in ask(get, "existed", group="jnim", date="2017-03-01")} == {
        "possible"
    }
    assert re.search(r"On 1 March 2017</strong> [^<]*\(JNIM\) possibly existed by the 3", page)
    before = get("/lineage?on=2017-02-28").text
    assert re.search(r"On 28 February 2017</strong> [^<]*\(JNIM\) did not exist", before)
    # By one reading it certainly existed on the next day, by the others possibly.
    assert "possibly existed by some of the 3" in get("/lineage?on=2017-03-02").text
    assert "existed by the 3" in get("/lineage?on=2017-04-01").text
    for member in ask(get, "members", group="jnim", as_of="2017-03-01"):
        if member["member_kind"] == "group":
            tie = [
                one
                for one in ask(get, "lineage", group="jnim", as_of="2017-03-01")
                if (one["from_id"], one["claim_id"]) == (member["member_id"], member["claim_id"])
                and one["to_id"] == "jnim"
            ]
            assert [one["certainty"] for one in tie] == [member["certainty"]]


@pytest.mark.parametrize(
    ("reading", "members"),
    [
        ("csis-merger", {"ansar-dine", "al-mourabitoun", "aqim-sahara", "macina-liberation-front"}),
        ("mi-history-merger", {"ansar-dine", "macina-liberation-front", "aqim-sahara"}),
        ("mi-relations-merger", {"ansar-dine", "macina-liberation-front", "al-mourabitoun"}),
        ("site-2017-03-02", {"ansar-dine", "aqim-sahara", "al-mourabitoun"}),
    ],
)
def test_a_reading_shows_only_its_own_list(get: Get, reading: str, members: set[str]) -> None:
    page = get(f"/lineage?reading={reading}").text
    lanes = set(re.findall(r'<h3><a href="/groups/([\w-]+)">', in_words(page)))
    merged = {
        tie["from_id"]
        for tie in ask(get, "lineage", group="jnim", reading=reading)
        if tie["to_id"] == "jnim"
    }
    assert merged == members
    assert members <= lanes
    assert f'<option value="{reading}" selected>' in page


def test_both_documents_together_are_all_that_is_told(get: Get) -> None:
    every = {tie["row_id"] for tie in ask(get, "lineage", group="jnim")}
    works = {tie["about_source_id"] for tie in ask(get, "lineage", group="jnim")}
    of_works = {
        tie["row_id"]
        for work in works & {"us-state-2018-09-05", "nsaibia-undated"}
        for tie in ask(get, "lineage", group="jnim", reading=work)
    }
    parts = [
        {tie["row_id"] for tie in ask(get, "lineage", group="jnim", reading=source)}
        for source in ("csis-2018", "modern-insurgent-2022")
    ]
    assert parts[0] | parts[1] | of_works == every
    assert not parts[0] & parts[1]
    assert of_works
    assert not of_works & (parts[0] | parts[1])


def test_a_reading_has_the_same_colour_in_every_drawing(get: Get) -> None:
    ranges = []
    for path in (
        "lineage.vl.json?group=jnim",
        "lineage.vl.json?group=jnim&reading=modern-insurgent-2022",
        "lineage-tree.vl.json?group=jnim&reading=modern-insurgent-2022",
        "timeline.vl.json",
        "timeline.vl.json?from=2021&to=2022",
    ):
        colour = get(f"/-/charts/{path}").json()["encoding"]["color"]
        shown = set(colour["legend"]["values"])
        assert shown <= set(colour["scale"]["domain"])
        ranges.append((colour["scale"]["domain"], colour["scale"]["range"]))
    assert all(pair == ranges[0] for pair in ranges)


def test_only_what_is_tied_to_jnim_is_in_its_lineage(get: Get) -> None:
    lanes = set(re.findall(r'<h3><a href="/groups/([\w-]+)">', in_words(get("/lineage").text)))
    assert {"jnim", "ansar-dine", "aqim", "al-qaeda", "taliban"} <= lanes
    assert not lanes & {"france", "islamic-state", "bbc", "united-states", "azawad-movement"}


@pytest.mark.parametrize(
    "query",
    ["", "kind=attack", "group=jnim", "kind=allegiance&group=jnim", "from=2018-03&to=2018-07"],
)
def test_the_timeline_is_the_same_drawn_and_in_words(get: Get, query: str) -> None:
    page = get(f"/timeline?{query}").text
    given = dict(pair.split("=") for pair in query.split("&") if pair)
    renamed = {{"from": "start", "to": "end"}.get(key, key): value for key, value in given.items()}
    rows = ask(get, "timeline", **renamed)
    assert rows
    things = {row["thing"] for row in rows}
    assert f"<strong>{len(things)} thing" in page
    words = in_words(page)
    assert words.count("<li><span class=") == len(things)
    assert all(f'href="/claims/{row["claim_id"]}"' in words for row in rows)
    dated = [row for row in rows if row["date"]]
    for row in dated:
        address = f"/attacks/{row['attack_id']}" if row["attack_id"] else None
        assert (address or f"/claims/{row['claim_id']}") in links(page), row["thing"]
    assert len(links(page)) == len(dated)


def test_both_readings_of_a_disputed_date_stand_together(get: Get) -> None:
    page = in_words(get("/timeline?kind=attack").text)
    (item,) = re.findall(
        r'<li><span class="when">[^<]*</span>\s*<p class="what">'
        r'<a href="/attacks/ouagadougou-2018".*?</ul>',
        page,
        re.DOTALL,
    )
    assert 'href="/disagreements/ouagadougou-date"' in item
    for words in ("By 2 March 2018", "3 March 2018", "By 4 March 2018", "Not dated"):
        assert f"{words}: <a href" in item
    # What is disputed about its targets or toll is no matter of time.
    assert "ouagadougou-toll" not in item
    assert "disputed" not in re.split("<li><span", page[page.index("dubois-kidnapping") :])[0]


def test_the_timeline_leaves_event_records_out_and_says_so(get: Get, tmp_path: Path) -> None:
    def load(database: sqlite3.Connection) -> None:
        database.executescript(
            """
            INSERT INTO sources (id, title, kind, access, redistributable, follow_order)
            SELECT 'ucdp-1', 'UCDP', kind, 'data', 1, 99 FROM sources LIMIT 1;
            INSERT INTO attacks (id, title, scope, date_edtf, date_earliest, date_latest, reports,
              disputed, perpetrator_id, dispute_earliest, dispute_latest)
            VALUES ('record-1', 'A record', 'incident', '2019-05-05', '2019-05-05', '2019-05-05',
              1, 0, 'jnim', '2019-05-05', '2019-05-05');
            INSERT INTO attack_reports (id, attack_id, source_id, record_id, date_edtf,
              date_earliest, date_latest)
            VALUES ('record-1--1', 'record-1', 'ucdp-1', '1', '2019-05-05', '2019-05-05',
              '2019-05-05');
            """
        )

    with in_process(copy_of_site(tmp_path, load)) as loaded:
        page = loaded("/timeline")
        assert page.status_code == 200
        assert "A record" not in page.text
        assert "records of event data sets are on" in page.text
        assert ask(loaded, "timeline") == ask(get, "timeline")


# ----------------------------------------------------------------------------- per month


def bars(page: str) -> dict[str, int]:
    """Return the attacks of each month, as the bars are called."""
    titles = [link.findtext(f"{HERE}title") or "" for link in drawing(page).iter(f"{HERE}a")]
    return {title.split(": ")[0]: int(title.split(": ")[1].split()[0]) for title in titles}


def test_attacks_per_month_are_the_same_drawn_and_in_the_table(get: Get) -> None:
    asked = {"group": "jnim", "start": "2017-03", "end": "2018-07"}
    page = get("/attacks-per-month?group=jnim&start=2017-03&end=2018-07").text
    rows = ask(get, "attacks_per_month", **asked)
    assert [row["month"] for row in rows][:1] == ["2017-03"]
    assert len(rows) == 17
    expected = {
        months.month_in_words(row["month"]): row["attacks"] for row in rows if row["attacks"]
    }
    assert bars(page) == expected
    table = re.findall(r'<tr><th scope="row">(.*?)</th><td class="numbers">([\d,]+)</td>', page)
    assert [int(count.replace(",", "")) for _, count in table] == [row["attacks"] for row in rows]
    assert "/map?from=2018-03&amp;to=2018-03" in table[12][0]
    assert "/map?from=2018-03&to=2018-03" in links(page)
    assert "Counted: attacks by it" in page


def test_one_month_is_a_small_drawing(get: Get) -> None:
    page = get("/attacks-per-month?group=jnim&start=2018-03&end=2018-03").text
    assert "1 attack in the month." in page
    assert bars(page) == {"March 2018": 1}
    assert float(drawing(page).get("width") or 0) < 120


def test_months_of_none_are_drawn_as_zero(get: Get) -> None:
    spec = get("/-/charts/attacks-per-month.vl.json?group=jnim&start=2017-03&end=2018-07").json()
    data = [layer["data"]["values"] for layer in spec["layer"]]
    assert [len(values) for values in data] == [3, 14, 3]
    assert {row["attacks"] for row in data[1]} == {0}


def test_attacks_across_months_are_told_and_in_no_bar(get: Get) -> None:
    page = get("/attacks-per-month?group=ansar-dine").text
    assert "1 attack may lie in more than one month" in page
    assert "<svg" not in page
    page = get("/attacks-per-month").text
    assert "1 more may lie in one month or another, and is in no bar" in page


def month(number: int) -> str:
    """Return a month, counted from January 2010."""
    return f"{2010 + number // 12}-{number % 12 + 1:02}"


@pytest.mark.parametrize(("count", "highest"), [(1, 1), (2, 3), (13, 7), (120, 412), (600, 1)])
def test_any_number_of_months_has_an_axis_that_can_be_read(count: int, highest: int) -> None:
    rows: list[dict[str, Any]] = [
        {"month": month(number), "attacks": highest if number == count - 1 else 0}
        for number in range(count)
    ]
    asked = {"rule": "perpetrator"}
    for narrow in (False, True):
        values = months.draw(rows, {}, asked, narrow).values
        assert values["counts"][0] == 0
        assert highest <= values["most"] == values["counts"][-1] <= max(4, 2.5 * highest)
        labels = json.loads(values["names"].removesuffix("[datum.value]"))
        assert re.fullmatch(r"([A-Z][a-z]{2} )?\d{4}", next(iter(labels.values())))
        axis = scale.Axis(values["domain"], (0, values["width"]))
        places = [axis.pixel(time) for time in values["ticks"]]
        assert all(b - a >= 39 for a, b in pairwise(places))
        assert len(values["bars"]) == 1
        assert len(values["zeros"]) == count - 1


@pytest.mark.parametrize("most", [0, 1, 2, 4, 5, 9, 41, 999, 123_456])
def test_counts_beside_the_bars_are_whole_and_few(most: int) -> None:
    steps = months.steps(most)
    assert steps[0] == 0
    assert most <= steps[-1]
    assert 2 <= len(steps) <= 6
    assert len({b - a for a, b in pairwise(steps)}) == 1


# ---------------------------------------------------------------------------- empty and bad


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/attacks-per-month?group=fulani", "No attack is counted here for Fulani."),
        ("/attacks-per-month?group=none-such", "There is no group of the id “none-such”."),
        ("/attacks-per-month?source=none-such", "There is no source of the id “none-such”."),
        ("/attacks-per-month?group=jnim&rule=none", "The rule is one of"),
        ("/attacks-per-month?start=0001&end=9999", "too many for a drawing"),
        ("/lineage?group=none-such", "There is no group of this id."),
        ("/lineage?group=bbc", "No tie is told by this reading."),
        ("/lineage?reading=none-such", "No tie is told by this reading."),
        ("/timeline?kind=none-such", "No document dates anything of the sort (none such)."),
        (
            "/timeline?kind=agreement&from=1850&to=1860",
            "between 1 January 1850 and 31 December 1860",
        ),
        ("/timeline?group=none-such", "There is no group of the id “none-such”."),
        ("/timeline?from=2018&to=2017", "The period ends before it begins."),
    ],
)
def test_where_there_is_nothing_to_draw_the_page_says_why(get: Get, path: str, words: str) -> None:
    page = get(path)
    assert page.status_code == 200
    assert words in html.unescape(page.text)
    assert "<svg" not in page.text
    assert " download>" not in page.text


@pytest.mark.parametrize("date", BAD_DATES)
def test_what_is_no_date_is_told_and_stays_text(get: Get, date: str) -> None:
    for page, name in (("/lineage", "on"), ("/timeline", "from"), ("/attacks-per-month", "end")):
        answer = get(f"{page}?{name}={date}")
        assert answer.status_code == 200
        assert "is no date. Write a day as 2018-03-03" in html.unescape(answer.text)
        assert (
            "<script>" not in answer.text[answer.text.index("<main") : answer.text.index("</main>")]
        )
    for chart, name in (("lineage", "on"), ("timeline", "to"), ("attacks-per-month", "start")):
        answer = get(f"/-/charts/{chart}.svg?{name}={date}")
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "1850", "2500-06", "2017", "201X"])
def test_any_day_is_an_answer(get: Get, on: str) -> None:
    page = get(f"/lineage?on={on}")
    assert page.status_code == 200
    assert "<svg" in page.text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("typed", ["%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", "%00%FF", "'--"])
def test_words_in_an_address_stay_words(get: Get, page: str, typed: str) -> None:
    names = ("group", "reading", "on", "kind", "from", "to", "source", "rule", "start", "end")
    for name in names:
        answer = get(f"{page}?{name}={typed}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


# ------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_there_as_svg_png_and_vega_lite(get: Get, name: str) -> None:
    query = "?group=jnim"
    drawn = get(f"/-/charts/{name}.svg{query}")
    assert drawn.status_code == 200
    assert drawn.headers["content-type"] == "image/svg+xml; charset=utf-8"
    root = ElementTree.fromstring(drawn.text)
    assert root.get("role") == "img"
    assert root.findtext(f"{HERE}title")
    assert root.findtext(f"{HERE}desc")
    # A picture to take along: it leads nowhere, and asks nobody for anything.
    assert not list(root.iter(f"{HERE}a"))
    assert "href" not in drawn.text
    assert set(re.findall(r"https?://[\w./]+", drawn.text)) == {"http://www.w3.org/2000/svg"}
    picture = get(f"/-/charts/{name}.png{query}")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    spec = get(f"/-/charts/{name}.vl.json{query}").json()
    assert spec["$schema"].endswith("/vega-lite/v6.json")
    assert "$value" not in json.dumps(spec)
    assert all("href" not in layer["encoding"] for layer in spec["layer"])
    narrow = ElementTree.fromstring(get(f"/-/charts/{name}.svg{query}&width=narrow").text)
    assert float(narrow.get("width") or 0) <= 345


def test_the_files_are_of_what_the_page_shows(get: Get) -> None:
    page = get("/lineage?on=2017-03-01&reading=csis-2018").text
    for form in ("svg", "png", "vl.json"):
        query = "group=jnim&amp;on=2017-03-01&amp;reading=csis-2018"
        assert f'href="/-/charts/lineage-tree.{form}?{query}" download' in page
    for name in ("lineage", "lineage-tree"):
        assert "1 March 2017" in get(f"/-/charts/{name}.svg?group=jnim&on=2017-03-01").text


def test_an_empty_chart_is_a_picture_that_says_so(get: Get) -> None:
    drawn = get("/-/charts/attacks-per-month.svg?group=fulani")
    assert drawn.status_code == 200
    assert "No attack is counted here for Fulani." in drawn.text
    assert get("/-/charts/attacks-per-month.png?group=fulani").content.startswith(b"\x89PNG")


@pytest.mark.parametrize("path", ["no.svg", "lineage.gif", "lineage", "../lineage.svg"])
def test_what_is_no_chart_is_not_found(get: Get, path: str) -> None:
    assert get(f"/-/charts/{path}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light_and_quick_to_make_again(get: Get, page: str) -> None:
    for query in ("", "?on=2017-03-01", "?group=jnim", "?view=lanes&on=2017-03-01"):
        assert len(get(page + query).content) < 100_000


def test_drawings_are_called_what_they_show_and_ids_are_their_own(get: Get) -> None:
    for page in PAGES:
        text = get(page).text
        root = drawing(text)
        assert root.get("role") == "graphics-document"
        for attribute, tag in (("aria-labelledby", "title"), ("aria-describedby", "desc")):
            named = root.find(f"{HERE}{tag}")
            assert named is not None
            assert named.text
            assert named.get("id") == root.get(attribute)
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        assert "vega.github.io" not in text


def test_colours_of_the_page_are_used_and_agree_with_the_palette(get: Get, root: Path) -> None:
    palette = json.loads((root / "templates/charts/palette.json").read_text())
    css = (root / "static/site.css").read_text() + (root / "static/charts.css").read_text()
    light, dark = (
        dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6})", block))
        for block in (
            "".join(re.findall(r"^:root \{(.*?)^\}", css, re.DOTALL | re.MULTILINE)),
            "".join(re.findall(r"^  :root \{(.*?)^  \}", css, re.DOTALL | re.MULTILINE)),
        )
    )
    for colour, variable in palette["variables"].items():
        assert light[variable] == colour, variable
        assert dark[variable] == palette["dark"][variable], variable
    for page in PAGES:
        colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', get(page).text))
        assert {value for value in colours if value.startswith("#")} == set()


def test_under_another_address_links_have_it_in_front() -> None:
    with in_process(ROOT, base_url="/some/where/") as get:
        page = get("/lineage").text
        assert links(page)
        assert all(link.startswith("/some/where/") for link in links(page))
        assert 'href="/some/where/-/charts/lineage-tree.svg' in page
        assert get("/-/charts/lineage.svg").status_code == 200


# ----------------------------------------------------------------------------------- hostile


def spoil(database: sqlite3.Connection) -> None:
    """Put hostile words wherever the diagrams show words."""
    words = HOSTILE + RIGHT_TO_LEFT + "x" * 10_000
    for table, columns in {
        "groups": "name",
        "people": "name",
        "attacks": "title",
        "milestones": "title",
        "statements": "summary",
        "sources": "title short publisher",
        "claims": "locator",
        "roles": "label",
        "relation_kinds": "label",
        "milestone_kinds": "label",
        "reading_sets": "label",
        "disagreements": "topic",
    }.items():
        for column in columns.split():
            database.execute(f"UPDATE [{table}] SET [{column}] = rowid || ?", [words])
    database.execute("UPDATE milestones SET title = ? WHERE rowid = 1", [CONTROLS])


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """Return a function that asks a site whose database is full of hostile words."""
    with in_process(copy_of_site(tmp_path_factory.mktemp("spoilt"), spoil)) as get:
        yield get


@pytest.mark.parametrize(
    "path", [*PAGES, "/lineage?on=2017-03-01", "/lineage?view=lanes", "/timeline?group=jnim"]
)
def test_words_in_the_database_stay_words(spoilt: Get, path: str) -> None:
    answer = spoilt(path)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "</svg></title>" not in answer.text
    root = drawing(answer.text)
    tags = {element.tag.removeprefix(HERE) for element in root.iter()}
    assert tags <= {
        *("svg", "g", "path", "rect", "line", "text", "tspan", "a", "title", "desc"),
        *("defs", "clipPath"),
    }
    for element in root.iter(f"{HERE}text"):
        assert len("".join(element.itertext())) <= 200
        assert "\u202e" not in "".join(element.itertext())
    assert all(
        link.startswith(("/claims/", "/attacks/", "/map?", "/groups/", "/people/"))
        for link in links(answer.text)
    )


@pytest.mark.parametrize("name", CHARTS)
def test_hostile_words_make_no_broken_file(spoilt: Get, name: str) -> None:
    drawn = spoilt(f"/-/charts/{name}.svg")
    assert drawn.status_code == 200
    assert not list(ElementTree.fromstring(drawn.text).iter(f"{HERE}script"))
    assert spoilt(f"/-/charts/{name}.png").status_code == 200


def test_labels_are_one_line_without_marks_of_direction() -> None:
    assert label("a\n\tb\u202ec\u2067d\x00e", 20) == "a b c d e"
    assert label("x" * 10_000, 10) == "x" * 9 + "…"
    assert short("Al-Qaeda in the Islamic Maghreb (AQIM)") == "AQIM"
    assert short("Factions (by a title)") == "Factions (by a title)"


# ------------------------------------------------------------------------- drawing and keeping


def test_a_drawing_is_kept_until_the_database_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    draw = render.Worker.draw

    async def counted(self: render.Worker, form: str, spec: str) -> bytes:
        asked.append(form)
        return await draw(self, form, spec)

    monkeypatch.setattr(render.Worker, "draw", counted)
    folder = copy_of_site(tmp_path, lambda database: None)
    with in_process(folder) as get:
        first = get("/-/charts/attacks-per-month.svg?group=jnim").text
        assert get("/-/charts/attacks-per-month.svg?group=jnim&unknown=1").text == first
        assert asked == ["svg"]
        get("/-/charts/attacks-per-month.svg?group=jnim&start=2018")
        get("/-/charts/attacks-per-month.png?group=jnim")
        assert asked == ["svg", "svg", "png"]
        database = sqlite3.connect(folder / "jnim.db")
        with database:
            database.execute("UPDATE attack_days SET attacks = 7")
        database.close()
        assert "7 attacks" not in first
        again = get("/-/charts/attacks-per-month.svg?group=jnim").text
        assert "28 attacks" in again
        assert len(asked) == 4


def test_what_is_kept_is_bounded_and_the_oldest_goes_first() -> None:
    kept = render.Kept(2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert kept.get("b") is None
    assert (kept.get("a"), kept.get("c"), len(kept)) == (1, 3, 2)


def test_other_requests_go_on_while_a_chart_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, may_end = threading.Event(), threading.Event()
    drawn = render.Worker._drawn

    def held(self: render.Worker, form: str, spec: str) -> bytes:
        began.set()
        assert may_end.wait(30)
        return drawn(self, form, spec)

    monkeypatch.setattr(render.Worker, "_drawn", held)
    with (
        in_process(copy_of_site(tmp_path, lambda database: None)) as get,
        ThreadPoolExecutor(1) as thread,
    ):
        chart = thread.submit(get, "/-/charts/timeline.svg")
        assert began.wait(30)
        assert get("/jnim/groups").status_code == 200
        assert not chart.done()
        may_end.set()
        assert chart.result().status_code == 200
    # Vega holds Python's lock while it draws, so it is another Python that draws.
    assert render._worker._process is not None
    assert render._worker._process.pid != os.getpid()


def test_a_drawing_process_that_is_ended_is_started_anew() -> None:
    worker = render.Worker()
    spec = json.dumps({"data": {"values": []}, "mark": "bar"})
    assert b"<svg" in finished(worker.draw("svg", spec))
    assert worker._process is not None
    worker._process.kill()
    worker._process.wait()
    assert b"<svg" in finished(worker.draw("svg", spec))
    worker._process.kill()
    # One that ends as it is asked.
    process = subprocess.Popen(["sleep", "0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    worker._process = process
    assert b"<svg" in finished(worker.draw("svg", spec))
    worker._process.kill()


def test_a_spec_that_cannot_be_drawn_is_an_error_and_not_the_end() -> None:
    with pytest.raises(render.DrawingError):
        finished(render.draw({"mark": {"type": "no"}}, "svg"))
    assert b"<svg" in finished(render.draw({"data": {"values": []}, "mark": "bar"}, "svg"))


@pytest.mark.parametrize("page", PAGES)
def test_without_the_library_the_words_stay(
    get: Get, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render, "can_draw", lambda: False)
    # An address of its own, since whole answers are kept.
    answer = get(f"{page}{'&' if '?' in page else '?'}library=none")
    assert answer.status_code == 200
    assert "needs the library vl-convert-python" in answer.text
    assert "<svg" not in answer.text
    assert len(in_words(answer.text)) > 1_000
    assert get("/-/charts/lineage.svg").status_code == 501
    assert get("/-/charts/lineage.vl.json").status_code == 200


# --------------------------------------------------------------------------------------- axes


def test_a_widened_axis_keeps_its_order_and_its_ends() -> None:
    start, end = scale.time_of(2012, 1), scale.time_of(2023, 1)
    wide = (scale.time_of(2017, 2), scale.time_of(2017, 5))
    axis = scale.widened(start, end, wide, 0.4, 1000)
    assert axis.pixel(start) == 0
    assert axis.pixel(end) == 1000
    assert axis.pixel(wide[1]) - axis.pixel(wide[0]) == pytest.approx(400)
    pixels = [axis.pixel(start + DAY * day) for day in range(0, 4018, 5)]
    assert pixels == sorted(pixels)
    # A period that is beyond the axis, or has its share already, changes nothing.
    assert scale.widened(start, end, (end, end + DAY), 0.4, 1000).domain == (start, end)


def test_empty_years_are_left_out_of_an_axis_and_told() -> None:
    times = [milliseconds(day) for day in ("1988-06-01", "1991-12-31", "2012-01-01", "2022-10-28")]
    axis, gaps = scale.without_gaps(
        scale.time_of(1988, 1), scale.time_of(2023, 1), times, 5 * 366 * DAY, 20, 800
    )
    assert [(scale.day_of(a).year, scale.day_of(b).year) for a, b in gaps] == [
        (1992, 2012),
        (2013, 2022),
    ]
    assert axis.range[-1] == 800
    for first, last in gaps:
        assert axis.pixel(last) - axis.pixel(first) == pytest.approx(20)


def test_an_svg_for_a_page_is_stripped_of_what_nobody_reads() -> None:
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' width="1" height="1"><g class="x" role="graphics-object"><a xlink:href="'
        + svg.HERE
        + '/claims/a"><path aria-label="A &lt;b&gt;" d="M0.123456,0" fill="#1f1c19" opacity="0"/>'
        "</a></g></svg>"
    )
    made = svg.inline(drawn, "x", 'T"<', "D", {"#1f1c19": "--text"})
    assert (
        '<a href="/claims/a" class="hit"><title>A &lt;b&gt;</title><path d="M0.1,0"/></a>' in made
    )
    assert 'id="x-title">T"&lt;</title>' in made
