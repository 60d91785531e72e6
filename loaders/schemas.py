"""The JSON Schemas of the facts, and plain sentences for violations.

Vocabulary words come from facts/vocabularies.yml. For text editors, which read only files,
`python -m loaders.schemas` writes them to schema/facts/words.schema.json, and the existing ids to
ids.schema.json.
"""

import argparse
import difflib
import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from common.command import exit_code
from loaders.documents.document_layout import slug
from loaders.problems import Problems
from loaders.yaml_positions import Keys, YamlFile, read_yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "schema" / "facts"
ID_FILES = {
    "group": "groups",
    "person": "people",
    "place": "places",
    "source": "sources",
    "attack": "attacks",
}
ID_OF = ("$defs/id", "$defs/id_or_null")
"""The definitions of an id, and of one that may be null."""
FIXED = ("precisions", "geo_precisions", "verdicts")
"""Vocabularies whose words the code depends on; the others can be extended."""
Vocabularies = Mapping[str, Mapping[str, Any]]


def _is_integer(_: object, instance: object) -> bool:
    return isinstance(instance, str) and re.fullmatch(r"-?[0-9]+", instance) is not None


def _is_number(_: object, instance: object) -> bool:
    return isinstance(instance, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", instance) is not None


# Facts are read with every scalar as text, so text that looks like a number counts as a number.
_Validator = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer).redefine(
        "number", _is_number
    ),
)


def words_schema(vocabularies: Vocabularies) -> dict[str, Any]:
    """Return the schema with the words of every vocabulary."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Words of facts/vocabularies.yml, written by `python -m loaders.schemas`",
        "$defs": {
            table: {"title": table, "description": f"a word of {table}", "enum": list(words)}
            for table, words in vocabularies.items()
        },
    }


def ids_schema(facts: Path) -> dict[str, Any]:
    """Return the schema from which text editors complete ids; it accepts new ids too."""
    ids = {
        name: list(yaml.load((facts / f"{file}.yml").read_text("utf-8"), yaml.CSafeLoader) or {})
        for name, file in ID_FILES.items()
    }
    texts = [path.read_text("utf-8") for path in sorted((facts / "profiles").glob("*.yml"))]
    consulted = facts / "consulted.yml"
    texts += [consulted.read_text("utf-8")] if consulted.exists() else []
    ids["claim"] = [id_ for text in texts for id_ in re.findall(r"^ *- id: (\S+)$", text, re.M)]
    ids["party"] = ids["group"] + ids["person"]
    ids["named"] = ids["party"] + ids["place"]
    ids["party_or_null"] = ids["party"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ids of the facts, written by `python -m loaders.schemas`",
        "$defs": {
            name: {
                "title": name,
                "anyOf": [
                    {"enum": known},
                    {"$ref": f"common.schema.json#/{ID_OF[name.endswith('_or_null')]}"},
                ],
            }
            for name, known in ids.items()
        },
    }


@cache
def _load(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _inlined(part: Any, name: str, words: Mapping[str, Any]) -> Any:
    """Return a schema with every $ref replaced by its target; the schemas have no cycles."""
    if isinstance(part, list):
        return [_inlined(each, name, words) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" not in part:
        return {key: _inlined(each, name, words) for key, each in part.items() if key != "$defs"}
    file, _, pointer = part["$ref"].partition("#/")
    if file == "words.schema.json":
        # If a vocabulary could not be read, accept any word.
        return words["$defs"].get(pointer.removeprefix("$defs/"), {})
    if file == "ids.schema.json":
        # This is only for completion in text editors. The loaders check the ids themselves.
        file, pointer = "common.schema.json", ID_OF[pointer.endswith("_or_null")]
    file = file or name
    named = _load(file)
    for key in pointer.split("/"):
        named = named[key]
    return _inlined(named, file, words)


def check(file: YamlFile, schema: str, vocabularies: Vocabularies, problems: Problems) -> set[Keys]:
    """Check a file against its schema.

    Args:
        file: The file.
        schema: The name of its schema, e.g. `groups.schema.json`.
        vocabularies: The known words.
        problems: Collects the violations.

    Returns:
        The paths of all parts that violate the schema.
    """
    validator = _Validator(_inlined(_load(schema), schema, words_schema(vocabularies)))
    broken: set[Keys] = set()
    errors = list(validator.iter_errors(file.data))
    odd = {tuple(each.absolute_path) for each in errors if each.validator == "additionalProperties"}
    for error in errors:
        broken.add(tuple(error.absolute_path))
        if error.validator == "required" and tuple(error.absolute_path) in odd:
            continue  # the missing key may be there, misspelt
        for keys, message, expected, word, known in _sentences(error, vocabularies):
            problems.add(file.at(keys), message, expected=expected, word=word, known=known)
    return broken


def _sentences(
    error: ValidationError, vocabularies: Vocabularies
) -> Iterator[tuple[Keys, str, str, str, list[str]]]:
    """Yield for each mistake: where, what is wrong, what is expected, wrong and known words."""
    keys: Keys = tuple(error.absolute_path)
    schema: Any = error.schema
    value: Any = error.instance
    expected = schema.get("description", "")
    properties = schema.get("properties", {})
    if "propertyNames" in error.absolute_schema_path:
        keys = (*keys, value)
    match error.validator:
        case "required":
            name = re.sub(r"^'(.+)' is a required property$", r"\1", error.message)
            yield keys, f"'{name}' is missing", properties[name].get("description", ""), "", []
        case "dependentRequired":
            for name, needed in schema["dependentRequired"].items():
                lacking = [each for each in needed if name in value and each not in value]
                if lacking:
                    yield (*keys, name), f"'{name}' needs {' and '.join(lacking)}", "", "", []
        case "additionalProperties":
            for name in value:
                if name in properties:
                    continue
                allowed = "one of " + ", ".join(properties)
                if len(set(schema.get("required", [])) - set(value)) > 1:
                    allowed += "; or more blanks before it, if it belongs to the lines above"
                if " " in name:
                    # `{note: one, two}` has a key `two`: in braces, a comma ends a value.
                    allowed = "quotes around a text with a comma in it, or " + allowed
                yield (
                    (*keys, name),
                    f"the key '{name}' is unknown here",
                    allowed,
                    name,
                    list(properties),
                )
        case "enum" if "title" in schema:
            message = f"{_shown(value)} is no word of {schema['title']} (vocabularies.yml)"
            word = value if isinstance(value, str) else ""
            expected, near = _words(schema["title"], vocabularies[schema["title"]], word)
            yield keys, message, expected, word, near
        case "minProperties" | "maxProperties" | "minItems":
            count = len(value)
            things = "keys" if isinstance(value, dict) else "items"
            message = f"there are {count} {things} here" if count else "nothing stands here"
            yield keys, message, expected, "", []
        case _:
            known = schema.get("enum", [])
            if expected.startswith("an id") and isinstance(value, str):
                known = [slug(value)]
            word = value.casefold() if isinstance(value, str) and known else ""
            yield keys, f"{_shown(value)} does not fit here", expected, word, known


def _words(table: str, words: Mapping[str, Any], word: str) -> tuple[str, list[str]]:
    """Return what was expected, and the known words, among which similar ones are suggested."""
    labels = {id_: str(each.get("label", "")) for id_, each in words.items()}
    for id_, label in labels.items():
        if label.casefold() == word.casefold() != "":
            return f"'{id_}', the word for {label}", []
    line = f"{slug(word) or '…'}: {{label: …, description: …}}"
    if not words:
        return f"a line in vocabularies.yml first: {line}", []
    if difflib.get_close_matches(word, words, cutoff=0.8):
        return "", list(words)
    shown = [id_ if slug(label) == id_ else f"{id_} ({label})" for id_, label in labels.items()]
    new = "" if table in FIXED else f", or, where none fits, a line below {table}: {line}"
    return "one of " + ", ".join(shown) + new, list(words)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if not value:
        return "an empty value"
    text = str(value)
    return f"'{text}'" if len(text) <= 60 else f"'{text[:57]}...'"


def main(arguments: list[str] | None = None) -> int:
    """Write the vocabulary words and the ids, for text editors."""
    parser = argparse.ArgumentParser(
        prog="python -m loaders.schemas",
        description="Write words and ids to schema/facts, where editors complete them.",
        epilog="example: python -m loaders.schemas --facts facts",
    )
    parser.add_argument("--facts", type=Path, default=Path("facts"), help="the folder of the facts")
    parser.add_argument("--to", type=Path, default=FOLDER, help="another project's folder of them")
    options: Any = parser.parse_args(arguments)
    facts: Path = options.facts
    to: Path = options.to
    problems = Problems()
    path = facts / "vocabularies.yml"
    file = read_yaml(path, str(path), problems)
    if file is not None:
        if isinstance(file.data, dict):  # a vocabulary may still be empty
            file = replace(file, data={table: words or {} for table, words in file.data.items()})
        check(file, "vocabularies.schema.json", {}, problems)
    if problems or file is None:
        problems.print()
        return 1
    if to.resolve() != FOLDER:
        shutil.copytree(FOLDER, to, dirs_exist_ok=True)
    text = json.dumps(words_schema(file.data), indent=2) + "\n"
    (to / "words.schema.json").write_text(text, encoding="utf-8")
    text = json.dumps(ids_schema(facts), indent=1, ensure_ascii=False) + "\n"
    (to / "ids.schema.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
