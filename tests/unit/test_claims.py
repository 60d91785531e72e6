"""Rows say no more than their sentence: checked against the two documents, kind by kind."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSIS, MODERN_INSURGENT = ("2018-09-05", "2018-12-31"), ("2022-10-28", "2022-10-28")
DATED = ("relations", "milestones", "statements", "characteristics", "designations")
WITH_TENSE = (*DATED, "membership", "estimates", "attack_reports")


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(ROOT / "jnim.db")) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@pytest.fixture(scope="module")
def pinned(pinned_folder: Path) -> Iterator[sqlite3.Connection]:
    """Return the pinned facts, for tests that count all of them."""
    with closing(sqlite3.connect(pinned_folder / "jnim.db")) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def rows(database: sqlite3.Connection, sql: str, *values: object) -> list[dict[str, Any]]:
    return [dict(row) for row in database.execute(sql, values)]


def row(database: sqlite3.Connection, table: str, id_: str) -> dict[str, Any]:
    (found,) = rows(database, f"SELECT * FROM {table} WHERE id = ?", id_)
    return found


def bounds(of: dict[str, Any], name: str = "date") -> tuple[str | None, str | None]:
    return of[f"{name}_earliest"], of[f"{name}_latest"]


# ------------------------------------------------------------------- silence is no certainty
@pytest.mark.parametrize("table", WITH_TENSE)
def test_every_dated_row_of_a_document_has_its_tense(
    database: sqlite3.Connection, table: str
) -> None:
    tenses = {each["told"] for each in rows(database, f"SELECT DISTINCT told FROM {table}")}
    assert tenses <= {"present", "past", "perfect", "future", "none"}
    assert tenses


@pytest.mark.parametrize("table", DATED)
def test_only_the_present_is_seen_on_the_day_of_publication(
    database: sqlite3.Connection, table: str
) -> None:
    kind = "date_kind" if table not in ("statements", "designations") else "'event'"
    dated = rows(
        database,
        f"SELECT id FROM {table} WHERE date_edtf IS NULL AND told NOT IN ('present', 'future')"
        f" AND ({kind} = 'seen' OR date_claim_id IS NULL)"
        " AND date_earliest IN ('2018-09-05', '2022-10-28')",
    )
    assert dated == []


@pytest.mark.parametrize("number", ["", "-2", "-3"])
def test_who_unified_in_the_past_is_told_to_be_a_member_at_the_merger_only(
    database: sqlite3.Connection, number: str
) -> None:
    member = row(database, "membership", f"csis-merged-groups{number}")
    assert member["told"] == "past"
    assert bounds(member, "start") == ("2017-03-01", "2017-03-31")
    assert bounds(member, "end") == ("2017-03-01", None)


def test_who_has_been_incorporated_is_told_of_no_day(database: sqlite3.Connection) -> None:
    member = row(database, "membership", "mi-local-groups-incorporated")
    assert (member["told"], bounds(member, "start")) == ("perfect", (None, "2022-10-28"))
    assert bounds(member, "end") == (None, None)


@pytest.mark.parametrize(
    ("table", "id_", "told", "latest"),
    [
        ("characteristics", "mi-doctrine-of-unification", "past", "2022-10-28"),
        ("relations", "mi-responses", "perfect", "2022-10-28"),
        ("relations", "mi-aqim-oversight", "future", None),
        ("characteristics", "mi-hierarchy", "future", None),
        ("relations", "csis-components-al-qaeda-affiliates", "past", "2018-12-31"),
        ("relations", "csis-macina-affiliate", "none", None),
        ("relations", "csis-al-qaeda-affiliate", "none", None),
        ("characteristics", "csis-french-pressure", "perfect", "2018-12-31"),
        ("characteristics", "mi-ieds", "perfect", "2022-10-28"),
    ],
)
def test_what_is_not_told_in_the_present_has_no_first_day(
    database: sqlite3.Connection, table: str, id_: str, told: str, latest: str | None
) -> None:
    found = row(database, table, id_)
    assert (found["told"], bounds(found)) == (told, (None, latest))


@pytest.mark.parametrize(
    ("table", "id_", "window"),
    [
        ("relations", "mi-al-qaeda-affiliate", MODERN_INSURGENT),
        ("characteristics", "csis-areas", CSIS),
        ("characteristics", "csis-no-threat-to-us", CSIS),
    ],
)
def test_the_present_holds_on_the_day_of_publication(
    database: sqlite3.Connection, table: str, id_: str, window: tuple[str, str]
) -> None:
    assert bounds(row(database, table, id_)) == window


def test_the_emir_is_so_when_the_profile_appeared(database: sqlite3.Connection) -> None:
    emir = row(database, "membership", "csis-ghaly-emir")
    assert bounds(emir, "start") == (None, "2018-12-31")
    assert bounds(emir, "end") == ("2018-09-05", None)
    assert row(database, "membership", "csis-portrait-ghaly-emir")["told"] == "none"


# ---------------------------------------------------------------------------- doubt counts
def test_the_leaders_pledged_by_the_end_of_the_month_and_it_founds_no_group(
    database: sqlite3.Connection,
) -> None:
    pledges = rows(database, "SELECT * FROM relations WHERE claim_id = 'mi-leaders-pledge'")
    assert [each["date_edtf"] for each in pledges] == ["../2017-03"] * 3
    founding = row(database, "milestones", "mi-merger-history")
    assert founding["kind"] == "founding"
    assert founding["date_edtf"] == "2017-03/.."
    assert founding["date_latest"] > "2017-03-31"


def test_the_other_list_of_the_merger_has_no_date(database: sqlite3.Connection) -> None:
    merged = rows(database, "SELECT * FROM membership WHERE claim_id = 'mi-merger-relations'")
    assert len(merged) == 3
    for each in merged:
        # What happened, by a noun, did so by the publication; an announcement may stay one.
        assert (each["start_edtf"], bounds(each, "start")) == (None, (None, "2022-10-28"))
    for each in rows(database, "SELECT * FROM membership WHERE claim_id = 'csis-title-merger'"):
        assert (each["start_kind"], bounds(each, "start")) == ("seen", (None, None))
    assert row(database, "milestones", "mi-merger-relations")["date_edtf"] is None


def test_some_day_of_a_year_is_no_sighting_on_its_first(database: sqlite3.Connection) -> None:
    for number in ("", "-2"):
        member = row(database, "membership", f"csis-syria-union{number}")
        assert bounds(member, "start") + bounds(member, "end") == (None,) * 4


# ------------------------------------------------------- titles bound what they report, no more
def test_barkhane_is_of_some_day_of_2014(database: sqlite3.Connection) -> None:
    assert bounds(row(database, "milestones", "mi-barkhane")) == ("2014-01-01", "2014-12-31")


@pytest.mark.parametrize(
    ("attack", "days"),
    [
        ("timbuktu-2018", ("2018-04-01", "2018-04-30")),
        ("aguelhok-2018", ("2018-07-01", "2018-07-31")),
    ],
)
def test_a_title_that_names_neither_place_nor_group_bounds_no_attack(
    database: sqlite3.Connection, attack: str, days: tuple[str, str]
) -> None:
    assert bounds(row(database, "attack_reports", f"{attack}--csis-2018")) == days


def test_the_merger_of_three_has_the_month_of_the_formation(database: sqlite3.Connection) -> None:
    merger = row(database, "milestones", "csis-merger-of-three")
    assert merger["date_claim_id"] == "csis-formation"
    assert bounds(merger) == ("2017-03-01", "2017-03-31")


def test_the_titles_that_bound_are_those_that_report(database: sqlite3.Connection) -> None:
    parts = " UNION ALL ".join(
        f"SELECT claim_id, date_claim_id FROM {table}" for table in ("membership", *DATED)
    )
    bounded = rows(
        database,
        f"SELECT DISTINCT t.claim_id, t.date_claim_id FROM ({parts}) AS t"
        " JOIN claims ON claims.id = t.date_claim_id WHERE claims.modality = 'title' ORDER BY 1",
    )
    # a designation of no named list need not be the listing; a page on a group reports no founding
    assert bounded == []


def test_a_title_that_only_possibly_tells_it_bounds_nothing(database: sqlite3.Connection) -> None:
    for table in ("membership", "relations", "milestones", "statements", "characteristics"):
        bounded = rows(
            database,
            f"SELECT t.id FROM {table} AS t JOIN claims ON claims.id = t.date_claim_id"
            f" JOIN {table} AS title ON title.claim_id = claims.id"
            " WHERE claims.modality = 'title' AND title.certainty = 'possible'",
        )
        assert bounded == []


def test_no_two_dates_rest_on_each_other(database: sqlite3.Connection) -> None:
    parts = " UNION ".join(
        f"SELECT claim_id, date_claim_id FROM {table} WHERE date_claim_id IS NOT NULL"
        for table in ("membership", *DATED)
    )
    rests = {tuple(each.values()) for each in rows(database, parts)}
    assert [pair for pair in sorted(rests) if pair[::-1] in rests] == []


def test_a_bound_by_another_event_names_the_claim_that_holds_it(
    database: sqlite3.Connection,
) -> None:
    reports = rows(
        database,
        "SELECT DISTINCT date_claim_id FROM attack_reports WHERE date_earliest = '2017-03-01'"
        " AND source_id = 'modern-insurgent-2022'",
    )
    # And of the raid the claim that bounds its end, which is another.
    assert {each["date_claim_id"] for each in reports} == {
        "csis-ouagadougou-attack",
        "mi-pledge-and-merger-date",
    }


# ------------------------------------------------------------------------ what is not known
def test_whether_a_pledge_is_new_is_not_stated(pinned: sqlite3.Connection) -> None:
    ids = ("csis-zawahiri-pledge", "mi-leaders-pledge", "csis-title-zawahiri-pledge")
    assert [row(pinned, "relations", id_)["is_renewal"] for id_ in ids] == [None] * 3
    renewed = rows(pinned, "SELECT DISTINCT claim_id FROM relations WHERE is_renewal = 1")
    assert {each["claim_id"] for each in renewed} == {
        "csis-oaths-reiterated",
        "csis-pledge-wadud",
        "csis-pledge-zawahiri",
        "csis-pledge-haibatullah",
    }
    assert rows(pinned, "SELECT id FROM relations WHERE is_renewal = 0") == []


@pytest.mark.parametrize("attack", ["dubois-kidnapping-2021", "jnim-complex-attacks"])
def test_nobody_is_named_where_no_source_names_anybody(
    database: sqlite3.Connection, attack: str
) -> None:
    actors = rows(
        database,
        "SELECT name, group_id, certainty FROM attack_actors"
        " WHERE attack_id = ? AND side = 'perpetrator' AND name IS NOT 'Islamist militants'",
        attack,
    )
    # The captive names his captors in a work that a profile cites, and not in the profile.
    assert {(each["group_id"], each["certainty"]) for each in actors} == {("jnim", "possible")}
    assert {"name": None, "group_id": "jnim", "certainty": "possible"} in actors
    assert row(database, "attacks", attack)["perpetrator_id"] is None


@pytest.mark.parametrize(
    ("claim", "parties"),
    [
        (
            "csis-timbuktu-attack",
            {
                ("perpetrator", "jnim"),
                ("target", "french-armed-forces"),
                ("target", "un-mission-mali"),
            },
        ),
        ("csis-timbuktu-injured", {("victim", "french-armed-forces")}),
        ("mi-dubois", {("victim", "olivier-dubois")}),
    ],
)
def test_a_claim_is_evidence_for_the_parties_that_it_names(
    database: sqlite3.Connection, claim: str, parties: set[tuple[str, str]]
) -> None:
    named = rows(
        database,
        "SELECT role, entity_id FROM assertion_parties WHERE claim_id = ?"
        " AND role IN ('perpetrator', 'target', 'victim', 'party')",
        claim,
    )
    assert {(each["role"], each["entity_id"]) for each in named} == parties
    behind = rows(
        database,
        "SELECT a.side AS role, coalesce(a.group_id, a.person_id) AS entity_id FROM evidence AS e"
        " JOIN attack_actors AS a ON e.row_id = CAST(a.id AS TEXT)"
        " WHERE e.table_name = 'attack_actors' AND e.claim_id = ? AND e.property = 'row'",
        claim,
    )
    assert {(each["role"], each["entity_id"]) for each in behind} == parties


@pytest.mark.parametrize("claim", ["csis-no-threat-to-us", "csis-no-capability-shown"])
def test_what_has_yet_to_be_shown_is_not_denied(database: sqlite3.Connection, claim: str) -> None:
    found = row(database, "characteristics", claim)
    assert found["is_denied"] == 0
    assert "yet to" in found["value"]


def test_a_title_that_names_no_group_names_it_at_most_possibly(
    database: sqlite3.Connection,
) -> None:
    for table, id_ in (
        ("relations", "csis-title-aqim-branch"),
        ("relations", "csis-title-mali-branch"),
        ("relations", "mi-title-branch-in-mali"),
        ("relations", "csis-title-zawahiri-pledge"),
        ("statements", "csis-title-election-attack"),
        ("statements", "mi-title-burkina-attacks"),
        ("milestones", "mi-title-dubois-video"),
        ("membership", "csis-title-merger"),
    ):
        assert row(database, table, id_)["certainty"] == "possible", id_


def test_quoted_words_without_a_speaker_have_none(database: sqlite3.Connection) -> None:
    for id_ in ("csis-threat-to-allies", "csis-incite-expel", "csis-expel-occupiers"):
        found = row(database, "characteristics", id_)
        assert (found["speaker"], found["speaker_group_id"]) == ("not-stated", None)
    war = row(database, "characteristics", "csis-july-war")
    assert (war["speaker"], war["speaker_group_id"]) == ("named", "jnim")


def test_a_view_has_its_holder(database: sqlite3.Connection) -> None:
    local = row(database, "characteristics", "mi-grievances")
    assert (local["group_id"], local["holder_group_id"]) == ("local-groups", "local-groups")
    assert row(database, "characteristics", "mi-often-presented")["holder"] == "not-stated"
    assert row(database, "statements", "csis-primary-enemy")["holder_person_id"] == "iyad-ag-ghaly"


# --------------------------------------------------- hedges, means and charges stay in the words
@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("csis-aqim-responsibility", "responsible for managing"),
        ("csis-oaths-reiterated", "by repeating"),
        ("csis-timbuktu-attack", "orchestrated"),
        ("csis-al-qaeda-brand", "likely"),
        ("csis-threat-to-allies", "remains today"),
        ("mi-earlier-collaboration", "In essence"),
        ("mi-terror-attacks-locals", "can include"),
        ("mi-high-profile-targets", "willing"),
        ("mi-barkhane-aim", "public aim"),
        ("mi-tuareg-integration", "further"),
        ("mi-local-activities", "groups"),
    ],
)
def test_a_statement_keeps_the_hedge(database: sqlite3.Connection, claim: str, words: str) -> None:
    assert words in row(database, "claims", claim)["statement"]


@pytest.mark.parametrize(
    ("claim", "hedge"),
    [
        ("csis-aguelhok-attack", None),
        ("mi-gold-control", None),
        ("csis-ghaly-leads", "implied"),
    ],
)
def test_a_statement_that_says_how_it_is_said_has_no_mark_for_it(
    database: sqlite3.Connection, claim: str, hedge: str | None
) -> None:
    found = row(database, "claims", claim)
    assert (found["modality"], found["hedge"]) == ("implied", hedge)


def test_what_is_denied_is_denied_by_the_value_itself(database: sqlite3.Connection) -> None:
    values = database.execute("SELECT value FROM characteristics WHERE is_denied ORDER BY id")
    assert [value for (value,) in values] == [
        "Does not promote attacks on the population",
        "Not one singular organisation",
        "No united objectives, in its active areas",
    ]


def test_aqim_is_not_responsible_for_al_qaeda(database: sqlite3.Connection) -> None:
    tie = row(database, "relation_kinds", "responsible-for")
    assert "managing the regional efforts" in tie["label"]
    value = row(database, "characteristics", "csis-aqim-responsibility")["value"]
    assert value.startswith("Responsible for managing")


def test_one_report_was_submitted_under_the_resolution(database: sqlite3.Connection) -> None:
    assert "resolution" not in row(database, "claims", "csis-title-monitoring-report")["statement"]
    assert "2368" in row(database, "claims", "csis-title-resolution-2368")["statement"]


# --------------------------------------------------------------------- rules of publication
def test_a_report_to_come_is_not_dated_before_the_profile_and_may_never_come(
    database: sqlite3.Connection,
) -> None:
    report = row(database, "milestones", "csis-note-10-forthcoming")
    assert (report["told"], bounds(report)) == ("future", ("2018-09-05", None))
    assert report["date_edtf"] is None, "no day of it is printed"
    assert bounds(row(database, "sources", "csis-tnt-2018"), "published") == bounds(report)


def test_no_publication_lies_outside_that_of_its_document(database: sqlite3.Connection) -> None:
    outside = rows(
        database,
        "SELECT m.id FROM milestones AS m JOIN claims AS c ON c.id = m.claim_id"
        " JOIN sources AS s ON s.id = c.source_id WHERE m.kind = 'publication'"
        " AND m.group_id = 'csis' AND m.date_earliest < s.published_earliest",
    )
    assert outside == []


@pytest.mark.parametrize("table", ["membership", *DATED, "attack_reports"])
def test_no_bound_runs_past_the_publication(database: sqlite3.Connection, table: str) -> None:
    column = "start_latest" if table == "membership" else "date_latest"
    claim = (
        "(SELECT min(claim_id) FROM report_claims WHERE report_id = t.id)"
        if table == "attack_reports"
        else "t.claim_id"
    )
    late = rows(
        database,
        f"SELECT t.id FROM {table} AS t JOIN claims AS c ON c.id = {claim}"
        " JOIN sources AS own ON own.id = coalesce(c.about_source_id, c.source_id)"
        f" WHERE t.told <> 'future' AND t.{column} > own.published_latest",
    )
    assert late == []


# ---------------------------------------------------------------------- facts without a row
@pytest.mark.parametrize(
    "claim",
    [
        "csis-genre",
        "csis-scope",
        "csis-inspired-by-syria",
        "csis-title-un-disguise",
        "csis-title-resolution-2368",
        "csis-note-6-symbol",
        "csis-territorial-control",
        "mi-grievances",
        "mi-islamic-state-affiliates-weakened",
        "mi-collaboration-before",
        "mi-french-presence",
        "mi-mlf-aims",
        "mi-mla-style",
        "mi-additional-resources",
        "mi-represents-approach",
        "us-state-formation",
        "reuters-dubois-story",
    ],
)
def test_a_fact_has_a_row(database: sqlite3.Connection, claim: str) -> None:
    assert rows(
        database, "SELECT 1 FROM evidence WHERE claim_id = ? AND property <> 'said here'", claim
    )


def test_what_jnim_claimed_about_syria_is_a_statement(database: sqlite3.Connection) -> None:
    said = row(database, "statements", "csis-inspired-by-syria")
    assert (said["group_id"], said["speaker_group_id"]) == ("jnim", "jnim")


def test_disguise_is_a_means_and_no_weapon(database: sqlite3.Connection) -> None:
    report = row(database, "attack_reports", "timbuktu-2018--reuters-2018-04-14")
    assert report["means"] == "U.N. disguise"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Tamanrasset Accords", "agreement"),
        ("Operation Serval", "operation"),
        ("Operation Barkhane", "operation"),
        ("the Mali conflict", "conflict"),
        ("Mali's Tuareg uprising", "uprising"),
    ],
)
def test_operations_agreements_and_conflicts_have_names(
    database: sqlite3.Connection, name: str, kind: str
) -> None:
    named = rows(
        database,
        "SELECT milestones.kind FROM names JOIN milestones ON milestones.id = names.milestone_id"
        " WHERE names.name = ?",
        name,
    )
    assert {each["kind"] for each in named} == {kind}


def test_gold_is_valued_for_no_group_and_fighters_around_a_range(
    database: sqlite3.Connection,
) -> None:
    assert row(database, "estimates", "mi-gold-value")["group_id"] is None
    fighters = row(database, "estimates", "mi-fighters")
    assert (fighters["comparator"], fighters["is_approximate"]) == ("between", 1)
    assert row(database, "estimates", "csis-fighters")["is_approximate"] == 0


def test_it_is_stated_why_a_sentence_holds_no_fact(pinned: sqlite3.Connection) -> None:
    without = rows(pinned, "SELECT reasons FROM passages WHERE sentences_without_facts > 0")
    assert len(without) == 11
    assert {each["reasons"].split(": ")[1] for each in without} == {
        "a heading",
        "a link of the web page",
    }


# -------------------------------------------------------------------------- order and cause
@pytest.mark.parametrize(
    ("first", "kind", "second"),
    [
        ("relations/mi-leaders-pledge", "before", "milestones/mi-pledge-and-merger-date"),
        ("attacks/ouagadougou-2018", "in-response-to", "attacks/french-raid-northern-mali"),
        ("milestones/mi-serval", "in-response-to", "attacks/timbuktu-2012"),
        ("milestones/csis-merger-of-three", "at-the-same-time", "milestones/csis-formation"),
        ("statements/csis-july-statement", "after", "attacks/aguelhok-2018"),
        ("attacks/french-raids-barkhane", "part-of", "milestones/csis-barkhane"),
        ("attacks/dubois-kidnapping-2021", "part-of", "attacks/jnim-kidnappings"),
        ("milestones/mi-french-presence", "part-of", "milestones/mi-barkhane"),
        ("statements/csis-formal-network", "part-of", "statements/csis-merger-statement"),
        ("attacks/jnim-attacks-sahel", "after", "milestones/csis-formation"),
        ("statements/weiss-ouagadougou-claimed", "after", "attacks/ouagadougou-2018"),
        ("statements/weiss-jnim-statement", "after", "attacks/ouagadougou-2018"),
        ("attacks/ouagadougou-2018", "in-response-to", "milestones/weiss-french-raids"),
        ("attacks/ouagadougou-2018", "in-response-to", "milestones/weiss-leaders-killed"),
        ("attacks/jnim-attacks-malian-troops", "after", "milestones/us-state-formation"),
    ],
)
def test_events_are_ordered(
    database: sqlite3.Connection, first: str, kind: str, second: str
) -> None:
    columns = []
    for side, event in (("from", first), ("to", second)):
        table, _, id_ = event.partition("/")
        columns.append((f"{side}_{table[:-1]}_id", id_))
    where = " AND ".join(f"{column} = ?" for column, _ in columns)
    assert rows(
        database,
        f"SELECT 1 FROM event_links WHERE kind = ? AND {where}",
        kind,
        *(id_ for _, id_ in columns),
    )


def test_who_took_a_town_had_been_founded(database: sqlite3.Connection) -> None:
    assert bounds(row(database, "milestones", "mi-ansar-dine-founder")) == (None, "2012-12-31")


def test_attacks_by_a_group_came_after_it_had_formed_in_a_document_that_another_cites_too(
    database: sqlite3.Connection,
) -> None:
    report = row(database, "attack_reports", "jnim-attacks-malian-troops--us-state-2018-09-05")
    assert bounds(report) == ("2017-03-01", "2018-09-05")


def test_the_statement_of_july_follows_the_attack(database: sqlite3.Connection) -> None:
    for id_ in ("csis-july-statement", "csis-july-war", "csis-july-shariah"):
        assert bounds(row(database, "statements", id_)) == ("2018-07-01", "2018-12-31")


# --------------------------------------------------------------------------- disagreements
def test_only_what_cannot_both_be_right_is_a_conflict(pinned: sqlite3.Connection) -> None:
    conflicts = rows(pinned, "SELECT id FROM disagreements WHERE is_conflict = 1 ORDER BY id")
    assert [each["id"] for each in conflicts] == [
        "macina-standing",
        "merged-groups",
        "ouagadougou-date",
        "serval-barkhane-years",
        "timbuktu-toll",
    ]
    disputed = rows(pinned, "SELECT id FROM attacks WHERE disputed = 1 ORDER BY id")
    assert [each["id"] for each in disputed] == ["ouagadougou-2018", "timbuktu-2018"]


def test_a_note_of_more_than_two_sentences_is_a_list(database: sqlite3.Connection) -> None:
    """A grey block of eleven sentences weighed a date; nobody could see which supported which."""
    for row in rows(database, "SELECT id, note FROM disagreements"):
        lines = row["note"].split("\n")
        if len(lines) == 1:
            assert len(re.findall(r"[.!?](?:\s|$)", row["note"])) <= 2, row["id"]
        assert all(re.match(r"[^:]{1,60}: \S", line) for line in lines[1:]), row["id"]
    note = rows(database, "SELECT note FROM disagreements WHERE id = ?", "ouagadougou-date")[0]
    labels = [line.partition(":")[0] for line in note["note"].split("\n")]
    assert labels == ["For 2 March", "For 2 March, less surely", "For 3 March", "Open"]


@pytest.mark.parametrize(
    "id_",
    ["number-of-merged-groups", "timbuktu-responsibility", "components-after-merger", "gold-value"],
)
def test_what_is_no_disagreement_is_gone(database: sqlite3.Connection, id_: str) -> None:
    assert rows(database, "SELECT 1 FROM disagreements WHERE id = ?", id_) == []


@pytest.mark.parametrize(
    ("id_", "claims"),
    [
        ("islamic-state-rival-of-whom", {"csis-al-qaeda-competitors", "mi-islamic-state-rival"}),
        ("merger-announced-by", {"csis-merger-statement", "csis-title-merger"}),
        ("weapons", {"csis-timbuktu-means", "mi-ieds"}),
        ("mla-style", {"mi-mla-style", "mi-reference-bbc"}),
        ("promotes-and-attacks", {"csis-not-the-population", "csis-attacks-since-formation"}),
    ],
)
def test_a_disagreement_that_was_missing(
    database: sqlite3.Connection, id_: str, claims: set[str]
) -> None:
    found = rows(
        database, "SELECT claim_id FROM disagreement_readings WHERE disagreement_id = ?", id_
    )
    assert claims <= {each["claim_id"] for each in found}


def test_a_reading_rests_on_the_claim_that_says_it(database: sqlite3.Connection) -> None:
    readings = {
        each["reading"]: each["claim_id"]
        for each in rows(database, "SELECT reading, claim_id FROM disagreement_readings")
    }
    assert readings["Address that CSIS prints in note 15: “nim”."] == "csis-note-15-address"
    assert readings["CSIS: Koufa is a notable member of JNIM."] == "csis-koufa"
    assert (
        readings["CSIS: JNIM carries out operations in Niger."] == "csis-areas-niger-burkina-faso"
    )
    assert row(database, "disagreements", "ied-perpetrator")["attack_id"] == "jnim-ied-attacks"


def test_sorts_are_called_what_a_reader_understands(database: sqlite3.Connection) -> None:
    labels = {
        each["id"]: each["label"] for each in rows(database, "SELECT * FROM disagreement_kinds")
    }
    assert labels == {
        "value": "Sources conflict",
        "sequence": "Sources conflict on the order",
        "omission": "Only in one source",
        "citation": "Citation problem",
        "name": "Spelling",
        "precision": "Less precise",
        "scope": "Different angle",
        "stale": "May be out of date",
    }


def test_claims_that_carried_several_facts_carry_one(database: sqlite3.Connection) -> None:
    for claims in (
        (
            "csis-pledge-quote",
            "csis-pledge-wadud",
            "csis-pledge-zawahiri",
            "csis-pledge-haibatullah",
        ),
        ("mi-local-activities", "mi-gold-theft", "mi-extortion", "mi-sharia-enforcement"),
        ("mi-political-motive", "mi-gold-routes"),
        ("mi-macina-fulani-example", "mi-macina-incorporated"),
        ("csis-macina-effect", "csis-macina-effect-territory"),
        ("csis-pull-quote-forefathers", "csis-pull-quote-goal"),
    ):
        hashes = {row(database, "claims", id_)["span_sha256"] for id_ in claims}
        assert len(hashes) == len(claims)


# --------------------------------------------------------------------------- a third reading
@pytest.mark.parametrize(
    ("table", "id_", "column", "value"),
    [
        # What tactics “can range” over happened on no day.
        ("attack_reports", "jnim-kidnappings--modern-insurgent-2022", "told", "none"),
        ("attack_reports", "jnim-kidnappings--modern-insurgent-2022", "responsibility", "context"),
        # A noun has no tense.
        ("characteristics", "mi-vague-structure", "told", "none"),
        ("characteristics", "mi-sahel-campaign", "told", "none"),
        # A share of which no period is printed.
        ("estimates", "mi-mlf-majority", "period_edtf", None),
        # A title of so styled by one speaker.
        ("membership", "csis-haibatullah-emir", "certainty", "possible"),
        # A prayer declares no allegiance.
        ("statements", "csis-pledge-prayer", "kind", "wish"),
        # What is likely is possible.
        ("estimates", "eizenga-macina-share", "certainty", "possible"),
        # What is believed of somebody is possible, and so is what “like” says of others.
        ("characteristics", "daniel-timbuktu-next-target", "certainty", "possible"),
        ("characteristics", "csis-forefathers-goal", "certainty", "possible"),
        # The years over which events are counted date no area.
        ("characteristics", "eizenga-area", "date_edtf", None),
        # What a group calls itself is its own view.
        ("characteristics", "us-state-al-qaeda-branch", "holder_group_id", "jnim"),
        # A founding statement dates itself and no founding.
        ("statements", "nsaibia-merger-of-four", "date_edtf", "2017-03-02"),
        # The anniversary is that of an attack which others date to one of two days.
        ("milestones", "weiss-founding-anniversary", "date_edtf", "2017-03-02/2017-03-03"),
        ("milestones", "weiss-founding-anniversary", "date_claim_id", "csis-ouagadougou-attack"),
        # A presence of which no day is told.
        ("milestones", "mi-french-presence", "date_edtf", None),
        # What may be a view of one man is certain of nobody, and his, not of somebody unnamed.
        ("characteristics", "csis-secondary-targets", "certainty", "possible"),
        ("characteristics", "csis-us-among-allies", "holder_person_id", "iyad-ag-ghaly"),
        # Who said it holds it, not the state for which he spoke.
        ("characteristics", "bbc-barkhane-objective", "holder_person_id", "jean-yves-le-drian"),
        # The day of a story whose copy may be of a sister story.
        (
            "attack_reports",
            "ouagadougou-2018--bbc-2018-03-02--consulted",
            "date_edtf",
            "../2018-03-02?",
        ),
        # What is still to come is told as that.
        ("milestones", "bbc-mali-force-replaced", "told", "future"),
        # A dated title bounds what it says.
        ("characteristics", "csis-title-newly-formed", "date_latest", "2017-04-06"),
    ],
)
def test_a_row_says_no_more_than_its_words(
    database: sqlite3.Connection, table: str, id_: str, column: str, value: str | None
) -> None:
    assert row(database, table, id_)[column] == value


@pytest.mark.parametrize(
    ("attack", "name"),
    [
        ("jnim-kidnappings", "aid workers"),
        ("jnim-kidnappings", "journalists"),
        ("jnim-gold-theft", "the varying groups"),
        ("jnim-extortion", "the varying groups"),
        ("jnim-sharia-enforcement", "the varying groups"),
        ("ouagadougou-2018", "a military HQ"),
        ("ouagadougou-2018", "Gunmen"),
        ("bamako-resort-2017", "a resort frequented by Westerners"),
        ("ouagadougou-2018", "the Group for Support of Islam and Muslims (JNIM)"),
    ],
)
def test_whom_a_source_does_not_name_for_certain_is_possible(
    database: sqlite3.Connection, attack: str, name: str
) -> None:
    actors = rows(
        database,
        "SELECT certainty FROM attack_actors WHERE attack_id = ? AND name = ?",
        attack,
        name,
    )
    assert [each["certainty"] for each in actors] == ["possible"]


def test_a_count_without_a_date_ends_with_the_publication(database: sqlite3.Connection) -> None:
    counts = rows(
        database,
        "SELECT id, period_latest FROM estimates WHERE id = 'csis-merger-of-three'",
    )
    assert {each["period_latest"] for each in counts} == {"2018-12-31"}


@pytest.mark.parametrize(
    "word", ["likely", "believed", "by implication", "only implied", "apparent targets"]
)
def test_what_our_words_leave_open_is_certain_in_no_row(
    database: sqlite3.Connection, word: str
) -> None:
    doubted = rows(database, "SELECT id FROM claims WHERE statement LIKE ?", f"%{word}%")
    assert doubted
    for claim in doubted:
        certain = rows(
            database,
            "SELECT row_id FROM assertions WHERE claim_id = ? AND certainty = 'certain'"
            " AND table_name NOT IN ('names', 'report_claims', 'event_links')"
            " UNION ALL SELECT id FROM attack_actors WHERE claim_id = ? AND certainty = 'certain'"
            " AND side = 'target'",
            claim["id"],
            claim["id"],
        )
        assert certain == [], claim["id"]


def test_no_self_description_is_a_tie(database: sqlite3.Connection) -> None:
    ties = rows(
        database,
        "SELECT r.id FROM relations AS r JOIN claims AS c ON c.id = r.claim_id"
        " WHERE c.modality = 'attributed' AND r.certainty = 'certain'",
    )
    assert ties == []


def test_the_work_that_is_cited_has_a_listing_and_a_motive_of_its_own(
    database: sqlite3.Connection,
) -> None:
    listing = row(database, "designations", "us-state-second-listing")
    assert listing["legal_basis"] == "Executive Order 13224, section 1(b)"
    # By the word today, whose claim dates it.
    assert bounds(listing) == ("2018-09-05", "2018-09-05")
    report = row(database, "attack_reports", "ouagadougou-2018--weiss-2018--consulted")
    assert "a source is reported to have said" in report["motive"]
    assert row(database, "statements", "weiss-jnim-statement")["holder_group_id"] == "jnim"


def test_two_counts_of_attacks_are_not_merged_into_one(database: sqlite3.Connection) -> None:
    for attack, source in (
        ("jnim-attacks-sahel", "csis-2018"),
        ("jnim-incidents-sahel", "modern-insurgent-2022"),
    ):
        reports = rows(database, "SELECT source_id FROM attack_reports WHERE attack_id = ?", attack)
        assert [each["source_id"] for each in reports] == [source]


def test_every_check_was_judged_by_two(database: sqlite3.Connection) -> None:
    alone = rows(database, "SELECT id FROM citation_checks WHERE second_verdict IS NULL")
    assert alone == []


@pytest.mark.parametrize(
    ("table", "id_"),
    [
        ("characteristics", "csis-primary-enemy"),
        ("characteristics", "mi-expand-areas"),
        ("relations", "mi-aqim-oversight"),
        ("relations", "mi-title-junta"),
        # Where events are that others attribute to it need not be where it is.
        ("characteristics", "eizenga-area"),
        ("characteristics", "eizenga-area-2"),
        # By the story the force was still to be set up.
        ("milestones", "mi-title-sahel-force"),
    ],
)
def test_what_is_only_read_from_the_words_is_possible(
    database: sqlite3.Connection, table: str, id_: str
) -> None:
    assert row(database, table, id_)["certainty"] == "possible"


def test_a_target_that_a_title_implies_is_possible(database: sqlite3.Connection) -> None:
    where = "attack_id = 'ied-attacks-un-mali-2021' AND side = 'target'"
    targets = rows(database, f"SELECT certainty FROM attack_actors WHERE {where}")
    assert [each["certainty"] for each in targets] == ["possible"]


@pytest.mark.parametrize(
    ("report", "least"),
    [("timbuktu-2018--csis-2018", 7), ("timbuktu-2018--reuters-2018-04-14--consulted", 10)],
)
def test_a_number_of_soldiers_is_the_least_of_the_wounded_and_no_total(
    database: sqlite3.Connection, report: str, least: int
) -> None:
    toll = row(database, "attack_reports", report)
    assert (toll["injured_low"], toll["injured_high"]) == (least, None)


def test_one_agreement_is_one_milestone(database: sqlite3.Connection) -> None:
    agreements = rows(database, "SELECT id FROM milestones WHERE kind = 'agreement'")
    assert [each["id"] for each in agreements] == ["mi-tamanrasset"]


@pytest.mark.parametrize(
    "table",
    [
        *sorted(set(WITH_TENSE) - {"attack_reports", "designations"}),
        "attack_actors",
        "report_claims",
    ],
)
def test_a_copy_that_is_only_taken_for_the_work_is_certain_of_nothing(
    database: sqlite3.Connection, table: str
) -> None:
    source = (
        f"SELECT t.claim_id FROM {table} AS t JOIN claims ON claims.id = t.claim_id"
        " WHERE (claims.note LIKE '%take for this piece%' OR claims.note LIKE '%take this for the%'"
        " OR claims.note LIKE '%may be of a related story%')"
    )
    # The loaders see to it by `taken_for_it`; this, that no such copy is without it.
    assert rows(database, source) or table == "estimates"
    assert rows(database, f"{source} AND t.certainty <> 'possible'") == []


def test_a_title_is_only_possibly_about_the_attack_for_which_it_is_cited(
    database: sqlite3.Connection,
) -> None:
    certain = rows(
        database,
        "SELECT DISTINCT said.claim_id FROM report_claims AS said"
        " JOIN claims ON claims.id = said.claim_id"
        " JOIN attack_reports AS report ON report.id = said.report_id"
        " WHERE claims.modality = 'title' AND report.note LIKE '%cites it for%'"
        " AND said.certainty <> 'possible'",
    )
    # The attacks of which this title tells are of no other source.
    assert [each["claim_id"] for each in certain] == ["mi-title-ied-attacks"]


@pytest.mark.parametrize("table", sorted(set(WITH_TENSE) - {"attack_reports", "designations"}))
def test_a_title_has_no_tense(database: sqlite3.Connection, table: str) -> None:
    tensed = rows(
        database,
        f"SELECT t.claim_id FROM {table} AS t JOIN claims ON claims.id = t.claim_id"
        " WHERE claims.modality = 'title' AND t.told <> 'none'",
    )
    assert tensed == []


@pytest.mark.parametrize("claim", ["csis-secondary-targets", "csis-us-among-allies"])
def test_a_reading_names_each_holder_that_its_claim_leaves_open(
    database: sqlite3.Connection, claim: str
) -> None:
    readings = rows(
        database,
        "SELECT reading FROM disagreement_readings WHERE claim_id = ?"
        " AND disagreement_id IN ('main-enemy', 'united-states-target')",
        claim,
    )
    assert readings
    assert all("Ghaly" in each["reading"] for each in readings)


@pytest.mark.parametrize(
    ("claim", "whom"),
    [
        ("csis-koufa-former-emir", "Mohamed Koufa"),
        ("csis-okacha-former-emir", "Djamel Okacha"),
        ("csis-belmokhtar-former-emir", "Mokhtar Belmokhtar"),
        ("csis-not-the-population", "the group promotes"),
    ],
)
def test_an_anchor_names_whom_its_claim_is_about(
    database: sqlite3.Connection, claim: str, whom: str
) -> None:
    assert row(database, "claims", claim)["fragment_start"].startswith(whom)


def test_the_three_that_merged_are_called_jihadist_each(database: sqlite3.Connection) -> None:
    where = "claim_id = 'csis-merged-jihadist' AND kind = 'ideology'"
    called = rows(database, f"SELECT group_id FROM characteristics WHERE {where} ORDER BY 1")
    assert [each["group_id"] for each in called] == ["al-mourabitoun", "ansar-dine", "aqim-sahara"]


def test_the_town_of_a_kidnapping_rests_on_the_story_and_not_on_the_captive_alone(
    database: sqlite3.Connection,
) -> None:
    towns = rows(
        database,
        "SELECT claim_id FROM report_claims WHERE property = 'place_id' AND value = 'gao'",
    )
    assert "reuters-dubois-story" in [each["claim_id"] for each in towns]


@pytest.mark.parametrize(
    ("id_", "text"),
    [
        ("iyad-ag-ghaly", "Active in other militant organisations of the region since he signed"),
        ("iyad-ag-ghaly", "Iyad Ag Ghaly in Ansar Dine: active in it"),
        ("tuareg-rebels", "Tuareg rebellions in Mali"),
    ],
)
def test_what_is_so_since_a_year_was_not_before_and_is_sure_on_no_day_since(
    database: sqlite3.Connection, id_: str, text: str
) -> None:
    (span,) = rows(
        database,
        "SELECT DISTINCT spans.* FROM assertion_parties AS p"
        " JOIN assertions AS a ON a.table_name = p.table_name AND a.row_id = p.row_id"
        " JOIN assertion_spans AS spans"
        " ON spans.table_name = a.table_name AND spans.row_id = a.row_id"
        " WHERE p.entity_id = ? AND instr(a.text, ?) = 1",
        id_,
        text,
    )
    assert span["possible_from"] in ("1991-01-01", "1980-01-01")
    assert span["certain_from"] > span["certain_to"]


@pytest.mark.parametrize(
    ("about", "first"),
    [
        # effects of a designation
        ("us-state-deny-resources", "2018-09-05"),
        ("us-state-property-blocked", "2018-09-05"),
        ("us-state-squeeze-finances", "2018-09-05"),
        # what a group has claimed, of territory that it holds, and what its merger shows
        ("us-state-claims-attacks", "2017-03-01"),
        ("mi-mlf-majority", "2017-03-01"),
        ("mi-tuareg-integration", "2017-03-01"),
        # what is still to come
        ("bbc-barkhane-troops", "2014-07-14"),
        # what went on when it was formed, and may have before
        ("mi-islamic-state-losses", "0001-01-01"),
        # a count since a year, and why there was a merger
        ("mi-share-of-incidents", "2017-01-01"),
        ("mi-doctrine-of-unification", "0001-01-01"),
        ("csis-inspired-by-syria", "0001-01-01"),
    ],
)
def test_from_which_day_it_can_have_been_so(
    database: sqlite3.Connection, about: str, first: str
) -> None:
    spans = rows(
        database,
        "SELECT possible_from FROM assertion_spans WHERE claim_id = ?"
        " AND table_name IN ('statements', 'characteristics', 'estimates', 'milestones')",
        about,
    )
    assert {"possible_from": first} in spans


def test_the_captives_doubtful_day_does_not_date_what_the_story_itself_says(
    database: sqlite3.Connection,
) -> None:
    said = rows(
        database,
        "SELECT claim_id, value AS date, certainty FROM property_readings"
        " WHERE subject_id = 'dubois-kidnapping-2021' AND property = 'date'"
        " AND source_id = 'reuters-2021-05-05' AND via_source_id IS NULL ORDER BY claim_id",
    )
    assert [tuple(each.values()) for each in said] == [
        ("reuters-dubois-story", "2021-04", "certain"),
        ("reuters-dubois-taken", "2021-04-08?", "possible"),
    ]


def test_no_party_of_a_report_is_less_certain_than_that_it_took_part(
    database: sqlite3.Connection,
) -> None:
    assert not rows(
        database,
        "SELECT claimed.id FROM report_claims AS claimed WHERE property = 'actors'"
        " AND certainty = 'certain' AND NOT EXISTS (SELECT 1 FROM attack_actors AS a"
        " WHERE a.report_id = claimed.report_id AND a.claim_id = claimed.claim_id"
        " AND a.certainty = 'certain')",
    )


def test_a_standing_told_in_passing_has_no_tense(database: sqlite3.Connection) -> None:
    told = rows(
        database,
        "SELECT DISTINCT told FROM membership WHERE role = 'component'"
        " AND member_group_id = 'macina-liberation-front'",
    )
    assert told == [{"told": "none"}]


def test_no_words_tell_that_a_claim_of_responsibility_follows_its_attack(
    database: sqlite3.Connection,
) -> None:
    """One title was marked so, but another title and three passages of a cited work were not."""
    told = rows(
        database,
        "SELECT links.id, links.is_inferred, links.note FROM event_links AS links"
        " JOIN statements AS said"
        " ON said.id = coalesce(links.from_statement_id, links.to_statement_id)"
        " WHERE said.kind = 'claim-of-responsibility' AND links.kind IN ('before', 'after')"
        " AND coalesce(links.from_attack_id, links.to_attack_id) = said.about_attack_id",
    )
    assert len(told) >= 4
    assert all(each["is_inferred"] and each["note"] for each in told), told


def test_whose_raid_it_was_is_told_by_an_adjective_which_names_no_force(
    database: sqlite3.Connection,
) -> None:
    raiders = rows(
        database,
        "SELECT group_id, certainty FROM attack_actors"
        " WHERE claim_id = 'mi-french-raid' AND side = 'perpetrator'",
    )
    assert raiders == [{"group_id": "france", "certainty": "certain"}]


def test_an_attack_by_itself_is_no_relation(database: sqlite3.Connection) -> None:
    """The same words gave a certain and a possible relation in one document, and none in others."""
    attacked = rows(
        database,
        "SELECT DISTINCT ties.id FROM relations AS ties JOIN report_claims AS attacks"
        " ON attacks.claim_id = ties.claim_id AND attacks.property = 'actors'"
        " JOIN relation_kinds AS kinds ON kinds.id = ties.kind WHERE kinds.meaning = 'opposes'",
    )
    # “More active in combating”: those fight each other.
    assert [each["id"] for each in attacked] == ["mi-mlf-fighting"]


def test_one_verb_has_one_tense(database: sqlite3.Connection) -> None:
    """“Has maintained since 2012” was perfect in one row and present in another."""
    parts = " UNION ALL ".join(
        f"SELECT claim_id, told FROM {table}" for table in (*DATED, "membership", "report_claims")
    )
    both = rows(
        database,
        f"SELECT claim_id FROM ({parts}) WHERE told IN ('present', 'perfect')"
        " GROUP BY claim_id HAVING count(DISTINCT told) > 1",
    )
    assert both == []
    presence = row(database, "milestones", "csis-france-in-mali")
    assert (presence["told"], presence["date_edtf"]) == ("present", "2012")


@pytest.mark.parametrize(
    ("claim", "told"),
    [("reuters-dubois-plea", "past"), ("bbc-ouagadougou-jihadist", "past")],
)
def test_quoted_words_have_the_tense_of_the_verb_that_reports_them(
    database: sqlite3.Connection, claim: str, told: str
) -> None:
    parts = "SELECT claim_id, told FROM statements UNION SELECT claim_id, told FROM report_claims"
    found = rows(database, f"SELECT DISTINCT told FROM ({parts}) WHERE claim_id = ?", claim)
    assert found == [{"told": told}]


def test_what_we_say_that_we_read_so_is_certain_in_no_row(database: sqlite3.Connection) -> None:
    """Rows whose notes called them our reading were certain: now they are possible, or plain."""
    tables = ("relations", "milestones", "characteristics", "membership", "statements")
    parts = " UNION ALL ".join(f"SELECT id, note, certainty FROM {table}" for table in tables)
    certain = rows(
        database,
        f"SELECT id FROM ({parts}) WHERE note LIKE '%e read %' AND certainty = 'certain'",
    )
    assert certain == []


def test_who_may_be_of_either_place_is_placed_in_neither(database: sqlite3.Connection) -> None:
    """“Linked to groups in the Sahel since 2017” leaves open whether groups or events are there."""
    shares = rows(
        database, "SELECT id, place_id FROM estimates WHERE scope LIKE '%groups in the Sahel%'"
    )
    assert {each["id"] for each in shares} == {"mi-share-of-incidents", "eizenga-jnim-share"}
    assert all(each["place_id"] is None for each in shares)
    assert row(database, "attacks", "jnim-incidents-sahel")["title"] == (
        "Incidents attributed to JNIM"
    )


def test_a_share_of_the_events_of_a_group_is_found_by_that_group(
    database: sqlite3.Connection,
) -> None:
    """No column named JNIM for the 75 percent of events that are attributed to it."""
    assert row(database, "estimates", "eizenga-macina-share")["about_group_id"] == "jnim"


def test_nobody_is_held_responsible_by_the_word_terrorists(database: sqlite3.Connection) -> None:
    assert row(database, "attacks", "ied-attacks-un-mali-2021")["perpetrator_id"] is None


def test_a_founding_member_is_no_founder(database: sqlite3.Connection) -> None:
    (member,) = rows(
        database, "SELECT role FROM membership WHERE claim_id = 'weiss-ansari-founding-member'"
    )
    assert member == {"role": "founding-member"}


def test_a_day_that_only_a_reference_gives_dates_no_statement(
    database: sqlite3.Connection,
) -> None:
    assert row(database, "statements", "weiss-jnim-statement")["date_edtf"] is None
    # It may have been a crime before.
    assert row(database, "statements", "us-state-support-is-crime")["date_edtf"] is None


def test_what_an_agency_says_in_its_own_words_decides_no_check(
    database: sqlite3.Connection,
) -> None:
    """Two verdicts rested on the lead of an agency that names the cited work only later on."""
    checks = rows(
        database,
        "SELECT claim_id, work_says FROM citation_checks WHERE copy = 'quotation'"
        " AND verdict <> 'not-readable'",
    )
    assert len(checks) >= 9
    assert all(" quotes SITE" in each["work_says"] for each in checks), checks
    found = rows(
        database,
        "SELECT verdict FROM citation_checks WHERE claim_id IN"
        " ('csis-zawahiri-leader', 'csis-merged-jihadist')",
    )
    assert [each["verdict"] for each in found] == ["not-readable"] * 2
    # The name is in what is quoted of SITE, the office in SITE's title: put together by us.
    (leader,) = rows(
        database,
        "SELECT verdict, fragment_start, explanation FROM citation_checks"
        " WHERE claim_id = 'csis-haibatullah-leader'",
    )
    assert leader["verdict"] == "supports-in-part"
    assert leader["fragment_start"] == "Ayman al-Zawahiri sent out a"
    assert "our inference" in leader["explanation"]


@pytest.mark.parametrize("claim", ["csis-syria-union", "csis-secondary-targets"])
def test_words_that_may_be_anothers_begin_with_both(
    database: sqlite3.Connection, claim: str
) -> None:
    assert row(database, "claims", claim)["statement"].startswith("According to CSIS or to ")


@pytest.mark.parametrize(
    ("claim", "disagreement", "words"),
    [
        ("csis-macina-area", "jnim-area", "can also mean Ansar al-Din"),
        ("mi-gold-theft", "gold-motive-omitted", "include gold theft"),
        ("mi-extortion", "population-as-target", "include the extortion of locals"),
        ("nsaibia-merger-of-four", "merged-groups", "in a repost that may not be the original"),
    ],
)
def test_a_reading_keeps_the_doubt_of_its_claim(
    database: sqlite3.Connection, claim: str, disagreement: str, words: str
) -> None:
    (found,) = rows(
        database,
        "SELECT reading FROM disagreement_readings WHERE claim_id = ? AND disagreement_id = ?",
        claim,
        disagreement,
    )
    assert words in found["reading"]


def test_what_is_read_in_one_row_of_a_claim_is_not_certain_in_another(
    database: sqlite3.Connection,
) -> None:
    assert row(database, "milestones", "mi-title-junta")["about_group_id"] is None
