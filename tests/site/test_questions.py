"""What people ask of the database, with the answers that the two documents give.

The answers come from the documents and not from facts/, so that they check the facts as well.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.site.queries import (
    BY_TITLE,
    CSIS,
    INCIDENTS,
    MI,
    QUERIES,
    Get,
    Row,
    address,
    ask,
    column,
    example_of,
    numbers,
    table,
)
from tests.site.queries import said_by as told

pytestmark = pytest.mark.pinned

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
    cited_by_csis = {"nsaibia-undated"}
    assert (
        column([row for row in rows if row["is_renewal"]], "source_id") <= BY_TITLE | cited_by_csis
    )


def test_the_modern_insurgent_has_the_leaders_pledge_by_march_2017(get: Get) -> None:
    groups = ("jnim", "ansar-dine", "macina-liberation-front", "aqim-sahara")
    rows = [row for group in groups for row in told(ask(get, "allegiances", group=group), MI)]
    pledges = [row for row in rows if row["to_id"] == "ayman-al-zawahiri"]
    assert column(pledges, "date") == {"../2017-03"}
    # "Declared" says neither that they were new nor that they were renewed.
    assert column(pledges, "is_renewal") == {None}


@pytest.mark.parametrize("group", ["jnim", "al-qaeda"])
def test_zawahiri_pledged_in_june_2016(get: Get, group: str) -> None:
    rows = told(ask(get, "allegiances", group=group), CSIS, "leadership")
    pledges = [row for row in rows if row["claim_id"] == "csis-zawahiri-pledge"]
    assert column(pledges, "from_id") == {"ayman-al-zawahiri"}
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
    """Return what a source says of a property; `killed` also covers `killed_low` and so on."""
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


# ------------------------------------------------------------------- designation


def test_who_designated_jnim(get: Get) -> None:
    rows = table(get, "designations", group_id="jnim")
    assert column(rows, "authority_id") == {"us-state-department"}
    [row] = [row for row in rows if row["claim_id"] == "csis-designation"]
    assert str(row["date_edtf"]).startswith("2018-09")
    assert "Foreign Terrorist Organization" in row["programme"]
    assert "219" in row["legal_basis"]
    assert "Immigration and Nationality Act" in row["legal_basis"]


def test_the_release_on_the_designation_is_dated_5_september(get: Get) -> None:
    [release] = table(get, "sources", id="us-state-2018-09-05")
    assert release["published_edtf"] == "2018-09-05"
    rows = table(get, "designations", group_id="jnim")
    assert min(column(rows, "date_latest") - {None}) == "2018-09-05"


def test_only_csis_and_what_it_cites_tell_of_the_designation(get: Get) -> None:
    claims = {row["id"]: row["source_id"] for row in table(get, "claims")}
    rows = table(get, "designations", group_id="jnim")
    assert {claims[row["claim_id"]] for row in rows} == {CSIS, "us-state-2018-09-05"}


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
    """Return a document's claims that this marker, or any marker of this work, supports."""
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
        # CSIS has it on 3 March, but sources conflict on the day.
        ("bbc-2018-03-02", "possible"),
        ("daniel-2012", "possible"),
        # Each of a day within the month or year that a sentence gives for what it is cited for.
        ("bbc-2014-07-14", "possible"),
        ("reuters-2018-04-14", "possible"),
        ("site-2016-06-11", "possible"),
        ("site-2017-03-02", "possible"),
        ("site-2018-07-29", "possible"),
    }


def test_the_bbc_story_is_older_than_the_attack_of_3_march_and_no_other(get: Get) -> None:
    rows = [row for row in ask(get, "older_sources") if row["source_id"] == "bbc-2018-03-02"]
    assert column(rows, "published") == {"2018-03-02"}
    assert column(rows, "event_date") == {"2018-03-03"}
    assert column(rows, "claim_id") <= column(table(get, "claims", source_id=CSIS), "id")


def test_what_is_possibly_older_is_told_in_words_and_nothing_is_asked(get: Get) -> None:
    page = get("/jnim/older_sources").text
    assert (
        "No citation is certainly of a work older than the event it is cited for; 11 may be, 10 of"
        " them only because the event is dated to a month, a year or a range." in page
    )
    assert ">possibly older: only the month is given</td>" in page
    assert ">possibly older: only the year is given</td>" in page
    assert page.count(">possibly older: sources conflict on the day</td>") == 1
    assert "<button>Ask</button>" not in page
    assert "<button>Ask</button>" in get("/jnim/members?group=").text
    assert "by this claim, but sources conflict on the day" in get("/sources/bbc-2018-03-02").text


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


def test_conflicts_come_first_and_a_long_answer_is_folded(get: Get) -> None:
    rows = ask(get, "disputes")
    conflicts = [row["kind"] in ("value", "sequence") for row in rows]
    assert conflicts == sorted(conflicts, reverse=True)
    assert any(conflicts[:1])
    pages = {path: get(f"/jnim/disputes{path}").text for path in ("", "?topic=Ouagadougou")}
    assert pages[""].count('<tr class="beyond">') == len(rows) - 60
    assert "show all rows, not just the first 60" in pages[""]
    assert 'class="beyond"' not in pages["?topic=Ouagadougou"]


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
    ],
)
def test_an_unknown_id_has_no_answer(get: Get, query: str, given: dict[str, str]) -> None:
    assert ask(get, query, **given) == []


def test_the_command_line_gives_the_same_answers(get: Get, pinned_folder: Path) -> None:
    path = address("members", {"group": "jnim", "as_of": "2018-10-01"}, ".json")
    done = subprocess.run(
        [sys.executable, "-m", "datasette", ".", "--get", path],
        cwd=pinned_folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-500:]
    rows = json.loads(done.stdout)["rows"]
    assert rows
    assert rows == ask(get, "members", group="jnim", as_of="2018-10-01")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            "existed?group=jnim&date=2017-03-01",
            'It may have existed, according to <a href="/sources/csis-2018">CSIS',
        ),
        ("uncited?source=csis-2018", "8 claims, by <a"),
        (
            "citation_trail?claim=csis-merger-statement",
            '<a href="/sources/csis-2018">CSIS 2018</a> cites',
        ),
        (
            "attacks_between?start=2018-04-14&end=2018-04-14",
            "1 attack by anyone on that day.",
        ),
        (
            "attacks_between?start=2018-03&end=2018-07",
            "3 attacks by anyone in that time; 1 more possibly",
        ),
        ("estimates_on?group=jnim&measure=fighters&date=", "1,000 to 2,000 people, as of Sept"),
        ("disputes?topic=Ouagadougou", "6 disagreements, of which 1 is a conflict: Date of"),
        ("find?q=zzz", "None of our sources says so."),
    ],
)
def test_a_named_query_says_its_answer_first(get: Get, query: str, sentence: str) -> None:
    page = get(f"/jnim/{query}").text
    assert page.split('<p class="lead answer">')[1].startswith(sentence)
    assert page.index('<p class="lead answer">') < page.index('class="outcome"')


@pytest.mark.parametrize("date", ["1950", "2017-02-01", "2017-03-02", "2018-03", "2022-10-28"])
def test_silence_is_no_possibly_and_a_doubtful_no_is_none_either(get: Get, date: str) -> None:
    """The table had one word for “possibly” and for silence, contrary to the sentence above."""
    rows = ask(get, "existed", group="jnim", date=date)
    page = get(f"/jnim/existed?group=jnim&date={date}").text
    cells = re.findall('<td class="col-said[^>]*>(.*?)</td>', page, re.DOTALL)
    assert [cell.strip() for cell in cells] == [row["said"] for row in rows]
    lead = page.split('<p class="lead answer">')[1].split("</p>")[0]
    silent = lead.partition("Nothing about that time is said by")[2]
    for row in rows:
        assert (row["said"] == "nothing said") == (f"/sources/{row['source_id']}" in silent)
        assert (row["said"] == "possibly not") == (
            row["in_words"] == "had possibly not yet been formed"
        )
    if date == "2017-02-01":
        assert {row["said"] for row in rows} >= {"no", "nothing said"}


@pytest.mark.parametrize(
    "path", ["/", "/groups/jnim", "/compare?group=jnim", "/jnim/estimates_on?group=jnim"]
)
def test_a_figure_without_a_date_is_not_dated_by_its_publication(get: Get, path: str) -> None:
    """It may be older than its document; it is described in the same words everywhere."""
    page = " ".join(re.sub("<[^>]+>", " ", html.unescape(get(path).text)).split())
    assert re.search(r"1,000 to 2,000 [^.;]{0,90} no date given[^.]{0,60} 2022", page)
    assert "as of 28 Oct 2022" not in page
    assert re.search(r"1,000 to 2,000 (fighters|people)[^.;]{0,90} as of September 2018", page)


def test_a_figure_that_is_no_present_is_not_dated_either(get: Get) -> None:
    page = get("/jnim/estimates_on?group=macina-liberation-front").text
    assert re.search(r"“the majority”[^,;]*, no date given \(", re.sub("<[^>]+>", "", page))
    cells = re.findall(r'<td class="col-as_of[^>]*>(.*?)</td>', get("/jnim/estimates_on").text)
    assert "no date given, in a text of 28 Oct 2022" in cells
    assert "" in cells


def test_cells_of_an_answer_are_words_and_links_and_json_is_exact(get: Get) -> None:
    page = get("/jnim/members?group=jnim").text
    # As on the page of the group: a bound is no date of a merger, and an inference is called one.
    assert '>not before March 2017 <small class="inferred">(inferred)<' in page
    assert '>March 2017 <small class="inferred">(inferred)<' in page
    assert ">Notable member<" in page
    assert '<a href="/groups/ansar-dine">Ansar Dine</a>' in page
    assert re.search(r'col-locator[^>]*><a href="/claims/csis-merged-groups">', page)
    assert "2017-03/.." not in page
    assert "2017-03/.." in get("/jnim/members.json?group=jnim").text
    table = get("/jnim/attacks").text
    assert 'scope="col" data-column="disputed"' not in table or ">Disputed<" not in table
    assert "sorted by first possible day, from last to first" in table


def test_the_columns_that_matter_come_first_and_the_others_are_there(get: Get) -> None:
    page = get("/jnim/members?group=jnim").text
    heads = dict(re.findall(r'<th class="col-(\w+)( later)?"', page))
    # Nobody's end is stated, and nothing is certain where no day is asked about.
    assert [name for name, later in heads.items() if not later] == [
        *("member", "role", "start", "certainty", "locator")
    ]
    assert len(heads) == 26
    # “When” was empty in two rows of three, and so was what is certain.
    for name, words in (("start", "as of 2018"), ("certainty", "certain, by its source")):
        cells = re.findall(rf'<td class="col-{name}[ "][^>]*>\s*(.*?)</td>', page, re.DOTALL)
        assert len(cells) > 20
        assert "" not in cells
        assert words in cells
    assert "all 26 columns" in page


def test_each_page_describes_itself(get: Get) -> None:
    paths = [
        *("/", "/groups/jnim", "/groups/aqim", "/attacks/timbuktu-2018", "/people", "/map"),
        *("/about", "/timeline", "/lineage", "/jnim", "/jnim/attacks", "/jnim/find", "/compare"),
    ]
    preview = r'property="og:(?:title|description)" content="([^"]+)"'
    said = {path: re.findall(preview, get(path).text) for path in paths}
    assert [(path, get(path).text) for path, each in said.items() if len(each) != 2] == []
    titles, texts = zip(*said.values(), strict=True)
    assert len(set(titles)) == len(set(texts)) == len(paths)


def test_the_releases_are_read_about(get: Get) -> None:
    changes = get("/about").text.split('id="changes"')[1].split("</section>")[0]
    first = (
        (Path(__file__).parents[2] / "RELEASES.md")
        .read_text(encoding="utf-8")
        .split("\n## ")[1]
        .splitlines()[0]
    )
    assert first in changes


def test_no_source_is_called_by_a_date_in_digits(get: Get) -> None:
    labels = [row["label"] for row in table(get, "sources")]
    assert [label for label in labels if re.search(r"\d{4}-\d\d", label)] == []
    assert "BBC, 2 March 2018" in labels


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("existed", "group=jnim"),
        ("existed", "date=2017-03-03"),
        ("members", "group=jnim"),
        ("readings", "id=jnim"),
        ("said_about", "id=jnim"),
        ("citation_trail", "claim=csis-formation"),
    ],
)
def test_a_query_that_is_about_one_thing_asks_for_it_first(
    get: Get, query: str, chosen: str
) -> None:
    """It showed 84 rows of one column, about all groups at once; programs still get them."""
    page = get(f"/jnim/{query}?{chosen.partition('=')[0]}=").text
    assert ", or try one of the examples." in page
    assert "<table" not in page
    assert ask(get, query)
    assert '<table class="rows-and-columns' in get(f"/jnim/{query}?{chosen}").text


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("existed?date=2017-03-03", "Group"),
        ("estimates_on", "Group"),
        ("footnotes", "Source"),
        ("uncited", "Statement"),
        ("readings?id=jnim", "What"),
        ("timeline", "Date"),
    ],
)
def test_the_first_column_says_what_a_row_is_about(get: Get, query: str, first: str) -> None:
    page = get(f"/jnim/{query}").text
    head = re.search(r'<th class="col-[^>]*>(.*?)</th>', page)
    assert head
    assert head[1] == first


def test_killed_by_month_are_as_a_source_counts_them_and_each_row_has_a_label(get: Get) -> None:
    """“Killed, at most: 1” was given where no source sets a limit, and one row had no month."""
    page = get("/jnim/attacks_per_month").text
    shown = re.findall(r'<th class="col-([a-z_]+)" ', page)
    assert shown == ["month", "attacks", "killed_best"]
    assert ">month not known<" in page
    assert not re.search(r'<td class="col-month[^>]*></td>', page)


@pytest.mark.parametrize("query", ["existed", "share_of_attacks", "members"])
def test_what_needs_a_group_has_the_subject_as_its_example(get: Get, query: str) -> None:
    """One opened on an empty form, one on “7 of the 7 attacks”, and then both on no answer."""
    opened = get(f"/jnim/{query}")
    assert opened.headers["location"].startswith(f"/jnim/{query}?group=jnim&")
    assert '<p class="lead answer">' in get(opened.headers["location"]).text
    page = get(f"/jnim/{query}?group=").text
    value = re.search(r'name="group" value="([^"]*)"', page)
    assert value and value[1].endswith("(JNIM)")
    assert "Press “Ask” for the group above" in page
    assert "of the 7 attacks" not in page


def test_a_note_is_no_year(get: Get) -> None:
    """It was “Ibid., same as note 0001”."""
    assert re.search(r'<td class="col-resolves_to[^>]*>1</td>', get("/jnim/footnotes").text)


def test_two_columns_of_one_name_each_have_their_own_values(get: Get) -> None:
    """A join of titles showed the first title twice."""
    sql = "select 'one' as title, 'other' as title, 'third' as name"
    cells = re.findall(r'<td class="col-[^>]*>(.*?)</td>', get("/jnim?sql=" + quote(sql)).text)
    assert cells == ["one", "other", "third"]
