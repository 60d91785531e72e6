"""When an answer is certain, possible or no: the rules, each on a few invented rows.

What the two documents say by these rules is in the tests of the questions; here a row has the bounds
that the loader gives it, so that a rule is seen to hold for rows that no document has yet.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from loaders.attack_days import count_days
from loaders.database import create_schema
from loaders.summaries import sum_up
from plugins.site import sql_functions
from tests.site.queries import Row
from tests.site.tables import DATABASE

DAY = "2020-06-15"
"""The day on which the document `daily` was published; `yearly` was on some day of WINDOW."""
WINDOW = ("2020-03-01", "2020-12-31")
NEVER = "never"
WORDS = {
    "roles": ("merged",),
    "relation_kinds": ("affiliate", "allegiance"),
    "milestone_kinds": ("founding", "agreement", "presence"),
    "statement_kinds": ("threat",),
    "characteristic_kinds": ("area",),
    "measures": ("fighters",),
}

Bounds = tuple[str | None, str | None]
OPEN: Bounds = (None, None)


class Invented:
    """A database with the real tables and views, and the rows that a test puts in."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.row_factory = sqlite3.Row
        create_schema(self.connection)
        sql_functions.prepare_connection(self.connection)
        for vocabulary, words in WORDS.items():
            for word in words:
                self._insert(vocabulary, id=word, label=word.title(), description="What it means.")
        self._source("daily", DAY, DAY)
        self._source("yearly", *WINDOW)
        self._source("wire", "2019-05-05", "2019-05-05")
        for group in ("union", "band", "crew"):
            self._insert("groups", id=group, name=group.title(), kind="armed-group")
        self._insert("people", id="anso", name="Anso", kind="leader")

    def _source(self, id_: str, earliest: str, latest: str) -> None:
        self._insert(
            "sources",
            id=id_,
            title=id_,
            kind="profile",
            publisher=id_,
            published_earliest=earliest,
            published_latest=latest,
            access="read",
            redistributable=0,
            follow_order=10,
            label=id_,
        )

    def _insert(self, table: str, **values: Any) -> None:
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        self.connection.execute(
            f'INSERT INTO "{table}" ({columns}) VALUES ({marks})',  # noqa: S608
            list(values.values()),
        )

    def claim(self, source: str = "daily", about: str | None = None) -> str:
        """Add a claim of a document, or read off the title of a work that it cites."""
        number = self.connection.execute("SELECT count(*) FROM claims").fetchone()[0] + 1
        self._insert(
            "claims",
            id=f"c{number}",
            source_id=source,
            about_source_id=about,
            passage_id="p",
            position=number,
            statement="s",
            modality="title" if about else "stated",
            locator="Section, para. 1",
            fragment_start="a",
            fragment_end="",
            span_start=0,
            span_end=1,
            span_sha256="0" * 64,
            deep_link="https://example.org",
        )
        return f"c{number}"

    def add(self, table: str, *, source: str = "daily", **values: Any) -> str:
        """Add a row by a claim of its own, and return its id, which is the claim's."""
        claim = values.pop("claim", None) or self.claim(source, values.pop("about_work", None))
        self._insert(table, id=claim, claim_id=claim, **values)
        return claim

    def member(
        self,
        start: Bounds,
        end: Bounds,
        *,
        kinds: tuple[str, str] = ("event", "seen"),
        told: str = "past",
        **more: Any,
    ) -> str:
        """Add Band as a member of Union."""
        values = {
            "group_id": "union",
            "member_group_id": "band",
            "role": "merged",
            "start_earliest": start[0],
            "start_latest": start[1],
            "start_kind": kinds[0],
            "end_earliest": end[0],
            "end_latest": end[1],
            "end_kind": kinds[1],
            "told": told,
        }
        return self.add("membership", **(values | more))

    def dated(self, table: str, bounds: Bounds, *, told: str = "past", **more: Any) -> str:
        """Add a row with one date, an event where `date_kind` does not say otherwise."""
        values: dict[str, Any] = {"date_earliest": bounds[0], "date_latest": bounds[1], "told": told}
        values |= {
            "relations": {"from_group_id": "band", "to_group_id": "crew", "kind": "affiliate"},
            "milestones": {"group_id": "union", "kind": "founding", "title": "Founding"},
            "characteristics": {"group_id": "band", "kind": "area", "value": "The marsh"},
            "statements": {"group_id": "band", "kind": "threat", "summary": "A threat"},
            "designations": {"group_id": "band", "authority_id": "crew"},
        }[table]
        if table in ("relations", "milestones", "characteristics"):
            values["date_kind"] = "event"
        return self.add(table, **(values | more))

    def attack(self, id_: str, edtf: str | None, bounds: Bounds, **actor: Any) -> None:
        """Add a report of an attack, by Band where the actor does not say otherwise."""
        claim = self.claim()
        self._insert(
            "attack_reports",
            id=f"{id_}--daily",
            attack_id=id_,
            source_id="daily",
            date_edtf=edtf,
            date_earliest=bounds[0],
            date_latest=bounds[1],
            told="past",
        )
        for name in ("date", "actors"):
            self._insert(
                "report_claims",
                id=f"{id_}--{name}",
                report_id=f"{id_}--daily",
                property=name,
                claim_id=claim,
            )
        values = {"group_id": "band", "name": "Band", "side": "perpetrator", "certainty": "certain"}
        self._insert("attack_actors", attack_id=id_, report_id=f"{id_}--daily", **(values | actor))

    def count(self) -> None:
        """Sum the attacks up, as a build does."""
        ids = self.connection.execute("SELECT DISTINCT attack_id FROM attack_reports").fetchall()
        sum_up(
            self.connection,
            [{"id": id_, "title": id_.title(), "scope": "incident"} for (id_,) in ids],
        )
        count_days(self.connection)

    def ask(self, query: str, **parameters: str) -> list[Row]:
        """Return what a named query answers."""
        named = DATABASE["queries"][query]
        every = dict.fromkeys(named.get("params", []), "") | parameters
        return [dict(row) for row in self.connection.execute(named["sql"], every)]

    def one(self, query: str, column: str, **parameters: str) -> Any:
        """Return the one value of a column, or `never` where there is no row."""
        values = {row[column] for row in self.ask(query, **parameters)}
        assert len(values) <= 1, values
        return values.pop() if values else NEVER


@pytest.fixture
def invented() -> Invented:
    """Return a database with three documents, three groups and a person, of whom nothing is said."""
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
    invented.dated(
        table, ("2017-03-01", "2017-03-31"), date_edtf="2017-03", told="present", **more
    )
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
    invented.dated(
        "milestones", day, kind="agreement", **({"date_edtf": "2018-03-02"} | doubt)
    )
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
    invented.dated("characteristics", (DAY, DAY), group_id="union", date_kind="seen", told="present")
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
    invented.attack("raid", "2018-03-03", ("2018-03-03", "2018-03-03"))
    assert invented.one("existed", "answer", group="band", date="2018-03-03") == "yes"
    assert invented.one("existed", "answer", group="band", date="2018-03-04") == "possible"


def test_a_perpetrator_who_is_only_implied_is_not_shown_to_exist(invented: Invented) -> None:
    invented.dated("milestones", ("2017-03-01", "2017-03-31"), group_id="band", date_edtf="2017-03")
    invented.attack("raid", "2018-03-03", ("2018-03-03", "2018-03-03"), name=None, certainty="possible")
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
    [("2018-03", "certain", "2018-03"), ("2018-03?", "possible", None), ("2018-03~", "possible", None)],
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


@pytest.mark.parametrize("actor", [{"certainty": "possible"}, {"name": None, "certainty": "possible"}])
def test_nobody_is_summed_up_as_perpetrator_whom_no_source_names(
    invented: Invented, actor: dict[str, Any]
) -> None:
    invented.attack("raid", "2018-03-03", ("2018-03-03", "2018-03-03"), **actor)
    invented.count()
    (attack,) = invented.connection.execute("SELECT * FROM attacks")
    assert attack["perpetrator_id"] is None
    given = {"group": "band", "start": "2018-03", "end": "2018-03"}
    counts = {
        rule: invented.ask("attacks_per_month", rule=rule, **given)[0]["attacks"]
        for rule in ("perpetrator", "party", "possible")
    }
    assert counts == {"perpetrator": 0, "party": 0, "possible": 1}


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
    figure(invented, told="present", **month)
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
def test_a_figure_without_a_date(
    invented: Invented, told: str, asked: str, certainty: str
) -> None:
    figure(invented, told=told)
    assert invented.one("estimates_on", "certainty", date=asked) == certainty
    assert invented.one("estimates_on", "dated", date=asked) == "no"


def test_a_figure_about_no_group_is_in_the_list_of_all(invented: Invented) -> None:
    figure(invented, told="present", group_id=None)
    assert len(invented.ask("estimates_on", measure="fighters")) == 1
    assert invented.ask("estimates_on", group="band") == []


def figure(invented: Invented, **values: Any) -> None:
    """Add a number of fighters of Band."""
    given = {"group_id": "band", "measure": "fighters", "low": 40.0, "unit": "people"}
    invented.add("estimates", **({"as_told": "40", "scope": "Fighters"} | given | values))


# ------------------------------------------------------------------- all that is said


def test_what_is_said_of_a_group_on_a_day(invented: Invented) -> None:
    invented.dated("characteristics", (DAY, DAY), date_kind="seen", told="present")
    invented.dated("statements", ("2018-03-03", "2018-03-03"), date_edtf="2018-03-03")
    invented.dated("relations", (None, DAY), date_kind="seen", told="past")
    said = {
        day: {row["kind"]: row["certainty"] for row in invented.ask("said_about", id="band", as_of=day)}
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
    invented.dated("characteristics", (DAY, DAY), group_id="union", date_kind="seen", told="present")
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
    invented.attack("raid", "2018-03-03", ("2018-03-03", "2018-03-03"), name=None, certainty="possible")
    invented.count()
    (row,) = invented.ask("said_about", id="band", as_of="2018-03")
    assert (row["kind"], row["text"], row["certainty"]) == ("perpetrator", "Raid", "possible")
