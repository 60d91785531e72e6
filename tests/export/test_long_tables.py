"""Tables that event data make long: in pieces, by year, and the same as when they are short."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from common.content_hash import content_hash, content_hashes
from exports import attack_entities, geojson, row_hash, workbook
from exports import tables as tables_export
from exports.entities import write_entities
from exports.followthemoney import Entity, statements_of, write
from tests.export.conftest import BOTH
from tests.export.test_formats import connect, duck, tables_of, written

MANY = 5


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read and write long tables few rows at a time."""
    monkeypatch.setattr(tables_export, "PIECE", 7)
    monkeypatch.setattr(geojson, "AT_ONCE", 3)
    monkeypatch.setattr(row_hash, "AT_ONCE", 40)


def test_long_tables_are_divided_by_the_year_of_the_attack(dist: Path, tmp_path: Path) -> None:
    written(dist / "jnim.db", tables_of(dist), tmp_path, MANY)
    for name in tables_export.BY_YEAR:
        whole = pl.read_parquet(dist / "parquet" / f"{name}.parquet")
        parts = pl.read_parquet(
            tmp_path / "parquet" / name / "**/*.parquet", hive_partitioning=True
        )
        assert sorted(parts.drop("attack_year").rows(), key=repr) == sorted(whole.rows(), key=repr)
    attacks = pl.read_parquet(
        tmp_path / "parquet" / "attacks" / "**/*.parquet", hive_partitioning=True
    )
    assert attacks.filter(pl.col("year") != pl.col("attack_year")).is_empty()
    ((undated,),) = (
        duck(tmp_path)
        .execute("SELECT count(*) FROM attacks WHERE attack_year IS NULL AND year IS NULL")
        .fetchall()
    )
    assert undated == attacks["year"].null_count() > 0


@BOTH
def test_what_is_hashed_beside_the_writing_is_the_content_hash(
    folder: Path, tmp_path: Path
) -> None:
    tables = tables_of(folder)
    hashes = written(folder / "jnim.db", tables, tmp_path, MANY)
    assert hashes.keys() >= {*tables_export.BY_YEAR, "attack_days"}
    database = connect(folder)
    whole = content_hashes(database)
    assert hashes == {name: whole[name] for name in hashes}
    assert content_hash(database, hashes) == content_hash(database)
    database.close()


@BOTH
def test_divided_tables_hold_the_same_lines_and_features(folder: Path, tmp_path: Path) -> None:
    written(folder / "jnim.db", tables_of(folder), tmp_path, MANY)
    for name in tables_export.BY_YEAR:
        whole, divided = (
            sorted((each / "csv" / f"{name}.csv").read_bytes().split(b"\n"))
            for each in (folder, tmp_path)
        )
        assert divided == whole
    features = [
        sorted(map(str, json.loads((each / "attacks.geojson").read_bytes())["features"]))
        for each in (folder, tmp_path)
    ]
    assert features[0] == features[1]


def test_the_workbook_says_where_a_table_is_that_does_not_fit(
    dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = tables_of(dist)
    monkeypatch.setattr(workbook, "FITS", MANY)
    workbook.write_workbook(dist / "jnim.db", tables, tmp_path, "title")
    book = openpyxl.load_workbook(tmp_path / workbook.FILE, read_only=True)
    assert book.sheetnames[1:] == [table.name for table in tables if table.rows < MANY]
    told = {row[0]: (row[1], row[2]) for row in book["Contents"].iter_rows(4, values_only=True)}
    for table in tables:
        where = "" if table.rows < MANY else f"In csv/{table.name}.csv. "
        assert told[table.name] == (table.rows, where + table.description)


def test_entities_are_the_same_however_many_attacks_are_read_at_once(
    spoilt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attack_entities, "PIECE", 3)
    write_entities(spoilt / "jnim.db", tmp_path / "ftm")
    for name in ("entities.ftm.json", "statements.csv"):
        assert (tmp_path / "ftm" / name).read_bytes() == (spoilt / "ftm" / name).read_bytes()


def test_every_character_is_written_as_json_has_it(tmp_path: Path) -> None:
    entity = Entity("jnim-one", "Event")
    words = ["".join(map(chr, range(300))), 'a "quote", \\ and \u2028', "é", "2", "é"]
    for word in words:
        entity.say("summary", word, "ucdp-ged")
    entity.say("name", "It", "csis-2018", "claim")
    write([statements_of([entity])], tmp_path / "ftm")
    said = {
        "id": "jnim-one",
        "caption": "It",
        "schema": "Event",
        "properties": {"summary": words[:4], "name": ["It"]},
        "datasets": ["csis_2018", "ucdp_ged"],
        "referents": [],
    }
    expected = json.dumps(said, ensure_ascii=False) + "\n"
    assert (tmp_path / "ftm" / "entities.ftm.json").read_text("utf-8") == expected
