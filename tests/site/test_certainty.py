"""When an answer is certain, possible or no: the rules, each on a few invented rows.

Rows have bounds as the loader sets them, so that rules are tested on cases that no document has
yet; the tests of questions cover what the two documents say.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.invented import DAY, NEVER, OPEN, WINDOW, Invented

RAID = ("2018-03-03", "2018-03-03")


@pytest.fixture
def invented() -> Invented:
    """Return a database of three documents that do not say anything yet."""
    return Invented()


# ------------------------------------------------------------------- a span against a day


@pytest.mark.parametrize(
    ("day", "certainty"),
    [
        ("2017-02-28", NEVER),
        ("2017-03-01", "possible"),
        ("2017-03-30", "possible"),
        ("2017-03-31", "certain"),
        ("2018", "certain"),
        ("2019-01-01", "certain"),
        ("2019-01-02", "possible"),
        ("2019-12-31", "possible"),
        ("2020-01-01", NEVER),
        # a period: certain where it held on each of its days
        ("2017-03", "possible"),
        ("2017-04/2018-12", "certain"),
        ("2018/2019", "possible"),
        ("", None),
    ],
)
def test_a_span_with_both_ends(invented: Invented, day: str, certainty: str | None) -> None:
    invented.member(
        ("2017-03-01", "2017-03-31"), ("2019-01-01", "2019-12-31"), kinds=("event", "event")
    )
    assert invented.one("members", "certainty", group="union", as_of=day) == certainty


@pytest.mark.parametrize(
    ("day", "daily", "yearly"),
    [
        ("1990", "possible", "possible"),
        ("2020-06-14", "possible", "possible"),
        (DAY, "certain", "possible"),
        ("2020-06-16", "possible", "possible"),
        ("2020-06", "possible", "possible"),
        ("2030", "possible", "possible"),
    ],
)
def test_the_present_holds_on_the_day_of_publication_only(
    invented: Invented, day: str, daily: str, yearly: str
) -> None:
    seen = {"kinds": ("seen", "seen"), "told": "present"}
    invented.member((None, DAY), (DAY, None), **seen)  # type: ignore[arg-type]
    invented.member((None, WINDOW[1]), (WINDOW[0], None), source="yearly", **seen)  # type: ignore[arg-type]
    rows = invented.ask("members", group="union", as_of=day)
    assert {row["source_id"]: row["certainty"] for row in rows} == {
        "daily": daily,
        "yearly": yearly,
    }


@pytest.mark.parametrize("told", ["past", "perfect", "none", "future"])
@pytest.mark.parametrize("day", ["2017-03-31", "2018", DAY, "2030"])
def test_what_is_not_told_in_the_present_keeps_nobody_a_member(
    invented: Invented, told: str, day: str
) -> None:
    invented.member(("2017-03-01", "2017-03-31"), ("2017-03-01", None), told=told)
    invented.member((None, DAY), OPEN, told=told, member_group_id="crew", kinds=("seen", "seen"))
    rows = invented.ask("members", group="union", as_of=day)
    assert [row["certainty"] for row in rows] == ["possible", "possible"]


@pytest.mark.parametrize(
    ("day", "certainty"),
    [("2017-03-01", NEVER), ("2017-03-02", "certain"), ("2017-03-03", "possible")],
)
def test_an_event_of_one_day_is_certain_on_that_day(
    invented: Invented, day: str, certainty: str
) -> None:
    invented.member(("2017-03-02", "2017-03-02"), ("2017-03-02", None))
    assert invented.one("members", "certainty", group="union", as_of=day) == certainty


@pytest.mark.parametrize("day", ["2017-01-01", "2017-06-01", "2017-12-31", "2017", "2018-01-01"])
def test_some_day_of_a_year_is_no_sighting_on_any_day(invented: Invented, day: str) -> None:
    invented.member(
        (None, "2017-12-31"), ("2017-01-01", None), kinds=("seen", "seen"), start_edtf="2017"
    )
    invented.dated(
        "relations", ("2017-01-01", "2017-12-31"), date_edtf="2017", date_kind="seen", told="past"
    )
    assert invented.one("members", "certainty", group="union", as_of=day) == "possible"
    assert {row["answer"] for row in invented.ask("existed", date=day)} == {"possible"}
    assert invented.one("said_about", "certainty", id="crew", as_of=day) == "possible"


def test_a_beginning_and_a_present_hold_between_them(invented: Invented) -> None:
    invented.member(("2017-03-01", "2017-03-31"), (DAY, None), told="present")
    for day, certainty in (("2017-03-31", "certain"), (DAY, "certain"), ("2020-06-16", "possible")):
        assert invented.one("members", "certainty", group="union", as_of=day) == certainty


@pytest.mark.parametrize("table", ["relations", "characteristics", "milestones"])
def test_what_began_and_is_told_in_the_present_holds_until_then(
    invented: Invented, table: str
) -> None:
    more = {"kind": "presence"} if table == "milestones" else {}
    invented.dated(table, ("2017-03-01", "2017-03-31"), date_edtf="2017-03", told="present", **more)
    id_ = "union" if table == "milestones" else "band"
    said = {
        day: invented.one("said_about", "certainty", id=id_, as_of=day)
        for day in ("2017-02-28", "2017-03-30", "2017-03-31", DAY, "2020-06-16")
    }
    assert list(said.values()) == [NEVER, "possible", "certain", "certain", "possible"]


# ------------------------------------------------------------------- doubt


DOUBTS: list[dict[str, Any]] = [
    {"certainty": "possible"},
    {"start_edtf": "2017-03?"},
    {"start_edtf": "2017-03~"},
    {"start_edtf": "2017-03%/.."},
    {"end_edtf": "2019?"},
]


@pytest.mark.parametrize("doubt", DOUBTS)
def test_doubt_makes_a_member_possible_at_most(invented: Invented, doubt: dict[str, Any]) -> None:
    ends = ("2017-03-01", "2017-03-31"), ("2019-01-01", "2019-12-31")
    invented.member(*ends, kinds=("event", "event"), told="present", **doubt)
    assert invented.one("members", "certainty", group="union", as_of="2018") == "possible"
    assert invented.one("lineage", "certainty", group="union", as_of="2018") == "possible"
    assert invented.one("said_about", "certainty", id="band", as_of="2018") == "possible"
    assert {row["answer"] for row in invented.ask("existed", date="2018")} <= {"possible"}


@pytest.mark.parametrize(
    "doubt", [{"certainty": "possible"}, {"date_edtf": "2017-03?"}, {"date_edtf": "2017-03~"}]
)
@pytest.mark.parametrize("day", ["2016", "2017-04-01", "2018", DAY])
def test_a_doubtful_founding_answers_neither_yes_nor_no(
    invented: Invented, doubt: dict[str, Any], day: str
) -> None:
    invented.dated("milestones", ("2017-03-01", "2017-03-31"), **({"date_edtf": "2017-03"} | doubt))
    assert invented.one("existed", "answer", group="union", date=day) == "possible"


def test_a_doubtful_founding_bounds_no_membership(invented: Invented) -> None:
    invented.dated(
        "milestones", ("2017-03-01", "2017-03-31"), date_edtf="2017-03?", certainty="certain"
    )
    invented.member((None, DAY), (DAY, None), kinds=("seen", "seen"), told="present")
    assert invented.one("members", "certainty", group="union", as_of="2016") == "possible"


@pytest.mark.parametrize("doubt", [{"certainty": "possible"}, {"date_edtf": "2018-03-02?"}])
def test_a_doubtful_event_is_possible_at_most(invented: Invented, doubt: dict[str, Any]) -> None:
    day = ("2018-03-02", "2018-03-02")
    invented.dated("milestones", day, kind="agreement", **({"date_edtf": "2018-03-02"} | doubt))
    asked = {"start": "2018", "end": "2018"}
    assert invented.one("timeline", "certainty", **asked) == "possible"
    assert invented.one("said_about", "certainty", id="union", as_of="2018") == "possible"


def test_a_doubtful_date_is_older_than_no_work_for_certain(invented: Invented) -> None:
    later = ("2019-06-01", "2019-06-30")
    for number, edtf in enumerate(("2019-06", "2019-06?")):
        claim = invented.dated("milestones", later, kind="agreement", date_edtf=edtf)
        invented._insert(
            "citations",
            id=f"m{number}",
            source_id="daily",
            passage_id="p",
            entry_passage_id="p",
            position=number,
            marker=str(number),
            form="footnote",
            cited_source_id="wire",
        )
        invented._insert(
            "claim_citations",
            id=f"m{number}",
            claim_id=claim,
            citation_id=f"m{number}",
            scope="sentence",
        )
    verdicts = {row["event_date"]: row["verdict"] for row in invented.ask("older_sources")}
    assert verdicts == {"2019-06": "certain", "2019-06?": "possible"}


# ------------------------------------------------------------------- existence


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        ("2017-02-28", "no"),
        ("2017-03-15", "possible"),
        ("2017-03-31", "yes"),
        (DAY, "yes"),
        ("2020-06-16", "possible"),
    ],
)
def test_from_its_founding_to_the_present_of_the_document(
    invented: Invented, day: str, answer: str
) -> None:
    invented.dated("milestones", ("2017-03-01", "2017-03-31"), date_edtf="2017-03")
    invented.now("characteristics", group_id="union")
    assert invented.one("existed", "answer", group="union", date=day) == answer


@pytest.mark.parametrize("told", ["past", "perfect", "none", "future"])
def test_what_is_not_told_in_the_present_lets_nothing_exist_until_then(
    invented: Invented, told: str
) -> None:
    invented.dated("milestones", ("2017-03-01", "2017-03-31"), date_edtf="2017-03")
    bounds = (DAY, None) if told == "future" else (None, DAY)
    invented.dated("characteristics", bounds, group_id="union", date_kind="seen", told=told)
    for day in ("2017-04-01", "2018", DAY):
        assert invented.one("existed", "answer", group="union", date=day) == "possible"


def test_an_attack_shows_that_its_perpetrator_existed_on_that_day(invented: Invented) -> None:
    invented.dated("milestones", ("2017-03-01", "2017-03-31"), group_id="band", date_edtf="2017-03")
    invented.attack("raid", "2018-03-03", RAID)
    assert invented.one("existed", "answer", group="band", date="2018-03-03") == "yes"
    assert invented.one("existed", "answer", group="band", date="2018-03-04") == "possible"


def test_a_perpetrator_who_is_only_implied_is_not_shown_to_exist(invented: Invented) -> None:
    invented.dated("milestones", ("2017-03-01", "2017-03-31"), group_id="band", date_edtf="2017-03")
    invented.attack("raid", "2018-03-03", RAID, name=None, certainty="possible")
    assert invented.one("existed", "answer", group="band", date="2018-03-03") == "possible"


def test_one_sighting_within_a_window_is_certain_on_no_day(invented: Invented) -> None:
    invented.dated("characteristics", WINDOW, source="yearly", date_kind="seen", told="present")
    for day in (*WINDOW, "2020", "2020-06-01"):
        assert invented.one("existed", "answer", group="band", date=day) == "possible"


def test_between_two_sightings_a_group_is_certain_and_both_claims_are_named(
    invented: Invented,
) -> None:
    first = invented.dated("statements", ("2017-01-01", "2017-12-31"), date_edtf="2017")
    last = invented.dated("statements", ("2019-01-01", "2019-12-31"), date_edtf="2019")
    (row,) = invented.ask("existed", group="band", date="2018")
    assert row["answer"] == "yes"
    assert (row["first_claim_id"], row["last_claim_id"]) == (first, last)
    for day in ("2017-12-30", "2019-01-02"):
        assert invented.one("existed", "answer", group="band", date=day) == "possible"


def test_documents_are_not_added_to_each_other(invented: Invented) -> None:
    invented.dated("statements", ("2017-01-01", "2017-01-01"), date_edtf="2017-01-01")
    invented.dated(
        "statements", ("2019-01-01", "2019-01-01"), date_edtf="2019-01-01", source="yearly"
    )
    rows = invented.ask("existed", group="band", date="2018")
    assert {row["source_id"]: row["answer"] for row in rows} == {
        "daily": "possible",
        "yearly": "possible",
    }


# ------------------------------------------------------------------- attacks


@pytest.mark.parametrize(
    ("edtf", "certainty", "month"),
    [
        ("2018-03", "certain", "2018-03"),
        ("2018-03?", "possible", None),
        ("2018-03~", "possible", None),
    ],
)
def test_a_doubtful_date_counts_in_no_month_and_no_share(
    invented: Invented, edtf: str, certainty: str, month: str | None
) -> None:
    invented.attack("raid", edtf, ("2018-03-01", "2018-03-31"))
    invented.count()
    period = {"start": "2018", "end": "2018"}
    assert invented.one("attacks_between", "certainty", **period) == certainty
    for group in ("", "band"):
        rows = invented.ask("attacks_per_month", group=group, **period)
        assert {row["month"] for row in rows if row["attacks"]} == {month}
        (share,) = invented.ask("share_of_attacks", group=group, **period)
        assert share["attacks"] == share["all_attacks"] == int(month is not None)


@pytest.mark.parametrize("name", ["Band", None])
def test_nobody_is_summed_up_as_perpetrator_whom_no_source_names(
    invented: Invented, name: str | None
) -> None:
    invented.attack("raid", "2018-03-03", RAID, name=name, certainty="possible")
    invented.count()
    (attack,) = invented.connection.execute("SELECT * FROM attacks")
    assert attack["perpetrator_id"] is None
    given = {"group": "band", "start": "2018-03", "end": "2018-03"}
    counts = {
        rule: invented.ask("attacks_per_month", rule=rule, **given)[0]["attacks"]
        for rule in ("perpetrator", "party", "possible")
    }
    assert counts == {"perpetrator": None, "party": None, "possible": 1}


# ------------------------------------------------------------------- pledges and figures


def test_a_pledge_of_which_renewal_is_not_stated(invented: Invented) -> None:
    invented.dated(
        "relations", ("2017-03-01", "2017-03-31"), kind="allegiance", date_edtf="2017-03?"
    )
    (row,) = invented.ask("allegiances", group="band")
    assert (row["is_renewal"], row["told"], row["certainty"]) == (None, "past", "possible")


@pytest.mark.parametrize(
    ("asked", "certainty"),
    [("2018-09", "certain"), ("2018", "certain"), ("2018-09-15", "possible"), ("", None)],
)
def test_a_figure_of_a_month(invented: Invented, asked: str, certainty: str | None) -> None:
    month = {"as_of_edtf": "2018-09", "as_of_earliest": "2018-09-01", "as_of_latest": "2018-09-30"}
    invented.figure(told="present", **month)
    assert invented.one("estimates_on", "certainty", date=asked) == certainty


@pytest.mark.parametrize(
    ("told", "asked", "certainty"),
    [
        ("present", DAY, "certain"),
        # a month, on some days of which nobody has said it
        ("present", "2020-06", "possible"),
        ("present", "2019", "possible"),
        ("perfect", DAY, "possible"),
        ("past", DAY, "possible"),
        ("none", "2019", "possible"),
    ],
)
def test_a_figure_without_a_date(invented: Invented, told: str, asked: str, certainty: str) -> None:
    invented.figure(told=told)
    assert invented.one("estimates_on", "certainty", date=asked) == certainty
    assert invented.one("estimates_on", "dated", date=asked) == "no"


def test_a_figure_about_no_group_is_in_the_list_of_all(invented: Invented) -> None:
    invented.figure(told="present", group_id=None)
    assert len(invented.ask("estimates_on", measure="fighters")) == 1
    assert invented.ask("estimates_on", group="band") == []


# ------------------------------------------------------------------- all that is said


def test_what_is_said_of_a_group_on_a_day(invented: Invented) -> None:
    invented.now("characteristics")
    invented.dated("statements", ("2018-03-03", "2018-03-03"), date_edtf="2018-03-03")
    invented.dated("relations", (None, DAY), date_kind="seen", told="past")
    said = {
        day: {
            row["kind"]: row["certainty"]
            for row in invented.ask("said_about", id="band", as_of=day)
        }
        for day in ("", "2018-03-03", "2018-03", "2018-03-04", DAY)
    }
    assert said == {
        "": {"area": None, "threat": None, "affiliate": None},
        "2018-03-03": {"area": "possible", "threat": "certain", "affiliate": "possible"},
        # an event is certain within a period, a state where it held on each day of it
        "2018-03": {"area": "possible", "threat": "certain", "affiliate": "possible"},
        "2018-03-04": {"area": "possible", "affiliate": "possible"},
        DAY: {"area": "certain", "affiliate": "possible"},
    }


def test_what_began_and_is_told_in_the_perfect_may_go_on(invented: Invented) -> None:
    bounds = ("2012-01-01", "2012-12-31")
    invented.dated("milestones", bounds, kind="presence", date_edtf="2012", told="perfect")
    said = {
        day: invented.one("said_about", "certainty", id="union", as_of=day)
        for day in ("2011", "2012-06-01", "2015", "2030")
    }
    assert said == {"2011": NEVER, "2012-06-01": "possible", "2015": "possible", "2030": "possible"}


def test_nothing_is_said_of_a_group_before_its_document_lets_it_begin(invented: Invented) -> None:
    invented.dated("milestones", ("2017-03-01", "2017-03-31"), date_edtf="2017-03")
    invented.now("characteristics", group_id="union")
    invented.dated(
        "characteristics",
        WINDOW,
        group_id="union",
        date_kind="seen",
        told="present",
        source="yearly",
    )
    rows = invented.ask("said_about", id="union", as_of="2016")
    assert [(row["source_id"], row["certainty"]) for row in rows] == [("yearly", "possible")]


def test_who_is_said_to_have_attacked(invented: Invented) -> None:
    invented.attack("raid", "2018-03-03", RAID, name=None, certainty="possible")
    invented.count()
    (row,) = invented.ask("said_about", id="band", as_of="2018-03")
    assert (row["kind"], row["text"], row["certainty"]) == ("perpetrator", "Raid", "possible")


@pytest.mark.parametrize(
    ("table", "more"),
    [
        ("statements", {}),
        ("characteristics", {"date_kind": "seen"}),
        ("estimates", {}),
    ],
)
def test_nothing_is_said_about_a_group_before_its_document_lets_it_begin(
    invented: Invented, table: str, more: dict[str, Any]
) -> None:
    invented.dated("milestones", ("2017-03-01", "2017-03-31"), date_edtf="2017-03")
    if table == "estimates":
        invented.figure(about_group_id="union", told="perfect")
    else:
        invented.dated(table, (None, DAY), about_group_id="union", **more)
    said = {
        day: [row["table_name"] for row in invented.ask("said_about", id="band", as_of=day)]
        for day in ("2016", "2018")
    }
    assert said == {"2016": [], "2018": [table]}


@pytest.mark.parametrize(
    ("told", "days"),
    [
        # why something was done is older than what was done, and over with it
        ("past", {"2016": ["reason"], "2018": ["reason"], "2030": []}),
        ("present", {"2016": [], "2018": ["reason"], "2030": ["reason"]}),
    ],
)
def test_why_a_group_came_to_be_is_older_than_the_group(
    invented: Invented, told: str, days: dict[str, list[str]]
) -> None:
    invented.dated("milestones", ("2017-03-01", "2017-03-31"), date_edtf="2017-03")
    invented.dated(
        "characteristics", (None, DAY), group_id="union", kind="reason", date_kind="seen", told=told
    )
    assert {
        day: [
            row["kind"]
            for row in invented.ask("said_about", id="union", as_of=day)
            if row["kind"] != "founding"
        ]
        for day in days
    } == days


def test_what_is_counted_over_a_time_has_the_bounds_of_that_time(invented: Invented) -> None:
    invented.dated("milestones", ("2017-03-01", "2017-03-31"), group_id="band", date_edtf="2017-03")
    invented.figure(
        period_edtf="2017/..", period_earliest="2017-01-01", period_latest=DAY, told="present"
    )
    answers = {
        day: invented.one("estimates_on", "certainty", group="band", date=day)
        for day in ("2016-12-31", "2017-01-15", DAY)
    }
    assert answers == {"2016-12-31": NEVER, "2017-01-15": "possible", DAY: "possible"}


def test_what_came_of_an_attack_is_not_certain_on_its_day(invented: Invented) -> None:
    invented.attack("raid", "2018-03-03", RAID, said="outcome")
    invented.count()
    said = {
        day: {
            row["kind"]: row["certainty"]
            for row in invented.ask("said_about", id="raid", as_of=day)
            if row["kind"] in ("date", "outcome")
        }
        for day in ("2018-03-02", "2018-03-03", "2019", "2018-03-03/" + DAY)
    }
    assert said == {
        "2018-03-02": {},
        "2018-03-03": {"date": "certain", "outcome": "possible"},
        "2019": {"outcome": "possible"},
        "2018-03-03/" + DAY: {"date": "certain", "outcome": "certain"},
    }


def test_what_a_decision_does_from_its_day_on_lasts_and_is_not_older(invented: Invented) -> None:
    invented.dated("statements", (DAY, DAY), date_edtf=f"{DAY}/..", told="present")
    answers = {
        day: invented.one("said_about", "certainty", id="band", as_of=day)
        for day in ("2017", DAY, "2030")
    }
    assert answers == {"2017": NEVER, DAY: "certain", "2030": "possible"}


@pytest.mark.parametrize(
    ("table", "kind"), [("statements", "statement"), ("designations", "designation")]
)
def test_the_timeline_has_nothing_of_a_group_before_its_document_lets_it_begin(
    invented: Invented, table: str, kind: str
) -> None:
    invented.dated("milestones", ("2017-03-01", "2017-03-31"), group_id="band", date_edtf="2017-03")
    invented.dated(table, (None, DAY), date_edtf=f"../{DAY}")
    days = {
        day: [row["certainty"] for row in invented.ask("timeline", kind=kind, start=day, end=day)]
        for day in ("2016", "2018")
    }
    assert days == {"2016": [], "2018": ["possible"]}


def test_what_is_possible_at_most_is_so_called_on_the_timeline(invented: Invented) -> None:
    """According to all its sources; a single one that is certain of it is enough."""
    invented.attack("raid", None, (None, DAY), certainty="possible")
    invented.connection.execute("UPDATE report_claims SET certainty = 'possible'")
    invented.attack("siege", None, (None, DAY))
    for source, certainty in (("daily", "certain"), ("yearly", "possible")):
        bounds = ("2017-03-01", "2017-03-31")
        invented.dated(
            "milestones", bounds, date_edtf="2017-03", source=source, certainty=certainty
        )
    invented.count()
    told = invented.connection.execute(
        "SELECT title, is_doubtful FROM timeline_entries WHERE table_name <> 'sources'"
    )
    assert {*map(tuple, told)} == {
        ("Possibly: Raid", 1),
        ("Siege", 0),
        ("Founding", 0),
        ("Founding", 1),
    }


@pytest.mark.parametrize(("kind", "later"), [("presence", "possible"), ("appearance", NEVER)])
def test_what_has_been_lasts_only_where_it_can(invented: Invented, kind: str, later: str) -> None:
    """Somebody who “has appeared” had done so by the day of publication."""
    invented.dated("milestones", (None, DAY), kind=kind, date_edtf=f"../{DAY}", told="perfect")
    assert invented.one("said_about", "certainty", id="union", as_of="2030") == later
