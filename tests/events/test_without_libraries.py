"""What works without the libraries for event data and exports, and what is said of them."""

import subprocess
import sys
from pathlib import Path

from common.content_hash import hashes_of_file
from tests.events.conftest import ROOT, write_export
from tests.events.spreadsheet import write_xlsx

# As if nobody had installed them.
WITHOUT = """
import runpy, sys
for name in ("polars", "adbc_driver_sqlite", "adbc_driver_manager", "python_calamine"):
    sys.modules[name] = None
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""


def run(*arguments: str | Path, without: bool) -> subprocess.CompletedProcess[str]:
    start = ["-c", WITHOUT] if without else ["-m"]
    return subprocess.run(
        [sys.executable, *start, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True
    )


def test_tables_are_read_row_by_row_to_the_same_database(tmp_path: Path) -> None:
    write_export(tmp_path / "exports" / "a.csv")
    hashes = []
    for without in (False, True):
        output = tmp_path / f"{without}" / "jnim.db"
        arguments = ("--events", tmp_path / "exports", "--output", output)
        done = run("loaders.events", *arguments, without=without)
        assert done.returncode == 0, done.stderr
        assert ("make events installs them" in done.stderr) is without
        hashes.append(hashes_of_file(output))
    assert hashes[0] == hashes[1]


def test_a_spreadsheet_says_what_reads_it(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    write_xlsx(tmp_path / "exports" / "a.xlsx", [["a", "b"], ["1", "2"]])
    output = tmp_path / "jnim.db"
    done = run("loaders.events", "--events", tmp_path / "exports", "--output", output, without=True)
    assert done.returncode == 1
    assert "a.xlsx: python-calamine is not installed, which reads spreadsheets" in done.stderr
    assert "make events installs it" in done.stderr
    assert not output.exists()


def test_an_export_says_what_it_needs(tmp_path: Path) -> None:
    done = run("exports", "--to", tmp_path / "dist", without=True)
    assert done.returncode == 2
    assert "is not installed, which exports need: make export installs it" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "dist").exists()
