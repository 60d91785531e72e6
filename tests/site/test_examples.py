"""The worked examples of docs/examples.md print what is shown below them."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import served

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "http://127.0.0.1:8001"
BLOCK = re.compile(r"```(sh|python|sql)\n(.*?)```\s+```text\n(.*?)```", re.DOTALL)


class Example(NamedTuple):
    """A block of code and what it prints."""

    language: str
    code: str
    printed: str


EXAMPLES = [Example(*found) for found in BLOCK.findall((ROOT / "docs/examples.md").read_text())]


@pytest.fixture(scope="module")
def pinned(pinned_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site over the pinned facts, so that only changes to the code change the output."""
    with served(pinned_folder, tmp_path_factory.mktemp("examples") / "log.txt") as address:
        yield address


def run(example: Example, site: str, database: Path) -> str:
    code = example.code.replace(ADDRESS, site)
    if example.language == "sql":
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
            rows = db.execute(code).fetchall()
        return "\n".join("|".join("" if v is None else str(v) for v in row) for row in rows)
    if example.language == "sh" and shutil.which("curl") is None:
        pytest.skip("needs curl, which is not on this machine")
    command = [sys.executable, "-c", code] if example.language == "python" else ["sh", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.language)
def test_an_example_prints_what_stands_under_it(
    example: Example, pinned: str, pinned_folder: Path
) -> None:
    printed = lines(run(example, pinned, pinned_folder / "jnim.db"))
    for expected in lines(example.printed):
        pattern = re.escape(expected).replace("…", ".*")
        assert any(re.fullmatch(pattern, line) for line in printed), (expected, printed)


def test_every_block_of_code_is_an_example() -> None:
    blocks = re.findall(r"^```(?:sh|python|sql)$", (ROOT / "docs/examples.md").read_text(), re.M)
    assert len(EXAMPLES) == len(blocks) >= 8
