"""What the loaders make of the invented facts: bounds, ids, reports, links."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from loaders.entities import MEANINGS

Ask = Callable[..., list[dict[str, Any]]]
MARSH = "profiles/marsh-atlas-2020.yml"
DELTA = "profiles/delta-notes-2021.yml"


def edit(facts: Path, file: str, old: str, new: str) -> None:
    path = facts / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_ids_and_positions(rows: Ask) -> None:
    ids = [row["id"] for row in rows("SELECT id FROM membership ORDER BY id")]
    assert ids == ["delta-captain", "marsh-merger", "marsh-merger-2", "marsh-merger-3"]
    citations = [row["id"] for row in rows("SELECT id FROM citations ORDER BY source_id, position")]
    assert citations == [
        "delta-notes-2021-okko-2020",
        "delta-notes-2021-okko-2020-2",
        "marsh-atlas-2020-1",
        "marsh-atlas-2020-2",
        "marsh-atlas-2020-3-delta-wire-2019",
        "marsh-atlas-2020-3-marsh-post-2019",
        "marsh-atlas-2020-4",
    ]
    (claim,) = rows("SELECT * FROM claims WHERE id = 'marsh-pledge'")
    assert claim["passage_id"] == "marsh-atlas-2020-attacks-1"
    assert claim["locator"] == "Attacks, para. 1"
    assert claim["position"] == 6
    assert claim["deep_link"] == (
        "https://example.org/atlas#:~:text=In%20May%202019%20Anso%20Velt,to%20the%20Tide%20Council"
    )


def test_a_marker_that_is_printed_twice_is_that_of_the_paragraph(rows: Ask) -> None:
    cited = rows("SELECT claim_id, citation_id FROM claim_citations WHERE claim_id LIKE 'delta-%'")
    assert {row["claim_id"]: row["citation_id"] for row in cited} == {
        "delta-boats": "delta-notes-2021-okko-2020",
        "delta-split": "delta-notes-2021-okko-2020",
        "delta-ferry": "delta-notes-2021-okko-2020-2",
        "delta-captain": "delta-notes-2021-okko-2020-2",
    }


def test_short_forms_keep_the_way_to_their_work(rows: Ask) -> None:
    through = rows("SELECT marker, resolves_through_id FROM citations WHERE form <> 'footnote'")
    assert {row["marker"]: row["resolves_through_id"] for row in through} == {
        "Okko 2020": None,
        "2": "marsh-atlas-2020-1",
        "4": "marsh-atlas-2020-1",
    }


@pytest.mark.parametrize(
    ("claim", "bounds"),
    [
        # stated, and narrowed by the dated title that it rests on
        ("marsh-listing", ("2019-03", "2019-03-01", "2019-03-09", "month", "marsh-title-listing")),
        # a title is bounded by the work that bears it
        ("marsh-title-listing", ("../2019-03-09", None, "2019-03-09", "before", None)),
    ],
)
def test_designations(rows: Ask, claim: str, bounds: tuple[str | None, ...]) -> None:
    (row,) = rows("SELECT * FROM designations WHERE claim_id = ?", claim)
    columns = ("date_edtf", "date_earliest", "date_latest", "date_precision", "date_claim_id")
    assert tuple(row[column] for column in columns) == bounds


@pytest.mark.parametrize(
    ("id_", "start", "end"),
    [
        # told in the past: a member at the merger, and on no later day for certain
        (
            "marsh-merger",
            ("2017", "2017-01-01", "2017-12-31", "year", "event"),
            (None, "2017-01-01", None, "unstated", "seen"),
        ),
        # a leader when that was told
        (
            "marsh-merger-3",
            (None, None, "2020-12-31", "unstated", "seen"),
            (None, "2020-02-01", None, "unstated", "seen"),
        ),
        # a leader no more when that was told
        (
            "delta-captain",
            (None, None, "2021-05-02", "unstated", "seen"),
            (None, None, "2021-05-02", "unstated", "event"),
        ),
    ],
)
def test_membership(
    rows: Ask, id_: str, start: tuple[str | None, ...], end: tuple[str | None, ...]
) -> None:
    (row,) = rows("SELECT * FROM membership WHERE id = ?", id_)
    for name, bounds in (("start", start), ("end", end)):
        columns = ("edtf", "earliest", "latest", "precision", "kind")
        assert tuple(row[f"{name}_{column}"] for column in columns) == bounds


@pytest.mark.parametrize(
    ("fields", "start", "end"),
    [
        (
            "role: merged, set: marsh-merger",
            (None, "2020-12-31", "event"),
            ("2020-02-01", None, "seen"),
        ),
        (
            "role: merged, set: marsh-merger, start: 2017/..",
            ("2017-01-01", "2020-12-31", "event"),
            ("2020-02-01", None, "seen"),
        ),
        # seen to lead at some time in 2018, of which nothing is said about later
        (
            "role: leader, start: 2018, start_kind: seen",
            (None, "2018-12-31", "seen"),
            ("2018-01-01", None, "seen"),
        ),
        (
            "role: leader, start: 2018, end: 2019-05",
            ("2018-01-01", "2018-12-31", "event"),
            ("2019-05-01", "2019-05-31", "event"),
        ),
        (
            "role: leader, end: 2020",
            (None, "2020-12-31", "seen"),
            ("2020-01-01", "2020-12-31", "event"),
        ),
        (
            "role: leader, start: 2020/..",
            ("2020-01-01", "2020-12-31", "event"),
            ("2020-02-01", None, "seen"),
        ),
        (
            "role: former-leader, end: ../2019",
            (None, "2019-12-31", "seen"),
            (None, "2019-12-31", "event"),
        ),
        (
            "role: leader, start: 2019, dated_by: marsh-title-listing",
            ("2019-01-01", "2019-03-09", "event"),
            ("2020-02-01", None, "seen"),
        ),
    ],
)
def test_spans(
    facts: Path,
    run_build: Callable[[], int],
    request: pytest.FixtureRequest,
    fields: str,
    start: tuple[str | None, ...],
    end: tuple[str | None, ...],
) -> None:
    edit(facts, MARSH, "who: anso-velt, role: leader", f"who: anso-velt, {fields}")
    rows: Ask = request.getfixturevalue("rows")
    (row,) = rows("SELECT * FROM membership WHERE id = 'marsh-merger-3'")
    for name, bounds in (("start", start), ("end", end)):
        assert tuple(row[f"{name}_{each}"] for each in ("earliest", "latest", "kind")) == bounds


@pytest.mark.parametrize(
    ("fields", "bounds"),
    [
        ("", (None, "2020-02-01", "2020-12-31", "unstated", "seen")),
        (", date: 2018", ("2018", "2018-01-01", "2018-12-31", "year", "event")),
        (", date: 2018, date_kind: seen", ("2018", "2018-01-01", "2018-12-31", "year", "seen")),
        (", date: 2018/..", ("2018/..", "2018-01-01", "2020-12-31", "after", "event")),
        (", date_kind: event", (None, None, "2020-12-31", "unstated", "event")),
        (", date: ../2018", ("../2018", None, "2018-12-31", "before", "event")),
    ],
)
def test_dates_of_what_is_told_in_the_present(
    facts: Path,
    run_build: Callable[[], int],
    request: pytest.FixtureRequest,
    fields: str,
    bounds: tuple[str | None, ...],
) -> None:
    edit(facts, MARSH, "value: Moves by boat", f"value: Moves by boat{fields}")
    rows: Ask = request.getfixturevalue("rows")
    (row,) = rows("SELECT * FROM characteristics WHERE id = 'marsh-pull-quote'")
    columns = ("date_edtf", "date_earliest", "date_latest", "date_precision", "date_kind")
    assert tuple(row[column] for column in columns) == bounds


@pytest.mark.parametrize(
    ("fields", "bounds"),
    [
        ("", (None, None, None, None)),
        ("          as_of: 2022\n", ("2022", "2022-01-01", "2022-12-31", "year")),
        ("          as_of: 2017/..\n", ("2017/..", "2017-01-01", "2021-05-02", "after")),
    ],
)
def test_estimates(
    facts: Path,
    run_build: Callable[[], int],
    request: pytest.FixtureRequest,
    fields: str,
    bounds: tuple[str | None, ...],
) -> None:
    edit(facts, DELTA, "          scope: Boats", f"{fields}          scope: Boats")
    rows: Ask = request.getfixturevalue("rows")
    (row,) = rows("SELECT * FROM estimates")
    columns = ("as_of_edtf", "as_of_earliest", "as_of_latest", "as_of_precision")
    assert tuple(row[column] for column in columns) == bounds
    assert (row["low"], row["high"], row["period_edtf"]) == (40.0, 60.0, None)


def test_a_date_that_was_told_too_early_stays_as_told_where_a_disagreement_says_so(
    facts: Path, run_build: Callable[[], int], request: pytest.FixtureRequest
) -> None:
    edit(facts, DELTA, "date: ../2017}", "date: 2022}")
    edit(facts, "disagreements.yml", "source: delta-notes-2021", "claim: delta-split")
    rows: Ask = request.getfixturevalue("rows")
    (row,) = rows("SELECT * FROM relations WHERE id = 'delta-split'")
    assert (row["date_earliest"], row["date_latest"]) == ("2022-01-01", "2022-12-31")


def test_reports_of_one_document_are_merged(rows: Ask) -> None:
    reports = {row["id"]: row for row in rows("SELECT * FROM attack_reports")}
    assert set(reports) == {
        "grayford-2019--marsh-atlas-2020",
        "grayford-2019--delta-wire-2019",
        "grayford-2019--marsh-post-2019",
        "grayford-ferry--marsh-atlas-2020",
    }
    told = reports["grayford-2019--marsh-atlas-2020"]
    assert (told["killed_low"], told["killed_best"], told["killed_high"]) == (3, 3, 3)
    assert json.loads(told["weapons"]) == ["boats", "oars"]
    assert (told["location"], told["geo_precision"], told["latitude"]) == (
        "Grayford",
        "town",
        12.5,
    )
    title = reports["grayford-2019--marsh-post-2019"]
    assert (title["via_source_id"], title["killed_low"], title["killed_high"]) == (
        "marsh-atlas-2020",
        3,
        None,
    )
    assert (title["date_edtf"], title["date_latest"]) == (None, "2019-06-05")
    behind = rows(
        "SELECT property, claim_id FROM report_claims WHERE report_id = ?",
        "grayford-2019--marsh-atlas-2020",
    )
    assert {"property": "mention", "claim_id": "marsh-map"} in behind
    assert {"property": "killed", "claim_id": "marsh-lock-house"} in behind


def test_an_attack_is_summed_up_from_its_reports(rows: Ask) -> None:
    (attack,) = rows("SELECT * FROM attacks WHERE id = 'grayford-2019'")
    assert attack["date_edtf"] == "2019-06-03/2019-06-04", "the span, and not one side's day"
    assert (attack["date_earliest"], attack["date_latest"]) == ("2019-06-03", "2019-06-04")
    assert (attack["dispute_earliest"], attack["dispute_latest"]) == ("2019-06-03", "2019-06-04")
    assert attack["date_words"] == "4 June 2019", "a date, and no bound that contradicts it"
    assert (attack["reports"], attack["disputed"], attack["country_code"]) == (3, 1, "XA")
    assert attack["perpetrator_id"] == "reed-banner"
    (ferry,) = rows("SELECT * FROM attacks WHERE id = 'grayford-ferry'")
    assert (ferry["date_edtf"], ferry["date_earliest"], ferry["date_latest"]) == (
        None,
        None,
        "2020-12-31",
    )
    assert (ferry["reports"], ferry["disputed"]) == (1, 0)


def test_every_source_claim_is_kept(rows: Ask) -> None:
    behind = rows("SELECT source_id, claim_id FROM source_claims ORDER BY claim_id")
    assert [row["claim_id"] for row in behind] == [
        "delta-entry",
        "delta-updated",
        "marsh-note-2",
        "marsh-note-4",
        "marsh-title-listing",
    ]


def test_search(rows: Ask) -> None:
    found = rows("SELECT rowid FROM claims_fts WHERE claims_fts MATCH 'pledges'")
    (claim,) = rows("SELECT id FROM claims WHERE rowid = ?", found[0]["rowid"])
    assert claim["id"] == "marsh-pledge"
    assert len(rows("SELECT rowid FROM names_fts WHERE names_fts MATCH 'banner'")) == 3


def test_a_word_is_known_by_its_meaning_and_not_by_itself(
    facts: Path, run_build: Callable[[], int], output: Path
) -> None:
    edit(facts, "vocabularies.yml", "  former-leader:", "  past-captain:")
    edit(facts, DELTA, "role: former-leader", "role: past-captain")
    assert run_build() == 0
    with closing(sqlite3.connect(output)) as database:
        ask = "SELECT end_kind, start_kind FROM membership WHERE role = 'past-captain'"
        assert database.execute(ask).fetchall() == [("event", "seen")]


def test_no_sql_goes_by_a_word_that_has_a_meaning(root: Path) -> None:
    vocabularies = yaml.safe_load((root / "facts" / "vocabularies.yml").read_text())
    words = {
        "role": {word for word, each in vocabularies["roles"].items() if "meaning" in each},
        "kind": {
            word
            for table in set(MEANINGS) - {"roles"}
            for word, each in vocabularies[table].items()
            if "meaning" in each
        },
    }
    paths = [*root.glob("schema/*.sql"), *root.glob("templates/views/*.sql"), root / "metadata.yml"]
    by_word = re.compile(r"\b(role|kind) (?:=|<>|IN|NOT IN) \(?((?:'[a-z-]+'(?:, )?)+)", re.I)
    for path in paths:
        for column, quoted in by_word.findall(path.read_text(encoding="utf-8")):
            assert not words[column.lower()] & set(re.findall(r"'([a-z-]+)'", quoted)), path
