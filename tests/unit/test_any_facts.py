"""Facts that are broken in any way lead to messages or a database, and never to a traceback."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from common.command import exit_code
from loaders import build
from loaders.documents import anchors, coverage, verify
from tests.conftest import some

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SPOILS = [
    "''",
    "[]",
    "{}",
    "[x]",
    "{x: y}",
    "-1",
    "x",
    "2018-21",
    "~",
    "'  '",
    "*a",
    "&a b",
    "[",
    "…",
]


def spoil(text: str, chance: random.Random) -> str:
    """Change one line in one of the ways in which people and editors break it."""
    lines = text.splitlines()
    number = chance.randrange(len(lines))
    line = lines[number]
    match chance.randrange(7):
        case 0:
            del lines[number]
        case 1:
            lines.insert(chance.randrange(len(lines)), line)
        case 2:
            lines[number] = " " * chance.randrange(4) + line
        case 3:
            lines[number] = line.removeprefix("  ")
        case 4 if ": " in line:
            key, _, _ = line.rpartition(": ")
            lines[number] = f"{key}: {chance.choice(SPOILS)}{'}' * line.endswith('}')}"
        case 5 if line:
            at = chance.randrange(len(line))
            lines[number] = line[:at] + chance.choice("\t:,{}[]#'\"-&x ") + line[at + 1 :]
        case _:
            other = chance.randrange(len(lines))
            lines[number], lines[other] = lines[other], line
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", some(range(100), 2))
def test_no_traceback(
    seed: int, facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(seed)
    files = sorted(facts.rglob("*.yml")) + sorted(facts.rglob("*.csv"))
    for _ in range(chance.choice([1, 1, 1, 3])):
        path = chance.choice(files)
        path.write_text(spoil(path.read_text(encoding="utf-8"), chance), encoding="utf-8")
    code = exit_code(build.main, ["--facts", str(facts), "--output", str(tmp_path / "x.db")])
    told = capsys.readouterr().err
    assert (code == 0) == (told == ""), told
    assert code == 1 or (tmp_path / "x.db").exists()
    shutil.copytree(FIXTURES / "docs", tmp_path / "docs")
    for command in (verify, coverage, anchors):
        code = exit_code(command.main, ["--facts", str(facts), "--docs", str(tmp_path / "docs")])
        assert code in (0, 1)
