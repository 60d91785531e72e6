"""The workbook, the network, the annotations and the archive of all, read by other programs."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import networkx as nx
import openapi_spec_validator
import openpyxl
import pytest
import yaml
from python_calamine import CalamineWorkbook

from exports.workbook import CELL


def tables_of(folder: Path) -> dict[str, int]:
    with closing(sqlite3.connect(folder / "jnim.db")) as database:
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        names = [resource["name"] for resource in package["resources"]]
        return {
            name: database.execute(f"SELECT count(*) FROM [{name}]").fetchone()[0] for name in names
        }


def test_the_workbook_holds_every_table(dist: Path) -> None:
    counts = tables_of(dist)
    book = openpyxl.load_workbook(dist / "tables.xlsx", read_only=True)
    assert book.sheetnames[0] == "Contents"
    assert {sheet: book[sheet].max_row - 1 for sheet in book.sheetnames[1:]} == counts
    other = CalamineWorkbook.from_path(str(dist / "tables.xlsx"))
    assert other.sheet_names == book.sheetnames
    header, *rows = other.get_sheet_by_name("claims").to_python()
    with closing(sqlite3.connect(dist / "jnim.db")) as database:
        said = dict(database.execute("SELECT id, statement FROM claims"))
    at = header.index("id"), header.index("statement")
    assert {row[at[0]]: row[at[1]] for row in rows} == said


def test_hostile_words_are_no_formulas_in_the_workbook(spoilt: Path) -> None:
    book = openpyxl.load_workbook(spoilt / "tables.xlsx", read_only=True)
    cells = [cell for row in book["groups"].iter_rows(min_row=2) for cell in row if cell.value]
    assert cells
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(str(cell.value).startswith(("=", "+", "-", "@")) for cell in cells)
    assert all(len(str(cell.value)) <= CELL for cell in cells)


def test_the_network_is_read_by_networkx(dist: Path) -> None:
    graph = nx.read_gexf(dist / "network.gexf")
    with closing(sqlite3.connect(dist / "jnim.db")) as database:
        ((ties,),) = database.execute(
            "SELECT (SELECT count(*) FROM membership) + (SELECT count(*) FROM relations)"
        )
        claims = {id_ for (id_,) in database.execute("SELECT id FROM claims")}
    assert graph.number_of_edges() == ties
    assert {data["claim_id"] for _, _, data in graph.edges(data=True)} <= claims
    assert graph.nodes["groups/jnim"]["label"] == "Jama'at Nasr al-Islam wal Muslimin (JNIM)"


def test_each_claim_and_check_is_an_annotation(dist: Path) -> None:
    collection = json.loads((dist / "annotations.jsonld").read_text(encoding="utf-8"))
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    items = collection["first"]["items"]
    assert collection["total"] == len(items) == len({item["id"] for item in items})
    with closing(sqlite3.connect(dist / "jnim.db")) as database:
        ((expected,),) = database.execute(
            "SELECT (SELECT count(*) FROM claims WHERE deep_link IS NOT NULL)"
            " + (SELECT count(*) FROM citation_checks WHERE deep_link IS NOT NULL)"
        )
        spans = {
            f"urn:jnim-db:claim:{id_}": (start, end)
            for id_, start, end in database.execute("SELECT id, span_start, span_end FROM claims")
        }
    assert len(items) == expected
    for item in items:
        assert (item["type"], bool(item["body"])) == ("Annotation", True)
        assert item["target"]["source"].startswith("http")
        kinds = [selector["type"] for selector in item["target"]["selector"]]
        assert kinds[0] == "FragmentSelector"
        assert item["target"]["selector"][0]["value"].startswith(":~:text=")
        positions = [
            (selector["start"], selector["end"])
            for selector in item["target"]["selector"]
            if selector["type"] == "TextPositionSelector"
        ]
        assert positions == ([spans[item["id"]]] if spans.get(item["id"], (None,))[0] else [])


def test_no_annotation_quotes_more_than_five_words(dist: Path) -> None:
    def quotes(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["exact"]] if "exact" in part else []
            return own + [each for value in part.values() for each in quotes(value)]
        return [each for value in part for each in quotes(value)] if isinstance(part, list) else []

    found = quotes(json.loads((dist / "annotations.jsonld").read_text(encoding="utf-8")))
    assert found
    assert max(len(words.split()) for words in found) <= 5


@pytest.mark.parametrize("name", ["jnim.db", "csv/claims.csv", "network.gexf", "README.md"])
def test_the_archive_holds_all_of_it(dist: Path, name: str) -> None:
    with zipfile.ZipFile(dist / "everything.zip") as archive:
        files = {path.relative_to(dist).as_posix() for path in dist.rglob("*") if path.is_file()}
        assert set(archive.namelist()) == files - {"everything.zip", "SHA256SUMS"}
        assert archive.read(name) == (dist / name).read_bytes()


def test_the_named_queries_are_described_by_openapi(dist: Path, root: Path) -> None:
    described = json.loads((dist / "openapi.json").read_text(encoding="utf-8"))
    openapi_spec_validator.validate(described)
    metadata = yaml.safe_load((root / "metadata.yml").read_text(encoding="utf-8"))
    queries = metadata["databases"]["jnim"]["queries"]
    paths = {name: f"/jnim/{name}.json" for name in queries}
    assert list(described["paths"]) == list(paths.values())
    for name, query in queries.items():
        parameters = described["paths"][paths[name]]["get"]["parameters"]
        assert [each["name"] for each in parameters[:-1]] == query.get("params", [])
