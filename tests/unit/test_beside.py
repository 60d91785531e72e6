"""Which disagreements a document's claims bear on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from common.command import exit_code
from loaders.documents import beside

ROOT = Path(__file__).resolve().parents[2]


def test_a_claim_without_a_reading_is_listed_with_the_line_to_paste(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "jnim.db"
    path.write_bytes((ROOT / "jnim.db").read_bytes())
    ask = ["--database", str(path), "--source", "csis-2018"]
    line = "    - {reading: …, claim: csis-fighters}  # "
    assert exit_code(beside.main, ask) == 0
    assert line not in capsys.readouterr().out
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM disagreement_readings WHERE claim_id = 'csis-fighters'")
    connection.close()
    assert exit_code(beside.main, ask) == 0
    lines = capsys.readouterr().out.splitlines()
    near = [number for number, each in enumerate(lines) if each.startswith(line)]
    assert near
    assert lines[near[0] - 1].startswith("fighters-date: ")


def test_what_cannot_be_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(beside.main, ["--source", "csis-2019"]) == 2
    assert "no claims of 'csis-2019'" in capsys.readouterr().err
    missing = ["--source", "csis-2018", "--database", str(tmp_path / "none.db")]
    assert exit_code(beside.main, missing) == 2
    assert "run make build" in capsys.readouterr().err
