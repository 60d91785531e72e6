"""The JSON Schemas of the facts: for editors as well as for the build."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from loaders.schemas import FOLDER, ids_schema, words_schema

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMAS = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_is_a_schema(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["title"]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_refers_to_what_there_is(path: Path) -> None:
    for file, name in re.findall(r'"\$ref": "([^"#]*)#/\$defs/([^"]+)"', path.read_text()):
        named = json.loads((FOLDER / (file or path.name)).read_text(encoding="utf-8"))
        assert name in named["$defs"]


def test_the_words_for_editors_are_those_of_the_vocabularies() -> None:
    text = (ROOT / "facts" / "vocabularies.yml").read_text(encoding="utf-8")
    vocabularies = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    words = json.loads((FOLDER / "words.schema.json").read_text(encoding="utf-8"))
    assert words == words_schema(vocabularies), "run: python -m loaders.schemas"


def test_editors_complete_ids_and_take_new_ones(facts: Path) -> None:
    ids = ids_schema(facts)["$defs"]
    assert "marsh-lock-house" in ids["claim"]["anyOf"][0]["enum"]
    assert "marsh-atlas-2020" in ids["source"]["anyOf"][0]["enum"]
    files = {
        word
        for path in SCHEMAS
        for word in re.findall(r"ids\.schema\.json#/\$defs/(\w+)", path.read_text())
    }
    assert {"claim", "source", "attack", "place", "party", "named"} <= files <= ids.keys()
    for name in files:
        known, any_id = ids[name]["anyOf"]
        assert known["enum"]
        assert any_id["$ref"].startswith("common.schema.json#/$defs/id")


@pytest.mark.parametrize("name", ["groups", "people", "places", "attacks", "sources"])
def test_the_readme_lists_every_field_of_an_entry(name: str) -> None:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    readme = (ROOT / "facts" / "README.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| [^|]*`{name}\.yml`[^|]* \| (.*\*\*.*) \|$", readme, re.M)
    for field in schema["additionalProperties"]["properties"]:
        assert re.search(rf"\b{field}\b", row), field


def test_every_file_of_facts_names_its_schema() -> None:
    names = [f"{name.name.split('.')[0]}.yml" for name in SCHEMAS]
    paths = [path for path in (ROOT / "facts").glob("*.yml") if path.name in names]
    paths += (ROOT / "facts" / "profiles").glob("*.yml")
    for path in paths:
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match, f"{path} names no schema in its first line"
        assert (path.parent / match[1]).resolve() in SCHEMAS
