"""metadata.yml describes everything that is in the database, and nothing else."""

from __future__ import annotations

import re

import pytest

from tests.site.tables import (
    DATABASE,
    DESCRIBED,
    HIDDEN,
    LISTED,
    MAIN,
    METADATA,
    VOCABULARIES,
    columns,
    connect,
)

NOT_OURS = (
    "sqlite_",
    "attacks_fts",
    "claims_fts",
    "names_fts",
    "sources_fts",
    "attack_reports_fts",
)


def test_every_table_and_view_is_described_and_none_is_left_over() -> None:
    with connect() as database:
        rows = database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        names = {row["name"] for row in rows if not row["name"].startswith(NOT_OURS)}
    assert names == set(DESCRIBED)


@pytest.mark.parametrize("table", DESCRIBED)
def test_every_column_is_described_and_none_is_left_over(table: str) -> None:
    with connect() as database:
        assert set(columns(database, table)) == set(DESCRIBED[table]["columns"])


@pytest.mark.parametrize("table", DESCRIBED)
def test_descriptions_are_sentences(table: str) -> None:
    about = DESCRIBED[table]
    assert about["title"]
    for text in [about["description"], *about["columns"].values()]:
        assert len(text.split()) >= 2, text
        assert text.endswith("."), text


@pytest.mark.parametrize("table", DESCRIBED)
def test_facets_and_orders_name_columns(table: str) -> None:
    about = DESCRIBED[table]
    with connect() as database:
        known = set(columns(database, table))
    named = [about.get(key) for key in ("sort", "sort_desc", "label_column", "link_column")]
    for key in ("facets", "sortable_columns", "summary_columns"):
        named += about.get(key, [])
    assert {name for name in named if name} <= known
    sortable = about.get("sortable_columns", known)
    assert {about.get("sort"), about.get("sort_desc")} - {None} <= set(sortable)


def test_what_is_referred_to_has_a_label() -> None:
    with connect() as database:
        tables = database.execute(
            "SELECT DISTINCT [table] AS name FROM sqlite_master, pragma_foreign_key_list(name)"
            " WHERE sqlite_master.type = 'table'"
        )
        without = {row["name"] for row in tables if not DESCRIBED[row["name"]].get("label_column")}
    assert not without


def test_labels_of_main_tables_tell_their_rows_apart() -> None:
    with connect() as database:
        for table in ("groups", "people", "places", "sources", "attacks"):
            label = DESCRIBED[table]["label_column"]
            rows, labels = database.execute(
                f"SELECT count(*), count(DISTINCT [{label}]) FROM [{table}]"
            ).fetchone()
            assert rows == labels, table


def test_main_tables_come_first_and_vocabularies_are_out_of_the_way() -> None:
    assert LISTED[:4] == MAIN
    assert len(LISTED) == len(set(LISTED))
    assert len(VOCABULARIES) >= 20
    assert not set(VOCABULARIES) & set(LISTED)
    with connect() as database:
        tables = {
            row["name"]
            for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row["name"].startswith(NOT_OURS)
        }
    assert tables == set(LISTED) | set(HIDDEN)


def test_no_date_is_faceted_as_a_date() -> None:
    faceted = {name for table in DESCRIBED.values() for name in table.get("facets", [])}
    assert not {name for name in faceted if name.endswith(("_edtf", "_earliest", "_latest"))}


def test_licence_and_source_are_told() -> None:
    assert METADATA["license"] == "CC BY 4.0"
    assert METADATA["license_url"] == "https://creativecommons.org/licenses/by/4.0/"
    for key in ("title", "description", "source", "source_url", "about", "about_url"):
        assert METADATA[key]
    assert DATABASE["title"]
    assert DATABASE["description"]
    assert METADATA["databases"]["basemap"] == {"allow": False}


@pytest.mark.parametrize("name", DATABASE["queries"])
def test_a_query_says_what_it_does_in_one_plain_sentence_first(name: str) -> None:
    first, _, rest = DATABASE["queries"][name]["description_html"].partition("</p>")
    sentence = first.removeprefix("<p>")
    assert len(sentence.split()) <= 22
    assert re.fullmatch(r"[A-Z][^.]*\.", sentence)
    assert not re.search("<i>|_", sentence)
    rules = rest.strip().removeprefix('<details class="more"><summary>How it works</summary>')
    assert rules != rest.strip()
    assert rules.split("</details>")[0].split()
