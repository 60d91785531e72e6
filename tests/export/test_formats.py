"""Each format of an export says what the database says, and other people's programs read it."""

from __future__ import annotations

import csv
import datetime
import json
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest
import yaml
from pybtex.database import parse_string
from tqdm import tqdm

from common import bibliography, citing
from common.spreadsheets import as_text, as_told
from exports.followthemoney import id_of
from exports.tables import Table, read_tables
from exports.write import begin_tables, finish_tables
from tests.export.conftest import BOTH, SPOILT, WORDS
from tests.site.tables import DATABASE, METADATA

# These are loaded where they are used: each takes a second.
if TYPE_CHECKING:
    from followthemoney.schema import Schema

NO_BAR = tqdm(disable=True)


def written(database: Path, tables: list[Table], folder: Path, many: int) -> dict[str, str]:
    """Write tables, and return the content hashes of the long ones."""
    tasks = begin_tables(database, tables, folder, many, ThreadPoolExecutor(1))
    return finish_tables(tasks, many, NO_BAR)


def connect(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"{(folder / 'jnim.db').as_uri()}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    return database


def tables_of(folder: Path) -> list[Table]:
    database = connect(folder)
    database.row_factory = None
    try:
        return read_tables(database, METADATA)
    finally:
        database.close()


def rows_of(database: sqlite3.Connection, table: Table) -> list[tuple[Any, ...]]:
    columns = ", ".join(f"[{column.name}]" for column in table.columns)
    order = ", ".join(f"[{key}]" for key in table.primary_key)
    found = database.execute(f"SELECT {columns} FROM [{table.name}] ORDER BY {order}")
    return [tuple(row) for row in found]


def plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value


# ---------------------------------------------------------------- CSV and the data package


@BOTH
def test_the_data_package_is_valid(folder: Path) -> None:
    import frictionless

    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])[:5]


def test_the_data_package_describes_everything(dist: Path) -> None:
    package = json.loads((dist / "datapackage.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in package["resources"]][:4] == [
        *("groups", "membership", "attacks", "sources")
    ]
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    for resource in package["resources"]:
        assert resource["description"] and resource["schema"]["primaryKey"]
        for field in resource["schema"]["fields"]:
            assert field["description"], (resource["name"], field["name"])
    schemas = {each["name"]: each["schema"] for each in package["resources"]}
    kinds = {field["name"]: field["type"] for field in schemas["attacks"]["fields"]}
    # What the map shows of a row is who_words, toll_words and conflict_words once more.
    assert "who_words" in kinds and "popup" not in kinds
    assert kinds["date_earliest"] == "date"
    assert kinds["date_edtf"] == "string"
    assert kinds["killed_low"] == "integer"
    assert kinds["latitude"] == "number"
    assert {"fields": ["parent_id"], "reference": {"resource": "", "fields": ["id"]}} in (
        schemas["places"]["foreignKeys"]
    )
    # Key of more than one column.
    assert len(schemas["attack_days"]["primaryKey"]) == 6


@BOTH
def test_csv_holds_what_the_database_holds(folder: Path) -> None:
    database = connect(folder)
    for table in tables_of(folder):
        # polars tells an empty cell from "", as the csv module does not.
        found = pl.read_csv(folder / "csv" / f"{table.name}.csv", infer_schema=False)
        assert found.columns == [column.name for column in table.columns]
        expected = rows_of(database, table)
        kinds = [column.kind for column in table.columns]
        for row, told in zip(expected, found.iter_rows(), strict=True):
            for kind, value, text in zip(kinds, row, told, strict=True):
                if kind == "string" and text is not None:
                    text = as_told(text)
                if kind in ("integer", "number") and text is not None:
                    assert float(text) == value
                else:
                    assert text == value, (table.name, row[0])
    database.close()


@BOTH
def test_no_cell_of_a_csv_begins_like_a_formula(folder: Path) -> None:
    seen = 0
    for path in (folder / "csv").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                # And no part that is a cell where semicolons are between them.
                for cell in (part for each in row for part in (each, *re.split("[;\r\n]", each))):
                    seen += 1
                    begins = cell.strip(" \t\r\n\x0b\x0c\u200b\u202e\u2067\ufeff\u2028")
                    if begins[:1] in {*"=+-@＝＋－＠"} and begins[:1] and len(begins) > 1:  # noqa: RUF001
                        # numbers, which are no text
                        float(cell)
    assert seen > 10_000


def test_the_rule_of_spreadsheets_is_the_one_for_all() -> None:
    from exports.csv_package import _safe

    texts = ["=1+1", None, "", "'=1", "-2", "a=b", "\u202e=1", "(=1", "é", "'quoted'"]
    texts += ["a;=1", "a; b", "a;'=1", "a\n\ufeff@b", "(; -1", "é;-1"]
    assert _safe(pl.DataFrame({"x": texts}))["x"].to_list() == [
        text if text is None else as_text(text) for text in texts
    ]


# ---------------------------------------------------------------- Parquet in DuckDB


def duck(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open the Parquet files of an export in DuckDB, a view for each table."""
    connection = duckdb.connect(config={"threads": 1})  # more cost more than they save
    for path in sorted((folder / "parquet").iterdir()):
        name = path.name.removesuffix(".parquet")
        files = f"{path}/**/*.parquet" if path.is_dir() else str(path)
        connection.execute(
            f"""CREATE VIEW "{name}" AS SELECT * FROM
            read_parquet('{files}', hive_partitioning = {path.is_dir()})"""
        )
    return connection


@BOTH
def test_parquet_holds_what_the_database_holds(folder: Path) -> None:
    database, parquet = connect(folder), duck(folder)
    for table in tables_of(folder):
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        found = parquet.execute(f'SELECT {columns} FROM "{table.name}"').fetchall()
        told = sorted((tuple(map(plain, row)) for row in found), key=repr)
        assert told == sorted(rows_of(database, table), key=repr), table.name
    database.close()


def test_foreign_keys_hold_in_parquet(dist: Path) -> None:
    parquet = duck(dist)
    keys = 0
    for table in tables_of(dist):
        for key in table.foreign_keys:
            keys += 1
            ((dangling,),) = parquet.execute(
                f"""SELECT count(*) FROM "{table.name}" AS child WHERE "{key.column}" IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM "{key.other_table}" AS parent
                WHERE parent."{key.other_column}" = child."{key.column}")"""
            ).fetchall()
            assert dangling == 0, (table.name, key)
    assert keys > 50


# What the named queries say otherwise in DuckDB.
DIALECT = {
    "strftime('%Y-%m', months.month || '-01', '+1 month')": (
        "strftime(CAST(months.month || '-01' AS DATE) + INTERVAL 1 MONTH, '%Y-%m')"
    ),
    "LIMIT 2400": "",
    "char(1114111)": "chr(1114111)",
    # Days have a type of their own.
    "substr((SELECT asked.first_day FROM asked), 1, 8) || '01'": (
        "date_trunc('month', (SELECT asked.first_day FROM asked))"
    ),
    "attacks.date_earliest,": "CAST(attacks.date_earliest AS VARCHAR),",
    "attacks.date_latest,": "CAST(attacks.date_latest AS VARCHAR),",
}


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("attacks_between", {"start": "2018-03", "end": "2018-07"}),
        ("attacks_between", {"start": "", "end": ""}),
        ("footnotes", {"source": "csis-2018"}),
        (
            "share_of_attacks",
            {"group": "jnim", "start": "2018", "end": "2018", "source": "", "rule": ""},
        ),
        ("attacks_per_month", {"group": "jnim", "start": "", "end": "", "source": "", "rule": ""}),
    ],
)
@pytest.mark.parametrize("many", [False, True])
def test_named_queries_give_the_same_answers_in_duckdb(
    dist: Path, tmp_path: Path, query: str, asked: dict[str, str], many: bool
) -> None:
    if many:
        written(dist / "jnim.db", tables_of(dist), tmp_path, 5)
    sql = DATABASE["queries"][query]["sql"]
    database = connect(dist)
    expected = [tuple(row) for row in database.execute(sql, asked)]
    for expression, name in re.findall(
        r"(asked_dates\s+WHERE question = json_array\(:(\w+)\))", sql
    ):
        ((first, last),) = database.execute(
            "SELECT first_day, last_day FROM asked_dates WHERE question = json_array(?)",
            (asked[name],),
        )
        type_ = "DATE" if query == "attacks_between" else ""
        days = f"(VALUES ({type_} '{first}', {type_} '{last}')) AS days (first_day, last_day)"
        sql = sql.replace(expression, days)
    database.close()
    assert expected
    # The dialects differ in how parameters are written as well, and DuckDB has no views that answer
    # for one text, such as a date.
    for sqlite, duckdb_ in DIALECT.items():
        sql = sql.replace(sqlite, duckdb_)
    sql = re.sub(r":(\w+)", r"$\1", sql)
    used = {name: value for name, value in asked.items() if f"${name}" in sql}
    found = duck(tmp_path if many else dist).execute(sql, used).fetchall()
    assert [same_order(row) for row in found] == [same_order(row) for row in expected]


def same_order(row: tuple[Any, ...]) -> list[object]:
    """A row in which joined ids stand in order: neither program promises one."""
    return [
        ",".join(sorted(value.split(","))) if isinstance(value, str) else plain(value)
        for value in row
    ]


# ---------------------------------------------------------------- GeoJSON


@BOTH
def test_geojson(folder: Path) -> None:
    told = json.loads((folder / "attacks.geojson").read_text(encoding="utf-8"))
    assert told.keys() == {"type", "features"}
    database = connect(folder)
    rows = {row["id"]: row for row in database.execute("SELECT * FROM attacks")}
    database.close()
    assert {feature["id"] for feature in told["features"]} == rows.keys()
    points = 0
    for feature in told["features"]:
        row = rows[feature["id"]]
        assert feature["properties"]["title"] == row["title"]
        assert feature["properties"]["source_ids"]
        if row["latitude"] is None:
            assert feature["geometry"] is None
        else:
            points += 1
            # longitude first
            assert feature["geometry"] == {
                "type": "Point",
                "coordinates": [row["longitude"], row["latitude"]],
            }
    assert 0 < points < len(rows)


# ---------------------------------------------------------------- BibTeX and CSL-JSON


@BOTH
def test_bibtex_is_read_by_a_bibtex_parser(folder: Path) -> None:
    read = parse_string((folder / "sources.bib").read_text(encoding="utf-8"), "bibtex")
    database = connect(folder)
    sources = {row["id"]: row for row in database.execute("SELECT * FROM sources")}
    database.close()
    assert read.entries.keys() == sources.keys()
    for id_, entry in read.entries.items():
        # The name of the publisher, which a page's title has, too, stands beside it once.
        named = sources[id_]["publisher"]
        title = sources[id_]["title"].removesuffix(f" | {named}").removeprefix(f"{named} | ")
        title = bibliography.escape_bibtex(title)
        assert entry.fields["title"] == f"{{{title}}}"
        authors = citing.authors_of(sources[id_])
        publisher = sources[id_]["publisher"] or sources[id_]["container"]
        assert len(entry.persons.get("author", [])) == len(authors or [publisher])


def test_hostile_words_come_back_from_bibtex(spoilt: Path) -> None:
    read = parse_string((spoilt / "sources.bib").read_text(encoding="utf-8"), "bibtex")
    title = read.entries["csis-2018"].fields["title"][1:-1]
    for mark, written in bibliography._BIBTEX.items():
        if mark not in "\\{}":
            title = title.replace(written, mark)
    for mark in "\\{}":
        title = title.replace(bibliography._BIBTEX[mark], mark)
    assert title.startswith(" ".join(WORDS.split()))


@BOTH
def test_csl_items(folder: Path) -> None:
    items = json.loads((folder / "sources.csl.json").read_text(encoding="utf-8"))
    assert len(items) == len({item["id"] for item in items}) > 20
    for item in items:
        assert item["title"] and item["type"]
        assert "\n" not in item["title"]


# ---------------------------------------------------------------- FollowTheMoney


def schema_called(name: str) -> Schema:
    from followthemoney import model

    schema = model.get(name)
    assert schema is not None, name
    return schema


def entities_of(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "ftm" / "entities.ftm.json").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


@BOTH
def test_entities_are_valid(folder: Path) -> None:
    entities = entities_of(folder)
    schema_of = {entity["id"]: entity["schema"] for entity in entities}
    assert len(schema_of) == len(entities) > 200
    for entity in entities:
        schema = schema_called(entity["schema"])
        schema.validate(entity)
        for required in schema.required:
            assert entity["properties"].get(required), entity
        for name, values in entity["properties"].items():
            kind = schema.properties[name]
            for value in values:
                assert kind.type.validate(value), (name, value)
                if kind.type.name == "entity":
                    assert schema_called(schema_of[value]).is_a(kind.range), (entity["id"], name)


def test_a_building_is_where_an_attack_was_and_no_public_body(dist: Path) -> None:
    database = connect(dist)
    sites = {
        id_of(row["id"]) for row in database.execute("SELECT id FROM groups WHERE kind = 'site'")
    }
    database.close()
    entities = entities_of(dist)
    assert {entity["id"] for entity in entities if entity["schema"] == "Address"} > sites > set()
    attacked = {
        value
        for entity in entities
        if entity["schema"] == "Event"
        for value in entity["properties"].get("addressEntity", ())
    }
    assert attacked & sites


def test_each_statement_names_its_source(dist: Path) -> None:
    database = connect(dist)
    sources = {row["id"].replace("-", "_") for row in database.execute("SELECT id FROM sources")}
    claims = {
        row["id"]: (row["about_source_id"] or row["source_id"]).replace("-", "_")
        for row in database.execute("SELECT * FROM claims")
    }
    database.close()
    with (dist / "ftm" / "statements.csv").open(encoding="utf-8", newline="") as file:
        statements = list(csv.DictReader(file))
    assert len({each["id"] for each in statements}) == len(statements)
    for each in statements:
        assert each["dataset"] in sources | {"jnim_db"}
        if each["origin"]:
            assert each["dataset"] == claims[each["origin"]], each
    values = {(each["entity_id"], each["prop"], each["value"]) for each in statements}
    told = {
        (entity["id"], name, value)
        for entity in entities_of(dist)
        for name, found in entity["properties"].items()
        for value in found
    }
    assert values == told
    kinds = {
        (
            each["prop"],
            each["prop_type"],
            schema_called(each["schema"]).properties[each["prop"]].type.name,
        )
        for each in statements
    }
    assert all(told == meant for _, told, meant in kinds), kinds


def statements_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "ftm" / "statements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows_behind(database: sqlite3.Connection, tables: list[Table]) -> dict[str, set[str]]:
    """For each claim all that the rows say that rest on it, with the words of vocabularies."""
    found: dict[str, set[str]] = {}
    labels: dict[str, str] = {}

    def add(claim: str | None, row: sqlite3.Row) -> None:
        if claim:
            values = {str(value) for value in row if value is not None}
            found.setdefault(claim, set()).update(values, {labels.get(each, "") for each in values})

    for table in tables:
        columns = {column.name for column in table.columns}
        name = "label" if "label" in columns else "name"
        if {"id", name} <= columns:
            labels |= dict(map(tuple, database.execute(f"SELECT id, {name} FROM [{table.name}]")))
    for table in tables:
        columns = {column.name for column in table.columns}
        for row in database.execute(f"SELECT * FROM [{table.name}]"):
            for column in columns & {"claim_id", "date_claim_id"}:
                add(row[column], row)
    for child, key in (("attack_reports", "id"), ("attack_actors", "report_id")):
        joined = (
            f"SELECT x.*, c.claim_id FROM [{child}] x JOIN report_claims c ON c.report_id = x.{key}"
        )
        for row in database.execute(joined):
            add(row["claim_id"], row)
    joined = "SELECT x.*, c.claim_id FROM sources x JOIN source_claims c ON c.source_id = x.id"
    for row in database.execute(joined):
        add(row["claim_id"], row)
    return found


def is_told(value: str, text: str) -> bool:
    """Whether a statement says what a cell says: itself, as an entity, in words, as one of many."""
    if not text:
        return False
    dated = re.match("[0-9./~?]", text) and citing.date_in_words(text) in value
    return id_of(text) == value or text in value or value in text.split("; ") or bool(dated)


def test_each_statement_stands_in_a_row_of_its_claim(dist: Path) -> None:
    database = connect(dist)
    behind = rows_behind(database, tables_of(dist))
    database.close()
    statements = statements_of(dist)
    told = [each for each in statements if each["origin"]]
    assert len(told) > 500
    missing = [
        (each["origin"], each["prop"], each["value"])
        for each in told
        if not any(is_told(each["value"], text) for text in behind[each["origin"]])
    ]
    assert missing == []
    # The rest is what a thing is called here, the id of its row, a point by its own source, and
    # the numbers of other registers.
    for each in statements:
        if not each["origin"] and each["dataset"] != "jnim_db":
            is_point = each["prop"] in {"latitude", "longitude"}
            assert is_point == ((each["dataset"], each["schema"]) == ("geonames", "Address"))
            assert is_point or each["prop"] in {"idNumber", "wikidataId"}


def test_hostile_words_come_back_from_statements_as_they_are(spoilt: Path) -> None:
    database = connect(spoilt)
    names = {
        row["name"] for row in database.execute("SELECT name FROM names WHERE milestone_id IS NULL")
    }
    database.close()
    aliases = {each["value"] for each in statements_of(spoilt) if each["prop"] == "alias"}
    assert aliases == names
    assert all(WORDS in name for name in names)
    # An id is an address: nothing of what words may hold is in one.
    for each in statements_of(spoilt):
        assert re.fullmatch(r"[A-Za-z0-9.-]+", each["entity_id"])
        assert re.fullmatch(r"[a-z0-9_]+", each["dataset"])


def test_both_readings_of_a_date_stay(dist: Path) -> None:
    with (dist / "ftm" / "statements.csv").open(encoding="utf-8", newline="") as file:
        dates = {
            (each["dataset"], each["value"])
            for each in csv.DictReader(file)
            if each["entity_id"] == "jnim-ouagadougou-2018"
            and each["prop"] in ("date", "description")
        }
    assert ("csis_2018", "2018-03-03") in dates
    assert ("bbc_2018_03_02", "Date: on or before 2 March 2018") in dates


def test_what_is_no_whole_date_is_told_in_words(dist: Path) -> None:
    database = connect(dist)
    dated = [
        row["date_edtf"]
        for row in database.execute("SELECT date_edtf FROM milestones WHERE date_edtf LIKE '%/%'")
    ]
    database.close()
    told = json.dumps(entities_of(dist), ensure_ascii=False)
    assert dated
    for date in dated:
        assert citing.date_in_words(date) in told


# ---------------------------------------------------------------- what it says of itself


@BOTH
def test_citation_file(folder: Path) -> None:
    """By the rules of the Citation File Format 1.2.0."""
    told = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= told.keys()
    assert told.keys() <= {
        *("cff-version", "message", "type", "title", "abstract", "authors", "version", "license"),
        *("keywords", "identifiers", "references", "date-released"),
    }
    assert told["cff-version"] == "1.2.0"
    assert told["type"] in {"software", "dataset"}
    # An entity has a name; a person would have family-names.
    assert all(author.keys() == {"name"} for author in told["authors"])
    for identifier in told["identifiers"]:
        assert identifier["type"] in {"doi", "url", "swh", "other"}
        assert isinstance(identifier["value"], str)
    for reference in told["references"]:
        assert {"type", "title", "authors"} <= reference.keys()
        assert reference["authors"] and isinstance(reference.get("year", 0), int)
    if folder.parent.name.startswith("export"):
        assert str(told["date-released"]) == "2026-01-31"
        people = [author for each in told["references"] for author in each["authors"]]
        assert {"family-names": "Newlee", "given-names": "Danika"} in people


@BOTH
def test_zenodo(folder: Path) -> None:
    told = json.loads((folder / ".zenodo.json").read_text(encoding="utf-8"))
    assert {"title", "description", "upload_type", "license", "creators"} <= told.keys()
    assert told["upload_type"] == "dataset"
    assert all(each["identifier"].startswith("http") for each in told["related_identifiers"])


def test_every_spoilt_column_was_looked_at(spoilt: Path) -> None:
    """The hostile words are where these tests believe them to be."""
    database = connect(spoilt)
    for table, columns in SPOILT.items():
        for column in columns.split():
            ((value,),) = database.execute(f"SELECT [{column}] FROM [{table}] LIMIT 1")
            assert value.startswith(WORDS)
    database.close()
