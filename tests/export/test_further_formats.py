"""The workbook, the network, the annotations and the archive of all, read by other programs."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import jsonschema
import networkx as nx
import openpyxl
import pytest
import yaml
from markupsafe import escape
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


def test_hostile_words_are_told_as_words_of_the_network_and_the_changes(spoilt: Path) -> None:
    graph = nx.read_gexf(spoilt / "network.gexf")
    assert "<script>x</script>" in graph.nodes["groups/jnim"]["label"]
    changes = (spoilt / "CHANGES.md").read_text(encoding="utf-8")
    assert "\\<script\\>x" in changes
    assert "<script>" not in changes
    # What turns the text around ends with the value that it is in, and nothing is sent to a screen.
    assert not re.search("\u202e[^\u202c\n]*→", changes)
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", changes)


def test_each_claim_and_check_is_an_annotation(dist: Path) -> None:
    collection = json.loads((dist / "annotations.jsonld").read_text(encoding="utf-8"))
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    items = collection["first"]["items"]
    assert collection["total"] == len(items) == len({item["id"] for item in items})
    with closing(sqlite3.connect(dist / "jnim.db")) as database:
        ((expected,),) = database.execute(
            "SELECT (SELECT count(*) FROM claims WHERE deep_link IS NOT NULL)"
            " + (SELECT count(*) FROM citation_checks)"
        )
        spans = {
            f"urn:jnim-db:claim:{id_}": (start, end)
            for id_, start, end in database.execute("SELECT id, span_start, span_end FROM claims")
        } | {
            f"urn:jnim-db:check:{id_}": (start, end)
            for id_, start, end in database.execute(
                "SELECT citation_checks.id, span_start, span_end FROM citation_checks"
                " INNER JOIN claims ON claim_id = claims.id WHERE citation_checks.deep_link IS NULL"
            )
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
    import openapi_spec_validator  # not before: it takes half a second

    described = json.loads((dist / "openapi.json").read_text(encoding="utf-8"))
    openapi_spec_validator.validate(described)
    metadata = yaml.safe_load((root / "metadata.yml").read_text(encoding="utf-8"))
    queries = metadata["databases"]["jnim"]["queries"]
    paths = {name: f"/jnim/{name}.json" for name in queries}
    assert list(described["paths"]) == list(paths.values())
    for name, query in queries.items():
        parameters = described["paths"][paths[name]]["get"]["parameters"]
        assert [each["name"] for each in parameters[:-1]] == query.get("params", [])
        # Without it, Datasette answers in another form than that which is described.
        assert (parameters[-1]["name"], parameters[-1]["required"]) == ("_shape", True)
        assert parameters[-1]["schema"]["enum"] == ["array"]


def test_croissant_says_what_the_data_package_says(dist: Path) -> None:
    package = json.loads((dist / "datapackage.json").read_text(encoding="utf-8"))
    described = json.loads((dist / "croissant.json").read_text(encoding="utf-8"))
    assert described["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    for name in ("name", "description", "version", "keywords"):
        assert described[name] == package[name]
    files = {each["@id"]: each for each in described["distribution"]}
    records = {each["@id"]: each for each in described["recordSet"]}
    for resource in package["resources"]:
        assert f"sha256:{files[resource['path']]['sha256']}" == resource["hash"]
        fields = {each["@id"]: each for each in records[resource["name"]]["field"]}
        wanted = {f"{resource['name']}/{each['name']}" for each in resource["schema"]["fields"]}
        assert set(fields) == wanted
        assert {each["source"]["fileObject"]["@id"] for each in fields.values()} == {
            resource["path"]
        }


@pytest.mark.parametrize(
    ("address", "entities"),
    [
        ("", "entities.ftm.json"),
        ("https://site.example/", "https://site.example/static/downloads/entities.ftm.json"),
    ],
)
def test_yente_is_told_where_the_entities_are(
    dist: Path, tmp_path: Path, address: str, entities: str
) -> None:
    from exports.about import About
    from exports.manifest import write_manifest

    write_manifest(About("Title", "Words", "1.0", "ab" * 32, None, []), address, tmp_path)
    (told,) = yaml.safe_load((tmp_path / "manifest.yml").read_text(encoding="utf-8"))["datasets"]
    assert told["entities_url"] == entities
    (ours,) = yaml.safe_load((dist / "ftm" / "manifest.yml").read_text(encoding="utf-8"))[
        "datasets"
    ]
    # The data set is the one that statements of our own have.
    assert f",{ours['name']}," in (dist / "ftm" / "statements.csv").read_text(encoding="utf-8")


def test_the_codebook_describes_every_column_and_word(dist: Path, root: Path) -> None:
    page = (dist / "codebook.html").read_text(encoding="utf-8")
    metadata = yaml.safe_load((root / "metadata.yml").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(dist / "jnim.db")) as database:
        for name, table in metadata["databases"]["jnim"]["tables"].items():
            if table.get("hidden") and "label" in table["columns"]:
                words = database.execute(f"SELECT id, label FROM [{name}]").fetchall()
                lines = [f"<code>{id_}</code> {escape(label)}" for id_, label in words]
            elif not table.get("hidden"):
                columns = database.execute(f"PRAGMA table_xinfo([{name}])").fetchall()
                lines = [f"<code>{column[1]}</code>" for column in columns]
            else:
                continue
            section = page.partition(f'<section id="{name}">')[2].partition("</section>")[0]
            assert [line for line in lines if line not in section] == [], name
        ((claims,),) = database.execute("SELECT count(*) FROM claims")
    assert f"{claims} rows." in page
    links = set(re.findall(r'href="#(.*?)"', page))
    assert links <= set(re.findall(r'id="(.*?)"', page))


def test_hostile_words_are_no_markup_in_the_codebook(spoilt: Path) -> None:
    page = (spoilt / "codebook.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;x" in page
    assert "<script" not in page


def test_the_crosswalk_names_groups_that_there_are(dist: Path, root: Path) -> None:
    with (dist / "crosswalk.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = yaml.safe_load((root / "facts" / "event_actors.yml").read_text(encoding="utf-8"))
    known = {**names["names"], **names["names_with_tail"]}
    tables = (names["names"], names["names_with_tail"])
    assert len(rows) == sum(len(groups) for table in tables for groups in table.values())
    assert {row["name"] for row in rows} == set(known)
    with closing(sqlite3.connect(dist / "jnim.db")) as database:
        ids = {id_ for (id_,) in database.execute("SELECT id FROM [groups]")}
    assert {row["group_id"] for row in rows} <= ids | set(names["groups"])
    (serma,) = [row for row in rows if row["name"] == "Katiba Serma"]
    assert (serma["group_id"], serma["since"]) == ("jnim", "2017-03-01")


WORDS = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "pattern": "^(https?|urn):"}
QUOTE = {
    "properties": {"type": {"const": "TextQuoteSelector"}, "exact": WORDS},
    "required": ["type", "exact"],
    "additionalProperties": False,
}
SELECTORS = [
    QUOTE,
    {
        "properties": {
            "type": {"const": "FragmentSelector"},
            "value": WORDS,
            "conformsTo": ADDRESS,
        },
        "required": ["type", "value"],
        "additionalProperties": False,
    },
    {
        "properties": {
            "type": {"const": "RangeSelector"},
            "startSelector": QUOTE,
            "endSelector": QUOTE,
        },
        "required": ["type", "startSelector", "endSelector"],
        "additionalProperties": False,
    },
    {
        "properties": {
            "type": {"const": "TextPositionSelector"},
            "start": {"type": "integer", "minimum": 0},
            "end": {"type": "integer", "minimum": 1},
        },
        "required": ["type", "start", "end"],
        "additionalProperties": False,
    },
]
TEXT = {
    "type": "object",
    "properties": {
        "type": {"const": "TextualBody"},
        "value": WORDS,
        "format": {"const": "text/plain"},
        "language": {"const": "en"},
        "purpose": {"enum": ["describing", "assessing"]},
    },
    "required": ["type", "value"],
    "additionalProperties": False,
}
# What the W3C's Web Annotation Data Model (3.1 to 3.3, 4.2) asks of those that are written here. No
# package has the W3C's own schema.
ANNOTATION = {
    "properties": {
        "id": ADDRESS,
        "type": {"const": "Annotation"},
        "motivation": {"enum": ["describing", "assessing"]},
        "body": {"oneOf": [TEXT, {"type": "array", "items": {"anyOf": [TEXT, ADDRESS]}}]},
        "target": {
            "properties": {
                "source": ADDRESS,
                "selector": {"type": "array", "minItems": 1, "items": {"oneOf": SELECTORS}},
            },
            "required": ["source", "selector"],
            "additionalProperties": False,
        },
    },
    "required": ["id", "type", "target"],
    "additionalProperties": False,
}


def test_annotations_are_valid_by_the_model(dist: Path) -> None:
    collection = json.loads((dist / "annotations.jsonld").read_text(encoding="utf-8"))
    jsonschema.validate(collection["first"]["items"], {"items": ANNOTATION})
    for item in collection["first"]["items"]:
        for selector in item["target"]["selector"]:
            assert selector.get("start", 0) < selector.get("end", 1)


def test_an_annotation_says_of_a_note_on_the_next_sentence_that_it_stands_there(dist: Path) -> None:
    collection = json.loads((dist / "annotations.jsonld").read_text(encoding="utf-8"))
    checks = [each for each in collection["first"]["items"] if each["motivation"] == "assessing"]
    beside = {
        each["id"].rpartition(":")[2]
        for each in checks
        if each["body"][0]["value"].startswith("Cited in the next sentence. ")
    }
    with closing(sqlite3.connect(dist / "jnim.db")) as database:
        rows = database.execute("SELECT id FROM claim_citations WHERE scope = 'paragraph'")
        assert beside == {id_ for (id_,) in rows}
