"""YAML to plain data, with the line of each of its parts.

Every scalar stays the text that stands in the file: 2018-03 is no date, 1.0 no number and
`no` no truth value, until the schema of the facts asks for one.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from loaders.problems import Place, Problems

Keys = tuple[str | int, ...]
"""The way to a part: keys of mappings and indexes of lists, from the top."""

_CORE_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class YamlFile:
    """One file: its data, and the place of each part of it."""

    name: str
    data: Any
    places: dict[Keys, Place]

    def at(self, keys: Keys) -> Place:
        """Return the place of a part, or of the nearest part around it."""
        while keys not in self.places and keys:
            keys = keys[:-1]
        return self.places.get(keys, Place(self.name))


def read_text(path: Path, name: str, problems: Problems) -> str | None:
    """Read a file as UTF-8, or say why that does not work."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        problems.add(Place(name), f"the file cannot be read: {error.strerror}")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problems.add(
            Place(name, line),
            f"byte {raw[error.start]:#04x} is not UTF-8",
            expected="a file in the encoding UTF-8",
        )
        return None
    return text.replace("\r\n", "\n")


def read_yaml(path: Path, name: str, problems: Problems) -> YamlFile | None:
    """Read one YAML file.

    Args:
        path: The file.
        name: How messages name it.
        problems: Takes what is wrong with it.

    Returns:
        Its data and the places of its parts; None where it cannot be read at all.
    """
    text = read_text(path, name, problems)
    if text is None:
        return None
    tabs = [
        (number, line.index("\t"))
        for number, line in enumerate(text.split("\n"), 1)
        if "\t" in line
    ]
    for number, column in tabs:
        problems.add(Place(name, number, column + 1), "a tab", expected="spaces")
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        if line not in [number for number, _ in tabs]:
            what = " ".join(part for part in (error.context, error.problem) if part)
            problems.add(Place(name, line), f"this is no YAML: {what}")
        return None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problems.add(Place(name, line), "a character that YAML does not allow")
        return None
    except RecursionError:
        problems.add(Place(name), "lists or mappings are nested too deeply")
        return None
    if node is None:
        problems.add(Place(name), "the file is empty")
        return None
    places: dict[Keys, Place] = {}
    try:
        data = _Converter(name, places, problems).convert(node, ())
    except RecursionError:
        problems.add(Place(name), "lists or mappings are nested too deeply")
        return None
    return YamlFile(name, data, places)


class _Converter:
    """Turns composed nodes into plain data."""

    def __init__(self, name: str, places: dict[Keys, Place], problems: Problems) -> None:
        self.name = name
        self.places = places
        self.problems = problems
        self.seen: set[int] = set()

    def place(self, node: yaml.Node) -> Place:
        return Place(self.name, node.start_mark.line + 1, node.start_mark.column + 1)

    def convert(self, node: yaml.Node, keys: Keys) -> Any:
        self.places.setdefault(keys, self.place(node))
        # An alias composes to the very node that it points at.
        if id(node) in self.seen:
            self.problems.add(
                self.places[keys], "an alias (*)", expected="the same words written out"
            )
            return None
        self.seen.add(id(node))
        if not node.tag.startswith(_CORE_TAG):
            self.problems.add(self.place(node), f"a tag ({node.tag})", expected="plain text")
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, keys)
        if isinstance(node, yaml.SequenceNode):
            return [self.convert(child, (*keys, i)) for i, child in enumerate(node.value)]
        return sys.intern(node.value) if len(node.value) < 20 else node.value

    def mapping(self, node: yaml.MappingNode, keys: Keys) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = self.place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.add(place, "a key that is a list or a mapping", expected="a word")
                continue
            key = key_node.value
            if key in data:
                first = self.places[(*keys, key)].line
                self.problems.add(
                    place,
                    f"the key '{key}' stands here twice; it was first on line {first}",
                    expected="each key once",
                )
                continue
            self.places[(*keys, key)] = place
            data[key] = self.convert(value_node, (*keys, key))
        return data
