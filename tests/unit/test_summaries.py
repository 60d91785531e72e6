"""The summary of attacks in SQL, compared with the same rule written plainly in Python."""

from __future__ import annotations

import functools
import sqlite3
from contextlib import closing
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.database import create_schema
from loaders.facts import Entry
from loaders.people_counted import counted
from loaders.summaries import sum_up
from loaders.toll_words import number_in_words

DAYS = ["2018-03-01", "2018-03-02", "2018-03-03", "2018-03-04"]
CALLED = {"g1": "GA", "g2": "GB"}
SOURCES = {"s1": 10, "s2": 20, "s3": 20, "s4": 5}

DATES = st.one_of(
    st.just((None, None, None)),
    st.sampled_from(DAYS).map(lambda day: (None, None, day)),
    st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(
        lambda days: ("told", min(days), max(days))
    ),
    st.sampled_from(DAYS).map(lambda day: ("told", None, day)),
    st.sampled_from(DAYS).map(lambda day: ("told", day, None)),
)
SMALL = st.one_of(st.none(), st.integers(0, 3))
# At least, most likely, at most.
TOLLS = st.one_of(
    st.just((None, None, None)),
    st.integers(0, 3).map(lambda number: (number, number, number)),
    st.integers(0, 3).map(lambda number: (number, None, None)),
    st.integers(0, 3).map(lambda number: (None, None, number)),
    st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda two: (min(two), None, max(two))),
)
NO_COLUMNS = {"date", "perpetrators", "perpetrator", "possible_perpetrator", "doubted"}
REPORTS = st.fixed_dictionaries(
    {
        "attack_id": st.sampled_from(["a1", "a2", "a3"]),
        "source_id": st.sampled_from(sorted(SOURCES)),
        "date": DATES,
        "killed": TOLLS,
        "injured_high": SMALL,
        "location": st.sampled_from([None, "here", "there"]),
        "attack_type": st.sampled_from([None, "raid", "bombing", "unspecified"]),
        "doubted": st.booleans(),
        "perpetrators": st.lists(
            st.tuples(
                st.sampled_from([None, "g1", "g2"]), st.sampled_from(["certain", "possible"])
            ),
            max_size=3,
        ),
    }
)


def days(report: dict[str, Any]) -> int:
    """How many days a date spans; all dates here are of one month."""
    return int(report["date_latest"][-2:]) - int(report["date_earliest"][-2:])


def toll(word: str, name: str, reports: list[dict[str, Any]]) -> str | None:
    """What each source says, and which sources if there are several."""
    said: dict[tuple[str, str], None] = {}
    for each in reports:
        low, best, high = (each.get(f"{name}_{end}") for end in ("low", "best", "high"))
        if best is not None or (low is not None and low == high):
            words = str(low if best is None else best)
        elif low is not None:
            words = f"at least {low}" if high is None else f"{low}–{high}"
        elif high is not None:
            words = f"at most {high}"
        else:
            continue
        said[words, each["source_id"]] = None
    if not said:
        return None
    by: dict[str, str] = {}
    for words, source in said:
        by[words] = f"{by[words]}; {source}" if words in by else source
    if len(by) == 1 and len({each["source_id"] for each in reports}) == 1:
        return f"{word}: {words}"
    return f"{word}: {'; '.join(f'{words} ({who})' for words, who in by.items())}"


def expected(reports: list[dict[str, Any]], is_open: bool) -> dict[str, Any]:
    """The rule, one property after another."""
    reports = sorted(reports, key=lambda report: (SOURCES[report["source_id"]], report["id"]))

    def first(*keys: str) -> dict[str, Any]:
        return next((r for r in reports if any(r[key] is not None for key in keys)), {})

    def by_all(chosen: Any, key: str, *keys: str) -> int | None:
        """The end of a toll, if every report that gives a number sets it."""
        ends = [r[key] for r in reports if any(r[each] is not None for each in (key, *keys))]
        return None if None in ends or not ends else int(chosen(ends))

    stated = [r for r in reports if r["attack_type"] not in (None, "unspecified")]
    typed = next(iter(sorted(stated, key=lambda r: bool(r["doubted"]))), None)

    closed = [r for r in reports if r["date_edtf"] and r["date_earliest"] and r["date_latest"]]
    narrowest = min(closed, default=None, key=days)
    date = narrowest or first("date_edtf") or first("date_earliest", "date_latest")
    earliest, latest = date.get("date_earliest"), date.get("date_latest")
    told = [report for report in reports if report["date_edtf"]]
    certain, possible = (first(f"{how}perpetrator") for how in ("", "possible_"))
    who = certain.get("perpetrator") or possible.get("possible_perpetrator")
    how = "certain" if certain else "possible"
    sayers = dict.fromkeys(r["source_id"] for r in reports if (who, how) in r["perpetrators"])
    before = [
        r["date_latest"]
        for r in told
        if earliest and r["date_latest"] and r["date_latest"] < earliest
    ]
    after = [
        r["date_earliest"]
        for r in told
        if latest and r["date_earliest"] and r["date_earliest"] > latest
    ]
    from_, to = min(before, default=earliest), max(after, default=latest)
    conflict = bool(before or after)
    return {
        "date_edtf": f"{from_ or '..'}/{to or '..'}" if conflict else date.get("date_edtf"),
        "date_earliest": from_,
        "date_latest": to,
        "dispute_earliest": from_ if conflict else None,
        "dispute_latest": to if conflict else None,
        "location": first("location").get("location"),
        "killed_low": by_all(min, "killed_low", "killed_best", "killed_high"),
        "killed_best": first("killed_best").get("killed_best"),
        "killed_high": by_all(max, "killed_high", "killed_low", "killed_best"),
        "injured_high": by_all(max, "injured_high"),
        "attack_type": (typed or first("attack_type")).get("attack_type"),
        "type_certainty": typed and ("possible" if typed["doubted"] else "certain"),
        "perpetrator_id": certain.get("perpetrator"),
        "who_words": who and f"{'' if certain else 'possibly '}by {CALLED[who]}",
        "who_certainty": who and ("certain" if certain else "possible"),
        "who_sources": "; ".join(sayers) if who else None,
        "location_source": first("location").get("source_id")
        if who and first("location").get("source_id") not in sayers
        else None,
        "toll_words": "; ".join(
            filter(None, (toll("killed", "killed", reports), toll("wounded", "injured", reports)))
        )
        or None,
        "conflict_words": "the date" if before or after else None,
        "citation_words": None,
        "reports": len(reports),
        "disputed": int(bool(before or after or is_open)),
    }


@functools.cache  # to copy it takes a tenth of the time
def tables() -> sqlite3.Connection:
    """The tables and views, without rows."""
    database = sqlite3.connect(":memory:")
    create_schema(database)
    return database


@settings(deadline=None, max_examples=150)
@given(st.lists(REPORTS, min_size=1, max_size=8), st.booleans())
def test_sql_follows_the_rule(reports: list[dict[str, Any]], is_open: bool) -> None:
    database = sqlite3.connect(":memory:")
    tables().backup(database)
    for id_, order in SOURCES.items():
        database.execute(
            "INSERT INTO sources (id, title, kind, access, redistributable, follow_order, label)"
            " VALUES (?, ?, 'news', 'cited', 1, ?, ?)",
            (id_, id_, order, id_),
        )
    database.executemany(
        "INSERT INTO \"groups\" (id, name, kind) VALUES (?, ?, 'armed-group')",
        [("g1", "The First (GA)"), ("g2", "GB")],
    )
    if is_open:
        database.execute(
            "INSERT INTO disagreements"
            " (id, topic, kind, is_conflict, status, summary, note, attack_id)"
            " VALUES (?, ?, ?, 1, ?, ?, ?, ?)",
            ("d", "t", "value", "open", "s", "n", "a1"),
        )
    parties = 0
    for number, report in enumerate(reports):
        report = reports[number] = dict(report, id=f"{report['attack_id']}--{number}", told="past")
        report["date_edtf"], report["date_earliest"], report["date_latest"] = report["date"]
        for column, number_of in zip(("low", "best", "high"), report.pop("killed"), strict=True):
            report[f"killed_{column}"] = number_of
        for sort, key in (("certain", "perpetrator"), ("possible", "possible_perpetrator")):
            named = (who for who, how in report["perpetrators"] if who and how == sort)
            report[key] = next(named, None)
        columns = [key for key in report if key not in NO_COLUMNS]
        database.execute(
            f"INSERT INTO attack_reports ({', '.join(columns)})"
            f" VALUES ({', '.join('?' * len(columns))})",
            [report[column] for column in columns],
        )
        if report["doubted"]:
            database.execute(
                "INSERT INTO report_claims (id, report_id, property, told, certainty, claim_id)"
                " VALUES (?, ?, 'attack_type', 'past', 'possible', 'c')",
                (report["id"], report["id"]),
            )
        for group, certainty in report["perpetrators"]:
            parties += 1
            database.execute(
                "INSERT INTO attack_actors"
                " (id, attack_id, report_id, group_id, certainty, name, side)"
                " VALUES (?, ?, ?, ?, ?, 'n', 'perpetrator')",
                (parties, report["attack_id"], report["id"], group, certainty),
            )
    attacks = sorted({report["attack_id"] for report in reports})
    sum_up(database, [{"id": id_, "title": id_, "scope": "incident"} for id_ in attacks])
    database.row_factory = sqlite3.Row
    found = {row["id"]: row for row in database.execute("SELECT * FROM attacks")}
    assert sorted(found) == attacks
    for id_ in attacks:
        of = [report for report in reports if report["attack_id"] == id_]
        wanted = expected(of, is_open and id_ == "a1")
        assert {key: found[id_][key] for key in wanted} == wanted
    database.close()


@pytest.mark.parametrize(
    ("row", "name", "people"),
    [
        ({"killed": "2.."}, "two guards", "guards"),
        ({"killed": "2.."}, "2 U.N. guards", "UN guards"),
        ({"killed": "1"}, "a guard", "a guard"),
        ({"killed": "2.."}, "guards", None),
        ({"killed": "2..", "injured": "3.."}, "two guards", "guards"),
        ({"killed": "2..", "injured": "2.."}, "two guards", None),
        ({"killed": "2..4"}, "two guards", None),
    ],
)
def test_whom_a_number_counts_is_said_only_where_it_is_one(
    row: dict[str, str], name: str, people: str | None
) -> None:
    """Two guards would count as killed and as wounded, and no row says which."""
    entry = SimpleNamespace(
        data={"actors": [{"side": "victim", "name": name}, {"side": "target", "name": None}]},
        get=row.get,
    )
    assert counted(cast(Entry, entry), "killed")["people"] == people


@pytest.mark.parametrize(
    ("several", "conflict", "words"),
    [
        (
            *(True, False),
            "killed: 8 (Daily); at least 8 (A. Smith, 2018, possible);"
            " wounded: 80 (A. Smith, 2018, possible)",
        ),
        (
            *(True, True),
            "killed: 8 (Daily, unlike A. Smith, which it cites);"
            " at least 8 (A. Smith, 2018, possible); wounded: 80 (A. Smith, 2018, possible)",
        ),
        (False, False, "killed: at least 8 (possible); wounded: 80 (possible)"),
    ],
)
def test_a_toll_says_who_has_it_of_whom_and_what_is_only_possible(
    words: str, *, several: bool, conflict: bool
) -> None:
    """A copy's figure had no qualification; a source and the one that it cites counted as two."""
    with closing(sqlite3.connect(":memory:")) as database:
        tables().backup(database)
        for order, (id_, label) in enumerate((("daily", "Daily"), ("smith", "A. Smith, 2018"))):
            database.execute(
                "INSERT INTO sources (id, title, kind, access, follow_order, label)"
                " VALUES (?, ?, 'news', 'cited', ?, ?)",
                (id_, id_, order, label),
            )
        database.executescript(
            """
            INSERT INTO attack_reports
            (id, attack_id, source_id, told, killed_low, injured_low, injured_high)
            VALUES ('copy', 'a1', 'smith', 'past', 8, 80, 80);
            INSERT INTO report_claims
            (id, report_id, property, low, high, told, certainty, claim_id)
            VALUES ('k', 'copy', 'killed', 8, NULL, 'past', 'possible', 'c1'),
              ('i', 'copy', 'injured', 80, 80, 'past', 'possible', 'c1');
            """
        )
        if several:
            database.executescript(
                """
                INSERT INTO attack_reports
                (id, attack_id, source_id, told, killed_low, killed_best, killed_high)
                VALUES ('own', 'a1', 'daily', 'past', 8, 8, 8);
                INSERT INTO report_claims
                (id, report_id, property, low, high, told, certainty, claim_id)
                VALUES ('o', 'own', 'killed', 8, 8, 'past', 'certain', 'c2');
                INSERT INTO citations
                (id, source_id, passage_id, position, marker, form, entry_passage_id,
                  cited_source_id)
                VALUES ('n1', 'daily', 'p', 1, '1', 'footnote', 'p', 'smith');
                INSERT INTO claim_citations (id, claim_id, citation_id, scope)
                VALUES ('b1', 'c2', 'n1', 'sentence');
                """
            )
        if conflict:
            database.execute(
                "INSERT INTO disagreements"
                " (id, topic, kind, is_conflict, status, summary, note, attack_id, properties)"
                " VALUES ('d', 't', 'value', 1, 'open', 's', 'n', 'a1', '[\"killed\"]')"
            )
        sum_up(database, [{"id": "a1", "title": "a1", "scope": "incident"}])
        assert database.execute("SELECT toll_words FROM attacks").fetchone() == (words,)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((None, None, None), None),
        ((0, 0, 0), "0"),
        ((8, None, None), "at least 8"),
        ((None, None, 8), "at most 8"),
        ((None, 8, None), "8"),
        ((3, None, 8), "3–8"),
        ((3, 4, 8), "4 (3–8)"),
        ((3, 9, 8), "9"),
    ],
)
def test_a_number_in_words(numbers: tuple[int | None, ...], words: str | None) -> None:
    assert number_in_words(*numbers) == words
