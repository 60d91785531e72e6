"""What the tense of a sentence, its doubts and the order of events mean for dates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loaders.event_links import bounds_others

Ask = Callable[..., list[dict[str, Any]]]
MARSH = "profiles/marsh-atlas-2020.yml"
DELTA = "profiles/delta-notes-2021.yml"
WINDOW = ("2020-02-01", "2020-12-31")
"""The days on which the atlas can have appeared."""


@pytest.fixture
def edit(facts: Path) -> Callable[[str, str, str], None]:
    def change(file: str, old: str, new: str) -> None:
        path = facts / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


@pytest.fixture
def built(request: pytest.FixtureRequest) -> Callable[[], Ask]:
    """Return a function that builds the facts in their present state."""

    def build() -> Ask:
        rows: Ask = request.getfixturevalue("rows")
        return rows

    return build


Edit = Callable[[str, str, str], None]
Built = Callable[[], Ask]
BOAT = "characteristic: {told: present, of: reed-banner, kind: area, value: Moves by boat"


def bounds(row: dict[str, Any], name: str = "date") -> tuple[str | None, str | None]:
    return row[f"{name}_earliest"], row[f"{name}_latest"]


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("present", WINDOW),
        # at some time up to then, and on no day that could be named
        ("past", (None, "2020-12-31")),
        ("perfect", (None, "2020-12-31")),
        # words without a verb say of no day that it held by then
        ("none", (None, None)),
        ("future", (None, None)),
    ],
)
def test_what_holds_without_a_date(
    edit: Edit, built: Built, told: str, days: tuple[str | None, str | None]
) -> None:
    edit(MARSH, BOAT, BOAT.replace("present", told))
    (row,) = built()("SELECT * FROM characteristics WHERE id = 'marsh-pull-quote'")
    assert (row["told"], bounds(row), row["date_kind"]) == (told, days, "seen")


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("present", (None, "2020-12-31")),
        ("past", (None, "2020-12-31")),
        ("none", (None, "2020-12-31")),
        # still to come, if it came
        ("future", ("2020-02-01", None)),
    ],
)
def test_what_happened_without_a_date(
    edit: Edit, built: Built, told: str, days: tuple[str | None, str | None]
) -> None:
    edit(MARSH, "milestone: {told: past,", f"milestone: {{told: {told},")
    edit(MARSH, "about: heron-guard, date: 2017}", "about: heron-guard}")
    (row,) = built()("SELECT * FROM milestones WHERE id = 'marsh-merger'")
    assert bounds(row) == days


def test_what_is_to_come_is_not_before_the_document(edit: Edit, built: Built) -> None:
    edit(MARSH, "milestone: {told: past,", "milestone: {told: future,")
    edit(MARSH, "about: heron-guard, date: 2017}", "about: heron-guard, date: 2020}")
    (row,) = built()("SELECT * FROM milestones WHERE id = 'marsh-merger'")
    assert bounds(row) == ("2020-02-01", "2020-12-31")


@pytest.mark.parametrize(
    ("fields", "start", "end"),
    [
        ("told: present", (None, "2020-12-31"), ("2020-02-01", None)),
        ("told: past", (None, "2020-12-31"), (None, None)),
        ("told: perfect", (None, "2020-12-31"), (None, None)),
        ("told: none", (None, None), (None, None)),
        ("told: future", (None, None), (None, None)),
        # told of its beginning: a member then, and on no later day for certain
        ("told: past, start: 2018", ("2018-01-01", "2018-12-31"), ("2018-01-01", None)),
        ("told: perfect, start: 2018-05-03", ("2018-05-03", "2018-05-03"), ("2018-05-03", None)),
        # some day of 2018 is no day of which it is certain
        (
            "told: past, start: 2018, start_kind: seen",
            (None, "2018-12-31"),
            ("2018-01-01", None),
        ),
        ("told: present, start: 2018", ("2018-01-01", "2018-12-31"), ("2020-02-01", None)),
        (
            "told: past, start: 2018, end: 2019",
            ("2018-01-01", "2018-12-31"),
            ("2019-01-01", "2019-12-31"),
        ),
    ],
)
def test_members_by_tense(
    edit: Edit,
    built: Built,
    fields: str,
    start: tuple[str | None, str | None],
    end: tuple[str | None, str | None],
) -> None:
    old = "member: {told: present, group: reed-banner, who: anso-velt, role: leader}"
    edit(MARSH, old, f"member: {{group: reed-banner, who: anso-velt, role: leader, {fields}}}")
    (row,) = built()("SELECT * FROM membership WHERE id = 'marsh-merger-3'")
    assert (bounds(row, "start"), bounds(row, "end")) == (start, end)


def test_whether_a_pledge_is_new_may_be_left_open(edit: Edit, built: Built) -> None:
    edit(MARSH, "renewal: no", "renewal: null")
    (row,) = built()("SELECT * FROM relations WHERE id = 'marsh-pledge'")
    assert row["is_renewal"] is None


def test_a_party_may_be_unnamed_and_then_is_at_most_possible(edit: Edit, built: Built) -> None:
    edit(
        MARSH,
        "{side: perpetrator, name: The Reed Banner, who: reed-banner}",
        "{side: perpetrator, name: null, who: reed-banner, certainty: possible}",
    )
    rows = built()
    (actor,) = rows(
        "SELECT * FROM attack_actors WHERE side = 'perpetrator' AND attack_id = 'grayford-2019'"
    )
    assert (actor["name"], actor["certainty"]) == (None, "possible")
    (attack,) = rows("SELECT perpetrator_id FROM attacks WHERE id = 'grayford-2019'")
    assert attack["perpetrator_id"] is None


def test_a_party_to_what_is_only_possible_is_possible(edit: Edit, built: Built) -> None:
    killed = "          killed: 3\n"
    edit(MARSH, killed, f"{killed}          certainty: possible\n")
    edit(MARSH, "date: 2019-06-04\n          place", "date: 2019-06-04?\n          place")
    actors = built()(
        "SELECT side, certainty FROM attack_actors"
        " WHERE report_id = 'grayford-2019--marsh-atlas-2020' ORDER BY side"
    )
    assert {each["side"]: each["certainty"] for each in actors} == {
        "perpetrator": "possible",
        "victim": "possible",
    }


@pytest.mark.parametrize(
    ("others", "certainty"),
    [("", "certain"), (", certainty: possible", "possible")],
)
def test_who_took_part_is_no_more_certain_than_each_of_those_who_may_have(
    edit: Edit, built: Built, others: str, certainty: str
) -> None:
    edit(MARSH, "who: reed-banner}", "who: reed-banner, certainty: possible}")
    edit(
        MARSH, "{side: victim, name: three guards}", f"{{side: victim, name: three guards{others}}}"
    )
    claims = built()(
        "SELECT property, certainty FROM report_claims WHERE claim_id = 'marsh-lock-house'"
    )
    told = {each["property"]: each["certainty"] for each in claims}
    assert (told["actors"], told["killed"]) == (certainty, "certain")


def test_each_claim_of_a_report_keeps_its_own_date_and_tense(edit: Edit, built: Built) -> None:
    edit(
        MARSH,
        "attack: {told: past, of: grayford-2019}",
        "attack: {told: none, of: grayford-2019, date: 2019-06, means: By night}",
    )
    edit(MARSH, "          killed: 3\n", "          killed: 3\n          means: In boats\n")
    rows = built()
    (report,) = rows("SELECT * FROM attack_reports WHERE id = 'grayford-2019--marsh-atlas-2020'")
    assert (report["date_edtf"], report["told"]) == ("2019-06-04", "past")
    # how, by one claim, goes beside how by another
    assert report["means"] == "In boats; By night"
    said = rows(
        "SELECT property, value, date_edtf, date_latest, told FROM report_claims"
        " WHERE claim_id IN ('marsh-map', 'marsh-lock-house') AND property IN ('date', 'means')"
        " ORDER BY property, value"
    )
    assert [tuple(each.values()) for each in said] == [
        ("date", "2019-06", "2019-06", "2019-06-30", "none"),
        # that of the report
        ("date", "2019-06-04", None, None, "past"),
        ("means", "By night", "2019-06", "2019-06-30", "none"),
        ("means", "In boats", None, None, "past"),
    ]


@pytest.mark.parametrize(
    ("field", "voice"),
    [
        ("", (None, None, None)),
        (", holder: null", ("not-stated", None, None)),
        (", holder: old-sluice", ("named", "old-sluice", None)),
        (", holder: anso-velt", ("named", None, "anso-velt")),
    ],
)
def test_whose_view_it_is(
    edit: Edit, built: Built, field: str, voice: tuple[str | None, ...]
) -> None:
    edit(MARSH, "value: Moves by boat", f"value: Moves by boat{field}")
    (row,) = built()("SELECT * FROM characteristics WHERE id = 'marsh-pull-quote'")
    assert (row["holder"], row["holder_group_id"], row["holder_person_id"]) == voice
    assert row["speaker"] is None


def test_an_estimate_may_be_about_no_group(edit: Edit, built: Built) -> None:
    edit(DELTA, "group: reed-banner", 'group: null\n          approximate: "yes"')
    (row,) = built()("SELECT * FROM estimates")
    assert (row["group_id"], row["is_approximate"]) == (None, 1)


def test_a_milestone_may_have_names_and_nobody(edit: Edit, built: Built) -> None:
    edit(MARSH, "who: reed-banner, kind: merger", "who: null, kind: merger")
    edit(MARSH, "{of: grayford, name: Grayford", "{of: marsh-merger, name: the Great Joining")
    rows = built()
    (name,) = rows("SELECT * FROM names WHERE milestone_id IS NOT NULL")
    assert (name["milestone_id"], name["name"]) == ("marsh-merger", "the Great Joining")
    (milestone,) = rows("SELECT * FROM milestones WHERE id = 'marsh-merger'")
    assert (milestone["group_id"], milestone["person_id"]) == (None, None)


def test_why_a_sentence_holds_no_fact(built: Built) -> None:
    passages = built()("SELECT locator, reasons FROM passages WHERE source_id = 'marsh-atlas-2020'")
    reasons = {row["locator"]: row["reasons"] for row in passages}
    assert reasons["Overview, heading"] == "“OVERVIEW”: a heading"
    assert reasons["Overview, para. 1"] == "“This page is a … summary”: says what the page is"
    assert reasons["Attacks, para. 1"] is None


PLEDGED = "    says: Anso Velt pledged loyalty to the Tide Council in May 2019.\n"


def link(kind: str, certainty: str = "certain") -> str:
    return (
        f"    event_links:\n      - {{from: milestones/marsh-merger, kind: {kind},"
        f" to: relations/marsh-pledge, certainty: {certainty}}}\n"
    )


@pytest.mark.parametrize(
    ("kind", "certainty", "merger", "pledge"),
    [
        ("before", "certain", ("2019-01-01", "2019-05-31"), ("2019-05-01", "2019-05-31")),
        ("after", "certain", ("2019-05-01", "2019-12-31"), ("2019-05-01", "2019-05-31")),
        ("in-response-to", "certain", ("2019-05-01", "2019-12-31"), ("2019-05-01", "2019-05-31")),
        ("at-the-same-time", "certain", ("2019-05-01", "2019-05-31"), ("2019-05-01", "2019-05-31")),
        # a part cannot come before the whole began; the whole may go on after it
        ("part-of", "certain", ("2019-05-01", "2019-12-31"), ("2019-05-01", "2019-05-31")),
        ("before", "possible", ("2019-01-01", "2019-12-31"), ("2019-05-01", "2019-05-31")),
    ],
)
def test_the_order_of_events_bounds_their_dates(
    edit: Edit,
    built: Built,
    kind: str,
    certainty: str,
    merger: tuple[str, str],
    pledge: tuple[str, str],
) -> None:
    edit(MARSH, "about: heron-guard, date: 2017}", "about: heron-guard, date: 2019}")
    edit(MARSH, PLEDGED, PLEDGED + link(kind, certainty))
    rows = built()
    (first,) = rows("SELECT * FROM milestones WHERE id = 'marsh-merger'")
    (second,) = rows("SELECT * FROM relations WHERE id = 'marsh-pledge'")
    assert (bounds(first), bounds(second)) == (merger, pledge)
    (row,) = rows("SELECT * FROM event_links")
    assert (row["from_milestone_id"], row["kind"], row["to_relation_id"]) == (
        "marsh-merger",
        kind,
        "marsh-pledge",
    )
    narrowed = merger != ("2019-01-01", "2019-12-31")
    assert first["date_claim_id"] == ("marsh-pledge" if narrowed else None)


@pytest.mark.parametrize("doubt", ["2019-05?", "2019-05~"])
def test_a_doubtful_date_bounds_no_other(edit: Edit, built: Built, doubt: str) -> None:
    edit(MARSH, "about: heron-guard, date: 2017}", "about: heron-guard, date: 2019}")
    edit(MARSH, "renewal: no, date: 2019-05}", f'renewal: no, date: "{doubt}"}}')
    edit(MARSH, PLEDGED, PLEDGED + link("before"))
    (row,) = built()("SELECT * FROM milestones WHERE id = 'marsh-merger'")
    assert bounds(row) == ("2019-01-01", "2019-12-31")


def test_an_attack_on_a_doubtful_day_is_of_no_month(edit: Edit, built: Built) -> None:
    edit(MARSH, "          date: 2019-06-04\n", '          date: "2019-06-04?"\n')
    (row,) = built()("SELECT * FROM attacks WHERE id = 'grayford-2019'")
    assert (row["date_edtf"], row["year"]) == ("2019-06-03?/2019-06-04?", None)
    assert row["month"] is None


def test_a_claim_may_give_an_order_and_no_row(edit: Edit, built: Built) -> None:
    edit(
        MARSH,
        "      - attack: {told: past, of: grayford-ferry, place: grayford, type: arson}\n",
        "      - attack: {told: past, of: grayford-ferry, place: grayford, type: arson}\n"
        "    event_links:\n"
        "      - {from: attacks/grayford-2019, kind: before, to: attacks/grayford-ferry}\n",
    )
    rows = built()
    (ferry,) = rows("SELECT * FROM attack_reports WHERE attack_id = 'grayford-ferry'")
    assert bounds(ferry) == ("2019-06-04", "2020-12-31")


@pytest.mark.parametrize(
    ("change", "does"),
    [
        ({}, True),
        ({"certainty": "possible"}, False),
        ({"date_kind": "seen"}, False),
        ({"told": "future"}, False),
        ({"date_edtf": "2018-03-03?"}, False),
    ],
)
def test_only_an_event_that_is_sure_bounds_another(change: dict[str, str], does: bool) -> None:
    row = {"date_edtf": "2018-03-03", "date_latest": "2018-03-03", "told": "past"}
    assert bounds_others({"certainty": "certain", "date_kind": "event", **row, **change}) is does
