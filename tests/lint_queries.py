"""Lint the SQL of the named queries in metadata.yml as `make check` lints that of schema/."""

from __future__ import annotations

import sys
from pathlib import Path

import sqlfluff
import yaml

ROOT = Path(__file__).resolve().parents[1]
METADATA = "metadata.yml"


def problems(text: str) -> list[str]:
    """Return what sqlfluff has to say about each query, with the line of metadata.yml."""
    found = []
    for name, sql in queries(text).items():
        # The text of a block (`sql: |-`) begins on the line after its mark; marks count from 0.
        first = sql.start_mark.line + 2
        for each in sqlfluff.lint(sql.value + "\n", config_path=str(ROOT / ".sqlfluff")):
            line = first + each["start_line_no"] - 1
            found.append(f"{METADATA}:{line}: {name}: {each['code']} {each['description']}")
    return found


def queries(text: str) -> dict[str, yaml.Node]:
    """Return the SQL of each named query, with where it stands."""
    node = yaml.compose(text)
    for key in ("databases", "jnim", "queries"):
        node = _members(node)[key]
    return {name: _members(query)["sql"] for name, query in _members(node).items()}


def _members(mapping: yaml.Node | None) -> dict[str, yaml.Node]:
    assert isinstance(mapping, yaml.MappingNode)
    return {key.value: value for key, value in mapping.value}


if __name__ == "__main__":
    lines = problems((ROOT / METADATA).read_text(encoding="utf-8"))
    print(*lines, sep="\n", end="\n" if lines else "")
    sys.exit(bool(lines))
