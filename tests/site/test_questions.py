"""What people ask of the database, with the answers that the two documents give.

The answers were read off the documents and not off facts/, so that they check the facts as well.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.site.queries import QUERIES, Get, Row, address, ask, example_of, table

CSIS = "csis-2018"
MI = "modern-insurgent-2022"
# The work of 2 March 2017 whose title announces the merger. Whether the profile or the work is
# named for a title is fixed for reports only, so that elsewhere either will do.
MERGER_TITLE = "site-2017-03-02"
BY_TITLE = {CSIS, MERGER_TITLE}

INCIDENTS = {
    "aguelhok-2018",
    "dubois-kidnapping-2021",
    "french-raid-northern-mali",
    "ouagadougou-2018",
    "timbuktu-2012",
    "timbuktu-2018",
}


def column(rows: list[Row], name: str) -> set[Any]:
    """Return the different values of a column."""
    return {row[name] for row in rows}


def told(rows: list[Row], source: str, section: str = "", **equals: object) -> list[Row]:
    """Return the rows that rest on this source, in a section whose heading has these words."""
    return [
        row
        for row in rows
        if row["source_id"] == source
        and section in str(row["locator"]).casefold()
        and all(row[name] == value for name, value in equals.items())
    ]


def numbers(text: object) -> set[int]:
    """Return the whole numbers in a value: "8" and "8–12" and "1,000"."""
    return {int(hit) for hit in re.findall(r"\d+", str(text).replace(",", ""))}


# ------------------------------------------------------------------- who merged to form JNIM


@pytest.mark.parametrize(
    ("source", "section", "paragraph", "merged", "absorbed"),
    [
        pytest.param(
            MI,
            "history",
            1,
            {"ansar-dine", "macina-liberation-front", "aqim-sahara"},
            set(),
            id="modern-insurgent-history",
        ),
        pytest.param(
            MI,
            "international relations",
            2,
            {"ansar-dine", "macina-liberation-front", "al-mourabitoun"},
            set(),
            id="modern-insurgent-relations",
        ),
        pytest.param(
            CSIS,
            "leadership",
            2,
            {"ansar-dine", "al-mourabitoun", "aqim-sahara"},
            {"macina-liberation-front"},
            id="csis-leadership",
        ),
    ],
)
def test_each_reading_of_who_merged_is_kept_whole(
    get: Get, source: str, section: str, paragraph: int, merged: set[str], absorbed: set[str]
) -> None:
    rows = [
        row
        for row in told(ask(get, "members", group="jnim"), source, section)
        if row["role"] in {"merged", "absorbed"}
    ]
    assert column([row for row in rows if row["role"] == "merged"], "member_id") == merged
    assert column([row for row in rows if row["role"] == "absorbed"], "member_id") == absorbed
    assert all(paragraph in numbers(row["locator"]) for row in rows)
    assert len(column(rows, "reading_set")) == 1
    assert None not in column(rows, "reading_set")


def test_only_ansar_dine_merges_in_all_three_readings(get: Get) -> None:
    rows = ask(get, "members", group="jnim")
    readings = [
        column(told(rows, source, section, role="merged"), "member_id")
        for source, section in [(MI, "history"), (MI, "international"), (CSIS, "leadership")]
    ]
    assert set.intersection(*readings) == {"ansar-dine"}


def test_the_readings_of_who_merged_do_not_share_a_set(get: Get) -> None:
    rows = ask(get, "members", group="jnim")
    sets = [
        column(told(rows, source, section, role="merged"), "reading_set")
        for source, section in [(MI, "history"), (MI, "international"), (CSIS, "leadership")]
    ]
    assert len(set.union(*sets)) == 3


def test_the_title_of_2_march_2017_is_a_reading_of_its_own(get: Get) -> None:
    by_set: dict[str, set[str]] = {}
    for row in ask(get, "members", group="jnim"):
        if row["source_id"] in BY_TITLE and "leadership" not in row["locator"].casefold():
            by_set.setdefault(row["reading_set"], set()).add(row["member_id"])
    assert {"ansar-dine", "aqim-sahara", "al-mourabitoun"} in by_set.values()


def test_a_month_is_not_padded_to_a_day(get: Get) -> None:
    rows = ask(get, "members", group="jnim")
    history = told(rows, MI, "history", role="merged")
    assert all(row["start"].startswith("2017-03") for row in history)
    for row in history + told(rows, CSIS, "leadership", role="merged"):
        assert not re.fullmatch(r"\d{4}-\d\d-\d\d", row["start"] or ""), row


# ------------------------------------------------------------------- membership on a day


@pytest.mark.parametrize(
    ("as_of", "source", "section", "member", "role", "certainty"),
    [
        # CSIS: March 2017, and still so when it was published, on a day from 5 September 2018 on.
        ("2017-03-31", CSIS, "leadership", "ansar-dine", "merged", "certain"),
        ("2018-03", CSIS, "leadership", "ansar-dine", "merged", "certain"),
        ("2018-09-05", CSIS, "leadership", "al-mourabitoun", "merged", "certain"),
        ("2018-09-06", CSIS, "leadership", "al-mourabitoun", "merged", "possible"),
        ("2018-10-01", CSIS, "leadership", "aqim-sahara", "merged", "possible"),
        ("2022-10-28", CSIS, "leadership", "ansar-dine", "merged", "possible"),
        # The Modern Insurgent: March 2017, and still so on 28 October 2022.
        ("2017-03-15", MI, "history", "ansar-dine", "merged", "possible"),
        ("2017-04-01", MI, "history", "aqim-sahara", "merged", "certain"),
        ("2018-10-01", MI, "history", "macina-liberation-front", "merged", "certain"),
        ("2022-10-28", MI, "history", "ansar-dine", "merged", "certain"),
        ("2022-10-29", MI, "history", "ansar-dine", "merged", "possible"),
        ("2022-10-28", MI, "international", "al-mourabitoun", "merged", "certain"),
        # The present tense alone, of a document whose day is not known, is never certain.
        ("2017-06-01", CSIS, "leadership", "iyad-ag-ghaly", "emir", "possible"),
        ("2018-09-04", CSIS, "leadership", "iyad-ag-ghaly", "emir", "possible"),
        ("2018-09-05", CSIS, "leadership", "iyad-ag-ghaly", "emir", "possible"),
        ("2018-10-01", CSIS, "leadership", "iyad-ag-ghaly", "emir", "possible"),
        ("2018-12-31", CSIS, "leadership", "iyad-ag-ghaly", "emir", "possible"),
        ("2022-10-28", CSIS, "leadership", "iyad-ag-ghaly", "emir", "possible"),
        ("2018-10-01", CSIS, "leadership", "djamel-okacha", "notable-member", "possible"),
        ("2018-10-01", CSIS, "leadership", "mokhtar-belmokhtar", "notable-member", "possible"),
        ("2018-10-01", CSIS, "leadership", "mohamed-koufa", "notable-member", "possible"),
    ],
)
def test_membership_on_a_day(
    get: Get, as_of: str, source: str, section: str, member: str, role: str, certainty: str
) -> None:
    rows = ask(get, "members", group="jnim", as_of=as_of)
    hits = told(rows, source, section, member_id=member, role=role)
    assert column(hits, "certainty") == {certainty}


@pytest.mark.parametrize("as_of", ["2016", "2016-12-31", "2017-02-28"])
def test_nobody_had_merged_before_march_2017(get: Get, as_of: str) -> None:
    rows = ask(get, "members", group="jnim", as_of=as_of)
    assert "certain" not in column(rows, "certainty")
    for source, section in [(MI, "history"), (CSIS, "leadership")]:
        assert told(rows, source, section, role="merged") == []


@pytest.mark.parametrize("member", ["ansar-dine", "aqim-sahara", "al-mourabitoun"])
def test_by_the_dated_title_the_merger_held_on_2_march_2017(get: Get, member: str) -> None:
    rows = ask(get, "members", group="jnim", as_of="2017-03-02")
    hits = [row for row in rows if row["member_id"] == member and row["source_id"] in BY_TITLE]
    assert "certain" in column(hits, "certainty")


def test_no_document_is_certain_of_macina_on_2_march_2017(get: Get) -> None:
    rows = ask(get, "members", group="jnim", as_of="2017-03-02")
    hits = [row for row in rows if row["member_id"] == "macina-liberation-front"]
    assert "certain" not in column(hits, "certainty")


def test_a_merger_stays_possible_on_each_day_of_its_month(get: Get) -> None:
    rows = ask(get, "members", group="jnim", as_of="2017-03-01")
    merged = [row for row in rows if row["role"] == "merged"]
    assert column(merged, "certainty") == {"possible"}


def test_without_a_day_there_is_no_certainty(get: Get) -> None:
    assert column(ask(get, "members", group="jnim"), "certainty") == {None}


def test_members_are_groups_and_people(get: Get) -> None:
    kinds = {row["member_id"]: row["member_kind"] for row in ask(get, "members", group="jnim")}
    assert kinds["ansar-dine"] == "group"
    assert kinds["mohamed-koufa"] == "person"


def test_an_empty_group_does_not_restrict(get: Get) -> None:
    everyone = column(ask(get, "members"), "member_id")
    assert column(ask(get, "members", group="jnim"), "member_id") < everyone


# ------------------------------------------------------------------- who leads what


def test_only_csis_names_an_emir_of_jnim(get: Get) -> None:
    emirs = [row for row in ask(get, "members", group="jnim") if row["role"] == "emir"]
    assert {(row["member_id"], row["source_id"]) for row in emirs} == {("iyad-ag-ghaly", CSIS)}


@pytest.mark.parametrize(
    ("group", "member", "role", "source"),
    [
        ("ansar-dine", "iyad-ag-ghaly", "former-leader", CSIS),
        ("ansar-dine", "mohamed-koufa", "former-emir", CSIS),
        ("ansar-dine", "iyad-ag-ghaly", "founder", MI),
        ("aqim-sahara", "djamel-okacha", "former-emir", CSIS),
        ("al-mourabitoun", "mokhtar-belmokhtar", "former-emir", CSIS),
        ("aqim", "abu-musab-abdul-wadud", "emir", CSIS),
        ("al-qaeda", "ayman-al-zawahiri", "leader", CSIS),
        ("al-qaeda", "ayman-al-zawahiri", "leader", MI),
        ("taliban", "haibatullah-akhundzada", "leader", CSIS),
        ("azawad-movement", "iyad-ag-ghaly", "founder", MI),
    ],
)
def test_who_leads_or_led_what(get: Get, group: str, member: str, role: str, source: str) -> None:
    rows = told(ask(get, "members", group=group), source)
    assert (member, role) in {(row["member_id"], row["role"]) for row in rows}


def test_csis_puts_koufa_in_ansar_dine_and_nobody_puts_him_in_macina(get: Get) -> None:
    rows = ask(get, "members", group="macina-liberation-front")
    assert "mohamed-koufa" not in column(rows, "member_id")


# ------------------------------------------------------------------- what was known by when


@pytest.mark.parametrize(
    ("known_by", "expected"),
    [
        ("2016-12-31", set()),
        ("2017-03-01", set()),
        ("2017-03-02", {"ansar-dine", "aqim-sahara", "al-mourabitoun"}),
        ("2017-12-31", {"ansar-dine", "aqim-sahara", "al-mourabitoun"}),
        ("2018-09-04", {"ansar-dine", "aqim-sahara", "al-mourabitoun"}),
        # CSIS prints no day: it had certainly appeared only when 2018 was over.
        ("2018-10-01", {"ansar-dine", "aqim-sahara", "al-mourabitoun"}),
        ("2018-12-30", {"ansar-dine", "aqim-sahara", "al-mourabitoun"}),
    ],
)
def test_before_csis_appeared_only_a_title_told_who_merged(
    get: Get, known_by: str, expected: set[str]
) -> None:
    assert column(ask(get, "members", group="jnim", known_by=known_by), "member_id") == expected


def test_with_csis_the_absorbed_group_and_the_emir_were_known(get: Get) -> None:
    rows = ask(get, "members", group="jnim", known_by="2018-12-31")
    assert {"macina-liberation-front", "iyad-ag-ghaly"} <= column(told(rows, CSIS), "member_id")
    assert MI not in column(rows, "source_id")


@pytest.mark.parametrize(("known_by", "there"), [("2022-10-27", False), ("2022-10-28", True)])
def test_the_modern_insurgent_was_known_on_the_day_of_its_update(
    get: Get, known_by: str, there: bool
) -> None:
    rows = ask(get, "members", group="jnim", known_by=known_by)
    assert (MI in column(rows, "source_id")) is there


def test_by_28_october_2022_all_was_known(get: Get) -> None:
    known = ask(get, "members", group="jnim", known_by="2022-10-28")
    for row in ask(get, "members", group="jnim"):
        if row["source_id"] in {CSIS, MI, MERGER_TITLE}:
            assert row in known


def test_what_was_known_in_2018_was_not_certain_of_october_2018(get: Get) -> None:
    rows = ask(get, "members", group="jnim", as_of="2018-10-01", known_by="2018-12-31")
    assert column(told(rows, CSIS), "certainty") == {"possible"}
    assert "certain" not in column(rows, "certainty")


# ------------------------------------------------------------------- did it exist


@pytest.mark.parametrize(
    ("date", "answer"), [("2016", "no"), ("2017-02-28", "no"), ("2017-03-01", "possible")]
)
def test_before_the_merger_all_readings_agree(get: Get, date: str, answer: str) -> None:
    rows = ask(get, "existed", group="jnim", date=date)
    assert column(rows, "answer") == {answer}
    assert {CSIS, MI} <= column(rows, "source_id")


@pytest.mark.parametrize("date", ["2017-03-02", "2017-03-03"])
def test_on_2_and_3_march_2017_only_the_dated_title_says_yes(get: Get, date: str) -> None:
    rows = ask(get, "existed", group="jnim", date=date)
    assert column(rows, "answer") == {"possible", "yes"}
    assert column(told(rows, MI), "answer") == {"possible"}
    assert "possible" in column(told(rows, CSIS), "answer")
    sure = [row for row in rows if row["answer"] == "yes"]
    assert column(sure, "source_id") <= BY_TITLE


@pytest.mark.parametrize(
    ("date", "csis", "mi"),
    [
        ("2017-04-01", "yes", "yes"),
        ("2018-03", "yes", "yes"),
        ("2018-03-01/2018-03-31", "yes", "yes"),
        ("2018-09-05", "yes", "yes"),
        ("2018-09-06", "possible", "yes"),
        ("2018-12-31", "possible", "yes"),
        ("2022-10-28", "possible", "yes"),
        ("2022-10-29", "possible", "possible"),
        ("2030", "possible", "possible"),
    ],
)
def test_jnim_exists_as_far_as_a_document_can_tell(get: Get, date: str, csis: str, mi: str) -> None:
    rows = ask(get, "existed", group="jnim", date=date)
    assert csis in column(told(rows, CSIS), "answer")
    assert column(told(rows, MI), "answer") == {mi}
    assert "no" not in column(rows, "answer")
    if csis == "possible":
        assert "yes" not in column(told(rows, CSIS), "answer")


@pytest.mark.parametrize(
    ("group", "date", "answers"),
    [
        # Founded in 1988; what became of it is not told.
        ("azawad-movement", "1987-01-01", {"no"}),
        ("azawad-movement", "1987", {"no"}),
        ("azawad-movement", "1988-01-01", {"possible"}),
        ("azawad-movement", "1988-06-15", {"possible"}),
        ("azawad-movement", "1989-01-01", {"possible"}),
        # Groups of which no document tells when they began: never a plain no, nor yet a yes.
        ("ansar-dine", "2000-01-01", {"possible"}),
        ("al-mourabitoun", "2010-01-01", {"possible"}),
        ("macina-liberation-front", "2010-01-01", {"possible"}),
    ],
)
def test_existence_of_other_groups(get: Get, group: str, date: str, answers: set[str]) -> None:
    assert column(ask(get, "existed", group=group, date=date), "answer") == answers


@pytest.mark.parametrize(
    ("group", "date"),
    [
        ("ansar-dine", "2012-12-31"),  # after the takeover of Timbuktu in that year
        ("ansar-dine", "2017-02-28"),  # about to merge
        ("ansar-dine", "2022-10-28"),  # spoken of in the present tense
        ("macina-liberation-front", "2022-10-28"),  # the same
        ("al-mourabitoun", "2017-02-28"),
        ("aqim", "2017-05-05"),  # ten years old, by a title of that day
    ],
)
def test_a_group_that_was_seen_is_not_denied(get: Get, group: str, date: str) -> None:
    answers = column(ask(get, "existed", group=group, date=date), "answer")
    assert answers
    assert answers <= {"yes", "possible"}


def test_a_group_that_a_document_speaks_of_exists_on_its_day(get: Get) -> None:
    rows = ask(get, "existed", group="ansar-dine", date="2022-10-28")
    assert "yes" in column(told(rows, MI), "answer")


# ------------------------------------------------------------------- pledges


def test_the_pledges_lead_from_jnim_to_haibatullah(get: Get) -> None:
    rows = ask(get, "allegiances", group="jnim")
    to_zawahiri = [row["step"] for row in rows if row["to_id"] == "ayman-al-zawahiri"]
    onwards = [
        row["step"]
        for row in rows
        if row["from_id"] == "ayman-al-zawahiri" and row["to_id"] == "haibatullah-akhundzada"
    ]
    assert to_zawahiri
    assert onwards
    assert min(to_zawahiri) < min(onwards)


@pytest.mark.parametrize("to", ["abu-musab-abdul-wadud", "ayman-al-zawahiri"])
def test_csis_says_that_the_pledge_was_renewed(get: Get, to: str) -> None:
    rows = told(ask(get, "allegiances", group="jnim"), CSIS, to_id=to)
    renewed = [row for row in rows if row["is_renewal"]]
    assert renewed
    assert column(renewed, "from_id") <= {"jnim", "iyad-ag-ghaly"}


@pytest.mark.parametrize("group", ["jnim", "ansar-dine", "macina-liberation-front", "aqim-sahara"])
def test_no_other_document_says_that_pledges_were_renewed(get: Get, group: str) -> None:
    rows = ask(get, "allegiances", group=group)
    assert column([row for row in rows if row["is_renewal"]], "source_id") <= BY_TITLE


def test_the_modern_insurgent_has_the_leaders_pledge_in_march_2017(get: Get) -> None:
    groups = ("jnim", "ansar-dine", "macina-liberation-front", "aqim-sahara")
    rows = [row for group in groups for row in told(ask(get, "allegiances", group=group), MI)]
    pledges = [row for row in rows if row["to_id"] == "ayman-al-zawahiri"]
    assert pledges
    assert all(str(row["date"]).startswith("2017-03") for row in pledges)
    assert column(pledges, "is_renewal") == {0}


@pytest.mark.parametrize("group", ["jnim", "al-qaeda"])
def test_zawahiri_pledged_in_june_2016(get: Get, group: str) -> None:
    rows = told(ask(get, "allegiances", group=group), CSIS, "leadership")
    pledges = [row for row in rows if row["from_id"] == "ayman-al-zawahiri"]
    assert column(pledges, "to_id") == {"haibatullah-akhundzada"}
    for row in pledges:
        assert str(row["date"]).startswith("2016-06")
        assert not re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"]), "padded to a day"


def test_the_title_of_11_june_2016_bounds_zawahiris_pledge(get: Get) -> None:
    rows = table(get, "relations", from_person_id="ayman-al-zawahiri", kind="allegiance")
    to_haibatullah = [row for row in rows if row["to_person_id"] == "haibatullah-akhundzada"]
    assert "2016-06-11" in column(to_haibatullah, "date_latest")
    assert column(to_haibatullah, "date_earliest") - {None} == {"2016-06-01"}


def test_haibatullah_pledges_to_nobody(get: Get) -> None:
    for group in ("jnim", "al-qaeda", "taliban"):
        assert "haibatullah-akhundzada" not in column(
            ask(get, "allegiances", group=group), "from_id"
        )


# ------------------------------------------------------------------- readings of an attack


def values(rows: list[Row], source: str, name: str, via: str | None = None) -> list[str]:
    """Return what a source says of a property; `killed` also stands for `killed_low` and so on."""
    return [
        str(row["value"])
        for row in rows
        if row["source_id"] == source
        and (row["via_source_id"] or None) == via
        and re.match(rf"{name}(_|$)", row["property"])
        and row["value"] not in {None, "", "not stated"}
    ]


@pytest.mark.parametrize(
    ("attack", "source", "via", "name", "patterns"),
    [
        ("ouagadougou-2018", CSIS, None, "date", ["2018-03-03"]),
        ("ouagadougou-2018", "bbc-2018-03-02", CSIS, "date", ["2018-03-02"]),
        ("ouagadougou-2018", "weiss-2018", MI, "date", ["2018-03-04"]),
        ("ouagadougou-2018", CSIS, None, "target", ["embassy"]),
        ("ouagadougou-2018", "bbc-2018-03-02", CSIS, "target", ["embassy"]),
        ("ouagadougou-2018", MI, None, "target", ["embassy", "headquarters"]),
        ("ouagadougou-2018", MI, None, "killed", [r"\b8\b"]),
        ("ouagadougou-2018", MI, None, "injured", [r"\b80\b"]),
        ("ouagadougou-2018", MI, None, "motive", ["raid"]),
        ("ouagadougou-2018", "weiss-2018", MI, "responsibility", ["claimed"]),
        ("timbuktu-2018", CSIS, None, "date", ["2018-04"]),
        ("timbuktu-2018", "reuters-2018-04-14", CSIS, "date", ["2018-04-14"]),
        ("timbuktu-2018", CSIS, None, "weapons", ["mortar", "rocket", "small arms", "suicide"]),
        ("timbuktu-2018", "reuters-2018-04-14", CSIS, "weapons", ["car bomb", "rocket"]),
        ("timbuktu-2018", CSIS, None, "target", ["french", r"\bun\b|united nations"]),
        ("timbuktu-2018", CSIS, None, "injured", [r"\b7\b"]),
        ("aguelhok-2018", CSIS, None, "date", ["2018-07"]),
        ("aguelhok-2018", "site-2018-07-29", CSIS, "date", ["2018-07-29"]),
        ("aguelhok-2018", CSIS, None, "target", ["french", r"\bun\b|united nations"]),
        ("aguelhok-2018", "site-2018-07-29", CSIS, "target", ["french"]),
        ("aguelhok-2018", "site-2018-07-29", CSIS, "responsibility", ["claimed"]),
        ("dubois-kidnapping-2021", MI, None, "date", ["2021-04"]),
        ("dubois-kidnapping-2021", "reuters-2021-05-05", MI, "date", ["2021-05-05"]),
        ("timbuktu-2012", MI, None, "date", ["2012"]),
    ],
)
def test_a_source_says_of_an_attack(
    get: Get, attack: str, source: str, via: str | None, name: str, patterns: list[str]
) -> None:
    said = " ".join(values(ask(get, "readings", id=attack), source, name, via))
    assert all(re.search(pattern, said, re.IGNORECASE) for pattern in patterns), said


@pytest.mark.parametrize(
    ("attack", "source", "via", "name"),
    [
        # Not stated, which is not zero.
        ("ouagadougou-2018", CSIS, None, "killed"),
        ("ouagadougou-2018", CSIS, None, "injured"),
        ("ouagadougou-2018", "bbc-2018-03-02", CSIS, "killed"),
        ("ouagadougou-2018", MI, None, "date"),
        ("timbuktu-2018", CSIS, None, "killed"),
        ("aguelhok-2018", CSIS, None, "killed"),
        ("aguelhok-2018", CSIS, None, "injured"),
        ("aguelhok-2018", CSIS, None, "weapons"),
        ("dubois-kidnapping-2021", MI, None, "killed"),
        ("timbuktu-2012", MI, None, "killed"),
    ],
)
def test_a_source_says_nothing_of_this(
    get: Get, attack: str, source: str, via: str | None, name: str
) -> None:
    rows = ask(get, "readings", id=attack)
    assert told(rows, source)
    assert values(rows, source, name, via) == []


def test_the_toll_is_eight_and_eighty(get: Get) -> None:
    rows = ask(get, "readings", id="ouagadougou-2018")
    assert set.union(*map(numbers, values(rows, MI, "killed"))) == {8}
    assert set.union(*map(numbers, values(rows, MI, "injured"))) == {80}


def test_csis_names_no_headquarters_in_ouagadougou(get: Get) -> None:
    said = " ".join(values(ask(get, "readings", id="ouagadougou-2018"), CSIS, "target"))
    assert "headquarters" not in said.casefold()


def test_the_title_on_aguelhok_names_the_french_alone(get: Get) -> None:
    rows = ask(get, "readings", id="aguelhok-2018")
    said = " ".join(values(rows, "site-2018-07-29", "target", CSIS))
    assert not re.search(r"\bU\.?N\b|United Nations", said)


def test_only_a_title_says_where_dubois_was_kidnapped(get: Get) -> None:
    rows = [
        row
        for row in ask(get, "readings", id="dubois-kidnapping-2021")
        if re.match("place|location", row["property"])
        and re.search("north", str(row["value"]), re.IGNORECASE)
    ]
    assert {(row["source_id"], row["via_source_id"]) for row in rows} == {
        ("reuters-2021-05-05", MI)
    }


@pytest.mark.parametrize("attack", ["timbuktu-2018", "aguelhok-2018"])
def test_the_modern_insurgent_does_not_tell_of_them(get: Get, attack: str) -> None:
    rows = ask(get, "readings", id=attack)
    assert MI not in column(rows, "source_id") | column(rows, "via_source_id")


@pytest.mark.parametrize("attack", ["dubois-kidnapping-2021", "timbuktu-2012"])
def test_csis_does_not_tell_of_them(get: Get, attack: str) -> None:
    rows = ask(get, "readings", id=attack)
    assert CSIS not in column(rows, "source_id") | column(rows, "via_source_id")


@pytest.mark.parametrize("attack", sorted(INCIDENTS))
def test_behind_each_reading_stands_a_claim_of_the_document_that_holds_it(
    get: Get, attack: str
) -> None:
    claims = {row["id"]: row for row in table(get, "claims")}
    rows = ask(get, "readings", id=attack)
    assert rows
    for row in rows:
        if row["value"] in {None, "", "not stated"}:
            continue  # that a source does not say it rests on no claim
        assert row["claim_id"], row
        claim = claims[row["claim_id"]]
        if row["via_source_id"]:
            assert claim["source_id"] == row["via_source_id"]
            assert claim["about_source_id"] == row["source_id"]
            assert claim["modality"] == "title"
        else:
            assert claim["source_id"] == row["source_id"]


# ------------------------------------------------------------------- attacks in a period


def between(get: Get, start: str, end: str) -> dict[str, str]:
    """Return the certainty of each attack in a period."""
    rows = ask(get, "attacks_between", start=start, end=end)
    found = {row["attack_id"]: row["certainty"] for row in rows}
    assert len(found) == len(rows), "one row for each attack"
    return found


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2018-04-14", "2018-04-14", {"timbuktu-2018": "possible"}),
        ("2018-04-01", "2018-06-30", {"timbuktu-2018": "certain"}),
        ("2018-04", "2018-06", {"timbuktu-2018": "certain"}),
        ("2018-04", "2018-04", {"timbuktu-2018": "certain"}),
        ("2018-05", "2018-06", {}),
        ("2018-07", "2018-07", {"aguelhok-2018": "certain"}),
        ("2018-07-01", "2018-07-29", {"aguelhok-2018": "certain"}),
        ("2018-07-15", "2018-08-31", {"aguelhok-2018": "possible"}),
        ("2018-07-30", "2018-12-31", {}),
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
        ("2018-07-30", "", "aguelhok-2018"),
        ("2018-07-30", "", "timbuktu-2018"),
        ("", "2018-03", "timbuktu-2018"),
        ("2013", "", "timbuktu-2012"),
        ("", "2021-03", "dubois-kidnapping-2021"),
    ],
)
def test_an_attack_outside_a_period(get: Get, start: str, end: str, attack: str) -> None:
    assert attack not in between(get, start, end)


def test_the_title_of_14_april_bounds_the_attack_in_timbuktu(get: Get) -> None:
    assert between(get, "2018-04-15", "2018-04-30").get("timbuktu-2018") != "certain"


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
    assert counts == {f"2018-{month:02}": int(month in {3, 4, 7}) for month in range(1, 13)}
    assert None not in found or found[None]["attacks"] == 0


@pytest.mark.parametrize(
    ("start", "end"), [("2018", "2018"), ("2018-01-01", "2018-12-31"), ("2018-01", "2018")]
)
def test_a_period_may_be_given_in_years_or_days(get: Get, start: str, end: str) -> None:
    assert months(get, group="jnim", start=start, end=end) == months(
        get, group="jnim", start="2018-01", end="2018-12"
    )


def test_months_without_attacks_are_rows_with_zero(get: Get) -> None:
    found = [month for month in months(get, group="jnim") if month]
    assert min(found) <= "2018-03"
    assert max(found) >= "2018-07"
    numbered = sorted(int(month[:4]) * 12 + int(month[5:]) for month in found)
    assert numbered == list(range(numbered[0], numbered[-1] + 1))


def test_an_attack_that_spans_months_is_in_none_of_them(get: Get) -> None:
    found = months(get, group="ansar-dine", start="2012-01", end="2012-12")
    assert found[None]["attacks"] == 1
    assert {row["attacks"] for month, row in found.items() if month} == {0}
    assert len([month for month in found if month]) == 12


def test_killed_is_unknown_and_not_zero_where_no_source_says(get: Get) -> None:
    found = months(get, group="jnim", start="2018", end="2018")
    row = found["2018-07"]
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (None, None, None)
    # Of April CSIS says nothing; the work that it cites has one killed.
    assert found["2018-04"]["killed_best"] == 1


def test_killed_in_march_2018_is_the_one_figure_or_none(get: Get) -> None:
    row = months(get, group="jnim", start="2018", end="2018")["2018-03"]
    assert {row["killed_low"], row["killed_best"], row["killed_high"]} <= {8, None}


def test_attacks_are_counted_by_source(get: Get) -> None:
    given = {"group": "jnim", "start": "2018", "end": "2018"}
    csis = months(get, source=CSIS, **given)
    assert [csis[month]["attacks"] for month in ("2018-03", "2018-04", "2018-07")] == [1, 1, 1]
    mi = months(get, source=MI, **given)
    assert mi["2018-04"]["attacks"] == mi["2018-07"]["attacks"] == 0


def test_no_attack_of_another_group_is_jnims(get: Get) -> None:
    found = months(get, group="jnim", start="2012", end="2012")
    assert sum(row["attacks"] for row in found.values()) == 0


def test_jnims_share_of_2018(get: Get) -> None:
    [row] = ask(get, "share_of_attacks", group="jnim", start="2018", end="2018")
    assert row["attacks"] == 3
    # The French raid of which no date is told may or may not count.
    assert row["all_attacks"] in {3, 4}
    assert row["percent"] == pytest.approx(100 * 3 / row["all_attacks"], abs=0.1)


def test_general_tellings_are_not_counted(get: Get) -> None:
    [row] = ask(get, "share_of_attacks", group="jnim")
    assert 3 <= row["attacks"] <= 4
    assert row["attacks"] < row["all_attacks"] <= len(INCIDENTS)


def test_ansar_dines_share_of_2012(get: Get) -> None:
    [row] = ask(get, "share_of_attacks", group="ansar-dine", start="2012", end="2012")
    assert row["attacks"] == 1


def test_everybodys_share_is_all(get: Get) -> None:
    [row] = ask(get, "share_of_attacks", start="2018", end="2018")
    assert row["attacks"] == row["all_attacks"]
    assert row["percent"] == pytest.approx(100)


def test_a_share_of_nothing_is_no_error(get: Get) -> None:
    rows = ask(get, "share_of_attacks", group="jnim", start="1999", end="1999")
    assert all(row["attacks"] == 0 and not row["percent"] for row in rows)


# ------------------------------------------------------------------- numbers about a group


def fighters(get: Get, date: str = "") -> set[tuple[str, str, float, float]]:
    """Return who estimates how many fighters of JNIM, dated or not."""
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


def test_the_date_of_a_figure_is_as_precise_as_told(get: Get) -> None:
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
    # The work that is cited for it has a number, of another whole.
    [work] = [row for row in rows if row["source_id"] == "eizenga-williams-2020"]
    assert (work["low"], work["high"], work["comparator"]) == (75, 75, "~")
    assert work["scope"] == "Violent events attributed to JNIM"


def test_the_share_of_violent_events(get: Get) -> None:
    [row] = ask(get, "estimates_on", group="jnim", measure="share-of-events")
    assert (row["low"], row["high"]) == (64, None)
    assert re.search("percent|%", row["unit"])
    assert row["source_id"] == MI
    [stored] = table(get, "estimates", measure="share-of-events", group_id="jnim")
    assert stored["comparator"] == ">"


# ------------------------------------------------------------------- designation


def test_who_designated_jnim(get: Get) -> None:
    rows = table(get, "designations", group_id="jnim")
    assert column(rows, "authority_id") == {"us-state-department"}
    [row] = [row for row in rows if row["programme"] and row["legal_basis"]]
    assert str(row["date_edtf"]).startswith("2018-09")
    assert "Foreign Terrorist Organization" in row["programme"]
    assert "219" in row["legal_basis"]
    assert "Immigration and Nationality Act" in row["legal_basis"]


def test_the_release_on_the_designation_is_dated_5_september(get: Get) -> None:
    [release] = table(get, "sources", id="us-state-2018-09-05")
    assert release["published_edtf"] == "2018-09-05"
    rows = table(get, "designations", group_id="jnim")
    assert min(column(rows, "date_latest") - {None}) == "2018-09-05"


def test_only_csis_tells_of_the_designation(get: Get) -> None:
    claims = {row["id"]: row["source_id"] for row in table(get, "claims")}
    rows = table(get, "designations", group_id="jnim")
    assert {claims[row["claim_id"]] for row in rows} == {CSIS}


# ------------------------------------------------------------------- notes and citations


CSIS_NOTES = [
    ("1", "footnote", "", "us-state-2018-09-05"),
    ("2", "ibid", "1", "us-state-2018-09-05"),
    ("3", "footnote", "", "site-2017-04-06"),
    ("4", "ibid", "3", "site-2017-04-06"),
    ("5", "footnote", "", "site-2017-03-02"),
    ("6", "footnote", "", "unsc-2018-07-27"),
    ("7", "see-for-example", "", "nsaibia-undated"),
    ("8", "short", "5", "site-2017-03-02"),
    ("9", "footnote", "", "site-2016-06-11"),
    ("10", "footnote", "", "csis-tnt-2018"),
    ("11", "short", "6", "unsc-2018-07-27"),
    ("12", "footnote", "", "acled"),
    ("13", "ibid", "12", "acled"),
    ("14", "see-for-example", "", "bbc-2018-03-02"),
    ("14", "see-for-example", "", "reuters-2018-04-14"),
    ("15", "footnote", "", "site-2018-07-29"),
    ("16", "footnote", "", "acled"),
]


@pytest.mark.parametrize(("marker", "form", "through", "work"), CSIS_NOTES)
def test_a_note_of_csis_stands_for(
    get: Get, marker: str, form: str, through: str, work: str
) -> None:
    rows = ask(get, "footnotes", source=CSIS)
    [row] = [r for r in rows if r["marker"] == marker and r["cited_source_id"] == work]
    assert row["form"] == form
    if through:
        assert re.search(rf"(?<!\d){through}(?!\d)", str(row["resolves_to"]))
    else:
        assert not row["resolves_to"]


def test_csis_has_sixteen_notes_one_of_which_names_two_works(get: Get) -> None:
    rows = ask(get, "footnotes", source=CSIS)
    assert len(rows) == 17
    assert len(column(rows, "marker")) == 16
    assert len(column(rows, "cited_source_id")) == 11


def test_the_citations_of_the_modern_insurgent(get: Get) -> None:
    rows = ask(get, "footnotes", source=MI)
    assert len(rows) == 10
    assert column(rows, "form") == {"author-date"}
    works = [row["cited_source_id"] for row in rows]
    assert sorted(works) == sorted(
        [
            "eizenga-williams-2020",
            "eizenga-williams-2020",
            "stanford-2018",
            "lewis-mcneill-2019",
            "reuters-2021-05-05",
            "macdougall-2021",
            "weiss-2018",
            "cristiani-2017",
            "daniel-2012",
            "bbc-2014-07-14",
        ]
    )


def test_twenty_works_are_cited_and_none_by_both(get: Get) -> None:
    csis, mi = (
        column(ask(get, "footnotes", source=source), "cited_source_id") for source in (CSIS, MI)
    )
    assert (len(csis), len(mi), len(csis & mi)) == (11, 9, 0)
    assert column(ask(get, "footnotes"), "cited_source_id") == csis | mi


def claims_citing(get: Get, source: str, work: str, marker: str = "") -> set[str]:
    """Return the claims of a document that this marker, or any for this work, backs."""
    given = {"source_id": source, "cited_source_id": work} | ({"marker": marker} if marker else {})
    citations = column(table(get, "citations", **given), "id")
    rows = [row for id_ in citations for row in table(get, "claim_citations", citation_id=id_)]
    return column(rows, "claim_id")


@pytest.mark.parametrize(
    ("marker", "form", "through", "work"), [note for note in CSIS_NOTES if note[2]]
)
def test_the_trail_of_a_claim_leads_through_the_note_that_a_note_stands_for(
    get: Get, marker: str, form: str, through: str, work: str
) -> None:
    claims = claims_citing(get, CSIS, work, marker)
    assert claims
    for claim in claims:
        rows = ask(get, "citation_trail", claim=claim)
        steps = {row["marker"]: (row["step"], row["form"]) for row in rows}
        assert steps[marker][1] == form
        assert steps[through][1] == "footnote"
        assert steps[marker][0] < steps[through][0]
        assert work in column(rows, "source_id")


@pytest.mark.parametrize(
    ("source", "work", "form"),
    [
        (CSIS, "site-2016-06-11", "footnote"),
        (CSIS, "bbc-2018-03-02", "see-for-example"),
        (MI, "weiss-2018", "author-date"),
        (MI, "daniel-2012", "author-date"),
    ],
)
def test_the_trail_of_a_claim_ends_at_the_work_that_it_cites(
    get: Get, source: str, work: str, form: str
) -> None:
    claims = claims_citing(get, source, work)
    assert claims
    for claim in claims:
        rows = ask(get, "citation_trail", claim=claim)
        assert work in column(rows, "source_id")
        assert form in column(rows, "form")


def test_the_trail_of_an_uncited_claim_names_no_work(get: Get) -> None:
    for row in ask(get, "uncited", source=MI)[:5]:
        assert column(ask(get, "citation_trail", claim=row["claim_id"]), "marker") <= {None, ""}


@pytest.mark.parametrize("source", [CSIS, MI])
def test_uncited_claims_have_no_marker(get: Get, source: str) -> None:
    uncited = column(ask(get, "uncited", source=source), "claim_id")
    assert uncited
    assert uncited <= column(table(get, "claims", source_id=source), "id")
    assert not uncited & column(table(get, "claim_citations"), "claim_id")


def behind(get: Get, name: str, source: str, **equals: str) -> set[str]:
    """Return the claims of a document behind the rows of a table."""
    claims = column(table(get, "claims", source_id=source), "id")
    return column(table(get, name, **equals), "claim_id") & claims


@pytest.mark.parametrize(
    ("name", "source", "equals", "is_uncited"),
    [
        # The Modern Insurgent names no work for its fighters, nor in its first word on the merger.
        ("estimates", MI, {"measure": "fighters"}, True),
        ("membership", MI, {"reading_set": "mi-history-merger"}, True),
        ("membership", MI, {"reading_set": "mi-relations-merger"}, True),
        ("estimates", CSIS, {"measure": "fighters"}, False),
        ("estimates", MI, {"measure": "site-value"}, False),
        ("estimates", MI, {"measure": "share-of-events"}, False),
        ("designations", CSIS, {"group_id": "jnim"}, False),
    ],
)
def test_what_is_told_without_a_source(
    get: Get, name: str, source: str, equals: dict[str, str], is_uncited: bool
) -> None:
    claims = {
        claim
        for claim in behind(get, name, source, **equals)
        if not table(get, "claims", id=claim)[0]["about_source_id"]
    }
    assert claims
    uncited = column(ask(get, "uncited", source=source), "claim_id")
    assert claims <= uncited if is_uncited else not claims & uncited


def test_the_undated_figure_is_listed_with_its_place(get: Get) -> None:
    rows = [
        row for row in ask(get, "uncited", source=MI) if {1000, 2000} <= numbers(row["statement"])
    ]
    assert rows
    assert all("military abilities" in row["locator"].casefold() for row in rows)


# ------------------------------------------------------------------- works older than the event


def test_works_older_than_what_they_are_cited_for(get: Get) -> None:
    rows = ask(get, "older_sources")
    assert {(row["source_id"], row["verdict"]) for row in rows} == {
        ("bbc-2018-03-02", "certain"),
        ("daniel-2012", "possible"),
    }


def test_the_bbc_story_is_older_than_the_attack_of_3_march_and_no_other(get: Get) -> None:
    rows = [row for row in ask(get, "older_sources") if row["source_id"] == "bbc-2018-03-02"]
    assert column(rows, "published") == {"2018-03-02"}
    assert column(rows, "event_date") == {"2018-03-03"}
    assert column(rows, "claim_id") <= column(table(get, "claims", source_id=CSIS), "id")


def test_the_story_of_30_march_2012_may_be_older_than_the_takeover_and_serval(get: Get) -> None:
    rows = [row for row in ask(get, "older_sources") if row["source_id"] == "daniel-2012"]
    assert column(rows, "published") == {"2012-03-30"}
    statements = {row["id"]: row["statement"] for row in table(get, "claims", source_id=MI)}
    said = " ".join(statements[row["claim_id"]] for row in rows)
    assert "Timbuktu" in said
    assert "Serval" in said


# ------------------------------------------------------------------- disagreements


KINDS = {"value", "precision", "scope", "omission", "name", "citation", "sequence", "stale"}


def test_there_are_a_few_dozen_disagreements(get: Get) -> None:
    rows = ask(get, "disputes")
    assert len(column(rows, "id")) >= 24
    assert column(rows, "kind") <= KINDS
    assert column(rows, "status") <= {"open", "explained", "compatible"}


def test_a_disagreement_has_at_least_two_readings(get: Get) -> None:
    readings: dict[str, list[str]] = {}
    for row in ask(get, "disputes"):
        readings.setdefault(row["id"], []).append(row["reading"])
    assert [id_ for id_, texts in readings.items() if len(set(texts)) < 2] == []


def test_each_status_has_its_reason(get: Get) -> None:
    assert all(len(row["note"].split()) >= 3 for row in table(get, "disagreements"))


def test_disagreements_by_topic(get: Get) -> None:
    everything = ask(get, "disputes")
    for topic in column(everything, "topic"):
        rows = ask(get, "disputes", topic=topic)
        wanted = column([row for row in everything if row["topic"] == topic], "id")
        assert wanted <= column(rows, "id")
        assert len(rows) <= len(everything)
    assert ask(get, "disputes", topic="no such topic") == []


@pytest.mark.parametrize(
    "patterns",
    [
        pytest.param(("merge", "M[ou]+rabit[ou]+n", "Macina"), id="who-merged"),
        pytest.param(("absorb", "Macina"), id="standing-of-macina"),
        pytest.param(("pledge|allegiance|oath", "before|after|preced|order"), id="pledge-order"),
        pytest.param(("pledge|allegiance|oath", "Haibatullah|Wadud", "Zawahiri"), id="pledge-to"),
        pytest.param(("leaders", "Ghaly", "pledge|allegiance|oath"), id="who-pledged"),
        pytest.param(("renew|reiterat", "declar|pledg"), id="declared-or-renewed"),
        pytest.param(("Syria", "doctrine|unification"), id="why-merged"),
        pytest.param(("AQIM|Maghreb", "overs[ae]e|above|oversight"), id="who-stands-above"),
        pytest.param(("goal|objective|aim", "united|single|singular|one|same"), id="goals"),
        pytest.param(("population|civilian|local", "security forces"), id="whom-it-attacks"),
        pytest.param(("Maghreb|Burkina", "Niger"), id="where-active"),
        pytest.param(("Ouagadougou", "embassy", "headquarters"), id="ouagadougou-targets"),
        pytest.param(
            ("Ouagadougou", r"2 March|March 2\b|2018-03-02", r"3 March|March 3\b|2018-03-03"),
            id="ouagadougou-date",
        ),
        pytest.param(("Ouagadougou", r"\b8\b|eight", r"\b80\b|eighty"), id="ouagadougou-toll"),
        pytest.param(("Ouagadougou", r"\braid"), id="ouagadougou-motive"),
        pytest.param(("Ansar", "Koufa", "Ghaly"), id="who-led-ansar-dine"),
        pytest.param((r"\bthree\b|\b3\b", r"several|four|\b4\b", "group"), id="how-many-groups"),
        pytest.param(("Serval", "201[234]"), id="years-of-serval"),
        pytest.param(("Barkhane", "201[34]"), id="years-of-barkhane"),
        pytest.param(("headquarters", "Burkina", "French|France"), id="whose-headquarters"),
        pytest.param(("[Ff]igure", r"\b1\b|number"), id="figure-numbers"),
        pytest.param(("[Ii]bid",), id="what-ibid-points-to"),
    ],
)
def test_a_disagreement_is_listed(get: Get, patterns: tuple[str, ...]) -> None:
    texts = {row["id"]: f"{row['topic']} {row['note']}" for row in table(get, "disagreements")}
    for row in ask(get, "disputes"):
        texts[row["id"]] += f" {row['reading']}"
    assert [
        id_
        for id_, text in texts.items()
        if all(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)
    ]


def test_the_date_of_ouagadougou_is_unsettled(get: Get) -> None:
    rows = ask(get, "disputes")
    about = column(table(get, "disagreements", attack_id="ouagadougou-2018"), "id")
    dates: dict[str, str] = {}
    for row in rows:
        if row["id"] in about:
            dates[row["id"]] = dates.get(row["id"], "") + " " + row["reading"]
    hits = [
        id_
        for id_, text in dates.items()
        if re.search(r"2 March|March 2\b|2018-03-02", text)
        and re.search(r"3 March|March 3\b|2018-03-03", text)
    ]
    assert hits
    assert column([row for row in rows if row["id"] in hits], "status") == {"open"}


# ------------------------------------------------------------------- every answer


def test_every_answer_names_its_source_and_place(get: Get) -> None:
    known = column(table(get, "sources"), "id")
    for name, query in QUERIES.items():
        for row in ask(get, name, **example_of(get, name)):
            if "source_id" in query.columns and name != "citation_trail":
                assert set(re.split(r",\s*", str(row["source_id"]))) <= known, (name, row)
            # What is not said has a source and no place; a trail may end outside the document.
            if "locator" in query.columns and name not in {"disputes", "citation_trail"}:
                assert row["locator"] or row.get("value", "") is None, (name, row)


@pytest.mark.parametrize(
    ("query", "given"),
    [
        ("members", {"group": "no-such-group"}),
        ("existed", {"group": "no-such-group", "date": "2018"}),
        ("readings", {"id": "no-such-attack"}),
        ("allegiances", {"group": "no-such-group"}),
        ("estimates_on", {"group": "no-such-group"}),
        ("estimates_on", {"group": "jnim", "measure": "no-such-measure"}),
        ("citation_trail", {"claim": "no-such-claim"}),
        ("footnotes", {"source": "no-such-source"}),
        ("uncited", {"source": "no-such-source"}),
        ("attacks_between", {"start": "1999", "end": "1999-12-31"}),
        ("attacks_between", {"start": "2018-12", "end": "2018-01"}),
    ],
)
def test_an_unknown_id_has_no_answer(get: Get, query: str, given: dict[str, str]) -> None:
    assert ask(get, query, **given) == []


def test_the_command_line_gives_the_same_answers(get: Get, root: Path) -> None:
    path = address("members", {"group": "jnim", "as_of": "2018-10-01"}, ".json")
    done = subprocess.run(
        [sys.executable, "-m", "datasette", ".", "--get", path],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-500:]
    rows = json.loads(done.stdout)["rows"]
    assert rows
    assert rows == ask(get, "members", group="jnim", as_of="2018-10-01")
