"""Attacks by date, counts of attacks, and figures: the answers that the two documents give.

The answers come from the documents and not from facts/, so that they check the facts as well.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.site.queries import CSIS, INCIDENTS, MI, Get, Row, ask, numbers, table
from tests.site.tables import copy_of_site, in_process

pytestmark = pytest.mark.pinned

TAG = r"<[^>]+>"

# ------------------------------------------------------------------- attacks in a period


# CSIS says 3 March and the State Department 2 March; CSIS says April and Reuters the day.
DATED = {"ouagadougou-2018": "2 or 3 March 2018", "timbuktu-2018": "14 April 2018"}


def test_an_attack_has_one_date_wherever_it_is_shown(get: Get) -> None:
    """The table, its CSV and the questions used the first source, the pages all of them."""
    for id_, date in DATED.items():
        assert f">{date}</td>" in get(f"/jnim/attacks?id={id_}").text
        assert f",{date}," in get(f"/jnim/attacks.csv?id={id_}").text
        for question in ("attacks_between", "activity_map"):
            (row,) = (row for row in ask(get, question) if row["attack_id"] == id_)
            assert row["date_words"] == date
        # Lists say who gives each day, where sources conflict on it.
        listed = date.replace("2 or 3", r"2(?: March 2018 \([^)]*\))? or 3")
        for page in ("/", "/groups/jnim", "/search?q=2018", "/map", "/feeds/attacks.atom"):
            assert re.search(listed, re.sub(TAG, "", get(page).text)), page
    for question in ("attacks_between", "activity_map"):
        shown = re.sub(r"<td[^>]*later.*?</td>", "", get(f"/jnim/{question}").text, flags=re.S)
        assert ">2 or 3 March 2018</td>" in shown and ">3 March 2018</td>" not in shown


def test_a_row_says_no_more_than_all_its_sources(get: Get) -> None:
    """“At least 8” has no maximum, two stated days give no single one; a stated form is kept.

    The row had 8 as maximum, CSIS’s day, no form, and a point called “the place itself”.
    """
    (row,) = table(get, "attacks", id="ouagadougou-2018")
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (8, 8, None)
    assert (row["date_edtf"], row["date_precision"]) == ("2018-03-02/2018-03-03", "range")
    assert (row["date_earliest"], row["date_latest"]) == ("2018-03-02", "2018-03-03")
    assert (row["attack_type"], row["type_certainty"]) == ("armed-assault", "certain")
    toll = "killed: 8 (The Modern Insurgent 2022); at least 8 (Caleb Weiss, 4 March 2018)"
    assert toll in row["popup"]
    assert toll in re.sub(TAG, "", get("/map").text)
    assert "armed attack" in get("/attacks").text
    csv = get("/jnim/attacks.csv?id=ouagadougou-2018&_exact=on").text
    assert ",armed-assault,certain,2018-03-02/2018-03-03,2018-03-02,2018-03-03,range," in csv
    shown = re.sub(r"<[^>]+>|\s", " ", get("/jnim/attacks/ouagadougou-2018").text)
    assert re.search(r"Killed, lowest figure +8 +Killed +8 +[^0-9]*Injured", shown), "no maximum"
    assert "The place itself" not in shown and "The named town" in shown
    (row,) = table(get, "attacks", id="timbuktu-2018")
    assert (row["injured_low"], row["injured_high"]) == (7, None), "at least 7, at least 10"
    assert (row["killed_high"], row["type_certainty"]) == (1, "certain")


def test_a_form_that_no_source_is_sure_of_is_marked(tmp_path: Path) -> None:
    change = "UPDATE attacks SET type_certainty = 'possible' WHERE id = 'timbuktu-2018'"
    with in_process(copy_of_site(tmp_path, lambda copy: copy.execute(change))) as get:
        page = re.sub(TAG, "", get("/attacks").text)
        assert "type uncertain: complex attack (CSIS)" in page


@pytest.mark.parametrize(("first", "last", "is_there"), [("02", "03", True), ("03", "03", False)])
def test_a_conflict_over_the_day_leaves_none_certain(
    get: Get, first: str, last: str, is_there: bool
) -> None:
    """The map of a period treated the day of the first source as certain."""
    rows = ask(get, "activity_map", start=f"2018-03-{first}", end=f"2018-03-{last}")
    assert [row["attack_id"] for row in rows] == ["ouagadougou-2018"] * is_there


def between(get: Get, start: str, end: str) -> dict[str, str]:
    """Return the certainty of each attack in a period."""
    rows = ask(get, "attacks_between", start=start, end=end)
    found = {row["attack_id"]: row["certainty"] for row in rows}
    assert len(found) == len(rows), "one row for each attack"
    return found


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2018-04-14", "2018-04-14", {"timbuktu-2018": "certain"}),
        ("2018-04-01", "2018-06-30", {"timbuktu-2018": "certain"}),
        ("2018-04", "2018-06", {"timbuktu-2018": "certain"}),
        ("2018-04", "2018-04", {"timbuktu-2018": "certain"}),
        ("2018-05", "2018-06", {}),
        ("2018-07", "2018-07", {"aguelhok-2018": "certain"}),
        # The title of 29 July names neither the town nor the group, and so bounds nothing.
        ("2018-07-01", "2018-07-29", {"aguelhok-2018": "possible"}),
        ("2018-07-15", "2018-08-31", {"aguelhok-2018": "possible"}),
        ("2018-07-30", "2018-12-31", {"aguelhok-2018": "possible"}),
        ("2018-08", "2018-12", {}),
        ("2019", "2020", {}),
        ("2021", "2021", {"dubois-kidnapping-2021": "certain"}),
        ("2021-04", "2021-04", {"dubois-kidnapping-2021": "certain"}),
        ("2021-04-15", "2021-04-15", {"dubois-kidnapping-2021": "possible"}),
        ("2021-05", "2021-12", {}),
    ],
)
def test_the_attacks_of_a_period(get: Get, start: str, end: str, expected: dict[str, str]) -> None:
    assert between(get, start, end) == expected


@pytest.mark.parametrize(
    "query", ["attacks_between", "activity_map", "attacks_per_month", "share_of_attacks"]
)
def test_no_attack_in_a_time_that_was_not_read_is_a_gap_and_no_calm(get: Get, query: str) -> None:
    """“No attacks in a known month” was all that was said about 2019 and 2020."""
    gap = "No document dates an event to 2019 or 2020: that is a gap in what we read"
    page = get(f"/jnim/{query}?start=2019&end=2020").text.split("<main")[1]
    assert f"None of our sources dates such an attack to that time. {gap}" in page
    page = get(f"/jnim/{query}?start=2011&end=2011").text.split("<main")[1]
    assert "to that time. That does not mean that there was none." in page


@pytest.mark.parametrize(
    ("start", "end", "is_there"),
    [
        ("2017-01", "2017-02", False),
        ("2017-03", "2017-12", True),
        ("2018-03-03", "2018-12", True),
        ("2018-03-04", "2018-12", False),
        ("2022", "2022", False),
    ],
)
def test_an_order_bounds_what_no_source_dates(
    get: Get, start: str, end: str, is_there: bool
) -> None:
    """The raid that led to the attack in Ouagadougou was possible up to four years after it."""
    raid = between(get, start, end).get("french-raid-northern-mali")
    assert raid == ("possible" if is_there else None)


@pytest.mark.parametrize(
    ("start", "end", "attack", "certainty"),
    [
        # CSIS gives the day, and the dated title that it cites contradicts it.
        ("2018-03-03", "2018-03-03", "ouagadougou-2018", "possible"),
        ("2018-03-02", "2018-03-02", "ouagadougou-2018", "possible"),
        ("2018-03", "2018-03", "ouagadougou-2018", "certain"),
        ("2018-03-01", "2018-03-31", "ouagadougou-2018", "certain"),
        ("2018", "2018", "ouagadougou-2018", "certain"),
        ("2018", "2018", "timbuktu-2018", "certain"),
        ("2018", "2018", "aguelhok-2018", "certain"),
        ("2012", "2012", "timbuktu-2012", "certain"),
        ("2012-01", "2012-12", "timbuktu-2012", "certain"),
        ("2012-01", "2012-03", "timbuktu-2012", "possible"),
        ("2012-12-31", "2012-12-31", "timbuktu-2012", "possible"),
        ("2018-07-30", "", "dubois-kidnapping-2021", "certain"),
        ("", "2012-12-31", "timbuktu-2012", "certain"),
    ],
)
def test_an_attack_in_a_period(get: Get, start: str, end: str, attack: str, certainty: str) -> None:
    assert between(get, start, end).get(attack) == certainty


@pytest.mark.parametrize(
    ("start", "end", "attack"),
    [
        ("2018-04", "", "ouagadougou-2018"),
        ("", "2018-02", "ouagadougou-2018"),
        ("2018-08", "", "aguelhok-2018"),
        ("2018-05", "", "timbuktu-2018"),
        ("", "2018-03", "timbuktu-2018"),
        ("2013", "", "timbuktu-2012"),
        ("", "2021-03", "dubois-kidnapping-2021"),
    ],
)
def test_an_attack_outside_a_period(get: Get, start: str, end: str, attack: str) -> None:
    assert attack not in between(get, start, end)


@pytest.mark.parametrize(
    ("start", "end", "certainty"),
    [("2018-04-01", "2018-04-14", "certain"), ("2018-04-15", "2018-05", None)],
)
def test_an_attack_lies_on_the_day_that_one_source_names_and_none_contradicts(
    get: Get, start: str, end: str, certainty: str | None
) -> None:
    """CSIS says April, and the text of Reuters says the 14th."""
    assert between(get, start, end).get("timbuktu-2018") == certainty


def test_without_a_period_all_incidents_are_listed_and_no_general_telling(get: Get) -> None:
    assert between(get, "", "").keys() == INCIDENTS


def test_the_sources_of_an_attack_stand_in_one_row(get: Get) -> None:
    rows = ask(get, "attacks_between", start="2018", end="2018")
    sources = {row["attack_id"]: set(re.split(r",\s*", row["source_id"])) for row in rows}
    assert sources["ouagadougou-2018"] >= {CSIS, MI, "bbc-2018-03-02"}
    assert sources["timbuktu-2018"] == {CSIS, "reuters-2018-04-14"}
    assert sources["aguelhok-2018"] == {CSIS, "site-2018-07-29"}


# ------------------------------------------------------------------- attacks counted


def months(get: Get, **given: str) -> dict[str | None, Row]:
    """Return the rows of attacks_per_month by month."""
    rows = ask(get, "attacks_per_month", **given)
    found = {row["month"]: row for row in rows}
    assert len(found) == len(rows), "one row for each month"
    return found


def test_attacks_of_2018_by_month(get: Get) -> None:
    found = months(get, group="jnim", start="2018-01", end="2018-12")
    counts = {month: row["attacks"] for month, row in found.items() if month}
    # Documents do not say that there was none: 0 is for months that event data cover.
    assert counts == {f"2018-{month:02}": 1 if month in {3, 4} else None for month in range(1, 13)}
    assert None not in found


@pytest.mark.parametrize(
    ("start", "end"), [("2018", "2018"), ("2018-01-01", "2018-12-31"), ("2018-01", "2018")]
)
def test_a_period_may_be_given_in_years_or_days(get: Get, start: str, end: str) -> None:
    assert months(get, group="jnim", start=start, end=end) == months(
        get, group="jnim", start="2018-01", end="2018-12"
    )


def test_months_without_attacks_are_rows(get: Get) -> None:
    found = [month for month in months(get, group="jnim") if month]
    assert min(found) <= "2018-03"
    assert max(found) >= "2018-04"
    numbered = sorted(int(month[:4]) * 12 + int(month[5:]) for month in found)
    assert numbered == list(range(numbered[0], numbered[-1] + 1))


def cells(page: str, column: str) -> list[str]:
    """Return the cells of one column of an answer, as text."""
    return re.findall(rf'<td class="col-{column}[^>]*>(.*?)</td>', page)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("attacks_per_month?group=jnim&start=2018&end=2018", "1 more is only implied or possible"),
        ("share_of_attacks?group=jnim&start=2018&end=2018", "1 more is only implied or possible"),
        ("activity_map?group=jnim&start=2018&end=2018", "1 more is only implied or possible"),
        ("attacks_per_month?group=jnim&start=2018-07&end=2018-07", "1 is only implied or possible"),
        ("attacks_per_month?group=jnim", "2 more are only implied or possible"),
        ("attacks_per_month?group=jnim&start=2018&end=2018&rule=possible", ""),
        ("share_of_attacks?group=&start=2018&end=2018", ""),
    ],
)
def test_what_counts_attacks_says_how_many_more_are_only_implied(
    get: Get, query: str, said: str
) -> None:
    """July 2018 was blank, and no line said that the attack in Aguelhok had been left out."""
    page = get(f"/jnim/{query}").text
    lead = page.split('<p class="lead answer">')[1].split("</p>")[0]
    assert said in lead
    assert ("only implied or possible" in lead) == bool(said)
    assert ("rule=possible" in lead) == bool(said)


def test_a_month_without_a_number_says_why(get: Get) -> None:
    """The description promised 0 for it, and the page had a blank, which elsewhere is no zero."""
    asked = "/jnim/attacks_per_month?group=jnim&start=2018-03&end=2019-01"
    shown = cells(get(asked).text, "attacks")
    assert shown[0] == "1"
    assert shown[2] == "none mentioned"
    assert shown[4] == "none for certain; 1 only implied or possible"
    assert shown[-1] == "not covered"  # no document dates anything to 2019
    page = get("/jnim/attacks_per_month").text
    assert "A month without attacks is a row: with 0 only in the months" in " ".join(page.split())


def test_the_dead_of_a_month_keep_at_least_and_name_their_sources(get: Get) -> None:
    page = get("/jnim/attacks_per_month?group=jnim&start=2018-03&end=2018-04").text
    assert cells(page, "killed_best") == ["8 or more", "1"]
    lead = page.split('<p class="lead answer">')[1].split("</p>")[0]
    for words in ("8 (The Modern Insurgent 2022); ", "at least 8 (Caleb Weiss, ", "(Reuters, 14"):
        assert words in lead


def test_an_attack_that_spans_months_is_in_none_of_them(get: Get) -> None:
    found = months(get, group="ansar-dine", start="2012-01", end="2012-12")
    assert found[None]["attacks"] == 1
    assert {row["attacks"] for month, row in found.items() if month} == {None}
    assert len([month for month in found if month]) == 12


def test_killed_is_unknown_and_not_zero_where_no_source_says(get: Get) -> None:
    row = months(get, group="jnim", start="2018", end="2018")["2018-07"]
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (None, None, None)


def test_killed_in_april_2018_is_the_figure_of_the_work_that_csis_cites(get: Get) -> None:
    row = months(get, group="jnim", start="2018", end="2018")["2018-04"]
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (1, 1, 1)


def test_killed_in_march_2018_is_the_one_figure_or_none(get: Get) -> None:
    row = months(get, group="jnim", start="2018", end="2018")["2018-03"]
    assert {row["killed_low"], row["killed_best"], row["killed_high"]} <= {8, None}


def test_attacks_are_counted_by_source(get: Get) -> None:
    given = {"group": "jnim", "start": "2018", "end": "2018"}
    csis = months(get, source=CSIS, **given)
    assert [csis[month]["attacks"] for month in ("2018-03", "2018-04", "2018-07")] == [1, 1, None]
    mi = months(get, source=MI, **given)
    assert mi["2018-04"]["attacks"] is mi["2018-07"]["attacks"] is None


def test_no_attack_of_another_group_is_jnims(get: Get) -> None:
    found = months(get, group="jnim", start="2012", end="2012")
    assert {row["attacks"] for row in found.values()} == {None}


def test_jnims_share_of_2018(get: Get) -> None:
    [row] = ask(get, "share_of_attacks", group="jnim", start="2018", end="2018")
    # Of Aguelhok no words name the attacker.
    assert row["attacks"] == 2
    # The French raid of which no date is told may or may not count.
    assert row["all_attacks"] in {3, 4}
    # Two documents mention them, which is no count.
    assert row["percent"] is None


def test_general_tellings_are_not_counted(get: Get) -> None:
    [row] = ask(get, "share_of_attacks", group="jnim")
    assert 2 <= row["attacks"] <= 3
    assert row["attacks"] < row["all_attacks"] <= len(INCIDENTS)


def test_ansar_dines_share_of_2012(get: Get) -> None:
    [row] = ask(get, "share_of_attacks", group="ansar-dine", start="2012", end="2012")
    assert row["attacks"] == 1


def test_everybodys_share_is_all(get: Get) -> None:
    [row] = ask(get, "share_of_attacks", start="2018", end="2018")
    assert row["attacks"] == row["all_attacks"]
    assert row["percent"] is None


def test_a_share_of_nothing_is_no_error(get: Get) -> None:
    rows = ask(get, "share_of_attacks", group="jnim", start="1999", end="1999")
    assert all(row["attacks"] == 0 and not row["percent"] for row in rows)


# ------------------------------------------------------------------- numbers about a group


def fighters(get: Get, date: str = "") -> set[tuple[str, str, float, float]]:
    """Return who gives which estimate of JNIM's fighters, dated or not."""
    rows = ask(get, "estimates_on", group="jnim", measure="fighters", date=date)
    return {(row["source_id"], row["dated"], row["low"], row["high"]) for row in rows}


@pytest.mark.parametrize("date", ["2018-09", "2018-09-15", "2018-09-30"])
def test_fighters_in_september_2018(get: Get, date: str) -> None:
    dated = {row for row in fighters(get, date) if row[1] == "yes"}
    assert dated == {(CSIS, "yes", 1000, 2000)}


@pytest.mark.parametrize("date", ["2022-10", "2022-10-28"])
def test_fighters_in_october_2022_are_told_without_a_date(get: Get, date: str) -> None:
    assert fighters(get, date) == {(MI, "no", 1000, 2000)}


@pytest.mark.parametrize("date", ["2017-06-01", "2018-08-31", "2018-10-01", "2019"])
def test_no_dated_figure_on_other_days(get: Get, date: str) -> None:
    assert "yes" not in {row[1] for row in fighters(get, date)}


def test_both_figures_without_a_day(get: Get) -> None:
    assert fighters(get) == {(CSIS, "yes", 1000, 2000), (MI, "no", 1000, 2000)}


def test_the_date_of_a_figure_is_as_precise_as_said_by(get: Get) -> None:
    rows = ask(get, "estimates_on", group="jnim", measure="fighters")
    as_of = {row["source_id"]: row["as_of"] for row in rows}
    assert as_of[CSIS] == "2018-09"
    assert not numbers(as_of[MI])


def test_the_34_million_dollars(get: Get) -> None:
    [row] = ask(get, "estimates_on", measure="site-value")
    assert (row["low"], row["high"]) == (34_000_000, None)
    assert "USD" in row["unit"]
    assert "year" in row["unit"]
    assert row["dated"] == "no"
    assert row["source_id"] == MI
    assert "objectives" in row["locator"].casefold()


def test_the_34_million_dollars_are_of_sites_and_not_jnims_income(get: Get) -> None:
    [row] = table(get, "estimates", measure="site-value")
    assert row["comparator"] in {">", ">="}
    assert re.search("gold", row["scope"], re.IGNORECASE)
    assert re.search("area|affected|violence", row["scope"], re.IGNORECASE)


def test_macinas_share_is_told_as_a_majority(get: Get) -> None:
    rows = ask(get, "estimates_on", group="macina-liberation-front", measure="share-of-events")
    [row] = [row for row in rows if row["source_id"] == MI]
    # More than half by the word, and no number is printed.
    assert row["low"] in {None, 50}
    assert row["high"] is None


def test_the_share_of_violent_events(get: Get) -> None:
    [row] = ask(get, "estimates_on", group="jnim", measure="share-of-events")
    assert (row["low"], row["high"]) == (64, None)
    assert re.search("percent|%", row["unit"])
    assert row["source_id"] == MI
    [stored] = table(get, "estimates", measure="share-of-events", group_id="jnim")
    assert stored["comparator"] == ">"


def test_whose_word_it_is_stands_wherever_an_attack_is_listed(get: Get) -> None:
    """Reuters has a captive who names JNIM, in a video that it could not confirm.

    Lists had “by others’ word JNIM”, “possibly by it”, “mentioned with it” or nothing.
    """
    told = "named by the captive, in a video that Reuters could not yet confirm"
    home = " ".join(re.sub(r"<[^>]+>", " ", get("/").text).split())
    possibly = home.split("Possibly by JNIM", 1)[1]
    assert f"Kidnapping of Olivier Dubois , April 2021 , {told}" in possibly
    for page in ("/attacks", "/groups/jnim"):
        text = " ".join(re.sub(r"<[^>]+>", " ", get(page).text).split())
        after = text.split("Kidnapping of Olivier Dubois", 1)[1]
        assert re.search(rf"possibly by JNIM ?, {told}", after), page
        assert "by others’ word" not in text
    page = get("/attacks/dubois-kidnapping-2021").text
    assert re.search(rf"possibly <a [^>]+>JNIM</a>, {told}", page)
    (named,) = (
        row
        for row in table(get, "attack_actors", attack_id="dubois-kidnapping-2021")
        if row["on_word_of"]
    )
    assert named["claim_id"] == "reuters-dubois-taken"


def test_a_page_marks_what_conflicts_and_leaves_the_rest_to_its_foot(get: Get) -> None:
    """“Less precise” and “not in all sources” were next to rows, and a day of 2022 for 2018."""
    for id_ in ("dubois-kidnapping-2021", "timbuktu-2018", "ouagadougou-2018"):
        page = get(f"/attacks/{id_}").text
        rows, foot = page.split('<table class="facts">', 1)[1].split('id="disputes"')
        assert set(re.findall(r'class="disputed is-([\w-]+)"', rows)) <= {"conflict", "citation"}
        assert "at the latest, when it was published" not in rows
        assert re.search(r"Smaller differences</h2> \d+: ", foot)


def test_a_work_that_was_read_is_not_called_only_a_title(get: Get) -> None:
    """The title of the Reuters story is dated after its text, and stood for both."""
    page = " ".join(re.sub(r"<[^>]+>", " ", get("/attacks/dubois-kidnapping-2021").text).split())
    assert "Reuters, 5 May 2021 : cited by The Modern Insurgent 2022, read to check it" in page
    assert re.search(r"“Islamist militants”[^(]* Reuters, 5 May 2021", page)
