"""Convert YAML to plain data, with the line of each part.

Every scalar stays text, as in the file: 2018-03 is not a date, 1.0 not a number and `no` not a
Boolean, until the schema of the facts asks for one.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from common.display_text import NOT_IN_XML
from loaders.problems import Place, Problems

Keys = tuple[str | int, ...]
"""The path to a part: keys of mappings and indexes of lists, from the top."""

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
    """Read a file as UTF-8; None, and a problem, if that fails."""
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


def read_yaml(
    path: Path, name: str, problems: Problems, *, may_be_empty: bool = False
) -> YamlFile | None:
    """Read one YAML file.

    Args:
        path: The file.
        name: Its name in messages.
        problems: Collects the mistakes in it.
        may_be_empty: Whether to read a file with only comments, as empty text.

    Returns:
        Its data and the places of its parts; None if it cannot be read at all.
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
        if not tabs:
            _explain(error, name, text.split("\n"), problems)
        return None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problems.add(Place(name, line), "a character that YAML does not allow")
        return None
    except RecursionError:
        problems.add(Place(name), "lists or mappings are nested too deeply")
        return None
    if node is None and may_be_empty:
        return YamlFile(name, "", {})
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


def _explain(error: yaml.MarkedYAMLError, name: str, lines: list[str], problems: Problems) -> None:
    """Report in plain words why a file cannot be read, at the line to be fixed."""
    problem, context = error.problem or "", error.context or ""
    _, what, expected, from_context = next(
        (cause for cause in _CAUSES if cause[0] in f"{context} {problem}"),
        ("", f"{context} {problem}".strip(), "", False),
    )
    mark = (
        (error.context_mark if from_context else None) or error.problem_mark or error.context_mark
    )
    line = mark.line + 1 if mark else 0
    if " #" in "".join(lines[line - 1 : line]) and from_context:
        expected += ", and quotes around a text with # in it"
    problems.add(Place(name, line), f"this is no YAML: {what}", expected=expected)


_NEIGHBOURS = "this line is indented otherwise than those it belongs to"
_BLANKS = "as many blanks before it as before its neighbours"
# For the parser's messages: what is wrong, what is expected, and whether the line to fix is the one
# on which the current part begins.
_CAUSES: tuple[tuple[str, str, str, bool], ...] = (
    (
        "while parsing a flow",
        "a bracket opens here and what follows does not fit",
        "commas between the parts, each quotation mark closed, and } or ] at the end",
        True,
    ),
    (
        "while scanning a quoted scalar",
        "a quotation mark opens here and none closes it",
        "the same mark at the end of the text",
        True,
    ),
    (
        "mapping values are not allowed",
        "a second colon stands in this line, or it is indented otherwise than its neighbours",
        "quotes around a text with a colon and a blank in it",
        False,
    ),
    ("did not find expected '-' indicator", _NEIGHBOURS, _BLANKS, False),
    (
        "did not find expected key",
        f"{_NEIGHBOURS}, or words stand behind a closing quotation mark",
        f"{_BLANKS}, and quotes around the whole of a text",
        False,
    ),
    (
        "could not find expected ':'",
        "this line is no 'key: value'",
        "a colon with a blank behind it",
        True,
    ),
    (
        "<document start>",
        "a bracket above stands for the whole file",
        "no line {} or [] once there is an entry",
        False,
    ),
    ("start any token", "a text cannot begin with this mark", "quotes around the text", False),
    ("alphabetic or numeric", "a text cannot begin with & or *", "quotes around the text", False),
)


class _Converter:
    """Converts composed nodes into plain data."""

    def __init__(self, name: str, places: dict[Keys, Place], problems: Problems) -> None:
        self.name = name
        self.places = places
        self.problems = problems
        self.seen: set[int] = set()

    def place(self, node: yaml.Node) -> Place:
        return Place(self.name, node.start_mark.line + 1, node.start_mark.column + 1)

    def convert(self, node: yaml.Node, keys: Keys) -> Any:
        self.places.setdefault(keys, self.place(node))
        # An alias is composed to the same node that it refers to.
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
        if hidden := NOT_IN_XML.search(node.value):
            what = f"the character U+{ord(hidden[0]):04X}, which no text has"
            self.problems.add(self.place(node), what, expected="text")
        return sys.intern(node.value) if len(node.value) < 20 else node.value

    def mapping(self, node: yaml.MappingNode, keys: Keys) -> dict[str, Any]:
        data: dict[str, Any] = {}
        twice: list[tuple[str, Place]] = []
        for key_node, value_node in node.value:
            place = self.place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.add(place, "a key that is a list or a mapping", expected="a word")
                continue
            key = key_node.value
            if key in data:
                twice.append((key, place))
                continue
            self.places[(*keys, key)] = place
            data[key] = self.convert(value_node, (*keys, key))
        if twice:
            key, place = twice[0]
            first = self.places[(*keys, key)].line
            more = f", and {len(twice) - 1} keys after it as well" if twice[1:] else ""
            self.problems.add(
                place,
                f"the key '{key}' stands here twice; it was first on line {first}{more}",
                expected="each key once",
                remedy="Another entry of a list begins with '- '." if more else "",
            )
        return data
