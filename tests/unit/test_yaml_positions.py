"""YAML as plain text, with the line of each part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loaders.problems import Problems
from loaders.yaml_positions import Keys, YamlFile, read_yaml


def read(tmp_path: Path, raw: str | bytes) -> tuple[YamlFile | None, list[str]]:
    path = tmp_path / "file.yml"
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    problems = Problems()
    file = read_yaml(path, "file.yml", problems)
    return file, [str(problem) for problem in sorted(problems.entries)]


@pytest.mark.parametrize(
    "text",
    ["2018-03", "1.0", "no", "null", "~", "0x1F", "12:30", "1_000", "<<", "=", "!"[:0] + "on"],
)
def test_every_scalar_stays_as_it_is_written(tmp_path: Path, text: str) -> None:
    file, problems = read(tmp_path, f"key: {text}\n")
    assert file is not None
    assert (file.data, problems) == ({"key": text}, [])


def test_lines(tmp_path: Path) -> None:
    text = "# remark\none: a\ntwo:\n  - {three: b, four: c}\n  - five: >-\n      d\n      e\n"
    file, problems = read(tmp_path, text)
    assert file is not None
    assert problems == []
    data: Any = {"one": "a", "two": [{"three": "b", "four": "c"}, {"five": "d e"}]}
    assert file.data == data
    lines: dict[Keys, int] = {
        ("one",): 2,
        ("two",): 3,
        ("two", 0): 4,
        ("two", 0, "four"): 4,
        ("two", 1, "five"): 5,
        ("two", 1, "five", "none"): 5,
    }
    assert {keys: file.at(keys).line for keys in lines} == lines
    assert file.at(("two", 0, "four")).column == 16
    assert file.at(("none",)).line == 2


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("a: 1\nb:\t2\n", "file.yml:2: a tab. Expected spaces."),
        ("a: 1\n\tb: 2\n", "file.yml:2: a tab. Expected spaces."),
        ("a: 1\nb: 2\na: 3\n", "file.yml:3: the key 'a' stands here twice; it was first on line 1"),
        ("a: &x [1]\nb: *x\n", "file.yml:2: an alias (*)"),
        ("a: &x\n  - *x\n", "an alias (*)"),
        ("a: &x b\nc: *x\n", "file.yml:2: an alias (*)"),
        ("a: 1\nb: !!int 2\n", ""),
        ('a: "x\\0"\n', "file.yml:1: the character U+0000, which no text has. Expected text."),
        ('a: x\nb: "\\x1b[31m"\n', "file.yml:2: the character U+001B"),
        ('- "\\uFFFE"\n', "file.yml:1: the character U+FFFE"),
        ("a: 1\nb: !secret 2\n", "file.yml:2: a tag (!secret)"),
        ("a: 1\n? [b]\n: 2\n", "file.yml:2: a key that is a list or a mapping"),
        ("a: 1\nb: [2\nc: 3\n", "this is no YAML"),
        ("a: 1\n---\nb: 2\n", "this is no YAML"),
        ("a: b: c\n", "file.yml:1: this is no YAML"),
        ('a: "b\n', "this is no YAML"),
        (b"a: 1\nb: caf\xe9\n", "file.yml:2: byte 0xe9 is not UTF-8"),
        ("a: 1\nb: \x07\n", "a character that YAML does not allow"),
        ("", "file.yml: the file is empty"),
        ("# only a remark\n", "file.yml: the file is empty"),
        ("[" * 3000, "file.yml"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, raw: str | bytes, says: str) -> None:
    _, problems = read(tmp_path, raw)
    assert bool(problems) == bool(says)
    assert not says or any(says in problem for problem in problems)


def test_line_ends_and_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    file, problems = read(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert file is not None
    assert (file.data, problems) == ({"a": "1", "b": "2"}, [])


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    problems = Problems()
    assert read_yaml(tmp_path, "folder.yml", problems) is None
    (problem,) = problems.entries
    assert str(problem) == "folder.yml: the file cannot be read: Is a directory."
