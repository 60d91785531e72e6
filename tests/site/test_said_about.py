"""What is said about a thing on a day: each kind of overstatement found by a fresh reading.

Rows are identified by their claim; what they may say was taken from the sentence of the document.
"""

from __future__ import annotations

import pytest

from tests.site.queries import CSIS, MI, Get, Row, ask, column, said_by, table

pytestmark = pytest.mark.pinned


def said(get: Get, id_: str, claim: str, as_of: str = "") -> list[Row]:
    """Return what one claim says about a thing."""
    return [row for row in ask(get, "said_about", id=id_, as_of=as_of) if row["claim_id"] == claim]


@pytest.mark.parametrize(
    ("id_", "claim", "tense"),
    [
        # "unified", "absorbed", "were all": past
        ("ansar-dine", "csis-merged-groups", "past"),
        ("al-mourabitoun", "csis-merged-groups", "past"),
        ("aqim-sahara", "csis-merged-groups", "past"),
        ("macina-liberation-front", "csis-macina-absorbed", "past"),
        ("ansar-dine", "csis-components-al-qaeda-affiliates", "past"),
        # "took place due to", "would oversee", "would allow"
        ("jnim", "mi-doctrine-of-unification", "past"),
        ("jnim", "mi-aqim-oversight", "future"),
        ("jnim", "mi-pooled-resources", "future"),
        # "have frequently been the subjects", "has incorporated", "has led", "have been used"
        ("local-groups", "mi-responses", "perfect"),
        ("local-groups", "mi-local-groups-incorporated", "perfect"),
        ("jnim", "mi-confusion", "perfect"),
        ("jnim", "mi-ieds", "perfect"),
        # a noun or an apposition
        ("jnim", "csis-al-qaeda-affiliate", "none"),
        ("aqim", "csis-aqim-responsibility", "none"),
        ("iyad-ag-ghaly", "csis-portrait-ghaly-emir", "none"),
        ("aqim-sahara", "mi-aqim-saharan-branch", "none"),
    ],
)
@pytest.mark.parametrize("as_of", ["2018-06-01", "2018-09-05", "2022-10-28"])
def test_what_is_not_told_in_the_present_is_certain_on_no_such_day(
    get: Get, id_: str, claim: str, tense: str, as_of: str
) -> None:
    assert column(said(get, id_, claim), "told") - {None} == {tense}
    rows = [row for row in said(get, id_, claim, as_of) if row["told"]]
    assert column(rows, "certainty") <= {"possible"}


@pytest.mark.parametrize(
    ("id_", "claim"),
    [
        ("jnim", "mi-al-qaeda-affiliate"),
        ("jnim", "mi-fighters"),
        ("jnim", "mi-coalition"),
        ("macina-liberation-front", "mi-mlf-component"),
        ("ansar-dine", "mi-ansar-dine-component"),
        ("islamic-state", "mi-islamic-state-rival"),
    ],
)
def test_the_present_of_the_modern_insurgent_is_certain_on_its_day_alone(
    get: Get, id_: str, claim: str
) -> None:
    certainty = {
        day: column([row for row in said(get, id_, claim, day) if row["told"]], "certainty")
        for day in ("2022-10-27", "2022-10-28", "2022-10-29")
    }
    assert list(certainty.values()) == [{"possible"}, {"certain"}, {"possible"}]


def test_what_csis_tells_in_the_present_is_certain_on_no_day(get: Get) -> None:
    for day in ("2018-09-05", "2018-10-01", "2018-12-31"):
        rows = said_by(ask(get, "said_about", id="jnim", as_of=day), CSIS, told="present")
        assert rows
        assert column(rows, "certainty") == {"possible"}


@pytest.mark.parametrize("day", ["2018-06-01", "2018-09-05", "2018-10-01", "2021"])
@pytest.mark.parametrize("group", ["ansar-dine", "al-mourabitoun", "aqim-sahara"])
def test_csis_does_not_say_that_those_who_merged_lived_on(get: Get, group: str, day: str) -> None:
    rows = said_by(ask(get, "existed", group=group, date=day), CSIS)
    assert column(rows, "answer") == {"possible"}


@pytest.mark.parametrize("day", ["2011", "2016-12-31", "2017-02-28"])
@pytest.mark.parametrize("source", [CSIS, MI])
def test_before_march_2017_nothing_in_the_present_is_said_of_jnim(
    get: Get, source: str, day: str
) -> None:
    rows = said_by(ask(get, "said_about", id="jnim", as_of=day), source)
    assert "certain" not in column(rows, "certainty")
    present = said_by(rows, source, told="present")
    # Only what is counted "since 2017" begins before it.
    assert column(present, "claim_id") <= {"mi-share-of-incidents"}


# ------------------------------------------------------------------- doubt


def test_the_leaders_pledged_and_the_month_may_be_that_of_the_merger(get: Get) -> None:
    rows = [row for row in ask(get, "allegiances") if row["claim_id"] == "mi-leaders-pledge"]
    assert column(rows, "from_id") == {"ansar-dine", "macina-liberation-front", "aqim-sahara"}
    assert column(rows, "certainty") == {"certain"}
    for period in ("2017-02", "2017-03", "2017", "2017/2018"):
        pledges = ask(get, "timeline", kind="allegiance", start=period, end=period)
        doubted = [row for row in pledges if row["claim_id"] == "mi-leaders-pledge"]
        assert column(doubted, "certainty") == {"possible"}


def test_whether_a_pledge_was_new_or_renewed_is_stated_in_one_sentence_only(
    get: Get,
) -> None:
    renewals = {row["claim_id"]: row["is_renewal"] for row in ask(get, "allegiances")}
    assert renewals["csis-zawahiri-pledge"] is None
    assert renewals["mi-leaders-pledge"] is None
    assert {claim for claim, is_renewal in renewals.items() if is_renewal == 1} == {
        "csis-oaths-reiterated",
        "csis-pledge-wadud",
        "csis-pledge-zawahiri",
        "csis-pledge-haibatullah",
    }
    assert 0 not in renewals.values()


def test_nobody_is_named_as_the_kidnapper_of_dubois(get: Get) -> None:
    (attack,) = table(get, "attacks", id="dubois-kidnapping-2021")
    assert attack["perpetrator_id"] is None
    counted = {
        rule: sum(
            row["attacks"] or 0
            for row in ask(
                get, "attacks_per_month", group="jnim", start="2021", end="2021", rule=rule
            )
            if row["month"]
        )
        for rule in ("perpetrator", "party", "possible")
    }
    assert counted == {"perpetrator": 0, "party": 0, "possible": 1}
    rows = [
        row
        for row in ask(get, "said_about", id="jnim", as_of="2021-04")
        if row["kind"] == "perpetrator" and row["claim_id"] == "mi-dubois-perpetrator"
    ]
    assert column(rows, "certainty") == {"possible"}


def test_oversight_that_was_still_to_come_is_not_drawn_as_a_fact(get: Get) -> None:
    (tie,) = [
        row for row in ask(get, "lineage", group="jnim") if row["claim_id"] == "mi-aqim-oversight"
    ]
    assert (tie["tie"], tie["told"]) == ("Would possibly be overseen by", "future")


def test_the_summary_of_no_attack_names_a_perpetrator_who_is_only_possible(get: Get) -> None:
    certain = {
        (row["attack_id"], row["group_id"])
        for row in table(get, "attack_actors", side="perpetrator", certainty="certain")
    }
    for attack in table(get, "attacks"):
        if attack["perpetrator_id"]:
            assert (attack["id"], attack["perpetrator_id"]) in certain


# ------------------------------------------------------------------- bounds


@pytest.mark.parametrize(
    ("milestone", "bounds"),
    [
        # a title of 14 July 2014 does not name the operation
        ("mi-barkhane", ("2014-01-01", "2014-12-31")),
        # no date of its own: the month of the formation, and no day of a title that announces
        ("csis-merger-of-three", ("2017-03-01", "2017-03-31")),
        # still to come when the profile appeared
        ("csis-note-10-forthcoming", ("2018-09-05", None)),
        # who took Timbuktu in 2012 had been founded
        ("mi-ansar-dine-founder", (None, "2012-12-31")),
    ],
)
def test_a_milestone_is_bounded_by_what_reports_it_and_by_nothing_else(
    get: Get, milestone: str, bounds: tuple[str | None, str | None]
) -> None:
    (row,) = table(get, "milestones", id=milestone)
    assert row["date_earliest"] == bounds[0]
    if bounds[1]:
        assert row["date_latest"] == bounds[1]


def test_a_merger_told_without_date_or_tense_has_none(get: Get) -> None:
    rows = [row for row in ask(get, "members") if row["claim_id"] == "mi-merger-relations"]
    assert (column(rows, "start"), column(rows, "start_earliest")) == ({None}, {None})
    assert column(rows, "start_latest") == {"2022-10-28"}
    assert column(rows, "told") == {"none"}


# ------------------------------------------------------------------- the answer itself


def test_an_actor_who_is_possible_is_called_so(get: Get) -> None:
    rows = ask(get, "said_about", id="dubois-kidnapping-2021", as_of="2021-04")
    said = {row["claim_id"]: row["text"] for row in rows if row["kind"] == "actors"}
    assert said["mi-dubois-perpetrator"] == "not named (perpetrator, possible)"
    assert said["mi-dubois"] == "Olivier Dubois (victim)"


def test_the_day_that_only_a_captive_gives_is_possible(get: Get) -> None:
    rows = ask(get, "said_about", id="dubois-kidnapping-2021", as_of="2021-04-08")
    assert "reuters-dubois-taken" in column(rows, "claim_id")
    assert {row["certainty"] for row in rows if row["told"]} == {"possible"}


@pytest.mark.parametrize(
    ("id_", "period", "claim"),
    [
        ("jnim", "2018-09", "csis-designation"),
        ("jnim", "2017-03", "csis-merged-groups"),
        ("ayman-al-zawahiri", "2016-06", "csis-zawahiri-pledge"),
        ("jabhat-fatah-al-sham", "2017", "csis-syria-union"),
    ],
)
def test_what_began_or_was_done_in_a_month_is_certain_in_it(
    get: Get, id_: str, period: str, claim: str
) -> None:
    rows = ask(get, "said_about", id=id_, as_of=period)
    events = [row for row in rows if row["claim_id"] == claim and row["date"]]
    assert column(events, "certainty") == {"certain"}


def test_without_a_day_everything_is_said_and_nothing_is_certain(get: Get) -> None:
    rows = ask(get, "said_about", id="jnim")
    assert column(rows, "certainty") == {None, "possible"}
    assert len(rows) > len(ask(get, "said_about", id="jnim", as_of="2018-03-03"))


@pytest.mark.parametrize(
    ("id_", "kinds"),
    [
        ("iyad-ag-ghaly", {"emir", "former-leader", "founder", "allegiance"}),
        ("mali", {"area", "common"}),
        ("timbuktu-2018", {"date", "target", "weapons", "actors"}),
        ("jnim", {"designation", "fighters", "perpetrator", "merged", "acronym", "founding"}),
    ],
)
def test_it_is_said_of_people_places_and_attacks_as_well(
    get: Get, id_: str, kinds: set[str]
) -> None:
    assert kinds <= column(ask(get, "said_about", id=id_), "kind")


def test_a_view_has_its_holder(get: Get) -> None:
    assert column(said(get, "jnim", "mi-local-groups-inalienable"), "holder") == {"jnim"}
    assert column(said(get, "jnim", "mi-often-presented"), "holder") == {"not stated"}
    assert column(said(get, "jnim", "mi-coalition"), "holder") == {None}


def test_what_is_denied_is_said_to_be_denied(get: Get) -> None:
    texts = column(said(get, "jnim", "mi-coalition"), "text")
    assert "Not one singular organisation" in texts


def test_names_are_of_no_time(get: Get) -> None:
    names = [
        row for row in ask(get, "said_about", id="jnim", as_of="1990") if row["kind"] == "acronym"
    ]
    assert column(names, "certainty") == {None}
    assert column(names, "told") == {None}
